//! How near a text is to the true one, by the measures of the sets' own authors.

use std::collections::HashMap;

/// The words of a text, as the pattern `\w+` finds them.
pub fn words(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_word(c)).filter(|w| !w.is_empty()).collect()
}

/// Right, too much, and missing: shares of one, or nothing at all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    pub right: f64,
    pub surplus: f64,
    pub missing: f64,
}

impl Found {
    /// None where nothing was taken.
    pub fn precision(self) -> Option<f64> {
        (self.right + self.surplus > 0.0).then(|| self.right / (self.right + self.surplus))
    }
    /// None where nothing was to be found.
    pub fn recall(self) -> Option<f64> {
        (self.right + self.missing > 0.0).then(|| self.right / (self.right + self.missing))
    }
    pub fn f1(self) -> f64 {
        let all = 2.0 * self.right + self.surplus + self.missing;
        if all > 0.0 { 2.0 * self.right / all } else { 1.0 }
    }
}

/// Compares two texts by their runs of `n` words, each counted as often as it stands there.
pub fn runs(truth: &str, text: &str, n: usize) -> Found {
    let (truth, text) = (words(truth), words(text));
    let mut counts: HashMap<&[&str], (u32, u32)> = HashMap::new();
    // A text shorter than a run is one.
    let of = |words: &'_ [&str]| words.len().min(n).max(1);
    for run in truth.windows(of(&truth)) {
        counts.entry(run).or_default().0 += 1;
    }
    for run in text.windows(of(&text)) {
        counts.entry(run).or_default().1 += 1;
    }
    let mut found = Found::default();
    for (wanted, had) in counts.into_values() {
        found.right += f64::from(wanted.min(had));
        found.surplus += f64::from(had.saturating_sub(wanted));
        found.missing += f64::from(wanted.saturating_sub(had));
    }
    found
}

/// The harmonic mean of two means.
pub fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// The mean of numbers; 0 of none.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0u32);
    for value in values {
        sum += value;
        count += 1;
    }
    sum / f64::from(count.max(1))
}

/// A text with single spaces, in which snippets are looked for.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Snippets that should be in a text, and those that should not.
pub fn snippets(text: &str, with: &[String], without: &[String]) -> Found {
    let text = flat(text);
    let has = |snippet: &&String| text.contains(&flat(snippet));
    let right = with.iter().filter(has).count() as f64;
    let surplus = without.iter().filter(has).count() as f64;
    Found { right, surplus, missing: with.len() as f64 - right }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_counted_as_often_as_they_stand() {
        let found = runs("a b c d e", "a b c d x", 4);
        assert_eq!(found, Found { right: 1.0, surplus: 1.0, missing: 1.0 });
        let twice = runs("a b c d", "a b c d a b c d", 4);
        assert_eq!((twice.right, twice.surplus, twice.missing), (1.0, 4.0, 0.0));
        assert_eq!(runs("a, b", "a b", 4).f1(), 1.0);
        assert_eq!(runs("a b", "", 4), Found { right: 0.0, surplus: 0.0, missing: 1.0 });
        assert_eq!(runs("the cat the", "The the cat", 1), Found { right: 2.0, surplus: 1.0, missing: 1.0 });
    }

    #[test]
    fn snippets_are_found_over_line_ends() {
        let some = |t: &str| vec![t.to_owned()];
        let found = snippets("One\ntwo  three", &some("one two"), &some("two three"));
        assert_eq!(found, Found { right: 0.0, surplus: 1.0, missing: 1.0 });
        assert_eq!(snippets("One\ntwo", &some("One two"), &[]).f1(), 1.0);
    }
}
