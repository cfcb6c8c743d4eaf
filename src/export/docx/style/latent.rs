//! Word's built-in styles that the document does not define: which of them its panes may offer.

use crate::export::docx::xml::Element;

/// Name, priority in Word's lists, shown among recommended styles.
const KNOWN: [(&str, u8, bool); 30] = [
    ("Normal", 0, true),
    ("heading 1", 9, true),
    ("heading 2", 9, true),
    ("heading 3", 9, true),
    ("heading 4", 9, true),
    ("toc 1", 39, false),
    ("toc 2", 39, false),
    ("toc 3", 39, false),
    ("toc 4", 39, false),
    ("TOC Heading", 39, false),
    ("footnote text", 30, false),
    ("footnote reference", 30, false),
    ("header", 40, false),
    ("footer", 40, false),
    ("caption", 35, true),
    ("Title", 10, true),
    ("Subtitle", 11, true),
    ("Body Text", 1, true),
    ("List Bullet", 12, true),
    ("List Bullet 2", 12, false),
    ("List Bullet 3", 12, false),
    ("List Number", 12, true),
    ("List Number 2", 12, false),
    ("List Number 3", 12, false),
    ("List Continue", 12, false),
    ("Hyperlink", 41, false),
    ("Strong", 22, true),
    ("Emphasis", 20, true),
    ("Quote", 29, true),
    ("Table Grid", 59, false),
];

/// Priority of a style in Word's lists, and whether it is recommended.
pub(super) fn rank(name: &str) -> (u8, bool) {
    KNOWN
        .iter()
        .find(|(known, _, _)| *known == name)
        .map_or((50, true), |(_, priority, quick)| (*priority, *quick))
}

/// `w:latentStyles`
pub(super) fn latent_styles() -> Element {
    let exception = |(name, priority, quick): (&str, u8, bool)| {
        let element = Element::new("w:lsdException")
            .attr("w:name", name)
            .attr("w:semiHidden", 0)
            .attr("w:uiPriority", priority)
            .attr("w:unhideWhenUsed", 0);
        if quick { element.attr("w:qFormat", 1) } else { element }
    };
    Element::new("w:latentStyles")
        .attr("w:defLockedState", 0)
        .attr("w:defUIPriority", 99)
        .attr("w:defSemiHidden", 1)
        .attr("w:defUnhideWhenUsed", 1)
        .attr("w:defQFormat", 0)
        .attr("w:count", 376)
        .children(KNOWN.into_iter().map(exception))
}
