//! What a group's own page says of its work: how many people and signatures, what is being written, and what to do next. Each number costs
//! a look at counters or at a bounded piece of an index.

use crate::access::{Actor, Deed, accounts, may};
use crate::actions::drafts::{self, Draft, DraftState};
use crate::clock::DAY;
use crate::coalitions::Group;
use crate::ids::Id;
use crate::petitions::running;
use crate::web::frame::Frame;
use crate::web::views::Link;
use crate::web::views_console::{Row, Section, Table};
use db::{Fault, Tx};

/// A week's signatures are counted up to so many: beyond, "more than" says enough.
const WEEK_MAX: i64 = 10_000;

/// The work of a group in numbers.
pub(super) struct Work {
    /// All signatures on its petitions.
    signatures: i64,
    /// Those of the last seven days, at most one more than [`WEEK_MAX`].
    week: i64,
    /// What is being written or waits.
    drafts: Vec<Draft>,
    /// Whether it has a petition.
    has_petitions: bool,
    /// Whether one person alone sits there.
    is_alone: bool,
    account: Id,
    may: [bool; 3],
}

pub(super) fn work(tx: &mut Tx<'_>, actor: &Actor, group: Id, now: i64) -> Result<Work, Fault> {
    let deeds = [Deed::ImportSupporters(group), Deed::SeatPeople(group), Deed::WritePetitions(group)];
    Ok(Work {
        signatures: running::signatures_of_group(tx, group)?,
        week: running::recorded_since(tx, group, now - 7 * DAY, WEEK_MAX + 1)?,
        drafts: drafts::open_in(tx, group)?,
        has_petitions: running::has_any(tx, group)?,
        is_alone: accounts::seated_in(tx, group, 2)?.len() < 2,
        account: actor.account,
        may: deeds.map(|deed| may(actor, &deed)),
    })
}

/// Numbers, drafts and next steps, as far as there are any.
pub(super) fn sections(frame: &Frame, group: &Group, work: &Work, people: u64) -> Vec<Section> {
    [numbers(frame, group, work, people), written(frame, group, work), next(frame, group, work, people)]
        .into_iter()
        .flatten()
        .collect()
}

fn numbers(frame: &Frame, group: &Group, work: &Work, people: u64) -> Option<Section> {
    let week = match work.week > WEEK_MAX {
        true => frame.t1("overview-more-than", "number", frame.number(WEEK_MAX.unsigned_abs())),
        false => frame.number(work.week.unsigned_abs()),
    };
    let rows = vec![
        vec![frame.t("overview-people"), frame.number(people)],
        vec![frame.t("overview-signatures"), frame.number(work.signatures.unsigned_abs())],
        vec![frame.t("overview-week"), week],
    ];
    let link =
        |path: &str, words: &str| Link { name: frame.t(words), url: frame.link(&format!("/console/groups/{}{path}", group.slug)) };
    Some(Section {
        id: "numbers",
        heading: frame.t("overview-numbers"),
        table: Some(Table { head: vec![frame.t("overview-what"), frame.t("merge-number")], rows }),
        links: vec![link("/supporters", "console-supporters"), link("/petitions", "console-petitions")],
        ..Section::default()
    })
}

/// What is being written, what waits, and what came back.
fn written(frame: &Frame, group: &Group, work: &Work) -> Option<Section> {
    let row = |draft: &Draft| {
        let state = match (draft.state, draft.is_sent_back()) {
            (DraftState::Waiting, _) => "overview-draft-waits",
            (_, true) if draft.is_by(work.account) => "overview-draft-back-yours",
            (_, true) => "overview-draft-back",
            _ => "overview-draft-written",
        };
        Row {
            name: draft.document.title(frame.lang).to_owned(),
            url: Some(frame.link(&draft.path(&group.slug))),
            facts: vec![frame.t(state)],
            ..Row::default()
        }
    };
    let rows: Vec<Row> = work.drafts.iter().map(row).collect();
    (!rows.is_empty()).then(|| Section { id: "drafts", heading: frame.t("overview-drafts"), rows, ..Section::default() })
}

/// What a group does first, as long as it has not.
fn next(frame: &Frame, group: &Group, work: &Work, people: u64) -> Option<Section> {
    let [may_import, may_seat, may_write] = work.may;
    let steps = [
        (may_seat && work.is_alone, "/people", "overview-next-invite", "overview-next-invite-why"),
        (may_import && people == 0, "/imports", "overview-next-import", "overview-next-import-why"),
        (
            may_write && !work.has_petitions && work.drafts.is_empty(),
            "/petitions/new",
            "overview-next-write",
            "overview-next-write-why",
        ),
    ];
    let row = |(_, path, name, why): (bool, &str, &str, &str)| Row {
        name: frame.t(name),
        url: Some(frame.link(&format!("/console/groups/{}{path}", group.slug))),
        facts: vec![frame.t(why)],
        ..Row::default()
    };
    let rows: Vec<Row> = steps.into_iter().filter(|(wanted, ..)| *wanted).map(row).collect();
    (!rows.is_empty()).then(|| Section { id: "next", heading: frame.t("dashboard-next"), rows, ..Section::default() })
}
