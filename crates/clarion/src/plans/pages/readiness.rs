//! `/console/coalitions/<slug>/plans/<plan>/readiness`: what is missing before a plan could be carried out, and where each thing is mended.

use super::{Outcome, There, id_of, look, not_done, rows, tools};
use crate::access::passkeys;
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::messages::calls::{Sending, Wave};
use crate::messages::drill_report::{by_mail, pace};
use crate::messages::progress_pages::path_of;
use crate::plans::readiness::{self, Asked, EventLacks, EventReady, GroupLacks, GroupReady, OutcomeReady, Readiness};
use crate::plans::{self, PlanVersion};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_plans::{Lacking, OutcomeReadyRow, ReadinessPage, StateReadyRow};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (tools, now, site) = (tools(&app), app.clock.now(), passkeys::site(&app.settings));
    let public_url = app.settings.public_url.clone();
    let seen = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
        let coalition = there.coalition.id;
        let Some(plan) = plans::plan(tx, plan)?.filter(|plan| plan.coalition == coalition) else { return Ok(None) };
        let Some(version) = plans::version(tx, &tools, plan.id, plan.version)? else { return Ok(None) };
        let asked = Asked { coalition, plan: plan.id, document: &version.document, site: site.as_ref(), public_url: &public_url };
        let readiness = readiness::readiness(tx, now, asked)?;
        let open = plan.ballot.filter(|_| plan.state == plans::PlanState::Ballot);
        let open = open.map(|ballot| plans::ballot(tx, &tools, ballot)).transpose()?.flatten();
        let stuck = open.filter(plans::ballot_box::BallotBox::is_stuck).map(|found| found.frozen.ballot);
        Ok(Some((plan.id, version, readiness, stuck)))
    });
    here.answer(
        &app,
        seen.await.map(|outcome| match outcome {
            Outcome::Done((there, (plan, version, readiness, stuck))) => {
                let base = there.path(&format!("/plans/{plan}"));
                let look = Look { there: &there, version: &version, readiness: &readiness, base };
                let mut page = look.page(&app, &here, signed_in);
                page.stuck = stuck.map(|ballot| Link {
                    name: page.frame.t("readiness-stuck"),
                    url: page.frame.link(&there.path(&format!("/ballots/{ballot}"))),
                });
                frame::html(StatusCode::OK, &page)
            }
            other => not_done(&app, &here, &other, ""),
        }),
    )
}

struct Look<'a> {
    there: &'a There,
    version: &'a PlanVersion,
    readiness: &'a Readiness,
    /// The plan's address, without language.
    base: String,
}

