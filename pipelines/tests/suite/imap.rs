//! A mailbox on a real server: dovecot, started on this machine for the test. Where there is none, the
//! test says that it was skipped.

use crate::house::{TestHouse, source};
use shiome_crawl::{Fetcher, fetch, mailbox::Account};
use shiome_model::{Channel, Sensitivity};
use shiome_pipelines::SourcePlan;
use shiome_pipelines::ingest::{
    self, Tally,
    local::{Imap, Local},
};
use shiome_store::DocumentFilter;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tempfile::TempDir;

/// A mail server with one mailbox; it ends with the test.
struct Server {
    dir: TempDir,
    port: u16,
    master: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = Command::new("kill").arg(self.master.id().to_string()).status();
        _ = self.master.wait();
    }
}

fn said(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where programs for operators lie is often not where programs are looked for.
fn dovecot() -> Option<&'static str> {
    ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"]
        .into_iter()
        .find(|path| Path::new(path).is_file())
}

impl Server {
    fn start() -> Option<Self> {
        let program = dovecot()?;
        let version = said(Command::new(program).arg("--version"))?;
        // The settings below are those of its second series.
        if !version.starts_with("2.3") {
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["run", "state", "home", "mail/new", "mail/cur", "mail/tmp"] {
            fs::create_dir_all(dir.path().join(name)).unwrap();
        }
        let place = dir.path().display().to_string();
        said(
            Command::new("openssl")
                .args([
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=localhost",
                ])
                .args([
                    "-addext",
                    "subjectAltName=DNS:localhost",
                    "-addext",
                    "basicConstraints=critical,CA:FALSE",
                ])
                .args(["-keyout", &format!("{place}/key.pem"), "-out", &format!("{place}/cert.pem")]),
        )?;
        // It reads no mail as root.
        let is_root = said(Command::new("id").arg("-u"))? == "0";
        let (user, group) = match is_root {
            true => ("nobody".to_owned(), said(Command::new("id").args(["-gn", "nobody"]))?),
            false => (said(Command::new("id").arg("-un"))?, said(Command::new("id").arg("-gn"))?),
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "base_dir = {place}/run\nstate_dir = {place}/state\nlog_path = {place}/log\nprotocols = imap\n\
             ssl = required\nssl_cert = <{place}/cert.pem\nssl_key = <{place}/key.pem\n\
             mail_location = maildir:{place}/mail\ndefault_internal_user = {user}\n\
             default_internal_group = {group}\ndefault_login_user = {user}\nfirst_valid_uid = 0\n\
             service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = 0\n  }}\n  \
             inet_listener imaps {{\n    address = 127.0.0.1\n    port = {port}\n  }}\n}}\n\
             service anvil {{\n  chroot =\n}}\npassdb {{\n  driver = static\n  args = password=secret\n}}\n\
             userdb {{\n  driver = static\n  args = uid={user} gid={group} home={place}/home\n}}\n"
        );
        fs::write(dir.path().join("settings"), settings).unwrap();
        if is_root {
            said(
                Command::new("chown")
                    .args(["-R", &format!("{user}:{group}")])
                    .args([format!("{place}/mail"), format!("{place}/home")]),
            )?;
        }
        let master = Command::new(program)
            .args(["-F", "-c", &format!("{place}/settings")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let server = Self { dir, port, master };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{}", fs::read_to_string(server.dir.path().join("log")).unwrap_or_default());
    }

    /// Delivers a message.
    fn deliver(&self, name: &str, subject: &str, text: &str) {
        let message = format!(
            "From: News <news@funder.example>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\nSubject: {subject}\r\n\
             Message-ID: <{name}@funder.example>\r\n\r\n{text}\r\n"
        );
        let path = self.dir.path().join("mail/new").join(name);
        fs::write(&path, message).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
    }

    /// The marks of the messages as the server keeps them.
    fn marks(&self) -> Vec<String> {
        let names = ["cur", "new"]
            .into_iter()
            .flat_map(|f| fs::read_dir(self.dir.path().join("mail").join(f)).unwrap());
        let name =
            |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = names.map(name).collect();
        names.sort();
        names
    }

    fn plan(&self, mark_seen: bool, max_bytes: u64) -> SourcePlan {
        let account = Account {
            host: "localhost".into(),
            port: self.port,
            username: "me".into(),
            folder: "INBOX".into(),
            mark_seen,
            ca: Some(self.dir.path().join("cert.pem")),
        };
        let imap = Imap { account, secret: "RIGHT".into(), sensitivity: Sensitivity::Public, max_bytes };
        let source = source("circulars", Channel::Mailbox);
        SourcePlan {
            source,
            connector: None,
            fallback: Vec::new(),
            render: false,
            local: Some(Local::Imap(imap)),
        }
    }
}

fn secret(name: &str) -> Option<String> {
    match name {
        "RIGHT" => Some("secret".into()),
        "WRONG" => Some("guess".into()),
        _ => None,
    }
}

async fn read(house: &TestHouse) -> Tally {
    let ids: Vec<_> = house.house.plan.sources.keys().cloned().collect();
    house.house.catalog.make_due(&ids, house.house.now()).await.unwrap();
    let settings =
        ingest::Settings { owner: "test".into(), workers: 1, pages_per_site: 1, later: false, secret };
    let client = fetch::Settings { user_agent: "Test (+https://test.example)".into(), ..Default::default() };
    let (fetcher, stop) = (Fetcher::new(client).unwrap(), AtomicBool::new(false));
    let summary = ingest::run(&house.house, &fetcher, &settings, &stop).await.unwrap();
    summary.sources.into_values().next().unwrap()
}

async fn titles(house: &TestHouse) -> Vec<String> {
    let all = house.house.catalog.documents_page(&DocumentFilter::default()).await.unwrap();
    let mut titles: Vec<String> = all.into_iter().map(|s| s.document.title).collect();
    titles.sort();
    titles
}

const NOW: &str = "2026-03-10T03:00:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn new_messages_are_read_once_and_nothing_is_changed() {
    let Some(server) = Server::start() else {
        println!("mailbox on a server: skipped: no dovecot 2.3 with openssl on this machine");
        return;
    };
    server.deliver("1.M1.host", "First", "The first call opens.");
    server.deliver("2.M2.host", "Large", &"x ".repeat(40_000));
    let house = TestHouse::with(NOW, vec![server.plan(false, 50_000)]).await;
    let first = read(&house).await;
    assert_eq!(first.failed, None, "{}", fs::read_to_string(server.dir.path().join("log")).unwrap());
    assert_eq!((first.listed, first.new), (2, 1));
    assert_eq!(first.rejected.into_iter().collect::<Vec<_>>(), [("too_large", 1)]);
    assert!(server.marks().iter().all(|name| !name.ends_with('S')), "{:?}", server.marks());

    let second = read(&house).await;
    assert_eq!((second.listed, second.new, second.requests), (0, 0, 0));
    server.deliver("3.M3.host", "Third", "The third call opens.");
    let third = read(&house).await;
    assert_eq!((third.listed, third.new), (1, 1));
    assert_eq!(titles(&house).await, ["First", "Third"]);
    assert_eq!(server.marks().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_marked_only_where_that_is_wanted() {
    let Some(server) = Server::start() else {
        println!("mailbox on a server, marked: skipped: no dovecot 2.3 with openssl on this machine");
        return;
    };
    server.deliver("1.M1.host", "First", "The first call opens.");
    let house = TestHouse::with(NOW, vec![server.plan(true, 1 << 20)]).await;
    assert_eq!(read(&house).await.new, 1);
    assert!(server.marks().iter().all(|name| name.ends_with('S')), "{:?}", server.marks());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_let_us_in_is_a_trouble_of_its_source() {
    let Some(server) = Server::start() else {
        println!("mailbox on a server, refused: skipped: no dovecot 2.3 with openssl on this machine");
        return;
    };
    let trouble = async |secret: &str, ca: bool| {
        let mut plan = server.plan(false, 1 << 20);
        let Some(Local::Imap(imap)) = &mut plan.local else { unreachable!() };
        imap.secret = secret.into();
        if !ca {
            imap.account.ca = None;
        }
        let (reason, detail) = read(&TestHouse::with(NOW, vec![plan]).await).await.failed.unwrap();
        (reason.as_str(), detail)
    };
    assert_eq!(trouble("WRONG", true).await.0, "blocked");
    let (reason, detail) = trouble("NEVER_SET", true).await;
    assert!(reason == "blocked" && detail.contains("NEVER_SET is not set"), "{detail}");
    // A certificate that nobody we trust has signed.
    let (reason, detail) = trouble("RIGHT", false).await;
    assert!(reason == "unreachable" && !detail.contains("secret"), "{detail}");
}
