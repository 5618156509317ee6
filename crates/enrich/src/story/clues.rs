//! What does a document say that another telling of the same event would say too?

use super::figures::figures;
use super::rarity::AsItIs;
use super::{months, stopwords};
use crate::script::{is_han, is_hangul, is_katakana, is_thai};
use crate::tokens::tokens;
use crate::words::{Stems, hash, mix, words};
use shiome_model::{Annotations, Clue, ClueSort, Clues, Document, EntityKind, Field, Lang};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
use url::Url;

/// Bytes of text, title included, that count as its opening.
const OPENING: usize = 320;
/// Bytes of text that are read.
const READ: usize = 12_000;
/// Longest run of Chinese characters that is taken for one word.
const RUN: usize = 6;
/// How many clues of a sort are kept: those that are said most, then first.
const fn most(sort: ClueSort) -> usize {
    match sort {
        ClueSort::Word => 64,
        ClueSort::Name => 40,
        ClueSort::Names => 32,
        ClueSort::Figure | ClueSort::Acronym | ClueSort::Concept => 24,
        ClueSort::Amount | ClueSort::Day | ClueSort::Link | ClueSort::Agency | ClueSort::Entity => 12,
    }
}
/// Words for the first to the sixth round.
const ORDINALS: [&[&str]; 6] = [
    &["first", "erste", "ersten", "première", "premier", "primera", "primeira", "prima"],
    &["second", "zweite", "zweiten", "deuxième", "segunda", "seconda"],
    &["third", "dritte", "dritten", "troisième", "tercera", "terceira", "terza"],
    &["fourth", "vierte", "vierten", "quatrième", "cuarta", "quarta"],
    &["fifth", "fünfte", "fünften", "cinquième", "quinta"],
    &["sixth", "sechste", "sechsten", "sixième", "sexta", "sesta"],
];
/// Ends of Korean words that are no part of them.
const PARTICLES: &[&str] = &[
    "에서", "으로", "에게", "까지", "부터", "은", "는", "이", "가", "을", "를", "의", "에", "로", "과", "와",
    "도",
];

/// The clues of a document. `day` is its day of publication or else the day on which it was found.
pub(crate) fn clues(document: &Document, notes: &Annotations, day: Option<chrono::NaiveDate>) -> Clues {
    let text = opening_first(document);
    let text: Cow<'_, str> = match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => text,
        _ => text.nfkc().collect::<String>().into(),
    };
    let mut found = Found::default();
    let lang = notes.language.as_str();
    by_words(&text, &notes.language, &mut found);
    by_runs(&text, lang, &mut found);
    let read = figures(&text);
    let own = day.map(|d| d.format("%m-%d").to_string());
    for (text, at) in read.days.iter().filter(|(d, _)| Some(d) != own.as_ref()) {
        found.add(ClueSort::Day, text, *at);
    }
    read.amounts.iter().for_each(|(text, at)| found.add(ClueSort::Amount, text, *at));
    let two = |(text, _): &&(String, usize)| text.len() >= 2;
    read.numbers.iter().filter(two).for_each(|(text, at)| found.add(ClueSort::Figure, text, *at));
    pages(document).for_each(|page| found.add(ClueSort::Link, &page, OPENING));
    for concept in &notes.concepts {
        found.add(ClueSort::Concept, concept.as_str(), OPENING);
    }
    found.add(ClueSort::Agency, document.agency.as_str(), OPENING);
    named(notes, &mut found);
    let of_title = figures(&document.title.nfkc().collect::<String>());
    let mut numbers: Vec<String> = of_title.numbers.into_iter().map(|(n, _)| n).collect();
    numbers.retain(|n| !of_title.years.iter().any(|y| y.to_string() == *n));
    numbers.extend(words(&document.title).iter().filter_map(|w| ordinal(&w.lower)));
    numbers.sort();
    numbers.dedup();
    let mut years = of_title.years;
    years.sort_unstable();
    years.dedup();
    Clues {
        language: notes.language.clone(),
        day,
        agency: document.agency.clone(),
        years,
        numbers,
        list: found.list(),
    }
}

