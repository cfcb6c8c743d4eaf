//! Text stays text, with its fonts by name: it can be found and changed in both files.

use resvg::usvg::{
    self, AlignmentBaseline, BaselineShift, DominantBaseline, FontFamily, FontOpticalSizing,
    FontStretch, FontStyle, LengthAdjust, Text, TextAnchor, TextChunk, TextFlow, TextRendering,
    TextSpan, WritingMode,
};

use super::xml::Xml;
use super::{Placed, Unwritten, Writer, outline};

impl Writer {
    pub(super) fn text(
        &mut self,
        xml: &mut Xml,
        text: &Text,
        placed: &Placed,
    ) -> Result<(), Unwritten> {
        xml.start("text").attr("xml:space", "preserve");
        placed.write(xml);
        if text.writing_mode() == WritingMode::TopToBottom {
            xml.attr("writing-mode", "tb");
        }
        match text.rendering_mode() {
            TextRendering::OptimizeLegibility => {}
            TextRendering::OptimizeSpeed => {
                xml.attr("text-rendering", "optimizeSpeed");
            }
            TextRendering::GeometricPrecision => {
                xml.attr("text-rendering", "geometricPrecision");
            }
        }
        let lists = [("rotate", text.rotate()), ("dx", text.dx()), ("dy", text.dy())];
        for (name, list) in lists {
            if list.iter().any(|number| *number != 0.0) {
                xml.numbers(name, list);
            }
        }
        for chunk in text.chunks() {
            self.chunk(xml, chunk, placed.in_clip)?;
        }
        xml.end();
        Ok(())
    }

    /// Characters that stand in a line, from a place of their own on.
    fn chunk(&mut self, xml: &mut Xml, chunk: &TextChunk, in_clip: bool) -> Result<(), Unwritten> {
        let flow = chunk.text_flow();
        if let TextFlow::Path(path) = &flow {
            let name = self.name("way", path.as_ref(), |_, xml, name| {
                xml.start("path").attr("id", name).attr("d", outline(path.path()));
                xml.end();
                Ok(())
            })?;
            xml.start("textPath").attr("xlink:href", format_args!("#{name}"));
            if path.start_offset() != 0.0 {
                xml.attr("startOffset", path.start_offset());
            }
        }
        xml.start("tspan");
        if let Some(x) = chunk.x() {
            xml.attr("x", x);
        }
        if let Some(y) = chunk.y() {
            xml.attr("y", y);
        }
        match chunk.anchor() {
            TextAnchor::Start => {}
            TextAnchor::Middle => {
                xml.attr("text-anchor", "middle");
            }
            TextAnchor::End => {
                xml.attr("text-anchor", "end");
            }
        }
        for span in chunk.spans() {
            self.span(xml, chunk.text(), span, in_clip)?;
        }
        xml.end();
        if let TextFlow::Path(_) = flow {
            xml.end();
        }
        Ok(())
    }

    fn span(
        &mut self,
        xml: &mut Xml,
        text: &str,
        span: &TextSpan,
        in_clip: bool,
    ) -> Result<(), Unwritten> {
        let mut open = 1;
        let lines = span.decoration();
        // A line has the colours of the element that says it, so each has one of its own.
        for (name, line) in [
            ("underline", lines.underline()),
            ("overline", lines.overline()),
            ("line-through", lines.line_through()),
        ] {
            let Some(line) = line else { continue };
            let (fill, stroke) = (self.fill(line.fill())?, self.stroke(line.stroke())?);
            xml.start("tspan").attr("text-decoration", name);
            fill.write(xml, false);
            stroke.write_or_deny(xml);
            open += 1;
        }
        let (fill, stroke) = (self.fill(span.fill())?, self.stroke(span.stroke())?);
        xml.start("tspan");
        font(xml, span);
        fill.write(xml, in_clip);
        stroke.write_or_deny(xml);
        // A shift is measured in the size of type that is said above it.
        for shift in span.baseline_shift() {
            xml.start("tspan");
            match shift {
                BaselineShift::Baseline => {}
                BaselineShift::Number(by) => {
                    xml.attr("baseline-shift", by);
                }
                BaselineShift::Subscript => {
                    xml.attr("baseline-shift", "sub");
                }
                BaselineShift::Superscript => {
                    xml.attr("baseline-shift", "super");
                }
            }
            open += 1;
        }
        // What children do not take over stands with the characters.
        if let Some(length) = span.text_length() {
            xml.attr("textLength", length);
        }
        if span.length_adjust() == LengthAdjust::SpacingAndGlyphs {
            xml.attr("lengthAdjust", "spacingAndGlyphs");
        }
        if let Some(name) = alignment(span.alignment_baseline()) {
            xml.attr("alignment-baseline", name);
        }
        xml.text(text.get(span.start()..span.end()).unwrap_or_default());
        for _ in 0..open {
            xml.end();
        }
        Ok(())
    }
}

