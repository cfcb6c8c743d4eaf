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
        let code = code(remark);
        let mut diagnostic =
            Diagnostic::new(code, message(remark)).at(place(remark, world, sources));
        for hint in &remark.hints {
            diagnostic = diagnostic.hint(hint.v.to_string());
        }
        diagnostics.push(diagnostic);
    }
    diagnostics
}

fn code(remark: &SourceDiagnostic) -> Code {
    if remark.message.contains("could not be displayed with") {
        Code::MissingGlyph
    } else if remark.message.contains("unknown font family") {
        Code::MissingFont
    } else if remark.severity == TypstSeverity::Error {
        Code::Typesetting
    } else {
        Code::TypesettingRemark
    }
}

fn message(remark: &SourceDiagnostic) -> String {
    remark.message.to_string()
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
