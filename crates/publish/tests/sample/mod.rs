//! An invented week of invented agencies, in many scripts.
#![allow(dead_code)] // each test file uses its part

use chrono::NaiveDate;
use shiome_model::{DocumentKind, Hash, Lang, Names, SignalKind, Week};
use shiome_publish::{Edition, input::*};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn names(en: &str, ja: &str) -> Names {
    Names { en: en.into(), ja: ja.into(), native: None }
}

struct Row(
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    DocumentKind,
    Option<&'static str>,
    &'static str,
    &'static [&'static str],
);

const ROWS: [Row; 8] = [
    Row(
        "DE",
        "de",
        "Forschungsrat Mitteland",
        "ミッテルラント研究評議会",
        DocumentKind::Policy,
        Some("2026-02-17"),
        "Neue Leitlinie: Forschungsbewertung ohne Zeitschriftenkennzahlen",
        &[
            "Der Forschungsrat verzichtet ab dem 1. April 2026 auf zeitschriftenbezogene Kennzahlen in allen Begutachtungsverfahren.",
            "Gutachterinnen und Gutachter sollen „den Inhalt der Arbeiten“ würdigen.",
        ],
    ),
    Row(
        "KR",
        "ko",
        "Hanbit Research Foundation",
        "ハンビッ研究財団",
        DocumentKind::Consultation,
        Some("2026-02-18"),
        "연구데이터 공개 의무화 지침(안)에 대한 의견 수렴 안내",
        &["재단은 2027년부터 신규 과제의 연구데이터 관리계획 제출을 의무화할 예정이다."],
    ),
    Row(
        "CN",
        "zh",
        "Dongfang Science Fund",
        "東方科学基金",
        DocumentKind::Guideline,
        Some("2026-02-16"),
        "关于加强科研诚信与人工智能工具使用管理的通知",
        &["申请人应当在申请书中说明生成式人工智能工具的使用情况。"],
    ),
    Row(
        "TH",
        "th",
        "Suan Research Council",
        "スアン研究評議会",
        DocumentKind::Call,
        Some("2026-02-19"),
        "ประกาศรับข้อเสนอโครงการวิจัยแบบเปิด ประจำปี 2569",
        &["ผู้ได้รับทุนต้องเผยแพร่ผลงานแบบเปิดภายใน 6 เดือน"],
    ),
    Row(
        "FR",
        "fr",
        "Conseil de la recherche d’Arvonne",
        "アルヴォンヌ研究評議会",
        DocumentKind::Statement,
        None,
        "Science ouverte : le Conseil rejoint l’accord sur l’évaluation",
        &["« L’évaluation doit reconnaître la diversité des contributions », déclare la présidente."],
    ),
    Row(
        "SA",
        "ar",
        "Wadi Research Authority",
        "ワディ研究庁",
        DocumentKind::News,
        Some("2026-02-20"),
        "الهيئة تطلق مبادرة الوصول المفتوح إلى الأبحاث",
        &["سيبدأ العمل بالمبادرة في العام المقبل."],
    ),
    Row(
        "GB",
        "en",
        "Albion Research Trust",
        "アルビオン研究トラスト",
        DocumentKind::Report,
        Some("2026-02-20"),
        "Review of narrative CVs: what 1,200 panel members told us <script>alert(1)</script>",
        &["Two thirds of panel members said that narrative CVs changed at least one of their decisions."],
    ),
    Row(
        "BR",
        "pt",
        "Fundação Serra Azul",
        "セーハ・アズール財団",
        DocumentKind::Result,
        Some("2026-02-21"),
        "Resultado preliminar da chamada de repositórios abertos",
        &["Foram selecionadas 27 propostas de 11 estados."],
    ),
];

