use super::samples::{at, facts_of, open};
use crate::{Catalog, Error, Fact, Fallback, PageState, SourceState, Unread};
use chrono::Duration;
use shiome_model::{Channel, Credibility, Item, Probe, Reason, Source};

fn source(id: &str, url: &str) -> Source {
    Source {
        id: id.into(),
        agency: "a".into(),
        country: "DE".into(),
        title: id.into(),
        url: url.into(),
        language: None,
        channel: Channel::Web,
        cadence_seconds: 3600,
        probe: Probe::Working,
        credibility: Credibility::Official,
        connector: Some("feed".into()),
        licence: None,
        note: None,
    }
}

fn ttl() -> Duration {
    Duration::minutes(10)
}

async fn claim(catalog: &Catalog, owner: &str, minute: i64) -> Option<String> {
    let claimed = catalog.claim_source(owner, at(minute), ttl(), &[]).await.unwrap();
    claimed.map(|c| c.state.source.to_string())
}

async fn three_sources() -> (tempfile::TempDir, Catalog) {
    let (dir, catalog) = open().await;
    let sources = [
        source("a/news", "https://www.a.example/news"),
        source("a/calls", "https://a.example/calls"),
        source("b/news", "https://b.example/feed"),
    ];
    catalog.register(&sources, at(0)).await.unwrap();
    (dir, catalog)
}

#[tokio::test]
async fn one_source_of_a_site_at_a_time() {
    let (_dir, catalog) = three_sources().await;
    assert_eq!(claim(&catalog, "w1", 0).await.as_deref(), Some("a/calls"));
    assert_eq!(claim(&catalog, "w2", 0).await.as_deref(), Some("b/news"));
    assert_eq!(claim(&catalog, "w3", 0).await, None); // a/news shares its site with a/calls
    assert_eq!(claim(&catalog, "w3", 10).await.as_deref(), Some("a/calls")); // expired
    let busy = ["b.example".to_owned()];
    assert_eq!(catalog.claim_source("w4", at(10), ttl(), &busy).await.unwrap(), None);
}

#[tokio::test]
async fn a_source_with_pages_to_be_read_is_had_before_it_is_due() {
    let (_dir, catalog) = three_sources().await;
    let claim = async |owner| {
        let claimed = catalog.claim_unread(owner, at(-5), ttl()).await.unwrap();
        claimed.map(|c| c.state.source.to_string())
    };
    assert_eq!(claim("w1").await, None);
    let mut page = PageState::unread("https://a.example/1", "b/news".into());
    let item = Item::link("https://a.example/1".parse().unwrap());
    page.unread = Some(Unread { source: "a/news".into(), capture: "c".into(), item, list: None });
    catalog.commit(None, &[Fact::Page(page.clone())]).await.unwrap();
    assert_eq!(claim("w1").await.as_deref(), Some("a/news"));
    assert_eq!(claim("w2").await, None); // leased
    page.unread = None;
    catalog.commit(None, &[Fact::Page(page)]).await.unwrap();
    assert_eq!(claim("w1").await, None);
}

#[tokio::test]
async fn a_worker_that_comes_back_resumes_and_its_ghost_is_fenced() {
    let (_dir, catalog) = three_sources().await;
    let ghost = catalog.claim_source("w1", at(0), ttl(), &[]).await.unwrap().unwrap();
    let back = catalog.claim_source("w1", at(1), ttl(), &[]).await.unwrap().unwrap();
    assert_eq!(ghost.state, back.state);
    let facts = facts_of(1);
    let stale = catalog.commit(Some(&ghost.lease), &facts).await;
    assert!(matches!(stale, Err(Error::StaleLease { work }) if work == "source:a/calls"));
    assert!(matches!(catalog.renew(&ghost.lease, at(1), ttl()).await, Err(Error::StaleLease { .. })));
    catalog.release(&ghost.lease).await.unwrap(); // of no effect
    assert_eq!(catalog.head().await.unwrap(), 0);
    assert_eq!(catalog.commit(Some(&back.lease), &facts).await.unwrap(), 1);
    catalog.release(&back.lease).await.unwrap();
    assert!(catalog.commit(Some(&back.lease), &facts).await.is_err());
}

