"""What stands in a PDF and in a DOCX, read by pdfminer.six, pikepdf and lxml: the second half of the
word account (see word_account.py). Nothing here knows plenary.

A file is read into `Place`s. A place is what a reader hears as one: a paragraph, a heading, a cell,
a note, a label, an entry of the contents, a running header. A note inside a paragraph is a place of
its own, and the paragraph goes on behind it.
"""

import re
import unicodedata
import zipfile
from collections import defaultdict

import pikepdf
from lxml import etree
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfparser import PDFParser

# Kinds of places. What is said again by the program (contents, running headers) does not count for
# words that the text itself has to have.
TEXT, CONTENTS, HEADER = "text", "contents", "header"


class Place:
    """A stretch of text. `hidden` holds the reason for each character that no reader can see."""

    def __init__(self, kind):
        self.kind = kind
        self.parts = []  # (text, reason or None)

    def add(self, text, reason=None):
        self.parts.append((text, reason))

    def __repr__(self):
        return f"{self.kind}: {''.join(text for text, _ in self.parts)!r}"


class Output:
    """What a file holds."""

    def __init__(self):
        self.places = []
        self.alternatives = []  # alternative texts
        self.keywords = ""
        self.remarks = []  # texts that a pointer shows: titles of links
        self.pages = 0


# -- PDF ------------------------------------------------------------------------------------------

INLINE_ROLES = {
    "/Span", "/Link", "/Em", "/Strong", "/Code", "/Quote", "/Reference", "/Annot", "/Sub", "/BibEntry",
    "/Ruby", "/NonStruct",
}


class Glyph:
    """A glyph on a page: what it stands for, its baseline, its box."""

    __slots__ = ("text", "page", "x0", "x1", "y", "size", "order", "reason", "turned")

    def __init__(self, text, page, x0, x1, y, size, order, turned):
        self.text, self.page, self.x0, self.x1, self.y = text, page, x0, x1, y
        self.size, self.order, self.turned, self.reason = size, order, turned, None


