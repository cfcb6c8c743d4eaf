//! Markup as it is written: names come from this program, values are escaped.

use std::fmt::{Display, Write as _};

use quick_xml::escape::escape;

/// Elements, one after the other.
#[derive(Debug, Default)]
pub(super) struct Xml {
    text: String,
    /// Whether the start tag of the last element can still take attributes.
    in_tag: bool,
    open: Vec<&'static str>,
}

impl Xml {
    /// Begins an element.
    pub(super) fn start(&mut self, name: &'static str) -> &mut Self {
        self.end_tag();
        self.text.push('<');
        self.text.push_str(name);
        self.open.push(name);
        self.in_tag = true;
        self
    }

    /// An attribute of the element that was begun.
    pub(super) fn attr(&mut self, name: &'static str, value: impl Display) -> &mut Self {
        let value = value.to_string();
        // Writing to a string cannot fail.
        let _ = write!(self.text, " {name}=\"{}\"", escape(value.as_str()));
        self
    }

    /// Numbers as the value of an attribute.
    pub(super) fn numbers(&mut self, name: &'static str, numbers: &[f32]) -> &mut Self {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        self.attr(name, numbers.join(" "))
    }

    /// Characters inside the element.
    pub(super) fn text(&mut self, text: &str) {
        self.end_tag();
        self.text.push_str(&escape(text));
    }

    /// Elements that were written apart.
    pub(super) fn append(&mut self, other: &Self) {
        self.end_tag();
        self.text.push_str(&other.text);
    }

    /// Ends the element.
    pub(super) fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            if std::mem::take(&mut self.in_tag) {
                self.text.push_str("/>");
            } else {
                let _ = write!(self.text, "</{name}>");
            }
        }
    }

    fn end_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.text.push('>');
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }
}
