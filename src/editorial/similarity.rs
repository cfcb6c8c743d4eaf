//! Pairs of texts that are nearly the same, found without comparing each with each.
//!
//! Two texts of `a` and `b` words with a ratio of `r` (twice the words in common, by the longest
//! common subsequence, over `a + b`) have at least `r (a + b) / 2` words in common. If the words
//! of each are put in one order, the rarest first, then the first few of both must meet in a
//! word: as many as a text has beyond those that must be common, and one. Only texts that meet so
//! are compared (prefix filtering of set similarity joins: Chaudhuri, Ganti and Kaushik, 2006).

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Pairs of indices, the earlier text first, of texts with a ratio of at least `ratio`, which lies
/// above one half. Each text is paired with the first that it is like of those that are like none
/// before them; so a hundred variants of one text are compared a hundred times.
pub(super) fn similar_pairs(texts: &[Vec<String>], ratio: f64) -> Vec<(usize, usize)> {
    let signatures = signatures(texts);
    let mut index: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (later, signature) in signatures.iter().enumerate() {
        let prefix = &signature[..prefix_length(signature.len(), ratio)];
        let near: BTreeSet<usize> =
            prefix.iter().filter_map(|word| index.get(word)).flatten().copied().collect();
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
        for word in prefix {
            index.entry(*word).or_default().push(later);
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

/// Each text as numbers, the rarest word first. The second "the" of a text is another word than
/// the first, so that words are counted as often as they stand there.
fn signatures(texts: &[Vec<String>]) -> Vec<Vec<(usize, usize)>> {
    let counted: Vec<Vec<(&str, usize)>> = texts
        .iter()
        .map(|text| {
            let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
            text.iter()
                .map(|word| {
                    let times = seen.entry(word).or_default();
                    *times += 1;
                    (word.as_str(), *times)
                })
                .collect()
        })
        .collect();
    let mut frequency: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    for word in counted.iter().flatten() {
        *frequency.entry(*word).or_default() += 1;
    }
    // Words that are equally rare are told apart by their place in the alphabet.
    let rank: BTreeMap<(&str, usize), usize> =
        frequency.keys().enumerate().map(|(place, word)| (*word, place)).collect();
    counted
        .iter()
        .map(|text| {
            let mut signature: Vec<(usize, usize)> = text
                .iter()
                .filter_map(|word| Some((*frequency.get(word)?, *rank.get(word)?)))
                .collect();
            signature.sort_unstable();
            signature
        })
        .collect()
}

/// How many of a text's rarest words must be looked at. The shortest text that can be like one of
/// `length` words has `length * ratio / (2 - ratio)` words, and all of them in common with it.
fn prefix_length(length: usize, ratio: f64) -> usize {
    let in_common = (1..=length)
        .find(|common| count(*common) * (2.0 - ratio) >= ratio * count(length) - 1e-9)
        .unwrap_or(length);
    (length + 1 - in_common).min(length)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbtest;

    /// Comparing each with each finds the same.
    #[test]
    fn no_pair_is_missed() {
        arbtest(|source| {
            let mut texts = Vec::new();
            for _ in 0..source.int_in_range(0..=8)? {
                let mut text = Vec::new();
                for _ in 0..source.int_in_range(0..=14)? {
                    let word =
                        source.choose(&["the", "a", "of", "drug", "market", "rare", "new"])?;
                    text.push((*word).to_owned());
                }
                texts.push(text);
            }
            let mut naive: Vec<(usize, usize)> = Vec::new();
            for later in 0..texts.len() {
                let like = (0..later).find(|earlier| {
                    let (one, two) = (&texts[*earlier], &texts[later]);
                    let unlike_all = !naive.iter().any(|(_, paired)| paired == earlier);
                    unlike_all && !one.is_empty() && !two.is_empty() && ratio(one, two) >= 0.7
                });
                naive.extend(like.map(|earlier| (earlier, later)));
            }
            assert_eq!(similar_pairs(&texts, 0.7), naive, "{texts:?}");
            Ok(())
        });
    }

    #[test]
    fn few_words_need_be_looked_at() {
        assert_eq!(prefix_length(40, 0.9), 8);
        assert_eq!(prefix_length(0, 0.9), 0);
        assert_eq!(prefix_length(1, 0.9), 1);
    }
}
