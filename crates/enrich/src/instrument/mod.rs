//! Which policy instrument does a document tell of, and what does it say of it?
//!
//! Words vote for sorts of instrument, those of the title and the opening more than others; a document
//! that is about a meeting, a person, a finding or a view has votes against it. Days and amounts are read
//! only in sentences whose words ask for them, and each is given to the words nearest to it. What no
//! words speak for is left out.

mod clock;
mod days;
mod kind;
mod pay;
mod status;

use crate::cues::Reading;
use crate::when::Place;
use shiome_model::{Document, Instrument, Told, TopicMatch};

/// A document as the rules of this module see it.
pub(crate) struct Page<'d> {
    pub title: Reading,
    pub text: Reading,
    pub place: Place<'d>,
}

impl<'d> Page<'d> {
    pub fn of(document: &'d Document, lang: &shiome_model::Lang, spans: Vec<shiome_model::Span>) -> Self {
        let place = Place { published: document.date(), country: &document.country };
        Self {
            title: Reading::of_title(&document.title, lang),
            text: Reading::of(shiome_model::Field::Text, &document.text, lang, spans),
            place,
        }
    }

    /// Title and text.
    pub fn parts(&self) -> [&Reading; 2] {
        [&self.title, &self.text]
    }
}

/// Characters between two bytes: the same distance in every script.
pub(crate) fn letters(text: &str, from: usize, to: usize) -> usize {
    text.get(from..to).map_or(usize::MAX / 4, |between| between.chars().count())
}

/// The instrument a document tells of, if any.
pub(crate) fn instrument(page: &Page, document: &Document, topics: &[TopicMatch]) -> Option<Instrument> {
    let kind = kind::kind(page)?;
    let days = days::days(page, kind.value);
    let status = status::status(page, &kind, &days);
    let topic = topics.first().and_then(|t| {
        let hit = t.hits.first()?;
        Some(Told { value: t.topic.clone(), field: hit.field, span: hit.span, confidence: t.score })
    });
    Some(Instrument {
        agency: document.agency.clone(),
        country: document.country.clone(),
        money: pay::money(page, kind.value),
        kind,
        status,
        topic,
        announced: days.announced,
        effective: days.effective,
        deadline: days.deadline,
    })
}
