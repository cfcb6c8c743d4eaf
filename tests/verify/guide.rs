//! The shipped guide: its outputs are equal to it, and damaged outputs are not.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use plenary::diagnostic::Diagnostics;
use plenary::document::{Block, BlockKind, Document, Inline, InlineKind, QuestionItem, visit};
use plenary::pipeline::{self, BuildOptions, Composed, Format};
use plenary::project::Project;
use plenary::verify::{verify_docx, verify_pdf};

/// The guide, composed once, and its two files.
pub(super) struct Guide {
    pub(super) composed: Composed,
    pub(super) pdf: Vec<u8>,
    docx: Vec<u8>,
}

pub(super) fn guide() -> &'static Guide {
    static GUIDE: OnceLock<Guide> = OnceLock::new();
    GUIDE.get_or_init(|| {
        let project = Project::open(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let composed = pipeline::compose(&project, &mut Diagnostics::new()).unwrap().unwrap();
        let (pdf, docx) = write(&composed);
        Guide { composed, pdf, docx }
    })
}

pub(super) fn write(composed: &Composed) -> (Vec<u8>, Vec<u8>) {
    let mut remarks = Diagnostics::new();
    let options = BuildOptions::default();
    let exported = pipeline::export(composed, &Format::ALL, &options, &mut remarks).unwrap();
    let mut outputs = exported.outputs.into_iter().map(|(_, bytes)| bytes);
    (outputs.next().unwrap(), outputs.next().unwrap())
}

pub(super) fn messages(diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect()
}

#[test]
fn the_outputs_are_equal_to_the_document() {
    let guide = guide();
    assert_eq!(messages(&verify_pdf(&guide.pdf, &guide.composed.document)), [""; 0]);
    assert_eq!(messages(&verify_docx(&guide.docx, &guide.composed.document)), [""; 0]);
}

/// Writes a changed document and compares what was written with the unchanged one.
fn differences(change: impl FnOnce(&mut Document)) -> (Vec<String>, Vec<String>) {
    let guide = guide();
    let mut composed = Composed {
        source: guide.composed.source.clone(),
        document: guide.composed.document.clone(),
        fonts: guide.composed.fonts.clone(),
    };
    change(&mut composed.document);
    let (pdf, docx) = write(&composed);
    let document = &guide.composed.document;
    (messages(&verify_pdf(&pdf, document)), messages(&verify_docx(&docx, document)))
}

/// Both outputs differ in this one thing.
#[track_caller]
fn assert_caught(change: impl FnOnce(&mut Document), words: &str) {
    let (pdf, docx) = differences(change);
    for (format, messages) in [("PDF", pdf), ("DOCX", docx)] {
        let [message] = messages.as_slice() else { panic!("{format}: {messages:#?}") };
        let start = format!("{format}: {words}");
        assert!(message.starts_with(&start), "{message}\ndoes not start with\n{start}");
    }
}

fn blocks_mut<'a>(document: &'a mut Document, visit: &mut dyn FnMut(&mut Block)) {
    let sections: Vec<&'a mut _> = document.sections.iter_mut().collect();
    for section in sections {
        for block in &mut section.blocks {
            visit::block_and_children_mut(block, visit);
        }
    }
}

fn inlines_mut(document: &mut Document, visit: &mut dyn FnMut(&mut Inline)) {
    blocks_mut(document, &mut |block| {
        visit::own_inlines_mut(block, &mut |inlines| visit::inlines_mut(inlines, visit));
    });
}

#[test]
fn a_dropped_note_is_missed() {
    // The reference to the note is taken out of the text; the numbers of the others stay.
    let twelfth = &guide().composed.document.notes[11];
    assert_eq!(twelfth.mark, "12");
    let path = format!("note 12 ({}/notes/{}) is missing: “", twelfth.section, twelfth.id);
    let (pdf, docx) = differences(|document| {
        blocks_mut(document, &mut |block| {
            visit::own_inlines_mut(block, &mut |inlines| {
                inlines.retain(|inline| {
                    !matches!(inline.kind, InlineKind::NoteReference { note: 11, .. })
                });
            });
        });
    });
    assert_eq!(pdf.len(), 1, "{pdf:#?}");
    assert!(pdf[0].starts_with(&format!("PDF: {path}")), "{pdf:#?}");
    // Word counts notes itself.
    assert_eq!(docx.len(), 2, "{docx:#?}");
    assert!(docx[0].starts_with(&format!("DOCX: {path}")), "{docx:#?}");
    assert_eq!(docx[1], "DOCX: notes 13 to 79 are numbered 12 to 78");
}

