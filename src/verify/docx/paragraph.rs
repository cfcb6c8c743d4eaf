//! What stands inside a paragraph: runs, links, fields, note marks, images.

use unicode_script::{Script, UnicodeScript as _};

use super::field::{Field, FieldKind, target};
use super::story::{Story, alternative};
use super::xml::Element;
use crate::verify::reading::{Item, ItemKind, LINE_CHANGE, Manner, Target, Text};

/// The content of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: Text,
    /// Page number at its end, in the contents.
    pub(super) page: Option<String>,
    /// Whether images stood in it.
    pub(super) held_images: bool,
    /// Whether it is a line of the contents.
    contents: bool,
    /// Tells lines apart, for fields that end in another line than they began in.
    serial: usize,
    /// A note whose mark stands in the text that follows, and the mark as far as it was read.
    own_mark: Option<(usize, String)>,
}

/// Where the text of a run goes.
enum Sink {
    Text,
    Page,
    Mark,
    NoteLabel,
    OwnMark,
    Nowhere,
}

impl Story<'_> {
    /// Reads the content of a paragraph.
    pub(super) fn line(&mut self, paragraph: &Element, contents: bool) -> Line {
        let mut line = Line { contents, serial: self.items.len(), ..Line::default() };
        self.inlines(paragraph, &mut line);
        end_own_mark(&mut line, true);
        if contents && line.page.is_none() {
            split_page(&mut line);
        }
        line
    }

    fn inlines(&mut self, parent: &Element, line: &mut Line) {
        for element in parent.elements() {
            match element.name.as_str() {
                "w:r" => self.run(element, line),
                "w:hyperlink" => {
                    let start = line.text.plain.len();
                    self.inlines(element, line);
                    line.text.close_link(start, self.link_target(element));
                }
                "w:fldSimple" => {
                    let mut field = Field::default();
                    field.push_code(element.attribute("w:instr").unwrap_or_default());
                    self.fields.push(field);
                    self.separate_field(line);
                    self.inlines(element, line);
                    self.end_field(line);
                }
                "w:ins" | "w:moveTo" | "w:smartTag" | "w:customXml" | "w:bdo" | "w:dir" => {
                    self.inlines(element, line);
                }
                "w:sdt" => {
                    if let Some(content) = element.child("w:sdtContent") {
                        self.inlines(content, line);
                    }
                }
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(element) {
                        self.inlines(chosen, line);
                    }
                }
                "w:bookmarkStart" | "w:bookmarkEnd" => self.bookmark(element),
                _ => {}
            }
        }
    }

    fn link_target(&self, element: &Element) -> Target {
        let address = element.attribute("r:id").map(|id| {
            self.relationships
                .get(id)
                .map_or_else(|| format!("relationship {id}"), |found| found.target.clone())
        });
        target(address, element.attribute("w:anchor").map(str::to_owned))
    }

    fn run(&mut self, run: &Element, line: &mut Line) {
        let properties = run.child("w:rPr");
        if properties.is_some_and(|properties| properties.is_on("w:vanish")) {
            return;
        }
        let style = properties.and_then(|properties| properties.child_value("w:rStyle"));
        let labels = self.label.is_some()
            && line.text.is_blank()
            && style.is_some_and(|style| self.shared.styles.is_note_mark(style));
        let start = line.text.plain.len();
        let marks = line.text.marks.len();
        self.run_content(run, labels, line);
        if run.child("w:footnoteReference").is_some() {
            let raised = self.vertical(properties, style) == Some("superscript");
            for mark in line.text.marks.iter_mut().skip(marks) {
                mark.raised = Some(raised);
            }
        }
        let words = line.text.plain.get(start..).unwrap_or_default();
        for manner in self.manners(properties, style, words) {
            line.text.close_look(start, manner);
        }
        end_own_mark(line, false);
    }

    /// Whether a run is raised or lowered, by its own properties or those of its style.
    fn vertical<'b>(
        &'b self,
        properties: Option<&'b Element>,
        style: Option<&'b str>,
    ) -> Option<&'b str> {
        let own = properties.and_then(|own| own.child_value("w:vertAlign"));
        own.or_else(|| self.shared.styles.vertical(style?))
    }

    /// How a run sets its text apart, by its own properties and those of its style. A style that is
    /// called strong is not enough: it must show. What makes it show is the theme's affair: strong
    /// words may be slanted, emphatic ones bold or in a colour.
    fn manners(
        &self,
        properties: Option<&Element>,
        style: Option<&str>,
        words: &str,
    ) -> Vec<Manner> {
        let styles = &self.shared.styles;
        let own = |name: &str| {
            properties.filter(|own| own.child(name).is_some()).map(|own| own.is_on(name))
        };
        let complex = own("w:rtl").or_else(|| own("w:cs")) == Some(true);
        let named = |word: &str| style.is_some_and(|id| styles.is_named(id, word));
        // A run's own property gives and takes away, whatever its style says.
        let shown = |word: &str, simple: &str, of_complex: &str| {
            own(if complex { of_complex } else { simple })
                .unwrap_or_else(|| named(word) && style.is_some_and(|id| styles.is_visible(id)))
        };
        let mut manners = Vec::new();
        if shown("strong", "w:b", "w:bCs") {
            manners.push(Manner::Strong);
        }
        // Scripts without italics are upright in emphasis too: the style says that it is one.
        if shown("emphasis", "w:i", "w:iCs") || named("emphasis") && !has_italics(words) {
            manners.push(Manner::Emphasis);
        }
        match self.vertical(properties, style) {
            Some("superscript") => manners.push(Manner::Raised),
            Some("subscript") => manners.push(Manner::Lowered),
            _ => {}
        }
        if named("code") {
            manners.push(Manner::Code);
        }
        let language = properties.and_then(|own| own.child("w:lang")).and_then(|language| {
            ["w:val", "w:bidi", "w:eastAsia"].iter().find_map(|name| language.attribute(name))
        });
        manners.extend(language.map(|tag| Manner::Language(tag.to_owned())));
        manners
    }

    fn run_content(&mut self, run: &Element, labels: bool, line: &mut Line) {
        for element in run.elements() {
            match element.name.as_str() {
                "w:t" => self.write(&element.text(), labels, line),
                "w:tab" | "w:ptab" => self.write("\t", labels, line),
                "w:noBreakHyphen" => self.write("\u{2011}", labels, line),
                "w:softHyphen" => self.write("\u{AD}", labels, line),
                "w:cr" => self.write(LINE_CHANGE.encode_utf8(&mut [0; 4]), labels, line),
                "w:br" => {
                    if matches!(element.attribute("w:type"), None | Some("textWrapping")) {
                        self.write(LINE_CHANGE.encode_utf8(&mut [0; 4]), labels, line);
                    }
                }
                "w:sym" => {
                    let code = element.attribute("w:char");
                    let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
                    let character = code.and_then(char::from_u32);
                    self.write(&character.map(String::from).unwrap_or_default(), labels, line);
                }
                "w:footnoteReference" => self.note_reference(element, line),
                "w:footnoteRef" => {
                    if let Some(label) = &mut self.label {
                        label.found.push_str(&label.counted.clone());
                    }
                }
                "w:fldChar" => self.field_character(element, line),
                "w:instrText" => {
                    if let Some(field) = self.fields.last_mut() {
                        field.push_code(&element.text());
                    }
                }
                "w:drawing" => self.drawing(element, line),
                "w:pict" | "w:object" => self.picture(element, line),
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(element) {
                        self.run_content(chosen, labels, line);
                    }
                }
                _ => {}
            }
        }
    }

    fn write(&mut self, text: &str, labels: bool, line: &mut Line) {
        match self.sink(labels, line) {
            Sink::Text => line.text.plain.push_str(text),
            Sink::Page => line.page.get_or_insert_default().push_str(text),
            Sink::Mark => {
                if let Some(field) = self.fields.last_mut() {
                    field.mark.push_str(text);
                }
            }
            Sink::NoteLabel => {
                if let Some(label) = &mut self.label {
                    label.found.push_str(text);
                }
            }
            Sink::OwnMark => {
                if let Some((_, mark)) = &mut line.own_mark {
                    mark.push_str(text);
                }
            }
            Sink::Nowhere => {}
        }
    }

    fn sink(&self, labels: bool, line: &Line) -> Sink {
        if self.fields.iter().any(|field| !field.in_result) {
            return Sink::Nowhere;
        }
        match self.fields.last().map(Field::kind) {
            Some(FieldKind::NoteMark(_)) => Sink::Mark,
            Some(FieldKind::Page) if line.contents => Sink::Page,
            _ if line.own_mark.is_some() => Sink::OwnMark,
            _ if labels => Sink::NoteLabel,
            _ => Sink::Text,
        }
    }

    fn note_reference(&mut self, element: &Element, line: &mut Line) {
        let id = element.attribute("w:id").unwrap_or_default();
        let own = matches!(element.attribute("w:customMarkFollows"), Some("1" | "true" | "on"));
        let (note, counted) = self.shared.marks.refer(id, own);
        if own {
            line.own_mark = Some((note, String::new()));
        } else {
            line.text.push_mark(counted, Some(note));
        }
    }

    fn field_character(&mut self, element: &Element, line: &mut Line) {
        match element.attribute("w:fldCharType") {
            // A file with nothing but beginnings would make every text look at all of them.
            Some("begin") if self.fields.len() < super::MAX_DEPTH => {
                self.fields.push(Field::default());
            }
            Some("separate") => self.separate_field(line),
            Some("end") => self.end_field(line),
            _ => {}
        }
    }

    fn separate_field(&mut self, line: &Line) {
        if let Some(field) = self.fields.last_mut() {
            field.in_result = true;
            if let FieldKind::Link(target) = field.kind() {
                field.link = Some((line.serial, line.text.plain.len(), target));
            }
        }
    }

    fn end_field(&mut self, line: &mut Line) {
        let Some(field) = self.fields.pop() else { return };
        if let FieldKind::NoteMark(bookmark) = field.kind() {
            let note = self.shared.marks.in_bookmark(&bookmark);
            line.text.push_mark(field.mark.trim(), note);
        }
        if let Some((serial, start, target)) = field.link {
            let start = if serial == line.serial { start } else { 0 };
            line.text.close_link(start.min(line.text.plain.len()), target);
        }
    }

    /// An image, or a shape with text in it.
    fn drawing(&mut self, drawing: &Element, line: &mut Line) {
        line.held_images = true;
        if let Some(content) = drawing.descendant("w:txbxContent") {
            self.blocks(content);
            return;
        }
        let Some(properties) = drawing.descendant("wp:docPr") else { return };
        let decorative = properties
            .descendant("adec:decorative")
            .is_some_and(|mark| matches!(mark.attribute("val"), Some("1" | "true")));
        if !decorative {
            let alternative = properties.attribute("descr").unwrap_or_default();
            self.push(Item::new(ItemKind::Figure, Text::plain(alternative)));
        }
    }

    /// An image of the older kind (VML).
    fn picture(&mut self, picture: &Element, line: &mut Line) {
        line.held_images = true;
        if let Some(content) = picture.descendant("w:txbxContent") {
            self.blocks(content);
        } else if let Some(shape) = picture.descendant("v:shape") {
            let alternative = shape.attribute("alt").unwrap_or_default();
            self.push(Item::new(ItemKind::Figure, Text::plain(alternative)));
        }
    }
}

