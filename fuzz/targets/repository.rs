//! Fuzz target: see `bodies::repository`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::repository(data));
