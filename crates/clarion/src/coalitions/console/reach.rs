//! How many people a coalition's calls reach, by state, as it was last counted.

use super::coalition::framed;
use super::deed::{Outcome, There};
use super::{led_back, read_for_coalition};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::reach::{self, People, Reach};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views_console::{Section, SectionsPage, Table};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Tx;

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let look = move |tx: &mut Tx<'_>, there: &There| reach::of(tx, there.coalition.id);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeePlans, look).await?;
        let (there, counted) = match seen {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let (now, coalition) = (app.clock.now(), there.coalition.id);
        if counted.as_ref().is_none_or(|counted| counted.is_old(now)) {
            app.db.write("coalitions.queue_reach", move |tx| reach::jobs::queue(tx, now, coalition)).await?;
            app.waker.wake();
        }
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("reach");
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, &here, &there);
        page.lead = page.frame.t("reach-text");
        page.sections = vec![section(&page.frame, counted.as_ref())];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn section(frame: &Frame, counted: Option<&Reach>) -> Section {
    let Some(counted) = counted else {
        return Section { id: "counted", empty: frame.t("reach-not-counted"), ..Section::default() };
    };
    let name = |state: &str| if state.is_empty() { frame.t("reach-no-state") } else { frame.t(&format!("state-{state}")) };
    let mut states: Vec<(String, People)> = counted.states.iter().map(|(state, people)| (name(state), *people)).collect();
    states.sort_by(|(one, some), (other, more)| (more.0, one).cmp(&(some.0, other)));
    let row = |(name, people): &(String, People)| vec![name.clone(), words(frame, *people)];
    let table = Table { head: vec![frame.t("reach-state"), frame.t("reach-people")], rows: states.iter().map(row).collect() };
    Section {
        id: "counted",
        heading: frame.t1("reach-in-all", "people", words(frame, counted.people)),
        text: frame.t1("reach-as-of", "when", frame.date(&zoned(counted.counted_at, SITE_ZONE))),
        table: (!table.rows.is_empty()).then_some(table),
        ..Section::default()
    }
}

fn words(frame: &Frame, people: People) -> String {
    people.0.map_or_else(|| frame.t("reach-few"), |people| frame.number(people))
}
