#!/usr/bin/env python3
"""A client with http.client: the same as examples-c/stacks/curl.c, called in the same way.

    client.py URL ID KEYFILE [--change header|body] [--date SECONDS] [--twice] [--respell] [--headers N]

It signs a POST in Kong's dialect with HMAC-SHA-256, the body covered by a signed Digest, sends it and prints the status
code and the first line of the body. Limits, and advice after a refusal, go to standard error.

What there is to know about http.client: request() adds headers of its own, and a second Host beside yours is refused
by servers. putrequest() with skip_host leaves that to you. The target that is given is sent as it is.

Exit code: 0 for 200, 1 for any other answer, 2 for a wrong call, a file that cannot be read or a server that does not
answer.
"""

import argparse
import http.client
import json
import secrets
import sys
import time
import urllib.parse

import hmacsign_ctypes as hmacsign

NAMES = b"x-date host source @request-target digest"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("id")
    parser.add_argument("keyfile")
    parser.add_argument("--change", choices=["header", "body"])
    parser.add_argument("--date", type=int, default=int(time.time()))
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--respell", action="store_true")
    parser.add_argument("--headers", type=int, default=0)
    call = parser.parse_args()  # a wrong call ends here, with 2

    url = urllib.parse.urlsplit(call.url)
    if url.scheme not in ("http", "https") or not url.hostname:
        parser.error(f"not an http or https URL: {call.url}")
    host = url.netloc.rpartition("@")[2].encode("ascii")
    target = (url.path or "/") + ("?" + url.query if url.query else "")

    # The time is signed in whole seconds: two equal requests within a second have one signature, and a server that
    # refuses replays refuses the second. So something in the body is new each time.
    body = json.dumps({"count": 1, "nonce": secrets.token_hex(8)}).encode()
    message = hmacsign.Message([(b"X-Date", hmacsign.date(call.date)), (b"Host", host), (b"Source", b""),
                                (b"Digest", hmacsign.digest(body))], method=b"POST", target=target.encode("ascii"),
                               body=body)
    with hmacsign.read_key(call.keyfile) as key:
        lines = hmacsign.header_lines(key, hmacsign.KONG, call.id.encode(), NAMES, message)

    if call.change == "header":
        lines = [(name, b"changed" if name == b"Source" else value) for name, value in lines]
    if call.change == "body":
        body = body.replace(b'"count": 1', b'"count": 2')
    code = send(url, target, lines, body, call.headers)
    if call.respell:
        lines = [(name, respelled(value) if name == b"Authorization" else value) for name, value in lines]
    if call.twice or call.respell:
        code = send(url, target, lines, body, call.headers)
    return 0 if code == 200 else 1


def send(url, target, lines, body, further):
    """Send exactly the headers that were signed, and print what comes back."""
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname, url.port, timeout=30)
    try:
        connection.putrequest("POST", target, skip_host=True, skip_accept_encoding=True)
        for name, value in lines:
            connection.putheader(name, value)  # an empty value too
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
        for i in range(1, further + 1):
            connection.putheader(f"X-{i}", str(i))
        connection.endheaders(body)
        response = connection.getresponse()
        answer = response.read(4096)
    finally:
        connection.close()

    print(response.status, answer.partition(b"\n")[0].decode("utf-8", "replace"), flush=True)
    for name, value in response.getheaders():
        if hmacsign.note(name.encode("latin-1"), value.encode("latin-1")):
            print(f"{name}: {value}", file=sys.stderr)
    if response.status != 200:
        advise(answer)
    return response.status


def advise(answer):
    """Why, as far as the body tells: a gateway by its message, a server of these examples by a status's name."""
    number, advice = hmacsign.cause(answer)
    if number != hmacsign.CAUSE_UNKNOWN:
        print(f"cause {number}: {advice}", file=sys.stderr)
        return
    for error in map(hmacsign.Error, range(-79, 0)):
        if error.name.encode() == answer.strip():
            print(f"cause: {error.text}\nadvice: {error.advice}", file=sys.stderr)
            return
    print("cause: not known, see the body", file=sys.stderr)


def respelled(credential):
    """The same credential, spelled otherwise: a server that remembers its text, not the MAC, takes it for another."""
    before, names, after = credential.partition(NAMES)
    return before.replace(b"hmac", b"Hmac", 1) + names.upper() + after


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, hmacsign.Error, http.client.HTTPException) as error:
        print(f"client.py: {error}", file=sys.stderr)
        sys.exit(2)
