//! A placement as a drawing: inline in a paragraph, or behind the text of a page.

use super::{Crop, Placement};
use crate::export::docx::package::names::{ADEC, ASVG, PIC};
use crate::export::docx::xml::Element;

/// Marks a drawing as decorative.
const DECORATIVE: &str = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}";
/// Carries the vector version of a raster.
const VECTOR: &str = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}";

/// The `w:drawing` of a placement. `number` is unique in the document; `raster` and `vector` are
/// relationship ids.
pub(in crate::export::docx) fn draw(
    placement: &Placement,
    number: usize,
    raster: &str,
    vector: Option<&str>,
    anchored: bool,
) -> Element {
    let graphic = graphic(placement, number, raster, vector);
    let frame = if anchored {
        anchor(placement, number, graphic)
    } else {
        Element::new("wp:inline")
            .attr("distT", 0)
            .attr("distB", 0)
            .attr("distL", 0)
            .attr("distR", 0)
            .child(extent("wp:extent", placement.size))
            .child(no_effect())
            .child(properties(placement, number))
            .child(frame_properties())
            .child(graphic)
    };
    Element::new("w:drawing").child(frame)
}

fn anchor(placement: &Placement, number: usize, graphic: Element) -> Element {
    let offset = |name: &'static str, distance: i64| {
        Element::new(name)
            .attr("relativeFrom", "page")
            .child(Element::new("wp:posOffset").text(distance.to_string()))
    };
    Element::new("wp:anchor")
        .attr("distT", 0)
        .attr("distB", 0)
        .attr("distL", 0)
        .attr("distR", 0)
        .attr("simplePos", 0)
        .attr("relativeHeight", number)
        .attr("behindDoc", 1)
        .attr("locked", 0)
        .attr("layoutInCell", 1)
        .attr("allowOverlap", 1)
        .child(Element::new("wp:simplePos").attr("x", 0).attr("y", 0))
        .child(offset("wp:positionH", placement.position.0))
        .child(offset("wp:positionV", placement.position.1))
        .child(extent("wp:extent", placement.size))
        .child(no_effect())
        .child(Element::new("wp:wrapNone"))
        .child(properties(placement, number))
        .child(frame_properties())
        .child(graphic)
}

fn extent(name: &'static str, size: (i64, i64)) -> Element {
    Element::new(name).attr("cx", size.0).attr("cy", size.1)
}

fn no_effect() -> Element {
    Element::new("wp:effectExtent").attr("l", 0).attr("t", 0).attr("r", 0).attr("b", 0)
}

/// `wp:docPr`: alternative text, or the mark of a decorative image. The name says nothing, so
/// that translation tools which offer names offer nothing to translate.
fn properties(placement: &Placement, number: usize) -> Element {
    let element =
        Element::new("wp:docPr").attr("id", number).attr("name", format!("image{number}"));
    match &placement.alt {
        Some(alt) => element.attr("descr", alt),
        None => element.child(
            Element::new("a:extLst").child(
                Element::new("a:ext")
                    .attr("uri", DECORATIVE)
                    .child(Element::new("adec:decorative").attr("xmlns:adec", ADEC).attr("val", 1)),
            ),
        ),
    }
}

fn frame_properties() -> Element {
    Element::new("wp:cNvGraphicFramePr")
        .child(Element::new("a:graphicFrameLocks").attr("noChangeAspect", 1))
}

fn graphic(placement: &Placement, number: usize, raster: &str, vector: Option<&str>) -> Element {
    let mut blip = Element::new("a:blip").attr("r:embed", raster);
    if let Some(vector) = vector {
        blip = blip.child(Element::new("a:extLst").child(
            Element::new("a:ext").attr("uri", VECTOR).child(
                Element::new("asvg:svgBlip").attr("xmlns:asvg", ASVG).attr("r:embed", vector),
            ),
        ));
    }
    let mut fill = Element::new("pic:blipFill").child(blip);
    if placement.crop != Crop::default() {
        fill = fill.child(source_rectangle(placement.crop));
    }
    let fill = fill.child(Element::new("a:stretch").child(Element::new("a:fillRect")));
    let shape = Element::new("pic:spPr")
        .child(
            Element::new("a:xfrm")
                .child(Element::new("a:off").attr("x", 0).attr("y", 0))
                .child(extent("a:ext", placement.size)),
        )
        .child(Element::new("a:prstGeom").attr("prst", "rect").child(Element::new("a:avLst")));
    let picture = Element::new("pic:pic")
        .child(
            Element::new("pic:nvPicPr")
                .child(
                    Element::new("pic:cNvPr")
                        .attr("id", number)
                        .attr("name", format!("image{number}")),
                )
                .child(Element::new("pic:cNvPicPr")),
        )
        .child(fill)
        .child(shape);
    Element::new("a:graphic").child(Element::new("a:graphicData").attr("uri", PIC).child(picture))
}

/// `a:srcRect` in thousandths of a per cent.
fn source_rectangle(crop: Crop) -> Element {
    let share = |value: f64| (value * 100_000.0).round();
    Element::new("a:srcRect")
        .attr("l", share(crop.sides))
        .attr("t", share(crop.ends))
        .attr("r", share(crop.sides))
        .attr("b", share(crop.ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::docx::media::Picture;

    #[test]
    fn an_image_has_a_description_or_is_decorative() {
        let mut placement = Placement {
            picture: Picture::Catalogue("map".into()),
            size: (100, 50),
            crop: Crop::default(),
            alt: Some("A map".into()),
            position: (0, 0),
        };
        let described = draw(&placement, 1, "r1", Some("r2"), false);
        let text = String::from_utf8(described.to_part().unwrap()).unwrap();
        assert!(text.contains("descr=\"A map\"") && !text.contains("decorative"), "{text}");
        assert!(text.contains("asvg:svgBlip"), "{text}");
        placement.alt = None;
        let decorative = draw(&placement, 1, "r1", None, false);
        let text = String::from_utf8(decorative.to_part().unwrap()).unwrap();
        assert!(!text.contains("descr") && text.contains("adec:decorative"), "{text}");
    }
}
