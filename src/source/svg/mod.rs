//! SVG files: size, soundness, and that nothing in them reaches out, acts, or takes more than a
//! bounded time and memory to draw.
//!
//! Here is what the file as it is written can tell, before anything is expanded: `markup` counts on
//! tokens, `content` and `css` say what the drawing cannot keep, `expansion` counts what copies,
//! masks, clips, markers and patterns make of it. What depends on sizes is counted on the tree that
//! is drawn (`export/drawing`), which needs fonts. What goes into the outputs is written from that
//! tree; no byte of the file gets there.

mod content;
mod css;
mod expansion;
mod lost;
mod lost_text;
mod markup;
mod reference;
mod text;

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};

use crate::diagnostic::{Code, Diagnostic, Span};

/// The size of an SVG in px.
///
/// # Errors
/// If it is broken, reaches out of itself, acts, or is too complex.
pub(super) fn inspect(
    path: &str,
    text: &str,
    named_at: Span,
) -> Result<(f64, f64), Box<Diagnostic>> {
    check(text).map_err(|fault| Box::new(fault.diagnostic(path, text).at(named_at)))
}

fn check(text: &str) -> Result<(f64, f64), Fault> {
    markup::check(text)?;
    let document =
        parse(text).map_err(|error| Fault::broken(format!("cannot be drawn: {error}")))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" || !content::is_of_svg(root) {
        return Err(Fault::broken("cannot be drawn: it is no SVG, though it holds one"));
    }
    content::check(&document)?;
    let sheet = css::read(&document)?;
    text::check(&document)?;
    expansion::check(&document, &sheet)?;
    size(root).ok_or_else(|| Fault::broken("has neither a size nor a `viewBox`"))
}

fn parse(text: &str) -> Result<Document<'_>, resvg::usvg::roxmltree::Error> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
}

/// What of a file that was taken will be missing from the outputs.
pub(super) fn remarks(path: &str, text: &str, named_at: Span) -> Vec<Diagnostic> {
    let Ok(document) = parse(text) else { return Vec::new() };
    let lost =
        [lost_text::check(path, &document, named_at), lost::check(path, &document, named_at)];
    lost.into_iter().flatten().collect()
}

/// Why an SVG is not taken, and where in it that stands.
#[derive(Debug)]
struct Fault {
    what: What,
    at: Option<usize>,
}

#[derive(Debug)]
enum What {
    /// It cannot be read.
    Broken(String),
    /// It refers to something outside of itself.
    Outside(String),
    /// It holds something that could act.
    Active(String),
    /// It has too much of something.
    Complex(String),
}

impl Fault {
    fn broken(why: impl Into<String>) -> Self {
        Self { what: What::Broken(why.into()), at: None }
    }

    fn damaged(error: impl std::fmt::Display) -> Self {
        Self::broken(format!("is damaged: {error}"))
    }

    fn outside(address: &str) -> Self {
        Self { what: What::Outside(format!("`{}`", beginning(address))), at: None }
    }

    fn outside_what(what: &str) -> Self {
        Self { what: What::Outside(what.to_owned()), at: None }
    }

    fn active(what: impl Into<String>) -> Self {
        Self { what: What::Active(what.into()), at: None }
    }

    fn complex(what: impl Into<String>) -> Self {
        Self { what: What::Complex(what.into()), at: None }
    }

    /// Stands there, unless a place is known already.
    fn at(mut self, at: usize) -> Self {
        self.at.get_or_insert(at);
        self
    }

    fn diagnostic(self, path: &str, text: &str) -> Diagnostic {
        let place = self.at.map_or_else(String::new, |at| format!(" ({})", place(text, at)));
        match self.what {
            What::Broken(why) => {
                Diagnostic::new(Code::BrokenImage, format!("the image `{path}` {why}{place}"))
                    .hint("open it in the program that made it and save it as SVG again, or as PNG")
            }
            What::Outside(reference) => Diagnostic::new(
                Code::ExternalInImage,
                format!("the image `{path}` refers to {reference}, which lies outside it{place}"),
            )
            .hint("embed what it refers to, or draw it as paths"),
            What::Active(what) => Diagnostic::new(
                Code::ActiveContent,
                format!("the image `{path}` holds {what}{place}"),
            )
            .hint("save it as plain SVG, without scripts, animation and editor data"),
            What::Complex(what) => Diagnostic::new(
                Code::SvgTooComplex,
                format!("the image `{path}` has {what}{place}"),
            )
            .hint("simplify it, or save it as PNG"),
        }
    }
}

/// A place in the file in words: lines and columns from 1, columns in characters.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column} of the file")
}

/// The beginning of a value, for messages.
fn beginning(value: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown: String = value.chars().take(SHOWN).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

/// The size of an SVG: `width` and `height`, where they are lengths, else its `viewBox`.
fn size(root: Node<'_, '_>) -> Option<(f64, f64)> {
    let length = |name| root.attribute(name).and_then(pixels);
    let view = root.attribute("viewBox").and_then(|view| view.parse::<svgtypes::ViewBox>().ok());
    match (length("width"), length("height"), view) {
        (Some(width), Some(height), _) => Some((width, height)),
        (_, _, Some(view)) => Some((view.w, view.h)),
        _ => None,
    }
}

/// A length in px at 96 dpi (CSS Values and Units, 5.2); relative lengths have none.
fn pixels(value: &str) -> Option<f64> {
    use svgtypes::LengthUnit;
    let length: svgtypes::Length = value.parse().ok()?;
    let per_unit = match length.unit {
        LengthUnit::None | LengthUnit::Px => 1.0,
        LengthUnit::In => 96.0,
        LengthUnit::Cm => 96.0 / 2.54,
        LengthUnit::Mm => 96.0 / 25.4,
        LengthUnit::Pt => 96.0 / 72.0,
        LengthUnit::Pc => 16.0,
        LengthUnit::Em | LengthUnit::Ex | LengthUnit::Percent => return None,
    };
    (length.number > 0.0).then_some(length.number * per_unit)
}
