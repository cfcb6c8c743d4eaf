//! Fuzz target: see `bodies::citation`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::citation(data));
