//! The `plenary` command: a thin layer over the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    plenary::cli::main()
}
