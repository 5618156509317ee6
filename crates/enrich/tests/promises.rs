//! What is a promise, and what only looks like one: in eleven languages.

use shiome_enrich::Enricher;
use shiome_model::*;
use std::sync::LazyLock;

static ENRICHER: LazyLock<Enricher> = LazyLock::new(|| Enricher::new(&[]).unwrap());

fn promises(lang: &str, title: &str, text: &str) -> Vec<(Expected, String)> {
    let url = shiome_model::url::parse("https://body.example/1").unwrap();
    let day = "2026-03-02".parse().unwrap();
    let document = Document {
        id: url.as_str().into(),
        revision: Document::revision_of(title, text, Some(day)),
        source: "body/news".into(),
        agency: "body".into(),
        country: "GB".into(),
        url,
        capture: "c".into(),
        title: title.into(),
        text: text.into(),
        pages: vec![],
        published: Some(Published { date: day, evidence: DateEvidence::Metadata, passage: day.to_string() }),
        modified: None,
        authors: vec![],
        stated_language: Some(lang.into()),
        links: vec![],
        media: Media::Html,
        sensitivity: Default::default(),
        embargo: None,
        part_of: None,
    };
    let found = ENRICHER.annotate(&document, Some(&lang.into())).promises;
    found.into_iter().map(|p| (p.what, p.due.until.to_string())).collect()
}

#[test]
fn an_act_of_policy_that_is_to_come_is_one() {
    let cases = [
        (
            "en",
            "The council will publish its report on open data in June 2027.",
            Expected::Publish,
            "2027-06-30",
        ),
        ("en", "A review of the scheme is due in 2029.", Expected::Review, "2029-12-31"),
        ("en", "The next call for proposals will open in March 2027.", Expected::Open, "2027-03-31"),
        (
            "de",
            "Das Ministerium will bis Oktober 2026 über das Programm entscheiden.",
            Expected::Decide,
            "2026-10-31",
        ),
        ("fr", "Les résultats de l'appel seront publiés en septembre 2026.", Expected::Publish, "2026-09-30"),
        ("es", "La agencia publicará las directrices en noviembre de 2026.", Expected::Publish, "2026-11-30"),
        (
            "pt",
            "O resultado final do edital será divulgado em outubro de 2026.",
            Expected::Publish,
            "2026-10-31",
        ),
        ("it", "Il ministero pubblicherà le graduatorie entro marzo 2027.", Expected::Publish, "2027-03-31"),
        ("nl", "De gedragscode wordt in 2030 geëvalueerd door de commissie.", Expected::Review, "2030-12-31"),
        (
            "sv",
            "Regeringen lämnar en proposition som beslutas i december 2026.",
            Expected::Decide,
            "2026-12-31",
        ),
        ("ja", "審議会は2026年12月に中間報告書を公表する予定です。", Expected::Publish, "2026-12-31"),
        ("zh", "评审结果将于2026年9月公布。", Expected::Publish, "2026-09-30"),
        ("ko", "정부는 세부 지침을 10월까지 마련해 공개할 예정이다.", Expected::Decide, "2026-10-31"),
    ];
    for (lang, text, what, until) in cases {
        let found = promises(lang, "News", text);
        assert_eq!(found, [(what, until.to_owned())], "{text}");
    }
}

#[test]
fn opening_hours_courses_and_websites_are_none() {
    let cases = [
        ("en", "The library will reopen in the autumn of 2026 and the course will be held in June 2026."),
        ("en", "Version 4.2 of the portal will be released on 30 May 2026."),
        ("en", "The next episode of our podcast will be released on 1 April 2026."),
        ("en", "Applications will be open until 30 June 2026."),
        ("de", "Die Bibliothek wird im August 2026 geschlossen, der Kurs beginnt im September 2026."),
        ("fr", "Une permanence est ouverte les jours ouvrés et 3 réunions en ligne sont prévues en 2026."),
        ("es", "Habrá una sesión informativa el 1 de septiembre de 2026."),
        ("pt", "A oficina de redação será realizada em novembro de 2026 e a entrada é gratuita."),
        (
            "it",
            "Il corso di inglese inizierà il 18 maggio 2026 e il nuovo sito sarà in linea da giugno 2026.",
        ),
        ("nl", "De training Datamanagement vindt plaats op 9 juni 2026."),
        ("sv", "Kursen i referenshantering ges nästa gång den 8 september 2026."),
        ("ja", "旧バージョンのブラウザについては2027年3月をもってサポートを終了する予定です。"),
        ("zh", "基金会将于2026年8月16日在云汀举行关于国际科技合作的研讨会。"),
        ("ko", "전자자원 이용교육은 7월 14일에 개최할 예정이며, 참가비는 없습니다."),
    ];
    for (lang, text) in cases {
        assert_eq!(promises(lang, "News", text), [], "{text}");
    }
}

#[test]
fn what_is_denied_doubted_or_past_is_none() {
    let cases = [
        ("en", "The report will not be published before June 2027."),
        ("en", "The council could publish the guidelines in June 2027 if the budget allows."),
        ("en", "In 2024 the council had promised that the report would be published in December 2026."),
        ("de", "Die Leitlinien werden nicht im Juni 2027 veröffentlicht."),
        ("fr", "Les résultats ne seront pas publiés en septembre 2026."),
        ("es", "No se publicará el informe en noviembre de 2026."),
        ("ja", "報告書は2026年12月には公表しない。"),
    ];
    for (lang, text) in cases {
        assert_eq!(promises(lang, "News", text), [], "{text}");
    }
}
