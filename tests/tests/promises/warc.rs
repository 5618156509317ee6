//! Captures leave as WARC and WACZ that others can read, and come back.

use crate::sample;
use crate::small::{SmallWeb, Trial, article, feed};
use crate::support::{json, output, shiome};
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCES: &str = "
[[source]]
name = 'news'
title = 'News'
language = 'en'
connector = { kind = 'feed', url = 'https://small.example/feed' }

[[source]]
name = 'terms'
title = 'Terms'
language = 'en'
connector = { kind = 'watch', url = 'https://small.example/terms' }
";

const A: &str = "https://small.example/news/2026/a";
const B: &str = "https://small.example/news/2026/b";
const TERMS: &str = "https://small.example/terms";

fn terms(money: &str) -> String {
    article(
        "Terms of grants",
        &format!("Applicants must hold a doctorate. A grant is at most {money} euros a year."),
    )
}

fn web() -> SmallWeb {
    let start = "2026-01-01T00:00:00Z";
    let html = "text/html; charset=utf-8";
    SmallWeb::default()
        .article(A, start, "First call", "A new scheme for young researchers opens today.")
        .article(B, start, "Second call", "Another scheme for older researchers opens today.")
        .answer("https://small.example/feed", start, 200, "application/rss+xml", &feed(&[A, B]))
        .answer(TERMS, start, 200, html, &terms("10,000"))
        .answer(TERMS, "2026-02-01T00:00:00Z", 200, html, &terms("20,000"))
        .answer(TERMS, "2026-03-01T00:00:00Z", 200, html, &terms("50,000"))
}

/// The checker of others, unless there is none: then says by name that the suite is skipped.
#[expect(clippy::disallowed_methods, reason = "tests are told what must be there")]
fn warcio(suite: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SHIOME_WARCIO").map(PathBuf::from).unwrap_or_else(|| "warcio".into());
    if Command::new(&named).arg("--version").output().is_ok_and(|o| o.status.success()) {
        return Some(named);
    }
    let required = std::env::var_os("SHIOME_REQUIRE_WARCIO").is_some();
    assert!(!required, "{suite}: warcio is not installed");
    println!("{suite}: skipped: warcio: not installed");
    None
}

