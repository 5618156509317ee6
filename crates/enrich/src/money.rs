//! Which amounts of money does a sentence name?
//!
//! An amount is a number beside a currency; the sign `$`, crowns, pesos and `元` belong to the publisher's
//! country. Both ends of a range are read as one amount. Words between number and currency multiply:
//! million, Mio., 億円, 万元, 억 원, lakh.

use crate::script::is_spaced_letter;
use regex::Regex;
use std::sync::LazyLock;

/// An amount where it stands, in bytes of the folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub start: usize,
    pub end: usize,
    pub amount: u64,
    pub from: Option<u64>,
    pub currency: &'static str,
}

/// Words and signs for currencies, folded; the longest match counts. `$`: see [`dollar`].
const CURRENCIES: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("eur", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("d'euros", "EUR"),
    ("de euros", "EUR"),
    ("di euro", "EUR"),
    ("di franchi", "CHF"),
    ("de francs", "CHF"),
    ("ユーロ", "EUR"),
    ("欧元", "EUR"),
    ("歐元", "EUR"),
    ("유로", "EUR"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("pounds", "GBP"),
    ("pound sterling", "GBP"),
    ("pfund", "GBP"),
    ("livres sterling", "GBP"),
    ("libras", "GBP"),
    ("ポンド", "GBP"),
    ("英镑", "GBP"),
    ("파운드", "GBP"),
    ("us$", "USD"),
    ("usd", "USD"),
    ("us dollars", "USD"),
    ("us-dollar", "USD"),
    ("米ドル", "USD"),
    ("美元", "USD"),
    ("미국달러", "USD"),
    ("달러", "USD"),
    ("ドル", "USD"),
    ("u.s. dollars", "USD"),
    ("$", "$"),
    ("dollar", "$"),
    ("dollars", "$"),
    ("de dólares", "$"),
    ("dólares", "$"),
    ("de dollars", "$"),
    ("a$", "AUD"),
    ("au$", "AUD"),
    ("aud", "AUD"),
    ("豪ドル", "AUD"),
    ("c$", "CAD"),
    ("ca$", "CAD"),
    ("cad", "CAD"),
    ("cad$", "CAD"),
    ("カナダドル", "CAD"),
    ("nz$", "NZD"),
    ("nzd", "NZD"),
    ("s$", "SGD"),
    ("sgd", "SGD"),
    ("シンガポールドル", "SGD"),
    ("hk$", "HKD"),
    ("hkd", "HKD"),
    ("港元", "HKD"),
    ("港幣", "HKD"),
    ("nt$", "TWD"),
    ("twd", "TWD"),
    ("新臺幣", "TWD"),
    ("新台幣", "TWD"),
    ("新台币", "TWD"),
    ("台湾ドル", "TWD"),
    ("¥", "¥"),
    ("jpy", "JPY"),
    ("yen", "JPY"),
    ("円", "JPY"),
    ("엔", "JPY"),
    ("日元", "JPY"),
    ("日圓", "JPY"),
    ("cny", "CNY"),
    ("rmb", "CNY"),
    ("yuan", "CNY"),
    ("人民币", "CNY"),
    ("人民幣", "CNY"),
    ("人民元", "CNY"),
    ("위안", "CNY"),
    ("元", "元"),
    ("₩", "KRW"),
    ("krw", "KRW"),
    ("won", "KRW"),
    ("원", "KRW"),
    ("ウォン", "KRW"),
    ("韩元", "KRW"),
    ("韓元", "KRW"),
    ("chf", "CHF"),
    ("franken", "CHF"),
    ("swiss francs", "CHF"),
    ("francs suisses", "CHF"),
    ("francs", "CHF"),
    ("スイスフラン", "CHF"),
    ("瑞士法郎", "CHF"),
    ("fr.", "CHF"),
    ("sek", "SEK"),
    ("nok", "NOK"),
    ("dkk", "DKK"),
    ("kronor", "SEK"),
    ("kroner", "kr"),
    ("kr", "kr"),
    ("kr.", "kr"),
    ("スウェーデンクローナ", "SEK"),
    ("r$", "BRL"),
    ("brl", "BRL"),
    ("reais", "BRL"),
    ("de reais", "BRL"),
    ("レアル", "BRL"),
    ("inr", "INR"),
    ("₹", "INR"),
    ("rs", "INR"),
    ("rs.", "INR"),
    ("rupees", "INR"),
    ("ルピー", "INR"),
    ("卢比", "INR"),
    ("zar", "ZAR"),
    ("rand", "ZAR"),
    ("nis", "ILS"),
    ("ils", "ILS"),
    ("₪", "ILS"),
    ("shekels", "ILS"),
    ("pln", "PLN"),
    ("zł", "PLN"),
    ("złotych", "PLN"),
    ("czk", "CZK"),
    ("huf", "HUF"),
    ("thb", "THB"),
    ("baht", "THB"),
    ("บาท", "THB"),
    ("バーツ", "THB"),
    ("mxn", "MXN"),
    ("clp", "CLP"),
    ("cop", "COP"),
    ("ars", "ARS"),
    ("uyu", "UYU"),
    ("pesos", "pesos"),
    ("de pesos", "pesos"),
    ("pen", "PEN"),
    ("s/", "PEN"),
    ("soles", "PEN"),
    ("de soles", "PEN"),
    ("kes", "KES"),
    ("ksh", "KES"),
    ("sar", "SAR"),
    ("aed", "AED"),
    ("try", "TRY"),
    ("rub", "RUB"),
    ("myr", "MYR"),
    ("rm", "MYR"),
    ("idr", "IDR"),
    ("vnd", "VND"),
];

/// Words that multiply, folded.
const UNITS: &[(&str, u64)] = &[
    ("thousand", 1_000),
    ("k", 1_000),
    ("tsd.", 1_000),
    ("tausend", 1_000),
    ("mille", 1_000),
    ("mil", 1_000),
    ("tausend", 1_000),
    ("k€", 1_000),
    ("million", 1_000_000),
    ("millions", 1_000_000),
    ("m", 1_000_000),
    ("mn", 1_000_000),
    ("mill.", 1_000_000),
    ("mio.", 1_000_000),
    ("mio", 1_000_000),
    ("millionen", 1_000_000),
    ("million.", 1_000_000),
    ("millón", 1_000_000),
    ("millones", 1_000_000),
    ("milhão", 1_000_000),
    ("milhões", 1_000_000),
    ("milioni", 1_000_000),
    ("miljoner", 1_000_000),
    ("miljoen", 1_000_000),
    ("millioner", 1_000_000),
    ("mln", 1_000_000),
    ("m.", 1_000_000),
    ("mi", 1_000_000),
    ("billion", 1_000_000_000),
    ("billions", 1_000_000_000),
    ("bn", 1_000_000_000),
    ("b", 1_000_000_000),
    ("milliarden", 1_000_000_000),
    ("milliarde", 1_000_000_000),
    ("mrd.", 1_000_000_000),
    ("mrd", 1_000_000_000),
    ("milliard", 1_000_000_000),
    ("milliards", 1_000_000_000),
    ("md", 1_000_000_000),
    ("mds", 1_000_000_000),
    ("mil millones", 1_000_000_000),
    ("bilhão", 1_000_000_000),
    ("bilhões", 1_000_000_000),
    ("bi", 1_000_000_000),
    ("mil milhões", 1_000_000_000),
    ("miliardi", 1_000_000_000),
    ("miljarder", 1_000_000_000),
    ("miljard", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
    ("lakh", 100_000),
    ("lakhs", 100_000),
    ("crore", 10_000_000),
    ("crores", 10_000_000),
    ("cr", 10_000_000),
];

/// A number, or numbers with the Chinese, Japanese and Korean units between them.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\d(?:[\d.,' \u{a0}\u{202f}]*\d)?(?:[兆億亿万萬千조억만천百백](?:\d[\d,.]*)?)*").ok()
});

