//! Pages that say 200 but are an error, a login form or a firewall's question.

use super::blocks::Block;
use regex::Regex;
use shiome_model::Reason;
use std::sync::LazyLock;

static NOT_FOUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:error\s*)?(?:http\s*)?(?:404|410)\b|\b(?:error|fehler|erreur|erro|errore|fel|fejl|feil|virhe)\s*:?\s*(?:404|410)\b",
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

static BLOCKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:sign|log)[ -]?in(?:$|\s*[|:–—-]|\s+(?:to|page|required|form|with)\b)|^log ?on\b|^login$|^anmeld(?:en|ung)$|^(?:se connecter|connexion|iniciar sesión|entrar|accedi|inloggen|logga in|log ind|logg inn|kirjaudu)(?:$|\s*[|:–—-])|^ログイン|^로그인|^登录|^登錄|^เข้าสู่ระบบ",
        r"|access denied|^forbidden$|^403\b|zugriff verweigert|accès refusé|acceso denegado|アクセスが拒否",
        r"|attention required!? \| cloudflare|^just a moment|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)|pardon our interruption|request unsuccessful|request rejected|security check|ddos protection|enable javascript and cookies to continue|unusual traffic",
    ))
    .ok()
});

/// Text longer than this is content, whatever its title says.
const SHORT: usize = 1_200;

/// Why the page is no work, if it is none. `titles` are its title statements, `text` its main text.
pub fn reason(titles: &[&str], blocks: &[Block], text: &str) -> Option<(Reason, String)> {
    if text.chars().count() > SHORT {
        return None;
    }
    let matches = |pattern: &Option<Regex>, text: &str| pattern.as_ref().is_some_and(|p| p.is_match(text));
    let short = |t: &&str| t.chars().count() <= 120;
    let headings = blocks.iter().filter(|b| b.heading == 1 || b.heading == 2).map(|b| b.text.as_str());
    let named: Vec<&str> = titles.iter().copied().chain(headings.take(4)).filter(short).collect();
    for (pattern, reason) in [(&NOT_FOUND, Reason::SoftNotFound), (&BLOCKED, Reason::Blocked)] {
        if let Some(title) = named.iter().find(|t| matches(pattern, t)) {
            return Some((reason, (*title).to_owned()));
        }
    }
    // Without a telling title: the first line says so and there is hardly any other.
    let first = text.lines().next().filter(|_| text.chars().count() <= 400)?;
    (first.chars().count() <= 160 && matches(&NOT_FOUND, first))
        .then(|| (Reason::SoftNotFound, first.to_owned()))
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
    fn doors_are_no_works() {
        for title in
            ["Log in", "Access Denied", "Just a moment...", "Attention Required! | Cloudflare", "ログイン"]
        {
            assert_eq!(reason(&[title], &[], "").map(|f| f.0), Some(Reason::Blocked), "{title}");
        }
    }

    #[test]
    fn news_about_missing_things_is_news() {
        assert_eq!(reason(&["Missing species found in the deep sea"], &[], "Short."), None);
        assert_eq!(reason(&["404 grants awarded this year"], &[], &"Long text. ".repeat(200)), None);
        assert_eq!(reason(&["New call for proposals"], &[], "Text."), None);
    }
}
