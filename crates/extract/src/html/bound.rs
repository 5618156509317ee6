//! How much of a page is parsed: an HTML parser walks its stack of open elements at every tag, so that
//! a page that opens a million of them would take hours.

/// Elements that may be open at once.
const DEEPEST: usize = 2_000;

/// Elements that are never open: without content, or closed by the next of their kind.
const FLAT: [&str; 30] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "option",
    "optgroup", "rp", "rt", "path",
];
/// Elements whose content is no markup.
const RAW: [&str; 5] = ["script", "style", "textarea", "title", "noscript"];

/// The part of a page that stays within the bound: nearly always all of it.
pub fn parsable(html: &str) -> &str {
    let bytes = html.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while let Some(next) = html.get(at..).and_then(|rest| rest.find('<')) {
        let tag = at + next;
        at = tag + 1;
        let closes = bytes.get(at) == Some(&b'/');
        let name_at = at + usize::from(closes);
        let length = bytes[name_at..].iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = html.get(name_at..name_at + length).unwrap_or_default();
        if length == 0 || FLAT.iter().any(|flat| name.eq_ignore_ascii_case(flat)) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
            continue;
        }
        if RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            let end = end_of_raw(bytes, name_at + length, name);
            at = end;
            continue;
        }
        depth += 1;
        if depth > DEEPEST {
            return &html[..tag];
        }
    }
    html
}

/// Where the end tag of a raw element begins, or the end of the page.
fn end_of_raw(bytes: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'<')) {
        at += next + 1;
        let ends = bytes.get(at) == Some(&b'/')
            && bytes
                .get(at + 1..at + 1 + name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
        if ends {
            return at + 1 + name.len();
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_pages_are_parsed_whole() {
        let list = "<ul>".to_owned() + &"<li>x<br><p>y".repeat(10_000) + "</ul>";
        let page = format!("<html><script>if (a<b) {}</script>{list}", "x<y;".repeat(5_000));
        assert_eq!(parsable(&page), page);
    }

    #[test]
    fn a_tower_of_elements_is_cut() {
        let page = "<div>".repeat(1_000_000);
        assert_eq!(parsable(&page).len(), 5 * DEEPEST);
    }

    proptest! {
        #[test]
        fn any_text_has_a_parsable_start(text in "[<>/a-zß ]{0,60}") {
            prop_assert!(text.starts_with(parsable(&text)));
        }
    }
}
