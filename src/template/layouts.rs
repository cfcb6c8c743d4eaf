//! `layouts:` of `template.yaml`: other orders and looks of the same kinds of section.
//!
//! What a layout does not say is as the template has it. Which layout a document has is the
//! guide's `layout`.

use super::manifest::{page_number_of, unknown_choice};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::fields::Fields;
use crate::source::text::Text;
use crate::source::yaml::{Node, Value};

/// The layout of a template that stands outside `layouts`.
pub(super) const DEFAULT_LAYOUT: &str = "guide";

/// A layout as the manifest declares it.
#[derive(Clone, Debug)]
pub(super) struct Layout<'a> {
    /// Its name.
    pub(super) name: String,
    /// The file that is laid over the theme.
    pub(super) theme: Option<Text>,
    /// Head of pages.
    pub(super) header: Option<Text>,
    /// Pattern of page numbers.
    pub(super) page_number: Option<String>,
    /// Whether sections of the text follow each other on the page.
    pub(super) continuous: bool,
    /// Order of the document.
    pub(super) parts: Option<&'a [Node]>,
}

impl<'a> Layout<'a> {
    /// Every layout that a manifest declares.
    pub(super) fn read_all(manifest: &'a Node, diagnostics: &mut Diagnostics) -> Vec<Self> {
        let Value::Mapping(entries) = &manifest.value else { return Vec::new() };
        let declared = entries.iter().find(|entry| entry.key == "layouts");
        let declared = declared.and_then(|entry| Fields::of(&entry.node, "`layouts`", diagnostics));
        let Some(fields) = declared else { return Vec::new() };
        let mut layouts = Vec::new();
        for entry in fields.entries() {
            let what = format!("the layout `{}`", entry.key);
            let Some(mut own) = Fields::of(&entry.node, &what, diagnostics) else { continue };
            let _ = own.word("description", diagnostics);
            layouts.push(Self {
                name: entry.key.clone(),
                theme: own.word("theme", diagnostics),
                header: own.word("header", diagnostics),
                page_number: page_number_of(&mut own, diagnostics),
                continuous: own.boolean("continuous", diagnostics).unwrap_or(false),
                parts: own.list("parts", diagnostics),
            });
            own.finish(diagnostics);
        }
        layouts
    }

    /// The layout that a guide names; none is the template's own.
    pub(super) fn choose(
        layouts: Vec<Self>,
        wanted: Option<&Text>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let wanted = wanted.filter(|wanted| wanted.value != DEFAULT_LAYOUT)?;
        let mut names: Vec<&str> = vec![DEFAULT_LAYOUT];
        names.extend(layouts.iter().map(|layout| layout.name.as_str()));
        if !names.contains(&wanted.value.as_str()) {
            let diagnostic = if names.len() == 1 {
                Diagnostic::new(
                    Code::UnknownChoice,
                    format!("the template has no layout `{}`", wanted.value),
                )
                .at(wanted.span)
                .hint("its only layout is `guide`")
            } else {
                unknown_choice(wanted, &names)
            };
            diagnostics.push(diagnostic);
        }
        layouts.into_iter().find(|layout| layout.name == wanted.value)
    }
}
