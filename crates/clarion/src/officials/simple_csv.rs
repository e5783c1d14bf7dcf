//! Reads holders of offices from a plain CSV, for whoever keeps a list by hand.
//!
//! Columns, in any order and case: `office`, `division`, `name` (needed), `start`, `end`, `email`, `phone`, `source`,
//! `checked`; others are passed over. `office` is a role (`governor`, with a division) or the slug of a shipped office
//! (`us-al-governor`; the division may then be empty). Dates are `YYYY-MM-DD`. Several addresses in one cell are separated
//! by `;`. A row without `checked` takes the day that the caller hands in.

use std::io::Read;

use jiff::civil::Date;

use super::offices::Office;
use super::{Holding, OfficeKey, Reading, Unused, add_email, add_phone, add_source, offices, read_date, read_name, read_term};

/// The largest file read, in bytes: 100,000 holders of 80 bytes; they are held in memory.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Reads a whole CSV. `origin` names the file in reports; rows are named `origin:line`.
pub fn read<R: Read>(input: R, origin: &str, checked: Date) -> Reading {
    let mut reading = Reading::default();
    let mut bytes = Vec::new();
    match input.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes) {
        Err(_) => reading.unused.push((origin.to_owned(), Unused::Unreadable)),
        Ok(length) if length as u64 > FILE_BYTES_MAX => {
            reading.unused.push((origin.to_owned(), Unused::TooLarge));
        }
        Ok(_) => read_rows(&bytes, origin, checked, &mut reading),
    }
    reading
}

/// Where each known column stands.
struct Columns {
    office: usize,
    division: usize,
    name: usize,
    start: Option<usize>,
    end: Option<usize>,
    email: Option<usize>,
    phone: Option<usize>,
    source: Option<usize>,
    checked: Option<usize>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Option<Columns> {
        let find = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        Some(Columns {
            office: find("office")?,
            division: find("division")?,
            name: find("name")?,
            start: find("start"),
            end: find("end"),
            email: find("email"),
            phone: find("phone"),
            source: find("source"),
            checked: find("checked"),
        })
    }
}

fn read_rows(bytes: &[u8], origin: &str, checked: Date, reading: &mut Reading) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns = match reader.headers() {
        Ok(header) => Columns::of(header).ok_or(Unused::MissingColumn),
        Err(_) => Err(Unused::NotUnderstood),
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(reason) => return reading.unused.push((origin.to_owned(), reason)),
    };
    let shipped = offices::shipped();
    let mut row = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        let more = reader.read_record(&mut row);
        let place = || format!("{origin}:{}", row.position().map_or(line, csv::Position::line));
        match more {
            Ok(false) => return,
            Ok(true) => match holding(&row, &columns, &shipped, place(), checked) {
                Ok(holding) => reading.holdings.push(holding),
                Err(reason) => reading.unused.push((place(), reason)),
            },
            Err(_) => reading.unused.push((place(), Unused::NotUnderstood)),
        }
        reading.people += 1;
    }
}

fn holding(
    row: &csv::StringRecord,
    columns: &Columns,
    shipped: &[Office],
    origin: String,
    checked: Date,
) -> Result<Holding, Unused> {
    let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default().trim();
    let name = read_name(cell(Some(columns.name)));
    if name.is_empty() {
        return Err(Unused::NoName);
    }
    let (start, end) = read_term(cell(columns.start), cell(columns.end))?;
    let mut holding = Holding {
        office: office(cell(Some(columns.office)), cell(Some(columns.division)), shipped)?,
        name,
        start,
        end,
        emails: Vec::new(),
        phones: Vec::new(),
        sources: Vec::new(),
        checked: read_date(cell(columns.checked))?.unwrap_or(checked),
        origin,
    };
    let each = |column, add: fn(&mut Vec<String>, &str), list: &mut Vec<String>| {
        cell(column).split(';').take(20).for_each(|text| add(list, text));
    };
    each(columns.email, add_email, &mut holding.emails);
    each(columns.phone, add_phone, &mut holding.phones);
    each(columns.source, add_source, &mut holding.sources);
    Ok(holding)
}

