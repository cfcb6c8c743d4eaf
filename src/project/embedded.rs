//! The template and font folders as they were when the binary was built.

use include_dir::{Dir, include_dir};

use crate::fonts::FontFile;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static FONTS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fonts");

/// A file of a template.
pub(super) fn template_file(template: &str, file: &str) -> Option<&'static [u8]> {
    TEMPLATES.get_file(format!("{template}/{file}")).map(include_dir::File::contents)
}

/// The `.j2` files of a template, relative to its folder.
pub(super) fn template_files(template: &str) -> Vec<String> {
    let mut files = Vec::new();
    if let Some(folder) = TEMPLATES.get_dir(template) {
        collect(folder, &mut |file| {
            let path = file.path().to_string_lossy().replace('\\', "/");
            if let Some(relative) = path.strip_prefix(&format!("{template}/"))
                && file.path().extension().is_some_and(|extension| extension == "j2")
            {
                files.push(relative.to_owned());
            }
        });
    }
    files.sort();
    files
}

/// Names of the templates.
pub(super) fn template_names() -> Vec<String> {
    TEMPLATES.dirs().map(|folder| folder.path().to_string_lossy().into_owned()).collect()
}

/// A font file.
pub(super) fn font(path: &str) -> Option<&'static [u8]> {
    FONTS.get_file(path).map(include_dir::File::contents)
}

/// Every font file, in the order of paths.
pub(super) fn fonts() -> Vec<FontFile> {
    let mut files = Vec::new();
    collect(&FONTS, &mut |file| {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let is_font = file.path().extension().is_some_and(|extension| extension == "ttf");
        if is_font {
            files.push(FontFile::embedded(path, file.contents()));
        }
    });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(
    folder: &'static Dir<'static>,
    visit: &mut dyn FnMut(&'static include_dir::File<'static>),
) {
    for file in folder.files() {
        visit(file);
    }
    for inner in folder.dirs() {
        collect(inner, visit);
    }
}
