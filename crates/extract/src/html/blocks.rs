//! A page as a list of blocks: what a reader sees, paragraph by paragraph, with the names that the
//! page gives to the places it stands in.

use super::{attr, tables};
use crate::clean;
use ego_tree::NodeId;
use regex::Regex;
use scraper::{ElementRef, Html, Node};
use std::sync::LazyLock;

/// A run of text between two block boundaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// One line of plain text.
    pub text: String,
    /// Heading level 1 to 6, 0 for other text.
    pub heading: u8,
    /// Classes, ids and item properties of the three innermost elements, lower case.
    pub names: String,
    /// Whether it stands in navigation, a footer, a sidebar or the like.
    pub chrome: bool,
    /// Whether it stands in prose: a paragraph or list item of the text, not a line of its own.
    pub prose: bool,
    /// Characters inside links.
    pub linked: usize,
    /// Which row of a table, or term of a list of terms, it stands in; 0 for none.
    pub row: u32,
    /// The `<time>` elements inside: machine value and visible text.
    pub times: Vec<(String, String)>,
    /// Its cell, where it stands in a table of data.
    pub cell: Option<Cell>,
    /// The element its first word stands in.
    pub at: Option<NodeId>,
    /// The links inside.
    pub anchors: Vec<NodeId>,
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which row of the page's tables, from 1.
    pub row: u32,
    /// Which column of the row, from 0.
    pub column: u32,
}

/// Whether an element never shows text of the work.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "canvas"
            | "iframe"
            | "object"
            | "select"
            | "option"
            | "button"
            | "textarea"
            | "datalist"
            | "head"
            | "math"
            | "dialog"
    )
}

/// Whether an element stands within a line.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "rp"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
    )
}

/// How deep elements may nest before the rest is read as flat text.
pub const DEEPEST: usize = 256;

#[derive(Clone, Copy, Default)]
struct Place {
    chrome: bool,
    heading: u8,
    prose: bool,
    link: Option<NodeId>,
    row: u32,
    data: bool,
    cell: Option<Cell>,
}

struct Reader {
    blocks: Vec<Block>,
    open: String,
    linked: usize,
    times: Vec<(String, String)>,
    place: Place,
    names: String,
    at: Option<NodeId>,
    anchors: Vec<NodeId>,
    rows: u32,
}

impl Reader {
    fn flush(&mut self) {
        let text = clean::line(&self.open);
        self.open.clear();
        if !text.is_empty() {
            self.blocks.push(Block {
                text,
                heading: self.place.heading,
                names: self.names.clone(),
                chrome: self.place.chrome,
                prose: self.place.prose,
                linked: self.linked,
                row: self.place.row,
                times: std::mem::take(&mut self.times),
                cell: self.place.cell,
                at: self.at,
                anchors: std::mem::take(&mut self.anchors),
            });
        }
        self.linked = 0;
        self.times.clear();
        self.anchors.clear();
    }
}

/// The blocks below `root`, in the order of the page. Iterative, so that depth costs no stack.
pub fn of(root: ElementRef) -> Vec<Block> {
    let mut reader = Reader {
        blocks: Vec::new(),
        open: String::new(),
        linked: 0,
        times: Vec::new(),
        place: Place::default(),
        names: String::new(),
        at: None,
        anchors: Vec::new(),
        rows: 0,
    };
    // (node, its place, whether this is the way back up)
    let mut stack = vec![(*root, Place::default(), false)];
    while let Some((node, place, leaving)) = stack.pop() {
        match node.value() {
            Node::Text(text) => {
                if reader.open.trim().is_empty() && !text.trim().is_empty() {
                    reader.place = place;
                    reader.at = node.parent().map(|p| p.id());
                    reader.names = names_above(node.parent().and_then(ElementRef::wrap));
                }
                if let Some(link) = place.link {
                    if reader.anchors.last() != Some(&link) {
                        reader.anchors.push(link);
                    }
                    reader.linked += text.chars().filter(|c| !c.is_whitespace()).count();
                }
                reader.open.push_str(text);
            }
            Node::Element(element) => {
                let name = element.name();
                // What unfolds a part is a button inside its heading.
                if is_silent(name) && !(name == "button" && place.heading > 0) {
                    continue;
                }
                let Some(wrapped) = ElementRef::wrap(node) else { continue };
                if leaving {
                    if name == "time" {
                        let visible: String = wrapped.text().collect();
                        let machine = attr::of(element, "datetime").unwrap_or_default();
                        reader.times.push((machine.trim().to_owned(), clean::line(&visible)));
                    } else if !is_inline(name) {
                        reader.flush();
                    }
                    continue;
                }
                if hidden(wrapped) {
                    continue;
                }
                if name == "br" || !is_inline(name) {
                    reader.flush();
                }
                let mut inner = place_in(place, wrapped);
                reader.rows += u32::from(matches!(name, "tr" | "dt"));
                if matches!(name, "tr" | "dt" | "dd") {
                    inner.row = reader.rows;
                }
                if name == "tr" && inner.data {
                    inner.cell = Some(Cell { row: reader.rows, column: 0 });
                }
                stack.push((node, place, true));
                stack.extend(node.children().rev().map(|child| (child, inner, false)));
            }
            _ => {}
        }
    }
    reader.flush();
    reader.blocks
}

