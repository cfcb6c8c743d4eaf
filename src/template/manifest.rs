//! `template.yaml`.

use indexmap::IndexMap;

use super::layouts::{DEFAULT_LAYOUT, Layout};
use super::patterns::Places;
use super::strings::Strings;
use super::tags;
use crate::citation::Policy;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Language, NoteSeries, PageRole};
use crate::project::{Project, ReadError};
use crate::source::fields::Fields;
use crate::source::text::Text;
use crate::source::yaml::{self, Node, Value};
use crate::theme::{self, Theme};

/// A template, read whole.
#[derive(Clone, Debug)]
pub struct Template {
    /// Name of its folder.
    pub name: String,
    /// One sentence for people.
    pub description: String,
    /// Kinds of section by name.
    pub kinds: IndexMap<String, Kind>,
    /// Order of the document.
    pub parts: Vec<Part>,
    /// Inserts by name: the file that makes each.
    pub inserts: IndexMap<String, String>,
    /// Fields whose values, taken together, only one section should have.
    pub one_section_for: Vec<String>,
    /// How references are given and shortened.
    pub citations: Policy,
    /// Head of pages: a template text.
    pub header: Option<Text>,
    /// Pattern of page numbers; none prints no numbers.
    pub page_number: Option<String>,
    /// The layout that was chosen; `guide` unless the guide names another.
    pub layout: String,
    /// Fixed words of the masthead, which in some languages are those of another.
    pub masthead_strings: Strings,
    /// Fixed words in the document's language.
    pub strings: Strings,
    /// Tokens and styles.
    pub theme: Theme,
    /// Sources of its `.j2` files by name.
    pub files: IndexMap<String, (crate::diagnostic::FileId, String)>,
}

/// A kind of section.
#[derive(Clone, Debug)]
pub struct Kind {
    /// One sentence for people.
    pub description: String,
    /// File that composes it.
    pub file: String,
    /// How its pages are treated.
    pub role: PageRole,
    /// Whether it begins on a new page; else it goes on below what stands before it.
    pub new_page: bool,
    /// Whether the layout made it go on so, and not the kind itself.
    pub continuous: bool,
    /// Marks of its notes.
    pub notes: NoteSeries,
    /// Its fields by name.
    pub fields: IndexMap<String, Field>,
}

/// A field of a kind.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it holds.
    pub kind: FieldType,
    /// Whether it must be there.
    pub required: bool,
    /// One sentence for people.
    pub description: String,
}

/// What a field can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Plain text.
    Text,
    /// One paragraph of Markdown.
    Inline,
    /// One paragraph of Markdown that is a note's text.
    Note,
    /// Markdown blocks.
    Prose,
    /// A calendar date.
    Date,
    /// One of several words.
    Choice(Vec<String>),
    /// `true` or `false`.
    Boolean,
    /// Questions, with groups.
    Questions,
    /// Notes by id.
    Notes,
    /// A list of something.
    List(Box<FieldType>),
}

impl FieldType {
    /// Whether it holds what an editor writes, not what is chosen.
    #[must_use]
    pub fn holds_words(&self) -> bool {
        match self {
            Self::Text | Self::Inline | Self::Note | Self::Prose | Self::Questions => true,
            Self::Date | Self::Choice(_) | Self::Boolean | Self::Notes => false,
            Self::List(inner) => inner.holds_words(),
        }
    }
}

/// A part of the document's order.
#[derive(Clone, Debug)]
pub enum Part {
    /// A part that a template file makes from the guide as a whole.
    File {
        /// Its section id in the document.
        id: String,
        /// The file.
        file: String,
        /// How its pages are treated.
        role: PageRole,
    },
    /// The guide's sections in order.
    Sections,
}

