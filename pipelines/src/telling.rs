//! From what is stored to what an issue shows: the rows that digest and report share.

use crate::gate::Gate;
use crate::{Error, House};
use shiome_enrich::story::{self, Known, Rarity};
use shiome_model::relevance::Ground;
use shiome_model::{
    AgencyId, Change, Channel, Clue, ClueSort, DocumentId, Field, Membership, Names, SameBecause, Signal,
    Span, Subject, TopicId, gist, time,
};
use shiome_publish::Edition;
use shiome_publish::input::{
    ChangeInput, Coverage, CurvePoint, EditInput, ItemInput, ModelInput, OtherMember, SignalInput,
    SilentSource, TroubledSource, Versions,
};
use shiome_store::StoredDocument;
use shiome_store::health::{Health, State};
use std::collections::{BTreeMap, BTreeSet};

/// Other tellings of a story that are named.
const ALSO: usize = 4;
/// Documents of a story that are looked at.
const LOOKED_AT: usize = 50;
/// How strongly a telling is tied that is named: more than what just puts it into the story.
const STRONG: f32 = 1.1;
/// Things in common that are named.
const IN_COMMON: usize = 3;
/// Terms named for an item.
const TERMS: usize = 5;
/// Reasons named for following an item up.
const REASONS: usize = 3;

/// Tells things in one language, of documents that the gate lets pass.
pub(crate) struct Teller<'a> {
    pub house: &'a House,
    pub gate: Gate<'a>,
    pub lang: Edition,
}

impl<'a> Teller<'a> {
    /// Tells what may be told now.
    pub fn new(house: &'a House, lang: Edition) -> Self {
        Self { house, gate: Gate::now(house), lang }
    }

    /// A document as an issue shows it.
    pub async fn item(&self, stored: &StoredDocument) -> Result<ItemInput, Error> {
        let document = &stored.document;
        let missing = || Error::Unknown { what: "capture", id: document.capture.to_string() };
        let capture = self.house.catalog.capture(&document.capture).await?.ok_or_else(missing)?;
        let annotations = stored.annotations.as_ref();
        let gist = annotations.map(|a| a.summary.iter().map(|s| s.of(&document.text).to_owned()).collect());
        Ok(ItemInput {
            document: document.id.clone(),
            url: document.url.to_string(),
            title: document.title.clone(),
            language: annotations.map(|a| a.language.clone()).unwrap_or_default(),
            agency: self.agency(&document.agency),
            agency_id: document.agency.clone(),
            country: document.country.clone(),
            kind: annotations.map(|a| a.kind).unwrap_or_default(),
            published: document.date(),
            undated: document.published.is_none(),
            captured_at: capture.taken_at(),
            body_hash: capture.body.clone(),
            capture: capture.id,
            topics: annotations
                .map(|a| a.topics.iter().map(|t| (t.topic.clone(), t.score)).collect())
                .unwrap_or_default(),
            gist: gist.unwrap_or_default(),
            record: self.record(stored),
            model: self.model(stored).await?,
            terms: self.terms(stored),
            also: self.also(stored).await?,
            follow_up: self.follow_up(stored),
        })
    }