class Pages:
    """The glyphs of a PDF's pages by the marked content in which they stand.

    qpdf reads the operators of a page, pdfminer the fonts.
    """

    OPERATORS = "q Q cm BT ET Tf Tm Td TD T* TL Tc Tw Tz Ts Tr Tj TJ ' \" BDC BMC EMC Do m l c v y re W W* n f F f* S s B B* b b*"

    def __init__(self, pdf, path):
        self.marked = defaultdict(list)  # (page, MCID) -> glyphs
        self.artifacts = []  # lists of glyphs
        self.sheets = []  # (box of the sheet, every glyph)
        self.images = []  # (page, box, order)
        self.count = 0
        self.fonts = {}
        self.manager = PDFResourceManager()
        with open(path, "rb") as file:
            self.document = PDFDocument(PDFParser(file))
            for self.page, page in enumerate(pdf.pages):
                self.sheets.append((tuple(float(edge) for edge in page.cropbox), []))
                self.marks = []
                self.content(page, page.obj.get("/Resources"), (1, 0, 0, 1, 0, 0), 0)

    def font(self, font):
        """A font, read once."""
        number = font.objgen[0]
        if number not in self.fonts:
            self.fonts[number] = self.manager.get_font(number, self.document.getobj(number))
        return self.fonts[number]

    def content(self, stream, resources, ctm, depth, clip=None):
        """Reads a page or a form."""
        state = {
            "ctm": ctm, "font": None, "size": 0.0, "Tc": 0.0, "Tw": 0.0, "Tz": 1.0, "TL": 0.0, "Ts": 0.0, "Tr": 0,
            "clip": clip,
        }
        kept, path = [], []
        line = text = (1, 0, 0, 1, 0, 0)
        for operands, operator in pikepdf.parse_content_stream(stream, self.OPERATORS):
            name = str(operator)
            if name == "q":
                kept.append(dict(state))
            elif name == "Q":
                state = kept.pop() if kept else state
            elif name == "cm":
                state["ctm"] = multiply(numbers(operands), state["ctm"])
            elif name == "BT":
                line = text = (1, 0, 0, 1, 0, 0)
            elif name == "Tf":
                state["font"] = self.font(resources["/Font"][str(operands[0])])
                state["size"] = float(operands[1])
            elif name == "Tm":
                line = text = tuple(numbers(operands))
            elif name in ("Td", "TD", "T*"):
                x, y = (0, -state["TL"]) if name == "T*" else numbers(operands)
                if name == "TD":
                    state["TL"] = -y
                line = text = multiply((1, 0, 0, 1, x, y), line)
            elif name in ("TL", "Tc", "Tw", "Ts", "Tr"):
                state[name] = float(operands[0])
            elif name == "Tz":
                state["Tz"] = float(operands[0]) / 100
            elif name in ("Tj", "TJ", "'", '"'):
                if name in ("'", '"'):
                    line = text = multiply((1, 0, 0, 1, 0, -state["TL"]), line)
                shown = operands[0] if name == "TJ" else [operands[-1]]
                text = self.show(shown, state, text)
            elif name in ("BDC", "BMC"):
                self.begin(operands, resources)
            elif name == "EMC":
                if self.marks:
                    self.marks.pop()
            elif name == "Do" and depth < 20:
                self.draw(resources["/XObject"][str(operands[0])], resources, state["ctm"], depth, state["clip"])
            elif name in ("m", "l", "c", "v", "y"):
                points = numbers(operands)
                path += zip(points[::2], points[1::2])
            elif name == "re":
                x, y, width, height = numbers(operands)
                path += [(x, y), (x + width, y + height), (x + width, y), (x, y + height)]
            elif name in ("W", "W*"):
                state["clip"] = clipped(state["clip"], [placed(point, state["ctm"]) for point in path])
            else:
                path = []

    def draw(self, thing, resources, ctm, depth, clip):
        """A form, or an image."""
        if thing.get("/Subtype") == "/Form":
            matrix = numbers(thing.get("/Matrix", [1, 0, 0, 1, 0, 0]))
            self.content(thing, thing.get("/Resources", resources), multiply(matrix, ctm), depth + 1, clip)
        else:
            a, b, c, d, e, f = ctm
            xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
            self.images.append((self.page, clipped(clip, list(zip(xs, ys))), self.count))

    def begin(self, operands, resources):
        """Marked content begins: it is tagged, an artifact, or has words that replace its glyphs."""
        before = self.marks[-1] if self.marks else {"into": None, "words": None}
        mark = dict(before)
        properties = operands[1] if len(operands) > 1 else {}
        if isinstance(properties, pikepdf.Name):
            properties = resources["/Properties"][str(properties)]
        if str(operands[0]) == "/Artifact":
            self.artifacts.append([])
            mark["into"] = self.artifacts[-1]
        elif "/MCID" in properties:
            mark["into"] = self.marked[(self.page, int(properties["/MCID"]))]
        if "/ActualText" in properties:
            mark["words"] = [str(properties["/ActualText"])]
        self.marks.append(mark)

    def show(self, parts, state, text):
        """Shows text; returns the matrix behind it."""
        font, size, wide = state["font"], state["size"], state["Tz"]
        mark = self.marks[-1] if self.marks else {"into": None, "words": None}
        for part in parts:
            if not isinstance(part, pikepdf.String):
                text = multiply((1, 0, 0, 1, -float(part) * 0.001 * size * wide, 0), text)
                continue
            for code in font.decode(bytes(part)):
                try:
                    word = font.to_unichr(code)
                except PDFUnicodeNotDefined:
                    word = "\ufffd"
                if mark["words"] is not None:
                    # The words that replace the glyphs are said once.
                    word = mark["words"].pop() if mark["words"] else ""
                advance = font.char_width(code) * size * wide
                a, b, c, d, e, f = multiply(text, state["ctm"])
                rise = state["Ts"]
                glyph = Glyph(
                    word, self.page, e, e + a * advance, f + rise * d,
                    abs(size) * (c * c + d * d) ** 0.5, self.count, abs(b) > 0.01 * (a * a + b * b) ** 0.5,
                )
                if state["Tr"] == 3:
                    glyph.reason = "invisible"
                elif outside((glyph.x0 + glyph.x1) / 2, glyph.y + 0.3 * glyph.size, state["clip"]):
                    glyph.reason = "cut off"
                self.count += 1
                self.sheets[-1][1].append(glyph)
                if mark["into"] is not None:
                    mark["into"].append(glyph)
                space = state["Tw"] if code == 32 and not font.is_multibyte() else 0
                text = multiply((1, 0, 0, 1, advance + (state["Tc"] + space) * wide, 0), text)
        return text


