//! Notes that cite: the bibliography, what a reference to each kind of source reads as, and when
//! it is shortened.
//!
//! The rules are the United Nations Editorial Manual's, where they are known; docs/note-style.md
//! names the section behind each. Entries are held in Hayagriva's types. Knows the readers of
//! YAML and the tree; no section, no template text, no output format.

mod bibliography;
mod creators;
mod imprint;
mod kind;
mod line;
mod order;
mod policy;
mod read;
pub mod repeats;
mod schema;
mod style;
mod title;
mod words;

pub use bibliography::{Bibliography, Reference};
pub use imprint::publication_imprint;
pub use kind::SourceKind;
pub use order::Listed;
pub use policy::{Access, FirstInSection, Policy};
pub use schema::schema;
pub use style::{Standing, Style};
