//! Prose loses nothing in silence: of random Markdown every word is in the document, or a finding
//! covers its line; line breaks are in both files.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use arbtest::arbitrary::Unstructured;
use arbtest::arbtest;
use indexmap::IndexMap;
use plenary::diagnostic::{Diagnostics, SourceMap, Span};
use plenary::document::visit::{block_and_children, inlines, own_inlines};
use plenary::document::{Block, BlockKind, Inline, InlineKind, Language};
use plenary::markup::{CitationPlace, Context, NoteNames, Piece, parse_prose};
use plenary::source::scalar::{OffsetMap, ScalarStyle};

use crate::corpus::lay_out_case;
use crate::project::plenary;

/// Pieces of Markdown, sound and broken; each `W` becomes a word of its own.
const FRAGMENTS: [&str; 84] = [
    "W",
    " W ",
    "W, W. ",
    "**W**",
    "*W* ",
    "** W ** ",
    "__W",
    "`W`",
    "`W",
    "***W** W*",
    "[W](https://W.org/W)",
    "[W](https://x.org \"W\")",
    "[W](https://x.org (W))",
    "[W](<W W>)",
    "[W](section:W)",
    "[W](question:W/1)",
    "[](https://W.org)",
    "[W](W)",
    "[W](ftp://W)",
    "[W [W](https://W.org)](https://W.org)",
    "[W[^W]](https://W.org)",
    "![W](image:W)",
    "![](image:W)",
    "![W](W \"W\")",
    "![W][W]",
    "[^W]",
    "[^W][^W]",
    "[^W W]",
    "\n[^W]: W W\n",
    "\n\n[^W]: https://W.org\n    W\n\n",
    "\n[W]: W\n",
    "\n\n[W]: https://W.org 'W'\n",
    "\n\n[W]:\nW\n",
    "\n> [W]: W\n",
    "[W][W]",
    "[W][]",
    "[W]",
    "^[W W]",
    "\n| W | W |\n|--|--|\n| W | W | W |\n| W |\nW\n\n",
    "\n|W|W|\n",
    "\n| W | W |\n|--|\n",
    "\n\n|W|\n|-|\n|W\\|W|\n",
    "\n```W\nW\n```\n",
    "\n\n    W\n",
    "<b>W</b>",
    "</W>",
    "<!-- W -->",
    "<W>",
    "<W W=\"W\">",
    "\n\n<div>\nW\n\n</div>\n\n",
    "\n<W",
    "&W;",
    "&amp;",
    "{{ W }}",
    "{{ v }}",
    "\n\n{{ W() }}\n\n",
    "{{ W(W) }}",
    "{{ W",
    "\n# W\n",
    "\n##### W ##\n",
    "\nW\n===\n",
    "\n- W\n",
    "\n\n- \n\n  W\n",
    "\n1. W\n2. W\n7. W\n",
    "\n7) W\n",
    "\n- [ ] W",
    "\n> W\n",
    "\n> [!W] W\n> W\n",
    "\n> [!box]\n> W\n\n",
    "[W]{lang=W}",
    "[W]{lang=fr}",
    "[@W, p. 5]",
    "[see @W, W 5]",
    "[W @W; W]",
    "W  \nW",
    "W\\\nW",
    "\n---\n",
    "\n\n",
    "\n",
    "https://W.org/W",
    " www.W.org ",
    " W@W.org ",
    "\\*W",
    "中文W，W",
];

/// A text of fragments; every word in it once.
fn text(source: &mut Unstructured<'_>) -> arbtest::arbitrary::Result<String> {
    let mut text = String::new();
    let mut words = 0;
    for _ in 0..source.int_in_range(0..=8)? {
        for part in source.choose(&FRAGMENTS)?.split_inclusive('W') {
            match part.strip_suffix('W') {
                Some(before) => {
                    words += 1;
                    text.push_str(&format!("{before}w{words}q"));
                }
                None => text.push_str(part),
            }
        }
    }
    Ok(text)
}

