//! The work in a process of its own, behind a wall: how the command starts it, what the two say to
//! each other, what it may read and use, and how its end is told.
//!
//! The *worker* reads strangers' bytes; it may read the project and nothing else, write no file and
//! start no process. Its *parent* reads none of them: it starts the worker, watches it, writes what
//! the worker hands over under names that it checks, and says so if the worker dies. Knows
//! diagnostics, projects and folders of outputs; no format, no template, no argument of the command.

mod ended;
mod limits;
mod wall;

#[cfg(unix)]
mod frame;
#[cfg(unix)]
mod hand;
#[cfg(unix)]
mod link;
#[cfg(unix)]
mod watch;

pub use ended::{Cause, Death, Ended};
pub use limits::{Bounds, Limits};
pub use wall::{Rights, Standing, enter};

#[cfg(unix)]
pub use frame::{Answer, Hello, Said};
#[cfg(unix)]
pub use hand::Outputs;
#[cfg(unix)]
pub use link::Link;
#[cfg(unix)]
pub use watch::{Listener, Task, command, end_running, is_worker, run};
