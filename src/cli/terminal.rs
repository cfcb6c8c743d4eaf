//! What is written where: results to standard output, diagnostics and progress to standard error.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
#[cfg(unix)]
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::args::{Color, Common, MessageFormat};
use crate::diagnostic::render::{self, Format, Found, Tool, visible};
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
    /// GitHub's runner reads what is written.
    in_actions: bool,
    /// Something could not be written to standard error.
    lost: AtomicBool,
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
        let lost = AtomicBool::new(false);
        let (quiet, in_actions) = (common.quiet, in_actions());
        Self { format, color, quiet, deny_warnings, interactive, way, in_actions, lost }
    }

    /// Whether standard error is a terminal.
    #[cfg(unix)]
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
        let text = visible::lines(text);
        // What goes into a file is nobody's log.
        let text = if goes_into_a_file() { text } else { self.guarded(&text).into() };
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|source| {
            let path = PathBuf::from("standard output");
            EnvironmentError { action: "cannot write to", path, source }
        })?;
        Ok(Outcome::Fine)
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
            let hidden = |severity| -> usize {
                reports.iter().map(|report| report.diagnostics.omitted(severity)).sum()
            };
            let omitted = match (hidden(Severity::Error), hidden(Severity::Warning)) {
                (0, 0) => String::new(),
                (errors, 0) | (0, errors) => format!("; {errors} of them are not shown"),
                (errors, warnings) => {
                    format!("; {errors} errors and {warnings} warnings of them are not shown")
                }
            };
            self.error_text(&format!("{}{omitted}\n", parts.join(", ")));
        }
        outcome
    }

    fn render(&self, found: &[Found<'_>], failures: &[String]) {
        let tool = Tool { name: "plenary", version: env!("CARGO_PKG_VERSION") };
        let text = render::render_all(found, failures, self.format, self.color, &tool);
        // The format of commands holds nothing but commands of ours.
        self.error_text(&if self.format == Format::Github { text } else { self.guarded(&text) });
    }

    /// A line for people who watch; nothing under `--quiet` or for machines.
    pub(super) fn remark(&self, text: &str) {
        if !self.quiet && self.format == Format::Human {
            self.error_text(&self.guarded(&visible::lines(&format!("{text}\n"))));
        }
    }

    /// The environment failed.
    pub(super) fn failure(&self, error: &EnvironmentError) {
        self.render(&[], &[error.to_string()]);
    }

    /// The command line is wrong in a way that the argument parser does not see. Said in words, as
    /// the parser does, whatever the format of messages.
    pub(super) fn usage(&self, message: &str) -> Outcome {
        self.error_text(&self.guarded(&format!("error: {}\n", visible::line(message))));
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

    /// How the command ends: what was found and could not be told is a failure of the machine.
    pub(super) fn ends(&self, outcome: Outcome) -> Outcome {
        if self.lost.load(Ordering::Relaxed) { Outcome::Failed } else { outcome }
    }

    fn guarded(&self, text: &str) -> String {
        if self.in_actions { visible::without_commands(text).into_owned() } else { text.to_owned() }
    }

    fn error_text(&self, text: &str) {
        // If standard error is gone there is nobody left to tell, but the exit code.
        let is_told = match &self.way {
            Way::Here => std::io::stderr().lock().write_all(text.as_bytes()).is_ok(),
            #[cfg(unix)]
            Way::Parent(link) => link.tell(text).is_ok(),
        };
        if !is_told {
            self.lost.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether GitHub's runner reads what is written.
fn in_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some()
}

/// A text for people without commands of GitHub's runner, where that is who reads it.
pub(super) fn guarded(text: &str) -> String {
    if in_actions() { visible::without_commands(text).into_owned() } else { text.to_owned() }
}

/// Whether standard output is a regular file.
#[cfg(unix)]
fn goes_into_a_file() -> bool {
    use std::os::fd::AsFd as _;
    let file = std::io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from);
    file.and_then(|file| file.metadata()).is_ok_and(|metadata| metadata.is_file())
}

#[cfg(not(unix))]
fn goes_into_a_file() -> bool {
    false
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
