//! What does a publisher say will come, and when?
//!
//! A promise needs four things in one sentence: a verb of policy (publish, decide, review, open), words
//! that put it into the future, what is done or who does it (a report, a call; an agency, `we`), and a
//! window of days that is not over. Each window belongs to the words nearest to it. Courses, opening hours,
//! releases of software and whatever is denied or doubted are no promises, however future they are. The end
//! of a consultation is one by itself.

use crate::cues::{Class, Cue, Reading};
use crate::instrument::Page;
use crate::script::{is_hangul, is_unspaced};
use crate::when::{Grain, Lean, Tense, When};
use shiome_model::{
    Deadline, DocumentKind, Due, Expected, Field, Instrument, InstrumentKind, Promise, Span, Told,
};

/// Promises of one document that are kept; a list of dates is no list of promises.
const KEPT: usize = 8;
/// Sentences in which a consultation says that it is one.
const OPENING: usize = 4;
/// Letters between a verb and its window. A character of Chinese counts for two and a half letters.
const REACH: usize = 90;
/// Letters between a verb and the words that put it into the future (a German bracket is wide).
const BRACKET: usize = 100;
/// Letters in which they may stand behind it.
const BEHIND: usize = 12;
/// Letters between a verb and what is done.
const OBJECT: usize = 100;
/// Letters around a verb in which it is denied or doubted.
const DOUBT: usize = 45;
/// What words beyond the neighbouring window are pushed away.
const CROSSED: usize = 100;

pub(crate) fn promises(page: &Page, kind: DocumentKind, instrument: Option<&Instrument>) -> Vec<Promise> {
    let mut found = Vec::new();
    // The programme of a meeting and the duties of a post are full of things to come.
    if matches!(kind, DocumentKind::Event | DocumentKind::Appointment) && instrument.is_none() {
        return found;
    }
    let consultation = instrument.filter(|i| i.kind.value == InstrumentKind::Consultation && asks(page));
    let deadline = consultation.and_then(|i| i.deadline.as_ref()).filter(|d| !is_over(page, d));
    if let Some(deadline) = deadline {
        let reading = reading_of(page, deadline.field);
        let whole = reading.spans.get(around(reading, deadline.span));
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
        let cues = reading.cues_of(n);
        let verb = cues.iter().any(|c| expected(c.class).is_some());
        let coming = cues.iter().any(|c| c.class == Class::Future || is_future_verb(c));
        if verb && coming {
            sentence(page, reading, n, instrument, &mut found);
        }
    }
    found.truncate(KEPT);
    found
}

fn reading_of<'p, 'd>(page: &'p Page<'d>, field: Field) -> &'p Reading<'d> {
    if field == page.title.field { &page.title } else { &page.text }
}

/// The sentence around a passage.
fn around(reading: &Reading, span: Span) -> usize {
    let within = |s: &Span| s.start <= span.start && s.end >= span.end;
    reading.spans.iter().position(within).unwrap_or(usize::MAX)
}

/// Whether the end of a consultation is told of as past: "the comment period was to close on …".
fn is_over(page: &Page, deadline: &Told<Deadline>) -> bool {
    let reading = reading_of(page, deadline.field);
    let n = around(reading, deadline.span);
    [" was to ", " were to ", " had been ", " ended on ", " closed on ", " established a "]
        .iter()
        .any(|w| reading.sentence(n).contains(w))
}

/// Whether title or opening ask for comments.
fn asks(page: &Page) -> bool {
    let asking = |c: &Cue| {
        c.class == Class::Kind(InstrumentKind::Consultation) && c.weight >= 2.4 && c.sentence < OPENING
    };
    page.title.cues.iter().any(asking) || page.text.cues.iter().any(asking)
}

/// The act that words are about.
fn expected(class: Class) -> Option<Expected> {
    match class {
        Class::Publish => Some(Expected::Publish),
        Class::Decide => Some(Expected::Decide),
        Class::Review => Some(Expected::Review),
        Class::Open => Some(Expected::Open),
        _ => None,
    }
}

fn is_verb(cue: &Cue) -> bool {
    expected(cue.class).is_some() && cue.weight >= 2.0
}

fn is_future_verb(cue: &Cue) -> bool {
    expected(cue.class).is_some() && cue.weight >= 3.0
}

