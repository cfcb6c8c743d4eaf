//! SVG files: size, soundness, and that nothing in them reaches out, acts, or takes more than a
//! bounded time and memory to draw.
//!
//! Two passes. The first reads the markup, since a DOCX carries the file as it is and Word's reader
//! is not ours. The second builds the tree that is drawn, where copies by `<use>` are made; a file
//! that has nothing of which the tree could have more than the markup is spared it.

use std::cell::Cell;

use quick_xml::events::{BytesStart, Event};
use resvg::usvg;

use super::image_file;
use crate::diagnostic::{Code, Diagnostic, Span};

/// Most bytes of markup, embedded images not counted.
const MAX_MARKUP: usize = 4 << 20;
/// Most elements.
const MAX_ELEMENTS: usize = 100_000;
/// How deep elements may be nested.
const MAX_DEPTH: usize = 32;
/// Most bytes of one path or polygon: drawing takes the square of it where lines overlap.
const MAX_PATH: usize = 128 << 10;
/// Most elements after copies by `<use>` have been made.
const MAX_DRAWN: usize = 250_000;
/// Most filter steps in a file.
const MAX_FILTER_STEPS: usize = 100;
/// Most octaves of turbulence.
const MAX_OCTAVES: u32 = 16;
/// Most cells of a convolution's matrix.
const MAX_KERNEL: u32 = 225;
/// Widest radius of erosion and dilation, in px.
const MAX_RADIUS: f32 = 20.0;
/// How many times wider or higher than the drawing a filtered group may be.
const MAX_LAYER: f32 = 4.0;

/// Largest number in the geometry: arcs are divided into pieces by their size.
const MAX_NUMBER: f64 = 1e6;
/// Attributes that hold geometry.
const GEOMETRY: [&str; 23] = [
    "d",
    "points",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "fr",
    "dx",
    "dy",
    "font-size",
    "stroke-width",
];
/// Elements of which more is drawn than is written, or other than paths and text.
const MULTIPLYING: [&str; 8] =
    ["use", "marker", "pattern", "mask", "clipPath", "filter", "image", "feImage"];
/// Elements that act, fetch, or hold what SVG does not define.
const ACTIVE: [&str; 9] = [
    "script",
    "foreignObject",
    "animate",
    "animateTransform",
    "animateMotion",
    "set",
    "iframe",
    "audio",
    "video",
];

/// The size of an SVG in px.
///
/// # Errors
/// If it is broken, reaches out of itself, acts, or is too complex.
pub(super) fn inspect(
    path: &str,
    text: &str,
    named_at: Span,
) -> Result<(f64, f64), Box<Diagnostic>> {
    let size = scan(text).and_then(|scanned| {
        let nowhere = || Fault::Broken("has neither a size nor a `viewBox`".into());
        let size = scanned.size.ok_or_else(nowhere)?;
        if scanned.multiplies { check_drawn(text) } else { check_tree(text) }?;
        Ok(size)
    });
    size.map_err(|fault| Box::new(fault.diagnostic(path).at(named_at)))
}

/// Why an SVG is not taken.
#[derive(Debug)]
enum Fault {
    /// It cannot be read.
    Broken(String),
    /// It refers to something outside of itself.
    Outside(String),
    /// It holds something that could act.
    Active(String),
    /// It has too much of something.
    Complex(String),
}

impl Fault {
    fn diagnostic(self, path: &str) -> Diagnostic {
        match self {
            Self::Broken(why) => {
                Diagnostic::new(Code::BrokenImage, format!("the image `{path}` {why}"))
                    .hint("open it in the program that made it and save it as SVG again, or as PNG")
            }
            Self::Outside(reference) => Diagnostic::new(
                Code::ExternalInImage,
                format!("the image `{path}` refers to `{reference}`, which lies outside it"),
            )
            .hint("embed what it refers to, or draw it as paths"),
            Self::Active(what) => {
                Diagnostic::new(Code::ActiveContent, format!("the image `{path}` holds {what}"))
                    .hint("save it as plain SVG, without scripts, animation and editor data")
            }
            Self::Complex(what) => {
                Diagnostic::new(Code::SvgTooComplex, format!("the image `{path}` has {what}"))
                    .hint("simplify it, or save it as PNG")
            }
        }
    }
}

fn malformed(error: impl std::fmt::Display) -> Fault {
    Fault::Broken(format!("is damaged: {error}"))
}

