//! How often was a term right?
//!
//! `learned.tsv` counts, for each term, documents of the gold set that carry its topic and documents
//! that do not although the term was found; `shiome eval topics --learn` writes it anew. Only the train
//! part weighs. A term that was never seen is trusted as the usual one is.

use shiome_model::{ConceptId, Lang};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What was counted of one term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Documents of the train part that carry its topic.
    pub right: u32,
    /// Documents of the train part that do not.
    pub wrong: u32,
    /// The same of the held-out part, for people to see; no weight looks at it.
    pub held_right: u32,
    /// The same of the held-out part.
    pub held_wrong: u32,
}

/// The share of right documents of a term that nothing is known of.
const USUAL: f32 = 0.9;
/// Documents that what is usual counts for.
const TRUST: f32 = 4.0;

impl Seen {
    /// Right and wrong documents of both parts.
    pub fn in_all(self) -> (u32, u32) {
        (self.right + self.held_right, self.wrong + self.held_wrong)
    }
    /// Its share of right documents in both parts; none if it was never found.
    pub fn precision(self) -> Option<f32> {
        let (right, wrong) = self.in_all();
        (right + wrong > 0).then(|| right as f32 / (right + wrong) as f32)
    }
    /// What its worth is multiplied by, from the train part.
    pub fn factor(self) -> f32 {
        let share = (self.right as f32 + TRUST * USUAL) / ((self.right + self.wrong) as f32 + TRUST);
        (share / USUAL).clamp(0.3, 1.1)
    }
}

type Key = (String, String, String);

static TABLE: LazyLock<HashMap<Key, Seen>> = LazyLock::new(|| parse(include_str!("learned.tsv")));

fn parse(text: &str) -> HashMap<Key, Seen> {
    let row = |line: &str| {
        let mut cells = line.split('\t');
        let mut word = || cells.next().map(str::to_owned);
        let key = (word()?, word()?, word()?);
        let mut count = || cells.next()?.parse::<u32>().ok();
        Some((key, Seen { right: count()?, wrong: count()?, held_right: count()?, held_wrong: count()? }))
    };
    text.lines().filter(|l| !l.starts_with('#')).filter_map(row).collect()
}

/// What was counted of a term.
pub fn seen(concept: &ConceptId, lang: &Lang, term: &str) -> Seen {
    let key = (concept.to_string(), lang.to_string(), term.to_owned());
    TABLE.get(&key).copied().unwrap_or_default()
}

/// What a term's worth is multiplied by.
pub(crate) fn factor(concept: &ConceptId, lang: &Lang, term: &str) -> f32 {
    seen(concept, lang, term).factor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_can_be_read() {
        let lines = include_str!("learned.tsv").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(TABLE.len(), lines);
    }

    #[test]
    fn a_term_that_errs_is_worth_less() {
        let seen = |right, wrong| Seen { right, wrong, ..Seen::default() };
        assert_eq!(Seen::default().factor(), 1.0);
        assert!(seen(6, 0).factor() > 1.0);
        assert!(seen(0, 1).factor() < 0.85);
        assert!(seen(0, 9).factor() < seen(3, 6).factor());
        assert_eq!(
            Seen { held_wrong: 50, ..Seen::default() }.factor(),
            1.0,
            "the held-out part must not weigh"
        );
        assert_eq!(seen(3, 1).precision(), Some(0.75));
        assert_eq!(Seen::default().precision(), None);
    }
}
