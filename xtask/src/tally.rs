//! Counts passed and failed tests in the output of cargo-nextest and of cargo test.

/// Whose output is read. Each runner's summary is looked for alone: nextest repeats the output of failed tests,
/// and in there stands a summary of the other kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    Nextest,
    CargoTest,
}

/// The sum over every test binary seen so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// Reads one line of output; lines that are no summary are ignored.
    pub fn read_line(&mut self, runner: Runner, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        match runner {
            Runner::CargoTest => {
                // `test result: ok. 3 passed; 0 failed; 1 ignored; …`, once for each binary
                if let Some(result) = line.strip_prefix("test result: ") {
                    let counts = result.split_once(". ").map_or(result, |(_, counts)| counts);
                    self.add(counts.split(';'));
                }
            }
            Runner::Nextest => {
                // `Summary [ 1.5s] 14 tests run: 9 passed (1 slow), 4 failed, 1 timed out, 3 skipped`, once, at the end
                if line.starts_with("Summary [")
                    && let Some((_, counts)) = line.split_once(" run: ")
                {
                    *self = Self::default();
                    self.add(without_parentheses(counts).split(','));
                }
            }
        }
    }

    fn add<'a>(&mut self, counts: impl Iterator<Item = &'a str>) {
        for count in counts {
            let Some((number, what)) = count.trim().split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" | "timed out" | "exec failed" => self.failed += number,
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Drops terminal escapes such as `\x1b[32m`.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

fn without_parentheses(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(runner: Runner, output: &str) -> Tally {
        let mut tally = Tally::default();
        for line in output.lines() {
            tally.read_line(runner, line);
        }
        tally
    }

    #[test]
    fn cargo_test_is_summed_over_its_binaries() {
        let output = "running 2 tests\n\
            test a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s\n";
        let expected = Tally { passed: 5, failed: 1 };
        assert_eq!(tally(Runner::CargoTest, output), expected);
    }

    #[test]
    fn everything_nextest_calls_broken_counts_as_failed() {
        let output = "     Summary [   1.5s] 7 tests run: 3 passed (1 slow, 1 flaky), 2 failed, 1 timed out, 1 exec failed, 4 skipped\n";
        let expected = Tally { passed: 3, failed: 4 };
        assert_eq!(tally(Runner::Nextest, output), expected);
    }

    #[test]
    fn a_single_test_and_colours_are_understood() {
        let output = "\x1b[32;1m     Summary\x1b[0m [   0.005s] \x1b[1m1\x1b[0m test run: \x1b[1m1\x1b[0m \x1b[32;1mpassed\x1b[0m, \x1b[1m0\x1b[0m skipped\n";
        let expected = Tally { passed: 1, failed: 0 };
        assert_eq!(tally(Runner::Nextest, output), expected);
    }

    #[test]
    fn the_repeated_output_of_a_failed_test_is_not_counted_again() {
        let output = "        FAIL [   0.1s] shop refuses\n\
            test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.00s\n\
            \x20    Summary [   0.1s] 2 tests run: 1 passed, 1 failed, 0 skipped\n";
        assert_eq!(tally(Runner::Nextest, output), Tally { passed: 1, failed: 1 });
    }
}
