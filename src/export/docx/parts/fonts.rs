//! `fontTable.xml`: the families in use with their pinned equivalents, and on request the pinned
//! files themselves, obfuscated as ECMA-376 Part 4, 15.4.1 wants it: those whose scripts the
//! document writes, and whose licence lets a document be edited with them.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use ttf_parser::{Face, Permissions, name_id};

use crate::document::{Document, Language, document_text};
use crate::export::docx::direction::has_right_to_left;
use crate::export::docx::package::names::{R, W};
use crate::export::docx::script::has_chinese;
use crate::export::docx::style::shown_name;
use crate::export::docx::xml::Element;
use crate::fonts::{FontFile, FontLibrary};
use crate::theme::{FontFamily, Theme};

/// The font table and the files it embeds.
pub(in crate::export::docx) struct FontFiles {
    /// `fontTable.xml`
    pub table: Element,
    /// Obfuscated files in the order of their relationship ids.
    pub files: Vec<EmbeddedFont>,
}

/// An obfuscated font file.
pub(in crate::export::docx) struct EmbeddedFont {
    /// Relationship id.
    pub id: String,
    /// Name of the part inside `word/`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The elements that embed a file, in the order of the schema: regular, bold, italic, both.
const STYLES: [&str; 4] = ["w:embedRegular", "w:embedBold", "w:embedItalic", "w:embedBoldItalic"];

/// Pinned files of one family by their index in [`STYLES`].
type Faces<'a> = BTreeMap<usize, &'a FontFile>;

/// The font table of a document.
pub(in crate::export::docx) fn font_files(
    document: &Document,
    theme: &Theme,
    library: &FontLibrary,
    embed: bool,
) -> FontFiles {
    let mut fonts = FontFiles {
        table: Element::new("w:fonts").attr("xmlns:w", W).attr("xmlns:r", R),
        files: Vec::new(),
    };
    let by_family = if embed { faces(library) } else { BTreeMap::new() };
    let written = if embed { written(document, theme) } else { BTreeSet::new() };
    let mut families: BTreeMap<String, FontFamily> = BTreeMap::new();
    for stack in theme.fonts.values() {
        for family in [&stack.latin, &stack.arabic, &stack.han, &stack.symbols] {
            families.entry(shown_name(family, embed).to_owned()).or_insert_with(|| family.clone());
        }
    }
    for (name, family) in families {
        let other = if name == family.family { &family.office } else { &family.family };
        let mut element = Element::new("w:font").attr("w:name", &name);
        if *other != name && !other.is_empty() {
            element = element.child(Element::val("w:altName", other));
        }
        element = element
            .child(Element::val("w:family", "auto"))
            .child(Element::val("w:pitch", "variable"));
        let files = by_family.get(&family.family).filter(|_| written.contains(&family.family));
        for (style, file) in files.into_iter().flatten() {
            if let Some(bytes) = file.bytes() {
                element = element.child(fonts.embed(STYLES[*style], bytes.as_ref()));
            }
        }
        fonts.table = fonts.table.child(element);
    }
    fonts
}

/// Families that styles name for a script which the document writes. Latin always is one: figures
/// and symbols of documents stand in every language.
fn written<'t>(document: &Document, theme: &'t Theme) -> BTreeSet<&'t String> {
    let text = document_text(document);
    let language = document.metadata.language;
    let arabic = language.is_right_to_left() || has_right_to_left(&text);
    let han = language == Language::Zh || has_chinese(&text);
    let families = theme.fonts.values().flat_map(|stack| {
        [
            Some(&stack.latin),
            Some(&stack.arabic).filter(|_| arabic),
            Some(&stack.han).filter(|_| han),
        ]
    });
    families.flatten().map(|family| &family.family).collect()
}

impl FontFiles {
    fn embed(&mut self, kind: &'static str, bytes: &[u8]) -> Element {
        let number = self.files.len() + 1;
        let id = format!("rIdFont{number}");
        let key = Sha256::digest(bytes);
        let mut guid: [u8; 16] = [0; 16];
        guid.copy_from_slice(&key[..16]);
        self.files.push(EmbeddedFont {
            id: id.clone(),
            name: format!("fonts/font{number}.odttf"),
            bytes: obfuscated(bytes, guid),
        });
        Element::new(kind).attr("r:id", id).attr("w:fontKey", guid_text(guid))
    }
}

/// Pinned files that may be embedded, by family and by the element for their style.
fn faces(library: &FontLibrary) -> BTreeMap<String, Faces<'_>> {
    let mut families: BTreeMap<String, Faces<'_>> = BTreeMap::new();
    for file in &library.files {
        let Ok(face) = Face::parse(file.description(), 0) else { continue };
        let allowed = matches!(
            face.permissions(),
            None | Some(Permissions::Installable | Permissions::Editable)
        );
        let family = face
            .names()
            .into_iter()
            .filter(|name| name.name_id == name_id::FAMILY && name.is_unicode())
            .find_map(|name| name.to_string());
        let (Some(family), true) = (family, allowed) else { continue };
        let style = usize::from(face.is_bold()) + 2 * usize::from(face.is_italic());
        families.entry(family).or_default().entry(style).or_insert(file);
    }
    families
}

/// The first 32 bytes combined with the key, its bytes from the last to the first.
fn obfuscated(bytes: &[u8], guid: [u8; 16]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (byte, key) in bytes.iter_mut().take(32).zip(guid.iter().rev().cycle()) {
        *byte ^= key;
    }
    bytes
}

/// `{00112233-4455-6677-8899-AABBCCDDEEFF}`: the key's bytes in the order in which they are
/// written.
fn guid_text(guid: [u8; 16]) -> String {
    let digits: Vec<String> = guid.iter().map(|byte| format!("{byte:02X}")).collect();
    let groups = [&digits[..4], &digits[4..6], &digits[6..8], &digits[8..10], &digits[10..]];
    format!("{{{}}}", groups.map(<[String]>::concat).join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obfuscation_undoes_itself_and_leaves_the_rest() {
        let font: Vec<u8> = (0..100).collect();
        let guid = *b"0123456789abcdef";
        let hidden = obfuscated(&font, guid);
        assert_ne!(hidden[..32], font[..32]);
        assert_eq!(hidden[32..], font[32..]);
        assert_eq!(hidden[0], font[0] ^ b'f', "the last byte of the key comes first");
        assert_eq!(obfuscated(&hidden, guid), font);
    }
}
