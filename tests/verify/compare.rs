//! The comparison: every kind of difference is caught and named.

use plenary::document::{
    Block, BlockId, BlockKind, Contents, ContentsEntry, Document, Figure, Heading, Inline,
    InlineKind, Language, List, ListItem, ListMarker, Metadata, Note, NoteSeries, NumberLabel,
    PageRole, QuestionItem, QuestionList, Section, Table, TableCell, TableRow,
};
use plenary::verify::{ItemKind, Reading, Target, compare, expected};

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::text(text)]
}

fn note(note: usize, repeated: bool) -> Inline {
    InlineKind::NoteReference { note, repeated }.into()
}

fn block(path: &str, kind: BlockKind) -> Block {
    Block::new(BlockId::new("markets", path), "body", kind)
}

fn question(number: usize, words: &str) -> QuestionItem {
    let block = block(&format!("questions/{number}"), BlockKind::Paragraph(text(words)));
    QuestionItem::Question { number, label: format!("{number}."), block }
}

/// A document with one of everything that is compared.
fn document() -> Document {
    let mut document = Document::new(Metadata {
        title: "Thematic discussions".into(),
        language: Language::En,
        ..Metadata::default()
    });
    let heading = |number: Option<&str>, words: &str, level| Heading {
        level,
        content: text(words),
        notes: Vec::new(),
        number: number.map(|label| NumberLabel {
            scheme: "letters".into(),
            ordinal: 1,
            label: label.into(),
            restarts: true,
        }),
        outlined: true,
    };
    let entry = ContentsEntry {
        target: BlockId::new("markets", "heading"),
        level: 1,
        content: text("Drug markets"),
    };
    let row = |cells: [&str; 2]| TableRow {
        cells: cells
            .iter()
            .enumerate()
            .map(|(index, words)| TableCell {
                content: text(words),
                id: BlockId::new("markets", format!("table/{}/{index}", cells[0])),
            })
            .collect(),
    };
    let link =
        InlineKind::Link { url: "https://x.org/note".into(), content: text("background note") };
    let cross = InlineKind::CrossReference {
        target: BlockId::new("markets", "questions/2"),
        content: text("question 2"),
    };
    let item = |words: &str| ListItem {
        label: "•".into(),
        blocks: vec![block(&format!("list/{words}"), BlockKind::Paragraph(text(words)))],
    };
    let blocks = vec![
        block("contents", BlockKind::Contents(Contents { depth: 1, entries: vec![entry] })),
        block("heading", BlockKind::Heading(heading(None, "Drug markets", 1))),
        block("sub", BlockKind::Heading(heading(Some("(a)"), "The range of drugs", 2))),
        block(
            "text/1",
            BlockKind::Paragraph(vec![
                Inline::text("Buyers are offered an ever more varied choice of substances,"),
                note(0, false),
                Inline::text(" says the "),
                link.into(),
                Inline::text(". See "),
                cross.into(),
                Inline::text(" below"),
                note(1, false),
                Inline::text(" and once more."),
                note(0, true),
            ]),
        ),
        block(
            "list",
            BlockKind::List(List {
                marker: ListMarker::Bullet,
                items: vec![item("Reduce supply"), item("Prevent use")],
            }),
        ),
        block(
            "figure",
            BlockKind::Figure(Figure {
                id: BlockId::new("markets", "figure"),
                image: "map".into(),
                alt: Some("World map with a pulse".into()),
                caption: text("The regions that report."),
                credit: text("UNODC"),
                width: None,
                placement: None,
                origin: None,
            }),
        ),
        block(
            "table",
            BlockKind::Table(Table {
                columns: Vec::new(),
                header: vec![row(["Goal", "Year"])],
                rows: vec![row(["Review", "2029"])],
            }),
        ),
        block(
            "questions",
            BlockKind::QuestionList(QuestionList {
                items: vec![
                    question(1, "How have drug markets evolved?"),
                    question(2, "Which measures have worked in your country?"),
                ],
            }),
        ),
    ];
    document.sections.push(Section {
        id: "markets".into(),
        role: PageRole::Body,
        orientation: plenary::document::Orientation::Portrait,
        running_title: Vec::new(),
        blocks,
    });
    for (mark, words) in [("1", "World Drug Report 2023, p. 50."), ("2", "See E/CN.7/2019/10.")] {
        document.notes.push(Note {
            id: mark.into(),
            section: "markets".into(),
            series: NoteSeries::Numbered,
            mark: mark.into(),
            content: text(words),
            citations: Vec::new(),
            style: "note".into(),
            origin: None,
        });
    }
    document
}

