//! The pages of written PDFs: what cannot be read where it stands is told of, with its place in the
//! sources. Damage is done to files made by hand and to the shipped guide.

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use plenary::diagnostic::{Code, Diagnostic};
use plenary::verify::{Fault, FaultKind, FaultPlace, read_pdf, verify_pdf};

use super::guide::guide;
use super::pdf::{Tag, pdf, tag};

/// Text of a sequence at a place, in letters half as wide as high.
fn at(number: i64, x: i32, y: i32, words: &str) -> String {
    format!(
        "/Span <</MCID {number}>> BDC q 1 0 0 -1 {x} {y} cm BT /S 10 Tf 1 0 0 -1 0 0 Tm ({words}) Tj ET Q EMC\n"
    )
}

fn artifact(subtype: &str, y: i32, words: &str) -> String {
    format!(
        "/Artifact <</Type /Pagination /Subtype /{subtype}>> BDC q 1 0 0 -1 60 {y} cm BT /S 10 Tf 1 0 0 -1 0 0 Tm ({words}) Tj ET Q EMC\n"
    )
}

fn faults(content: &[String], tags: Vec<Tag>) -> Vec<Fault> {
    read_pdf(&pdf(&[&content.concat()], vec![tag("Document", tags)])).unwrap().faults
}

fn paragraphs(count: i64) -> Vec<Tag> {
    (0..count).map(|number| tag("P", vec![Tag::Sequence(number)])).collect()
}

#[track_caller]
fn assert_told(found: &[Fault], kind: FaultKind, place: Option<FaultPlace>, message: &str) {
    let [fault] = found else { panic!("{found:#?}") };
    assert_eq!((fault.kind, fault.place, fault.message.as_str()), (kind, place, message));
}

#[test]
fn a_sound_page_is_passed_over() {
    let content = [
        artifact("Header", 800, "Guide"),
        at(0, 60, 700, "One line of words"),
        at(1, 60, 688, "and the next one below"),
        // A raised mark, close behind its word.
        at(2, 145, 704, "1"),
        artifact("Footer", 40, "12"),
    ];
    assert_eq!(faults(&content, paragraphs(3)), []);
}

#[test]
fn text_off_the_sheet_is_told_of_with_how_much_there_is() {
    let content = [at(0, 60, 700, "Here"), at(1, 60, -20, "Below"), at(2, 590, 600, "Beside it")];
    assert_told(
        &faults(&content, paragraphs(3)),
        FaultKind::OffSheet,
        Some(FaultPlace::Item(1)),
        "“Below” is not wholly on the sheet of page 1, and so is one more",
    );
    // 100 letters are 500 points wide.
    let content = [at(0, 120, 700, &"m".repeat(100))];
    let found = faults(&content, paragraphs(1));
    assert_eq!(found[0].kind, FaultKind::OffSheet);
}

#[test]
fn text_over_text_is_told_of() {
    let content = [at(0, 60, 700, "Fifteen letters"), at(1, 120, 702, "printed over")];
    assert_told(
        &faults(&content, paragraphs(2)),
        FaultKind::Over,
        Some(FaultPlace::Item(0)),
        "“Fifteen letters” is printed over “printed over” on page 1",
    );
    // The same text, moved along by what was shown before it in its line.
    let line = "/Span <</MCID 0>> BDC BT /S 10 Tf 1 0 0 1 60 700 Tm (Fifteen letters) Tj \
                -2000 Tz 100 Tz [(and) -2000 (more)] TJ ET EMC\n";
    let content = [line.to_owned(), at(1, 180, 700, "printed over")];
    let found = faults(&content, paragraphs(2));
    assert_eq!(found[0].message, "“andmore” is printed over “printed over” on page 1");
}

#[test]
fn text_in_the_room_of_header_and_footer_is_told_of() {
    for (y, name) in [(798, "High"), (42, "Low")] {
        let content =
            [artifact("Header", 800, "Guide"), at(0, 200, y, name), artifact("Footer", 40, "12")];
        let message = format!("“{name}” stands in the room of the header or footer on page 1");
        assert_told(
            &faults(&content, paragraphs(1)),
            FaultKind::Outside,
            Some(FaultPlace::Item(0)),
            &message,
        );
    }
}

#[test]
fn a_cell_that_reaches_into_the_next_one_is_told_of() {
    let row = || {
        let cell = |sequences: &[i64]| {
            tag("TD", sequences.iter().map(|number| Tag::Sequence(*number)).collect())
        };
        vec![tag("Table", vec![tag("TR", vec![cell(&[0, 1]), cell(&[2])])])]
    };
    let content = [at(0, 60, 700, "Name"), at(1, 60, 688, "of it"), at(2, 100, 700, "Number")];
    assert_eq!(faults(&content, row()), []);
    let content = [at(0, 60, 700, "Name"), at(1, 60, 688, "nominative"), at(2, 100, 700, "Number")];
    assert_told(
        &faults(&content, row()),
        FaultKind::Outside,
        Some(FaultPlace::Item(0)),
        "“nominative” reaches out of its cell, to “Number”, on page 1",
    );
}

