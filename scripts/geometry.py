"""Whether everything on the pages of PDF files can be read: no word off the sheet or so near to its
edge that no printer reaches it, no word over another or over a picture, no words of the text in the
room of header and footer, no picture off the sheet. Reads the files with pdfminer.six, the operators of
pages with qpdf, which is faster; shares no code with plenary and knows nothing of how a file was made.

usage: geometry.py FILE.pdf ...       (needs pdfminer.six and pikepdf)

One finding a line: `FILE: page N: what is wrong: “words”`. Exits with 1 if there is any, with 2 if a
file cannot be read.
"""

import sys
import unicodedata

import pikepdf
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT
from pdfminer.utils import apply_matrix_pt

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


EVERYTHING = (float("-inf"), float("-inf"), float("inf"), float("inf"))


def common(one, other):
    """What two boxes have in common; turned inside out if that is nothing."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


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
    """Follows what places text, pictures and clipping paths (ISO 32000-1, 8.5.4). Paths count by their
    boxes: a frame cuts drawings off."""

    clip = EVERYTHING
    STATE = "q Q cm BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* Tj TJ ' \" BMC BDC EMC Do m l c v y re W W*"
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
                    self.curpath = []
                    continue
                name = {"'": "_q", '"': "_w"}.get(name, name.replace("*", "_a"))
                getattr(self, f"do_{name}")(*map(plain, operands))

    def init_state(self, ctm):
        super().init_state(ctm)
        self.clips = []
        self.device.clip = self.clip

    def subinterp(self):
        inner = super().subinterp()
        inner.clip = self.clip
        return inner

    def do_Do(self, name):
        super().do_Do(name)
        self.device.clip = self.clip

    def do_q(self):
        super().do_q()
        self.clips.append(self.clip)

    def do_Q(self):
        super().do_Q()
        if self.clips:
            self.device.clip = self.clip = self.clips.pop()

    def do_W(self):
        points = [
            apply_matrix_pt(self.ctm, (part[at], part[at + 1]))
            for part in self.curpath
            for at in range(1, len(part) - 1, 2)
        ]
        xs, ys = [x for x, _ in points] or [0], [y for _, y in points] or [0]
        self.clip = common(self.clip, (min(xs), min(ys), max(xs), max(ys)))
        self.device.clip = self.clip

    do_W_a = do_W


class Sheet(PDFLayoutAnalyzer):
    """Collects the characters and pictures of a page with the marked content they stand in."""

    def __init__(self, resources):
        super().__init__(resources, laparams=None)
        self.clip = EVERYTHING
        self.tags = []
        self.letters = []
        self.pictures = []
        self.box = (0, 0, 0, 0)

    def begin_page(self, page, ctm):
        self.tags, self.letters, self.pictures = [], [], []
        super().begin_page(page, ctm)

    def begin_tag(self, tag, props=None):
        self.tags.append(edge(tag, props))

    def end_tag(self):
        if self.tags:
            self.tags.pop()

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, *rest):
        before = len(self.cur_item._objs)
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, *rest)
        for item in self.cur_item._objs[before:]:
            if isinstance(item, LTChar) and self.shows(item):
                # `size` is the height of the font's box; the type's own size is scaled by the matrix.
                item.type_size = abs(fontsize * item.matrix[3])
                inside = [tag for tag in self.tags if tag]
                self.letters.append((item, inside[-1] if inside else None))
        return advance

    def render_image(self, name, stream):
        super().render_image(name, stream)
        left, low, right, high = common(self.cur_item.bbox, self.clip)
        if left < right and low < high:
            self.pictures.append((left, low, right, high))

    def shows(self, letter):
        """Whether a letter is inside the clipping path, for the most part."""
        x, y = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
        return self.clip[0] <= x <= self.clip[2] and self.clip[1] <= y <= self.clip[3]

    def receive_layout(self, page):
        self.box = page.bbox


def words(letters):
    """Letters in the order shown, joined to words: (text, left, baseline, right, size, edge)."""
    found, word, reach = [], None, 0.0
    for letter, edge_of in letters:
        text = letter.get_text()
        a, b, c, d, x, y = letter.matrix
        # Turned text, as in drawings, has no box along the lines of the page.
        if abs(b) + abs(c) > 1e-6:
            continue
        # Vowel signs stand over and under their letter on purpose.
        if any(unicodedata.category(one) in ("Mn", "Me", "Cf") for one in text):
            continue
        blank = not text.strip()
        left, right = letter.x0, letter.x1
        size = letter.type_size
        if size < 1:
            continue
        joins = (
            word is not None
            and not blank
            and edge_of == word[5]
            and abs(y - word[2]) < 0.02 * size
            and -0.6 * size < left - reach < 0.25 * size
        )
        # Full-width signs fill half of their square; the next letter may stand in the other half.
        # Quotation marks have that width in Chinese fonts alone.
        width = unicodedata.east_asian_width(text[0])
        square = width in "WF" or (width == "A" and right - left > 0.8 * size)
        sign = square and unicodedata.category(text[0])[0] == "P"
        middle = (left + right) / 2
        if joins:
            word[0] += text
            word[3] = max(word[3], middle if sign else right)
            reach = right
            continue
        if word is not None:
            found.append(tuple(word))
            word = None
        if not blank:
            word = [text, middle if sign else left, y, middle if sign else right, size, edge_of]
            reach = right
    if word is not None:
        found.append(tuple(word))
    return found


def judge(sheet):
    """The findings of a page."""
    x0, y0, x1, y1 = sheet.box
    found = words(sheet.letters)
    for text, left, base, right, size, _ in found:
        if right < x0 + 1 or left > x1 - 1 or base > y1 - 1 or base + CORE * size < y0 + 1:
            yield "off the sheet", text
        elif left < x0 - 1 or right > x1 + 1 or base < y0 or base + CORE * size > y1:
            yield "cut by the edge of the sheet", text
        elif min(left - x0, x1 - right, base - y0, y1 - base - CORE * size) < UNPRINTABLE:
            yield "nearer to the edge of the sheet than printers print", text

    # Words over each other, by height, so that only neighbours are compared.
    ordered = sorted(range(len(found)), key=lambda index: found[index][2])
    for place, one in enumerate(ordered):
        text, left, base, right, size, _ = found[one]
        for other in ordered[place + 1 :]:
            text2, left2, base2, right2, size2, _ = found[other]
            if base2 > base + CORE * size:
                break
            small = min(size, size2)
            wide = min(right, right2) - max(left, left2)
            high = min(base + CORE * size, base2 + CORE * size2) - base2
            if wide > max(1.0, TOLERANCE * small) and high > 0.1 * small:
                first, second = (text, text2) if one < other else (text2, text)
                yield "words over each other", f"{first}” and “{second}"

    # The text keeps out of the room of header and footer.
    body = [word for word in found if word[5] is None]
    feet = [word for word in found if word[5] == "Footer"]
    heads = [word for word in found if word[5] == "Header"]
    if body and feet:
        top = max(word[2] + CORE * word[4] for word in feet)
        for word in body:
            if word[2] < top:
                yield "text in the room of the footer", word[0]
    if body and heads:
        bottom = min(word[2] for word in heads)
        for word in body:
            if word[2] + CORE * word[4] > bottom:
                yield "text in the room of the header", word[0]

    for left, low, right, high in sheet.pictures:
        if left < x0 - 1 or right > x1 + 1 or low < y0 - 1 or high > y1 + 1:
            yield "a picture off the sheet", f"{right - left:.0f} by {high - low:.0f} points"
        for text, wleft, base, wright, size, _ in found:
            wide = min(right, wright) - max(left, wleft)
            tall = min(high, base + CORE * size) - max(low, base)
            if wide > TOLERANCE * size and tall > 0.1 * size:
                yield "a picture and a word over each other", text


def main(files):
    findings = 0
    for file in files:
        resources = PDFResourceManager()
        sheet = Sheet(resources)
        interpreter = Interpreter(resources, sheet)
        try:
            with open(file, "rb") as opened:
                for number, page in enumerate(PDFPage.get_pages(opened), 1):
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
