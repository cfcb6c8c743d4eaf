//! The official PDF, set by Typst in process.
//!
//! The tree becomes Typst source, one file per section, beside a file of rules made from the
//! theme and a fixed file of functions (`render.typ`). Ranges of the generated files are kept in
//! a side table, so that what Typst says lands in the editor's YAML. Nothing here reads a disk,
//! a clock or a system font.

mod blocks;
mod geometry;
mod inlines;
mod layout;
mod remarks;
mod rules;
mod settle;
mod spacing;
mod tables;
mod world;
mod writer;

use std::collections::BTreeMap;

use typst::diag::{SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::Layout;
use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, ImageFormat};
use crate::fonts::FontLibrary;
use crate::theme::Theme;

/// What an export needs beside the tree and the theme.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Date of creation in seconds since 1970-01-01T00:00:00Z. PDF/A requires one (ISO 19005-2,
    /// 6.6.3); it never comes from the clock.
    pub timestamp: i64,
    /// The pinned fonts.
    pub fonts: &'a FontLibrary,
    /// How the document's tables are set.
    pub tables: &'a Tables,
    /// Written as the creating program: `plenary 0.1.0`.
    pub producer: String,
    /// Standards that the file conforms to, all at once. Empty for plain PDF 1.7, still tagged.
    pub standards: Vec<Standard>,
}

/// A standard for PDF files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// PDF/UA-1 (ISO 14289-1): universal accessibility.
    Ua1,
    /// PDF/A-2a (ISO 19005-2, level A): archiving, accessible.
    A2a,
    /// PDF/A-2b (ISO 19005-2, level B): archiving, visual appearance.
    A2b,
    /// PDF/A-2u (ISO 19005-2, level U): archiving, text as Unicode.
    A2u,
    /// PDF/A-3a (ISO 19005-3, level A): as 2a, attachments allowed.
    A3a,
    /// PDF/A-3b (ISO 19005-3, level B).
    A3b,
    /// PDF/A-4 (ISO 19005-4), on PDF 2.0; not together with PDF/UA-1.
    A4,
    /// PDF 1.7 without a standard on top.
    V17,
    /// PDF 2.0 without a standard on top.
    V20,
}

impl Standard {
    /// What is written when nobody chooses.
    pub const DEFAULT: [Self; 2] = [Self::A2a, Self::Ua1];

    /// The standards that were chosen for a file with these [`claims`]; none if no choice gives them.
    #[must_use]
    pub fn of_claims(claimed: &[String]) -> Option<Vec<Self>> {
        const ALL: [Standard; 9] = [
            Standard::Ua1,
            Standard::A2a,
            Standard::A2b,
            Standard::A2u,
            Standard::A3a,
            Standard::A3b,
            Standard::A4,
            Standard::V17,
            Standard::V20,
        ];
        let is_claimed = |one: &Self| claims(&[*one]).iter().all(|name| claimed.contains(name));
        let standards: Vec<Self> = ALL.into_iter().filter(is_claimed).collect();
        (claims(&standards) == claimed).then_some(standards)
    }

    fn typst(self) -> PdfStandard {
        match self {
            Self::Ua1 => PdfStandard::Ua_1,
            Self::A2a => PdfStandard::A_2a,
            Self::A2b => PdfStandard::A_2b,
            Self::A2u => PdfStandard::A_2u,
            Self::A3a => PdfStandard::A_3a,
            Self::A3b => PdfStandard::A_3b,
            Self::A4 => PdfStandard::A_4,
            Self::V17 => PdfStandard::V_1_7,
            Self::V20 => PdfStandard::V_2_0,
        }
    }
}

/// The standards by the names under which a file that meets them all is known; without any, the
/// version of PDF.
#[must_use]
pub fn claims(standards: &[Standard]) -> Vec<String> {
    let name = |standard: &Standard| match standard {
        Standard::A2a => Some("PDF/A-2a"),
        Standard::A2b => Some("PDF/A-2b"),
        Standard::A2u => Some("PDF/A-2u"),
        Standard::A3a => Some("PDF/A-3a"),
        Standard::A3b => Some("PDF/A-3b"),
        Standard::A4 => Some("PDF/A-4"),
        Standard::Ua1 => Some("PDF/UA-1"),
        Standard::V17 | Standard::V20 => None,
    };
    let mut names: Vec<String> = standards.iter().filter_map(name).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        let version = if standards.contains(&Standard::V20) { "2.0" } else { "1.7" };
        names.push(format!("PDF {version}"));
    }
    names
}

