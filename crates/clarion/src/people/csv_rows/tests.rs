//! Rows as careless and hostile files have them: mixed encodings, stray quotes, cut-off ends; and the way of a refused row
//! out to a file and back.

use super::*;
use crate::people::csv_refused::RefusedWriter;
use proptest::prelude::*;

fn open(bytes: &[u8]) -> CsvRows<&[u8]> {
    let mut rows = CsvRows::open(bytes).unwrap();
    let mapping = Mapping::guess(rows.columns(), &[]).unwrap();
    rows.read_as(&mapping);
    rows
}

fn read(bytes: &[u8]) -> Vec<Row> {
    open(bytes).map(Result::unwrap).collect()
}

/// People as `line:email/given_name`, refused rows as `line!first words of the reason`.
fn told(bytes: &[u8]) -> Vec<String> {
    let short = |row| match row {
        Row::Person(p) => format!("{}:{}/{}", p.line, p.email, p.given_name),
        Row::Refused(r) => format!("{}!{}", r.line, r.reason.split(' ').take(4).collect::<Vec<_>>().join(" ")),
    };
    read(bytes).into_iter().map(short).collect()
}

fn refused(bytes: &[u8]) -> Vec<RefusedRow> {
    let only = |row| if let Row::Refused(row) = row { Some(row) } else { None };
    read(bytes).into_iter().filter_map(only).collect()
}

#[test]
fn rows_carry_their_line_and_offset() {
    let file = "\u{FEFF}email,first name\r\n\r\nada@a.example, Ada \r\n,,\n\nben@b.example,Ben".as_bytes();
    assert_eq!(told(file), ["3:ada@a.example/Ada", "6:ben@b.example/Ben"]);
    let Row::Person(ben) = read(file).remove(1) else { panic!() };
    assert!(file[usize::try_from(ben.byte_offset).unwrap()..].starts_with(b"ben@"));
    assert_eq!(&*ben.raw, b"ben@b.example,Ben");
}

#[test]
fn the_delimiter_is_guessed_or_named() {
    for delimiter in [",", ";", "\t"] {
        let file = format!("email{delimiter}first name\nada@a.example{delimiter}Ada\n");
        assert_eq!(told(file.as_bytes()), ["2:ada@a.example/Ada"]);
    }
    assert_eq!(told(b"sep=;\nemail;first name\nada@a.example;Ada\n"), ["3:ada@a.example/Ada"]);
    assert_eq!(told(b"\"email\",\"notes; a; b\",first name\nada@a.example,,Ada\n"), ["2:ada@a.example/Ada"]);
    assert_eq!(told(b"email\nada@a.example\n"), ["2:ada@a.example/"]);
}

#[test]
fn refused_rows_come_back_though_a_header_is_full_of_semicolons() {
    let file = b"email,\"a;b;c;d;e;f\"\nada@a.example,x\n";
    let rows = open(file);
    let mut writer = RefusedWriter::new(Vec::new(), rows.columns()).unwrap();
    let Row::Person(ada) = read(file).remove(0) else { panic!() };
    writer.write(&rows.refuse(&ada, "Made up.")).unwrap();
    assert_eq!(told(&writer.finish().unwrap()), ["2:ada@a.example/"]);
}

#[test]
fn refused_rows_come_back_though_a_name_begins_with_a_line_break() {
    let file = b"email,first name\nada@a.example,\"\r\nAda\"\n";
    let rows = open(file);
    let mut writer = RefusedWriter::new(Vec::new(), rows.columns()).unwrap();
    let Row::Person(ada) = read(file).remove(0) else { panic!() };
    writer.write(&rows.refuse(&ada, "Made up.")).unwrap();
    assert_eq!(told(&writer.finish().unwrap()), ["2:ada@a.example/Ada"]);
}

#[test]
fn two_encodings_in_one_file_are_both_read() {
    let mut file = "email,first name\nada@a.example,Zoë\n".as_bytes().to_vec();
    file.extend(b"ben@b.example,Ren\xE9e\n");
    assert_eq!(told(&file), ["2:ada@a.example/Zoë", "3:ben@b.example/Renée"]);
}

