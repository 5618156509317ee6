//! What each office abroad should follow up: the documents of a week that touch our own programmes.

use super::{
    cards::{Card, card},
    mentions::{TouchedView, touched},
};
use crate::{answer::Answer, ask::Ask, failure::Failure, links, names::Named};
use serde::Serialize;
use shiome_model::{Grade, Week};
use shiome_store::DocumentFilter;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Documents of a week that are looked at: more than a week brings.
const LOOKED_AT: usize = 20_000;
/// Documents listed for one office.
const LISTED: usize = 30;

#[derive(Serialize)]
struct View {
    week: Week,
    previous: String,
    next: Option<String>,
    office: Option<String>,
    offices: Vec<OfficeView>,
}

#[derive(Serialize)]
struct OfficeView {
    office: Named,
    countries: Vec<Named>,
    href: String,
    total: usize,
    documents: Vec<Touching>,
}

#[derive(Serialize)]
struct Touching {
    document: Card,
    touched: Vec<TouchedView>,
}

/// `/offices` and `/api/offices`: `week=2026-W47` picks the week in which documents came (this one if left
/// out), `office=` one office.
pub(crate) async fn offices(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let now = Week::of((ask.pages.clock)());
    let week = match ask.query.one("week") {
        Some(text) => text.parse::<Week>().map_err(|_| Failure::bad("bad_week", text))?,
        None => now,
    };
    let wanted = ask.query.one("office").map(str::to_owned);
    let found = of_week(&ask, week).await?;
    let names = ask.names();
    let programmes = ask.pages.programmes.as_ref();
    let all = programmes.iter().flat_map(|p| p.offices.iter().chain(&p.fallback));
    let here = |week: Week, office: Option<&str>| {
        let week = week.to_string();
        let mut query = vec![("week", week.as_str())];
        query.extend(office.map(|o| ("office", o)));
        links::to("/offices", &query)
    };
    let mut found = found;
    let offices: Vec<OfficeView> = all
        .filter(|o| wanted.as_ref().is_none_or(|w| *w == o.id))
        .map(|o| {
            let mut documents = found.remove(&o.id).unwrap_or_default();
            // The surest first; the sort is stable, so that of equals the newest stays first.
            documents.sort_by_key(|(grade, _)| std::cmp::Reverse(*grade));
            OfficeView {
                office: names.office(&o.id),
                countries: o.countries.iter().map(|c| names.country(c)).collect(),
                href: here(week, Some(&o.id)),
                total: documents.len(),
                documents: documents.into_iter().take(LISTED).map(|(_, t)| t).collect(),
            }
        })
        .collect();
    let next = Week::of_day(week.sunday() + chrono::Days::new(1));
    let view = View {
        week,
        previous: here(week.previous(), wanted.as_deref()),
        next: (next <= now).then(|| here(next, wanted.as_deref())),
        office: wanted,
        offices,
    };
    Answer::new("offices.html", ask.word("offices"), &view)
}

/// What came in a week and touches a programme, by office.
async fn of_week(ask: &Ask, week: Week) -> Result<BTreeMap<String, Vec<(Grade, Touching)>>, Failure> {
    let names = ask.names();
    let mut filter = DocumentFilter {
        first_seen_from: Some(week.start()),
        first_seen_before: Some(week.end()),
        ..Default::default()
    };
    let mut stored = Vec::new();
    let mut looked_at = 0;
    while looked_at < LOOKED_AT {
        let page = ask.pages.catalog.documents_page(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.after_id = Some(last.document.id.clone());
        looked_at += page.len();
        let was_last = page.len() < DocumentFilter::LIMIT;
        let touching = |s: &shiome_store::StoredDocument| {
            ask.shows(&s.document) && s.annotations.as_ref().is_some_and(|a| !a.relevance.is_empty())
        };
        stored.extend(page.into_iter().filter(touching));
        if was_last {
            break;
        }
    }
    stored.sort_by(|a, b| b.document.date().cmp(&a.document.date()).then(a.document.id.cmp(&b.document.id)));
    let mut offices: BTreeMap<String, Vec<(Grade, Touching)>> = BTreeMap::new();
    for one in &stored {
        let relevance = one.annotations.as_ref().map(|a| a.relevance.as_slice()).unwrap_or_default();
        let mut by_office: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for r in relevance {
            by_office.entry(&r.office).or_default().push(r.clone());
        }
        for (office, relevance) in by_office {
            let grade = relevance.iter().map(|r| r.grade).max().unwrap_or(Grade::Possible);
            let touched = touched(names, &one.document, &relevance);
            let touching = Touching { document: card(names, one), touched };
            offices.entry(office.to_owned()).or_default().push((grade, touching));
        }
    }
    Ok(offices)
}