/// What the markup says.
#[derive(Debug, Default)]
struct Scanned {
    /// The size of the drawing in px.
    size: Option<(f64, f64)>,
    /// Bytes of embedded images.
    embedded: usize,
    /// Whether more may be drawn than is written.
    multiplies: bool,
}

/// Reads the markup.
fn scan(text: &str) -> Result<Scanned, Fault> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut scanned = Scanned::default();
    let (mut root, mut style) = (true, false);
    let (mut depth, mut elements) = (0_usize, 0_usize);
    loop {
        let event = reader.read_event().map_err(malformed)?;
        let opens = matches!(event, Event::Start(_));
        match event {
            Event::Start(element) | Event::Empty(element) => {
                if std::mem::take(&mut root) {
                    scanned.size = size(&element)?;
                }
                elements += 1;
                depth += usize::from(opens);
                style = opens && element.local_name().as_ref() == b"style";
                scanned.element(&element)?;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                style = false;
            }
            Event::Text(text) if style => {
                scanned.style(&text.xml10_content().map_err(malformed)?)?;
            }
            Event::CData(text) if style => {
                scanned.style(&text.xml10_content().map_err(malformed)?)?;
            }
            Event::DocType(text)
                if text.windows(8).any(|window| window.eq_ignore_ascii_case(b"<!ENTITY")) =>
            {
                return Err(Fault::Active("declarations of entities".into()));
            }
            Event::PI(instruction) if instruction.target() == b"xml-stylesheet" => {
                return Err(Fault::Outside("a style sheet".into()));
            }
            Event::Eof => break,
            _ => {}
        }
        if elements > MAX_ELEMENTS {
            return Err(Fault::Complex(format!("more than {MAX_ELEMENTS} elements")));
        }
        if depth > MAX_DEPTH {
            return Err(Fault::Complex(format!("elements nested more than {MAX_DEPTH} deep")));
        }
    }
    if text.len() - scanned.embedded.min(text.len()) > MAX_MARKUP {
        return Err(Fault::Complex(format!("more than {MAX_MARKUP} bytes of markup")));
    }
    Ok(scanned)
}

impl Scanned {
    /// Looks at an element and its attributes.
    fn element(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
        if ACTIVE.contains(&name.as_str()) {
            return Err(Fault::Active(format!("the element `{name}`")));
        }
        self.multiplies |= MULTIPLYING.contains(&name.as_str());
        for attribute in element.attributes() {
            let attribute = attribute.map_err(malformed)?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(malformed)?;
            let value = value.trim();
            let key = attribute.key.local_name();
            if GEOMETRY.iter().any(|name| name.as_bytes() == key.as_ref()) {
                check_numbers(value)?;
            }
            match key.as_ref() {
                // A link to a page is followed by a reader, not by the drawing.
                b"href" if name == "a" => {
                    let page = ["#", "http://", "https://", "mailto:"];
                    if !page.iter().any(|start| value.starts_with(start)) {
                        return Err(Fault::Active(format!("a link to `{}`", beginning(value))));
                    }
                }
                b"href" | b"src" => self.embedded += check_reference(value)?,
                b"d" | b"points" if value.len() > MAX_PATH => {
                    return Err(Fault::Complex(format!("a path of more than {MAX_PATH} bytes")));
                }
                b"base" => return Err(Fault::Outside(beginning(value))),
                key if key.len() > 2 && key[..2].eq_ignore_ascii_case(b"on") => {
                    let key = String::from_utf8_lossy(key).into_owned();
                    return Err(Fault::Active(format!("the event handler `{key}`")));
                }
                key => {
                    self.multiplies |= key.eq_ignore_ascii_case(b"filter");
                    self.style(value)?;
                }
            }
        }
        Ok(())
    }

    /// Style rules and presentation attributes fetch nothing (CSS Values and Units, 4.5).
    fn style(&mut self, css: &str) -> Result<(), Fault> {
        if css.contains(':') {
            check_numbers(css)?;
        }
        let lower = css.to_ascii_lowercase();
        if lower.contains("@import") {
            return Err(Fault::Outside("a style sheet".into()));
        }
        self.multiplies |= lower.contains("filter");
        for (at, _) in lower.match_indices("url(") {
            let target = css[at + 4..].trim_start().trim_start_matches(['"', '\'']);
            check_reference(&target[..target.find([')', '"', '\'']).unwrap_or(target.len())])?;
        }
        Ok(())
    }
}

