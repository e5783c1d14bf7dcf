//! The console's pages over HTTP: a plan is written, prepared, opened by two delegates, voted on and decided; and who may not.
//!
//! The words that are signed are put together here from what the page says, as its script does.

use crate::harness::{Answered, Server, on_both};
use clarion::access::SeatRole;
use clarion::clock::{DAY, HOUR};
use clarion::coalitions::delegates::{Post, name};
use clarion::coalitions::{self, Act, Coalition, Role};
use clarion::ids::Id;
use clarion::plans::{certificate, set_passkey_wait_minutes};
use clarion::trust::assertion::RelyingParty;
use clarion::trust::software::{SoftwarePasskey, client_data};
use clarion::trust::{Hash, base64, canonical, from_base64};
use serde_json::{Value, json};

const ORIGIN: &str = "http://localhost:8080";

/// Somebody with a seat, signed in, with a passkey.
pub struct Organiser {
    pub group: Id,
    pub account: Id,
    pub cookie: String,
    pub phone: SoftwarePasskey,
}

pub struct House<'a> {
    pub server: &'a Server,
    pub coalition: Id,
    pub delegates: Vec<Organiser>,
    pub organiser: Organiser,
    pub partner: Organiser,
}

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, value);
    }
    form.finish().into_bytes()
}

impl<'a> House<'a> {
    pub fn new(server: &'a Server) -> Self {
        let (now, coalition) = (server.app.clock.now(), server.app.ids.fresh(server.app.clock.now()));
        let groups = ["alder", "birch", "cedar"].map(|name| server.group(name).id);
        server
            .app
            .db
            .write_bulk("test.house", move |tx| {
                let (slug, name) = ("lanterns".to_owned(), "Lanterns for Every Street".to_owned());
                let (about_en, about_es) = (String::new(), String::new());
                coalitions::add_coalition(tx, &Coalition { id: coalition, slug, name, about_en, about_es, created_at: now })?;
                for (group, role) in groups.into_iter().zip([Role::Steering, Role::Steering, Role::Partner]) {
                    coalitions::join(tx, coalition, group, role, now)?;
                }
                set_passkey_wait_minutes(tx, coalition, 0, now)
            })
            .unwrap();
        let sit = |email: &str, group: Id, secret: u8| Self::sit(server, email, group, secret);
        let delegates = vec![sit("ada@alder.example", groups[0], 1), sit("bo@birch.example", groups[1], 2)];
        let (organiser, partner) = (sit("cy@alder.example", groups[0], 3), sit("di@cedar.example", groups[2], 4));
        for delegate in &delegates {
            let (account, group) = (delegate.account, delegate.group);
            let act = Act { id: server.app.ids.fresh(now), account, group, now };
            let named =
                server.app.db.write_bulk("test.name", move |tx| name::name(tx, &act, coalition, Post::Delegate, account, true));
            assert_eq!(named.unwrap(), Ok(()));
        }
        Self { server, coalition, delegates, organiser, partner }
    }

    pub fn sit(server: &Server, email: &str, group: Id, secret: u8) -> Organiser {
        let account = server.account(email, &[(group, SeatRole::Owner)]);
        let cookie = server.sign_in(account);
        let phone = Self::register(server, &cookie, secret);
        Organiser { group, account, cookie, phone }
    }

    /// Registers a passkey as the browser's script does.
    pub fn register(server: &Server, cookie: &str, secret: u8) -> SoftwarePasskey {
        let phone = SoftwarePasskey::from_secret([secret; 32]);
        let options = server.page("GET", "/console/account/passkeys/options", cookie, b"").json();
        let challenge = Hash::parse(options["challenge"].as_str().unwrap()).unwrap();
        let domain = Hash::of(&[b"localhost"]);
        let data = [&domain.0[..], &[0x45, 0, 0, 0, 0], &[0; 16], &[0, 16], &[secret; 16], phone.cose()].concat();
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        let attestation = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"[..], &length, &data].concat();
        let client = base64(client_data("webauthn.create", &challenge, ORIGIN).as_bytes());
        let body = form(&[("name", "My phone"), ("client_data", &client), ("attestation", &base64(&attestation))]);
        assert_eq!(server.page("POST", "/console/account/passkeys", cookie, &body).status, 303);
        phone
    }

