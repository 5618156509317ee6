//! From an address to a source: looks for feeds, lists and sitemaps there, asks each once, and says
//! which is the best to read.

use crate::{Error, probe};
use serde_json::{Value, json};
use shiome_crawl::{Fetcher, Request, connect, discover};
use shiome_model::{SourceId, Timestamp};
use shiome_store::{ProbeRecord, Verdict};
use url::Url;

/// Feeds that a page names, usual places, and sitemaps that are asked at most.
const ANNOUNCED: usize = 4;
const USUAL: usize = 6;
const SITEMAPS: usize = 2;
/// A feed whose newest work is older is forgotten by its publisher, not quiet.
const FORGOTTEN_DAYS: i64 = 400;

/// One way to read a source, as it showed itself.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its settings, as they would stand in a file.
    pub settings: Value,
    /// What was seen.
    pub probe: ProbeRecord,
    /// How good it is, the more the better; 0: it does not work.
    pub score: u32,
}

/// All that was found out about an address.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// What the page is called.
    pub title: Option<String>,
    /// What it says it is written in.
    pub language: Option<String>,
    /// What the page itself answered.
    pub page: ProbeRecord,
    /// What can be read, best first, and what was tried in vain.
    pub proposals: Vec<Proposal>,
}

impl Survey {
    /// The best way to read it, if there is one.
    pub fn best(&self) -> Option<&Proposal> {
        self.proposals.first().filter(|p| p.score > 0)
    }
}

/// Looks around at `address`, politely.
pub async fn survey(fetcher: &Fetcher, address: &Url, now: Timestamp) -> Result<Survey, Error> {
    let source = SourceId::new("new/source");
    let mut survey = Survey::default();
    let page = &mut survey.page;
    (page.at, page.url) = (now, address.to_string());
    let answer = probe::ask(fetcher, &source, &Request::get(address.clone()), now, page).await;
    let Some((capture, body)) = answer else {
        return Ok(survey);
    };
    let mut tried = Tried { fetcher, source: &source, now, proposals: Vec::new() };
    // What was given may itself be a feed or a sitemap.
    for kind in ["feed", "sitemap"] {
        let settings = json!({ "kind": kind, "url": address.as_str() });
        let config = config(&settings)?;
        let connector = config.build(None).map_err(|why| bad(&settings, &why))?;
        let mut seen = ProbeRecord { kind: kind.into(), works: false, ..survey.page.clone() };
        probe::read(&*connector, &capture, &body, now, &mut seen);
        if seen.items > 0 {
            tried.keep(settings, seen);
        }
    }
    if tried.proposals.is_empty() {
        let clues = discover::clues(&capture.final_url, capture.header("content-type"), &body);
        for feed in clues.feeds.iter().take(ANNOUNCED) {
            tried.ask(json!({ "kind": "feed", "url": feed.as_str() })).await?;
        }
        if !tried.has_feed() {
            for feed in discover::usual_feeds(&capture.final_url).iter().take(USUAL) {
                tried.ask(json!({ "kind": "feed", "url": feed.as_str() })).await?;
                if tried.has_feed() {
                    break;
                }
            }
        }
        for settings in &clues.listings {
            let config = config(settings)?;
            let connector = config.build(None).map_err(|why| bad(settings, &why))?;
            let mut seen = ProbeRecord { kind: "listing".into(), ..survey.page.clone() };
            probe::read(&*connector, &capture, &body, now, &mut seen);
            tried.keep(settings.clone(), seen);
        }
        if !tried.has_feed() {
            tried.sitemaps(&capture.final_url).await?;
        }
        (survey.title, survey.language) = (clues.title, clues.language);
    }
    survey.proposals = tried.proposals;
    survey.proposals.sort_by_key(|p| std::cmp::Reverse(p.score));
    Ok(survey)
}

struct Tried<'a> {
    fetcher: &'a Fetcher,
    source: &'a SourceId,
    now: Timestamp,
    proposals: Vec<Proposal>,
}

