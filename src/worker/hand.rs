//! What the parent does with what the worker hands over: files of the folders that the command line
//! names, under the names that outputs have, and the list of dependencies. Anything else that is
//! asked for ends the worker.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use super::frame::{Answer, Said};
use crate::project::whole::{self, Waiting};
use crate::project::{EnvironmentError, Project};
use crate::release::{CHECKSUMS, MANIFEST, OutputFolder, finish_all};

/// What can fail here, in the words of [`EnvironmentError`].
pub(super) const ACTIONS: [&str; 4] =
    ["cannot write", "cannot make the folder", "cannot write to", "cannot open the project folder"];
/// Largest file taken, in bytes.
const MAX_FILE: u64 = 1 << 30;
/// Most files taken for each document: its outputs, a manifest and checksums for its folder.
const MAX_FILES_EACH: usize = 8;
/// Most bytes of a list of dependencies.
const MAX_DEPENDENCIES: u64 = 64 << 20;

/// Where the worker's outputs may go.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// The folders, each with the project that it belongs to unless the user named it.
    pub folders: Vec<(PathBuf, Option<PathBuf>)>,
    /// The list of dependencies.
    pub dependencies: Option<PathBuf>,
    /// How many documents are built at most.
    pub documents: u64,
}

/// The worker asked for something that it may not have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused(pub(super) String);

/// What the worker handed over so far.
#[derive(Debug)]
pub(super) struct Hand {
    outputs: Outputs,
    files: Vec<Taken>,
    /// What the pieces that come in belong to.
    open: Option<Open>,
    held: Option<(OutputFolder, Option<File>)>,
    dependencies: Vec<u8>,
    has_placed: bool,
}

#[derive(Debug)]
struct Taken {
    folder: PathBuf,
    /// None once it is in its place, or if it could not be written.
    waiting: Option<Waiting>,
    failure: Option<EnvironmentError>,
}

#[derive(Debug)]
struct Open {
    what: What,
    left: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    File,
    Dependencies,
}

/// What there is to send back.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Nothing,
    Answer(Answer),
    /// The manifest of a folder, if there is one.
    Earlier(Option<Vec<u8>>),
}

impl Hand {
    pub(super) fn new(outputs: Outputs) -> Self {
        let (files, dependencies) = (Vec::new(), Vec::new());
        Self { outputs, files, open: None, held: None, dependencies, has_placed: false }
    }

    /// Whether outputs have taken their places.
    pub(super) fn has_placed(&self) -> bool {
        self.has_placed
    }

    /// Whether a file is coming in, so that nothing but its pieces may come.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes a message about outputs.
    pub(super) fn take(&mut self, said: Said) -> Result<Reply, Refused> {
        match said {
            Said::Begin { folder, name, size } => self.begin(path(folder), &name, size),
            Said::Settle(numbers) => Ok(self.settle(&numbers)),
            Said::Lock(folder) => self.lock(&path(folder)),
            Said::Holds { name, size, sha256 } => {
                let (folder, _) = self.held.as_ref().ok_or_else(|| refused("no folder is held"))?;
                Ok(Reply::Answer(Answer::Is(folder.holds(&name, size, &sha256))))
            }
            Said::Place(numbers) => self.place(&numbers),
            Said::Dependencies(size) => {
                if self.outputs.dependencies.is_none() || size > MAX_DEPENDENCIES {
                    return Err(refused("it writes a list of dependencies"));
                }
                self.open = Some(Open { what: What::Dependencies, left: size });
                self.dependencies.clear();
                self.piece(&[])
            }
            _ => Err(refused("it speaks out of turn")),
        }
    }

