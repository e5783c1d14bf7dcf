//! Importing a list of people: what is read, what is refused, what is taken up again, and whom it must not touch.

mod place;
mod standings;

use clarion::clock::DAY;
use clarion::people::consent::{self, Consent, ConsentStatus, Purpose, Words};
use clarion::people::csv_columns::Override;
use clarion::people::import::{Counts, ImportProblem, Options, drop_expired, look};
use clarion::people::{suppress_mail, unsubscribe};
use clarion::petitions::{Petition, PetitionWords, count, create};
use place::{counts, on_both, options};
use std::fmt::Write;

const ASSERTED: i64 = ConsentStatus::Asserted as i64;
const UNSUBSCRIBED: i64 = ConsentStatus::Unsubscribed as i64;

/// A list of made-up people, `first` to `last`, each with a mailbox of their own.
fn list(first: usize, last: usize) -> String {
    let mut file = "email,first name,last name,zip\n".to_owned();
    for number in first..last {
        writeln!(file, "person{number}@mail.example,Person,Number{number},200{:02}", number % 90).unwrap();
    }
    file
}

#[test]
fn columns_come_in_any_order_and_in_spanish() {
    on_both(|place| {
        let file = "Código postal;Apellidos;Nombre;Correo electrónico;Teléfono;Idioma;Otra cosa\n\
                    2134;Ejemplo;Ana;Ana@Mail.example;(617) 555-0143;español;x\n";
        let report = place.import(&options(place.ours), file);
        assert_eq!(report.counts, counts(1, 1, 0, 0));
        let people = place.people(place.ours);
        let ana = &people[0];
        assert_eq!((ana.details.given_name.as_str(), ana.details.family_name.as_str()), ("Ana", "Ejemplo"));
        assert_eq!((ana.zip.as_str(), ana.region.as_str(), ana.lang.as_str()), ("02134", "MA", "es"));
        assert_eq!(ana.details.phone, "+16175550143");
        let consents = place.consents(place.ours);
        assert_eq!(consents, [(ana.identity, ASSERTED, "sign-up sheets of the made-up fair".to_owned())]);
    });
}

#[test]
fn a_guess_is_overridden_and_a_dry_run_changes_nothing() {
    on_both(|place| {
        let file = "contact,email\nana@mail.example,not an address\n";
        let overrides = vec![Override::parse("email=contact").unwrap()];
        let asked = Options { overrides, ..options(place.ours) };
        let seen = look(file.as_bytes(), &options(place.ours), 5, i64::MAX).unwrap();
        assert_eq!((seen.counts, seen.refused.len()), (counts(1, 0, 0, 1), 1));
        assert_eq!(look(file.as_bytes(), &asked, 5, i64::MAX).unwrap().counts, counts(1, 0, 0, 0));
        assert!(place.people(place.ours).is_empty());
        assert_eq!(place.import(&asked, file).counts, counts(1, 1, 0, 0));
        assert_eq!(place.people(place.ours)[0].details.email, "ana@mail.example");
    });
}

#[test]
fn refused_rows_come_back_with_reasons_and_can_be_mended_and_imported() {
    on_both(|place| {
        let file = "email,name,note\n\
                    ana@mail.example,Ana Example,fine\n\
                    ben at mail.example,\"=1+1\",\"@cell, with \"\"marks\"\"\"\n\
                    ,Nobody Example,\n";
        let report = place.import(&options(place.ours), file);
        assert_eq!(report.counts, counts(3, 1, 0, 2));
        let refused = place.refused(place.ours, &report);
        assert!(refused.starts_with("\u{feff}refused_line,refused_reason,email,name,note\n3,"), "{refused}");
        assert!(refused.contains("'=1+1") && refused.contains("'@cell"), "a spreadsheet would run a cell: {refused}");
        assert!(place.pieces().iter().all(|piece| !String::from_utf8_lossy(piece).contains("mail.example")), "kept in the clear");
        let mended = refused.replace("ben at mail.example", "ben@mail.example");
        let again = place.import(&options(place.ours), &mended);
        assert_eq!(again.counts, counts(2, 1, 0, 1));
        assert_eq!(place.people(place.ours)[1].details.given_name, "=1+1");
        assert!(place.refused(place.ours, &again).contains("Nobody Example"));
        let later = place.importer.clock.now() + 8 * DAY;
        assert_eq!(place.write(move |tx| drop_expired(tx, later)), 2);
        assert!(place.pieces().is_empty());
    });
}

