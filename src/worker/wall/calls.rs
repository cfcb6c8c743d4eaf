//! System calls by seccomp: those that reading, computing and writing to open streams need. Any other
//! is answered as a kernel answers that does not have it, so that the C library takes an older one
//! where there is one. Nothing is opened for writing, no process is started, no socket made, no
//! other process touched, no limit raised and no right changed back – also where there is no Landlock.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

use super::{Standing, cannot};
use crate::project::EnvironmentError;

/// Restricts system calls. Where Landlock keeps files from being written, they may be opened by
/// `openat2` too, whose flags a filter cannot see.
pub(super) fn restrict(files_hold: bool, standing: &mut Standing) -> Result<(), EnvironmentError> {
    let Ok(architecture) = TargetArch::try_from(std::env::consts::ARCH) else {
        standing.lacks.push("system calls are not limited on this processor".to_owned());
        return Ok(());
    };
    let failed = |error: &dyn std::fmt::Display| {
        cannot("system calls", std::io::Error::other(error.to_string()))
    };
    let refuse = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let mut rules = rules().map_err(|error| failed(&error))?;
    if files_hold {
        rules.insert(libc::SYS_openat2, Vec::new());
    }
    let filter = SeccompFilter::new(rules, refuse, SeccompAction::Allow, architecture)
        .map_err(|error| failed(&error))?;
    let program = BpfProgram::try_from(filter).map_err(|error| failed(&error))?;
    match apply_filter(&program) {
        Ok(()) => standing.holds.push("system calls by seccomp".to_owned()),
        Err(_) => standing
            .lacks
            .push("system calls are not limited: the kernel offers no seccomp filters".to_owned()),
    }
    Ok(())
}

/// Calls that are allowed whatever their arguments.
const PLAIN: &[libc::c_long] = &[
    // Open files, and looking at paths.
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_dup,
    libc::SYS_fstat,
    libc::SYS_fstatfs,
    libc::SYS_statfs,
    libc::SYS_statx,
    libc::SYS_newfstatat,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_getcwd,
    libc::SYS_ppoll,
    // Memory.
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    // Threads of this process.
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getcpu,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_set_tid_address,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Signals to itself.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    // Time, chance and what it is told about itself.
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_times,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_uname,
    libc::SYS_sysinfo,
];

/// Calls that only the older tables of x86-64 have.
#[cfg(target_arch = "x86_64")]
const OLDER: &[libc::c_long] = &[
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_getdents,
    libc::SYS_poll,
    libc::SYS_arch_prctl,
    libc::SYS_time,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[libc::c_long] = &[];

/// Flags of `open` with which something is written or made.
const WRITING: u64 = (libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND) as u64;
/// Flags of `clone` that every thread has and no process.
const THREAD: u64 = (libc::CLONE_VM | libc::CLONE_THREAD | libc::CLONE_SIGHAND) as u64;
/// What may be asked of a terminal or a file: its settings and its size. Nothing that types.
#[allow(clippy::unnecessary_cast, reason = "they have other types in other C libraries")]
const CONTROLS: [u64; 3] = [libc::TCGETS as u64, libc::TIOCGWINSZ as u64, libc::FIOCLEX as u64];
/// What may be asked of a descriptor: a copy, and its flags.
const DESCRIPTORS: [i32; 5] =
    [libc::F_DUPFD_CLOEXEC, libc::F_GETFD, libc::F_SETFD, libc::F_GETFL, libc::F_SETFL];
/// What a process may set of itself: names of threads and of memory, and huge pages.
const SETTINGS: [i32; 4] =
    [libc::PR_SET_NAME, libc::PR_GET_NAME, libc::PR_SET_THP_DISABLE, libc::PR_SET_VMA];

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn rules() -> Result<Rules, seccompiler::BackendError> {
    let mut rules: Rules = PLAIN.iter().chain(OLDER).map(|call| (*call, Vec::new())).collect();
    let one_of = |index: u8, values: &[u64]| {
        values.iter().map(|value| rule(index, Is::Eq, *value)).collect::<Result<Vec<_>, _>>()
    };
    let numbers = |values: &[i32]| -> Vec<u64> {
        values.iter().map(|value| u64::from(value.unsigned_abs())).collect()
    };
    let reading = |index| Ok(vec![rule(index, Is::MaskedEq(WRITING), 0)?]);
    rules.insert(libc::SYS_openat, reading(2)?);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_open, reading(1)?);
    rules.insert(libc::SYS_clone, vec![rule(0, Is::MaskedEq(THREAD), THREAD)?]);
    rules.insert(libc::SYS_ioctl, one_of(1, &CONTROLS)?);
    rules.insert(libc::SYS_fcntl, one_of(1, &numbers(&DESCRIPTORS))?);
    rules.insert(libc::SYS_prctl, one_of(0, &numbers(&SETTINGS))?);
    // A limit is asked, not set.
    let wide = SeccompCondition::new(2, Length::Qword, Is::Eq, 0)?;
    rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![wide])?]);
    // Its own end is the only signal that it sends.
    rules.insert(libc::SYS_tgkill, one_of(0, &[u64::from(std::process::id())])?);
    Ok(rules)
}

fn rule(index: u8, is: Is, value: u64) -> Result<SeccompRule, seccompiler::BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(index, Length::Dword, is, value)?])
}