/// Whether standards can be met by one file.
///
/// # Errors
/// Why they cannot, in Typst's words.
pub fn check_standards(standards: &[Standard]) -> Result<(), String> {
    let list: Vec<PdfStandard> = standards.iter().map(|standard| standard.typst()).collect();
    PdfStandards::new(&list).map(|_| ()).map_err(|error| error.message().to_string())
}

/// Most pages of which one layout is remembered for the next.
const REMEMBERED_PAGES: usize = 200;

/// Most pages of a document.
pub const MAX_PAGES: usize = 5_000;

/// A document that has been laid out.
#[derive(Debug)]
pub struct LaidOut {
    document: PagedDocument,
    world: world::PressWorld,
    sources: writer::GeneratedSources,
    /// Where things stand.
    pub layout: Layout,
}

/// Writes the PDF: lays the document out and exports it to the standards asked for.
///
/// # Errors
/// What Typst or the standards refuse, at its place in the sources.
pub fn export(
    document: &Document,
    theme: &Theme,
    options: &Options<'_>,
) -> Result<Vec<u8>, Diagnostics> {
    let mut remarks = Diagnostics::new();
    let laid_out = lay_out(document, theme, options, &mut remarks)?;
    write(&laid_out, document, options)
}

/// Lays a document out without writing it. Remarks that stop nothing go into `remarks`.
///
/// # Errors
/// What Typst refuses.
pub fn lay_out(
    document: &Document,
    theme: &Theme,
    options: &Options<'_>,
    remarks: &mut Diagnostics,
) -> Result<LaidOut, Diagnostics> {
    let mut plan = settle::PagePlan::default();
    let mut sources = generate((document, theme), options.tables, &plan);
    let mut world = world::PressWorld::new(&sources, document, options)?;
    let mut layouts = 1;
    loop {
        let compiled = compile(&world, &sources, document, remarks)?;
        let unsettled = layouts < settle::MAX_LAYOUTS
            && compiled.0.pages().len() <= MAX_PAGES
            && settle::amend(&compiled.0, document, theme, &mut plan);
        if !unsettled {
            return laid_out(compiled, world, sources, (document, theme), remarks);
        }
        layouts += 1;
        // What is remembered of the last layout makes the next one faster; of a long document it
        // would need the memory of two.
        if compiled.0.pages().len() > REMEMBERED_PAGES {
            drop(compiled);
            forget_layouts();
        }
        sources = generate((document, theme), options.tables, &plan);
        world.replace(&sources);
    }
}

/// Lays a document out from its generated files after `alter` has changed them: for tests, which
/// damage pages to see that it is told. Nothing is settled then.
///
/// # Errors
/// What Typst refuses.
pub fn lay_out_altered(
    document: &Document,
    theme: &Theme,
    options: &Options<'_>,
    alter: &dyn Fn(&str, &str) -> String,
    remarks: &mut Diagnostics,
) -> Result<LaidOut, Diagnostics> {
    let plan = settle::PagePlan::default();
    let mut sources = generate((document, theme), options.tables, &plan);
    for file in &mut sources.files {
        file.text = alter(&file.path, &file.text);
    }
    let world = world::PressWorld::new(&sources, document, options)?;
    let compiled = compile(&world, &sources, document, remarks)?;
    laid_out(compiled, world, sources, (document, theme), remarks)
}

/// Pages, and what Typst remarked.
type Compiled = (PagedDocument, EcoVec<SourceDiagnostic>);

fn compile(
    world: &world::PressWorld,
    sources: &writer::GeneratedSources,
    document: &Document,
    remarks: &mut Diagnostics,
) -> Result<Compiled, Diagnostics> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    match output {
        Ok(paged) => Ok((paged, warnings)),
        Err(errors) => {
            remarks.extend(remarks::translate(&warnings, world, sources));
            let broken = broken_images(document);
            let refused = remarks::translate(&errors, world, sources);
            Err(if broken.is_empty() { refused } else { broken })
        }
    }
}

