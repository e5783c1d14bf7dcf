//! The console as organisers use it: pages and buttons over HTTP, as the right people, as strangers, and with others' ids in the address.

use super::{Owned, coalition, owned, seen};
use crate::harness::{Answered, Server, on_both};
use clarion::access::SeatRole;
use clarion::coalitions::membership::invite;
use clarion::coalitions::{self, Role, delegates, steering};
use clarion::ids::Id;
use clarion::statements;
use std::time::Duration;
use testkit::wait_until;

/// Somebody at a browser.
struct Browser<'a> {
    server: &'a Server,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn of(server: &'a Server, account: Id) -> Self {
        Self { server, cookie: server.sign_in(account) }
    }

    fn get(&self, path: &str) -> Answered {
        self.server.page("GET", path, &self.cookie, b"")
    }

    fn post(&self, path: &str, body: &str) -> Answered {
        self.server.page("POST", path, &self.cookie, body.as_bytes())
    }

    /// Posts what is done; where it leads.
    fn does(&self, path: &str, body: &str) -> String {
        let answered = self.post(path, body);
        assert_eq!(answered.status, 303, "{path}: {}", answered.text);
        let to = answered.header("location").to_owned();
        assert!(!to.contains("refused="), "{path} was refused: {to}");
        let page = self.get(&to);
        assert_eq!(page.status, 200, "{to}: {}", page.text);
        to
    }

    /// Posts what a rule refuses; the sentence on the page that it leads to.
    fn is_refused(&self, path: &str, body: &str) -> String {
        let answered = self.post(path, body);
        assert_eq!(answered.status, 303, "{path}: {}", answered.text);
        let to = answered.header("location").to_owned();
        assert!(to.contains("refused="), "{path}: {to}");
        let page = self.get(&to).text;
        let from = page.find("role=\"alert\"").unwrap_or_else(|| panic!("{to} says nothing"));
        page[from..].split("<p>").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
    }
}

/// The first address in a page that begins and ends so.
fn action(page: &str, begins: &str, ends: &str) -> String {
    let all = page.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut found = all.filter(|action| action.starts_with(begins) && action.ends_with(ends));
    found.next().unwrap_or_else(|| panic!("no button to {begins}...{ends}")).to_owned()
}

fn has_action(page: &str, begins: &str, ends: &str) -> bool {
    page.split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .any(|action| action.starts_with(begins) && action.ends_with(ends))
}

#[test]
fn three_groups_found_a_coalition_by_their_buttons_postgres_too() {
    on_both(|server| {
        let [alder, birch, cedar] = ["Alder", "Birch", "Cedar"].map(|name| owned(server, name));
        let [a, b, c] = [alder, birch, cedar].map(|who| Browser::of(server, who.owner));
        assert_eq!(a.get("/console/groups/alder/found").status, 200);
        let form = "name=Lanterns+for+All&founders=birch%0D%0Ahttp%3A%2F%2Flocalhost%2Fgroups%2Fcedar&about_en=We+want+lanterns.";
        let wrong = a.post("/console/groups/alder/found", "name=Lanterns&founders=nobody");
        assert!(wrong.status == 422 && wrong.text.contains("value=\"Lanterns\""), "nothing typed is lost");
        a.does("/console/groups/alder/found", form);
        assert_eq!(server.page("GET", "/coalitions/lanterns-for-all", "", b"").status, 404);
        assert_eq!(a.get("/console/coalitions/lanterns-for-all").status, 404);
        let asked = b.get("/console/groups/birch").text;
        assert!(asked.contains("Lanterns for All") && asked.contains("We want lanterns.") && asked.contains("Cedar"), "{asked}");
        b.does(&action(&asked, "/console/groups/birch/foundings/", "/agree"), "");
        let asked = c.get("/es/console/groups/cedar").text;
        c.does(&action(&asked, "/es/console/groups/cedar/foundings/", "/agree"), "");
        let public = server.page("GET", "/coalitions/lanterns-for-all", "", b"").text;
        assert!(public.contains("3 steering groups") && public.contains("/groups/cedar"), "{public}");
        let page = c.get("/console/coalitions/lanterns-for-all");
        assert!(page.status == 200 && page.text.contains("Cedar") && page.text.contains("The coalition stands."), "{}", page.text);
    });
}

