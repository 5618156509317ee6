//! The text of the work on a page, and its links.
//!
//! Two readings are made of its blocks: a learned one that weighs each of them, and a plain one that takes
//! all outside navigation. The first is better where it finds something; the second cannot fail.

use super::blocks::{self, Block};
use super::json_ld::JsonLd;
use super::keep;
use super::meta::Meta;
use crate::clean;
use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use shiome_model::Link;
use std::sync::LazyLock;
use url::Url;

/// The main text with its links.
#[derive(Debug, Default)]
pub struct MainText {
    pub text: String,
    pub links: Vec<Link>,
}

/// Links kept of one page.
const MOST_LINKS: usize = 500;
/// Characters that a page has to state to machines, beyond what it shows, to be read by that.
const STATED: usize = 800;

/// The text of an article.
pub fn article(
    html: &str,
    page: &Html,
    page_blocks: &[Block],
    title: &str,
    base: &Url,
    (meta, ld): (&Meta, &JsonLd),
) -> MainText {
    let plain = plain(page_blocks, title);
    let found = keep::choose(html, page, page_blocks, title, meta, ld).map(|kept| {
        let chosen: Vec<Block> =
            page_blocks.iter().zip(kept).filter(|(_, kept)| *kept).map(|(b, _)| b.clone()).collect();
        let anchors = chosen.iter().flat_map(|b| &b.anchors);
        let elements = anchors.filter_map(|id| page.tree.get(*id)).filter_map(ElementRef::wrap);
        MainText { links: collect(elements, base), text: tidy(&terms(chosen), title) }
    });
    // Nearly nothing found beside a page full of text: the weights were misled.
    let misled = |text: &str| text.is_empty() || (text.len() < 250 && plain.len() > 4 * text.len() + 200);
    let mut main = match found {
        Some(found) if !misled(&found.text) => found,
        _ => MainText { text: plain, links: links_in_main(page, base) },
    };
    // A page that a script would fill may still state its text.
    if let Some(stated) = ld.body.as_deref().filter(|b| b.len() > STATED && b.len() > 4 * main.text.len()) {
        let stated = super::html_to_text(stated);
        if stated.len() > STATED && stated.len() > 4 * main.text.len() {
            main.text = stated;
        }
    }
    main
}

/// All text outside navigation, for pages that are watched.
pub fn everything(page: &Html, page_blocks: &[Block], title: &str, base: &Url) -> MainText {
    let own: Vec<Block> = page_blocks.iter().filter(|b| !b.chrome && !is_counter(&b.text)).cloned().collect();
    MainText { text: tidy(&rows(own), title), links: links_in_main(page, base) }
}

/// A row of a table is one statement, and its cells alone are none: a date without its "deadline". The
/// rows of a table of data are put together by [`blocks::text`]; these are those of other tables, and
/// the terms of lists.
fn rows(blocks: Vec<Block>) -> Vec<Block> {
    /// A longer row is not one of a table of facts, but of a layout.
    const ROW: usize = 400;
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let joins = |last: &&mut Block| {
            block.row > 0
                && block.cell.is_none()
                && last.row == block.row
                && last.text.len() + block.text.len() <= ROW
                && last.heading == block.heading
        };
        match out.last_mut().filter(joins) {
            Some(last) => {
                last.text.push_str(" | ");
                last.text.push_str(&block.text);
            }
            None => out.push(block),
        }
    }
    out
}

/// A term and what it means are one line: "Deadline | 3 July". Cells of other tables are paragraphs.
pub fn terms(blocks: Vec<Block>) -> Vec<Block> {
    const TERM: usize = 80;
    const MEANING: usize = 240;
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut open = false;
    for block in blocks {
        let is_term = block.row > 0 && block.cell.is_none() && !block.prose && block.heading == 0;
        let joins = |last: &&mut Block| {
            open && is_term && last.row == block.row && last.text.len() <= TERM && block.text.len() <= MEANING
        };
        match out.last_mut().filter(joins) {
            Some(last) => {
                last.text.push_str(" | ");
                last.text.push_str(&block.text);
                open = false;
            }
            None => {
                open = is_term;
                out.push(block);
            }
        }
    }
    out
}

fn plain(page_blocks: &[Block], title: &str) -> String {
    let key = clean::key(title);
    let start =
        page_blocks.iter().position(|b| !b.chrome && clean::key(&b.text) == key).map_or(0, |at| at + 1);
    let rest = &page_blocks[start..];
    let own: Vec<Block> = rest.iter().filter(|b| !b.chrome && !mostly_links(b)).cloned().collect();
    tidy(&own, title)
}

fn mostly_links(block: &Block) -> bool {
    let letters = block.text.chars().filter(|c| !c.is_whitespace()).count();
    block.linked * 10 > letters * 9 && letters < 80
}

/// Paragraphs without the title in front of them.
pub(super) fn tidy(found: &[Block], title: &str) -> String {
    let key = clean::key(title);
    let skip = found.iter().take(3).position(|b| clean::key(&b.text) == key).map_or(0, |at| at + 1);
    blocks::text(&found[skip..])
}

/// Lines that change with every visit and say nothing: counters, clocks, build marks.
fn is_counter(line: &str) -> bool {
    static COUNTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^\W*(?:[\d,. ]+\s*(?:views?|hits?|visits?|visitors?|reads?|downloads?|shares?|likes?|aufrufe|vues|visitas|回|件の閲覧)",
            r"|(?:views?|hits?|visits?|visitors?|page views|downloads?|shares?|likes?|aufrufe|vues|visitas|アクセス数|閲覧数|访问量|浏览量|浏览次数|조회수?|ผู้เข้าชม)\W*[\d,. ]+\s*(?:回|次)?",
            r"|(?:page )?(?:generated|rendered|served|loaded) (?:in|at|on)\b.{0,60}|(?:current|server|local) time\b.{0,40}|request id\b.{0,80}|\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?)\W*$",
        ))
        .ok()
    });
    line.len() <= 120 && COUNTER.as_ref().is_some_and(|p| p.is_match(line))
}

fn links(part: &Html, base: &Url) -> Vec<Link> {
    static LINK: LazyLock<Option<Selector>> = LazyLock::new(|| super::meta::selector("a[href]"));
    collect(LINK.iter().flat_map(|s| part.select(s)), base)
}

fn links_in_main(page: &Html, base: &Url) -> Vec<Link> {
    static MAIN: LazyLock<Option<Selector>> =
        LazyLock::new(|| super::meta::selector("main a[href], article a[href], [role=main] a[href]"));
    let found = collect(MAIN.iter().flat_map(|s| page.select(s)), base);
    if found.is_empty() { links(page, base) } else { found }
}

fn collect<'a>(elements: impl Iterator<Item = ElementRef<'a>>, base: &Url) -> Vec<Link> {
    let mut out: Vec<Link> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for element in elements {
        let Some(href) = element.attr("href").map(str::trim).filter(|h| !h.starts_with('#')) else {
            continue;
        };
        let Some(url) = base.join(href).ok().and_then(|u| shiome_model::url::parse(u.as_str())) else {
            continue;
        };
        if known.insert(url.clone()) {
            out.push(Link { url, text: clean::line(&element.text().collect::<String>()) });
        }
        if out.len() == MOST_LINKS {
            break;
        }
    }
    out
}
