#!/usr/bin/env python3
"""A server with http.server that answers only requests which are genuine, fresh and new: the same as
examples-c/stacks/microhttpd.c, called in the same way.

    server.py PORT ID KEYFILE    on 127.0.0.1; says "listening" when it does; ends on SIGTERM

It answers 200 and "verified ID", or 401. The name of the status is the body of the 401, so that you see what happens
while you try it. A real server writes it to its log and tells the client no more than 401.

What there is to know about http.server:
 - `self.path` is not always what arrived: slashes at its beginning become one. What was signed is the target as it
   stood in the request line, which is in `self.raw_requestline`.
 - `self.headers[name]` is the first header of a name and hides a second: take `self.headers.items()`.
 - It reads no chunked body, and one that it leaves unread would be taken for the next request.
 - More than 100 headers are refused before a handler is called.
 - It is made for trying things, and not for the open network.

Exit code: 0 after SIGTERM, 2 for a wrong call, a file that cannot be read or a port that is taken.
"""

import argparse
import http.client
import http.server
import secrets
import signal
import sys
import threading
import time

import hmacsign_ctypes as hmacsign

HEADERS_MAX, BODY_MAX = 128, 65536
REQUIRED = [b"x-date", b"host", b"@request-target", b"digest"]

# The bound that http.server has from http.client; there is no other way to set it. One more than are taken, so that
# the handler, which counts them, can say so.
http.client._MAXHEADERS = 256


class Replays:
    """Requests that were accepted, each remembered for as long as it would be accepted."""

    def __init__(self, most=4096):
        self.most, self.seen, self.lock = most, {}, threading.Lock()

    def remember(self, claim, expires, now):
        """None if this one is new, else why it is refused. Looking and remembering are one step: hence the lock."""
        with self.lock:
            self.seen = {one: until for one, until in self.seen.items() if until >= now}
            one = (claim.id, claim.mac)  # the MAC and never its text: one MAC can be written in several ways
            if one in self.seen:
                return "REPLAYED"
            if len(self.seen) >= self.most:
                return "FULL"  # one that is dropped early lets its request in again
            self.seen[one] = expires
            return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds that a client may say nothing

    def do_POST(self):
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        lengths = [value for name, value in headers if name.lower() == b"content-length"]
        # Two lengths, chunks, or lines that are no headers: what the head says can be understood in two ways.
        if self.headers.defects or "Transfer-Encoding" in self.headers or len(lengths) > 1 or not all(
                length.isdigit() for length in lengths):
            return self.last_answer(400, "HEAD")
        length = int(lengths[0]) if lengths else 0
        if length > BODY_MAX:
            return self.last_answer(413, "BODY")
        body = self.rfile.read(length)
        if len(body) < length:
            return self.last_answer(400, "BODY")
        if len(headers) > HEADERS_MAX:
            return self.answer(401, "HEADERS")
        parts = self.raw_requestline.rstrip(b"\r\n").split(b" ")
        if len(parts) != 3:
            return self.last_answer(400, "REQUEST_LINE")
        method, target, version = parts
        return self.answer(*self.judge(hmacsign.Message(headers, method, target, version, body)))

    # Other methods are no different.
    do_GET = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST

    def judge(self, message):
        """The status code to answer with, and why."""
        server, now = self.server, int(time.time())
        values = [value for name, value in message.octets[0] if name.lower() == b"authorization"]
        if len(values) != 1:
            return 401, "NO_CREDENTIAL"
        try:
            claim = hmacsign.Claim(hmacsign.KONG, values[0])
        except hmacsign.Error as error:
            return 401, error.name  # whatever it is, it is the client's doing
        try:
            # An unknown id takes the time of a known one, and gets the same answer.
            key = server.keys.get(claim.id, server.nobodys)
            expires = claim.verify(key, message, server.policy, now)
        except hmacsign.Error as error:
            return error.http, error.name
        refused = server.replays.remember(claim, expires, now)
        if refused:
            return (503 if refused == "FULL" else 401), refused
        return 200, "verified " + claim.id.decode("ascii")

    def answer(self, code, line):
        body = line.encode() + b"\n"
        self.send_response(code)
        if code == 401:
            self.send_header("WWW-Authenticate", "hmac")  # HTTP wants to be told how one gets in
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def last_answer(self, code, line):
        """Where the next request begins is not known."""
        self.close_connection = True
        self.answer(code, line)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("id")
    parser.add_argument("keyfile")
    call = parser.parse_args()  # a wrong call ends here, with 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with hmacsign.read_key(call.keyfile) as key, \
            hmacsign.Key(hmacsign.HMAC_SHA256, bytearray(secrets.token_bytes(32))) as nobodys, \
            http.server.ThreadingHTTPServer(("127.0.0.1", call.port), Handler) as server:
        server.keys = {call.id.encode(): key}
        server.nobodys = nobodys
        server.policy = hmacsign.make_policy(hmacsign.KONG, [hmacsign.HMAC_SHA256], REQUIRED, hmacsign.REQUIRE_DIGEST)
        server.replays = Replays()
        print("listening", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except (OSError, OverflowError, hmacsign.Error) as error:
        print(f"server.py: {error}", file=sys.stderr)
        sys.exit(2)
