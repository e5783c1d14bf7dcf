//! A published form in the hands of its group: what the pages of its buttons need (`actions/console/running_pages.rs`).

use super::super::Form;
use super::super::running::{self, RunningRefusal};
use super::{path_of, tabs_here};
use crate::access::Actor;
use crate::actions::console::dates::Standing;
use crate::actions::console::running_pages::{Kind, Seen};
use crate::actions::running::dates::Dates;
use crate::coalitions::Group;
use crate::ids::Id;
use db::{Fault, Tx};

pub(super) static RUNNING: Kind<RunningRefusal> = Kind {
    path: path_of,
    names: ["forms.stop", "forms.reopen", "forms.close", "forms.set_dates"],
    words: ["form-dates-back", "form-form-goal", "form-closes-hint"],
    tabs: tabs_here,
    seen,
    set_stopped: running::set_stopped,
    close: running::close,
    set_dates: running::set_dates,
    forget: |app, slug| app.live_forms.forget(slug),
};

/// Only what is published; a form opens as soon as it is.
fn seen(tx: &mut Tx<'_>, actor: &Actor, group: &Group, id: Id) -> Result<Option<Seen>, Fault> {
    let Some(seen) = super::seen(tx, actor, group, id)? else { return Ok(None) };
    let Some(whole) = seen.form else { return Ok(None) };
    let Form { slug, goal, closes_at, time_zone, modified_at, .. } = whole.form;
    let standing = Standing { slug, dates: Dates { goal, opens_at: None, closes_at }, time_zone, modified_at };
    Ok(Some(Seen { id, group: seen.group, waiting: seen.waiting, standing: Some(standing).filter(|_| seen.writes) }))
}
