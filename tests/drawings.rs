//! Drawings: written anew for both outputs, they look as they did, keep their words, and hold
//! nothing that a drawing does not need.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plenary::diagnostic::Diagnostics;
use plenary::document::ImageFormat;
use plenary::pipeline::{self, Composed};
use plenary::project::Project;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb, roxmltree};

use crate::project::copy_tree;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Drawings of the tests: name and bytes.
fn drawings() -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("tests/drawings"))
        .expect("folder")
        .map(|entry| entry.expect("entry").path())
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_name().expect("name").to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).expect("file"))).collect()
}

/// A small guide whose catalogue has these drawings.
fn composed(drawings: &[(String, Vec<u8>)]) -> Composed {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&root().join("tests/ui/base"), folder.path());
    let mut catalogue =
        "chart: { file: images/chart.svg, alt: A chart., credit: Drawn here }\n".to_owned();
    let mut body = String::new();
    for (index, (name, bytes)) in drawings.iter().enumerate() {
        std::fs::write(folder.path().join("sources/images").join(name), bytes).expect("image");
        catalogue +=
            &format!("d{index}: {{ file: images/{name}, alt: Drawn., credit: Drawn here }}\n");
        body += &format!("  ![](image:d{index})\n\n");
    }
    std::fs::write(folder.path().join("sources/images.yaml"), catalogue).expect("catalogue");
    let section = format!("kind: introduction\ntitle: T\nbody: |\n  Words.\n\n{body}");
    std::fs::write(folder.path().join("sources/sections/introduction.yaml"), section)
        .expect("section");
    compose(folder.path())
}

fn compose(folder: &Path) -> Composed {
    let project = Project::open(folder).expect("project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.iter().collect::<Vec<_>>());
    composed.expect("a document")
}

fn drawn(svg: &[u8], fonts: &Arc<fontdb::Database>, width: u32) -> Pixmap {
    let options = usvg::Options { fontdb: Arc::clone(fonts), ..usvg::Options::default() };
    let tree = usvg::Tree::from_data(svg, &options).expect("a drawing");
    let scale = f64::from(width) / f64::from(tree.size().width());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small picture")]
    let height = (f64::from(tree.size().height()) * scale).round().max(1.0) as u32;
    let mut picture = Pixmap::new(width, height).expect("a picture");
    #[allow(clippy::cast_possible_truncation, reason = "a small picture")]
    let transform = Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, transform, &mut picture.as_mut());
    picture
}

/// The share of the channels that differ by more than rounding explains.
fn difference(one: &Pixmap, other: &Pixmap) -> f64 {
    assert_eq!((one.width(), one.height()), (other.width(), other.height()));
    let apart = one.data().iter().zip(other.data()).filter(|(a, b)| a.abs_diff(**b) > 8).count();
    #[allow(clippy::cast_precision_loss, reason = "a small picture")]
    let share = apart as f64 / one.data().len() as f64;
    share
}

/// Every drawing of a project, written anew, against the file.
fn compare(composed: &Composed, folder: &Path) {
    let fonts = plenary::fonts::drawings::database(&composed.fonts);
    let mut seen = 0;
    for image in composed.document.images.values().filter(|it| it.format == ImageFormat::Svg) {
        let original = std::fs::read(folder.join(&image.path)).expect("file");
        let (before, after) = (drawn(&original, &fonts, 600), drawn(&image.bytes, &fonts, 600));
        let share = difference(&before, &after);
        if let Ok(to) = std::env::var("DRAWINGS_TO") {
            let name = image.path.replace('/', "-");
            before.save_png(format!("{to}/{name}-before.png")).expect("picture");
            after.save_png(format!("{to}/{name}-after.png")).expect("picture");
            std::fs::write(format!("{to}/{name}"), &image.bytes).expect("drawing");
        }
        assert!(share < 0.000_5, "{}: {:.3} % differ", image.path, 100.0 * share);
        check_vocabulary(&image.path, std::str::from_utf8(&image.bytes).expect("text"));
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn drawings_look_as_they_did() {
    let drawings = drawings();
    let folder = root().join("tests");
    let mut composed = composed(&drawings);
    composed.document.images.shift_remove("chart");
    for image in composed.document.images.values_mut() {
        image.path = image.path.replace("images/", "drawings/");
    }
    compare(&composed, &folder);
}

#[test]
fn the_drawings_of_the_guide_look_as_they_did() {
    compare(&compose(&root()), &root().join("sources"));
    let arabic = root().join("examples/six-languages/ar");
    if arabic.join("sources/guide.yaml").exists() {
        compare(&compose(&arabic), &arabic.join("sources"));
    }
}

/// Only what a drawing needs (SVG 2, appendix F): no link, no script, nothing from outside.
fn check_vocabulary(path: &str, text: &str) {
    const ELEMENTS: &str = "svg defs g path image text tspan textPath linearGradient radialGradient \
        stop pattern mask clipPath filter feBlend feColorMatrix feComponentTransfer feComposite \
        feConvolveMatrix feDiffuseLighting feDisplacementMap feDropShadow feFlood feGaussianBlur \
        feImage feMerge feMergeNode feMorphology feOffset feSpecularLighting feTile feTurbulence \
        feFuncR feFuncG feFuncB feFuncA feDistantLight fePointLight feSpotLight";
    assert!(!text.contains("<!") && !text.contains("<?"), "{path}");
    let known: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    let document = roxmltree::Document::parse(text).expect("sound markup");
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert_eq!(node.tag_name().namespace(), Some("http://www.w3.org/2000/svg"), "{path}");
        assert!(known.contains(node.tag_name().name()), "{path}: {:?}", node.tag_name());
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on"), "{path}: {name}");
            let inside = value.starts_with('#')
                || ["data:image/png;base64,", "data:image/jpeg;base64,"]
                    .iter()
                    .any(|start| value.starts_with(start));
            assert!(name != "href" || inside, "{path}: {value}");
            assert!(!value.contains("://") && !value.contains("url(h"), "{path}: {value}");
            for (at, _) in value.match_indices("url(") {
                assert!(value[at..].starts_with("url(#"), "{path}: {value}");
            }
        }
    }
}

#[test]
fn the_words_of_a_drawing_stay_words() {
    let drawings = drawings();
    let composed = composed(&drawings);
    for (name, bytes) in &drawings {
        let image = composed.document.images.values().find(|image| image.path.ends_with(name));
        let image = image.expect("an image");
        assert_eq!(words(&image.bytes), words(bytes), "{name}");
    }
}

/// The letters of every text, without the spaces that markup is laid out with.
fn words(svg: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(svg).expect("text");
    let document = roxmltree::Document::parse(text).expect("sound markup");
    let mut words: Vec<String> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "text")
        .map(|text| {
            let letters = text.descendants().filter(roxmltree::Node::is_text);
            letters.filter_map(|it| it.text()).flat_map(str::split_whitespace).collect()
        })
        .collect();
    words.sort();
    words
}
