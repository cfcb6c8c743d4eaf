//! `plenary schema`: JSON Schema for editors.

use super::Outcome;
use super::args::{Common, SchemaArguments, SchemaFile};
use super::projects;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::diagnostic::render::visible;
use crate::project::EnvironmentError;
use crate::source::schema;

pub(super) fn run(
    common: &Common,
    arguments: &SchemaArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let schema = match arguments.file {
        SchemaFile::Guide => schema::guide(),
        SchemaFile::Images => schema::images(),
        SchemaFile::References => schema::references(),
        SchemaFile::Manifest => crate::release::schema(),
        SchemaFile::Message => crate::diagnostic::render::message_schema(),
        SchemaFile::Section => {
            let project = projects::one(common)?;
            let mut diagnostics = Diagnostics::new();
            let Some(template) = crate::source::load_template(&project, &mut diagnostics)? else {
                terminal.diagnostics(&mut diagnostics, project.source_map());
                return Ok(Outcome::Findings);
            };
            schema::section(&template)
        }
    };
    terminal.result(&visible::json(&format!("{schema:#}\n")))
}
