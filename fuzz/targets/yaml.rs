//! Fuzz target: see `bodies::yaml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::yaml(data));
