//! Is it the frame that changed, or the picture?
//!
//! A new template sets the same words in other blocks: sentences are cut elsewhere, headings join their
//! paragraphs, labels come and go. A clause whose words stand in the other version in the same order
//! has neither come nor gone.

use super::clauses::Clause;
use super::diff::units;
use crate::script::mostly_unspaced;
use shiome_model::ClauseEdit;
use std::collections::BTreeMap;

/// Letters from which a clause is looked for as part of others, half as many where a letter is a word:
/// shorter ones are found by chance.
const TELLING: usize = 12;

/// The edits without those that only cut the same words elsewhere.
pub(super) fn without_frame(edits: Vec<ClauseEdit>, old: &[Clause], new: &[Clause]) -> Vec<ClauseEdit> {
    let was: BTreeMap<&str, usize> = counted(old);
    let is: BTreeMap<&str, usize> = counted(new);
    let unspaced = [old, new].iter().any(|list| {
        let text: String = list.iter().map(|c| c.bare.as_str()).collect();
        mostly_unspaced(&text)
    });
    let key_of = |bare: &str| run_of_text(bare, unspaced);
    let run_of = |list: &[Clause]| list.iter().map(|c| key_of(&c.bare)).collect::<String>();
    let (before, after) = (run_of(old), run_of(new));
    let bare = |text: &str| super::noise::meaning(text).unwrap_or_default();
    let kept = |edit: &ClauseEdit| {
        if edit.before == edit.after {
            return true; // moved to another section: both have it
        }
        let cut =
            |text: &Option<String>, own: &BTreeMap<&str, usize>, other: &BTreeMap<&str, usize>, run: &str| {
                let Some(text) = text else { return true };
                let bare = bare(text);
                let key = key_of(&bare);
                // One of several equal clauses that went has gone, although the others are still there.
                let fewer = own.get(bare.as_str()).copied().unwrap_or(0)
                    > other.get(bare.as_str()).copied().unwrap_or(0);
                let still = other.contains_key(bare.as_str());
                !(fewer && still)
                    && key.chars().count() >= if unspaced { TELLING / 2 } else { TELLING }
                    && run.contains(&key)
            };
        !(cut(&edit.before, &was, &is, &after) && cut(&edit.after, &is, &was, &before))
    };
    edits.into_iter().filter(kept).filter(|edit| !is_frame_label(edit, old, new)).collect()
}

/// A short label above the first heading and the first clause that both have: a category, a tag, the name
/// of a folder. A new template sets others there.
fn is_frame_label(edit: &ClauseEdit, old: &[Clause], new: &[Clause]) -> bool {
    let (text, own, other) = match (&edit.before, &edit.after) {
        (Some(text), None) => (text, old, new),
        (None, Some(text)) => (text, new, old),
        _ => return false,
    };
    let letters = text.chars().count();
    let is_label = letters <= if mostly_unspaced(text) { 10 } else { 40 }
        && text.split_whitespace().count() <= 4
        && !text.ends_with(['.', '。', '!', '！', '?', '？'])
        && !text.chars().any(char::is_numeric);
    if !is_label || edit.section.is_some() {
        return false;
    }
    let title = own.first().map(|c| c.bare.as_str());
    let above = own.iter().take_while(|c| c.shown != *text);
    let both = |c: &Clause| other.iter().any(|o| o.bare == c.bare);
    above.filter(|c| Some(c.bare.as_str()) != title).all(|c| !both(c))
}

fn counted(clauses: &[Clause]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for clause in clauses {
        *counts.entry(clause.bare.as_str()).or_default() += 1;
    }
    counts
}

/// The words of a clause, set apart so that no word is found inside another where words are set apart.
fn run_of_text(bare: &str, unspaced: bool) -> String {
    if unspaced {
        return bare.chars().filter(|c| c.is_alphanumeric()).collect();
    }
    let words = bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(|w| format!(" {w} ")).collect()
}

/// The share of the units of both versions that both have.
pub(super) fn shared(old: &[Clause], new: &[Clause]) -> f32 {
    let all = |list: &[Clause]| {
        let text: Vec<&str> = list.iter().map(|c| c.bare.as_str()).collect();
        units(&text.join(" "))
    };
    let (a, b) = (all(old), all(new));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    a.intersection(&b).count() as f32 / a.len().min(b.len()) as f32
}