/// What is done, rather than that it is.
fn is_thing(cue: &Cue) -> bool {
    expected(cue.class).is_some() && cue.weight < 2.0
}

fn sentence(
    page: &Page,
    reading: &Reading,
    n: usize,
    instrument: Option<&Instrument>,
    found: &mut Vec<Promise>,
) {
    let offset = reading.sentences[n].start;
    let text = reading.sentence(n);
    let whens = page.whens(reading, n);
    for (at, when) in whens.iter().enumerate() {
        let Some(due) = due(page, text, when) else { continue };
        let span = reading.passage(offset + when.start, offset + when.end);
        let taken = instrument.is_some_and(|i| {
            let inside = |s: &Span| s.start < span.end && span.start < s.end;
            i.deadline.as_ref().is_some_and(|d| d.field == reading.field && inside(&d.span))
                || i.effective.as_ref().is_some_and(|d| d.field == reading.field && inside(&d.span))
        });
        if taken {
            continue;
        }
        let clause = Clause {
            text,
            offset,
            cues: reading.cues_of(n),
            about: instrument.is_some(),
            when,
            low: at.checked_sub(1).map_or(0, |p| whens[p].end),
            high: whens.get(at + 1).map_or(usize::MAX, |w| w.start),
        };
        let Some((what, sure)) = clause.act() else { continue };
        if found.iter().any(|p| p.what == what && p.due == due && p.span == reading.spans[n]) {
            continue;
        }
        found.push(Promise {
            what,
            due,
            field: reading.field,
            span: reading.spans[n],
            when: span,
            confidence: if when.has_year() { 0.75 } else { 0.6 } + if sure { 0.15 } else { 0.0 },
        });
    }
}

/// The days a window means, if something can be due in them.
fn due(page: &Page, text: &str, when: &When) -> Option<Due> {
    if matches!(when.lean, Lean::From | Lean::Instead) || is_vague(text, when) {
        return None;
    }
    let (first, last) = when.days(page.place, Tense::Future)?;
    // A day of the last months without a year is that day, not the one a year later; a term is to come.
    let near = when.days(page.place, Tense::Near);
    if !when.has_year()
        && when.lean == Lean::In
        && when.grain() <= Grain::Month
        && near.zip(page.place.published).is_some_and(|((_, until), said)| until <= said)
    {
        return None;
    }
    let due = match when.lean {
        Lean::By => Due { from: None, until: last },
        // Before a season is until the day before it; before a day, or the end of a year, is until it.
        Lean::Before if when.grain() != Grain::Day && !ends(text, when.start, when.end) => {
            Due { from: None, until: first.pred_opt().unwrap_or(first) }
        }
        Lean::Before => Due { from: None, until: last },
        _ => Due { from: Some(first), until: last },
    };
    page.place.published.is_none_or(|said| due.until >= said).then_some(due)
}

/// Whether a window tells of a time rather than of a term: "this year", "for 2015", "the last quarter".
fn is_vague(text: &str, when: &When) -> bool {
    let words = text.get(when.start..when.end).unwrap_or_default().trim_end_matches(['.', ',']);
    let before = text.get(..when.start).unwrap_or_default().trim_end();
    let whole_year = when.grain() == Grain::Year;
    let this_year = whole_year
        && [
            "this year",
            "this fiscal year",
            "cette année",
            "dieses jahr",
            "este año",
            "este ano",
            "dit jaar",
            "i år",
        ]
        .contains(&words)
        && !["later", "ainda", "plus tard", "noch", "later in"].iter().any(|w| before.ends_with(w));
    let of_year = whole_year
        && when.lean == Lean::In
        && (words.starts_with("for ") || before.ends_with(" for"))
        && !["planned", "scheduled", "foreseen", "expected", "due", "set", "envisaged"]
            .iter()
            .any(|w| before.trim_end_matches(" for").ends_with(w));
    let after = before.ends_with(" after") || before.ends_with("on or after");
    after || this_year || of_year || words.starts_with("last ") || words.starts_with("the last ")
}

/// Words that lead to the end of something.
const ENDINGS: &[&str] =
    &["until", "till", "through", "bis", "jusqu'au", "hasta", "até", "fino", "al", "tot", "fram"];

