#!/usr/bin/env python3
"""Draws every SVG figure of the guide.

Run from the repository root:  python3 sources/images/draw.py

Python's standard library only, no clock and no unseeded chance: the same
script writes the same bytes. All figures share one scale: 640 units are the
full text width of 160 mm, so 1 unit is about 0.71 pt and a 12-unit label
prints at 8.5 pt. A figure set at NN per cent of the text width is therefore
NN x 6.4 units wide (see images.yaml).

The numbers are those of the guide's text; the outlines of the continents are
rough polygons made for this guide and show no boundary of any country.
"""

import math
import os
import random

OUT = os.path.dirname(os.path.abspath(__file__))

INK, NAVY, BLUE, SKY, PALE = "#1B2A3A", "#0B3C5D", "#1F6FA8", "#7FB5D8", "#E6F0F7"
SAND, AMBER, RUST, TEAL = "#F4EFE6", "#D98E04", "#B5482A", "#2A8C82"
GREY, LIGHT, WHITE = "#5B6670", "#D5DBE1", "#FFFFFF"

# ---------------------------------------------------------------- small tools


def n(v):
    """A number as short text with two decimals at most."""
    s = f"{v:.2f}".rstrip("0").rstrip(".")
    return "0" if s in ("-0", "") else s


def esc(s):
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attrs(**kw):
    out = []
    for k, v in kw.items():
        if v is None:
            continue
        if isinstance(v, float) or isinstance(v, int):
            v = n(v)
        out.append(f' {k.replace("_", "-")}="{v}"')
    return "".join(out)


class Svg:
    def __init__(self, width, height):
        self.w, self.h, self.parts, self.defs = width, height, [], []

    def add(self, s):
        self.parts.append(s)

    def rect(self, x, y, w, h, fill, rx=None, **kw):
        self.add(f"<rect{attrs(x=x, y=y, width=w, height=h, rx=rx, fill=fill, **kw)}/>")

    def circle(self, x, y, r, fill="none", **kw):
        self.add(f"<circle{attrs(cx=x, cy=y, r=r, fill=fill, **kw)}/>")

    def line(self, x1, y1, x2, y2, stroke=LIGHT, width=1, **kw):
        self.add(f"<line{attrs(x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **kw)}/>")

    def path(self, d, fill="none", **kw):
        self.add(f"<path{attrs(d=d, fill=fill, **kw)}/>")

    def text(self, x, y, s, size=12, fill=INK, bold=False, anchor=None, italic=False, leading=1.22, **kw):
        """One line, or a list of lines with the first baseline at y."""
        lines = [s] if isinstance(s, str) else s
        for i, line in enumerate(lines):
            self.add(
                "<text"
                + attrs(
                    x=x, y=y + i * size * leading, font_family="Carlito", font_size=size,
                    font_weight="700" if bold else None, font_style="italic" if italic else None,
                    text_anchor=anchor, fill=fill, **kw,
                )
                + f">{esc(line)}</text>"
            )
        return y + len(lines) * size * leading

    def save(self, name):
        defs = f"<defs>{''.join(self.defs)}</defs>\n" if self.defs else ""
        body = "\n".join(self.parts)
        doc = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(self.w)} {n(self.h)}" '
            f'width="{n(self.w)}" height="{n(self.h)}">\n{defs}{body}\n</svg>\n'
        )
        with open(os.path.join(OUT, name + ".svg"), "w", encoding="utf-8", newline="\n") as f:
            f.write(doc)


def polar(cx, cy, r, deg):
    """A point at an angle counted clockwise from twelve o'clock."""
    a = math.radians(deg)
    return cx + r * math.sin(a), cy - r * math.cos(a)


def arc(cx, cy, r, a0, a1):
    """Path data of an arc from a0 to a1 degrees, clockwise from twelve o'clock."""
    x0, y0 = polar(cx, cy, r, a0)
    x1, y1 = polar(cx, cy, r, a1)
    big = 1 if abs(a1 - a0) > 180 else 0
    return f"M{n(x0)} {n(y0)}A{n(r)} {n(r)} 0 {big} {1 if a1 > a0 else 0} {n(x1)} {n(y1)}"


