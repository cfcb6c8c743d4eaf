//! `guide.yaml`: the manifest of a project.

use indexmap::IndexMap;
use time::Date;

use super::fields::Fields;
use super::scalar::{OffsetMap, ScalarStyle};
use super::text::{MAX_CHARACTERS, Text, own_keys};
use super::yaml::{Node, Value};
use super::{checks, date, id};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Levels, Span};
use crate::document::Language;
use crate::markup;

/// The manifest.
#[derive(Clone, Debug)]
pub struct Guide {
    /// Names the outputs.
    pub id: Text,
    /// Name of the template.
    pub template: Text,
    /// Which of the template's layouts; its own order and look if missing.
    pub layout: Option<Text>,
    /// Language of the text.
    pub language: Language,
    /// Where the language is stated.
    pub language_span: Span,
    /// Title.
    pub title: Text,
    /// Series, such as "Thematic discussions 2023".
    pub series: Option<Text>,
    /// What the document is, such as "Discussion guide".
    pub designation: Option<Text>,
    /// The body that the document is for.
    pub body: Option<Organization>,
    /// Who issues it.
    pub issuer: Option<Organization>,
    /// Symbol, distribution, dates.
    pub identity: Identity,
    /// Search words.
    pub keywords: Vec<Text>,
    /// Values for `{{ name }}`.
    pub variables: IndexMap<String, Text>,
    /// Whether every variable that it defines could be read.
    pub defines_all: bool,
    /// Images of the cover.
    pub cover: CoverImages,
    /// How strictly checks are taken.
    pub checks: Levels,
    /// Section ids in order.
    pub sections: Vec<Text>,
    /// Whether every section that it lists could be read.
    pub lists_all: bool,
    /// Where the manifest begins.
    pub span: Span,
}

/// A body or office.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    /// Full name.
    pub name: Option<Text>,
    /// Acronym.
    pub acronym: Option<Text>,
    /// What it is charged with.
    pub mandate: Option<Text>,
    /// The part of it that is meant.
    pub unit: Option<Text>,
    /// The principal organ that it belongs to, for mastheads.
    pub organ: Option<Text>,
}

/// What identifies an official document.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Document symbol.
    pub symbol: Option<Text>,
    /// `general`, `limited` or `restricted`.
    pub distribution: Option<String>,
    /// Date of the document.
    pub date: Option<Date>,
    /// Language in which it was written.
    pub original_language: Option<Language>,
    /// Whether it was formally edited.
    pub edited: Option<bool>,
    /// Session of the body.
    pub session: Option<Text>,
    /// Place and dates of the session: "Vienna, 14–22 March 2024".
    pub meeting: Option<Text>,
    /// Agenda item: its number.
    pub agenda_item: Option<Text>,
    /// Title of the agenda item.
    pub agenda_title: Option<Text>,
    /// Symbol of the document that has the agenda, if it is provisional.
    pub agenda_document: Option<Text>,
    /// Version label.
    pub version: Option<Text>,
}

/// Catalogue keys of the cover's images.
#[derive(Clone, Debug, Default)]
pub struct CoverImages {
    /// The artwork.
    pub artwork: Option<Text>,
    /// The mark.
    pub mark: Option<Text>,
}

/// All keywords stand in one string of the PDF.
fn check_keywords(keywords: &[Text], diagnostics: &mut Diagnostics) {
    let characters: usize = keywords.iter().map(|word| word.value.chars().count() + 2).sum();
    if characters > MAX_CHARACTERS
        && let Some(first) = keywords.first()
    {
        diagnostics.push(
            Diagnostic::new(
                Code::TextTooLong,
                format!(
                    "the keywords have {characters} characters together; at most \
                     {MAX_CHARACTERS} are set"
                ),
            )
            .at(first.span),
        );
    }
}

