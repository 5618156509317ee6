//! How Shiome runs: `app.toml`. Every key has a default; the committed file shows them all.

use super::mail::Mail;
use super::model::Model;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shiome_crawl::fetch;

/// How Shiome runs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct App {
    /// Folder of catalog, archive, index and lake. All but catalog and archive can be made anew.
    pub data: String,
    /// The polite client.
    pub crawl: fetch::Settings,
    /// The service that draws pages which only a browser can show.
    pub render: fetch::Render,
    /// How sources are read.
    pub ingest: Ingest,
    /// What runs when.
    pub schedule: Schedule,
    /// What a turn must show before it is claimed.
    #[schemars(schema_with = "trends_schema")]
    pub trends: shiome_trends::Params,
    /// The weekly digest.
    pub digest: Digest,
    /// Who is told when a source comes into trouble.
    pub alerts: Alerts,
    /// How it is sent.
    pub mail: Mail,
    /// The model service that is asked for gists; none by default.
    pub model: Model,
    /// The web pages.
    pub server: Server,
}

impl Default for App {
    fn default() -> Self {
        Self {
            data: "data".into(),
            crawl: fetch::Settings::default(),
            render: fetch::Render::default(),
            ingest: Ingest::default(),
            schedule: Schedule::default(),
            trends: shiome_trends::Params::default(),
            digest: Digest::default(),
            alerts: Alerts::default(),
            mail: Mail::default(),
            model: Model::default(),
            server: Server::default(),
        }
    }
}

/// How sources are read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ingest {
    /// Sites read side by side.
    pub workers: usize,
    /// Pages of one site under way at once; the client's limits hold besides.
    pub pages_per_site: usize,
}

impl Default for Ingest {
    fn default() -> Self {
        Self { workers: 32, pages_per_site: 4 }
    }
}

/// What runs when: cron expressions of six fields (second minute hour day month weekday) or seven (with
/// year).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Schedule {
    /// Time zone of the expressions, by its IANA name.
    pub timezone: String,
    /// Read the sources that are due.
    pub ingest: String,
    /// Annotate what came, and bring search index and lake up to date.
    pub follow: String,
    /// Ask the model service for gists, if one is configured. Nothing waits for it.
    pub gist: String,
    /// Look for what turned in the weeks that are over.
    pub trends: String,
    /// Seal the digest of last week.
    pub digest: String,
    /// Look for sources that came into trouble or out of it, and tell the operator.
    pub watchdog: String,
    /// Send what is sealed and not yet sent.
    pub deliver: String,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            timezone: "Asia/Tokyo".into(),
            ingest: "0 */30 * * * *".into(),
            follow: "0 15,45 * * * *".into(),
            gist: "0 25,55 * * * *".into(),
            trends: "0 30 5 * * Mon".into(),
            digest: "0 0 6 * * Mon".into(),
            watchdog: "0 5,35 * * * *".into(),
            deliver: "0 10 * * * *".into(),
        }
    }
}

/// The weekly digest.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Digest {
    /// Its name in file names and ids.
    pub name: String,
    /// Its title.
    pub title: Title,
    /// Editions that are sealed: `ja`, `en`.
    pub languages: Vec<String>,
    /// Mail addresses it goes to.
    pub recipients: Vec<String>,
    /// Documents in all.
    pub items: usize,
    /// Documents of one body.
    pub per_agency: usize,
}

impl Default for Digest {
    fn default() -> Self {
        let limits = shiome_publish::Limits::default();
        Self {
            name: "weekly".into(),
            title: Title::default(),
            languages: vec!["ja".into(), "en".into()],
            recipients: Vec::new(),
            items: limits.items,
            per_agency: limits.per_agency,
        }
    }
}

/// Who is told when a source comes into trouble, and when it is out of it: once each.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Alerts {
    /// Mail addresses of the operators. None: incidents are recorded, nobody is told.
    pub to: Vec<String>,
    /// Language of the messages: `ja` or `en`.
    pub language: String,
}

impl Default for Alerts {
    fn default() -> Self {
        Self { to: Vec::new(), language: "ja".into() }
    }
}

/// A title in the languages of the editions.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Title {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl Default for Title {
    fn default() -> Self {
        Self { ja: "潮目 週報".into(), en: "Shiome Weekly".into() }
    }
}

/// The web pages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: String,
    /// Address of the pages as readers of digests and reports see it, without a slash at the end.
    pub base_url: String,
    /// Whether documents that are `restricted` are shown. Only where everybody who can reach the pages
    /// may read them.
    pub show_restricted: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8420".into(),
            base_url: "http://127.0.0.1:8420".into(),
            show_restricted: false,
        }
    }
}

/// The parameters of the trends are numbers and lists of numbers: their defaults show which.
fn trends_schema(_: &mut SchemaGenerator) -> Schema {
    let defaults = serde_json::to_value(shiome_trends::Params::default()).unwrap_or_default();
    let number = |value: &Value| match value.is_f64() {
        true => json_schema!({ "type": "number", "minimum": 0 }),
        false => json_schema!({ "type": "integer", "minimum": 0 }),
    };
    let mut properties = serde_json::Map::new();
    for (key, default) in defaults.as_object().into_iter().flatten() {
        let mut schema = match default.get(0) {
            Some(entry) => json_schema!({ "type": "array", "items": number(entry) }),
            None => number(default),
        };
        schema.insert("default".into(), default.clone());
        properties.insert(key.clone(), schema.into());
    }
    json_schema!({ "type": "object", "additionalProperties": false, "properties": properties })
}
