//! Prose and questions to finished blocks: the template's styles, the inserts put in.

use indexmap::IndexMap;
use minijinja::Error;
use minijinja::value::{Kwargs, Value, ValueKind};

use super::composition::Composition;
use super::functions::refuse;
use super::styles::Use;
use crate::diagnostic::{Code, Diagnostic, closest};
use crate::document::visit::block_and_children_mut;
use crate::document::{Block, BlockId, BlockKind, QuestionItem, QuestionList};
use crate::markup::{Fragment, Piece};
use crate::source::questions::{Question, QuestionText};

/// A diagnostic carried through the template engine as an error's source.
#[derive(Debug)]
pub(super) struct Carried(pub(super) Diagnostic);

impl std::fmt::Display for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Carried {}

/// The styles that prose is in where nothing else is said.
const OF_PROSE: [&str; 10] = [
    "body",
    "heading-1",
    "heading-2",
    "heading-3",
    "heading-4",
    "list-bullet",
    "list-number",
    "quote",
    "box",
    "box-text",
];

/// The `styles` argument: which style takes the place of which default.
pub(super) fn style_map(
    options: &Kwargs,
    composition: &Composition,
) -> Result<IndexMap<String, String>, Error> {
    let mut map = IndexMap::new();
    let Some(styles) = options.get::<Option<Value>>("styles")? else { return Ok(map) };
    if styles.kind() != ValueKind::Map {
        return Err(refuse("`styles` maps default styles to styles of the theme"));
    }
    for key in styles.try_iter()? {
        let style = styles.get_item(&key)?.to_string();
        let key = key.to_string();
        if !OF_PROSE.contains(&key.as_str()) {
            let near = closest(&key, OF_PROSE);
            return Err(refuse(match near {
                Some(near) => format!("prose has no style `{key}`; did you mean `{near}`?"),
                None => {
                    format!("prose has no style `{key}`; its styles are {}", OF_PROSE.join(", "))
                }
            }));
        }
        let wanted = if key == "box" { Use::Box } else { Use::Any };
        composition.check_style(&style, wanted).map_err(refuse)?;
        map.insert(key, style);
    }
    Ok(map)
}

/// Reports the first insert that the template does not define, at its place in the prose.
pub(super) fn check_inserts(
    fragment: &Fragment,
    inserts: &IndexMap<String, String>,
) -> Result<(), Error> {
    for piece in &fragment.pieces {
        if let Piece::Insert { name, span } = piece
            && !inserts.contains_key(name)
        {
            let mut diagnostic = Diagnostic::new(
                Code::UndefinedInsert,
                format!("the template has no insert `{name}()`"),
            )
            .at(*span)
            .did_you_mean(name, inserts.keys().map(String::as_str));
            if diagnostic.hints.is_empty() {
                let known: Vec<_> = inserts.keys().map(|name| format!("`{name}()`")).collect();
                diagnostic = diagnostic.hint(format!("its inserts are {}", known.join(", ")));
            }
            return Err(refuse("undefined insert").with_source(Carried(diagnostic)));
        }
    }
    Ok(())
}

/// The blocks of a fragment in the template's styles.
pub(super) fn blocks(
    fragment: Fragment,
    styles: &IndexMap<String, String>,
    insert: &mut dyn FnMut(&str) -> Result<Vec<Block>, Error>,
) -> Result<Vec<Block>, Error> {
    let mut blocks = Vec::new();
    for piece in fragment.pieces {
        match piece {
            Piece::Insert { name, span } => {
                for mut block in insert(&name)? {
                    block.origin = block.origin.or(Some(span));
                    blocks.push(block);
                }
            }
            Piece::Block(mut block) => {
                block_and_children_mut(&mut block, &mut |block| {
                    if let Some(style) = styles.get(&block.style) {
                        style.clone_into(&mut block.style);
                    }
                });
                blocks.push(*block);
            }
        }
    }
    Ok(blocks)
}

/// The prose of a section as it stands, inserts left out: what can still be looked at when its
/// template could not run.
pub(super) fn bare_blocks(section: &crate::source::section::Section) -> Vec<Block> {
    use crate::source::section::FieldValue;
    let mut bare = Vec::new();
    for value in section.fields.values() {
        if let FieldValue::Prose(fragment) = value {
            for piece in &fragment.pieces {
                if let Piece::Block(block) = piece {
                    bare.push(block.as_ref().clone());
                }
            }
        }
    }
    bare
}

/// The question list of a section: numbers run on across groups.
pub(super) fn question_list(
    section: &str,
    questions: &[Question],
    style: &str,
    group_style: &str,
) -> Block {
    let mut items = Vec::new();
    let mut number = 0;
    let mut groups = 0;
    let mut question = |text: &QuestionText, items: &mut Vec<QuestionItem>| {
        number += 1;
        let id = BlockId::new(section, format!("questions/{number}"));
        let block = paragraph(id, style, text);
        items.push(QuestionItem::Question { number, label: String::new(), block });
    };
    for entry in questions {
        match entry {
            Question::Single(text) => question(text, &mut items),
            Question::Group { heading, items: texts } => {
                groups += 1;
                let id = BlockId::new(section, format!("questions/group-{groups}"));
                items.push(QuestionItem::Group(paragraph(id, group_style, heading)));
                for text in texts {
                    question(text, &mut items);
                }
            }
        }
    }
    let id = BlockId::new(section, "questions");
    Block::new(id, style, BlockKind::QuestionList(QuestionList { items }))
}

fn paragraph(id: BlockId, style: &str, text: &QuestionText) -> Block {
    Block {
        id,
        style: style.to_owned(),
        kind: BlockKind::Paragraph(text.content.clone()),
        origin: Some(text.span),
    }
}
