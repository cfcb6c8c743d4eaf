//! From shown pieces to text in the order in which people read it.
//!
//! Typst tags lines in reading order, but the pieces of one right-to-left run stand from left to
//! right, and so do the glyphs in each piece. A glyph that is raised or set in another font is a
//! piece of its own; if it belongs to a cluster (a letter with a vowel sign), each piece of the
//! cluster carries the whole cluster's text.

use super::super::reading::{LINE_CHANGE, SignPlace, Text};
use super::content::Piece;
use super::lines::Recorder;

/// Direction of the lines of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    LeftToRight,
    RightToLeft,
}

/// The last line that was written, to know where lines change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LineEnd {
    page: usize,
    y: f64,
    size: f64,
}

impl LineEnd {
    fn of(piece: &Piece) -> Self {
        Self { page: piece.page, y: piece.y, size: piece.size }
    }

    /// Whether something at another place stands on the same line, raised or not.
    fn shares_line(self, other: Self) -> bool {
        let tolerance = 0.6 * self.size.max(other.size);
        self.page == other.page && (self.y - other.y).abs() < tolerance
    }
}

/// Writes consecutive pieces of one element at the end of `text`.
pub(super) fn write_pieces(
    pieces: &[&Piece],
    direction: Direction,
    text: &mut Text,
    line: &mut Option<LineEnd>,
    recorder: &mut Recorder,
) {
    let mut before: Option<Vec<Unit>> = None;
    for piece in reading_order(pieces, direction) {
        let mut units = units_in_order(piece);
        let end = LineEnd::of(piece);
        let same_line = line.is_none_or(|line| line.shares_line(end));
        if same_line {
            if repeats_cluster(before.as_deref(), &units) {
                units.remove(0);
            }
        } else {
            if is_repeated_hyphen(&text.plain, &units) {
                // The page shows it all the same.
                recorder.begin_piece();
                for unit in units.drain(..) {
                    recorder.glyph(
                        piece,
                        unit.index,
                        &unit.text,
                        SignPlace::Text(text.plain.len()),
                    );
                }
            }
            text.plain.push(LINE_CHANGE);
        }
        recorder.begin_piece();
        for unit in &units {
            recorder.glyph(piece, unit.index, &unit.text, SignPlace::Text(text.plain.len()));
            text.plain.push_str(&unit.text);
        }
        // A raised glyph does not change the line that the following text is compared with.
        if line.is_none_or(|line| !line.shares_line(end) || end.size >= line.size) {
            *line = Some(end);
        }
        before = Some(units);
    }
}

/// Whether the next units begin with the cluster that the units before ended with.
fn repeats_cluster(before: Option<&[Unit]>, units: &[Unit]) -> bool {
    match (before.and_then(<[Unit]>::last), units.first()) {
        (Some(last), Some(first)) => {
            last.text == first.text && first.text.chars().skip(1).any(is_combining)
        }
        _ => false,
    }
}

/// Whether a hyphen at the start of a line repeats the one at the end of the line before, as
/// Spanish does where a word is divided at its own hyphen.
fn is_repeated_hyphen(text: &str, units: &[Unit]) -> bool {
    matches!(units, [unit] if unit.text == "-" || unit.text == "\u{2010}")
        && text.ends_with(['-', '\u{2010}', '\u{2011}'])
}

/// Sorts the pieces of each line that stand in visual order.
fn reading_order<'a>(pieces: &[&'a Piece], direction: Direction) -> Vec<&'a Piece> {
    let pieces = match direction {
        Direction::LeftToRight => pieces.to_vec(),
        Direction::RightToLeft => move_last_spaces(pieces),
    };
    let mut ordered = Vec::with_capacity(pieces.len());
    let mut chain: Vec<&Piece> = Vec::new();
    for piece in pieces {
        if let Some(last) = chain.last() {
            // A vowel sign stands where its letter stands; a space that stands where the piece
            // before it stands ends the line.
            let step = if is_space(piece) { 0.05 } else { -0.05 };
            let same_line = LineEnd::of(last).shares_line(LineEnd::of(piece));
            if !same_line || piece.x < last.x + step {
                write_chain(&mut chain, direction, same_line.then_some(piece.x), &mut ordered);
            }
        }
        chain.push(piece);
    }
    write_chain(&mut chain, direction, None, &mut ordered);
    ordered
}

