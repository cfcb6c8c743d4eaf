//! Small documents that use every block and inline, alone and inside each other.

use std::sync::{Arc, LazyLock};

use plenary::document::{
    Block, BlockId, BlockKind, ColumnAlignment, Contents, ContentsEntry, Cover, Document, Figure,
    FigureRow, Heading, Image, ImageFormat, Inline, InlineKind, Language, List, ListItem,
    ListMarker, Metadata, Note, NoteSeries, NumberFormat, NumberLabel, NumberRestart,
    NumberingScheme, PageRole, Programme, ProgrammeDay, ProgrammeSitting, QuestionItem,
    QuestionList, Section, Table, TableCell, TableRow,
};

pub(super) fn text(words: &str) -> Vec<Inline> {
    vec![Inline::text(words)]
}

pub(super) fn strong(content: Vec<Inline>) -> Inline {
    InlineKind::Strong(content).into()
}

pub(super) fn emphasis(content: Vec<Inline>) -> Inline {
    InlineKind::Emphasis(content).into()
}

pub(super) fn link(url: &str, content: Vec<Inline>) -> Inline {
    InlineKind::Link { url: url.into(), content }.into()
}

pub(super) fn mark(note: usize, repeated: bool) -> Inline {
    InlineKind::NoteReference { note, repeated }.into()
}

pub(super) fn span(tag: &str, words: &str) -> Inline {
    InlineKind::Language { tag: tag.into(), content: text(words) }.into()
}

pub(super) fn reference(section: &str, path: &str, words: &str) -> Inline {
    InlineKind::CrossReference { target: BlockId::new(section, path), content: text(words) }.into()
}

pub(super) fn block(path: &str, style: &str, kind: BlockKind) -> Block {
    Block::new(BlockId::new("main", path), style, kind)
}

pub(super) fn para(path: &str, content: Vec<Inline>) -> Block {
    block(path, "body", BlockKind::Paragraph(content))
}

pub(super) fn heading(path: &str, level: u8, words: &str) -> Block {
    heading_block("main", path, &format!("heading-{level}"), level, text(words), None)
}

pub(super) fn heading_block(
    section: &str,
    path: &str,
    style: &str,
    level: u8,
    content: Vec<Inline>,
    number: Option<NumberLabel>,
) -> Block {
    let heading = Heading { level, content, notes: Vec::new(), number, outlined: true };
    Block::new(BlockId::new(section, path), style, BlockKind::Heading(heading))
}

pub(super) fn label(scheme: &str, ordinal: usize, restarts: bool) -> NumberLabel {
    NumberLabel { scheme: scheme.into(), ordinal, label: format!("({ordinal})"), restarts }
}

pub(super) fn list(path: &str, marker: ListMarker, items: Vec<Vec<Block>>) -> Block {
    let items = items
        .into_iter()
        .enumerate()
        .map(|(index, blocks)| {
            let label = match marker {
                ListMarker::Bullet => "•".to_owned(),
                ListMarker::Ordered { start } => format!("{}.", start + index),
            };
            ListItem { label, blocks }
        })
        .collect();
    block(path, "list", BlockKind::List(List { marker, items }))
}

pub(super) fn item(path: &str, words: &str) -> Block {
    block(path, "list-bullet", BlockKind::Paragraph(text(words)))
}

pub(super) fn numbered_item(path: &str, words: &str) -> Block {
    block(path, "list-number", BlockKind::Paragraph(text(words)))
}

pub(super) fn question(section: &str, number: usize, words: &str) -> QuestionItem {
    let id = BlockId::new(section, format!("questions/{number}"));
    let block = Block::new(id, "question", BlockKind::Paragraph(text(words)));
    QuestionItem::Question { number, label: format!("{number}."), block }
}

pub(super) fn group(section: &str, path: &str, words: &str) -> QuestionItem {
    let id = BlockId::new(section, path);
    QuestionItem::Group(Block::new(id, "question-group", BlockKind::Paragraph(text(words))))
}