    pub fn get(&self, who: &Organiser, path: &str) -> Answered {
        self.server.page("GET", path, &who.cookie, b"")
    }

    pub fn post(&self, who: &Organiser, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.server.page("POST", path, &who.cookie, &form(fields))
    }

    /// The fields of a plan that needs no consulting and no cooling off.
    pub fn fields(&self) -> Vec<(String, String)> {
        let deadline = clarion::web::site::zoned(self.server.app.clock.now() + 2 * DAY - HOUR, "America/Denver");
        let deadline = deadline.strftime("%Y-%m-%dT%H:%M").to_string();
        let fixed = [
            ("title_en", "Light the square"),
            ("title_es", "Iluminar la plaza"),
            ("scenario_en_1", "The city turns the lanterns off."),
            ("scenario_es_1", "La ciudad apaga los faroles."),
            ("call_rule", "majority"),
            ("stand_down_rule", "consensus-minus"),
            ("stand_down_minus", "1"),
            ("quorum", "50"),
            ("silence", "not-counted"),
            ("asides", ""),
            ("blocks", "1"),
            ("deadline", &deadline),
            ("time_zone", "America/Denver"),
            ("consult", "0"),
            ("cooling_off", "10"),
            ("starts_at", ""),
            ("call_waves", "hosts"),
            ("call_waves", "near"),
            ("call_miles", "25"),
        ];
        let outcomes = ["call", "hold", "stand-down"].into_iter().flat_map(|key| {
            [("subject_en", "News"), ("subject_es", "Noticias"), ("text_en", "Read this."), ("text_es", "Lea esto.")]
                .map(|(part, words)| (format!("{key}_{part}"), words.to_owned()))
        });
        fixed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain(outcomes).collect()
    }

    fn send(&self, who: &Organiser, path: &str, fields: &[(String, String)]) -> Answered {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(who, path, &fields)
    }

    /// Signs what the page of a ballot offers under `key`, as its script does.
    pub fn sign(&self, who: &Organiser, page: &str, key: &str, choice: &str, reason: &str) -> Answered {
        let page = self.get(who, page).text;
        let form = page.split("<section").find(|section| section.contains(&format!("id=\"{key}-heading\""))).unwrap().to_owned();
        let mut words: Value = serde_json::from_str(&attribute(&form, "data-words")).unwrap();
        let passkeys: Value = serde_json::from_str(&attribute(&form, "data-passkeys")).unwrap();
        let replaces = from_base64(&attribute(&form, "data-replaces")).unwrap();
        let nonce = [&self.server.app.ids.bytes::<16>()[..], &replaces].concat();
        words["nonce"] = json!(base64(&nonce));
        words["passkey"] = passkeys[0]["id"].clone();
        // Where the words stand on the page, they are what is signed.
        let fixed = form.split("hidden readonly>").nth(1).map(|rest| unescaped(rest.split("</textarea>").next().unwrap()));
        let reason = fixed.as_deref().unwrap_or(reason);
        let hash = json!(Hash::of(&[reason.as_bytes()]));
        if words.get("act").is_some() {
            words["words"] = hash;
        } else {
            words["reason"] = hash;
            words["choice"] = json!(choice);
        }
        self.send_words(who, &attribute(&form, "action"), &words, reason)
    }

    pub fn send_words(&self, who: &Organiser, ballot: &str, words: &Value, reason: &str) -> Answered {
        let text = String::from_utf8(canonical::bytes(words).unwrap()).unwrap();
        let site = RelyingParty { id: "localhost".to_owned(), origin: ORIGIN.to_owned() };
        let signed = who.phone.sign(&Hash::of(&[text.as_bytes()]), &site);
        let [authenticator, client, signature] =
            [&signed.authenticator_data, &signed.client_data, &signed.signature].map(|bytes| base64(&bytes.0));
        let fields = [
            ("words", text.as_str()),
            ("reason", reason),
            ("authenticator_data", &authenticator),
            ("client_data", &client),
            ("signature", &signature),
        ];
        self.post(who, ballot, &fields)
    }

    /// A plan that stands and a ballot on it that is prepared: their addresses.
    pub fn prepared(&self) -> (String, String) {
        self.prepared_with(&self.fields())
    }

