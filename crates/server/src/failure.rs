//! What can go wrong, by what the reader can do about it.

use crate::{
    links,
    templates::{self, Shell},
    words,
};
use axum::{
    Json,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use serde::Serialize;
use shiome_publish::Edition;

/// Why there is no answer. `hint` and `what` are names of words, so that the reader is told in the
/// language of the interface.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What was asked cannot be read.
    #[error("read '{value}' ({hint})")]
    Bad {
        /// What to write instead.
        hint: &'static str,
        /// What was written.
        value: String,
        /// The largest value allowed, where there is one.
        most: usize,
    },
    /// There is no such thing.
    #[error("find {what} '{id}'")]
    Unknown {
        /// Of which sort.
        what: &'static str,
        /// Which.
        id: String,
    },
    /// The query is too long for the index.
    #[error("search: {0}")]
    Search(#[from] shiome_search::Error),
    /// The catalog or archive failed.
    #[error("read the stores: {0}")]
    Store(#[from] shiome_store::Error),
    /// The lake failed.
    #[error("read the lake: {0}")]
    Lake(#[from] shiome_trends::Error),
    /// A template of ours failed.
    #[error("render a page: {0:#}")]
    Template(#[from] minijinja::Error),
    /// An answer could not be written as JSON.
    #[error("write an answer as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A worker thread panicked.
    #[error("finish the work: its thread broke")]
    Worker,
}

/// What the reader is told.
#[derive(Serialize)]
pub(crate) struct Told {
    status: u16,
    error: String,
    hint: String,
}

impl Failure {
    /// What was asked cannot be read.
    pub fn bad(hint: &'static str, value: &str) -> Self {
        Self::Bad { hint, value: value.chars().take(80).collect(), most: 0 }
    }
    /// There is no such thing.
    pub fn unknown(what: &'static str, id: &str) -> Self {
        Self::Unknown { what, id: id.chars().take(300).collect() }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Bad { .. } | Self::Search(shiome_search::Error::TooLong { .. }) => StatusCode::BAD_REQUEST,
            Self::Unknown { .. } => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the reader is told: never what only the operator should know, which is logged.
    pub fn told(&self, lang: Edition) -> Told {
        let say = |name, values: &[(&str, &str)]| words::say(lang, name, values);
        let status = self.status();
        let (error, hint) = match self {
            Self::Bad { hint, value, most } => {
                (say("error_bad", &[("value", value)]), say(hint, &[("most", &most.to_string())]))
            }
            Self::Unknown { what, id } => (
                say("error_unknown", &[("what", words::word(lang, what)), ("id", id)]),
                say("hint_unknown", &[]),
            ),
            Self::Search(shiome_search::Error::TooLong { most, .. }) => {
                (say("error_long", &[]), say("bad_words", &[("most", &most.to_string())]))
            }
            other => {
                tracing::error!(error = %other, "failed to answer");
                (say("error_ours", &[]), say("hint_ours", &[]))
            }
        };
        Told { status: status.as_u16(), error, hint }
    }

    /// The failure as JSON.
    pub fn as_json(&self, lang: Edition) -> Response {
        (self.status(), Json(self.told(lang))).into_response()
    }

    /// The failure as a page.
    pub fn as_page(&self, lang: Edition, path: &str) -> Response {
        let told = self.told(lang);
        let title = told.error.clone();
        let shell = Shell {
            lang,
            title: &title,
            path,
            switch: links::to(path, &[("lang", words::other(lang))]),
            rest: None,
        };
        match templates::render("error.html", &shell, &told) {
            Ok(page) => (self.status(), Html(page)).into_response(),
            Err(_) => (self.status(), title).into_response(),
        }
    }
}
