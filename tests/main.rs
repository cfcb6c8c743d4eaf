//! Every integration test in one binary, so that typst is linked once.

mod docx;
mod project;
mod ui;
mod verify;
