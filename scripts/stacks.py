#!/usr/bin/env python3
"""stacks.py FOLDER: every client of the examples against every server, in every case; FOLDER has the C library.

Each server is started on a free port, anew for each client, and each client called in each case. What came is compared
with what must come, and printed as one table. Nothing is skipped: a program that is missing is a failure. What each
client sends is also captured by a bare listener, and its signature compared with that of Python's own hmac.

How they are called:

    server PORT ID KEYFILE              prints "listening"; SIGTERM ends it
    client URL ID KEYFILE [OPTION ...]  prints the status code and the first line of the body; says why it was refused
                                        on standard error; exits with 0 for 200, 1 for another answer, and 2 for a
                                        wrong call
"""

import base64
import ctypes
import hashlib
import hmac
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/capi").resolve()
TARGET = OUT.parent

# name, its source, how it is called, and what else must be installed: the command and Debian's package.
SERVERS = [
    ("libmicrohttpd", "examples-c/stacks/microhttpd.c", [OUT / "stacks/microhttpd"], {}),
    ("nginx", "examples-c/nginx/run.sh", [ROOT / "examples-c/nginx/run.sh"], {"nginx": "nginx-light libnginx-mod-http-lua"}),
    ("nginx with Redis", "examples-c/nginx/redis.lua", ["env", "REDIS=1", ROOT / "examples-c/nginx/run.sh"],
     {"redis-server": "redis-server"}),
    ("hyper", "examples/hyper/src/bin/hyper-server.rs", [TARGET / "release/hyper-server"], {}),
    ("http.server", "examples-c/python/server.py", [sys.executable, ROOT / "examples-c/python/server.py"], {}),
]
CLIENTS = [
    ("libcurl", "examples-c/stacks/curl.c", [OUT / "stacks/curl"], {}),
    ("hyper", "examples/hyper/src/bin/hyper-client.rs", [TARGET / "release/hyper-client"], {}),
    ("http.client", "examples-c/python/client.py", [sys.executable, ROOT / "examples-c/python/client.py"], {}),
]
# These also print the limits that a response tells.
READS_LIMITS = ["libcurl", "http.client"]

ID, UNKNOWN_ID = "alice", "mallory"
SECRET, WRONG_SECRET = b"ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC", b"another secret"
TARGET_SENT, ODD_TARGET = "/echo?b=2&a=1", "//echo/../echo?b=%32&a=1"
NAMES = "x-date host source @request-target digest"
PATIENCE = 30  # seconds

GOOD = f"200 verified {ID}"
REFUSED = "401 HMACSIGN_REFUSED_"
# heading, options, id, target, is it the right key, the lines that must come
CASES = [
    ("right key", [], ID, TARGET_SENT, True, [GOOD]),
    ("wrong key", [], ID, TARGET_SENT, False, [REFUSED + "SIGNATURE"]),
    ("unknown id", [], UNKNOWN_ID, TARGET_SENT, True, [REFUSED + "SIGNATURE"]),
    ("changed header", ["--change", "header"], ID, TARGET_SENT, True, [REFUSED + "SIGNATURE"]),
    ("changed body", ["--change", "body"], ID, TARGET_SENT, True, [REFUSED + "DIGEST"]),
    ("old date", ["--date", "OLD"], ID, TARGET_SENT, True, [REFUSED + "STALE"]),
    ("replay", ["--twice"], ID, TARGET_SENT, True, [GOOD, "401 REPLAYED"]),
    ("re-spelled", ["--respell"], ID, TARGET_SENT, True, [GOOD, "401 REPLAYED"]),
    ("100 headers", ["--headers", "100"], ID, TARGET_SENT, True, [GOOD]),
    ("200 headers", ["--headers", "200"], ID, TARGET_SENT, True, ["401 HEADERS"]),
    ("odd target", [], ID, ODD_TARGET, True, [GOOD]),
]

failures = []


def wrong(sentence):
    failures.append(sentence)
    print(f"stacks: {sentence}", file=sys.stderr)


