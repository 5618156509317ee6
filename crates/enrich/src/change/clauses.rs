//! A version as clauses: what is shown, what is compared, and under which heading it stands.

use super::{Version, noise, weigh};
use crate::fold::bare;
use crate::sentences::sentences;
use std::collections::BTreeSet;

/// One clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clause {
    /// As it stands on the page.
    pub shown: String,
    /// As it is compared.
    pub bare: String,
    /// The heading above it.
    pub section: Option<String>,
}

/// Title, headings and sentences that can carry meaning.
pub(super) fn of(version: Version) -> Vec<Clause> {
    let document = version.document;
    let headings: BTreeSet<String> = version.headings.iter().map(|h| bare(h)).collect();
    let title = noise::meaning(document.title.trim()).unwrap_or_default();
    let mut out = Vec::new();
    let mut section: Option<String> = None;
    let mut beside = false; // inside a box of news, links or contacts
    out.extend(clause(document.title.trim(), &None));
    let mut label: Option<&str> = None;
    for line in document.text.lines() {
        let line = line.trim();
        if headings.contains(&bare(line)) {
            beside = noise::is_beside(line);
            section = Some(line.to_owned());
            label = None;
            if !beside && line != document.title.trim() {
                out.extend(clause(line, &section));
            }
            continue;
        }
        if beside {
            continue;
        }
        // A date alone is noise, but not the date of a deadline.
        if let Some(label) = label.take().filter(|_| noise::is_value(line)) {
            out.extend(clause(&format!("{label}: {line}"), &section));
            continue;
        }
        label = Some(line).filter(|l| l.chars().count() <= 40 && weigh::tells(l));
        // Some templates begin the text with the title once more.
        let own = |clause: &Clause| clause.bare != title;
        let parts = sentences(line).into_iter().filter_map(|span| clause(span.of(line), &section));
        out.extend(parts.filter(own));
    }
    out
}

fn clause(part: &str, section: &Option<String>) -> Option<Clause> {
    Some(Clause { shown: part.to_owned(), bare: noise::meaning(part)?, section: section.clone() })
}