    pub fn prepared_with(&self, fields: &[(String, String)]) -> (String, String) {
        let begun = self.send(&self.organiser, "/console/coalitions/lanterns/plans/new", fields);
        assert_eq!(begun.status, 303, "{}", begun.text);
        let plan = begun.header("location").to_owned();
        let prepared = self.post(&self.organiser, &format!("{plan}/prepare"), &[]);
        assert_eq!(prepared.status, 303, "{}", prepared.text);
        (plan, prepared.header("location").to_owned())
    }
}

/// The value of the first attribute of this name.
pub fn attribute(html: &str, name: &str) -> String {
    let value = html.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
    unescaped(value)
}

pub fn unescaped(html: &str) -> String {
    let marks = [("&#34;", "\""), ("&quot;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&#39;", "'"), ("&#38;", "&"), ("&amp;", "&")];
    marks.iter().fold(html.to_owned(), |text, (mark, letter)| text.replace(mark, letter))
}

#[test]
fn a_plan_is_written_and_changed_without_overwriting_anybody_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let new = "/console/coalitions/lanterns/plans/new";
        let mut fields = house.fields();
        fields[1].1.clear();
        let refused = house.send(&house.organiser, new, &fields);
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Give the plan a title in English and in Spanish"), "the reason");
        assert!(
            refused.text.contains("The city turns the lanterns off.") && refused.text.contains("Light the square"),
            "nothing is lost"
        );
        let begun = house.send(&house.organiser, new, &house.fields());
        let plan = begun.header("location").to_owned();
        let page = house.get(&house.delegates[1], &plan).text;
        for words in [
            "Light the square",
            "The city turns the lanterns off.",
            "more than half of the counted groups",
            "within 25 miles",
            "1 day, ",
        ] {
            assert!(page.contains(words), "{words}");
        }
        let page = house.get(&house.delegates[1], &format!("/es{plan}")).text;
        assert!(
            page.contains("Iluminar la plaza")
                && page.contains("todos los grupos contados menos 1")
                && page.contains("Quedan 1 día")
        );
        let mut fields = house.fields();
        fields.push(("version".to_owned(), "1".to_owned()));
        fields[2].1 = "The city turns half of the lanterns off.".to_owned();
        let edit = format!("{plan}/edit");
        assert_eq!(house.send(&house.delegates[1], &edit, &fields).status, 303);
        let late = house.send(&house.organiser, &edit, &fields);
        assert!(late.status == 422 && late.text.contains("Somebody saved this plan while you were writing"), "{}", late.status);
        let changes = house.get(&house.organiser, &format!("{plan}/versions/2")).text;
        assert!(changes.contains("<del") && changes.contains("half of the lanterns") && !changes.contains("Read this."));
        let noted = house.post(
            &house.organiser,
            &format!("{plan}/facts"),
            &[("words", "The vote is on Tuesday."), ("source", "The clerk")],
        );
        assert_eq!(noted.status, 303);
        assert!(house.get(&house.organiser, &plan).text.contains("Source: The clerk"));
    });
}

/// Delegates vote; that there is something to vote on, two people of different groups say, whoever of them has a passkey that counts.
#[test]
fn somebody_who_is_no_delegate_opens_a_ballot_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let (cy, bo, ballot) = (&house.organiser, &house.delegates[1], house.prepared().1);
        let page = house.get(cy, &ballot).text;
        assert!(page.contains("id=\"open-heading\"") && page.contains("data-words"), "{page}");
        assert_eq!(house.sign(cy, &ballot, "open", "", "").header("location"), format!("{ballot}?signed=opening"));
        let page = house.get(cy, &format!("{ballot}?signed=opening")).text;
        assert!(page.contains("You have signed the opening for alder. What happens next"), "{page}");
        assert!(!house.get(&house.delegates[0], &ballot).text.contains("id=\"open-heading\""), "her group has opened it");
        // Without a passkey that was frozen, a seat opens nothing.
        let late = House::sit(server, "late@birch.example", bo.group, 9);
        let page = house.get(&late, &ballot).text;
        assert!(page.contains("id=\"open-heading\"") && !page.contains("data-passkeys"), "{page}");
        assert_eq!(house.get(&house.partner, &ballot).status, 403);
        house.sign(bo, &ballot, "open", "", "");
        let page = house.get(cy, &ballot).text;
        assert!(
            page.contains("The ballot is open") && !page.contains("id=\"vote-heading\""),
            "she opens, and does not vote: {page}"
        );
    });
}

