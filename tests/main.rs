//! Every integration test in one binary, so that typst is linked once.

mod cli;
mod corpus;
mod docx;
mod project;
mod properties;
mod tidy;
mod ui;
mod verify;
