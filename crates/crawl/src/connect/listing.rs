//! A web page with links to works.

use super::{BadConfig, Connector, Filter, Found, Malformed, answers, dates, found::Gather, start_url, text};
use crate::Request;
use chrono::NaiveDate;
use schemars::JsonSchema;
use scraper::{ElementRef, Html, Selector};
use serde::{Deserialize, Serialize};
use shiome_model::{Capture, Lang};
use url::Url;

/// Settings of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address of the page.
    pub url: String,
    /// CSS selector of the links to works.
    pub item: String,
    /// CSS selector of a block that repeats once per work. If given, item, title and date are looked
    /// for inside each block.
    #[serde(default)]
    pub block: Option<String>,
    /// CSS selector of the title, inside the block or the link. Otherwise the text of the link.
    #[serde(default)]
    pub title: Option<String>,
    /// CSS selector of the date. Without `block` the nearest one is taken: inside the link, else inside
    /// the smallest element around the link that has any, the last before the link if it has several.
    #[serde(default)]
    pub date: Option<String>,
    /// How the date is written, e.g. `%m/%d/%Y`. Otherwise it is read as the source's language writes
    /// dates, and not at all where `03/01/2024` could be two days.
    #[serde(default)]
    pub date_format: Option<String>,
    /// CSS selector of the link to the next page.
    #[serde(default)]
    pub next: Option<String>,
    /// Regular expressions: only addresses that match one are works. None given: all are.
    #[serde(default)]
    pub include: Vec<String>,
    /// Regular expressions: addresses that match one are no works.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// How many pages are read at most in one visit.
    #[serde(default = "default_max_pages")]
    pub max_pages: usize,
}

fn default_max_pages() -> usize {
    100
}

impl Config {
    pub(super) fn build(&self, language: Option<&Lang>) -> Result<Listing, BadConfig> {
        if let Some(format) = &self.date_format {
            let bad = chrono::format::StrftimeItems::new(format).any(|i| i == chrono::format::Item::Error);
            if bad || !format.contains('%') {
                return Err(BadConfig::new(
                    "date_format",
                    format,
                    "it is no date format; write it as %d.%m.%Y",
                ));
            }
        }
        Ok(Listing {
            url: start_url(&self.url)?,
            item: selector("item", &self.item)?,
            block: optional("block", self.block.as_deref())?,
            title: optional("title", self.title.as_deref())?,
            date: optional("date", self.date.as_deref())?,
            date_format: self.date_format.clone(),
            next: optional("next", self.next.as_deref())?,
            filter: Filter::new(&self.include, &self.exclude)?,
            max_pages: answers("max_pages", self.max_pages)?,
            language: language.cloned(),
        })
    }
}

fn selector(key: &'static str, text: &str) -> Result<Selector, BadConfig> {
    Selector::parse(text).map_err(|e| BadConfig::new(key, text, e))
}

fn optional(key: &'static str, text: Option<&str>) -> Result<Option<Selector>, BadConfig> {
    text.map(|t| selector(key, t)).transpose()
}

pub(super) struct Listing {
    url: Url,
    item: Selector,
    block: Option<Selector>,
    title: Option<Selector>,
    date: Option<Selector>,
    date_format: Option<String>,
    next: Option<Selector>,
    filter: Filter,
    max_pages: usize,
    language: Option<Lang>,
}

