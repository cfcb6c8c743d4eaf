//! A template: what kinds of section it declares, its parts, its inserts and its fixed words.
//!
//! The engine knows types of fields; kinds are the template's. Running templates is
//! [`crate::compose`]'s work.

mod layouts;
mod manifest;
mod strings;
mod tags;

pub use manifest::{Field, FieldType, Kind, Part, Template};
pub use strings::{Lettering, Strings, fill};
