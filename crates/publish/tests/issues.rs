//! What readers get: the golden pages, and what must hold of every page.

mod sample;

use proptest::prelude::*;
use sample::{digest_input, item, report_input};
use shiome_publish::{Edition, digest, input::Coverage, report};

#[test]
fn the_weekly_digest_in_both_editions() {
    for edition in Edition::ALL {
        let issue = digest(&digest_input(edition)).unwrap();
        insta::assert_snapshot!(format!("digest_{edition}_html"), issue.html);
        insta::assert_snapshot!(
            format!("digest_{edition}_text"),
            format!("{}\n\n{}", issue.subject, issue.text)
        );
    }
}

#[test]
fn the_topic_report_in_both_editions() {
    for edition in Edition::ALL {
        let issue = report(&report_input(edition)).unwrap();
        insta::assert_snapshot!(format!("report_{edition}_html"), issue.html);
        assert!(issue.pdf.starts_with(b"%PDF-1."));
        assert_eq!(report(&report_input(edition)).unwrap(), issue, "same input, same bytes");
    }
}

#[test]
fn the_manifest_names_every_capture_and_reproduces_the_issue() {
    let input = digest_input(Edition::Ja);
    let issue = digest(&input).unwrap();
    insta::assert_json_snapshot!("digest_manifest", issue.manifest);
    let through_json = serde_json::from_str(&serde_json::to_string(&input).unwrap()).unwrap();
    assert_eq!(digest(&through_json).unwrap(), issue);
}

#[test]
fn a_week_without_news_is_one_line_and_the_coverage() {
    for edition in Edition::ALL {
        let mut input = digest_input(edition);
        input.changes.clear();
        for topic in &mut input.topics {
            topic.items.clear();
            topic.signals.clear();
            topic.total = 0;
        }
        let issue = digest(&input).unwrap();
        insta::assert_snapshot!(
            format!("quiet_{edition}_text"),
            format!("{}\n\n{}", issue.subject, issue.text)
        );
        assert!(issue.html.len() < 8_000);
    }
}

#[test]
fn what_fell_to_nothing_is_said_to_be_gone() {
    for (edition, words) in
        [(Edition::Ja, "ほとんど見られなくなりました"), (Edition::En, "has all but disappeared")]
    {
        let mut input = digest_input(edition);
        let signal = input.topics.iter_mut().flat_map(|t| &mut t.signals).next().unwrap();
        (signal.kind, signal.effect) = (shiome_model::SignalKind::Falling, Some(0.01));
        let text = digest(&input).unwrap().text;
        assert!(text.contains(words) && !text.contains("0.0倍") && !text.contains("0.0×"), "{text}");
    }
}

#[test]
fn a_full_week_stays_below_what_mail_readers_clip() {
    let mut input = digest_input(Edition::Ja);
    let items: Vec<_> = (0..8).map(item).collect();
    input.topics = vec![input.topics[0].clone(); 8];
    for topic in &mut input.topics {
        topic.items = items.clone();
        for item in &mut topic.items {
            item.gist = vec!["ä".repeat(400); 3];
        }
    }
    let issue = digest(&input).unwrap();
    assert!(issue.html.len() < 100 * 1024, "{} bytes", issue.html.len());
    assert_eq!(issue.html.matches("<a href=\"https://agency").count(), 8 * 8 + 1, "no headline is lost");
}

#[test]
fn an_empty_report_still_says_what_was_read() {
    let mut input = report_input(Edition::Ja);
    (input.documents, input.agencies, input.languages) = (0, 0, 0);
    input.events.clear();
    input.curve.clear();
    input.countries.clear();
    input.signals.clear();
    input.quotations.clear();
    input.changes.clear();
    input.coverage = Coverage { sources_total: 2, ok: 2, ..Coverage::default() };
    let issue = report(&input).unwrap();
    assert!(issue.html.contains("該当する日付のある文書はありませんでした"));
    assert!(issue.html.contains("2情報源のすべて"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn crawled_text_is_never_markup(
        wild in "[<>&\"'{}%#$\\\\@*_`\\[\\]()a-z\u{202e}\u{0} ]{0,60}",
        scheme in "(javascript|data|vbscript|file|JavaScript| javascript)",
    ) {
        let mut input = digest_input(Edition::En);
        for item in input.topics.iter_mut().flat_map(|t| &mut t.items) {
            item.title = wild.clone();
            item.gist = vec![wild.clone()];
            item.url = format!("{scheme}:{wild}");
            item.agency.en = wild.clone();
            item.terms = vec![wild.clone()];
            item.also = Vec::new();
        }
        input.coverage.silent[0].name = wild.clone();
        let tags = |html: &str| html.matches('<').count();
        let issue = digest(&input).unwrap();
        for topic in &mut input.topics {
            for item in &mut topic.items {
                item.title = "x".into();
                item.gist = vec!["x".into()];
                item.agency.en = "x".into();
                item.terms = vec!["x".into()];
            }
        }
        let tame = digest(&input).unwrap();
        let less = if wild.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{202e}').is_empty() { 100 } else { 0 };
        prop_assert!(tags(&issue.html) <= tags(&tame.html) && tags(&issue.html) + less >= tags(&tame.html));
        prop_assert!(!issue.html.to_lowercase().contains("href=\"javascript"));
        prop_assert!(!issue.html.to_lowercase().contains("href=\"data"));
    }
}

#[test]
fn the_printed_report_takes_wild_text_as_text() {
    let mut input = report_input(Edition::En);
    for wild in ["#panic(\"x\") $a^2 *b* @c <d> \\ `e` = f", "]#read(\"/etc/passwd\")[", "// /* */ ~ ---"] {
        input.quotations[0].title = wild.into();
        input.quotations[0].gist = vec![wild.into()];
        input.name.en = wild.into();
        input.events[0].item.agency.en = wild.into();
        assert!(report(&input).unwrap().pdf.len() > 1000);
    }
}
