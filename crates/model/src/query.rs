//! The query language: what an analyst types, as a tree.

use serde::{Deserialize, Serialize};

/// A query as a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    /// One word.
    Word(String),
}
