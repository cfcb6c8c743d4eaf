//! Whether both files look alike: a specimen of every shipped template with each of its paragraph
//! styles twice in a row, between lines of body text, on a page of its own.
//!
//! The PDF is read from its content streams: where each line of type stands, how large and how heavy
//! it is, where rules are drawn. The DOCX is laid out here from its own XML by Word's rules: styles
//! resolved along `w:basedOn`, lines of exact height with four fifths above the baseline, borders
//! outside of the text. Nothing of the theme and of the exporters is asked.

use std::collections::BTreeMap;
use std::path::Path;

use lopdf::content::Content;
use lopdf::{Document, Object};

use super::package::{Node, Package};
use crate::project::{copy_tree, plenary};

/// Points by which baselines, sides and rules may differ: borders keep whole points from the text.
const TOLERANCE: f64 = 0.6;

/// A line of type as one of the files has it.
#[derive(Clone, Debug)]
struct Line {
    page: usize,
    /// From the upper edge of the sheet to the baseline.
    baseline: f64,
    /// Where its pieces begin: number and text, or text alone.
    starts: Vec<f64>,
    size: f64,
    bold: bool,
    /// What it is, for messages.
    name: String,
}

/// A horizontal rule: page, middle, thickness.
type RuleLine = (usize, f64, f64);

#[test]
fn the_guide_looks_alike_in_both_files() {
    compare("un-guide", "introduction", None);
}

#[test]
fn the_parliamentary_layout_looks_alike_in_both_files() {
    compare("un-guide", "introduction", Some("parliamentary"));
}

#[test]
fn the_note_looks_alike_in_both_files() {
    compare("un-note", "part", None);
}

