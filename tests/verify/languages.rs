//! A guide with everything a guide can hold, in each of the six languages: right-to-left lines,
//! repeated hyphens, Chinese without spaces, vowel signs, and phrases of one language in another.

use std::path::Path;

use plenary::diagnostic::Diagnostics;
use plenary::pipeline;
use plenary::project::Project;
use plenary::verify::{verify_docx, verify_pdf};

use super::guide::{messages, write};

/// Words of a language.
struct Words {
    code: &'static str,
    title: &'static str,
    sentence: &'static str,
    phrase: &'static str,
    word: &'static str,
    question: &'static str,
}

const LANGUAGES: [Words; 6] = [
    Words {
        code: "ar",
        title: "أسواق المخدرات",
        sentence: "أكَّدَ المشاركون أنَّ التعاونَ ضروريٌّ جدّاً، وأشاروا إلى القرار 70/1 (A/RES/70/1) و«خطة العمل» لعام 2019؛ مثلاً 25.5 في المائة، انظر UNODC Early Warning Advisory.",
        phrase: "المذكرة الأساسية",
        word: "تدخل",
        question: "كيف تطورت الأسواق في بلدك خلال الفترة 2019–2023؟",
    },
    Words {
        code: "zh",
        title: "毒品市场",
        sentence: "与会者强调国际合作十分重要，并提及大会第70/1号决议（A/RES/70/1）；“新型精神活性物质”（NPS）的数量达1 184种，增加了25.5%。",
        phrase: "背景说明",
        word: "干预",
        question: "市场如何演变？请说明UNODC Early Warning Advisory的作用。",
    },
    Words {
        code: "en",
        title: "Markets of drugs",
        sentence: "Participants stressed common and shared responsibility, long-standing well-being—and “affluent” office-holders in 25.5 per cent of A/RES/70/1 cases.",
        phrase: "background note",
        word: "intervention",
        question: "How have markets evolved? Internationalization of pharmaceuticals counts.",
    },
    Words {
        code: "fr",
        title: "Les marchés",
        sentence: "Les participants ont souligné la responsabilité « commune et partagée » ; 25,5 % des œuvres, peut-être aujourd’hui : voir A/RES/70/1.",
        phrase: "note d’information",
        word: "intervention",
        question: "Comment les marchés ont-ils évolué ?",
    },
    Words {
        code: "ru",
        title: "Рынки наркотиков",
        sentence: "Участники подчеркнули всеобъемлющий характер «общей и совместной ответственности» и социально-экономические последствия, 25,5 процента, A/RES/70/1.",
        phrase: "справочная записка",
        word: "вмешательство",
        question: "Как изменились рынки высококвалифицированных веществ?",
    },
    Words {
        code: "es",
        title: "Los mercados",
        sentence: "Los participantes subrayaron el desarrollo científico-técnico, teórico-práctico y socio-económico; ¿cómo evolucionan los mercados latino-americanos?",
        phrase: "nota informativa",
        word: "intervención",
        question: "¿Qué medidas físico-químicas se adoptaron?",
    },
];

const PICTURE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="100" height="50" fill="navy"/></svg>"#;

#[test]
fn outputs_in_all_six_languages_are_equal_to_the_document() {
    for words in &LANGUAGES {
        let folder = tempfile::tempdir().unwrap();
        write_project(folder.path(), words);
        let project = Project::open(folder.path()).unwrap();
        let mut diagnostics = Diagnostics::new();
        let composed = pipeline::compose(&project, &mut diagnostics).unwrap();
        // The same sentences serve every language: what its editors would be warned of (the place
        // of marks) is not the matter here.
        assert!(!diagnostics.has_errors(), "{}: {:?}", words.code, messages(&diagnostics));
        let composed = composed.unwrap();
        let (pdf, docx) = write(&composed);
        assert_eq!(messages(&verify_pdf(&pdf, &composed.document)), [""; 0], "{}", words.code);
        assert_eq!(messages(&verify_docx(&docx, &composed.document)), [""; 0], "{}", words.code);
    }
}

