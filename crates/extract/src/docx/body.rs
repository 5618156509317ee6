//! The body of a file as paragraphs: what a reader sees, a line for each, and a line for each row of a
//! table.

use super::parts::{Attributes, CONTENTS, Package, Xml, events, level_of_name};
use crate::{clean, input::Rejection};
use shiome_model::Reason;
use std::collections::HashMap;

/// A paragraph, or a row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// One line of plain text.
    pub text: String,
    /// Heading level; 0 for the title.
    pub heading: Option<u8>,
    /// The page it begins on, from 1.
    pub page: usize,
    /// Where in the text further pages begin.
    pub breaks: Vec<usize>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Body {
    pub paragraphs: Vec<Paragraph>,
    /// Whether the file says where pages begin: its program laid it out and wrote that down.
    pub pages: bool,
    /// Addresses of links, and what the links say.
    pub links: Vec<(String, String)>,
}

/// Paragraphs that are kept.
const MOST_PARAGRAPHS: usize = 200_000;
/// Links that are kept.
const MOST_LINKS: usize = 500;
/// Page breaks that are marked inside one paragraph.
const MOST_BREAKS: usize = 500;
/// Deeper paragraphs and tables are read as if they stood at this depth.
const DEEPEST: usize = 64;

/// Elements whose content is not shown: deleted and moved text, field codes, the copy of a drawing for
/// old programs, readings above characters.
const SILENT: [&str; 10] = [
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "Fallback",
    "rt",
    "posOffset",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
];

/// Reads the main part and its notes.
pub fn read(package: &mut Package) -> Result<Body, Rejection> {
    let Some(xml) = package.part("word/document.xml")? else {
        return Err(Rejection::new(Reason::UnsupportedMedia, "a ZIP file without word/document.xml"));
    };
    let headings = package.headings();
    let relations = package.relations();
    let mut walk = Walk::new(&headings, &relations);
    events(&xml, |event| walk.meet(event));
    // A file that breaks off ends here too.
    while !walk.open.is_empty() {
        walk.end_paragraph();
    }
    while !walk.tables.is_empty() {
        walk.end_row();
        walk.tables.pop();
    }
    let (mut body, cited) = (walk.body, walk.cited);
    let page = body.paragraphs.last().map_or(1, |p| p.page + p.breaks.len());
    for (part, element) in [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")] {
        let Some(xml) = package.part(part)? else { continue };
        let notes = notes(&xml, element);
        for (number, (kind, id)) in cited.iter().enumerate() {
            if let Some(text) = notes.get(id).filter(|_| *kind == element) {
                let text = format!("[{}] {text}", number + 1);
                body.paragraphs.push(Paragraph { text, page, ..Paragraph::default() });
            }
        }
    }
    Ok(body)
}

/// Texts of notes by their id. The separators that are kept among them have ids of their own.
fn notes(xml: &str, element: &str) -> HashMap<String, String> {
    let mut notes: HashMap<String, String> = HashMap::new();
    let (mut id, mut text, mut silent, mut is_text) = (None, String::new(), 0usize, false);
    events(xml, |event| match event {
        Xml::Start(name, attributes) if name == element => {
            id = attributes.get("id");
            text.clear();
        }
        Xml::End(name) if name == element => {
            if let Some(id) = id.take() {
                notes.insert(id, clean::line(&text));
            }
        }
        Xml::Start(name, _) if SILENT.contains(&name) => silent += 1,
        Xml::End(name) if SILENT.contains(&name) => silent = silent.saturating_sub(1),
        Xml::Start("t", _) => is_text = true,
        Xml::End("t") => is_text = false,
        Xml::Start("tab" | "br" | "cr", _) | Xml::End("p") => text.push(' '),
        Xml::Text(piece) if silent == 0 && is_text => text.push_str(piece),
        _ => {}
    });
    notes.retain(|_, text| !text.is_empty());
    notes
}

/// A paragraph under way. Text boxes hold paragraphs inside paragraphs, so there may be several.
#[derive(Default)]
struct Open {
    text: String,
    heading: Option<u8>,
    page: usize,
    /// Where in the text, before it is made plain, further pages begin.
    breaks: Vec<usize>,
    link: Option<(String, usize)>,
}

/// A table under way: its rows so far are out already.
#[derive(Default)]
struct Table {
    cells: Vec<String>,
    page: usize,
}

struct Walk<'p> {
    headings: &'p HashMap<String, u8>,
    relations: &'p HashMap<String, String>,
    body: Body,
    /// Notes in the order in which the text cites them: `footnote` or `endnote`, and the id.
    cited: Vec<(&'static str, String)>,
    open: Vec<Open>,
    tables: Vec<Table>,
    /// Tables that are open beyond the deepest.
    beyond: usize,
    /// How many elements whose content is not shown are open.
    silent: usize,
    in_text: bool,
    in_run: bool,
    hidden: bool,
    page: usize,
}

impl<'p> Walk<'p> {
    fn new(headings: &'p HashMap<String, u8>, relations: &'p HashMap<String, String>) -> Self {
        Self {
            headings,
            relations,
            body: Body::default(),
            cited: Vec::new(),
            open: Vec::new(),
            tables: Vec::new(),
            beyond: 0,
            silent: 0,
            in_text: false,
            in_run: false,
            hidden: false,
            page: 1,
        }
    }

