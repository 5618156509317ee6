//! The title of a page: what most of its statements agree on, without the name of the site.

use super::{blocks::Block, json_ld::JsonLd, meta::Meta};
use crate::clean;

/// What else is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Title as the source listed it.
    pub listed: Option<&'a str>,
    /// Host of the page, without `www.`.
    pub host: &'a str,
    /// What the links to the front page say.
    pub home_names: &'a [String],
}

struct Candidate {
    text: String,
    key: String,
    weight: f32,
    /// Whether a reader sees it as a heading.
    heading: bool,
}

/// Separators between a title and the name of its site.
const SEPARATORS: [&str; 18] = [
    " | ", "｜", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " › ", " / ", " ~ ", ": ", "：",
    " < ", " > ", "|",
];

/// Decides, or says `None` where nothing is a title.
pub fn of(meta: &Meta, ld: &JsonLd, blocks: &[Block], known: Known) -> Option<String> {
    let sites = sites(meta, ld, known);
    // "Council" is the site at tidecouncil.example, and so is "council.example".
    let host: String = known.host.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_site = |key: &str| {
        sites.iter().any(|site| site == key)
            || (key.chars().count() >= 4 && (host.starts_with(key) || host.ends_with(key)))
            || known.host.split('.').any(|part| key.chars().count() >= 4 && part.ends_with(key))
    };
    let mut heard: Vec<Candidate> = Vec::new();
    let mut hear = |text: &str, weight: f32, heading: bool| {
        let text = clean::line(&clean::unescape(text));
        let key = clean::key(&text);
        if key.is_empty() || text.chars().count() > 500 {
            return;
        }
        match heard.iter_mut().find(|c| c.key == key) {
            Some(known) => known.weight += weight,
            None => heard.push(Candidate { text, key, weight, heading }),
        }
    };
    // Headings come first, because of equals the first spelling stays and theirs is for people.
    let mut firsts = [true; 7];
    let mut shown: Vec<String> = Vec::new();
    let joined = headings(blocks);
    let headings = || joined.iter();
    let ordered = headings().filter(|b| b.heading == 1).chain(headings().filter(|b| b.heading > 1));
    for block in ordered {
        // A heading that comes back on every section names none of them.
        let key = clean::key(&block.text);
        if shown.contains(&key) {
            continue;
        }
        shown.push(key);
        // A heading that names the site leaves its rank to the next.
        let first = !is_site(&clean::key(&block.text))
            && std::mem::take(&mut firsts[usize::from(block.heading.min(6))]);
        let weight = match (block.heading, first) {
            (1, true) => 2.5,
            (1, false) => 1.0,
            (2, true) => 1.0,
            (2 | 3, _) => 0.5,
            _ => 0.0,
        };
        hear(&block.text, weight, true);
    }
    for block in blocks.iter().filter(|b| b.heading == 0 && !b.chrome && names_a_title(&b.names)) {
        let key = clean::key(&block.text);
        // Teasers and columns of tables are titled too, each time with the same word.
        if !shown.contains(&key) {
            shown.push(key);
            hear(&block.text, 1.0, true);
        }
    }
    for headline in ld.headline.iter() {
        hear(headline, 2.5, false);
    }
    for (name, weight) in [
        ("og:title", 2.0),
        ("citation_title", 2.5),
        ("dc.title", 2.0),
        ("dcterms.title", 2.0),
        ("twitter:title", 1.0),
    ] {
        if let Some(text) = meta.all(name).next() {
            hear(text, weight, false);
        }
    }
    if let Some(listed) = known.listed.filter(|t| !t.ends_with('…') && !t.ends_with("...")) {
        hear(listed, 2.0, false);
    }
    hear(&meta.title, 2.25, false);
    support_by_parts(&mut heard, &is_site);
    support_by_likeness(&mut heard);
    // Below a heading that says what machines are told, a foremost one is a section's.
    let is_told = |h: &&Heading| {
        let key = clean::key(&h.text);
        !is_site(&key)
            && heard.iter().any(|c| !c.heading && runs(&c.text).iter().any(|part| clean::key(part) == key))
    };
    let foremost: Vec<String> = headings()
        .take_while(|h| h.heading == 1 || !is_told(h))
        .filter(|h| h.heading == 1)
        .map(|h| clean::key(&h.text))
        .take(8)
        .collect();
    prefer_what_is_shown(&mut heard, &foremost, &is_site);
    let stated: Vec<String> = heard
        .iter()
        .filter(|c| !c.heading)
        .flat_map(|c| runs(&c.text).into_iter().chain([c.text.clone()]))
        .collect();
    let best = |list: &mut dyn Iterator<Item = &Candidate>| -> Option<String> {
        list.fold(None::<&Candidate>, |best, c| match best {
            Some(b) if b.weight >= c.weight => Some(b),
            _ => Some(c),
        })
        // A heading that starts with the site means to.
        .map(|c| if c.heading { without_tail(&c.text, &is_site) } else { without_site(&c.text, &is_site) })
        .map(|title| first_of_several(&without_day(&title, &stated)))
    };
    best(&mut heard.iter().filter(|c| c.weight > 0.0 && !is_site(&c.key)))
        .or_else(|| best(&mut heard.iter().filter(|c| c.weight > 0.0)))
}

