//! What turned, on all topics.

use super::cards::{SignalView, signal_views, topic_of};
use crate::{answer::Answer, ask::Ask, failure::Failure};
use serde::Serialize;
use shiome_model::{Signal, Week};
use std::sync::Arc;

#[derive(Serialize)]
struct View {
    /// The last whole week that was known.
    as_of: Option<Week>,
    total: usize,
    signals: Vec<SignalView>,
}

/// `/signals` and `/api/signals`: `topic=` narrows, `as_of=` a week looks back.
pub(crate) async fn signals(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let as_of = match ask.query.one("as_of") {
        Some(text) => Some(text.parse::<Week>().map_err(|_| Failure::bad("bad_week", text))?),
        None => ask.pages.catalog.signals_as_of().await?,
    };
    let all = ask.pages.catalog.signals(as_of).await?;
    let topics = ask.query.all("topic")?;
    let mut found: Vec<&Signal> = all
        .iter()
        .filter(|s| topics.is_empty() || topics.iter().any(|t| topic_of(s).as_str() == t))
        .collect();
    // The latest turn first, and of one week the surest.
    found.sort_by(|a, b| b.week.cmp(&a.week).then(a.q_value.total_cmp(&b.q_value)).then(a.id.cmp(&b.id)));
    let signals = signal_views(&ask, &found).await?;
    Answer::new("signals.html", ask.word("signals"), &View { as_of, total: signals.len(), signals })
}