impl Connector for Listing {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        vec![Request::get(self.url.clone())]
    }
    fn read(&self, capture: &Capture, body: &[u8]) -> Result<Found, Malformed> {
        let page = Html::parse_document(&text::decode_from(capture, body));
        let base = base_of(&page, &capture.final_url);
        let mut gather = Gather::new(&self.filter);
        match &self.block {
            Some(block) => {
                for block in page.select(block) {
                    if let Some(link) = self.link_of(block) {
                        self.entry(&mut gather, &base, link, block);
                    }
                }
            }
            None => page.select(&self.item).for_each(|link| self.entry(&mut gather, &base, link, link)),
        }
        for href in self.next.iter().flat_map(|next| page.select(next)).filter_map(href_of) {
            if let Ok(mut url) = base.join(href) {
                url.set_fragment(None);
                gather.more(&capture.url, Request::get(url));
            }
        }
        let found = gather.finish();
        if found.items.is_empty() && found.refused.is_empty() && capture.url == self.url {
            return Err(Malformed::new(
                "listing",
                match found.excluded {
                    0 => "`item` matches no link on the first page".to_owned(),
                    n => format!("`include` and `exclude` leave none of {n} links on the first page"),
                },
            ));
        }
        Ok(found)
    }
    fn max_answers(&self) -> usize {
        self.max_pages
    }
}

impl Listing {
    fn link_of<'a>(&self, block: ElementRef<'a>) -> Option<ElementRef<'a>> {
        block.select(&self.item).next().or_else(|| self.item.matches(&block).then_some(block))
    }
    /// `scope` is where title and date are looked for: the block, or the link itself.
    fn entry(&self, gather: &mut Gather, base: &Url, link: ElementRef<'_>, scope: ElementRef<'_>) {
        let Some(href) = href_of(link) else { return };
        gather.entry(base, href, |item| {
            let titled = self.title.as_ref().and_then(|s| scope.select(s).next());
            item.title = titled.and_then(text_of).or_else(|| text_of(link)).or_else(|| label_of(link));
            item.published = self.date_element(link, scope).and_then(|element| self.date_in(element));
        });
    }
    fn date_element<'a>(&self, link: ElementRef<'a>, scope: ElementRef<'a>) -> Option<ElementRef<'a>> {
        let selector = self.date.as_ref()?;
        let inside = scope.select(selector).next();
        if inside.is_some() || self.block.is_some() {
            return inside;
        }
        let around = link.ancestors().filter_map(ElementRef::wrap);
        around.map(|a| nearest(a, selector, link)).find(Option::is_some).flatten()
    }
    /// What a machine should read comes before what a reader sees.
    fn date_in(&self, element: ElementRef<'_>) -> Option<NaiveDate> {
        let shown = text_of(element);
        let texts = ["datetime", "content"].iter().filter_map(|a| element.attr(a)).chain(shown.as_deref());
        match &self.date_format {
            Some(format) => texts.into_iter().find_map(|text| dates::read_as(text, format)),
            None => texts.into_iter().find_map(|text| dates::read(text, self.language.as_ref())),
        }
    }
}

/// The only match inside `around`, or the last one before `link` if there are several.
fn nearest<'a>(around: ElementRef<'a>, selector: &Selector, link: ElementRef<'a>) -> Option<ElementRef<'a>> {
    let mut matches = around.select(selector);
    let (first, second) = (matches.next(), matches.next());
    if second.is_none() {
        return first;
    }
    let before = around.descendants().take_while(|node| node.id() != link.id());
    before.filter_map(ElementRef::wrap).filter(|e| selector.matches(e)).last()
}

fn href_of(link: ElementRef<'_>) -> Option<&str> {
    let href = link.attr("href")?.trim();
    (!href.is_empty() && !href.starts_with('#')).then_some(href)
}

fn text_of(element: ElementRef<'_>) -> Option<String> {
    text::one_line(&element.text().collect::<Vec<_>>().concat())
}

/// What a link without text is called.
fn label_of(link: ElementRef<'_>) -> Option<String> {
    ["aria-label", "title"].iter().find_map(|name| text::one_line(link.attr(name)?))
}

/// The address that relative links of the page start from.
fn base_of(page: &Html, address: &Url) -> Url {
    let base = page.tree.nodes().filter_map(ElementRef::wrap).find(|e| e.value().name() == "base");
    base.and_then(|b| address.join(b.attr("href")?).ok()).unwrap_or_else(|| address.clone())
}

#[cfg(test)]
mod tests;
