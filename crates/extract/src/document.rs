//! What every reader ends with: the parts of a work become a document.

use crate::{clean, input::Input};
use chrono::NaiveDate;
use shiome_model::{
    Capture, Document, DocumentId, Item, Lang, Link, Media, Published, Sensitivity, Source, url::canonical,
};
use url::Url;

/// The parts of a work, as a reader found them.
#[derive(Debug)]
pub struct Parts {
    /// Its own address, if it states one that can be believed.
    pub address: Option<Url>,
    pub title: String,
    pub text: String,
    pub pages: Vec<usize>,
    pub published: Option<Published>,
    pub modified: Option<NaiveDate>,
    pub authors: Vec<String>,
    pub language: Option<Lang>,
    pub links: Vec<Link>,
    pub media: Media,
}

/// Builds the document of a capture.
pub fn build(input: &Input, parts: Parts) -> Document {
    assemble(input.item, input.capture, input.source, parts)
}

/// Builds a document; what the parts leave open is taken from the item, then from the source.
pub fn assemble(item: Option<&Item>, capture: &Capture, source: &Source, parts: Parts) -> Document {
    // The item's address is how its source names the work; a page that answers elsewhere has moved.
    let address = match (item, &parts.address) {
        (_, Some(own)) => own.clone(),
        (Some(item), None) => item.url.clone(),
        (None, None) => capture.url.clone(),
    };
    let address = canonical(&address);
    let mut authors = parts.authors;
    if authors.is_empty() {
        authors = item.map(|i| i.authors.iter().map(|a| clean::line(a)).collect()).unwrap_or_default();
    }
    let language =
        parts.language.or_else(|| item.and_then(|i| i.language.clone())).or(source.language.clone());
    Document {
        id: DocumentId::new(address.as_str()),
        revision: Document::revision_of(&parts.title, &parts.text, parts.published.as_ref().map(|p| p.date)),
        source: source.id.clone(),
        agency: source.agency.clone(),
        country: source.country.clone(),
        url: address,
        capture: capture.id.clone(),
        title: parts.title,
        text: parts.text,
        pages: parts.pages,
        published: parts.published,
        modified: parts.modified.or_else(|| item.and_then(|i| i.modified)),
        authors,
        stated_language: language,
        links: parts.links,
        media: parts.media,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}

#[cfg(test)]
pub mod testing {
    //! Captures and sources for the tests of this crate.

    use chrono::NaiveDate;
    use shiome_model::{Capture, Channel, Hash, Probe, Source, SourceId};

    /// An answer of 200.
    pub fn capture(url: &str, content_type: &str, body: &[u8]) -> Capture {
        let url: url::Url = url.parse().unwrap();
        let hash = Hash::of(body);
        Capture {
            id: Capture::id_of(&url, &hash),
            source: SourceId::from("agency/news"),
            final_url: url.clone(),
            url,
            fetched_at: "2024-06-01T00:00:00Z".parse().unwrap(),
            memento: None,
            status: 200,
            headers: vec![("content-type".into(), content_type.into())],
            body: hash,
            bytes: body.len() as u64,
        }
    }

    /// A source of that country.
    pub fn source(country: &str) -> Source {
        Source {
            id: SourceId::from("agency/news"),
            agency: "agency".into(),
            country: country.into(),
            title: "Agency news".into(),
            url: "https://agency.example/news".into(),
            language: None,
            channel: Channel::Web,
            cadence_seconds: 3600,
            probe: Probe::Unprobed,
            credibility: shiome_model::Credibility::Official,
            connector: Some("feed".into()),
            licence: None,
            note: None,
        }
    }

    /// The day of the tests.
    pub fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 6, 1).unwrap()
    }
}
