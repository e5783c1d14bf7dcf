//! Every route, walked by everybody: a stranger, somebody without a seat, an organiser, an owner, and the owner of another group.
//!
//! [`TABLE`] says for whom each address is. A second test reads the routes out of our source and holds the table to be whole, so that
//! an address cannot be added without saying who may use it: whoever adds one adds a row.

use crate::harness::{Answered, Server};
use clarion::access::SeatRole;
use clarion::clock::{DAY, HOUR};
use clarion::coalitions::{self, Coalition, Role};
use clarion::events::add::{self, NewEvent};
use clarion::events::{AccessFacts, Place, Private, Times};
use clarion::ids::Id;
use std::collections::BTreeSet;
use std::path::Path;

/// For whom an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Anybody, and signing in changes nothing about the answer.
    Everyone,
    /// Whoever has the group's API key; a session is none.
    Key,
    /// Whoever is signed in, with a seat or without one.
    SignedIn,
    /// Organisers and owners of the group in the address, or of a group that steers the coalition in it.
    Organiser,
    /// Owners of such a group.
    /// Those of another group of the coalition than the one whose event it is.
    OtherMember,
    Owner,
    /// Organisers and owners of any group in the coalition.
    Member,
    /// Owners of any group in the coalition.
    MemberOwner,
}

use Who::{Everyone, Key, Member, MemberOwner, Organiser, OtherMember, Owner, SignedIn};

