//! Asks a model service for the gists of new documents, where one is configured.
//!
//! The catalog is the queue: a document wants a gist while nothing was asked of its present revision with the
//! present model, prompt and rules. What came of asking is recorded one document a commit, what is spent
//! before it is spent, so a flow that is killed asks nothing twice that it knows the answer to, and never
//! goes beyond the share of a day. Only documents that pass the [gate](crate::gate) are sent, and each passes it in the
//! moment before it is. Nothing waits for this flow: until an answer was had and held against its source
//! ([`gist_check`]), and wherever it fails, the deterministic gist stands.

use crate::gate::Gate;
use crate::{Error, Event, House};
use chrono::{Days, NaiveDate, TimeDelta};
use futures::stream::{FuturesUnordered, StreamExt};
use shiome_crawl::model_service::{Failed, ModelService, Written};
use shiome_enrich::gist_check;
use shiome_model::{GistOutcome, Lang, ModelGist, ModelSentence, time};
use shiome_publish::{Edition, names};
use shiome_store::{Fact, StoredDocument, WantsGist};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Name of the flow, for progress.
pub const FLOW: &str = "gist";
/// Documents asked for in one run at most; the next run goes on.
const RUN: usize = 2_000;
/// Failures of the service in a row after which a run gives up.
const ENOUGH: u32 = 3;
/// Times that a document is asked for while the service fails.
const ATTEMPTS: u32 = 5;
/// How long a document rests after the service failed; it doubles.
const REST: TimeDelta = TimeDelta::hours(1);
/// How often a run that waits looks whether it should stop.
const LOOK: Duration = Duration::from_millis(200);
/// Official names given to the model at most.
const NAMES: usize = 60;
/// So much is kept of what was wrong.
const DETAIL: usize = 200;

/// Makes the marks around a document: nobody may know them beforehand, and no two be alike.
pub type Chance = Arc<dyn Fn() -> String + Send + Sync>;

/// What may be sent, and how much of it.
#[derive(Clone)]
pub struct Settings {
    /// Only documents of these languages; empty: all.
    pub languages: Vec<Lang>,
    /// Only what was published in the last so many days.
    pub days: u32,
    /// Characters of one document's text at most.
    pub characters: usize,
    /// Requests a day at most, by the day in Japan.
    pub daily_requests: u64,
    /// Characters a day at most, prompt included.
    pub daily_characters: u64,
    /// Requests at the same time.
    pub concurrency: usize,
    /// Where marks come from.
    pub chance: Chance,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Documents by how asking ended.
    pub outcomes: BTreeMap<GistOutcome, u64>,
    /// Documents that wait because the day's share was used up.
    pub capped: u64,
}

impl Done {
    /// Documents asked for.
    pub fn asked(&self) -> u64 {
        self.outcomes.values().sum()
    }
}

/// A request that may be sent.
struct Asking {
    stored: StoredDocument,
    glossary: Vec<String>,
    prompt: gist_check::Prompt,
    before: Option<ModelGist>,
}

