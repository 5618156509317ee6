//! How much does a difference matter?

use super::{diff::units, noise::spelled};
use crate::fold::bare;
use regex::Regex;
use shiome_model::{ClauseEdit, Ground};
use std::{collections::BTreeSet, sync::LazyLock};

/// What makes an edit weigh more: ground, added weight, words that tell it.
const SIGNS: [(Ground, f32, &str); 7] = [
    (
        Ground::Deadline,
        0.25,
        r"\b(deadline|closing\ date|due\ (date|by|on)|submit(ted)?\ by|apply\ by|no\ later\ than|by\ \d|before\ \d|until\ \d|bis\ (zum\ )?\d|avant\ le\ \d|jusqu'au\ \d|hasta\ el\ \d|até\ \d|entro\ il\ \d|frist|stichtag|einsendeschluss|date\ limite|échéance|fecha\ límite|plazo|prazo|scadenza|uiterlijk|sista\ ansökningsdag)\b|締切|締め切り|期限|[0-9][日時]?(必着)?まで|截止|[0-9]日(以?前|之前)|마감|[0-9][일시]?까지|กำหนดส่ง",
    ),
    (
        Ground::Obligation,
        0.2,
        r"\b(must|shall|required?|requires|requirement|mandatory|obligat\p{L}*|may\ not|prohibited|no\ longer|muss|müssen|verpflichtend|verpflichtet|pflicht|doit|doivent|obligatoire|debe|deben|deberán?|obligatori[oa]|deve|devem|devono|obrigatóri[oa]|verplicht|moet(en)?|måste|ska|skall|krav)\b|必須|義務|しなければならない|必要|禁止|必须|应当|不得|의무|필수|하여야|해야|ต้อง",
    ),
    (
        Ground::Money,
        0.2,
        r"(\p{Sc}|\b(usd|eur|gbp|jpy|chf|sek|euros?|dollars?|pounds?|yen|kronor)\b)\s*\d|\d[\d.,\s]*(\p{Sc}|\b(usd|eur|gbp|jpy|chf|sek|euros?|dollars?|pounds?|yen|kronor|million(en|s)?|millones|milhões|miljoner|billion)\b)|\d[\d,.]*\s*(千|百)?(万|億|亿|억|만)?\s?(円|元|원|ユーロ|ドル)|\b(euros?|dollars?|pounds?|yen|won|percent|million(en|s)?|billion|budget|funding\ rate|overhead)\b",
    ),
    (
        Ground::Eligibility,
        0.2,
        r"\b(eligib\p{L}*|ineligible|applicants?|who\ can\ apply|antragsberechtig\p{L}*|éligib\p{L}*|elegib\p{L}*|requisitos|ammissib\p{L}*|behörig\p{L}*|kwalificer\p{L}*)\b|応募資格|申請資格|対象者|申请资格|申请人|자격|지원\s?대상|คุณสมบัติ",
    ),
    (
        Ground::Effective,
        0.2,
        r"\b(effective|effect|into\ force|in\ force|appl(y|ies)\ from|valid\ (from|until)|in\ kraft|gültig|gilt\ ab|wirksam|en\ vigueur|en\ application|à\ compter\ du|en\ vigor|in\ vigore)\b|施行|適用|発効|生效|施行日|시행|발효",
    ),
    (
        Ground::Scope,
        0.1,
        r"\b(scope|all|only|any|every|includ(es?|ing)|exclud(es?|ed|ing)|except|limited\ to|unless|covers?|regardless|alle|nur|einschließlich|ausgenommen|außer|tous|toutes|seulement|uniquement|sauf|y\ compris|hors|todos|sólo|solo|excepto|tutti|alleen|endast)\b|全て|すべて|のみ|に限る|限り|を除く|除き|含む|含め|対象|所有|仅|仅限|包括|除外|모든|제외|포함|한하여|한정",
    ),
    (
        Ground::Negation,
        0.15,
        r"\b(not|no|never|neither|nor|cannot|without|none|nicht|kein\p{L}*|nie|ohne|ne|n|pas|aucun\p{L}*|jamais|sans|sin|nunca|não|non|niet|geen|inte|ej|ikke)\b|ない|なく|ません|せず|不|未|非|無|没有|禁止|없|않|못|아니",
    ),
];

