//! What sort of document is it, and which words tell?
//!
//! Three witnesses are heard: patterns in the title, where publishers name what they publish; stricter
//! patterns in the opening of the text; and [`cues`], plain phrases of a kind in one language. What each
//! says for and against each kind is a weight of [`weigh`], learned from documents that say their kind;
//! the kind with the largest sum is told with the passage that spoke for it most. What nothing tells is
//! news.

mod cues;
mod learn;
pub(crate) mod rules;
mod weigh;

pub use learn::learn_kinds;

use crate::sieve::Sieve;
use cues::cues;
use regex::Regex;
use rules::{LEAD, Rule, TITLE, Tongue};
use shiome_model::{DocumentKind, Lang};
use std::sync::LazyLock;
use weigh::{Evidence, Witness};

/// Characters of the text in which a kind may be told.
const OPENING: usize = 700;

/// Rules in order, and which of them a text can fit.
struct Rules {
    rules: Vec<(DocumentKind, Tongue, Regex)>,
    sieve: Sieve,
}

static BY_TITLE: LazyLock<Rules> = LazyLock::new(|| compile(TITLE));
static BY_LEAD: LazyLock<Rules> = LazyLock::new(|| compile(LEAD));

fn compile(rules: &[Rule]) -> Rules {
    let regex = |pattern: &str| Regex::new(&format!("(?ix){pattern}")).ok();
    Rules {
        rules: rules
            .iter()
            .filter_map(|(kind, tongue, pattern)| Some((*kind, *tongue, regex(pattern)?)))
            .collect(),
        sieve: Sieve::of(rules.iter().map(|(_, _, pattern)| *pattern)),
    }
}

/// The kind of a document and the passage that told it; for news by default, the rule.
pub(crate) fn kind(title: &str, text: &str, lang: &Lang) -> (DocumentKind, String) {
    let evidence = evidence(title, text, lang);
    let kind = weigh::strongest(&evidence);
    let because = weigh::spokesman(&evidence, kind);
    (kind, because.unwrap_or_else(|| "nothing tells another kind".to_owned()))
}

/// All that speaks for some kind.
fn evidence(title: &str, text: &str, lang: &Lang) -> Vec<Evidence> {
    let opening = text.char_indices().nth(OPENING).map_or(text, |(at, _)| &text[..at]);
    let told = |rules: &Rules, text: &str, witness: Witness| {
        let left = rules.sieve.candidates(text).into_iter().filter_map(|at| rules.rules.get(at));
        let mut heard = left.filter(|(_, tongue, _)| tongue.speaks(lang));
        heard.find_map(|(kind, _, regex)| {
            let passage = regex.find(text)?.as_str().trim().to_owned();
            Some(Evidence { kind: *kind, witness, passage })
        })
    };
    let mut all: Vec<Evidence> = Vec::new();
    all.extend(told(&BY_TITLE, title, Witness::TitleRule));
    all.extend(told(&BY_LEAD, opening, Witness::LeadRule));
    all.extend(cues(title, lang, true));
    all.extend(cues(opening, lang, false));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentKind::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(BY_TITLE.rules.len(), TITLE.len());
        assert_eq!(BY_LEAD.rules.len(), LEAD.len());
    }

    #[test]
    fn titles_tell_in_many_languages() {
        for (expected, lang, title) in [
            (Call, "en", "Call for proposals: quantum networks 2027"),
            (Call, "ja", "令和9年度国際共同研究の公募を開始しました"),
            (Call, "de", "Ausschreibung für Forschungsgruppen"),
            (Call, "fr", "Appel à projets générique"),
            (Call, "es", "Convocatoria de ayudas a proyectos"),
            (Call, "pt", "Edital para bolsas de doutorado"),
            (Call, "it", "Bando per giovani ricercatori"),
            (Call, "zh", "2027年度项目申请指南"),
            (Call, "ko", "2027년도 신규과제 공모"),
            (Call, "sv", "Utlysning: projektbidrag inom klimat"),
            (Call, "th", "เปิดรับข้อเสนอโครงการวิจัย"),
            (Consultation, "en", "Request for comments on the draft data policy"),
            (Consultation, "ja", "基本計画案に関する意見募集について"),
            (Consultation, "zh", "关于征求意见的公告"),
            (Result, "en", "42 projects awarded in the second round"),
            (Result, "en", "Award announcement: new fellows"),
            (Result, "ja", "令和8年度採択課題の決定"),
            (Result, "ko", "신규과제 선정 결과 안내"),
            (Appointment, "en", "Maria Silva appointed president of the foundation"),
            (Appointment, "de", "Neue Präsidentin des Rates gewählt"),
            (Appointment, "ja", "新理事長の就任について"),
            (Event, "en", "Webinar: writing a narrative CV"),
            (Event, "ja", "国際シンポジウムを開催します"),
            (Guideline, "en", "Guidelines for data management plans"),
            (Guideline, "ja", "生成AI利用ガイドライン"),
            (Report, "en", "Annual report 2025"),
            (Report, "ja", "科学技術調査報告書"),
            (Policy, "en", "New open access policy takes effect"),
            (Policy, "ja", "科学技術基本計画の閣議決定"),
            (Statement, "en", "Joint statement on academic freedom"),
            (Statement, "de", "Stellungnahme zur Forschungsfreiheit"),
            (Opinion, "en", "Opinion: why peer review must change"),
            (News, "en", "The council celebrates its birthday"),
            (News, "en", "Wet winters lag behind"),
            (Policy, "en", "Requirements for recipients of grants"),
            (Guideline, "en", "How to find helpers for workshops"),
            (Consultation, "en", "Information Collection: Property Report"),
        ] {
            assert_eq!(kind(title, "", &Lang::from(lang)).0, expected, "{title}");
        }
    }

    #[test]
    fn a_silent_title_leaves_it_to_the_opening() {
        let en = Lang::from("en");
        let (told, because) =
            kind("Quantum networks", "Applications are invited from teams in all fields.", &en);
        assert_eq!((told, because.as_str()), (Call, "Applications are invited"));
        let (told, because) = kind("Quantum networks", "They hum quietly.", &en);
        assert_eq!((told, because.as_str()), (News, "nothing tells another kind"));
    }
}
