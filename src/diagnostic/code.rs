//! Every code plenary can say, in one table: what it means and how severe it is.

use std::fmt;

use serde::Serialize;

use super::{Level, Severity};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal $level:ident;)+) => {
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

            /// How strictly it is taken if the guide does not say otherwise.
            #[must_use]
            pub fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)+ }
            }

            /// The variant's name, as the check's name is made from it.
            fn variant(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
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
    /// A YAML file nests too deep, holds too many values or repeats too much by aliases.
    YamlTooLarge = "PL0116" Error;
    /// A path names something that is no regular file: a folder, a pipe, a device, a link in a circle.
    NotAFile = "PL0117" Error;
    /// A project has more files, sections or bytes than plenary reads.
    ProjectTooLarge = "PL0118" Error;
    /// A text that stands in one field is longer than plenary sets.
    TextTooLong = "PL0119" Error;
    /// An edition of a guide says another language or id than its place does.
    EditionDisagrees = "PL0120" Error;
    /// A comment follows a text without quotes: what stands behind `#` is not printed.
    CommentInText = "PL0121" Warning;
    /// Paragraphs, items or rows of a prose field are joined, because its lines do not stay lines.
    FoldedProse = "PL0122" Error;
    /// A line of a short text is joined with the line above, though it looks like one of its own.
    JoinedLines = "PL0123" Warning;
    /// A text is a word that means "no value" in YAML.
    NullInText = "PL0124" Error;
    /// A text begins with a sign by which YAML takes its first word away.
    SignBeforeText = "PL0125" Error;
    /// A comma divides a text that stands in brackets or braces.
    SplitText = "PL0126" Error;
    /// A list in brackets has an item that begins in the middle of a sentence.
    SplitItem = "PL0127" Warning;
    /// A backslash in double quotes makes a blank or a control character of the letter behind it.
    BackslashInText = "PL0128" Warning;
    /// Printed quotation marks stand where those of YAML were probably meant.
    PrintedQuotes = "PL0129" Warning;
    /// Two sections stand for the same meeting.
    SameMeeting = "PL0130" Warning;
    /// A folder or link is not followed: it leads in a circle, to a folder read already, or too deep.
    LinkPassedOver = "PL0131" Warning;
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
    /// A note says Ibid. or Idem by hand.
    HandwrittenIbid = "PL0211" Warning;
    /// A table has no header or a row of the wrong length.
    BadTable = "PL0212" Error;
    /// A French text lacks the space before high punctuation or inside guillemets.
    FrenchSpacing = "PL0213" Warning;
    /// A note's mark stands on the wrong side of punctuation for the language.
    NoteMarkPlace = "PL0214" Warning;
    /// Lists, quotations and boxes are nested too deep.
    BlocksTooDeep = "PL0215" Error;
    /// Emphasis, links and language spans are nested too deep.
    InlinesTooDeep = "PL0216" Error;
    /// A table has more rows or columns than plenary sets.
    TableTooLarge = "PL0217" Error;
    /// A prose field is longer than plenary sets.
    ProseTooLong = "PL0218" Error;
    /// A word is so long that no line can hold it.
    WordTooLong = "PL0219" Error;
    /// A mark of Markdown, or of something like it, was not understood and would be printed as typed.
    LeftoverMarkup = "PL0220" Warning;
    /// The text of a note stands in the text and not under `notes`.
    NoteInText = "PL0221" Error;
    /// An address is given for links that nothing uses, or twice.
    UnusedAddress = "PL0222" Warning;
    /// A block quotation begins like a box of a kind that does not exist.
    UnknownBox = "PL0223" Error;
    /// The items of a list are typed with other numbers than are printed.
    ListNumbers = "PL0224" Warning;
    /// The mark of a note stands inside a heading and not at its end.
    NoteInHeading = "PL0225" Error;
    /// A sign that was probably meant as such is a mark to Markdown and is not printed.
    UnmeantMarkup = "PL0226" Warning;
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
    /// An SVG has more elements, nesting, path data or filters than plenary draws.
    SvgTooComplex = "PL0312" Error;
    /// An SVG holds what could act: a script, an entity, foreign content, an event handler.
    ActiveContent = "PL0313" Error;
    /// An SVG holds text that is not drawn.
    TextNotDrawn = "PL0314" Warning;
    /// The text of an SVG is in a font that is not among the pinned ones.
    FontOfImage = "PL0315" Warning;
    /// An image of the cover has words in the catalogue that a cover does not show.
    CoverImageWords = "PL0317" Warning;
    /// An SVG holds something other than text that is not drawn.
    PartNotDrawn = "PL0318" Warning;
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
    /// A tag of a template is longer than plenary compiles.
    TemplateTooLarge = "PL0408" Error;
    /// A template takes more steps or calls than plenary lets it.
    TemplateNeverEnds = "PL0409" Error;
    /// A pattern has a place that nothing fills, or lacks one that it needs.
    BadPattern = "PL0410" Error;
    /// A template compares or cuts a text of the sources as if it had its words before it.
    TextAsWords = "PL0411" Error;
    /// The theme lacks styles that documents of its template need.
    MissingStyle = "PL0412" Error;
    /// A style is used for what it is not made for.
    MisusedStyle = "PL0413" Error;
    /// What a template asks for has no effect where it stands.
    NoEffect = "PL0414" Error;
    /// Text in a template has marks that only prose knows.
    MarkupInTemplate = "PL0415" Error;
    /// A measure of the theme is beyond what can be printed.
    BadMeasure = "PL0416" Error;
    /// A template sorts one list and takes what belongs to it from another that is not sorted.
    SortedPairs = "PL0417" Warning;
    /// A section fills a field that the template prints nowhere.
    UnprintedField = "PL0420" Warning;
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
    /// The document has more pages than plenary writes.
    TooManyPages = "PL0506" Error;
    /// The document has more blocks or text than plenary sets.
    DocumentTooLarge = "PL0507" Error;
    /// A column of a table is so narrow that a word in it is divided.
    ColumnTooNarrow = "PL0510" Warning;
    /// A word is longer than a line and is divided at any letter.
    BrokenWord = "PL0511" Warning;
    /// A text of the cover has no room, in the smallest type either.
    CoverTooLong = "PL0512" Error;
    /// A running title has more lines than the head of the page has room for.
    RunningTitleTooLong = "PL0513" Error;
    /// The header rows of a table are so high that they are not repeated on each page.
    HighTableHeader = "PL0514" Warning;
    /// A text or an image stands off the sheet, so that nobody would see it.
    OffSheet = "PL0515" Error;
    /// Two texts, or a text and an image, are printed over each other.
    TextOverText = "PL0516" Error;
    /// A note stands on another page than its mark.
    NotePage = "PL0517" Warning;
    /// A figure reaches beyond its column.
    FigureOutside = "PL0518" Warning;
    /// A text reaches beyond its column, its cell or the text area.
    TextOutside = "PL0519" Warning;
    /// A written output differs from the document.
    OutputDiffers = "PL0601" Error;
    /// A written output cannot be read back.
    OutputUnreadable = "PL0602" Error;
    /// The manifest is missing, damaged or of a version that this plenary does not read.
    BadManifest = "PL0603" Error;
    /// An output that the manifest should list, or lists, is missing.
    MissingOutput = "PL0604" Error;
    /// The bytes of a file are not those that were written.
    BytesDiffer = "PL0605" Error;
    /// A source, template or font is not what it was when the outputs were built.
    SourcesChanged = "PL0606" Error;
    /// The manifest says something of an output that the output does not bear out.
    FactDiffers = "PL0607" Error;
    /// The list of checksums is missing or lists other files than the manifest.
    BadChecksums = "PL0608" Error;
    /// A file that looks like an output of a listed document is not in the manifest.
    UnlistedOutput = "PL0609" Warning;
    /// The git repository around the project cannot be read, so the manifest lacks what it knows.
    RepositoryUnreadable = "PL0610" Warning;
    /// A text or a figure of a written output stands off the sheet, or is cut off or not painted.
    OutputOffSheet = "PL0611" Error;
    /// Two texts of a written output, or a text and a figure, are printed over each other.
    OutputTextOverText = "PL0612" Error;
    /// A note of a written output stands on another page than its mark.
    OutputNotePage = "PL0613" Warning;
    /// A text of a written output stands in the room of the header, the footer or another cell.
    OutputTextOutside = "PL0614" Warning;
    /// The file that `--deps` asks for cannot carry the name of a file.
    UnwritableName = "PL0615" Error;
    /// An output has something that plenary never writes: a script, a macro, a link to another file.
    ForeignContent = "PL0616" Error;
    /// The folder of outputs has a file or a link that the manifest does not list.
    ForeignFile = "PL0617" Error;
    /// An output is not what its sources give when they are built again.
    NotReproduced = "PL0618" Error;
    /// A citation names a source that the bibliography does not have.
    UndefinedSource = "PL0701" Error;
    /// A source of the bibliography is cited nowhere.
    UnusedSource = "PL0702" Warning;
    /// A citation cannot be read.
    BadCitation = "PL0703" Error;
    /// A citation's place in its source has no known label or no number.
    UnknownLocator = "PL0704" Error;
    /// A value of the bibliography is not what its key says.
    BadSource = "PL0705" Error;
    /// A source of the bibliography lacks what its note is made of.
    IncompleteSource = "PL0706" Error;
    /// A citation stands where no note can.
    MisplacedCitation = "PL0707" Error;
    /// A document with numbered paragraphs is cited by page.
    PageOfDocument = "PL0708" Warning;
    /// A shortened reference reads like that of another source that is cited.
    AmbiguousShortReference = "PL0709" Warning;
    /// A citation or the mark of a note stands as a word of the sentence, where no number can.
    MarkAsWord = "PL0710" Warning;
    /// A hand-written note names a source of the bibliography in words of its own.
    PlainCitation = "PL0801" Warning;
    /// A note's mark is typed into the text as figures.
    TypedNoteMark = "PL0802" Warning;
    /// Notes are written in another order than their marks stand in.
    NoteOrder = "PL0803" Off;
    /// The same address is given in two forms.
    AddressForms = "PL0804" Warning;
    /// A United Nations document symbol is malformed.
    Symbol = "PL0805" Warning;
    /// The imprint of a United Nations publication differs from the rule or from another note.
    PublicationImprint = "PL0806" Warning;
    /// A discussion question stands twice.
    DuplicateQuestion = "PL0807" Warning;
    /// Two discussion questions are nearly the same.
    SimilarQuestion = "PL0808" Off;
    /// A paragraph stands twice.
    DuplicateParagraph = "PL0809" Warning;
    /// Running text has the percent sign beside the words.
    PercentSign = "PL0810" Warning;
    /// A word is spelled with -ise and with -ize.
    MixedSpelling = "PL0811" Warning;
    /// An item of a list ends with a semicolon.
    ListSemicolon = "PL0812" Warning;
    /// A heading has a single subheading.
    SingleSubheading = "PL0813" Off;
    /// A sign of the typewriter stands for one of print: straight quotation marks, a hyphen between
    /// years, three stops, two hyphens.
    TypewriterSigns = "PL0814" Warning;
    /// The work on the sources takes more memory or processor time than `--limits` allows.
    LimitPassed = "PL0901" Error;
    /// The process that does the work ended before it was done.
    WorkerDied = "PL0902" Error;
}

