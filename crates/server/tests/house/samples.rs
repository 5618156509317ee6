//! The documents of the small house, written for it.

use super::{EVIL, day};
use chrono::{Days, NaiveDate};
use shiome_model::DocumentKind;

/// A document in the making.
pub struct Sample {
    pub url: String,
    pub source: &'static str,
    pub country: &'static str,
    pub lang: &'static str,
    pub title: String,
    pub text: String,
    pub published: Option<NaiveDate>,
    pub kind: DocumentKind,
    /// Topic, concept, term.
    pub terms: Vec<(&'static str, &'static str, &'static str)>,
    pub body: String,
    pub media_type: &'static str,
}

fn sample(
    n: u32,
    source: &'static str,
    country: &'static str,
    lang: &'static str,
    title: &str,
    text: &str,
) -> Sample {
    let host = source.split('/').next().unwrap();
    Sample {
        url: format!("https://{host}.example/news/{n}"),
        source,
        country,
        lang,
        title: title.into(),
        text: text.into(),
        published: Some(day("2026-05-20")),
        kind: DocumentKind::News,
        terms: vec![],
        body: format!(
            "<html><head><title>{title}</title><script>alert(3)</script></head><body><h1>{title}</h1><p>{text}</p><p><a href=\"/more\">more</a></p></body></html>"
        ),
        media_type: "text/html; charset=utf-8",
    }
}

/// The documents that tests ask for, then a year and a half of news to draw curves from.
pub fn samples() -> Vec<Sample> {
    let mut samples = vec![
        Sample {
            kind: DocumentKind::Policy,
            terms: vec![
                ("open_science", "open_access", "Open Access"),
                ("open_science", "research_data", "Forschungsdaten"),
            ],
            published: Some(day("2026-05-28")),
            ..sample(
                1,
                "rhein/news",
                "DE",
                "de",
                "Neue Leitlinie zu Open Access verabschiedet",
                "Der Senat der Stiftung hat eine neue Leitlinie zu Open Access beschlossen. Sie gilt für alle Vorhaben ab dem kommenden Jahr.\n\
                 Forschungsdaten sollen dauerhaft und frei zugänglich abgelegt werden. Ausnahmen müssen begründet werden.\n\
                 Die Stiftung stellt Mittel für Gebühren bereit und prüft die Umsetzung nach drei Jahren.",
            )
        },
        Sample {
            kind: DocumentKind::Call,
            terms: vec![
                ("generative_ai", "genai", "生成AI"),
                ("open_science", "research_data", "研究データ"),
            ],
            published: Some(day("2026-05-30")),
            ..sample(
                2,
                "minato/news",
                "JP",
                "ja",
                "生成AIを用いた研究データ基盤の公募を開始",
                "港研究財団は、生成AIを活用した研究データ基盤の構築を支援する公募を開始した。応募期間は七月末までである。\n\
                 対象は国内の大学および研究機関で、採択件数は十件程度を予定している。研究データの公開計画を提出する必要がある。\n\
                 説明会はオンラインで開催される。",
            )
        },
        Sample {
            kind: DocumentKind::Guideline,
            terms: vec![("generative_ai", "genai", "generative AI")],
            published: Some(day("2026-05-27")),
            ..sample(
                3,
                "albion/news",
                "GB",
                "en",
                "Council asks reviewers to disclose generative AI",
                "The council has published guidance on generative AI in funding applications and peer review. Reviewers must not enter confidential material into public tools.\n\
                 Applicants should state where generative AI was used. The guidance takes effect in September.",
            )
        },
        Sample {
            kind: DocumentKind::Guideline,
            terms: vec![("generative_ai", "genai", "generative AI")],
            published: Some(day("2026-05-29")),
            ..sample(
                4,
                "boreal/news",
                "CA",
                "en",
                "Council of Albion asks reviewers to disclose generative AI",
                "A partner council has published guidance on generative AI in funding applications and peer review. Reviewers must not enter confidential material into public tools.",
            )
        },
        Sample {
            kind: DocumentKind::Report,
            lang: "ar",
            terms: vec![],
            published: None,
            ..sample(
                5,
                "nile/news",
                "EG",
                "ar",
                "تقرير عن البحث العلمي",
                "نشرت الهيئة تقريرها السنوي عن تمويل البحث العلمي في الجامعات.",
            )
        },
        Sample {
            kind: DocumentKind::Call,
            terms: vec![("open_science", "open_access", "open access")],
            published: Some(day("2026-04-02")),
            ..sample(
                6,
                "albion/terms",
                "GB",
                "en",
                "Terms and conditions of grants",
                "Publications must be made open access within six months of publication.\nCosts of publication may be charged to the grant.",
            )
        },
        Sample {
            published: Some(day("2026-05-31")),
            terms: vec![("open_science", "open_access", "open access")],
            ..sample(
                7,
                "evil/feed",
                "INT",
                "en",
                &format!("open access {EVIL}"),
                &format!("open access {EVIL}\nSecond {EVIL}"),
            )
        },
    ];
    let last = day("2026-05-31");
    for week in 0..80u32 {
        let date = last - Days::new(u64::from(week) * 7);
        // More about generative AI lately; the denominator stays the same.
        for n in 0..8u32 {
            let on_ai = (week < 10 && n < 3) || (n == 0 && week.is_multiple_of(6));
            let (source, country, host) = [
                ("albion/news", "GB", "albion"),
                ("boreal/news", "CA", "boreal"),
                ("rhein/news", "DE", "rhein"),
            ][(n % 3) as usize];
            let what = if on_ai { "generative AI" } else { "laboratory equipment" };
            let mut news = sample(
                1000 + week * 10 + n,
                source,
                country,
                "en",
                &format!("Notice {week}-{n}: support for {what} projects"),
                &format!(
                    "The programme board met to discuss {what}. Applications for round {week} close in four weeks."
                ),
            );
            news.url = format!("https://{host}.example/notices/{week}/{n}");
            news.published = Some(date - Days::new(u64::from(n % 2)));
            if on_ai {
                news.terms = vec![("generative_ai", "genai", "generative AI")];
            }
            samples.push(news);
        }
    }
    samples
}
