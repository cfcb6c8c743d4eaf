//! The worker's end of the link to its parent, which is its standard input: what it does, what it
//! has to say to people, and the files that the parent writes for it.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::frame::{self, Answer, Frame, Hello, Said};
use crate::project::EnvironmentError;
use crate::release::manifest::{Output, Record};
use crate::release::{OutputFolder, Publisher, Staged, lists};

/// Longest text for people that is sent at once; as JSON it is at most six times as long.
const MAX_TEXT: usize = 64 << 10;

/// How often a thread that panicked tries to say so.
const PANIC_ATTEMPTS: u32 = 100;

/// The link. Its methods can be called from any thread.
#[derive(Debug)]
pub struct Link {
    /// Both directions: what is asked for is answered before the next is asked.
    ends: Mutex<Ends>,
}

#[derive(Debug)]
struct Ends {
    stream: File,
    /// Files begun so far.
    begun: u32,
}

impl Link {
    /// Takes standard input as the link, and reads what the parent says first.
    ///
    /// # Errors
    /// If nobody greets there: the worker was not started by its parent.
    pub fn take() -> io::Result<(Self, Hello)> {
        let stream = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        let hello = match Frame::read(&stream)? {
            Frame::Message(content) => frame::message::<Hello>(&content)?,
            Frame::Piece(_) => return Err(frame::no_frame()),
        };
        if hello.version != env!("CARGO_PKG_VERSION") {
            return Err(io::Error::other("the program was exchanged while it ran"));
        }
        Ok((Self { ends: Mutex::new(Ends { stream, begun: 0 }) }, hello))
    }

    /// Says something that has no answer. If the parent is gone nobody is left to tell.
    pub fn say(&self, said: &Said) {
        let _ = frame::send(&self.lock().stream, said);
    }

    /// Writes to standard error, and comes back when it is written.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn tell(&self, text: &str) -> Result<(), EnvironmentError> {
        let mut rest = text;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.floor_char_boundary(MAX_TEXT));
            self.lock().done(&Said::Tell(now.to_owned()))?;
            rest = later;
        }
        Ok(())
    }

    /// Comes back when the terminal is free for what is written to standard output. From here on the
    /// clock does not count: a reader may take its time.
    ///
    /// # Errors
    /// If the parent is gone.
    pub fn wait_for_reader(&self) -> Result<(), EnvironmentError> {
        self.lock().done(&Said::Waits)
    }

    /// Says that this process panicked, also while a thread of it holds the link.
    pub fn say_panicked(&self, message: String) {
        let said = Said::Panicked(message);
        for _ in 0..PANIC_ATTEMPTS {
            if let Ok(ends) = self.ends.try_lock() {
                let _ = frame::send(&ends.stream, &said);
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Ends> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Publisher for Link {
    fn stage(
        &self,
        folder: &OutputFolder,
        files: &[(String, &[u8])],
    ) -> Result<Vec<Staged>, EnvironmentError> {
        let numbers = self.lock().stage(folder, files)?;
        Ok(numbers.into_iter().map(Staged::There).collect())
    }

    fn publish(
        &self,
        folder: &OutputFolder,
        outputs: Vec<Staged>,
        records: Vec<Record>,
    ) -> Result<(), EnvironmentError> {
        let mut ends = self.lock();
        let earlier = match ends.ask(&Said::Lock(bytes_of(folder.path())))? {
            Answer::Earlier(None) => None,
            Answer::Earlier(Some(size)) => {
                Some(frame::read_bytes(&ends.stream, size).map_err(gone)?)
            }
            _ => return Err(gone(frame::no_frame())),
        };
        let mut failed = None;
        let asked = std::cell::RefCell::new((&mut *ends, &mut failed));
        let holds = |output: &Output| {
            if !folder.may_hold(&output.path) {
                return false;
            }
            let (name, sha256) = (output.path.clone(), output.sha256.clone());
            let (ends, failed) = &mut *asked.borrow_mut();
            match ends.ask(&Said::Holds { name, size: output.size, sha256 }) {
                Ok(answer) => answer == Answer::Is(true),
                Err(error) => {
                    **failed = Some(error);
                    false
                }
            }
        };
        let lists = lists(records, earlier.as_deref(), holds);
        if let Some(error) = failed {
            return Err(error);
        }
        let files: Vec<(String, &[u8])> =
            lists.iter().map(|(name, text)| (name.clone(), text.as_bytes())).collect();
        let mut numbers: Vec<u32> = outputs.iter().filter_map(number).collect();
        numbers.extend(ends.stage(folder, &files)?);
        ends.done(&Said::Place(numbers))
    }

    fn write(&self, _: &Path, bytes: &[u8]) -> Result<(), EnvironmentError> {
        // The parent knows the path: it was said on its command line.
        let mut ends = self.lock();
        frame::send(&ends.stream, &Said::Dependencies(bytes.len() as u64)).map_err(gone)?;
        frame::send_bytes(&ends.stream, bytes).map_err(gone)?;
        ends.answered()
    }
}

fn number(staged: &Staged) -> Option<u32> {
    match staged {
        Staged::There(number) => Some(*number),
        Staged::Here(_) => None,
    }
}

impl Ends {
    fn stage(
        &mut self,
        folder: &OutputFolder,
        files: &[(String, &[u8])],
    ) -> Result<Vec<u32>, EnvironmentError> {
        let mut numbers = Vec::new();
        for (name, bytes) in files {
            let folder = bytes_of(folder.path());
            let begin = Said::Begin { folder, name: name.clone(), size: bytes.len() as u64 };
            frame::send(&self.stream, &begin).map_err(gone)?;
            frame::send_bytes(&self.stream, bytes).map_err(gone)?;
            numbers.push(self.begun);
            self.begun += 1;
        }
        self.done(&Said::Settle(numbers.clone()))?;
        Ok(numbers)
    }

    fn ask(&mut self, said: &Said) -> Result<Answer, EnvironmentError> {
        frame::send(&self.stream, said).map_err(gone)?;
        self.answer()
    }

    fn done(&mut self, said: &Said) -> Result<(), EnvironmentError> {
        self.ask(said).map(drop)
    }

    fn answered(&mut self) -> Result<(), EnvironmentError> {
        self.answer().map(drop)
    }

    fn answer(&mut self) -> Result<Answer, EnvironmentError> {
        let answer = match Frame::read(&self.stream).map_err(gone)? {
            Frame::Message(content) => frame::message::<Answer>(&content).map_err(gone)?,
            Frame::Piece(_) => return Err(gone(frame::no_frame())),
        };
        match answer {
            Answer::Failed { action, path, reason } => Err(EnvironmentError {
                action: super::hand::ACTIONS
                    .into_iter()
                    .find(|known| *known == action)
                    .unwrap_or("cannot write"),
                path: PathBuf::from(OsString::from_vec(path)),
                source: io::Error::other(reason),
            }),
            other => Ok(other),
        }
    }
}

/// The parent does not answer: it has ended, or is about to.
fn gone(source: io::Error) -> EnvironmentError {
    EnvironmentError { action: "cannot reach", path: PathBuf::from("the parent process"), source }
}

fn bytes_of(path: &Path) -> Vec<u8> {
    path.as_os_str().as_bytes().to_vec()
}
