"""Whether everything on the pages of PDF files can be read: no word off the sheet or so near to its
edge that no printer reaches it, no word over another or over a picture, no words of the text in the
room of header and footer, none cut off by a clip or not painted, no picture off the sheet. What clips
leave of drawings counts, and no more. Reads the files with pdfminer.six, the operators of pages with
qpdf, which is faster; shares no code with plenary and knows nothing of how a file was made.

usage: geometry.py FILE.pdf ...       (needs pdfminer.six and pikepdf)

One finding a line: `FILE: page N: what is wrong: “words”`. Exits with 1 if there is any, with 2 if a
file cannot be read.
"""

import sys
import unicodedata
from dataclasses import dataclass

import pikepdf
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import LIT, literal_name
from pdfminer.utils import apply_matrix_pt, mult_matrix

# Nearer to the edge than this (in points, 5 mm) printers do not print.
UNPRINTABLE = 14.0
# Letters may stand over each other by this share of the smaller size: italics lean, marks hang.
TOLERANCE = 0.25
# From the baseline to the top of small letters, as a share of the size: what of a line must be free.
CORE = 0.55


def edge(tag, props):
    """"Header" or "Footer" if marked content says that it is one (ISO 32000-1, 14.8.2.2.2)."""
    name = getattr(tag, "name", None)
    subtype = props.get("Subtype") if name == "Artifact" and isinstance(props, dict) else None
    subtype = getattr(subtype, "name", subtype)
    return subtype if subtype in ("Header", "Footer") else None


class Clip:
    """What clips leave of a page: a rectangle, and shapes that are no rectangles."""

    def __init__(self, box=(float("-inf"), float("-inf"), float("inf"), float("inf")), shapes=()):
        self.box, self.shapes = box, shapes

    def within(self, contours, even_odd):
        """This clip and a path, whose contours are lists of corners on the page."""
        corners = [corner for contour in contours for corner in contour]
        if not corners:
            return Clip((0, 0, -1, -1))
        xs, ys = zip(*corners)
        box = common(self.box, (min(xs), min(ys), max(xs), max(ys)))
        if len(contours) == 1 and is_rectangle(contours[0]):
            return Clip(box, self.shapes)
        return Clip(box, (*self.shapes, (contours, even_odd)))

    def holds(self, x, y):
        left, low, right, high = self.box
        inside = left <= x <= right and low <= y <= high
        return inside and all(holds(contours, odd, x, y) for contours, odd in self.shapes)

    def share(self, left, low, right, high):
        """Which part of a rectangle can be seen, from 0 to 1, looked at in 16 places."""
        if left >= self.box[0] and low >= self.box[1] and right <= self.box[2] and high <= self.box[3]:
            if not self.shapes:
                return 1
        places = [(i / 8, j / 8) for i in (1, 3, 5, 7) for j in (1, 3, 5, 7)]
        seen = [self.holds(left + x * (right - left), low + y * (high - low)) for x, y in places]
        return sum(seen) / len(seen)


