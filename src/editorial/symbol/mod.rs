//! United Nations document symbols that are mistyped: `E/CN7/2020/CRP.1`, `A/RES /70/1`. A symbol
//! is how a document is found, in the text as in the Official Document System.
//!
//! The grammar is in `grammar.rs`, the usual slips in `repair.rs`, their search in running text
//! in `search.rs`.

mod grammar;
mod repair;
mod search;

pub use grammar::is_symbol;
pub use repair::repaired;

use super::Reading;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    for passage in &reading.passages {
        for found in search::candidates(&passage.text) {
            let written = &passage.text[found.clone()];
            if let Some(right) = repaired(written) {
                diagnostics.push(finding(written, &right, passage.span(&found)));
            }
        }
    }
    if let Some(own) = reading.subject.symbol
        && let Some(right) = repaired(own.value.trim())
    {
        diagnostics.push(finding(own.value.trim(), &right, Some(own.span)));
    }
    for (_, reference) in reading.subject.bibliography.iter() {
        if let Some(symbol) = reference.entry.keyed_serial_number("symbol")
            && let Some(right) = repaired(symbol)
        {
            diagnostics.push(finding(symbol, &right, Some(reference.span)));
        }
    }
}

fn finding(written: &str, right: &str, span: Option<Span>) -> Diagnostic {
    Diagnostic::new(Code::Symbol, format!("“{written}” is not how a document symbol is written"))
        .at(span)
        .hint(format!("did you mean `{right}`?"))
}
