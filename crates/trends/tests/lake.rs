//! The lake as its users see it: any order of rows gives the same bytes, a span is the sum of its
//! days, a rebuild equals a follow, and what turned comes with its documents.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use shiome_model::{
    AgencyId, ConceptId, DocumentId, DocumentKind, Lang, SignalKind, SourceId, StoryId, Subject, TopicId,
    Week,
};
use shiome_trends::{
    By, Lake, Params, Row, SourceWeek, curve, curves, detect, first_seen, matrix, top_concepts,
};

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 6).unwrap() + Days::new(offset)
}

fn row(name: &str, source: usize, topics: &[&str], concepts: &[&str]) -> Row {
    let agency = format!("a{source}");
    Row {
        document: DocumentId::new(format!("https://{agency}.example/{name}")),
        captured: day(0),
        agency: AgencyId::new(agency.clone()),
        source: SourceId::new(format!("{agency}/news")),
        country: ["JP", "DE", "FR", "KR", "SE"][source % 5].to_owned(),
        language: Lang::from("en"),
        kind: DocumentKind::News,
        story: StoryId::new(name),
        topics: topics.iter().map(|t| (TopicId::new(*t), 0.75)).collect(),
        concepts: concepts.iter().map(|c| ConceptId::new(*c)).collect(),
    }
}

fn lake() -> (tempfile::TempDir, Lake) {
    let dir = tempfile::tempdir().unwrap();
    let lake = Lake::open(dir.path(), "catalog").unwrap();
    (dir, lake)
}

fn some_rows(seed: usize) -> Vec<Row> {
    let topic = ["open", "ai", "peer"];
    (0..7)
        .map(|i| {
            let t = topic[(i + seed) % 3];
            row(&format!("{seed}-{i}"), i * seed + i, &[t], &[&format!("{t}/x"), "open/y"])
        })
        .collect()
}

#[test]
fn an_empty_lake_answers() {
    let (_dir, lake) = lake();
    let week = Week::of_day(day(0));
    let subject = Subject::Topic(TopicId::new("open"));
    assert!(lake.days().unwrap().is_empty());
    assert!(matrix(&lake, day(0), day(30)).unwrap().is_empty());
    assert!(detect(&lake, &Params::default(), week).unwrap().is_empty());
    let points = curve(&lake, &subject, week, week.next()).unwrap();
    assert_eq!(points.iter().map(|p| (p.documents, p.all_documents)).collect::<Vec<_>>(), [(0, 0), (0, 0)]);
    assert!(first_seen(&lake, &subject).unwrap().is_empty());
    assert!(lake.partitions_of(&[DocumentId::new("x")]).unwrap().is_empty());
}

#[test]
fn the_checkpoint_survives_and_another_catalog_empties() {
    let dir = tempfile::tempdir().unwrap();
    let lake = Lake::open(dir.path(), "one").unwrap();
    assert_eq!(lake.checkpoint(), 0);
    lake.write_day(Some(day(0)), &some_rows(1)).unwrap();
    lake.write_day(None, &some_rows(2)).unwrap();
    lake.advance(42).unwrap();
    let again = Lake::open(dir.path(), "one").unwrap();
    assert_eq!((again.checkpoint(), again.days().unwrap()), (42, vec![day(0)]));
    let other = Lake::open(dir.path(), "two").unwrap();
    assert_eq!((other.checkpoint(), other.days().unwrap().len()), (0, 0));
    assert!(other.partitions_of(&[some_rows(2)[0].document.clone()]).unwrap().is_empty());
}

#[test]
fn a_rebuilt_lake_equals_one_that_followed() {
    let (_a, followed) = lake();
    let (_b, rebuilt) = lake();
    followed.write_day(Some(day(3)), &some_rows(1)[..2]).unwrap();
    followed.write_day(Some(day(4)), &some_rows(5)).unwrap();
    followed.write_day(None, &some_rows(7)).unwrap();
    followed.write_day(Some(day(3)), &some_rows(1)).unwrap();
    followed.write_day(Some(day(4)), &[]).unwrap();
    rebuilt.write_day(None, &some_rows(7)).unwrap();
    rebuilt.write_day(Some(day(3)), &some_rows(1)).unwrap();
    assert_eq!(followed.digest().unwrap(), rebuilt.digest().unwrap());
    rebuilt.write_day(Some(day(3)), &some_rows(1)[1..]).unwrap();
    assert_ne!(followed.digest().unwrap(), rebuilt.digest().unwrap());
}

#[test]
fn a_document_that_moves_is_found_where_it_was() {
    let (_dir, lake) = lake();
    let rows = some_rows(1);
    lake.write_day(Some(day(3)), &rows[..1]).unwrap();
    lake.write_day(None, &rows[1..2]).unwrap();
    let ids: Vec<DocumentId> = rows[..3].iter().map(|r| r.document.clone()).collect();
    let held = lake.partitions_of(&ids).unwrap();
    assert_eq!(held.into_iter().collect::<Vec<_>>(), [None, Some(day(3))]);
}

