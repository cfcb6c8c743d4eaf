//! Reads a whole project: manifest, template, sections, catalogue and image files.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::guide::Guide;
use super::images::{self, Catalogue};
use super::section::{self, Section};
use super::yaml::{self, Value};
use super::{distinct, image_file, references, svg};
use crate::citation::Bibliography;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Severity, closest};
use crate::document::{Image, ImageFormat, Language};
use crate::project::{EnvironmentError, Project, ReadError};
use crate::template::Template;

/// Most sections of a guide.
const MAX_SECTIONS: usize = 2_000;
/// Most images of a catalogue.
const MAX_IMAGES: usize = 5_000;

/// A project as its editor wrote it, read and typed.
#[derive(Clone, Debug)]
pub struct Source {
    /// The manifest.
    pub guide: Guide,
    /// The template.
    pub template: Template,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// The image catalogue.
    pub catalogue: Catalogue,
    /// The bibliography.
    pub bibliography: Bibliography,
    /// Keys of the sources that the sections cite.
    pub cited: BTreeSet<String>,
    /// Every key of the catalogue, those of entries that could not be read among them. None if the
    /// catalogue could not be read.
    pub image_keys: Option<BTreeSet<String>>,
    /// Image files by catalogue key.
    pub images: IndexMap<String, Image>,
    /// Whether every section listed could be read whole. If not, the document is composed only
    /// to find further problems, and what is missing is not reported twice.
    pub complete: bool,
}

