//! Titles of sources: italics or quotation marks, marks inside of them, the short form.

use hayagriva::Entry;
use hayagriva::types::FormatString;

use super::line::{append, linked, push, text};
use super::style::Style;
use crate::document::{Inline, InlineKind};

/// How a title is marked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Of a publication.
    Italic,
    /// Of a part that has no covers of its own.
    Quoted,
    /// Descriptive.
    Plain,
}

impl Style<'_> {
    /// A title with its marks, its language and its link.
    pub(super) fn titled(
        &self,
        entry: &Entry,
        short: bool,
        mark: Mark,
        link: Option<&str>,
    ) -> Vec<Inline> {
        let Some(title) = entry.title() else { return Vec::new() };
        let words = if short { short_title(title) } else { title.value.to_string() };
        let mut words = without_stop(words.trim()).to_owned();
        if mark == Mark::Quoted {
            words = turned(&words, self.words.quotes, self.words.inner_quotes);
        }
        let foreign = entry
            .language()
            .filter(|language| language.language.as_str() != self.language.code())
            .map(ToString::to_string);
        let mut line = match (mark, self.words.titles) {
            (Mark::Italic, Some((open, close))) if foreign.is_none() => {
                text(format!("{open}{words}{close}"))
            }
            (Mark::Italic, _) => vec![InlineKind::Emphasis(text(words)).into()],
            (Mark::Quoted | Mark::Plain, _) => text(words),
        };
        if let Some(tag) = foreign {
            line = vec![InlineKind::Language { tag, content: line }.into()];
        }
        if mark == Mark::Quoted {
            let (open, close) = self.words.quotes;
            let mut quoted = text(open);
            append(&mut quoted, line);
            push(&mut quoted, close);
            line = quoted;
        }
        linked(line, link)
    }
}

/// The short title that the bibliography gives, else the title without its subtitle.
fn short_title(title: &FormatString) -> String {
    if let Some(short) = &title.short {
        return short.to_string();
    }
    let full = title.value.to_string();
    match full.split_once(": ") {
        Some((main, _)) => main.trim_end().to_owned(),
        None => full,
    }
}

/// Whether the title ends with the word that says what the source is: "CITES Trade Database" is a
/// database already.
pub(super) fn says_genre(entry: &Entry, genre: &FormatString) -> bool {
    let genre = genre.to_string().to_lowercase();
    entry.title().is_some_and(|title| {
        let title = title.value.to_string().to_lowercase();
        let words = title.strip_suffix(&genre);
        words.is_some_and(|before| before.is_empty() || !before.ends_with(char::is_alphanumeric))
    })
}

/// A title without the full stop at its end, since the reference goes on. The stop of an
/// abbreviation ("Co.", "U.S.") and an ellipsis stay.
fn without_stop(title: &str) -> &str {
    let Some(rest) = title.strip_suffix(['.', '。']) else { return title };
    let last = rest.rsplit(char::is_whitespace).next().unwrap_or(rest);
    let abbreviated = last.contains('.') || last.chars().count() <= 3;
    if abbreviated && title.ends_with('.') { title } else { rest }
}

/// A title that will stand in `outer` quotation marks: marks of that form inside of it become
/// `inner` ones, and straight marks too.
fn turned(title: &str, outer: (&str, &str), inner: (&str, &str)) -> String {
    let (open, close) = (outer.0.trim(), outer.1.trim());
    let mut turned = String::with_capacity(title.len());
    let mut rest = title;
    let mut inside = false;
    while let Some(character) = rest.chars().next() {
        let (mark, length) = if rest.starts_with(open) && open != close {
            (Some(true), open.len())
        } else if rest.starts_with(close) {
            (Some(false), close.len())
        } else if character == '"' {
            (Some(!inside), 1)
        } else {
            (None, character.len_utf8())
        };
        match mark {
            None => turned.push(character),
            Some(opens) => {
                // Spaces inside of guillemets go with them.
                if !opens {
                    turned.truncate(turned.trim_end_matches(['\u{A0}', '\u{202F}']).len());
                }
                turned.push_str(if opens { inner.0 } else { inner.1 });
                inside = opens;
            }
        }
        rest = &rest[length..];
        if mark == Some(true) {
            rest = rest.trim_start_matches(['\u{A0}', '\u{202F}']);
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_of_marks_are_the_other_ones() {
        let english = (("“", "”"), ("‘", "’"));
        assert_eq!(turned("On “quoted” titles", english.0, english.1), "On ‘quoted’ titles");
        assert_eq!(turned("On \"quoted\" titles", english.0, english.1), "On ‘quoted’ titles");
        let french = (("«\u{A0}", "\u{A0}»"), ("“", "”"));
        assert_eq!(turned("Le «\u{A0}mot\u{A0}» juste", french.0, french.1), "Le “mot” juste");
    }

    #[test]
    fn a_stop_at_the_end_goes_but_not_that_of_an_abbreviation() {
        assert_eq!(without_stop("Page about things."), "Page about things");
        assert_eq!(without_stop("Smith & Co."), "Smith & Co.");
        assert_eq!(without_stop("Trade with the U.S."), "Trade with the U.S.");
        assert_eq!(without_stop("And so on..."), "And so on...");
        assert_eq!(without_stop("What now?"), "What now?");
    }
}
