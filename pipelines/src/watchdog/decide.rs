//! When trouble is an incident, and when an incident is over. Pure: it knows no store and no clock.

use chrono::TimeDelta;
use shiome_model::{ErrorClass, Reason, SourceId, Timestamp};
use shiome_store::health::{Because, Health, State};
use shiome_store::{Fact, Incident, Suspicion};
use std::collections::BTreeMap;

/// Runs in a row that must agree, for trouble as for recovery.
const RUNS: u32 = 2;
/// How long trouble must last.
fn lasting() -> TimeDelta {
    TimeDelta::hours(1)
}
/// A recovery that one run has shown is believed after so long: some sources are read once a week.
fn believed() -> TimeDelta {
    TimeDelta::days(1)
}
/// Runs that are as old as this still speak for the network.
fn recent() -> TimeDelta {
    TimeDelta::hours(2)
}
/// Sources that cannot be reached at once before our own network is looked at.
const MANY: usize = 5;

/// What is recorded, and what is told.
#[derive(Debug, Default)]
pub(super) struct Decision {
    pub facts: Vec<Fact>,
    pub opened: Vec<Incident>,
    pub closed: Vec<Incident>,
}

impl Decision {
    fn open(&mut self, incident: Incident) {
        self.facts.push(Fact::Incident(incident.clone()));
        self.opened.push(incident);
    }
    fn close(&mut self, incident: &Incident, now: Timestamp) {
        let closed = Incident { closed_at: Some(now), ..incident.clone() };
        self.facts.push(Fact::Incident(closed.clone()));
        self.closed.push(closed);
    }
}

/// Looks at all sources, with the incidents that are open and what is suspected.
pub(super) fn decide(
    now: Timestamp,
    all: &[Health],
    open: &[Incident],
    suspicions: &[Suspicion],
) -> Decision {
    let mut decision = Decision::default();
    let suspected: BTreeMap<&SourceId, &Suspicion> = suspicions.iter().map(|s| (&s.source, s)).collect();
    let of_source: BTreeMap<&SourceId, &Incident> =
        open.iter().filter_map(|i| Some((i.source.as_ref()?, i))).collect();
    let ours = open.iter().find(|i| i.source.is_none());
    let is_ours = network(now, all, ours, suspected.get(&all_together()).copied(), &mut decision);
    for health in all {
        // While it may be our own network, who cannot be reached is neither well nor in trouble.
        if health.state == State::Unread || is_ours && unreachable(health) {
            continue;
        }
        let case = Case { now, health, suspicion: suspected.get(&health.source).copied() };
        match (of_source.get(&health.source), health.state.is_troubled()) {
            (None, true) => case.trouble(&mut decision),
            (Some(incident), true) => case.goes_on(incident, &mut decision),
            (Some(incident), false) => case.recovers(incident, &mut decision),
            (None, false) => case.is_well(&mut decision),
        }
    }
    let gone = |id: &SourceId| !all.iter().any(|h| h.source == *id);
    for (id, incident) in &of_source {
        if gone(id) {
            decision.close(incident, now);
        }
    }
    let left = suspicions.iter().filter(|s| s.source != all_together() && gone(&s.source));
    decision.facts.extend(left.map(|s| Fact::NoSuspicion(s.source.clone())));
    decision
}

/// The name under which our own trouble is suspected.
fn all_together() -> SourceId {
    SourceId::new("")
}

fn unreachable(health: &Health) -> bool {
    matches!(&health.because, Because::Failing { reason, .. } if reason.class() == ErrorClass::Network)
}

