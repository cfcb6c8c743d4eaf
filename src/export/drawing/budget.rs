//! What drawing takes, counted on the tree before anything is drawn: points, pixels and memory, in
//! the resolution of the rasters that go with a drawing. The walk is that of the renderer (resvg).

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::filter::{Filter, Kind};
use resvg::usvg::{self, Group, Node, Paint};

/// Pixels along the longer side of a drawing, for which is counted: a page at 150 dpi.
const LONG_SIDE: f32 = 2_000.0;
/// How much finer filters are drawn for the PDF: 4 px for a point.
const FILTER_SCALE: f32 = 1.7;
/// How far from its origin anything may be drawn, in those pixels. Drawing counts in small fractions
/// of a pixel with 32 bits.
const MAX_EXTENT: f32 = 1e6;
/// Most pixels in memory at one time beside the picture: layers in layers, tiles of patterns.
const MAX_HELD: f64 = 64e6;
/// Most pixels of layers, masks, clips and tiles together.
const MAX_LAYERS: f64 = 600e6;
/// Most pixels that are filled, those of gradients, patterns and images counted by what they take.
const MAX_FILLED: f64 = 2e9;
/// Most lines that edges of shapes cross.
const MAX_EDGES: f64 = 100e6;
/// Most dashes.
const MAX_DASHES: f64 = 100_000.0;
/// Most steps of work of filters; one takes about a nanosecond.
const MAX_FILTERS: f64 = 3e9;
/// Most pixels that one filter keeps as results of its steps.
const MAX_RESULTS: f64 = 50e6;
/// Most filter steps in a drawing.
const MAX_STEPS: usize = 100;

/// What a drawing has too much of, to be said after "it has".
pub(super) type Excess = String;

/// Holds a tree against the bounds.
pub(super) fn check(tree: &usvg::Tree) -> Result<(), Excess> {
    let size = tree.size();
    let scale = LONG_SIDE / size.width().max(size.height());
    let canvas = (size.width() * scale, size.height() * scale);
    let mut budget = Budget { canvas, ..Budget::default() };
    budget.children(tree.root(), Transform::from_scale(scale, scale))
}

#[derive(Default)]
struct Budget {
    /// Width and height of the picture.
    canvas: (f32, f32),
    held: f64,
    layers: f64,
    filled: f64,
    edges: f64,
    dashes: f64,
    filters: f64,
    steps: usize,
}

