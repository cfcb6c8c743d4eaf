//! Fuzz target: see `bodies::composing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::composing(data));