    /// Takes the next bytes of a file.
    pub(super) fn piece(&mut self, bytes: &[u8]) -> Result<Reply, Refused> {
        let open = self.open.as_mut().ok_or_else(|| refused("it sends bytes of no file"))?;
        open.left = open
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| refused("it sends more bytes than it said"))?;
        let (what, is_whole) = (open.what, open.left == 0);
        if is_whole {
            self.open = None;
        }
        match what {
            What::File => {
                if let Some(taken) = self.files.last_mut()
                    && let Some(waiting) = &mut taken.waiting
                    && let Err(error) = waiting.append(bytes)
                {
                    // The rest of it comes in all the same, and goes nowhere.
                    taken.waiting = None;
                    taken.failure = Some(error);
                }
                Ok(Reply::Nothing)
            }
            What::Dependencies => {
                self.dependencies.extend(bytes);
                Ok(if is_whole { self.write_dependencies() } else { Reply::Nothing })
            }
        }
    }

    fn write_dependencies(&mut self) -> Reply {
        let Some(file) = &self.outputs.dependencies else { return Reply::Nothing };
        answer(whole::write(file, &std::mem::take(&mut self.dependencies)))
    }

    fn begin(&mut self, folder: PathBuf, name: &str, size: u64) -> Result<Reply, Refused> {
        let is_list = [MANIFEST, CHECKSUMS].contains(&name);
        let held = self.held.as_ref().map(|(held, _)| held.path());
        if is_list && held != Some(folder.as_path()) {
            return Err(refused("it writes a manifest into a folder that is not held"));
        }
        if !is_list && !is_output_name(name) {
            return Err(refused(&format!("it writes a file `{}`", shown(name))));
        }
        let most = self.outputs.documents.saturating_mul(MAX_FILES_EACH as u64);
        if size > MAX_FILE || self.files.len() as u64 >= most {
            return Err(refused("it writes more than documents have"));
        }
        let (waiting, failure) = match self.allowed(&folder)?.and_then(|folder| folder.begin(name))
        {
            Ok(waiting) => (Some(waiting), None),
            Err(error) => (None, Some(error)),
        };
        self.files.push(Taken { folder, waiting, failure });
        self.open = (size > 0).then_some(Open { what: What::File, left: size });
        Ok(Reply::Nothing)
    }

    /// A folder, if the command line names it. The `build` of a project must be inside of it.
    fn allowed(&self, folder: &Path) -> Result<Result<OutputFolder, EnvironmentError>, Refused> {
        let known = self.outputs.folders.iter().find(|(path, _)| path == folder);
        let Some((_, project)) = known else {
            return Err(refused(&format!("it writes into `{}`", folder.display())));
        };
        if let Some(project) = project {
            match Project::open(project) {
                Err(error) => return Ok(Err(error)),
                Ok(project) if project.output_folder().is_err() => {
                    return Err(refused("it writes out of the project"));
                }
                Ok(_) => {}
            }
        }
        Ok(Ok(OutputFolder::new(folder.to_owned())))
    }

    fn settle(&mut self, numbers: &[u32]) -> Reply {
        let mut asked: Vec<&mut Taken> = self
            .files
            .iter_mut()
            .enumerate()
            .filter(|(index, _)| numbers.iter().any(|number| *number as usize == *index))
            .map(|(_, taken)| taken)
            .collect();
        if let Some(failure) = asked.iter_mut().find_map(|taken| taken.failure.take()) {
            return answer(Err(failure));
        }
        let waiting: Vec<&Waiting> =
            asked.iter().filter_map(|taken| taken.waiting.as_ref()).collect();
        answer(finish_all(&waiting))
    }

    fn lock(&mut self, folder: &Path) -> Result<Reply, Refused> {
        match self.allowed(folder)? {
            Ok(folder) => {
                // One at a time, so that two builds never wait for each other.
                self.held = None;
                let lock = folder.lock();
                let earlier = folder.earlier();
                self.held = Some((folder, lock));
                Ok(Reply::Earlier(earlier))
            }
            Err(error) => Ok(answer(Err(error))),
        }
    }

    fn place(&mut self, numbers: &[u32]) -> Result<Reply, Refused> {
        let (folder, _lock) = self.held.take().ok_or_else(|| refused("no folder is held"))?;
        let mut waiting = Vec::new();
        for number in numbers {
            let taken = self.files.get_mut(*number as usize);
            let own = taken.filter(|taken| taken.folder == folder.path());
            let file = own.and_then(|taken| taken.waiting.take());
            waiting.push(file.ok_or_else(|| refused("it places a file that is not there"))?);
        }
        let placed = folder.place(waiting);
        self.has_placed |= placed.is_ok();
        Ok(answer(placed))
    }
}

fn answer(result: Result<(), EnvironmentError>) -> Reply {
    use std::os::unix::ffi::OsStrExt as _;
    Reply::Answer(match result {
        Ok(()) => Answer::Done,
        Err(error) => Answer::Failed {
            action: error.action.to_owned(),
            path: error.path.as_os_str().as_bytes().to_vec(),
            reason: error.source.to_string(),
        },
    })
}

fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}

fn refused(what: &str) -> Refused {
    Refused(what.to_owned())
}

/// Something that a worker said, short and without signs that a terminal obeys.
fn shown(text: &str) -> String {
    text.chars().take(80).flat_map(char::escape_debug).collect()
}

/// Whether a name is `ID-LANG.pdf` or `ID-LANG.docx`, with an id as guide.yaml takes it.
fn is_output_name(name: &str) -> bool {
    let stem = name.strip_suffix(".pdf").or_else(|| name.strip_suffix(".docx"));
    let Some((id, language)) = stem.and_then(|stem| stem.rsplit_once('-')) else { return false };
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty()
        && id.len() <= 200
        && id.chars().all(is_id)
        && language.len() == 2
        && language.chars().all(|c| c.is_ascii_lowercase())
}
