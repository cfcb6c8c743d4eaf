//! Names of files whose accents are signs of their own on the disk, as some systems write them. A
//! name in YAML is composed when it is read, so the two are compared composed.

use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization as _;

use super::Project;

impl Project {
    /// A path as it is written on the disk: the path itself if it is there or nothing like it is.
    pub(super) fn as_on_disk(&self, path: &str) -> String {
        if path.is_ascii() || self.root.join(path).exists() {
            return path.to_owned();
        }
        let mut folder: PathBuf = self.root.clone();
        let mut found = Vec::new();
        for name in path.split('/') {
            let Some(spelled) = entry_like(&folder, name) else { return path.to_owned() };
            folder.push(&spelled);
            found.push(spelled);
        }
        found.join("/")
    }
}

/// The entry of a folder that has a name but for its composition.
fn entry_like(folder: &std::path::Path, name: &str) -> Option<String> {
    let composed = |name: &str| name.nfc().collect::<String>();
    let wanted = composed(name);
    let names = std::fs::read_dir(folder).ok()?.flatten();
    let mut alike: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|other| composed(other) == wanted)
        .collect();
    alike.sort();
    alike.into_iter().next()
}
