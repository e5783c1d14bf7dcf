//! Filling in a form on paper: a clipboard is printed with the questions that fit, entered by keyboard, and counts whole, once, apart.

use super::submitting::{answers, chosen};
use super::{asked, confirms, form, link, sends};
use crate::coalitions::{Owned, done, owned, seen};
use crate::harness::{Server, on_both};
use crate::petitions::co_sponsoring::between;
use crate::petitions::composing::Browser;
use clarion::access::SeatRole;
use clarion::forms::count::{count, recount};
use clarion::forms::{FormKind, QuestionKind, listing, running};
use clarion::ids::Id;
use clarion::notices::code;
use clarion::petitions::Count;

struct Ground {
    alder: Owned,
    form: Id,
}

impl Ground {
    fn new(server: &Server) -> Self {
        let alder = owned(server, "Alder");
        let form = form(server, &alder, "light", |_| {});
        Self { alder, form }
    }

    /// Prints a sheet by the page, and takes it in hand; what is printed, and the sheet's address.
    fn prints(&self, ada: &Browser<'_>) -> (String, String) {
        let to = ada.does(&format!("/console/groups/alder/forms/{}/sheets", self.form), &[("sheets", "1"), ("lang", "en")]);
        let page = ada.reads(&to);
        let path = format!("/console/groups/alder/sheets/{}", code::fold(between(&page, "class=\"paper-typed\">", "<")).unwrap());
        ada.does(&format!("{path}/take"), &[]);
        (page, path)
    }

    fn count(&self, server: &Server) -> Count {
        let form = self.form;
        let (tallied, rows) = seen(server, move |tx| Ok((count(tx, form, 0)?, recount(tx, form, 0)?)));
        assert_eq!(tallied, rows);
        tallied
    }

    fn submissions(&self, server: &Server) -> Vec<listing::Shown> {
        let (vault, form) = (server.app.vault.clone(), listing::OfForm(self.form));
        seen(server, move |tx| listing::newest(tx, &vault, form, 99))
    }
}

fn line(by: &Browser<'_>, path: &str, number: &str, fields: &[(&str, &str)]) {
    by.does(&format!("{path}/lines"), &[&[("number", number)], fields].concat());
}

/// Closes a sheet by the page as it stands, on the day that the page proposes.
fn closes(by: &Browser<'_>, path: &str) -> String {
    let page = by.reads(path);
    let (version, day) =
        (between(&page, "name=\"version\" value=\"", "\""), between(&page, "type=\"date\" value=\"", "\"").to_owned());
    by.does(&format!("{path}/close"), &[("version", version), ("day", &day)]);
    by.reads(path)
}

#[test]
fn a_clipboard_becomes_submissions_with_their_answers_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let (ada, worker) = (Browser::of(server, ground.alder.owner), server.worker());
        let sheets = ada.reads(&format!("/console/groups/alder/forms/{}/sheets", ground.form));
        for part in ["Not on the sheet", "Anything else?", "Do you drive?", "Which day?"] {
            assert!(sheets.contains(part), "{part}: {sheets}");
        }
        let (printed, path) = ground.prints(&ada);
        for part in ["Light the street", "Name on your badge?", "Which day?", "Saturday", "Lantern", "1 Made Up Street", "<svg"] {
            assert!(printed.contains(part), "{part} is not printed: {printed}");
        }
        assert!(!printed.contains("Signature") && !printed.contains("Anything else?") && !printed.contains("petition"));
        let ana = [("name", "Ana Example"), ("email", "ana@people.example"), ("zip", "20001"), ("news", "yes")];
        line(&ada, &path, "1", &[&ana[..], &[("q1", "Ana"), ("q3", "c2"), ("q4", "c3"), ("q4", "c1")]].concat());
        line(&ada, &path, "2", &[("name", "Bo Example"), ("phone", "202 555 0143"), ("q2", "It is not asked."), ("q5", "yes")]);
        let wrong = ada.post(&format!("{path}/lines"), &[("number", "3"), ("name", "Cy Example"), ("q1", "Cy"), ("q3", "c9")]);
        assert!(wrong.status == 422 && wrong.text.contains("Which day?") && wrong.text.contains("value=\"Cy\""), "{}", wrong.text);
        let entered = ada.reads(&path);
        assert!(entered.contains("Ana · Sunday · Ladder, Tea"), "{entered}");
        let corrected = ada.reads(&format!("{path}?line=1"));
        assert!(corrected.contains("<option value=\"c2\" selected>Sunday"), "{corrected}");
        assert_eq!(ground.count(server).total(), 0, "nothing counts before it is closed");
        let closed = closes(&ada, &path);
        assert!(closed.contains("2 with an email or phone, 0 with a name alone"), "{closed}");
        let counted = ground.count(server);
        assert_eq!((counted.paper, counted.confirmed, counted.asserted), (2, 0, 0));
        let kept: Vec<_> = ground.submissions(server).into_iter().map(|shown| shown.said.unwrap().answers).collect();
        let ana = answers(&[("q1", "Ana"), ("q3", "c2"), ("q4", "c1"), ("q4", "c3")]);
        assert!(kept.contains(&ana) && kept.contains(&answers(&[])), "{kept:?}");
        assert_eq!((chosen(server, ground.form, "q3", "c2"), chosen(server, ground.form, "q5", "yes")), (1, 0));
        let page = ada.reads(&format!("/console/groups/alder/forms/{}", ground.form));
        assert!(page.contains("2 on paper") && page.contains("0 confirmed by email"), "{page}");
        assert!(server.page("GET", "/forms/light", "", b"").text.contains("more on paper"));
        assert!(ada.reads("/console/groups/alder/audit").contains("Counted a sheet filled in on paper"));
        let file = ada.post(&format!("/console/groups/alder/forms/{}/export", ground.form), &[]).text;
        assert!(file.contains(",on paper,Ana,Example,") && file.contains("\"Ladder, Tea\""), "{file}");
        server.stop(worker);
        assert!(server.mails().is_empty(), "nobody is written to");
    });
}