impl Look<'_> {
    fn page(&self, app: &App, here: &Here, signed_in: SignedIn) -> ReadinessPage {
        let mut frame = here.frame(app, "");
        frame.title = frame.t("readiness-title");
        let all: Vec<&EventReady> = self.readiness.events.values().flatten().collect();
        let lacking = all.iter().filter(|ready| !ready.lacks.is_empty());
        let groups = self.readiness.groups.iter().filter(|group| !group.lacks.is_empty());
        ReadinessPage {
            plan: Link { name: rows::in_lang(&frame, &self.version.document.title), url: frame.link(&self.base) },
            states: states(&frame, &self.readiness.events),
            events: lacking.map(|ready| self.event_row(&frame, here, ready)).collect(),
            groups: groups.map(|group| self.group_row(&frame, group)).collect(),
            stuck: None,
            groups_all: self.readiness.groups.len() as u64,
            outcomes: self.readiness.outcomes.iter().map(|outcome| self.outcome_row(&frame, outcome)).collect(),
            pledged: u64::try_from(self.readiness.pledged).unwrap_or(0),
            pace: pace(&frame, self.readiness.pace, &self.version.document.time_zone),
            frame,
            signed_in,
        }
    }

    fn group_row(&self, frame: &Frame, group: &GroupReady) -> Lacking {
        let url = frame.link(&self.there.path("/delegates"));
        let lacks = group.lacks.iter().map(|lacks| {
            frame.t(match lacks {
                GroupLacks::Delegate => "ready-no-delegate",
                GroupLacks::Deputy => "ready-no-deputy",
                GroupLacks::Passkey => "ready-no-passkey",
            })
        });
        Lacking { name: group.name.clone(), lacks: lacks.map(|words| Link { name: words, url: url.clone() }).collect() }
    }

    fn outcome_row(&self, frame: &Frame, ready: &OutcomeReady) -> OutcomeReadyRow {
        let edit = frame.link(&format!("{}/edit", self.base));
        let drills = frame.link(&format!("{}#drills", self.base));
        let mut lacks = Vec::new();
        if !ready.can_be_published {
            lacks.push(Link { name: frame.t("ready-no-words"), url: edit.clone() });
        }
        match &ready.drill {
            _ if ready.audiences.is_empty() => lacks.push(Link { name: frame.t("ready-tells-nobody"), url: edit }),
            None => lacks.push(Link { name: frame.t("ready-no-drill"), url: drills }),
            // A drill of other words, or to other people, than the plan has now.
            Some((drill, _)) if drill.created_at < self.version.created_at => {
                lacks.push(Link { name: frame.t("ready-old-drill"), url: drills });
            }
            Some(_) => {}
        }
        OutcomeReadyRow {
            heading: rows::outcome_heading(frame, ready.outcome),
            key: ready.outcome.as_str(),
            lacks,
            drill: ready.drill.as_ref().map(|(drill, _)| self.drill_link(frame, drill)),
            waves: ready.drill.iter().flat_map(|(_, waves)| waves).map(|wave| self.wave(frame, wave)).collect(),
        }
    }

    fn drill_link(&self, frame: &Frame, drill: &Sending) -> Link {
        let when = frame.date_time(&zoned(drill.created_at, &self.version.document.time_zone));
        let url = frame.link(&path_of(&self.there.coalition.slug, drill.id));
        Link { name: frame.t1("ready-last-drill", "when", when), url }
    }

    /// How many a wave reaches, and how long that takes.
    fn wave(&self, frame: &Frame, wave: &Wave) -> String {
        let people = about(frame, wave.people.handed_over);
        let number = wave.number.to_string();
        let reached = frame.t2("ready-wave", ("wave", &number), ("people", &people));
        let takes = by_mail(frame, self.readiness.pace, wave.people.handed_over);
        std::iter::once(reached).chain(takes).collect::<Vec<_>>().join(" ")
    }

    fn event_row(&self, frame: &Frame, here: &Here, ready: &EventReady) -> Lacking {
        let event = &ready.event;
        let way = |lacks: &EventLacks| {
            // What only its own group can mend is not offered to others: they find on its page whom to ask.
            let own = |page: &'static str| if event.group == self.there.group.id { page } else { "" };
            let (words, page) = match lacks {
                EventLacks::Vetting => ("ready-not-vetted", ""),
                EventLacks::Confirmation => ("ready-held-back", ""),
                EventLacks::Future => ("ready-past", own("/move")),
                EventLacks::Access => ("ready-no-access", own("/words")),
                EventLacks::Expected => ("ready-no-expected", own("/words")),
            };
            Link { name: frame.t(words), url: frame.link(&format!("/console/events/{}{page}", event.slug)) }
        };
        let place = [event.place.city.as_str(), &state_name(frame, &event.place.region)].join(", ");
        Lacking { name: format!("{}: {place}", event.title(here.lang)), lacks: ready.lacks.iter().map(way).collect() }
    }
}

/// A number of people across groups: in tens, and under ten not said (DESIGN section 4).
fn about(frame: &Frame, people: i64) -> String {
    match people.max(0).unsigned_abs() {
        people @ 0..10 => {
            if people == 0 {
                "0".to_owned()
            } else {
                "<10".to_owned()
            }
        }
        people => frame.number((people + 5) / 10 * 10),
    }
}

/// The states in the order of their names, as the reader knows them; where none is said, last.
fn states(frame: &Frame, events: &BTreeMap<String, Vec<EventReady>>) -> Vec<StateReadyRow> {
    let named = events.iter().map(|(state, events)| (state.is_empty(), state_row(frame, state, events)));
    let mut rows: Vec<(bool, StateReadyRow)> = named.collect();
    rows.sort_by_cached_key(|(is_unknown, row)| (*is_unknown, seal::name::fold(&row.name)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A state by its full name.
fn state_name(frame: &Frame, state: &str) -> String {
    if state.is_empty() { frame.t("ready-no-state") } else { frame.t(&format!("state-{state}")) }
}

fn state_row(frame: &Frame, state: &str, events: &[EventReady]) -> StateReadyRow {
    let sum = |part: fn(&EventReady) -> i64| events.iter().map(part).sum::<i64>().max(0).unsigned_abs();
    StateReadyRow {
        name: state_name(frame, state),
        events: events.len() as u64,
        ready: events.iter().filter(|ready| ready.lacks.is_empty()).count() as u64,
        expected: sum(|ready| ready.event.expected),
        coming: sum(|ready| ready.coming),
    }
}
