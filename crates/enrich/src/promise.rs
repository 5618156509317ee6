//! What does a publisher say will come, and when?
//!
//! A promise needs three things in one sentence: words for what comes (publish, decide, review, open),
//! words that put it into the future, and a window of days that is not over. Each window belongs to the
//! words nearest to it. The end of a consultation is one too.

use crate::cues::{Class, Cue, Reading};
use crate::instrument::{Page, letters};
use crate::when::{self, Lean, Tense};
use shiome_model::{Due, Expected, Instrument, InstrumentKind, Promise};

/// Promises of one document that are kept; a list of dates is no list of promises.
const KEPT: usize = 8;

pub(crate) fn promises(page: &Page, instrument: Option<&Instrument>) -> Vec<Promise> {
    let mut found = Vec::new();
    let consultation = instrument.filter(|i| i.kind.value == InstrumentKind::Consultation);
    if let Some(deadline) = consultation.and_then(|i| i.deadline.as_ref()) {
        let reading = if deadline.field == page.title.field { &page.title } else { &page.text };
        let whole =
            reading.spans.iter().find(|s| s.start <= deadline.span.start && s.end >= deadline.span.end);
        found.push(Promise {
            what: Expected::Close,
            due: Due { from: Some(deadline.value.day), until: deadline.value.day },
            field: deadline.field,
            span: whole.copied().unwrap_or(deadline.span),
            when: deadline.span,
            confidence: deadline.confidence,
        });
    }
    let reading = &page.text;
    for n in 0..reading.sentences.len() {
        if !reading.has(n, Class::Future) {
            continue;
        }
        let asked = [Class::Publish, Class::Decide, Class::Review, Class::Open];
        if asked.iter().any(|c| reading.has(n, *c)) {
            sentence(page, reading, n, instrument, &mut found);
        }
    }
    found.truncate(KEPT);
    found
}

fn sentence(
    page: &Page,
    reading: &Reading,
    n: usize,
    instrument: Option<&Instrument>,
    found: &mut Vec<Promise>,
) {
    let offset = reading.sentences[n].start;
    let whens = page.whens(reading, n);
    for (at, when) in whens.iter().enumerate() {
        if matches!(when.lean, Lean::From | Lean::Instead) {
            continue;
        }
        let Some((first, last)) = when.days(page.place, Tense::Future) else { continue };
        // A day of the last months without a year is that day, not the one a year later.
        let near = when.days(page.place, Tense::Near);
        if !when.has_year()
            && when.grain() <= when::Grain::Month
            && near.zip(page.place.published).is_some_and(|((_, until), said)| until <= said)
        {
            continue;
        }
        let due = match when.lean {
            Lean::By => Due { from: None, until: last },
            // Before a season is until the day before it; before a day, or the end of a year, is until it.
            Lean::Before
                if when.grain() != when::Grain::Day && !ends(reading.sentence(n), when.start, when.end) =>
            {
                Due { from: None, until: first.pred_opt().unwrap_or(first) }
            }
            Lean::Before => Due { from: None, until: last },
            _ => Due { from: Some(first), until: last },
        };
        if page.place.published.is_some_and(|said| due.until < said) {
            continue;
        }
        let span = reading.passage(offset + when.start, offset + when.end);
        let taken = instrument.is_some_and(|i| {
            let inside = |s: &shiome_model::Span| s.start < span.end && span.start < s.end;
            i.deadline.as_ref().is_some_and(|d| d.field == reading.field && inside(&d.span))
                || i.effective.as_ref().is_some_and(|d| d.field == reading.field && inside(&d.span))
        });
        if taken {
            continue;
        }
        // Words beyond the neighbouring window belong to that one.
        let low = at.checked_sub(1).map_or(0, |p| whens[p].end);
        let high = whens.get(at + 1).map_or(usize::MAX, |w| w.start);
        let gap = |cue: &Cue| {
            let (from, to) = (cue.start - offset, cue.end - offset);
            let text = reading.sentence(n);
            if to <= when.start {
                letters(text, to, when.start) + if to <= low && low > 0 { 60 } else { 0 }
            } else if from >= when.end {
                letters(text, when.end, from) + if from >= high { 60 } else { 0 }
            } else {
                0
            }
        };
        let nearest = reading.cues_of(n).iter().filter_map(|c| {
            let what = match c.class {
                Class::Publish => Some(Expected::Publish),
                Class::Decide => Some(Expected::Decide),
                Class::Review => Some(Expected::Review),
                Class::Open => Some(Expected::Open),
                Class::NotPromise => None,
                _ => return None,
            };
            Some((gap(c), what))
        });
        let Some((_, Some(what))) = nearest.min_by_key(|(gap, what)| (*gap, what.is_some())) else {
            continue;
        };
        let confidence = if when.has_year() { 0.85 } else { 0.7 };
        found.push(Promise {
            what,
            due,
            field: reading.field,
            span: reading.spans[n],
            when: span,
            confidence,
        });
    }
}

/// Whether a window is itself the end of something ("the end of June").
fn ends(sentence: &str, start: usize, end: usize) -> bool {
    let words = &sentence[start..end];
    ["end", "ende", "fin", "final", "末", "底", "말"].iter().any(|w| words.contains(w))
}