// list: every address of the server, with for whom it is
/// Method, address as the router has it, for whom. Pages stand under `/es` too.
pub(super) const TABLE: &[(&str, &str, Who)] = &[
    ("GET", "/", Everyone),
    ("GET", "/groups/{slug}", Everyone),
    ("GET", "/coalitions/{slug}", Everyone),
    ("GET", "/coalitions/{slug}/events", Everyone),
    ("GET", "/coalitions/{slug}/join", Everyone),
    ("POST", "/coalitions/{slug}/join", Everyone),
    ("GET", "/coalitions/{slug}/join/check-mail", Everyone),
    ("GET", "/coalitions/{slug}/join/challenge", Everyone),
    ("GET", "/console/join/{slug}", SignedIn),
    ("POST", "/console/join/{slug}", SignedIn),
    ("GET", "/events/{slug}", Everyone),
    ("POST", "/events/{slug}", Everyone),
    ("GET", "/events/{slug}/check-mail", Everyone),
    ("GET", "/events/{slug}/count", Everyone),
    ("GET", "/events/{slug}/challenge", Everyone),
    ("GET", "/events/{slug}/picture.png", Everyone),
    ("GET", "/events/{slug}/event.ics", Everyone),
    ("GET", "/officials/{slug}", Everyone),
    ("GET", "/petitions/{slug}", Everyone),
    ("POST", "/petitions/{slug}", Everyone),
    ("GET", "/petitions/{slug}/check-mail", Everyone),
    ("GET", "/petitions/{slug}/updates/{update}", Everyone),
    ("GET", "/petitions/{slug}/count", Everyone),
    ("GET", "/petitions/{slug}/challenge", Everyone),
    ("GET", "/petitions/{slug}/picture.png", Everyone),
    ("GET", "/forms/{slug}", Everyone),
    ("POST", "/forms/{slug}", Everyone),
    ("GET", "/forms/{slug}/check-mail", Everyone),
    ("GET", "/forms/{slug}/count", Everyone),
    ("GET", "/forms/{slug}/challenge", Everyone),
    ("GET", "/t/{token}", Everyone),
    ("POST", "/t/{token}", Everyone),
    ("POST", "/t/{token}/not-me", Everyone),
    ("POST", "/t/{token}/cancel", Everyone),
    ("POST", "/t/{token}/return", Everyone),
    ("POST", "/t/{token}/note", Everyone),
    ("GET", "/t/{token}/unsubscribe", Everyone),
    ("POST", "/t/{token}/unsubscribe", Everyone),
    ("GET", "/your-data", Everyone),
    ("POST", "/your-data", Everyone),
    ("GET", "/your-data/check-mail", Everyone),
    ("GET", "/your-data/challenge", Everyone),
    ("POST", "/t/{token}/leave", Everyone),
    ("POST", "/t/{token}/mails-again", Everyone),
    ("GET", "/t/{token}/details/{slug}", Everyone),
    ("POST", "/t/{token}/details/{slug}", Everyone),
    ("GET", "/t/{token}/forget", Everyone),
    ("POST", "/t/{token}/forget", Everyone),
    ("GET", "/t/{token}/copy.json", Everyone),
    ("GET", "/t/{token}/copy.csv", Everyone),
    ("GET", "/console/sign-in", Everyone),
    ("POST", "/console/sign-in", Everyone),
    ("GET", "/console/sign-in/check-mail", Everyone),
    ("GET", "/console/sign-in/link/{token}", Everyone),
    ("POST", "/console/sign-in/link/{token}", Everyone),
    ("GET", "/console/sign-in/code", Everyone),
    ("POST", "/console/sign-in/code", Everyone),
    ("POST", "/console/sign-in/passkey", Everyone),
    ("GET", "/console/sign-in/passkey/options", Everyone),
    ("POST", "/console/sign-out", SignedIn),
    ("GET", "/console", SignedIn),
    ("GET", "/console/account", SignedIn),
    ("POST", "/console/account/passkeys", SignedIn),
    ("GET", "/console/account/passkeys/options", SignedIn),
    ("POST", "/console/account/passkeys/{passkey}/remove", SignedIn),
    ("POST", "/console/account/recovery-codes", SignedIn),
    ("POST", "/console/account/profile", SignedIn),
    ("POST", "/console/account/sessions/end-others", SignedIn),
    ("POST", "/console/account/sessions/{session}/end", SignedIn),
    ("GET", "/statements/{slug}", Everyone),
    ("GET", "/invitations/{token}", Everyone),
    ("POST", "/invitations/{token}", Everyone),
    ("GET", "/invitations/{token}/decline", Everyone),
    ("POST", "/invitations/{token}/decline", Everyone),
    ("GET", "/console/groups/{slug}", Organiser),
    ("GET", "/console/groups/{slug}/profile", Owner),
    ("POST", "/console/groups/{slug}/profile", Owner),
    ("GET", "/console/groups/{slug}/settings", Organiser),
    ("POST", "/console/groups/{slug}/chapters/{child}/{answer}", Owner),
    ("GET", "/console/groups/{slug}/merging", Owner),
    ("POST", "/console/groups/{slug}/merging", Owner),
    ("POST", "/console/groups/{slug}/merging/{id}/{deed}", Owner),
    ("GET", "/console/groups/{slug}/api-keys", Owner),
    ("POST", "/console/groups/{slug}/api-keys", Owner),
    ("GET", "/console/groups/{slug}/api-keys/{key}/revoke", Owner),
    ("POST", "/console/groups/{slug}/api-keys/{key}/revoke", Owner),
    ("GET", "/console/groups/{slug}/webhooks", Owner),
    ("POST", "/console/groups/{slug}/webhooks", Owner),
    ("GET", "/console/groups/{slug}/webhooks/{hook}", Owner),
    ("GET", "/console/groups/{slug}/webhooks/{hook}/remove", Owner),
    ("POST", "/console/groups/{slug}/webhooks/{hook}/remove", Owner),
    ("POST", "/console/groups/{slug}/webhooks/{hook}/{deed}", Owner),
    ("GET", "/console/groups/{slug}/audit", Owner),
    ("GET", "/console/groups/{slug}/audit/file", Owner),
    ("GET", "/console/groups/{slug}/imports", Owner),
    ("POST", "/console/groups/{slug}/imports", Owner),
    ("GET", "/console/groups/{slug}/imports/{import}", Owner),
    ("GET", "/console/groups/{slug}/imports/{import}/stream", Owner),
    ("GET", "/console/groups/{slug}/imports/{import}/refused", Owner),
    ("POST", "/console/groups/{slug}/imports/{import}/columns", Owner),
    ("POST", "/console/groups/{slug}/imports/{import}/source", Owner),
    ("POST", "/console/groups/{slug}/imports/{import}/{deed}", Owner),
    ("GET", "/console/groups/{slug}/supporters", Organiser),
    ("POST", "/console/groups/{slug}/supporters/search", Organiser),
    ("POST", "/console/groups/{slug}/supporters/tag", Organiser),
    ("POST", "/console/groups/{slug}/supporters/choose", Organiser),
    ("POST", "/console/groups/{slug}/supporters/export", Owner),
    ("POST", "/console/groups/{slug}/supporters/queries", Organiser),
    ("POST", "/console/groups/{slug}/supporters/queries/{query}/remove", Organiser),
    ("POST", "/console/groups/{slug}/supporters/receipts", Owner),
    ("GET", "/console/groups/{slug}/supporters/add", Organiser),
    ("POST", "/console/groups/{slug}/supporters/add", Organiser),
    ("GET", "/console/groups/{slug}/supporters/{person}", Organiser),
    ("GET", "/console/groups/{slug}/supporters/{person}/change", Organiser),
    ("POST", "/console/groups/{slug}/supporters/{person}/change", Organiser),
    ("GET", "/console/groups/{slug}/supporters/{person}/no-news", Organiser),
    ("POST", "/console/groups/{slug}/supporters/{person}/no-news", Organiser),
    ("GET", "/console/groups/{slug}/supporters/{person}/erase", Owner),
    ("POST", "/console/groups/{slug}/supporters/{person}/erase", Owner),
    ("POST", "/console/groups/{slug}/supporters/{person}/tags", Organiser),
    ("POST", "/console/groups/{slug}/supporters/{person}/tags/{tag}/remove", Organiser),
    ("POST", "/console/groups/{slug}/supporters/{person}/fields", Organiser),
    ("POST", "/console/groups/{slug}/supporters/{person}/choices", Organiser),
    ("GET", "/console/groups/{slug}/fields", Organiser),
    ("POST", "/console/groups/{slug}/fields", Organiser),
    ("GET", "/console/groups/{slug}/fields/{field}", Organiser),
    ("POST", "/console/groups/{slug}/fields/{field}/choices", Organiser),
    ("GET", "/console/groups/{slug}/fields/{field}/choices/{choice}", Organiser),
    ("POST", "/console/groups/{slug}/fields/{field}/choices/{choice}/rename", Organiser),
    ("POST", "/console/groups/{slug}/fields/{field}/choices/{choice}/retire", Organiser),
    ("POST", "/console/groups/{slug}/fields/{field}/choices/{choice}/restore", Organiser),
    ("GET", "/console/groups/{slug}/fields/{field}/turn", Organiser),
    ("POST", "/console/groups/{slug}/fields/{field}/turn", Organiser),
    ("GET", "/console/groups/{slug}/fields/{field}/remove", Owner),
    ("POST", "/console/groups/{slug}/fields/{field}/remove", Owner),
    ("POST", "/console/groups/{slug}/supporters/{person}/notes", Organiser),
    ("POST", "/console/groups/{slug}/supporters/{person}/notes/{note}/remove", Organiser),
    ("GET", "/console/groups/{slug}/retention", Owner),
    ("GET", "/console/groups/{slug}/retention/{rule}", Owner),
    ("POST", "/console/groups/{slug}/retention/{rule}/look", Owner),
    ("POST", "/console/groups/{slug}/retention/{rule}/on", Owner),
    ("POST", "/console/groups/{slug}/retention/{rule}/off", Owner),
    ("GET", "/console/groups/{slug}/petitions", Organiser),
    ("POST", "/console/groups/{slug}/petitions/alone", Owner),
    ("GET", "/console/groups/{slug}/petitions/new", Organiser),
    ("POST", "/console/groups/{slug}/petitions/new", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/words", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/words", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/preview", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/signatures", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/signatures/export", Owner),
    ("POST", "/console/groups/{slug}/petitions/{petition}/send", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/publish", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/return", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/drop", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/drop", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/co-sponsors", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/co-sponsors/{group}/withdraw", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/sponsorship/{answer}", Owner),
    ("POST", "/console/groups/{slug}/petitions/{petition}/stop", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/reopen", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/close", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/dates", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/dates", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/co-sponsors/{group}/withdraw", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/sponsorship/{answer}", Owner),
    ("GET", "/console/groups/{slug}/petitions/{petition}/updates", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/updates", Organiser),
    ("GET", "/console/groups/{slug}/updates/{update}", Organiser),
    ("GET", "/console/groups/{slug}/updates/{update}/words", Organiser),
    ("POST", "/console/groups/{slug}/updates/{update}/words", Organiser),
    ("GET", "/console/groups/{slug}/updates/{update}/preview", Organiser),
    ("POST", "/console/groups/{slug}/updates/{update}/send", Organiser),
    ("POST", "/console/groups/{slug}/updates/{update}/publish", Organiser),
    ("POST", "/console/groups/{slug}/updates/{update}/return", Organiser),
    ("GET", "/console/groups/{slug}/updates/{update}/drop", Organiser),
    ("POST", "/console/groups/{slug}/updates/{update}/drop", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/sheets", Organiser),
    ("POST", "/console/groups/{slug}/petitions/{petition}/sheets", Organiser),
    ("GET", "/console/groups/{slug}/petitions/{petition}/sheets/print", Organiser),
    ("GET", "/console/groups/{slug}/sheets/{code}", Organiser),
    ("POST", "/console/groups/{slug}/sheets/{code}/take", Organiser),
    ("POST", "/console/groups/{slug}/sheets/{code}/put-back", Organiser),
    ("POST", "/console/groups/{slug}/sheets/{code}/lines", Organiser),
    ("POST", "/console/groups/{slug}/sheets/{code}/undo", Organiser),
    ("POST", "/console/groups/{slug}/sheets/{code}/close", Organiser),
    ("GET", "/console/sheets", SignedIn),
    ("POST", "/console/sheets", SignedIn),
    ("GET", "/console/sheets/{code}", SignedIn),
    ("GET", "/console/groups/{slug}/forms", Organiser),
    ("GET", "/console/groups/{slug}/forms/new", Organiser),
    ("POST", "/console/groups/{slug}/forms/new", Organiser),
    ("GET", "/console/groups/{slug}/forms/{form}", Organiser),
    ("GET", "/console/groups/{slug}/forms/{form}/words", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/words", Organiser),
    ("GET", "/console/groups/{slug}/forms/{form}/preview", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/send", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/publish", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/return", Organiser),
    ("GET", "/console/groups/{slug}/forms/{form}/drop", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/drop", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/stop", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/reopen", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/close", Organiser),
    ("GET", "/console/groups/{slug}/forms/{form}/dates", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/dates", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/export", Owner),
    ("GET", "/console/groups/{slug}/forms/{form}/submissions/{submission}", Organiser),
    ("GET", "/console/groups/{slug}/forms/{form}/sheets", Organiser),
    ("POST", "/console/groups/{slug}/forms/{form}/sheets", Organiser),
    ("GET", "/console/groups/{slug}/forms/{form}/sheets/print", Organiser),
    ("GET", "/console/groups/{slug}/people", Organiser),
    ("POST", "/console/groups/{slug}/people", Owner),
    ("GET", "/console/groups/{slug}/people/{account}/remove", Owner),
    ("POST", "/console/groups/{slug}/people/{account}/remove", Owner),
    ("POST", "/console/groups/{slug}/people/invitations/{id}/withdraw", Owner),
    ("GET", "/console/groups/{slug}/found", Owner),
    ("POST", "/console/groups/{slug}/found", Owner),
    ("POST", "/console/groups/{slug}/foundings/{id}/{answer}", Owner),
    ("POST", "/console/groups/{slug}/invitations/{id}/{answer}", Owner),
    ("GET", "/console/groups/{slug}/statements", Organiser),
    ("POST", "/console/groups/{slug}/statements", Organiser),
    ("GET", "/console/groups/{slug}/statements/{statement}", Organiser),
    ("POST", "/console/groups/{slug}/statements/{statement}", Organiser),
    ("GET", "/console/coalitions/{slug}", Member),
    ("GET", "/console/coalitions/{slug}/settings", Member),
    ("GET", "/console/coalitions/{slug}/history", Member),
    ("GET", "/console/coalitions/{slug}/leave", MemberOwner),
    ("POST", "/console/coalitions/{slug}/leave", MemberOwner),
    ("GET", "/console/coalitions/{slug}/groups", Member),
    ("POST", "/console/coalitions/{slug}/groups", Owner),
    ("POST", "/console/coalitions/{slug}/invitations/{id}/{deed}", Owner),
    ("GET", "/console/coalitions/{slug}/joining", Owner),
    ("POST", "/console/coalitions/{slug}/joining", Owner),
    ("GET", "/console/coalitions/{slug}/joining/{request}", Owner),
    ("POST", "/console/coalitions/{slug}/joining/{request}/accept", Owner),
    ("POST", "/console/coalitions/{slug}/joining/{request}/decline", Owner),
    ("POST", "/console/coalitions/{slug}/roles", Owner),
    ("POST", "/console/coalitions/{slug}/roles/{id}/{deed}", Owner),
    ("GET", "/console/coalitions/{slug}/delegates", Member),
    ("POST", "/console/coalitions/{slug}/delegates", MemberOwner),
    ("POST", "/console/coalitions/{slug}/delegates/resign", Member),
    ("POST", "/console/coalitions/{slug}/recalls", Member),
    ("POST", "/console/coalitions/{slug}/recalls/{id}/{deed}", Member),
    ("GET", "/console/coalitions/{slug}/reach", Organiser),
    ("GET", "/console/coalitions/{slug}/overlap", Member),
    ("POST", "/console/coalitions/{slug}/overlap", MemberOwner),
    ("GET", "/console/coalitions/{slug}/words", Member),
    ("POST", "/console/coalitions/{slug}/words", Owner),
    ("POST", "/console/coalitions/{slug}/words/{id}/{deed}", Owner),
    ("GET", "/console/coalitions/{slug}/sharing", Member),
    ("POST", "/console/coalitions/{slug}/sharing", Owner),
    ("POST", "/console/coalitions/{slug}/sharing/{id}/{deed}", Owner),
    ("GET", "/console/coalitions/{slug}/statements", Member),
    ("POST", "/console/coalitions/{slug}/statements", Organiser),
    ("GET", "/console/coalitions/{slug}/statements/{statement}", Member),
    ("POST", "/console/coalitions/{slug}/statements/{statement}", Organiser),
    ("GET", "/console/events", SignedIn),
    ("GET", "/console/events/new", Member),
    ("POST", "/console/events/new", Member),
    ("GET", "/console/events/{slug}", Member),
    ("GET", "/console/events/{slug}/words", Organiser),
    ("POST", "/console/events/{slug}/words", Organiser),
    ("GET", "/console/events/{slug}/move", Organiser),
    ("POST", "/console/events/{slug}/move", Organiser),
    ("GET", "/console/events/{slug}/people", Organiser),
    ("POST", "/console/events/{slug}/refuse", OtherMember),
    ("POST", "/console/events/{slug}/vet", OtherMember),
    ("POST", "/console/events/{slug}/confirm-change", Member),
    ("POST", "/console/events/{slug}/withdraw-change", Organiser),
    ("GET", "/console/events/{slug}/cancel", Organiser),
    ("POST", "/console/events/{slug}/cancel", Organiser),
    ("GET", "/coalitions/{slug}/log", Everyone),
    ("GET", "/coalitions/{slug}/log/checkpoint", Everyone),
    ("GET", "/coalitions/{slug}/log/log.json", Everyone),
    ("GET", "/coalitions/{slug}/log/tile/{*path}", Everyone),
    ("POST", "/coalitions/{slug}/log/cosignatures", Everyone),
    ("GET", "/n", Everyone),
    ("GET", "/n/{code}", Everyone),
    ("POST", "/n/{code}", Everyone),
    ("GET", "/n/{code}/notice.json", Everyone),
    ("GET", "/n/{code}/decision.json", Everyone),
    ("GET", "/report", Everyone),
    ("POST", "/report", Everyone),
    ("GET", "/report/challenge", Everyone),
    ("GET", "/report/sent", Everyone),
    ("GET", "/t/leave/{token}", Everyone),
    ("POST", "/t/leave/{token}", Everyone),
    ("GET", "/console/coalitions/{slug}/plans", Organiser),
    ("GET", "/console/coalitions/{slug}/plans/new", Organiser),
    ("POST", "/console/coalitions/{slug}/plans/new", Organiser),
    ("GET", "/console/coalitions/{slug}/plans/{plan}", Organiser),
    ("GET", "/console/coalitions/{slug}/plans/{plan}/edit", Organiser),
    ("POST", "/console/coalitions/{slug}/plans/{plan}/edit", Organiser),
    ("POST", "/console/coalitions/{slug}/plans/{plan}/drills", Organiser),
    ("POST", "/console/coalitions/{slug}/plans/{plan}/facts", Organiser),
    ("POST", "/console/coalitions/{slug}/plans/{plan}/prepare", Organiser),
    ("GET", "/console/coalitions/{slug}/plans/{plan}/readiness", Organiser),
    ("GET", "/console/coalitions/{slug}/plans/{plan}/stream", Organiser),
    ("GET", "/console/coalitions/{slug}/plans/{plan}/versions/{version}", Organiser),
    ("GET", "/console/coalitions/{slug}/passkeys", Organiser),
    ("GET", "/console/coalitions/{slug}/passkey-wait/{minutes}", Organiser),
    ("POST", "/console/coalitions/{slug}/passkey-wait/{minutes}", Organiser),
    ("GET", "/console/coalitions/{slug}/passkeys/{entry}/confirm", Organiser),
    ("POST", "/console/coalitions/{slug}/passkeys/{entry}/confirm", Organiser),
    ("GET", "/console/coalitions/{slug}/ballots/{ballot}", Organiser),
    ("POST", "/console/coalitions/{slug}/ballots/{ballot}", Organiser),
    ("GET", "/console/coalitions/{slug}/ballots/{ballot}/file", Organiser),
    ("GET", "/console/coalitions/{slug}/ballots/{ballot}/stream", Organiser),
    ("POST", "/console/coalitions/{slug}/ballots/{ballot}/withdraw", Organiser),
    ("GET", "/console/coalitions/{slug}/calls/{id}", Organiser),
    ("POST", "/console/coalitions/{slug}/calls/{id}/pause", Organiser),
    ("GET", "/console/coalitions/{slug}/calls/{id}/stream", Organiser),
    ("GET", "/console/coalitions/{slug}/calls/{id}/powers/{power}", Organiser),
    ("POST", "/console/coalitions/{slug}/calls/{id}/powers/{power}", Organiser),
    ("GET", "/console/coalitions/{slug}/calls/{id}/acts/{draft}", Organiser),
    ("POST", "/console/coalitions/{slug}/calls/{id}/acts/{draft}", Organiser),
    ("GET", "/assets/{name}", Everyone),
    ("GET", "/verify", Everyone),
    ("GET", "/styleguide", Everyone),
    ("GET", "/styleguide/{page}", Everyone),
    ("GET", "/healthz", Everyone),
    ("GET", "/readyz", Everyone),
    ("GET", "/metrics", Everyone),
    ("GET", "/api/openapi.json", Everyone),
    ("GET", "/api/v2/people", Key),
    ("POST", "/api/v2/people", Key),
    ("GET", "/api/v2/people/{id}", Key),
    ("PUT", "/api/v2/people/{id}", Key),
    ("GET", "/api/v2/petitions", Key),
    ("POST", "/api/v2/petitions", Key),
    ("GET", "/api/v2/petitions/{id}", Key),
    ("PUT", "/api/v2/petitions/{id}", Key),
    ("GET", "/api/v2/petitions/{id}/embed", Key),
    ("GET", "/api/v2/petitions/{id}/signatures", Key),
    ("POST", "/api/v2/petitions/{id}/signatures", Everyone),
    ("GET", "/api/v2/petitions/{id}/signatures/{signature}", Key),
    ("PUT", "/api/v2/petitions/{id}/signatures/{signature}", Key),
    ("GET", "/api/v2/people/{id}/signatures", Key),
    ("GET", "/api/v2/tags", Key),
    ("POST", "/api/v2/tags", Key),
    ("GET", "/api/v2/tags/{id}", Key),
    ("GET", "/api/v2/tags/{id}/taggings", Key),
    ("POST", "/api/v2/tags/{id}/taggings", Key),
    ("GET", "/api/v2/tags/{id}/taggings/{tagging}", Key),
    ("DELETE", "/api/v2/tags/{id}/taggings/{tagging}", Key),
    ("GET", "/api/v2/people/{id}/taggings", Key),
    ("GET", "/api/v2/queries", Key),
    ("GET", "/api/v2/queries/{id}", Key),
    ("GET", "/api/v2/lists", Key),
    ("GET", "/api/v2/lists/{id}", Key),
    ("GET", "/api/v2/lists/{id}/items", Key),
    ("GET", "/api/v2/lists/{id}/items/{item}", Key),
    ("GET", "/api/v2/unique_id_lists", Key),
    ("POST", "/api/v2/unique_id_lists", Key),
    ("GET", "/api/v2/unique_id_lists/{id}", Key),
    ("PUT", "/api/v2/unique_id_lists/{id}", Key),
    ("GET", "/api/v2/metadata", Key),
    ("GET", "/api/v2/metadata/custom_fields", Key),
    ("GET", "/api/v2/forms", Key),
    ("POST", "/api/v2/forms", Key),
    ("GET", "/api/v2/forms/{id}", Key),
    ("PUT", "/api/v2/forms/{id}", Key),
    ("GET", "/api/v2/forms/{id}/embed", Key),
    ("GET", "/api/v2/forms/{id}/submissions", Key),
    ("POST", "/api/v2/forms/{id}/submissions", Everyone),
    ("GET", "/api/v2/forms/{id}/submissions/{submission}", Key),
    ("PUT", "/api/v2/forms/{id}/submissions/{submission}", Key),
    ("GET", "/api/v2/people/{id}/submissions", Key),
];

/// Served beside the router, on an address of its own where that is set.
const BESIDE: [&str; 1] = ["/metrics"];

/// Nobody finds what is not there; stories of coalitions, plans and messages look at some that are.
const NOT_THERE: [&str; 16] = [
    "/statements/{statement}",
    "/plans/{plan}",
    "/ballots/{ballot}",
    "/calls/{id}",
    "/supporters/{person}",
    "/petitions/{petition}",
    "/updates/{update}",
    "/forms/{form}",
    "/imports/{import}",
    "/api-keys/{key}",
    "/retention/{rule}",
    "/webhooks/{hook}",
    "/fields/{field}",
    "/joining/{request}",
    "/console/join/{slug}",
    "/sheets/{code}",
];

/// A group in a coalition, and people around it.
struct World {
    server: Server,
    accounts: Vec<(&'static str, Option<Id>)>,
}

impl World {
    fn new() -> Self {
        let server = Server::start(db::Engine::Sqlite);
        let (ours, theirs) = (server.group("Alder").id, server.group("Birch").id);
        let now = server.app.clock.now();
        let readers = server.app.ids.fresh(now);
        let coalition = Coalition {
            id: readers,
            slug: "readers".to_owned(),
            name: "Readers".to_owned(),
            about_en: String::new(),
            about_es: String::new(),
            created_at: now,
        };
        let added = server.app.db.write_bulk("test.coalition", move |tx| {
            coalitions::add_coalition(tx, &coalition)?;
            coalitions::join(tx, coalition.id, ours, Role::Steering, now)?;
            coalitions::join(tx, coalition.id, theirs, Role::Partner, now)
        });
        added.unwrap();
        add_event(&server, ours, readers);
        let seats = [
            ("nobody", vec![]),
            ("organiser", vec![(ours, SeatRole::Organiser)]),
            ("owner", vec![(ours, SeatRole::Owner)]),
            ("another", vec![(theirs, SeatRole::Owner)]),
        ];
        let accounts = seats.into_iter().map(|(who, seats)| (who, Some(server.account(&format!("{who}@people.example"), &seats))));
        let accounts = std::iter::once(("stranger", None)).chain(accounts).collect();
        Self { server, accounts }
    }

    /// An address with our group, or with what nobody has.
    fn address(path: &str) -> String {
        let slug = match path {
            _ if path.contains("/groups/") => "alder",
            _ if path.contains("/coalitions/") => "readers",
            _ if path.contains("/console/events/") => "read-in",
            _ => "nothing",
        };
        let id = "01900000-0000-7000-8000-000000000000";
        let parts = [
            ("{slug}", slug),
            ("{token}", "AAAAAAAAAAAAAAAAAAAAAA"),
            ("{name}", "icon.svg"),
            ("{page}", "home"),
            ("{answer}", "decline"),
            ("{deed}", "withdraw"),
            ("{version}", "1"),
            ("{minutes}", "60"),
        ];
        let mut address = parts.iter().fold(path.to_owned(), |address, (part, value)| address.replace(part, value));
        while let (Some(open), Some(close)) = (address.find('{'), address.find('}')) {
            address.replace_range(open..=close, id);
        }
        address
    }

    /// What each person is answered, each with a session of their own, since some addresses end it.
    fn walk(&self, method: &str, path: &str, more: &[(&str, &str)]) -> Vec<(&'static str, Answered)> {
        let walk = |(who, account): &(&'static str, Option<Id>)| {
            let cookie = account.map_or_else(String::new, |account| self.server.sign_in(account));
            let headers = [&[("Cookie", cookie.as_str())], more].concat();
            (*who, self.server.ask_with(method, path, &headers, b""))
        };
        self.accounts.iter().map(walk).collect()
    }
}

/// An event of a group that nobody has vetted.
fn add_event(server: &Server, group: Id, coalition: Id) {
    let (app, now) = (&server.app, server.app.clock.now());
    let mut event = add::blank(app.ids.fresh(now), group, coalition, "read-in".to_owned(), now);
    event.title_en = "Read-in".to_owned();
    let line = |text: &str| text.to_owned();
    event.place = Place {
        name: line("Library steps"),
        street: line("1 Example Street"),
        city: line("Springfield"),
        region: line("OH"),
        zip: line("45501"),
    };
    event.times = Times { starts_at: now + DAY, ends_at: now + DAY + HOUR, time_zone: line("America/New_York") };
    let private = Private { host: add::host("Hana Host", "hana@hosts.example"), ..Private::default() };
    let (host, sealed) = add::prepare_private(&app.intake(), &event, private, "en", now).unwrap().unwrap();
    let (new, vault) = (NewEvent { event, access: AccessFacts::new(), sealed, host }, app.vault.clone());
    app.db.write_bulk("test.event", move |tx| add::add(tx, &vault, now, &new)).unwrap().unwrap();
}

/// Whether an answer turns somebody away.
fn is_turned_away(answer: &Answered) -> bool {
    let to_sign_in = answer.header("location").contains("/console/sign-in") && answer.header("set-cookie").is_empty();
    matches!(answer.status, 401 | 403 | 404) || (answer.status == 303 && to_sign_in)
}

fn is_let_in(who: Who, person: &str) -> bool {
    match who {
        Who::Everyone | Who::Key => true,
        Who::SignedIn => person != "stranger",
        Who::Organiser => matches!(person, "organiser" | "owner"),
        Who::Member => matches!(person, "organiser" | "owner" | "another"),
        Who::OtherMember => person == "another",
        Who::Owner => person == "owner",
        Who::MemberOwner => matches!(person, "owner" | "another"),
    }
}

#[test]
fn everybody_gets_what_the_table_says() {
    let world = World::new();
    let mut wrong = Vec::new();
    for (method, path, who) in TABLE.iter().filter(|(_, path, _)| !BESIDE.contains(path)) {
        let is_page = !["/api", "/assets", "/healthz", "/readyz"].iter().any(|start| path.starts_with(start));
        for prefix in if is_page { &["", "/es"][..] } else { &[""] } {
            let address = format!("{prefix}{}", World::address(path));
            let address = address.strip_suffix('/').filter(|rest| !rest.is_empty()).map_or(address.clone(), str::to_owned);
            let answers = world.walk(method, &address, &[]);
            if *method == "GET" && NOT_THERE.iter().any(|part| path.contains(part)) {
                assert!(answers.iter().all(|(_, answer)| is_turned_away(answer)), "{address}");
                continue;
            }
            if NOT_THERE[1..].iter().any(|part| path.contains(part)) {
                let kept_out = |(person, answer): &(&str, Answered)| is_let_in(*who, person) || is_turned_away(answer);
                assert!(answers.iter().all(kept_out) && answers.iter().all(|(_, answer)| answer.status < 500), "{address}");
                continue;
            }
            let stranger = answers[0].1.status;
            for (person, answer) in &answers {
                let is_right = match who {
                    Who::Everyone => answer.status == stranger && !matches!(answer.status, 401 | 403 | 405),
                    Who::Key => answer.status == stranger && is_turned_away(answer),
                    _ => is_turned_away(answer) != is_let_in(*who, person) && answer.status < 500 && answer.status != 405,
                };
                if !is_right {
                    wrong.push(format!("{method} {address} for {who:?}: {person} got {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether an address is one of this pattern.
fn is_of(pattern: &str, address: &str) -> bool {
    let (pattern, address): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), address.split('/').collect());
    let fits = |(part, own): (&&str, &&str)| part.starts_with('{') || part == own;
    pattern.len() == address.len() && pattern.iter().zip(&address).all(fits)
}

/// A page that answers a form has the form's address, and its language switch asks for that in the other language.
#[test]
fn an_address_of_the_console_that_takes_buttons_alone_leads_to_its_page() {
    let world = World::new();
    let pages: BTreeSet<&str> = TABLE.iter().filter(|(method, ..)| *method == "GET").map(|(_, path, _)| *path).collect();
    let owner = world.accounts.iter().find(|(who, _)| *who == "owner").and_then(|(_, account)| *account).unwrap();
    let cookie = world.server.sign_in(owner);
    let mut walked = 0;
    for (_, path, _) in TABLE.iter().filter(|(method, path, _)| *method == "POST" && path.starts_with("/console/")) {
        if pages.contains(path) {
            continue;
        }
        let mut to = format!("/es{}", World::address(path));
        for _ in 0..3 {
            let answer = world.server.page("GET", &to, &cookie, b"");
            assert!(answer.status != 405, "{path}: {to}");
            if answer.status != 303 {
                break;
            }
            to = answer.header("location").to_owned();
            let plain = to.strip_prefix("/es").expect("the language stays");
            if pages.iter().any(|page| is_of(page, plain)) {
                break;
            }
        }
        let plain = to.strip_prefix("/es").unwrap();
        assert!(plain.len() < World::address(path).len() && pages.iter().any(|page| is_of(page, plain)), "{path} leads to {to}");
        walked += 1;
    }
    assert!(walked > 50, "{walked} addresses");
    let leads = |path: &str| world.server.page("GET", path, &cookie, b"").header("location").to_owned();
    assert_eq!(leads("/es/console/groups/alder/supporters/tag"), "/es/console/groups/alder/supporters");
    assert_eq!(leads("/console/groups/notes/supporters/search"), "/console/groups/notes/supporters", "a group may be called so");
    assert_eq!(leads("/console/coalitions/readers/roles/1/withdraw"), "/console/coalitions/readers");
    assert_eq!(world.server.page("PUT", "/console/groups/alder/supporters/tag", &cookie, b"").status, 405);
}

#[test]
fn nothing_in_the_console_is_done_because_another_site_asked() {
    let world = World::new();
    let posts = TABLE.iter().filter(|(method, path, _)| *method != "GET" && path.starts_with("/console"));
    for (method, path, _) in posts {
        for (person, answer) in world.walk(method, &World::address(path), &[("Sec-Fetch-Site", "cross-site")]) {
            assert_eq!(answer.status, 403, "{method} {path} by {person}");
        }
    }
}

#[test]
fn the_table_names_every_route_and_no_other() {
    let table: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(table.len(), TABLE.len(), "no row stands twice");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    let texts = texts_under(&source);
    for (path, text) in &texts {
        for prefix in prefixes(path, &texts) {
            for (method, route) in routes_in(text) {
                // `/es` and what any method reaches are the same pages again.
                if route != "/es" && !route.starts_with("/es/") {
                    found.insert((method, format!("{prefix}{route}")));
                }
            }
        }
    }
    let missing: Vec<_> = found.difference(&table).collect();
    assert!(missing.is_empty(), "say in TABLE who may use these: {missing:#?}");
    let gone: Vec<_> = table.difference(&found).collect();
    assert!(gone.is_empty(), "no such routes: {gone:#?}");
}

#[test]
fn routes_are_found_in_source() {
    let text = r#"
        .route("/a/{b}", get(x::show).post(x::send).layer(max(f(1))))
        .route("/c", axum::routing::get(|| async { other.post(1) }))
        vec![("/d", get(index).put(add)), ("/e", delete(gone))] format!("/f") here.see("/g")
    "#;
    let found: Vec<String> = routes_in(text).into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(found, ["GET /a/{b}", "POST /a/{b}", "GET /c", "GET /d", "PUT /d", "DELETE /e"]);
}

/// What stands before the addresses in a file: that of the API, or where others put its pages, as `draft_deeds::routes(&KIND, "/below")`.
fn prefixes(path: &str, texts: &[(String, String)]) -> Vec<String> {
    if ["api.rs", "api_signatures.rs", "api_submissions.rs"].iter().any(|name| path.ends_with(name)) {
        return vec!["/api/v2".to_owned()];
    }
    let call = format!("({}::routes(&", Path::new(path).file_stem().unwrap().to_str().unwrap());
    let calls = texts.iter().flat_map(|(_, text)| text.match_indices(&call).map(move |(at, _)| &text[at..]));
    let below: Vec<String> = calls.map(|call| call.split('"').nth(1).unwrap().to_owned()).collect();
    if below.is_empty() { vec![String::new()] } else { below }
}

fn texts_under(folder: &Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            texts.extend(texts_under(&entry));
        } else if entry.extension().is_some_and(|end| end == "rs") {
            texts.push((entry.display().to_string(), std::fs::read_to_string(&entry).unwrap()));
        }
    }
    texts
}

/// Each `"/address", get(...).post(...)` in a text: the verbs that stand outside of further brackets.
fn routes_in(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("\"/") {
        let Some(end) = text[at + 1..].find('"') else { continue };
        let (path, rest) = (&text[at + 1..at + 1 + end], &text[at + 2 + end..]);
        let Some(rest) = rest.strip_prefix(',') else { continue };
        let (mut depth, mut word) = (0_i32, String::new());
        for c in rest.chars() {
            match c {
                '(' => {
                    let verb = ["get", "post", "put", "patch", "delete"].contains(&word.as_str());
                    if depth == 0 && verb {
                        found.push((word.to_uppercase(), path.to_owned()));
                    }
                    depth += 1;
                }
                ')' => depth -= 1,
                ',' if depth == 0 => break,
                _ => {}
            }
            if depth < 0 {
                break;
            }
            if c.is_ascii_alphanumeric() || c == '_' { word.push(c) } else { word.clear() }
        }
    }
    found
}
