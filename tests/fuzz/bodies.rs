//! What each fuzz target does with its bytes. `fuzz/` runs these under libFuzzer, `tests/fuzz` over
//! its seeds; both use this one file. A body panics when something that must hold does not.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use indexmap::IndexMap;
use plenary::citation::Bibliography;
use plenary::compose;
use plenary::diagnostic::render::{Format, Found, Tool, render, render_all, visible};
use plenary::diagnostic::{Code, Diagnostic, Diagnostics, SourceMap, Span};
use plenary::document::Language;
use plenary::editorial::{self, Subject};
use plenary::export::drawing;
use plenary::markup::{Context, NoteNames, Piece, parse_inlines, parse_prose};
use plenary::pipeline::{self, BuildOptions, Composed};
use plenary::project::Project;
use plenary::release::Manifest;
use plenary::release::dependencies::{self, Dependencies};
use plenary::release::repository::{ObjectId, revision};
use plenary::source::guide::Guide;
use plenary::source::scalar::{OffsetMap, ScalarStyle};
use plenary::source::yaml::{self, Node, Scalar, Value};
use plenary::source::{Source, image_file, section};
use plenary::template::Template;
use plenary::verify::{read_docx, read_pdf};
use sha1::{Digest as _, Sha1};

/// A fuzz target: its name and its body.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 12] = [
    ("yaml", yaml),
    ("prose", prose),
    ("compose", composing),
    ("image", image),
    ("docx", docx),
    ("pdf", pdf),
    ("citation", citation),
    ("manifest", manifest),
    ("repository", repository),
    ("deps", deps),
    ("messages", messages),
    ("svg", svg),
];

/// Every place that a run reported lies in its file, and can be shown. It may begin or end inside a
/// character where the Markdown parser misplaces text among brackets; what shows it knows that.
fn check_places(diagnostics: &Diagnostics, sources: &SourceMap) {
    for diagnostic in diagnostics {
        let places = diagnostic.span.into_iter().chain(diagnostic.related.iter().map(|r| r.span));
        for span in places {
            let file = sources.file(span.file).expect("the file of a place is known");
            assert!(span.range().end <= file.text().len(), "{diagnostic:?}");
        }
    }
    let tool = Tool { name: "fuzz", version: "0" };
    if diagnostics.iter().count() <= 16 {
        for format in [Format::Human, Format::Json] {
            let _ = render(diagnostics, sources, format, false, &tool);
        }
    }
}

