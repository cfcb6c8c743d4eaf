//! The `plenary` command: a thin layer over the library.

use std::process::ExitCode;

/// What is set and drawn takes many small pieces of memory on several threads: a sixth of a build's
/// time with the system's allocator, more where that is musl's, which has one lock for all threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plenary::cli::main()
}