#[test]
fn a_ballot_is_opened_voted_on_and_decided_by_its_pages_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let (plan, ballot) = house.prepared();
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        assert_eq!(house.sign(ada, &ballot, "open", "", "").status, 303);
        let page = house.get(ada, &format!("{ballot}?signed=opening")).text;
        assert!(!page.contains("id=\"open-heading\""), "once for each group");
        assert!(page.contains("You have signed the opening for alder. What happens next"), "{page}");
        assert!(house.get(bo, &ballot).text.contains("alder has signed the opening. One more person of another"));
        assert_eq!(house.sign(bo, &ballot, "open", "", "").header("location"), format!("{ballot}?signed=opening"));
        let page = house.get(bo, &format!("{ballot}?signed=opening")).text;
        assert!(page.contains("as the second group: the ballot is open") && !page.contains("Prepared."), "{page}");
        assert!(page.contains("The ballot is open") && page.contains("id=\"choice-block-call\""));
        assert!(page.contains("New passkeys wait</dt><dd>No time at all"), "what was frozen of passkeys: {page}");
        let blocked = house.sign(ada, &ballot, "vote", "block-call", "");
        assert_eq!(blocked.header("location"), format!("{ballot}?refused=ballot-refused-reason-missing"));
        let page = house.get(ada, blocked.header("location")).text;
        assert!(
            page.contains("A block, a halt and a withdrawal need a reason.") && !page.contains("value=\"block-call\" checked"),
            "{page}"
        );
        assert!(page.contains("You are your group’s delegate.") && page.contains("Sign my own recall"), "what it does to them");
        let page = house.get(&house.organiser, &ballot).text;
        assert!(page.contains("Recall your delegate") && !page.contains("Sign my own recall"), "{page}");
        let voted = house.sign(ada, &ballot, "vote", "hold", "Not yet, says «our» group & more.\nReally.");
        assert!(voted.header("location").starts_with(&format!("{ballot}?receipt=3:")), "{}", voted.header("location"));
        let page = house.get(ada, voted.header("location")).text;
        assert!(
            page.contains("Keep this receipt") && page.contains("alder says: Hold") && page.contains("Not yet, says «our» group")
        );
        house.sign(ada, &ballot, "vote", "call", "");
        house.sign(bo, &ballot, "vote", "call", "");
        let page = house.get(&house.organiser, &ballot).text;
        assert!(
            page.contains("The groups decided to call.") && !page.contains("data-island=\"ballot\""),
            "an organiser only looks"
        );
        assert!(house.get(ada, &plan).text.contains("Decided, not yet started"));
        let file = house.get(&house.organiser, &format!("{ballot}/file"));
        assert_eq!(certificate::verify(file.text.as_bytes()).unwrap().ballot_box.records, 6);
        for (who, reason) in [(ada, "A storm."), (bo, "The square is closed.")] {
            assert_eq!(house.sign(who, &ballot, "halt", "", reason).status, 303);
        }
        let page = house.get(bo, &ballot).text;
        assert!(page.contains("Two groups halted the decision.") && page.contains("Wants it halted: A storm."));
        assert!(house.get(bo, &format!("/es{ballot}")).text.contains("Dos grupos detuvieron la decisión"));
    });
}

#[test]
fn a_ballot_is_withdrawn_by_its_pages_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let (plan, prepared) = house.prepared();
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        let own = format!("{prepared}/withdraw");
        assert!(!house.get(bo, &prepared).text.contains(&own), "another group's");
        let refused = house.post(bo, &own, &[]);
        assert_eq!(refused.header("location"), format!("{prepared}?refused=ballot-refused-of-other-group"));
        assert!(house.get(ada, &prepared).text.contains(&own));
        assert_eq!(house.post(ada, &own, &[]).header("location"), format!("{plan}#ballots"));
        assert_eq!(house.get(ada, &prepared).status, 404);

        let ballot = house.post(ada, &format!("{plan}/prepare"), &[]).header("location").to_owned();
        for who in [ada, bo] {
            house.sign(who, &ballot, "open", "", "");
        }
        house.sign(ada, &ballot, "vote", "stand-aside", "");
        assert!(!house.get(&house.organiser, &ballot).text.contains("Sign the withdrawal"), "who does not speak for a group");
        for (who, reason) in [(ada, "A wrong date."), (bo, "A wrong place.")] {
            assert_eq!(house.sign(who, &ballot, "withdraw", "", reason).status, 303);
        }
        let page = house.get(&house.organiser, &ballot).text;
        for words in ["Two groups withdrew this ballot.", "Wants this ballot withdrawn: A wrong place.", "Stand aside"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("data-mark") && !page.contains("data-island=\"ballot\""), "nothing more will come");
        assert!(house.get(ada, &plan).text.contains("On hold"));
        assert!(house.get(bo, &format!("/es{ballot}")).text.contains("Dos grupos retiraron esta votación"));
    });
}

