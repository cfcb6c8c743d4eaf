//! Which documents a command line is about: projects and their language editions, and the
//! bounded number of them that are worked on at once.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::args::{Common, LanguageChoice, Selection};
use super::terminal::Report;
use crate::document::Language;
use crate::project::{EnvironmentError, FontShelf, Project};
use crate::source::load_guide;

/// Stack of a thread that reads and composes: as large as that of a main thread.
const STACK: usize = 8 << 20;

/// A document to work on, or why its project cannot be opened.
pub(super) type Target = Result<Project, EnvironmentError>;

/// The project folders given, or this folder.
pub(super) fn folders(common: &Common, more: &[PathBuf]) -> Vec<PathBuf> {
    let folders: Vec<PathBuf> = common.project.iter().chain(more).cloned().collect();
    if folders.is_empty() { vec![PathBuf::from(".")] } else { folders }
}

/// The project of a verb that takes one.
pub(super) fn one(common: &Common) -> Result<Project, EnvironmentError> {
    Project::open(common.project.first().map_or(Path::new("."), PathBuf::as_path))
}

/// The documents chosen, in the order given.
///
/// # Errors
/// What is wrong with the choice, in words.
pub(super) fn select(common: &Common, selection: &Selection) -> Result<Vec<Target>, String> {
    let shelf = FontShelf::default();
    let mut targets = Vec::new();
    for folder in folders(common, &selection.projects) {
        match editions(&folder, &selection.lang)? {
            Ok(editions) => targets.extend(editions.into_iter().map(|edition| {
                let project = Project::open(&folder)?.sharing(&shelf);
                Ok(match edition {
                    Some(name) => project.edition(&name),
                    None => project,
                })
            })),
            Err(error) => targets.push(Err(error)),
        }
    }
    Ok(targets)
}

/// The editions of a project in the languages chosen; none stands for the original.
fn editions(
    folder: &Path,
    languages: &[LanguageChoice],
) -> Result<Result<Vec<Option<String>>, EnvironmentError>, String> {
    if languages.is_empty() {
        return Ok(Ok(vec![None]));
    }
    let found =
        Project::open(folder).and_then(|project| Ok((project.editions()?, load_guide(&project)?)));
    let (there, guide) = match found {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    // A manifest that cannot be read is built all the same, so that its mistakes are told.
    let original = guide.map(|guide| guide.language);
    let mut chosen = Vec::new();
    for language in languages {
        let Some(language) = language.language() else {
            chosen.push(None);
            chosen.extend(there.iter().cloned().map(Some));
            continue;
        };
        let code = language.code();
        if original.is_none_or(|original| original == language) {
            chosen.push(None);
        } else if there.iter().any(|name| name == code) {
            chosen.push(Some(code.to_owned()));
        } else {
            let mut codes: Vec<&str> = original.iter().map(|language| language.code()).collect();
            codes.extend(there.iter().map(String::as_str));
            let folder = folder.display();
            return Err(format!(
                "--lang: `{folder}` has no edition in {code}; it has {}",
                codes.join(", ")
            ));
        }
    }
    let mut unique = Vec::new();
    for edition in chosen {
        if !unique.contains(&edition) {
            unique.push(edition);
        }
    }
    Ok(Ok(unique))
}

impl LanguageChoice {
    /// The language; none for all of them.
    fn language(self) -> Option<Language> {
        match self {
            Self::All => None,
            Self::Ar => Some(Language::Ar),
            Self::Zh => Some(Language::Zh),
            Self::En => Some(Language::En),
            Self::Fr => Some(Language::Fr),
            Self::Ru => Some(Language::Ru),
            Self::Es => Some(Language::Es),
        }
    }
}

/// Works on every document and returns the results in the order of the documents.
///
/// At most `jobs` are held in memory at once; the threads inside of a document are the pool's. One
/// document that fails does not keep the others from being worked on.
pub(super) fn for_each<R: Send>(
    targets: Vec<Target>,
    jobs: Option<u16>,
    work: impl Fn(&Project) -> Result<(Report, R), EnvironmentError> + Sync,
) -> Vec<(Report, Option<R>)> {
    let work = |target: Target| match target {
        Ok(project) => match work(&project) {
            Ok((report, result)) => (report, Some(result)),
            Err(error) => (Report::failed(error.to_string()), None),
        },
        Err(error) => (Report::failed(error.to_string()), None),
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let bound = jobs.map_or(cores.min(rayon::current_num_threads()), usize::from);
    let workers = bound.min(targets.len());
    if workers <= 1 {
        return targets.into_iter().map(work).collect();
    }
    // A project is dropped when it is done; only its result is kept.
    let waiting = Mutex::new(targets.into_iter().enumerate());
    let finished = Mutex::new(Vec::new());
    // A function of its own, so that nobody waits for the lock while another works.
    let next = || lock(&waiting).next();
    let take = || {
        while let Some((index, target)) = next() {
            let result = work(target);
            lock(&finished).push((index, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let builder = std::thread::Builder::new().stack_size(STACK);
            // A machine that gives no more threads leaves the work to those that there are.
            if builder.spawn_scoped(scope, take).is_err() {
                take();
            }
        }
    });
    let mut finished = finished.into_inner().unwrap_or_else(PoisonError::into_inner);
    finished.sort_by_key(|(index, _)| *index);
    finished.into_iter().map(|(_, result)| result).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
