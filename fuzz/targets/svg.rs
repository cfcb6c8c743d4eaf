//! Fuzz target: see `bodies::svg`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::svg(data));
