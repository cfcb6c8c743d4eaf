//! What plenary has to say about its input: one diagnostic type, collected, never printed here.
//!
//! Used by every other module and uses none. Rendering lives in [`render`]; a diagnostic never
//! formats itself.

pub mod code;
mod level;
pub mod render;
mod source_map;

use serde::Serialize;

pub use code::Code;
pub use level::{Level, Levels};
pub use source_map::{FileId, LineColumn, SourceFile, SourceMap, Span};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is built.
    Error,
    /// Something is built; `--deny-warnings` makes it an error.
    Warning,
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What is there, as a phrase: "first defined here".
    pub message: String,
}

/// One problem: what was found, where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, documented in [`code`].
    pub code: Code,
    /// Whether it stops the build.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// The place in a source or template; none when the problem has no file.
    pub span: Option<Span>,
    /// Words printed at the place itself.
    pub label: Option<String>,
    /// Other places that belong to the problem.
    pub related: Vec<Related>,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic of `code` with that code's usual severity.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            span: None,
            label: None,
            related: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Sets the words shown at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a "did you mean" hint if one of the candidates is close to what was written.
    #[must_use]
    pub fn did_you_mean<'a>(
        self,
        written: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match closest(written, candidates) {
            Some(candidate) => self.hint(format!("did you mean `{candidate}`?")),
            None => self,
        }
    }
}

/// A number with what it counts: "1 page", "2 pages".
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The candidate that a mistyped word most probably stands for.
#[must_use]
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter_map(|candidate| Some((likeness(written, candidate)?, candidate)))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// How much a word looks like another that it may be mistyped for; none if it does not.
fn likeness(written: &str, candidate: &str) -> Option<f64> {
    let folded = |word: &str| word.to_lowercase().replace(['_', ' '], "-");
    let (written, candidate) = (folded(written), folded(candidate));
    if written == candidate {
        return Some(3.0);
    }
    // Letters left out, added, mistaken or exchanged with their neighbour.
    let slips = strsim::osa_distance(&written, &candidate);
    let length = written.chars().count().max(candidate.chars().count());
    let allowed = match length {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let similarity = strsim::jaro_winkler(&written, &candidate);
    if slips <= allowed {
        return Some(1.0 + similarity);
    }
    (similarity > 0.8).then_some(similarity)
}

/// Most problems of a run that are kept. Nobody reads more, and a source made of mistakes would
/// otherwise cost the square of its length.
pub const MAX_KEPT: usize = 1_000;

/// The problems of a run, in the order they were found. The first [`MAX_KEPT`] are kept, the others
/// are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// Errors and warnings that are counted but not kept.
    omitted: [usize; 2],
    levels: Option<Levels>,
}

impl Diagnostics {
    /// No problems yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From here on, and for what has been found so far, findings of checks have the severity that
    /// the editor asks for. Parts of a run that collect on their own keep everything until then.
    pub fn judge_by(&mut self, levels: Levels) {
        self.levels = Some(levels);
        for diagnostic in std::mem::take(&mut self.list) {
            self.push(diagnostic);
        }
    }

    /// How strictly a code is taken.
    #[must_use]
    pub fn level(&self, code: Code) -> Level {
        self.levels.as_ref().map_or(code.level(), |levels| levels.of(code))
    }

    /// Adds one; the same problem at the same place is kept once.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.levels.is_some() && diagnostic.code.level() != Level::Error {
            let Some(severity) = self.level(diagnostic.code).severity() else { return };
            diagnostic.severity = severity;
        }
        if self.list.contains(&diagnostic) {
            return;
        }
        if self.list.len() < MAX_KEPT {
            self.list.push(diagnostic);
        } else {
            self.omitted[diagnostic.severity as usize] += 1;
        }
    }

    /// Adds diagnostics one by one.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in others {
            self.push(diagnostic);
        }
    }

    /// Adds all of another collection, with the count of what it did not keep.
    pub fn absorb(&mut self, others: Self) {
        for (own, other) in self.omitted.iter_mut().zip(others.omitted) {
            *own += other;
        }
        self.extend(others.list);
    }

    /// Keeps only what a test holds for; what was counted stays counted.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// How many problems were counted but not kept.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted.iter().sum()
    }

    /// Whether anything stops the build.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many of one severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == severity).count()
            + self.omitted[severity as usize]
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// In the order found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Sorts by file, place and code, so that output does not depend on the order of discovery.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (a.span, a.severity, a.code, &a.message).cmp(&(b.span, b.severity, b.code, &b.message))
        });
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { list: vec![diagnostic], omitted: [0; 2], levels: None }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
