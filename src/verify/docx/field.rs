//! Fields: codes whose results stand in the text.

use crate::verify::reading::Target;

/// A field that is being read.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Its code, as far as it was read.
    pub(super) code: String,
    /// Whether its result is being read.
    pub(super) in_result: bool,
    /// Where its result begins in the text of which line, if it is a link.
    pub(super) link: Option<(usize, usize, Target)>,
    /// The note mark that its result shows.
    pub(super) mark: String,
}

/// What a field does with its result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// A link on the result.
    Link(Target),
    /// The number of a note again; the bookmark at its first mark.
    NoteMark(String),
    /// The page of a bookmark.
    Page,
    /// The result is text.
    Text,
}

/// Longest code that is looked at; Word writes addresses of 2,083 characters at most.
const MAX_CODE: usize = 8192;

impl Field {
    /// Takes a part of the code.
    pub(super) fn push_code(&mut self, part: &str) {
        if !self.in_result && self.code.len() + part.len() <= MAX_CODE {
            self.code.push_str(part);
        }
    }

    /// What kind of field it is (ECMA-376 Part 1, 17.16.5).
    pub(super) fn kind(&self) -> FieldKind {
        let words = words(&self.code);
        let mut arguments = words.iter().skip(1);
        match words.first().map(|word| word.to_ascii_uppercase()).as_deref() {
            Some("HYPERLINK") => {
                let (mut address, mut anchor) = (None, None);
                while let Some(word) = arguments.next() {
                    match word.as_str() {
                        "\\l" => anchor = arguments.next().cloned(),
                        "\\o" | "\\t" => {
                            arguments.next();
                        }
                        word if word.starts_with('\\') => {}
                        word => address = Some(word.to_owned()),
                    }
                }
                FieldKind::Link(target(address, anchor))
            }
            Some("NOTEREF") => FieldKind::NoteMark(arguments.next().cloned().unwrap_or_default()),
            Some("PAGEREF") => FieldKind::Page,
            Some("REF") => match arguments.next() {
                Some(bookmark) if words.iter().any(|word| word == "\\h") => {
                    FieldKind::Link(Target::Nowhere(bookmark.clone()))
                }
                _ => FieldKind::Text,
            },
            _ => FieldKind::Text,
        }
    }
}

/// Where a link with an address, an anchor or both leads. Anchors are resolved later.
pub(super) fn target(address: Option<String>, anchor: Option<String>) -> Target {
    match (address, anchor) {
        (Some(address), Some(anchor)) => Target::Address(format!("{address}#{anchor}")),
        (Some(address), None) => Target::Address(address),
        (None, Some(anchor)) => Target::Nowhere(anchor),
        (None, None) => Target::Nowhere(String::new()),
    }
}

/// Words of a field code; quoted words lose their quotes.
fn words(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = code.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: &str) -> FieldKind {
        Field { code: code.to_owned(), ..Field::default() }.kind()
    }

    #[test]
    fn codes_are_understood() {
        let link = |target| FieldKind::Link(target);
        assert_eq!(
            kind(r#" HYPERLINK "https://x.org/a b" \o "a tip" "#),
            link(Target::Address("https://x.org/a b".into()))
        );
        assert_eq!(kind(r#"HYPERLINK \l "_Toc1" \h"#), link(Target::Nowhere("_Toc1".into())));
        assert_eq!(kind(" NOTEREF _Ref3 \\f \\h "), FieldKind::NoteMark("_Ref3".into()));
        assert_eq!(kind("PAGEREF _Toc1 \\h"), FieldKind::Page);
        assert_eq!(kind("REF _Ref1 \\h"), link(Target::Nowhere("_Ref1".into())));
        assert_eq!(kind(r#"TOC \o "1-2""#), FieldKind::Text);
    }
}
