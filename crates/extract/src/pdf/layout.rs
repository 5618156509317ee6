//! From marks on a page to lines and paragraphs.

use super::glyphs::Mark;
use crate::clean;

/// Marks on one baseline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub text: String,
    pub x: f64,
    pub right: f64,
    pub y: f64,
    pub size: f64,
}

/// Lines in the order they are drawn: it follows columns better than coordinates do.
pub fn lines(marks: &[Mark]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut open: Option<Line> = None;
    for mark in marks {
        if let Some(line) = &mut open {
            let em = line.size.max(mark.size);
            let gap = mark.x - line.right;
            let same_baseline = (mark.y - line.y).abs() < 0.45 * em;
            if same_baseline && gap > -0.9 * em && gap < 12.0 * em {
                // The same character on the same spot is a shadow or a false bold.
                let doubled = gap < -0.6 * mark.width && line.text.ends_with(&mark.text) && mark.width > 0.0;
                if doubled && (mark.x + mark.width - line.right).abs() < 0.15 * em {
                    continue;
                }
                let wide = line.text.chars().next_back().is_some_and(is_wide)
                    && mark.text.chars().next().is_some_and(is_wide);
                if gap > if wide { 0.6 } else { 0.17 } * em {
                    line.text.push(' ');
                }
                line.text.push_str(&mark.text);
                line.right = line.right.max(mark.x + mark.width);
                if mark.text.trim().is_empty() {
                    continue;
                }
                line.size = line.size.max(mark.size);
                continue;
            }
        }
        close(&mut open, &mut out);
        if !mark.text.trim().is_empty() {
            open = Some(Line {
                text: mark.text.clone(),
                x: mark.x,
                right: mark.x + mark.width,
                y: mark.y,
                size: mark.size,
            });
        }
    }
    close(&mut open, &mut out);
    out
}

fn close(open: &mut Option<Line>, out: &mut Vec<Line>) {
    if let Some(mut line) = open.take() {
        line.text = clean::line(&line.text);
        if !line.text.is_empty() {
            out.push(line);
        }
    }
}

