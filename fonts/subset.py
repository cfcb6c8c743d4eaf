#!/usr/bin/env python3
"""Build and check the pinned fonts of this folder. Same inputs, same bytes.

    python3 -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools==4.68.0
    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    apt-get install fonts-crosextra-carlito fonts-liberation2 fonts-noto-core

    /tmp/fonts/bin/python fonts/subset.py build --debian /usr/share/fonts/truetype --npm package
    /tmp/fonts/bin/python fonts/subset.py check

`build` refuses an input whose SHA-256 is not the pinned one, copies the unchanged families, and
writes the two derived ones:

    Plenary Sans SC   Noto Sans SC cut down to the characters that Chinese documents use
    Plenary Symbols   one face with the signs that Carlito lacks, from four Noto families

`check` reads the folder back: hashes against README.md, names, embedding rights, coverage of every
string table under templates/. It needs no inputs, and exits with 1 if anything is wrong.

Nothing here depends on the clock, the locale or SOURCE_DATE_EPOCH: both dates in `head` are the
constant TIMESTAMP, and the tables are packed by fontTools alone, whether or not HarfBuzz is there.
"""

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

import fontTools
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otBase import USE_HARFBUZZ_REPACKER

FONTS = Path(__file__).resolve().parent
FONTTOOLS = "4.68.0"
TIMESTAMP = 3850070400  # 2026-01-01T00:00:00Z, in seconds since 1904 as `head` counts them

# ---- Inputs -------------------------------------------------------------------------------------

