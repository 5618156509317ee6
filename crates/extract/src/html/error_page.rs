//! Pages that say 200 but mean 404.
//!
//! A title that is an error statement and nothing else convicts a page with little text. One that only
//! contains such a statement may be news about lost pages, so that the text must say it too.

use super::{blocks::Block, wall::segments};
use regex::Regex;
use shiome_model::Reason;
use std::sync::LazyLock;

static NOT_FOUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:error\s*)?(?:http\s*)?(?:404|410)(?:\s*$|\s*[-–—|.!]|:?\s+(?:error|not found|page|file|seite|fehler|erreur|página|pagina|sidan|ページ|页))|\b(?:error|fehler|erreur|erro|errore|fel|fejl|feil|virhe)\s*:?\s*(?:404|410)\b",
        r"|(?:page|document|file|content|resource|site|url|item)\b.{0,25}\b(?:not (?:be )?found|cannot be found|could ?n[o']t be found|does(?: not|n't) exist|no longer (?:available|exists?)|is not available|unavailable|is gone|has been (?:removed|deleted))",
        r"|^not found$|can(?:'|’|no)t find (?:the|that|this|your) page|nothing (?:was )?found here|page missing",
        r"|seite .{0,20}nicht (?:gefunden|vorhanden|verfügbar)|(?:page|document) .{0,12}(?:introuvable|n['’]existe pas|non trouvée?)",
        r"|página .{0,20}(?:no (?:encontrada|existe|se encuentra)|não (?:encontrada|existe))|no se (?:ha )?encontr\w+ la página",
        r"|pagina .{0,20}(?:non (?:trovata|esiste)|niet gevonden|bestaat niet)|(?:sidan|siden) .{0,25}(?:ikke|inte|kunde inte|hittades).{0,12}(?:findes|finnes|fundet|funnet|hittas|inte)?|sivua ei löy",
        r"|(?:ページ|ファイル|コンテンツ).{0,20}(?:見つかりません|見つかりませんでした|存在しません|ありません|削除され)|お探しのページ",
        r"|(?:页面|頁面|网页|網頁).{0,10}(?:不存在|未找到|找不到|无法找到)|(?:找不到|未找到).{0,8}(?:页面|頁面|网页|網頁)",
        r"|페이지를 찾을 수 없|존재하지 않는 페이지|ไม่พบหน้า|ไม่พบเพจ|الصفحة غير موجودة|لم يتم العثور على الصفحة",
    ))
    .ok()
});

/// Text longer than this is content, whatever its title says.
const SHORT: usize = 1_200;
/// A title with so many letters beside its error statement says something else, too.
const ASIDE: usize = 14;
/// Text that a notice cannot be made of.
const NO_NOTICE: usize = 40;

/// Why the page is no work, if it is none. `titles` are its title statements, `text` its main text.
pub fn reason(titles: &[&str], blocks: &[Block], text: &str) -> Option<(Reason, String)> {
    let letters = text.chars().count();
    if letters > SHORT {
        return None;
    }
    let headings = blocks.iter().filter(|b| b.heading == 1 || b.heading == 2).map(|b| b.text.as_str());
    let short = |t: &&str| t.chars().count() <= 120;
    let named = titles.iter().copied().chain(headings.take(4)).filter(short);
    for title in named.flat_map(segments) {
        let Some(found) = NOT_FOUND.as_ref().and_then(|p| p.find(title)) else { continue };
        let beside = title.chars().count() - found.as_str().chars().count();
        if beside <= ASIDE || letters <= NO_NOTICE || says(text) {
            return Some((Reason::SoftNotFound, title.to_owned()));
        }
    }
    // Without a telling title: the first line says so and there is hardly any other.
    let first = text.lines().next().filter(|_| letters <= 400)?;
    (first.chars().count() <= 160 && says(first)).then(|| (Reason::SoftNotFound, first.to_owned()))
}

fn says(text: &str) -> bool {
    NOT_FOUND.as_ref().is_some_and(|p| p.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_pages_are_seen_in_many_languages() {
        for title in [
            "404 - Agency",
            "Page not found",
            "Seite nicht gefunden",
            "Page introuvable",
            "Página no encontrada",
            "Página não encontrada",
            "Pagina non trovata",
            "Pagina niet gevonden",
            "Sidan kunde inte hittas",
            "Siden findes ikke",
            "Siden ble ikke funnet",
            "Sivua ei löydy",
            "お探しのページが見つかりません",
            "页面不存在",
            "페이지를 찾을 수 없습니다",
            "ไม่พบหน้าที่คุณต้องการ",
        ] {
            let found = reason(&[title], &[], "Go to the front page.");
            assert_eq!(found.map(|f| f.0), Some(Reason::SoftNotFound), "{title}");
        }
    }

    #[test]
    fn news_about_missing_things_is_news() {
        assert_eq!(reason(&["Missing species found in the deep sea"], &[], "Short."), None);
        assert_eq!(reason(&["404 grants awarded this year"], &[], &"Long text. ".repeat(200)), None);
        assert_eq!(reason(&["New call for proposals"], &[], "Text."), None);
        let text = "The library has taken stock of links that lead nowhere. Every fifth one is dead.";
        for title in [
            "404: what becomes of science when its links rot",
            "404 Media joins the network of science reporters",
            "Why a page that cannot be found costs a reader ten minutes",
            "Funding page no longer available to new users from May",
        ] {
            assert_eq!(reason(&[title], &[], text), None, "{title}");
        }
        assert_eq!(
            reason(
                &["旧サイトのファイル削除について"],
                &[],
                "旧サイトのファイルは5月末に削除します。必要な方は保存してください。控えは図書館にあります。"
            ),
            None
        );
    }
}
