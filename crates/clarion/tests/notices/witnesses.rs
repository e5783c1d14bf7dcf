//! Witnesses: named for a coalition, taken only for what the log has signed, shown under the checkpoint and in proofs.

pub use super::ground::Ground;
use super::ground::{name_witness as name, read_log, read_notice};
use clarion::notices::witness::NameRefusal;
use tlog::{Kind, Note, SigningKey};

on_each_engine!(a_named_witness_is_heard, a_witness_may_come_before_the_first_entry, strangers_and_slips_are_refused);

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&format!("witness.example/{seed}"), Kind::Cosignature, &[seed; 32]).unwrap()
}

fn post(ground: &Ground, size: u64, line: &str) -> (u16, String) {
    let path = format!("/coalitions/libraries-for-every-county/log/cosignatures?size={size}");
    let answered = ground.server.ask_with("POST", &path, &[("Content-Type", "text/plain")], line.as_bytes());
    (answered.status, answered.text)
}

fn seconds(ground: &Ground) -> u64 {
    u64::try_from(ground.server.app.clock.now() / 1_000_000).unwrap()
}

/// Names a witness and has it cosign the newest checkpoint.
pub fn cosign_newest(ground: &Ground, seed: u8) {
    let key = key(seed);
    name(ground, &key.verifier().to_string()).unwrap();
    let note = Note::parse(read_log(&ground.log_file()).checkpoint.as_bytes()).unwrap();
    let size = tlog::Checkpoint::parse(note.text()).unwrap().size;
    let line = key.sign(note.text(), seconds(ground)).to_string();
    assert_eq!(post(ground, size, &line), (200, "The signature is taken.\n".to_owned()));
}

fn a_named_witness_is_heard(ground: &Ground) {
    let notice = ground.call();
    cosign_newest(ground, 1);
    cosign_newest(ground, 2);
    let checked = read_log(&ground.log_file()).check(None, None).unwrap();
    assert_eq!(checked.opened.cosigned.len(), 2);
    // When the log grows on, the notice is still proved under the state that witnesses saw.
    ground.enter(&ground.libraries, 2);
    let proved = read_notice(&ground.notice_file(&notice)).check(None).unwrap();
    assert_eq!((proved.opened.checkpoint.size, proved.opened.cosigned.len()), (1, 2));
    assert_eq!(read_log(&ground.log_file()).check(None, None).unwrap().opened.cosigned.len(), 0);
    let page = ground.get_text("/coalitions/libraries-for-every-county/log");
    assert!(page.contains("witness.example/1") && page.contains("not yet"), "{page}");
}

/// A log's name and key stand from its beginning, and its empty state can be confirmed.
fn a_witness_may_come_before_the_first_entry(ground: &Ground) {
    cosign_newest(ground, 1);
    let empty = read_log(&ground.log_file());
    let checked = empty.check(None, None).unwrap();
    assert_eq!((checked.opened.checkpoint.size, checked.opened.cosigned.len()), (0, 1));
    ground.enter(&ground.libraries, 1);
    let grown = read_log(&ground.log_file());
    assert_eq!(grown.vkey, empty.vkey);
    assert!(grown.check(None, Some(&checked.opened.checkpoint)).is_ok());
}

fn strangers_and_slips_are_refused(ground: &Ground) {
    ground.enter(&ground.libraries, 2);
    let (named, stranger) = (key(1), key(2));
    assert_eq!(name(ground, "no key"), Err(NameRefusal::NoKey));
    assert_eq!(name(ground, &read_log(&ground.log_file()).vkey), Err(NameRefusal::NoKey), "a log's key is no witness's");
    let vkey = named.verifier().to_string();
    assert_eq!((name(ground, &vkey), name(ground, &vkey)), (Ok(()), Ok(())));
    let impostor = SigningKey::from_seed("witness.example/1", Kind::Cosignature, &[9; 32]).unwrap();
    assert_eq!(name(ground, &impostor.verifier().to_string()), Err(NameRefusal::NameTaken));
    let note = Note::parse(read_log(&ground.log_file()).checkpoint.as_bytes()).unwrap();
    let line = |key: &SigningKey, text: &str, at: u64| key.sign(text, at).to_string();
    let now = seconds(ground);
    for (size, line, sentence) in [
        (2, line(&stranger, note.text(), now), "No witness of this coalition has that name and key."),
        (2, line(&impostor, note.text(), now), "No witness of this coalition has that name and key."),
        (1, line(&named, note.text(), now), "The log has signed no checkpoint of that size."),
        (2, line(&named, "localhost\n2\nx\n", now), "The signature does not verify for the checkpoint of that size."),
        (2, line(&named, note.text(), now + 3_600), "The signature does not verify for the checkpoint of that size."),
        (2, "hello".to_owned(), "This is no signature line of a note."),
    ] {
        assert_eq!(post(ground, size, &line), (403, format!("{sentence}\n")));
    }
    assert_eq!(post(ground, 2, &line(&named, note.text(), now)).0, 200);
    assert_eq!(read_log(&ground.log_file()).check(None, None).unwrap().opened.cosigned.len(), 1);
}
