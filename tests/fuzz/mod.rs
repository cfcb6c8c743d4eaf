//! The fuzz targets' bodies over their seeds, over everything they ever failed on, and over some
//! thousand mutations of both that are the same in every run. `scripts/fuzz.sh` runs them for
//! longer, guided by coverage.

#[allow(unreachable_pub, reason = "the fuzz crate has this file as a public module")]
mod bodies;

use std::path::{Path, PathBuf};

use bodies::{TARGETS, Target};

/// Mutations tried for each target; the whole test takes some seconds.
const MUTATIONS: usize = 3_000;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Files of a folder in order, with their names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.expect("entry").path()).collect())
        .unwrap_or_default();
    paths.retain(|path| path.extension().is_none_or(|extension| extension != "md"));
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).expect("file"))).collect()
}

fn inputs((name, _): Target) -> Vec<(String, Vec<u8>)> {
    let mut inputs = files(&folder("fuzz/seeds").join(name));
    assert!(inputs.len() >= 2, "{name} has {} seeds", inputs.len());
    inputs.extend(files(&folder("tests/fuzz/regressions").join(name)));
    inputs
}

/// Numbers that are the same in every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("a length");
        usize::try_from(self.next() % limit).expect("below a length")
    }
}

/// Changes an input in a few places: bytes, repeated parts, parts of another input.
fn mutated(input: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const TOKENS: [&str; 26] = [
        "\n",
        "  ",
        "- ",
        "> ",
        "[",
        "]",
        "[^a]",
        "](",
        "{{ v }}",
        "{%",
        "&a ",
        "*a",
        ": ",
        "|",
        "\"",
        "\\",
        "é",
        "文",
        "<",
        "/>",
        "\u{1b}[31m",
        "##[x]",
        "::error::",
        "\u{9b}",
        "\n==\n",
        "%",
    ];
    let mut bytes = input.to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        match numbers.below(6) {
            0 if at < bytes.len() => bytes[at] = numbers.next().to_le_bytes()[0],
            1 if at < bytes.len() => {
                bytes.remove(at);
            }
            2 => bytes.truncate(at),
            3 => {
                let end = (at + numbers.below(64)).min(bytes.len());
                let part = bytes[at..end].repeat(1 + numbers.below(8));
                bytes.splice(at..at, part);
            }
            4 => {
                let from = numbers.below(other.len());
                let end = (from + numbers.below(128)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
            _ => {
                let token = TOKENS[numbers.below(TOKENS.len())];
                bytes.splice(at..at, token.bytes());
            }
        }
    }
    bytes.truncate(64 << 10);
    bytes
}

fn run(target: Target) {
    let (name, body) = target;
    let inputs = inputs(target);
    let attempt = |what: &str, bytes: &[u8]| {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(bytes)));
        assert!(result.is_ok(), "{name} fails on {what}: {:?}", String::from_utf8_lossy(bytes));
    };
    for (file, bytes) in &inputs {
        attempt(file, bytes);
    }
    let mut numbers = Numbers(1);
    for number in 0..MUTATIONS {
        let first = &inputs[numbers.below(inputs.len())].1;
        let second = &inputs[numbers.below(inputs.len())].1;
        // Files of some size are read slowly: fewer of them are tried.
        if first.len() > 20_000 && number % 16 != 0 {
            continue;
        }
        let bytes = mutated(first, second, &mut numbers);
        attempt(&format!("mutation {number}"), &bytes);
    }
}

#[test]
fn yaml() {
    run(TARGETS[0]);
}

#[test]
fn prose() {
    run(TARGETS[1]);
}

#[test]
fn composing() {
    run(TARGETS[2]);
}

#[test]
fn images() {
    run(TARGETS[3]);
}

#[test]
fn docx() {
    run(TARGETS[4]);
}

#[test]
fn pdf() {
    run(TARGETS[5]);
}

#[test]
fn citations() {
    run(TARGETS[6]);
}

#[test]
fn manifests() {
    run(TARGETS[7]);
}

#[test]
fn svg() {
    run(TARGETS[11]);
}

#[test]
fn repositories() {
    run(TARGETS[8]);
}

#[test]
fn dependencies() {
    run(TARGETS[9]);
}

#[test]
fn messages() {
    run(TARGETS[10]);
}
