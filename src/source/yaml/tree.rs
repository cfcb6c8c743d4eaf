//! The parser's events to nodes: aliases repeated within bounds, duplicate keys and merge keys
//! settled, tags and anchors that are no YAML of an editor's reported.

use std::borrow::Cow;
use std::collections::BTreeMap;

use granit_parser::{Event, Parser, StrInput, StructureStyle, Tag};

use super::fault;
use super::line::Line;
use super::{
    Entry, JoinedKind, JoinedLine, MAX_ALIASES, MAX_DEPTH, MAX_NODES, MAX_SCALAR_BYTES, Node,
    Scalar, ScalarKind, Value,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, SourceFile, Span};
use crate::source::rewriting;
use crate::source::scalar::{OffsetMap, ScalarStyle};

/// Reads a file's text. None if it cannot be read; the reason is among the diagnostics.
pub(super) fn read(
    source: &SourceFile,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_comments: false,
    };
    let parser = Parser::new_from_str_with_options(source.text(), options);
    // Beside a fault nothing else is said: it may all come of it.
    let mut own = Diagnostics::new();
    let mut reader = Reader {
        parser,
        source,
        file,
        diagnostics: &mut own,
        anchors: BTreeMap::new(),
        nodes: 0,
        bytes: 0,
        aliases: 0,
        depth: 0,
    };
    match reader.document() {
        Ok(node) => {
            diagnostics.absorb(own);
            Some(node)
        }
        Err(stop) => {
            diagnostics.push(*stop);
            None
        }
    }
}

/// A value that aliases may repeat.
struct Anchor {
    /// Where its name stands.
    span: Span,
    /// The value; none while it is being read.
    node: Option<Node>,
    /// What it counts against the bounds.
    nodes: usize,
    bytes: usize,
    used: bool,
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    source: &'a SourceFile,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
    anchors: BTreeMap<usize, Anchor>,
    nodes: usize,
    bytes: usize,
    aliases: usize,
    depth: usize,
}

