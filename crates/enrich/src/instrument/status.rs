//! How far has it come, as of the day of the document?

use super::{Page, days::Days};
use crate::cues::{Class, Cue, Reading};
use shiome_model::{InstrumentKind as Kind, Status, Told};

pub(super) fn status(page: &Page, kind: &Told<Kind>, days: &Days) -> Told<Status> {
    let told = |value: Status, reading: &Reading, cue: &Cue, confidence: f32| Told {
        value,
        field: reading.field,
        span: reading.passage(cue.start, cue.end),
        confidence,
    };
    let lead = |class: Class, sentences: usize| {
        let in_title = page.title.cues.iter().find(|c| c.class == class).map(|c| (&page.title, c));
        in_title.or_else(|| {
            page.text
                .cues
                .iter()
                .find(|c| c.class == class && c.sentence < sentences)
                .map(|c| (&page.text, c))
        })
    };
    // The end of something says more than its beginning.
    if let Some((reading, cue)) = lead(Class::Suspend, 1) {
        return told(Status::Suspended, reading, cue, 0.85);
    }
    if let Some((reading, cue)) = lead(Class::Rescind, 1) {
        return told(Status::Rescinded, reading, cue, 0.8);
    }
    let by_kind =
        |value: Status, confidence: f32| Told { value, field: kind.field, span: kind.span, confidence };
    if kind.value == Kind::Consultation {
        return by_kind(Status::Consultation, 0.95);
    }
    let said = page.place.published;
    let begins = days.effective.as_ref();
    let call = lead(Class::Call, 1);
    let adopt = lead(Class::Adopt, 3);
    let force = lead(Class::Force, 2);
    let result = lead(Class::Result, 2);
    let proposed = lead(Class::Propose, 2);
    if pays(kind.value) {
        if let Some(deadline) = &days.deadline {
            return Told {
                value: Status::Announced,
                field: deadline.field,
                span: deadline.span,
                confidence: 0.9,
            };
        }
        if let Some((reading, cue)) = lead(Class::Result, 1) {
            return told(Status::InForce, reading, cue, 0.75);
        }
        if let Some((reading, cue)) = proposed.or(call) {
            return told(Status::Announced, reading, cue, 0.75);
        }
        let invites = page.text.cues.iter().find(|c| c.class == Class::Call && c.weight >= 2.0);
        if let Some(cue) = invites.filter(|_| result.is_none()) {
            return told(Status::Announced, &page.text, cue, 0.7);
        }
        if let Some((reading, cue)) = result {
            return told(Status::InForce, reading, cue, 0.7);
        }
        if let Some((reading, cue)) = lead(Class::Adopt, 2) {
            return told(Status::Adopted, reading, cue, 0.6);
        }
        return match force {
            Some((reading, cue)) => told(Status::InForce, reading, cue, 0.6),
            None => by_kind(Status::Announced, 0.5),
        };
    }
    // What is only proposed has not been decided, whatever day it names.
    if let Some((reading, cue)) = proposed.filter(|_| decided(page).is_none()) {
        return told(Status::Announced, reading, cue, 0.65);
    }
    if let (Some(begins), Some(said)) = (begins, said) {
        let value = if begins.value <= said { Status::InForce } else { Status::Adopted };
        return Told { value, field: begins.field, span: begins.span, confidence: 0.85 };
    }
    let decided_first = matches!(kind.value, Kind::Strategy | Kind::Mandate | Kind::TaxRelief);
    match (adopt, force) {
        (Some((reading, cue)), None) => told(Status::Adopted, reading, cue, 0.75),
        (Some((reading, cue)), Some(_)) if decided_first => told(Status::Adopted, reading, cue, 0.65),
        (_, Some((reading, cue))) => told(Status::InForce, reading, cue, 0.75),
        (None, None) => match lead(Class::Future, 1) {
            Some((reading, cue)) => told(Status::Announced, reading, cue, 0.5),
            None if matches!(
                kind.value,
                Kind::Guidelines
                    | Kind::Standard
                    | Kind::DataServices
                    | Kind::Assessment
                    | Kind::Networks
                    | Kind::Awareness
            ) =>
            {
                by_kind(Status::InForce, 0.5)
            }
            None => by_kind(Status::Announced, 0.45),
        },
    }
}

/// Words of the opening that say outright that it was decided.
fn decided<'p>(page: &'p Page<'_>) -> Option<&'p Cue> {
    let sure = |c: &&Cue| c.class == Class::Adopt && c.weight >= 2.0;
    let provisional = page.text.cues.iter().any(|c| c.class == Class::Propose && c.sentence < 1);
    if provisional {
        return None;
    }
    page.text.cues.iter().filter(|c| c.sentence < 2).find(sure)
}

/// Sorts for which one applies.
fn pays(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ProjectGrants
            | Kind::BusinessGrants
            | Kind::ScienceIndustry
            | Kind::Centres
            | Kind::Procurement
            | Kind::Fellowships
            | Kind::Loans
            | Kind::Equity
            | Kind::Vouchers
            | Kind::Infrastructure
            | Kind::InstitutionalFunding
            | Kind::Awards
    )
}