/// The text of blocks as paragraphs; a row of a table of data is one line.
pub fn text<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut row: Option<(u32, Vec<String>)> = None;
    for block in blocks {
        let Some(cell) = block.cell else {
            lines.extend(row.take().map(end_row));
            lines.push(block.text.clone());
            continue;
        };
        if row.as_ref().is_some_and(|(number, _)| *number != cell.row) {
            lines.extend(row.take().map(end_row));
        }
        let (_, cells) = row.get_or_insert_with(|| (cell.row, Vec::new()));
        cells.resize(cells.len().max(cell.column as usize + 1), String::new());
        let text = &mut cells[cell.column as usize];
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&block.text);
    }
    lines.extend(row.map(end_row));
    clean::join(lines)
}

fn end_row((_, cells): (u32, Vec<String>)) -> String {
    clean::row(cells.iter().map(String::as_str))
}

/// The depth of the tree, at most `DEEPEST + 1`.
pub fn depth(html: &Html) -> usize {
    let mut deepest = 0;
    let mut stack = vec![(html.tree.root(), 0usize)];
    while let Some((node, depth)) = stack.pop() {
        deepest = deepest.max(depth);
        if deepest > DEEPEST {
            break;
        }
        stack.extend(node.children().filter(|c| c.value().is_element()).map(|c| (c, depth + 1)));
    }
    deepest
}

fn place_in(outer: Place, element: ElementRef) -> Place {
    let name = element.value().name();
    let mut place = outer;
    place.chrome |= is_chrome(element);
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => place.heading = name.as_bytes()[1] - b'0',
        "p" | "li" | "td" | "blockquote" | "pre" => place.prose = true,
        "a" => place.link = Some(element.id()),
        "table" => (place.data, place.cell) = (tables::holds_data(element), None),
        _ => {}
    }
    match name {
        "td" | "th" => {
            if let Some(cell) = &mut place.cell {
                cell.column = tables::column(element);
            }
        }
        // A new section starts afresh: a list item may hold a whole page.
        "div" | "section" | "article" | "main" => place.prose = false,
        _ => {}
    }
    place
}

fn is_chrome(element: ElementRef) -> bool {
    static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)(?:^|[\s_-])(?:nav|navi|navbar|navigation|gnav|menu|footer|foot|sidebar|sidenav|side|breadcrumbs?|pankuzu",
            r"|topicpath|cookies?|consent|related|recommend(?:ed|ations)?|share|sharing|sns|social|newsletter|subscribe",
            r"|comments?|disqus|pagination|pager|widgets?|popup|modal|lightbox|banner|masthead|promo|teasers?|skip",
            r"|toolbar|topbar|sitemap|langs?|archives?|signup|ads?|advert\w*|sponsors?|login|search)(?:$|[\s_-])",
        ))
        .ok()
    });
    let value = element.value();
    match value.name() {
        "nav" | "footer" | "aside" | "form" | "menu" => return true,
        "html" | "body" | "main" | "article" => return false,
        "h1" | "p" | "time" | "a" | "span" => return false,
        _ => {}
    }
    const ROLES: [&str; 7] =
        ["navigation", "contentinfo", "complementary", "search", "dialog", "menu", "banner"];
    if attr::of(value, "role").is_some_and(|role| ROLES.contains(&role)) {
        return !holds_main(element);
    }
    let named = |attribute: &str| {
        attr::of(value, attribute)
            .is_some_and(|names| names.len() < 400 && NAMES.as_ref().is_some_and(|p| p.is_match(names)))
    };
    if named("class") || named("id") {
        return !holds_main(element);
    }
    value.name() == "header" && is_site_header(element)
}

/// Themes name outer wrappers after their layout ("with-sidebar"): what holds the main part or the
/// first heading is no chrome.
fn holds_main(element: ElementRef) -> bool {
    element.descendent_elements().any(|e| matches!(e.value().name(), "main" | "article" | "h1"))
}

fn is_site_header(element: ElementRef) -> bool {
    let inside = element.ancestors().filter_map(ElementRef::wrap);
    let in_article = inside.into_iter().any(|e| matches!(e.value().name(), "main" | "article" | "section"));
    let inner: Vec<&str> = element.descendent_elements().map(|e| e.value().name()).collect();
    !in_article && inner.contains(&"a") && !["h1", "h2", "time"].iter().any(|name| inner.contains(name))
}