#[test]
fn nobody_acts_for_a_group_they_do_not_own_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [standing.steering[0], standing.steering[1]];
        let organiser = server.account("organiser@people.example", &[(one.group, SeatRole::Organiser)]);
        let stranger = owned(server, "Stranger");
        let [organiser, other, partner, stranger] =
            [organiser, two.owner, standing.partner.owner, stranger.owner].map(|account| Browser::of(server, account));
        // Without a session every page leads to sign-in.
        for path in ["/console/groups/steering0", "/console/groups/steering0/people", "/console/coalitions/lanterns"] {
            for method in ["GET", "POST"] {
                let answered = server.page(method, path, "", b"");
                assert!(answered.status == 405 || answered.header("location").starts_with("/console/sign-in"), "{method} {path}");
            }
        }
        // Another steering group's owner sees no page of this group, nor may they act in its name in the coalition they share.
        for path in ["", "/people", "/profile", "/found", "/statements"] {
            let path = format!("/console/groups/steering0{path}");
            assert_eq!(other.get(&path).status, 403, "{path}");
            assert_eq!(stranger.get(&path).status, 403, "{path}");
        }
        let coalition = "/console/coalitions/lanterns";
        for page in ["", "/groups", "/delegates", "/sharing", "/statements", "/history", "/leave"] {
            assert_eq!(stranger.get(&format!("{coalition}{page}")).status, 403, "{page}");
            assert_eq!(stranger.get(&format!("{coalition}{page}?as=steering0")).status, 403, "{page}");
            assert_eq!(other.get(&format!("{coalition}{page}?as=steering0")).status, 403, "{page}");
            assert_eq!(other.get(&format!("{coalition}{page}")).status, 200, "{page}");
        }
        let person = two.owner;
        for (path, body) in [
            ("/groups", "as=steering0&group=stranger&role=partner".to_owned()),
            ("/roles", format!("as=steering0&member={}&to=endorser", standing.partner.group)),
            ("/sharing", "as=steering0&first=c3&second=c4&money=yes".to_owned()),
            ("/delegates", format!("as=steering0&post=delegate&person={person}")),
            ("/leave", "as=steering0&to=out".to_owned()),
        ] {
            for browser in [&organiser, &other, &partner, &stranger] {
                assert_eq!(browser.post(&format!("{coalition}{path}"), &body).status, 403, "{path}");
            }
        }
        // A partner's owner decides nothing for the coalition in their own name either.
        assert_eq!(partner.post(&format!("{coalition}/groups"), "as=partner&group=stranger&role=partner").status, 403);
        assert_eq!(partner.post(&format!("{coalition}/statements"), "as=partner&title_en=X&text_en=Y").status, 403);
        // An organiser sees, and is offered no button that only an owner has.
        let page = organiser.get("/console/coalitions/lanterns/groups").text;
        assert!(!page.contains("action=\"/console/coalitions/lanterns/groups\""), "{page}");
        assert_eq!(organiser.post("/console/groups/steering0/people", "email=x%40people.example&role=owner").status, 403);
        let id = standing.id;
        assert_eq!(seen(server, move |tx| coalitions::role_of(tx, id, one.group)), Some(Role::Steering));
        assert!(seen(server, move |tx| delegates::current(tx, id, one.group)).is_empty());
    });
}

