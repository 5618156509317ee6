//! What extraction promises on whole answers.

#[path = "../../model/tests/given/capture.rs"]
mod capture;
mod given;
#[path = "../../model/tests/given/source.rs"]
mod source;

use capture::capture;
use chrono::NaiveDate;
use given::docx;
use proptest::prelude::*;
use shiome_extract::{Input, Rejection, extract, html_to_text, letter, watched_text};
use shiome_model::{Capture, DateEvidence, Document, Item, Reason, Source};
use source::source;

type Reader = fn(&Input) -> Result<Document, Rejection>;

fn read_with(reader: Reader, url: &str, body: &[u8], item: Option<&Item>) -> Result<Document, Rejection> {
    let capture = Capture {
        fetched_at: "2024-06-01T00:00:00Z".parse().unwrap(),
        ..capture("council/news", url, "text/html", body)
    };
    let source = Source {
        country: "GB".into(),
        title: "Council news".into(),
        language: Some("en".into()),
        ..source("council/news")
    };
    let today = NaiveDate::from_ymd_opt(2024, 6, 1).unwrap();
    reader(&Input { capture: &capture, body, item, source: &source, today })
}

fn read(url: &str, html: &str) -> Document {
    read_with(extract, url, html.as_bytes(), None).unwrap()
}

const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>New programme for young researchers | Council</title>
<meta property="og:site_name" content="Council">
<link rel="canonical" href="/news/young-researchers?utm_source=home"></head>
<body><nav><ul><li><a href="/">Council</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article><h1>New programme for young researchers</h1>
<p class="byline"><span class="date">Published: 03/04/2024</span> by <a rel="author" href="/people/a">Ada Example</a></p>
<p>The Council opens a programme for researchers in the first years after their doctorate. It pays for
people, travel and equipment over five years, and it asks for no matching funds from the host.</p>
<p>Applications are assessed by an international panel; the <a href="rules.html">rules</a> are unchanged,
and the deadline is 30 September 2024. A second round follows in the spring of the next year.</p>
<ul><li>Up to two million pounds for a project of five years.</li><li>No limit of age.</li></ul>
</article></main>
<aside><h2>More news</h2><p>1 May 2024 <a href="/news/other">Another programme ends</a></p></aside>
<footer><p>© Council 2024. Last updated 31 May 2024.</p></footer></body></html>"#;

#[test]
fn a_page_becomes_a_document() {
    let document = read("https://council.example/news/young-researchers", PAGE);
    insta::assert_json_snapshot!(document);
}

#[test]
fn extraction_is_deterministic() {
    let url = "https://council.example/news/young-researchers";
    assert_eq!(read(url, PAGE), read(url, PAGE));
}

#[test]
fn a_site_that_calls_every_page_home_keeps_its_pages() {
    let html = r#"<link rel=canonical href="https://council.example/"><h1>Page two</h1><p>Text of page two."#;
    assert_eq!(read("https://council.example/two", html).id.as_str(), "https://council.example/two");
    let html = r#"<link rel=canonical href="https://elsewhere.example/two"><h1>Page two</h1><p>Text."#;
    assert_eq!(read("https://council.example/two", html).id.as_str(), "https://council.example/two");
}

#[test]
fn an_undated_page_has_no_date() {
    let html = "<h1>About us</h1><p>We were founded on 1 July 1999 by an act of parliament.</p><footer>© 2024</footer>";
    assert_eq!(read("https://council.example/about", html).published, None);
}

#[test]
fn ambiguous_days_are_decided_by_evidence() {
    let html = "<h1>A call</h1><p class=date>03/04/2024</p><p>Text.";
    let by_country = read("https://council.example/call", html).published.unwrap();
    assert_eq!(
        (by_country.date.to_string().as_str(), by_country.evidence),
        ("2024-04-03", DateEvidence::Visible)
    );
    let by_address = read("https://council.example/2024/03/04/call", html);
    assert_eq!(by_address.date().unwrap().to_string(), "2024-03-04");
}

