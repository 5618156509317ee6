//! Which language is it? Scripts first, then words; what others state only tips the scales.

mod function_words;
mod han;
mod passages;

pub use passages::passages;

use crate::script::{is_han, is_hangul, is_kana, is_thai};
use function_words::{LATIN, leader, votes};
use lingua::{Language, LanguageDetector, LanguageDetectorBuilder};
use shiome_model::{Lang, lang::KNOWN};
use std::sync::LazyLock;

/// Characters of each sample: more would only cost time.
const SAMPLE: usize = 200;
/// Samples of a long text: it may begin with a quotation or an abstract in another language.
const SAMPLES: usize = 3;
/// Letters from which the main text speaks without its title.
const TEXT_ALONE: usize = 120;
/// Votes of small words from which no model is asked, and by which the first must be ahead.
const SURE: f32 = 24.0;
const AHEAD: f32 = 0.45;

static DETECTOR: LazyLock<LanguageDetector> = LazyLock::new(|| {
    use Language::*;
    let latin =
        [English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Bokmal, Finnish];
    LanguageDetectorBuilder::from_languages(&latin).build()
});

/// The language of a document and the confidence in it, 0 to 1. `stated` is what the markup says and
/// may be plainly wrong; `prior` is what the source mostly writes. Both weigh on short texts and on
/// Chinese characters alone, and yield to evidence.
pub fn identify_language(
    text: &str,
    title: &str,
    stated: Option<&Lang>,
    prior: Option<&Lang>,
) -> (Lang, f32) {
    let mut sample = sample(text);
    if sample.chars().filter(|c| c.is_alphabetic()).count() < TEXT_ALONE {
        sample = format!("{title}\n{sample}");
    }
    let count = Scripts::of(&sample);
    let told = prior.or(stated).cloned();
    match count.strongest() {
        None => (told.unwrap_or_else(|| Lang::from("en")), 0.0),
        Some(Script::Latin) => latin(&sample, count.latin, stated, prior),
        Some(Script::Han) => han(&sample, &count, stated, prior),
        Some(Script::Other(code)) => (Lang::from(code), 1.0),
        Some(Script::Foreign) => (told.unwrap_or_else(|| Lang::from("en")), 0.1),
    }
}

/// Pieces from the beginning, the middle and the end of a text, each from a word on.
fn sample(text: &str) -> String {
    let mut sample = String::new();
    // A character has four bytes at most, and most have one.
    if text.len() <= SAMPLE * SAMPLES * 2 {
        return text.chars().take(SAMPLE * SAMPLES).collect();
    }
    for at in 0..SAMPLES {
        let from = text.floor_char_boundary((text.len() - SAMPLE) * at / (SAMPLES - 1));
        let rest = text.get(from..).unwrap_or_default();
        let skipped =
            rest.char_indices().take(30).find(|(i, c)| *i > 0 && c.is_whitespace()).map_or(0, |(i, _)| i);
        let begin = if at == 0 { 0 } else { skipped };
        sample.extend(rest.get(begin..).unwrap_or_default().chars().take(SAMPLE));
        sample.push('\n');
    }
    sample
}

#[derive(Default)]
struct Scripts {
    latin: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    thai: usize,
    arabic: usize,
    cyrillic: usize,
    greek: usize,
    foreign: usize,
}

enum Script {
    Latin,
    Han,
    Other(&'static str),
    Foreign,
}

impl Scripts {
    fn of(sample: &str) -> Self {
        let mut count = Self::default();
        for c in sample.chars() {
            if c.is_ascii() {
                count.latin += usize::from(c.is_ascii_alphabetic());
                continue;
            }
            if !c.is_alphabetic() {
                continue;
            }
            let slot = match c {
                c if is_kana(c) => &mut count.kana,
                c if is_han(c) => &mut count.han,
                c if is_hangul(c) => &mut count.hangul,
                c if is_thai(c) => &mut count.thai,
                '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FEFC}' => {
                    &mut count.arabic
                }
                '\u{0400}'..='\u{052F}' => &mut count.cyrillic,
                '\u{0370}'..='\u{03FF}' => &mut count.greek,
                c if c < '\u{0250}' || ('\u{1E00}'..='\u{1EFF}').contains(&c) => &mut count.latin,
                '\u{FF21}'..='\u{FF5A}' => &mut count.latin,
                _ => &mut count.foreign,
            };
            *slot += 1;
        }
        count
    }

