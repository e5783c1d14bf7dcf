//! A link that somebody passes on: what stands in its query fills no form that changes something. Only what was sent in a form is shown
//! there again.

use crate::coalitions::coalition;
use crate::harness::on_both;
use crate::petitions::composing::Browser;

#[test]
fn no_address_fills_a_form_postgres_too() {
    on_both(|server| {
        let standing = coalition(server, 1);
        let owner = Browser::of(server, standing.steering[0].owner);
        let group = "/console/groups/steering0";
        owner.does(&format!("{group}/fields"), &[("name", "Badge"), ("choices", "Red\r\nBlue")]);
        let fields = owner.reads(&format!("{group}/fields"));
        let field = fields.split(&format!("href=\"{group}/fields/")).nth(1).unwrap().split('"').next().unwrap();
        let ticked = owner.reads(&format!("{group}/webhooks")).matches(" checked").count();
        for path in [
            format!("{group}/webhooks?"),
            format!("{group}/fields?"),
            format!("{group}/fields/{field}?"),
            format!("{group}/api-keys?"),
            format!("{group}/statements?"),
            "/console/coalitions/lanterns/statements?as=steering0&".to_owned(),
            "/console/coalitions/lanterns/joining?as=steering0&".to_owned(),
        ] {
            let names = ["url", "name", "choices", "title_en", "text_en", "words_en", "questions_en"];
            let query: Vec<String> = names.iter().map(|name| format!("{name}=planted")).collect();
            let page = owner.reads(&format!("{path}{}&signature=yes", query.join("&")));
            let forms: Vec<&str> = page.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")).collect();
            let main: Vec<&&str> =
                forms.iter().filter(|form| form.contains("type=\"text\"") || form.contains("<textarea")).collect();
            assert!(path.contains("webhooks") || !main.is_empty(), "{path} has a form");
            let planted = |form: &&str| form.contains("value=\"planted") || form.contains(">planted");
            assert!(!forms.iter().any(planted), "{path}: {page}");
            if path.contains("webhooks") {
                assert_eq!(page.matches(" checked").count(), ticked, "{page}");
            }
        }
    });
}
