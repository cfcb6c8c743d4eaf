//! French. The organization of a resolution is typed with its article (`l’Assemblée générale`),
//! which the pattern's "de" takes.

use super::{Form, Places, Words};

pub(super) const WORDS: Words = Words {
    ibid: "Ibid.",
    ibid_inside: "ibid.",
    separator: ", ",
    sources: "\u{202F}; ",
    stop: ".",
    gap: " ",
    range: " à ",
    list: ", ",
    last: " et ",
    and: " et ",
    others: " et autres",
    quotes: ("«\u{A0}", "\u{A0}»"),
    inner_quotes: ("“", "”"),
    articles: &["le ", "la ", "les ", "l’", "l'", "un ", "une "],
    parentheses: (" (", ")"),
    titles: None,
    united_nations: "Nations Unies",
    publication: "publication des Nations Unies",
    sales: "numéro de vente\u{A0}: {n}",
    registered: "n°\u{A0}{n}",
    year: "{year}",
    resolution: "résolution {n} de {organization}",
    decision: "décision {n} de {organization}",
    editor: "dir. publ.",
    editors: "dir. publ.",
    within: "dans ",
    available: "Disponible à l’adresse suivante\u{A0}: {url}",
    available_inside: "disponible à l’adresse suivante\u{A0}: {url}",
    accessed: " (consulté le {date})",
    edition,
    contractions: &[
        (" de le ", " du "),
        (" de les ", " des "),
        (" de Le ", " du "),
        (" de Les ", " des "),
    ],
    places: Places {
        page: Form("p.\u{A0}{n}", "p.\u{A0}{n}"),
        paragraph: Form("par.\u{A0}{n}", "par.\u{A0}{n}"),
        chapter: Form("chap.\u{A0}{n}", "chap.\u{A0}{n}"),
        section: Form("sect.\u{A0}{n}", "sect.\u{A0}{n}"),
        annex: Form("annexe {n}", "annexes {n}"),
        appendix: Form("appendice {n}", "appendices {n}"),
        article: Form("art.\u{A0}{n}", "art.\u{A0}{n}"),
        part: Form("partie {n}", "parties {n}"),
        volume: Form("vol.\u{A0}{n}", "vol.\u{A0}{n}"),
        number: Form("n°\u{A0}{n}", "nos\u{A0}{n}"),
        booklet: Form("fascicule {n}", "fascicules {n}"),
        figure: Form("figure {n}", "figures {n}"),
        table: Form("tableau {n}", "tableaux {n}"),
        boxed: Form("encadré {n}", "encadrés {n}"),
        note: Form("note {n}", "notes {n}"),
    },
};

/// `2e éd.`
fn edition(number: u32) -> String {
    let ending = if number == 1 { "re" } else { "e" };
    format!("{number}{ending}\u{A0}éd.")
}
