//! Passages of a text that are in another language than the text.

use super::function_words::{leader, votes};
use super::{Script, Scripts};
use shiome_model::{Lang, LanguagePassage, Span};

/// Letters (three for each sign of East Asia) below which a paragraph is not asked.
const LEAST: usize = 60;
/// Votes of small words from which a paragraph counts, and by which the first must be ahead.
const SURE: f32 = 7.0;
const AHEAD: f32 = 0.5;

/// The paragraphs that are plainly in another language than `main`, neighbours as one passage. Empty
/// for a text in one language: names, titles and short lines do not count.
pub fn passages(text: &str, main: &Lang) -> Vec<LanguagePassage> {
    let mut found: Vec<LanguagePassage> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let paragraph = line.trim_end_matches('\n');
        let span = Span { start, end: start + paragraph.len() };
        start += line.len();
        let Some(language) = plain(paragraph).filter(|language| language != main) else { continue };
        match found.last_mut() {
            Some(last) if last.language == language && last.span.end + 1 == span.start => {
                last.span.end = span.end
            }
            _ => found.push(LanguagePassage { span, language }),
        }
    }
    found
}

/// The language of a paragraph, if it is plain.
fn plain(paragraph: &str) -> Option<Lang> {
    let count = Scripts::of(paragraph);
    let script = count.strongest()?;
    let letters = match script {
        Script::Latin => count.latin,
        Script::Han => 3 * (count.han + count.kana),
        Script::Other("ko") => 3 * count.hangul,
        Script::Other("th") => count.thai,
        Script::Other("ar") => count.arabic,
        _ => 0,
    };
    if letters < LEAST {
        return None;
    }
    match script {
        Script::Latin => {
            let (first, most, ahead) = leader(&votes(paragraph).0);
            (most >= SURE && ahead >= AHEAD * most).then(|| Lang::from(first))
        }
        Script::Han if count.kana * 10 > count.han => Some(Lang::from("ja")),
        Script::Han if count.kana == 0 => {
            (super::han::japanese_against_chinese(paragraph) < -2.0).then(|| Lang::from("zh"))
        }
        Script::Other(code) => Some(Lang::from(code)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_quoted_abstract_is_a_passage_of_its_own() {
        let german = "Die Gemeinschaft fördert ab sofort neue Vorhaben in der Quantenforschung und lädt Gruppen zur Bewerbung ein.";
        let english = "The community will fund new projects in quantum research and invites groups from all over the world to apply.";
        let more =
            "The call is open to all of those who have a doctorate and work at a university or an institute.";
        let japanese = "本機構は量子技術に関する新しい研究の公募を開始し、広く提案を受け付けます。";
        let text = format!("{german}\n{english}\n{more}\nQuantum Flagship\n{japanese}\n{german}");
        let found = passages(&text, &Lang::from("de"));
        let told: Vec<(&str, &str)> = found.iter().map(|p| (p.language.as_str(), p.span.of(&text))).collect();
        let both = format!("{english}\n{more}");
        assert_eq!(told, [("en", both.as_str()), ("ja", japanese)]);
    }

    #[test]
    fn a_text_in_one_language_has_none() {
        let text = "Die Gemeinschaft fördert neue Vorhaben.\nHorizon Europe: Research and Innovation Actions\nDie Frist endet im März.";
        assert_eq!(passages(text, &Lang::from("de")), []);
    }

    proptest! {
        #[test]
        fn passages_are_paragraphs_in_order(text in "(\\PC{0,40}\n){0,6}") {
            let mut end = 0;
            for passage in passages(&text, &Lang::from("en")) {
                prop_assert!(text.get(passage.span.start..passage.span.end).is_some());
                prop_assert!(passage.span.start >= end);
                end = passage.span.end;
            }
        }
    }
}