#[test]
fn the_day_of_an_event_is_not_the_day_of_publication() {
    let html = "<h1>Open day</h1><p class=meta>10 May 2024</p>\
                <table class=event><tr><th>Date</th><td>12 May 2024</td></tr></table><p>Come and see us.";
    assert_eq!(read("https://council.example/open-day", html).date().unwrap().to_string(), "2024-05-10");
}

#[test]
fn a_feed_dates_a_page_that_does_not() {
    let html = "<h1>A note</h1><p>Text of the note.";
    let mut item = Item::link("https://council.example/note".parse().unwrap());
    item.published = NaiveDate::from_ymd_opt(2024, 2, 1);
    item.stands_alone = true;
    let document = read_with(extract, "https://council.example/note", html.as_bytes(), Some(&item)).unwrap();
    assert_eq!(document.published.unwrap().evidence, DateEvidence::Entry);
}

#[test]
fn a_page_with_only_a_title_is_a_document() {
    let html =
        r#"<title>A pointer</title><meta name=description content="See the original."><h1>A pointer</h1>"#;
    assert_eq!(read("https://council.example/p", html).text, "See the original.");
}

#[test]
fn error_pages_with_status_200_are_refused() {
    let html = "<title>Page not found | Council</title><h1>Page not found</h1><p>Go home.";
    let refused = read_with(extract, "https://council.example/x", html.as_bytes(), None).unwrap_err();
    assert_eq!(refused.reason, Reason::SoftNotFound);
}

#[test]
fn watching_sees_tables_and_is_blind_to_counters() {
    let page = |views: u32, token: &str| {
        format!(
            "<h1>Rules</h1><form><input name=t value={token}></form><p>Rate of overheads:</p>\
             <table><tr><th>Universities</th><td>20 %</td></tr></table><p>{views} views</p>"
        )
    };
    let text = |html: String| {
        read_with(watched_text, "https://council.example/r", html.as_bytes(), None).unwrap().text
    };
    assert_eq!(text(page(10, "a")), text(page(11, "b")));
    assert_eq!(text(page(1, "a")), "Rate of overheads:\nUniversities | 20 %");
}

#[test]
fn tables_of_an_article_stay_readable() {
    let prose =
        "The council sets the rates of support for each career stage, and pays them from the next year on. "
            .repeat(4);
    let html = format!(
        "<h1>Rates of support</h1><article><p>{prose}</p><table><thead><tr><th>Stage</th><th>Rate</th><th>Years</th></tr></thead>\
         <tbody><tr><td>Doctoral</td><td>2,000</td><td>3</td></tr><tr><td>Postdoctoral</td><td>3,500</td><td>2</td></tr></tbody></table>\
         <p>{prose}</p></article>"
    );
    let text = read("https://council.example/rates", &html).text;
    assert!(
        text.contains("\nStage | Rate | Years\nDoctoral | 2,000 | 3\nPostdoctoral | 3,500 | 2\n"),
        "{text}"
    );
}

#[test]
fn summaries_become_text() {
    assert_eq!(html_to_text("<p>One &amp; two<br>three</p><script>x()</script>"), "One & two\nthree");
    assert_eq!(html_to_text("&lt;p&gt;Escaped twice&lt;/p&gt;"), "Escaped twice");
    assert_eq!(html_to_text(" plain \n text "), "plain\ntext");
}

/// A PDF of one page for each list of lines, in the standard font.
fn pdf(pages: &[&[(&str, u32, u32)]]) -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    objects.push(format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")));
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".into());
    for (i, lines) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * i
        ));
        let content: String = lines
            .iter()
            .map(|(text, size, y)| format!("BT /F1 {size} Tf 60 {y} Td ({text}) Tj ET\n"))
            .collect();
        objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
    }
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF", objects.len() + 1).bytes(),
    );
    out
}

