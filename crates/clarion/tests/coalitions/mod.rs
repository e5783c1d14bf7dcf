//! Stories of coalitions and their groups: who founds, joins, steers, speaks for whom, shares what, and says what in public.

mod console;
mod delegates;
mod founding;
mod joining;
mod leaving;
mod membership;
mod merging;
mod merging_elsewhere;
mod merging_rules;
mod merging_words;
mod overlap;
mod overview;
mod reach;
mod seats;
mod sharing;
mod statements;
mod words;

use crate::harness::Server;
use clarion::access::SeatRole;
use clarion::coalitions::found::found;
use clarion::coalitions::{Act, Coalition, CoalitionState, Role, join};
use clarion::ids::Id;
use db::{Fault, Tx};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

/// Somebody who does something for a group, now.
pub fn act(server: &Server, account: Id, group: Id) -> Act {
    let now = server.app.clock.now();
    Act { id: server.app.ids.fresh(now), account, group, now }
}

/// Does something in a transaction of its own. Twice: a commit whose answer was lost is run again, and must answer the same.
pub fn done<T: PartialEq + std::fmt::Debug + Send + 'static>(
    server: &Server,
    verb: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + Sync + Clone + 'static,
) -> T {
    let first = server.app.db.write_bulk("test.verb", verb.clone()).unwrap();
    let again = server.app.db.write_bulk("test.verb", verb).unwrap();
    assert_eq!(first, again, "run again, it answers otherwise");
    first
}

/// Reads something.
pub fn seen<T: Send + 'static>(server: &Server, read: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + Sync + 'static) -> T {
    server.app.db.read_blocking(read).unwrap()
}

/// Does several things at the same instant, each in a transaction of its own; what they answered, in the order in which they did.
pub fn at_once<T: Send + 'static>(server: &Server, verbs: Vec<Verb<T>>) -> Vec<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut all = tokio::task::JoinSet::new();
        for verb in verbs {
            let db = server.app.db.clone();
            all.spawn(async move { db.write("test.at_once", verb).await.unwrap() });
        }
        all.join_all().await
    })
}

/// A transaction that stays open where it says so, while something else is tried: until that is done or, where a lock holds it off,
/// for half a second. What it answered, and what came of the other thing.
pub fn meanwhile<T: Send + 'static, O>(
    server: &Server,
    verb: impl Fn(&mut Tx<'_>, &dyn Fn()) -> Result<T, Fault> + Send + Sync + 'static,
    other: impl FnOnce() -> O,
) -> (T, O) {
    let (opened, is_open) = mpsc::channel();
    let (ended, has_ended) = mpsc::channel::<()>();
    let (db, has_ended) = (server.app.db.clone(), Mutex::new(has_ended));
    let open = move |tx: &mut Tx<'_>| {
        verb(tx, &|| {
            opened.send(()).ok();
            has_ended.lock().unwrap().recv_timeout(Duration::from_millis(500)).ok();
        })
    };
    let first = std::thread::spawn(move || db.write_bulk("test.meanwhile", open).unwrap());
    is_open.recv().unwrap();
    let came = other();
    ended.send(()).ok();
    (first.join().unwrap(), came)
}

/// Something to be done in a transaction.
pub type Verb<T> = Box<dyn Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + Sync>;

/// A coalition as it is proposed.
pub fn proposal(slug: &str) -> Coalition {
    Coalition {
        id: Id::ZERO,
        slug: slug.to_owned(),
        name: "Lanterns for Every Street".to_owned(),
        about_en: "We want lanterns.".to_owned(),
        about_es: "Queremos faroles.".to_owned(),
        created_at: 0,
    }
}

/// A group with an owner.
#[derive(Clone, Copy)]
pub struct Owned {
    pub group: Id,
    pub owner: Id,
}

impl Owned {
    pub fn act(&self, server: &Server) -> Act {
        act(server, self.owner, self.group)
    }
}

/// A group of this name with an owner.
pub fn owned(server: &Server, name: &str) -> Owned {
    let group = server.group(name).id;
    let owner = server.account(&format!("owner@{}.example", name.to_lowercase()), &[(group, SeatRole::Owner)]);
    Owned { group, owner }
}

/// A coalition with its groups, which the story made as an operator would.
pub struct Standing {
    pub id: Id,
    pub steering: Vec<Owned>,
    pub partner: Owned,
}

/// A standing coalition with so many steering groups and one partner.
pub fn coalition(server: &Server, steering: usize) -> Standing {
    let steering: Vec<Owned> = (0..steering).map(|number| owned(server, &format!("Steering{number}"))).collect();
    let partner = owned(server, "Partner");
    let act = steering[0].act(server);
    let state = done(server, move |tx| found(tx, &act, &proposal("lanterns"), &[]));
    assert_eq!(state, Ok(CoalitionState::Standing));
    let (id, now) = (act.id, act.now);
    let others: Vec<Id> = steering.iter().skip(1).map(|owned| owned.group).collect();
    done(server, move |tx| {
        for group in &others {
            join(tx, id, *group, Role::Steering, now)?;
        }
        join(tx, id, partner.group, Role::Partner, now)
    });
    Standing { id, steering, partner }
}