/// Why reading ends before the end of the file.
type Stop = Box<Diagnostic>;

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, granit_parser::Span), Stop> {
        match self.parser.next() {
            Some(Ok(found)) => Ok(found),
            Some(Err(error)) => Err(Box::new(fault::explain(&error, self.source, self.file))),
            None => Ok((Event::StreamEnd, granit_parser::Span::default())),
        }
    }

    /// The one document of the file.
    fn document(&mut self) -> Result<Node, Stop> {
        let mut found = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(..) if found.is_some() => {
                    let start = self.offset(span.start);
                    if fault::ends_here(self.source, start) {
                        break;
                    }
                    return Err(Box::new(fault::second_document(self.source, self.file, start)));
                }
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                other => found = Some(self.node(other, span)?),
            }
        }
        for anchor in self.anchors.values().filter(|anchor| !anchor.used) {
            self.diagnostics.push(fault::sign_before_text(self.source, anchor.span));
        }
        let nothing = Span::file_start(self.file);
        Ok(found.unwrap_or(Node { value: Value::Null, span: nothing, comment: None }))
    }

    fn node(&mut self, event: Event<'a>, at: granit_parser::Span) -> Result<Node, Stop> {
        let span = self.span(at);
        match event {
            Event::Alias(id) => self.alias(id, span),
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, text.len(), span)?;
                let tag = self.tag(tag.as_deref(), at);
                let before = (self.nodes - 1, self.bytes - text.len());
                self.open(anchor, span)?;
                let node = self.scalar(text, style, tag, span);
                self.close(anchor, &node, before);
                Ok(node)
            }
            Event::SequenceStart(style, anchor, tag) => {
                let before = (self.nodes, self.bytes);
                self.enter(tag.as_deref(), anchor, at, span)?;
                let mut items: Vec<Node> = Vec::new();
                let end = loop {
                    let (event, at) = self.next()?;
                    if event == Event::SequenceEnd {
                        break at;
                    }
                    items.push(self.node(event, at)?);
                };
                self.depth -= 1;
                let span = items.iter().fold(span, |all, item| all.to(item.span));
                let span = self.to_bracket(style, span, end);
                if style == StructureStyle::Flow {
                    mark_parts(&mut items);
                }
                let node = Node { value: Value::Sequence(items), span, comment: None };
                self.close(anchor, &node, before);
                Ok(node)
            }
            Event::MappingStart(style, anchor, tag) => {
                let before = (self.nodes, self.bytes);
                self.enter(tag.as_deref(), anchor, at, span)?;
                let mut pairs = Vec::new();
                let end = loop {
                    let (event, at) = self.next()?;
                    if event == Event::MappingEnd {
                        break at;
                    }
                    let key = self.node(event, at)?;
                    let (event, at) = self.next()?;
                    pairs.push((key, self.node(event, at)?));
                };
                self.depth -= 1;
                let node = if self.source.text()[span.range().start..].starts_with("{{") {
                    self.variable(span, end)
                } else {
                    if style == StructureStyle::Flow {
                        self.take_split_texts(&mut pairs);
                    }
                    let node = self.mapping(pairs, span);
                    Node { span: self.to_bracket(style, node.span, end), ..node }
                };
                self.close(anchor, &node, before);
                Ok(node)
            }
            _ => Ok(Node { value: Value::Null, span, comment: None }),
        }
    }

    /// Begins a list or mapping.
    fn enter(
        &mut self,
        tag: Option<&Tag>,
        anchor: usize,
        at: granit_parser::Span,
        span: Span,
    ) -> Result<(), Stop> {
        self.count(1, 0, span)?;
        self.tag(tag, at);
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Box::new(fault::too_deep().at(self.rest_of_line(span))));
        }
        self.open(anchor, span)
    }

    fn count(&mut self, nodes: usize, bytes: usize, span: Span) -> Result<(), Stop> {
        self.nodes += nodes;
        self.bytes += bytes;
        let what = if self.nodes > MAX_NODES {
            format!("{MAX_NODES} values")
        } else if self.bytes > MAX_SCALAR_BYTES {
            format!("{MAX_SCALAR_BYTES} bytes of text")
        } else {
            return Ok(());
        };
        let message = format!("the file holds more than {what}, aliases counted in full");
        Err(Box::new(fault::too_large(message).at(self.rest_of_line(span))))
    }

    /// Remembers the name of an anchor, which the parser gives behind the value's own event.
    fn open(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        if anchor == 0 {
            return Ok(());
        }
        let (_, at) = self.next()?;
        let name = self.span(at);
        if self.anchors.len() == MAX_ALIASES {
            return Err(Box::new(fault::too_many_aliases().at(self.rest_of_line(span))));
        }
        self.anchors
            .insert(anchor, Anchor { span: name, node: None, nodes: 0, bytes: 0, used: false });
        Ok(())
    }

    fn close(&mut self, anchor: usize, node: &Node, before: (usize, usize)) {
        if let Some(own) = self.anchors.get_mut(&anchor) {
            own.nodes = self.nodes - before.0;
            own.bytes = self.bytes - before.1;
            own.node = Some(node.clone());
        }
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<Node, Stop> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            return Err(Box::new(fault::too_many_aliases().at(self.rest_of_line(span))));
        }
        let Some(anchor) = self.anchors.get_mut(&id) else {
            return Ok(Node { value: Value::Null, span, comment: None });
        };
        anchor.used = true;
        let (nodes, bytes) = (anchor.nodes, anchor.bytes);
        if anchor.node.is_none() {
            return Err(Box::new(
                Diagnostic::new(
                    Code::YamlSyntax,
                    "an alias stands inside the value that it repeats",
                )
                .at(span)
                .hint("write the value out"),
            ));
        }
        self.count(nodes, bytes, span)?;
        let node = self.anchors.get(&id).and_then(|anchor| anchor.node.clone());
        Ok(node.unwrap_or(Node { value: Value::Null, span, comment: None }))
    }

    fn scalar(
        &mut self,
        text: Cow<'a, str>,
        style: granit_parser::ScalarStyle,
        is_text: bool,
        span: Span,
    ) -> Node {
        let style = match style {
            granit_parser::ScalarStyle::Plain => ScalarStyle::Plain,
            granit_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
            granit_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
            granit_parser::ScalarStyle::Literal => ScalarStyle::Literal,
            granit_parser::ScalarStyle::Folded => ScalarStyle::Folded,
        };
        let span = trimmed(self.source.text(), span);
        let source = self.source.text();
        let (start, end) = (span.range().start, span.range().end);
        let comment = match style {
            ScalarStyle::Plain => comment_after(source, end)
                .or_else(|| comment_before(source, start))
                .or_else(|| comment_below(source, start, end)),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => comment_before(source, start),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let is_empty = text.trim().is_empty();
                indicator_alone(source, start, is_empty).and_then(|at| comment_before(source, at))
            }
        };
        let comment = comment.map(|range| Span::new(self.file, range.start, range.end));
        let plain = style == ScalarStyle::Plain && !is_text;
        if plain && (span.range().is_empty() || is_null(&text)) {
            return Node { value: Value::Null, span, comment };
        }
        let kind = if plain { kind(&text) } else { ScalarKind::Text };
        let whole = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => block(self.source.text(), span),
            ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => span,
        };
        let map = OffsetMap::new(self.source.text(), whole, style, &text);
        let (text, map) = rewriting::composed(text.into_owned(), map);
        let joined = joined_lines(self.source.text(), whole, style);
        let escapes = escapes(self.source.text(), whole, style);
        let scalar = Scalar { text, kind, style, map, joined, escapes };
        Node { value: Value::Scalar(scalar), span, comment }
    }

    /// Reports, and takes out, what a comma in a text made a key of its own in `{ … }`.
    fn take_split_texts(&mut self, pairs: &mut Vec<(Node, Node)>) {
        let text = self.source.text();
        let is_alone = |(key, node): &(Node, Node)| {
            let rest = text[key.span.range().end..].trim_start_matches(BLANKS);
            matches!(node.value, Value::Null) && !rest.starts_with(':')
        };
        let mut index = 1;
        while index < pairs.len() {
            let before = &pairs[index - 1];
            let plain = matches!(&before.1.value, Value::Scalar(scalar) if scalar.style == ScalarStyle::Plain);
            if !plain || !is_alone(&pairs[index]) {
                index += 1;
                continue;
            }
            let count = pairs[index..].iter().take_while(|pair| is_alone(pair)).count();
            let place = before.1.span.to(pairs[index + count - 1].0.span);
            self.diagnostics.push(fault::split_by_comma(text, before.0.span, before.1.span, place));
            pairs.drain(index..index + count);
        }
    }

    fn mapping(&mut self, pairs: Vec<(Node, Node)>, span: Span) -> Node {
        let mut entries: Vec<Entry> = Vec::with_capacity(pairs.len());
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut merged: Vec<Node> = Vec::new();
        for (key, node) in pairs {
            let node = self.with_comment(key.span, node);
            let Some((name, style)) = self.key_name(&key) else { continue };
            if name == "<<" && style == ScalarStyle::Plain {
                merged.push(node);
                continue;
            }
            if let Some(first) = places.get(&name).and_then(|at| entries.get(*at)) {
                self.diagnostics.push(
                    Diagnostic::new(Code::DuplicateKey, format!("the key `{name}` stands twice"))
                        .at(key.span)
                        .label("again here")
                        .related(first.key_span, "first here")
                        .hint("keep one of the two"),
                );
                continue;
            }
            places.insert(name.clone(), entries.len());
            entries.push(Entry { key: name, key_span: key.span, node });
        }
        for node in merged {
            self.merge(node, &mut entries);
        }
        let span =
            entries.iter().fold(span, |all, entry| all.to(entry.key_span).to(entry.node.span));
        Node { value: Value::Mapping(entries), span, comment: None }
    }

    /// The text of a key. `[^id]: …`, as other programs write notes, is a key with brackets too many.
    fn key_name(&mut self, key: &Node) -> Option<(String, ScalarStyle)> {
        let found = Diagnostic::new(Code::WrongType, "a key must be text").at(key.span);
        match &key.value {
            Value::Scalar(Scalar { text, style, .. }) => Some((text.clone(), *style)),
            Value::Sequence(items) => {
                let name = match items.as_slice() {
                    [Node { value: Value::Scalar(scalar), .. }] => {
                        scalar.text.trim_start_matches('^').to_owned()
                    }
                    _ => String::new(),
                };
                self.diagnostics.push(if name.is_empty() {
                    found.hint("write a name before the colon, as in `title: …`")
                } else {
                    found.hint(format!("a key stands without brackets: `{name}: …`"))
                });
                (!name.is_empty()).then_some((name, ScalarStyle::Plain))
            }
            Value::Null | Value::Mapping(_) => {
                self.diagnostics
                    .push(found.hint("write a name before the colon, as in `title: …`"));
                None
            }
        }
    }

    /// `{{ name }}` without quotes, which YAML takes for two mappings in each other.
    fn variable(&mut self, start: Span, end: granit_parser::Span) -> Node {
        let span = start.to(self.span(end));
        self.diagnostics.push(fault::braces(self.source, span));
        let text = self.source.text()[span.range()].to_owned();
        let (kind, style) = (ScalarKind::Text, ScalarStyle::Plain);
        let map = OffsetMap::new(self.source.text(), span, style, &text);
        let scalar = Scalar { text, kind, style, map, joined: Vec::new(), escapes: Vec::new() };
        Node { value: Value::Scalar(scalar), span, comment: None }
    }

    /// The value of a key with the comment that stands where the value should.
    fn with_comment(&self, key: Span, node: Node) -> Node {
        if !matches!(node.value, Value::Null) || node.comment.is_some() {
            return node;
        }
        let text = self.source.text();
        let rest = &text[key.range().end..];
        let Some(value) = rest.trim_start_matches([' ', '\t']).strip_prefix(':') else {
            return node;
        };
        let comment = comment_after(text, text.len() - value.len());
        let comment = comment.map(|range| Span::new(self.file, range.start, range.end));
        Node { comment, ..node }
    }

    /// `<<: *other`: keys of another mapping, where the mapping has none of its own.
    fn merge(&mut self, node: Node, entries: &mut Vec<Entry>) {
        match node.value {
            Value::Mapping(others) => {
                for other in others {
                    if !entries.iter().any(|entry| entry.key == other.key) {
                        entries.push(other);
                    }
                }
            }
            Value::Sequence(items) => {
                for item in items {
                    self.merge(item, entries);
                }
            }
            Value::Null | Value::Scalar(_) => self.diagnostics.push(
                Diagnostic::new(
                    Code::WrongType,
                    "`<<` must be followed by the name of keys with values",
                )
                .at(node.span)
                .hint("`<<: *name` takes over the keys that stand behind `&name`"),
            ),
        }
    }

    /// Whether a tag says that the value is text. Tags that are not YAML's own are an editor's text
    /// that begins with `!`.
    fn tag(&mut self, tag: Option<&Tag>, at: granit_parser::Span) -> bool {
        let Some(tag) = tag else { return false };
        let known = ["str", "int", "bool", "float", "null", "seq", "map"];
        if tag.handle() == "tag:yaml.org,2002:" && known.contains(&tag.suffix()) {
            return tag.suffix() == "str";
        }
        let start = at.tag_start().unwrap_or(at.start);
        let start = self.offset(start);
        let end = self.source.text()[start..]
            .find(char::is_whitespace)
            .map_or(self.source.text().len(), |length| start + length);
        let span = Span::new(self.file, start, end);
        self.diagnostics.push(fault::sign_before_text(self.source, span));
        true
    }

    fn to_bracket(&self, style: StructureStyle, span: Span, end: granit_parser::Span) -> Span {
        if style == StructureStyle::Flow { span.to(self.span(end)) } else { span }
    }

    fn rest_of_line(&self, span: Span) -> Span {
        let start = span.range().start;
        Span::new(self.file, start, fault::line_end(self.source.text(), start))
    }

    fn offset(&self, marker: granit_parser::Marker) -> usize {
        marker.byte_offset().unwrap_or(0).min(self.source.text().len())
    }

    fn span(&self, at: granit_parser::Span) -> Span {
        Span::new(self.file, self.offset(at.start), self.offset(at.end))
    }
}

