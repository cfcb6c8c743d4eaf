"""What python-docx and Pandoc find in a DOCX, held against the tree that plenary composed.

usage: readers_docx.py GUIDE.docx DOCUMENT.json     (JSON by `plenary show --stage document`)
Exits with 1 and names each expectation that does not hold.
"""

import json
import re
import sys
from collections import Counter

import docx
import pypandoc
from docx.oxml.ns import qn
from lxml import etree

word_file, tree_file = sys.argv[1:3]
with open(tree_file, encoding="utf-8") as file:
    tree = json.load(file)
failures = []


def expect(name, found, wanted, shown=None):
    """Compares, and remembers the first place that differs."""
    print(f"   {name}: {shown if shown is not None else len(found)}")
    if found == wanted:
        return
    if isinstance(found, list) and isinstance(wanted, list):
        pairs = enumerate(zip(found, wanted))
        at, (one, other) = next(((i, p) for i, p in pairs if p[0] != p[1]), (min(len(found), len(wanted)), ("", "")))
        failures.append(f"{name}: {len(found)} found, {len(wanted)} wanted; at {at}: {one!r}, not {other!r}")
    else:
        failures.append(f"{name}: {found!r}, not {wanted!r}")


def squeezed(text):
    """White space collapsed, soft hyphens and zero-width characters kept."""
    return " ".join(text.split())


# What the tree says -----------------------------------------------------------------------------


class Tree:
    """Everything that readers must find, collected in reading order."""

    def __init__(self, tree):
        self.headings, self.numbers, self.alts, self.links, self.languages = [], [], [], [], Counter()
        self.lines, self.contents, self.unlisted = [], 0, []
        for section in tree["sections"]:
            self.blocks(section["blocks"])
        self.notes = [squeezed(self.text(note["content"])) for note in tree["notes"]]

    def text(self, inlines):
        """Plain text of inlines; links and languages are collected on the way."""
        out = []
        for inline in inlines:
            if inline == "line-break":
                out.append(" ")
                continue
            (kind, value), = inline.items()
            if kind in ("text", "code"):
                out.append(value)
            elif kind in ("strong", "emphasis"):
                out.append(self.text(value))
            elif kind != "note-reference":
                if kind == "link":
                    self.links.append(value["url"])
                elif kind == "language":
                    self.languages[value["tag"].split("-")[0]] += 1
                out.append(self.text(value["content"]))
        return "".join(out)

    def line(self, inlines):
        """A line of its own."""
        text = squeezed(self.text(inlines))
        if text:
            self.lines.append(text)
        return text

    def figure(self, figure):
        """An image with its words."""
        if figure["alt"] is not None:
            self.alts.append(squeezed(figure["alt"]))
        self.line(figure["caption"])
        self.line(figure["credit"])

    def blocks(self, blocks):
        """Blocks in reading order."""
        for block in blocks:
            kind = block["kind"]
            if isinstance(kind, str):
                continue
            (name, value), = kind.items()
            if block["style"] == "contents-heading":
                self.unlisted.append((1, squeezed(self.text(value))))
            getattr(self, "on_" + name.replace("-", "_"))(value)

    def on_heading(self, value):
        if value["number"]:
            self.numbers.append(value["number"]["label"])
        text = self.line(value["content"] + value["notes"])
        self.headings.append((value["level"], text))

    def on_paragraph(self, value):
        self.line(value)

    def on_numbered_paragraph(self, value):
        self.numbers.append(value["number"]["label"])
        self.line(value["content"])

    def on_list(self, value):
        start = None if value["marker"] == "bullet" else value["marker"]["ordered"]["start"]
        for index, item in enumerate(value["items"]):
            if start is not None:
                self.numbers.append(f"{start + index}.")
            self.blocks(item["blocks"])

    def on_question_list(self, value):
        for item in value["items"]:
            (name, content), = item.items()
            if name == "question":
                self.numbers.append(f"{content['number']}.")
                content = content["block"]
            self.blocks([content])

    def on_figure(self, value):
        self.figure(value)

    def on_figure_row(self, value):
        for figure in value["figures"]:
            self.figure(figure)
        self.line(value.get("credit", []))

    def on_table(self, value):
        for row in value["header"] + value["rows"]:
            for cell in row["cells"]:
                self.line(cell["content"])

    def on_box(self, value):
        self.line(value["title"])
        self.blocks(value["blocks"])

    def on_quote(self, value):
        self.blocks(value)

    def on_programme(self, value):
        for day in (day for column in value["columns"] for day in column):
            self.line(day["label"])
            for sitting in day["sittings"]:
                self.line(sitting["content"])

    def on_contents(self, value):
        for entry in value["entries"]:
            self.line(entry["content"])
            self.contents += 1

    def on_cover(self, value):
        self.blocks(value["head"] + value["title"] + value["foot"])