impl Budget {
    /// Recursion is as deep as elements are nested, through references, which is bounded.
    fn children(&mut self, group: &Group, ts: Transform) -> Result<(), Excess> {
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(inner, ts)?,
                Node::Path(path) => self.path(path, ts)?,
                Node::Image(image) => {
                    let area = self.seen(image.bounding_box(), ts)?;
                    self.fill(area, 20.0)?;
                }
                Node::Text(text) => self.group(text.flattened(), ts)?,
            }
        }
        Ok(())
    }

    fn group(&mut self, group: &Group, ts: Transform) -> Result<(), Excess> {
        let ts = ts.pre_concat(group.transform());
        check_transform(ts)?;
        if !group.should_isolate() {
            return self.children(group, ts);
        }
        let area = self.layer(group.layer_bounding_box().to_rect(), ts)?;
        self.hold(area)?;
        self.children(group, ts)?;
        for filter in group.filters() {
            self.filter(filter, area, ts)?;
        }
        if let Some(clip) = group.clip_path() {
            self.clip(clip, area, ts)?;
        }
        if let Some(mask) = group.mask() {
            self.mask(mask, area, ts)?;
        }
        self.held -= area;
        Ok(())
    }

    fn clip(&mut self, clip: &usvg::ClipPath, area: f64, ts: Transform) -> Result<(), Excess> {
        self.hold(area)?;
        self.clip_children(clip.root(), area, ts.pre_concat(clip.transform()))?;
        if let Some(outer) = clip.clip_path() {
            self.clip(outer, area, ts)?;
        }
        self.held -= area;
        Ok(())
    }

    fn clip_children(&mut self, group: &Group, area: f64, ts: Transform) -> Result<(), Excess> {
        for node in group.children() {
            match node {
                Node::Path(path) => self.path(path, ts)?,
                Node::Text(text) => self.clip_children(text.flattened(), area, ts)?,
                Node::Image(_) => {}
                Node::Group(inner) => {
                    let ts = ts.pre_concat(inner.transform());
                    check_transform(ts)?;
                    if let Some(clip) = inner.clip_path() {
                        self.hold(area)?;
                        self.clip(clip, area, ts)?;
                        self.held -= area;
                    }
                    self.clip_children(inner, area, ts)?;
                }
            }
        }
        Ok(())
    }

    fn mask(&mut self, mask: &usvg::Mask, area: f64, ts: Transform) -> Result<(), Excess> {
        self.hold(area)?;
        self.children(mask.root(), ts)?;
        if let Some(outer) = mask.mask() {
            self.mask(outer, area, ts)?;
        }
        self.held -= area;
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path, ts: Transform) -> Result<(), Excess> {
        if !path.is_visible() {
            return Ok(());
        }
        let area = self.seen(path.stroke_bounding_box(), ts)?;
        let paints = [path.fill().map(usvg::Fill::paint), path.stroke().map(usvg::Stroke::paint)];
        for paint in paints.into_iter().flatten() {
            let cost = match paint {
                Paint::Color(_) => 1.0,
                Paint::LinearGradient(_) | Paint::RadialGradient(_) => 5.0,
                Paint::Pattern(pattern) => {
                    self.pattern(pattern, ts)?;
                    20.0
                }
            };
            self.fill(area, cost)?;
        }
        let (edges, length) = self.edges_of(path.data(), ts);
        // A stroke has two sides.
        let sides = f64::from(u8::from(path.fill().is_some()))
            + 2.0 * f64::from(u8::from(path.stroke().is_some()));
        self.edges += edges * sides;
        if let Some(dashes) = path.stroke().and_then(usvg::Stroke::dasharray) {
            let period: f64 = dashes.iter().copied().map(f64::from).sum();
            self.dashes += length / period.max(1e-9) * count(dashes.len());
        }
        at_most(self.dashes, MAX_DASHES, "dashes")?;
        at_most(self.edges, MAX_EDGES, "lines of pixels that its edges cross")
    }

    /// The lines of pixels that the edges of a path cross, and its length in its own unit.
    fn edges_of(&self, path: &resvg::tiny_skia::Path, ts: Transform) -> (f64, f64) {
        let (mut edges, mut length) = (0.0, 0.0);
        let (mut start, mut last) = (Point::zero(), Point::zero());
        for segment in path.segments() {
            let mut to = |points: &[Point]| {
                for point in points {
                    length += f64::from(point.distance(last));
                    edges += self.lines_between(last, *point, ts);
                    last = *point;
                }
            };
            match segment {
                PathSegment::MoveTo(point) => (start, last) = (point, point),
                PathSegment::LineTo(point) => to(&[point]),
                PathSegment::QuadTo(by, point) => to(&[by, point]),
                PathSegment::CubicTo(by, and, point) => to(&[by, and, point]),
                PathSegment::Close => to(&[start]),
            }
        }
        (edges, length)
    }

    fn lines_between(&self, from: Point, to: Point, ts: Transform) -> f64 {
        let mut points = [from, to];
        ts.map_points(&mut points);
        let [from, to] = points.map(|point| point.y.clamp(0.0, self.canvas.1));
        f64::from((from - to).abs()) + 1.0
    }

    fn pattern(&mut self, pattern: &usvg::Pattern, ts: Transform) -> Result<(), Excess> {
        let moved = ts.pre_concat(pattern.transform());
        check_transform(moved)?;
        let (across, down) = moved.get_scale();
        let rect = pattern.rect();
        let (width, height) = (rect.width() * across, rect.height() * down);
        let area = f64::from(width) * f64::from(height);
        let fits = area <= MAX_HELD && width <= MAX_EXTENT && height <= MAX_EXTENT;
        if !fits {
            return Err(format!("a pattern with a tile of {width:.0} by {height:.0} pixels"));
        }
        self.hold(area)?;
        // A tile is a picture of its own, but its layers may be as large as those of the drawing.
        self.children(pattern.root(), Transform::from_scale(across, down))?;
        self.held -= area;
        Ok(())
    }

    fn filter(&mut self, filter: &Filter, layer: f64, ts: Transform) -> Result<(), Excess> {
        self.steps += filter.primitives().len();
        if self.steps > MAX_STEPS {
            return Err(format!("more than {MAX_STEPS} filter steps"));
        }
        let finer = f64::from(FILTER_SCALE) * f64::from(FILTER_SCALE);
        let area = self.layer(filter.rect().to_rect(), ts)?.min(layer) * finer;
        at_most(
            area * (1.0 + count(filter.primitives().len())),
            MAX_RESULTS,
            "pixels that a filter keeps",
        )?;
        let (across, down) = ts.get_scale();
        let scale = f64::from(across.max(down) * FILTER_SCALE);
        for step in filter.primitives() {
            self.filters += area * cost(step.kind(), scale);
            if let Kind::Image(image) = step.kind() {
                self.children(image.root(), ts)?;
            }
            at_most(self.filters, MAX_FILTERS, "steps of work on the pixels of filters")?;
        }
        Ok(())
    }

    /// Pixels of the picture that something covers.
    fn seen(&self, rect: usvg::Rect, ts: Transform) -> Result<f64, Excess> {
        self.within(rect, ts, 0.0)
    }

    /// Pixels of a layer: the renderer makes it at most five times as wide and high as the picture.
    fn layer(&self, rect: usvg::Rect, ts: Transform) -> Result<f64, Excess> {
        self.within(rect, ts, 2.0)
    }

    fn within(&self, rect: usvg::Rect, ts: Transform, around: f32) -> Result<f64, Excess> {
        let Some(rect) = rect.transform(ts) else {
            return Err("something that is drawn at no place".to_owned());
        };
        let edges = [rect.left(), rect.top(), rect.right(), rect.bottom()];
        if !edges.iter().all(|edge| edge.abs() <= MAX_EXTENT) {
            return Err("something that is drawn far outside of it, or much larger than it".into());
        }
        let (width, height) = self.canvas;
        let wide = rect.right().min(width * (1.0 + around)) - rect.left().max(-width * around);
        let high = rect.bottom().min(height * (1.0 + around)) - rect.top().max(-height * around);
        Ok(f64::from(wide.max(0.0) + 4.0) * f64::from(high.max(0.0) + 4.0))
    }

    fn hold(&mut self, area: f64) -> Result<(), Excess> {
        self.held += area;
        self.layers += area;
        at_most(self.held, MAX_HELD, "pixels of layers in layers")?;
        at_most(self.layers, MAX_LAYERS, "pixels of layers, masks, clips and patterns")
    }

    fn fill(&mut self, area: f64, cost: f64) -> Result<(), Excess> {
        self.filled += area * cost;
        at_most(self.filled, MAX_FILLED, "pixels that are filled, over one another")
    }
}

