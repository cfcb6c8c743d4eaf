//! The parts that docx-rs cannot write, each built whole from the document and the theme.

mod fonts;
mod properties;
mod section;
mod settings;

pub(super) use self::fonts::font_files;
pub(super) use self::properties::{core, custom, extended};
pub(super) use self::section::sections;
pub(super) use self::settings::{note_separators, settings};
