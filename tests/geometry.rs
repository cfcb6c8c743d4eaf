//! Pages as they are laid out: damaged ones are told of, sound ones are not.
//!
//! Damage is done to the generated Typst files before layout, where it stands for whatever mistake in
//! our rules or in Typst would lead to such a page.

use std::path::Path;
use std::time::Instant;

use plenary::diagnostic::{Code, Diagnostic, Diagnostics};
use plenary::export::pdf::{
    Options, Standard, check_pages, forget_layouts, lay_out, lay_out_altered,
};
use plenary::export::tables::plan;
use plenary::pipeline;
use plenary::project::Project;

use crate::corpus::lay_out_case;

/// What is said of a case of the corpus whose generated files were altered. The second is whether
/// the place of a diagnostic is in a file of the sources.
fn said(case: &str, alter: &dyn Fn(&str, &str) -> String) -> Vec<(Diagnostic, Option<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(case);
    let folder = lay_out_case(&path);
    let project = Project::open(folder.path()).expect("project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    let composed = composed.expect("composed");
    let theme = &composed.source.template.theme;
    let tables = plan(&composed.document, theme, &composed.fonts, &mut Diagnostics::new());
    let options = Options {
        timestamp: 0,
        tables: &tables,
        fonts: &composed.fonts,
        producer: "test".to_owned(),
        standards: Standard::DEFAULT.to_vec(),
    };
    let mut found = Diagnostics::new();
    let laid_out = lay_out_altered(&composed.document, theme, &options, alter, &mut found);
    if let Err(refused) = laid_out {
        found.extend(refused);
    }
    found
        .into_iter()
        .map(|one| {
            let file = one.span.and_then(|span| project.source_map().file(span.file));
            (
                one.clone(),
                file.map(|file| {
                    file.path().rsplit_once("sources/").map_or("", |(_, name)| name).to_owned()
                }),
            )
        })
        .collect()
}

/// The one diagnostic of a code.
fn one(found: &[(Diagnostic, Option<String>)], code: Code) -> &(Diagnostic, Option<String>) {
    let mut own = found.iter().filter(|(one, _)| one.code == code);
    let first = own.next().unwrap_or_else(|| panic!("no {code} in {found:#?}"));
    assert!(own.next().is_none(), "{code} is told of more than once: {found:#?}");
    first
}

/// Puts code at the beginning of the text of sections, behind what their files import.
fn at_start(path: &str, text: &str, section: &str, code: &str) -> String {
    if !path.starts_with("sections/") || !path.contains(section) {
        return text.to_owned();
    }
    let head = text.find("\n\n").map_or(0, |at| at + 2);
    format!("{}{code}{}", &text[..head], &text[head..])
}

/// The text of a section's file with another in place of the first `from`, which must be there.
fn replaced(path: &str, text: &str, section: &str, from: &str, to: &str) -> String {
    if !path.starts_with("sections/") || !path.contains(section) {
        return text.to_owned();
    }
    assert!(text.contains(from), "{path} has no {from}:\n{text}");
    text.replacen(from, to, 1)
}

#[test]
fn sound_pages_are_passed_over() {
    let found = said("table", &|_, text| text.to_owned());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn words_that_reach_into_the_next_column_are_told_of() {
    let found = said("table", &|path, text| {
        let long = "#box(width: 420pt)[First words in a cell that run on through the next column to its very end and beyond];";
        replaced(path, text, "intro", "#\"First\";", long)
    });
    let (told, file) = one(&found, Code::TextOverText);
    assert!(told.message.contains("“First words"), "{}", told.message);
    assert_eq!(file.as_deref(), Some("sections/introduction.yaml"));
}

#[test]
fn words_that_leave_their_column_are_told_of_even_where_nothing_else_stands() {
    let found = said("table", &|path, text| {
        let long = "#box(width: 300pt)[Second words that pass the edge of it];";
        replaced(path, text, "intro", "#\"Second\";", long)
    });
    let (told, file) = one(&found, Code::TextOutside);
    assert!(told.message.contains("column 1 (“Name”)"), "{}", told.message);
    assert_eq!(file.as_deref(), Some("sections/introduction.yaml"));
}

#[test]
fn a_row_that_is_higher_than_the_page_is_told_of() {
    let tall = "#box(inset: (top: 900pt))[Lost words #\"First\";];";
    let found = said("table", &|path, text| replaced(path, text, "intro", "#\"First\";", tall));
    let (told, file) = one(&found, Code::OffSheet);
    assert!(told.message.contains("from “Lost words"), "{}", told.message);
    assert!(told.hints[0].contains("the table"), "{:?}", told.hints);
    assert_eq!(file.as_deref(), Some("sections/introduction.yaml"));
}

#[test]
fn what_is_kept_together_and_reaches_into_the_lower_margin_is_told_of() {
    let tall = "#block(breakable: false)[#v(705pt)At the foot]\n\n";
    let found = said("table", &|path, text| at_start(path, text, "intro", tall));
    let (told, _) = one(&found, Code::TextOutside);
    assert!(told.message.contains("lower margin"), "{}", told.message);
}

#[test]
fn a_note_on_another_page_than_its_mark_is_told_of() {
    // A block that sticks to the next one moves to the next page, and its note does not.
    let moved = "#v(560pt)\n#block(sticky: true)[Words#note(\"7\", \"note:77\")[Its note.]]\n\
                 #block(breakable: false)[#v(200pt)End]\n";
    let found = said("table", &|path, text| at_start(path, text, "intro", moved));
    let (told, _) = one(&found, Code::NotePage);
    assert!(
        told.message.contains("begins on page 3, and its mark stands on page 4"),
        "{}",
        told.message
    );
}

#[test]
fn figures_that_leave_their_column_or_the_sheet_are_told_of() {
    let shifted = |by: &str| {
        let code = format!("#show image: it => move(dx: {by}, it)\n");
        said("figures", &move |path, text| at_start(path, text, "intro", &code))
    };
    let found = shifted("50pt");
    let (told, file) = &found[0];
    assert_eq!(told.code, Code::FigureOutside);
    assert!(told.message.contains(".svg`"), "{}", told.message);
    assert_eq!(file.as_deref(), Some("sections/introduction.yaml"));
    let found = shifted("400pt");
    assert_eq!(found[0].0.code, Code::OffSheet, "{found:#?}");
}

#[test]
fn texts_and_images_over_each_other_are_told_of() {
    let over = "#place(top + left, dy: 36pt)[Words printed over what stands on the page]\n";
    let found = said("table", &|path, text| at_start(path, text, "intro", over));
    one(&found, Code::TextOverText);
    let over = "#show image: it => it + place(dy: -40pt, dx: 20pt)[Words over the image]\n";
    let found = said("figures", &|path, text| at_start(path, text, "intro", over));
    let (told, _) = one(&found, Code::TextOverText);
    assert!(told.message.contains("over the image"), "{}", told.message);
}

#[test]
fn a_running_title_that_is_too_long_is_told_of_once() {
    let found = said("table", &|path, text| {
        if path != "main.typ" {
            return text.to_owned();
        }
        let long = format!("page-header([{}", "Words of a running title without end ".repeat(12));
        text.replace("page-header([", &long)
    });
    assert!(!found.is_empty());
    assert!(found.iter().all(|(one, _)| one.hints[0].contains("short-title")), "{found:#?}");
}

#[test]
fn a_title_over_the_artwork_of_the_cover_is_told_of() {
    let title = "A title that goes on and on, for many more lines than a cover has room for ";
    let found = said("figures", &|path, text| {
        if path.starts_with("sections/000") {
            let long = format!("#style-cover-title()[{}", title.repeat(12));
            assert!(text.contains("#style-cover-title()["), "{text}");
            return text.replacen("#style-cover-title()[", &long, 1);
        }
        text.to_owned()
    });
    let (told, _) = one(&found, Code::TextOverText);
    assert!(told.hints[0].contains("cover"), "{:?}", told.hints);
}

/// What looking at the pages costs beside the layout, for a project of any size: the shipped guide, or
/// the folder that `PLENARY_PROJECT` names.
#[test]
fn looking_at_the_pages_costs_less_than_a_twentieth_of_the_layout() {
    let folder = std::env::var("PLENARY_PROJECT");
    let folder = folder.unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let project = Project::open(Path::new(&folder)).expect("project");
    let composed = pipeline::compose(&project, &mut Diagnostics::new()).expect("readable");
    let composed = composed.expect("composed");
    let theme = &composed.source.template.theme;
    let tables = plan(&composed.document, theme, &composed.fonts, &mut Diagnostics::new());
    let options = Options {
        tables: &tables,
        timestamp: 0,
        fonts: &composed.fonts,
        producer: "test".to_owned(),
        standards: Standard::DEFAULT.to_vec(),
    };
    let document = &composed.document;
    forget_layouts();
    let started = Instant::now();
    let laid_out = lay_out(document, theme, &options, &mut Diagnostics::new()).expect("layout");
    let layout = started.elapsed();
    let looked = (0..3).map(|_| {
        let started = Instant::now();
        assert!(check_pages(&laid_out, document, theme).is_empty());
        started.elapsed()
    });
    let looked = looked.min().expect("rounds");
    let pages = laid_out.layout.pages;
    let said = format!("{pages} pages: looking {looked:?}, layout {layout:?}");
    assert!(looked < layout / 20, "{said}");
    if std::env::var_os("PLENARY_PROJECT").is_some() {
        std::fs::write(Path::new(&folder).join("looking.txt"), said).expect("looking.txt");
    }
}
