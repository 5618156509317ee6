//! Are two documents tellings of one event?
//!
//! Within a language nearly all that is said counts: the cosine of the clues, each weighed by its sort
//! and by how rare it is. Across languages only what survives translation does, and there a few rare
//! things in common are enough where little that should be in both is missing in one.
//!
//! Bodies announce alike: one mould, one topic, one national rule, the same names in passing. So three
//! questions are asked besides. What one says first, does the other say at all? Of sums, days and counts,
//! which can be checked, does a fair share agree? And does each body speak only of itself? A topic answers
//! none of them, an event does. What speaks against it weighs too: another year or round in the title.

use super::{Rarity, WINDOW, key_of, rarity::often};
use shiome_model::{Clue, ClueSort, Clues};
use std::cell::OnceCell;

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
/// What is left across languages and houses where only names are in common, and what share of what is said
/// first must be to be enough.
const NAMES_ALONE: f32 = 0.6;
const SAME_NAMES: f32 = 0.6;
/// What a contradiction leaves of the likeness.
const DOUBT: f32 = 0.6;
/// How often a name is said that a text is about; the title and the opening count twice.
const OFTEN: u16 = 4;
/// Clues that a reason names.
const NAMED: usize = 8;
/// Rarity of the sums, days and counts of a document from which they can be checked: two that are rare.
const CHECKABLE: f32 = 9.0;
/// Rarity from which one of them is rare.
const RARE: f32 = CHECKABLE / 2.0;
/// Share of them that two tellings have in common; most have half, and what is not the same event none.
const CHECKED: f32 = 0.3;
/// What so much agreement adds to the likeness.
const AGREED: f32 = 1.2;

/// What is asked of two documents beyond their likeness.
struct Demand {
    /// Share of what each says first that the other says too.
    aimed: f32,
    /// What is left of the likeness where nothing agrees that could.
    unchecked: f32,
    /// Rarity of sums, days and counts from which they can be checked.
    checkable: f32,
}

/// Of documents whose houses are not known: newspapers tell one event from many sides.
const ANYONE: Demand = Demand { aimed: 0.25, unchecked: 0.6, checkable: CHECKABLE };
/// Of two houses that we read: what they announce is nearly always their own, so that alike is the rule
/// and the same the exception.
const TWO_HOUSES: Demand = Demand { aimed: 0.4, unchecked: 0.3, checkable: RARE };
/// Of one house, which announces many things in the same words.
const ONE_HOUSE_TWICE: Demand = Demand { aimed: 0.6, unchecked: 0.3, checkable: CHECKABLE };
/// Of two languages, where only what survives translation can be found.
const TWO_LANGUAGES: Demand = Demand { aimed: 0.25, unchecked: 0.3, checkable: CHECKABLE };

impl Demand {
    fn of(a: &Clues, b: &Clues) -> Self {
        let known = |c: &Clues| !c.agency.as_str().is_empty();
        match () {
            () if a.language != b.language => TWO_LANGUAGES,
            () if known(a) && a.agency == b.agency => ONE_HOUSE_TWICE,
            () if known(a) && known(b) => TWO_HOUSES,
            () => ANYONE,
        }
    }
}

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
        ClueSort::Link | ClueSort::Entity => 0.8,
        ClueSort::Day => 0.6,
        ClueSort::Word => 0.4,
        ClueSort::Concept | ClueSort::Agency | ClueSort::Figure => 0.3,
    }
}

