//! Which of a topic's documents a reader should see first, and why.
//!
//! The score is a plain weighted sum of four parts, each from 0 to 1, so that every choice can be
//! explained by four numbers. One story is shown once, and no body fills the page.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shiome_model::{AgencyId, DocumentId, DocumentKind, StoryId};
use std::collections::{BTreeMap, BTreeSet};

/// A document that may be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The document.
    pub document: DocumentId,
    /// The story it belongs to.
    pub story: StoryId,
    /// Who published it.
    pub agency: AgencyId,
    /// Score of the topic at hand, 0 to 1.
    pub topic_score: f32,
    /// Kind of document.
    pub kind: DocumentKind,
    /// How many bodies tell the story.
    pub reach_agencies: u32,
    /// In how many countries.
    pub reach_countries: u32,
    /// Day of publication, if known.
    pub published: Option<NaiveDate>,
    /// Share of its concepts not seen in the weeks before, 0 to 1.
    pub novelty: f32,
}

/// One part of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// How much the document is about the topic.
    Topic,
    /// How much its kind calls for attention: a policy more than an event.
    Kind,
    /// How widely the story is told.
    Reach,
    /// How much in it is new.
    Novelty,
}

/// What each part is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Of [`Part::Topic`].
    pub topic: f32,
    /// Of [`Part::Kind`].
    pub kind: f32,
    /// Of [`Part::Reach`].
    pub reach: f32,
    /// Of [`Part::Novelty`].
    pub novelty: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { topic: 0.40, kind: 0.30, reach: 0.20, novelty: 0.10 }
    }
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Documents in all.
    pub items: usize,
    /// Documents of one body.
    pub per_agency: usize,
    /// What each part is worth.
    pub weights: Weights,
}

impl Default for Limits {
    fn default() -> Self {
        Self { items: 8, per_agency: 2, weights: Weights::default() }
    }
}

/// A chosen document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The document.
    pub document: DocumentId,
    /// Its score.
    pub score: f32,
    /// What each part added; the score is their sum.
    pub because: Vec<(Part, f32)>,
}

/// What was chosen, best first, and how much was not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// The chosen documents.
    pub chosen: Vec<Choice>,
    /// Candidates told by a chosen document of the same story.
    pub same_story: u32,
    /// Candidates left out because there was no room.
    pub no_room: u32,
}

/// Ranks `candidates` and takes the best within `limits`. Equal scores are settled by the newer day,
/// then by id; the order of the candidates does not matter.
pub fn select(candidates: Vec<Candidate>, limits: &Limits) -> Selection {
    let mut ranked: Vec<(Choice, Candidate)> =
        candidates.into_iter().map(|c| (judge(&c, &limits.weights), c)).collect();
    ranked.sort_by(|(a, x), (b, y)| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| y.published.cmp(&x.published))
            .then_with(|| a.document.cmp(&b.document))
    });
    let mut selection = Selection::default();
    let mut stories: BTreeSet<StoryId> = BTreeSet::new();
    let mut agencies: BTreeMap<AgencyId, usize> = BTreeMap::new();
    for (choice, candidate) in ranked {
        if stories.contains(&candidate.story) {
            selection.same_story += 1;
            continue;
        }
        let of_agency = agencies.entry(candidate.agency).or_default();
        if selection.chosen.len() >= limits.items || *of_agency >= limits.per_agency {
            selection.no_room += 1;
            continue;
        }
        *of_agency += 1;
        stories.insert(candidate.story);
        selection.chosen.push(choice);
    }
    selection
}

fn judge(candidate: &Candidate, weights: &Weights) -> Choice {
    let part = |part, weight: f32, value: f32| {
        let value = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
        (part, weight * value)
    };
    let because = vec![
        part(Part::Topic, weights.topic, candidate.topic_score),
        part(Part::Kind, weights.kind, attention(candidate.kind)),
        part(Part::Reach, weights.reach, reach(candidate.reach_agencies, candidate.reach_countries)),
        part(Part::Novelty, weights.novelty, candidate.novelty),
    ];
    let score = because.iter().map(|(_, points)| points).sum();
    Choice { document: candidate.document.clone(), score, because }
}

