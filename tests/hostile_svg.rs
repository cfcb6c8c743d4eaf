//! Drawings and images that are made to hurt: each is refused with a message that says what and
//! where, or drawn, within 5 s of CPU and 1 GB, and nothing of it gets into an output.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use crate::project::copy_tree;

/// What came of a run.
struct Run {
    code: Option<i32>,
    said: String,
    /// Most bytes that it held in memory.
    memory: u64,
}

/// Builds a guide with an image. More than 5 s of CPU end the run by a signal.
fn build(name: &str, bytes: &[u8]) -> Run {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    let write = |path: String, bytes: &[u8]| {
        std::fs::write(folder.path().join("sources").join(path), bytes).expect("file");
    };
    write(format!("images/{name}"), bytes);
    let entry = format!("chart: {{ file: images/{name}, alt: A chart., credit: Drawn here }}\n");
    write("images.yaml".to_owned(), entry.as_bytes());
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -t 5; exec \"$0\" build --color never"])
        .arg(env!("CARGO_BIN_EXE_plenary"))
        .current_dir(folder.path())
        .env_remove("SOURCE_DATE_EPOCH")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("plenary runs");
    let mut stderr = child.stderr.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        std::io::Read::read_to_string(&mut stderr, &mut said).expect("UTF-8");
        said
    });
    let mut memory = 0;
    let status = loop {
        memory = memory.max(held(child.id()));
        if let Some(status) = child.try_wait().expect("a status") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Run { code: status.code(), said: reader.join().expect("a reader"), memory }
}

/// Most memory that a process and those that it started held, where the system says so.
fn held(process: u32) -> u64 {
    let children = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    let children = children.unwrap_or_default();
    let inner: u64 = children.split_whitespace().filter_map(|id| id.parse().ok()).map(held).sum();
    inner + held_alone(process)
}

fn held_alone(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

fn within_limits(name: &str, run: &Run) {
    assert!(run.memory < 1 << 30, "{name}: {} bytes", run.memory);
    assert!(!run.said.contains("panicked"), "{name}: {}", run.said);
}

fn refused(name: &str, bytes: &[u8], code: &str, words: &str) {
    let run = build(name, bytes);
    within_limits(words, &run);
    assert_eq!(run.code, Some(1), "{words}: {}", run.said);
    let beginning = format!("error[{code}]: the image `images/{name}` ");
    assert!(run.said.contains(&beginning) && run.said.contains(words), "{words}: {}", run.said);
    assert_eq!(run.said.matches("error[").count(), 1, "{words}: {}", run.said);
    assert!(run.said.contains("images.yaml:1:16"), "{words}: {}", run.said);
    assert!(run.said.contains("= help: "), "{words}: {}", run.said);
}

fn svg(inner: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"400\" height=\"300\">\n{inner}</svg>"
    )
}

fn refused_svg(inner: &str, code: &str, words: &str) {
    refused("x.svg", svg(inner).as_bytes(), code, words);
}

fn drawn(name: &str, inner: &str) {
    let run = build("x.svg", svg(inner).as_bytes());
    within_limits(name, &run);
    assert_eq!(run.code, Some(0), "{name}: {}", run.said);
}

#[test]
fn what_reaches_out_is_said() {
    for (inner, words) in [
        ("<rect style=\"fill:\\75 rl(http://evil.example/x)\"/>", "`http://evil.example/x`"),
        ("<rect style=\"fill:url( &#34;//evil.example/x&#34; )\"/>", "`//evil.example/x`"),
        ("<rect fill=\"u\\72l(x.png)\"/>", "`x.png`"),
        ("<style>\\40import \"http://evil.example/x.css\";</style>", "a style sheet"),
        ("<style>@imp<!-- c -->ort \"x.css\";</style>", "a style sheet"),
        ("<style>rect{fill:u<![CDATA[rl(http://evil.example/x)]]>}</style>", "`http://evil"),
        ("<style>@&#105;mport \"x.css\";</style>", "a style sheet"),
        ("<style><g/>@import \"x.css\";</style>", "a style sheet"),
        ("<style>rect{background:image-set(\"x.png\" 1x)}</style>", "a set of images"),
        ("<style>rect{src:'ftp://evil.example/x'}</style>", "`ftp://evil.example/x`"),
        ("<image href=\"file:///etc/passwd\"/>", "`file:///etc/passwd`"),
        ("<use xlink:href=\"other.svg#a\"/>", "`other.svg#a`"),
        ("<rect xml:base=\"http://evil.example/\"/>", "`http://evil.example/`"),
        ("<rect cursor=\"url(http://evil.example/x.cur)\"/>", "`http://evil.example/x.cur`"),
        ("<textPath path=\"http://evil.example/p\"/>", "`http://evil.example/p`"),
    ] {
        refused_svg(inner, "PL0306", words);
        refused_svg(inner, "PL0306", "(line 2, column ");
    }
    let typed = format!("<!DOCTYPE svg SYSTEM \"http://evil.example/x.dtd\">{}", svg(""));
    refused("x.svg", typed.as_bytes(), "PL0306", "`http://evil.example/x.dtd`");
    let own = "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">";
    let run =
        build("x.svg", format!("{own}{}", svg("<rect width=\"9\" height=\"9\"/>")).as_bytes());
    assert_eq!(run.code, Some(0), "{}", run.said);
}

