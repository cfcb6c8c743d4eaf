//! Every integration test in one binary, so that typst is linked once.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "tests stop at the first surprise, their tables of cases are long"
)]

mod cases;
mod citations;
mod cli;
mod corpus;
mod docx;
mod drawings;
mod editorial;
mod faults;
mod fonts;
mod fuzz;
mod geometry;
mod guide_notes;
mod hostile;
mod hostile_svg;
mod images;
mod layout;
mod messages;
mod mixtures;
mod project;
mod properties;
mod prose;
mod release;
mod tables;
mod tidy;
mod traps;
mod ui;
mod verify;
mod wall;
mod yaml_texts;
