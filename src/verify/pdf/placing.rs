//! Where text and images come to stand on the pages, and what of them can be seen: the arithmetic of
//! text and graphics state (ISO 32000-1, 8.3 and 9.4.4) beside the reading of content streams in
//! `content.rs`. Paths and clips are in `clip.rs`.
//!
//! Nothing here judges; `geometry.rs` does.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::content::Operation;
use lopdf::{Dictionary, Object, ObjectId};

use super::clip::{Area, Clip, Outline, Path, Seen};
use super::cmap::CharacterMap;
use super::content::{Matrix, SequenceId};
use super::file::{File, number};
use super::order::is_combining;

/// From the baseline up to here, as a share of the type's size, a line must be free of others to be
/// read.
pub(super) const CORE: f64 = 0.6;

/// How many runs and images of a file are looked at. What comes after is not placed, which is told.
const MAX_PLACED: usize = 1_000_000;

/// How many ranges of widths of a font are kept; they are searched for every glyph.
const MAX_RANGES: usize = 1_000;

/// A part of a page that is no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Header,
    Footer,
    /// Drawings, leaders, rules.
    Other,
}

/// A run of text as one operator showed it.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Index of the page.
    pub(super) page: usize,
    /// From its first to its last letter that can be seen, from the baseline up to [`CORE`], as far
    /// as that can be seen.
    pub(super) core: Area,
    /// How much of it can be seen.
    pub(super) seen: Seen,
    pub(super) size: f64,
    /// Whether its line runs across the page.
    pub(super) upright: bool,
    pub(super) text: String,
    /// The marked content that it belongs to; none in artifacts.
    pub(super) sequence: Option<SequenceId>,
    /// The artifact that it belongs to.
    pub(super) edge: Option<Edge>,
}

/// An image.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// Index of the page.
    pub(super) page: usize,
    /// What of it can be seen.
    pub(super) area: Area,
    pub(super) sequence: Option<SequenceId>,
}

/// Everything that was placed.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) runs: Vec<Run>,
    pub(super) pictures: Vec<Picture>,
    /// Whether there was more than is looked at.
    pub(super) cut: bool,
}

/// What is known where an operator has been read.
pub(super) struct Here<'a> {
    pub(super) file: &'a File,
    pub(super) resources: Option<&'a Dictionary>,
    pub(super) page: usize,
    pub(super) transform: Matrix,
    /// Where the line of text began.
    pub(super) line: Matrix,
    pub(super) characters: Option<&'a CharacterMap>,
    pub(super) sequence: Option<SequenceId>,
}

/// The parts of the graphics state that say how far text advances and what can be seen.
#[derive(Clone)]
struct State {
    font: Option<Arc<Widths>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    scale: f64,
    rise: f64,
    /// Whether letters are painted at all (ISO 32000-1, 9.3.6).
    unpainted: bool,
    clip: Clip,
}

impl Default for State {
    fn default() -> Self {
        Self {
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            rise: 0.0,
            unpainted: false,
            clip: Clip::default(),
        }
    }
}

/// Follows the operators of content streams.
#[derive(Default)]
pub(super) struct Placing {
    fonts: BTreeMap<ObjectId, Arc<Widths>>,
    state: State,
    saved: Vec<State>,
    marks: Vec<Option<Edge>>,
    /// How far the line of text has been shown.
    advance: f64,
    path: Path,
    /// How many sides of clips have been looked at.
    looked: usize,
    pub(super) placed: Placed,
}

/// What is put aside while a form is painted.
pub(super) struct Outside {
    state: State,
    saved: Vec<State>,
    marks: usize,
}

impl Placing {
    /// Begins a page.
    pub(super) fn begin_page(&mut self) {
        self.state = State::default();
        self.saved.clear();
        self.marks.clear();
        self.path = Path::default();
    }

    /// Begins a form.
    pub(super) fn enter(&mut self) -> Outside {
        let saved = std::mem::take(&mut self.saved);
        Outside { state: self.state.clone(), saved, marks: self.marks.len() }
    }

