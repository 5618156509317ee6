//! What stays in the house: of memos that are not public, or not yet, neither title nor passage, link
//! or count is in anything that leaves it.

use crate::house::{self, TestHouse, day};
use chrono::NaiveDate;
use shiome_model::{Sensitivity, Week};
use shiome_pipelines::ingest::local::About;
use shiome_pipelines::{digest, enrich, index, lake, report};
use shiome_publish::{Edition, Limits};
use std::sync::atomic::AtomicBool;

const SECRET: &str = "zanzibarite";

/// Memos of the same week on the same topic: one for everybody, one for the house, one for few, one
/// for everybody from April on. All but the first carry a word that nothing else does.
async fn planted() -> TestHouse {
    let house = TestHouse::new("2026-03-10T03:00:00Z").await;
    let texts = [
        ("Open access talks", Sensitivity::Public, None),
        ("Closed talks zanzibarite internal", Sensitivity::Internal, None),
        ("Closed talks zanzibarite restricted", Sensitivity::Restricted, None),
        ("Early talks zanzibarite embargo", Sensitivity::Public, Some(day("2026-04-01"))),
    ];
    for (title, sensitivity, embargo) in texts {
        let word = if embargo.is_some() || sensitivity != Sensitivity::Public { SECRET } else { "" };
        let text = format!(
            "# {title}\n\nThe ministry plans open access to all articles {word} from 2027 on.\n\
             Open access to data {word} follows a year later, and the preprint server stays.\n"
        );
        let about = About { sensitivity: Some(sensitivity), embargo, ..house::about() };
        house.memo("talks.md", text.as_bytes(), about).await.unwrap();
    }
    house
}

async fn follow(house: &TestHouse) {
    let stop = AtomicBool::new(false);
    enrich::run(&house.house, &stop).await.unwrap();
    index::run(&house.house, &stop).await.unwrap();
    lake::run(&house.house, &stop).await.unwrap();
}

fn edit() -> digest::Edit {
    digest::Edit {
        name: "weekly".into(),
        title: "Weekly".into(),
        lang: Edition::En,
        base_url: Some("https://pages.example".into()),
        limits: Limits { per_agency: 10, ..Limits::default() },
    }
}

fn ask() -> report::Ask {
    report::Ask {
        topic: "open_science".into(),
        from: day("2026-01-01"),
        to: day("2026-12-31"),
        countries: vec![],
        lang: Edition::En,
        base_url: Some("https://pages.example".into()),
    }
}

