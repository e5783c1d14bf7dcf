//! A file arrives as a form sends it: streamed into sealed pieces, never whole in memory.

use super::{group_of, imports_path, path_of};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back};
use crate::ids::Id;
use crate::people::upload::receive::Receiver;
use crate::people::upload::{FILE_BYTES_MAX, UploadRefusal};
use crate::refusal::Refusal as _;
use crate::web::site::Here;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use db::Fault;
use multer::{Constraints, Field, Multipart, SizeLimit};

/// What a form puts around a file.
const AROUND_BYTES_MAX: u64 = 64 * 1024;
/// The field with the file.
const FIELD: &str = "file";

pub(super) async fn receive(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    here.answer(&app, answered(&app, &here, &signed_in, &slug, &headers, body).await)
}

async fn answered(
    app: &App,
    here: &Here,
    signed_in: &SignedIn,
    slug: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let group = match group_of(app, here, signed_in.account, slug, Deed::ImportSupporters).await? {
        Ok(group) => group,
        Err(answer) => return Ok(answer),
    };
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let refused = |refusal: UploadRefusal| led_back(app, here, &Outcome::<()>::Refused(refusal.message()), &imports_path(slug));
    let Ok(boundary) = multer::parse_boundary(kind) else { return Ok(refused(UploadRefusal::NoFile)) };
    let length: Option<u64> = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| length > FILE_BYTES_MAX + AROUND_BYTES_MAX) {
        return Ok(refused(UploadRefusal::TooLarge));
    }
    let limit = SizeLimit::new().whole_stream(FILE_BYTES_MAX + AROUND_BYTES_MAX);
    let form = Multipart::with_constraints(body.into_data_stream(), boundary, Constraints::new().size_limit(limit));
    Ok(match file_of(app, group, signed_in.account, form).await? {
        Ok(id) => here.see(&path_of(slug, id)),
        Err(Unsent::Refused(refusal)) => refused(refusal),
        Err(Unsent::BrokenOff) => here.refused(app, StatusCode::BAD_REQUEST),
    })
}

/// Why no file is here.
enum Unsent {
    Refused(UploadRefusal),
    /// The form ended in its middle, or is none.
    BrokenOff,
}

/// The list that the form's file became.
async fn file_of(app: &App, group: Id, account: Id, mut form: Multipart<'_>) -> Result<Result<Id, Unsent>, Fault> {
    loop {
        match form.next_field().await {
            Ok(Some(field)) if field.name() == Some(FIELD) => {
                let name = field.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    return Ok(Err(Unsent::Refused(UploadRefusal::NoFile)));
                }
                return match Receiver::begin(app, group, account, &name).await? {
                    Ok(receiver) => take(receiver, field).await,
                    Err(refusal) => Ok(Err(Unsent::Refused(refusal))),
                };
            }
            Ok(Some(_)) => {}
            Ok(None) => return Ok(Err(Unsent::Refused(UploadRefusal::NoFile))),
            Err(_) => return Ok(Err(Unsent::BrokenOff)),
        }
    }
}

async fn take(mut receiver: Receiver, mut field: Field<'_>) -> Result<Result<Id, Unsent>, Fault> {
    loop {
        let unsent = match field.chunk().await {
            Ok(Some(bytes)) => match receiver.add(&bytes).await? {
                Ok(()) => continue,
                Err(refusal) => Unsent::Refused(refusal),
            },
            Ok(None) => return Ok(receiver.end().await?.map_err(Unsent::Refused)),
            Err(multer::Error::StreamSizeExceeded { .. }) => Unsent::Refused(UploadRefusal::TooLarge),
            Err(_) => Unsent::BrokenOff,
        };
        receiver.give_up().await?;
        return Ok(Err(unsent));
    }
}
