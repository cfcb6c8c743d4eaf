//! Values on their way through a template: stored here, printed as a handle, put back after.
//!
//! A handle is a number between two private-use characters. Sources and templates may not contain
//! those characters, so no text can be mistaken for a handle and nothing needs escaping.

use crate::diagnostic::Span;
use crate::document::{Block, Inline, InlineKind, ProgrammeDay, ProgrammeSitting, inline_text};
use crate::markup::Fragment;
use crate::source::questions::Question;

const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// What a handle can stand for.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// Inlines, with the place of the whole.
    Inlines(Vec<Inline>, Option<Span>),
    /// A prose field.
    Prose(Fragment),
    /// A questions field.
    Questions(Vec<Question>),
    /// Finished blocks.
    Blocks(Vec<Block>),
    /// A meeting of the programme.
    Sitting(ProgrammeSitting),
    /// A day of the programme.
    Day(ProgrammeDay),
}

impl Item {
    fn name(&self) -> &'static str {
        match self {
            Self::Inlines(..) => "a line of text",
            Self::Prose(_) => "a prose field",
            Self::Questions(_) => "a questions field",
            Self::Blocks(_) => "a block",
            Self::Sitting(_) => "a programme meeting",
            Self::Day(_) => "a programme day",
        }
    }
}

/// The store behind the handles.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    items: Vec<Item>,
}

/// A stretch of a template's output.
#[derive(Debug)]
pub(super) enum Stretch<'a> {
    /// Text.
    Text(&'a str),
    /// What a handle stands for.
    Item(&'a Item),
}

impl Shelf {
    /// Stores an item and returns its handle.
    pub(super) fn put(&mut self, item: Item) -> String {
        self.items.push(item);
        format!("{OPEN}{}{CLOSE}", self.items.len() - 1)
    }

    /// Splits output into texts and items.
    pub(super) fn stretches<'a>(&'a self, output: &'a str) -> Vec<Stretch<'a>> {
        let mut stretches = Vec::new();
        let mut rest = output;
        while let Some(open) = rest.find(OPEN) {
            if open > 0 {
                stretches.push(Stretch::Text(&rest[..open]));
            }
            let after = &rest[open + OPEN.len_utf8()..];
            let Some(close) = after.find(CLOSE) else {
                rest = "";
                break;
            };
            let item = after[..close].parse().ok().and_then(|index: usize| self.items.get(index));
            stretches.extend(item.map(Stretch::Item));
            rest = &after[close + CLOSE.len_utf8()..];
        }
        if !rest.is_empty() {
            stretches.push(Stretch::Text(rest));
        }
        stretches
    }

    /// A line of text: plain text and inline handles.
    pub(super) fn inlines(&self, output: &str) -> Result<Vec<Inline>, String> {
        let mut inlines = Vec::new();
        for stretch in self.stretches(output) {
            match stretch {
                Stretch::Text(text) => {
                    let mut text = text.replace(['\n', '\r'], " ");
                    while text.contains("  ") {
                        text = text.replace("  ", " ");
                    }
                    inlines.push(Inline::text(text));
                }
                Stretch::Item(Item::Inlines(content, _)) => inlines.extend(content.clone()),
                Stretch::Item(other) => {
                    return Err(format!("{} stands where a line of text belongs", other.name()));
                }
            }
        }
        inlines.retain(|inline| !matches!(&inline.kind, InlineKind::Text(text) if text.is_empty()));
        Ok(inlines)
    }

    /// Whether a text has a handle in it, and not all its words.
    pub(super) fn holds_handle(text: &str) -> bool {
        text.contains(OPEN)
    }

    /// The words of a text, without what they look like and without marks of notes.
    pub(super) fn words(&self, output: &str) -> Result<String, String> {
        self.inlines(output).map(|content| inline_text(&content))
    }

    /// Blocks with nothing but white space between them.
    pub(super) fn blocks(&self, output: &str) -> Result<Vec<Block>, String> {
        let mut blocks = Vec::new();
        for stretch in self.stretches(output) {
            match stretch {
                Stretch::Text(text) if text.trim().is_empty() => {}
                Stretch::Text(text) => {
                    return Err(format!("the text “{}” stands outside of a block", text.trim()));
                }
                Stretch::Item(Item::Blocks(content)) => blocks.extend(content.clone()),
                Stretch::Item(other) => {
                    return Err(format!("{} stands where a block belongs", other.name()));
                }
            }
        }
        Ok(blocks)
    }

    /// The one item that a value is, if it is a single handle.
    pub(super) fn single<'a>(&'a self, output: &'a str) -> Option<&'a Item> {
        match self.stretches(output.trim()).as_slice() {
            [Stretch::Item(item)] => Some(item),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_pass_through_text() {
        let mut shelf = Shelf::default();
        let handle = shelf.put(Item::Inlines(vec![Inline::text("title")], None));
        let inlines = shelf.inlines(&format!("Challenge: {handle}!")).unwrap();
        let texts: Vec<_> = inlines.iter().map(|inline| &inline.kind).collect();
        assert!(matches!(texts[1], InlineKind::Text(text) if text == "title"));
        assert_eq!(texts.len(), 3);
        assert!(shelf.blocks("stray").is_err());
        assert!(shelf.blocks(&handle).is_err());
    }
}