#[test]
fn a_stopped_import_goes_on_where_it_stopped_and_counts_nothing_twice() {
    let mut file = list(0, 700);
    file.push_str("person3@mail.example,Other,Name,\nnobody,,,\n");
    file.push_str(&list(650, 800).replacen("email,first name,last name,zip\n", "nobody either,,,\n", 1));
    on_both(|place| {
        for stop_after in 1.. {
            // Other people in every round, so that each is an import of its own.
            let file = file.replace("@mail.", &format!("@mail{stop_after}."));
            let stopped = place.import_slices(&options(place.ours), &file, stop_after);
            let report = place.import(&options(place.ours), &file);
            if !stopped {
                assert!(stop_after > 2, "the file was too short to be stopped");
                return;
            }
            assert_eq!(report.counts, Counts { repeated: 51, ..counts(853, 800, 0, 2) }, "stopped after {stop_after} slices");
            assert_eq!(place.people(place.ours).len(), 800 * stop_after);
            assert_eq!(place.refused(place.ours, &report).lines().count(), 3);
        }
    });
}

#[test]
fn the_same_file_again_changes_nothing() {
    on_both(|place| {
        let file = format!("{}person1@mail.example,Corrected,Later,\nnobody,,,\n", list(0, 100));
        assert_eq!(place.import(&options(place.ours), &file).counts, Counts { repeated: 1, ..counts(102, 100, 0, 1) });
        let before = (place.dump(place.ours), place.keys(), place.pieces());
        let again = place.import(&options(place.ours), &file);
        assert_eq!(again.counts, counts(102, 0, 0, 1));
        assert!(again.finished_before.is_some());
        assert_eq!((place.dump(place.ours), place.keys(), place.pieces()), before);
    });
}

#[test]
fn pairs_of_strangers_change_nothing_of_another_group() {
    on_both(|place| {
        let theirs = "email,phone,name\n\
                      ana@mail.example,+12025550143,Ana Example\n\
                      ben@mail.example,+12025550144,Ben Example\n\
                      ,+12025550145,Carla Example\n";
        place.import(&options(place.theirs), theirs);
        let group = place.theirs;
        let (ben, vault) = (place.people(group)[2].identity, place.importer.intake.vault.clone());
        place.write(move |tx| {
            suppress_mail(tx, vault.matching_key(seal::Channel::Email, "ben@mail.example"), group, 1)?;
            consent::note(tx, &[(ben, &left(group))])
        });
        let (before, keys) = (place.dump(group), place.keys());
        let pairs = "email,phone,name\n\
                     ana@mail.example,+12025550144,Dora Example\n\
                     ben@mail.example,+12025550143,Emil Example\n\
                     ana@mail.example,+12025550145,Flora Example\n\
                     eve@mail.example,+12025550145,Eve Example\n\
                     ,+12025550143,Gus Example\n\
                     ben@mail.example,,Hana Example\n";
        let report = place.import(&options(place.ours), pairs);
        assert_eq!((report.counts.read, report.counts.refused), (6, 0));
        assert_eq!(place.dump(group), before, "an import changed another group's people, consents or suppressions");
        assert!(keys.iter().all(|key| place.keys().contains(key)), "an import moved a key to another identity");
        assert_eq!(place.keys().len(), keys.len() + 1, "only Eve's mailbox is new");
        // What the other group suppresses is not told: Ben is here as anybody else.
        assert_eq!(place.consents(place.ours).len(), 3);
    });
}

