//! Fonts that the text of SVG files asks for. A font that is not pinned is replaced by another
//! without a word, and the drawing looks as nobody meant it to. And the pinned fonts as drawings
//! find them.

use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::usvg::{fontdb, roxmltree};

use super::{FontBytes, FontFile, FontLibrary};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Image, ImageFormat};

/// A pinned file as resvg takes it. One that cannot be read is empty, and has no face; the build
/// fails for it afterwards.
struct PinnedFile(FontFile);

impl AsRef<[u8]> for PinnedFile {
    fn as_ref(&self) -> &[u8] {
        self.0.bytes().map_or(&[], FontBytes::as_ref)
    }
}

/// The pinned fonts for drawings, each loaded when the first drawing needs it.
#[must_use]
pub fn database(library: &FontLibrary) -> Arc<fontdb::Database> {
    let mut database = fontdb::Database::new();
    for file in &library.files {
        // The names come from the description; the file is read if a drawing uses it.
        let mut described = fontdb::Database::new();
        described.load_font_data(file.description().to_vec());
        let source = fontdb::Source::Binary(Arc::new(PinnedFile(file.clone())));
        for face in described.faces() {
            database.push_face_info(fontdb::FaceInfo { source: source.clone(), ..face.clone() });
        }
    }
    let first = database
        .faces()
        .next()
        .and_then(|face| face.families.first())
        .map(|(family, _)| family.clone());
    if let Some(family) = first {
        database.set_sans_serif_family(family.clone());
        database.set_serif_family(family);
    }
    Arc::new(database)
}

/// Names that leave the choice of the font to the program (CSS Fonts, 4.2).
const GENERIC: [&str; 8] =
    ["serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "inherit", "initial"];

/// Reports families that the text of drawings names and the library lacks, once for each drawing.
pub(super) fn check(document: &Document, names: &BTreeSet<String>, diagnostics: &mut Diagnostics) {
    for image in document.images.values().filter(|image| image.format == ImageFormat::Svg) {
        for family in missing(image, names) {
            diagnostics.push(
                Diagnostic::new(
                    Code::FontOfImage,
                    format!(
                        "the text of the image `{}` is in the font `{family}`, which is not there: another is drawn in its place",
                        image.path
                    ),
                )
                .at(image.origin)
                .did_you_mean(&family, names.iter().map(String::as_str))
                .hint("turn the text into paths, take a font that the document has, or put the font into the folder `fonts`"),
            );
        }
    }
}

/// Families of which a text has no choice that is there.
fn missing(image: &Image, names: &BTreeSet<String>) -> BTreeSet<String> {
    let mut missing = BTreeSet::new();
    let Ok(text) = std::str::from_utf8(&image.bytes) else { return missing };
    if !text.contains("<text") && !text.contains(":text") {
        return missing;
    }
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let Ok(tree) = roxmltree::Document::parse_with_options(text, options) else { return missing };
    let there = |family: &str| {
        GENERIC.contains(&family.to_ascii_lowercase().as_str())
            || names.iter().any(|name| name.eq_ignore_ascii_case(family))
    };
    for node in tree.descendants().filter(roxmltree::Node::is_text) {
        let in_text = node.ancestors().any(|above| above.tag_name().name() == "text");
        if !in_text || node.text().is_none_or(|words| words.trim().is_empty()) {
            continue;
        }
        let Some(list) = node.ancestors().find_map(family_of) else { continue };
        let families: Vec<&str> = list
            .split(',')
            .map(|family| family.trim().trim_matches(['"', '\'']).trim())
            .filter(|family| !family.is_empty())
            .collect();
        if let Some(first) = families.first()
            && !families.iter().any(|family| there(family))
        {
            missing.insert((*first).to_owned());
        }
    }
    missing
}

/// The families that an element itself names: its style goes before its attribute.
fn family_of<'a>(node: roxmltree::Node<'a, '_>) -> Option<&'a str> {
    let style = node.attribute("style").and_then(|style| {
        style
            .split(';')
            .filter_map(|rule| rule.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("font-family"))
            .map(|(_, value)| value.trim())
    });
    style.or_else(|| node.attribute("font-family"))
}
