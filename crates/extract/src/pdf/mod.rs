//! PDF files, read by drawing their pages with a pen that writes characters down.

mod glyphs;
mod layout;

use crate::{
    clean,
    dates::{self, Reading},
    document::{Parts, build},
    input::{Input, Rejection, plausible},
};
use chrono::NaiveDate;
use hayro_syntax::{Pdf, metadata::Metadata};
use layout::Line;
use shiome_model::{DateEvidence, Document, Media, Published, Reason};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a file that is read.
const MOST: usize = 60_000_000;

/// Reads a file.
pub fn read(input: &Input) -> Result<Document, Rejection> {
    if input.body.len() > MOST {
        return Err(Rejection::new(Reason::TooLarge, format!("{} bytes of PDF", input.body.len())));
    }
    let body = input.body.to_vec();
    let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new(body)));
    let pdf = match opened {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(error)) => return Err(Rejection::new(Reason::Malformed, format!("{error:?}"))),
        Err(_) => return Err(Rejection::new(Reason::Malformed, "the PDF reader broke off")),
    };
    let mut pages: Vec<Vec<Line>> = glyphs::of(&pdf).iter().map(|marks| layout::lines(marks)).collect();
    let first = pages.first().cloned().unwrap_or_default();
    layout::without_running_lines(&mut pages);
    let (text, starts) = join(&pages);
    let info = Info::of(pdf.metadata());
    let Some(title) = title(&info, &first, input) else {
        let reason = if text.is_empty() { Reason::NoText } else { Reason::NoTitle };
        return Err(Rejection::new(reason, "no text that could be read"));
    };
    let parts = Parts {
        address: None,
        title,
        text,
        pages: starts,
        published: published(&info, &first, input),
        modified: info.modified.filter(|day| plausible(*day, input.today)),
        authors: info.author.into_iter().collect(),
        language: None,
        links: Vec::new(),
        media: Media::Pdf,
    };
    Ok(build(input, parts))
}

/// The text of all pages, and where each begins.
fn join(pages: &[Vec<Line>]) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut starts = Vec::new();
    for lines in pages {
        let paragraphs = layout::paragraphs(lines);
        if !text.is_empty() && !paragraphs.is_empty() {
            text.push('\n');
        }
        starts.push(text.len());
        text.push_str(&paragraphs.join("\n"));
    }
    (text, starts)
}

/// What the file says of itself.
struct Info {
    title: Option<String>,
    author: Option<String>,
    created: Option<NaiveDate>,
    modified: Option<NaiveDate>,
}

impl Info {
    fn of(metadata: &Metadata) -> Self {
        let day = |d: &hayro_syntax::object::DateTime| {
            NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day))
        };
        Self {
            title: metadata.title.as_deref().map(pdf_text).filter(|t| is_title(t)),
            author: metadata.author.as_deref().map(pdf_text).filter(|a| a.contains(' ') && !a.contains('@')),
            created: metadata.creation_date.as_ref().and_then(day),
            modified: metadata.modification_date.as_ref().and_then(day),
        }
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 with a mark, otherwise near enough to Latin 1.
fn pdf_text(bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |(e, _)| e);
    clean::line(&encoding.decode(bytes).0)
}

/// Names of files and of the programs that wrote them are no titles.
fn is_title(text: &str) -> bool {
    let lower = text.to_lowercase();
    let file = [
        ".doc", ".docx", ".pdf", ".indd", ".ppt", ".pptx", ".xls", ".xlsx", ".qxd", ".odt", ".rtf", ".tex",
        ".dvi",
    ];
    let program = [
        "microsoft word",
        "microsoft powerpoint",
        "powerpoint ",
        "untitled",
        "slide 1",
        "print",
        "document1",
    ];
    let garbled = text.contains('\u{fffd}') || text.chars().all(|c| !c.is_alphabetic());
    text.chars().count() >= 4
        && !garbled
        && !file.iter().any(|end| lower.ends_with(end))
        && !program.iter().any(|start| lower.starts_with(start))
}

/// The title that the first page confirms: the file's own, the listed one, else the largest text.
fn title(info: &Info, first: &[Line], input: &Input) -> Option<String> {
    let page = clean::key(&first.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" "));
    let listed = input
        .item
        .and_then(|i| i.title.as_deref())
        .map(|t| clean::line(&clean::unescape(t)))
        .filter(|t| !t.is_empty());
    let confirmed = |title: &&String| {
        let key = clean::key(title);
        key.chars().count() >= 4 && page.contains(&key)
    };
    let stated = info.title.iter().chain(&listed).find(confirmed).cloned();
    stated.or_else(|| largest(first)).or(listed).or(info.title.clone())
}

/// The largest text in the upper part of a page, over as many lines as it takes.
fn largest(lines: &[Line]) -> Option<String> {
    let upper = &lines[..lines.len().min(40)];
    let telling = |line: &&Line| line.text.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    let size = upper.iter().filter(telling).map(|l| l.size).fold(0.0, f64::max);
    let start = upper.iter().position(|l| telling(&l) && l.size >= 0.97 * size)?;
    let run: Vec<Line> =
        upper[start..].iter().take_while(|l| l.size >= 0.9 * size).take(4).cloned().collect();
    let body = upper.iter().map(|l| l.size).fold(f64::MAX, f64::min);
    // All text of one size: only the first line can be a title.
    let kept = if size <= 1.05 * body { &run[..1] } else { &run[..] };
    let title = kept.iter().fold(String::new(), |mut title, line| {
        let wide = title.chars().next_back().is_some_and(layout::is_wide)
            && line.text.chars().next().is_some_and(layout::is_wide);
        if !title.is_empty() && !wide {
            title.push(' ');
        }
        title + &line.text
    });
    Some(title.chars().take(300).collect::<String>()).filter(|t| !t.is_empty())
}

/// The day on the first page on a line of its own or behind little, the entry's, else the file's.
fn published(info: &Info, first: &[Line], input: &Input) -> Option<Published> {
    let possible = |day: &NaiveDate| plausible(*day, input.today);
    let listed = input.item.and_then(|i| i.published).filter(possible);
    let entry =
        |date: NaiveDate| Published { date, evidence: DateEvidence::Entry, passage: date.to_string() };
    if let Some(day) = listed.filter(|_| input.item.is_some_and(|i| i.stands_alone)) {
        return Some(entry(day));
    }
    let order = dates::order_of(&input.source.country, None);
    let seen = first.iter().take(60).find_map(|line| {
        let mention = dates::mentions(&line.text).into_iter().find(|m| !m.in_range)?;
        let rest = line.text.len().saturating_sub(mention.end - mention.start);
        let day = match mention.reading {
            Reading::Day(day) => Some(day),
            either => listed.filter(|d| either.allows(*d)).or_else(|| either.by(order)),
        };
        let date = day.filter(possible).filter(|_| rest <= 40)?;
        let passage = line.text.get(mention.start..mention.end)?.to_owned();
        Some(Published { date, evidence: DateEvidence::Visible, passage })
    });
    let of_file = || {
        let date = info.created.filter(possible)?;
        Some(Published { date, evidence: DateEvidence::File, passage: date.to_string() })
    };
    seen.or(listed.map(entry)).or_else(of_file)
}
