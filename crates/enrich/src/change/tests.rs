use super::*;
use proptest::prelude::*;
use shiome_model::{ClauseEdit, Media};

fn page(title: &str, text: &str) -> Document {
    Document {
        id: "https://example.org/call".into(),
        revision: Document::revision_of(title, text, None),
        source: "agency/watch".into(),
        agency: "agency".into(),
        country: "XX".into(),
        url: "https://example.org/call".parse().unwrap(),
        capture: "c".into(),
        title: title.into(),
        text: text.into(),
        pages: vec![],
        published: None,
        modified: None,
        authors: vec![],
        stated_language: None,
        links: vec![],
        media: Media::Html,
    }
}

fn changed(before: &str, after: &str) -> Option<Change> {
    let (before, after) = (page("Call", before), page("Call", after));
    let seen = "2026-03-01T00:00:00Z".parse().unwrap();
    compare(&before, &after, &"agency/watch".into(), &"a".into(), &"b".into(), seen)
}

const RULES: &str = "Teams of two to five may apply.\nThe deadline is 3 March 2026.\nGrants are up to 200,000 euro.\n\
                     Reports are welcome after each year.\nThe panel meets in summer and writes to all teams.";

#[test]
fn noise_is_no_change() {
    let noisy = format!(
        "12 May 2026\n{}\nLast updated: 4 May 2026\n1,204 views\nShare this page\nsession 9f8a7c6b5d4e3f2a1b0c",
        RULES.replace(". ", ".  ")
    );
    assert_eq!(changed(RULES, &noisy), None);
    let mut lines: Vec<&str> = RULES.lines().collect();
    lines.rotate_left(2);
    assert_eq!(changed(RULES, &lines.join("\n")), None, "moved blocks");
}

#[test]
fn a_moved_deadline_is_material() {
    let change = changed(RULES, &RULES.replace("3 March", "17 April")).unwrap();
    assert_eq!(
        change.edits,
        [ClauseEdit {
            before: Some("The deadline is 3 March 2026.".into()),
            after: Some("The deadline is 17 April 2026.".into())
        }]
    );
    assert!(change.reasons.contains(&"a deadline moved".to_owned()), "{:?}", change.reasons);
    assert!(change.materiality > 0.4);
}

#[test]
fn obligations_money_and_new_clauses_are_told() {
    let stricter = RULES.replace("Reports are welcome", "Reports must be sent");
    assert!(changed(RULES, &stricter).unwrap().reasons.contains(&"an obligation moved".to_owned()));
    let richer = RULES.replace("200,000", "300,000");
    assert!(changed(RULES, &richer).unwrap().reasons.contains(&"money moved".to_owned()));
    let longer = format!("{RULES}\nApplicants from abroad are eligible.");
    let change = changed(RULES, &longer).unwrap();
    assert_eq!(change.edits.len(), 1);
    assert_eq!(change.reasons[0], "1 clause added");
    assert!(change.reasons.contains(&"eligibility moved".to_owned()));
}

#[test]
fn japanese_clauses_are_compared_too() {
    let before = "応募は研究者個人が行う。\n提出は任意である。\n締切は3月3日である。";
    let change = changed(before, &before.replace("任意", "必須")).unwrap();
    assert_eq!(change.edits.len(), 1);
    assert!(change.reasons.contains(&"an obligation moved".to_owned()), "{change:?}");
}

#[test]
fn signs_compile() {
    assert!(!changed(RULES, "").unwrap().edits.is_empty());
}

proptest! {
    #[test]
    fn edits_lead_from_before_to_after(
        old in prop::collection::vec("[a-e]{3} [a-e]{3} [a-e]{3}", 0..12),
        new in prop::collection::vec("[a-e]{3} [a-e]{3} [a-e]{3}", 0..12),
    ) {
        let clauses = |list: &[String]| -> Vec<Clause> {
            list.iter().map(|t| Clause { shown: t.clone(), bare: t.clone() }).collect()
        };
        let mut expected: Vec<String> = new.clone();
        let mut result: Vec<String> = old.clone();
        for edit in edits(&clauses(&old), &clauses(&new)) {
            if let Some(before) = edit.before {
                let at = result.iter().position(|c| *c == before);
                prop_assert!(at.is_some());
                result.remove(at.unwrap());
            }
            result.extend(edit.after);
        }
        result.sort();
        expected.sort();
        prop_assert_eq!(result, expected);
    }
}
