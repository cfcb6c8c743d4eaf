//! Reads the keys of a mapping: required ones, optional ones, and the unknown ones left over.

use super::text::{Text, boolean, wrong_type};
use super::traps;
use super::yaml::{Entry, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};

/// A mapping whose keys are taken one by one; [`Fields::finish`] reports what nobody took.
#[derive(Debug)]
pub struct Fields<'a> {
    entries: &'a [Entry],
    asked: Vec<String>,
    /// Keys that must be there and are not, with what is to be said of each.
    missing: Vec<(String, Diagnostic)>,
    /// The mapping's place.
    pub span: Span,
    what: String,
}

impl<'a> Fields<'a> {
    /// The fields of a mapping. `what` names it in messages: "the guide", "image `map`".
    pub fn of(node: &'a Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Mapping(entries) => {
                let (asked, missing) = (Vec::new(), Vec::new());
                Some(Self { entries, asked, missing, span: node.span, what: what.to_owned() })
            }
            Value::Null | Value::Scalar(_) | Value::Sequence(_) => {
                diagnostics.push(wrong_type(node, what, "keys with values"));
                None
            }
        }
    }

    /// The value of a key that may be missing or empty.
    pub fn optional(&mut self, key: &str) -> Option<&'a Node> {
        if !self.asked.iter().any(|asked| asked == key) {
            self.asked.push(key.to_owned());
        }
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        (!matches!(entry.node.value, Value::Null)).then_some(&entry.node)
    }

    /// The value of a key that must be there. [`Fields::finish`] takes back what is said here if the
    /// key is there under another name.
    #[allow(clippy::single_match_else, reason = "both cases are as long")]
    pub fn required(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'a Node> {
        let found = self.optional(key);
        if found.is_some() {
            return found;
        }
        match self.entries.iter().find(|entry| entry.key == key) {
            Some(entry) => {
                let said = traps::no_value(&entry.node, key);
                // A comment alone would not stop the build.
                let empty = Diagnostic::new(
                    Code::MissingField,
                    format!("{} has an empty `{key}`", self.what),
                )
                .at(entry.key_span)
                .hint(if entry.node.comment.is_some() {
                    format!(
                        "`#` begins a comment: write `{key}: \"# …\"` if it belongs to the text"
                    )
                } else {
                    format!("write something behind `{key}:`")
                });
                diagnostics.push(match said {
                    Some(said) if said.code == Code::NullInText => said,
                    _ => empty,
                });
            }
            None => {
                let missing =
                    Diagnostic::new(Code::MissingField, format!("{} has no `{key}`", self.what))
                        .at(self.first_key())
                        .hint(format!("add a line `{key}: …`"));
                self.missing.push((key.to_owned(), missing.clone()));
                diagnostics.push(missing);
            }
        }
        None
    }

    /// Reports a value that is a comment or a word for "no value", where text is printed.
    pub fn check_no_value(&self, key: &str, diagnostics: &mut Diagnostics) {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        diagnostics.extend(entry.and_then(|entry| traps::no_value(&entry.node, key)));
    }

    /// Optional text that is printed.
    pub fn text(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let Some(node) = self.optional(key) else {
            self.check_no_value(key, diagnostics);
            return None;
        };
        Text::read_short(node, &format!("`{key}`"), diagnostics)
    }

    /// Optional name or value that is not printed as it stands.
    pub fn word(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.optional(key)?;
        Text::read_word(node, &format!("`{key}`"), diagnostics)
    }

    /// Required text that is not blank.
    pub fn required_text(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.required(key, diagnostics)?;
        let text = Text::read_short(node, &format!("`{key}`"), diagnostics)?;
        self.not_blank(key, text, diagnostics)
    }

    /// Required name or value that is not printed as it stands.
    pub fn required_word(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.required(key, diagnostics)?;
        let text = Text::read_word(node, &format!("`{key}`"), diagnostics)?;
        self.not_blank(key, text, diagnostics)
    }

    fn not_blank(&self, key: &str, text: Text, diagnostics: &mut Diagnostics) -> Option<Text> {
        if text.value.trim().is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::MissingField, format!("{} has an empty `{key}`", self.what))
                    .at(text.span)
                    .hint(format!("write something behind `{key}:`")),
            );
            return None;
        }
        Some(text)
    }

    /// Optional boolean.
    pub fn boolean(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
        let node = self.optional(key)?;
        boolean(node, &format!("`{key}`"), diagnostics)
    }

    /// Optional list; something else than a list is reported.
    pub fn list(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'a [Node]> {
        let node = self.optional(key)?;
        match &node.value {
            Value::Sequence(items) => Some(items),
            Value::Null | Value::Scalar(_) | Value::Mapping(_) => {
                diagnostics.push(wrong_type(node, &format!("`{key}`"), "a list"));
                None
            }
        }
    }

    /// Optional list of texts that are printed.
    pub fn texts(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Text> {
        let items = self.list(key, diagnostics).unwrap_or_default();
        let what = format!("an item of `{key}`");
        items.iter().filter_map(|item| Text::read_short(item, &what, diagnostics)).collect()
    }

    /// Optional list of names or values that are not printed as they stand.
    pub fn words(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Text> {
        let items = self.list(key, diagnostics).unwrap_or_default();
        let what = format!("an item of `{key}`");
        items.iter().filter_map(|item| Text::read_word(item, &what, diagnostics)).collect()
    }

    /// Optional mapping.
    pub fn mapping(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<Fields<'a>> {
        let node = self.optional(key)?;
        Fields::of(node, &format!("`{key}`"), diagnostics)
    }

    /// Entries of a mapping whose keys are the editor's own.
    #[must_use]
    pub fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// Where a key stands, or the mapping begins.
    #[must_use]
    pub fn key_place(&self, key: &str) -> Span {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map_or_else(|| self.first_key(), |entry| entry.key_span)
    }

    /// Where the mapping begins, for problems of the whole.
    #[must_use]
    pub fn first_key(&self) -> Span {
        self.entries.first().map_or(self.span, |entry| entry.key_span)
    }

    /// Reports every key that was not asked for. A key that is missing because it is mistyped is one
    /// mistake. Returns whether every key is known.
    pub fn finish(mut self, diagnostics: &mut Diagnostics) -> bool {
        let unknown: Vec<&Entry> =
            self.entries.iter().filter(|entry| !self.asked.contains(&entry.key)).collect();
        let alone = unknown.len() == 1 && self.missing.len() == 1;
        for entry in &unknown {
            let diagnostic = Diagnostic::new(
                Code::UnknownKey,
                format!("{} has no key `{}`", self.what, entry.key),
            )
            .at(entry.key_span);
            let missing = self.missing.iter().map(|(key, _)| key.as_str());
            let absent = self.asked.iter().map(String::as_str);
            let absent = absent.filter(|key| self.entries.iter().all(|entry| entry.key != *key));
            let known = self.asked.iter().map(String::as_str);
            let mut meant = closest(&entry.key, missing)
                .or_else(|| closest(&entry.key, absent))
                .or_else(|| closest(&entry.key, known))
                .map(str::to_owned);
            let diagnostic = if let Some(hint) = odd_character(&entry.key) {
                diagnostic.hint(hint)
            } else if let Some((key, value)) = traps::key_without_space(&entry.key)
                && self.asked.iter().any(|asked| asked == key)
            {
                meant = Some(key.to_owned());
                diagnostic.hint(format!("a space is missing after the colon: `{key}: {value}`"))
            } else if let Some((key, value)) = entry.key.split_once('=')
                && self.asked.iter().any(|asked| asked == key.trim())
            {
                meant = Some(key.trim().to_owned());
                diagnostic.hint(format!(
                    "a colon stands behind a key: `{}: {}`",
                    key.trim(),
                    value.trim()
                ))
            } else if let Some(meant) = &meant {
                diagnostic.hint(format!("did you mean `{meant}`?"))
            } else if let Some(above) = self.empty_above(entry) {
                diagnostic.hint(format!("indent it by two spaces if it belongs to `{above}`"))
            } else if alone && let Some((key, _)) = self.missing.first() {
                let hint = format!("`{key}` is missing: write `{key}:` if this is it");
                meant = Some(key.clone());
                diagnostic.hint(hint)
            } else {
                let mut known: Vec<_> = self.asked.iter().map(|key| format!("`{key}`")).collect();
                known.sort();
                let listed = diagnostic.hint(format!("the keys are {}", known.join(", ")));
                // `Remark: Words of a text` at the left edge.
                if entry.key.starts_with(char::is_uppercase) || entry.key.contains(' ') {
                    listed.hint("indent the line if it belongs to the text above")
                } else {
                    listed
                }
            };
            if let Some(at) = self.missing.iter().position(|(key, _)| meant.as_ref() == Some(key)) {
                let (_, said) = self.missing.swap_remove(at);
                diagnostics.retain(|other| *other != said);
            }
            diagnostics.push(diagnostic);
        }
        unknown.is_empty()
    }

    /// The key right above an entry, if it has no value: the entry may be meant to stand below it.
    fn empty_above(&self, entry: &Entry) -> Option<&'a str> {
        let at = self.entries.iter().position(|other| other.key == entry.key)?;
        let above =
            self.entries[..at].iter().rev().find(|other| self.asked.contains(&other.key))?;
        let empty = matches!(above.node.value, Value::Null) && above.node.span.range().is_empty();
        empty.then_some(above.key.as_str())
    }

    /// As [`Fields::finish`], for a mapping that is read no further: only keys that may be mistyped
    /// for missing ones are reported.
    pub fn finish_early(mut self, diagnostics: &mut Diagnostics) {
        let missing: Vec<&str> = self.missing.iter().map(|(key, _)| key.as_str()).collect();
        let others: Vec<String> = self
            .entries
            .iter()
            .filter(|entry| closest(&entry.key, missing.iter().copied()).is_none())
            .map(|entry| entry.key.clone())
            .collect();
        self.asked.extend(others);
        self.finish(diagnostics);
    }
}

/// What to do about a character in a key that is not seen.
fn odd_character(key: &str) -> Option<&'static str> {
    if key.starts_with('\u{A0}') {
        return Some("a no-break space stands in front of the key: delete it");
    }
    if key.starts_with(char::is_whitespace) {
        return Some("a space of another kind than usual stands in front of the key: delete it");
    }
    let invisible = |c: char| {
        c == '\u{AD}' || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
    };
    key.contains(invisible).then_some("the key holds a character that is not seen: type it anew")
}
