//! The imprint of publications of the United Nations, "(United Nations publication, 2023)", where
//! it is typed by hand: in the wording of the note style, and the same for the same title
//! throughout (UN Editorial Manual, Footnotes, IV).

use std::collections::BTreeMap;
use std::ops::Range;

use super::Reading;
use super::passage::Passage;
use super::words::{folded, prefix_length};
use crate::citation::publication_imprint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::Language;

/// An imprint as it stands in a text.
struct Imprint {
    /// What stands between the parentheses.
    range: Range<usize>,
    sales: Option<String>,
    year: Option<String>,
}

/// What has been said of a title.
struct Said {
    sales: Option<String>,
    year: Option<String>,
    span: Option<Span>,
}

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    let mut titles: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for passage in &reading.passages {
        for imprint in imprints(passage, reading.language) {
            let written = &passage.text[imprint.range.clone()];
            let span = passage.span(&imprint.range);
            if let Some(right) = right_form(written, &imprint, reading.language) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::PublicationImprint,
                        format!("“{written}” is not how a United Nations publication is given"),
                    )
                    .at(span)
                    .hint(format!("write `{right}`")),
                );
            }
            if let Some(title) = title(passage, imprint.range.start) {
                let Imprint { sales, year, .. } = imprint;
                titles.entry(title).or_default().push(Said { sales, year, span });
            }
        }
    }
    for said in titles.values() {
        report_differences(said, diagnostics);
    }
}

/// The same title with and without a sales number, or with two of them, or with two years.
fn report_differences(said: &[Said], diagnostics: &mut Diagnostics) {
    let model = said.iter().find(|one| one.sales.is_some()).or_else(|| said.first());
    let Some(model) = model else { return };
    for one in said {
        let message = match (&one.sales, &model.sales) {
            (None, Some(number)) => {
                format!("the same title has a sales number elsewhere: {number}")
            }
            (Some(own), Some(number)) if own != number => {
                format!("the same title has another sales number elsewhere: {number}")
            }
            (None, None) if one.year != model.year => match &model.year {
                Some(year) => format!("the same title has another year elsewhere: {year}"),
                None => "the same title has no year elsewhere".to_owned(),
            },
            _ => continue,
        };
        let mut diagnostic = Diagnostic::new(Code::PublicationImprint, message)
            .at(one.span)
            .hint("give a publication in one way; as a source of references.yaml it is given alike everywhere");
        if let Some(span) = model.span {
            diagnostic = diagnostic.related(span, "given otherwise here");
        }
        diagnostics.push(diagnostic);
    }
}

/// Wordings that mean a publication of the United Nations, in lower case; the longest first. In
/// every language the English ones count too: they come with copied notes.
fn wordings(language: Language) -> Vec<&'static str> {
    let own: &[&str] = match language {
        Language::En => &[],
        Language::Fr => &[
            "publications des nations unies",
            "publication des nations unies",
            "publication des nations-unies",
            "publication de l'organisation des nations unies",
            "publication de l'onu",
        ],
        Language::Es => &[
            "publicaciones de las naciones unidas",
            "publicación de las naciones unidas",
            "publicacion de las naciones unidas",
            "publicación de naciones unidas",
            "publicación de la onu",
        ],
        Language::Ru => &[
            "издание организации объединенных наций",
            "издание организации объединённых наций",
            "публикация организации объединенных наций",
            "издание оон",
            "публикация оон",
        ],
        Language::Ar => &["منشورات الأمم المتحدة", "من منشورات الأمم المتحدة", "منشور الأمم المتحدة"],
        Language::Zh => &["联合国出版物", "联合国出版品"],
    };
    let english = [
        "publication of the united nations",
        "united nations publications",
        "united nations publication",
        "united nation publication",
        "un publications",
        "un publication",
        "u.n. publication",
    ];
    own.iter().copied().chain(english).collect()
}

fn imprints(passage: &Passage<'_>, language: Language) -> Vec<Imprint> {
    let text = &passage.text;
    let mut found = Vec::new();
    for (at, open) in text.match_indices(['(', '（']) {
        let start = at + open.len();
        let Some(length) = text[start..].find([')', '）']) else { break };
        let range = start..start + length;
        let inner = &text[range.clone()];
        let wording =
            wordings(language).into_iter().find_map(|wording| prefix_length(inner, wording));
        if let Some(length) = wording
            && passage.is_own_text(&range)
        {
            let rest = &inner[length..];
            found.push(Imprint { range, sales: sales_number(rest), year: year(rest) });
        }
    }
    found
}

