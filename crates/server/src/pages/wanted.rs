//! What a search asks for, as a value that reads from and writes to an address.

use crate::{failure::Failure, links, query::Query};
use chrono::NaiveDate;
use shiome_model::DocumentKind;
use shiome_search::{Filters, Sort};

/// Hits on a page unless told.
const LIMIT: usize = 20;
/// Hits on a page at most.
const MOST: usize = 100;
/// Hits that can be leafed through; further ones are reached by narrowing.
const DEEPEST: usize = 10_000;
/// Characters of a query.
const LONGEST: usize = 500;

/// The lists a result can be narrowed by, in order of display.
pub(super) const FIELDS: [&str; 9] =
    ["topic", "country", "agency", "kind", "language", "named", "office", "credibility", "sensitivity"];

/// A search as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub q: String,
    pub filters: Filters,
    pub sort: Sort,
    /// Whether the thesaurus may add its terms.
    pub expand: bool,
    pub offset: usize,
    pub limit: usize,
}

impl Wanted {
    /// Reads it from an address.
    pub fn read(query: &Query) -> Result<Self, Failure> {
        let q = query.one("q").unwrap_or_default().to_owned();
        if q.chars().count() > LONGEST {
            return Err(Failure::Bad {
                hint: "bad_query",
                value: q.chars().take(40).collect(),
                most: LONGEST,
            });
        }
        let kind = query.all("kind")?;
        if let Some(other) = kind.iter().find(|k| k.parse::<DocumentKind>().is_err()) {
            return Err(Failure::bad("bad_kind", other));
        }
        let sort = match query.one("sort") {
            None | Some("relevance") => Sort::Relevance,
            Some("newest") => Sort::Newest,
            Some("oldest") => Sort::Oldest,
            Some(other) => return Err(Failure::bad("bad_sort", other)),
        };
        let limit = query.number("limit", LIMIT, MOST)?;
        Ok(Self {
            q,
            filters: Filters {
                country: query.all("country")?.into_iter().map(|c| c.to_ascii_uppercase()).collect(),
                agency: query.all("agency")?,
                topic: query.all("topic")?,
                kind,
                language: query.all("language")?,
                named: query.all("named")?,
                office: query.all("office")?,
                credibility: query.all("credibility")?,
                sensitivity: query.all("sensitivity")?,
                from: query.day("from")?,
                to: query.day("to")?,
            },
            sort,
            expand: query.flag("expand", true)?,
            offset: query.number("offset", 0, DEEPEST)?,
            limit: if limit == 0 { LIMIT } else { limit },
        })
    }

    /// The same search narrowed as given and nothing else: where links from other pages begin.
    pub fn of(filters: Filters) -> Self {
        Self { filters, expand: true, limit: LIMIT, ..Self::default() }
    }

    /// Its address.
    pub fn href(&self) -> String {
        self.at("/")
    }

    /// The address of all it finds, as a file of that form.
    pub fn export(&self, form: &str) -> String {
        let whole = Self { offset: 0, limit: LIMIT, ..self.clone() };
        whole.at(&format!("/export/{form}"))
    }

    fn at(&self, path: &str) -> String {
        let (offset, limit) = (self.offset.to_string(), self.limit.to_string());
        let days = [("from", self.filters.from), ("to", self.filters.to)]
            .map(|(name, day)| (name, day.map(|d| d.to_string()).unwrap_or_default()));
        let mut query: Vec<(&str, &str)> = Vec::new();
        if !self.q.is_empty() {
            query.push(("q", &self.q));
        }
        for field in FIELDS {
            query.extend(values(&self.filters, field).iter().map(|v| (field, v.as_str())));
        }
        query.extend(days.iter().filter(|(_, day)| !day.is_empty()).map(|(name, day)| (*name, day.as_str())));
        if self.sort != Sort::Relevance {
            query.push(("sort", self.sort_name()));
        }
        if !self.expand {
            query.push(("expand", "0"));
        }
        if self.offset > 0 {
            query.push(("offset", &offset));
        }
        if self.limit != LIMIT {
            query.push(("limit", &limit));
        }
        links::to(path, &query)
    }