fn check_node(node: &Node, text: &str) {
    assert!(text.get(node.span.range()).is_some(), "{node:?}");
    match &node.value {
        Value::Null => {}
        Value::Scalar(Scalar { text: own, map, .. }) => {
            for (at, character) in own.char_indices() {
                let range = map.range(at..at + character.len_utf8());
                assert!(text.get(range.clone()).is_some(), "{at} of {own:?} at {range:?}");
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| check_node(item, text)),
        Value::Mapping(entries) => {
            for entry in entries {
                assert!(text.get(entry.key_span.range()).is_some(), "{entry:?}");
                check_node(&entry.node, text);
            }
        }
    }
}

/// The YAML reader, and the guide's manifest on top of it.
pub fn yaml(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let sources = SourceMap::default();
    let file = sources.add("fuzz.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let node = yaml::read(&sources, file, &mut diagnostics);
    assert!(node.is_some() || diagnostics.has_errors(), "a file is read or refused");
    if let Some(node) = node {
        check_node(&node, text);
        let guide = Guide::read(&node, &mut diagnostics);
        assert!(guide.is_some() || diagnostics.has_errors(), "a guide is read or refused");
    }
    check_places(&diagnostics, &sources);
}

/// The prose parser. The first byte chooses the language.
pub fn prose(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let sources = SourceMap::default();
    let file = sources.add("fuzz", text);
    let map = OffsetMap::new(text, Span::new(file, 0, text.len()), ScalarStyle::Plain, text);
    let variables = IndexMap::from([("v".to_owned(), "value".to_owned())]);
    let mut notes = NoteNames::default();
    let mut diagnostics = Diagnostics::new();
    let mut context = Context {
        variables: &variables,
        notes: &mut notes,
        diagnostics: &mut diagnostics,
        section: "s",
        language: language(*first),
        citations: plenary::markup::CitationPlace::Text,
    };
    let fragment = parse_prose(text, &map, "body", &mut context);
    parse_inlines(text, &map, &mut context);
    for piece in &fragment.pieces {
        if let Piece::Block(block) = piece {
            let span = block.origin.expect("every block of prose has a place");
            assert!(text.get(span.range()).is_some(), "{span:?}");
        }
    }
    check_places(&diagnostics, &sources);
}

fn language(byte: u8) -> Language {
    const ALL: [Language; 6] =
        [Language::Ar, Language::Zh, Language::En, Language::Fr, Language::Ru, Language::Es];
    ALL[usize::from(byte) % ALL.len()]
}

/// A guide of one section in each language and template, kept between runs.
struct Stage {
    guide: Guide,
    template: Template,
}

static STAGES: LazyLock<Mutex<BTreeMap<u8, Arc<Stage>>>> = LazyLock::new(Mutex::default);

fn stage(byte: u8) -> Arc<Stage> {
    let which = byte % 12;
    let mut stages = STAGES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let stage = stages.entry(which).or_insert_with(|| {
        // A folder without templates of its own: those in the binary are read.
        let folder = std::env::temp_dir();
        let project = Project::open(&folder).expect("a folder");
        let sources = project.source_map();
        let name = if which < 6 { "un-guide" } else { "un-note" };
        let code = language(which).code();
        let text = format!(
            "id: fuzz\ntemplate: {name}\nlanguage: {code}\ntitle: Fuzz\nseries: Series\n\
             designation: Guide\nidentity: {{ date: 2024-01-15 }}\nsections: [one]\n"
        );
        let file = sources.add("guide.yaml", text);
        let mut diagnostics = Diagnostics::new();
        let node = yaml::read(sources, file, &mut diagnostics).expect("YAML");
        let guide = Guide::read(&node, &mut diagnostics).expect("guide");
        let template =
            Template::load(&project, &guide.template, None, guide.language, &mut diagnostics)
                .expect("files")
                .expect("template");
        Arc::new(Stage { guide, template })
    });
    Arc::clone(stage)
}

/// A section's data run through a template. The first byte chooses template and language; what
/// follows a NUL takes the place of the template file of the section's kind.
pub fn composing(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let (text, own) = text.split_once('\0').map_or((text, None), |(text, own)| (text, Some(own)));
    let stage = stage(*first);
    let sources = SourceMap::default();
    // Places in the guide and in the template's files are not checked: another map holds them.
    let file = sources.add("sections/one.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let Some(node) = yaml::read(&sources, file, &mut diagnostics) else { return };
    let mut template = stage.template.clone();
    let variables = IndexMap::new();
    let Some(section) = section::read(&node, "one", &template, &variables, &mut diagnostics) else {
        assert!(diagnostics.has_errors(), "a section is read or refused");
        return;
    };
    if let Some(own) = own.filter(|own| own.len() <= 2_000)
        && let Some(kind) = template.kinds.get(&section.kind)
        && let Some((_, file)) = template.files.get_mut(&kind.file)
    {
        own.clone_into(file);
    }
    check_places(&diagnostics, &sources);
    whole(&stage.guide, template, section, Bibliography::default(), diagnostics);
}

/// Composes a guide of one section and runs the editorial checks over it.
fn whole(
    guide: &Guide,
    template: Template,
    section: section::Section,
    bibliography: Bibliography,
    mut diagnostics: Diagnostics,
) {
    let mut cited = BTreeSet::new();
    section.citations(&mut |citation| {
        bibliography.check(citation, &mut diagnostics);
        cited.extend(citation.sources.iter().map(|source| source.key.clone()));
    });
    let complete = section.complete;
    let source = Source {
        guide: guide.clone(),
        template,
        sections: vec![section],
        catalogue: IndexMap::new(),
        image_keys: None,
        images: IndexMap::new(),
        bibliography,
        cited,
        complete,
    };
    let document = compose::compose(&source, &mut diagnostics);
    assert!(document.is_some() || diagnostics.has_errors(), "a document is composed or refused");
    if let Some(document) = document {
        let text = plenary::document::document_text(&document);
        // An editor who types such a character is told that no font has it.
        let handle = text.contains('\u{E000}');
        assert!(
            !handle || diagnostics.has_errors(),
            "a handle of the template is left in the text"
        );
        editorial::check(&Subject::new(&document, &source), &mut diagnostics);
    }
}

/// A bibliography, and after a NUL prose that cites it. The first byte chooses the language.
pub fn citation(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let Some((references, prose)) = text.split_once('\0') else { return };
    let stage = stage(*first % 6);
    let sources = SourceMap::default();
    let file = sources.add("references.yaml", references);
    let mut diagnostics = Diagnostics::new();
    let Some(node) = yaml::read(&sources, file, &mut diagnostics) else { return };
    let bibliography = Bibliography::read(&node, &mut diagnostics);
    check_places(&diagnostics, &sources);
    let body = serde_json::Value::from(prose);
    let words = format!("kind: introduction\ntitle: T\nbody: {body}\n");
    let file = sources.add("sections/one.yaml", words);
    let Some(node) = yaml::read(&sources, file, &mut diagnostics) else { return };
    let variables = IndexMap::new();
    let template = stage.template.clone();
    let section = section::read(&node, "one", &template, &variables, &mut diagnostics);
    check_places(&diagnostics, &sources);
    if let Some(section) = section {
        whole(&stage.guide, template, section, bibliography, diagnostics);
    }
}

/// A manifest: what is read is written and read again as the same.
pub fn manifest(data: &[u8]) {
    if let Ok(manifest) = Manifest::read(data) {
        let again = Manifest::read(manifest.to_json().as_bytes());
        assert_eq!(again.as_ref(), Ok(&manifest), "a manifest is read as it was written");
    }
}

/// The list of dependencies: names of files, one a line, the first the output's. Read back as make
/// reads it, or refused.
pub fn deps(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut names: Vec<&str> = text.split('\n').collect();
    let output = names.remove(0);
    let own = Dependencies {
        inputs: names.iter().map(PathBuf::from).collect(),
        absent: Vec::new(),
        outputs: vec![PathBuf::from(output)],
    };
    let file = Path::new("guide.d");
    if !names.is_empty() && own.refusal(file).is_none() {
        let rules = dependencies::text(file, &[&own]);
        let mut lines = rules.lines();
        let read = lines.next().map(make_words).expect("a rule");
        let wanted: Vec<String> = std::iter::once(format!("{output}:"))
            .chain(names.iter().map(|name| (*name).to_owned()))
            .collect();
        assert_eq!(read, wanted, "{rules}");
        let each: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(lines.count(), each.len(), "{rules}");
    }
    let json = dependencies::text(Path::new("guide.json"), &[&own]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["documents"][0]["inputs"], serde_json::json!(names));
}

/// The words of a line of a makefile without variables and patterns (GNU make, "Rule Syntax").
fn make_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        let mut push = |sign| words.last_mut().expect("a word").push(sign);
        match (sign, signs.peek().copied()) {
            ('\\', Some(next @ (' ' | '#'))) | ('$', Some(next @ '$')) => {
                signs.next();
                push(next);
            }
            (' ', _) => words.push(String::new()),
            _ => {
                assert!(!matches!(sign, '#' | '$' | ';' | '=' | '%' | '|' | '\t'), "{line:?}");
                push(sign);
            }
        }
    }
    words
}

/// Messages whose every part is a stranger's: message, path, excerpt, label and hint, one a line. They
/// never act on a terminal, and machines read them as they are.
pub fn messages(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parts: Vec<&str> = text.split("\n==\n").collect();
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    let sources = SourceMap::default();
    let file = sources.add(part(1), part(2));
    let start = part(2).len() / 2;
    let mut diagnostics = Diagnostics::new();
    for code in [Code::UnknownKind, Code::UnusedFile] {
        let span = Span::new(file, start, part(2).len());
        let diagnostic = Diagnostic::new(code, part(0)).at(span).label(part(3));
        diagnostics.push(diagnostic.hint(part(4)).related(span, part(3)));
    }
    let found = [Found { diagnostics: &diagnostics, sources: &sources }];
    let failures = [part(0).to_owned()];
    let tool = Tool { name: "fuzz", version: "0" };
    for (format, color) in [
        (Format::Human, false),
        (Format::Human, true),
        (Format::Json, false),
        (Format::Github, false),
        (Format::Sarif, false),
    ] {
        let told = render_all(&found, &failures, format, color, &tool);
        let acts = |sign: char| sign.is_control() && sign != '\n' && !(color && sign == '\u{1B}');
        assert!(!told.contains(acts), "{told:?}");
        match format {
            // Colours alone.
            Format::Human => assert!(
                told.split('\u{1B}').skip(1).all(|rest| {
                    rest.strip_prefix('[').is_some_and(|rest| {
                        rest.trim_start_matches(|one: char| one.is_ascii_digit() || one == ';')
                            .starts_with('m')
                    })
                }),
                "{told:?}"
            ),
            Format::Json => {
                let lines: Vec<serde_json::Value> =
                    told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
                assert_eq!(lines.len(), 3);
                assert_eq!(lines[2]["message"], part(0));
            }
            Format::Github => {
                let own =
                    |line: &str| line.starts_with("::error ") || line.starts_with("::warning ");
                assert!(told.lines().all(own) && told.lines().count() == 3, "{told:?}");
            }
            Format::Sarif => {
                serde_json::from_str::<serde_json::Value>(&told).expect("JSON");
            }
        }
        let guarded = visible::without_commands(&told);
        assert!(!guarded.contains("##["));
        assert!(!guarded.lines().any(|line| line.trim_start().starts_with("::")));
    }
}

/// Where the parts of a repository's input meet.
const PART: &[u8] = b"\n==\n";

/// A git repository of up to six parts: `HEAD`, `packed-refs`, a tree, the rest of a commit, the
/// index of a pack and the pack. The tree and the commit get their right names, the commit is
/// checked out if `HEAD` is empty, and the index speaks of it if it names nothing else.
pub fn repository(data: &[u8]) {
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(PART.len()).position(|window| window == PART) {
        parts.push(&rest[..at]);
        rest = &rest[at + PART.len()..];
    }
    parts.push(rest);
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    let folder = tempfile::tempdir().expect("a folder");
    let git = folder.path().join(".git");
    let store = |kind: &str, content: &[u8]| {
        let object = [format!("{kind} {}\0", content.len()).as_bytes(), content].concat();
        let name: String = Sha1::digest(&object).iter().map(|byte| format!("{byte:02x}")).collect();
        let place = git.join("objects").join(&name[..2]);
        std::fs::create_dir_all(&place).expect("a folder");
        let mut file = ZlibEncoder::new(Vec::new(), Compression::fast());
        file.write_all(&object).expect("bytes");
        std::fs::write(place.join(&name[2..]), file.finish().expect("bytes")).expect("an object");
        name
    };
    let pack = git.join("objects/pack");
    std::fs::create_dir_all(&pack).expect("a folder");
    let tree = store("tree", part(2));
    let commit = [format!("tree {tree}\n").as_bytes(), part(3)].concat();
    let commit = store("commit", &commit);
    let head = if part(0).is_empty() { commit.as_bytes() } else { part(0) };
    std::fs::write(git.join("HEAD"), head).expect("a file");
    std::fs::write(git.join("packed-refs"), part(1)).expect("a file");
    if !part(4).is_empty() {
        std::fs::write(pack.join("pack-x.idx"), part(4)).expect("a file");
        std::fs::write(pack.join("pack-x.pack"), part(5)).expect("a file");
    }
    let inputs = ["a", "sources/guide.yaml"]
        .map(|path| (path.to_owned(), ObjectId::of_file(b"text\n")))
        .into();
    let found = revision(folder.path(), &inputs, &["sources", "a"]);
    if let Ok(Some(revision)) = found {
        assert!(revision.dirty.is_some() || revision.remark.is_some(), "it says why");
    }
}

/// The image loader.
pub fn image(data: &[u8]) {
    let sources = SourceMap::default();
    let file = sources.add("images.yaml", "file: x");
    let place = Span::new(file, 6, 7);
    if let Ok(image) = image_file::inspect("x", data.into(), place) {
        assert!(image.width > 0.0 && image.height > 0.0, "an image has a size");
    }
}

/// A guide with one figure, kept between runs.
static GUIDE: LazyLock<Mutex<Composed>> = LazyLock::new(|| Mutex::new(guide()));

fn guide() -> Composed {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join("sources").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write(
        "guide.yaml",
        "{id: f, template: un-note, language: en, title: F, issuer: {name: I}, identity: {date: 2024-01-15}, sections: [body]}",
    );
    write("sections/body.yaml", "kind: part\ntitle: T\nbody: |\n  Words.\n\n  ![](image:chart)\n");
    write("images.yaml", "chart: {file: chart.svg, alt: A., credit: C.}");
    write("chart.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    let project = Project::open(folder.path()).expect("a project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    composed.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().collect::<Vec<_>>()))
}

