//! What the worker and its parent say to each other: frames of a kind, a length and that many bytes,
//! a message as JSON or a piece of a file. No frame is longer than [`MAX_FRAME`], whoever sends it.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Longest content of a frame, in bytes.
pub(super) const MAX_FRAME: usize = 1 << 20;
/// Bytes before the content: the kind, then the length, least byte first.
pub(super) const HEAD: usize = 5;

/// What the parent says first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// Version of the program: both are the same file, unless somebody exchanged it in between.
    pub version: String,
    /// Process number of the parent.
    pub parent: u32,
    /// Whether standard error is a terminal.
    pub interactive: bool,
    /// How many threads the work may have.
    pub threads: usize,
}

/// What the worker says. The parent answers those that the comment says it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// The wall stands, and the project is read from here on.
    Stands {
        /// Whether the limit of address space is the one asked for and no lower one of the caller's.
        own_limit: bool,
    },
    /// What is being done.
    Stage(String),
    /// A file of the project is being read.
    File(String),
    /// Text for standard error; answered.
    Tell(String),
    /// The work panicked.
    Panicked(String),
    /// Output to a reader that may take its time: until the next stage the clock does not count;
    /// answered.
    Waits,
    /// A file of a folder, which follows in pieces; it is known by its place in the order of these.
    Begin {
        /// The folder, in the bytes of the system's paths.
        folder: Vec<u8>,
        /// Name of the file.
        name: String,
        /// Its size in bytes.
        size: u64,
    },
    /// Files begun shall be on the disk; answered.
    Settle(Vec<u32>),
    /// The folder shall be held until files are placed in it; answered with its manifest.
    Lock(Vec<u8>),
    /// Whether the folder held has a file of this size and checksum; answered.
    Holds {
        /// Name of the file.
        name: String,
        /// Its size in bytes.
        size: u64,
        /// SHA-256 in hexadecimal.
        sha256: String,
    },
    /// Files take their places in the folder held; answered.
    Place(Vec<u32>),
    /// The list of dependencies, of this size, which follows in pieces; answered.
    Dependencies(u64),
}

/// What the parent answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Done.
    Done,
    /// The machine failed.
    Failed {
        /// What was tried.
        action: String,
        /// On what.
        path: Vec<u8>,
        /// Why it failed.
        reason: String,
    },
    /// Whether.
    Is(bool),
    /// The manifest of this size follows in pieces; none if there is none.
    Earlier(Option<u64>),
}

/// A frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Message(Vec<u8>),
    Piece(Vec<u8>),
}

impl Frame {
    /// The frame at the start of bytes that came in, with its length; none before all of it is
    /// there.
    ///
    /// # Errors
    /// If it is none.
    pub(super) fn parse(bytes: &[u8]) -> io::Result<Option<(Self, usize)>> {
        let Some((kind, length)) = head(bytes)? else { return Ok(None) };
        let Some(content) = bytes.get(HEAD..HEAD + length) else { return Ok(None) };
        let content = content.to_vec();
        let frame = if kind == 0 { Self::Message(content) } else { Self::Piece(content) };
        Ok(Some((frame, HEAD + length)))
    }

    /// Reads one frame.
    ///
    /// # Errors
    /// If the other has gone or sends none.
    pub(super) fn read(mut from: impl Read) -> io::Result<Self> {
        let mut bytes = vec![0; HEAD];
        from.read_exact(&mut bytes)?;
        let length = head(&bytes)?.map_or(0, |(_, length)| length);
        bytes.resize(HEAD + length, 0);
        from.read_exact(&mut bytes[HEAD..])?;
        Self::parse(&bytes)?.map(|(frame, _)| frame).ok_or_else(no_frame)
    }
}

fn head(bytes: &[u8]) -> io::Result<Option<(u8, usize)>> {
    let Some([kind, a, b, c, d]) = bytes.first_chunk::<HEAD>() else { return Ok(None) };
    let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
    if *kind > 1 || length > MAX_FRAME { Err(no_frame()) } else { Ok(Some((*kind, length))) }
}

/// A message in a frame.
///
/// # Errors
/// If it is none.
pub(super) fn message<T: DeserializeOwned>(content: &[u8]) -> io::Result<T> {
    serde_json::from_slice(content).map_err(|_| no_frame())
}

/// Sends a message.
///
/// # Errors
/// If the other has gone.
pub(super) fn send<T: Serialize>(mut to: impl Write, message: &T) -> io::Result<()> {
    let content = serde_json::to_vec(message)?;
    to.write_all(&framed(0, &content)?)
}

/// Sends the bytes of a file in pieces.
///
/// # Errors
/// If the other has gone.
pub(super) fn send_bytes(mut to: impl Write, bytes: &[u8]) -> io::Result<()> {
    bytes.chunks(MAX_FRAME / 4).try_for_each(|piece| to.write_all(&framed(1, piece)?))
}

/// Reads the bytes of a file that comes in pieces.
///
/// # Errors
/// If the other has gone or sends something else.
pub(super) fn read_bytes(mut from: impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < size {
        match Frame::read(&mut from)? {
            Frame::Piece(piece) => bytes.extend(piece),
            Frame::Message(_) => return Err(no_frame()),
        }
    }
    Ok(bytes)
}

fn framed(kind: u8, content: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(content.len()).ok().filter(|length| *length as usize <= MAX_FRAME);
    let length = length.ok_or(io::ErrorKind::FileTooLarge)?;
    let mut frame = Vec::with_capacity(HEAD + content.len());
    frame.push(kind);
    frame.extend(length.to_le_bytes());
    frame.extend(content);
    Ok(frame)
}

pub(super) fn no_frame() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not what the worker and its parent say")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_as_they_were_sent() {
        let mut sent = Vec::new();
        send(&mut sent, &Said::Stage("setting pages".to_owned())).unwrap();
        send_bytes(&mut sent, &vec![7; MAX_FRAME]).unwrap();
        let mut from = sent.as_slice();
        let Frame::Message(content) = Frame::read(&mut from).unwrap() else { panic!("a message") };
        assert_eq!(message::<Said>(&content).unwrap(), Said::Stage("setting pages".to_owned()));
        assert_eq!(read_bytes(&mut from, MAX_FRAME as u64).unwrap(), vec![7; MAX_FRAME]);
        assert!(from.is_empty());
    }

    #[test]
    fn what_is_no_frame_is_refused_before_it_is_kept() {
        assert_eq!(Frame::parse(&[0, 1, 0]).unwrap(), None);
        assert_eq!(Frame::parse(&[0, 1, 0, 0, 0]).unwrap(), None);
        assert!(Frame::parse(&[2, 0, 0, 0, 0]).is_err());
        assert!(Frame::parse(&[0, 255, 255, 255, 255]).is_err());
        assert!(message::<Said>(b"{}").is_err());
        assert!(framed(0, &vec![0; MAX_FRAME + 1]).is_err());
    }
}
