//! What is written where: results to standard output, diagnostics and progress to standard error.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::args::{Color, Common, MessageFormat};
use crate::diagnostic::render::{self, Format, Tool};
use crate::diagnostic::{Diagnostics, Severity, SourceMap};
use crate::project::EnvironmentError;

/// The two streams and how to write on them.
pub(super) struct Terminal {
    format: Format,
    color: bool,
    quiet: bool,
    deny_warnings: bool,
    interactive: bool,
}

impl Terminal {
    pub(super) fn new(common: &Common) -> Self {
        let interactive = std::io::stderr().is_terminal();
        let color = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => interactive && std::env::var_os("NO_COLOR").is_none(),
        };
        let format = match common.message_format {
            MessageFormat::Human => Format::Human,
            MessageFormat::Json => Format::Json,
            MessageFormat::Github => Format::Github,
            MessageFormat::Sarif => Format::Sarif,
        };
        let deny_warnings = common.deny_warnings;
        Self { format, color, quiet: common.quiet, deny_warnings, interactive }
    }

    /// Writes a verb's result to standard output.
    pub(super) fn result(text: &str) -> Result<Outcome, EnvironmentError> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            // A reader that has seen enough, such as `head`, is no failure.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Outcome::Fine),
            Err(source) => Err(EnvironmentError {
                action: "cannot write to",
                path: PathBuf::from("standard output"),
                source,
            }),
            Ok(()) => Ok(Outcome::Fine),
        }
    }

    /// Writes diagnostics, sorted, and a closing count for people. Returns whether they stop the
    /// verb.
    pub(super) fn diagnostics(&self, found: &mut Diagnostics, sources: &SourceMap) -> bool {
        found.sort();
        let tool = Tool { name: "plenary", version: env!("CARGO_PKG_VERSION") };
        let text = render::render(found, sources, self.format, self.color, &tool);
        Self::error_text(&text);
        let errors = found.count(Severity::Error);
        let warnings = found.count(Severity::Warning);
        let stops = errors > 0 || (self.deny_warnings && warnings > 0);
        if self.format == Format::Human && errors + warnings > 0 {
            let count = |number: usize, word: &str| match number {
                0 => None,
                1 => Some(format!("1 {word}")),
                _ => Some(format!("{number} {word}s")),
            };
            let parts: Vec<_> = [count(errors, "error"), count(warnings, "warning")]
                .into_iter()
                .flatten()
                .collect();
            let omitted = match found.omitted() {
                0 => String::new(),
                omitted => format!("; {omitted} of them are not shown"),
            };
            Self::error_text(&format!("{}{omitted}\n", parts.join(", ")));
        }
        stops
    }

    /// A line for people who watch; nothing under `--quiet` or for machines.
    pub(super) fn remark(&self, text: &str) {
        if !self.quiet && self.format == Format::Human {
            Self::error_text(&format!("{text}\n"));
        }
    }

    /// The environment failed.
    pub(super) fn failure(&self, error: &EnvironmentError) {
        match self.format {
            Format::Json => Self::error_text(&format!(
                "{}\n",
                serde_json::json!({ "severity": "failure", "message": error.to_string() })
            )),
            Format::Github => Self::error_text(&format!("::error::{error}\n")),
            Format::Human | Format::Sarif => Self::error_text(&format!("failure: {error}\n")),
        }
    }

    /// Progress on a terminal, nothing in a pipe.
    pub(super) fn progress(&self) -> Progress {
        if !self.interactive || self.quiet || self.format != Format::Human {
            return Progress(None);
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(80));
        Progress(Some(bar))
    }

    fn error_text(text: &str) {
        // If standard error is gone there is nobody left to tell.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// A line that says what is being done, gone when it is done.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    pub(super) fn stage(&self, text: &str) {
        if let Some(bar) = &self.0 {
            bar.set_message(text.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
