//! The parsers of notices, decisions and logs: checkpoints, proofs, cosignatures, files, and what people paste into the page of a code.
//! Whatever is read has one spelling: written again, it is the same bytes.

use clarion::ids::Id;
use clarion::notices::compare::{self, Mark, Verdict};
use clarion::notices::document::NoticeText;
use clarion::notices::evidence::{LogFile, NoticeFile};
use clarion::notices::{Kind, Words, code, links};
use clarion::plans::certificate::{self, Certificate};
use clarion::trust::canonical;
use std::sync::LazyLock;
use tlog::proof::Growth;
use tlog::tile::Tile;
use tlog::{Checkpoint, Hash, Note, Proof, Signature, SigningKey, VerifierKey, checkpoint};

/// The key in the example of c2sp.org/signed-note.
static KEY: LazyLock<VerifierKey> = LazyLock::new(|| {
    VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").expect("a published key")
});

/// Notes, and checkpoints in them.
pub fn checkpoint(bytes: &[u8]) {
    let Ok(note) = Note::parse(bytes) else { return };
    assert_eq!(note.to_string().as_bytes(), bytes, "a note has one spelling");
    assert!(checkpoint::open(&note, &KEY, &[]).is_err(), "the key has signed no checkpoint");
    if let Some(head) = Checkpoint::parse(note.text()) {
        assert_eq!(head.to_string(), note.text(), "a checkpoint has one spelling");
    }
}

/// Decision files.
pub fn decision_file(bytes: &[u8]) {
    let Ok(recount) = certificate::verify(bytes) else { return };
    let file: Certificate = canonical::read(bytes).expect("what was counted was read");
    assert_eq!(file.bytes(), bytes, "a decision has one spelling");
    assert_eq!((recount.sum, recount.receipts.len()), (file.sum, file.records.len()), "each record has its receipt");
}

/// Signature lines and keys.
pub fn cosignature(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(signature) = Signature::parse(&text) {
        assert_eq!(signature.to_string(), text, "a signature line has one spelling");
        let note = Note::new("example.com/foo\n".to_owned(), vec![signature]);
        assert!(!note.signed_by(&KEY).is_ok_and(|signed| signed.is_some()), "nobody signs by chance");
    }
    if let Some(key) = VerifierKey::parse(&text) {
        assert_eq!(key.to_string(), text, "a key has one spelling");
    }
    if let Some(key) = SigningKey::parse(&text) {
        assert_eq!(key.to_secret_text(), text, "a secret key has one spelling");
    }
}

/// Proofs, and the addresses and contents of tiles.
pub fn log_proof(bytes: &[u8]) {
    if let Ok(proof) = Proof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes, "a proof has one spelling");
        assert!(proof.check(&Hash::leaf(bytes), &KEY, &[]).is_err(), "nothing is proved by chance");
    }
    if let Ok(growth) = Growth::parse(bytes) {
        assert_eq!(growth.to_string().as_bytes(), bytes, "a proof of growth has one spelling");
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some(tile) = Tile::parse(&text) {
        assert_eq!(tile.path(), text, "an address has one spelling");
        assert!(tile.read_hashes(bytes).is_none() && (1..=256).contains(&tile.width), "an address is no tile");
    }
    for width in [1, 2, 256] {
        let tile = Tile { width, ..Tile::parse("entries/000").expect("an address") };
        let Some(entries) = tile.read_entries(bytes) else { continue };
        assert_eq!(tlog::tile::write_entries(entries), bytes, "entries are written as they were read");
    }
}

/// The files for checking elsewhere, and the signed text of a notice.
pub fn notice_file(bytes: &[u8]) {
    if let Ok(file) = NoticeFile::parse(bytes) {
        assert_eq!(file.to_text().as_bytes(), bytes, "a notice's file has one spelling");
        assert!(file.check(Some(&KEY)).is_err(), "nothing is proved by chance");
    }
    if let Ok(file) = LogFile::parse(bytes) {
        assert_eq!(file.to_text().as_bytes(), bytes, "a log's file has one spelling");
        assert!(file.check(Some(&KEY), None).is_err(), "nothing is proved by chance");
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some(read) = NoticeText::parse(&text) {
        assert_eq!(read.to_text(), text, "a notice has one spelling");
    }
}

/// What people paste into the page of a code, and codes as they type them.
pub fn pasted_notice(bytes: &[u8]) {
    static NOTICE: LazyLock<NoticeText> = LazyLock::new(notice);
    let text = String::from_utf8_lossy(bytes);
    let seen = compare::compare(&NOTICE, &[], "https://act.example", &text);
    let shown: usize = seen.pieces.iter().filter(|piece| piece.mark != Mark::Missing).map(|piece| words(&piece.text)).sum();
    let received: String = text.chars().take(compare::RECEIVED_CHARS_MAX).collect();
    let quoted: usize = received.lines().map(|line| words(line.trim_start_matches(['>', '|', ' ']))).sum();
    assert_eq!(shown, quoted, "every word that was pasted is shown once");
    if seen.verdict == Verdict::Same {
        assert!(seen.links.is_empty() && received.contains("noon") | received.contains("mediodía"), "the same words are there");
    }
    for found in links::in_text(&text).take(20) {
        assert!(!found.host.is_empty() && !found.host.contains(char::is_whitespace), "an address leads somewhere");
    }
    if let Some(code) = code::fold(&text) {
        assert_eq!(code::fold(&code::spaced(&code)), Some(code), "folding again changes nothing");
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn notice() -> NoticeText {
    let words = |lang: &str, subject: &str, text: &str| Words { lang: lang.into(), subject: subject.into(), text: text.into() };
    NoticeText {
        coalition: "libraries".to_owned(),
        coalition_name: "Libraries for Every County".to_owned(),
        id: Id([1; 16]),
        code: "K7MW3XRT".to_owned(),
        kind: Kind::Call,
        issued_at: 1_800_000_000,
        page: "https://act.example/n/K7MW-3XRT".to_owned(),
        links: vec!["https://maps.example/libraries".to_owned()],
        words: vec![
            words("en", "We call", "Come to the library at noon, {{ given_name }}.\n\nPlaces: https://maps.example/libraries"),
            words("es", "Llamamos", "Vengan a la biblioteca al mediodía."),
        ],
    }
}
