//! Names that templates can use, for checks and for what messages suggest.

/// A function that templates call.
#[derive(Debug)]
pub(super) struct Function {
    /// Its name.
    pub(super) name: &'static str,
    /// How many values stand before its options.
    pub(super) positional: usize,
    /// Its options.
    pub(super) options: &'static [&'static str],
    /// How it is written.
    pub(super) usage: &'static str,
}

const fn function(
    name: &'static str,
    positional: usize,
    options: &'static [&'static str],
    usage: &'static str,
) -> Function {
    Function { name, positional, options, usage }
}

/// The functions of plenary.
pub(super) const FUNCTIONS: [Function; 16] = [
    function(
        "heading",
        2,
        &["style", "id", "note", "outlined"],
        "heading(level, text, style=…, id=…, note=…, outlined=…)",
    ),
    function("paragraph", 1, &["style", "id", "note"], "paragraph(text, style=…, id=…, note=…)"),
    function("bibliography", 0, &["style"], "bibliography(style=…)"),
    function("page_break", 0, &[], "page_break()"),
    function("orientation", 1, &[], "orientation(\"landscape\")"),
    function("running_title", 1, &[], "running_title(text)"),
    function("contents", 0, &["depth"], "contents(depth=…)"),
    function(
        "cover",
        0,
        &["artwork", "mark", "head", "title", "foot"],
        "cover(artwork=…, mark=…, head=…, title=…, foot=…)",
    ),
    function("box", 0, &["title", "style"], "{% call box(title=…, style=…) %}…{% endcall %}"),
    function(
        "masthead",
        0,
        &["mark", "organization", "symbol", "organ", "details"],
        "masthead(mark=…, organization=…, symbol=…, organ=…, details=…)",
    ),
    function("in_language", 2, &[], "in_language(text, \"fr\")"),
    function("programme", 0, &["columns"], "{% call programme(columns=…) %}…{% endcall %}"),
    function("programme_day", 1, &[], "{% call programme_day(text) %}…{% endcall %}"),
    function("programme_sitting", 1, &["section"], "programme_sitting(text, section=…)"),
    function("prose", 1, &["styles"], "prose(section.FIELD, styles={…})"),
    function(
        "questions",
        1,
        &["style", "group_style"],
        "questions(section.FIELD, style=…, group_style=…)",
    ),
];

/// Functions of the engine, and what `{% call %}` makes.
pub(super) const OTHER_FUNCTIONS: [&str; 8] =
    ["range", "dict", "debug", "namespace", "caller", "loop", "super", "self"];

/// The filters of plenary.
pub(super) const OWN_FILTERS: [&str; 6] =
    ["date", "masthead_date", "fill", "sentence_case", "plain", "sort"];

/// All filters.
pub(super) const FILTERS: [&str; 54] = [
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "d",
    "date",
    "default",
    "dictsort",
    "e",
    "escape",
    "fill",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "masthead_date",
    "max",
    "min",
    "plain",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "sentence_case",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
    "urlencode",
    "zip",
];

/// Tests that compare.
pub(super) const COMPARING_TESTS: [&str; 16] = [
    "eq",
    "equalto",
    "==",
    "ne",
    "!=",
    "lt",
    "lessthan",
    "<",
    "le",
    "<=",
    "gt",
    "greaterthan",
    ">",
    "ge",
    ">=",
    "in",
];

/// Parts of the guide.
pub(super) const GUIDE: [&str; 10] = [
    "id",
    "language",
    "title",
    "series",
    "designation",
    "body",
    "issuer",
    "identity",
    "cover",
    "variables",
];

/// Parts of an organization: all are texts.
pub(super) const ORGANIZATION: [&str; 5] = ["name", "acronym", "mandate", "unit", "organ"];

/// Parts of the identity that are texts.
pub(super) const IDENTITY_TEXTS: [&str; 7] =
    ["symbol", "session", "meeting", "agenda_item", "agenda_title", "agenda_document", "version"];
