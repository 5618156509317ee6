//! What names of elements and set phrases hint at. Single hints decide nothing; they are weighed.

use regex::{RegexSet, RegexSetBuilder};
use scraper::ElementRef;
use std::sync::LazyLock;

/// What classes and ids hint at.
pub const NAMES: [&str; 20] = [
    "body", "content", "comment", "related", "share", "nav", "footer", "sidebar", "signup", "consent",
    "meta", "author", "caption", "header", "lead", "ad", "notes", "unseen", "panel", "list",
];

static OF_NAMES: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    set([
        r"article[-_]{0,2}(?:body|content|text|copy|main)|entry[-_]{0,2}(?:content|body|text)|post[-_]{0,2}(?:body|content|text|article)|story[-_]{0,2}(?:body|content|text)|articlebody|body[-_]?(?:copy|text|content)|field--name-body|rich[-_]?text|main[-_]?(?:text|content)|content[-_]{1,2}(?:body|text|main)|page[-_]content|wysiwyg|prose|richtext|td-post-content|text[-_]long",
        r"article|content|entry|post|story|text|body|main|blog|news|detail",
        r"comment|disqus|respond|reply|replies|discussion|thread",
        r"relat|recommend|read[-_]?(?:more|next|also)|more[-_]|popular|trending|latest|suggest|similar|teaser|card|upsell|further|also|recirc|onward|most[-_]|next[-_]|other|recent|highlight",
        r"share|sharing|social|follow|\bsns\b|twitter|facebook|addthis|bookmark|like[-_]",
        r"\bnav|nav\b|menu|crumb|pager|paginat|\btoc\b|tabs\b|skip|jump",
        r"foot|copyright|legal|disclaim|colophon|bottom",
        r"sidebar|\baside|\bside|widget|\brail\b|right[-_]|[-_]right|secondary|complement",
        r"newsletter|subscri|sign[-_]?up|opt[-_]?in|\bcta|donat|paywall|regist|login|\bform|mailing|premium|membership",
        r"cookie|consent|gdpr|banner|popup|modal|overlay|notice|alert|toast",
        r"meta|byline|date|time|\btags?\b|tag[-_]|categor|info\b|credit|dateline|topics?\b|label|keyword|publish|kicker|eyebrow",
        r"author|\bbio\b|profile|writer|contributor|avatar|about",
        r"caption|figure|galler|image|photo|video|media|player|slide|carousel|thumb|picture|\bimg",
        r"head|title|masthead|hero|headline",
        r"summary|\blead\b|lead[-_]|intro|standfirst|\bdeck|\bdek\b|subtitle|excerpt|abstract|chapo|subhead|preamble|description|teaser-text",
        r"\bads?\b|\bads?[-_]|[-_]ads?\b|advert|sponsor|promo|\bdfp|outbrain|taboola|commercial|affiliate|partner",
        r"footnote|referenc|\bnotes?\b|biblio|endnote|citation|sources?\b",
        r"hidden|sr-only|screen-reader|noprint|d-none|print-only|\bhide|invisible|offscreen",
        r"accordion|\btab-?pane|panel|\bfaq|details|collaps|expand|toggle",
        r"list|grid|items?\b|results?|archive|\bloop|cards|feed|stream|row\b|wrap",
    ])
});

/// What set phrases hint at.
pub const PHRASES: [&str; 16] = [
    "consent",
    "subscribe",
    "share",
    "related",
    "copyright",
    "comments",
    "credit",
    "byline",
    "sign in",
    "advert",
    "date",
    "about",
    "contact",
    "tags",
    "updated",
    "source",
];

