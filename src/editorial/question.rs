//! Discussion questions that stand twice, or nearly so, in one section or in two.

use std::collections::{BTreeMap, BTreeSet};

use super::passage::{Passage, Role};
use super::similarity::similar_pairs;
use super::words::{folded, words};
use super::{Reading, WRITTEN_ALIKE};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) fn check_duplicates(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<String, &Passage<'_>> = BTreeMap::new();
    for question in questions(reading) {
        let text = folded(&question.text);
        match first.get(&text) {
            Some(earlier) => diagnostics.push(finding(
                Code::DuplicateQuestion,
                "this question is asked already",
                question,
                earlier,
            )),
            None => {
                first.insert(text, question);
            }
        }
    }
}

pub(super) fn check_similar(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    // Equal ones are duplicates: the first stands for all.
    let mut seen = BTreeSet::new();
    let questions: Vec<&Passage<'_>> =
        questions(reading).filter(|question| seen.insert(folded(&question.text))).collect();
    let texts: Vec<Vec<String>> = questions
        .iter()
        .map(|question| words(&question.text).into_iter().map(|word| word.folded).collect())
        .collect();
    for (earlier, later) in similar_pairs(&texts, WRITTEN_ALIKE) {
        diagnostics.push(finding(
            Code::SimilarQuestion,
            "this question is nearly one that is asked already",
            questions[later],
            questions[earlier],
        ));
    }
}

fn questions<'a>(reading: &'a Reading<'a>) -> impl Iterator<Item = &'a Passage<'a>> {
    reading.passages.iter().filter(|passage| passage.role == Role::Question)
}

fn finding(code: Code, message: &str, later: &Passage<'_>, earlier: &Passage<'_>) -> Diagnostic {
    let number = earlier.id.path.rsplit('/').next().unwrap_or_default();
    let mut diagnostic = Diagnostic::new(code, message).at(later.whole()).hint(format!(
        "delete one of them; `[](question:{}/{number})` refers to the other",
        earlier.id.section
    ));
    if let Some(span) = earlier.whole() {
        diagnostic = diagnostic.related(span, "first asked here");
    }
    diagnostic
}