def placed(point, ctm):
    """A point on the page."""
    a, b, c, d, e, f = ctm
    x, y = point
    return (a * x + c * y + e, b * x + d * y + f)


def clipped(clip, points):
    """A clipping box and the box of a further path: what both have in common."""
    if not points:
        return (0, 0, 0, 0)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if clip is None:
        return (min(xs), min(ys), max(xs), max(ys))
    return (max(clip[0], min(xs)), max(clip[1], min(ys)), min(clip[2], max(xs)), min(clip[3], max(ys)))


def outside(x, y, clip):
    """Whether a point is outside of a clipping box."""
    return clip is not None and not (clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3])


def numbers(operands):
    """Operands as numbers."""
    return [float(operand) for operand in operands]


def multiply(left, right):
    """The product of two matrices."""
    a, b, c, d, e, f = left
    k, l, m, n, o, p = right
    return (
        a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p,
    )


def read_pdf(path):
    """The places of a PDF in the order of its tags, then what is not tagged: running headers."""
    output = Output()
    with pikepdf.open(path) as pdf:
        device = Pages(pdf, path)
        output.pages = len(device.sheets)
        judge_visibility(device)
        numbers_of_pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        root = pdf.Root.get("/StructTreeRoot")
        if root is not None:
            walk(children(root), None, None, TEXT, device, numbers_of_pages, output, set())
        with pdf.open_metadata() as metadata:
            output.keywords = " ".join(
                str(word) for word in (metadata.get("dc:subject") or [])
            ) + " " + str(metadata.get("pdf:Keywords") or "")
        for page in pdf.pages:
            for note in page.obj.get("/Annots") or []:
                if "/Contents" in note:
                    output.remarks.append(str(note["/Contents"]))
    for artifact in device.artifacts:
        if artifact:
            place = Place(HEADER)
            add_glyphs(place, artifact)
            output.places.append(place)
    return output


def children(node):
    """The children of a structure element."""
    kids = node.get("/K") if isinstance(node, pikepdf.Dictionary) else node
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def walk(kids, page, place, kind, device, pages, output, seen):
    """Reads structure elements in order; text goes to the place that is open."""
    for kid in kids:
        if not isinstance(kid, pikepdf.Dictionary):
            collect(place, (page, int(kid)), device, seen)
            continue
        own = pages.get(kid["/Pg"].objgen, page) if "/Pg" in kid else page
        if "/S" not in kid:
            if "/MCID" in kid:
                collect(place, (own, int(kid["/MCID"])), device, seen)
            continue
        role = str(kid["/S"])
        for key in ("/Alt", "/ActualText"):
            if key in kid:
                output.alternatives.append(str(kid[key]))
        inner_kind = CONTENTS if role in ("/TOC", "/TOCI") else kind
        if role in INLINE_ROLES and place is not None:
            walk(children(kid), own, place, inner_kind, device, pages, output, seen)
            continue
        fresh = Place(inner_kind)
        fresh.glyphs = []
        # A figure's own letters are part of the picture.
        inside = children(kid)
        if role == "/Figure":
            inside = [one for one in inside if isinstance(one, pikepdf.Dictionary) and "/S" in one]
        position = len(output.places)
        output.places.append(fresh)
        walk(inside, own, fresh, inner_kind, device, pages, output, seen)
        if fresh.glyphs:
            add_glyphs(fresh, fresh.glyphs)
        else:
            del output.places[position]


def collect(place, key, device, seen):
    """Marked content goes to a place, once."""
    if place is not None and hasattr(place, "glyphs") and key not in seen:
        seen.add(key)
        place.glyphs.extend(device.marked.get(key, []))


