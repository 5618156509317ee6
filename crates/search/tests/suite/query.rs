//! Words, phrases, fields, filters, facets, order.

use crate::corpus::{ask, entries, found, ids, index};
use shiome_model::Sensitivity;
use shiome_search::{Error, Filters, Hits, SearchRequest, Sort};

#[test]
fn every_language_is_searched_in_its_own_way() {
    let (_folder, index) = index();
    for (query, expected) in [
        ("reviewer", "en1 en3"),
        ("funder", "en1 en3"),
        ("研究評価", "ja1"),
        ("査読", "ja1"),
        ("量子", "ja2 zh1"),
        ("核", "ja2"),
        ("オープンサイエンス", "ja1"),
        ("同行评议", "zh1"),
        ("동료평가", "ko1"),
        ("ทุนวิจัย", "th1"),
        ("Forschung", "de1"),
        ("Förderungen", "de1"),
        ("evaluation", "en3 fr1"),
        ("UNIVERSITÉS", "fr1"),
        ("investigaciones", "es1"),
        ("avaliações", "pt1"),
        ("utlysning", "sv1"),
        ("بحوث", "ar1"),
        ("ＡＩ", "en1 ja1 ko1"),
    ] {
        assert_eq!(found(&index, query), expected, "{query}");
    }
}

#[test]
fn all_words_are_required_and_operators_work() {
    let (_folder, index) = index();
    for (query, expected) in [
        ("peer proposals", "en1 en2"),
        ("peer proposals -generative", "en2"),
        ("peer NOT \"peer review\"", "en2"),
        ("量子 NOT \"量子技術戦略\"", "zh1"),
        ("\"peer review\"", "en1 en3"),
        ("\"review peer\"", ""),
        ("\"who reviews the reviewers\"", "en3"),
        ("公開発表", ""),
        ("査読 OR 同行评议", "ja1 zh1"),
        ("(査読 OR foundation) -data", "ja1"),
        ("-peer date:2026-01", ""),
        ("the proposals", "en1 en2"),
        ("die Forschungen", "de1"),
        ("", "ar1 de1 en1 en2 en3 es1 fr1 ja1 ja2 ko1 pt1 sv1 th1 zh1"),
        ("nowhere", ""),
    ] {
        assert_eq!(found(&index, query), expected, "{query}");
    }
}

#[test]
fn fields_narrow_the_search() {
    let (_folder, index) = index();
    for (query, expected) in [
        ("title:review", "en1 en3"),
        ("title:proposals", "en2"),
        ("text:\"peer support\"", "en2"),
        ("country:gb", "en1 en3"),
        ("agency:ukri", "en1 en3"),
        ("agency:\"ukri research council\"", "en1 en3"),
        ("agency:研究会議 lang:ja", "ja1 ja2"),
        ("kind:CALL", "en2 fr1 sv1 th1"),
        ("topic:ai", "de1 en1 ja1 zh1"),
        ("concept:assessment/peer_review", "en1 en3 fr1 ko1 sv1"),
        ("source:anr/news", "fr1"),
        ("author:muller lang:de", "de1"),
        ("url:nsf.example", "en2"),
        ("date:2026-03", "ar1 en1 en2 es1 fr1 ko1 pt1 th1 zh1"),
        ("date:..2025", "ja2"),
        ("date:2026-04..", "ja1"),
        ("lang:ja -date:2025", "ja1"),
    ] {
        assert_eq!(found(&index, query), expected, "{query}");
    }
}

#[test]
fn counts_agree_with_the_filtered_result() {
    let (_folder, index) = index();
    let filters = Filters {
        country: vec!["GB".into(), "US".into(), "SE".into()],
        kind: vec!["call".into(), "policy".into()],
        ..Filters::default()
    };
    let hits = index.search(&SearchRequest { filters, limit: 1, ..ask("") }).unwrap();
    assert_eq!((hits.total, hits.hits.len()), (3, 1));
    insta::assert_json_snapshot!("counts", (&hits.facets, &hits.histogram));

    let from = "2026-03-10".parse().ok();
    let filters = Filters { from, to: from, ..Filters::default() };
    assert_eq!(ids(&index.search(&SearchRequest { filters, ..ask("") }).unwrap()), ["pt1"]);
    let filters = Filters { language: vec!["zh".into()], topic: vec!["ai".into()], ..Filters::default() };
    assert_eq!(ids(&index.search(&SearchRequest { filters, ..ask("量子") }).unwrap()), ["zh1"]);
}

#[test]
fn who_is_named_who_follows_up_and_who_speaks_narrow_the_result() {
    let (_folder, index) = index();
    let narrowed = |filters: Filters| {
        let hits = index.search(&SearchRequest { filters, facets: true, ..ask("") }).unwrap();
        (ids(&hits).join(" "), hits.facets)
    };
    let named = Filters { named: vec!["dora".into()], ..Filters::default() };
    let (found, facets) = narrowed(named.clone());
    assert_eq!(found, "ar1");
    assert_eq!(facets["named"], [("dora".to_owned(), 1), ("kacst_fund".to_owned(), 1)]);
    let office = Filters { office: vec!["bonn".into()], ..Filters::default() };
    let german = Filters { country: vec!["DE".into()], ..Filters::default() };
    let (found, facets) = narrowed(office);
    assert_eq!(found, narrowed(german).0);
    assert_eq!(facets["credibility"], [("official".to_owned(), facets["office"][0].1)]);
    let neither = Filters { credibility: vec!["official".into()], ..named };
    assert_eq!(narrowed(neither).0, "");
}

