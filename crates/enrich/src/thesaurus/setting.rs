//! Does a text speak of research at all?
//!
//! Words of the trade, by which a text on research, universities and those who fund them differs from
//! one on banks, buses or refrigerators. One is enough: the question is only whether an ambiguous term
//! (`open data`, `mobility`) may mean what it means there.

use crate::script::is_run_script;

/// How words begin, in lower case, in languages that part words.
const BEGINNINGS: &[&str] = &[
    "academ",
    "académ",
    "akadem",
    "badani",
    "becari",
    "begutacht",
    "bolseir",
    "bolsista",
    "chercheu",
    "cientista",
    "científic",
    "dissertat",
    "doctor",
    "doktor",
    "doutor",
    "dozent",
    "déposant",
    "enseignant",
    "estudiant",
    "evaluador",
    "faculdad",
    "facultad",
    "faculté",
    "fakult",
    "fellowship",
    "forsch",
    "forsk",
    "graduate",
    "gutacht",
    "gutachter",
    "hochschul",
    "högskol",
    "investigación",
    "investigador",
    "investigator",
    "investigação",
    "journal",
    "laborat",
    "laboren",
    "lehrstuhl",
    "manuscri",
    "onderzoek",
    "parecerist",
    "periódic",
    "pesquisa",
    "postdoc",
    "postdok",
    "profesor",
    "professor",
    "promovier",
    "recherche",
    "relecteur",
    "research",
    "reviewer",
    "ricerc",
    "scholar",
    "scien",
    "supercomput",
    "tutkimu",
    "universi",
    "université",
    "vetenskap",
    "videnskab",
    "wetenschap",
    "wissenschaft",
    "étudiant",
];
/// Not beginnings, but words.
const PLACES: &[&str] =
    &["grant", "phd", "lab", "labs", "labor", "labore", "thesis", "tesis", "tese", "thèse", "thèses"];
/// Parts of words of the trade in scripts without spaces, and in Korean.
const PARTS: &[&str] = &[
    "研究",
    "大学",
    "学術",
    "科学",
    "論文",
    "学会",
    "学者",
    "博士",
    "科研",
    "学术",
    "论文",
    "高校",
    "院所",
    "院校",
    "基金委",
    "评审",
    "审查委",
    "審査委員",
    "申請書",
    "期刊",
    "学位",
    "硕士",
    "연구",
    "대학",
    "학술",
    "논문",
    "과학",
    "박사",
    "학회",
    "학문",
    "งานวิจัย",
    "มหาวิทยาลัย",
    "วิทยาศาสตร์",
    "นักวิจัย",
    "بحث",
    "جامعة",
    "البحث",
];
/// Words of other trades that begin so.
const OTHERS: &[&str] = &["journalis", "doctors"];

/// Whether title or text has a word of the trade.
pub(crate) fn is_research(title: &str, text: &str) -> bool {
    speaks(title) || speaks(text)
}

fn speaks(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic() || is_run_script(c)).filter(|w| w.len() > 2);
    let mut lower = String::new();
    for word in words {
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase));
        let first = lower.as_bytes().first();
        let begins =
            |list: &[&str]| list.iter().any(|b| b.as_bytes().first() == first && lower.starts_with(b));
        if PLACES.contains(&lower.as_str()) || (begins(BEGINNINGS) && !begins(OTHERS)) {
            return true;
        }
    }
    text.chars().any(|c| is_run_script(c) || c > '\u{5FF}') && PARTS.iter().any(|p| text.contains(p))
}

#[cfg(test)]
mod tests {
    use super::is_research;

    #[test]
    fn the_trade_is_known_by_its_words() {
        for text in [
            "Universities must share what they find.",
            "Die Hochschulen einigen sich.",
            "Los investigadores cobrarán más.",
            "振興会は研究費を増やす。",
            "高校图书馆联盟宣布停止谈判",
            "대학은 지침을 마련했다",
            "The lab is cold.",
        ] {
            assert!(is_research("", text), "{text}");
        }
        for text in [
            "Banks must report incidents to the supervisor.",
            "The bus is late, says a journalist.",
            "家電大手は新しい冷蔵庫を発売する。",
            "은행은 대출 금리를 올렸다.",
            "Die Stadtwerke bauen Fernwärme aus.",
        ] {
            assert!(!is_research("", text), "{text}");
        }
    }
}
