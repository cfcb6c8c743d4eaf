//! Diagnostics as text: one file per output. The diagnostic itself knows none of them.

mod github;
mod human;
mod json;
mod sarif;

use super::{Diagnostics, SourceMap};

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
        Format::Json => json::render(found, failures),
        Format::Github => github::render(found, failures),
        Format::Sarif => sarif::render(found, failures, tool),
    }
}