    /// The office that should follow it up, and why: programme, partner, where we are named.
    fn follow_up(&self, stored: &StoredDocument) -> Option<String> {
        let (lang, plan) = (self.lang.as_str(), &self.house.plan);
        let touched = stored.annotations.as_ref()?.relevance.first()?;
        let programmes = plan.programmes.as_ref()?;
        let office = programmes.office(&touched.office)?.name.of(lang);
        let programme = programmes.programme(&touched.programme)?.name.of(lang);
        let text = |field: Field, span: Span| {
            let text = if field == Field::Title { &stored.document.title } else { &stored.document.text };
            span.of(text).to_owned()
        };
        let mut reasons: Vec<String> = Vec::new();
        for ground in &touched.grounds {
            let reason = match ground {
                Ground::Partner { agency, .. } | Ground::Issuer { agency } => {
                    self.agency(agency).of(lang).to_owned()
                }
                Ground::Home { field, span }
                | Ground::Instrument { field, span }
                | Ground::Programme { field, span } => text(*field, *span),
                Ground::Topic { .. } => continue,
            };
            if reasons.len() < REASONS && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        Some(match lang {
            "ja" => format!("{office}（{programme}：{}）", reasons.join("、")),
            _ => format!("{office} ({programme}: {})", reasons.join(", ")),
        })
    }

    /// What a model wrote of it, if it passed the check.
    async fn model(&self, stored: &StoredDocument) -> Result<Option<ModelInput>, Error> {
        let Some(gist) = self.house.catalog.model_gist(&stored.document.id).await? else { return Ok(None) };
        Ok(gist.said_of(&stored.document).map(|said| ModelInput {
            sentences: said.into_iter().map(|s| s.text).collect(),
            model: gist.model,
            prompt: gist.prompt,
        }))
    }

    /// What is known of the policy instrument a document tells of.
    fn record(&self, stored: &StoredDocument) -> String {
        let (document, lang) = (&stored.document, self.lang.as_str());
        let Some(notes) = &stored.annotations else { return String::new() };
        let agency = self.agency(&document.agency);
        let topic = notes.topics.first().and_then(|t| self.house.plan.topic(&t.topic));
        let names = gist::Names {
            agency: agency.of(lang),
            topic: topic.map(|t| t.name.of(lang)),
            glossary: &self.house.plan.glossary,
        };
        gist::gist(document, notes, names, lang).map(|g| g.sentence).unwrap_or_default()
    }

    /// Names of a body; of one that is no longer configured, what its sources are called.
    pub fn agency(&self, id: &AgencyId) -> Names {
        let plan = &self.house.plan;
        let known = plan.agencies.get(id).map(|a| a.name.clone());
        known.unwrap_or_else(|| {
            let own = plan.sources.values().map(|s| &s.source).filter(|s| s.agency == *id);
            let name = shiome_model::agency::called(id, own.map(|s| s.title.as_str()));
            Names { en: name.clone(), ja: name, native: None }
        })
    }

    /// Labels of the concepts that made it a document on its topics.
    fn terms(&self, stored: &StoredDocument) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        let topics = stored.annotations.iter().flat_map(|a| &a.topics);
        for hit in topics.flat_map(|t| &t.hits) {
            let topic = self.house.plan.topic(&hit.concept.topic());
            let concept = topic.and_then(|t| t.concepts.iter().find(|c| c.id == hit.concept));
            if topic.is_some() && concept.is_none() {
                continue; // a clue around the topic, which says nothing by itself
            }
            let label = concept.map_or(hit.term.as_str(), |c| c.label(self.lang.as_str()));
            if labels.len() < TERMS && !labels.iter().any(|l| l == label) {
                labels.push(label.to_owned());
            }
        }
        labels
    }

    /// The same story elsewhere, told by other bodies: only what is tied to this very document, and by
    /// what. That two documents stand in one story because of a third is too little for a reader.
    async fn also(&self, stored: &StoredDocument) -> Result<Vec<OtherMember>, Error> {
        let Some(membership) = &stored.membership else { return Ok(Vec::new()) };
        let members = self.house.catalog.story(&membership.story).await?;
        let own = &stored.document;
        let ids: Vec<DocumentId> =
            members.into_iter().map(|m| m.document).filter(|id| *id != own.id).take(LOOKED_AT).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut ties = self.ties(&own.id, &ids).await?;
        let mut others = self.gate.documents(&ids).await?;
        let strength = |id: &DocumentId| ties.get(id).map_or(0.0, |(score, _)| *score);
        others.retain(|o| strength(&o.document.id) >= STRONG);
        others.sort_by(|a, b| {
            let (x, y) = (&a.document.id, &b.document.id);
            strength(y).total_cmp(&strength(x)).then_with(|| x.cmp(y))
        });
        let mut agencies = BTreeSet::from([own.agency.clone()]);
        let elsewhere = others.into_iter().filter(|o| agencies.insert(o.document.agency.clone()));
        Ok(elsewhere
            .take(ALSO)
            .map(|o| OtherMember {
                agency: self.agency(&o.document.agency),
                country: o.document.country.clone(),
                url: o.document.url.to_string(),
                reason: ties.remove(&o.document.id).map(|(_, why)| why).unwrap_or_default(),
                title: o.document.title,
            })
            .collect())
    }