def common(one, other):
    """What two rectangles have in common."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def is_rectangle(corners):
    """Whether a polygon has four corners and its sides run along those of the page."""
    if len(corners) == 5 and corners[0] == corners[4]:
        corners = corners[:4]
    sides = zip(corners, [*corners[1:], corners[0]])
    along = all(one[0] == two[0] or one[1] == two[1] for one, two in sides)
    return len(corners) == 4 and len(set(corners)) == 4 and along


def holds(contours, even_odd, x, y):
    """Whether a point is inside of a path (ISO 32000-1, 8.5.3.3)."""
    turns = 0
    for contour in contours:
        for (x1, y1), (x2, y2) in zip(contour, [*contour[1:], contour[0]]):
            if (y1 > y) == (y2 > y):
                continue
            if (x2 - x1) * (y - y1) / (y2 - y1) + x1 > x:
                turns += 1 if y2 > y1 else -1
    return turns % 2 == 1 if even_odd else turns != 0


def contours(path, ctm):
    """The corners of a path on the page, a list for each of its parts; curves in twelve steps."""
    parts, last = [], (0, 0)
    for operator, *numbers in path:
        points = list(zip(numbers[::2], numbers[1::2]))
        if operator == "h":
            continue
        if operator == "m" or not parts:
            parts.append([])
        if operator in "cvy":
            one, two, end = {
                "c": points,
                "v": [last, *points],
                "y": [points[0], points[-1], points[-1]],
            }[operator]
            for step in range(1, 13):
                t = step / 12
                weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                stops = (last, one, two, end)
                point = tuple(sum(w * stop[axis] for w, stop in zip(weights, stops)) for axis in (0, 1))
                parts[-1].append(apply_matrix_pt(ctm, point))
        elif points:
            parts[-1].append(apply_matrix_pt(ctm, points[-1]))
        last = points[-1] if points else last
    return [part for part in parts if part]


def plain(operand):
    """An operand as pdfminer has it."""
    if isinstance(operand, pikepdf.String):
        return bytes(operand)
    if isinstance(operand, pikepdf.Name):
        return LIT(str(operand)[1:])
    if isinstance(operand, pikepdf.Array):
        return [plain(one) for one in operand]
    if isinstance(operand, pikepdf.Dictionary):
        return {name[1:]: plain(value) for name, value in operand.items()}
    return operand if isinstance(operand, (bool, str, type(None))) else float(operand)


class Interpreter(PDFPageInterpreter):
    """Follows what places text, pictures and clipping paths (ISO 32000-1, 8.5.4)."""

    STATE = "q Q cm BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* Tj TJ ' \" BMC BDC EMC Do m l c v y h re W W*"
    PAINTING = "n f F f* S s B B* b b*"

    def execute(self, streams):
        content = []
        for stream in map(stream_value, streams):
            if stream.objid not in self.parent_stream_ids:
                self.stream_ids.add(stream.objid)
                content.append(stream.get_data())
        with pikepdf.new() as holder:
            content = pikepdf.Stream(holder, b"\n".join(content))
            for operands, operator in pikepdf.parse_content_stream(content, f"{self.STATE} {self.PAINTING}"):
                name = str(operator)
                if name in self.PAINTING.split():
                    self.end_path()
                    continue
                name = {"'": "_q", '"': "_w"}.get(name, name.replace("*", "_a"))
                getattr(self, f"do_{name}")(*map(plain, operands))

    def end_path(self):
        """A path that clips leaves less of what comes after it."""
        if self.clipping is not None:
            path = contours(self.curpath, self.ctm)
            self.device.clip = self.device.clip.within(path, self.clipping)
        self.curpath, self.clipping = [], None

    def init_state(self, ctm):
        super().init_state(ctm)
        self.clips, self.clipping = [], None

    def do_q(self):
        super().do_q()
        self.clips.append(self.device.clip)

    def do_Q(self):
        super().do_Q()
        if self.clips:
            self.device.clip = self.clips.pop()

    def do_W(self):
        self.clipping = False

    def do_W_a(self):
        self.clipping = True

    def do_Do(self, name):
        outside, marks = self.device.clip, len(self.device.tags)
        form = self.xobjmap.get(literal_name(name))
        form = stream_value(form) if form is not None else {}
        if "BBox" in form:
            left, low, right, high = list_value(form["BBox"])
            ctm = mult_matrix(list_value(form.get("Matrix", [1, 0, 0, 1, 0, 0])), self.ctm)
            corners = [(left, low), (right, low), (right, high), (left, high)]
            corners = [apply_matrix_pt(ctm, corner) for corner in corners]
            self.device.clip = outside.within([corners], False)
        super().do_Do(name)
        self.device.clip = outside
        del self.device.tags[marks:]


def drawn(document):
    """The marked content that belongs to figures, as pairs of a page's object and a number."""
    root = dict_value(document.catalog.get("StructTreeRoot", {}))
    roles = {key: literal_name(role) for key, role in dict_value(root.get("RoleMap", {})).items()}
    found, seen = set(), set()
    todo = [(root, None, False)]
    while todo:
        element, page, figure = todo.pop()
        page = getattr(element.get("Pg"), "objid", page)
        role = literal_name(element["S"]) if "S" in element else None
        figure = figure or roles.get(role, role) == "Figure"
        kids = resolve1(element.get("K", []))
        for kid in kids if isinstance(kids, list) else [kids]:
            if getattr(kid, "objid", None) in seen:
                continue
            seen.add(getattr(kid, "objid", None) or object())
            kid = resolve1(kid)
            if isinstance(kid, dict) and "MCID" in kid:
                page_of = getattr(kid.get("Pg"), "objid", page)
                if figure:
                    found.add((page_of, kid["MCID"]))
            elif isinstance(kid, dict):
                todo.append((kid, page, figure))
            elif isinstance(kid, int) and figure:
                found.add((page, kid))
    return found


