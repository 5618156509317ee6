//! How much does a difference matter?

use super::diff::units;
use crate::fold::bare;
use regex::Regex;
use shiome_model::ClauseEdit;
use std::{collections::BTreeSet, sync::LazyLock};

/// What makes an edit weigh more: reason, added weight, words that tell it.
const SIGNS: [(&str, f32, &str); 4] = [
    (
        "a deadline moved",
        0.25,
        r"\b(deadline|closing\ date|due\ (date|by|on)|submit(ted)?\ by|apply\ by|no\ later\ than|by\ \d|frist|stichtag|einsendeschluss|date\ limite|échéance|fecha\ límite|plazo|prazo|scadenza|uiterlijk|sista\ ansökningsdag)\b|締切|締め切り|期限|[0-9][日時]?(必着)?まで|截止|마감|[0-9][일시]?까지|กำหนดส่ง",
    ),
    (
        "an obligation moved",
        0.2,
        r"\b(must|shall|required?|requires|requirement|mandatory|obligat\p{L}*|may\ not|prohibited|no\ longer|muss|müssen|verpflichtend|verpflichtet|pflicht|doit|doivent|obligatoire|debe|deben|deberán?|obligatori[oa]|deve|devem|devono|obrigatóri[oa]|verplicht|moet(en)?|måste|ska|skall|krav)\b|必須|義務|しなければならない|必要|禁止|必须|应当|不得|의무|필수|하여야|해야|ต้อง",
    ),
    (
        "money moved",
        0.2,
        r"(\p{Sc}|\b(usd|eur|gbp|jpy|chf|sek|euros?|dollars?|pounds?|yen|kronor)\b)\s*\d|\d[\d.,\s]*(\p{Sc}|\b(usd|eur|gbp|jpy|chf|sek|euros?|dollars?|pounds?|yen|kronor|million(en|s)?|millones|milhões|miljoner|billion)\b)|\d[\d,.]*\s*(千|百)?(万|億|亿|억|만)?\s?(円|元|원|ユーロ|ドル)|\b(million(en|s)?|billion|budget|funding\ rate|overhead)\b",
    ),
    (
        "eligibility moved",
        0.2,
        r"\b(eligib\p{L}*|ineligible|applicants?|who\ can\ apply|antragsberechtig\p{L}*|éligib\p{L}*|elegib\p{L}*|requisitos|ammissib\p{L}*|behörig\p{L}*|kwalificer\p{L}*)\b|応募資格|申請資格|対象者|申请资格|申请人|자격|지원\s?대상|คุณสมบัติ",
    ),
];

static TELLING: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| SIGNS.iter().map(|(_, _, p)| Regex::new(&format!("(?ix){p}")).ok()).collect());

/// Materiality and its reasons, for a page of `size` letters.
pub(super) fn weigh(edits: &[ClauseEdit], size: usize) -> (f32, Vec<String>) {
    let mut moved = 0usize;
    let mut signs: BTreeSet<usize> = BTreeSet::new();
    let mut numbers = false;
    let (mut added, mut removed, mut reworded) = (0, 0, 0);
    for edit in edits {
        let (before, after) = (side(&edit.before), side(&edit.after));
        let (gone, come) = (difference(&before, &after), difference(&after, &before));
        moved += gone.chars().count().max(come.chars().count());
        let has_digit = |t: &str| t.chars().any(|c| c.is_ascii_digit());
        let figures = has_digit(&gone) || has_digit(&come);
        for (at, regex) in TELLING.iter().enumerate() {
            let Some(regex) = regex else { continue };
            let whole = edit.before.iter().chain(&edit.after).any(|t| regex.is_match(t));
            let words = regex.is_match(&gone) || regex.is_match(&come);
            // A figure that moves in a clause about money or a deadline moves the money or deadline.
            let applies = words
                || (whole && figures && matches!(at, 0 | 2))
                || (whole && (before.is_empty() || after.is_empty()));
            if applies {
                signs.insert(at);
            }
        }
        match (&edit.before, &edit.after) {
            (Some(_), Some(_)) => {
                reworded += 1;
                numbers |= figures;
            }
            (None, _) => added += 1,
            (_, None) => removed += 1,
        }
    }
    let share = (moved as f32 / size.max(1) as f32).min(1.0);
    let mut materiality = 0.6 * share.sqrt() + if added + removed > 0 { 0.03 } else { 0.0 };
    let mut reasons = Vec::new();
    for (count, what) in [(added, "added"), (removed, "removed"), (reworded, "reworded")] {
        if count > 0 {
            reasons.push(format!("{count} clause{} {what}", if count == 1 { "" } else { "s" }));
        }
    }
    if !edits.is_empty() {
        reasons.push(format!("{} % of the text moved", (share * 100.0).ceil() as u32));
    }
    for at in signs {
        materiality += SIGNS[at].1;
        reasons.push(SIGNS[at].0.to_owned());
    }
    if numbers {
        materiality += 0.1;
        reasons.push("a figure moved".to_owned());
    }
    (materiality.min(1.0), reasons)
}

fn side(text: &Option<String>) -> String {
    text.as_deref().map(bare).unwrap_or_default()
}

/// The words of `of` that `other` does not have, in order.
fn difference(of: &str, other: &str) -> String {
    let theirs = units(other);
    if crate::script::mostly_unspaced(of) {
        let chars: Vec<char> = of.chars().filter(|c| *c != ' ').collect();
        let fresh = |at: usize| {
            let pair = |from: usize| chars.get(from..from + 2).map(|p| p.iter().collect::<String>());
            let left = at.checked_sub(1).and_then(pair).is_some_and(|p| theirs.contains(&p));
            let right = pair(at).is_some_and(|p| theirs.contains(&p));
            !(left || right)
        };
        return (0..chars.len()).filter(|at| fresh(*at)).map(|at| chars[at]).collect();
    }
    of.split(' ').filter(|w| !theirs.contains(*w)).collect::<Vec<_>>().join(" ")
}