/// The deeds on one invitation, proposal or recall name its coalition and group in the address: another's id there does nothing.
#[test]
fn an_id_of_another_coalition_in_the_address_does_nothing_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [standing.steering[0], standing.steering[1]];
        let guest = owned(server, "Guest");
        let [first, second, invited] = [one, two, guest].map(|who| Browser::of(server, who.owner));
        second.does("/console/groups/steering1/found", "name=Other+Lanterns");
        first.does("/console/coalitions/lanterns/groups", "as=steering0&group=guest&role=steering");
        let id = standing.id;
        let invitation = seen(server, move |tx| invite::open_of_coalition(tx, id, 0)).remove(0).id;
        let elsewhere = format!("/console/coalitions/other-lanterns/invitations/{invitation}/second");
        assert!(second.is_refused(&elsewhere, "as=steering1").contains("is over"));
        let stranger = format!("/console/groups/steering1/invitations/{invitation}/accept");
        second.is_refused(&stranger, "");
        assert!(
            invited
                .is_refused(&format!("/console/groups/guest/invitations/{invitation}/accept"), "")
                .contains("second steering group")
        );
        second.does(&format!("/console/coalitions/lanterns/invitations/{invitation}/second"), "as=steering1");
        let asked = invited.get("/console/groups/guest").text;
        invited.does(&action(&asked, "/console/groups/guest/invitations/", "/accept"), "");
        assert_eq!(seen(server, move |tx| coalitions::role_of(tx, id, guest.group)), Some(Role::Steering));
    });
}

#[test]
fn delegates_are_named_and_recalled_by_buttons_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let ours = standing.steering[0];
        let [ada, bo] =
            ["ada", "bo"].map(|who| server.account(&format!("{who}@people.example"), &[(ours.group, SeatRole::Organiser)]));
        let owner = Browser::of(server, ours.owner);
        let page = owner.get("/console/coalitions/lanterns/delegates").text;
        assert!(page.contains(&format!("value=\"{ada}\"")), "{page}");
        let stranger = standing.steering[1].owner;
        let named = "/console/coalitions/lanterns/delegates";
        assert!(owner.is_refused(named, &format!("as=steering0&post=delegate&person={stranger}")).contains("no seat"));
        owner.does(named, &format!("as=steering0&post=delegate&person={ada}"));
        owner.does(named, &format!("as=steering0&post=deputy&person={}", ours.owner));
        let bo = Browser::of(server, bo);
        bo.does("/console/coalitions/lanterns/recalls", "as=steering0&post=delegate");
        let page = bo.get("/console/coalitions/lanterns/delegates").text;
        assert!(!has_action(&page, "/console/coalitions/lanterns/recalls/", "/confirm"), "one does not confirm one's own");
        let page = owner.get("/console/coalitions/lanterns/delegates").text;
        let confirm = action(&page, "/console/coalitions/lanterns/recalls/", "/confirm");
        assert_eq!(Browser::of(server, stranger).post(&confirm, "as=steering0").status, 403);
        assert!(Browser::of(server, stranger).is_refused(&confirm, "as=steering1").contains("is over"));
        owner.does(&confirm, "as=steering0");
        let id = standing.id;
        let posts = seen(server, move |tx| steering(tx, id));
        let ours = posts.iter().find(|steering| steering.group.id == ours.group).unwrap();
        assert_eq!((ours.delegate, ours.deputy.is_some()), (None, true));
    });
}

