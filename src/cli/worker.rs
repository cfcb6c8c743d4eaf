//! The command behind the wall: which verbs have a worker, what it may read, where its outputs go, and
//! what is said if it dies. How that is done is the module `worker`'s.

use std::path::PathBuf;

use super::args::{SchemaFile, Verb, Wall};
use crate::project::EnvironmentError;
use crate::worker::Standing;

/// Most threads that the work gets, whatever `RAYON_NUM_THREADS` says.
const MAX_THREADS: usize = 256;

/// Whether a verb reads what others wrote.
pub(super) fn is_for(verb: &Verb) -> bool {
    match verb {
        Verb::Build(_)
        | Verb::Check(_)
        | Verb::Show(_)
        | Verb::Outline(_)
        | Verb::References(_)
        | Verb::Verify(_)
        | Verb::Fonts => true,
        Verb::Schema(own) => own.file == SchemaFile::Section,
        Verb::Init(_) | Verb::Completions { .. } | Verb::Man => false,
    }
}

/// How many threads the work gets.
pub(super) fn threads() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok());
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    asked.filter(|number| *number > 0).unwrap_or_else(cores).min(MAX_THREADS)
}

/// Starts the threads that the work is divided among.
///
/// # Errors
/// If the system gives none.
pub(super) fn start_threads(number: usize) -> Result<(), EnvironmentError> {
    let built = rayon::ThreadPoolBuilder::new().num_threads(number).build_global();
    built.map_err(|error| EnvironmentError {
        action: "cannot start the threads",
        path: PathBuf::from(format!("{number} of them")),
        source: std::io::Error::other(error),
    })
}

/// What is to be said of a wall that does not stand whole, and whether the work may begin all the
/// same.
///
/// # Errors
/// If the user wants it whole.
pub(super) fn judge(standing: &Standing, wall: Wall) -> Result<Vec<String>, EnvironmentError> {
    if wall == Wall::Full && !standing.lacks.is_empty() {
        return Err(EnvironmentError {
            action: "cannot do as this asks:",
            path: PathBuf::from("--wall full"),
            source: std::io::Error::other(standing.lacks.join("; ")),
        });
    }
    let holds = Some(format!("wall: {}", standing.holds.join(", ")));
    let lacks = standing.lacks.iter().map(|lack| format!("wall: {lack}"));
    Ok(holds.filter(|_| !standing.holds.is_empty()).into_iter().chain(lacks).collect())
}

#[cfg(unix)]
pub(super) use with_worker::{run, serve};

#[cfg(unix)]
mod with_worker {
    //! Both sides, where processes can be linked.

    use std::path::{Path, PathBuf};
    use std::process::ExitCode;
    use std::sync::Arc;

    use super::{is_for, judge, start_threads, threads};
    use crate::cli::args::{Arguments, LanguageChoice, Selection, Verb, Wall};
    use crate::cli::terminal::{Report, Terminal, Watcher};
    use crate::cli::{Outcome, end, projects, signals, verb};
    use crate::diagnostic::{Diagnostics, SourceMap};
    use crate::project::{self, EnvironmentError};
    use crate::worker::{self, Ended, Hello, Link, Outputs, Rights, Said, Task};

    /// The original and editions in the five other languages.
    const LANGUAGES: u64 = 6;

    /// The parent: starts the worker, and says so if it dies.
    pub(in crate::cli) fn run(
        arguments: &Arguments,
        terminal: &Terminal,
    ) -> Result<ExitCode, EnvironmentError> {
        signals::watch()?;
        let (documents, at_once) = documents(arguments);
        let task = Task {
            limits: arguments.common.limits,
            documents,
            at_once,
            threads: threads(),
            interactive: terminal.is_interactive(),
            outputs: outputs(arguments, documents),
        };
        let ended = worker::run(worker::command()?, &task, &mut Watcher::new(terminal))?;
        let death = match ended {
            Ended::Exit(code) => return Ok(ExitCode::from(code)),
            Ended::Died(death) => death,
        };
        let diagnostics = Diagnostics::from(death.diagnostic());
        terminal.reports(&mut [Report::new(diagnostics, &SourceMap::default())]);
        let outcome = if death.is_limit() { Outcome::Findings } else { Outcome::Failed };
        Ok(ExitCode::from(terminal.ends(outcome) as u8))
    }

