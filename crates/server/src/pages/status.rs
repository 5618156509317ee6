//! How much there is, and how far the copies have followed.

use crate::{answer::Answer, ask::Ask, failure::Failure, links, names::Named};
use serde::Serialize;
use shiome_model::{Timestamp, Week, time};
use shiome_store::{
    Entity, ModelUse,
    health::{self, State},
};
use std::sync::Arc;

#[derive(Serialize)]
struct View {
    now: Timestamp,
    counts: Vec<Count>,
    sources: Vec<Count>,
    topics: Vec<Count>,
    kinds: Vec<Count>,
    languages: Vec<Count>,
    countries: Vec<Count>,
    /// Documents by what came of asking a model for their gist; empty where none was asked.
    gists: Vec<Count>,
    /// What was sent to it today, in Japan.
    model_today: ModelUse,
    followers: Vec<Follower>,
    /// The latest change of the catalog.
    head: i64,
    signals_as_of: Option<Week>,
}

#[derive(Serialize)]
struct Count {
    #[serde(flatten)]
    what: Named,
    count: u64,
}

/// A copy of the catalog.
#[derive(Serialize)]
struct Follower {
    #[serde(flatten)]
    what: Named,
    checkpoint: i64,
    /// Whether there is no change of a document that it has not seen. Its position alone does not tell:
    /// most commits concern no document.
    current: bool,
}

/// `/status` and `/api/status`
pub(crate) async fn status(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let (catalog, names, now) = (&ask.pages.catalog, ask.names(), ask.now());
    let counts = catalog.counts().await?;
    let health = health::of_all(catalog, now).await?;
    let count = |id: &str, count: u64| Count { what: names.word("count", id), count };
    let linked = |named: Named, field: &str, count: u64| {
        let href = Some(links::to("/", &[(field, &named.id)]));
        Count { what: Named { href, ..named }, count }
    };
    let state = |state: State| Count {
        what: Named {
            href: Some(links::to("/sources", &[("state", state.as_str())])),
            ..names.word("state", state.as_str())
        },
        count: health.iter().filter(|h| h.state == state).count() as u64,
    };
    let mut followers = Vec::new();
    for (id, checkpoint) in [("index", ask.pages.index.checkpoint()), ("lake", ask.pages.lake.checkpoint())] {
        let current = catalog.changes(&Entity::OF_DOCUMENTS, checkpoint, 1).await?.is_empty();
        followers.push(Follower { what: names.word("follower", id), checkpoint, current });
    }
    let gists = catalog.gist_outcomes().await?;
    let view = View {
        now,
        counts: vec![
            count("documents", counts.documents),
            count("annotated", counts.annotated),
            count("captures", counts.captures),
            count("stories", counts.stories),
            count("changes", counts.changes),
            count("signals", counts.signals),
            count("issues", counts.issues),
            count("sources", counts.sources),
        ],
        sources: State::ALL.map(state).into(),
        topics: counts.topics.iter().map(|(t, n)| linked(names.topic(t), "topic", *n)).collect(),
        kinds: counts.kinds.iter().map(|(k, n)| linked(names.kind(*k), "kind", *n)).collect(),
        languages: counts.languages.iter().map(|(l, n)| linked(names.language(l), "language", *n)).collect(),
        countries: counts.countries.iter().map(|(c, n)| linked(names.country(c), "country", *n)).collect(),
        gists: gists.iter().map(|(o, n)| Count { what: names.word("gist", o.as_str()), count: *n }).collect(),
        model_today: catalog.model_use(time::day_in_japan(now)).await?,
        followers,
        head: catalog.head().await?,
        signals_as_of: catalog.signals_as_of().await?,
    };
    Answer::new("status.html", ask.word("status"), &view)
}
