//! Signs that can be told wherever they stand: half links, tags of templates, formulas.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::variables;
use super::{ADDRESS, MOST, Rest};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A sign with what to say of it.
struct Sign {
    pattern: &'static str,
    message: &'static str,
    hint: &'static str,
    /// Whether it is one in plain text too.
    in_plain: bool,
}

/// The group of a pattern that matched, if it has any, is what is shown.
const SIGNS: [Sign; 27] = [
    Sign {
        pattern: r"(?m)!?\[[^\[\]\n]*\]\([^)\n]*$",
        message: "this link is not closed and would be printed as typed",
        hint: "close the address with `)`: `[text](https://…)`",
        in_plain: true,
    },
    Sign {
        pattern: r"!?\[[^\[\]\n]*\]\([^)\n]*\)",
        message: "this link cannot be read and would be printed as typed",
        hint: "an address has no spaces: write `%20` for each, or set it between `<` and `>`",
        in_plain: true,
    },
    Sign {
        pattern: "\\][ \u{A0}]?[(（](?:\u{E003}|https?:|www\\.|section:|question:|mailto:)",
        message: "the text of this link and its address do not stand together",
        hint: "write `[text](address)` without a space and with the signs `(` and `)`",
        in_plain: true,
    },
    Sign {
        pattern: "(\\)\\[)(?:\u{E003}|https?:|section:|question:)",
        message: "the brackets of this link are the wrong way round",
        hint: "write `[text](address)`",
        in_plain: true,
    },
    Sign {
        pattern: r"\[\[[^\[\]\n]+\]\]",
        message: "double brackets are no link and would be printed as typed",
        hint: "write `[text](section:id)` or `[text](https://…)`",
        in_plain: true,
    },
    Sign {
        pattern: r"\[[^\[\]\n]+\]\[[^\[\]\n]*[^\[\]\n0-9][^\[\]\n]*\]",
        message: "this looks like a link, but no line gives its address",
        hint: "write `[text](https://…)`, or `\\[` for the bracket itself",
        in_plain: true,
    },
    Sign {
        pattern: r"!?\[\^|\[\s*(?:see\s)?@",
        message: "this mark of a note cannot be read and would be printed as typed",
        hint: "a note is marked `[^id]`, a source `[@key, p. 5]`",
        in_plain: true,
    },
    Sign {
        pattern: "`",
        message: "a backtick has no second one and would be printed as typed",
        hint: "close the code with a backtick, or write `’` for an apostrophe",
        in_plain: true,
    },
    Sign {
        pattern: r"(?m)^:{3,}",
        message: "there are no blocks between `:::`: the signs would be printed as typed",
        hint: "boxed text is written `> [!box] Title`, each line with `>`",
        in_plain: true,
    },
    Sign {
        pattern: r"\{%|\{#[^}\n]*#\}|<%",
        message: "tags of templates cannot stand in text",
        hint: "leave it out; a variable is written `{{ name }}`",
        in_plain: true,
    },
    Sign {
        pattern: r"~~",
        message: "text cannot be struck out: the signs would be printed as typed",
        hint: "leave the struck words out",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:^|[^=\w])(==[^=\s](?:[^=\n]*[^=\s])?==)",
        message: "text cannot be highlighted: the signs would be printed as typed",
        hint: "write `**text**` for bold",
        in_plain: true,
    },
    Sign {
        pattern: r"\$\$|(?:^|[^\w$])(\$[^\s\d$](?:[^$\n]*[^\s$])?\$)(?:[^\d\w]|$)",
        message: "there are no formulas: the signs would be printed as typed",
        hint: "write the formula as text, with characters such as `×`, `²` and `₂`",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:[\w)](\^[^\s^\[\]]{1,12}\^|~[^\s~]{1,12}~)|\p{L}[.,;]?(\^\d{1,2})\b)",
        message: "text is not raised or lowered by signs: they would be printed as typed",
        hint: "write the raised or lowered character itself, such as `²` or `₂`",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:^|[^+\w])(\+\+[^+\s](?:[^+\n]*[^+\s])?\+\+)(?:[^+\w]|$)",
        message: "text cannot be marked as inserted: the signs would be printed as typed",
        hint: "leave the signs out",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:^|[^\w:])(:(?:[a-z]+_)*[a-z]{2,}:)(?:[^\w:]|$)",
        message: "names of pictures between colons would be printed as typed",
        hint: "leave it out",
        in_plain: true,
    },
    Sign {
        pattern: r"\[/?(?:b|i|u|s|url|img|quote|color|size|list)(?:=[^\]\n]*)?\]",
        message: "tags in square brackets would be printed as typed",
        hint: "write `**text**` for bold, `*text*` for emphasis, `[text](https://…)` for a link",
        in_plain: true,
    },
    Sign {
        pattern: r"(?m)^(?:!!!|\?\?\?\+?)\s+[a-z]+",
        message: "this is no box: the line would be printed as typed",
        hint: "boxed text is written `> [!box] Title`, each line with `>`",
        in_plain: true,
    },
    Sign {
        pattern: r"(?m)^\.\. [a-z-]+::",
        message: "there are no directives: the line would be printed as typed",
        hint: "boxed text is written `> [!box] Title`, an image `![](image:key)`",
        in_plain: true,
    },
    Sign {
        pattern: r"(?im)^\[?\[(?:toc|_toc_)\]\]?$",
        message: "this line would be printed as typed",
        hint: "leave it out: the template places the contents",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:^|[^{\w\\\]])([$%]?\{\s*[A-Za-z][\w-]*\s*\}|\{ \{ ?[A-Za-z][\w-]* ?\} ?\})(?:[^}]|$)",
        message: "what stands in single braces is no variable and would be printed as typed",
        hint: "a variable is written `{{ name }}`",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:^|[^\]])(\{[.#:]\s?[A-Za-z][^}\n]*\})",
        message: "there are no attributes: the signs would be printed as typed",
        hint: "leave it out",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:^|[^\]])(\{\s*lang)",
        message: "this language is said of no words",
        hint: "write the words in brackets directly before it: `[texte]{lang=fr}`",
        in_plain: true,
    },
    Sign {
        pattern: r"\\(?:begin|end|cite|footnote|textbf|textit|emph|section|subsection|item|ref|label|newpage|pagebreak|newline|clearpage)\b",
        message: "commands of TeX would be printed as typed",
        hint: "leave it out and write Markdown",
        in_plain: true,
    },
    Sign {
        pattern: r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-z]{2,}\d*);",
        message: "this stands for no character and would be printed as typed",
        hint: "write the character itself",
        in_plain: true,
    },
    Sign {
        pattern: r"<!--|</?(?:a|b|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|span|strong|sub|sup|table|td|th|tr|u|ul)(?:\s[^<>\n]*)?/?>",
        message: "HTML would be printed as typed",
        hint: "leave it out",
        in_plain: true,
    },
    Sign {
        pattern: r"(?:https?|ftp)://[^\s\x00-\x2F]",
        message: "this address is printed, but is no link",
        hint: "write all of it between `<` and `>`",
        in_plain: false,
    },
];

