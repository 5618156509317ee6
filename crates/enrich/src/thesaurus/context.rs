//! What of all that was found counts.

use super::{
    compile::{Entry, Thesaurus},
    find::Found,
    setting::is_research,
};
use crate::fold::Folded;
use shiome_model::{Field, Lang, MatchRule, Span, TermKind};
use std::cell::LazyCell;
use std::collections::BTreeMap;

/// How far, in characters, company may stand from an ambiguous term.
const NEAR: usize = 300;

/// A term that counts.
#[derive(Clone, Copy)]
pub(crate) struct Hit<'t> {
    pub(crate) entry: &'t Entry,
    pub(crate) field: Field,
    pub(crate) span: Span,
}

/// The hits that count, title first, then by place: ambiguous terms only in company of another term
/// of their topic, or where research is the setting; none beside words of its look-alike; of overlapping
/// terms of one topic the longest.
pub(crate) fn settle<'t>(
    thesaurus: &'t Thesaurus,
    (heading, text): (&str, &str),
    (folded_heading, folded): (&Folded, &Folded),
    lang: &Lang,
    title: &[Found],
    body: &[Found],
) -> Vec<Hit<'t>> {
    let hit = |field: Field| {
        move |f: &Found| {
            thesaurus.entries.get(f.entry as usize).map(|entry| Hit { entry, field, span: f.span })
        }
    };
    let all: Vec<Hit> =
        title.iter().filter_map(hit(Field::Title)).chain(body.iter().filter_map(hit(Field::Text))).collect();
    let in_setting = LazyCell::new(|| is_research(heading, text));
    let whole = LazyCell::new(|| format!("{}\n{}", folded_heading.text, folded.text));
    let mut topics: BTreeMap<usize, Vec<Hit>> = BTreeMap::new();
    for hit in all {
        if hit.entry.term.setting && !*in_setting {
            continue;
        }
        if hit.entry.unless.iter().any(|other| whole.contains(other.as_str())) {
            continue;
        }
        topics.entry(hit.entry.topic).or_default().push(hit);
    }
    let mut kept = Vec::new();
    for hits in topics.into_values() {
        let company: Vec<Hit> = hits.iter().filter(|h| !h.entry.term.context).copied().collect();
        let counted =
            hits.into_iter().filter(|h| !h.entry.term.context || company.iter().any(|c| vouches(c, h, text)));
        kept.extend(longest(counted.collect(), lang));
    }
    kept.sort_by_key(|h| (h.field, h.span, h.entry.topic));
    kept
}

/// Whether `company` tells that the ambiguous `hit` means the topic.
fn vouches(company: &Hit, hit: &Hit, text: &str) -> bool {
    let another = company.entry.concept != hit.entry.concept || company.entry.term.kind == TermKind::Core;
    let gap = match (company.field, hit.field) {
        (Field::Title, _) => return another,
        (Field::Text, Field::Title) => text.get(..company.span.start),
        (Field::Text, Field::Text) if company.span < hit.span => text.get(company.span.end..hit.span.start),
        (Field::Text, Field::Text) => text.get(hit.span.end..company.span.start),
    };
    // Overlapping passages have no gap.
    another && gap.is_none_or(|g| g.len() <= NEAR || (g.len() <= NEAR * 4 && g.chars().count() <= NEAR))
}

/// Of overlapping hits the longest; of equals the one in the text's language, then in English.
fn longest<'t>(mut hits: Vec<Hit<'t>>, lang: &Lang) -> Vec<Hit<'t>> {
    let foreign = |h: &Hit| match &h.entry.lang {
        l if l == lang => 0,
        l if l.as_str() == "en" => 1,
        _ => 2,
    };
    // Words scattered over a sentence cover much without saying more.
    let class = |h: &Hit| match (h.entry.term.rule, h.entry.term.kind) {
        (MatchRule::AllWords, TermKind::Related) => 2,
        (MatchRule::AllWords, _) => 1,
        (_, TermKind::Related) => 1,
        _ => 0,
    };
    hits.sort_by(|a, b| {
        let length = |h: &Hit| h.span.end - h.span.start;
        class(a)
            .cmp(&class(b))
            .then_with(|| length(b).cmp(&length(a)))
            .then_with(|| (a.field, a.span).cmp(&(b.field, b.span)))
            .then_with(|| {
                (foreign(a), &a.entry.concept, &a.entry.term.text).cmp(&(
                    foreign(b),
                    &b.entry.concept,
                    &b.entry.term.text,
                ))
            })
    });
    let mut taken: BTreeMap<(Field, usize), usize> = BTreeMap::new();
    hits.retain(|h| {
        let before = taken.range(..(h.field, h.span.end)).next_back();
        let overlaps = before.is_some_and(|((field, _), end)| *field == h.field && *end > h.span.start);
        if !overlaps {
            taken.insert((h.field, h.span.start), h.span.end);
        }
        !overlaps
    });
    hits
}