/// What YAML takes for white space. Other spaces belong to a text.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// A span without the white space around what it covers.
fn trimmed(text: &str, span: Span) -> Span {
    let Some(written) = text.get(span.range()) else { return span };
    let lead = written.len() - written.trim_start_matches(BLANKS).len();
    if lead == written.len() {
        return Span::new(span.file, span.range().start, span.range().start);
    }
    let start = span.range().start + lead;
    Span::new(span.file, start, start + written.trim_matches(BLANKS).len())
}

/// A block from the line below its `|` or `>`, indentation and empty lines included. The parser
/// gives it from its first word.
fn block(text: &str, span: Span) -> Span {
    let before = text[..span.range().start].trim_end();
    let start =
        text[before.len()..].find('\n').map_or(span.range().start, |at| before.len() + at + 1);
    Span::new(span.file, start.min(span.range().start), span.range().end)
}

/// The comment that follows on the line of a value that ends here.
fn comment_after(text: &str, end: usize) -> Option<std::ops::Range<usize>> {
    let line = &text[end..fault::line_end(text, end)];
    let comment = line.trim_start_matches([' ', '\t']);
    let begins = comment.starts_with('#') && comment.len() < line.len();
    begins.then(|| end + (line.len() - comment.len())..end + line.trim_end().len())
}

