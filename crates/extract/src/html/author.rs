//! Who wrote a page, as far as it says so.
//!
//! Witnesses are asked in order: what the page states to machines, what its markup marks, what a line beside
//! its title says. The first that names somebody is believed. A name that is the site's own is what templates
//! state where they know nobody, so it is kept for last.

use super::{blocks::Block, byline, json_ld::JsonLd, meta::Meta};
use crate::clean;
use regex::Regex;
use scraper::{ElementRef, Html};
use std::sync::LazyLock;

/// Meta elements that name authors.
const METAS: [&str; 16] = [
    "citation_author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "author",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "article:author_name",
    "article.author",
    "author_name",
    "bt:author",
    "shareaholic:article_author_name",
    "dcsext.author",
    "page_author",
];
/// Elements that are looked at.
const MOST_ELEMENTS: usize = 20_000;
/// Levels above an element that are asked what they are.
const LEVELS: usize = 10;
/// Blocks before and after the title among which a byline stands.
const NEAR: (usize, usize) = (4, 14);

/// Authors by the first kind of statement that names any; `sites` are the names of the site, as keys.
pub fn of(
    page: &Html,
    meta: &Meta,
    ld: &JsonLd,
    blocks: &[Block],
    title: &str,
    sites: &[String],
) -> Vec<String> {
    let is_site = |name: &str| sites.contains(&clean::key(name));
    let mut weak: Vec<String> = Vec::new();
    let mut believe = |found: Vec<String>| {
        let (own, others): (Vec<String>, Vec<String>) = found.into_iter().partition(|name| is_site(name));
        weak.extend(own);
        (!others.is_empty()).then_some(others)
    };
    let stated = || {
        let known = ld.authors.iter().filter(|name| !ld.bodies.contains(name));
        std::iter::once(byline::tidy(known.map(String::as_str)))
            .chain(METAS.iter().map(|name| byline::tidy(meta.all(name))))
            .chain(std::iter::once(labelled(meta)))
    };
    let seen = || [marked(page), beside(blocks, title)].into_iter();
    let bodies = std::iter::once_with(|| byline::tidy(ld.bodies.iter().map(String::as_str)));
    let found = stated().chain(seen()).chain(bodies).find_map(&mut believe);
    found.unwrap_or_else(|| byline::tidy(weak.iter().take(1).map(String::as_str)))
}

/// Labels for the cards of networks: "Written by", and the value of the same number.
fn labelled(meta: &Meta) -> Vec<String> {
    let pair = (1..=3).find_map(|number| {
        let label = meta.all(&format!("twitter:label{number}")).next()?;
        byline::is_label(label).then(|| meta.all(&format!("twitter:data{number}")).next()).flatten()
    });
    byline::tidy(pair.into_iter())
}

/// What the markup of an element says of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// It leads to a page about somebody.
    Leads,
    /// It holds something of an author.
    Named,
    /// It holds the name of an author.
    Name,
}

struct Marked<'a> {
    mark: Mark,
    element: ElementRef<'a>,
    names: Vec<String>,
}

/// Names in elements whose markup says that they are an author's: the best mark, the first of its kind, and
/// those who stand beside it.
fn marked(page: &Html) -> Vec<String> {
    let mut found: Vec<Marked> = Vec::new();
    for element in page.root_element().descendent_elements().take(MOST_ELEMENTS) {
        let Some(mark) = mark(element) else { continue };
        if is_aside(element) {
            continue;
        }
        let text = clean::line(&text_of(element));
        let names = match mark {
            Mark::Leads => byline::names_strictly(&text),
            Mark::Named | Mark::Name => byline::names(&text),
        };
        if !names.is_empty() {
            found.push(Marked { mark, element, names });
        }
    }
    let Some(best) = found.iter().map(|m| m.mark).max() else { return Vec::new() };
    let mut of_best = found.iter().filter(|m| m.mark == best);
    let Some(first) = of_best.next() else { return Vec::new() };
    let above = |element: ElementRef| -> Vec<_> {
        element.ancestors().take(2).filter(|a| a.value().is_element()).map(|a| a.id()).collect()
    };
    let near = above(first.element);
    let beside = of_best.filter(|m| above(m.element).iter().any(|id| near.contains(id)));
    let all: Vec<&str> =
        first.names.iter().chain(beside.flat_map(|m| &m.names)).map(String::as_str).collect();
    byline::tidy(all.into_iter())
}

