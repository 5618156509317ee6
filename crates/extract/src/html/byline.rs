//! Names in a line that says who wrote: without its labels, roles, days and whatever else stands there.

use crate::clean;
use regex::Regex;
use std::sync::LazyLock;

/// Authors of one page beyond which none is kept.
const MOST: usize = 50;

/// Words before a name, in the languages of the sources.
const LABELS: &str = concat!(
    r"(?:(?:this )?(?:post|article|story|blog|piece|report)? ?(?:is |was )?(?:written|authored|posted|published|contributed|reported|created|submitted|compiled|prepared|words|story|text|article|report|blog|review) by|by|authors?|writers?|contributors?",
    r"|text\s*:|(?:verfasst|geschrieben|ein beitrag|ein artikel|text|interview) von|von|autor(?:in|innen|en|es)?|verfasser(?:in)?",
    r"|(?:écrit|rédigé|publié|proposé|recueillis?) par|par|auteure?s?|auteurs?|autrice",
    r"|(?:escrito|redactado|publicado|elaborado|texto) por|por|autora?s?|redacción",
    r"|escrita por|texto de|a cura di|scritto da|pubblicato da|di|autor[ei]|autrice",
    r"|(?:geschreven |gepubliceerd )?door|(?:skriven |skrevet |publicerad )?av|(?:skrevet )?af|författare|forfatter(?:e)?|skribent|kirjoittaja|teksti?|โดย|ผู้เขียน",
    r"|著者|執筆者?|筆者|文責|作成者|寄稿|取材・文|文|作者|撰文|撰稿人?|记者|記者|글쓴이|작성자|저자|글)",
);

static LABEL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?i)^\W*{LABELS}(?:\s*[:：／/]\s*|\s+|$)")).ok());

/// The same inside a line, after a day or a mark.
static INNER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?i)(?:[|•·–—,]|\d)\s*{LABELS}(?:\s*[:：]\s*|\s+)")).ok());

/// Whether a text is such a word alone.
pub fn is_label(text: &str) -> bool {
    text.chars().count() <= 40
        && LABEL.as_ref().and_then(|l| l.find(text)).is_some_and(|m| {
            m.end() == text.trim_end_matches([':', '：', ' ']).len() || m.end() == text.len()
        })
}

/// Whether a line says in so many words that somebody wrote the page.
pub fn says_written(text: &str) -> bool {
    static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:(?:(?:this )?(?:post|article|story) (?:was |is )?)?(?:written|authored|posted|contributed|article|text|words|story) by|authors?\b|verfasst von|geschrieben von|autor(?:in)?\b|écrit par|rédigé par|auteur|escrito por|escrita por|scritto da|a cura di|geschreven door|skriven av|skrevet a[fv]|författare|forfatter|kirjoittaja|著者|執筆|筆者|文責|作者|撰文|작성자|저자|ผู้เขียน)").ok()
    });
    WRITTEN.as_ref().is_some_and(|w| w.is_match(text))
}

/// Names after a label in a line of its own; none if it has no label.
pub fn after_label(text: &str) -> Vec<String> {
    if text.chars().count() > 160 {
        return Vec::new();
    }
    let start = LABEL.as_ref().and_then(|l| l.find(text)).map(|m| m.end());
    let start = start.or_else(|| INNER.as_ref().and_then(|l| l.find(text)).map(|m| m.end()));
    start.map_or_else(Vec::new, |at| names_strictly(&text[at..]))
}

/// Names in a text of which the markup says that it holds them.
pub fn names(text: &str) -> Vec<String> {
    if text.chars().count() > 160 {
        return Vec::new();
    }
    all(std::iter::once(text), &SHOWN_ENDS)
}

/// Names in a text of which nothing but its looks says so: two words or more, each as a name is written.
pub fn names_strictly(text: &str) -> Vec<String> {
    let mut found = names(text);
    // What stands after the last name is not asked to be one.
    found.truncate(found.iter().take_while(|name| looks_like_a_name(name)).count());
    found
}

/// Names, each once, of statements to machines that may hold several.
pub fn tidy<'a>(statements: impl Iterator<Item = &'a str>) -> Vec<String> {
    all(statements, &STATED_ENDS)
}

fn all<'a>(statements: impl Iterator<Item = &'a str>, ends: &Option<Regex>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for statement in statements {
        for name in split(&clean::line(&clean::unescape(statement)), ends) {
            if is_name(&name) && !out.iter().any(|o| clean::key(o) == clean::key(&name)) && out.len() < MOST {
                out.push(name);
            }
        }
    }
    out
}