    /// The script that says most. One character of East Asia says as much as three of the alphabet,
    /// and names in Latin letters stand in texts of every script.
    fn strongest(&self) -> Option<Script> {
        let ranked = [
            (self.hangul * 3, Script::Other("ko")),
            ((self.han + self.kana) * 3, Script::Han),
            (self.thai * 2, Script::Other("th")),
            (self.arabic * 2, Script::Other("ar")),
            (self.cyrillic, Script::Other("ru")),
            (self.greek, Script::Other("el")),
            (self.foreign, Script::Foreign),
            (self.latin, Script::Latin),
        ];
        let most = ranked.iter().map(|(n, _)| *n).max().filter(|n| *n > 0)?;
        ranked.into_iter().find(|(n, _)| *n == most).map(|(_, script)| script)
    }
}

fn han(sample: &str, count: &Scripts, stated: Option<&Lang>, prior: Option<&Lang>) -> (Lang, f32) {
    // Prose of Japan is full of kana; a Chinese text may quote some.
    let share = if count.han < 60 { 33 } else { 6 };
    if count.kana >= 2 && count.kana * share > count.han {
        return (Lang::from("ja"), 1.0);
    }
    let weight = han::japanese_against_chinese(sample) + 1.5 * count.kana as f32;
    let told = [prior, stated].into_iter().flatten().find(|l| matches!(l.as_str(), "ja" | "zh"));
    let leaning = match told.map(Lang::as_str) {
        Some("ja") => 0.9,
        Some(_) => -0.9,
        None => 0.0,
    };
    let sure = |weight: f32| (0.6 + weight.abs() / 6.0).min(0.99);
    match weight + leaning {
        sum if sum > 0.0 => (Lang::from("ja"), sure(sum)),
        sum if sum < 0.0 => (Lang::from("zh"), sure(sum)),
        // Longer Chinese has characters of its own: where there are none it is Japanese.
        _ => (Lang::from(if count.han >= 4 { "ja" } else { "zh" }), 0.5),
    }
}

fn latin(sample: &str, letters: usize, stated: Option<&Lang>, prior: Option<&Lang>) -> (Lang, f32) {
    let (votes, asked) = votes(sample);
    let (first, most, ahead) = leader(&votes);
    if asked >= 25 && most >= SURE && ahead >= AHEAD * most {
        return (Lang::from(first), 0.99);
    }
    let unknown = [prior, stated].into_iter().flatten().find(|l| !KNOWN.contains(&l.as_str()));
    let boost = 60.0 * (-(letters as f64) / 40.0).exp();
    let mut scored: Vec<(Lang, f64)> = DETECTOR
        .compute_language_confidence_values(sample)
        .into_iter()
        .map(|(language, value)| {
            let lang = Lang::from(language.iso_code_639_1().to_string().as_str());
            let mut weight = 1.0;
            if prior == Some(&lang) {
                weight += 1.0 + boost;
            }
            if stated == Some(&lang) {
                weight += 0.5 + boost / 2.0;
            }
            let vote =
                LATIN.iter().zip(votes).find(|(code, _)| **code == lang.as_str()).map_or(0.0, |(_, v)| v);
            let heard = f64::from(vote - most) * VOICE;
            (lang, (value + 1e-4) * weight * heard.max(-12.0).exp())
        })
        .collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let total: f64 = scored.iter().map(|(_, v)| v).sum();
    let Some((lang, value)) = scored.into_iter().next().filter(|_| total > 0.0) else {
        return (prior.or(stated).cloned().unwrap_or_else(|| Lang::from("en")), 0.0);
    };
    let confidence = value / total;
    match unknown {
        // The language told is none we can tell: only a clear reading speaks against it.
        Some(told) if confidence < 0.9 => (told.clone(), 0.5),
        _ => (lang, confidence as f32),
    }
}

/// How much a vote of the small words moves the model's opinion, as a power of e.
const VOICE: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(text: &str, title: &str, stated: Option<&str>, prior: Option<&str>) -> String {
        let (stated, prior) = (stated.map(Lang::from), prior.map(Lang::from));
        identify_language(text, title, stated.as_ref(), prior.as_ref()).0.to_string()
    }