/// The amounts of a folded sentence, in order.
pub(crate) fn amounts(text: &str, country: &str) -> Vec<Amount> {
    let Some(number) = NUMBER.as_ref() else { return Vec::new() };
    let mut read: Vec<Part> = number.find_iter(text).filter_map(|m| part(text, m.start(), m.end())).collect();
    let mut found: Vec<Amount> = Vec::new();
    let mut i = 0;
    while i < read.len() {
        let join = read.get(i + 1).filter(|next| is_range(text, &read[i], next)).cloned();
        if let Some(next) = join {
            // "5 to 20 million euros": unit and currency may be said once.
            let own = read[i].clone();
            let unit = own.unit.or_else(|| next.unit.filter(|_| own.value < 1_000.0)).unwrap_or(1);
            let low = whole(own.value, unit);
            let shared =
                if own.is_before() && next.unit.is_none() && next.value < 1_000.0 { own.unit } else { None };
            let high = whole(next.value, next.unit.or(shared).unwrap_or(1));
            if let (Some(low), Some(high), Some(sign)) = (low, high, next.sign.or(own.sign))
                && low < high
            {
                let currency = resolve(sign, country);
                let (start, end) = (own.start, next.end);
                found.extend(currency.map(|currency| Amount {
                    start,
                    end,
                    amount: high,
                    from: Some(low),
                    currency,
                }));
                i += 2;
                continue;
            }
        }
        let own = &mut read[i];
        if let (Some(sign), Some(amount)) = (own.sign, whole(own.value, own.unit.unwrap_or(1))) {
            let (start, end) = (own.start, own.end);
            found.extend(resolve(sign, country).map(|currency| Amount {
                start,
                end,
                amount,
                from: None,
                currency,
            }));
        }
        i += 1;
    }
    found.retain(|a| a.amount >= 100);
    found
}

