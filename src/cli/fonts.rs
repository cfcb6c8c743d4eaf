//! `plenary fonts`: the fonts found and what they cover.

use super::Outcome;
use super::args::Common;
use super::projects;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::fonts::faces;
use crate::project::{EnvironmentError, ReadError};

/// Blocks of characters by the script they stand for: a sample of each must be there.
const SCRIPTS: [(&str, &str); 6] = [
    ("Latin", "AaZzÉéÑñŒœ"),
    ("Cyrillic", "АаЯяЁё"),
    ("Greek", "ΑαΩω"),
    ("Arabic", "ابتثيء"),
    ("Han", "联合国麻醉药品委员会"),
    ("signs", "→☐✓≤≥"),
];

pub(super) fn run(common: &Common, terminal: &Terminal) -> Result<Outcome, EnvironmentError> {
    let project = projects::one(common)?;
    let progress = terminal.progress();
    progress.stage("reading the fonts");
    let library = match project.fonts() {
        Ok(library) => library,
        Err(ReadError::Environment(error)) => return Err(error),
        Err(ReadError::Diagnostic(diagnostic)) => {
            let mut diagnostics = Diagnostics::from(*diagnostic);
            terminal.diagnostics(&mut diagnostics, project.source_map());
            return Ok(Outcome::Findings);
        }
    };
    drop(progress);
    let mut text = String::new();
    for face in faces(&library) {
        let characters = face.characters();
        let scripts: Vec<&str> = SCRIPTS
            .iter()
            .filter(|(_, sample)| sample.chars().all(|c| characters.contains(&u32::from(c))))
            .map(|(name, _)| *name)
            .collect();
        text.push_str(&format!(
            "{} {}: {} characters ({}), {}\n",
            face.family,
            face.style,
            characters.len(),
            if scripts.is_empty() { "no whole script".to_owned() } else { scripts.join(", ") },
            face.path,
        ));
    }
    terminal.result(&text)
}
