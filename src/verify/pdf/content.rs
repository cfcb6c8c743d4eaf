//! Content streams: the text of every marked-content sequence, in the pieces that were shown.
//!
//! Knows operators and fonts; which sequences belong together is the structure tree's affair.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, ObjectId};

use super::super::reading::ReadError;
use super::cmap::CharacterMap;
use super::file::{File, as_dictionary, number, text, too_large};
use super::lexical::{Operands, operands};
use super::placing::{Here, Placed, Placing};

/// How deep forms may paint forms.
const MAX_FORMS: usize = 16;

/// How many forms may be painted, those in forms again each time.
const MAX_PAINTED: usize = 100_000;

/// How many operators the pages and forms of a file may have.
const MAX_OPERATORS: usize = 8_000_000;

/// How many operands an operator may have, what is in arrays counted.
const MAX_OPERANDS: usize = 500_000;

/// How many pieces of text a file may show.
const MAX_PIECES: usize = 10_000_000;

/// Text shown in one text object, with the place where it begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Piece {
    /// The sequence that it is a part of.
    pub(super) sequence: SequenceId,
    /// The texts of its glyphs in the order shown, which for right-to-left text is from the left.
    pub(super) units: Vec<String>,
    /// Whether the file says that its characters are in reverse order.
    pub(super) reversed: bool,
    /// Index of the page.
    pub(super) page: usize,
    /// From the left edge of the page to its first glyph.
    pub(super) x: f64,
    /// From the lower edge of the page to its baseline.
    pub(super) y: f64,
    /// Size of its type on the page.
    pub(super) size: f64,
    /// Its language, where the file gives it one of its own.
    pub(super) language: Option<Arc<str>>,
}

/// A marked-content sequence: the page (or form) that holds it, and its number there.
pub(super) type SequenceId = (ObjectId, i64);

/// The text of all marked-content sequences.
pub(super) type Sequences = BTreeMap<SequenceId, Vec<Piece>>;

/// Reads every page: its text, and where text and images stand.
pub(super) fn sequences(file: &File) -> Result<(Sequences, Placed), ReadError> {
    let mut reader = ContentReader {
        file,
        fonts: BTreeMap::new(),
        sequences: BTreeMap::new(),
        pieces: 0,
        operators: 0,
        painted: 0,
        budget: 512 << 20,
        state: State::default(),
        saved: Vec::new(),
        marks: Vec::new(),
        piece: None,
        page: 0,
        placing: Placing::default(),
    };
    for (index, page) in file.pages.iter().enumerate() {
        reader.page(index, *page)?;
    }
    Ok((reader.sequences, reader.placing.placed))
}

/// The part of the graphics state that matters for text.
#[derive(Clone)]
struct State {
    transform: Matrix,
    font: Option<Arc<CharacterMap>>,
    size: f64,
    leading: f64,
    line: Matrix,
    cursor: Matrix,
}

impl Default for State {
    fn default() -> Self {
        Self {
            transform: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            leading: 0.0,
            line: Matrix::IDENTITY,
            cursor: Matrix::IDENTITY,
        }
    }
}

/// What a marked-content operator opened.
#[derive(Default)]
struct Opened {
    sequence: Option<SequenceId>,
    /// Text that stands for everything shown inside, until it is closed.
    replacement: Option<String>,
    artifact: bool,
    reversed: bool,
    language: Option<Arc<str>>,
}

struct ContentReader<'a> {
    file: &'a File,
    fonts: BTreeMap<ObjectId, Arc<CharacterMap>>,
    sequences: Sequences,
    pieces: usize,
    operators: usize,
    painted: usize,
    budget: usize,
    state: State,
    saved: Vec<State>,
    marks: Vec<Opened>,
    piece: Option<(SequenceId, Piece)>,
    page: usize,
    placing: Placing,
}

/// The page or form whose stream is read.
#[derive(Clone, Copy)]
struct Stream<'a> {
    owner: ObjectId,
    resources: Option<&'a Dictionary>,
    forms: usize,
}

