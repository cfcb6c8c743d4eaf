//! Reads a tagged PDF: what assistive technology would read out, in the order of its tags.
//!
//! Knows nothing of how the PDF was made, except where Typst leaves a choice to the reader; such
//! places say so. Untrusted files are read within bounds and never panic.

mod assemble;
mod claims;
mod clip;
mod cmap;
mod content;
mod file;
mod foreign;
mod geometry;
mod lexical;
mod lines;
mod navigation;
mod order;
mod placing;
mod tags;
mod walk;

use super::reading::{Facts, Lines, MAX_DEPTH, ReadError, Reading, date_digits};
use assemble::Assembled;
use file::File;
use order::Direction;

/// Reads a tagged PDF back.
///
/// # Errors
/// If the bytes are no PDF, it has no tags, or it is too large.
pub fn read_pdf(bytes: &[u8]) -> Result<Reading, ReadError> {
    let file = File::open(bytes)?;
    let catalog = file.catalog()?;
    let names = navigation::names(&file, catalog);
    let tree = tags::tree(&file, catalog, &names)?;
    let (sequences, placed) = content::sequences(&file)?;
    let language = file.text(catalog, "Lang");
    let direction = match language.as_deref().map(|tag| tag.split('-').next().unwrap_or(tag)) {
        Some("ar" | "he" | "fa" | "ur") => Direction::RightToLeft,
        _ => Direction::LeftToRight,
    };
    let assembled = walk::walk(&tree, &sequences, direction);
    let mut faults = geometry::faults(&file, &tree, &placed, &assembled.sequences);
    faults.extend(assembled.parted);
    let Assembled { items, notes, .. } = assembled;
    let info =
        |key: &str| file.dictionary(file.trailer(), "Info").and_then(|info| file.text(info, key));
    let (title, created) = (info("Title"), info("CreationDate"));
    Ok(Reading {
        facts: Facts {
            title,
            language,
            page_labels: navigation::page_labels(&file, catalog),
            standards: claims::standards(&file, catalog),
            created: created.map(|date| date_digits(&date)),
        },
        items,
        notes,
        bookmarks: Some(navigation::bookmarks(&file, catalog)),
        lines: Lines::AsSet,
        faults,
        foreign: foreign::foreign(&file, bytes),
    })
}
