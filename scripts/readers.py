"""What independent readers find in the shipped guide: python-docx, Pandoc, poppler, LibreOffice.

usage: readers.py GUIDE.pdf GUIDE.docx GUIDE-BY-LIBREOFFICE.pdf
Exits with 1 and names each expectation that does not hold.
"""

import json
import re
import subprocess
import sys

import docx
import pypandoc

pdf, word, libre = sys.argv[1:4]
failures = []


def expect(name, found, wanted):
    """Compares, and remembers what differs."""
    print(f"   {name}: {found}")
    if callable(wanted):
        if not wanted(found):
            failures.append(f"{name}: {found}")
    elif found != wanted:
        failures.append(f"{name}: {found}, expected {wanted}")


def run(*command):
    """Standard output of a command."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def pages(file):
    """Number of pages of a PDF."""
    return int(re.search(r"^Pages:\s+(\d+)", run("pdfinfo", file), re.M).group(1))


# python-docx
document = docx.Document(word)
headings = [p for p in document.paragraphs if re.fullmatch(r"heading [1-4]", p.style.name.lower())]
expect("python-docx: headings of level 1", sum(p.style.name.lower() == "heading 1" for p in headings), 13)
expect("python-docx: headings of level 2", sum(p.style.name.lower() == "heading 2" for p in headings), 27)
expect("python-docx: title", document.core_properties.title[:24], "Comprehensive stock-taki")
expect("python-docx: language", document.core_properties.language, "en-GB")
expect("python-docx: paper", round(document.sections[0].page_width.mm), 210)

# Pandoc
tree = json.loads(pypandoc.convert_file(word, "json"))
counts = {}


def walk(node):
    """Counts the elements of Pandoc's tree."""
    if isinstance(node, list):
        for item in node:
            walk(item)
    elif isinstance(node, dict):
        kind = node.get("t")
        counts[kind] = counts.get(kind, 0) + 1
        if kind == "Image":
            counts["alt"] = counts.get("alt", 0) + bool(node["c"][1])
        walk(node.get("c"))


walk(tree["blocks"])
expect("Pandoc: notes", counts.get("Note", 0), lambda n: n >= 79)
expect("Pandoc: figures with alternative text", counts.get("alt", 0), lambda n: n >= 25)
expect("Pandoc: links", counts.get("Link", 0), lambda n: n >= 60)
expect("Pandoc: lists", counts.get("OrderedList", 0) + counts.get("BulletList", 0), lambda n: n >= 24)

# poppler
text = run("pdftotext", "-layout", pdf, "-")
for note in ("77", "78", "79"):
    expect(f"poppler: note {note} is printed", bool(re.search(rf"^\s*{note}\s+\S", text, re.M)), True)
expect("poppler: tagged", "Tagged:" in run("pdfinfo", pdf) and "yes" in re.search(r"Tagged:\s+(\w+)", run("pdfinfo", pdf)).group(1), True)

# LibreOffice's reading of the DOCX
ours, theirs = pages(pdf), pages(libre)
expect("LibreOffice: pages within 10 per cent of ours", (ours, theirs), lambda both: abs(both[0] - both[1]) <= 0.1 * both[0])
theirs_text = run("pdftotext", "-layout", libre, "-")
for note in ("1", "40", "79"):
    expect(f"LibreOffice: note {note} is printed", bool(re.search(rf"^\s*{note}\s+\S", theirs_text, re.M)), True)
expect("LibreOffice: contents have leaders and numbers", len(re.findall(r"\.{2,}\s*\d+\s*$", theirs_text, re.M)), lambda n: n >= 13)

for failure in failures:
    print(f"FAILED {failure}")
sys.exit(1 if failures else 0)
