//! What must hold of the pages of a written file, whoever wrote it: all text on the sheet, no two
//! texts over each other, none over a figure, none in the room of header and footer, cells of a row
//! beside each other, figures on the sheet, notes on the page of their mark, and no text cut off.
//!
//! Judged from places alone (`placing.rs`), with the tags to tell cells, figures and notes. Shares
//! nothing with what the exporter looks at before it writes.

use std::collections::BTreeMap;

use lopdf::ObjectId;

use super::super::reading::{Fault, FaultKind, FaultPlace};
use super::clip::{Area, Seen};
use super::content::SequenceId;
use super::file::{File, number};
use super::placing::{Edge, Placed, Run};
use super::tags::{Element, Kid};

/// By how many points something may pass an edge: roundings, letters that lean.
const TOLERANCE: f64 = 1.5;

/// By how much of the smaller size two texts may reach into each other, and what part of it they must
/// share in height, before they cannot be read.
const REACH: f64 = 0.25;
const SHARED: f64 = 0.1;

/// How many pairs of things of a file are compared. Pages that anybody can read need far fewer: the
/// longest guide that plenary writes some five million.
const MAX_PAIRS: usize = 50_000_000;

/// How many characters of a text are shown.
const SHOWN: usize = 40;

/// Whose a marked-content sequence is.
pub(super) type Owners = BTreeMap<SequenceId, FaultPlace>;

/// The faults of all pages: one of a kind a page, with the first place and how many there are.
pub(super) fn faults(file: &File, tree: &Element, placed: &Placed, owners: &Owners) -> Vec<Fault> {
    let sheets: Vec<Area> = file.pages.iter().map(|page| sheet(file, *page)).collect();
    let mut pages: Vec<Vec<&Run>> = vec![Vec::new(); sheets.len()];
    let mut of_sequence: BTreeMap<SequenceId, Vec<&Run>> = BTreeMap::new();
    let mut tagged = Tagged::default();
    tagged.collect(tree);
    let mut judge = Judge { owners, pairs: 0, found: BTreeMap::new() };
    for run in &placed.runs {
        if run.seen != Seen::Whole && tagged.is_read(run) {
            judge.add_run(Rule::Cut, run, || None);
        }
        if run.seen == Seen::Not {
            continue;
        }
        if let Some(page) = pages.get_mut(run.page) {
            page.push(run);
        }
        if let Some(sequence) = run.sequence {
            of_sequence.entry(sequence).or_default().push(run);
        }
    }
    for ((page, runs), sheet) in pages.iter().enumerate().zip(&sheets) {
        judge.edges(runs, sheet);
        judge.zones(runs);
        judge.texts(page, runs, &tagged);
    }
    for picture in &placed.pictures {
        let place = picture.sequence.and_then(|sequence| owners.get(&sequence).copied());
        if sheets.get(picture.page).is_some_and(|sheet| excess(sheet, &picture.area) > TOLERANCE) {
            judge.add(picture.page, Rule::OffSheet, "an image".to_owned(), None, place);
        }
    }
    for (number, figure) in tagged.figures.iter().enumerate() {
        let Some((page, sheet)) = figure
            .sequences
            .first()
            .and_then(|(owner, _)| file.page_index(*owner))
            .and_then(|page| Some((page, sheets.get(page)?)))
        else {
            continue;
        };
        judge.figure(page, (number, figure), sheet, &pages[page], &tagged);
    }
    for row in &tagged.rows {
        judge.row(row, &of_sequence);
    }
    judge.finish(placed.cut)
}

/// A note that begins on another page than its mark stands on, if both are known. Pages count from 1.
pub(super) fn parted(
    note: usize,
    name: &str,
    mark: Option<usize>,
    text: Option<usize>,
) -> Option<Fault> {
    let (mark, text) = (mark?, text?);
    (mark != text).then(|| Fault {
        kind: FaultKind::NotePage,
        page: mark,
        message: format!("note {name} begins on page {text}, and its mark stands on page {mark}"),
        place: Some(FaultPlace::Note(note)),
    })
}

