//! Where links lead, what bookmarks say and how pages are labelled.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId};

use super::super::reading::Bookmark;
use super::MAX_DEPTH;
use super::file::{File, as_dictionary, number, text};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Destination {
    /// To an address outside.
    Address(String),
    /// To a place on a page.
    Point(Point),
    /// To a place that the file does not have.
    Unknown(String),
}

/// A place on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    /// Index of the page.
    pub(super) page: usize,
    /// Height above the lower edge.
    pub(super) y: f64,
}

/// How many nodes of a tree of names, labels or bookmarks are looked at.
const MAX_NODES: usize = 1_000_000;

/// Named destinations of the file.
pub(super) type Names = BTreeMap<Vec<u8>, Point>;

/// Collects the named destinations (ISO 32000-1, 12.3.2.3).
pub(super) fn names(file: &File, catalog: &Dictionary) -> Names {
    let mut names = Names::new();
    if let Some(destinations) = file.dictionary(catalog, "Dests") {
        for (name, object) in destinations {
            names.extend(point(file, object).map(|point| (name.clone(), point)));
        }
    }
    let tree = file.dictionary(catalog, "Names").and_then(|names| file.dictionary(names, "Dests"));
    for_each_leaf(file, tree, "Names", &mut |key, value| {
        if let (Object::String(name, _), Some(point)) = (key, point(file, value)) {
            names.insert(name.clone(), point);
        }
    });
    names
}

/// Visits the pairs of a name tree or a number tree in order.
fn for_each_leaf<'a>(
    file: &'a File,
    root: Option<&'a Dictionary>,
    leaves: &str,
    visit: &mut dyn FnMut(&'a Object, &'a Object),
) {
    let mut open: Vec<(&Dictionary, usize)> = root.into_iter().map(|root| (root, 0)).collect();
    let mut seen = 0;
    while let Some((node, depth)) = open.pop() {
        seen += 1;
        if seen > MAX_NODES {
            return;
        }
        let own = file.list(node, leaves);
        seen += own.len();
        for pair in own.chunks_exact(2) {
            if let [key, value] = pair {
                visit(file.follow(key).1, value);
            }
        }
        if depth < MAX_DEPTH {
            seen += file.list(node, "Kids").len();
            let kids = file.list(node, "Kids").iter().rev();
            open.extend(
                kids.filter_map(|kid| Some((as_dictionary(file.follow(kid).1)?, depth + 1))),
            );
        }
    }
}

/// The place that an explicit destination names.
fn point(file: &File, object: &Object) -> Option<Point> {
    let destination = match file.follow(object).1 {
        Object::Dictionary(dictionary) => file.list(dictionary, "D"),
        Object::Array(array) => array.as_slice(),
        _ => return None,
    };
    let page = match destination.first()? {
        Object::Integer(index) => usize::try_from(*index).ok()?,
        reference => file.page_index(reference.as_reference().ok()?)?,
    };
    let fit = destination.get(1).and_then(|fit| fit.as_name().ok()).unwrap_or_default();
    let height = match fit {
        b"XYZ" => destination.get(3),
        b"FitH" | b"FitBH" => destination.get(2),
        _ => None,
    };
    Some(Point { page, y: height.and_then(number).unwrap_or(f64::INFINITY) })
}

/// Where a link annotation leads; none for other annotations.
pub(super) fn destination(
    file: &File,
    names: &Names,
    annotation: &Dictionary,
) -> Option<Destination> {
    if file.name(annotation, "Subtype") != Some("Link") {
        return None;
    }
    let action = file.dictionary(annotation, "A");
    let target = match action {
        Some(action) if file.name(action, "S") == Some("URI") => {
            let address = file.get(action, "URI")?.as_str().ok()?;
            return Some(Destination::Address(String::from_utf8_lossy(address).into_owned()));
        }
        Some(action) => file.get(action, "D"),
        None => file.get(annotation, "Dest"),
    };
    let Some(target) = target else {
        return Some(Destination::Unknown("nothing".into()));
    };
    Some(match target {
        Object::Name(name) | Object::String(name, _) => names.get(name).map_or_else(
            || Destination::Unknown(String::from_utf8_lossy(name).into_owned()),
            |point| Destination::Point(*point),
        ),
        other => point(file, other)
            .map_or_else(|| Destination::Unknown("no page".into()), Destination::Point),
    })
}

/// The bookmarks in the order in which they are shown.
pub(super) fn bookmarks(file: &File, catalog: &Dictionary) -> Vec<Bookmark> {
    let mut bookmarks = Vec::new();
    let root = file.dictionary(catalog, "Outlines");
    let first = root.and_then(|root| File::object_id(root, "First"));
    let mut open: Vec<(ObjectId, usize)> = first.into_iter().map(|id| (id, 1)).collect();
    let mut seen = BTreeSet::new();
    while let Some((id, level)) = open.pop() {
        let Some(entry) = file.object(id).filter(|_| seen.insert(id)) else {
            continue;
        };
        bookmarks.push(Bookmark { level, title: file.text(entry, "Title").unwrap_or_default() });
        open.extend(File::object_id(entry, "Next").map(|next| (next, level)));
        open.extend(File::object_id(entry, "First").map(|first| (first, level + 1)));
    }
    bookmarks
}

/// The printed labels of the pages, by index (ISO 32000-1, 12.4.2).
pub(super) fn page_labels(file: &File, catalog: &Dictionary) -> Vec<String> {
    let mut ranges: BTreeMap<usize, &Dictionary> = BTreeMap::new();
    let tree = file.dictionary(catalog, "PageLabels");
    for_each_leaf(file, tree, "Nums", &mut |key, value| {
        let start = key.as_i64().ok().and_then(|index| usize::try_from(index).ok());
        if let (Some(start), Some(label)) = (start, as_dictionary(file.follow(value).1)) {
            ranges.insert(start, label);
        }
    });
    (0..file.pages.len())
        .map(|page| match ranges.range(..=page).next_back() {
            None => (page + 1).to_string(),
            Some((start, label)) => page_label(file, label, page - start),
        })
        .collect()
}

fn page_label(file: &File, label: &Dictionary, offset: usize) -> String {
    let first = file.integer(label, "St").and_then(|first| usize::try_from(first).ok());
    let count = first.unwrap_or(1).saturating_add(offset);
    let prefix = file.get(label, "P").and_then(text).unwrap_or_default();
    let figures = match file.name(label, "S") {
        Some("D") => count.to_string(),
        Some("r") => super::super::figures::roman(count).to_lowercase(),
        Some("R") => super::super::figures::roman(count),
        Some("a") => super::super::figures::letters(count),
        Some("A") => super::super::figures::letters(count).to_uppercase(),
        _ => String::new(),
    };
    format!("{prefix}{figures}")
}
