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
            let hint = match meant(written) {
                _ if shape => "there is no such day in the calendar".to_owned(),
                Some(date) => format!("dates are written year-month-day: `{date}`"),
                None => "dates are written year-month-day: `2023-10-23`".to_owned(),
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

/// The date that was probably meant, where only one can be: `2024-3-1`, `2024–03–01`, `2024/03/01`,
/// `1 March 2024`, `2024-03-01T10:00`, `13.3.2024`.
fn meant(written: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let written = written.split(['T', ' ']).next().filter(|day| day.len() >= 8).unwrap_or(written);
    let parts: Vec<&str> =
        written.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let month = |name: &str| {
        let name = name.to_lowercase();
        let known = MONTHS.iter().position(|month| name.len() >= 3 && month.starts_with(&name))?;
        u8::try_from(known + 1).ok()
    };
    let number = |text: &str| text.parse::<u8>().ok();
    let (year, month, day) = if first.len() == 4 {
        (*first, number(second), number(third))
    } else if third.len() == 4 {
        match (month(first), month(second)) {
            (Some(named), None) => (*third, Some(named), number(second)),
            (None, Some(named)) => (*third, Some(named), number(first)),
            // Of two numbers one must be too large for a month, or both are alike.
            _ => match (number(first)?, number(second)?) {
                (day, month) if day > 12 || day == month => (*third, Some(month), Some(day)),
                (month, day) if day > 12 => (*third, Some(month), Some(day)),
                _ => return None,
            },
        }
    } else {
        return None;
    };
    let month = time::Month::try_from(month?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_other_forms_are_understood_where_only_one_day_can_be_meant() {
        for (written, expected) in [
            ("2024-3-1", Some("2024-03-01")),
            ("2024–03–01", Some("2024-03-01")),
            ("2024/03/01", Some("2024-03-01")),
            ("2024-03-01T10:00:00", Some("2024-03-01")),
            ("1 March 2024", Some("2024-03-01")),
            ("March 1, 2024", Some("2024-03-01")),
            ("23.10.2023", Some("2023-10-23")),
            ("10/23/2023", Some("2023-10-23")),
            ("11/03/2024", None),
            ("2024-30-30", None),
            ("March 2024", None),
            ("soon", None),
        ] {
            assert_eq!(
                meant(written).map(|date| date.to_string()).as_deref(),
                expected,
                "{written}"
            );
        }
    }
}