/// Asks for what wants a gist, newest documents first, until all is had, the day's share is used up, the
/// service fails again and again, or `stop` is set.
pub async fn run(
    house: &House,
    service: &ModelService,
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<Done, Error> {
    let wants = wants(house, service, settings);
    let ids = house.catalog.wanting_gist(&wants, RUN).await?;
    let mut waiting = ids.into_iter();
    let mut under_way = FuturesUnordered::new();
    let (mut done, mut failures, mut capped) = (Done::default(), 0, false);
    let (mut more, mut asked) = (true, 0);
    loop {
        while more
            && failures < ENOUGH
            && under_way.len() < settings.concurrency
            && !stop.load(Ordering::Relaxed)
        {
            let Some(id) = waiting.next() else {
                more = false;
                break;
            };
            let gate = Gate::now(house);
            let Some(stored) = gate.document(&id).await? else { continue };
            let Some(asking) = prepare(house, settings, stored).await? else { continue };
            let characters =
                (asking.prompt.system.chars().count() + asking.prompt.user.chars().count()) as u64;
            let spent = house.catalog.model_use(gate.day).await?;
            if spent.requests >= settings.daily_requests
                || spent.characters + characters > settings.daily_characters
            {
                (more, capped) = (false, true);
                break;
            }
            house.catalog.commit(None, &[Fact::ModelAsked { day: gate.day, characters }]).await?;
            under_way.push(async move {
                let answer = service.ask(&asking.prompt.system, &asking.prompt.user).await;
                (asking, answer)
            });
        }
        if under_way.is_empty() {
            break;
        }
        // What is under way when a stop is asked for is dropped: it will be asked for again.
        let next = tokio::time::timeout(LOOK, under_way.next()).await;
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let Ok(Some((asking, answer))) = next else { continue };
        // One that knows us not, or wants to rest, says the same to the next.
        failures = match &answer {
            Ok(_) => 0,
            Err(Failed::Unauthorized(_) | Failed::Busy(_)) => ENOUGH,
            Err(_) => failures + 1,
        };
        let gist = judged(house, service, &wants.made_with, asking, answer);
        tracing::debug!(document = %gist.document, outcome = %gist.outcome, detail = gist.detail, "asked for a gist");
        *done.outcomes.entry(gist.outcome).or_default() += 1;
        house.catalog.commit(None, &[Fact::ModelGist(gist)]).await?;
        asked += 1;
        house.tell(Event::Followed { flow: FLOW, done: asked });
    }
    if failures >= ENOUGH {
        tracing::warn!(outcomes = ?done.outcomes, "the model service fails; its gists wait");
    }
    if capped {
        done.capped = house.catalog.count_wanting_gist(&wants).await?;
        house.catalog.commit(None, &[Fact::ModelCapped { day: wants.day, documents: done.capped }]).await?;
    }
    Ok(done)
}

fn wants(house: &House, service: &ModelService, settings: &Settings) -> WantsGist {
    let (now, rules) = (house.now(), house.enricher.version().to_owned());
    let day = time::day_in_japan(now);
    WantsGist {
        made_with: format!("{} {} {rules}", service.model(), gist_check::VERSION),
        rules,
        languages: settings.languages.clone(),
        from: day.checked_sub_days(Days::new(settings.days.into())).unwrap_or(NaiveDate::MIN),
        day,
        now,
    }
}

async fn prepare(
    house: &House,
    settings: &Settings,
    stored: StoredDocument,
) -> Result<Option<Asking>, Error> {
    if stored.annotations.is_none() {
        return Ok(None);
    }
    let glossary = glossary(house, &stored);
    let prompt = gist_check::prompt(&stored.document, &glossary, settings.characters, &(settings.chance)());
    let before = house.catalog.model_gist(&stored.document.id).await?;
    Ok(Some(Asking { glossary, prompt, before, stored }))
}

/// What things in a document are officially called, in Japanese and as the document may write them.
fn glossary(house: &House, stored: &StoredDocument) -> Vec<String> {
    let (document, plan) = (&stored.document, &house.plan);
    let mut all: Vec<String> = vec![names::country(&document.country, Edition::Ja).to_owned()];
    let bodies: BTreeSet<_> =
        stored.annotations.iter().flat_map(|n| &n.entities).map(|e| e.id.as_str()).collect();
    for id in std::iter::once(document.agency.as_str()).chain(bodies) {
        if let Some(agency) = plan.agencies.get(&id.into()) {
            all.extend([agency.name.ja.clone(), agency.name.en.clone()]);
        } else if let Some(thing) = plan.things.iter().find(|t| t.id == id) {
            all.push(thing.name.ja.clone());
        }
    }
    if let Some(notes) = &stored.annotations {
        let topics = notes.topics.iter().filter_map(|t| plan.topic(&t.topic));
        all.extend(topics.map(|t| t.name.ja.clone()));
        let money = notes.instruments.iter().flat_map(|i| &i.money).map(|m| m.value.currency.as_str());
        all.extend(money.filter_map(|c| plan.glossary.currency.get(c)).map(|o| o.ja.clone()));
        all.extend(notes.instruments.iter().map(|i| i.kind.value.label("ja").to_owned()));
    }
    let named = plan.glossary.term.iter().filter(|term| {
        let mut ways = [&term.en, &term.ja].into_iter().chain(&term.also).filter(|w| w.chars().count() > 2);
        ways.any(|w| document.title.contains(w.as_str()) || document.text.contains(w.as_str()))
    });
    all.extend(named.map(|term| term.ja.clone()));
    let mut seen = BTreeSet::new();
    all.retain(|name| !name.trim().is_empty() && seen.insert(name.clone()));
    all.truncate(NAMES);
    all
}

/// What is recorded of an answer.
fn judged(
    house: &House,
    service: &ModelService,
    made_with: &str,
    asking: Asking,
    answer: Result<Written, Failed>,
) -> ModelGist {
    let (document, now) = (&asking.stored.document, house.now());
    let mut gist = ModelGist {
        document: document.id.clone(),
        revision: document.revision.clone(),
        made_with: made_with.to_owned(),
        model: service.model().to_owned(),
        prompt: gist_check::VERSION.to_owned(),
        outcome: GistOutcome::Used,
        detail: String::new(),
        sentences: Vec::new(),
        attempts: 0,
        asked_at: now,
        retry_at: None,
    };
    let mut refused = |outcome: GistOutcome, detail: String| {
        gist.outcome = outcome;
        gist.detail = detail.chars().filter(|c| !c.is_control()).take(DETAIL).collect();
    };
    let mut sentences: Vec<ModelSentence> = Vec::new();
    match &answer {
        Ok(written) => {
            match gist_check::check(document, &asking.glossary, &written.text) {
                Ok(checked) => sentences = checked,
                Err(why) => refused(why.outcome(), why.to_string()),
            }
            gist.model.clone_from(&written.model);
        }
        Err(failed) => refused(outcome_of(failed), failed.to_string()),
    }
    gist.sentences = sentences;
    if gist.outcome.is_passing() {
        let same = |b: &&ModelGist| b.made_with == gist.made_with && b.revision == gist.revision;
        gist.attempts = asking.before.as_ref().filter(same).map_or(0, |b| b.attempts) + 1;
        let asked_to_rest = match &answer {
            Err(Failed::Busy(Some(rest))) => TimeDelta::from_std(*rest).ok(),
            _ => None,
        };
        let rest = REST * (1 << (gist.attempts - 1).min(8));
        gist.retry_at = (gist.attempts < ATTEMPTS).then(|| now + asked_to_rest.unwrap_or(rest));
    }
    gist
}

fn outcome_of(failed: &Failed) -> GistOutcome {
    match failed {
        Failed::TimedOut => GistOutcome::TimedOut,
        Failed::Unreachable(_) => GistOutcome::Unreachable,
        Failed::Unauthorized(_) => GistOutcome::Unauthorized,
        Failed::Busy(_) => GistOutcome::Busy,
        Failed::TooLarge => GistOutcome::TooLarge,
        Failed::NoService(_) => GistOutcome::NoService,
        Failed::WrongModel(_) => GistOutcome::WrongModel,
        Failed::Empty(_) => GistOutcome::Empty,
        // Status, and whatever may be added.
        _ => GistOutcome::Failed,
    }
}