/// A drawing to both outputs: refused, or written anew and drawn, in 10 s.
pub fn svg(data: &[u8]) {
    let begun = std::time::Instant::now();
    let sources = SourceMap::default();
    let file = sources.add("images.yaml", "file: x");
    let place = Span::new(file, 6, 7);
    let Ok(image) = image_file::inspect("x.svg", data.into(), place) else { return };
    let mut composed = GUIDE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut diagnostics = Diagnostics::new();
    composed.document.images.insert("chart".to_owned(), image);
    let Composed { document, fonts, .. } = &mut *composed;
    drawing::prepare(document, fonts, &mut diagnostics);
    if !diagnostics.has_errors() {
        let text = std::str::from_utf8(&document.images["chart"].bytes).expect("text");
        assert!(!text.contains("<!") && !text.contains("<?"), "{text}");
        let markup = text.replace("http://www.w3.org/", "");
        assert!(!markup.contains("href=\"http"), "{text}");
        let options = BuildOptions::default();
        let exported =
            pipeline::export(&composed, &pipeline::Format::ALL, &options, &mut diagnostics);
        assert!(exported.is_ok(), "{exported:?}");
    }
    assert!(begun.elapsed().as_secs() < 10, "{} s", begun.elapsed().as_secs_f64());
}

