use super::*;
use proptest::prelude::*;
use shiome_model::{ClauseEdit, Media, Sensitivity};

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
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}

fn changed(before: &str, after: &str) -> Option<Change> {
    let (before, after) = (page("Call", before), page("Call", after));
    let seen = "2026-03-01T00:00:00Z".parse().unwrap();
    let headings: Vec<String> =
        ["Who may apply", "Deadlines", "応募資格", "Related news"].map(String::from).into();
    let (a, b) = ("a".into(), "b".into());
    let version = |document, capture| Version { document, headings: &headings, capture };
    compare(version(&before, &a), version(&after, &b), &"agency/watch".into(), seen)
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
            after: Some("The deadline is 17 April 2026.".into()),
            ..ClauseEdit::default()
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
fn clauses_are_named_by_their_heading_and_a_move_to_another_is_told() {
    let text = "Who may apply\nTeams of two to five may apply in spring.\nReports must be sent each year.\n\
                Deadlines\nThe deadline is 3 March 2026.\nLate papers are not read.";
    let change = changed(text, &text.replace("3 March", "4 March")).unwrap();
    assert_eq!(change.edits[0].section.as_deref(), Some("Deadlines"));
    let moved = "Who may apply\nTeams of two to five may apply in spring.\n\
                 Deadlines\nThe deadline is 3 March 2026.\nLate papers are not read.\nReports must be sent each year.";
    let change = changed(text, moved).unwrap();
    assert_eq!(change.reasons, ["1 clause moved"]);
    assert_eq!(change.edits[0].section.as_deref(), Some("Deadlines"));
    assert_eq!(change.edits[0].moved_from.as_deref(), Some("Who may apply"));
}

#[test]
fn a_new_frame_around_the_same_words_is_no_change() {
    let new_frame = "Call\nTeams of two to five may apply. The deadline is 3 March 2026. Grants are up to 200,000 euro.\n\
                     Reports are welcome after each year. The panel meets in summer and writes to all teams.\n\
                     Related news\nThe council has a new president from Monday on.";
    assert_eq!(changed(RULES, new_frame), None);
    let change = changed(RULES, &new_frame.replace("two to five", "two to six")).unwrap();
    assert_eq!(change.edits.len(), 1, "{change:?}");
}

#[test]
fn labels_and_links_that_a_template_sets_around_the_matter_are_no_change() {
    let old = format!("events public_relations\n{RULES}");
    let new = format!("Call\n{RULES}\nBack to top\n- https://council.example/list");
    assert_eq!(changed(&old, &new), None);
    let parts =
        "- 掲載文章の整理と更新\n- ロゴの一部修正\n- 引用文献一覧の作成\n公募の要領を改めて掲載した。";
    let one = "掲載文章の整理と更新 * ロゴの一部修正 * 引用文献一覧の作成\n公募の要領を改めて掲載した。";
    assert_eq!(changed(parts, one), None);
}

#[test]
fn a_day_beside_its_label_is_a_deadline_and_alone_it_is_noise() {
    let text = format!("{RULES}\nPublished\n3 May 2026\nDeadline\n3 March 2026");
    assert_eq!(changed(&text, &text.replace("3 May", "4 May")), None);
    let change = changed(&text, &text.replace("Deadline\n3 March", "Deadline\n9 March")).unwrap();
    assert_eq!(change.edits[0].after.as_deref(), Some("Deadline: 9 March 2026"));
    assert!(change.grounds.contains(&shiome_model::Ground::Deadline));
}

#[test]
fn a_negation_and_a_currency_are_seen_and_the_day_of_effect_is_quoted() {
    use shiome_model::Ground;
    let change = changed(RULES, &RULES.replace("may apply", "may not apply")).unwrap();
    assert!(change.grounds.contains(&Ground::Negation), "{change:?}");
    assert!(change.reasons_in("ja").contains(&"肯定・否定の変更".to_owned()));
    let money = RULES.replace("200,000 euro", "€ 200,000");
    assert!(changed(&money, &money.replace('€', "£")).unwrap().grounds.contains(&Ground::Money));
    let change = changed(RULES, &format!("{RULES}\nThe new rates are effective from 1 April 2026.")).unwrap();
    assert_eq!(change.effective.unwrap().date.to_string(), "2026-04-01");
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
            list.iter().map(|t| Clause { shown: t.clone(), bare: t.clone(), section: None }).collect()
        };
        let mut expected: Vec<String> = new.clone();
        let mut result: Vec<String> = old.clone();
        for edit in diff::edits(&clauses(&old), &clauses(&new)) {
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
