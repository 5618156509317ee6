//! Texts for measures of speed: announcements in ten languages, with the terms of the thesaurus, bodies of
//! the configuration, sums, days and promises. They mean little, but all that annotation looks for is in
//! them.

use chrono::Datelike;
use shiome_model::{Agency, DateEvidence, Document, Media, Published, Sensitivity, Topic};

/// Sentences of each language; `{t}` is a term, `{n}` a number, `{w}` an invented name, `{b}` a body of the
/// configuration, `{d}` a day of a month, `{y}` the year of the document and `{z}` the next.
pub const LANGUAGES: [(&str, [&str; 8]); 10] = [
    (
        "en",
        [
            "The {w} Research Council announced on {d} March {y} that {t} will be supported with €{n} million. ",
            "Applications from universities and institutes must arrive by 30 June, said Professor {w} in a statement. ",
            "A panel of {n} experts reviews all proposals, and the results are published on the pages of the fund. ",
            "Questions of {t} remain open, because neither the ministry nor the {w} Foundation has decided so far. ",
            "The council will publish its final guidelines in autumn {y}, and {b} expects to decide on the first grants by the end of {z}. ",
            "{b} and {b} each contribute up to £{n},000 a project over three years, of which a third is meant for travel and open data. ",
            "The new rules apply from 1 January {z} to all grants, including those that {b} awards together with partners abroad. ",
            "Researchers welcomed the decision but warned that forms take days to fill in and that young scientists have little time left. ",
        ],
    ),
    (
        "de",
        [
            "Der Forschungsrat {w} hat am {d}. März {y} mitgeteilt, dass {t} mit {n} Millionen Euro gefördert wird. ",
            "Anträge von Universitäten und Instituten müssen bis zum 30. Juni eingehen, sagte Professorin {w}. ",
            "Ein Gremium aus {n} Fachleuten begutachtet alle Vorhaben und veröffentlicht die Ergebnisse. ",
            "Bei {t} sind Fragen offen, weil weder das Ministerium noch die Stiftung {w} entschieden hat. ",
            "Der Rat wird die endgültigen Leitlinien im Herbst {y} veröffentlichen, und {b} will bis Ende {z} über die ersten Anträge entscheiden. ",
            "{b} und {b} tragen je Vorhaben bis zu {n}.000 Euro für drei Jahre bei, davon ein Drittel für Reisen und offene Daten. ",
            "Die neuen Regeln gelten ab dem 1. Januar {z} für alle Bewilligungen, auch für jene, die {b} mit Partnern im Ausland vergibt. ",
            "Forschende begrüßten den Beschluss, warnten aber, dass das Ausfüllen der Formulare Tage dauert und kaum Zeit für die Arbeit bleibt. ",
        ],
    ),
    (
        "fr",
        [
            "Le conseil de la recherche {w} a annoncé le {d} mars {y} un soutien de {n} millions d'euros pour {t}. ",
            "Les candidatures des universités et des instituts sont attendues jusqu'au 30 juin, a déclaré {w}. ",
            "Un comité de {n} experts évalue tous les projets et les résultats sont publiés sur le site. ",
            "La question de {t} reste ouverte, car ni le ministère ni la fondation {w} n'ont encore tranché. ",
            "Le conseil publiera ses lignes directrices définitives à l'automne {y}, et {b} devrait se prononcer avant la fin de {z}. ",
            "{b} et {b} apportent chacun jusqu'à {n} 000 euros par projet sur trois ans, dont un tiers pour les voyages et les données ouvertes. ",
            "Les nouvelles règles s'appliquent à partir du 1er janvier {z} à toutes les subventions, y compris celles que {b} attribue avec des partenaires étrangers. ",
            "Les chercheurs ont salué la décision mais rappellent que remplir les formulaires prend des jours et que les jeunes ont peu de temps. ",
        ],
    ),
    (
        "es",
        [
            "El consejo de investigación {w} anunció el {d} de marzo de {y} una ayuda de {n} millones de euros para {t}. ",
            "Las solicitudes de universidades e institutos deben llegar antes del 30 de junio, dijo {w}. ",
            "Un comité de {n} expertos evalúa todos los proyectos y publica los resultados en la página. ",
            "La cuestión de {t} sigue abierta, porque ni el ministerio ni la fundación {w} han decidido. ",
            "El consejo publicará las directrices definitivas en otoño de {y}, y {b} prevé decidir sobre las primeras ayudas antes de finales de {z}. ",
            "{b} y {b} aportan cada uno hasta {n}.000 euros por proyecto durante tres años, un tercio de ellos para viajes y datos abiertos. ",
            "Las nuevas normas se aplican a partir del 1 de enero de {z} a todas las ayudas, también a las que {b} concede con socios extranjeros. ",
            "Los investigadores celebraron la decisión, pero advirtieron de que rellenar los formularios lleva días y de que a los jóvenes les queda poco tiempo. ",
        ],
    ),
    (
        "pt",
        [
            "O conselho de pesquisa {w} anunciou a {d} de março de {y} um apoio de {n} milhões de euros para {t}. ",
            "As candidaturas de universidades e institutos devem chegar até 30 de junho, disse {w}. ",
            "Uma comissão de {n} especialistas avalia todos os projetos e publica os resultados na página. ",
            "A questão de {t} continua em aberto, porque nem o ministério nem a fundação {w} decidiram. ",
            "O conselho publicará as diretrizes definitivas no outono de {y}, e {b} deverá decidir sobre os primeiros apoios até ao final de {z}. ",
            "{b} e {b} contribuem cada um com até R$ {n} mil por projeto durante três anos, um terço dos quais para viagens e dados abertos. ",
            "As novas regras aplicam-se a partir de 1 de janeiro de {z} a todos os apoios, incluindo os que {b} concede com parceiros estrangeiros. ",
            "Os investigadores saudaram a decisão, mas avisaram que preencher os formulários demora dias e que os jovens têm pouco tempo. ",
        ],
    ),
    (
        "it",
        [
            "Il consiglio di ricerca {w} ha annunciato il {d} marzo {y} un sostegno di {n} milioni di euro per {t}. ",
            "Le domande di università e istituti devono arrivare entro il 30 giugno, ha detto {w}. ",
            "Un comitato di {n} esperti valuta tutti i progetti e pubblica i risultati sul sito. ",
            "La questione di {t} resta aperta, perché né il ministero né la fondazione {w} hanno deciso. ",
            "Il consiglio pubblicherà le linee guida definitive nell'autunno {y}, e {b} prevede di decidere sui primi contributi entro la fine del {z}. ",
            "{b} e {b} contribuiscono ciascuno fino a {n}.000 euro per progetto in tre anni, di cui un terzo per viaggi e dati aperti. ",
            "Le nuove regole si applicano dal 1 gennaio {z} a tutti i contributi, compresi quelli che {b} assegna con partner stranieri. ",
            "I ricercatori hanno accolto con favore la decisione, ma avvertono che compilare i moduli richiede giorni e che ai giovani resta poco tempo. ",
        ],
    ),
    (
        "ja",
        [
            "研究会議{w}は{y}年3月{d}日、{t}に{n}億円を助成すると発表した。",
            "大学や研究所からの申請は6月30日までに提出する必要があると{w}氏は述べた。",
            "{n}名の専門家からなる委員会がすべての課題を審査し、結果をウェブサイトで公表する。",
            "{t}については、文部科学省も{w}財団もまだ方針を決めていないため、課題が残されている。",
            "同会議は最終的なガイドラインを{y}年秋に公表する予定であり、{b}は{z}年度末までに最初の採択を決定する見込みである。",
            "{b}と{b}は、3年間で1課題あたり最大{n}万円をそれぞれ負担し、その3分の1は渡航とオープンデータに充てられる。",
            "新しい規則は{z}年1月1日から、{b}が海外の機関と共同で行うものを含むすべての助成に適用される。",
            "研究者らは決定を歓迎する一方、書類の作成に何日もかかり、若手に残された時間は少ないと指摘した。",
        ],
    ),
    (
        "zh",
        [
            "{w}研究理事会于{y}年3月{d}日宣布，将投入{n}亿元支持{t}。",
            "高校和研究院所须在6月30日之前提交申请，{w}教授表示。",
            "由{n}名专家组成的委员会评审全部项目，并在网站上公布结果。",
            "关于{t}的问题仍未解决，因为主管部门和{w}基金会都尚未作出决定。",
            "理事会将于{y}年秋季公布最终指南，{b}预计在{z}年底之前决定首批资助项目。",
            "{b}和{b}在三年内为每个项目各提供最多{n}万元，其中三分之一用于差旅和开放数据。",
            "新规定自{z}年1月1日起适用于所有资助，包括{b}与国外伙伴共同提供的资助。",
            "研究人员对这一决定表示欢迎，但也提醒说，填写表格需要数天，留给青年学者的时间不多。",
        ],
    ),
    (
        "ko",
        [
            "{w} 연구회는 {y}년 3월 {d}일 {t}에 {n}억 원을 지원한다고 발표했다. ",
            "대학과 연구소의 신청은 6월 30일까지 제출해야 한다고 {w} 교수가 말했다. ",
            "{n}명의 전문가로 구성된 위원회가 모든 과제를 심사하고 결과를 홈페이지에 공개한다. ",
            "{t}에 관해서는 교육부도 {w} 재단도 아직 결정하지 않아 문제가 남아 있다. ",
            "위원회는 {y}년 가을에 최종 지침을 공개할 예정이며, {b}은 {z}년 말까지 첫 과제를 결정할 것으로 보인다. ",
            "{b}과 {b}은 3년 동안 과제당 최대 {n}만 원을 각각 부담하며, 그 3분의 1은 출장과 공개 데이터에 쓰인다. ",
            "새 규정은 {z}년 1월 1일부터 {b}이 해외 기관과 함께 지원하는 과제를 포함한 모든 지원에 적용된다. ",
            "연구자들은 결정을 환영하면서도 서류 작성에 며칠이 걸리고 신진 연구자에게 남은 시간이 적다고 지적했다. ",
        ],
    ),
    (
        "sv",
        [
            "Forskningsrådet {w} meddelade den {d} mars {y} att {t} får stöd med {n} miljoner euro. ",
            "Ansökningar från universitet och institut ska komma in senast den 30 juni, sade {w}. ",
            "En panel med {n} experter granskar alla projekt och publicerar resultaten på webbplatsen. ",
            "Frågan om {t} är öppen, eftersom varken departementet eller stiftelsen {w} har beslutat. ",
            "Rådet kommer att publicera de slutliga riktlinjerna hösten {y}, och {b} väntas besluta om de första bidragen före slutet av {z}. ",
            "{b} och {b} bidrar vardera med upp till {n} 000 kronor per projekt under tre år, varav en tredjedel för resor och öppna data. ",
            "De nya reglerna gäller från den 1 januari {z} för alla bidrag, även dem som {b} delar ut tillsammans med partner utomlands. ",
            "Forskarna välkomnade beslutet men varnade för att blanketterna tar dagar att fylla i och att unga forskare har lite tid kvar. ",
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

/// Countries of the publishers, by language.
const COUNTRIES: [&str; LANGUAGES.len()] = ["GB", "DE", "FR", "ES", "BR", "IT", "JP", "CN", "KR", "SE"];

/// The announcement of number `n`, of about so many bytes; its bodies are invented.
pub fn document(n: usize, topics: &[Topic], bytes: usize) -> Document {
    naming(n, topics, &[], bytes)
}

/// The same, with bodies that may be known by name.
pub fn naming(n: usize, topics: &[Topic], agencies: &[Agency], bytes: usize) -> Document {
    let mut dice = Dice(n as u64 + 1);
    let (lang, sentences) = LANGUAGES[n % LANGUAGES.len()];
    let terms: Vec<&str> = topics
        .iter()
        .flat_map(|t| &t.concepts)
        .flat_map(|c| &c.terms)
        .filter(|t| t.lang.as_str() == lang)
        .map(|t| t.text.as_str())
        .collect();
    let day =
        chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default() + chrono::Days::new(n as u64 / 50);
    let year = day.year();
    let sentence = |dice: &mut Dice| {
        let term = terms.get(dice.roll(terms.len())).copied().unwrap_or("open access");
        let (name, number) = (dice.name(), dice.roll(900) + 10);
        let mut mould = sentences[dice.roll(sentences.len())].to_owned();
        while mould.contains("{b}") {
            mould = mould.replacen("{b}", &body(dice, agencies, lang), 1);
        }
        mould
            .replace("{t}", term)
            .replace("{n}", &number.to_string())
            .replace("{w}", &name)
            .replace("{d}", &(dice.roll(28) + 1).to_string())
            .replace("{y}", &year.to_string())
            .replace("{z}", &(year + 1).to_string())
    };
    let title = sentence(&mut dice).trim_end().to_owned();
    let mut text = String::with_capacity(bytes + 200);
    while text.len() < bytes {
        text.push_str(&sentence(&mut dice));
        if dice.roll(5) == 0 {
            text.push('\n');
        }
    }
    let url = url::Url::parse(&format!("https://agency{}.example/news/{n}", n % 300));
    Document {
        id: format!("https://agency{}.example/news/{n}", n % 300).into(),
        revision: Document::revision_of(&title, &text, Some(day)),
        source: format!("agency{}/news", n % 300).into(),
        agency: format!("agency{}", n % 300).into(),
        country: COUNTRIES[n % COUNTRIES.len()].into(),
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

/// What a text calls some body: its acronym, or its name in the language at hand.
fn body(dice: &mut Dice, agencies: &[Agency], lang: &str) -> String {
    let Some(agency) = agencies.get(dice.roll(agencies.len())) else {
        return format!("{} Council", dice.name());
    };
    match (agency.acronyms.first(), dice.roll(2)) {
        (Some(acronym), 0) => acronym.clone(),
        _ => agency.name.of(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_looked_for_is_in_the_texts() {
        let config =
            crate::config::load(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config"))
                .unwrap();
        let agencies: Vec<Agency> = config.plan.agencies.values().cloned().collect();
        let enricher =
            shiome_enrich::Enricher::new(&config.plan.topics).unwrap().knowing(&config.plan.knowledge());
        let enricher = enricher.unwrap();
        for (at, (lang, _)) in LANGUAGES.iter().enumerate() {
            let (mut topics, mut entities, mut sums, mut promises) = (0, 0, 0, 0);
            for n in (0..6).map(|n| at + n * LANGUAGES.len()) {
                let document = naming(n, &config.plan.topics, &agencies, 4_000);
                assert!(!document.text.contains(['{', '}']), "{lang}");
                let notes = enricher.annotate(&document, None);
                assert_eq!(notes.language.as_str(), *lang);
                topics += notes.topics.len();
                entities += notes.entities.len();
                sums += notes.instruments.iter().map(|i| i.money.len()).sum::<usize>();
                promises += notes.promises.len();
            }
            println!("{lang}: {topics} topics, {entities} entities, {sums} sums, {promises} promises");
            assert!(topics >= 3 && entities >= 30 && sums >= 6, "{lang}");
            // Whose words for what will come are not known.
            assert!(promises >= 12 || matches!(*lang, "it" | "sv"), "{lang}");
        }
    }
}
