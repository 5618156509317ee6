//! The documents: every slot written, given an address, and copied where copies are planted.

use super::{
    cast::{HOUSES, house},
    compose::{Text, compose},
    material::{Language, Story},
    plan::{Slot, slots, topic},
    rng::Rng,
};
use crate::web::Truth;
use chrono::{Datelike, Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// One document and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Doc {
    pub(super) house: usize,
    pub(super) date: NaiveDate,
    pub(super) lang: &'static str,
    pub(super) matter: String,
    pub(super) kind: String,
    pub(super) text: Text,
    pub(super) tags: Vec<String>,
    pub(super) url: String,
    /// The address listings give, where that redirects.
    pub(super) via: Option<String>,
    pub(super) fate: Fate,
    pub(super) story: Option<String>,
    pub(super) copy: Option<&'static str>,
    pub(super) trend: Option<&'static str>,
}

/// What a visitor finds at its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A page.
    Page,
    /// A PDF file.
    Pdf,
    /// A page robots.txt excludes.
    Forbidden,
    /// An error page with status 200.
    Gone,
    /// Nothing: the text is in the feed.
    FeedOnly,
}

impl Doc {
    /// The address listings and feeds give.
    pub(super) fn link(&self) -> &str {
        self.via.as_deref().unwrap_or(&self.url)
    }
    /// Whether a polite crawl keeps it.
    pub(super) fn counts(&self) -> bool {
        !matches!(self.fate, Fate::Forbidden | Fate::Gone)
    }
    /// What is known about it.
    pub(super) fn truth(&self) -> Truth {
        Truth {
            url: self.url.clone(),
            title: self.text.title.clone(),
            site: HOUSES[self.house].id.into(),
            date: Some(self.date.to_string()),
            date_source: Some("planted".into()),
            lang: Some(self.lang.into()),
            author: if self.fate == Fate::FeedOnly { vec![self.text.author.clone()] } else { Vec::new() },
            tags: self.tags.clone(),
            page: self.fate != Fate::FeedOnly,
            topic: topic(&self.matter).map(str::to_owned),
            kind: Some(self.kind.clone()),
            story: self.story.clone(),
            copy: self.copy.map(str::to_owned),
            trend: self.trend.map(str::to_owned),
        }
    }
}

/// How often a text is written before the one least like the others is kept.
const ATTEMPTS: usize = 16;
/// Shared sentences, in per cent, at which it is not written again.
const UNLIKE: usize = 15;

/// Sentences of the texts so far, by language and matter.
type Earlier = BTreeMap<(&'static str, &'static str), Vec<BTreeSet<String>>>;

/// The sentences of a text.
pub(super) fn sentences(text: &Text) -> BTreeSet<String> {
    let ends = ['.', '。', '?', '!', '？'];
    let parts = text.paragraphs.iter().flat_map(|paragraph| paragraph.split_inclusive(ends));
    parts.map(|part| part.trim().to_owned()).filter(|part| part.chars().count() > 12).collect()
}

/// How many of one text's sentences another has, in per cent.
fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    one.intersection(other).count() * 100 / one.len().min(other.len()).max(1)
}

/// Copies: from, to, how many, and how alike.
const COPIES: [(&str, &str, usize, &str); 5] = [
    ("albion", "scrt", 3, "exact"),
    ("mitteland", "alpenwissen", 3, "exact"),
    ("albion", "fosi", 3, "near"),
    ("toto", "minato", 3, "near"),
    ("iberica", "andino", 2, "near"),
];

/// All documents, by publisher, newest first.
pub(super) fn docs(seed: u64, languages: &BTreeMap<&str, Language>, stories: &[Story]) -> Vec<Doc> {
    let mut all: Vec<Doc> = Vec::new();
    let mut titles = BTreeSet::new();
    let mut earlier = Earlier::new();
    for (number, slot) in slots(seed).into_iter().enumerate() {
        all.extend(written(seed, number, &slot, languages, &mut titles, &mut earlier));
    }
    copy(&mut all, seed, languages);
    all.extend(stories.iter().flat_map(|story| told(story, languages)));
    all.sort_by(|a, b| (a.house, b.date, &a.text.title).cmp(&(b.house, a.date, &b.text.title)));
    settle(&mut all);
    all
}