fn left(group: clarion::ids::Id) -> Consent {
    Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::News,
        status: ConsentStatus::Unsubscribed,
        words: Words::new("en", "Leave"),
        source: String::new(),
        noted_at: 1,
    }
}

#[test]
fn whoever_left_or_is_suppressed_is_not_subscribed_again() {
    on_both(|place| {
        let group = place.ours;
        place.import(&Options { consent_source: None, ..options(group) }, "email\nana@mail.example\nben@mail.example\n");
        assert!(place.consents(group).is_empty(), "without a source nobody is asserted to have agreed");
        let (ana, vault) = (place.people(group)[0].identity, place.importer.intake.vault.clone());
        place.write(move |tx| {
            suppress_mail(tx, vault.matching_key(seal::Channel::Email, "ben@mail.example"), group, 1)?;
            consent::note(tx, &[(ana, &left(group))])
        });
        place.import(&options(group), "email,name\nana@mail.example,Ana Example\nben@mail.example,Ben Example\n");
        assert_eq!(place.consents(group), [(ana, UNSUBSCRIBED, String::new())]);
    });
}

#[test]
fn whoever_left_by_a_link_before_any_list_had_them_is_not_subscribed() {
    on_both(|place| {
        let (group, vault) = (place.ours, place.importer.intake.vault.clone());
        place.write(move |tx| unsubscribe(tx, vault.matching_key(seal::Channel::Email, "ana@mail.example"), group, 1));
        place.import(&options(group), "email\nana@mail.example\nben@mail.example\n");
        assert_eq!((place.people(group).len(), place.consents(group).len()), (2, 1));
    });
}

/// People saw "7 rows read: 3 added, 0 updated, 3 refused" and looked for the seventh.
#[test]
fn every_row_is_accounted_for_when_two_rows_are_one_person() {
    on_both(|place| {
        let first = "email,first name\nana@mail.example,Ana\nben@mail.example,Ben\n";
        place.import(&options(place.ours), first);
        let second = "email,first name\neve@mail.example,Eve\nnobody,\nana@mail.example,Ana María\n\
                      eve+x@mail.example,Eve\nben@mail.example,Ben\nben+y@mail.example,Benjamin\n";
        let report = place.import(&options(place.ours), second);
        assert_eq!(report.counts, Counts { repeated: 2, ..counts(6, 1, 2, 1) });
        assert_eq!((report.counts.unchanged(), report.repeated_lines), (0, vec![5, 7]));
        let third = format!("{first}\n");
        let report = place.import(&options(place.ours), &third);
        assert_eq!(report.counts, counts(2, 0, 2, 0), "back to what the first file said");
        let report = place.import(&options(place.ours), &format!("{third}\n"));
        assert_eq!((report.counts, report.counts.unchanged()), (counts(2, 0, 0, 0), 2));
    });
}

#[test]
fn a_repeated_row_is_told_across_slices_from_somebody_who_stood_before() {
    on_both(|place| {
        place.import(&options(place.ours), &list(0, 10));
        let file = format!("{}{}", list(0, 1_500), "person3@mail.example,Person,Number3,20003\nperson1400@mail.example,Other,,\n");
        let report = place.import(&options(place.ours), &file);
        assert_eq!(report.counts, Counts { repeated: 2, ..counts(1_502, 1_490, 0, 0) });
        assert_eq!((report.repeated_lines, report.counts.unchanged()), (vec![1_502, 1_503], 10));
    });
}

#[test]
fn a_source_that_comes_after_the_import_is_said_to_be_late() {
    on_both(|place| {
        let without = Options { consent_source: None, ..options(place.ours) };
        assert!(!place.import(&without, &list(0, 3)).source_came_late);
        let late = place.import(&options(place.ours), &list(0, 3));
        assert!(late.source_came_late && late.finished_before.is_some() && place.consents(place.ours).is_empty());
        // The way out that the command names.
        let again = place.import(&options(place.ours), &format!("{}\n", list(0, 3)));
        assert_eq!((again.source_came_late, place.consents(place.ours).len()), (false, 3));
    });
}