#[test]
fn a_statement_goes_from_one_groups_draft_to_the_public_page_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [one, two] = [standing.steering[0], standing.steering[1]];
        let [writes, reads] = [one, two].map(|who| Browser::of(server, who.owner));
        let list = "/console/coalitions/lanterns/statements";
        let empty = writes.post(list, "as=steering0&title_en=Only+a+title");
        assert!(empty.status == 422 && empty.text.contains("value=\"Only a title\""));
        let page = writes.does(list, "as=steering0&title_en=Lanterns+now&text_en=We+ask+for+**lanterns**.");
        assert_eq!(page, "/console/coalitions/lanterns/statements/lanterns-now?as=steering0");
        let draft = format!("{list}/lanterns-now");
        assert!(!writes.get(&draft).text.contains("value=\"publish\""));
        assert!(writes.is_refused(&draft, "as=steering0&deed=publish&version=1").contains("another steering group"));
        let partner = Browser::of(server, standing.partner.owner);
        assert_eq!(partner.get(&draft).status, 404, "a draft is for those who write");
        let seen_by = reads.get(&draft).text;
        assert!(seen_by.contains("<strong>lanterns</strong>") && seen_by.contains("value=\"publish\""), "{seen_by}");
        let elsewhere = owned(server, "Elsewhere");
        let outside = Browser::of(server, elsewhere.owner);
        outside.is_refused("/console/groups/elsewhere/statements/lanterns-now", "deed=publish&version=1");
        reads.does(&draft, "as=steering1&deed=publish&version=1");
        assert!(server.page("GET", "/coalitions/lanterns", "", b"").text.contains("/statements/lanterns-now"));
        assert_eq!(partner.get(&draft).status, 200);
        let spanish = server.page("GET", "/es/statements/lanterns-now", "", b"").text;
        assert!(spanish.contains("lang=\"en\"") && spanish.contains("<strong>lanterns</strong>"), "{spanish}");
        reads.does(&draft, "as=steering1&deed=withdraw&why=Too+early.");
        assert!(!server.page("GET", "/coalitions/lanterns", "", b"").text.contains("lanterns-now"));
        let id = standing.id;
        assert!(seen(server, move |tx| statements::of_coalition(tx, id)).is_empty());
    });
}

#[test]
fn a_group_changes_its_profile_and_its_larger_body_agrees_postgres_too() {
    on_both(|server| {
        let [alder, birch]: [Owned; 2] = ["Alder", "Birch"].map(|name| owned(server, name));
        let [a, b] = [alder, birch].map(|who| Browser::of(server, who.owner));
        let form = "name=Alder+Readers&kind=chapter&legal_kind=c3&city=Springfield&region=OH&parent=birch\
                    &postal_address=1+Made-up+Street&about_en=We+read.&about_es=Leemos.";
        let wrong = a.post("/console/groups/alder/profile", &format!("{form}&website=javascript%3Aalert(1)"));
        assert!(wrong.status == 422 && wrong.text.contains("https://"), "{}", wrong.text);
        a.does("/console/groups/alder/profile", &format!("{form}&website=https%3A%2F%2Falder.example"));
        let public = server.page("GET", "/groups/alder", "", b"").text;
        for told in ["Alder Readers", "Chapter", "Charity, 501(c)(3)", "Springfield, Ohio", "https://alder.example", "We read."] {
            assert!(public.contains(told), "{told} in {public}");
        }
        assert!(!public.contains("Part of"), "the larger body has not agreed");
        let asked = b.get("/console/groups/birch").text;
        b.does(&action(&asked, "/console/groups/birch/chapters/", "/agree"), "");
        assert!(server.page("GET", "/groups/alder", "", b"").text.contains("Part of"));
        assert!(server.page("GET", "/groups/birch", "", b"").text.contains("Its own parts"));
        assert!(server.page("GET", "/es/groups/alder", "", b"").text.contains("Leemos."));
        // A circle, and another's chapters, are refused.
        let circle = "name=Birch&parent=alder&postal_address=1+Made-up+Street";
        assert_eq!(b.post("/console/groups/birch/profile", circle).status, 422);
        let own = format!("/console/groups/alder/chapters/{}/decline", alder.group);
        a.is_refused(&own, "");
        let asked = b.get("/console/groups/birch").text;
        b.does(&action(&asked, "/console/groups/birch/chapters/", "/decline"), "");
        assert!(!server.page("GET", "/groups/alder", "", b"").text.contains("Part of"));
    });
}

