//! The weekly digest: chosen from the catalog, rendered, sealed.

use crate::gate::Gate;
use crate::telling::{Teller, points, score};
use crate::{Error, House, Stage};
use chrono::{Days, NaiveDate};
use shiome_model::{ConceptId, DocumentId, Subject, Topic, TopicId, Week};
use shiome_publish::input::{DigestInput, TopicInput};
use shiome_publish::{Candidate, Edition, Limits, RenderedDigest, select};
use shiome_store::{DeliveryRecord, DeliveryState, DocumentFilter, Fact, IssueRecord, StoredDocument};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// A document that we find late is still told if it is no older than so many days.
const LATE: u64 = 28;
/// Weeks shown before the week at hand.
const CURVE_WEEKS: u64 = 25;
/// Changes of watched pages shown at most.
const CHANGES: usize = 20;

/// Right-hand side of message ids: they only have to be unique (RFC 5322, section 3.6.4).
pub(crate) const DOMAIN: &str = "shiome.invalid";

/// Which digest, and how.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Stays the same from week to week.
    pub name: String,
    /// Its title, in the language of the edition.
    pub title: String,
    /// Its language.
    pub lang: Edition,
    /// Address of the server, for links to captured copies.
    pub base_url: Option<String>,
    /// How much of each topic is shown.
    pub limits: Limits,
}

/// Chooses and renders without recording anything.
pub async fn preview(
    house: &House,
    edit: &Edit,
    week: Week,
) -> Result<(RenderedDigest, Vec<DocumentId>), Error> {
    let input = choose(house, edit, week).await?;
    let start = Instant::now();
    let rendered = shiome_publish::digest(&input)?;
    house.timings.add(Stage::Publish, start);
    let items = input.topics.iter().flat_map(|t| &t.items);
    Ok((rendered, items.map(|i| i.document.clone()).collect()))
}

/// Chooses, renders and seals: the issue and its deliveries are one commit. What is sealed already
/// comes back as it was.
pub async fn seal(
    house: &House,
    edit: &Edit,
    week: Week,
    recipients: &[String],
) -> Result<IssueRecord, Error> {
    let id = DigestInput::issue_id(&edit.name, edit.lang, week);
    if let Some(sealed) = house.catalog.issue(&id).await? {
        return Ok(sealed);
    }
    let (rendered, documents) = preview(house, edit, week).await?;
    let manifest = serde_json::to_vec_pretty(&rendered.manifest).unwrap_or_default();
    let named: [(&str, &[u8]); 4] = [
        ("subject.txt", rendered.subject.as_bytes()),
        ("digest.html", rendered.html.as_bytes()),
        ("digest.txt", rendered.text.as_bytes()),
        ("manifest.json", &manifest),
    ];
    let mut files = Vec::new();
    for (name, bytes) in named {
        files.push((name.to_owned(), house.archive.put(bytes).await?));
    }
    let record = IssueRecord {
        id: rendered.id,
        what: "digest".into(),
        edition: format!("{}.{}", edit.name, edit.lang),
        period: week.to_string(),
        sealed_at: house.now(),
        documents,
        files,
        manifest: rendered.manifest,
    };
    let mut facts = vec![Fact::Issue(record.clone())];
    facts.extend(recipients.iter().map(|recipient| Fact::Delivery(outgoing(&record, recipient, house))));
    house.catalog.commit(None, &facts).await?;
    Ok(record)
}

/// A delivery that has not been tried. The message id is the same for every attempt.
pub(crate) fn outgoing(record: &IssueRecord, recipient: &str, house: &House) -> DeliveryRecord {
    DeliveryRecord {
        issue: record.id.clone(),
        recipient: recipient.to_owned(),
        state: DeliveryState::Pending,
        attempts: 0,
        message_id: shiome_publish::mail::message_id(&record.id, recipient, DOMAIN),
        updated_at: house.now(),
    }
}

/// Everything the digest shows.
pub async fn choose(house: &House, edit: &Edit, week: Week) -> Result<DigestInput, Error> {
    let teller = Teller::new(house, edit.lang);
    let documents = of_week(&teller.gate, week).await?;
    let earlier = concepts_before(house, week)?;
    // A signal is told in the week it is first claimed, not again while it lasts.
    let signals = house.catalog.signals(Some(week)).await?;
    let told: BTreeSet<_> =
        house.catalog.signals(Some(week.previous())).await?.into_iter().map(|s| s.id).collect();
    let mut topics = Vec::new();
    for topic in &house.plan.topics {
        let of_topic: Vec<&StoredDocument> =
            documents.iter().filter(|d| score(d, &topic.id).is_some()).collect();
        let fresh = signals.iter().filter(|s| !told.contains(&s.id) && subject_topic(&s.subject) == topic.id);
        let candidates = of_topic.iter().map(|d| candidate(&documents, d, topic, &earlier)).collect();
        let chosen = select(candidates, &edit.limits).chosen;
        let mut items = Vec::with_capacity(chosen.len());
        for choice in chosen {
            if let Some(stored) = of_topic.iter().find(|d| d.document.id == choice.document) {
                items.push(teller.item(stored).await?);
            }
        }
        topics.push(TopicInput {
            id: topic.id.clone(),
            name: topic.name.clone(),
            items,
            total: of_topic.len() as u32,
            signals: fresh.map(|s| teller.signal(s)).collect(),
            curve: curve(house, topic, week)?,
        });
    }
    once(&mut topics);
    let mut changes = Vec::new();
    for change in house.catalog.changes_between(week.start(), week.end(), CHANGES).await? {
        changes.extend(teller.change(&change).await?);
    }
    let undated = documents.iter().filter(|d| d.document.published.is_none()).count() as u32;
    Ok(DigestInput {
        name: edit.name.clone(),
        week,
        lang: edit.lang,
        title: edit.title.clone(),
        topics,
        changes,
        coverage: teller.coverage(undated).await?,
        base_url: edit.base_url.clone(),
        versions: teller.versions(),
    })
}

