//! Asking a group's list: what was asked is said, what nobody can mean is said at its field, and numbers are told for long lists too.

use super::supporters::add;
use crate::harness::on_both_in_time;
use clarion::people::roster::NewsCounts;
use serde_json::json;

#[test]
fn how_many_of_a_long_list_get_news_is_counted_beside() {
    on_both_in_time(|server| {
        let (group, app) = (server.group("Alder"), &server.app);
        for number in 0..5 {
            let id = add(server, &group, "Ana", "Example", &format!("p{number}@mail.example"), "45501");
            if number == 0 {
                server.put(&format!("/people/{id}"), &group.key, &json!({"email_addresses": [{"status": "unsubscribed"}]})).ok();
            }
        }
        let counted = server.waits_for(app.news_totals.of(app, group.id)).unwrap();
        // A machine that is very busy counts longer than a look waits: then the next one is told.
        let counted = counted.or_else(|| {
            testkit::wait_until("the list is counted", std::time::Duration::from_secs(60), || {
                server.waits_for(app.news_totals.of(app, group.id)).unwrap().is_some()
            });
            server.waits_for(app.news_totals.of(app, group.id)).unwrap()
        });
        let expected = NewsCounts { asserted: 4, left: 1, ..NewsCounts::default() };
        assert_eq!(counted.map(|counted| counted.counts), Some(expected));
    });
}
