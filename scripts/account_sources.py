"""The words of a project's sources, read by ruamel.yaml (YAML 1.2), markdown-it-py (CommonMark, GFM
tables) and Jinja: the first half of the word account (see word_account.py). Nothing here knows
plenary; what is known is the contract of the README: which fields hold text, and what prose may hold.

A source is read into `Unit`s. A unit is what must stand together in the outputs: a title, a
paragraph, a cell, a question, a note. Marks of notes divide its words into parts that follow each
other.
"""

import html
import re
import urllib.parse
from collections import Counter
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

# Between two parts of a unit stands the mark of a note, or words that the program makes.
MARK, MADE = "\ue000", "\ue001"

REPOSITORY = Path(__file__).resolve().parent.parent


class Unit:
    """Words that belong together. `where`: text, anywhere, alternative, keywords, remark."""

    def __init__(self, file, lines, kind, text, where="text", finding=False):
        self.file, self.lines, self.kind, self.text, self.where = file, lines, kind, text, where
        # Whether nothing but a finding will do: the outputs cannot hold it.
        self.finding = finding

    def __repr__(self):
        return f"{self.file}:{self.lines[0]}: {self.kind}: {self.text!r}"


def compose(path):
    """The nodes of a YAML file; none if another parser finds no YAML in it."""
    try:
        return YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8-sig"))
    except (YAMLError, UnicodeDecodeError, OSError, ValueError, AttributeError):
        return None


