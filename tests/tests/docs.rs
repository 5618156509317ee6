//! Documents name what exists: imports, commands, options, ids, settings, files.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const DOCUMENTS: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "config/README.md", "crates/README.md"];

// -- imports --------------------------------------------------------------------------------------

/// A row of the table in `crates/README.md`.
struct Row {
    may_import: BTreeSet<String>,
    notable: Vec<String>,
}

fn table() -> BTreeMap<String, Row> {
    let page = read("crates/README.md");
    let (_, after) = page.split_once("| Crate |").expect("crates/README.md has a table of crates");
    let rows = after.lines().skip(2).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let notable = cells[4].split(", ").map(str::to_owned).collect();
        let may_import = spans(cells[3]).into_iter().collect();
        (cells[1].trim_matches('`').to_owned(), Row { may_import, notable })
    };
    rows.map(row).collect()
}

/// What Cargo says a crate depends on, its tests included.
#[derive(Default)]
struct Depends {
    ours: BTreeSet<String>,
    others: BTreeSet<String>,
}

fn workspace() -> BTreeMap<String, Depends> {
    let asked = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(asked.status.success(), "{}", said(&asked));
    let metadata: Value = serde_json::from_slice(&asked.stdout).unwrap();
    let short = |name: &Value| name.as_str().unwrap().trim_start_matches("shiome-").to_owned();
    let depends = |package: &Value| {
        let mut depends = Depends::default();
        for dependency in package["dependencies"].as_array().unwrap() {
            // Only crates of the workspace are named by a path.
            let side = if dependency["path"].is_string() { &mut depends.ours } else { &mut depends.others };
            side.insert(short(&dependency["name"]));
        }
        depends
    };
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(|package| (short(&package["name"]), depends(package))).collect()
}

#[test]
fn crates_import_what_the_table_allows() {
    let (table, found) = (table(), workspace());
    assert!(table.keys().eq(found.keys()), "crates/README.md lists the crates of the workspace");
    let mut wrong = Vec::new();
    for (name, row) in &table {
        let depends = &found[name];
        wrong.extend(depends.ours.difference(&row.may_import).map(|other| format!("{name} imports {other}")));
        let unknown = row.may_import.iter().filter(|other| !found.contains_key(*other));
        wrong.extend(unknown.map(|other| format!("{name} may import {other}, which is no crate")));
        let is_there =
            |stem: &str| depends.others.iter().any(|o| o == stem || o.starts_with(&format!("{stem}-")));
        let missing = row.notable.iter().filter(|stem| !is_there(stem));
        wrong.extend(missing.map(|stem| format!("{name} does not depend on {stem}")));
    }
    assert!(wrong.is_empty(), "crates/README.md: {}", wrong.join("; "));
}

#[test]
fn heavy_dependencies_stay_behind_their_fences() {
    for (heavy, home) in
        [("polars", "trends"), ("tantivy", "search"), ("sqlx", "store"), ("typst", "publish")]
    {
        let users: Vec<String> =
            workspace().into_iter().filter(|(_, d)| d.others.contains(heavy)).map(|(name, _)| name).collect();
        assert_eq!(users, [home], "{heavy}");
    }
}

// -- commands -------------------------------------------------------------------------------------

/// A use of the program in a document: its words after the name.
struct Use {
    document: &'static str,
    words: Vec<String>,
}

impl Use {
    fn told(&self) -> String {
        format!("{}: shiome {}", self.document, self.words.join(" "))
    }
}

/// Every use of the program, in code blocks and between backticks.
fn uses() -> Vec<Use> {
    let mut uses = Vec::new();
    for document in DOCUMENTS {
        let text = read(document);
        let fenced = fences(&text)
            .into_iter()
            .flat_map(|fence| fence.body.lines().map(str::to_owned).collect::<Vec<_>>());
        for line in fenced.chain(spans(&text)) {
            let said =
                ["cargo run --release --bin shiome -- ", "shiome "].iter().find_map(|p| line.strip_prefix(p));
            if let Some(said) = said {
                uses.push(Use { document, words: words(said) });
            }
        }
    }
    uses
}

/// Splits a line as a shell would, as far as our examples need it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            '#' if !quoted && word.is_empty() => break,
            c if c.is_whitespace() && !quoted => {
                words.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty()))
            }
            c => word.push(c),
        }
    }
    words.extend(Some(word).filter(|w| !w.is_empty()));
    words
}

/// What `--help` says after some words.
struct Help {
    verbs: BTreeSet<String>,
    options: BTreeSet<String>,
}

