//! `[[source]]`: a place that may be read, or a channel people write to.

use super::channel::{self, FolderEntry, MailboxEntry};
use super::codes::{self, LANGUAGE_HINT};
use super::document::Document;
use super::files::{ID_HINT, is_id};
use super::{address, nearest};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use shiome_crawl::{BadConfig, connect};
use shiome_model::{Agency, Channel, Credibility, Lang, Probe, Source, SourceId};
use shiome_pipelines::SourcePlan;
use std::collections::BTreeSet;

/// A place that may be read, or a channel people write to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// Its name inside the agency; the id is `agency/name`.
    name: String,
    /// What people call it.
    title: String,
    /// Language most of it is written in (ISO 639-1).
    language: Option<String>,
    /// How it reaches us.
    #[serde(default)]
    channel: Channel,
    /// How often it is read before its own rhythm is learned: a number and `s`, `m`, `h`, `d` or `w`.
    #[serde(default = "twice_a_day")]
    cadence: String,
    /// Topics it is watched for, as a hint for people.
    #[serde(default)]
    topics: Vec<String>,
    /// What a probe of it has shown.
    #[serde(default)]
    probe: Probe,
    /// In whose name it speaks; by the kind of its agency if left out. It says how a statement is to be
    /// read, not how much it matters.
    credibility: Option<Credibility>,
    /// Licence of what is read, if stated.
    licence: Option<String>,
    /// Traps for the operator.
    note: Option<String>,
    /// How its works are listed; none for a channel that is not read from the web.
    connector: Option<connect::Config>,
    /// Other ways to list its works, in order: each is tried when those before it are broken.
    #[serde(default)]
    fallback: Vec<connect::Config>,
    /// Whether only a browser can show its lists and pages; needs the service in `[render]` of app.toml.
    #[serde(default)]
    render: bool,
    /// The folder of a channel `drop_folder`.
    folder: Option<FolderEntry>,
    /// The mailbox of a channel `mailbox`.
    mailbox: Option<MailboxEntry>,
}

fn twice_a_day() -> String {
    "12h".into()
}

/// Shortest time between two looks at a source that may be asked for.
const LEAST: u64 = 60;
/// Longest.
const MOST: u64 = 366 * 86_400;

/// Reads every source of an agency's file.
pub fn read_all(
    d: &mut Document,
    agency: &Agency,
    topics: &BTreeSet<String>,
    can_render: bool,
) -> Vec<SourcePlan> {
    let mut names = BTreeSet::new();
    let mut plans = Vec::new();
    for index in 0..d.count("/source") {
        let at = format!("/source/{index}");
        let Some(entry) = d.piece::<SourceEntry>(&at) else { continue };
        if !is_id(&entry.name) {
            d.problem(&format!("{at}/name"), format!("'{}' is no name", entry.name), ID_HINT);
        } else if !names.insert(entry.name.clone()) {
            let message = format!("there is already a source '{}'", entry.name);
            d.problem(&format!("{at}/name"), message, "give each its own name");
        }
        plans.push(read(d, &at, entry, agency, topics, can_render));
    }
    plans
}

fn read(
    d: &mut Document,
    at: &str,
    entry: SourceEntry,
    agency: &Agency,
    topics: &BTreeSet<String>,
    can_render: bool,
) -> SourcePlan {
    if entry.title.trim().is_empty() {
        d.problem(&format!("{at}/title"), "is empty", "");
    }
    let language = entry.language.as_deref().and_then(codes::language);
    if let (Some(tag), None) = (&entry.language, &language) {
        d.problem(&format!("{at}/language"), format!("there is no language '{tag}'"), LANGUAGE_HINT);
    }
    let cadence_seconds = seconds(&entry.cadence).unwrap_or_else(|why| {
        d.problem(&format!("{at}/cadence"), format!("'{}' {why}", entry.cadence), "write 30m, 12h, 7d or 2w");
        LEAST
    });
    for (n, topic) in entry.topics.iter().enumerate().filter(|(_, topic)| !topics.contains(*topic)) {
        let hint = nearest::hint(topic, topics.iter().map(String::as_str));
        d.problem(&format!("{at}/topics/{n}"), format!("there is no topic '{topic}'"), hint);
    }
    let place = format!("{at}/connector");
    match (entry.channel, &entry.connector) {
        (Channel::Web, None) if !d.is_troubled(&place) => {
            d.problem(&place, "is missing", "say how the web is read, or set channel = \"memo\"");
        }
        (Channel::Memo | Channel::DropFolder | Channel::Mailbox, Some(_)) => {
            d.problem(
                &place,
                "stands in a channel that is not read from the web",
                "remove it or the channel",
            );
        }
        (_, Some(config)) => connector(d, &place, config, language.as_ref()),
        _ => {}
    }
    fallback(d, at, &entry, language.as_ref());
    if entry.render && !can_render {
        let hint = "add webdriver = \"http://127.0.0.1:9515\" to [render] in app.toml and start chromedriver, or take it out";
        d.problem(&format!("{at}/render"), "needs a rendering service, and none is configured", hint);
    }
    let local = channel::read(d, at, entry.channel, entry.folder, entry.mailbox);
    let url = entry.connector.as_ref().map(|c| c.url().to_owned()).or_else(|| agency.homepage.clone());
    SourcePlan {
        source: Source {
            id: SourceId::of(&agency.id, &entry.name),
            agency: agency.id.clone(),
            country: agency.country.clone(),
            title: entry.title,
            url: url.unwrap_or_default(),
            language,
            channel: entry.channel,
            cadence_seconds,
            probe: entry.probe,
            credibility: entry.credibility.unwrap_or_else(|| agency.kind.into()),
            connector: entry.connector.as_ref().map(|c| c.kind().to_owned()),
            licence: entry.licence,
            note: entry.note,
        },
        connector: entry.connector,
        fallback: entry.fallback,
        render: entry.render,
        local,
    }
}

