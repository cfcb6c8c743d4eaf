//! Plenary: sectioned YAML sources to a formatted discussion guide, as PDF and as DOCX.

pub mod citation;
pub mod cli;
pub mod compose;
pub mod diagnostic;
pub mod document;
pub mod editorial;
pub mod export;
pub mod fonts;
pub mod markup;
pub mod pipeline;
pub mod project;
pub mod release;
pub mod source;
pub mod template;
pub mod theme;
pub mod verify;
pub mod worker;