/// What of a page's sheet is shown: its media box within its crop box (ISO 32000-1, 14.11.2).
fn sheet(file: &File, page: ObjectId) -> Area {
    // Nothing is off a sheet that is not known.
    let side = |name: &str| page_box(file, page, name).unwrap_or(Area::EVERYTHING);
    side("MediaBox").within(side("CropBox"))
}

/// A box of a page, its own or its parents'.
fn page_box(file: &File, page: ObjectId, name: &str) -> Option<Area> {
    let mut node = file.object(page)?;
    for _ in 0..super::MAX_DEPTH {
        let numbers: Vec<f64> =
            file.list(node, name).iter().filter_map(|side| number(file.follow(side).1)).collect();
        if let [left, low, right, high] = numbers[..] {
            return Some(Area::of([(left, low), (right, high)]));
        }
        node = file.dictionary(node, "Parent")?;
    }
    None
}

/// How far something reaches beyond an area, on the side where it reaches furthest.
fn excess(area: &Area, inner: &Area) -> f64 {
    (area.left - inner.left)
        .max(inner.right - area.right)
        .max(area.low - inner.low)
        .max(inner.high - area.high)
}

/// Whether so much of a text is in another area that it cannot be read.
fn collide(one: &Area, other: &Area, size: f64) -> bool {
    let wide = one.right.min(other.right) - one.left.max(other.left);
    let high = one.high.min(other.high) - one.low.max(other.low);
    wide > TOLERANCE.max(REACH * size) && high > SHARED * size
}

/// What the tags say of places.
#[derive(Default)]
struct Tagged {
    /// Rows of tables: the sequences of each cell.
    rows: Vec<Vec<Vec<SequenceId>>>,
    figures: Vec<TaggedFigure>,
    /// The figure that a sequence belongs to.
    figure_of: BTreeMap<SequenceId, usize>,
}

#[derive(Default)]
struct TaggedFigure {
    bounds: Option<[f64; 4]>,
    sequences: Vec<SequenceId>,
}

impl Tagged {
    fn collect(&mut self, element: &Element) {
        match element.role.as_str() {
            "TR" => {
                let cells =
                    element.elements().filter(|cell| matches!(cell.role.as_str(), "TH" | "TD"));
                self.rows.push(cells.map(sequences).collect());
            }
            "Figure" => {
                let figure = TaggedFigure { bounds: element.bounds, sequences: sequences(element) };
                for sequence in &figure.sequences {
                    self.figure_of.insert(*sequence, self.figures.len());
                }
                self.figures.push(figure);
            }
            _ => {}
        }
        for kid in element.elements() {
            self.collect(kid);
        }
    }
}

impl Tagged {
    /// Whether a text is to be read on the page itself: text of the document, or a header or footer.
    /// What a figure or artwork cuts off of its own words is its affair.
    fn is_read(&self, run: &Run) -> bool {
        match (run.sequence, run.edge) {
            (Some(sequence), _) => !self.figure_of.contains_key(&sequence),
            (None, Some(Edge::Header | Edge::Footer)) => true,
            (None, Some(Edge::Other) | None) => false,
        }
    }
}

/// The sequences of an element. Notes stand elsewhere, whatever they belong to.
fn sequences(element: &Element) -> Vec<SequenceId> {
    let mut found = Vec::new();
    let mut open = vec![element];
    while let Some(element) = open.pop() {
        for kid in &element.kids {
            match kid {
                Kid::Sequence(sequence) => found.push(*sequence),
                Kid::Element(kid) if kid.role != "Note" => open.push(kid),
                Kid::Element(_) | Kid::Link(_) => {}
            }
        }
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    OffSheet,
    /// Not painted, or outside of what a clip leaves of the page.
    Cut,
    Over,
    /// In the room of the header or the footer.
    Zone,
    /// In the next cell.
    Cell,
}

/// What was found of a rule on a page.
struct Found {
    thing: String,
    over: Option<String>,
    place: Option<FaultPlace>,
    count: usize,
}

struct Judge<'a> {
    owners: &'a Owners,
    /// How many pairs have been compared.
    pairs: usize,
    found: BTreeMap<(usize, Rule), Found>,
}

