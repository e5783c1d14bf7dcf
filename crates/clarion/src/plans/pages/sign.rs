//! What a passkey signed on a ballot's page: an opening, a ballot, a recall, a withdrawal or a halt. Which of them it is stands in the signed words.

use super::{Outcome, act, id_of, look, not_done, tools};
use crate::access::{Deed, SignedIn, Standing, passkeys};
use crate::app::App;
use crate::plans::ballot_box::{BoxRefusal, Signed};
use crate::plans::cast::{self, CastInput};
use crate::plans::certificate::Receipt;
use crate::plans::open::{self, OpenInput};
use crate::plans::{self, words};
use crate::trust::assertion::Assertion;
use crate::trust::ballot::{Act, SignedWords};
use crate::trust::{Base64, from_base64};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// What somebody needs to do this at all; the ballot box asks the rest.
fn deed(words: &SignedWords) -> fn(Standing) -> Deed {
    match words {
        SignedWords::Ballot(_) => Deed::Vote,
        SignedWords::Act(words) => match words.act {
            Act::OpenBallot => Deed::OpenBallot,
            // The ballot box asks whose passkey was frozen, and who speaks for a group.
            Act::RecallDelegate | Act::WithdrawBallot => Deed::SeePlans,
            _ => Deed::HoldCall,
        },
    }
}

pub(super) async fn sign(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, ballot)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let Some(ballot) = id_of(&ballot) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let back = format!("/console/coalitions/{slug}/ballots/{ballot}");
    let read = signed(&Typed::read(&body)).and_then(|signed| Some((SignedWords::read(signed.words.as_bytes())?, signed)));
    let (read, site) = match (read, passkeys::site(&app.settings)) {
        (Some(read), Some(site)) => (read, site),
        // Only who may see the ballot hears what is amiss with the words.
        (None, _) => return refused(&app, &here, &signed_in, (&slug, &back), words::of_box(BoxRefusal::Words)).await,
        (_, None) => return refused(&app, &here, &signed_in, (&slug, &back), "ballot-refused-no-site").await,
    };
    let (signed_words, signed) = read;
    let (tools, now) = (tools(&app), app.clock.now());
    let record = app.ids.fresh(now);
    let is_opening = matches!(&signed_words, SignedWords::Act(words) if words.act == Act::OpenBallot);
    let group = signed_words.group();
    let taken = act(&app, &signed_in, ("plans.sign", &slug), deed(&signed_words), move |tx, there| {
        // Somebody with seats in two groups acts for one of them here.
        if there.group.id != group {
            return Ok(Err(words::of_box(BoxRefusal::OtherGroup)));
        }
        if !is_opening {
            return cast_one(tx, &tools, now, &CastInput { record, ballot, signed: signed.clone() });
        }
        let facts = plans::electorate::facts(tx, there.coalition.id, &site)?;
        let input = OpenInput { record, ballot, signed: signed.clone(), facts };
        Ok(open::open(tx, &tools, now, &input)?.map(|_| None).map_err(words::of_open))
    });
    here.answer(
        &app,
        taken.await.map(|outcome| match outcome {
            Outcome::Done((_, Some(receipt))) => here.see(&format!("{back}?receipt={receipt}")),
            Outcome::Done((_, None)) => here.see(&format!("{back}?signed=opening")),
            other => not_done(&app, &here, &other, &back),
        }),
    )
}

async fn refused(app: &App, here: &Here, signed_in: &SignedIn, (slug, back): (&str, &str), message: &'static str) -> Response {
    match look(app, signed_in, slug, Deed::SeePlans, |_, _| Ok(Some(()))).await {
        Ok(Outcome::Done(_)) => not_done(app, here, &Outcome::<()>::Refused(message), back),
        Ok(other) => not_done(app, here, &other, back),
        Err(fault) => here.fault(app, &fault),
    }
}

type Answer = Result<Result<Option<Receipt>, &'static str>, Fault>;

fn cast_one(tx: &mut Tx<'_>, tools: &plans::Tools, now: i64, input: &CastInput) -> Answer {
    let cast = cast::cast(tx, tools, now, input)?;
    Ok(cast.map(|cast| Some(Receipt { number: cast.number, hash: cast.receipt })).map_err(words::of_box))
}

/// What the page's script put into the form.
pub(super) fn signed(typed: &Typed) -> Option<Signed> {
    let bytes = |name: &str| from_base64(typed.get(name)).map(Base64);
    Some(Signed {
        words: typed.get("words").replace("\r\n", "\n"),
        reason: typed.get("reason").replace("\r\n", "\n"),
        assertion: Assertion {
            authenticator_data: bytes("authenticator_data")?,
            client_data: bytes("client_data")?,
            signature: bytes("signature")?,
        },
    })
}
