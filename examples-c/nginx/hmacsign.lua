-- Verify requests inside nginx: LuaJIT calls libhmacsign through its FFI, so that a
-- request costs no process and no copy of its headers' octets. nginx.conf beside this
-- file shows how it is used.
--
--   init_by_lua_block   { hmacsign = require("hmacsign").new{ library =, cdef =, secrets = { id = file } } }
--   access_by_lua_block { hmacsign:access(hmacsign.in_dict(ngx.shared.replays)) }
--
-- cdef is a file with the library's header through `gcc -E -P`.
local ffi = require "ffi"

local REQUIRE_DIGEST = 8 -- HMACSIGN_REQUIRE_DIGEST, a macro; the others are enums, and so in the cdef
local HEADERS_MAX = 128

-- What must be signed, whatever else is: the time, the host, the target and the body.
local REQUIRED = { "x-date", "host", "@request-target", "digest" }

local M = {}
M.__index = M

local function read_file(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("*a")
    file:close()
    return text
end

-- One line end after a secret is the editor's.
local function read_secret(path)
    return (read_file(path):gsub("\r?\n$", "", 1))
end

local function set(view, text)
    view.ptr, view.len = text, #text
end

-- The numbers that the header gives names to.
local C = ffi.C

local function make_key(lib, secret)
    local key = ffi.new("hmacsign_key")
    local status = lib.hmacsign_key_init(key, C.HMACSIGN_HMAC_SHA256, secret, #secret)
    assert(status == C.HMACSIGN_OK, ffi.string(lib.hmacsign_status_text(status)))
    return key
end

-- Made once, before nginx forks its workers, which share the keys' memory. `secrets`
-- gives the file of each id's secret. With `tell` a refusal names its reason: for tests,
-- since strangers should learn nothing.
function M.new(options)
    ffi.cdef(read_file(options.cdef))
    local lib = ffi.load(options.library)
    local self = setmetatable({ lib = lib, keys = {}, tell = options.tell }, M)
    for id, path in pairs(options.secrets) do
        self.keys[id] = make_key(lib, read_secret(path))
    end
    -- For ids that are not known: nobody has it, so that such a request takes the time
    -- that others take.
    local random = assert(io.open("/dev/urandom", "rb"))
    self.nobody = make_key(lib, random:read(32))
    random:close()

    self.policy = ffi.new("hmacsign_policy")
    assert(lib.hmacsign_policy_init(self.policy, ffi.sizeof(self.policy), C.HMACSIGN_KONG) == C.HMACSIGN_OK)
    self.required = ffi.new("hmacsign_str[?]", #REQUIRED)
    for index, name in ipairs(REQUIRED) do
        set(self.required[index - 1], name)
    end
    self.policy.required, self.policy.required_count = self.required, #REQUIRED
    self.policy.flags = REQUIRE_DIGEST

    -- A worker handles one request at a time while none of this yields, so that one
    -- set of structs serves all of them.
    self.headers = ffi.new("hmacsign_header[?]", HEADERS_MAX)
    self.request = ffi.new("hmacsign_request")
    self.auth = ffi.new("hmacsign_authorization")
    self.detail = ffi.new("hmacsign_detail")
    return self
end

-- The body, which fits into memory: nginx.conf has client_body_buffer_size of the size
-- that client_max_body_size allows.
local function read_body()
    ngx.req.read_body()
    return ngx.req.get_body_data() or ""
end

-- Judge the request that nginx is at: nil and a reason, or id, MAC and the last second at
-- which it would be accepted.
function M:judge()
    local body = read_body() -- yields, so it comes before the structs are used
    local sent, fault = ngx.req.get_headers(HEADERS_MAX, true)
    if fault then
        return nil, "HEADERS"
    end
    -- Lua strings stay where they are as long as something refers to them: all of these
    -- are referred to until the end of this function.
    local count, credential = 0, nil
    for name, values in pairs(sent) do
        for _, value in ipairs(type(values) == "table" and values or { values }) do
            value = value == true and "" or value
            if count == HEADERS_MAX then
                return nil, "HEADERS"
            end
            set(self.headers[count].name, name)
            set(self.headers[count].value, value)
            count = count + 1
            if name:lower() == "authorization" then
                if credential then
                    return nil, "NO_CREDENTIAL" -- of two, neither
                end
                credential = value
            end
        end
    end
    if not credential then
        return nil, "NO_CREDENTIAL"
    end

    local method, target, version = ngx.req.get_method(), ngx.var.request_uri, ngx.var.server_protocol
    local request, auth, detail, lib = self.request, self.auth, self.detail, self.lib
    request.headers, request.header_count = self.headers, count
    set(request.method, method)
    set(request.target, target)
    set(request.version, version)
    set(request.body, body)

    local status = lib.hmacsign_read_authorization(C.HMACSIGN_KONG, credential, #credential, auth, detail)
    local id
    if status == C.HMACSIGN_OK then
        id = ffi.string(auth.signer.id.ptr, auth.signer.id.len)
        status = lib.hmacsign_verify(self.keys[id] or self.nobody, auth, request, self.policy, ngx.time(), detail)
    end
    if status ~= C.HMACSIGN_OK then
        return nil, ffi.string(lib.hmacsign_status_name(status)), status
    end
    return id, ffi.string(auth.mac, auth.mac_len), tonumber(detail.expires)
end

-- Replays remembered by all workers of this nginx. Looking and remembering are one step;
-- what does not fit is refused, and nothing that is still good is thrown out for it.
function M.in_dict(dict)
    return function(key, last)
        return dict:safe_add(key, true, last + 1 - ngx.time())
    end
end

-- Let the request through with the verified id in a header of its own, or answer it.
-- `remember` is a function of a key and the last second at which it matters: true, or
-- nil and "exists" or what went wrong. redis.lua has another.
function M:access(remember)
    ngx.req.clear_header("X-Verified-Id") -- whatever the client says of itself
    local id, mac, expires = self:judge()
    if id then
        local added, why = remember(id .. " " .. ngx.encode_base64(mac), expires)
        if added then
            ngx.req.set_header("X-Verified-Id", id)
            return
        elseif why ~= "exists" then
            ngx.log(ngx.ERR, "hmacsign: the store of replays: ", why)
            return ngx.exit(503)
        end
        mac = "REPLAYED"
    end
    local reason, status = mac, expires
    ngx.log(ngx.WARN, "hmacsign: refused: ", reason)
    ngx.status = 401
    ngx.header["WWW-Authenticate"] = "hmac"
    local text = reason .. "\n"
    if not self.tell then
        -- The gateway's own words, which tell no more than that.
        local matters = status == C.HMACSIGN_REFUSED_SIGNATURE
        ngx.header.content_type = "application/json"
        text = '{"message":"HMAC signature ' .. (matters and "does not match" or "cannot be verified") .. '"}\n'
    end
    ngx.header.content_length = #text
    ngx.print(text)
    return ngx.exit(401)
end

return M
