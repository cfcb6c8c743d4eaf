//! The `plenary` command: a thin layer over the library.

use std::process::ExitCode;

/// What is set and drawn takes many small pieces of memory on several threads, and a static program
/// would else have musl's allocator, which has one lock for all of them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plenary::cli::main()
}
