use super::*;
use serde_json::Value;
use shiome_model::{Channel, Credibility, Sensitivity};
use shiome_pipelines::ingest::local::Local;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The configuration that ships.
fn shipped() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config"))
}

fn testdata(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/config/testdata")).join(name)
}

/// A folder with the files that are given, beside the least that a configuration needs.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let topic = "name = { en = 'A', ja = 'あ' }\ndescription = { en = 'A.', ja = 'あ。' }\n\
                 [[concept]]\nname = 'a'\nterms = [{ lang = 'en', text = 'a' }]\n";
    let folder = tempfile::tempdir().unwrap();
    let least =
        [("app.toml", "crawl = { user_agent = 'Shiome/1 (+https://a.example)' }"), ("topics/a.toml", topic)];
    for (name, text) in least.iter().chain(files) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

const AGENCY: &str = "\
[agency]
name = { en = 'Norden Fund', ja = '北方基金', native = 'Nordens fond' }
country = 'SE'
successor = { agency = 'suden', from = 2026-07-01 }

[[source]]
name = 'news'
title = 'Nyheter'
language = 'sv'
cadence = '1d'
topics = ['a']
connector = { kind = 'listing', url = 'https://norden.example/', item = 'main a', include = ['/\\d+'] }

[[source]]
name = 'memo'
title = 'Notes'
channel = 'memo'
";

const SUCCESSOR: &str = "[agency]\nname = { en = 'South Fund', ja = '南方基金' }\ncountry = 'SE'\n";

#[test]
fn what_ships_is_whole() {
    let Config { plan, .. } = load(&shipped()).unwrap_or_else(|problems| panic!("{problems}"));
    let web = plan.sources.values().filter(|p| p.connector.is_some()).count();
    let memo = plan.sources.values().filter(|p| p.source.channel == Channel::Memo).count();
    let countries: BTreeSet<&str> = plan.agencies.values().map(|a| a.country.as_str()).collect();
    let concepts = plan.topics.iter().flat_map(|t| &t.concepts);
    let terms: usize = concepts.clone().map(|c| c.terms.len()).sum();
    assert!(web >= 197, "{web} sources");
    assert_eq!((memo, countries.len()), (10, 35));
    let class = |id: &str| plan.sources[&id.into()].source.credibility;
    assert_eq!(class("lse_impact_blog/posts"), Credibility::Blog);
    let lines = shiome_model::Lines::of(&plan.agencies);
    assert_eq!(lines.successor(&"bmbf".into()).unwrap().0.as_str(), "bmftr");
    assert_eq!(lines.predecessors(&"research_ireland".into()).len(), 2);
    assert_eq!((class("dfg/news"), class("wonkhe/posts")), (Credibility::Official, Credibility::Press));
    assert_eq!((plan.topics.len(), concepts.count(), terms), (8, 307, 4_809));
    // Every source belongs to an agency, and no two share an address.
    assert!(plan.sources.keys().all(|id| plan.agencies.contains_key(&id.agency())));
    let addresses: BTreeSet<&str> =
        plan.sources.values().filter(|p| p.connector.is_some()).map(|p| p.source.url.as_str()).collect();
    assert_eq!(addresses.len(), web);
}

#[test]
fn the_published_schemas_are_the_ones_that_check() {
    for (name, schema) in schemas() {
        let file = shipped().join(format!("schema/{name}.json"));
        let published: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert!(published == schema, "run: shiome config schema {name} > config/schema/{name}.json");
    }
}

#[test]
fn the_manual_names_every_kind_of_connector() {
    let schema = schemas().into_iter().find(|(name, _)| *name == "agency").unwrap().1;
    let mut kinds = BTreeSet::new();
    for variant in schema["$defs"]["Config"]["oneOf"].as_array().unwrap() {
        kinds.insert(variant["properties"]["kind"]["const"].as_str().unwrap().to_owned());
    }
    let manual = std::fs::read_to_string(shipped().join("README.md")).unwrap();
    let table = manual.lines().map(str::trim).skip_while(|l| !l.starts_with("| kind |")).skip(2);
    let rows = table.take_while(|l| l.starts_with('|'));
    let named = rows.filter_map(|l| Some(l.strip_prefix("| `")?.split_once('`')?.0.to_owned())).collect();
    assert_eq!(kinds, named);
}

#[test]
fn the_shipped_file_shows_every_key_with_its_default() {
    let shown: Value = toml::from_str(&std::fs::read_to_string(shipped().join("app.toml")).unwrap()).unwrap();
    let own = ["/crawl/user_agent", "/mail/folder"];
    let model = ["/model/address", "/model/name", "/model/key"];
    let optional =
        [&["/crawl/gateway", "/render/webdriver", "/mail/smtp", "/mail/folder"], &model[..]].concat();
    compare(&shown, &serde_json::to_value(App::default()).unwrap(), "", &own, &optional);
}