/// A shipped slug, or a role in a division; both together must agree.
fn office(office: &str, division: &str, shipped: &[Office]) -> Result<OfficeKey, Unused> {
    let Some(known) = shipped.iter().find(|known| known.slug.eq_ignore_ascii_case(office)) else {
        return offices::key(office, division);
    };
    if !division.is_empty() && division != known.division {
        return Err(Unused::UnknownOffice);
    }
    let mut key = offices::key(office, &known.division)?;
    // The role is what the slug says after the place: the slug of the bare division is one `-` and a role shorter.
    let place = key.slug.strip_suffix(&format!("-{}", key.role)).unwrap_or_default();
    key.role = known.slug.strip_prefix(&format!("{place}-")).unwrap_or(office).to_owned();
    key.slug.clone_from(&known.slug);
    Ok(key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const CHECKED: Date = date(2026, 8, 5);

    #[test]
    fn columns_in_any_order_and_rows_named_by_line() {
        let text = "Source,NAME,division,office,end,start,email,phone,checked,party\n\
            https://a.example/,Ada Example,ocd-division/country:us/state:al,governor,2027-01-18,2023-01-16,\
            office@a.example; second@a.example,555-010-0000,2026-07-01,ignored\n\
            ,Ben Example,,us-secretary-of-labor,,2025-03-01,,,,\n\
            ,,,governor,,,,,,\n\
            ,Cy Example,ocd-division/country:us/state:al,governor,2027,,,,,\n\
            ,Di Example,ocd-division/country:us,us-al-governor,,,,,,\n\
            ,Ed Example,ocd-division/country:us/state:al,governor,2020-01-01,2021-01-01,,,,\n";
        let reading = read(text.as_bytes(), "list.csv", CHECKED);
        let [ada, ben] = &reading.holdings[..] else { panic!("{reading:?}") };
        assert_eq!((ada.office.slug.as_str(), ada.checked), ("us-al-governor", date(2026, 7, 1)));
        assert_eq!(ada.emails, ["office@a.example", "second@a.example"]);
        assert_eq!(ben.office.slug, "us-secretary-of-labor");
        assert_eq!((ben.office.role.as_str(), ben.checked), ("secretary-of-labor", CHECKED));
        assert_eq!(ben.office.division, "ocd-division/country:us");
        let unused: Vec<_> = reading.unused.iter().map(|(at, why)| (at.as_str(), *why)).collect();
        assert_eq!(
            unused,
            [
                ("list.csv:4", Unused::NoName),
                ("list.csv:5", Unused::UnreadableDate),
                ("list.csv:6", Unused::UnknownOffice),
                ("list.csv:7", Unused::EndBeforeStart),
            ]
        );
        assert_eq!(reading.people, 6);
    }

    #[test]
    fn a_file_of_another_kind_is_refused_as_a_whole() {
        let reading = read("name,party\nAda,none\n".as_bytes(), "x.csv", CHECKED);
        assert_eq!(reading.unused, [("x.csv".to_owned(), Unused::MissingColumn)]);
        let large = std::io::repeat(b'a');
        assert_eq!(read(large, "x.csv", CHECKED).unused[0].1, Unused::TooLarge);
    }

    #[test]
    fn a_number_never_goes_over_two_lines() {
        let row = "governor,ocd-division/country:us/state:al,Ada Example,555\u{2028}010 0000;555 010 0000\n";
        let reading = read(format!("office,division,name,phone\n{row}").as_bytes(), "a.csv", CHECKED);
        assert_eq!(reading.holdings[0].phones, ["555 010 0000"]);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let mut with_header = b"office,division,name,start,end,checked\n".to_vec();
            with_header.extend(&bytes);
            read(&bytes[..], "x", CHECKED);
            read(&with_header[..], "x", CHECKED);
        }
    }
}
