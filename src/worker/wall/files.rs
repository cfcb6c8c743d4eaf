//! Files and TCP by Landlock (Linux 5.13): the worker reads what it was given, and writes, makes,
//! removes, runs and connects nothing.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, LandlockStatus,
    PathBeneath, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetError, Scope,
    make_bitflags,
};
use rustix::fs::{FileType, Mode, OFlags, fstat, open};

use super::{Rights, Standing, cannot};
use crate::project::EnvironmentError;

/// The newest version that this was tried with. A kernel with an older one takes what it knows.
const KNOWN: ABI = ABI::V7;
/// Most entries of a project folder that are looked at.
const MAX_ENTRIES: usize = 10_000;

/// Restricts files. Whether the kernel does it.
pub(super) fn restrict(rights: &Rights, standing: &mut Standing) -> Result<bool, EnvironmentError> {
    let failed = |error: RulesetError| cannot("files", std::io::Error::other(error));
    let ruleset = || {
        Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(KNOWN))?
            .handle_access(AccessNet::from_all(KNOWN))?
            .scope(Scope::from_all(KNOWN))?
            .create()
    };
    let mut ruleset = ruleset().map_err(failed)?;
    for path in places(rights) {
        // What is not there cannot be read; what cannot be opened is told of when it is read.
        let Some((place, access)) = place(&path) else { continue };
        ruleset = ruleset.add_rule(PathBeneath::new(place, access)).map_err(failed)?;
    }
    // Names in a project are looked at where a file is not found under the one that was written.
    for project in rights.projects.iter().filter_map(|path| path.canonicalize().ok()) {
        let Some((place, access)) = place(&project) else { continue };
        let rule = PathBeneath::new(place, access & AccessFs::ReadDir);
        ruleset = ruleset.add_rule(rule).map_err(failed)?;
    }
    match ruleset.restrict_self().map_err(failed)?.landlock {
        LandlockStatus::Available { effective_abi, kernel_abi } => {
            let abi = kernel_abi.unwrap_or(effective_abi as i32);
            standing.holds.push(format!("files by Landlock (version {abi})"));
            Ok(true)
        }
        LandlockStatus::NotEnabled | LandlockStatus::NotImplemented => {
            let lack = "the files that may be read are not limited: the kernel offers no Landlock";
            standing.lacks.push(lack.to_owned());
            Ok(false)
        }
    }
}

/// Every file and folder that may be read, with what is in it.
fn places(rights: &Rights) -> Vec<PathBuf> {
    let canonical = |path: &PathBuf| path.canonicalize().ok();
    let mut places: Vec<PathBuf> = rights.others.iter().filter_map(canonical).collect();
    for project in rights.projects.iter().filter_map(canonical) {
        let Ok(entries) = std::fs::read_dir(project) else { continue };
        // Hidden ones are no part of a guide: they hold histories, settings and secrets.
        let visible = |path: &PathBuf| {
            path.file_name().is_some_and(|name| !name.as_encoded_bytes().starts_with(b"."))
        };
        let entries = entries.flatten().take(MAX_ENTRIES).map(|entry| entry.path());
        places.extend(entries.filter(visible));
    }
    places
}

/// A file or folder, and what may be done with it; none if it is a link, a pipe or a device.
fn place(path: &Path) -> Option<(File, BitFlags<AccessFs>)> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let place: OwnedFd = open(path, flags, Mode::empty()).ok()?;
    let access = match FileType::from_raw_mode(fstat(&place).ok()?.st_mode) {
        FileType::Directory => make_bitflags!(AccessFs::{ReadFile | ReadDir}),
        FileType::RegularFile => AccessFs::ReadFile.into(),
        _ => return None,
    };
    Some((File::from(place), access))
}