# name: (option that gives its folder, path in that folder, SHA-256)
INPUTS = {
    "Carlito-Regular": ("debian", "crosextra/Carlito-Regular.ttf",
        "b4ff23ba370cc95a3c349336b73f9c28514a1371210f89832efc85c4b1ea7131"),
    "Carlito-Bold": ("debian", "crosextra/Carlito-Bold.ttf",
        "0f62ab34ad5d079a0a28fac01bcf7c7a724a4db4d6cb99cab9cabff382fbb80f"),
    "Carlito-Italic": ("debian", "crosextra/Carlito-Italic.ttf",
        "718a0663864d37a4868220a19b9668a5fe10a46197f6df367b4c2c30c04c026c"),
    "Carlito-BoldItalic": ("debian", "crosextra/Carlito-BoldItalic.ttf",
        "380764b6898d7b73ceae6384b2958b196d2a0428962ef3adf138d27947228666"),
    "LiberationSerif-Regular": ("debian", "liberation2/LiberationSerif-Regular.ttf",
        "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba"),
    "LiberationSerif-Bold": ("debian", "liberation2/LiberationSerif-Bold.ttf",
        "446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723"),
    "LiberationSerif-Italic": ("debian", "liberation2/LiberationSerif-Italic.ttf",
        "c1830c433ab41379f1139fac388989d37c9f08c81e1bd643efdcc7946db30753"),
    "LiberationSerif-BoldItalic": ("debian", "liberation2/LiberationSerif-BoldItalic.ttf",
        "36dd6965be8915f6d7efb259757f1f7546a7c6f72c53a20bbe4ae7092f2cd558"),
    "NotoNaskhArabic-Regular": ("debian", "noto/NotoNaskhArabic-Regular.ttf",
        "8c67eaa2f0086872628fc3f7f760386f83c8be5c5e9a1ba3a38891237b2ac7cb"),
    "NotoNaskhArabic-Bold": ("debian", "noto/NotoNaskhArabic-Bold.ttf",
        "b5cbcb561b4b540ff11d7b6934577dbbbbb9e1d152d47f6f31f19176d58ff39c"),
    "NotoSans": ("debian", "noto/NotoSans-Regular.ttf",
        "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d"),
    "NotoSansMath": ("debian", "noto/NotoSansMath-Regular.ttf",
        "8242bd1e55368b27e32455260754cf9aa58f3ad7ea80664b66c21f1b09910d6c"),
    "NotoSansSymbols": ("debian", "noto/NotoSansSymbols-Regular.ttf",
        "24b615ceb7d50a2c09060664ca9e24a160c9beb6bfca0563e8359369a4bc0993"),
    "NotoSansSymbols2": ("debian", "noto/NotoSansSymbols2-Regular.ttf",
        "876598db5f1e3bef2bc77c4d94c5b0d5d2c1620be4878a06f18fb5434e331688"),
    "NotoSansSC-Regular": ("npm", "400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16"),
    "NotoSansSC-Bold": ("npm", "700Bold/NotoSansSC_700Bold.ttf",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96"),
}

# Families that are kept byte for byte: folder -> inputs.
UNCHANGED = {
    "carlito": ["Carlito-Regular", "Carlito-Bold", "Carlito-Italic", "Carlito-BoldItalic"],
    "liberation-serif": [
        "LiberationSerif-Regular", "LiberationSerif-Bold",
        "LiberationSerif-Italic", "LiberationSerif-BoldItalic",
    ],
    "noto-naskh-arabic": ["NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold"],
}


def locate_inputs(folders):
    """The path of every input, after its hash was compared with the pinned one."""
    paths = {}
    for name, (option, relative, pinned) in INPUTS.items():
        path = Path(folders[option]) / relative
        found = sha256(path)
        if found != pinned:
            sys.exit(f"{path}: not the pinned file\n  expected {pinned}\n  found    {found}")
        paths[name] = path
    return paths


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


# ---- Which characters ---------------------------------------------------------------------------


def span(*ranges):
    """The code points of inclusive ranges, written as in the Unicode charts: "2190-21FF"."""
    points = set()
    for text in ranges:
        first, _, last = text.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def chinese_repertoire():
    """GB 2312 (levels 1 and 2 and its signs), the rest of the Table of General Standard Chinese
    Characters (2013), punctuation and width forms around them, and whatever our own words use."""
    points = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass  # not every cell of the code table is taken
    points |= read_characters(FONTS / "plenary-sans-sc" / "han-extra.txt")
    points |= span(
        "0020-007E",  # ASCII
        "00A0-00FF",  # Latin-1: the middle dot, and accents in names
        "2010-2027",  # dashes, quotation marks, ellipsis
        "2030-203B",  # per mille, primes, reference mark
        "2460-249B",  # numbers in circles and parentheses
        "2E3A-2E3B",  # the long dash
        "3000-303F",  # CJK punctuation
        "FE10-FE19",  # vertical forms
        "FE30-FE4F",  # vertical forms
        "FF01-FF60",  # full-width forms
        "FFE0-FFE6",  # full-width signs
    )
    for table in sorted(FONTS.parent.glob("templates/*/strings/zh.yaml")):
        points |= read_characters(table)
    return points


def read_characters(path):
    """Every character in a text file, lines that start with # left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = "".join(line for line in lines if not line.startswith("#"))
    return {ord(character) for character in kept if character >= " "}


SYMBOLS = span(
    "0020",  # a space, so that the face can stand alone
    "00A0",
    "00AC", "00B1", "00D7", "00F7",  # not, plus-minus, times, divided by
    "2016",  # double vertical line
    "2022",  # bullet
    "2031-2038",  # per ten thousand, primes
    "203B",  # reference mark
    "2095-209C",  # subscript letters
    "20B6-20BF",  # currencies younger than Carlito: the rouble, the lira
    "2100-214F",  # letterlike signs
    "2150-218F",  # fractions, Roman numerals
    "2190-21FF",  # arrows
    "2200-22FF",  # mathematical operators
    "2300-2311",  # diameter, house, ceilings and floors
    "2329-232A",
    "23CE-23CF",
    "2460-24FF",  # numbers and letters in circles
    "25A0-25FF",  # geometric shapes
    "2600-26FF",  # miscellaneous signs: ballot boxes, stars, warning, ♀ and ♂
    "2701-27BF",  # dingbats: ✓ ✔ ✗ ✘
    "27E6-27EB",  # mathematical brackets
    "27F5-27FF",  # long arrows
    "2B05-2B0D",  # heavy arrows
    "2B12-2B2F",  # squares, pentagons, circles
    "2B50-2B55",  # stars, heavy circle
)  # fmt: skip

# The first family that has a character gives its glyph. One hand for each kind of sign.
SYMBOL_SOURCES = ["NotoSansMath", "NotoSansSymbols2", "NotoSansSymbols", "NotoSans"]

# ---- Plenary Sans SC ----------------------------------------------------------------------------

CHINESE_FEATURES = [
    "ccmp", "locl", "mark",  # correct shaping
    "vert", "vrt2", "vkrn", "vpal", "vhal",  # vertical text
    "palt", "halt", "kern", "fwid", "hwid", "pwid",  # spacing of punctuation, width forms
]  # fmt: skip


def build_chinese(source, style, target):
    font = TTFont(source, recalcTimestamp=False)
    font.cfg[USE_HARFBUZZ_REPACKER] = False
    options = Options()
    options.layout_features = CHINESE_FEATURES
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14]
    options.drop_tables += ["STAT", "DSIG"]  # a static face of a variable family has no axes
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=chinese_repertoire())
    subsetter.subset(font)

    rename(
        font,
        family="Plenary Sans SC",
        style=style,
        version="2.004",
        description="Subset of Noto Sans SC 2.004 for the plenary document engine, under a name of "
        "its own as the OFL asks of a changed version. Hinting dropped, outlines untouched.",
    )
    stamp(font)
    font.save(target)


def rename(font, family, style, version, description):
    """Name a changed version; copyright, designers and licence stay as they were."""
    postscript = f"{family.replace(' ', '')}-{style.replace(' ', '')}"
    full = family if style == "Regular" else f"{family} {style}"
    for record, text in {
        1: family,
        2: style,
        3: f"{version};{postscript}",
        4: full,
        5: f"Version {version}; plenary 1",
        6: postscript,
        10: description,
    }.items():
        font["name"].setName(text, record, 3, 1, 0x409)
    font["OS/2"].achVendID = "    "


def stamp(font):
    font["head"].created = TIMESTAMP
    font["head"].modified = TIMESTAMP


# ---- Plenary Symbols ----------------------------------------------------------------------------


def build_symbols(sources, target):
    """One face of plain outlines: no hinting and no layout features, so nothing to keep in step."""
    fonts = {name: TTFont(sources[name]) for name in SYMBOL_SOURCES}
    glyphs = {".notdef": draw(fonts["NotoSansMath"], ".notdef")}
    advances = {".notdef": fonts["NotoSansMath"]["hmtx"][".notdef"][0]}
    characters = {}
    for point in sorted(SYMBOLS):
        for font in fonts.values():
            source_name = font.getBestCmap().get(point)
            if source_name is None:
                continue
            name = f"uni{point:04X}"
            glyphs[name] = draw(font, source_name)
            advances[name] = font["hmtx"][source_name][0]
            characters[point] = name
            break

    # Carlito has neither U+2010 nor U+2011: the same bar as its hyphen, at our 1000 units.
    for point in (0x2010, 0x2011):
        name = f"uni{point:04X}"
        glyphs[name], advances[name] = bar(left=37, bottom=246, right=270, top=319), 306
        characters[point] = name

    builder = FontBuilder(unitsPerEm=1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(characters)
    builder.setupGlyf(glyphs)
    glyf = builder.font["glyf"]
    builder.setupHorizontalMetrics({n: (advances[n], getattr(glyf[n], "xMin", 0)) for n in glyphs})
    # Carlito's own proportions: a sign from this face never changes the height of a line.
    builder.setupHorizontalHeader(ascent=750, descent=-250, lineGap=221)
    builder.setupOS2(
        sTypoAscender=750, sTypoDescender=-250, sTypoLineGap=221,
        usWinAscent=952, usWinDescent=269,
        sxHeight=536, sCapHeight=714,
        usWeightClass=400, usWidthClass=5, fsType=0, fsSelection=0x40,
        ulCodePageRange1=1, achVendID="    ",
    )  # fmt: skip
    copyrights = [f["name"].getDebugName(0).removesuffix(".") for f in fonts.values()]
    builder.setupNameTable({
        "copyright": ". ".join(copyrights) + ".",
        "trademark": "Noto is a trademark of Google LLC.",
        "manufacturer": "Monotype Imaging Inc.",
        "designer": "Monotype Design Team",
        "licenseDescription": fonts["NotoSansMath"]["name"].getDebugName(13),
        "licenseInfoURL": fonts["NotoSansMath"]["name"].getDebugName(14),
    }, mac=False)  # fmt: skip
    builder.setupPost(keepGlyphNames=False)
    rename(
        builder.font,
        family="Plenary Symbols",
        style="Regular",
        version="1.000",
        description="Signs from Noto Sans Math 2.001, Noto Sans Symbols2 2.003, Noto Sans "
        "Symbols 2.001 and Noto Sans 2.004 for the plenary document engine, with the line height of Carlito.",
    )
    builder.font["OS/2"].recalcUnicodeRanges(builder.font)
    builder.font["head"].fontRevision = 1.0
    builder.font.recalcTimestamp = False
    stamp(builder.font)
    builder.save(target)


def draw(font, name):
    """A glyph as outlines without components."""
    recording = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(recording)
    pen = TTGlyphPen(None)
    scale = 1000 / font["head"].unitsPerEm
    recording.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
    return pen.glyph()


def bar(left, bottom, right, top):
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for point in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


# ---- Commands -----------------------------------------------------------------------------------


def build(arguments):
    if fontTools.version != FONTTOOLS:
        print(f"warning: made with fontTools {FONTTOOLS}, this is {fontTools.version}", file=sys.stderr)
    inputs = locate_inputs({"debian": arguments.debian, "npm": arguments.npm})
    out = Path(arguments.out)
    for folder in [*UNCHANGED, "plenary-sans-sc", "plenary-symbols"]:
        (out / folder).mkdir(parents=True, exist_ok=True)
    for folder, names in UNCHANGED.items():
        for name in names:
            shutil.copyfile(inputs[name], out / folder / f"{name}.ttf")
    for style in ("Regular", "Bold"):
        target = out / "plenary-sans-sc" / f"PlenarySansSC-{style}.ttf"
        build_chinese(inputs[f"NotoSansSC-{style}"], style, target)
    build_symbols(inputs, out / "plenary-symbols" / "PlenarySymbols-Regular.ttf")
    for path in sorted(out.glob("*/*.ttf")):
        print(f"{sha256(path)}  {path.relative_to(out)}")


# Language -> the families that a theme is expected to name for it, by folder.
STACKS = {
    "ar": ["carlito", "plenary-symbols", "noto-naskh-arabic"],
    "zh": ["carlito", "plenary-sans-sc", "plenary-symbols"],
    "en": ["carlito", "plenary-symbols"],
    "fr": ["carlito", "plenary-symbols"],
    "ru": ["carlito", "plenary-symbols"],
    "es": ["carlito", "plenary-symbols"],
}


def check(_arguments):
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    problems, covered, total = [], {}, 0
    for path in sorted(FONTS.glob("*/*.ttf")):
        font = TTFont(path, lazy=True)
        names, rights = font["name"], font["OS/2"].fsType
        characters = set(font.getBestCmap())
        folder = path.parent.name
        covered[folder] = covered.get(folder, characters) & characters
        total += path.stat().st_size
        print(
            f"{path.name:30} {names.getDebugName(1)} | {names.getDebugName(2)} | "
            f"{names.getDebugName(6)}  fsType {rights}  {font['maxp'].numGlyphs} glyphs  "
            f"{len(characters)} characters  {path.stat().st_size:,} bytes"
        )
        if rights != 0:
            problems.append(f"{path.name}: embedding is restricted (fsType {rights})")
        if sha256(path) not in readme:
            problems.append(f"{path.name}: its SHA-256 is not in README.md")
        if not (path.parent / "OFL.txt").is_file():
            problems.append(f"{path.name}: no OFL.txt beside it")
    # Shapers show a no-break space as a space; U+FEFF and controls draw nothing.
    invisible = span("00A0", "200B-200F", "202A-202E", "2060-2069", "FEFF")
    for language, folders in STACKS.items():
        stack = set().union(*(covered[folder] for folder in folders)) | invisible
        for table in sorted(FONTS.parent.glob(f"templates/*/strings/{language}.yaml")):
            missing = read_characters(table) - stack
            if missing:
                problems.append(f"{table}: no glyph for {' '.join(f'U+{p:04X}' for p in sorted(missing))}")
    missing = chinese_repertoire() - covered["plenary-sans-sc"]
    print(f"{total:,} bytes; Plenary Sans SC lacks {len(missing)} of its repertoire: "
          f"{' '.join(f'U+{p:04X}' for p in sorted(missing))}")  # fmt: skip
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


def main():
    parser = argparse.ArgumentParser(description="Build and check the pinned fonts.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("build", help="make the font files from their pinned inputs")
    command.add_argument("--debian", required=True, help="folder with crosextra/ and noto/")
    command.add_argument("--npm", required=True, help="the unpacked @expo-google-fonts/noto-sans-sc")
    command.add_argument("--out", default=FONTS, help="where to write (default: this folder)")
    command.set_defaults(run=build)
    command = commands.add_parser("check", help="read the folder back; exit 1 if anything is wrong")
    command.set_defaults(run=check)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
