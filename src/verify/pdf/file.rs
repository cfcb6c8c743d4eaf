//! A PDF as nested dictionaries, with references followed and wrong types answered by none.
//!
//! What the dictionaries mean is known by the modules beside this one.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::super::reading::ReadError;

/// Places where an object can begin, beside a sixth of the bytes of a file: of what is compressed a
/// tenth looks like one.
const MAX_OBJECTS: usize = 2_000_000;

/// Largest size of one decompressed stream.
const MAX_STREAM: usize = 256 << 20;

/// Most pages of a file.
const MAX_PAGES: usize = 100_000;

/// An opened PDF.
pub(super) struct File {
    document: Document,
    /// Pages in order.
    pub(super) pages: Vec<ObjectId>,
    page_indices: BTreeMap<ObjectId, usize>,
}

impl File {
    pub(super) fn open(bytes: &[u8]) -> Result<Self, ReadError> {
        if super::lexical::objects(bytes) > MAX_OBJECTS + bytes.len() / 6 {
            let part = "file".to_owned();
            return Err(ReadError::TooLarge { part, limit: "2,000,000 objects" });
        }
        // Objects in streams, which are read as a whole before anybody can count them, are not
        // written.
        let options = LoadOptions { max_decompressed_size: Some(0), ..LoadOptions::default() };
        let document = Document::load_mem_with_options(bytes, options)
            .map_err(|error| ReadError::Format { format: "PDF", reason: reason(&error) })?;
        if document.is_encrypted() {
            return Err(ReadError::Format { format: "PDF", reason: "it is encrypted".into() });
        }
        // Not collected: the iterator believes the file as to how many pages are to come. A page
        // comes again where the tree of pages runs in a circle.
        let mut pages: Vec<ObjectId> = Vec::new();
        let mut page_indices = BTreeMap::new();
        for page in document.page_iter() {
            if page_indices.contains_key(&page) {
                continue;
            }
            page_indices.insert(page, pages.len());
            if pages.len() == MAX_PAGES {
                let part = "page tree".to_owned();
                return Err(ReadError::TooLarge { part, limit: "100,000 pages" });
            }
            pages.push(page);
        }
        Ok(Self { document, pages, page_indices })
    }

    /// Every object of the file.
    pub(super) fn objects(&self) -> impl Iterator<Item = &Object> {
        self.document.objects.values()
    }

    /// Whether the list of objects could not be read as it was written.
    pub(super) fn is_recovered(&self) -> bool {
        self.document.xref_recovery.is_some()
    }

    pub(super) fn catalog(&self) -> Result<&Dictionary, ReadError> {
        self.document.catalog().map_err(|_| ReadError::Missing("catalog"))
    }

    /// The version in the header: `1.7`.
    pub(super) fn version(&self) -> &str {
        &self.document.version
    }

    pub(super) fn trailer(&self) -> &Dictionary {
        &self.document.trailer
    }

    /// The index of a page among the pages.
    pub(super) fn page_index(&self, id: ObjectId) -> Option<usize> {
        self.page_indices.get(&id).copied()
    }

    /// Follows references to an object, and says under which id it stands.
    pub(super) fn follow<'a>(&'a self, object: &'a Object) -> (Option<ObjectId>, &'a Object) {
        self.document.dereference(object).unwrap_or((None, &Object::Null))
    }

    pub(super) fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let object = dictionary.get(key.as_bytes()).ok()?;
        let (_, object) = self.follow(object);
        (!object.is_null()).then_some(object)
    }

    pub(super) fn object_id(dictionary: &Dictionary, key: &str) -> Option<ObjectId> {
        dictionary.get(key.as_bytes()).ok()?.as_reference().ok()
    }

    /// A dictionary, also that of a stream.
    pub(super) fn dictionary<'a>(
        &'a self,
        dictionary: &'a Dictionary,
        key: &str,
    ) -> Option<&'a Dictionary> {
        as_dictionary(self.get(dictionary, key)?)
    }

    pub(super) fn name<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a str> {
        std::str::from_utf8(self.get(dictionary, key)?.as_name().ok()?).ok()
    }

    pub(super) fn text(&self, dictionary: &Dictionary, key: &str) -> Option<String> {
        text(self.get(dictionary, key)?)
    }

    pub(super) fn integer(&self, dictionary: &Dictionary, key: &str) -> Option<i64> {
        self.get(dictionary, key)?.as_i64().ok()
    }

    /// An array, or a single object as an array of one.
    pub(super) fn list<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> &'a [Object] {
        match dictionary.get(key.as_bytes()) {
            Err(_) => &[],
            Ok(object) => match self.follow(object).1 {
                Object::Array(objects) => objects,
                Object::Null => &[],
                _ => std::slice::from_ref(object),
            },
        }
    }

    /// Content of a page, decompressed within a budget that it is charged to.
    pub(super) fn page_content(
        &self,
        page: ObjectId,
        budget: &mut usize,
    ) -> Result<Vec<u8>, ReadError> {
        let content = self
            .document
            .get_page_content_with_limit(page, (*budget).min(MAX_STREAM))
            .map_err(|_| too_large())?;
        *budget = budget.saturating_sub(content.len());
        Ok(content)
    }

    /// The bytes of a stream, decompressed within a budget that they are charged to.
    pub(super) fn stream(&self, id: ObjectId, budget: &mut usize) -> Option<Vec<u8>> {
        let stream = self.document.get_object(id).ok()?.as_stream().ok()?;
        let bytes = stream.get_plain_content_with_limit((*budget).min(MAX_STREAM)).ok()?;
        *budget = budget.saturating_sub(bytes.len());
        Some(bytes)
    }

    /// The dictionary behind an id, also that of a stream.
    pub(super) fn object(&self, id: ObjectId) -> Option<&Dictionary> {
        as_dictionary(self.document.get_object(id).ok()?)
    }

    /// The resources of a page, its own or its parents'.
    pub(super) fn page_resources(&self, page: ObjectId) -> Option<&Dictionary> {
        let mut node = self.object(page)?;
        for _ in 0..super::MAX_DEPTH {
            if let Some(resources) = self.dictionary(node, "Resources") {
                return Some(resources);
            }
            node = self.dictionary(node, "Parent")?;
        }
        None
    }
}

fn reason(error: &lopdf::Error) -> String {
    match error {
        lopdf::Error::Decompress(_) => "it keeps objects in streams, which is not done here".into(),
        error => error.to_string(),
    }
}

/// The error for content that does not fit in the budget.
pub(super) fn too_large() -> ReadError {
    ReadError::TooLarge { part: "page content".into(), limit: "512 MiB" }
}

pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// A text string (ISO 32000-1, 7.9.2.2).
pub(super) fn text(object: &Object) -> Option<String> {
    lopdf::decode_text_string(object).ok()
}

pub(super) fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}