/// The number that a word for a round or edition stands for.
fn ordinal(lower: &str) -> Option<String> {
    let at = ORDINALS.iter().position(|words| words.contains(&lower))?;
    Some((at + 1).to_string())
}

/// Bodies, programmes, declarations and laws that the text names, whatever it calls them.
fn named(notes: &Annotations, found: &mut Found) {
    for entity in &notes.entities {
        let sort = match entity.kind {
            EntityKind::Agency => ClueSort::Agency,
            EntityKind::Concept => continue, // is a clue as a concept
            _ => ClueSort::Entity,
        };
        for mention in &entity.mentions {
            let at = if mention.field == Field::Title { 0 } else { mention.span.start };
            found.add(sort, &entity.id, at);
        }
    }
}

fn opening_first(document: &Document) -> Cow<'_, str> {
    let end = (0..=READ.min(document.text.len())).rev().find(|at| document.text.is_char_boundary(*at));
    let text = &document.text[..end.unwrap_or_default()];
    if document.title.is_empty() || text.starts_with(&document.title) {
        return text.into();
    }
    format!("{}\n{text}", document.title).into()
}

/// Its own page and those it links to, as host and path; a site's front page tells nothing.
fn pages(document: &Document) -> impl Iterator<Item = String> {
    let name = |url: &Url| {
        let host = url.host_str()?.trim_start_matches("www.").to_owned();
        let path = url.path().trim_end_matches('/');
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        (path.len() > 1 || !query.is_empty()).then(|| format!("{host}{path}{query}"))
    };
    let own = [name(&document.url)];
    let linked: Vec<Option<String>> = document.links.iter().take(60).map(|l| name(&l.url)).collect();
    own.into_iter().chain(linked).flatten()
}

/// Clues with how often they were met and where first.
#[derive(Default)]
struct Found {
    met: Vec<Met>,
    by_key: HashMap<u64, usize, BuildHasherDefault<AsItIs>>,
}

struct Met {
    sort: ClueSort,
    text: String,
    times: u16,
    at: usize,
}

impl Found {
    fn add(&mut self, sort: ClueSort, text: &str, at: usize) {
        let place = self.place(sort, text);
        self.meet(place, at);
    }

    /// The place of a clue, which may not have been met yet.
    fn place(&mut self, sort: ClueSort, text: &str) -> usize {
        let next = self.met.len();
        let place = *self.by_key.entry(mix(hash(text) ^ sort as u64)).or_insert(next);
        if place == next {
            self.met.push(Met { sort, text: text.to_owned(), times: 0, at: usize::MAX });
        }
        place
    }

    fn meet(&mut self, place: usize, at: usize) {
        if let Some(met) = self.met.get_mut(place) {
            met.times = met.times.saturating_add(if at < OPENING { 2 } else { 1 });
            met.at = met.at.min(at);
        }
    }

    fn list(mut self) -> Vec<Clue> {
        self.met.retain(|m| m.times > 0);
        self.met
            .sort_unstable_by(|a, b| (a.sort, b.times, a.at, &a.text).cmp(&(b.sort, a.times, b.at, &b.text)));
        let (mut sort, mut kept) = (ClueSort::Amount, 0);
        let mut list: Vec<Clue> = Vec::with_capacity(self.met.len());
        for Met { sort: now, text, times, at } in self.met {
            if now != sort {
                (sort, kept) = (now, 0);
            }
            kept += 1;
            if kept <= most(sort) {
                list.push(Clue { sort, text, times, early: at < OPENING });
            }
        }
        list.sort_unstable();
        list
    }
}

/// What is known of a word, however often it is said.
struct Word {
    lower: String,
    /// Whether it may be part of a name of several words.
    named: bool,
    /// Places of its clues.
    clues: [Option<usize>; 3],
}

