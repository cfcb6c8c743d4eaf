//! Properties of sections: sheet, margins, headers, footers and page numbers.

use crate::document::{Orientation, PageRole};
use crate::export::docx::body::SectionPages;
use crate::export::docx::xml::Element;
use crate::theme::{Length, Theme};

/// `w:sectPr` of every section. `headers` and `footer` are relationship ids.
pub(in crate::export::docx) fn sections(
    pages: &[SectionPages],
    theme: &Theme,
    right_to_left: bool,
    header: impl Fn(usize) -> String,
    footer: Option<&str>,
) -> Vec<Element> {
    pages
        .iter()
        .map(|section| {
            let cover = section.role == PageRole::Cover;
            let first_differs = section.first_header.is_some();
            let mut element = Element::new("w:sectPr");
            if let Some(index) = section.header {
                element = element.child(reference("w:headerReference", &header(index)));
                if let Some(index) = section.first_header {
                    element = element.child(first("w:headerReference", &header(index)));
                }
            }
            if let Some(id) = footer.filter(|_| !cover) {
                element = element.child(reference("w:footerReference", id));
                if first_differs {
                    element = element.child(first("w:footerReference", id));
                }
            }
            element =
                element.child(Element::val("w:type", "nextPage")).child(sheet(theme, section));
            element = element.child(if cover {
                cover_margins(theme)
            } else {
                margins(theme, right_to_left)
            });
            element = element.child(Element::new("w:cols").attr("w:space", 720));
            if first_differs {
                element = element.child(Element::new("w:titlePg"));
            }
            if right_to_left {
                element = element.child(Element::new("w:bidi"));
            }
            element
        })
        .collect()
}

fn reference(name: &'static str, id: &str) -> Element {
    Element::new(name).attr("w:type", "default").attr("r:id", id)
}

fn first(name: &'static str, id: &str) -> Element {
    Element::new(name).attr("w:type", "first").attr("r:id", id)
}

fn sheet(theme: &Theme, section: &SectionPages) -> Element {
    let (width, height) = (theme.page.width.twips(), theme.page.height.twips());
    let sheet = Element::new("w:pgSz");
    match section.orientation {
        Orientation::Portrait => sheet.attr("w:w", width).attr("w:h", height),
        Orientation::Landscape => {
            sheet.attr("w:w", height).attr("w:h", width).attr("w:orient", "landscape")
        }
    }
}

/// The sides of a sheet are physical: the inner margin is where lines start.
fn margins(theme: &Theme, right_to_left: bool) -> Element {
    let page = &theme.page;
    let (right, left) = if right_to_left {
        (page.margin_inside, page.margin_outside)
    } else {
        (page.margin_outside, page.margin_inside)
    };
    margin_element(
        [page.margin_top, right, page.margin_bottom, left],
        page.header_distance,
        page.footer_distance,
    )
}

/// On the cover the margins are where its lines begin and end.
fn cover_margins(theme: &Theme) -> Element {
    let cover = &theme.cover;
    let none = Length::pt(0.0);
    margin_element([cover.head_top, cover.margin, cover.foot_bottom, cover.margin], none, none)
}

/// Margins above, at the right, below, at the left.
fn margin_element(sides: [Length; 4], header: Length, footer: Length) -> Element {
    let [top, right, bottom, left] = sides;
    Element::new("w:pgMar")
        .attr("w:top", top.twips())
        .attr("w:right", right.twips().max(0))
        .attr("w:bottom", bottom.twips())
        .attr("w:left", left.twips().max(0))
        .attr("w:header", header.twips().max(0))
        .attr("w:footer", footer.twips().max(0))
        .attr("w:gutter", 0)
}
