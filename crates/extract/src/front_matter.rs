//! The lines at the top of a text that say what it is: between fences, before the text itself.

/// A text with what stands above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontMatter<'t> {
    /// Whether it is TOML (between `+++`) and not `key: value` (between `---`).
    pub toml: bool,
    /// The lines between the fences.
    pub block: &'t str,
    /// The text after it.
    pub rest: &'t str,
}

/// Longer blocks are text between two rules.
const MOST_LINES: usize = 40;

/// Parts a text from its front matter; none if it has none. A rule at the very top is only a fence if
/// every line up to the next one is a key with its value, a comment or empty.
pub fn front_matter(text: &str) -> Option<FrontMatter<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (fence, after) = text.split_once('\n')?;
    let toml = match fence.trim_end() {
        "---" => false,
        "+++" => true,
        _ => return None,
    };
    let mut at = 0;
    for line in after.split_inclusive('\n').take(MOST_LINES) {
        let plain = line.trim();
        if plain == fence.trim_end() {
            let (block, rest) = (&after[..at], &after[at + line.len()..]);
            return Some(FrontMatter { toml, block, rest });
        }
        let mark = if toml { '=' } else { ':' };
        let is_pair = plain.split_once([mark, '：']).is_some_and(|(key, _)| is_key(key.trim()));
        if !is_pair && !plain.is_empty() && !plain.starts_with('#') {
            return None;
        }
        at += line.len();
    }
    None
}

fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= 30
        && text.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_kinds_of_fences() {
        let found = front_matter("---\noffice: jsps_bonn\n# a note\n\n---\nText\n").unwrap();
        assert_eq!(
            (found.toml, found.block, found.rest),
            (false, "office: jsps_bonn\n# a note\n\n", "Text\n")
        );
        let found = front_matter("\u{feff}+++\r\nmet = 2026-03-02\r\n+++\r\nText").unwrap();
        assert_eq!((found.toml, found.rest), (true, "Text"));
        assert_eq!(front_matter("---\n拠点：jsps_bonn\n---\n").unwrap().block, "拠点：jsps_bonn\n");
    }

    #[test]
    fn rules_around_text_are_no_fences() {
        for text in ["---\nA sentence stands here.\n---\n", "Text\n---\na: b\n---", "---\na: b\n", "---", ""]
        {
            assert_eq!(front_matter(text), None, "{text:?}");
        }
    }
}
