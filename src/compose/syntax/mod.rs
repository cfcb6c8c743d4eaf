//! Mistakes that can be seen in a template before it runs: names that do not exist, arguments in
//! the wrong order, texts compared as words, marks of prose in template text.
//!
//! All of them are found at once, also in branches that the guide at hand does not take.

mod calls;
mod types;

use std::collections::BTreeMap;

use minijinja::machinery::ast::{
    BinOp, BinOpKind, CallArg, Compare, CompareOpKind, Expr, Filter, GetAttr, GetItem, Macro,
    Spanned, Stmt,
};
use minijinja::machinery::{self, Span as TagSpan};

use self::types::{Type, list_of};
use super::{names, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, closest};
use crate::template::{Kind, Template};

/// Checks every file of a template. Whether nothing was found.
pub(super) fn check(template: &Template, diagnostics: &mut Diagnostics) -> bool {
    let mut found = Diagnostics::new();
    for (name, (file, text)) in &template.files {
        // What cannot be parsed is reported when the engine compiles it.
        let parsed = machinery::parse(text, name, minijinja::syntax::SyntaxConfig::default());
        let Ok(Stmt::Template(parsed)) = parsed else { continue };
        let mut walk = Walk {
            template,
            kinds: template.kinds.values().filter(|kind| kind.file == *name).collect(),
            file: *file,
            scopes: vec![globals()],
            macros: BTreeMap::new(),
            bodies: Vec::new(),
            reordered: Vec::new(),
            diagnostics: &mut found,
        };
        walk.statements(&parsed.children);
        walk.macro_bodies();
    }
    let sound = !found.has_errors();
    diagnostics.absorb(found);
    sound
}

fn globals() -> BTreeMap<String, Type> {
    let list = Type::List(Box::new(Type::Section));
    [
        ("section", Type::Section),
        ("sections", list),
        ("guide", Type::Guide),
        ("strings", Type::Strings),
        ("masthead_strings", Type::Strings),
    ]
    .into_iter()
    .map(|(name, kind)| (name.to_owned(), kind))
    .collect()
}

struct Walk<'t, 'a> {
    template: &'t Template,
    /// Kinds that the file composes; none for parts, inserts and what they include.
    kinds: Vec<&'t Kind>,
    file: FileId,
    scopes: Vec<BTreeMap<String, Type>>,
    /// What is known of the arguments of macros from their calls.
    macros: BTreeMap<String, Vec<Type>>,
    bodies: Vec<&'a Spanned<Macro<'a>>>,
    /// Whether each loop round the place goes over a list in another order than its own.
    reordered: Vec<bool>,
    diagnostics: &'t mut Diagnostics,
}