fn across(sort: ClueSort) -> f32 {
    match sort {
        ClueSort::Amount | ClueSort::Link => 1.2,
        ClueSort::Names => 1.0,
        ClueSort::Acronym | ClueSort::Name | ClueSort::Entity => 0.8,
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
    within: OnceCell<Weighed<'c>>,
    across: OnceCell<Weighed<'c>>,
}

impl<'c> Asking<'c> {
    pub(super) fn of(own: &'c Clues, rarity: &'c Rarity) -> Self {
        Self { own, rarity, within: OnceCell::new(), across: OnceCell::new() }
    }

    /// See [`likeness`].
    pub(super) fn likeness(&self, other: &Clues) -> Option<Likeness> {
        if contradict(self.own, other) {
            return None;
        }
        let (left, weight): (_, fn(ClueSort) -> f32) = match self.own.language == other.language {
            true => (&self.within, within),
            false => (&self.across, across),
        };
        let left = left.get_or_init(|| Weighed::of(self.own, weight, self.rarity));
        weighed(self.own, other, left, &Weighed::of(other, weight, self.rarity))
    }
}

fn weighed(a: &Clues, b: &Clues, left: &Weighed, right: &Weighed) -> Option<Likeness> {
    let one_language = a.language == b.language;
    let mut shared: Vec<Shared> = left.shared(right);
    if shared.is_empty() {
        return None;
    }
    let checked: f32 = shared.iter().filter(|s| is_specific(s.left.clue)).map(|s| s.left.rare).sum();
    let strangers = if checked < CHECKABLE { strangers(a, b) } else { 0 };
    if strangers == 2 || (strangers == 1 && one_language && checked < RARE) {
        return None;
    }
    let houses = [&a.agency, &b.agency];
    let two_houses = houses[0] != houses[1] && houses.iter().all(|h| !h.as_str().is_empty());
    let doubts = [
        differ(a, b, ClueSort::Amount),
        // Where the day of publication is not known, days may be that of the page.
        a.day.is_some() && b.day.is_some() && differ(a, b, ClueSort::Day),
        one_language && disjoint(&a.numbers, &b.numbers),
        one_language && speaks_of_another(a, b) && speaks_of_another(b, a),
        strangers == 1,
        one_language && two_houses && left.begins_with_another(right) && right.begins_with_another(left),
    ];
    let doubts = doubts.into_iter().filter(|d| *d).count() as i32;
    // One thing in common is no event.
    let few = match things(&shared) {
        0 | 1 => 0.5,
        2 => 0.75,
        _ => 1.0,
    };
    let aimed = aimed(left, right, &shared);
    let names_alone = (aimed / SAME_NAMES).clamp(NAMES_ALONE, 1.0);
    let (score, similarity) = if !one_language {
        let (mass, share) = other_language(left, right, &shared);
        let proof = shared.iter().any(|s| is_proof(s.left.clue));
        let proven = if proof { 1.0 } else { names_alone };
        ((mass / MASS).min(share / SHARE) * proven * few, share)
    } else {
        let cosine = cosine(left, right, &shared);
        if a.agency == b.agency && !a.agency.as_str().is_empty() {
            let proven = doubts == 0 && shared.iter().any(|s| is_proof(s.left.clue));
            (if proven { cosine / ONE_HOUSE } else { 0.0 }, cosine)
        } else {
            let linked = shared.iter().any(|s| s.left.clue.sort == ClueSort::Link);
            let proven = if !two_houses || linked || checked >= RARE { 1.0 } else { names_alone };
            (cosine / least(a, b) * few * proven, cosine)
        }
    };
    let demand = Demand::of(a, b);
    let agreed = agreed(left.specific.min(right.specific), checked, &demand);
    shared
        .sort_by(|x, y| y.right.weight.total_cmp(&x.right.weight).then_with(|| x.left.clue.cmp(y.left.clue)));
    Some(Likeness {
        score: score * DOUBT.powi(doubts) * (aimed / demand.aimed).min(1.0) * agreed,
        similarity: similarity.clamp(0.0, 1.0),
        shared: shared.into_iter().take(NAMED).map(|s| s.left.clue.clone()).collect(),
    })
}

/// Of what can be checked in the one that has less, how much agrees: what that does to the likeness.
fn agreed(checkable: f32, checked: f32, demand: &Demand) -> f32 {
    if checkable < demand.checkable {
        return 1.0;
    }
    match checked / checkable / CHECKED {
        enough if enough >= 1.0 && checkable >= CHECKABLE => AGREED,
        share => demand.unchecked + (1.0 - demand.unchecked) * share.min(1.0),
    }
}

/// Of what each says first, how much the other says too: the harmonic mean of both.
fn aimed(left: &Weighed, right: &Weighed, shared: &[Shared]) -> f32 {
    let of = |side: fn(&Shared) -> bool| shared.iter().filter(|s| side(s)).map(|s| s.left.first).sum::<f32>();
    let share = |part: f32, of: f32| if of > 0.0 { part / of } else { 0.0 };
    let one = share(of(|s| s.left.clue.early), left.early);
    let other = share(of(|s| s.right.clue.early), right.early);
    if one + other > 0.0 { 2.0 * one * other / (one + other) } else { 0.0 }
}

/// How many of two bodies begin with themselves, where neither names the other. If both, what the one
/// announces is not what the other does; if one, the other seems to tell of something else.
fn strangers(a: &Clues, b: &Clues) -> usize {
    let names = |clues: &Clues, agency: &str, early: bool| {
        [ClueSort::Agency, ClueSort::Acronym, ClueSort::Name].into_iter().any(|sort| {
            let at = clues.list.binary_search_by(|c| (c.sort, c.text.as_str()).cmp(&(sort, agency)));
            at.ok().and_then(|at| clues.list.get(at)).is_some_and(|c| c.early || !early)
        })
    };
    let (one, other) = (a.agency.as_str(), b.agency.as_str());
    if one == other || names(a, other, false) || names(b, one, false) {
        return 0;
    }
    usize::from(names(a, one, true)) + usize::from(names(b, other, true))
}

/// One thing in common, as the one has it and as the other.
struct Shared<'c, 'o> {
    left: Weight<'c>,
    right: Weight<'o>,
}

/// How many things are in common. A name is one thing, however many words and short forms it has.
fn things(shared: &[Shared]) -> usize {
    let of =
        |sort| shared.iter().map(|s| s.left.clue).filter(move |c| c.sort == sort).map(|c| c.text.as_str());
    let mut names: Vec<Vec<&str>> = Vec::new();
    for name in of(ClueSort::Names) {
        let words: Vec<&str> = name.split(' ').collect();
        join(&mut names, &words, |name| words.iter().any(|w| name.contains(w)));
    }
    for word in of(ClueSort::Name) {
        join(&mut names, &[word], |name| name.contains(&word));
    }
    for letters in of(ClueSort::Acronym) {
        let initial = |name: &[&str]| name.iter().any(|w| letters.chars().any(|c| w.starts_with(c)));
        let spelled =
            letters.chars().all(|c| names.iter().flatten().any(|w| *w != letters && w.starts_with(c)));
        join(&mut names, &[letters], |name| name.contains(&letters) || (spelled && initial(name)));
    }
    let proofs = shared.iter().map(|s| s.left.clue).filter(|clue| match clue.sort {
        ClueSort::Amount | ClueSort::Day | ClueSort::Link | ClueSort::Entity => true,
        ClueSort::Figure => clue.text.len() >= 3,
        _ => false,
    });
    names.len() + proofs.count()
}

/// Adds words to the names they belong to, which are one name from then on.
fn join<'c>(names: &mut Vec<Vec<&'c str>>, words: &[&'c str], belongs: impl Fn(&[&str]) -> bool) {
    let (same, mut rest): (Vec<_>, Vec<_>) = std::mem::take(names).into_iter().partition(|n| belongs(n));
    rest.push(same.into_iter().flatten().chain(words.iter().copied()).collect());
    *names = rest;
}

fn cosine(left: &Weighed, right: &Weighed, shared: &[Shared]) -> f32 {
    let norm = left.norm * right.norm;
    if norm > 0.0 { shared.iter().map(|s| s.left.weight * s.right.weight).sum::<f32>() / norm } else { 0.0 }
}

/// The weight of what is in common, and the share of what should be in both that is.
fn other_language(left: &Weighed, right: &Weighed, shared: &[Shared]) -> (f32, f32) {
    let both = |s: &Shared| s.left.weight.min(s.right.weight);
    let mass = shared.iter().map(both).sum();
    let least = left.hard.min(right.hard);
    let hard: f32 = shared.iter().filter(|s| is_hard(s.left.clue)).map(both).sum();
    (mass, if least > 0.0 { hard / least } else { 0.0 })
}

/// The cosine that two documents of one language need.
fn least(a: &Clues, b: &Clues) -> f32 {
    let fewer = a.list.len().min(b.list.len()) as f32;
    WITHIN + SHORT * ((FULL - fewer) / (FULL - SCANT)).clamp(0.0, 1.0)
}

/// What two announcements of one house rarely have in common, unlike the names of its people and
/// programmes.
fn is_proof(clue: &Clue) -> bool {
    is_hard(clue) && clue.sort != ClueSort::Acronym
}

/// What stands in every telling, in the same form. A year does in many that tell something else.
fn is_hard(clue: &Clue) -> bool {
    is_specific(clue) || matches!(clue.sort, ClueSort::Acronym | ClueSort::Link)
}

/// What another telling either has or contradicts.
fn is_specific(clue: &Clue) -> bool {
    match clue.sort {
        ClueSort::Amount | ClueSort::Day => true,
        ClueSort::Figure => !is_year(&clue.text),
        _ => false,
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|y: u16| (1900..2100).contains(&y))
}

/// Whether both have clues of a sort, and none in common.
fn differ(a: &Clues, b: &Clues, sort: ClueSort) -> bool {
    let has = |c: &Clues| c.of(sort).next().is_some();
    has(a) && has(b) && !a.of(sort).any(|x| b.of(sort).any(|y| x.text == y.text))
}

/// Whether a name that `a` keeps saying is not in `b`.
fn speaks_of_another(a: &Clues, b: &Clues) -> bool {
    let said = |text: &str| {
        let at = b.list.binary_search_by(|c| (c.sort, c.text.as_str()).cmp(&(ClueSort::Name, text)));
        at.is_ok() || b.of(ClueSort::Word).any(|c| text.starts_with(&c.text))
    };
    a.of(ClueSort::Name).any(|c| c.times >= OFTEN && !said(&c.text))
}

/// A clue with what it weighs.
#[derive(Clone, Copy)]
struct Weight<'c> {
    key: u64,
    clue: &'c Clue,
    /// By its sort, how often it is said and how rare it is.
    weight: f32,
    /// By its sort and how rare it is: what it weighs where it is said first.
    first: f32,
    /// How rare it is.
    rare: f32,
}

