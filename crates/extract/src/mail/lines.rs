//! Lines of plain mail are broken where the sender's window ended; paragraphs are put together again.

use crate::clean;

/// Columns from which a line counts as broken by its width.
const WIDE: usize = 55;

/// Paragraphs, one line each, without what follows the mark of a signature.
pub fn paragraphs(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<String> = None;
    let mut goes_on = false;
    for raw in text.lines().map(unquoted) {
        if raw.trim_end() == "--" {
            break;
        }
        let line = clean::line(raw);
        if line.is_empty() || line.chars().all(|c| "-=_*~#・─━＝－".contains(c)) {
            out.extend(open.take());
            goes_on = false;
            continue;
        }
        match &mut open {
            Some(paragraph) if goes_on && !begins_anew(&line) => {
                if !(is_wide(paragraph.chars().next_back()) && is_wide(line.chars().next())) {
                    paragraph.push(' ');
                }
                paragraph.push_str(&line);
            }
            _ => out.extend(open.replace(line.clone())),
        }
        goes_on = columns(&line) >= WIDE;
    }
    out.extend(open);
    clean::join(out.iter().map(|p| clean::line(p)))
}

/// A line without the marks of quotation in front of it.
pub fn unquoted(line: &str) -> &str {
    let mut rest = line;
    while let Some(inner) = rest.trim_start().strip_prefix('>') {
        rest = inner;
    }
    rest
}

/// Items of lists and fields stand on lines of their own.
fn begins_anew(line: &str) -> bool {
    let first = line.chars().next().unwrap_or(' ');
    let numbered = line.split_once(['.', ')', '．', '）']).is_some_and(|(n, rest)| {
        n.len() <= 3
            && !n.is_empty()
            && n.chars().all(char::is_numeric)
            && rest.starts_with([' ', '\u{3000}'])
    });
    "・*•◆■□●○◇▼▲※-–【［[|".contains(first) || numbered
}

fn columns(line: &str) -> usize {
    line.chars().map(|c| if is_wide(Some(c)) { 2 } else { 1 }).sum()
}

fn is_wide(c: Option<char>) -> bool {
    c.is_some_and(|c| matches!(u32::from(c), 0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff00..=0xff60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_joined_and_others_are_not() {
        let text = "The council opens a programme for young researchers and pays\nfor people and travel.\n\n\
                    Deadline: 1 May 2026\nPlace: Bonn\n> The quoted line goes on for more than fifty-five columns and\n> ends here.\n\
                    本事業は若手研究者を対象とし、五年間にわたり人件費と旅費を支\n援します。\n-- \nA. Sender\n";
        assert_eq!(
            paragraphs(text),
            "The council opens a programme for young researchers and pays for people and travel.\n\
             Deadline: 1 May 2026\nPlace: Bonn\n\
             The quoted line goes on for more than fifty-five columns and ends here.\n\
             本事業は若手研究者を対象とし、五年間にわたり人件費と旅費を支援します。"
        );
    }

    #[test]
    fn items_stay_items() {
        let text = "The first item of a list that is wider than the window of its writer\n- two\n1. three\n======\nfour";
        assert_eq!(paragraphs(text).lines().count(), 4);
    }
}