#[test]
fn what_acts_is_said() {
    let html = "xmlns:h=\"http://www.w3.org/1999/xhtml\"";
    for (inner, words) in [
        ("<script>1</script>".to_owned(), "the element `script` (line 2, column 1"),
        ("<g><handler type=\"application/ecmascript\">1</handler></g>".into(), "`handler`"),
        (format!("<h:meta {html} http-equiv=\"refresh\"/>"), "`meta` of HTML"),
        (format!("<h:object {html} data=\"x\"/>"), "`object` of HTML"),
        (format!("<metadata><h:img {html} srcset=\"x 1x\"/></metadata>"), "`img` of HTML"),
        ("<rect onClick=\"x\"/>".into(), "the event handler `onClick`"),
        ("<a href=\"java&#115;cript:x\"/>".into(), "a link to `javascript:x`"),
        ("<foreignObject/>".into(), "`foreignObject`"),
        ("<rect><set attributeName=\"x\"/></rect>".into(), "`set`"),
    ] {
        refused_svg(&inner, "PL0313", words);
    }
    let declared = format!("<!DOCTYPE svg [<!ENTITY a \"b\">]>{}", svg("&a;"));
    refused("x.svg", declared.as_bytes(), "PL0313", "declarations of entities");
    let declared = format!("<!DOCTYPE svg [<!ATTLIST a b CDATA \"c\">]>{}", svg(""));
    refused("x.svg", declared.as_bytes(), "PL0313", "declarations in its document type");
}

/// Numbered parts, each with the number of the next.
fn chain(count: usize, part: impl Fn(usize, usize) -> String) -> String {
    (0..count).map(|number| part(number, number + 1)).collect()
}

#[test]
fn what_multiplies_is_counted_before_it_is_made() {
    const COPIES: &str = "more than 250000 elements with its copies";
    let rect = "<rect width=\"50\" height=\"50\" fill=\"white\"/>";
    for (kind, property) in [("mask", "mask"), ("clipPath", "clip-path"), ("mask", "style")] {
        let inner = chain(20, |this, next| {
            let says = match property {
                "style" => format!("style=\"mask:url(#p{next})\""),
                _ => format!("{property}=\"url(#p{next})\""),
            };
            let one = format!("<rect width=\"9\" height=\"9\" {says}/>");
            format!("<{kind} id=\"p{this}\">{one}{one}</{kind}>")
        });
        let inner = format!(
            "{inner}<{kind} id=\"p20\">{rect}</{kind}><rect width=\"9\" height=\"9\" style=\"mask:url(#p0);clip-path:url(#p0)\"/>"
        );
        refused_svg(&inner, "PL0312", COPIES);
    }
    let uses = chain(20, |this, next| {
        format!("<g id=\"p{this}\"><use href=\"#p{next}\"/><use href=\"#p{next}\"/></g>")
    });
    refused_svg(&format!("{uses}<g id=\"p20\">{rect}</g>"), "PL0312", COPIES);
    let patterns = chain(20, |this, next| {
        let one = format!(
            "<rect width=\"1\" height=\"1\" fill=\"url(#p{next})\" stroke=\"url(#p{next})\"/>"
        );
        format!("<pattern id=\"p{this}\" width=\"1\" height=\"1\">{one}</pattern>")
    });
    refused_svg(
        &format!(
            "{patterns}<pattern id=\"p20\" width=\"1\" height=\"1\">{rect}</pattern><style>.a{{fill:url(#p0)}}</style><rect class=\"a\" width=\"9\" height=\"9\"/>"
        ),
        "PL0312",
        COPIES,
    );
    // 10,000 corners, each with a marker of 100 elements.
    let corners = "1 2 ".repeat(10_000);
    let marker = format!("<marker id=\"m\">{}</marker>", rect.repeat(100));
    for line in [
        format!("<polyline points=\"{corners}\" marker-mid=\"url(#m)\"/>"),
        format!("<path d=\"M0 0L{corners}\" style=\"marker:url(#m)\"/>"),
        format!("<g marker-mid=\"url(#m)\"><path d=\"M0 0L{corners}\"/></g>"),
    ] {
        refused_svg(&format!("{marker}{line}"), "PL0312", COPIES);
    }
    let deep = chain(70, |this, next| format!("<g id=\"p{this}\"><use href=\"#p{next}\"/></g>"));
    refused_svg(&deep, "PL0312", "nested more than 64 deep, through references");
    let path = format!("<path id=\"p\" d=\"M0 0{}\"/>", "l1 1".repeat(10_000));
    let many = format!("{path}{}", "<use href=\"#p\"/>".repeat(200));
    refused_svg(&many, "PL0312", "paths of more than 1000000 corners with their copies");
    for circle in [
        "<g id=\"a\"><use href=\"#a\"/></g>",
        "<mask id=\"a\"><g mask=\"url(#b)\"/></mask><mask id=\"b\"><g mask=\"url(#a)\"/></mask><rect mask=\"url(#a)\"/>",
        "<pattern id=\"a\" width=\"9\" height=\"9\"><rect fill=\"url(#a)\"/></pattern><rect fill=\"url(#a)\"/>",
    ] {
        refused_svg(circle, "PL0304", "that holds itself");
    }
    let gradients =
        chain(40, |this, next| format!("<linearGradient id=\"p{this}\" href=\"#p{next}\"/>"));
    refused_svg(&gradients, "PL0312", "a chain of more than 32 references");
    let masks = chain(3_000, |this, _| {
        format!("<mask id=\"p{this}\"><g mask=\"url(#big)\"/><g mask=\"url(#big)\"/></mask>")
    });
    let big = format!("<mask id=\"big\">{}</mask>", "<g/>".repeat(5_000));
    refused_svg(&format!("{masks}{big}"), "PL0312", "that name one another");
}

