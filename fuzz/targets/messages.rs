//! Fuzz target: see `bodies::messages`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::messages(data));
