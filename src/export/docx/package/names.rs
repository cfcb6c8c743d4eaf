//! Names that the parts of a package agree on: namespaces, relationship types, content types.

/// Word's own elements.
pub(in crate::export::docx) const W: &str =
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// References to relationships; also the beginning of most relationship types.
pub(in crate::export::docx) const R: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Drawings in text.
pub(in crate::export::docx) const WP: &str =
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
/// Drawings.
pub(in crate::export::docx) const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
/// Pictures.
pub(in crate::export::docx) const PIC: &str =
    "http://schemas.openxmlformats.org/drawingml/2006/picture";
/// The mark of decorative drawings.
pub(in crate::export::docx) const ADEC: &str =
    "http://schemas.microsoft.com/office/drawing/2017/decorative";
/// Vector images.
pub(in crate::export::docx) const ASVG: &str =
    "http://schemas.microsoft.com/office/drawing/2016/SVG/main";
/// Relationships of a package.
pub(super) const RELATIONSHIPS: &str =
    "http://schemas.openxmlformats.org/package/2006/relationships";
/// Content types of a package.
pub(super) const CONTENT_TYPES: &str =
    "http://schemas.openxmlformats.org/package/2006/content-types";

/// What one part is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export::docx) enum RelationshipKind {
    /// The main document of the package.
    OfficeDocument,
    /// Title, author and the like.
    CoreProperties,
    /// Properties of the application.
    ExtendedProperties,
    /// Properties of our own.
    CustomProperties,
    /// Styles.
    Styles,
    /// Lists.
    Numbering,
    /// Settings.
    Settings,
    /// Fonts by name.
    FontTable,
    /// A font file.
    Font,
    /// Notes.
    Footnotes,
    /// A header.
    Header,
    /// A footer.
    Footer,
    /// An image.
    Image,
    /// A link out of the package.
    Hyperlink,
    /// Data of our own.
    CustomXml,
    /// What that data is.
    CustomXmlProperties,
}

impl RelationshipKind {
    /// The URI of the type.
    pub(super) fn uri(self) -> String {
        let name = match self {
            Self::OfficeDocument => "officeDocument",
            Self::CoreProperties => {
                return format!("{RELATIONSHIPS}/metadata/core-properties");
            }
            Self::ExtendedProperties => "extended-properties",
            Self::CustomProperties => "custom-properties",
            Self::Styles => "styles",
            Self::Numbering => "numbering",
            Self::Settings => "settings",
            Self::FontTable => "fontTable",
            Self::Font => "font",
            Self::Footnotes => "footnotes",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Image => "image",
            Self::Hyperlink => "hyperlink",
            Self::CustomXml => "customXml",
            Self::CustomXmlProperties => "customXmlProps",
        };
        format!("{R}/{name}")
    }
}

/// What a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export::docx) enum ContentType {
    /// The main document.
    Document,
    /// Styles.
    Styles,
    /// Lists.
    Numbering,
    /// Settings.
    Settings,
    /// Fonts by name.
    FontTable,
    /// Notes.
    Footnotes,
    /// A header.
    Header,
    /// A footer.
    Footer,
    /// Title, author and the like.
    CoreProperties,
    /// Properties of the application.
    ExtendedProperties,
    /// Properties of our own.
    CustomProperties,
    /// What data of our own is.
    CustomXmlProperties,
    /// Known by the ending of the part's name.
    ByEnding,
}

impl ContentType {
    /// The media type, unless the ending of the name decides.
    pub(super) fn media_type(self) -> Option<String> {
        let wml = |name: &str| {
            Some(format!(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
            ))
        };
        let office =
            |name: &str| Some(format!("application/vnd.openxmlformats-officedocument.{name}+xml"));
        match self {
            Self::Document => wml("document.main"),
            Self::Styles => wml("styles"),
            Self::Numbering => wml("numbering"),
            Self::Settings => wml("settings"),
            Self::FontTable => wml("fontTable"),
            Self::Footnotes => wml("footnotes"),
            Self::Header => wml("header"),
            Self::Footer => wml("footer"),
            Self::CoreProperties => {
                Some("application/vnd.openxmlformats-package.core-properties+xml".to_owned())
            }
            Self::ExtendedProperties => office("extended-properties"),
            Self::CustomProperties => office("custom-properties"),
            Self::CustomXmlProperties => office("customXmlProperties"),
            Self::ByEnding => None,
        }
    }
}

/// Media types by the ending of part names.
pub(super) const BY_ENDING: [(&str, &str); 7] = [
    ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
    ("xml", "application/xml"),
    ("png", "image/png"),
    ("jpeg", "image/jpeg"),
    ("svg", "image/svg+xml"),
    ("odttf", "application/vnd.openxmlformats-officedocument.obfuscatedFont"),
    ("jpg", "image/jpeg"),
];