/// Everything that a document says or points at.
fn said(inlines_of: &[Inline], notes: &NoteNames, out: &mut String) {
    inlines(inlines_of, &mut |inline| {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
            InlineKind::Link { url, .. } => out.push_str(&format!(" {url} ")),
            InlineKind::NoteReference { note, .. } => {
                out.push_str(&format!(" {} ", notes.name(*note).unwrap_or_default()));
            }
            InlineKind::CrossReference { target, .. } => out.push_str(&format!(" {target} ")),
            InlineKind::Citation(_)
            | InlineKind::Strong(_)
            | InlineKind::Emphasis(_)
            | InlineKind::LineBreak => {}
            InlineKind::Language { tag, .. } => out.push_str(&format!(" {tag} ")),
        }
        out.push(' ');
    });
}

fn said_by(block: &Block, notes: &NoteNames, out: &mut String) {
    block_and_children(block, &mut |block| {
        for (_, content) in own_inlines(block) {
            said(content, notes, out);
        }
        let figures = match &block.kind {
            BlockKind::Figure(figure) => std::slice::from_ref(figure),
            BlockKind::FigureRow(row) => &row.figures,
            _ => &[],
        };
        for figure in figures {
            out.push_str(&format!(" {} ", figure.image));
        }
    });
}

/// Words of a block that do not stand where the block says that they were written.
fn misplaced(block: &Block, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    block_and_children(block, &mut |block| {
        for (_, content) in own_inlines(block) {
            inlines(content, &mut |inline| {
                let (InlineKind::Text(words) | InlineKind::Code(words), Some(origin)) =
                    (&inline.kind, inline.origin)
                else {
                    return;
                };
                let written = &text[origin.range()];
                found.extend(
                    own_words(words).filter(|word| !written.contains(word)).map(str::to_owned),
                );
            });
        }
    });
    found
}

/// The words in a text that its fragments have of their own.
fn own_words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_inclusive('q').filter_map(|part| part.rfind('w').map(|at| &part[at..]));
    words.filter(|word| {
        let number = word.strip_prefix('w').and_then(|rest| rest.strip_suffix('q'));
        number.is_some_and(|number| number.parse::<usize>().is_ok())
    })
}

#[test]
fn every_word_of_prose_is_in_the_document_or_in_a_finding() {
    arbtest(|source| {
        let text = text(source)?;
        let sources = SourceMap::default();
        let file = sources.add("test", text.as_str());
        let map = OffsetMap::new(&text, Span::new(file, 0, text.len()), ScalarStyle::Plain, &text);
        let variables = IndexMap::from([("v".to_owned(), "value".to_owned())]);
        let mut notes = NoteNames::default();
        let mut diagnostics = Diagnostics::new();
        let mut context = Context {
            variables: &variables,
            notes: &mut notes,
            diagnostics: &mut diagnostics,
            section: "s",
            language: Language::En,
            citations: CitationPlace::Text,
        };
        let fragment = parse_prose(&text, &map, "body", &mut context);
        let mut found = String::new();
        for piece in &fragment.pieces {
            match piece {
                Piece::Block(block) => {
                    said_by(block, &notes, &mut found);
                    assert_eq!(misplaced(block, &text), [""; 0], "in {text:?}");
                }
                Piece::Insert { name, .. } => found.push_str(&format!(" {name} ")),
            }
        }
        for (_, citation, _) in notes.citations() {
            for cited in &citation.sources {
                found.push_str(&format!(" {} {} {}", cited.key, cited.prefix, cited.suffix));
            }
        }
        let covered: BTreeSet<usize> = diagnostics
            .iter()
            .filter_map(|one| one.span)
            .flat_map(|span| {
                let line = |at: usize| text[..at.min(text.len())].matches('\n').count();
                line(span.range().start)..=line(span.range().end)
            })
            .collect();
        for (number, line) in text.split('\n').enumerate() {
            for word in own_words(line) {
                assert!(
                    found.contains(word) || covered.contains(&number),
                    "{word} of {text:?} is lost; found {found:?}, {:?}",
                    diagnostics.iter().map(|one| (&one.message, one.span)).collect::<Vec<_>>()
                );
            }
        }
        Ok(())
    });
}

