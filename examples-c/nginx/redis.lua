-- Replays remembered by Redis, for several machines: SET key 1 NX EXAT last + 1. One round
-- trip a request, over connections that each worker keeps.
--
--   access_by_lua_block { hmacsign:access(require("redis")("127.0.0.1", 6379)) }
--   access_by_lua_block { hmacsign:access(require("redis")("unix:/run/redis.sock")) }
local function command(...)
    local words = { "*", select("#", ...), "\r\n" }
    for _, word in ipairs{ ... } do
        words[#words + 1] = "$" .. #word .. "\r\n" .. word .. "\r\n"
    end
    return table.concat(words)
end

return function(...)
    local where = { ... }
    return function(key, last)
        local redis = ngx.socket.tcp()
        redis:settimeout(1000)
        local ok, why = redis:connect(unpack(where))
        if not ok then
            return nil, why
        end
        ok, why = redis:send(command("SET", "hmacsign " .. key, "1", "NX", "EXAT", string.format("%d", last + 1)))
        if not ok then
            return nil, why
        end
        local answer
        answer, why = redis:receive()
        if not answer then
            return nil, why
        end
        redis:setkeepalive(60000, 64)
        if answer == "+OK" then
            return true
        end
        return nil, answer == "$-1" and "exists" or answer
    end
end
