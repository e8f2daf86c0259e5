//! Shows how far a step is: a bar where a person watches, a few plain lines where a log does.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Plain lines of one step: a quarter each, but only where somebody has waited.
const LINES: u64 = 4;

/// How long a step takes before it says how far it is.
const QUIET: Duration = Duration::from_secs(3);

/// A step under way.
pub struct Progress {
    what: String,
    total: u64,
    done: AtomicU64,
    bar: Option<ProgressBar>,
    started: Instant,
}

impl Progress {
    /// Starts a step of `total` things.
    pub fn new(what: &str, total: usize) -> Self {
        let total = total as u64;
        let bar = std::io::stderr().is_terminal().then(|| {
            let template = "  {msg:<22} [{bar:42}] {human_pos}/{human_len}  {per_sec:.0}  {eta}";
            let style = ProgressStyle::with_template(template).map(|style| style.progress_chars("=> "));
            let bar = ProgressBar::new(total).with_message(what.to_owned());
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Progress { what: what.to_owned(), total, done: AtomicU64::new(0), bar, started: Instant::now() }
    }

    /// So many more are done.
    pub fn add(&self, count: usize) {
        let count = count as u64;
        let before = self.done.fetch_add(count, Ordering::Relaxed);
        match &self.bar {
            Some(bar) => bar.inc(count),
            None => {
                let (before, now) =
                    (before * LINES / self.total.max(1), (before + count) * LINES / self.total.max(1));
                if now > before && now < LINES && self.started.elapsed() > QUIET {
                    eprintln!("  {:<22} {:>3} %", self.what, now * 100 / LINES);
                }
            }
        }
    }

    /// How much of the step is done, in thousandths.
    pub fn done_permille(&self) -> u64 {
        self.done.load(Ordering::Relaxed) * 1000 / self.total.max(1)
    }

    /// Ends the step with one line that stays.
    pub fn finish(&self, result: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let took = self.started.elapsed();
        let took = match took.as_secs() {
            0..60 => format!("{:.1} s", took.as_secs_f64()),
            seconds => format!("{} min {} s", seconds / 60, seconds % 60),
        };
        eprintln!("  {:<22} {result} in {took}", self.what);
    }
}
