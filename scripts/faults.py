#!/usr/bin/env python3
"""Faults that tests cannot inject without time or privilege: builds killed at random moments, a full
disk, a folder of somebody else's, a folder that vanishes, and what the process asks of the system.

usage: scripts/faults.py PLENARY [RUNS]        RUNS builds are killed, 200 by default

Old outputs must stay byte for byte or new ones be whole; nothing may be left behind after the next
build; failures exit with 3 and name the path. Exits with 1 at the first that does not hold.
"""
import hashlib
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ("small-en.docx", "small-en.pdf")
# Written by builds, with a time or with both outputs' sums in it: checked by `verify`, not here.
RECORDS = ("SHA256SUMS", "manifest.json")
OLD, NEW = "1600000000", "1700000000"


def fail(message):
    sys.exit(f"faults: {message}")


def build(plenary, project, stamp, **more):
    command = [plenary, "build", "--quiet", "--timestamp", stamp, *more.pop("arguments", [])]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, **more)


def held(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name in NAMES
    }


def litter(folder):
    return sorted(p.name for p in folder.iterdir() if p.name not in NAMES + RECORDS)


def expect(condition, message):
    if not condition:
        fail(message)


def project_in(folder):
    project = pathlib.Path(folder) / "project"
    shutil.copytree(ROOT / "tests/ui/base", project)
    return project


def reference(plenary, project):
    sums = {}
    for stamp in (NEW, OLD):
        result = build(plenary, project, stamp)
        expect(result.returncode == 0, result.stderr)
        sums[stamp] = held(project / "build")
    expect(len(sums[OLD]) == 2 and all(sums[OLD][n] != sums[NEW][n] for n in NAMES), "no two builds")
    return sums


def killed(plenary, runs, number, what):
    """Builds killed after delays that cover the whole run, with one seed for all machines."""
    numbers = random.Random(6)
    with tempfile.TemporaryDirectory() as folder:
        project = project_in(folder)
        sums = reference(plenary, project)
        out = project / "build"
        began = time.monotonic()
        build(plenary, project, OLD)
        whole = time.monotonic() - began
        outcomes = {"old": 0, "new": 0, "between": 0}
        left = 0
        for _ in range(runs):
            process = subprocess.Popen(
                [plenary, "build", "--quiet", "--timestamp", NEW],
                cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            time.sleep(numbers.uniform(0, 1.1 * whole))
            process.send_signal(number)
            process.wait()
            found = held(out)
            for name in NAMES:
                expect(found.get(name) in (sums[OLD][name], sums[NEW][name]), f"{what}: {name} is torn")
            kinds = {"old" if found[n] == sums[OLD][n] else "new" for n in NAMES}
            outcomes[kinds.pop() if len(kinds) == 1 else "between"] += 1
            rest = litter(out)
            if number != signal.SIGKILL:
                expect(not rest, f"{what}: {rest} is left behind")
            left += len(rest)
            expect(build(plenary, project, OLD).returncode == 0, f"{what}: the next build fails")
            expect(not litter(out), f"{what}: {litter(out)} is left behind after the next build")
            expect(held(out) == sums[OLD], f"{what}: the next build's outputs differ")
        print(
            f"{what}: {runs} builds killed within {1.1 * whole:.2f} s: old outputs {outcomes['old']}, "
            f"new {outcomes['new']}, one of each {outcomes['between']}; temporary files left for the "
            f"next build {left}"
        )


def children(process):
    """The worker of a command, once it has taken its name; none if the command has ended."""
    while process.poll() is None:
        try:
            listed = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
            for child in listed.split():
                if pathlib.Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"plenary: worker"):
                    return int(child)
        except OSError:
            pass
    return None


