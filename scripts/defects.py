"""Plants the defects of scripts/defects.txt one by one in a copy of the sources, and shows which check catches each.

    defects.py FOLDER [WORD ...]

The copy and what is built of it lie in FOLDER and stay there, so that the next run builds little. Before the first
defect every check has to pass. With words, only defects are planted whose title has one of them. The exit status is 1
if a defect goes unnoticed, its text is no longer in the sources, it does not compile, or its check cannot be run.
"""
import os
import re
import shlex
import signal
import subprocess
import sys
import time

LIST = "scripts/defects.txt"
# A defect can make a loop endless; no check takes a fraction of this.
SECONDS_MAX = 900
# Tests that measure time: on a busy machine they can fail without a defect, so that they would show nothing here.
TIMED = ["the_time_grows_little_more", "the_time_to_read_grows"]


class Wrong(Exception):
    """The list does not fit the sources."""


class Defect:
    """One paragraph of the list."""

    def __init__(self, title):
        self.title = title
        self.check = self.file = None
        self.compiler = False
        self.changes = []  # (file, lines to find, lines to put)

    def planted(self, read):
        """The files that it changes, with their new text."""
        texts = {}
        for file, old, new in self.changes:
            text = texts.get(file) or read(file)
            # Indentation is left out of account, so that code can be moved.
            pattern = re.compile(r"[ \t]*\n[ \t]*".join(re.escape(line.strip()) for line in old))
            found = pattern.findall(text)
            if len(found) != 1:
                raise Wrong(f"is {len(found)} times in {file}: {' / '.join(old)}")
            texts[file] = pattern.sub(lambda _: "\n".join(new), text)
        return texts


def defects(lines):
    """The list, whose form its own beginning tells."""
    found, add = [], False
    for number, line in enumerate(lines, 1):
        word, _, rest = line.partition(" ")
        if not line.strip() or word == "#":
            continue
        if word == "defect":
            found.append(Defect(rest))
        elif word == "file" and found:
            found[-1].file = rest
        elif word == "check" and found:
            found[-1].check = rest
        elif line == "caught by the compiler" and found:
            found[-1].compiler = True
        elif word == "-" and found and found[-1].file:
            if not add and found[-1].changes and found[-1].changes[-1][2] is None:
                found[-1].changes[-1][1].append(rest)
            else:
                found[-1].changes.append([found[-1].file, [rest], None])
        elif word == "+" and found and found[-1].changes:
            if add:
                found[-1].changes[-1][2].append(rest)
            else:
                found[-1].changes[-1][2] = [rest]
        else:
            raise Wrong(f"line {number} cannot be read: {line}")
        add = word == "+"
    for defect in found:
        if not defect.check or not defect.changes or any(new is None for _, _, new in defect.changes):
            raise Wrong(f"{defect.title}: lacks a check, or what to put")
    return found


class Tree:
    """A copy of the working folder, without what git ignores."""

    def __init__(self, folder):
        self.root = os.path.join(folder, "tree")
        self.target = os.path.join(folder, "target")
        self.log = os.path.join(folder, "last.log")
        files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True, capture_output=True).stdout
        self.files = [os.fsdecode(name) for name in files.split(b"\0") if name]
        self.files = [name for name in self.files if os.path.isfile(name)]
        for name in self.files:
            with open(name, "rb") as file:
                self.put(name, file.read())
            os.chmod(os.path.join(self.root, name), os.stat(name).st_mode)
        known = set(self.files)
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.relpath(path, self.root) not in known:
                    os.remove(path)

    def put(self, name, content):
        """Write a file, unless it is as it should be: its time says what has to be built again."""
        path = os.path.join(self.root, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                if file.read() == content:
                    return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)

    def read(self, name):
        with open(os.path.join(self.root, name), encoding="utf-8") as file:
            return file.read()

    def run(self, check, locked=True):
        """Run a check: whether it passed, and all that it printed."""
        # What a make that called this hands on is not meant for the copy's.
        kept = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        environment = dict(kept, CARGO_TARGET_DIR=self.target, CARGO_TERM_COLOR="never", RUST_BACKTRACE="0")
        words = shlex.split(check)
        if words[:2] == ["cargo", "test"]:
            words = [os.environ.get("CARGO") or "cargo", "test", *["--locked"] * locked, "--all-features", *words[2:], "--"]
            words += [word for name in TIMED for word in ("--skip", name)]
        with open(self.log, "w+b") as log:
            process = subprocess.Popen(words, cwd=self.root, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, start_new_session=True)
            try:
                passed = process.wait(SECONDS_MAX) == 0
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                passed = False
                log.seek(0, os.SEEK_END)
                log.write(b"\ndoes not come to an end\n")
            log.seek(0)
            return passed, log.read().decode("utf-8", "replace")

    def can_run(self, check):
        """Is there such a check? Those of cargo are found out when they are run."""
        words = shlex.split(check)
        return words[0] != "make" or subprocess.run([*words, "-n"], cwd=self.root, capture_output=True).returncode == 0