#[test]
fn all_is_what_leafing_through_shows() {
    let (_folder, index) = index();
    for query in ["", "lang:en OR lang:ja", "研究"] {
        let request = SearchRequest { sort: Sort::Newest, limit: 1000, ..ask(query) };
        let hits = index.search(&request).unwrap();
        let all = index.all(&SearchRequest { limit: 1, offset: 3, ..request }).unwrap();
        assert_eq!(all.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ids(&hits), "{query}");
    }
}

#[test]
fn order_and_pages() {
    let (_folder, index) = index();
    let all = |sort| {
        let hits = index.search(&SearchRequest { sort, ..ask("lang:en OR lang:sv OR lang:ja") }).unwrap();
        ids(&hits).join(" ")
    };
    assert_eq!(all(Sort::Newest), "ja1 en2 en1 en3 ja2 sv1");
    assert_eq!(all(Sort::Oldest), "ja2 en3 en1 en2 ja1 sv1");
    let best = index.search(&ask("peer review")).unwrap();
    assert_eq!(ids(&best), ["en1", "en3"], "a title says more than a text");
    assert!(best.hits[0].score > best.hits[1].score);
    let mut paged = Vec::new();
    for offset in 0..6 {
        let page =
            SearchRequest { sort: Sort::Newest, offset, limit: 1, ..ask("lang:en OR lang:sv OR lang:ja") };
        paged.extend(index.search(&page).unwrap().hits.into_iter().map(|hit| hit.id.to_string()));
    }
    assert_eq!(paged.join(" "), all(Sort::Newest));
}

#[test]
fn a_hit_shows_why_it_was_found() {
    let (_folder, index) = index();
    let hits = index.search(&ask("生成AI 査読")).unwrap();
    assert_eq!(ids(&hits), ["ja1"]);
    insta::assert_json_snapshot!("hit", hits.hits[0]);
}

#[test]
fn too_many_words_are_refused() {
    let (_folder, index) = index();
    let words = vec!["word"; 65].join(" ");
    assert!(matches!(index.search(&ask(&words)), Err(Error::TooLong { words: 65, most: 64 })));
}

#[test]
fn asking_for_a_successor_finds_what_its_predecessor_published() {
    let (_folder, index) = index();
    let of = |agency: &str| {
        let filters = Filters { agency: vec![agency.into()], ..Filters::default() };
        let hits = index.search(&SearchRequest { filters, ..ask("") }).unwrap();
        ids(&hits).join(" ")
    };
    assert_eq!(of("heir"), "");
    let mut entry = entries().swap_remove(0);
    let own = entry.put.as_ref().unwrap().agency.clone();
    entry.put.as_mut().unwrap().heirs = vec!["heir".into(), "last".into()];
    index.apply(std::slice::from_ref(&entry), index.checkpoint()).unwrap();
    assert_eq!([of("heir"), of("last")], [entry.id.as_str(), entry.id.as_str()]);
    assert!(of(own.as_str()).contains(entry.id.as_str()), "it stays its own");
    let hits = index.search(&SearchRequest { facets: true, ..ask("") }).unwrap();
    assert!(hits.facets["agency"].contains(&("heir".into(), 1)));
    assert!(hits.hits.iter().all(|h| h.agency.as_str() != "heir"), "the publisher is shown");
}

#[test]
fn what_is_hidden_is_neither_found_nor_counted() {
    let (_folder, index) = index();
    let mut entries = entries();
    entries.retain(|entry| ["ja1", "en1"].contains(&entry.id.as_str()));
    for entry in &mut entries {
        let body = entry.put.as_mut().unwrap();
        let restricted = entry.id.as_str() == "ja1";
        body.sensitivity = if restricted { Sensitivity::Restricted } else { Sensitivity::Internal };
        body.embargo = "2026-05-01".parse().ok();
    }
    index.apply(&entries, 15).unwrap();
    let all = index.search(&ask("")).unwrap();
    let hidden = vec![Sensitivity::Restricted];
    let shown = index.search(&SearchRequest { hidden: hidden.clone(), ..ask("") }).unwrap();
    assert_eq!(shown.total + 1, all.total);
    let counted = |hits: &Hits| hits.facets["language"].iter().map(|(_, n)| n).sum::<u64>();
    assert_eq!(counted(&shown) + 1, counted(&all));
    let months = |hits: &Hits| hits.histogram.iter().map(|(_, n)| n).sum::<u64>();
    assert_eq!(months(&shown) + 1, months(&all));
    assert_eq!(index.search(&SearchRequest { hidden, ..ask("生成AI") }).unwrap().total, 0);

    assert_eq!(found(&index, "sensitivity:restricted"), "ja1");
    assert_eq!(found(&index, "sensitivity:Internal"), "en1");
    let hit = index.search(&ask("sensitivity:internal")).unwrap().hits.remove(0);
    assert_eq!((hit.sensitivity, hit.embargo), (Sensitivity::Internal, "2026-05-01".parse().ok()));
}
