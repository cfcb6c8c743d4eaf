//! What a PDF has that plenary never writes: whatever acts when the file is opened or clicked, brings
//! other files along, or stands where no reader looks. A file with any of it is not certified.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object};

use super::file::{File, as_dictionary};

/// Keys of the catalog that are written.
const CATALOG: [&str; 15] = [
    "Type",
    "Version",
    "Pages",
    "PageLabels",
    "Names",
    "Dests",
    "ViewerPreferences",
    "PageLayout",
    "PageMode",
    "Outlines",
    "Metadata",
    "StructTreeRoot",
    "MarkInfo",
    "Lang",
    "OutputIntents",
];
/// Name trees that are written.
const NAMES: [&str; 1] = ["Dests"];
/// Keys of a page that are written.
const PAGE: [&str; 16] = [
    "Type",
    "Parent",
    "Resources",
    "MediaBox",
    "CropBox",
    "BleedBox",
    "TrimBox",
    "ArtBox",
    "Contents",
    "Rotate",
    "Group",
    "Annots",
    "StructParents",
    "Tabs",
    "Metadata",
    "UserUnit",
];
/// Keys of a link that are written.
const LINK: [&str; 17] = [
    "Type",
    "Subtype",
    "Rect",
    "Border",
    "BS",
    "Contents",
    "A",
    "Dest",
    "F",
    "StructParent",
    "QuadPoints",
    "C",
    "H",
    "P",
    "NM",
    "M",
    "Lang",
];
/// Keys that begin an action, a script, another file or a layer wherever they stand.
const ACTING: [&str; 22] = [
    "OpenAction",
    "AA",
    "JS",
    "JavaScript",
    "EmbeddedFiles",
    "EF",
    "AF",
    "RF",
    "AcroForm",
    "XFA",
    "RichMediaContent",
    "RichMediaSettings",
    "OCProperties",
    "Collection",
    "Requirements",
    "Perms",
    "Launch",
    "Win",
    "FFilter",
    "FDecodeParms",
    "OPI",
    "Threads",
];
/// Kinds of objects that are not written, whatever holds them.
const KINDS: [&str; 7] =
    ["Filespec", "EmbeddedFile", "ObjStm", "XRef", "Rendition", "RichMedia", "Sig"];
/// Most findings about one file: one is enough to refuse it.
const MAX_FOUND: usize = 50;

/// What is foreign in a file, each once, in words.
pub(super) fn foreign(file: &File, bytes: &[u8]) -> Vec<String> {
    let mut found = BTreeSet::new();
    around(file, bytes, &mut found);
    for object in file.objects() {
        walk(file, object, &mut found);
        if found.len() >= MAX_FOUND {
            break;
        }
    }
    if let Ok(catalog) = file.catalog() {
        unknown(catalog, &CATALOG, "the catalog has", &mut found);
        if let Some(names) = file.dictionary(catalog, "Names") {
            unknown(names, &NAMES, "the catalog's names have", &mut found);
        }
    }
    for dictionary in file.pages.iter().filter_map(|page| file.object(*page)) {
        unknown(dictionary, &PAGE, "a page has", &mut found);
        for annotation in file.list(dictionary, "Annots") {
            match as_dictionary(file.follow(annotation).1) {
                Some(annotation) => link(file, annotation, &mut found),
                None => drop(found.insert("an annotation that cannot be read".to_owned())),
            }
        }
    }
    found.into_iter().take(MAX_FOUND).collect()
}

/// What stands before, behind and beside the objects.
fn around(file: &File, bytes: &[u8], found: &mut BTreeSet<String>) {
    if !bytes.starts_with(b"%PDF-") {
        found.insert("bytes before its beginning".to_owned());
    }
    let end = bytes.windows(5).rposition(|window| window == b"%%EOF").map(|at| at + 5);
    let rest = end.and_then(|end| bytes.get(end..)).unwrap_or_default();
    // One line end may follow.
    if !matches!(rest, b"" | b"\n" | b"\r" | b"\r\n") {
        found.insert(format!("{} bytes behind its end (%%EOF)", rest.len()));
    }
    for (key, what) in
        [("Prev", "an update that was appended"), ("XRefStm", "a second list of objects")]
    {
        if file.trailer().has(key.as_bytes()) {
            found.insert(what.to_owned());
        }
    }
    if file.is_recovered() {
        found.insert("a list of objects (xref) that is damaged".to_owned());
    }
}

fn unknown(dictionary: &Dictionary, known: &[&str], what: &str, found: &mut BTreeSet<String>) {
    for (key, _) in dictionary {
        if !known.iter().any(|known| known.as_bytes() == key) {
            found.insert(format!("{what} the key /{}", String::from_utf8_lossy(key)));
        }
    }
}

/// Annotations are links, to a place in the file or to an address.
fn link(file: &File, annotation: &Dictionary, found: &mut BTreeSet<String>) {
    let subtype = file.name(annotation, "Subtype").unwrap_or("nothing");
    if subtype != "Link" {
        found.insert(format!("an annotation of the kind /{subtype}"));
        return;
    }
    unknown(annotation, &LINK, "a link has", found);
    let Some(action) = file.get(annotation, "A") else { return };
    let Some(action) = as_dictionary(action) else {
        found.insert("an action that cannot be read".to_owned());
        return;
    };
    let kind = file.name(action, "S").unwrap_or("nothing");
    if !matches!(kind, "URI" | "GoTo") {
        found.insert(format!("an action of the kind /{kind}"));
    }
    unknown(action, &["Type", "S", "URI", "D", "SD"], "an action has", found);
}

/// Looks into an object that stands in the file, with everything in it.
fn walk(file: &File, object: &Object, found: &mut BTreeSet<String>) {
    let mut open = vec![object];
    while let Some(object) = open.pop() {
        if let Object::Array(objects) = object {
            open.extend(objects);
        }
        let Some(dictionary) = as_dictionary(object) else { continue };
        for (key, value) in dictionary {
            if ACTING.iter().any(|acting| acting.as_bytes() == key) {
                found.insert(format!("the key /{}", String::from_utf8_lossy(key)));
            }
            open.push(value);
        }
        if matches!(object, Object::Stream(_)) && dictionary.has(b"F") {
            found.insert("a stream whose bytes are in another file".to_owned());
        }
        let kind = file.name(dictionary, "Type").unwrap_or_default();
        if KINDS.contains(&kind) {
            found.insert(format!("an object of the type /{kind}"));
        }
        if kind == "Action" && !matches!(file.name(dictionary, "S"), Some("URI" | "GoTo")) {
            let kind = file.name(dictionary, "S").unwrap_or("nothing");
            found.insert(format!("an action of the kind /{kind}"));
        }
        if matches!(kind, "" | "XObject") && file.name(dictionary, "Subtype") == Some("PS") {
            found.insert("a program in PostScript".to_owned());
        }
    }
}