/// A number with what stands beside it.
#[derive(Clone, Debug)]
struct Part {
    start: usize,
    end: usize,
    value: f64,
    unit: Option<u64>,
    sign: Option<&'static str>,
    sign_before: bool,
}

impl Part {
    fn is_before(&self) -> bool {
        self.sign_before
    }
}

fn part(text: &str, start: usize, end: usize) -> Option<Part> {
    let before = &text[..start];
    // A number inside a word is a name: H2020.
    let glued = before.chars().next_back().is_some_and(is_spaced_letter);
    let value = value(&text[start..end])?;
    let (sign_start, mut sign) = sign_before(before).map_or((start, None), |(at, s)| (at, Some(s)));
    if glued && sign.is_none() {
        return None;
    }
    let sign_before = sign.is_some();
    let mut end = end;
    let mut unit = None;
    // "m€" says both at once.
    let after = &text[end..];
    let gap = after.len() - after.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']).len();
    if let Some((word, factor)) = longest(UNITS, &after[gap..]) {
        unit = Some(*factor);
        end += gap + word.len();
    }
    let after = &text[end..];
    let gap = after.len() - after.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    if let Some((word, code)) = longest(CURRENCIES, &after[gap..]) {
        // "円" after a "¥" says it again; "$500 won" is two things.
        if sign.is_none() || sign == Some(*code) || matches!(*code, "元" | "円") {
            sign = sign.or(Some(code));
            end += gap + word.len();
        }
    }
    Some(Part { start: sign_start, end, value, unit, sign, sign_before })
}

