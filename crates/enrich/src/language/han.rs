//! Chinese or Japanese, where all characters are ones that both write.
//!
//! What an old character set holds tells who writes a character: GB 2312 has the simplified forms of
//! China, JIS X 0208 those of Japan, Big5 in its first level the forms frequent in Taiwan.

use daachorse::CharwiseDoubleArrayAhoCorasick;
use encoding_rs::{BIG5, Encoding, GBK, SHIFT_JIS};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI8, Ordering};

/// Words that Japanese writes in characters alone and Chinese does not use, and the reverse.
const JAPANESE: [&str; 30] = [
    "公募",
    "採択",
    "募集",
    "開催",
    "締切",
    "取組",
    "手続",
    "改正",
    "要領",
    "要項",
    "概要",
    "令和",
    "平成",
    "機構",
    "事業",
    "研究会",
    "審議会",
    "省令",
    "人材",
    "施策",
    "推進",
    "交付",
    "補正",
    "予算",
    "有識者",
    "事務局",
    "一覧",
    "公表",
    "御中",
    "懇談会",
];
const CHINESE: [&str; 22] = [
    "通知",
    "公告",
    "办法",
    "關於",
    "关于",
    "項目",
    "计划",
    "計畫",
    "補助",
    "徵求",
    "徵件",
    "臺灣",
    "台灣",
    "國家",
    "科技部",
    "中国",
    "基金委",
    "研究所所",
    "年度项目",
    "指南",
    "申报",
    "院士",
];

fn pair(encoding: &'static Encoding, c: char) -> Option<(u8, u8)> {
    let mut buffer = [0; 4];
    let (bytes, _, failed) = encoding.encode(c.encode_utf8(&mut buffer));
    match (&*bytes, failed) {
        ([lead, trail], false) => Some((*lead, *trail)),
        _ => None,
    }
}

/// How much a character says for Japanese (positive) or Chinese (negative).
fn weight(c: char) -> f32 {
    let in_china = pair(GBK, c).is_some_and(|(lead, trail)| (0xB0..=0xF7).contains(&lead) && trail >= 0xA1);
    // The second level of JIS holds old forms: rare in Japan, everyday in Taiwan.
    let in_japan = pair(SHIFT_JIS, c).map(|(lead, trail)| lead < 0x98 || (lead == 0x98 && trail < 0x9F));
    let in_taiwan = pair(BIG5, c).is_some_and(|(lead, _)| (0xA4..=0xC6).contains(&lead));
    match (in_japan, in_china, in_taiwan) {
        (None, true, _) => -2.0,
        (None, false, true) => -1.5,
        (Some(true), false, false) => 2.0,
        (Some(true), true, false) => 0.2,
        (Some(false), _, true) => -1.0,
        _ => 0.0,
    }
}

/// The common characters; the others are rare enough to be asked for each time.
const COMMON: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;
/// What [`weight`] says, in tenths, so that a character is looked up in the old sets only once.
static WEIGHTS: [AtomicI8; 0x5200] = [const { AtomicI8::new(UNASKED) }; 0x5200];
const UNASKED: i8 = i8::MIN;

fn known_weight(c: char) -> f32 {
    let common = Some(u32::from(c)).filter(|c| COMMON.contains(c));
    let Some(known) = common.and_then(|c| WEIGHTS.get((c - COMMON.start()) as usize)) else {
        return weight(c);
    };
    let mut tenths = known.load(Ordering::Relaxed);
    if tenths == UNASKED {
        tenths = (weight(c) * 10.0).round() as i8;
        known.store(tenths, Ordering::Relaxed);
    }
    f32::from(tenths) / 10.0
}

/// Finds the words of both lists, those of Japan first.
static WORDS: LazyLock<Option<CharwiseDoubleArrayAhoCorasick<u32>>> = LazyLock::new(|| {
    CharwiseDoubleArrayAhoCorasick::with_values(JAPANESE.into_iter().chain(CHINESE).zip(0u32..)).ok()
});

/// The sum of what the characters and words of a text say: above zero for Japanese, below for Chinese.
pub fn japanese_against_chinese(text: &str) -> f32 {
    let characters: f32 = text.chars().filter(|c| crate::script::is_han(*c)).map(known_weight).sum();
    let found = WORDS.iter().flat_map(|words| words.find_overlapping_iter(text));
    let found: u64 = found.fold(0, |set, hit| set | 1 << hit.value());
    let japanese = found & ((1 << JAPANESE.len()) - 1);
    let count = |set: u64| set.count_ones() as f32;
    characters + 0.8 * count(japanese) - 0.8 * count(found & !japanese)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_said() {
        assert!(WORDS.is_some());
        for c in ('\u{4DF0}'..='\u{A010}').step_by(7).chain("国國办辦採択广".chars()) {
            assert_eq!(known_weight(c).to_bits(), weight(c).to_bits(), "{c}");
            assert_eq!(known_weight(c).to_bits(), weight(c).to_bits(), "{c}, again");
        }
    }

    #[test]
    fn forms_of_characters_tell_the_country() {
        for text in ["量子技術戦略", "令和八年度公募要領", "経済安全保障推進法", "研究開発費"]
        {
            assert!(japanese_against_chinese(text) > 0.5, "{text}: {}", japanese_against_chinese(text));
        }
        for text in ["项目申请指南", "國家科學及技術委員會", "关于发布量子技术指南的通知", "補助學術研究計畫"]
        {
            assert!(japanese_against_chinese(text) < -0.5, "{text}: {}", japanese_against_chinese(text));
        }
    }
}
