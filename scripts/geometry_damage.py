"""Whether geometry.py finds damage: it is done to one page of a PDF, and each must be told in its words,
and no more. Frames that hide nothing, and what frames hide of drawings, must not be told.

usage: geometry_damage.py FILE.pdf    (needs pdfminer.six and pikepdf)
"""

import pathlib
import subprocess
import sys
import tempfile

import pikepdf

JUDGE = pathlib.Path(__file__).with_name("geometry.py")
CUT = "cut off by a clip, or not painted"

# A drawing with one letter of the page's first font in the middle of the page, behind what clips.
DRAWING = "/Artifact BMC q {clip} BT /{font} 200 Tf 1 0 0 1 250 400 Tm <{code}> Tj ET Q EMC"

# What is put before the page's content, with what must be found.
DAMAGE = [
    ("0 0 2000 2000 re W n", None),
    ("0 0 300 2000 re W n", CUT),
    ("0 400 2000 2000 re W n", CUT),
    # A triangle around the sheet, and one that leaves out the lower left.
    ("-2000 -100 m 3000 -100 l 300 3000 l h W n", None),
    ("0 1000 m 1000 1000 l 1000 0 l h W n", CUT),
    # A circle, and by the even-odd rule a hole in the middle of the page.
    ("300 1200 m 1300 1200 1300 -400 300 -400 c -700 -400 -700 1200 300 1200 c h W n", None),
    ("0 0 2000 2000 re 100 200 400 400 re W n", None),
    ("0 0 2000 2000 re 100 200 400 400 re W* n", CUT),
    (DRAWING.replace("{clip}", ""), "words over each other"),
    (DRAWING.replace("{clip}", "0 0 200 2000 re W n"), None),
    (DRAWING.replace("{clip}", "0 0 2000 2000 re W n 300 0 m 0 0 l 0 800 l h W n"), None),
]


def damaged(file, before, folder):
    """One page of the file that has many texts and no pictures, beginning with these operators."""
    with pikepdf.open(file) as pdf:
        pages = [page for page in pdf.pages if "/XObject" not in page.Resources]
        page = max(pages, key=lambda page: page.Contents.read_bytes().count(b"TJ"))
        number = pdf.pages.index(page)
        del pdf.pages[number + 1 :]
        del pdf.pages[:number]
        font = list(page.Resources.Font.keys())[0].lstrip("/")
        before = before.replace("{font}", font).replace("{code}", "0005")
        page.Contents = pdf.make_stream(before.encode() + b"\n" + page.Contents.read_bytes())
        path = folder / "damaged.pdf"
        pdf.save(path)
    return path


def main(file):
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for before, expected in DAMAGE:
            path = damaged(file, before, pathlib.Path(folder))
            said = subprocess.run([sys.executable, JUDGE, path], capture_output=True, text=True)
            found = {line.split(": ")[2] for line in said.stdout.splitlines()}
            if said.stderr or found != ({expected} if expected else set()):
                print(f"{before}: expected {expected}, found {said.stdout}{said.stderr}")
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