#[test]
fn a_renumbered_question_is_named() {
    assert_caught(
        |document| {
            let mut done = false;
            blocks_mut(document, &mut |block| {
                if let BlockKind::QuestionList(list) = &mut block.kind
                    && !done
                    && let Some(QuestionItem::Question { number, label, .. }) =
                        list.items.last_mut()
                {
                    *number += 1;
                    *label = format!("{number}.");
                    done = true;
                }
            });
        },
        "question 8 (markets/questions/8) is numbered 9",
    );
}

#[test]
fn a_removed_figure_is_missed() {
    let (pdf, docx) = differences(|document| {
        for section in &mut document.sections {
            section.blocks.retain(|block| {
                !matches!(&block.kind, BlockKind::Figure(figure) if figure.image == "early-warning")
            });
        }
    });
    for (format, messages) in [("PDF", pdf), ("DOCX", docx)] {
        let starts: BTreeSet<String> = messages
            .iter()
            .map(|message| message.split(" (").next().unwrap_or_default().to_owned())
            .collect();
        let expected = ["figure", "caption", "credit"].map(|part| format!("{format}: {part}"));
        assert_eq!(starts, BTreeSet::from(expected), "{messages:#?}");
        assert!(messages.iter().all(|message| message.contains("is missing")), "{messages:#?}");
    }
}

#[test]
fn a_changed_heading_is_shown() {
    let (pdf, docx) = differences(|document| {
        blocks_mut(document, &mut |block| {
            if let BlockKind::Heading(heading) = &mut block.kind
                && block.id.section == "introduction"
                && heading.level == 1
            {
                heading.content = vec![Inline::text("Introductions")];
            }
        });
    });
    // Typst makes contents, titles in the tags and bookmarks of the heading.
    let starts = [
        "PDF: contents entry (contents/contents) differs",
        "PDF: heading (introduction/heading) is titled “Introductions” in the tags",
        "PDF: heading (introduction/heading) differs",
        "PDF: a bookmark differs",
    ];
    assert_eq!(pdf.len(), starts.len(), "{pdf:#?}");
    assert!(pdf.iter().zip(starts).all(|(message, start)| message.starts_with(start)), "{pdf:#?}");
    assert_eq!(docx.len(), 1, "{docx:#?}");
    assert!(docx[0].starts_with("DOCX: heading (introduction/heading) differs"), "{docx:#?}");
}

#[test]
fn a_changed_word_is_shown() {
    let (pdf, docx) = differences(|document| {
        let mut done = false;
        inlines_mut(document, &mut |inline| {
            if let InlineKind::Text(text) = &mut inline.kind
                && text.contains("Chemists have synthesized")
            {
                *text = text.replacen("Chemists have", "Chemists had", 1);
                done = true;
            }
        });
        assert!(done);
    });
    for (format, messages) in [("PDF", pdf), ("DOCX", docx)] {
        let [message] = messages.as_slice() else { panic!("{format}: {messages:#?}") };
        assert!(
            message.starts_with(&format!("{format}: paragraph (markets/background/")),
            "{message}"
        );
        assert!(message.contains("expected “Chemists have synthesized"), "{message}");
        assert!(message.contains("found “Chemists had synthesized"), "{message}");
    }
}

#[test]
fn a_removed_list_item_is_missed() {
    assert_caught(
        |document| {
            let mut done = false;
            blocks_mut(document, &mut |block| {
                if let BlockKind::List(list) = &mut block.kind
                    && !done
                {
                    list.items.remove(1);
                    done = true;
                }
            });
        },
        "list item (introduction/",
    );
}

#[test]
fn another_link_target_is_named() {
    let target = "https://x.org/elsewhere";
    let (pdf, docx) = differences(|document| {
        let mut done = false;
        inlines_mut(document, &mut |inline| {
            if let InlineKind::Link { url, .. } = &mut inline.kind
                && !std::mem::replace(&mut done, true)
            {
                target.clone_into(url);
            }
        });
    });
    for (format, messages) in [("PDF", pdf), ("DOCX", docx)] {
        let [message] = messages.as_slice() else { panic!("{format}: {messages:#?}") };
        assert!(message.starts_with(&format!("{format}: the link “")), "{message}");
        assert!(message.contains(&format!("leads to {target}")), "{message}");
    }
}

/// The differences of the guide's DOCX with one part changed.
fn damaged(part: &str, change: impl FnOnce(String) -> String) -> Vec<String> {
    let guide = guide();
    let bytes = with_changed_part(&guide.docx, part, change);
    messages(&verify_docx(&bytes, &guide.composed.document))
}