impl<'a> Walk<'_, 'a> {
    fn place(&self, span: TagSpan) -> Span {
        let offset = |at: u32| usize::try_from(at).unwrap_or_default();
        Span::new(self.file, offset(span.start_offset), offset(span.end_offset))
    }

    fn report(&mut self, code: Code, span: TagSpan, message: String, hint: Option<String>) {
        let diagnostic = Diagnostic::new(code, message).at(self.place(span));
        self.diagnostics.push(match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        });
    }

    fn set(&mut self, target: &Expr<'a>, kind: Type) {
        if let (Expr::Var(name), Some(scope)) = (target, self.scopes.last_mut()) {
            // What may be a text in one branch is taken for one.
            let known = scope.get(name.id) == Some(&Type::Text);
            scope.insert(name.id.to_owned(), if known { Type::Text } else { kind });
        }
    }

    fn statements(&mut self, statements: &'a [Stmt<'a>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'a Stmt<'a>) {
        match statement {
            Stmt::Template(inner) => self.statements(&inner.children),
            Stmt::EmitExpr(inner) => {
                self.expression(&inner.expr);
            }
            Stmt::ForLoop(inner) => {
                let list = self.expression(&inner.iter);
                let item = match list {
                    Type::List(item) => *item,
                    _ => Type::Other,
                };
                self.scopes.push(BTreeMap::new());
                self.set(&inner.target, item);
                if let Some(filter) = &inner.filter_expr {
                    self.expression(filter);
                }
                self.reordered.push(is_reordered(&inner.iter));
                self.statements(&inner.body);
                self.reordered.pop();
                self.scopes.pop();
                self.statements(&inner.else_body);
            }
            Stmt::IfCond(inner) => {
                self.expression(&inner.expr);
                self.statements(&inner.true_body);
                self.statements(&inner.false_body);
            }
            Stmt::WithBlock(inner) => {
                self.scopes.push(BTreeMap::new());
                for (target, value) in &inner.assignments {
                    let kind = self.expression(value);
                    self.set(target, kind);
                }
                self.statements(&inner.body);
                self.scopes.pop();
            }
            Stmt::Set(inner) => {
                let kind = self.expression(&inner.expr);
                self.set(&inner.target, kind);
            }
            Stmt::SetBlock(inner) => {
                self.statements(&inner.body);
                self.set(&inner.target, Type::Other);
            }
            Stmt::AutoEscape(inner) => self.statements(&inner.body),
            Stmt::FilterBlock(inner) => self.statements(&inner.body),
            Stmt::Block(inner) => self.statements(&inner.body),
            Stmt::Macro(inner) => {
                self.macros.entry(inner.name.to_owned()).or_default();
                self.bodies.push(inner);
            }
            Stmt::CallBlock(inner) => {
                self.call(&inner.call);
                self.statements(&inner.macro_decl.body);
            }
            Stmt::Do(inner) => {
                self.call(&inner.call);
            }
            Stmt::FromImport(inner) => {
                for (name, alias) in &inner.names {
                    if let Expr::Var(name) = alias.as_ref().unwrap_or(name) {
                        self.macros.entry(name.id.to_owned()).or_default();
                    }
                }
            }
            Stmt::EmitRaw(_) | Stmt::Extends(_) | Stmt::Include(_) | Stmt::Import(_) => {}
        }
    }

    /// The bodies of macros, with what calls have shown of their arguments.
    fn macro_bodies(&mut self) {
        for found in std::mem::take(&mut self.bodies) {
            let known = self.macros.get(found.name).cloned().unwrap_or_default();
            self.scopes.push(BTreeMap::new());
            for (index, argument) in found.args.iter().enumerate() {
                let kind = known.get(index).cloned().unwrap_or(Type::Other);
                self.set(argument, kind);
            }
            self.statements(&found.body);
            self.scopes.pop();
        }
    }

    fn expression(&mut self, expression: &Expr<'a>) -> Type {
        match expression {
            Expr::Var(name) => {
                let found = self.scopes.iter().rev().find_map(|scope| scope.get(name.id));
                found.cloned().unwrap_or(Type::Other)
            }
            Expr::Const(_) => Type::Other,
            Expr::Slice(slice) => {
                let kind = self.expression(&slice.expr);
                for part in [&slice.start, &slice.stop, &slice.step].into_iter().flatten() {
                    self.expression(part);
                }
                if kind == Type::Text {
                    self.as_words(slice.span(), "cut", "… | plain");
                }
                kind
            }
            Expr::UnaryOp(inner) => {
                self.expression(&inner.expr);
                Type::Other
            }
            Expr::BinOp(inner) => self.operation(inner),
            Expr::Compare(inner) => self.comparison(inner),
            Expr::IfExpr(inner) => {
                self.expression(&inner.test_expr);
                let chosen = self.expression(&inner.true_expr);
                let other = inner.false_expr.as_ref().map_or(Type::Other, |it| self.expression(it));
                if other == Type::Text { other } else { chosen }
            }
            Expr::Filter(filter) => self.filter(filter),
            Expr::Test(test) => {
                // Whether a name exists is what a test may ask of one that does not.
                if !matches!(test.name, "defined" | "undefined") {
                    let kind = self.expression(&test.expr);
                    let compares = names::COMPARING_TESTS.contains(&test.name);
                    if kind == Type::Text && compares {
                        self.as_words(test.span(), "compared", "… | plain is eq(\"…\")");
                    }
                }
                self.arguments(&test.args);
                Type::Other
            }
            Expr::GetAttr(found) => self.attribute(found),
            Expr::GetItem(found) => self.item(found),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => {
                let kinds: Vec<Type> =
                    list.items.iter().map(|item| self.expression(item)).collect();
                list_of(&kinds)
            }
            Expr::Tuple(tuple) => {
                let kinds: Vec<Type> =
                    tuple.items.iter().map(|item| self.expression(item)).collect();
                list_of(&kinds)
            }
            Expr::Map(map) => {
                for part in map.keys.iter().chain(&map.values) {
                    self.expression(part);
                }
                Type::Other
            }
        }
    }

    /// `a + b`, `a == b` and the like.
    fn operation(&mut self, inner: &Spanned<BinOp<'a>>) -> Type {
        let (left, right) = (self.expression(&inner.left), self.expression(&inner.right));
        let text = left == Type::Text || right == Type::Text;
        match inner.op {
            BinOpKind::Eq
            | BinOpKind::Ne
            | BinOpKind::Lt
            | BinOpKind::Lte
            | BinOpKind::Gt
            | BinOpKind::Gte => {
                if text {
                    self.as_words(inner.span(), "compared", "… | plain == \"…\"");
                }
                Type::Other
            }
            BinOpKind::In => {
                if text || right == Type::List(Box::new(Type::Text)) {
                    self.as_words(inner.span(), "searched", "\"…\" in … | plain");
                }
                Type::Other
            }
            BinOpKind::ScAnd | BinOpKind::ScOr | BinOpKind::Concat | BinOpKind::Add => {
                if text {
                    Type::Text
                } else {
                    Type::Other
                }
            }
            BinOpKind::Sub
            | BinOpKind::Mul
            | BinOpKind::Div
            | BinOpKind::FloorDiv
            | BinOpKind::Rem
            | BinOpKind::Pow => Type::Other,
        }
    }

    /// `a < b < c`, `a in b`.
    fn comparison(&mut self, inner: &Spanned<Compare<'a>>) -> Type {
        let mut before = self.expression(&inner.expr);
        for operation in &inner.ops {
            let next = self.expression(&operation.expr);
            let text = before == Type::Text || next == Type::Text;
            let within = matches!(operation.op, CompareOpKind::In | CompareOpKind::NotIn);
            if within && (text || next == Type::List(Box::new(Type::Text))) {
                self.as_words(inner.span(), "searched", "\"…\" in … | plain");
            } else if text {
                self.as_words(inner.span(), "compared", "… | plain == \"…\"");
            }
            before = next;
        }
        Type::Other
    }

    /// `a[b]`.
    fn item(&mut self, found: &Spanned<GetItem<'a>>) -> Type {
        let kind = self.expression(&found.expr);
        self.expression(&found.subscript_expr);
        let counted = counts_loop(&found.subscript_expr) && matches!(kind, Type::List(_));
        if counted && self.reordered.last() == Some(&true) && !is_reordered(&found.expr) {
            let message = "the loop goes over a sorted list, and this list is not sorted: \
                           what is taken from it belongs to something else";
            let hint = "sort neither in the template, and keep both in order in the source";
            let hint = Some(hint.to_owned());
            self.report(Code::SortedPairs, found.span(), message.to_owned(), hint);
        }
        match (kind, found.subscript_expr.as_const()) {
            (Type::Text, _) => {
                self.as_words(found.span(), "cut", "… | plain");
                Type::Other
            }
            (Type::List(item), _) => *item,
            (kind, Some(name)) => {
                let name = name.as_str().unwrap_or_default().replace('-', "_");
                self.part(&kind, &name)
            }
            (_, None) => Type::Other,
        }
    }

    fn as_words(&mut self, span: TagSpan, what: &str, write: &str) {
        let message =
            format!("a text of the sources cannot be {what} as if it had its words before it");
        let hint = format!("`plain` gives the words alone: write `{write}`");
        self.report(Code::TextAsWords, span, message, Some(hint));
    }

    fn arguments(&mut self, arguments: &[CallArg<'a>]) -> Vec<Type> {
        arguments
            .iter()
            .map(|argument| match argument {
                CallArg::Pos(value)
                | CallArg::Kwarg(_, value)
                | CallArg::PosSplat(value)
                | CallArg::KwargSplat(value) => self.expression(value),
            })
            .collect()
    }

    fn filter(&mut self, filter: &Spanned<Filter<'a>>) -> Type {
        let kind = filter.expr.as_ref().map_or(Type::Other, |inner| self.expression(inner));
        let arguments = self.arguments(&filter.args);
        let name = filter.name;
        if !names::FILTERS.contains(&name) {
            let near = closest(name, names::FILTERS.iter().copied());
            let hint = near.map_or_else(
                || format!("filters of plenary are {}", listed(&names::OWN_FILTERS)),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no filter `{name}`");
            self.report(Code::TemplateFailed, filter.span(), message, Some(hint));
            return Type::Other;
        }
        if kind == Type::Text && words::CUTTING.contains(&name) {
            let message = format!("`{name}` cannot work on a text of the sources");
            self.report(Code::TextAsWords, filter.span(), message, Some(words::remedy(name)));
            return Type::Other;
        }
        if kind == Type::List(Box::new(Type::Text)) && ["unique", "min", "max"].contains(&name) {
            let message = format!("`{name}` cannot compare texts of the sources");
            let hint = "make a list of their words first: `… | map(\"plain\")`".to_owned();
            self.report(Code::TextAsWords, filter.span(), message, Some(hint));
        }
        match (name, kind) {
            ("fill", _) if arguments.contains(&Type::Text) => Type::Text,
            ("default" | "d", kind) if kind == Type::Text || arguments.contains(&Type::Text) => {
                Type::Text
            }
            ("first" | "last", Type::List(item)) => *item,
            ("groupby", Type::List(item)) => Type::List(Box::new(Type::Group(item))),
            ("map" | "join" | "length" | "count" | "plain" | "date", _) => Type::Other,
            (_, kind) => kind,
        }
    }

    /// The type of a part of something; a name that does not exist is reported.
    fn attribute(&mut self, found: &Spanned<GetAttr<'a>>) -> Type {
        let kind = self.expression(&found.expr);
        let name = found.name;
        let (what, known) = match &kind {
            Type::Section => ("a section".to_owned(), self.section_names()),
            Type::Guide => ("the guide".to_owned(), owned(&names::GUIDE)),
            Type::Strings => {
                // Which table it is decides what it has.
                let masthead =
                    matches!(&found.expr, Expr::Var(name) if name.id == "masthead_strings");
                let table =
                    if masthead { &self.template.masthead_strings } else { &self.template.strings };
                let known: Vec<String> =
                    table.texts().keys().map(|key| key.replace('-', "_")).collect();
                if !known.iter().any(|known| known == name) {
                    let key = name.replace('_', "-");
                    let message =
                        format!("the string table of `{}` has no `{key}`", table.language().code());
                    let near = closest(name, known.iter().map(String::as_str));
                    let file =
                        format!("add `{key}: …` to strings/{}.yaml", table.language().code());
                    let hint = near
                        .map_or(file.clone(), |near| format!("did you mean `{near}`? Else {file}"));
                    self.report(Code::MissingString, found.span(), message, Some(hint));
                }
                return Type::Other;
            }
            Type::Text => {
                let message = "a text of the sources has no parts".to_owned();
                self.report(Code::TemplateFailed, found.span(), message, None);
                return Type::Other;
            }
            Type::Part(_) | Type::Variables | Type::List(_) | Type::Group(_) | Type::Other => {
                return self.part(&kind, name);
            }
        };
        if !known.iter().any(|known| known == name) {
            let near = closest(name, known.iter().map(String::as_str));
            let mut sorted: Vec<&str> = known.iter().map(String::as_str).collect();
            sorted.sort_unstable();
            let hint = near.map_or_else(
                || format!("it has {}", listed(&sorted)),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("{what} has no `{name}`");
            self.report(Code::TemplateFailed, found.span(), message, Some(hint));
            return Type::Other;
        }
        self.part(&kind, name)
    }
}

/// Whether an expression is a list in another order than the source's, or a part of it.
fn is_reordered(expression: &Expr<'_>) -> bool {
    const FILTERS: [&str; 8] =
        ["sort", "reverse", "unique", "select", "reject", "selectattr", "rejectattr", "slice"];
    match expression {
        Expr::Filter(filter) => {
            FILTERS.contains(&filter.name) || filter.expr.as_ref().is_some_and(is_reordered)
        }
        _ => false,
    }
}

/// Whether an expression is the count of the loop round it.
fn counts_loop(expression: &Expr<'_>) -> bool {
    match expression {
        Expr::GetAttr(found) => {
            matches!(&found.expr, Expr::Var(name) if name.id == "loop")
                && matches!(found.name, "index" | "index0")
        }
        Expr::BinOp(inner) => counts_loop(&inner.left) || counts_loop(&inner.right),
        _ => false,
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
