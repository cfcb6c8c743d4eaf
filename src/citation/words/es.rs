//! Spanish. The organization of a resolution is typed with its article (`la Asamblea General`).

use super::{Form, Places, Words};

pub(super) const WORDS: Words = Words {
    ibid: "Ibid.",
    ibid_inside: "ibid.",
    separator: ", ",
    sources: "; ",
    stop: ".",
    gap: " ",
    range: " a ",
    list: ", ",
    last: " y ",
    and: " y ",
    others: " y otros",
    quotes: ("“", "”"),
    inner_quotes: ("‘", "’"),
    articles: &["el ", "la ", "los ", "las ", "un ", "una "],
    parentheses: (" (", ")"),
    titles: None,
    united_nations: "Naciones Unidas",
    publication: "publicación de las Naciones Unidas",
    sales: "núm. de venta: {n}",
    registered: "núm.\u{A0}{n}",
    year: "{year}",
    resolution: "resolución {n} de {organization}",
    decision: "decisión {n} de {organization}",
    editor: "ed.",
    editors: "eds.",
    within: "en ",
    available: "Puede consultarse en {url}",
    available_inside: "puede consultarse en {url}",
    accessed: " (consultado el {date})",
    edition,
    contractions: &[(" de el ", " del "), (" de El ", " del ")],
    places: Places {
        page: Form("pág.\u{A0}{n}", "págs.\u{A0}{n}"),
        paragraph: Form("párr.\u{A0}{n}", "párrs.\u{A0}{n}"),
        chapter: Form("cap.\u{A0}{n}", "caps.\u{A0}{n}"),
        section: Form("secc.\u{A0}{n}", "seccs.\u{A0}{n}"),
        annex: Form("anexo {n}", "anexos {n}"),
        appendix: Form("apéndice {n}", "apéndices {n}"),
        article: Form("art.\u{A0}{n}", "arts.\u{A0}{n}"),
        part: Form("parte {n}", "partes {n}"),
        volume: Form("vol.\u{A0}{n}", "vols.\u{A0}{n}"),
        number: Form("núm.\u{A0}{n}", "núms.\u{A0}{n}"),
        booklet: Form("fascículo {n}", "fascículos {n}"),
        figure: Form("figura {n}", "figuras {n}"),
        table: Form("cuadro {n}", "cuadros {n}"),
        boxed: Form("recuadro {n}", "recuadros {n}"),
        note: Form("nota {n}", "notas {n}"),
    },
};

/// `2ª ed.`
fn edition(number: u32) -> String {
    format!("{number}ª\u{A0}ed.")
}