#[test]
fn the_same_people_brought_again_for_a_petition_count_their_signatures() {
    on_both(|place| {
        let petition = open_petition(place);
        place.import(&options(place.ours), &list(0, 10));
        let asked = Options { petition: Some(petition), ..options(place.ours) };
        assert_eq!(place.import(&asked, &list(0, 10)).counts, Counts { signed: 10, ..counts(10, 0, 0, 0) });
        assert_eq!(place.import(&asked, &list(0, 12)).counts, Counts { signed: 2, ..counts(12, 2, 0, 0) });
    });
}

/// A petition of our group that takes signatures.
fn open_petition(place: &place::Place) -> clarion::ids::Id {
    let now = place.importer.clock.now();
    let id = place.importer.intake.ids.fresh(now);
    let petition = Petition { name: "Keep it open".to_owned(), ..create::blank(id, place.ours, "open".to_owned(), now) };
    let (lang, title, text) = ("en".to_owned(), "Keep it open".to_owned(), "Please.".to_owned());
    let words = vec![PetitionWords { lang, title, text, ..PetitionWords::default() }];
    let new = create::NewPetition { petition, words, sponsors: Vec::new(), targets: Vec::new() };
    place.write(move |tx| create::create(tx, &new)).unwrap();
    id
}

#[test]
fn ten_thousand_rows_with_every_tenth_twice_are_nine_thousand_people() {
    on_both(|place| {
        let mut file = "email,first name,last name,zip\n".to_owned();
        for number in 0..10_000 {
            let who = if number % 10 == 9 { number - 9 } else { number };
            writeln!(file, "Person{who}@Mail.example,Person,Number{number},20001").unwrap();
        }
        let report = place.import(&options(place.ours), &file);
        assert_eq!(report.counts, Counts { repeated: 1_000, ..counts(10_000, 9_000, 0, 0) });
        assert_eq!(report.repeated_lines, (1..=20).map(|tenth| 10 * tenth + 1).collect::<Vec<u64>>());
        let people = place.people(place.ours);
        assert_eq!(people.len(), 9_000);
        let first = people.iter().find(|found| found.details.email.starts_with("Person0@")).unwrap();
        assert_eq!(first.details.family_name, "Number9", "of two rows the later one counts");
        assert_eq!(place.consents(place.ours).len(), 9_000);
    });
}

#[test]
fn a_long_list_needs_a_source_and_a_source_is_one_line() {
    on_both(|place| {
        let without = Options { consent_source: None, ..options(place.ours) };
        assert!(matches!(place.try_import(&without, &list(0, 1_001)), Err(ImportProblem::SourceNeeded)));
        let bad = Options { consent_source: Some("two\nlines".to_owned()), ..options(place.ours) };
        assert!(matches!(place.try_import(&bad, &list(0, 2)), Err(ImportProblem::Source)));
        assert_eq!(place.import(&without, &list(0, 1_000)).counts.added, 1_000);
    });
}

#[test]
fn rows_sign_a_petition_as_imported_once_each() {
    on_both(|place| {
        let now = place.importer.clock.now();
        let id = open_petition(place);
        let asked = Options { petition: Some(id), ..options(place.ours) };
        let file = format!("{}person1@mail.example,,,\n", list(0, 100));
        assert_eq!(place.import(&asked, &file).counts, Counts { repeated: 1, signed: 100, ..counts(101, 100, 0, 0) });
        let counted = place.importer.db.read_blocking(move |tx| count::count(tx, id, now)).unwrap();
        assert_eq!((counted.confirmed, counted.imported), (0, 100));
        assert_eq!(place.consents(place.ours).len(), 100);
        place
            .write(move |tx| {
                let mut whole = create::find_by_id(tx, id)?.unwrap();
                whole.petition.closes_at = Some(now);
                create::change(tx, &whole, now)
            })
            .unwrap();
        assert!(matches!(place.try_import(&asked, &list(200, 210)), Err(ImportProblem::Petition(_))));
        assert_eq!(place.people(place.ours).len(), 100, "a refused import added people");
    });
}
