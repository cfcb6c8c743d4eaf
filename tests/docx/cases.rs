//! The corpus: name and document.

use plenary::document::{
    Block, BlockId, BlockKind, Document, Figure, Inline, InlineKind, Language, ListMarker,
    NoteSeries, PageRole,
};

use super::corpus::*;

const BULLET: ListMarker = ListMarker::Bullet;

fn ordered(start: usize) -> ListMarker {
    ListMarker::Ordered { start }
}

/// Every case, in a stable order.
pub(super) fn cases() -> Vec<(String, Document)> {
    let mut list: Vec<(String, Document)> = Vec::new();
    let mut add = |name: &str, document: Document| list.push((name.to_owned(), document));
    for (name, blocks) in inlines().into_iter().chain(blocks()).chain(nested()) {
        add(name, document(Language::En, blocks));
    }
    for (name, document) in wholes() {
        add(name, document);
    }
    for language in Language::ALL {
        add(&format!("language-{}", language.code()), multilingual(language));
    }
    list
}

fn inlines() -> Vec<(&'static str, Vec<Block>)> {
    vec![
        ("text", vec![para("1", text("Plain text."))]),
        ("text-escaped", vec![para("1", text("a < b && \"c\" > 'd' \u{1F600} \u{610F}"))]),
        ("strong", vec![para("1", vec![strong(text("Strong")), Inline::text(" and not")])]),
        ("emphasis", vec![para("1", vec![emphasis(text("Emphasis"))])]),
        ("strong-emphasis", vec![para("1", vec![strong(vec![emphasis(text("Both"))])])]),
        ("code", vec![para("1", vec![InlineKind::Code("E/CN.7/2023/1".into()).into()])]),
        ("link", vec![para("1", vec![link("https://www.unodc.org/?a=1&b=2", text("UNODC"))])]),
        ("link-mail", vec![para("1", vec![link("mailto:cnd@un.org", text("mail"))])]),
        (
            "link-styled",
            vec![para(
                "1",
                vec![link("https://un.org", vec![strong(text("Strong")), emphasis(text(" link"))])],
            )],
        ),
        (
            "link-twice",
            vec![para(
                "1",
                vec![link("https://un.org", text("one")), link("https://un.org", text("two"))],
            )],
        ),
        (
            "link-in-reference",
            vec![para(
                "1",
                vec![
                    InlineKind::CrossReference {
                        target: BlockId::new("main", "heading"),
                        content: vec![link("https://un.org", text("inside"))],
                    }
                    .into(),
                ],
            )],
        ),
        ("link-empty", vec![para("1", vec![Inline::text("x"), link("https://un.org", vec![])])]),
        ("reference", vec![para("1", vec![reference("main", "heading", "above")])]),
        (
            "reference-to-list",
            vec![
                list("list", BULLET, vec![vec![item("list/1", "One")]]),
                para("1", vec![reference("main", "list", "the list")]),
            ],
        ),
        (
            "language",
            vec![para(
                "1",
                vec![
                    span("fr", "déjà vu"),
                    Inline::text(", "),
                    span("ar", "سلام (2023)"),
                    Inline::text(", "),
                    span("zh", "中文“引号”"),
                    Inline::text(", "),
                    span("la", "sine die"),
                ],
            )],
        ),
        (
            "line-break",
            vec![para(
                "1",
                vec![Inline::text("One"), InlineKind::LineBreak.into(), Inline::text("two")],
            )],
        ),
        ("right-to-left-words", vec![para("1", text("The word سلام means peace, 2023."))]),
    ]
}