/// A variable that is not defined is told of where it stands.
#[test]
fn places_are_exact_below_definitions_behind_pipes_and_in_links() {
    for text in [
        "[a]: https://b.org\nwords {{ u }} more",
        "[a]: https://b.org 'title'\n  words {{ u }} more",
        "[a]: https://b.org\n'title'\nwords {{ u }} more",
        "[a]:\nhttps://b.org\n[c]: https://d.org\nwords\n{{ u }} more",
        "[a]: https://b.org\nwords {{ u }} more\n===",
        "- item\n\n  [a]: https://b.org\n  words {{ u }} more",
        "> [a]: https://b.org\n> words {{ u }} more",
        "> [a]: https://b.org\n  words {{ u }} more",
        "> - [a]: https://b.org\n>   words {{ u }} more",
        "[a] [a]\n\n[a]: https://b.org\n**words** {{ u }} more",
        "| a | b |\n|--|--|\n| one\\|two | three\\|four \\\\ {{ u }} |",
        "| **a\\|b** {{ u }} |\n|--|\n| one |",
        "*one\\|two* {{ u }}\n| a |\n|--|\n| b |",
        "[w[^n]](https://w.org)https://x.org/y {{ u }}",
    ] {
        let file = SourceMap::default().add("test", text);
        let map = OffsetMap::new(text, Span::new(file, 0, text.len()), ScalarStyle::Plain, text);
        let variables = IndexMap::new();
        let mut notes = NoteNames::default();
        let mut diagnostics = Diagnostics::new();
        let mut context = Context {
            variables: &variables,
            notes: &mut notes,
            diagnostics: &mut diagnostics,
            section: "s",
            language: Language::En,
            citations: CitationPlace::Text,
        };
        parse_prose(text, &map, "body", &mut context);
        let told: Vec<&str> = diagnostics
            .iter()
            .filter(|one| one.message.contains("not defined"))
            .map(|one| &text[one.span.expect("a place").range()])
            .collect();
        assert_eq!(told, ["{{ u }}"], "{text:?}");
        assert!(!diagnostics.iter().any(|one| one.message.contains("no link")), "{text:?}");
    }
}

#[test]
fn line_breaks_are_in_both_files() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/line-breaks");
    let folder = lay_out_case(&case);
    let shown = plenary(folder.path(), &["show", "--stage", "typst"]);
    let typst = String::from_utf8(shown.stdout).expect("UTF-8");
    let output = plenary(folder.path(), &["build", "--quiet", "--format", "docx", "--out", "out"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = std::fs::read(folder.path().join("out/small-en.docx")).expect("DOCX");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("package");
    let mut body = String::new();
    for part in ["word/document.xml", "word/footnotes.xml"] {
        archive.by_name(part).expect("part").read_to_string(&mut body).expect("UTF-8");
    }
    let count = |text: &str, sign: &str| text.matches(sign).count();
    assert_eq!(count(&body, "<w:br w:type=\"textWrapping\""), 7);
    assert_eq!(count(&typst, "#linebreak();"), 7, "{typst}");
}

/// What looks for leftover marks, links and addresses reads each field a bounded number of times.
#[test]
fn a_field_made_of_signs_is_read_in_bounded_time() {
    for sign in [
        "{{ ",
        "a]( b ",
        "[\n",
        "*a ",
        "` ``\n",
        "a]{ ",
        "<a ",
        "www. @ ",
        "_a ",
        "a*b_c `\n\n",
        "[l]: x\n\n",
    ] {
        let text = sign.repeat(200_000 / sign.len());
        let file = SourceMap::default().add("test", text.as_str());
        let map = OffsetMap::new(&text, Span::new(file, 0, text.len()), ScalarStyle::Plain, &text);
        let variables = IndexMap::new();
        let mut notes = NoteNames::default();
        let mut diagnostics = Diagnostics::new();
        let mut context = Context {
            variables: &variables,
            notes: &mut notes,
            diagnostics: &mut diagnostics,
            section: "s",
            language: Language::En,
            citations: CitationPlace::Text,
        };
        let start = std::time::Instant::now();
        parse_prose(&text, &map, "body", &mut context);
        // A tenth of a second; what grows with the square of the length takes minutes.
        assert!(start.elapsed().as_secs() < 20, "{sign:?} takes {:?}", start.elapsed());
    }
}
