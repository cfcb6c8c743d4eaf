//! Fuzz target: see `bodies::docx`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| plenary_fuzz::bodies::docx(data));