#[test]
fn people_of_a_clipboard_are_asserted_with_the_sheet_as_source_and_can_be_erased_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.alder.owner);
        let (_, path) = ground.prints(&ada);
        line(&ada, &path, "1", &[("name", "Ana Example"), ("email", "ana@people.example"), ("q1", "Ana"), ("news", "yes")]);
        closes(&ada, &path);
        let submission = ground.submissions(server).remove(0);
        let person = format!("/console/groups/alder/supporters/{}", submission.person);
        let page = ada.reads(&person);
        for part in ["paper sheet 1", "Alder may send me news by email. I can leave at any time.", "Light the street"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let shown = ada.reads(&format!("/console/groups/alder/forms/{}/submissions/{}", ground.form, submission.id));
        assert!(shown.contains("Filled in on paper, not confirmed by email"), "{shown}");
        ada.does(&format!("{person}/erase"), &[]);
        assert_eq!(ground.submissions(server)[0].said, None, "the answers are gone");
        assert_eq!((ground.count(server).paper, chosen(server, ground.form, "q1", "")), (1, 1), "the counts stay");
    });
}

/// What people said themselves stands; whoever confirms later answers in place of the paper.
#[test]
fn paper_takes_nobodys_own_answers_away_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let (ada, worker) = (Browser::of(server, ground.alder.owner), server.worker());
        sends(server, "/forms/light", "ana@people.example", &[("q1", "Ana herself"), ("q3", "c1")]);
        confirms(server, &link(server, "ana@people.example", 1));
        let (_, path) = ground.prints(&ada);
        line(&ada, &path, "1", &[("name", "Ana Example"), ("email", "ana@people.example"), ("q1", "Somebody"), ("q3", "c2")]);
        line(&ada, &path, "2", &[("name", "Bo Example"), ("email", "bo@people.example"), ("q1", "Bo"), ("q3", "c2")]);
        closes(&ada, &path);
        let counted = ground.count(server);
        assert_eq!((counted.confirmed, counted.paper, chosen(server, ground.form, "q3", "c2")), (1, 1, 1));
        sends(server, "/forms/light", "bo@people.example", &[("q1", "Bo himself"), ("q3", "c1")]);
        confirms(server, &link(server, "bo@people.example", 1));
        let counted = ground.count(server);
        assert_eq!((counted.confirmed, counted.paper, chosen(server, ground.form, "q3", "c2")), (2, 0, 0));
        drop(worker);
    });
}

#[test]
fn what_has_no_room_on_paper_is_said_in_words_postgres_too() {
    on_both(|server| {
        let alder = owned(server, "Alder");
        let ada = Browser::of(server, alder.owner);
        let survey = form(server, &alder, "why", |new| {
            new.form.kind = FormKind::Survey;
            new.form.questions = asked();
            new.form.questions.retain(|question| question.kind == QuestionKind::Long);
        });
        let sheets = format!("/console/groups/alder/forms/{survey}/sheets");
        assert!(ada.reads(&sheets).contains("has room on a sheet"));
        assert!(ada.is_refused(&sheets, &[("sheets", "1"), ("lang", "en")]).contains("Write a shorter survey for paper"));
        let pledge = form(server, &alder, "pledge", |new| {
            new.form.kind = FormKind::Pledge;
            new.form.questions.clear();
        });
        let printed =
            ada.does(&format!("/console/groups/alder/forms/{pledge}/sheets"), &[("sheets", "1"), ("lang", "es"), ("paper", "a4")]);
        let printed = ada.reads(&printed);
        assert!(printed.contains("Iluminar la calle") && printed.contains("lang=\"es\""), "{printed}");
        assert!(printed.contains("paper-to"), "a pledge says what it means: {printed}");
    });
}

#[test]
fn a_form_takes_sheets_as_it_takes_people_and_of_its_group_alone_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.alder.owner);
        let (_, path) = ground.prints(&ada);
        line(&ada, &path, "1", &[("name", "Ana Example")]);
        let (act, form) = (ground.alder.act(server), ground.form);
        done(server, move |tx| running::set_stopped(tx, &act, form, true)).unwrap();
        let page = ada.reads(&path);
        let (version, day) =
            (between(&page, "name=\"version\" value=\"", "\""), between(&page, "type=\"date\" value=\"", "\"").to_owned());
        let fields = [("version", version), ("day", day.as_str())];
        assert!(ada.is_refused(&format!("{path}/close"), &fields).contains("The lines are kept"));
        done(server, move |tx| running::set_stopped(tx, &act, form, false)).unwrap();
        let birch = server.group("Birch");
        let bo = Browser::of(server, server.account("owner@birch.example", &[(birch.id, SeatRole::Owner)]));
        let sheets = format!("/console/groups/birch/forms/{}/sheets", ground.form);
        assert_eq!(bo.get(&sheets).status, 404);
        assert_eq!(bo.post(&sheets, &[("sheets", "1"), ("lang", "en")]).status, 404);
        assert_eq!(bo.get(&format!("{sheets}/print?from=1&to=1")).status, 404);
        assert_eq!(bo.get(&path.replace("alder", "birch")).status, 404);
        closes(&ada, &path);
        assert_eq!(ground.count(server).paper, 1);
    });
}
