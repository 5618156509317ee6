//! What a browser shows: the demonstration's pages in headless Chromium.

use crate::support::shiome;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The demonstration, serving.
struct Pages {
    child: Child,
    address: String,
}

impl Pages {
    fn open() -> Self {
        let data = crate::sample::copy();
        let mut child = shiome()
            .args(["demo", "--data"])
            .arg(data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("pages: ")?.1.split_whitespace().next()?.to_owned()))
            .expect("the demonstration prints where its pages are");
        std::mem::forget(data); // the server reads it until the test ends
        Self { child, address }
    }

    /// The page as the browser holds it after loading.
    fn show(&self, path: &str) -> String {
        let profile = tempfile::tempdir().unwrap();
        let browser = ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find(|b| {
                Command::new(b).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
            })
            .expect("Chromium is not installed; tests/run installs it");
        let shown = Command::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--virtual-time-budget=3000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("{}{path}", self.address))
            .output()
            .unwrap();
        String::from_utf8_lossy(&shown.stdout).into_owned()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_browser_shows_search_document_topic_and_sources_in_both_languages() {
    let pages = Pages::open();
    let found = pages.show("?q=%E7%94%9F%E6%88%90AI&lang=ja");
    let html = scraper::Html::parse_document(&found);
    let links = scraper::Selector::parse("a[href*='document?id=']").unwrap();
    let first = html.select(&links).next().unwrap_or_else(|| panic!("no hit on the search page: {found}"));
    assert!(
        html.select(&scraper::Selector::parse("mark").unwrap()).next().is_some(),
        "nothing is highlighted"
    );
    let document = pages.show(first.value().attr("href").unwrap().trim_start_matches('/'));
    assert!(document.contains("SHA-256"), "the document page tells its provenance");
    assert!(pages.show("topics?lang=ja").contains("<html lang=\"ja\""));
    assert!(pages.show("topics?lang=en").contains("<html lang=\"en\""));
    let sources = pages.show("sources?lang=en");
    assert!(sources.contains("robots") || sources.contains("ok"), "the sources page tells how they are");
}
