use super::*;
use crate::{Listener, Plan, SourcePlan};
use chrono::TimeDelta;
use proptest::prelude::*;
use shiome_model::{Agency, Channel, Credibility, Names, Probe, Reason, Source};
use shiome_publish::mail::Mailer;
use shiome_store::health::{Because, Health, State};
use shiome_store::{DeliveryState, FetchRecord, RunCounts, SourceState, Suspicion};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, atomic::AtomicBool};

fn at(minutes: i64) -> Timestamp {
    "2026-06-01T00:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::minutes(minutes)
}

/// A source that was asked at a minute.
fn health(id: &str, checked: i64, because: Because) -> Health {
    let state = match &because {
        Because::Fine => State::Ok,
        Because::NothingSince { .. } => State::Silent,
        _ => State::Broken,
    };
    Health {
        source: id.into(),
        state,
        because,
        documents: 5,
        recent: 1,
        undated: 0,
        future_dated: 0,
        newest: None,
        last_checked: Some(at(checked)),
        first_success: None,
        last_success: None,
        next_check: at(checked + 15),
        rejected: Vec::new(),
        rhythm: Default::default(),
        volume: Default::default(),
        latency: None,
    }
}

fn failing(reason: Reason) -> Because {
    Because::Failing { reason, detail: "status 503".into(), times: 3 }
}

/// What the catalog would hold between looks.
#[derive(Default)]
struct Memory {
    incidents: BTreeMap<String, Incident>,
    suspicions: BTreeMap<SourceId, Suspicion>,
}

impl Memory {
    /// One look; how many incidents it opened and closed.
    fn look(&mut self, minute: i64, all: &[Health]) -> (usize, usize) {
        let open: Vec<Incident> =
            self.incidents.values().filter(|i| i.closed_at.is_none()).cloned().collect();
        let suspicions: Vec<Suspicion> = self.suspicions.values().cloned().collect();
        let decision = decide(at(minute), all, &open, &suspicions);
        for fact in decision.facts {
            match fact {
                Fact::Incident(i) => _ = self.incidents.insert(i.id.clone(), i),
                Fact::Suspicion(s) => _ = self.suspicions.insert(s.source.clone(), s),
                Fact::NoSuspicion(id) => _ = self.suspicions.remove(&id),
                other => panic!("{other:?} is not the watchdog's to record"),
            }
        }
        (decision.opened.len(), decision.closed.len())
    }
    fn open(&self) -> Vec<&Incident> {
        self.incidents.values().filter(|i| i.closed_at.is_none()).collect()
    }
}

#[test]
fn a_bad_run_is_no_incident_and_lasting_trouble_is_one() {
    let mut memory = Memory::default();
    let bad = |checked| [health("a/b", checked, failing(Reason::ServerError))];
    let well = |checked| [health("a/b", checked, Because::Fine)];
    assert_eq!(memory.look(0, &bad(0)), (0, 0));
    assert_eq!(memory.look(90, &bad(0)), (0, 0), "the same run again proves nothing");
    assert_eq!(memory.look(100, &well(100)), (0, 0));
    assert!(memory.suspicions.is_empty());
    assert_eq!(memory.look(200, &bad(200)), (0, 0));
    assert_eq!(memory.look(220, &bad(220)), (0, 0), "twenty minutes are a restart of theirs");
    assert_eq!(memory.look(270, &bad(270)), (1, 0));
    assert_eq!(memory.open()[0].since, at(200));
    for minute in [280, 300, 900] {
        assert_eq!(memory.look(minute, &bad(minute)), (0, 0), "once per incident");
    }
    assert_eq!(memory.look(1000, &well(1000)), (0, 0), "one good run is no recovery yet");
    assert_eq!(memory.look(1030, &bad(1030)), (0, 0));
    assert_eq!(memory.look(1100, &well(1100)), (0, 0));
    assert_eq!(memory.look(1160, &well(1160)), (0, 1));
    assert!(memory.open().is_empty() && memory.suspicions.is_empty());
    assert_eq!(memory.incidents.values().next().unwrap().closed_at, Some(at(1160)));
}

