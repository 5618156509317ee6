//! What a request asks for: its language, its parameters, and what it is answered from.

use crate::{Pages, failure::Failure, names::Namer, query::Query};
use axum::{
    extract::RawPathParams,
    http::{HeaderMap, Uri, header},
};
use shiome_model::{Document, Sensitivity, Timestamp};
use shiome_publish::Edition;
use std::sync::Arc;

/// A request, read.
pub(crate) struct Ask {
    /// What it is answered from.
    pub pages: Arc<Pages>,
    /// The language of the interface.
    pub lang: Edition,
    /// Whether the language was chosen by this request and should be remembered.
    pub chosen: bool,
    /// The path asked for.
    pub path: String,
    /// Parameters of the address.
    pub query: Query,
    parts: Vec<(String, String)>,
}

impl Ask {
    /// Reads a request. When its language cannot be read, the language comes with the failure.
    pub fn read(
        pages: Arc<Pages>,
        parts: &RawPathParams,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Self, (Edition, Failure)> {
        let query = Query::parse(uri.query().unwrap_or_default());
        let chosen = query.one("lang").map(str::to_owned);
        let lang = match &chosen {
            Some(tag) => tag.parse().map_err(|_| (preferred(headers), Failure::bad("bad_lang", tag)))?,
            None => preferred(headers),
        };
        if let Some(name) = query.too_long() {
            return Err((lang, Failure::bad("bad_long", name)));
        }
        let parts = parts.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        Ok(Self { pages, lang, chosen: chosen.is_some(), path: uri.path().to_owned(), query, parts })
    }

    /// The part of the path of that name.
    pub fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v)
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.pages.clock)()
    }

    /// What these pages do not show to anybody.
    pub fn hidden(&self) -> Vec<Sensitivity> {
        self.pages.hidden()
    }

    /// Whether these pages show a document.
    pub fn shows(&self, document: &Document) -> bool {
        !self.hidden().contains(&document.sensitivity)
    }

    /// What things are called in the language of the interface.
    pub fn names(&self) -> Namer<'_> {
        Namer { pages: &self.pages, lang: self.lang }
    }

    /// The words of the interface under that name.
    pub fn word(&self, name: &str) -> &'static str {
        crate::words::word(self.lang, name)
    }

    /// Does work that keeps a processor busy where it holds nobody up.
    pub async fn heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Pages) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let pages = self.pages.clone();
        tokio::task::spawn_blocking(move || work(&pages)).await.map_err(|_| Failure::Worker)?
    }
}

impl Pages {
    /// What is passed over as if it were not there.
    pub(crate) fn hidden(&self) -> Vec<Sensitivity> {
        if self.show_restricted { Vec::new() } else { vec![Sensitivity::Restricted] }
    }
}

/// The language of the cookie, else the first of `Accept-Language` that we speak, else Japanese.
pub(crate) fn preferred(headers: &HeaderMap) -> Edition {
    let texts = |name| headers.get_all(name).iter().filter_map(|v| v.to_str().ok());
    let kept = texts(header::COOKIE)
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix("lang=")?.parse().ok());
    if let Some(lang) = kept {
        return lang;
    }
    let mut wanted: Vec<(f32, Edition)> = texts(header::ACCEPT_LANGUAGE)
        .flat_map(|list| list.split(','))
        .filter_map(|range| {
            let mut fields = range.split(';');
            let primary = fields.next()?.trim().split('-').next()?.to_ascii_lowercase();
            let quality = fields.find_map(|f| f.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            Some((quality, primary.parse().ok()?))
        })
        .filter(|(quality, _): &(f32, Edition)| *quality > 0.0)
        .collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.first().map_or(Edition::Ja, |(_, lang)| *lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(name: header::HeaderName, value: &str) -> Edition {
        preferred(&HeaderMap::from_iter([(name, value.parse().unwrap())]))
    }

    #[test]
    fn the_language_is_the_readers_and_japanese_when_unclear() {
        let accept = |value| lang(header::ACCEPT_LANGUAGE, value);
        assert_eq!(accept("en-GB,en;q=0.9"), Edition::En);
        assert_eq!(accept("fr, en;q=0.5, ja;q=0.8"), Edition::Ja);
        assert_eq!(accept("fr, en;q=0.5, ja;q=0"), Edition::En);
        assert_eq!(accept("de"), Edition::Ja);
        assert_eq!(preferred(&HeaderMap::new()), Edition::Ja);
        assert_eq!(lang(header::COOKIE, "a=b; lang=en"), Edition::En);
        assert_eq!(lang(header::COOKIE, "lang=xx"), Edition::Ja);
    }
}