fn blocks() -> Vec<(&'static str, Vec<Block>)> {
    vec![
        (
            "headings",
            vec![
                heading("2", 2, "Two"),
                heading("3", 3, "Three"),
                heading("4", 4, "Four"),
                para("5", text("Text.")),
            ],
        ),
        ("heading-unlisted", vec![unlisted()]),
        (
            "heading-lettered",
            vec![
                lettered("a", 1, true),
                para("1", text("Text.")),
                lettered("b", 2, false),
                lettered("c", 1, true),
            ],
        ),
        ("paragraph-numbered", (1..=3).map(numbered).collect()),
        (
            "bullets",
            vec![list("l", BULLET, vec![vec![item("l/1", "One")], vec![item("l/2", "Two")]])],
        ),
        (
            "ordered",
            vec![
                list("l", ordered(1), vec![vec![numbered_item("l/1", "One")]]),
                para("between", text("Between.")),
                list("m", ordered(4), vec![vec![numbered_item("m/1", "Four")]]),
            ],
        ),
        (
            "questions",
            vec![questions(
                "main",
                vec![
                    question("main", 1, "First?"),
                    group("main", "questions/group", "Trafficking"),
                    question("main", 2, "Second?"),
                ],
            )],
        ),
        (
            "figure-svg",
            vec![block("f", "figure", BlockKind::Figure(figure("f", "map", Some("A map"), None)))],
        ),
        (
            "figure-jpeg",
            vec![block(
                "f",
                "figure",
                BlockKind::Figure(figure("f", "photo", Some("People"), Some(0.5))),
            )],
        ),
        (
            "figure-tall",
            vec![block(
                "f",
                "figure",
                BlockKind::Figure(figure("f", "tall", Some("Tall"), Some(1.0))),
            )],
        ),
        ("figure-decorative", vec![decorative()]),
        (
            "figure-row",
            vec![block(
                "row",
                "figure-row",
                row(
                    vec![
                        figure("row/1", "map", Some("A map"), None),
                        figure("row/2", "copy", Some("The same map"), None),
                    ],
                    "",
                ),
            )],
        ),
        (
            "figure-row-one-credit",
            vec![
                block(
                    "row",
                    "figure-row",
                    row(
                        vec![
                            Figure {
                                credit: Vec::new(),
                                ..figure("row/1", "map", Some("A map"), None)
                            },
                            Figure {
                                credit: Vec::new(),
                                ..figure("row/2", "copy", Some("The same map"), None)
                            },
                        ],
                        "Credit of both",
                    ),
                ),
                para("after", text("After.")),
            ],
        ),
        (
            "table",
            vec![table(
                "t",
                &["Region", "Year", "Number"],
                &[&["Africa", "2021", "12"], &["Asia", "2022", "1,300"], &["Europe", "2023"]],
            )],
        ),
        (
            "tables-in-a-row",
            vec![table("t", &["A", "B"], &[&["1", "2"]]), table("u", &["C"], &[&["3"]])],
        ),
        ("box", vec![boxed("b", "A box", vec![para("b/1", text("Inside."))])]),
        (
            "box-untitled",
            vec![block(
                "b",
                "box",
                BlockKind::Box { title: Vec::new(), blocks: vec![para("b/1", text("Inside."))] },
            )],
        ),
        ("quote", vec![quote("q", vec![para("q/1", text("We the peoples"))])]),
        ("programme", vec![programme("p")]),
        (
            "page-break",
            vec![
                para("1", text("Before.")),
                block("b", "body", BlockKind::PageBreak),
                para("2", text("After.")),
            ],
        ),
        (
            "page-break-table",
            vec![block("b", "body", BlockKind::PageBreak), table("t", &["A"], &[&["1"]])],
        ),
        ("style-unknown", vec![block("1", "no-such-style", BlockKind::Paragraph(text("Text.")))]),
    ]
}

fn unlisted() -> Block {
    let mut block = heading("2", 2, "Not in the contents");
    if let BlockKind::Heading(heading) = &mut block.kind {
        heading.outlined = false;
    }
    block
}

pub(super) fn lettered(path: &str, ordinal: usize, restarts: bool) -> Block {
    let number = Some(label("letters", ordinal, restarts));
    heading_block("main", path, "lettered-heading", 2, text("A subheading"), number)
}

fn numbered(ordinal: usize) -> Block {
    block(
        &format!("n/{ordinal}"),
        "numbered",
        BlockKind::NumberedParagraph {
            number: label("paragraphs", ordinal, false),
            content: text("The Commission,"),
        },
    )
}

fn decorative() -> Block {
    let mut figure = figure("f", "photo", None, None);
    figure.caption.clear();
    figure.credit.clear();
    block("f", "figure", BlockKind::Figure(figure))
}

