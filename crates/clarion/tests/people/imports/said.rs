//! A list that says who left, through the console: guessed, counted before the start, and never turned into a yes.

use super::{LONG, Owner, chosen};
use crate::harness::on_both;
use testkit::wait_until;

#[test]
fn whoever_left_elsewhere_is_counted_before_the_start_and_does_not_get_news() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let file = "First Name,Last Name,Email,Email Status,Tags\nU,One,u1@list.example,unsubscribed,vip\n\
                    U,Two,u2@list.example,subscribed,vip\nU,Three,u3@list.example,bouncing,vip\n\
                    U,Four,u4@list.example,who knows,vip\nU,Two,u2+x@list.example,subscribed,\n";
        let page = owner.send(file);
        let guessed: Vec<String> = chosen(&owner.page(&page)).into_iter().map(|(_, value)| value).collect();
        assert_eq!(guessed, ["given_name", "family_name", "email", "news_by_email", "tags"]);
        owner.keep_columns(&page);
        owner.sign(&page, "");
        let plan = owner.page(&page);
        for (name, number) in [
            ("People of whom the file says yes to news by email", 1),
            ("People of whom it says no, or that mail failed", 2),
            ("People of whom it says nothing that can be read", 1),
            ("People who will get news by email, if they have not left", 1),
        ] {
            assert!(plan.contains(&format!("{name}</dt><dd>{number}<")), "{name}: {plan}");
        }
        assert!(!plan.contains("A column that may say who left"), "{plan}");
        owner.run(&page);
        server.app.clock.advance(2_000_000);
        let fit = |news: &str| owner.page(&format!("/console/groups/alder/supporters?news={news}"));
        assert!(fit("asserted").contains("1 person fits") && fit("asserted").contains("U Two"), "{}", fit("asserted"));
        let left = fit("left");
        assert!(left.contains("2 people fit") && left.contains("U One") && left.contains("U Three"), "{left}");
        // Our own export says it in its own words, and comes back so.
        let exported = server.page("POST", "/console/groups/alder/supporters/export", &owner.cookie, b"").text;
        // It comes in chunks, whose lengths stand between the lines.
        let exported: String = exported.lines().filter(|line| line.contains(',')).map(|line| format!("{line}\n")).collect();
        assert!(exported.contains(",left,"), "{exported}");
        let other = server.group("Birch");
        let theirs = Owner::of(server, &other, "birch");
        theirs.run(&theirs.prepare(&exported));
        server.app.clock.advance(2_000_000);
        let fit = |news: &str| theirs.page(&format!("/console/groups/birch/supporters?news={news}"));
        assert!(fit("asserted").contains("1 person fits") && fit("left").contains("2 people fit"), "{}", fit("left"));
        server.stop(worker);
    });
}

#[test]
fn a_column_that_may_say_who_left_is_not_left_out_in_silence() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let page = owner.send("email,Whatever\nana@list.example,unsubscribed\nben@list.example,subscribed\n");
        let warned = "“Whatever” looks as if it said who does not want news by email";
        assert!(owner.page(&page).contains(warned), "{}", owner.page(&page));
        owner.keep_columns(&page);
        owner.sign(&page, "");
        assert!(owner.page(&page).contains(warned), "the start page: {}", owner.page(&page));
        let spanish = owner.page(&format!("/es{page}"));
        assert!(spanish.contains("«Whatever» parece decir quién no quiere noticias"), "{spanish}");
        let columns = [("column-0", "email"), ("column-1", "news_by_email"), ("then", "on")];
        owner.post(&page, "columns", &columns);
        wait_until("it was read through", LONG, || !owner.page(&page).contains("Being read through"));
        assert!(!owner.page(&page).contains(warned));
        server.stop(worker);
    });
}