impl<'a> ContentReader<'a> {
    fn page(&mut self, index: usize, id: ObjectId) -> Result<(), ReadError> {
        let content = self.file.page_content(id, &mut self.budget)?;
        self.page = index;
        self.state = State::default();
        self.saved.clear();
        self.marks.clear();
        self.placing.begin_page();
        let stream = Stream { owner: id, resources: self.file.page_resources(id), forms: 0 };
        self.run(&content, stream)?;
        self.flush()
    }

    fn run(&mut self, content: &[u8], stream: Stream<'a>) -> Result<(), ReadError> {
        let number = self.page + 1;
        let broken = |reason: &str| ReadError::Format {
            format: "PDF",
            reason: format!("the content of page {number} cannot be read: {reason}"),
        };
        let large =
            |limit| ReadError::TooLarge { part: format!("content of page {number}"), limit };
        match operands(content) {
            Operands::AtMost(most) if most <= MAX_OPERANDS => {}
            Operands::AtMost(_) => return Err(large("500,000 operands")),
            Operands::InlineImage => return Err(broken("it has an image among its operators")),
        }
        let depth = self.marks.len();
        for operation in Content::decode_iter(content) {
            self.operators += 1;
            if self.operators > MAX_OPERATORS {
                return Err(large("8,000,000 operators"));
            }
            let operation = operation.map_err(|error| broken(&error.to_string()))?;
            self.operation(&operation, stream)?;
        }
        self.marks.truncate(depth);
        Ok(())
    }

    fn operation(&mut self, operation: &Operation, stream: Stream<'a>) -> Result<(), ReadError> {
        let operands = operation.operands.as_slice();
        match operation.operator.as_str() {
            "q" if self.saved.len() < 1024 => self.saved.push(self.state.clone()),
            "Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            "cm" => self.state.transform = Matrix::read(operands).then(&self.state.transform),
            "BT" | "ET" => {
                self.flush()?;
                self.state.line = Matrix::IDENTITY;
                self.state.cursor = Matrix::IDENTITY;
            }
            "Tf" => self.select_font(operands, stream),
            "Tm" => self.move_to(Matrix::read(operands)),
            "TL" => self.state.leading = operands.first().and_then(number).unwrap_or(0.0),
            "Td" => self.move_by(operands),
            "TD" => {
                self.state.leading = -operands.get(1).and_then(number).unwrap_or(0.0);
                self.move_by(operands);
            }
            "T*" => self.next_line(),
            "Tj" => self.show(operands),
            "TJ" => {
                if let Some(Object::Array(parts)) = operands.first() {
                    self.show(parts);
                }
            }
            "'" | "\"" => {
                self.next_line();
                self.show(operands);
            }
            "BMC" | "BDC" => self.open(operands, stream)?,
            "EMC" => self.close()?,
            "Do" => self.paint(operands, stream)?,
            _ => {}
        }
        let here = Here {
            file: self.file,
            resources: stream.resources,
            page: self.page,
            transform: self.state.transform,
            line: self.state.cursor,
            characters: self.state.font.as_deref(),
            sequence: self.sequence(),
        };
        self.placing.follow(operation, &here);
        Ok(())
    }

    fn select_font(&mut self, operands: &[Object], stream: Stream<'a>) {
        self.state.size = operands.get(1).and_then(number).unwrap_or(1.0);
        let fonts = stream.resources.and_then(|resources| self.file.dictionary(resources, "Font"));
        let name = operands.first().and_then(|name| name.as_name().ok());
        self.state.font = match (fonts, name.and_then(|name| std::str::from_utf8(name).ok())) {
            (Some(fonts), Some(name)) => self.font(fonts, name),
            _ => None,
        };
    }

    fn font(&mut self, fonts: &Dictionary, name: &str) -> Option<Arc<CharacterMap>> {
        // A font that has no number of its own, which is not written, would be read at every use.
        let id = File::object_id(fonts, name)?;
        if let Some(known) = self.fonts.get(&id) {
            return Some(Arc::clone(known));
        }
        let font = self.file.dictionary(fonts, name)?;
        let composite = self.file.name(font, "Subtype") == Some("Type0");
        let source = File::object_id(font, "ToUnicode")
            .and_then(|map| self.file.stream(map, &mut self.budget));
        let map = Arc::new(match source {
            Some(source) => CharacterMap::parse(&source, if composite { 2 } else { 1 }),
            None => CharacterMap::latin(),
        });
        self.fonts.insert(id, Arc::clone(&map));
        Some(map)
    }