fn help(path: &[&str]) -> Help {
    let told = output(shiome().args(path).arg("--help"));
    let commands = told.lines().skip_while(|l| l.trim() != "Commands:").skip(1).take_while(|l| !l.is_empty());
    // Wrapped descriptions are indented further than names.
    let verbs = commands.filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    let verbs = verbs.filter_map(|l| l.split_whitespace().next()).filter(|verb| *verb != "help");
    let part = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let options = told.split(part).filter(|word| word.len() > 2 && word.starts_with("--"));
    Help { verbs: verbs.map(str::to_owned).collect(), options: options.map(str::to_owned).collect() }
}

#[test]
fn commands_in_documents_exist() {
    let top = help(&[]);
    let uses = uses();
    assert!(uses.len() > 20, "the documents show how the program is used");
    let mut wrong = Vec::new();
    let mut options = top.options.clone();
    for verb in &top.verbs {
        let own = help(&[verb]);
        options.extend(own.options);
        options.extend(own.verbs.iter().flat_map(|sub| help(&[verb, sub]).options));
        if !uses.iter().any(|u| u.document == "README.md" && u.words.first() == Some(verb)) {
            wrong.push(format!("README.md does not show `shiome {verb}`"));
        }
    }
    for used in &uses {
        let mut path: Vec<&str> = Vec::new();
        let mut known = help(&[]);
        for word in &used.words {
            if known.verbs.is_empty() || word.starts_with('-') {
                break;
            }
            if !known.verbs.contains(word) {
                wrong.push(format!("{}: there is no `{word}`", used.told()));
                break;
            }
            path.push(word);
            known = help(&path);
        }
        let unknown = used.words.iter().filter(|w| w.starts_with("--") && !known.options.contains(*w));
        wrong.extend(unknown.map(|option| format!("{}: there is no option {option}", used.told())));
    }
    // Options that stand alone, as in a table of them.
    for span in spans(&read("README.md")).iter().filter(|s| s.starts_with("--")) {
        let option = span.split_whitespace().next().unwrap_or_default();
        if !options.contains(option) {
            wrong.push(format!("README.md: no verb has the option {option}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sources_and_topics_in_commands_exist() {
    let settings = settings_with_examples();
    let data = tempfile::tempdir().unwrap();
    let list = output(
        shiome()
            .args(["source", "list", "--json", "--config"])
            .arg(settings.path().join("config"))
            .arg("--data")
            .arg(data.path()),
    );
    let rows: Value = serde_json::from_str(&list).unwrap();
    let sources: BTreeSet<&str> =
        rows.as_array().unwrap().iter().map(|r| r["source"].as_str().unwrap()).collect();
    let topic = |id: &str| settings.path().join(format!("config/topics/{id}.toml")).is_file();
    let mut named = 0;
    for used in uses() {
        let after =
            |word: &str| used.words.iter().position(|w| w == word).and_then(|at| used.words.get(at + 1));
        let source = after("--source").or_else(|| after("check").filter(|_| used.words[0] == "source"));
        let subject = match used.words[0].as_str() {
            "trends" | "report" => used.words.get(1).filter(|w| !w.starts_with('-')),
            _ => None,
        };
        // Capitals and brackets stand for what a reader fills in; an option is no id.
        let is_filled =
            |w: &&String| w.chars().any(|c| c.is_lowercase()) && !w.contains('<') && !w.starts_with('-');
        if let Some(id) = source.filter(is_filled) {
            named += 1;
            assert!(sources.contains(id.as_str()), "{}: there is no source {id}", used.told());
        }
        if let Some(id) = subject.filter(is_filled) {
            named += 1;
            assert!(topic(id), "{}: there is no topic {id}", used.told());
        }
    }
    assert!(named > 3, "the documents show sources and topics by their ids");
}

// -- settings -------------------------------------------------------------------------------------

/// Our settings with the examples of CONTRIBUTING.md, each appended to the file its first line names.
fn settings_with_examples() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("config"), &folder.path().join("config"));
    let text = read("CONTRIBUTING.md");
    let examples: Vec<Fence> = fences(&text).into_iter().filter(|fence| fence.language == "toml").collect();
    assert!(examples.len() > 2, "CONTRIBUTING.md shows settings");
    for example in examples {
        let (first, _) = example.body.split_once('\n').unwrap();
        let name =
            first.strip_prefix("# config/").expect("an example of settings begins with the name of its file");
        let file = folder.path().join("config").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let before = fs::read_to_string(&file).unwrap_or_default();
        fs::write(&file, format!("{before}\n{}", example.body)).unwrap();
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => _ = fs::copy(entry.path(), target).unwrap(),
        }
    }
}

#[test]
fn examples_of_settings_are_accepted() {
    let settings = settings_with_examples();
    let config = settings.path().join("config");
    output(shiome().args(["config", "check", "--config"]).arg(&config));
    // And the check would have said so if one were wrong.
    let example = config.join("sources/nz/sample_council.toml");
    let broken =
        fs::read_to_string(&example).unwrap().replacen("kind = \"listing\"", "kind = \"lisitng\"", 1);
    fs::write(&example, broken).unwrap();
    let checked = shiome().args(["config", "check", "--config"]).arg(&config).output().unwrap();
    assert_eq!(checked.status.code(), Some(2));
    assert!(said(&checked).contains("sample_council.toml"), "{}", said(&checked));
}

// -- files and figures ----------------------------------------------------------------------------

#[test]
fn files_in_documents_exist() {
    let tops: BTreeSet<String> =
        ["crates", "pipelines", "config", "tests", ".ci", "Cargo.toml", "clippy.toml"]
            .map(str::to_owned)
            .into();
    let mut named = 0;
    for document in DOCUMENTS {
        let text = read(document);
        let folder = root().join(document).parent().unwrap().to_path_buf();
        for target in links(&text).iter().filter(|t| !t.contains("://")) {
            named += 1;
            assert!(folder.join(target).exists(), "{document} links to {target}, which is not there");
        }
        for span in spans(&text) {
            let path = span.split_whitespace().next().unwrap_or_default();
            let top = path.split('/').next().unwrap_or_default();
            if tops.contains(top) || DOCUMENTS.contains(&path) {
                named += 1;
                assert!(root().join(path).exists(), "{document} names {path}, which is not there");
            }
        }
    }
    assert!(named > 40, "the documents name files");
}

#[test]
fn scripts_can_be_run() {
    for script in ["tests/run", ".ci/run"] {
        let text = read(script);
        assert!(text.starts_with("#!/usr/bin/env bash\n"), "{script} names its interpreter");
        let parsed = Command::new("bash").arg("-n").arg(root().join(script)).output().unwrap();
        assert!(parsed.status.success(), "{script}: {}", said(&parsed));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(root().join(script)).unwrap().permissions().mode();
            assert_eq!(mode & 0o111, 0o111, "{script} can be executed");
        }
    }
    assert!(read(".ci/run").contains("tests/run"), "what must pass is what people run");
}