/// The clues of a document by key, with what they weigh together.
struct Weighed<'c> {
    list: Vec<Weight<'c>>,
    norm: f32,
    hard: f32,
    specific: f32,
    early: f32,
}

impl<'c> Weighed<'c> {
    fn of(clues: &'c Clues, weight: fn(ClueSort) -> f32, rarity: &Rarity) -> Self {
        let mut of = Self {
            list: Vec::with_capacity(clues.list.len()),
            norm: 0.0,
            hard: 0.0,
            specific: 0.0,
            early: 0.0,
        };
        for clue in clues.list.iter().filter(|c| weight(c.sort) > 0.0) {
            let key = key_of(clue);
            let rare = rarity.weight(clue.sort, key);
            // Whose a document is, is no part of what it says.
            let first = if clue.sort == ClueSort::Agency { 0.0 } else { weight(clue.sort) * rare };
            let weight = weight(clue.sort) * rare * often(clue.times);
            of.norm += weight * weight;
            of.hard += if is_hard(clue) { weight } else { 0.0 };
            of.specific += if is_specific(clue) { rare } else { 0.0 };
            of.early += if clue.early { first } else { 0.0 };
            of.list.push(Weight { key, clue, weight, first, rare });
        }
        of.norm = of.norm.sqrt();
        of.list.sort_unstable_by_key(|w| w.key);
        of
    }

