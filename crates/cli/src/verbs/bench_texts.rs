//! Texts for measures of speed: announcements in ten languages, with the terms of the thesaurus, sums,
//! days and names. They mean little, but all that annotation looks for is in them.

use shiome_model::{DateEvidence, Document, Media, Published, Sensitivity, Topic};

/// Sentences of each language; `{t}` is a term, `{n}` a number, `{w}` an invented name.
pub const LANGUAGES: [(&str, [&str; 4]); 10] = [
    (
        "en",
        [
            "The {w} Research Council announced on 12 March 2026 that {t} will be supported with €{n} million. ",
            "Applications from universities and institutes must arrive by 30 June, said Professor {w} in a statement. ",
            "A panel of {n} experts reviews all proposals, and the results are published on the pages of the fund. ",
            "Questions of {t} remain open, because neither the ministry nor the {w} Foundation has decided so far. ",
        ],
    ),
    (
        "de",
        [
            "Der Forschungsrat {w} hat am 12. März 2026 mitgeteilt, dass {t} mit {n} Millionen Euro gefördert wird. ",
            "Anträge von Universitäten und Instituten müssen bis zum 30. Juni eingehen, sagte Professorin {w}. ",
            "Ein Gremium aus {n} Fachleuten begutachtet alle Vorhaben und veröffentlicht die Ergebnisse. ",
            "Bei {t} sind Fragen offen, weil weder das Ministerium noch die Stiftung {w} entschieden hat. ",
        ],
    ),
    (
        "fr",
        [
            "Le conseil de la recherche {w} a annoncé le 12 mars 2026 un soutien de {n} millions d'euros pour {t}. ",
            "Les candidatures des universités et des instituts sont attendues jusqu'au 30 juin, a déclaré {w}. ",
            "Un comité de {n} experts évalue tous les projets et les résultats sont publiés sur le site. ",
            "La question de {t} reste ouverte, car ni le ministère ni la fondation {w} n'ont encore tranché. ",
        ],
    ),
    (
        "es",
        [
            "El consejo de investigación {w} anunció el 12 de marzo de 2026 una ayuda de {n} millones de euros para {t}. ",
            "Las solicitudes de universidades e institutos deben llegar antes del 30 de junio, dijo {w}. ",
            "Un comité de {n} expertos evalúa todos los proyectos y publica los resultados en la página. ",
            "La cuestión de {t} sigue abierta, porque ni el ministerio ni la fundación {w} han decidido. ",
        ],
    ),
    (
        "pt",
        [
            "O conselho de pesquisa {w} anunciou a 12 de março de 2026 um apoio de {n} milhões de euros para {t}. ",
            "As candidaturas de universidades e institutos devem chegar até 30 de junho, disse {w}. ",
            "Uma comissão de {n} especialistas avalia todos os projetos e publica os resultados na página. ",
            "A questão de {t} continua em aberto, porque nem o ministério nem a fundação {w} decidiram. ",
        ],
    ),
    (
        "it",
        [
            "Il consiglio di ricerca {w} ha annunciato il 12 marzo 2026 un sostegno di {n} milioni di euro per {t}. ",
            "Le domande di università e istituti devono arrivare entro il 30 giugno, ha detto {w}. ",
            "Un comitato di {n} esperti valuta tutti i progetti e pubblica i risultati sul sito. ",
            "La questione di {t} resta aperta, perché né il ministero né la fondazione {w} hanno deciso. ",
        ],
    ),
    (
        "ja",
        [
            "研究会議{w}は2026年3月12日、{t}に{n}億円を助成すると発表した。",
            "大学や研究所からの申請は6月30日までに提出する必要があると{w}氏は述べた。",
            "{n}名の専門家からなる委員会がすべての課題を審査し、結果をウェブサイトで公表する。",
            "{t}については、文部科学省も{w}財団もまだ方針を決めていないため、課題が残されている。",
        ],
    ),
    (
        "zh",
        [
            "{w}研究理事会于2026年3月12日宣布，将投入{n}亿元支持{t}。",
            "高校和研究院所须在6月30日之前提交申请，{w}教授表示。",
            "由{n}名专家组成的委员会评审全部项目，并在网站上公布结果。",
            "关于{t}的问题仍未解决，因为主管部门和{w}基金会都尚未作出决定。",
        ],
    ),
    (
        "ko",
        [
            "{w} 연구회는 2026년 3월 12일 {t}에 {n}억 원을 지원한다고 발표했다. ",
            "대학과 연구소의 신청은 6월 30일까지 제출해야 한다고 {w} 교수가 말했다. ",
            "{n}명의 전문가로 구성된 위원회가 모든 과제를 심사하고 결과를 홈페이지에 공개한다. ",
            "{t}에 관해서는 교육부도 {w} 재단도 아직 결정하지 않아 문제가 남아 있다. ",
        ],
    ),
    (
        "sv",
        [
            "Forskningsrådet {w} meddelade den 12 mars 2026 att {t} får stöd med {n} miljoner euro. ",
            "Ansökningar från universitet och institut ska komma in senast den 30 juni, sade {w}. ",
            "En panel med {n} experter granskar alla projekt och publicerar resultaten på webbplatsen. ",
            "Frågan om {t} är öppen, eftersom varken departementet eller stiftelsen {w} har beslutat. ",
        ],
    ),
];

