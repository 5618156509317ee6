//! One value, two forms: a page or JSON.

use crate::{
    Pages,
    ask::{Ask, preferred},
    failure::Failure,
    links,
    templates::{self, Shell},
    words,
};
use axum::{
    Json,
    extract::{RawPathParams, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::{MethodRouter, get},
};
use serde::Serialize;
use shiome_publish::Edition;
use std::{future::Future, sync::Arc};

/// A year: how long a chosen language is remembered, in seconds.
const REMEMBERED: u32 = 31_536_000;

/// What a handler answers.
pub(crate) struct Answer {
    template: &'static str,
    title: String,
    data: serde_json::Value,
}

impl Answer {
    /// An answer that `template` can show.
    pub fn new(
        template: &'static str,
        title: impl Into<String>,
        data: &impl Serialize,
    ) -> Result<Self, Failure> {
        Ok(Self { template, title: title.into(), data: serde_json::to_value(data)? })
    }

    fn page(&self, ask: &Ask) -> Result<Response, Failure> {
        let mut query = ask.query.without("lang");
        let rest = links::to(&links::rest(&ask.path), &query);
        query.push(("lang", words::other(ask.lang)));
        let switch = links::to(&ask.path, &query);
        let shell = Shell { lang: ask.lang, title: &self.title, path: &ask.path, switch, rest: Some(rest) };
        Ok(Html(templates::render(self.template, &shell, &self.data)?).into_response())
    }
}

/// The handler's answers as pages.
pub(crate) fn page<H, F>(handler: H) -> MethodRouter<Arc<Pages>>
where
    H: Fn(Arc<Ask>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Answer, Failure>> + Send + 'static,
{
    respond(
        move |ask: Arc<Ask>| {
            let answer = handler(ask.clone());
            async move { answer.await?.page(&ask) }
        },
        Failure::as_page,
    )
}

/// The handler's answers as JSON.
pub(crate) fn rest<H, F>(handler: H) -> MethodRouter<Arc<Pages>>
where
    H: Fn(Arc<Ask>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Answer, Failure>> + Send + 'static,
{
    respond(
        move |ask: Arc<Ask>| {
            let answer = handler(ask);
            async move { Ok(Json(answer.await?.data).into_response()) }
        },
        |failure, lang, _| failure.as_json(lang),
    )
}

/// What the handler answers as it is; failures as pages.
pub(crate) fn file<H, F>(handler: H) -> MethodRouter<Arc<Pages>>
where
    H: Fn(Arc<Ask>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Failure>> + Send + 'static,
{
    respond(handler, Failure::as_page)
}

fn respond<H, F>(handler: H, failed: fn(&Failure, Edition, &str) -> Response) -> MethodRouter<Arc<Pages>>
where
    H: Fn(Arc<Ask>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Failure>> + Send + 'static,
{
    get(
        move |State(pages): State<Arc<Pages>>, parts: RawPathParams, uri: Uri, headers: HeaderMap| async move {
            let ask = match Ask::read(pages, &parts, &uri, &headers) {
                Ok(ask) => Arc::new(ask),
                Err((lang, failure)) => return failed(&failure, lang, uri.path()),
            };
            let mut response = match handler(ask.clone()).await {
                Ok(response) => response,
                Err(failure) => failed(&failure, ask.lang, &ask.path),
            };
            if ask.chosen {
                let cookie =
                    format!("lang={}; Path=/; Max-Age={REMEMBERED}; SameSite=Lax; HttpOnly", ask.lang);
                if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                    response.headers_mut().insert(header::SET_COOKIE, cookie);
                }
            }
            response
        },
    )
}

/// The answer to an address nobody serves.
pub(crate) async fn nowhere(uri: Uri, headers: HeaderMap) -> Response {
    let (lang, failure) = (preferred(&headers), Failure::unknown("what_page", uri.path()));
    match uri.path().starts_with("/api/") {
        true => failure.as_json(lang),
        false => failure.as_page(lang, uri.path()),
    }
}
