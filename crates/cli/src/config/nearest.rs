//! Guesses what somebody meant to write.

/// The known word nearest to `word`, if it is near enough to be what was meant.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase();
    let near = known.into_iter().map(|k| (distance(&word, &k.to_lowercase()), k)).min()?;
    let length = word.chars().count().max(near.1.chars().count());
    (near.0 * 3 <= length).then_some(near.1)
}

/// A hint for a word that is not one of `known`.
pub fn hint<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean '{meant}'?"),
        None if known.is_empty() => String::new(),
        None => format!("write one of: {}", known.join(", ")),
    }
}

/// Letters to insert, remove or replace (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_guessed_and_nonsense_is_not() {
        let known = ["url", "include", "max_pages"];
        assert_eq!(nearest("urll", known), Some("url"));
        assert_eq!(nearest("URL", known), Some("url"));
        assert_eq!(nearest("maxpages", known), Some("max_pages"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(hint("colour", known), "write one of: url, include, max_pages");
    }

    #[test]
    fn distances_are_those_of_levenshtein() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("資金", "資本金"), 1);
    }
}
