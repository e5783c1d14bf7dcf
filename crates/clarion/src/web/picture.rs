//! The picture that a shared link shows: title and count in the page's language, drawn as SVG and rendered with a packaged font.

use super::{assets, frame};
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// Widest line of the title in characters at its size, and how many lines have room.
const LINE_CHARS_MAX: usize = 30;
const LINES_MAX: usize = 5;
const FIRST_LINE_Y: usize = 130;
const LINE_HEIGHT: usize = 76;
/// Whoever draws previews may keep one for ten minutes; drawing takes tens of milliseconds of a core.
const KEEP: &str = "public, max-age=600";

/// One picture is drawn at a time, so that previews never hold up people.
static DRAWING: Semaphore = Semaphore::const_new(1);

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for name in ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] {
        if let Some(font) = assets::bytes(name) {
            fonts.load_font_data(font.into_owned());
        }
    }
    Arc::new(fonts)
});

#[derive(Template)]
#[template(path = "web/picture.svg", escape = "xml")]
struct Picture {
    lines: Vec<Line>,
    count: String,
    by: String,
}

struct Line {
    y: usize,
    words: String,
}

/// The picture of a title, a count in words, and who stands behind it; `None` where it cannot be drawn.
pub async fn draw(title: &str, count: String, by: String) -> Option<Response> {
    let lines = lines(title).into_iter().zip(0..);
    let lines = lines.map(|(words, place)| Line { y: FIRST_LINE_Y + place * LINE_HEIGHT, words }).collect();
    let svg = frame::text(&Picture { lines, count, by });
    let _turn = DRAWING.acquire().await.ok()?;
    let png = tokio::task::spawn_blocking(move || png(&svg)).await.ok()??;
    Some(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, KEEP)], png).into_response())
}

/// The title broken into lines at words; what has no room ends in an ellipsis.
fn lines(title: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in title.split_whitespace() {
        let is_full = lines.len() == LINES_MAX;
        let last = lines.last_mut().expect("never empty");
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= LINE_CHARS_MAX {
            last.push(' ');
            last.push_str(word);
        } else if is_full {
            last.push('…');
            break;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn png(svg: &str) -> Option<Vec<u8>> {
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options).ok()?;
    let mut pixels = Pixmap::new(1200, 630)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_broken_at_words_and_never_overflows() {
        let lines = lines(
            "Keep every county library open six days a week, for everybody who needs one, and publish the hours of each of them in English and in Spanish, on paper too",
        );
        assert!(lines.len() <= LINES_MAX && lines.iter().all(|line| line.chars().count() <= LINE_CHARS_MAX + 1), "{lines:?}");
        assert!(lines.last().is_some_and(|line| line.ends_with('…')));
    }

    #[test]
    fn a_picture_is_drawn() {
        let svg = Picture { lines: vec![Line { y: 130, words: "Ours & theirs".into() }], count: "3".into(), by: "A <b>".into() };
        let png = png(&svg.render().expect("renders")).expect("is drawn");
        assert!(png.starts_with(b"\x89PNG"));
    }
}
