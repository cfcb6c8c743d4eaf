//! `--deps`: what outputs were made from, for build systems.

use std::path::{Path, PathBuf};

use serde_json::json;

/// The files of one document.
#[derive(Debug)]
pub(super) struct Dependencies {
    /// Files read.
    pub(super) inputs: Vec<PathBuf>,
    /// Files and folders that would have been read had they been there.
    pub(super) absent: Vec<PathBuf>,
    /// Files written.
    pub(super) outputs: Vec<PathBuf>,
}

/// The text of the file: JSON if its name says so, else makefile rules.
pub(super) fn text(file: &Path, documents: &[&Dependencies]) -> String {
    if file.extension().is_some_and(|extension| extension == "json") {
        json_text(documents)
    } else {
        rules(documents)
    }
}

fn json_text(documents: &[&Dependencies]) -> String {
    let all = |list: fn(&Dependencies) -> &Vec<PathBuf>| -> Vec<&PathBuf> {
        let mut paths: Vec<&PathBuf> = documents.iter().flat_map(|one| list(one)).collect();
        paths.sort();
        paths.dedup();
        paths
    };
    let value = json!({
        "inputs": all(|one| &one.inputs),
        "absent": all(|one| &one.absent),
        "outputs": all(|one| &one.outputs),
        "documents": documents
            .iter()
            .map(|one| json!({ "inputs": one.inputs, "absent": one.absent, "outputs": one.outputs }))
            .collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// A rule for each document, then an empty rule for each input, so that make does not stop at one
/// that was deleted since (as compilers write under `-MP`). Read by make and by ninja (`deps` of
/// the kind gcc).
fn rules(documents: &[&Dependencies]) -> String {
    let list = |paths: &[PathBuf]| {
        let escaped: Vec<String> = paths.iter().map(|path| escape(path)).collect();
        escaped.join(" ")
    };
    let mut text = String::new();
    let mut inputs = std::collections::BTreeSet::new();
    for document in documents {
        text.push_str(&format!("{}: {}\n", list(&document.outputs), list(&document.inputs)));
        inputs.extend(document.inputs.iter().map(|path| escape(path)));
    }
    for input in inputs {
        text.push_str(&format!("{input}:\n"));
    }
    text
}

/// A path as makefiles write it: `$`, spaces and `#` are make's own.
fn escape(path: &Path) -> String {
    path.to_string_lossy().replace(' ', "\\ ").replace('#', "\\#").replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_escaped_and_survive_deletions() {
        let document = Dependencies {
            inputs: vec![PathBuf::from("a b/guide.yaml"), PathBuf::from("c#$.svg")],
            absent: vec![PathBuf::from("fonts")],
            outputs: vec![PathBuf::from("build/x-en.pdf"), PathBuf::from("build/x-en.docx")],
        };
        assert_eq!(
            text(Path::new("guide.d"), &[&document]),
            "build/x-en.pdf build/x-en.docx: a\\ b/guide.yaml c\\#$$.svg\n\
             a\\ b/guide.yaml:\n\
             c\\#$$.svg:\n"
        );
    }
}