def mix(c1, c2, t):
    a = [int(c1[i : i + 2], 16) for i in (1, 3, 5)]
    b = [int(c2[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(x + (y - x) * t):02X}" for x, y in zip(a, b))


def person(s, x, y, h, fill):
    """A plain figure of a person: feet at (x, y), h units tall."""
    k = h / 60
    s.circle(x, y - 52 * k, 7.6 * k, fill)
    s.path(
        f"M{n(x - 13 * k)} {n(y - 16 * k)}V{n(y - 29 * k)}"
        f"A{n(13 * k)} {n(13 * k)} 0 0 1 {n(x + 13 * k)} {n(y - 29 * k)}V{n(y - 16 * k)}"
        f"A{n(3.2 * k)} {n(3.2 * k)} 0 0 1 {n(x + 7.5 * k)} {n(y - 13 * k)}"
        f"V{n(y)}H{n(x - 7.5 * k)}V{n(y - 13 * k)}"
        f"A{n(3.2 * k)} {n(3.2 * k)} 0 0 1 {n(x - 13 * k)} {n(y - 16 * k)}Z",
        fill,
    )


# ------------------------------------------------------------- the world map
# Longitude, latitude. Rough outlines, drawn from memory for a dot grid.

LAND = [
    # North and Central America
    [(-168, 66), (-162, 70), (-156, 71), (-141, 70), (-128, 70), (-115, 68), (-108, 68), (-95, 68), (-94, 72),
     (-86, 70), (-82, 68), (-87, 65), (-94, 61), (-94, 58), (-88, 56.5), (-82, 55), (-80, 51.5), (-78.5, 52), (-79, 55),
     (-76.5, 57), (-78, 62), (-73, 62), (-69, 59), (-65, 60), (-61, 56), (-56, 52), (-60, 50), (-66, 50), (-65, 48),
     (-64, 46), (-60, 46), (-66, 44), (-70, 43.5), (-70, 41.5), (-74, 40), (-76, 36), (-81, 31.5), (-80, 26), (-81.5, 25.5),
     (-83, 29.5), (-90, 29.5), (-97, 28), (-97.5, 22.5), (-95, 18.5), (-91, 18.5), (-90, 21), (-87, 21.3), (-88.5, 16),
     (-83.5, 15), (-83.5, 11), (-81, 8.8), (-77.5, 8.5), (-80, 7.3), (-83.5, 8.3), (-86, 11), (-92, 14.5), (-96, 15.8),
     (-105, 20), (-109, 26), (-113, 31), (-114.5, 31), (-109.5, 23), (-112, 25), (-117, 33), (-121, 36), (-124, 40),
     (-124, 47), (-128, 51), (-131, 55), (-139, 59.5), (-147, 61), (-152, 59), (-160, 55), (-163, 55), (-157, 58.5),
     (-165, 61), (-161, 64.5), (-167, 65)],
    # Canadian Arctic islands
    [(-117, 73), (-124, 72), (-119, 70), (-106, 69), (-102, 71), (-108, 73)],
    [(-90, 73.5), (-80, 73.5), (-72, 71), (-62, 66.5), (-66, 62.5), (-75, 65), (-73, 68), (-85, 70)],
    [(-95, 80), (-85, 82), (-64, 82), (-76, 78), (-88, 76), (-96, 76.5)],
    # Greenland, Iceland
    [(-72, 78), (-60, 82), (-32, 83), (-18, 80), (-22, 72), (-40, 65), (-44, 60), (-50, 62), (-54, 68), (-58, 75)],
    [(-24, 65.5), (-20, 66.3), (-14, 65), (-19, 63.3)],
    # Caribbean
    [(-85, 22.5), (-80, 23.3), (-74.5, 20.3), (-77.5, 19.7), (-79, 21.4)],
    [(-74.3, 18.3), (-73, 20), (-68.4, 18.6)],
    [(-67.3, 18.6), (-65.3, 18.6), (-65.3, 17.8), (-67.3, 17.8)],
    # South America
    [(-77.5, 8.5), (-72, 12.2), (-68, 11), (-62, 10.6), (-57, 6.2), (-51, 4.5), (-50, 0), (-44, -2.5), (-38, -4), (-35, -6),
     (-35, -9), (-39, -14), (-39, -18), (-41, -22), (-48, -26), (-49, -29), (-53, -33), (-58, -34.5), (-57, -38), (-62, -39),
     (-65, -42), (-66, -46), (-69, -50), (-68, -53), (-66, -55), (-71, -54.5), (-75, -51), (-75.5, -46), (-73.5, -41),
     (-73.5, -36), (-71.5, -30), (-70.5, -19), (-76, -14), (-81, -6), (-80.5, -2), (-77.5, 3)],
    # Africa
    [(-6, 35.8), (0, 36), (10, 37.3), (11, 34), (15, 32.2), (20, 31.5), (23, 32.8), (29, 31), (32.3, 31.3), (33.5, 28), (37, 22),
     (39.5, 15.5), (43, 11.8), (51.2, 12), (48, 5), (42, -1.5), (39, -6), (40.5, -14), (35, -20), (35.5, -24), (32.5, -28),
     (28, -33), (20, -34.8), (18, -32), (15, -27), (12, -17), (13.5, -10), (9, -1), (9.5, 4), (5, 4.5), (-2, 5), (-8, 4.5),
     (-13, 8.5), (-17, 13.5), (-16.5, 21), (-12, 27.5), (-9.5, 31)],
    [(44, -24), (47, -25), (50.3, -15.5), (49, -12.2), (44.5, -17)],
    # Europe and Asia, the mainland
    [(-9.3, 43.5), (-1.5, 43.5), (-1.5, 46.5), (-4.7, 48.3), (1.5, 50.2), (4, 52.5), (8.5, 54), (8.2, 57), (10.8, 57.5), (10.5, 54.3),
     (14, 54.1), (19, 54.6), (21, 56), (24, 58.5), (29, 60), (23, 60), (21.5, 62), (25.5, 65), (22, 65.8), (17.5, 62), (18.5, 60),
     (16.5, 57), (13, 55.5), (11, 59), (7, 58), (5, 61), (11, 65), (15, 68.5), (24, 71), (31, 70), (41, 67), (34, 66.5),
     (40, 64.5), (44, 66), (46, 68), (54, 68.5), (60, 69.5), (68, 68.5), (67, 72), (73, 72.5), (74, 69), (80, 73), (90, 75.5),
     (104, 77.5), (113, 74), (128, 72.5), (140, 72.5), (160, 70), (171, 70), (180, 69), (180, 65), (178, 62.5), (171, 60), (163, 59),
     (162, 55.5), (157, 51), (156, 57), (163, 61.5), (155, 59.5), (142, 59), (136, 54.5), (141, 52), (140, 48), (135, 43.5), (130.5, 42.5),
     (128, 39), (129.3, 36), (126.5, 34.5), (125, 38.5), (121.5, 39.5), (118, 39), (122, 37), (119.5, 35), (122, 30.5),
     (119, 25.5), (114, 22.2), (108, 21.5), (106, 19), (109, 14), (108.5, 11), (105, 8.8), (104.5, 10.5), (101, 13), (99.5, 11),
     (103.3, 4), (104, 1.4), (101, 3), (98.5, 8.5), (98, 15.5), (94.5, 16), (94, 19.5), (91, 22.5), (87, 21.3), (80.3, 15.5),
     (80, 11.5), (77.6, 8.2), (73, 17.5), (72.5, 21), (69.5, 21), (66.7, 25), (57.5, 25.5), (54, 26.7), (50.5, 30), (48, 30),
     (50.5, 25.5), (52, 24), (56, 26), (59.8, 22.5), (55, 17), (45, 12.8), (42.8, 14), (39, 21.5), (35, 28), (34.5, 31.5), (36, 36.5),
     (30, 36.5), (27, 37.5), (26.5, 40.2), (29.5, 41.2), (35, 42), (41, 41.3), (39, 44.5), (37, 46.8), (34, 45), (31, 46.5), (28.5, 44),
     (28, 41.5), (24, 40.8), (22.7, 37), (21, 38.5), (19.5, 42), (13.5, 45.4), (14, 42.5), (18.3, 40.2), (16.5, 38.2), (15.5, 40),
     (11, 42.5), (8.5, 44.3), (3.3, 43.2), (3, 41.8), (-0.5, 39), (-2, 36.8), (-6, 36.3), (-9, 37.2), (-9.4, 39)],
    # Islands of Europe
    [(-5.5, 50.2), (1.3, 51.2), (1.6, 52.8), (-2, 55.8), (-2, 57.6), (-5, 58.6), (-6, 56.5), (-3.2, 54.5), (-4.6, 53)],
    [(-10, 52), (-6.2, 52.2), (-5.7, 54.6), (-8, 55.3), (-10, 54)],
    [(12.5, 38), (15.5, 38.2), (15, 36.7), (12.5, 37.5)],
    [(8.3, 41), (9.7, 41), (9.5, 39.1), (8.4, 39)],
    [(23.5, 35.6), (26.3, 35.3), (26, 34.9), (23.6, 35.2)],
    [(52, 71), (56, 71), (62, 76), (68, 77), (66, 76.5), (56, 73.5)],
    [(11, 79.5), (20, 80.3), (26, 80), (18, 76.7)],
    # Islands of Asia
    [(130, 32), (131, 34), (135.5, 35.5), (139, 38), (140, 41.5), (142, 39.5), (140.7, 35.5), (136, 34), (132, 31.2)],
    [(140, 42), (141.7, 45.5), (145.3, 43.5), (143, 42)],
    [(142, 54), (143.5, 52), (143, 46.5), (142, 47)],
    [(120.2, 23), (121.6, 25.2), (121, 22)],
    [(108.8, 19.5), (111, 20), (110, 18.2)],
    [(80, 9.6), (81.8, 7.3), (80.3, 6)],
    [(120, 16), (121, 18.6), (122.3, 18), (121.7, 14), (124, 12.8), (121, 13.5)],
    [(122, 7.3), (125, 9.8), (126.4, 7), (125.2, 5.8)],
    [(95.3, 5.6), (98, 4.2), (103.7, -1.5), (106, -5.8), (104.5, -5.8), (101, -2.5)],
    [(105.3, -6.4), (110, -6.4), (114.5, -7.6), (114.3, -8.6), (108, -7.8)],
    [(109, 1.5), (113, 3.2), (117, 7), (119, 5), (117.5, 1), (116, -3.8), (111.5, -3.3), (109.5, -0.5)],
    [(119, -3.5), (119.8, 1), (125, 1.6), (120.5, 0.5), (123, -1), (122, -4.8), (120.3, -3)],
    [(131, -0.8), (135, -1), (141, -2.6), (147, -6), (150.5, -10.5), (144, -7.8), (138, -8.3), (133, -4)],
    # Oceania
    [(114, -22), (122, -18), (126, -14), (130.5, -12), (136, -12), (135.5, -15), (140, -17.7), (142.3, -10.8), (146, -19), (150, -23),
     (153.5, -28), (150.5, -37), (146, -39), (140.5, -38), (137.5, -35), (132, -32), (124, -33.5), (117, -35), (115, -34), (115.5, -30)],
    [(144.8, -40.8), (148.2, -40.8), (147.5, -43.5), (146, -43.5)],
    [(172.7, -34.5), (178.4, -37.8), (175.3, -41.5), (174, -39)],
    [(172.7, -40.6), (174.2, -41.8), (169, -46.5), (166.5, -46)],
    [(164, -20), (167, -22.3), (166.3, -22.4), (163.8, -20.5)],
]
HOLES = [  # the Caspian Sea and a few great lakes
    [(47, 45), (51, 47), (53, 45), (53.5, 37), (50, 37.3), (48, 42)],
    [(-92, 47), (-86, 48.6), (-84.5, 46.5), (-88, 46.7)],
    [(-88, 42), (-86.5, 42), (-85.5, 45.7), (-87, 45.5)],
    [(-83.5, 45.5), (-80.5, 45.5), (-82, 43.2)],
]


def inside(poly, x, y):
    hit = False
    j = len(poly) - 1
    for i in range(len(poly)):
        xi, yi = poly[i]
        xj, yj = poly[j]
        if (yi > y) != (yj > y) and x < (xj - xi) * (y - yi) / (yj - yi) + xi:
            hit = not hit
        j = i
    return hit


class World:
    """A grid of dots: one dot for every cell of about 2.6 degrees that is land."""

    STEP, TOP, BOTTOM, WEST, EAST = 2.6, 77, -56, -169, 180

    def __init__(self, x, y, width):
        self.x, self.y = x, y
        self.k = width / (self.EAST - self.WEST)
        self.height = self.project(0, self.BOTTOM)[1] - y
        self.dots = []
        rows = int((self.TOP - self.BOTTOM) / self.STEP)
        cols = int((self.EAST - self.WEST) / self.STEP)
        for r in range(rows + 1):
            for c in range(cols + 1):
                lat = self.TOP - self.STEP / 2 - r * self.STEP
                lon = self.WEST + self.STEP / 2 + c * self.STEP
                if any(inside(p, lon, lat) for p in LAND) and not any(inside(p, lon, lat) for p in HOLES):
                    self.dots.append((lon, lat))

    def project(self, lon, lat):
        return self.x + (lon - self.WEST) * self.k, self.y + (self.TOP - lat) * self.k * 1.13

    def draw(self, s, colour):
        """colour: a function of (lon, lat) that gives the fill of a dot."""
        r = self.STEP * self.k * 0.41
        groups = {}
        for lon, lat in self.dots:
            groups.setdefault(colour(lon, lat), []).append((lon, lat))
        for fill in sorted(groups):
            d = "".join(
                f"M{n(px - r)} {n(py)}a{n(r)} {n(r)} 0 1 0 {n(2 * r)} 0a{n(r)} {n(r)} 0 1 0 {n(-2 * r)} 0"
                for px, py in (self.project(lon, lat) for lon, lat in groups[fill])
            )
            s.path(d, fill)


# ------------------------------------------------------------------ the cover


def cover():
    """A plenary hall seen from above: rows of seats around a podium. Eleven
    seats are lit, one for each challenge of the 2019 Ministerial Declaration."""
    w, h = 595, 420
    s = Svg(w, h)
    s.defs.append(
        f'<linearGradient id="sky" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#06263C"/>'
        f'<stop offset="0.55" stop-color="{NAVY}"/><stop offset="1" stop-color="#15578A"/></linearGradient>'
        f'<radialGradient id="glow" gradientUnits="userSpaceOnUse" cx="405" cy="452" r="430">'
        f'<stop offset="0" stop-color="{SKY}" stop-opacity="0.75"/><stop offset="0.35" stop-color="{BLUE}" stop-opacity="0.42"/>'
        f'<stop offset="1" stop-color="{BLUE}" stop-opacity="0"/></radialGradient>'
        '<radialGradient id="lamp"><stop offset="0" stop-color="#F8C766" stop-opacity="0.75"/>'
        '<stop offset="0.45" stop-color="#F5B335" stop-opacity="0.28"/><stop offset="1" stop-color="#F5B335" stop-opacity="0"/></radialGradient>'
    )
    s.rect(0, 0, w, h, "url(#sky)")
    s.rect(0, 0, w, h, "url(#glow)")
    cx, cy = 405, 452
    rnd = random.Random(2023)
    aisles = [-66, -34, -4, 26, 56]
    # beams of light along the aisles
    for a in aisles:
        x0, y0 = polar(cx, cy, 60, a)
        x1, y1 = polar(cx, cy, 760, a - 1.9)
        x2, y2 = polar(cx, cy, 760, a + 1.9)
        s.path(f"M{n(x0)} {n(y0)}L{n(x1)} {n(y1)}L{n(x2)} {n(y2)}Z", SKY, fill_opacity=0.10)
    radius = 92.0
    while radius < 720:
        depth = 5.2 + radius * 0.0155          # a seat's depth and breadth grow outwards
        breadth = 8.2 + radius * 0.021
        step = math.degrees((breadth + 2.2 + radius * 0.004) / radius)
        gap = math.degrees(11 / radius) + 0.9
        edges = [-104] + aisles + [104]
        for lo, hi in zip(edges, edges[1:]):
            span = hi - lo - 2 * gap
            count = int(span / step)
            start = lo + gap + (span - count * step) / 2
            for i in range(count):
                a = start + (i + 0.5) * step
                px, py = polar(cx, cy, radius, a)
                roll = rnd.random()
                if not (-25 < px < w + 25 and -25 < py < h + 25):
                    continue
                far = min(1, (radius - 90) / 520)
                base = mix("#BFDCEF", "#2C6E9F", far ** 0.75)
                fill, op = base, 0.95 - 0.35 * far
                if roll < 0.10:
                    fill = mix(WHITE, SKY, far)
                elif roll < 0.30:
                    fill = mix(base, TEAL, 0.65)
                elif roll < 0.42:
                    op *= 0.45
                s.add(
                    f'<rect x="{n(-breadth / 2)}" y="{n(-depth / 2)}" width="{n(breadth)}" height="{n(depth)}" rx="{n(depth * 0.34)}" '
                    f'fill="{fill}" fill-opacity="{n(op)}" transform="translate({n(px)} {n(py)}) rotate({n(a)})"/>'
                )
        # the desk in front of each row: a hairline
        for lo, hi in zip(edges, edges[1:]):
            s.path(arc(cx, cy, radius - depth * 0.5 - 3.4 - radius * 0.004, lo + gap, hi - gap), stroke=WHITE, stroke_width=0.7, stroke_opacity=n(0.34))
        radius += depth + 8.6 + radius * 0.0165
    # eleven lit places, along a rising line from the podium to the upper left
    spots = [(-9, 118), (9, 164), (-20, 189), (-46, 214), (-15, 245), (-49, 280), (13, 318), (-25, 318), (-55, 404), (-41, 452), (37, 196)]
    for a, want in spots:
        r, depth = snap_row(want)
        breadth = 8.2 + r * 0.021
        a = snap_seat(a, r, breadth, aisles)
        px, py = polar(cx, cy, r, a)
        s.circle(px, py, breadth * 2.3, "url(#lamp)")
        s.add(
            f'<rect x="{n(-breadth / 2)}" y="{n(-depth / 2)}" width="{n(breadth)}" height="{n(depth)}" rx="{n(depth * 0.34)}" '
            f'fill="#FFC247" transform="translate({n(px)} {n(py)}) rotate({n(a)})"/>'
        )
    # the podium
    s.circle(cx, cy, 66, "#06263C", fill_opacity=0.55)
    for r, o in ((66, 0.9), (50, 0.7), (34, 0.5)):
        s.circle(cx, cy, r, stroke=WHITE, stroke_width=1.4, stroke_opacity=o)
    s.path(arc(cx, cy, 42, -48, 48), stroke="#F5B335", stroke_width=6, stroke_linecap="round")
    s.save("cover")


def rows_of_cover():
    radius = 92.0
    while radius < 720:
        depth = 5.2 + radius * 0.0155
        yield radius, depth
        radius += depth + 8.6 + radius * 0.0165


def snap_row(want):
    return min(rows_of_cover(), key=lambda rd: abs(rd[0] - want))


def snap_seat(angle, radius, breadth, aisles):
    step = math.degrees((breadth + 2.2 + radius * 0.004) / radius)
    gap = math.degrees(11 / radius) + 0.9
    edges = [-104] + aisles + [104]
    best = None
    for lo, hi in zip(edges, edges[1:]):
        span = hi - lo - 2 * gap
        count = int(span / step)
        start = lo + gap + (span - count * step) / 2
        for i in range(count):
            a = start + (i + 0.5) * step
            if best is None or abs(a - angle) < abs(best - angle):
                best = a
    return best


def mark():
    """Seats in horseshoe rows around a speaker: the mark on the cover."""
    s = Svg(120, 104)
    cx, cy = 60, 58
    for r, count, col in ((20, 7, SKY), (34, 11, BLUE), (49, 15, NAVY)):
        for i in range(count):
            a = -116 + 232 * i / (count - 1)
            x, y = polar(cx, cy, r, a)
            s.add(f'<rect x="-4.3" y="-4.3" width="8.6" height="8.6" rx="2" fill="{col}" transform="translate({n(x)} {n(y)}) rotate({n(a)})"/>')
    s.circle(cx, cy + 2, 6.4, AMBER)
    s.rect(cx - 13, cy + 34, 26, 5, NAVY, rx=2.5)
    s.save("mark")


# ----------------------------------------------------- covers of documents


def policy(name, year, title, foot, base, motif):
    s = Svg(140, 198)
    s.rect(0.5, 0.5, 139, 197, WHITE, stroke=LIGHT)
    s.defs.append('<clipPath id="p"><rect x="1" y="1" width="138" height="92"/></clipPath>')
    s.rect(1, 1, 138, 92, base)
    s.add('<g clip-path="url(#p)">')
    motif(s)
    s.add("</g>")
    s.text(12, 123, year, 27, base, bold=True)
    s.rect(12, 130, 22, 2.4, AMBER)
    s.text(12, 148, title, 12.4, INK, bold=True, leading=1.16)
    s.text(12, 188.5, foot, 10.2, GREY)
    s.save(name)


def policies():
    def arcs(s):
        for i in range(9):
            s.path(arc(140, 93, 16 + i * 15, -90, 0), stroke=mix(SKY, NAVY, i / 11), stroke_width=7)
        s.circle(140, 93, 9, AMBER)

    def strips(s):
        for i in range(13):
            x = -70 + i * 19
            s.path(f"M{x} 96L{x + 62} -4h8L{x + 8} 96Z", mix("#BFE3DE", TEAL, (i % 5) / 4.6))
        s.path("M62 96L124 -4h8L70 96Z", AMBER)

    def discs(s):
        for x, y, r, c in ((38, 46, 32, SKY), (70, 46, 32, PALE), (102, 46, 32, SKY)):
            s.circle(x, y, r, c, fill_opacity=0.42)
        for x in (38, 70, 102):
            s.circle(x, 46, 32, stroke=WHITE, stroke_width=1.2)
        s.circle(70, 46, 6, AMBER)

    def steps(s):
        for i in range(8):
            top = 80 - i * 9.4
            s.rect(8 + i * 15.8, top, 11.6, 93 - top, mix("#F3CDBF", "#E88D6F", i / 8) if i < 7 else "#F5B335")

    policy("policy-2009", "2009", ["Political Declaration", "and Plan of Action"], "High-level segment", NAVY, arcs)
    policy("policy-2014", "2014", ["Joint Ministerial", "Statement"], "High-level review", TEAL, strips)
    policy("policy-2016", "2016", ["Outcome document", "of the special session"], "General Assembly", BLUE, discs)
    policy("policy-2019", "2019", ["Ministerial", "Declaration"], "Ministerial segment", RUST, steps)


def treatment_standards():
    s = Svg(224, 312)
    s.rect(0.5, 0.5, 223, 311, WHITE, stroke=LIGHT)
    s.defs.append('<clipPath id="p"><rect x="1" y="1" width="222" height="150"/></clipPath>')
    s.rect(1, 1, 222, 150, TEAL)
    s.add('<g clip-path="url(#p)">')
    # quarter circles that turn towards each other
    size = 37.5
    tints = ("#BFE3DE", "#5FB3A9", "#8CCBC3", "#1F6E66")
    for row in range(4):
        for col in range(6):
            x, y, k = 1 + col * 37, 1 + row * size, (row * 3 + col * 5 + (row * col) % 3) % 4
            px, py = (x, x + 37, x + 37, x)[k], (y, y, y + size, y + size)[k]
            ends = ((x + 37, y, x, y + size, 1), (x + 37, y + size, x, y, 1), (x, y + size, x + 37, y, 1), (x, y, x + 37, y + size, 1))[k]
            fill = "#F5B335" if (row, col) == (1, 3) else tints[(row + col * 2 + k) % 4]
            s.path(f"M{n(px)} {n(py)}L{n(ends[0])} {n(ends[1])}A37 {n(size)} 0 0 1 {n(ends[2])} {n(ends[3])}Z", fill)
    s.add("</g>")
    s.text(20, 186, ["International Standards", "for the Treatment of", "Drug Use Disorders"], 18, INK, bold=True, leading=1.18)
    s.rect(20, 240, 34, 3, AMBER)
    s.text(20, 264, ["World Health Organization", "United Nations Office", "on Drugs and Crime"], 12, GREY, leading=1.25)
    s.save("treatment-standards")


# ------------------------------------------------------------------- diagrams


def conventions():
    s = Svg(640, 300)
    cols = [
        (NAVY, "1961", ["Single Convention on Narcotic", "Drugs of 1961 as amended", "by the 1972 Protocol"],
         ["Drugs with effects like those of", "cannabis, cocaine and opium"]),
        (BLUE, "1971", ["Convention on", "Psychotropic Substances", "of 1971"],
         ["Amphetamine-type stimulants,", "LSD, barbiturates and", "benzodiazepines"]),
        (TEAL, "1988", ["United Nations Convention", "against Illicit Traffic in Narcotic Drugs", "and Psychotropic Substances of 1988"],
         ["Precursors; measures against", "trafficking and money-laundering;", "extradition and cooperation"]),
    ]
    cw, gap = 200, 20
    for i, (c, year, title, controls) in enumerate(cols):
        x = i * (cw + gap)
        s.rect(x, 0, cw, 76, c)
        s.text(x + 16, 53, year, 40, WHITE, bold=True)
        icon(s, i, x + cw - 40, 38)
        s.rect(x, 76, cw, 152, PALE)
        s.text(x + 16, 97, title if i != 2 else ["United Nations Convention against", "Illicit Traffic in Narcotic Drugs and", "Psychotropic Substances of 1988"], 12 if i != 2 else 11.4, INK, bold=True, leading=1.25 if i != 2 else 1.31)
        s.line(x + 16, 144, x + cw - 16, 144, SKY, 0.8)
        s.text(x + 16, 162, "Controls", 11, GREY)
        s.text(x + 16, 180, controls, 12.4, INK, leading=1.28)
    # the two goals carry all three
    s.rect(0, 242, 640, 58, SAND)
    s.rect(0, 242, 5, 58, AMBER)
    s.text(20, 267, "Two goals in common", 12.5, INK, bold=True)
    s.text(20, 285, "of the three conventions", 11, GREY)
    s.circle(208, 271, 10, AMBER)
    s.text(208, 275.3, "1", 12.5, INK, bold=True, anchor="middle")
    s.text(226, 267, ["Prevent the abuse of", "psychoactive substances"], 12.4, leading=1.3)
    s.circle(404, 271, 10, AMBER)
    s.text(404, 275.3, "2", 12.5, INK, bold=True, anchor="middle")
    s.text(422, 267, ["Ensure their availability for medical", "and scientific purposes"], 12.4, leading=1.3)
    s.save("conventions")


def icon(s, kind, x, y):
    """White line icons: a leaf, a capsule, a molecule."""
    st = dict(stroke=WHITE, stroke_width=2, stroke_linejoin="round", stroke_linecap="round")
    if kind == 0:
        s.path(f"M{x} {y + 23}V{y - 4}", **st)
        s.path(f"M{x} {y - 4}C{x - 9} {y - 10} {x - 7} {y - 20} {x} {y - 25}C{x + 7} {y - 20} {x + 9} {y - 10} {x} {y - 4}Z", **st)
        for d in (-1, 1):
            s.path(f"M{x} {y + 11}C{x + d * 4} {y} {x + d * 13} {y - 5} {x + d * 22} {y - 4}C{x + d * 20} {y + 6} {x + d * 11} {y + 12} {x} {y + 11}Z", **st)
    elif kind == 1:
        s.add(f'<g transform="rotate(-42 {x} {y})">')
        s.rect(x - 25, y - 10.5, 50, 21, "none", rx=10.5, **st)
        s.line(x, y - 10.5, x, y + 10.5, WHITE, 2)
        s.path(f"M{x} {y - 10.5}H{x + 14.5}A10.5 10.5 0 0 1 {x + 14.5} {y + 10.5}H{x}Z", WHITE, fill_opacity=0.35)
        s.add("</g>")
    else:
        pts = [polar(x, y + 4, 15, 60 * i) for i in range(6)]
        s.path("M" + "L".join(f"{n(a)} {n(b)}" for a, b in pts) + "Z", **st)
        pts2 = [polar(x, y + 4, 10, 60 * i) for i in range(6)]
        for i in (0, 2, 4):
            s.line(*pts2[i], *pts2[i + 1], WHITE, 1.6, stroke_linecap="round")
        for i in (0, 2, 4):
            x0, y0 = pts[i]
            x1, y1 = polar(x, y + 4, 24, 60 * i)
            s.line(x0, y0, x1, y1, WHITE, 2)
            s.circle(x1, y1, 3.6, WHITE)


def early_warning():
    s = Svg(640, 318)
    wd = World(0, 4, 640)
    hubs = [(-100, 40), (-58, -14), (12, 50), (22, 2), (78, 24), (112, 32), (136, -25)]

    def colour(lon, lat):
        d = min(math.hypot((lon - a) * math.cos(math.radians(lat)), lat - b) for a, b in hubs)
        return mix(BLUE, "#B9CDDC", min(1, math.floor(d / 7) / 4))

    wd.draw(s, colour)
    for a, b in hubs:
        x, y = wd.project(a, b)
        for r, o in ((28, 0.28), (19, 0.5), (10.5, 0.85)):
            s.circle(x, y, r, stroke=AMBER, stroke_width=1.5, stroke_opacity=o)
        s.circle(x, y, 4.6, AMBER, stroke=WHITE, stroke_width=1)
    # the count, in the empty Pacific
    s.text(0, 232, "1,184", 40, NAVY, bold=True)
    s.text(0, 252, ["new psychoactive substances", "reported to the UNODC", "Early Warning Advisory by 2022"], 12, INK, leading=1.25)
    s.line(0, 293, 150, 293, AMBER, 2)
    s.text(0, 309, "Up from 166 in 2009", 12, GREY)
    s.save("early-warning")


def nps_growth():
    s = Svg(640, 250)
    base, top = 206, 70

    def column(x, w, v, vmax, label, fill, year, sub=None):
        h = (base - top) * v / vmax
        s.rect(x, base - h, w, h, fill)
        s.text(x + w / 2, base - h - 7, label, 17, fill if fill != SKY else NAVY, bold=True, anchor="middle")
        s.text(x + w / 2, base + 17, year, 12.4, INK, anchor="middle")
        if sub:
            s.text(x + w / 2, base + 32, sub, 11, GREY, anchor="middle")

    s.text(0, 14, "All new psychoactive substances (NPS)", 13, INK, bold=True)
    s.text(0, 31, "Number reported to the Early Warning Advisory", 11.5, GREY)
    column(40, 76, 166, 1184, "166", SKY, "2009")
    column(186, 76, 1184, 1184, "1,184", NAVY, "2022", "preliminary")
    s.path("M126 176C150 160 158 140 172 112", stroke=AMBER, stroke_width=1.8, stroke_linecap="round")
    s.path("M164.5 115L174 107L174.5 119.5", stroke=AMBER, stroke_width=1.8, stroke_linecap="round", stroke_linejoin="round")
    s.text(140, 150, "× 7", 14, "#8A5A00", bold=True, anchor="end")
    s.line(0, base, 300, base, INK, 1)

    s.line(320, 4, 320, 240, LIGHT, 1)
    x0 = 344
    s.text(x0, 14, "Opioid NPS", 13, INK, bold=True)
    s.text(x0, 31, "Number found on markets worldwide (other scale)", 11.5, GREY)
    column(x0 + 16, 62, 1, 88, "1", RUST, "2009")
    column(x0 + 118, 62, 88, 88, "88", RUST, "2020")
    column(x0 + 220, 62, 88, 88, "88", RUST, "2021")
    s.line(x0, base, 640, base, INK, 1)
    s.save("nps-growth")


def people_who_use_drugs():
    s = Svg(640, 224)
    rows = [("Cannabis", 219, TEAL), ("Opioids", 60, RUST), ("Amphetamines", 36, BLUE), ("Cocaine", 22, NAVY)]
    s.text(0, 34, "296 million", 30, NAVY, bold=True)
    s.text(152, 22, ["people aged 15–64 used drugs in 2021,", "5.8 per cent of that age group worldwide"], 12.4, INK, leading=1.3)
    s.line(0, 54, 640, 54, LIGHT, 1)
    y = 70
    x0, k = 108, 412 / 219
    for name, v, c in rows:
        s.text(x0 - 12, y + 16, name, 13, INK, anchor="end")
        s.rect(x0, y, v * k, 23, c)
        s.text(x0 + v * k + 9, y + 16.5, f"{v} million", 13.5, INK, bold=True)
        y += 33
    s.line(x0, 64, x0, y - 4, INK, 1)
    s.text(x0, y + 14, "One person may use more than one drug, so the groups overlap.", 11.5, GREY)
    s.save("people-who-use-drugs")


def seizures_growth():
    s = Svg(640, 262)
    x0, x1 = 180, 524
    rows = [
        ("Cannabis herb and resin", 1.85, "+ 85 per cent", TEAL),
        ("Opiates", 3, "3 times", BLUE),
        ("Opioids", 5, "5 times", BLUE),
        ("Cocaine", 5, "5 times", BLUE),
        ("Amphetamine-type stimulants", 20, "more than 20 times", AMBER),
        ("Synthetic NPS (since 2001)", 200, "more than 200 times", RUST),
    ]
    lx = lambda v: x0 + (x1 - x0) * math.log10(v) / math.log10(300)
    for v in (1, 2, 5, 10, 20, 50, 100, 200):
        s.line(lx(v), 22, lx(v), 216, LIGHT, 0.9)
        s.text(lx(v), 232, str(v), 11.5, GREY, anchor="middle")
    s.text(lx(1), 12, "Quantity in 1998 = 1", 11.5, GREY)
    s.line(lx(1), 22, lx(1), 216, INK, 1.2)
    y = 40
    for name, v, label, c in rows:
        s.text(x0 - 12, y + 4, name, 12.4, INK, anchor="end")
        s.line(lx(1), y, lx(v), y, c, 3)
        s.circle(lx(v), y, 6.4, c)
        tx = lx(v) + 13
        w = len(label) * 6.3 + 4
        s.rect(tx - 3, y - 9, w, 18, WHITE)
        s.text(tx, y + 4.4, label, 12.8, INK, bold=True)
        y += 32
    s.text(x0, 252, "Times the quantity seized in the first year, up to 2021 (logarithmic scale)", 11.5, GREY)
    s.save("seizures-growth")


def crime_links():
    s = Svg(640, 368)
    cx, cy = 320, 180
    nodes = {
        "cor": (150, 62, ["Corruption"], AMBER),
        "arm": (490, 62, ["Trafficking", "in firearms"], AMBER),
        "per": (548, 196, ["Trafficking in persons", "and smuggling", "of migrants"], BLUE),
        "cyb": (506, 318, ["Cybercrime"], BLUE),
        "mon": (320, 330, ["Money-laundering"], AMBER),
        "ter": (134, 318, ["Terrorism and", "its financing"], GREY),
        "env": (84, 196, ["Crimes that affect", "the environment"], BLUE),
    }
    for a, b in (("cyb", "mon"), ("mon", "ter"), ("env", "cor")):
        s.line(*nodes[a][:2], *nodes[b][:2], "#A9B6C2", 1.8)
    for key, (x, y, label, c) in nodes.items():
        s.line(cx, cy, x, y, c if c != GREY else GREY, 2.4, stroke_dasharray="5 5" if key == "ter" else None)
    s.circle(cx, cy, 66, WHITE)
    s.circle(cx, cy, 60, NAVY)
    s.text(cx, cy - 3, ["Drug", "trafficking"], 17, WHITE, bold=True, anchor="middle", leading=1.15)
    for key, (x, y, label, c) in nodes.items():
        wd = max(len(t) for t in label) * 6.5 + 30
        ht = 20 + 16 * len(label)
        s.rect(x - wd / 2 - 4, y - ht / 2 - 4, wd + 8, ht + 8, WHITE, rx=ht / 2 if len(label) < 3 else 24)
        s.rect(x - wd / 2, y - ht / 2, wd, ht, {AMBER: "#FBF0DA", BLUE: PALE, GREY: WHITE}[c], rx=min(ht / 2, 20), stroke=c, stroke_width=1.6,
               stroke_dasharray="5 4" if key == "ter" else None)
        s.text(x, y + 4.4 - 8 * (len(label) - 1), label, 13, INK, bold=(c == AMBER), anchor="middle", leading=16 / 13)
    s.text(320, 40, ["In amber: crimes that enable", "drug trafficking and others"], 12, "#8A5A00", anchor="middle", leading=1.25)
    s.text(134, 362, "in some cases", 11.5, GREY, anchor="middle", italic=True)
    s.save("crime-links")


def confiscation_stages():
    s = Svg(640, 178)
    stages = [
        (["Identification", "and tracing"], ["Financial intelligence,", "parallel investigations"], "#2F7DB3"),
        (["Seizure", "or freezing"], ["Assets held so that they", "cannot be moved or lost"], BLUE),
        (["Confiscation", "or forfeiture"], ["Ownership lost by order", "of a competent authority"], "#155A8A"),
        (["Disposal"], ["Sale, return or reuse,", "for example for victims"], NAVY),
    ]
    w, ht, tip = 166, 62, 18
    for i, (title, sub, c) in enumerate(stages):
        x = i * 158
        last = i == 3
        if i == 0:
            d = f"M{x} 0H{x + w - tip}L{x + w} {ht / 2}L{x + w - tip} {ht}H{x}Z"
        elif last:
            d = f"M{x} 0H640V{ht}H{x}L{x + tip} {ht / 2}Z"
        else:
            d = f"M{x} 0H{x + w - tip}L{x + w} {ht / 2}L{x + w - tip} {ht}H{x}L{x + tip} {ht / 2}Z"
        s.path(d, c)
        tx = x + (14 if i == 0 else 29)
        s.text(tx, 36 if len(title) == 1 else 27, title, 14.5, WHITE, bold=True, leading=1.2)
        s.text(tx, 86, sub, 12, INK, leading=1.28)
    s.rect(0, 126, 640, 52, SAND)
    s.rect(0, 126, 5, 52, AMBER)
    s.text(20, 148, "International cooperation at every stage", 13, INK, bold=True)
    s.text(20, 166, "Informal sharing of information and formal mutual legal assistance", 12, INK)
    s.save("confiscation-stages")


def proceeds_share():
    s = Svg(448, 176)
    s.text(0, 40, "Less than", 17, INK)
    s.text(0, 72, "1 per cent", 33, RUST, bold=True)
    s.text(0, 96, ["of the proceeds of crime is", "seized and frozen worldwide;", "only part of that is forfeited", "or confiscated."], 12.6, INK, leading=1.32)
    cell = 21
    for i in range(100):
        r, c = divmod(i, 10)
        x, y = 240 + c * cell, 0 + r * 17.6
        first = i == 90
        s.rect(x, y, 17.4, 14, LIGHT, rx=1.5)
        if first:
            s.rect(x, y, 14.6, 14, RUST, rx=1.5)
    s.save("proceeds-share")


def web_layers():
    s = Svg(640, 348)
    layers = [
        (0, 100, PALE, INK, "Clear web", "open to all",
         ["Indexed by search engines: social media, shops.", "New psychoactive substances, precursors and", "pre-precursors are offered openly here."]),
        (100, 116, BLUE, WHITE, "Deep web", "not indexed",
         ["Behind a log-in or an invitation: closed groups and", "anonymized platforms, where traditional drugs such", "as heroin, cocaine and cannabis are sold."]),
        (216, 132, "#082A42", WHITE, "Dark web", "special software needed",
         ["Hides user and host. Darknet markets are paid in", "cryptocurrencies; sales, mostly of drugs, reached", "$2.7 billion in 2021 and fell by half in 2022."]),
    ]
    for y, h, bg, fg, name, sub, body in layers:
        s.rect(0, y, 640, h, bg)
    # an iceberg shape in the left third, one facet for each layer
    s.add('<g transform="translate(4 0) scale(0.92 1)">')
    s.path("M118 20L158 42L190 100H52L76 54Z", WHITE, stroke=SKY, stroke_width=1)
    s.path("M118 20L110 62L130 100H52L76 54Z", "#D3E4F0")
    s.path("M34 100H206L222 158L196 216H26L12 150Z", "#5E9CCB")
    s.path("M34 100H130L112 160L126 216H26L12 150Z", "#4787BA")
    s.path("M26 216H196L172 276L118 336L62 288Z", "#17496D")
    s.path("M26 216H126L106 270L118 336L62 288Z", "#103A59")
    s.add("</g>")
    # waterline and the border of the dark
    s.line(0, 100, 640, 100, WHITE, 2)
    s.line(0, 216, 640, 216, SKY, 1.2, stroke_dasharray="3 4")
    for y, h, bg, fg, name, sub, body in layers:
        mid = y + h / 2
        soft = GREY if fg == INK else "#D6E6F2"
        s.text(226, mid - 3, name, 18, fg, bold=True)
        s.text(226, mid + 14, sub, 11.5, soft)
        s.line(352, mid - 30, 352, mid + 30, AMBER, 2)
        s.text(366, mid - 13, body, 11.8, fg, leading=1.45)
    s.save("web-layers")


def shared_responsibility():
    """People in a ring, hand in hand, seen from above."""
    s = Svg(416, 304)
    cx, cy, r = 208, 152, 112
    count = 12
    cols = [NAVY, BLUE, TEAL, BLUE, NAVY, AMBER] * 2
    for i in range(count):                      # arms first, out to the joined hands
        a = i * 360 / count
        c = cols[i]
        for d in (-1, 1):
            x0, y0 = polar(cx, cy, r, a + d * 7)
            hx, hy = polar(cx, cy, r + 13, a + d * 15)
            qx, qy = polar(cx, cy, r + 17, a + d * 10)
            s.path(f"M{n(x0)} {n(y0)}Q{n(qx)} {n(qy)} {n(hx)} {n(hy)}", stroke=c, stroke_width=8.5, stroke_linecap="round")
    for i in range(count):                      # hands
        hx, hy = polar(cx, cy, r + 13, i * 360 / count + 15)
        s.circle(hx, hy, 6, WHITE)
        s.circle(hx, hy, 4.2, INK)
    for i in range(count):                      # shoulders and heads
        a = i * 360 / count
        x, y = polar(cx, cy, r, a)
        s.add(f'<ellipse cx="0" cy="0" rx="21.5" ry="11" fill="{cols[i]}" transform="translate({n(x)} {n(y)}) rotate({n(a)})"/>')
        x, y = polar(cx, cy, r - 3, a)
        s.circle(x, y, 9.6, mix(cols[i], WHITE, 0.72), stroke=WHITE, stroke_width=1.6)
    s.circle(cx, cy, 80, PALE)
    s.text(cx, cy - 12, ["Common", "and shared", "responsibility"], 16.5, NAVY, bold=True, anchor="middle", leading=1.22)
    s.save("shared-responsibility")


def treatment_gap():
    s = Svg(640, 208)
    s.text(0, 14, "One in five people with drug use disorders", 13, INK, bold=True)
    s.text(0, 31, "received treatment in 2021", 12.4, INK)
    for i in range(5):
        person(s, 28 + i * 57, 184, 118, RUST if i == 0 else "#C3CCD5")
    s.text(28, 203, "treated", 12, RUST, bold=True, anchor="middle")
    s.line(320, 4, 320, 204, LIGHT, 1)
    x0 = 348
    s.text(x0, 14, "Women and amphetamine-type stimulants", 13, INK, bold=True)
    s.text(x0, 31, "Share of women, per cent, 2021", 12.4, INK)
    w = 640 - x0
    for y, v, lab in ((66, 45, "among people who used in the past year"), (138, 27, "among people in treatment")):
        s.rect(x0, y, w, 30, LIGHT)
        s.rect(x0, y, w * v / 100, 30, BLUE if v == 45 else RUST)
        s.text(x0 + 10, y + 21.5, str(v), 18, WHITE, bold=True)
        s.text(x0, y + 48, lab, 12.4, INK)
        s.line(x0 + w / 2, y - 4, x0 + w / 2, y + 34, INK, 1)
    s.text(x0 + w / 2, 56, "half", 11.5, GREY, anchor="middle")
    s.save("treatment-gap")


def drug_deaths():
    s = Svg(640, 260)
    s.text(0, 32, "494,000", 34, NAVY, bold=True)
    s.text(132, 17, ["deaths attributable to drug use worldwide in 2019,", "17.5 per cent more than in 2009"], 12.6, INK, leading=1.32)
    parts = [(0.54, RUST, "more than half", ["Liver diseases attributed", "to hepatitis C"], WHITE),
             (0.25, AMBER, "a quarter", ["Drug overdoses"], INK), (0.21, LIGHT, "the rest", ["Other causes"], INK)]
    x, y = 0, 58
    for share, c, big, lab, fg in parts:
        w = 640 * share
        s.rect(x, y, w - 2, 42, c)
        s.text(x + 12, y + 27, big, 15, fg, bold=True)
        s.text(x + 1, y + 60, lab if share != 0.54 else "Liver diseases attributed to hepatitis C", 12.6, INK)
        x += w
    s.line(0, 142, 640, 142, LIGHT, 1)
    s.text(0, 166, "Increase from 2010 to 2019", 13, INK, bold=True)
    for yy, v, lab, c in ((180, 45, "Direct, mainly overdoses", AMBER), (214, 10, "Indirect, for example hepatitis, HIV", RUST)):
        s.rect(0, yy, v * 2.6, 24, c)
        s.text(v * 2.6 + 9, yy + 16.5, f"+ {v} per cent", 13.5, INK, bold=True)
        s.text(v * 2.6 + 98, yy + 16.5, lab, 12.4, INK)
    s.line(0, 174, 0, 244, INK, 1)
    s.line(372, 154, 372, 244, LIGHT, 1)
    s.text(396, 166, "Deaths from drug use disorders", 13, INK, bold=True)
    s.text(396, 183, "128,000 in 2019", 12.4, INK)
    s.rect(396, 194, 244, 24, LIGHT)
    s.rect(396, 194, 244 * 0.69, 24, NAVY)
    s.text(406, 211, "nearly 70 per cent", 13.5, WHITE, bold=True)
    s.text(396, 236, "attributed to opioids", 12.4, INK)
    s.save("drug-deaths")


def injecting_risks():
    s = Svg(640, 214)
    x0, full = 130, 500
    k = full / 13.2
    rows = [("Hepatitis C", 6.6, "6.6 million", "half", TEAL), ("HIV", 1.6, "1.6 million", "about 12 per cent", RUST),
            ("HIV and hepatitis C", 1.4, "1.4 million", "living with both", AMBER), ("Hepatitis B", 1.0, "1 million", "8 per cent", BLUE)]
    s.text(x0, 14, "13.2 million people injected drugs in 2021", 13, INK, bold=True)
    s.line(x0, 26, x0 + full, 26, INK, 1.4)
    s.line(x0, 21, x0, 31, INK, 1.4)
    s.line(x0 + full, 21, x0 + full, 31, INK, 1.4)
    s.text(x0, 46, "Of these, living with:", 12.4, GREY)
    y = 58
    for name, v, lab, sub, c in rows:
        s.rect(x0, y, full, 28, "#EDF1F4")
        s.rect(x0, y, v * k, 28, c)
        s.text(x0 - 12, y + 18.5, name, 13, INK, anchor="end")
        s.text(x0 + v * k + 10, y + 18.8, lab, 13.5, INK, bold=True)
        s.text(x0 + v * k + 88, y + 18.8, sub, 12.4, INK)
        y += 39
    s.save("injecting-risks")


REGION_FENTANYL = [(-170, 73), (-141, 72), (-90, 84), (-60, 84), (-72, 74), (-50, 62), (-50, 44), (-79, 24.2), (-86, 22), (-87, 18), (-92, 14), (-106, 18), (-130, 30), (-170, 50)]
REGION_TRAMADOL = [
    [(-18, 38), (12, 38), (36, 32), (37, 20), (16, 19.5), (15, 3), (-10, 3), (-19, 13)],      # North Africa, West Africa
    [(34, 37.3), (44, 37.4), (46, 40), (54, 37), (61, 38), (66, 37.6), (74, 37), (75, 31), (68, 23), (60, 20), (45, 11), (40, 14), (33.9, 28)],  # Near and Middle East, South-West Asia
]


def opioid_epidemics():
    s = Svg(640, 318)
    wd = World(0, 4, 640)

    def colour(lon, lat):
        if inside(REGION_FENTANYL, lon, lat):
            return RUST
        if any(inside(p, lon, lat) for p in REGION_TRAMADOL):
            return AMBER
        return LIGHT

    wd.draw(s, colour)
    s.text(0, 186, "Fentanyl", 18, RUST, bold=True)
    s.text(0, 204, ["North America: almost", "90,000 opioid-involved", "overdose deaths in 2021"], 12.4, INK, leading=1.28)
    s.text(420, 252, "Tramadol", 18, "#8A5A00", bold=True)
    s.text(420, 270, ["North Africa, West Africa,", "Near and Middle East,", "South-West Asia"], 12.4, INK, leading=1.28)
    s.save("opioid-epidemics")


def opioid_consumption():
    s = Svg(640, 196)
    s.text(0, 14, "Low- and middle-income countries", 13, TEAL, bold=True)
    s.text(640, 14, "High-income countries", 13, GREY, bold=True, anchor="end")
    for y, v, big, lab in ((50, 85, "almost 85 per cent", "Share of the world’s population"), (130, 11, "11 per cent", "Share of the opioids consumed for medical use")):
        s.text(0, y - 8, lab, 12.6, INK)
        s.rect(0, y, 640, 44, LIGHT)
        s.rect(0, y, 6.4 * v, 44, TEAL)
        if v > 50:
            s.text(14, y + 29, big, 19, WHITE, bold=True)
        else:
            s.text(6.4 * v + 12, y + 29, big, 19, INK, bold=True)
    s.text(0, 192, "2021; internationally controlled opioids, in defined daily doses for statistical purposes (S-DDD)", 11.5, GREY)
    s.save("opioid-consumption")


def medication_growth():
    s = Svg(448, 248)
    base, hmax = 210, 168
    s.text(0, 14, "Methadone and buprenorphine available", 13, INK, bold=True)
    s.text(0, 30, "Million S-DDD", 11.5, GREY)
    for x, v, year, c in ((36, 431, "1998", SKY), (222, 3215, "2021", TEAL)):
        h = hmax * v / 3215 * 0.86
        s.rect(x, base - h, 92, h, c)
        s.text(x + 46, base - h - 8, f"{v:,}", 19, NAVY if v == 431 else TEAL, bold=True, anchor="middle")
        s.text(x + 46, base + 18, year, 12.6, INK, anchor="middle")
    s.line(0, base, 350, base, INK, 1)
    s.path("M140 176C172 160 192 130 204 98", stroke=AMBER, stroke_width=1.8, stroke_linecap="round")
    s.path("M196 102L205.500 93L208 105.500", stroke=AMBER, stroke_width=1.8, stroke_linecap="round", stroke_linejoin="round")
    s.text(166, 122, "more than", 12.4, INK, anchor="end")
    s.text(166, 139, "sevenfold", 14.5, "#8A5A00", bold=True, anchor="end")
    s.save("medication-growth")


def road_to_2029():
    s = Svg(640, 234)
    y = 112
    px = lambda year: 34 + (year - 2009) * 28.4
    # the period of the thematic discussions, and what lies ahead
    s.rect(px(2019), y - 7, px(2024) - px(2019), 14, "#F3D9A5")
    s.line(px(2009), y, px(2024), y, NAVY, 3)
    s.line(px(2024), y, px(2029), y, NAVY, 3, stroke_dasharray="3 6", stroke_linecap="round")
    for yr in range(2009, 2030):
        if yr not in (2009, 2014, 2016, 2019, 2024, 2029):
            s.circle(px(yr), y, 2.2, WHITE, stroke=NAVY, stroke_width=1)
    stops = [
        (2009, -1, ["Political Declaration", "and Plan of Action"], NAVY, "start"),
        (2014, 1, ["Joint Ministerial", "Statement"], NAVY, "middle"),
        (2016, -1, ["Outcome document", "of the special session", "of the General Assembly"], NAVY, "middle"),
        (2019, 1, ["Ministerial", "Declaration"], NAVY, "middle"),
        (2024, -1, ["Mid-term", "review"], "#8A5A00", "middle"),
        (2029, 1, ["Review of all", "commitments"], "#8A5A00", "end"),
    ]
    for yr, side, lab, c, anchor in stops:
        x = px(yr)
        future = yr > 2023
        s.line(x, y, x, y + side * 34, c if not future else AMBER, 1.4)
        s.circle(x, y, 8.5, WHITE if future else NAVY, stroke=AMBER if future else WHITE, stroke_width=3 if future else 2)
        tx = {"start": x - 8.5, "middle": x, "end": x + 9}[anchor]
        if side < 0:
            top = y - 44 - 15.5 * (len(lab))
            s.text(tx, top + 2, str(yr), 19, c, bold=True, anchor=anchor)
            s.text(tx, top + 19, lab, 12.2, INK, anchor=anchor, leading=1.25)
        else:
            s.text(tx, y + 54, str(yr), 19, c, bold=True, anchor=anchor)
            s.text(tx, y + 71, lab, 12.2, INK, anchor=anchor, leading=1.25)
    s.text((px(2019) + px(2024)) / 2 + 16, y + 26, ["thematic discussions", "2019–2023"], 11.5, "#8A5A00", anchor="middle", leading=1.2)
    s.save("road-to-2029")


if __name__ == "__main__":
    for make in (
        cover, mark, policies, treatment_standards, conventions, early_warning, nps_growth, people_who_use_drugs, seizures_growth,
        crime_links, confiscation_stages, proceeds_share, web_layers, shared_responsibility, treatment_gap, drug_deaths,
        injecting_risks, opioid_epidemics, opioid_consumption, medication_growth, road_to_2029,
    ):
        make()
