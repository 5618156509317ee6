//! A few announcements in many languages, written for these tests.

use chrono::NaiveDate;
use shiome_model::{ConceptId, Credibility, DocumentKind, Lang, Sensitivity, TopicId};
use shiome_search::{Entry, EntryBody, ExpandedConcept, Hits, SearchIndex, SearchRequest};
use tempfile::TempDir;

/// (id, language, country, agency, kind, day, concepts, title, text)
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    DocumentKind,
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

const ROWS: [Row; 14] = [
    (
        "en1",
        "en",
        "GB",
        "ukri",
        DocumentKind::Policy,
        "2026-03-02",
        &["ai/generative", "assessment/peer_review"],
        "Rules for generative AI in peer review",
        "Reviewers must not upload proposals to generative AI tools. The council's funders agreed on this.",
    ),
    (
        "en2",
        "en",
        "US",
        "nsf",
        DocumentKind::Call,
        "2026-03-20",
        &[],
        "Call for proposals on open data",
        "The foundation invites proposals. Funding is available for data infrastructure, not for peer support.",
    ),
    (
        "en3",
        "en",
        "GB",
        "ukri",
        DocumentKind::News,
        "2026-01-09",
        &["assessment/peer_review"],
        "Funders evaluate how grants are reviewed",
        "A study of peer review asked who reviews the reviewers.",
    ),
    (
        "ja1",
        "ja",
        "JP",
        "jst",
        DocumentKind::Guideline,
        "2026-04-01",
        &["ai/generative"],
        "生成AIの利用に関する指針",
        "研究評価における生成AIの利用について、査読者は注意しなければならない。オープン・サイエンスも進める。",
    ),
    (
        "ja2",
        "ja",
        "JP",
        "jst",
        DocumentKind::Report,
        "2025-12-24",
        &[],
        "量子技術戦略の改定",
        "量子技術の研究開発を推進する。核融合も対象となる。公開、発表は別に定める。",
    ),
    (
        "de1",
        "de",
        "DE",
        "dfg",
        DocumentKind::Statement,
        "2026-02-11",
        &["ai/generative"],
        "Stellungnahme zu generativen Modellen",
        "Die Förderung von Forschungen mit generativer KI in der Begutachtung bleibt erlaubt.",
    ),
    (
        "fr1",
        "fr",
        "FR",
        "anr",
        DocumentKind::Call,
        "2026-03-05",
        &["assessment/peer_review"],
        "L’évaluation par les pairs",
        "L'agence révise l'évaluation des projets de recherche à l'université.",
    ),
    (
        "es1",
        "es",
        "ES",
        "aei",
        DocumentKind::News,
        "2026-03-09",
        &[],
        "Nuevas ayudas",
        "La agencia publica ayudas para la investigación y la innovación.",
    ),
    (
        "pt1",
        "pt",
        "BR",
        "fapesp",
        DocumentKind::News,
        "2026-03-10",
        &[],
        "Novas bolsas",
        "A fundação anuncia bolsas de pesquisa e avaliação por pares.",
    ),
    (
        "sv1",
        "sv",
        "SE",
        "vr",
        DocumentKind::Call,
        "",
        &["assessment/peer_review"],
        "Utlysningar våren",
        "Forskningsrådets öppna utlysningar granskas av sakkunniga.",
    ),
    (
        "zh1",
        "zh",
        "CN",
        "nsfc",
        DocumentKind::Policy,
        "2026-03-11",
        &["ai/generative"],
        "关于生成式人工智能的规定",
        "科研人员在同行评议中不得使用生成式人工智能。量子技术除外。",
    ),
    (
        "ko1",
        "ko",
        "KR",
        "nrf",
        DocumentKind::Policy,
        "2026-03-12",
        &["assessment/peer_review"],
        "동료평가 개편",
        "연구재단은 동료평가를 개편하고 생성형 AI 지침을 마련한다.",
    ),
    (
        "th1",
        "th",
        "TH",
        "nrct",
        DocumentKind::Call,
        "2026-03-13",
        &[],
        "ประกาศทุนวิจัยใหม่",
        "สำนักงานเปิดรับข้อเสนอโครงการวิจัยด้านปัญญาประดิษฐ์",
    ),
    (
        "ar1",
        "ar",
        "SA",
        "kacst",
        DocumentKind::News,
        "2026-03-14",
        &[],
        "تمويل البحوث",
        "أعلنت المدينة عن تمويل البحوث العلمية الجديدة.",
    ),
];

