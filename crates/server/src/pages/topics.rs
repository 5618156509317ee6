//! All topics by country, as known on a day.

use super::{cards::topic_of, wanted::Wanted};
use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    links,
    names::{Named, Namer},
};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use shiome_model::{TopicId, Week, time};
use shiome_search::Filters;
use std::{collections::BTreeMap, sync::Arc};

/// Days that are counted.
const SPAN: u64 = 364;

#[derive(Serialize)]
struct View {
    /// What was first seen later is left out.
    as_of: NaiveDate,
    today: NaiveDate,
    from: NaiveDate,
    to: NaiveDate,
    countries: Vec<Column>,
    topics: Vec<Row>,
}

#[derive(Serialize)]
struct Column {
    country: Named,
    documents: u32,
}

#[derive(Serialize)]
struct Row {
    topic: Named,
    description: String,
    documents: u32,
    signals: usize,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    country: String,
    documents: u32,
    /// 0 (none) to 5, by the largest cell: how strongly it is coloured.
    level: u32,
    href: String,
}

/// `/topics` and `/api/topics`; `as_of=` a day looks back.
pub(crate) async fn topics(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let today = time::day_in_japan(ask.now());
    let as_of = ask.query.day("as_of")?.unwrap_or(today);
    if as_of > today {
        return Err(Failure::bad("bad_future", &as_of.to_string()));
    }
    let from = as_of - Days::new(SPAN - 1);
    let cells =
        ask.heavy(move |pages| Ok(shiome_trends::matrix(&pages.lake.known_by(as_of), from, as_of)?)).await?;
    let mut signals: BTreeMap<TopicId, usize> = BTreeMap::new();
    let known = (as_of < today).then(|| Week::of_day(as_of).previous());
    for signal in ask.pages.catalog.signals(known).await? {
        *signals.entry(topic_of(&signal)).or_default() += 1;
    }
    let view = view(ask.names(), as_of, today, from, &cells, &signals);
    Answer::new("topics.html", ask.word("topics"), &view)
}

fn view(
    names: Namer,
    as_of: NaiveDate,
    today: NaiveDate,
    from: NaiveDate,
    cells: &[(TopicId, String, u32)],
    signals: &BTreeMap<TopicId, usize>,
) -> View {
    let mut totals: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, country, documents) in cells {
        *totals.entry(country).or_default() += documents;
    }
    let mut countries: Vec<(&str, u32)> = totals.into_iter().collect();
    countries.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let most = cells.iter().map(|(_, _, n)| *n).max().unwrap_or_default();
    let row = |topic: &shiome_model::Topic| {
        let of = |country: &str| {
            cells.iter().find(|(t, c, _)| *t == topic.id && c == country).map_or(0, |(_, _, n)| *n)
        };
        let cell = |(country, _): &(&str, u32)| Cell {
            country: (*country).to_owned(),
            documents: of(country),
            level: level(of(country), most),
            href: Wanted::of(Filters {
                topic: vec![topic.id.to_string()],
                country: vec![(*country).to_owned()],
                from: Some(from),
                to: Some(as_of),
                ..Filters::default()
            })
            .href(),
        };
        let cells: Vec<Cell> = countries.iter().map(cell).collect();
        Row {
            topic: Named {
                id: topic.id.to_string(),
                label: topic.name.of(names.lang.as_str()).to_owned(),
                href: Some(links::under("topic", topic.id.as_str())),
            },
            description: topic.description.of(names.lang.as_str()).to_owned(),
            documents: cells.iter().map(|c| c.documents).sum(),
            signals: signals.get(&topic.id).copied().unwrap_or_default(),
            cells,
        }
    };
    View {
        as_of,
        today,
        from,
        to: as_of,
        topics: names.pages.topics.iter().map(row).collect(),
        countries: countries
            .iter()
            .map(|(c, n)| Column { country: names.country(c), documents: *n })
            .collect(),
    }
}

/// By the root of its share: a table in which one country publishes most must still tell the others apart.
fn level(documents: u32, most: u32) -> u32 {
    if documents == 0 || most == 0 {
        return 0;
    }
    let share = f64::from(documents) / f64::from(most);
    ((share.sqrt() * 5.0).ceil() as u32).clamp(1, 5)
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn small_counts_are_seen_and_none_is_none() {
        assert_eq!(
            [level(0, 100), level(1, 100), level(25, 100), level(100, 100), level(0, 0)],
            [0, 1, 3, 5, 0]
        );
    }
}
