//! Memos of liaison offices, handed over one by one.

use super::about::About;
use super::keep::{self, Paper};
use crate::{Error, House};
use chrono::NaiveDate;
use serde::Serialize;
use shiome_model::{Channel, Hash, Media, Sensitivity, Source, SourceId};
use std::collections::BTreeSet;
use url::Url;

/// A memo as it is handed over.
#[derive(Clone, Debug)]
pub struct Memo {
    /// Name of the file: its ending says what it is. It is kept nowhere.
    pub name: String,
    /// The file.
    pub body: Vec<u8>,
    /// What was said beside it; this stands above its front matter.
    pub about: About,
}

/// A memo that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    /// Its address, which is its id.
    pub document: String,
    /// The channel it belongs to.
    pub source: SourceId,
    /// Its title.
    pub title: String,
    /// How widely it may be read.
    pub sensitivity: Sensitivity,
    /// Whether it was not there before.
    pub is_new: bool,
    /// Whether it was there, but handed over with another sensitivity, embargo or title.
    pub is_update: bool,
}

/// Takes a memo: archives it, and commits it under the lease of its channel. The same file for the same
/// office and day is the same memo, so handing it over again changes what was said of it, or nothing.
/// `Ok(Err(…))`: it cannot be taken as it is, and why; then nothing was kept.
pub async fn add(house: &House, owner: &str, memo: Memo) -> Result<Result<Added, Vec<String>>, Error> {
    let (paper, source) = match prepare(house, memo)? {
        Ok(ready) => ready,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let plan = house.plan.sources.get(&source);
    let plan = plan.ok_or_else(|| Error::Unknown { what: "source", id: source.to_string() })?;
    let work = format!("source:{source}");
    let lease = house.catalog.claim(&work, owner, house.now(), crate::ingest::lease_time()).await?;
    let lease = lease.ok_or(Error::Busy("memo"))?;
    let kept = keep::keep(house, &plan.source, paper).await?;
    let Some(document) = kept.document else {
        house.catalog.release(&lease).await?;
        return Ok(Err(kept.refused.map(|r| r.to_string()).into_iter().collect()));
    };
    house.catalog.commit(Some(&lease), &kept.facts).await?;
    house.catalog.release(&lease).await?;
    Ok(Ok(Added {
        document: document.id.to_string(),
        source,
        title: document.title,
        sensitivity: document.sensitivity,
        is_new: kept.is_new,
        is_update: kept.is_update,
    }))
}

/// Puts together what is said of a memo, and finds all that is missing.
fn prepare(house: &House, memo: Memo) -> Result<Result<(Paper, SourceId), Vec<String>>, Error> {
    let mut wrong = Vec::new();
    let media_type = keep::media_type(&memo.name).filter(|m| *m != "message/rfc822");
    if media_type.is_none() {
        wrong.push(format!("'{}' is no .md, .txt, .docx or .pdf", memo.name));
    }
    let said = match media_type {
        Some(media) if media.starts_with("text/") => About::of_text(&String::from_utf8_lossy(&memo.body)),
        _ => Ok(About::default()),
    };
    let about = memo.about.or(said.unwrap_or_else(|why| {
        wrong.push(format!("its front matter cannot be read: {why}"));
        About::default()
    }));
    let source = about.office.as_deref().and_then(|office| channel(house, office)).map(|s| s.id);
    match (&about.office, &source) {
        (None, _) => wrong.push("its office is missing".into()),
        (Some(office), None) => {
            wrong.push(format!("there is no office '{office}'; there are {}", offices(house)));
        }
        _ => {}
    }
    for (missing, what) in [
        (about.author.is_none(), "its author is missing"),
        (about.met.is_none(), "the day of the meeting (met) is missing"),
        (about.sensitivity.is_none(), "its sensitivity is missing: public, internal or restricted"),
    ] {
        if missing {
            wrong.push(what.into());
        }
    }
    let (Some(source), Some(media_type), Some(met), Some(sensitivity), true) =
        (source, media_type, about.met, about.sensitivity, wrong.is_empty())
    else {
        return Ok(Err(wrong));
    };
    let plan = house.plan.sources.get(&source).map(|p| &p.source);
    let Some(office) = plan else { return Ok(Err(vec![format!("there is no source '{source}'")])) };
    let address = address(office, met, &memo.body)?;
    let paper = Paper {
        address,
        media_type: media_type.to_owned(),
        body: memo.body,
        title: about.title,
        author: about.author,
        day: Some(met),
        sensitivity,
        embargo: about.embargo,
        is_said: true,
        part_of: None,
        media: Some(Media::Memo),
    };
    Ok(Ok((paper, source)))
}

/// The address of what an office wrote of that day's meeting.
pub(super) fn address(office: &Source, met: NaiveDate, body: &[u8]) -> Result<Url, Error> {
    let hash = Hash::of(body);
    keep::address("memo", &format!("{}/{met}-{}", office.agency, &hash.as_str()[..16]))
}

/// The memo channel of an office, named by its agency or in full.
pub(super) fn channel(house: &House, office: &str) -> Option<Source> {
    let mut memos = house.plan.sources.values().map(|p| &p.source).filter(|s| s.channel == Channel::Memo);
    memos.find(|s| s.agency.as_str() == office || s.id.as_str() == office).cloned()
}

/// The offices there are, for people.
pub(super) fn offices(house: &House) -> String {
    let memos = house.plan.sources.values().map(|p| &p.source).filter(|s| s.channel == Channel::Memo);
    let ids: BTreeSet<&str> = memos.map(|s| s.agency.as_str()).collect();
    ids.into_iter().collect::<Vec<_>>().join(", ")
}
