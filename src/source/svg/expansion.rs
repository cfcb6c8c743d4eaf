//! What is drawn for what is written: copies by `use`, and masks, clips, markers and patterns, which
//! are drawn anew for each element that names them. The walk is that of the drawing program without
//! its work, so that a file is refused before it is expanded.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};
use simplecss::StyleSheet;

use super::content::is_of_svg;
use super::reference::{Embedded, targets};
use super::{Fault, css, text};
use crate::source::image_file::MAX_PIXELS;

/// Most elements that are drawn, copies included.
const MAX_DRAWN: usize = 250_000;
/// Most corners of paths, copies included.
const MAX_CORNERS: usize = 1_000_000;
/// How deep elements are nested, through references.
const MAX_DEPTH: usize = 64;
/// Most characters that are shaped; see [`text::shaped`].
const MAX_SHAPED: usize = 500_000;
/// Most characters that are drawn, copies included.
const MAX_CHARACTERS: usize = 100_000;
/// Most stops of one gradient, and of all together, counted for each element that it colours.
const MAX_STOPS: (usize, usize) = (1_000, 500_000);
/// Most bytes of a value that every copy of an element has.
const MAX_VALUE: usize = 2_000;
/// Attributes with values that every copy of an element has; others are read once or never.
const COPIED: [&str; 22] = [
    "id",
    "in",
    "in2",
    "result",
    "transform",
    "patternTransform",
    "gradientTransform",
    "fill",
    "stroke",
    "stroke-dasharray",
    "font",
    "font-family",
    "font-variation-settings",
    "filter",
    "mask",
    "clip-path",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
    "text-decoration",
    "viewBox",
];
/// Most bytes of the numbers of a filter step.
const MAX_NUMBERS: usize = 16 << 10;
/// Most steps that looking for circles among references takes (the drawing program compares each
/// element of a mask with all elements of those that it names).
const MAX_COMPARED: usize = 10_000_000;
/// Most gradients, patterns or filters that take from one another in a chain.
const MAX_CHAIN: usize = 32;
/// Elements whose children are drawn where they are named, not where they stand.
const KEPT: [&str; 9] = [
    "defs",
    "symbol",
    "clipPath",
    "mask",
    "pattern",
    "marker",
    "filter",
    "linearGradient",
    "radialGradient",
];
/// Elements on which markers stand.
const LINES: [&str; 4] = ["path", "line", "polyline", "polygon"];
const MARKERS: [&str; 3] = ["marker-start", "marker-mid", "marker-end"];

/// What is said of a property: by nobody, with words, or with the name of an element.
#[derive(Clone, Copy, Default)]
enum Said {
    #[default]
    Nothing,
    Word,
    Element(NodeId),
}

impl Said {
    fn or(self, inherited: Self) -> Self {
        if matches!(self, Self::Nothing) { inherited } else { self }
    }
}

/// Properties that children take from their parents.
#[derive(Clone, Copy, Default)]
struct Inherited {
    fill: Said,
    stroke: Said,
    markers: [Said; 3],
}

/// What the walk needs of an element.
#[derive(Default)]
struct Item {
    own: Inherited,
    /// What is drawn once with it: its mask, clip and filters.
    with: Vec<NodeId>,
    /// What it copies or continues.
    href: Option<NodeId>,
    /// Pixels of the image in it.
    pixels: u64,
    /// Corners of a path.
    corners: usize,
    /// Characters that are shaped for it.
    shaped: usize,
    /// Characters of its text.
    characters: usize,
    /// Stops of the gradient that it is.
    stops: usize,
}

/// Counts what is drawn.
pub(super) fn check<'a>(document: &'a Document<'a>, sheet: &StyleSheet<'a>) -> Result<(), Fault> {
    let walk = Walk::new(document, sheet)?;
    walk.check_circles()?;
    let mut count = Count { walk, total: Total::default(), open: Vec::new() };
    count.visit(document.root_element(), Inherited::default())
}

struct Walk<'a> {
    document: &'a Document<'a>,
    items: HashMap<NodeId, Item>,
}

