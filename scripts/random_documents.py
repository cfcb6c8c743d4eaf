"""Writes random projects that build: documents of every shape that the README allows.

usage: random_documents.py --seed S --count N DIR

Project I of a seed is always the same, whatever N. What varies: language, template and layout;
kinds of sections; tables of all shapes, lists inside each other whose items begin with a figure, a
table or a quotation or are empty, boxes, quotations, figures and rows of them; notes in text,
headings, cells, captions, boxes and questions, said again; citations; six scripts in one sentence;
long words, names of chemicals and addresses; hard line ends, entities, escapes, marks inside marks;
every style of YAML scalar. Words are invented, so that nearly each of them occurs once.
"""

import argparse
import random
from pathlib import Path

LANGUAGES = ["en", "fr", "es", "ru", "ar", "zh"]

SYLLABLES = {
    "latin": "ba be bo da de di fo ga gi ha ho ja ka ke ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se so ta te ti to va ve vi za zo".split(),
    "accents": "bé dè çà fê gî hô jü kä lö ñe né pœ rë sù tâ vé æs ßa øl åm žu šč łę".split(),
    "cyrillic": "ба ве ги до же зи ка ле ми но пе ра си то фу ха це чи шо щё эк юл ям ый".split(),
    "greek": "βα γε δι ζο θη κα λε μι νο ξυ πα ρε σι το φυ χα ψε ώρ ές ίν".split(),
    "arabic": "با تي جو حا دي رو سا شي صا طي عا في قا كي لا مي نو ها وا يو ثم ذا".split(),
}
HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
SIGNS = ["±", "€", "§", "½", "²", "°", "×", "≥", "≤", "£", "µ", "–", "%", "№"]
LONG = [
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "3,4-methylenedioxymethamphetamine-N-hydroxy-hydrochloride",
    "1-(1,3-benzodioxol-5-yl)-2-(pyrrolidin-1-yl)pentan-1-one",
    "N-(1-phenethylpiperidin-4-yl)-N-phenylcyclopropanecarboxamide",
    "рентгеноэлектрокардиографического",
    "internationalizationalistically",
    "A/CONF.999/2024/CRP.12/Add.1/Rev.2",
    "x" * 90,
]
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">'
    '<rect width="{w}" height="{h}" fill="#cde"/><path d="M4 4L{w} {h}" stroke="#246"/></svg>\n'
)