fn compare(shown: &Value, default: &Value, at: &str, own: &[&str], optional: &[&str]) {
    let Some(keys) = default.as_object() else {
        assert!(own.contains(&at) || shown == default, "{at}: {shown} is shown, {default} is the default");
        return;
    };
    for (key, default) in keys {
        let at = format!("{at}/{key}");
        match shown.get(key) {
            Some(shown) => compare(shown, default, &at, own, optional),
            None => assert!(optional.contains(&at.as_str()), "{at} is not shown"),
        }
    }
}

#[test]
fn all_mistakes_show_at_once() {
    let dir = testdata("broken");
    let problems = load(&dir).unwrap_err();
    let text = problems.to_string().replace(&format!("{}/", dir.display()), "");
    insta::assert_snapshot!(text);
}

#[test]
fn a_whole_configuration_becomes_a_plan() {
    let files = [("sources/se/norden.toml", AGENCY), ("sources/se/suden.toml", SUCCESSOR)];
    let Config { app, plan } = load(folder(&files).path()).unwrap();
    assert_eq!(app.server.listen, App::default().server.listen);
    let agency = &plan.agencies[&"norden".into()];
    assert_eq!(agency.name.native.as_deref(), Some("Nordens fond"));
    assert_eq!(agency.successor.as_ref().unwrap().from.to_string(), "2026-07-01");
    let news = &plan.sources[&"norden/news".into()];
    assert_eq!(news.source.url, "https://norden.example/");
    assert_eq!((news.source.cadence_seconds, news.source.country.as_str()), (86_400, "SE"));
    assert_eq!(plan.language_of(&"norden/news".into()).unwrap().as_str(), "sv");
    assert!(plan.sources[&"norden/memo".into()].connector.is_none());
    assert_eq!(plan.topics[0].threshold, 0.35);
}

const CHANNELS: &str = "\
[agency]
name = { en = 'Norden Office', ja = '北方拠点' }
country = 'SE'

[[source]]
name = 'shared'
title = 'Shared folder'
channel = 'drop_folder'
folder = { path = 'in', settle_seconds = 5 }

[[source]]
name = 'letters'
title = 'Letters'
channel = 'mailbox'
mailbox = { maildir = 'mail', sensitivity = 'restricted' }

[[source]]
name = 'circulars'
title = 'Circulars'
channel = 'mailbox'

[source.mailbox]
imap = { host = 'mail.example', username = 'me', password = 'env:SECRET', mark_seen = true }
";

#[test]
fn channels_are_read_in_their_own_ways() {
    let folder = folder(&[("sources/se/norden.toml", CHANNELS)]);
    let Config { plan, .. } = load(folder.path()).unwrap();
    let of = |name: &str| plan.sources[&format!("norden/{name}").as_str().into()].local.clone();
    let Some(Local::Folder(shared)) = of("shared") else { panic!() };
    assert_eq!((shared.sensitivity, shared.settle.as_secs()), (Sensitivity::Internal, 5));
    let Some(Local::Maildir(letters)) = of("letters") else { panic!() };
    assert_eq!(letters.sensitivity, Sensitivity::Restricted);
    let Some(Local::Imap(imap)) = of("circulars") else { panic!() };
    assert_eq!(
        (imap.account.port, imap.account.folder.as_str(), imap.secret.as_str()),
        (993, "INBOX", "SECRET")
    );
    assert!(imap.account.mark_seen && imap.account.ca.is_none());
}

#[test]
fn a_channel_without_its_place_is_said_so() {
    let wrong = CHANNELS
        .replace("folder = { path", "mailbox = { maildir")
        .replace(", settle_seconds = 5", "")
        .replace("maildir = 'mail', ", "")
        .replace("host = 'mail.example'", "host = 'mail example'")
        .replace("env:SECRET", "hunter2");
    let problems = load(folder(&[("sources/se/norden.toml", &wrong)]).path()).unwrap_err();
    let mut found: Vec<String> = problems.0.iter().map(|p| format!("{}: {}", p.key, p.message)).collect();
    found.sort();
    assert_eq!(
        found,
        [
            "source[1].folder: is missing",
            "source[1].mailbox: stands in another channel",
            "source[2].mailbox: says neither maildir nor imap",
            "source[3].mailbox.imap.host: 'mail example' is no host",
            "source[3].mailbox.imap.password: is given in clear",
        ]
    );
}

