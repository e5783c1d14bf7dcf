//! Dates as people write them on the command line, and what to say where one cannot be read.

use jiff::civil::{Date, DateTime};

/// The last moment of the day `text` names, or the moment itself where it names one: "closes on the 31st" means its end.
pub fn until(text: &str) -> Result<DateTime, String> {
    let whole_day = !text.contains([':', 'T', 't']);
    let read = match whole_day {
        true => text.parse::<Date>().map(|day| day.at(23, 59, 59, 0)),
        false => text.parse::<DateTime>(),
    };
    read.map_err(|_| "Write it as 2027-01-31T17:00.".to_owned())
}

/// A day.
pub fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "Write it as 2027-01-31.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_date_means_the_end_of_that_day() {
        let written = |text| until(text).map(|at| at.to_string());
        assert_eq!(written("2027-01-31"), Ok("2027-01-31T23:59:59".to_owned()));
        assert_eq!(written("2027-01-31T17:00"), Ok("2027-01-31T17:00:00".to_owned()));
        for text in ["31 January 2027", "Jan", "", "2027-13-01", "2027-01-31T25:00", "17:00"] {
            assert_eq!(written(text), Err("Write it as 2027-01-31T17:00.".to_owned()), "{text}");
        }
    }
}
