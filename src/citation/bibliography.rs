//! The sources of a project: `references.yaml`, read.

use hayagriva::Entry;
use indexmap::IndexMap;

use super::kind::{self, SourceKind};
use super::read;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::document::{Citation, LocatorKind};
use crate::source::fields::Fields;
use crate::source::id;
use crate::source::yaml::Node;

/// The sources by key, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Bibliography {
    references: IndexMap<String, Reference>,
    /// The file that it is read from, as messages name it.
    file: String,
    /// Whether the file could not be read. Then it is not known what it has.
    unreadable: bool,
}

/// A source.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What is known about it, in Hayagriva's terms.
    pub entry: Entry,
    /// Which kind of note it makes.
    pub kind: SourceKind,
    /// Its address as the editor wrote it.
    pub address: Option<String>,
    /// Whether it is so easily found that its address is not printed.
    pub easily_found: bool,
    /// The key's place.
    pub span: Span,
    /// The title's place.
    pub title: Option<Span>,
}

impl Bibliography {
    /// Reads the file's tree. What is wrong with an entry is reported; the entry is then left out
    /// of what can be printed, but its key counts as there.
    pub fn read(node: &Node, diagnostics: &mut Diagnostics) -> Self {
        let mut references = IndexMap::new();
        let Some(fields) = Fields::of(node, "the bibliography", diagnostics) else {
            return Self::unreadable();
        };
        for found in fields.entries() {
            id::check(&found.key, found.key_span, "the key of a source", diagnostics);
            let what = format!("the source `{}`", found.key);
            let before = diagnostics.iter().count();
            let Some(read) = read::entry(&found.key, &found.node, &what, diagnostics) else {
                references
                    .insert(found.key.clone(), Reference::unreadable(&found.key, found.key_span));
                continue;
            };
            let kind = kind::classify(&read.entry);
            // A value that could not be read is not missing as well.
            if diagnostics.iter().count() == before {
                kind::check(kind, &read.entry, &what, found.key_span, diagnostics);
            }
            references.insert(
                found.key.clone(),
                Reference {
                    entry: read.entry,
                    kind,
                    address: read.address,
                    easily_found: read.easily_found,
                    span: found.key_span,
                    title: read.title,
                },
            );
        }
        Self { references, ..Self::default() }
    }

    /// A bibliography whose file could not be read, so that citations of it are not reported too.
    #[must_use]
    pub fn unreadable() -> Self {
        Self { unreadable: true, ..Self::default() }
    }

    /// The bibliography with the name of its file, whether that is there or not.
    #[must_use]
    pub fn of_file(self, file: String) -> Self {
        Self { file, ..self }
    }

    /// A source by key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Reference> {
        self.references.get(key)
    }

    /// All sources in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Reference)> {
        self.references.iter().map(|(key, reference)| (key.as_str(), reference))
    }

    /// Reports what a citation names wrongly: keys that are not there, and pages of documents
    /// whose paragraphs have numbers.
    pub fn check(&self, citation: &Citation, diagnostics: &mut Diagnostics) {
        if self.unreadable {
            return;
        }
        for source in &citation.sources {
            let Some(reference) = self.get(&source.key) else {
                diagnostics.push(self.undefined(&source.key, source.origin));
                continue;
            };
            let paged = source.locators.iter().any(|locator| locator.kind == LocatorKind::Page);
            let official = matches!(
                reference.kind,
                SourceKind::Document | SourceKind::Resolution | SourceKind::Decision
            );
            if paged && official {
                diagnostics.push(
                    Diagnostic::new(
                        Code::PageOfDocument,
                        format!("`{}` is an official document, but is cited by page", source.key),
                    )
                    .at(source.origin)
                    .hint("cite the paragraph: pages differ between the languages of a document"),
                );
            }
        }
    }

    fn undefined(&self, key: &str, span: Option<Span>) -> Diagnostic {
        let diagnostic = Diagnostic::new(
            Code::UndefinedSource,
            format!("the bibliography has no source `{key}`"),
        )
        .at(span)
        .did_you_mean(key, self.references.keys().map(String::as_str));
        if diagnostic.hints.is_empty() {
            diagnostic.hint(format!("add `{key}:` to {}", self.file))
        } else {
            diagnostic
        }
    }

    /// Reports the sources that `cited` does not name, but for those that a mistyped key probably
    /// means.
    pub fn report_unused(
        &self,
        cited: &std::collections::BTreeSet<String>,
        diagnostics: &mut Diagnostics,
    ) {
        let mistyped: Vec<&str> = cited
            .iter()
            .filter_map(|key| match self.get(key) {
                Some(_) => None,
                None => closest(key, self.references.keys().map(String::as_str)),
            })
            .collect();
        let left_over =
            self.iter().filter(|(key, _)| !cited.contains(*key) && !mistyped.contains(key));
        for (key, reference) in left_over {
            diagnostics.push(
                Diagnostic::new(Code::UnusedSource, format!("the source `{key}` is cited nowhere"))
                    .at(reference.span)
                    .hint(format!("cite it with `[@{key}]`, or delete it")),
            );
        }
    }
}

impl Reference {
    /// Stands for a source that could not be read, so that citations of it are not reported too.
    fn unreadable(key: &str, span: Span) -> Self {
        Self {
            entry: Entry::new(key, hayagriva::types::EntryType::Misc),
            kind: SourceKind::Work,
            address: None,
            easily_found: false,
            span,
            title: None,
        }
    }
}
