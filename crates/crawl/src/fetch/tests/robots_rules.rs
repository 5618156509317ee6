//! How a robots.txt is had, kept and obeyed (RFC 9309, sections 2.3 and 2.4).

use super::*;
use chrono::TimeDelta;

const SECRET: &str = "User-agent: *\nDisallow: /secret\n";

async fn ask(fetcher: &Fetcher, port: u16, path: &str, after: TimeDelta) -> String {
    let request = Request::get(format!("http://127.0.0.1:{port}/{path}").parse().unwrap());
    told_of(&fetcher.fetch(&"a/b".into(), &request, None, now() + after).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn five_redirects_are_followed_across_hosts_and_no_sixth() {
    let (_, other) = Site::start("").await;
    for (hops, expected) in [(1, "robots"), (5, "robots"), (6, "page")] {
        let (site, port) = Site::start(SECRET).await;
        // The first of several leads to another host, which leads back.
        let back = |hops: i32| format!("http://127.0.0.1:{port}/robots-hop-{hops}");
        let to = if hops == 1 { back(0) } else { format!("http://127.0.0.1:{other}/to?{}", back(hops - 2)) };
        *site.robots_header.lock().unwrap() = Some(("location", to));
        site.robots.lock().unwrap().0 = 302;
        let fetcher = Fetcher::new(quick()).unwrap();
        assert_eq!(ask(&fetcher, port, "secret", TimeDelta::zero()).await, expected, "{hops} redirects");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_allow_and_failures_forbid() {
    for (status, expected) in [
        (400, "page"),
        (401, "page"),
        (403, "page"),
        (404, "page"),
        (410, "page"),
        (451, "page"),
        (429, "too_many_requests"),
        (500, "unreachable"),
        (503, "unreachable"),
        (599, "unreachable"),
    ] {
        let (site, port) = Site::start(SECRET).await;
        site.robots.lock().unwrap().0 = status;
        let fetcher = Fetcher::new(quick()).unwrap();
        let outcome = get(&fetcher, &format!("http://127.0.0.1:{port}/secret")).await;
        // A 429 closes the host at once; the others forbid until the file can be had.
        let forbidden = matches!(&outcome, Outcome::Rejected { retry_after: Some(_), .. });
        assert_eq!(forbidden, expected != "page", "{status}: {outcome:?}");
        assert_eq!(site.times("/secret"), usize::from(expected == "page"), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_file_is_obeyed_while_there_is_no_newer_one_for_a_day() {
    let (site, port) = Site::start(SECRET).await;
    let fetcher = Fetcher::new(quick()).unwrap();
    let hours = TimeDelta::hours;
    assert_eq!(ask(&fetcher, port, "secret", hours(0)).await, "robots");
    *site.robots.lock().unwrap() = (503, String::new());
    assert_eq!(ask(&fetcher, port, "page", hours(23)).await, "page");
    assert_eq!(site.times("/robots.txt"), 1, "it is believed for a day");
    assert_eq!(ask(&fetcher, port, "page", hours(25)).await, "page", "the old one is obeyed");
    assert_eq!(ask(&fetcher, port, "secret", hours(25)).await, "robots");
    assert_eq!(site.times("/robots.txt"), 2);
    assert_eq!(ask(&fetcher, port, "page", hours(47)).await, "page");
    assert_eq!(ask(&fetcher, port, "page", hours(49)).await, "unreachable", "it is too old");
    assert_eq!(ask(&fetcher, port, "page", hours(25 + 30 * 24 - 1)).await, "unreachable");
    assert_eq!(ask(&fetcher, port, "secret", hours(25 + 30 * 24)).await, "page", "given up after 30 days");
    *site.robots.lock().unwrap() = (200, SECRET.into());
    assert_eq!(ask(&fetcher, port, "secret", hours(25 + 30 * 24 + 1)).await, "robots");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_believed_as_long_as_it_says_within_bounds() {
    for (control, still, no_more) in [
        ("max-age=7200", 119, 121),
        ("public, max-age=1", 9, 11), // ten minutes at least
        ("no-cache", 9, 11),
        ("max-age=31536000", 24 * 60 - 1, 24 * 60 + 1), // a day at most
    ] {
        let (site, port) = Site::start(SECRET).await;
        *site.robots_header.lock().unwrap() = Some(("cache-control", control.into()));
        let fetcher = Fetcher::new(quick()).unwrap();
        for (after, asked) in [(0, 1), (still, 1), (no_more, 2)] {
            ask(&fetcher, port, "page", TimeDelta::minutes(after)).await;
            assert_eq!(site.times("/robots.txt"), asked, "{control} after {after} minutes");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_first_500_kibibytes_count() {
    let filler = "# nothing to see here, this is only a comment\n".repeat(12_000);
    let cut = (500 << 10) - "User-agent: *\nDisallow: /early\n".len();
    let robots = format!("User-agent: *\nDisallow: /early\n{}\nDisallow: /late\n", &filler[..cut]);
    let (_, port) = Site::start(&robots).await;
    let fetcher = Fetcher::new(quick()).unwrap();
    assert_eq!(ask(&fetcher, port, "early", TimeDelta::zero()).await, "robots");
    assert_eq!(ask(&fetcher, port, "late", TimeDelta::zero()).await, "page");
    // A line that is cut in two forbids nothing: its beginning would forbid more than it says.
    let cut = (500 << 10) - "User-agent: *\n\nDisallow: /".len();
    let (_, port) = Site::start(&format!("User-agent: *\n{}\nDisallow: /late\n", &filler[..cut])).await;
    assert_eq!(ask(&fetcher, port, "page", TimeDelta::zero()).await, "page");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_for_once_however_many_wait_and_not_again_by_the_next_process() {
    let (site, port) = Site::start("User-agent: *\nDisallow: /secret\nCrawl-delay: 0.1\n").await;
    let fetcher = Fetcher::new(Settings { per_host: 16, ..quick() }).unwrap();
    futures::future::join_all((0..10).map(|_| ask(&fetcher, port, "page", TimeDelta::zero()))).await;
    assert_eq!(site.times("/robots.txt"), 1);
    let learned = fetcher.learned_robots();
    assert_eq!(learned.len(), 1);
    assert_eq!(learned[0].origin, format!("http://127.0.0.1:{port}"));
    assert!(fetcher.learned_robots().is_empty(), "told once");

    let next = Fetcher::new(quick()).unwrap();
    next.remember_robots(learned);
    let start = Instant::now();
    assert_eq!(ask(&next, port, "secret", TimeDelta::hours(1)).await, "robots");
    assert_eq!(ask(&next, port, "page", TimeDelta::hours(1)).await, "page");
    assert_eq!(ask(&next, port, "page", TimeDelta::hours(1)).await, "page");
    assert!(start.elapsed() >= Duration::from_millis(100), "its pause is kept too");
    assert_eq!(site.times("/robots.txt"), 1);
}