    /// The name of its order in addresses.
    pub fn sort_name(&self) -> &'static str {
        match self.sort {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
        }
    }

    /// From its first page, changed by `change`.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self { offset: 0, ..self.clone() };
        change(&mut other);
        other
    }

    /// With `value` among those of `field`, or without it if it is there already.
    pub fn toggled(&self, field: &str, value: &str) -> Self {
        self.with(|w| {
            let Some(list) = values_mut(&mut w.filters, field) else { return };
            match list.iter().position(|v| v == value) {
                Some(at) => drop(list.remove(at)),
                None => {
                    list.push(value.to_owned());
                    list.sort();
                }
            }
        })
    }

    /// Within these days.
    pub fn between(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        self.with(|w| (w.filters.from, w.filters.to) = (from, to))
    }

    /// The page `step` pages on; none before the first or beyond what can be leafed through.
    pub fn leafed(&self, step: isize) -> Option<Self> {
        let offset = self.offset.checked_add_signed(step * self.limit as isize).filter(|o| *o <= DEEPEST)?;
        Some(Self { offset, ..self.clone() })
    }
}

/// The values `field` is narrowed to.
pub(super) fn values<'f>(filters: &'f Filters, field: &str) -> &'f [String] {
    match field {
        "country" => &filters.country,
        "agency" => &filters.agency,
        "topic" => &filters.topic,
        "kind" => &filters.kind,
        "language" => &filters.language,
        "named" => &filters.named,
        "office" => &filters.office,
        "credibility" => &filters.credibility,
        "sensitivity" => &filters.sensitivity,
        _ => &[],
    }
}

/// The same, to change them.
pub(super) fn values_mut<'f>(filters: &'f mut Filters, field: &str) -> Option<&'f mut Vec<String>> {
    match field {
        "country" => Some(&mut filters.country),
        "agency" => Some(&mut filters.agency),
        "topic" => Some(&mut filters.topic),
        "kind" => Some(&mut filters.kind),
        "language" => Some(&mut filters.language),
        "named" => Some(&mut filters.named),
        "office" => Some(&mut filters.office),
        "credibility" => Some(&mut filters.credibility),
        "sensitivity" => Some(&mut filters.sensitivity),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::btree_set, prelude::*};

    fn days() -> impl Strategy<Value = Option<NaiveDate>> {
        proptest::option::of((0u64..30_000).prop_map(|n| NaiveDate::default() + chrono::Days::new(n)))
    }

    fn list(of: &'static str) -> impl Strategy<Value = Vec<String>> {
        btree_set(of, 0..4).prop_map(|set| set.into_iter().collect())
    }

    prop_compose! {
        fn wanted()(
            q in "[^\\s\\x00](.{0,30}[^\\s\\x00])?|",
            country in list("[A-Z]{2,3}"), agency in list("[^\\s]{1,9}"), topic in list("[a-z_]{1,9}"),
            kind in list("call|news|policy"), language in list("[a-z]{2}"),
            named in list("[^\\s]{1,9}"), office in list("[a-z_]{1,9}"),
            credibility in list("official|press"), sensitivity in list("public|internal"),
            from in days(), to in days(),
            sort in prop_oneof![Just(Sort::Relevance), Just(Sort::Newest), Just(Sort::Oldest)],
            expand: bool, offset in 0..=DEEPEST, limit in 1..=MOST,
        ) -> Wanted {
            let filters = Filters {
                country, agency, topic, kind, language, named, office, credibility, sensitivity, from, to,
            };
            Wanted { q: q.trim().to_owned(), filters, sort, expand, offset, limit }
        }
    }

    fn again(wanted: &Wanted) -> Wanted {
        let href = wanted.href();
        Wanted::read(&Query::parse(href.split_once('?').map_or("", |(_, query)| query))).unwrap()
    }

    proptest! {
        #[test]
        fn a_search_survives_its_address(wanted in wanted()) {
            prop_assert_eq!(again(&wanted), wanted);
        }

        #[test]
        fn a_value_put_in_and_taken_out_leaves_the_search_as_it_was(wanted in wanted(), value in "[A-Z]{4}") {
            let first = wanted.with(|_| {});
            let there = again(&first.toggled("country", &value));
            prop_assert!(there.filters.country.contains(&value));
            prop_assert_eq!(again(&there.toggled("country", &value)), first);
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for wrong in
            ["kind=x", "sort=best", "limit=101", "offset=-1", "from=2026-4-1", "to=soon", "expand=yes"]
        {
            assert!(Wanted::read(&Query::parse(wrong)).is_err(), "{wrong}");
        }
        assert!(Wanted::read(&Query::parse(&format!("q={}", "あ".repeat(501)))).is_err());
    }
}
