//! One page under two addresses: `http` and `https`, with and without `www.`, a slash at the end,
//! another language's page, capitals in the host. One form for each page lets readers see that it
//! is the same page, and lets all be changed at once.

use std::collections::BTreeMap;

use super::Reading;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::Language;

/// An address and where it was written.
struct Use<'a> {
    url: &'a str,
    span: Option<Span>,
}

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    let mut pages: BTreeMap<String, Vec<Use<'_>>> = BTreeMap::new();
    for found in uses(reading) {
        if let Some(page) = page(found.url) {
            pages.entry(page).or_default().push(found);
        }
    }
    for found in pages.into_values() {
        let preferred = preferred(&found);
        let Some(first) = found.iter().find(|one| one.url == preferred) else { continue };
        for other in found.iter().filter(|one| one.url != preferred) {
            let mut diagnostic = Diagnostic::new(
                Code::AddressForms,
                format!(
                    "this address and another differ only in {}",
                    difference(other.url, preferred)
                ),
            )
            .at(other.span)
            .hint(format!("write `{preferred}` if it is the same page"));
            if let Some(span) = first.span {
                diagnostic = diagnostic.related(span, "the other form");
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// Every web address that an editor wrote, in the text, in notes and in the bibliography.
fn uses<'a>(reading: &'a Reading<'a>) -> Vec<Use<'a>> {
    let mut uses: Vec<Use<'a>> = Vec::new();
    for passage in &reading.passages {
        let mut last = None;
        for (url, span) in passage.parts.iter().filter_map(|part| part.setting.link) {
            // The text of a link has several parts, the link is one.
            if last != Some((url, span)) && span.is_some() {
                uses.push(Use { url, span });
            }
            last = Some((url, span));
        }
    }
    for (_, reference) in reading.subject.bibliography.iter() {
        if let Some(url) = &reference.address {
            uses.push(Use { url, span: Some(reference.span) });
        }
    }
    uses
}

/// What two forms of one address have in common; none for what is no web address. A fragment is
/// kept: a part of a page is meant by it. An empty one, and one that a browser made for words
/// that were marked (`#:~:text=`), mean the page.
fn page(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].contains(&scheme.to_lowercase().as_str()) {
        return None;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let fragment = if fragment.starts_with(":~:") { "" } else { fragment };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path: Vec<&str> =
        path.split('/').filter(|part| !part.is_empty() && !is_language(part)).collect();
    Some(format!("{host}/{}?{query}#{fragment}", path.join("/")))
}

fn is_language(part: &str) -> bool {
    Language::from_code(&part.to_lowercase()).is_some()
}

/// The form that most places have; of two, the secure one, then the one that comes first.
fn preferred<'a>(uses: &[Use<'a>]) -> &'a str {
    let mut forms: Vec<(&'a str, usize)> = Vec::new();
    for one in uses {
        match forms.iter_mut().find(|(url, _)| *url == one.url) {
            Some((_, count)) => *count += 1,
            None => forms.push((one.url, 1)),
        }
    }
    forms
        .into_iter()
        .rev()
        .max_by_key(|(url, count)| (*count, url.starts_with("https://")))
        .map_or("", |(url, _)| url)
}

/// In what two forms of an address differ, as a phrase.
fn difference(one: &str, other: &str) -> String {
    let parts = |url: &str| {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest.to_owned(), Some(fragment.to_owned())),
            None => (rest.to_owned(), None),
        };
        let (host, path) = rest.split_once('/').unwrap_or((&rest, ""));
        let languages: Vec<String> =
            path.split('/').filter(|part| is_language(part)).map(str::to_owned).collect();
        (scheme.to_owned(), host.to_owned(), languages, path.ends_with('/'), fragment)
    };
    let (a, b) = (parts(one), parts(other));
    let without_www =
        |host: &str| host.to_lowercase().trim_start_matches("www.").len() == host.len();
    let mut phrases = Vec::new();
    if a.0 != b.0 {
        phrases.push("`http` and `https`");
    }
    if a.1 != b.1 {
        let www = without_www(&a.1) != without_www(&b.1);
        phrases.push(if www { "`www.`" } else { "the capitals of the host" });
    }
    if a.2 != b.2 {
        phrases.push("the language");
    }
    if a.4 != b.4 {
        phrases.push("what follows the `#`");
    }
    if a.3 != b.3 || phrases.is_empty() {
        phrases.push("a slash");
    }
    phrases.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_page_meet() {
        let same = |a: &str, b: &str| page(a) == page(b);
        assert!(same("http://www.unodc.org/wdr", "https://unodc.org/wdr/"));
        assert!(same(
            "https://www.unodc.org/unodc/en/a.html",
            "https://WWW.UNODC.org/unodc/es/a.html"
        ));
        assert!(same("https://a.org/x#", "https://a.org/x#:~:text=y"));
        assert!(!same("https://a.org/x#part", "https://a.org/x"));
        assert!(!same("https://a.org/X", "https://a.org/x"));
        assert!(!same("https://a.org/x?a=1", "https://a.org/x?a=2"));
        assert_eq!(page("mailto:a@b.org"), None);
        assert_eq!(
            difference("http://a.org/x", "https://www.a.org/x/"),
            "`http` and `https` and `www.` and a slash"
        );
        assert_eq!(
            difference("https://A.org/en/x", "https://a.org/fr/x"),
            "the capitals of the host and the language"
        );
    }

    #[test]
    fn the_form_of_most_places_is_preferred() {
        let uses = |urls: &[&'static str]| -> Vec<Use<'static>> {
            urls.iter().map(|url| Use { url, span: None }).collect()
        };
        assert_eq!(preferred(&uses(&["http://a.org", "https://a.org"])), "https://a.org");
        assert_eq!(
            preferred(&uses(&["http://a.org", "http://a.org", "https://a.org"])),
            "http://a.org"
        );
        assert_eq!(preferred(&uses(&["https://a.org/", "https://a.org"])), "https://a.org/");
    }
}
