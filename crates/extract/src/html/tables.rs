//! Which tables hold data. Pages and newsletters are also laid out with tables, and their cells are
//! paragraphs, not values.

use scraper::ElementRef;

/// Elements of a table that are looked at.
const MOST: usize = 20_000;
/// Characters that a cell of a table without headings holds on average at most.
const LONG: usize = 160;

/// Whether the rows of a table belong on a line each.
pub fn holds_data(table: ElementRef) -> bool {
    if super::attr::of(table.value(), "role").is_some_and(|role| matches!(role, "presentation" | "none")) {
        return false;
    }
    let (mut rows, mut cells, mut widest, mut in_row, mut headed, mut characters) = (0, 0, 0, 0, false, 0);
    for node in table.descendants().skip(1).take(MOST) {
        if let Some(text) = node.value().as_text() {
            characters += text.split_whitespace().map(|word| word.chars().count()).sum::<usize>();
            continue;
        }
        let Some(element) = node.value().as_element() else { continue };
        match element.name() {
            "table" | "h1" | "h2" | "form" | "article" | "section" => return false,
            "th" | "caption" => headed = true,
            _ => {}
        }
        match element.name() {
            "tr" => (rows, in_row) = (rows + 1, 0),
            "td" | "th" => {
                cells += 1;
                in_row += 1;
                widest = widest.max(in_row);
            }
            _ => {}
        }
    }
    rows >= 1 && widest >= 2 && (headed || (rows >= 2 && characters <= LONG * cells))
}

/// The place of a cell in its row, from 0.
pub fn column(cell: ElementRef) -> u32 {
    let before = cell.prev_siblings().filter_map(ElementRef::wrap).take(500);
    before.filter(|e| matches!(e.value().name(), "td" | "th")).count() as u32
}
