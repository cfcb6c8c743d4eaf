//! Diagnostics as text: one file per output. The diagnostic itself knows none of them.

mod github;
mod human;
mod json;
mod sarif;
pub mod visible;

use super::{Diagnostics, Severity, SourceMap, counted};

pub use json::schema as message_schema;
pub use sarif::Tool;

/// An output for diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: excerpt, underline, hints.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
    /// GitHub workflow commands.
    Github,
    /// SARIF 2.1.0, one document.
    Sarif,
}

/// The problems of one project, and the texts that they point into.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The problems, in the order in which they are told.
    pub diagnostics: &'a Diagnostics,
    /// The texts.
    pub sources: &'a SourceMap,
}

/// How many problems of several projects were counted and are not listed: errors, warnings.
fn omitted(found: &[Found<'_>]) -> (usize, usize) {
    let of = |severity| found.iter().map(|one| one.diagnostics.omitted(severity)).sum();
    (of(Severity::Error), of(Severity::Warning))
}

/// Says how many problems are not listed; none if all are.
fn omission(found: &[Found<'_>]) -> Option<String> {
    let (errors, warnings) = omitted(found);
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| counted(number, noun))
        .collect();
    (!parts.is_empty()).then(|| format!("found beside these and not listed: {}", parts.join(", ")))
}

/// Renders the diagnostics of one project. `color` matters to [`Format::Human`] only.
#[must_use]
pub fn render(
    diagnostics: &Diagnostics,
    sources: &SourceMap,
    format: Format,
    color: bool,
    tool: &Tool<'_>,
) -> String {
    render_all(&[Found { diagnostics, sources }], &[], format, color, tool)
}

/// Renders the diagnostics of several projects in the order given, and what the machine failed at.
#[must_use]
pub fn render_all(
    found: &[Found<'_>],
    failures: &[String],
    format: Format,
    color: bool,
    tool: &Tool<'_>,
) -> String {
    match format {
        Format::Human => human::render(found, failures, color),
        Format::Json => visible::json(&json::render(found, failures)).into_owned(),
        Format::Github => github::render(found, failures),
        Format::Sarif => visible::json(&sarif::render(found, failures, tool)).into_owned(),
    }
}
