//! Texts of strangers on a terminal or in a log: characters that would act there are shown instead.
//!
//! A control character moves the cursor, changes colours or the window's title; a line end inside a
//! value makes a line of its own, which a program that reads the log may take for a command.

use std::borrow::Cow;

/// What stands for a character that acts on a terminal; none for one that does not. Control
/// characters have pictures of their own (U+2400 to U+2421).
fn shown(character: char) -> Option<char> {
    match character {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7F}' => Some('\u{2421}'),
        // The last two ranges are line ends and direction controls, by which a line reads otherwise
        // than it is written.
        '\u{80}'..='\u{9F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some('\u{FFFD}'),
        _ => None,
    }
}

fn replaced(text: &str, keeps: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|character| !keeps(character) && shown(character).is_some()) {
        return Cow::Borrowed(text);
    }
    let show = |character: char| match shown(character) {
        Some(picture) if !keeps(character) => picture,
        _ => character,
    };
    Cow::Owned(text.chars().map(show).collect())
}

/// A value as one line: every control character is shown, line ends and tabs among them.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, |_| false)
}

/// A text of several lines: line ends and tabs stay.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |character| matches!(character, '\n' | '\t'))
}

/// A text of several lines with colours of our own; what strangers gave must have been through
/// [`line`].
pub(super) fn styled(text: &str) -> Cow<'_, str> {
    replaced(text, |character| matches!(character, '\n' | '\t' | '\u{1B}'))
}

/// A JSON text in which the characters of [`lines`] are escaped, and `##[`, which begins a command of
/// GitHub's runner. The value stays the same.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let acts = |character: char| !matches!(character, '\n' | '\t') && shown(character).is_some();
    if !text.contains("##[") && !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.replace("##[", "#\\u0023[").chars() {
        if acts(character) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// A text without workflow commands of GitHub: its runner reads `::` at the beginning of a line, and
/// `##[` anywhere, whoever wrote the line and in whatever format.
#[must_use]
pub fn without_commands(text: &str) -> Cow<'_, str> {
    let begins = |line: &str| line.trim_start().starts_with("::");
    if !text.contains("##[") && !text.split('\n').any(begins) {
        return Cow::Borrowed(text);
    }
    let divided = |line: &str| {
        let line = if begins(line) { line.replacen("::", ": :", 1) } else { line.to_owned() };
        line.replace("##[", "# #[")
    };
    Cow::Owned(text.split('\n').map(divided).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_shown() {
        assert_eq!(line("a\u{1b}[31mb\r\n\tc\u{7f}\u{9b}"), "a␛[31mb␍␊␉c␡\u{FFFD}");
        assert_eq!(lines("a\u{1b}b\n\tc\u{202e}"), "a␛b\n\tc\u{FFFD}");
        assert_eq!(styled("\u{1b}[1mé\u{85}"), "\u{1b}[1mé\u{FFFD}");
        let arabic = "العربية \u{200f}";
        assert!(matches!(line(arabic), Cow::Borrowed(text) if text == arabic));
    }

    #[test]
    fn json_stays_what_it_says() {
        let value = serde_json::json!({ "a": "\u{1b}\u{9b}\u{7f}\u{2028}##[error]" });
        let text = json(&format!("{value:#}\n")).into_owned();
        assert!(text.chars().all(|one| one == '\n' || shown(one).is_none()), "{text}");
        assert!(!text.contains("##["));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn commands_are_no_longer_commands() {
        let text = "a ::b\n::error::c\n \t::stop-commands::d\n1 | ##[error]e\n";
        let safe = "a ::b\n: :error::c\n \t: :stop-commands::d\n1 | # #[error]e\n";
        assert_eq!(without_commands(text), safe);
        assert_eq!(without_commands(safe), safe);
    }
}
