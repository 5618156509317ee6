//! Where the text of a work comes from, for sources that describe their works themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the text of a work comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// From its page; from the entry where the page cannot be had.
    #[default]
    Page,
    /// From the entry alone: the page is never asked for.
    Entry,
}

impl Content {
    /// Whether pages are asked for.
    pub(super) fn has_page(self) -> bool {
        self == Self::Page
    }
}
