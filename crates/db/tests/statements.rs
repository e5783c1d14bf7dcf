//! One text on both engines: its effects, not only that it prepares.

use crate::tables::{ADD_ITEM, DROP_ITEM, FIND_ITEM, SET_ITEM, add, all, counts, key, open};
use db::{Engine, FaultKind, Val};

fn every_form_of_a_statement_prepares(engine: Engine) {
    open(engine).db.check(all()).unwrap();
}

fn many_rows_do_what_one_row_does(engine: Engine) {
    let open = open(engine);
    let answer = open.db.write_bulk("test", |tx| {
        let first: Vec<u64> = (0..100).collect();
        assert_eq!(add(tx, &first)?.len(), 100);
        let second: Vec<u64> = (50..150).collect();
        assert_eq!(add(tx, &second)?.len(), 50, "those already there are not new");
        let words: Vec<String> = (0..40).map(|n| format!("word {n}")).collect();
        let keys: Vec<[u8; 16]> = (0..40).map(key).collect();
        // Parameters in another order than they stand in the text: SQLite would bind `$n` by first appearance.
        let rows: Vec<[Val<'_>; 3]> =
            keys.iter().zip(&words).zip(0i64..).map(|((key, words), n)| [key.into(), words.into(), n.into()]).collect();
        assert_eq!(tx.many(&SET_ITEM, &rows)?, 40);
        let mut found = Vec::new();
        let wanted: Vec<[Val<'_>; 1]> = keys.iter().map(|key| [key.into()]).collect();
        tx.many_rows(&FIND_ITEM, &wanted, |row| {
            found.push((row.id(0)?, row.text(1)?, row.int(2)?, row.maybe_real(3)?, row.bool(4)?));
            Ok(())
        })?;
        found.sort_by_key(|row| row.0);
        for (n, row) in found.iter().enumerate() {
            assert_eq!(*row, (key(n as u64), format!("word {n}"), n as i64, None, true));
        }
        assert_eq!(found.len(), 40);
        let gone: Vec<[Val<'_>; 2]> = keys.iter().map(|key| [key.into(), Val::Bool(true)]).collect();
        assert_eq!(tx.many_rows(&DROP_ITEM, &gone, |row| row.id(0).map(drop))?, 40);
        counts(tx)
    });
    assert_eq!(answer.unwrap().0, 110);
}

fn nothing_stays_of_a_closure_that_fails(engine: Engine) {
    let open = open(engine);
    let failed = open.db.write_bulk("test", |tx| {
        add(tx, &[1, 2, 3])?;
        Err::<(), _>(db::Fault::bug("on purpose"))
    });
    assert_eq!(failed.unwrap_err().kind(), FaultKind::Bug);
    let panicked = open.db.write_bulk("test", |tx| {
        add(tx, &[1, 2, 3])?;
        if tx.stripe() >= 0 {
            panic!("on purpose");
        }
        Ok(())
    });
    assert_eq!(panicked.unwrap_err().kind(), FaultKind::Bug);
    assert_eq!(open.db.read_blocking(counts).unwrap().0, 0);
    assert_eq!(open.db.write_bulk("test", |tx| add(tx, &[1])).unwrap().len(), 1, "the thread lives on");
}

fn a_reader_cannot_write(engine: Engine) {
    let open = open(engine);
    assert!(open.db.read_blocking(|tx| add(tx, &[1])).is_err());
}

fn nulls_and_kinds_come_back_as_they_went(engine: Engine) {
    let open = open(engine);
    let row = open.db.write_bulk("test", |tx| {
        tx.run(&ADD_ITEM, &[(&key(1)).into(), "ñ 語 😀".into(), Val::Null, Val::Real(0.25), Val::Bool(false)])?;
        tx.first(&FIND_ITEM, &[(&key(1)).into()], |row| Ok((row.text(1)?, row.maybe_int(2)?, row.real(3)?, row.bool(4)?)))
    });
    assert_eq!(row.unwrap(), Some(("ñ 語 😀".to_owned(), None, 0.25, false)));
}

fn a_changed_or_newer_schema_is_refused(engine: Engine) {
    const CHANGED: &[db::Migration] =
        &[db::Migration { number: 1, text: "-- reference table\nCREATE TABLE other (id BIGINT PRIMARY KEY);\n" }];
    let open = open(engine);
    assert!(open.db.migrate(CHANGED, 2).unwrap_err().to_string().contains("was changed"));
    assert!(open.db.migrate(&[], 2).unwrap_err().to_string().contains("newer version"));
}

crate::on_both_engines! {
    every_form_of_a_statement_prepares;
    many_rows_do_what_one_row_does;
    nothing_stays_of_a_closure_that_fails;
    a_reader_cannot_write;
    nulls_and_kinds_come_back_as_they_went;
    a_changed_or_newer_schema_is_refused;
}