fn compare(template: &str, kind: &str, layout: Option<&str>) {
    let project = tempfile::tempdir().expect("folder");
    write_project(project.path(), template, kind, layout);
    let output = plenary(project.path(), &["build", "--quiet", "--verify", "--out", "out"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let pdf = std::fs::read(project.path().join("out/specimen-en.pdf")).expect("PDF");
    let docx = std::fs::read(project.path().join("out/specimen-en.docx")).expect("DOCX");
    let (of_pdf, rules_of_pdf) = lines_of_pdf(&pdf);
    let (of_docx, rules_of_docx) = Word::read(&docx).lay_out();
    let mut wrong = Vec::new();
    assert!(of_docx.len() > 60, "{} lines", of_docx.len());
    for line in &of_docx {
        let on_page = of_pdf.iter().filter(|found| found.page == line.page);
        let nearest = on_page.min_by(|a, b| {
            (a.baseline - line.baseline).abs().total_cmp(&(b.baseline - line.baseline).abs())
        });
        let Some(found) = nearest else {
            wrong.push(format!("{}: page {} of the PDF is empty", line.name, line.page));
            continue;
        };
        let place = format!("page {}, {}", line.page, line.name);
        if (found.baseline - line.baseline).abs() > TOLERANCE {
            wrong.push(format!(
                "{place}: baseline {:.2} in the PDF, {:.2} in the DOCX",
                found.baseline, line.baseline
            ));
            continue;
        }
        for (own, other) in line.starts.iter().zip(&found.starts) {
            if (own - other).abs() > TOLERANCE {
                wrong.push(format!(
                    "{place}: begins at {other:.2} in the PDF, {own:.2} in the DOCX"
                ));
            }
        }
        if (found.size - line.size).abs() > 0.26 {
            wrong.push(format!(
                "{place}: {} pt in the PDF, {} pt in the DOCX",
                found.size, line.size
            ));
        }
        if found.bold != line.bold {
            wrong.push(format!("{place}: bold is {} in the PDF only", found.bold));
        }
    }
    for (page, middle, width) in &rules_of_docx {
        let found = rules_of_pdf.iter().any(|(other, at, thick)| {
            other == page && (at - middle).abs() <= TOLERANCE && (thick - width).abs() <= 0.13
        });
        if !found {
            wrong.push(format!("page {page}: the PDF has no rule of {width} pt at {middle:.2}"));
        }
    }
    assert!(wrong.is_empty(), "{template} {layout:?}:\n{}", wrong.join("\n"));
}

/// A project whose only template is a shipped one with a part that shows all styles.
fn write_project(folder: &Path, template: &str, kind: &str, layout: Option<&str>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = folder.join("templates").join(template);
    std::fs::create_dir_all(&own).expect("folder");
    copy_tree(&root.join("templates").join(template), &own);
    let mut lines = String::new();
    for (style, of_words) in styles(&own) {
        let roles =
            ["contents-1", "contents-2", "contents-3", "caption", "credit", "note", "figure"];
        let by_others = roles.contains(&style.as_str())
            || ["list-", "table-", "question"].iter().any(|start| style.starts_with(start));
        if of_words || by_others {
            continue;
        }
        let level = style.strip_prefix("heading-").and_then(|level| level.parse::<u8>().ok());
        let call = match level {
            Some(level) => format!("heading({level}, \"Specimen\")"),
            None if style.starts_with("heading-") => {
                format!("heading(1, \"Specimen\", style=\"{style}\")")
            }
            None => format!("paragraph(\"Specimen\", style=\"{style}\")"),
        };
        lines.push_str("{{ paragraph(\"Specimen\") }}\n");
        lines.push_str(&format!("{{{{ {call} }}}}\n{{{{ {call} }}}}\n"));
        lines.push_str("{{ paragraph(\"Specimen\") }}\n{{ page_break() }}\n");
    }
    std::fs::write(own.join("specimen.j2"), lines).expect("file");
    let manifest = own.join("template.yaml");
    let text = std::fs::read_to_string(&manifest).expect("manifest");
    let parts = "- { id: specimen, file: specimen.j2 }\n";
    let mut changed = String::new();
    let mut skipping: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if skipping.is_some_and(|outer| indent > outer || line.trim_start().starts_with("- ")) {
            continue;
        }
        skipping = None;
        changed.push_str(line);
        changed.push('\n');
        if line.trim() == "parts:" {
            let pad = " ".repeat(indent + 2);
            changed.push_str(&format!("{pad}{parts}{pad}- sections\n"));
            skipping = Some(indent);
        }
    }
    std::fs::write(&manifest, changed).expect("manifest");
    let sources = folder.join("sources/sections");
    std::fs::create_dir_all(&sources).expect("folder");
    let layout = layout.map(|layout| format!("layout: {layout}\n")).unwrap_or_default();
    let guide = format!(
        "id: specimen\ntemplate: {template}\n{layout}language: en\ntitle: Specimen\n\
         identity: {{ date: 2024-01-15 }}\nsections: [text]\n"
    );
    std::fs::write(folder.join("sources/guide.yaml"), guide).expect("guide");
    let text = format!(
        "kind: {kind}\ntitle: Specimen\nbody: |\n  Words.\n\n  - One\n  - Two\n\n  Words.\n\n  1. One\n  \
         2. Two\n\n  Words.\n\n  > Quoted\n  >\n  > Quoted\n\n  Words.\n"
    );
    std::fs::write(sources.join("text.yaml"), text).expect("section");
}

/// Names of a theme's styles, and whether they are for words, read by their lines.
fn styles(template: &Path) -> Vec<(String, bool)> {
    let text = std::fs::read_to_string(template.join("theme.yaml")).expect("theme");
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if !line.starts_with([' ', '#']) && !line.is_empty() {
            inside = line.starts_with("styles:");
        }
        let own = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#']));
        if let Some((name, rest)) = own.filter(|_| inside).and_then(|own| own.split_once(':')) {
            found.push((name.to_owned(), rest.contains("kind: character")));
        }
    }
    assert!(found.len() > 20, "{} styles", found.len());
    found
}

/// A position on the page: what `cm` and `Tm` multiply.
type Matrix = [f64; 6];

fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn place(matrix: Matrix, x: f64, y: f64) -> (f64, f64) {
    (x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5])
}

fn numbers(operands: &[Object]) -> Vec<f64> {
    operands.iter().filter_map(|it| it.as_float().ok().map(f64::from)).collect()
}

/// Lines of type and horizontal rules of every page between header and footer.
fn lines_of_pdf(bytes: &[u8]) -> (Vec<Line>, Vec<RuleLine>) {
    const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let document = Document::load_mem(bytes).expect("a PDF");
    let (mut lines, mut rules) = (Vec::<Line>::new(), Vec::new());
    for (number, page) in document.get_pages() {
        let index = usize::try_from(number).expect("a page") - 1;
        let dictionary = document.get_dictionary(page).expect("a page");
        let sheet = dictionary.get(b"MediaBox").and_then(Object::as_array).expect("a sheet");
        let height = numbers(sheet)[3];
        let fonts: BTreeMap<Vec<u8>, bool> = document
            .get_page_fonts(page)
            .expect("fonts")
            .into_iter()
            .map(|(name, font)| {
                let base = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
                (name, String::from_utf8_lossy(base).contains("Bold"))
            })
            .collect();
        let content = document.get_page_content(page);
        let content = Content::decode(&content).expect("operators");
        let (mut current, mut saved) = (UNIT, Vec::new());
        let (mut text, mut size, mut bold) = (UNIT, 0.0, false);
        let (mut width, mut path) = (1.0_f64, Vec::<(f64, f64)>::new());
        let mut widths = Vec::new();
        for operation in content.operations {
            let values = numbers(&operation.operands);
            let matrix = |values: &[f64]| -> Matrix { values[..6].try_into().expect("six") };
            match operation.operator.as_str() {
                "q" => {
                    saved.push(current);
                    widths.push(width);
                }
                "Q" => {
                    current = saved.pop().unwrap_or(UNIT);
                    width = widths.pop().unwrap_or(1.0);
                }
                "cm" => current = times(matrix(&values), current),
                "Tm" => text = matrix(&values),
                "Td" => text = times([1.0, 0.0, 0.0, 1.0, values[0], values[1]], text),
                "Tf" => {
                    size = values.last().copied().unwrap_or_default();
                    let name = operation.operands[0].as_name().unwrap_or_default();
                    bold = fonts.get(name).copied().unwrap_or(false);
                }
                "Tj" | "TJ" => {
                    let at = times(text, current);
                    let (x, y) = (at[4], height - at[5]);
                    let size = size * (at[0].hypot(at[1]));
                    let known = lines
                        .iter_mut()
                        .find(|line| line.page == index && (line.baseline - y).abs() < 0.1);
                    match known {
                        Some(line) => line.starts.push(x),
                        None => lines.push(Line {
                            page: index,
                            baseline: y,
                            starts: vec![x],
                            size,
                            bold,
                            name: String::new(),
                        }),
                    }
                }
                "w" => width = values[0],
                "m" => path = vec![place(current, values[0], values[1])],
                "l" => path.push(place(current, values[0], values[1])),
                "S" | "s" => {
                    if let [(x, y), (to, level)] = path.as_slice()
                        && (y - level).abs() < 0.01
                        && (to - x).abs() > 20.0
                    {
                        let thick = width * current[0].hypot(current[1]);
                        rules.push((index, height - y, thick));
                    }
                    path.clear();
                }
                // Typst fills rules that have no corners.
                "f" | "f*" => {
                    let bounds = |axis: fn(&(f64, f64)) -> f64| {
                        let least = path.iter().map(axis).fold(f64::MAX, f64::min);
                        (least, path.iter().map(axis).fold(f64::MIN, f64::max))
                    };
                    let ((left, right), (low, high)) = (bounds(|it| it.0), bounds(|it| it.1));
                    if right - left > 20.0 && high - low <= 12.5 {
                        rules.push((index, height - f64::midpoint(low, high), high - low));
                    }
                    path.clear();
                }
                _ => {}
            }
        }
    }
    for line in &mut lines {
        line.starts.sort_by(f64::total_cmp);
    }
    (lines, rules)
}

