//! The model service that may be asked for gists: `[model]` of `app.toml`.

use super::address;
use super::document::Document;
use super::secret::{Secret, Unset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_crawl::model_service::{ModelService, Settings, is_guarded};
use shiome_pipelines::gist;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

/// The model service that is asked for gists in Japanese: one that speaks the chat completions of OpenAI's
/// interface. Without an address none is asked.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Model {
    /// Where its interface begins, as in `http://127.0.0.1:8000/v1`. It may be private; what is public must be
    /// `https`.
    pub address: Option<String>,
    /// Which model is asked for, by the name the service knows it under.
    pub name: Option<String>,
    /// `env:NAME`, the environment variable that holds the key, if the service asks for one.
    pub key: Option<Secret>,
    /// Longest time for one answer, in milliseconds.
    pub timeout_ms: u64,
    /// Characters of one document's text that are sent.
    pub characters: usize,
    /// Tokens that an answer may have.
    pub max_tokens: u32,
    /// Requests a day, by the day in Japan.
    pub daily_requests: u64,
    /// Characters sent a day, prompts included.
    pub daily_characters: u64,
    /// Requests at the same time.
    pub concurrency: usize,
    /// Documents of the last so many days are asked for.
    pub days: u32,
    /// Only documents in these languages; empty: all.
    pub languages: Vec<String>,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            address: None,
            name: None,
            key: None,
            timeout_ms: 60_000,
            characters: 8_000,
            max_tokens: 1_200,
            daily_requests: 200,
            daily_characters: 2_000_000,
            concurrency: 2,
            days: 30,
            languages: Vec::new(),
        }
    }
}

/// Why the service cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Its key is not there.
    #[error(transparent)]
    Unset(#[from] Unset),
    /// Its settings cannot work.
    #[error(transparent)]
    Settings(#[from] shiome_crawl::model_service::Error),
}

impl Model {
    /// The service; none where none is configured. Reads the key.
    pub fn service(&self) -> Result<Option<ModelService>, Unusable> {
        let (Some(address), Some(name)) = (&self.address, &self.name) else { return Ok(None) };
        let key = self.key.as_ref().map(Secret::read).transpose()?;
        Ok(Some(ModelService::new(Settings {
            address: address.clone(),
            model: name.clone(),
            key,
            timeout: Duration::from_millis(self.timeout_ms),
            max_tokens: self.max_tokens,
        })?))
    }

    /// What may be sent.
    pub fn settings(&self) -> gist::Settings {
        gist::Settings {
            languages: self.languages.iter().map(|l| l.as_str().into()).collect(),
            days: self.days,
            characters: self.characters,
            daily_requests: self.daily_requests,
            daily_characters: self.daily_characters,
            concurrency: self.concurrency,
            chance: Arc::new(chance),
        }
    }
}

/// 128 bits that nobody can know: the standard library's maps are keyed by the system's chance.
fn chance() -> String {
    let bits = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", bits(), bits())
}

/// What the schema cannot say.
pub fn check(d: &mut Document, model: &Model) {
    if let Some(address) = &model.address {
        let hint = "write where the interface begins, as in http://127.0.0.1:8000/v1";
        if let Err(why) = address::web(address) {
            d.problem("/model/address", why, hint);
        } else if let Ok(url) = address.parse::<url::Url>() {
            if !is_guarded(&url) {
                d.problem(
                    "/model/address",
                    "would send key and texts in clear",
                    "write https for a public host",
                );
            }
            if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
                let hint = "name the key: key = \"env:NAME\"";
                d.problem("/model/address", "holds a password or a question mark", hint);
            }
            if url.path().trim_end_matches('/').ends_with("/chat/completions") {
                d.problem(
                    "/model/address",
                    "names one question of the interface",
                    "leave out /chat/completions",
                );
            }
        }
        if model.name.as_ref().is_none_or(|n| n.trim().is_empty()) {
            d.problem("/model/address", "has no model", "add name = \"…\", as the service calls it");
        }
    } else if model.name.is_some() || model.key.is_some() {
        let at = if model.name.is_some() { "/model/name" } else { "/model/key" };
        d.problem(at, "has no address", "add address = \"…\", or leave out the section");
    }
    if model.key.as_ref().is_some_and(|k| k.variable().is_none()) {
        let hint = "write env:NAME and put it into the environment variable NAME";
        d.problem("/model/key", "is given in clear", hint);
    }
    let numbers = [
        ("timeout_ms", model.timeout_ms),
        ("characters", model.characters as u64),
        ("max_tokens", model.max_tokens.into()),
        ("daily_requests", model.daily_requests),
        ("concurrency", model.concurrency as u64),
        ("days", model.days.into()),
    ];
    for (key, _) in numbers.into_iter().filter(|(_, n)| *n == 0) {
        d.problem(&format!("/model/{key}"), "is 0", "write 1 or more; without `address` nothing is asked");
    }
    if model.daily_characters < model.characters as u64 {
        d.problem(
            "/model/daily_characters",
            "is less than one document may have",
            "raise it, or lower characters",
        );
    }
    for (index, language) in model.languages.iter().enumerate() {
        let is_code = (2..=3).contains(&language.len()) && language.chars().all(|c| c.is_ascii_lowercase());
        if !is_code {
            let message = format!("'{language}' is no language");
            d.problem(&format!("/model/languages/{index}"), message, "write its code, as in en or de");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_never_alike() {
        let all: std::collections::BTreeSet<String> = (0..100).map(|_| chance()).collect();
        assert_eq!(all.len(), 100);
        assert!(all.iter().all(|m| m.len() == 32));
    }

    #[test]
    fn none_is_asked_unless_one_is_configured() {
        assert!(Model::default().service().unwrap().is_none());
        let on = Model {
            address: Some("http://127.0.0.1:1/v1".into()),
            name: Some("m".into()),
            ..Model::default()
        };
        assert_eq!(on.service().unwrap().unwrap().model(), "m");
    }
}
