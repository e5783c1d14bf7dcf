//! What organisers write in Markdown, as HTML that can do no harm: scripts, styles, forms and pictures are taken out.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Links may leave the site, but take nothing of ours along.
static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::empty();
    let tags = ["a", "p", "br", "em", "strong", "ul", "ol", "li", "h3", "h4", "blockquote", "hr", "code"];
    cleaner
        .tags(HashSet::from(tags))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["https", "http", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .attribute_filter(|_, _, value| Some(plain_address(value)))
        .link_rel(Some("noopener noreferrer nofollow"));
    cleaner
});

/// An address without what browsers leave out of it: blanks around it, tabs and ends of lines within (source: WHATWG URL, section 4.4).
/// So what stands in the page is what is followed.
fn plain_address(address: &str) -> Cow<'_, str> {
    let around = address.trim_matches(|c: char| c <= ' ');
    match around.contains(['\t', '\n', '\r']) {
        true => around.replace(['\t', '\n', '\r'], "").into(),
        false => around.into(),
    }
}

/// So many quotes and lists may stand in each other: each takes room at the side, and nobody reads a deeper one.
const NESTED_MAX: usize = 8;

/// Takes what is nested deeper out of clean HTML: the words stay, where the last allowed part holds them.
fn bounded(html: &str) -> String {
    let (mut shown, mut depth) = (String::with_capacity(html.len()), 0usize);
    for (at, piece) in html.split('<').enumerate() {
        // All that is clean has its other angle brackets as entities.
        let name = piece.split(['>', ' ']).next().unwrap_or_default();
        depth += usize::from(matches!(name, "blockquote" | "ul" | "ol"));
        let is_deep = depth > NESTED_MAX && matches!(name.trim_start_matches('/'), "blockquote" | "ul" | "ol" | "li");
        depth = depth.saturating_sub(usize::from(matches!(name, "/blockquote" | "/ul" | "/ol")));
        match (at, is_deep) {
            (0, _) => shown.push_str(piece),
            (_, true) => shown.push_str(piece.split_once('>').map_or("", |(_, rest)| rest)),
            (_, false) => {
                shown.push('<');
                shown.push_str(piece);
            }
        }
    }
    shown
}

/// The HTML of a Markdown text. Headings begin at the third level, below the page's own.
pub fn html(text: &str) -> String {
    use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
    let lowered = |level: HeadingLevel| {
        if level == HeadingLevel::H1 || level == HeadingLevel::H2 { HeadingLevel::H3 } else { HeadingLevel::H4 }
    };
    let events = Parser::new(text).map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: lowered(level), id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lowered(level))),
        other => other,
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    bounded(&CLEANER.clean(&html).to_string())
}

/// The first words of a text without marks, for link previews: at most `chars` characters, cut at a word.
pub fn summary(text: &str, chars: usize) -> String {
    use pulldown_cmark::{Event, Parser};
    let mut plain = String::new();
    for event in Parser::new(text) {
        match event {
            Event::Text(words) | Event::Code(words) => plain.push_str(&words),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => plain.push(' '),
            _ => {}
        }
        if plain.len() > chars * 4 {
            break;
        }
    }
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(chars) {
        None => words,
        Some((end, _)) => format!("{}…", words[..end].rsplit_once(' ').map_or(&words[..end], |(head, _)| head)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_pictures_are_taken_out() {
        let html = html(
            "Hello <script>alert(1)</script> ![x](https://evil.example/x.png) [ok](https://a.example) [bad](javascript:alert(1))",
        );
        assert!(!html.contains("script") && !html.contains("<img") && html.contains("href=\"https://a.example\""), "{html}");
    }

    #[test]
    fn quotes_and_lists_in_each_other_end_somewhere() {
        for deep in [">".repeat(5_000), "<blockquote>".repeat(400), "- ".repeat(400), "1. ".repeat(400)] {
            let html = html(&format!("{deep} deep\n\nafter"));
            let quotes = ["<blockquote>", "<ul>", "<ol>"].map(|tag| html.matches(tag).count()).iter().sum::<usize>();
            let ends = ["</blockquote>", "</ul>", "</ol>"].map(|tag| html.matches(tag).count()).iter().sum::<usize>();
            assert!(quotes <= NESTED_MAX && quotes == ends && html.contains("deep") && html.contains("after"), "{html}");
        }
        let flat = "> one\n\n> two\n\n- a\n- b\n";
        assert_eq!(html(&flat.repeat(20)).matches("<li>").count(), 40, "what stands side by side is not deep");
    }

    #[test]
    fn an_address_is_written_as_it_is_followed() {
        let html = html("<a href=\" https://a.example/b\tc\n \">x</a>");
        assert!(html.contains("href=\"https://a.example/bc\""), "{html}");
    }

    #[test]
    fn a_summary_is_cut_at_a_word() {
        assert_eq!(summary("# Keep **libraries** open\n\nEvery county needs one.", 24), "Keep libraries open…");
    }
}
