//! Russian. The organization of a resolution is typed in the genitive (`Генеральной Ассамблеи`).

use super::{Form, Places, Words};

pub(super) const WORDS: Words = Words {
    ibid: "Там же",
    ibid_inside: "там же",
    separator: ", ",
    sources: "; ",
    stop: ".",
    gap: " ",
    range: "–",
    list: ", ",
    last: " и ",
    and: " и ",
    others: " и др.",
    quotes: ("«", "»"),
    inner_quotes: ("„", "“"),
    articles: &[],
    parentheses: (" (", ")"),
    titles: None,
    united_nations: "Организация Объединенных Наций",
    publication: "издание Организации Объединенных Наций",
    sales: "в продаже под №\u{A0}{n}",
    registered: "№\u{A0}{n}",
    year: "{year}\u{A0}год",
    resolution: "резолюция {n} {organization}",
    decision: "решение {n} {organization}",
    editor: "ред.",
    editors: "ред.",
    within: "в ",
    available: "Размещено по адресу: {url}",
    available_inside: "размещено по адресу: {url}",
    accessed: " (дата обращения: {date})",
    edition,
    contractions: &[],
    places: Places {
        page: Form("стр.\u{A0}{n}", "стр.\u{A0}{n}"),
        paragraph: Form("п.\u{A0}{n}", "пп.\u{A0}{n}"),
        chapter: Form("гл.\u{A0}{n}", "гл.\u{A0}{n}"),
        section: Form("разд.\u{A0}{n}", "разд.\u{A0}{n}"),
        annex: Form("приложение {n}", "приложения {n}"),
        appendix: Form("добавление {n}", "добавления {n}"),
        article: Form("ст.\u{A0}{n}", "ст.\u{A0}{n}"),
        part: Form("часть {n}", "части {n}"),
        volume: Form("т.\u{A0}{n}", "тт.\u{A0}{n}"),
        number: Form("№\u{A0}{n}", "№№\u{A0}{n}"),
        booklet: Form("брошюра {n}", "брошюры {n}"),
        figure: Form("диаграмма {n}", "диаграммы {n}"),
        table: Form("таблица {n}", "таблицы {n}"),
        boxed: Form("вставка {n}", "вставки {n}"),
        note: Form("сноска {n}", "сноски {n}"),
    },
};

/// `2-е изд.`
fn edition(number: u32) -> String {
    format!("{number}-е\u{A0}изд.")
}
