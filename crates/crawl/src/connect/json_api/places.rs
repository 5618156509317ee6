//! Texts with places in braces: `https://example.org/call/{/id}`, `closes {/end|day}`.

use super::pointer;
use crate::BadConfig;

/// What stands between two braces.
pub(super) struct Place<'t> {
    /// A JSON pointer; the first slash need not be written.
    pub pointer: String,
    /// Whether it is a date, to be written as a day.
    pub is_day: bool,
    written: &'t str,
}

impl<'t> Place<'t> {
    fn of(written: &'t str) -> Self {
        let (path, is_day) = match written.strip_suffix("|day") {
            Some(path) => (path.trim_end(), true),
            None => (written, false),
        };
        let slash = if path.starts_with('/') { "" } else { "/" };
        Self { pointer: format!("{slash}{path}"), is_day, written }
    }
}

/// Puts what `look_up` finds into the braces; none if a place is empty or the braces do not match.
pub(super) fn fill(text: &str, look_up: &dyn Fn(&Place<'_>) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, tail) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&look_up(&Place::of(place))?);
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

/// Refuses a text whose places are not written as they should be.
pub(super) fn check(key: &'static str, text: &str) -> Result<(), BadConfig> {
    let is_well_formed =
        |place: &Place<'_>| (!place.written.is_empty() && !place.written.contains('{')).then(String::new);
    match fill(text, &is_well_formed) {
        Some(_) => Ok(()),
        None => Err(BadConfig::new(key, text, "write places as {/id}")),
    }
}

/// The same for a text that may be one JSON pointer alone.
pub(super) fn check_text(key: &'static str, text: &str) -> Result<(), BadConfig> {
    if text.contains('{') { check(key, text) } else { pointer(key, text) }
}
