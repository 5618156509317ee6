//! The report on one topic over a period: chosen from the catalog, rendered, sealed.

use crate::telling::{Teller, points, score};
use crate::{Error, House, Stage};
use chrono::NaiveDate;
use shiome_model::{Subject, TopicId, Week, time};
use shiome_publish::input::{CountryInput, EventInput, ReportInput};
use shiome_publish::{Candidate, Edition, Limits, RenderedReport, select};
use shiome_store::{DocumentFilter, Fact, IssueRecord, StoredDocument};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Key events on the time line.
const EVENTS: usize = 14;
/// Documents quoted.
const QUOTATIONS: usize = 10;
/// Changes of watched pages shown at most.
const CHANGES: usize = 20;

/// What is reported on, and how.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The topic.
    pub topic: TopicId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Only these countries; empty: all.
    pub countries: Vec<String>,
    /// Language of the report.
    pub lang: Edition,
    /// Address of the server, for links to captured copies.
    pub base_url: Option<String>,
}

/// Chooses, renders and seals a report. The same documents give the same bytes.
pub async fn seal(house: &House, ask: &Ask) -> Result<(RenderedReport, IssueRecord), Error> {
    let input = choose(house, ask).await?;
    let timings = house.timings.clone();
    let render = move || {
        let start = Instant::now();
        let rendered = shiome_publish::report(&input);
        timings.add(Stage::Publish, start);
        (rendered, input)
    };
    let (rendered, input) =
        tokio::task::spawn_blocking(render).await.map_err(|_| Error::Worker("rendering the report"))?;
    let rendered = rendered?;
    let files = vec![
        ("report.html".to_owned(), house.archive.put(rendered.html.as_bytes()).await?),
        ("report.pdf".to_owned(), house.archive.put(&rendered.pdf).await?),
    ];
    let shown = input.events.iter().map(|e| &e.item).chain(&input.quotations);
    let documents: BTreeSet<_> = shown.map(|i| i.document.clone()).collect();
    let record = IssueRecord {
        id: rendered.id.clone(),
        what: "report".into(),
        edition: format!("{}.{}", ask.topic, ask.lang),
        period: format!("{}..{}", ask.from, ask.to),
        sealed_at: house.now(),
        documents: documents.into_iter().collect(),
        files,
        manifest: rendered.manifest.clone(),
    };
    house.catalog.commit(None, &[Fact::Issue(record.clone())]).await?;
    Ok((rendered, record))
}