static PATTERNS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| SIGNS.iter().map(|sign| Regex::new(sign.pattern).ok()).collect());

pub(super) fn check(rest: &Rest<'_>, diagnostics: &mut Diagnostics) {
    let mut taken: Vec<Range<usize>> = Vec::new();
    for (sign, pattern) in SIGNS.iter().zip(PATTERNS.iter()) {
        let Some(pattern) = pattern.as_ref().filter(|_| sign.in_plain || !rest.is_plain()) else {
            continue;
        };
        let mut last = 0;
        for found in pattern.captures_iter(&rest.text) {
            let Some(whole) = found.get(1).or_else(|| found.get(2)).or_else(|| found.get(0)) else {
                continue;
            };
            let whole = whole.range();
            // Of two signs that stand for a beginning and an end one is enough.
            let again = last > 0 && matches!(sign.pattern, "`" | "~~" | r"(?m)^:{3,}");
            last += 1;
            if diagnostics.iter().len() > MOST {
                return;
            }
            if again && last % 2 == 0
                || taken.iter().any(|other| other.start < whole.end && whole.start < other.end)
            {
                continue;
            }
            taken.push(whole.clone());
            diagnostics.push(rest.finding(&shown(&rest.text, &whole), sign.message, sign.hint));
        }
    }
    language_spans(rest, diagnostics);
    braces(rest, diagnostics);
    if let Some(text) = rest.text.trim_end().strip_suffix('\\') {
        diagnostics.push(rest.finding(
            &(text.len()..text.len() + 1),
            "a backslash at the end breaks no line and would be printed as typed",
            "leave it out",
        ));
    }
}