/// Writes pieces that stand from left to right on one line; `next` is where the line goes on.
///
/// What follows in a line that runs to the left stands further left. So pieces that run to the
/// right are one right-to-left run in visual order, or they are left-to-right text, in which only
/// the right-to-left runs are in visual order.
fn write_chain<'a>(
    chain: &mut Vec<&'a Piece>,
    direction: Direction,
    next: Option<f64>,
    ordered: &mut Vec<&'a Piece>,
) {
    let scripts: Vec<Script> = chain.iter().map(|piece| script(piece)).collect();
    if direction == Direction::RightToLeft && !scripts.contains(&Script::LeftToRight) {
        ordered.extend(chain.drain(..).rev());
        return;
    }
    // In a right-to-left line, what stands left of all this is simply what follows.
    let next = next.filter(|next| {
        direction == Direction::LeftToRight || chain.first().is_some_and(|first| first.x < *next)
    });
    let is_run = |script| script == Script::RightToLeft;
    let mut from = 0;
    while let Some(mut start) = position(&scripts, from, is_run) {
        let end = position(&scripts, start, |script| script == Script::LeftToRight)
            .unwrap_or(scripts.len());
        let last = scripts[start..end].iter().rposition(|script| is_run(*script));
        let end = start + last.unwrap_or(0) + 1;
        // Numbers in the run stand to its left: signs between them and its letters belong to it.
        while start > from
            && scripts[start - 1] == Script::Neutral
            && next.is_some_and(|next| chain[start - 1].x > next)
        {
            start -= 1;
        }
        chain[start..end].reverse();
        from = end;
    }
    ordered.append(chain);
}

/// Puts the space that ends a right-to-left line at its end. It has no width and stands at the
/// left edge; Typst tags it before the left-to-right run that it follows.
fn move_last_spaces<'a>(pieces: &[&'a Piece]) -> Vec<&'a Piece> {
    let mut moved = pieces.to_vec();
    for line in moved.chunk_by_mut(|one, next| LineEnd::of(one).shares_line(LineEnd::of(next))) {
        let edge = line.iter().map(|piece| piece.x).fold(f64::INFINITY, f64::min);
        let space = line.iter().position(|piece| is_space(piece) && piece.x < edge + 0.05);
        if let Some(space) = space {
            line[space..].rotate_left(1);
        }
    }
    moved
}

fn is_space(piece: &Piece) -> bool {
    piece.units.iter().all(|unit| unit.trim().is_empty())
}

fn position(scripts: &[Script], from: usize, found: impl Fn(Script) -> bool) -> Option<usize> {
    scripts.iter().skip(from).position(|script| found(*script)).map(|index| index + from)
}

/// The text of a glyph, and how many glyphs stand left of it in its piece.
#[derive(Clone, Debug)]
struct Unit {
    index: usize,
    text: String,
}

fn units_in_order(piece: &Piece) -> Vec<Unit> {
    let mut units: Vec<Unit> = piece
        .units
        .iter()
        .enumerate()
        .map(|(index, text)| Unit { index, text: text.clone() })
        .collect();
    if piece.reversed || script(piece) == Script::RightToLeft {
        units.reverse();
    }
    units
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    LeftToRight,
    RightToLeft,
    Neutral,
}

/// The direction of a piece. A piece never mixes directions: Typst makes one of each run.
fn script(piece: &Piece) -> Script {
    let characters = || piece.units.iter().flat_map(|unit| unit.chars());
    if characters().any(is_right_to_left) {
        Script::RightToLeft
    } else if characters().any(char::is_alphanumeric) {
        Script::LeftToRight
    } else {
        Script::Neutral
    }
}

/// Letters of scripts that run from right to left (Unicode blocks Hebrew to Arabic Extended-A and
/// the presentation forms); Arabic-Indic digits run from left to right.
pub(super) fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
        && !matches!(character, '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}')
}