fn unzip(wacz: &Path, name: &str) -> Vec<u8> {
    let code = "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
    let done = Command::new("python3").args(["-c", code]).arg(wacz).arg(name).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

#[test]
fn the_export_of_the_demonstration_passes_the_checker_of_others() {
    let Some(warcio) = warcio("warc: checker") else { return };
    let dir = tempfile::tempdir().unwrap();
    let (warc, wacz) = (dir.path().join("all.warc.gz"), dir.path().join("all.wacz"));
    for out in [&warc, &wacz] {
        let told =
            json(shiome().args(["warc", "export", "--data"]).arg(sample::data()).arg("--out").arg(out));
        assert_eq!(told["missing"], serde_json::json!([]));
        assert!(told["responses"].as_u64().unwrap() > 500, "{told}");
        assert!(told["revisits"].as_u64().unwrap() > 0, "the sample web says some things twice: {told}");
        println!("{}: {told}", out.display());
    }
    let data = dir.path().join("data.warc.gz");
    std::fs::write(&data, unzip(&wacz, "archive/data.warc.gz")).unwrap();
    for file in [&warc, &data] {
        let checked = output(Command::new(&warcio).args(["check", "-v"]).arg(file));
        assert!(checked.contains("digest pass"), "{checked}");
        assert!(!checked.contains("failed"), "{checked}");
    }
    // The index says where each record lies: warcio finds the same there.
    let listed =
        output(Command::new(&warcio).args(["index", "-f", "offset,warc-type,warc-target-uri"]).arg(&data));
    let at: std::collections::BTreeMap<String, String> = listed
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .filter(|l| l["warc-type"] == "response" || l["warc-type"] == "revisit")
        .map(|l| {
            (l["offset"].as_str().unwrap().to_owned(), l["warc-target-uri"].as_str().unwrap().to_owned())
        })
        .collect();
    let index = String::from_utf8(unzip(&wacz, "indexes/index.cdxj")).unwrap();
    assert_eq!(index.lines().count(), at.len());
    assert!(index.lines().is_sorted());
    for line in index.lines() {
        let entry: serde_json::Value = serde_json::from_str(&line[line.find('{').unwrap()..]).unwrap();
        assert_eq!(at.get(entry["offset"].as_str().unwrap()).unwrap(), entry["url"].as_str().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_comes_back_as_it_was_and_only_once() {
    let server = web().serve().await;
    let trial = Trial::through(&server, SOURCES);
    for month in ["01", "02", "03"] {
        trial.read("small/news", &format!("2026-{month}-10T00:00:00Z"));
        trial.read("small/terms", &format!("2026-{month}-10T00:00:00Z"));
    }
    server.clear_log();
    let now = "2026-04-01T00:00:00Z";
    let before = trial.documents("data", now);
    assert_eq!(before.len(), 3, "{before:?}");
    for (n, name) in ["x.warc.gz", "x.warc", "x.wacz"].into_iter().enumerate() {
        let file = trial.path(name);
        let told = json(trial.program("data", now).args(["warc", "export", "--out"]).arg(&file));
        assert_eq!(told["responses"], 6, "two works, a feed, three versions: {told}");
        let data = format!("again{n}");
        let first = json(trial.program(&data, now).args(["warc", "import"]).arg(&file));
        assert_eq!((&first["broken"], &first["captures"]), (&0.into(), &6.into()), "{first}");
        assert_eq!((&first["new"], &first["changes"]), (&3.into(), &2.into()), "{first}");
        assert_eq!(trial.documents(&data, now), before, "{name}");
        let second = json(trial.program(&data, "2026-05-01T00:00:00Z").args(["warc", "import"]).arg(&file));
        assert_eq!((&second["captures"], &second["known"]), (&0.into(), &6.into()), "{second}");
        assert_eq!((&second["new"], &second["changes"]), (&0.into(), &0.into()), "{second}");
        assert_eq!(trial.documents(&data, now), before, "{name}, twice");
        let again = trial.path(&format!("again-{name}"));
        let retold = json(trial.program(&data, now).args(["warc", "export", "--out"]).arg(&again));
        assert_eq!(
            (&retold["responses"], &retold["revisits"]),
            (&told["responses"], &told["revisits"]),
            "{name}: what was imported goes out once: {retold}"
        );
    }
    assert!(server.log().is_empty(), "nothing was fetched");
}

const SEARCHES: &str = "
[[source]]
name = 'form'
title = 'Calls'
language = 'en'
connector = { kind = 'json_api', url = 'https://small.example/search', method = 'POST', form = { open = true }, items = '/r', map = { url = '/u', title = '/t', content = '/c' }, content = 'entry' }

[[source]]
name = 'body'
title = 'Awards'
language = 'en'
connector = { kind = 'json_api', url = 'https://small.example/search', method = 'POST', body = { open = true }, items = '/r', map = { url = '/u', title = '/t', content = '/c' }, content = 'entry' }
";

/// Two searches at one address are two captures, here and wherever they are carried.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_by_a_form_comes_back_as_such() {
    let found = |n: u32| {
        let text = "A new scheme for young researchers opens today, with grants for three years.";
        format!(r#"{{"r":[{{"u":"https://small.example/w/{n}","t":"Call {n}","c":"<p>{n}: {text}</p>"}}]}}"#)
    };
    let form = "------shiome-part\r\nContent-Disposition: form-data; name=\"open\"\r\n\
                Content-Type: application/json\r\n\r\ntrue\r\n------shiome-part--\r\n";
    let (url, start) = ("https://small.example/search", "2026-01-01T00:00:00Z");
    let web = SmallWeb::default().posted(url, start, form, &found(1)).posted(
        url,
        start,
        r#"{"open":true}"#,
        &found(2),
    );
    let server = web.serve().await;
    let trial = Trial::through(&server, SEARCHES);
    trial.read("small/form", "2026-01-10T00:00:00Z");
    trial.read("small/body", "2026-01-10T00:00:00Z");
    let now = "2026-04-01T00:00:00Z";
    assert_eq!(trial.documents("data", now).len(), 2);
    let import = |data: &str, file: &Path| json(trial.program(data, now).args(["warc", "import"]).arg(file));
    let export = |data: &str, name: &str| {
        let file = trial.path(name);
        json(trial.program(data, now).args(["warc", "export", "--out"]).arg(&file));
        file
    };
    let first = export("data", "first.warc");
    let text = String::from_utf8(std::fs::read(&first).unwrap()).unwrap();
    assert!(text.contains("content-type: multipart/form-data; boundary=") && text.contains(form), "{text}");
    let told = import("elsewhere", &first);
    assert_eq!((&told["captures"], &told["broken"]), (&2.into(), &0.into()), "{told}");
    // The name of a capture holds what was posted: those that went and came back are known.
    let back = import("data", &export("elsewhere", "second.warc"));
    assert_eq!((&back["captures"], &back["broken"]), (&0.into(), &0.into()), "{back}");
    assert!(back["known"].as_u64().unwrap() >= 2, "{back}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_gives_what_is_whole_and_old_versions_replace_nothing() {
    let server = web().serve().await;
    let trial = Trial::through(&server, SOURCES);
    let now = "2026-04-01T00:00:00Z";
    for month in ["01", "02"] {
        trial.read("small/terms", &format!("2026-{month}-10T00:00:00Z"));
    }
    trial.read("small/news", "2026-01-10T00:00:00Z");
    let file = trial.path("old.warc.gz");
    output(trial.program("data", now).args(["warc", "export", "--out"]).arg(&file));
    // Another folder has only the newest version of the terms; the older two come late.
    output(trial.program("late", "2026-03-10T00:00:00Z").args([
        "run",
        "ingest",
        "--once",
        "--source",
        "small/terms",
    ]));
    let newest = trial.documents("late", now);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    let broken = trial.path("broken.warc.gz");
    std::fs::write(&broken, &bytes).unwrap();
    let done = trial.program("late", now).args(["warc", "import", "--json"]).arg(&broken).output().unwrap();
    assert_eq!(done.status.code(), Some(1), "broken records show in the exit code");
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(told["broken"], 1, "{told}");
    assert!(
        told["named"][0].as_str().unwrap().starts_with("broken.warc.gz: failed to read the record at byte"),
        "{told}"
    );
    let whole = json(trial.program("late", now).args(["warc", "import"]).arg(&file));
    assert_eq!(whole["broken"], 0, "{whole}");
    let documents = trial.documents("late", now);
    assert!(documents.contains(&newest[0]), "an old version took the place of a newer one");
    let changes = |data: &str| {
        let status = json(trial.program(data, now).arg("status"));
        status["changes"].clone()
    };
    assert_eq!(changes("late"), 2, "10,000 to 20,000 to 50,000");
}