/// Everything the report shows.
pub async fn choose(house: &House, ask: &Ask) -> Result<ReportInput, Error> {
    let topic = house.plan.topic(&ask.topic);
    let topic = topic.ok_or_else(|| Error::Unknown { what: "topic", id: ask.topic.to_string() })?;
    let teller = Teller::new(house, ask.lang);
    let wanted = |country: &str| ask.countries.is_empty() || ask.countries.iter().any(|c| c == country);
    let filter = DocumentFilter {
        topic: Some(ask.topic.clone()),
        published_from: Some(ask.from),
        published_to: Some(ask.to),
        ..Default::default()
    };
    let documents: Vec<StoredDocument> =
        teller.gate.every(filter).await?.into_iter().filter(|d| wanted(&d.document.country)).collect();
    let chosen = key_documents(&documents, ask, EVENTS.max(QUOTATIONS));
    let mut events = Vec::new();
    let mut quotations = Vec::new();
    for stored in &chosen {
        let item = teller.item(stored).await?;
        if let (Some(date), true) = (stored.document.date(), events.len() < EVENTS) {
            events.push(EventInput { date, item: item.clone() });
        }
        if quotations.len() < QUOTATIONS && !item.gist.is_empty() {
            quotations.push(item);
        }
    }
    events.sort_by(|a, b| (a.date, &a.item.document).cmp(&(b.date, &b.item.document)));
    let subject = Subject::Topic(ask.topic.clone());
    let (first, last) = (Week::of_day(ask.from), Week::of_day(ask.to));
    let curve = points(shiome_trends::curve(&house.lake, &subject, first, last)?);
    let signals = house.catalog.signals(None).await?;
    let in_period = |w: Week| w >= first && w <= last;
    let of_topic = |s: &Subject| match s {
        Subject::Topic(id) => *id == ask.topic,
        Subject::Concept(id) => id.topic() == ask.topic,
    };
    let signals = signals.iter().filter(|s| in_period(s.week) && of_topic(&s.subject));
    let start = time::midnight_in_japan(ask.from);
    let end = time::midnight_in_japan(ask.to + chrono::Days::new(1));
    let mut changes = Vec::new();
    for change in house.catalog.changes_between(start, end, CHANGES).await? {
        let stored = teller.gate.document(&change.document).await?;
        if stored.is_some_and(|s| score(&s, &ask.topic).is_some() && wanted(&s.document.country)) {
            changes.extend(teller.change(&change).await?);
        }
    }
    let agencies: BTreeSet<_> = documents.iter().map(|d| &d.document.agency).collect();
    let languages: BTreeSet<_> = documents.iter().flat_map(|d| &d.annotations).map(|a| &a.language).collect();
    let all: u32 = teller.gate.count_published(ask.from, ask.to).await?.values().sum();
    Ok(ReportInput {
        topic: ask.topic.clone(),
        name: topic.name.clone(),
        description: topic.description.of(ask.lang.as_str()).to_owned(),
        lang: ask.lang,
        from: ask.from,
        to: ask.to,
        as_of: time::day_in_japan(house.now()),
        documents: documents.len() as u32,
        all_documents: all,
        agencies: agencies.len() as u32,
        languages: languages.len() as u32,
        events,
        curve,
        countries: countries(&teller, &documents, ask).await?,
        signals: signals.map(|s| teller.signal(s)).collect(),
        quotations,
        changes,
        coverage: teller.coverage(0).await?,
        base_url: ask.base_url.clone(),
        versions: teller.versions(),
    })
}

/// The documents that matter most, best first, spread over bodies.
fn key_documents<'a>(documents: &'a [StoredDocument], ask: &Ask, most: usize) -> Vec<&'a StoredDocument> {
    let candidates = documents.iter().map(|d| Candidate {
        document: d.document.id.clone(),
        story: d.membership.as_ref().map_or_else(|| d.document.id.as_str().into(), |m| m.story.clone()),
        agency: d.document.agency.clone(),
        topic_score: score(d, &ask.topic).unwrap_or_default(),
        kind: d.annotations.as_ref().map(|a| a.kind).unwrap_or_default(),
        reach_agencies: 1,
        reach_countries: 1,
        published: d.document.date(),
        novelty: 0.0,
    });
    let limits = Limits { items: most, per_agency: 3, ..Limits::default() };
    let chosen = select(candidates.collect(), &limits).chosen;
    chosen.iter().filter_map(|c| documents.iter().find(|d| d.document.id == c.document)).collect()
}

/// A row per country, most documents first.
async fn countries(
    teller: &Teller<'_>,
    documents: &[StoredDocument],
    ask: &Ask,
) -> Result<Vec<CountryInput>, Error> {
    let totals = teller.gate.count_published(ask.from, ask.to).await?;
    let mut by_country: BTreeMap<&str, Vec<&StoredDocument>> = BTreeMap::new();
    for stored in documents {
        by_country.entry(stored.document.country.as_str()).or_default().push(stored);
    }
    let mut rows = Vec::new();
    for (country, of_country) in by_country {
        let mut agencies: BTreeMap<_, usize> = BTreeMap::new();
        for stored in &of_country {
            *agencies.entry(&stored.document.agency).or_default() += 1;
        }
        let mut agencies: Vec<_> = agencies.into_iter().collect();
        agencies.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let newest = of_country.iter().max_by_key(|d| (d.document.date(), &d.document.id));
        rows.push(CountryInput {
            country: country.to_owned(),
            documents: of_country.len() as u32,
            all_documents: totals.get(country).copied().unwrap_or_default(),
            agencies: agencies.iter().map(|(id, _)| teller.agency(id)).collect(),
            latest: match newest {
                Some(stored) => Some(teller.item(stored).await?),
                None => None,
            },
        });
    }
    rows.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.country.cmp(&b.country)));
    Ok(rows)
}
