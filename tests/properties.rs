//! What holds for every input, tried on thousands of small ones.

use arbtest::arbitrary::Unstructured;
use arbtest::arbtest;
use indexmap::IndexMap;
use plenary::diagnostic::{Diagnostics, SourceMap, Span};
use plenary::document::number::figures;
use plenary::document::{NumberFormat, inline_text};
use plenary::markup::{Context, NoteNames, Piece, parse_inlines, parse_prose};
use plenary::source::scalar::OffsetMap;

/// A text of characters that matter to Markdown, YAML and plenary.
fn text(source: &mut Unstructured<'_>) -> arbtest::arbitrary::Result<String> {
    const PARTS: [&str; 41] = [
        "a",
        "b c",
        "é",
        "中文",
        "א",
        "\n",
        "\n\n",
        "  ",
        "# ",
        "- ",
        "1. ",
        "> ",
        "[!box] ",
        "*",
        "**",
        "_",
        "`",
        "[",
        "]",
        "](",
        ")",
        "[^n]",
        "[^n][^m]",
        "[@k, p. 1]",
        "[see @a, chap. 2; @b]",
        "[@",
        "; @c, pp. 3-",
        "“",
        "-@d",
        "{{ v }}",
        "{{ x }}",
        "{{ p() }}",
        "]{lang=fr}",
        "{",
        "}",
        "|",
        "\n|-|-|\n",
        "![](image:i)",
        "<b>",
        "&amp;",
        "\\",
    ];
    let mut text = String::new();
    for _ in 0..source.int_in_range(0..=24)? {
        text.push_str(source.choose(&PARTS)?);
    }
    Ok(text)
}

#[test]
fn prose_never_panics_and_places_stay_inside_the_file() {
    arbtest(|source| {
        let text = text(source)?;
        let sources = SourceMap::default();
        let file = sources.add("test", text.as_str());
        let map = OffsetMap::new(
            &text,
            Span::new(file, 0, text.len()),
            plenary::source::scalar::ScalarStyle::Plain,
            &text,
        );
        let variables = IndexMap::from([("v".to_owned(), "value".to_owned())]);
        let mut notes = NoteNames::default();
        let mut diagnostics = Diagnostics::new();
        let mut context = Context {
            variables: &variables,
            notes: &mut notes,
            diagnostics: &mut diagnostics,
            section: "s",
            language: plenary::document::Language::Fr,
            citations: plenary::markup::CitationPlace::Text,
        };
        let fragment = parse_prose(&text, &map, "body", &mut context);
        parse_inlines(&text, &map, &mut context);
        for piece in &fragment.pieces {
            if let Piece::Block(block) = piece {
                let span = block.origin.expect("every block of prose has a place");
                assert!(span.range().end <= text.len());
            }
        }
        for diagnostic in &diagnostics {
            if let Some(span) = diagnostic.span {
                assert!(span.range().end <= text.len(), "{diagnostic:?} in {text:?}");
            }
        }
        Ok(())
    });
}

#[test]
fn plain_words_come_out_as_they_went_in() {
    arbtest(|source| {
        let words: Vec<&str> = (0..source.int_in_range(1..=12)?)
            .map(|_| {
                source.choose(&["drug", "policy", "Übersicht", "2.5", "麻醉药品", "–"]).copied()
            })
            .collect::<Result<_, _>>()?;
        let text = words.join(" ");
        // A dash or a number at the start of a line means a list to Markdown.
        let text = format!("Text {text}");
        let sources = SourceMap::default();
        let file = sources.add("test", text.as_str());
        let map = OffsetMap::whole(Span::new(file, 0, text.len()));
        let variables = IndexMap::new();
        let mut notes = NoteNames::default();
        let mut diagnostics = Diagnostics::new();
        let mut context = Context {
            variables: &variables,
            notes: &mut notes,
            diagnostics: &mut diagnostics,
            section: "s",
            language: plenary::document::Language::Fr,
            citations: plenary::markup::CitationPlace::Text,
        };
        let inlines = parse_inlines(&text, &map, &mut context);
        assert_eq!(inline_text(&inlines), text);
        assert!(diagnostics.is_empty());
        Ok(())
    });
}

#[test]
fn letters_and_roman_numbers_are_never_shared() {
    for format in [
        NumberFormat::Decimal,
        NumberFormat::LowerLetter,
        NumberFormat::UpperLetter,
        NumberFormat::LowerRoman,
        NumberFormat::UpperRoman,
    ] {
        let labels: std::collections::BTreeSet<String> =
            (1..=500).map(|ordinal| figures(&format, ordinal)).collect();
        assert_eq!(labels.len(), 500, "{format:?}");
    }
}