#[test]
fn successions_that_cannot_be_are_mistakes_with_hints() {
    let back = SUCCESSOR.to_owned() + "successor = { agency = 'norden', from = 2030-01-01 }\n";
    let files = [("sources/se/norden.toml", AGENCY), ("sources/se/suden.toml", back.as_str())];
    let problems = load(folder(&files).path()).unwrap_err().to_string();
    assert!(problems.contains("norden.toml agency.successor: leads back to 'norden'"), "{problems}");
    assert!(problems.contains("remove one of the successions"), "{problems}");
    let fork = SUCCESSOR.to_owned() + "predecessor = { agency = 'norden', from = 2026-07-01 }\n";
    let both = [
        ("sources/se/norden.toml", AGENCY),
        ("sources/se/suden.toml", SUCCESSOR),
        ("sources/se/westen.toml", fork.as_str()),
    ];
    let problems = load(folder(&both).path()).unwrap_err().to_string();
    assert!(
        problems.contains("westen.toml agency.predecessor: 'norden' passed to 'suden' already"),
        "{problems}"
    );
}

#[test]
fn one_broken_file_does_not_hide_another() {
    let typo = SUCCESSOR.replace("country", "contry");
    let files = [("sources/se/norden.toml", "[agency"), ("sources/se/suden.toml", typo.as_str())];
    let problems = load(folder(&files).path()).unwrap_err();
    let keys: Vec<&str> = problems.0.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(keys, ["", "agency.country", "agency.contry"]);
}

#[test]
fn a_folder_that_is_none_is_said_so() {
    let problems = load(&testdata("nowhere")).unwrap_err();
    assert!(problems.to_string().contains("nowhere/app.toml: cannot be read"));
    let problems = load(folder(&[("sources/README.md", "")]).path()).unwrap_err();
    assert!(problems.to_string().contains("there is no source"));
}

#[test]
fn no_slip_of_the_pen_panics() {
    for cut in AGENCY.char_indices().map(|(at, _)| at).step_by(16) {
        let mut text = AGENCY.to_owned();
        text.remove(cut);
        let folder = folder(&[("sources/se/norden.toml", &text), ("sources/se/suden.toml", SUCCESSOR)]);
        match load(folder.path()) {
            Ok(config) => assert!(!config.plan.sources.is_empty()),
            Err(problems) => {
                assert!(problems.0.iter().all(|p| p.file.ends_with("norden.toml")), "{problems}")
            }
        }
    }
}

#[test]
fn a_password_is_read_from_the_environment_only_when_needed() {
    let app = "crawl = { user_agent = 'Shiome/1 (+https://a.example)' }\n[mail.smtp]\nhost = 'mail.example'\n\
               port = 465\nusername = 'me'\npassword = 'env:SHIOME_TEST_NEVER_SET'\n";
    let files = [("sources/se/norden.toml", AGENCY), ("sources/se/suden.toml", SUCCESSOR), ("app.toml", app)];
    let config = load(folder(&files).path()).unwrap();
    let error = config.app.mail.mailer().unwrap_err();
    assert_eq!(error.to_string(), "read a secret: the environment variable SHIOME_TEST_NEVER_SET is not set");
}

/// What is said of `AGENCY` with more lines in its web source.
fn mistakes_with(app: &str, lines: &str) -> Vec<String> {
    let text = AGENCY.replace("\n[[source]]\nname = 'memo'", &format!("{lines}\n[[source]]\nname = 'memo'"));
    assert!(text.contains(lines), "the lines stand in the file");
    let app = format!("crawl = {{ user_agent = 'Shiome/1 (+https://a.example)' }}\n{app}");
    let files =
        [("sources/se/norden.toml", text.as_str()), ("sources/se/suden.toml", SUCCESSOR), ("app.toml", &app)];
    match load(folder(&files).path()) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            problems.0.iter().map(|p| format!("{}: {} ({})", p.key, p.message, p.hint)).collect()
        }
    }
}

#[test]
fn other_ways_are_checked_like_the_first() {
    let feed = "fallback = [{ kind = 'feed', url = 'https://norden.example/feed' }]\n";
    assert_eq!(mistakes_with("", feed), Vec::<String>::new());
    for (lines, message) in [
        (
            "fallback = [{ kind = 'watch', url = 'https://norden.example/' }]\n",
            "source[1].fallback[1].kind: 'watch' lists no works",
        ),
        (
            "fallback = [{ kind = 'feed', url = 'norden.example' }]\n",
            "source[1].fallback[1].url: 'norden.example' is no http",
        ),
        (
            "fallback = [{ kind = 'fax', url = 'https://norden.example/' }]\n",
            "source[1].fallback[1].kind: 'fax' is not known here",
        ),
        (
            "fallback = [{ kind = 'listing', url = 'https://norden.example/', item = 'main a', include = ['/\\d+'] }]\n",
            "source[1].fallback[1]: is the same as a way before it",
        ),
    ] {
        let said = mistakes_with("", lines);
        assert!(said.len() == 1 && said[0].starts_with(message), "{said:?}");
    }
}

