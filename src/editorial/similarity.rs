//! Pairs of texts that are nearly the same, found without comparing each with each.
//!
//! Two texts of `a` and `b` words with a ratio of `r` (twice the words `m` in common, in the same
//! order, over `a + b`) have many pairs of neighbouring words in common: of the `m - 1` pairs of
//! words that follow each other in what they share, each of the `a - m` and `b - m` other words
//! parts one at most. That leaves `3 m - a - b - 1`, at least `(1.5 r - 1)(a + b) - 1`. If the
//! pairs of each text are put in one order, the rarest first, then the first few of both must meet
//! in one: as many as a text has beyond those that must be common, and one. Only texts that meet so
//! are compared (prefix filtering of set similarity joins: Chaudhuri, Ganti and Kaushik, 2006).

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Pairs of indices, the earlier text first, of texts with a ratio of at least `ratio`, which lies
/// above two thirds. Each text is paired with the first that it is like of those that are like none
/// before them; so a hundred variants of one text are compared a hundred times.
pub(super) fn similar_pairs(texts: &[Vec<String>], ratio: f64) -> Vec<(usize, usize)> {
    let signatures = signatures(texts);
    let mut index: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (later, signature) in signatures.iter().enumerate() {
        let in_common = common_pairs(texts[later].len(), ratio);
        let mut prefix =
            signature[..(signature.len() + 1).saturating_sub(in_common.max(1))].to_vec();
        if in_common == 0 {
            // Texts so short that they need have no pair in common meet here.
            prefix.push((0, 0));
        }
        let near: BTreeSet<usize> =
            prefix.iter().filter_map(|pair| index.get(pair)).flatten().copied().collect();
        let like = near.into_iter().find(|earlier| {
            let (own, other) = (&texts[later], &texts[*earlier]);
            let total = own.len() + other.len();
            let shorter = own.len().min(other.len());
            count(2 * shorter) >= ratio * count(total) && self::ratio(other, own) >= ratio
        });
        if let Some(earlier) = like {
            pairs.push((earlier, later));
            continue;
        }
        for pair in prefix {
            index.entry(pair).or_default().push(later);
        }
    }
    pairs
}

/// Twice the words in common, in the same order, over the words of both.
fn ratio(one: &[String], other: &[String]) -> f64 {
    let in_common: usize = capture_diff_slices(Algorithm::Myers, one, other)
        .iter()
        .filter(|change| change.tag() == DiffTag::Equal)
        .map(|change| change.old_range().len())
        .sum();
    count(2 * in_common) / count(one.len() + other.len()).max(1.0)
}

/// A pair of neighbouring words, and how often it has stood in the text before: counted as often
/// as it stands there.
type Pair<'a> = (&'a str, &'a str, usize);

/// The pairs of each text as numbers (how many texts have it, and which it is), the rarest first.
fn signatures(texts: &[Vec<String>]) -> Vec<Vec<(usize, usize)>> {
    let counted: Vec<Vec<Pair<'_>>> = texts.iter().map(|text| pairs_of(text)).collect();
    let mut frequency: BTreeMap<Pair<'_>, usize> = BTreeMap::new();
    for pair in counted.iter().flatten() {
        *frequency.entry(*pair).or_default() += 1;
    }
    let numbers: BTreeMap<Pair<'_>, (usize, usize)> = frequency
        .into_iter()
        .enumerate()
        .map(|(place, (pair, times))| (pair, (times, place)))
        .collect();
    counted
        .iter()
        .map(|text| {
            let mut signature: Vec<(usize, usize)> =
                text.iter().filter_map(|pair| numbers.get(pair).copied()).collect();
            signature.sort_unstable();
            signature
        })
        .collect()
}

fn pairs_of(text: &[String]) -> Vec<Pair<'_>> {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    text.windows(2)
        .filter_map(|pair| {
            let [one, two] = pair else { return None };
            let times = seen.entry((one, two)).or_default();
            *times += 1;
            Some((one.as_str(), two.as_str(), *times))
        })
        .collect()
}

/// How many pairs a text of `length` words has in common with any that it is like, at least. The
/// shortest of those has `length * ratio / (2 - ratio)` words.
fn common_pairs(length: usize, ratio: f64) -> usize {
    let total = count(length) * (1.0 + ratio / (2.0 - ratio));
    let least = (1.5 * ratio - 1.0) * total - 1.0 - 1e-9;
    (0..length).find(|number| count(*number) >= least).unwrap_or(0)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbtest;

    /// Comparing each with each finds the same, among texts that vary one another.
    #[test]
    fn no_pair_is_missed() {
        const WORDS: [&str; 9] = ["the", "a", "of", "drug", "market", "rare", "new", "in", "and"];
        arbtest(|source| {
            let mut texts: Vec<Vec<String>> = Vec::new();
            for _ in 0..source.int_in_range(0..=8)? {
                let mut text: Vec<String> = if texts.is_empty() || source.arbitrary()? {
                    (0..source.int_in_range(0..=24)?)
                        .map(|_| source.choose(&WORDS).map(|word| (*word).to_owned()))
                        .collect::<Result<_, _>>()?
                } else {
                    source.choose(&texts)?.clone()
                };
                for _ in 0..source.int_in_range(0..=3)? {
                    let at = source.int_in_range(0..=text.len())?;
                    if at < text.len() && source.arbitrary()? {
                        text.remove(at);
                    } else {
                        text.insert(at, (*source.choose(&WORDS)?).to_owned());
                    }
                }
                texts.push(text);
            }
            for least in [0.9, 0.75] {
                let mut naive: Vec<(usize, usize)> = Vec::new();
                for later in 0..texts.len() {
                    let like = (0..later).find(|earlier| {
                        let unlike_all = !naive.iter().any(|(_, paired)| paired == earlier);
                        unlike_all && ratio(&texts[*earlier], &texts[later]) >= least
                    });
                    naive.extend(like.map(|earlier| (earlier, later)));
                }
                assert_eq!(similar_pairs(&texts, least), naive, "{least}: {texts:?}");
            }
            Ok(())
        });
    }

    #[test]
    fn few_pairs_need_be_looked_at() {
        // Of the 24 pairs of a text of 25 words, 15 must be common: the 10 rarest decide.
        assert_eq!(common_pairs(25, 0.9), 15);
        assert_eq!(common_pairs(2, 0.9), 1);
        assert_eq!(common_pairs(1, 0.9), 0);
        assert_eq!(common_pairs(0, 0.9), 0);
    }
}