#[test]
fn curves_have_zero_weeks_and_denominators() {
    let (_dir, lake) = lake();
    let rows = |n: usize| (0..n).map(|i| row(&format!("r{i}"), i, &["open"], &[])).collect::<Vec<_>>();
    let mut first = rows(3);
    first.push(row("other", 9, &["ai"], &[]));
    lake.write_day(Some(day(0)), &first).unwrap();
    lake.write_day(Some(day(15)), &rows(1)).unwrap();
    lake.write_day(None, &rows(5)).unwrap();
    let week = Week::of_day(day(0));
    let silent = SourceWeek {
        source: SourceId::new("a7/news"),
        agency: AgencyId::new("a7"),
        country: "FR".into(),
        week: week.next(),
    };
    lake.write_sources(&[silent.clone(), silent]).unwrap();
    let subject = Subject::Topic(TopicId::new("open"));
    let points = curve(&lake, &subject, week, week.next().next()).unwrap();
    let seen: Vec<_> =
        points.iter().map(|p| (p.documents, p.all_documents, p.active_sources, p.rate)).collect();
    assert_eq!(seen, [(3, 4, 4, 0.75), (0, 0, 1, 0.0), (1, 1, 1, 1.0)]);
    let by = curves(&lake, &subject, By::Country, week, week.next().next()).unwrap();
    assert_eq!(
        by["SE"].iter().map(|p| (p.documents, p.all_documents)).collect::<Vec<_>>(),
        [(0, 1), (0, 0), (0, 0)]
    );
    assert_eq!(by["JP"].iter().map(|p| p.documents).collect::<Vec<_>>(), [1, 0, 1]);
}

#[test]
fn what_was_captured_later_was_not_known() {
    let (_dir, lake) = lake();
    let mut late = row("late", 1, &["open"], &["open/x"]);
    late.captured = day(50);
    lake.write_day(Some(day(0)), &[row("early", 2, &["open"], &["open/x"]), late]).unwrap();
    let all = matrix(&lake, day(0), day(0)).unwrap();
    let known = matrix(&lake.known_by(day(20)), day(0), day(0)).unwrap();
    assert_eq!((all.len(), known.len()), (2, 1));
    assert_eq!(top_concepts(&lake, Some(&TopicId::new("open")), day(0), day(0), 5).unwrap()[0].documents, 2);
    assert!(top_concepts(&lake, Some(&TopicId::new("ope")), day(0), day(0), 5).unwrap().is_empty());
}

#[test]
fn the_first_country_comes_first_and_one_mention_is_no_adoption() {
    let (_dir, lake) = lake();
    for (offset, source) in [(0, 1), (10, 0), (20, 0), (90, 1)] {
        lake.write_day(Some(day(offset)), &[row(&format!("d{offset}"), source, &["ai"], &[])]).unwrap();
    }
    let seen = first_seen(&lake, &Subject::Topic(TopicId::new("ai"))).unwrap();
    let seen: Vec<_> = seen.iter().map(|s| (s.country.as_str(), s.day, s.adopted)).collect();
    assert_eq!(seen, [("DE", day(0), None), ("JP", day(10), Some(Week::of_day(day(10))))]);
}

#[test]
fn a_turn_comes_with_its_documents() {
    let (_dir, lake) = lake();
    for week in 0..60u64 {
        let mut rows: Vec<Row> = (0..10).map(|s| row(&format!("w{week}"), s, &["open"], &[])).collect();
        if week.is_multiple_of(6) || week >= 56 {
            let carried = if week >= 56 { 5 } else { 1 };
            rows[..carried].iter_mut().for_each(|r| r.topics.push((TopicId::new("ai"), 0.5)));
        }
        lake.write_day(Some(day(7 * week + 2)), &rows).unwrap();
    }
    let as_of = Week::of_day(day(7 * 59));
    let signals = detect(&lake, &Params::default(), as_of).unwrap();
    assert_eq!(signals.len(), 1, "{signals:?}");
    let signal = &signals[0];
    assert_eq!((&signal.subject, signal.kind), (&Subject::Topic(TopicId::new("ai")), SignalKind::Rising));
    assert_eq!(signal.week, Week::of_day(day(7 * 56)));
    assert_eq!(
        (signal.support, signal.evidence.len(), signal.sources.len(), signal.countries.len()),
        (20, 20, 5, 5)
    );
    assert!(signal.q_value <= 0.05 && signal.effect > 5.0);
    assert!(signal.evidence[0].as_str().ends_with("/w59"), "newest first");
    // The same week, asked before it was over, knows nothing of what came after.
    assert!(detect(&lake, &Params::default(), Week::of_day(day(7 * 55))).unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_order_of_rows_gives_the_same_bytes(seed in 1usize..50, turn in 0usize..7, twice in any::<bool>()) {
        let (_a, one) = lake();
        let (_b, two) = lake();
        let mut rows = some_rows(seed);
        one.write_day(Some(day(0)), &rows).unwrap();
        rows.rotate_left(turn);
        rows.iter_mut().for_each(|r| r.concepts.reverse());
        if twice {
            rows.extend(rows.clone());
        }
        two.write_day(Some(day(0)), &rows).unwrap();
        prop_assert_eq!(one.digest().unwrap(), two.digest().unwrap());
    }

    #[test]
    fn a_span_is_the_sum_of_its_days(seeds in proptest::collection::vec(1usize..50, 2..8)) {
        let (_dir, lake) = lake();
        for (offset, seed) in seeds.iter().enumerate() {
            lake.write_day(Some(day(offset as u64)), &some_rows(*seed)).unwrap();
        }
        let mut sum = std::collections::BTreeMap::new();
        for offset in 0..seeds.len() as u64 {
            for (topic, country, documents) in matrix(&lake, day(offset), day(offset)).unwrap() {
                *sum.entry((topic, country)).or_insert(0) += documents;
            }
        }
        let whole: Vec<_> = sum.into_iter().map(|((t, c), n)| (t, c, n)).collect();
        prop_assert_eq!(matrix(&lake, day(0), day(seeds.len() as u64)).unwrap(), whole);
    }
}
