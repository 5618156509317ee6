//! What sort of document is it, and which words tell?
//!
//! The title speaks first: publishers name what they publish. Where it is silent the opening of the
//! text is read, against stricter patterns. What nothing tells is news.

mod rules;

use regex::Regex;
use rules::{LEAD, TITLE};
use shiome_model::DocumentKind;
use std::sync::LazyLock;

/// Characters of the text in which a kind may be told.
const OPENING: usize = 700;

static BY_TITLE: LazyLock<Vec<(DocumentKind, Regex)>> = LazyLock::new(|| compile(TITLE));
static BY_LEAD: LazyLock<Vec<(DocumentKind, Regex)>> = LazyLock::new(|| compile(LEAD));

fn compile(table: &[(DocumentKind, &str)]) -> Vec<(DocumentKind, Regex)> {
    table
        .iter()
        .filter_map(|(kind, pattern)| Some((*kind, Regex::new(&format!("(?ix){pattern}")).ok()?)))
        .collect()
}

/// The kind of a document and the passage that told it; for news by default, the rule.
pub(crate) fn kind(title: &str, text: &str) -> (DocumentKind, String) {
    let opening = text.char_indices().nth(OPENING).map_or(text, |(at, _)| &text[..at]);
    let told = |table: &[(DocumentKind, Regex)], text: &str| {
        table.iter().find_map(|(kind, regex)| Some((*kind, regex.find(text)?.as_str().trim().to_owned())))
    };
    told(&BY_TITLE, title)
        .or_else(|| told(&BY_LEAD, opening))
        .unwrap_or_else(|| (DocumentKind::News, "nothing tells another kind".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentKind::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(BY_TITLE.len(), TITLE.len());
        assert_eq!(BY_LEAD.len(), LEAD.len());
    }

    #[test]
    fn titles_tell_in_many_languages() {
        for (expected, title) in [
            (Call, "Call for proposals: quantum networks 2027"),
            (Call, "令和9年度国際共同研究の公募を開始しました"),
            (Call, "Ausschreibung für Forschungsgruppen"),
            (Call, "Appel à projets générique"),
            (Call, "Convocatoria de ayudas a proyectos"),
            (Call, "Edital para bolsas de doutorado"),
            (Call, "Bando per giovani ricercatori"),
            (Call, "2027年度项目申请指南"),
            (Call, "2027년도 신규과제 공모"),
            (Call, "Utlysning: projektbidrag inom klimat"),
            (Call, "เปิดรับข้อเสนอโครงการวิจัย"),
            (Consultation, "Request for comments on the draft data policy"),
            (Consultation, "基本計画案に関する意見募集について"),
            (Consultation, "关于征求意见的公告"),
            (Result, "42 projects awarded in the second round"),
            (Result, "Award announcement: new fellows"),
            (Result, "令和8年度採択課題の決定"),
            (Result, "신규과제 선정 결과 안내"),
            (Appointment, "Maria Silva appointed president of the foundation"),
            (Appointment, "Neue Präsidentin des Rates gewählt"),
            (Appointment, "新理事長の就任について"),
            (Event, "Webinar: writing a narrative CV"),
            (Event, "国際シンポジウムを開催します"),
            (Guideline, "Guidelines for data management plans"),
            (Guideline, "生成AI利用ガイドライン"),
            (Report, "Annual report 2025"),
            (Report, "科学技術調査報告書"),
            (Policy, "New open access policy takes effect"),
            (Policy, "科学技術基本計画の閣議決定"),
            (Statement, "Joint statement on academic freedom"),
            (Statement, "Stellungnahme zur Forschungsfreiheit"),
            (Opinion, "Opinion: why peer review must change"),
            (News, "The council celebrates its birthday"),
        ] {
            assert_eq!(kind(title, "").0, expected, "{title}");
        }
    }

    #[test]
    fn a_silent_title_leaves_it_to_the_opening() {
        let (told, because) = kind("Quantum networks", "Applications are invited from teams in all fields.");
        assert_eq!((told, because.as_str()), (Call, "Applications are invited"));
        let (told, because) = kind("Quantum networks", "They hum quietly.");
        assert_eq!((told, because.as_str()), (News, "nothing tells another kind"));
    }
}
