//! `sources/<country>/<agency>.toml`: a body and where it may be read.

use super::codes;
use super::document::Document;
use super::files::{self, ID_HINT, is_id, stem};
use super::problem::{Problem, Problems};
use super::source::{self, SourceEntry};
use super::{address, schema};
use schemars::JsonSchema;
use serde::Deserialize;
use shiome_model::{Agency, AgencyId, AgencyKind, Names, SourceId, Succession, succession};
use shiome_pipelines::SourcePlan;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A body and where it may be read. Its id is the name of the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used: the parts are read one by one")]
pub struct AgencyFile {
    /// The body.
    agency: AgencyEntry,
    /// Its sources.
    #[schemars(default)]
    source: Vec<SourceEntry>,
}

/// A funder, ministry, council, network or news house.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AgencyEntry {
    /// What it is called.
    name: Names,
    /// Acronyms by which texts name it, beside one in brackets after its name: found in exactly this case.
    #[serde(default)]
    acronyms: Vec<String>,
    /// Its other names, in any language.
    #[serde(default)]
    aliases: Vec<String>,
    /// Those of its names and acronyms that mean other things too, or have another bearer: they count only
    /// beside the full name, beside its country, or in its own documents.
    #[serde(default)]
    ambiguous: Vec<String>,
    /// ISO 3166-1 alpha-2 in upper case; `EU` and `INT` for bodies above countries. The folder is named
    /// by it.
    country: String,
    /// What sort of body it is.
    #[serde(default)]
    kind: AgencyKind,
    /// Its record in the Research Organization Registry, as a URL.
    ror: Option<String>,
    /// Its front page.
    homepage: Option<String>,
    /// The body it took over from.
    predecessor: Option<Succession>,
    /// The body that took over from it.
    successor: Option<Succession>,
}

/// Agencies and sources by id.
type Read = (BTreeMap<AgencyId, Agency>, BTreeMap<SourceId, SourcePlan>);

/// Reads all agencies with their sources.
pub fn read_all(dir: &Path, topics: &BTreeSet<String>, can_render: bool, problems: &mut Problems) -> Read {
    let schema = schema::of::<AgencyFile>();
    let top = files::look(dir, problems);
    for file in top.files {
        problems.0.push(Problem::of_file(
            &file,
            "lies outside a country's folder",
            "move it into sources/<country>/",
        ));
    }
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    for folder in top.folders {
        for file in files::look(&folder, problems).files {
            match found.get(&stem(&file)) {
                Some(first) => {
                    let message = format!("'{}' is also described by {}", stem(&file), first.display());
                    problems.0.push(Problem::of_file(&file, message, "ids are file names: rename one"));
                }
                None => _ = found.insert(stem(&file), file),
            }
        }
    }
    let (mut agencies, mut sources) = Read::default();
    let troubles = problems.0.len();
    for (id, file) in &found {
        let mut reader = Reader { document: Document::read(file, &schema), agencies: &found };
        let agency = reader.agency(id, file);
        let plans = source::read_all(&mut reader.document, &agency, topics, can_render);
        sources.extend(plans.into_iter().map(|plan| (plan.source.id.clone(), plan)));
        agencies.insert(agency.id.clone(), agency);
        reader.document.close(problems);
    }
    for flaw in succession::flaws(&agencies) {
        let Some(file) = found.get(flaw.agency.as_str()) else { continue };
        let place = Problem {
            key: format!("agency.{}", flaw.key),
            ..Problem::of_file(file, flaw.message, flaw.hint)
        };
        problems.0.push(place);
    }
    if sources.is_empty() && problems.0.len() == troubles {
        problems.0.push(Problem::of_file(
            dir,
            "there is no source",
            "nothing would be read: add an agency with a source",
        ));
    }
    (agencies, sources)
}

/// Names by which texts name something: none empty, none twice.
pub fn spoken(d: &mut Document, at: &str, names: &[String]) {
    for (index, name) in names.iter().enumerate() {
        let place = format!("{at}/{index}");
        if !name.chars().any(char::is_alphanumeric) {
            d.problem(
                &place,
                format!("'{name}' has no letter or digit"),
                "it would match nothing: remove it",
            );
        } else if name.trim() != name {
            d.problem(&place, format!("'{name}' has space around it"), "remove it");
        } else if names[..index].contains(name) {
            d.problem(&place, format!("'{name}' is there twice"), "remove one");
        }
    }
}

struct Reader<'a> {
    document: Document,
    agencies: &'a BTreeMap<String, PathBuf>,
}

impl Reader<'_> {
    /// Reads the body. Where it cannot be understood its sources are still looked at, in the name of
    /// one that says nothing.
    fn agency(&mut self, id: &str, file: &Path) -> Agency {
        let d = &mut self.document;
        if !is_id(id) {
            d.problem("", format!("'{id}' is no id"), ID_HINT);
        }
        let Some(entry) = d.piece::<AgencyEntry>("/agency") else {
            return Agency { id: id.into(), ..Agency::default() };
        };
        for (key, name) in [("en", &entry.name.en), ("ja", &entry.name.ja)] {
            if name.trim().is_empty() {
                d.problem(&format!("/agency/name/{key}"), "is empty", "");
            }
        }
        let folder = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        if !codes::is_country(&entry.country) {
            let message = format!("there is no country '{}'", entry.country);
            d.problem("/agency/country", message, codes::country_hint(&entry.country));
        } else if entry.country.to_ascii_lowercase() != folder {
            let message = format!("is {}, but the file lies in '{folder}'", entry.country);
            d.problem("/agency/country", message, "folders are named by the country in small letters");
        }
        if let Some(ror) = entry.ror.as_deref().filter(|ror| !address::is_ror(ror)) {
            let message = format!("'{ror}' is no record of the registry");
            d.problem("/agency/ror", message, "write it as https://ror.org/00hhkn466");
        }
        if let Some(Err(why)) = entry.homepage.as_deref().map(address::web) {
            d.problem("/agency/homepage", why, "");
        }
        for (key, names) in
            [("acronyms", &entry.acronyms), ("aliases", &entry.aliases), ("ambiguous", &entry.ambiguous)]
        {
            spoken(d, &format!("/agency/{key}"), names);
        }
        self.other("/agency/predecessor", id, &entry.predecessor);
        self.other("/agency/successor", id, &entry.successor);
        Agency {
            id: id.into(),
            name: entry.name,
            acronyms: entry.acronyms,
            aliases: entry.aliases,
            ambiguous: entry.ambiguous,
            country: entry.country,
            kind: entry.kind,
            ror: entry.ror,
            homepage: entry.homepage,
            predecessor: entry.predecessor,
            successor: entry.successor,
        }
    }

    /// A body that is named must be another one we know.
    fn other(&mut self, at: &str, own: &str, succession: &Option<Succession>) {
        let Some(named) = succession.as_ref().map(|s| s.agency.as_str()) else { return };
        let place = format!("{at}/agency");
        if named == own {
            self.document.problem(&place, "is the agency itself", "");
        } else if !self.agencies.contains_key(named) {
            let meant = super::nearest::nearest(named, self.agencies.keys().map(String::as_str));
            let hint = meant.map_or("add its file, without sources if need be".into(), |m| {
                format!("did you mean '{m}'?")
            });
            self.document.problem(&place, format!("there is no agency '{named}'"), hint);
        }
    }
}