pub(super) fn questions(section: &str, items: Vec<QuestionItem>) -> Block {
    let id = BlockId::new(section, "questions");
    Block::new(id, "questions", BlockKind::QuestionList(QuestionList { items }))
}

pub(super) fn figure(path: &str, image: &str, alt: Option<&str>, width: Option<f64>) -> Figure {
    Figure {
        id: BlockId::new("main", path),
        image: image.into(),
        alt: alt.map(str::to_owned),
        caption: text("What the figure shows."),
        credit: text("UNODC"),
        width: width.map(plenary::document::FigureWidth::Share),
        placement: None,
        origin: None,
    }
}

pub(super) fn row(figures: Vec<Figure>, credit: &str) -> BlockKind {
    let credit = if credit.is_empty() { Vec::new() } else { text(credit) };
    BlockKind::FigureRow(FigureRow { figures, credit })
}

pub(super) fn table(path: &str, header: &[&str], rows: &[&[&str]]) -> Block {
    let row = |index: usize, cells: &[&str]| TableRow {
        cells: cells
            .iter()
            .enumerate()
            .map(|(column, words)| TableCell {
                content: text(words),
                id: BlockId::new("main", format!("{path}/{index}/{column}")),
            })
            .collect(),
    };
    let aligned = [ColumnAlignment::Start, ColumnAlignment::Center, ColumnAlignment::End];
    let kind = BlockKind::Table(Table {
        columns: (0..header.len()).map(|column| aligned[column % 3]).collect(),
        header: vec![row(0, header)],
        rows: rows.iter().enumerate().map(|(index, cells)| row(index + 1, cells)).collect(),
    });
    block(path, "table", kind)
}

pub(super) fn boxed(path: &str, title: &str, blocks: Vec<Block>) -> Block {
    block(path, "box", BlockKind::Box { title: text(title), blocks })
}

pub(super) fn quote(path: &str, blocks: Vec<Block>) -> Block {
    block(path, "quote", BlockKind::Quote(blocks))
}

pub(super) fn programme(path: &str) -> Block {
    let day = |index: usize, label: &str| ProgrammeDay {
        id: BlockId::new("main", format!("{path}/{index}")),
        label: text(label),
        sittings: ["Morning", "Afternoon"]
            .iter()
            .map(|half| ProgrammeSitting {
                id: BlockId::new("main", format!("{path}/{index}/{half}")),
                content: vec![
                    Inline::text(format!("{half}: ")),
                    reference("main", "heading", "Expanding range of drugs"),
                ],
            })
            .collect(),
    };
    let columns = vec![
        vec![day(1, "23 October"), day(2, "24 October")],
        vec![day(3, "25 October"), day(4, "26 October")],
    ];
    block(path, "programme", BlockKind::Programme(Programme { columns }))
}

pub(super) fn note(id: &str, series: NoteSeries, mark: &str, content: Vec<Inline>) -> Note {
    Note {
        id: id.into(),
        section: "main".into(),
        series,
        mark: mark.into(),
        content,
        citations: Vec::new(),
        style: "note".into(),
        origin: None,
    }
}

pub(super) fn section(id: &str, role: PageRole, blocks: Vec<Block>) -> Section {
    Section {
        id: id.into(),
        role,
        orientation: plenary::document::Orientation::Portrait,
        running_title: Vec::new(),
        blocks,
    }
}

/// A document of one section that begins with a heading.
pub(super) fn document(language: Language, blocks: Vec<Block>) -> Document {
    let mut document = empty(language);
    let mut all = vec![heading("heading", 1, "A heading")];
    all.extend(blocks);
    document.sections.push(section("main", PageRole::Body, all));
    document
}

