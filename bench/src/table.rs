//! The table that is printed, and the same as `target/bench.json`.

use std::io::Write as _;

/// One line of the table.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Line {
    /// What was done.
    pub work: String,
    /// What was measured.
    pub value: f64,
    /// In which unit.
    pub unit: &'static str,
    /// The floor of the same run in the same unit; 0 where there is none.
    pub floor: f64,
    /// Value by floor, or by goal where there is no floor.
    pub ratio: f64,
    /// What is to be reached: of a rate a share of the floor, else an upper bound in `unit`.
    pub goal: f64,
}

/// The unit of rates.
const A_SECOND: &str = "/s";

impl Line {
    /// A rate beside its floor: the median of the rounds' ratios, which must reach `goal`.
    pub fn of_rounds(work: impl Into<String>, rounds: &[(f64, f64)], goal: f64) -> Self {
        let mut sorted: Vec<&(f64, f64)> = rounds.iter().collect();
        sorted.sort_by(|one, other| (one.0 / one.1).total_cmp(&(other.0 / other.1)));
        let (value, floor) = *sorted[sorted.len() / 2];
        Self { work: work.into(), value, unit: A_SECOND, floor, ratio: value / floor, goal }
    }

    /// A figure that must stay under `goal`.
    pub fn under(work: impl Into<String>, value: f64, unit: &'static str, goal: f64) -> Self {
        Self { work: work.into(), value, unit, floor: 0.0, ratio: value / goal, goal }
    }

    /// The same, with the least that was possible in the same run beside it.
    pub fn under_beside(work: impl Into<String>, value: f64, unit: &'static str, floor: f64, goal: f64) -> Self {
        Self { floor, ratio: value / floor, ..Self::under(work, value, unit, goal) }
    }

    /// Whether the goal is reached.
    pub fn is_reached(&self) -> bool {
        if self.unit == A_SECOND { self.ratio >= self.goal } else { self.value <= self.goal }
    }

    fn words(&self) -> String {
        let mark = if self.is_reached() { "reached" } else { "MISSED" };
        let (value, unit) = (self.value, self.unit);
        if self.unit == A_SECOND {
            let (floor, ratio, goal) = (self.floor, self.ratio * 100.0, self.goal * 100.0);
            format!("{:<66} {value:>10.0} {unit:<3} {floor:>10.0} {ratio:>6.1} % {goal:>5.0} %  {mark}", self.work)
        } else {
            let (floor, goal) = (if self.floor > 0.0 { format!("{:.1}", self.floor) } else { String::new() }, self.goal);
            format!("{:<66} {value:>10.1} {unit:<3} {floor:>10} {:>8} {goal:>5.0} {unit}  {mark}", self.work, "")
        }
    }
}

/// Prints the heading.
pub fn print_heading() {
    say(&format!("{:<66} {:>14} {:>10} {:>8} {:>7}", "work", "measured", "floor", "ratio", "goal"));
}

/// Prints a line as soon as it is known.
pub fn print(line: &Line) {
    say(&line.words());
}

/// Says something between the lines.
pub fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed the pipe wants no more words.
    drop(writeln!(out, "{words}").and_then(|()| out.flush()));
}

/// Writes all lines for programs.
pub fn write_json(lines: &[Line], path: &std::path::Path) -> std::io::Result<()> {
    let text = serde_json::to_string_pretty(lines).expect("plain structs always serialise");
    std::fs::write(path, text + "\n")
}
