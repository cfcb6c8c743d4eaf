//! In-process times of each stage on the shipped guide. Run by hand: `cargo bench`.
//!
//! Layout is measured cold: Typst's cache is emptied before each round, as in a new process.

use std::path::Path;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plenary::diagnostic::Diagnostics;
use plenary::export::{docx, pdf};
use plenary::pipeline::{self, BuildOptions, Composed, Format};
use plenary::project::Project;

fn read() -> Composed {
    let project = Project::open(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    composed.expect("the shipped guide has no errors")
}

fn stages(criterion: &mut Criterion) {
    let composed = read();
    let document = &composed.document;
    let theme = &composed.source.template.theme;
    let pdf_options = pdf::Options {
        timestamp: 0,
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
    group.bench_function("write PDF (Typst)", |bencher| {
        bencher.iter(|| pdf::write(&laid_out, document, &pdf_options));
    });
    group.bench_function("write DOCX", |bencher| {
        bencher.iter(|| {
            let options = docx::Options {
                timestamp: 0,
                layout: Some(&layout),
                fonts: &composed.fonts,
                producer: pipeline::producer(),
                embed_fonts: false,
            };
            docx::export(document, theme, &options)
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

criterion_group!(benches, stages, whole);
criterion_main!(benches);