/// Other ways need a first one, and must be ways to list works.
fn fallback(d: &mut Document, at: &str, entry: &SourceEntry, language: Option<&Lang>) {
    let place = format!("{at}/fallback");
    let lists = |config: &connect::Config| !config.is_watch() && config.archive().is_none();
    match &entry.connector {
        _ if entry.fallback.is_empty() => return,
        None => d.problem(&place, "stands beside no connector", "make the first of them the connector"),
        Some(first) if !lists(first) => {
            let message = format!("stands beside a connector of kind '{}'", first.kind());
            d.problem(&place, message, "only a source that lists works has other ways to list them");
        }
        Some(_) => {}
    }
    for (n, config) in entry.fallback.iter().enumerate() {
        let place = format!("{place}/{n}");
        if !lists(config) {
            let message = format!("'{}' lists no works", config.kind());
            d.problem(&format!("{place}/kind"), message, "use feed, listing, sitemap or json_api");
        } else if entry.connector.as_ref() == Some(config) || entry.fallback[..n].contains(config) {
            d.problem(&place, "is the same as a way before it", "remove it");
        }
        connector(d, &place, config, language);
    }
}

/// Builds the connector, as reading would. Building stops at the first mistake, so what it names is
/// replaced by something harmless until nothing more is found.
fn connector(d: &mut Document, at: &str, config: &connect::Config, language: Option<&Lang>) {
    if let Err(why) = address::web(config.url()) {
        d.problem(&format!("{at}/url"), why, "");
    }
    let Ok(mut settings) = serde_json::to_value(config) else { return };
    let mut config = config.clone();
    while let Err(BadConfig { key, value, why }) = config.build(language) {
        let mut place = format!("/{}", key.replace('.', "/"));
        let list = settings.pointer(&place).and_then(Value::as_array);
        if let Some(index) = list.and_then(|l| l.iter().position(|entry| *entry == value.as_str())) {
            place.push_str(&format!("/{index}"));
        }
        if key != "url" {
            d.problem(&format!("{at}{place}"), mistake(key, &value, &why), "");
        }
        let Some(slot) = settings.pointer_mut(&place) else { return };
        *slot = match key {
            "url" => json!("https://example.org/"),
            "item" => json!("a"),
            "items" | "include" | "exclude" | "sitemaps" => json!(""),
            "sets" | "metadata_prefix" => json!("x"),
            "max_pages" | "max_sitemaps" => json!(1),
            _ => Value::Null,
        };
        match serde_json::from_value(settings.clone()) {
            Ok(next) if next != config => config = next,
            _ => return,
        }
    }
}

/// What is wrong, without the pictures that some parsers draw.
fn mistake(key: &str, value: &str, why: &str) -> String {
    match key {
        "include" | "exclude" | "sitemaps" => {
            let why = why.lines().last().unwrap_or_default().trim().trim_start_matches("error: ");
            format!("'{value}' is no regular expression: {why}")
        }
        "item" | "block" | "title" | "date" | "next" => format!("'{value}' is no CSS selector"),
        _ if value.is_empty() => why.to_owned(),
        _ => format!("'{value}': {why}"),
    }
}

/// The seconds of `90s`, `30m`, `12h`, `7d`, `2w`.
fn seconds(text: &str) -> Result<u64, &'static str> {
    const WRONG: &str = "is no span of time";
    let unit = text.chars().last().ok_or(WRONG)?;
    let number: u64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| WRONG)?;
    let one = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return Err(WRONG),
    };
    match number.checked_mul(one) {
        Some(seconds) if seconds < LEAST => Err("is less than a minute"),
        Some(seconds) if seconds <= MOST => Ok(seconds),
        _ => Err("is more than a year"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_have_a_unit() {
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("30m"), Ok(1_800));
        assert_eq!(seconds("2w"), Ok(1_209_600));
        for wrong in
            ["", "12", "h", "-1h", "12 h", "1.5h", "12日", "30s", "0h", "600d", "99999999999999999999w"]
        {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
