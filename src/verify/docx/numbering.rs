//! Word's lists: the number that Word would show before each paragraph.
//!
//! Counts as ECMA-376 Part 1, 17.9 says and Word does: the instances of one definition share its
//! counters, and an instance with a start override sets them when it is first used.

use std::collections::{BTreeMap, BTreeSet};

use super::styles::Indents;
use super::xml::Element;
use crate::verify::figures::{letters, roman};

/// Levels that lists have.
const LEVELS: usize = 9;

/// A level of a definition.
#[derive(Clone, Debug, Default)]
struct Level {
    start: usize,
    format: String,
    text: String,
    /// Style whose paragraphs stand on this level.
    style: Option<String>,
    /// The level whose use restarts this one, from 1; 0 for none; absent for any higher one.
    restart: Option<usize>,
    legal: bool,
    indents: Indents,
}

#[derive(Clone, Debug, Default)]
struct Definition {
    levels: BTreeMap<usize, Level>,
    /// A numbering style that stands for this definition.
    link: Option<String>,
    /// The numbering style that this definition is.
    defines: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Instance {
    definition: String,
    starts: BTreeMap<usize, usize>,
    levels: BTreeMap<usize, Level>,
}

/// The lists of a document and how far they have counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<String, Definition>,
    instances: BTreeMap<String, Instance>,
    counters: BTreeMap<String, [Option<usize>; LEVELS]>,
    used: BTreeSet<String>,
}

impl Numbering {
    pub(super) fn read(root: &Element) -> Self {
        let mut numbering = Self::default();
        for element in root.elements() {
            match element.name.as_str() {
                "w:abstractNum" => {
                    let id = element.attribute("w:abstractNumId").unwrap_or_default();
                    numbering.definitions.insert(id.to_owned(), Definition::read(element));
                }
                "w:num" => {
                    let id = element.attribute("w:numId").unwrap_or_default();
                    numbering.instances.insert(id.to_owned(), Instance::read(element));
                }
                _ => {}
            }
        }
        numbering
    }

    /// The level on which a definition puts the paragraphs of a style.
    pub(super) fn level_of_style(&self, instance: &str, style: &str) -> Option<usize> {
        let (_, definition) = self.definition(instance)?;
        definition
            .levels
            .iter()
            .find(|(_, level)| level.style.as_deref() == Some(style))
            .map(|(depth, _)| *depth)
    }

    /// How far a level of an instance sets its paragraphs in.
    pub(super) fn indents(&self, instance: &str, depth: usize) -> Indents {
        let own = self.instances.get(instance).and_then(|own| own.levels.get(&depth));
        let level =
            own.or_else(|| self.definition(instance).and_then(|(_, all)| all.levels.get(&depth)));
        level.map(|level| level.indents).unwrap_or_default()
    }

    /// Counts a paragraph and returns its label; none for `w:numId` 0 and unknown instances.
    pub(super) fn count(&mut self, instance_id: &str, depth: usize) -> Option<String> {
        let depth = depth.min(LEVELS - 1);
        let instance = self.instances.get(instance_id)?.clone();
        let (definition_id, definition) = self.definition(instance_id)?;
        let (definition_id, definition) = (definition_id.to_owned(), definition.clone());
        let level = |depth: usize| {
            let own = instance.levels.get(&depth).or_else(|| definition.levels.get(&depth));
            own.cloned().unwrap_or_default()
        };
        let start =
            |depth: usize| instance.starts.get(&depth).copied().unwrap_or(level(depth).start);

        let counters = self.counters.entry(definition_id).or_insert([None; LEVELS]);
        if self.used.insert(instance_id.to_owned()) {
            for depth in instance.starts.keys().filter(|depth| **depth < LEVELS) {
                counters[*depth] = None;
            }
        }
        let count = counters[depth].map_or(start(depth), |count| count.saturating_add(1));
        counters[depth] = Some(count);
        for (deeper, counter) in counters.iter_mut().enumerate().skip(depth + 1) {
            let restarts = level(deeper).restart.is_none_or(|restart| depth < restart);
            if restarts {
                *counter = None;
            }
        }
        let shown = level(depth);
        if matches!(shown.format.as_str(), "bullet") {
            return Some(shown.text);
        }
        let mut label = shown.text.clone();
        for (place, counter) in counters.iter_mut().enumerate().take(depth + 1) {
            let sign = format!("%{}", place + 1);
            if label.contains(&sign) {
                let count = *counter.get_or_insert_with(|| start(place));
                let format = level(place).format;
                let format = if shown.legal { "decimal" } else { format.as_str() };
                label = label.replace(&sign, &figures(format, count));
            }
        }
        Some(label)
    }

