//! What an SVG may hold: nothing that acts or reaches out, no number that drawing cannot take.
//!
//! Safety does not stand on this list: both files get a drawing that is written anew
//! (`export/drawing`). It says to an editor what would be missing from it, and where.

use resvg::usvg::roxmltree::{Attribute, Document, Node};

use super::Fault;
use super::css;
use super::reference::check_reference;

/// Largest number in the geometry: arcs are divided into pieces by their size.
const MAX_NUMBER: f64 = 1e6;
/// Attributes whose numbers say nothing of the geometry.
const WORDS: [&str; 17] = [
    "id",
    "class",
    "href",
    "style",
    "lang",
    "space",
    "type",
    "name",
    "role",
    "values",
    "in",
    "in2",
    "result",
    "font-family",
    "version",
    "enable-background",
    "seed",
];
/// Attributes with addresses that nobody fetches: names of vocabularies, and the data of an editor.
const VOCABULARIES: [&str; 4] = ["requiredExtensions", "requiredFeatures", "profile", "content"];
/// Elements that act, fetch, or hold what SVG does not define.
const ACTIVE: [&str; 18] = [
    "script",
    "handler",
    "listener",
    "foreignObject",
    "animate",
    "animateColor",
    "animateTransform",
    "animateMotion",
    "animation",
    "set",
    "discard",
    "iframe",
    "object",
    "embed",
    "canvas",
    "audio",
    "video",
    "source",
];
const HTML: &str = "http://www.w3.org/1999/xhtml";
pub(super) const SVG: &str = "http://www.w3.org/2000/svg";

/// Looks at every element, its attributes and the style sheets.
pub(super) fn check(document: &Document<'_>) -> Result<(), Fault> {
    for node in document.descendants() {
        let at = node.range().start;
        if node.pi().is_some_and(|instruction| instruction.target == "xml-stylesheet") {
            return Err(Fault::outside_what("a style sheet").at(at));
        }
        if node.is_element() {
            element(node).map_err(|fault| fault.at(at))?;
            for attribute in node.attributes() {
                self::attribute(node, &attribute)
                    .map_err(|fault| fault.at(attribute.range().start))?;
            }
        }
    }
    Ok(())
}

fn element(node: Node<'_, '_>) -> Result<(), Fault> {
    let name = node.tag_name().name();
    if node.tag_name().namespace() == Some(HTML) {
        return Err(Fault::active(format!("the element `{name}` of HTML")));
    }
    if ACTIVE.contains(&name) {
        return Err(Fault::active(format!("the element `{name}`")));
    }
    if name == "style" {
        let text = css::text_of(node);
        check_numbers_of_styles(&text)?;
        css::check_references(&text)?;
    }
    Ok(())
}

/// Elements of the drawing, as opposed to data of an editor.
pub(super) fn is_of_svg(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().namespace(), None | Some(SVG))
}

fn attribute(node: Node<'_, '_>, attribute: &Attribute<'_, '_>) -> Result<(), Fault> {
    let (name, value) = (attribute.name(), attribute.value().trim());
    let key = name.as_bytes();
    if key.len() > 2 && key[..2].eq_ignore_ascii_case(b"on") {
        return Err(Fault::active(format!("the event handler `{name}`")));
    }
    if name == "base" {
        return Err(Fault::outside(value));
    }
    // Editors keep their own data beside the drawing's.
    let foreign =
        attribute.namespace().is_some_and(|space| !space.starts_with("http://www.w3.org/"));
    if !is_of_svg(node) || foreign || VOCABULARIES.contains(&name) || name.starts_with("data-") {
        return Ok(());
    }
    match name {
        "href" if node.tag_name().name() == "a" => {
            let page = ["#", "http://", "https://", "mailto:"];
            if page.iter().any(|start| value.starts_with(start)) {
                return Ok(());
            }
            Err(Fault::active(format!("a link to `{}`", super::beginning(value))))
        }
        "href" | "src" => check_reference(value),
        "style" => {
            check_numbers_of_styles(value)?;
            css::check_references(value)
        }
        "d" | "points" | "viewBox" => check_numbers(value),
        _ => {
            if !WORDS.contains(&name) && !name.starts_with("aria-") {
                check_numbers(value)?;
            }
            if value.contains(['(', '@', '\\', ':']) && !matches!(name, "id" | "class") {
                css::check_references(value)?;
            }
            Ok(())
        }
    }
}

/// Numbers of declarations; those in selectors and names say nothing.
fn check_numbers_of_styles(css: &str) -> Result<(), Fault> {
    if css.contains(':') { check_numbers(css) } else { Ok(()) }
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
        let end = end_of_number(bytes, at);
        // `1.2.3` is two numbers to a path; the first says enough of its size.
        let written = &value[at..end];
        let second = written.match_indices('.').nth(1).map_or(written.len(), |(dot, _)| dot);
        if written[..second].parse::<f64>().is_ok_and(|number| number > MAX_NUMBER) {
            return Err(Fault::complex(format!(
                "the number `{}`, beyond {MAX_NUMBER} px",
                super::beginning(written)
            )));
        }
        at = end;
    }
    Ok(())
}

fn end_of_number(bytes: &[u8], at: usize) -> usize {
    let digits = |from: usize| {
        bytes.get(from..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count())
    };
    let mut end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}
