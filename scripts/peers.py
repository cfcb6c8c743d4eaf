"""What the benchmark scripts share: the composed document as Pandoc's Markdown, a longer guide, and
the running of a process with its times and memory. Nothing runs on import.
"""

import os
import re
import shutil
import subprocess
import sys
import time


def find_pandoc():
    """The newest Pandoc at hand."""
    if "PANDOC" in os.environ:
        return os.environ["PANDOC"]
    try:
        import pypandoc

        return pypandoc.get_pandoc_path()
    except (ImportError, OSError):
        return "pandoc"


class Markdown:
    """Writes a composed document as Pandoc's Markdown."""

    def __init__(self, tree, folder):
        self.tree, self.folder, self.out = tree, folder, []

    def write(self):
        """The whole document."""
        title = self.tree["metadata"]["title"].replace('"', '\\"')
        self.out.append(f'---\ntitle: "{title}"\nlang: {self.tree["metadata"]["language"]}\n---')
        for section in self.tree["sections"]:
            self.blocks(section["blocks"], "")
        for index, note in enumerate(self.tree["notes"]):
            self.out.append(f"[^n{index}]: {self.inlines(note['content'])}")
        return "\n\n".join(self.out) + "\n"

    def add(self, text, indent):
        """A block, indented."""
        self.out.append("\n".join(indent + line if line else line for line in text.split("\n")))

    def text(self, text):
        """Text in which nothing means anything to Markdown."""
        return re.sub(r"([\\`*_{}\[\]()#+\-.!<>$^~@|'\"])", r"\\\1", text)

    def inlines(self, inlines):
        """Inlines as Markdown."""
        out = []
        for inline in inlines:
            if inline == "line-break":
                out.append("\\\n")
                continue
            (kind, value), = inline.items()
            if kind == "text":
                out.append(self.text(value))
            elif kind == "code":
                out.append(f"`{value}`")
            elif kind == "strong":
                out.append(f"**{self.inlines(value)}**")
            elif kind == "emphasis":
                out.append(f"*{self.inlines(value)}*")
            elif kind == "note-reference":
                out.append(f"[^n{value['note']}]")
            elif kind == "citation":
                out.append(self.inlines(value["content"]))
            elif kind == "link":
                out.append(f"[{self.inlines(value['content'])}](<{value['url']}>)")
            elif kind == "cross-reference":
                out.append(f"[{self.inlines(value['content'])}](#{self.anchor(value['target'])})")
            else:
                out.append(f"[{self.inlines(value['content'])}]{{lang={value['tag']}}}")
        return "".join(out)

    def anchor(self, block):
        """An identifier for a block."""
        return f"{block['section']}--{block['path'].replace('/', '-')}"

    def percent(self, width):
        """Width of a figure in per cent of the text."""
        share = width["share"] if isinstance(width, dict) else 1.0 if width == "wide" else 0.8
        return round(100 * share)

    def figure(self, figure, indent):
        """An image with its caption and credit."""
        image = self.tree["images"][figure["image"]]
        alt = self.text(figure["alt"] or "")
        self.add(f"![{alt}]({image['path']}){{width={self.percent(figure['width'])}%}}\\", indent)
        for words in (figure["caption"], figure["credit"]):
            if words:
                self.add(self.inlines(words), indent)

    def blocks(self, blocks, indent):
        """Blocks as Markdown."""
        for block in blocks:
            if not isinstance(block["kind"], str):
                (kind, value), = block["kind"].items()
                self.block(kind, value, block, indent)

    def block(self, kind, value, block, indent):
        """One block."""
        if kind == "heading":
            label = self.text(value["number"]["label"]) + " " if value["number"] else ""
            words = label + self.inlines(value["content"] + value["notes"])
            self.add(f"{'#' * value['level']} {words} {{#{self.anchor(block['id'])}}}", indent)
        elif kind == "paragraph":
            self.add(self.inlines(value), indent)
        elif kind == "list":
            start = None if value["marker"] == "bullet" else value["marker"]["ordered"]["start"]
            for index, item in enumerate(value["items"]):
                self.item("-" if start is None else f"{start + index}.", item["blocks"], indent)
        elif kind == "question-list":
            for item in value["items"]:
                (name, content), = item.items()
                if name == "group":
                    self.blocks([content], indent)
                else:
                    self.item(f"{content['number']}.", [content["block"]], indent)
        elif kind == "figure":
            self.figure(value, indent)
        elif kind == "figure-row":
            for figure in value["figures"]:
                self.figure(figure, indent)
            if value.get("credit"):
                self.add(self.inlines(value["credit"]), indent)
        elif kind == "table":
            row = lambda cells: "| " + " | ".join(self.inlines(c["content"]) for c in cells) + " |"
            lines = [row(r["cells"]) for r in value["header"] + value["rows"]]
            self.add("\n".join([lines[0], "|" + "---|" * len(value["columns"]), *lines[1:]]), indent)
        elif kind == "box":
            self.add(f"> **{self.inlines(value['title'])}**", indent)
            self.blocks(value["blocks"], indent + "> ")
        elif kind == "quote":
            self.blocks(value, indent + "> ")
        elif kind == "programme":
            days = [self.day(day) for column in value["columns"] for day in column]
            self.add("\n\n".join(days), indent)
        elif kind == "cover":
            for image in filter(None, (value["artwork"], value["mark"])):
                self.add(f"![]({self.tree['images'][image]['path']})", indent)
            self.blocks(value["head"] + value["title"] + value["foot"], indent)
        # The contents are Pandoc's own (--toc).

    def day(self, day):
        """A day of the programme."""
        sittings = "".join(f"\n- {self.inlines(sitting['content'])}" for sitting in day["sittings"])
        return f"**{self.inlines(day['label'])}**\n{sittings}"

    def item(self, marker, blocks, indent):
        """A list item."""
        first = len(self.out)
        self.blocks(blocks, indent + "    ")
        if len(self.out) > first:
            self.out[first] = indent + marker.ljust(4) + self.out[first][len(indent) + 4 :]


def longer(source, folder, copies):
    """The shipped project with each section so many times, under other ids."""
    shutil.copytree(source / "sources", folder / "sources")
    guide = folder / "sources" / "guide.yaml"
    head, tail = guide.read_text(encoding="utf-8").split("\nsections:\n")
    sections = re.findall(r"^  - (\S+)", tail, re.M)
    lines = [f"  - {name}" for name in sections]
    for copy in range(2, copies + 1):
        for name in sections:
            file = folder / "sources" / "sections" / f"{name}.yaml"
            shutil.copy(file, file.with_name(f"{name}-{copy}.yaml"))
            lines.append(f"  - {name}-{copy}")
    guide.write_text(head + "\nsections:\n" + "\n".join(lines) + "\n", encoding="utf-8")


def run(command, folder):
    """Wall time and CPU time in seconds, and peak of memory in MB, of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaints = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(complaints.decode())
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
