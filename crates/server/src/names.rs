//! What things are called in the language of the interface.

use crate::{Pages, links, words};
use serde::Serialize;
use shiome_model::{
    AgencyId, ConceptId, DocumentKind, Lang, Lines, Sensitivity, SourceId, Subject, Topic, TopicId, agency,
};
use shiome_publish::{Edition, names};

/// An id and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Named {
    pub id: String,
    pub label: String,
    /// Its page, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// Looks names up; an id that is not configured (any longer) is its own name.
#[derive(Clone, Copy)]
pub(crate) struct Namer<'p> {
    pub pages: &'p Pages,
    pub lang: Edition,
}

impl Namer<'_> {
    /// A body; one that is not configured (any longer) by what its sources are called.
    pub fn agency(&self, id: &AgencyId) -> Named {
        let known = self.pages.agencies.get(id).map(|a| a.name.of(self.lang.as_str()).to_owned());
        let titles = || self.pages.sources.values().filter(|s| s.agency == *id).map(|s| s.title.as_str());
        let label = known.filter(|n| !n.is_empty()).unwrap_or_else(|| agency::called(id, titles()));
        named(id.as_str(), Some(&label))
    }

    /// A body with those it took over from, and the one that took over from it: where a name stands for
    /// the documents of all of them.
    pub fn line(&self, id: &AgencyId) -> Named {
        let lines = Lines::of(&self.pages.agencies);
        let mut named = self.agency(id);
        let before: Vec<String> =
            lines.predecessors(id).into_iter().map(|(before, _)| self.agency(before).label).collect();
        if !before.is_empty() {
            let names = before.join(words::word(self.lang, "comma"));
            named.label.push_str(&words::say(self.lang, "formerly", &[("names", &names)]));
        }
        if let Some((next, from)) = lines.successor(id) {
            let next = self.agency(next).label;
            let from = crate::dates::day(from, self.lang);
            let blanks = [("name", next.as_str()), ("from", from.as_str())];
            named.label.push_str(&words::say(self.lang, "succeeded", &blanks));
        }
        named
    }

    /// A country.
    pub fn country(&self, code: &str) -> Named {
        named(code, Some(names::country(code, self.lang)))
    }

    /// A language.
    pub fn language(&self, code: &Lang) -> Named {
        named(code.as_str(), Some(names::language(code.as_str(), self.lang)))
    }

    /// A kind of document.
    pub fn kind(&self, kind: DocumentKind) -> Named {
        named(kind.as_str(), Some(kind.label(self.lang.as_str())))
    }

    /// How widely a document may be read.
    pub fn sensitivity(&self, sensitivity: Sensitivity) -> Named {
        named(sensitivity.as_str(), Some(sensitivity.label(self.lang.as_str())))
    }

    /// A topic that is configured.
    pub fn known_topic(&self, id: &str) -> Option<&Topic> {
        self.pages.topics.iter().find(|t| t.id.as_str() == id)
    }

    /// A topic, with its page.
    pub fn topic(&self, id: &TopicId) -> Named {
        let known = self.known_topic(id.as_str());
        let href = known.map(|_| links::under("topic", id.as_str()));
        Named { href, ..named(id.as_str(), known.map(|t| t.name.of(self.lang.as_str()))) }
    }

    /// A concept, with the documents that mention it.
    pub fn concept(&self, id: &ConceptId) -> Named {
        let topic = self.known_topic(id.topic().as_str());
        let known = topic.and_then(|t| t.concepts.iter().find(|c| c.id == *id));
        let href = Some(links::to("/", &[("q", &format!("concept:{id}"))]));
        Named { href, ..named(id.as_str(), known.map(|c| c.label(self.lang.as_str()))) }
    }

    /// Something of `entities.toml`.
    pub fn thing(&self, id: &str) -> Named {
        let known = self.pages.things.iter().find(|t| t.id == id);
        named(id, known.map(|t| t.name.of(self.lang.as_str())))
    }

    /// Whatever a document can name: a body, something of `entities.toml`, or a concept.
    pub fn mentioned(&self, id: &str) -> Named {
        if self.pages.agencies.contains_key(&AgencyId::from(id)) {
            return self.agency(&id.into());
        }
        let thing = self.thing(id);
        if thing.label == id { self.concept(&id.into()) } else { thing }
    }

    /// A programme of our own, with its page.
    pub fn programme(&self, id: &str) -> Named {
        let known = self.pages.programmes.as_ref().and_then(|p| p.programme(id));
        let href = known.and_then(|p| p.url.as_deref()).and_then(links::web);
        Named { href, ..named(id, known.map(|p| p.name.of(self.lang.as_str()))) }
    }

    /// Who follows something up.
    pub fn office(&self, id: &str) -> Named {
        let known = self.pages.programmes.as_ref().and_then(|p| p.office(id));
        named(id, known.map(|o| o.name.of(self.lang.as_str())))
    }

    /// What a series counts.
    pub fn subject(&self, subject: &Subject) -> Named {
        match subject {
            Subject::Topic(id) => self.topic(id),
            Subject::Concept(id) => self.concept(id),
        }
    }

    /// A source, with its page.
    pub fn source(&self, id: &SourceId) -> Named {
        let known = self.pages.sources.get(id).map(|s| s.title.as_str());
        Named { href: Some(links::source(id.as_str())), ..named(id.as_str(), known) }
    }

    /// One of a fixed set of names, as the words under `prefix` call it.
    pub fn word(&self, prefix: &str, id: &str) -> Named {
        named(id, Some(words::word(self.lang, &format!("{prefix}_{id}"))))
    }
}

fn named(id: &str, label: Option<&str>) -> Named {
    let label = label.filter(|l| !l.is_empty()).unwrap_or(id).to_owned();
    Named { id: id.to_owned(), label, href: None }
}

/// The direction in which a language is written.
pub(crate) fn direction(language: &Lang) -> &'static str {
    if matches!(language.as_str(), "ar" | "he" | "fa" | "ur") { "rtl" } else { "ltr" }
}
