//! Why a file of the sources is not found: how its name is written, and what there is instead.

use std::path::Path;

use unicode_normalization::UnicodeNormalization as _;

use super::Project;
use crate::diagnostic::{Code, Diagnostic, closest};

impl Project {
    /// Says of a file of the sources that cannot be read what is wrong with its name, and which file
    /// is probably meant.
    #[must_use]
    pub fn explain(&self, file: &str, mut diagnostic: Diagnostic) -> Diagnostic {
        let found = match diagnostic.code {
            Code::PathOutside => misnamed(file),
            Code::MissingFile => self.other_file(file).map(|hint| (None, hint)),
            Code::NotAFile if !is_yaml(file) => {
                Some((None, "name a file in the project's folder `sources`".to_owned()))
            }
            _ => None,
        };
        if let Some((message, hint)) = found {
            diagnostic.message = message.unwrap_or(diagnostic.message);
            diagnostic.hints = vec![hint];
        }
        diagnostic
    }

    /// What to do about a file that is not there.
    fn other_file(&self, file: &str) -> Option<String> {
        let there = self.files_of_sources();
        let is_there = |name: &str| there.iter().any(|other| other == name);
        let meant = |name: &str| Some(format!("did you mean `{name}`?"));
        let trimmed = file.trim();
        if trimmed != file && is_there(trimmed) {
            return Some("take the space at the end of the name away".to_owned());
        }
        if let Some(inside) = trimmed.strip_prefix("sources/")
            && is_there(inside)
        {
            return Some(format!("files are named from the folder `sources` on: write `{inside}`"));
        }
        let folded = |name: &str| name.nfc().collect::<String>().to_lowercase();
        if let Some(other) = there.iter().find(|other| folded(other) == folded(trimmed)) {
            return Some(format!(
                "did you mean `{other}`? Capital and small letters are not the same"
            ));
        }
        let name = |path: &str| folded(path.rsplit('/').next().unwrap_or(path));
        if let Some(other) = there.iter().find(|other| name(other) == name(trimmed)) {
            return meant(other);
        }
        let stem = |path: &str| Path::new(&folded(path)).with_extension("");
        if let Some(other) = there.iter().find(|other| stem(other) == stem(trimmed)) {
            return meant(other);
        }
        // Of the files that plenary itself names, none stands for another.
        let images = there.iter().map(String::as_str).filter(|other| !is_yaml(other));
        if is_yaml(trimmed) { None } else { meant(closest(trimmed, images)?) }
    }

    /// Every file of the sources, named from their folder on. Empty if they cannot be listed.
    fn files_of_sources(&self) -> Vec<String> {
        let (files, _) = self.list("sources").unwrap_or_default();
        let edition = self.edition_name().map(|edition| format!("{edition}/"));
        files
            .into_iter()
            .map(|file| match &edition {
                Some(edition) => file.strip_prefix(edition.as_str()).unwrap_or(&file).to_owned(),
                None => file,
            })
            .collect()
    }
}

/// What is wrong with a path that no file of the sources can have.
fn misnamed(file: &str) -> Option<(Option<String>, String)> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if file.contains("://") {
        return Some((
            Some(format!("`{file}` is an address of the web, not a file of the project")),
            format!("save it in the folder `sources/images`, and write `images/{name}`"),
        ));
    }
    let drive = file.as_bytes().get(1) == Some(&b':');
    if drive || file.starts_with(['/', '~']) {
        return Some((
            Some(format!("the path `{file}` leads out of the project")),
            format!("copy the file into the folder `sources/images`, and write `images/{name}`"),
        ));
    }
    let parts: Vec<&str> =
        file.split(['/', '\\']).filter(|part| !["", "."].contains(part)).collect();
    if parts.contains(&"..") {
        return None;
    }
    let fixed = parts.join("/");
    // A sound name may still lead out of the project, by a link.
    if fixed == file {
        return None;
    }
    let message = if file.contains('\\') {
        format!("the path `{file}` is written with backslashes")
    } else {
        format!("the path `{file}` has more in it than names of folders and of the file")
    };
    Some((Some(message), format!("write `{fixed}`")))
}

/// Whether a file is one of plenary's own, whose names end in small letters.
fn is_yaml(file: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|extension| extension == "yaml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_right() {
        let hint = |file: &str| misnamed(file).map(|(_, hint)| hint);
        assert_eq!(hint(r"images\sub\x.png").as_deref(), Some("write `images/sub/x.png`"));
        assert_eq!(hint("./images//x.png").as_deref(), Some("write `images/x.png`"));
        assert!(hint(r"C:\x.png").is_some_and(|hint| hint.contains("`images/x.png`")));
        assert_eq!(hint("../x.png"), None);
    }
}
