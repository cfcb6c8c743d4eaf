//! How many words a reading has, counted as word processors count.

use super::reading::{ItemKind, Reading};

/// The words of text and notes: runs between spaces that hold a letter or digit, and each Han
/// character by itself. Alternative texts, the contents, and the labels of lists and notes are
/// not counted.
#[must_use]
pub fn words(reading: &Reading) -> usize {
    let items = reading.items.iter().map(|item| match &item.kind {
        ItemKind::Figure | ItemKind::ContentsEntry { .. } => 0,
        ItemKind::TableRow { cells, .. } => cells.iter().map(|cell| of_text(&cell.plain)).sum(),
        ItemKind::Heading { .. }
        | ItemKind::Paragraph
        | ItemKind::NumberedParagraph { .. }
        | ItemKind::ListItem { .. }
        | ItemKind::Caption { .. } => of_text(&item.text.plain),
    });
    items.sum::<usize>() + reading.notes.iter().map(|note| of_text(&note.text.plain)).sum::<usize>()
}

fn of_text(text: &str) -> usize {
    let mut count = 0;
    for run in text.split_whitespace() {
        let mut in_word = false;
        for character in run.chars() {
            if is_han(character) {
                count += 1;
                in_word = false;
            } else if character.is_alphanumeric() && !in_word {
                count += 1;
                in_word = true;
            }
        }
    }
    count
}

/// Han characters of the basic and the first extension blocks, and those for compatibility.
fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::of_text;

    #[test]
    fn words_are_counted_as_in_a_word_processor() {
        assert_eq!(of_text("An up-to-date guide – with 3,215 words."), 6);
        assert_eq!(of_text("《2023年世界毒品报告》"), 8);
        assert_eq!(of_text(" \u{2028} "), 0);
    }
}