def judge_visibility(device):
    """Finds glyphs off the sheet, under an image, or printed over by other glyphs."""
    for number, (sheet, glyphs) in enumerate(device.sheets):
        left, bottom, right, top = sheet
        grid = defaultdict(list)
        images = [image for image in device.images if image[0] == number]
        for glyph in glyphs:
            middle = (glyph.x0 + glyph.x1) / 2
            if glyph.turned:
                continue
            low, high = glyph.y - 0.05 * glyph.size, glyph.y + 0.6 * glyph.size
            if not (left - 0.5 <= middle <= right + 0.5 and bottom - 0.5 <= low and high <= top + 0.5):
                glyph.reason = "off the sheet"
                continue
            for _, box, order in images:
                if order > glyph.order and box[0] < middle < box[2] and box[1] < glyph.y + 1 < box[3]:
                    glyph.reason = "under an image"
            width = abs(glyph.x1 - glyph.x0)
            if width < 0.5 or not glyph.text.strip() or unicodedata.category(glyph.text[0])[0] == "M":
                continue
            x0, x1 = sorted((glyph.x0, glyph.x1))
            box = (x0 + 0.2 * width, x1 - 0.2 * width, glyph.y + 0.05 * glyph.size, glyph.y + 0.4 * glyph.size)
            columns, rows = {int(box[0] // 8), int(box[1] // 8)}, {int(box[2] // 8), int(box[3] // 8)}
            for cell in [(column, row) for column in columns for row in rows]:
                for other, theirs in grid[cell]:
                    wide = min(box[1], theirs[1]) - max(box[0], theirs[0])
                    high = min(box[3], theirs[3]) - max(box[2], theirs[2])
                    smaller = min((b[1] - b[0]) * (b[3] - b[2]) for b in (box, theirs))
                    if wide > 0 and high > 0 and wide * high > 0.3 * smaller:
                        glyph.reason = other.reason = "printed over"
                grid[cell].append((glyph, box))


def add_glyphs(place, glyphs):
    """The text of glyphs in reading order."""
    if not any(is_rtl(glyph.text) for glyph in glyphs):
        # A line end is a space: a hyphen before it is no letter, and is left out anyway.
        last = None
        for glyph in glyphs:
            if last is not None and (glyph.page != last.page or abs(glyph.y - last.y) > 0.7 * last.size):
                place.add("\n")
            place.add(glyph.text, glyph.reason)
            last = glyph
        return
    lines = []
    for glyph in glyphs:
        line = lines[-1] if lines else None
        if line is None or line[0].page != glyph.page or abs(line[0].y - glyph.y) > 0.6 * line[0].size:
            line = []
            lines.append(line)
        line.append(glyph)
    from_right = sum(is_rtl(glyph.text) for glyph in glyphs) * 2 > sum(
        unicodedata.category(glyph.text[:1] or " ")[0] == "L" for glyph in glyphs
    )
    for line in lines:
        line = sorted(without_echoes(line), key=lambda glyph: min(glyph.x0, glyph.x1))
        for glyph in logical(line, from_right):
            place.add(glyph.text, glyph.reason)
        place.add("\n")


def without_echoes(line):
    """A line without marks that say their letter again: krilla writes the letters of a whole cluster
    for each of its glyphs."""
    kept = []
    for at, glyph in enumerate(line):
        beside = [line[at + 1].text] if at + 1 < len(line) else []
        beside += [kept[-1].text] if kept else []
        narrow = abs(glyph.x1 - glyph.x0) < 0.01 and len(glyph.text) > 1
        if not (narrow and any(glyph.text in other for other in beside)):
            kept.append(glyph)
    return kept


def is_rtl(text):
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def direction(glyph):
    """The direction of a glyph: right to left, left to right, number, or neutral."""
    for character in glyph.text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "R"
        if kind == "L":
            return "L"
        if kind in ("EN", "AN"):
            return "N"
        if kind == "NSM":
            return "M"
    return " "


def logical(line, from_right):
    """A line of glyphs as a reader reads it. They stand in the order of the page."""
    kinds = [direction(glyph) for glyph in line]
    if from_right:
        turned = list(reversed(line))
        kinds.reverse()
        return turn_runs(turned, kinds, "LN", "L N")
    turned = turn_runs(line, kinds, "RM", "RMN ")
    return turn_numbers(turned, line, kinds)


def turn_runs(line, kinds, edges, inside):
    """Turns each longest run that begins and ends with `edges` and holds only `inside`."""
    result, index = [], 0
    while index < len(line):
        if kinds[index] not in edges:
            result.append(line[index])
            index += 1
            continue
        end = index
        for at in range(index, len(line)):
            if kinds[at] not in inside:
                break
            if kinds[at] in edges:
                end = at
        result.extend(reversed(line[index : end + 1]))
        index = end + 1
    return result


def turn_numbers(turned, line, kinds):
    """Numbers inside of turned runs read from left to right."""
    of = {id(glyph): kind for glyph, kind in zip(line, kinds)}
    position = {id(glyph): at for at, glyph in enumerate(line)}
    result, index = [], 0
    while index < len(turned):
        end = index
        while end < len(turned) and of[id(turned[end])] == "N":
            end += 1
        run = turned[index : max(end, index + 1)]
        result.extend(sorted(run, key=lambda glyph: position[id(glyph)]))
        index = max(end, index + 1)
    return result


# -- DOCX -----------------------------------------------------------------------------------------

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def read_docx(path):
    """The places of a DOCX: body, text boxes, notes, headers and footers."""
    output = Output()
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        hidden = hidden_styles(package)
        for name in sorted(names):
            part = re.fullmatch(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml", name)
            if not part:
                continue
            kind = HEADER if part.group(1)[:6] in ("header", "footer") else TEXT
            read_part(etree.fromstring(package.read(name)), kind, hidden, output)
        if "docProps/core.xml" in names:
            core = etree.fromstring(package.read("docProps/core.xml"))
            output.keywords = " ".join(core.xpath("//*[local-name()='keywords']//text()"))
    return output


def hidden_styles(package):
    """Styles of characters that hide their text."""
    tree = etree.fromstring(package.read("word/styles.xml"))
    return {
        style.get(W + "styleId")
        for style in tree.iter(W + "style")
        if style.find(f"{W}rPr/{W}vanish") is not None
    }


def read_part(root, kind, hidden, output):
    for note in list(root.iter(W + "footnote", W + "endnote")):
        if note.get(W + "type") in ("separator", "continuationSeparator", "continuationNotice"):
            note.getparent().remove(note)
    # Of two forms of one content only the first is shown.
    for fallback in list(root.iter(MC + "Fallback")):
        fallback.getparent().remove(fallback)
    for paragraph in root.iter(W + "p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(W + "val") if style is not None else ""
        own = CONTENTS if re.match(r"(?i)toc", name) and kind == TEXT else kind
        place, mark = Place(own), False
        for element in own_descendants(paragraph):
            # A mark that stands again is a field.
            if element.tag == W + "instrText" and "NOTEREF" in (element.text or ""):
                mark = True
            elif element.tag == W + "fldChar" and element.get(W + "fldCharType") == "end":
                mark = False
            elif element.tag == W + "t":
                if mark or is_own_mark(element):
                    place.add("\n")
                elif shown(element, hidden):
                    place.add(element.text or "")
            elif element.tag == W + "sym":
                place.add(chr(int(element.get(W + "char"), 16)))
            elif element.tag == W + "noBreakHyphen":
                place.add("-")
            elif element.tag in (W + "br", W + "cr", W + "tab", W + "ptab"):
                place.add("\n")
        if place.parts:
            output.places.append(place)
    for drawing in root.iter(WP + "docPr"):
        if drawing.get("descr"):
            output.alternatives.append(drawing.get("descr"))
    for link in root.iter(W + "hyperlink"):
        if link.get(W + "tooltip"):
            output.remarks.append(link.get(W + "tooltip"))


def own_descendants(paragraph):
    """Elements of a paragraph without those of paragraphs inside of it (text boxes)."""
    for child in paragraph:
        if child.tag == W + "p" or child.tag in (W + "pPr", W + "del"):
            continue
        yield child
        yield from own_descendants(child)


def is_own_mark(text):
    """Whether a text is the mark of a note that is not counted: a letter, an asterisk."""
    mark = text.getparent().find(W + "footnoteReference")
    return mark is not None and mark.get(W + "customMarkFollows") in ("1", "true", "on")


def shown(text, hidden):
    """Whether a run's text is shown."""
    run = text.getparent()
    properties = run.find(W + "rPr")
    if properties is None:
        return True
    vanish = properties.find(W + "vanish")
    if vanish is not None and vanish.get(W + "val", "1") not in ("0", "false"):
        return False
    style = properties.find(W + "rStyle")
    return style is None or style.get(W + "val") not in hidden
