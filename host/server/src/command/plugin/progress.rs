//! Says what takes a while: a turning sign where a person watches, a line where a log does.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal as _;
use std::time::Duration;

/// How often the sign turns.
const TICK: Duration = Duration::from_millis(120);

/// A step under way; it ends with the value.
pub struct Step(Option<ProgressBar>);

impl Step {
    /// Starts a step of unknown length.
    pub fn start(what: impl Into<String>) -> Self {
        let what = what.into();
        if !std::io::stderr().is_terminal() {
            eprintln!("  {what}");
            return Step(None);
        }
        let bar = ProgressBar::new_spinner().with_message(what);
        bar.enable_steady_tick(TICK);
        Step(Some(bar))
    }

    /// Starts a step of so many things.
    pub fn of(what: impl Into<String>, total: usize) -> Self {
        let what = what.into();
        if !std::io::stderr().is_terminal() {
            eprintln!("  {what}: {total}");
            return Step(None);
        }
        let style = ProgressStyle::with_template("  {msg} [{bar:32}] {human_pos}/{human_len}");
        let bar = ProgressBar::new(total as u64).with_message(what);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Step(Some(bar))
    }

    /// So many more are done.
    pub fn add(&self, count: usize) {
        if let Some(bar) = &self.0 {
            bar.inc(count as u64);
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