#[test]
fn unreleased_changes_are_listed() {
    let changelog = read("CHANGELOG.md");
    let (_, after) =
        changelog.split_once("\n## [Unreleased]\n").expect("CHANGELOG.md has a part [Unreleased]");
    let part = after.split("\n## ").next().unwrap_or_default();
    let kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    for heading in part.lines().filter_map(|l| l.strip_prefix("### ")) {
        assert!(kinds.contains(&heading), "'{heading}' is no kind of change");
    }
}

#[test]
fn the_sample_web_is_as_large_as_the_readme_says() {
    const NUMBERS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let web = e2e::sample::sample(e2e::sample::SEED).unwrap();
    let sites = &web.sources().sites;
    let countries: BTreeSet<&str> = sites.iter().map(|s| s.country.as_str()).collect();
    let languages: BTreeSet<&str> = sites.iter().flat_map(|s| &s.languages).map(String::as_str).collect();
    let readme = read("README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    let counts = [
        (sites.len(), "invented publishers"),
        (countries.len(), "countries"),
        (languages.len(), "languages"),
    ];
    for (count, what) in counts {
        let said = format!("{} {what}", NUMBERS[count]);
        assert!(readme.contains(&said), "README.md does not say '{said}'");
    }
}

// -- reading --------------------------------------------------------------------------------------

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name} cannot be read: {error}"))
}

/// The program of this build: it lies beside the folder of the running test.
fn shiome() -> Command {
    let own = std::env::current_exe().unwrap();
    let binary =
        own.parent().and_then(Path::parent).unwrap().join(format!("shiome{}", std::env::consts::EXE_SUFFIX));
    assert!(
        binary.is_file(),
        "run `cargo build --release --bin shiome` first: there is no {}",
        binary.display()
    );
    let mut command = Command::new(binary);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// Runs a command that must succeed.
fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, said(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// A code block.
struct Fence {
    language: String,
    body: String,
}

fn fences(text: &str) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let body = lines.by_ref().take_while(|l| !l.starts_with("```"));
            fences.push(Fence {
                language: language.to_owned(),
                body: body.map(|l| format!("{l}\n")).collect(),
            });
        }
    }
    fences
}

/// What stands between backticks outside code blocks, across ends of lines.
fn spans(text: &str) -> Vec<String> {
    let mut is_code = false;
    let prose = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    let prose = prose.collect::<Vec<_>>().join(" ");
    prose.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Targets of links.
fn links(text: &str) -> Vec<String> {
    text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect()
}
