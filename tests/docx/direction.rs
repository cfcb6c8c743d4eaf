//! The order in which programs that go by `w:rtl` set the runs of a paragraph is that of the
//! Unicode Bidirectional Algorithm over its text.
//!
//! The judge knows nothing of the exporter. It takes the runs as ISO/IEC 29500-1, 17.3.2.30 tells
//! programs to: in a run with `w:rtl` every sign is a letter of a right-to-left script, save
//! figures and what parts their groups; in a run without it every sign is a Latin letter. `w:dir`
//! embeds (17.3.2.8). Of that the algorithm gives one order, of the words themselves another; the
//! two must be the same, and every bracket must face as it does there.

use std::collections::BTreeMap;
use std::path::Path;

use plenary::diagnostic::Diagnostics;
use plenary::document::{
    Document, Inline, InlineKind, Language, MARK_SEPARATOR, NoteSeries, follows_mark, visit,
};
use plenary::pipeline;
use plenary::project::Project;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use super::corpus::*;
use super::package::{Node, Package};
use crate::mixtures::{Dice, Piece, sentence};

const LRE: char = '\u{202A}';
const RLE: char = '\u{202B}';
const PDF: char = '\u{202C}';

fn is_control(character: char) -> bool {
    matches!(character, LRE | RLE | PDF)
}

fn is_rtl_language(tag: &str) -> bool {
    ["ar", "fa", "he", "ur"].contains(&tag.split('-').next().unwrap())
}

/// The text of a paragraph, with languages of the other direction embedded.
fn expected(document: &Document, content: &[Inline], rtl: bool, text: &mut String) {
    let base = document.metadata.language.is_right_to_left();
    let push = |text: &mut String, part: &str| {
        if rtl == base {
            text.push_str(part);
        } else {
            text.push(if rtl { RLE } else { LRE });
            text.push_str(part);
            text.push(PDF);
        }
    };
    let mut before = None;
    for inline in content {
        if follows_mark(before.replace(inline), inline) {
            push(text, MARK_SEPARATOR);
        }
        match &inline.kind {
            InlineKind::Text(part) | InlineKind::Code(part) => push(text, part),
            InlineKind::LineBreak => push(text, "\n"),
            InlineKind::NoteReference { note, repeated } => {
                let note = &document.notes[*note];
                let counted = note.series == NoteSeries::Numbered && !repeated;
                push(text, if counted { "1" } else { &note.mark });
            }
            InlineKind::Language { tag, content } => {
                expected(document, content, is_rtl_language(tag), text);
            }
            kind => expected(document, visit::content_of(kind).unwrap(), rtl, text),
        }
    }
}

/// Every paragraph of a document by its text.
fn paragraphs(document: &Document) -> BTreeMap<String, String> {
    let base = document.metadata.language.is_right_to_left();
    let mut found = BTreeMap::new();
    let mut add = |contents: &[&[Inline]]| {
        let mut text = String::new();
        for content in contents {
            expected(document, content, base, &mut text);
        }
        found.insert(text.chars().filter(|c| !is_control(*c)).collect(), text);
    };
    visit::blocks(document, &mut |block| {
        let own = visit::own_inlines(block);
        if matches!(block.kind, plenary::document::BlockKind::Heading(_)) {
            add(&own.iter().map(|(_, content)| content.as_slice()).collect::<Vec<_>>());
        } else {
            for (_, content) in &own {
                add(&[content.as_slice()]);
            }
        }
    });
    for note in &document.notes {
        add(&[&note.content]);
    }
    found
}

/// A sign of a paragraph as it was written, and what it counts as.
struct Sign {
    written: char,
    counts: char,
    rtl: bool,
}

fn is_on(properties: Option<&Node>, name: &str) -> bool {
    properties
        .and_then(|properties| properties.child(name))
        .is_some_and(|on| !["0", "false", "off"].contains(&on.val()))
}

fn read_runs(parent: &Node, signs: &mut Vec<Sign>) {
    for node in &parent.children {
        match node.name.as_str() {
            "w:r" => read_run(node, signs),
            "w:hyperlink" => read_runs(node, signs),
            "w:dir" => {
                let open = if node.val() == "rtl" { RLE } else { LRE };
                signs.push(Sign { written: open, counts: open, rtl: false });
                read_runs(node, signs);
                signs.push(Sign { written: PDF, counts: PDF, rtl: false });
            }
            _ => {}
        }
    }
}

