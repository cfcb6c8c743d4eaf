//! What a process does when it is asked to end while it writes: it takes its temporary files away,
//! ends its worker, and ends as it would have.

use crate::project::EnvironmentError;

/// Watches for signals from here to the end of the process.
///
/// # Errors
/// If the system gives no thread for it.
#[cfg(unix)]
pub(super) fn watch() -> Result<(), EnvironmentError> {
    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};

    use crate::project::whole;
    use crate::worker;

    // A file that grows beyond a limit is then an error of the write, like a full disk.
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
    let failed = |source| EnvironmentError {
        action: "cannot start",
        path: "the thread that watches for signals".into(),
        source,
    };
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).map_err(failed)?;
    let watch = move || {
        if let Some(signal) = signals.forever().next() {
            whole::abandon(|| {
                worker::end_running();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            });
        }
    };
    std::thread::Builder::new().spawn(watch).map(drop).map_err(failed)
}

/// There are none to watch for.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(super) fn watch() -> Result<(), EnvironmentError> {
    Ok(())
}