/// A heading outside navigation.
struct Heading {
    text: String,
    heading: u8,
}

/// The headings, those that are broken into lines in one piece.
fn headings(blocks: &[Block]) -> Vec<Heading> {
    let mut out: Vec<Heading> = Vec::new();
    let mut last: Option<&Block> = None;
    for block in blocks {
        let goes_on = |b: &&Block| b.heading == block.heading && b.at.is_some() && b.at == block.at;
        let is_own = block.heading > 0 && !block.chrome;
        match out.last_mut().filter(|_| is_own && last.as_ref().is_some_and(goes_on)) {
            Some(heading) => {
                heading.text.push(' ');
                heading.text.push_str(&block.text);
            }
            None if is_own => out.push(Heading { text: block.text.clone(), heading: block.heading }),
            None => {}
        }
        last = Some(block);
    }
    out
}

/// A long statement ("Title | Site") that is no heading itself supports the shorter one it contains at
/// a separator, and loses to it.
fn support_by_parts(heard: &mut [Candidate], is_site: &dyn Fn(&str) -> bool) {
    for long in 0..heard.len() {
        if heard[long].heading {
            continue;
        }
        let parts = runs(&heard[long].text);
        let mut best: Option<usize> = None;
        for part in parts {
            let key = clean::key(&part);
            let short = heard.iter().position(|c| c.key == key);
            if let Some(short) = short.filter(|s| *s != long && !is_site(&key))
                && heard[short].weight >= 0.5
                && best.is_none_or(|b| heard[b].key.len() < heard[short].key.len())
            {
                best = Some(short);
            }
        }
        if let Some(short) = best {
            heard[short].weight += heard[long].weight;
            heard[long].weight *= 0.3;
        }
    }
}

/// Statements for search engines and networks word a title their own way: those that share most words
/// of the foremost heading support it.
fn support_by_likeness(heard: &mut [Candidate]) {
    let Some(heading) = heard.first().filter(|c| c.heading && c.weight >= 2.5).map(|c| words(&c.text)) else {
        return;
    };
    let alike = |other: &Candidate| {
        let other = words(&other.text);
        let shared = heading.iter().filter(|w| other.contains(w)).count();
        !other.is_empty() && 2 * shared >= heading.len()
    };
    let support: f32 = heard.iter().skip(1).filter(|c| !c.heading && alike(c)).map(|c| 0.8 * c.weight).sum();
    if let Some(first) = heard.first_mut().filter(|_| heading.len() >= 3) {
        first.weight += support;
    }
}

