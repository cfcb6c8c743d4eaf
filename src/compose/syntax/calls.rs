//! Calls of functions: which exist, what they take, which styles they need.

use minijinja::machinery::ast::{Call, CallArg, Expr, Spanned};

use super::types::Type;
use super::{Walk, listed};
use crate::compose::names::{self, Function};
use crate::diagnostic::{Code, closest};
use crate::template::marks::marks_of_prose;

impl<'a> Walk<'_, 'a> {
    pub(super) fn call(&mut self, call: &Spanned<Call<'a>>) -> Type {
        let kinds = self.arguments(&call.args);
        let Expr::Var(name) = &call.expr else {
            self.expression(&call.expr);
            return Type::Other;
        };
        if let Some(known) = self.macros.get_mut(name.id) {
            for (index, kind) in kinds.into_iter().enumerate() {
                match known.get_mut(index) {
                    Some(before) if *before == Type::Other => *before = kind,
                    Some(_) => {}
                    None => known.push(kind),
                }
            }
            return Type::Other;
        }
        let Some(function) = names::FUNCTIONS.iter().find(|function| function.name == name.id)
        else {
            let own = self.scopes.iter().any(|scope| scope.contains_key(name.id));
            if !own && !names::OTHER_FUNCTIONS.contains(&name.id) {
                let known = names::FUNCTIONS.iter().map(|function| function.name);
                let hint = closest(name.id, known.clone()).map_or_else(
                    || format!("the functions are {}", listed(&known.collect::<Vec<_>>())),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("there is no function `{}`", name.id);
                self.report(Code::TemplateFailed, call.span(), message, Some(hint));
            }
            return Type::Other;
        };
        self.function(function, call, &kinds);
        if function.name == "in_language" { Type::Text } else { Type::Other }
    }

    fn function(&mut self, function: &Function, call: &Spanned<Call<'a>>, kinds: &[Type]) {
        self.needed_styles(function.name, call);
        for (index, (argument, kind)) in call.args.iter().zip(kinds).enumerate() {
            match argument {
                CallArg::Kwarg(name, value) => {
                    if !function.options.contains(name) && *name != "caller" {
                        let hint = closest(name, function.options.iter().copied()).map_or_else(
                            || format!("write `{}`", function.usage),
                            |near| format!("did you mean `{near}`?"),
                        );
                        let message = format!("`{}` takes no `{name}`", function.name);
                        self.report(Code::TemplateFailed, value.span(), message, Some(hint));
                    }
                    self.template_text(value);
                }
                CallArg::Pos(value) => {
                    if function.name == "heading"
                        && index == 0
                        && (*kind == Type::Text
                            || value.as_const().is_some_and(|it| it.as_str().is_some()))
                    {
                        let message =
                            "the level of a heading is a number from 1 to 4, and comes first"
                                .to_owned();
                        let hint = format!("write `{}`", function.usage);
                        self.report(Code::TemplateFailed, value.span(), message, Some(hint));
                    }
                    self.template_text(value);
                }
                CallArg::PosSplat(_) | CallArg::KwargSplat(_) => {}
            }
        }
        let positional =
            call.args.iter().filter(|argument| matches!(argument, CallArg::Pos(_))).count();
        if positional != function.positional {
            let message = match (function.positional, positional) {
                (0, _) => format!("`{}` takes options by name only", function.name),
                (1, 0) => format!("`{}` needs a value", function.name),
                (wanted, found) => format!(
                    "`{}` takes {wanted} {} without a name, not {found}",
                    function.name,
                    if wanted == 1 { "value" } else { "values" }
                ),
            };
            let hint = format!("write `{}`", function.usage);
            self.report(Code::TemplateFailed, call.span(), message, Some(hint));
        }
    }

    /// Reports styles that a function sets its blocks in and the theme lacks.
    fn needed_styles(&mut self, function: &str, call: &Spanned<Call<'a>>) {
        let option = |wanted: &str| {
            call.args.iter().find_map(|argument| match argument {
                CallArg::Kwarg(name, value) if *name == wanted => Some(value),
                _ => None,
            })
        };
        let mut needed: Vec<&str> = match function {
            "contents" => {
                let depth = option("depth").map_or(Some(1), |depth| {
                    depth.as_const().and_then(|depth| usize::try_from(depth).ok())
                });
                let levels = ["contents-1", "contents-2", "contents-3"];
                levels[..depth.unwrap_or(levels.len()).clamp(1, levels.len())].to_vec()
            }
            "programme" => vec!["programme", "programme-day", "programme-sitting"],
            "bibliography" if option("style").is_none() => vec!["reference"],
            "questions" => {
                let question = option("style").is_none().then_some("question");
                let group = option("group_style").is_none().then_some("question-group");
                question.into_iter().chain(group).collect()
            }
            "box" => {
                let style = option("style").and_then(Expr::as_const);
                self.frame(style.as_ref().and_then(|style| style.as_str()), call);
                option("title").map(|_| "box-title").into_iter().collect()
            }
            _ => return,
        };
        needed.retain(|name| !self.template.theme.styles.contains_key(*name));
        if !needed.is_empty() {
            let lacks = if needed.len() == 1 { "style" } else { "styles" };
            let message = format!("`{function}()` needs the {lacks} {}", listed(&needed));
            let hint = "add what is missing below `styles:` in theme.yaml".to_owned();
            self.report(Code::MissingStyle, call.span(), message, Some(hint));
        }
    }

    /// Reports a style of a box that has neither fill nor rules.
    fn frame(&mut self, style: Option<&str>, call: &Spanned<Call<'a>>) {
        let Some(name) = style else { return };
        let found = self.template.theme.styles.get(name);
        if found.is_some_and(|style| !style.has_frame()) {
            let message =
                format!("a box needs a style with `fill` or `rules`, and `{name}` has neither");
            self.report(Code::MisusedStyle, call.span(), message, None);
        }
    }

    /// Reports marks that only prose knows, in words that a template itself has.
    fn template_text(&mut self, value: &Expr<'a>) {
        match value {
            Expr::Const(found) => {
                let Some(text) = found.value.as_str() else { return };
                if let Some((what, hint)) = marks_of_prose(text) {
                    self.report(Code::MarkupInTemplate, found.span(), what, Some(hint));
                }
            }
            Expr::BinOp(inner) => {
                self.template_text(&inner.left);
                self.template_text(&inner.right);
            }
            Expr::IfExpr(inner) => {
                self.template_text(&inner.true_expr);
                if let Some(other) = &inner.false_expr {
                    self.template_text(other);
                }
            }
            _ => {}
        }
    }
}
