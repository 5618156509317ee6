//! What the schema of `app.toml` cannot say.

use super::address;
use super::app::{Alerts, App, Digest, Ingest, Schedule, Server};
use super::document::Document;
use super::files::{ID_HINT, is_id};
use super::mail::{Mail, Security, Smtp};
use super::model;
use super::nearest;
use super::problem::Problems;
use super::schema;
use chrono_tz::Tz;
use shiome_crawl::{Fetcher, fetch};
use shiome_model::gist::Glossary;
use shiome_publish::Edition;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::str::FromStr;

/// Official names; a folder without them has none.
pub fn glossary(file: &Path, problems: &mut Problems) -> Glossary {
    if !file.exists() {
        return Glossary::default();
    }
    let mut d = Document::read(file, &schema::of::<Glossary>());
    let glossary = Glossary {
        currency: d.piece("/currency").unwrap_or_default(),
        term: d.piece("/term").unwrap_or_default(),
    };
    for (n, term) in glossary.term.iter().enumerate() {
        if term.en.trim().is_empty() || term.ja.trim().is_empty() {
            d.problem(&format!("/term/{n}"), "has no name in one of the languages", "give `en` and `ja`");
        }
    }
    d.close(problems);
    glossary
}

/// Reads and checks `app.toml`, section by section.
pub fn app(file: &Path, problems: &mut Problems) -> App {
    let mut document = Document::read(file, &schema::of::<App>());
    let d = &mut document;
    let app = App {
        data: d.value("/data").and_then(|v| v.as_str()).map_or_else(|| App::default().data, str::to_owned),
        crawl: d.piece("/crawl").unwrap_or_default(),
        render: d.piece("/render").unwrap_or_default(),
        ingest: d.piece("/ingest").unwrap_or_default(),
        schedule: d.piece("/schedule").unwrap_or_default(),
        trends: d.piece("/trends").unwrap_or_default(),
        digest: d.piece("/digest").unwrap_or_default(),
        alerts: d.piece("/alerts").unwrap_or_default(),
        mail: d.piece("/mail").unwrap_or_default(),
        model: d.piece("/model").unwrap_or_default(),
        server: d.piece("/server").unwrap_or_default(),
    };
    if d.is_readable() {
        if app.data.trim().is_empty() {
            d.problem("/data", "is empty", "name a folder");
        }
        crawl(d, &app.crawl);
        render(d, &app.render);
        ingest(d, &app.ingest);
        schedule(d, &app.schedule);
        trends(d, &app.trends);
        digest(d, &app.digest);
        alerts(d, &app.alerts);
        mail(d, &app.mail);
        model::check(d, &app.model);
        server(d, &app.server);
    }
    document.close(problems);
    app
}

fn crawl(d: &mut Document, settings: &fetch::Settings) {
    if !settings.user_agent.contains("://") && !settings.user_agent.contains('@') {
        let hint = "whoever runs a site must be able to reach us: Shiome/1.0 (+https://example.org/crawler)";
        d.problem("/crawl/user_agent", "names no web or mail address", hint);
    }
    // The client stops at the first mistake, so what it names is mended until it finds no more.
    let mut settings = settings.clone();
    let usual = fetch::Settings::default();
    while let Err(error) = Fetcher::new(settings.clone()) {
        let fetch::Error::Settings { key, why } = error else {
            return d.problem("/crawl", error.to_string(), "");
        };
        d.problem(&format!("/crawl/{}", key.replace('.', "/")), why, "");
        match key {
            "user_agent" => settings.user_agent.clone_from(&usual.user_agent),
            "per_host" => settings.per_host = usual.per_host,
            "total" => settings.total = usual.total,
            _ => return,
        }
    }
}

fn render(d: &mut Document, render: &fetch::Render) {
    if let Some(Err(why)) = render.webdriver.as_deref().map(address::web) {
        d.problem("/render/webdriver", why, "write the address of chromedriver, as in http://127.0.0.1:9515");
    }
    at_least_one(d, "/render/sessions", render.sessions);
    if render.timeout_ms <= render.settle_ms {
        d.problem("/render/timeout_ms", "is no more than settle_ms", "no page would ever be drawn in time");
    }
}

fn ingest(d: &mut Document, ingest: &Ingest) {
    at_least_one(d, "/ingest/workers", ingest.workers);
    at_least_one(d, "/ingest/pages_per_site", ingest.pages_per_site);
}

fn at_least_one(d: &mut Document, at: &str, number: usize) {
    if number == 0 {
        d.problem(at, "is 0", "write 1 or more");
    }
}

fn schedule(d: &mut Document, schedule: &Schedule) {
    if Tz::from_str(&schedule.timezone).is_err() {
        let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let meant = nearest::nearest(&schedule.timezone, known);
        let hint =
            meant.map_or("write an IANA name such as Asia/Tokyo".into(), |m| format!("did you mean '{m}'?"));
        d.problem("/schedule/timezone", format!("'{}' is no time zone", schedule.timezone), hint);
    }
    let lines = [
        ("ingest", &schedule.ingest),
        ("follow", &schedule.follow),
        ("gist", &schedule.gist),
        ("trends", &schedule.trends),
        ("digest", &schedule.digest),
        ("watchdog", &schedule.watchdog),
        ("deliver", &schedule.deliver),
    ];
    for (key, expression) in lines {
        if cron::Schedule::from_str(expression).is_err() {
            let hint = match expression.split_whitespace().count() {
                5 => format!("the first field is the second: 0 {expression}"),
                _ => "write second minute hour day month weekday, as in 0 30 6 * * Mon".into(),
            };
            d.problem(&format!("/schedule/{key}"), format!("'{expression}' is no cron expression"), hint);
        }
    }
}