@dataclass
class Letter:
    item: LTChar
    box: tuple  # what of it can be seen: from the baseline to the top of small letters
    share: float
    edge: str | None
    read: bool  # whether it is to be read on the page: no word of a drawing


class Sheet(PDFLayoutAnalyzer):
    """Collects the characters and pictures of a page with the marked content they stand in."""

    def __init__(self, resources, figures):
        super().__init__(resources, laparams=None)
        self.figures = figures
        self.begin((0, 0, 0, 0))

    def begin(self, box):
        self.box, self.clip, self.unpainted = box, Clip(), False
        self.tags, self.letters, self.pictures = [], [], []

    def begin_page(self, page, ctm):
        super().begin_page(page, ctm)
        # What is shown of the sheet. pdfminer counts from the corner of the media box.
        left, low = page.mediabox[:2]
        box = self.cur_item.bbox
        if not page.rotate:
            crop = [side - (left, low)[index % 2] for index, side in enumerate(page.cropbox)]
            box = common(box, crop)
        self.begin(box)
        self.page = page.pageid

    def begin_tag(self, tag, props=None):
        number = props.get("MCID") if isinstance(props, dict) else None
        self.tags.append((edge(tag, props), number, getattr(tag, "name", None) == "Artifact"))

    def end_tag(self):
        if self.tags:
            self.tags.pop()

    def render_string(self, textstate, *rest):
        self.unpainted = textstate.render in (3, 7)
        super().render_string(textstate, *rest)

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, *rest):
        before = len(self.cur_item._objs)
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, *rest)
        for item in self.cur_item._objs[before:]:
            if isinstance(item, LTChar):
                # `size` is the height of the font's box; the type's own size is scaled by the matrix.
                item.type_size = abs(fontsize * item.matrix[3])
                base = item.matrix[5]
                whole = (item.x0, base, item.x1, base + CORE * item.type_size)
                share = 0 if self.unpainted else self.clip.share(*whole)
                inside, read = [one for one, _, _ in self.tags if one], False
                for one, number, artifact in reversed(self.tags):
                    if number is not None or artifact:
                        read = bool(one) if artifact else (self.page, number) not in self.figures
                        break
                box = common(whole, self.clip.box) if 0 < share < 1 else whole
                own = inside[-1] if inside else None
                self.letters.append(Letter(item, box, share, own, read))
        return advance

    def render_image(self, name, stream):
        self.pictures.append(common(self.cur_item.bbox, self.clip.box))

    def receive_layout(self, page):
        pass


@dataclass
class Word:
    text: str
    left: float
    low: float
    right: float
    high: float
    base: float
    size: float
    edge: str | None


def words(letters):
    """Letters in the order shown, joined to words."""
    found, word, reach = [], None, 0.0
    for letter in letters:
        item = letter.item
        text = item.get_text()
        _, b, c, _, _, y = item.matrix
        # Turned text, as in drawings, has no box along the lines of the page.
        if abs(b) + abs(c) > 1e-6:
            continue
        # Vowel signs stand over and under their letter on purpose.
        if any(unicodedata.category(one) in ("Mn", "Me", "Cf") for one in text):
            continue
        blank = not text.strip()
        size = item.type_size
        if size < 1:
            continue
        joins = (
            word is not None
            and not blank
            and letter.edge == word.edge
            and abs(y - word.base) < 0.02 * size
            and -0.6 * size < item.x0 - reach < 0.25 * size
        )
        # Full-width signs fill half of their square; the next letter may stand in the other half.
        # Quotation marks have that width in Chinese fonts alone.
        left, low, right, high = letter.box
        width = unicodedata.east_asian_width(text[0])
        square = width in "WF" or (width == "A" and item.x1 - item.x0 > 0.8 * size)
        if square and unicodedata.category(text[0])[0] == "P":
            left = right = (item.x0 + item.x1) / 2
        if joins:
            word.text += text
            word.right = max(word.right, right)
            word.low, word.high = min(word.low, low), max(word.high, high)
            reach = item.x1
            continue
        if word is not None:
            found.append(word)
            word = None
        if not blank:
            word = Word(text, left, low, right, high, y, size, letter.edge)
            reach = item.x1
    if word is not None:
        found.append(word)
    return found


