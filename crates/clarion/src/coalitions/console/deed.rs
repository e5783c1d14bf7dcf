//! One deed of the console: in one transaction it is read who acts and what their group is, `access::may` is asked, and the verb runs.

use crate::access::{self, Actor, Deed, Standing, may};
use crate::app::App;
use crate::audit;
use crate::coalitions::{self, Act, Calling, Coalition, CoalitionState, Group, delegates, merging};
use crate::ids::Id;
use crate::messages::calls;
use crate::refusal::Refusal;
use crate::web::lang::{self, Lang};
use db::{Fault, Tx};

/// What became of a deed or a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome<T> {
    /// Done or seen.
    Done(T),
    /// The rule does not allow it now; the message that says why.
    Refused(&'static str),
    /// This person may not.
    Forbidden,
    /// There is no such group, coalition or thing.
    Missing,
}

/// What a form sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    /// Reads an urlencoded body or query.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// A field's last value; empty where there is none.
    pub(crate) fn get(&self, wanted: &str) -> &str {
        self.0.iter().rev().find(|(name, _)| name == wanted).map_or("", |(_, value)| value)
    }

    /// All values of a field, in their order.
    pub(crate) fn all(&self, wanted: &str) -> Vec<String> {
        self.0.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
    }

    /// The fields whose names begin so, by the rest of the name.
    pub(crate) fn beginning(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// A text of one or several lines without control characters, with plain line ends.
    pub(crate) fn text(&self, wanted: &str) -> String {
        let text = self.get(wanted).replace("\r\n", "\n");
        text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
    }
}

/// The sentence of the refusal that the last deed met, which its address names. Only messages that are refusals are shown.
pub(crate) fn refusal_of(lang: Lang, query: &Typed) -> Option<String> {
    let message = query.get("refused");
    let is_refusal = message.contains("-refused-") && message.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let sentence = is_refusal.then(|| lang::t(lang, message, &[]))?;
    (sentence != message).then_some(sentence)
}

fn act_of(app: &App, account: Id, group: Id) -> Act {
    let now = app.clock.now();
    Act { id: app.ids.fresh(now), account, group, now }
}

/// A deed as the group's audit log keeps it.
fn noted(act: &Act, name: &'static str, about: Id) -> audit::Note {
    audit::Note::of(act.id, act.now, (act.account, act.group), name, about)
}

/// What is done for the group with an address: its name in logs and in the audit log, and what it concerns, where that is known before.
pub(crate) struct What<'a> {
    name: &'static str,
    slug: &'a str,
    about: Id,
    is_noted: bool,
}

impl<'a> What<'a> {
    /// A step of a larger deed, which the audit log keeps when it is done as a whole.
    pub(crate) fn step(name: &'static str, slug: &'a str) -> Self {
        Self { name, slug, about: Id::ZERO, is_noted: false }
    }
}

impl<'a, S: AsRef<str> + ?Sized> From<(&'static str, &'a S)> for What<'a> {
    fn from((name, slug): (&'static str, &'a S)) -> Self {
        Self { name, slug: slug.as_ref(), about: Id::ZERO, is_noted: true }
    }
}

impl<'a, S: AsRef<str> + ?Sized> From<(&'static str, &'a S, Id)> for What<'a> {
    fn from((name, slug, about): (&'static str, &'a S, Id)) -> Self {
        Self { name, slug: slug.as_ref(), about, is_noted: true }
    }
}

/// Does something for a group.
pub(crate) async fn for_group<T, R>(
    app: &App,
    account: Id,
    what: impl Into<What<'_>>,
    deed: impl Fn(Id) -> Deed + Send + Sync + 'static,
    verb: impl Fn(&mut Tx<'_>, &Act, &Group) -> Result<Result<T, R>, Fault> + Send + Sync + 'static,
) -> Result<Outcome<T>, Fault>
where
    T: Send + 'static,
    R: Refusal,
{
    let What { name, slug, about, is_noted } = what.into();
    let (slug, act) = (slug.to_owned(), act_of(app, account, Id::ZERO));
    let written = app.db.write(name, move |tx| {
        let Some(group) = coalitions::group_by_slug(tx, &slug)? else { return Ok(Outcome::Missing) };
        let allowed = access::actor(tx, account)?.is_some_and(|actor| may(&actor, &deed(group.id)));
        if !allowed {
            return Ok(Outcome::Forbidden);
        }
        // A group that is part of another does nothing of its own any more, but for parting again.
        if !matches!(deed(group.id), Deed::MergeGroups(_)) && merging::survivor_of(tx, group.id)?.is_some() {
            return Ok(Outcome::Refused(merging::agree::MergeRefusal::Gone.message()));
        }
        let act = Act { group: group.id, ..act };
        let done = verb(tx, &act, &group)?;
        Ok(super::refused(if is_noted { noted(&act, name, about).noted(tx, done)? } else { done }))
    });
    let outcome = written.await?;
    app.waker.wake();
    Ok(outcome)
}

/// Looks at something of a group.
pub(crate) async fn read_for_group<T: Send + 'static>(
    app: &App,
    account: Id,
    slug: &str,
    deed: impl Fn(Id) -> Deed + Send + Sync + 'static,
    look: impl Fn(&mut Tx<'_>, &Actor, &Group) -> Result<T, Fault> + Send + Sync + 'static,
) -> Result<Outcome<T>, Fault> {
    let slug = slug.to_owned();
    let read = app.db.read_newest(move |tx| {
        let Some(group) = coalitions::group_by_slug(tx, &slug)? else { return Ok(Outcome::Missing) };
        match access::actor(tx, account)?.filter(|actor| may(actor, &deed(group.id))) {
            Some(actor) => look(tx, &actor, &group).map(Outcome::Done),
            None => Ok(Outcome::Forbidden),
        }
    });
    read.await
}

/// What somebody is in a coalition: for which of their groups they act there, and for which others they could.
#[derive(Clone, Debug)]
pub(crate) struct There {
    /// The coalition.
    pub coalition: Coalition,
    /// Who acts.
    pub actor: Actor,
    /// The group they act for.
    pub group: Group,
    /// What that group is, and whether they are its delegate or deputy.
    pub standing: Standing,
    /// Their other groups in it.
    pub others: Vec<Group>,
}

impl There {
    /// Whether they may do this for the group they act for.
    pub(crate) fn may(&self, deed: impl Fn(Standing) -> Deed) -> bool {
        may(&self.actor, &deed(self.standing))
    }

    /// Whether they may do this that concerns the group alone.
    pub(crate) fn may_alone(&self, deed: impl Fn(Id) -> Deed) -> bool {
        may(&self.actor, &deed(self.group.id))
    }

    /// The address of a page of the coalition, without language, which keeps for whom they act.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/console/coalitions/{}{rest}?as={}", self.coalition.slug, self.group.slug)
    }
}