/// What stands above the text is its title, though machines are told another: if it is about the same.
fn prefer_what_is_shown(heard: &mut [Candidate], foremost: &[String], is_site: &dyn Fn(&str) -> bool) {
    /// More than machines can be told.
    const SHOWN: f32 = 8.0;
    let long = |text: &str| -> Vec<String> {
        words(text)
            .into_iter()
            .filter(|w| w.chars().count() > 3 || w.bytes().all(|b| b.is_ascii_digit()))
            .collect()
    };
    let told: Vec<String> = heard.iter().filter(|c| !c.heading).flat_map(|c| long(&c.text)).collect();
    let is_alike = |c: &&mut Candidate| {
        let own = long(&c.text);
        let shared = own.iter().filter(|w| told.contains(w)).count();
        words(&c.text).len() >= 3 && shared >= 2.min(own.len()).max(1) && shared * 10 >= own.len() * 3
    };
    let mut shown = heard.iter_mut().filter(|c| c.heading && foremost.contains(&c.key) && !is_site(&c.key));
    if let Some(heading) = shown.find(is_alike) {
        heading.weight += SHOWN;
    }
}

/// Cuts a part at the end that names the site.
fn without_tail(text: &str, is_site: &dyn Fn(&str) -> bool) -> String {
    let cut = [" | ", "｜", " - ", " – ", " — ", " :: "].iter().filter_map(|s| text.rsplit_once(s));
    cut.into_iter()
        .find(|(head, tail)| is_site(&clean::key(tail)) && words(head).len() >= 2)
        .map_or_else(|| text.to_owned(), |(head, _)| head.trim().to_owned())
}

/// The first of several titles that stand in one line, if it is long enough to be one.
fn first_of_several(text: &str) -> String {
    let Some((first, _)) = text.split_once(" | ").or_else(|| text.split_once('｜')) else {
        return text.to_owned();
    };
    let weight: usize = first.chars().map(|c| if super::keep::is_whole(c) { 2 } else { 1 }).sum();
    if weight >= 12 { first.trim().to_owned() } else { text.to_owned() }
}

