//! The wall round the worker: what a worker that misbehaves on purpose cannot do, how its deaths are
//! told, and the command line's part in it.
#![cfg(target_os = "linux")]

mod command;
mod deaths;
mod escapes;
mod worker;

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use plenary::worker::{Ended, Limits, Listener, Outputs, Task, run};

/// What a worker said.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) told: String,
    pub(crate) stages: Vec<String>,
}

impl Listener for Heard {
    fn stage(&mut self, text: &str) {
        self.stages.push(text.to_owned());
    }

    fn tick(&mut self) {}

    fn clear(&mut self) {}

    fn tell(&mut self, text: &str) -> io::Result<()> {
        self.told.push_str(text);
        Ok(())
    }
}

/// This test binary as a worker that does what `deed` says with the folders; see `worker.rs`.
pub(crate) fn misbehaving(deed: &str, arguments: &[&Path]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["--exact", "wall::worker::misbehaves", "--ignored", "--nocapture", deed]);
    command.args(arguments).stdout(Stdio::null());
    command
}

pub(crate) fn task(limits: &str, outputs: Outputs) -> Task {
    let limits: Limits = limits.parse().expect("limits");
    Task { limits, documents: 1, at_once: 1, threads: 1, interactive: false, outputs }
}

/// Runs a worker that misbehaves under the true parent.
pub(crate) fn watched(
    deed: &str,
    arguments: &[&Path],
    limits: &str,
    outputs: Outputs,
) -> (Ended, Heard) {
    let mut heard = Heard::default();
    let ended =
        run(misbehaving(deed, arguments), &task(limits, outputs), &mut heard).expect("a worker");
    (ended, heard)
}
