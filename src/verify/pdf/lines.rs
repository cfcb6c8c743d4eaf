//! Which signs stand in which line of a text, from left to right: what a page shows, whatever
//! order its file has.

use super::super::reading::{Sign, SignPlace};
use super::content::Piece;

/// Signs of a text with their places on the page.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    placed: Vec<Placed>,
    pieces: usize,
}

#[derive(Clone, Debug)]
struct Placed {
    page: usize,
    x: f64,
    y: f64,
    size: f64,
    /// The piece, the glyph in it and the sign of the glyph, each from the left.
    order: (usize, usize, usize),
    /// Whether its piece shows nothing.
    blank: bool,
    sign: Sign,
}

impl Recorder {
    /// Begins a piece; its glyphs follow.
    pub(super) fn begin_piece(&mut self) {
        self.pieces += 1;
    }

    /// Takes the glyph that is so many from the left of a piece, with its text.
    pub(super) fn glyph(&mut self, piece: &Piece, index: usize, unit: &str, place: SignPlace) {
        let count = unit.chars().count();
        let turned = unit.chars().any(super::order::is_right_to_left);
        for (number, (offset, character)) in unit.char_indices().enumerate() {
            let place = match place {
                SignPlace::Text(at) => SignPlace::Text(at + offset),
                SignPlace::Mark(mark) => SignPlace::Mark(mark),
            };
            // The signs of one glyph stand in the order in which they are read.
            let number = if turned { count - number } else { number };
            self.placed.push(Placed {
                page: piece.page,
                x: piece.x,
                y: piece.y,
                size: piece.size,
                order: (self.pieces, index, number),
                blank: piece.units.iter().all(|unit| unit.trim().is_empty()),
                sign: Sign { character, place },
            });
        }
    }

    /// The lines, from the top of the first page down.
    pub(super) fn into_lines(self) -> Vec<Vec<Sign>> {
        let mut lines: Vec<(Placed, Vec<Placed>)> = Vec::new();
        for placed in self.placed {
            let shares = |line: &Placed| {
                line.page == placed.page
                    && (line.y - placed.y).abs() < 0.6 * line.size.max(placed.size)
            };
            // Text comes line by line: the line is one of the last.
            match lines.iter_mut().rev().take(8).find(|(line, _)| shares(line)) {
                Some((line, signs)) => {
                    // Raised signs do not move the line.
                    if placed.size > line.size {
                        (line.y, line.size) = (placed.y, placed.size);
                    }
                    signs.push(placed);
                }
                None => {
                    lines.push((placed.clone(), vec![placed]));
                }
            }
        }
        lines
            .sort_by(|(one, _), (next, _)| one.page.cmp(&next.page).then(next.y.total_cmp(&one.y)));
        lines
            .into_iter()
            .map(|(_, mut signs)| {
                // The blank that ends a right-to-left line has no width: it stands at its edge.
                let edge = signs.iter().map(|placed| placed.x).fold(f64::INFINITY, f64::min);
                let ends_line = |placed: &Placed| placed.blank && placed.x < edge + 0.05;
                signs.sort_by(|one, next| {
                    ends_line(next)
                        .cmp(&ends_line(one))
                        .then(one.x.total_cmp(&next.x))
                        .then(one.order.cmp(&next.order))
                });
                signs.into_iter().map(|placed| placed.sign).collect()
            })
            .collect()
    }
}
