//! Rectangles, paths, and clips made of them: what of a page can be seen where text and images are
//! shown (ISO 32000-1, 8.5.4).
//!
//! Knows nothing of text; `placing.rs` asks for the points of a letter.

use std::sync::Arc;

use lopdf::Object;

use super::content::Matrix;
use super::file::number;

/// In how many straight parts a curve is divided.
const PARTS: u32 = 8;

/// How many corners a path that clips may have, and how many such paths are held at a time. Of
/// larger ones the smallest rectangle around them counts.
const MAX_CORNERS: usize = 1_000;
const MAX_OUTLINES: usize = 16;

/// How many sides of paths are looked at for all letters of a file. Then rectangles alone count.
const MAX_SIDES: usize = 100_000_000;

/// Where a letter is looked at, in shares of its width and of its height.
const SAMPLES: [f64; 3] = [0.1, 0.5, 0.9];

/// A rectangle on a page, in points from the lower left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) low: f64,
    pub(super) right: f64,
    pub(super) high: f64,
}

impl Area {
    /// A rectangle that holds nothing.
    pub(super) const NOTHING: Self = Self {
        left: f64::INFINITY,
        low: f64::INFINITY,
        right: f64::NEG_INFINITY,
        high: f64::NEG_INFINITY,
    };

    pub(super) const EVERYTHING: Self = Self {
        left: f64::NEG_INFINITY,
        low: f64::NEG_INFINITY,
        right: f64::INFINITY,
        high: f64::INFINITY,
    };

    /// The smallest one around both.
    pub(super) fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            low: self.low.min(other.low),
            right: self.right.max(other.right),
            high: self.high.max(other.high),
        }
    }

    /// What both have in common; turned inside out if that is nothing.
    pub(super) fn within(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            low: self.low.max(other.low),
            right: self.right.min(other.right),
            high: self.high.min(other.high),
        }
    }

    /// The smallest upright one around corners.
    pub(super) fn of(corners: impl IntoIterator<Item = (f64, f64)>) -> Self {
        corners.into_iter().fold(Self::NOTHING, |area, (x, y)| {
            area.around(Self { left: x, low: y, right: x, high: y })
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        !(self.left <= self.right && self.low <= self.high)
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.right).contains(&x) && (self.low..=self.high).contains(&y)
    }
}

/// How much of something can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Whole,
    Partly,
    Not,
}

/// A path while it is drawn, as polygons on the page.
#[derive(Debug)]
pub(super) struct Path {
    polygons: Vec<Vec<(f64, f64)>>,
    corners: usize,
    bounds: Area,
    /// Where it stands, before the transformation.
    at: (f64, f64),
    /// Whether it will clip, and then whether by the even-odd rule.
    clips: Option<bool>,
}

impl Default for Path {
    fn default() -> Self {
        Self {
            polygons: Vec::new(),
            corners: 0,
            bounds: Area::NOTHING,
            at: (0.0, 0.0),
            clips: None,
        }
    }
}

impl Path {
    /// Follows an operator of path construction, clipping or painting; a clip when the path ends.
    pub(super) fn follow(
        &mut self,
        operator: &str,
        operands: &[Object],
        by: &Matrix,
    ) -> Option<Outline> {
        let value = |index: usize| operands.get(index).and_then(number).unwrap_or(0.0);
        let pair = |index: usize| (value(2 * index), value(2 * index + 1));
        match operator {
            "m" => {
                self.polygons.push(Vec::new());
                self.line(pair(0), by);
            }
            "l" => self.line(pair(0), by),
            "c" => self.curve(pair(0), pair(1), pair(2), by),
            "v" => self.curve(self.at, pair(0), pair(1), by),
            "y" => self.curve(pair(0), pair(1), pair(1), by),
            "re" => {
                let ((x, y), (width, height)) = (pair(0), pair(1));
                self.rectangle([x, y, x + width, y + height], by);
            }
            "W" => self.clips = Some(false),
            "W*" => self.clips = Some(true),
            "n" | "f" | "F" | "f*" | "S" | "s" | "B" | "B*" | "b" | "b*" => {
                let path = std::mem::take(self);
                return path.clips.map(|even_odd| path.outline(even_odd));
            }
            _ => {}
        }
        None
    }

    fn rectangle(&mut self, [left, low, right, high]: [f64; 4], by: &Matrix) {
        self.polygons.push(Vec::new());
        for corner in [(left, low), (right, low), (right, high), (left, high)] {
            self.line(corner, by);
        }
        self.at = (left, low);
    }

    fn line(&mut self, (x, y): (f64, f64), by: &Matrix) {
        self.at = (x, y);
        let corner = by.apply(x, y);
        self.bounds = self.bounds.around(Area::of([corner]));
        self.corners += 1;
        if self.corners <= MAX_CORNERS {
            if self.polygons.is_empty() {
                self.polygons.push(Vec::new());
            }
            self.polygons.last_mut().into_iter().for_each(|polygon| polygon.push(corner));
        }
    }