fn empty(language: Language) -> Document {
    let mut document = Document::new(Metadata {
        id: "test".into(),
        title: "A document & its <title>".into(),
        subject: "Test".into(),
        authors: vec!["UNODC".into(), "Secretariat".into()],
        keywords: vec!["one".into(), "two".into()],
        language,
        symbol: Some("E/CN.7/2023/CRP.9".into()),
        session: Some("Sixty-sixth".into()),
        version: Some("1".into()),
        date: Some("2023-09-15".into()),
        header: text("Thematic discussions"),
        digits: plenary::document::Digits::European,
        page_number: Some("{page}".into()),
    });
    for (key, name, format, bytes, size) in &*IMAGES {
        document.images.insert(
            (*key).into(),
            Image {
                path: format!("images/{name}"),
                format: *format,
                width: size.0,
                height: size.1,
                bytes: Arc::from(bytes.as_slice()),
                origin: None,
            },
        );
    }
    document.numberings.insert(
        "letters".into(),
        NumberingScheme {
            format: if language == Language::Ar {
                NumberFormat::Letters(
                    "أبجدهوزحطيكلمنسعفصقرشتثخذضغظ".chars().map(String::from).collect(),
                )
            } else {
                NumberFormat::LowerLetter
            },
            pattern: "({n})".into(),
            restart: NumberRestart::Section,
        },
    );
    document
}

type NamedImage = (&'static str, &'static str, ImageFormat, Vec<u8>, (f64, f64));

/// Made once: the large one takes a while.
static IMAGES: LazyLock<Vec<NamedImage>> = LazyLock::new(images);

fn images() -> Vec<NamedImage> {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\">\
        <rect width=\"200\" height=\"100\" fill=\"#0B3C5D\"/>\
        <text x=\"10\" y=\"50\" font-family=\"Carlito\" fill=\"white\">Map</text></svg>";
    vec![
        ("map", "map.svg", ImageFormat::Svg, svg.to_vec(), (200.0, 100.0)),
        ("copy", "copy.svg", ImageFormat::Svg, svg.to_vec(), (200.0, 100.0)),
        (
            "photo",
            "photo.jpg",
            ImageFormat::Jpeg,
            raster(image::ImageFormat::Jpeg, 300),
            (300.0, 200.0),
        ),
        ("tall", "tall.png", ImageFormat::Png, tall(), (20.0, 400.0)),
    ]
}

/// A picture whose pixels differ, three to two.
fn raster(format: image::ImageFormat, width: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, width * 2 / 3, |x, y| {
        image::Rgb([(x % 251) as u8, (y % 241) as u8, 90])
    });
    encoded(picture, format)
}

fn tall() -> Vec<u8> {
    encoded(image::RgbImage::from_pixel(20, 400, image::Rgb([9, 99, 199])), image::ImageFormat::Png)
}

fn encoded(picture: image::RgbImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("an image in memory");
    bytes.into_inner()
}

pub(super) fn contents(depth: u8, entries: Vec<(BlockId, u8, &str)>) -> Block {
    let entries = entries
        .into_iter()
        .map(|(target, level, words)| ContentsEntry { target, level, content: text(words) })
        .collect();
    block("contents", "contents", BlockKind::Contents(Contents { depth, entries }))
}

pub(super) fn cover() -> Section {
    let line = |path: &str, style: &str, words: &str| {
        Block::new(BlockId::new("cover", path), style, BlockKind::Paragraph(text(words)))
    };
    let cover = Cover {
        artwork: Some("photo".into()),
        mark: Some("map".into()),
        head: vec![line("head", "cover-head", "United Nations Commission on Narcotic Drugs")],
        title: vec![
            line("series", "cover-series", "Thematic discussions 2023"),
            line("title", "cover-title", "Comprehensive stock-taking of progress"),
        ],
        foot: vec![line("foot", "cover-foot", "Vienna, 2023")],
    };
    let id = BlockId::new("cover", "cover");
    section("cover", PageRole::Cover, vec![Block::new(id, "cover", BlockKind::Cover(cover))])
}