impl Judge<'_> {
    fn add(
        &mut self,
        page: usize,
        rule: Rule,
        thing: String,
        over: Option<String>,
        place: Option<FaultPlace>,
    ) {
        let found = Found { thing, over, place, count: 0 };
        self.found.entry((page, rule)).or_insert(found).count += 1;
    }

    /// Takes a text; of a page's later ones only how many there are.
    fn add_run(&mut self, rule: Rule, run: &Run, over: impl FnOnce() -> Option<String>) {
        if let Some(found) = self.found.get_mut(&(run.page, rule)) {
            found.count += 1;
            return;
        }
        let place = run.sequence.and_then(|sequence| self.owners.get(&sequence).copied());
        self.add(run.page, rule, quoted(&run.text), over(), place);
    }

    /// Whether so many more pairs may be compared. Where they may not, the page is told of whole.
    fn may_compare(&mut self, page: usize, pairs: usize) -> bool {
        self.pairs = self.pairs.saturating_add(pairs);
        if self.pairs > MAX_PAIRS {
            self.add(page, Rule::Over, "the text".to_owned(), None, None);
        }
        self.pairs <= MAX_PAIRS
    }

    fn edges(&mut self, runs: &[&Run], sheet: &Area) {
        for run in runs {
            if excess(sheet, &run.core) > TOLERANCE {
                self.add_run(Rule::OffSheet, run, || None);
            }
        }
    }

    /// The text keeps out of the room of header and footer.
    fn zones(&mut self, runs: &[&Run]) {
        let of = |edge: Edge| runs.iter().filter(move |run| run.edge == Some(edge));
        let floor = of(Edge::Footer).map(|run| run.core.high).fold(f64::NEG_INFINITY, f64::max);
        let ceiling = of(Edge::Header).map(|run| run.core.low).fold(f64::INFINITY, f64::min);
        for run in runs.iter().filter(|run| run.sequence.is_some()) {
            if run.core.low < floor || run.core.high > ceiling {
                self.add_run(Rule::Zone, run, || None);
            }
        }
    }

    fn texts(&mut self, page: usize, runs: &[&Run], tagged: &Tagged) {
        let mut order: Vec<&Run> = runs.iter().copied().filter(|run| run.upright).collect();
        order.sort_by(|one, two| one.core.low.total_cmp(&two.core.low));
        let figure = |run: &Run| run.sequence.and_then(|sequence| tagged.figure_of.get(&sequence));
        for (place, run) in order.iter().enumerate() {
            for other in
                order[place + 1..].iter().take_while(|other| other.core.low < run.core.high)
            {
                if !self.may_compare(page, 1) {
                    return;
                }
                // Words inside of one drawing are the drawing's affair.
                let drawn = match (figure(run), figure(other)) {
                    (Some(one), Some(two)) => one == two,
                    _ => {
                        run.sequence.is_none() && other.sequence.is_none() && run.edge == other.edge
                    }
                };
                if !drawn && collide(&run.core, &other.core, run.size.min(other.size)) {
                    let (first, second) =
                        if run.core.left <= other.core.left { (run, other) } else { (other, run) };
                    self.add_run(Rule::Over, first, || Some(quoted(&second.text)));
                }
            }
        }
    }

    fn figure(
        &mut self,
        page: usize,
        (number, figure): (usize, &TaggedFigure),
        sheet: &Area,
        runs: &[&Run],
        tagged: &Tagged,
    ) {
        let Some([left, low, right, high]) = figure.bounds else { return };
        let bounds = Area { left, low, right, high };
        let place = figure.sequences.iter().find_map(|sequence| self.owners.get(sequence).copied());
        if excess(sheet, &bounds) > TOLERANCE {
            self.add(page, Rule::OffSheet, "a figure".to_owned(), None, place);
        }
        if !self.may_compare(page, runs.len()) {
            return;
        }
        for run in runs.iter().filter(|run| run.sequence.is_some()) {
            let own = run.sequence.and_then(|sequence| tagged.figure_of.get(&sequence));
            if own != Some(&number) && collide(&run.core, &bounds, run.size) {
                self.add_run(Rule::Over, run, || Some("a figure".to_owned()));
            }
        }
    }

    /// The cells of a row stand beside each other.
    fn row(&mut self, row: &[Vec<SequenceId>], of_sequence: &BTreeMap<SequenceId, Vec<&Run>>) {
        // By page the extent of each cell, with the run that reaches furthest to the right.
        let mut pages: BTreeMap<usize, Vec<(Area, &Run)>> = BTreeMap::new();
        for cell in row {
            let mut own: BTreeMap<usize, (Area, &Run)> = BTreeMap::new();
            for run in
                cell.iter().filter_map(|sequence| of_sequence.get(sequence)).flatten().copied()
            {
                own.entry(run.page)
                    .and_modify(|(area, last)| {
                        if run.core.right > area.right {
                            *last = run;
                        }
                        *area = area.around(run.core);
                    })
                    .or_insert((run.core, run));
            }
            for (page, extent) in own {
                pages.entry(page).or_default().push(extent);
            }
        }
        for cells in pages.values_mut() {
            cells.sort_by(|one, two| one.0.left.total_cmp(&two.0.left));
            for pair in cells.windows(2) {
                if let [(area, run), (next, other)] = pair
                    && area.right > next.left + TOLERANCE
                {
                    self.add_run(Rule::Cell, run, || Some(quoted(&other.text)));
                }
            }
        }
    }

    fn finish(self, cut: bool) -> Vec<Fault> {
        let has = |page: usize, rule: Rule| self.found.contains_key(&(page, rule));
        let mut faults = Vec::new();
        for ((page, rule), found) in &self.found {
            // What runs off the sheet passes the footer first; what is over the next cell is in it.
            let follows = match rule {
                Rule::Zone => has(*page, Rule::OffSheet),
                Rule::Cell => has(*page, Rule::Over),
                Rule::OffSheet | Rule::Cut | Rule::Over => false,
            };
            if !follows {
                faults.push(found.fault(*page + 1, *rule));
            }
        }
        if cut {
            faults.push(Fault {
                kind: FaultKind::Outside,
                page: 1,
                message: "the pages hold more texts than plenary looks at".to_owned(),
                place: None,
            });
        }
        faults
    }
}