    /// The definition of an instance, through the numbering style it may be linked to.
    fn definition(&self, instance: &str) -> Option<(&str, &Definition)> {
        let id = &self.instances.get(instance)?.definition;
        let (id, definition) = self.definitions.get_key_value(id)?;
        let linked = definition.link.as_ref().and_then(|link| {
            self.definitions.iter().find(|(_, other)| other.defines.as_ref() == Some(link))
        });
        let (id, definition) = linked.unwrap_or((id, definition));
        Some((id.as_str(), definition))
    }
}

impl Definition {
    fn read(element: &Element) -> Self {
        Self {
            levels: element.elements().filter_map(Level::read).collect(),
            link: element.child_value("w:numStyleLink").map(str::to_owned),
            defines: element.child_value("w:styleLink").map(str::to_owned),
        }
    }
}

impl Instance {
    fn read(element: &Element) -> Self {
        let mut instance = Self {
            definition: element.child_value("w:abstractNumId").unwrap_or_default().to_owned(),
            ..Self::default()
        };
        for change in element.elements().filter(|child| child.name == "w:lvlOverride") {
            let Some(depth) = change.number("w:ilvl") else { continue };
            let start = change.child("w:startOverride").and_then(|start| start.number("w:val"));
            instance.starts.extend(start.map(|start| (depth, start)));
            instance.levels.extend(change.child("w:lvl").and_then(Level::read));
        }
        instance
    }
}

impl Level {
    fn read(element: &Element) -> Option<(usize, Self)> {
        let depth = (element.name == "w:lvl").then(|| element.number("w:ilvl"))??;
        let number = |name: &str| element.child(name).and_then(|child| child.number("w:val"));
        let level = Self {
            start: number("w:start").unwrap_or(0),
            format: element.child_value("w:numFmt").unwrap_or("decimal").to_owned(),
            text: element.child_value("w:lvlText").unwrap_or_default().to_owned(),
            style: element.child_value("w:pStyle").map(str::to_owned),
            restart: number("w:lvlRestart"),
            legal: element.is_on("w:isLgl"),
            indents: Indents::read(element.child("w:pPr")),
        };
        Some((depth, level))
    }
}

/// A count in one of Word's formats (ECMA-376 Part 1, 17.18.59).
pub(super) fn figures(format: &str, count: usize) -> String {
    match format {
        "lowerLetter" => letters(count),
        "upperLetter" => letters(count).to_uppercase(),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "decimalZero" => format!("{count:02}"),
        "none" => String::new(),
        "arabicAlpha" => alphabet("أبتثجحخدذرزسشصضطظعغفقكلمنهوي", count),
        "arabicAbjad" => alphabet("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ", count),
        "russianLower" => alphabet("абвгдежзиклмнопрстуфхцчшщэюя", count),
        "russianUpper" => alphabet("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ", count),
        "ideographTraditional" => alphabet("甲乙丙丁戊己庚辛壬癸", count),
        "chineseCounting" | "chineseCountingThousand" | "ideographDigital" => chinese(count),
        _ => count.to_string(),
    }
}

fn alphabet(letters: &str, count: usize) -> String {
    let Some(index) = count.checked_sub(1) else { return String::new() };
    let size = letters.chars().count().max(1);
    let letter = letters.chars().nth(index % size).map(String::from).unwrap_or_default();
    letter.repeat((index / size + 1).min(100))
}

/// Chinese numerals up to 99; lists do not go further.
fn chinese(count: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match count {
        0 => "〇".to_owned(),
        1..=99 => {
            let (tens, ones) = (count / 10, DIGITS[count % 10]);
            match tens {
                0 => ones.to_owned(),
                1 => format!("十{ones}"),
                _ => format!("{}十{ones}", DIGITS[tens]),
            }
        }
        _ => count.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::docx::xml::parse;

    fn numbering() -> Numbering {
        let source = br#"<w:numbering
            xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
            <w:abstractNum w:abstractNumId="0">
              <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
              <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:pStyle w:val="Sub"/><w:lvlText w:val="%1(%2)"/></w:lvl>
            </w:abstractNum>
            <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#x2022;"/></w:lvl></w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
            <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
            <w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>
        </w:numbering>"#;
        Numbering::read(&parse(source, "numbering").unwrap())
    }

    #[test]
    fn instances_share_counters_until_one_overrides_the_start() {
        let mut numbering = numbering();
        let mut count = |id: &str, depth| numbering.count(id, depth).unwrap_or_default();
        assert_eq!(
            [count("1", 0), count("1", 0), count("1", 1), count("1", 1)],
            ["1.", "2.", "2(a)", "2(b)"]
        );
        assert_eq!([count("1", 0), count("1", 1)], ["3.", "3(a)"]);
        assert_eq!([count("2", 0), count("2", 0)], ["1.", "2."]);
        assert_eq!([count("3", 0), count("1", 0), count("3", 0)], ["7.", "8.", "9."]);
        assert_eq!([count("4", 0), count("0", 0)], ["•", ""]);
        assert_eq!(numbering.level_of_style("1", "Sub"), Some(1));
    }
}
