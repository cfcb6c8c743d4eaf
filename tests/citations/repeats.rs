//! The rule of repeats against a plain statement of it, on thousands of small sequences.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use plenary::citation::repeats::{CitingNote, decide};
use plenary::citation::{FirstInSection, Policy};
use plenary::document::{CitationForm, Locator, LocatorKind};

/// The rule, said of one source of one note by looking at all notes before it.
fn stated(notes: &[CitingNote], policy: Policy, note: usize, source: usize) -> CitationForm {
    let own = &notes[note];
    let (key, places) = &own.sources[source];
    let forgets = policy.first_in_section == FirstInSection::Full;
    let readable = |other: &CitingNote| {
        other.series == own.series && (!forgets || other.section == own.section)
    };
    let just_before = notes[..note].iter().rev().find(|other| other.series == own.series);
    let goes_back = just_before.filter(|before| {
        let crosses = before.section != own.section;
        own.sources.len() == 1
            && before.sources.len() == 1
            && before.citation_only
            && before.sources[0].0 == *key
            && (!crosses || policy.first_in_section == FirstInSection::Ibid)
            && (!places.is_empty() || before.sources[0].1.is_empty())
    });
    let cited_before = notes[..note]
        .iter()
        .any(|other| readable(other) && other.sources.iter().any(|(other, _)| other == key))
        || own.sources[..source].iter().any(|(other, _)| other == key);
    match goes_back {
        Some(before) if policy.ibid && before.sources[0].1 == *places => CitationForm::Ibid,
        Some(_) if policy.ibid => CitationForm::IbidElsewhere,
        _ if policy.short && cited_before => CitationForm::Short,
        _ => CitationForm::Full,
    }
}

fn note(source: &mut Unstructured<'_>, section: usize) -> Result<CitingNote> {
    let series = *source.choose(&["", "", "", "box"])?;
    let mut sources = Vec::new();
    for _ in 0..*source.choose(&[0, 1, 1, 1, 1, 2])? {
        let key = *source.choose(&["a", "b", "c"])?;
        let pages = *source.choose(&["", "1", "2"])?;
        let numbers = vec![pages.to_owned()];
        let places = if pages.is_empty() {
            Vec::new()
        } else {
            vec![Locator { kind: LocatorKind::Page, numbers }]
        };
        sources.push((key.to_owned(), places));
    }
    Ok(CitingNote {
        series: series.to_owned(),
        section: format!("s{section}"),
        sources,
        citation_only: source.ratio(4, 5)?,
    })
}

#[test]
fn every_form_is_as_the_rule_says() {
    let mut seen = std::collections::BTreeSet::new();
    arbtest(|source| {
        let policy = Policy {
            ibid: source.ratio(4, 5)?,
            short: source.ratio(4, 5)?,
            first_in_section: *source.choose(&[
                FirstInSection::Full,
                FirstInSection::Short,
                FirstInSection::Ibid,
            ])?,
            ..Policy::default()
        };
        let mut section = 0;
        let mut notes = Vec::new();
        for _ in 0..source.int_in_range(1..=12)? {
            section += usize::from(source.ratio(1, 5)?);
            notes.push(note(source, section)?);
        }
        let forms = decide(&notes, &policy);
        assert_eq!(forms.len(), notes.len());
        for (index, own) in notes.iter().enumerate() {
            assert_eq!(forms[index].len(), own.sources.len());
            for (at, form) in forms[index].iter().enumerate() {
                let expected = stated(&notes, policy, index, at);
                assert_eq!(*form, expected, "source {at} of note {index} of {notes:#?}");
                seen.insert(*form);
            }
        }
        Ok(())
    });
    assert_eq!(seen.len(), 4, "the sequences show every form");
}
