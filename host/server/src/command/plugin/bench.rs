//! `bodega plugin bench`: what each case takes, in cost units, time and memory. The engine counts cost units by call, not by
//! function, so there is no flame graph of them: profile the native tests for that.

use super::engine::Engine;
use super::progress::Step;
use super::project::Project;
use super::test::chosen;
use anyhow::Result;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long one case is repeated.
const CASE_TIME: Duration = Duration::from_millis(500);
/// Calls of a case at least: of fewer a p99 says nothing.
const ROUNDS_MIN: usize = 20;
/// Calls of a case at most.
const ROUNDS_MAX: usize = 5_000;

/// Prints a line a case.
pub async fn run(project: &Project, filter: Option<&str>) -> Result<ExitCode> {
    let cases = chosen(project, filter)?;
    let engine = Engine::of_project(project).await?;
    let progress = Step::of("measuring cases", cases.len());
    let mut lines = Vec::new();
    for case in &cases {
        let (mut times, mut fuel, mut memory) = (Vec::new(), 0, 0);
        let start = Instant::now();
        // The first call also loads and compiles settings.
        engine.run(case).await?;
        while times.len() < ROUNDS_MAX && (times.len() < ROUNDS_MIN || start.elapsed() < CASE_TIME) {
            let report = engine.run(case).await?.report;
            times.push(report.wall);
            (fuel, memory) = (report.fuel.max(fuel), report.peak_memory.max(memory));
        }
        times.sort_unstable();
        let [p50, p99] = [50, 99].map(|percent| micros(percentile(&times, percent)));
        lines.push(format!("{fuel:>14} {p50:>10} {p99:>10} {:>8}  {}", memory.div_ceil(1024), case.name));
        progress.add(1);
    }
    drop(progress);
    println!("{:>14} {:>10} {:>10} {:>8}  case", "cost units", "p50 us", "p99 us", "KiB");
    lines.iter().for_each(|line| println!("{line}"));
    Ok(ExitCode::SUCCESS)
}

/// The time below which so many percent of sorted times are.
pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

/// The middle one of some costs, and the greatest.
pub fn middle_and_most(costs: &[u64]) -> (u64, u64) {
    let mut sorted = costs.to_vec();
    sorted.sort_unstable();
    let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
    (at(sorted.len().saturating_sub(1) / 2), at(sorted.len().saturating_sub(1)))
}

fn micros(time: Duration) -> u128 {
    time.as_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_list() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Duration::from_millis(50));
        assert_eq!(percentile(&times, 99), Duration::from_millis(99));
        assert_eq!(percentile(&times[..1], 99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }
}