#[test]
fn a_source_that_is_read_once_a_week_recovers_within_a_day() {
    let mut memory = Memory::default();
    let silent = |checked| [health("a/b", checked, Because::NothingSince { days: 90, usual: Some(7) })];
    memory.look(0, &silent(0));
    assert_eq!(memory.look(8000, &silent(8000)), (1, 0));
    let well = [health("a/b", 18_000, Because::Fine)];
    assert_eq!(memory.look(18_010, &well), (0, 0));
    assert_eq!(memory.look(18_010 + 24 * 60, &well), (0, 1));
}

#[test]
fn an_incident_follows_its_state() {
    let mut memory = Memory::default();
    memory.look(0, &[health("a/b", 0, failing(Reason::NotFound))]);
    memory.look(70, &[health("a/b", 70, failing(Reason::NotFound))]);
    let silent = Because::NothingSince { days: 9, usual: Some(1) };
    assert_eq!(memory.look(100, &[health("a/b", 100, silent.clone())]), (0, 0));
    assert_eq!((memory.open()[0].state, &memory.open()[0].because), (State::Silent, &silent));
}

#[test]
fn what_leaves_the_configuration_leaves_no_open_incident() {
    let mut memory = Memory::default();
    memory
        .look(0, &[health("a/b", 0, failing(Reason::NotFound)), health("a/c", 0, failing(Reason::NotFound))]);
    memory.look(70, &[health("a/b", 70, failing(Reason::NotFound))]);
    assert_eq!((memory.open().len(), memory.suspicions.len()), (1, 0));
    assert_eq!(memory.look(80, &[]), (0, 1));
}

#[test]
fn our_own_network_down_is_one_incident_not_two_hundred() {
    let all = |checked, because: &Because| -> Vec<Health> {
        (0..200).map(|n| health(&format!("a/{n:03}"), checked, because.clone())).collect()
    };
    let mut memory = Memory::default();
    let lost = failing(Reason::Unreachable);
    assert_eq!(memory.look(0, &all(0, &Because::Fine)), (0, 0));
    assert_eq!(memory.look(30, &all(30, &lost)), (0, 0));
    assert_eq!(memory.look(60, &all(60, &lost)), (1, 0));
    let ours = memory.open()[0].clone();
    assert_eq!((ours.source, ours.sources.len(), ours.since), (None, 200, at(30)));
    for minute in (90..600).step_by(30) {
        assert_eq!(memory.look(minute, &all(minute, &lost)), (0, 0));
    }
    // Back again, but for one, which is now looked at for itself.
    let mut back = all(600, &Because::Fine);
    back[7] = health("a/007", 600, lost.clone());
    assert_eq!(memory.look(600, &back), (0, 1));
    back[7] = health("a/007", 670, lost);
    assert_eq!(memory.look(670, &back), (1, 0));
    assert_eq!(memory.open()[0].source, Some("a/007".into()));
}

#[test]
fn many_publishers_in_trouble_of_their_own_are_not_our_network() {
    let all = |checked| -> Vec<Health> {
        (0..20).map(|n| health(&format!("a/{n}"), checked, failing(Reason::NotFound))).collect()
    };
    let mut memory = Memory::default();
    memory.look(0, &all(0));
    assert_eq!(memory.look(70, &all(70)), (20, 0));
    assert!(memory.open().iter().all(|i| i.source.is_some()));
}

proptest! {
    /// Whatever happens, a source has one open incident at most, each is opened and closed once, and
    /// what is well for long has none.
    #[test]
    fn incidents_open_and_close_once(runs in proptest::collection::vec((1_i64..200, 0_u8..4), 1..60)) {
        let mut memory = Memory::default();
        let (mut minute, mut opened, mut closed) = (0, 0, 0);
        for (wait, kind) in runs {
            minute += wait;
            let because = match kind {
                0 => Because::Fine,
                1 => failing(Reason::ServerError),
                2 => failing(Reason::Timeout),
                _ => Because::NothingSince { days: 50, usual: None },
            };
            let (new, over) = memory.look(minute, &[health("a/b", minute, because)]);
            (opened, closed) = (opened + new, closed + over);
            prop_assert!(memory.open().len() <= 1);
            prop_assert_eq!(memory.open().len(), opened - closed);
            prop_assert_eq!(memory.incidents.len(), opened);
        }
        for n in 1..4 {
            let calm = minute + n * 60;
            closed += memory.look(calm, &[health("a/b", calm, Because::Fine)]).1;
        }
        prop_assert!(memory.open().is_empty() && memory.suspicions.is_empty());
        prop_assert_eq!(opened, closed);
    }
}

