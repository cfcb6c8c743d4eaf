//! Fuzz target: see `bodies::pdf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::pdf(data));
