//! How strictly each check is taken: what a code starts from, and what an editor asks for.

use std::collections::BTreeMap;

use super::{Code, Severity};

/// How strictly a check is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not at all: its findings are dropped.
    Off,
    /// Its findings are warnings.
    Warning,
    /// Its findings stop the build.
    Error,
}

impl Level {
    /// Every level, the strictest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Off];

    /// As it is written: `error`, `warning`, `off`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The severity of what a check finds; none if it is dropped.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// The levels that an editor asks for; what is not named keeps its code's usual level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    own: BTreeMap<Code, Level>,
}

impl Levels {
    /// Asks for a level. Codes without a check (see [`Code::check`]) are always errors.
    pub fn set(&mut self, code: Code, level: Level) {
        if code.level() != Level::Error {
            self.own.insert(code, level);
        }
    }

    /// The level of a code.
    #[must_use]
    pub fn of(&self, code: Code) -> Level {
        self.own.get(&code).copied().unwrap_or(code.level())
    }
}