/// Writes the document several times and keeps the text that is least like those before it.
fn written(
    seed: u64,
    number: usize,
    slot: &Slot,
    languages: &BTreeMap<&str, Language>,
    titles: &mut BTreeSet<(usize, String)>,
    earlier: &mut Earlier,
) -> Option<Doc> {
    let language = languages.get(slot.lang)?;
    let matter = language.topics.get(slot.matter)?;
    let kind = if language.kinds.contains_key(slot.kind) { slot.kind } else { "news" };
    let written = earlier.entry((slot.lang, slot.matter)).or_default();
    let mut best: Option<(usize, Text, BTreeSet<String>)> = None;
    for attempt in 0..ATTEMPTS {
        let rng = Rng::new(seed, &format!("{number}/{attempt}"));
        let text = compose(language, matter, kind, HOUSES[slot.house].name, slot.date, rng)?;
        let own = sentences(&text);
        let same_title = usize::from(titles.contains(&(slot.house, text.title.clone())));
        let alike =
            same_title * 100 + written.iter().map(|other| likeness(&own, other)).max().unwrap_or_default();
        if best.as_ref().is_none_or(|(least, ..)| alike < *least) {
            best = Some((alike, text, own));
        }
        if best.as_ref().is_some_and(|(least, ..)| *least <= UNLIKE) {
            break;
        }
    }
    let (_, text, own) = best?;
    titles.insert((slot.house, text.title.clone()));
    written.push(own);
    Some(Doc {
        house: slot.house,
        date: slot.date,
        lang: slot.lang,
        matter: slot.matter.into(),
        kind: kind.into(),
        text,
        tags: matter.tags.clone(),
        url: String::new(),
        via: None,
        fate: Fate::Page,
        story: None,
        copy: None,
        trend: slot.trend,
    })
}

/// The same release carried by another publisher, word for word or with another ending.
fn copy(all: &mut Vec<Doc>, seed: u64, languages: &BTreeMap<&str, Language>) {
    for (from, to, count, alike) in COPIES {
        let (Some(from), Some(to)) = (house(from), house(to)) else { continue };
        let mut rng = Rng::new(seed, &format!("copy {from} {to}"));
        let fit = |doc: &Doc| {
            doc.house == from && doc.trend.is_none() && doc.story.is_none() && doc.matter != "background"
        };
        let candidates: Vec<usize> = (0..all.len()).filter(|at| fit(&all[*at])).collect();
        for at in rng.sample(&candidates, count) {
            let id = format!("copy-{from}-{at}");
            all[*at].story = Some(id);
            let mut twin = all[*at].clone();
            twin.house = to;
            twin.copy = Some(if alike == "exact" { "exact" } else { "near" });
            if alike == "near" {
                twin.date = twin.date + Days::new(1);
                let stranger = languages
                    .get(twin.lang)
                    .zip(languages.get(twin.lang).and_then(|l| l.topics.get(&twin.matter)));
                let other = stranger.and_then(|(language, matter)| {
                    compose(language, matter, &twin.kind, HOUSES[to].name, twin.date, rng.clone())
                });
                if let (Some(last), Some(other)) = (twin.text.paragraphs.last_mut(), other) {
                    *last = other.paragraphs.last().cloned().unwrap_or_default();
                }
            }
            all.push(twin);
        }
    }
}

