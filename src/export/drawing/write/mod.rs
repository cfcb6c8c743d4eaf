//! A drawing written as SVG, from nothing but its tree.
//!
//! usvg has a writer of its own. It is not used: it leaves `&` and `<` in names and families as they
//! are, drops texts and transforms in clips and the inputs of lights, and keeps ids of the file.

mod filter;
mod paint;
mod text;
mod xml;

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use resvg::tiny_skia::{Path as Outline, PathSegment, Transform};
use resvg::usvg::{self, Group, Node};

use self::xml::Xml;

/// Why a drawing cannot be written, to be said after "it".
pub(super) type Unwritten = String;

/// The drawing as SVG.
pub(super) fn write(tree: &usvg::Tree) -> Result<String, Unwritten> {
    let mut writer = Writer { definitions: Xml::default(), names: BTreeMap::new() };
    let mut body = Xml::default();
    writer.children(&mut body, tree.root())?;
    let mut svg = Xml::default();
    let size = tree.size();
    svg.start("svg")
        .attr("xmlns", "http://www.w3.org/2000/svg")
        .attr("xmlns:xlink", "http://www.w3.org/1999/xlink")
        .attr("width", size.width())
        .attr("height", size.height())
        .attr("viewBox", format_args!("0 0 {} {}", size.width(), size.height()));
    if !writer.definitions.is_empty() {
        svg.start("defs").append(&writer.definitions);
        svg.end();
    }
    svg.append(&body);
    svg.end();
    Ok(svg.into_string())
}

/// What is written of a drawing so far.
struct Writer {
    /// Gradients, patterns, clips, masks and filters.
    definitions: Xml,
    /// Their names by the place in memory of what they stand for, and the kind.
    names: BTreeMap<(usize, &'static str), String>,
}

impl Writer {
    /// The name of a definition; the definition is written when it is first named.
    fn name<T>(
        &mut self,
        kind: &'static str,
        what: &T,
        write: impl FnOnce(&mut Self, &mut Xml, &str) -> Result<(), Unwritten>,
    ) -> Result<String, Unwritten> {
        let key = (std::ptr::from_ref(what).addr(), kind);
        if let Some(name) = self.names.get(&key) {
            return Ok(name.clone());
        }
        let name = format!("{kind}{}", self.names.len() + 1);
        self.names.insert(key, name.clone());
        let mut definition = Xml::default();
        write(self, &mut definition, &name)?;
        self.definitions.append(&definition);
        Ok(name)
    }

