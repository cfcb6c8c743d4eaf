//! What values of a template are, as far as that can be told before it runs.

use super::Walk;
use crate::compose::names;
use crate::template::{FieldType, Kind};

/// What a value of a template is, as far as that can be told.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// A text of the sources: a handle.
    Text,
    /// A section, or one of several.
    Section,
    /// The guide.
    Guide,
    /// A part of the guide whose named texts are texts, and the rest is not.
    Part(&'static [&'static str]),
    /// Variables of the guide: all of them are texts.
    Variables,
    /// The fixed words.
    Strings,
    /// Several of something.
    List(Box<Type>),
    /// A group of `groupby`.
    Group(Box<Type>),
    /// Anything else.
    Other,
}

impl Walk<'_, '_> {
    /// Names that the sections have which this file composes; of all kinds, where it composes none.
    pub(super) fn section_names(&self) -> Vec<String> {
        let kinds: Vec<&Kind> = if self.kinds.is_empty() {
            self.template.kinds.values().collect()
        } else {
            self.kinds.clone()
        };
        let fields = kinds.iter().flat_map(|kind| kind.fields.keys());
        // `title-note` and its like are optional: a kind without one is asked in vain, not wrongly.
        let all = self.template.kinds.values().flat_map(|kind| kind.fields.keys());
        let mut known: Vec<String> = fields.chain(all).map(|name| name.replace('-', "_")).collect();
        known.extend(["id".to_owned(), "kind".to_owned()]);
        known.dedup();
        known
    }

    pub(super) fn part(&self, kind: &Type, name: &str) -> Type {
        match kind {
            Type::Section => {
                let fields = self.template.kinds.values().flat_map(|kind| &kind.fields);
                let mut found = Type::Other;
                for (key, field) in fields {
                    if key.replace('-', "_") == name {
                        let own = type_of(&field.kind);
                        if found == Type::Other {
                            found = own;
                        }
                    }
                }
                found
            }
            Type::Guide => match name {
                "title" | "series" | "designation" => Type::Text,
                "body" | "issuer" => Type::Part(&names::ORGANIZATION),
                "identity" => Type::Part(&names::IDENTITY_TEXTS),
                "variables" => Type::Variables,
                _ => Type::Other,
            },
            Type::Part(texts) if texts.contains(&name) => Type::Text,
            Type::Variables => Type::Text,
            Type::Group(item) if name == "list" => Type::List(item.clone()),
            Type::Part(_)
            | Type::Group(_)
            | Type::Text
            | Type::Strings
            | Type::List(_)
            | Type::Other => Type::Other,
        }
    }
}

/// A list of such values.
pub(super) fn list_of(kinds: &[Type]) -> Type {
    let text = kinds.contains(&Type::Text);
    Type::List(Box::new(if text { Type::Text } else { Type::Other }))
}

/// What a field of this type is.
pub(super) fn type_of(field: &FieldType) -> Type {
    match field {
        FieldType::Text
        | FieldType::Inline
        | FieldType::Note
        | FieldType::Prose
        | FieldType::Questions => Type::Text,
        FieldType::Date | FieldType::Choice(_) | FieldType::Boolean | FieldType::Notes => {
            Type::Other
        }
        FieldType::List(inner) => Type::List(Box::new(type_of(inner))),
    }
}
