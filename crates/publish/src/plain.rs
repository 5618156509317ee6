//! Wraps text for a mail reader without markup: by columns, where a wide character takes two, and
//! never with a closing mark at the start of a line.

/// Columns of a line.
const WIDTH: usize = 72;

/// Marks that may not begin a line.
const CLOSING: &str =
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】〜…‥ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％";
/// Marks that may not end a line.
const OPENING: &str = "‘“（〔［｛〈《「『【";

/// How many columns a character takes (Unicode East Asian Width, wide and full-width blocks).
fn columns(c: char) -> usize {
    let wide = matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    1 + usize::from(wide)
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Pieces between which a line may break; a piece keeps the space before it.
fn pieces(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut previous = ' ';
    for c in text.chars() {
        let joins = c != ' '
            && (CLOSING.contains(c)
                || OPENING.contains(previous)
                || (columns(c) == 1 && columns(previous) == 1));
        match found.last_mut() {
            Some(last) if joins || previous == ' ' => last.push(c),
            _ => found.push(c.to_string()),
        }
        previous = c;
    }
    found
}

/// `text` on lines of at most 72 columns; the first begins with `first`, the others with `rest`. A
/// word longer than a line (an address) stands whole.
pub fn wrap(text: &str, first: &str, rest: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = vec![first.to_owned()];
    let mut fresh = true;
    for piece in pieces(&text) {
        let used = lines.last().map_or(0, |line| width(line));
        if !fresh && used + width(&piece) > WIDTH {
            lines.push(rest.to_owned());
            fresh = true;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if fresh { piece.trim_start() } else { &piece });
        }
        fresh = false;
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn japanese_breaks_between_characters_but_not_before_a_full_stop() {
        let text = format!("{}。次の文", "研".repeat(36));
        let wrapped = wrap(&text, "", "");
        assert_eq!(wrapped.lines().next().map(width), Some(70));
        assert!(wrapped.lines().nth(1).unwrap().starts_with("研。次"));
    }

    #[test]
    fn an_address_stays_whole() {
        let address = format!("https://example.org/{}", "a".repeat(90));
        assert!(wrap(&format!("see {address} now"), "- ", "  ").contains(&address));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_lines_fit(text in "([a-z]{1,12}|[ぁ-ん一-龠]{1,9}|[、。「」]| ){0,60}") {
            let wrapped = wrap(&text, "* ", "  ");
            let bare = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&wrapped), format!("*{}", bare(&text)));
            // a run of closing marks may stand out, as type-setters let it
            prop_assert!(wrapped.lines().all(|l| width(l.trim_end_matches(|c| CLOSING.contains(c) || OPENING.contains(c))) <= WIDTH));
        }
    }
}