    fn meet(&mut self, event: Xml) {
        match event {
            Xml::Start(name, _) if SILENT.contains(&name) => self.silent += 1,
            Xml::End(name) if SILENT.contains(&name) => self.silent = self.silent.saturating_sub(1),
            _ if self.silent > 0 => {}
            Xml::Start(name, attributes) => self.start(name, attributes),
            Xml::Text(text) if self.in_text && !self.hidden => self.say(text),
            Xml::Text(_) => {}
            Xml::End(name) => self.end(name),
        }
    }

    fn start(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "p" => {
                if self.open.len() >= DEEPEST {
                    self.end_paragraph();
                }
                self.open.push(Open { page: self.page, ..Open::default() });
            }
            "r" => (self.in_run, self.hidden) = (true, false),
            "vanish" if self.in_run => self.hidden = !attributes.is_off(),
            "t" => self.in_text = true,
            "tab" | "br" | "cr" if self.in_run => self.say(" "),
            "noBreakHyphen" => self.say("-"),
            "lastRenderedPageBreak" => self.turn_page(),
            "pStyle" => {
                let style = attributes.get("val").unwrap_or_default();
                let level = self.headings.get(&style).copied().or_else(|| level_of_name(&style));
                if let (Some(open), Some(level)) = (self.open.last_mut(), level) {
                    open.heading = Some(level);
                }
            }
            "outlineLvl" => {
                let level = attributes.get("val").and_then(|v| v.parse::<u8>().ok()).filter(|l| *l < 9);
                if let (Some(open), Some(level)) = (self.open.last_mut(), level) {
                    open.heading.get_or_insert(level + 1);
                }
            }
            "hyperlink" => {
                let target = attributes.get("id").and_then(|id| self.relations.get(&id));
                if let (Some(open), Some(target)) = (self.open.last_mut(), target) {
                    open.link = Some((target.clone(), open.text.len()));
                }
            }
            "footnoteReference" => self.cite("footnote", attributes),
            "endnoteReference" => self.cite("endnote", attributes),
            "tbl" if self.tables.len() < DEEPEST => self.tables.push(Table::default()),
            "tbl" => self.beyond += 1,
            "tr" | "tc" if self.beyond > 0 => {}
            "tr" => {
                let page = self.page;
                if let Some(table) = self.tables.last_mut() {
                    *table = Table { cells: Vec::new(), page };
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cells.push(String::new());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "r" => (self.in_run, self.hidden) = (false, false),
            "p" => self.end_paragraph(),
            "hyperlink" => {
                let Some(open) = self.open.last_mut() else { return };
                if let Some((target, from)) = open.link.take()
                    && self.body.links.len() < MOST_LINKS
                {
                    let text = open.text.get(from..).unwrap_or_default();
                    self.body.links.push((target, clean::line(text)));
                }
            }
            "tr" if self.beyond == 0 => self.end_row(),
            "tbl" if self.beyond > 0 => self.beyond -= 1,
            "tbl" => _ = self.tables.pop(),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    fn cite(&mut self, kind: &'static str, attributes: &Attributes) {
        if let Some(id) = attributes.get("id") {
            self.cited.push((kind, id));
            let mark = format!("[{}]", self.cited.len());
            self.say(&mark);
        }
    }

    fn turn_page(&mut self) {
        self.page += 1;
        self.body.pages = true;
        let in_table = !self.tables.is_empty();
        if let Some(open) = self.open.last_mut() {
            if open.text.trim().is_empty() {
                open.page = self.page;
            } else if !in_table && open.breaks.len() < MOST_BREAKS {
                open.breaks.push(open.text.len());
            }
        }
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let text = clean::line(&open.text);
        if let Some(cell) = self.tables.last_mut().and_then(|t| t.cells.last_mut()) {
            if !cell.is_empty() && !text.is_empty() {
                cell.push(' ');
            }
            return cell.push_str(&text);
        }
        let breaks = open.breaks.iter().map(|at| plain_offset(&open.text, *at, &text)).collect();
        self.push(Paragraph { text, heading: open.heading, page: open.page, breaks });
    }

    /// A row becomes a line; a table inside a cell becomes text of the cell.
    fn end_row(&mut self) {
        let depth = self.tables.len();
        let Some(table) = self.tables.last_mut() else { return };
        let (cells, page) = (std::mem::take(&mut table.cells), table.page);
        let line = clean::row(cells.iter().map(String::as_str));
        let outer = depth.checked_sub(2).and_then(|at| self.tables.get_mut(at));
        match outer.and_then(|t| t.cells.last_mut()) {
            Some(cell) => {
                if !cell.is_empty() && !line.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(&line);
            }
            None => self.push(Paragraph { text: line, page, ..Paragraph::default() }),
        }
    }

    fn push(&mut self, paragraph: Paragraph) {
        let is_contents = paragraph.heading == Some(CONTENTS);
        if self.body.paragraphs.len() < MOST_PARAGRAPHS && !is_contents {
            self.body.paragraphs.push(paragraph);
        }
    }
}

/// Where in the plain form of a text its byte `at` has gone.
fn plain_offset(raw: &str, at: usize, plain: &str) -> usize {
    let before = clean::line(raw.get(..at).unwrap_or_default()).len().min(plain.len());
    let before = plain.floor_char_boundary(before);
    before + usize::from(plain[before..].starts_with(' '))
}
