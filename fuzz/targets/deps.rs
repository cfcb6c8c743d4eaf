//! Fuzz target: see `bodies::deps`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::deps(data));