/// The lines of a text that YAML joins with those above, as far as they look like more than that.
fn joined_lines(text: &str, span: Span, style: ScalarStyle) -> Vec<JoinedLine> {
    let written = &text[span.range()];
    if style == ScalarStyle::Literal || !written.contains('\n') {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = span.range().start;
    let mut first_indent = None;
    let mut empty = 0;
    let mut above = None;
    for line in written.split_inclusive('\n') {
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        if content.is_empty() {
            empty += 1;
        } else {
            let first_indent = *first_indent.get_or_insert(indent);
            // In a `>` block a line that is indented more stays a line.
            let stays = style == ScalarStyle::Folded && indent > first_indent;
            let kind = match block_mark(content) {
                // Two empty lines part paragraphs.
                _ if above.is_none() || stays || empty > 1 => None,
                Some(JoinedKind::Item) => Some(JoinedKind::Item),
                _ if empty == 1 => Some(JoinedKind::Paragraph),
                None if above.is_some_and(is_question) && is_question(content) => {
                    Some(JoinedKind::Question)
                }
                other => other,
            };
            let begin = start + indent;
            let place = Span::new(span.file, begin, begin + content.len());
            found.extend(kind.map(|kind| JoinedLine { span: place, kind }));
            empty = 0;
            above = Some(content);
        }
        start += line.len();
    }
    found
}

/// Whether a line is a question of its own.
fn is_question(line: &str) -> bool {
    line.ends_with(['?', '？', '؟'])
        && line.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
}

/// Marks the items of a list in brackets that go on with the sentence of the item before: a comma
/// ends an item there. Lists of words have no sentences.
fn mark_parts(items: &mut [Node]) {
    let text = |node: &Node| match &node.value {
        Value::Scalar(scalar) if scalar.style == ScalarStyle::Plain => scalar.text.clone(),
        _ => String::new(),
    };
    for index in 1..items.len() {
        let (before, own) = (text(&items[index - 1]), text(&items[index]));
        let ends = |text: &str| text.ends_with(['.', '?', '!', ';', ':', '？', '؟']);
        let goes_on = own.starts_with(char::is_lowercase) && ends(&own);
        if goes_on && before.starts_with(char::is_uppercase) && !ends(&before) {
            let span = items[index].span;
            if let Value::Scalar(scalar) = &mut items[index].value {
                scalar.joined.push(JoinedLine { span, kind: JoinedKind::Part });
            }
        }
    }
}

/// The escapes of a text in double quotes that stand for a blank or a control character (YAML 1.2.2,
/// 5.7): as likely as not they are the beginning of a word behind a backslash, `C:\temp`.
fn escapes(text: &str, span: Span, style: ScalarStyle) -> Vec<(Span, char)> {
    let written = &text[span.range()];
    if style != ScalarStyle::DoubleQuoted || !written.contains('\\') {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut signs = written.char_indices();
    while let Some((at, sign)) = signs.next() {
        if sign != '\\' {
            continue;
        }
        let Some((_, sign)) = signs.next() else { break };
        if "0abtnvfre".contains(sign) {
            let start = span.range().start + at;
            found.push((Span::new(span.file, start, start + 2), sign));
        }
    }
    found
}

/// What a line would be to Markdown if it stood on a line of its own.
fn block_mark(line: &str) -> Option<JoinedKind> {
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    match first {
        '-' | '*' | '+' | '•' if rest.starts_with(' ') => Some(JoinedKind::Item),
        '#' if line.trim_start_matches('#').starts_with(' ') => Some(JoinedKind::Block),
        '>' | '|' => Some(JoinedKind::Block),
        '!' if rest.starts_with("[](") => Some(JoinedKind::Block),
        '{' if line.starts_with("{{") && line.ends_with("}}") => Some(JoinedKind::Block),
        '0'..='9' => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            let marked = rest.starts_with(". ") || rest.starts_with(") ");
            (marked && line.len() - rest.len() <= 2).then_some(JoinedKind::Block)
        }
        _ => None,
    }
}

/// The comment on the line of a key or dash whose text begins on a line below, or is missing.
fn comment_before(text: &str, start: usize) -> Option<std::ops::Range<usize>> {
    let line = Line::at(text, start);
    let first = line.start + line.indent == start;
    let mut of = if first { line.above(text)? } else { line };
    while of.text.trim().is_empty() {
        of = of.above(text)?;
    }
    let place = of.start + of.value;
    let begins = of.value().starts_with('#') && !of.lead().is_empty() && place < start;
    begins.then(|| place..place + of.value().len())
}

/// Where the `|` or `>` of a block stands, if it begins a line of its own: then what stands behind
/// the key on the line above is no remark on the block.
fn indicator_alone(text: &str, content: usize, is_empty: bool) -> Option<usize> {
    // An empty block has the place of its sign; the text of others may begin with one.
    let sign = is_empty && text[content..].starts_with(['|', '>']);
    let above = if sign { content } else { text[..content].trim_end().len().checked_sub(1)? };
    let line = Line::at(text, text.floor_char_boundary(above));
    let at = line.start + line.indent;
    text[at..].starts_with(['|', '>']).then_some(at)
}

/// The comment on the next line below a text, if it is indented as the text's next line would be.
fn comment_below(text: &str, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
    let line = Line::at(text, start);
    let own = if line.key.is_some() { line.content } else { line.indent };
    let rest = text[end..].trim_start_matches(BLANKS);
    let below = Line::at(text, text.len() - rest.len());
    let comment = below.text[below.indent..].trim_end();
    let place = below.start + below.indent;
    let begins =
        comment.starts_with('#') && below.indent > own && start < end && below.start > line.start;
    begins.then(|| place..place + comment.len())
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// What a plain scalar is, as `serde_yaml` resolves it by the core schema (YAML 1.2.2, 10.3.2):
/// only `true` and `false` are booleans.
fn kind(text: &str) -> ScalarKind {
    // Nothing else begins a number or a boolean.
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.tTfF".contains(c)) {
        return ScalarKind::Text;
    }
    let options = || serde_yaml::options! { strict_booleans: true };
    if let Ok(value) = serde_yaml::from_str_with_options(text, options()) {
        return ScalarKind::Boolean(value);
    }
    match serde_yaml::from_str_with_options::<f64>(text, options()) {
        Ok(_) => ScalarKind::Number,
        Err(_) if serde_yaml::from_str_with_options::<i128>(text, options()).is_ok() => {
            ScalarKind::Number
        }
        Err(_) => ScalarKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_what_the_core_schema_says() {
        for number in ["1", "-5", "+3", "1.10", "2e3", "0x1F", "0o17"] {
            assert_eq!(kind(number), ScalarKind::Number, "{number}");
        }
        for text in ["yes", "No", "2023-10-23", "12:30", "1.2.3", "t", "Trade", "-", "+", "1 000"] {
            assert_eq!(kind(text), ScalarKind::Text, "{text}");
        }
        assert_eq!(kind("true"), ScalarKind::Boolean(true));
        assert_eq!(kind("FALSE"), ScalarKind::Boolean(false));
    }
}
