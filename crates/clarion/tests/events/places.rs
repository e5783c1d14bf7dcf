//! Where ZIPs lie: importing, correcting, and what is near.

use crate::petitions::mailing::Ground;
use clarion::places::{import, near};
use db::Engine;

on_both!(a_second_import_corrects_the_first);

async fn a_second_import_corrects_the_first(engine: Engine) {
    let ground = Ground::new(engine, &[]).await;
    let db = &ground.app.db;
    for (table, miles) in [("zip,lat,lon\n45501,39.92,-83.81\n45502,30,-83.8\n", 500.0), ("zip,lat,lon\n45502,39.93,-83.86\n", 3.0)]
    {
        let rows: Vec<_> = import::read(table.as_bytes()).unwrap().slices().flatten().cloned().collect();
        db.write("stories.places", move |tx| import::keep(tx, &rows)).await.unwrap();
        let found = db.read_newest(move |tx| near(tx, "45501", miles)).await.unwrap();
        assert_eq!(found.find("45501").flatten(), Some(0.0));
        assert_eq!(found.find("45502").is_some(), miles < 10.0, "{found:?}");
    }
    assert_eq!(db.read_newest(import::known).await.unwrap(), 2);
    let elsewhere = db.read_newest(|tx| near(tx, "10001", 25.0)).await.unwrap();
    assert!(!elsewhere.by_distance && elsewhere.zips().len() == 100, "a ZIP that is in no table");
}
