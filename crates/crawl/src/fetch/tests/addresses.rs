//! Where the client never goes, however it is led there.

use super::*;

fn strict() -> Settings {
    Settings { allow_private: Vec::new(), ..quick() }
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_credentials_and_odd_ports_are_refused_before_anything_is_asked() {
    let fetcher = Fetcher::new(strict()).unwrap();
    for url in [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fd12:3456::1]/",
        "http://[fe80::1]/",
        "http://[::1]/",
        "http://[64:ff9b::a00:1]/",
        "http://0x7f000001/",
        "http://user@funder.example/",
        "http://user:secret@funder.example/",
        "https://:secret@funder.example/",
        "http://funder.example:22/",
        "http://funder.example:6379/",
        "http://funder.example:8081/",
        "ftp://funder.example/",
        "file:///etc/passwd",
    ] {
        let outcome = get(&fetcher, url).await;
        assert_eq!(told_of(&outcome), "forbidden_address", "{url}");
        let Outcome::Rejected { detail, .. } = outcome else { panic!("{url}") };
        assert!(!detail.contains("secret"), "a password is never repeated: {detail}");
    }
    assert_eq!(fetcher.stats().requests, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_leads_nowhere_a_request_would_not_go() {
    let (site, port) = Site::start("").await;
    let (inner, inner_port) = Site::start("").await;
    // Only one port of this machine is allowed; the other stands for what must not be reached.
    let settings = Settings { allow_private: vec![format!("127.0.0.1:{port}")], ..strict() };
    let fetcher = Fetcher::new(settings).unwrap();
    for to in [
        format!("http://127.0.0.1:{inner_port}/page"),
        format!("http://localhost:{inner_port}/page"),
        format!("http://[::ffff:127.0.0.1]:{inner_port}/page"),
        format!("http://user:secret@127.0.0.1:{port}/page"),
        "http://169.254.169.254/".into(),
        "file:///etc/passwd".into(),
    ] {
        let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/to?{to}")).await;
        assert_eq!(told_of(&outcome), "forbidden_address", "{to}");
        // Nor does a robots.txt lead there.
        let (led, led_port) = Site::start("").await;
        *led.robots_header.lock().unwrap() = Some(("location", to.clone()));
        led.robots.lock().unwrap().0 = 302;
        let settings = Settings { allow_private: vec![format!("127.0.0.1:{led_port}")], ..strict() };
        let outcome =
            get(&Fetcher::new(settings).unwrap(), &format!("http://127.0.0.1:{led_port}/page")).await;
        assert_eq!(told_of(&outcome), "forbidden_address", "robots.txt to {to}");
    }
    assert!(inner.paths().is_empty());
    assert!(site.paths().iter().all(|path| path.starts_with("/to?") || path == "/robots.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_that_was_checked_is_the_one_that_is_connected_to() {
    // The check is in the resolver that the connection uses: a name has no second look at which it could
    // say something else. A name with a private address among public ones keeps the public ones only.
    let resolver = resolve::PublicOnly { allowed: Default::default() };
    let error = reqwest::dns::Resolve::resolve(&resolver, "localhost".parse().unwrap()).await.err().unwrap();
    assert!(resolve::PrivateAddress::is_behind(&*error));
    let mixed: Vec<std::net::SocketAddr> =
        ["10.0.0.1:0", "93.184.216.34:0", "[::1]:0", "[::ffff:192.168.0.1]:0"]
            .map(|a| a.parse().unwrap())
            .to_vec();
    let kept = resolve::public(mixed.into_iter());
    assert_eq!(kept, ["93.184.216.34:0".parse().unwrap()]);
}
