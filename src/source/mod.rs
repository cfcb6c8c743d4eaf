//! Reads the project: YAML with a span for every scalar, prose parsed once into fragments.
//!
//! Every problem becomes a diagnostic; nothing panics and nothing stops at the first error.
//! Knows the kinds and field types that a template declares, but no template text, no composed
//! document and no output format.

mod checks;
pub mod date;
mod describe;
mod distinct;
pub mod fields;
pub mod guide;
pub mod id;
mod image_color;
pub mod image_file;
pub mod images;
mod load;
mod png_chunks;
pub mod questions;
mod references;
pub mod rewriting;
pub mod scalar;
pub mod schema;
pub mod section;
mod svg;
pub mod text;
mod traps;
pub mod yaml;

pub use describe::describe;
pub use load::{Source, load, load_guide, load_template};