#[test]
fn what_must_be_drawn_needs_a_service() {
    let said = mistakes_with("", "render = true\n");
    assert!(
        said[0].starts_with("source[1].render: needs a rendering service")
            && said[0].contains("chromedriver"),
        "{said:?}"
    );
    let service = "[render]\nwebdriver = 'http://127.0.0.1:9515'\n";
    assert_eq!(mistakes_with(service, "render = true\n"), Vec::<String>::new());
    let odd = "[render]\nwebdriver = 'chromedriver'\nsessions = 0\ntimeout_ms = 10\n";
    let keys: Vec<String> =
        mistakes_with(odd, "").iter().map(|m| m.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(keys, ["render.webdriver", "render.sessions", "render.timeout_ms"]);
}

#[test]
fn names_and_programmes_are_checked_with_hints() {
    let agency = "[agency]\nname = { en = 'Norden Fund', ja = '北方基金' }\ncountry = 'SE'\n\
                  acronyms = ['NF', 'NF']\naliases = [' Nordens fond']\nambiguous = ['-']\n";
    let entities = "[[entity]]\nid = 'charter'\nname = { en = 'Charter', ja = '憲章' }\nkind = 'agency'\ncountry = 'UK'\n";
    let programmes = "own = 'nordn'\nhome = ['Sweden']\n\
                      [[programme]]\nid = 'exchange'\nname = { en = 'Exchange', ja = '交流' }\nkind = 'bilateral'\n\
                      partners = ['norden', 'sudden']\ntopics = ['b']\n\
                      [[office]]\nid = 'north'\nname = { en = 'North', ja = '北' }\ncountries = ['Sweden']\n";
    let files =
        [("sources/se/norden.toml", agency), ("entities.toml", entities), ("programmes.toml", programmes)];
    let problems = load(folder(&files).path()).unwrap_err().to_string();
    for expected in [
        "agency.acronyms[2]",
        "'NF' is there twice",
        "agency.aliases[1]",
        "agency.ambiguous[1]",
        "it would match nothing",
        "entity[1].kind",
        "bodies have files in sources/",
        "did you mean 'GB'?",
        "there is no agency 'nordn'",
        "did you mean 'norden'?",
        "programme[1].partners[2]",
        "there is no topic 'b'",
        "has neither aliases nor words",
        "office[1].countries[1]",
    ] {
        assert!(problems.contains(expected), "'{expected}' is not told:\n{problems}");
    }
}

#[test]
fn programmes_that_ship_name_ten_offices_and_cover_no_country_twice_by_accident() {
    let plan = load(&shipped()).unwrap_or_else(|problems| panic!("{problems}")).plan;
    let programmes = plan.programmes.unwrap();
    let offices: Vec<_> =
        programmes.offices.iter().filter(|o| plan.agencies.contains_key(&o.id.as_str().into())).collect();
    assert_eq!(offices.len(), 10);
    let mut seen = BTreeSet::new();
    for office in &programmes.offices {
        for country in &office.countries {
            assert!(seen.insert(country.clone()) || !office.places.is_empty(), "{country} has two offices");
        }
    }
}

#[test]
fn a_model_service_is_off_until_it_is_named_and_its_mistakes_are_told() {
    let agencies = [("sources/se/norden.toml", AGENCY), ("sources/se/suden.toml", SUCCESSOR)];
    let Config { app, .. } = load(folder(&agencies).path()).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(app.model.service().unwrap().is_none());
    let with = |model: &str| {
        let text = format!("[crawl]\nuser_agent = 'Shiome/1 (+https://a.example)'\n[model]\n{model}");
        load(folder(&[agencies[0], agencies[1], ("app.toml", &text)]).path())
            .map_err(|problems| problems.to_string())
    };
    assert!(
        with("address = 'http://127.0.0.1:8000/v1'\nname = 'm'\nkey = 'env:KEY'\nlanguages = ['en']").is_ok()
    );
    let cases = [
        ("address = 'http://127.0.0.1:8000/v1'", "has no model"),
        ("address = 'http://models.example.org/v1'\nname = 'm'", "in clear"),
        ("address = 'models'\nname = 'm'", "no http or https address"),
        ("address = 'http://[::1]/v1/chat/completions'\nname = 'm'", "one question of the interface"),
        ("address = 'http://[::1]/v1?key=1'\nname = 'm'", "question mark"),
        ("name = 'm'", "has no address"),
        ("key = 'env:KEY'", "has no address"),
        ("address = 'http://[::1]/v1'\nname = 'm'\nkey = 'sk-123'", "is given in clear"),
        ("concurrency = 0", "is 0"),
        ("daily_characters = 10", "less than one document"),
        ("languages = ['English']", "is no language"),
        ("adress = 'x'", "adress"),
    ];
    for (model, wanted) in cases {
        let problems = with(model).unwrap_err();
        assert!(problems.contains(wanted), "{model}: {problems}");
        assert!(!problems.contains("sk-123"), "{problems}");
    }
}
