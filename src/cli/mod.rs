//! The command line: arguments in, exit code out. One file per verb; the work is the library's.

mod args;
mod build;
mod check;
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
mod worker;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Arguments, Verb};
use terminal::Terminal;

use crate::diagnostic::render::visible;
use crate::project::EnvironmentError;
use crate::worker::Standing;

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
    #[cfg(unix)]
    let link = match crate::worker::is_worker().then(crate::worker::Link::take).transpose() {
        Ok(link) => link,
        Err(error) => return ungreeted(&error),
    };
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return ExitCode::from(misused(&error) as u8),
    };
    #[cfg(unix)]
    if let Some((link, hello)) = link {
        return worker::serve(&arguments, link, &hello);
    }
    let terminal = Terminal::new(&arguments.common);
    #[cfg(unix)]
    if arguments.has_worker() {
        return worker::run(&arguments, &terminal).unwrap_or_else(|error| {
            terminal.failure(&error);
            ExitCode::from(Outcome::Failed as u8)
        });
    }
    end(here(&arguments, &terminal), &terminal)
}

/// A worker that nobody greets was started by hand.
#[cfg(unix)]
fn ungreeted(error: &std::io::Error) -> ExitCode {
    let text = format!("error: plenary starts this process by itself: {error}\n");
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    ExitCode::from(Outcome::Usage as u8)
}

/// Says what failed, and with which code the process ends.
fn end(result: Result<Outcome, EnvironmentError>, terminal: &Terminal) -> ExitCode {
    let outcome = result.unwrap_or_else(|error| {
        terminal.failure(&error);
        Outcome::Failed
    });
    ExitCode::from(terminal.ends(outcome) as u8)
}

/// Works in this process: what reads nothing of others', and where there is to be no wall.
fn here(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, EnvironmentError> {
    if worker::is_for(&arguments.verb) {
        signals::watch()?;
        worker::start_threads(worker::threads())?;
        let none = "nothing is limited: the work is done without a wall".to_owned();
        let standing = Standing { lacks: vec![none], ..Standing::default() };
        let said = worker::judge(&standing, arguments.common.wall)?;
        if arguments.common.verbose {
            for line in said {
                terminal.remark(&line);
            }
        }
    }
    verb(arguments, terminal)
}

/// Says what the argument parser has to say: help, the version, or what is wrong. It quotes what was
/// given, in colours only where that is harmless.
fn misused(error: &clap::Error) -> Outcome {
    let plain = error.render().to_string();
    let harmless = terminal::guarded(&visible::lines(&plain));
    let acts = |argument: std::ffi::OsString| {
        let argument = argument.to_string_lossy();
        visible::line(&argument) != argument
    };
    let is_harmless = harmless == plain && !std::env::args_os().any(acts);
    let written = match (is_harmless, error.use_stderr()) {
        // clap knows their streams and colours.
        (true, _) => error.print().and_then(|()| std::io::stdout().flush()),
        (false, true) => std::io::stderr().lock().write_all(harmless.as_bytes()),
        (false, false) => std::io::stdout().lock().write_all(harmless.as_bytes()),
    };
    match (written, error.use_stderr()) {
        (Err(_), _) => Outcome::Failed,
        (Ok(()), true) => Outcome::Usage,
        (Ok(()), false) => Outcome::Fine,
    }
}

fn verb(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, EnvironmentError> {
    let common = &arguments.common;
    let takes_one = matches!(arguments.verb, Verb::Show(_) | Verb::Schema(_) | Verb::Fonts);
    if takes_one && common.project.len() > 1 {
        return Ok(terminal.usage("--project: this command takes one project"));
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
            terminal.result(&String::from_utf8_lossy(&script))
        }
        Verb::Man => {
            let mut page = Vec::new();
            let _ = clap_mangen::Man::new(Arguments::command()).render(&mut page);
            let _ = page.flush();
            terminal.result(&String::from_utf8_lossy(&page))
        }
    }
}