/// Whether words have letters of a script with italics. Arabic and Chinese have none, nor have those
/// of their kind; the figures and signs beside such words are upright with them.
fn has_italics(words: &str) -> bool {
    let upright = [
        Script::Arabic,
        Script::Hebrew,
        Script::Syriac,
        Script::Thaana,
        Script::Nko,
        Script::Han,
        Script::Bopomofo,
        Script::Hiragana,
        Script::Katakana,
        Script::Hangul,
        // Signs of several scripts.
        Script::Common,
        Script::Inherited,
    ];
    words.chars().any(|letter| letter.is_alphabetic() && !upright.contains(&letter.script()))
}

/// The mark that a note was given stands in the same run as the reference, or in the next.
fn end_own_mark(line: &mut Line, at_end: bool) {
    if let Some((note, mark)) = line.own_mark.take_if(|(_, mark)| at_end || !mark.trim().is_empty())
    {
        line.text.push_mark(mark.trim(), Some(note));
    }
}

/// Takes the page number behind the last tab of a contents line.
fn split_page(line: &mut Line) {
    if let Some(tab) = line.text.plain.rfind('\t') {
        line.page = Some(line.text.plain.split_off(tab).trim().to_owned());
        for link in &mut line.text.links {
            link.range = link.range.start.min(tab)..link.range.end.min(tab);
        }
    }
}
