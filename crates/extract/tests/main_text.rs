//! What is kept of pages of several kinds, each written for this test.

use shiome_extract::{Input, extract};
use shiome_model::{Capture, Channel, Credibility, Document, Hash, Probe, Source, SourceId};

fn read(html: &str) -> Document {
    let url: url::Url = "https://tides.example/rules/coasts".parse().unwrap();
    let hash = Hash::of(html.as_bytes());
    let source = Source {
        id: SourceId::from("tides/news"),
        agency: "tides".into(),
        country: "GB".into(),
        title: "News".into(),
        url: "https://tides.example/".into(),
        language: None,
        channel: Channel::Web,
        cadence_seconds: 3600,
        probe: Probe::Working,
        credibility: Credibility::Official,
        connector: None,
        licence: None,
        note: None,
    };
    let capture = Capture {
        id: Capture::id_of(&url, &hash),
        source: source.id.clone(),
        final_url: url.clone(),
        url,
        fetched_at: "2026-06-01T00:00:00Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), "text/html; charset=utf-8".into())],
        body: hash,
        bytes: html.len() as u64,
    };
    let today = "2026-06-01".parse().unwrap();
    extract(&Input { capture: &capture, body: html.as_bytes(), item: None, source: &source, today }).unwrap()
}

/// A page as a house of tides would make it, around `main`.
fn page(main: &str) -> String {
    format!(
        r#"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Rules for coasts | Tide Office</title></head><body>
        <header class="site-header"><a href="/">Tide Office</a><nav><ul><li><a href="/news">News</a></li><li><a href="/rules">Rules</a></li>
        <li><a href="/about">About us</a></li></ul></nav></header>
        <div id="cookie-banner" class="cookie-consent"><p>We use cookies to make this site work. By going on you agree to our privacy policy.</p><button>Accept</button></div>
        <main>{main}</main>
        <aside class="newsletter"><h2>Newsletter</h2><p>Subscribe to our newsletter and get the news of the week in your inbox.</p>
        <form><input name=mail><button>Subscribe</button></form></aside>
        <section class="related-articles"><h2>Related articles</h2><ul><li><a href="/a">Harbours report their first year</a></li>
        <li><a href="/b">A new gauge for the northern bays</a></li><li><a href="/c">Who pays for the dykes?</a></li></ul></section>
        <footer class="site-footer"><p>© 2026 Tide Office. All rights reserved.</p><p><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></p></footer>
        </body></html>"#
    )
}

fn has_all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "missing: {part}\n---\n{text}");
    }
}

/// What stands around the text on every page of the house.
const AROUND: [&str; 6] = [
    "We use cookies",
    "Subscribe to our newsletter",
    "Harbours report",
    "All rights reserved",
    "Imprint",
    "About us",
];

fn has_none(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(!text.contains(part), "too much: {part}\n---\n{text}");
    }
}

const PARAGRAPHS: &str = "<p>The Tide Office opens a call for teams that measure how sea walls change the life of a bay, and how long that takes.</p>\
    <p>Teams of three or more may apply, wherever they work, as long as one of them lives on the coast that is measured.</p>\
    <h2>What is paid</h2><p>Up to 400,000 crowns are paid for each team over three years; boats are lent, not bought, and come with a crew.</p>\
    <p>“We want to know before the walls are higher than the houses,” said the head of the office when the call was shown on Monday.</p>";

#[test]
fn an_article_is_kept_and_what_surrounds_it_is_not() {
    let read = read(&page(&format!("<article><h1>A call for sea walls</h1>{PARAGRAPHS}</article>")));
    assert_eq!(read.title, "A call for sea walls");
    has_all(
        &read.text,
        &["how sea walls change", "wherever they work", "What is paid", "come with a crew", "on Monday"],
    );
    has_none(&read.text, &AROUND);
}

#[test]
fn rules_keep_what_folds_their_terms_and_their_table_of_deadlines() {
    let rules = format!(
        "<h1>Rules for coasts</h1>{PARAGRAPHS}\
        <div class=accordion><details><summary>Who may apply?</summary><p>Harbours, schools and boards of dykes.</p></details>\
        <details><summary>What must be shared?</summary><p>All readings of gauges, within a month.</p></details></div>\
        <h2>Terms</h2><dl><dt>Gauge</dt><dd>A staff that is read twice a day.</dd><dt>Overhead</dt><dd>20 % of what is paid.</dd></dl>\
        <h2>Deadlines</h2><table><tr><th>Step</th><th>Day</th></tr><tr><td>Letter of intent</td><td>3 July 2026</td></tr>\
        <tr><td>Full proposal</td><td>30 September 2026</td></tr></table>"
    );
    let read = read(&page(&rules));
    has_all(
        &read.text,
        &[
            "Who may apply?",
            "Harbours, schools and boards of dykes.",
            "All readings of gauges, within a month.",
            "Overhead | 20 % of what is paid.",
            "Letter of intent | 3 July 2026",
            "Full proposal | 30 September 2026",
        ],
    );
    has_none(&read.text, &AROUND);
}