def judge(sheet):
    """The findings of a page."""
    hidden = [one for one in sheet.letters if one.read and one.share < 1 and one.item.get_text().strip()]
    # Of signs a part may be missing: many fill half of their box.
    for word in words([one for one in hidden if one.share == 0 or one.item.get_text().isalnum()]):
        yield "cut off by a clip, or not painted", word.text

    x0, y0, x1, y1 = sheet.box
    found = words([one for one in sheet.letters if one.share > 0])
    for word in found:
        if word.right < x0 + 1 or word.left > x1 - 1 or word.low > y1 - 1 or word.high < y0 + 1:
            yield "off the sheet", word.text
        elif word.left < x0 - 1 or word.right > x1 + 1 or word.low < y0 or word.high > y1:
            yield "cut by the edge of the sheet", word.text
        elif min(word.left - x0, x1 - word.right, word.low - y0, y1 - word.high) < UNPRINTABLE:
            yield "nearer to the edge of the sheet than printers print", word.text

    # Words over each other, by height, so that only neighbours are compared.
    ordered = sorted(range(len(found)), key=lambda index: found[index].low)
    for place, one in enumerate(ordered):
        word = found[one]
        for index in ordered[place + 1 :]:
            other = found[index]
            if other.low > word.high:
                break
            small = min(word.size, other.size)
            wide = min(word.right, other.right) - max(word.left, other.left)
            high = min(word.high, other.high) - other.low
            if wide > max(1.0, TOLERANCE * small) and high > 0.1 * small:
                first, second = (word, other) if one < index else (other, word)
                yield "words over each other", f"{first.text}” and “{second.text}"

    # The text keeps out of the room of header and footer.
    body = [word for word in found if word.edge is None]
    feet = [word for word in found if word.edge == "Footer"]
    heads = [word for word in found if word.edge == "Header"]
    if body and feet:
        top = max(word.high for word in feet)
        for word in body:
            if word.low < top:
                yield "text in the room of the footer", word.text
    if body and heads:
        bottom = min(word.low for word in heads)
        for word in body:
            if word.high > bottom:
                yield "text in the room of the header", word.text

    for left, low, right, high in sheet.pictures:
        if left >= right or low >= high:
            continue
        if left < x0 - 1 or right > x1 + 1 or low < y0 - 1 or high > y1 + 1:
            yield "a picture off the sheet", f"{right - left:.0f} by {high - low:.0f} points"
        for word in found:
            wide = min(right, word.right) - max(left, word.left)
            tall = min(high, word.high) - max(low, word.low)
            if wide > TOLERANCE * word.size and tall > 0.1 * word.size:
                yield "a picture and a word over each other", word.text


def main(files):
    findings = 0
    for file in files:
        try:
            with open(file, "rb") as opened:
                resources = PDFResourceManager()
                document = PDFDocument(PDFParser(opened))
                sheet = Sheet(resources, drawn(document))
                interpreter = Interpreter(resources, sheet)
                for number, page in enumerate(PDFPage.create_pages(document), 1):
                    interpreter.process_page(page)
                    told = {}
                    for what, text in judge(sheet):
                        told.setdefault(what, []).append(text)
                    for what, texts in told.items():
                        more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
                        print(f"{file}: page {number}: {what}: “{texts[0]}”{more}")
                        findings += 1
        except Exception as error:  # what is wrong with a file is the caller's affair, not ours
            print(f"{file}: cannot be read: {error}", file=sys.stderr)
            return 2
    return 1 if findings else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
