//! Works that a source takes back, by what it calls them.

use super::run::{Run, states_of};
use crate::Error;
use shiome_model::{Reason, Validators};
use shiome_store::Fact;
use std::collections::BTreeMap;
use url::Url;

/// Notes what the source calls its works, and takes back the documents of those it has withdrawn.
///
/// A document that another source lists too is that one's as well, and stays. The captures stay always:
/// what was read, was read.
pub(super) async fn names(
    run: &mut Run<'_>,
    names: &[(String, Url)],
    withdrawn: &[String],
) -> Result<(), Error> {
    let (house, source) = (run.house, run.state.source.clone());
    let known: BTreeMap<String, String> = {
        let asked: Vec<String> = names.iter().map(|(name, _)| name.clone()).collect();
        house.catalog.named(&source, &asked).await?.into_iter().collect()
    };
    let is_news = |(name, url): &&(String, Url)| known.get(name).is_none_or(|k| k != url.as_str());
    let named = |(name, url): &(String, Url)| Fact::Named {
        source: source.clone(),
        name: name.clone(),
        url: url.to_string(),
    };
    let mut facts: Vec<Fact> = names.iter().filter(is_news).map(named).collect();
    let urls: Vec<String> =
        house.catalog.named(&source, withdrawn).await?.into_iter().map(|(_, url)| url).collect();
    for mut state in states_of(house, &urls).await?.into_values() {
        let is_unread = state.unread.take().is_some();
        let stored = match &state.document {
            Some(id) => house.catalog.document(id).await?,
            None => None,
        };
        if stored.is_none() && !is_unread {
            continue;
        }
        if stored.as_ref().is_some_and(|s| s.found_by.iter().any(|other| *other != source)) {
            continue;
        }
        // As a page that is gone: should the source list the work again, it is read again.
        (state.document, state.capture, state.stamp) = (None, None, None);
        state.validators = Validators::default();
        (state.error, state.next_try) = (Some(Reason::NotFound), None);
        facts.extend(stored.map(|s| Fact::Retract { document: s.document.id }));
        facts.push(Fact::Page(state));
        run.tally.withdrawn += 1;
    }
    run.commit(facts).await
}