impl Guide {
    /// Reads the manifest. Returns none if something without which nothing can be built is
    /// missing; the reasons are among the diagnostics.
    pub fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut fields = Fields::of(node, "the guide", diagnostics)?;
        let span = fields.first_key();
        let id = fields.required_word("id", diagnostics);
        if let Some(id) = &id {
            id::check_text(id, "the id of a guide", diagnostics);
        }
        let template = fields.required_word("template", diagnostics);
        let layout = fields.word("layout", diagnostics);
        let language_node = fields.required("language", diagnostics);
        let language = language_node.and_then(|node| language(node, "`language`", diagnostics));
        let title = fields.required_text("title", diagnostics);
        let series = fields.text("series", diagnostics);
        let designation = fields.text("designation", diagnostics);
        let body = organization(&mut fields, "body", diagnostics);
        let issuer = organization(&mut fields, "issuer", diagnostics);
        let identity = identity(&mut fields, diagnostics);
        let keywords = fields.texts("keywords", diagnostics);
        check_keywords(&keywords, diagnostics);
        let (variables, defines_all) = variables(&mut fields, diagnostics);
        let cover = cover(&mut fields, diagnostics);
        let checks = checks::read(&mut fields, diagnostics);
        let (sections, lists_all) = sections(&mut fields, diagnostics);
        fields.finish(diagnostics);
        let mut guide = Self {
            id: id?,
            template: template?,
            layout,
            language: language?,
            language_span: language_node?.span,
            title: title?,
            series,
            designation,
            body,
            issuer,
            identity,
            keywords,
            variables,
            defines_all,
            cover,
            checks,
            sections,
            lists_all,
            span,
        };
        guide.fill(diagnostics);
        Some(guide)
    }

    /// The values of the variables by name.
    #[must_use]
    pub fn values(&self) -> IndexMap<String, String> {
        self.variables.iter().map(|(name, text)| (name.clone(), text.value.clone())).collect()
    }

    /// Fills the variables into every text that is printed.
    fn fill(&mut self, diagnostics: &mut Diagnostics) {
        let known = self.values();
        let organizations = [&mut self.body, &mut self.issuer].into_iter().flatten();
        let parts = organizations.flat_map(|organization| {
            let Organization { name, acronym, mandate, unit, organ } = organization;
            [name, acronym, mandate, unit, organ]
        });
        let Identity {
            symbol,
            session,
            meeting,
            agenda_item,
            agenda_title,
            agenda_document,
            version,
            distribution: _,
            date: _,
            original_language: _,
            edited: _,
        } = &mut self.identity;
        let identity =
            [symbol, session, meeting, agenda_item, agenda_title, agenda_document, version];
        let texts = parts
            .chain(identity)
            .chain([&mut self.series, &mut self.designation])
            .flatten()
            .chain([&mut self.title])
            .chain(&mut self.keywords);
        for text in texts {
            *text = text.clone().filled(&known, diagnostics);
        }
    }
}

fn language(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Language> {
    let text = Text::read_word(node, what, diagnostics)?;
    let found = Language::from_code(&text.value);
    if found.is_none() {
        diagnostics.push(
            Diagnostic::new(
                Code::UnknownChoice,
                format!("`{}` is not a language of this engine", text.value),
            )
            .at(text.span)
            .hint(match meant_language(&text.value) {
                Some(code) => format!("write `{code}`"),
                None => "the languages are `ar`, `zh`, `en`, `fr`, `ru` and `es`".to_owned(),
            }),
        );
    }
    found
}

/// The code of a language that is written out or stands in quotation marks.
fn meant_language(written: &str) -> Option<&'static str> {
    const NAMES: [(&str, &[&str]); 6] = [
        ("ar", &["arabic", "العربية", "arabe"]),
        ("zh", &["chinese", "中文", "chinois", "cn"]),
        ("en", &["english", "anglais", "eng"]),
        ("fr", &["french", "français", "francais"]),
        ("ru", &["russian", "русский", "russe"]),
        ("es", &["spanish", "español", "espanol", "espagnol"]),
    ];
    let word = written.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let first = word.split(['-', '_']).next().unwrap_or_default();
    NAMES
        .iter()
        .find(|(code, names)| *code == first || names.contains(&word.as_str()))
        .map(|(code, _)| *code)
}

fn organization(
    fields: &mut Fields<'_>,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Organization> {
    let mut inner = fields.mapping(key, diagnostics)?;
    let organization = Organization {
        name: inner.required_text("name", diagnostics),
        acronym: inner.text("acronym", diagnostics),
        mandate: inner.text("mandate", diagnostics),
        unit: inner.text("unit", diagnostics),
        organ: inner.text("organ", diagnostics),
    };
    inner.finish(diagnostics);
    Some(organization)
}

