//! Files that people open in a spreadsheet: CSV in UTF-8. A mark at its beginning says so, without which Excel takes it for its own code
//! page and shows "José" as "JosÃ©"; and no cell runs as a formula.

use crate::people::csv_rows::neutralise;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::io;

/// The byte order mark in UTF-8 (Unicode 15.0, section 23.8).
pub(crate) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The answer that a browser saves under `name`. `body` begins with [`heading`].
pub(crate) fn download(name: &str, body: Body) -> Response {
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::OK, head, body).into_response()
}

/// The beginning of a file: its mark and its first line.
pub(crate) fn heading(columns: &[String]) -> io::Result<Vec<u8>> {
    let mut file = MARK.to_vec();
    file.extend(lines(&[columns.to_vec()])?);
    Ok(file)
}

/// Further lines.
pub(crate) fn lines(lines: &[Vec<String>]) -> io::Result<Vec<u8>> {
    let mut output = csv::Writer::from_writer(Vec::new());
    for line in lines {
        output.write_record(line.iter().map(|cell| neutralise(cell).into_owned()))?;
    }
    output.into_inner().map_err(csv::IntoInnerError::into_error)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_that_it_is_utf8_and_runs_nothing() {
        let mut file = heading(&["name".to_owned(), "note".to_owned()]).unwrap();
        file.extend(lines(&[vec!["José".to_owned(), "=1+1".to_owned()]]).unwrap());
        assert_eq!(String::from_utf8(file).unwrap(), "\u{feff}name,note\nJosé,'=1+1\n");
    }
}