#[test]
fn a_service_that_is_all_terms_and_tables_is_not_empty() {
    let service = "<h1>Lend a boat</h1><p>For teams of the office.</p>\
        <dl><dt>Length</dt><dd>9 metres</dd><dt>Crew</dt><dd>Two, with a pilot</dd><dt>Price</dt><dd>None</dd></dl>\
        <table><tr><th>Harbour</th><th>Days</th></tr><tr><td>North</td><td>Monday to Friday</td></tr><tr><td>South</td><td>Sunday only</td></tr></table>";
    let read = read(&page(service));
    has_all(
        &read.text,
        &[
            "For teams of the office.",
            "Length | 9 metres",
            "Crew | Two, with a pilot",
            "North | Monday to Friday",
        ],
    );
    has_none(&read.text, &["We use cookies", "Subscribe to our newsletter", "All rights reserved"]);
}

#[test]
fn steps_that_fold_without_details_keep_their_headings_and_days() {
    let item = |n: u32, head: &str, text: &str| {
        format!(
            "<div class=accordion-item><h3 class=accordion-header id=h{n}><button>{head}</button></h3>\
             <div class='accordion-collapse collapse' id=c{n}><div class=accordion-body><p>{text}</p></div></div></div>"
        )
    };
    let folded = format!(
        "<h1>How to apply</h1>{PARAGRAPHS}<div class=accordion>{}{}{}</div>",
        item(1, "Step 1: letter of intent", "Send two pages by 3 July 2026 to the office of your coast."),
        item(2, "Step 2: full proposal", "Send all papers by 30 September 2026, signed by the harbour."),
        item(3, "Step 3: visit", "We come and see your gauge in November.")
    );
    let read = read(&page(&folded));
    has_all(
        &read.text,
        &[
            "Step 1: letter of intent",
            "by 3 July 2026",
            "Step 2: full proposal",
            "30 September 2026",
            "Step 3: visit",
            "in November",
        ],
    );
    has_none(&read.text, &AROUND);
}

#[test]
fn messages_of_a_network_are_quoted_where_they_stand() {
    let tweet = "<blockquote class=twitter-tweet><p lang=en>Our gauge at the northern pier has never been this high.</p>\
        — Tide Office (@tides) <a href='https://network.example/1'>3 May 2026</a></blockquote>";
    let read = read(&page(&format!("<article><h1>A call for sea walls</h1>{PARAGRAPHS}{tweet}{PARAGRAPHS}</article>").replacen(PARAGRAPHS, "<p>On Monday the office said in a message that the water has never been so high, and that it will rise.</p>", 1)));
    has_all(&read.text, &["never been this high", "how sea walls change"]);
}

#[test]
fn what_react_sends_hidden_is_read() {
    let late = format!(
        "<div id=root><main><template id=\"B:0\"></template><p>Loading…</p></main></div>\
         <div hidden id=\"S:0\"><article><h1>A call for sea walls</h1>{PARAGRAPHS}</article></div>"
    );
    let read = read(&format!(
        "<title>A call for sea walls</title><body>{late}<p hidden>Never shown to anyone at all.</p>"
    ));
    has_all(&read.text, &["how sea walls change", "come with a crew"]);
    has_none(&read.text, &["Never shown"]);
}

#[test]
fn a_page_that_a_script_would_fill_is_read_by_what_it_states() {
    let body = "The office opens a call for all who measure tides. ".repeat(30);
    let ld = serde_json::json!({"@type": "NewsArticle", "headline": "A call for all", "articleBody": body});
    let read = read(&format!(
        "<title>A call for all</title><script type='application/ld+json'>{ld}</script><div id=app>Loading the page</div>"
    ));
    assert!(read.text.len() > 1_000, "{}", read.text);
}

#[test]
fn links_are_those_of_the_text() {
    let linked = format!(
        "<article><h1>A call for sea walls</h1>{PARAGRAPHS}<p>All rules are in <a href='/rules/walls.pdf'>the paper of the office</a>, which was printed in May.</p></article>"
    );
    let read = read(&page(&linked));
    let links: Vec<&str> = read.links.iter().map(|l| l.url.as_str()).collect();
    assert_eq!(links, ["https://tides.example/rules/walls.pdf"]);
    assert_eq!(read.links[0].text, "the paper of the office");
}

/// Whatever a page is made of, reading it ends: ten thousand blocks, and blocks in a thousand elements.
#[test]
fn large_and_deep_pages_are_read_in_time() {
    let many =
        (0..12_000).map(|n| format!("<p>Line {n} says that tides come and go.</p>")).collect::<String>();
    assert!(read(&page(&format!("<h1>Many lines</h1>{many}"))).text.contains("Line 11999 says"));
    let deep = format!(
        "<h1>A deep page</h1>{}{}",
        "<div>".repeat(1_500),
        "<p>A line that lies deep in the page.</p>".repeat(500)
    );
    assert!(read(&deep).text.contains("lies deep"));
}
