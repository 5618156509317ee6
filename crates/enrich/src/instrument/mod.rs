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
use crate::fold::Folded;
use crate::when::{self, Place, When};
use shiome_model::{Document, Instrument, Told, TopicMatch};
use std::borrow::Cow;
use std::cell::OnceCell;

/// A document as the rules of this module see it.
pub(crate) struct Page<'d> {
    pub title: Reading<'d>,
    pub text: Reading<'d>,
    pub place: Place<'d>,
    /// The windows of each sentence of the text that was asked for them.
    whens: Vec<OnceCell<Vec<When>>>,
}

impl<'d> Page<'d> {
    /// `folded` are title and text, `spans` the sentences of the text.
    pub fn of(
        document: &'d Document,
        [title, text]: [&'d Folded; 2],
        lang: &shiome_model::Lang,
        spans: Vec<shiome_model::Span>,
    ) -> Self {
        let place = Place { published: document.date(), country: &document.country };
        let whens = spans.iter().map(|_| OnceCell::new()).collect();
        Self {
            title: Reading::of_title(&document.title, title, lang),
            text: Reading::of(shiome_model::Field::Text, text, lang, spans),
            place,
            whens,
        }
    }

    /// The windows of days that a sentence names. Instruments and promises ask for the same, and reading
    /// them is the dearest that is done with a sentence.
    pub fn whens(&self, reading: &Reading, n: usize) -> Cow<'_, [When]> {
        let read = || when::find(reading.sentence(n), self.place);
        match self.whens.get(n).filter(|_| reading.field == self.text.field) {
            Some(known) => Cow::Borrowed(known.get_or_init(read).as_slice()),
            None => Cow::Owned(read()),
        }
    }

    /// Title and text.
    pub fn parts(&self) -> [&Reading<'d>; 2] {
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