/// What a reader finds in a faithful output.
fn faithful() -> Reading {
    let mut reading = expected(&document());
    for item in &mut reading.items {
        item.place = plenary::verify::Place { page: Some(1), ..Default::default() };
        if let ItemKind::ContentsEntry { page, .. } = &mut item.kind {
            *page = Some("1".into());
        }
    }
    reading
}

#[track_caller]
fn differences(damage: impl FnOnce(&mut Reading)) -> Vec<String> {
    let mut found = faithful();
    damage(&mut found);
    let diagnostics = compare(&expected(&document()), &found, "PDF");
    diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect()
}

fn find(reading: &Reading, words: &str) -> usize {
    reading.items.iter().position(|item| item.to_string().contains(words)).unwrap()
}

/// Words of an item changed, with marks and links where they were.
fn reword(reading: &mut Reading, item: usize, from: &str, to: &str) {
    assert_eq!(from.len(), to.len(), "so that marks and links keep their place");
    let plain = &mut reading.items[item].text.plain;
    assert!(plain.contains(from));
    *plain = plain.replacen(from, to, 1);
}

#[test]
fn a_faithful_output_has_no_difference() {
    assert_eq!(differences(|_| {}), Vec::<String>::new());
}

#[test]
fn changed_words_are_shown_where_they_differ() {
    let paragraph = differences(|found| {
        let at = find(found, "ever more");
        reword(found, at, "more varied", "less varied");
    });
    assert_eq!(
        paragraph,
        [
            "PDF: paragraph (markets/text/1) differs on page 1: expected “Buyers are offered an ever \
          more varied choice of substances,…”, found “Buyers are offered an ever less varied \
          choice of substances,…”"
        ]
    );
    let heading = differences(|found| {
        let at = find(found, "(a)");
        reword(found, at, "range", "Range");
    });
    assert_eq!(heading.len(), 1, "{heading:?}");
    assert!(heading[0].starts_with("PDF: heading (markets/sub) differs on page 1"), "{heading:?}");
}

#[test]
fn lost_and_added_things_are_named_once() {
    let lost = |words: &str| {
        differences(|found| {
            let at = find(found, words);
            found.items.remove(at);
            // Links keep leading to the same items.
            for item in &mut found.items {
                for link in &mut item.text.links {
                    if let Target::Item(index) = &mut link.target
                        && *index > at
                    {
                        *index -= 1;
                    }
                }
            }
        })
    };
    assert_eq!(
        lost("list item 1 •: Prevent use"),
        ["PDF: list item (markets/list/Prevent use) is missing: “Prevent use”"]
    );
    assert_eq!(
        lost("figure: World map"),
        ["PDF: figure (markets/figure) is missing: “World map with a pulse”"]
    );
    assert_eq!(lost("caption: UNODC"), ["PDF: credit (markets/figure) is missing: “UNODC”"]);
    assert_eq!(lost("table row"), ["PDF: table row (markets/table) is missing: “Review | 2029”"]);
    assert_eq!(
        lost("list item 1 1."),
        ["PDF: question 1 (markets/questions/1) is missing: “How have drug markets evolved?”"]
    );
    let added = differences(|found| {
        let mut copy = found.items[find(found, "Reduce")].clone();
        copy.text.plain = "Something entirely new".into();
        found.items.push(copy);
    });
    assert_eq!(
        added,
        ["PDF: a list item on page 1 is not in the document: “Something entirely new”"]
    );
}