/// Whether so many sources cannot be reached that it is our own network: suspected at the first look,
/// an incident at the second.
fn network(
    now: Timestamp,
    all: &[Health],
    ours: Option<&Incident>,
    suspicion: Option<&Suspicion>,
    decision: &mut Decision,
) -> bool {
    let asked: Vec<&Health> =
        all.iter().filter(|h| h.last_checked.is_some_and(|at| now - at <= recent())).collect();
    let lost: Vec<&Health> = asked.iter().copied().filter(|h| unreachable(h)).collect();
    let most = lost.len() * 10 >= asked.len() * 6;
    match ours {
        Some(incident) => {
            // Over when most of those that were asked of late answer; if none was, it goes on.
            let over = !asked.is_empty() && lost.len() * 10 <= asked.len() * 3;
            if over {
                decision.close(incident, now);
            }
            !over
        }
        None if lost.len() >= MANY && most => {
            let reason = lost.iter().find_map(|h| match &h.because {
                Because::Failing { reason, .. } => Some(*reason),
                _ => None,
            });
            let since = suspicion.map_or(now, |s| s.since);
            if suspicion.is_none() {
                decision.facts.push(Fact::Suspicion(Suspicion {
                    source: all_together(),
                    trouble: true,
                    since,
                    runs: 1,
                    checked: None,
                }));
            } else {
                decision.facts.push(Fact::NoSuspicion(all_together()));
                decision.open(Incident {
                    id: Incident::id_of(None, since),
                    source: None,
                    since,
                    opened_at: now,
                    closed_at: None,
                    state: State::Broken,
                    because: Because::Failing {
                        reason: reason.unwrap_or(Reason::Unreachable),
                        detail: format!("{}/{}", lost.len(), asked.len()),
                        times: 1,
                    },
                    sources: lost.iter().map(|h| h.source.clone()).collect(),
                });
            }
            true
        }
        None => {
            if suspicion.is_some() {
                decision.facts.push(Fact::NoSuspicion(all_together()));
            }
            false
        }
    }
}

/// One source and what was thought of it.
struct Case<'a> {
    now: Timestamp,
    health: &'a Health,
    suspicion: Option<&'a Suspicion>,
}

impl Case<'_> {
    /// What is suspected now: a run that was counted is not counted again.
    fn suspicion(&self, trouble: bool) -> Suspicion {
        let checked = self.health.last_checked;
        match self.suspicion.filter(|s| s.trouble == trouble) {
            Some(known) if known.checked == checked => known.clone(),
            Some(known) => Suspicion { runs: known.runs + 1, checked, ..known.clone() },
            None => Suspicion {
                source: self.health.source.clone(),
                trouble,
                since: checked.unwrap_or(self.now),
                runs: 1,
                checked,
            },
        }
    }

    /// Keeps what is suspected, if that is new.
    fn keep(&self, suspicion: Suspicion, decision: &mut Decision) {
        if self.suspicion != Some(&suspicion) {
            decision.facts.push(Fact::Suspicion(suspicion));
        }
    }

    fn forget(&self, decision: &mut Decision) {
        if self.suspicion.is_some() {
            decision.facts.push(Fact::NoSuspicion(self.health.source.clone()));
        }
    }

    fn trouble(&self, decision: &mut Decision) {
        let suspicion = self.suspicion(true);
        if suspicion.runs < RUNS || self.now - suspicion.since < lasting() {
            return self.keep(suspicion, decision);
        }
        self.forget(decision);
        let source = Some(self.health.source.clone());
        decision.open(Incident {
            id: Incident::id_of(source.as_ref(), suspicion.since),
            source,
            since: suspicion.since,
            opened_at: self.now,
            closed_at: None,
            state: self.health.state,
            because: self.health.because.clone(),
            sources: Vec::new(),
        });
    }

    fn goes_on(&self, incident: &Incident, decision: &mut Decision) {
        self.forget(decision);
        let (state, because) = (self.health.state, self.health.because.clone());
        if incident.state != state || incident.because != because {
            decision.facts.push(Fact::Incident(Incident { state, because, ..incident.clone() }));
        }
    }

    fn recovers(&self, incident: &Incident, decision: &mut Decision) {
        let suspicion = self.suspicion(false);
        if suspicion.runs < RUNS && self.now - suspicion.since < believed() {
            return self.keep(suspicion, decision);
        }
        self.forget(decision);
        decision.close(incident, self.now);
    }

    fn is_well(&self, decision: &mut Decision) {
        self.forget(decision);
    }
}