#[test]
fn a_pdf_becomes_a_document_with_pages() {
    let body = pdf(&[
        &[
            ("Guide for applicants", 24, 780),
            ("14 March 2024", 10, 740),
            ("This guide explains who may apply, and what an applica-", 11, 700),
            ("tion must contain.", 11, 686),
        ],
        &[("A second page with its own text.", 11, 700)],
    ]);
    let document = read_with(extract, "https://council.example/guide.pdf", &body, None).unwrap();
    assert_eq!(document.title, "Guide for applicants");
    assert_eq!(document.date().unwrap().to_string(), "2024-03-14");
    assert!(
        document.text.contains("who may apply, and what an application must contain."),
        "{}",
        document.text
    );
    let second = document.text.find("A second page").unwrap();
    assert_eq!(document.pages, [0, second]);
    assert_eq!(document.page_at(second), Some(2));
}

#[test]
fn a_broken_pdf_is_malformed() {
    let refused =
        read_with(extract, "https://council.example/g.pdf", b"%PDF-1.4 and nothing else", None).unwrap_err();
    assert_eq!(refused.reason, Reason::Malformed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_end_in_a_document_or_a_reason(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read_with(extract, "https://council.example/any", &body, None);
    }

    #[test]
    fn any_message_ends(
        text in "((From|Subject|Date|件名|差出人|Content-Type|Content-Transfer-Encoding): ?|[a-z/; =?]{1,12}|multipart/mixed; boundary=b|--b(--)?|text/(plain|html)|base64|message/rfc822|---------- Forwarded message|<p>|\r\n){0,60}",
    ) {
        let _ = letter(text.as_bytes(), "JP");
        let whole = format!("Subject: x\r\n{text}");
        if let Ok(read) = letter(whole.as_bytes(), "JP") {
            prop_assert!(read.text.lines().all(|l| l == l.trim() && !l.is_empty()));
            prop_assert!(read.attachments.iter().all(|a| !a.body.is_empty()));
        }
    }

    #[test]
    fn any_office_file_ends(
        body in "(<(w:p|w:r|w:t|w:tbl|w:tr|w:tc|w:del|w:hyperlink r:id=.x.|w:pStyle w:val=.1.|w:lastRenderedPageBreak/)>|</w:(p|r|t|tbl|tr|tc|del)>|&(amp|#x41|bad);|[a-z年 ]{1,9}){0,60}",
        cut in 0usize..600,
        flip in 0usize..600,
    ) {
        let mut file = docx(&[("word/document.xml", &body), ("word/styles.xml", &body), ("word/footnotes.xml", &body)]);
        if let Ok(document) = read_with(extract, "https://council.example/any", &file, None) {
            prop_assert!(document.text.lines().all(|l| l == l.trim() && !l.is_empty()));
            prop_assert!(document.pages.iter().all(|at| document.text.is_char_boundary(*at)));
            prop_assert!(document.pages.is_sorted());
        }
        if let Some(byte) = file.get_mut(flip) {
            *byte ^= 0x55;
        }
        let _ = read_with(extract, "https://council.example/any", &file, None);
        let _ = read_with(extract, "https://council.example/any", &file[..file.len().saturating_sub(cut)], None);
    }

    #[test]
    fn any_markup_ends_and_text_is_plain(html in "(<(div|p|h1|time datetime=2024-01-01|table|li|a href=x)>|</(div|p|a)>|[a-z0-9 .&;é年]{1,12}){0,40}") {
        if let Ok(document) = read_with(extract, "https://council.example/any", html.as_bytes(), None) {
            prop_assert!(!document.title.is_empty());
            prop_assert!(document.text.lines().all(|l| l == l.trim() && !l.is_empty()));
            prop_assert_eq!(&document.revision, &Document::revision_of(&document.title, &document.text, document.date()));
        }
    }
}