fn font(xml: &mut Xml, span: &TextSpan) {
    let font = span.font();
    let families: Vec<String> = font.families().iter().filter_map(family).collect();
    if !families.is_empty() {
        xml.attr("font-family", families.join(", "));
    }
    xml.attr("font-size", span.font_size().get());
    match font.style() {
        FontStyle::Normal => {}
        FontStyle::Italic => {
            xml.attr("font-style", "italic");
        }
        FontStyle::Oblique => {
            xml.attr("font-style", "oblique");
        }
    }
    if font.weight() != 400 {
        xml.attr("font-weight", font.weight());
    }
    if let Some(stretch) = stretch(font.stretch()) {
        xml.attr("font-stretch", stretch);
    }
    if span.small_caps() {
        xml.attr("font-variant", "small-caps");
    }
    let style = style(span);
    if !style.is_empty() {
        xml.attr("style", style);
    }
    for (name, space) in
        [("letter-spacing", span.letter_spacing()), ("word-spacing", span.word_spacing())]
    {
        if space != 0.0 {
            xml.attr(name, space);
        }
    }
    if !span.is_visible() {
        xml.attr("visibility", "hidden");
    }
    if span.paint_order() == usvg::PaintOrder::StrokeAndFill {
        xml.attr("paint-order", "stroke");
    }
    if let Some(name) = dominant(span.dominant_baseline()) {
        xml.attr("dominant-baseline", name);
    }
}

/// What SVG takes from a style alone.
fn style(span: &TextSpan) -> String {
    let mut style = Vec::new();
    if !span.apply_kerning() {
        style.push("font-kerning:none".to_owned());
    }
    if span.font_optical_sizing() == FontOpticalSizing::None {
        style.push("font-optical-sizing:none".to_owned());
    }
    let font = span.font();
    // Those of weight, width and slant are set from the properties of the same meaning.
    let implied = |tag: &[u8; 4], value: f32| match tag {
        b"wght" => value.to_bits() == f32::from(font.weight()).to_bits(),
        b"wdth" => true,
        b"ital" | b"slnt" => font.style() != FontStyle::Normal,
        _ => false,
    };
    let variations: Vec<String> = font
        .variations()
        .iter()
        .filter(|variation| !implied(&variation.tag, variation.value))
        .filter(|variation| variation.tag.iter().all(u8::is_ascii_alphanumeric))
        .map(|variation| {
            format!("'{}' {}", String::from_utf8_lossy(&variation.tag), variation.value)
        })
        .collect();
    if !variations.is_empty() {
        style.push(format!("font-variation-settings:{}", variations.join(", ")));
    }
    style.join(";")
}

/// A family as CSS writes it (CSS Fonts, 4.2): names in quotes, so that none reads as a keyword.
fn family(family: &FontFamily) -> Option<String> {
    Some(match family {
        FontFamily::Serif => "serif".to_owned(),
        FontFamily::SansSerif => "sans-serif".to_owned(),
        FontFamily::Cursive => "cursive".to_owned(),
        FontFamily::Fantasy => "fantasy".to_owned(),
        FontFamily::Monospace => "monospace".to_owned(),
        FontFamily::Named(name) if name.trim().is_empty() => return None,
        FontFamily::Named(name) => {
            // A quote inside a name would end it; no font that is there is called so.
            let name: String = name.chars().filter(|c| !matches!(c, '\'' | '"' | '\\')).collect();
            let plain = name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
            if plain { name } else { format!("'{name}'") }
        }
    })
}

fn stretch(stretch: FontStretch) -> Option<&'static str> {
    Some(match stretch {
        FontStretch::Normal => return None,
        FontStretch::UltraCondensed => "ultra-condensed",
        FontStretch::ExtraCondensed => "extra-condensed",
        FontStretch::Condensed => "condensed",
        FontStretch::SemiCondensed => "semi-condensed",
        FontStretch::SemiExpanded => "semi-expanded",
        FontStretch::Expanded => "expanded",
        FontStretch::ExtraExpanded => "extra-expanded",
        FontStretch::UltraExpanded => "ultra-expanded",
    })
}

fn dominant(baseline: DominantBaseline) -> Option<&'static str> {
    Some(match baseline {
        DominantBaseline::Auto => return None,
        DominantBaseline::UseScript => "use-script",
        DominantBaseline::NoChange => "no-change",
        DominantBaseline::ResetSize => "reset-size",
        DominantBaseline::Ideographic => "ideographic",
        DominantBaseline::Alphabetic => "alphabetic",
        DominantBaseline::Hanging => "hanging",
        DominantBaseline::Mathematical => "mathematical",
        DominantBaseline::Central => "central",
        DominantBaseline::Middle => "middle",
        DominantBaseline::TextAfterEdge => "text-after-edge",
        DominantBaseline::TextBeforeEdge => "text-before-edge",
    })
}

fn alignment(baseline: AlignmentBaseline) -> Option<&'static str> {
    Some(match baseline {
        AlignmentBaseline::Auto => return None,
        AlignmentBaseline::Baseline => "baseline",
        AlignmentBaseline::BeforeEdge => "before-edge",
        AlignmentBaseline::TextBeforeEdge => "text-before-edge",
        AlignmentBaseline::Middle => "middle",
        AlignmentBaseline::Central => "central",
        AlignmentBaseline::AfterEdge => "after-edge",
        AlignmentBaseline::TextAfterEdge => "text-after-edge",
        AlignmentBaseline::Ideographic => "ideographic",
        AlignmentBaseline::Alphabetic => "alphabetic",
        AlignmentBaseline::Hanging => "hanging",
        AlignmentBaseline::Mathematical => "mathematical",
    })
}