/// Reads the project. `None` means that so much is missing that nothing can be composed.
///
/// # Errors
/// If the machine fails; the editor's mistakes are diagnostics.
pub fn load(
    project: &Project,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Source>, EnvironmentError> {
    let path = project.source_path("guide.yaml");
    let (file, _) = match project.read_text(&path, None) {
        Ok(found) => found,
        Err(ReadError::Environment(error)) => return Err(error),
        Err(ReadError::Diagnostic(diagnostic)) => {
            diagnostics.push(no_guide(project, *diagnostic));
            return Ok(None);
        }
    };
    let before = diagnostics.count(Severity::Error);
    let node = yaml::read(project.source_map(), file, diagnostics);
    let guide = node.and_then(|node| Guide::read(&node, diagnostics));
    let guide_sound = diagnostics.count(Severity::Error) == before;
    let Some(guide) = guide else {
        // The manifest is broken, but the syntax of the other files can still be checked.
        check_syntax(project, diagnostics)?;
        return Ok(None);
    };
    diagnostics.judge_by(guide.checks.clone());
    check_edition(project, &guide, diagnostics)?;
    let errors_before = diagnostics.count(Severity::Error);
    let template = Template::load(
        project,
        &guide.template,
        guide.layout.as_ref(),
        guide.language,
        diagnostics,
    )?;
    let template_errors = diagnostics.count(Severity::Error) - errors_before;
    let Some(template) = template.filter(|_| template_errors == 0) else {
        check_syntax(project, diagnostics)?;
        return Ok(None);
    };
    let variables = guide.values();
    let sections = load_sections(project, &guide, &template, &variables, diagnostics)?;
    distinct::check(&sections, &template.one_section_for, diagnostics);
    let bibliography = load_bibliography(project, &variables, diagnostics)?;
    let (catalogue, image_keys) = load_catalogue(project, &variables, guide.language, diagnostics)?;
    if let Some(first_beyond) = catalogue.values().nth(MAX_IMAGES) {
        diagnostics.push(
            Diagnostic::new(
                Code::ProjectTooLarge,
                format!(
                    "the catalogue has {} images; at most {MAX_IMAGES} are read",
                    catalogue.len()
                ),
            )
            .at(first_beyond.span),
        );
        return Ok(None);
    }
    let images = load_images(project, &catalogue, diagnostics)?;
    // What the guide says wrongly is missing wherever a template prints it.
    let complete = guide_sound
        && guide.lists_all
        && sections.len() == guide.sections.len()
        && sections.iter().all(|section| section.complete);
    let cited = check_citations(&bibliography, &sections, complete, diagnostics);
    if !guide.defines_all {
        diagnostics.retain(|found| found.code != Code::UndefinedVariable);
    }
    Ok(Some(Source {
        guide,
        template,
        sections,
        catalogue,
        bibliography,
        cited,
        image_keys,
        images,
        complete,
    }))
}

/// A folder without a manifest is no project, or its manifest has another name.
fn no_guide(project: &Project, diagnostic: Diagnostic) -> Diagnostic {
    let found = project.explain("guide.yaml", diagnostic);
    if found.code == Code::MissingFile && found.hints.is_empty() {
        return found.hint(
            "go to the folder of a guide, or name it: `plenary build FOLDER`; `plenary init NAME` makes a new one",
        );
    }
    found
}

/// An edition is of the same guide, in the language that its folder is named after.
fn check_edition(
    project: &Project,
    guide: &Guide,
    diagnostics: &mut Diagnostics,
) -> Result<(), EnvironmentError> {
    let Some(edition) = project.edition_name() else { return Ok(()) };
    if guide.language.code() != edition {
        let language = guide.language.code();
        diagnostics.push(
            Diagnostic::new(
                Code::EditionDisagrees,
                format!(
                    "the edition in `sources/{edition}` says that its language is `{language}`"
                ),
            )
            .at(guide.language_span)
            .hint("name the folder after the language"),
        );
    }
    // The original is no input of its editions, so it is read apart from them.
    let original = load_guide(&Project::open(project.root())?)?;
    if let Some(original) = original
        && original.id.value != guide.id.value
    {
        diagnostics.push(
            Diagnostic::new(
                Code::EditionDisagrees,
                format!(
                    "the edition in `sources/{edition}` has the id `{}`; the original has `{}`",
                    guide.id.value, original.id.value
                ),
            )
            .at(guide.id.span)
            .hint("editions of one guide share its id"),
        );
    }
    Ok(())
}

/// Reads the manifest only, without a word about its mistakes. None if it cannot be read.
///
/// # Errors
/// If the machine fails.
pub fn load_guide(project: &Project) -> Result<Option<Guide>, EnvironmentError> {
    let mut unsaid = Diagnostics::new();
    let Some((file, _)) = text(project, &project.source_path("guide.yaml"), &mut unsaid)? else {
        return Ok(None);
    };
    let node = yaml::read(project.source_map(), file, &mut unsaid);
    Ok(node.and_then(|node| Guide::read(&node, &mut unsaid)))
}

/// Reads the manifest and its template only.
///
/// # Errors
/// If the machine fails.
pub fn load_template(
    project: &Project,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Template>, EnvironmentError> {
    let Some((file, _)) = text(project, &project.source_path("guide.yaml"), diagnostics)? else {
        return Ok(None);
    };
    let node = yaml::read(project.source_map(), file, diagnostics);
    let Some(guide) = node.and_then(|node| Guide::read(&node, diagnostics)) else {
        return Ok(None);
    };
    let layout = guide.layout.as_ref();
    Template::load(project, &guide.template, layout, guide.language, diagnostics)
}

fn text(
    project: &Project,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(FileId, Arc<str>)>, EnvironmentError> {
    match project.read_text(path, None) {
        Ok(found) => Ok(Some(found)),
        Err(ReadError::Environment(error)) => Err(error),
        Err(ReadError::Diagnostic(diagnostic)) => {
            diagnostics.push(*diagnostic);
            Ok(None)
        }
    }
}

fn section_ids(
    project: &Project,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<String>, EnvironmentError> {
    match project.section_ids() {
        Ok(ids) => Ok(ids),
        Err(ReadError::Environment(error)) => Err(error),
        Err(ReadError::Diagnostic(diagnostic)) => {
            diagnostics.push(*diagnostic);
            Ok(Vec::new())
        }
    }
}

fn check_syntax(project: &Project, diagnostics: &mut Diagnostics) -> Result<(), EnvironmentError> {
    let sections = section_ids(project, diagnostics)?.into_iter().take(MAX_SECTIONS);
    let mut files: Vec<String> = sections.map(|id| format!("sections/{id}.yaml")).collect();
    let others = ["images.yaml", "references.yaml"].into_iter();
    files.extend(others.filter(|file| project.has_source(file)).map(str::to_owned));
    for file in files {
        let path = project.source_path(&file);
        if let Some((file, _)) = text(project, &path, diagnostics)? {
            yaml::read(project.source_map(), file, diagnostics);
        }
    }
    Ok(())
}

fn load_sections(
    project: &Project,
    guide: &Guide,
    template: &Template,
    variables: &IndexMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Section>, EnvironmentError> {
    let there = section_ids(project, diagnostics)?;
    let mut files = Vec::new();
    let mut meant = BTreeSet::new();
    if guide.sections.len() > MAX_SECTIONS || there.len() > MAX_SECTIONS {
        let count = guide.sections.len().max(there.len());
        diagnostics.push(
            Diagnostic::new(
                Code::ProjectTooLarge,
                format!("the guide has {count} sections; at most {MAX_SECTIONS} are read"),
            )
            .at(guide.span),
        );
        return Ok(Vec::new());
    }
    for name in &guide.sections {
        let path = project.source_path(&format!("sections/{}.yaml", name.value));
        match project.read_text(&path, Some(name.span)) {
            Ok((file, _)) => files.push((name.value.clone(), file)),
            Err(ReadError::Environment(error)) => return Err(error),
            Err(ReadError::Diagnostic(diagnostic)) => {
                if diagnostic.code != Code::MissingFile {
                    diagnostics.push(*diagnostic);
                    continue;
                }
                let near = closest(&name.value, there.iter().map(String::as_str));
                meant.extend(near);
                let found = diagnostic.did_you_mean(&name.value, near);
                diagnostics.push(if found.hints.is_empty() {
                    let file = format!("sections/{}.yaml", name.value);
                    project.explain(&file, found)
                } else {
                    found
                });
            }
        }
    }
    for id in &there {
        // A file for which a listed name is mistyped is no second mistake.
        let listed = guide.sections.iter().any(|section| section.value == *id);
        if guide.lists_all && !listed && !meant.contains(id.as_str()) {
            let path = project.source_path(&format!("sections/{id}.yaml"));
            let mut diagnostic = Diagnostic::new(
                Code::UnusedFile,
                format!("the section file `{path}` is not listed in the guide"),
            );
            if let Some((file, _)) = text(project, &path, diagnostics)? {
                diagnostic = diagnostic.at(crate::diagnostic::Span::file_start(file));
            }
            diagnostics.push(diagnostic.hint(format!("add `{id}` to `sections` in guide.yaml")));
        }
    }
    // Each section is read by itself; the results are collected in the guide's order.
    let read: Vec<(Option<Section>, Diagnostics)> = files
        .par_iter()
        .map(|(id, file)| {
            let mut own = Diagnostics::new();
            let node = yaml::read(project.source_map(), *file, &mut own);
            let section =
                node.and_then(|node| section::read(&node, id, template, variables, &mut own));
            (section, own)
        })
        .collect();
    let mut sections = Vec::new();
    for (section, own) in read {
        diagnostics.absorb(own);
        sections.extend(section);
    }
    Ok(sections)
}

fn load_bibliography(
    project: &Project,
    variables: &IndexMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Result<Bibliography, EnvironmentError> {
    let path = project.source_path("references.yaml");
    if !project.has_source("references.yaml") {
        return Ok(Bibliography::default().of_file(path));
    }
    let node = text(project, &path, diagnostics)?
        .and_then(|(file, _)| yaml::read(project.source_map(), file, diagnostics));
    let read = match node {
        Some(node) => {
            let node = references::filled(node, variables, diagnostics);
            Bibliography::read(&node, diagnostics)
        }
        None => Bibliography::unreadable(),
    };
    Ok(read.of_file(path))
}

/// Checks the citations of every section, and that no source is left over. Returns the keys cited.
fn check_citations(
    bibliography: &Bibliography,
    sections: &[Section],
    complete: bool,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut cited = BTreeSet::new();
    for section in sections {
        section.citations(&mut |citation| {
            bibliography.check(citation, diagnostics);
            cited.extend(citation.sources.iter().map(|source| source.key.clone()));
        });
    }
    // What an unreadable section or citation cites is not known.
    let unreadable = diagnostics.iter().any(|found| {
        matches!(found.code, Code::BadCitation | Code::UnknownLocator | Code::MisplacedCitation)
    });
    if complete && !unreadable {
        bibliography.report_unused(&cited, diagnostics);
    }
    cited
}

/// The catalogue, and the keys that its file has; none if it could not be read.
fn load_catalogue(
    project: &Project,
    variables: &IndexMap<String, String>,
    language: Language,
    diagnostics: &mut Diagnostics,
) -> Result<(Catalogue, Option<BTreeSet<String>>), EnvironmentError> {
    if !project.has_source("images.yaml") {
        return Ok((Catalogue::new(), Some(BTreeSet::new())));
    }
    let Some((file, _)) = text(project, &project.source_path("images.yaml"), diagnostics)? else {
        return Ok((Catalogue::new(), None));
    };
    let Some(node) = yaml::read(project.source_map(), file, diagnostics) else {
        return Ok((Catalogue::new(), None));
    };
    let keys = match &node.value {
        Value::Mapping(entries) => Some(entries.iter().map(|entry| entry.key.clone()).collect()),
        Value::Null | Value::Scalar(_) | Value::Sequence(_) => None,
    };
    Ok((images::read(&node, variables, language, diagnostics), keys))
}

fn load_images(
    project: &Project,
    catalogue: &Catalogue,
    diagnostics: &mut Diagnostics,
) -> Result<IndexMap<String, Image>, EnvironmentError> {
    let read: Vec<_> = catalogue
        .par_iter()
        .map(|(key, entry)| {
            let bytes = project.read_image(&entry.file.value, Some(entry.file.span));
            (key, bytes.map(|bytes| image_file::inspect(&entry.file.value, bytes, entry.file.span)))
        })
        .collect();
    let mut images = IndexMap::new();
    for (key, result) in read {
        match result {
            Ok(Ok(image)) => {
                if image.format == ImageFormat::Svg
                    && let (Ok(text), Some(span)) =
                        (std::str::from_utf8(&image.bytes), image.origin)
                {
                    diagnostics.extend(svg::remarks(&image.path, text, span));
                }
                images.insert(key.clone(), image);
            }
            Ok(Err(diagnostic)) => diagnostics.push(*diagnostic),
            Err(ReadError::Diagnostic(diagnostic)) => {
                let file = catalogue.get(key).map_or("", |entry| entry.file.value.as_str());
                diagnostics.push(project.explain(file, *diagnostic));
            }
            Err(ReadError::Environment(error)) => return Err(error),
        }
    }
    Ok(images)
}
