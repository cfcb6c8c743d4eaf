//! Line ends inside paragraphs: a space, or nothing between Chinese characters.

use crate::document::visit::{block_and_children_mut, inlines_mut, own_inlines_mut};
use crate::document::{Block, Inline, InlineKind};

/// Joins the lines of every text in a block.
pub(super) fn join_in_block(block: &mut Block) {
    block_and_children_mut(block, &mut |block| {
        own_inlines_mut(block, &mut |inlines| join(inlines));
    });
}

/// Joins the lines of every text among inlines.
pub(super) fn join(inlines: &mut [Inline]) {
    inlines_mut(inlines, &mut |inline| {
        if let InlineKind::Text(text) = &mut inline.kind
            && text.contains('\n')
        {
            *text = join_lines(text);
        }
    });
}

fn join_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\n') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        joined.push_str(before);
        let tight = joined.chars().next_back().is_some_and(is_chinese)
            && after.chars().next().is_some_and(is_chinese);
        if !tight {
            joined.push(' ');
        }
        rest = after;
    }
    joined.push_str(rest);
    joined
}

/// Han characters, Chinese punctuation and full-width forms, which are set without word spaces.
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_join_by_script() {
        assert_eq!(join_lines("one\ntwo"), "one two");
        assert_eq!(join_lines("麻醉\n药品"), "麻醉药品");
        assert_eq!(join_lines("报告\nUNODC"), "报告 UNODC");
    }
}
