//! Forged words, pasted into the box of a code's page: each is shown for what it is, in both languages.

use super::ground::ENGLISH;
pub use super::ground::Ground;
use crate::harness::Answered;
use clarion::notices::{Kind, code};

on_each_engine!(
    true_words_are_confirmed,
    one_changed_word_is_marked,
    a_changed_link_is_named,
    look_alike_letters_are_marked,
    an_old_code_under_new_words,
    the_code_of_another_coalition,
    what_is_pasted_is_not_kept,
);

fn received() -> String {
    format!("We call\n{}", ENGLISH.replace("{{ given_name }}", "Ana"))
}

#[track_caller]
fn says(answered: &Answered, role: &str, title: &str) {
    assert_eq!(answered.status, 200, "{}", answered.text);
    assert!(answered.text.contains(&format!("notice-{role}\" role=\"status\"")), "{}", answered.text);
    assert!(answered.text.contains(title), "{title}: {}", answered.text);
    assert_eq!(answered.header("cache-control"), "no-store");
    assert!(answered.text.contains("Come to the county library at noon"), "the true words stay in sight");
}

fn true_words_are_confirmed(ground: &Ground) {
    let notice = ground.call();
    let seen = ground.paste(&notice.code, &received());
    says(&seen, "good", "These are the words of the notice");
    assert!(
        seen.text.contains("<mark class=\"own\"><span class=\"visually-hidden\">your own part:</span> Ana.</mark>"),
        "{}",
        seen.text
    );
    assert!(!seen.text.contains("<del") && !seen.text.contains("class=\"added\""));
    let spanish = ground.paste_at(&format!("/es/n/{}", notice.code), "Vengan a la biblioteca del condado el sábado al mediodía.");
    says(&spanish, "attention", "Una parte del aviso, sin cambios");
    let empty = ground.paste(&notice.code, " \n");
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("Paste the message that you want to compare"));
}

fn one_changed_word_is_marked(ground: &Ground) {
    let notice = ground.call();
    let seen = ground.paste(&notice.code, &received().replace("noon", "midnight"));
    says(&seen, "danger", "Words were changed");
    assert!(
        seen.text.contains("<del class=\"missing\"><span class=\"visually-hidden\">missing:</span> noon</del>"),
        "{}",
        seen.text
    );
    assert!(
        seen.text.contains("<mark class=\"added\"><span class=\"visually-hidden\">added:</span> midnight</mark>"),
        "{}",
        seen.text
    );
    // What was typed is still in the box, and harmless.
    let script = ground.paste(&notice.code, &received().replace("noon", "<script>alert(1)</script></textarea>"));
    assert!(!script.text.contains("<script>alert"), "{}", script.text);
}

fn a_changed_link_is_named(ground: &Ground) {
    let notice = ground.call();
    let seen = ground.paste(&notice.code, &received().replace("maps.example", "maps-example.example"));
    says(&seen, "danger", "An address in it is not in the notice");
    assert!(seen.text.contains("leads to maps-example.example, which this notice does not name"), "{}", seen.text);
    assert!(!seen.text.contains("href=\"https://maps-example"), "no link is made of what was pasted");
    let same_host = ground.paste(&notice.code, &received().replace("/libraries", "/elsewhere"));
    assert!(same_host.text.contains("is another address than the notice gives there"), "{}", same_host.text);
}

fn look_alike_letters_are_marked(ground: &Ground) {
    let notice = ground.call();
    // A Cyrillic о in "noon".
    let seen = ground.paste(&notice.code, &received().replace("noon", "n\u{43e}on"));
    says(&seen, "danger", "Letters were swapped for look-alikes");
    assert!(seen.text.contains("<mark class=\"look-alike\">") && seen.text.contains("(truly: noon)"), "{}", seen.text);
    let host = ground.paste_at(&format!("/es/n/{}", notice.code), &received().replace("maps.", "m\u{430}ps."));
    says(&host, "danger", "Una dirección del mensaje no está en el aviso");
    assert!(host.text.contains("solo se parece a una dirección de este aviso. Lleva a xn--"), "{}", host.text);
}

fn an_old_code_under_new_words(ground: &Ground) {
    let old = ground.call();
    let new = ground.publish(&ground.libraries, Kind::StandDown, "Stay at home on Saturday, nobody will be at any library.");
    // Words that nobody issued.
    let forged = ground.paste(&old.code, "Everybody meets at the bridge tonight, tell your friends and bring torches.");
    says(&forged, "danger", "These are not the words of this notice");
    assert!(forged.text.contains("There is a newer notice"), "{}", forged.text);
    // Newer true words under the older code: the page says whose they are.
    let swapped = ground.paste(&old.code, "Stay at home on Saturday, nobody will be at any library.");
    says(&swapped, "danger", "These are not the words of this notice");
    let link = format!("These look like the words of another notice: <a href=\"/n/{0}\">{0}</a>", code::spaced(&new.code));
    assert!(swapped.text.contains(&link), "{link}: {}", swapped.text);
}

fn the_code_of_another_coalition(ground: &Ground) {
    let libraries = ground.call();
    let rivers = ground.publish(&ground.rivers, Kind::Call, "Collect bottles along the river on Sunday morning with gloves.");
    let seen = ground.paste(&rivers.code, &received());
    assert_eq!(seen.status, 200);
    assert!(seen.text.contains("<h1>A notice of Rivers Without Plastic</h1>"), "{}", seen.text);
    assert!(seen.text.contains("notice-danger\" role=\"status\""), "{}", seen.text);
    assert!(seen.text.contains("These are not the words of this notice"), "{}", seen.text);
    assert!(
        seen.text.contains(&format!("href=\"/n/{}\"", code::spaced(&libraries.code))),
        "it names the notice of the words: {}",
        seen.text
    );
}

/// No table holds anything of what was pasted, and the address of the answer does not either.
fn what_is_pasted_is_not_kept(ground: &Ground) {
    let notice = ground.call();
    let rows = || {
        let count = |statement| move |tx: &mut db::Tx<'_>| tx.first(statement, &[], |row| row.int(0));
        let jobs = ground.server.app.db.read_blocking(count(&rows::JOBS)).unwrap();
        let blobs = ground.server.app.db.read_blocking(count(&rows::BLOBS)).unwrap();
        (jobs, blobs, super::ground::read_log(&ground.log_file()).entries.len())
    };
    let before = rows();
    let seen = ground.paste(&notice.code, "a secret that nobody else wrote");
    assert_eq!((seen.status, seen.header("location")), (200, ""));
    assert_eq!(rows(), before);
    assert!(!ground.get_text(&format!("/n/{}", notice.code)).contains("a secret"));
}

mod rows {
    db::statements! {
        JOBS = "SELECT COUNT(*) FROM job";
        BLOBS = "SELECT COUNT(*) FROM blob";
    }
}