class Writer:
    """Writes one project."""

    def __init__(self, seed, index):
        self.random = random.Random(f"{seed}/{index}")
        self.language = self.random.choice(LANGUAGES)
        self.template = self.random.choice(["un-guide", "un-guide", "un-guide", "un-note"])
        self.layout = self.random.choice(["guide", "parliamentary"]) if self.template == "un-guide" else None
        self.mixed = self.random.random() < 0.4
        self.hard = self.random.random() < 0.35
        self.images = []
        self.sections = []
        self.asked = []
        self.sources = {f"source-{letter}": None for letter in "abc"[: self.random.randint(0, 3)]}
        self.used_images = 0

    # -- words -------------------------------------------------------------------------------------

    def chance(self, share):
        return self.random.random() < share

    def script(self):
        """Which script the next word is in."""
        if self.mixed and self.chance(0.25):
            return self.random.choice(["latin", "accents", "cyrillic", "greek", "arabic", "han", "digits", "signs"])
        own = {"ru": "cyrillic", "ar": "arabic", "zh": "han"}.get(self.language, "latin")
        return "accents" if own == "latin" and self.chance(0.15) else own

    def word(self, script=None):
        script = script or self.script()
        if script == "han":
            return "".join(self.random.choice(HAN) for _ in range(self.random.randint(1, 9)))
        if script == "digits":
            return str(self.random.randint(0, 99999))
        if script == "signs":
            return self.random.choice(SIGNS) + str(self.random.randint(1, 99))
        syllables = SYLLABLES[script]
        word = "".join(self.random.choice(syllables) for _ in range(self.random.randint(2, 5)))
        return word.capitalize() if self.chance(0.15) and script in ("latin", "cyrillic", "greek") else word

    def words(self, low, high):
        """Plain words without marks."""
        found = [self.word() for _ in range(self.random.randint(low, high))]
        if self.hard and self.chance(0.12):
            found.insert(self.random.randint(0, len(found)), self.random.choice(LONG))
        return " ".join(found)

    def address(self):
        path = "/".join(self.word("latin") for _ in range(self.random.randint(1, 7)))
        return f"https://www.example.org/{path}.html"

    # -- inlines -----------------------------------------------------------------------------------

    def inline(self, low, high, notes=None, depth=0):
        """Words with marks. `notes` takes the notes that are marked."""
        parts = []
        for _ in range(self.random.randint(low, high)):
            parts.append(self.piece(notes, depth) if self.chance(0.14) else self.word())
        text = " ".join(parts)
        return text + self.random.choice([".", "", ";", "?"]) if self.chance(0.6) else text

    def piece(self, notes, depth):
        """Something else than a plain word."""
        kinds = ["strong", "emphasis", "code", "both", "entity", "escape", "brackets", "quotes", "long"]
        if depth < 2:
            kinds += ["link", "language", "nested"]
        if notes is not None and depth == 0:
            kinds += ["note", "note", "again", "auto", "bare", "variable"]
            kinds += ["citation"] if self.sources else []
            kinds += ["reference"] if self.asked else []
        kind = self.random.choice(kinds)
        words = self.words(1, 3)
        if kind == "strong":
            return f"**{words}**"
        if kind == "emphasis":
            return f"*{words}*"
        if kind == "both":
            return f"***{words}***"
        if kind == "nested":
            return f"**{self.word()} *{self.inline(1, 2, None, depth + 1).rstrip('.;?')}* {self.word()}**"
        if kind == "code":
            return f"`{self.word('latin')}_{self.random.randint(1, 9)}`"
        if kind == "entity":
            return self.word() + self.random.choice([" &amp; ", " &lt; ", "&nbsp;", " &eacute; ", " &#8364; ", " &sect; "]) + self.word()
        if kind == "escape":
            return self.word() + self.random.choice([r" \* ", r" \_ ", r" \# ", r" \[", r" \\ ", r" \` "]) + self.word()
        if kind == "brackets":
            return f"({words})"
        if kind == "quotes":
            return f"“{words}”"
        if kind == "long":
            return self.random.choice(LONG) if self.hard else words
        if kind == "link":
            return f"[{words}]({self.address()})"
        if kind == "language":
            return f"[{self.word('latin')} {self.word('latin')}]{{lang={self.random.choice(['fr', 'la', 'es'])}}}"
        if kind == "auto":
            return f"<{self.address()}>"
        if kind == "bare":
            return self.address()
        if kind == "variable":
            return "{{ report }}"
        if kind == "citation":
            return f"{self.word()}[@{self.random.choice(list(self.sources))}, p. {self.random.randint(1, 300)}]"
        if kind == "reference":
            section, number = self.random.choice(self.asked)
            return self.random.choice([f"[{words}](section:{section})", f"[](question:{section}/{number})"])
        if kind == "again" and notes:
            return f"{self.word()}[^{self.random.choice(list(notes))}]"
        name = f"n{len(notes) + 1}"
        notes[name] = self.inline(3, 25) if self.chance(0.9) else self.inline(60, 160)
        return f"{self.word()}[^{name}]"

    # -- blocks ------------------------------------------------------------------------------------

    def image(self):
        """A new image of the catalogue."""
        key = f"image-{len(self.images) + 1}"
        self.images.append(key)
        return key

    def paragraph(self, notes):
        lines = self.inline(5, 60, notes).split(" ")
        text, width = "", 0
        for at, word in enumerate(lines):
            if at == 0:
                text = word
            elif self.chance(0.02) and text.count("[") == text.count("]") and text.count("`") % 2 == 0:
                text += self.random.choice(["\\\n", "  \n"]) + word
                width = 0
            elif width > 70 and text.count("[") == text.count("]"):
                # A word at the head of a line must not look like a mark of Markdown.
                head = word[:1]
                text += ("\n" if head.isalpha() else " ") + word
                width = 0
            else:
                text += " " + word
            width += len(word) + 1
        return text.split("\n")

    def blocks(self, notes, depth, most):
        """Lines of a few blocks with empty lines between."""
        lines = []
        last = None
        for _ in range(self.random.randint(1, most)):
            kinds = ["paragraph"] * 5 + ["bullets", "numbers", "table", "figure", "quote"]
            if depth == 0:
                kinds += ["heading", "row", "box"]
            kind = self.random.choice(kinds)
            if kind in ("bullets", "numbers", "quote", "box") and (depth > 2 or last == kind):
                kind = "paragraph"
            if lines:
                lines.append("")
            lines += getattr(self, kind)(notes, depth) if kind != "paragraph" else self.paragraph(notes)
            last = kind
        return lines

    def heading(self, notes, _depth):
        text = self.inline(1, 8, None).rstrip(".;?")
        mark = ""
        if self.chance(0.2):
            name = f"n{len(notes) + 1}"
            notes[name] = self.inline(3, 12)
            mark = f"[^{name}]"
        # Under "background information" headings are of the third level.
        level = "###" if self.kind == "challenge" else "##"
        return [f"{level} {text}{mark}", "", *self.paragraph(notes)]

    def bullets(self, notes, depth):
        return self.items(notes, depth, lambda number: "- ")

    def numbers(self, notes, depth):
        return self.items(notes, depth, lambda number: f"{number}. ")

    def items(self, notes, depth, marker):
        lines = []
        loose = self.chance(0.3)
        for number in range(1, self.random.randint(2, 6)):
            sign = marker(number)
            shape = self.random.random()
            if shape < 0.05:
                inner = [""]
            elif shape < 0.10 and depth < 2:
                inner = self.figure(notes, depth)
            elif shape < 0.15 and depth < 2:
                inner = self.table(notes, depth + 1)
            elif shape < 0.20 and depth < 2:
                inner = self.quote(notes, depth + 1)
            elif shape < 0.35 and depth < 2:
                inner = self.blocks(notes, depth + 1, 3)
            else:
                inner = [self.inline(1, 20, notes)]
            pad = " " * len(sign)
            lines += [(sign if at == 0 else pad) + line if line or at == 0 else "" for at, line in enumerate(inner)]
            lines[-1] = lines[-1].rstrip() if lines[-1].strip() == sign.strip() else lines[-1]
            if loose:
                lines.append("")
        return lines

    def quote(self, notes, depth):
        inner = self.blocks(notes, max(depth, 1) + 1, 2)
        return [f"> {line}".rstrip() for line in inner]

    def box(self, notes, depth):
        title = self.inline(1, 6).rstrip(".;?") if self.chance(0.8) else ""
        inner = self.blocks(notes, 1, 4)
        # The title is a paragraph of its own unless words follow it.
        between = [] if inner[0][:1].isalpha() and self.chance(0.5) else [">"]
        return [f"> [!box] {title}".rstrip(), *between, *[f"> {line}".rstrip() for line in inner]]

    def figure(self, _notes, _depth):
        return [f"![](image:{self.image()})"]

    def row(self, _notes, _depth):
        return [" ".join(f"![](image:{self.image()})" for _ in range(self.random.randint(2, 4)))]

    def table(self, notes, _depth):
        columns = self.random.choice([1, 2, 2, 3, 3, 4, 5, 6, 8, 10])
        rows = self.random.choice([1, 2, 3, 5, 8, 14, 30])
        long = max(1, min(12, 30 // columns))
        if self.chance(0.08):
            long = 120 // columns

        def cell(header=False):
            if not header and self.chance(0.12):
                return ""
            return self.inline(1, 2 if columns > 6 else long, notes if not header else None)

        rule = [self.random.choice(["---", ":--", "--:", ":-:"]) for _ in range(columns)]
        lines = ["| " + " | ".join(cell(True) for _ in range(columns)) + " |", "|" + "|".join(rule) + "|"]
        for _ in range(rows):
            lines.append("| " + " | ".join(cell() for _ in range(columns)) + " |")
        return lines

    # -- YAML --------------------------------------------------------------------------------------

    def scalar(self, text, indent):
        """A text as a scalar of some style, behind a key at `indent`."""
        pad = " " * (indent + 2)
        simple = text[:1].isalpha() and not any(
            trap in text for trap in (": ", " #", "\n", " - ", "{{", "'", '"')
        ) and not text.endswith(":") and text.lower() not in ("true", "false", "null", "yes", "no", "on", "off")
        styles = ["single", "double", "literal", "folded"] + ["plain", "plain", "lines"] * simple
        style = self.random.choice(styles)
        broken = [word for word in text.split(" ")]
        if style == "plain":
            return text
        if style == "lines" and len(broken) > 8 and all(part[:1].isalpha() for part in broken[4::5]):
            cut = [" ".join(broken[at : at + 5]) for at in [0]] if len(broken) < 6 else []
            cut = [" ".join(broken[:4])] + [" ".join(broken[at : at + 5]) for at in range(4, len(broken), 5)]
            return ("\n" + pad).join(cut)
        if style == "literal":
            return self.random.choice(["|", "|-", "|+"]) + "\n" + pad + text
        if style == "folded" and "  " not in text:
            half = len(broken) // 2
            lines = [" ".join(part) for part in (broken[:half], broken[half:]) if part]
            return self.random.choice([">", ">-"]) + "\n" + "\n".join(pad + line for line in lines)
        if style == "double":
            quoted = text.replace("\\", "\\\\").replace('"', '\\"')
            if self.chance(0.3):
                quoted = "".join(f"\\u{ord(c):04x}" if ord(c) > 127 and self.chance(0.2) and ord(c) < 65536 else c for c in quoted)
            return f'"{quoted}"'
        return "'" + text.replace("'", "''") + "'"

    def prose(self, lines, indent):
        """Prose as a block scalar, now and then in quotation marks."""
        pad = " " * (indent + 2)
        if self.chance(0.06):
            text = "\n".join(lines).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{text}"'
        sign = self.random.choice(["|", "|", "|", "|-", "|+"])
        return sign + "\n" + "\n".join(pad + line if line else "" for line in lines)

    # -- the project -------------------------------------------------------------------------------

    def section(self, number):
        """A section: its id and its file."""
        name = f"section-{number}"
        notes = {}
        kinds = ["part"] if self.template == "un-note" else ["introduction", "challenge", "challenge", "annex"]
        kind = self.kind = self.random.choice(kinds)
        lines = [f"kind: {kind}"]
        title = self.words(1, 12)
        if kind == "challenge":
            lines += [f"date: 2025-03-{10 + number:02}", f"sitting: {self.random.choice(['morning', 'afternoon'])}"]
            lines += [f"short-title: {self.scalar(self.words(1, 5), 0)}"]
        lines.append(f"title: {self.scalar(title, 0)}")
        if kind in ("challenge", "introduction") and self.chance(0.3):
            lines.append(f"title-note: {self.scalar(self.inline(3, 12), 0)}")
        if kind == "challenge" and self.chance(0.3):
            lines.append(f"background-note: {self.scalar(self.inline(3, 12), 0)}")
        if kind == "annex" and self.chance(0.4):
            lines.append("orientation: landscape")
        body = self.blocks(notes, 0, 9)
        if kind == "introduction" and self.chance(0.5):
            body += ["", "{{ programme() }}"]
        if self.sources and self.chance(0.2):
            body += ["", "{{ bibliography() }}"]
        lines.append(f"{'background' if kind == 'challenge' else 'body'}: {self.prose(body, 0)}")
        if kind == "challenge":
            lines.append("questions:")
            count = 0
            for _ in range(self.random.randint(1, 5)):
                if self.chance(0.25):
                    lines += [f"  - group: {self.scalar(self.words(1, 4), 4)}", "    items:"]
                    for _ in range(self.random.randint(1, 3)):
                        lines.append(f"      - {self.scalar(self.inline(4, 25, notes), 6)}")
                        count += 1
                else:
                    lines.append(f"  - {self.scalar(self.inline(4, 25, notes), 2)}")
                    count += 1
            self.asked.append((name, self.random.randint(1, count)))
        if notes:
            lines.append("notes:")
            for key, text in notes.items():
                lines.append(f"  {key}: {self.scalar(text, 2)}")
        return name, "\n".join(lines) + "\n"

    def write(self, folder):
        """Writes the whole project."""
        sections = [self.section(number) for number in range(1, self.random.randint(2, 5))]
        (folder / "sources/sections").mkdir(parents=True, exist_ok=True)
        for name, text in sections:
            (folder / "sources/sections" / f"{name}.yaml").write_text(text, encoding="utf-8")
        guide = [
            "id: random", f"template: {self.template}", f"language: {self.language}",
            f"title: {self.scalar(self.words(1, 14), 0)}",
        ]
        if self.layout == "parliamentary":
            guide.insert(2, "layout: parliamentary")
        for key in ("series", "designation"):
            if self.chance(0.7):
                guide.append(f"{key}: {self.scalar(self.words(1, 5), 0)}")
        guide += ["body:", f"  name: {self.scalar(self.words(1, 6), 2)}"]
        if self.chance(0.5):
            guide += [f"  acronym: {self.word('latin').upper()}", f"  mandate: {self.scalar(self.words(3, 12), 2)}"]
        guide += ["issuer:", f"  name: {self.scalar(self.words(1, 6), 2)}", f"  unit: {self.scalar(self.words(1, 6), 2)}"]
        guide += ["identity:", "  date: 2025-01-15", "  symbol: E/CN.7/2025/CRP.1"]
        if self.layout == "parliamentary":
            guide += [f"  session: {self.scalar(self.words(2, 4), 2)}", "  distribution: general", "  agenda-item: 6"]
            guide += [f"  agenda-title: {self.scalar(self.words(2, 9), 2)}"]
        guide += ["keywords:", *[f"  - {self.scalar(self.words(1, 3), 2)}" for _ in range(self.random.randint(1, 4))]]
        guide += ["variables:", f"  report: {self.scalar(self.words(1, 4), 2)}"]
        guide += ["sections:", *[f"  - {name}" for name, _ in sections]]
        (folder / "sources/guide.yaml").write_text("\n".join(guide) + "\n", encoding="utf-8")
        self.catalogue(folder)
        if self.sources:
            entries = []
            for key in self.sources:
                entries += [
                    f"{key}:", "  type: book", f"  author: \"{self.word('latin').capitalize()}, {self.word('latin').capitalize()}\"",
                    f"  title: {self.scalar(self.words(2, 7), 2)}",
                    f"  publisher: {{ name: {self.word('latin').capitalize()}, location: {self.word('latin').capitalize()} }}", "  date: 2019",
                ]
            (folder / "sources/references.yaml").write_text("\n".join(entries) + "\n", encoding="utf-8")

    def catalogue(self, folder):
        if not self.images:
            return
        (folder / "sources/images").mkdir(exist_ok=True)
        lines = []
        for at, key in enumerate(self.images):
            size = self.random.choice([(120, 40), (60, 60), (40, 160), (300, 200), (400, 20)])
            name = f"{key}.svg"
            (folder / "sources/images" / name).write_text(DRAWING.format(w=size[0], h=size[1]), encoding="utf-8")
            lines += [f"{key}:", f"  file: images/{name}"]
            if self.chance(0.2):
                lines += ["  decorative: true"] + (['  alt: ""'] if self.chance(0.5) else [])
            else:
                lines.append(f"  alt: {self.scalar(self.words(2, 14), 2)}")
            if self.chance(0.7):
                lines.append(f"  caption: {self.scalar(self.inline(2, 20), 2)}")
            lines.append(f"  credit: {self.scalar(self.words(1, 5), 2)}")
            if self.chance(0.5):
                lines.append(f"  width: {self.random.choice(['40%', '75%', '100%', 'wide'])}")
            if self.chance(0.2):
                lines.append(f"  placement: {self.random.choice(['top', 'text'])}")
        (folder / "sources/images.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    for index in range(1, options.count + 1):
        Writer(options.seed, index).write(options.folder / f"{index:04}")


if __name__ == "__main__":
    main()
