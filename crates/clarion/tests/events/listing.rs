//! A coalition's list of on-call events: by state, near a ZIP, in both languages, without scripts.

use super::ground::Place3;
use crate::petitions::on_both;
use clarion::clock::DAY;
use clarion::places::import;
use db::Engine;

on_both!(the_list_shows_what_is_to_come, the_list_finds_what_is_near);

async fn the_list_shows_what_is_to_come(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let path = "/coalitions/libraries/events";
    let mut visitor = place.site.visitor().await;
    let empty = visitor.get(path).await;
    assert!(empty.status == 200 && empty.text.contains("No event here yet"), "{}", empty.text);
    let event = place.event("read-in", None).await;
    place.add(&place.new_event("draft", None)).await.unwrap();
    for number in 0..3 {
        place.answer(place.input(event.id, number)).await.unwrap();
    }
    place.app().clock.advance(DAY / 24);
    for (path, parts) in [
        (path.to_owned(), ["1 event", "/events/read-in", "Springfield, OH", "If it is called"]),
        (format!("/es{path}"), ["1 evento", "/es/events/read-in", "Springfield, OH", "Si se convoca"]),
        (format!("{path}?state=OH"), ["1 event", "/events/read-in", "Springfield, OH", "If it is called"]),
    ] {
        let page = visitor.get(&path).await;
        assert_eq!(page.status, 200);
        for part in parts {
            assert!(page.text.contains(part), "{part} in {}", page.text);
        }
        assert!(!page.text.contains("/events/draft"), "what nobody vetted is in no list");
        assert!(
            page.text.contains("3 people have said they will come") || page.text.contains("3 personas dijeron que"),
            "who comes"
        );
    }
    assert!(visitor.get(&format!("{path}?state=CA")).await.text.contains("0 events"));
    assert_eq!(visitor.get("/coalitions/nobody/events").await.status, 404);
    place.app().clock.advance(11 * DAY);
    assert!(visitor.get(path).await.text.contains("No event here yet"), "what is over is gone");
}

async fn the_list_finds_what_is_near(engine: Engine) {
    let place = Place3::open(engine, &[]).await;
    let path = "/coalitions/libraries/events";
    place.event("read-in", None).await;
    let mut visitor = place.site.visitor().await;
    // Without a table the first three digits are all that is known, and the page says so.
    let by_prefix = visitor.get(&format!("{path}?zip=45599")).await.text;
    assert!(by_prefix.contains("1 event in ZIP codes that begin with 455") && !by_prefix.contains(" away"), "{by_prefix}");
    let table = "zip,lat,lon\n45501,39.92,-83.81\n45502,39.93,-83.86\n43201,39.99,-83.00\n";
    let reading = import::read(table.as_bytes()).unwrap();
    let rows: Vec<_> = reading.slices().flatten().cloned().collect();
    place.app().db.write("stories.places", move |tx| import::keep(tx, &rows)).await.unwrap();
    let near = visitor.get(&format!("{path}?zip=45502&miles=10")).await.text;
    assert!(near.contains("1 event within 10 miles of 45502") && near.contains("3 miles away"), "{near}");
    assert!(visitor.get(&format!("{path}?zip=43201&miles=10")).await.text.contains("0 events within 10 miles of 43201"));
    assert!(visitor.get(&format!("{path}?zip=43201&miles=50")).await.text.contains("1 event within 50 miles"));
    for odd in ["zip=abc", "zip=45501&miles=x", "miles=99999999999", "from=999999999999999999999", "state=%00"] {
        assert_eq!(visitor.get(&format!("{path}?{odd}")).await.status, 200, "{odd}");
    }
    assert!(visitor.get(&format!("{path}?zip=abc")).await.text.contains("Enter your ZIP code with five digits"));
}
