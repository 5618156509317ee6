//! Pages as their publishers would build them: five skeletons, each with its own noise around the text.

use super::{
    cast::{House, Shown},
    dates::{american, in_words, reiwa},
    docs::Doc,
    material::Language,
};
use chrono::NaiveDate;

/// What stands in the middle of a page.
pub(super) struct Middle<'a> {
    pub(super) title: &'a str,
    pub(super) date: Option<NaiveDate>,
    pub(super) tags: &'a [String],
    /// The text as HTML.
    pub(super) html: String,
    /// Neighbours, shown with their own dates.
    pub(super) related: &'a [&'a Doc],
    /// Its own address.
    pub(super) address: &'a str,
    /// Differs between captures without meaning anything.
    pub(super) token: String,
}

/// Escapes text for HTML and XML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Paragraphs as HTML.
pub(super) fn paragraphs(text: &[String]) -> String {
    text.iter().map(|paragraph| format!("<p>{}</p>\n", escape(paragraph))).collect()
}

/// The whole page.
pub(super) fn page(house: &House, language: &Language, middle: &Middle) -> String {
    let body = match house.skeleton {
        0 => modern(house, language, middle),
        1 => portal(house, language, middle),
        2 => blog(house, language, middle),
        3 => table(house, language, middle),
        _ => bare(house, language, middle),
    };
    let head = head(house, language, middle);
    format!("<!DOCTYPE html>\n<html lang=\"{}\">\n{head}<body>\n{body}</body>\n</html>\n", language.code)
}

fn head(house: &House, language: &Language, middle: &Middle) -> String {
    let title = escape(middle.title);
    let mut head = format!(
        "<head>\n<meta charset=\"{}\">\n<title>{title} | {}</title>\n<link rel=\"canonical\" href=\"{}\">\n\
         <meta name=\"csrf\" content=\"{}\">\n<style>nav{{display:flex}}.teaser{{float:right}}</style>\n",
        house.charset,
        escape(house.name),
        escape(middle.address),
        middle.token
    );
    if let Some(date) = middle.date {
        match house.shown {
            Shown::Meta => head.push_str(&format!(
                "<meta property=\"og:title\" content=\"{title}\">\n<meta property=\"article:published_time\" content=\"{date}T09:00:00+00:00\">\n"
            )),
            Shown::JsonLd => {
                let data = serde_json::json!({
                    "@context": "https://schema.org", "@type": "NewsArticle", "headline": middle.title,
                    "datePublished": date.to_string(), "inLanguage": language.code,
                    "publisher": { "@type": "Organization", "name": house.name }
                });
                let data = data.to_string().replace("</", "<\\/");
                head.push_str(&format!("<script type=\"application/ld+json\">{data}</script>\n"));
            }
            _ => {}
        }
    }
    head + "</head>\n"
}

/// The date as a visitor sees it; empty where it is not shown.
fn shown(house: &House, language: &Language, middle: &Middle) -> String {
    let Some(date) = middle.date else { return String::new() };
    let label = language.label("published");
    match house.shown {
        Shown::Time => format!("<time datetime=\"{date}\">{}</time>", in_words(language.code, date)),
        Shown::Visible => format!("<span class=\"date\">{label} {}</span>", in_words(language.code, date)),
        Shown::American => format!("<span class=\"date\">{}</span>", american(date)),
        Shown::Era => format!("<span class=\"hizuke\">{label}：{}</span>", reiwa(date)),
        Shown::Meta | Shown::JsonLd | Shown::Address => String::new(),
    }
}

fn links(language: &Language, names: &[&str]) -> String {
    let one = |name: &&str| format!("<li><a href=\"/{name}/\">{}</a></li>", escape(language.label(name)));
    names.iter().map(one).collect()
}

/// Teasers of neighbours, with dates that are not this page's.
fn related(language: &Language, middle: &Middle, tag: &str) -> String {
    let one = |doc: &&Doc| {
        let date = in_words(language.code, doc.date);
        let start: String =
            doc.text.paragraphs.first().map(|text| text.chars().take(60).collect()).unwrap_or_default();
        let (url, title) = (escape(doc.link()), escape(&doc.text.title));
        format!(
            "<{tag} class=\"teaser\"><small>{date}</small> <a href=\"{url}\">{title}</a> <span>{}…</span></{tag}>\n",
            escape(&start)
        )
    };
    let teasers: String = middle.related.iter().map(one).collect();
    if teasers.is_empty() { teasers } else { format!("<h2>{}</h2>\n{teasers}", language.label("related")) }
}

fn tags(middle: &Middle) -> String {
    middle.tags.iter().map(|tag| format!("<a class=\"tag\" href=\"/tag/\">{}</a> ", escape(tag))).collect()
}