#[test]
fn markup_styles_and_text_are_bounded() {
    let attributes = chain(100_000, |this, _| format!(" a{this}=\"\""));
    refused_svg(&format!("<rect{attributes}/>"), "PL0312", "100000 attributes, more than 250");
    let spaces = chain(200, |this, _| format!(" xmlns:a{this}=\"urn:a\""));
    refused_svg(&format!("<g{spaces}/>"), "PL0312", "more than 64 namespaces");
    let nested = (0..20).fold(String::new(), |inside, number| {
        format!("<g xmlns:a{number}=\"a\" xmlns:b{number}=\"a\" xmlns:c{number}=\"a\" xmlns:d{number}=\"a\">{inside}</g>")
    });
    refused_svg(&nested, "PL0312", "more than 64 namespaces");
    let rules = chain(2_000, |this, _| format!(".a{this}{{fill:red}}"));
    let elements = "<g/>".repeat(20_000);
    refused_svg(&format!("<style>{rules}</style>{elements}"), "PL0312", "style rules");
    let selector = "g ".repeat(1_000);
    refused_svg(&format!("<style>{selector}{{fill:red}}</style>"), "PL0312", "a selector");
    let declarations = "fill:red;".repeat(20_000);
    let one = format!("<style>g{{{declarations}}}</style>{elements}");
    refused_svg(&one, "PL0312", "style rules and declarations");
    let spans = "<tspan dx=\"1\">a</tspan>".repeat(30_000);
    refused_svg(&format!("<text y=\"9\">{spans}</text>"), "PL0312", "characters, counted once");
    let marks = "\u{301}".repeat(20_000);
    refused_svg(&format!("<text y=\"9\">a{marks}</text>"), "PL0312", "marks or characters of no");
    let none = "\u{200b}".repeat(20_000);
    refused_svg(&format!("<text y=\"9\">a{none}</text>"), "PL0312", "marks or characters of no");
    refused_svg("<text y=\"9\">a&#x202e;b</text>", "PL0304", "U+202E");
    let one = format!("<text id=\"t\" y=\"9\">{}</text>", "word ".repeat(1_000));
    let copies = format!("{one}{}", "<use href=\"#t\"/>".repeat(200));
    refused_svg(&copies, "PL0312", "characters of text with their copies");
    let dashes = "1 ".repeat(5_000);
    for dashed in [
        format!("<g stroke-dasharray=\"{dashes}\"/>"),
        format!("<g style=\"stroke-dasharray:{dashes}\"/>"),
        format!("<style>g{{stroke-dasharray:{dashes}}}</style><g/>"),
    ] {
        refused_svg(&dashed, "PL0312", "for `stroke-dasharray`, more than 2000");
    }
    let stops = "<stop/>".repeat(1_000);
    refused_svg(
        &format!("<linearGradient id=\"g\">{stops}<stop/></linearGradient>"),
        "PL0312",
        "a gradient of 1001 stops",
    );
    let many = "<rect width=\"4\" height=\"3\" fill=\"url(#g)\"/>".repeat(20_000);
    refused_svg(
        &format!("<linearGradient id=\"g\">{stops}</linearGradient>{many}"),
        "PL0312",
        "gradients of more than 500000 stops",
    );
}

