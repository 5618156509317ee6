//! A source for tests of any crate: `#[path]` leads here.

use shiome_model::{Channel, Credibility, Probe, Source};

/// A source of Japan without a name; its id is `agency/name`.
pub fn source(id: &str) -> Source {
    let agency = id.split_once('/').map_or(id, |(agency, _)| agency);
    Source {
        id: id.into(),
        agency: agency.into(),
        country: "JP".into(),
        title: String::new(),
        url: format!("https://{agency}.example/"),
        connector: None,
        language: None,
        channel: Channel::Web,
        cadence_seconds: 3600,
        probe: Probe::Working,
        credibility: Credibility::Official,
        licence: None,
        note: None,
    }
}