def entries(node):
    """Keys and values of a mapping."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield key.value, value


def get(node, *path):
    """A value below a mapping."""
    for name in path:
        node = next((value for key, value in entries(node) if key == name), None)
    return node


def text_of(node):
    """The text of a scalar; none for null."""
    if not isinstance(node, ScalarNode):
        return None
    if node.style is None and node.value in ("", "~", "null", "Null", "NULL"):
        return None
    return node.value


def lines_of(node):
    """First and last line of a node in its file."""
    last = node.end_mark.line + (1 if node.end_mark.column else 0)
    return (node.start_mark.line + 1, max(last, node.start_mark.line + 1))


def items(node):
    """The items of a sequence."""
    return node.value if isinstance(node, SequenceNode) else []


class Sources:
    """The units of one edition of a project."""

    def __init__(self, project, edition=None):
        self.project = Path(project)
        self.folder = self.project / "sources" / (edition or "")
        self.units = []
        self.cited = set()
        self.inserts = set()
        self.images = {}
        self.short_titles = []
        self.guide = compose(self.folder / "guide.yaml")
        self.language = text_of(get(self.guide, "language")) or "en"
        self.variables = {
            key: text_of(value) or "" for key, value in entries(get(self.guide, "variables"))
        }
        self.template = self.find_template(text_of(get(self.guide, "template")) or "un-guide")
        self.manifest = compose(self.template / "template.yaml")
        self.sections = []
        for node in items(get(self.guide, "sections")):
            path = self.folder / "sections" / f"{text_of(node)}.yaml"
            if path.is_file():
                self.sections.append((text_of(node), path, compose(path)))
        for _, path, node in self.sections:
            self.section(path, node)
        layout = text_of(get(self.guide, "layout")) or "guide"
        if layout == "guide" or any("programme" in name for name in self.inserts):
            for path, node in self.short_titles:
                self.inline(path, "short-title", node, "anywhere")
        self.catalogue()
        self.references()
        self.guide_fields()

    def find_template(self, name):
        own = self.project / "templates" / name
        return own if own.is_dir() else REPOSITORY / "templates" / name

    def name(self, path):
        """A file as messages name it."""
        return path.relative_to(self.project).as_posix()

    def add(self, path, lines, kind, text, where="text", finding=False):
        if finding or re.search(r"\w", text) or where == "text":
            self.units.append(Unit(self.name(path), lines, kind, text, where, finding))

    # -- fields ------------------------------------------------------------------------------------

    def section(self, path, node):
        kind = text_of(get(node, "kind"))
        for name, declaration in entries(get(self.manifest, "kinds", kind, "fields")):
            value = get(node, name)
            if value is not None:
                self.field(path, name, text_of(get(declaration, "type")) or "text", value)

    def field(self, path, name, kind, node):
        """The words of a field by the type that the template declares."""
        if kind.startswith("list of "):
            for item in items(node):
                self.field(path, name, kind[len("list of ") :], item)
        elif kind == "questions":
            for item in items(node):
                if isinstance(item, MappingNode):
                    self.inline(path, "group", get(item, "group"))
                    for question in items(get(item, "items")):
                        self.inline(path, "question", question)
                else:
                    self.inline(path, "question", item)
        elif kind == "notes":
            for _, note in entries(node):
                self.inline(path, "note", note)
        elif kind == "prose":
            if text_of(node):
                self.prose(path, node)
        elif kind in ("inline", "note"):
            # A short title stands in the programme or at the head of pages, if a layout has them.
            if name == "short-title":
                self.short_titles.append((path, node))
            else:
                self.inline(path, "note" if kind == "note" else name, node)
        elif kind == "text":
            self.plain(path, name, node)

    def plain(self, path, name, node, where="text"):
        """A field without Markdown; variables are filled in."""
        text = text_of(node)
        if text:
            self.add(path, lines_of(node), name, self.filled(text), where)

    def inline(self, path, name, node, where="text"):
        """A field with inline Markdown."""
        text = text_of(node)
        if text:
            Prose(self, path, node, text, name, where).read()

    def prose(self, path, node):
        Prose(self, path, node, text_of(node), None, "text").read()

    def filled(self, text):
        """A text with its variables filled in."""
        return re.sub(
            r"\{\{\s*([\w-]+)\s*\}\}", lambda match: self.variables.get(match[1], match[0]), text
        )

    # -- the catalogue and the bibliography --------------------------------------------------------

    def catalogue(self):
        path = self.folder / "images.yaml"
        if not path.is_file():
            return
        used = dict(self.images)
        cover = [text_of(node) for _, node in entries(get(self.guide, "cover"))]
        credits = set()
        for key, entry in entries(compose(path)):
            if key in used:
                self.inline(path, "caption", get(entry, "caption"))
                # Figures side by side may share their credit.
                credit = (used[key], text_of(get(entry, "credit")))
                if credit not in credits:
                    credits.add(credit)
                    self.inline(path, "credit", get(entry, "credit"))
            if key in used or key in cover:
                self.plain(path, "alternative text", get(entry, "alt"), "alternative")

    def references(self):
        path = self.folder / "references.yaml"
        if not path.is_file():
            return
        for key, entry in entries(compose(path)):
            if key in self.cited:
                self.reference(path, entry)

    def reference(self, path, entry):
        """What a note must say of a source: its title and the titles of what it is a part of, and
        the family name of its first author. Laws and treaties are known by other means."""
        if text_of(get(entry, "type")) == "legislation":
            return
        place = entry
        while isinstance(place, MappingNode):
            title = get(place, "title")
            title = get(title, "value") if isinstance(title, MappingNode) else title
            self.plain(path, "title of a source", title, "anywhere")
            place = get(place, "parent")
            place = items(place)[0] if items(place) else place
        author = get(entry, "author")
        first = items(author)[0] if items(author) else author
        if isinstance(first, MappingNode):
            first = get(first, "name")
        if text_of(first):
            family = text_of(first).split(",")[0]
            self.add(path, lines_of(first), "author of a source", family, "anywhere")

    # -- the manifest ------------------------------------------------------------------------------

    def guide_fields(self):
        path = self.folder / "guide.yaml"
        for word in items(get(self.guide, "keywords")):
            self.plain(path, "keyword", word, "keywords")
        if get(self.guide, "keywords") is not None and not items(get(self.guide, "keywords")):
            self.plain(path, "keyword", get(self.guide, "keywords"), "keywords")
        for node in printed_fields(self):
            self.plain(path, "guide field", node, "anywhere")


class Prose:
    """Reads one field of Markdown into units."""

    def __init__(self, sources, path, node, text, name, where):
        self.sources, self.path, self.node = sources, path, node
        # A variable in an address is filled in before Markdown is read: it may have spaces.
        self.text = re.sub(
            r"\]\([^()\n]*\{\{[^()\n]*\)|<https?://[^<>\n]*>",
            lambda match: sources.filled(match[0]),
            text,
        )
        self.name, self.where = name, where
        self.seen = []  # every text that the parser gave, for what it leaves out
        self.row = 0

    def lines(self, first, last):
        """Lines of the field as lines of the file. Those of a `|` block are known exactly."""
        own = lines_of(self.node)
        if self.node.style != "|":
            return own
        return (min(self.node.start_mark.line + 2 + first, own[1]), min(self.node.start_mark.line + 1 + last, own[1]))

    def unit(self, kind, text, lines, where=None, finding=False):
        self.sources.add(self.path, lines, self.name or kind, text, where or self.where, finding)

    def read(self):
        parser = MarkdownIt("commonmark").enable("table")
        environment = {}
        tokens = parser.parse(self.text, environment)
        lines, kind, stack = (0, self.text.count("\n") + 1), "paragraph", []
        for token in tokens:
            if token.nesting == 1:
                stack.append((lines, kind))
                kind = {"th_open": "cell", "td_open": "cell", "heading_open": "heading"}.get(token.type, kind)
            if token.map:
                lines = tuple(token.map)
            if token.type == "inline":
                self.paragraph(token.children, kind, self.lines(*lines), bool(stack))
            elif token.type in ("fence", "code_block"):
                self.seen += [token.content, token.info]
                for at, line in enumerate(token.content.splitlines()):
                    where = self.lines(lines[0], lines[1])
                    self.unit("code", line, where)
                if token.info.strip():
                    self.unit("language of code", token.info, self.lines(*lines), finding=True)
            elif token.type == "html_block":
                self.seen.append(token.content)
                self.unit("HTML", token.content, self.lines(*lines), finding=True)
            elif token.nesting == -1 and stack:
                lines, kind = stack.pop()
        self.left_out(environment)

    def paragraph(self, children, kind, lines, _nested):
        """One run of inlines."""
        row = None
        # Figures stand alone, or below the title of a box.
        alone = children
        if children and children[0].content.lstrip().startswith("[!box]"):
            ends = [at for at, child in enumerate(children) if child.type == "softbreak"]
            alone = children[ends[0] :] if ends else []
        if all(child.type in ("image", "softbreak") or not child.content.strip() for child in alone):
            self.sources_row += 1
            row = self.sources_row
        text = self.inlines(children, lines, row)
        text = re.sub(r"\]\{lang=([^}]*)\}", "]", text)
        if re.fullmatch(r"\s*\{\{\s*([\w-]+)\s*\(\s*\)\s*\}\}\s*", text):
            self.sources.inserts.add(text)
            return
        boxed = re.match(r"\s*\[!box\]", text)
        if boxed:
            title, _, rest = text[boxed.end() :].partition("\n")
            self.split("title of a box", title, lines)
            self.split(kind, rest, lines)
            return
        self.split(kind, text, lines)

    @property
    def sources_row(self):
        return getattr(self.sources, "_row", 0)

    @sources_row.setter
    def sources_row(self, value):
        self.sources._row = value

    def split(self, kind, text, lines):
        if text.strip():
            self.unit(kind, self.sources.filled(self.marks(text, lines)), lines)

    def marks(self, text, lines):
        """Takes references to notes and citations out of a text."""

        def citation(match):
            label = match[1]
            if not re.search(r"(^|[\s-])@\w", label):
                return match[0]
            for source in label.split(";"):
                found = re.match(r"(.*?)-?@([\w-]+)(.*)", source, re.S)
                if not found:
                    continue
                self.sources.cited.add(found[2])
                for words in [found[1], *re.findall(r"[“\"]([^”\"]*)[”\"]", found[3])]:
                    if words.strip(" -"):
                        self.unit("words of a citation", words, lines, "anywhere")
            return MADE if self.name == "note" else MARK

        text = re.sub(r"\[\^[^\]\n]*\]", MARK, text)
        return re.sub(r"\[([^\[\]]*@[^\[\]]*)\]", citation, text)

    def inlines(self, children, lines, row=None):
        """The text of inlines."""
        result = []
        links = []
        for at, child in enumerate(children):
            if child.type == "text":
                result.append(child.content)
                self.seen.append(child.content)
            elif child.type == "code_inline":
                result.append(child.content)
                self.seen.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                result.append("\n")
            elif child.type == "html_inline":
                self.seen.append(child.content)
                self.unit("HTML", child.content, lines, finding=True)
            elif child.type == "image":
                target = child.attrs.get("src", "")
                self.seen.append(urllib.parse.unquote(target))
                self.titled(child, lines)
                inner = self.inlines(child.children or [], lines)
                if target.startswith("image:") and row is not None:
                    self.sources.images.setdefault(target[len("image:") :], row)
                    if inner.strip():
                        # Its words belong into the catalogue.
                        self.unit("alternative text in prose", inner, lines, "alternative")
                else:
                    result.append(inner)
                    self.unit("image", target + " image", lines, finding=True)
            elif child.type == "link_open":
                target = child.attrs.get("href", "")
                links.append((target, len(result)))
                self.seen.append(urllib.parse.unquote(target))
                self.titled(child, lines)
            elif child.type == "link_close" and links:
                target, start = links.pop()
                if re.match(r"(section|question):", target) and not "".join(result[start:]).strip():
                    result.append(MADE)
        return "".join(result)

    def titled(self, token, lines):
        title = token.attrs.get("title")
        if title:
            self.seen.append(title)
            self.unit("title of a link", title, lines, "remark")

    def left_out(self, environment):
        """Words that the parser leaves out: cells beyond the last column, definitions of links that
        nothing uses. Nobody may lose them without a word."""
        had = Counter()
        for text in self.seen:
            had.update(re.findall(r"[^\W_]+", urllib.parse.unquote(html.unescape(text))))
        for number, line in enumerate(self.text.split("\n")):
            # Marks of lists and quotations are no words.
            line = line[re.match(r"(\s|>|[-*+](?=\s|$)|\d+[.)](?=\s|$))*", line).end() :]
            plain = urllib.parse.unquote(html.unescape(line))
            for word in re.findall(r"[^\W_]+", re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", plain)):
                if had[word] > 0:
                    had[word] -= 1
                else:
                    self.unit("left out by Markdown", word, self.lines(number, number + 1))


# -- which fields of the manifest a template prints ------------------------------------------------


NOT_TEXT = {"date", "distribution", "original-language", "artwork", "mark", "language", "layout", "id"}


class Field(str):
    """A text of the manifest that remembers whether a template writes it."""

    def bind(self, node, printed):
        self.node, self.printed = node, printed
        return self

    def __str__(self):
        self.printed.append(self.node)
        return str.__str__(self)

    def __html__(self):
        return self.__str__()

    def __add__(self, other):
        return self.__str__() + str(other)

    def __radd__(self, other):
        return str(other) + self.__str__()


def printed_fields(sources):
    """The nodes of guide.yaml whose text the template writes, found by running it with Jinja."""
    printed = []

    def value(node, name=""):
        if isinstance(node, MappingNode):
            return {key.replace("-", "_"): value(inner, key) for key, inner in entries(node)}
        if isinstance(node, SequenceNode):
            return [value(inner) for inner in items(node)]
        text = text_of(node)
        if text is None:
            return jinja2.ChainableUndefined()
        if text in ("true", "false"):
            return text == "true"
        # What is chosen, counted or computed is no text: a date is written in words.
        return text if name in NOT_TEXT else Field(text).bind(node, printed)

    def written(*arguments, caller=None, **named):
        """Any function or filter: what it is given is written."""
        parts = [str(one) for one in (*arguments, *named.values()) if isinstance(one, (str, jinja2.Undefined))]
        return " ".join(parts) + (caller() if caller else "")

    guide = value(sources.guide) if sources.guide is not None else {}
    guide.setdefault("cover", {})
    guide["language"] = sources.language
    layout = text_of(get(sources.guide, "layout"))
    manifest = sources.manifest
    chosen = get(manifest, "layouts", layout) if layout else None
    parts = get(chosen, "parts") or get(manifest, "parts")
    header = text_of(get(chosen, "header") or get(manifest, "header")) or ""
    files = []
    for part in items(parts):
        if isinstance(part, MappingNode):
            files.append((text_of(get(part, "file")), None))
            continue
        for name, _, node in sources.sections:
            kind = text_of(get(node, "kind"))
            file = text_of(get(manifest, "kinds", kind, "file"))
            if file:
                plain = {key.replace("-", "_"): plain_value(inner) for key, inner in entries(node)}
                files.append((file, {**plain, "id": name}))
    strings = {}
    for file in (f"{sources.language}.yaml", "en.yaml"):
        node = compose(sources.template / "strings" / file)
        for key, inner in entries(node):
            strings.setdefault(key.replace("-", "_"), plain_value(inner))
    texts = [(sources.template / file).read_text(encoding="utf-8") for file, _ in files if (sources.template / (file or "?")).is_file()]
    names = set(re.findall(r"([a-z_]+)\(", " ".join([*texts, header])))
    filters = set(re.findall(r"\|\s*([a-z_]+)", " ".join([*texts, header])))
    environment = jinja2.Environment(undefined=jinja2.ChainableUndefined)
    environment.filters["date"] = environment.filters["masthead_date"] = lambda text, *_: text and str(text)
    for name in filters - set(environment.filters):
        environment.filters[name] = written
    everything = {
        "guide": guide, "strings": strings, "masthead_strings": strings, "layout": layout or "guide",
        "sections": [section for _, section in files if section is not None],
    }
    own = set(environment.globals) | set(everything) | {"caller"}
    functions = {name: written for name in names - own}
    runs = [(header, None)] + list(zip(texts, [section for _, section in files]))
    for text, section in runs:
        try:
            environment.from_string(text).render({**functions, **everything, "section": section or {}})
        except Exception as error:  # a template that Jinja cannot run: what it had printed counts
            sources.trouble = f"{sources.template.name}: {error}"
    unique = {}
    for node in printed:
        unique.setdefault(id(node), node)
    return unique.values()


def plain_value(node):
    """A value without a memory."""
    if isinstance(node, MappingNode):
        return {key.replace("-", "_"): plain_value(inner) for key, inner in entries(node)}
    if isinstance(node, SequenceNode):
        return [plain_value(inner) for inner in items(node)]
    return text_of(node) or ""


def editions(project):
    """The original and the editions beside it."""
    folder = Path(project) / "sources"
    others = sorted(path.parent.name for path in folder.glob("*/guide.yaml"))
    return [None, *others]
