//! Which styles a template may use for what: paragraphs, headings, boxes.

use indexmap::IndexMap;

use crate::diagnostic::closest;
use crate::theme::{StyleKind, Theme};

/// What of a style matters to templates.
#[derive(Clone, Copy, Debug)]
struct Style {
    of_words: bool,
    framed: bool,
}

/// The styles of the theme by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    styles: IndexMap<String, Style>,
}

/// What a style is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A paragraph that a template makes.
    Paragraph,
    /// A heading.
    Heading,
    /// A frame round blocks.
    Box,
    /// What stands in the place of a default style.
    Any,
}

const HEADINGS: &str = "headings: use `heading(level, text, style=…)`";

/// Styles that mean something: what is set in them is read as that.
const ROLES: [(&str, &str); 13] = [
    ("heading-", HEADINGS),
    ("contents-heading", ""),
    ("contents-", "the lines that `contents()` makes"),
    ("toc-", "the lines that `contents()` makes"),
    ("caption", "the words below figures"),
    ("credit", "the words below figures"),
    ("figure", "the lines that hold images"),
    ("note", "notes: use `note=` of `heading` or `paragraph`"),
    ("list-", "lists, which prose makes"),
    ("table-", "the cells of tables"),
    ("question-group", ""),
    ("questions-", ""),
    ("question", "the lists that `questions()` makes"),
];

/// What a style of this name is for, if it may not be set on any paragraph.
fn role(name: &str) -> Option<&'static str> {
    let found = ROLES.iter().find(|(start, _)| {
        if start.ends_with('-') { name.starts_with(start) } else { name == *start }
    });
    found.map(|(_, what)| *what).filter(|what| !what.is_empty())
}

impl Styles {
    /// The styles of a theme.
    pub(super) fn of(theme: &Theme) -> Self {
        let styles = theme.styles.iter().map(|(name, style)| {
            let of_words = style.kind == StyleKind::Character;
            (name.clone(), Style { of_words, framed: style.has_frame() })
        });
        Self { styles: styles.collect() }
    }

    /// Whether a style can be used so; else what to say.
    pub(super) fn check(&self, name: &str, wanted: Use) -> Result<(), String> {
        let Some(style) = self.styles.get(name) else {
            let near = closest(name, self.styles.keys().map(String::as_str));
            return Err(match near {
                Some(near) => format!("the theme has no style `{name}`; did you mean `{near}`?"),
                None => format!("the theme has no style `{name}`"),
            });
        };
        if style.of_words {
            return Err(format!("{MISUSED} `{name}` is for words, not for paragraphs"));
        }
        match wanted {
            Use::Paragraph => match role(name) {
                Some(what) => Err(format!("{MISUSED} `{name}` is for {what}")),
                None => Ok(()),
            },
            Use::Box if !style.framed => Err(format!(
                "{MISUSED} a box needs a style with `fill` or `rules`, and `{name}` has neither"
            )),
            Use::Heading | Use::Box | Use::Any => Ok(()),
        }
    }
}

/// How messages about misused styles begin, so that they get a code of their own.
pub(super) const MISUSED: &str = "wrong style:";
