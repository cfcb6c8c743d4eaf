//! `plenary init`: a small new project that builds.

use std::path::Path;

use super::Outcome;
use super::args::InitArguments;
use super::terminal::Terminal;
use crate::project::EnvironmentError;

/// Files of the new project, per template.
const UN_GUIDE: [(&str, &str); 5] = [
    ("sources/guide.yaml", include_str!("init/un-guide/guide.yaml")),
    ("sources/images.yaml", include_str!("init/un-guide/images.yaml")),
    ("sources/images/example.svg", include_str!("init/un-guide/example.svg")),
    ("sources/sections/introduction.yaml", include_str!("init/un-guide/introduction.yaml")),
    ("sources/sections/example.yaml", include_str!("init/un-guide/example.yaml")),
];

const UN_NOTE: [(&str, &str); 2] = [
    ("sources/guide.yaml", include_str!("init/un-note/guide.yaml")),
    ("sources/sections/text.yaml", include_str!("init/un-note/text.yaml")),
];

pub(super) fn run(
    arguments: &InitArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let folder = &arguments.folder;
    let files: &[(&str, &str)] = match arguments.template.as_str() {
        "un-guide" => &UN_GUIDE,
        "un-note" => &UN_NOTE,
        other => {
            terminal.remark(&format!(
                "error: there is no example for the template `{other}`: use un-guide or un-note"
            ));
            return Ok(Outcome::Usage);
        }
    };
    let failed = |path: &Path, source| EnvironmentError {
        action: "cannot write",
        path: path.to_owned(),
        source,
    };
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied || folder.is_file() {
        terminal.remark(&format!("error: `{}` is not an empty folder", folder.display()));
        return Ok(Outcome::Usage);
    }
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|source| failed(parent, source))?;
        }
        std::fs::write(&path, text).map_err(|source| failed(&path, source))?;
    }
    terminal.remark(&format!(
        "made {}: build it with `plenary build --project {}`",
        folder.display(),
        folder.display()
    ));
    Ok(Outcome::Fine)
}