/// The same numbers for the same `n`.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
    fn name(&mut self) -> String {
        const PARTS: [&str; 12] =
            ["bor", "vel", "nor", "tide", "mar", "kess", "lin", "hal", "oster", "win", "dal", "rud"];
        let name = format!("{}{}", PARTS[self.roll(12)], PARTS[self.roll(12)]);
        name[..1].to_uppercase() + &name[1..]
    }
}

/// The announcement of number `n`, of about so many bytes.
pub fn document(n: usize, topics: &[Topic], bytes: usize) -> Document {
    let mut dice = Dice(n as u64 + 1);
    let (lang, sentences) = LANGUAGES[n % LANGUAGES.len()];
    let terms: Vec<&str> = topics
        .iter()
        .flat_map(|t| &t.concepts)
        .flat_map(|c| &c.terms)
        .filter(|t| t.lang.as_str() == lang)
        .map(|t| t.text.as_str())
        .collect();
    let sentence = |dice: &mut Dice| {
        let term = terms.get(dice.roll(terms.len())).copied().unwrap_or("open access");
        let (name, number) = (dice.name(), dice.roll(900) + 10);
        let mould = sentences[dice.roll(4)];
        mould.replace("{t}", term).replace("{n}", &number.to_string()).replace("{w}", &name)
    };
    let title = sentence(&mut dice).trim_end().to_owned();
    let mut text = String::with_capacity(bytes + 200);
    while text.len() < bytes {
        text.push_str(&sentence(&mut dice));
        if dice.roll(5) == 0 {
            text.push('\n');
        }
    }
    let day =
        chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default() + chrono::Days::new(n as u64 / 50);
    let url = url::Url::parse(&format!("https://agency{}.example/news/{n}", n % 300));
    Document {
        id: format!("https://agency{}.example/news/{n}", n % 300).into(),
        revision: Document::revision_of(&title, &text, Some(day)),
        source: format!("agency{}/news", n % 300).into(),
        agency: format!("agency{}", n % 300).into(),
        country: "JP".into(),
        url: url.unwrap_or_else(|_| unreachable!("an address made of digits is one")),
        capture: n.to_string().into(),
        title,
        text,
        pages: Vec::new(),
        published: Some(Published { date: day, evidence: DateEvidence::Metadata, passage: day.to_string() }),
        modified: None,
        authors: Vec::new(),
        stated_language: None,
        links: Vec::new(),
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}
