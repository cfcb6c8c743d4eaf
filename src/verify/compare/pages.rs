//! What is wrong with the pages of an output, with the place in the sources where that is known.

use super::super::reading::{Fault, FaultKind, FaultPlace, Reading};
use super::Comparison;
use crate::diagnostic::{Code, Diagnostic, Span};

/// What is wrong with the pages of an output that is compared with no document.
#[must_use]
pub fn page_faults(found: &Reading, format: &str) -> Vec<Diagnostic> {
    found.faults.iter().map(|fault| diagnostic(fault, format, None)).collect()
}

impl Comparison<'_> {
    /// What is wrong with the pages.
    pub(super) fn faults(&self, format: &str) -> Vec<Diagnostic> {
        let place = |fault: &Fault| match fault.place? {
            FaultPlace::Item(found) => {
                let index = self.found_at.iter().position(|own| *own == Some(found))?;
                self.expected.items[index].place.origin
            }
            FaultPlace::Note(found) => {
                let index = self.notes.iter().position(|own| *own == Some(found))?;
                self.expected.notes[index].place.origin
            }
        };
        self.found.faults.iter().map(|fault| diagnostic(fault, format, place(fault))).collect()
    }
}

fn diagnostic(fault: &Fault, format: &str, place: Option<Span>) -> Diagnostic {
    let code = match fault.kind {
        FaultKind::OffSheet => Code::OutputOffSheet,
        FaultKind::Over => Code::OutputTextOverText,
        FaultKind::NotePage => Code::OutputNotePage,
        FaultKind::Outside => Code::OutputTextOutside,
    };
    Diagnostic::new(code, format!("{format}: {}", fault.message)).at(place)
}