/// The names of a statement. What is no name after a comma ends it, but for letters after a name ("MD").
fn split(statement: &str, ends: &Option<Regex>) -> Vec<String> {
    static AND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\s*(?:[;；、|•·/]|&|\s(?:and|und|et|y|e|en|och|og|ja|with|mit|avec|con)\s)\s*").ok()
    });
    static FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:\p{L}+\.?,? )?(?:\p{L}{3,10}\.? \d{1,2}(?:st|nd|rd|th)?|\d{1,2}\.? \p{L}{3,10}\.?),? \d{4}\W+").ok()
    });
    let (Some(label), Some(and), Some(ends)) = (LABEL.as_ref(), AND.as_ref(), ends) else {
        return Vec::new();
    };
    if statement.contains("://") || statement.contains("www.") || statement.contains("{{") {
        return Vec::new();
    }
    let mut rest = statement.trim();
    if let Some(day) = FIRST.as_ref().and_then(|day| day.find(rest)) {
        rest = &rest[day.end()..];
    }
    for _ in 0..2 {
        if let Some(found) = label.find(rest) {
            rest = rest[found.end()..].trim_start();
        }
    }
    let rest = ends.replace(rest, "");
    let mut out: Vec<String> = Vec::new();
    for part in and.split(&rest) {
        let mut own = true;
        for piece in part.split([',', '，']).map(str::trim).filter(|p| !p.is_empty()) {
            let last = out.last_mut().filter(|_| !own);
            match last {
                Some(name) if is_degree(piece) => *name = format!("{name}, {piece}"),
                // "Last, First" is one name, a role is none.
                Some(name) if !name.contains([' ', ',']) && !piece.contains(' ') && !is_role(piece) => {
                    *name = format!("{name}, {piece}");
                }
                _ if is_role(piece) => break,
                _ => out
                    .push(piece.trim_matches(['.', ':', '-', '–', '"', '“', '”', '*']).trim_end().to_owned()),
            }
            own = false;
        }
    }
    out
}

/// What ends the names of a line that people read.
static SHOWN_ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\s*(?:[|•·⋅]|\s[-–—]\s|[(（\[][^)）\]]*[)）\]]?\s*$|\s(?:on|in|for|at|from|of|am|le|el|il|op|den|on behalf)\s|\s@|",
        r"\s(?:jan|feb|mar|m[äa]r|apr|may|mai|jun|jul|aug|sept?|o[ck]t|nov|de[cz])\p{L}*\.?\s+\d|",
        r"\b(?:published|updated|posted|last|reviewed|edited|fact[- ]checked|medically|view all|read more|follow|min read|minutes?)\b|\d).*$",
    ))
    .ok()
});

/// What ends those of a statement to machines.
static STATED_ENDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\s*(?:\||\s[-–—]\s|\d{4}).*$").ok());

fn is_degree(text: &str) -> bool {
    static DEGREE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:[A-Z][A-Za-z]?\.?){1,5}(?:-[A-Z]+)?(?: [A-Z]{2,6})*|Ph\.? ?D\.?|Jr\.?|Sr\.?|I{2,3}|Esq\.?|[A-Z]{2,6}(?:-[A-Z]+)*(?: \d+)?)$").ok()
    });
    DEGREE.as_ref().is_some_and(|d| d.is_match(text)) && text.len() <= 14
}

fn is_role(text: &str) -> bool {
    static ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:editor|editors|writer|reporter|correspondent|columnist|expert|manager|director|founder|co-founder|president|officer|ceo|cto|professor|lecturer|fellow|analyst|specialist|head of|vp|chief|journalist|researcher|consultant|lead|senior|staff writer|contributing|freelance|department|university|institute",
            r"|redakteur(?:in)?|chefredakteur|journaliste|rédacteur|rédactrice|redactor|periodista|giornalista|redacteur|redaktör|toimittaja)\b",
        ))
        .ok()
    });
    ROLE.as_ref().is_some_and(|r| r.is_match(text))
}

/// Whether it may be a name at all.
fn is_name(name: &str) -> bool {
    const NOBODY: [&str; 34] = [
        "admin",
        "administrator",
        "webmaster",
        "editor",
        "root",
        "author",
        "authors",
        "by",
        "written by",
        "user",
        "guest",
        "unknown",
        "anonymous",
        "n/a",
        "none",
        "null",
        "undefined",
        "about the author",
        "about",
        "read more",
        "share",
        "view profile",
        "view all posts",
        "website",
        "blog",
        "wordpress",
        "default",
        "login",
        "log in",
        "posted by",
        "follow",
        "super user",
        "more",
        "home",
    ];
    let lower = name.to_lowercase();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let domain = lower.split('.').count() > 1
        && [".com", ".org", ".net", ".gov", ".edu", "www.", ".author", ".html"]
            .iter()
            .any(|d| lower.contains(d));
    (2..=100).contains(&name.chars().count())
        && name.split_whitespace().count() <= 8
        && letters * 2 > name.chars().filter(|c| !c.is_whitespace()).count()
        && !name.contains(['@', '{', '}', '<', '>', '=', '_', '?', '!'])
        && !name.contains("://")
        && !domain
        && !NOBODY.contains(&lower.as_str())
        && (name.contains(' ') || !is_small_word(&lower))
        && ![
            "read ",
            "view ",
            "see ",
            "more ",
            "about ",
            "follow ",
            "meet ",
            "the author",
            "written by",
            "posted by",
        ]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// Words that stand around names, and months, of which a day was cut.
fn is_small_word(word: &str) -> bool {
    static SMALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:at|in|on|for|the|of|to|and|from|with|is|a|am|pm|der|die|das|le|la|el|jan\p{L}*|feb\p{L}*|märz|mar(?:ch|zo|s)|apr(?:il)?|may|mai|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?$").ok()
    });
    SMALL.as_ref().is_some_and(|s| s.is_match(word))
}

