//! What a DOCX has that plenary never writes: macros, embedded objects, templates and pictures
//! elsewhere, fields that read files, bytes round the archive. A file with any of it is not certified.

use std::collections::BTreeSet;

use super::package::Relationship;
use super::xml::{Element, Node};

/// Relationships that are written, by the last word of their types.
const RELATIONSHIPS: [&str; 16] = [
    "officeDocument",
    "core-properties",
    "extended-properties",
    "custom-properties",
    "styles",
    "numbering",
    "settings",
    "fontTable",
    "font",
    "footnotes",
    "header",
    "footer",
    "image",
    "hyperlink",
    "customXml",
    "customXmlProps",
];
/// Parts that are written, `#` standing for a number.
const PARTS: [&str; 20] = [
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/app.xml",
    "docProps/core.xml",
    "docProps/custom.xml",
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/settings.xml",
    "word/fontTable.xml",
    "word/footnotes.xml",
    "word/header#.xml",
    "word/footer#.xml",
    "word/fonts/font#.odttf",
    "customXml/item#.xml",
    "customXml/itemProps#.xml",
    "customXml/_rels/item#.xml.rels",
    "word/_rels/PART.xml.rels",
    "word/_rels/header#.xml.rels",
    "word/_rels/footer#.xml.rels",
];
/// Endings of pictures, which have names of their own.
const PICTURES: [&str; 4] = ["png", "jpeg", "jpg", "svg"];
/// Fields that are written, by their first word.
const FIELDS: [&str; 7] = ["PAGE", "NUMPAGES", "PAGEREF", "NOTEREF", "REF", "TOC", "HYPERLINK"];
/// Elements that bring something from elsewhere, by their local names.
const ELEMENTS: [&str; 14] = [
    "object",
    "OLEObject",
    "control",
    "altChunk",
    "subDoc",
    "attachedTemplate",
    "mailMerge",
    "movie",
    "oleObject",
    "embed",
    "script",
    "webVideoPr",
    "contentPart",
    "externalData",
];
/// Most findings about one file: one is enough to refuse it.
const MAX_FOUND: usize = 50;

/// What has been found so far, each once.
#[derive(Debug, Default)]
pub(super) struct Foreign(BTreeSet<String>);

impl Foreign {
    pub(super) fn add(&mut self, what: String) {
        if self.0.len() < MAX_FOUND {
            self.0.insert(what);
        }
    }

    pub(super) fn into_list(self) -> Vec<String> {
        self.0.into_iter().collect()
    }

    /// Looks at the name of a part.
    pub(super) fn part(&mut self, name: &str) {
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_like = |pattern: &str| match pattern.split_once('#') {
            None => pattern == name,
            Some((before, after)) => name
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(digits),
        };
        let is_picture = || {
            name.strip_prefix("word/media/").is_some_and(|file| {
                let ending = file.rsplit_once('.').map(|(_, ending)| ending);
                !file.contains('/') && ending.is_some_and(|one| PICTURES.contains(&one))
            })
        };
        let relationships =
            ["document", "footnotes", "fontTable", "settings", "numbering", "styles"]
                .iter()
                .any(|part| name == format!("word/_rels/{part}.xml.rels"));
        if !PARTS.iter().any(|pattern| is_like(pattern)) && !is_picture() && !relationships {
            self.add(format!("the part {name}"));
        }
    }

    /// Looks at a relationship.
    pub(super) fn relationship(&mut self, relationship: &Relationship) {
        let Relationship { kind, target, external } = relationship;
        if !RELATIONSHIPS.contains(&kind.as_str()) {
            self.add(format!("a relationship of the kind {kind}"));
        }
        if !external {
            return;
        }
        let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| {
            target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        if kind != "hyperlink" {
            self.add(format!("a relationship of the kind {kind} that leads out of the file"));
        } else if !is_address {
            self.add("a link that leads to no page or mailbox".to_owned());
        }
    }

    /// Looks at everything in a part.
    pub(super) fn content(&mut self, root: &Element) {
        // Codes of the fields that are open; nothing after their separator counts.
        let mut codes: Vec<String> = Vec::new();
        let mut open: Vec<&Element> = vec![root];
        while let Some(element) = open.pop() {
            let local = element.name.rsplit(':').next().unwrap_or_default();
            if ELEMENTS.contains(&local) {
                self.add(format!("the element {local}"));
            }
            match element.name.as_str() {
                "w:fldSimple" => self.field(element.attribute("w:instr").unwrap_or_default()),
                "w:instrText" => match codes.last_mut() {
                    Some(code) => code.push_str(&element.text()),
                    None => self.field(&element.text()),
                },
                "w:fldChar" => match element.attribute("w:fldCharType") {
                    Some("begin") => codes.push(String::new()),
                    Some("end") => {
                        let code = codes.pop().unwrap_or_default();
                        self.field(&code);
                    }
                    _ => {}
                },
                _ => {}
            }
            open.extend(element.children.iter().rev().filter_map(|node| match node {
                Node::Element(child) => Some(child),
                Node::Text(_) => None,
            }));
        }
        for code in codes {
            self.field(&code);
        }
    }

    fn field(&mut self, code: &str) {
        let kind = code.split_whitespace().next().unwrap_or_default();
        if !kind.is_empty() && !FIELDS.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
            self.add(format!("a field of the kind {kind}"));
        }
    }

    /// Looks at the bytes round the entries of the archive, whose places are given in any order:
    /// where each begins and ends.
    pub(super) fn archive(&mut self, bytes: &[u8], mut entries: Vec<(u64, u64)>, directory: u64) {
        /// Length of the record at the end without a comment (APPNOTE.TXT 6.3.10, 4.3.16).
        const END: usize = 22;
        entries.sort_unstable();
        let mut at = 0;
        for (start, end) in entries {
            if start != at {
                self.add("bytes between its parts".to_owned());
            }
            at = end;
        }
        if at != directory {
            self.add("bytes before its directory".to_owned());
        }
        let end = bytes.len().checked_sub(END).and_then(|at| bytes.get(at..)).unwrap_or_default();
        let is_end = end.starts_with(b"PK\x05\x06") && end.ends_with(&[0, 0]);
        let number = |at: usize| {
            let bytes = end.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u32::from_le_bytes)
        };
        let reaches = u64::from(number(12)) + u64::from(number(16)) + END as u64;
        if !is_end || reaches != bytes.len() as u64 {
            self.add("bytes behind its end, or a comment".to_owned());
        }
    }
}