/// A document on several topics is shown under the one it carries most; the others count it.
fn once(topics: &mut [TopicInput]) {
    let mut best: BTreeMap<DocumentId, (f32, TopicId)> = BTreeMap::new();
    for topic in topics.iter() {
        for item in &topic.items {
            let own = item.topics.iter().find(|(t, _)| *t == topic.id).map_or(0.0, |(_, s)| *s);
            let entry = best.entry(item.document.clone()).or_insert((own, topic.id.clone()));
            if own > entry.0 {
                *entry = (own, topic.id.clone());
            }
        }
    }
    for topic in topics {
        topic.items.retain(|i| best.get(&i.document).is_some_and(|(_, t)| *t == topic.id));
    }
}

/// What the week brought: documents published in it, and older ones (or undated ones) that we first
/// saw in it, or whose embargo ended in it.
async fn of_week(gate: &Gate<'_>, week: Week) -> Result<Vec<StoredDocument>, Error> {
    let (monday, sunday) = (week.monday(), week.sunday());
    let published = DocumentFilter {
        published_from: Some(monday),
        published_to: Some(sunday),
        first_seen_before: None,
        ..Default::default()
    };
    let found = DocumentFilter {
        first_seen_from: Some(week.start()),
        first_seen_before: Some(week.end()),
        ..Default::default()
    };
    let late = |day: Option<NaiveDate>| day.is_none_or(|d| d >= monday - Days::new(LATE) && d < monday);
    let mut all = gate.every(published).await?;
    all.extend(gate.released(monday, sunday).await?);
    all.extend(gate.every(found).await?.into_iter().filter(|d| late(d.document.date())));
    all.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    all.dedup_by(|a, b| a.document.id == b.document.id);
    Ok(all)
}

/// Concepts that were written about in the quarter before.
fn concepts_before(house: &House, week: Week) -> Result<BTreeSet<ConceptId>, Error> {
    let to = week.monday() - Days::new(1);
    let counts = shiome_trends::top_concepts(&house.lake, None, to - Days::new(90), to, 10_000)?;
    Ok(counts.into_iter().map(|c| c.concept).collect())
}

fn candidate(
    all: &[StoredDocument],
    stored: &StoredDocument,
    topic: &Topic,
    earlier: &BTreeSet<ConceptId>,
) -> Candidate {
    let document = &stored.document;
    let story = |d: &StoredDocument| match &d.membership {
        Some(m) => m.story.clone(),
        None => d.document.id.as_str().into(),
    };
    let own = story(stored);
    let tellers: Vec<&StoredDocument> = all.iter().filter(|d| story(d) == own).collect();
    let agencies: BTreeSet<_> = tellers.iter().map(|d| &d.document.agency).collect();
    let countries: BTreeSet<_> = tellers.iter().map(|d| &d.document.country).collect();
    let concepts = stored.annotations.as_ref().map(|a| a.concepts.as_slice()).unwrap_or_default();
    let new = concepts.iter().filter(|c| !earlier.contains(*c)).count();
    Candidate {
        document: document.id.clone(),
        agency: document.agency.clone(),
        topic_score: score(stored, &topic.id).unwrap_or_default(),
        kind: stored.annotations.as_ref().map(|a| a.kind).unwrap_or_default(),
        reach_agencies: agencies.len() as u32,
        reach_countries: countries.len() as u32,
        published: document.date(),
        novelty: if concepts.is_empty() { 0.0 } else { new as f32 / concepts.len() as f32 },
        story: own,
    }
}

fn curve(house: &House, topic: &Topic, week: Week) -> Result<Vec<shiome_publish::input::CurvePoint>, Error> {
    let from = Week::of_day(week.monday() - Days::new(7 * CURVE_WEEKS));
    let subject = Subject::Topic(topic.id.clone());
    Ok(points(shiome_trends::curve(&house.lake, &subject, from, week)?))
}

fn subject_topic(subject: &Subject) -> TopicId {
    match subject {
        Subject::Topic(id) => id.clone(),
        Subject::Concept(id) => id.topic(),
    }
}
