//! What the comparison says of true words, of each way to forge them, and of what mail programs do to them.

use super::*;
use crate::ids::Id;
use crate::notices::Kind;
use proptest::prelude::*;

const SITE: &str = "https://act.example";
const ENGLISH: &str = "Come to the county library at noon on Saturday.\n\nBring water. Stay calm, {{ given_name }}.\nAll places: https://act.example/events and https://maps.example/libraries";

fn notice() -> NoticeText {
    NoticeText {
        coalition: "libraries".to_owned(),
        coalition_name: "Libraries for Every County".to_owned(),
        id: Id([1; 16]),
        code: "K7MW3XRT".to_owned(),
        kind: Kind::Call,
        issued_at: 1_800_000_000,
        page: "https://act.example/n/K7MW-3XRT".to_owned(),
        links: vec!["https://act.example/events".to_owned(), "https://maps.example/libraries".to_owned()],
        words: vec![
            Words { lang: "en".to_owned(), subject: "We call".to_owned(), text: ENGLISH.to_owned() },
            Words {
                lang: "es".to_owned(),
                subject: "Llamamos".to_owned(),
                text: "Vengan a la biblioteca del condado el sábado al mediodía. Traigan agua.".to_owned(),
            },
        ],
    }
}

fn events() -> [[String; 3]; 1] {
    [["Your event: Read-in", "Saturday, January 16, 2027, noon – 2:00 PM EST", "The library, 1 Example Street"].map(str::to_owned)]
}

fn whole() -> String {
    format!("We call\n{}", ENGLISH.replace("{{ given_name }}", "María José Example"))
}

fn of(received: &str) -> Comparison {
    compare(&notice(), &events(), SITE, received)
}

#[track_caller]
fn marked(received: &str, mark: Mark) -> String {
    let pieces = of(received).pieces;
    pieces.iter().filter(|piece| piece.mark == mark).map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" | ")
}

#[test]
fn true_words_are_the_same_however_they_were_sent() {
    assert_eq!(of(&whole()).verdict, Verdict::Same);
    assert_eq!(marked(&whole(), Mark::Own), "María José Example.");
    // Quoted, wrapped elsewhere, with a no-break space.
    let quoted: String = whole().lines().map(|line| format!("> {}\n", line.replace("at noon", "at\u{a0}noon\n>"))).collect();
    assert_eq!(of(&quoted).verdict, Verdict::Same, "{quoted}");
    let spanish = of("Llamamos Vengan a la biblioteca del condado el sa\u{301}bado al mediodía. Traigan agua.");
    assert_eq!((spanish.verdict, spanish.lang.as_str()), (Verdict::Same, "es"));
}

#[test]
fn one_changed_word_is_marked() {
    let forged = whole().replace("noon", "midnight");
    assert_eq!(of(&forged).verdict, Verdict::Changed);
    assert_eq!((marked(&forged, Mark::Added), marked(&forged, Mark::Missing)), ("midnight".to_owned(), "noon".to_owned()));
    // Also where it is the last word, and where a word is only left out or put in.
    let spanish = "Llamamos Vengan a la biblioteca del condado el sábado al mediodía. Traigan armas.";
    assert_eq!(of(spanish).verdict, Verdict::Changed);
    assert_eq!(of(&whole().replace("Stay calm, ", "Stay ")).verdict, Verdict::Changed);
    assert_eq!(of(&whole().replace("Bring water.", "Bring no water.")).verdict, Verdict::Changed);
}

#[test]
fn a_changed_link_is_named() {
    let elsewhere = of(&whole().replace("act.example/events", "act-events.example/x"));
    assert_eq!(elsewhere.verdict, Verdict::LinkChanged);
    assert_eq!((elsewhere.links[0].host.as_str(), elsewhere.links[0].fault), ("act-events.example", LinkFault::OtherHost));
    let same_host = of(&whole().replace("maps.example/libraries", "maps.example/evil"));
    assert_eq!((same_host.verdict, same_host.links[0].fault), (Verdict::LinkChanged, LinkFault::OtherAddress));
    // What is before the @ is no host.
    let hidden = of(&whole().replace("https://act.example/events", "https://act.example@evil.example/events"));
    assert_eq!(hidden.links[0].host, "evil.example");
    // A link put in where each reader has a name.
    let named = of(&whole().replace("María José Example", "evil.example/x"));
    assert_eq!((named.verdict, named.links.len()), (Verdict::LinkChanged, 1));
    // Each reader's own page of this site is no fault.
    assert!(of(&whole().replace("https://act.example/events", "https://act.example/t/token")).links.is_empty());
}

#[test]
fn look_alike_letters_are_marked() {
    // Cyrillic о and а; a capital I for a small l.
    let forged = whole().replace("noon", "n\u{43e}on").replace("calm", "caIm");
    let seen = of(&forged);
    assert_eq!(seen.verdict, Verdict::LookAlikes);
    let truly: Vec<&str> =
        seen.pieces.iter().filter(|piece| piece.mark == Mark::LookAlike).map(|piece| piece.truly.as_str()).collect();
    assert_eq!(truly, ["noon", "calm,"]);
    let host = of(&whole().replace("maps.example", "m\u{430}ps.example"));
    assert_eq!((host.verdict, host.links[0].fault), (Verdict::LinkChanged, LinkFault::LookAlikeHost));
    // A letter that cannot be seen.
    assert_ne!(of(&whole().replace("water", "wa\u{200b}ter")).verdict, Verdict::Same);
}

