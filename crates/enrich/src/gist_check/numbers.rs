//! Which numbers does a text name, however they are written?
//!
//! A number is what it is worth: `1.2 million`, `1,200,000` and `120万` are one, and `1.2` alone is another.
//! So a sentence cannot say a thousand times what its source says, nor a thousandth.

use unicode_normalization::UnicodeNormalization;

/// A thousandth: finer is nothing in what we read.
const UNIT: f64 = 1000.0;

/// Words that multiply the number before them, longest first.
const TIMES: [(&str, f64); 40] = [
    ("milliarden", 1e9),
    ("milliards", 1e9),
    ("milliard", 1e9),
    ("miljarder", 1e9),
    ("miljard", 1e9),
    ("millionen", 1e6),
    ("millioner", 1e6),
    ("miljoner", 1e6),
    ("miljoen", 1e6),
    ("millones", 1e6),
    ("milhões", 1e6),
    ("milioni", 1e6),
    ("miliardi", 1e9),
    ("bilhões", 1e9),
    ("billions", 1e9),
    ("billion", 1e9),
    ("trillion", 1e12),
    ("millions", 1e6),
    ("million", 1e6),
    ("millón", 1e6),
    ("thousand", 1e3),
    ("tausend", 1e3),
    ("hundred", 1e2),
    ("milhão", 1e6),
    ("mille", 1e3),
    ("crore", 1e7),
    ("lakh", 1e5),
    ("mrd", 1e9),
    ("mio", 1e6),
    ("mil", 1e3),
    ("bn", 1e9),
    ("k", 1e3),
    ("m", 1e6),
    ("백만", 1e6),
    ("천만", 1e7),
    ("십억", 1e9),
    ("천억", 1e11),
    ("백", 1e2),
    ("천", 1e3),
    ("십", 1e1),
];

/// Signs that multiply what stands before them, by how far they reach back.
fn sign(c: char) -> Option<f64> {
    Some(match c {
        '十' => 1e1,
        '百' => 1e2,
        '千' => 1e3,
        '万' | '萬' | '만' => 1e4,
        '億' | '亿' | '억' => 1e8,
        '兆' | '조' => 1e12,
        _ => return None,
    })
}

/// A number, and how the text writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// In thousandths.
    pub worth: u128,
    /// As written.
    pub written: String,
}

/// The numbers written with digits. In the source, what stands before a word that multiplies is not a
/// number of its own.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let folded: Vec<char> = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut all = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        if !folded[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let (mut worth, end) = compound(&folded, at);
        at = end;
        if let Some((times, end)) = word(&folded, at) {
            worth *= times;
            at = end;
        }
        let written = folded[start..at].iter().collect();
        all.push(Number { worth: (worth * UNIT).round() as u128, written });
    }
    all
}

/// `1億2,000万` is one number: what the signs say, added up.
fn compound(text: &[char], mut at: usize) -> (f64, usize) {
    let mut sum = 0.0;
    loop {
        let (mut value, mut end) = digits(text, at);
        let mut signs = 0;
        while let Some(times) = text.get(end).copied().and_then(sign) {
            value *= times;
            end += 1;
            signs += 1;
        }
        sum += value;
        at = end;
        let goes_on = signs > 0 && text.get(at).is_some_and(char::is_ascii_digit);
        if !goes_on {
            return (sum, at);
        }
    }
}

/// Digits with separators of thousands and a decimal sign.
fn digits(text: &[char], mut at: usize) -> (f64, usize) {
    let mut number = String::new();
    while let Some(c) = text.get(at) {
        let are_digits =
            |n: usize| text.get(at + 1..at + 1 + n).is_some_and(|d| d.iter().all(char::is_ascii_digit));
        let group = are_digits(3) && !text.get(at + 4).is_some_and(char::is_ascii_digit);
        match c {
            '0'..='9' => number.push(*c),
            ',' | '.' | ' ' | '\'' | '\u{2009}' | '\u{202F}' if group => {}
            '.' | ',' if are_digits(1) && !number.contains('.') => number.push('.'),
            _ => break,
        }
        at += 1;
    }
    (number.parse().unwrap_or(0.0), at)
}

/// The word that multiplies, if one stands at `at`, whole.
fn word(text: &[char], at: usize) -> Option<(f64, usize)> {
    let from = at + usize::from(text.get(at).is_some_and(|c| *c == ' ' || *c == '-'));
    TIMES.iter().find_map(|(word, times)| {
        let end = from + word.chars().count();
        let stands = text.get(from..end)?.iter().copied().eq(word.chars());
        let korean = word.starts_with(crate::script::is_hangul);
        let whole =
            korean || !text.get(end).is_some_and(|c| c.is_alphabetic() && !crate::script::is_run_script(*c));
        (stands && whole).then_some((*times, end))
    })
}

/// Numbers in Chinese characters that a sentence writes: two or more in a row, or one before a counter.
pub(super) fn in_characters(text: &str) -> Vec<String> {
    const SIGNS: &str = "〇一二三四五六七八九十百千万億兆";
    const COUNTERS: &str = "件円人名年月日倍割社校国";
    let folded: Vec<char> = text.nfkc().collect();
    let mut all = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let end = at + folded[at..].iter().take_while(|c| SIGNS.contains(**c)).count();
        let counted = folded.get(end).is_some_and(|c| COUNTERS.contains(*c));
        // What follows digits belongs to their number.
        let of_digits = at > 0 && folded[at - 1].is_ascii_digit();
        if !of_digits && (end - at > 1 || (end > at && counted)) {
            all.push(folded[at..end + usize::from(end - at == 1)].iter().collect());
        }
        at = end.max(at + 1);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(text: &str) -> Vec<u128> {
        numbers(text).iter().map(|n| n.worth / 10).collect()
    }

    #[test]
    fn numbers_meet_across_their_spellings() {
        let million = 120_000_000;
        for text in
            ["1,200,000", "1.200.000", "1 200 000", "1.2 million", "1,2 Mio.", "120万", "１２０万", "120만"]
        {
            assert_eq!(worth(text), [million], "{text}");
        }
        assert_eq!(worth("1億2,000万円"), [12_000_000_000]);
        assert_eq!(worth("€5m and 3.5 and 007"), [500_000_000, 350, 700]);
        assert_eq!(worth("5 metres"), [500]);
        assert_eq!(worth("1.2"), [120]);
    }

    #[test]
    fn numbers_in_characters_are_seen_where_they_count() {
        assert_eq!(in_characters("三千万ユーロで五件、一部と第一"), ["三千万", "五件"]);
        assert_eq!(in_characters("120万ユーロ"), Vec::<String>::new());
    }
}
