//! Calendar dates as editors write them: ISO 8601, `2023-10-23`.

use time::Date;
use time::format_description::well_known::Iso8601;

use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Reads a date; anything but `YYYY-MM-DD` is reported.
pub fn read(text: &Text, diagnostics: &mut Diagnostics) -> Option<Date> {
    let written = text.value.trim();
    let shape = written.len() == 10 && written.bytes().filter(|byte| *byte == b'-').count() == 2;
    match Date::parse(written, &Iso8601::DATE) {
        Ok(date) if shape => Some(date),
        Ok(_) | Err(_) => {
            let hint = if shape {
                "there is no such day in the calendar"
            } else {
                "dates are written year-month-day: `2023-10-23`"
            };
            diagnostics.push(
                Diagnostic::new(Code::BadDate, format!("`{written}` is not a date"))
                    .at(text.span)
                    .hint(hint),
            );
            None
        }
    }
}
