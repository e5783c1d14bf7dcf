//! What is erased stays so, whoever writes at that moment; and of two changes of a signature neither is lost.

use crate::coalitions::{Verb, at_once, meanwhile, seen};
use crate::harness::{Server, TestGroup, id_of, on_both, person};
use clarion::ids::Id;
use clarion::people::consent::{self, NewsStanding};
use clarion::people::erase::{EraseRefusal, erase};
use clarion::people::{Coarse, Consent, ConsentStatus, Details, PersonInput, Purpose, recognise};
use clarion::petitions::{Beside, SignInput, SignatureKind, sign};
use serde_json::{Value, json};

const ANA: &str = "ana@people.example";

mod rows {
    db::statements! {
        // As whoever changes a signature holds it.
        HOLD_SIGNATURES = "UPDATE signature SET modified_at = modified_at";
    }
}

/// A group, and a petition that Ana signed with a comment.
struct Ground<'a> {
    server: &'a Server,
    group: TestGroup,
    petition: Id,
    signature: String,
    person: Id,
}

impl<'a> Ground<'a> {
    fn new(server: &'a Server) -> Self {
        let group = server.group("Alder");
        let petition: Id = server.petition(&group.key, "Lanterns").parse().unwrap();
        let sent = json!({"person": person(ANA), "comments": "For my daughter."});
        let signed = server.post(&format!("/petitions/{petition}/signatures"), &group.key, &sent).ok();
        let person = signed["action_network:person_id"].as_str().unwrap().parse().unwrap();
        Self { server, group, petition, signature: id_of(&signed), person }
    }

    fn path(&self) -> String {
        format!("/petitions/{}/signatures/{}", self.petition, self.signature)
    }

    fn reads(&self) -> Value {
        self.server.get(&self.path(), &self.group.key).ok()
    }

    fn erasing(&self) -> Verb<Result<(), EraseRefusal>> {
        let (app, group, person) = (&self.server.app, self.group.id, self.person);
        let (vault, ids, now) = (app.vault.clone(), app.ids.clone(), app.clock.now());
        Box::new(move |tx| erase(tx, &vault, &ids, now, group, person))
    }

    fn erased(&self) -> Result<(), EraseRefusal> {
        at_once(self.server, vec![self.erasing()]).remove(0)
    }

    /// Ana, from her own mailbox.
    fn ana(&self) -> PersonInput {
        let (app, now) = (&self.server.app, self.server.app.clock.now());
        let details = Details { email: ANA.to_owned(), ..Details::default() };
        app.intake().person(self.group.id, now, Some(ANA), details, Coarse::default()).unwrap()
    }

    fn agrees(&self) -> Consent {
        Consent {
            group: self.group.id,
            channel: seal::Channel::Email,
            purpose: Purpose::News,
            status: ConsentStatus::Confirmed,
            words: consent::Words::new("en", "Yes, write to me."),
            source: String::new(),
            noted_at: self.server.app.clock.now(),
        }
    }

    fn towards_news(&self) -> NewsStanding {
        let (key, group) = (self.server.app.vault.matching_key(seal::Channel::Email, ANA), self.group.id);
        seen(self.server, move |tx| {
            let identity = clarion::people::identity_of(tx, key)?.unwrap();
            Ok(consent::towards_news(tx, group, &[identity])?[&identity])
        })
    }
}

#[test]
fn what_was_erased_is_not_written_back_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        assert_eq!(ground.reads()["comments"], "For my daughter.");
        ground.erased().unwrap();
        server.put(&ground.path(), &ground.group.key, &json!({"comments": "For Ana Example."})).refused(404);
        server.put(&ground.path(), &ground.group.key, &json!({"identifiers": ["crm:ana"]})).refused(404);
        let left = ground.reads();
        assert_eq!(left["comments"], "");
        assert!(!left["identifiers"].as_array().unwrap().contains(&json!("crm:ana")), "{left}");
    });
}

#[test]
fn what_is_erased_while_a_program_changes_it_is_not_written_back_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let erasing = ground.erasing();
        let (erased, changed) = meanwhile(
            server,
            move |tx, stays_open| {
                let erased = erasing(tx)?;
                stays_open();
                Ok(erased)
            },
            || server.put(&ground.path(), &ground.group.key, &json!({"identifiers": ["crm:ana"]})),
        );
        assert_eq!((erased, changed.status), (Ok(()), 404), "{}", changed.text);
        assert_eq!(ground.reads()["comments"], "");
    });
}

