//! In-process times of each stage on the shipped guide. Run by hand: `cargo bench`.
//!
//! Layout is measured cold: Typst's cache is emptied before each round, as in a new process.

use std::path::Path;
use std::time::Instant;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plenary::diagnostic::Diagnostics;
use plenary::export::{docx, pdf, tables};
use plenary::pipeline::{self, BuildOptions, Composed, Format};
use plenary::project::Project;

fn shipped() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read() -> Composed {
    read_from(shipped())
}

fn read_from(folder: &Path) -> Composed {
    let project = Project::open(folder).expect("project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    composed.expect("the shipped guide has no errors")
}

fn stages(criterion: &mut Criterion) {
    let composed = read();
    let document = &composed.document;
    let theme = &composed.source.template.theme;
    let tables = tables::plan(document, theme, &composed.fonts, &mut Diagnostics::new());
    let pdf_options = pdf::Options {
        timestamp: 0,
        tables: &tables,
        fonts: &composed.fonts,
        producer: pipeline::producer(),
        standards: pdf::Standard::DEFAULT.to_vec(),
    };
    let mut remarks = Diagnostics::new();
    let laid_out = pdf::lay_out(document, theme, &pdf_options, &mut remarks).expect("layout");
    let layout = laid_out.layout.clone();
    let mut group = criterion.benchmark_group("stage");
    group.sample_size(10);
    group.bench_function("read and compose", |bencher| bencher.iter(read));
    group.bench_function("lay out, cold (Typst)", |bencher| {
        bencher.iter_batched(
            pdf::forget_layouts,
            |()| pdf::lay_out(document, theme, &pdf_options, &mut Diagnostics::new()),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("lay out, nothing changed (Typst)", |bencher| {
        bencher.iter(|| pdf::lay_out(document, theme, &pdf_options, &mut Diagnostics::new()));
    });
    group.bench_function("look at the pages", |bencher| {
        bencher.iter(|| pdf::check_pages(&laid_out, document, theme));
    });
    group.bench_function("write PDF (Typst)", |bencher| {
        bencher.iter(|| pdf::write(&laid_out, document, &pdf_options));
    });
    group.bench_function("write DOCX", |bencher| {
        bencher.iter(|| {
            let options = docx::Options {
                timestamp: 0,
                tables: &tables,
                fonts: &composed.fonts,
                producer: pipeline::producer(),
                embed_fonts: false,
            };
            docx::export(document, theme, &options, Some(&layout))
        });
    });
    group.finish();
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    group.sample_size(10);
    let build = |formats: &[Format]| {
        let composed = read();
        let options = BuildOptions::default();
        pipeline::export(&composed, formats, &options, &mut Diagnostics::new()).expect("export")
    };
    group.bench_function("both formats, cold", |bencher| {
        bencher.iter_batched(
            pdf::forget_layouts,
            |()| build(&Format::ALL),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("both formats, warm", |bencher| bencher.iter(|| build(&Format::ALL)));
    group.bench_function("PDF alone, cold", |bencher| {
        bencher.iter_batched(
            pdf::forget_layouts,
            |()| build(&[Format::Pdf]),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// An editor's round beside a cold build, in turn so that other work on the machine falls on both:
/// one paragraph of one section becomes longer, and both files are written anew from the sources.
/// No round repeats an earlier text, so nothing is found whole.
#[allow(clippy::print_stdout, reason = "its table is the result")]
fn edited(_: &mut Criterion) {
    const ROUNDS: usize = 20;
    let folder = tempfile::tempdir().expect("folder");
    copy(&shipped().join("sources"), &folder.path().join("sources"));
    let section = folder.path().join("sources/sections/availability.yaml");
    let before = std::fs::read_to_string(&section).expect("section");
    let paragraph = "What stands between patients";
    assert!(before.contains(paragraph), "the paragraph that is edited is no longer there");
    let build = || {
        let start = Instant::now();
        let composed = read_from(folder.path());
        let options = BuildOptions::default();
        pipeline::export(&composed, &Format::ALL, &options, &mut Diagnostics::new())
            .expect("export");
        start.elapsed()
    };
    let mut words = String::new();
    let mut longer = || {
        words.push_str("Again and again, ");
        let text = before.replacen(paragraph, &format!("{words}{paragraph}"), 1);
        std::fs::write(&section, text).expect("section");
    };
    let (mut cold, mut edit, mut same) = (Vec::new(), Vec::new(), Vec::new());
    build();
    for _ in 0..ROUNDS {
        longer();
        pdf::forget_layouts();
        cold.push(build());
        longer();
        edit.push(build());
        same.push(build());
    }
    let rows =
        [("cold", &mut cold), ("one paragraph edited", &mut edit), ("nothing changed", &mut same)];
    let mut base = None;
    println!("both files from the sources, {ROUNDS} rounds in turn: least ms, median ms, ratios");
    for (name, times) in rows {
        times.sort();
        let least = times[0].as_secs_f64() * 1000.0;
        let median = times[ROUNDS / 2].as_secs_f64() * 1000.0;
        let (least_cold, median_cold) = *base.get_or_insert((least, median));
        println!(
            "{name}: {least:.0}, {median:.0}, {:.2}, {:.2}",
            least / least_cold,
            median / median_cold
        );
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    for entry in std::fs::read_dir(from).expect("folder") {
        let entry = entry.expect("entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("copy");
        }
    }
}

criterion_group!(benches, stages, whole, edited);
criterion_main!(benches);
