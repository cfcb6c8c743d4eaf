//! Which pieces of a paragraph run from right to left: the Unicode Bidirectional Algorithm
//! (UAX #9) over its whole text, as runs that programs which go by `w:rtl` set in the same order.
//!
//! In a run with `w:rtl` such programs take every sign for a letter of a right-to-left script; in
//! a run without it, for a Latin one (ISO/IEC 29500-1, 17.3.2.30). So the levels of the algorithm
//! decide, never the script of a sign: `E/CN.7/2021/CRP.1` in Arabic text is one run without
//! `w:rtl`, though it ends in a figure.

use std::ops::Range;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// A text of a paragraph, as it is handed over: letters in one style or the mark of a note.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// The characters.
    pub text: String,
    /// Whether its language runs from right to left.
    pub right_to_left: bool,
}

/// The directions of a paragraph's texts, which are asked for one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Directions {
    right_to_left: bool,
    /// A level for every byte; none if everything runs as the paragraph does.
    levels: Option<Vec<u8>>,
    next: usize,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    /// Text for one run.
    Run(Stretch<'t>),
    /// Text of one direction with text of another inside, which keeps its place only if the
    /// file says that the whole of it is embedded.
    Embedded { right_to_left: bool, parts: Vec<Part<'t>> },
}

/// Text that runs in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch<'t> {
    /// The text.
    pub text: &'t str,
    /// Whether it runs from right to left.
    pub right_to_left: bool,
    /// Whether it runs from left to right but is written in signs of a right-to-left script, such
    /// as Arabic-Indic figures: the fonts of that script have them.
    pub complex: bool,
}

impl Directions {
    /// The directions of a paragraph. A text in a language of the other direction is embedded, as
    /// it is in the PDF.
    pub(super) fn of(leaves: &[Leaf], right_to_left: bool) -> Self {
        let is_plain = |leaf: &Leaf| {
            leaf.right_to_left == right_to_left
                && (right_to_left || !leaf.text.chars().any(is_right_to_left))
        };
        if !right_to_left && leaves.iter().all(is_plain) {
            return Self { right_to_left, levels: None, next: 0 };
        }
        let mut text = String::new();
        let mut places: Vec<Range<usize>> = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let embedded = leaf.right_to_left != right_to_left;
            if embedded {
                text.push(if leaf.right_to_left { '\u{202B}' } else { '\u{202A}' });
            }
            places.push(text.len()..text.len() + leaf.text.len());
            text.push_str(&leaf.text);
            if embedded {
                text.push('\u{202C}');
            }
        }
        let base = if right_to_left { Level::rtl() } else { Level::ltr() };
        let found = BidiInfo::new(&text, Some(base)).levels;
        let levels = places
            .into_iter()
            .filter_map(|place| found.get(place))
            .flatten()
            .map(Level::number)
            .collect();
        Self { right_to_left, levels: Some(levels), next: 0 }
    }

    /// The next text of the paragraph, in pieces.
    pub(super) fn parts<'t>(&mut self, text: &'t str) -> Vec<Part<'t>> {
        let base = u8::from(self.right_to_left);
        let from = self.next;
        self.next += text.len();
        let Some(levels) = &self.levels else {
            let right_to_left = self.right_to_left;
            return vec![Part::Run(Stretch { text, right_to_left, complex: false })];
        };
        let level = |at: usize| levels.get(from + at).copied().unwrap_or(base).max(base);
        let mut segments: Vec<Segment> = Vec::new();
        for (at, character) in text.char_indices() {
            let end = at + character.len_utf8();
            match segments.last_mut() {
                Some(last) if last.level == level(at) => last.place.end = end,
                _ => segments.push(Segment { place: at..end, level: level(at) }),
            }
        }
        parts(text, &segments, base)
    }

    /// Whether the next text, the mark of a note, belongs to a right-to-left run.
    pub(super) fn mark(&mut self, mark: &str) -> bool {
        match self.parts(mark).first() {
            Some(Part::Run(stretch)) => stretch.right_to_left,
            Some(Part::Embedded { right_to_left, .. }) => *right_to_left,
            None => false,
        }
    }
}

/// Characters of one level.
#[derive(Clone, Debug)]
struct Segment {
    place: Range<usize>,
    level: u8,
}

/// Segments as runs inside text of the level `base`.
fn parts<'t>(text: &'t str, segments: &[Segment], base: u8) -> Vec<Part<'t>> {
    let mut found = Vec::new();
    for group in segments.chunk_by(|one, next| (one.level > base) == (next.level > base)) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let whole = &text[first.place.start..last.place.end];
        let level = if first.level > base { base + 1 } else { base };
        let right_to_left = level % 2 == 1;
        let deeper = |segment: &Segment| segment.level > level;
        // A figure keeps its order in a right-to-left run by itself.
        let is_figure = |segment: &Segment| {
            right_to_left && segment.level == level + 1 && is_figure(&text[segment.place.clone()])
        };
        if group.iter().all(|segment| !deeper(segment) || is_figure(segment)) {
            found.extend(stretches(whole, right_to_left).map(Part::Run));
        } else {
            found.push(Part::Embedded { right_to_left, parts: parts(text, group, level) });
        }
    }
    found
}

