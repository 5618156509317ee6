//! What a document looks like in the index.

use crate::{analyze::LanguageTokenizer, entry::EntryBody, language::Language};
use chrono::{Datelike, NaiveDate};
use shiome_model::DocumentId;
use tantivy::{
    Index, TantivyDocument, Term,
    schema::{Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions},
};

/// Raise it whenever the same entry would be indexed differently: fields, analysis, languages.
pub(crate) const VERSION: u32 = 4;

/// Handles of the fields.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) agency: Field,
    pub(crate) country: Field,
    pub(crate) language: Field,
    pub(crate) kind: Field,
    pub(crate) topic: Field,
    pub(crate) source: Field,
    pub(crate) concept: Field,
    pub(crate) month: Field,
    pub(crate) day: Field,
    /// Stored only; the words are in the fields by language.
    pub(crate) title: Field,
    pub(crate) text: Field,
    pub(crate) story: Field,
    pub(crate) url: Field,
    pub(crate) author: Field,
    pub(crate) agency_name: Field,
    /// Days when a document was first seen, for ordering what is undated.
    pub(crate) seen: Field,
    pub(crate) sensitivity: Field,
    pub(crate) credibility: Field,
    pub(crate) named: Field,
    pub(crate) office: Field,
    pub(crate) embargo: Field,
    titles: Vec<Field>,
    texts: Vec<Field>,
}

impl Fields {
    /// The schema and its handles.
    pub(crate) fn new() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let exact = |stored: bool, fast: bool| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic);
            let options = TextOptions::default().set_indexing_options(indexing);
            let options = if stored { options.set_stored() } else { options };
            if fast { options.set_fast("raw") } else { options }
        };
        let words = |language: Language| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(language.code())
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        let number = NumericOptions::default().set_fast().set_stored();
        let fields = Fields {
            id: builder.add_text_field("id", exact(true, true)),
            agency: builder.add_text_field("agency", exact(true, true)),
            country: builder.add_text_field("country", exact(true, true)),
            language: builder.add_text_field("language", exact(true, true)),
            kind: builder.add_text_field("kind", exact(true, true)),
            topic: builder.add_text_field("topic", exact(true, true)),
            source: builder.add_text_field("source", exact(false, false)),
            concept: builder.add_text_field("concept", exact(false, false)),
            month: builder.add_text_field("month", exact(false, true)),
            day: builder.add_i64_field("day", number.clone()),
            seen: builder.add_i64_field("seen", number.clone()),
            sensitivity: builder.add_text_field("sensitivity", exact(true, true)),
            credibility: builder.add_text_field("credibility", exact(false, true)),
            named: builder.add_text_field("named", exact(false, true)),
            office: builder.add_text_field("office", exact(false, true)),
            embargo: builder.add_i64_field("embargo", number),
            title: builder.add_text_field("title", STORED),
            text: builder.add_text_field("text", STORED),
            story: builder.add_text_field("story", STORED),
            url: builder.add_text_field("url", words(Language::other()).set_stored()),
            author: builder.add_text_field("author", words(Language::other())),
            agency_name: builder.add_text_field("agency_name", words(Language::other())),
            titles: Language::all()
                .map(|l| builder.add_text_field(&format!("title_{}", l.code()), words(l)))
                .collect(),
            texts: Language::all()
                .map(|l| builder.add_text_field(&format!("text_{}", l.code()), words(l)))
                .collect(),
        };
        (builder.build(), fields)
    }

    /// The words of titles in `language`.
    pub(crate) fn title_in(&self, language: Language) -> Field {
        self.titles[language.index()]
    }
    /// The words of texts in `language`.
    pub(crate) fn text_in(&self, language: Language) -> Field {
        self.texts[language.index()]
    }
    /// What a document is replaced and removed by.
    pub(crate) fn key(&self, id: &DocumentId) -> Term {
        Term::from_field_text(self.id, id.as_str())
    }

    /// The document as tantivy takes it.
    pub(crate) fn document(&self, id: &DocumentId, body: &EntryBody) -> TantivyDocument {
        let language = Language::of(&body.language);
        let mut doc = TantivyDocument::new();
        doc.add_text(self.id, id.as_str());
        // Its own first: that is the one shown.
        doc.add_text(self.agency, body.agency.as_str());
        body.heirs.iter().for_each(|heir| doc.add_text(self.agency, heir.as_str()));
        doc.add_text(self.country, &body.country);
        doc.add_text(self.language, body.language.as_str());
        doc.add_text(self.kind, body.kind.as_str());
        body.topics.iter().for_each(|topic| doc.add_text(self.topic, topic.as_str()));
        doc.add_text(self.source, body.source.as_str());
        body.concepts.iter().for_each(|concept| doc.add_text(self.concept, concept.as_str()));
        if let Some(date) = body.published {
            doc.add_i64(self.day, day(date));
            doc.add_text(self.month, format!("{:04}-{:02}", date.year(), date.month()));
        }
        doc.add_i64(self.seen, day(body.first_seen.date_naive()));
        doc.add_text(self.title, &body.title);
        doc.add_text(self.text, &body.text);
        doc.add_text(self.title_in(language), &body.title);
        doc.add_text(self.text_in(language), &body.text);
        if let Some(story) = &body.story {
            doc.add_text(self.story, story.as_str());
        }
        doc.add_text(self.url, &body.url);
        body.authors.iter().for_each(|author| doc.add_text(self.author, author));
        doc.add_text(self.sensitivity, body.sensitivity.as_str());
        doc.add_text(self.credibility, body.credibility.as_str());
        body.named.iter().for_each(|id| doc.add_text(self.named, id));
        body.offices.iter().for_each(|id| doc.add_text(self.office, id));
        if let Some(date) = body.embargo {
            doc.add_i64(self.embargo, day(date));
        }
        body.agency_names.iter().for_each(|name| doc.add_text(self.agency_name, name));
        doc
    }
}

/// Days since the first of year one.
pub(crate) fn day(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// The date of [`day`].
pub(crate) fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day).ok()?)
}

/// Makes the tokenizers known to `index`.
pub(crate) fn register(index: &Index) {
    for language in Language::all() {
        index.tokenizers().register(language.code(), LanguageTokenizer(language));
    }
}
