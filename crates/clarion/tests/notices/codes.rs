//! Codes: publishing once, finding the words, unknown codes, withdrawn words.

use super::ground::ENGLISH;
pub use super::ground::Ground;
use clarion::notices::{self, Kind, NewNotice, PublishRefusal, Words, code};

on_each_engine!(
    a_notice_is_found_by_its_code,
    a_notice_is_published_once,
    words_that_cannot_be_shown_are_refused,
    unknown_codes_are_told,
    withdrawn_words_are_gone,
    an_older_notice_names_the_newer,
);

fn a_notice_is_found_by_its_code(ground: &Ground) {
    let notice = ground.call();
    let code = code::spaced(&notice.code);
    assert_eq!(notices::printed_address("https://act.example", &notice.code), format!("act.example/n/{code}"));
    let page = ground.get_text(&format!("/n/{code}"));
    for words in [
        "Come to the county library at noon on Saturday.<br>",
        "<a href=\"https://maps.example/libraries\" rel=\"noopener noreferrer nofollow\">https://maps.example/libraries</a>",
        "<span class=\"own\">your name</span>",
        "Vengan a la biblioteca",
        "The call is on",
        "They are entry 1 of its public log",
        "Libraries for Every County",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // However it is typed, in the other language too, and from the box.
    let spanish = ground.get_text(&format!("/es/n/{}", notice.code.to_lowercase()));
    assert!(spanish.contains("Las palabras verdaderas") && spanish.find("Vengan") < spanish.find("Come to"), "{spanish}");
    let asked = ground.get(&format!("/n?code=%20{}%20", notice.code.to_lowercase()));
    assert_eq!((asked.status, asked.header("location")), (303, format!("/n/{code}").as_str()));
    assert!(ground.get_text("/n").contains("name=\"code\""));
    // The coalition's page leads to its log and shows the key.
    let coalition = ground.get_text("/coalitions/libraries-for-every-county");
    let vkey = super::ground::read_notice(&ground.notice_file(&notice)).vkey;
    assert!(
        coalition.contains("/coalitions/libraries-for-every-county/log\"")
            && coalition.contains(&vkey.replace('+', "&#43;")) | coalition.contains(&vkey),
        "{coalition}"
    );
    let log = ground.get_text("/coalitions/libraries-for-every-county/log");
    assert!(log.contains(">1</span>") && log.contains("No witness yet"), "{log}");
}

fn a_notice_is_published_once(ground: &Ground) {
    let new = ground.new_notice(Kind::Call, ENGLISH);
    let first = ground.try_publish(&ground.libraries, &new).unwrap();
    let again = ground.try_publish(&ground.libraries, &new).unwrap();
    assert_eq!(first, again);
    assert_eq!(super::ground::read_log(&ground.log_file()).entries.len(), 1);
    let other = ground.call();
    assert_ne!(first.code, other.code);
    assert_eq!(super::ground::read_log(&ground.log_file()).entries.len(), 2);
}

fn words_that_cannot_be_shown_are_refused(ground: &Ground) {
    let refused = |change: fn(&mut NewNotice)| {
        let mut new = ground.new_notice(Kind::Call, "Come at noon.");
        change(&mut new);
        ground.try_publish(&ground.libraries, &new).expect_err("these words are refused")
    };
    assert_eq!(refused(|new| new.words.clear()), PublishRefusal::NoWords);
    assert_eq!(refused(|new| new.words[0].subject.clear()), PublishRefusal::NoWords);
    assert_eq!(refused(|new| new.words[1].lang = "en".to_owned()), PublishRefusal::LanguageTwice);
    assert_eq!(refused(|new| new.words[0].text.push('\u{7}')), PublishRefusal::Characters);
    assert_eq!(refused(|new| new.words[0].subject.push_str("\nx")), PublishRefusal::Characters);
    assert_eq!(refused(|new| new.words[0].text = "x".repeat(10_001)), PublishRefusal::TooLong);
    assert_eq!(refused(|new| new.links[0] = "http://maps.example/libraries".to_owned()), PublishRefusal::BadLink);
    assert_eq!(refused(|new| new.links[0] = "https://maps.example@evil.example/".to_owned()), PublishRefusal::BadLink);
    let listed = |text: &str| PublishRefusal::LinkNotListed(text.to_owned());
    assert_eq!(refused(|new| new.words[0].text.push_str(" See evil.example/x.")), listed("evil.example/x"));
    assert_eq!(refused(|new| new.words[1].text.push_str(" https://maps.example/other")), listed("https://maps.example/other"));
    // Nothing of all that entered the log.
    assert!(super::ground::read_log(&ground.log_file()).entries.is_empty());
    let words = Words { lang: "en".into(), subject: "x".into(), text: "See maps.example/libraries.".into() };
    let fine = NewNotice { words: vec![words], ..ground.new_notice(Kind::Call, "") };
    assert!(ground.try_publish(&ground.libraries, &fine).is_ok());
}

fn unknown_codes_are_told(ground: &Ground) {
    for path in ["/n/3333-3333", "/n/hello", "/n/%D0%9A7MW-3XRT", "/n?code=3333-3333x"] {
        let unknown = ground.get(path);
        assert_eq!(unknown.status, 404, "{path}");
        assert!(unknown.text.contains("No notice has this code") && unknown.text.contains("do not act on it"), "{}", unknown.text);
    }
    let spanish = ground.get("/es/n/3333-3333");
    assert!(spanish.text.contains("Nadie aquí ha emitido el código 3333-3333"), "{}", spanish.text);
    assert_eq!(ground.paste("3333-3333", "We call. Come at noon.").status, 404);
    assert_eq!(ground.get("/n/3333-3333/notice.json").status, 404);
}

fn withdrawn_words_are_gone(ground: &Ground) {
    let (notice, now) = (ground.call(), ground.server.app.clock.now());
    let id = notice.id;
    let withdraw = || ground.server.app.db.write_bulk("stories.withdraw", move |tx| notices::withdraw(tx, id, now)).unwrap();
    assert!(withdraw() && !withdraw());
    let page = ground.get(&format!("/n/{}", notice.code));
    assert_eq!(page.status, 410);
    assert!(page.text.contains("These words were withdrawn") && !page.text.contains("county library"), "{}", page.text);
    assert_eq!(ground.paste(&notice.code, ENGLISH).status, 410);
    assert_eq!(ground.get(&format!("/n/{}/notice.json", notice.code)).status, 404);
    // Its hash stays.
    assert_eq!(super::ground::read_log(&ground.log_file()).entries.len(), 1);
}

fn an_older_notice_names_the_newer(ground: &Ground) {
    let (old, new) = (ground.call(), ground.publish(&ground.libraries, Kind::StandDown, "Stay at home on Saturday."));
    let (old_page, new_page) = (ground.get_text(&format!("/n/{}", old.code)), ground.get_text(&format!("/n/{}", new.code)));
    assert!(old_page.contains("There is a newer notice") && old_page.contains(&code::spaced(&new.code)), "{old_page}");
    assert!(!new_page.contains("There is a newer notice"));
}
