//! The `citations` table of a template: which repeats are shortened, and where that starts anew.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::fields::Fields;
use crate::source::text::Text;

/// How a template wants its references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether *Ibid.* is used.
    pub ibid: bool,
    /// Whether a source cited before is given in short.
    pub short: bool,
    /// What a section's first reference to a source may be.
    pub first_in_section: FirstInSection,
    /// When the address of a source is printed.
    pub access: Access,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            ibid: true,
            short: true,
            first_in_section: FirstInSection::Full,
            access: Access::Others,
        }
    }
}

/// What a section's first reference to a source may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstInSection {
    /// In full: each section can be read by itself.
    Full,
    /// Shortened if the source was cited before; *Ibid.* does not reach across the border.
    Short,
    /// Sections play no part.
    Ibid,
}

/// When "Available at" and the address are printed. Otherwise the title or symbol is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// For every source that has an address.
    Always,
    /// Not for documents and publications of the United Nations (UN Editorial Manual, Footnotes,
    /// IV: left out if the document is easily found).
    Others,
    /// Never.
    Never,
}

impl Policy {
    /// Reads the table.
    pub fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Self {
        let mut policy = Self::default();
        let Some(mut inner) = fields.mapping("citations", diagnostics) else { return policy };
        if inner.optional("repeat").is_some() {
            policy.ibid = false;
            policy.short = false;
            for device in inner.words("repeat", diagnostics) {
                match device.value.as_str() {
                    "ibid" => policy.ibid = true,
                    "short" => policy.short = true,
                    "full" => {}
                    _ => diagnostics.push(unknown(&device, &["ibid", "short", "full"])),
                }
            }
        }
        if let Some(text) = inner.word("first-in-section", diagnostics) {
            match text.value.as_str() {
                "full" => policy.first_in_section = FirstInSection::Full,
                "short" => policy.first_in_section = FirstInSection::Short,
                "ibid" => policy.first_in_section = FirstInSection::Ibid,
                _ => diagnostics.push(unknown(&text, &["full", "short", "ibid"])),
            }
        }
        if let Some(text) = inner.word("available-at", diagnostics) {
            match text.value.as_str() {
                "always" => policy.access = Access::Always,
                "others" => policy.access = Access::Others,
                "never" => policy.access = Access::Never,
                _ => diagnostics.push(unknown(&text, &["always", "others", "never"])),
            }
        }
        inner.finish(diagnostics);
        policy
    }
}

fn unknown(text: &Text, choices: &[&str]) -> Diagnostic {
    Diagnostic::new(
        Code::UnknownChoice,
        format!("`{}` is not one of {}", text.value, choices.join(", ")),
    )
    .at(text.span)
    .did_you_mean(&text.value, choices.iter().copied())
}