#[test]
fn sizes_are_bounded_on_the_tree() {
    let rect = "<rect width=\"400\" height=\"300\" fill=\"url(#p)\"/>";
    for (pattern, words) in [
        (
            "width=\"30000\" height=\"30000\" patternUnits=\"userSpaceOnUse\"",
            "a pattern with a tile",
        ),
        (
            "width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" patternTransform=\"scale(1e5)\"",
            "a pattern with a tile",
        ),
        (
            "width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" patternTransform=\"scale(1e6) scale(1e6)\"",
            "a transform that",
        ),
        ("width=\"90\" height=\"90\"", "a pattern with a tile"),
    ] {
        let pattern =
            format!("<pattern id=\"p\" {pattern}><rect width=\"9\" height=\"9\"/></pattern>");
        refused_svg(&format!("{pattern}{rect}"), "PL0312", words);
    }
    refused_svg(
        "<g transform=\"scale(1e10)\"><path d=\"M0 0A9 9 0 0 1 1 1\" stroke=\"red\"/></g>",
        "PL0312",
        "the number `1e10`",
    );
    let nested = "<g transform=\"scale(1e5)\"><g transform=\"scale(1e5)\"><path d=\"M0 0A9 9 0 0 1 1 1\" stroke=\"red\" fill=\"none\"/></g></g>";
    refused_svg(nested, "PL0312", "a transform that moves or enlarges");
    refused_svg(
        "<path transform=\"scale(1e4)\" d=\"M0 0A999 9 0 0 1 1000 1\" stroke=\"red\"/>",
        "PL0312",
        "far outside of it, or much larger",
    );
    refused_svg(
        "<svg viewBox=\"0 0 1e-9 1e-9\" width=\"400\" height=\"300\"><path d=\"M0 0A9 9 0 0 1 1 1\" stroke=\"red\"/></svg>",
        "PL0312",
        "far outside of it, or much larger",
    );
    let layers = format!(
        "<g opacity=\".5\">{rect}<rect x=\"-900\" y=\"-900\" width=\"3000\" height=\"3000\"/></g>"
    );
    refused_svg(&layers.repeat(200), "PL0312", "pixels of layers");
    let within = (0..25).fold(
        "<rect x=\"-900\" y=\"-900\" width=\"3000\" height=\"3000\"/>".to_owned(),
        |inside, _| format!("<g opacity=\".5\">{inside}<circle r=\"9\"/></g>"),
    );
    refused_svg(&within, "PL0312", "pixels of layers");
    refused_svg(
        &"<rect width=\"400\" height=\"300\" fill-opacity=\".5\"/>".repeat(5_000),
        "PL0312",
        "pixels that are filled",
    );
    refused_svg(
        "<path d=\"M0 9H400\" stroke=\"red\" stroke-dasharray=\".0001\"/>",
        "PL0312",
        "dashes",
    );
    let saw = format!("<path d=\"M0 0{}\"/>", "l1 300l-1-300".repeat(9_000));
    refused_svg(&saw.repeat(20), "PL0312", "lines of pixels");
}

