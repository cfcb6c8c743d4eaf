//! `settings.xml`, and the two separators that it names.

use crate::document::Document;
use crate::export::docx::package::names::W;
use crate::export::docx::xml::Element;
use crate::theme::Theme;

/// Ids of the line above notes and of the line above notes that go on from the page before.
const SEPARATORS: [(i32, &str); 2] = [(-1, "separator"), (0, "continuationSeparator")];

/// `settings.xml`. Nothing in it makes Word ask a question or open in compatibility mode.
pub(in crate::export::docx) fn settings(
    document: &Document,
    theme: &Theme,
    has_notes: bool,
    embedded_fonts: bool,
) -> Element {
    let mut root = Element::new("w:settings")
        .attr("xmlns:w", W)
        .child(Element::new("w:zoom").attr("w:percent", 100));
    if embedded_fonts {
        root = root
            .child(Element::new("w:embedTrueTypeFonts"))
            .child(Element::new("w:saveSubsetFonts"));
    }
    if theme.page.margin_inside != theme.page.margin_outside {
        root = root.child(Element::new("w:mirrorMargins"));
    }
    root = root.child(Element::val("w:defaultTabStop", 720));
    if theme.style("body").hyphenate {
        root = root
            .child(Element::new("w:autoHyphenation"))
            .child(Element::val("w:hyphenationZone", 425))
            .child(Element::new("w:doNotHyphenateCaps"));
    }
    root = root.child(Element::val("w:characterSpacingControl", "doNotCompress"));
    if has_notes {
        root = root.child(
            Element::new("w:footnotePr")
                .children(SEPARATORS.map(|(id, _)| Element::new("w:footnote").attr("w:id", id))),
        );
    }
    let language = document.metadata.language.tag();
    // Space before a paragraph adds to the space after the one before it, as in the PDF.
    let spacing = Element::new("w:doNotUseHTMLParagraphAutoSpacing");
    root.child(Element::new("w:compat").child(spacing).children(compatibility()))
        .child(
            Element::val("w:themeFontLang", &language)
                .attr("w:eastAsia", "zh-CN")
                .attr("w:bidi", "ar-SA"),
        )
        .child(Element::val("w:decimalSymbol", "."))
        .child(Element::val("w:listSeparator", ","))
}

/// What Word 2013 and later write for a document that is not in compatibility mode.
fn compatibility() -> impl Iterator<Item = Element> {
    [
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
        ("useWord2013TrackBottomHyphenation", 0),
    ]
    .into_iter()
    .map(|(name, value)| {
        Element::new("w:compatSetting")
            .attr("w:name", name)
            .attr("w:uri", "http://schemas.microsoft.com/office/word")
            .attr("w:val", value)
    })
}

/// The two separators, in the paragraph style `style`.
pub(in crate::export::docx) fn note_separators(style: &str) -> Vec<Element> {
    SEPARATORS
        .map(|(id, kind)| {
            let run = Element::new("w:r").child(Element::new(format!("w:{kind}")));
            let paragraph = Element::new("w:p")
                .child(Element::new("w:pPr").child(Element::val("w:pStyle", style)))
                .child(run);
            Element::new("w:footnote").attr("w:type", kind).attr("w:id", id).child(paragraph)
        })
        .into()
}