    fn move_to(&mut self, matrix: Matrix) {
        self.state.line = matrix;
        self.state.cursor = matrix;
    }

    fn move_by(&mut self, operands: &[Object]) {
        let [x, y] = [0, 1].map(|index| operands.get(index).and_then(number).unwrap_or(0.0));
        self.move_to(Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.state.line));
    }

    fn next_line(&mut self) {
        let down = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, -self.state.leading]);
        self.move_to(down.then(&self.state.line));
    }

    fn show(&mut self, parts: &[Object]) {
        let Some(sequence) = self.sequence() else {
            return;
        };
        let replaced = self.marks.iter().any(|mark| mark.replacement.is_some());
        let reversed = self.marks.iter().any(|mark| mark.reversed);
        let font = self.state.font.clone();
        let piece = self.piece_at_cursor(sequence);
        piece.reversed |= reversed;
        let Some(font) = font.filter(|_| !replaced) else {
            return;
        };
        for part in parts {
            if let Object::String(shown, _) = part {
                piece.units.extend(font.decode(shown).filter(|unit| !unit.is_empty()));
            }
        }
    }

    /// The piece that is being shown; it begins where the cursor is if there is none.
    fn piece_at_cursor(&mut self, sequence: SequenceId) -> &mut Piece {
        let at = self.state.cursor.then(&self.state.transform);
        let Matrix([a, b, _, _, x, y]) = at;
        let size = self.state.size.abs() * a.hypot(b);
        let page = self.page;
        let language = self.marks.iter().rev().find_map(|mark| mark.language.clone());
        let begin =
            || (sequence, Piece { sequence, page, x, y, size, language, ..Piece::default() });
        &mut self.piece.get_or_insert_with(begin).1
    }

    /// The sequence that shown text belongs to; none inside artifacts.
    fn sequence(&self) -> Option<SequenceId> {
        self.marks
            .iter()
            .rev()
            .find(|mark| mark.artifact || mark.sequence.is_some())
            .and_then(|mark| mark.sequence)
    }

    fn open(&mut self, operands: &[Object], stream: Stream<'a>) -> Result<(), ReadError> {
        if self.marks.len() >= super::MAX_DEPTH {
            return Err(ReadError::TooDeep("marked content"));
        }
        let tag = operands.first().and_then(|tag| tag.as_name().ok()).unwrap_or_default();
        let properties = operands.get(1).and_then(|object| self.properties(object, stream));
        let mut opened = Opened {
            artifact: tag == b"Artifact",
            reversed: tag == b"ReversedChars",
            ..Opened::default()
        };
        if let Some(properties) = properties {
            opened.sequence =
                self.file.integer(properties, "MCID").map(|number| (stream.owner, number));
            opened.replacement = self.file.get(properties, "ActualText").and_then(text);
            opened.language = self.file.text(properties, "Lang").map(Arc::from);
        }
        if opened.sequence.is_some() || opened.artifact {
            self.flush()?;
        }
        self.marks.push(opened);
        Ok(())
    }

    fn properties<'b>(&'b self, object: &'b Object, stream: Stream<'b>) -> Option<&'b Dictionary> {
        match object {
            Object::Name(name) => {
                let named = self.file.dictionary(stream.resources?, "Properties")?;
                self.file.dictionary(named, std::str::from_utf8(name).ok()?)
            }
            other => as_dictionary(other),
        }
    }

    fn close(&mut self) -> Result<(), ReadError> {
        let sequence = self.sequence();
        let Some(closed) = self.marks.pop() else {
            return Ok(());
        };
        let outer = self.marks.iter().any(|mark| mark.replacement.is_some());
        if let (Some(replacement), Some(sequence), false) = (closed.replacement, sequence, outer) {
            self.piece_at_cursor(sequence).units.push(replacement);
        }
        if closed.sequence.is_some() || closed.artifact {
            self.flush()?;
        }
        Ok(())
    }

    /// Follows a painted form; images have no text.
    fn paint(&mut self, operands: &[Object], stream: Stream<'a>) -> Result<(), ReadError> {
        let form = operands
            .first()
            .and_then(|name| std::str::from_utf8(name.as_name().ok()?).ok())
            .and_then(|name| {
                let painted = self.file.dictionary(stream.resources?, "XObject")?;
                File::object_id(painted, name)
            });
        let Some((id, dictionary)) = form.and_then(|id| Some((id, self.file.object(id)?))) else {
            return Ok(());
        };
        if self.file.name(dictionary, "Subtype") != Some("Form") {
            return Ok(());
        }
        if stream.forms >= MAX_FORMS {
            return Err(ReadError::TooDeep("forms"));
        }
        self.painted += 1;
        if self.painted > MAX_PAINTED {
            let part = format!("content of page {}", self.page + 1);
            return Err(ReadError::TooLarge { part, limit: "100,000 painted forms" });
        }
        let Some(content) = self.file.stream(id, &mut self.budget) else {
            return Err(too_large());
        };
        let owns_sequences = self.file.integer(dictionary, "StructParents").is_some();
        let inner = Stream {
            owner: if owns_sequences { id } else { stream.owner },
            resources: self.file.dictionary(dictionary, "Resources").or(stream.resources),
            forms: stream.forms + 1,
        };
        self.flush()?;
        let (state, saved) = (self.state.clone(), std::mem::take(&mut self.saved));
        let outside = self.placing.enter();
        let matrix = Matrix::read(self.file.list(dictionary, "Matrix"));
        self.state.transform = matrix.then(&self.state.transform);
        self.placing.clip_to(self.file.list(dictionary, "BBox"), &self.state.transform);
        self.run(&content, inner)?;
        self.flush()?;
        self.state = state;
        self.saved = saved;
        self.placing.leave(outside);
        Ok(())
    }

    /// Puts the piece that is being shown into its sequence.
    fn flush(&mut self) -> Result<(), ReadError> {
        if let Some((sequence, piece)) = self.piece.take() {
            self.pieces += 1 + piece.units.len() / 64;
            if self.pieces > MAX_PIECES {
                return Err(too_large());
            }
            self.sequences.entry(sequence).or_default().push(piece);
        }
        Ok(())
    }
}

