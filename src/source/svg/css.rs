//! Style sheets of an SVG: what they refer to, their bounds, and what they say of an element.
//!
//! The drawing program applies every rule to every element; so does this, within bounds.

use resvg::usvg::roxmltree::{Document, Node};
use simplecss::{AttributeOperator, DeclarationTokenizer, Element, PseudoClass, StyleSheet};

use super::Fault;
use super::reference::check_reference;

/// Most bytes of style sheets.
const MAX_STYLES: usize = 256 << 10;
/// Most bytes of one selector: it is followed up and down the elements.
const MAX_SELECTOR: usize = 500;
/// Most rules and declarations, times elements.
const MAX_APPLIED: usize = 10_000_000;

/// The text of a style element, whatever stands between its parts.
pub(super) fn text_of(style: Node<'_, '_>) -> String {
    style.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// The style sheets of a file.
pub(super) fn read<'a>(document: &'a Document<'a>) -> Result<StyleSheet<'a>, Fault> {
    let mut sheet = StyleSheet::new();
    let mut bytes = 0;
    let styles: Vec<_> =
        document.descendants().filter(|node| node.tag_name().name() == "style").collect();
    for style in &styles {
        let text = style.text().unwrap_or_default();
        bytes += text.len();
        if bytes > MAX_STYLES {
            let excess = format!("more than {MAX_STYLES} bytes of style sheets");
            return Err(Fault::complex(excess).at(style.range().start));
        }
        if matches!(style.attribute("type"), None | Some("text/css")) {
            sheet.parse_more(text);
        }
    }
    let first = styles.first().map_or(0, |style| style.range().start);
    if sheet.rules.iter().any(|rule| rule.selector.to_string().len() > MAX_SELECTOR) {
        let excess = format!("a style rule with a selector of more than {MAX_SELECTOR} bytes");
        return Err(Fault::complex(excess).at(first));
    }
    let work: usize = sheet.rules.iter().map(|rule| 1 + rule.declarations.len()).sum();
    let elements = document.descendants().filter(Node::is_element).count();
    if work.saturating_mul(elements) > MAX_APPLIED {
        return Err(Fault::complex(format!(
            "{work} style rules and declarations for {elements} elements, more than {MAX_APPLIED} together"
        ))
        .at(first));
    }
    Ok(sheet)
}

/// Style rules and values fetch nothing (CSS Values and Units, 4.5). Escapes and comments, which
/// can hide that they do, are resolved first.
pub(super) fn check_references(css: &str) -> Result<(), Fault> {
    let plain = resolved(css).to_ascii_lowercase();
    if plain.contains("@import") {
        return Err(Fault::outside_what("a style sheet"));
    }
    if plain.contains("image-set(") {
        return Err(Fault::outside_what("a set of images"));
    }
    let without = plain.split("@namespace").enumerate().map(|(index, part)| {
        if index == 0 { part } else { part.split_once(';').map_or("", |(_, rest)| rest) }
    });
    for part in without {
        for (at, _) in part.match_indices("url(") {
            let target = part[at + 4..].trim_start().trim_start_matches(['"', '\'']);
            check_reference(&target[..target.find([')', '"', '\'']).unwrap_or(target.len())])?;
        }
        if let Some(at) = part.find("://") {
            let start = part[..at].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |i| i + 1);
            let address = part.get(start..).unwrap_or_default();
            let end = address.find(['"', '\'', ')', ' ', ';']).unwrap_or(address.len());
            return Err(Fault::outside(&address[..end]));
        }
    }
    Ok(())
}

/// The text with its escapes resolved (CSS Syntax, 4.3.7) and its comments taken out.
fn resolved(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['\\', '/']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        let Some(escape) = rest.strip_prefix('\\') else {
            plain.push('/');
            rest = &rest[1..];
            continue;
        };
        let digits = escape.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits == 0 {
            rest = escape;
            continue;
        }
        let code = u32::from_str_radix(&escape[..digits], 16).ok().and_then(char::from_u32);
        plain.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = escape[digits..]
            .strip_prefix([' ', '\t', '\n', '\r', '\u{c}'])
            .unwrap_or(&escape[digits..]);
    }
    plain.push_str(rest);
    plain
}

/// What an element says of some properties, its attributes, the style rules that meet it and its
/// own style together.
pub(super) fn each_property<'a>(
    node: Node<'a, '_>,
    sheet: &StyleSheet<'a>,
    mut say: impl FnMut(&str, &'a str, bool),
) {
    for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
        say(attribute.name(), attribute.value(), false);
    }
    for rule in &sheet.rules {
        if rule.selector.matches(&Styled(node)) {
            for declaration in &rule.declarations {
                say(declaration.name, declaration.value, declaration.important);
            }
        }
    }
    if let Some(style) = node.attribute("style") {
        for declaration in DeclarationTokenizer::from(style) {
            say(declaration.name, declaration.value, declaration.important);
        }
    }
}

/// An element as selectors see it.
struct Styled<'a, 'input>(Node<'a, 'input>);

impl Element for Styled<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Styled)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Styled)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.0.prev_sibling_element().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_however_they_are_written() {
        for css in [
            "fill:url(http://a.b/c)",
            "fill:\\75 rl(http://a.b/c)",
            "fill:\\000075rl( 'http://a.b/c')",
            "fill:u/**/rl(x.png)",
            "\\40import 'a.css';",
            "@IMPORT 'a.css'",
            "background:image-set('x.png' 1x)",
            "src: 'https://a.b/c'",
        ] {
            assert!(check_references(css).is_err(), "{css}");
        }
        for css in [
            "fill:url(#a)",
            "fill : url( '#a' ) red",
            "@namespace svg url(http://www.w3.org/2000/svg); rect{fill:red}",
            "/* see http://a.b/c */ rect{fill:red}",
            "font:12px a/b",
        ] {
            assert!(check_references(css).is_ok(), "{css}");
        }
    }
}