impl Code {
    /// Usual severity; that of a check that is off when it is turned on.
    #[must_use]
    pub fn severity(self) -> Severity {
        self.level().severity().unwrap_or(Severity::Warning)
    }

    /// Its name in words: `unused-image`.
    #[must_use]
    pub fn name(self) -> String {
        let mut name = String::new();
        for character in self.variant().chars() {
            if character.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(character.to_ascii_lowercase());
        }
        name
    }

    /// The name under which `checks:` in guide.yaml sets its level. None for what is always an
    /// error, since nothing could be built.
    #[must_use]
    pub fn check(self) -> Option<String> {
        (self.level() != Level::Error).then(|| self.name())
    }

    /// Every check with its code, in the order of the codes.
    pub fn checks() -> impl Iterator<Item = (String, Self)> {
        Self::ALL.iter().filter_map(|code| code.check().map(|name| (name, *code)))
    }
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

    #[test]
    fn what_may_be_passed_over_has_a_name() {
        assert_eq!(Code::HandwrittenIbid.check().as_deref(), Some("handwritten-ibid"));
        assert_eq!(Code::Symbol.check().as_deref(), Some("symbol"));
        assert_eq!(Code::MissingAlt.check(), None);
        let names: std::collections::BTreeSet<String> =
            Code::checks().map(|(name, _)| name).collect();
        assert_eq!(names.len(), Code::checks().count());
        for code in Code::ALL {
            assert_eq!(code.check().is_none(), code.level() == Level::Error, "{code}");
        }
    }
}
