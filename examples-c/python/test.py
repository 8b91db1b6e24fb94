#!/usr/bin/env python3
"""The binding fits the header, and signs as Python's own hmac does. `make stacks` runs this.

CC names another C compiler.
"""

import base64
import ctypes
import gc
import hashlib
import hmac
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import hmacsign_ctypes as hmacsign

INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "include"
# Each struct of the binding and the header's name for it.
STRUCTS = {getattr(hmacsign, name): "hmacsign_" + name.lower()
           for name in ("Str", "Signer", "Header", "Request", "Detail", "Policy", "Authorization", "Note")}
NOW = 1521461320
SECRET = b"ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC"
NAMES = b"x-date host source @request-target digest"


def compiled(expressions):
    """The values of these C expressions, for a program that includes the header."""
    lines = "".join(f'    printf("%lld\\n", (long long)({expression}));\n' for expression in expressions)
    source = f'#include <stdio.h>\n#include "hmacsign.h"\nint main(void)\n{{\n{lines}    return 0;\n}}\n'
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "values")
        subprocess.run([*os.environ.get("CC", "cc").split(), "-std=c99", "-I", INCLUDE, "-x", "c", "-", "-o", program],
                       input=source.encode(), check=True)
        return [int(line) for line in subprocess.run([program], check=True, capture_output=True).stdout.split()]


class Layout(unittest.TestCase):
    def test_structs_have_the_sizes_and_members_of_the_header(self):
        ours = {}
        header = (INCLUDE / "hmacsign.h").read_text("ascii")
        for struct, name in STRUCTS.items():
            body = re.search(r"typedef struct " + name + r" \{(.*?)\n\}", header, re.S)[1]
            members = re.findall(r"^  \w.*?(\w+)(?:\[\d+\])?;$", body, re.M)
            self.assertEqual([field[0] for field in struct._fields_], members, name)
            ours[f"sizeof({name})"] = ctypes.sizeof(struct)
            for member, *_ in struct._fields_:
                field = getattr(struct, member)
                ours[f"offsetof({name}, {member})"] = field.offset
                ours[f"sizeof((({name} *)0)->{member})"] = field.size
        theirs = compiled(ours)
        self.assertEqual([(what, one, two) for (what, one), two in zip(ours.items(), theirs) if one != two], [])
        self.assertGreater(len(theirs), 60)

    def test_constants_have_the_header_s_numbers(self):
        ours = {name: value for name, value in vars(hmacsign).items() if name.isupper() and type(value) is int}
        self.assertGreater(len(ours), 10)
        theirs = compiled("HMACSIGN_" + name for name in ours)
        self.assertEqual(ours, dict(zip(ours, theirs)))

    def test_functions_take_and_give_what_the_header_says(self):
        scalars = {"int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64, "uint32_t": ctypes.c_uint32,
                   "size_t": ctypes.c_size_t, "void": None}
        pointers = {"char": (ctypes.c_char_p, ctypes.POINTER(ctypes.c_char)),
                    "size_t": (ctypes.POINTER(ctypes.c_size_t),), "int32_t": (ctypes.POINTER(ctypes.c_int32),),
                    "struct hmacsign_key": (ctypes.c_void_p,)}
        pointers |= {f"struct {name}": (ctypes.POINTER(struct),) for struct, name in STRUCTS.items()}

        def allowed(declared):
            kind, star, _ = re.fullmatch(r"(?:const )?((?:struct )?\w+) ?(\**)(\w*)", declared.strip()).groups()
            return pointers[kind] if star else (scalars[kind],)

        header = (INCLUDE / "hmacsign.h").read_text("ascii")
        for name, (result, *parameters) in hmacsign.FUNCTIONS.items():
            found = re.search(r"^(\w[\w ]* \**)" + name + r"\(([^)]*)\);", header, re.M)
            declared = [] if found[2] == "void" else found[2].split(",")
            self.assertIn(result, allowed(found[1]), name)
            self.assertEqual(len(parameters), len(declared), name)
            for ours, theirs in zip(parameters, declared):
                self.assertIn(ours, allowed(theirs), f"{name}: {theirs}")

    def test_the_key_is_as_large_as_the_library_says(self):
        [size] = compiled(["sizeof(hmacsign_key)"])
        self.assertEqual(hmacsign.lib.hmacsign_key_size(), size)


def message(body=b'{"count": 1}', **changed):
    headers = {b"X-Date": hmacsign.date(NOW), b"Host": b"example.com", b"Source": b"", b"Digest": hmacsign.digest(body)}
    headers |= {name.encode(): value for name, value in changed.items()}
    return hmacsign.Message(list(headers.items()), b"POST", b"/echo?b=2&a=1", b"HTTP/1.1", body)


def policy():
    return hmacsign.make_policy(hmacsign.KONG, [hmacsign.HMAC_SHA256], [b"x-date", b"digest"], hmacsign.REQUIRE_DIGEST)