impl<'a> Walk<'a> {
    fn new(document: &'a Document<'a>, sheet: &StyleSheet<'a>) -> Result<Self, Fault> {
        let mut ids: HashMap<&str, NodeId> = HashMap::new();
        for node in document.descendants() {
            if let Some(id) = node.attribute("id") {
                ids.entry(id).or_insert_with(|| node.id());
            }
        }
        let mut items = HashMap::new();
        let mut embedded = Embedded::default();
        for node in document.descendants().filter(|node| node.is_element() && is_of_svg(*node)) {
            let item = item(node, sheet, &ids, &mut embedded)
                .map_err(|fault| fault.at(node.range().start))?;
            items.insert(node.id(), item);
        }
        Ok(Self { document, items })
    }

    fn node(&self, id: NodeId) -> Option<Node<'a, 'a>> {
        self.document.get_node(id)
    }

    /// Stops of a gradient, or of the one that it takes them from.
    fn stops(&self, id: NodeId) -> usize {
        let mut next = Some(id);
        for _ in 0..=MAX_CHAIN {
            let Some(item) = next.and_then(|id| self.items.get(&id)) else { break };
            if item.stops > 0 {
                return item.stops;
            }
            next = item.href;
        }
        0
    }

    /// Bounds what comparing references costs that the drawing program looks through for circles,
    /// and the length of chains.
    fn check_circles(&self) -> Result<(), Fault> {
        let mut compared = 0_usize;
        for node in self.document.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            if matches!(name, "mask" | "clipPath" | "filter" | "pattern") {
                for inner in node.descendants() {
                    let Some(item) = self.items.get(&inner.id()) else { continue };
                    for named in item.named() {
                        let size = self.node(named).map_or(0, |it| it.descendants().count());
                        compared = compared.saturating_add(size);
                    }
                    compared += 1;
                    if compared > MAX_COMPARED {
                        return Err(Fault::complex(
                            "too many elements in masks, clips and patterns that name one another",
                        )
                        .at(node.range().start));
                    }
                }
            }
            let mut chain = 0;
            let mut next = self.items.get(&node.id()).and_then(|item| item.href);
            while let Some(id) = next.filter(|_| KEPT.contains(&name)) {
                chain += 1;
                if chain > MAX_CHAIN {
                    let excess = format!("a chain of more than {MAX_CHAIN} references");
                    return Err(Fault::complex(excess).at(node.range().start));
                }
                next = self.items.get(&id).and_then(|item| item.href);
            }
        }
        Ok(())
    }
}

impl Item {
    /// Every element that it names.
    fn named(&self) -> impl Iterator<Item = NodeId> {
        let inherited = [self.own.fill, self.own.stroke].into_iter().chain(self.own.markers);
        let inherited = inherited.filter_map(|said| match said {
            Said::Element(id) => Some(id),
            Said::Nothing | Said::Word => None,
        });
        inherited.chain(self.with.iter().copied()).chain(self.href)
    }
}

