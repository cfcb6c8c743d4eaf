//! Every code plenary can say, in one table: what it means and how severe it is.

use std::fmt;

use serde::Serialize;

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal $severity:ident;)+) => {
        /// A stable diagnostic code. Codes are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// `PL0101`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Usual severity.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// What the code means.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n"),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The YAML of a file cannot be read.
    YamlSyntax = "PL0101" Error;
    /// A key is not known here.
    UnknownKey = "PL0102" Error;
    /// A value has the wrong type.
    WrongType = "PL0103" Error;
    /// A required field is missing.
    MissingField = "PL0104" Error;
    /// A key stands twice in one mapping.
    DuplicateKey = "PL0105" Error;
    /// A date is not an ISO 8601 calendar date.
    BadDate = "PL0106" Error;
    /// A section's kind is not declared by the template.
    UnknownKind = "PL0107" Error;
    /// A value is not one of the choices.
    UnknownChoice = "PL0108" Error;
    /// An id has characters that ids may not have.
    BadId = "PL0109" Error;
    /// A file that the project names is missing.
    MissingFile = "PL0110" Error;
    /// A path leaves the project.
    PathOutside = "PL0111" Error;
    /// A file is larger than plenary reads.
    FileTooLarge = "PL0112" Error;
    /// A file is not UTF-8 text.
    NotUtf8 = "PL0113" Error;
    /// A file in the project is used by nothing.
    UnusedFile = "PL0114" Warning;
    /// A text has a character that no output can carry.
    ForbiddenCharacter = "PL0115" Error;
    /// A note is referenced but not defined.
    UndefinedNote = "PL0201" Error;
    /// A note is defined but never referenced.
    UnusedNote = "PL0202" Error;
    /// A cross-reference points at nothing.
    UndefinedReference = "PL0203" Error;
    /// A variable is not defined.
    UndefinedVariable = "PL0204" Error;
    /// An insert is not defined by the template.
    UndefinedInsert = "PL0205" Error;
    /// Headings skip a level.
    HeadingSkipped = "PL0206" Error;
    /// Prose uses Markdown that plenary does not set.
    UnsupportedMarkup = "PL0207" Error;
    /// A link has no text or an address that is not http, https or mailto.
    BadLink = "PL0208" Error;
    /// A language span has a tag that is not a language tag.
    BadLanguageTag = "PL0209" Error;
    /// A citation stands in the text; citations need a bibliography.
    CitationUnavailable = "PL0210" Error;
    /// A note says Ibid. or Idem by hand.
    HandwrittenIbid = "PL0211" Warning;
    /// A table has no header or a row of the wrong length.
    BadTable = "PL0212" Error;
    /// A French text lacks the space before high punctuation or inside guillemets.
    FrenchSpacing = "PL0213" Warning;
    /// A note's mark stands on the wrong side of punctuation for the language.
    NoteMarkPlace = "PL0214" Warning;
    /// An image is used that the catalogue does not have.
    UndefinedImage = "PL0301" Error;
    /// An image has neither alternative text nor `decorative: true`.
    MissingAlt = "PL0302" Error;
    /// An image has no credit.
    MissingCredit = "PL0303" Error;
    /// An image file is broken or in a format plenary does not take.
    BrokenImage = "PL0304" Error;
    /// An image of the catalogue is used nowhere.
    UnusedImage = "PL0305" Warning;
    /// An image file refers to something outside itself.
    ExternalInImage = "PL0306" Error;
    /// A raster image has fewer than 150 pixels per inch at the size it is printed.
    LowResolution = "PL0307" Warning;
    /// An image has colours that would come out wrong: those of a press, or with a colour profile
    /// that PDF cannot carry.
    ImageColors = "PL0308" Error;
    /// A template has a mistake or cannot be run.
    TemplateFailed = "PL0401" Error;
    /// A template printed text outside of a block.
    StrayTemplateText = "PL0402" Error;
    /// A style is used that the theme does not have.
    UnknownStyle = "PL0403" Error;
    /// The theme has a mistake.
    BadTheme = "PL0404" Error;
    /// The string table of a language lacks a key.
    MissingString = "PL0405" Error;
    /// A template is not there.
    UnknownTemplate = "PL0406" Error;
    /// A character is in none of the pinned fonts.
    MissingGlyph = "PL0501" Error;
    /// A font family of the theme is not among the pinned fonts.
    MissingFont = "PL0502" Error;
    /// The typesetter refused the document.
    Typesetting = "PL0503" Error;
    /// The typesetter had a remark.
    TypesettingRemark = "PL0504" Warning;
    /// The document could not be written as DOCX.
    DocxExport = "PL0505" Error;
    /// A written output differs from the document.
    OutputDiffers = "PL0601" Error;
    /// A written output cannot be read back.
    OutputUnreadable = "PL0602" Error;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code} stands twice");
            assert!(code.explanation().ends_with('.'), "{code} is not explained");
        }
    }
}
