"""The table of README: plenary beside the programs that people use for such documents, on the same
guide at 1, 5 and 20 times its length, in one run.

Every program gets the same text, notes, lists, tables, links and image files: Pandoc and WeasyPrint
the composed document as Markdown and as HTML made from it, LibreOffice plenary's DOCX, Typst the
source that plenary generates. All run as new processes, in turn, the smallest of the rounds counts;
CPU is user and system time, memory the largest resident size of any process.

usage: python3 scripts/benchmarks.py [ROUNDS] [LENGTHS]        LENGTHS such as 1,5,20
Needs `pip install weasyprint typst==0.15.* pypandoc_binary`, and LibreOffice. What is missing is
left out of the table.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from peers import Markdown, find_pandoc, longer, run

rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
lengths = [int(n) for n in (sys.argv[2] if len(sys.argv) > 2 else "1,5,20").split(",")]
root = pathlib.Path(__file__).resolve().parent.parent
target = os.environ.get("CARGO_TARGET_DIR", root / "target")
plenary = os.environ.get("PLENARY", f"{target}/release/plenary")
COMPILE = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], root=sys.argv[3], font_paths=[sys.argv[4]],
              ignore_system_fonts=len(sys.argv) < 6,
              pdf_standards=["a-2a", "ua-1"] if len(sys.argv) < 6 else [])
"""


def output(*command):
    """What a command prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def prepare(project, folder):
    """The same content for every program, in a folder."""
    folder.mkdir()
    shown = output(plenary, "show", "--stage", "document", "--project", project)
    document = json.loads(shown)
    shutil.copytree(root / "sources" / "images", folder / "images")
    # Pandoc's Typst stops at links to list items, which it gives no label: their words stay.
    words = re.sub(r"\[([^\]]*)\]\(#[^)]*\)", r"\1", Markdown(document, folder).write())
    (folder / "guide.md").write_text(words, encoding="utf-8")
    source = output(plenary, "show", "--stage", "typst", "--project", project)
    for path, text in re.findall(r"^// ==== (\S+)\n(.*?)(?=^// ==== |\Z)", source, re.M | re.S):
        file = folder / "typst" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # PDF/A asks for a date; plenary hands it over beside the source.
        file.write_text(text.replace("date: auto", "date: datetime(year: 2023, month: 9, day: 15)"))
    (folder / "typst" / "images").mkdir()
    for key, image in document["images"].items():
        path = root / "sources" / image["path"]
        shutil.copy(path, folder / "typst" / "images" / f"{key}{path.suffix}")
    run([plenary, "build", "--project", project, "--quiet", "--out", folder / "made"], folder)
    run([find_pandoc(), "guide.md", "-s", "--toc", "--embed-resources", "-o", "guide.html"], folder)


def programs(project, folder):
    """Programs by name: the commands of each, one after the other, and what they leave."""
    build = [plenary, "build", "--project", project, "--quiet", "--out"]
    typst = [sys.executable, "-c", COMPILE]
    pandoc = find_pandoc()
    found = {
        "plenary: PDF": ([[*build, "pdf", "--format", "pdf"]], "pdf/*.pdf"),
        "Typst: PDF": (
            [[*typst, "typst/main.typ", "typst.pdf", "typst", root / "fonts"]],
            "typst.pdf",
        ),
        "WeasyPrint: PDF from HTML": (
            [[sys.executable, "-m", "weasyprint", "guide.html", "weasyprint.pdf"]],
            "weasyprint.pdf",
        ),
        "Pandoc: PDF by Typst": (
            [
                [pandoc, "guide.md", "-s", "--toc", "-t", "typst", "-o", "pandoc.typ"],
                [*typst, "pandoc.typ", "pandoc.pdf", ".", root / "fonts", "plain"],
            ],
            "pandoc.pdf",
        ),
        "LibreOffice: PDF from DOCX": (
            [["soffice", "--headless", "--convert-to", "pdf", "--outdir", "office",
              next((folder / "made").glob("*.docx"))]],
            "office/*.pdf",
        ),
        "plenary: DOCX": ([[*build, "docx", "--format", "docx"]], "docx/*.docx"),
        "Pandoc: DOCX": ([[pandoc, "guide.md", "--toc", "-o", "pandoc.docx"]], "pandoc.docx"),
        "plenary: PDF and DOCX": ([[*build, "both"]], "both/*.*[fx]"),
    }
    if not shutil.which("soffice"):
        del found["LibreOffice: PDF from DOCX"]
    return found


def total(commands, folder):
    """Wall and CPU time of commands one after the other, and the largest memory of one."""
    walls, cpus, peaks = zip(*(run(command, folder) for command in commands))
    return sum(walls), sum(cpus), max(peaks)


print(f"{os.cpu_count()} processors; the least of {rounds} rounds (1 from 20 times on); ratios to plenary\n")
print("| length | program | wall s | ratio | CPU s | ratio | peak MB | ratio | output MB |")
print("|---|---|---|---|---|---|---|---|---|")
with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    for length in lengths:
        project = root
        if length > 1:
            project = work / f"project-{length}"
            longer(root, project, length)
        folder = work / f"run-{length}"
        prepare(project, folder)
        measured = {name: [] for name in programs(project, folder)}
        for _ in range(rounds if length < 20 else 1):
            for name, (commands, _) in programs(project, folder).items():
                measured[name].append(total(commands, folder))
        best = {name: [min(column) for column in zip(*runs)] for name, runs in measured.items()}
        for name, (_, pattern) in programs(project, folder).items():
            made = name.split(": ")[1]
            base = best[f"plenary: {made if made in ('DOCX', 'PDF and DOCX') else 'PDF'}"]
            size = sum(file.stat().st_size for file in folder.glob(pattern)) / 1e6
            cells = [f"{value:.2f} | {value / own:.1f}" for value, own in zip(best[name][:2], base)]
            cells.append(f"{best[name][2]:.0f} | {best[name][2] / base[2]:.1f}")
            print(f"| {length} | {name} | {' | '.join(cells)} | {size:.1f} |", flush=True)
