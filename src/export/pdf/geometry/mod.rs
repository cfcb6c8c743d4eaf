//! Looks at the pages as they were laid out, before anything is written: every letter on the sheet
//! and in its column, no two texts over each other, every note on the page of its mark, no figure
//! outside of its room.
//!
//! Typst says nothing when something does not fit; it sets it over the edge. Nothing here changes
//! a page. `verify` has rules of its own for written files and shares nothing with these.

mod area;
mod report;
mod rules;
mod sheet;

use typst::WorldExt;
use typst::syntax::Span as TypstSpan;
use typst::visualize::{Image, ImageKind};
use typst_layout::PagedDocument;

use self::report::{Names, Report};
use self::rules::{Room, Thing, judge};
use self::sheet::{NotePages, Walk};
use super::world::PressWorld;
use super::writer::GeneratedSources;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::visit::blocks;
use crate::document::{BlockKind, Document};
use crate::theme::Theme;

/// Looks at every page and says what is wrong with it.
pub(super) fn check(
    paged: &PagedDocument,
    (document, theme): (&Document, &Theme),
    world: &PressWorld,
    sources: &GeneratedSources,
) -> Diagnostics {
    let origins = Origins { document, world, sources };
    let language = document.metadata.language;
    let mut walk = Walk::default();
    let mut report = Report::default();
    for (index, page) in paged.pages().iter().enumerate() {
        let sheet = walk.sheet(index + 1, &page.frame);
        let room = Room::of(&sheet, theme, language);
        judge(&sheet, &room, &mut |fault, thing, over| {
            report.add(&origins, (sheet.number, !sheet.headed), fault, thing, over);
        });
    }
    let mut found = Diagnostics::new();
    found.extend(report.finish(&walk.heads));
    // Notes are numbered in the order of their marks, and so they were met.
    for note in &walk.notes {
        found.extend(parted(note, &origins));
    }
    found
}

/// A note that begins on another page than its mark stands on.
fn parted(pages: &NotePages, origins: &Origins<'_>) -> Option<Diagnostic> {
    let (mark, text) = (pages.mark?, pages.text?);
    if mark == text {
        return None;
    }
    let note = pages.label.and_then(|label| {
        let index: usize = label.resolve().as_str().strip_prefix("note:")?.parse().ok()?;
        origins.document.notes.get(index)
    });
    let name = note.map_or_else(|| "a note".to_owned(), |note| format!("note {}", note.mark));
    let message = format!("{name} begins on page {text}, and its mark stands on page {mark}");
    Some(
        Diagnostic::new(Code::NotePage, message)
            .at(note.and_then(|note| note.origin))
            .hint("there is no room for it below its mark: shorten it, or the notes before it"),
    )
}

/// Finds where things were written.
struct Origins<'a> {
    document: &'a Document,
    world: &'a PressWorld,
    sources: &'a GeneratedSources,
}

impl Origins<'_> {
    /// The place in the sources behind a place in the generated files.
    fn span(&self, span: TypstSpan) -> Option<Span> {
        let path = span.id()?.vpath().get_without_slash().to_owned();
        let range = self.world.range(span)?;
        self.sources.files.iter().find(|file| file.path == path)?.origin(&range)
    }

    /// The key of an image: both hold the same bytes.
    fn key(&self, image: &Image) -> Option<&str> {
        let bytes = match image.kind() {
            ImageKind::Raster(raster) => raster.data(),
            ImageKind::Svg(svg) => svg.data(),
            ImageKind::Pdf(_) => return None,
        };
        let images = &self.document.images;
        let found = images.iter().find(|(_, own)| own.bytes[..] == bytes[..]);
        found.map(|(key, _)| key.as_str())
    }
}

impl Names for Origins<'_> {
    fn place(&self, thing: Thing<'_, '_>) -> Option<Span> {
        let picture = match thing {
            Thing::Text(run) => return self.span(run.span()),
            Thing::Image(picture) => picture,
        };
        let key = self.key(picture.image)?;
        let mut place = None;
        blocks(self.document, &mut |block| {
            let figures = if let BlockKind::Figure(figure) = &block.kind {
                std::slice::from_ref(figure)
            } else if let BlockKind::FigureRow(row) = &block.kind {
                row.figures.as_slice()
            } else {
                &[]
            };
            let own = figures.iter().find(|figure| figure.image == key);
            place = place.or(own.and_then(|figure| figure.origin.or(block.origin)));
        });
        place.or_else(|| self.document.images.get(key).and_then(|image| image.origin))
    }

    fn image(&self, image: &Image) -> String {
        let key = self.key(image).and_then(|key| self.document.images.get(key));
        key.map(|image| image.path.clone()).unwrap_or_default()
    }
}
