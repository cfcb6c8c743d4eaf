//! Fills, strokes, gradients, patterns, clips and masks.

use resvg::tiny_skia::Transform;
use resvg::usvg::{self, Group, Node, Paint};

use super::xml::Xml;
use super::{Placed, Unwritten, Writer, transform};

/// A fill, ready to be written.
pub(super) struct Fill {
    paint: String,
    opacity: f32,
    even_odd: bool,
}

impl Fill {
    pub(super) fn write(&self, xml: &mut Xml, in_clip: bool) {
        xml.attr("fill", &self.paint);
        if self.opacity < 1.0 {
            xml.attr("fill-opacity", self.opacity);
        }
        if self.even_odd {
            xml.attr(if in_clip { "clip-rule" } else { "fill-rule" }, "evenodd");
        }
    }
}

/// A stroke, ready to be written.
pub(super) struct Stroke<'a>(Option<(String, &'a usvg::Stroke)>);

impl Stroke<'_> {
    /// As [`Self::write`], inside of elements that may have a stroke.
    pub(super) fn write_or_deny(&self, xml: &mut Xml) {
        if self.0.is_none() {
            xml.attr("stroke", "none");
        }
        self.write(xml);
    }

    pub(super) fn write(&self, xml: &mut Xml) {
        // There is none unless it is said.
        let Some((paint, stroke)) = &self.0 else { return };
        xml.attr("stroke", paint).attr("stroke-width", stroke.width().get());
        if stroke.opacity() != usvg::Opacity::ONE {
            xml.attr("stroke-opacity", stroke.opacity().get());
        }
        if stroke.miterlimit() != usvg::StrokeMiterlimit::default() {
            xml.attr("stroke-miterlimit", stroke.miterlimit().get());
        }
        match stroke.linecap() {
            usvg::LineCap::Butt => {}
            usvg::LineCap::Round => {
                xml.attr("stroke-linecap", "round");
            }
            usvg::LineCap::Square => {
                xml.attr("stroke-linecap", "square");
            }
        }
        match stroke.linejoin() {
            usvg::LineJoin::Miter => {}
            usvg::LineJoin::MiterClip => {
                xml.attr("stroke-linejoin", "miter-clip");
            }
            usvg::LineJoin::Round => {
                xml.attr("stroke-linejoin", "round");
            }
            usvg::LineJoin::Bevel => {
                xml.attr("stroke-linejoin", "bevel");
            }
        }
        if let Some(dashes) = stroke.dasharray() {
            xml.numbers("stroke-dasharray", dashes).attr("stroke-dashoffset", stroke.dashoffset());
        }
    }
}

/// A colour as SVG writes it.
pub(super) fn color(color: usvg::Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue)
}

impl Writer {
    pub(super) fn fill(&mut self, fill: Option<&usvg::Fill>) -> Result<Fill, Unwritten> {
        let Some(fill) = fill else {
            return Ok(Fill { paint: "none".to_owned(), opacity: 1.0, even_odd: false });
        };
        Ok(Fill {
            paint: self.paint(fill.paint())?,
            opacity: fill.opacity().get(),
            even_odd: fill.rule() == usvg::FillRule::EvenOdd,
        })
    }

