//! The open word of a group in which one person alone sits: that they publish what they wrote.

use super::list_path;
use crate::access::{Deed, SignedIn};
use crate::actions::drafts::approve;
use crate::app::App;
use crate::coalitions::console::{for_group, led_back};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use axum::extract::{Path, State};
use axum::response::Response;

pub(super) async fn say(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let alone = Typed::read(&body).get("alone") == "yes";
    let said = for_group(&app, signed_in.account, ("petitions.publish_alone", &slug), Deed::PublishAlone, move |tx, act, _| {
        approve::set_alone(tx, act, alone)
    });
    here.answer(&app, said.await.map(|outcome| led_back(&app, &here, &outcome, &list_path(&slug))))
}