    #[test]
    fn texts_speak_for_themselves_against_the_markup() {
        for (expected, text) in [
            (
                "en",
                "The council has opened a new call for research proposals on quantum technology and invites teams to apply.",
            ),
            (
                "de",
                "Die Gemeinschaft fördert ab sofort neue Vorhaben in der Quantenforschung und lädt Gruppen zur Bewerbung ein.",
            ),
            (
                "fr",
                "L'agence lance un nouvel appel à projets consacré aux technologies quantiques et invite les équipes à candidater.",
            ),
            (
                "es",
                "La agencia abre una nueva convocatoria de proyectos sobre tecnologías cuánticas e invita a los equipos a participar.",
            ),
            (
                "pt",
                "A fundação abriu uma nova chamada de projetos sobre tecnologias quânticas e convida as equipes a participar.",
            ),
            (
                "it",
                "L'agenzia apre un nuovo bando per progetti sulle tecnologie quantistiche e invita i gruppi a partecipare.",
            ),
            (
                "nl",
                "De raad opent een nieuwe oproep voor onderzoek naar kwantumtechnologie en nodigt teams uit om voorstellen in te dienen.",
            ),
            (
                "sv",
                "Rådet öppnar en ny utlysning för forskning om kvantteknik och bjuder in grupper att ansöka före sommaren.",
            ),
            (
                "fi",
                "Neuvosto avaa uuden haun kvanttiteknologian tutkimukselle ja kutsuu ryhmiä jättämään hakemuksensa ennen kesää.",
            ),
            ("ja", "本機構は量子技術に関する新しい研究の公募を開始し、広く提案を受け付けます。"),
            ("zh", "本委员会启动量子技术研究项目的申请工作，欢迎各团队申报。"),
            ("ko", "재단은 양자 기술에 관한 새로운 연구 과제를 공모하고 신청을 받는다."),
            ("th", "สำนักงานเปิดรับข้อเสนอโครงการวิจัยด้านเทคโนโลยีควอนตัมรอบใหม่"),
            ("ar", "تفتح الهيئة باب التقديم لمشاريع بحثية جديدة في تقنيات الكم"),
        ] {
            assert_eq!(lang(text, "", Some("en"), None), expected, "{text}");
        }
    }

    #[test]
    fn titles_without_a_source_tell_neighbours_apart() {
        for (expected, title) in [
            ("da", "Ny strategi for åben videnskab og deling af forskningsdata"),
            ("da", "Regeringen vil styrke sundhedsforskningen med nye midler"),
            ("no", "Ny strategi for åpen vitenskap og deling av forskningsdata"),
            ("no", "Regjeringen vil styrke helseforskningen med nye midler"),
            ("sv", "Ny strategi för öppen vetenskap och delning av forskningsdata"),
            ("es", "Convocatoria de ayudas para proyectos de investigación"),
            ("pt", "Chamada de apoio a projetos de investigação"),
            ("it", "Bando per progetti di ricerca di interesse nazionale"),
            ("fi", "Uusi strategia avoimelle tieteelle ja tutkimusdatan jakamiselle"),
            ("nl", "Nieuwe subsidieronde voor onderzoek naar open wetenschap"),
            ("ja", "令和八年度戦略的創造研究推進事業の公募について"),
            ("zh", "关于发布2026年度项目指南的通知"),
        ] {
            assert_eq!(lang("", title, None, None), expected, "{title}");
        }
    }

    #[test]
    fn chinese_characters_alone_follow_the_source() {
        assert_eq!(lang("", "量子技術政策", None, Some("ja")), "ja");
        assert_eq!(lang("", "量子技術政策", None, Some("zh")), "zh");
        assert_eq!(lang("", "量子技術戦略", None, None), "ja");
        assert_eq!(lang("", "项目申请指南", None, Some("ja")), "zh");
    }

    #[test]
    fn short_titles_lean_on_the_source_and_nothing_is_no_evidence() {
        assert_eq!(lang("", "Information", None, Some("fr")), "fr");
        assert_eq!(lang("", "2026", None, Some("sv")), "sv");
        assert_eq!(identify_language("", "", None, None), (Lang::from("en"), 0.0));
    }
}
