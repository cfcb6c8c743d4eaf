#!/usr/bin/env python3
"""What the wall costs: the same command behind it and without it, in turn, in one run.

usage: scripts/wall_cost.py PLENARY [ROUNDS [VERB …]]      25 rounds of `build` of the shipped guide

Wall and processor time in milliseconds, least and median, and their differences. As root the runs are
put before other work of the machine. Needs only Python.
"""
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    plenary = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(20))
    except PermissionError:
        pass
    # In memory where there is such a folder, so that no disk is waited for.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as out:
        verb = sys.argv[3:] or ["build", "--out", out]
        times = {"auto": ([], []), "off": ([], [])}
        for number in range(rounds + 1):
            for wall in ("auto", "off") if number % 2 else ("off", "auto"):
                began, used = time.perf_counter(), processor()
                subprocess.run(
                    [plenary, *verb, "--quiet", "--wall", wall],
                    cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                )
                if number:
                    times[wall][0].append(1000 * (time.perf_counter() - began))
                    times[wall][1].append(1000 * (processor() - used))
    for kind, what in enumerate(("wall time", "processor time")):
        for name, of in (("least", min), ("median", statistics.median)):
            behind, without = of(times["auto"][kind]), of(times["off"][kind])
            print(f"{what}, {name}: behind the wall {behind:.1f} ms, without {without:.1f} ms, "
                  f"{behind - without:+.1f} ms, ratio {behind / without:.3f}")


main()