fn told(story: &Story, languages: &BTreeMap<&str, Language>) -> Vec<Doc> {
    let one = |(at, told): (usize, &super::material::Told)| {
        let language = languages.get(told.lang.as_str())?;
        Some(Doc {
            house: house(&told.house)?,
            date: story.date,
            lang: language.code,
            matter: story.topic.clone(),
            kind: story.kind.clone(),
            text: Text { title: told.title.clone(), paragraphs: told.text.clone(), author: String::new() },
            tags: language.topics.get(&story.topic).map(|matter| matter.tags.clone()).unwrap_or_default(),
            url: String::new(),
            via: None,
            fate: Fate::Page,
            story: Some(story.id.clone()),
            copy: (at > 0).then_some("translated"),
            trend: None,
        })
    };
    story.told.iter().enumerate().filter_map(one).collect()
}

/// Gives every document its address and its fate, oldest first so that numbers grow with time.
fn settle(all: &mut [Doc]) {
    let mut taken = BTreeSet::new();
    let mut counts = [0usize; HOUSES.len()];
    for doc in all.iter_mut().rev() {
        let (house, number) = (&HOUSES[doc.house], counts[doc.house]);
        counts[doc.house] += 1;
        let plain = doc.trend.is_none() && doc.story.is_none();
        doc.fate = match house.id {
            "courier" => Fate::FeedOnly,
            "albion" | "fosi" if plain && number % 9 == 4 => Fate::Forbidden,
            "arvonne" if plain && number == 20 => Fate::Gone,
            _ if plain && doc.kind == "report" && house.pdfs => Fate::Pdf,
            _ => Fate::Page,
        };
        let (y, m, d) = (doc.date.year(), doc.date.month(), doc.date.day());
        let id = 1000 + number * 7;
        let mut slug = slug(&doc.text.title);
        if !taken.insert((doc.house, slug.clone())) || slug.len() < 4 {
            slug = format!("{slug}-{id}");
            taken.insert((doc.house, slug.clone()));
        }
        let hidden = doc.fate == Fate::Forbidden;
        let path = match house.id {
            "albion" if hidden => format!("internal/{slug}/"),
            "albion" => format!("news/{slug}/"),
            "fosi" if hidden => format!("notices/{y}/draft-{id}.html"),
            "fosi" => format!("notices/{y}/{id}.html"),
            "scrt" => format!("stories/{slug}"),
            "toto" => format!("oshirase/{id}.html"),
            "minato" => format!("topics/detail.php?id={id}"),
            "mitteland" => format!("presse/{slug}-{id}.html"),
            "alpenwissen" => format!("news/{y}/{m:02}/{slug}"),
            "arvonne" => format!("actualites/{slug}"),
            "iberica" => format!("es/noticias/{id}-{slug}"),
            "andino" => format!("{y}/{m:02}/{d:02}/{slug}.html"),
            "hualan" => format!("xw/{y}{m:02}/t{y}{m:02}{d:02}_{id}.html"),
            "hanbit" => format!("board/view?no={id}"),
            "nordisk" => format!("nyheter/{slug}"),
            "ecoi" => format!("{}/{y}-{m:02}-{d:02}/{slug}", doc.lang),
            _ => format!("issues/{id}"),
        };
        let path = if doc.fate == Fate::Pdf { format!("files/{y}/report-{id}.pdf") } else { path };
        doc.url = format!("https://{}/{path}", house.host);
        if house.id == "nordisk" && number % 11 == 5 {
            doc.via = Some(format!("https://{}/go/{id}", house.host));
        }
        if doc.fate == Fate::Gone {
            doc.url = format!("https://{}/actualites/archive-{id}", house.host);
        }
    }
}

fn slug(title: &str) -> String {
    let plain = |letter: char| match letter {
        'à' | 'á' | 'â' | 'ä' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ó' | 'ô' | 'ö' => "o",
        'ú' | 'û' | 'ü' => "u",
        'ß' => "ss",
        _ => "",
    };
    let mut text = String::new();
    for letter in title.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            text.push(letter);
        } else if !plain(letter).is_empty() {
            text.push_str(plain(letter));
        } else if !text.ends_with('-') {
            text.push('-');
        }
    }
    let words: Vec<&str> = text.split('-').filter(|word| !word.is_empty()).take(8).collect();
    words.join("-")
}