/// A DOCX and where Word sets its paragraphs.
struct Word {
    package: Package,
    styles: BTreeMap<String, Node>,
}

/// Properties of a paragraph in twips, resolved.
#[derive(Clone, Debug, Default)]
struct Look {
    before: f64,
    after: f64,
    line: f64,
    left: f64,
    first: f64,
    half_points: f64,
    bold: bool,
    aligned: bool,
    page_break: bool,
    /// Thickness in points and space of the borders above and below, and whether they are seen.
    top: Option<(f64, f64, bool)>,
    bottom: Option<(f64, f64, bool)>,
    number: Option<(String, usize)>,
}

impl Word {
    fn read(bytes: &[u8]) -> Self {
        let package = Package::open(bytes);
        let styles = package
            .xml("word/styles.xml")
            .all("w:style")
            .into_iter()
            .map(|style| (style.get("w:styleId").unwrap_or_default().to_owned(), style.clone()))
            .collect();
        Self { package, styles }
    }

    fn apply_paragraph(&self, properties: &Node, look: &mut Look) {
        let number = |node: &Node, name: &str| node.get(name).and_then(|it| it.parse::<f64>().ok());
        if let Some(spacing) = properties.child("w:spacing") {
            look.before = number(spacing, "w:before").unwrap_or(look.before);
            look.after = number(spacing, "w:after").unwrap_or(look.after);
            look.line = number(spacing, "w:line").unwrap_or(look.line);
        }
        self.apply_numbering(properties, look);
        if let Some(indent) = properties.child("w:ind") {
            look.left = number(indent, "w:left").unwrap_or(look.left);
            if let Some(first) = number(indent, "w:firstLine") {
                look.first = first;
            }
            if let Some(hanging) = number(indent, "w:hanging") {
                look.first = -hanging;
            }
        }
        if let Some(align) = properties.child("w:jc") {
            look.aligned = matches!(align.val(), "center" | "right");
        }
        if let Some(borders) = properties.child("w:pBdr") {
            let fill = properties.child("w:shd").and_then(|shade| shade.get("w:fill"));
            let side = |name: &str| {
                let border = borders.child(name)?;
                let points = number(border, "w:sz")? / 8.0;
                // A line in the colour of the fill is part of the fill.
                let seen = border.get("w:color") != fill;
                (border.val() != "nil").then_some((points, number(border, "w:space")?, seen))
            };
            (look.top, look.bottom) = (side("w:top"), side("w:bottom"));
        }
        look.page_break |= properties.child("w:pageBreakBefore").is_some();
    }

    /// A level's indents are those of a paragraph that is put into its list here.
    fn apply_numbering(&self, properties: &Node, look: &mut Look) {
        let Some(found) = properties.child("w:numPr") else { return };
        let instance = found.child("w:numId").map(Node::val).unwrap_or_default();
        if instance == "0" {
            look.number = None;
            return;
        }
        let level = found.child("w:ilvl").map_or(0, |level| level.val().parse().expect("a level"));
        look.number = Some((instance.to_owned(), level));
        if let Some(level) = self.level(instance, level)
            && let Some(indent) = level.at(&["w:pPr", "w:ind"])
        {
            let number = |name: &str| indent.get(name).and_then(|it| it.parse::<f64>().ok());
            look.left = number("w:left").unwrap_or(look.left);
            look.first = match (number("w:hanging"), number("w:firstLine")) {
                (Some(hanging), _) => -hanging,
                (None, first) => first.unwrap_or(0.0),
            };
        }
    }