pub fn item(at: usize) -> ItemInput {
    let Row(country, lang, en, ja, kind, published, title, gist) = &ROWS[at];
    let url = format!("https://agency{at}.example/news/{at}");
    ItemInput {
        document: url.as_str().into(),
        title: (*title).into(),
        language: Lang::from(*lang),
        agency: names(en, ja),
        agency_id: format!("agency{at}").into(),
        country: (*country).into(),
        kind: *kind,
        published: published.map(day),
        undated: published.is_none(),
        captured_at: "2026-02-21T22:15:00Z".parse().unwrap(),
        capture: Hash::of(url.as_bytes()).short().into(),
        body_hash: Hash::of(title.as_bytes()),
        topics: vec![("open_science".into(), 0.8)],
        gist: gist.iter().map(|s| (*s).to_owned()).collect(),
        record: match at {
            0 => "機関：評価（決定）。適用開始：2026年4月1日。".into(),
            _ => String::new(),
        },
        terms: vec!["研究評価".into(), "オープンサイエンス".into()],
        also: match at {
            0 => vec![OtherMember {
                agency: names("Nordic Research News", "北方研究通信"),
                country: "SE".into(),
                url: "https://nordic.example/7".into(),
                title: "Mitteland drops journal metrics".into(),
                reason: "同じ出来事を伝える（共通：日付：03-31、名称：Mitteland）".into(),
            }],
            _ => Vec::new(),
        },
        url,
        model: (at == 1).then(|| ModelInput {
            model: "tide-1".into(),
            prompt: "gist-prompt-2".into(),
            sentences: vec!["機関は新しい方針を公表した。".into(), "適用は来年度から始まる。".into()],
        }),
        follow_up: (at == 0).then(|| "ロンドン研究連絡センター（二国間交流事業：王立協会・日本）".to_owned()),
    }
}

pub fn curve(weeks: u32) -> Vec<CurvePoint> {
    let mut week: Week = "2026-W08".parse().unwrap();
    for _ in 1..weeks {
        week = week.previous();
    }
    (0..weeks)
        .map(|i| {
            let here = week;
            week = week.next();
            let all_documents = if i % 17 == 5 { 12 } else { 210 + (i * 37) % 90 };
            let documents = if i % 17 == 5 { 1 } else { 2 + (i * 7) % 4 + if i + 8 > weeks { 9 } else { 0 } };
            CurvePoint { week: here, documents, all_documents, active_sources: 40 }
        })
        .collect()
}

pub fn signals(lang: Edition) -> Vec<SignalInput> {
    let pick = |ja: &str, en: &str| if lang == Edition::Ja { ja.to_owned() } else { en.to_owned() };
    vec![
        SignalInput {
            kind: SignalKind::Burst,
            subject: pick("ナラティブCV", "narrative CV"),
            effect: Some(4.31),
            q_value: 0.0004,
            support: 14,
            sources: 6,
            countries: vec!["DE".into(), "GB".into(), "SE".into()],
            sentence: String::new(),
        },
        SignalInput {
            kind: SignalKind::New,
            subject: pick("研究データ管理計画の義務化", "mandatory data management plans"),
            effect: None,
            q_value: 0.021,
            support: 3,
            sources: 2,
            countries: vec!["KR".into(), "TH".into()],
            sentence: String::new(),
        },
    ]
}

pub fn changes(lang: Edition) -> Vec<ChangeInput> {
    let reason = if lang == Edition::Ja { "期限が変わりました" } else { "a deadline moved" };
    vec![ChangeInput {
        title: "Open access policy".into(),
        url: "https://agency6.example/policy".into(),
        language: Lang::from("en"),
        agency: names("Albion Research Trust", "アルビオン研究トラスト"),
        country: "GB".into(),
        seen_at: "2026-02-19T01:00:00Z".parse().unwrap(),
        edits: vec![
            EditInput {
                before: Some("Articles must be open within 12 months of publication.".into()),
                after: Some("Articles must be open on the day of publication.".into()),
                section: Some("2. Open access".into()),
            },
            EditInput {
                before: None,
                after: Some("Preprints are accepted as evidence of track record.".into()),
                section: None,
            },
        ],
        materiality: 0.8,
        reasons: vec![reason.into()],
        captures: (Hash::of(b"a").short().into(), Hash::of(b"b").short().into()),
    }]
}