want = Tree(tree)

# What python-docx and lxml find -----------------------------------------------------------------

document = docx.Document(word_file)
body = document.element.body
parts = {part.partname: part for part in document.part.package.iter_parts()}
notes_root = etree.fromstring(parts["/word/footnotes.xml"].blob) if "/word/footnotes.xml" in parts else None
styles = {style.style_id: style for style in document.styles}


def shown(node):
    """Text as Word shows it: tabs and breaks are blanks; field codes are not text."""
    out = []
    for child in node.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
        if child.getparent().tag != qn("w:r"):
            continue
        out.append(child.text or "" if child.tag == qn("w:t") else " ")
    return squeezed("".join(out))


def style_of(paragraph):
    """Id of a paragraph's style."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return found.get(qn("w:val")) if found is not None else "Normal"


def style_chain(identifier):
    """A style and those it is based on."""
    style = styles.get(identifier)
    while style is not None:
        yield style
        style = style.base_style


class Counters:
    """Counts list paragraphs as Word does, from numbering.xml."""

    def __init__(self):
        self.levels, self.starts, self.abstract, self.counts = {}, {}, {}, {}
        numbering = parts.get("/word/numbering.xml")
        if numbering is None:
            return
        root = etree.fromstring(numbering.blob)
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                key = (abstract.get(qn("w:abstractNumId")), level.get(qn("w:ilvl")))
                value = lambda name, level=level: level.find(qn(name)).get(qn("w:val"))
                self.levels[key] = (value("w:numFmt"), value("w:lvlText"), int(value("w:start")))
        for number in root.iter(qn("w:num")):
            identifier = number.get(qn("w:numId"))
            self.abstract[identifier] = number.find(qn("w:abstractNumId")).get(qn("w:val"))
            for override in number.iter(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    self.starts[identifier, override.get(qn("w:ilvl"))] = int(start.get(qn("w:val")))

    def label(self, paragraph):
        """The number that Word shows before a paragraph; none for bullets and plain text."""
        places = [paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")]
        places += [s.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") for s in style_chain(style_of(paragraph))]
        place = next((place for place in places if place is not None), None)
        if place is None or place.find(qn("w:numId")).get(qn("w:val")) == "0":
            return None
        identifier = place.find(qn("w:numId")).get(qn("w:val"))
        depth = place.find(qn("w:ilvl"))
        depth = depth.get(qn("w:val")) if depth is not None else "0"
        kind, pattern, start = self.levels[self.abstract[identifier], depth]
        if kind == "bullet":
            return None
        key = (identifier, depth)
        self.counts[key] = self.counts[key] + 1 if key in self.counts else self.starts.get(key, start)
        count = self.counts[key]
        alphabets = {"lowerLetter": "abcdefghijklmnopqrstuvwxyz", "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"}
        figure = alphabets[kind][count - 1] if kind in alphabets else str(count)
        return re.sub(r"%\d", figure, pattern)


counters = Counters()
paragraphs = list(body.iter(qn("w:p")))
labels = [label for label in map(counters.label, paragraphs) if label]
headings = []
for paragraph in paragraphs:
    for style in style_chain(style_of(paragraph)):
        outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None:
            if outline.get(qn("w:val")) != "9":
                headings.append((int(outline.get(qn("w:val"))) + 1, shown(paragraph)))
            break
references = [r.get(qn("w:id")) for r in body.iter(qn("w:footnoteReference"))]
notes = {n.get(qn("w:id")): shown(n) for n in notes_root} if notes_root is not None else {}
alts = [squeezed(p.get("descr")) for p in body.iter(qn("wp:docPr")) if p.get("descr")]
decorative = [p for p in body.iter(qn("wp:docPr")) if not p.get("descr")]

expect("python-docx: headings by level", headings, want.headings)
expect("python-docx: numbers as Word counts them", labels, want.numbers)
expect("python-docx: notes in the order of their marks", [notes[i] for i in references], want.notes)
expect("python-docx: figures with their alternative text", alts, want.alts)
marked = sum("decorative" in etree.tostring(p, encoding="unicode") for p in decorative)
expect("python-docx: images without are marked decorative", marked, len(decorative), marked)
targets = [
    relationship.target_ref
    for part in parts.values()
    if str(part.partname) in ("/word/document.xml", "/word/footnotes.xml")
    for relationship in part.rels.values()
    if relationship.is_external
]
expect("python-docx: addresses of links", sorted(set(targets)), sorted(set(want.links)))
language = {"ar": "ar-EG", "zh": "zh-CN", "en": "en-GB", "fr": "fr-FR", "ru": "ru-RU", "es": "es-ES"}
tag = language[tree["metadata"]["language"]]
default = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
expect("python-docx: language of the document", default.get(qn("w:val")), tag, tag)
spans = {
    value.split("-")[0]
    for root in (body, notes_root if notes_root is not None else body)
    for mark in root.iter(qn("w:lang"))
    for value in mark.attrib.values()
}
expect("python-docx: languages of words", sorted(spans), sorted(want.languages), ", ".join(sorted(spans)))

# Nothing is hidden, and nothing is counted but the text and the page numbers of the contents.
hidden = [n for root in (body, document.styles.element) for n in root.iter(qn("w:vanish"), qn("w:webHidden"))]
hidden = [n for n in hidden if n.get(qn("w:val")) not in ("0", "false")]
controls = [n for n in body.iter(qn("w:sdt")) if n.find(f".//{qn('w:docPartGallery')}") is None]
expect("python-docx: hidden text", len(hidden), 0, len(hidden))
expect("python-docx: content controls round prose", len(controls), 0, len(controls))


def words(texts):
    """Words between blanks, as Word counts them."""
    return sum(len(text.split()) for text in texts)


pages = want.contents
repeated = sum("NOTEREF" in (code.text or "") for code in body.iter(qn("w:instrText")))
counted = words(map(shown, paragraphs)), words(notes.values())
said = words(want.lines) + pages, words(want.notes)
# The mark of a note that stands again is a word of its own at most once.
grown = counted[0] - said[0], counted[1] - said[1]
expect(
    "python-docx: words in the text and the notes, contents' page numbers included",
    0 <= grown[0] <= repeated and grown[1] == 0,
    True,
    f"{counted[0]} and {counted[1]}; {grown[0]} and {grown[1]} more than the tree has",
)

# What Pandoc finds ------------------------------------------------------------------------------

pandoc = json.loads(pypandoc.convert_file(word_file, "json"))
found = {"Note": [], "Header": [], "Image": [], "Link": [], "OrderedList": [], "BulletList": [], "Table": []}


def plain(node):
    """Text of a part of Pandoc's tree, without notes."""
    if isinstance(node, list):
        return "".join(map(plain, node))
    if not isinstance(node, dict):
        return ""
    kind, content = node["t"], node.get("c")
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Str":
        return content
    if kind == "Code":
        return content[1]
    if kind == "Quoted":
        return "“" + plain(content[1]) + "”" if content[0]["t"] == "DoubleQuote" else "‘" + plain(content[1]) + "’"
    return "" if kind == "Note" else plain(content)