/// A reference stays inside the file: to an element, or to an image that is embedded.
fn check_reference(value: &str) -> Result<usize, Fault> {
    if value.is_empty() || value.starts_with('#') {
        return Ok(0);
    }
    let Some(rest) = value.strip_prefix("data:") else {
        return Err(Fault::Outside(beginning(value)));
    };
    if !["image/png", "image/jpeg", "image/jpg"].iter().any(|kind| rest.starts_with(kind)) {
        return Err(Fault::Broken("embeds something that is neither PNG nor JPEG".into()));
    }
    Ok(value.len())
}

/// Numbers of a path, a length or a style rule are within bounds. Words after `#` are colours and
/// names.
fn check_numbers(value: &str) -> Result<(), Fault> {
    let bytes = value.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'#' {
            at +=
                1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            continue;
        }
        if !bytes[at].is_ascii_digit() && bytes[at] != b'.' {
            at += 1;
            continue;
        }
        let digits = |from: usize| {
            bytes[from..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count()
        };
        let mut end = at + digits(at);
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = bytes
                .get(end + 1 + sign..)
                .map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
            if exponent > 0 {
                end += 1 + sign + exponent;
            }
        }
        // `1.2.3` is two numbers to a path; the first says enough of its size.
        let written = &value[at..end];
        let second = written.match_indices('.').nth(1).map_or(written.len(), |(dot, _)| dot);
        if written[..second].parse::<f64>().is_ok_and(|number| number > MAX_NUMBER) {
            return Err(Fault::Complex(format!("a number beyond {MAX_NUMBER} px")));
        }
        at = end;
    }
    Ok(())
}