fn write_project(folder: &Path, words: &Words) {
    let write = |path: &str, text: &str| {
        let path = folder.join("sources").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("images/a.svg", PICTURE);
    write("guide.yaml", &guide(words));
    write("images.yaml", &images(words));
    write("sections/introduction.yaml", &introduction(words));
    for (section, kind, date) in
        [("markets", "challenge", "2023-10-23"), ("closing", "closing", "2023-12-06")]
    {
        write(&format!("sections/{section}.yaml"), &challenge(words, section, kind, date));
    }
    for annex in ["one", "two"] {
        write(&format!("sections/{annex}.yaml"), &self::annex(words, annex));
    }
}

fn guide(words: &Words) -> String {
    let Words { code, title, sentence, phrase, .. } = words;
    format!(
        r#"id: languages
template: un-guide
language: {code}
title: "{title}: {sentence}"
series: "{title} 2023"
designation: "{phrase}"
body: {{ name: "{title}", acronym: CND, mandate: "{sentence}" }}
issuer: {{ name: "{title}", acronym: UNODC, unit: "{phrase}" }}
identity: {{ symbol: E/CN.7/2023/CRP.9, date: 2023-09-15, original-language: en, edited: false }}
keywords: ["{title}"]
variables: {{ report: "{title}" }}
cover: {{ artwork: decoration, mark: decoration }}
sections: [introduction, markets, closing, one, two]
"#
    )
}

fn images(words: &Words) -> String {
    let Words { title, sentence, phrase, .. } = words;
    format!(
        r#"wide: {{ file: images/a.svg, alt: "{title} – 1", caption: "{sentence} [{phrase}](https://x.org/a).", credit: UNODC, width: 30% }}
plain: {{ file: images/a.svg, alt: "{phrase} – 2", credit: "{title}" }}
third: {{ file: images/a.svg, alt: "3", caption: "{title}", credit: UNODC }}
decoration: {{ file: images/a.svg, decorative: true, credit: UNODC }}
"#
    )
}

fn introduction(words: &Words) -> String {
    let Words { title, sentence, phrase, word, .. } = words;
    let marked = marked(words);
    format!(
        r#"kind: introduction
title: "{title}"
title-note: "{sentence} [{phrase}](https://n.org)"
body: |
  {marked}.[^one] [{title}](section:markets) [](question:markets/2) [{phrase}](question:markets/3).

  {sentence}[^two] {sentence} {sentence}[^one] {sentence} {{{{ report }}}}

  ## {title} A

  {{{{ programme() }}}}

  {sentence}\
  {word} {word}

  - {sentence}[^three]
  - {marked}

    {sentence} {sentence}

    1. {title}
    2. {sentence}

       - {word}
       - {phrase}

  - {word}

  5. {title}
  6. {sentence}

  > {sentence}
  >
  > {marked}

  > [!box] {title} {word}
  >
  > {sentence}[^boxa] {sentence}
  >
  > - {word}
  > - {phrase}[^boxb]
  >
  > {sentence}[^boxa]

  > [!box] {phrase}
  >
  > {sentence}[^boxc]

  ![](image:wide)

  ![](image:decoration)

  ![](image:wide) ![](image:plain) ![](image:third)

  | {title} | {word} |
  |---|---:|
  | {sentence}[^table] | 12 |
  | [{phrase}](https://t.org) | **{word}** |

  `A/RES/70/1` [la {word} française]{{lang=fr}} [اللغة العربية 25]{{lang=ar}} [中文文本]{{lang=zh}} [English text here]{{lang=en}} {sentence}
notes:
  one: "{sentence}"
  two: "{marked}"
  three: "*{title}*, p. 50."
  boxa: "{title} a"
  boxb: "{title} b"
  boxc: "{title} c"
  table: "{word} 12"
"#
    )
}

fn challenge(words: &Words, section: &str, kind: &str, date: &str) -> String {
    let Words { title, sentence, phrase, word, question, .. } = words;
    let marked = marked(words);
    format!(
        r#"kind: {kind}
date: {date}
sitting: morning
title: "{title} – {sentence}"
short-title: "{title} {word}"
title-note: "{title} {section}"
background-note: "{sentence}"
background: |
  {marked} {sentence}[^x]

  ### {title}

  {sentence}

  ### {phrase}

  {sentence} {sentence}[^y]
notes:
  x: "{sentence} {section}"
  y: "{marked}"
questions-prompt: "{sentence}"
questions:
  - "{question}"
  - group: "{title}"
    items: ["{question} {sentence} [{phrase}](https://q.org)", "{sentence} {sentence}"]
  - group: "{phrase}"
    items: ["{question}", "{word}?"]
"#
    )
}

fn annex(words: &Words, section: &str) -> String {
    let Words { title, sentence, word, .. } = words;
    let marked = marked(words);
    format!(
        r#"kind: annex
title: "{title} {section}"
body: |
  {sentence}[^p] {sentence}[^q] {sentence}[^p]

  ## {word}

  {marked}
notes:
  p: "{title} {section}"
  q: "{sentence}"
"#
    )
}

/// A sentence with emphasis and a link.
fn marked(words: &Words) -> String {
    let Words { code, title, sentence, phrase, word, .. } = words;
    format!("{sentence} **{word} {phrase}** *{title}* [{phrase}](https://x.org/{code}/a?b=1&c=2)")
}