/// An affine transformation as PDF writes it.
#[derive(Clone, Copy)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Six numbers; the identity if there are not six.
    fn read(operands: &[Object]) -> Self {
        let mut matrix = Self::IDENTITY;
        if operands.len() == 6 {
            for (cell, operand) in matrix.0.iter_mut().zip(operands) {
                *cell = number(operand).unwrap_or(*cell);
            }
        }
        matrix
    }

    /// Where it puts a point.
    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Self(cells) = self;
        (x * cells[0] + y * cells[2] + cells[4], x * cells[1] + y * cells[3] + cells[5])
    }

    /// By how much it enlarges along lines of text.
    pub(super) fn scale(self) -> f64 {
        self.0[0].hypot(self.0[1])
    }

    /// Whether lines of text run across the page.
    pub(super) fn is_upright(self) -> bool {
        self.0[1].abs() < 1e-3 * self.0[0].abs()
    }

    /// First this transformation, then the other.
    pub(super) fn then(self, other: &Self) -> Self {
        let Self(other) = other;
        let turned = |x: f64, y: f64| [x * other[0] + y * other[2], x * other[1] + y * other[3]];
        let [horizontal, vertical, origin] =
            [[self.0[0], self.0[1]], [self.0[2], self.0[3]], [self.0[4], self.0[5]]]
                .map(|[x, y]| turned(x, y));
        Self([
            horizontal[0],
            horizontal[1],
            vertical[0],
            vertical[1],
            origin[0] + other[4],
            origin[1] + other[5],
        ])
    }
}