fn read_run(run: &Node, signs: &mut Vec<Sign>) {
    let rtl = is_on(run.child("w:rPr"), "w:rtl");
    let mut text = String::new();
    for node in &run.children {
        match node.name.as_str() {
            "w:t" => text.push_str(&node.text),
            "w:br" => text.push('\n'),
            "w:tab" => text.push('\t'),
            "w:footnoteReference" if node.get("w:customMarkFollows").is_none() => text.push('1'),
            _ => {}
        }
    }
    let all: Vec<char> = text.chars().collect();
    let is_digit = |index: Option<usize>| {
        index
            .and_then(|index| all.get(index))
            .is_some_and(|c| matches!(bidi_class(*c), BidiClass::EN | BidiClass::AN))
    };
    for (index, written) in all.iter().copied().enumerate() {
        let class = bidi_class(written);
        let counts = match (written, class) {
            ('\n' | '\t', _) => written,
            (_, BidiClass::R | BidiClass::AL) => {
                assert!(rtl, "{text:?}: a run of Arabic letters has no w:rtl");
                written
            }
            _ if !rtl => 'a',
            (_, BidiClass::L) => panic!("{text:?}: a run of Latin letters has w:rtl"),
            _ if is_digit(Some(index)) => '٠',
            ('.' | ',' | ':', _) if is_digit(index.checked_sub(1)) && is_digit(Some(index + 1)) => {
                ','
            }
            _ => 'ا',
        };
        signs.push(Sign { written, counts, rtl });
    }
}

/// Level of every sign; those of embeddings are left out.
fn levels(text: &str, rtl: bool) -> Vec<Level> {
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    let found = BidiInfo::new(text, Some(base));
    // A tab parts segments (rule L1).
    let level = |(at, c): (usize, char)| if c == '\t' { base } else { found.levels[at] };
    text.char_indices().filter(|(_, c)| !is_control(*c)).map(level).collect()
}

/// Holds every paragraph of a DOCX against the words of the document.
fn judge(name: &str, document: &Document, docx: &[u8]) -> usize {
    let rtl = document.metadata.language.is_right_to_left();
    let known = paragraphs(document);
    let package = Package::open(docx);
    let mut judged = 0;
    let parts: Vec<String> = package
        .names
        .iter()
        .filter(|part| {
            let part = part.strip_prefix("word/").unwrap_or_default();
            ["document", "footnotes", "header", "footer"].iter().any(|kind| part.starts_with(kind))
        })
        .cloned()
        .collect();
    for part in parts {
        for paragraph in package.xml(&part).all("w:p") {
            let mut signs = Vec::new();
            read_runs(paragraph, &mut signs);
            let words: String =
                signs.iter().map(|sign| sign.written).filter(|c| !is_control(*c)).collect();
            if words.trim().is_empty() {
                continue;
            }
            let want_text = known.get(&words).unwrap_or(&words);
            let counts: String = signs.iter().map(|sign| sign.counts).collect();
            let (want, have) = (levels(want_text, rtl), levels(&counts, rtl));
            let shown = |levels: &[Level]| -> String {
                let all: Vec<char> = words.chars().collect();
                words
                    .split_inclusive('\n')
                    .scan(0, |start, line| {
                        let from = *start;
                        *start += line.chars().count();
                        Some(from..*start)
                    })
                    .flat_map(|line| {
                        let from = line.start;
                        BidiInfo::reorder_visual(&levels[line])
                            .into_iter()
                            .map(move |index| index + from)
                    })
                    .map(|index| all[index])
                    .collect()
            };
            assert_eq!(shown(&have), shown(&want), "{name}, {part}: {words}");
            let facing = signs.iter().filter(|sign| !is_control(sign.written)).zip(&want);
            for (sign, level) in facing.filter(|(sign, _)| "()[]«»<>".contains(sign.written)) {
                assert_eq!(sign.rtl, level.is_rtl(), "{name}: {} in {words}", sign.written);
            }
            judged += 1;
        }
    }
    judged
}

fn inlines(pieces: Vec<Piece>) -> Vec<Inline> {
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(words) => Inline::text(words),
            Piece::Strong(words) => strong(text(&words)),
            Piece::Emphasis(words) => emphasis(text(&words)),
            Piece::Span(tag, words) => span(tag, &words),
            Piece::Link(words) => link("https://un.org", text(&words)),
        })
        .collect()
}

#[test]
fn five_hundred_mixtures_run_as_their_words_do() {
    for (language, seed) in [(Language::Ar, 1), (Language::En, 2)] {
        let mut dice = Dice::new(seed);
        let blocks =
            (0..250).map(|index| para(&index.to_string(), inlines(sentence(&mut dice)))).collect();
        let document = document(language, blocks);
        let judged = judge(language.code(), &document, &super::write(&document));
        assert!(judged >= 250, "{judged} paragraphs");
    }
}

#[test]
fn notes_titles_cells_and_margins_run_as_their_words_do() {
    for (name, document) in super::cases::cases() {
        judge(&name, &document, &super::write(&document));
    }
}

#[test]
fn the_arabic_example_and_the_cases_run_as_their_words_do() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in [
        "examples/six-languages/ar",
        "tests/cases/scripts/ar-docx-symbols",
        "tests/cases/scripts/verify-arabic-in-english",
    ] {
        let project = Project::open(&root.join(path)).unwrap();
        let composed = pipeline::compose(&project, &mut Diagnostics::new()).unwrap().unwrap();
        let mut remarks = Diagnostics::new();
        let options = pipeline::BuildOptions::default();
        let formats = [pipeline::Format::Docx];
        let exported = pipeline::export(&composed, &formats, &options, &mut remarks).unwrap();
        let (_, docx) = exported.outputs.into_iter().next().unwrap();
        assert!(judge(path, &composed.document, &docx) > 5);
    }
}