fn at_most(number: f64, bound: f64, what: &str) -> Result<(), Excess> {
    // Written so that what is no number is too much.
    if number <= bound { Ok(()) } else { Err(format!("more than {bound} {what}")) }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of elements")]
fn count(number: usize) -> f64 {
    number as f64
}

fn check_transform(ts: Transform) -> Result<(), Excess> {
    if [ts.sx, ts.kx, ts.ky, ts.sy, ts.tx, ts.ty].iter().all(|part| part.abs() <= MAX_EXTENT) {
        Ok(())
    } else {
        Err(format!("a transform that moves or enlarges by more than {MAX_EXTENT}"))
    }
}

/// Work of a filter step for a pixel, about a nanosecond each. Steps keep and convert their input.
fn cost(kind: &Kind, scale: f64) -> f64 {
    const COPY: f64 = 15.0;
    let own = match kind {
        Kind::Turbulence(it) => 150.0 * f64::from(it.num_octaves()),
        Kind::ConvolveMatrix(it) => {
            9.0 * f64::from(it.matrix().columns()) * f64::from(it.matrix().rows())
        }
        Kind::Morphology(it) => {
            let across = (f64::from(it.radius_x().get()) * scale).ceil() * 2.0;
            let down = (f64::from(it.radius_y().get()) * scale).ceil() * 2.0;
            across.max(1.0) * down.max(1.0) * 1.5
        }
        Kind::GaussianBlur(it) => blur(it.std_dev_x().get().min(it.std_dev_y().get()), scale),
        Kind::DropShadow(it) => blur(it.std_dev_x().get().min(it.std_dev_y().get()), scale),
        Kind::DiffuseLighting(_) | Kind::SpecularLighting(_) => 150.0,
        Kind::DisplacementMap(_) | Kind::ComponentTransfer(_) | Kind::ColorMatrix(_) => 20.0,
        Kind::Blend(_)
        | Kind::Composite(_)
        | Kind::Flood(_)
        | Kind::Image(_)
        | Kind::Merge(_)
        | Kind::Offset(_)
        | Kind::Tile(_) => 10.0,
    };
    COPY + own
}

/// Narrow blurs are drawn by another method, which takes longer.
fn blur(deviation: f32, scale: f64) -> f64 {
    if f64::from(deviation) * scale < 5.0 { 270.0 } else { 150.0 }
}
