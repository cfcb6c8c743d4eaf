"""Times `plenary build` beside Typst alone on the same pages, in one run.

Typst is the PyPI wheel (the same engine, a release build) on the source that plenary generates,
with the same fonts and the same standards. All run as new processes, in turn, so that other work
on the machine falls on each of them; the smallest and the median wall time, the smallest CPU time
(user and system) and the largest resident memory of each are printed, with ratios to Typst alone.

usage: python3 scripts/beside_typst.py [ROUNDS] [COPIES]     needs `pip install typst==0.15.*`
$PLENARY_BEFORE names an earlier build that is measured in the same run, on $PLENARY_BEFORE_PROJECT
(the checkout it was built from, since themes change as well).
COPIES above 1 makes a longer guide of the shipped one: each section so many times, under other ids.
"""

import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
copies = int(sys.argv[2]) if len(sys.argv) > 2 else 1
root = pathlib.Path(__file__).resolve().parent.parent
target = os.environ.get("CARGO_TARGET_DIR", root / "target")
plenary = os.environ.get("PLENARY", f"{target}/release/plenary")

COMPILE = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], root=sys.argv[3], font_paths=[sys.argv[4]],
              ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"])
"""


def run(command):
    """Wall time and CPU time in seconds, and peak memory in MB, of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def output(*command):
    """What a command prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def lengthen(folder):
    """A project with every section several times. Links between sections stay inside their copy."""
    project = folder / "project"
    shutil.copytree(root / "sources", project / "sources")
    guide = project / "sources" / "guide.yaml"
    sections = project / "sources" / "sections"
    ids = [path.stem for path in sorted(sections.glob("*.yaml"))]
    text = guide.read_text()
    order = re.search(r"^sections:\n((?: +- .*\n?)+|.*\n)", text, re.M)
    listed = re.findall(r"\w[\w-]*", order.group(0).split(":", 1)[1])
    named = []
    for copy in range(copies):
        suffix = f"-{copy}" if copy else ""
        for section in ids:
            words = (sections / f"{section}.yaml").read_text()
            for other in ids:
                words = re.sub(rf"\((section|question):{other}(?=[/)])", rf"(\1:{other}{suffix}", words)
            (sections / f"{section}{suffix}.yaml").write_text(words)
        named += [section + suffix for section in listed]
    guide.write_text(text.replace(order.group(0), f"sections: [{', '.join(named)}]\n"))
    return project


with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    project = lengthen(work) if copies > 1 else root
    shown = output(plenary, "show", "--stage", "typst", "--project", project)
    for path, text in re.findall(r"^// ==== (\S+)\n(.*?)(?=^// ==== |\Z)", shown, re.M | re.S):
        file = work / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # PDF/A asks for a date; plenary hands it over beside the source.
        file.write_text(text.replace("date: auto", "date: datetime(year: 2023, month: 9, day: 15)"))
    document = json.loads(output(plenary, "show", "--stage", "document", "--project", project))
    (work / "images").mkdir()
    for key, image in document["images"].items():
        source = root / "sources" / image["path"]
        shutil.copy(source, work / "images" / f"{key}{source.suffix}")
    alone = [sys.executable, "-c", COMPILE, work / "main.typ", work / "out.pdf", work, root / "fonts"]
    both = [plenary, "build", "--project", project, "--out", work / "out"]
    programs = {
        "Typst alone: PDF": alone,
        "plenary: PDF": [*both, "--format", "pdf"],
        "plenary: PDF and DOCX": both,
    }
    if earlier := os.environ.get("PLENARY_BEFORE"):
        of = os.environ.get("PLENARY_BEFORE_PROJECT", project)
        before = [earlier, "build", "--project", of, "--out", work / "before"]
        programs["earlier: PDF"] = [*before, "--format", "pdf"]
        programs["earlier: PDF and DOCX"] = before
    results = {name: [] for name in programs}
    for command in programs.values():
        run(command)
    for _ in range(rounds):
        for name, command in programs.items():
            results[name].append(run(command))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{rounds} rounds, {copies} times the guide, load of the machine at the end: {load}\n")
    print("| process | wall s, least | wall s, median | CPU s, least | peak MB "
          "| wall ratio | median ratio | CPU ratio | memory ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    base = None
    for name, measured in results.items():
        walls, cpus, peaks = zip(*measured)
        numbers = [min(walls), statistics.median(walls), min(cpus), max(peaks)]
        base = base or numbers
        ratios = " | ".join(f"{number / least:.2f}" for number, least in zip(numbers, base))
        wall, median, cpu, peak = numbers
        print(f"| {name} | {wall:.2f} | {median:.2f} | {cpu:.2f} | {peak:.0f} | {ratios} |")
