//! Outputs with what plenary never writes, made from real ones, and folders that strangers gave:
//! `verify` refuses each, also where manifest and checksums were rewritten to fit.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use plenary::verify::{read_docx, read_pdf};
use sha2::{Digest as _, Sha256};

use crate::project::{copy_tree, plenary};

/// A project that was built once, and its two outputs.
fn built() -> (tempfile::TempDir, [PathBuf; 2]) {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    let output = plenary(folder.path(), &["build", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let outputs =
        ["pdf", "docx"].map(|ending| folder.path().join(format!("build/small-en.{ending}")));
    (folder, outputs)
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts other bytes in the place of an output, with manifest and checksums that fit.
fn forge(project: &Path, name: &str, bytes: &[u8]) {
    let build = project.join("build");
    std::fs::write(build.join(name), bytes).expect("output");
    let text = std::fs::read_to_string(build.join("manifest.json")).expect("manifest");
    let mut manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut sums = String::new();
    for output in manifest["documents"][0]["outputs"].as_array_mut().expect("outputs") {
        if output["path"] == name {
            output["size"] = bytes.len().into();
            output["sha256"] = sum(bytes).into();
        }
        let (path, sum) = (output["path"].as_str().unwrap(), output["sha256"].as_str().unwrap());
        sums.push_str(&format!("{sum}  {path}\n"));
    }
    let text = format!("{manifest:#}\n");
    sums.push_str(&format!("{}  manifest.json\n", sum(text.as_bytes())));
    std::fs::write(build.join("manifest.json"), text).expect("manifest");
    std::fs::write(build.join("SHA256SUMS"), sums).expect("sums");
}

fn verified(project: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = plenary(project, &[&["verify"], arguments].concat());
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

type Change = (&'static str, fn(&mut Document, ObjectId));

fn action(kind: &str) -> Object {
    let javascript = Object::String(b"app.alert(1)".to_vec(), StringFormat::Literal);
    dictionary! { "S" => Object::Name(kind.as_bytes().to_vec()), "JS" => javascript }.into()
}

fn first_page(document: &Document) -> ObjectId {
    document.page_iter().next().expect("a page")
}

fn annotate(document: &mut Document, annotation: Dictionary) {
    let page = first_page(document);
    let page = document.get_dictionary_mut(page).expect("page");
    page.set("Annots", Object::Array(vec![annotation.into()]));
}

fn set(document: &mut Document, id: ObjectId, key: &str, value: impl Into<Object>) {
    document.get_dictionary_mut(id).expect("dictionary").set(key, value);
}

const PDF: [Change; 15] = [
    ("an opening script", |document, catalog| {
        set(document, catalog, "OpenAction", action("JavaScript"));
    }),
    ("an opening script of its own number", |document, catalog| {
        let id = document.add_object(action("JavaScript"));
        set(document, catalog, "OpenAction", id);
    }),
    ("additional actions of the file", |document, catalog| {
        set(document, catalog, "AA", dictionary! { "WC" => action("JavaScript") });
    }),
    ("additional actions of a page", |document, _| {
        let page = first_page(document);
        set(document, page, "AA", dictionary! { "O" => action("Launch") });
    }),
    ("a program started by a link", |document, _| {
        annotate(
            document,
            dictionary! { "Type" => "Annot", "Subtype" => "Link", "A" => action("Launch") },
        );
    }),
    ("a form sent by a link", |document, _| {
        let action =
            dictionary! { "S" => "SubmitForm", "F" => Object::string_literal("https://x.org") };
        annotate(document, dictionary! { "Subtype" => "Link", "A" => action });
    }),
    ("a second action after an address", |document, _| {
        let address = Object::string_literal("https://x.org");
        let first = dictionary! { "S" => "URI", "URI" => address, "Next" => action("JavaScript") };
        annotate(document, dictionary! { "Subtype" => "Link", "A" => first });
    }),
    ("a file attached to a page", |document, _| {
        annotate(document, dictionary! { "Subtype" => "FileAttachment", "FS" => dictionary! {} });
    }),
    ("a film", |document, _| {
        annotate(document, dictionary! { "Subtype" => "RichMedia" });
    }),
    ("a widget", |document, catalog| {
        annotate(document, dictionary! { "Subtype" => "Widget" });
        set(document, catalog, "AcroForm", dictionary! { "Fields" => Object::Array(Vec::new()) });
    }),
    ("named scripts", |document, catalog| {
        let scripts =
            dictionary! { "Names" => vec![Object::string_literal("a"), action("JavaScript")] };
        set(document, catalog, "Names", dictionary! { "JavaScript" => scripts });
    }),
    ("embedded files", |document, catalog| {
        let stream = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"MZ".to_vec());
        let file = document.add_object(stream);
        let spec = dictionary! { "Type" => "Filespec", "EF" => dictionary! { "F" => file } };
        let tree = dictionary! { "Names" => vec![Object::string_literal("a"), spec.into()] };
        set(document, catalog, "Names", dictionary! { "EmbeddedFiles" => tree });
    }),
    ("associated files", |document, catalog| {
        set(document, catalog, "AF", Object::Array(Vec::new()));
    }),
    ("layers that can be hidden", |document, catalog| {
        set(document, catalog, "OCProperties", dictionary! { "OCGs" => Object::Array(Vec::new()) });
    }),
    ("a stream in another file", |document, _| {
        let name = Object::string_literal("/etc/passwd");
        document.add_object(Stream::new(dictionary! { "F" => name }, Vec::new()));
    }),
];

#[test]
fn a_pdf_that_acts_is_not_certified() {
    let (project, [pdf, _]) = built();
    let bytes = std::fs::read(&pdf).expect("output");
    assert_eq!(read_pdf(&bytes).expect("a PDF").foreign, Vec::<String>::new());
    let mut changed: Vec<(&str, Vec<u8>)> = PDF
        .iter()
        .map(|(what, change)| {
            let mut document = Document::load_mem(&bytes).expect("a PDF");
            let catalog = document.trailer.get(b"Root").and_then(Object::as_reference).expect("it");
            change(&mut document, catalog);
            let mut saved = Vec::new();
            document.save_to(&mut saved).expect("saved");
            (*what, saved)
        })
        .collect();
    changed.push(("bytes behind the end", [&bytes[..], b"\nMZ\x90 and more"].concat()));
    changed.push(("bytes before the beginning", [b"#!/bin/sh\n", &bytes[..]].concat()));
    let update = b"\n9999 0 obj\n<<>>\nendobj\nxref\n9999 1\n0000000000 00000 n \ntrailer\n<</Size 10000/Prev 9>>\nstartxref\n9\n%%EOF";
    changed.push(("an update", [&bytes[..], update].concat()));
    for (what, bytes) in changed {
        forge(project.path(), "small-en.pdf", &bytes);
        for arguments in [&[][..], &["--no-rebuild"]] {
            let (code, said) = verified(project.path(), arguments);
            assert_eq!(code, Some(1), "{what}: {said}");
            assert!(
                said.contains("error[PL0616]") || said.contains("error[PL0602]"),
                "{what}: {said}"
            );
        }
    }
}

/// Parts of a package by their names; none is left out.
type Parts = Vec<(&'static str, Option<String>)>;

/// The parts of a package with some changed, left out (no bytes) or added.
fn repacked(bytes: &[u8], changes: &[(&str, Option<String>)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let name = file.name().to_owned();
        if changes.iter().any(|(changed, _)| *changed == name) {
            continue;
        }
        let mut part = Vec::new();
        file.read_to_end(&mut part).expect("its bytes");
        writer.start_file(name, options).expect("a part");
        writer.write_all(&part).expect("its bytes");
    }
    for (name, part) in changes {
        if let Some(part) = part {
            writer.start_file(*name, options).expect("a part");
            writer.write_all(part.as_bytes()).expect("its bytes");
        }
    }
    writer.finish().expect("a package").into_inner()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("its text");
    text
}

#[test]
fn a_docx_that_brings_something_along_is_not_certified() {
    const RELS: &str = "word/_rels/document.xml.rels";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (project, [_, docx]) = built();
    let bytes = std::fs::read(&docx).expect("output");
    assert_eq!(read_docx(&bytes).expect("a DOCX").foreign, Vec::<String>::new());
    let unchanged = repacked(&bytes, &[]);
    assert_eq!(read_docx(&unchanged).expect("a DOCX").foreign, Vec::<String>::new());
    let relationships = part(&bytes, RELS);
    let document = part(&bytes, "word/document.xml");
    let related = |kind: &str, target: &str, mode: &str| {
        let one = format!(
            r#"<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>"#
        );
        (RELS, Some(relationships.replace("</Relationships>", &one)))
    };
    let external = r#" TargetMode="External""#;
    let said = |what: &str| {
        let end = document.rfind("<w:sectPr").expect("a section");
        ("word/document.xml", Some(format!("{}{what}{}", &document[..end], &document[end..])))
    };
    let field = |code: &str| {
        said(&format!(
            r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#,
            &code[..3],
            &code[3..]
        ))
    };
    let settings_rels = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{OFFICE}/attachedTemplate" Target="https://x.org/t.dotm" TargetMode="External"/></Relationships>"#
    );
    let changes: Vec<(&str, Parts)> = vec![
        ("a template elsewhere", vec![("word/_rels/settings.xml.rels", Some(settings_rels))]),
        ("an object elsewhere", vec![related("oleObject", "file:///c:/x", external)]),
        ("a picture elsewhere", vec![related("image", "https://x.org/a.png", external)]),
        ("a frame elsewhere", vec![related("frame", "https://x.org/", external)]),
        ("a link to a file", vec![related("hyperlink", "file://host/share", external)]),
        ("a link to a script", vec![related("hyperlink", "javascript:alert(1)", external)]),
        ("macros", vec![related("vbaProject", "vbaProject.bin", ""), ("word/vbaProject.bin", Some("x".into()))]),
        ("a part that nobody names", vec![("word/embeddings/oleObject1.bin", Some("x".into()))]),
        ("a part beside the document", vec![("evil.exe", Some("MZ".into()))]),
        ("an object", vec![said("<w:p><w:r><w:object/></w:r></w:p>")]),
        ("another document", vec![said(r#"<w:altChunk r:id="x"/>"#)]),
        ("a field that starts a program", vec![field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe")]),
        ("a field that reads a file", vec![field("INCLUDETEXT \"//host/x\"")]),
        ("a field on one element", vec![said(r#"<w:p><w:fldSimple w:instr=" INCLUDEPICTURE x "/></w:p>"#)]),
        ("two relationships of one id", vec![(RELS, Some(relationships.replacen("<Relationship ", "<Relationship Id=\"rId1\" Type=\"t/styles\" Target=\"x\"/><Relationship Id=\"rId1\" Type=\"t/styles\" Target=\"y\"/><Relationship ", 1)))]),
        ("a relationship without a target", vec![(RELS, Some(relationships.replacen("<Relationship ", "<Relationship Id=\"q\" Type=\"x/styles\"/><Relationship ", 1)))]),
        ("relationships that are no XML", vec![(RELS, Some(relationships.replace("</Relationships>", "<a b='\u{1}'/></Relationships>")))]),
        ("a part that is no XML", vec![("docProps/app.xml", Some("<a><b></a>".into()))]),
        ("a part with entities", vec![("docProps/app.xml", Some("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".into()))]),
    ];
    let mut changed: Vec<(&str, Vec<u8>)> =
        changes.iter().map(|(what, changes)| (*what, repacked(&bytes, changes))).collect();
    changed.push(("bytes behind the end", [&bytes[..], b"MZ"].concat()));
    changed.push(("bytes before the beginning", [b"MZ", &bytes[..]].concat()));
    let mut commented = bytes.clone();
    let length = commented.len();
    commented[length - 2] = 3;
    commented.extend(b"abc");
    changed.push(("a comment", commented));
    for (what, bytes) in changed {
        forge(project.path(), "small-en.docx", &bytes);
        for arguments in [&[][..], &["--no-rebuild"]] {
            let (code, said) = verified(project.path(), arguments);
            assert_eq!(code, Some(1), "{what}: {said}");
            assert!(
                said.contains("error[PL0616]") || said.contains("error[PL0602]"),
                "{what}: {said}"
            );
        }
    }
}

#[test]
fn what_reads_alike_and_has_other_bytes_is_told_by_building_again() {
    let (project, [_, docx]) = built();
    let (code, said) = verified(project.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    // The same parts, packed again: nothing that a reader sees is different.
    let bytes = repacked(&std::fs::read(&docx).expect("output"), &[]);
    forge(project.path(), "small-en.docx", &bytes);
    let (code, said) = verified(project.path(), &[]);
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with("error[PL0618]: `small-en.docx` is not what its sources give"),
        "{said}"
    );
    let (code, said) = verified(project.path(), &["--no-rebuild"]);
    assert_eq!(code, Some(0), "{said}");
    // What another version has written cannot be compared.
    let manifest = project.path().join("build/manifest.json");
    let text = std::fs::read_to_string(&manifest).expect("manifest");
    let text = text.replace(env!("CARGO_PKG_VERSION"), "0.0.9");
    std::fs::write(&manifest, &text).expect("manifest");
    let sums = project.path().join("build/SHA256SUMS");
    let lines = std::fs::read_to_string(&sums).expect("sums");
    let kept = lines.lines().filter(|line| !line.ends_with("manifest.json"));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    std::fs::write(&sums, format!("{kept}{}  manifest.json\n", sum(text.as_bytes())))
        .expect("sums");
    let (code, said) = verified(project.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("not built again") && said.contains("they are of plenary 0.0.9"),
        "{said}"
    );
}

#[test]
fn outputs_of_every_standard_are_reproduced() {
    for standards in [&["a-2a", "ua-1"][..], &["1.7"], &["a-3b", "ua-1"]] {
        let (project, _) = built();
        let mut arguments = vec!["build", "-q", "--timestamp", "1700000000"];
        arguments.extend(standards.iter().flat_map(|one| ["--pdf-standard", *one]));
        let output = plenary(project.path(), &arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{standards:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let (code, said) = verified(project.path(), &[]);
        assert_eq!(
            (code, said.contains("not built again")),
            (Some(0), false),
            "{standards:?}: {said}"
        );
    }
}

/// What is done to a folder, how, and how it is undone.
type Deed<'a> = (&'static str, &'a dyn Fn(), &'a dyn Fn());

#[test]
#[cfg(unix)]
fn a_folder_with_files_of_others_is_not_certified() {
    use std::os::unix::fs::symlink;
    let (project, [pdf, _]) = built();
    let build = project.path().join("build");
    let outside = project.path().join("outside.pdf");
    std::fs::copy(&pdf, &outside).expect("copy");
    let changes: [Deed<'_>; 5] = [
        ("a file", &|| std::fs::write(build.join("x.exe"), "MZ").expect("file"), &|| {
            std::fs::remove_file(build.join("x.exe")).expect("file");
        }),
        ("a hidden file", &|| std::fs::write(build.join(".x"), "MZ").expect("file"), &|| {
            std::fs::remove_file(build.join(".x")).expect("file");
        }),
        ("a folder", &|| std::fs::create_dir(build.join("x")).expect("folder"), &|| {
            std::fs::remove_dir(build.join("x")).expect("folder");
        }),
        (
            "a link that is listed nowhere",
            &|| symlink("/dev/zero", build.join("small-en.txt")).expect("link"),
            &|| {
                std::fs::remove_file(build.join("small-en.txt")).expect("link");
            },
        ),
        (
            "an output elsewhere",
            &|| {
                std::fs::remove_file(&pdf).expect("output");
                symlink(&outside, &pdf).expect("link");
            },
            &|| {
                std::fs::remove_file(&pdf).expect("link");
                std::fs::copy(&outside, &pdf).expect("copy");
            },
        ),
    ];
    for (what, change, undo) in changes {
        change();
        let (code, said) = verified(project.path(), &[]);
        assert_eq!(code, Some(1), "{what}: {said}");
        assert!(said.contains("error[PL0617]"), "{what}: {said}");
        undo();
        let (code, said) = verified(project.path(), &[]);
        assert_eq!(code, Some(0), "{what}: {said}");
    }
}

/// A committed folder of outputs: what it lists is neither read without bound nor taken over.
#[test]
#[cfg(unix)]
fn a_manifest_of_strangers_adds_nothing_to_a_release() {
    let listed = |path: &str,
                  manifestation: &str,
                  work: &str,
                  language: &str,
                  size: u64,
                  sum: &str| {
        let expression = serde_json::json!({ "language": language, "date": null, "version": null, "symbol": null });
        serde_json::json!({ "manifest-version": 1, "documents": [{
            "work": work, "expression": expression, "title": "T", "timestamp": 0,
            "tool": { "name": "plenary", "version": env!("CARGO_PKG_VERSION") }, "source": null,
            "inputs": [], "template": [], "fonts": [], "notes": 0, "words": 0,
            "outputs": [{ "path": path, "manifestation": manifestation, "size": size, "sha256": sum,
                "pages": null, "standards": [] }],
        }]})
        .to_string()
    };
    let bytes: &[u8] = b"MZ";
    let (size, own) = (bytes.len() as u64, sum(bytes));
    let cases = [
        (
            "annual-report-en.exe",
            listed("annual-report-en.exe", "exe", "annual-report", "en", size, &own),
        ),
        (
            "annual-report-en.pdf",
            listed("annual-report-en.pdf", "pdf", "annual-report", "en", size, &own),
        ),
        ("small-fr.pdf", listed("small-fr.pdf", "pdf", "small", "fr", size, &own)),
        ("small-en.exe", listed("small-en.exe", "pdf", "small", "en", size, &own)),
        ("manifest.json", listed("SHA256SUMS", "pdf", "small", "en", size, &own)),
        ("many", format!(r#"{{"manifest-version":1,"documents":[{}"#, "{},".repeat(6 << 20))),
    ];
    for out in [None, Some("dist")] {
        for (name, manifest) in &cases {
            let (project, _) = built();
            let folder = project.path().join(out.unwrap_or("build"));
            std::fs::create_dir_all(&folder).expect("folder");
            std::fs::write(folder.join("manifest.json"), manifest).expect("manifest");
            if name.contains('-') {
                std::fs::write(folder.join(name), bytes).expect("file");
            }
            let mut arguments = vec!["build", "-q"];
            arguments.extend(out.iter().flat_map(|out| ["--out", *out]));
            let output = plenary(project.path(), &arguments);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{name}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).expect("sums");
            let names: Vec<&str> =
                sums.lines().filter_map(|line| line.split("  ").nth(1)).collect();
            assert_eq!(names, ["manifest.json", "small-en.docx", "small-en.pdf"], "{name}");
        }
    }
    // Devices and pipes are not read.
    for make in ["ln -s /dev/zero", "mkfifo"] {
        let (project, _) = built();
        let manifest = listed("small-en.pdf", "pdf", "small", "en", 0, &sum(b""));
        std::fs::write(project.path().join("build/manifest.json"), manifest).expect("manifest");
        std::fs::remove_file(project.path().join("build/small-en.pdf")).expect("output");
        let script = format!("{make} build/small-en.pdf");
        let made = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(project.path())
            .status();
        assert!(made.expect("sh").success());
        let output = plenary(project.path(), &["build", "-q", "--format", "docx"]);
        assert_eq!(output.status.code(), Some(0), "{make}");
        let sums = std::fs::read_to_string(project.path().join("build/SHA256SUMS")).expect("sums");
        assert!(!sums.contains("small-en.pdf"), "{make}");
    }
}