/// The text of an element, at most a little more than names are long.
fn text_of(element: ElementRef) -> String {
    const ENOUGH: usize = 300;
    let mut text = String::new();
    for node in element.descendants().take(200) {
        match node.value() {
            scraper::Node::Text(part) => {
                let silent = node
                    .parent()
                    .and_then(|p| p.value().as_element().map(|e| matches!(e.name(), "script" | "style")));
                if silent != Some(true) {
                    text.push_str(part);
                }
            }
            scraper::Node::Element(e) if !matches!(e.name(), "b" | "strong" | "em" | "i") => text.push(' '),
            _ => {}
        }
        if text.len() > ENOUGH {
            break;
        }
    }
    text
}

fn mark(element: ElementRef) -> Option<Mark> {
    static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)(?:^|[\s_-])(?:post|entry|article|blog|meta)?[_-]*(?:author|byline|writer|contributor)s?[_-]*",
            r"(?:display|full|meta|info|box|card|block|details)?[_-]*(?:name|link)s?(?:[_-]+[a-z0-9]{4,8}(?:[_-]\d+)?)?(?:$|\s)|(?:^|\s)p-author(?:$|\s)|attribution__item-name",
        ))
        .ok()
    });
    static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)(?:^|[\s_-])(?:authors?|bylines?|writer|contributors?|authored|autor|auteur|autore|forfatter|verfasser)(?:$|[\s_-])|(?-i:[aA]uthor[A-Z])",
        )
        .ok()
    });
    static NO_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)bio\b|desc|image|avatar|photo|title|role|position|social|follow|more|icon|job|tagline|(?:^|\s)(?:single-author|author-\d|by-author)(?:$|\s)",
        )
        .ok()
    });
    let is = |pattern: &LazyLock<Option<Regex>>, text: &str| {
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
    };
    let value = element.value();
    if matches!(value.name(), "body" | "html" | "main" | "article" | "script" | "style" | "img" | "meta") {
        return None;
    }
    let words = |attribute: &str| value.attr(attribute).unwrap_or_default();
    let has = |attribute: &str, word: &str| words(attribute).split_ascii_whitespace().any(|w| w == word);
    if has("rel", "author") || has("itemprop", "author") {
        // Where the name is marked inside, that is asked instead.
        let inner =
            element.descendent_elements().skip(1).take(60).any(|e| e.attr("itemprop") == Some("name"));
        return (!inner).then_some(Mark::Name);
    }
    let above = || element.ancestors().take(4).filter_map(ElementRef::wrap);
    if has("itemprop", "name")
        && above().any(|e| e.attr("itemprop").is_some_and(|p| p.split(' ').any(|w| w == "author")))
    {
        return Some(Mark::Name);
    }
    let names =
        [words("class"), words("id"), words("data-testid")].map(|w| if w.len() < 200 { w } else { "" });
    if names.iter().any(|n| is(&NAME, n)) {
        return Some(Mark::Name);
    }
    if names[..2].iter().any(|n| is(&NAMED, n) && !is(&NO_NAME, n)) {
        return Some(Mark::Named);
    }
    static LEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)/(?:authors?|by|contributors?|people|person|profiles?|staff|team|writers?|reporters?|journalists?|editors?|our-experts|producers|autor(?:e[ns])?|auteurs?|autori|redaktion|redactie|redakteure|u|member|user)/[^/?#]+",
        )
        .ok()
    });
    (value.name() == "a" && is(&LEADS, words("href"))).then_some(Mark::Leads)
}

/// Whether an element stands where others than the author are named.
fn is_aside(element: ElementRef) -> bool {
    static OTHERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)comment|respond|repl(?:y|ies)|relat|recommend|recent|popular|latest|trending|sidebar|teaser|carousel|testimonial|reviewed|reviewer|fact|checked|edited|quote|nav\b|menu|footer|card-?(?:list|grid)|more-(?:from|stories|articles)|post-list|grid-item|loop-item",
        )
        .ok()
    });
    let chain = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap).take(LEVELS));
    chain.into_iter().any(|e| {
        let name = e.value().name();
        let named = |attribute: &str| {
            let words = e.attr(attribute).unwrap_or_default();
            words.len() < 300 && OTHERS.as_ref().is_some_and(|p| p.is_match(words))
        };
        matches!(name, "nav" | "footer" | "form")
            || (!matches!(name, "body" | "html" | "main" | "article") && (named("class") || named("id")))
    })
}