fn identity(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Identity {
    let Some(mut inner) = fields.mapping("identity", diagnostics) else {
        return Identity::default();
    };
    let distribution = inner.word("distribution", diagnostics).and_then(|text| {
        choice(&text, &["general", "limited", "restricted"], "`distribution`", diagnostics)
    });
    let identity = Identity {
        symbol: inner.word("symbol", diagnostics),
        distribution,
        date: inner.word("date", diagnostics).and_then(|text| date::read(&text, diagnostics)),
        original_language: inner
            .optional("original-language")
            .and_then(|node| language(node, "`original-language`", diagnostics)),
        edited: inner.boolean("edited", diagnostics),
        session: inner.text("session", diagnostics),
        meeting: inner.text("meeting", diagnostics),
        agenda_item: inner.text("agenda-item", diagnostics),
        agenda_title: inner.text("agenda-title", diagnostics),
        agenda_document: inner.word("agenda-document", diagnostics),
        version: inner.text("version", diagnostics),
    };
    inner.finish(diagnostics);
    identity
}

/// Checks that a text is one of the choices.
pub(super) fn choice(
    text: &Text,
    choices: &[&str],
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    if choices.contains(&text.value.as_str()) {
        return Some(text.value.clone());
    }
    let list: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    diagnostics.push(
        Diagnostic::new(
            Code::UnknownChoice,
            format!("{what} is `{}`, but it can only be {}", text.value, list.join(" or ")),
        )
        .at(text.span)
        .did_you_mean(&text.value, choices.iter().copied()),
    );
    None
}

/// The variables, and whether these are all that the guide defines.
fn variables(
    fields: &mut Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> (IndexMap<String, Text>, bool) {
    let mut variables = IndexMap::new();
    let Some(node) = fields.optional("variables") else { return (variables, true) };
    let entries = own_keys(node, "`variables`", diagnostics);
    let known = entries.is_some();
    for entry in entries.unwrap_or_default() {
        let what = format!("the variable `{}`", entry.key);
        if let Some(text) = Text::read_short(&entry.node, &what, diagnostics) {
            check_value(&text, &what, diagnostics);
            variables.insert(entry.key.clone(), text);
        } else {
            // It is there, whatever is wrong with it: its uses are not reported too.
            let (value, span) = (String::new(), entry.key_span);
            let map = OffsetMap::new("", Span::new(span.file, 0, 0), ScalarStyle::Plain, "");
            variables.insert(entry.key.clone(), Text { value, span, map });
        }
    }
    (variables, known)
}

/// Values are set as they stand: another variable in them would be printed as typed.
fn check_value(text: &Text, what: &str, diagnostics: &mut Diagnostics) {
    let braces = text.value.find("{{").filter(|at| text.value[*at..].contains("}}"));
    match braces {
        Some(at) => diagnostics.push(
            Diagnostic::new(
                Code::UndefinedVariable,
                format!("{what} holds another variable, which would be printed as typed"),
            )
            .at(text.map.span(at..text.value.len()))
            .hint("write its value out"),
        ),
        None => markup::check_plain(&text.value, &text.map, diagnostics),
    }
}

fn cover(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> CoverImages {
    let Some(mut inner) = fields.mapping("cover", diagnostics) else {
        return CoverImages::default();
    };
    let cover = CoverImages {
        artwork: inner.word("artwork", diagnostics),
        mark: inner.word("mark", diagnostics),
    };
    inner.finish(diagnostics);
    cover
}

/// The sections that the guide lists, and whether these are all of them.
fn sections(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> (Vec<Text>, bool) {
    let mut sections: Vec<Text> = Vec::new();
    let Some(node) = fields.required("sections", diagnostics) else { return (sections, false) };
    if !matches!(node.value, Value::Sequence(_)) {
        diagnostics.push(super::text::wrong_type(node, "`sections`", "a list of section ids"));
        return (sections, false);
    }
    let mut all = true;
    for text in fields.words("sections", diagnostics) {
        if let Some(several) = several(&text) {
            diagnostics.push(several);
            all = false;
            continue;
        }
        if let Some(id) = id_of_file(&text.value) {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadId,
                    format!("`{}` is the name of a file; the guide lists ids", text.value),
                )
                .at(text.span)
                .hint(format!("write `{id}`")),
            );
            all = false;
            continue;
        }
        if !id::check_text(&text, "the id of a section", diagnostics) {
            all = false;
            continue;
        }
        if let Some(first) = sections.iter().find(|first| first.value == text.value) {
            diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateKey,
                    format!("the section `{}` is listed twice", text.value),
                )
                .at(text.span)
                .related(first.span, "first here"),
            );
            continue;
        }
        sections.push(text);
    }
    (sections, all)
}

/// The id that a file is named after: `sections/markets.yaml`.
fn id_of_file(written: &str) -> Option<&str> {
    let folder = written.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let (folder, name) = written.split_at(folder);
    let id = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(name);
    let known = ["", "sections", "sources/sections", "./sections"];
    let named = known.contains(&folder.replace('\\', "/").trim_end_matches('/'));
    (id != written && named && id::is_id(id)).then_some(id)
}

/// Ids without commas between them: `[introduction; markets]`.
fn several(text: &Text) -> Option<Diagnostic> {
    let ids: Vec<&str> =
        text.value.split([' ', ';', '|']).filter(|part| !part.is_empty()).collect();
    let sound = ids.len() > 1 && ids.iter().all(|part| id::is_id(part));
    sound.then(|| {
        Diagnostic::new(Code::BadId, format!("`{}` cannot be the id of a section", text.value))
            .at(text.span)
            .hint(format!("a comma stands between ids: `[{}]`", ids.join(", ")))
    })
}
