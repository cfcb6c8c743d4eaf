//! English.

use super::{Form, Places, Words};

pub(super) const WORDS: Words = Words {
    ibid: "Ibid.",
    ibid_inside: "ibid.",
    separator: ", ",
    sources: "; ",
    stop: ".",
    gap: " ",
    range: "–",
    list: ", ",
    last: " and ",
    and: " and ",
    others: " and others",
    quotes: ("“", "”"),
    inner_quotes: ("‘", "’"),
    articles: &["the ", "a ", "an "],
    parentheses: (" (", ")"),
    titles: None,
    united_nations: "United Nations",
    publication: "United Nations publication",
    sales: "Sales No.\u{A0}{n}",
    registered: "No.\u{A0}{n}",
    year: "{year}",
    resolution: "{organization} resolution {n}",
    decision: "{organization} decision {n}",
    editor: "ed.",
    editors: "eds.",
    within: "in ",
    available: "Available at {url}",
    available_inside: "available at {url}",
    accessed: " (accessed on {date})",
    edition,
    contractions: &[],
    places: Places {
        page: Form("p.\u{A0}{n}", "pp.\u{A0}{n}"),
        paragraph: Form("para.\u{A0}{n}", "paras.\u{A0}{n}"),
        chapter: Form("chap.\u{A0}{n}", "chaps.\u{A0}{n}"),
        section: Form("sect.\u{A0}{n}", "sects.\u{A0}{n}"),
        annex: Form("annex {n}", "annexes {n}"),
        appendix: Form("appendix {n}", "appendices {n}"),
        article: Form("art.\u{A0}{n}", "arts.\u{A0}{n}"),
        part: Form("part {n}", "parts {n}"),
        volume: Form("vol.\u{A0}{n}", "vols.\u{A0}{n}"),
        number: Form("No.\u{A0}{n}", "Nos.\u{A0}{n}"),
        booklet: Form("booklet {n}", "booklets {n}"),
        figure: Form("figure {n}", "figures {n}"),
        table: Form("table {n}", "tables {n}"),
        boxed: Form("box {n}", "boxes {n}"),
        note: Form("note {n}", "notes {n}"),
    },
};

/// `2nd ed.`
fn edition(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending} ed.")
}
