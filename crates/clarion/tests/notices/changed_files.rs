//! The files for checking elsewhere: they hold as they come, and any changed byte is refused with a reason.

pub use super::ground::Ground;
use super::ground::{read_log, read_notice};
use clarion::notices::Kind;
use clarion::notices::evidence::{EvidenceProblem, LogFile, NoticeFile};
use tlog::VerifierKey;

on_each_engine!(a_notice_holds_and_no_changed_byte_does, a_log_holds_and_no_changed_byte_does, a_log_that_lost_something_is_found);

/// Each byte in its turn becomes another, or is left out.
fn each_changed(whole: &str, mut look: impl FnMut(usize, &[u8])) {
    let bytes = whole.as_bytes();
    for at in 0..bytes.len() {
        for new in [bytes[at] ^ 1, bytes[at] ^ 0x20, b' '] {
            if new != bytes[at] {
                let mut changed = bytes.to_vec();
                changed[at] = new;
                look(at, &changed);
            }
        }
        look(at, &[&bytes[..at], &bytes[at + 1..]].concat());
    }
}

fn is_sentence(problem: EvidenceProblem) {
    let sentence = problem.to_string();
    assert!(sentence.ends_with('.') && sentence.split_whitespace().count() <= 25, "{sentence}");
}

fn a_notice_holds_and_no_changed_byte_does(ground: &Ground) {
    ground.enter(&ground.libraries, 3);
    let notice = ground.call();
    super::witnesses::cosign_newest(ground, 1);
    let text = ground.notice_file(&notice);
    let checked = read_notice(&text).check(None).unwrap();
    assert_eq!((checked.text.code.as_str(), checked.text.kind, checked.place), (notice.code.as_str(), Kind::Call, 3));
    assert_eq!(checked.opened.cosigned.len(), 1);
    each_changed(&text, |at, changed| match NoticeFile::parse(changed).and_then(|file| file.check(None)) {
        Ok(_) => panic!("byte {at}: {}", String::from_utf8_lossy(changed)),
        Err(problem) => is_sentence(problem),
    });
    // Another log's key vouches for nothing.
    ground.enter(&ground.rivers, 1);
    let rivers = read_log(&ground.get_text("/coalitions/rivers-without-plastic/log/log.json")).vkey;
    let other = VerifierKey::parse(&rivers).unwrap();
    assert_eq!(read_notice(&text).check(Some(&other)).unwrap_err(), EvidenceProblem::OtherKey);
}

fn a_log_holds_and_no_changed_byte_does(ground: &Ground) {
    ground.enter(&ground.libraries, 4);
    super::witnesses::cosign_newest(ground, 1);
    let text = ground.log_file();
    assert_eq!(read_log(&text).check(None, None).unwrap().opened.checkpoint.size, 4);
    each_changed(&text, |at, changed| match LogFile::parse(changed).and_then(|file| file.check(None, None)) {
        Ok(_) => panic!("byte {at}: {}", String::from_utf8_lossy(changed)),
        Err(problem) => is_sentence(problem),
    });
}

fn a_log_that_lost_something_is_found(ground: &Ground) {
    ground.enter(&ground.libraries, 4);
    let older = read_log(&ground.log_file());
    let since = older.check(None, None).unwrap().opened.checkpoint;
    ground.enter(&ground.libraries, 3);
    let newer = read_log(&ground.log_file());
    assert!(newer.check(None, Some(&since)).is_ok());
    assert_eq!(
        older.check(None, Some(&newer.check(None, None).unwrap().opened.checkpoint)).unwrap_err(),
        EvidenceProblem::NotGrown
    );
    // An operator who begins anew with the same key and drops what was there.
    let mut forked = newer.clone();
    forked.entries.remove(1);
    assert_eq!(forked.check(None, None).unwrap_err(), EvidenceProblem::Root);
    let mut moved = newer;
    moved.entries.swap(0, 1);
    assert!(moved.check(None, None).is_err());
}