    /// How strongly a document is tied to each of some others, and by what, in words. The same text ties
    /// twice as strongly as what is just enough for the same event.
    async fn ties(
        &self,
        own: &DocumentId,
        others: &[DocumentId],
    ) -> Result<BTreeMap<DocumentId, (f32, String)>, Error> {
        let catalog = &self.house.catalog;
        let all: Vec<DocumentId> = others.iter().chain([own]).cloned().collect();
        let mut known: BTreeMap<DocumentId, Known> = BTreeMap::new();
        for (candidate, clues) in catalog.comparable(&all).await? {
            let (document, fingerprint) = (candidate.document, candidate.fingerprint);
            let story = candidate.story;
            known.insert(document.clone(), Known { document, fingerprint, clues, story });
        }
        let Some(own) = known.remove(own) else { return Ok(BTreeMap::new()) };
        let mut places: Vec<u32> = known.values().chain([&own]).flat_map(Known::buckets).collect();
        places.sort_unstable();
        places.dedup();
        let (stories, counts) = catalog.story_counts(&places).await?;
        let rarity = Rarity::of(stories, counts);
        let mut ties = BTreeMap::new();
        for (id, other) in known {
            let mut told = Membership::first(id.clone());
            let score = match story::same(&own.fingerprint, &other.fingerprint) {
                Some((because, similarity)) => {
                    told.because = because;
                    2.0 * similarity
                }
                None => {
                    let Some(like) = story::likeness(&own.clues, &other.clues, &rarity) else { continue };
                    told.because = SameBecause::SameEvent;
                    told.shared = shown(like.shared);
                    like.score
                }
            };
            ties.insert(id, (score, told.reason_in(self.lang.as_str())));
        }
        Ok(ties)
    }

    /// A signal; the sentence is the renderer's.
    pub fn signal(&self, signal: &Signal) -> SignalInput {
        SignalInput {
            kind: signal.kind,
            subject: self.subject(&signal.subject),
            effect: Some(signal.effect).filter(|e| e.is_finite()),
            q_value: signal.q_value,
            support: signal.support,
            sources: signal.sources.len() as u32,
            countries: signal.countries.clone(),
            sentence: String::new(),
        }
    }

    /// What a subject is called.
    pub fn subject(&self, subject: &Subject) -> String {
        let lang = self.lang.as_str();
        let plan = &self.house.plan;
        let name = match subject {
            Subject::Topic(id) => plan.topic(id).map(|t| t.name.of(lang).to_owned()),
            Subject::Concept(id) => plan
                .topic(&id.topic())
                .and_then(|t| t.concepts.iter().find(|c| c.id == *id))
                .map(|c| c.label(lang).to_owned()),
        };
        name.unwrap_or_else(|| subject.to_string())
    }