#[test]
fn a_file_that_is_no_list_is_refused_with_a_sentence() {
    let refusal = |bytes: &[u8]| CsvRows::open(bytes).err().unwrap().to_string();
    assert!(refusal(b"").starts_with("The file is empty."));
    assert!(refusal(b"\r\n\n").starts_with("The file is empty."));
    assert!(refusal(b"\xFF\xFEe\0m\0").starts_with("The file is saved as UTF-16."));
    let wide = ",".repeat(COLUMNS_MAX);
    assert!(refusal(wide.as_bytes()).starts_with("The first line cannot be read"));
    let endless = format!("\"{}", "a\n".repeat(ROW_BYTES_MAX));
    assert!(refusal(endless.as_bytes()).starts_with("The first line cannot be read"));
    assert!(refusal(b"em\0il\n").starts_with("The first line cannot be read"));
}

#[test]
fn one_stray_quote_costs_one_row() {
    let file = b"email,first name\nada@a.example,\"Ada\nben@b.example,Ben\ncy@c.example,\"Cy\"\ndi@d.example,Di\n";
    assert_eq!(told(file), ["2!A quotation mark joins", "3:ben@b.example/Ben", "4:cy@c.example/Cy", "5:di@d.example/Di"]);
    let mut long = b"email,first name\nada@a.example,\"Ada\n".to_vec();
    (0..10_000).for_each(|_| long.extend(b"ben@b.example,Ben\n"));
    let rows = read(&long);
    assert_eq!(rows.len(), 10_001);
    assert_eq!(refused(&long)[0].fields, ["ada@a.example,\"Ada"]);
}

#[test]
fn a_street_may_go_over_lines() {
    let file = b"email,first name,address\nada@a.example,Ada,\"1 Made Up Road\nFlat 2\"\nben@b.example,Ben,\n";
    assert_eq!(told(file), ["2:ada@a.example/Ada", "4:ben@b.example/Ben"]);
}

#[test]
fn rows_of_another_width_are_told_apart() {
    let file = b"email,first name,zip\nada@a.example\nben@b.example,Ben,1,2\n,Cy,3\ndi@d.example,D\0i,4\ned@e.exam";
    assert_eq!(
        told(file),
        ["2:ada@a.example/", "3!The row has more", "4!The row has neither", "5!The row contains a", "6!The file ends in"]
    );
    assert_eq!(refused(file)[0].fields, ["ben@b.example", "Ben", "1", "2"]);
}

#[test]
fn a_row_beyond_the_bound_is_refused_and_kept_short() {
    let mut file = b"email,first name\n".to_vec();
    file.extend(vec![b'x'; 10 * ROW_BYTES_MAX]);
    file.extend(b"\nada@a.example,Ada\n");
    assert_eq!(told(&file), ["2!The row is longer", "3:ada@a.example/Ada"]);
    assert_eq!(refused(&file)[0].fields[0].len(), ROW_BYTES_MAX);
}

#[test]
fn formulas_are_data_until_they_are_written_out() {
    let file = b"email,first name,note\nada@a.example,=1+1,-2\n";
    let mut rows = open(file);
    let Some(Ok(Row::Person(ada))) = rows.next() else { panic!() };
    assert_eq!(ada.given_name, "=1+1");
    let refused = rows.refuse(&ada, "Made up.");
    assert_eq!(refused.fields, ["ada@a.example", "=1+1", "-2"]);
    let mut output = RefusedWriter::new(Vec::new(), rows.columns()).unwrap();
    output.write(&refused).unwrap();
    assert_eq!(output.count(), 1);
    let written = String::from_utf8(output.finish().unwrap()).unwrap();
    assert_eq!(written, "refused_line,refused_reason,email,first name,note\n2,Made up.,ada@a.example,'=1+1,'-2\n");
    let mut again = open(written.as_bytes());
    assert_eq!(again.columns(), ["email", "first name", "note"]);
    let Some(Ok(Row::Person(same))) = again.next() else { panic!() };
    assert_eq!((&same.given_name, &same.email), (&ada.given_name, &ada.email));
    assert_eq!(again.refuse(&same, "Made up.").fields, refused.fields);
}