    /// Cuts off what a form would paint outside of its box (ISO 32000-1, 8.10.1).
    pub(super) fn clip_to(&mut self, sides: &[Object], by: &Matrix) {
        let sides: Vec<f64> = sides.iter().filter_map(number).collect();
        if let [left, low, right, high] = sides[..] {
            self.state.clip.cut(Outline::rectangle([left, low, right, high], by));
        }
    }

    /// Ends a form.
    pub(super) fn leave(&mut self, outside: Outside) {
        self.state = outside.state;
        self.saved = outside.saved;
        self.marks.truncate(outside.marks);
    }

    /// Follows one operator.
    pub(super) fn follow(&mut self, operation: &Operation, here: &Here<'_>) {
        let operands = operation.operands.as_slice();
        let first = || operands.first().and_then(number).unwrap_or(0.0);
        match operation.operator.as_str() {
            "q" if self.saved.len() < 1024 => self.saved.push(self.state.clone()),
            "Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            "Tf" => self.select_font(operands, here),
            "Tc" => self.state.character_space = first(),
            "Tw" => self.state.word_space = first(),
            "Tz" => self.state.scale = first() / 100.0,
            "Ts" => self.state.rise = first(),
            "Tr" => self.state.unpainted = matches!(first(), 3.0 | 7.0),
            "BT" | "Tm" | "Td" | "TD" | "T*" => self.advance = 0.0,
            "Tj" => self.show(operands, here),
            "TJ" => {
                if let Some(Object::Array(parts)) = operands.first() {
                    self.show(parts, here);
                }
            }
            "'" => {
                self.advance = 0.0;
                self.show(operands, here);
            }
            "\"" => {
                self.state.word_space = first();
                self.state.character_space = operands.get(1).and_then(number).unwrap_or(0.0);
                self.advance = 0.0;
                self.show(operands.get(2..).unwrap_or_default(), here);
            }
            "BMC" | "BDC" => self.open(operands, here),
            "EMC" => {
                self.marks.pop();
            }
            "Do" => self.paint(operands, here),
            operator => {
                if let Some(outline) = self.path.follow(operator, operands, &here.transform) {
                    self.state.clip.cut(outline);
                }
            }
        }
    }

    fn open(&mut self, operands: &[Object], here: &Here<'_>) {
        let is_artifact = operands
            .first()
            .and_then(|tag| tag.as_name().ok())
            .is_some_and(|tag| tag == b"Artifact");
        let properties = match operands.get(1) {
            Some(Object::Dictionary(properties)) => Some(properties),
            Some(Object::Name(name)) => std::str::from_utf8(name).ok().and_then(|name| {
                let named = here.file.dictionary(here.resources?, "Properties")?;
                here.file.dictionary(named, name)
            }),
            _ => None,
        };
        let subtype = properties.and_then(|properties| here.file.name(properties, "Subtype"));
        let edge = is_artifact.then_some(match subtype {
            Some("Header") => Edge::Header,
            Some("Footer") => Edge::Footer,
            _ => Edge::Other,
        });
        self.marks.push(edge);
    }

    fn paint(&mut self, operands: &[Object], here: &Here<'_>) {
        let painted = operands
            .first()
            .and_then(|name| std::str::from_utf8(name.as_name().ok()?).ok())
            .and_then(|name| {
                let objects = here.file.dictionary(here.resources?, "XObject")?;
                here.file.dictionary(objects, name)
            });
        if painted.is_none_or(|image| here.file.name(image, "Subtype") != Some("Image")) {
            return;
        }
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        let area = Area::of(corners.map(|(x, y)| here.transform.apply(x, y)));
        let area = area.within(self.state.clip.bounds);
        if !area.is_empty() && self.has_room() {
            let picture = Picture { page: here.page, area, sequence: here.sequence };
            self.placed.pictures.push(picture);
        }
    }

    fn has_room(&mut self) -> bool {
        let has_room = self.placed.runs.len() + self.placed.pictures.len() < MAX_PLACED;
        self.placed.cut |= !has_room;
        has_room
    }