/// Titles of the documents that an issue of that week shows, and how many it counts.
async fn told(house: &TestHouse, week: &str) -> (Vec<String>, u32) {
    let week: Week = week.parse().unwrap();
    let input = digest::choose(&house.house, &edit(), week).await.unwrap();
    let titles = input.topics.iter().flat_map(|t| t.items.iter().map(|i| i.title.clone())).collect();
    (titles, input.topics.iter().map(|t| t.total).sum())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_tells_nothing_that_stays() {
    let house = planted().await;
    follow(&house).await;
    // They are there, and found inside the house.
    let hits = house.search(SECRET);
    assert_eq!(hits.total, 3);

    assert_eq!(told(&house, "2026-W10").await, (vec!["Open access talks".to_owned()], 1));
    let week: Week = "2026-W10".parse().unwrap();
    let (rendered, documents) = digest::preview(&house.house, &edit(), week).await.unwrap();
    assert_eq!(documents.len(), 1);
    let sealed = digest::seal(&house.house, &edit(), week, &[]).await.unwrap();
    assert_eq!(sealed.documents, documents);
    let memos: Vec<&str> = hits.hits.iter().map(|h| h.id.as_str()).collect();
    for text in [&rendered.html, &rendered.text, &rendered.manifest.to_string()] {
        assert!(text.contains("Open access talks") || text.contains("memo:"), "{text}");
        assert!(!text.contains(SECRET) && !text.contains("talks.md"), "{text}");
        assert!(!memos.iter().any(|id| text.contains(id)), "{text}");
    }
    // Not even that there are channels which bring something.
    assert_eq!(digest::choose(&house.house, &edit(), week).await.unwrap().coverage.sources_total, 0);

    let input = report::choose(&house.house, &ask()).await.unwrap();
    assert_eq!((input.documents, input.all_documents), (1, 1));
    assert_eq!(input.countries.iter().map(|c| (c.documents, c.all_documents)).collect::<Vec<_>>(), [(1, 1)]);
    assert_eq!(input.curve.iter().map(|p| (p.documents, p.all_documents)).max(), Some((1, 1)));
    let (report, record) = report::seal(&house.house, &ask()).await.unwrap();
    assert_eq!(record.documents, documents);
    for text in [&report.html, &report.manifest.to_string()] {
        assert!(!text.contains(SECRET) && !memos.iter().any(|id| text.contains(id)), "{text}");
    }
    assert_eq!(house.house.lake.count().unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_embargoed_is_told_in_the_week_in_which_it_may_be() {
    let mut house = planted().await;
    follow(&house).await;
    house.turn_to("2026-04-06T03:00:00Z");
    follow(&house).await;
    let (titles, total) = told(&house, "2026-W14").await;
    assert_eq!((titles, total), (vec!["Early talks zanzibarite embargo".to_owned()], 1));
    assert_eq!(house.house.lake.count().unwrap(), 2);
    assert_eq!(report::choose(&house.house, &ask()).await.unwrap().documents, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_memo_taken_back_into_the_house_leaves_the_lake() {
    let house = planted().await;
    follow(&house).await;
    let open = house.search("title:access").hits.remove(0);
    assert_eq!(open.sensitivity, Sensitivity::Public);
    let text = house.body_of(open.id.as_str()).await;
    let about = About { sensitivity: Some(Sensitivity::Restricted), ..house::about() };
    let again = house.memo("other name.md", &text, about).await.unwrap();
    assert!(again.is_update && !again.is_new);
    assert_eq!(again.document, open.id.as_str());
    follow(&house).await;
    assert_eq!(house.house.lake.count().unwrap(), 0);
    assert_eq!(told(&house, "2026-W10").await.1, 0);
    assert_eq!(house.search("title:access").hits[0].sensitivity, Sensitivity::Restricted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_memo_is_taken_once_and_a_half_one_not_at_all() {
    let house = TestHouse::new("2026-03-10T03:00:00Z").await;
    let text = "---\n拠点: jsps_bonn\n作成者: 山田 花子\n面談日: 令和8年3月2日\n取扱: 内部限り\n---\n# 面談\n\n研究評価について。\n";
    let first = house.memo("a.md", text.as_bytes(), About::default()).await.unwrap();
    let second = house.memo("b.md", text.as_bytes(), About::default()).await.unwrap();
    assert!(first.is_new && !second.is_new && !second.is_update);
    assert!(first.document.starts_with("memo:jsps_bonn/2026-03-02-"), "{}", first.document);
    assert_eq!((first.document, first.title.as_str()), (second.document.clone(), "面談"));
    let stored = house.house.catalog.document(&second.document.as_str().into()).await.unwrap().unwrap();
    assert_eq!(stored.document.date(), NaiveDate::from_ymd_opt(2026, 3, 2));
    assert_eq!(stored.document.text, "研究評価について。");

    let before = house.house.catalog.counts().await.unwrap();
    let about = About { office: Some("jsps_born".into()), ..About::default() };
    let wrong = house.memo("c.xlsx", b"x", about).await.unwrap_err().join("; ");
    for part in ["c.xlsx", "no office 'jsps_born'; there are jsps_bonn", "author", "met", "sensitivity"] {
        assert!(wrong.contains(part), "{wrong}");
    }
    assert_eq!(house.house.catalog.counts().await.unwrap(), before);
}