/// One window of a sentence and the words around it.
struct Clause<'s> {
    text: &'s str,
    /// Where the sentence begins: cues are placed in the whole text.
    offset: usize,
    cues: &'s [Cue],
    /// Whether the page is about an instrument.
    about: bool,
    when: &'s When,
    /// The end of the window before.
    low: usize,
    /// The beginning of the window after.
    high: usize,
}

impl Clause<'_> {
    /// What comes in this window, and whether both its object and its actor are named.
    fn act(&self) -> Option<(Expected, bool)> {
        let mut verbs: Vec<(usize, &Cue)> =
            self.cues.iter().filter(|c| is_verb(c)).map(|c| (self.gap(c), c)).collect();
        verbs.sort_by_key(|(gap, c)| (*gap, c.start));
        let plain =
            verbs.iter().filter(|(gap, _)| *gap <= REACH).find_map(|(gap, verb)| self.by_verb(*gap, verb));
        plain.or_else(|| self.by_noun())
    }

    /// "The report will be published in May."
    fn by_verb(&self, gap: usize, verb: &Cue) -> Option<(Expected, bool)> {
        let what = expected(verb.class)?;
        let coming = is_future_verb(verb) || self.cues.iter().any(|c| self.makes_future(c, verb));
        if !coming || self.is_doubted(verb) {
            return None;
        }
        let fits = |c: &&Cue| {
            is_thing(c)
                && match what {
                    Expected::Publish => matches!(c.class, Class::Publish | Class::Review),
                    Expected::Decide => matches!(c.class, Class::Decide | Class::Publish),
                    Expected::Review => matches!(c.class, Class::Review | Class::Publish),
                    _ => c.class == Class::Open,
                }
                && (c.start, c.end) != (verb.start, verb.end)
        };
        let things = self.cues.iter().filter(fits).map(|c| (self.between(c, verb), c));
        let thing = things.min_by_key(|(far, _)| *far).filter(|(far, _)| *far <= OBJECT);
        let body = self.cues.iter().any(|c| c.class == Class::Body);
        // "Open until 5 May" tells of the end, not of the beginning.
        let lasts = what == Expected::Open && self.is_until();
        if lasts || self.is_other(gap, verb, thing) {
            return None;
        }
        // What is said of the instrument of the page need not name it again.
        let known = match what {
            Expected::Decide => body,
            Expected::Review => body || self.about,
            _ => false,
        };
        let enough = thing.is_some() || known || (is_future_verb(verb) && self.is_whole(verb));
        enough.then_some((what, thing.is_some() && body))
    }

    /// "A review is due in 2029."
    fn by_noun(&self) -> Option<(Expected, bool)> {
        let coming = self.cues.iter().filter(|c| c.class == Class::Future && c.weight >= 2.0);
        let (gap, due) = coming.map(|c| (self.gap(c), c)).min_by_key(|(gap, _)| *gap)?;
        if gap > DOUBT || self.is_doubted(due) {
            return None;
        }
        // Applications that are due are the applicants' promise.
        let words = self.text.get(due.start - self.offset..).unwrap_or_default();
        let theirs = words.starts_with("are due") || words.starts_with("due ");
        let things = self.cues.iter().filter(|c| is_thing(c));
        let near = things.map(|c| (self.between(c, due), c)).filter(|(far, _)| *far <= OBJECT / 2);
        // "A review of the scheme is due": the first is the head; in Japanese it is the last.
        let (far, thing) = near.min_by_key(|(far, c)| {
            let head = c.start < due.start && !self.is_unspaced(c);
            (!head, if head { c.start } else { *far }, c.end)
        })?;
        if (theirs && thing.class == Class::Open) || self.is_other(gap, due, Some((far, thing))) {
            return None;
        }
        Some((expected(thing.class)?, self.cues.iter().any(|c| c.class == Class::Body)))
    }

    /// Whether words put a verb into the future: they stand before it, or close behind.
    fn makes_future(&self, cue: &Cue, verb: &Cue) -> bool {
        // "公表し、…決定する": the last verb gives its tense to those before.
        let chained = is_future_verb(cue) && cue.start > verb.start && self.is_unspaced(cue);
        if cue.class != Class::Future && !chained {
            return false;
        }
        let reach = if cue.start < verb.start || self.is_unspaced(cue) { BRACKET } else { BEHIND };
        self.between(cue, verb) <= reach
    }

    fn is_unspaced(&self, cue: &Cue) -> bool {
        let words = self.text.get(cue.start - self.offset..).unwrap_or_default();
        words.chars().next().is_some_and(|c| is_unspaced(c) || is_hangul(c))
    }

    /// Whether something that is no act of policy stands nearer to the window or to the verb.
    fn is_other(&self, gap: usize, verb: &Cue, thing: Option<(usize, &Cue)>) -> bool {
        let others = self.cues.iter().filter(|c| c.class == Class::NotPromise && !self.is_place(c));
        others.into_iter().any(|c| {
            let covers = |other: &Cue| c.start <= other.start && c.end >= other.end;
            let nearer = |(far, thing): (usize, &Cue)| covers(thing) || self.between(c, verb) < far;
            covers(verb) || self.gap(c) <= gap || thing.is_none_or(nearer)
        })
    }

    /// Whether words name the place where it is done: "on our website", `ウェブサイトで`.
    fn is_place(&self, cue: &Cue) -> bool {
        let (from, to) = (cue.start - self.offset, cue.end - self.offset);
        let before = self.text.get(..from).unwrap_or_default();
        let after = self.text.get(to..).unwrap_or_default();
        let near: String = before.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
        [" on ", " at ", " via ", " auf ", " beim ", " sur ", " lors ", " på ", " op "]
            .iter()
            .any(|p| near.contains(p))
            || ["で公", "で発", "で通", "に掲", "にて", "上で"].iter().any(|p| after.starts_with(p))
    }

    /// Whether something lasts up to this window.
    fn is_until(&self) -> bool {
        let before = self.text.get(..self.when.start).unwrap_or_default();
        let words = self.text.get(self.when.start..self.when.end).unwrap_or_default();
        let after = self.text.get(self.when.end..).unwrap_or_default();
        // "through Wednesday, November 22"; "until midnight on 5 May".
        let mut close = before.split([' ', ',']).rev().filter(|w| !w.is_empty()).take(5);
        let first = words.split(' ').next();
        close.any(|w| ENDINGS.contains(&w))
            || first.is_some_and(|w| ENDINGS.contains(&w))
            || ["まで", "为止", "截止", "까지"].iter().any(|w| after.starts_with(w) || words.ends_with(w))
    }

    /// Whether a verb names its object itself: "a director will be named".
    fn is_whole(&self, verb: &Cue) -> bool {
        let words = self.text.get(verb.start - self.offset..verb.end - self.offset);
        words.is_some_and(|w| w.contains(" will "))
    }

    fn is_doubted(&self, verb: &Cue) -> bool {
        self.cues.iter().any(|c| c.class == Class::Unsure && self.between(c, verb) <= DOUBT)
    }

    /// How far words stand from the window: those beyond the neighbouring window belong to that one.
    fn gap(&self, cue: &Cue) -> usize {
        let (from, to) = (cue.start - self.offset, cue.end - self.offset);
        if to <= self.when.start {
            self.far(to, self.when.start) + if to <= self.low && self.low > 0 { CROSSED } else { 0 }
        } else if from >= self.when.end {
            self.far(self.when.end, from) + if from >= self.high { CROSSED } else { 0 }
        } else {
            0
        }
    }

    /// How far two words stand from each other.
    fn between(&self, a: &Cue, b: &Cue) -> usize {
        let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
        if first.end >= second.start {
            return 0;
        }
        self.far(first.end - self.offset, second.start - self.offset)
    }

    fn far(&self, from: usize, to: usize) -> usize {
        let Some(between) = self.text.get(from..to) else { return usize::MAX / 4 };
        between.chars().map(|c| if is_unspaced(c) || is_hangul(c) { 5 } else { 2 }).sum::<usize>() / 2
    }
}

/// Whether a window is itself the end of something ("the end of June").
fn ends(sentence: &str, start: usize, end: usize) -> bool {
    let words = &sentence[start..end];
    ["end", "ende", "fin", "final", "末", "底", "말"].iter().any(|w| words.contains(w))
}
