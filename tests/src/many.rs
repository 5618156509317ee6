//! A web of many small sites, all alike: for measures of speed and manners, not of meaning.
//!
//! Site `n` is `https://h0000.example`: a robots.txt, a sitemap, and pages of a kilobyte or two, each
//! with a text of its own.

use crate::web::{CapturedWeb, EntryKind, Record, Site, SiteEntry, Sources, sha256};
use std::{collections::HashMap, fmt::Write, sync::Arc};

/// The clock at which all of it is there.
pub const AS_OF: &str = "2026-02-01T00:00:00Z";
const CAPTURED: &str = "2026-01-31T00:00:00Z";
const WORDS: &[&str] = &[
    "grant",
    "council",
    "research",
    "programme",
    "funding",
    "open",
    "data",
    "policy",
    "review",
    "panel",
    "university",
    "science",
    "fellowship",
    "deadline",
    "proposal",
    "institute",
    "evaluation",
    "budget",
    "infrastructure",
    "partner",
    "call",
    "award",
    "training",
    "mobility",
    "publication",
    "access",
];

/// The host of a site.
pub fn host(site: usize) -> String {
    format!("h{site:04}.example")
}

/// Where a site's works are listed.
pub fn sitemap(site: usize) -> String {
    format!("https://{}/sitemap.xml", host(site))
}

/// A page of a site.
pub fn page(site: usize, page: usize) -> String {
    format!("https://{}/news/{page:03}", host(site))
}

/// So many sites with so many pages each.
pub fn web(sites: usize, pages: usize) -> CapturedWeb {
    let mut records = Vec::new();
    let mut bodies: HashMap<String, Arc<[u8]>> = HashMap::new();
    let mut all = Sources { as_of: AS_OF.into(), sites: Vec::new() };
    for site in 0..sites {
        let mut add = |url: String, kind: &str, content_type: &str, text: String| {
            let file = format!(
                "{}{}",
                host(site),
                url::Url::parse(&url).map_or_else(|_| url.clone(), |u| u.path().to_owned())
            );
            records.push(Record {
                url,
                captured_at: CAPTURED.parse().unwrap_or_default(),
                status: 200,
                content_type: content_type.into(),
                sha256: sha256(text.as_bytes()),
                bytes: text.len() as u64,
                site: format!("h{site:04}"),
                kind: kind.into(),
                origin: "generated".into(),
                note: None,
                location: None,
                request_sha256: None,
                file: file.clone(),
            });
            bodies.insert(file, Arc::from(text.into_bytes()));
        };
        let robots = "User-agent: *\nDisallow: /private/\n".to_owned();
        add(format!("https://{}/robots.txt", host(site)), "robots", "text/plain", robots);
        let mut list = String::from("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for n in 0..pages {
            let day = 1 + n % 28;
            let _ =
                writeln!(list, "<url><loc>{}</loc><lastmod>2026-01-{day:02}</lastmod></url>", page(site, n));
            add(page(site, n), "page", "text/html; charset=utf-8", html(site, n, day));
        }
        list.push_str("</urlset>\n");
        add(sitemap(site), "sitemap", "application/xml", list);
        let entry = SiteEntry { kind: EntryKind::Sitemap, url: sitemap(site), ..SiteEntry::default() };
        all.sites.push(Site {
            id: format!("h{site:04}"),
            name: format!("Council {site}"),
            home: format!("https://{}/", host(site)),
            hosts: vec![host(site)],
            languages: vec!["en".into()],
            country: "INT".into(),
            documents: pages as u64,
            entries: vec![entry],
            ..Site::default()
        });
    }
    CapturedWeb::in_memory(records, bodies, all, Vec::new())
}

/// A page as a small news system would write it.
fn html(site: usize, page: usize, day: usize) -> String {
    let mut state = (site as u64) << 20 | page as u64 | 1 << 50;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    let mut text = String::new();
    for _ in 0..4 {
        text.push_str("<p>The");
        for _ in 0..36 {
            let _ = write!(text, " {}", word());
        }
        text.push_str(".</p>\n");
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Notice {page} of council {site}: {} {}</title>\n\
         <meta property=\"article:published_time\" content=\"2026-01-{day:02}T09:00:00Z\"></head>\n\
         <body><nav><a href=\"/\">Home</a> <a href=\"/news/\">News</a></nav>\n\
         <main><article><h1>Notice {page} of council {site}</h1>\n{text}</article></main>\n\
         <footer>Council {site}</footer></body></html>\n",
        word(),
        word()
    )
}

/// The file of a configuration that names a site as an agency with one source.
pub fn agency_file(site: usize) -> String {
    format!(
        "[agency]\nname = {{ en = \"Council {site}\", ja = \"評議会{site}\" }}\ncountry = \"INT\"\n\
         kind = \"funder\"\nhomepage = \"https://{}/\"\n\n[[source]]\nname = \"news\"\ntitle = \"News\"\n\
         language = \"en\"\ncadence = \"12h\"\nprobe = \"working\"\n\
         connector = {{ kind = \"sitemap\", url = \"{}\" }}\n",
        host(site),
        sitemap(site)
    )
}
