//! What does a document say that another telling of the same event would say too?

use super::figures::figures;
use super::{months, stopwords};
use crate::script::{is_han, is_hangul, is_katakana, is_thai};
use crate::words::{Stems, Word, words};
use shiome_model::{Annotations, Clue, ClueSort, Clues, Document, Lang};
use std::borrow::Cow;
use std::collections::BTreeMap;
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
        ClueSort::Amount | ClueSort::Day | ClueSort::Link | ClueSort::Agency => 12,
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
    for (text, at) in read.days.into_iter().filter(|(d, _)| Some(d) != own.as_ref()) {
        found.add(ClueSort::Day, text, at);
    }
    read.amounts.into_iter().for_each(|(text, at)| found.add(ClueSort::Amount, text, at));
    let two = |(text, _): &(String, usize)| text.len() >= 2;
    read.numbers.into_iter().filter(two).for_each(|(text, at)| found.add(ClueSort::Figure, text, at));
    pages(document).for_each(|page| found.add(ClueSort::Link, page, OPENING));
    for concept in &notes.concepts {
        found.add(ClueSort::Concept, concept.to_string(), OPENING);
    }
    for agency in agencies(document, notes) {
        found.add(ClueSort::Agency, agency, OPENING);
    }
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

/// Whose it is, and which are named in it.
// Agencies named in the text join here once annotations carry them.
fn agencies(document: &Document, _notes: &Annotations) -> Vec<String> {
    vec![document.agency.to_string()]
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
struct Found(BTreeMap<(ClueSort, String), (u16, usize)>);

impl Found {
    fn add(&mut self, sort: ClueSort, text: String, at: usize) {
        let times = if at < OPENING { 2 } else { 1 };
        let entry = self.0.entry((sort, text)).or_insert((0, at));
        entry.0 = entry.0.saturating_add(times);
    }

    fn list(self) -> Vec<Clue> {
        let mut by_sort: BTreeMap<ClueSort, Vec<(Clue, usize)>> = BTreeMap::new();
        for ((sort, text), (times, at)) in self.0 {
            by_sort.entry(sort).or_default().push((Clue { sort, text, times }, at));
        }
        let mut list = Vec::new();
        for (sort, mut clues) in by_sort {
            clues.sort_by(|(a, at_a), (b, at_b)| {
                b.times.cmp(&a.times).then(at_a.cmp(at_b)).then_with(|| a.cmp(b))
            });
            list.extend(clues.into_iter().take(most(sort)).map(|(clue, _)| clue));
        }
        list.sort();
        list
    }
}

/// Names, acronyms and words of scripts that part them.
fn by_words(text: &str, lang: &Lang, found: &mut Found) {
    let (stems, empty) = (Stems::of(lang), stopwords::of(lang.as_str()));
    // German writes every noun with a capital: there only two in a row are a name.
    let nouns = lang.as_str() == "de";
    let list = words(text);
    let mut before: Option<(&Word, String)> = None;
    for word in &list {
        let first = word.cased.chars().next().unwrap_or(' ');
        if is_hangul(first) || first == '&' || first.is_numeric() {
            before = None;
            if is_hangul(first) {
                korean(word, found);
            }
            continue;
        }
        let letters = word.cased.chars().count();
        if letters < 2 || empty.is_some_and(|e| e.contains(&*word.lower)) || months::is_calendar(&word.lower)
        {
            before = None;
            continue;
        }
        let at = word.span.start;
        let upper = word.cased.chars().filter(|c| c.is_uppercase()).count();
        if upper >= 2 && letters <= 12 && upper * 2 > letters {
            found.add(ClueSort::Acronym, word.lower.to_string(), at);
        }
        if !first.is_uppercase() {
            before = None;
            found.add(ClueSort::Word, stems.stem(&word.lower), at);
            continue;
        }
        if let Some((last, name)) = &before
            && matches!(&text[last.span.end..word.span.start], " " | "-" | "\u{2010}" | "\u{2011}")
        {
            found.add(ClueSort::Names, format!("{name} {}", word.lower), at);
        }
        found.add(if nouns { ClueSort::Word } else { ClueSort::Name }, word.lower.to_string(), at);
        if !nouns {
            found.add(ClueSort::Word, stems.stem(&word.lower), at);
        }
        before = Some((word, word.lower.to_string()));
    }
}

fn korean(word: &Word, found: &mut Found) {
    let bare = PARTICLES.iter().find_map(|p| word.lower.strip_suffix(p)).unwrap_or(&word.lower);
    let bare = if bare.chars().count() >= 2 { bare } else { &word.lower };
    if bare.chars().count() >= 2 {
        found.add(ClueSort::Word, bare.to_owned(), word.span.start);
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
            Run::Katakana if length >= 3 => found.add(ClueSort::Name, run.to_owned(), began),
            Run::Han if lang == "ja" && (2..=RUN).contains(&length) => {
                found.add(ClueSort::Word, run.to_owned(), began);
            }
            Run::Han => pieces(run, 2, began, found),
            Run::Thai => pieces(run, 5, began, found),
            Run::Katakana | Run::None => {}
        }
        (script, began) = (now, at);
    }
}

fn pieces(run: &str, of: usize, began: usize, found: &mut Found) {
    let chars: Vec<char> = run.chars().collect();
    for piece in chars.windows(of) {
        found.add(ClueSort::Word, piece.iter().collect(), began);
    }
}