/// Text of one direction, divided where its signs change the script that they belong to.
fn stretches(text: &str, right_to_left: bool) -> impl Iterator<Item = Stretch<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let complex = !right_to_left && is_right_to_left(first);
        // Signs of no script stay with what they follow.
        let changes = |c: char| {
            if complex { c.is_ascii_alphanumeric() } else { !right_to_left && is_right_to_left(c) }
        };
        let end = rest.find(changes).unwrap_or(rest.len());
        let (stretch, after) = rest.split_at(end);
        rest = after;
        Some(Stretch { text: stretch, right_to_left, complex })
    })
}

/// Whether a text is a figure whose signs a right-to-left run does not turn round: of the signs
/// that part groups, only `.`, `,` and `:` between two digits stay with them.
fn is_figure(text: &str) -> bool {
    let is_digit = |c: char| matches!(bidi_class(c), BidiClass::EN | BidiClass::AN);
    !text.is_empty()
        && text.split(['.', ',', ':']).all(|group| !group.is_empty() && group.chars().all(is_digit))
}

/// Whether a sign belongs to a script that is written from right to left, its figures and signs
/// included (Unicode blocks Hebrew to Arabic Extended-A and the presentation forms).
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
        || matches!(bidi_class(character), BidiClass::R | BidiClass::AL)
}

/// Whether any sign of the text belongs to a script that is written from right to left.
pub(super) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs of a paragraph that is one text: right-to-left ones as `<…>`, complex ones as `{…}`.
    fn split(text: &str, right_to_left: bool) -> String {
        let leaf = Leaf { text: text.to_owned(), right_to_left };
        show(&Directions::of(&[leaf], right_to_left).parts(text))
    }

    fn show(parts: &[Part<'_>]) -> String {
        parts
            .iter()
            .map(|part| match part {
                Part::Run(Stretch { text, right_to_left: true, .. }) => format!("<{text}>"),
                Part::Run(Stretch { text, complex: true, .. }) => format!("{{{text}}}"),
                Part::Run(Stretch { text, .. }) => (*text).to_owned(),
                Part::Embedded { right_to_left, parts } => {
                    format!("[{} {}]", if *right_to_left { "rtl" } else { "ltr" }, show(parts))
                }
            })
            .collect()
    }

    #[test]
    fn symbols_and_names_in_arabic_text_are_whole() {
        for (text, runs) in [
            ("انظر E/CN.7/2021/CRP.1.", "<انظر >E/CN.7/2021/CRP.1<.>"),
            ("انظر A/RES/S-30/1 و", "<انظر >A/RES/S-30/1< و>"),
            ("بعد COVID-19، و", "<بعد >COVID-19<، و>"),
            ("World Drug Report 2023 (فيينا)", "World Drug Report 2023< (فيينا)>"),
            ("القرار 66/288.", "<القرار >66/288<.>"),
            ("نحو 3\u{A0}215 طنا", "<نحو >3\u{A0}215< طنا>"),
            ("نحو ٣٬٢١٥ طنا", "<نحو >{٣٬٢١٥}< طنا>"),
            ("2023", "2023"),
            ("(A B) سلام", "<(>A B<) سلام>"),
        ] {
            assert_eq!(split(text, true), runs);
        }
    }

    #[test]
    fn arabic_in_latin_text_keeps_its_brackets_and_figures() {
        for (text, runs) in [
            ("one, two", "one, two"),
            ("the word سلام, peace", "the word <سلام>, peace"),
            ("drugs (مخدرات 12).", "drugs (<مخدرات 12>)."),
            ("of مخدرات 66/288 now", "of [rtl <مخدرات >66/288] now"),
        ] {
            assert_eq!(split(text, false), runs);
        }
        let leaves = [
            Leaf { text: "The word ".to_owned(), right_to_left: false },
            Leaf { text: "مخدرات (أ)".to_owned(), right_to_left: true },
            Leaf { text: " is".to_owned(), right_to_left: false },
        ];
        let mut directions = Directions::of(&leaves, false);
        let runs: String = leaves.iter().map(|leaf| show(&directions.parts(&leaf.text))).collect();
        assert_eq!(runs, "The word <مخدرات (أ)> is");
    }

    #[test]
    fn text_in_a_language_of_the_other_direction_is_embedded() {
        let leaves = [
            Leaf { text: "في ".to_owned(), right_to_left: true },
            Leaf { text: "2023 UNODC (مخدرات) x".to_owned(), right_to_left: false },
            Leaf { text: " و".to_owned(), right_to_left: true },
        ];
        let mut directions = Directions::of(&leaves, true);
        let runs: String = leaves.iter().map(|leaf| show(&directions.parts(&leaf.text))).collect();
        assert_eq!(runs, "<في >[ltr 2023 UNODC (<مخدرات>) x]< و>");
    }

    #[test]
    fn nothing_is_lost() {
        fn whole(parts: &[Part<'_>]) -> String {
            parts
                .iter()
                .map(|part| match part {
                    Part::Run(stretch) => stretch.text.to_owned(),
                    Part::Embedded { parts, .. } => whole(parts),
                })
                .collect()
        }
        for text in ["", "a ب c", "ب 1 a 2/3 ب", "... a", "ب ...", "a1ب2", "  ", "a\u{2028}ب"]
        {
            for right_to_left in [false, true] {
                let leaf = Leaf { text: text.to_owned(), right_to_left };
                let mut directions = Directions::of(&[leaf], right_to_left);
                assert_eq!(whole(&directions.parts(text)), text);
            }
        }
    }
}
