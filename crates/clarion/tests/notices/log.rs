//! The log: many writers and one tree, and the addresses at which programs read it.

pub use super::ground::Ground;
use std::collections::BTreeSet;
use std::convert::Infallible;
use tlog::{Hash, Note, Tile, VerifierKey, checkpoint, tile, tree};

on_each_engine!(
    writers_at_once_never_fork_it,
    programs_read_it_as_tiles,
    a_document_keeps_its_place,
    each_coalition_has_its_own,
    its_key_outlives_the_master_key
);

/// Eight writers, forty transactions of one to three documents each.
fn writers_at_once_never_fork_it(ground: &Ground) {
    let places: Vec<i64> = std::thread::scope(|scope| {
        let writer =
            |seed: usize| move || (0..5).flat_map(|round| ground.enter(&ground.libraries, 1 + (seed + round) % 3)).collect();
        let writers: Vec<_> = (0..8).map(|seed| scope.spawn(writer(seed))).collect::<Vec<_>>();
        let entered = writers.into_iter().flat_map(|writer| -> Vec<clarion::notices::Entered> { writer.join().unwrap() });
        entered.map(|entered| entered.place).collect()
    });
    let sorted: BTreeSet<i64> = places.iter().copied().collect();
    assert_eq!(sorted.len(), places.len(), "no place twice");
    assert_eq!(sorted.into_iter().collect::<Vec<_>>(), (0..places.len() as i64).collect::<Vec<_>>(), "and no gap");
    let file = super::ground::read_log(&ground.log_file());
    assert_eq!(file.check(None, None).unwrap().opened.checkpoint.size, places.len() as u64);
}

fn programs_read_it_as_tiles(ground: &Ground) {
    ground.enter(&ground.libraries, 200);
    ground.enter(&ground.libraries, 70);
    let prefix = "/coalitions/libraries-for-every-county/log";
    let answered = ground.get(&format!("{prefix}/checkpoint"));
    assert_eq!(
        (answered.header("content-type"), answered.header("cache-control")),
        ("text/plain; charset=utf-8", "public, max-age=2")
    );
    let page = ground.get_text(prefix);
    let vkey = super::ground::read_log(&ground.log_file()).vkey;
    assert!(page.contains("270"), "{page}");
    let key = VerifierKey::parse(&vkey).unwrap();
    assert_eq!(key.name(), "localhost:8080/coalitions/libraries-for-every-county/log");
    let head = checkpoint::open(&Note::parse(answered.text.as_bytes()).unwrap(), &key, &[]).unwrap().checkpoint;
    assert_eq!(head.size, 270);
    let get = |path: &str| ground.server.ask_bytes(&format!("{prefix}/tile/{path}"));
    let read = |level: u8, index: u64| {
        let (tile, places) = Tile::of_node(level, index, head.size);
        let (status, headers, bytes) = get(&tile.path());
        assert_eq!(status, 200, "{}", tile.path());
        assert!(headers.contains("application/octet-stream") && headers.contains("max-age=31536000, immutable"), "{headers}");
        Ok::<_, Infallible>(tile::fold(&tile.read_hashes(&bytes).unwrap()[places]))
    };
    assert_eq!(tree::root(270, read).unwrap(), head.root);
    let old_root = tree::root(200, read).unwrap();
    let growth = tree::consistency(200, 270, read).unwrap();
    assert!(tree::extends(200, &old_root, 270, &head.root, &growth));
    // Entries, an older partial tile, and what is not there.
    let entries = get("entries/001.p/14").2;
    let bundle = Tile::parse("entries/001.p/14").unwrap();
    let last = bundle.read_entries(&entries).unwrap()[13];
    let leaf = read(0, 269).unwrap();
    assert_eq!((last.len(), Hash::leaf(last)), (41, leaf));
    assert_eq!(get("0/000.p/200").2, get("0/000").2[..200 * 32]);
    for absent in ["0/001", "0/001.p/15", "1/000.p/2", "2/000.p/1", "9/000", "0/0", "entries/002.p/1", "x"] {
        assert_eq!(get(absent).0, 404, "{absent}");
    }
    assert_eq!(ground.get("/coalitions/nobody/log/checkpoint").status, 404);
}

