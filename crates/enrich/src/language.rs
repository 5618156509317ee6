//! Which language is it? Scripts first, then words; what others state only tips the scales.

use crate::script::{is_han, is_hangul, is_kana, is_thai};
use lingua::{Language, LanguageDetector, LanguageDetectorBuilder};
use shiome_model::{Lang, lang::KNOWN};
use std::sync::LazyLock;

/// Characters read at most: more would only cost time.
const ENOUGH: usize = 320;
/// Letters from which the main text speaks without its title.
const TEXT_ALONE: usize = 120;
/// Characters that only Japanese writes so, among those frequent in our field.
const JAPANESE_ONLY: &str =
    "戦働込枠圏発経済実検験関続総権説対応価図単広変択稿県辺読売帰気駅様団営歳残処浅満渋両乗収";
/// Characters that Chinese, simplified or traditional, writes and Japanese does not.
const CHINESE_ONLY: &str = "们这个为发术战资员业产关对应报计审评议项学请时说实检验总权图单广变择开与专创导设务际质现进还从动国會學發經濟實檢驗關應價圖單廣變擇對說總權國際讓與於個這們體點營獲";

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
    let mut sample: String = text.chars().take(ENOUGH).collect();
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
        for c in sample.chars().filter(|c| c.is_alphabetic()) {
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
                c if c.is_ascii() || c < '\u{0250}' || ('\u{1E00}'..='\u{1EFF}').contains(&c) => {
                    &mut count.latin
                }
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
    if count.kana >= 2 && count.kana * 33 > count.han {
        return (Lang::from("ja"), 1.0);
    }
    let among = |list: &str| sample.chars().filter(|c| list.contains(*c)).count() as f32;
    let (ja, zh) = (among(JAPANESE_ONLY) + count.kana as f32, among(CHINESE_ONLY));
    // Some of the characters listed as Chinese are Japanese too (国, 学): a lone one proves nothing.
    let shared = sample.chars().filter(|c| "学国時進現質導設際与".contains(*c)).count() as f32;
    let zh = zh - shared;
    let told = [prior, stated].into_iter().flatten().find(|l| matches!(l.as_str(), "ja" | "zh"));
    match told {
        Some(lang) if ja == zh => (lang.clone(), 0.7),
        _ if ja > zh => (Lang::from("ja"), 0.9),
        _ if zh > ja => (Lang::from("zh"), 0.95),
        _ => (Lang::from("zh"), 0.5),
    }
}

fn latin(sample: &str, letters: usize, stated: Option<&Lang>, prior: Option<&Lang>) -> (Lang, f32) {
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
            (lang, (value + 1e-4) * weight)
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
