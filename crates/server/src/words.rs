//! The words of the interface: one table per language, with the same names.

use shiome_model::query::{Note, Problem};
use shiome_publish::Edition;
use std::{collections::BTreeMap, sync::LazyLock};

/// Words by name.
pub(crate) type Words = BTreeMap<String, String>;

static JA: LazyLock<Words> = LazyLock::new(|| read(include_str!("../templates/ja.json")));
static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../templates/en.json")));

/// A file that is part of the program; a test reads both.
fn read(json: &str) -> Words {
    serde_json::from_str(json).unwrap_or_default()
}

/// The table of a language.
pub(crate) fn table(lang: Edition) -> &'static Words {
    match lang {
        Edition::Ja => &JA,
        Edition::En => &EN,
    }
}

/// The words of that name.
pub(crate) fn word(lang: Edition, name: &str) -> &'static str {
    table(lang).get(name).map_or("", |text| text)
}

/// The words of that name, each `{blank}` filled.
pub(crate) fn say(lang: Edition, name: &str, values: &[(&str, &str)]) -> String {
    fill(word(lang, name), values)
}

/// `text`, each `{blank}` filled; of `one|many`, the first if `n` is 1. What is filled in is not
/// looked at again.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let text = match text.split_once('|') {
        Some((one, _)) if values.contains(&("n", "1")) => one,
        Some((_, many)) => many,
        None => text,
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let blank = after.split_once('}');
        match blank.and_then(|(name, tail)| Some((values.iter().find(|(k, _)| *k == name)?.1, tail))) {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The other language, to switch to.
pub(crate) fn other(lang: Edition) -> &'static str {
    match lang {
        Edition::Ja => "en",
        Edition::En => "ja",
    }
}

/// What is wrong with a query, as a reader is told.
pub(crate) fn note(lang: Edition, note: &Note) -> String {
    let at = (note.character + 1).to_string();
    let (name, value) = match &note.problem {
        Problem::OpenQuote => ("note_open_quote", ""),
        Problem::EmptyQuote => ("note_empty_quote", ""),
        Problem::StrayQuote => ("note_stray_quote", ""),
        Problem::OpenParenthesis => ("note_open_parenthesis", ""),
        Problem::StrayParenthesis => ("note_stray_parenthesis", ""),
        Problem::TooDeep => ("note_too_deep", ""),
        Problem::Dangling(operator) => ("note_dangling", *operator),
        Problem::UnknownField(field) => ("note_unknown_field", field.as_str()),
        Problem::NoValue(field) => ("note_no_value", field.as_str()),
        Problem::BadDate(text) => ("note_bad_date", text.as_str()),
        Problem::Backwards(text) => ("note_backwards", text.as_str()),
        Problem::UnknownKind(text) => ("note_unknown_kind", text.as_str()),
    };
    say(lang, name, &[("at", &at), ("value", value)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things_with_the_same_blanks() {
        let names: Vec<&String> = JA.keys().collect();
        assert_eq!(names, EN.keys().collect::<Vec<_>>());
        assert!(names.len() > 100);
        for name in names {
            assert_eq!(blanks(&JA[name]), blanks(&EN[name]), "{name}");
        }
    }

    fn blanks(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn what_fills_a_blank_is_not_filled_again() {
        assert_eq!(fill("{a} and {b}, {c}", &[("a", "{b}"), ("b", "x")]), "{b} and x, {c}");
        assert_eq!(fill("{n} hit|{n} hits", &[("n", "1")]), "1 hit");
        assert_eq!(fill("{n} hit|{n} hits", &[("n", "0")]), "0 hits");
    }
}