/// Names, acronyms and words of scripts that part them.
fn by_words(text: &str, lang: &Lang, found: &mut Found) {
    let reader =
        Reader { stems: Stems::of(lang), empty: stopwords::of(lang.as_str()), nouns: lang.as_str() == "de" };
    let mut known: HashMap<u64, Word, BuildHasherDefault<AsItIs>> = HashMap::default();
    // The word before, if both may be one name: where it ends, and which it is.
    let mut before: Option<(usize, u64)> = None;
    for token in tokens(text) {
        let slice = token.of(text);
        let key = hash(slice);
        let word = known.entry(key).or_insert_with(|| reader.read(slice, found));
        for place in word.clues.iter().flatten() {
            found.meet(*place, token.start);
        }
        if !word.named {
            before = None;
            continue;
        }
        let last = before.replace((token.end, key));
        if let Some((end, first)) = last
            && matches!(&text[end..token.start], " " | "-" | "\u{2010}" | "\u{2011}")
            && let (Some(first), Some(second)) = (known.get(&first), known.get(&key))
        {
            found.add(ClueSort::Names, &format!("{} {}", first.lower, second.lower), token.start);
        }
    }
}

/// Reads the words of a language.
struct Reader {
    stems: Stems,
    empty: Option<&'static std::collections::HashSet<&'static str>>,
    /// German writes every noun with a capital: there only two in a row are a name.
    nouns: bool,
}

impl Reader {
    fn read(&self, word: &str, found: &mut Found) -> Word {
        let lower = word.to_lowercase();
        let first = word.chars().next().unwrap_or(' ');
        let nothing = |lower| Word { lower, named: false, clues: [None; 3] };
        if is_hangul(first) {
            let bare = PARTICLES.iter().find_map(|p| lower.strip_suffix(p)).unwrap_or(&lower);
            let bare = if bare.chars().count() >= 2 { bare } else { &lower };
            let place = (bare.chars().count() >= 2).then(|| found.place(ClueSort::Word, bare));
            return Word { clues: [place, None, None], ..nothing(lower) };
        }
        let letters = word.chars().count();
        if first == '&'
            || first.is_numeric()
            || letters < 2
            || self.empty.is_some_and(|e| e.contains(lower.as_str()))
            || months::is_calendar(&lower)
        {
            return nothing(lower);
        }
        let upper = word.chars().filter(|c| c.is_uppercase()).count();
        let acronym = upper >= 2 && letters <= 12 && upper * 2 > letters;
        let acronym = acronym.then(|| found.place(ClueSort::Acronym, &lower));
        let named = first.is_uppercase();
        let name = (named && !self.nouns).then(|| found.place(ClueSort::Name, &lower));
        let stem = if named && self.nouns { lower.clone() } else { self.stems.stem(&lower) };
        let stem = Some(found.place(ClueSort::Word, &stem));
        Word { lower, named, clues: [acronym, name, stem] }
    }
}

/// Scripts that do not part words.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    Han,
    Katakana,
    Thai,
    None,
}

impl Run {
    fn of(c: char) -> Self {
        match c {
            c if is_han(c) => Self::Han,
            c if is_katakana(c) => Self::Katakana,
            c if is_thai(c) => Self::Thai,
            _ => Self::None,
        }
    }
}

/// Words and names of scripts without spaces: runs of one script, or else pieces of them.
fn by_runs(text: &str, lang: &str, found: &mut Found) {
    let mut began = 0;
    let mut script = Run::None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        let now = Run::of(c);
        if now == script {
            continue;
        }
        let run = &text[began..at];
        let length = if script == Run::None { 0 } else { run.chars().count() };
        match script {
            Run::Katakana if length >= 3 => found.add(ClueSort::Name, run, began),
            Run::Han if lang == "ja" && (2..=RUN).contains(&length) => {
                found.add(ClueSort::Word, run, began);
            }
            Run::Han => pieces(run, 2, began, found),
            Run::Thai => pieces(run, 5, began, found),
            Run::Katakana | Run::None => {}
        }
        (script, began) = (now, at);
    }
}

fn pieces(run: &str, of: usize, began: usize, found: &mut Found) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    for piece in starts.windows(of + 1) {
        if let (Some(start), Some(end)) = (piece.first(), piece.last()) {
            found.add(ClueSort::Word, &run[*start..*end], began);
        }
    }
}