/// A DOCX with one part changed.
pub(super) fn with_changed_part(
    docx: &[u8],
    part: &str,
    change: impl FnOnce(String) -> String,
) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut change = Some(change);
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if file.name() == part {
            let before = String::from_utf8(bytes).unwrap();
            let after = change.take().unwrap()(before.clone());
            assert_ne!(before, after, "nothing was damaged");
            bytes = after.into_bytes();
        }
        writer.start_file(file.name(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    assert!(change.is_none(), "{part} is not there");
    writer.finish().unwrap().into_inner()
}

#[test]
fn damage_in_a_docx_is_named() {
    let lost_mark = damaged("word/document.xml", |xml| {
        let at = xml.find("<w:footnoteReference").unwrap();
        let end = at + xml[at..].find("/>").unwrap() + 2;
        format!("{}{}", &xml[..at], &xml[end..])
    });
    assert!(lost_mark[0].starts_with("DOCX: note 1 (introduction/notes/"), "{lost_mark:#?}");
    assert!(lost_mark[1].starts_with("DOCX: notes 2 to 79 are numbered 1 to 78"), "{lost_mark:#?}");
    assert_eq!(lost_mark.len(), 2, "{lost_mark:#?}");

    // Word counts on through the sections if nothing tells it to begin again.
    let counted_on = damaged("word/numbering.xml", |xml| {
        let mut parts = xml.split("<w:lvlOverride").map(str::to_owned);
        let first = parts.next().unwrap();
        let rest = parts.map(|part| part.split_once("</w:lvlOverride>").unwrap().1.to_owned());
        rest.fold(first, |xml, part| xml + &part)
    });
    let question = "DOCX: question 1 (supply/questions/1) is numbered 9";
    assert!(counted_on.iter().any(|message| message.starts_with(question)), "{counted_on:#?}");

    let reworded =
        damaged("word/footnotes.xml", |xml| xml.replacen("without formal", "with formal", 1));
    let [message] = reworded.as_slice() else { panic!("{reworded:#?}") };
    assert!(message.starts_with("DOCX: note 1 (introduction/notes/"), "{message}");
    assert!(message.contains("guide is issued with formal editing.”"), "{message}");

    let no_words = damaged("word/document.xml", |xml| {
        let at = xml.find("descr=\"").unwrap() + 7;
        let at = at + xml[at..].find("descr=\"").unwrap() + 7;
        let at = at + xml[at..].find("descr=\"").unwrap() + 7;
        let end = at + xml[at..].find('"').unwrap();
        format!("{}{}", &xml[..at], &xml[end..])
    });
    let figures: Vec<&String> =
        no_words.iter().filter(|message| message.contains("figure")).collect();
    assert_eq!(figures.len(), no_words.len(), "{no_words:#?}");
    assert!(!figures.is_empty());
}

/// Takes the first strong text, emphasis or language of the guide's paragraphs away.
fn flatten_first(document: &mut Document, is_one: fn(&InlineKind) -> bool) {
    let mut done = false;
    blocks_mut(document, &mut |block| {
        let BlockKind::Paragraph(line) = &mut block.kind else { return };
        let whole = line.len() == 1;
        for inline in line {
            if !done && !whole && is_one(&inline.kind) {
                let words = plenary::document::inline_text(std::slice::from_ref(inline));
                inline.kind = InlineKind::Text(words);
                done = true;
            }
        }
    });
    assert!(done, "the guide has none");
}

#[test]
fn lost_strong_type_and_emphasis_are_named() {
    for is_one in
        [(|kind| matches!(kind, InlineKind::Strong(_))) as fn(&InlineKind) -> bool, |kind| {
            matches!(kind, InlineKind::Emphasis(_))
        }]
    {
        let (pdf, docx) = differences(|document| flatten_first(document, is_one));
        for messages in [pdf, docx] {
            let [message] = messages.as_slice() else { panic!("{messages:#?}") };
            let told = ["is not in strong type", "is not emphasized"];
            assert!(told.iter().any(|words| message.contains(words)), "{message}");
        }
    }
}

#[test]
fn another_language_is_named() {
    let (pdf, docx) = differences(|document| {
        let mut done = false;
        blocks_mut(document, &mut |block| {
            let BlockKind::Paragraph(line) = &mut block.kind else { return };
            let Some(first) = line.first_mut().filter(|_| !done) else { return };
            if let InlineKind::Text(words) = &first.kind
                && words.len() > 20
            {
                let content = vec![Inline::text(words.clone())];
                first.kind = InlineKind::Language { tag: "fr".into(), content };
                done = true;
            }
        });
        assert!(done);
    });
    for messages in [pdf, docx] {
        let [message] = messages.as_slice() else { panic!("{messages:#?}") };
        assert!(message.contains("is in the language `fr"), "{message}");
    }
}
