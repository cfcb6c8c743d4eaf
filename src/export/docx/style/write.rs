//! `styles.xml`: defaults, latent styles, Word's four defaults, and every style of the sheet.

use super::latent::{latent_styles, rank};
use super::name::WordName;
use super::properties::{
    Leading, ParagraphTraits, difference, paragraph_properties, run_properties,
};
use super::table::margins;
use super::{CharacterEntry, Entry, NORMAL, ParagraphEntry, StyleSheet, normal_look};
use crate::document::Language;
use crate::export::docx::package::names::W;
use crate::export::docx::xml::Element;
use crate::theme::Length;

/// Properties of a style, total, for the styles that are based on it.
struct Total {
    paragraph: Vec<Element>,
    run: Vec<Element>,
}

impl StyleSheet<'_> {
    /// `styles.xml`
    pub(in crate::export::docx) fn to_element(&self, language: Language) -> Element {
        let mut root = Element::new("w:styles")
            .attr("xmlns:w", W)
            .child(self.defaults(language))
            .child(latent_styles())
            .child(self.normal(language))
            .child(default_character())
            .child(default_table())
            .child(no_list())
            .child(table_grid());
        for entry in self.entries.values() {
            root = root.child(match entry {
                Entry::Paragraph(entry) => self.paragraph_element(entry),
                Entry::Character(entry) => self.character_element(entry),
                Entry::Table(look) => look.to_element(),
            });
        }
        root
    }

    fn defaults(&self, language: Language) -> Element {
        let look = self.plain_look();
        let wanted = ["w:rFonts", "w:sz", "w:szCs"];
        let run = Element::new("w:rPr")
            .children(
                run_properties(&look, &self.fonts)
                    .into_iter()
                    .filter(|element| wanted.contains(&element.name.as_ref())),
            )
            .child(language_defaults(language));
        Element::new("w:docDefaults")
            .child(Element::new("w:rPrDefault").child(run))
            .child(Element::new("w:pPrDefault"))
    }

    fn normal(&self, language: Language) -> Element {
        let look = self.plain_look();
        let mut paragraph = Element::new("w:pPr").child(Element::new("w:widowControl"));
        if !look.hyphenate {
            paragraph = paragraph.child(Element::new("w:suppressAutoHyphens"));
        }
        if self.right_to_left {
            paragraph = paragraph.child(Element::new("w:bidi"));
        }
        let paragraph = paragraph.child(
            Element::new("w:spacing")
                .attr("w:before", 0)
                .attr("w:after", 0)
                .attr("w:line", 240)
                .attr("w:lineRule", "auto"),
        );
        let mut run = Element::new("w:rPr").child(Element::val("w:color", look.color.hex()));
        if matches!(language, Language::Ar | Language::Zh) {
            // Latin words in the text are names and titles: were they taken for Chinese, lines
            // could break anywhere in them.
            run = run.child(Element::val("w:lang", Language::En.tag()));
        }
        Element::new("w:style")
            .attr("w:type", "paragraph")
            .attr("w:default", 1)
            .attr("w:styleId", NORMAL)
            .child(Element::val("w:name", NORMAL))
            .child(Element::new("w:qFormat"))
            .child(paragraph)
            .child(run)
    }

    fn paragraph_element(&self, entry: &ParagraphEntry) -> Element {
        let own = self.total(entry);
        let base = self.total_of(&entry.based_on);
        let next = entry.next.as_ref().filter(|next| **next != entry.name.id);
        let mut style =
            head("paragraph", &entry.name).child(Element::val("w:basedOn", &entry.based_on));
        if let Some(next) = next {
            style = style.child(Element::val("w:next", next));
        }
        style = rank_of(style, &entry.name);
        let paragraph = difference(own.paragraph, &base.paragraph);
        let run = difference(own.run, &base.run);
        if !paragraph.is_empty() {
            style = style.child(Element::new("w:pPr").children(paragraph));
        }
        if !run.is_empty() {
            style = style.child(Element::new("w:rPr").children(run));
        }
        style
    }

    fn total(&self, entry: &ParagraphEntry) -> Total {
        Total {
            paragraph: paragraph_properties(
                &entry.look,
                ParagraphTraits {
                    leading: entry.leading,
                    number: entry.number,
                    outline: entry.look.outline_level,
                    leader_tab: entry.leader_tab,
                    right_to_left: self.right_to_left,
                },
            ),
            run: run_properties(&entry.look, &self.fonts),
        }
    }

    fn total_of(&self, id: &str) -> Total {
        if let Some(Entry::Paragraph(entry)) = self.entries.get(id) {
            return self.total(entry);
        }
        let look = normal_look(self.theme.style("body"));
        Total {
            paragraph: paragraph_properties(
                &look,
                ParagraphTraits {
                    leading: Leading::Automatic,
                    number: None,
                    outline: None,
                    leader_tab: None,
                    right_to_left: self.right_to_left,
                },
            ),
            run: run_properties(&look, &self.fonts),
        }
    }

    fn character_element(&self, entry: &CharacterEntry) -> Element {
        let body = run_properties(self.theme.style("body"), &self.fonts);
        let mut run: Vec<Element> = Vec::new();
        for part in &entry.parts {
            let mut own = difference(run_properties(self.theme.style(part), &self.fonts), &body);
            own.extend(extra_run_properties(part));
            // The size of a raised mark follows from the text's: Word scales it itself.
            own.retain(|element| {
                part != "note-mark" || !matches!(element.name.as_ref(), "w:sz" | "w:szCs")
            });
            for element in own {
                run.retain(|known| known.name != element.name);
                run.push(element);
            }
        }
        run.sort_by_key(|element| {
            crate::export::docx::package::order::position("w:rPr", &element.name)
        });
        let style =
            head("character", &entry.name).child(Element::val("w:basedOn", "DefaultParagraphFont"));
        let style = rank_of(style, &entry.name);
        if run.is_empty() { style } else { style.child(Element::new("w:rPr").children(run)) }
    }
}

