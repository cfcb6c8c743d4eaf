//! Text in SVG files that is not drawn: what Inkscape calls flowed text, letters outside of `text`,
//! the other texts of a `switch`. The drawing program passes it over without a word.

use resvg::usvg::roxmltree::{Document, Node};

use super::place;
use crate::diagnostic::{Code, Diagnostic, Span};

/// Elements whose characters are not meant to be drawn.
const SILENT: [&str; 5] = ["title", "desc", "metadata", "style", "script"];
/// Elements of a text.
const OF_TEXT: [&str; 5] = ["text", "tspan", "textPath", "a", "tref"];
const FLOWED: &str = "in Inkscape, turn flowed text into ordinary text (Text, Convert to Text) or into paths, and save again";
const SWITCH: &str =
    "only one of the parts of a `switch` is drawn: take the others out of the file";
const OUTSIDE: &str = "draw it as ordinary text (`text`) or as paths";

/// What becomes of the characters of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Silent,
    Drawn,
    Lost(&'static str),
}

/// Reports text that will be missing from the drawing.
pub(super) fn check(path: &str, document: &Document<'_>, named_at: Span) -> Option<Diagnostic> {
    let mut lost = Lost { hint: None, words: Vec::new(), at: 0 };
    lost.visit(document.root_element(), Fate::Lost(OUTSIDE));
    let hint = lost.hint?;
    let words = lost.words.join(" ");
    let mut shown: String = words.chars().take(60).collect();
    if shown.len() < words.len() {
        shown.push('…');
    }
    let at = place(document.input_text(), lost.at);
    Some(
        Diagnostic::new(
            Code::TextNotDrawn,
            format!("the image `{path}` holds text that is not drawn: “{shown}” ({at})"),
        )
        .at(named_at)
        .hint(hint),
    )
}

struct Lost {
    hint: Option<&'static str>,
    words: Vec<String>,
    at: usize,
}

impl Lost {
    /// Recursion is as deep as elements are nested, which `markup` bounds.
    fn visit(&mut self, node: Node<'_, '_>, above: Fate) {
        let fate = fate(node, above);
        let mut drawn = false;
        for child in node.children() {
            if child.is_element() {
                let other =
                    node.tag_name().name() == "switch" && std::mem::replace(&mut drawn, true);
                let fate = if other && fate != Fate::Silent { Fate::Lost(SWITCH) } else { fate };
                self.visit(child, fate);
            } else if let (Fate::Lost(why), Some(words)) = (fate, child.text())
                && child.is_text()
                && !words.trim().is_empty()
            {
                if self.hint.is_none() {
                    self.at = child.range().start;
                }
                self.hint.get_or_insert(why);
                self.words.push(words.trim().to_owned());
            }
        }
    }
}

fn fate(node: Node<'_, '_>, above: Fate) -> Fate {
    let name = node.tag_name().name();
    // Other vocabularies hold data of editors.
    let foreign = !super::content::is_of_svg(node);
    match above {
        Fate::Silent => Fate::Silent,
        _ if foreign || SILENT.contains(&name) => Fate::Silent,
        Fate::Lost(why) if why != OUTSIDE => Fate::Lost(why),
        _ if name.starts_with("flow") || name == "textArea" => Fate::Lost(FLOWED),
        _ if name == "text" => Fate::Drawn,
        Fate::Drawn if OF_TEXT.contains(&name) => Fate::Drawn,
        Fate::Drawn | Fate::Lost(_) => Fate::Lost(OUTSIDE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceMap;
    use crate::source::svg::parse;

    fn lost(inner: &str) -> Option<String> {
        let span = Span::file_start(SourceMap::default().add("images.yaml", ""));
        let text = format!("<svg xmlns:i='urn:i'>{inner}</svg>");
        Some(check("a.svg", &parse(&text).expect("sound markup"), span)?.message)
    }

    #[test]
    fn text_that_is_drawn_is_passed_over() {
        for drawn in [
            "<text>a <tspan>b</tspan></text>",
            "<g><a><text><textPath>a</textPath></text></a></g>",
            "<title>a</title><desc>b</desc><style>c</style>",
            "<metadata><i:note>a</i:note></metadata><i:view>b</i:view>",
            "<switch><g><text>a</text></g></switch>",
            "<path/>\n <g> </g>",
        ] {
            assert_eq!(lost(drawn), None, "{drawn}");
        }
    }

    #[test]
    fn text_that_is_lost_is_found() {
        for (markup, words) in [
            ("<flowRoot><flowRegion/><flowPara>a b</flowPara></flowRoot>", "a b"),
            ("<g>a</g>", "a"),
            ("<text>a <b>c</b></text>", "c"),
            ("<switch><text>a</text><text>b</text><text>c</text></switch>", "b c"),
            ("<textArea>a</textArea>", "a"),
        ] {
            let message = lost(markup).expect(markup);
            assert!(message.contains(&format!("“{words}” (line 1")), "{markup}: {message}");
        }
    }
}
