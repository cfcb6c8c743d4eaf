//! From pieces of pages to texts: reading order, note marks, links and the items they lead to.

use std::collections::BTreeMap;

use super::super::reading::{
    Fault, FaultPlace, Item, ItemKind, LINE_CHANGE, Link, Manner, Mark, NoteText, Place, SignPlace,
    Target, Text,
};
use super::content::Piece;
use super::geometry::{Owners, parted};
use super::lines::Recorder;
use super::navigation::{Destination, Point};
use super::order::{Direction, LineEnd, is_right_to_left, write_pieces};

/// Typst puts destinations this far above what they lead to, so that a viewer shows its first line.
const DESTINATION_RISE: f64 = 10.0;

/// A part of an item's text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    /// Text on a page, and the number of the element that holds it.
    Piece {
        piece: &'a Piece,
        element: usize,
        language: Option<&'a str>,
    },
    /// Text that the structure tree gives.
    Literal(&'a str),
    /// The mark of a note, as an index into the marks.
    Mark(usize),
    LinkStart(&'a Destination),
    LinkEnd,
    /// Text that is set apart.
    LookStart(&'a Manner),
    LookEnd,
}

/// An item before its text is put together.
#[derive(Debug)]
pub(super) struct RawItem<'a> {
    pub(super) kind: ItemKind,
    pub(super) parts: Vec<Part<'a>>,
    /// Cells of a table row.
    pub(super) cells: Vec<Vec<Part<'a>>>,
    /// Label of a list item.
    pub(super) label: Vec<Part<'a>>,
    /// Pieces that tell the place of an item without text of its own.
    pub(super) position: Vec<Part<'a>>,
    /// How many quotations it lies in.
    pub(super) quotations: usize,
}

impl Default for RawItem<'_> {
    fn default() -> Self {
        Self {
            kind: ItemKind::Paragraph,
            parts: Vec::new(),
            cells: Vec::new(),
            label: Vec::new(),
            position: Vec::new(),
            quotations: 0,
        }
    }
}

/// A note before its text is put together.
#[derive(Debug, Default)]
pub(super) struct RawNote<'a> {
    pub(super) label: Vec<Part<'a>>,
    pub(super) parts: Vec<Part<'a>>,
    /// How many marks were read before it.
    pub(super) marks_before: usize,
}

/// The mark of a note before its text is put together.
#[derive(Debug)]
pub(super) struct RawMark<'a> {
    pub(super) parts: Vec<Part<'a>>,
    /// How many notes were read before it.
    pub(super) notes_before: usize,
}

/// What pieces were put together to.
#[derive(Debug)]
pub(super) struct Assembled {
    pub(super) items: Vec<Item>,
    pub(super) notes: Vec<NoteText>,
    /// The item or note of every sequence.
    pub(super) sequences: Owners,
    /// Notes that stand on another page than their marks.
    pub(super) parted: Vec<Fault>,
}

