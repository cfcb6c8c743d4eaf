//! What stands in parentheses after a title: "United Nations publication, 2023", or place,
//! publisher and year.

use hayagriva::Entry;
use hayagriva::types::{Date, FormatString};

use super::kind::is_un_publication;
use super::words::Words;
use crate::document::Language;

/// The imprint of a source, without its parentheses; empty if nothing is known.
pub(super) fn imprint(entry: &Entry, words: &Words) -> String {
    let date = entry.date_any().map(|date| words.year.replace("{year}", &year(date)));
    if is_un_publication(entry) {
        let sales = find(entry, &|entry| entry.keyed_serial_number("sales"))
            .map(|number| words.sales.replace("{n}", number));
        let symbol = find(entry, &|entry| entry.keyed_serial_number("symbol"));
        return match (sales, symbol, date) {
            (Some(sales), _, _) => format!("{}{}{sales}", words.publication, words.separator),
            (None, Some(symbol), _) => symbol.to_owned(),
            (None, None, Some(date)) => format!("{}{}{date}", words.publication, words.separator),
            (None, None, None) => words.publication.to_owned(),
        };
    }
    let publisher = find(entry, &|entry| entry.publisher());
    let place = publisher
        .and_then(|publisher| publisher.location())
        .or_else(|| find(entry, &|entry| entry.location()))
        .map(FormatString::to_string);
    // A body that publishes its own work is named once, as its author.
    let name = publisher
        .and_then(|publisher| publisher.name())
        .map(FormatString::to_string)
        .filter(|name| entry.organization().is_none_or(|body| body.to_string() != *name));
    let parts: Vec<String> = [place, name, date].into_iter().flatten().collect();
    parts.join(words.separator)
}

/// The imprint of a publication of the United Nations as the note style writes it, by its sales
/// number or, failing that, its year.
#[must_use]
pub fn publication_imprint(language: Language, sales: Option<&str>, year: Option<&str>) -> String {
    let words = Words::of(language);
    let number = match (sales, year) {
        (Some(sales), _) => words.sales.replace("{n}", sales),
        (None, Some(year)) => words.year.replace("{year}", year),
        (None, None) => return words.publication.to_owned(),
    };
    format!("{}{}{number}", words.publication, words.separator)
}

/// A year as it is printed.
pub(super) fn year(date: &Date) -> String {
    date.display_year()
}

/// A value of an entry or, failing that, of what it is part of.
fn find<'a, T: ?Sized>(
    entry: &'a Entry,
    value: &dyn Fn(&'a Entry) -> Option<&'a T>,
) -> Option<&'a T> {
    value(entry).or_else(|| entry.parents().iter().find_map(|parent| find(parent, value)))
}
