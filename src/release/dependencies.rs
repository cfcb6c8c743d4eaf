//! `--deps`: what outputs were made from, for build systems.
//!
//! A makefile is a program: a name of a file that means something there would run. What make cannot
//! carry as a name is therefore refused, not escaped as well as can be.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::diagnostic::{Code, Diagnostic};

/// The files of one document.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    /// Files read.
    pub inputs: Vec<PathBuf>,
    /// Files and folders that would have been read had they been there.
    pub absent: Vec<PathBuf>,
    /// Files written.
    pub outputs: Vec<PathBuf>,
}

impl Dependencies {
    /// Why these files cannot be listed in a file of this name; none if they can.
    #[must_use]
    pub fn refusal(&self, file: &Path) -> Option<Diagnostic> {
        let mut names = self.outputs.iter().chain(&self.inputs);
        if is_json(file) {
            let name = names.chain(&self.absent).find(|name| name.to_str().is_none())?;
            return Some(refusal(name, "JSON has texts in Unicode alone", "rename it"));
        }
        let (name, reason) = names.find_map(|name| Some((name, obstacle(name)?)))?;
        let hint = "rename it, or ask for the list as JSON: `--deps FILE.json`";
        Some(refusal(name, &reason, hint))
    }

    /// Whether a file is one of those read or written, under whatever name.
    #[must_use]
    pub fn has(&self, file: &Path) -> bool {
        let Some(place) = place(file) else { return false };
        self.inputs.iter().chain(&self.outputs).any(|own| {
            self::place(own).is_some_and(|own| own == place)
                || own.canonicalize().is_ok_and(|own| own == place)
        })
    }
}

/// A path with its folder as it really is; the file need not be there.
fn place(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new(".")).canonicalize().ok()?;
    Some(folder.join(file.file_name()?))
}

fn refusal(name: &Path, reason: &str, hint: &str) -> Diagnostic {
    let message =
        format!("the list of dependencies cannot name `{}`: {reason}", name.to_string_lossy());
    Diagnostic::new(Code::UnwritableName, message).hint(hint)
}

/// What makes a path no name to make; none if it is one.
///
/// GNU make 4.4 has no escape for most of its signs, and ninja knows others than make. Refused is
/// what either would take for something else: the end of a target (`:`), a recipe (`;`), a variable
/// (`=`), the rest of the prerequisites (`|`), a pattern (`%`), files that match (`*`, `?`, `[`), a
/// home folder (`~`), a member of an archive (`a(b)`), targets made together (`a& :`).
fn obstacle(path: &Path) -> Option<String> {
    let Some(name) = path.to_str() else {
        return Some("it is no text in UTF-8".to_owned());
    };
    let name = without_drive(name);
    let sign = name.chars().find(|sign| {
        sign.is_control()
            || matches!(sign, ':' | ';' | '=' | '|' | '%' | '*' | '?' | '[' | ']')
            || (*sign == '\\' && !cfg!(windows))
            || (sign.is_whitespace() && *sign != ' ')
    });
    let at_the_end = || name.chars().next_back().filter(|sign| matches!(sign, '&' | ')' | ' '));
    let at_the_beginning = || name.chars().next().filter(|sign| matches!(sign, '~' | '-' | '('));
    let said = |sign: char, place: &str| match sign {
        ' ' => format!("make takes no space {place}"),
        sign if sign.is_control() || sign.is_whitespace() => {
            format!("make cannot have the character U+{:04X} in a name", u32::from(sign))
        }
        sign => format!("to make the sign `{sign}` {place} is no part of a name"),
    };
    sign.map(|sign| said(sign, "in it"))
        .or_else(|| at_the_end().map(|sign| said(sign, "at its end")))
        .or_else(|| at_the_beginning().map(|sign| said(sign, "at its beginning")))
        .or_else(|| name.is_empty().then(|| "it is empty".to_owned()))
}

/// A path of Windows without `C:`, which make knows there.
fn without_drive(name: &str) -> &str {
    let is_drive = cfg!(windows)
        && name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && name.as_bytes().get(1) == Some(&b':');
    name.get(if is_drive { 2 } else { 0 }..).unwrap_or(name)
}

fn is_json(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "json")
}

/// The text of the file: JSON if its name says so, else makefile rules. Names are those that
/// [`Dependencies::refusal`] has nothing against.
#[must_use]
pub fn text(file: &Path, documents: &[&Dependencies]) -> String {
    if is_json(file) { json_text(documents) } else { rules(documents) }
}

fn json_text(documents: &[&Dependencies]) -> String {
    let names = |paths: &[PathBuf]| -> Vec<String> {
        paths.iter().map(|path| path.to_string_lossy().into_owned()).collect()
    };
    let all = |list: fn(&Dependencies) -> &Vec<PathBuf>| -> Vec<String> {
        let mut paths: Vec<PathBuf> = documents.iter().flat_map(|one| list(one).clone()).collect();
        paths.sort();
        paths.dedup();
        names(&paths)
    };
    let one = |one: &&Dependencies| {
        let (inputs, absent) = (names(&one.inputs), names(&one.absent));
        json!({ "inputs": inputs, "absent": absent, "outputs": names(&one.outputs) })
    };
    let value = json!({
        "inputs": all(|one| &one.inputs),
        "absent": all(|one| &one.absent),
        "outputs": all(|one| &one.outputs),
        "documents": documents.iter().map(one).collect::<Vec<_>>(),
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
    let name = path.to_string_lossy();
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() };
    name.replace(' ', "\\ ").replace('#', "\\#").replace('$', "$$")
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

    #[test]
    fn what_make_would_take_for_something_else_is_refused() {
        let refused = |name: &str| {
            let inputs = vec![PathBuf::from("a"), PathBuf::from(name)];
            let own = Dependencies { inputs, ..Dependencies::default() };
            own.refusal(Path::new("guide.d")).map(|diagnostic| diagnostic.message)
        };
        let names = [
            "a=;touch\tPWNED;true\t.svg",
            "a:b.svg",
            "a\nb",
            "a\rb",
            "a\u{b}b",
            "a%b",
            "a*b",
            "a?b",
            "a[b",
            "a]b",
            "a|b",
            "a;b",
            "a\\b",
            "a\\ b",
            "~a",
            "-a",
            "a&",
            "a(b)",
            "(a",
            "a ",
            "a\u{a0}b",
            "a\u{2028}b",
            "",
        ];
        for name in names {
            assert!(refused(name).is_some(), "{name:?}");
        }
        for name in [
            "a b.svg",
            "a#b",
            "a$b",
            "Q&A.yaml",
            "a (1).svg",
            "é/文.yaml",
            "a'b",
            "a~b",
            "a,b@c+d!e",
        ] {
            assert_eq!(refused(name), None, "{name:?}");
        }
        assert_eq!(
            refused("x/a:b.svg").as_deref(),
            Some(
                "the list of dependencies cannot name `x/a:b.svg`: to make the sign `:` in it is no part of a name"
            )
        );
    }
}