fn nested() -> Vec<(&'static str, Vec<Block>)> {
    let inner =
        || list("l/1/2", BULLET, vec![vec![item("l/1/2/1", "Inner"), item("l/1/2/2", "More")]]);
    vec![
        (
            "bullets-nested",
            vec![list(
                "l",
                BULLET,
                vec![
                    vec![item("l/1", "Outer"), inner()],
                    vec![item("l/2", "Outer again"), item("l/3", "A second paragraph")],
                ],
            )],
        ),
        (
            "ordered-in-bullets",
            vec![list(
                "l",
                BULLET,
                vec![vec![
                    item("l/1", "Outer"),
                    list("l/2", ordered(3), vec![vec![numbered_item("l/2/1", "Three")]]),
                ]],
            )],
        ),
        (
            "bullets-in-ordered",
            vec![list("l", ordered(1), vec![vec![numbered_item("l/1", "Outer"), inner()]])],
        ),
        (
            "quote-in-list",
            vec![list(
                "l",
                BULLET,
                vec![vec![
                    item("l/1", "Said:"),
                    quote("l/2", vec![para("l/2/1", text("Quoted."))]),
                ]],
            )],
        ),
        (
            "list-in-quote",
            vec![quote("q", vec![list("q/1", BULLET, vec![vec![item("q/1/1", "One")]])])],
        ),
        (
            "list-in-box",
            vec![boxed("b", "Box", vec![list("b/1", BULLET, vec![vec![item("b/1/1", "One")]])])],
        ),
        ("table-in-box", vec![boxed("b", "Box", vec![table("b/t", &["A", "B"], &[&["1", "2"]])])]),
        (
            "box-in-box",
            vec![boxed("b", "Outer", vec![boxed("b/c", "Inner", vec![para("b/c/1", text("x"))])])],
        ),
        (
            "figure-in-box",
            vec![boxed(
                "b",
                "Box",
                vec![block(
                    "b/f",
                    "figure",
                    BlockKind::Figure(figure("b/f", "map", Some("A map"), Some(1.0))),
                )],
            )],
        ),
        (
            "figure-in-list",
            vec![list(
                "l",
                BULLET,
                vec![vec![
                    item("l/1", "See"),
                    block(
                        "l/f",
                        "figure",
                        BlockKind::Figure(figure("l/f", "photo", Some("People"), None)),
                    ),
                ]],
            )],
        ),
        ("programme-in-box", vec![boxed("b", "Box", vec![programme("b/p")])]),
        (
            "questions-in-box",
            vec![boxed("b", "Box", vec![questions("main", vec![question("main", 1, "Why?")])])],
        ),
        (
            "quote-in-box",
            vec![boxed("b", "Box", vec![quote("b/q", vec![para("b/q/1", text("Quoted."))])])],
        ),
        ("empty-texts", vec![para("1", vec![]), quote("q", vec![]), list("l", BULLET, vec![])]),
    ]
}

fn wholes() -> Vec<(&'static str, Document)> {
    vec![
        ("nothing", document(Language::En, Vec::new())),
        ("notes", with_notes()),
        ("notes-lettered", lettered_notes()),
        ("notes-everywhere", notes_everywhere()),
        ("sections", sections()),
        ("whole-guide", guide(Language::En)),
        ("contents-deep", contents_deep()),
    ]
}

fn with_notes() -> Document {
    let mut document = document(
        Language::En,
        vec![
            para(
                "1",
                vec![
                    Inline::text("First"),
                    mark(0, false),
                    Inline::text(" and again"),
                    mark(0, true),
                ],
            ),
            para("2", vec![Inline::text("Second"), mark(1, false)]),
            para("3", vec![Inline::text("Once more"), mark(0, true)]),
        ],
    );
    document.notes = vec![
        note(
            "a",
            NoteSeries::Numbered,
            "1",
            vec![
                Inline::text("See "),
                link("https://www.unodc.org", text("the report")),
                Inline::text("."),
            ],
        ),
        note(
            "b",
            NoteSeries::Numbered,
            "2",
            vec![emphasis(text("Ibid.")), Inline::text(", p. 5.")],
        ),
    ];
    document
}

fn lettered_notes() -> Document {
    let mut document = document(
        Language::En,
        vec![
            para("1", vec![Inline::text("First"), mark(0, false)]),
            boxed("b", "Box", vec![para("b/1", vec![Inline::text("In the box"), mark(1, false)])]),
            para("2", vec![Inline::text("Second"), mark(2, false)]),
        ],
    );
    document.notes = vec![
        note("a", NoteSeries::Numbered, "1", text("One.")),
        note("b", NoteSeries::Lettered, "a", text("Lettered.")),
        note("c", NoteSeries::Numbered, "2", text("Two.")),
    ];
    document
}

