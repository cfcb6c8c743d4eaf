//! Fuzz target: see `bodies::image`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::image(data));