def present(programs, kind):
    """The rows, all of which must be built, and what they need installed."""
    rows = []
    for name, source, command, needs in programs:
        path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
        for needed, package in needs.items():
            if not shutil.which(needed, path=path):
                sys.exit(f"stacks: the {kind} {name} needs {needed}: install it (Debian: apt install {package})")
        if not command[-1].exists():
            sys.exit(f"stacks: the {kind} {name} was not built: `make stacks` does that")
        rows.append((name, [str(word) for word in command]))
    return rows


def environment():
    """Without proxies, and with the library."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {"TELL": "true", "HMACSIGN_LIBRARY": str(OUT / "libhmacsign.so.0"), "PYTHONDONTWRITEBYTECODE": "1"}


class Server:
    """One that runs while the `with` does."""

    def __init__(self, name, command, key):
        self.name, self.command, self.key = name, command, key

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen([*self.command, str(self.port), ID, self.key], stdout=subprocess.PIPE,
                                        env=environment(), start_new_session=True)
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else b""
        if line != b"listening\n":
            os.killpg(self.process.pid, signal.SIGKILL)
            sys.exit(f"stacks: the server {self.name} does not say that it is listening, but {line}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            wrong(f"SIGTERM does not end the server {self.name}")
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # what it may have left behind
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process.stdout.close()


def call(command, *arguments):
    """The exit code, the lines of standard output, and standard error."""
    done = subprocess.run([*command, *arguments], capture_output=True, env=environment(), timeout=PATIENCE * 2)
    return done.returncode, done.stdout.decode("utf-8", "replace").splitlines(), done.stderr.decode("utf-8", "replace")


def short(lines):
    return "; ".join(line.replace("HMACSIGN_", "") for line in lines) or "nothing"


def row(client, server, keys):
    """One client and one server, in every case: the cells."""
    cells, start = [], int(time.time())
    for number, (heading, options, id, target, right, expected) in enumerate(CASES):
        options = [str(start - 400) if option == "OLD" else option for option in options]
        if number > 0 and "--date" not in options:
            # A second of its own. Requests that are equal have one signature: the second would be a replay.
            options += ["--date", str(start - 10 - number)]
        code, lines, said = call(client, f"http://127.0.0.1:{server.port}{target}", id, keys[right], *options)
        good = expected[-1].startswith("200")
        if lines != expected:
            cells.append(short(lines))
        elif code != (0 if good else 1):
            cells.append(f"exit code {code}")
        elif not good and not said.strip():
            cells.append("no advice")
        else:
            cells.append("ok")
    return cells


def exchange(port, lines, body):
    """Send octets as they are: the status code and the body's first line."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(b"\r\n".join([lines[0], b"Connection: close", *lines[1:], b"", b""]) + body)
        came = b""
        while octets := connection.recv(65536):
            came += octets
    head, _, body = came.partition(b"\r\n\r\n")
    return (head[9:13] + body.partition(b"\n")[0]).decode("latin-1")


def forged(server, head, body):
    """What is answered to a good request with its credential twice, with none, with a signed header twice; as it is."""
    lines = [line for line in head.split(b"\r\n")[:-2] if not line.lower().startswith(b"connection:")]
    [credential] = [line for line in lines if line.lower().startswith(b"authorization:")]
    [date] = [line for line in lines if line.lower().startswith(b"x-date:")]
    answers = [exchange(server.port, sent, body) for sent in [
        [*lines, credential], [line for line in lines if line != credential], [*lines, date], lines]]
    return ["ok" if re.fullmatch(fits, answer) else answer for fits, answer in zip(
        ["40[01] .*", "401 NO_CREDENTIAL", "401 HMACSIGN_REFUSED_HEADER_REPEATED", GOOD], answers)]


def capture(command, key):
    """What a client sends, octet for octet, and what it makes of a gateway's refusal."""
    message = b'{"message":"HMAC signature does not match"}'
    caught = {}

    def listen(listener):
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(PATIENCE)
            came = b""
            while True:
                head, end, body = came.partition(b"\r\n\r\n")
                length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
                if end and len(body) >= int(length[1] if length else 0):
                    break
                octets = connection.recv(65536)
                if not octets:
                    break
                came += octets
            caught["head"], caught["body"] = head + end, body
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nX-RateLimit-Limit: 500\r\nConnection: close\r\n"
                               b"Content-Length: %d\r\n\r\n" % len(message) + message)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        thread = threading.Thread(target=listen, args=[listener])
        thread.start()
        port = listener.getsockname()[1]
        code, lines, said = call(command, f"http://127.0.0.1:{port}{TARGET_SENT}", ID, key)
        thread.join()
    if (code, lines) != (1, ["403 " + message.decode()]):
        lines = [f"exit code {code}", *lines]
    return caught.get("head", b""), caught.get("body", b""), lines, said


