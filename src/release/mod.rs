//! What makes outputs a record: the manifest of what was made from what, the list of checksums,
//! the folder that they are written to together, and the check of such a folder.
//!
//! Knows projects and the readers of outputs; no template, no composing, no exporter.

pub mod check;
mod checksums;
pub mod dependencies;
pub mod manifest;
pub mod repository;
mod schema;
mod staging;

pub use manifest::Manifest;
pub use schema::schema;
pub use staging::{Here, OutputFolder, Publisher, Staged, finish_all, lists};

/// File name of the manifest, beside the outputs.
pub const MANIFEST: &str = "manifest.json";
/// File name of the list of checksums, as `sha256sum --check` reads it.
pub const CHECKSUMS: &str = "SHA256SUMS";
