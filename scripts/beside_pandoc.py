"""Times the DOCX of the shipped guide, and of one 20 times longer, beside Pandoc on the same content.

Pandoc gets the composed document as Markdown, with the same text, notes, lists, tables, links and
image files. Both run as new processes, in turn; the median of the wall times and the largest peak
of memory are shown. plenary's time includes Typst's layout of all pages, from which the page
numbers of the contents come; the export alone is timed inside one process, by the test
`docx::shipped::times_of_the_export_alone`.

usage: python3 scripts/beside_pandoc.py [ROUNDS]
Pandoc is $PANDOC, else the one of pypandoc_binary, else the one on the PATH.
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

from peers import Markdown, find_pandoc, longer, run

rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
root = pathlib.Path(__file__).resolve().parent.parent
target = os.environ.get("CARGO_TARGET_DIR", root / "target")
plenary = os.environ.get("PLENARY", f"{target}/release/plenary")
COPIES = 20


def export_alone(project):
    """Seconds of the export inside one process: the first time, the median of later ones; peak MB."""
    command = ["cargo", "test", "--release", "--quiet", "--test", "main"]
    command += ["docx::shipped::times_of_the_export_alone", "--", "--ignored", "--nocapture"]
    shown = subprocess.run(
        command, cwd=root, env={**os.environ, "PLENARY_TIMED_PROJECT": str(project)},
        check=True, capture_output=True, text=True,
    ).stdout
    return re.search(r"first (\S+) s, again (\S+) s, peak (\d+) MB", shown).groups()


pandoc = find_pandoc()
version = subprocess.run([pandoc, "--version"], check=True, capture_output=True, text=True).stdout.split("\n")[0]
with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    longer(root, work / "longer", COPIES)
    print(f"{version}; {os.cpu_count()} processors; median of {rounds} rounds\n")
    print("| document | program | wall s | wall ratio | peak MB | memory ratio | DOCX MB |")
    print("|---|---|---|---|---|---|---|")
    for label, project in (("the guide", root), (f"{COPIES} times the guide", work / "longer")):
        shown = subprocess.run(
            [plenary, "show", "--stage", "document", "--project", project],
            check=True, capture_output=True, text=True,
        ).stdout
        folder = work / label.replace(" ", "-")
        folder.mkdir()
        shutil.copytree(root / "sources" / "images", folder / "images")
        (folder / "guide.md").write_text(Markdown(json.loads(shown), folder).write(), encoding="utf-8")
        commands = {
            "Pandoc": [pandoc, "guide.md", "--toc", "--toc-depth=1", "-o", "pandoc.docx"],
            "plenary": [plenary, "build", "--project", project, "--format", "docx", "--out", folder, "--quiet"],
        }
        results = {name: [] for name in commands}
        for command in commands.values():
            run(command, folder)
        for _ in range(rounds):
            for name, command in commands.items():
                results[name].append(run(command, folder))
        base = None
        for name, measured in results.items():
            wall = statistics.median(seconds for seconds, _, _ in measured)
            peak = max(megabytes for _, _, megabytes in measured)
            base = base or (wall, peak)
            file = next(folder.glob("cnd-*.docx" if name == "plenary" else "pandoc.docx"))
            size = file.stat().st_size / 1e6
            print(
                f"| {label} | {name} | {wall:.2f} | {base[0] / wall:.1f} | {peak:.0f} "
                f"| {base[1] / peak:.1f} | {size:.1f} |",
                flush=True,
            )
        first, again, peak = export_alone(project)
        ratio = f"{base[1] / float(peak):.1f}"
        print(
            f"| {label} | plenary, the export alone, first time in a process | {first} "
            f"| {base[0] / float(first):.1f} | {peak} | {ratio} | |"
        )
        print(
            f"| {label} | plenary, the export alone, images drawn before | {again} "
            f"| {base[0] / float(again):.1f} | | | |",
            flush=True,
        )
