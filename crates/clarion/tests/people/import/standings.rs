//! A list that says who left: no import turns a "no" of another system into a "yes".

use super::place::{counts, on_both, options};
use super::{ASSERTED, UNSUBSCRIBED};
use clarion::people::consent::ConsentStatus;
use clarion::people::csv_columns::Override;
use clarion::people::import::{Options, Standings, look};
use std::collections::BTreeMap;

const BOUNCED: i64 = ConsentStatus::Bounced as i64;
const COMPLAINED: i64 = ConsentStatus::Complained as i64;

/// How the mailboxes of a list stand after it was imported, by the part before the @.
fn standings(place: &super::place::Place, options: &Options, file: &str) -> BTreeMap<String, i64> {
    place.import(options, file);
    let consents: BTreeMap<_, i64> = place.consents(options.group).into_iter().map(|(who, status, _)| (who, status)).collect();
    let people = place.people(options.group).into_iter();
    people
        .filter_map(|person| Some((person.details.email.split('@').next()?.to_owned(), *consents.get(&person.identity)?)))
        .collect()
}

fn expected(pairs: &[(&str, i64)]) -> BTreeMap<String, i64> {
    pairs.iter().map(|(name, status)| ((*name).to_owned(), *status)).collect()
}

#[test]
fn whoever_a_list_calls_unsubscribed_is_not_asserted_to_have_agreed() {
    let heads = ["Email Status", "can2_subscription_status", "news_by_email", "Estado de suscripción"];
    on_both(|place| {
        for (at, head) in heads.into_iter().enumerate() {
            let file = format!(
                "First Name,Email,{head}\nU,u{at}@mail.example,unsubscribed\nS,s{at}@mail.example,Subscribed\n\
                 B,b{at}@mail.example,bouncing\nC,c{at}@mail.example,spam complaint\nL,l{at}@mail.example,left\n\
                 N,n{at}@mail.example,\nP,p{at}@mail.example,pending\n"
            );
            let seen = look(file.as_bytes(), &options(place.ours), 5, i64::MAX).unwrap();
            assert_eq!(seen.standings, Some(Standings { yes: 1, no: 4, unknown: 2 }), "{head}");
            let found = standings(place, &options(place.ours), &file);
            let of = |letter: &str| found.get(&format!("{letter}{at}")).copied();
            assert_eq!(
                ["u", "s", "b", "c", "l", "n", "p"].map(of),
                [Some(UNSUBSCRIBED), Some(ASSERTED), Some(BOUNCED), Some(COMPLAINED), Some(UNSUBSCRIBED), None, None],
                "{head}"
            );
        }
        let sources: Vec<String> = place.consents(place.ours).into_iter().map(|(.., source)| source).collect();
        assert!(sources.iter().all(|source| source == "sign-up sheets of the made-up fair"), "{sources:?}");
    });
}

#[test]
fn an_opt_out_is_a_no_and_a_no_of_any_column_counts() {
    on_both(|place| {
        let file = "email,email_opt_in,is_opt_out,do_not_email\n\
                    ana@mail.example,true,0,0\nben@mail.example,true,1,0\neve@mail.example,true,0,Yes\n\
                    gus@mail.example,false,0,0\nida@mail.example,,0,0\n";
        let found = standings(place, &options(place.ours), file);
        let nos = [("ben", UNSUBSCRIBED), ("eve", UNSUBSCRIBED), ("gus", UNSUBSCRIBED)];
        assert_eq!(found, expected(&[&nos[..], &[("ana", ASSERTED)]].concat()));
        let mailchimp = "Email Address,UNSUB_TIME\nmia@mail.example,2025-01-31 10:00:00\n";
        assert_eq!(standings(place, &options(place.ours), mailchimp).get("mia"), Some(&UNSUBSCRIBED));
    });
}

#[test]
fn a_no_stands_without_a_source_above_an_asserted_yes_and_whatever_later_rows_say() {
    on_both(|place| {
        let group = place.ours;
        place.import(&options(group), "email\nana@mail.example\nben@mail.example\n");
        let silent = Options { consent_source: None, ..options(group) };
        let file = "email,email status\nana@mail.example,unsubscribed\nana@mail.example,bounced\nana@mail.example,subscribed\n\
                    eve@mail.example,subscribed\n";
        assert_eq!(standings(place, &silent, file), expected(&[("ana", UNSUBSCRIBED), ("ben", ASSERTED)]));
        let back = "email,email status\nana@mail.example,subscribed\n";
        assert_eq!(standings(place, &options(group), back), expected(&[("ana", UNSUBSCRIBED), ("ben", ASSERTED)]));
    });
}

#[test]
fn people_are_counted_and_not_rows_and_a_left_out_status_is_named() {
    on_both(|place| {
        let file = "email,Foo\nana@mail.example,unsubscribed\nana+2@mail.example,subscribed\nben@mail.example,x\n";
        let seen = look(file.as_bytes(), &options(place.ours), 5, i64::MAX).unwrap();
        assert_eq!((seen.counts, seen.standings), (counts(3, 0, 0, 0), None));
        assert_eq!(seen.left_out, ["Foo"], "its cells say what it is");
        let overrides = vec![Override::parse("news_by_email=Foo").unwrap()];
        let seen = look(file.as_bytes(), &Options { overrides, ..options(place.ours) }, 5, i64::MAX).unwrap();
        assert_eq!(seen.standings, Some(Standings { yes: 1, no: 1, unknown: 0 }), "x is a yes, and two rows are one person");
        assert!(seen.left_out.is_empty());
        let overrides = vec![Override::parse("news_by_email=").unwrap()];
        let named = "email,Email Status\nana@mail.example,1\n";
        let seen = look(named.as_bytes(), &Options { overrides, ..options(place.ours) }, 5, i64::MAX).unwrap();
        assert_eq!((seen.standings, seen.left_out), (None, vec!["Email Status".to_owned()]));
    });
}