    /// Recursion is as deep as the file nests elements, through references, which is bounded.
    fn children(&mut self, xml: &mut Xml, group: &Group) -> Result<(), Unwritten> {
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(xml, inner)?,
                Node::Path(path) => self.path(xml, path, &Placed::default())?,
                Node::Image(image) => Self::image(xml, image)?,
                Node::Text(text) => self.text(xml, text, &Placed::default())?,
            }
        }
        Ok(())
    }

    fn group(&mut self, xml: &mut Xml, group: &Group) -> Result<(), Unwritten> {
        let clip = group.clip_path().map(|clip| self.clip(clip)).transpose()?;
        let mask = group.mask().map(|mask| self.mask(mask)).transpose()?;
        let mut filters = Vec::new();
        for filter in group.filters() {
            filters.push(format!("url(#{})", self.filter(filter)?));
        }
        xml.start("g");
        transform(xml, "transform", group.transform());
        if let Some(name) = clip {
            xml.attr("clip-path", format_args!("url(#{name})"));
        }
        if let Some(name) = mask {
            xml.attr("mask", format_args!("url(#{name})"));
        }
        if !filters.is_empty() {
            xml.attr("filter", filters.join(" "));
        }
        if group.opacity() != usvg::Opacity::ONE {
            xml.attr("opacity", group.opacity().get());
        }
        if group.blend_mode() != usvg::BlendMode::Normal || group.isolate() {
            let isolation = if group.isolate() { "isolate" } else { "auto" };
            let blend = group.blend_mode();
            xml.attr("style", format_args!("mix-blend-mode:{blend};isolation:{isolation}"));
        }
        self.children(xml, group)?;
        xml.end();
        Ok(())
    }

    fn path(&mut self, xml: &mut Xml, path: &usvg::Path, placed: &Placed) -> Result<(), Unwritten> {
        // What is hidden only had a say in sizes, which are known by now.
        if !path.is_visible() {
            return Ok(());
        }
        let fill = self.fill(path.fill())?;
        let stroke = self.stroke(path.stroke())?;
        xml.start("path");
        placed.write(xml);
        fill.write(xml, placed.in_clip);
        stroke.write(xml);
        if path.paint_order() == usvg::PaintOrder::StrokeAndFill {
            xml.attr("paint-order", "stroke");
        }
        match path.rendering_mode() {
            usvg::ShapeRendering::GeometricPrecision => {}
            usvg::ShapeRendering::OptimizeSpeed => {
                xml.attr("shape-rendering", "optimizeSpeed");
            }
            usvg::ShapeRendering::CrispEdges => {
                xml.attr("shape-rendering", "crispEdges");
            }
        }
        xml.attr("d", outline(path.data()));
        xml.end();
        Ok(())
    }

    fn image(xml: &mut Xml, image: &usvg::Image) -> Result<(), Unwritten> {
        use usvg::{ImageKind, ImageRendering};
        let (kind, bytes) = match image.kind() {
            ImageKind::PNG(bytes) => ("png", bytes),
            ImageKind::JPEG(bytes) => ("jpeg", bytes),
            ImageKind::GIF(_) | ImageKind::WEBP(_) | ImageKind::SVG(_) => {
                return Err("embeds something that is neither PNG nor JPEG".to_owned());
            }
        };
        if !image.is_visible() {
            return Ok(());
        }
        xml.start("image")
            .attr("width", image.size().width())
            .attr("height", image.size().height());
        match image.rendering_mode() {
            ImageRendering::OptimizeQuality => {}
            ImageRendering::OptimizeSpeed => {
                xml.attr("image-rendering", "optimizeSpeed");
            }
            ImageRendering::Smooth => {
                xml.attr("style", "image-rendering:smooth");
            }
            ImageRendering::HighQuality => {
                xml.attr("style", "image-rendering:high-quality");
            }
            ImageRendering::CrispEdges => {
                xml.attr("style", "image-rendering:crisp-edges");
            }
            ImageRendering::Pixelated => {
                xml.attr("style", "image-rendering:pixelated");
            }
        }
        let data = BASE64_STANDARD.encode(bytes.as_slice());
        xml.attr("xlink:href", format_args!("data:image/{kind};base64,{data}"));
        xml.end();
        Ok(())
    }
}

/// How a shape or a text stands where no groups can: in a clip.
#[derive(Clone, Debug, Default)]
struct Placed {
    transform: Transform,
    clip: Option<String>,
    in_clip: bool,
}

impl Placed {
    fn write(&self, xml: &mut Xml) {
        transform(xml, "transform", self.transform);
        if let Some(name) = &self.clip {
            xml.attr("clip-path", format_args!("url(#{name})"));
        }
    }
}

fn transform(xml: &mut Xml, name: &'static str, ts: Transform) {
    if !ts.is_identity() {
        let parts = [ts.sx, ts.ky, ts.kx, ts.sy, ts.tx, ts.ty].map(|part| part.to_string());
        xml.attr(name, format_args!("matrix({})", parts.join(" ")));
    }
}

/// A path as SVG has it (SVG 2, 9.3).
fn outline(path: &Outline) -> String {
    let mut parts = Vec::new();
    for segment in path.segments() {
        parts.push(match segment {
            PathSegment::MoveTo(to) => format!("M{} {}", to.x, to.y),
            PathSegment::LineTo(to) => format!("L{} {}", to.x, to.y),
            PathSegment::QuadTo(by, to) => format!("Q{} {} {} {}", by.x, by.y, to.x, to.y),
            PathSegment::CubicTo(by, and, to) => {
                format!("C{} {} {} {} {} {}", by.x, by.y, and.x, and.y, to.x, to.y)
            }
            PathSegment::Close => "Z".to_owned(),
        });
    }
    parts.join("")
}