static OF_TEXT: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    set([
        r"(?i)\bcookies?\b|consent|gdpr|datenschutz|vie privée|privacidad|privacy policy|einwilligung|crédits? photo policy|個人情報|クッキー|同意",
        r"(?i)subscri|newsletter|sign[- ]?up|abonn|suscr|assin(?:e|ar)|iscriviti|abbonati|anmelden|free trial|register (?:now|here|for)|inbox|メルマガ|登録|購読|订阅|구독|mailing list|donat|support (?:us|our)|unterstützen|inscri",
        r"(?i)^\W*(?:share|tweet|e-?mail|print|teilen|partager|compartir|condividi|facebook|twitter|whatsapp|linkedin|pinterest|reddit|delen|like|follow|save|copy link|シェア|印刷|分享|공유|drucken|imprimer|imprimir)|(?:share|follow us|follow me|like us|join us|find us) (?:this|on|via|with)|teile[nr]? (?:auf|mit)|folge[nr]? (?:uns|sie)",
        r"(?i)^\W*(?:related|read (?:more|also|next)|see also|more (?:from|on|about|in|stories|news)|recommended|you (?:may|might)|also (?:read|on|see)|most (?:read|popular|viewed)|latest|trending|popular|don.t miss|up next|next|previous|lesen sie|mehr (?:zu|zum|aus|von)|auch interessant|weitere|das könnte|lire aussi|à lire|voir aussi|sur le même|articles? (?:liés|similaires)|te puede|lea también|leer más|más (?:noticias|información)|leggi anche|potrebbe|leia (?:mais|também)|veja também|lees ook|meer over|関連|おすすめ|あわせて読|続きを|人気|次の記事|前の記事|相关|推荐|관련|もっと|czytaj|zobacz|čtěte|read full|continue reading|weiterlesen|click here|view all|see all|alle anzeigen)",
        r"(?i)©|copyright|all rights reserved|alle rechte|tous droits|todos los derechos|tutti i diritti|無断|版权所有|reproduction|published under|creative commons|licen[sc]e|syndicat|republish",
        r"(?i)\bcomments?\b|kommentar|commentaire|comentario|commenti|コメント|评论|댓글|leave a reply|reply|join the (?:conversation|discussion)|log in to|logged in",
        r"(?i)^\W*(?:photo|image|picture|foto|bild|getty|credit|courtesy|illustration|video|watch|写真|図|source|quelle)\b|getty images|\bafp\b|shutterstock|istock|photo(?:graph)?(?: by|:)|\breuters\b|\bdpa\b|image(?: by| credit|:)|foto:|unsplash|pixabay",
        r"(?i)^\W*(?:by|von|par|por|di|av|af|written by|posted by|author|text|reporting by|from|editor|redaktion|文|著者|記者)\b.{0,80}$",
        r"(?i)\blog ?in\b|sign in|log out|password|my account|anmelden|connexion|connectez|iniciar sesión|ログイン|登录|경고|enable javascript|javascript|your browser|browser",
        r"(?i)advertis|sponsored|anzeige|publicité|publicidad|werbung|reklam|annons|広告|affiliate|promoted|partner content|commission",
        r"(?i)^\W*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:\d{1,2}[./ -]\w{2,10}[./ ,-]+\d{2,4}|\w{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}).{0,40}$",
        r"(?i)^\W*about\b|is (?:a|an|the) (?:\w+ ){0,3}(?:writer|author|journalist|reporter|editor|correspondent|professor|contributor|blogger|freelance)|über (?:den autor|uns)|à propos|acerca de|\bfounder of\b|works? (?:as|at)\b|fellow at",
        r"(?i)contact|for (?:more|further) information|press (?:office|contact)|media (?:contact|enquir|inquir)|ansprechpartner|pressekontakt|kontakt|telefon|tel\.|phone|fax|e-?mail:|お問い合わせ|問合せ|联系|call us",
        r"(?i)^\W*(?:tags?|topics?|filed under|categor\w+|posted in|labels?|keywords?|schlagw\w+|themen|mots[- ]clés|etiquetas|タグ|カテゴリ|标签|in this (?:article|story)|table of contents|contents|inhalt)\b",
        r"(?i)^\W*(?:last )?(?:updated?|modified|published|posted|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|pubblicato|stand|公開|更新|発表|\d+ (?:min|minutes?|hours?|days?|comments?|shares?|views?|likes?)|\d+ ?min\b|reading time|lesezeit)",
        r"(?i)^\W*(?:source|sources|quelle|fuente|fonte|originally|this (?:article|story|post|piece|content) (?:was|is|has|first|originally|appeared)|editor.s note|note|disclaimer|correction|footnotes?|references|出典|来源|参考)",
    ])
});

/// Room for the states of one set; with less they are forgotten and made again and again.
const STATES: usize = 16 << 20;

/// Borders of words are those of ASCII: others are looked for by an engine twenty times as slow.
fn set<const N: usize>(patterns: [&str; N]) -> Option<RegexSet> {
    let patterns = patterns.map(|p| p.replace(r"\b", r"(?-u:\b)"));
    RegexSetBuilder::new(patterns).dfa_size_limit(STATES).build().ok()
}

/// What the names of an element hint at, and a number for its kind.
pub fn of(element: ElementRef) -> (u32, u64) {
    let value = element.value();
    let mut names = String::new();
    let mut kind = hash(value.name(), 11);
    for attribute in ["class", "id", "itemprop", "role", "data-testid", "data-component"] {
        let Some(text) = value.attr(attribute).filter(|v| v.len() < 300) else { continue };
        if attribute == "class" {
            kind = hash(text, kind);
        }
        names.push_str(text);
        names.push(' ');
    }
    if names.trim().is_empty() {
        return (0, kind);
    }
    names.make_ascii_lowercase();
    (bits(&OF_NAMES, &names), kind)
}

/// What a text hints at. Sentences of an article speak of anything, so only short texts are asked.
pub fn of_text(text: &str) -> u32 {
    if text.len() > 400 { 0 } else { bits(&OF_TEXT, text) }
}

fn bits(set: &Option<RegexSet>, text: &str) -> u32 {
    set.iter().flat_map(|s| s.matches(text)).fold(0, |bits, number| bits | 1 << number)
}

fn hash(text: &str, start: u64) -> u64 {
    text.bytes().fold(start, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