/// Of a link only what comes before its address is shown, so that stand-ins are not part of it.
fn shown(text: &str, whole: &Range<usize>) -> Range<usize> {
    let written = &text[whole.clone()];
    if let Some(at) = written.find("](") {
        return whole.start..whole.start + at + 2;
    }
    let end = written.find(ADDRESS).or_else(|| written.find("http").filter(|at| *at > 0));
    let end = end.or_else(|| written.find("://").map(|at| at + 3));
    whole.start..whole.start + end.unwrap_or(written.len())
}

/// Most bytes of what stands in braces behind brackets.
const LONGEST_TAG: usize = 200;

/// Reports `]{…}` that is no language span.
fn language_spans(rest: &Rest<'_>, diagnostics: &mut Diagnostics) {
    let opening = rest.text.find('[').unwrap_or(rest.text.len());
    for (at, _) in rest.text.match_indices("]{") {
        let after = &rest.text[at + 2..rest.text.floor_char_boundary(at + LONGEST_TAG)];
        let closed = after.find('}').is_some_and(|end| !after[..end].contains('\n'));
        let sound = after.starts_with("lang=") && closed && opening < at;
        if diagnostics.iter().len() > MOST {
            return;
        }
        if !sound {
            diagnostics.push(rest.finding(
                &(at..at + 2),
                "what stands in braces after these brackets cannot be read",
                "text in another language is written `[texte]{lang=fr}`",
            ));
        }
    }
}

/// Reports `{{ … }}` that is neither a variable nor an insert of its own, and halves of it.
fn braces(rest: &Rest<'_>, diagnostics: &mut Diagnostics) {
    let text = &rest.text;
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|found| at + found)
        && diagnostics.iter().len() <= MOST
    {
        let Some(end) = super::super::brackets::variable_end(text, open) else {
            diagnostics.push(rest.finding(
                &(open..open + 2),
                "`{{` is not closed and would be printed as typed",
                "write `{{ name }}` for a variable, or `\\{{` for the signs",
            ));
            return;
        };
        let inner = text[open + 2..end - 2].trim();
        if let Some(problem) = problem(inner, rest.is_plain()) {
            diagnostics.push(problem.at(rest.span(&(open..end))));
        }
        at = end;
    }
    if let Some(close) = text[at..].find("}}").map(|found| at + found) {
        diagnostics.push(rest.finding(
            &(close..close + 2),
            "`}}` closes nothing and would be printed as typed",
            "write `{{ name }}` for a variable, or `\\}}` for the signs",
        ));
    }
}

/// What is wrong with what stands between double braces.
fn problem(inner: &str, plain: bool) -> Option<Diagnostic> {
    if variables::is_name(inner) {
        return None;
    }
    if let Some((name, arguments)) = inner.split_once('(')
        && variables::is_name(name.trim_end())
        && arguments.ends_with(')')
    {
        let name = name.trim_end();
        let place =
            format!("write `{{{{ {name}() }}}}` in a paragraph of its own in a prose field");
        let (message, hint) = if plain {
            (format!("the insert `{name}()` cannot stand in this field"), place)
        } else if arguments.len() > 1 {
            (format!("the insert `{name}()` takes nothing between its parentheses"), place)
        } else {
            (format!("the insert `{name}()` stands in a line of text"), place)
        };
        return Some(Diagnostic::new(Code::UndefinedInsert, message).hint(hint));
    }
    Some(
        Diagnostic::new(
            Code::UndefinedVariable,
            format!("`{inner}` cannot be the name of a variable"),
        )
        .hint("names are made of Latin letters, digits, `-` and `_`: `{{ world-drug-report }}`")
        .hint("write `\\{{` for the signs themselves"),
    )
}