#[test]
fn an_open_page_hears_of_every_signature_postgres_too() {
    on_both(|server| {
        let house = House::new(server);
        let (plan, ballot) = house.prepared();
        let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
        let mark = |path: &str| attribute(&house.get(&house.organiser, path).text, "data-mark");
        let mut marks = vec![mark(&ballot)];
        let plan_before = mark(&plan);
        for (who, key, choice) in
            [(ada, "open", ""), (bo, "open", ""), (ada, "vote", "hold"), (ada, "vote", "call"), (bo, "vote", "call")]
        {
            assert_eq!(house.sign(who, &ballot, key, choice, "").status, 303);
            marks.push(mark(&ballot));
        }
        assert!(marks.windows(2).all(|pair| pair[0] != pair[1]), "each is news: {marks:?}");
        assert_eq!(mark(&ballot), marks[5], "looking alone is none");
        assert_ne!(mark(&plan), plan_before, "nor is a plan on a ballot the same");
        for who in [ada, bo] {
            assert_eq!(house.sign(who, &ballot, "halt", "", "A storm.").status, 303);
        }
        let page = house.get(bo, &ballot).text;
        assert!(!page.contains("data-mark"), "nothing more will come");
        let told = house.get(bo, &format!("{ballot}/stream"));
        assert!(told.text.contains("event: progress") && told.text.contains("\"over\":true"), "{}", told.text);
        let stream = format!("{plan}/stream");
        for path in [format!("{ballot}/stream"), stream] {
            assert_eq!(house.get(&house.partner, &path).status, 403, "a partner: {path}");
        }
    });
}

#[test]
fn whoever_may_not_sees_and_signs_nothing() {
    let server = Server::start(db::Engine::Sqlite);
    let house = House::new(&server);
    let (plan, ballot) = house.prepared();
    let (file, edit) = (format!("{ballot}/file"), format!("{plan}/edit"));
    for path in ["/console/coalitions/lanterns/plans", &plan, &edit, &ballot, &file] {
        assert_eq!(house.get(&house.partner, path).status, 403, "a partner: {path}");
        let stranger = server.page("GET", path, "", b"");
        assert!(stranger.status == 303 && stranger.header("location").starts_with("/console/sign-in"), "a stranger: {path}");
    }
    for path in [edit, format!("{plan}/prepare"), format!("{plan}/facts")] {
        assert_eq!(house.post(&house.partner, &path, &[]).status, 403, "{path}");
    }
    let [ada, bo] = [&house.delegates[0], &house.delegates[1]];
    for delegate in [ada, bo] {
        house.sign(delegate, &ballot, "open", "", "");
    }
    // An organiser who is no delegate, and a delegate in the name of another group.
    let words = |group: Id, passkey: Value| {
        json!({"format": "clarion ballot 1", "coalition": house.coalition, "plan": Hash::ZERO, "ballot": ballot.rsplit('/').next(),
            "group": group, "passkey": passkey, "choice": "call", "reason": Hash::of(&[b""]), "nonce": base64(&[0; 48])})
    };
    let any = json!(Id([9; 16]));
    assert_eq!(house.send_words(&house.organiser, &ballot, &words(ada.group, any.clone()), "").status, 403);
    let other = house.send_words(ada, &ballot, &words(bo.group, any), "");
    assert_eq!(other.header("location"), format!("{ballot}?refused=ballot-refused-other-group"));
    assert_eq!(house.post(ada, &ballot, &[("words", "{}")]).header("location"), format!("{ballot}?refused=ballot-refused-words"));
    assert!(
        !house.get(ada, &format!("{ballot}?refused=frame-foot")).text.contains("notice-danger"),
        "only our own refusals are shown"
    );
}
