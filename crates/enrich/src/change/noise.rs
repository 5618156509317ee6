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
        | ^\D{0,12}\d[\d.,\ ]*\s*(views?|likes?|shares?|comments?|visits?|visitors?|downloads?|aufrufe|vues|visitas|visualizações|閲覧|回閲覧|次浏览|浏览次数|회\ ?조회|조회수?)\b
        | ^(views?|likes?|shares?|hits|visitors?|aufrufe|閲覧数|アクセス数|浏览次数|阅读次数|조회수?)\s*[:：]?\s*\d
        | ^(tel(efon|ephone)?|phone|fax|e-?mail|電話|メール|电话|邮箱|전화|이메일)\b?\s*[.:：]
        | ^\S+@\S+$ | ^\W*https?://\S+$
        | ^\W*((back|return|go)\ to\ (the\ )?(top|list|overview|news|home)|to\ the\ top|top(\ of\ (the\ )?page)?|nach\ oben|zurück(\ zur\ übersicht)?|haut\ de\ page|retour(\ (en\ haut|à\ la\ liste))?|volver|前へ|次へ|戻る|一覧(へ|に)(戻る)?|(ページ)?(上部|先頭|トップ)(へ|に)(戻る)?|返回(顶部|列表|上页)?|上一篇|下一篇|목록(으로)?|맨\ ?위로|prev(ious)?|next|print|印刷|drucken|imprimer|打印|인쇄)\W*$
        | ^(cookie|クッキー|シェア|共有|トップへ|ページの先頭|分享|쿠키|공유)
        | ^\D{0,16}\d{1,4}\s*(days?|hours?|tage?|jours?|días?)\s*(left|remaining|to\ go|verbleib\p{L}*|restants?|restantes)\W*$ | ^(noch|plus\ que|quedan)\s+\d{1,4}\s*\p{L}+\W*$
        | ^(締切まで)?(あと|残り)\s*\d+\s*[日時]間?\W*$ | ^(距离?截止)?(还剩|仅剩)\s*\d+\s*天\W*$ | ^마감까지\s*\d+일\W*$
        | ^(this\ page|diese\ seite|cette\ page|このページ|本页|이\ 페이지).{0,40}\d[\d,.\ ]*(\ ?(times|mal|fois|回|次|번|views?))
        | ^(page|server|session|request|build|version|page\ id|ref(erence)?)\s*(id|no\.?|number|time|token)?\s*[:：\#]\s*\S+$
        | ^(contact|kontakt|contacto|contatto|お?問い?合わ?せ先?|連絡先|联系(人|方式|电话|我们)?|문의처?|연락처)\ ?[:：]
        | ^(related|latest|recent|other|more)\ (news|articles?|posts?|stories|links?|pages?|content)\b.{0,10}$",
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

/// Headings of boxes that stand beside the page's matter: what is new elsewhere, whom to ask.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(
        (related|latest|recent|other|more|further|top|popular)\ (news|articles?|posts?|stories|links?|pages?|content|headlines|updates|events)
        | (you\ (may|might)\ also\ (like|be\ interested)|read\ (more|next)|see\ also|most\ read|in\ (the\ )?news|news|share(\ this)?(\ page)?|follow\ us|stay\ connected|newsletter|subscribe|quick\ ?links|cookies?(\ settings)?|tags?|comments?|contacts?(\ us)?|contact\ (details|information|person))
        | (weitere|aktuelle|verwandte|neueste)\ (meldungen|nachrichten|artikel|themen|beiträge|links)|aktuelles|das\ könnte\ sie\ auch\ interessieren|teilen|kontakt|ansprechpartner(in)?
        | (actualités|articles|sujets)(\ (liés|connexes|récents|similaires|associés))?|à\ lire\ aussi|voir\ aussi|partager|nous\ contacter
        | noticias(\ (relacionadas|recientes))?|artículos\ relacionados|compartir|contacto
        | (関連|最新|新着|その他の?|ほかの)(の)?(ニュース|記事|情報|リンク|ページ|お知らせ|トピックス)(一覧)?|新着情報|お知らせ一覧|あわせて読みたい|シェア(する)?|共有|(お)?問い?合わ?せ(先|窓口)?|連絡先
        | (相关|最新|热门|其他)(新闻|文章|链接|阅读|资讯|动态|消息|推荐)|延伸阅读|分享(到)?|联系(我们|方式)
        | (관련|최신|다른|인기)\ ?(기사|뉴스|글|소식|링크|게시물)|공유(하기)?|문의(처)?|연락처
        )\W*$",
    )
    .ok()
});

/// Whether what stands under a heading is no part of the page's matter.
pub(super) fn is_beside(heading: &str) -> bool {
    BESIDE.as_ref().is_some_and(|r| r.is_match(heading))
}

/// Whether a line is a day or a figure and nothing else.
pub(super) fn is_value(line: &str) -> bool {
    line.chars().count() <= 60 && line.chars().any(char::is_numeric) && only_date(&bare(line))
}

/// Whether nothing is left of a folded text without the words of dates.
fn only_date(bare: &str) -> bool {
    let rest = match DATE_WORDS.as_ref() {
        Some(dates) => dates.replace_all(bare, "").into_owned(),
        None => bare.to_owned(),
    };
    rest.chars().filter(|c| c.is_alphabetic()).count() < 2
}

/// Signs that carry meaning although they are no letters: a currency, a share.
pub(super) fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' | '％' => out.push_str(" percent "),
            '$' | '＄' => out.push_str(" dollar "),
            '€' => out.push_str(" euro "),
            '£' | '￡' => out.push_str(" pound "),
            '¥' | '￥' => out.push_str(" yen "),
            '₩' => out.push_str(" won "),
            '≥' => out.push_str(" atleast "),
            '≤' => out.push_str(" atmost "),
            c => out.push(c),
        }
    }
    out
}

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
    let bare = bare(&spelled(&kept.join(" ")));
    let labels = |c: &str| !c.contains(' ') && c.chars().count() < if mostly_unspaced(c) { 4 } else { 12 };
    if labels(&bare) && !bare.chars().any(char::is_numeric) && !trimmed.ends_with(['.', '。', '!', '！']) {
        return None; // a button or the name of a section
    }
    // A date or number alone moves every day.
    (!only_date(&bare)).then_some(bare)
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
