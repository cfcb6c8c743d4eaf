//! How the worker ended, in words: what the user reads where it did not end by itself.

use super::limits::{Bounds, bytes};
use crate::diagnostic::{Code, Diagnostic};

/// How the worker ended.
#[derive(Debug)]
pub enum Ended {
    /// By itself, with this exit code.
    Exit(u8),
    /// Before its work was done.
    Died(Death),
}

/// What is known of a worker that died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// Why.
    pub cause: Cause,
    /// What it was doing.
    pub stage: Option<String>,
    /// The file that it had read last.
    pub file: Option<String>,
    /// Whether outputs had taken their places before.
    pub written: bool,
    /// Its limits.
    pub bounds: Bounds,
}

/// Why a worker died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It took more memory than it may.
    Memory,
    /// It took more processor time than it may.
    Time,
    /// It took more time by the clock than it may, and did not use the processor.
    Clock,
    /// The system gave it no memory.
    Allocation,
    /// The stack of a thread was not large enough.
    Stack,
    /// It panicked.
    Panic(String),
    /// A signal ended it.
    Signal(String),
    /// It ended with an exit code that it does not have.
    Code(Option<i32>),
    /// It asked its parent for something that it may not have.
    Refused(String),
}

impl Death {
    /// Whether the sources ask for more than the limits allow; else the machine, or plenary, is to
    /// blame.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.cause, Cause::Memory | Cause::Time)
    }

    /// The one message about it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let code = if self.is_limit() { Code::LimitPassed } else { Code::WorkerDied };
        let memory = bytes(self.bounds.memory);
        let what = match &self.cause {
            Cause::Memory => format!("the work took more than {memory} of memory"),
            Cause::Time => {
                format!("the work took more than {} s of processor time", self.bounds.cpu)
            }
            Cause::Clock => format!("the work was not done after {} s", self.bounds.wall.as_secs()),
            Cause::Allocation => "the system has no memory for the work".to_owned(),
            Cause::Stack => "the stack of a thread was too small for the work".to_owned(),
            Cause::Panic(message) => format!("plenary has a fault and stopped: {message}"),
            Cause::Signal(name) => format!("the process that did the work was ended by {name}"),
            Cause::Code(Some(code)) => {
                format!("the process that did the work ended with the code {code}")
            }
            Cause::Code(None) => "the process that did the work ended".to_owned(),
            Cause::Refused(what) => {
                format!("the process that did the work was stopped: {what}, which it may not")
            }
        };
        let stage = self.stage.as_ref().map_or_else(
            || " before it began".to_owned(),
            |stage| format!(" at the stage \u{201C}{stage}\u{201D}"),
        );
        let file = self
            .file
            .as_ref()
            .map_or_else(String::new, |file| format!("; the file read last is `{file}`"));
        let written = if self.written {
            "outputs had been written before: `plenary verify` tells whether all were"
        } else {
            "nothing was written"
        };
        let told = Diagnostic::new(code, format!("{what}{stage}{file}"));
        self.hint().into_iter().fold(told, Diagnostic::hint).hint(written)
    }

    fn hint(&self) -> Option<&'static str> {
        Some(match &self.cause {
            Cause::Memory => "if the sources are sound, allow more with `--limits memory=…`",
            Cause::Time => "if the sources are sound, allow more with `--limits time=…`",
            Cause::Clock => "the machine is very busy, or a disk does not answer",
            Cause::Allocation => "close other programs, or raise the limit that plenary runs under",
            Cause::Stack => "raise the limit of stacks (`ulimit -s`) that plenary runs under",
            Cause::Signal(name) if name == "SIGKILL" => {
                "the system ends processes so when it has no memory left"
            }
            Cause::Signal(_) | Cause::Code(_) => return None,
            Cause::Panic(_) => "please report this fault of plenary's",
            Cause::Refused(_) => "do not trust these sources; please report how this came about",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::Limits;

    #[test]
    fn a_death_is_one_message_with_stage_and_file() {
        let death = Death {
            cause: Cause::Memory,
            stage: Some("setting pages".to_owned()),
            file: Some("sources/images/a.svg".to_owned()),
            written: false,
            bounds: Limits { memory: 2 << 30, time: 60 }.of(1, 1),
        };
        let told = death.diagnostic();
        assert_eq!(told.code, Code::LimitPassed);
        assert_eq!(
            told.message,
            "the work took more than 2G of memory at the stage \u{201C}setting pages\u{201D}; the \
             file read last is `sources/images/a.svg`"
        );
        assert_eq!(told.hints[1], "nothing was written");
        let early = Death { cause: Cause::Signal("SIGSEGV".to_owned()), stage: None, ..death };
        assert_eq!(early.diagnostic().code, Code::WorkerDied);
        assert!(early.diagnostic().message.contains("ended by SIGSEGV before it began; the file"));
    }
}