    fn select_font(&mut self, operands: &[Object], here: &Here<'_>) {
        self.state.size = operands.get(1).and_then(number).unwrap_or(1.0);
        let name = operands
            .first()
            .and_then(|name| name.as_name().ok())
            .and_then(|name| std::str::from_utf8(name).ok());
        let fonts = here.resources.and_then(|resources| here.file.dictionary(resources, "Font"));
        self.state.font = fonts.zip(name).and_then(|(fonts, name)| {
            let id = File::object_id(fonts, name)?;
            if let Some(known) = self.fonts.get(&id) {
                return Some(Arc::clone(known));
            }
            let widths = Arc::new(Widths::read(here.file, here.file.dictionary(fonts, name)?));
            self.fonts.insert(id, Arc::clone(&widths));
            Some(widths)
        });
    }

    /// Places what an operator shows, and advances by it.
    fn show(&mut self, parts: &[Object], here: &Here<'_>) {
        let (Some(font), Some(characters)) = (self.state.font.clone(), here.characters) else {
            return;
        };
        let state = &self.state;
        let by = here.line.then(&here.transform);
        let mut text = String::new();
        let (mut shown, mut letters) = (Extent::default(), Extent::default());
        let mut whole = true;
        let mut advance = self.advance;
        for part in parts {
            if let Some(adjustment) = number(part) {
                advance -= adjustment / 1000.0 * state.size * state.scale;
            }
            let Object::String(codes, _) = part else { continue };
            for (code, unit) in font.codes(codes).zip(characters.decode(codes)) {
                let mut step = font.width(code) * state.size + state.character_space;
                if code == 32 && !font.is_composite() {
                    step += state.word_space;
                }
                let end = advance + step * state.scale;
                if let Some((from, to)) = letter(&unit, advance, end) {
                    letters.take(from, to);
                    let point = |along: f64, up: f64| {
                        by.apply(from + along * (to - from), state.rise + up * CORE * state.size)
                    };
                    let seen = if state.unpainted {
                        Seen::Not
                    } else {
                        state.clip.seen(point, &mut self.looked)
                    };
                    whole &= seen == Seen::Whole;
                    if seen != Seen::Not {
                        shown.take(from, to);
                    }
                }
                text.push_str(&unit);
                advance = end;
            }
        }
        let (rise, size) = (state.rise, state.size);
        self.advance = advance;
        let area = |(from, to): (f64, f64)| {
            let corners =
                [(from, rise), (to, rise), (from, rise + CORE * size), (to, rise + CORE * size)];
            Area::of(corners.map(|(x, y)| by.apply(x, y)))
        };
        let Some(all) = letters.0 else { return };
        let (core, seen) = match shown.0 {
            Some(shown) if whole => (area(shown), Seen::Whole),
            Some(shown) => (area(shown).within(self.state.clip.bounds), Seen::Partly),
            None => (area(all), Seen::Not),
        };
        if !self.has_room() {
            return;
        }
        if text.chars().any(|character| matches!(character, '\u{590}'..='\u{8FF}')) {
            text = text.chars().rev().collect();
        }
        self.placed.runs.push(Run {
            page: here.page,
            core,
            seen,
            size: size.abs() * by.scale(),
            upright: by.is_upright(),
            text: text.trim().to_owned(),
            sequence: here.sequence,
            edge: self.marks.iter().rev().find_map(|edge| *edge),
        });
    }
}

/// Where the first and the last of some letters begin and end along their line.
#[derive(Default)]
struct Extent(Option<(f64, f64)>);

impl Extent {
    fn take(&mut self, from: f64, to: f64) {
        let Self(extent) = self;
        *extent = Some(extent.map_or((from, to), |(first, last)| (first.min(from), last.max(to))));
    }
}