fn notes_everywhere() -> Document {
    let mut noted = heading("noted", 2, "A heading");
    if let BlockKind::Heading(heading) = &mut noted.kind {
        heading.notes = vec![mark(0, false)];
    }
    let mut with_cell = table("t", &["A", "B"], &[&["1", "2"]]);
    if let BlockKind::Table(table) = &mut with_cell.kind {
        table.rows[0].cells[1].content.push(mark(1, false));
    }
    let mut with_caption = figure("f", "map", Some("A map"), None);
    with_caption.caption.push(mark(2, false));
    let mut document = document(
        Language::En,
        vec![
            noted,
            with_cell,
            block("f", "figure", BlockKind::Figure(with_caption)),
            list(
                "l",
                BULLET,
                vec![vec![block(
                    "l/1",
                    "list-bullet",
                    BlockKind::Paragraph(vec![Inline::text("Item"), mark(3, false)]),
                )]],
            ),
            para("last", vec![link("https://un.org", vec![Inline::text("linked"), mark(0, true)])]),
        ],
    );
    document.notes = (1..=4)
        .map(|number| {
            note(
                &format!("n{number}"),
                NoteSeries::Numbered,
                &number.to_string(),
                vec![Inline::text("Note, see "), reference("main", "heading", "above")],
            )
        })
        .collect();
    document
}

fn sections() -> Document {
    let mut document =
        document(Language::En, vec![table("t", &["A"], &[&["Last in its section"]])]);
    for id in ["two", "three"] {
        let mut next = section(
            id,
            PageRole::Body,
            vec![
                heading_block(id, "heading", "heading-1", 1, text("A section"), None),
                questions(
                    id,
                    vec![question(id, 1, "From one again?"), question(id, 2, "And two?")],
                ),
            ],
        );
        next.running_title = text(id);
        document.sections.push(next);
    }
    let annex = vec![heading_block("annex", "heading", "heading-1", 1, text("Annex"), None)];
    document.sections.push(section("annex", PageRole::Annex, annex));
    document.metadata.page_number = Some("Page {page} of {pages}".into());
    document
}

/// A guide in small: cover, contents, sections.
pub(super) fn guide(language: Language) -> Document {
    let mut document = sections();
    document.metadata.language = language;
    let entries = vec![
        (BlockId::new("main", "heading"), 1, "A heading"),
        (BlockId::new("two", "heading"), 1, "A section"),
        (BlockId::new("three", "heading"), 1, "A section"),
        (BlockId::new("annex", "heading"), 1, "Annex"),
    ];
    let front = section(
        "contents",
        PageRole::FrontMatter,
        vec![
            block("contents-heading", "contents-heading", BlockKind::Paragraph(text("Contents"))),
            contents(2, entries),
        ],
    );
    document.sections.insert(0, front);
    document.sections.insert(0, cover());
    document
}

fn contents_deep() -> Document {
    let mut document = document(
        Language::En,
        vec![heading("2", 2, "Two"), heading("3", 3, "Three"), unlisted_after()],
    );
    let entries = vec![
        (BlockId::new("main", "heading"), 1, "A heading"),
        (BlockId::new("main", "2"), 2, "Two"),
        (BlockId::new("main", "3"), 3, "Three"),
    ];
    document.sections[0].blocks.insert(0, contents(3, entries));
    document
}

fn unlisted_after() -> Block {
    let mut block = unlisted();
    block.id = BlockId::new("main", "unlisted");
    block
}

pub(super) fn multilingual(language: Language) -> Document {
    let words = match language {
        Language::Ar => "مكتب الأمم المتحدة المعني بالمخدرات والجريمة (UNODC)، فيينا، 2023.",
        Language::Zh => "联合国毒品和犯罪问题办公室（UNODC）“专题讨论”，2023年。",
        Language::En => "United Nations Office on Drugs and Crime, “thematic”, 2023.",
        Language::Fr => {
            "Office des Nations Unies contre la drogue et le crime\u{A0}: «\u{A0}2023\u{A0}»."
        }
        Language::Ru => "Управление Организации Объединенных Наций по наркотикам, 2023 год.",
        Language::Es => "Oficina de las Naciones Unidas contra la Droga y el Delito, 2023.",
    };
    let mut document = document(
        language,
        vec![
            para("1", vec![Inline::text(words), mark(0, false)]),
            lettered("a", 1, true),
            lettered("b", 2, false),
            list("l", BULLET, vec![vec![item("l/1", words)]]),
            table("t", &[words, "2"], &[&[words, "1"]]),
            boxed("b", words, vec![para("b/1", text(words))]),
            questions("main", vec![question("main", 1, words), question("main", 2, words)]),
            programme("p"),
            para("2", vec![span("en", "In English"), Inline::text(" "), span("ar", "سلام")]),
        ],
    );
    document.notes = vec![note("a", NoteSeries::Numbered, "1", text(words))];
    document.metadata.title = words.into();
    let entries = vec![(BlockId::new("main", "heading"), 1, "A heading")];
    document.sections[0].blocks.insert(0, contents(1, entries));
    document.sections.insert(0, cover());
    document
}
