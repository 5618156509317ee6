//! From when does a change hold, as the new text itself says?

use chrono::NaiveDate;
use regex::Regex;
use shiome_model::{ClauseEdit, Effective};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// How a date of effect is announced.
static SIGN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:effective|with effect (?:from|on)|(?:comes?|came|enters?|coming|entry) into (?:force|effect)|takes? effect|appl(?:y|ies|icable) (?:from|as of|to .{0,60} from)|valid (?:from|as of)|in force (?:from|since)|as (?:of|from)|starting (?:from|on)|from \d)",
        r"|\b(?:tritt|treten) .{0,60}in kraft|\b(?:in kraft|gültig|gilt|gelten|wirksam) .{0,20}(?:ab|seit|zum)\b|\bab (?:dem )?\d|mit wirkung (?:vom|zum|ab)",
        r"|entre(?:nt|ra|ront)? en (?:vigueur|application)|à (?:compter|partir) du|prend effet|applicables? (?:à|dès)",
        r"|entra(?:rá)? en vigor|a partir del?|surte efecto|in vigore (?:dal|il)|a decorrere dal|met ingang van|gäller från|træder i kraft",
        r"|施行|適用|発効|効力|から(?:実施|開始|変更|改定|有効)|より(?:施行|適用|実施|変更|改定)|付け?で改定|自.{0,16}起|(?:起|开始)(?:施行|实施|生效|执行|适用)|生效|施行日|시행|발효|적용|부터",
    ))
    .ok()
});

/// The earliest clause among what is new that states a day and that something holds from it.
pub(super) fn of(edits: &[ClauseEdit]) -> Option<Effective> {
    edits.iter().filter(|e| e.before != e.after).filter_map(|e| e.after.as_deref()).find_map(stated)
}

fn stated(clause: &str) -> Option<Effective> {
    let text = clause.nfkc().collect::<String>().to_lowercase();
    let sign = SIGN.as_ref()?.find(&text)?;
    let days = days(&text);
    // The day nearest to the words that announce it.
    let distance = |at: usize| at.abs_diff(sign.start()).min(at.abs_diff(sign.end()));
    let (_, date) = days.into_iter().min_by_key(|(at, _)| distance(*at))?;
    Some(Effective { date, passage: clause.to_owned() })
}

const MONTHS: [&str; 12] = [
    "jan(?:uary|uar|uari|vier)?|enero|gennaio|janeiro|januari",
    "feb(?:ruary|ruar|ruari)?|f[eé]v(?:rier)?|febrero|febbraio|fevereiro",
    "mar(?:ch)?|m[aä]rz|mars|marzo|março|maart",
    "apr(?:il)?|avr(?:il)?|abril|aprile",
    "may|mai|mayo|maggio|maio|mei|maj",
    "june?|juni|juin|junio|giugno|junho",
    "july?|juli|juillet|julio|luglio|julho",
    "aug(?:ust|usti|ustus)?|ao[uû]t|agosto",
    "sept?(?:ember|embre|iembre|tembre)?|settembre|setembro",
    "oct(?:ober|obre)?|okt(?:ober)?|octubre|ottobre|outubro",
    "nov(?:ember|embre|iembre|embro)?",
    "de[cz](?:ember)?|d[eé]c(?:embre)?|diciembre|dicembre|dezembro",
];

/// The days a folded text names, each with where it stands.
fn days(text: &str) -> Vec<(usize, NaiveDate)> {
    static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let names = MONTHS.join("|");
        [
            r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})".to_owned(),
            r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]".to_owned(),
            r"令和\s*(?P<r>\d{1,2}|元)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日".to_owned(),
            format!(r"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?(?P<n>{names})\.?,?\s+(?:de\s+)?(?P<y>\d{{4}})"),
            format!(r"(?P<n>{names})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})"),
            r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})".to_owned(),
        ]
        .iter()
        .filter_map(|form| Regex::new(&format!("(?i){form}")).ok())
        .collect()
    });
    static NAMES: LazyLock<Vec<Option<Regex>>> =
        LazyLock::new(|| MONTHS.iter().map(|m| Regex::new(&format!("^(?i:{m})$")).ok()).collect());
    let mut found = Vec::new();
    for form in FORMS.iter() {
        for parts in form.captures_iter(text) {
            let number = |name: &str| parts.name(name).and_then(|m| m.as_str().parse::<i32>().ok());
            let named = || {
                let name = parts.name("n")?.as_str();
                let at = NAMES.iter().position(|m| m.as_ref().is_some_and(|m| m.is_match(name)))?;
                i32::try_from(at + 1).ok()
            };
            let reiwa = || parts.name("r").map(|r| 2018 + r.as_str().parse::<i32>().unwrap_or(1));
            let (Some(year), Some(month), Some(day)) =
                (number("y").or_else(reiwa), number("m").or_else(named), number("d"))
            else {
                continue;
            };
            let date = NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs());
            let at = parts.get(0).map_or(0, |m| m.start());
            found.extend(date.map(|date| (at, date)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_effect_is_found_in_many_languages_with_its_passage() {
        for clause in [
            "These terms are effective from 1 April 2026.",
            "The new rates take effect on April 1, 2026.",
            "Die Regeln gelten ab dem 1. April 2026.",
            "Die Satzung tritt am 01.04.2026 in Kraft.",
            "Les règles entrent en vigueur le 1er avril 2026.",
            "本要領は2026年4月1日から施行する。",
            "令和８年４月１日より適用する。",
            "本办法自2026年4月1日起施行。",
            "이 지침은 2026년 4월 1일부터 시행한다.",
            "In force since 2026-04-01.",
        ] {
            let edit = ClauseEdit { after: Some(clause.into()), ..ClauseEdit::default() };
            let found = of(&[edit]).unwrap_or_else(|| panic!("{clause}"));
            assert_eq!((found.date.to_string().as_str(), found.passage.as_str()), ("2026-04-01", clause));
        }
    }

    #[test]
    fn of_several_days_the_one_that_is_announced_counts_and_a_deadline_is_none() {
        let of = |text: &str| of(&[ClauseEdit { after: Some(text.into()), ..ClauseEdit::default() }]);
        let found =
            of("Grants signed before 1 May 2025 keep the old terms; the new ones apply from 1 April 2026.");
        assert_eq!(found.map(|f| f.date.to_string()).as_deref(), Some("2026-04-01"));
        assert_eq!(of("The deadline is 3 March 2026."), None);
        assert_eq!(of("締切は2026年3月3日である。"), None);
    }
}
