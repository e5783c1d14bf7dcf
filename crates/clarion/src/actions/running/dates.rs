//! Another goal, another opening or closing, of a petition or of a form. A later closing opens what is closed again; once it has opened,
//! the opening stays.

refusals! {
    /// Why goal and dates stay as they are.
    DatesRefusal {
        /// The goal is no number, or none that a petition reaches.
        Goal = "petition-refused-goal",
        /// The opening is no date.
        Opens = "petition-refused-opens",
        /// The closing is no date.
        Closes = "petition-refused-closes",
        /// It would close before it opens.
        Order = "petition-refused-order",
        /// It would close in the past.
        Past = "running-refused-past",
        /// Somebody changed it since it was read.
        Changed = "running-refused-changed",
        /// It is another group's.
        Over = "running-refused-over",
    }
}

/// Goal and dates as they are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// Signatures wanted; 0 for none.
    pub goal: i64,
    /// When it opens; left as it is once it has opened.
    pub opens_at: Option<i64>,
    /// When it closes.
    pub closes_at: Option<i64>,
}

/// What would stand, if it may: `standing` is what stands now.
pub(crate) fn settled(now: i64, standing: &Dates, wanted: &Dates) -> Result<Dates, DatesRefusal> {
    let has_opened = standing.opens_at.is_none_or(|opens_at| opens_at <= now);
    let dates = Dates { opens_at: if has_opened { standing.opens_at } else { wanted.opens_at }, ..*wanted };
    if dates.goal < 0 {
        return Err(DatesRefusal::Goal);
    }
    if dates.closes_at.is_some_and(|closes_at| closes_at <= now && standing.closes_at != Some(closes_at)) {
        return Err(DatesRefusal::Past);
    }
    if matches!((dates.opens_at, dates.closes_at), (Some(opens), Some(closes)) if closes <= opens) {
        return Err(DatesRefusal::Order);
    }
    Ok(dates)
}