    /// Where a verb writes.
    fn outputs(arguments: &Arguments, documents: u64) -> Outputs {
        let Verb::Build(own) = &arguments.verb else { return Outputs::default() };
        let folders = match &own.out {
            Some(out) => vec![(out.clone(), None)],
            None => projects::folders(&arguments.common, &own.selection.projects)
                .into_iter()
                .map(|given| (project::shown_below(&given, Path::new("build")), Some(given)))
                .collect::<Vec<(PathBuf, Option<PathBuf>)>>(),
        };
        Outputs { folders, dependencies: own.deps.clone(), documents }
    }

    /// The worker: gives up rights, then does what the command line says.
    pub(in crate::cli) fn serve(arguments: &Arguments, link: Link, hello: &Hello) -> ExitCode {
        let link = Arc::new(link);
        let teller = Arc::clone(&link);
        std::panic::set_hook(Box::new(move |panic| teller.say_panicked(panic.to_string())));
        let terminal = Terminal::of_parent(&arguments.common, hello.interactive, Arc::clone(&link));
        end(work(arguments, &terminal, &link, hello), &terminal)
    }

    fn work(
        arguments: &Arguments,
        terminal: &Terminal,
        link: &Arc<Link>,
        hello: &Hello,
    ) -> Result<Outcome, EnvironmentError> {
        let (documents, at_once) = documents(arguments);
        let bounds = arguments.common.limits.of(documents, at_once);
        let standing = worker::enter(&rights(arguments), &bounds, hello.parent)?;
        let said = judge(&standing, arguments.common.wall)?;
        link.say(&Said::Stands { own_limit: standing.own_limit });
        if arguments.common.verbose {
            for line in said {
                terminal.remark(&line);
            }
        }
        start_threads(hello.threads)?;
        let reader = Arc::clone(link);
        project::on_reading(move |path| reader.say(&Said::File(path.to_owned())));
        terminal.progress().stage("reading");
        verb(arguments, terminal)
    }

    /// The folders that a verb reads.
    fn rights(arguments: &Arguments) -> Rights {
        let common = &arguments.common;
        let of = |selection: &Selection| projects::folders(common, &selection.projects);
        let (projects, mut others) = match &arguments.verb {
            Verb::Build(own) => (of(&own.selection), Vec::new()),
            Verb::Check(own) => (of(&own.selection), Vec::new()),
            Verb::Outline(own) => (of(&own.selection), Vec::new()),
            Verb::Verify(own) => {
                let mut folders = projects::folders(common, &[]);
                // A folder that nobody named is read if it is a project.
                if own.folder.is_some() && common.project.is_empty() {
                    folders.retain(|folder| folder.join("sources/guide.yaml").exists());
                }
                (folders, own.folder.iter().cloned().collect())
            }
            _ => (projects::folders(common, &[]), Vec::new()),
        };
        if matches!(arguments.verb, Verb::Build(_)) {
            let places = |project: &PathBuf| {
                let root = project.canonicalize().unwrap_or_else(|_| project.clone());
                crate::release::repository::places(&root)
            };
            others.extend(projects.iter().flat_map(places));
        }
        Rights { projects, others }
    }

    /// How many documents a verb is about at most, and how many of them it works on at once.
    fn documents(arguments: &Arguments) -> (u64, u64) {
        let count = |selection: &Selection| {
            let projects = projects::folders(&arguments.common, &selection.projects).len() as u64;
            let languages = match selection.lang.as_slice() {
                [] => 1,
                chosen if chosen.contains(&LanguageChoice::All) => LANGUAGES,
                chosen => chosen.len() as u64,
            };
            let documents = projects.saturating_mul(languages);
            let jobs = selection.jobs.map_or_else(|| threads() as u64, u64::from);
            (documents, jobs.min(documents))
        };
        match &arguments.verb {
            Verb::Build(own) => count(&own.selection),
            Verb::Check(own) => count(&own.selection),
            Verb::Outline(own) => count(&own.selection),
            Verb::Verify(_) => {
                (projects::folders(&arguments.common, &[]).len() as u64 * LANGUAGES, 1)
            }
            _ => (1, 1),
        }
    }

    /// Whether this command line is worked on by a worker.
    impl Arguments {
        pub(in crate::cli) fn has_worker(&self) -> bool {
            self.common.wall != Wall::Off && is_for(&self.verb)
        }
    }
}
