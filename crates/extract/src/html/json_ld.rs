//! What a page says about itself in JSON-LD (schema.org).

use crate::clean;
use scraper::{Html, Selector};
use serde_json::Value;
use std::sync::LazyLock;
use url::Url;

/// The statements of a page's JSON-LD about the work it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonLd {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub authors: Vec<String>,
    /// Those of the authors that are said to be no people.
    pub bodies: Vec<String>,
    pub language: Option<String>,
    pub description: Option<String>,
    pub body: Option<String>,
    /// Names of the site and its publisher.
    pub site_names: Vec<String>,
}

/// Nodes looked at; a page with more is no article.
const MOST_NODES: usize = 2_000;

/// Reads all scripts of a page; the node that names this address or this title is the work.
pub fn of(page: &Html, address: &Url, title: &str) -> JsonLd {
    static SCRIPT: LazyLock<Option<Selector>> =
        LazyLock::new(|| super::meta::selector(r#"script[type^="application/ld+json"]"#));
    let values: Vec<Value> = SCRIPT
        .iter()
        .flat_map(|s| page.select(s))
        .filter_map(|script| parse(&script.text().collect::<String>()))
        .collect();
    let mut nodes: Vec<&Value> = Vec::new();
    let mut queue: std::collections::VecDeque<&Value> = values.iter().collect();
    while let Some(value) = queue.pop_front() {
        match value {
            Value::Array(list) => queue.extend(list),
            Value::Object(map) if nodes.len() < MOST_NODES => {
                nodes.push(value);
                let below = ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "publisher", "isPartOf"];
                queue.extend(below.iter().filter_map(|key| map.get(*key)));
            }
            _ => {}
        }
    }
    let mut found = JsonLd::default();
    for node in &nodes {
        let kinds = kinds(node);
        if kinds.iter().any(|k| k.ends_with("WebSite") || k.ends_with("Organization")) {
            found.site_names.extend(text(node, "name"));
        }
    }
    let Some(work) = work(&nodes, address, title) else { return found };
    found.headline = text(work, "headline").or_else(|| text(work, "name"));
    found.published = text(work, "datePublished").or_else(|| text(work, "dateCreated"));
    found.modified = text(work, "dateModified");
    found.language = text(work, "inLanguage");
    found.description = text(work, "description");
    found.body = work.get("articleBody").and_then(Value::as_str).map(str::to_owned);
    let authors = work.get("author").or(work.get("creator"));
    found.authors = names(authors, &nodes, |_| true);
    found.bodies = names(authors, &nodes, |v| kinds(v).iter().any(|k| k.ends_with("Organization")));
    found
}

fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_end_matches(';');
    let script = script.strip_prefix("<!--").unwrap_or(script).trim_end_matches("-->");
    serde_json::from_str(script).ok().or_else(|| {
        // The usual fault: raw line feeds inside strings.
        let flat: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

fn kinds(node: &Value) -> Vec<&str> {
    match node.get("@type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// How much a node is about the work: articles before pages, those that name it before others.
fn work<'v>(nodes: &[&'v Value], address: &Url, title: &str) -> Option<&'v Value> {
    let title = clean::key(title);
    let mut best: Option<(u32, &Value)> = None;
    let articles = nodes.iter().filter(|n| is_article(n)).count();
    for node in nodes {
        let rank = if is_article(node) {
            4
        } else if kinds(node).iter().any(|k| k.ends_with("Page")) {
            1
        } else {
            continue;
        };
        let same_title = text(node, "headline").or_else(|| text(node, "name")).is_some_and(|h| {
            let key = clean::key(&h);
            key.len() > 3 && title.contains(&key)
        });
        let own = ["url", "@id", "mainEntityOfPage"].iter().filter_map(|key| reference(node, key));
        let same_address = own.into_iter().any(|url| same(&url, address));
        // One of several articles that names neither is one of a list.
        if rank == 4 && articles > 1 && !same_title && !same_address {
            continue;
        }
        let rank = rank + 2 * u32::from(same_title) + 2 * u32::from(same_address);
        if best.is_none_or(|(other, _)| rank > other) {
            best = Some((rank, node));
        }
    }
    best.map(|(_, node)| node)
}

fn is_article(node: &Value) -> bool {
    kinds(node).iter().any(|k| {
        let k = k.rsplit(['/', ':']).next().unwrap_or(k);
        k.ends_with("Article")
            || k.ends_with("Posting")
            || matches!(k, "Report" | "CreativeWork" | "Dataset" | "PressRelease" | "Legislation")
    })
}

fn reference(node: &Value, key: &str) -> Option<String> {
    match node.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Object(map) => map.get("@id").or(map.get("url"))?.as_str().map(str::to_owned),
        _ => None,
    }
}

fn same(stated: &str, address: &Url) -> bool {
    address.join(stated).is_ok_and(|url| {
        let plain = |u: &Url| u.path().trim_matches('/').to_owned();
        shiome_model::url::site(&url) == shiome_model::url::site(address) && plain(&url) == plain(address)
    })
}

fn text(node: &Value, key: &str) -> Option<String> {
    let raw = match node.get(key)? {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.first()?.as_str()?.to_owned(),
        Value::Object(map) => map.get("@value").or(map.get("name"))?.as_str()?.to_owned(),
        _ => return None,
    };
    Some(clean::line(&clean::unescape(&raw))).filter(|t| !t.is_empty())
}

/// Names of people or bodies; those given by `@id` are looked up.
fn names(value: Option<&Value>, nodes: &[&Value], is_wanted: impl Fn(&Value) -> bool) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    let list = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    let name = |v: &Value| match v {
        Value::String(name) => is_wanted(v).then(|| name.clone()),
        Value::Object(map) => text(v, "name").filter(|_| is_wanted(v)).or_else(|| {
            let id = map.get("@id")?;
            let named = |n: &&&Value| n.get("@id") == Some(id) && n.get("name").is_some() && is_wanted(n);
            text(nodes.iter().find(named)?, "name")
        }),
        _ => None,
    };
    list.iter().take(100).filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> JsonLd {
        let page = Html::parse_document(&format!("<script type='application/ld+json'>{json}</script>"));
        of(&page, &"https://e.org/a/".parse().unwrap(), "The title | Site")
    }

    #[test]
    fn the_article_is_found_in_a_graph() {
        let found = read(
            r##"{"@graph":[{"@type":"WebSite","name":"Site"},{"@type":"WebPage","datePublished":"2020-01-01"},
               {"@type":["NewsArticle"],"headline":"The title","datePublished":"2024-03-03T10:00:00+01:00",
                "author":[{"@id":"#p"},{"name":"B"}]},{"@type":"Person","@id":"#p","name":"A"}]}"##,
        );
        assert_eq!(found.published.as_deref(), Some("2024-03-03T10:00:00+01:00"));
        assert_eq!(found.authors, ["A", "B"]);
        assert_eq!(found.site_names, ["Site"]);
    }

    #[test]
    fn teasers_are_not_the_work() {
        let found = read(
            r#"[{"@type":"Article","headline":"Another","datePublished":"2019-01-01"},
                {"@type":"Article","headline":"A third","datePublished":"2018-01-01"}]"#,
        );
        assert_eq!(found, JsonLd::default());
    }

    #[test]
    fn raw_line_feeds_are_forgiven() {
        assert_eq!(
            read("{\"@type\":\"Report\",\"headline\":\"The\n title\"}").headline.as_deref(),
            Some("The title")
        );
    }
}