/// The beginning of a value, for messages.
fn beginning(value: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown: String = value.chars().take(SHOWN).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

/// The size of an SVG: `width` and `height`, where they are lengths, else its `viewBox`.
fn size(root: &BytesStart<'_>) -> Result<Option<(f64, f64)>, Fault> {
    let (mut width, mut height, mut view) = (None, None, None);
    for attribute in root.attributes() {
        let attribute = attribute.map_err(malformed)?;
        let value = String::from_utf8_lossy(&attribute.value).into_owned();
        match attribute.key.as_ref() {
            b"width" => width = pixels(&value),
            b"height" => height = pixels(&value),
            b"viewBox" => view = value.parse::<svgtypes::ViewBox>().ok(),
            _ => {}
        }
    }
    Ok(match (width, height, view) {
        (Some(width), Some(height), _) => Some((width, height)),
        (_, _, Some(view)) => Some((view.w, view.h)),
        _ => None,
    })
}

/// A length in px at 96 dpi (CSS Values and Units, 5.2); relative lengths have none.
fn pixels(value: &str) -> Option<f64> {
    use svgtypes::LengthUnit;
    let length: svgtypes::Length = value.parse().ok()?;
    let per_unit = match length.unit {
        LengthUnit::None | LengthUnit::Px => 1.0,
        LengthUnit::In => 96.0,
        LengthUnit::Cm => 96.0 / 2.54,
        LengthUnit::Mm => 96.0 / 25.4,
        LengthUnit::Pt => 96.0 / 72.0,
        LengthUnit::Pc => 16.0,
        LengthUnit::Em | LengthUnit::Ex | LengthUnit::Percent => return None,
    };
    (length.number > 0.0).then_some(length.number * per_unit)
}

/// Reads the markup as the drawing program does: names and namespaces, too, must be in order.
fn check_tree(text: &str) -> Result<(), Fault> {
    let options = usvg::roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    usvg::roxmltree::Document::parse_with_options(text, options).map(|_| ()).map_err(not_drawn)
}

fn not_drawn(error: impl std::fmt::Display) -> Fault {
    Fault::Broken(format!("cannot be drawn: {error}"))
}

/// Builds the tree that is drawn and holds it against the bounds.
fn check_drawn(text: &str) -> Result<(), Fault> {
    let options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: usvg::ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(text, &options).map_err(|error| match error {
        usvg::Error::ElementsLimitReached
        | usvg::Error::ParsingFailed(usvg::roxmltree::Error::NodesLimitReached) => {
            Fault::Complex(format!("more than {MAX_DRAWN} elements with its copies"))
        }
        other => not_drawn(other),
    })?;
    let budget = Budget { nodes: Cell::new(0), steps: Cell::new(0), size: tree.size() };
    budget.group(tree.root())
}

/// What has been counted of a tree.
struct Budget {
    nodes: Cell<usize>,
    steps: Cell<usize>,
    size: usvg::Size,
}

impl Budget {
    /// Recursion is as deep as elements are nested, copies included, which the builder bounds.
    fn group(&self, group: &usvg::Group) -> Result<(), Fault> {
        for filter in group.filters() {
            self.filter(filter)?;
        }
        if !group.filters().is_empty() {
            let layer = group.layer_bounding_box();
            if layer.width() > MAX_LAYER * self.size.width()
                || layer.height() > MAX_LAYER * self.size.height()
            {
                return Err(Fault::Complex("a filter on an area much larger than itself".into()));
            }
        }
        for node in group.children() {
            self.nodes.set(self.nodes.get() + 1);
            if self.nodes.get() > MAX_DRAWN {
                let message = format!("more than {MAX_DRAWN} elements with its copies");
                return Err(Fault::Complex(message));
            }
            match node {
                usvg::Node::Group(inner) => self.group(inner)?,
                usvg::Node::Image(image) => Self::image(image)?,
                usvg::Node::Path(_) | usvg::Node::Text(_) => {}
            }
            // Patterns, masks and clips are trees of their own; a group's have been seen with it.
            if !matches!(node, usvg::Node::Group(_)) {
                let mut found = Ok(());
                node.subroots(|inner| {
                    if found.is_ok() {
                        found = self.group(inner);
                    }
                });
                found?;
            }
        }
        Ok(())
    }

    fn image(image: &usvg::Image) -> Result<(), Fault> {
        let (bytes, format) = match image.kind() {
            usvg::ImageKind::PNG(bytes) => (bytes, image::ImageFormat::Png),
            usvg::ImageKind::JPEG(bytes) => (bytes, image::ImageFormat::Jpeg),
            _ => {
                return Err(Fault::Broken("embeds something that is neither PNG nor JPEG".into()));
            }
        };
        image_file::raster(bytes, format)
            .map(|_| ())
            .map_err(|why| Fault::Broken(format!("embeds an image that cannot be read: {why}")))
    }

    fn filter(&self, filter: &usvg::filter::Filter) -> Result<(), Fault> {
        use usvg::filter::Kind;
        self.steps.set(self.steps.get() + filter.primitives().len());
        let excess = if self.steps.get() > MAX_FILTER_STEPS {
            Some(format!("more than {MAX_FILTER_STEPS} filter steps"))
        } else {
            filter.primitives().iter().find_map(|step| match step.kind() {
                Kind::Turbulence(turbulence) if turbulence.num_octaves() > MAX_OCTAVES => {
                    Some(format!("turbulence of more than {MAX_OCTAVES} octaves"))
                }
                Kind::ConvolveMatrix(convolution) => {
                    let matrix = convolution.matrix();
                    (matrix.columns().saturating_mul(matrix.rows()) > MAX_KERNEL)
                        .then(|| format!("a convolution of more than {MAX_KERNEL} cells"))
                }
                Kind::Morphology(morphology)
                    if morphology.radius_x().get() > MAX_RADIUS
                        || morphology.radius_y().get() > MAX_RADIUS =>
                {
                    Some(format!("an erosion or dilation wider than {MAX_RADIUS} px"))
                }
                _ => None,
            })
        };
        excess.map_or(Ok(()), |what| Err(Fault::Complex(what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever makes the drawing larger than the markup sends a file to the second look.
    #[test]
    fn what_multiplies_is_seen() {
        let multiplies = |inner: &str| {
            let text = format!(r#"<svg viewBox="0 0 1 1" xmlns:x="urn:x">{inner}</svg>"#);
            scan(&text).expect("sound markup").multiplies
        };
        for plain in ["", "<path d='M0 0'/>", "<text>use a filter</text>", "<rect fill='red'/>"] {
            assert!(!multiplies(plain), "{plain}");
        }
        for name in MULTIPLYING {
            assert!(multiplies(&format!("<g><{name}/></g>")), "{name}");
            assert!(multiplies(&format!("<x:{name}></x:{name}>")), "{name} in a namespace");
        }
        for styled in [
            "<rect filter='blur(9px)'/>",
            "<rect style='fill:red;filter:blur(9px)'/>",
            "<rect style='&#102;ilter:blur(9px)'/>",
            "<style>rect { FILTER: blur(9px) }</style>",
            "<style><![CDATA[rect { filter: blur(9px) }]]></style>",
        ] {
            assert!(multiplies(styled), "{styled}");
        }
    }
}
