//! The wall: the rights that a worker gives up before it reads a byte of a project, and cannot get
//! back. What the system does not offer is left out, and said.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod files;

use std::path::PathBuf;

use super::limits::Bounds;
use crate::project::EnvironmentError;

/// What a worker may read. It may write no file at all.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    /// Project folders: everything in them but what is hidden (`.git`, `.env`) and what links lead to.
    /// Of what is hidden only names can be seen.
    pub projects: Vec<PathBuf>,
    /// Files and folders that the user named, or that are read beside a project.
    pub others: Vec<PathBuf>,
}

/// How the wall stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What holds, in words.
    pub holds: Vec<String>,
    /// What the system did not offer, in words.
    pub lacks: Vec<String>,
    /// Whether address space is limited as asked for, and not less by the caller.
    pub own_limit: bool,
}

/// Gives up rights. For the thread that calls it and those that it starts from then on: called
/// before there are others. `parent` is the process that this one shall not outlive.
///
/// # Errors
/// If the parent is gone, or a right that the system can take away could not be given up.
#[cfg(target_os = "linux")]
pub fn enter(rights: &Rights, bounds: &Bounds, parent: u32) -> Result<Standing, EnvironmentError> {
    let mut standing = Standing::default();
    end_with(parent)?;
    // The files are opened with all rights; what is in them is read without.
    let files_hold = files::restrict(rights, &mut standing)?;
    limit(bounds, &mut standing)?;
    if resident_is_unknown() {
        standing.lacks.push(
            "memory is limited by address space alone: there is no /proc to look at".to_owned(),
        );
    }
    // Last, since it takes away the calls that the rest is made of.
    calls::restrict(files_hold, &mut standing)?;
    Ok(standing)
}

/// Gives up what a system without Linux's walls lets a process give up.
///
/// # Errors
/// If a limit cannot be set.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn enter(_: &Rights, bounds: &Bounds, _: u32) -> Result<Standing, EnvironmentError> {
    let mut standing = Standing::default();
    limit(bounds, &mut standing)?;
    standing.lacks.extend(
        [
            "files, network and programs are not limited: this system has no Landlock and seccomp",
            "memory is limited by address space alone, if the system counts it",
        ]
        .map(str::to_owned),
    );
    Ok(standing)
}

/// Nothing is offered here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn enter(_: &Rights, _: &Bounds, _: u32) -> Result<Standing, EnvironmentError> {
    let lacks =
        vec!["nothing is limited: this system has none of what a wall is made of".to_owned()];
    Ok(Standing { holds: Vec::new(), lacks, own_limit: false })
}

/// Ends this process when its parent ends.
#[cfg(target_os = "linux")]
fn end_with(parent: u32) -> Result<(), EnvironmentError> {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| cannot("bind the work to its parent", error.into()))?;
    // It may have ended before that.
    let now = getppid().and_then(|pid| u32::try_from(pid.as_raw_nonzero().get()).ok());
    if now == Some(parent) {
        return Ok(());
    }
    Err(cannot("bind the work to its parent", std::io::ErrorKind::NotFound.into()))
}

#[cfg(target_os = "linux")]
fn resident_is_unknown() -> bool {
    !std::path::Path::new("/proc/self/statm").exists()
}

/// Address space for a limit of memory: what allocators and stacks reserve and never use, in
/// addition. A single allocation beyond reason fails by it at once.
#[cfg(unix)]
fn address_space(memory: u64) -> u64 {
    memory.saturating_mul(2).saturating_add(8 << 30)
}

/// Most files open at once: some for each of the threads that there may be.
#[cfg(unix)]
const MAX_OPEN: u64 = 1024;

#[cfg(unix)]
fn limit(bounds: &Bounds, standing: &mut Standing) -> Result<(), EnvironmentError> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Never more than the caller allows. True if the caller allows less.
    let set = |resource, soft: u64, hard: u64| {
        let now = getrlimit(resource);
        let maximum = now.maximum.unwrap_or(u64::MAX).min(hard);
        let current = now.current.unwrap_or(u64::MAX).min(soft).min(maximum);
        setrlimit(resource, Rlimit { current: Some(current), maximum: Some(maximum) })
            .map(|()| current < soft)
    };
    let failed = |error: rustix::io::Errno| cannot("limit the work", error.into());
    let space = address_space(bounds.memory);
    // macOS refuses some of these; what counts there is the watch of the parent.
    let lower = set(Resource::As, space, space);
    standing.own_limit = matches!(lower, Ok(false));
    if let Err(error) = lower
        && cfg!(target_os = "linux")
    {
        return Err(failed(error));
    }
    // At the hard limit the signal is SIGKILL, which says nothing.
    set(Resource::Cpu, bounds.cpu, bounds.cpu.saturating_add(2)).map_err(failed)?;
    set(Resource::Nofile, MAX_OPEN, MAX_OPEN).map_err(failed)?;
    set(Resource::Core, 0, 0).map_err(failed)?;
    standing.holds.push(format!(
        "memory {}, processor time {} s",
        super::limits::bytes(bounds.memory),
        bounds.cpu
    ));
    Ok(())
}

#[cfg(unix)]
fn cannot(what: &'static str, source: std::io::Error) -> EnvironmentError {
    EnvironmentError { action: "cannot raise the wall:", path: PathBuf::from(what), source }
}
