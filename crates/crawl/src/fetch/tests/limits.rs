//! What is borne while an answer comes: bombs, drips, answers without end or of the wrong length.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// 8 MiB of zeros, packed with brotli.
pub(super) const BROTLI_BOMB: &[u8] =
    &[0x9b, 0xff, 0xff, 0x7f, 0xf8, 0x27, 0x00, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x0f];

/// A server that answers every request with these bytes, then ends the connection or goes silent.
async fn raw(answer: &'static [u8], ends: bool) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                while let Ok(1..) = stream.read(&mut asked).await {
                    let is_robots = asked.starts_with(b"GET /robots.txt");
                    let none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
                    let sent =
                        if is_robots { stream.write_all(none).await } else { stream.write_all(answer).await };
                    if sent.is_err() || ends && !is_robots {
                        return;
                    }
                }
            });
        }
    });
    port
}

async fn asked(settings: Settings, port: u16, path: &str) -> (String, Duration) {
    let fetcher = Fetcher::new(settings).unwrap();
    let start = Instant::now();
    let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/{path}")).await;
    (told_of(&outcome), start.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_packing_swells_beyond_the_limit() {
    let (_, port) = Site::start("").await;
    let settings = Settings { max_body: 1 << 20, ..quick() };
    for bomb in ["bomb", "bomb-br", "bomb-zstd", "endless"] {
        assert_eq!(asked(settings.clone(), port, bomb).await.0, "too_large", "{bomb}");
    }
    let ample = Settings { max_body: 16 << 20, timeout_ms: 10_000, ..quick() };
    for bomb in ["bomb", "bomb-br", "bomb-zstd"] {
        let fetcher = Fetcher::new(ample.clone()).unwrap();
        let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/{bomb}")).await;
        let Outcome::Fetched { body, .. } = outcome else { panic!("{bomb}: {outcome:?}") };
        assert_eq!(body.len(), 8 << 20, "{bomb} is what it is taken for");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_as_large_as_allowed_is_whole() {
    let (_, port) = Site::start("").await;
    let fetcher = Fetcher::new(Settings { max_body: 8 << 20, timeout_ms: 10_000, ..quick() }).unwrap();
    let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/bomb")).await;
    assert!(matches!(outcome, Outcome::Fetched { body, .. } if body.len() == 8 << 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hardly_answers_is_given_up() {
    let (_, port) = Site::start("").await;
    let patient = Settings { timeout_ms: 20_000, header_timeout_ms: 20_000, ..quick() };
    let (told, took) = asked(Settings { header_timeout_ms: 200, ..patient.clone() }, port, "silent").await;
    assert!(told == "timeout" && took < Duration::from_secs(5), "{told} {took:?}");
    // 20 bytes a second.
    let drip = Settings { min_bytes_per_s: 200, slow_window_ms: 300, ..patient.clone() };
    let (told, took) = asked(drip.clone(), port, "slow").await;
    assert!(told == "timeout" && took < Duration::from_secs(5), "{told} {took:?}");
    let slow_but_fair = Settings { min_bytes_per_s: 5, timeout_ms: 1_500, ..drip };
    let (told, took) = asked(slow_but_fair, port, "slow").await;
    assert!(told == "timeout" && took >= Duration::from_millis(1_400), "the whole time counts: {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_is_not_true_is_noticed() {
    let once = || Settings { retries: 0, ..quick() };
    let short = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nsome", true).await;
    assert_eq!(asked(once(), short, "x").await.0, "unreachable");
    let stalled = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nsome", false).await;
    assert_eq!(asked(once(), stalled, "x").await.0, "timeout");
    // What comes after the end is no part of the answer, nor of the next one.
    let long = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsome and more", false).await;
    assert_eq!(asked(once(), long, "x").await.0, "some");
    let huge = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nsome", true).await;
    assert_eq!(asked(once(), huge, "x").await.0, "too_large");
    let garbage = raw(b"220 mail.example.org ESMTP\r\n", true).await;
    assert_eq!(asked(once(), garbage, "x").await.0, "unreachable");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_bodies_together_fit_the_budget() {
    let (_, port) = Site::start("").await;
    // Room for beginnings of four answers, and for the rest of one.
    let tight =
        Settings { per_host: 16, max_body: 1 << 20, max_in_flight: 2 << 20, timeout_ms: 10_000, ..quick() };
    let fetcher = Fetcher::new(tight).unwrap();
    let url = |n: usize| {
        format!("http://127.0.0.1:{port}/{}?{n}", if n.is_multiple_of(2) { "large" } else { "page" })
    };
    let held: Vec<Outcome> = futures::future::join_all((0..2).map(|n| {
        let url = url(n);
        let f = fetcher.clone();
        async move { get(&f, &url).await }
    }))
    .await;
    assert!(held.iter().all(|o| matches!(o, Outcome::Fetched { .. })));
    // While a large body is held, another large one waits for its room; when it is let go, it comes.
    let waiting = tokio::spawn({
        let f = fetcher.clone();
        let url = url(2);
        async move { get(&f, &url).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    assert_eq!(told_of(&get(&fetcher, &url(3)).await), "page", "small ones pass");
    drop(held);
    let Outcome::Fetched { body, .. } = waiting.await.unwrap() else { panic!("it never came") };
    assert_eq!(body.len(), 900 << 10);
}
