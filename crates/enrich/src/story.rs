//! Do two documents tell the same?
//!
//! Equal texts do. Nearly equal ones do if nothing marks them as two of one mould: a body that
//! announces one award after another in the same words tells a new story with each name and figure.

use shiome_model::{Fingerprint, SameBecause};

/// Jaccard similarity from which texts are nearly equal.
const NEAR: f32 = 0.8;

/// Whether two documents belong to one story, why, and how similar they are.
pub fn same(a: &Fingerprint, b: &Fingerprint) -> Option<(SameBecause, f32)> {
    if a.exact == b.exact {
        // Two pages without text are equal only if their title names something.
        let named = !a.minhash.is_empty() || !a.marks.is_empty();
        return named.then_some((SameBecause::ExactText, 1.0));
    }
    let similarity = similarity(a, b)?;
    (similarity >= NEAR && compatible(&a.marks, &b.marks)).then_some((SameBecause::NearText, similarity))
}

/// Estimated Jaccard similarity of the texts; none where one is too short to tell.
pub fn similarity(a: &Fingerprint, b: &Fingerprint) -> Option<f32> {
    if a.minhash.is_empty() || a.minhash.len() != b.minhash.len() {
        return None;
    }
    let equal = a.minhash.iter().zip(&b.minhash).filter(|(x, y)| x == y).count();
    Some(equal as f32 / a.minhash.len() as f32)
}

/// Whether numbers of the titles agree, names of one title are all in the other, and most figures of
/// the texts are shared.
fn compatible(a: &[String], b: &[String]) -> bool {
    let figure = |m: &&String| m.starts_with('#');
    let number = |m: &&String| m.bytes().all(|c| c.is_ascii_digit());
    let part = |marks: &[String], wanted: &dyn Fn(&&String) -> bool| -> Vec<String> {
        marks.iter().filter(wanted).cloned().collect()
    };
    let name = |m: &&String| !figure(m) && !number(m);
    if part(a, &number) != part(b, &number) {
        return false;
    }
    let (names_a, names_b) = (part(a, &name), part(b, &name));
    let shared = names_a.iter().filter(|m| names_b.contains(m)).count();
    if shared < names_a.len().min(names_b.len()) {
        return false;
    }
    let (figures_a, figures_b) = (part(a, &figure), part(b, &figure));
    let shared = figures_a.iter().filter(|m| figures_b.contains(m)).count();
    let fewer = figures_a.len().min(figures_b.len());
    // One may be the day on which a page was made.
    fewer - shared <= 1 + fewer / 12
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
