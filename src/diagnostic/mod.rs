//! What plenary has to say about its input: one diagnostic type, collected, never printed here.
//!
//! Used by every other module and uses none. Rendering lives in [`render`]; a diagnostic never
//! formats itself.

pub mod code;
mod level;
pub mod render;
mod source_map;

use std::collections::BTreeMap;

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

/// The problems of a run, in the order they were found. [`MAX_KEPT`] are kept, the others are
/// counted: errors are kept before warnings, and of either severity some of every code, so that
/// nothing is hidden by many of another kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// How many of each code are kept.
    kept: BTreeMap<(Severity, Code), usize>,
    /// How many of each code are counted but not kept.
    omitted: BTreeMap<(Code, Severity), usize>,
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
        for ((code, severity), number) in std::mem::take(&mut self.omitted) {
            self.omit(code, severity, number);
        }
        self.kept.clear();
        for diagnostic in std::mem::take(&mut self.list) {
            self.push(diagnostic);
        }
    }

    /// How strictly a code is taken.
    #[must_use]
    pub fn level(&self, code: Code) -> Level {
        self.levels.as_ref().map_or(code.level(), |levels| levels.of(code))
    }

    /// The severity that a finding has here; none if the editor does not want it.
    fn judged(&self, code: Code, severity: Severity) -> Option<Severity> {
        if self.levels.is_some() && code.level() != Level::Error {
            return self.level(code).severity();
        }
        Some(severity)
    }

    /// Counts findings that are not kept.
    fn omit(&mut self, code: Code, severity: Severity, number: usize) {
        if let Some(severity) = self.judged(code, severity) {
            *self.omitted.entry((code, severity)).or_default() += number;
        }
    }

    /// Adds one; the same problem at the same place is kept once.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        let Some(severity) = self.judged(diagnostic.code, diagnostic.severity) else { return };
        diagnostic.severity = severity;
        if self.list.contains(&diagnostic) {
            return;
        }
        if self.list.len() < MAX_KEPT {
            self.keep(diagnostic);
            return;
        }
        let refused = match self.least_missed(&diagnostic) {
            Some(index) => {
                let dropped = self.list.remove(index);
                let number = self.kept.entry((dropped.severity, dropped.code)).or_default();
                *number = number.saturating_sub(1);
                self.keep(diagnostic);
                dropped
            }
            None => diagnostic,
        };
        self.omit(refused.code, refused.severity, 1);
    }

    fn keep(&mut self, diagnostic: Diagnostic) {
        *self.kept.entry((diagnostic.severity, diagnostic.code)).or_default() += 1;
        self.list.push(diagnostic);
    }

    /// Which of the kept ones gives way to another: a warning to an error; else the last of the code
    /// of which most are kept, as long as fewer are kept of the other's.
    fn least_missed(&self, other: &Diagnostic) -> Option<usize> {
        let of = |(severity, code): (Severity, Code)| {
            self.kept.get(&(severity, code)).copied().unwrap_or_default()
        };
        let kept = || self.kept.iter().filter(|(_, number)| **number > 0).map(|(key, _)| *key);
        // An error comes before a warning in the order of severities.
        let severity = kept().map(|(severity, _)| severity).max()?;
        let most = kept().filter(|(one, _)| *one == severity).max_by_key(|key| of(*key))?;
        let gives_way = severity > other.severity
            || (severity == other.severity && of(most) > of((other.severity, other.code)) + 1);
        let last = || self.list.iter().rposition(|one| (one.severity, one.code) == most);
        gives_way.then(last).flatten()
    }

    /// Adds diagnostics one by one.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in others {
            self.push(diagnostic);
        }
    }

    /// Adds all of another collection, with the count of what it did not keep.
    pub fn absorb(&mut self, others: Self) {
        for ((code, severity), number) in others.omitted {
            self.omit(code, severity, number);
        }
        self.extend(others.list);
    }

    /// Keeps only what a test holds for; what was counted stays counted.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
        self.kept.clear();
        for one in &self.list {
            *self.kept.entry((one.severity, one.code)).or_default() += 1;
        }
    }

    /// How many problems of one severity were counted but not kept.
    #[must_use]
    pub fn omitted(&self, severity: Severity) -> usize {
        let of_severity = self.omitted.iter().filter(|((_, one), _)| *one == severity);
        of_severity.map(|(_, number)| number).sum()
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
            + self.omitted(severity)
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
        let mut own = Self::default();
        own.keep(diagnostic);
        own
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
