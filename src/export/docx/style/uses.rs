//! What a document uses each style of its theme for: a container's is a table style in Word.

use std::collections::BTreeSet;

use crate::document::{Block, BlockKind, Document, visit};

/// What the styles of a document are used for.
#[derive(Debug, Default)]
pub(super) struct StyleUses {
    /// Boxes, tables and the like.
    pub(super) containers: BTreeSet<String>,
    /// Headings.
    pub(super) headings: BTreeSet<String>,
    /// Paragraphs.
    pub(super) texts: BTreeSet<String>,
}

impl StyleUses {
    /// Uses in a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut uses = Self::default();
        for name in ["box", "table", "programme", "figure-row"] {
            uses.containers.insert(name.to_owned());
        }
        visit::blocks(document, &mut |block: &Block| {
            let names = match &block.kind {
                BlockKind::Box { .. }
                | BlockKind::Table(_)
                | BlockKind::Programme(_)
                | BlockKind::FigureRow(_) => &mut uses.containers,
                BlockKind::Heading(_) => &mut uses.headings,
                BlockKind::Paragraph(_)
                | BlockKind::NumberedParagraph { .. }
                | BlockKind::Quote(_) => &mut uses.texts,
                BlockKind::List(_)
                | BlockKind::QuestionList(_)
                | BlockKind::Figure(_)
                | BlockKind::Contents(_)
                | BlockKind::PageBreak
                | BlockKind::Masthead(_)
                | BlockKind::Cover(_) => return,
            };
            names.insert(block.style.clone());
        });
        uses
    }

    /// Names that only containers use: they become table styles, not paragraph styles.
    pub(super) fn only_containers(&self) -> BTreeSet<String> {
        self.containers
            .iter()
            .filter(|name| !self.texts.contains(*name) && !self.headings.contains(*name))
            .cloned()
            .collect()
    }
}