pub fn coverage(lang: Edition) -> Coverage {
    let pick = |ja: &str, en: &str| if lang == Edition::Ja { ja.to_owned() } else { en.to_owned() };
    Coverage {
        sources_total: 197,
        ok: 190,
        silent: vec![SilentSource {
            name: "Serra Azul / notícias".into(),
            last_new: Some(day("2025-11-03")),
        }],
        degraded: vec![TroubledSource {
            name: "Dongfang / 通知公告".into(),
            reason: pick("一覧の2ページ目以降が読めない", "only the first page of the list"),
        }],
        blocked: vec![TroubledSource {
            name: "Hanbit / 공지사항".into(),
            reason: pick("アクセス拒否（403）", "access denied (403)"),
        }],
        broken: Vec::new(),
        undated: 31,
    }
}

pub fn versions() -> Versions {
    Versions {
        thesaurus: Hash::of(b"thesaurus").to_string(),
        rules: "rules-3".into(),
        trends: "rising-2".into(),
    }
}

pub fn digest_input(lang: Edition) -> DigestInput {
    let topic = |id: &str, en: &str, ja: &str, items: &[usize], signals| TopicInput {
        id: id.into(),
        name: names(en, ja),
        items: items.iter().map(|i| item(*i)).collect(),
        total: items.len() as u32 * 4,
        signals,
        curve: curve(26),
    };
    DigestInput {
        name: "weekly".into(),
        week: "2026-W08".parse().unwrap(),
        lang,
        title: if lang == Edition::Ja {
            "海外学術動向ウィークリー"
        } else {
            "Research Policy Abroad, Weekly"
        }
        .into(),
        topics: vec![
            topic("research_assessment", "Research assessment", "研究評価", &[0, 6, 4], signals(lang)),
            topic("open_science", "Open science", "オープンサイエンス", &[1, 3, 5, 7], Vec::new()),
            topic("integrity", "Research integrity", "研究公正", &[2], Vec::new()),
            topic("careers", "Research careers", "研究者のキャリア", &[], Vec::new()),
        ],
        changes: changes(lang),
        coverage: coverage(lang),
        base_url: Some("https://shiome.example/".into()),
        versions: versions(),
    }
}

pub fn report_input(lang: Edition) -> ReportInput {
    let country = |country: &str, documents, all_documents, at: usize| CountryInput {
        country: country.into(),
        documents,
        all_documents,
        agencies: vec![item(at).agency],
        latest: Some(item(at)),
    };
    ReportInput {
        topic: "research_assessment".into(),
        name: names("Research assessment", "研究評価"),
        description: match lang {
            Edition::Ja => "研究者・研究課題・機関の評価の方法と指標に関する動き。",
            Edition::En => "How researchers, proposals and institutions are assessed, and by what measures.",
        }
        .into(),
        lang,
        from: day("2025-02-24"),
        to: day("2026-02-22"),
        as_of: day("2026-02-22"),
        documents: 341,
        all_documents: 13_208,
        agencies: 58,
        languages: 11,
        events: [2, 0, 1, 3, 5, 6, 7]
            .iter()
            .map(|i| EventInput { date: item(*i).published.unwrap(), item: item(*i) })
            .collect(),
        curve: curve(52),
        countries: vec![
            country("DE", 88, 2210, 0),
            country("GB", 75, 3120, 6),
            country("KR", 41, 1502, 1),
            country("CN", 30, 1844, 2),
            country("FR", 22, 1420, 4),
            country("BR", 12, 700, 7),
            country("TH", 6, 240, 3),
            country("SA", 1, 11, 5),
        ],
        signals: signals(lang),
        quotations: (0..8).map(item).collect(),
        changes: changes(lang),
        coverage: coverage(lang),
        base_url: Some("https://shiome.example".into()),
        versions: versions(),
    }
}
