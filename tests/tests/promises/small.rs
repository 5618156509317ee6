//! A web of a few pages, and the program with settings of its own.

use crate::support::{json, output, shiome};
use e2e::replay::{Faults, Replay};
use e2e::web::{CapturedWeb, Record, Sources, request_key, sha256};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// Answers by address, from a time on.
#[derive(Default)]
pub struct SmallWeb {
    records: Vec<Record>,
    bodies: HashMap<String, Arc<[u8]>>,
}

impl SmallWeb {
    /// One more answer.
    pub fn answer(mut self, url: &str, from: &str, status: u16, kind: &str, body: &str) -> Self {
        let file = format!("{}", self.records.len());
        self.records.push(Record {
            url: url.into(),
            captured_at: from.parse().unwrap(),
            status,
            content_type: kind.into(),
            file: file.clone(),
            sha256: sha256(body.as_bytes()),
            bytes: body.len() as u64,
            site: "small".into(),
            kind: "page".into(),
            origin: "generated".into(),
            note: None,
            location: None,
            request_sha256: None,
        });
        self.bodies.insert(file, body.as_bytes().into());
        self
    }
    /// What is answered to a search that is posted.
    pub fn posted(mut self, url: &str, from: &str, question: &str, body: &str) -> Self {
        self = self.answer(url, from, 200, "application/json", body);
        if let Some(record) = self.records.last_mut() {
            record.request_sha256 = Some(request_key(question.as_bytes()));
        }
        self
    }
    /// A page that is read as an article.
    pub fn article(self, url: &str, from: &str, title: &str, text: &str) -> Self {
        self.answer(url, from, 200, "text/html; charset=utf-8", &article(title, text))
    }
    /// Serves it on loopback.
    pub async fn serve(self) -> Replay {
        let web = CapturedWeb::in_memory(self.records, self.bodies, Sources::default(), Vec::new());
        Replay::start(Arc::new(web), Faults::default()).await.unwrap()
    }
}

/// An article with enough text to be one.
pub fn article(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title></head><body><main><article><h1>{title}</h1>\
         <p>{text}</p><p>The council will publish the rules of the scheme in spring, and universities may apply \
         until the end of the summer. Panels of researchers from several countries will read the applications.</p>\
         <p>Questions are answered by the office of the council, which also keeps a list of earlier awards.</p>\
         </article></main></body></html>"
    )
}

/// A feed of works.
pub fn feed(links: &[&str]) -> String {
    let item = |l: &&str| format!("<item><title>Work {l}</title><link>{l}</link></item>");
    let items: String = links.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title><link>https://small.example/</link><description>News</description>{items}</channel></rss>"
    )
}

/// The program with settings and data in a folder that goes away.
pub struct Trial {
    dir: tempfile::TempDir,
}

impl Trial {
    /// `app` is added to `app.toml`; `sources` is what follows the agency in its file.
    pub fn new(app: &str, sources: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = dir.path().join("config").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("app.toml", app);
        write(
            "topics/funding.toml",
            "name = { en = 'Funding', ja = '助成' }\ndescription = { en = 'Funding.', ja = '助成。' }\n\
             [[concept]]\nname = 'scheme'\nterms = [{ lang = 'en', text = 'scheme' }]\n",
        );
        let agency = "[agency]\nname = { en = 'Small Council', ja = '小評議会' }\ncountry = 'GB'\n";
        write("sources/gb/small.toml", &format!("{agency}{sources}"));
        Self { dir }
    }
    /// Settings that reach everything through a replay server.
    pub fn through(server: &Replay, sources: &str) -> Self {
        Self::new(
            &format!(
                "[crawl]\nuser_agent = 'Shiome/1 (+https://centre.example)'\nmin_interval_ms = 0\n\
                 gateway = {{ prefix = '{}', kind = 'archive' }}\n",
                server.prefix()
            ),
            sources,
        )
    }
    /// A path in its folder.
    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }
    /// The program, with data in the folder of that name.
    pub fn program(&self, data: &str, now: &str) -> Command {
        let mut command = shiome();
        command.arg("--config").arg(self.path("config")).arg("--data").arg(self.path(data));
        command.args(["--now", now]);
        command
    }
    /// Reads one source at that time, whether or not it works.
    pub fn read(&self, source: &str, now: &str) {
        let done = self.program("data", now).args(["run", "ingest", "--once", "--source", source]).output();
        let done = done.unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(matches!(done.status.code(), Some(0 | 1)), "{}: {said}", done.status);
    }
    /// A source as `source list` shows it.
    pub fn source(&self, source: &str, now: &str) -> Value {
        let all = json(self.program("data", now).args(["source", "list"]));
        all.as_array().unwrap().iter().find(|s| s["source"] == source).unwrap().clone()
    }
    /// All documents of a data folder, followed and verified, by address: title, text, revision.
    pub fn documents(&self, data: &str, now: &str) -> Vec<(String, String, String)> {
        output(self.program(data, now).args(["run", "enrich", "index", "lake", "--once"]));
        let dump = self.path("dump.jsonl");
        let verified = json(self.program(data, now).arg("verify").arg("--dump").arg(&dump));
        assert_eq!(verified["faults"], serde_json::json!([]));
        documents(&dump)
    }
}

fn documents(dump: &Path) -> Vec<(String, String, String)> {
    let text = std::fs::read_to_string(dump).unwrap();
    let mut all: Vec<_> = text
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let of = |key: &str| line["document"][key].as_str().unwrap_or_default().to_owned();
            (of("id"), of("title"), of("revision"))
        })
        .collect();
    all.sort();
    all
}
