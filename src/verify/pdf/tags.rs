//! The structure tree of a tagged PDF, read whole and with roles mapped to the standard ones.

use std::collections::BTreeSet;
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use super::super::reading::{Manner, ReadError};
use super::MAX_DEPTH;
use super::content::SequenceId;
use super::file::{File, as_dictionary, number};
use super::navigation::{Destination, Names, destination};

/// How many elements a tree may have.
const MAX_ELEMENTS: usize = 2_000_000;

/// A structure element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Standard role (ISO 32000-1, 14.8.4).
    pub(super) role: String,
    /// How it sets its text apart: PDF 1.7 has no role for that, so files name their own.
    pub(super) manner: Option<Manner>,
    /// The language of its text, its own or that of an element around it.
    pub(super) language: Option<Arc<str>>,
    /// Alternative text.
    pub(super) alternative: Option<String>,
    /// Text that stands for the whole content.
    pub(super) replacement: Option<String>,
    /// Title.
    pub(super) title: Option<String>,
    /// The rectangle that a figure says it fills, in points from the lower left corner.
    pub(super) bounds: Option<[f64; 4]>,
    /// Content in order.
    pub(super) kids: Vec<Kid>,
}

/// What an element contains.
#[derive(Debug)]
pub(super) enum Kid {
    Element(Element),
    Sequence(SequenceId),
    /// A link annotation.
    Link(Destination),
}

impl Element {
    /// The elements among its kids.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.kids.iter().filter_map(|kid| match kid {
            Kid::Element(element) => Some(element),
            Kid::Sequence(_) | Kid::Link(_) => None,
        })
    }
}

/// Reads the structure tree as one element that holds the top elements.
pub(super) fn tree(file: &File, catalog: &Dictionary, names: &Names) -> Result<Element, ReadError> {
    let root = file
        .dictionary(catalog, "StructTreeRoot")
        .ok_or(ReadError::Missing("structure tree: it is not a tagged PDF"))?;
    let roles = file.dictionary(root, "RoleMap");
    let mut reader = TreeReader { file, names, roles, seen: BTreeSet::new(), count: 0 };
    let mut top = Element { role: "Document".into(), ..Element::default() };
    reader.kids(root, &mut top, 0)?;
    Ok(top)
}

struct TreeReader<'a> {
    file: &'a File,
    names: &'a Names,
    roles: Option<&'a Dictionary>,
    /// Elements already read: a file that names one twice would make the tree a net.
    seen: BTreeSet<ObjectId>,
    count: usize,
}

impl TreeReader<'_> {
    fn kids(
        &mut self,
        dictionary: &Dictionary,
        element: &mut Element,
        depth: usize,
    ) -> Result<(), ReadError> {
        let page = File::object_id(dictionary, "Pg");
        for kid in self.file.list(dictionary, "K") {
            let (id, object) = self.file.follow(kid);
            if let Object::Integer(number) = object {
                element.kids.extend(page.map(|page| Kid::Sequence((page, *number))));
            } else if let Some(kid) = as_dictionary(object) {
                self.dictionary_kid(kid, id, page, element, depth)?;
            }
        }
        Ok(())
    }

    fn dictionary_kid(
        &mut self,
        kid: &Dictionary,
        id: Option<ObjectId>,
        page: Option<ObjectId>,
        parent: &mut Element,
        depth: usize,
    ) -> Result<(), ReadError> {
        match self.file.name(kid, "Type") {
            Some("MCR") => {
                let owner =
                    File::object_id(kid, "Stm").or_else(|| File::object_id(kid, "Pg")).or(page);
                let number = self.file.integer(kid, "MCID");
                parent.kids.extend(owner.zip(number).map(Kid::Sequence));
            }
            Some("OBJR") => {
                let annotation = self.file.dictionary(kid, "Obj");
                let link = annotation
                    .and_then(|annotation| destination(self.file, self.names, annotation));
                parent.kids.extend(link.map(Kid::Link));
            }
            _ => {
                if id.is_some_and(|id| !self.seen.insert(id)) {
                    return Ok(());
                }
                let element = self.element(kid, depth + 1, parent.language.clone())?;
                parent.kids.push(Kid::Element(element));
            }
        }
        Ok(())
    }

    fn element(
        &mut self,
        dictionary: &Dictionary,
        depth: usize,
        language: Option<Arc<str>>,
    ) -> Result<Element, ReadError> {
        if depth > MAX_DEPTH {
            return Err(ReadError::TooDeep("structure tree"));
        }
        self.count += 1;
        if self.count > MAX_ELEMENTS {
            let part = "structure tree".to_owned();
            return Err(ReadError::TooLarge { part, limit: "2,000,000 elements" });
        }
        let file = self.file;
        let mut element = Element {
            role: self.role(file.name(dictionary, "S").unwrap_or_default()),
            manner: match file.name(dictionary, "S") {
                Some("Strong") => Some(Manner::Strong),
                Some("Em") => Some(Manner::Emphasis),
                _ => None,
            },
            language: file.text(dictionary, "Lang").map(Arc::from).or(language),
            alternative: file.text(dictionary, "Alt"),
            replacement: file.text(dictionary, "ActualText").or_else(|| file.text(dictionary, "E")),
            title: file.text(dictionary, "T"),
            bounds: self.bounds(dictionary),
            kids: Vec::new(),
        };
        self.kids(dictionary, &mut element, depth)?;
        Ok(element)
    }

    /// The layout attribute `BBox` (ISO 32000-1, 14.8.5.4.3).
    fn bounds(&self, dictionary: &Dictionary) -> Option<[f64; 4]> {
        let attributes = self.file.list(dictionary, "A").iter();
        let mut attributes = attributes.filter_map(|one| as_dictionary(self.file.follow(one).1));
        let sides = attributes.find_map(|one| {
            let sides = self.file.list(one, "BBox");
            (sides.len() == 4).then_some(sides)
        })?;
        let side = |index: usize| number(self.file.follow(sides.get(index)?).1);
        Some([side(0)?, side(1)?, side(2)?, side(3)?])
    }

    /// The standard role behind a role of the file's own.
    fn role(&self, written: &str) -> String {
        let mut role = written;
        for _ in 0..16 {
            match self.roles.and_then(|roles| self.file.name(roles, role)) {
                Some(mapped) if mapped != role => role = mapped,
                _ => break,
            }
        }
        role.to_owned()
    }
}
