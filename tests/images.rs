//! Images in both outputs: bytes kept, colours kept, turned upright, no finer than print needs.

use std::io::{Cursor, Read as _};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageEncoder as _, Rgb, RgbImage, Rgba, RgbaImage};
use lopdf::{Dictionary, Object};
use plenary::diagnostic::Diagnostics;
use plenary::document::Image;
use plenary::pipeline::{self, BuildOptions, Composed, Format};
use plenary::project::Project;

use crate::project::copy_tree;

/// A small guide with one figure, as it was composed and as it was written.
struct Built {
    composed: Composed,
    pdf: lopdf::Document,
    docx: Vec<u8>,
}

fn compose(folder: &Path, file: &str, bytes: &[u8]) -> Result<Composed, Diagnostics> {
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder);
    let sources = folder.join("sources");
    std::fs::write(sources.join("images").join(file), bytes).expect("image");
    let catalogue = format!(
        "chart: {{ file: images/{file}, alt: A chart., credit: Drawn here, width: 50% }}\n"
    );
    std::fs::write(sources.join("images.yaml"), catalogue).expect("catalogue");
    let project = Project::open(folder).expect("project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    composed.filter(|_| !diagnostics.has_errors()).ok_or(diagnostics)
}

fn build(file: &str, bytes: &[u8]) -> Built {
    let folder = tempfile::tempdir().expect("folder");
    let composed = compose(folder.path(), file, bytes).expect("no errors");
    let options = BuildOptions::default();
    let exported = pipeline::export(&composed, &Format::ALL, &options, &mut Diagnostics::new())
        .expect("export");
    let [(_, pdf), (_, docx)] = exported.outputs.try_into().expect("two outputs");
    Built { composed, pdf: lopdf::Document::load_mem(&pdf).expect("a PDF"), docx }
}

impl Built {
    /// The image that the exporters were given.
    fn prepared(&self) -> &Image {
        &self.composed.document.images["chart"]
    }

    /// The image in the DOCX.
    fn in_docx(&self, ending: &str) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.docx)).expect("a package");
        let mut bytes = Vec::new();
        let name = format!("word/media/image1.{ending}");
        archive.by_name(&name).expect("an image").read_to_end(&mut bytes).expect("bytes");
        bytes
    }

    /// Dictionary and stored bytes of the one image in the PDF; its soft mask is not counted.
    fn in_pdf(&self) -> (&Dictionary, &[u8]) {
        let images: Vec<_> = self
            .pdf
            .objects
            .values()
            .filter_map(|object| object.as_stream().ok())
            .filter(|stream| stream.dict.get(b"Subtype").is_ok_and(|kind| is_name(kind, b"Image")))
            .collect();
        let masks: Vec<_> =
            images.iter().filter_map(|stream| stream.dict.get(b"SMask").ok()).collect();
        let mut shown = images.iter().filter(|stream| {
            !masks.iter().any(|mask| {
                let mask = self.pdf.dereference(mask).expect("a mask").1;
                std::ptr::eq(mask.as_stream().expect("a stream"), **stream)
            })
        });
        let stream = shown.next().expect("an image");
        assert!(shown.next().is_none(), "one image");
        (&stream.dict, &stream.content)
    }

    /// The colour profile of the image in the PDF.
    fn profile_in_pdf(&self) -> Option<Vec<u8>> {
        let space = self.in_pdf().0.get(b"ColorSpace").expect("a colour space");
        let (_, space) = self.pdf.dereference(space).expect("a colour space");
        let [kind, profile] = space.as_array().ok()?.as_slice() else { return None };
        assert!(is_name(kind, b"ICCBased"));
        let (_, profile) = self.pdf.dereference(profile).expect("a profile");
        let stream = profile.as_stream().expect("a stream");
        Some(stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()))
    }
}

fn is_name(object: &Object, name: &[u8]) -> bool {
    object.as_name().is_ok_and(|found| found == name)
}

/// A picture in two colours: red to the left, blue to the right.
fn two_colors(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }
    })
}

fn jpeg(pixels: &RgbImage, profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).expect("a profile");
    }
    pixels.write_with_encoder(encoder).expect("a JPEG");
    bytes
}

fn png(pixels: &DynamicImage, profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).expect("a profile");
    }
    pixels.write_with_encoder(encoder).expect("a PNG");
    bytes
}

/// A JPEG with an orientation for cameras (Exif 3.0, 4.6).
fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