/// Reads what somebody is in a coalition, acting for the group with this address; for one of their groups in it where it is empty,
/// one that steers first.
fn there(tx: &mut Tx<'_>, account: Id, slug: &str, acting_for: &str) -> Result<Outcome<There>, Fault> {
    let found = coalitions::coalition_in_any_state(tx, slug)?;
    let Some((coalition, CoalitionState::Standing)) = found else { return Ok(Outcome::Missing) };
    let Some(actor) = access::actor(tx, account)? else { return Ok(Outcome::Forbidden) };
    let seats: Vec<Id> = actor.seats.iter().map(|seat| seat.group).collect();
    let mut own = Vec::new();
    for (group, role) in coalitions::roles_of(tx, coalition.id, &seats)? {
        if let Some(group) = coalitions::group(tx, group)? {
            own.push((group, role));
        }
    }
    own.sort_by_key(|(group, role)| (*role != coalitions::Role::Steering, group.name.clone()));
    let at = match acting_for {
        "" => 0,
        wanted => own.iter().position(|(group, _)| group.slug == wanted).unwrap_or(own.len()),
    };
    if at >= own.len() {
        return Ok(Outcome::Forbidden);
    }
    let (group, role) = own.remove(at);
    let is_delegate = delegates::is_delegate(tx, coalition.id, group.id, account)?;
    let standing = Standing { group: group.id, role: Some(role), is_delegate };
    let others = own.into_iter().map(|(group, _)| group).collect();
    Ok(Outcome::Done(There { coalition, actor, group, standing, others }))
}

/// Does something in a coalition, for the group with the address `acting_for`.
pub(crate) async fn for_coalition<T, R>(
    app: &App,
    account: Id,
    (name, slug, acting_for): (&'static str, &str, &str),
    deed: impl Fn(Standing) -> Deed + Send + Sync + 'static,
    verb: impl Fn(&mut Tx<'_>, &Act, Id) -> Result<Result<T, R>, Fault> + Send + Sync + 'static,
) -> Result<Outcome<T>, Fault>
where
    T: Send + 'static,
    R: Refusal,
{
    let (slug, acting_for) = (slug.to_owned(), acting_for.to_owned());
    let act = act_of(app, account, Id::ZERO);
    let written = app.db.write(name, move |tx| {
        let there = match there(tx, account, &slug, &acting_for)? {
            Outcome::Done(there) => there,
            Outcome::Missing => return Ok(Outcome::Missing),
            _ => return Ok(Outcome::Forbidden),
        };
        if !there.may(&deed) {
            return Ok(Outcome::Forbidden);
        }
        let act = Act { group: there.group.id, ..act };
        let done = verb(tx, &act, there.coalition.id)?;
        Ok(super::refused(noted(&act, name, there.coalition.id).noted(tx, done)?))
    });
    let outcome = written.await?;
    app.waker.wake();
    Ok(outcome)
}

/// Takes a coalition in hand and asks whether words of it are on their way, so that none start meanwhile.
pub(super) fn calling(tx: &mut Tx<'_>, coalition: Id) -> Result<Calling, Fault> {
    coalitions::hold(tx, coalition)?;
    Ok(if calls::is_on_its_way(tx, coalition)? { Calling::Now } else { Calling::Not })
}

/// Looks at something of a coalition.
pub(crate) async fn read_for_coalition<T: Send + 'static>(
    app: &App,
    account: Id,
    (slug, acting_for): (&str, &str),
    deed: impl Fn(Standing) -> Deed + Send + Sync + 'static,
    look: impl Fn(&mut Tx<'_>, &There) -> Result<T, Fault> + Send + Sync + 'static,
) -> Result<Outcome<(There, T)>, Fault> {
    let (slug, acting_for) = (slug.to_owned(), acting_for.to_owned());
    let read = app.db.read_newest(move |tx| {
        let there = match there(tx, account, &slug, &acting_for)? {
            Outcome::Done(there) => there,
            Outcome::Missing => return Ok(Outcome::Missing),
            _ => return Ok(Outcome::Forbidden),
        };
        if !there.may(&deed) {
            return Ok(Outcome::Forbidden);
        }
        let seen = look(tx, &there)?;
        Ok(Outcome::Done((there, seen)))
    });
    read.await
}
