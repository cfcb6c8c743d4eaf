//! How items are set in: paragraphs in quotations, lists in lists, paragraphs under list items.
//!
//! The tree knows no lengths. What lies in something must stand further in than what is round it.

use super::super::reading::{Item, ItemKind};
use super::Comparison;
use super::normal::normal_text;
use super::report::{Report, expected_name, page, quote};

impl Comparison<'_> {
    /// Compares how an expected item and the found one are set in.
    pub(super) fn setting(&self, left: usize, right: usize, report: &mut Report) {
        let (expected, found) = (&self.expected.items[left], &self.found.items[right]);
        let (want, have) = (&expected.setting, &found.setting);
        if !matches!(found.kind, ItemKind::Paragraph | ItemKind::ListItem { .. }) {
            return;
        }
        let (name, page) = (expected_name(expected), page(&found.place));
        let text = quote(&normal_text(&expected.text.plain));
        let mut add = |message: String| {
            report.add("setting", expected.place.origin, format!("{name} {message}{page}: {text}"));
        };
        // In a DOCX a paragraph under a list item has the look of its list, in a quotation too.
        let by_indents = found.setting.indents.is_some();
        if let (Some(want), Some(have)) = (want.quotations, have.quotations)
            && !(by_indents && expected.setting.listed && have == 0)
        {
            // Indents tell one quotation from none.
            let most = if by_indents { 1 } else { usize::MAX };
            let want = want.min(most);
            if want != have {
                add(match (want, have) {
                    (0, _) => "is set as a quotation and should not be".to_owned(),
                    (_, 0) => "is not set as a quotation".to_owned(),
                    _ => format!("lies in {have} quotations, expected {want}"),
                });
                return;
            }
        }
        let Some(start) = found.setting.indents.map(|[start, _]| start) else { return };
        if let Some((around, further)) = self.around(left)
            && let Some([outer, _]) = around.setting.indents
            && (start < outer || further && start == outer)
        {
            let around = quote(&normal_text(&around.text.plain));
            add(if further {
                format!("stands no further in than {around}, in which it lies")
            } else {
                format!("stands further out than {around}, to which it belongs")
            });
        }
    }

    /// The found item that an expected one lies in, and whether it must stand further in.
    fn around(&self, left: usize) -> Option<(&Item, bool)> {
        let item = &self.expected.items[left];
        let quotations = item.setting.quotations?;
        let (depth, further) = match item.kind {
            ItemKind::ListItem { depth, .. } => (depth.checked_sub(1)?, true),
            ItemKind::Paragraph => (item.setting.lists, false),
            _ => return None,
        };
        let before = self.expected.items.get(..left)?;
        let mut before = before.iter().enumerate().rev();
        if depth > 0 {
            let is_list = |other: &Item| matches!(other.kind, ItemKind::ListItem { depth: found, .. } if found == depth);
            let (index, list) = before.find(|(_, other)| is_list(other))?;
            let found = self.found_at.get(index).copied().flatten()?;
            let same = list.setting.quotations == Some(quotations);
            return Some((self.found.items.get(found)?, further || !same));
        }
        // A quotation in a quotation stands further in than the words of the outer one before it.
        let outer = quotations.checked_sub(1).filter(|outer| *outer > 0)?;
        let same = |other: &Item| {
            other.kind == ItemKind::Paragraph && other.setting.lists == item.setting.lists
        };
        let (index, other) = before
            .filter(|(_, other)| same(other))
            .find(|(_, other)| other.setting.quotations.is_none_or(|count| count < quotations))?;
        let found = self.found_at.get(index).copied().flatten()?;
        (other.setting.quotations == Some(outer) && item.kind == ItemKind::Paragraph)
            .then_some((self.found.items.get(found)?, true))
    }
}
