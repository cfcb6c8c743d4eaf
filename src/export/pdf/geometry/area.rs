//! Rectangles on a sheet, in points from its upper left corner, with y running down.

use typst::layout::{Abs, Point, Transform};

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The smallest upright rectangle around a transformed one.
    pub(super) fn transformed(self, by: Transform) -> Self {
        let corner = |x: f64, y: f64| {
            let at = Point::new(Abs::pt(x), Abs::pt(y)).transform(by);
            (at.x.to_pt(), at.y.to_pt())
        };
        let corners = [
            corner(self.left, self.top),
            corner(self.right, self.top),
            corner(self.left, self.bottom),
            corner(self.right, self.bottom),
        ];
        let mut area = Self { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
        for (x, y) in corners {
            area.left = area.left.min(x);
            area.right = area.right.max(x);
            area.top = area.top.min(y);
            area.bottom = area.bottom.max(y);
        }
        area
    }

    /// Width and height of what two rectangles have in common; negative where they stand apart.
    pub(super) fn common(&self, other: &Self) -> (f64, f64) {
        (
            self.right.min(other.right) - self.left.max(other.left),
            self.bottom.min(other.bottom) - self.top.max(other.top),
        )
    }

    /// What two rectangles have in common.
    pub(super) fn within(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// How far a rectangle reaches beyond this one, on the side where it reaches furthest.
    pub(super) fn excess(&self, inner: &Self) -> f64 {
        (self.left - inner.left)
            .max(inner.right - self.right)
            .max(self.top - inner.top)
            .max(inner.bottom - self.bottom)
    }
}
