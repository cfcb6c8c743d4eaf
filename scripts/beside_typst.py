"""Times `plenary build` beside Typst alone on the same pages, in one run.

Typst is the PyPI wheel (the same engine, a release build) on the source that plenary generates,
with the same fonts and the same standards. Both run as new processes, in turn.

usage: python3 scripts/beside_typst.py [ROUNDS]     needs `pip install typst==0.15.*`
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
root = pathlib.Path(__file__).resolve().parent.parent
target = os.environ.get("CARGO_TARGET_DIR", root / "target")
plenary = os.environ.get("PLENARY", f"{target}/release/plenary")

COMPILE = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], root=sys.argv[3], font_paths=[sys.argv[4]],
              ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"])
"""


def run(command):
    """Wall time and CPU time of a process."""
    before = os.times()
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu


with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    shown = subprocess.run(
        [plenary, "show", "--stage", "typst", "--project", root], check=True, capture_output=True, text=True
    ).stdout
    for path, text in re.findall(r"^// ==== (\S+)\n(.*?)(?=^// ==== |\Z)", shown, re.M | re.S):
        file = work / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # PDF/A asks for a date; plenary hands it over beside the source.
        file.write_text(text.replace("date: auto", "date: datetime(year: 2023, month: 9, day: 15)"))
    document = json.loads(
        subprocess.run(
            [plenary, "show", "--stage", "document", "--project", root], check=True, capture_output=True, text=True
        ).stdout
    )
    (work / "images").mkdir()
    for key, image in document["images"].items():
        source = root / "sources" / image["path"]
        shutil.copy(source, work / "images" / f"{key}{source.suffix}")
    alone = [sys.executable, "-c", COMPILE, work / "main.typ", work / "out.pdf", work, root / "fonts"]
    both = [plenary, "build", "--project", root, "--out", work / "out"]
    pdf = [*both, "--format", "pdf"]
    times = {"Typst alone: PDF": alone, "plenary: PDF": pdf, "plenary: PDF and DOCX": both}
    results = {name: [] for name in times}
    for command in times.values():
        run(command)
    for _ in range(rounds):
        for name, command in times.items():
            results[name].append(run(command))
    base = [statistics.median(column) for column in zip(*results["Typst alone: PDF"])]
    print("| process, cold | wall s | CPU s | wall ratio | CPU ratio |")
    print("|---|---|---|---|---|")
    for name, measured in results.items():
        wall, cpu = (statistics.median(column) for column in zip(*measured))
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {wall / base[0]:.2f} | {cpu / base[1]:.2f} |")
