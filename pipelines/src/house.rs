//! What every flow works with: the stores, the configuration, and how progress is told.

use crate::ingest::local::Local;
use shiome_crawl::connect;
use shiome_enrich::Enricher;
use shiome_model::{
    Agency, AgencyId, Knowledge, Lang, Lines, NamedThing, Programmes, Source, SourceId, Timestamp, Topic,
    TopicId,
};
use shiome_search::SearchIndex;
use shiome_store::{Archive, Catalog};
use shiome_trends::Lake;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Says what time it is. The binary reads the clock; a replay turns it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Hears of progress.
pub type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// Something happened that a person waiting may want to see.
#[derive(Clone, Debug)]
pub enum Event {
    /// A source is being read.
    SourceStarted(SourceId),
    /// Works of a source were dealt with: so many of so many listed up to now.
    SourceAdvanced {
        /// Which.
        source: SourceId,
        /// Works dealt with.
        done: usize,
        /// Works listed so far that need work.
        of: usize,
    },
    /// A source was read.
    SourceDone {
        /// Which.
        source: SourceId,
        /// New documents.
        new: u32,
        /// Why it failed, if it did.
        failed: Option<String>,
    },
    /// A source took documents back.
    Withdrawn {
        /// Which.
        source: SourceId,
        /// How many.
        documents: u32,
    },
    /// A follower caught up with so many things.
    Followed {
        /// Which flow.
        flow: &'static str,
        /// Things since the flow began.
        done: usize,
    },
}

/// A source and how it is read.
#[derive(Clone, Debug)]
pub struct SourcePlan {
    /// The place.
    pub source: Source,
    /// How its works are listed; none for a channel that is not read from the web.
    pub connector: Option<connect::Config>,
    /// Other ways to read it, in order, for when that one does not work.
    pub fallback: Vec<connect::Config>,
    /// Whether its lists and pages must be drawn by a browser.
    pub render: bool,
    /// How a channel is read that is not the web; none for the web, and for memos, which are handed over.
    pub local: Option<Local>,
}

impl SourcePlan {
    /// Whether it is read by itself, and so has a rhythm and a health.
    pub fn is_read(&self) -> bool {
        self.connector.is_some() || self.local.is_some()
    }
}

/// What Shiome is told: agencies, sources, topics.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// By id.
    pub agencies: BTreeMap<AgencyId, Agency>,
    /// By id.
    pub sources: BTreeMap<SourceId, SourcePlan>,
    /// In order of display.
    pub topics: Vec<Topic>,
    /// Official names of money and programmes.
    pub glossary: shiome_model::gist::Glossary,
    /// Programmes and declarations known by name, beside those of the thesaurus.
    pub things: Vec<NamedThing>,
    /// Our own programmes.
    pub programmes: Option<Programmes>,
}

impl Plan {
    /// What is known by name.
    pub fn knowledge(&self) -> Knowledge {
        Knowledge {
            agencies: self.agencies.values().cloned().collect(),
            things: self.things.clone(),
            programmes: self.programmes.clone(),
        }
    }
    /// The language most of a source is written in.
    pub fn language_of(&self, source: &SourceId) -> Option<&Lang> {
        self.sources.get(source)?.source.language.as_ref()
    }
    /// Who took over from whom.
    pub fn lines(&self) -> Lines {
        Lines::of(&self.agencies)
    }
    /// A topic by its id.
    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.topics.iter().find(|t| t.id == *id)
    }
}

/// The stages whose time is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Waiting for answers.
    Fetch,
    /// Bytes to documents.
    Extract,
    /// Documents to annotations and stories.
    Enrich,
    /// Archive and catalog.
    Store,
    /// Search index.
    Index,
    /// Parquet.
    Lake,
    /// Detection.
    Trends,
    /// Digests and reports.
    Publish,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Fetch, "fetch"),
        (Self::Extract, "extract"),
        (Self::Enrich, "enrich"),
        (Self::Store, "store"),
        (Self::Index, "index"),
        (Self::Lake, "lake"),
        (Self::Trends, "trends"),
        (Self::Publish, "publish"),
    ];
}

/// Time spent per stage, summed over workers.
#[derive(Debug, Default)]
pub struct Timings([AtomicU64; 8]);

impl Timings {
    /// Adds what passed since `start`.
    pub fn add(&self, stage: Stage, start: Instant) {
        self.0[stage as usize].fetch_add(start.elapsed().as_micros() as u64, Ordering::Relaxed);
    }
    /// Seconds per stage, in order.
    pub fn seconds(&self) -> Vec<(&'static str, f64)> {
        let seconds =
            |s: Stage| Duration::from_micros(self.0[s as usize].load(Ordering::Relaxed)).as_secs_f64();
        Stage::ALL.iter().map(|(stage, name)| (*name, seconds(*stage))).collect()
    }
}

/// The stores and the plan, shared by all flows.
#[derive(Clone)]
pub struct House {
    /// The system of record.
    pub catalog: Catalog,
    /// The bytes it points to.
    pub archive: Archive,
    /// The full-text copy.
    pub index: Arc<SearchIndex>,
    /// The copy for counting.
    pub lake: Arc<Lake>,
    /// What we are told.
    pub plan: Arc<Plan>,
    /// The thesaurus, compiled.
    pub enricher: Arc<Enricher>,
    /// The time.
    pub clock: Clock,
    /// Where progress is told.
    pub listener: Listener,
    /// Where the time went.
    pub timings: Arc<Timings>,
}

impl House {
    /// Tells of progress.
    pub fn tell(&self, event: Event) {
        (self.listener)(&event);
    }
    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

/// Why a flow stopped. Failures of the world are data, not errors: these are ours or the operator's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The catalog or the archive.
    #[error(transparent)]
    Store(#[from] shiome_store::Error),
    /// The index.
    #[error(transparent)]
    Search(#[from] shiome_search::Error),
    /// The lake or a job.
    #[error(transparent)]
    Trends(#[from] shiome_trends::Error),
    /// Rendering or sending.
    #[error(transparent)]
    Publish(#[from] shiome_publish::Error),
    /// The crawler could not be set up.
    #[error(transparent)]
    Crawl(#[from] shiome_crawl::fetch::Error),
    /// A connector's settings cannot work.
    #[error("build the connector of source '{source_id}': {why}")]
    Connector {
        /// Whose.
        source_id: SourceId,
        /// The reason.
        why: String,
    },
    /// There is no such thing in the configuration or the catalog.
    #[error("find {what} '{id}'")]
    Unknown {
        /// What sort of thing.
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// A file could not be read or written.
    #[error("use '{path}': {source}")]
    File {
        /// Which.
        path: String,
        /// The reason.
        source: std::io::Error,
    },
    /// Another worker holds the flow.
    #[error("run the flow '{0}': another process is running it")]
    Busy(&'static str),
    /// A worker thread died: a bug of ours.
    #[error("finish {0}: a worker thread died")]
    Worker(&'static str),
}
