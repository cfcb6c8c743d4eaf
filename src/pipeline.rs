//! The way through the house as functions: project → source → document → bytes.

use std::sync::Arc;

use crate::compose;
use crate::diagnostic::{Diagnostics, Severity};
use crate::document::{Document, visit};
use crate::editorial::{self, Subject};
use crate::export::{docx, drawing, images, long_words, pdf, room, tables};
use crate::fonts::{self, FontLibrary};
use crate::project::{EnvironmentError, Project, ReadError};
use crate::source::{self, Source};

/// A project that has been read and composed without errors.
#[derive(Debug)]
pub struct Composed {
    /// What the editor wrote.
    pub source: Source,
    /// What it says.
    pub document: Document,
    /// The pinned fonts, shared by the projects of a run.
    pub fonts: Arc<FontLibrary>,
}

impl Composed {
    /// Font files are read while pages are set; was there one that could not be read?
    ///
    /// # Errors
    /// If so. What was exported then lacks that font, and must not be kept.
    pub fn fonts_were_read(&self) -> Result<(), EnvironmentError> {
        for file in &self.fonts.files {
            if let Some(error) = file.failure() {
                return Err(EnvironmentError {
                    action: "cannot read the font file",
                    path: file.path.as_str().into(),
                    source: std::io::Error::new(error.kind(), error.to_string()),
                });
            }
        }
        Ok(())
    }
}

/// The formats a document can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The official PDF.
    Pdf,
    /// The translators' DOCX.
    Docx,
}

impl Format {
    /// Both, in the order in which they are written.
    pub const ALL: [Self; 2] = [Self::Pdf, Self::Docx];

    /// File name extension.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }
}

/// What a build depends on beside the project.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Seconds since 1970 UTC, if the caller decides; else the guide's date.
    pub timestamp: Option<i64>,
    /// Standards of the PDF.
    pub pdf_standards: Vec<pdf::Standard>,
    /// Nothing is exported after this in this process. Of a long document, layouts are then
    /// forgotten before the files are written, which takes less memory.
    pub last: bool,
}

/// Blocks from which on a document is long, so that memory is worth saving: some 200 pages.
const LONG: usize = 2_500;

/// Whether a document has so many blocks that its layout takes memory worth saving.
#[must_use]
pub fn is_long(document: &Document) -> bool {
    let mut number = 0;
    visit::blocks(document, &mut |_| number += 1);
    number >= LONG
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self { timestamp: None, pdf_standards: pdf::Standard::DEFAULT.to_vec(), last: false }
    }
}

/// What came out of an export.
#[derive(Debug, Default)]
pub struct Exported {
    /// Bytes by format, in the order of [`Format::ALL`].
    pub outputs: Vec<(Format, Vec<u8>)>,
    /// Where things stand in the PDF.
    pub layout: crate::export::Layout,
}

/// The program as it names itself in outputs.
#[must_use]
pub fn producer() -> String {
    format!("plenary {}", env!("CARGO_PKG_VERSION"))
}

/// Reads and composes a project. `None` if there are errors; they are among the diagnostics.
///
/// # Errors
/// If the machine fails.
pub fn compose(
    project: &Project,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Composed>, EnvironmentError> {
    let composed = read_and_compose(project, diagnostics);
    diagnostics.extend(project.passed_over());
    composed
}

fn read_and_compose(
    project: &Project,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Composed>, EnvironmentError> {
    let Some(mut source) = source::load(project, diagnostics)? else { return Ok(None) };
    let document = compose::compose(&source, diagnostics);
    let fonts = match project.fonts() {
        Ok(fonts) => fonts,
        Err(ReadError::Environment(error)) => return Err(error),
        Err(ReadError::Diagnostic(diagnostic)) => {
            diagnostics.push(*diagnostic);
            return Ok(None);
        }
    };
    let Some(mut document) = document else { return Ok(None) };
    images::prepare(&mut document, &source.template.theme, diagnostics);
    fonts::coverage::check(&document, &source.template.theme, &fonts, diagnostics);
    drawing::prepare(&mut document, &fonts, diagnostics);
    room::fit(&document, &mut source.template.theme, &fonts, diagnostics);
    editorial::check(&Subject::new(&document, &source), diagnostics);
    compose::bind(&mut document);
    long_words::divide(&mut document, &source.template.theme, &fonts, diagnostics);
    Ok(Some(Composed { source, document, fonts }))
}

/// The time that outputs carry: the caller's, else the guide's date, else 1 January 1970.
#[must_use]
pub fn timestamp(composed: &Composed, options: &BuildOptions) -> i64 {
    options.timestamp.unwrap_or_else(|| {
        composed
            .source
            .guide
            .identity
            .date
            .map_or(0, |date| date.midnight().assume_utc().unix_timestamp())
    })
}

/// Writes a composed document in the formats asked for.
///
/// # Errors
/// What an exporter refuses.
pub fn export(
    composed: &Composed,
    formats: &[Format],
    options: &BuildOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Exported, Diagnostics> {
    let theme = &composed.source.template.theme;
    let document = &composed.document;
    let timestamp = timestamp(composed, options);
    let errors = diagnostics.count(Severity::Error);
    let tables = tables::plan(document, theme, &composed.fonts, diagnostics);
    if diagnostics.count(Severity::Error) > errors {
        // They are among the diagnostics.
        return Err(Diagnostics::new());
    }
    let pdf_options = pdf::Options {
        timestamp,
        tables: &tables,
        fonts: &composed.fonts,
        producer: producer(),
        standards: options.pdf_standards.clone(),
    };
    let docx_options = docx::Options {
        timestamp,
        tables: &tables,
        fonts: &composed.fonts,
        producer: producer(),
        embed_fonts: theme.embed_fonts,
    };
    // The contents of the DOCX carry the PDF's page numbers, so it is drafted beside the layout and
    // finished after it, side by side with the PDF. In a long document layout has all the memory.
    let draft = || docx::Draft::new(document, theme, &docx_options);
    let ahead = formats.contains(&Format::Docx) && !is_long(document);
    let (laid_out, drafted) = rayon::join(
        || pdf::lay_out(document, theme, &pdf_options, diagnostics),
        || ahead.then(draft),
    );
    let laid_out = laid_out?;
    if options.last && is_long(document) {
        pdf::forget_layouts();
    }
    let (pdf, docx) = rayon::join(
        || {
            let wanted = formats.contains(&Format::Pdf);
            wanted.then(|| pdf::write(&laid_out, document, &pdf_options))
        },
        || {
            let wanted = formats.contains(&Format::Docx);
            let drafted = wanted.then(|| drafted.unwrap_or_else(draft));
            drafted.map(|draft| draft?.finish(Some(&laid_out.layout)))
        },
    );
    pdf::forget_old_layouts();
    let mut outputs = Vec::new();
    let mut refused = Diagnostics::new();
    for (format, result) in [(Format::Pdf, pdf), (Format::Docx, docx)] {
        match result {
            Some(Ok(bytes)) => outputs.push((format, bytes)),
            Some(Err(errors)) => refused.extend(errors),
            None => {}
        }
    }
    if refused.is_empty() {
        Ok(Exported { outputs, layout: laid_out.layout })
    } else {
        Err(refused)
    }
}
