"""Builds a synthetic guide of about 1,000 pages with 2,000 notes and 300 images, within the memory
of a small runner, and verifies what was written, without the second build, which would need memory
beside what is verified.

The words are those of the shipped guide's sections, dealt anew so that no paragraph, question or
note stands twice; the images are 300 different files: charts as SVG, pictures as JPEG and as PNG.
The same seed gives the same guide.

usage: python3 scripts/scale.py PLENARY [MEGABYTES] [FOLDER]
PLENARY is the command; MEGABYTES (2000 unless told) the bound, which the kernel enforces where a
control group of memory can be made (root), and which is only compared with the peak elsewhere.
FOLDER keeps the project; else it is temporary. Needs only Python.
"""

import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile
import time
import zlib

plenary = pathlib.Path(sys.argv[1]).resolve()
bound = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
root = pathlib.Path(__file__).resolve().parent.parent
deal = random.Random(2024)

SECTIONS, NOTES, IMAGES = 200, 2000, 300
PAGES = 1000


def sentences():
    """Sentences of the shipped guide without marks of their own."""
    found = []
    for file in sorted((root / "sources" / "sections").glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"\[[^\]@]*@[^\]]*\]|\[\^[^\]]*\]|!\[\]\([^)]*\)|\{\{[^}]*\}\}", "", text)
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        for line in text.splitlines():
            line = re.sub(r"^\s*(?:- |\d+\. )?", "", line).replace("**", "").replace("*", "")
            found += [one for one in re.split(r"(?<=\.) (?=[A-Z])", line)
                      if 60 < len(one) < 400 and one.endswith(".") and re.match(r"[A-Z]", one)
                      and not re.search(r"[`<>|:]|per cent|%|ibid", one)]
    return sorted(set(found))


POOL = sentences()


def paragraph(number):
    """A paragraph of so many sentences."""
    return " ".join(deal.sample(POOL, number))


def figure(number):
    """A number with its thousands apart, so that every use differs."""
    return f"{1000 + number:,}"


def chart(number):
    """A bar chart with a title, axis labels and values as text."""
    bars = "".join(
        f'<rect x="{60 + 70 * at}" y="{250 - height}" width="46" height="{height}" '
        f'fill="#{deal.choice(("0B3C5D", "1F6FA8", "7FB5D8", "F5B335"))}"/>'
        f'<text x="{83 + 70 * at}" y="{242 - height}" font-size="12" text-anchor="middle">{height}</text>'
        f'<text x="{83 + 70 * at}" y="270" font-size="12" text-anchor="middle">{2010 + at}</text>'
        for at, height in enumerate(deal.randint(20, 190) for _ in range(8)))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 290" width="640" height="290" '
            f'font-family="Carlito"><text x="20" y="24" font-size="16" font-weight="bold">Reports '
            f'received, series {number}</text><line x1="40" y1="250" x2="620" y2="250" '
            f'stroke="#333"/>{bars}</svg>').encode()


def picture(number):
    """A photograph-like JPEG of the shipped guide, made another file by a comment (ISO/IEC 10918-1,
    B.2.4.5)."""
    names = ["conference-room-1961", "meeting-2019", "pills"]
    bytes_ = (root / "sources" / "images" / f"{names[number % 3]}.jpg").read_bytes()
    words = f"picture {number}".encode()
    return bytes_[:2] + b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words + bytes_[2:]