    pub(super) fn stroke<'a>(
        &mut self,
        stroke: Option<&'a usvg::Stroke>,
    ) -> Result<Stroke<'a>, Unwritten> {
        let Some(stroke) = stroke else { return Ok(Stroke(None)) };
        Ok(Stroke(Some((self.paint(stroke.paint())?, stroke))))
    }

    fn paint(&mut self, paint: &Paint) -> Result<String, Unwritten> {
        let name = match paint {
            Paint::Color(plain) => return Ok(color(*plain)),
            Paint::LinearGradient(gradient) => {
                self.name("line", gradient.as_ref(), |_, xml, name| {
                    xml.start("linearGradient")
                        .attr("id", name)
                        .attr("x1", gradient.x1())
                        .attr("y1", gradient.y1())
                        .attr("x2", gradient.x2())
                        .attr("y2", gradient.y2());
                    stops(xml, gradient)
                })?
            }
            Paint::RadialGradient(gradient) => {
                self.name("ring", gradient.as_ref(), |_, xml, name| {
                    xml.start("radialGradient")
                        .attr("id", name)
                        .attr("cx", gradient.cx())
                        .attr("cy", gradient.cy())
                        .attr("r", gradient.r().get())
                        .attr("fx", gradient.fx())
                        .attr("fy", gradient.fy());
                    if gradient.fr().get() > 0.0 {
                        xml.attr("fr", gradient.fr().get());
                    }
                    stops(xml, gradient)
                })?
            }
            Paint::Pattern(pattern) => {
                self.name("pattern", pattern.as_ref(), |writer, xml, name| {
                    xml.start("pattern").attr("id", name).attr("patternUnits", "userSpaceOnUse");
                    rectangle(xml, pattern.rect());
                    transform(xml, "patternTransform", pattern.transform());
                    writer.children(xml, pattern.root())?;
                    xml.end();
                    Ok(())
                })?
            }
        };
        Ok(format!("url(#{name})"))
    }

    pub(super) fn mask(&mut self, mask: &usvg::Mask) -> Result<String, Unwritten> {
        let outer = mask.mask().map(|outer| self.mask(outer)).transpose()?;
        self.name("mask", mask, |writer, xml, name| {
            xml.start("mask").attr("id", name).attr("maskUnits", "userSpaceOnUse");
            rectangle(xml, mask.rect());
            if mask.kind() == usvg::MaskType::Alpha {
                xml.attr("mask-type", "alpha");
            }
            if let Some(outer) = outer {
                xml.attr("mask", format_args!("url(#{outer})"));
            }
            writer.children(xml, mask.root())?;
            xml.end();
            Ok(())
        })
    }

    pub(super) fn clip(&mut self, clip: &usvg::ClipPath) -> Result<String, Unwritten> {
        let outer = clip.clip_path().map(|outer| self.clip(outer)).transpose()?;
        self.name("clip", clip, |writer, xml, name| {
            xml.start("clipPath").attr("id", name);
            transform(xml, "transform", clip.transform());
            if let Some(outer) = outer {
                xml.attr("clip-path", format_args!("url(#{outer})"));
            }
            let placed = Placed { in_clip: true, ..Placed::default() };
            writer.clip_children(xml, clip.root(), &placed)?;
            xml.end();
            Ok(())
        })
    }

    /// A clip holds shapes and texts, no groups (CSS Masking, 6.1): what groups say stands with each.
    fn clip_children(
        &mut self,
        xml: &mut Xml,
        group: &Group,
        placed: &Placed,
    ) -> Result<(), Unwritten> {
        for node in group.children() {
            match node {
                Node::Path(path) => self.path(xml, path, placed)?,
                Node::Text(text) => self.text(xml, text, placed)?,
                // Images do not clip.
                Node::Image(_) => {}
                Node::Group(inner) => {
                    let clip = inner.clip_path().map(|clip| self.clip(clip)).transpose()?;
                    // A clip holds in the system of its element; a transform in between moves it.
                    let moved = inner.transform() != Transform::identity();
                    if placed.clip.is_some() && (clip.is_some() || moved) {
                        return Err("has clips in clips in clips".to_owned());
                    }
                    let inside = Placed {
                        transform: placed.transform.pre_concat(inner.transform()),
                        clip: clip.or_else(|| placed.clip.clone()),
                        in_clip: true,
                    };
                    self.clip_children(xml, inner, &inside)?;
                }
            }
        }
        Ok(())
    }
}

fn stops(xml: &mut Xml, gradient: &usvg::BaseGradient) -> Result<(), Unwritten> {
    xml.attr("gradientUnits", "userSpaceOnUse");
    transform(xml, "gradientTransform", gradient.transform());
    if gradient.spread_method() != usvg::SpreadMethod::Pad {
        return Err(
            "has a gradient that repeats (`spreadMethod`), which an archivable PDF cannot \
                    have: give it all its colours as stops"
                .to_owned(),
        );
    }
    for stop in gradient.stops() {
        xml.start("stop")
            .attr("offset", stop.offset().get())
            .attr("stop-color", color(stop.color()));
        if stop.opacity() != usvg::Opacity::ONE {
            xml.attr("stop-opacity", stop.opacity().get());
        }
        xml.end();
    }
    xml.end();
    Ok(())
}

/// The edges of a region.
pub(super) fn rectangle(xml: &mut Xml, rect: usvg::NonZeroRect) {
    xml.attr("x", rect.x())
        .attr("y", rect.y())
        .attr("width", rect.width())
        .attr("height", rect.height());
}