impl Template {
    /// Reads a template with its theme, the words of one language and its files.
    ///
    /// # Errors
    /// If the machine fails; mistakes in the template are diagnostics.
    pub fn load(
        project: &Project,
        name: &Text,
        layout: Option<&Text>,
        language: Language,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Self>, crate::project::EnvironmentError> {
        let known = project.template_names();
        if !crate::source::id::is_id(&name.value) || !known.contains(&name.value) {
            let mut diagnostic = Diagnostic::new(
                Code::UnknownTemplate,
                format!("there is no template `{}`", name.value),
            )
            .at(name.span)
            .did_you_mean(&name.value, known.iter().map(String::as_str));
            if diagnostic.hints.is_empty() {
                diagnostic = diagnostic.hint(format!("the templates are {}", known.join(", ")));
            }
            diagnostics.push(diagnostic);
            return Ok(None);
        }
        let read = |file: &str, diagnostics: &mut Diagnostics| {
            read_yaml(project, &name.value, file, diagnostics)
        };
        let manifest = read("template.yaml", diagnostics)?;
        let theme = read("theme.yaml", diagnostics)?;
        let strings = read(&Strings::file(language), diagnostics)?;
        let layouts = manifest.as_ref().map(|node| Layout::read_all(node, diagnostics));
        let layout = layouts.and_then(|layouts| Layout::choose(layouts, layout, diagnostics));
        let overlay = match layout.as_ref().and_then(|layout| layout.theme.as_ref()) {
            Some(file) => read(&file.value, diagnostics)?,
            None => None,
        };
        let mut files = IndexMap::new();
        let mut sound = true;
        let names = match project.template_files(&name.value) {
            Ok(names) => names,
            Err(ReadError::Environment(error)) => return Err(error),
            Err(ReadError::Diagnostic(diagnostic)) => {
                diagnostics.push(*diagnostic);
                return Ok(None);
            }
        };
        for file in names {
            match project.read_template_file(&name.value, &file) {
                Ok((id, text)) => {
                    sound &= tags::check(id, &text, diagnostics);
                    files.insert(file, (id, text.to_string()));
                }
                Err(ReadError::Diagnostic(diagnostic)) => diagnostics.push(*diagnostic),
                Err(ReadError::Environment(error)) => return Err(error),
            }
        }
        let (Some(manifest), Some(theme), Some(strings)) = (&manifest, theme, strings) else {
            return Ok(None);
        };
        let strings = Strings::read(&strings, language, diagnostics);
        let masthead_strings = match strings.text("masthead-language").and_then(Language::from_code)
        {
            Some(other) if other != language => {
                let table = read_yaml(project, &name.value, &Strings::file(other), diagnostics)?;
                table.map(|node| Strings::read(&node, other, diagnostics))
            }
            Some(_) | None => None,
        };
        let theme = match overlay {
            Some(overlay) => theme.overlaid(overlay),
            None => theme,
        };
        let theme = theme::load(&theme, &strings.lettering(), language, diagnostics);
        let Some(theme) = theme else { return Ok(None) };
        let strings = strings.with_digits(theme.digits);
        let parts = Parts {
            name: name.value.clone(),
            masthead_strings: masthead_strings.unwrap_or_else(|| strings.clone()),
            strings,
            theme,
            files,
        };
        Ok(read_manifest(manifest, layout, parts, diagnostics).filter(|_| sound))
    }
}

fn read_yaml(
    project: &Project,
    template: &str,
    file: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Node>, crate::project::EnvironmentError> {
    match project.read_template_file(template, file) {
        Ok((id, _)) => Ok(yaml::read(project.source_map(), id, diagnostics)),
        Err(ReadError::Diagnostic(diagnostic)) => {
            diagnostics.push(*diagnostic);
            Ok(None)
        }
        Err(ReadError::Environment(error)) => Err(error),
    }
}

/// What of a template stands outside its manifest.
struct Parts {
    name: String,
    strings: Strings,
    masthead_strings: Strings,
    theme: Theme,
    files: IndexMap<String, (crate::diagnostic::FileId, String)>,
}

fn read_manifest(
    node: &Node,
    layout: Option<Layout<'_>>,
    template: Parts,
    diagnostics: &mut Diagnostics,
) -> Option<Template> {
    let Parts { name, strings, masthead_strings, theme, files } = template;
    let mut fields = Fields::of(node, "the template", diagnostics)?;
    let description = fields.word("description", diagnostics).map(|text| text.value);
    let mut kinds = IndexMap::new();
    if let Some(inner) = fields.mapping("kinds", diagnostics) {
        for entry in inner.entries() {
            if let Some(kind) = read_kind(&entry.key, &entry.node, &files, diagnostics) {
                kinds.insert(entry.key.clone(), kind);
            }
        }
    }
    let mut inserts = IndexMap::new();
    if let Some(inner) = fields.mapping("inserts", diagnostics) {
        for entry in inner.entries() {
            if let Some(file) = Text::read_word(&entry.node, "an insert", diagnostics) {
                check_file(&file, &files, diagnostics);
                inserts.insert(entry.key.clone(), file.value);
            }
        }
    }
    let mut parts = Vec::new();
    let mut list = fields.list("parts", diagnostics).unwrap_or_default();
    if let Some(own) = layout.as_ref().and_then(|layout| layout.parts) {
        list = own;
    }
    for item in list {
        parts.extend(read_part(item, &files, diagnostics));
    }
    if !parts.iter().any(|part| matches!(part, Part::Sections)) {
        diagnostics.push(
            Diagnostic::new(Code::MissingField, "`parts` does not say where the sections stand")
                .at(fields.first_key())
                .hint("add an item `- sections`"),
        );
    }
    let one_section_for = fields.words("one-section-for", diagnostics);
    for text in &one_section_for {
        let declared: Vec<&str> =
            kinds.values().flat_map(|kind: &Kind| kind.fields.keys().map(String::as_str)).collect();
        if !declared.contains(&text.value.as_str()) {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnknownChoice,
                    format!("no kind has a field `{}`", text.value),
                )
                .at(text.span)
                .did_you_mean(&text.value, declared),
            );
        }
    }
    let citations = Policy::read(&mut fields, diagnostics);
    let mut header = fields.word("header", diagnostics);
    let mut page_number = page_number_of(&mut fields, diagnostics);
    let _ = fields.optional("layouts");
    fields.finish(diagnostics);
    let mut layout_name = DEFAULT_LAYOUT.to_owned();
    if let Some(layout) = layout {
        header = layout.header.or(header);
        page_number = layout.page_number.or(page_number);
        if layout.continuous {
            for kind in kinds.values_mut().filter(|kind| kind.role == PageRole::Body) {
                kind.continuous = kind.new_page;
                kind.new_page = false;
            }
        }
        layout_name = layout.name;
    }
    Some(Template {
        layout: layout_name,
        masthead_strings,
        citations,
        header,
        page_number,
        name,
        description: description.unwrap_or_default(),
        kinds,
        parts,
        inserts,
        one_section_for: one_section_for.into_iter().map(|text| text.value).collect(),
        strings,
        theme,
        files,
    })
}

