//! Before a request with a key reaches its handler: whether the key's scopes open what it asks; and after it, for a key that cannot
//! read, nothing of a record leaves.

use super::answer::{ApiError, nothing};
use super::key::{self, KEY_HEADER, Parted};
use crate::access::Scopes;
use crate::app::App;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Read,
    ChangePeople,
    ChangeActions,
}

/// Collections of what people are and do; all others are of actions.
const OF_PEOPLE: [&str; 8] =
    ["people", "signatures", "attendances", "submissions", "taggings", "tags", "custom_fields", "unique_id_lists"];

/// From the method and the address below `/api/v2`: an id stands after its collection, so that the last word which is one says what is
/// changed.
fn asks(method: &Method, path: &str) -> Asks {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Asks::Read;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && !matches!(*part, "api" | "v2")).collect();
    let collection = parts.chunks(2).last().and_then(|pair| pair.first()).copied().unwrap_or_default();
    if OF_PEOPLE.contains(&collection) { Asks::ChangePeople } else { Asks::ChangeActions }
}

fn opens(scopes: Scopes, asks: Asks) -> bool {
    match asks {
        Asks::Read => scopes.read,
        Asks::ChangePeople => scopes.people,
        Asks::ChangeActions => scopes.actions,
    }
}

pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.headers().contains_key(KEY_HEADER) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let holder = match Parted::from_request_parts(&mut parts, &app).await {
        Ok(memory) => key::holder_of(&memory, &parts.headers).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    let holder = match holder {
        Ok(Some(holder)) => holder,
        // A wrong key: its handler says so, or takes the request as one without a key.
        Ok(None) => return next.run(Request::from_parts(parts, body)).await,
        Err(error) => return error.into_response(),
    };
    let (scopes, asks) = (holder.key.scopes, asks(&parts.method, parts.uri.path()));
    let is_entry = matches!(parts.uri.path().trim_end_matches('/'), "" | "/api/v2");
    if !is_entry && !opens(scopes, asks) {
        return ApiError::out_of_scope().into_response();
    }
    parts.extensions.insert(holder);
    let answer = next.run(Request::from_parts(parts, body)).await;
    let tells_a_record = asks != Asks::Read && !scopes.read && answer.status() == StatusCode::OK;
    if tells_a_record { nothing().into_response() } else { answer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_asks_for_what_it_changes() {
        let cases = [
            ("GET", "/api/v2/people", Asks::Read),
            ("POST", "/api/v2/people/", Asks::ChangePeople),
            ("PUT", "/people/01900000-0000-7000-8000-000000000000", Asks::ChangePeople),
            ("POST", "/petitions/01900000-0000-7000-8000-000000000000/signatures/", Asks::ChangePeople),
            ("PUT", "/petitions/1/signatures/2", Asks::ChangePeople),
            ("DELETE", "/tags/1/taggings/2", Asks::ChangePeople),
            ("POST", "/tags", Asks::ChangePeople),
            ("POST", "/petitions", Asks::ChangeActions),
            ("PUT", "/petitions/1", Asks::ChangeActions),
            ("POST", "/forms/1/submissions", Asks::ChangePeople),
            ("POST", "/", Asks::ChangeActions),
        ];
        for (method, path, expected) in cases {
            assert_eq!(asks(&method.parse().expect("a verb"), path), expected, "{method} {path}");
        }
    }

    #[test]
    fn each_scope_opens_its_own() {
        let all = [Asks::Read, Asks::ChangePeople, Asks::ChangeActions];
        for (words, opened) in [("read", [true, false, false]), ("people", [false, true, false]), ("actions", [false, false, true])]
        {
            let scopes = Scopes::from_words(words).expect("a scope");
            assert_eq!(all.map(|asks| opens(scopes, asks)), opened, "{words}");
        }
        assert!(all.iter().all(|asks| opens(Scopes::ALL, *asks)));
    }
}
