"""Writes the examples of the CommonMark specification as projects, each as the prose of a section.

usage: commonmark_examples.py DIR

The specification comes with the npm package `commonmark-spec` (version 0.31.2, 652 examples), which
is fetched by npm; nothing of it is kept in the repository. An example stands in a `|` block with an
indentation indicator, so that its spaces, tabs and empty lines are those of the specification.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "commonmark-spec@0.31.2"
GUIDE = """id: example
template: un-guide
language: en
title: An example of the specification
body: { name: Commission on Examples }
issuer: { name: Secretariat }
identity: { date: 2025-01-15 }
sections: [example]
"""


def specification():
    """The text of the specification."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        with tarfile.open(Path(folder) / packed) as archive:
            return archive.extractfile("package/spec.txt").read().decode("utf-8")


def examples(text):
    """The Markdown of each example; tabs are shown as arrows in the specification."""
    fence = "`" * 32
    pattern = re.compile(rf"^{fence} example\n(.*?)^\.\n.*?^{fence}$", re.M | re.S)
    return [match.group(1).replace("→", "\t") for match in pattern.finditer(text)]


def main():
    folder = Path(sys.argv[1])
    found = examples(specification())
    for number, example in enumerate(found, 1):
        sources = folder / f"{number:04}" / "sources"
        (sources / "sections").mkdir(parents=True, exist_ok=True)
        (sources / "guide.yaml").write_text(GUIDE, encoding="utf-8")
        lines = "".join(f"  {line}\n" if line else "\n" for line in example.split("\n")[:-1])
        (sources / "sections/example.yaml").write_text(
            f"kind: introduction\nbody: |2+\n{lines}", encoding="utf-8"
        )
    print(f"{len(found)} examples")


if __name__ == "__main__":
    main()