def walk(node):
    """Collects elements in reading order."""
    if isinstance(node, list):
        for item in node:
            walk(item)
    elif isinstance(node, dict):
        kind, content = node.get("t"), node.get("c")
        if kind == "Note":
            found["Note"].append(squeezed(plain(content)))
        elif kind == "Header":
            found["Header"].append((content[0], squeezed(plain(content[2]))))
        elif kind == "Image":
            found["Image"].append(squeezed(plain(content[1])))
        elif kind == "Link":
            found["Link"].append(content[2][0])
        elif kind == "OrderedList":
            found["OrderedList"].append((content[0][0], len(content[1])))
        elif kind in found:
            found[kind].append(len(content))
        walk(content)


walk(pandoc["blocks"])
expect("Pandoc: notes in order", found["Note"], want.notes)
# Pandoc calls the heading of the contents a heading, because its style is based on one, as Word's is.
headings = [heading for heading in found["Header"] if heading[1] and heading not in want.unlisted]
expect("Pandoc: headings by level", headings, want.headings)
expect("Pandoc: figures with their alternative text", [alt for alt in found["Image"] if alt], want.alts)
web = [url for url in found["Link"] if not url.startswith("#")]
expect("Pandoc: links", sorted(web), sorted(want.links))
expect("Pandoc: lists with numbers", bool(found["OrderedList"]), True, found["OrderedList"])
expect("Pandoc: lists with bullets", bool(found["BulletList"]), True, len(found["BulletList"]))

for failure in failures:
    print(f"FAILED {failure}")
sys.exit(1 if failures else 0)
