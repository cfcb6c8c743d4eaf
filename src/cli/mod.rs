//! The command line: arguments in, exit code out. One file per verb; the work is the library's.

mod args;
mod build;
mod check;
mod dependencies;
mod fonts;
mod init;
mod memory;
mod outline;
mod projects;
mod references;
mod schema;
mod show;
mod signals;
mod terminal;
mod verify;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Arguments, Verb};
use terminal::Terminal;

use crate::project::EnvironmentError;

/// How a verb ended. The numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Fine.
    Fine = 0,
    /// The sources have errors, or outputs differ.
    Findings = 1,
    /// Wrong usage beyond what the argument parser sees.
    Usage = 2,
    /// The environment failed.
    Failed = 3,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; clap knows their streams.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let terminal = Terminal::new(&arguments.common);
    match run(&arguments, &terminal) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) => {
            terminal.failure(&error);
            ExitCode::from(Outcome::Failed as u8)
        }
    }
}

fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, EnvironmentError> {
    let common = &arguments.common;
    let takes_one = matches!(arguments.verb, Verb::Show(_) | Verb::Schema(_) | Verb::Fonts);
    if takes_one && common.project.len() > 1 {
        return Ok(Terminal::usage("--project: this command takes one project"));
    }
    match &arguments.verb {
        Verb::References(own) => references::run(common, own, terminal),
        Verb::Build(own) => Ok(build::run(common, own, terminal)),
        Verb::Check(own) => Ok(check::run(common, own, terminal)),
        Verb::Show(own) => show::run(common, own, terminal),
        Verb::Outline(own) => outline::run(common, own, terminal),
        Verb::Verify(own) => Ok(verify::run(common, own, terminal)),
        Verb::Schema(own) => schema::run(common, own, terminal),
        Verb::Init(own) => init::run(own, terminal),
        Verb::Fonts => fonts::run(common, terminal),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "plenary", &mut script);
            Terminal::result(&String::from_utf8_lossy(&script))
        }
        Verb::Man => {
            let mut page = Vec::new();
            let _ = clap_mangen::Man::new(Arguments::command()).render(&mut page);
            let _ = page.flush();
            Terminal::result(&String::from_utf8_lossy(&page))
        }
    }
}