class Signatures(unittest.TestCase):
    def setUp(self):
        self.key = hmacsign.Key(hmacsign.HMAC_SHA256, bytearray(SECRET))

    def tearDown(self):
        self.key.clear()

    def signed(self):
        lines = hmacsign.header_lines(self.key, hmacsign.KONG, b"alice", NAMES, message())
        self.assertEqual([name for name, _ in lines], [b"X-Date", b"Host", b"Source", b"Digest", b"Authorization"])
        return lines[-1][1]

    def test_a_signature_is_the_one_of_python_s_hmac(self):
        string = (b"x-date: Mon, 19 Mar 2018 12:08:40 GMT\nhost: example.com\nsource: \n"
                  b"@request-target: post /echo?b=2&a=1\ndigest: SHA-256="
                  + base64.b64encode(hashlib.sha256(b'{"count": 1}').digest()))
        self.assertEqual(hmacsign.signing_string(hmacsign.KONG, b"alice", NAMES, message()), string)
        mac = hmac.digest(SECRET, string, "sha256")
        self.assertEqual(self.signed(), b'hmac username="alice", algorithm="hmac-sha256", headers="' + NAMES
                         + b'", signature="' + base64.b64encode(mac) + b'"')
        self.assertEqual(hmacsign.Claim(hmacsign.KONG, self.signed()).mac, mac)

    def test_what_was_signed_verifies_and_nothing_else_does(self):
        claim = hmacsign.Claim(hmacsign.KONG, self.signed())
        self.assertEqual(claim.id, b"alice")
        self.assertEqual(claim.verify(self.key, message(), policy(), NOW + 300), NOW + 300)

        def refused(name, key, message, now):
            with self.assertRaises(hmacsign.Error) as caught:
                claim.verify(key, message, policy(), now)
            self.assertEqual((caught.exception.name, caught.exception.http), ("HMACSIGN_REFUSED_" + name, 401))
            return caught.exception.about

        refused("STALE", self.key, message(), NOW + 301)
        refused("SIGNATURE", self.key, message(Source=b"x"), NOW)
        self.assertEqual(refused("DIGEST", self.key, message(b"other", Digest=hmacsign.digest(b'{"count": 1}')), NOW),
                         "digest")
        with hmacsign.Key(hmacsign.HMAC_SHA256, b"another") as other:
            refused("SIGNATURE", other, message(), NOW)

    def test_octets_last_as_long_as_what_points_to_them(self):
        # Octets that nobody else has, and memory that is written over as soon as it is free.
        claim = hmacsign.Claim(hmacsign.KONG, bytes(bytearray(self.signed())))
        made = hmacsign.Message([(bytes(bytearray(name)), bytes(bytearray(value)))
                                 for name, value in message().octets[0]],
                                bytes(bytearray(b"POST")), bytes(bytearray(b"/echo?b=2&a=1")), b"",
                                bytes(bytearray(b'{"count": 1}')))
        rules = policy()
        gc.collect()
        filling = [b"\xff" * size for size in range(1, 400) for _ in range(20)]
        self.assertEqual(claim.verify(self.key, made, rules, NOW), NOW + 300)
        del filling

    def test_errors_have_the_library_s_words(self):
        with self.assertRaises(hmacsign.Error) as caught:
            hmacsign.header_lines(self.key, hmacsign.KONG, b"alice", b"x-date accept", message())
        self.assertEqual((caught.exception.name, caught.exception.about), ("HMACSIGN_ERR_HEADER_MISSING", "accept"))
        with self.assertRaises(hmacsign.Error) as caught:
            hmacsign.Key(hmacsign.HMAC_SHA256, b"")
        self.assertEqual(caught.exception.name, "HMACSIGN_ERR_SECRET")
        self.key.clear()
        with self.assertRaises(hmacsign.Error) as caught:
            hmacsign.header_lines(self.key, hmacsign.KONG, b"alice", b"", message())
        self.assertEqual(caught.exception.name, "HMACSIGN_ERR_KEY")

    def test_a_key_file_loses_one_line_end(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "key")
            for end, same in [(b"", True), (b"\n", True), (b"\r\n", True), (b"\n\n", False), (b"\r", False)]:
                pathlib.Path(path).write_bytes(SECRET + end)
                with hmacsign.read_key(path) as key:
                    lines = hmacsign.header_lines(key, hmacsign.KONG, b"alice", NAMES, message())
                    self.assertEqual(lines[-1][1] == self.signed(), same, end)
            pathlib.Path(path).write_bytes(b"k" * 4097)
            self.assertRaises(OSError, hmacsign.read_key, path)

    def test_notes_and_causes_are_read(self):
        self.assertEqual(hmacsign.note(b"X-RateLimit-Used", b"100/125"), (4, 2, 100, 125, b"100/125"))
        self.assertIsNone(hmacsign.note(b"Server", b"x"))
        self.assertEqual(hmacsign.cause(b'{"message":"HMAC signature does not match"}')[0], 10)


if __name__ == "__main__":
    unittest.main()
