//! A published petition in the hands of its group: the buttons that its page shows, and what the pages behind them need
//! (`actions/console/running_pages.rs`).

use super::super::running::stop::StopRefusal;
use super::super::running::{close, dates, stop};
use super::super::{Petition, PetitionState};
use super::{path_of, tabs_here};
use crate::access::Actor;
use crate::actions::console::dates::Standing;
use crate::actions::console::running_pages::{Kind, Seen};
use crate::actions::running::dates::Dates;
use crate::coalitions::Group;
use crate::ids::Id;
use crate::web::frame::Frame;
use crate::web::views::Link;
use crate::web::views_console::{Form, Section};
use db::{Fault, Tx};

pub(super) static RUNNING: Kind<StopRefusal> = Kind {
    path: path_of,
    names: ["petitions.stop", "petitions.reopen", "petitions.close", "petitions.set_dates"],
    words: ["running-dates-back", "petition-form-goal", "running-closes-hint"],
    tabs: tabs_here,
    seen,
    set_stopped: stop::set,
    close: close::close,
    set_dates: dates::set,
    forget: |app, slug| app.live_petitions.forget(slug),
};

fn seen(tx: &mut Tx<'_>, actor: &Actor, group: &Group, id: Id) -> Result<Option<Seen>, Fault> {
    let Some(seen) = super::seen(tx, actor, group, id)? else { return Ok(None) };
    let standing = seen.petition.filter(|_| seen.writes).map(|whole| {
        let Petition { slug, goal, opens_at, closes_at, time_zone, modified_at, .. } = whole.petition;
        Standing { slug, dates: Dates { goal, opens_at, closes_at }, time_zone, modified_at }
    });
    Ok(Some(Seen { id, group: seen.group, waiting: seen.waiting, standing }))
}

/// What its group can do with a published petition.
pub(super) fn sections(frame: &Frame, path: &str, petition: &Petition, now: i64) -> Vec<Section> {
    let is_closed = petition.closes_at.is_some_and(|closes_at| closes_at <= now);
    let section = |deed: &'static str, heading: &str, text: &str, button: &str, danger: bool| Section {
        id: deed,
        heading: frame.t(heading),
        text: frame.t(text),
        form: Some(Form { action: frame.link(&format!("{path}/{deed}")), button: frame.t(button), danger, ..Form::default() }),
        ..Section::default()
    };
    let dates = Link { name: frame.t("running-dates"), url: frame.link(&format!("{path}/dates")) };
    let sheets = Link { name: frame.t("paper-sheets-petition"), url: frame.link(&format!("{path}/sheets")) };
    let words = Section {
        id: "words",
        heading: frame.t("running-words"),
        text: frame.t("running-words-text"),
        links: vec![dates],
        ..Section::default()
    };
    let paper = Section {
        id: "paper",
        heading: frame.t("paper-heading"),
        text: frame.t("paper-text-petition"),
        links: vec![sheets],
        ..Section::default()
    };
    let mut sections = vec![words, paper];
    match petition.state {
        PetitionState::Stopped => {
            sections.push(section("reopen", "running-stopped", "running-stopped-text", "running-reopen", false));
        }
        PetitionState::Open if !is_closed => {
            sections.push(section("stop", "running-stop-heading", "running-stop-text", "running-stop", true));
            sections.push(section("close", "running-close-heading", "running-close-text", "running-close", true));
        }
        PetitionState::Open => {}
    }
    sections
}