impl Found {
    fn fault(&self, page: usize, rule: Rule) -> Fault {
        let thing = &self.thing;
        let more = match self.count {
            0 | 1 => String::new(),
            2 => ", and so is one more".to_owned(),
            count => format!(", and so are {} more", count - 1),
        };
        let (kind, message) = match (rule, &self.over) {
            (Rule::OffSheet, _) => (
                FaultKind::OffSheet,
                format!("{thing} is not wholly on the sheet of page {page}{more}"),
            ),
            (Rule::Cut, _) => {
                (FaultKind::OffSheet, format!("{thing} is cut off on page {page}{more}"))
            }
            (Rule::Over, Some(over)) => {
                (FaultKind::Over, format!("{thing} is printed over {over} on page {page}{more}"))
            }
            (Rule::Over, None) => {
                (FaultKind::Over, format!("{thing} of page {page} is printed over other text"))
            }
            (Rule::Zone, _) => (
                FaultKind::Outside,
                format!("{thing} stands in the room of the header or footer on page {page}{more}"),
            ),
            (Rule::Cell, over) => {
                let over = over.as_deref().unwrap_or_default();
                let message =
                    format!("{thing} reaches out of its cell, to {over}, on page {page}{more}");
                (FaultKind::Outside, message)
            }
        };
        Fault { kind, page, message, place: self.place }
    }
}

fn quoted(text: &str) -> String {
    let rest = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("“{}{rest}”", text.chars().take(SHOWN).collect::<String>().trim_end())
}