def signature_fits(head, body):
    """Is it signed as the dialect's words say? Worked out here from the octets on the wire, without the library."""
    lines = head.split(b"\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    digest = b"SHA-256=" + base64.b64encode(hashlib.sha256(body).digest())
    method, target, _ = lines[0].split(b" ")
    signed = b"\n".join([b"x-date: " + headers[b"x-date"], b"host: " + headers[b"host"],
                         b"source: " + headers[b"source"], b"@request-target: " + method.lower() + b" " + target,
                         b"digest: " + digest])
    mac = base64.b64encode(hmac.digest(SECRET, signed, "sha256")).decode()
    credential = f'hmac username="{ID}", algorithm="hmac-sha256", headers="{NAMES}", signature="{mac}"'
    return headers[b"authorization"] == credential.encode() and headers[b"digest"] == digest


def print_table(headings, rows):
    widths = [max(len(line[i]) for line in [headings, *rows]) for i in range(len(headings))]
    for line in [headings, ["-" * width for width in widths], *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    print(flush=True)


def main():
    library = ctypes.CDLL(str(OUT / "libhmacsign.so.0"))
    library.hmacsign_cause_text.restype = ctypes.c_char_p
    advice = library.hmacsign_cause_text(10).decode()  # HMACSIGN_CAUSE_SIGNATURE
    servers, clients = present(SERVERS, "server"), present(CLIENTS, "client")

    with tempfile.TemporaryDirectory() as folder:
        keys = {}
        for right, secret in [(True, SECRET), (False, WRONG_SECRET)]:
            keys[right] = os.path.join(folder, f"key-{right}")
            pathlib.Path(keys[right]).write_bytes(secret + b"\n")

        # What is sent.
        rows = []
        for name, command in clients:
            head, body, lines, said = capture(command, keys[True])
            sources = [line + b"\r\n" for line in head.split(b"\r\n") if line.lower().startswith(b"source")]
            try:
                fits = signature_fits(head, body)
            except (KeyError, ValueError):
                fits = False
            rows.append([name, " ".join(map(str, sources)) or "nothing", "ok" if fits else "wrong",
                         short(lines) if len(lines) != 1 else "ok" if advice in said else "no advice",
                         "read" if "500" in said else "not read",
                         "ok" if call(command)[0] == 2 else "accepted"])
            if [line.lower() for line in sources] not in ([b"source: \r\n"], [b"source:\r\n"]):
                wrong(f"{name}: an empty Source must arrive as one empty line")
            if rows[-1][2:4] != ["ok", "ok"] or rows[-1][5] != "ok" or (name in READS_LIMITS and rows[-1][4] != "read"):
                wrong(f"{name}: what it sends, or makes of a refusal")
        print_table(["client", "an empty Source on the wire", "signature", "a gateway's refusal", "its limits",
                     "a wrong call"], rows)

        # What is answered to what no client sends: the last request that was captured, changed on its way.
        rows = []
        for name, command in servers:
            with Server(name, command, keys[True]) as server:
                rows.append([name, *forged(server, head, body)])
            if rows[-1][1:] != ["ok"] * 4:
                wrong(f"{name}: a request with a credential or a date too many, or without")
        print_table(["server", "two credentials", "no credential", "two dates", "as it was sent"], rows)

        # The matrix.
        rows = []
        for client, client_command in clients:
            for name, command in servers:
                with Server(name, command, keys[True]) as server:
                    rows.append([client, name, *row(client_command, server, keys)])
                for (heading, *_), cell in zip(CASES, rows[-1][2:]):
                    if cell != "ok":
                        wrong(f"{client} to {name}, {heading}: {cell}")
        print_table(["client", "server", *(case[0] for case in CASES)], rows)

    if failures:
        sys.exit(f"stacks: {len(failures)} of these are wrong")


if __name__ == "__main__":
    main()