/// Whether it is written as names are.
fn looks_like_a_name(name: &str) -> bool {
    const SMALL: [&str; 30] = [
        "de", "da", "do", "dos", "das", "di", "del", "della", "van", "von", "der", "den", "ter", "ten", "te",
        "zu", "zum", "la", "le", "du", "des", "el", "al", "bin", "ibn", "ben", "y", "e", "af", "av",
    ];
    const NO_NAMES: [&str; 29] = [
        "the",
        "a",
        "an",
        "this",
        "our",
        "your",
        "how",
        "what",
        "why",
        "all",
        "contents",
        "share",
        "overview",
        "topics",
        "news",
        "category",
        "read",
        "view",
        "subscribe",
        "updated",
        "published",
        "home",
        "member",
        "login",
        "latest",
        "author",
        "strategy",
        "development",
        "educators",
    ];
    let name = name.split(", ").next().unwrap_or(name);
    let is_whole = |c: char| super::keep::is_whole(c) || matches!(c, '\u{ac00}'..='\u{d7a3}');
    if name.chars().any(is_whole) {
        return (2..=12).contains(&name.chars().count())
            && name.chars().all(|c| is_whole(c) || matches!(c, ' ' | '\u{3000}' | '・'));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=5).contains(&words.len())
        && words.iter().all(|word| {
            let starts_big = word.chars().next().is_some_and(char::is_uppercase);
            let fits = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
            fits && (starts_big || SMALL.contains(word)) && !NO_NAMES.contains(&word.to_lowercase().as_str())
        })
        && words.last().is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_after_its_label_in_many_languages() {
        for line in [
            "By Ann Tide",
            "Written by Ann Tide",
            "Author: Ann Tide",
            "Von Ann Tide",
            "Par Ann Tide",
            "Por Ann Tide",
            "Di Ann Tide",
            "a cura di Ann Tide",
            "Door Ann Tide",
            "Av Ann Tide",
            "Skrevet af Ann Tide",
            "Kirjoittaja: Ann Tide",
            "Text: Ann Tide",
            "3 May 2024 | By Ann Tide | 4 min read",
            "by: Ann Tide, 17 Dec 2025",
            "Autorin: Ann Tide",
            "โดย Ann Tide",
            "By Ann Tide, Senior Editor",
            "By Ann Tide on May 3",
        ] {
            assert_eq!(after_label(line), ["Ann Tide"], "{line}");
        }
        assert_eq!(after_label("著者：潮目 太郎"), ["潮目 太郎"]);
        assert_eq!(after_label("作者：王小明"), ["王小明"]);
        assert_eq!(after_label("작성자: 김민수"), ["김민수"]);
    }

    #[test]
    fn what_is_no_name_is_left() {
        for line in [
            "By the end of May all is said.",
            "Die Frist endet.",
            "By subscribing you agree",
            "Por favor, lea esto",
            "Di cosa si tratta",
            "Av totalt 12 millioner",
            "Ann Tide",
            "文部科学省の発表によると、次のとおりです。",
        ] {
            assert_eq!(after_label(line), [""; 0], "{line}");
        }
        assert!(
            is_label("Written by") && is_label("Author:") && is_label("著者") && !is_label("By Ann Tide")
        );
        let none = [
            "page.head.extra.author",
            "www.network.example.com/tide",
            "262588213843476",
            "{{author}}",
            "Written By",
        ];
        assert_eq!(tidy(none.into_iter()), [""; 0]);
    }

    #[test]
    fn several_names_are_told_apart() {
        let of = |text: &str| tidy(std::iter::once(text));
        assert_eq!(of("Ann Tide, Bo Shore and Cy Reef"), ["Ann Tide", "Bo Shore", "Cy Reef"]);
        assert_eq!(of("Ann Tide, Bo Shore, and Cy Reef"), ["Ann Tide", "Bo Shore", "Cy Reef"]);
        assert_eq!(of("Ann Tide, M.D., PhD & Bo van der Shore"), ["Ann Tide, M.D., PhD", "Bo van der Shore"]);
        assert_eq!(of("Tide, Ann; Shore, Bo"), ["Tide, Ann", "Shore, Bo"]);
        assert_eq!(of("潮目太郎、海野花子"), ["潮目太郎", "海野花子"]);
        assert_eq!(of("Ann Tide, Head of Coasts, Tide Office"), ["Ann Tide"]);
    }
}