def worker_killed(plenary, runs):
    """Workers killed at random moments: one message, exit 3, the old pair or the new, no litter."""
    numbers = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        project = project_in(folder)
        sums = reference(plenary, project)
        began = time.monotonic()
        build(plenary, project, OLD)
        whole = time.monotonic() - began
        codes = {}
        for _ in range(runs):
            process = subprocess.Popen(
                [plenary, "build", "--quiet", "--timestamp", NEW], cwd=project,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            worker = children(process)
            time.sleep(numbers.uniform(0, whole))
            try:
                os.kill(worker, signal.SIGKILL)
            except (ProcessLookupError, TypeError):
                pass
            said = process.communicate()[1]
            codes[process.returncode] = codes.get(process.returncode, 0) + 1
            found = held(project / "build")
            if process.returncode == 0:
                expect(found == sums[NEW], "worker killed: exit 0 without the new pair")
            else:
                expect(process.returncode == 3, f"worker killed: exit {process.returncode}: {said}")
                expect(said.count("error[PL0902]") == 1, f"worker killed: {said}")
                kept = sums[NEW] if "had been written" in said else sums[OLD]
                expect(found == kept, f"worker killed: other outputs than it says: {said}")
            expect(not litter(project / "build"), f"worker killed: {litter(project / 'build')} left")
            expect(build(plenary, project, OLD).returncode == 0, "worker killed: the next build fails")
        print(f"worker killed: {runs} builds, exit codes {codes}, nothing left behind")


def full_disk(plenary):
    """A file system with room for one output more than it holds, and less."""
    if os.geteuid() != 0:
        print("full disk: not root, passed over (tests/faults.rs limits the file size instead)")
        return
    for room in (8, 60, 110, 140):
        with tempfile.TemporaryDirectory() as folder:
            project = project_in(folder)
            mount = pathlib.Path(folder) / "disk"
            mount.mkdir()
            size = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "size=400k", "plenary-faults", mount],
                capture_output=True, text=True,
            )
            if size.returncode != 0:
                print(f"full disk: no tmpfs here, passed over: {size.stderr.strip()}")
                return
            try:
                arguments = ["--out", str(mount)]
                expect(build(plenary, project, OLD, arguments=arguments).returncode == 0, "no room at all")
                before = held(mount)
                filler = mount / "filler"
                free = os.statvfs(mount)
                kept = max(0, free.f_bavail * free.f_frsize - room * 1024)
                filler.write_bytes(b"x" * kept)
                result = build(plenary, project, NEW, arguments=arguments)
                filler.unlink()
                if result.returncode == 0:
                    expect(room > 100, f"full disk: {room} kB were enough")
                else:
                    expect(result.returncode == 3, f"full disk: exit {result.returncode}: {result.stderr}")
                    expect(str(mount) in result.stderr, f"full disk: {result.stderr}")
                    expect(held(mount) == before, "full disk: old outputs are changed")
                expect(not litter(mount), f"full disk: {litter(mount)} is left behind")
                print(f"full disk: {room} kB free: exit {result.returncode}, {result.stderr.strip() or 'room enough'}")
            finally:
                subprocess.run(["umount", mount], check=True)


def without_rights(plenary):
    """A folder that may not be written to, and outputs of another user's in a sticky folder."""
    if os.geteuid() != 0:
        print("rights: not root, passed over")
        return
    nobody = 65534
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        own = pathlib.Path(folder) / "plenary"
        shutil.copy(plenary, own)
        project = project_in(folder)
        expect(build(plenary, project, OLD).returncode == 0, "no first build")
        before = held(project / "build")
        out = project / "build"
        for name, mode in (("read-only folder", 0o555), ("sticky folder of another user", 0o1777)):
            os.chmod(out, mode)
            result = build(str(own), project, NEW, user=nobody, group=nobody, extra_groups=[])
            expect(result.returncode == 3, f"{name}: exit {result.returncode}: {result.stderr}")
            expect("build" in result.stderr, f"{name}: {result.stderr}")
            expect(held(out) == before, f"{name}: old outputs are changed")
            expect(not litter(out), f"{name}: {litter(out)} is left behind")
            print(f"{name}: exit 3, {result.stderr.strip()}")


