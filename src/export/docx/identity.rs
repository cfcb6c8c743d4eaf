//! Identity of blocks: the bookmark round each of them, and the list of all of them that lets a
//! translated file find its way home.
//!
//! The list is a custom XML part of our own namespace. It names blocks in order, by bookmark; no
//! program shows it, no word count sees it, and a reader finds it by its namespace alone.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::xml::Element;
use crate::document::{BlockId, Inline, Metadata, inline_text, normalize_space};

/// Namespace of the list of blocks.
pub const NAMESPACE: &str = "urn:plenary:blocks:1";

/// Bookmarks of the document: their names, their numbers, and which of them exist.
#[derive(Debug, Default)]
pub(super) struct Bookmarks {
    names: BTreeMap<BlockId, String>,
    used: BTreeSet<String>,
    placed: BTreeSet<String>,
    count: usize,
}

impl Bookmarks {
    /// The name of a block's bookmark: neutral, short, hidden in Word's dialogs, and the same in
    /// every build and every language. LibreOffice appends `_Copy_1` to names in notes and frames
    /// when it saves, so a reader compares beginnings.
    pub(super) fn name(&mut self, id: &BlockId) -> String {
        if let Some(name) = self.names.get(id) {
            return name.clone();
        }
        let digest = hex(&Sha256::digest(id.to_string().as_bytes()));
        // Sixty-four bits are enough for any document; more are taken should two ever collide.
        let name = (16..=36)
            .map(|digits| format!("_pl{}", &digest[..digits]))
            .find(|name| !self.used.contains(name))
            .unwrap_or_else(|| format!("_pl{}", &digest[..37]));
        self.used.insert(name.clone());
        self.names.insert(id.clone(), name.clone());
        name
    }

    /// The name to put round a block, once: a second block with the same identity gets none.
    pub(super) fn place(&mut self, id: &BlockId) -> Option<String> {
        let name = self.name(id);
        self.placed.insert(name.clone()).then_some(name)
    }

    /// A new `w:id`.
    pub(super) fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// Names that something points at but that stand nowhere.
    pub(super) fn missing(&self) -> impl Iterator<Item = &BlockId> {
        self.names.iter().filter(|(_, name)| !self.placed.contains(*name)).map(|(id, _)| id)
    }
}

/// A block of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Bookmark round the block.
    pub bookmark: String,
    /// Identity.
    pub id: BlockId,
    /// Hash of the text, see [`content_hash`].
    pub hash: String,
    /// Named style of the theme.
    pub style: String,
}

/// Hash of a block's text: SHA-256 of the plain text with white space collapsed, in hexadecimal.
#[must_use]
pub fn content_hash(content: &[Inline]) -> String {
    text_hash(&inline_text(content))
}

/// As [`content_hash`], of text that is plain already.
#[must_use]
pub fn text_hash(text: &str) -> String {
    hex(&Sha256::digest(normalize_space(text).as_bytes()))
}

/// The list as the root of a custom XML part.
pub(super) fn to_element(metadata: &Metadata, entries: &[Entry]) -> Element {
    let mut root = Element::new("blocks")
        .attr("xmlns", NAMESPACE)
        .attr("document", &metadata.id)
        .attr("language", metadata.language.tag());
    if let Some(version) = &metadata.version {
        root = root.attr("version", version);
    }
    root.children(entries.iter().map(|entry| {
        Element::new("block")
            .attr("bookmark", &entry.bookmark)
            .attr("section", &entry.id.section)
            .attr("path", &entry.id.path)
            .attr("sha256", &entry.hash)
            .attr("style", &entry.style)
    }))
}

/// The properties of that part, with an item id that is the same in every build of a document.
pub(super) fn properties(metadata: &Metadata) -> Element {
    let digest = hex(&Sha256::digest(format!("{NAMESPACE} {}", metadata.id).as_bytes()));
    let digest = digest.to_uppercase();
    let id = format!(
        "{{{}-{}-5{}-8{}-{}}}",
        &digest[..8],
        &digest[8..12],
        &digest[13..16],
        &digest[17..20],
        &digest[20..32]
    );
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/customXml";
    Element::new("ds:datastoreItem").attr("xmlns:ds", namespace).attr("ds:itemID", id).child(
        Element::new("ds:schemaRefs").child(Element::new("ds:schemaRef").attr("ds:uri", NAMESPACE)),
    )
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_neutral_and_stable() {
        let mut bookmarks = Bookmarks::default();
        let id = BlockId::new("markets", "background/4/2");
        let name = bookmarks.name(&id);
        assert!(name.len() <= 40 && name.starts_with("_pl"), "{name}");
        assert!(name[3..].chars().all(|c| c.is_ascii_hexdigit()));
        assert_eq!(bookmarks.name(&id), name);
        assert_eq!(Bookmarks::default().name(&id), name);
        assert_eq!(bookmarks.missing().count(), 1, "it was named but not placed");
        assert_eq!(bookmarks.place(&id), Some(name));
        assert_eq!(bookmarks.place(&id), None);
        assert_eq!(bookmarks.missing().count(), 0);
    }

    #[test]
    fn white_space_does_not_change_a_hash() {
        assert_eq!(text_hash("a  b\n"), text_hash("a b"));
        assert_ne!(text_hash("a b"), text_hash("ab"));
    }
}
