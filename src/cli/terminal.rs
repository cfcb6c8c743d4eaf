//! What is written where: results to standard output, diagnostics and progress to standard error.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
#[cfg(unix)]
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::args::{Color, Common, MessageFormat};
use crate::diagnostic::render::{self, Format, Found, Tool};
use crate::diagnostic::{Diagnostics, Severity, SourceMap};
use crate::project::EnvironmentError;
use crate::release::{Here, Publisher};
#[cfg(unix)]
use crate::worker::{Link, Said};

/// What there is to say about one document.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) diagnostics: Diagnostics,
    pub(super) sources: SourceMap,
    /// What the machine failed at.
    pub(super) failure: Option<String>,
}

impl Report {
    pub(super) fn new(diagnostics: Diagnostics, sources: &SourceMap) -> Self {
        Self { diagnostics, sources: sources.clone(), failure: None }
    }

    pub(super) fn failed(failure: String) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }
}

/// The two streams and how to write on them.
pub(super) struct Terminal {
    format: Format,
    color: bool,
    quiet: bool,
    deny_warnings: bool,
    interactive: bool,
    way: Way,
}

/// How text gets to standard error and files to their places.
enum Way {
    /// By this process.
    Here,
    /// By the parent of this process.
    #[cfg(unix)]
    Parent(Arc<Link>),
}

impl Terminal {
    /// The terminal of this process.
    pub(super) fn new(common: &Common) -> Self {
        Self::with(common, std::io::stderr().is_terminal(), Way::Here)
    }

    /// The terminal of a worker, which its parent writes on.
    #[cfg(unix)]
    pub(super) fn of_parent(common: &Common, interactive: bool, link: Arc<Link>) -> Self {
        Self::with(common, interactive, Way::Parent(link))
    }

    fn with(common: &Common, interactive: bool, way: Way) -> Self {
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
        Self { format, color, quiet: common.quiet, deny_warnings, interactive, way }
    }

    /// Whether standard error is a terminal.
    pub(super) fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Who writes outputs.
    pub(super) fn publisher(&self) -> &dyn Publisher {
        match &self.way {
            Way::Here => &Here,
            #[cfg(unix)]
            Way::Parent(link) => &**link,
        }
    }

    /// Writes a verb's result to standard output.
    pub(super) fn result(&self, text: &str) -> Result<Outcome, EnvironmentError> {
        #[cfg(unix)]
        if let Way::Parent(link) = &self.way {
            link.wait_for_reader()?;
        }
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
        let mut report = [Report::new(std::mem::take(found), sources)];
        let outcome = self.reports(&mut report);
        let [report] = report;
        *found = report.diagnostics;
        outcome != Outcome::Fine
    }

    /// Whether diagnostics keep their document from being written.
    pub(super) fn stops(&self, found: &Diagnostics) -> bool {
        found.has_errors() || (self.deny_warnings && found.count(Severity::Warning) > 0)
    }

