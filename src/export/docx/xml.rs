//! A small XML tree with one serialiser: the parts are built of it and the finishing pass reads
//! property elements into it. It knows names and text, nothing about documents.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A writer into memory.
pub(super) type XmlWriter = Writer<Vec<u8>>;

/// A name of an element or attribute with its prefix, as written.
pub(super) type Name = Cow<'static, str>;

/// An element with its attributes in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// `w:pPr`
    pub name: Name,
    /// Attributes, unescaped.
    pub attributes: Vec<(Name, String)>,
    /// Content in order.
    pub children: Vec<Node>,
}

/// What stands inside an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Text, unescaped.
    Text(String),
}

impl Element {
    /// An empty element.
    pub(super) fn new(name: impl Into<Name>) -> Self {
        Self { name: name.into(), attributes: Vec::new(), children: Vec::new() }
    }

    /// `<name w:val="value"/>`, the commonest shape of a property.
    pub(super) fn val(name: impl Into<Name>, value: impl ToString) -> Self {
        Self::new(name).attr("w:val", value)
    }

    /// An on/off property: `<name/>` or `<name w:val="0"/>`.
    pub(super) fn toggle(name: impl Into<Name>, on: bool) -> Self {
        if on { Self::new(name) } else { Self::val(name, 0) }
    }

    /// Adds an attribute.
    #[allow(clippy::needless_pass_by_value, reason = "numbers and names are given as they are")]
    pub(super) fn attr(mut self, name: impl Into<Name>, value: impl ToString) -> Self {
        self.attributes.push((name.into(), value.to_string()));
        self
    }

    /// Adds a child.
    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// Adds children.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// Adds text.
    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Writes the element and everything inside it.
    pub(super) fn write(&self, writer: &mut XmlWriter) -> std::io::Result<()> {
        let mut start = BytesStart::new(self.name.as_ref());
        for (name, value) in &self.attributes {
            start.push_attribute((name.as_ref(), value.as_str()));
        }
        if self.children.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(writer)?,
                Node::Text(text) => writer.write_event(Event::Text(BytesText::new(text)))?,
            }
        }
        writer.write_event(Event::End(BytesEnd::new(self.name.as_ref())))
    }

    /// The element as a whole part, with an XML declaration.
    pub(super) fn to_part(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = part_writer()?;
        self.write(&mut writer)?;
        Ok(writer.into_inner())
    }
}

/// A writer that has written the XML declaration of a part.
pub(super) fn part_writer() -> std::io::Result<XmlWriter> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
    writer.get_mut().push(b'\n');
    Ok(writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let element = Element::new("a").attr("title", "x < \"y\" & z").text("1 < 2 & 3");
        let part = String::from_utf8(element.to_part().unwrap()).unwrap();
        assert!(
            part.ends_with("<a title=\"x &lt; &quot;y&quot; &amp; z\">1 &lt; 2 &amp; 3</a>"),
            "{part}"
        );
    }
}
