//! Reads the keys of a mapping: required ones, optional ones, and the unknown ones left over.

use super::text::{Text, boolean, wrong_type};
use super::yaml::{Entry, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// A mapping whose keys are taken one by one; [`Fields::finish`] reports what nobody took.
#[derive(Debug)]
pub struct Fields<'a> {
    entries: &'a [Entry],
    asked: Vec<String>,
    /// The mapping's place.
    pub span: Span,
    what: String,
}

impl<'a> Fields<'a> {
    /// The fields of a mapping. `what` names it in messages: "the guide", "image `map`".
    pub fn of(node: &'a Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Mapping(entries) => {
                Some(Self { entries, asked: Vec::new(), span: node.span, what: what.to_owned() })
            }
            Value::Null | Value::Scalar(_) | Value::Sequence(_) => {
                diagnostics.push(wrong_type(node, what, "a mapping of keys and values"));
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

    /// The value of a key that must be there.
    pub fn required(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'a Node> {
        let found = self.optional(key);
        if found.is_none() {
            let empty = self.entries.iter().find(|entry| entry.key == key);
            let place = empty.map_or_else(|| self.first_key(), |entry| entry.key_span);
            let message = if empty.is_some() {
                format!("{} has an empty `{key}`", self.what)
            } else {
                format!("{} has no `{key}`", self.what)
            };
            diagnostics.push(
                Diagnostic::new(Code::MissingField, message)
                    .at(place)
                    .hint(format!("add a line `{key}: …`")),
            );
        }
        found
    }

    /// Optional text.
    pub fn text(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.optional(key)?;
        Text::read_short(node, &format!("`{key}`"), diagnostics)
    }

    /// Required text that is not blank.
    pub fn required_text(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.required(key, diagnostics)?;
        let text = Text::read_short(node, &format!("`{key}`"), diagnostics)?;
        if text.value.trim().is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::MissingField, format!("{} has an empty `{key}`", self.what))
                    .at(text.span),
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

    /// Optional list of texts.
    pub fn texts(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Text> {
        let items = self.list(key, diagnostics).unwrap_or_default();
        let what = format!("an item of `{key}`");
        items.iter().filter_map(|item| Text::read_short(item, &what, diagnostics)).collect()
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

    /// Where the mapping begins, for problems of the whole.
    #[must_use]
    pub fn first_key(&self) -> Span {
        self.entries.first().map_or(self.span, |entry| entry.key_span)
    }

    /// Reports every key that was not asked for.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        for entry in self.entries {
            if self.asked.contains(&entry.key) {
                continue;
            }
            let known = self.asked.iter().map(String::as_str);
            let mut diagnostic = Diagnostic::new(
                Code::UnknownKey,
                format!("{} has no key `{}`", self.what, entry.key),
            )
            .at(entry.key_span)
            .did_you_mean(&entry.key, known);
            if diagnostic.hints.is_empty() {
                let mut known: Vec<_> = self.asked.iter().map(|key| format!("`{key}`")).collect();
                known.sort();
                diagnostic = diagnostic.hint(format!("the keys are {}", known.join(", ")));
            }
            diagnostics.push(diagnostic);
        }
    }
}
