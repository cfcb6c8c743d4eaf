//! Who made a source: its authors, its editors, the body that issued it.

use hayagriva::Entry;
use hayagriva::types::Person;

use super::style::Style;

impl Style<'_> {
    /// Authors and the body, or the editors of a work that has no author.
    pub(super) fn creators(&self, entry: &Entry, short: bool) -> String {
        let authors = match (entry.authors(), entry.editors()) {
            (Some(authors), _) if !authors.is_empty() => self.people(authors, short),
            (_, Some(editors)) if !editors.is_empty() && short => self.people(editors, true),
            (_, Some(editors)) if !editors.is_empty() => self.as_editors(editors, self.listing),
            _ => String::new(),
        };
        let body = entry.organization().map(|body| {
            if short {
                body.short.as_deref().unwrap_or(&body.value).to_string()
            } else {
                body.to_string()
            }
        });
        [Some(authors).filter(|authors| !authors.is_empty()), body]
            .into_iter()
            .flatten()
            .take(if short { 1 } else { 2 })
            .collect::<Vec<_>>()
            .join(self.words.separator)
    }

    /// The editors of a collection, inside a reference.
    pub(super) fn editors(&self, entry: &Entry) -> String {
        let editors = entry.editors().filter(|editors| !editors.is_empty());
        editors.map_or_else(String::new, |editors| self.as_editors(editors, false))
    }

    fn as_editors(&self, editors: &[Person], family_first: bool) -> String {
        let role = if editors.len() == 1 { self.words.editor } else { self.words.editors };
        let names = self.all_names(editors, family_first);
        format!("{names}{}{role}", self.words.separator)
    }

    fn people(&self, people: &[Person], short: bool) -> String {
        if people.len() > 3 {
            let first =
                if short { family_name(&people[0]) } else { self.name(&people[0], self.listing) };
            return format!("{first}{}", self.words.others);
        }
        if short {
            let names: Vec<String> = people.iter().map(family_name).collect();
            return self.words.names(&names);
        }
        self.all_names(people, self.listing)
    }

    /// Names in full. In a list the first is turned round: "Agnew, David J., and John Pearce".
    fn all_names(&self, people: &[Person], family_first: bool) -> String {
        let names: Vec<String> = people
            .iter()
            .enumerate()
            .map(|(index, person)| self.name(person, family_first && index == 0))
            .collect();
        match names.as_slice() {
            [first, second] if family_first && people[0].given_name.is_some() => {
                format!("{first}{}{}{second}", self.words.list.trim_end(), self.words.and)
            }
            _ => self.words.names(&names),
        }
    }

    fn name(&self, person: &Person, family_first: bool) -> String {
        match &person.given_name {
            // Chinese names have the family name first and no sign between.
            Some(given) if is_han(&person.name) => format!("{}{given}", person.name),
            Some(given) if family_first => {
                let suffix = person.suffix.as_deref().map(|suffix| format!(", {suffix}"));
                let comma = self.words.list;
                format!("{}{comma}{given}{}", family_name(person), suffix.unwrap_or_default())
            }
            _ => person.given_first(false),
        }
    }
}

/// The name that a list is sorted by, with its particle: "van Dijk".
fn family_name(person: &Person) -> String {
    match &person.prefix {
        Some(prefix) => format!("{prefix} {}", person.name),
        None => person.name.clone(),
    }
}

/// What a list is sorted by before anything else: the family names and given names of who made a
/// source, else the body. Empty if nobody is named.
pub(super) fn sort_name(entry: &Entry) -> String {
    let people = [entry.authors(), entry.editors()];
    let people = people.into_iter().flatten().find(|people| !people.is_empty());
    let body = || entry.organization().map(ToString::to_string).unwrap_or_default();
    people.map_or_else(body, |people| {
        let names = people.iter().map(|person| {
            let given = person.given_name.as_deref().unwrap_or_default();
            format!("{} {given}", family_name(person))
        });
        names.collect::<Vec<_>>().join(" ")
    })
}

fn is_han(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| matches!(character, '\u{3400}'..='\u{9FFF}'))
}
