//! Patterns: texts with places in braces, `{day} {month} {year}`, and what is wrong with one.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::source::text::Text;

/// The places of a pattern: where they stand with their braces, and their names.
pub(crate) fn places(pattern: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = pattern[from..].find('{').map(|at| from + at) {
        let Some(close) = pattern[open..].find('}').map(|at| open + at) else { break };
        let name = &pattern[open + 1..close];
        if name.contains('{') {
            from = open + 1;
        } else {
            found.push((open..close + 1, name));
            from = close + 1;
        }
    }
    found
}

/// Fills the places of a pattern. What is put in is not looked at for places again.
#[must_use]
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len());
    let mut from = 0;
    for (range, name) in places(pattern) {
        let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else { continue };
        filled.push_str(&pattern[from..range.start]);
        filled.push_str(value);
        from = range.end;
    }
    filled.push_str(&pattern[from..]);
    filled
}

/// Names as a sentence lists them: `{page}`, `{pages}`.
pub(crate) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ")
}

/// What a pattern may and must hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places<'a> {
    /// What the pattern is called: `page-number`, "the pattern of a numbering".
    pub(crate) what: &'a str,
    /// Names of places that are filled.
    pub(crate) known: &'a [&'a str],
    /// Names of places that must stand there once.
    pub(crate) needed: &'a [&'a str],
}

impl Places<'_> {
    /// Reports every place of a pattern that nothing fills, and every one that is missing. Whether
    /// there was none.
    pub(crate) fn check(self, text: &Text, diagnostics: &mut Diagnostics) -> bool {
        let span = |range: Range<usize>| text.map.span(range);
        self.check_pattern(&text.value, &span, text.span, diagnostics)
    }

    /// The same for a pattern whose places are found with `span`.
    pub(crate) fn check_pattern(
        self,
        pattern: &str,
        span: &dyn Fn(Range<usize>) -> Span,
        whole: Span,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Self { what, known, needed } = self;
        if let Some(at) = pattern.find("{{") {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadPattern,
                    format!("{what} is no template: `{{{{` means nothing in it"),
                )
                .at(span(at..at + 2))
                .hint(format!("its places are {}, in single braces", listed(known))),
            );
            return false;
        }
        let mut sound = true;
        let found = places(pattern);
        for (range, name) in &found {
            if known.contains(name) {
                continue;
            }
            sound = false;
            let diagnostic =
                Diagnostic::new(Code::BadPattern, format!("{what} has no place `{{{name}}}`"))
                    .at(span(range.clone()));
            diagnostics.push(match closest(name, known.iter().copied()) {
                Some(near) => diagnostic.hint(format!("did you mean `{{{near}}}`?")),
                None if known.is_empty() => diagnostic.hint("it has no places"),
                None => diagnostic.hint(format!("its places are {}", listed(known))),
            });
        }
        if let Some(at) = unpaired(pattern) {
            sound = false;
            diagnostics.push(
                Diagnostic::new(
                    Code::BadPattern,
                    format!("{what} has a brace without the other one"),
                )
                .at(span(at..at + 1))
                .hint("a place is a name between `{` and `}`"),
            );
        }
        if !sound {
            return false;
        }
        for wanted in needed {
            let count = found.iter().filter(|(_, name)| name == wanted).count();
            if count != 1 {
                sound = false;
                let message = if count == 0 {
                    format!("{what} must have the place `{{{wanted}}}`")
                } else {
                    format!("{what} must have the place `{{{wanted}}}` once, not {count} times")
                };
                diagnostics.push(Diagnostic::new(Code::BadPattern, message).at(whole));
            }
        }
        sound
    }
}

/// A brace that belongs to no place.
fn unpaired(pattern: &str) -> Option<usize> {
    let places = places(pattern);
    pattern.char_indices().find_map(|(at, character)| {
        let inside = places.iter().any(|(range, _)| range.contains(&at));
        (matches!(character, '{' | '}') && !inside).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        assert_eq!(fill("{a} {b}", &[("a", "{b}"), ("b", "2")]), "{b} 2");
        assert_eq!(fill("{a} {c}", &[("a", "1")]), "1 {c}");
        assert_eq!(fill("no place", &[("a", "1")]), "no place");
    }

    #[test]
    fn places_are_found_and_lone_braces_too() {
        let names: Vec<&str> = places("{a}{{b}").into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(unpaired("{a} } {b}"), Some(4));
        assert_eq!(unpaired("{a} {"), Some(4));
        assert_eq!(unpaired("{a}"), None);
    }
}