fn modern(house: &House, language: &Language, middle: &Middle) -> String {
    let l = |name| escape(language.label(name));
    format!(
        "<div class=\"consent\" role=\"dialog\"><p>{}</p><button>{}</button></div>\n\
         <header><a class=\"logo\" href=\"/\">{}</a><nav><ul>{}</ul></nav></header>\n\
         <main><article><h1>{}</h1>{}\n<div class=\"body\">\n{}</div></article>\n\
         <div class=\"share\"><span>{}</span> <a href=\"#\">Mail</a> <a href=\"#\">RSS</a></div>\n\
         <aside>{}</aside></main>\n<section class=\"letter\"><h2>{}</h2><form><input type=\"email\"></form></section>\n\
         <footer><p>{}</p></footer>\n",
        l("cookie"),
        l("accept"),
        escape(house.name),
        links(language, &["home", "funding", "news", "about"]),
        escape(middle.title),
        shown(house, language, middle),
        middle.html,
        l("share"),
        related(language, middle, "div"),
        l("newsletter"),
        l("footer")
    )
}

fn portal(house: &House, language: &Language, middle: &Middle) -> String {
    let l = |name| escape(language.label(name));
    format!(
        "<div id=\"top\"><div id=\"brand\">{}</div><form id=\"search\"><label>{}</label><input></form></div>\n\
         <div id=\"menu\"><ul>{}</ul></div>\n<div id=\"wrap\"><div id=\"side\"><ul>{}</ul>{}</div>\n\
         <div id=\"content\"><div class=\"crumbs\"><a href=\"/\">{}</a> / <a href=\"/news/\">{}</a></div>\n\
         <h1>{}</h1>\n<p class=\"meta\">{} {}</p>\n{}<div class=\"tools\">{}</div></div></div>\n\
         <div id=\"foot\"><p>{}</p><p>{}</p></div>\n",
        escape(house.name),
        l("search"),
        links(language, &["home", "about", "funding", "news", "contact"]),
        links(language, &["funding", "news"]),
        related(language, middle, "div"),
        l("home"),
        l("news"),
        escape(middle.title),
        shown(house, language, middle),
        tags(middle),
        middle.html,
        l("share"),
        l("footer"),
        l("cookie")
    )
}

fn blog(house: &House, language: &Language, middle: &Middle) -> String {
    let l = |name| escape(language.label(name));
    format!(
        "<header class=\"site-header\"><p class=\"site-title\"><a href=\"/\">{}</a></p></header>\n\
         <section class=\"post\"><header><h1 class=\"post-title\">{}</h1><p class=\"post-meta\">{}</p></header>\n\
         <div class=\"post-content\">\n{}</div><p class=\"post-tags\">{}</p></section>\n\
         <section class=\"more\">{}</section>\n<nav class=\"site-nav\"><ul>{}</ul></nav>\n\
         <div class=\"newsletter\"><p>{}</p></div>\n<div class=\"cookie-bar\">{} <a href=\"#\">{}</a></div>\n\
         <footer class=\"site-footer\">{}</footer>\n",
        escape(house.name),
        escape(middle.title),
        shown(house, language, middle),
        middle.html,
        tags(middle),
        related(language, middle, "article"),
        links(language, &["home", "news", "contact"]),
        l("newsletter"),
        l("cookie"),
        l("accept"),
        l("footer")
    )
}

/// As pages were laid out twenty years ago, and some still are.
fn table(house: &House, language: &Language, middle: &Middle) -> String {
    let l = |name| escape(language.label(name));
    format!(
        "<table width=\"960\" align=\"center\"><tr><td colspan=\"2\"><b>{}</b></td></tr>\n\
         <tr><td width=\"200\" valign=\"top\"><ul>{}</ul><p>{}</p></td>\n\
         <td valign=\"top\"><h2 class=\"midashi\">{}</h2>\n<div align=\"right\">{}</div>\n\
         <div class=\"honbun\">\n{}</div>\n<div class=\"kanren\">{}</div></td></tr>\n\
         <tr><td colspan=\"2\" align=\"center\"><small>{}</small></td></tr></table>\n",
        escape(house.name),
        links(language, &["home", "news", "funding", "about", "contact"]),
        l("newsletter"),
        escape(middle.title),
        shown(house, language, middle),
        middle.html,
        related(language, middle, "div"),
        l("footer")
    )
}

fn bare(house: &House, language: &Language, middle: &Middle) -> String {
    let l = |name| escape(language.label(name));
    format!(
        "<p><a href=\"/\">{}</a> | <a href=\"/news/\">{}</a> | <a href=\"/about/\">{}</a></p>\n<hr>\n\
         <h1>{}</h1>\n<p>{}</p>\n<div class=\"entry\">\n{}</div>\n<hr>\n{}<p><small>{} {}</small></p>\n",
        escape(house.name),
        l("news"),
        l("about"),
        escape(middle.title),
        shown(house, language, middle),
        middle.html,
        related(language, middle, "p"),
        l("footer"),
        l("cookie")
    )
}