/// What a character style has by its nature, whatever the theme says.
fn extra_run_properties(theme_name: &str) -> Vec<Element> {
    match theme_name {
        "note-mark" => vec![Element::val("w:vertAlign", "superscript")],
        "code" => vec![Element::new("w:noProof")],
        _ => Vec::new(),
    }
}

fn head(kind: &str, name: &WordName) -> Element {
    let style = Element::new("w:style").attr("w:type", kind);
    let style = if name.built_in { style } else { style.attr("w:customStyle", 1) };
    style.attr("w:styleId", &name.id).child(Element::val("w:name", &name.name))
}

fn rank_of(style: Element, name: &WordName) -> Element {
    let (priority, quick) = rank(&name.name);
    let style = style.child(Element::val("w:uiPriority", priority));
    if quick { style.child(Element::new("w:qFormat")) } else { style }
}

/// `w:lang` of the whole document. The first attribute is the document's language also in Arabic
/// and Chinese, so that readers which look at no other find it.
fn language_defaults(language: Language) -> Element {
    let east_asian = if language == Language::Zh { language.tag() } else { "zh-CN".to_owned() };
    let complex = if language == Language::Ar { language.tag() } else { "ar-SA".to_owned() };
    Element::val("w:lang", language.tag()).attr("w:eastAsia", east_asian).attr("w:bidi", complex)
}

fn default_character() -> Element {
    Element::new("w:style")
        .attr("w:type", "character")
        .attr("w:default", 1)
        .attr("w:styleId", "DefaultParagraphFont")
        .child(Element::val("w:name", "Default Paragraph Font"))
        .child(Element::val("w:uiPriority", 1))
        .child(Element::new("w:semiHidden"))
        .child(Element::new("w:unhideWhenUsed"))
}

fn default_table() -> Element {
    let indent = Element::new("w:tblInd").attr("w:w", 0).attr("w:type", "dxa");
    Element::new("w:style")
        .attr("w:type", "table")
        .attr("w:default", 1)
        .attr("w:styleId", "TableNormal")
        .child(Element::val("w:name", "Normal Table"))
        .child(Element::val("w:uiPriority", 99))
        .child(Element::new("w:semiHidden"))
        .child(Element::new("w:unhideWhenUsed"))
        .child(Element::new("w:tblPr").child(indent).child(margins([
            Length::pt(0.0),
            Length::pt(5.4),
            Length::pt(0.0),
            Length::pt(5.4),
        ])))
}

fn no_list() -> Element {
    Element::new("w:style")
        .attr("w:type", "numbering")
        .attr("w:default", 1)
        .attr("w:styleId", "NoList")
        .child(Element::val("w:name", "No List"))
        .child(Element::val("w:uiPriority", 99))
        .child(Element::new("w:semiHidden"))
        .child(Element::new("w:unhideWhenUsed"))
}

fn table_grid() -> Element {
    let line = |name: &'static str| {
        Element::val(name, "single").attr("w:sz", 4).attr("w:space", 0).attr("w:color", "auto")
    };
    let borders = Element::new("w:tblBorders")
        .children(["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"].map(line));
    Element::new("w:style")
        .attr("w:type", "table")
        .attr("w:styleId", "TableGrid")
        .child(Element::val("w:name", "Table Grid"))
        .child(Element::val("w:basedOn", "TableNormal"))
        .child(Element::val("w:uiPriority", 59))
        .child(Element::new("w:tblPr").child(borders))
}
