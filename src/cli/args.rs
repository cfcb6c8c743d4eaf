//! What was typed: the command line as plain data. What it means is decided in the verbs.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Build discussion guides from sectioned YAML sources: the official PDF and the translators' DOCX.
#[derive(Debug, Parser)]
#[command(
    name = "plenary",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Exit codes: 0 fine; 1 the sources have errors, or verify found a difference; 2 wrong usage; \
3 the environment failed."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// Options of every verb.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The project folder, which holds `sources`
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub(super) project: PathBuf,
    /// How diagnostics are written to standard error
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = MessageFormat::Human)]
    pub(super) message_format: MessageFormat,
    /// Whether messages are coloured
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(super) color: Color,
    /// Say nothing but errors and warnings
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Say more: the time of each stage
    #[arg(long, short, global = true)]
    pub(super) verbose: bool,
    /// Treat warnings as errors
    #[arg(long, global = true)]
    pub(super) deny_warnings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// For people
    Human,
    /// One JSON object per line
    Json,
    /// GitHub workflow commands
    Github,
    /// SARIF 2.1.0
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Build the guide
    Build(BuildArguments),
    /// Report every problem and write nothing
    Check,
    /// Show what a stage of the build holds
    Show(ShowArguments),
    /// Show the contents with page and note numbers
    Outline(OutlineArguments),
    /// List the sources with the notes that cite them
    References(ReferencesArguments),
    /// Read the written PDF and DOCX back and compare them with the sources
    Verify(VerifyArguments),
    /// Print a JSON Schema (draft-07) for the files of this project
    Schema(SchemaArguments),
    /// Make a small new project that builds
    Init(InitArguments),
    /// List the fonts found and what they cover
    Fonts,
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    /// The formats to write
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMATS", default_values_t = [OutputFormat::Pdf, OutputFormat::Docx])]
    pub(super) format: Vec<OutputFormat>,
    /// The folder to write to [default: `build` in the project]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Also write the files this build depends on, as a makefile rule or (FILE.json) as JSON
    #[arg(long, value_name = "FILE")]
    pub(super) deps: Option<PathBuf>,
    /// Date of the outputs, in seconds since 1970 UTC [default: `SOURCE_DATE_EPOCH`, else the guide's date]
    #[arg(long, value_name = "SECONDS")]
    pub(super) timestamp: Option<i64>,
    /// Standards that the PDF conforms to, all at once [default: a-2a,ua-1]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STANDARDS")]
    pub(super) pdf_standard: Vec<PdfStandard>,
    /// Read the outputs back and compare them with the sources
    #[arg(long)]
    pub(super) verify: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// The official PDF
    Pdf,
    /// The translators' DOCX
    Docx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PdfStandard {
    /// PDF/UA-1
    #[value(name = "ua-1")]
    Ua1,
    /// PDF/A-2a
    #[value(name = "a-2a")]
    A2a,
    /// PDF/A-2b
    #[value(name = "a-2b")]
    A2b,
    /// PDF/A-2u
    #[value(name = "a-2u")]
    A2u,
    /// PDF/A-3a
    #[value(name = "a-3a")]
    A3a,
    /// PDF/A-3b
    #[value(name = "a-3b")]
    A3b,
    /// PDF/A-4
    #[value(name = "a-4")]
    A4,
    /// Plain PDF 1.7
    #[value(name = "1.7")]
    V17,
    /// Plain PDF 2.0
    #[value(name = "2.0")]
    V20,
}

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// The stage
    #[arg(long, value_enum, value_name = "STAGE")]
    pub(super) stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// The sources as they were read, as JSON
    Source,
    /// The document tree, as JSON
    Document,
    /// The theme with its resolved styles, as JSON
    Theme,
    /// The document as plain text
    Text,
    /// The Typst source that the PDF is set from
    Typst,
}

#[derive(Debug, Args)]
pub(super) struct OutlineArguments {
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReferencesArguments {
    /// How the list is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ReportFormat::Text)]
    pub(super) format: ReportFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// The folder with the outputs [default: `build` in the project]
    pub(super) folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// The kind of file
    #[arg(value_enum)]
    pub(super) file: SchemaFile,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaFile {
    /// guide.yaml
    Guide,
    /// sections/ID.yaml
    Section,
    /// images.yaml
    Images,
    /// references.yaml
    References,
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The folder to make; it must be empty or missing
    pub(super) folder: PathBuf,
    /// The template to use
    #[arg(long, value_name = "NAME", default_value = "un-guide")]
    pub(super) template: String,
}
