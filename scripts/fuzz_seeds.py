#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets, fuzz/seeds/TARGET/, from the repository's own tests.

usage: scripts/fuzz_seeds.py PLENARY      (the built command, for a small PDF and DOCX)
"""
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDS = ROOT / "fuzz" / "seeds"
LARGEST = 6_000


def put(target, data, largest=LARGEST):
    if not data or len(data) > largest:
        return
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


def block_texts(text):
    """The `|` blocks of a YAML text, their indentation taken off."""
    for found in re.finditer(r"^( *)(?:- )?[\w-]+: [|>]-?\n((?:\1 +.*\n|\n)+)", text, re.M):
        lines = found.group(2).split("\n")
        indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        yield "\n".join(line[indent:] for line in lines)


def beginning(text, length=3_000):
    """The first whole entries of a YAML mapping."""
    kept = ""
    for entry in re.split(r"(?m)^(?=\S)", text):
        if len(kept) + len(entry) > length:
            break
        kept += entry
    return kept


def repositories():
    """Repositories as `bodies::repository` has them: kept loose, and as a pack with differences."""
    with tempfile.TemporaryDirectory() as temporary:
        project = pathlib.Path(temporary)
        git = lambda *words: subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words],
            cwd=project, check=True, capture_output=True,
        ).stdout
        git("init", "--quiet")
        (project / "sources").mkdir()
        (project / "a").write_text("text\n")
        for number in range(40):
            (project / "sources" / f"file-with-a-long-name-{number}").write_text(f"{number}")
        (project / "sources" / "guide.yaml").write_text("text\n")
        git("add", ".")
        git("commit", "--quiet", "-m", "one")
        (project / "sources" / "file-with-a-long-name-7").write_text("other")
        git("commit", "--quiet", "-am", "two")
        tree = git("cat-file", "tree", "HEAD^{tree}")
        commit = git("cat-file", "commit", "HEAD").split(b"\n", 1)[1]
        head = git("rev-parse", "HEAD").strip()
        git("gc", "--quiet", "--prune=now")
        packs = project / ".git/objects/pack"
        index = next(packs.glob("*.idx")).read_bytes()
        pack = next(packs.glob("*.pack")).read_bytes()
        part = b"\n==\n"
        put("repository", part.join([b"", b"", tree, commit]))
        put("repository", part.join([b"", b"", b"40000 a\0" + b"x" * 20, commit]))
        put("repository", part.join([head, b"", b"", b"", index, pack]), 20_000)
        reference = b"ref: refs/heads/main\n"
        put("repository", part.join([reference, head + b" refs/heads/main\n", b"", b"", index, pack]), 20_000)


def main(plenary):
    shutil.rmtree(SEEDS, ignore_errors=True)
    corpus = sorted((ROOT / "tests/corpus").glob("*/in/sources"))
    cases = sorted(
        path
        for path in (ROOT / "tests/ui/cases").glob("*/in/sources/**/*.yaml")
        if path.stat().st_size < 1_500
    )
    for folder in corpus:
        for path in sorted(folder.rglob("*.yaml")):
            put("yaml", path.read_bytes())
    for path in cases[::4]:
        put("yaml", path.read_bytes())
    sections = [path for folder in corpus for path in sorted(folder.glob("sections/*.yaml"))]
    sections += [path for path in cases if path.parent.name == "sections"][::3]
    sections += sorted((ROOT / "src/cli/init").rglob("*.yaml"))
    for number, path in enumerate(sections):
        put("compose", bytes([number % 12]) + path.read_bytes())
        try:
            for text in block_texts(path.read_text()):
                put("prose", bytes([number % 6]) + text.encode())
        except UnicodeDecodeError:
            pass
    for number, folder in enumerate(corpus + [ROOT / "sources"]):
        references = folder / "references.yaml"
        if not references.is_file():
            continue
        for path in sorted(folder.glob("sections/*.yaml")):
            for text in block_texts(path.read_text()):
                cited = [one for one in text.split("\n\n") if "[@" in one]
                if cited:
                    words = beginning(references.read_text()) + "\0" + "\n\n".join(cited)
                    put("citation", bytes([number % 6]) + words.encode())
    body = b"kind: introduction\ntitle: T\nbody: Text.\0"
    for path in sorted((ROOT / "templates/un-guide").glob("*.j2")):
        put("compose", b"\2" + body + path.read_bytes())
    for path in sorted((ROOT / "sources/images").glob("*.svg")) + sorted(
        (ROOT / "tests/ui/cases").glob("*/in/sources/images/*")
    ):
        if path.suffix not in (".made", ".link"):
            put("image", path.read_bytes())
            if path.suffix == ".svg" and path.stat().st_size < 8_192:
                put("svg", path.read_bytes())
        elif path.suffix == ".made" and path.stat().st_size < 1_500:
            lines = path.read_text().splitlines()
            text = "".join(line.split(" ", 1)[1] for line in lines if " " in line)
            put("image", text.replace("\\n", "\n").encode())
    # Parts of the drawings that show every construct: each fits in an input of its own.
    for path in sorted((ROOT / "tests/drawings").glob("*.svg")):
        put("svg", path.read_bytes())
    put("image", bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffc400140001000000000000000000000000000000000affda0008010100003f0010ffd9"))
    with tempfile.TemporaryDirectory() as temporary:
        for name in ("questions", "table", "notes-repeated", "language-ar"):
            project = pathlib.Path(temporary) / name
            shutil.copytree(ROOT / "tests/ui/base", project)
            shutil.copytree(ROOT / "tests/corpus" / name / "in", project, dirs_exist_ok=True)
            subprocess.run([plenary, "build", "--quiet", "--project", project], check=True)
            pdf = next((project / "build").glob("*.pdf")).read_bytes()
            maps, contents = [], []
            for found in re.finditer(rb"stream\r?\n", pdf):
                try:
                    stream = zlib.decompressobj().decompress(pdf[found.end():])
                except zlib.error:
                    continue
                if b"beginbfchar" in stream or b"beginbfrange" in stream:
                    maps.append(stream)
                elif b"BDC" in stream and b"Tf" in stream:
                    contents.append(stream)
            for content in contents[:6]:
                put("pdf", content[:4_000] + b"\0" + maps[0][:1_500])
            put("manifest", (project / "build" / "manifest.json").read_bytes(), 20_000)
            if name in ("table", "language-ar"):
                put("pdf", pdf, 120_000)
            with zipfile.ZipFile(next((project / "build").glob("*.docx"))) as package:
                for part in ("word/document.xml", "word/numbering.xml", "word/footnotes.xml"):
                    put("docx", package.read(part), 20_000)
            put("docx", next((project / "build").glob("*.docx")).read_bytes(), 60_000)
    repositories()
    for names in (
        "build/a-en.pdf\nsources/guide.yaml\nsources/images/a b#$.svg",
        "o\nQ&A (1).yaml\né/文.yaml",
        "o\na=;touch\tX;true\t.svg",
    ):
        put("deps", names.encode())
    put("messages", b"\n==\n".join([b"the key `x` is unknown", b"sources/guide.yaml", b"id: x\nkey: value\n", b"here", b"did you mean `y`?"]))
    put(
        "messages",
        "\n==\n".join(
            [
                "a\x1b]0;t\x07\n::error::x",
                "a\x1b[31m/b\n::error::c.yaml",
                "k: \x9b \u202e ##[error]y",
                "::stop-commands::l",
                "%0A ##[group]h",
            ]
        ).encode(),
    )
    for folder in sorted(SEEDS.iterdir()):
        files = list(folder.iterdir())
        print(f"{folder.name}: {len(files)} seeds, {sum(f.stat().st_size for f in files)} bytes")


main(pathlib.Path(sys.argv[1]).resolve())