    /// A change of a watched page.
    pub async fn change(&self, change: &Change) -> Result<Option<ChangeInput>, Error> {
        let Some(stored) = self.gate.document(&change.document).await? else { return Ok(None) };
        let edit = |e: &shiome_model::ClauseEdit| EditInput {
            before: e.before.clone(),
            after: e.after.clone(),
            section: match (&e.moved_from, &e.section) {
                (Some(from), Some(to)) => Some(format!("{from} → {to}")),
                (_, section) => section.clone(),
            },
        };
        Ok(Some(ChangeInput {
            title: stored.document.title,
            url: stored.document.url.to_string(),
            language: stored.annotations.map(|a| a.language).unwrap_or_default(),
            agency: self.agency(&stored.document.agency),
            country: stored.document.country,
            seen_at: change.seen_at,
            edits: change.edits.iter().map(edit).collect(),
            materiality: change.materiality,
            reasons: change.reasons_in(self.lang.as_str()),
            captures: (change.before.clone(), change.after.clone()),
        }))
    }

    /// What was read of the web and what was not. How often an office or a mailbox brings something is
    /// nobody's business outside.
    pub async fn coverage(&self, undated: u32) -> Result<Coverage, Error> {
        let mut health = crate::health::all(self.house).await?;
        let of_web = |p: &crate::SourcePlan| p.source.channel == Channel::Web;
        health.retain(|h| self.house.plan.sources.get(&h.source).is_none_or(of_web));
        let mut coverage = Coverage { sources_total: health.len() as u32, undated, ..Coverage::default() };
        for one in &health {
            let name = self.source_name(one);
            let troubled =
                || TroubledSource { name: name.clone(), reason: one.reason_in(self.lang.as_str()) };
            match one.state {
                State::Ok => coverage.ok += 1,
                State::Silent => {
                    let last_new = one.newest.map(time::day_in_japan);
                    coverage.silent.push(SilentSource { name, last_new });
                }
                State::Degraded => coverage.degraded.push(troubled()),
                State::Blocked => coverage.blocked.push(troubled()),
                State::Broken | State::Unread => coverage.broken.push(troubled()),
            }
        }
        Ok(coverage)
    }

    fn source_name(&self, health: &Health) -> String {
        let agency = self.agency(&health.source.agency());
        let title = self.house.plan.sources.get(&health.source).map(|p| p.source.title.clone());
        let agency = agency.of(self.lang.as_str()).to_owned();
        match title {
            Some(title) if !title.is_empty() && title != agency => format!("{agency} · {title}"),
            _ => agency,
        }
    }

    /// What the selection was made with.
    pub fn versions(&self) -> Versions {
        let thesaurus = shiome_model::topic::thesaurus_version(&self.house.plan.topics);
        Versions {
            thesaurus: thesaurus.short()[..12].to_owned(),
            rules: self.house.enricher.version().to_owned(),
            trends: shiome_trends::JOB.to_owned(),
        }
    }
}

/// What of the things in common a reader is told: sums, days and names, before stems of words; a name
/// of one word is part of a longer one that is named.
fn shown(shared: Vec<Clue>) -> Vec<Clue> {
    let mut kept: Vec<Clue> = Vec::new();
    let named = |c: &Clue| !matches!(c.sort, ClueSort::Word | ClueSort::Concept | ClueSort::Link);
    for clue in shared.iter().filter(|c| named(c)) {
        let told = kept.iter().any(|k| k.text.split(' ').any(|w| w == clue.text));
        if !told && kept.len() < IN_COMMON {
            kept.push(clue.clone());
        }
    }
    if kept.is_empty() { shared } else { kept }
}

/// The lake's points as the renderer takes them.
pub(crate) fn points(curve: Vec<shiome_trends::CurvePoint>) -> Vec<CurvePoint> {
    let point = |p: shiome_trends::CurvePoint| CurvePoint {
        week: p.week,
        documents: p.documents,
        all_documents: p.all_documents,
        active_sources: p.active_sources,
    };
    curve.into_iter().map(point).collect()
}

/// Score with which a document carries a topic, if it does.
pub(crate) fn score(stored: &StoredDocument, topic: &TopicId) -> Option<f32> {
    let topics = stored.annotations.iter().flat_map(|a| &a.topics);
    topics.into_iter().find(|t| t.topic == *topic).map(|t| t.score)
}
