//! `entities.toml`: programmes and declarations that texts name, and that are in no topic's thesaurus.

use super::agency::spoken;
use super::codes;
use super::document::Document;
use super::files::{ID_HINT, is_id};
use super::problem::Problems;
use super::schema;
use schemars::JsonSchema;
use serde::Deserialize;
use shiome_model::{EntityKind, NamedThing, Names};
use std::collections::BTreeSet;
use std::path::Path;

/// Programmes and declarations that texts name, and that are in no topic's thesaurus.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used: the parts are read one by one")]
pub struct EntitiesFile {
    /// Each of them.
    #[schemars(default)]
    entity: Vec<EntityEntry>,
}

/// A programme, declaration, law or assessment known by name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EntityEntry {
    /// Its id.
    id: String,
    /// What it is called.
    name: Names,
    /// What sort of thing it is: programme, declaration, law or assessment.
    kind: EntityKind,
    /// Country of the body behind it, as in the files of agencies; none if it belongs to no country.
    country: Option<String>,
    /// Its acronyms: found in exactly this case.
    #[serde(default)]
    acronyms: Vec<String>,
    /// Its other names, in any language.
    #[serde(default)]
    aliases: Vec<String>,
    /// Those of its names that mean other things too: they count only beside a full name or its country.
    #[serde(default)]
    ambiguous: Vec<String>,
}

/// Reads them; none if there is no such file.
pub fn read(file: &Path, problems: &mut Problems) -> Vec<NamedThing> {
    if !file.exists() {
        return Vec::new();
    }
    let mut document = Document::read(file, &schema::of::<EntitiesFile>());
    let d = &mut document;
    let mut seen = BTreeSet::new();
    let mut things = Vec::new();
    for index in 0..d.count("/entity") {
        let at = format!("/entity/{index}");
        let Some(entry) = d.piece::<EntityEntry>(&at) else { continue };
        if !is_id(&entry.id) {
            d.problem(&format!("{at}/id"), format!("'{}' is no id", entry.id), ID_HINT);
        } else if !seen.insert(entry.id.clone()) {
            d.problem(&format!("{at}/id"), format!("'{}' is there twice", entry.id), "remove one");
        }
        if matches!(entry.kind, EntityKind::Agency | EntityKind::Concept) {
            let hint = "bodies have files in sources/, concepts stand in topics/";
            d.problem(&format!("{at}/kind"), "does not belong here", hint);
        }
        if let Some(country) = entry.country.as_deref().filter(|c| !codes::is_country(c)) {
            let message = format!("there is no country '{country}'");
            d.problem(&format!("{at}/country"), message, codes::country_hint(country));
        }
        for (key, names) in
            [("acronyms", &entry.acronyms), ("aliases", &entry.aliases), ("ambiguous", &entry.ambiguous)]
        {
            spoken(d, &format!("{at}/{key}"), names);
        }
        things.push(NamedThing {
            id: entry.id,
            name: entry.name,
            kind: entry.kind,
            country: entry.country,
            acronyms: entry.acronyms,
            aliases: entry.aliases,
            ambiguous: entry.ambiguous,
        });
    }
    document.close(problems);
    things
}