#[test]
fn numbers_levels_and_kinds_are_compared() {
    let relabel = |words: &str, label: &str| {
        differences(|found| {
            let at = find(found, words);
            if let ItemKind::ListItem { label: found, .. } = &mut found.items[at].kind {
                *found = label.into();
            }
        })
    };
    assert_eq!(
        relabel("Which measures", "3."),
        [
            "PDF: question 2 (markets/questions/2) is numbered 3 on page 1: “Which measures have worked in your country?”"
        ]
    );
    assert_eq!(
        relabel("Reduce", "1."),
        ["PDF: list item (markets/list/Reduce supply) is numbered 1 on page 1: “Reduce supply”"]
    );
    assert_eq!(relabel("Reduce", "\u{F0B7}"), [""; 0], "the bullet of Word's fonts of symbols");
    assert_eq!(
        relabel("Reduce", "–"),
        [
            "PDF: list item (markets/list/Reduce supply) stands after “–” on page 1, expected “•”: “Reduce supply”"
        ]
    );
    let kinds = differences(|found| {
        let at = find(found, "(a)");
        found.items[at].kind = ItemKind::Heading { level: 3, title: Some("The range".into()) };
        let at = find(found, "Prevent");
        found.items[at].kind = ItemKind::Paragraph;
    });
    assert_eq!(
        kinds,
        [
            "PDF: heading (markets/sub) has level 3 on page 1, expected level 2",
            "PDF: heading (markets/sub) is titled “The range” in the tags on page 1, expected “The range of drugs”",
            "PDF: list item (markets/list/Prevent use) is a paragraph on page 1: “Prevent use”",
        ]
    );
}

#[test]
fn notes_are_compared_by_text_number_and_place() {
    let dropped = differences(|found| {
        found.notes.remove(0);
        found.notes[0].mark = "1".into();
        let at = find(found, "Buyers");
        let marks = &mut found.items[at].text.marks;
        marks.retain(|mark| mark.note == Some(1));
        marks[0].note = Some(0);
        marks[0].mark = "1".into();
    });
    assert_eq!(
        dropped,
        [
            "PDF: note 1 (markets/notes/1) is missing: “World Drug Report 2023, p. 50.”",
            "PDF: note 2 (markets/notes/2) is numbered “1”: “See E/CN.7/2019/10.”",
        ]
    );
    let moved = differences(|found| {
        let at = find(found, "Buyers");
        found.items[at].text.marks[0].at -= 1;
    });
    assert_eq!(
        moved,
        ["PDF: the mark of note 1 stands after “…varied choice of substances” on page 1 in \
         paragraph (markets/text/1), expected after “…varied choice of substances,”"]
    );
    let lost = differences(|found| {
        let at = find(found, "Buyers");
        found.items[at].text.marks.pop();
    });
    assert_eq!(lost.len(), 1);
    assert!(lost[0].starts_with("PDF: the mark of note 1 is missing after “…"), "{lost:?}");
    let reworded = differences(|found| found.notes[1].text.plain = "See E/CN.7/2019/11.".into());
    assert_eq!(
        reworded,
        [
            "PDF: note 2 (markets/notes/2) differs: expected “See E/CN.7/2019/10.”, found “See E/CN.7/2019/11.”"
        ]
    );
}

#[test]
fn links_are_compared_by_words_and_target() {
    let target = |index: usize, target: Target| {
        differences(|found| {
            let at = find(found, "Buyers");
            found.items[at].text.links[index].target = target;
        })
    };
    assert_eq!(
        target(0, Target::Address("https://x.org/other".into())),
        ["PDF: the link “background note” in paragraph (markets/text/1) leads to \
         https://x.org/other on page 1, expected https://x.org/note"]
    );
    let question = find(&faithful(), "How have");
    assert_eq!(
        target(1, Target::Item(question)),
        [
            "PDF: the link “question 2” in paragraph (markets/text/1) leads to the list item “How have \
         drug markets evolved?” on page 1, expected the list item “Which measures have worked in \
         your country?”"
        ]
    );
    let gone = differences(|found| {
        let at = find(found, "Buyers");
        found.items[at].text.links.remove(0);
    });
    assert_eq!(gone, ["PDF: the link “background note” is missing in paragraph (markets/text/1)"]);
}

#[test]
fn contents_bookmarks_and_properties_are_compared() {
    let found = differences(|found| {
        found.facts.title = Some("Another".into());
        found.facts.language = Some("fr-FR".into());
        found.facts.page_labels = vec!["i".into()];
        found.bookmarks.as_mut().unwrap().remove(0);
        found.bookmarks.as_mut().unwrap()[0].level = 1;
    });
    assert_eq!(
        found,
        [
            "PDF: the title is “Another”, expected “Thematic discussions”",
            "PDF: the language is “fr-FR”, expected “en-GB”",
            "PDF: contents entry (markets/contents) names page 1 and leads to page i: “Drug markets”",
            "PDF: a bookmark is missing: “Drug markets”",
            "PDF: the bookmark “The range of drugs” is on level 1, expected level 2",
        ]
    );
}