/// What a policy analyst opens first: what binds, then what can still be influenced or applied for,
/// then what informs.
fn attention(kind: DocumentKind) -> f32 {
    match kind {
        DocumentKind::Policy => 1.0,
        DocumentKind::Consultation => 0.9,
        DocumentKind::Guideline => 0.85,
        DocumentKind::Report => 0.8,
        DocumentKind::Statement => 0.7,
        DocumentKind::Call => 0.6,
        DocumentKind::Result | DocumentKind::Appointment => 0.45,
        DocumentKind::News => 0.4,
        DocumentKind::Opinion => 0.3,
        DocumentKind::Event => 0.2,
    }
}

/// 0 for a story of one body, 1 for one told by eight in several countries; a second country counts
/// like two more bodies, since news that crosses a border is rarer.
fn reach(agencies: u32, countries: u32) -> f32 {
    let told = f64::from(agencies.max(1)) + 2.0 * f64::from(countries.max(1) - 1);
    (told.log2() / 3.0).min(1.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(n: u32) -> Candidate {
        Candidate {
            document: format!("https://a.example/{n}").into(),
            story: format!("https://a.example/{n}").into(),
            agency: format!("agency{}", n % 3).into(),
            topic_score: 0.5,
            kind: DocumentKind::News,
            reach_agencies: 1,
            reach_countries: 1,
            published: NaiveDate::from_ymd_opt(2026, 2, 1 + n % 20),
            novelty: 0.0,
        }
    }

    #[test]
    fn a_policy_told_in_three_countries_goes_before_a_local_event_that_names_the_topic_more() {
        let event = Candidate { topic_score: 0.9, kind: DocumentKind::Event, ..candidate(1) };
        let policy = Candidate {
            topic_score: 0.6,
            kind: DocumentKind::Policy,
            reach_agencies: 4,
            reach_countries: 3,
            ..candidate(2)
        };
        let selection = select(vec![event, policy.clone()], &Limits::default());
        assert_eq!(selection.chosen[0].document, policy.document);
        assert_eq!(selection.chosen[0].because[1], (Part::Kind, 0.30));
    }

    #[test]
    fn a_story_is_shown_once_and_no_body_fills_the_page() {
        let same = Candidate { story: candidate(0).story, ..candidate(3) };
        let many = (0..12).map(|n| Candidate { agency: "one".into(), ..candidate(n + 10) });
        let selection = select([candidate(0), same].into_iter().chain(many).collect(), &Limits::default());
        assert_eq!(selection.same_story, 1);
        assert_eq!(selection.chosen.len(), 3);
        assert_eq!(selection.no_room, 10);
    }

    proptest! {
        #[test]
        fn order_of_candidates_does_not_matter_and_all_are_accounted_for(
            mut seeds in proptest::collection::vec((0u32..40, 0.0f32..1.0, 0usize..11, 1u32..9), 0..40),
            items in 1usize..10,
        ) {
            seeds.sort_by_key(|s| s.0);
            seeds.dedup_by_key(|s| s.0);
            let all: Vec<Candidate> = seeds
                .iter()
                .map(|(n, score, kind, reach)| Candidate {
                    topic_score: *score,
                    kind: DocumentKind::ALL[*kind],
                    reach_agencies: *reach,
                    ..candidate(*n)
                })
                .collect();
            let limits = Limits { items, ..Limits::default() };
            let forward = select(all.clone(), &limits);
            let backward = select(all.iter().rev().cloned().collect(), &limits);
            prop_assert_eq!(&forward, &backward);
            prop_assert!(forward.chosen.len() <= items);
            let counted = forward.chosen.len() as u32 + forward.same_story + forward.no_room;
            prop_assert_eq!(counted as usize, all.len());
            prop_assert!(forward.chosen.windows(2).all(|w| w[0].score >= w[1].score));
        }
    }
}
