//! Are two documents tellings of one event?
//!
//! Within a language nearly all that is said counts: the cosine of the clues, each weighed by its sort
//! and by how rare it is. Across languages only what survives translation does, and there a few rare
//! things in common are enough where little that should be in both is missing in one. What speaks
//! against it weighs too: another year or round in the title, other sums, other days.

use super::{Rarity, WINDOW, key_of};
use shiome_model::{Clue, ClueSort, Clues};

/// Cosine from which two full documents of one language tell the same event.
const WITHIN: f32 = 0.24;
/// What short ones need beyond it: where little is said, a little in common is much.
const SHORT: f32 = 0.11;
/// Clues from which a document is full, and up to which it is as short as can be.
const FULL: f32 = 65.0;
const SCANT: f32 = 40.0;
/// What two documents of one house need in one language: houses announce many things in the same
/// words. They must have a sum, day, page or figure in common besides, and nothing against them.
const ONE_HOUSE: f32 = 0.6;
/// Weight of what is in common from which documents of two languages may tell the same event.
const MASS: f32 = 13.0;
/// Share of what should be in both that must be.
const SHARE: f32 = 0.30;
/// What is left across languages where only names are in common.
const NAMES_ALONE: f32 = 0.6;
/// What a contradiction leaves of the likeness.
const DOUBT: f32 = 0.6;
/// How often a name is said that a text is about; the title and the opening count twice.
const OFTEN: u16 = 4;
/// Clues that a reason names.
const NAMED: usize = 8;

/// How like two documents are as tellings of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// From 1 on they tell the same.
    pub score: f32,
    /// The share of what they have in common, 0 to 1.
    pub similarity: f32,
    /// What they have in common, strongest first.
    pub shared: Vec<Clue>,
}

fn within(sort: ClueSort) -> f32 {
    match sort {
        ClueSort::Names => 1.2,
        ClueSort::Name | ClueSort::Acronym | ClueSort::Amount => 1.0,
        ClueSort::Link => 0.8,
        ClueSort::Day => 0.6,
        ClueSort::Word => 0.4,
        ClueSort::Concept | ClueSort::Agency | ClueSort::Figure => 0.3,
    }
}

fn across(sort: ClueSort) -> f32 {
    match sort {
        ClueSort::Amount | ClueSort::Link => 1.2,
        ClueSort::Names => 1.0,
        ClueSort::Acronym | ClueSort::Name => 0.8,
        ClueSort::Day => 0.7,
        ClueSort::Agency => 0.6,
        ClueSort::Concept => 0.5,
        ClueSort::Figure => 0.4,
        ClueSort::Word => 0.0,
    }
}

/// Whether two documents cannot tell one event: they lie too far apart, or their titles name
/// different years, as the call of each year does.
pub fn contradict(a: &Clues, b: &Clues) -> bool {
    let apart = a.day.zip(b.day).is_some_and(|(a, b)| (a - b).num_days().abs() > WINDOW);
    apart || disjoint(&a.years, &b.years)
}

fn disjoint<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.contains(x))
}

/// How like they are; none where they contradict each other or share nothing.
pub fn likeness(a: &Clues, b: &Clues, rarity: &Rarity) -> Option<Likeness> {
    Asking::of(a, rarity).likeness(b)
}

/// One document that is compared with many: its clues are weighed once.
pub(super) struct Asking<'c> {
    own: &'c Clues,
    rarity: &'c Rarity,
    within: Weighed<'c>,
    across: Weighed<'c>,
}

impl<'c> Asking<'c> {
    pub(super) fn of(own: &'c Clues, rarity: &'c Rarity) -> Self {
        let (within, across) = (Weighed::of(own, within, rarity), Weighed::of(own, across, rarity));
        Self { own, rarity, within, across }
    }

    /// See [`likeness`].
    pub(super) fn likeness(&self, other: &Clues) -> Option<Likeness> {
        if contradict(self.own, other) {
            return None;
        }
        let (left, weight): (_, fn(ClueSort) -> f32) =
            if self.own.language == other.language { (&self.within, within) } else { (&self.across, across) };
        weighed(self.own, other, left, &Weighed::of(other, weight, self.rarity))
    }
}

fn weighed(a: &Clues, b: &Clues, left: &Weighed, right: &Weighed) -> Option<Likeness> {
    let one_language = a.language == b.language;
    let mut shared = left.shared(right);
    if shared.is_empty() {
        return None;
    }
    let doubts = [
        differ(a, b, ClueSort::Amount),
        // Where the day of publication is not known, days may be that of the page.
        a.day.is_some() && b.day.is_some() && differ(a, b, ClueSort::Day),
        one_language && disjoint(&a.numbers, &b.numbers),
        one_language && speaks_of_another(a, b) && speaks_of_another(b, a),
    ];
    let doubts = doubts.into_iter().filter(|d| *d).count() as i32;
    // One thing in common is no event.
    let few = match things(&shared) {
        0 | 1 => 0.5,
        2 => 0.75,
        _ => 1.0,
    };
    let (score, similarity) = if !one_language {
        let (mass, share) = other_language(left, right, &shared);
        let proven = if shared.iter().any(|(c, _, _)| is_proof(c.sort)) { 1.0 } else { NAMES_ALONE };
        ((mass / MASS).min(share / SHARE) * proven * few, share)
    } else {
        let cosine = cosine(left, right, &shared);
        if a.agency == b.agency && !a.agency.as_str().is_empty() {
            let proven = doubts == 0 && shared.iter().any(|(c, _, _)| is_proof(c.sort));
            (if proven { cosine / ONE_HOUSE } else { 0.0 }, cosine)
        } else {
            (cosine / least(a, b) * few, cosine)
        }
    };
    shared.sort_by(|x, y| y.2.total_cmp(&x.2).then_with(|| x.0.cmp(y.0)));
    Some(Likeness {
        score: score * DOUBT.powi(doubts),
        similarity: similarity.clamp(0.0, 1.0),
        shared: shared.into_iter().take(NAMED).map(|(clue, _, _)| clue.clone()).collect(),
    })
}

