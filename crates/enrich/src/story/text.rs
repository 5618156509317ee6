//! Do two documents tell the same?
//!
//! Equal texts do. Nearly equal ones do if nothing marks them as two of one mould: a body that
//! announces one award after another in the same words tells a new story with each name and figure.

use shiome_model::{Fingerprint, SameBecause};

/// Jaccard similarity from which texts are nearly equal.
const NEAR: f32 = 0.8;
/// Similarity from which another headline may stand over the same text.
const ALIKE: f32 = 0.95;

/// Whether two documents belong to one story, why, and how similar they are.
pub fn same(a: &Fingerprint, b: &Fingerprint) -> Option<(SameBecause, f32)> {
    if a.exact == b.exact {
        // Two pages without text are equal only if their title names something.
        let named = !a.minhash.is_empty() || !a.marks.is_empty();
        return named.then_some((SameBecause::ExactText, 1.0));
    }
    let similarity = similarity(a, b)?;
    (similarity >= NEAR && compatible(&a.marks, &b.marks, similarity))
        .then_some((SameBecause::NearText, similarity))
}

/// Estimated Jaccard similarity of the texts; none where one is too short to tell.
pub fn similarity(a: &Fingerprint, b: &Fingerprint) -> Option<f32> {
    if a.minhash.is_empty() || a.minhash.len() != b.minhash.len() {
        return None;
    }
    let equal = a.minhash.iter().zip(&b.minhash).filter(|(x, y)| x == y).count();
    Some(equal as f32 / a.minhash.len() as f32)
}

/// Whether the marks allow two texts that similar to be one: the numbers of the titles agree, all
/// names of one title are in the other, and of the figures in the texts at most one differs, which
/// may be the day on which a page was made. A text under a new headline has all its figures and at
/// least one name.
fn compatible(a: &[String], b: &[String], similarity: f32) -> bool {
    let (a, b) = (Marks::of(a), Marks::of(b));
    if a.numbers != b.numbers {
        return false;
    }
    let shared = |one: &[&String], other: &[&String]| one.iter().filter(|m| other.contains(m)).count();
    let names = shared(&a.names, &b.names);
    let differing = a.figures.len().min(b.figures.len()) - shared(&a.figures, &b.figures);
    let same_headline = names == a.names.len().min(b.names.len());
    (same_headline && differing <= 1) || (similarity >= ALIKE && names > 0 && a.figures == b.figures)
}

/// Marks by their sort; see [`Fingerprint::marks`].
struct Marks<'m> {
    numbers: Vec<&'m String>,
    names: Vec<&'m String>,
    figures: Vec<&'m String>,
}

impl<'m> Marks<'m> {
    fn of(marks: &'m [String]) -> Self {
        let (figures, title): (Vec<_>, Vec<_>) = marks.iter().partition(|m| m.starts_with('#'));
        let (numbers, names) = title.into_iter().partition(|m| m.bytes().all(|c| c.is_ascii_digit()));
        Self { numbers, names, figures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::fingerprint;

    fn award(place: &str, year: u32, sum: u32, count: u32) -> Fingerprint {
        let title = format!("{place} reports its publication costs for {year}");
        let text = format!(
            "{place} has updated its figures on publication costs in our open collection, as many universities and libraries do \
             each spring. The new data cover {count} articles for which the library paid {sum} euro in the year {year}. We thank \
             the colleagues of the library for the careful preparation of the data, which everybody may view, download and use \
             without restriction from the pages of the collection, where charts also show the distribution over publishers and journals."
        );
        fingerprint(&title, &text)
    }

    #[test]
    fn one_text_on_two_pages_is_one_story() {
        let a = award("Aalen", 2019, 120_450, 77);
        assert_eq!(same(&a, &a.clone()), Some((SameBecause::ExactText, 1.0)));
    }

    #[test]
    fn a_small_addition_is_the_same_story() {
        let long: String = (0..120).map(|n| format!("word{n} ")).collect();
        let a = fingerprint("Council opens Quantum centre", &long);
        let b = fingerprint("Council opens Quantum centre", &format!("{long} Press contact follows."));
        assert!(matches!(same(&a, &b), Some((SameBecause::NearText, s)) if s > 0.8));
    }

    #[test]
    fn another_headline_over_one_text_is_the_same_story() {
        let long: String = (0..200).map(|n| format!("word{n} ")).collect();
        let a = fingerprint("OpenCon in Berlin", &long);
        let b = fingerprint("Berlin: Impressions", &format!("{long} End."));
        assert!(matches!(same(&a, &b), Some((SameBecause::NearText, _))));
        assert!(same(&a, &fingerprint("Impactful datasets", &format!("{long} End."))).is_none());
    }

    #[test]
    fn announcements_of_one_mould_are_many_stories() {
        let a = award("Aalen", 2019, 120_450, 77);
        assert!(same(&a, &award("Bergen", 2019, 98_310, 61)).is_none());
        assert!(same(&a, &award("Aalen", 2020, 133_900, 84)).is_none());
    }

    #[test]
    fn pages_without_text_and_name_are_not_one() {
        let empty = fingerprint("news", "");
        assert!(same(&empty, &empty.clone()).is_none());
    }
}