def vanishing_folder(plenary):
    """The output folder is taken away again and again while builds run."""
    with tempfile.TemporaryDirectory() as folder:
        project = project_in(folder)
        out = project / "build"
        codes = {}
        stop = threading.Event()

        def vanish():
            while not stop.is_set():
                shutil.rmtree(out, ignore_errors=True)
                time.sleep(0.001)

        thread = threading.Thread(target=vanish)
        thread.start()
        try:
            for _ in range(30):
                result = build(plenary, project, OLD)
                codes[result.returncode] = codes.get(result.returncode, 0) + 1
                expect(result.returncode in (0, 3), f"vanishing folder: {result.stderr}")
                if result.returncode == 3:
                    expect("build" in result.stderr, f"vanishing folder: {result.stderr}")
        finally:
            stop.set()
            thread.join()
        expect(build(plenary, project, OLD).returncode == 0, "vanishing folder: no build after it")
        expect(not litter(out), f"vanishing folder: {litter(out)} is left behind")
        print(f"vanishing folder: 30 builds, exit codes {codes}")


def two_at_once(plenary):
    """Builds into one folder at the same time: each output is that of one of them."""
    with tempfile.TemporaryDirectory() as folder:
        project = project_in(folder)
        sums = reference(plenary, project)
        for _ in range(20):
            both = [
                subprocess.Popen([plenary, "build", "--quiet", "--timestamp", s], cwd=project)
                for s in (OLD, NEW)
            ]
            expect(all(p.wait() == 0 for p in both), "two at once: one fails")
            found = held(project / "build")
            expect(all(found[n] in (sums[OLD][n], sums[NEW][n]) for n in NAMES), "two at once: torn")
            expect(not litter(project / "build"), "two at once: litter")
        print("two at once: 20 pairs of builds, every output whole")


def system_calls(plenary):
    """No network, no other process, nothing written but the outputs."""
    if shutil.which("strace") is None:
        print("system calls: no strace, passed over")
        return
    with tempfile.TemporaryDirectory() as folder:
        project = project_in(folder)
        log = pathlib.Path(folder) / "calls"
        for verb in (["check"], ["build", "--verify"], ["verify"], ["outline"]):
            command = ["strace", "-f", "-qq", "-o", log, "-e", "trace=network,process,openat,open,creat", plenary, *verb]
            result = subprocess.run(command, cwd=project, capture_output=True, text=True)
            expect(result.returncode == 0, f"{verb}: {result.stderr}")
            calls = log.read_text()
            # The command, and its worker: the same file again, once.
            started = re.findall(r"\b(execve|execveat)\((.*?),", calls)
            worker = [("execve", '"/proc/self/exe"')]
            expect(started == [("execve", f'"{plenary}"')] + worker, f"{verb}: starts {started}")
            forks = re.findall(r"\b(?:clone3?|v?fork)\(.*", calls)
            forks = [call for call in forks if "CLONE_THREAD" not in call]
            expect(len(forks) == 1, f"{verb}: starts processes: {forks}")
            # A pair of connected sockets is how a signal wakes its thread; it leads nowhere.
            network = set(re.findall(r"\b(socket|connect|bind|listen|accept4?|sendto|sendmsg)\(", calls))
            expect(not network, f"{verb}: asks for the network: {network}")
            written = re.findall(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", [^)]*O_(?:WRONLY|RDWR)', calls)
            stray = [p for p in written if "/build/.plenary-" not in p and not p.startswith("/dev/null")]
            expect(not stray, f"{verb}: writes to {stray}")
            print(f"system calls of {verb[0]}: one worker, no socket, {len(written)} files opened for writing")


def main():
    plenary = str(pathlib.Path(sys.argv[1]).resolve())
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    full_disk(plenary)
    without_rights(plenary)
    vanishing_folder(plenary)
    two_at_once(plenary)
    system_calls(plenary)
    killed(plenary, runs, signal.SIGKILL, "SIGKILL")
    killed(plenary, max(1, runs // 4), signal.SIGTERM, "SIGTERM")
    killed(plenary, max(1, runs // 4), signal.SIGINT, "SIGINT")
    worker_killed(plenary, runs)
    print("faults: no findings")


main()
