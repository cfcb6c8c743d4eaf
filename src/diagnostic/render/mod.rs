//! Diagnostics as text: one file per output. The diagnostic itself knows none of them.

mod github;
mod human;
mod json;
mod sarif;

use super::{Diagnostics, SourceMap};

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

/// Renders diagnostics. `color` matters to [`Format::Human`] only.
#[must_use]
pub fn render(
    diagnostics: &Diagnostics,
    sources: &SourceMap,
    format: Format,
    color: bool,
    tool: &Tool<'_>,
) -> String {
    match format {
        Format::Human => human::render(diagnostics, sources, color),
        Format::Json => json::render(diagnostics, sources),
        Format::Github => github::render(diagnostics, sources),
        Format::Sarif => sarif::render(diagnostics, sources, tool),
    }
}