fn item<'a>(
    node: Node<'a, '_>,
    sheet: &StyleSheet<'a>,
    ids: &HashMap<&str, NodeId>,
    embedded: &mut Embedded,
) -> Result<Item, Fault> {
    let mut item = Item::default();
    let mut said: HashMap<&'static str, (&'a str, bool)> = HashMap::new();
    let mut long = None;
    css::each_property(node, sheet, |name, value, important| {
        let most = match name {
            "values" | "tableValues" | "kernelMatrix" => MAX_NUMBERS,
            _ if COPIED.contains(&name) => MAX_VALUE,
            _ => usize::MAX,
        };
        if value.len() > most {
            long.get_or_insert((super::beginning(name), value.len(), most));
        }
        let names: &[&'static str] = match name {
            "fill" => &["fill"],
            "stroke" => &["stroke"],
            "marker" => &MARKERS,
            "marker-start" => &["marker-start"],
            "marker-mid" => &["marker-mid"],
            "marker-end" => &["marker-end"],
            "mask" => &["mask"],
            "clip-path" => &["clip-path"],
            "filter" => &["filter"],
            _ => return,
        };
        for name in names {
            if said.get(name).is_none_or(|(_, before)| important || !before) {
                said.insert(name, (value, important));
            }
        }
    });
    if let Some((name, length, most)) = long {
        let excess = format!("a value of {length} bytes for `{name}`, more than {most}");
        return Err(Fault::complex(excess));
    }
    let of = |name: &str| said.get(name).map(|(value, _)| *value);
    let first = |name: &str| match of(name) {
        None | Some("inherit" | "context-fill" | "context-stroke") => Said::Nothing,
        Some(value) => {
            let named = targets(value).next().and_then(|id| ids.get(id));
            named.map_or(Said::Word, |id| Said::Element(*id))
        }
    };
    item.own =
        Inherited { fill: first("fill"), stroke: first("stroke"), markers: MARKERS.map(first) };
    for name in ["mask", "clip-path", "filter"] {
        let values = of(name).into_iter().flat_map(targets);
        item.with.extend(values.filter_map(|id| ids.get(id).copied()));
    }
    let name = node.tag_name().name();
    if let Some(href) = node.attributes().find(|attribute| attribute.name() == "href")
        && name != "a"
    {
        let value = href.value().trim();
        item.href = value.strip_prefix('#').and_then(|id| ids.get(id).copied());
        item.pixels = embedded.pixels(value)?.unwrap_or_default();
    }
    item.corners = match name {
        "path" => node.attribute("d").map_or(0, corners),
        "polyline" | "polygon" => {
            node.attribute("points").map_or(0, |list| list.split([' ', ',']).count())
        }
        _ => 2,
    };
    if text::is_text(node) {
        item.shaped = text::shaped(node);
        let words = node.descendants().filter(Node::is_text).filter_map(|it| it.text());
        item.characters = words.map(|it| it.chars().count()).sum();
    }
    if matches!(name, "linearGradient" | "radialGradient") {
        item.stops = node.children().filter(|it| it.tag_name().name() == "stop").count();
        if item.stops > MAX_STOPS.0 {
            let excess = format!("a gradient of {} stops, more than {}", item.stops, MAX_STOPS.0);
            return Err(Fault::complex(excess));
        }
    }
    Ok(item)
}

/// Corners of a path, at most: an arc is drawn in up to eight pieces.
fn corners(data: &str) -> usize {
    let parts = svgtypes::PathParser::from(data).map_while(Result::ok);
    parts
        .map(|part| match part {
            svgtypes::PathSegment::EllipticalArc { .. } => 8,
            _ => 1,
        })
        .sum()
}

struct Count<'a> {
    walk: Walk<'a>,
    total: Total,
    /// Elements in which the walk is.
    open: Vec<NodeId>,
}

/// What was counted.
#[derive(Clone, Copy, Default)]
struct Total {
    drawn: usize,
    pixels: u64,
    corners: usize,
    shaped: usize,
    characters: usize,
    stops: usize,
}

impl Total {
    /// What was counted since then, so many times more.
    fn repeat(&mut self, before: Self, times: usize) {
        let more =
            |now: usize, before: usize| now.saturating_add((now - before).saturating_mul(times));
        self.drawn = more(self.drawn, before.drawn);
        self.corners = more(self.corners, before.corners);
        self.shaped = more(self.shaped, before.shaped);
        self.characters = more(self.characters, before.characters);
        self.stops = more(self.stops, before.stops);
        let wide = u64::try_from(times).unwrap_or(u64::MAX);
        let pixels = (self.pixels - before.pixels).saturating_mul(wide);
        self.pixels = self.pixels.saturating_add(pixels);
    }

    fn add(&mut self, item: &Item) {
        self.drawn = self.drawn.saturating_add(1);
        self.pixels = self.pixels.saturating_add(item.pixels);
        self.corners = self.corners.saturating_add(item.corners);
        self.shaped = self.shaped.saturating_add(item.shaped);
        self.characters = self.characters.saturating_add(item.characters);
    }