def together(checks):
    """The checks, each once, and those of cargo as one."""
    tests, others = {}, {}
    for check in checks:
        if check.startswith("cargo test "):
            tests.update(dict.fromkeys(re.findall(r"--test \S+|--lib", check)))
        else:
            others[check] = None
    return [" ".join(["cargo test", *sorted(tests)])] * bool(tests) + list(others)


def caught(check, output):
    """The check's own word for what it found: the first test that failed, or else its last line but make's."""
    if "does not come to an end" in output:
        return "does not come to an end"
    failed = re.search(r"^test (\S+)( - should panic)? \.\.\. FAILED$", output, re.M)
    binary = re.search(r"error: (?:doc)?test failed, to rerun pass `(.*)`", output)
    if failed:
        return f"{binary.group(1).replace('--test ', '') if binary else 'test'}: {failed.group(1)}"
    if binary:
        return f"{binary.group(1)}: ended by a signal"
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("make")]
    return f"{check}: {lines[-1].strip()[:80] if lines else 'failed'}"


def plant(tree, defect):
    """Plant one defect, run its check and take the defect away: whether it was caught, and by what."""
    try:
        texts = defect.planted(tree.read)
    except Wrong as wrong:
        return False, f"NOT PLANTED: {wrong}"
    if not tree.can_run(defect.check):
        return False, f"NOT RUN: there is no `{defect.check}`"
    # Other features of a crate are other lines in the lock file.
    before = {name: tree.read(name).encode() for name in [*texts, "Cargo.lock"]}
    try:
        for name, text in texts.items():
            tree.put(name, text.encode())
        passed, output = tree.run(defect.check, locked="Cargo.toml" not in texts)
    finally:
        for name, text in before.items():
            tree.put(name, text)
    if passed:
        return False, f"UNNOTICED by {defect.check}"
    error = re.search(r"^error(\[E\d+\])?: .*", output, re.M)
    if re.search(r"^error: could not compile", output, re.M):
        return defect.compiler, ("compiler: " if defect.compiler else "DOES NOT COMPILE: ") + error.group(0)
    if defect.compiler:
        return False, "COMPILES: " + caught(defect.check, output)
    return True, caught(defect.check, output)


def main(folder, *words):
    with open(LIST, encoding="utf-8") as file:
        planned = [d for d in defects(file.read().splitlines()) if not words or any(w in d.title for w in words)]
    tree = Tree(os.path.abspath(folder))
    checks = [check for check in together(defect.check for defect in planned) if tree.can_run(check)]
    print(f"without a defect: {len(checks)} checks", flush=True)
    for check in checks:
        begun = time.monotonic()
        passed, output = tree.run(check)
        if not passed:
            print(output[-4000:])
            print(f"FAILS WITHOUT A DEFECT: {check}: {caught(check, output)}")
            return 1
        print(f"  passes  {time.monotonic() - begun:5.1f} s  {check}", flush=True)
    missed = 0
    width = max((len(defect.title) for defect in planned), default=0)
    for defect in planned:
        begun = time.monotonic()
        good, told = plant(tree, defect)
        missed += not good
        print(f"{defect.title:{width}}  {time.monotonic() - begun:5.1f} s  {told}", flush=True)
    print(f"{len(planned)} defects, {len(planned) - missed} caught, {missed} not")
    return 1 if missed or not planned else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Wrong as wrong:
        sys.exit(f"{LIST}: {wrong}")