/// The pattern of page numbers, checked.
pub(super) fn page_number_of(
    fields: &mut Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    const PLACES: Places<'static> =
        Places { what: "`page-number`", known: &["page", "pages"], needed: &["page"] };
    let text = fields.word("page-number", diagnostics)?;
    PLACES.check(&text, diagnostics).then_some(text.value)
}

fn check_file(
    file: &Text,
    files: &IndexMap<String, (crate::diagnostic::FileId, String)>,
    diagnostics: &mut Diagnostics,
) {
    if !files.contains_key(&file.value) {
        diagnostics.push(
            Diagnostic::new(
                Code::MissingFile,
                format!("the template has no file `{}`", file.value),
            )
            .at(file.span)
            .did_you_mean(&file.value, files.keys().map(String::as_str)),
        );
    }
}

fn read_kind(
    name: &str,
    node: &Node,
    files: &IndexMap<String, (crate::diagnostic::FileId, String)>,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let mut fields = Fields::of(node, &format!("the kind `{name}`"), diagnostics)?;
    let file = fields.required_word("file", diagnostics);
    if let Some(file) = &file {
        check_file(file, files, diagnostics);
    }
    let description = fields.word("description", diagnostics).map(|text| text.value);
    let role = fields.word("role", diagnostics).and_then(|text| role(&text, diagnostics));
    let notes = fields.word("notes", diagnostics).and_then(|text| match text.value.as_str() {
        "numbered" => Some(NoteSeries::Numbered),
        "lettered" => Some(NoteSeries::Lettered),
        _ => {
            diagnostics.push(unknown_choice(&text, &["numbered", "lettered"]));
            None
        }
    });
    let new_page = fields.boolean("new-page", diagnostics).unwrap_or(true);
    let mut declared = IndexMap::new();
    if let Some(inner) = fields.mapping("fields", diagnostics) {
        for entry in inner.entries() {
            if let Some(field) = read_field(&entry.key, &entry.node, diagnostics) {
                declared.insert(entry.key.clone(), field);
            }
        }
    }
    fields.finish(diagnostics);
    Some(Kind {
        description: description.unwrap_or_default(),
        file: file?.value,
        role: role.unwrap_or(PageRole::Body),
        new_page,
        continuous: false,
        notes: notes.unwrap_or(NoteSeries::Numbered),
        fields: declared,
    })
}

