//! The pages of written PDFs: what cannot be read where it stands is told of, with its place in the
//! sources. Damage is done to files made by hand and to the shipped guide.

use lopdf::content::Content;
use lopdf::{Document, Object, dictionary};
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
fn what_a_clipping_path_takes_away_counts_as_it_is_seen() {
    // A drawing under words of the text: only its frame shows, further down.
    let drawing = |words: &str| {
        format!(
            "/Artifact BMC q 0 0 200 100 re W n BT /S 10 Tf 60 700 Td ({words}) Tj ET Q \
             BT /S 10 Tf 300 300 Td (seen) Tj ET EMC\n"
        )
    };
    let content = [drawing("In the picture"), at(0, 60, 700, "Words of the text")];
    assert_eq!(faults(&content, paragraphs(1)), []);
    let content = [drawing("In the picture"), at(0, 300, 302, "Words of the text")];
    assert_eq!(faults(&content, paragraphs(1))[0].kind, FaultKind::Over);
    // The text itself must be seen whole.
    let content = [format!("q 50 0 200 900 re W n {} Q", at(0, 240, 700, "Words of the text"))];
    assert_told(
        &faults(&content, paragraphs(1)),
        FaultKind::OffSheet,
        Some(FaultPlace::Item(0)),
        "“Words of the text” is cut off on page 1",
    );
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

/// What a path leaves to be seen of a drawing with words, below words of the document. The words of
/// the drawing stand from 60 to 110 across and from 700 to 706 up the page.
fn clipped(path: &str) -> Vec<Fault> {
    let drawing = format!(
        "/Artifact BMC q {path} n BT /S 10 Tf 1 0 0 1 60 700 Tm (drawn word) Tj ET Q EMC\n"
    );
    faults(&[drawing, at(0, 60, 702, "Title")], paragraphs(1))
}

#[test]
fn words_of_a_drawing_count_as_far_as_clips_leave_them() {
    for (path, is_seen) in [
        ("", true),
        ("0 600 400 200 re W", true),
        // A frame ends below the words, or beside those that the title stands over.
        ("0 600 400 90 re W", false),
        ("90 600 400 200 re W", false),
        ("0 600 m 400 600 l 400 690 l 0 690 l h W", false),
        // The frame of a frame.
        ("0 600 400 200 re W n 0 0 400 650 re W", false),
        // Turned by a right angle: from 600 to 690 up the page.
        ("0 1 -1 0 400 600 cm 0 0 90 400 re W n 0 -1 1 0 -600 400 cm", false),
        ("0 1 -1 0 400 600 cm 0 0 190 400 re W n 0 -1 1 0 -600 400 cm", true),
        // A triangle that holds the words, and one of the same bounds whose long side leaves them out.
        ("0 650 m 400 650 l 0 900 l h W", true),
        ("400 650 m 400 900 l 0 900 l h W", false),
        // A curve bulges as far as halfway to its two inner points.
        ("0 600 m 0 800 200 800 200 600 c h W", true),
        ("0 600 m 0 650 200 650 200 600 c h W", false),
        // A square in a square: by the even-odd rule it is a hole.
        ("0 600 300 200 re 40 650 120 100 re W", true),
        ("0 600 300 200 re 40 650 120 100 re W*", false),
        // What is painted and does not clip leaves everything.
        ("0 600 400 90 re f", true),
    ] {
        let found = clipped(path);
        assert_eq!(!found.is_empty(), is_seen, "{path}: {found:#?}");
        assert!(found.iter().all(|fault| fault.kind == FaultKind::Over), "{path}: {found:#?}");
    }
}

#[test]
fn a_form_is_cut_off_by_its_box() {
    let content = ["q 1 0 0 1 60 700 cm /X Do Q\n".to_owned(), at(0, 60, 702, "Title")];
    let bytes = pdf(&[&content.concat()], vec![tag("Document", paragraphs(1))]);
    let boxed = |sides: [i32; 4]| {
        let mut document = Document::load_mem(&bytes).unwrap();
        let forms = document.objects.values_mut().filter_map(|object| object.as_stream_mut().ok());
        for form in forms.filter(|form| form.dict.get(b"Subtype").is_ok()) {
            let sides: Vec<Object> = sides.iter().map(|side| (*side).into()).collect();
            form.dict.set("BBox", sides);
        }
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        read_pdf(&bytes).unwrap().faults
    };
    assert_eq!(boxed([0, 0, 100, 20])[0].kind, FaultKind::Over);
    assert_eq!(boxed([0, -20, 100, -5]), []);
}

#[test]
fn text_that_is_cut_off_or_not_painted_is_told_of() {
    for (path, words) in [
        // Half of the line, its last letters, all of it.
        ("0 702 400 100 re W n", "“A line of words” is cut off"),
        ("0 600 100 200 re W n", "“A line of words” is cut off"),
        ("0 100 400 100 re W n", "“A line of words” is cut off"),
        ("3 Tr", "“A line of words” is cut off"),
    ] {
        let line = format!(
            "/Span <</MCID 0>> BDC q {path} BT /S 10 Tf 1 0 0 1 60 700 Tm (A line of words) Tj ET Q EMC\n"
        );
        let figure = vec![tag("Figure", vec![Tag::Sequence(0)])];
        assert_eq!(faults(std::slice::from_ref(&line), figure), [], "{path}");
        let message = format!("{words} on page 1");
        assert_told(
            &faults(&[line], paragraphs(1)),
            FaultKind::OffSheet,
            Some(FaultPlace::Item(0)),
            &message,
        );
        let header = format!(
            "/Artifact <</Type /Pagination /Subtype /Header>> BDC q {path} BT /S 10 Tf 1 0 0 1 60 700 Tm (Guide) Tj ET Q EMC\n"
        );
        if !path.starts_with("0 600") {
            assert_eq!(faults(&[header], Vec::new())[0].kind, FaultKind::OffSheet);
        }
    }
}

#[test]
fn a_crop_box_is_the_edge_of_the_sheet() {
    let bytes = pdf(&[&at(0, 60, 700, "Words")], vec![tag("Document", paragraphs(1))]);
    let mut document = Document::load_mem(&bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let sides = vec![0.into(), 0.into(), 595.into(), 600.into()];
    document.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("CropBox", sides);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    assert_eq!(read_pdf(&bytes).unwrap().faults[0].kind, FaultKind::OffSheet);
}

/// Moves lines of the first page of the guide that is full of text. `moved` is given the places of
/// the lines that begin at the left edge of the text, from the top down, and the number of each.
fn damaged(moved: impl Fn(&[(f32, f32)], usize) -> (f32, f32)) -> Vec<Diagnostic> {
    let guide = guide();
    let mut document = Document::load_mem(&guide.pdf).unwrap();
    for id in document.page_iter().skip(2).collect::<Vec<_>>() {
        let content = document.get_page_content(id);
        let mut content = Content::decode(&content).unwrap();
        let place = |index: usize| {
            let operands = &content.operations[index].operands;
            (operands[4].as_float().unwrap(), operands[5].as_float().unwrap())
        };
        let mut lines: Vec<usize> = (0..content.operations.len())
            .filter(|index| {
                let rest = &content.operations[*index..];
                let shows = rest
                    .iter()
                    .take_while(|operation| operation.operator != "Q")
                    .any(|operation| operation.operator == "BT");
                shows && rest[0].operator == "cm" && (76.0..77.0).contains(&place(*index).0)
            })
            .filter(|index| (150.0..740.0).contains(&place(*index).1))
            .collect();
        if lines.len() < 20 {
            continue;
        }
        lines.sort_by(|one, two| place(*two).1.total_cmp(&place(*one).1));
        let places: Vec<(f32, f32)> = lines.iter().map(|index| place(*index)).collect();
        for (number, index) in lines.into_iter().enumerate() {
            let (x, y) = moved(&places, number);
            content.operations[index].operands[4] = Object::Real(x);
            content.operations[index].operands[5] = Object::Real(y);
        }
        document.change_page_content(id, content.encode().unwrap()).unwrap();
        break;
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    verify_pdf(&bytes, &guide.composed.document).into_iter().collect()
}

/// Where a text is moved to, of all texts and the one's number.
type Move = dyn Fn(&[(f32, f32)], usize) -> (f32, f32);

#[test]
fn damage_to_the_guide_is_told_of_at_its_place_in_the_sources() {
    assert_eq!(damaged(|places, number| places[number]), []);
    let told = |code: Code, moved: &Move| {
        let found = damaged(moved);
        let own: Vec<&Diagnostic> = found.iter().filter(|one| one.code == code).collect();
        assert_eq!(own.len(), 1, "{code}: {found:#?}");
        assert!(own[0].span.is_some(), "{own:#?}");
    };
    told(Code::OutputOffSheet, &|places, number| {
        let (x, y) = places[number];
        if number == 5 { (x + 500.0, y) } else { (x, y) }
    });
    told(Code::OutputOffSheet, &|places, number| {
        let (x, y) = places[number];
        if number > 15 { (x, y - 740.0) } else { (x, y) }
    });
    told(Code::OutputTextOverText, &|places, number| {
        if number == 5 { places[4] } else { places[number] }
    });
    told(Code::OutputTextOutside, &|places, number| {
        let (x, y) = places[number];
        if number == 5 { (x, 40.0) } else { (x, y) }
    });
}

#[test]
fn a_note_on_another_page_than_its_mark_is_told_of() {
    let tags = |note: fn(i64) -> Tag| {
        let mark = tag("Lbl", vec![tag("Link", vec![Tag::Sequence(1)])]);
        let note = tag("Note", vec![tag("Lbl", vec![note(2)]), note(3)]);
        vec![tag("P", vec![Tag::Sequence(0), mark, note])]
    };
    let pages = [
        [at(0, 60, 700, "Words"), at(1, 90, 703, "7")].concat(),
        [at(2, 60, 103, "7"), at(3, 70, 100, "The note.")].concat(),
    ];
    let apart = read_pdf(&pdf(&[&pages[0], &pages[1]], tags(Tag::Overleaf))).unwrap();
    assert_told(
        &apart.faults,
        FaultKind::NotePage,
        Some(FaultPlace::Note(0)),
        "note 7 begins on page 2, and its mark stands on page 1",
    );
    let together = read_pdf(&pdf(&[&pages.concat()], tags(Tag::Sequence))).unwrap();
    assert_eq!(together.faults, []);
}

#[test]
fn pages_full_of_texts_over_each_other_are_told_of_in_a_moment() {
    // 20,000 texts at one place would be 200 million pairs.
    let content = "BT /S 10 Tf 1 0 0 1 60 700 Tm (mm) Tj ET\n".repeat(20_000);
    let content = format!("/Span <</MCID 0>> BDC {content} EMC\n");
    let started = std::time::Instant::now();
    let found = faults(&[content], paragraphs(1));
    assert_eq!(found.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::Over]);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
