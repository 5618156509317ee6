//! The days of publication that a page states to machines: JSON-LD, meta elements, attributes, scripts.

use super::super::attr;
use super::Witnesses;
use crate::{
    clean,
    dates::{self, Reading},
    input::plausible,
};
use chrono::NaiveDate;
use regex::Regex;
use scraper::Html;
use std::sync::LazyLock;

/// Names of meta elements for the day of publication, the most exact first.
const PUBLISHED: [&str; 62] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.publication",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dc:created",
    "dc.terms.date",
    "publish-date",
    "publish_date",
    "publishdate",
    "published-date",
    "published_date",
    "published_time",
    "publisheddate",
    "publish_time",
    "publication_date",
    "publication-date",
    "originalpublicationdate",
    "article:published",
    "article:published_date",
    "article:publicationdate",
    "article.published",
    "article:post_date",
    "article.created",
    "article_date_original",
    "analyticsattributes.articledate",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "dcsext.articlefirstpublished",
    "date_published",
    "dateposted",
    "datecreated",
    "date_created",
    "displaydate",
    "doc_date",
    "gentime",
    "mediator_published_time",
    "og:article:published",
    "og:datepublished",
    "og:pubdate",
    "og:publish_date",
    "og:published_time",
    "og:regdate",
    "parsely-pub-date",
    "pdate",
    "ptime",
    "pubdate",
    "rnews:datepublished",
    "sailthru.date",
    "shareaholic:article_published_time",
    "citation_date",
    "created",
    "date",
];

/// Names for the day of the last change.
pub(super) const MODIFIED: [&str; 18] = [
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "article:modified_date",
    "article:post_modified",
    "bt:moddate",
    "datemodified",
    "dateupdate",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "last-modified",
    "lastmodified",
    "lastmod",
    "og:updated_time",
    "og:modified_time",
    "revision_date",
    "modified",
];

/// A day as a page states it.
pub(super) struct Stated {
    /// The day.
    pub day: NaiveDate,
    /// The characters that say so.
    pub passage: String,
    /// Whether it was written in UTC with a time of day.
    pub utc: bool,
    /// Whether its name may also be that of another day.
    pub loose: bool,
}

/// All of them, the most exact first; those of attributes and scripts only where there are no others.
pub(super) fn stated(known: &Witnesses, seen: Option<NaiveDate>) -> Vec<Stated> {
    let order = dates::order_of(known.country, known.meta.lang.as_deref());
    let read = |value: &str| {
        let of_reader = |reading: Reading| seen.filter(|day| reading.allows(*day));
        let ordered = |reading: Reading| of_reader(reading).or_else(|| reading.by(order));
        let day = dates::machine(value).or_else(|| ordered(dates::mentions(value).first()?.reading));
        let day = day.filter(|d| plausible(*d, known.today))?;
        let utc = value.contains(':')
            && (value.ends_with('Z') || value.ends_with("+00:00") || value.ends_with("GMT"));
        Some(Stated { day, passage: value.to_owned(), utc, loose: false })
    };
    let names = PUBLISHED.iter().flat_map(|n| known.meta.all(n).map(move |v| (v, is_loose(n))));
    let of_ld = known.ld.published.as_deref().into_iter().map(|v| (v, false));
    let mut found: Vec<Stated> =
        of_ld.chain(names).filter_map(|(v, loose)| read(v).map(|s| Stated { loose, ..s })).collect();
    if found.is_empty() {
        found.extend(known.meta.published().filter_map(read).next());
    }
    if found.is_empty() {
        found.extend(attributed(known.page).iter().find_map(|value| read(value)));
    }
    if found.is_empty() {
        found.extend(scripted(known.html).as_deref().and_then(read));
    }
    found
}

/// Whether a name may also be that of the last change.
fn is_loose(name: &str) -> bool {
    matches!(name, "date" | "dc.date" | "dc:date" | "dcterms.date" | "dc.terms.date")
}

/// What elements of the page say in attributes: microdata, RDFa and the old `abbr` of weblogs.
fn attributed(page: &Html) -> Vec<String> {
    let (mut found, mut marked) = (Vec::new(), Vec::new());
    for element in page.root_element().descendent_elements() {
        let value = element.value();
        if value.name() == "meta" {
            continue;
        }
        let is = |name: &str, wanted: &[&str]| {
            attr::of(value, name).is_some_and(|v| {
                let v = v.trim();
                wanted.iter().any(|w| v.eq_ignore_ascii_case(w))
            })
        };
        let names = ["datePublished", "schema:datePublished", "dc:date", "dc:created", "dcterms:issued"];
        let is_abbreviation =
            value.name() == "abbr" && is("class", &["published", "date published", "time published"]);
        let classed =
            || attr::of(value, "class").is_some_and(|c| c.split_whitespace().any(|c| c == "published"));
        if value.name() == "time" && (attr::of(value, "pubdate").is_some() || classed()) {
            marked.extend(attr::of(value, "datetime").map(str::to_owned));
        }
        if !is_abbreviation && !is("itemprop", &names) && !is("property", &names) {
            continue;
        }
        let machine = ["content", "datetime", "title"].into_iter().find_map(|a| attr::of(value, a));
        let text = || element.text().take(4).collect::<String>();
        found.push(clean::line(&machine.map_or_else(text, str::to_owned)));
        if found.len() == 8 {
            break;
        }
    }
    // Teasers are marked as well: only one such day is the page's own.
    marked.dedup_by_key(|value| dates::machine(value));
    if marked.len() == 1 {
        found.append(&mut marked);
    }
    found
}

/// What data for scripts call the day of publication: a tag manager's, a broken JSON-LD, an attribute with
/// escaped JSON.
fn scripted(html: &str) -> Option<String> {
    static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let quote = r#"(?:\\*["']|&quot;|&#34;)+"#;
        let names = "date_?[Pp]ublished|published_?(?:[Aa]t|[Dd]ate|[Tt]ime)|publish_?(?:[Dd]ate|[Tt]ime)|publication_?[Dd]ate|pub_?[Dd]ate|(?:article|post|page)_?[Dd]ate|[Ff]irst_?[Pp]ublished|date_?[Cc]reated";
        Regex::new(&format!(r#"{quote}(?:{names}){quote}\s*[:=,]\s*{quote}([^"'\\&]{{8,40}})"#)).ok()
    });
    let looked = html.get(..html.floor_char_boundary(MOST)).unwrap_or_default();
    DAY.as_ref()?.captures(looked)?.get(1).map(|m| m.as_str().to_owned())
}

/// Bytes of a page that are looked through.
const MOST: usize = 2_000_000;
