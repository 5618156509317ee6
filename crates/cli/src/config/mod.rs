//! What Shiome is told: `app.toml`, `sources/<country>/<agency>.toml`, `topics/<topic>.toml`, and if they are
//! there `glossary.toml`, `entities.toml` and `programmes.toml`.
//!
//! The one decision here: **files are read inertly, checked as a whole, and only then built**. Every
//! file becomes JSON with the line of each key ([`document`]); the published JSON schema is what checks
//! its shape ([`shape`]); what a schema cannot say is checked after that, file by file and across
//! files. No mistake stops the search for the next, so one run shows them all.
//!
//! Nothing here opens a connection or a store. The environment is read for passwords, at the moment
//! they are used ([`secret`]).

mod address;
mod agency;
mod app;
mod channel;
mod check;
mod codes;
mod document;
mod entities;
mod files;
mod mail;
mod model;
mod nearest;
mod problem;
mod programmes;
mod schema;
mod secret;
mod shape;
mod source;
mod topic;

#[cfg(test)]
mod tests;

pub use app::{App, Ingest};
pub use problem::Problems;
pub use schema::schemas;
pub use secret::secret_of;

use shiome_pipelines::Plan;
use std::path::Path;

/// All that Shiome is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// How it runs.
    pub app: App,
    /// What it reads, and which questions it asks of that.
    pub plan: Plan,
}

/// Reads a configuration folder, or says everything that is wrong with it.
pub fn load(dir: &Path) -> Result<Config, Problems> {
    let mut problems = Problems::default();
    let app = check::app(&dir.join("app.toml"), &mut problems);
    let topics = topic::read_all(&dir.join("topics"), &mut problems);
    let glossary = check::glossary(&dir.join("glossary.toml"), &mut problems);
    let can_render = app.render.webdriver.is_some();
    let (agencies, sources) = agency::read_all(&dir.join("sources"), &topics.ids, can_render, &mut problems);
    let things = entities::read(&dir.join("entities.toml"), &mut problems);
    let programmes = programmes::read(&dir.join("programmes.toml"), &agencies, &topics.ids, &mut problems);
    let topics = topics.topics;
    problems
        .into_result(Config { app, plan: Plan { agencies, sources, topics, glossary, things, programmes } })
}

/// Reads a folder of topics alone, or says everything that is wrong with it.
pub fn load_topics(dir: &Path) -> Result<Vec<shiome_model::Topic>, Problems> {
    let mut problems = Problems::default();
    let topics = topic::read_all(dir, &mut problems);
    problems.into_result(topics.topics)
}
