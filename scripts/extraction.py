"""Whether readers that share nothing with plenary find the words of the tree in a PDF, whole and in
order: the kit's reader of the structure tree, which follows the tags as a screen reader does, and
poppler's `pdftotext`, which follows the page.

usage: extraction.py KIT PLENARY FILE.pdf PROJECT      (KIT: the folder of judges)

What is checked:
  - the headings and paragraphs of the tree (`plenary show --stage document`) stand in the tagged
    text, whole and in the order of the tree;
  - words are not broken: every word of the tree is a word of the text that was read;
  - ligatures map back: no presentation form (U+FB00 to U+FB06, U+FB50 to U+FDFF, U+FE70 to U+FEFC)
    and no character of a private use area comes out.
Arabic stands in the order of the page inside a line of tags, so there words are looked for in what
pdftotext puts back into reading order, and the order of blocks is left to `plenary verify`.
Exits with 1 and names what is missing.
"""

import json
import re
import subprocess
import sys
import unicodedata

kit, plenary, pdf, project = sys.argv[1:5]


def run(*command):
    """Standard output of a command."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def plain(inlines):
    """The words of inlines; note marks become nothing."""
    text = ""
    for inline in inlines:
        kind = inline.get("kind", inline)
        for name, value in kind.items() if isinstance(kind, dict) else [(kind, None)]:
            if name in ("text", "code"):
                text += value
            elif name == "line-break":
                text += " "
            elif name in ("strong", "emphasis"):
                text += plain(value)
            elif isinstance(value, dict) and "content" in value:
                text += plain(value["content"])
    return text


def blocks(node):
    """The paragraphs and headings of the tree in reading order."""
    if isinstance(node, list):
        for item in node:
            yield from blocks(item)
    elif isinstance(node, dict):
        kind = node.get("kind")
        if isinstance(kind, dict):
            for name, value in kind.items():
                if name == "heading":
                    yield plain(value["content"])
                elif name == "paragraph":
                    yield plain(value)
                elif name == "numbered-paragraph":
                    yield plain(value["content"])
                elif name in ("contents", "figure", "figure-row", "programme", "table"):
                    continue
                else:
                    yield from blocks(value)
        else:
            for value in node.values():
                yield from blocks(value)


def squeezed(text):
    """Letters and digits alone, in one case: what is left when lines, marks and capitals are not
    looked at."""
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text.upper().upper() if c.isalnum())


document = json.loads(run(plenary, "show", "--stage", "document", "--project", project))
texts = [text for text in blocks([section["blocks"] for section in document["sections"]]) if text]
lines = run(sys.executable, f"{kit}/extract.py", pdf).splitlines()
tags = "\n".join(line.partition(" ")[2] for line in lines)
page = run("pdftotext", pdf, "-")
failures = []
right_to_left = document["metadata"]["language"] == "ar"

count = 0
if not right_to_left:
    haystack = squeezed(tags)
    position = 0
    for text in texts:
        # Marks of notes stand inside blocks: pieces between them are looked for one by one.
        for piece in re.split(r"(?<=[.,;:!?。，；：？])\s*", text):
            wanted = squeezed(piece)
            if len(wanted) < 8:
                continue
            count += 1
            found = haystack.find(wanted, position)
            if found < 0:
                where = "out of order" if wanted in haystack else "not there"
                failures.append(f"{where}: {piece[:70]}")
            else:
                position = found + len(wanted)


def words(text):
    """The words of a text, in capitals and without marks that combine."""
    text = unicodedata.normalize("NFKD", text.upper().replace("\u00ad", ""))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.findall(r"[^\W\d_]{4,}", text)


# pdftotext shows a divided word on two lines; the tags hold it whole. Some hyphens at line ends come
# out of Typst as hyphens, not as soft ones: such words are counted, and joined.
read = page if right_to_left else tags
known = set(words(read))
joined = set(words(read.replace("-", "").replace("\u2010", "")))
missing, divided, looked_for = set(), set(), set()
if document["metadata"]["language"] != "zh":
    for text in texts:
        for word in words(text):
            looked_for.add(word)
            if word not in known:
                (divided if word in joined else missing).add(word)
# Poppler parts some Arabic words at letters with two marks above them (shadda with a vowel).
allowed = len(looked_for) // 25 if right_to_left else 0
if len(missing) > allowed:
    failures.extend(f"not a word of the text: {word}" for word in sorted(missing))
if len(divided) > len(looked_for) // 50:
    failures.extend(f"divided by a hyphen: {word}" for word in sorted(divided))

FORMS = [("\ufb00", "\ufb06"), ("\ufb50", "\ufdff"), ("\ufe70", "\ufefc"), ("\ue000", "\uf8ff")]
for name, text in (("tagged text", "\n".join(lines)), ("page text", page)):
    strange = {c for c in text for first, last in FORMS if first <= c <= last}
    if strange:
        failures.append(f"{name}: {sorted(hex(ord(c)) for c in strange)}")

print(f"   {pdf.rsplit('/', 1)[-1]}: {count} pieces in order, {len(looked_for)} words, "
      f"{len(divided)} with a hyphen in them, {len(missing)} not found")
if len(known) < 50 and document["metadata"]["language"] != "zh":
    failures.append("hardly anything was looked for")
for failure in failures[:20]:
    print("   " + failure)
sys.exit(bool(failures))
