//! Examples that others have published come out as they are.

use tlog::tile::{Content, Tile};
use tlog::tree::{self, Frontier};
use tlog::{Hash, Kind, Note, Proof, SigningKey, VerifierKey};

/// The entries and roots of the Certificate Transparency project's test of its Merkle tree
/// (github.com/google/certificate-transparency, `merkletree/merkle_tree_test.cc`).
const ENTRIES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hex(hash: &Hash) -> String {
    hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_roots_of_certificate_transparency_come_out() {
    let (mut stored, mut frontier) = (crate::Stored::default(), Frontier::default());
    assert_eq!(hex(&frontier.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (entry, root) in ENTRIES.iter().zip(ROOTS) {
        stored.push(Hash::leaf(entry));
        frontier.push(Hash::leaf(entry));
        assert_eq!(hex(&stored.root(stored.size())), root);
        assert_eq!(hex(&frontier.root()), root);
    }
}

/// The same test's proofs: three of inclusion, three of consistency.
#[test]
fn the_proofs_of_certificate_transparency_come_out() {
    let mut stored = crate::Stored::default();
    ENTRIES.iter().for_each(|entry| stored.push(Hash::leaf(entry)));
    let texts = |proof: Vec<Hash>| proof.iter().map(hex).collect::<Vec<_>>();
    assert_eq!(
        texts(stored.inclusion(0, 8)),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(texts(stored.inclusion(2, 3)), ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
    assert_eq!(
        texts(stored.consistency(6, 8)),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert_eq!(texts(stored.consistency(1, 1)), [""; 0]);
}

/// c2sp.org/signed-note, "Example".
#[test]
fn the_example_of_signed_notes_verifies() {
    let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").unwrap();
    let note = "This is an example message.\n\n\
                \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let read = Note::parse(note.as_bytes()).unwrap();
    assert!(read.signed_by(&key).unwrap().is_some());
    assert_eq!(read.to_string(), note);
}

/// The example of golang.org/x/mod/sumdb/note, with its secret key.
#[test]
fn the_example_of_the_go_checksum_database_is_signed_the_same() {
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let key = SigningKey::parse(secret).unwrap();
    assert_eq!(key.to_secret_text(), secret);
    assert_eq!(key.verifier().to_string(), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    assert_eq!(key.sign(text, 0).to_string(), line);
}

/// A witness's key in github.com/transparency-dev/formats, `note/note_cosigv1_test.go`: its id is made with the byte of
/// cosignatures.
#[test]
fn a_published_witness_key_is_read() {
    let text = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    let key = VerifierKey::parse(text).unwrap();
    assert_eq!((key.kind(), key.to_string().as_str()), (Kind::Cosignature, text));
    assert_eq!(VerifierKey::parse("remora.n621.de+da77ade8+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"), None);
}

/// c2sp.org/tlog-cosignature and c2sp.org/tlog-tiles, their examples as far as they can be checked without keys.
#[test]
fn the_examples_of_checkpoints_and_tiles_are_read() {
    let note = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let read = Note::parse(note.as_bytes()).unwrap();
    let head = tlog::Checkpoint::parse(read.text()).unwrap();
    assert_eq!((head.size, read.signatures.len(), read.to_string().as_str()), (20_852_163, 2, note));
    // "a tree of size 70,000 will be represented by ..."
    let has = |path: &str| Tile::parse(path).unwrap().is_in(70_000);
    assert!(has("0/272") && has("0/273.p/112") && has("1/000") && has("1/001.p/17") && has("2/000.p/1"));
    assert!(
        !has("0/273.p/113") && !has("0/273") && !has("1/001.p/18") && !has("2/000.p/2") && !has("3/000.p/1") && !has("63/000.p/1")
    );
    let far = Tile { content: Content::Hashes(0), index: 1_234_067, width: 256 };
    assert_eq!(Tile::parse("0/x001/x234/067"), Some(far));
    for wrong in
        ["0/0", "0/1234067", "0/001/234", "0/x000/001", "00/000", "64/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/+01"]
    {
        assert_eq!(Tile::parse(wrong), None, "{wrong}");
    }
}

/// c2sp.org/tlog-proof, with what the examples leave out filled in.
#[test]
fn a_proof_reads_as_it_was_written() {
    let stored = crate::Stored::of(5);
    let key = crate::log_key();
    let proof = Proof {
        extra: Some(b"salt".to_vec()),
        index: 3,
        hashes: stored.inclusion(3, 5),
        checkpoint: stored.checkpoint(&key).signed(&key),
    };
    let text = proof.to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra c2FsdA==\nindex 3\n"), "{text}");
    assert_eq!(Proof::parse(text.as_bytes()).unwrap(), proof);
    assert!(tree::includes(&Hash::leaf(&crate::entry(3)), 3, 5, &proof.hashes, &stored.root(5)));
}
