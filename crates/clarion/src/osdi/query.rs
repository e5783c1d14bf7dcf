//! The arguments of an address: page, page size, filter, background. Unknown ones are ignored.

use super::answer::ApiError;
use super::filter::{self, Filter};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Most records on a page, and as many as come when nobody says.
pub const PER_PAGE_MAX: u64 = 25;
/// Longer filters are refused.
const FILTER_BYTES_MAX: usize = 2000;

/// What stands after the question mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Counts from 1.
    pub page: u64,
    /// 1 to [`PER_PAGE_MAX`].
    pub per_page: u64,
    /// As it came; empty for none.
    pub filter: String,
    /// Whether only success or failure is wanted.
    pub background: bool,
}

impl Query {
    /// Reads the part after the question mark; what cannot be read means the default.
    pub fn read(text: &str) -> Self {
        let mut query = Self { page: 1, per_page: PER_PAGE_MAX, filter: String::new(), background: false };
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            match name.to_ascii_lowercase().as_str() {
                "page" => query.page = value.trim().parse().unwrap_or(1).max(1),
                "per_page" => query.per_page = value.trim().parse().unwrap_or(PER_PAGE_MAX).clamp(1, PER_PAGE_MAX),
                "filter" => query.filter = value.trim().to_owned(),
                // Two names: the documented one, and the one that a widely used client sends.
                "background_request" | "background_processing" => query.background = value.eq_ignore_ascii_case("true"),
                _ => {}
            }
        }
        query
    }

    /// The filter, if there is one. Refuses with a sentence what it cannot read.
    pub fn filter(&self) -> Result<Option<Filter>, ApiError> {
        match self.filter.len() {
            0 => Ok(None),
            1..=FILTER_BYTES_MAX => filter::parse(&self.filter).map(Some).map_err(|problem| ApiError::bad(problem.to_string())),
            _ => Err(ApiError::bad("The filter is longer than 2,000 characters.")),
        }
    }

    /// How many records stand before this page.
    pub fn skipped(&self) -> u64 {
        (self.page - 1).saturating_mul(self.per_page)
    }

    /// Those of this page, of a list that was read whole since it is short.
    pub fn part_of<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let bounded = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(all.len());
        let start = self.skipped();
        &all[bounded(start)..bounded(start.saturating_add(self.per_page))]
    }

    /// The arguments of another page of the same list.
    pub fn of_page(&self, page: u64) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.append_pair("page", &page.to_string());
        if self.per_page != PER_PAGE_MAX {
            text.append_pair("per_page", &self.per_page.to_string());
        }
        if !self.filter.is_empty() {
            text.append_pair("filter", &self.filter);
        }
        text.finish()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or("")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_strange_arguments_mean_the_default() {
        for text in ["", "page=&per_page=", "page=0&perPage=7", "page=abc", "page=-1"] {
            assert_eq!(Query::read(text), Query { page: 1, per_page: 25, filter: String::new(), background: false }, "{text}");
        }
        assert_eq!(Query::read("per_page=1000").per_page, 25);
        assert!(Query::read("background_processing=True").background);
    }

    #[test]
    fn a_page_past_the_end_of_a_short_list_is_empty() {
        let all = [1, 2, 3, 4, 5];
        let on = |page: u64| Query { per_page: 2, ..Query::read(&format!("page={page}")) }.part_of(&all).to_vec();
        assert_eq!((on(1), on(2), on(3), on(4), on(u64::MAX)), (vec![1, 2], vec![3, 4], vec![5], vec![], vec![]));
    }

    #[test]
    fn the_next_page_carries_the_filter() {
        let query = Query::read("filter=email_address+eq+%27a%2Bb%40mail.example%27&per_page=5");
        assert_eq!(query.filter, "email_address eq 'a+b@mail.example'");
        assert_eq!(Query::read(&query.of_page(2)), Query { page: 2, ..query });
    }
}