def raster(number):
    """A PNG of 1,200 by 600 pixels with a grain, so that it does not compress to nothing."""
    width, height = 1200, 600
    rows = bytearray()
    grain = deal.randbytes(width * 3)
    for y in range(height):
        shade = (number * 7 + y // 4) % 200
        line = bytes((shade + (value & 15)) & 255 for value in grain)
        rows += b"\0" + line[3 * (y % 40):] + line[:3 * (y % 40)]

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"sRGB", b"\0")
            + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b""))


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def write(folder):
    """Writes the project."""
    sources = folder / "sources"
    (sources / "sections").mkdir(parents=True)
    (sources / "images").mkdir()
    catalogue = []
    kinds = {"svg": chart, "jpg": picture, "png": raster}
    for number in range(IMAGES):
        ending = "png" if number % 10 == 9 else "jpg" if number % 5 == 3 else "svg"
        (sources / "images" / f"image-{number}.{ending}").write_bytes(kinds[ending](number))
        catalogue.append(
            f"image-{number}: {{ file: images/image-{number}.{ending}, alt: Image number {number}., "
            f"caption: {quoted(f'Series {number}, as reported by Member States')}, "
            f"credit: Drawn for this guide, width: 80% }}")
    (sources / "images.yaml").write_text("\n".join(catalogue) + "\n", encoding="utf-8")
    names = [f"section-{number}" for number in range(SECTIONS)]
    note = image = 0
    for number, name in enumerate(names):
        blocks, notes = [], []
        last = number == SECTIONS - 1
        for part in range(13):
            words = f"In {figure(number * 13 + part)} reports, as many were counted. {paragraph(3)}"
            while note < NOTES * (number * 13 + part + 1) // (SECTIONS * 13):
                words += f" {deal.choice(POOL)}[^n{note}]"
                notes.append(f"  n{note}: {quoted(f'Report No. {figure(note)} of the series, chapter {note % 7 + 1}. {deal.choice(POOL)}')}")
                note += 1
            blocks.append(words)
            if part in (3, 9):
                items = "\n".join(f"  - {deal.choice(POOL)[:-1]}, in case {figure(number * 100 + part * 8 + at)}"
                                  for at in range(4))
                blocks.append(f"{paragraph(1)[:-1]}, in series {number}-{part}:\n\n{items}")
            if image < IMAGES * (number * 13 + part + 1) // (SECTIONS * 13):
                blocks.append(f"![](image:image-{image})")
                image += 1
        body = "\n\n".join(blocks)
        indented = "\n".join(f"  {line}" if line else "" for line in body.splitlines())
        questions = "\n".join(
            f"  - {quoted(f'In what way does case {figure(number * 5 + at)} bear on this: {deal.choice(POOL)[:-1]}?')}"
            for at in range(5))
        (sources / "sections" / f"{name}.yaml").write_text(
            f"kind: challenge\ndate: 2023-12-05\nsitting: {'morning' if number % 2 else 'afternoon'}\n"
            f"title: {quoted(f'Challenge {number + 1}: {deal.choice(POOL)[:-1]}')}\n"
            f"short-title: {quoted(f'Challenge {number + 1}')}\n"
            f"background: |\n{indented}\nnotes:\n" + "\n".join(notes) + f"\nquestions:\n{questions}\n",
            encoding="utf-8")
        assert not last or (note, image) == (NOTES, IMAGES), (note, image)
    guide = (root / "sources" / "guide.yaml").read_text(encoding="utf-8")
    guide = re.sub(r"\ncover:\n(?:  .*\n)+", "\n", guide)
    guide = re.sub(r"\nvariables:\n(?:  .*\n)+", "\n", guide)
    guide = guide[:guide.index("\nsections:\n")].replace("id: cnd-thematic-discussions-2023", "id: scale")
    listed = "\n".join(f"  - {name}" for name in names)
    # There are more sections than half-days: many share one.
    checks = "checks: { same-meeting: off }"
    (sources / "guide.yaml").write_text(
        f"{guide}\n{checks}\nsections:\n{listed}\n", encoding="utf-8"
    )


def control_group():
    """A control group with the bound, swap included where it is counted; none without the right."""
    for parent, limits in [
        ("/sys/fs/cgroup/memory", ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes")),
        ("/sys/fs/cgroup", ("memory.max", "memory.swap.max")),
    ]:
        group = pathlib.Path(parent) / f"plenary-scale-{os.getpid()}"
        try:
            group.mkdir()
            (group / limits[0]).write_text(str(bound * 1_000_000))
        except OSError:
            if group.exists():
                group.rmdir()
            continue
        try:
            (group / limits[1]).write_text("0" if limits[1] == "memory.swap.max" else str(bound * 1_000_000))
        except OSError:
            pass
        return group
    return None


def run(command):
    """Wall and CPU time in seconds, peak memory in MB, and what was printed."""
    group = control_group()

    def enter():
        if group:
            (group / "cgroup.procs").write_text(str(os.getpid()))

    start = time.perf_counter()
    process = subprocess.Popen(command, preexec_fn=enter, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    # The worker of a command that has ended may still be on its way out.
    for _ in range(100 if group else 0):
        try:
            group.rmdir()
            break
        except OSError:
            time.sleep(0.05)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}\n{printed}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, printed, bool(group)


def main(folder):
    write(folder)
    wall, cpu, peak, printed, enforced = run([plenary, "build", "--project", folder, "--deny-warnings"])
    record = json.loads((folder / "build" / "manifest.json").read_text())["documents"][0]
    pages = next(one["pages"] for one in record["outputs"] if one["path"].endswith(".pdf"))
    counts = {"pages": pages, "notes": record["notes"], "images": IMAGES}
    print(printed.strip().splitlines()[-1])
    how = "enforced by a control group" if enforced else "compared only"
    print(f"{counts}: {wall:.1f} s, {cpu:.1f} s of CPU, peak {peak:.0f} MB of {bound} MB ({how})")
    if pages < PAGES or record["notes"] != NOTES or peak > bound:
        sys.exit("the guide is smaller, or takes more memory, than it should")
    wall, cpu, peak, printed, enforced = run([plenary, "verify", "--no-rebuild", "--project", folder])
    print(printed.strip().splitlines()[-1])
    print(f"verify: {wall:.1f} s, peak {peak:.0f} MB ({how})")
    if peak > bound:
        sys.exit("verifying takes more memory than it should")


if len(sys.argv) > 3:
    main(pathlib.Path(sys.argv[3]))
else:
    with tempfile.TemporaryDirectory() as work:
        main(pathlib.Path(work))