/// What a line beside the title says, or one with a label before it.
fn beside(blocks: &[Block], title: &str) -> Vec<String> {
    let key = clean::key(title);
    let at = blocks
        .iter()
        .position(|b| b.heading > 0 && !b.chrome && clean::key(&b.text) == key)
        .or_else(|| blocks.iter().position(|b| !b.chrome && clean::key(&b.text) == key))
        .or_else(|| blocks.iter().position(|b| b.heading == 1))
        .unwrap_or_default();
    let after = at + 1..(at + 1 + NEAR.1).min(blocks.len());
    let before = (at.saturating_sub(NEAR.0)..at).rev();
    let read = |i: usize| {
        let text = blocks[i].text.as_str();
        let said = byline::after_label(text);
        if !said.is_empty() {
            return said;
        }
        // The label may stand on a line of its own.
        match blocks.get(i + 1) {
            Some(next) if byline::is_label(text) => byline::names_strictly(&next.text),
            _ => Vec::new(),
        }
    };
    let near = after.chain(before).map(read).find(|names| !names.is_empty());
    // Below the text, only a whole line that says it.
    let far = || {
        (at..blocks.len())
            .filter(|i| blocks[*i].text.len() < 80)
            .filter(|i| byline::says_written(&blocks[*i].text))
            .map(read)
            .find(|names| !names.is_empty())
    };
    near.or_else(far).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks;

    fn authors(html: &str) -> Vec<String> {
        let page = Html::parse_document(html);
        let (meta, found) = (Meta::of(&page), blocks::of(page.root_element()));
        let ld = crate::html::json_ld::of(&page, &"https://tide.example/a".parse().unwrap(), "The title");
        of(&page, &meta, &ld, &found, "The title", &["tideoffice".to_owned()])
    }

    #[test]
    fn names_are_taken_and_noise_is_left() {
        let html = "<meta name=author content=admin><meta name=author content='https://e.org/me'>\
                    <a rel=author href=/a>By A. Author</a>";
        assert_eq!(authors(html), ["A. Author"]);
    }

    #[test]
    fn a_person_is_named_before_the_house() {
        let ld = r#"<script type="application/ld+json">{"@type":"Article","headline":"The title",
                    "author":{"@type":"Organization","name":"Coast Council"}}</script>"#;
        assert_eq!(
            authors(&format!("{ld}<h1>The title</h1><p>By Ann Tide and Bo Shore")),
            ["Ann Tide", "Bo Shore"]
        );
        assert_eq!(authors(&format!("{ld}<h1>The title</h1><p>Text.")), ["Coast Council"]);
        let own = "<meta name=author content='Tide Office'><h1>The title</h1>";
        assert_eq!(authors(&format!("{own}<span class=author-name>Ann Tide</span>")), ["Ann Tide"]);
        assert_eq!(authors(own), ["Tide Office"]);
    }

    #[test]
    fn markup_tells_names_from_what_stands_beside_them() {
        for html in [
            "<h1>The title</h1><div class=post-author><span class=author__name>Ann Tide</span><p class=author-bio>Writes.</div>",
            "<h1>The title</h1><p>By <a href=/authors/ann-tide>Ann Tide</a>, Editor",
            "<h1>The title</h1><span class=byline>By Ann Tide | 3 May 2024</span>",
            "<h1>The title</h1><p>Written by</p><p>Ann Tide</p>",
            "<p>3 May 2024 · von Ann Tide</p><h1>The title</h1><p>Text.",
            "<div itemprop=author itemscope><span itemprop=name>Ann Tide</span><i>reader</i></div>\
             <ul class=comments><li itemprop=author>Bo Shore</ul>",
        ] {
            assert_eq!(authors(html), ["Ann Tide"], "{html}");
        }
        assert_eq!(authors("<h1>The title</h1><p>By the end of May, all will be said."), [""; 0]);
        assert_eq!(
            authors("<h1>The title</h1><div class=comment><b class=author>Bo Shore</b></div>"),
            [""; 0]
        );
    }
}
