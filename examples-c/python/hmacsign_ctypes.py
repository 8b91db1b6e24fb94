"""The C library hmacsign in Python, by ctypes: a model for a binding in any language.

The whole of it is tables: the structs and functions of include/hmacsign.h, as far as a client and a server need them.
test.py compares them with the header. What the header's rules spare a binding:

 - Every result is an int32, and its name and words come from functions: no table of errors here.
 - Texts are a pointer and a length, in octets. Nothing has to end in NUL, and nothing is decoded.
 - Structs are passed by pointer, and the caller has them: nothing is allocated, nothing is to be freed, nobody is
   called back. What a result points to lies in what was passed in.
 - What only the library knows, it tells: hmacsign_key_size(), and hmacsign_policy_init() takes the caller's size.
 - Text that is written is asked for twice: first for its length, then for its octets (`written` below).

The shared library is found as the loader finds it, or where HMACSIGN_LIBRARY says.
"""

import ctypes
import os
from ctypes import POINTER, byref, c_char, c_char_p, c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p

# ---- The header's constants ------------------------------------------------------------------------------------------

OK, ERR_BUFFER = 0, -2
HMAC_SHA1, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 = 1, 2, 3, 4
TENCENT, TENCENT_APP, KONG, APISIX, CAVAGE, IFLYTEK, CYBERSOURCE, MODULR = range(8)
REQUIRE_DIGEST = 8
NOTE_NONE, CAUSE_UNKNOWN = 0, 0

# ---- The header's structs --------------------------------------------------------------------------------------------


class Str(ctypes.Structure):
    """A run of octets: where they are, and how many. It does not keep them alive: whoever calls `text` below does."""

    _fields_ = [("ptr", c_void_p), ("len", c_size_t)]

    def __bytes__(self):
        return ctypes.string_at(self.ptr, self.len)


class Signer(ctypes.Structure):
    _fields_ = [("id", Str), ("names", Str), ("dialect", c_int32), ("flags", c_uint32), ("created", c_int64),
                ("expires", c_int64)]


class Header(ctypes.Structure):
    _fields_ = [("name", Str), ("value", Str)]


class Request(ctypes.Structure):
    _fields_ = [("headers", POINTER(Header)), ("header_count", c_size_t), ("method", Str), ("target", Str),
                ("version", Str), ("body", Str), ("body_sha256", POINTER(c_uint8))]


class Detail(ctypes.Structure):
    _fields_ = [("name", Str), ("offset", c_size_t), ("skew", c_int64), ("expires", c_int64)]


class Policy(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("flags", c_uint32), ("algorithms", c_uint32), ("max_skew", c_uint32),
                ("required", POINTER(Str)), ("required_count", c_size_t)]


class Authorization(ctypes.Structure):
    _fields_ = [("signer", Signer), ("signature", Str), ("mac_len", c_size_t), ("mac", c_uint8 * 64),
                ("algorithm", c_int32)]


class Note(ctypes.Structure):
    _fields_ = [("kind", c_int32), ("form", c_int32), ("window", c_uint32), ("first", c_uint64), ("second", c_uint64),
                ("raw", Str)]


# ---- The header's functions ------------------------------------------------------------------------------------------

_KEY, _TEXT, _OUT = c_void_p, (c_char_p, c_size_t), (POINTER(c_char), c_size_t, POINTER(c_size_t))
_SIGN = (_KEY, POINTER(Signer), POINTER(Request))

FUNCTIONS = {
    "hmacsign_status_name": (c_char_p, c_int32),
    "hmacsign_status_text": (c_char_p, c_int32),
    "hmacsign_status_advice": (c_char_p, c_int32),
    "hmacsign_status_http": (c_int32, c_int32),
    "hmacsign_key_size": (c_size_t,),
    "hmacsign_key_init": (c_int32, _KEY, c_int32, *_TEXT),
    "hmacsign_key_clear": (None, _KEY),
    "hmacsign_check_request": (c_int32, POINTER(Signer), POINTER(Request), POINTER(Detail)),
    "hmacsign_write_signing_string": (c_int32, POINTER(Signer), POINTER(Request), *_OUT),
    "hmacsign_write_authorization": (c_int32, *_SIGN, *_OUT),
    "hmacsign_write_header_lines": (c_int32, *_SIGN, *_OUT),
    "hmacsign_write_digest": (c_int32, *_TEXT, *_OUT),
    "hmacsign_write_date": (c_int32, c_int64, *_OUT),
    "hmacsign_policy_init": (c_int32, POINTER(Policy), c_size_t, c_int32),
    "hmacsign_read_authorization": (c_int32, c_int32, *_TEXT, POINTER(Authorization), POINTER(Detail)),
    "hmacsign_verify": (c_int32, _KEY, POINTER(Authorization), POINTER(Request), POINTER(Policy), c_int64,
                        POINTER(Detail)),
    "hmacsign_read_note": (c_int32, POINTER(Header), POINTER(Note)),
    "hmacsign_read_cause": (c_int32, *_TEXT, POINTER(c_int32)),
    "hmacsign_cause_text": (c_char_p, c_int32),
    "hmacsign_version": (c_char_p,),
    "hmacsign_version_number": (c_uint32,),
}

lib = ctypes.CDLL(os.environ.get("HMACSIGN_LIBRARY", "libhmacsign.so.0"))
for _name, (_result, *_parameters) in FUNCTIONS.items():
    _function = getattr(lib, _name)
    _function.restype, _function.argtypes = _result, _parameters
if lib.hmacsign_version_number() >> 8 != 0x0001:
    raise ImportError("this is made for hmacsign 0.1, and the library is " + lib.hmacsign_version().decode())

