//! Who wrote a page, as far as it says so.

use super::{json_ld::JsonLd, meta::Meta};
use crate::clean;
use scraper::{Html, Selector};
use std::sync::LazyLock;

/// Authors by the first kind of statement that names any.
pub fn of(page: &Html, meta: &Meta, ld: &JsonLd) -> Vec<String> {
    static LINKS: LazyLock<Option<Selector>> = LazyLock::new(|| {
        super::meta::selector(
            r#"a[rel~=author], [itemprop~=author] [itemprop~=name], [itemprop~=author]:not(:has(*)), .p-author"#,
        )
    });
    let by_ld = tidy(ld.authors.iter().map(String::as_str));
    if !by_ld.is_empty() {
        return by_ld;
    }
    for name in
        ["citation_author", "article:author", "dc.creator", "dcterms.creator", "author", "parsely-author"]
    {
        let found = tidy(meta.all(name));
        if !found.is_empty() {
            return found;
        }
    }
    let links: Vec<String> =
        LINKS.iter().flat_map(|s| page.select(s)).take(30).map(|e| e.text().collect::<String>()).collect();
    tidy(links.iter().map(String::as_str))
}

fn tidy<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names {
        let name = clean::line(&clean::unescape(name));
        let name = name.strip_prefix("By ").or(name.strip_prefix("by ")).unwrap_or(&name);
        let is_name = (2..=120).contains(&name.chars().count())
            && !name.contains("://")
            && !name.contains('@')
            && !["admin", "administrator", "webmaster", "editor", "root"]
                .contains(&name.to_lowercase().as_str());
        if is_name && !out.iter().any(|o| o == name) {
            out.push(name.to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_and_noise_is_left() {
        let page = Html::parse_document(
            "<meta name=author content=admin><meta name=author content='https://e.org/me'><a rel=author href=/a>By A. Author</a>",
        );
        assert_eq!(of(&page, &Meta::of(&page), &JsonLd::default()), ["A. Author"]);
    }
}
