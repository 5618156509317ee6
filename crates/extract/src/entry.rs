//! A work whose page cannot be had, told from the entry of its feed or API.

use crate::{
    clean,
    document::{Parts, assemble},
    html::html_to_text,
    input::{Rejection, plausible},
};
use chrono::NaiveDate;
use shiome_model::{Capture, DateEvidence, Document, Item, Media, Published, Reason, Source};

/// Makes a document of an entry alone. `capture` is the answer (feed, API) that lists it.
pub fn from_entry(
    item: &Item,
    capture: &Capture,
    source: &Source,
    today: NaiveDate,
) -> Result<Document, Rejection> {
    let title = clean::line(&clean::unescape(item.title.as_deref().unwrap_or_default()));
    if title.is_empty() {
        return Err(Rejection::new(Reason::NoTitle, "the entry has no title"));
    }
    let text_of = |field: &Option<String>| field.as_deref().map(html_to_text).unwrap_or_default();
    let (content, summary) = (text_of(&item.content), text_of(&item.summary));
    let parts = Parts {
        address: None,
        text: if content.is_empty() { summary } else { content },
        pages: Vec::new(),
        published: item.published.filter(|day| plausible(*day, today)).map(|date| Published {
            date,
            evidence: DateEvidence::Entry,
            passage: date.to_string(),
        }),
        modified: item.modified,
        authors: Vec::new(),
        language: None,
        links: Vec::new(),
        media: Media::Entry,
        title,
    };
    Ok(assemble(Some(item), capture, source, parts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::testing::{capture, source, today};

    fn item() -> Item {
        let mut item = Item::link("https://agency.example/call?utm_source=feed".parse().unwrap());
        item.title = Some("Call &amp; result".into());
        item.summary = Some("<p>First.</p><p>Second &eacute;.</p>".into());
        item.published = NaiveDate::from_ymd_opt(2024, 3, 1);
        item.authors = vec![" A.  Author ".into()];
        item
    }

    #[test]
    fn an_entry_is_a_document() {
        let feed = capture("https://agency.example/feed", "application/rss+xml", b"<rss/>");
        let document = from_entry(&item(), &feed, &source("CH"), today()).unwrap();
        assert_eq!(document.id.as_str(), "https://agency.example/call");
        assert_eq!(document.title, "Call & result");
        assert_eq!(document.text, "First.\nSecond é.");
        assert_eq!(document.media, Media::Entry);
        assert_eq!(document.authors, ["A. Author"]);
        assert_eq!(document.published.unwrap().evidence, DateEvidence::Entry);
    }

    #[test]
    fn an_entry_without_title_is_none_and_the_future_is_no_date() {
        let feed = capture("https://agency.example/feed", "application/rss+xml", b"<rss/>");
        let mut odd = item();
        odd.published = NaiveDate::from_ymd_opt(2031, 1, 1);
        assert_eq!(from_entry(&odd, &feed, &source("CH"), today()).unwrap().published, None);
        odd.title = Some(" ".into());
        let no = from_entry(&odd, &feed, &source("CH"), today()).unwrap_err();
        assert_eq!(no.reason, Reason::NoTitle);
    }
}