    /// Writes what there is to say about each document, in order, each sorted by itself. Returns
    /// how the worst of them ended.
    pub(super) fn reports(&self, reports: &mut [Report]) -> Outcome {
        let mut outcome = Outcome::Fine;
        let (mut errors, mut warnings) = (0, 0);
        for report in reports.iter_mut() {
            report.diagnostics.sort();
            errors += report.diagnostics.count(Severity::Error);
            warnings += report.diagnostics.count(Severity::Warning);
            let own = match &report.failure {
                Some(_) => Outcome::Failed,
                None if self.stops(&report.diagnostics) => Outcome::Findings,
                None => Outcome::Fine,
            };
            outcome = outcome.max(own);
        }
        let found: Vec<Found<'_>> = reports
            .iter()
            .map(|report| Found { diagnostics: &report.diagnostics, sources: &report.sources })
            .collect();
        let failures: Vec<String> =
            reports.iter().filter_map(|report| report.failure.clone()).collect();
        self.render(&found, &failures);
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
            let hidden: usize = reports.iter().map(|report| report.diagnostics.omitted()).sum();
            let omitted = match hidden {
                0 => String::new(),
                omitted => format!("; {omitted} of them are not shown"),
            };
            self.error_text(&format!("{}{omitted}\n", parts.join(", ")));
        }
        outcome
    }

    fn render(&self, found: &[Found<'_>], failures: &[String]) {
        let tool = Tool { name: "plenary", version: env!("CARGO_PKG_VERSION") };
        self.error_text(&render::render_all(found, failures, self.format, self.color, &tool));
    }

    /// A line for people who watch; nothing under `--quiet` or for machines.
    pub(super) fn remark(&self, text: &str) {
        if !self.quiet && self.format == Format::Human {
            self.error_text(&format!("{text}\n"));
        }
    }

    /// The environment failed.
    pub(super) fn failure(&self, error: &EnvironmentError) {
        self.render(&[], &[error.to_string()]);
    }

    /// The command line is wrong in a way that the argument parser does not see. Said in words, as
    /// the parser does, whatever the format of messages.
    pub(super) fn usage(&self, message: &str) -> Outcome {
        self.error_text(&format!("error: {message}\n"));
        Outcome::Usage
    }

    /// Progress on a terminal, nothing in a pipe.
    pub(super) fn progress(&self) -> Progress {
        match &self.way {
            Way::Here => {
                let bar = self.bar();
                if let Some(bar) = &bar {
                    bar.enable_steady_tick(TICK);
                }
                Progress::Here(bar)
            }
            #[cfg(unix)]
            Way::Parent(link) => Progress::Parent(Arc::clone(link)),
        }
    }

    /// A line on a terminal; none in a pipe.
    fn bar(&self) -> Option<ProgressBar> {
        if !self.interactive || self.quiet || self.format != Format::Human {
            return None;
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Some(bar)
    }

    fn error_text(&self, text: &str) {
        // If standard error is gone there is nobody left to tell.
        match &self.way {
            Way::Here => drop(std::io::stderr().lock().write_all(text.as_bytes())),
            #[cfg(unix)]
            Way::Parent(link) => drop(link.tell(text)),
        }
    }
}

/// How often the line of progress moves.
const TICK: Duration = Duration::from_millis(80);

/// A line that says what is being done, gone when it is done.
pub(super) enum Progress {
    /// Drawn by this process.
    Here(Option<ProgressBar>),
    /// Drawn by the parent, which also names the stage if this process dies.
    #[cfg(unix)]
    Parent(Arc<Link>),
}

impl Progress {
    pub(super) fn stage(&self, text: &str) {
        match self {
            Self::Here(Some(bar)) => bar.set_message(text.to_owned()),
            Self::Here(None) => {}
            #[cfg(unix)]
            Self::Parent(link) => link.say(&Said::Stage(text.to_owned())),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Self::Here(Some(bar)) = self {
            bar.finish_and_clear();
        }
    }
}

/// Shows what a worker does and says.
#[cfg(unix)]
pub(super) struct Watcher<'a> {
    terminal: &'a Terminal,
    bar: Option<ProgressBar>,
    moved: std::time::Instant,
}

#[cfg(unix)]
impl<'a> Watcher<'a> {
    pub(super) fn new(terminal: &'a Terminal) -> Self {
        Self { terminal, bar: None, moved: std::time::Instant::now() }
    }
}

#[cfg(unix)]
impl crate::worker::Listener for Watcher<'_> {
    fn stage(&mut self, text: &str) {
        if self.bar.is_none() {
            self.bar = self.terminal.bar();
        }
        if let Some(bar) = &self.bar {
            bar.set_message(text.to_owned());
        }
    }

    fn tick(&mut self) {
        // Moved from here, so that no thread is needed for it.
        if let Some(bar) = self.bar.as_ref().filter(|_| self.moved.elapsed() >= TICK) {
            bar.tick();
            self.moved = std::time::Instant::now();
        }
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn tell(&mut self, text: &str) -> std::io::Result<()> {
        self.clear();
        std::io::stderr().lock().write_all(text.as_bytes())
    }
}
