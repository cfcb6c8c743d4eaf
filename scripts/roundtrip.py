"""What survives when LibreOffice opens a DOCX and saves it again: identity, notes, fields, languages.

usage: roundtrip.py GUIDE.docx     (needs soffice)
Saves twice, prints a table, and exits with 1 if something that must survive the first save did not.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLOCKS = "urn:plenary:blocks:1"
STORIES = re.compile(r"word/(document|footnotes|header\d*|footer\d*)\.xml")


class File:
    """What is looked at in one file."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            roots = {n: etree.fromstring(package.read(n)) for n in names if n.endswith(".xml")}
        stories = [root for name, root in roots.items() if STORIES.fullmatch(name)]
        every = lambda tag: (node for root in stories for node in root.iter(W + tag))
        codes = [c.text or "" for c in every("instrText")]
        codes += [f.get(W + "instr") or "" for f in every("fldSimple")]
        field = lambda name: sum(code.split()[:1] == [name] for code in codes)
        self.bookmarks = {b.get(W + "name") for b in every("bookmarkStart")}
        self.doubles = sum("_Copy_" in name for name in self.bookmarks)
        lists = [root for root in roots.values() if root.tag == f"{{{BLOCKS}}}blocks"]
        self.blocks = [dict(block.attrib) for root in lists for block in root]
        self.notes = [
            " ".join("".join(t.text or "" for t in note.iter(W + "t")).split())
            for note in roots.get("word/footnotes.xml", [])
            if note.get(W + "type") is None
        ]
        marks = [r.get(W + "id") for r in roots["word/document.xml"].iter(W + "footnoteReference")]
        self.marks = len(marks)
        self.noterefs = field("NOTEREF")
        self.contents = field("TOC")
        self.pagerefs = field("PAGEREF")
        self.anchors = {h.get(W + "anchor") for h in every("hyperlink")} - {None}
        self.dead = sorted(self.anchors - self.bookmarks)
        self.languages = {v for mark in every("lang") for v in mark.attrib.values() if v != "none"}
        defaults = roots["word/styles.xml"].find(f"{W}docDefaults").iter(W + "lang")
        self.language = next((mark.get(W + "val") for mark in defaults), None)
        custom = roots.get("docProps/custom.xml")
        self.properties = {p.get("name"): "".join(p.itertext()) for p in custom} if custom is not None else {}
        self.described = sum(bool(p.get("descr")) for root in stories for p in root.iter("{*}docPr"))
        self.text = [
            " ".join("".join(t.text or "" for t in p.iter(W + "t")).split())
            for p in roots["word/document.xml"].iter(W + "p")
        ]


def save(source, folder):
    """The file as LibreOffice writes it after reading it."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder / source.name


with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    source = pathlib.Path(sys.argv[1]).resolve()
    for name in ("once", "twice"):
        (work / name).mkdir()
    once = save(source, work / "once")
    twice = save(once, work / "twice")
    ours, first, second = File(source), File(once), File(twice)

    def kept(file, names):
        """Names that are still there, plain or with what LibreOffice appends."""
        plain = {re.sub(r"(_Copy_\d+)+$", "", name) for name in file.bookmarks}
        return sum(name in plain for name in names)

    identity = [block["bookmark"] for block in ours.blocks]
    text = lambda file: [line for line in file.text if line]
    # What it is, how much there was, after one save, after two, whether the first save must keep it.
    rows = [
        ("bookmarks of blocks", len(identity), kept(first, identity), kept(second, identity), True),
        ("all bookmarks", *(kept(f, ours.bookmarks) for f in (ours, first, second)), True),
        ("names with _Copy_ appended", *(f.doubles for f in (ours, first, second)), False),
        ("blocks in the custom XML part", *(len(f.blocks) for f in (ours, first, second)), False),
        ("notes", *(len(f.notes) for f in (ours, first, second)), True),
        ("note marks", *(f.marks for f in (ours, first, second)), True),
        ("NOTEREF fields", *(f.noterefs for f in (ours, first, second)), True),
        ("TOC fields", *(f.contents for f in (ours, first, second)), True),
        ("PAGEREF fields", *(f.pagerefs for f in (ours, first, second)), True),
        ("links to places, dead", *(len(f.dead) for f in (ours, first, second)), True),
        ("figures with alternative text", *(f.described for f in (ours, first, second)), True),
        ("custom properties", *(len(f.properties) for f in (ours, first, second)), True),
    ]
    failures = []
    print("   | LibreOffice keeps | written | saved once | saved twice |")
    print("   |---|---|---|---|")
    for name, before, after, again, must in rows:
        print(f"   | {name} | {before} | {after} | {again} |")
        if must and after != before:
            failures.append(f"{name}: {before} became {after}")
    for name, values in (
        ("the custom XML part, word for word", (ours.blocks, first.blocks)),
        ("the notes' words in order", (ours.notes, first.notes)),
        ("the text, paragraph by paragraph", (text(ours), text(first))),
        ("custom properties' values", (ours.properties, first.properties)),
        ("the language of the document", (ours.language, first.language)),
        ("languages of words", (sorted(ours.languages - {ours.language}), sorted(first.languages & ours.languages - {ours.language}))),
    ):
        print(f"   {name}: {'kept' if values[0] == values[1] else 'changed'}")
        if values[0] != values[1]:
            failures.append(f"{name} changed")
    for failure in failures:
        print(f"FAILED {failure}")
    sys.exit(1 if failures else 0)