/// The imprint as the note style writes it, if it is written otherwise. Only what consists of the
/// wording and a sales number or year can be judged.
fn right_form(written: &str, imprint: &Imprint, language: Language) -> Option<String> {
    let number = imprint.sales.as_deref().or(imprint.year.as_deref());
    let right = publication_imprint(language, imprint.sales.as_deref(), imprint.year.as_deref());
    let plain = |text: &str| text.replace(['\u{A0}', '\u{202F}'], " ");
    let alone = number.map_or_else(
        || folded(written).split(' ').count() <= 6,
        |number| {
            // The year may have its word after it: `2023 год`.
            let whole = written.trim_end_matches([' ', '.']);
            let words = ["год", "г", "年", "年版"];
            let bare = words.iter().find_map(|word| whole.strip_suffix(word));
            bare.unwrap_or(whole).trim_end().ends_with(number)
        },
    );
    (alone && plain(written) != plain(&right)).then(|| plain(&right))
}

/// `E.23.XI.7`: language, year, category, number.
fn sales_number(text: &str) -> Option<String> {
    text.split([' ', '\u{A0}', ',', '，', '：', ':', '№']).find_map(|word| {
        let word = word.strip_prefix("No.").unwrap_or(word);
        let parts: Vec<&str> = word.split('.').collect();
        let [language, year, category, rest @ ..] = parts.as_slice() else { return None };
        let fits = language.len() <= 2
            && language.bytes().all(|byte| byte.is_ascii_uppercase())
            && !language.is_empty()
            && year.len() == 2
            && year.bytes().all(|byte| byte.is_ascii_digit())
            && !category.is_empty()
            && category.bytes().all(|byte| byte.is_ascii_uppercase())
            && !rest.is_empty();
        fits.then(|| word.to_owned())
    })
}

fn year(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
        .map(str::to_owned)
}

/// The title before an imprint: what stands from the first emphasized words of the reference.
fn title(passage: &Passage<'_>, end: usize) -> Option<String> {
    let before = &passage.text[..end];
    let reference = before.rfind(';').map_or(0, |at| at + 1);
    let start = passage
        .parts
        .iter()
        .find(|part| {
            part.setting.emphasized && part.range.start >= reference && part.range.end <= end
        })?
        .range
        .start;
    let title = folded(&before[start..]);
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str, language: Language) -> Option<String> {
        let wording = wordings(language).into_iter().find_map(|w| prefix_length(text, w)).unwrap();
        let rest = &text[wording..];
        let imprint = Imprint { range: 0..text.len(), sales: sales_number(rest), year: year(rest) };
        right_form(text, &imprint, language)
    }

    #[test]
    fn the_wording_of_the_note_style_is_right() {
        for (language, text) in [
            (Language::En, "United Nations publication, 2023"),
            (Language::En, "United Nations publication, Sales No. E.23.XI.7"),
            (Language::Fr, "publication des Nations Unies, 2023"),
            (Language::Es, "publicación de las Naciones Unidas, 2023"),
            (Language::Ru, "издание Организации Объединенных Наций, 2023 год"),
        ] {
            assert_eq!(judged(text, language), None, "{text}");
        }
    }

    #[test]
    fn variants_are_given_in_the_right_form() {
        let right = Some("United Nations publication, 2023".to_owned());
        for text in [
            "UN publication, 2023",
            "United Nations Publication, 2023",
            "United Nations publications, 2023",
            "United Nations publication 2023",
            "united nations publication,2023",
            "Publication of the United Nations, 2023",
        ] {
            assert_eq!(judged(text, Language::En), right, "{text}");
        }
        let sales = Some("United Nations publication, Sales No. E.23.XI.7".to_owned());
        for text in [
            "United Nations publication, sales No. E.23.XI.7",
            "United Nations publication, Sales No.E.23.XI.7",
            "United Nations publication, Sales no. E.23.XI.7",
            "UN publication, E.23.XI.7",
        ] {
            assert_eq!(judged(text, Language::En), sales, "{text}");
        }
        assert_eq!(
            judged("publication de l’ONU, 2023", Language::Fr).as_deref(),
            Some("publication des Nations Unies, 2023")
        );
        // What more there is cannot be judged.
        assert_eq!(judged("United Nations publication, 2023, in English only", Language::En), None);
    }
}