impl Tried<'_> {
    async fn ask(&mut self, settings: Value) -> Result<(), Error> {
        let seen = probe::route(self.fetcher, self.source, &config(&settings)?, None, false, self.now).await;
        self.keep(settings, seen);
        Ok(())
    }

    fn keep(&mut self, settings: Value, probe: ProbeRecord) {
        let score = score(&probe, self.now);
        self.proposals.push(Proposal { settings, probe, score });
    }

    fn has_feed(&self) -> bool {
        self.proposals.iter().any(|p| p.score > 0 && p.probe.kind == "feed")
    }

    /// Sitemaps, narrowed to what lies below the page.
    async fn sitemaps(&mut self, page: &Url) -> Result<(), Error> {
        let Ok(robots) = page.join("/robots.txt") else { return Ok(()) };
        let mut unused = ProbeRecord::default();
        let answer =
            probe::ask(self.fetcher, self.source, &Request::get(robots), self.now, &mut unused).await;
        let text = answer.map(|(_, body)| String::from_utf8_lossy(&body).into_owned()).unwrap_or_default();
        for map in discover::sitemaps(page, &text).iter().take(SITEMAPS) {
            let mut settings = json!({ "kind": "sitemap", "url": map.as_str() });
            if page.path() != "/" {
                let below = format!("{}/", page.path().trim_end_matches('/'));
                settings["include"] = json!([regex_of(&below)]);
            }
            self.ask(settings).await?;
        }
        Ok(())
    }
}

/// A path as a regular expression that matches it and nothing else.
fn regex_of(path: &str) -> String {
    let special = |c: char| r"\.+*?()|[]{}^$".contains(c);
    path.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

fn config(settings: &Value) -> Result<connect::Config, Error> {
    serde_json::from_value(settings.clone()).map_err(|why| bad(settings, &why))
}

/// A proposal of ours that cannot be built: a bug, but told like a source's.
fn bad(settings: &Value, why: &dyn std::fmt::Display) -> Error {
    let source_id = SourceId::new(settings["url"].as_str().unwrap_or_default());
    Error::Connector { source_id, why: why.to_string() }
}

/// A feed says more than a list, a list more than a sitemap; days and freshness count beside that.
fn score(probe: &ProbeRecord, now: Timestamp) -> u32 {
    if probe.items == 0 || probe.robots == Verdict::Refused {
        return 0;
    }
    let kind = match probe.kind.as_str() {
        "feed" => 1000,
        "listing" => 500,
        _ => 300,
    };
    let dated = 200 * (probe.items - probe.undated) / probe.items;
    let today = shiome_model::time::day_in_japan(now);
    let forgotten = probe.newest.is_some_and(|day| (today - day).num_days() > FORGOTTEN_DAYS);
    let score = kind + dated + probe.items.min(50);
    if forgotten { score / 4 } else { score }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(kind: &str, items: u32, undated: u32, newest: Option<&str>) -> ProbeRecord {
        let newest = newest.map(|d| d.parse().unwrap());
        ProbeRecord { kind: kind.into(), items, undated, newest, works: true, ..ProbeRecord::default() }
    }

    #[test]
    fn a_living_feed_comes_first_and_a_forgotten_one_behind_the_list() {
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let of = |probe: &ProbeRecord| score(probe, now);
        let feed = of(&seen("feed", 10, 0, Some("2026-05-20")));
        let forgotten = of(&seen("feed", 10, 0, Some("2019-05-20")));
        let list = of(&seen("listing", 20, 0, Some("2026-05-20")));
        let bare = of(&seen("listing", 20, 20, None));
        let map = of(&seen("sitemap", 900, 900, None));
        assert!(feed > list && list > bare && bare > map && bare > forgotten && map > 0);
        assert_eq!(of(&seen("feed", 0, 0, None)), 0);
        assert_eq!(of(&ProbeRecord { robots: Verdict::Refused, ..seen("feed", 9, 0, None) }), 0);
    }

    #[test]
    fn a_path_is_matched_as_it_stands() {
        assert_eq!(regex_of("/news.d/(a)/"), r"/news\.d/\(a\)/");
    }
}