    fn level(&self, instance: &str, level: usize) -> Option<Node> {
        let numbering = self.package.xml("word/numbering.xml");
        let nums = numbering.all("w:num");
        let num = nums.iter().find(|num| num.get("w:numId") == Some(instance))?;
        let wanted = num.child("w:abstractNumId")?.val();
        let definitions = numbering.all("w:abstractNum");
        let definition = definitions.iter().find(|it| it.get("w:abstractNumId") == Some(wanted))?;
        let levels = definition.all("w:lvl");
        let wanted = level.to_string();
        levels.into_iter().find(|it| it.get("w:ilvl") == Some(wanted.as_str())).cloned()
    }

    /// A style with all that it is based on.
    fn look(&self, id: &str) -> Look {
        let Some(style) = self.styles.get(id) else { return Look::default() };
        let mut look = match style.child("w:basedOn") {
            Some(base) => self.look(base.val()),
            None => Look { line: 240.0, ..Look::default() },
        };
        if look.half_points == 0.0 {
            let defaults = self.package.xml("word/styles.xml");
            let size = defaults.at(&["w:docDefaults", "w:rPrDefault", "w:rPr", "w:sz"]);
            look.half_points = size.expect("a size").val().parse().expect("a number");
        }
        if let Some(properties) = style.child("w:pPr") {
            self.apply_paragraph(properties, &mut look);
        }
        if let Some(properties) = style.child("w:rPr") {
            if let Some(size) = properties.child("w:sz") {
                look.half_points = size.val().parse().expect("a number");
            }
            if let Some(bold) = properties.child("w:b") {
                look.bold = bold.get("w:val").is_none_or(|value| value == "1");
            }
        }
        look
    }

    /// Every paragraph of one line, from the upper margin of its page down.
    fn lay_out(&self) -> (Vec<Line>, Vec<RuleLine>) {
        let document = self.package.xml("word/document.xml");
        let mirrored = self.package.xml("word/settings.xml").child("w:mirrorMargins").is_some();
        let body = document.child("w:body").expect("a body");
        let sections: Vec<&Node> = document.all("w:pgMar");
        let mut section = 0;
        let margin = |section: usize, name: &str| -> f64 {
            sections[section].get(name).and_then(|it| it.parse::<f64>().ok()).expect("a margin")
                / 20.0
        };
        let (mut page, mut top) = (0, margin(0, "w:top"));
        let (mut lines, mut rules) = (Vec::new(), Vec::new());
        for paragraph in body.children.iter().filter(|child| child.name == "w:p") {
            let properties = paragraph.child("w:pPr").cloned().unwrap_or_default();
            let style = properties.child("w:pStyle").map(Node::val).unwrap_or_default().to_owned();
            let mut look = self.look(&style);
            self.apply_paragraph(&properties, &mut look);
            if look.page_break && !(lines.is_empty() && rules.is_empty()) {
                page += 1;
                top = margin(section, "w:top");
            }
            top += look.before / 20.0;
            if let Some((width, space, seen)) = look.top {
                if seen {
                    rules.push((page, top + width / 2.0, width));
                }
                top += width + space;
            }
            if !paragraph.words().trim().is_empty() {
                let side = if mirrored && page % 2 == 1 { "w:right" } else { "w:left" };
                let left = margin(section, side) + look.left / 20.0;
                let mut starts = Vec::new();
                if !look.aligned {
                    starts.push(left + look.first / 20.0);
                    if look.number.is_some() && look.first < 0.0 {
                        starts.push(left);
                    }
                }
                lines.push(Line {
                    page,
                    baseline: top + 0.8 * look.line / 20.0,
                    starts,
                    size: look.half_points / 2.0,
                    bold: look.bold,
                    name: style,
                });
            }
            top += look.line / 20.0;
            if let Some((width, space, seen)) = look.bottom {
                if seen {
                    rules.push((page, top + space + width / 2.0, width));
                }
                top += space + width;
            }
            top += look.after / 20.0;
            if properties.child("w:sectPr").is_some() {
                section += 1;
                page += 1;
                top = margin(section, "w:top");
            }
        }
        (lines, rules)
    }
}