    fn curve(&mut self, one: (f64, f64), two: (f64, f64), end: (f64, f64), by: &Matrix) {
        let start = self.at;
        for part in 1..=PARTS {
            let t = f64::from(part) / f64::from(PARTS);
            let rest = 1.0 - t;
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                rest.powi(3) * a
                    + 3.0 * rest * rest * t * b
                    + 3.0 * rest * t * t * c
                    + t.powi(3) * d
            };
            let point = (mix(start.0, one.0, two.0, end.0), mix(start.1, one.1, two.1, end.1));
            self.line(point, by);
        }
    }

    fn outline(mut self, even_odd: bool) -> Outline {
        self.polygons.retain(|polygon| !polygon.is_empty());
        let is_rectangle = match self.polygons.as_slice() {
            [polygon] => is_rectangle(polygon),
            _ => false,
        };
        if is_rectangle || self.corners > MAX_CORNERS {
            self.polygons.clear();
        }
        Outline { bounds: self.bounds, polygons: self.polygons, even_odd }
    }
}

/// Whether a polygon is a rectangle whose sides run along those of the page.
fn is_rectangle(polygon: &[(f64, f64)]) -> bool {
    let closed = polygon.len() == 5 && polygon.first() == polygon.last();
    let corners = if closed { &polygon[..4] } else { polygon };
    let near = |one: f64, two: f64| (one - two).abs() < 1e-3;
    let along = |one: (f64, f64), two: (f64, f64)| near(one.0, two.0) || near(one.1, two.1);
    match *corners {
        [a, b, c, d] => {
            // Opposite corners are apart in both directions, or two sides would lie on each other.
            let apart =
                |one: (f64, f64), two: (f64, f64)| !near(one.0, two.0) && !near(one.1, two.1);
            along(a, b) && along(b, c) && along(c, d) && along(d, a) && apart(a, c) && apart(b, d)
        }
        _ => false,
    }
}

/// A path that clips: of a rectangle the bounds alone.
#[derive(Debug)]
pub(super) struct Outline {
    bounds: Area,
    polygons: Vec<Vec<(f64, f64)>>,
    even_odd: bool,
}

impl Outline {
    /// A transformed rectangle, of its left, lower, right and upper side.
    pub(super) fn rectangle(sides: [f64; 4], by: &Matrix) -> Self {
        let mut path = Path::default();
        path.rectangle(sides, by);
        path.outline(false)
    }

    /// Whether a point is inside (ISO 32000-1, 8.5.3.3). Counts the sides it looks at.
    fn holds(&self, (x, y): (f64, f64), looked: &mut usize) -> bool {
        let mut winding = 0_i32;
        for polygon in &self.polygons {
            *looked = looked.saturating_add(polygon.len());
            let next = polygon.iter().cycle().skip(1);
            for (&(x1, y1), &(x2, y2)) in polygon.iter().zip(next) {
                // Sides that cross the ray from the point to the right.
                if (y1 <= y) != (y2 <= y) && x1 + (y - y1) / (y2 - y1) * (x2 - x1) > x {
                    winding += if y1 <= y { 1 } else { -1 };
                }
            }
        }
        if self.even_odd { winding % 2 != 0 } else { winding != 0 }
    }
}

/// The part of a page on which something can be seen.
#[derive(Clone, Debug)]
pub(super) struct Clip {
    pub(super) bounds: Area,
    /// Outlines that are no rectangles.
    outlines: Vec<Arc<Outline>>,
}

impl Default for Clip {
    fn default() -> Self {
        Self { bounds: Area::EVERYTHING, outlines: Vec::new() }
    }
}

impl Clip {
    /// Makes it smaller by a path.
    pub(super) fn cut(&mut self, outline: Outline) {
        self.bounds = self.bounds.within(outline.bounds);
        if !outline.polygons.is_empty() && self.outlines.len() < MAX_OUTLINES {
            self.outlines.push(Arc::new(outline));
        }
    }

    /// How much of a letter can be seen. `point` gives the place on the page of a share of its width
    /// and of its height; `looked` counts the sides of paths that were looked at in the whole file.
    pub(super) fn seen(&self, point: impl Fn(f64, f64) -> (f64, f64), looked: &mut usize) -> Seen {
        if self.bounds == Area::EVERYTHING {
            return Seen::Whole;
        }
        let (mut inside, mut outside) = (false, false);
        for along in SAMPLES {
            for up in SAMPLES {
                let at = point(along, up);
                let is_seen = self.bounds.holds(at)
                    && (*looked >= MAX_SIDES
                        || self.outlines.iter().all(|outline| outline.holds(at, looked)));
                inside |= is_seen;
                outside |= !is_seen;
            }
        }
        match (inside, outside) {
            (true, false) => Seen::Whole,
            (true, true) => Seen::Partly,
            (false, _) => Seen::Not,
        }
    }
}