/// A profile of the colours of Display P3 (ICC.1:2022, 8.3.3), with a plain gamma.
fn display_p3() -> Vec<u8> {
    let fixed = |value: f64| -> [u8; 4] {
        #[allow(clippy::cast_possible_truncation, reason = "values near 1")]
        let number = (value * 65536.0).round() as i32;
        number.to_be_bytes()
    };
    let xyz = |values: [f64; 3]| [b"XYZ \0\0\0\0".to_vec(), values.map(fixed).concat()].concat();
    let words = |text: &str| {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let length = u32::try_from(utf16.len()).expect("short").to_be_bytes();
        [b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS".as_slice(), &length, &28_u32.to_be_bytes(), &utf16]
            .concat()
    };
    let curve = b"curv\0\0\0\0\0\0\0\x01\x02\x33".to_vec();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", words("Display P3 for tests")),
        (b"cprt", words("CC0")),
        (b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        (b"rXYZ", xyz([0.51512, 0.24120, -0.00105])),
        (b"gXYZ", xyz([0.29198, 0.69225, 0.04189])),
        (b"bXYZ", xyz([0.15710, 0.06657, 0.78407])),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let number = |value: usize| u32::try_from(value).expect("short").to_be_bytes();
    let (mut directory, mut data) = (number(tags.len()).to_vec(), Vec::new());
    let start = 128 + 4 + tags.len() * 12;
    for (name, tag) in &tags {
        directory
            .extend([name.as_slice(), &number(start + data.len()), &number(tag.len())].concat());
        data.extend(tag);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut header = number(start + data.len()).to_vec();
    header.extend(b"\0\0\0\0\x04\x20\0\0mntrRGB XYZ \x07\xE8\0\x01\0\x01\0\0\0\0\0\0acsp");
    header.resize(68, 0);
    header.extend([0.9642, 1.0, 0.8249].map(fixed).concat());
    header.resize(128, 0);
    [header, directory, data].concat()
}

#[test]
fn a_jpeg_passes_through_untouched() {
    let original = jpeg(&two_colors(1200, 600), None);
    let built = build("chart.jpg", &original);
    let (dictionary, stored) = built.in_pdf();
    assert!(is_name(dictionary.get(b"Filter").expect("a filter"), b"DCTDecode"));
    assert!(stored == original, "other bytes in the PDF");
    assert!(built.in_docx("jpeg") == original, "other bytes in the DOCX");
}

#[test]
fn color_profiles_are_kept() {
    let pixels = two_colors(1200, 600);
    let eight = DynamicImage::from(pixels.clone());
    let sixteen = DynamicImage::from(eight.to_rgb16());
    let clear = DynamicImage::from(eight.to_rgba8());
    for (file, bytes) in [
        ("chart.jpg", jpeg(&pixels, Some(display_p3()))),
        ("chart.png", png(&eight, Some(display_p3()))),
        ("deep.png", png(&sixteen, Some(display_p3()))),
        ("alpha.png", png(&clear, Some(display_p3()))),
        ("huge.png", png(&two_colors(4000, 100).into(), Some(display_p3()))),
        ("huge.jpg", jpeg(&two_colors(4000, 100), Some(display_p3()))),
    ] {
        let built = build(file, &bytes);
        assert!(built.profile_in_pdf() == Some(display_p3()), "{file}: not in the PDF");
        let ending = if file.ends_with("png") { "png" } else { "jpeg" };
        let in_docx = built.in_docx(ending);
        let reader = image::ImageReader::new(Cursor::new(in_docx)).with_guessed_format();
        let mut decoder = reader.expect("bytes").into_decoder().expect("an image");
        let profile = decoder.icc_profile().expect("readable");
        assert!(profile == Some(display_p3()), "{file}: not in the DOCX");
    }
}

fn display_p3_of_version(major: u8, minor: u8) -> Vec<u8> {
    let mut profile = display_p3();
    profile[8] = major;
    profile[9] = minor << 4;
    profile
}

#[test]
fn profiles_newer_than_pdf_knows_are_relabelled_and_their_pixels_kept() {
    let pixels = two_colors(1200, 600);
    let newer = Some(display_p3_of_version(4, 4));
    let photo = jpeg(&pixels, newer.clone());
    let built = build("chart.jpg", &photo);
    assert!(built.profile_in_pdf() == Some(display_p3()), "not in the PDF");
    let in_docx = built.in_docx("jpeg");
    let changed = in_docx.iter().zip(&photo).filter(|(new, old)| new != old).count();
    assert_eq!((in_docx.len(), changed), (photo.len(), 1), "one byte says 4.2 for 4.4");
    let built = build("chart.png", &png(&pixels.clone().into(), newer));
    assert!(built.profile_in_pdf() == Some(display_p3()), "not in the PDF");
    let in_docx = image::load_from_memory(&built.in_docx("png")).expect("a PNG").into_rgb8();
    assert!(in_docx == pixels, "other pixels");
}

#[test]
fn colors_that_would_come_out_wrong_are_refused() {
    let newer = display_p3_of_version(5, 0);
    let broken = display_p3()[..100].to_vec();
    for (profile, words) in [(newer, "version 5.0"), (broken, "broken colour profile")] {
        let folder = tempfile::tempdir().expect("folder");
        let bytes = png(&two_colors(1200, 600).into(), Some(profile));
        let refused = compose(folder.path(), "chart.png", &bytes).map(|_| ()).expect_err("refused");
        let messages: Vec<_> = refused.iter().map(|one| one.message.clone()).collect();
        assert!(messages.iter().any(|message| message.contains(words)), "{messages:?}");
    }
}

#[test]
fn images_are_turned_as_their_camera_said() {
    for (orientation, upright, upper_left) in
        [(1, (1200, 600), 'r'), (3, (1200, 600), 'b'), (6, (600, 1200), 'r'), (8, (600, 1200), 'b')]
    {
        let original = turned(&jpeg(&two_colors(1200, 600), None), orientation);
        let built = build("chart.jpg", &original);
        let (dictionary, in_pdf) = built.in_pdf();
        let side = |name: &[u8]| dictionary.get(name).and_then(Object::as_i64).expect("a number");
        assert_eq!((side(b"Width"), side(b"Height")), upright, "orientation {orientation}");
        let in_docx = built.in_docx("jpeg");
        assert!(in_pdf == in_docx, "the same image in both outputs");
        assert_eq!(in_docx == original, orientation == 1, "only what is turned is encoded anew");
        let pixels = image::load_from_memory(&in_docx).expect("a JPEG").into_rgb8();
        let [red, _, blue] = pixels.get_pixel(5, 5).0;
        assert_eq!(if red > blue { 'r' } else { 'b' }, upper_left, "orientation {orientation}");
        let prepared = built.prepared();
        assert!((prepared.width - f64::from(pixels.width())).abs() < 0.5);
    }
}

#[test]
fn rasters_far_finer_than_print_are_reduced_alike_in_both_outputs() {
    let pixels = RgbaImage::from_fn(4000, 500, |x, y| {
        Rgba([u8::try_from(x / 16).unwrap_or(255), 90, 40, if y < 250 { 255 } else { 80 }])
    });
    let original = png(&pixels.into(), None);
    let built = build("chart.png", &original);
    let theme = &built.composed.source.template.theme;
    let inches = theme.text_width(plenary::document::Orientation::Portrait) * 0.5 / 72.0;
    let in_docx = image::load_from_memory(&built.in_docx("png")).expect("a PNG").into_rgba8();
    assert!((f64::from(in_docx.width()) / inches - 300.0).abs() < 1.0, "{}", in_docx.width());
    assert_eq!(in_docx.get_pixel(10, in_docx.height() - 3).0[3], 80, "alpha is kept");
    let (dictionary, _) = built.in_pdf();
    assert_eq!(
        dictionary.get(b"Width").and_then(Object::as_i64).ok(),
        Some(in_docx.width().into())
    );
    assert!(dictionary.has(b"SMask"), "alpha is kept");
    let folder = tempfile::tempdir().expect("folder");
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let again = one_thread.install(|| compose(folder.path(), "chart.png", &original));
    let again = again.expect("no errors");
    assert!(again.document.images["chart"].bytes == built.prepared().bytes, "other bytes");
}

#[test]
fn the_words_of_a_drawing_are_words_in_the_pdf() {
    let drawing = r#"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60">
        <text x="5" y="40" font-family="Carlito" font-size="20">Zebra crossing</text></svg>"#;
    let built = build("chart.svg", drawing.as_bytes());
    let pages: Vec<u32> = built.pdf.get_pages().into_keys().collect();
    let text = built.pdf.extract_text(&pages).expect("text");
    // Each letter has its own place in a drawing, which lopdf takes for a line.
    let letters: String = text.split_whitespace().collect();
    assert!(letters.contains("Zebracrossing"), "{text}");
    let rasters = built.pdf.objects.values().filter_map(|object| object.as_stream().ok());
    let drawn = |dict: &Dictionary| dict.get(b"Subtype").is_ok_and(|kind| is_name(kind, b"Image"));
    assert_eq!(rasters.filter(|stream| drawn(&stream.dict)).count(), 0, "drawn as pixels");
    // For programs that draw no SVG there are pixels in the DOCX, at 150 for an inch.
    let fallback = image::load_from_memory(&built.in_docx("png")).expect("a PNG");
    let inches =
        built.composed.source.template.theme.text_width(plenary::document::Orientation::Portrait)
            * 0.5
            / 72.0;
    assert!((f64::from(fallback.width()) / inches - 150.0).abs() < 1.0, "{}", fallback.width());
    let vector = String::from_utf8(built.in_docx("svg")).expect("text");
    assert!(vector.contains(">Zebra crossing</tspan>") && vector.contains("Carlito"), "{vector}");
    assert_ne!(vector, drawing, "written anew");
}