# ---- For Python's sake -----------------------------------------------------------------------------------------------


class Error(Exception):
    """What the library said: `status`, `name` and `text`, and which header or parameter it is about, if one."""

    def __init__(self, status, detail=None):
        self.status = status
        self.name = lib.hmacsign_status_name(status).decode()
        self.text = lib.hmacsign_status_text(status).decode()
        self.advice = lib.hmacsign_status_advice(status).decode()
        self.about = bytes(detail.name).decode("latin-1") if detail else ""
        self.http = lib.hmacsign_status_http(status)
        super().__init__(f"{self.about}: {self.text}" if self.about else self.text)


def check(status, detail=None):
    if status != OK:
        raise Error(status, detail)


def written(function, *arguments):
    """What a function with `out, cap, out_len` at its end writes."""
    length = c_size_t()
    status = function(*arguments, None, 0, byref(length))
    if status != ERR_BUFFER:
        check(status)
    room = ctypes.create_string_buffer(length.value + 1)
    check(function(*arguments, room, len(room), byref(length)))
    return room.raw[:length.value]


def text(octets):
    """A view of these octets, for as long as the caller has them."""
    return Str(ctypes.cast(ctypes.c_char_p(octets), c_void_p), len(octets))


class Key:
    """A secret made ready; wiped at the end of a `with`. The secret is octets, best in a bytearray, which can be wiped
    as bytes cannot."""

    def __init__(self, algorithm, secret):
        octets = secret if isinstance(secret, bytes) else (c_char * len(secret)).from_buffer(secret)
        # As large as the library says, and aligned as uint64_t.
        self.memory = (c_uint64 * (lib.hmacsign_key_size() // 8))()
        check(lib.hmacsign_key_init(self.memory, algorithm, octets, len(secret)))

    def clear(self):
        lib.hmacsign_key_clear(self.memory)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.clear()


def read_key(path, algorithm=HMAC_SHA256):
    """The key in a file: its octets, but for one line end at its end, since editors add one."""
    secret = bytearray(4097)
    try:
        with open(path, "rb", buffering=0) as file:  # a buffer would keep a copy of the secret
            length = file.readinto(secret)
        if length > 4096:
            raise OSError(f"{path}: longer than 4096 octets")
        for end in (b"\r\n", b"\n"):
            if secret.endswith(end, 0, length):
                length -= len(end)
                break
        return Key(algorithm, memoryview(secret)[:length])
    finally:
        secret[:] = bytes(len(secret))


class Message:
    """A request for the library: its headers, as pairs of octets, and what else is signed. It keeps all octets alive
    while the library looks at them."""

    def __init__(self, headers, method=b"", target=b"", version=b"", body=b""):
        self.octets = (list(headers), method, target, version, body)
        self.headers = (Header * len(headers))(*[Header(text(name), text(value)) for name, value in self.octets[0]])
        self.struct = Request(headers=self.headers, header_count=len(headers), method=text(method),
                              target=text(target), version=text(version), body=text(body))


def date(seconds):
    """The value of X-Date."""
    return written(lib.hmacsign_write_date, seconds)


def digest(body):
    """The value of Digest."""
    return written(lib.hmacsign_write_digest, body, len(body))


def signing_string(dialect, id, names, message):
    return written(lib.hmacsign_write_signing_string, Signer(text(id), text(names), dialect), message.struct)


def header_lines(key, dialect, id, names, message):
    """The headers to send, as pairs: those that were signed, and the credential."""
    signer, detail = Signer(text(id), text(names), dialect), Detail()
    check(lib.hmacsign_check_request(signer, message.struct, detail), detail)
    lines = written(lib.hmacsign_write_header_lines, key.memory, signer, message.struct)
    return [tuple(line.split(b": ", 1)) for line in lines.split(b"\r\n")[:-1]]


class Claim:
    """A credential that was read. It proves nothing until `verify` has returned."""

    def __init__(self, dialect, value):
        self.octets, self.struct, detail = value, Authorization(), Detail()
        check(lib.hmacsign_read_authorization(dialect, value, len(value), self.struct, detail), detail)

    @property
    def id(self):
        return bytes(self.struct.signer.id)

    @property
    def mac(self):
        return bytes(self.struct.mac[:self.struct.mac_len])

    def verify(self, key, message, policy, now):
        """The last second at which this request would be accepted, if it is genuine and fresh; else an Error."""
        detail = Detail()
        check(lib.hmacsign_verify(key.memory, self.struct, message.struct, policy, now, detail), detail)
        return detail.expires


def make_policy(dialect, algorithms, required, flags=0):
    """What a server accepts."""
    policy = Policy()
    check(lib.hmacsign_policy_init(policy, ctypes.sizeof(policy), dialect))
    policy.names = (Str * len(required))(*map(text, required))
    policy.octets = required  # kept alive with the policy
    policy.required, policy.required_count = policy.names, len(required)
    policy.algorithms = sum(1 << algorithm for algorithm in algorithms)
    policy.flags |= flags
    return policy


def note(name, value):
    """What a response header tells, or None: its kind, form, two numbers and the value."""
    found, header = Note(), Header(text(name), text(value))
    check(lib.hmacsign_read_note(header, found))
    return None if found.kind == NOTE_NONE else (found.kind, found.form, found.first, found.second, bytes(found.raw))


def cause(body):
    """Why a gateway refused, from its body: a number, and advice."""
    found = c_int32()
    check(lib.hmacsign_read_cause(body, len(body), byref(found)))
    return found.value, lib.hmacsign_cause_text(found.value).decode()