fn entry(row: &Row) -> Entry {
    let (id, lang, country, agency, kind, day, concepts, title, text) = row;
    let concepts: Vec<ConceptId> = concepts.iter().map(|c| ConceptId::from(*c)).collect();
    let mut topics: Vec<TopicId> = concepts.iter().map(ConceptId::topic).collect();
    topics.dedup();
    let body = EntryBody {
        title: (*title).into(),
        text: (*text).into(),
        language: Lang::from(*lang),
        agency: (*agency).into(),
        agency_names: vec![format!("{} Research Council", agency.to_uppercase()), "研究会議".into()],
        heirs: vec![],
        country: (*country).into(),
        source: format!("{agency}/news").into(),
        topics,
        concepts,
        kind: *kind,
        sensitivity: Sensitivity::Public,
        embargo: None,
        credibility: if *country == "DE" { Credibility::Official } else { Credibility::Press },
        named: if *id == "ar1" { vec!["dora".into(), "kacst_fund".into()] } else { vec![] },
        offices: if *country == "DE" { vec!["bonn".into()] } else { vec![] },
        published: day.parse::<NaiveDate>().ok(),
        first_seen: "2026-04-02T00:00:00Z".parse().unwrap(),
        story: None,
        url: format!("https://{agency}.example/news/{id}"),
        authors: vec!["Ada Müller".into()],
    };
    Entry { id: (*id).into(), put: Some(body) }
}

/// All of them.
pub fn entries() -> Vec<Entry> {
    ROWS.iter().map(entry).collect()
}

/// An index that holds all of them; the folder lives as long as the first value.
pub fn index() -> (TempDir, SearchIndex) {
    let folder = TempDir::new().unwrap();
    let index = SearchIndex::open(folder.path(), "test").unwrap();
    index.apply(&entries(), 14).unwrap();
    (folder, index)
}

/// A request for everything that matches.
pub fn ask(query: &str) -> SearchRequest {
    SearchRequest { query: query.into(), limit: 50, facets: true, ..SearchRequest::default() }
}

/// The ids of hits in order.
pub fn ids(hits: &Hits) -> Vec<&str> {
    hits.hits.iter().map(|hit| hit.id.as_str()).collect()
}

/// The ids of hits in order of name.
pub fn found(index: &SearchIndex, query: &str) -> String {
    let hits = index.search(&ask(query)).unwrap();
    assert_eq!(hits.total as usize, hits.hits.len());
    let mut ids = ids(&hits);
    ids.sort_unstable();
    ids.join(" ")
}

/// What the thesaurus says about words of a query.
pub fn concept(id: &str, matched: &str) -> ExpandedConcept {
    let terms: &[(&str, &str)] = match id {
        "ai/generative" => &[
            ("en", "generative AI"),
            ("ja", "生成AI"),
            ("de", "generative KI"),
            ("zh", "生成式人工智能"),
            ("ko", "생성형 AI"),
        ],
        _ => &[
            ("en", "peer review"),
            ("ja", "査読"),
            ("fr", "évaluation par les pairs"),
            ("ko", "동료평가"),
            ("sv", "sakkunniga"),
        ],
    };
    ExpandedConcept {
        concept: id.into(),
        matched: matched.into(),
        terms: terms.iter().map(|(lang, text)| (Lang::from(*lang), (*text).to_owned())).collect(),
    }
}