/// Marks that stand on, over or under a letter, in Latin, Cyrillic and Arabic.
pub(super) fn is_combining(character: char) -> bool {
    matches!(
        character,
        '\u{0300}'..='\u{036F}'
            | '\u{0483}'..='\u{0489}'
            | '\u{0610}'..='\u{061A}'
            | '\u{064B}'..='\u{065F}'
            | '\u{0670}'
            | '\u{06D6}'..='\u{06DC}'
            | '\u{06DF}'..='\u{06E8}'
            | '\u{06EA}'..='\u{06ED}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(units: &[&str], x: f64, y: f64) -> Piece {
        let units = units.iter().map(|unit| (*unit).to_owned()).collect();
        Piece { units, x, y, size: 11.0, ..Piece::default() }
    }

    fn read(pieces: &[Piece], direction: Direction) -> String {
        let mut text = Text::default();
        let mut line = None;
        let mut recorder = Recorder::default();
        let pieces: Vec<&Piece> = pieces.iter().collect();
        write_pieces(&pieces, direction, &mut text, &mut line, &mut recorder);
        text.plain
    }

    #[test]
    fn lines_change_but_raised_text_stays_on_its_line() {
        let pieces =
            [piece(&["a "], 0.0, 100.0), piece(&["2"], 5.0, 104.0), piece(&["b"], 0.0, 86.0)];
        assert_eq!(read(&pieces, Direction::LeftToRight), "a 2\u{2028}b");
    }

    #[test]
    fn right_to_left_runs_are_turned_and_clusters_kept_once() {
        let pieces = [
            piece(&["2021"], 60.0, 100.0),
            piece(&[" ", "ن", "ع"], 10.0, 100.0),
            piece(&["اً"], 30.0, 103.0),
            piece(&["اً", "ر", " "], 30.0, 100.0),
        ];
        assert_eq!(read(&pieces, Direction::RightToLeft), "2021 راًعن ");
    }

    #[test]
    fn the_space_at_the_end_of_a_line_follows_the_run_it_ends() {
        let pieces = [
            piece(&["UNODC"], 10.0, 100.0),
            piece(&[" "], 40.0, 100.0),
            piece(&[" "], 10.0, 100.0),
            piece(&["Early"], 45.0, 100.0),
            piece(&["Warning"], 10.0, 86.0),
        ];
        assert_eq!(read(&pieces, Direction::RightToLeft), "UNODC Early \u{2028}Warning");
        let pieces = [piece(&["ن", "ع"], 10.0, 100.0), piece(&[" "], 10.0, 100.0)];
        assert_eq!(read(&pieces, Direction::RightToLeft), "عن ");
    }

    #[test]
    fn an_arabic_phrase_in_a_latin_line_is_turned_alone() {
        let pieces = [
            piece(&["See "], 0.0, 100.0),
            piece(&["ن", "ع"], 10.0, 100.0),
            piece(&["ا", "م", " "], 30.0, 100.0),
            piece(&[" now"], 50.0, 100.0),
        ];
        assert_eq!(read(&pieces, Direction::LeftToRight), "See  ماعن now");
    }

    #[test]
    fn a_number_in_an_arabic_phrase_keeps_its_space() {
        let pieces = [
            piece(&["See "], 0.0, 100.0),
            piece(&[" "], 40.0, 100.0),
            piece(&["ن", "ع"], 45.0, 100.0),
            piece(&["25"], 30.0, 100.0),
            piece(&[" now"], 60.0, 100.0),
        ];
        assert_eq!(read(&pieces, Direction::LeftToRight), "See عن 25 now");
    }

    #[test]
    fn an_arabic_word_in_a_latin_phrase_in_an_arabic_line_keeps_its_spaces() {
        let pieces = [
            piece(&["la"], 50.0, 100.0),
            piece(&[" "], 58.0, 100.0),
            piece(&["ن", "ع"], 60.0, 100.0),
            piece(&[" on"], 70.0, 100.0),
            piece(&[" "], 45.0, 100.0),
            piece(&["ن", "م"], 30.0, 100.0),
        ];
        assert_eq!(read(&pieces, Direction::RightToLeft), "la عن on من");
    }

    #[test]
    fn a_hyphen_repeated_on_the_next_line_is_dropped() {
        let pieces = [
            piece(&["teórico-"], 0.0, 100.0),
            piece(&["-"], 0.0, 86.0),
            piece(&["práctico"], 4.0, 86.0),
        ];
        assert_eq!(read(&pieces, Direction::LeftToRight), "teórico-\u{2028}práctico");
    }
}
