//! `images.yaml`: the image catalogue. The image files themselves are opened by `image_file.rs`.

use indexmap::IndexMap;

use super::fields::Fields;
use super::guide::choice;
use super::id;
use super::text::Text;
use super::yaml::Node;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{FigurePlacement, FigureWidth, Inline, Language};
use crate::markup::{self, NoteNames};

/// The catalogue by key.
pub type Catalogue = IndexMap<String, CatalogueEntry>;

/// One image of the catalogue.
#[derive(Clone, Debug)]
pub struct CatalogueEntry {
    /// File, relative to the sources folder.
    pub file: Text,
    /// Alternative text; none for a decorative image.
    pub alt: Option<Text>,
    /// Caption.
    pub caption: Vec<Inline>,
    /// Credit.
    pub credit: Vec<Inline>,
    /// How wide it is set.
    pub width: Option<FigureWidth>,
    /// Where it stands on the page.
    pub placement: Option<FigurePlacement>,
    /// The key's place.
    pub span: Span,
}

/// Reads the catalogue.
pub fn read(
    node: &Node,
    variables: &IndexMap<String, String>,
    language: Language,
    diagnostics: &mut Diagnostics,
) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let Some(fields) = Fields::of(node, "the image catalogue", diagnostics) else {
        return catalogue;
    };
    for entry in fields.entries() {
        id::check(&entry.key, entry.key_span, "the key of an image", diagnostics);
        let what = format!("image `{}`", entry.key);
        let Some(mut inner) = Fields::of(&entry.node, &what, diagnostics) else { continue };
        let mut read = image(&mut inner, entry.key_span, &what, variables, language, diagnostics);
        inner.finish(diagnostics);
        if let Some(image) = read.take() {
            catalogue.insert(entry.key.clone(), image);
        }
    }
    catalogue
}

fn image(
    fields: &mut Fields<'_>,
    span: Span,
    what: &str,
    variables: &IndexMap<String, String>,
    language: Language,
    diagnostics: &mut Diagnostics,
) -> Option<CatalogueEntry> {
    let file = fields.required_word("file", diagnostics);
    let alt = fields.text("alt", diagnostics).filter(|alt| !alt.value.trim().is_empty());
    let alt = alt.map(|alt| alt.filled(variables, diagnostics));
    let says_decorative = fields.optional("decorative").is_some();
    let read = fields.boolean("decorative", diagnostics);
    let decorative = read.unwrap_or(false);
    match (&alt, decorative) {
        // What it says could not be read, and has been reported.
        (None, false) if says_decorative && read.is_none() => {}
        (None, false) => diagnostics.push(
            Diagnostic::new(Code::MissingAlt, format!("{what} has no alternative text"))
                .at(span)
                .hint("say in `alt` what the image shows, or write `decorative: true` if it says nothing"),
        ),
        (Some(alt), true) => diagnostics.push(
            Diagnostic::new(
                Code::MissingAlt,
                format!("{what} is decorative and yet has alternative text"),
            )
            .at(alt.span)
            .hint("take one of the two away"),
        ),
        (Some(_), false) | (None, true) => {}
    }
    let inlines = |text: Option<Text>, diagnostics: &mut Diagnostics| {
        let Some(text) = text else { return Vec::new() };
        let mut notes = NoteNames::default();
        let mut context = markup::Context {
            variables,
            notes: &mut notes,
            diagnostics,
            section: "images",
            language,
            citations: markup::CitationPlace::Nowhere,
        };
        let inlines = markup::parse_inlines(&text.value, &text.map, &mut context);
        for (id, spans) in notes.references() {
            diagnostics.push(
                Diagnostic::new(
                    Code::UndefinedNote,
                    format!("the note `{id}` cannot stand in the image catalogue"),
                )
                .at(spans.first().copied())
                .hint("put the note into the text that refers to the image"),
            );
        }
        inlines
    };
    let caption = fields.text("caption", diagnostics);
    let caption = inlines(caption, diagnostics);
    let credit_text = fields.text("credit", diagnostics);
    if credit_text.is_none() && !decorative {
        diagnostics.push(
            Diagnostic::new(Code::MissingCredit, format!("{what} has no credit"))
                .at(span)
                .hint("name in `credit` who made it: photographs and graphics carry attribution"),
        );
    }
    let credit = inlines(credit_text, diagnostics);
    let width = fields.word("width", diagnostics).and_then(|text| share(&text, diagnostics));
    let placement = fields.word("placement", diagnostics).and_then(|text| {
        let placement = choice(&text, &["text", "top"], "`placement`", diagnostics)?;
        Some(if placement == "top" { FigurePlacement::Top } else { FigurePlacement::Text })
    });
    Some(CatalogueEntry { file: file?, alt, caption, credit, width, placement, span })
}

/// Reads `60%` as 0.6, and `wide`.
fn share(text: &Text, diagnostics: &mut Diagnostics) -> Option<FigureWidth> {
    if text.value.trim() == "wide" {
        return Some(FigureWidth::Wide);
    }
    let percent = text.value.trim().strip_suffix('%').and_then(|number| number.trim().parse().ok());
    match percent {
        Some(percent) if (1.0..=100.0).contains(&percent) => {
            Some(FigureWidth::Share(percent / 100.0))
        }
        _ => {
            diagnostics.push(
                Diagnostic::new(
                    Code::WrongType,
                    format!("`{}` is not a share of the text width", text.value),
                )
                .at(text.span)
                .hint(match meant_share(&text.value) {
                    Some(share) => format!("write `{share}%`"),
                    None => "write a percentage from 1% to 100%, or `wide`".to_owned(),
                }),
            );
            None
        }
    }
}

/// The percentage that was meant: `60`, `62,5 %`, `0.6`.
fn meant_share(written: &str) -> Option<f64> {
    let written = written.trim().trim_end_matches(['%', ' ', '\u{A0}']).replace(',', ".");
    let number: f64 = written.parse().ok()?;
    let share = if number <= 1.0 { number * 100.0 } else { number };
    (1.0..=100.0).contains(&share).then_some(share)
}
