//! No difference is told of sound outputs, however scripts are mixed in them. `PLENARY_MIXTURES`
//! sets how many guides of each language are tried, with other mixtures in each.

use std::path::Path;

use plenary::diagnostic::Diagnostics;
use plenary::document::{Block, BlockId, BlockKind, Inline, InlineKind, PageRole, visit};
use plenary::pipeline;
use plenary::project::Project;
use plenary::verify::{verify_docx, verify_pdf};

use super::guide::{messages, write};
use crate::mixtures::{Dice, Piece, sentence};

fn inlines(dice: &mut Dice, sentences: usize) -> Vec<Inline> {
    let mut all: Vec<Inline> = Vec::new();
    for number in 0..sentences {
        if number > 0 {
            all.push(Inline::text(" "));
        }
        all.extend(sentence(dice).into_iter().map(|piece| {
            match piece {
                Piece::Plain(words) => Inline::text(words),
                Piece::Strong(words) => InlineKind::Strong(vec![Inline::text(words)]).into(),
                Piece::Emphasis(words) => InlineKind::Emphasis(vec![Inline::text(words)]).into(),
                Piece::Span(tag, words) => {
                    InlineKind::Language { tag: tag.into(), content: vec![Inline::text(words)] }
                        .into()
                }
                Piece::Link(words) => InlineKind::Link {
                    url: "https://un.org".into(),
                    content: vec![Inline::text(words)],
                }
                .into(),
            }
        }));
    }
    all
}

/// Puts mixtures in the place of every text of a guide, and adds paragraphs of them. Marks of
/// notes stay.
fn mix(document: &mut plenary::document::Document, dice: &mut Dice) {
    let marks = |line: &[Inline]| {
        let mut found = Vec::new();
        visit::inlines(line, &mut |inline| {
            if let InlineKind::NoteReference { .. } = inline.kind {
                found.push(inline.clone());
            }
        });
        found
    };
    for note in &mut document.notes {
        note.content = inlines(dice, 1);
    }
    // A cover has room for a title, not for sentences.
    let sections = document.sections.iter_mut().filter(|section| section.role != PageRole::Cover);
    for section in sections {
        for block in &mut section.blocks {
            visit::block_and_children_mut(block, &mut |block| {
                let BlockKind::Paragraph(line) = &mut block.kind else { return };
                let kept = marks(line);
                let mut mixed = inlines(dice, 1);
                for mark in kept {
                    mixed.push(mark);
                    mixed.extend(inlines(dice, 1));
                }
                *line = mixed;
            });
        }
    }
    let section = document.sections.last_mut().unwrap();
    for number in 0..34 {
        let sentences = 1 + dice.roll(4);
        section.blocks.push(Block {
            id: BlockId::new(&section.id, format!("mixture/{number}")),
            style: "body".into(),
            kind: BlockKind::Paragraph(inlines(dice, sentences)),
            origin: None,
        });
    }
}

#[test]
fn two_hundred_mixtures_in_guides_of_six_languages_read_back_equal() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rounds: u64 = std::env::var("PLENARY_MIXTURES").map_or(1, |count| count.parse().unwrap());
    for (seed, code) in
        (1..=6 * rounds).zip(["ar", "zh", "en", "fr", "ru", "es"].into_iter().cycle())
    {
        let project = Project::open(&root.join("examples/six-languages").join(code)).unwrap();
        let mut composed = pipeline::compose(&project, &mut Diagnostics::new()).unwrap().unwrap();
        mix(&mut composed.document, &mut Dice::new(seed));
        let (pdf, docx) = write(&composed);
        assert_eq!(messages(&verify_pdf(&pdf, &composed.document)), [""; 0], "{code} {seed}");
        assert_eq!(messages(&verify_docx(&docx, &composed.document)), [""; 0], "{code} {seed}");
    }
}
