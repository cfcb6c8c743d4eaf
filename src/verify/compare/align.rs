//! Which found thing is which expected one, so that one missing paragraph is one difference.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Largest number of comparisons between things that are not equal; more than this and the two
/// sides have nothing in common.
const MAX_COMPARISONS: usize = 40_000;

/// How alike two texts must be to count as the same thing changed.
const MIN_LIKENESS: f64 = 0.5;

/// A thing on one side or on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    /// On both sides: expected and found.
    Both(usize, usize),
    /// Expected and not found.
    Missing(usize),
    /// Found and not expected.
    Unexpected(usize),
}

/// Pairs things by their keys, in the order of the expected side.
pub(super) fn align(expected: &[String], found: &[String]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut changed = (0..0, 0..0);
    for operation in capture_diff_slices(Algorithm::Myers, expected, found) {
        let (tag, left, right) = operation.as_tag_tuple();
        if tag == DiffTag::Equal {
            pair_changed(expected, found, &changed, &mut pairs);
            pairs.extend(left.clone().zip(right.clone()).map(|(l, r)| Pair::Both(l, r)));
            changed = (left.end..left.end, right.end..right.end);
        } else {
            changed.0.end = left.end;
            changed.1.end = right.end;
        }
    }
    pair_changed(expected, found, &changed, &mut pairs);
    pairs
}

/// Pairs what is missing with what is not expected where both have the same bag of signs. A thing
/// without a bag stays as it is.
pub(super) fn pair_bags(
    pairs: Vec<Pair>,
    expected: impl Fn(usize) -> Option<String>,
    found: impl Fn(usize) -> Option<String>,
) -> Vec<Pair> {
    let mut bags: Vec<(usize, String)> = pairs
        .iter()
        .filter_map(|pair| match pair {
            Pair::Unexpected(right) => Some((*right, found(*right)?)),
            Pair::Both(..) | Pair::Missing(_) => None,
        })
        .collect();
    if bags.is_empty() {
        return pairs;
    }
    let mut paired: Vec<Pair> = pairs
        .into_iter()
        .map(|pair| match pair {
            Pair::Missing(left) => expected(left)
                .and_then(|bag| bags.iter().position(|(_, other)| *other == bag))
                .map_or(pair, |index| Pair::Both(left, bags.remove(index).0)),
            Pair::Both(..) | Pair::Unexpected(_) => pair,
        })
        .collect();
    paired.retain(|pair| match pair {
        Pair::Unexpected(right) => {
            found(*right).is_none() || bags.iter().any(|(index, _)| index == right)
        }
        Pair::Both(..) | Pair::Missing(_) => true,
    });
    paired
}

/// Pairs what is alike in a stretch in which nothing is equal, keeping the order.
fn pair_changed(
    expected: &[String],
    found: &[String],
    (left, right): &(Range<usize>, Range<usize>),
    pairs: &mut Vec<Pair>,
) {
    let scores = Scores::new(&expected[left.clone()], &found[right.clone()]);
    let (mut row, mut column) = (0, 0);
    while row < left.len() || column < right.len() {
        let here = scores.at(row, column);
        if here.pairs {
            pairs.push(Pair::Both(left.start + row, right.start + column));
            row += 1;
            column += 1;
        } else if row < left.len()
            && (column >= right.len() || scores.at(row + 1, column).total >= here.total)
        {
            pairs.push(Pair::Missing(left.start + row));
            row += 1;
        } else {
            pairs.push(Pair::Unexpected(right.start + column));
            column += 1;
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Score {
    /// Likeness of the best pairing from here on.
    total: f64,
    /// Whether that pairing pairs the two things here.
    pairs: bool,
}

/// The best pairing of the rests of two stretches, for every start.
struct Scores {
    columns: usize,
    cells: Vec<Score>,
}

impl Scores {
    fn new(expected: &[String], found: &[String]) -> Self {
        let columns = found.len() + 1;
        if expected.len().saturating_mul(found.len()) > MAX_COMPARISONS {
            return Self { columns, cells: Vec::new() };
        }
        let cells = vec![Score::default(); (expected.len() + 1) * columns];
        let mut scores = Self { columns, cells };
        for (row, left) in expected.iter().enumerate().rev() {
            for (column, right) in found.iter().enumerate().rev() {
                let likeness = strsim::sorensen_dice(left, right);
                let with = likeness + scores.at(row + 1, column + 1).total;
                let without =
                    scores.at(row + 1, column).total.max(scores.at(row, column + 1).total);
                let pairs = likeness >= MIN_LIKENESS && with > without;
                let total = if pairs { with } else { without };
                scores.cells[row * columns + column] = Score { total, pairs };
            }
        }
        scores
    }

    fn at(&self, row: usize, column: usize) -> Score {
        self.cells.get(row * self.columns + column).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(expected: &[&str], found: &[&str]) -> Vec<Pair> {
        let owned =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        align(&owned(expected), &owned(found))
    }

    #[test]
    fn a_change_is_a_pair_and_a_loss_is_a_loss() {
        use Pair::{Both, Missing, Unexpected};
        let before = ["introduction", "the range of drugs grows", "markets expand", "end"];
        let after = ["introduction", "markets expanded", "something new here", "end"];
        assert_eq!(
            pairs(&before, &after),
            [Both(0, 0), Missing(1), Both(2, 1), Unexpected(2), Both(3, 3)]
        );
        assert_eq!(pairs(&["a"], &[]), [Missing(0)]);
        assert_eq!(pairs(&[], &["a"]), [Unexpected(0)]);
    }
}