#[test]
fn filters_are_bounded_together() {
    let filter = |steps: &str| {
        format!(
            "<filter id=\"f\" x=\"0\" y=\"0\" width=\"1\" height=\"1\">{steps}</filter><rect width=\"400\" height=\"300\" filter=\"url(#f)\"/>"
        )
    };
    for (steps, words) in [
        ("<feMorphology radius=\"20\"/>".repeat(99), "pixels that a filter keeps"),
        ("<feMorphology radius=\"20\"/>".into(), "steps of work"),
        ("<feTurbulence baseFrequency=\".1\" numOctaves=\"16\"/>".repeat(2), "steps of work"),
        (
            format!("<feConvolveMatrix order=\"15\" kernelMatrix=\"{}\"/>", "1 ".repeat(225)),
            "steps of work",
        ),
        ("<feGaussianBlur stdDeviation=\"9\"/>".repeat(50), "pixels that a filter keeps"),
        ("<feOffset/>".repeat(101), "more than 100 filter steps"),
    ] {
        refused_svg(&filter(&steps), "PL0312", words);
    }
    let many = format!(
        "<filter id=\"f\"><feGaussianBlur stdDeviation=\"2\"/></filter>{}",
        "<rect width=\"400\" height=\"300\" filter=\"url(#f)\"/>".repeat(90)
    );
    refused_svg(&many, "PL0312", "steps of work");
    drawn(
        "a shadow under everything",
        &filter("<feDropShadow dx=\"4\" dy=\"4\" stdDeviation=\"3\"/>"),
    );
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::GrayImage::new(width, height);
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

#[test]
fn embedded_images_are_counted_each_time_they_are_used() {
    let data = BASE64_STANDARD.encode(png(2_000, 2_000));
    let image = format!(
        "<defs><image id=\"i\" width=\"9\" height=\"9\" xlink:href=\"data:image/png;base64,{data}\"/></defs>"
    );
    let many = format!("{image}{}", "<use xlink:href=\"#i\"/>".repeat(200));
    refused_svg(&many, "PL0312", "embedded images of more than 100000000 pixels");
    let in_pattern = format!(
        "{image}<pattern id=\"p\" width=\"9\" height=\"9\"><use xlink:href=\"#i\"/></pattern>{}",
        "<rect width=\"9\" height=\"9\" fill=\"url(#p)\"/>".repeat(200)
    );
    refused_svg(&in_pattern, "PL0312", "embedded images of more than 100000000 pixels");
    drawn("ten times", &format!("{image}{}", "<use xlink:href=\"#i\"/>".repeat(10)));
    for other in [
        "image/svg+xml;base64,PHN2Zy8+",
        "image/gif;base64,R0lGODlh",
        "image/png;base64,PHN2Zy8+",
        "text/plain,x",
    ] {
        let image = format!("<image width=\"9\" height=\"9\" xlink:href=\"data:{other}\"/>");
        refused_svg(&image, "PL0304", "neither PNG nor JPEG");
    }
}

/// A PNG with a compressed chunk of so many zeros behind its header.
fn with_chunk(kind: &[u8], head: &[u8], size: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![0; 1 << 20];
    for _ in 0..size >> 20 {
        encoder.write_all(&block).expect("memory");
    }
    let data = [head, &encoder.finish().expect("memory")].concat();
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(&data);
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    let chunk = [length.as_slice(), kind, &data, &sum.sum().to_be_bytes()].concat();
    let mut bytes = png(9, 9);
    bytes.splice(33..33, chunk);
    bytes
}

#[test]
fn compressed_chunks_of_a_png_are_bounded() {
    for (kind, head, words) in [
        (b"iCCP", b"a\0\0".as_slice(), "its colour profile takes more than"),
        (b"zTXt", b"a\0\0", "its compressed text takes more than"),
        (b"iTXt", b"a\0\x01\0en\0a\0", "its compressed text takes more than"),
    ] {
        let bytes = with_chunk(kind, head, 1 << 30);
        refused("x.png", &bytes, "PL0304", words);
        let data = BASE64_STANDARD.encode(&bytes);
        let image = format!(
            "<image width=\"9\" height=\"9\" xlink:href=\"data:image/png;base64,{data}\"/>"
        );
        refused_svg(&image, "PL0304", words);
    }
}

#[test]
fn what_no_output_can_show_is_said() {
    for method in ["repeat", "reflect"] {
        for kind in ["linear", "radial"] {
            refused_svg(
                &format!(
                    "<{kind}Gradient id=\"g\" spreadMethod=\"{method}\"><stop/><stop offset=\"1\" stop-color=\"red\"/></{kind}Gradient><rect width=\"9\" height=\"9\" fill=\"url(#g)\"/>"
                ),
                "PL0304",
                "a gradient that repeats",
            );
        }
    }
    let mut broken = png(90, 90);
    let middle = broken.len() / 2;
    broken[middle] ^= 0xFF;
    let image = format!(
        "<image width=\"9\" height=\"9\" xlink:href=\"data:image/png;base64,{}\"/>",
        BASE64_STANDARD.encode(broken)
    );
    refused_svg(&image, "PL0304", "embeds an image that cannot be read");
}

#[test]
fn an_image_of_another_format_is_said_at_its_place() {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(9, 9).write_to(&mut jpeg, image::ImageFormat::Jpeg).expect("a JPEG");
    refused("x.png", jpeg.get_ref(), "PL0304", "is a JPEG file");
    refused("x.jpg", &png(9, 9), "PL0304", "is a PNG file");
    refused("x.png", svg("").as_bytes(), "PL0304", "is an SVG file");
}