/// Puts all texts together.
pub(super) fn assemble(
    items: Vec<RawItem<'_>>,
    notes: &[RawNote<'_>],
    marks: &[RawMark<'_>],
    direction: Direction,
) -> Assembled {
    let plain = |parts: &[Part<'_>]| plain_text(parts, direction);
    let note_labels: Vec<String> = notes.iter().map(|note| plain(&note.label)).collect();
    let mark_texts: Vec<String> = marks.iter().map(|mark| plain(&mark.parts)).collect();
    let owners = owners(notes, &note_labels, marks, &mark_texts);
    let kept: Vec<RawItem<'_>> =
        items.into_iter().filter(|item| is_visible(item, direction)).collect();
    let sequences = owned_sequences(&kept, notes);
    let points: Vec<Option<Point>> = kept.iter().map(position).collect();
    let places = by_page(&points);
    let texts =
        Texts { direction, raw_marks: marks, marks: &mark_texts, owners: &owners, places: &places };

    let items = kept
        .iter()
        .zip(&points)
        .map(|(raw, place)| {
            let mut item = Item::new(raw.kind.clone(), texts.text(&raw.parts));
            item.setting.quotations = Some(raw.quotations);
            item.place = Place { page: place.map(|place| place.page + 1), ..Place::default() };
            match &mut item.kind {
                ItemKind::ListItem { label, .. } => *label = plain(&raw.label),
                ItemKind::TableRow { cells, .. } => {
                    *cells = raw.cells.iter().map(|cell| texts.text(cell)).collect();
                }
                ItemKind::ContentsEntry { page, .. } => {
                    *page = split_page(&mut item.text);
                }
                ItemKind::Heading { .. }
                | ItemKind::Paragraph
                | ItemKind::NumberedParagraph { .. }
                | ItemKind::Figure
                | ItemKind::Caption { .. } => {}
            }
            item
        })
        .collect();
    let notes: Vec<NoteText> = notes
        .iter()
        .zip(note_labels)
        .map(|(note, mark)| NoteText {
            mark,
            text: texts.text(&note.parts),
            place: Place {
                page: note
                    .label
                    .iter()
                    .chain(&note.parts)
                    .find_map(point)
                    .map(|place| place.page + 1),
                ..Place::default()
            },
        })
        .collect();
    let parted = parted_notes(&notes, marks, &owners);
    Assembled { items, notes, sequences, parted }
}

/// The item or note of every sequence.
fn owned_sequences(items: &[RawItem<'_>], notes: &[RawNote<'_>]) -> Owners {
    let mut found = Owners::new();
    let mut take = |place: FaultPlace, parts: &[Part<'_>]| {
        for part in parts {
            if let Part::Piece { piece, .. } = part {
                found.insert(piece.sequence, place);
            }
        }
    };
    for (index, item) in items.iter().enumerate() {
        for parts in [&item.parts, &item.label, &item.position].into_iter().chain(&item.cells) {
            take(FaultPlace::Item(index), parts);
        }
    }
    for (index, note) in notes.iter().enumerate() {
        take(FaultPlace::Note(index), &note.label);
        take(FaultPlace::Note(index), &note.parts);
    }
    found
}

/// Notes that do not begin on the page of their first mark.
fn parted_notes(notes: &[NoteText], marks: &[RawMark<'_>], owners: &[Option<usize>]) -> Vec<Fault> {
    let mut pages: Vec<Option<usize>> = vec![None; notes.len()];
    for (mark, owner) in marks.iter().zip(owners).rev() {
        if let Some(page) = owner.and_then(|owner| pages.get_mut(owner)) {
            *page = mark.parts.iter().find_map(point).map(|place| place.page + 1);
        }
    }
    let pairs = notes.iter().zip(pages).enumerate();
    pairs
        .filter_map(|(index, (note, mark))| parted(index, &note.mark, mark, note.place.page))
        .collect()
}

/// The note of every mark: the next note if it has the same mark (Typst puts a note behind its
/// first mark), else the last one before it that does.
fn owners(
    notes: &[RawNote<'_>],
    note_labels: &[String],
    marks: &[RawMark<'_>],
    mark_texts: &[String],
) -> Vec<Option<usize>> {
    let mut owners: Vec<Option<usize>> = vec![None; marks.len()];
    for (index, (note, label)) in notes.iter().zip(note_labels).enumerate() {
        let first = note.marks_before.checked_sub(1);
        if let Some(first) = first.filter(|first| mark_texts.get(*first) == Some(label)) {
            owners[first] = Some(index);
        }
    }
    let mut by_label: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, label) in note_labels.iter().enumerate() {
        by_label.entry(label).or_default().push(index);
    }
    for ((owner, mark), text) in owners.iter_mut().zip(marks).zip(mark_texts) {
        let notes = by_label.get(text.as_str()).map_or(&[][..], Vec::as_slice);
        let before = notes.partition_point(|note| *note < mark.notes_before);
        *owner = owner.or_else(|| notes[..before].last().copied());
    }
    owners
}

/// Whether an item shows anything.
fn is_visible(item: &RawItem<'_>, direction: Direction) -> bool {
    match item.kind {
        ItemKind::ListItem { .. }
        | ItemKind::NumberedParagraph { .. }
        | ItemKind::Figure
        | ItemKind::TableRow { .. } => true,
        ItemKind::Heading { .. }
        | ItemKind::Paragraph
        | ItemKind::Caption { .. }
        | ItemKind::ContentsEntry { .. } => {
            item.parts.iter().any(|part| matches!(part, Part::Mark(_)))
                || !plain_text(&item.parts, direction).is_empty()
        }
    }
}

/// Where an item begins.
fn position(item: &RawItem<'_>) -> Option<Point> {
    let cells = item.cells.iter().flatten();
    item.parts.iter().chain(&item.label).chain(cells).chain(&item.position).find_map(point)
}

fn point(part: &Part<'_>) -> Option<Point> {
    piece_of(part).map(|piece| Point { page: piece.page, y: piece.y })
}

fn piece_of<'a>(part: &Part<'a>) -> Option<&'a Piece> {
    match part {
        Part::Piece { piece, .. } => Some(*piece),
        Part::Literal(_)
        | Part::Mark(_)
        | Part::LinkStart(_)
        | Part::LinkEnd
        | Part::LookStart(_)
        | Part::LookEnd => None,
    }
}

/// Text of parts without marks and links.
fn plain_text(parts: &[Part<'_>], direction: Direction) -> String {
    let places = Places::new();
    let texts = Texts { direction, raw_marks: &[], marks: &[], owners: &[], places: &places };
    let text = texts.text(parts).plain.replace(LINE_CHANGE, " ");
    text.trim_matches(|character: char| character.is_whitespace() || character == '\u{2060}')
        .to_owned()
}

struct Texts<'a> {
    direction: Direction,
    raw_marks: &'a [RawMark<'a>],
    marks: &'a [String],
    owners: &'a [Option<usize>],
    /// Where items begin.
    places: &'a Places,
}

impl Texts<'_> {
    fn text(&self, parts: &[Part<'_>]) -> Text {
        let mut text = Text::default();
        let mut line: Option<LineEnd> = None;
        let mut open_link: Option<(usize, &Destination)> = None;
        let mut open_looks: Vec<(usize, &Manner)> = Vec::new();
        let mut recorder = Recorder::default();
        let mut rest = parts;
        while let Some((part, after)) = rest.split_first() {
            rest = after;
            match part {
                Part::Piece { piece, element, language } => {
                    let mut pieces = vec![*piece];
                    while let Some((Part::Piece { piece, element: next, language: same }, after)) =
                        rest.split_first()
                        && next == element
                        && same == language
                    {
                        pieces.push(*piece);
                        rest = after;
                    }
                    let start = text.plain.len();
                    write_pieces(&pieces, self.direction, &mut text, &mut line, &mut recorder);
                    if let Some(language) = language {
                        text.close_look(start, Manner::Language((*language).to_owned()));
                    }
                }
                Part::Literal(literal) => text.plain.push_str(literal),
                Part::Mark(index) => {
                    let place = SignPlace::Mark(text.marks.len());
                    let parts = self.raw_marks.get(*index).map_or(&[][..], |mark| &mark.parts);
                    for piece in parts.iter().filter_map(piece_of) {
                        recorder.begin_piece();
                        for (index, unit) in piece.units.iter().enumerate() {
                            recorder.glyph(piece, index, unit, place);
                        }
                    }
                    let mark = self.marks.get(*index).cloned().unwrap_or_default();
                    text.push_mark(mark, self.owners.get(*index).copied().flatten());
                }
                Part::LookStart(manner) => open_looks.push((text.plain.len(), *manner)),
                Part::LookEnd => {
                    if let Some((start, manner)) = open_looks.pop() {
                        text.close_look(start, manner.clone());
                    }
                }
                Part::LinkStart(destination) => open_link = Some((text.plain.len(), destination)),
                Part::LinkEnd => {
                    if let Some((start, destination)) = open_link.take() {
                        let target = self.target(destination);
                        text.close_link(start, target);
                    }
                }
            }
        }
        // Elsewhere the order of the pieces is that of the text.
        let turned =
            self.direction == Direction::RightToLeft || text.plain.chars().any(is_right_to_left);
        if turned {
            text.shown = recorder.into_lines();
        }
        text
    }

    fn target(&self, destination: &Destination) -> Target {
        match destination {
            Destination::Address(address) => Target::Address(address.clone()),
            Destination::Unknown(name) => Target::Nowhere(name.clone()),
            Destination::Point(point) => self
                .item_at(*point)
                .map_or_else(|| Target::Nowhere(format!("page {}", point.page + 1)), Target::Item),
        }
    }

    /// The item whose first line is the next below a destination. Of several that begin in the
    /// same line it is the first in reading order.
    fn item_at(&self, point: Point) -> Option<usize> {
        let places = self.places.get(&point.page)?;
        let y = point.y - DESTINATION_RISE;
        let first_below = places.partition_point(|(height, _)| *height > y);
        places.get(first_below).map(|(_, index)| *index)
    }
}

/// Items by page, from the top of the page down.
type Places = BTreeMap<usize, Vec<(f64, usize)>>;

fn by_page(points: &[Option<Point>]) -> Places {
    let mut places = Places::new();
    for (index, point) in points.iter().enumerate() {
        if let Some(point) = point {
            places.entry(point.page).or_default().push((point.y, index));
        }
    }
    for page in places.values_mut() {
        page.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    }
    places
}

/// Takes the page number from the end of a contents entry.
fn split_page(text: &mut Text) -> Option<String> {
    let end = text.plain.trim_end().len();
    let blank = |character: char| character.is_whitespace() || character == '\u{2060}';
    let start = text.plain.get(..end)?.rfind(blank)?;
    let page = text.plain.get(start..end)?.trim_matches(blank).to_owned();
    text.plain.truncate(start);
    for line in &mut text.shown {
        line.retain(|sign| !matches!(sign.place, SignPlace::Text(at) if at >= start));
    }
    let length = text.plain.len();
    for Mark { at, .. } in &mut text.marks {
        *at = length.min(*at);
    }
    for Link { range, .. } in &mut text.links {
        *range = range.start.min(length)..range.end.min(length);
    }
    Some(page)
}