/// Drops what stands in the head or foot of most pages: running titles, page numbers.
pub fn without_running_lines(pages: &mut [Vec<Line>]) {
    const EDGE: usize = 3;
    let masked =
        |line: &Line| -> String { clean::key(&line.text).chars().filter(|c| !c.is_numeric()).collect() };
    let edges = |lines: &[Line]| -> Vec<usize> {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by(|a, b| lines[*a].y.total_cmp(&lines[*b].y));
        let count = order.len();
        order
            .into_iter()
            .enumerate()
            .filter(|(i, _)| *i < EDGE || i + EDGE >= count)
            .map(|(_, at)| at)
            .collect()
    };
    let mut seen: std::collections::BTreeMap<String, usize> = Default::default();
    for lines in pages.iter() {
        let mut keys: Vec<String> = edges(lines).into_iter().map(|at| masked(&lines[at])).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    let often = (pages.len() / 2).max(3);
    for lines in pages.iter_mut() {
        let at_edge = edges(lines);
        let mut at = 0;
        lines.retain(|line| {
            let running = at_edge.contains(&at) && {
                let key = masked(line);
                let number = key.is_empty() && line.text.chars().count() <= 9;
                number || seen.get(&key).is_some_and(|n| *n >= often)
            };
            at += 1;
            !running
        });
    }
}

/// Paragraphs: neighbouring lines of one size, as long as lines are filled.
pub fn paragraphs(lines: &[Line]) -> Vec<String> {
    let widest = lines.iter().map(|l| l.right - l.x).fold(0.0, f64::max);
    let mut out: Vec<String> = Vec::new();
    let mut previous: Option<&Line> = None;
    for line in lines {
        let joined = previous.is_some_and(|p| continues(p, line, widest));
        match out.last_mut().filter(|_| joined) {
            Some(paragraph) => append(paragraph, &line.text),
            None => out.push(line.text.clone()),
        }
        previous = Some(line);
    }
    out.iter().map(|p| clean::line(p)).filter(|p| !p.is_empty()).collect()
}

fn continues(previous: &Line, line: &Line, widest: f64) -> bool {
    let pitch = line.y - previous.y;
    let same_size = (line.size - previous.size).abs() <= 0.12 * previous.size;
    let near = pitch.abs() <= 0.45 * line.size || (pitch > 0.0 && pitch <= 2.1 * line.size);
    // A new column starts higher on the page; its first line goes on with the sentence.
    let next_column = pitch < -4.0 * line.size && line.x > previous.right;
    let full = previous.right - previous.x >= 0.72 * widest.min(45.0 * previous.size)
        || previous.right >= line.right - 3.0 * line.size && line.x <= previous.x + 0.5 * line.size;
    let starts_anew = line.text.starts_with(['•', '・', '●', '○', '■', '◆', '–', '※', '▪', '□'])
        || line.x > previous.x + 1.2 * line.size && previous.text.ends_with(['.', '。', ':', '：']);
    let ended =
        previous.text.ends_with(['.', '。', '!', '?', '」']) && previous.right < line.right - 4.0 * line.size;
    same_size && (near || next_column) && full && !starts_anew && !ended
}

fn append(paragraph: &mut String, line: &str) {
    let last = paragraph.chars().next_back();
    let first = line.chars().next();
    let (Some(last), Some(first)) = (last, first) else { return paragraph.push_str(line) };
    let before_last = paragraph.chars().rev().nth(1);
    if matches!(last, '-' | '\u{2010}' | '\u{ad}')
        && before_last.is_some_and(char::is_alphabetic)
        && first.is_lowercase()
    {
        paragraph.pop();
    } else if !(is_wide(last) && is_wide(first)) {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

/// Scripts that are written without spaces.
pub fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks of a line of text with glyphs of half an em.
    fn write(text: &str, x: f64, y: f64, size: f64) -> Vec<Mark> {
        let step = size / 2.0;
        let place = |(i, c): (usize, char)| Mark {
            text: c.to_string(),
            x: x + i as f64 * step,
            y,
            width: step,
            size,
        };
        text.chars().enumerate().map(place).filter(|m| m.text != " ").collect()
    }

    #[test]
    fn gaps_become_spaces_and_baselines_lines() {
        let mut marks = write("Two words", 50.0, 100.0, 10.0);
        marks.extend(write("below", 50.0, 112.0, 10.0));
        let texts: Vec<String> = lines(&marks).into_iter().map(|l| l.text).collect();
        assert_eq!(texts, ["Two words", "below"]);
    }

    #[test]
    fn full_lines_go_on_and_hyphens_go() {
        let mut marks = write("A long line that is broken at a hy-", 50.0, 100.0, 10.0);
        marks.extend(write("phen, and then it ends.", 50.0, 112.0, 10.0));
        marks.extend(write("Another paragraph with distance.", 50.0, 150.0, 10.0));
        let expected =
            ["A long line that is broken at a hyphen, and then it ends.", "Another paragraph with distance."];
        assert_eq!(paragraphs(&lines(&marks)), expected);
    }

    #[test]
    fn ideographs_are_joined_without_spaces() {
        let mut marks: Vec<Mark> = Vec::new();
        for (row, text) in ["科学研究費助成", "事業の公募開始"].iter().enumerate() {
            let y = 100.0 + 16.0 * row as f64;
            marks.extend(text.chars().enumerate().map(|(i, c)| Mark {
                text: c.into(),
                x: 50.0 + 10.0 * i as f64,
                y,
                width: 10.0,
                size: 10.0,
            }));
        }
        assert_eq!(paragraphs(&lines(&marks)), ["科学研究費助成事業の公募開始"]);
    }

    #[test]
    fn running_lines_go() {
        let page = |n: usize| -> Vec<Line> {
            let texts = [
                "Report 2024".to_owned(),
                "Body ".repeat(n),
                "More".repeat(n),
                "x".repeat(n),
                "y".repeat(n + 5),
                format!("z{}", "w".repeat(n)),
                format!("- {n} -"),
            ];
            texts
                .into_iter()
                .enumerate()
                .map(|(i, text)| Line { text, x: 0.0, right: 10.0, y: i as f64 * 12.0, size: 10.0 })
                .collect()
        };
        let mut pages: Vec<Vec<Line>> = (1..=4).map(page).collect();
        without_running_lines(&mut pages);
        assert!(pages.iter().flatten().all(|l| l.text != "Report 2024" && !l.text.starts_with("- ")));
        assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), 4 * 5);
    }
}
