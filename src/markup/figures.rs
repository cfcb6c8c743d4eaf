//! `![](image:key)` alone in a paragraph: a figure; several of them: a row.

use comrak::nodes::{Node, NodeValue};

use super::blocks::Converter;
use super::inlines::title_of_link;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{BlockId, BlockKind, Figure, FigureRow};

/// The figures of a paragraph that holds nothing but images. The composer fills in what the
/// catalogue says of them.
pub(super) fn only_images(
    converter: &mut Converter<'_, '_>,
    node: Node<'_>,
    id: &BlockId,
) -> Option<BlockKind> {
    let mut images = Vec::new();
    for child in node.children() {
        match &child.data.borrow().value {
            NodeValue::Image(link) => {
                images.push((child, link.url.clone(), link.title.clone()));
            }
            NodeValue::SoftBreak => {}
            NodeValue::Text(text) if text.trim().is_empty() => {}
            _ => return None,
        }
    }
    if images.is_empty() {
        return None;
    }
    let single = images.len() == 1;
    let mut figures = Vec::new();
    for (index, (child, url, title)) in images.into_iter().enumerate() {
        let span = converter.span(child);
        if child.first_child().is_some() {
            converter.report(
                Diagnostic::new(
                    Code::UnsupportedMarkup,
                    "the words between the brackets of an image would be printed nowhere",
                )
                .at(span)
                .hint(format!(
                    "write `![]({url})`: what the image shows is said once, as `alt:` of the image \
                     in images.yaml, and its caption as `caption:`"
                )),
            );
        }
        let range = converter.range(child);
        if !title.is_empty() && converter.text()[range].ends_with(')') {
            converter.report(title_of_link(&title, span));
        }
        let Some(key) = url.strip_prefix("image:") else {
            converter.report(
                Diagnostic::new(
                    Code::UndefinedImage,
                    format!("`{url}` is not an image of the catalogue"),
                )
                .at(span)
                .hint("list the file in images.yaml and refer to it as `![](image:key)`"),
            );
            continue;
        };
        figures.push(Figure {
            id: if single { id.clone() } else { id.child(index + 1) },
            image: key.to_owned(),
            alt: None,
            caption: Vec::new(),
            credit: Vec::new(),
            width: None,
            placement: None,
            origin: Some(span),
        });
    }
    if single && let Some(figure) = figures.pop() {
        return Some(BlockKind::Figure(figure));
    }
    Some(BlockKind::FigureRow(FigureRow { figures, credit: Vec::new() }))
}