fn hidden(element: ElementRef) -> bool {
    let value = element.value();
    let styled_away = attr::of(value, "style").is_some_and(|style| {
        let style = style.to_ascii_lowercase().replace(' ', "");
        style.contains("display:none") || style.contains("visibility:hidden")
    });
    // React sends parts of a page hidden, under such an id, and shows them when they have come.
    let comes_late = || attr::of(value, "id").is_some_and(|id| id.starts_with("S:"));
    styled_away
        || (attr::of(value, "hidden").is_some() && !comes_late())
        || attr::of(value, "aria-hidden") == Some("true")
}

fn names_above(element: Option<ElementRef>) -> String {
    let mut names = String::new();
    let mut above = element;
    for _ in 0..3 {
        let Some(element) = above else { break };
        for attribute in ["class", "id", "itemprop", "property", "rel"] {
            if let Some(value) = attr::of(element.value(), attribute).filter(|v| v.len() < 300) {
                names.push_str(&value.to_ascii_lowercase());
                names.push(' ');
            }
        }
        above = element.parent().and_then(ElementRef::wrap);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<Block> {
        of(Html::parse_document(html).root_element())
    }

    #[test]
    fn blocks_are_what_a_reader_sees() {
        let html = "<nav>Menu</nav><main><h1>A <em>title</em></h1><p class=meta>By X<br>3 May</p>\
                    <script>no()</script><ul><li>one</li><li>two <a href=/>link</a></li></ul></main>";
        let found = blocks(html);
        let texts: Vec<_> = found.iter().map(|b| (b.text.as_str(), b.heading, b.chrome)).collect();
        let expected = [
            ("Menu", 0, true),
            ("A title", 1, false),
            ("By X", 0, false),
            ("3 May", 0, false),
            ("one", 0, false),
            ("two link", 0, false),
        ];
        assert_eq!(texts, expected);
        assert_eq!(found[5].linked, 4);
        assert!(found[2].names.contains("meta"));
    }

    #[test]
    fn a_wrapper_named_after_its_sidebar_is_no_chrome() {
        let found = blocks("<div class='with sidebar'><article><p>Text</p></article></div>");
        assert!(!found[0].chrome);
    }

    #[test]
    fn depth_costs_no_stack() {
        let html = "<div>".repeat(1_500) + "deep";
        let page = Html::parse_document(&html);
        assert_eq!(depth(&page), DEEPEST + 1);
        assert_eq!(of(page.root_element())[0].text, "deep");
    }

    #[test]
    fn a_table_of_data_has_a_line_for_each_row() {
        let html = "<p>Budget:</p><table><caption>In euros</caption><thead><tr><th>Fund</th><th>2025</th><th>2026</th></tr></thead>\
                    <tr><td><p>People</p><p>(new)</p></td><td></td><td>1|2</td></tr><tr><td>Travel<td>3</tr></table><p>End.</p>";
        let expected = "Budget:\nIn euros\nFund | 2025 | 2026\nPeople (new) | | 1/2\nTravel | 3\nEnd.";
        assert_eq!(text(&blocks(html)), expected);
        // Values without headings, in two columns.
        assert_eq!(
            text(&blocks("<table><tr><td>Rate<td>20 %<tr><td>Cap<td>none</table>")),
            "Rate | 20 %\nCap | none"
        );
    }

    #[test]
    fn a_table_for_layout_is_read_as_paragraphs() {
        let long = "A paragraph of a newsletter that goes on and on. ".repeat(5);
        for html in [
            format!("<table><tr><td>{long}<td>{long}<tr><td>{long}<td>{long}</table>"),
            format!("<table role=presentation><tr><td>Menu<td>{long}<tr><td>a<td>b</table>"),
            "<table><tr><td>Left<td><table><tr><th>x</table><tr><td>a<td>b</table>".to_owned(),
            "<table><tr><td>One<tr><td>Two</table>".to_owned(),
        ] {
            assert!(!text(&blocks(&html)).contains('|'), "{html}");
        }
    }

    #[test]
    fn a_heading_that_unfolds_is_read_and_other_buttons_are_not() {
        let found = blocks("<h3><button>Who may apply?</button></h3><p>All.</p><button>Send</button>");
        let texts: Vec<_> = found.iter().map(|b| (b.text.as_str(), b.heading)).collect();
        assert_eq!(texts, [("Who may apply?", 3), ("All.", 0)]);
    }

    #[test]
    fn times_carry_their_machine_value() {
        let found = blocks("<p><time datetime=2024-03-03>3 March</time> by X</p>");
        assert_eq!(found[0].times, [("2024-03-03".to_owned(), "3 March".to_owned())]);
    }
}