#[test]
fn people_are_invited_and_unseated_by_buttons_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let a = Browser::of(server, alder.owner);
        let wrong = a.post("/console/groups/alder/people", "email=not+one&role=organiser&lang=es");
        assert!(wrong.status == 422 && wrong.text.contains("value=\"not one\""));
        a.does("/console/groups/alder/people", "email=ada%40people.example&role=organiser&lang=es");
        let again = a.post("/console/groups/alder/people", "email=ada%40people.example&role=organiser&lang=es");
        assert!(again.status == 409 && again.text.contains("less than an hour ago"), "{}", again.text);
        let people = a.get("/console/groups/alder/people").text;
        assert!(people.contains("ada@people.example"), "{people}");
        a.does(&action(&people, "/console/groups/alder/people/invitations/", "/withdraw"), "");
        assert!(!a.get("/console/groups/alder/people").text.contains("ada@people.example"));
        let bo = server.account("bo@people.example", &[(alder.group, SeatRole::Organiser)]);
        let own = format!("/console/groups/alder/people/{}/remove", alder.owner);
        assert!(a.is_refused(&own, "").contains("no owner"));
        let at_bo = Browser::of(server, bo);
        assert_eq!(at_bo.post(&own, "").status, 403);
        assert_eq!(at_bo.get(&format!("/console/groups/alder/people/{bo}/remove")).status, 200, "one's own seat");
        a.does(&format!("/console/groups/alder/people/{bo}/remove"), "");
        assert_eq!(at_bo.get("/console/groups/alder").status, 403);
    });
}

#[test]
fn roles_sharing_and_leaving_by_buttons_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 3);
        let [a, b, c] = [0, 1, 2].map(|at| Browser::of(server, standing.steering[at].owner));
        let (id, partner) = (standing.id, standing.partner.group);
        a.does("/console/coalitions/lanterns/roles", &format!("as=steering0&member={partner}&to=steering"));
        assert!(b.get("/console/coalitions/lanterns").text.contains("1 change of a role is proposed"));
        let page = b.get("/console/coalitions/lanterns/groups").text;
        b.does(&action(&page, "/console/coalitions/lanterns/roles/", "/support"), "as=steering1");
        assert_eq!(seen(server, move |tx| coalitions::role_of(tx, id, partner)), Some(Role::Steering));
        a.does("/console/coalitions/lanterns/sharing", "as=steering0&first=c3&second=c4&plans=yes&audiences=yes&words=yes");
        let page = b.get("/console/coalitions/lanterns/sharing").text;
        b.does(&action(&page, "/console/coalitions/lanterns/sharing/", "/confirm"), "as=steering1");
        let public = server.page("GET", "/coalitions/lanterns", "", b"").text;
        assert!(public.contains("decided by the coalition"), "{public}");
        let page = c.get("/console/coalitions/lanterns/leave").text;
        assert!(page.contains("3 other groups"), "{page}");
        c.does("/console/coalitions/lanterns/leave", "as=steering2&to=partner");
        let page = c.get("/console/coalitions/lanterns/leave?as=steering2").text;
        let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        c.does("/console/coalitions/lanterns/leave", &format!("as=steering2&to=out&seen={seen}"));
        assert_eq!(c.get("/console/coalitions/lanterns").status, 403);
        let told = a.get("/console/coalitions/lanterns/history").text;
        assert!(told.contains("Steering2 left.") && told.contains("Steering2 took a smaller part."), "{told}");
    });
}

/// A second group of the guest's name.
fn namesake(server: &Server) {
    let (app, now) = (&server.app, server.app.clock.now());
    let guest = seen(server, |tx| coalitions::group_by_slug(tx, "guest")).unwrap();
    let other = coalitions::Group { id: app.ids.fresh(now), slug: "guest-two".to_owned(), ..guest };
    let wrapped = coalitions::key_for(&app.vault, &other, &app.ids);
    app.db.write_bulk("test.namesake", move |tx| coalitions::add_group(tx, &other, &wrapped)).unwrap();
}

