//! What a process does when it is asked to end while it writes: it takes its temporary files away
//! and ends as it would have.

/// Watches for signals from here to the end of the process.
#[cfg(unix)]
pub(super) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};

    use crate::project::whole;

    // A file that grows beyond a limit is then an error of the write, like a full disk.
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            whole::abandon(|| {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            });
        }
    });
}

#[cfg(not(unix))]
pub(super) fn watch() {}