#[test]
fn parts_and_more_around_are_told_apart() {
    assert_eq!(of("Come to the county library at noon on Saturday.").verdict, Verdict::Part);
    let around = format!("Hello!\n{}\nForwarded by a friend", whole());
    assert_eq!(of(&around).verdict, Verdict::Around);
    assert_eq!(marked(&around, Mark::Added), "Hello! | Forwarded by a friend");
}

/// A mail greets between its subject and the words, and has a foot.
#[test]
fn a_true_mail_pasted_whole_is_called_true() {
    let (subject, text) = (&notice().words[0].subject, ENGLISH.replace("{{ given_name }}", "María"));
    let foot = "You get this email because you agreed to calls.\nLibrary Friends\n1 Example Street";
    for greeting in ["Hello María José,", "Hello,", "> Hello Ana,"] {
        let mail = format!("{subject}\n\n{greeting}\n\n{text}\n\n{foot}");
        assert_eq!(of(&mail).verdict, Verdict::Around, "{greeting}");
        let greeted = greeting.trim_start_matches("> ");
        assert!(marked(&mail, Mark::Added).starts_with(&format!("{greeted} | You get this email")), "nobody signed it: {greeting}");
        // Without the subject, which stands apart in most mail programs, and without the foot.
        assert_eq!(of(&format!("{greeting}\n{text}")).verdict, Verdict::Part, "{greeting}");
        assert_eq!(of(&mail.replace("noon", "midnight")).verdict, Verdict::Changed, "{greeting}");
    }
    let with_more = format!("{subject}\nHello Ana,\nIt was moved to the bridge.\n{text}");
    assert_eq!(of(&with_more).verdict, Verdict::Changed, "nothing is put in between");
    let sly = format!("{subject}\nHello do not come,\n{text}");
    assert_eq!((of(&sly).verdict, marked(&sly, Mark::Added)), (Verdict::Around, "Hello do not come,".to_owned()));
    let spanish = "Llamamos\nHola, Ana:\nVengan a la biblioteca del condado el sábado al mediodía. Traigan agua.";
    assert_eq!(of(spanish).verdict, Verdict::Around);
}

/// After the words a mail names the reader's own event.
#[test]
fn the_readers_own_event_is_marked_as_theirs() {
    let [event] = events();
    let foot = "https://act.example/events/read-in\nYou get this email because you agreed to calls.";
    let text = ENGLISH.replace("{{ given_name }}", "Ana");
    let mail = format!("We call\n\nHello Ana,\n\n{text}\n\n{}\n{foot}", event.join("\n"));
    assert_eq!(of(&mail).verdict, Verdict::Around);
    assert!(marked(&mail, Mark::Own).ends_with(&event.join(" | ")), "{}", marked(&mail, Mark::Own));
    let quoted: String = mail.lines().map(|line| format!("> {line}\n")).collect();
    assert_eq!((of(&quoted).verdict, marked(&quoted, Mark::Own)), (Verdict::Around, marked(&mail, Mark::Own)));
    // As another program writes its dashes and blanks.
    assert_eq!(of(&mail.replace('–', "-").replace("PM EST", "PM\u{202f}EST")).verdict, Verdict::Around);
    // One that is not the coalition's, or is told otherwise, is added like any stranger's words.
    let elsewhere = mail.replace("The library, 1", "The bridge, 1");
    assert!(marked(&elsewhere, Mark::Added).contains("Your event: Read-in"), "{}", marked(&elsewhere, Mark::Added));
    // Put in between, it is a change; and a change beside it stays one.
    let within = format!("We call\n{}", ENGLISH.replace("\n\n", &format!("\n{}\n", event.join("\n"))));
    assert_eq!(of(&within).verdict, Verdict::Changed);
    assert_eq!(of(&mail.replace("noon on", "midnight on")).verdict, Verdict::Changed);
}

#[test]
fn new_words_under_an_old_code_are_other_words() {
    let forged = "It is off. Go home and tell everybody that nobody will be there, whatever you hear.";
    let seen = of(forged);
    assert_eq!(seen.verdict, Verdict::Other);
    assert_eq!(marked(forged, Mark::Added), forged);
    assert!(likeness(&notice(), forged) < COMMON_MIN && likeness(&notice(), &whole()) > 0.9);
    assert_eq!(of("").verdict, Verdict::Other);
}

#[test]
fn a_name_cannot_hold_a_whole_sentence() {
    let forged = whole().replace("María José Example", "and then go to the bridge instead and wait there until evening");
    assert_eq!(of(&forged).verdict, Verdict::Changed);
}

#[test]
fn long_and_different_texts_are_bounded() {
    let mut long = notice();
    long.words[0].text = (0..2_500).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let received: String = (0..2_500).rev().map(|n| format!("w{n} ")).collect();
    assert_eq!(compare(&long, &[], SITE, &received).verdict, Verdict::Other);
}

proptest! {
    #[test]
    fn any_text_is_compared(received in "\\PC{0,300}") {
        let seen = of(&received);
        let words: usize = seen.pieces.iter().filter(|piece| piece.mark != Mark::Missing).map(|piece| piece.text.split_whitespace().count()).sum();
        let quoted: usize = received.lines().map(|line| line.trim_start_matches(['>', '|', ' ']).split_whitespace().count()).sum();
        prop_assert_eq!(words, quoted, "every word that was received is shown once");
    }

    /// Whatever one word becomes, it is not called the same.
    #[test]
    fn any_other_word_is_seen(at in 0_usize..20, other in "[a-z]{1,8}") {
        let whole = whole();
        let mut words: Vec<&str> = whole.split_whitespace().collect();
        let own = ["María", "José", "Example."];
        prop_assume!(words[at] != other && !own.contains(&words[at]));
        words[at] = &other;
        prop_assert_ne!(of(&words.join(" ")).verdict, Verdict::Same);
    }
}