    fn check(&self) -> Result<(), Fault> {
        let excess = if self.drawn > MAX_DRAWN {
            format!("more than {MAX_DRAWN} elements with its copies")
        } else if self.corners > MAX_CORNERS {
            format!("paths of more than {MAX_CORNERS} corners with their copies")
        } else if self.pixels > MAX_PIXELS {
            format!(
                "embedded images of more than {MAX_PIXELS} pixels, counted each time they are used"
            )
        } else if self.shaped > MAX_SHAPED {
            format!(
                "text of more than {MAX_SHAPED} characters, counted once for each span of their line"
            )
        } else if self.characters > MAX_CHARACTERS {
            format!("more than {MAX_CHARACTERS} characters of text with their copies")
        } else if self.stops > MAX_STOPS.1 {
            format!("gradients of more than {} stops, counted each time they are used", MAX_STOPS.1)
        } else {
            return Ok(());
        };
        Err(Fault::complex(excess))
    }
}

impl<'a> Count<'a> {
    /// Recursion is as deep as [`MAX_DEPTH`].
    fn visit(&mut self, node: Node<'a, 'a>, inherited: Inherited) -> Result<(), Fault> {
        let Some(item) = self.walk.items.get(&node.id()) else { return Ok(()) };
        let at = node.range().start;
        if self.open.contains(&node.id()) {
            let name = node.tag_name().name();
            return Err(Fault::broken(format!("has an element `{name}` that holds itself")).at(at));
        }
        self.total.add(item);
        self.check(at)?;
        let own = Inherited {
            fill: item.own.fill.or(inherited.fill),
            stroke: item.own.stroke.or(inherited.stroke),
            markers: [0, 1, 2].map(|end| item.own.markers[end].or(inherited.markers[end])),
        };
        let (with, href, corners) = (item.with.clone(), item.href, item.corners);
        self.open.push(node.id());
        if self.open.len() > MAX_DEPTH {
            let excess = format!("elements nested more than {MAX_DEPTH} deep, through references");
            return Err(Fault::complex(excess).at(at));
        }
        let name = node.tag_name().name();
        for id in with {
            self.named(id, Inherited::default(), 1, at)?;
        }
        let is_drawn =
            matches!(name, "rect" | "circle" | "ellipse" | "text" | "tspan" | "textPath")
                || LINES.contains(&name);
        if is_drawn {
            for paint in [own.fill, own.stroke] {
                self.paint(paint, at)?;
            }
        }
        if LINES.contains(&name) {
            let inner = Inherited { fill: own.fill, stroke: own.stroke, ..Inherited::default() };
            for (marker, times) in own.markers.into_iter().zip([1, corners, 1]) {
                if let Said::Element(id) = marker {
                    self.named(id, inner, times, at)?;
                }
            }
        }
        match href {
            Some(id) if name == "use" => self.named(id, own, 1, at)?,
            Some(id) if matches!(name, "feImage" | "pattern" | "tref" | "textPath") => {
                self.named(id, Inherited::default(), 1, at)?;
            }
            Some(_) | None => {}
        }
        for child in node.children() {
            if child.is_element() && !KEPT.contains(&child.tag_name().name()) {
                self.visit(child, own)?;
            }
        }
        self.open.pop();
        Ok(())
    }

    /// Gradients are no elements of their own to the drawing; patterns are.
    fn paint(&mut self, paint: Said, at: usize) -> Result<(), Fault> {
        let Said::Element(id) = paint else { return Ok(()) };
        self.total.stops = self.total.stops.saturating_add(self.walk.stops(id));
        self.check(at)?;
        if self.walk.node(id).is_some_and(|node| node.tag_name().name() == "pattern") {
            self.named(id, Inherited::default(), 1, at)?;
        }
        Ok(())
    }

    /// What another element is drawn for, so many times.
    fn named(
        &mut self,
        id: NodeId,
        inherited: Inherited,
        times: usize,
        at: usize,
    ) -> Result<(), Fault> {
        let Some(node) = self.walk.node(id) else { return Ok(()) };
        let before = self.total;
        self.visit(node, inherited)?;
        self.total.repeat(before, times.saturating_sub(1));
        self.check(at)
    }

    fn check(&self, at: usize) -> Result<(), Fault> {
        self.total.check().map_err(|fault| fault.at(at))
    }
}
