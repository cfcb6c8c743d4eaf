//! What was typed: the command line as plain data. What it means is decided in the verbs.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::worker::Limits;

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
    /// The project folder, which holds `sources` [default: this folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) project: Vec<PathBuf>,
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
    /// What the work on each document may take at most, such as `memory=2G,time=60s` (time of the
    /// processor)
    #[arg(long, global = true, value_name = "LIMITS", default_value_t)]
    pub(super) limits: Limits,
    /// Whether the work is done behind a wall: in a process that reads the project and nothing else
    #[arg(long, global = true, value_enum, value_name = "WALL", default_value_t = Wall::Auto)]
    pub(super) wall: Wall,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Wall {
    /// Of what the system offers; `--verbose` says what it does not
    Auto,
    /// Whole, or not at all: exit code 3 where the system does not offer all of it
    Full,
    /// In this process, without a wall and without limits
    Off,
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
    /// Build guides
    Build(BuildArguments),
    /// Report every problem and write nothing
    Check(CheckArguments),
    /// Show what a stage of the build holds
    Show(ShowArguments),
    /// Show the contents with page and note numbers
    Outline(OutlineArguments),
    /// List the sources with the notes that cite them
    References(ReferencesArguments),
    /// Check the manifest and every byte of the outputs, and compare them with the sources
    Verify(VerifyArguments),
    /// Print a JSON Schema (draft-07) of a file or of messages
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

/// Which documents a verb is about.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// Project folders, beside those of `--project` [default: this folder]
    #[arg(value_name = "PROJECT")]
    pub(super) projects: Vec<PathBuf>,
    /// Language editions, or `all` [default: the original]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LANGUAGES")]
    pub(super) lang: Vec<LanguageChoice>,
    /// How many documents are worked on at once [default: as many as there are cores]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LanguageChoice {
    /// The original and every edition
    All,
    /// Arabic
    Ar,
    /// Chinese
    Zh,
    /// English
    En,
    /// French
    Fr,
    /// Russian
    Ru,
    /// Spanish
    Es,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) selection: Selection,
}

#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// The formats to write
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMATS", default_values_t = [OutputFormat::Pdf, OutputFormat::Docx])]
    pub(super) format: Vec<OutputFormat>,
    /// The folder to write all outputs to [default: `build` in each project]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Also write the files this build depends on, as makefile rules or (FILE.json) as JSON
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
    /// A language edition [default: the original]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub(super) lang: Option<LanguageChoice>,
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
    #[command(flatten)]
    pub(super) selection: Selection,
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
    /// Do not build the outputs again where their sources are there, to compare every byte
    #[arg(long)]
    pub(super) no_rebuild: bool,
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
    /// manifest.json, which `build` writes
    Manifest,
    /// A line of `--message-format json`
    Message,
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The folder to make; it must be empty or missing
    pub(super) folder: PathBuf,
    /// The template to use
    #[arg(long, value_name = "NAME", default_value = "un-guide")]
    pub(super) template: String,
}
