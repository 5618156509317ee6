//! Words that stand beside days, and names that pages give to the places where days stand.

use regex::Regex;
use std::sync::LazyLock;

/// What a label says of the day after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// It is the day of publication.
    Published,
    /// It is another day: of a change, an event, a deadline.
    Other,
    /// It is a day, and no more: above a table of facts an event's, else most often its own.
    Date,
}

static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:\b(?:published|publication date|date of publication|posted|released?|release date|issued|date published|created|first published|press release",
        r"|veröffentlicht|veröffentlichung\w*|erschienen|publiziert|erstellt|pressemitteilung|meldung vom",
        r"|publi[ée]e?|mis en ligne|date de publication|paru|communiqué",
        r"|publicado|publicada|publicación|fecha de publicación|data de publicação|publicação",
        r"|pubblicato|pubblicata|data di pubblicazione",
        r"|gepubliceerd|publicatiedatum|publicerad|publiceringsdatum|publiceret|offentliggjort|udgivet|publisert|julkaistu|julkaisupäivä)\b",
        r"|公開日?|掲載日?|発表日?|発行日?|公表日?|配信日|更新日・公開日|作成日|发布|發布|发表|发文|刊登|日期|게시일?|등록일?|발표일?|작성일|เผยแพร่|ประกาศ(?:เมื่อ|วันที่)?|วันที่เผยแพร่)",
    ))
    .ok()
});

static OTHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:\b(?:updated?|modified|last (?:changed?|updated?|modified|reviewed)|revised|changed|deadline|due|closes?|closing|expires?|until|starts?|begins?|ends?|event date|when|where|effective|opens?|opening|valid|date and time|accessed|retrieved|copyright|archived|born|died",
        r"|aktualisiert|geändert|stand|letzte änderung|frist|einsendeschluss|bewerbungsschluss|termin|beginn|ende|bis|ab",
        r"|mis(?:e)? à jour|modifiée?|date limite|échéance|clôture|début|fin",
        r"|actualizad[oa]|modificad[oa]|plazo|fecha límite|cierre|inicio|atualizad[oa]|prazo|encerramento",
        r"|aggiornato|scadenza|inizio|bijgewerkt|gewijzigd|uppdaterad|opdateret|oppdatert|sist endret|frist|päivitetty|deadline)\b",
        r"|更新|最終|締切|〆切|期限|開催|日時|期間|日程|開始|終了|施行|更新日|截止|更新时间|修改|活动|마감|수정|기간|일시|แก้ไข|ปรับปรุง|หมดเขต|©)",
    ))
    .ok()
});

static CHANGED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:\b(?:(?:last |page |content )*(?:updated?|modified|changed|revised|reviewed|edited)(?: on)?",
        r"|(?:zuletzt )?(?:aktualisiert|geändert|bearbeitet|überarbeitet)(?: am)?|stand|letzte (?:änderung|aktualisierung)|aktualisierung",
        r"|(?:dernière )?(?:mise? à jour|modification|modifiée?)(?: le)?|(?:última )?(?:actualizaci[óo]n|actualizad[oa]|modificaci[óo]n|atualizaç[ãa]o|atualizad[oa])(?: e[ml])?",
        r"|(?:ultimo )?aggiornamento|aggiornat[oa](?: il)?|(?:laatst )?(?:bijgewerkt|gewijzigd)(?: op)?|(?:senast )?(?:uppdaterad|ändrad)(?: den)?",
        r"|(?:senest |sist )?(?:opdateret|oppdatert|endret|ændret)(?: den)?|päivitetty|muokattu)",
        r"|最終更新日?|更新日時?|改訂日?|更新时间|最后更新|更新時間|수정일?|최종수정|แก้ไขล่าสุด|ปรับปรุง(?:ล่าสุด)?)\W*$",
    ))
    .ok()
});

/// Whether the text right before a day says that something was changed on it.
pub fn changed(label: &str) -> bool {
    let skip = label.chars().count().saturating_sub(48);
    let tail: String = label.chars().skip(skip).collect();
    CHANGED.as_ref().is_some_and(|p| p.is_match(&tail))
}

/// What the text right before a day says of it; the last word counts, and it stands close.
pub fn of(label: &str) -> Option<Label> {
    let tail: String = {
        let skip = label.chars().count().saturating_sub(48);
        label.chars().skip(skip).collect()
    };
    let close = |end: usize| tail.get(end..).is_some_and(|rest| rest.chars().count() <= 14);
    let last = |pattern: &Option<Regex>| {
        let found = pattern.as_ref().and_then(|p| p.find_iter(&tail).last())?;
        close(found.end()).then_some(found.end())
    };
    match (last(&PUBLISHED), last(&OTHER)) {
        (Some(published), Some(other)) if other > published => Some(Label::Other),
        (Some(_), _) => Some(Label::Published),
        (None, Some(_)) => Some(Label::Other),
        (None, None) => bare(&tail),
    }
}

/// `Date:` alone.
fn bare(label: &str) -> Option<Label> {
    let word = label.trim().trim_end_matches([':', '：']).trim().to_lowercase();
    matches!(word.as_str(), "date" | "dates" | "datum" | "fecha" | "data" | "日付" | "날짜" | "when")
        .then_some(Label::Date)
}

/// The label that a whole line carries in front of its day.
pub fn published(line: &str) -> Option<()> {
    (line.chars().count() <= 80 && PUBLISHED.as_ref().is_some_and(|p| p.is_match(line))).then_some(())
}

/// Whether names of elements say that a day of publication stands there.
pub fn date_place(names: &str) -> bool {
    static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"date|publish|posted|byline|meta\b|meta[-_ ]|[-_ ]meta|timestamp|time\b|datum|entry-info|post-info|article-info|dateline")
            .ok()
    });
    NAMES.as_ref().is_some_and(|p| p.is_match(names))
}

/// Whether they say that another day stands there.
pub fn other_place(names: &str) -> bool {
    static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"event|deadline|updated|modified|copyright|comment|related|teaser|agenda|calendar|card-list|listing|footnote").ok()
    });
    NAMES.as_ref().is_some_and(|p| p.is_match(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_many_languages() {
        for text in
            ["Published on ", "Veröffentlicht am", "公開日：", "Publié le ", "게시일 ", "Publicado em"]
        {
            assert_eq!(of(text), Some(Label::Published), "{text}");
        }
        for text in ["Last updated: ", "締切 ", "Date limite : ", "Stand: ", "©"] {
            assert_eq!(of(text), Some(Label::Other), "{text}");
        }
        for text in [
            "Last updated: ",
            "Zuletzt aktualisiert am ",
            "Dernière mise à jour : ",
            "最終更新日：",
            "Stand: ",
        ] {
            assert!(changed(text), "{text}");
        }
        assert!(!changed("Updated guidance on the call of "));
        assert_eq!(of("Datum: "), Some(Label::Date));
        assert_eq!(of("By A. Author, "), None);
        assert_eq!(of("Updated 3 May, published "), Some(Label::Published));
    }
}