type Shared<'c> = Vec<(&'c Clue, f32, f32)>;

/// How many things are in common. A name is one thing, however many words and short forms it has.
fn things(shared: &Shared) -> usize {
    let mut names: Vec<Vec<&str>> = Vec::new();
    for (clue, _, _) in shared.iter().filter(|(c, _, _)| c.sort == ClueSort::Names) {
        let words: Vec<&str> = clue.text.split(' ').collect();
        let (same, mut rest): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| words.iter().any(|w| name.contains(w)));
        rest.push(same.into_iter().flatten().chain(words).collect());
        names = rest;
    }
    let mut proofs = 0;
    for (clue, _, _) in shared {
        let text = clue.text.as_str();
        match clue.sort {
            ClueSort::Name | ClueSort::Acronym => {
                let known = names.iter().any(|n| n.contains(&text) || stands_for(text, n));
                if !known {
                    names.push(vec![text]);
                }
            }
            ClueSort::Amount | ClueSort::Day | ClueSort::Link => proofs += 1,
            ClueSort::Figure if text.len() >= 3 => proofs += 1,
            _ => {}
        }
    }
    names.len() + proofs
}

/// Whether letters are the initials of some of the words.
fn stands_for(letters: &str, words: &[&str]) -> bool {
    words.len() > 1 && letters.chars().all(|c| words.iter().any(|w| w.starts_with(c)))
}

fn cosine(left: &Weighed, right: &Weighed, shared: &Shared) -> f32 {
    let norm = left.norm * right.norm;
    if norm > 0.0 { shared.iter().map(|(_, x, y)| x * y).sum::<f32>() / norm } else { 0.0 }
}

/// The weight of what is in common, and the share of what should be in both that is.
fn other_language(left: &Weighed, right: &Weighed, shared: &Shared) -> (f32, f32) {
    let mass = shared.iter().map(|(_, x, y)| x.min(*y)).sum();
    let least = left.hard.min(right.hard);
    let hard: f32 = shared.iter().filter(|(c, _, _)| is_hard(c.sort)).map(|(_, x, y)| x.min(*y)).sum();
    (mass, if least > 0.0 { hard / least } else { 0.0 })
}

/// The cosine that two documents of one language need.
fn least(a: &Clues, b: &Clues) -> f32 {
    let fewer = a.list.len().min(b.list.len()) as f32;
    WITHIN + SHORT * ((FULL - fewer) / (FULL - SCANT)).clamp(0.0, 1.0)
}

/// What two announcements of one house rarely have in common, unlike the names of its people and
/// programmes.
fn is_proof(sort: ClueSort) -> bool {
    is_hard(sort) && sort != ClueSort::Acronym
}

/// What stands in every telling, in the same form.
fn is_hard(sort: ClueSort) -> bool {
    matches!(sort, ClueSort::Amount | ClueSort::Day | ClueSort::Acronym | ClueSort::Figure | ClueSort::Link)
}

/// Whether both have clues of a sort, and none in common.
fn differ(a: &Clues, b: &Clues, sort: ClueSort) -> bool {
    let texts = |c: &Clues| c.of(sort).map(|c| c.text.clone()).collect::<Vec<_>>();
    disjoint(&texts(a), &texts(b))
}

/// Whether a name that `a` keeps saying is not in `b`.
fn speaks_of_another(a: &Clues, b: &Clues) -> bool {
    let said = |text: &str| {
        let at = b.list.binary_search_by(|c| (c.sort, c.text.as_str()).cmp(&(ClueSort::Name, text)));
        at.is_ok() || b.of(ClueSort::Word).any(|c| text.starts_with(&c.text))
    };
    a.of(ClueSort::Name).any(|c| c.times >= OFTEN && !said(&c.text))
}

/// Clues by key, with their weights.
struct Weighed<'c> {
    list: Vec<(u64, f32, &'c Clue)>,
    norm: f32,
    hard: f32,
}

impl<'c> Weighed<'c> {
    fn of(clues: &'c Clues, weight: fn(ClueSort) -> f32, rarity: &Rarity) -> Self {
        let mut list: Vec<(u64, f32, &Clue)> = clues
            .list
            .iter()
            .filter(|c| weight(c.sort) > 0.0)
            .map(|clue| {
                let key = key_of(clue);
                let often = 1.0 + f32::from(clue.times.max(1)).ln();
                (key, weight(clue.sort) * often * rarity.weight(clue.sort, key), clue)
            })
            .collect();
        list.sort_by_key(|(key, _, _)| *key);
        let norm = list.iter().map(|(_, w, _)| w * w).sum::<f32>().sqrt();
        let hard = list.iter().filter(|(_, _, c)| is_hard(c.sort)).map(|(_, w, _)| w).sum();
        Self { list, norm, hard }
    }

    fn shared(&self, other: &Weighed) -> Shared<'c> {
        let mut theirs = other.list.iter().peekable();
        let mut shared = Vec::new();
        for (key, weight, clue) in &self.list {
            while theirs.next_if(|(k, _, _)| k < key).is_some() {}
            if let Some((_, other, _)) = theirs.peek().filter(|(k, _, _)| k == key) {
                shared.push((*clue, *weight, *other));
            }
        }
        shared
    }
}
