//! Parts of an SVG, other than text, that no output carries: elements that are unknown or not
//! drawn, links, references to what is not there. Said, since the drawing lacks them.

use std::collections::HashSet;

use resvg::usvg::roxmltree::{Document, Node};

use super::content::is_of_svg;
use super::reference::targets;
use super::{beginning, place};
use crate::diagnostic::{Code, Diagnostic, Span};

/// Elements that are drawn, or say how.
const KNOWN: [&str; 58] = [
    "a",
    "circle",
    "clipPath",
    "defs",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "tref",
    "tspan",
    "use",
    // Words about the drawing, and what says how to show it on a screen.
    "title",
    "desc",
    "metadata",
    "view",
    "cursor",
];
/// Beginnings of the namespaces in which editors keep data of their own beside the drawing.
const OF_EDITORS: [&str; 14] = [
    "http://www.inkscape.org/",
    "http://inkscape.sourceforge.net/",
    "http://sodipodi.sourceforge.net/",
    "http://ns.adobe.com/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/",
    "http://web.resource.org/cc/",
    "http://purl.org/",
    "http://www.bohemiancoding.com/",
    "http://www.serif.com/",
    "https://www.figma.com/",
    "http://www.figma.com/",
    "https://boxy-svg.com",
    "http://xml.openoffice.org/",
];
/// How many parts are named.
const NAMED: usize = 3;

/// Reports what will be missing from the drawing.
pub(super) fn check(path: &str, document: &Document<'_>, named_at: Span) -> Option<Diagnostic> {
    let ids: HashSet<&str> =
        document.descendants().filter_map(|node| node.attribute("id")).collect();
    let mut lost = Vec::new();
    let mut number = 0;
    let mut add = |node: Node<'_, '_>, what: String| {
        number += 1;
        if lost.len() < NAMED {
            let at = place(document.input_text(), node.range().start);
            lost.push(format!("{what} ({at})"));
        }
    };
    for node in document.descendants().filter(Node::is_element) {
        if is_data(node) {
            continue;
        }
        let name = node.tag_name().name();
        // Text that is lost is reported with its words.
        let is_flow = name.starts_with("flow") || name == "textArea";
        if !is_of_svg(node) || (!KNOWN.contains(&name) && !is_flow) {
            add(node, format!("the element `{}`", beginning(name)));
            continue;
        }
        for attribute in node.attributes() {
            let value = attribute.value().trim();
            if attribute.name() == "href" {
                if name == "a" && !value.starts_with('#') {
                    add(node, format!("the link to `{}`", beginning(value)));
                } else if let Some(id) = value.strip_prefix('#')
                    && name != "a"
                    && !ids.contains(id)
                {
                    add(node, format!("what it refers to as `#{}`", beginning(id)));
                }
            } else if attribute.name() != "id" {
                for id in targets(value).filter(|id| !ids.contains(id)) {
                    add(node, format!("what it refers to as `#{}`", beginning(id)));
                }
            }
        }
    }
    if number == 0 {
        return None;
    }
    if number > lost.len() {
        lost.push(format!("{} more", number - lost.len()));
    }
    Some(
        Diagnostic::new(
            Code::PartNotDrawn,
            format!("the image `{path}` holds what is not drawn: {}", lost.join("; ")),
        )
        .at(named_at)
        .hint("draw it with shapes and text that every program knows, or take it out of the file; links can stand in the caption"),
    )
}

/// Data of an editor, or inside of it.
fn is_data(node: Node<'_, '_>) -> bool {
    node.ancestors().any(|above| {
        above.tag_name().name() == "metadata"
            || above
                .tag_name()
                .namespace()
                .is_some_and(|space| OF_EDITORS.iter().any(|start| space.starts_with(start)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceMap;
    use crate::source::svg::parse;

    fn lost(inner: &str) -> Option<String> {
        let span = Span::file_start(SourceMap::default().add("images.yaml", ""));
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{inner}</svg>"
        );
        Some(check("a.svg", &parse(&text).expect("sound markup"), span)?.message)
    }

    #[test]
    fn what_is_missing_from_the_drawing_is_said() {
        for (markup, named) in [
            ("<hatch/>", "`hatch`"),
            ("<m:math xmlns:m='http://www.w3.org/1998/Math/MathML'/>", "`math`"),
            ("<a xlink:href='https://a.b/c'/>", "`https://a.b/c`"),
            ("<use href='#gone'/>", "`#gone`"),
            ("<rect fill='url(#gone)'/>", "`#gone`"),
            ("<rect style='mask: url( \"#gone\" )'/>", "`#gone`"),
        ] {
            let message = lost(markup).expect(markup);
            assert!(message.contains(named) && message.contains("line 1"), "{markup}: {message}");
        }
        assert!(lost("<b/><b/><b/><b/><b/>").expect("lost").ends_with("; 2 more"));
    }

    #[test]
    fn what_nobody_draws_is_passed_over() {
        for markup in [
            "<title>a</title><desc/><metadata><rdf:x xmlns:rdf='urn:x'/></metadata>",
            "<s:namedview xmlns:s='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd'><s:x/></s:namedview>",
            "<linearGradient id='g'/><rect fill='url(#g)'/><use href='#g'/>",
        ] {
            assert_eq!(lost(markup), None, "{markup}");
        }
    }
}
