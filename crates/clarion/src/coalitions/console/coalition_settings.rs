//! A coalition's settings: one page that gathers what can be set about it, how it stands, who may change it, and what nobody
//! changes. Each leads to the page where it is done. A group's own settings stand in `settings.rs`.

use super::coalition::framed;
use super::deed::{Outcome, There};
use super::{led_back, read_for_coalition};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::sharing::{self, change as sharing_change};
use crate::coalitions::{self, Role, delegates, joining, overlap};
use crate::messages::delivery::CALLS_A_WEEK_MAX;
use crate::plans;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// How things stand.
struct Facts {
    /// How many groups steer, take part and lend their name.
    groups: [u64; 3],
    /// Whether the form by which groups ask to join is on.
    is_open: bool,
    /// How many groups ask to join; told to those who answer it.
    asking: Option<u64>,
    /// Lines of the table that the coalition decided otherwise than the default, and proposals that wait.
    decided: u64,
    proposed: u64,
    speakers: u64,
    wait_minutes: i64,
    /// With how many groups the own one has agreed that their overlap is counted.
    overlaps: u64,
}

fn facts(tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Facts, Fault> {
    let (id, own) = (there.coalition.id, there.group.id);
    let members = coalitions::members(tx, id)?;
    let of = |role: Role| members.iter().filter(|(_, word)| word == role.as_str()).count() as u64;
    let agreed = overlap::of_group(tx, id, own)?.into_iter().filter(|one| one.ours && one.theirs).count();
    Ok(Facts {
        groups: [Role::Steering, Role::Partner, Role::Endorser].map(of),
        is_open: joining::open_form(tx, id)?.is_some(),
        asking: match there.may(Deed::ChangeCoalition) {
            true => Some(joining::waiting_count(tx, id)?.unsigned_abs()),
            false => None,
        },
        decided: sharing::table(tx, id)?.iter().filter(|line| line.decided).count() as u64,
        proposed: sharing_change::open(tx, id, now)?.len() as u64,
        speakers: delegates::current(tx, id, own)?.len() as u64,
        wait_minutes: plans::passkey_wait_minutes(tx, id)?,
        overlaps: agreed as u64,
    })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let now = app.clock.now();
        let look = move |tx: &mut Tx<'_>, there: &There| facts(tx, there, now);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeeCoalition, look).await?;
        let (there, facts) = match seen {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("settings");
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, &here, &there);
        page.lead = page.frame.t("coalition-settings-lead");
        let of = Of { frame: &page.frame, there: &there, facts: &facts };
        page.sections = vec![of.together(), of.sharing(), of.voting(), of.own_group(), of.fixed()];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

struct Of<'a> {
    frame: &'a Frame,
    there: &'a There,
    facts: &'a Facts,
}

impl Of<'_> {
    /// A setting: how it stands, what it does and who may. Whoever may not see its page gets no way there.
    fn setting(&self, name: &str, rest: Option<&str>, mut stands: Vec<String>, does: &str) -> Row {
        stands.push(self.frame.t(does));
        Row {
            name: self.frame.t(name),
            url: rest.map(|rest| self.frame.link(&self.there.path(rest))),
            facts: stands,
            ..Row::default()
        }
    }

    fn section(&self, id: &'static str, heading: &str, rows: Vec<Row>) -> Section {
        Section { id, heading: self.frame.t(heading), rows, ..Section::default() }
    }

    /// Who is in it, and how others come in.
    fn together(&self) -> Section {
        let (frame, facts) = (self.frame, self.facts);
        let [steering, partners, endorsers] = facts.groups;
        let groups = vec![
            frame.tn("coalition-settings-steering", steering),
            frame.tn("coalition-settings-partners", partners),
            frame.tn("coalition-settings-endorsers", endorsers),
        ];
        let state = frame.t(if facts.is_open { "coalition-settings-joining-on" } else { "coalition-settings-joining-off" });
        let asking = facts.asking.map(|asking| frame.tn("coalition-settings-asking", asking));
        let joining = std::iter::once(state).chain(asking).collect();
        let public = frame.link(&format!("/coalitions/{}", self.there.coalition.slug));
        let words = self.setting(
            "coalition-settings-words",
            Some("/words"),
            vec![self.there.coalition.name.clone()],
            "coalition-settings-words-what",
        );
        let rows = vec![
            Row { links: vec![Link { name: frame.t("console-public-page"), url: public }], ..words },
            self.setting("console-groups", Some("/groups"), groups, "coalition-settings-groups-what"),
            self.setting("join-console-title", facts.asking.map(|_| "/joining"), joining, "coalition-settings-joining-what"),
        ];
        self.section("together", "coalition-settings-together", rows)
    }

    /// What groups may share, by what they are in law, and by their own word.
    fn sharing(&self) -> Section {
        let (frame, facts) = (self.frame, self.facts);
        let table =
            vec![frame.tn("coalition-settings-decided", facts.decided), frame.tn("coalition-settings-proposed", facts.proposed)];
        let overlap = vec![frame.tn("coalition-settings-overlaps", facts.overlaps)];
        let rows = vec![
            self.setting("sharing", Some("/sharing"), table, "coalition-settings-sharing-what"),
            self.setting("overlap", Some("/overlap"), overlap, "coalition-settings-overlap-what"),
        ];
        self.section("sharing", "coalition-settings-sharing", rows)
    }

    /// Who votes, and from when a passkey counts.
    fn voting(&self) -> Section {
        let (frame, facts) = (self.frame, self.facts);
        let mut rows = Vec::new();
        if self.there.standing.role == Some(Role::Steering) {
            let speakers = vec![frame.tn("coalition-settings-speakers", facts.speakers)];
            rows.push(self.setting("console-delegates", Some("/delegates"), speakers, "coalition-settings-delegates-what"));
        }
        let wait = match facts.wait_minutes {
            0 => frame.t("passkeys-wait-no-time"),
            minutes => plans::pages::wait_words(frame, minutes),
        };
        let sees_plans = self.there.may(Deed::SeePlans);
        rows.push(self.setting(
            "passkeys-wait-heading",
            sees_plans.then_some("/passkeys"),
            vec![wait],
            "coalition-settings-wait-what",
        ));
        self.section("voting", "coalition-settings-voting", rows)
    }

    fn own_group(&self) -> Section {
        let (frame, group) = (self.frame, &self.there.group);
        let profile = Row {
            name: frame.t1("coalition-settings-own", "group", &group.name),
            url: Some(frame.link(&format!("/console/groups/{}/settings", group.slug))),
            facts: vec![frame.t("coalition-settings-own-what")],
            ..Row::default()
        };
        let leaves = self.there.may_alone(Deed::JoinCoalition);
        let leave = self.setting("leave-link", leaves.then_some("/leave"), Vec::new(), "coalition-settings-leave-what");
        self.section("own", "console-own-group", vec![profile, leave])
    }

    /// What is so in every coalition, or was agreed when this one was founded.
    fn fixed(&self) -> Section {
        let frame = self.frame;
        let fact = |name: &str, fact: String| Row { name: frame.t(name), facts: vec![fact], ..Row::default() };
        let calls = frame.tn("coalition-settings-budget-what", CALLS_A_WEEK_MAX.unsigned_abs());
        let rows = vec![
            fact("coalition-settings-once", frame.t("coalition-settings-once-what")),
            fact("coalition-settings-budget", calls),
            fact("coalition-settings-kept", frame.t("coalition-settings-kept-what")),
        ];
        Section { text: frame.t("coalition-settings-fixed-text"), ..self.section("fixed", "coalition-settings-fixed", rows) }
    }
}
