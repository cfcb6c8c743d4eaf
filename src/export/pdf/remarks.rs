//! What Typst says, in plenary's words and at the editor's place.

use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic};
use typst::syntax::DiagSpan;

use super::world::PressWorld;
use super::writer::GeneratedSources;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// Translates a list of Typst's diagnostics.
pub(super) fn translate(
    found: &[SourceDiagnostic],
    world: &PressWorld,
    sources: &GeneratedSources,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for remark in found {
        let (code, message, hint) = said(remark);
        let diagnostic = Diagnostic::new(code, message).at(place(remark, world, sources));
        diagnostics.push(match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        });
    }
    diagnostics
}

/// What the typesetter can refuse although plenary has let it pass: a part of its message, and what
/// that means to an editor, with what to do.
const KNOWN: [(&str, &str, &str); 11] = [
    (
        "artifacts may not contain links",
        "a link, a reference or a note cannot stand in what is repeated on every page",
        "move it into the text",
    ),
    (
        "occurs multiple times",
        "two things have the same id, and a reference points at it",
        "give each block of a template an `id` of its own, and each section another name than the \
         template's parts have",
    ),
    (
        "does not exist in the document",
        "a reference points at something that is not printed",
        "refer to something else, or print it",
    ),
    (
        "did not converge",
        "the page numbers of contents and references did not settle",
        "look at the page numbers of the contents; a page break before the next heading often helps",
    ),
    (
        "maximum",
        "lists, boxes and quotations are nested deeper than can be set",
        "divide what stands here",
    ),
    (
        "failed to parse SVG",
        "the drawing cannot be read",
        "save it anew from the program it was made with",
    ),
    (
        "failed to decode",
        "the image cannot be read",
        "save it anew from the program it was made with",
    ),
    (
        "cannot be embedded",
        "the licence of a font does not let documents carry it",
        "name another font in the theme",
    ),
    (
        "codepoint",
        "a character here cannot be written into an archivable PDF",
        "write it otherwise, or add a font that has it to `fonts` and to the theme",
    ),
    ("alternative text", "an image has no alternative text", "add `alt: …` to it in images.yaml"),
    ("alt text", "an image has no alternative text", "add `alt: …` to it in images.yaml"),
];

/// The code, the words and the advice for a remark. None of the typesetter's own words is passed on:
/// they speak of code that no editor has written.
fn said(remark: &SourceDiagnostic) -> (Code, String, Option<String>) {
    let words = remark.message.as_str();
    if words.contains("could not be displayed with") {
        let message = "a character here is in none of the fonts of the theme".to_owned();
        let hint = "write it otherwise, or add a font that has it to `fonts` and to the theme";
        return (Code::MissingGlyph, message, Some(hint.to_owned()));
    }
    if words.contains("unknown font family") {
        let family = words.rsplit(':').next().unwrap_or_default().trim();
        let message =
            format!("the font family `{family}` of the theme is not among the pinned fonts");
        return (
            Code::MissingFont,
            message,
            Some("put its files into the `fonts` folder".to_owned()),
        );
    }
    let code = match remark.severity {
        TypstSeverity::Error => Code::Typesetting,
        TypstSeverity::Warning => Code::TypesettingRemark,
    };
    let known = KNOWN.iter().find(|(part, _, _)| words.contains(part));
    match (known, code) {
        (Some((_, message, hint)), _) => (code, (*message).to_owned(), Some((*hint).to_owned())),
        (None, Code::TypesettingRemark) => (
            code,
            "plenary is not sure that this is set as it should be".to_owned(),
            Some("look at the page".to_owned()),
        ),
        (None, _) => (
            code,
            "this cannot be set: a fault of plenary, not of the text".to_owned(),
            Some(
                "take it out or write it more simply, and send the project to plenary's makers; \
                 `plenary show --stage typst` prints what was to be set"
                    .to_owned(),
            ),
        ),
    }
}

/// The first place, from the remark outwards through its trace, that stands for something in
/// the sources.
fn place(
    remark: &SourceDiagnostic,
    world: &PressWorld,
    sources: &GeneratedSources,
) -> Option<Span> {
    let spans = std::iter::once(remark.span)
        .chain(remark.trace.iter().map(|point| DiagSpan::from(point.span)));
    for span in spans {
        let Some(id) = span.id() else { continue };
        let path = id.vpath().get_without_slash().to_owned();
        let Some(range) = world.range(span) else { continue };
        let file = sources.files.iter().find(|file| file.path == path);
        if let Some(origin) = file.and_then(|file| file.origin(&range)) {
            return Some(origin);
        }
    }
    None
}
