//! Right-to-left text on pages: the order that its signs must be shown in.
//!
//! From what a line shows its text cannot be concluded for certain: a bracket or a blank between
//! an Arabic and a Latin word may belong to either. The way round is certain: the Unicode
//! Bidirectional Algorithm (UAX #9) says of a text how each of its lines must look. Where every
//! line looks just so, what was read is the expected text, and is put into its order, with its
//! marks, links and looks; where one does not, the order that the reader concluded stays.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};

use super::super::reading::{LINE_CHANGE, Link, Look, Manner, Mark, Sign, SignPlace, Text};
use super::normal::is_shapeless;

/// A sign of the expected text.
struct Wanted {
    character: char,
    level: Level,
    place: SignPlace,
}

/// The found text in the order of the expected one; none if its lines do not show that text.
pub(super) fn in_order_of(expected: &Text, found: &Text, right_to_left: bool) -> Option<Text> {
    let wanted = wanted(expected, right_to_left);
    let mut rest = wanted.as_slice();
    let mut builder = Builder { found, text: Text::default(), origins: Vec::new(), mark: None };
    let lines: Vec<Vec<&Sign>> = found
        .shown
        .iter()
        .map(|line| line.iter().collect())
        .filter(|line: &Vec<&Sign>| line.iter().any(|sign| is_seen(sign)))
        .collect();
    let mut hyphen = false;
    for (index, line) in lines.iter().enumerate() {
        let (logical, places) = taken(rest, line)
            .or_else(|| if hyphen { taken_after_hyphen(rest, line) } else { None })?;
        let start = rest.iter().position(|want| !is_blank(want.character)).unwrap_or_default();
        rest = &rest[start + logical.len()..];
        hyphen = logical.last().is_some_and(|want| want.character == '-');
        let next = lines.get(index + 1);
        let blank = has_blank_edge(line, right_to_left)
            || next.is_some_and(|next| has_blank_edge(next, !right_to_left));
        builder.line(logical, &places, blank, next.is_none());
    }
    rest.iter().all(|want| is_blank(want.character)).then(|| builder.finish())
}

/// What a line shows of the text that is left, with the sign for each character of it.
type Taken<'w, 's> = (&'w [Wanted], Vec<Option<&'s Sign>>);

/// The beginning of the text that is left, if a line shows it.
fn taken<'w, 's>(rest: &'w [Wanted], line: &[&'s Sign]) -> Option<Taken<'w, 's>> {
    let seen = line.iter().filter(|sign| is_seen(sign)).count();
    let start = rest.iter().position(|want| !is_blank(want.character))?;
    let mut count = 0;
    let length = rest[start..].iter().position(|want| {
        count += usize::from(!is_blank(want.character));
        count == seen
    })?;
    let logical = &rest[start..=start + length];
    Some((logical, matched(logical, line)?))
}

/// Where a word is divided at its own hyphen, Spanish repeats the hyphen in the next line.
fn taken_after_hyphen<'w, 's>(rest: &'w [Wanted], line: &[&'s Sign]) -> Option<Taken<'w, 's>> {
    (0..line.len()).filter(|index| folded(line[*index].character) == '-').find_map(|index| {
        let mut line = line.to_vec();
        line.remove(index);
        taken(rest, &line)
    })
}

/// The signs of the expected text with their levels, marks included.
fn wanted(expected: &Text, right_to_left: bool) -> Vec<Wanted> {
    let mut whole = String::new();
    let mut places: Vec<(usize, char, SignPlace)> = Vec::new();
    let mut push = |whole: &mut String, character: char, place: SignPlace, embedded: bool| {
        if embedded {
            whole.push(if right_to_left { '\u{202A}' } else { '\u{202B}' });
        }
        places.push((whole.len(), character, place));
        whole.push(if character == LINE_CHANGE { '\n' } else { character });
        if embedded {
            whole.push('\u{202C}');
        }
    };
    let turned: Vec<&Range<usize>> = expected
        .looks
        .iter()
        .filter(|look| is_other_direction(look, right_to_left))
        .filter(|look| innermost(expected, look))
        .map(|look| &look.range)
        .collect();
    let mut marks = expected.marks.iter().enumerate().peekable();
    let ends = expected.plain.char_indices().map(|(at, c)| (at, Some(c)));
    for (at, character) in ends.chain([(expected.plain.len(), None)]) {
        while let Some((index, mark)) = marks.next_if(|(_, mark)| mark.at <= at) {
            let inside = turned.iter().any(|range| range.start < at && at < range.end);
            for character in mark.mark.chars() {
                push(&mut whole, character, SignPlace::Mark(index), inside);
            }
        }
        if let Some(character) = character {
            let inside = turned.iter().any(|range| range.contains(&at));
            push(&mut whole, character, SignPlace::Text(at), inside);
        }
    }
    let base = if right_to_left { Level::rtl() } else { Level::ltr() };
    let levels = BidiInfo::new(&whole, Some(base)).levels;
    places
        .into_iter()
        .filter(|(_, character, _)| !is_shapeless(*character))
        .map(|(at, character, place)| {
            let level = levels.get(at).copied().unwrap_or(base);
            Wanted { character: folded(character), level, place }
        })
        .collect()
}

/// Whether a part is in a language that runs against the document.
fn is_other_direction(look: &Look, right_to_left: bool) -> bool {
    match &look.manner {
        Manner::Language(tag) => is_right_to_left(tag) != right_to_left,
        Manner::Strong | Manner::Emphasis | Manner::Code | Manner::Raised | Manner::Lowered => {
            false
        }
    }
}

