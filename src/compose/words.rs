//! The words of a text, for conditions and sorting: the filter `plain`, and what is refused or
//! sorted by words because a text of the sources is a handle while templates run.

use std::sync::Arc;

use minijinja::value::{Kwargs, Rest, Value};
use minijinja::{Environment, Error, State, filters};

use super::functions::{Shared, lock, refuse};
use super::shelf::Shelf;

/// How messages about texts taken for their words begin, so that they get a code of their own.
pub(super) const AS_WORDS: &str = "text as words:";

/// Filters that would change or cut a text.
pub(super) const CUTTING: [&str; 12] = [
    "upper",
    "lower",
    "title",
    "capitalize",
    "replace",
    "length",
    "count",
    "split",
    "lines",
    "reverse",
    "first",
    "last",
];

/// What to write in the place of a filter on a text.
pub(super) fn remedy(filter: &str) -> String {
    match filter {
        "upper" | "lower" | "title" | "capitalize" => {
            "how letters look is the style's: `capitals: all` in theme.yaml; \
             for a condition write `… | plain | FILTER`"
                .replace("FILTER", filter)
        }
        _ => format!("write `… | plain | {filter}`: `plain` gives the words alone"),
    }
}

/// Registers the filters.
pub(super) fn register(environment: &mut Environment<'_>, shared: &Shared) {
    let state = Arc::clone(shared);
    environment.add_filter("plain", move |text: String| -> Result<String, Error> {
        lock(&state).shelf.words(&text).map_err(refuse)
    });
    let builtins: [(&str, Value); 12] = [
        ("upper", Value::from_function(filters::upper)),
        ("lower", Value::from_function(filters::lower)),
        ("title", Value::from_function(filters::title)),
        ("capitalize", Value::from_function(filters::capitalize)),
        ("replace", Value::from_function(filters::replace)),
        ("length", Value::from_function(filters::length)),
        ("count", Value::from_function(filters::length)),
        ("split", Value::from_function(filters::split)),
        ("lines", Value::from_function(filters::lines)),
        ("reverse", Value::from_function(filters::reverse)),
        ("first", Value::from_function(filters::first)),
        ("last", Value::from_function(filters::last)),
    ];
    for (name, builtin) in builtins {
        environment.add_filter(
            name,
            move |state: &mut State, arguments: Rest<Value>| -> Result<Value, Error> {
                if arguments.first().and_then(Value::as_str).is_some_and(Shelf::holds_handle) {
                    return Err(refuse(format!(
                        "{AS_WORDS} `{name}` cannot work on a text of the sources\n{}",
                        remedy(name)
                    )));
                }
                builtin.call(state, &arguments)
            },
        );
    }
    let state = Arc::clone(shared);
    let builtin = Value::from_function(filters::sort);
    environment.add_filter(
        "sort",
        move |template: &mut State, list: Value, options: Kwargs| -> Result<Value, Error> {
            if list.is_undefined() {
                return Err(refuse("`sort` was given something that is not there"));
            }
            let items: Vec<Value> = list.try_iter()?.collect();
            let attribute: Option<String> = options.get("attribute")?;
            let key_of = |item: &Value| match &attribute {
                None => Ok(item.clone()),
                Some(name) => item.get_attr(name),
            };
            let keys: Vec<Value> = items.iter().map(key_of).collect::<Result<_, _>>()?;
            let texts = keys.iter().any(|key| key.as_str().is_some_and(Shelf::holds_handle));
            if !texts {
                return builtin.call(template, &[list, Value::from(options)]);
            }
            let reverse = options.get::<Option<bool>>("reverse")?.unwrap_or(false);
            let exact = options.get::<Option<bool>>("case_sensitive")?.unwrap_or(false);
            options.assert_all_used()?;
            let mut sorted = Vec::new();
            for (item, key) in items.into_iter().zip(keys) {
                let words = lock(&state).shelf.words(&key.to_string()).map_err(refuse)?;
                sorted.push((if exact { words } else { words.to_lowercase() }, item));
            }
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            if reverse {
                sorted.reverse();
            }
            Ok(sorted.into_iter().map(|(_, item)| item).collect())
        },
    );
}
