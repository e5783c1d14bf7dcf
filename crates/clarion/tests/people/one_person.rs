//! One supporter in the console: what the page says of them, correcting them, their "no", and adding somebody by hand.

use super::supporters::Organiser;
use crate::harness::{Server, TestGroup, id_of, on_both_in_time};
use serde_json::json;

/// Somebody with a number, and with a mailbox where one is given.
fn caller(server: &Server, group: &TestGroup, given: &str, email: &str, number: &str) -> String {
    server.app.clock.advance(1_000);
    let mut body = json!({"given_name": given, "family_name": "Example", "phone_numbers": [{"number": number}]});
    if !email.is_empty() {
        body["email_addresses"] = json!([{"address": email}]);
    }
    id_of(&server.post("/people", &group.key, &json!({"person": body})).ok())
}

#[test]
fn a_number_has_a_name_on_the_page_of_whoever_has_one() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let ana = caller(server, &group, "Ana", "ana@mail.example", "+1 202 555 0143");
        let page = organiser.get(&format!("/{ana}"));
        assert!(page.contains("<dt>Phone number</dt><dd>+12025550143</dd>") && !page.contains("form-phone"), "{page}");
        let spanish = server.page("GET", &format!("/es{}", organiser.path(&format!("/{ana}"))), &organiser.cookie, b"").text;
        assert!(spanish.contains("<dt>Teléfono</dt>"), "{spanish}");
    });
}