/// The part of a glyph's width that counts. None for what cannot be seen and for signs over a letter.
/// Of other signs the middle counts: they hang into the margin, and full-width ones fill half of
/// their square.
fn letter(unit: &str, from: f64, to: f64) -> Option<(f64, f64)> {
    if unit.trim().is_empty() || unit.chars().any(is_combining) {
        return None;
    }
    if unit.chars().any(char::is_alphanumeric) {
        return Some((from, to));
    }
    let middle = f64::midpoint(from, to);
    Some((middle, middle))
}

/// How wide the glyphs of a font are (ISO 32000-1, 9.2.4 and 9.7.4.3), in shares of the type's size.
#[derive(Debug)]
enum Widths {
    Simple { first: u32, widths: Vec<f64>, missing: f64 },
    Composite { widths: BTreeMap<u32, f64>, ranges: Vec<(u32, u32, f64)>, default: f64 },
}

impl Widths {
    fn read(file: &File, font: &Dictionary) -> Self {
        if file.name(font, "Subtype") == Some("Type0") {
            let descendant = file.list(font, "DescendantFonts").first();
            let descendant =
                descendant.and_then(|one| super::file::as_dictionary(file.follow(one).1));
            return descendant.map_or_else(
                || Self::Composite { widths: BTreeMap::new(), ranges: Vec::new(), default: 1.0 },
                |descendant| Self::composite(file, descendant),
            );
        }
        // The glyphs of a Type 3 font have a space of their own.
        let matrix = file.list(font, "FontMatrix");
        let unit = matrix.first().and_then(number).unwrap_or(0.001);
        let first = file.integer(font, "FirstChar").and_then(|first| u32::try_from(first).ok());
        let number = |object: &Object| number(file.follow(object).1).unwrap_or(0.0) * unit;
        let widths = file.list(font, "Widths").iter().take(256).map(number).collect();
        let descriptor = file.dictionary(font, "FontDescriptor");
        let missing = descriptor.and_then(|one| file.get(one, "MissingWidth")).map(number);
        Self::Simple { first: first.unwrap_or(0), widths, missing: missing.unwrap_or(0.5) }
    }

    fn composite(file: &File, font: &Dictionary) -> Self {
        let share = |object: &Object| number(file.follow(object).1).unwrap_or(0.0) / 1000.0;
        let code = |object: &Object| {
            file.follow(object).1.as_i64().ok().and_then(|code| u32::try_from(code).ok())
        };
        let mut widths = BTreeMap::new();
        let mut ranges = Vec::new();
        let mut list = file.list(font, "W");
        // Either a code and a list of widths from there on, or two codes and the width of all between.
        while let [first, second, rest @ ..] = list {
            list = rest;
            let Some(first) = code(first) else { break };
            if let Object::Array(own) = file.follow(second).1 {
                for (offset, width) in (0_u32..65_536).zip(own) {
                    widths.insert(first.saturating_add(offset), share(width));
                }
            } else if let [width, rest @ ..] = list {
                list = rest;
                let Some(last) = code(second) else { break };
                if ranges.len() < MAX_RANGES {
                    ranges.push((first, last, share(width)));
                }
            }
        }
        let default = file.get(font, "DW").and_then(number).unwrap_or(1000.0) / 1000.0;
        Self::Composite { widths, ranges, default }
    }

    fn is_composite(&self) -> bool {
        matches!(self, Self::Composite { .. })
    }

    /// The codes of a string: two bytes each in composite fonts, as in all that Typst writes.
    fn codes<'a>(&self, shown: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        let size = if self.is_composite() { 2 } else { 1 };
        shown.chunks(size).map(|code| code.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)))
    }

    fn width(&self, code: u32) -> f64 {
        match self {
            Self::Simple { first, widths, missing } => code
                .checked_sub(*first)
                .and_then(|index| widths.get(usize::try_from(index).ok()?))
                .copied()
                .unwrap_or(*missing),
            Self::Composite { widths, ranges, default } => widths
                .get(&code)
                .copied()
                .or_else(|| {
                    let holds =
                        |(first, last, _): &&(u32, u32, f64)| (*first..=*last).contains(&code);
                    ranges.iter().find(holds).map(|(_, _, width)| *width)
                })
                .unwrap_or(*default),
        }
    }
}