/// Cuts a day or a label before what is stated, and a count or an address in brackets after it.
fn without_day(text: &str, stated: &[String]) -> String {
    const MOST: usize = 30;
    let is_counted = |rest: &str| {
        let rest = rest.trim();
        rest.starts_with(['(', '['])
            && rest.chars().count() <= MOST
            && rest.bytes().any(|b| b.is_ascii_digit())
    };
    // The day alone: "Seminar on 8 December: …" is a title of its own.
    let is_day = |rest: &str| {
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        let days = shiome_model::dates::mentions(rest);
        days.first().is_some_and(|day| day.start == 0 && day.end == rest.len())
    };
    let spaced = clean::line(text);
    stated
        .iter()
        .map(|part| clean::line(part))
        .filter(|part| words(part).len() >= 3 && part.len() * 2 > spaced.len())
        .find(|part| {
            let head = spaced.strip_suffix(part.as_str()).map(str::trim);
            head.is_some_and(|rest| rest == "Title:" || is_day(rest))
                || spaced.strip_prefix(part.as_str()).is_some_and(is_counted)
        })
        .unwrap_or_else(|| text.to_owned())
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// All runs of neighbouring parts of a text that is split at separators, but for the whole.
fn runs(text: &str) -> Vec<String> {
    let mut cuts: Vec<(usize, usize)> = SEPARATORS
        .iter()
        .flat_map(|s| text.match_indices(s).map(move |(at, s)| (at, at + s.len())))
        .collect();
    cuts.sort_unstable();
    cuts.truncate(12);
    let mut starts = vec![0];
    starts.extend(cuts.iter().map(|c| c.1));
    let mut ends: Vec<usize> = cuts.iter().map(|c| c.0).collect();
    ends.push(text.len());
    let mut out = Vec::new();
    for start in &starts {
        for end in ends.iter().filter(|end| *end > start && !(*start == 0 && **end == text.len())) {
            out.push(text[*start..*end].trim().to_owned());
        }
    }
    out
}

/// Cuts a part that names the site from either end.
fn without_site(text: &str, is_site: &dyn Fn(&str) -> bool) -> String {
    for separator in SEPARATORS {
        if let Some((head, tail)) = text.rsplit_once(separator)
            && is_site(&clean::key(tail))
            && !head.trim().is_empty()
        {
            return without_site(head.trim(), is_site);
        }
        if let Some((head, tail)) = text.split_once(separator)
            && is_site(&clean::key(head))
            && !tail.trim().is_empty()
        {
            return without_site(tail.trim(), is_site);
        }
    }
    text.to_owned()
}

fn names_a_title(names: &str) -> bool {
    names.split_whitespace().take(4).any(|n| {
        matches!(
            n,
            "headline" | "name" | "title" | "page-title" | "entry-title" | "post-title" | "article-title"
        )
    })
}

/// The names of the site, as keys: what it and its publisher are called, and its host.
pub fn sites(meta: &Meta, ld: &JsonLd, known: Known) -> Vec<String> {
    let stated =
        meta.first(&["og:site_name"]).into_iter().chain(meta.first(&["application-name", "dc.publisher"]));
    let mut keys: Vec<String> = stated.map(clean::key).collect();
    keys.extend(ld.site_names.iter().map(|n| clean::key(n)));
    keys.extend(known.home_names.iter().map(|n| clean::key(n)));
    keys.push(clean::key(known.host));
    keys.extend(known.host.split('.').map(clean::key).filter(|part| part.len() > 2));
    // A whole name often holds both the short and the long form: "OpenX – the long name".
    let parts: Vec<String> = ld
        .site_names
        .iter()
        .chain(known.home_names)
        .flat_map(|name| runs(name))
        .map(|part| clean::key(&part))
        .collect();
    keys.extend(parts);
    // The short form of a name of several words.
    let named = meta.first(&["og:site_name"]).into_iter().chain(ld.site_names.iter().map(String::as_str));
    let initials = named.filter_map(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        let first = words.iter().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase());
        (words.len() >= 3).then(|| first.flat_map(char::to_lowercase).collect::<String>())
    });
    keys.extend(initials.filter(|short| short.chars().count() >= 3));
    keys.retain(|k| !k.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks;
    use scraper::Html;

    fn title(html: &str) -> Option<String> {
        let page = Html::parse_document(html);
        let home = ["Agency".to_owned()];
        let known = Known { host: "agency.example", home_names: &home, ..Known::default() };
        of(&Meta::of(&page), &JsonLd::default(), &blocks::of(page.root_element()), known)
    }

    #[test]
    fn the_site_is_no_part_of_the_title() {
        assert_eq!(title("<title>New call - Agency</title><p>x").as_deref(), Some("New call"));
        assert_eq!(title("<title>Agency | New call</title><h1>Agency</h1>").as_deref(), Some("New call"));
        assert_eq!(title("<title>A - B - Agency</title><h2>A - B</h2>").as_deref(), Some("A - B"));
    }

    #[test]
    fn a_day_before_the_title_goes_and_a_day_in_it_stays() {
        let dated = "<title>Generative AI in peer review - Agency</title><h1>3 March 2026: Generative AI in peer review</h1>";
        assert_eq!(title(dated).as_deref(), Some("Generative AI in peer review"));
        let event = "Seminarium den 8 december 2026: generativ AI i sakkunniggranskning";
        let page = format!("<title>{event} | Agency</title><h1>{event}</h1>");
        assert_eq!(title(&page).as_deref(), Some(event));
    }

    #[test]
    fn agreement_beats_prominence() {
        let html = "<title>Funding: a review :: Portal X</title><h1>News</h1><h3>Funding: a review</h3>";
        assert_eq!(title(html).as_deref(), Some("Funding: a review"));
    }

    #[test]
    fn a_title_for_search_engines_gives_way_to_what_readers_see() {
        let html = "<title>Ten research grants to apply for in 2024</title>\
                    <meta property='og:title' content='Ten research grants to apply for in 2024'>\
                    <h1>Research grants to apply for now</h1>";
        assert_eq!(title(html).as_deref(), Some("Research grants to apply for now"));
    }

    #[test]
    fn a_heading_alone_is_a_title_and_nothing_is_none() {
        assert_eq!(title("<h1>R&amp;D &mdash; news</h1>").as_deref(), Some("R&D — news"));
        assert_eq!(title("<p>x"), None);
    }
}
