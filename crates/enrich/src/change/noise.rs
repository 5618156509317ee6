//! Which clauses of a page say nothing?

use crate::{fold::bare, script::mostly_unspaced};
use regex::Regex;
use std::sync::LazyLock;

/// Clauses about the page and not of it.
static ABOUT_THE_PAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \b(cookies?|share\ (this|on)|follow\ us|subscribe|newsletter|log\ ?in|sign\ (in|up)|skip\ to|all\ rights\ reserved|privacy\ policy)\b | ©
        | ^(home|start(seite)?|accueil|inicio|início|forside|ホーム|トップ|首页|홈)\s*[>›»/｜|]
        | ^(last\ (updated|modified|reviewed|changed)|page\ last|updated(\ on)?:?\ |stand:|letzte\ (aktualisierung|änderung)|zuletzt\ (aktualisiert|geändert)|dernière\ mise\ à\ jour|mis\ à\ jour|última\ (actualización|modificación|atualização)|ultimo\ aggiornamento|laatst\ (bijgewerkt|gewijzigd)|senast\ (uppdaterad|ändrad|granskad)|最終更新|更新日|更新时间|发布时间|최종\ ?수정|최종\ ?업데이트)
        | ^\D{0,12}\d[\d.,\ ]*\s*(views?|likes?|shares?|comments?|visits?|visitors?|downloads?|aufrufe|vues|visitas|visualizações|閲覧|回閲覧|次浏览|浏览次数|조회수?)\b
        | ^(views?|likes?|shares?|hits|visitors?|aufrufe|閲覧数|アクセス数|浏览次数|阅读次数|조회수?)\s*[:：]?\s*\d
        | ^(tel(efon|ephone)?|phone|fax|e-?mail|電話|メール|电话|邮箱|전화|이메일)\b?\s*[.:：]
        | ^\S+@\S+$ | ^https?://\S+$
        | ^(cookie|クッキー|シェア|共有|トップへ|ページの先頭|分享|쿠키|공유)",
    )
    .ok()
});

/// Words that dates are made of, beside digits.
static DATE_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(jan(uary|uar|vier)?|enero|janeiro|feb(ruary|ruar|rero)?|février|fevereiro|mar(ch|s|zo|ço)?|märz|apr(il)?|avril|abril|may|mai|mayo|maio|maj|june?|juni|juin|junio|junho|july?|juli|juillet|julio|julho|aug(ust|usti)?|août|agosto|sept?(ember|embre|iembre)?|setembro|oct(ober|obre|ubre)?|okt(ober)?|outubro|nov(ember|embre|iembre|embro)?|de[cz](ember)?|décembre|diciembre|dezembro|mon(day)?|tues?(day)?|wed(nesday)?|thu(rsday)?|fri(day)?|sat(urday)?|sun(day)?|am|pm|utc|gmt|cet|jst|st|nd|rd|th|de|of|le|el)\b|年|月|日|時|分|曜|[月火水木金土日]曜日?|년|월|일|시|ค\.ศ\.|พ\.ศ\.|[\d\s]",
    )
    .ok()
});

/// The clause as it is compared; none if it carries no meaning of its own.
pub(super) fn meaning(clause: &str) -> Option<String> {
    let trimmed = clause.trim();
    if ABOUT_THE_PAGE.as_ref().is_some_and(|r| r.is_match(trimmed)) {
        return None;
    }
    let kept: Vec<&str> = trimmed.split_whitespace().filter(|word| !is_token(word)).collect();
    if kept.len() < 2 && kept.len() < trimmed.split_whitespace().count() {
        return None; // a label and its token
    }
    let bare = bare(&kept.join(" "));
    let rest = match DATE_WORDS.as_ref() {
        Some(dates) => dates.replace_all(&bare, "").into_owned(),
        None => bare.clone(),
    };
    let labels = |c: &str| !c.contains(' ') && c.chars().count() < if mostly_unspaced(c) { 8 } else { 24 };
    if labels(&bare) && !bare.chars().any(char::is_numeric) && !trimmed.ends_with(['.', '。', '!', '！']) {
        return None; // a button or the name of a section
    }
    // A date or number alone moves every day.
    (rest.chars().filter(|c| c.is_alphabetic()).count() >= 2).then_some(bare)
}

/// Ids, hashes and other words no person wrote: long, with letters and digits mixed.
fn is_token(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= 16
        && digits >= 3
        && word.len() - digits >= 3
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=' | b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::meaning;

    #[test]
    fn dates_counters_tokens_and_banners_say_nothing() {
        for clause in [
            "12 March 2026",
            "2026年3月12日(木)",
            "Last updated: 3 March 2026",
            "最終更新日：2026年3月1日",
            "1,204 views",
            "閲覧数：1204",
            "We use cookies to improve your visit.",
            "E-mail: office@example.org",
            "form-9f8a7c6b5d4e3f2a1b0c",
            "42",
            "ホーム > ニュース > 公募",
        ] {
            assert_eq!(meaning(clause), None, "{clause}");
        }
    }

    #[test]
    fn clauses_keep_their_meaning_and_lose_their_tokens() {
        assert_eq!(meaning("The deadline is 3 March 2026.").as_deref(), Some("the deadline is 3 march 2026"));
        assert_eq!(meaning("Apply here 9f8a7c6b5d4e3f2a1b0c").as_deref(), Some("apply here"));
        assert_eq!(meaning("応募は必須です。").as_deref(), Some("応募は必須です"));
    }
}
