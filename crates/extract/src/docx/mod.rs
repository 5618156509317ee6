//! Files of text processors (ISO/IEC 29500): a ZIP file of XML parts.
//!
//! Only the parts that say something are unpacked, each up to a limit, and each is walked once with a
//! stack of our own: neither a bomb nor a deep nest costs more than that.

mod body;
mod parts;

use crate::{
    clean,
    dates::{self, Reading},
    document::{Parts, build},
    input::{Input, Rejection, plausible},
};
use body::Paragraph;
use chrono::NaiveDate;
use parts::{Package, Properties};
use shiome_model::{DateEvidence, Document, Link, Media, Published, Reason};

/// Bytes of a file that is read.
const MOST: usize = 60_000_000;
/// Paragraphs at the top that may hold title and day.
const TOP: usize = 15;

/// Reads a file.
pub fn read(input: &Input) -> Result<Document, Rejection> {
    if input.body.len() > MOST {
        return Err(Rejection::new(Reason::TooLarge, format!("{} bytes of DOCX", input.body.len())));
    }
    let mut package = Package::open(input.body)?;
    let properties = package.properties();
    let read = body::read(&mut package)?;
    let links = links(&read.links);
    let lines: Vec<&Paragraph> = read.paragraphs.iter().filter(|p| !p.text.is_empty()).collect();
    let Some(title) = title(&properties, &lines, input) else {
        return Err(Rejection::new(Reason::NoText, "a file without text"));
    };
    // The title is not repeated where the text begins.
    let skip = lines.iter().take(3).position(|p| clean::key(&p.text) == clean::key(&title));
    let (text, pages) = join(&lines[skip.map_or(0, |at| at + 1)..], read.pages);
    let parts = Parts {
        address: None,
        published: published(&properties, &lines, input),
        modified: properties.modified.filter(|day| plausible(*day, input.today)),
        authors: properties.author.into_iter().collect(),
        language: None,
        media: Media::Docx,
        links,
        title,
        text,
        pages,
    };
    Ok(build(input, parts))
}

/// The text, and where in it each page begins; no pages where the file does not say.
fn join(lines: &[&Paragraph], paged: bool) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut pages = if paged { vec![0] } else { Vec::new() };
    for line in lines {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        // Page breaks of paragraphs that were left out (the title) are those of what follows.
        while paged && pages.len() < line.page {
            pages.push(start);
        }
        pages.extend(line.breaks.iter().map(|at| start + at));
        text.push_str(&line.text);
    }
    (text, pages)
}

/// What is set as the title, the file's own where the text repeats it, the listed one, the first
/// heading, or the first line.
fn title(properties: &Properties, lines: &[&Paragraph], input: &Input) -> Option<String> {
    let top = &lines[..lines.len().min(TOP)];
    let listed = input.item.and_then(|i| i.title.as_deref()).map(|t| clean::line(&clean::unescape(t)));
    let listed = listed.filter(|t| !t.is_empty());
    let all = clean::key(&top.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" "));
    let stated = properties.title.iter().find(|t| {
        let key = clean::key(t);
        key.chars().count() >= 4 && all.contains(&key)
    });
    let set = |level: u8| top.iter().find(|p| p.heading == Some(level)).map(|p| p.text.clone());
    let first = || lines.first().map(|p| p.text.chars().take(200).collect());
    set(0).or(stated.cloned()).or(listed).or_else(|| set(1)).or_else(first)
}

/// The day on a short line near the top, the listed one, else the file's.
fn published(properties: &Properties, lines: &[&Paragraph], input: &Input) -> Option<Published> {
    let possible = |day: &NaiveDate| plausible(*day, input.today);
    let listed = input.item.and_then(|i| i.published).filter(possible);
    let order = dates::order_of(&input.source.country, None);
    let seen = lines.iter().take(TOP).filter(|p| p.text.chars().count() <= 60).find_map(|line| {
        let mention = dates::mentions(&line.text).into_iter().find(|m| !m.in_range)?;
        let day = match mention.reading {
            Reading::Day(day) => Some(day),
            either => listed.filter(|d| either.allows(*d)).or_else(|| either.by(order)),
        };
        let date = day.filter(possible)?;
        let passage = line.text.get(mention.start..mention.end)?.to_owned();
        Some(Published { date, evidence: DateEvidence::Visible, passage })
    });
    let plain = |date: NaiveDate, evidence| Published { date, evidence, passage: date.to_string() };
    seen.or(listed.map(|d| plain(d, DateEvidence::Entry)))
        .or_else(|| properties.created.filter(possible).map(|d| plain(d, DateEvidence::File)))
}

fn links(found: &[(String, String)]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (address, text) in found {
        if let Some(url) = shiome_model::url::parse(address)
            && !links.iter().any(|l| l.url == url)
        {
            links.push(Link { url, text: text.clone() });
        }
    }
    links
}
