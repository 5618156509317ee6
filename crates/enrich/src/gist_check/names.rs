//! What in a Japanese sentence names something that its source must name too?

use crate::entities::COUNTRIES;
use crate::script::{is_han, is_katakana, is_run_script};
use unicode_normalization::UnicodeNormalization;

/// Words in katakana that name nothing by themselves.
const COMMON: [&str; 24] = [
    "プログラム",
    "プロジェクト",
    "フェローシップ",
    "ガイドライン",
    "オープンアクセス",
    "オープンサイエンス",
    "データ",
    "ポリシー",
    "センター",
    "ネットワーク",
    "イノベーション",
    "グループ",
    "テーマ",
    "レベル",
    "サイト",
    "ウェブサイト",
    "パートナー",
    "ポスドク",
    "グラント",
    "リスク",
    "セキュリティ",
    "インフラ",
    "キャリア",
    "サポート",
];
/// How the names of institutions end.
const INSTITUTIONS: [&str; 15] = [
    "省",
    "院",
    "庁",
    "機構",
    "財団",
    "会議",
    "大学",
    "研究所",
    "振興会",
    "基金",
    "委員会",
    "協会",
    "アカデミー",
    "評議会",
    "学会",
];

/// Lower case, one width, no space.
pub(super) fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect()
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && !is_run_script(c)
}

/// The words of a text in letters that part words by spaces, folded.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<String> =
        folded.split(|c| !is_latin(c)).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.into_iter()
}

/// Words in Latin letters, which must stand in the source as words.
pub(super) fn latin(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().collect();
    folded.split(|c| !is_latin(c)).filter(|r| r.chars().count() >= 2).map(str::to_owned).collect()
}

/// Long runs of katakana, and names that end as those of institutions do.
pub(super) fn japanese(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().collect();
    let mut all: Vec<String> = katakana_runs(&folded)
        .filter(|r| r.chars().count() >= 4 && !COMMON.contains(r))
        .map(str::to_owned)
        .collect();
    let ideal = |c: char| is_han(c) || is_katakana(c) || c == '・';
    all.extend(folded.split(|c| !ideal(c)).filter_map(|r| {
        let end = INSTITUTIONS.iter().filter_map(|i| Some(r.rfind(i)? + i.len())).max()?;
        let name = &r[..end];
        (name.chars().count() >= 3).then(|| name.to_owned())
    }));
    all
}

fn katakana_runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_katakana(c)).filter(|r| !r.is_empty())
}

/// Countries a Japanese sentence names: their code, and the word. A word in katakana counts where it
/// stands alone: インド is not in インドネシア.
pub(super) fn countries(text: &str) -> Vec<(&'static str, &'static str)> {
    let folded: String = text.nfkc().collect();
    let names = |word: &str| match word.chars().all(is_katakana) {
        true => katakana_runs(&folded).any(|r| r == word),
        false => folded.contains(word),
    };
    let japanese = |word: &&str| word.chars().any(|c| is_han(c) || is_katakana(c));
    COUNTRIES
        .iter()
        .filter_map(|(code, words)| Some((*code, words.split('|').filter(japanese).find(|w| names(w))?)))
        .collect()
}

/// Whether a text names a country in any of the languages we read.
pub(super) fn tells_of(code: &str, words: &std::collections::HashSet<String>, folded: &str) -> bool {
    let Some((_, ways)) = COUNTRIES.iter().find(|(c, _)| *c == code) else { return false };
    ways.split('|').any(|way| match way.strip_suffix('*') {
        _ if way.chars().any(is_run_script) => folded.contains(&fold(way.trim_end_matches('*'))),
        Some(begin) => {
            let begin = fold(begin);
            words.iter().any(|w| w.starts_with(&begin))
        }
        None if way.chars().all(is_latin) => words.contains(&fold(way)),
        None => folded.contains(&fold(way)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_seen_where_it_stands_alone() {
        let codes = |text| countries(text).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes("ドイツとインドネシアの大学"), ["DE", "ID"]);
        assert_eq!(codes("タイトルを公表する"), Vec::<&str>::new());
    }

    #[test]
    fn a_source_tells_of_a_country_in_its_own_words() {
        let text = "Deutsche Behörden; Brazilian partners";
        let set = words(text).collect();
        let folded = fold(text);
        assert!(tells_of("DE", &set, &folded) && tells_of("BR", &set, &folded));
        assert!(!tells_of("FR", &set, &folded));
    }
}