    /// Whether the name that weighs most of those it begins with is not in the other.
    fn begins_with_another(&self, other: &Weighed) -> bool {
        let names = self.list.iter().filter(|w| w.clue.early && w.clue.sort == ClueSort::Names);
        let most = names.max_by(|x, y| x.weight.total_cmp(&y.weight).then(y.key.cmp(&x.key)));
        most.is_some_and(|w| other.list.binary_search_by_key(&w.key, |o| o.key).is_err())
    }

    fn shared<'o>(&self, other: &Weighed<'o>) -> Vec<Shared<'c, 'o>> {
        let mut theirs = other.list.iter().peekable();
        let mut shared = Vec::new();
        for left in &self.list {
            while theirs.next_if(|w| w.key < left.key).is_some() {}
            if let Some(right) = theirs.peek().filter(|w| w.key == left.key) {
                shared.push(Shared { left: *left, right: **right });
            }
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clues of an English announcement: those marked `!` stand in its opening.
    fn told(agency: &str, list: &[(ClueSort, &str)]) -> Clues {
        let clue = |(sort, text): &(ClueSort, &str)| Clue {
            sort: *sort,
            text: text.trim_start_matches('!').to_owned(),
            times: 1 + u16::from(text.starts_with('!')),
            early: text.starts_with('!'),
        };
        let mut list: Vec<Clue> = list.iter().map(clue).collect();
        list.sort();
        Clues { language: "en".into(), agency: agency.into(), list, ..Clues::default() }
    }

    fn score(a: &Clues, b: &Clues) -> f32 {
        likeness(a, b, &Rarity::default()).map_or(0.0, |l| l.score)
    }

    /// What guidance under one rule has in common, whoever gives it.
    const RULE: [(ClueSort, &str); 6] = [
        (ClueSort::Names, "!national framework"),
        (ClueSort::Names, "!research security"),
        (ClueSort::Acronym, "!nrsf"),
        (ClueSort::Word, "!guidance"),
        (ClueSort::Word, "applicant"),
        (ClueSort::Word, "disclose"),
    ];

    #[test]
    fn another_deadline_is_another_event_and_the_same_one_may_be_the_same() {
        let with = |agency: &str, list: &[(ClueSort, &str)]| told(agency, &[&RULE, list].concat());
        let one = with("nmc", &[(ClueSort::Day, "09-14")]);
        let same = with("wire", &[(ClueSort::Day, "09-14")]);
        let other = with("npsc", &[(ClueSort::Day, "05-15")]);
        assert!(score(&one, &same) >= 1.0, "{}", score(&one, &same));
        assert!(score(&one, &other) < 0.5 * score(&one, &same), "{}", score(&one, &other));
    }

    #[test]
    fn bodies_that_speak_of_themselves_tell_two_events_unless_sums_and_days_agree() {
        let with = |agency: &str, list: &[(ClueSort, &str)]| {
            told(agency, &[&RULE, list, &[(ClueSort::Agency, format!("!{agency}").as_str())]].concat())
        };
        assert_eq!(score(&with("nmc", &[]), &with("npsc", &[])), 0.0);
        // The one tells what the other does.
        assert!(score(&with("nmc", &[]), &with("npsc", &[(ClueSort::Agency, "nmc")])) > 0.0);
        // A call of both.
        let both = [(ClueSort::Amount, "36000000"), (ClueSort::Day, "06-19")];
        assert!(score(&with("nmc", &both), &with("npsc", &both)) >= 1.0);
    }

    #[test]
    fn names_in_passing_are_no_event() {
        let people =
            [(ClueSort::Names, "anders pell"), (ClueSort::Names, "elden school"), (ClueSort::Name, "pell")];
        let about = |agency: &str, matter: &[(ClueSort, &str)]| told(agency, &[&people, matter].concat());
        let vessel = about("one", &[(ClueSort::Names, "!polar vessel"), (ClueSort::Word, "!ship")]);
        let survey = about("two", &[(ClueSort::Names, "!annual report"), (ClueSort::Word, "!survey")]);
        assert!(score(&vessel, &survey) < 0.5);
    }

    #[test]
    fn likeness_does_not_depend_on_which_came_first() {
        let one = told("nmc", &[&RULE[..], &[(ClueSort::Day, "09-14"), (ClueSort::Figure, "2027")]].concat());
        let other =
            told("wire", &[&RULE[..4], &[(ClueSort::Day, "09-14"), (ClueSort::Amount, "5000")]].concat());
        let (a, b) = (score(&one, &other), score(&other, &one));
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }

    #[test]
    fn a_name_and_its_letters_are_one_thing() {
        let name = [
            (ClueSort::Names, "!integrity board"),
            (ClueSort::Name, "!science"),
            (ClueSort::Acronym, "!ibs"),
            (ClueSort::Name, "!ibs"),
        ];
        let (a, b) = (told("one", &name), told("two", &name));
        let rarity = Rarity::default();
        let (left, right) = (Weighed::of(&a, within, &rarity), Weighed::of(&b, within, &rarity));
        assert_eq!(things(&left.shared(&right)), 1);
    }
}
