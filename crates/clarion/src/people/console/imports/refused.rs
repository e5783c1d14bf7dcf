//! The rows that an import refused, as a file to be mended and imported. It lies nowhere in the clear: pieces are opened as they are sent.

use super::{reasons, there};
use crate::access::SignedIn;
use crate::app::App;
use crate::ids::Id;
use crate::people::import::{Retold, refused_header, refused_lines};
use crate::web::lang::Lang;
use crate::web::site::Here;
use crate::web::spreadsheet;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

pub(super) async fn download(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let made = async {
        let there = match there(&app, &here, &signed_in, &slug, &id).await? {
            Ok(there) => there,
            Err(answer) => return Ok(answer),
        };
        let Some(reached) = there.reached.filter(|reached| reached.refused.1 > 0) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let header = refused_header(here.lang, &there.upload.facts.header).map_err(|_| Fault::bug("a header cannot be written"))?;
        let file = Lines {
            app: app.clone(),
            group: there.group.id,
            blob: reached.refused,
            next: 0,
            lang: here.lang,
            retold: Retold::default(),
        };
        Ok(spreadsheet::download(&format!("{slug}-refused.csv"), Body::from_stream(file.stream(header))))
    };
    here.answer(&app, made.await)
}

struct Lines {
    app: App,
    group: Id,
    blob: (Id, i64),
    next: i64,
    lang: Lang,
    retold: Retold,
}

impl Lines {
    /// The header, then piece by piece. A database that goes away ends the file before its end, which the browser tells.
    fn stream(self, header: Vec<u8>) -> impl futures_util::Stream<Item = Result<Vec<u8>, std::io::Error>> {
        futures_util::stream::unfold((self, Some(header)), |(mut lines, header)| async move {
            if let Some(header) = header {
                return Some((Ok(header), (lines, None)));
            }
            if lines.next >= lines.blob.1 {
                return None;
            }
            let (vault, group, blob, number) = (lines.app.vault.clone(), lines.group, lines.blob.0, lines.next);
            let read = lines.app.db.read_newest(move |tx| refused_lines(tx, &vault, group, blob, number)).await;
            let read = read.map_err(|fault| std::io::Error::other(fault.to_string())).and_then(|piece| lines.said(piece));
            lines.next = if read.is_ok() { lines.next + 1 } else { lines.blob.1 };
            Some((read, (lines, None)))
        })
    }

    /// A piece with its reasons in the reader's language.
    fn said(&mut self, piece: Vec<u8>) -> Result<Vec<u8>, std::io::Error> {
        let (language, is_last) = (self.lang, self.next + 1 >= self.blob.1);
        match language {
            Lang::En => Ok(piece),
            _ => self.retold.next(&piece, is_last, |reason| reasons::in_words(language, reason)),
        }
    }
}