fn read_field(name: &str, node: &Node, diagnostics: &mut Diagnostics) -> Option<Field> {
    let mut fields = Fields::of(node, &format!("the field `{name}`"), diagnostics)?;
    let kind = fields.required_word("type", diagnostics);
    let choices = fields.words("of", diagnostics);
    let required = fields.boolean("required", diagnostics).unwrap_or(false);
    let description = fields.word("description", diagnostics).map(|text| text.value);
    fields.finish(diagnostics);
    let kind = kind?;
    if kind.value.ends_with("choice") && choices.is_empty() {
        diagnostics.push(
            Diagnostic::new(
                Code::MissingField,
                format!("the field `{name}` is a choice, and has no `of`"),
            )
            .at(kind.span)
            .hint("list what can be chosen: `of: [morning, afternoon]`"),
        );
        return None;
    }
    let kind = field_type(&kind, choices, diagnostics)?;
    Some(Field { kind, required, description: description.unwrap_or_default() })
}

fn field_type(text: &Text, choices: Vec<Text>, diagnostics: &mut Diagnostics) -> Option<FieldType> {
    const TYPES: [&str; 9] =
        ["text", "inline", "note", "prose", "date", "choice", "boolean", "questions", "notes"];
    let name = text.value.as_str();
    let (name, listed) = name.strip_prefix("list of ").map_or((name, false), |inner| (inner, true));
    let found = match name {
        "text" => FieldType::Text,
        "inline" => FieldType::Inline,
        "note" => FieldType::Note,
        "prose" => FieldType::Prose,
        "date" => FieldType::Date,
        "choice" => FieldType::Choice(choices.into_iter().map(|choice| choice.value).collect()),
        "boolean" => FieldType::Boolean,
        "questions" => FieldType::Questions,
        "notes" => FieldType::Notes,
        _ => {
            let diagnostic = unknown_choice(text, &TYPES);
            diagnostics.push(diagnostic.hint("`list of` before a type makes a field of several"));
            return None;
        }
    };
    Some(if listed { FieldType::List(Box::new(found)) } else { found })
}

fn read_part(
    node: &Node,
    files: &IndexMap<String, (crate::diagnostic::FileId, String)>,
    diagnostics: &mut Diagnostics,
) -> Option<Part> {
    if let Value::Scalar(scalar) = &node.value
        && scalar.text == "sections"
    {
        return Some(Part::Sections);
    }
    let mut fields = Fields::of(node, "a part", diagnostics)?;
    let id = fields.required_word("id", diagnostics);
    let file = fields.required_word("file", diagnostics);
    if let Some(file) = &file {
        check_file(file, files, diagnostics);
    }
    let role = fields.word("role", diagnostics).and_then(|text| role(&text, diagnostics));
    fields.finish(diagnostics);
    Some(Part::File { id: id?.value, file: file?.value, role: role.unwrap_or(PageRole::Body) })
}

fn role(text: &Text, diagnostics: &mut Diagnostics) -> Option<PageRole> {
    match text.value.as_str() {
        "cover" => Some(PageRole::Cover),
        "masthead" => Some(PageRole::Masthead),
        "front-matter" => Some(PageRole::FrontMatter),
        "body" => Some(PageRole::Body),
        "annex" => Some(PageRole::Annex),
        _ => {
            let roles = ["cover", "masthead", "front-matter", "body", "annex"];
            diagnostics.push(unknown_choice(text, &roles));
            None
        }
    }
}

pub(super) fn unknown_choice(text: &Text, choices: &[&str]) -> Diagnostic {
    Diagnostic::new(
        Code::UnknownChoice,
        format!("`{}` is not one of {}", text.value, choices.join(", ")),
    )
    .at(text.span)
    .did_you_mean(&text.value, choices.iter().copied())
}