#[test]
fn figures_off_the_sheet_and_text_over_them_are_told_of() {
    let figure = |left: i32| {
        let bounds = vec![left.into(), 500.into(), (left + 200).into(), 600.into()];
        let layout = dictionary! { "O" => "Layout", "BBox" => bounds };
        let entries = dictionary! { "A" => layout, "Alt" => Object::string_literal("A chart") };
        let drawn = Tag::Element { role: "Figure", entries, kids: vec![Tag::Sequence(0)] };
        vec![drawn, tag("P", vec![Tag::Sequence(1)])]
    };
    let content = [at(0, 100, 550, "drawn"), at(1, 60, 480, "Below")];
    assert_eq!(faults(&content, figure(60)), []);
    assert_told(
        &faults(&content, figure(450)),
        FaultKind::OffSheet,
        Some(FaultPlace::Item(0)),
        "a figure is not wholly on the sheet of page 1",
    );
    let content = [at(0, 100, 550, "drawn"), at(1, 60, 598, "Words")];
    assert_told(
        &faults(&content, figure(60)),
        FaultKind::Over,
        Some(FaultPlace::Item(1)),
        "“Words” is printed over a figure on page 1",
    );
}

/// Moves the texts of a page of the guide that `moved` has another place for, and says what is told.
fn damaged(page: usize, moved: impl Fn(usize, f32, f32) -> (f32, f32)) -> Vec<Diagnostic> {
    let guide = guide();
    let mut document = Document::load_mem(&guide.pdf).unwrap();
    let id = document.page_iter().nth(page).unwrap();
    let content = document.get_page_content(id).unwrap();
    let mut content = Content::decode(&content).unwrap();
    let texts: Vec<usize> = (0..content.operations.len())
        .filter(|index| {
            let rest = &content.operations[*index..];
            rest[0].operator == "cm"
                && rest.iter().take(8).any(|operation| operation.operator == "BT")
                && rest[0].operands.len() == 6
        })
        .collect();
    for (number, index) in texts.into_iter().enumerate() {
        let operands = &mut content.operations[index].operands;
        let [x, y] = [4, 5].map(|side| operands[side].as_float().unwrap());
        let (x, y) = moved(number, x, y);
        operands[4] = Object::Real(x);
        operands[5] = Object::Real(y);
    }
    document.change_page_content(id, content.encode().unwrap()).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    verify_pdf(&bytes, &guide.composed.document).into_iter().collect()
}

#[test]
fn damage_to_the_guide_is_told_of_at_its_place_in_the_sources() {
    // The header is the first text of a page.
    assert_eq!(damaged(8, |_, x, y| (x, y)), []);
    let of = |found: &[Diagnostic], code: Code| {
        let own: Vec<Diagnostic> = found.iter().filter(|one| one.code == code).cloned().collect();
        assert_eq!(own.len(), 1, "{found:#?}");
        assert!(own[0].span.is_some(), "{own:#?}");
    };
    let shifted = damaged(8, |number, x, y| if number == 6 { (x + 400.0, y) } else { (x, y) });
    of(&shifted, Code::OutputOffSheet);
    let sunk = damaged(8, |number, x, y| if number > 20 { (x, y - 700.0) } else { (x, y) });
    of(&sunk, Code::OutputOffSheet);
    let over = damaged(8, |number, x, y| if number == 6 { (x, y + 3.0 + 13.0) } else { (x, y) });
    of(&over, Code::OutputTextOverText);
    let low = damaged(8, |number, x, y| if number == 6 { (x, 44.0) } else { (x, y) });
    of(&low, Code::OutputTextOutside);
}

#[test]
fn a_note_that_was_moved_to_another_page_is_told_of() {
    let guide = guide();
    let mut document = Document::load_mem(&guide.pdf).unwrap();
    let notes: Vec<ObjectId> = document
        .objects
        .iter()
        .filter(|(_, object)| {
            let role = object.as_dict().ok().and_then(|element| element.get(b"S").ok());
            role.and_then(|role| role.as_name().ok()) == Some(b"Note")
        })
        .map(|(id, _)| *id)
        .collect();
    assert!(notes.len() > 100, "{}", notes.len());
    let elsewhere = document.page_iter().nth(20).unwrap();
    let first = notes[0];
    move_to(&mut document, first, elsewhere);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    let faults = read_pdf(&bytes).unwrap().faults;
    let parted: Vec<&Fault> =
        faults.iter().filter(|fault| fault.kind == FaultKind::NotePage).collect();
    assert_eq!(parted.len(), 1, "{faults:#?}");
    assert!(parted[0].message.contains("stands on page 21"), "{}", parted[0].message);
}

/// Says of everything in a structure element that it stands on another page.
fn move_to(document: &mut Document, element: ObjectId, page: ObjectId) {
    let mut open = vec![element];
    while let Some(id) = open.pop() {
        let Ok(dictionary) = document.get_dictionary_mut(id) else { continue };
        dictionary.set("Pg", page);
        let kids = match dictionary.get_mut(b"K") {
            Ok(Object::Array(kids)) => kids,
            _ => continue,
        };
        for kid in kids {
            match kid {
                Object::Reference(kid) => open.push(*kid),
                Object::Dictionary(kid) if is_content(kid) => kid.set("Pg", page),
                _ => {}
            }
        }
    }
}

fn is_content(kid: &Dictionary) -> bool {
    kid.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"MCR")
}