/// The longest word of a table that the text begins with, whole.
fn longest<'w, T>(table: &'w [(&'w str, T)], text: &str) -> Option<&'w (&'w str, T)> {
    let first = text.as_bytes().first();
    let whole = |word: &&(&str, T)| {
        // Most words of the table begin in another way.
        word.0.as_bytes().first() == first
            && text.strip_prefix(word.0).is_some_and(|rest| {
                let last = word.0.chars().next_back().is_some_and(is_spaced_letter);
                // m€: a sign may follow a unit at once.
                !(last && rest.chars().next().is_some_and(is_spaced_letter))
            })
    };
    table.iter().filter(whole).max_by_key(|w| w.0.len())
}

/// The currency a number follows at once or after a space, and where it begins.
fn sign_before(before: &str) -> Option<(usize, &'static str)> {
    let trimmed = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let spaced = trimmed.len() < before.len();
    let last = trimmed.as_bytes().last();
    let whole = |word: &&(&'static str, &'static str)| {
        word.0.as_bytes().last() == last
            && trimmed.strip_suffix(word.0).is_some_and(|rest| {
                let first = word.0.chars().next().is_some_and(is_spaced_letter);
                !(first && rest.chars().next_back().is_some_and(is_spaced_letter))
            })
    };
    let (word, code) = CURRENCIES.iter().filter(whole).max_by_key(|w| w.0.len())?;
    // Words stand after their number: "in euros 30 projects"; only codes and signs stand before it.
    let sign = word.chars().any(|c| !c.is_alphanumeric())
        || word.len() == 3
        || matches!(*word, "rs" | "ksh" | "rm")
        || !word.is_ascii();
    let word_after = matches!(
        *word,
        "円" | "원" | "元" | "ドル" | "ユーロ" | "won" | "yen" | "ウォン" | "달러" | "欧元" | "美元"
    );
    (sign && !word_after && !(spaced && matches!(*word, "fr." | "kr.")))
        .then(|| (trimmed.len() - word.len(), *code))
}

/// Whether two numbers are the ends of one range.
fn is_range(text: &str, low: &Part, high: &Part) -> bool {
    let Some(between) = text.get(low.end..high.start) else { return false };
    let between = between.trim();
    let joined = matches!(
        between,
        "-" | "–"
            | "—"
            | "~"
            | "〜"
            | "から"
            | "至"
            | "to"
            | "bis"
            | "à"
            | "a"
            | "até"
            | "bis zu"
            | "から最大"
            | "에서"
            | "부터"
    );
    let both = matches!(between, "and" | "und" | "et" | "y" | "e") && {
        let before = text[..low.start].trim_end();
        ["between", "zwischen", "entre"].iter().any(|w| before.ends_with(w))
    };
    joined || both || (between == "y" && text[..low.start].trim_end().ends_with("entre"))
}

fn whole(value: f64, unit: u64) -> Option<u64> {
    let amount = (value * unit as f64).round();
    (amount.is_finite() && (1.0..1e18).contains(&amount)).then_some(amount as u64)
}

/// The number that characters write: `1.450`, `1,5`, `50 000`, `29조7천억`.
fn value(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.chars().any(|c| "兆億亿万萬千조억만천百백".contains(c)) {
        return plain(text);
    }
    // Units above ten thousand end a group; thousands and hundreds multiply within it.
    let (mut total, mut group, mut digits) = (0.0, 0.0, String::new());
    for c in text.chars() {
        let small = match c {
            '千' | '천' => Some(1e3),
            '百' | '백' => Some(1e2),
            _ => None,
        };
        let large = match c {
            '万' | '萬' | '만' => Some(1e4),
            '億' | '亿' | '억' => Some(1e8),
            '兆' | '조' => Some(1e12),
            _ => None,
        };
        if let Some(factor) = small {
            group += factor * if digits.is_empty() { 1.0 } else { plain(&digits)? };
            digits.clear();
        } else if let Some(factor) = large {
            group += if digits.is_empty() { 0.0 } else { plain(&digits)? };
            total += factor * if group == 0.0 { 1.0 } else { group };
            (group, digits) = (0.0, String::new());
        } else {
            digits.push(c);
        }
    }
    let rest = if digits.is_empty() { 0.0 } else { plain(&digits)? };
    Some(total + group + rest)
}

fn plain(text: &str) -> Option<f64> {
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    let separators: Vec<(usize, char)> =
        compact.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    let Some((last, mark)) = separators.last().copied() else { return compact.parse().ok() };
    let same = separators.iter().all(|(_, c)| *c == mark);
    let tail = compact.len() - last - 1;
    let thousands = (same && separators.len() > 1) || (tail == 3 && !compact.starts_with('0') && same);
    let mut number: String = compact
        .char_indices()
        .filter(|(at, c)| c.is_ascii_digit() || (!thousands && *at == last))
        .map(|(_, c)| if c == ',' { '.' } else { c })
        .collect();
    if number.ends_with('.') {
        number.pop();
    }
    number.parse().ok()
}

/// The code of a sign that several countries use.
fn resolve(sign: &'static str, country: &str) -> Option<&'static str> {
    Some(match sign {
        "$" => match country {
            "CA" => "CAD",
            "AU" => "AUD",
            "NZ" => "NZD",
            "SG" => "SGD",
            "HK" => "HKD",
            "TW" => "TWD",
            "CL" => "CLP",
            "CO" => "COP",
            "AR" => "ARS",
            "UY" => "UYU",
            _ => "USD",
        },
        "¥" => {
            if country == "CN" {
                "CNY"
            } else {
                "JPY"
            }
        }
        "元" => match country {
            "TW" => "TWD",
            "HK" => "HKD",
            "JP" | "KR" | "US" | "" | "CN" => "CNY",
            _ => "CNY",
        },
        "kr" => match country {
            "NO" => "NOK",
            "DK" => "DKK",
            "IS" => "ISK",
            _ => "SEK",
        },
        "pesos" => match country {
            "MX" => "MXN",
            "CL" => "CLP",
            "CO" => "COP",
            "AR" => "ARS",
            "UY" => "UYU",
            "PH" => "PHP",
            _ => return None,
        },
        code => code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(country: &str, text: &str) -> Vec<String> {
        let folded = crate::fold::Folded::of(text).text;
        amounts(&folded, country)
            .into_iter()
            .map(|a| match a.from {
                Some(from) => format!("{from}..{} {}", a.amount, a.currency),
                None => format!("{} {}", a.amount, a.currency),
            })
            .collect()
    }

    #[test]
    fn amounts_in_many_notations() {
        for (country, text, expected) in [
            ("GB", "up to £2.5 million each", "2500000 GBP"),
            ("GB", "£5m is available", "5000000 GBP"),
            ("US", "$1.2bn over ten years", "1200000000 USD"),
            ("CA", "400 000 $ sur cinq ans", "400000 CAD"),
            ("AU", "A$60,000 a year", "60000 AUD"),
            ("DE", "bis zu 1,5 Mio. Euro", "1500000 EUR"),
            ("DE", "EUR 3,5 Mio.", "3500000 EUR"),
            ("DE", "monatlich 1.450 Euro", "1450 EUR"),
            ("DE", "340 Mio. € mehr", "340000000 EUR"),
            ("FR", "9,5 millions d'euros", "9500000 EUR"),
            ("FR", "doté de 45 M€ sur quatre ans", "45000000 EUR"),
            ("FR", "ne peut dépasser 600 000 € par projet", "600000 EUR"),
            ("ES", "entre 50.000 y 1,5 millones de euros", "50000..1500000 EUR"),
            ("CO", "180.000 millones de pesos", "180000000000 COP"),
            ("PE", "6 millones de soles", "6000000 PEN"),
            ("BR", "R$ 800 mil por projeto", "800000 BRL"),
            ("BR", "de R$ 5 milhões a R$ 25 milhões", "5000000..25000000 BRL"),
            ("JP", "年間3,000万円を上限", "30000000 JPY"),
            ("JP", "予算総額は12億円", "1200000000 JPY"),
            ("JP", "130兆円", "130000000000000 JPY"),
            ("JP", "1億2000万ユーロ", "120000000 EUR"),
            ("JP", "500万～800万ユーロ", "5000000..8000000 EUR"),
            ("JP", "５億ドルを投じる", "500000000 USD"),
            ("CN", "国拨经费2.4亿元", "240000000 CNY"),
            ("TW", "獎助新臺幣180萬元", "1800000 TWD"),
            ("KR", "총 150억 원", "15000000000 KRW"),
            ("KR", "29조 7천억 원", "29700000000000 KRW"),
            ("KR", "3천만 원", "30000000 KRW"),
            ("IN", "a grant of Rs 50 lakh", "5000000 INR"),
            ("CH", "mit CHF 4,2 Mio. unterstützt", "4200000 CHF"),
            ("GB", "from £500,000 to £4 million", "500000..4000000 GBP"),
            ("GB", "between €7.5 million and €25 million", "7500000..25000000 EUR"),
            ("SE", "SEK 6 million", "6000000 SEK"),
        ] {
            assert_eq!(read(country, text), [expected], "{text}");
        }
        assert_eq!(
            read("IL", "up to NIS 900,000 here and JPY 35 million there"),
            ["900000 ILS", "35000000 JPY"]
        );
    }

    #[test]
    fn numbers_that_are_no_money() {
        for text in
            ["in 2026 12 projects", "84 pages", "H2020 EUR", "3.5 per cent of GDP", "the 21 March deadline"]
        {
            assert_eq!(read("GB", text), Vec::<String>::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[0-9,. €$£万億円원mio a-c～]{0,40}") {
            for amount in amounts(&crate::fold::Folded::of(&text).text, "JP") {
                prop_assert!(amount.from.is_none_or(|from| from < amount.amount));
            }
        }
    }
}
