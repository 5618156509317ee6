//! How do the words around a window lean on it: until it, before it, from it on, not it any more?

use super::Lean;

const BY: &[&str] = &[
    "by",
    "by the",
    "until",
    "until the",
    "no later than",
    "not later than",
    "till",
    "bis",
    "bis zum",
    "bis spätestens",
    "bis zur",
    "bis einschließlich",
    "spätestens",
    "spätestens am",
    "d'ici",
    "d'ici le",
    "d'ici à",
    "d'ici la",
    "d'ici l'",
    "jusqu'au",
    "jusqu'en",
    "jusqu'à",
    "au plus tard le",
    "au plus tard",
    "pour le",
    "hasta",
    "hasta el",
    "a más tardar el",
    "a más tardar en",
    "até",
    "até o",
    "até ao",
    "até a",
    "até às",
    "close on",
    "due",
    "entro",
    "entro il",
    "uiterlijk",
    "senast",
    "by end",
    "bis ende",
    "by the end of",
];
const BEFORE: &[&str] = &[
    "before",
    "before the",
    "vor",
    "vor dem",
    "avant",
    "avant le",
    "avant l'",
    "avant la",
    "antes de",
    "antes del",
    "antes do",
    "antes da",
    "ahead of",
];
const FROM: &[&str] = &[
    "from",
    "since",
    "as of",
    "starting",
    "starting from",
    "ab",
    "ab dem",
    "seit",
    "seit dem",
    "vom",
    "von",
    "à partir du",
    "à compter du",
    "du",
    "depuis",
    "depuis le",
    "dès le",
    "desde",
    "desde el",
    "a partir del",
    "a partir de",
    "del",
    "de",
    "between",
    "zwischen",
    "entre le",
    "entre el",
    "abre a",
];
const INSTEAD: &[&str] = &[
    "instead of",
    "rather than",
    "not",
    "statt",
    "anstatt",
    "statt am",
    "au lieu du",
    "en lugar del",
    "em vez de",
    "originally",
    "ursprünglich",
];

/// How the words before and after a passage lean on it; `own` where they do not.
pub(super) fn lean(text: &str, start: usize, end: usize, own: Lean) -> Lean {
    let before = text[..start].trim_end_matches([' ', '(', ',']);
    let after = &text[end..];
    let after = after.strip_prefix('(').and_then(|a| a.split_once(')')).map_or(after, |(_, a)| a);
    let ends = |list: &[&str]| {
        list.iter().any(|word| {
            before.strip_suffix(word).is_some_and(|rest| {
                word.ends_with('\'') && rest.is_empty()
                    || rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
            })
        })
    };
    let starts = |list: &[&str]| list.iter().any(|word| after.starts_with(word));
    // A clock may stand between the day and the word that leans on it: 5月15日16:00前, 4월 24일 18시까지.
    let clock = after.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                ':' | '('
                    | ')'
                    | ' '
                    | '時'
                    | '시'
                    | '时'
                    | '点'
                    | '點'
                    | '分'
                    | '午'
                    | '后'
                    | '後'
                    | '오'
                    | '후'
                    | '下'
                    | '正'
                    | '금'
                    | '월'
            )
    });
    let after_clock = |list: &[&str]| list.iter().any(|word| clock.starts_with(word));
    if ends(INSTEAD) {
        Lean::Instead
    } else if ends(BY)
        || starts(&["までに", "まで", "末まで", "까지", "前", "以前", "之前", "必着", "底前", "内", "中に"])
        || after_clock(&["までに", "まで", "까지", "前", "以前", "之前", "必着", "頃まで"])
    {
        Lean::By
    } else if ends(BEFORE) {
        Lean::Before
    } else if ends(FROM) || starts(&["から", "より", "以降", "起", "부터", "~", "至"]) {
        Lean::From
    } else {
        own
    }
}
