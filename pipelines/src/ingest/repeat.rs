//! The same text at many addresses of a source is a wall, whatever it says.
//!
//! What no rule recognises gives itself away by repetition: a challenge in a language nobody foresaw
//! answers for every article alike. Works are judged before they are committed, together with what the
//! source showed in earlier runs; documents that were taken for articles until then are taken back.

use super::page::Done;
use super::run::states_of;
use crate::{Error, House};
use shiome_model::{Hash, Reason, Rejected, SourceId};
use shiome_store::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// Addresses that must show one text before it counts as nobody's.
const ADDRESSES: usize = 4;

/// What a short page showed.
pub(super) struct Printed {
    pub url: String,
    pub print: Hash,
    /// What comes of the work if it is no article.
    pub instead: Box<Done>,
}

/// Judges the works of a batch; gives the facts about works of earlier ones.
pub(super) async fn sift(house: &House, source: &SourceId, batch: &mut [Done]) -> Result<Vec<Fact>, Error> {
    let shown: BTreeSet<Hash> = batch.iter().filter_map(|d| Some(d.print.as_ref()?.print.clone())).collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let shown: Vec<Hash> = shown.into_iter().collect();
    let mut addresses: BTreeMap<Hash, BTreeSet<String>> = BTreeMap::new();
    for (print, url) in house.catalog.printed(source, &shown).await? {
        addresses.entry(print).or_default().insert(url);
    }
    let earlier = addresses.clone();
    for printed in batch.iter().filter_map(|d| d.print.as_ref()) {
        addresses.entry(printed.print.clone()).or_default().insert(printed.url.clone());
    }
    let walls: BTreeSet<&Hash> =
        addresses.iter().filter(|(_, urls)| urls.len() >= ADDRESSES).map(|(print, _)| print).collect();
    let mut facts = Vec::new();
    let mut here = BTreeSet::new();
    for done in batch.iter_mut() {
        let Some(printed) = done.print.take() else { continue };
        let (url, print) = (printed.url.clone(), printed.print.clone());
        if walls.contains(&print) {
            *done = Done { requests: done.requests, worked: done.worked, ..*printed.instead };
            here.insert(url.clone());
        }
        facts.push(Fact::Print { source: source.clone(), url, print, at: house.now() });
    }
    for print in walls {
        let urls: Vec<String> =
            earlier.get(print).into_iter().flatten().filter(|url| !here.contains(*url)).cloned().collect();
        take_back(house, source, &urls, &mut facts).await?;
    }
    Ok(facts)
}

/// What was committed from these addresses before it was known for a wall.
async fn take_back(
    house: &House,
    source: &SourceId,
    urls: &[String],
    facts: &mut Vec<Fact>,
) -> Result<(), Error> {
    for (url, mut state) in states_of(house, urls).await? {
        let Some(document) = state.document.take() else { continue };
        facts.push(Fact::Retract { document });
        state.error = Some(Reason::Repeated);
        facts.push(Fact::Page(state));
        facts.push(Fact::Rejected(Rejected {
            source: source.clone(),
            url,
            reason: Reason::Repeated,
            detail: "the same text was shown at other addresses later".into(),
            at: house.now(),
        }));
    }
    Ok(())
}
