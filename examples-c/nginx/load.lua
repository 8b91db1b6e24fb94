-- wrk's side of load.sh: every request is signed when it is made, by the library through
-- wrk's LuaJIT. Of every REPEAT one is the one before it sent again, and one is spoilt
-- after signing.
local ffi = require "ffi"

local file = assert(io.open(os.getenv("CDEF"), "rb"))
ffi.cdef(file:read("*a"))
file:close()
local lib, C = ffi.load(os.getenv("LIBRARY")), ffi.C
local repeat_every = tonumber(os.getenv("REPEAT")) or 0

local function ok(status)
    return status == C.HMACSIGN_OK or error(ffi.string(lib.hmacsign_status_text(status)))
end

-- A view does not keep Lua from collecting the string: something else must refer to it.
kept = {}
local function set(view, text)
    view.ptr, view.len = text, #text
end
local function keep(view, text)
    kept[#kept + 1] = text
    set(view, text)
end

local threads = 0
function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local key = ffi.new("hmacsign_key")
local secret = os.getenv("SECRET")
ok(lib.hmacsign_key_init(key, C.HMACSIGN_HMAC_SHA256, secret, #secret))

local names = "x-date host x-request-id @request-target digest"
local id, body, host, path = os.getenv("ID"), '{"amount":7}', os.getenv("HOST"), os.getenv("TARGET")
local digest, length = ffi.new("char[64]"), ffi.new("size_t[1]")
ok(lib.hmacsign_write_digest(body, #body, digest, 64, length))
digest = ffi.string(digest, length[0])

local headers = ffi.new("hmacsign_header[4]")
local request_ = ffi.new("hmacsign_request")
local signer = ffi.new("hmacsign_signer")
local date, value = ffi.new("char[30]"), ffi.new("char[512]")
signer.dialect = C.HMACSIGN_KONG
keep(signer.id, id)
keep(signer.names, names)
local sent = { ["Host"] = host, ["Digest"] = digest, ["Content-Type"] = "application/json" }
keep(headers[0].name, "Host")
keep(headers[0].value, host)
keep(headers[1].name, "Digest")
keep(headers[1].value, digest)
keep(headers[2].name, "X-Date")
keep(headers[3].name, "X-Request-Id")
request_.headers, request_.header_count = headers, 4
keep(request_.method, "POST")
keep(request_.target, path)

local count, last = 0, nil
function request()
    count = count + 1
    if last and repeat_every > 0 and count % repeat_every == 0 then
        return last
    end
    ok(lib.hmacsign_write_date(os.time(), date, 30, length))
    local spoilt = repeat_every > 0 and count % repeat_every == repeat_every - 10
    local now, serial = ffi.string(date, length[0]), (spoilt and "spoilt-" or "good-") .. number .. "-" .. count
    set(headers[2].value, now)
    set(headers[3].value, serial)
    ok(lib.hmacsign_write_authorization(key, signer, request_, value, 512, length))
    sent["X-Date"], sent["X-Request-Id"], sent["Authorization"] = now, serial, ffi.string(value, length[0])
    if spoilt then
        sent["X-Date"] = now:gsub("%d%d GMT", function(seconds) return seconds == "00 GMT" and "01 GMT" or "00 GMT" end)
    end
    last = wrk.format("POST", path, sent, body)
    return last
end

function done(summary, latency)
    io.write(string.format("%d requests in %.1f s: %.0f a second, p50 %.2f ms, p99 %.2f ms, errors of sockets %d\n",
        summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
