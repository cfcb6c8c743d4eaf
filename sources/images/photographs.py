#!/usr/bin/env python3
"""Makes the photograph-like pictures of the guide by tracing rays.

Run from the repository root:  python3 sources/images/photographs.py [NAME ...]
Needs numpy and pillow. Every random number comes from a fixed seed, so the
pictures are the same each time on the same versions of those libraries.

Nothing here is a photograph and nobody in the pictures exists: the scenes are
made of spheres, boxes, capsules and cylinders, lit by soft lights and seen
through a lens with a real depth of field; grain and vignette come last.
"""

import math
import multiprocessing
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")          # one process per core does better
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PIL import Image

OUT = os.path.dirname(os.path.abspath(__file__))
F = np.float32
INF = F(1e9)


def rgb(h):
    """A hex colour as linear light."""
    v = np.array([int(h[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return (v**2.2).astype(F)


def rot(axis, deg):
    a = math.radians(deg)
    c, s = math.cos(a), math.sin(a)
    m = {"x": [[1, 0, 0], [0, c, -s], [0, s, c]], "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]], "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]]}
    return np.array(m[axis], dtype=F)


# ------------------------------------------------------------------- solids
# Each solid is convex and knows where a ray enters it, in its own frame.


class Solid:
    def __init__(self, c, half, turn=None, col="#808080", gloss=0.0, emit=0.0, tex=None):
        self.c = np.array(c, dtype=F)
        self.turn = np.eye(3, dtype=F) if turn is None else turn      # local -> world
        self.half = np.array(half, dtype=F)
        ext = np.abs(self.turn) @ self.half
        self.lo, self.hi = self.c - ext, self.c + ext
        self.col = rgb(col) if isinstance(col, str) else np.array(col, dtype=F)
        self.gloss, self.emit, self.tex = gloss, emit, tex

    def local(self, o, d):
        q = self.turn.T
        return q @ (o - self.c[:, None]), q @ d

    def hit(self, o, d):
        o, d = self.local(o, d)
        return self.enter(o, d)


class Box(Solid):
    def enter(self, o, d):
        inv = 1 / np.where(np.abs(d) < 1e-7, F(1e-7), d)
        h = self.half[:, None]
        a, b = (-h - o) * inv, (h - o) * inv
        near = np.minimum(a, b).max(0)
        far = np.maximum(a, b).min(0)
        return np.where((near < far) & (near > 1e-4), near, INF)

    def normal(self, p):
        q = p / self.half[:, None]
        k = np.abs(q).argmax(0)
        m = np.zeros_like(p)
        i = np.arange(p.shape[1])
        m[k, i] = np.sign(q[k, i])
        return m


class Ball(Solid):
    """An ellipsoid."""

    def enter(self, o, d):
        r = self.half[:, None]
        o, d = o / r, d / r
        a = (d * d).sum(0)
        b = (o * d).sum(0)
        c = (o * o).sum(0) - 1
        q = b * b - a * c
        t = (-b - np.sqrt(np.maximum(q, 0))) / a
        return np.where((q > 0) & (t > 1e-4), t, INF)

    def normal(self, p):
        m = p / (self.half[:, None] ** 2)
        return m / np.sqrt((m * m).sum(0))


class Capsule(Solid):
    """Along the local x axis; half = (length / 2 + radius, radius, radius)."""

    def __init__(self, c, length, radius, **kw):
        super().__init__(c, (length / 2 + radius, radius, radius), **kw)
        self.length, self.r = F(length / 2), F(radius)

    def enter(self, o, d):
        r2 = self.r**2
        a = d[1] ** 2 + d[2] ** 2 + F(1e-12)
        b = o[1] * d[1] + o[2] * d[2]
        c = o[1] ** 2 + o[2] ** 2 - r2
        q = b * b - a * c
        t = (-b - np.sqrt(np.maximum(q, 0))) / a
        x = o[0] + t * d[0]
        best = np.where((q > 0) & (np.abs(x) <= self.length) & (t > 1e-4), t, INF)
        for s in (-self.length, self.length):
            ox = o[0] - s
            aa = (d * d).sum(0)
            bb = ox * d[0] + b
            cc = ox * ox + c
            qq = bb * bb - aa * cc
            tt = (-bb - np.sqrt(np.maximum(qq, 0))) / aa
            xx = ox + tt * d[0]
            out = (xx * np.sign(s) >= 0) if self.length > 0 else True
            best = np.where((qq > 0) & out & (tt > 1e-4) & (tt < best), tt, best)
        return best

    def normal(self, p):
        q = p.copy()
        q[0] -= np.clip(q[0], -self.length, self.length)
        return q / np.sqrt((q * q).sum(0) + F(1e-12))


class Shell(Capsule):
    """A two-coloured medicine capsule: the cap (x > 0) is a little wider than the body."""

    def __init__(self, c, length, radius, cap, **kw):
        super().__init__(c, length, radius, **kw)
        self.cap = rgb(cap)

    def normal(self, p):
        m = super().normal(p)
        # a fine step where the cap ends
        step = np.exp(-(((p[0] + 0.02) / 0.018) ** 2)) * 0.75
        m = m.copy()
        m[0] -= step
        return m / np.sqrt((m * m).sum(0))

    def paint(self, p):
        k = (p[0] > -0.02)[None]
        edge = 1 - 0.35 * np.exp(-(((p[0] + 0.035) / 0.016) ** 2))
        return np.where(k, self.cap[:, None], self.col[:, None]) * edge


class Tablet(Solid):
    """Two shallow domes on a short cylinder about the local y axis."""

    def __init__(self, c, radius, thick, dome, score=False, **kw):
        super().__init__(c, (radius, thick / 2 + dome, radius), **kw)
        self.r, self.th, self.dome, self.score = F(radius), F(thick / 2), F(dome), score
        self.R = F((radius**2 + dome**2) / (2 * dome))       # of the domes

    def enter(self, o, d):
        a = d[0] ** 2 + d[2] ** 2 + F(1e-9)
        b = o[0] * d[0] + o[2] * d[2]
        c = o[0] ** 2 + o[2] ** 2 - self.r**2
        q = b * b - a * c
        s = np.sqrt(np.maximum(q, 0))
        near, far = (-b - s) / a, (-b + s) / a
        ok = q > 0
        k = self.th + self.dome - self.R
        aa = (d * d).sum(0)
        for y in (k, -k):
            oy = o[1] - y
            bb = o[0] * d[0] + oy * d[1] + o[2] * d[2]
            cc = o[0] ** 2 + oy**2 + o[2] ** 2 - self.R**2
            qq = bb * bb - aa * cc
            ss = np.sqrt(np.maximum(qq, 0))
            near = np.maximum(near, (-bb - ss) / aa)
            far = np.minimum(far, (-bb + ss) / aa)
            ok &= qq > 0
        return np.where(ok & (near < far) & (near > 1e-4), near, INF)

    def normal(self, p):
        rad = np.sqrt(p[0] ** 2 + p[2] ** 2) + F(1e-9)
        side = np.stack([p[0] / rad, 0 * rad, p[2] / rad])
        k = self.th + self.dome - self.R
        top = p.copy()
        top[1] = p[1] - np.where(p[1] > 0, k, -k)
        top = top / np.sqrt((top * top).sum(0))
        # round the rim
        w = np.clip((rad / self.r - 0.90) / 0.10, 0, 1)
        wall = np.clip((self.th - np.abs(p[1])) / (self.th * 0.7) + 0.45, 0, 1)
        m = top * (1 - w) + (side * wall + top * (1 - wall)) * w
        if self.score:
            u = p[0] / 0.035
            groove = np.where(np.abs(p[1]) > self.th * 0.7, -1.5 * u * np.exp(-u * u) * (rad < self.r * 0.93), 0)
            m = m.copy()
            m[0] -= groove * -1
        return m / np.sqrt((m * m).sum(0))


# -------------------------------------------------------------------- camera


class Camera:
    def __init__(self, eye, look, fov, focus, aperture, w, h):
        self.eye = np.array(eye, dtype=F)
        f = np.array(look, dtype=F) - self.eye
        self.f = f / np.linalg.norm(f)
        r = np.cross(self.f, [0, 1, 0])
        self.r = (r / np.linalg.norm(r)).astype(F)
        self.u = np.cross(self.r, self.f).astype(F)
        self.w, self.h = w, h
        self.k = (w / 2) / math.tan(math.radians(fov) / 2)
        self.focus, self.ap = focus, aperture

    def rays(self, px, py, rng):
        m = px.size
        x = (px - self.w / 2) / self.k
        y = -(py - self.h / 2) / self.k
        d = self.f[:, None] + self.r[:, None] * x + self.u[:, None] * y
        rad = np.sqrt(rng.random(m, dtype=F)) * self.ap
        th = rng.random(m, dtype=F) * F(2 * math.pi)
        off = self.r[:, None] * (rad * np.cos(th)) + self.u[:, None] * (rad * np.sin(th))
        o = self.eye[:, None] + off
        d = d * F(self.focus) - off
        d = d / np.sqrt((d * d).sum(0))
        return o.astype(F), d.astype(F)

    def bounds(self, s):
        xs, ys = [], []
        for i in range(8):
            p = np.array([(s.lo, s.hi)[i >> k & 1][k] for k in range(3)]) - self.eye
            z = p @ self.f
            if z < 0.15:
                return (-1e9, -1e9, 1e9, 1e9)
            blur = self.ap * abs(1 / z - 1 / self.focus) * self.k * 1.02 + 2
            x, y = p @ self.r / z * self.k + self.w / 2, -(p @ self.u) / z * self.k + self.h / 2
            xs += [x - blur, x + blur]
            ys += [y - blur, y + blur]
        return min(xs), min(ys), max(xs), max(ys)


# ------------------------------------------------------------------ the tracer


class Scene:
    """Solids, a lamp (a rectangle: corner, two edges) and a surrounding light."""

    def __init__(self, solids, cam, lamp, lamp_col, ambient, reach, spp, env, seed, clear):
        self.solids, self.cam, self.reach, self.spp, self.env, self.seed = solids, cam, F(reach), spp, env, seed
        self.lamp = [np.array(v, dtype=F) for v in lamp]
        self.lamp_col, self.ambient = np.array(lamp_col, dtype=F), np.array(ambient, dtype=F)
        self.clear = F(clear)          # nothing above this height stands in the light
        self.screen = [cam.bounds(s) for s in solids]
        self.lo = np.array([s.lo for s in solids])
        self.hi = np.array([s.hi for s in solids])

    def near(self, lo, hi):
        return np.nonzero(((self.lo <= hi) & (self.hi >= lo)).all(1))[0]

    def closest(self, o, d, ids):
        t = np.full(o.shape[1], INF, dtype=F)
        who = np.full(o.shape[1], -1)
        for i in ids:
            ti = self.solids[i].hit(o, d)
            k = ti < t
            t[k] = ti[k]
            who[k] = i
        return t, who

    def tile(self, box):
        x0, y0, x1, y1 = box
        rng = np.random.default_rng([self.seed, x0, y0])
        spp = self.spp
        g = int(round(math.sqrt(spp)))
        ys, xs = np.mgrid[y0:y1, x0:x1]
        npx = xs.size
        cell = np.arange(spp)
        px = (xs.reshape(-1, 1) + (cell % g + rng.random((npx, spp), dtype=F)) / g).astype(F).ravel()
        py = (ys.reshape(-1, 1) + (cell // g + rng.random((npx, spp), dtype=F)) / g).astype(F).ravel()
        o, d = self.cam.rays(px, py, rng)
        ids = [i for i, (a, b, c, e) in enumerate(self.screen) if c > x0 and a < x1 and e > y0 and b < y1]
        t, who = self.closest(o, d, ids)
        col = self.env(d)
        order = np.argsort(t, kind="stable")
        order = order[t[order] < INF]
        for part in np.array_split(order, max(1, min(8, order.size // 1500))):
            if part.size:
                col[:, part] = self.shade(o[:, part], d[:, part], t[part], who[part], rng)
        # a bright speck must not outweigh its pixel
        return np.minimum(col, 6).reshape(3, y1 - y0, x1 - x0, spp).mean(3)

    def shade(self, o, d, t, who, rng):
        p = o + d * t
        n = np.zeros_like(p)
        base = np.zeros_like(p)
        gloss = np.zeros(p.shape[1], dtype=F)
        emit = np.zeros(p.shape[1], dtype=F)
        for i in np.unique(who):
            s = self.solids[i]
            k = np.nonzero(who == i)[0]
            lp = s.turn.T @ (p[:, k] - s.c[:, None])
            n[:, k] = s.turn @ s.normal(lp)
            if hasattr(s, "paint"):
                base[:, k] = s.paint(lp)
            else:
                base[:, k] = s.col[:, None] if s.tex is None else s.tex(s, lp, p[:, k])
            gloss[k], emit[k] = s.gloss, s.emit
        flip = (n * d).sum(0) > 0
        n[:, flip] *= -1
        m = p.shape[1]
        q = p + n * F(2e-3)
        # the lamp
        a, e1, e2 = self.lamp
        lp = a[:, None] + e1[:, None] * rng.random(m, dtype=F) + e2[:, None] * rng.random(m, dtype=F)
        v = lp - q
        dist = np.sqrt((v * v).sum(0))
        v /= dist
        cos = np.maximum((n * v).sum(0), 0)
        seen = np.ones(m, dtype=bool)
        live = (cos > 0) & (q[1] < self.clear)
        span = np.minimum((self.clear - q[1]) / np.maximum(v[1], 0.05), dist)
        ends = np.concatenate([q[:, live], (q + v * span)[:, live]], 1)
        ids = self.near(ends.min(1), ends.max(1)) if live.any() else ()
        for i in ids:
            if self.solids[i].emit and self.solids[i].lo[1] > 2.5:
                continue
            k = np.nonzero(seen & live)[0]
            if not k.size:
                break
            seen[k] &= self.solids[i].hit(q[:, k], v[:, k]) >= dist[k]
        direct = cos * seen
        # light from all around, with the nearest surfaces in the way
        z = rng.random(m, dtype=F)
        th = rng.random(m, dtype=F) * F(2 * math.pi)
        rr = np.sqrt(1 - z)
        w = np.stack([rr * np.cos(th), np.sqrt(z), rr * np.sin(th)])
        up = np.where(np.abs(n[1]) < 0.99, np.array([[0], [1], [0]], dtype=F), np.array([[1], [0], [0]], dtype=F))
        tx = np.cross(up.T, n.T).T
        tx /= np.sqrt((tx * tx).sum(0))
        tz = np.cross(n.T, tx.T).T
        w = tx * w[0] + n * w[1] + tz * w[2]
        ids = self.near(q.min(1) - self.reach, q.max(1) + self.reach)
        ta, wa = self.closest(q, w.astype(F), ids)
        hit = ta < self.reach
        amb = self.ambient[:, None] * (0.62 + 0.38 * w[1])
        fade = np.where(hit, 0.10 + 0.55 * (ta / self.reach) ** 1.2, 1).astype(F)
        bleed = np.ones_like(p)
        for i in np.unique(wa[hit]):
            k = hit & (wa == i)
            bleed[:, k] = (0.45 + 0.9 * self.solids[i].col / (self.solids[i].col.mean() + 0.05))[:, None] * 0.8
        light = self.lamp_col[:, None] * direct + amb * fade * bleed
        out = base * light
        # a sheen: what the surface mirrors
        r = d - n * (2 * (n * d).sum(0))
        fres = 0.04 + 0.96 * (1 - np.clip(-(n * d).sum(0), 0, 1)) ** 5
        open_ = np.where(hit, 0.35 + 0.65 * (ta / self.reach), 1)
        out += self.env(r) * (gloss * fres * open_)
        return np.where(emit > 0, base * emit, out).astype(F)

    def render(self):
        global _SCENE
        _SCENE = self
        w, h, step = self.cam.w, self.cam.h, 40
        boxes = [(x, y, min(x + step, w), min(y + step, h)) for y in range(0, h, step) for x in range(0, w, step)]
        img = np.zeros((3, h, w), dtype=F)
        with multiprocessing.get_context("fork").Pool() as pool:
            for b, part in zip(boxes, pool.imap(_tile, boxes, chunksize=4)):
                img[:, b[1] : b[3], b[0] : b[2]] = part
        return img.transpose(1, 2, 0)


def _tile(b):
    return _SCENE.tile(b)


# ------------------------------------------------------------------ darkroom


def gauss(img, sigma):
    """A Gaussian blur of a float picture of shape (h, w) or (h, w, c)."""
    r = max(1, int(3 * sigma))
    k = np.exp(-0.5 * (np.arange(-r, r + 1) / sigma) ** 2).astype(F)
    k /= k.sum()
    for axis in (0, 1):
        pad = [(0, 0)] * img.ndim
        pad[axis] = (r, r)
        big = np.pad(img, pad, mode="edge")
        img = sum(k[i] * np.take(big, range(i, i + img.shape[axis]), axis) for i in range(2 * r + 1))
    return img


def blur(img, r):
    """A wide soft blur, made at a quarter of the size."""
    h, w, _ = img.shape
    small = img[: h // 4 * 4, : w // 4 * 4].reshape(h // 4, 4, w // 4, 4, -1).mean((1, 3))
    small = gauss(small, r / 4)
    return np.stack([np.asarray(Image.fromarray(small[..., c]).resize((w, h), Image.BICUBIC)) for c in range(3)], -1)


def develop(img, exposure, bloom=0.0, vignette=0.3, grain=0.01, seed=1, mono=None, softness=0.0):
    h, w, _ = img.shape
    if bloom:
        img = img + blur(np.maximum(img - 0.8, 0), 26) * bloom + blur(img, 60) * bloom * 0.08
    y, x = np.mgrid[0:h, 0:w]
    r2 = ((x - w / 2) / (w / 2)) ** 2 + ((y - h / 2) / (h / 2)) ** 2
    img = img * (1 - vignette * np.clip(r2 / 2, 0, 1) ** 1.1)[..., None].astype(F)
    img = img * exposure
    img = img * (2.51 * img + 0.03) / (img * (2.43 * img + 0.59) + 0.14)        # a film's S-curve
    img = np.clip(img, 0, 1) ** (1 / 2.2)
    rng = np.random.default_rng(seed)
    if mono:
        g = img @ np.array([0.30, 0.55, 0.15], dtype=F)
        if softness:
            g = gauss(g.astype(F), softness)
        noise = rng.normal(0, 1, (h, w)).astype(F)
        noise = gauss(noise, 0.8) * 1.9
        g = np.clip(g + noise * grain * (0.6 + 1.6 * g * (1 - g)), 0, 1)
        g = 0.05 + 0.92 * g
        lo, mid, hi = (np.array(c) for c in mono)
        img = np.where(g[..., None] < 0.5, lo + (mid - lo) * (g[..., None] * 2), mid + (hi - mid) * (g[..., None] * 2 - 1))
    else:
        noise = rng.normal(0, 1, (h, w, 1)).astype(F)
        img = np.clip(img + noise * grain, 0, 1)
    return Image.fromarray((np.clip(img, 0, 1) * 255 + 0.5).astype(np.uint8))


def save(im, name):
    for q in (84, 82, 80, 77, 74, 70, 66, 62):
        path = os.path.join(OUT, name + ".jpg")
        im.save(path, quality=q, optimize=True, progressive=False, subsampling=2, dpi=(254, 254))
        if os.path.getsize(path) < 245_000:
            break
    print(name, im.size, f"quality {q}", os.path.getsize(path) // 1000, "kB")


def hash01(i):
    v = math.sin(i * 127.1 + 311.7) * 43758.5453
    return v - math.floor(v)


def wave_noise(x, y, seed=0.0):
    """Cheap smooth noise in 0..1 from a few waves."""
    v = 0
    for k in range(1, 6):
        v = v + np.sin(x * (1.3**k) * 1.7 + y * (1.7 - 0.4 * k) + seed + k * 2.1) * np.cos(y * (1.5**k) + x * (0.3 * k - 1) + k * 1.3 + seed) / k
    return 0.5 + v / 4.6


# -------------------------------------------------------------------- scenes


def pills(scale=1.0):
    w, h = int(1600 * scale), int(1000 * scale)
    rng = np.random.default_rng(1188)

    def ground(s, lp, p):
        v = 1 + 0.03 * (wave_noise(p[0] * 2.1, p[2] * 2.3) - 0.5)
        return s.col[:, None] * v

    floor = Box((0, -1, 0), (60, 1, 60), col="#C9D6DE", gloss=0.5, tex=ground)
    # a map of heights, so that each piece comes to rest on those below
    g, span = 0.03, 12.0
    m = int(2 * span / g)
    ax = (np.arange(m) - m / 2) * g
    height = np.zeros((m, m), dtype=F)
    powder = lambda s, lp, p: s.col[:, None] * (1 + 0.05 * (wave_noise(lp[0] * 31, lp[2] * 29 + lp[1] * 17) - 0.5) + 0.02 * np.sin(lp[0] * 311 + lp[2] * 277))
    tablets = ["#F4F1EA", "#F4F1EA", "#F2C7C0", "#F3DE9A", "#A9CFE6", "#9FD0C6", "#EDEAE4", "#E8A06B"]
    shells = [("#F6F3EE", "#0F5C94"), ("#F3E9D2", "#B5482A"), ("#F6F3EE", "#E0A01A"), ("#EAF3F1", "#2A8C82"), ("#F4D58A", "#8E2F2A")]

    def make(kind, i, x, y, z, turn):
        if kind == 0:
            r = 0.46 + 0.16 * hash01(i * 3.3)
            return Tablet((x, y, z), r, 0.20 + 0.05 * hash01(i), 0.085 + 0.03 * hash01(i + 5), score=hash01(i * 7.7) < 0.55, turn=turn,
                          col=tablets[int(hash01(i * 1.9) * len(tablets))], gloss=0.55, tex=powder)
        body, cap = shells[int(hash01(i * 2.7) * len(shells))]
        return Shell((x, y, z), 1.02, 0.31, cap, turn=turn, col=body, gloss=2.3)

    solids = [floor]
    for i in range(118):
        kind = 0 if hash01(i * 5.1) < 0.6 else 1
        best = None
        for _ in range(14):
            x, z = rng.normal(0.2, 2.5), rng.normal(-1.0, 2.1)
            spin = rng.uniform(0, 360)
            tilt = rng.normal(0, 13 if kind == 0 else 9)
            turn = rot("y", spin) @ rot("z", tilt) @ rot("x", rng.normal(0, 8))
            s = make(kind, i, 0, 0, 0, turn)
            ex = s.hi
            ix = np.nonzero((ax >= x - ex[0]) & (ax <= x + ex[0]))[0]
            iz = np.nonzero((ax >= z - ex[2]) & (ax <= z + ex[2]))[0]
            gx, gz = np.meshgrid(ax[ix] - x, ax[iz] - z, indexing="ij")
            cnt = gx.size
            o = np.stack([gx.ravel(), np.full(cnt, 5.0), gz.ravel()]).astype(F)
            d = np.tile(np.array([[0], [-1], [0]], dtype=F), cnt)
            top = 5 - s.hit(o, d)
            o[1] = -5
            bottom = -5 + s.hit(o, -d)
            ok = top > -4
            here = height[np.ix_(ix, iz)].ravel()
            rest = (here[ok] - bottom[ok]).max()
            if best is None or rest < best[0]:
                best = (rest, x, z, turn, ix, iz, top, ok)
        rest, x, z, turn, ix, iz, top, ok = best
        solids.append(make(kind, i, x, rest, z, turn))
        sub = height[np.ix_(ix, iz)].ravel()
        sub[ok] = np.maximum(sub[ok], top[ok] + rest)
        height[np.ix_(ix, iz)] = sub.reshape(len(ix), len(iz))

    def env(d):
        """A pale studio with a window-like softbox and a long strip of light."""
        up = np.clip(d[1] * 0.5 + 0.5, 0, 1)
        col = np.array([[0.50], [0.58], [0.66]], dtype=F) * (0.35 + 0.65 * up)
        for c, wx, wy, power in ((np.array([-0.52, 0.72, -0.46]), 0.30, 0.24, 9.0), (np.array([0.75, 0.5, 0.42]), 0.10, 0.42, 3.0)):
            c = c / np.linalg.norm(c)
            a = np.cross([0, 1, 0], c)
            a /= np.linalg.norm(a)
            b = np.cross(c, a)
            k = (c[:, None] * d).sum(0)
            u, v = (a[:, None] * d).sum(0) / np.maximum(k, 1e-3), (b[:, None] * d).sum(0) / np.maximum(k, 1e-3)
            soft = np.clip((wx - np.abs(u)) / 0.04, 0, 1) * np.clip((wy - np.abs(v)) / 0.04, 0, 1) * (k > 0)
            bars = 1 - 0.75 * ((np.abs(u) < 0.012) | (np.abs(v) < 0.012)) if power > 5 else 1
            col = col + power * soft * bars * np.array([[1.0], [0.98], [0.94]])
        return col.astype(F)

    cam = Camera((0.6, 4.6, 8.6), (0.15, 0.35, -0.55), 36, 8.75, 0.16, w, h)
    sc = Scene(solids, cam, ((-9, 10, -8), (5.5, 0, 0), (0, 1.5, 5.5)), (1.18, 1.12, 1.02), (0.46, 0.52, 0.60), 1.4, 64, env, 7, 3.5)
    return develop(sc.render(), 0.86, bloom=0.25, vignette=0.45, grain=0.005, seed=3)


def sitter(solids, x, y, z, i, toward=-1, mono=False, scale=1.0):
    """A seated person; toward = -1 looks to -z (we see the back), 1 faces us."""
    suits = ["#1B222B", "#26303B", "#3A3A40", "#20303F", "#46505A", "#2C2622", "#14181E", "#5A5F66"]
    if not mono:
        suits += ["#23405E", "#7A2E2A", "#BFC6CC", "#2E5E58", "#8B7B63", "#E2E4E6", "#3C3558"]
    if mono:
        suits = suits[:7] + ["#4A4A4C", "#3C3A38"]
    skins = ["#C99C7C", "#E0B697", "#8A5A3C", "#6B4430", "#D4A987", "#A97350", "#4F3222"]
    hairs = ["#17120E", "#241A12", "#3B2A1C", "#0F0E0E", "#6E665E", "#A8A29A", "#54402A"]
    if mono:
        hairs = hairs[:4] + ["#2A2019", "#1C1612", "#57504A"]
    h1, h2, h3, h4 = (hash01(i * 13.7 + k * 5.31) for k in range(4))
    suit, skin, hair = suits[int(h1 * len(suits))], skins[int(h2 * len(skins))], hairs[int(h3 * len(hairs))]
    lean = rot("y", (h4 - 0.5) * 36) @ rot("z", (h3 - 0.5) * 10)
    k = scale * (0.94 + 0.12 * h2)

    def put(cls, off, *a, **kw):
        o = lean @ (np.array(off, dtype=F) * k * np.array([1, 1, -toward], dtype=F))
        extra = kw.pop("turn", np.eye(3, dtype=F))
        solids.append(cls((x + o[0], y + o[1], z + o[2]), *a, turn=lean @ extra, **kw))

    put(Ball, (0, 0.27, 0), (0.215 * k, 0.34 * k, 0.135 * k), col=suit)
    put(Capsule, (0, 0.47, 0.0), 0.27 * k, 0.085 * k, col=suit)
    for sgn in (-1, 1):
        arm = rot("z", sgn * 72) if toward < 0 else rot("z", sgn * 76)
        put(Capsule, (sgn * 0.215, 0.33, -0.03), 0.26 * k, 0.058 * k, col=suit, turn=arm)
        put(Capsule, (sgn * 0.20, 0.20, -0.20), 0.24 * k, 0.047 * k, col=suit, turn=rot("y", 90))
    put(Capsule, (0, 0.58, 0), 0.06 * k, 0.055 * k, col=skin, turn=rot("z", 90))
    nod = (h1 - 0.5) * 0.05
    put(Ball, (nod, 0.735, -0.02), (0.078 * k, 0.108 * k, 0.092 * k), col=skin)
    if h4 > 0.06:
        drop = 0.05 if (h2 > 0.62 and not mono) or h2 > 0.85 else 0.0
        put(Ball, (nod, 0.755 - drop, 0.012), (0.087 * k, (0.104 + drop) * k, 0.093 * k), col=hair, gloss=0.5)
    if toward > 0:   # shirt front
        put(Ball, (0, 0.42, -0.085), (0.055 * k, 0.12 * k, 0.06 * k), col="#E4E4E2")
    for sgn in (-1, 1):
        put(Ball, (nod + sgn * 0.081, 0.73, -0.005), (0.012 * k, 0.026 * k, 0.018 * k), col=skin)


def wood(dark, light, along=0, fine=1.0):
    a, b = rgb(dark), rgb(light)

    def tex(s, lp, p):
        u, v, w = p[along], p[1] if along != 1 else p[0], p[2] if along != 2 else p[0]
        n = wave_noise(u * 0.7, (v + w) * 9 * fine, 1.0) * 0.6 + 0.4 * wave_noise(u * 2.1, (v - w) * 27 * fine, 4.0)
        return a[:, None] + (b - a)[:, None] * np.clip(n, 0, 1)

    return tex


def slats(dark, light, pitch, axis=0):
    a, b = rgb(dark), rgb(light)

    def tex(s, lp, p):
        u = (p[axis] / pitch) % 1
        k = np.floor(p[axis] / pitch)
        tone = 0.75 + 0.25 * np.sin(k * 12.9898) ** 2
        edge = np.clip(np.minimum(u, 1 - u) / 0.12, 0, 1)
        g = wave_noise(p[1] * 1.2, p[axis] * 11, 2.0) * 0.5 + 0.5
        return (a[:, None] + (b - a)[:, None] * (edge * tone * g))

    return tex


def stage_people(solids, y, z, xs, mono):
    for j, x in enumerate(xs):
        sitter(solids, x, y, z, 900 + j * 7, toward=1, mono=mono)


def conference_room(scale=1.0):
    """1961: a chamber seen from the gallery, in the tones of an old print."""
    w, h = int(1600 * scale), int(1000 * scale)
    s = []
    carpet = lambda o, lp, p: o.col[:, None] * (0.85 + 0.3 * wave_noise(p[0] * 3, p[2] * 3))
    s.append(Box((0, -0.5, -10), (14, 0.5, 22), col="#5B5B58", tex=carpet))
    # back wall: tall wooden slats, a pale panel behind the dais
    s.append(Box((0, 4, -17.5), (14, 5, 0.5), col="#8A7458", tex=slats("#2B2118", "#A08662", 0.36)))
    s.append(Box((0, 3.2, -16.92), (3.5, 2.5, 0.1), col="#CFC8B8"))
    s.append(Box((0, 3.2, -16.90), (3.34, 2.34, 0.1), col="#B3A68E", tex=slats("#857A66", "#CFC4AC", 0.835)))
    for sx in (-1, 1):            # curtains by the panel
        s.append(Box((sx * 4.7, 3.2, -16.85), (0.85, 3.2, 0.12), col="#D8D4CA", tex=slats("#4C4A45", "#E4E0D6", 0.21)))
        # side walls with the booths of the interpreters
        s.append(Box((sx * 10.5, 4, -8), (0.5, 5, 20), col="#8B8376", tex=slats("#57503F", "#A49678", 0.9, axis=2)))
        s.append(Box((sx * 9.96, 3.3, -8.2), (0.10, 0.72, 7.6), col="#3A352D"))
        for k in range(7):
            z = -14.6 + k * 2.12
            s.append(Box((sx * 9.90, 3.3, z), (0.08, 0.56, 0.93), col="#17191A" if hash01(k + sx * 3) < 0.35 else "#B9B19A", gloss=1.2,
                         emit=0 if hash01(k + sx * 3) < 0.35 else 0.30))
            if hash01(k + sx * 3) >= 0.35:
                for q in (-0.4, 0.35):
                    s.append(Ball((sx * 9.80, 2.84, z + q), (0.05, 0.30, 0.25), col="#2A2723"))
                    s.append(Ball((sx * 9.80, 3.20, z + q + 0.02), (0.05, 0.125, 0.10), col="#5A4A3C"))
                    s.append(Ball((sx * 9.79, 3.25, z + q + 0.02), (0.05, 0.095, 0.105), col="#1C1814"))
    # ceiling with troughs of light
    s.append(Box((0, 8.2, -10), (14, 0.2, 22), col="#B9B4A8"))
    for k in range(8):
        s.append(Box((0, 7.95, -15.6 + k * 3.0), (8.3, 0.09, 0.42), col="#FFF6E0", emit=2.2))
    # the dais
    s.append(Box((0, 0.25, -14.6), (5.2, 0.25, 1.9), col="#6E5A42", tex=wood("#2E2218", "#6B5238")))
    s.append(Box((0, 0.86, -13.55), (4.1, 0.36, 0.08), col="#6E5A42", tex=slats("#3A2B1D", "#8C6E4B", 0.5)))
    s.append(Box((0, 1.24, -13.75), (4.2, 0.03, 0.40), col="#A58B66", gloss=0.6))
    stage_people(s, 1.02, -14.35, [-3.2, -2.1, -1.05, 0, 1.05, 2.1, 3.2], True)
    for j, x in enumerate([-3.2, -2.1, -1.05, 0, 1.05, 2.1, 3.2]):
        s.append(Box((x, 1.33, -13.52), (0.26, 0.065, 0.015), col="#EEECE4"))
        s.append(Box((x, 1.28, -13.8), (0.15, 0.01, 0.11), col="#F2F0EA"))
        s.append(Box((x, 1.40, -15.0), (0.27, 0.48, 0.05), col="#4A3A2C"))
    # the lectern
    s.append(Box((0, 0.72, -12.3), (0.42, 0.62, 0.28), col="#6E5A42", tex=wood("#3A2B1D", "#86683F", along=1)))
    s.append(Box((0, 1.37, -12.35), (0.48, 0.03, 0.32), col="#A58B66"))
    for q in (-0.12, 0.12):
        s.append(Capsule((q, 1.55, -12.3), 0.3, 0.012, col="#181818", turn=rot("z", 90)))
        s.append(Ball((q, 1.72, -12.3), (0.03, 0.045, 0.03), col="#202020"))
    # rows of desks
    i = 0
    for row in range(9):
        z = -10.3 + row * 1.62
        yb = row * 0.10
        s.append(Box((0, yb / 2 - 0.01, z + 0.25), (8.7, yb / 2 + 0.01, 0.81), col="#5B5B58", tex=carpet))
        for lo, hi in ((-7.9, -3.0), (-2.1, 2.1), (3.0, 7.9)):
            mid, half = (lo + hi) / 2, (hi - lo) / 2
            s.append(Box((mid, yb + 0.74, z), (half, 0.025, 0.27), col="#B59A72", gloss=0.7, tex=wood("#6B5233", "#C2A274")))
            s.append(Box((mid, yb + 0.36, z - 0.20), (half, 0.36, 0.03), col="#6B5233", tex=wood("#3A2A1A", "#80623E")))
            seats = max(3, int(round((hi - lo) / 0.98)))
            for q in range(seats):
                i += 1
                x = lo + (q + 0.5) * (hi - lo) / seats
                zz = z + 0.52
                s.append(Box((x, yb + 0.62, zz + 0.26), (0.25, 0.28, 0.04), col="#3B332B"))
                s.append(Box((x, yb + 0.44, zz), (0.25, 0.04, 0.25), col="#3B332B"))
                s.append(Box((x, yb + 0.81, z - 0.21), (0.19, 0.05, 0.012), col="#E9E6DC"))
                if hash01(i * 3.1) < 0.82:
                    sitter(s, x + (hash01(i) - 0.5) * 0.12, yb + 0.47, zz + 0.02, i, mono=True)
                for r in range(1 + int(hash01(i * 9.1) * 3)):
                    s.append(Box((x + (hash01(i + r * 4.4) - 0.5) * 0.44, yb + 0.770 + 0.004 * r, z + (hash01(i * 2 + r) - 0.4) * 0.2), (0.105, 0.004, 0.148),
                                 turn=rot("y", (hash01(i * 5 + r) - 0.5) * 50), col="#F4F2EC"))
                if hash01(i * 8.3) < 0.6:
                    s.append(Capsule((x + 0.3, yb + 0.86, z - 0.1), 0.2, 0.009, col="#161616", turn=rot("z", 90)))
                    s.append(Ball((x + 0.3, yb + 0.98, z - 0.1), (0.024, 0.034, 0.024), col="#1C1C1C"))
    # two people standing in the aisle
    for x, z, ky in ((-2.55, -7.2, 1.05), (2.6, -9.3, 0.95)):
        sitter(s, x, 0.85, z, 51 + int(x * 10), mono=True)
        for q in (-0.08, 0.08):
            s.append(Capsule((x + q, 0.48, z), 0.75, 0.085, col="#1E1E20", turn=rot("z", 90)))

    def env(d):
        return np.tile(np.array([[0.30], [0.29], [0.27]], dtype=F), d.shape[1])

    cam = Camera((1.7, 4.55, 6.6), (0.1, 1.15, -9.2), 56, 15.5, 0.020, w, h)
    sc = Scene(s, cam, ((-7, 7.7, -15), (14, 0, 0), (0, 0, 17)), (0.95, 0.95, 0.95), (0.36, 0.36, 0.36), 1.3, 25, env, 61, 2.4)
    tones = ((0.055, 0.045, 0.035), (0.49, 0.455, 0.405), (0.965, 0.94, 0.885))
    return develop(sc.render(), 2.15, bloom=0.35, vignette=0.75, grain=0.038, seed=61, mono=tones, softness=0.7)


def meeting_hall(scale=1.0):
    """2019: a modern hall from a seat in the middle, with a shallow depth of field."""
    w, h = int(1600 * scale), int(1000 * scale)
    s = []
    carpet = lambda o, lp, p: o.col[:, None] * (0.85 + 0.3 * wave_noise(p[0] * 3, p[2] * 3))
    s.append(Box((0, -0.5, -8), (16, 0.5, 20), col="#2F4258", tex=carpet))
    s.append(Box((0, 4, -15.5), (16, 5, 0.5), col="#C9B08A", tex=slats("#5E4A34", "#BFA486", 0.31)))
    def panel(o, lp, p):          # rows of seats, as on the cover, in two blues
        r = np.sqrt(p[0] ** 2 + (p[1] - 0.9) ** 2)
        ring = np.clip(np.sin(r * 2 * math.pi / 0.52) * 4 - 1.6, 0, 1) * (r > 0.9) * (r < 3.1) * (np.abs(np.abs(np.arctan2(p[0], p[1] - 0.9)) - 0.62) > 0.12 / r)
        return o.col[:, None] * (0.62 + 0.2 * np.clip(p[1] / 4, 0, 1) + 0.20 * ring)

    s.append(Box((0, 1.9, -14.96), (3.9, 2.4, 0.06), col="#1F6FA8", tex=panel))
    def slide(o, lp, p):
        u, v = lp[0] / o.half[0], lp[1] / o.half[1]
        col = np.tile(rgb("#F4F8FB")[:, None], p.shape[1])
        paint = lambda k, c: np.copyto(col, np.tile(rgb(c)[:, None], p.shape[1]), where=k[None])
        paint(v > 0.62, "#0B3C5D")
        paint((v > 0.74) & (v < 0.84) & (u > -0.85) & (u < 0.1), "#FFFFFF")
        for k, hgt in enumerate((0.25, 0.42, 0.38, 0.66, 0.9, 1.05)):
            x = -0.72 + k * 0.25
            paint((u > x) & (u < x + 0.15) & (v > -0.75) & (v < -0.75 + hgt), "#1F6FA8" if k < 5 else "#D98E04")
        paint((v > -0.78) & (v < -0.75) & (u > -0.8) & (u < 0.82), "#5B6670")
        return col

    for sx in (-1, 1):
        s.append(Box((sx * 5.9, 3.55, -14.9), (1.78, 1.08, 0.05), col="#15181B"))
        s.append(Box((sx * 5.9, 3.55, -14.87), (1.70, 1.00, 0.05), col="#F4F8FB", emit=1.05, tex=slide))
        s.append(Box((sx * 11.5, 4, -8), (0.5, 5, 20), col="#D9D3C6", tex=slats("#A49678", "#DCCFB4", 1.1, axis=2)))
        for k in range(6):
            s.append(Box((sx * 10.97, 3.5, -13.2 + k * 2.2), (0.06, 0.62, 0.98), col="#FFE9BE" if k % 3 else "#8FB4CC", emit=0.75 if k % 3 else 0.35))
    s.append(Box((0, 6.9, -8), (16, 0.2, 20), col="#E6E6E2", emit=0.42))
    for k in range(7):
        for sx in (-6.6, -2.2, 2.2, 6.6):
            s.append(Box((sx, 6.68, -13.4 + k * 2.7), (1.5, 0.05, 0.13), col="#FFF7E8", emit=3.2))
    # podium table
    s.append(Box((0, 0.2, -13.3), (5.2, 0.2, 1.5), col="#7A5A36", tex=wood("#3E2B18", "#7A5A36")))
    s.append(Box((0, 0.80, -12.35), (4.2, 0.38, 0.06), col="#B98F58", tex=wood("#8A6439", "#C79C63")))
    s.append(Box((0, 1.20, -12.55), (4.3, 0.03, 0.38), col="#D9B67F", gloss=0.6))
    xs = [-3.2, -1.9, -0.65, 0.65, 1.9, 3.2]
    stage_people(s, 0.90, -13.1, xs, False)
    for x in xs:
        s.append(Box((x, 1.29, -12.32), (0.26, 0.065, 0.015), col="#F3F4F4"))
        s.append(Capsule((x + 0.3, 1.36, -12.45), 0.24, 0.01, col="#161616", turn=rot("z", 90)))
    i = 300
    for row in range(8):
        z = -9.6 + row * 1.55
        for lo, hi in ((-9.2, -4.9), (-4.0, 4.0), (4.9, 9.2)):
            mid, half = (lo + hi) / 2, (hi - lo) / 2
            s.append(Box((mid, 0.74, z), (half, 0.022, 0.29), col="#D2AC76", gloss=1.0, tex=wood("#A97F4C", "#D9B380")))
            s.append(Box((mid, 0.37, z - 0.22), (half, 0.36, 0.02), col="#B98F58", tex=wood("#8A6439", "#C09560")))
            seats = int(round((hi - lo) / 0.86))
            for q in range(seats):
                i += 1
                x = lo + (q + 0.5) * (hi - lo) / seats
                zz = z + 0.56
                s.append(Box((x, 0.63, zz + 0.27), (0.23, 0.23, 0.03), col="#234A6B", gloss=0.3))
                s.append(Box((x, 0.45, zz), (0.23, 0.04, 0.25), col="#234A6B"))
                s.append(Box((x, 0.815, z - 0.2), (0.17, 0.05, 0.01), col="#EEF1F3"))
                blocked = z > -0.4 and abs(x - 0.9) < 0.55
                if hash01(i * 3.1) < 0.84 and not blocked:
                    sitter(s, x + (hash01(i) - 0.5) * 0.12, 0.47, zz + 0.02, i)
                kind = hash01(i * 6.7)
                if kind < 0.42:      # a laptop
                    s.append(Box((x, 0.772, z + 0.04), (0.165, 0.008, 0.115), col="#9AA0A6", gloss=0.6))
                    s.append(Box((x, 0.875, z - 0.10), (0.165, 0.105, 0.006), turn=rot("x", -14), col="#DCEBF7", emit=0.8))
                else:
                    for r in range(2):
                        s.append(Box((x + (hash01(i + r * 4.4) - 0.5) * 0.36, 0.768 + 0.004 * r, z + (hash01(i * 2 + r) - 0.4) * 0.2), (0.105, 0.004, 0.148),
                                     turn=rot("y", (hash01(i * 5 + r) - 0.5) * 50), col="#F6F6F4"))
                s.append(Capsule((x + 0.3, 0.88, z - 0.08), 0.24, 0.010, col="#14171A", turn=rot("z", 78)))
                s.append(Ball((x + 0.325, 1.01, z - 0.08), (0.02, 0.034, 0.02), col="#14171A"))
                if hash01(i * 4.9) < 0.2:
                    s.append(Ball((x + 0.325, 1.05, z - 0.08), (0.022, 0.012, 0.022), col="#FF3A20", emit=1.6))
                if hash01(i * 7.9) < 0.35:   # a bottle of water
                    s.append(Capsule((x - 0.3, 0.86, z), 0.13, 0.032, col="#BFD9E6", gloss=2.0, turn=rot("z", 90)))
                    s.append(Capsule((x - 0.3, 0.985, z), 0.03, 0.014, col="#1F6FA8", turn=rot("z", 90)))

    def env(d):
        up = np.clip(d[1], 0, 1)
        return (np.array([[0.42], [0.41], [0.39]], dtype=F) + np.array([[1.1], [1.05], [0.95]], dtype=F) * (up > 0.55) * (np.sin(d[2] / np.maximum(d[1], 0.1) * 16) > 0.55)).astype(F)

    cam = Camera((1.15, 2.15, 4.3), (-0.35, 1.35, -8.0), 54, 9.4, 0.034, w, h)
    sc = Scene(s, cam, ((-8, 6.5, -13), (16, 0, 0), (0, 0, 18)), (0.92, 0.88, 0.80), (0.36, 0.37, 0.39), 1.3, 36, env, 19, 2.2)
    return develop(sc.render(), 1.12, bloom=0.35, vignette=0.42, grain=0.008, seed=19)


PICTURES = {"pills": pills, "conference-room-1961": conference_room, "meeting-2019": meeting_hall}

if __name__ == "__main__":
    scale = float(os.environ.get("SCALE", "1"))
    for name in sys.argv[1:] or PICTURES:
        save(PICTURES[name](scale), name)
