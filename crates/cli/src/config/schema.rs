//! The JSON schemas of the kinds of files: what an editor helps with, and what [`super::shape`]
//! checks.

use super::agency::AgencyFile;
use super::app::App;
use super::entities::EntitiesFile;
use super::programmes::ProgrammesFile;
use super::topic::TopicFile;
use schemars::JsonSchema;
use serde_json::Value;
use std::collections::BTreeMap;

/// Schemas by name: `app`, `agency`, `topic`, `entities`, `programmes`.
pub fn schemas() -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("app", of::<App>()),
        ("agency", of::<AgencyFile>()),
        ("topic", of::<TopicFile>()),
        ("entities", of::<EntitiesFile>()),
        ("programmes", of::<ProgrammesFile>()),
    ])
}

/// The schema of one kind.
pub fn of<T: JsonSchema>() -> Value {
    schemars::schema_for!(T).into()
}