// -- with stores ----------------------------------------------------------------------------------

fn source(id: &str) -> Source {
    Source {
        id: id.into(),
        agency: SourceId::new(id).agency(),
        country: "DE".into(),
        title: "Aktuelles".into(),
        url: format!("https://{}.example/feed", id.replace('/', "-")),
        connector: Some("feed".into()),
        language: None,
        channel: Channel::Web,
        cadence_seconds: 3600,
        probe: Probe::Working,
        credibility: Credibility::Official,
        licence: None,
        note: None,
    }
}

/// A house of sources whose clock stands where it is put.
async fn house(ids: &[&str]) -> (tempfile::TempDir, House, Arc<Mutex<Timestamp>>) {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let hand = Arc::new(Mutex::new(at(0)));
    let clock = hand.clone();
    let catalog = shiome_store::Catalog::open(&format!("sqlite:{}", place("catalog.db").display()), at(0))
        .await
        .unwrap();
    let identity = catalog.identity().await.unwrap();
    let agency = Agency {
        id: "rhein".into(),
        name: Names { en: "Rhine Foundation".into(), ja: "ライン財団".into(), native: None },
        ..Agency::default()
    };
    let sources: Vec<Source> = ids.iter().map(|id| source(id)).collect();
    catalog.register(&sources, at(0)).await.unwrap();
    let plan = Plan {
        agencies: BTreeMap::from([(agency.id.clone(), agency)]),
        sources: sources
            .into_iter()
            .map(|source| {
                (
                    source.id.clone(),
                    SourcePlan { source, connector: None, fallback: Vec::new(), render: false, local: None },
                )
            })
            .collect(),
        ..Plan::default()
    };
    let listener: Listener = Arc::new(|_| {});
    let house = House {
        archive: shiome_store::Archive::open(&format!("file:{}", place("archive").display())).unwrap(),
        index: Arc::new(shiome_search::SearchIndex::open(&place("index"), &identity).unwrap()),
        lake: Arc::new(shiome_trends::Lake::open(&place("lake"), &identity).unwrap()),
        plan: Arc::new(plan),
        enricher: Arc::new(shiome_enrich::Enricher::new(&[]).unwrap()),
        clock: Arc::new(move || *clock.lock().unwrap()),
        listener,
        timings: Arc::default(),
        catalog,
    };
    (folder, house, hand)
}

/// A run of each source, as ingest would record it.
async fn runs(house: &House, error: Option<Reason>) {
    let mut facts = Vec::new();
    for state in house.catalog.source_states().await.unwrap() {
        facts.push(Fact::Fetch(FetchRecord {
            source: state.source.clone(),
            started: house.now(),
            ok: error.is_none(),
            requests: 1,
            items_found: 3,
            new_documents: 0,
            error,
            detail: String::new(),
            duration_ms: 10,
            counts: RunCounts::default(),
        }));
        facts.push(Fact::Checked(SourceState {
            last_checked: Some(house.now()),
            last_success: if error.is_none() { Some(house.now()) } else { state.last_success },
            consecutive_failures: if error.is_none() { 0 } else { state.consecutive_failures + 1 },
            last_error: error.map(|reason| (reason, "status 503".into())),
            ..state
        }));
    }
    house.catalog.commit(None, &facts).await.unwrap();
}