/// Whether no other language stands in a part in a language: the innermost one decides.
fn innermost(text: &Text, part: &Look) -> bool {
    !text.looks.iter().any(|look| {
        matches!(look.manner, Manner::Language(_))
            && look.range != part.range
            && part.range.start <= look.range.start
            && look.range.end <= part.range.end
    })
}

/// Whether a language is written from right to left.
pub(super) fn is_right_to_left(tag: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or(tag);
    matches!(
        primary,
        "ar" | "dv" | "fa" | "he" | "ks" | "pa" | "ps" | "sd" | "ug" | "ur" | "yi" | "ckb" | "syr"
    )
}

/// The sign of a line for each expected sign, if the line shows just these; none for blanks.
fn matched<'s>(logical: &[Wanted], line: &[&'s Sign]) -> Option<Vec<Option<&'s Sign>>> {
    let levels: Vec<Level> = logical.iter().map(|want| want.level).collect();
    let order = BidiInfo::reorder_visual(&levels);
    let mut places = vec![None; logical.len()];
    let mut shown =
        trimmed(line).iter().copied().filter(|sign| !is_shapeless(sign.character)).peekable();
    let mut blank = false;
    for index in order {
        let want = logical.get(index)?;
        if is_blank(want.character) {
            blank = true;
            continue;
        }
        let mut have_blank = false;
        while shown.next_if(|sign| is_blank(sign.character)).is_some() {
            have_blank = true;
        }
        let sign = shown.next()?;
        let same_kind = matches!(
            (want.place, sign.place),
            (SignPlace::Text(_), SignPlace::Text(_)) | (SignPlace::Mark(_), SignPlace::Mark(_))
        );
        if blank != have_blank || !same_kind || !is_same(want.character, sign.character) {
            return None;
        }
        blank = false;
        places[index] = Some(sign);
    }
    shown.next().is_none().then_some(places)
}

/// Whether a sign is the expected one, or its capital.
fn is_same(want: char, have: char) -> bool {
    let have = folded(have);
    want == have || (have.is_uppercase() && want.to_uppercase().eq([have]))
}

fn folded(character: char) -> char {
    match character {
        '\u{2010}' | '\u{2011}' => '-',
        other => other,
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == LINE_CHANGE
}

fn is_seen(sign: &Sign) -> bool {
    !is_blank(sign.character) && !is_shapeless(sign.character)
}

/// A line without what cannot be seen at its edges.
fn trimmed<'l, 's>(line: &'l [&'s Sign]) -> &'l [&'s Sign] {
    let start = line.iter().position(|sign| is_seen(sign)).unwrap_or(line.len());
    let end = line.iter().rposition(|sign| is_seen(sign)).map_or(start, |last| last + 1);
    &line[start..end]
}

/// Whether a blank stands at the left or the right edge of a line: at the end of a line at that to
/// which its text runs (UAX #9, rule L1).
fn has_blank_edge(line: &[&Sign], left: bool) -> bool {
    let unseen = |sign: &&&Sign| !is_seen(sign);
    let blank = |sign: &&Sign| is_blank(sign.character);
    if left {
        line.iter().take_while(unseen).any(blank)
    } else {
        line.iter().rev().take_while(unseen).any(blank)
    }
}

/// Puts the found text together anew.
struct Builder<'a> {
    found: &'a Text,
    text: Text,
    /// For each character of the new text where it stood; none for blanks.
    origins: Vec<(usize, Option<usize>)>,
    /// The mark that was written last.
    mark: Option<usize>,
}

impl Builder<'_> {
    fn line(&mut self, logical: &[Wanted], places: &[Option<&Sign>], blank: bool, is_last: bool) {
        for (want, sign) in logical.iter().zip(places) {
            match sign.map(|sign| (sign.character, sign.place)) {
                None => self.push(want.character, None),
                Some((character, SignPlace::Text(at))) => self.push(character, Some(at)),
                Some((_, SignPlace::Mark(index))) => {
                    if self.mark.replace(index) != Some(index)
                        && let Some(mark) = self.found.marks.get(index)
                    {
                        let at = self.text.plain.len();
                        self.text.marks.push(Mark { at, ..mark.clone() });
                    }
                }
            }
        }
        if !is_last {
            if blank {
                self.push(' ', None);
            }
            self.push(LINE_CHANGE, None);
        }
    }

    fn push(&mut self, character: char, origin: Option<usize>) {
        self.mark = None;
        self.origins.push((self.text.plain.len(), origin));
        self.text.plain.push(character);
    }

    fn finish(mut self) -> Text {
        for link in &self.found.links {
            for range in self.ranges(&link.range) {
                self.text.links.push(Link { range, target: link.target.clone() });
            }
        }
        for look in &self.found.looks {
            for range in self.ranges(&look.range) {
                self.text.looks.push(Look { range, manner: look.manner.clone() });
            }
        }
        self.text.links.sort_by_key(|link| link.range.start);
        self.text
    }

    /// Where the characters of a range stand now; blanks between them belong to it.
    fn ranges(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut open = false;
        for (at, origin) in &self.origins {
            match origin {
                None => {}
                Some(origin) if range.contains(origin) => {
                    let end = at + self.text.plain[*at..].chars().next().map_or(0, char::len_utf8);
                    match ranges.last_mut() {
                        Some(last) if open => last.end = end,
                        _ => ranges.push(*at..end),
                    }
                    open = true;
                }
                Some(_) => open = false,
            }
        }
        ranges
    }
}
