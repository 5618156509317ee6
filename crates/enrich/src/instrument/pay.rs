//! What does it pay?
//!
//! Amounts of sentences that speak of fees, fines, thresholds or other years are passed over. Whether an
//! amount is for all or for one say the words nearest to it; else the sort of instrument.

use super::Page;
use crate::cues::{Class, Cue};
use crate::money;
use shiome_model::{InstrumentKind, Money, Share, Told};

/// Bytes within which words belong to an amount.
const NEAR: usize = 60;

pub(super) fn money(page: &Page, kind: InstrumentKind) -> Vec<Told<Money>> {
    let mut found: Vec<Told<Money>> = Vec::new();
    for reading in [&page.text, &page.title] {
        for n in 0..reading.sentences.len() {
            let sentence = reading.sentence(n);
            if !sentence.bytes().any(|b| b.is_ascii_digit()) {
                continue;
            }
            let start = reading.sentences[n].start;
            for amount in money::amounts(sentence, page.place.country) {
                let gap = |cue: &Cue| {
                    let (from, to) = (cue.start - start, cue.end - start);
                    if to <= amount.start { amount.start - to } else { from.saturating_sub(amount.end) }
                };
                let nearest = |class: Class| {
                    let own = reading.cues_of(n).iter().filter(|c| c.class == class);
                    own.map(gap).filter(|g| *g <= NEAR).min()
                };
                if nearest(Class::NotMoney).is_some_and(|g| g <= 40) {
                    continue;
                }
                let share = match (nearest(Class::Total), nearest(Class::Each)) {
                    (Some(total), Some(each)) if total < each => Share::Total,
                    (_, Some(_)) => Share::Each,
                    (Some(_), None) => Share::Total,
                    _ if for_one(kind) => Share::Each,
                    _ => Share::Total,
                };
                let value = Money {
                    amount: amount.amount,
                    from: amount.from,
                    currency: amount.currency.into(),
                    share,
                };
                if found.iter().any(|m| m.value.amount == value.amount && m.value.currency == value.currency)
                {
                    continue;
                }
                let span = reading.passage(start + amount.start, start + amount.end);
                found.push(Told { value, field: reading.field, span, confidence: 0.85 });
            }
        }
    }
    found
}

/// Sorts whose amounts are usually said for one.
fn for_one(kind: InstrumentKind) -> bool {
    matches!(
        kind,
        InstrumentKind::Fellowships
            | InstrumentKind::Awards
            | InstrumentKind::Vouchers
            | InstrumentKind::Loans
            | InstrumentKind::Procurement
    )
}
