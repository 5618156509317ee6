//! What a model service is asked for, and what that costs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shiome_model::{Lang, Timestamp};

/// Which documents want a gist of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantsGist {
    /// Model, prompt and rules: what was made with others is made anew.
    pub made_with: String,
    /// The rules by which they must be annotated.
    pub rules: String,
    /// Only of these languages; empty: all.
    pub languages: Vec<Lang>,
    /// Published on or after this day; found then, where that is not known.
    pub from: NaiveDate,
    /// Today in Japan: what is under embargo on it is passed over.
    pub day: NaiveDate,
    /// What is to be tried again is so from then on.
    pub now: Timestamp,
}

/// What was spent on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelUse {
    /// Requests sent.
    pub requests: u64,
    /// Characters sent.
    pub characters: u64,
    /// Documents that waited when the day's share was used up.
    pub capped: u64,
}