#[test]
fn reading_takes_up_again_at_any_row() {
    let mut file = b"email,first name\n".to_vec();
    for n in 0..20_000 {
        file.extend(format!("p{n}@a.example,\"Name \u{e9} {n}\"\n").into_bytes());
    }
    let all = read(&file);
    for start in [0, 1, 9_999, 19_999] {
        let Row::Person(first) = &all[start] else { panic!() };
        let mut rows = open(&file);
        rows.skip_to(first.byte_offset, first.line).unwrap();
        assert_eq!(rows.map(Result::unwrap).collect::<Vec<_>>(), all[start..]);
    }
    let mut rows = open(&file);
    let _ = rows.by_ref().take(5).count();
    let (offset, line) = rows.place();
    let mut resumed = open(&file);
    resumed.skip_to(offset, line).unwrap();
    assert_eq!(resumed.next().unwrap().unwrap(), all[5]);
    assert_eq!(resumed.skip_to(0, 1).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    let beyond = file.len() as u64 + 1;
    assert_eq!(resumed.skip_to(beyond, 9).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
}

/// An input that fails after its bytes, as a full or broken disk does, and hands them out a few at a time.
struct Failing<'a>(&'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::ErrorKind::Other.into());
        }
        let count = self.0.len().min(buffer.len()).min(3);
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn a_failing_disk_ends_the_reading_with_its_error() {
    assert!(matches!(CsvRows::open(Failing(b"email\na@a.example\n")), Err(FileRefusal::Unreadable(_))));
    let mut file = b"email\n".to_vec();
    (0..40_000).for_each(|_| file.extend(b"ada@a.example\n"));
    let mut rows = CsvRows::open(Failing(&file)).unwrap();
    let mapping = Mapping::guess(rows.columns(), &[]).unwrap();
    rows.read_as(&mapping);
    let mut errors = rows.by_ref().filter(Result::is_err);
    assert!(errors.next().is_some());
    assert!(rows.next().is_none());
}

/// Reads a file to its end as an import does, checking what must hold of any bytes.
fn read_whole(bytes: &[u8]) {
    let Ok(mut rows) = CsvRows::open(bytes) else { return };
    if let Ok(mapping) = Mapping::guess(rows.columns(), &[]) {
        rows.read_as(&mapping);
    }
    let mut output = RefusedWriter::new(Vec::new(), rows.columns()).unwrap();
    let mut before = rows.place().0;
    while let Some(row) = rows.next() {
        let refused = match row.unwrap() {
            Row::Person(person) => rows.refuse(&person, "Made up."),
            Row::Refused(refused) => refused,
        };
        output.write(&refused).unwrap();
        assert!(rows.place().0 > before, "each row passes over something");
        before = rows.place().0;
    }
    output.finish().unwrap();
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes: Vec<u8>, tail in "[\u{FEFF}a@,;\t\"'=\r\n\0é]{0,300}") {
        read_whole(&bytes);
        read_whole(tail.as_bytes());
        for header in [&b"email,phone,zip\n"[..], b"refused_line,refused_reason,email,city\n"] {
            read_whole(&[header, &bytes].concat());
            read_whole(&[header, tail.as_bytes()].concat());
        }
    }

    #[test]
    fn refused_rows_come_back_as_they_went(
        cells in prop::collection::vec(("[a-z'=@+\t -]{1,8}", "[a-z\",;'=é+\t -]{0,8}"), 1..20)
    ) {
        let columns = ["email".to_owned(), "=note".to_owned()];
        let mut output = RefusedWriter::new(Vec::new(), &columns).unwrap();
        for (line, (email, note)) in (2..).zip(&cells) {
            let fields = vec![format!("{email}x"), note.clone()];
            output.write(&RefusedRow { line, reason: "Made up.".into(), fields }).unwrap();
        }
        let file = output.finish().unwrap();
        let mut rows = CsvRows::open(&file[..]).unwrap();
        prop_assert_eq!(rows.columns(), &columns);
        let mapping = Mapping::guess(rows.columns(), &[]).unwrap();
        rows.read_as(&mapping);
        for (email, note) in &cells {
            let Some(Ok(Row::Person(person))) = rows.next() else { panic!("a row is lost") };
            let again = rows.refuse(&person, "Made up.");
            prop_assert_eq!(&again.fields, &[format!("{email}x"), note.clone()]);
            let trimmed = format!("{email}x").trim().to_owned();
            prop_assert_eq!(person.email, trimmed);
        }
        prop_assert!(rows.next().is_none());
    }
}