static TELLING: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| SIGNS.iter().map(|(_, _, p)| Regex::new(&format!("(?ix){p}")).ok()).collect());

/// How much a difference matters.
pub(super) struct Weight {
    /// 0 to 1.
    pub materiality: f32,
    /// How much of the text moved, in per cent, rounded up.
    pub share: u32,
    /// What it touches, in their order.
    pub grounds: Vec<Ground>,
}

impl Weight {
    /// Adds what was found in another way, once.
    pub fn add(&mut self, ground: Ground) {
        if !self.grounds.contains(&ground) {
            self.grounds.push(ground);
            let weight = SIGNS.iter().find(|(g, ..)| *g == ground).map_or(0.1, |(_, weight, _)| *weight);
            self.materiality = (self.materiality + weight).min(1.0);
        }
    }
}

/// Whether a label announces a figure or day that matters.
pub(super) fn tells(label: &str) -> bool {
    let signs = SIGNS.iter().zip(TELLING.iter());
    let telling = |ground: Ground| !matches!(ground, Ground::Negation | Ground::Scope);
    signs
        .filter(|((ground, ..), _)| telling(*ground))
        .any(|(_, r)| r.as_ref().is_some_and(|r| r.is_match(label)))
        || OF_FACTS.as_ref().is_some_and(|r| r.is_match(label))
}

/// Labels of facts beside those of the signs.
static OF_FACTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(opening|opens?|closing|closes?|start|end|duration|period|amount|funding|total|maximum|minimum|number|rate|dauer|laufzeit|beginn|ende|betrag|fördersumme|höhe|durée|montant|début|fin|ouverture|clôture|duración|importe|inicio)\b|期間|開始|終了|受付|金額|上限|下限|件数|総額|支援額|研究費|人数|时间|金额|期限|经费|限额|기간|시작|종료|금액|한도|접수",
    )
    .ok()
});

/// Materiality and its reasons, for a page of `size` letters.
pub(super) fn weigh(edits: &[ClauseEdit], size: usize) -> Weight {
    let mut moved = 0usize;
    let mut signs: BTreeSet<usize> = BTreeSet::new();
    let mut numbers = false;
    let mut comes_or_goes = false;
    for edit in edits {
        if edit.before == edit.after {
            comes_or_goes = true; // under another heading
            continue;
        }
        let (before, after) = (side(&edit.before), side(&edit.after));
        let (gone, come) = (difference(&before, &after), difference(&after, &before));
        moved += gone.chars().count().max(come.chars().count());
        let is_reworded = edit.before.is_some() && edit.after.is_some();
        let has_digit = |t: &str| t.chars().any(|c| c.is_ascii_digit());
        let figures = has_digit(&gone) || has_digit(&come);
        for (at, regex) in TELLING.iter().enumerate() {
            let (Some(regex), Some((ground, ..))) = (regex, SIGNS.get(at)) else { continue };
            let whole = edit.before.iter().chain(&edit.after).any(|t| regex.is_match(t));
            let words = regex.is_match(&gone) || regex.is_match(&come);
            // A figure that moves in a clause about money or a deadline moves the money or deadline.
            let applies = match ground {
                Ground::Negation => is_reworded && words,
                Ground::Scope => words,
                Ground::Deadline | Ground::Money | Ground::Effective => {
                    words || (whole && (figures || !is_reworded))
                }
                _ => words || (whole && !is_reworded),
            };
            if applies {
                signs.insert(at);
            }
        }
        numbers |= is_reworded && figures;
        comes_or_goes |= !is_reworded;
    }
    let share = (moved as f32 / size.max(1) as f32).min(1.0);
    let mut materiality = 0.6 * share.sqrt() + if comes_or_goes { 0.05 } else { 0.0 };
    let mut grounds = Vec::new();
    for (ground, weight, _) in signs.into_iter().filter_map(|at| SIGNS.get(at)) {
        materiality += weight;
        grounds.push(*ground);
    }
    if numbers {
        materiality += 0.1;
        grounds.push(Ground::Figure);
    }
    Weight { materiality: materiality.min(1.0), share: (share * 100.0).ceil() as u32, grounds }
}

fn side(text: &Option<String>) -> String {
    text.as_deref().map(|t| bare(&spelled(t))).unwrap_or_default()
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
