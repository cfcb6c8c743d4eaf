//! Bare addresses in running text: `https://…`, `www.…`, `name@example.org`.
//!
//! They are set between `<` and `>` before the parser sees them. The rule of GFM would take
//! everything up to the next space for an address, the Chinese or Arabic sentence after it among
//! it, and would not fill in variables. An address of this kind is ASCII; one with other letters
//! is written between `<` and `>` by the editor.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

use super::brackets::{Brackets, variable_end};
use super::variables;
use crate::source::rewriting::Edit;

/// A bare address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bare {
    /// Where it stands.
    range: Range<usize>,
    /// Whether it lacks `https://`.
    www: bool,
    /// The letter outside of ASCII that follows it at once, if that may belong to it.
    pub(super) cut_at: Option<char>,
}

/// From here on scripts have no spaces between words.
const CJK: char = '\u{2E80}';

/// The bare addresses of a field, in order.
pub(super) fn find(text: &str, brackets: &Brackets, definitions: &[Range<usize>]) -> Vec<Bare> {
    if !text.contains("://") && !text.contains("www.") && !text.contains('@') {
        return Vec::new();
    }
    let seen = seen(text, brackets, definitions);
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    let mut found: Vec<Bare> = finder
        .links(&seen)
        .filter(|link| *link.kind() == LinkKind::Email || is_web(link.as_str()))
        .filter_map(|link| bare(text, link.start()..link.end(), false))
        .collect();
    for (start, _) in seen.match_indices("www.") {
        let before = seen[..start].chars().next_back();
        if before.is_some_and(|before| before.is_ascii_alphanumeric() || "/.@-".contains(before)) {
            continue;
        }
        let word = seen[start..].split_ascii_whitespace().next().unwrap_or_default();
        let whole = format!("http://{word}");
        if let Some(link) = finder.links(&whole).next()
            && link.start() == 0
        {
            let end = start + link.end() - "http://".len();
            found.extend(bare(text, start..end, true));
        }
    }
    found.sort_by_key(|bare| bare.range.start);
    found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    found
}

fn is_web(address: &str) -> bool {
    let scheme = address.split("://").next().unwrap_or_default();
    ["http", "https", "ftp"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// The text as addresses are looked for in it, byte by byte as long: what is no running text and
/// what is not ASCII as spaces, variables as letters.
fn seen(text: &str, brackets: &Brackets, definitions: &[Range<usize>]) -> String {
    let mut hidden: Vec<&Range<usize>> =
        brackets.code.iter().chain(&brackets.angles).chain(&brackets.marks).collect();
    hidden.extend(brackets.links.iter().map(|link| &link.range));
    hidden.extend(definitions);
    hidden.sort_by_key(|range| range.start);
    let mut hidden = hidden.into_iter().peekable();
    let mut seen = String::with_capacity(text.len());
    let mut variable = 0;
    for (at, character) in text.char_indices() {
        while hidden.peek().is_some_and(|range| range.end <= at) {
            hidden.next();
        }
        if character == '{'
            && text[at..].starts_with("{{")
            && let Some(end) = variable_end(text, at)
            && variables::parts(&text[at..end]).iter().all(|part| part.variable.is_some())
        {
            variable = variable.max(end);
        }
        let shown =
            if hidden.peek().is_some_and(|range| range.contains(&at)) || !character.is_ascii() {
                ' '
            } else if at < variable {
                'x'
            } else if matches!(character, '\\' | '|' | '[' | ']')
                || is_end_of_emphasis(text, at, character)
            {
                ' '
            } else {
                character
            };
        seen.extend(std::iter::repeat_n(shown, character.len_utf8()));
    }
    seen
}

/// Whether a sign is one of emphasis at the end of a word.
fn is_end_of_emphasis(text: &str, at: usize, character: char) -> bool {
    let next = text[at + character.len_utf8()..].chars().find(|next| *next != character);
    matches!(character, '*' | '_' | '~')
        && next.is_none_or(|next| {
            next.is_whitespace() || !next.is_ascii() || ")]}.,;:!?\"'*_~".contains(next)
        })
}

/// An address that was found, without signs of emphasis at its end; none if it is cut off inside of
/// its host.
fn bare(text: &str, range: Range<usize>, www: bool) -> Option<Bare> {
    let address = text[range.clone()].trim_end_matches(['*', '_', '~']);
    let range = range.start..range.start + address.len();
    let next = text[range.end..].chars().next();
    let host_only = !address.split("://").last().unwrap_or(address).contains(['/', '?', '#']);
    let letter = next.filter(|next| next.is_alphabetic() && !next.is_ascii() && *next < CJK);
    if host_only && letter.is_some() {
        return None;
    }
    Some(Bare { range, www, cut_at: letter })
}

impl Bare {
    /// What makes a link of it.
    pub(super) fn edits(&self, text: &str) -> Vec<Edit> {
        let Range { start, end } = self.range;
        let mut edits = Vec::new();
        if self.www {
            let address = &text[start..end];
            edits.push(Edit::insert(start, "["));
            for (at, sign) in address.match_indices(['*', '_', '[', ']', '~', '&']) {
                edits.push(Edit::replace(start + at..start + at + 1, format!("\\{sign}")));
            }
            edits.push(Edit::insert(end, format!("](<http://{}>)", tight(address))));
        } else {
            edits.push(Edit::insert(start, "<"));
            edits.push(Edit::insert(end, ">"));
        }
        edits
    }

    /// Where it stands.
    pub(super) fn range(&self) -> &Range<usize> {
        &self.range
    }
}

/// An address without the spaces in its variables, which the parser would not take.
fn tight(address: &str) -> String {
    address.split(' ').collect()
}

#[cfg(test)]
mod tests {
    use super::super::brackets;
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text, &brackets::find(text), &[]).into_iter().map(|bare| &text[bare.range]).collect()
    }

    #[test]
    fn addresses_end_where_another_script_or_a_stop_begins() {
        let zh = "参见https://www.unodc.org/wdr，其中有说明。详见https://www.unodc.org/wdr。另见（https://www.unodc.org/a）";
        assert_eq!(
            found(zh),
            ["https://www.unodc.org/wdr", "https://www.unodc.org/wdr", "https://www.unodc.org/a"]
        );
        assert_eq!(
            found("انظر https://www.unodc.org/wdr، ثم www.un.org؛ و"),
            ["https://www.unodc.org/wdr", "www.un.org"]
        );
        assert_eq!(
            found("(see https://x.org/a_(b).) or https://x.org/c?d=e&f=1;"),
            ["https://x.org/a_(b)", "https://x.org/c?d=e&f=1"]
        );
        assert_eq!(found("写信给unodc@un.org。或 a.b@un.org."), ["unodc@un.org", "a.b@un.org"]);
        assert_eq!(
            found("**https://x.org/a** and _www.x.org_ *https://y.org*"),
            ["https://x.org/a", "www.x.org", "https://y.org"]
        );
        assert_eq!(
            found("https://x.org/{{ page }}/a and https://{{ host }}/b"),
            ["https://x.org/{{ page }}/a", "https://{{ host }}/b"]
        );
    }

    #[test]
    fn what_is_no_bare_address_is_left_alone() {
        for text in [
            "`https://x.org`",
            "<https://x.org>",
            "[a](https://x.org)",
            "[https://x.org](https://x.org)",
            "[@key, “https://x.org”]",
            "https://münchen.de/a",
            "file:///etc/passwd, javascript:x, awww.x, a@b, @home",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
