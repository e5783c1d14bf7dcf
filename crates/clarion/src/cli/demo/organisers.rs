//! The demo's organisers: an owner for each group, and for each steering group a delegate and a deputy; and the coalition's statement.

use super::{Problem, words};
use crate::access::{self, NewAccount, SeatRole, accounts};
use crate::app::App;
use crate::coalitions::delegates::name::name;
use crate::coalitions::{self, Act, Post};
use crate::ids::Id;
use crate::statements::{StatementWords, draft::draft, publish::publish};
use crate::web::lang::Lang;
use db::{Fault, Tx};

/// Somebody of a group.
#[derive(Clone)]
pub(super) struct Organiser {
    account: NewAccount,
    /// The id of their naming, and the post; only of steering groups.
    post: Option<(Id, Post)>,
}

/// The people of the group at this place.
pub(super) fn of_group(app: &App, now: i64, at: usize, steers: bool) -> Result<Vec<Organiser>, Problem> {
    let posts: &[Option<Post>] = if steers { &[Some(Post::Delegate), Some(Post::Deputy)] } else { &[None] };
    let of = |(number, post): (usize, &Option<Post>)| {
        let (name, email) = words::organiser(at * 2 + number);
        let email = seal::email::fold(&email).map_err(|_| Fault::bug("a made-up address does not fold"))?;
        let account = accounts::prepare(&app.vault, &app.ids, now, &email, &name, Lang::En)?;
        Ok(Organiser { account, post: post.map(|post| (app.ids.fresh(now), post)) })
    };
    posts.iter().enumerate().map(of).collect::<Result<_, Fault>>().map_err(Problem::from)
}

/// Gives them their seats, and their posts.
pub(super) fn seat(tx: &mut Tx<'_>, coalition: Id, group: Id, organisers: &[Organiser], now: i64) -> Result<(), Fault> {
    for organiser in organisers {
        let account = access::add_account(tx, &organiser.account)?;
        access::add_seat(tx, account, group, SeatRole::Owner, now)?;
        if let Some((id, post)) = organiser.post {
            let named = name(tx, &Act { id, account, group, now }, coalition, post, account, true)?;
            named.map_err(|_| Fault::bug("the demo's delegate cannot be named"))?;
        }
    }
    Ok(())
}

/// The coalition says something in public: one delegate wrote it, another published it. With fewer than two that steer it is silent.
pub(super) fn speak(tx: &mut Tx<'_>, coalition: Id, act: &Act) -> Result<(), Fault> {
    let steering = coalitions::steering(tx, coalition)?;
    let mut delegates = steering.iter().filter_map(|steering| Some((steering.group.id, steering.delegate?)));
    let (Some((writes, writer)), Some((reads, reader))) = (delegates.next(), delegates.next()) else { return Ok(()) };
    let words = StatementWords {
        title_en: words::STATEMENT_TITLE_EN.to_owned(),
        title_es: words::STATEMENT_TITLE_ES.to_owned(),
        text_en: words::STATEMENT_TEXT_EN.to_owned(),
        text_es: words::STATEMENT_TEXT_ES.to_owned(),
    };
    let drafted = draft(tx, &Act { group: writes, account: writer, ..*act }, Some(coalition), &words)?;
    drafted.map_err(|_| Fault::bug("the demo's statement cannot be drafted"))?;
    let published = publish(tx, &Act { group: reads, account: reader, ..*act }, act.id, 1)?;
    published.map_err(|_| Fault::bug("the demo's statement cannot be published"))
}