fn a_document_keeps_its_place(ground: &Ground) {
    let (signer, coalition, now) = (ground.signer(), ground.libraries.clone(), ground.server.app.clock.now());
    let id = ground.server.app.ids.fresh(now);
    let enter = |at: i64| {
        let (signer, coalition) = (signer.clone(), coalition.clone());
        let entered = ground.server.app.db.write_bulk("stories.enter", move |tx| {
            let document = clarion::notices::NewDocument { id, kind: clarion::notices::DocumentKind::Passkey, bytes: b"key" };
            clarion::notices::enter(tx, &signer, at, &coalition, &[document, document])
        });
        entered.unwrap()
    };
    let first = enter(now);
    assert_eq!((first[0], first[1]), (first[1], first[0]));
    assert_eq!(enter(now + 1_000_000), first, "its time stays too");
    // A clock that was set back does not set the log back.
    let earlier = ground.server.app.ids.fresh(now);
    let (signer, other) = (ground.signer(), ground.libraries.clone());
    let late = ground.server.app.db.write_bulk("stories.enter", move |tx| {
        let document = clarion::notices::NewDocument { id: earlier, kind: clarion::notices::DocumentKind::Passkey, bytes: b"key" };
        clarion::notices::enter(tx, &signer, now - 5_000_000, &other, &[document])
    });
    assert_eq!(late.unwrap()[0].at, now);
    let known = ground.server.app.db.read_blocking(move |tx| clarion::notices::entered(tx, coalition.id, id)).unwrap();
    assert_eq!(known, Some(first[0]));
}

fn each_coalition_has_its_own(ground: &Ground) {
    ground.enter(&ground.libraries, 3);
    ground.enter(&ground.rivers, 1);
    let of = |slug: &str| super::ground::read_log(&ground.get_text(&format!("/coalitions/{slug}/log/log.json")));
    let (libraries, rivers) = (of("libraries-for-every-county"), of("rivers-without-plastic"));
    assert_eq!((libraries.entries.len(), rivers.entries.len()), (3, 1));
    let key = VerifierKey::parse(&rivers.vkey).unwrap();
    assert_ne!(libraries.vkey, rivers.vkey);
    assert!(libraries.check(Some(&key), None).is_err(), "one's key does not open the other's");
    assert!(rivers.check(Some(&key), None).is_ok());
}

/// A rotation wraps the logs' secret anew; another secret would have begun another log.
fn its_key_outlives_the_master_key(ground: &Ground) {
    ground.enter(&ground.libraries, 1);
    let (app, before) = (&ground.server.app, super::ground::read_log(&ground.log_file()).vkey);
    let (vault, ids, now, new) = (app.vault.clone(), app.ids.clone(), app.clock.now(), seal::MasterKey::from_bytes([8; 32]));
    let key = new.clone();
    app.db.write_bulk("stories.rotate", move |tx| vault.rewrap(tx, &key, &ids, now)).unwrap();
    let vault = clarion::keys::Vault::open(&app.db, new, &app.ids, now).unwrap();
    let (signer, coalition) = (clarion::notices::Signer::new(vault, &app.settings.public_url), ground.libraries.clone());
    let entered = app.db.write_bulk("stories.enter", move |tx| {
        let document =
            clarion::notices::NewDocument { id: coalition.id, kind: clarion::notices::DocumentKind::Plan, bytes: b"plan" };
        clarion::notices::enter(tx, &signer, now, &coalition, &[document])
    });
    assert_eq!(entered.unwrap()[0].place, 1);
    let after = super::ground::read_log(&ground.log_file());
    assert!(after.vkey == before && after.check(None, None).is_ok());
}
