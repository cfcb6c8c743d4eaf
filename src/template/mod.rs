//! A template: what kinds of section it declares, its parts, its inserts and its fixed words.
//!
//! The engine knows types of fields; kinds are the template's. Running templates is
//! [`crate::compose`]'s work.

mod layouts;
mod manifest;
pub(crate) mod marks;
pub(crate) mod patterns;
mod strings;
mod tags;

pub use manifest::{Field, FieldType, Kind, Part, Template};
pub use patterns::fill;
pub use strings::{Lettering, Strings};