#[tokio::test]
async fn an_expired_lease_holds_until_somebody_takes_it() {
    let (_dir, catalog) = open().await;
    let lease = catalog.claim("index", "w1", at(0), ttl()).await.unwrap().unwrap();
    assert_eq!(catalog.claim("index", "w2", at(9), ttl()).await.unwrap(), None);
    let lease = catalog.renew(&lease, at(9), ttl()).await.unwrap();
    assert_eq!(catalog.claim("index", "w2", at(18), ttl()).await.unwrap(), None);
    catalog.commit(Some(&lease), &facts_of(1)).await.unwrap();
    let taken = catalog.claim("index", "w2", at(19), ttl()).await.unwrap().unwrap();
    assert!(taken.token > lease.token);
    assert!(matches!(catalog.commit(Some(&lease), &facts_of(2)).await, Err(Error::StaleLease { .. })));
    catalog.release(&taken).await.unwrap();
    let again = catalog.claim("index", "w1", at(19), ttl()).await.unwrap().unwrap();
    assert!(again.token > taken.token); // a released token never comes back
}

#[tokio::test]
async fn a_checked_source_rests_and_the_longest_due_comes_first() {
    let (_dir, catalog) = three_sources().await;
    let SourceState { source, .. } = catalog.source_states().await.unwrap().remove(0);
    let state = SourceState {
        source,
        cursor: Some("page 3".into()),
        next_check: at(60),
        last_checked: Some(at(1)),
        last_success: None,
        last_new: None,
        consecutive_failures: 2,
        complete: true,
        interval_seconds: 7200,
        last_error: Some((Reason::TooManyRequests, "429".into())),
        fallback: Some(Fallback {
            kind: "listing".into(),
            url: "https://a.example/news/".into(),
            since: at(1),
            reason: None,
            detail: "it lists nothing any more".into(),
        }),
    };
    catalog.commit(None, &[Fact::Checked(state.clone())]).await.unwrap();
    assert_eq!(catalog.source_states().await.unwrap()[0], state);
    assert_eq!(claim(&catalog, "w1", 2).await.as_deref(), Some("a/news"));
    assert_eq!(catalog.next_due().await.unwrap(), Some(at(0)));
    let unknown = Fact::Checked(SourceState { source: "no/such".into(), ..state });
    assert!(matches!(catalog.commit(None, &[unknown]).await, Err(Error::UnknownSource(_))));
}

#[tokio::test]
async fn the_configuration_is_the_truth_about_sources() {
    let (_dir, catalog) = three_sources().await;
    let done = SourceState {
        cursor: Some("9".into()),
        complete: true,
        next_check: at(90),
        ..catalog.source_states().await.unwrap().remove(2)
    };
    catalog.commit(None, &[Fact::Checked(done.clone())]).await.unwrap();
    let same = source("b/news", "https://b.example/feed");
    catalog.register(std::slice::from_ref(&same), at(5)).await.unwrap();
    assert_eq!(catalog.source_states().await.unwrap(), [done]); // the others retired, this one as it was
    catalog.register(&[source("b/news", "https://b.example/new")], at(6)).await.unwrap();
    let anew = catalog.source_states().await.unwrap().remove(0);
    assert_eq!((anew.cursor, anew.complete, anew.next_check), (None, false, at(6)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_never_share_a_site() {
    let (dir, catalog) = open().await;
    let sources: Vec<Source> =
        (0..24).map(|n| source(&format!("a/{n:02}"), &format!("https://s{}.example/{n}", n % 6))).collect();
    catalog.register(&sources, at(0)).await.unwrap();
    let other = Catalog::open(&super::samples::address(&dir), at(0)).await.unwrap();
    let tasks: Vec<_> = (0..16)
        .map(|n| {
            let catalog = if n % 2 == 0 { catalog.clone() } else { other.clone() };
            tokio::spawn(
                async move { catalog.claim_source(&format!("w{n}"), at(1), ttl(), &[]).await.unwrap() },
            )
        })
        .collect();
    let mut sites = Vec::new();
    for task in tasks {
        if let Some(claimed) = task.await.unwrap() {
            let n: u32 = claimed.state.source.as_str()[2..].parse().unwrap();
            sites.push(n % 6);
        }
    }
    sites.sort_unstable();
    assert_eq!(sites, [0, 1, 2, 3, 4, 5]);
}
