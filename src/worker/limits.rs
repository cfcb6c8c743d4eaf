//! How much memory and time the work may take: what `--limits` says, and what comes of it for the
//! documents of one run.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Wall time for each second of processor time: a machine may be busy with other work.
const WALL_PER_SECOND: u32 = 10;
/// Wall time that a run has in any case.
const WALL_AT_LEAST: Duration = Duration::from_mins(1);

/// Limits for one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Memory in bytes: what is really held, not what is reserved.
    pub memory: u64,
    /// Processor time in seconds, of all threads together.
    pub time: u64,
}

impl Default for Limits {
    /// More than twice what 1,000 pages take (`scripts/scale.py`).
    fn default() -> Self {
        Self { memory: 4 << 30, time: 120 }
    }
}

impl Limits {
    /// The limits of a run of so many documents, of which so many are worked on at once.
    #[must_use]
    pub fn of(self, documents: u64, at_once: u64) -> Bounds {
        let cpu = self.time.saturating_mul(documents.max(1));
        let wall = Duration::from_secs(cpu).saturating_mul(WALL_PER_SECOND);
        Bounds {
            memory: self.memory.saturating_mul(at_once.clamp(1, documents.max(1))),
            cpu,
            wall: wall.max(WALL_AT_LEAST),
        }
    }
}

/// Limits of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Memory in bytes.
    pub memory: u64,
    /// Processor time in seconds.
    pub cpu: u64,
    /// Time by the clock, while the worker works; waiting for a reader of its output is not counted.
    pub wall: Duration,
}

impl FromStr for Limits {
    type Err = String;

    /// `memory=2G,time=60s`, either or both.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut limits = Self::default();
        for part in text.split(',') {
            match part.trim().split_once('=') {
                Some(("memory", value)) => {
                    let units = [("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30)];
                    limits.memory = number(value, &units)
                        .filter(|bytes| *bytes >= 1 << 20)
                        .ok_or("memory is a number with K, M or G, at least 1M: `memory=2G`")?;
                }
                Some(("time", value)) => {
                    let units = [("s", 1), ("m", 60), ("h", 3_600)];
                    limits.time = number(value, &units)
                        .filter(|seconds| *seconds > 0)
                        .ok_or("time is a number with s, m or h: `time=60s`")?;
                }
                _ => return Err("limits are `memory=…` and `time=…`".to_owned()),
            }
        }
        Ok(limits)
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "memory={},time={}s", bytes(self.memory), self.time)
    }
}

fn number(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let (digits, factor) =
        units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor)))?;
    // `+5` is a number to the standard library.
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse::<u64>().ok().filter(|_| is_number)?.checked_mul(factor)
}

/// A number of bytes as `--limits` takes it, in the largest unit that it is whole in.
pub(super) fn bytes(number: u64) -> String {
    let units = [(30, "G"), (20, "M"), (10, "K")];
    let whole = units.iter().find(|(shift, _)| number.trailing_zeros() >= *shift);
    whole.map_or_else(|| number.to_string(), |(shift, unit)| format!("{}{unit}", number >> shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_they_are_written() {
        let limits: Limits = "memory=2G,time=60s".parse().unwrap();
        assert_eq!(limits, Limits { memory: 2 << 30, time: 60 });
        assert_eq!(limits.to_string(), "memory=2G,time=60s");
        assert_eq!("time=2m".parse(), Ok(Limits { time: 120, ..Limits::default() }));
        assert_eq!("memory=1536M".parse::<Limits>().unwrap().to_string(), "memory=1536M,time=120s");
        for wrong in [
            "",
            "memory",
            "memory=2",
            "memory=G",
            "memory=+2G",
            "memory=1K",
            "memory=99999999999999999999G",
            "memory=9999999999999G",
            "time=0s",
            "time=60",
            "disk=2G",
            "memory=2G;time=1s",
        ] {
            assert!(wrong.parse::<Limits>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_run_has_the_limits_of_its_documents() {
        let limits = Limits { memory: 100, time: 10 };
        let one = limits.of(1, 8);
        assert_eq!((one.memory, one.cpu, one.wall), (100, 10, Duration::from_secs(100)));
        let many = limits.of(20, 4);
        assert_eq!((many.memory, many.cpu), (400, 200));
        assert_eq!(limits.of(0, 0).cpu, 10);
        assert_eq!(Limits { memory: 1, time: 1 }.of(1, 1).wall, WALL_AT_LEAST);
        assert_eq!(Limits { memory: u64::MAX, time: u64::MAX }.of(9, 9).cpu, u64::MAX);
    }
}