#[tokio::test]
async fn an_alert_leaves_once_and_a_recovery_notice_follows() {
    let (folder, house, hand) = house(&["rhein/news"]).await;
    let alerts = Alerts {
        to: vec!["operator@centre.example".into()],
        lang: Edition::Ja,
        base_url: Some("https://shiome.example".into()),
    };
    let outbox = folder.path().join("outbox");
    let mailer = Mailer::Folder(outbox.clone());
    let sender = crate::deliver::Sender {
        from: "Shiome <shiome@centre.example>".into(),
        list_id: "weekly.shiome.example".into(),
    };
    // A watched page is never silent, so that only its failures are judged here.
    let watched = Source { connector: Some("watch".into()), ..source("rhein/news") };
    house.catalog.register(&[watched], at(0)).await.unwrap();
    let mut told = Vec::new();
    for (minute, error) in [
        (0, None),
        (60, Some(Reason::ServerError)),
        (100, Some(Reason::ServerError)),
        (130, Some(Reason::ServerError)),
        (200, Some(Reason::ServerError)),
        (260, None),
        (320, None),
        (380, None),
    ] {
        *hand.lock().unwrap() = at(minute);
        runs(&house, error).await;
        // Twice at each moment: the second look has nothing to add.
        told.push(run(&house, &alerts, "test").await.unwrap().told);
        assert!(!run(&house, &alerts, "test").await.unwrap().told, "minute {minute}");
        crate::deliver::run(&house, &mailer, &sender, "test", &AtomicBool::new(false)).await.unwrap();
    }
    assert_eq!(told, [false, false, false, true, false, false, true, false]);
    let mut mails = Vec::new();
    for entry in std::fs::read_dir(&outbox).unwrap() {
        mails.push(std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|m| m.contains("List-Id: <alerts.shiome.example>")), "{mails:?}");
    let incidents = house.catalog.incidents(Some(&"rhein/news".into()), false, 9).await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!((incidents[0].since, incidents[0].opened_at), (at(60), at(130)));
    assert_eq!(incidents[0].closed_at, Some(at(320)));
    assert!(house.catalog.incidents(None, true, 9).await.unwrap().is_empty());
    let sealed = house.catalog.issues("alert", 9).await.unwrap();
    assert_eq!(sealed.len(), 2);
    for issue in &sealed {
        let deliveries = house.catalog.deliveries(&issue.id).await.unwrap();
        assert_eq!(deliveries.len(), 1);
        assert_eq!((deliveries[0].state, deliveries[0].attempts), (DeliveryState::Sent, 1));
    }
    // Alerts are no publications.
    assert_eq!(house.catalog.counts().await.unwrap().issues, 0);
}

#[tokio::test]
async fn a_network_down_is_one_message_with_all_who_are_lost() {
    let ids: Vec<String> = (0..30).map(|n| format!("rhein/s{n:02}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (_folder, house, hand) = house(&ids).await;
    let alerts =
        Alerts { to: vec!["a@centre.example".into(), "b@centre.example".into()], ..Alerts::default() };
    for minute in [0, 30, 60, 90, 120, 300] {
        *hand.lock().unwrap() = at(minute);
        runs(&house, Some(Reason::Unreachable)).await;
        run(&house, &alerts, "test").await.unwrap();
    }
    let sealed = house.catalog.issues("alert", 99).await.unwrap();
    assert_eq!(sealed.len(), 1, "one message for thirty sources");
    assert_eq!(house.catalog.deliveries(&sealed[0].id).await.unwrap().len(), 2);
    let subject = &sealed[0].files.iter().find(|(name, _)| name == "subject.txt").unwrap().1;
    let subject = String::from_utf8(house.archive.get(subject).await.unwrap()).unwrap();
    assert_eq!(subject, "【潮目】30件の情報源に接続できません（当方のネットワーク障害の可能性）");
}

#[tokio::test]
async fn without_anybody_to_tell_incidents_are_still_recorded() {
    let (_folder, house, hand) = house(&["rhein/news"]).await;
    for minute in [0, 70] {
        *hand.lock().unwrap() = at(minute);
        runs(&house, Some(Reason::NotFound)).await;
        assert!(!run(&house, &Alerts::default(), "test").await.unwrap().told);
    }
    assert_eq!(house.catalog.incidents(None, true, 9).await.unwrap().len(), 1);
    assert!(house.catalog.issues("alert", 9).await.unwrap().is_empty());
}
