//! Files that were not made to be read: the readers answer and never panic, hang or eat memory.

use lopdf::{Document, Object, dictionary};
use plenary::verify::{ReadError, read_docx, read_pdf};

use super::docx::docx;
use super::pdf::{Tag, pdf, show, tag};

fn small_pdf() -> Vec<u8> {
    let tags = vec![tag("Document", vec![tag("P", vec![Tag::Sequence(0)])])];
    pdf(&[&show(0, 600, "One sentence.")], tags)
}

fn changed(change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(&small_pdf()).unwrap();
    change(&mut document);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_tree_that_bites_its_tail_is_read_once() {
    let bytes = changed(|document| {
        let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
        let root = root.as_reference().unwrap();
        let top = document.get_dictionary(root).unwrap().get(b"K").unwrap().as_array().unwrap()[0]
            .as_reference()
            .unwrap();
        let kids = document.get_dictionary_mut(top).unwrap().get_mut(b"K").unwrap();
        kids.as_array_mut().unwrap().push(Object::Reference(top));
    });
    assert_eq!(read_pdf(&bytes).unwrap().to_string(), "paragraph: One sentence.\n");
}

#[test]
fn a_tree_too_deep_is_refused() {
    let bytes = changed(|document| {
        let mut kid = document.add_object(dictionary! { "S" => "P" });
        for _ in 0..50_000 {
            kid = document.add_object(dictionary! { "S" => "Div", "K" => kid });
        }
        let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
        let root = root.as_reference().unwrap();
        document.get_dictionary_mut(root).unwrap().set("K", kid);
    });
    assert_eq!(read_pdf(&bytes), Err(ReadError::TooDeep("structure tree")));
}

#[test]
fn a_form_that_paints_itself_is_refused() {
    let bytes = changed(|document| {
        for object in document.objects.values_mut() {
            if let Object::Stream(stream) = object
                && stream.dict.has_type(b"XObject")
            {
                stream.set_plain_content(b"/X Do /X Do".to_vec());
            }
            if let Object::Stream(stream) = object
                && stream.content.starts_with(b"/Span")
            {
                stream.set_plain_content(b"/X Do".to_vec());
            }
        }
    });
    assert_eq!(read_pdf(&bytes), Err(ReadError::TooDeep("forms")));
}

#[test]
fn marked_content_that_never_closes_is_refused() {
    let open = "/Span BMC ".repeat(100_000);
    let bytes = pdf(&[&open], vec![tag("P", vec![Tag::Sequence(0)])]);
    assert_eq!(read_pdf(&bytes), Err(ReadError::TooDeep("marked content")));
}

#[test]
fn pages_in_a_circle_are_read_once() {
    // The tree of pages holds itself, and says that it has more pages than there are numbers.
    let bytes = changed(|document| {
        let pages = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
        let tree = document.get_dictionary_mut(pages).unwrap();
        tree.set("Parent", pages);
        tree.set("Count", i64::MAX);
        tree.get_mut(b"Kids").unwrap().as_array_mut().unwrap().push(Object::Reference(pages));
    });
    assert_eq!(read_pdf(&bytes).unwrap().to_string(), "paragraph: One sentence.\n");
}

#[test]
fn a_file_whose_tables_follow_themselves_is_answered() {
    let bytes = small_pdf();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let at = text.rfind("startxref").unwrap();
    let start: usize = text[at + 9..].split_whitespace().next().unwrap().parse().unwrap();
    let mut looped = bytes.clone();
    // The table of this file is a stream; its dictionary stands behind the place that it names.
    let after = bytes.windows(5).rposition(|part| part == b"/XRef").unwrap() + 5;
    looped.splice(after..after, format!("/Prev {start}").into_bytes());
    assert!(start < after);
    let _ = read_pdf(&looped);
}

#[test]
fn streams_that_inflate_without_end_are_refused_or_passed_over() {
    // 300 MB of one byte become 300 kB.
    let mut inflated = lopdf::Stream::new(lopdf::Dictionary::new(), vec![b' '; 300 << 20]);
    inflated.compress().unwrap();
    let bomb = inflated.content;
    assert!(bomb.len() < 1 << 20);
    let content = changed(|document| {
        for object in document.objects.values_mut() {
            if let Object::Stream(stream) = object
                && stream.content.starts_with(b"/Span")
            {
                stream.set_content(bomb.clone());
                stream.dict.set("Filter", "FlateDecode");
            }
        }
    });
    assert!(matches!(read_pdf(&content), Err(ReadError::TooLarge { .. })));
    // As an object stream it is read while the file is opened.
    let objects = changed(|document| {
        let dictionary = dictionary! {
            "Type" => "ObjStm", "N" => 100_000_000, "First" => 1, "Filter" => "FlateDecode",
        };
        document.add_object(lopdf::Stream::new(dictionary, bomb.clone()));
    });
    let _ = read_pdf(&objects);
}

#[test]
fn damaged_bytes_never_panic() {
    let docx = docx(
        r#"<w:p><w:r><w:t>One</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>
           <w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"#,
        r#"<w:footnote w:id="1"><w:p><w:r><w:t>Note</w:t></w:r></w:p></w:footnote>"#,
        "",
    );
    arbtest::arbtest(|u| {
        for (bytes, is_pdf) in [(small_pdf(), true), (docx.clone(), false)] {
            let mut bytes = bytes;
            for _ in 0..u.int_in_range(1..=12)? {
                let at = u.choose_index(bytes.len())?;
                bytes[at] = u.arbitrary()?;
            }
            if u.ratio(1, 4)? {
                bytes.truncate(u.choose_index(bytes.len())?);
            }
            let _ = if is_pdf { read_pdf(&bytes) } else { read_docx(&bytes) };
        }
        Ok(())
    })
    .budget_ms(1500);
}

#[test]
fn damaged_xml_never_panics() {
    // Damage in a compressed part is caught by its checksum, so the parts are damaged before.
    let body = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>
        <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>
        <w:r><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink w:anchor="x"><w:r><w:t>é</w:t></w:r>
        </w:hyperlink></w:p>"#;
    arbtest::arbtest(|u| {
        let mut body: Vec<char> = body.chars().collect();
        for _ in 0..u.int_in_range(1..=6)? {
            let at = u.choose_index(body.len())?;
            let with = *u.choose(&['<', '>', '"', '/', ' ', 'w', '9', '&', '\u{2028}'])?;
            if u.ratio(1, 2)? {
                body[at] = with;
            } else {
                body.remove(at);
            }
        }
        let _ = read_docx(&docx(&body.iter().collect::<String>(), "", ""));
        Ok(())
    })
    .budget_ms(1500);
}
