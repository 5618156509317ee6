use crate::document::testing::{capture, source};
use crate::{Input, dates_of_page};
use shiome_model::DateEvidence;

/// The day of a page under a title, and by what it is known.
fn day(head: &str, body: &str) -> Option<(String, DateEvidence)> {
    let html = format!("<html><head><title>A plan</title>{head}</head><body><main><h1>A plan</h1>{body}");
    let capture = capture("https://a.example/plan", "text/html", html.as_bytes());
    let source = source("");
    let today = "2026-09-01".parse().unwrap();
    let input = Input { capture: &capture, body: html.as_bytes(), item: None, source: &source, today };
    dates_of_page(&input).published.map(|p| (p.date.to_string(), p.evidence))
}

fn is(found: Option<(String, DateEvidence)>, date: &str, evidence: DateEvidence) {
    assert_eq!(found, Some((date.to_owned(), evidence)));
}

#[test]
fn of_several_statements_the_one_that_is_seen_counts() {
    let head = r#"<meta property="article:published_time" content="2026-03-03T08:00:00+01:00">
                  <meta name="publish-date" content="2026-03-06">"#;
    is(day(head, "<p class=date>6 March 2026</p>"), "2026-03-06", DateEvidence::Metadata);
    is(day(head, "<p>Text.</p>"), "2026-03-03", DateEvidence::Metadata);
    // What is written in figures alone is read as the reader sees it.
    let head = r#"<meta name="date" content="11/01/2023 12:43:42">"#;
    is(day(head, "<p>Created: 1 November 2023</p>"), "2023-11-01", DateEvidence::Metadata);
}

#[test]
fn a_loose_name_gives_way_to_an_earlier_day_that_is_plain() {
    let head = r#"<meta name="date" content="2026-03-30">"#;
    is(day(head, "<p class=date>6 March 2026</p>"), "2026-03-06", DateEvidence::Visible);
    is(day(head, "<p>On 6 March 2026 the council met.</p>"), "2026-03-30", DateEvidence::Metadata);
}

#[test]
fn statements_are_found_under_any_name_and_in_escaped_data() {
    let named = r#"<meta name="content-publish-time" content="July 17, 2025">"#;
    is(day(named, "<p>Text.</p>"), "2025-07-17", DateEvidence::Metadata);
    let escaped = "<div data-page='{&quot;datePublished&quot;:&quot;2025-11-17T09:00&quot;}'></div>";
    is(day("", escaped), "2025-11-17", DateEvidence::Metadata);
    let script = r#"<script>push("{\"datePublished\":\"2025-11-18T09:00\"}")</script>"#;
    is(day("", script), "2025-11-18", DateEvidence::Metadata);
    let other = r#"<meta name="event-date-published" content="July 17, 2025">"#;
    assert_eq!(day(other, "<p>Text.</p>"), None);
}

#[test]
fn what_is_only_likely_says_so() {
    is(day("", "<p>Text.</p><dl><dt>Date<dd>6 March 2026</dl>"), "2026-03-06", DateEvidence::Line);
    is(
        day("", "<p>Text.</p><footer>Last updated: 6 March 2026</footer>"),
        "2026-03-06",
        DateEvidence::Change,
    );
}

#[test]
fn what_is_undated_has_no_day() {
    for body in [
        "<p>Deadline: 6 March 2026</p>",
        "<p>The law of 6 March 2026 holds for all that apply. It is a good law.</p>",
        "<p>Applications until 6 March 2026</p><p>3-5 March 2026</p>",
        "<p>Opening: 6 March 2026, closing: 8 March 2026</p>",
        "<footer>© 2026 Agency</footer>",
    ] {
        assert_eq!(day("", body), None, "{body}");
    }
}
