//! Reads a whole project: manifest, template, sections, catalogue and image files.

use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::guide::Guide;
use super::images::{self, Catalogue};
use super::section::{self, Section};
use super::{distinct, image_file, references, yaml};
use crate::citation::Bibliography;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId};
use crate::document::{Image, Language};
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
    pub cited: std::collections::BTreeSet<String>,
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
    let Some((file, _)) = text(project, &project.source_path("guide.yaml"), diagnostics)? else {
        return Ok(None);
    };
    let node = yaml::read(project.source_map(), file, diagnostics);
    let Some(guide) = node.and_then(|node| Guide::read(&node, diagnostics)) else {
        // The manifest is broken, but the syntax of the other files can still be checked.
        check_syntax(project, diagnostics)?;
        return Ok(None);
    };
    diagnostics.judge_by(guide.checks.clone());
    check_edition(project, &guide, diagnostics)?;
    let errors_before = diagnostics.count(crate::diagnostic::Severity::Error);
    let template = Template::load(
        project,
        &guide.template,
        guide.layout.as_ref(),
        guide.language,
        diagnostics,
    )?;
    let template_errors = diagnostics.count(crate::diagnostic::Severity::Error) - errors_before;
    let Some(template) = template.filter(|_| template_errors == 0) else {
        check_syntax(project, diagnostics)?;
        return Ok(None);
    };
    let variables = guide.values();
    let sections = load_sections(project, &guide, &template, &variables, diagnostics)?;
    distinct::check(&sections, &template.one_section_for, diagnostics);
    let bibliography = load_bibliography(project, &variables, diagnostics)?;
    let catalogue = load_catalogue(project, &variables, guide.language, diagnostics)?;
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
    let complete =
        sections.len() == guide.sections.len() && sections.iter().all(|section| section.complete);
    let cited = check_citations(&bibliography, &sections, complete, diagnostics);
    Ok(Some(Source { guide, template, sections, catalogue, bibliography, cited, images, complete }))
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
    for id in section_ids(project, diagnostics)?.into_iter().take(MAX_SECTIONS) {
        let path = project.source_path(&format!("sections/{id}.yaml"));
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
            Err(ReadError::Diagnostic(diagnostic)) => diagnostics
                .push(diagnostic.did_you_mean(&name.value, there.iter().map(String::as_str))),
        }
    }
    for id in &there {
        if !guide.sections.iter().any(|section| section.value == *id) {
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
    if !project.has_source("references.yaml") {
        return Ok(Bibliography::default());
    }
    let Some((file, _)) = text(project, &project.source_path("references.yaml"), diagnostics)?
    else {
        return Ok(Bibliography::default());
    };
    let node = yaml::read(project.source_map(), file, diagnostics);
    let node = node.map(|node| references::filled(node, variables, diagnostics));
    Ok(node.map(|node| Bibliography::read(&node, diagnostics)).unwrap_or_default())
}

/// Checks the citations of every section, and that no source is left over. Returns the keys cited.
fn check_citations(
    bibliography: &Bibliography,
    sections: &[Section],
    complete: bool,
    diagnostics: &mut Diagnostics,
) -> std::collections::BTreeSet<String> {
    let mut cited = std::collections::BTreeSet::new();
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

fn load_catalogue(
    project: &Project,
    variables: &IndexMap<String, String>,
    language: Language,
    diagnostics: &mut Diagnostics,
) -> Result<Catalogue, EnvironmentError> {
    if !project.has_source("images.yaml") {
        return Ok(Catalogue::new());
    }
    let Some((file, _)) = text(project, &project.source_path("images.yaml"), diagnostics)? else {
        return Ok(Catalogue::new());
    };
    let node = yaml::read(project.source_map(), file, diagnostics);
    Ok(node.map(|node| images::read(&node, variables, language, diagnostics)).unwrap_or_default())
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
                images.insert(key.clone(), image);
            }
            Ok(Err(diagnostic)) | Err(ReadError::Diagnostic(diagnostic)) => {
                diagnostics.push(*diagnostic);
            }
            Err(ReadError::Environment(error)) => return Err(error),
        }
    }
    Ok(images)
}