fn trends(d: &mut Document, params: &shiome_trends::Params) {
    if params.fdr <= 0.0 || params.fdr >= 1.0 {
        d.problem("/trends/fdr", format!("{} is no rate", params.fdr), "write a number between 0 and 1");
    }
    if params.max_source_share <= 0.0 || params.max_source_share > 1.0 {
        let message = format!("{} is no share", params.max_source_share);
        d.problem("/trends/max_source_share", message, "write a number above 0, at most 1");
    }
    for (key, windows) in [("rise_windows", &params.rise_windows), ("fall_windows", &params.fall_windows)] {
        if windows.is_empty() || windows.contains(&0) {
            d.problem(&format!("/trends/{key}"), "needs one window or more of at least one week", "");
        }
    }
    if params.min_baseline_weeks > params.baseline_weeks {
        d.problem(
            "/trends/min_baseline_weeks",
            "is more than baseline_weeks",
            "nothing would ever be claimed",
        );
    }
}

fn digest(d: &mut Document, digest: &Digest) {
    if !is_id(&digest.name) {
        d.problem("/digest/name", format!("'{}' is no name", digest.name), ID_HINT);
    }
    for (key, title) in [("ja", &digest.title.ja), ("en", &digest.title.en)] {
        if title.trim().is_empty() {
            d.problem(&format!("/digest/title/{key}"), "is empty", "");
        }
    }
    if digest.languages.is_empty() {
        d.problem("/digest/languages", "is empty", "write [\"ja\"], [\"en\"] or both");
    }
    for (index, language) in digest.languages.iter().enumerate() {
        if Edition::from_str(language).is_err() {
            let message = format!("there is no edition '{language}'");
            d.problem(&format!("/digest/languages/{index}"), message, "write ja or en");
        }
    }
    for (index, recipient) in digest.recipients.iter().enumerate() {
        if !address::is_mail(recipient) {
            let message = format!("'{recipient}' is no mail address");
            d.problem(&format!("/digest/recipients/{index}"), message, "write it as name@domain");
        }
    }
    at_least_one(d, "/digest/items", digest.items);
    at_least_one(d, "/digest/per_agency", digest.per_agency);
}

fn alerts(d: &mut Document, alerts: &Alerts) {
    if Edition::from_str(&alerts.language).is_err() {
        let message = format!("there is no language '{}' for messages", alerts.language);
        d.problem("/alerts/language", message, "write ja or en");
    }
    for (index, to) in alerts.to.iter().enumerate().filter(|(_, to)| !address::is_mail(to)) {
        let message = format!("'{to}' is no mail address");
        d.problem(&format!("/alerts/to/{index}"), message, "write it as name@domain");
    }
}

fn mail(d: &mut Document, mail: &Mail) {
    if !address::is_sender(&mail.from) {
        let hint = "write it as name@domain or Name <name@domain>";
        d.problem("/mail/from", format!("'{}' is no mail address", mail.from), hint);
    }
    let fits = |c: char| c.is_ascii_graphic() && c != '<' && c != '>';
    if !mail.list_id.contains('.') || !mail.list_id.chars().all(fits) {
        let message = format!("'{}' is no list name", mail.list_id);
        d.problem("/mail/list_id", message, "write it as weekly.shiome.example.org");
    }
    if mail.folder.is_some() && mail.smtp.is_some() {
        d.problem("/mail/folder", "stands beside smtp", "keep the one that shall take the messages");
    }
    if mail.folder.as_ref().is_some_and(|f| f.trim().is_empty()) {
        d.problem("/mail/folder", "is empty", "name a folder");
    }
    if let Some(server) = &mail.smtp {
        smtp(d, server);
    }
}

fn smtp(d: &mut Document, smtp: &Smtp) {
    if smtp.host.is_empty() || smtp.host.contains(|c: char| c.is_whitespace() || c == '/' || c == ':') {
        d.problem("/mail/smtp/host", format!("'{}' is no host", smtp.host), "write its bare name");
    }
    if smtp.port == 0 {
        d.problem("/mail/smtp/port", "is 0", "465 with tls, 587 with starttls");
    }
    let is_here = smtp.host == "localhost" || smtp.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if smtp.security == Security::None && !is_here {
        d.problem(
            "/mail/smtp/security",
            "nothing guards the way to another machine",
            "write tls or starttls",
        );
    }
    if smtp.password.as_ref().is_some_and(|p| p.variable().is_none()) {
        let hint = "write env:NAME and put it into the environment variable NAME";
        d.problem("/mail/smtp/password", "is given in clear", hint);
    }
    match (&smtp.username, &smtp.password) {
        (Some(_), None) if !d.is_troubled("/mail/smtp/password") => {
            d.problem("/mail/smtp/username", "has no password", "add password = \"env:NAME\"");
        }
        (None, Some(_)) => d.problem("/mail/smtp/password", "has no username", ""),
        _ => {}
    }
}

fn server(d: &mut Document, server: &Server) {
    if server.listen.parse::<SocketAddr>().is_err() {
        let message = format!("'{}' is no address to listen on", server.listen);
        d.problem("/server/listen", message, "write it as 127.0.0.1:8420");
    }
    if let Err(why) = address::web(&server.base_url) {
        d.problem("/server/base_url", why, "");
    } else if server.base_url.ends_with('/') {
        d.problem("/server/base_url", "ends with a slash", "leave it out");
    }
}