#[test]
fn a_group_is_invited_by_its_name_and_a_mistake_loses_nothing_that_was_chosen_postgres_too() {
    on_both(|server| {
        let _worker = server.worker();
        let standing = coalition(server, 2);
        let guest = owned(server, "Guest");
        let [first, invited] = [standing.steering[0], guest].map(|who| Browser::of(server, who.owner));
        let path = "/console/coalitions/lanterns/groups";
        let wrong = first.post(path, "as=steering0&group=Gest&role=endorser");
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        for part in
            ["value=\"Gest\"", "<option value=\"endorser\" selected>", "href=\"#group\"", "id=\"group-error\"", "exactly this name"]
        {
            assert!(wrong.text.contains(part), "{part}: {}", wrong.text);
        }
        first.does(path, "as=steering0&group=Guest&role=endorser");
        wait_until("the owner is told in which role", Duration::from_secs(60), || {
            let told = |mail: &String| mail.replace("=\r\n", "").replace("\r\n", " ").contains("coalition as an endorser");
            server.mails().iter().any(told)
        });
        let again = first.post(path, "as=steering0&group=http%3A%2F%2Flocalhost%2Fgroups%2Fguest%2F&role=partner");
        assert!(again.status == 422 && again.text.contains("invited already"), "{}", again.text);
        // The invited group reads which coalition it is, and sees its page.
        let asked = invited.get("/console/groups/guest").text;
        assert!(asked.contains("<a href=\"/coalitions/lanterns\">") && asked.contains("Endorser"), "{asked}");
        let page = first.get(&format!("{path}?as=steering0")).text;
        first.does(&action(&page, "/console/coalitions/lanterns/invitations/", "/withdraw"), "as=steering0");
        let log = first.get("/console/groups/steering0/audit").text;
        assert!(log.contains("Took back an invitation into a coalition") && !log.contains("Answered an invitation"), "{log}");
        assert!(log.contains("<a href=\"/coalitions/lanterns\">") && !log.contains(">About 0"), "{log}");
        // Of two groups with one name it means neither.
        namesake(server);
        assert_eq!(first.post(path, "as=steering0&group=Guest&role=partner").status, 422);
        let public = server.page("GET", "/coalitions/lanterns", "", b"").text;
        assert!(!public.contains("/coalitions/lanterns/events") && public.contains("<summary>Public key of the log"), "{public}");
    });
}

#[test]
fn a_coalitions_settings_stand_on_one_page_for_whoever_is_in_it_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 2);
        let [steers, takes_part] = [standing.steering[0], standing.partner].map(|who| Browser::of(server, who.owner));
        let path = "/console/coalitions/lanterns/settings?as=";
        let page = steers.get(&format!("{path}steering0")).text;
        for part in [
            "2 groups steer",
            "1 partner",
            "0 endorsers",
            "The form is off: groups join by invitation.",
            "No group waits for an answer",
            "The cautious default stands in every line of the table",
            "Nobody speaks for your group",
            "At most 7 emails of calls and stand-downs a week",
            "/console/coalitions/lanterns/joining?as=steering0",
            "/console/coalitions/lanterns/passkeys?as=steering0",
            "/console/coalitions/lanterns/leave?as=steering0",
            "Settings of Steering0",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        steers.does("/console/coalitions/lanterns/sharing", "as=steering0&first=c3&second=c4&words=yes");
        let form = steers.does("/console/coalitions/lanterns/joining", "as=steering0&state=on");
        assert!(steers.get(&form).text.contains("<p>The form is saved.</p>"), "{form}");
        let page = steers.get(&format!("{path}steering0")).text;
        assert!(page.contains("1 change is proposed") && page.contains("The form is on: any group can ask to join."), "{page}");
        // Who does not steer reads how things stand, and gets no way to what they may not see.
        let page = takes_part.get(&format!("{path}partner")).text;
        assert!(page.contains("The form is on") && page.contains("2 groups steer"), "{page}");
        for hidden in ["/joining?as", "/passkeys?as", "waits for an answer", "for your group"] {
            assert!(!page.contains(hidden), "{hidden}: {page}");
        }
    });
}