#[test]
fn two_programs_that_add_their_ids_at_once_both_keep_them_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let changes = ["crm:1", "crm:2"].map(|id| json!({"identifiers": [id]}));
        meanwhile(
            server,
            |tx, stays_open| {
                tx.run(&rows::HOLD_SIGNATURES, &[])?;
                stays_open();
                Ok(())
            },
            || {
                std::thread::scope(|scope| {
                    let put = |change| server.put(&ground.path(), &ground.group.key, change).ok();
                    let both = changes.each_ref().map(|change| scope.spawn(move || put(change)));
                    both.into_iter().for_each(|one| drop(one.join().unwrap()));
                });
            },
        );
        let signature = ground.reads();
        for id in ["crm:1", "crm:2"] {
            assert!(signature["identifiers"].as_array().unwrap().contains(&json!(id)), "{signature}");
            let filter = format!("/petitions/{}/signatures?filter=identifier+eq+'{id}'", ground.petition);
            assert_eq!(server.get(&filter, &ground.group.key).ok()["total_records"], 1, "{id}");
        }
        assert_eq!(signature["comments"], "For my daughter.");
    });
}

/// She signs another petition in the moment in which the group erases her: whatever was written by then goes with the rest.
#[test]
fn whoever_is_erased_while_they_sign_leaves_no_word_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let (app, now) = (&server.app, server.app.clock.now());
        let petition: Id = server.petition(&ground.group.key, "Torches").parse().unwrap();
        let signature = app.ids.fresh(now);
        let sealed_comment = Some(app.vault.seal(ground.group.id, &signature.0, b"For my street.", app.ids.bytes()).unwrap());
        // What the mailbox said stands before the erasure.
        let input = SignInput {
            petition,
            signature,
            kind: SignatureKind::Confirmed,
            person: ground.ana(),
            also: Vec::new(),
            consents: vec![ground.agrees()],
            sealed_comment,
            signed_at: now,
            beside: Beside::default(),
        };
        let vault = app.vault.clone();
        let (signed, erased) = meanwhile(
            server,
            move |tx, stays_open| {
                let signed = sign::sign(tx, &vault, now, &[&input])?.remove(0).unwrap();
                stays_open();
                Ok(signed)
            },
            || ground.erased(),
        );
        assert_eq!((signed.person, erased), (ground.person, Ok(())));
        let left = server.get(&format!("/petitions/{petition}/signatures/{signature}"), &ground.group.key).ok();
        assert_eq!(left["comments"], "");
        assert_eq!(ground.towards_news(), NewsStanding::Left);
    });
}

/// Between finding her and noting what she allowed nobody erases her.
#[test]
fn whoever_is_erased_while_they_agree_is_not_written_to_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let (vault, now, ana, yes) = (server.app.vault.clone(), server.app.clock.now(), ground.ana(), ground.agrees());
        let (person, erased) = meanwhile(
            server,
            move |tx, stays_open| {
                let known = recognise(tx, &vault, now, &[&ana])?.remove(0);
                stays_open();
                consent::note(tx, &[(known.identity, &yes)])?;
                Ok(known.person)
            },
            || ground.erased(),
        );
        assert_eq!((person, erased), (ground.person, Ok(())));
        assert_eq!(ground.towards_news(), NewsStanding::Left);
    });
}

/// The other way round: whoever signs while they are erased comes anew, with what they say now.
#[test]
fn whoever_signs_after_an_erasure_began_is_somebody_new_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let erasing = ground.erasing();
        let (erased, signed) = meanwhile(
            server,
            move |tx, stays_open| {
                let erased = erasing(tx)?;
                stays_open();
                Ok(erased)
            },
            || {
                let sent = json!({"person": person(ANA), "comments": "Anew."});
                let torches = server.petition(&ground.group.key, "Torches");
                server.post(&format!("/petitions/{torches}/signatures"), &ground.group.key, &sent).ok()
            },
        );
        assert_eq!((erased, &signed["comments"]), (Ok(()), &json!("Anew.")));
        let anew: Id = signed["action_network:person_id"].as_str().unwrap().parse().unwrap();
        assert_ne!(anew, ground.person);
        server.get(&format!("/people/{anew}"), &ground.group.key).ok();
        assert_eq!(ground.towards_news(), NewsStanding::Left, "a program cannot say that they agree");
    });
}