/// Looks at settled pages.
fn laid_out(
    (paged, warnings): Compiled,
    world: world::PressWorld,
    sources: writer::GeneratedSources,
    (document, theme): (&Document, &Theme),
    remarks: &mut Diagnostics,
) -> Result<LaidOut, Diagnostics> {
    remarks.extend(remarks::translate(&warnings, &world, &sources));
    let pages = paged.pages().len();
    if pages > MAX_PAGES {
        let message = format!("the document has {pages} pages; at most {MAX_PAGES} are written");
        return Err(Diagnostic::new(Code::TooManyPages, message)
            .hint("divide the guide, or look for a template that breaks pages without end")
            .into());
    }
    let found = geometry::check(&paged, (document, theme), &world, &sources);
    if found.has_errors() {
        return Err(found);
    }
    remarks.absorb(found);
    let layout = layout::read(&paged, document);
    Ok(LaidOut { document: paged, world, sources, layout })
}

/// What is wrong with the pages of a laid-out document. [`lay_out`] has told of it; this is for
/// measuring what looking costs.
#[must_use]
pub fn check_pages(laid_out: &LaidOut, document: &Document, theme: &Theme) -> Diagnostics {
    geometry::check(&laid_out.document, (document, theme), &laid_out.world, &laid_out.sources)
}

/// Rasters that cannot be decoded. Only asked when Typst has refused a document, since decoding
/// is what costs most about an image and Typst does not say which one it was.
fn broken_images(document: &Document) -> Diagnostics {
    let mut found = Diagnostics::new();
    for image in document.images.values() {
        let format = match image.format {
            ImageFormat::Png => image::ImageFormat::Png,
            ImageFormat::Jpeg => image::ImageFormat::Jpeg,
            ImageFormat::Svg => continue,
        };
        if let Err(error) = image::load_from_memory_with_format(&image.bytes, format) {
            let message = format!("the image `{}` cannot be read: {error}", image.path);
            found.push(Diagnostic::new(Code::BrokenImage, message).at(image.origin));
        }
    }
    found
}

/// Writes a laid-out document.
///
/// # Errors
/// What the standards refuse.
pub fn write(
    laid_out: &LaidOut,
    document: &Document,
    options: &Options<'_>,
) -> Result<Vec<u8>, Diagnostics> {
    let list: Vec<PdfStandard> = options.standards.iter().map(|one| one.typst()).collect();
    let standards = PdfStandards::new(&list).map_err(|error| {
        Diagnostics::from(Diagnostic::new(Code::Typesetting, error.message().to_string()))
    })?;
    let identity = format!("{}-{}", document.metadata.id, document.metadata.language.code());
    let pdf_options = PdfOptions {
        ident: Smart::Custom(identity),
        creator: Smart::Custom(Some(options.producer.clone())),
        timestamp: timestamp(options.timestamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&laid_out.document, &pdf_options)
        .map_err(|errors| remarks::translate(&errors, &laid_out.world, &laid_out.sources))
}

/// Forgets every layout that Typst remembers in this process, as if it had just started.
pub fn forget_layouts() {
    typst::comemo::evict(0);
}

/// Exports after which a layout that was not used again is forgotten. With 2, an edit finds all that
/// it left alone, also where two documents take turns; with 10, as in Typst's own command, it is no
/// faster and takes half as much memory again.
const KEPT_EXPORTS: usize = 2;

/// Forgets the layouts that the last exports of this process had no use for, so that its memory
/// does not grow with every edit and every document. Called after each export.
pub fn forget_old_layouts() {
    typst::comemo::evict(KEPT_EXPORTS);
}

/// The Typst source of a document by path, as it is set: for people who look inside and for
/// comparing with Typst alone.
#[must_use]
pub fn typst_source(
    document: &Document,
    theme: &Theme,
    tables: &Tables,
) -> BTreeMap<String, String> {
    let sources = generate((document, theme), tables, &settle::PagePlan::default());
    sources.files.into_iter().map(|file| (file.path, file.text)).collect()
}

fn generate(
    (document, theme): (&Document, &Theme),
    tables: &Tables,
    plan: &settle::PagePlan,
) -> writer::GeneratedSources {
    let mut files = vec![
        rules::main_file(document),
        rules::theme_file(document, theme),
        writer::GeneratedFile::fixed("render.typ", include_str!("render.typ")),
    ];
    for (index, section) in document.sections.iter().enumerate() {
        files.push(blocks::section_file((document, theme), tables, (section, index), plan));
    }
    writer::GeneratedSources { files }
}

fn timestamp(seconds: i64) -> Option<Timestamp> {
    let date = time::OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let datetime = typst::foundations::Datetime::from_ymd_hms(
        date.year(),
        u8::from(date.month()),
        date.day(),
        date.hour(),
        date.minute(),
        date.second(),
    )?;
    Some(Timestamp::new_utc(datetime))
}