/// `verify`'s DOCX reader: a package, or else the text of its main part.
pub fn docx(data: &[u8]) {
    if data.starts_with(b"PK") {
        let _ = read_docx(data);
    } else {
        let _ = read_docx(&package(data));
    }
}

fn package(document: &[u8]) -> Vec<u8> {
    use std::io::Cursor;
    const RELATIONSHIPS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"d.xml\"/></Relationships>";
    // One part is all of the parts: what stands in it may be read as any of them.
    const PARTS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"s\" Type=\"x/styles\" Target=\"d.xml\"/><Relationship Id=\"n\" Type=\"x/numbering\" Target=\"d.xml\"/><Relationship Id=\"f\" Type=\"x/footnotes\" Target=\"d.xml\"/><Relationship Id=\"t\" Type=\"x/settings\" Target=\"d.xml\"/><Relationship Id=\"h\" Type=\"x/hyperlink\" Target=\"https://example.org\" TargetMode=\"External\"/></Relationships>";
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts: [(&str, &[u8]); 3] = [
        ("_rels/.rels", RELATIONSHIPS.as_bytes()),
        ("_rels/d.xml.rels", PARTS.as_bytes()),
        ("d.xml", document),
    ];
    for (name, content) in parts {
        writer.start_file(name, options).expect("part");
        writer.write_all(content).expect("part");
    }
    writer.finish().expect("package").into_inner()
}

/// `verify`'s PDF reader: a file, or else a page's content with a character map after a NUL.
pub fn pdf(data: &[u8]) {
    if data.starts_with(b"%PDF") {
        let _ = read_pdf(data);
    } else {
        let _ = read_pdf(&tagged(data));
    }
}

fn tagged(data: &[u8]) -> Vec<u8> {
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let mut stream = || Stream::new(Dictionary::new(), parts.next().unwrap_or_default().to_vec());
    let (content, map) = (stream(), stream());
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let content = document.add_object(content);
    let map = document.add_object(map);
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H", "ToUnicode" => map,
    });
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    });
    document.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into(),
    );
    let kids = (0..3).map(|number: i64| Object::from(number)).collect::<Vec<_>>();
    let element = document.add_object(dictionary! { "S" => "P", "Pg" => page, "K" => kids });
    let root = document.add_object(dictionary! { "Type" => "StructTreeRoot", "K" => element });
    let catalog = document.add_object(
        dictionary! { "Type" => "Catalog", "Pages" => pages, "StructTreeRoot" => root },
    );
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("PDF");
    bytes
}
