//! Text in SVG files that is not drawn: what Inkscape calls flowed text, letters outside of `text`,
//! the other texts of a `switch`. The drawing program passes it over without a word.

use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::{Code, Diagnostic, Span};

/// Elements whose characters are not meant to be drawn.
const SILENT: [&str; 5] = ["title", "desc", "metadata", "style", "script"];
/// Elements of a text.
const OF_TEXT: [&str; 5] = ["text", "tspan", "textPath", "a", "tref"];

/// What becomes of the characters of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Silent,
    Drawn,
    Lost(&'static str),
}

/// Reports text that will be missing from the drawing. Broken markup has been reported elsewhere.
pub(super) fn check(path: &str, text: &str, named_at: Span) -> Option<Diagnostic> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut lost: Option<(&'static str, String)> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let element = Element::new(&start, open.last_mut());
                open.push(element);
            }
            Event::Empty(start) => {
                Element::new(&start, open.last_mut());
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(found) => {
                let words = String::from_utf8_lossy(&found).trim().to_owned();
                if let Some(Element { fate: Fate::Lost(why), .. }) = open.last()
                    && !words.is_empty()
                {
                    let (_, all) = lost.get_or_insert_with(|| (why, String::new()));
                    if !all.is_empty() {
                        all.push(' ');
                    }
                    all.push_str(&words);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let (hint, words) = lost?;
    let mut shown: String = words.chars().take(60).collect();
    if shown.len() < words.len() {
        shown.push('…');
    }
    Some(
        Diagnostic::new(
            Code::TextNotDrawn,
            format!("the image `{path}` holds text that is not drawn: “{shown}”"),
        )
        .at(named_at)
        .hint(hint),
    )
}

struct Element {
    fate: Fate,
    /// Whether only one of its children is drawn, and whether one was there already.
    switch: Option<bool>,
}

impl Element {
    fn new(start: &BytesStart<'_>, parent: Option<&mut Self>) -> Self {
        const FLOWED: &str = "in Inkscape, turn flowed text into ordinary text (Text, Convert to Text) or into paths, and save again";
        const SWITCH: &str =
            "only one of the parts of a `switch` is drawn: take the others out of the file";
        const OUTSIDE: &str = "draw it as ordinary text (`text`) or as paths";
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        // Other vocabularies hold data of editors.
        let foreign = start.name().prefix().is_some_and(|prefix| prefix.as_ref() != b"svg");
        let (above, other_of_switch) = match parent {
            Some(parent) => {
                let other = parent.switch == Some(true);
                if parent.switch.is_some() {
                    parent.switch = Some(true);
                }
                (parent.fate, other)
            }
            None => (Fate::Lost(OUTSIDE), false),
        };
        let fate = match above {
            Fate::Silent => Fate::Silent,
            _ if foreign || SILENT.contains(&name.as_str()) => Fate::Silent,
            _ if other_of_switch => Fate::Lost(SWITCH),
            Fate::Lost(why) if why != OUTSIDE => Fate::Lost(why),
            _ if name.starts_with("flow") || name == "textArea" => Fate::Lost(FLOWED),
            _ if name == "text" => Fate::Drawn,
            Fate::Drawn if OF_TEXT.contains(&name.as_str()) => Fate::Drawn,
            Fate::Drawn | Fate::Lost(_) => Fate::Lost(OUTSIDE),
        };
        Self { fate, switch: (name == "switch").then_some(false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceMap;

    fn lost(inner: &str) -> Option<String> {
        let span = Span::file_start(SourceMap::default().add("images.yaml", ""));
        let text = format!("<svg xmlns:i='urn:i'>{inner}</svg>");
        Some(check("a.svg", &text, span)?.message)
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
            assert!(message.ends_with(&format!("“{words}”")), "{markup}: {message}");
        }
    }
}
