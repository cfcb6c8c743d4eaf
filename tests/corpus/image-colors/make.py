"""Makes the images of this case: colour profiles, depths and turns. Needs Pillow.

usage: python3 make.py        writes in/sources/images
"""

import pathlib
import struct

from PIL import Image

folder = pathlib.Path(__file__).parent / "in/sources/images"


def fixed(values):
    """Numbers as s15Fixed16."""
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def profile(space, version, tags):
    """A colour profile (ICC.1:2022, 7)."""
    directory, data = struct.pack(">I", len(tags)), b""
    start = 132 + 12 * len(tags)
    for name, tag in tags:
        directory += name + struct.pack(">II", start + len(data), len(tag))
        data += tag + bytes(-len(tag) % 4)
    header = struct.pack(">I4xBB2x", start + len(data), *version) + b"mntr" + space + b"XYZ "
    header += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp"
    header = header.ljust(68, b"\0") + fixed([0.9642, 1.0, 0.8249])
    return header.ljust(128, b"\0") + directory + data


def words(text, version):
    """A text: as multiLocalizedUnicode, before version 4 as textDescription."""
    if version[0] < 4:
        return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text.encode() + bytes(79)
    utf16 = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(utf16), 28) + utf16


def rgb(name, version, primaries, gamma):
    """A profile of three primaries, adapted to D50, and a gamma."""
    curve = b"curv\0\0\0\0\0\0\0\x01" + struct.pack(">H", round(gamma * 256))
    xyz = lambda values: b"XYZ \0\0\0\0" + fixed(values)
    rights = words("CC0", version) if version[0] >= 4 else b"text\0\0\0\0CC0\0"
    tags = [(b"desc", words(name, version)), (b"cprt", rights), (b"wtpt", xyz([0.9642, 1.0, 0.8249]))]
    tags += [(tag, xyz(values)) for tag, values in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries)]
    return profile(b"RGB ", version, tags + [(tag, curve) for tag in (b"rTRC", b"gTRC", b"bTRC")])


P3 = [(0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)]
ADOBE = [(0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)]
display_p3 = rgb("Display P3", (4, 0x00), P3, 2.2)
adobe_rgb = rgb("Adobe RGB (1998) compatible", (2, 0x10), ADOBE, 2.19921875)
newer = rgb("Display P3", (4, 0x40), P3, 2.2)
gamma = b"curv\0\0\0\0\0\0\0\x01" + struct.pack(">H", round(2.2 * 256))
grey = profile(b"GRAY", (4, 0x20), [
    (b"desc", words("Grey", (4, 0))), (b"cprt", words("CC0", (4, 0))),
    (b"wtpt", b"XYZ \0\0\0\0" + fixed([0.9642, 1.0, 0.8249])), (b"kTRC", gamma),
])

picture = Image.new("RGB", (96, 64))
picture.putdata([(min(255, 3 * x), 90, min(255, 4 * y)) for y in range(64) for x in range(96)])
turned = Image.Exif()
turned[0x0112] = 6
folder.mkdir(parents=True, exist_ok=True)
picture.save(folder / "p3.jpg", quality=90, icc_profile=display_p3)
picture.save(folder / "adobe.jpg", quality=90, icc_profile=adobe_rgb)
picture.save(folder / "p3.png", icc_profile=display_p3)
picture.save(folder / "newer.jpg", quality=90, icc_profile=newer)
picture.save(folder / "newer.png", icc_profile=newer)
picture.convert("L").save(folder / "grey.jpg", quality=90, icc_profile=grey)
picture.convert("L").save(folder / "grey.png", icc_profile=grey)
picture.quantize(16).save(folder / "palette.png", icc_profile=adobe_rgb)
picture.save(folder / "turned.jpg", quality=90, exif=turned)
clear = picture.convert("RGBA")
clear.putalpha(picture.convert("L"))
clear.save(folder / "clear.png", icc_profile=display_p3)
deep = Image.new("I;16", (96, 64))
deep.putdata([x * 600 + y for y in range(64) for x in range(96)])
deep.save(folder / "deep.png", icc_profile=grey)
