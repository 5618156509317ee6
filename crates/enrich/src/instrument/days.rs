//! On which days was it decided, does it begin, must one apply?
//!
//! Each day of a sentence goes to the words nearest to it that ask for a day. A day that is over is no
//! deadline, one that is to come was not announced.

use super::{Page, clock, letters};
use crate::cues::{Class, Cue, Reading};
use crate::when::{Grain, Lean, Tense, When};
use chrono::{Datelike, Days as Span, NaiveDate};
use shiome_model::{Deadline, InstrumentKind, Told};

/// What was found.
#[derive(Default)]
pub(super) struct Days {
    pub announced: Option<Told<NaiveDate>>,
    pub effective: Option<Told<NaiveDate>>,
    pub deadline: Option<Told<Deadline>>,
}

/// Characters of a sentence within which words belong to a day.
const NEAR: usize = 90;
/// The same for words that say it less plainly ("presented", "until").
const CLOSE: usize = 45;
/// Sentences that tell when it was decided: a long page tells the history of much else.
const TOLD: usize = 10;
/// Days after which what began is no news.
const STALE: i64 = 800;

pub(super) fn days(page: &Page, kind: InstrumentKind) -> Days {
    let mut found = Days::default();
    for reading in page.parts() {
        for n in 0..reading.sentences.len() {
            let asked = [Class::Deadline, Class::Effective, Class::Announce].map(|c| reading.has(n, c));
            if !asked.contains(&true) {
                continue;
            }
            let whens = page.whens(reading, n);
            for at in 0..whens.len() {
                let when = &whens[at];
                let Some(role) = role(page, reading, n, &whens, at, kind) else { continue };
                let tense = match role {
                    Class::Deadline => Tense::Future,
                    Class::Announce => Tense::Past,
                    _ => Tense::Near,
                };
                let Some((from, until)) = when.days(page.place, tense) else { continue };
                let offset = reading.sentences[n].start;
                let span = reading.passage(offset + when.start, offset + when.end);
                let confidence = if when.has_year() { 0.95 } else { 0.8 };
                match role {
                    Class::Deadline => {
                        let (time, zone) = clock::read(reading.sentence(n), when.end, page.place.country);
                        let value = Deadline { day: until, time, zone };
                        let told = Told { value, field: reading.field, span, confidence };
                        // Of several days the first counts: who misses it is out.
                        let later = |d: &Told<Deadline>| {
                            d.value.day > told.value.day
                                || (d.value.day == told.value.day && d.value.time.is_none())
                        };
                        if found.deadline.as_ref().is_none_or(later) {
                            found.deadline = Some(told);
                        }
                    }
                    Class::Effective => {
                        // A law of long ago that is named in passing does not begin now.
                        let away = |day: NaiveDate| {
                            page.place
                                .published
                                .map_or(0, |s| day.signed_duration_since(s).num_days().abs() / 400)
                        };
                        let stale = page
                            .place
                            .published
                            .is_some_and(|s| s.signed_duration_since(from).num_days() > STALE);
                        if !stale && found.effective.as_ref().is_none_or(|e| away(e.value) > away(from)) {
                            found.effective =
                                Some(Told { value: from, field: reading.field, span, confidence });
                        }
                    }
                    Class::Announce if found.announced.is_none() && n < TOLD => {
                        found.announced = Some(Told { value: from, field: reading.field, span, confidence });
                    }
                    _ => {}
                }
            }
        }
    }
    said_today(page, &mut found);
    found
}

/// Which words ask for this day: those nearest to it.
fn role(
    page: &Page,
    reading: &Reading,
    n: usize,
    whens: &[When],
    at: usize,
    kind: InstrumentKind,
) -> Option<Class> {
    let when = &whens[at];
    let start = reading.sentences[n].start;
    // A day that leans on nothing belongs to words on its own side of the neighbouring days.
    let after = at.checked_sub(1).map_or(0, |p| whens[p].end);
    let before = whens.get(at + 1).map_or(usize::MAX, |w| w.start);
    let text = reading.sentence(n);
    let next = whens.get(at + 1);
    let gap = |cue: &Cue| {
        let (cue_start, cue_end) = (cue.start - start, cue.end - start);
        if cue_end <= when.start {
            let crossed = if cue_end < after { 60 } else { 0 };
            letters(text, cue_end, when.start) + crossed
        } else if cue_start >= when.end {
            let own = letters(text, when.end, cue_start);
            // Words that stand nearer to the next day speak of that one.
            let others = next.is_some_and(|n| n.start >= cue_end && letters(text, cue_end, n.start) <= own);
            let crossed = if cue_start > before { 60 } else { 0 };
            own + crossed + 4 + if others { 40 } else { 0 }
        } else {
            0
        }
    };
    let ranged = next.is_some_and(|n| {
        (n.lean == Lean::By && n.start - when.end < 40) || is_dash(&text[when.end..n.start])
    });
    let said = page.place.published;
    let future = when.days(page.place, Tense::Future);
    let past = when.days(page.place, Tense::Past);
    let mut best: Option<(usize, Class)> = None;
    for cue in reading.cues_of(n) {
        let fits = match cue.class {
            Class::Deadline => {
                when.grain() == Grain::Day
                    && !ranged
                    && !matches!(when.lean, Lean::From | Lean::Instead)
                    && takes_deadline(kind)
                    && future.is_some_and(|(from, _)| said.is_none_or(|s| from >= s))
            }
            Class::Effective => {
                let wide = when.grain() > Grain::Day;
                let from = when.lean == Lean::From && !ranged;
                let leans = (when.lean == Lean::In || from)
                    || (when.lean == Lean::By && matches!(kind, InstrumentKind::Mandate) && !wide);
                leans && (from || !wide) && !(when.grain() == Grain::Year && takes_deadline(kind))
            }
            // "opens on 14 April and closes on 5 May": the first is no deadline.
            Class::Begin => when.grain() == Grain::Day && cue.end - start <= when.start,
            Class::Former => when.grain() == Grain::Day,
            Class::Announce => {
                when.grain() == Grain::Day
                    && !matches!(when.lean, Lean::By | Lean::Instead)
                    && !ranged
                    && (when.lean != Lean::From || text[..when.start].trim_end().ends_with("vom"))
                    && past.is_some_and(|(day, _)| {
                        said.is_none_or(|s| day <= s + Span::new(1) && day + Span::new(400) > s)
                    })
            }
            _ => false,
        };
        // Words that say both that it begins and that it holds say the latter.
        let distance = gap(cue) + usize::from(cue.class == Class::Begin);
        let most = match (when.grain(), cue.weight >= 3.0) {
            (Grain::Day, true) => NEAR,
            (Grain::Day, false) => CLOSE,
            _ => 30,
        };
        if fits && distance <= most && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, cue.class));
        }
    }
    // "from 2027" says by itself from when, where nobody applies or where something ends.
    let ends = reading.has(n, Class::Rescind) || reading.has(n, Class::Suspend);
    let from = when.lean == Lean::From && !ranged && when.grain() != Grain::Month;
    if from && (!takes_deadline(kind) || ends) && best.is_none_or(|(d, _)| d > 10) {
        return Some(Class::Effective);
    }
    best.map(|(_, class)| class)
}

/// Whether only a dash and the day of the week part two days: "2026. 2. 26.(목) ~ 2026. 3. 31.".
fn is_dash(between: &str) -> bool {
    let bare = between.trim_start_matches('.').trim_start();
    let bare = bare.strip_prefix('(').and_then(|b| b.split_once(')')).map_or(bare, |(_, rest)| rest);
    matches!(bare.trim(), "~" | "〜" | "～" | "-" | "–" | "—" | "至")
}

/// Whether one applies, comments or hands in something.
fn takes_deadline(kind: InstrumentKind) -> bool {
    !matches!(
        kind,
        InstrumentKind::Strategy
            | InstrumentKind::GovernanceBody
            | InstrumentKind::TaxRelief
            | InstrumentKind::Mandate
            | InstrumentKind::Standard
    )
}

const TODAY: &[&str] = &[
    "today",
    "tonight",
    "heute",
    "aujourd'hui",
    "ce jeudi",
    "ce lundi",
    "ce mardi",
    "ce mercredi",
    "ce vendredi",
    "ce jour",
    "hoy",
    "hoje",
    "本日",
    "即日",
    "오늘",
    "今日",
];
const WEEKDAYS: [&[&str]; 7] = [
    &[
        "on monday",
        "am montag",
        "ce lundi",
        "lundi",
        "este lunes",
        "el lunes",
        "nesta segunda-feira",
        "na segunda-feira",
    ],
    &[
        "on tuesday",
        "am dienstag",
        "ce mardi",
        "mardi",
        "este martes",
        "el martes",
        "nesta terça-feira",
        "na terça-feira",
    ],
    &[
        "on wednesday",
        "am mittwoch",
        "ce mercredi",
        "mercredi",
        "este miércoles",
        "el miércoles",
        "nesta quarta-feira",
        "na quarta-feira",
    ],
    &[
        "on thursday",
        "am donnerstag",
        "ce jeudi",
        "jeudi",
        "este jueves",
        "el jueves",
        "nesta quinta-feira",
        "na quinta-feira",
    ],
    &[
        "on friday",
        "am freitag",
        "ce vendredi",
        "vendredi",
        "este viernes",
        "el viernes",
        "nesta sexta-feira",
        "na sexta-feira",
    ],
    &["on saturday", "am samstag", "ce samedi", "este sábado", "el sábado", "neste sábado"],
    &["on sunday", "am sonntag", "ce dimanche", "este domingo", "el domingo", "neste domingo"],
];
const YESTERDAY: &[&str] = &["yesterday", "last night", "gestern", "hier", "ayer", "ontem", "昨日", "어제"];

/// A day that is named by standing in a paper of that day.
fn said_today(page: &Page, found: &mut Days) {
    let Some(said) = page.place.published else { return };
    if found.announced.is_some() {
        return;
    }
    let reading = &page.text;
    for n in 0..reading.sentences.len().min(6) {
        if !reading.has(n, Class::Announce) {
            continue;
        }
        let sentence = reading.sentence(n);
        let word =
            |list: &[&'static str]| list.iter().find_map(|w| whole(sentence, w).map(|at| (at, at + w.len())));
        let (day, (start, end)) = match (word(TODAY), word(YESTERDAY)) {
            (Some(at), _) => (Some(said), at),
            (None, Some(at)) => (said.pred_opt(), at),
            _ => match weekday(said, &word) {
                Some((day, at)) => (Some(day), at),
                None => continue,
            },
        };
        let offset = reading.sentences[n].start;
        let span = reading.passage(offset + start, offset + end);
        let Some(value) = day else { continue };
        let beside = reading.cues_of(n).iter().any(|c| {
            c.class == Class::Announce && {
                let (from, to) = (c.start - offset, c.end - offset);
                letters(sentence, to.min(start), start.max(to.min(start))) <= 45
                    && letters(sentence, end.min(from), from.max(end.min(from))) <= 45
            }
        });
        if !beside {
            continue;
        }
        // "rises today": it begins, it was not decided.
        let near_effective = reading
            .cues_of(n)
            .iter()
            .any(|c| c.class == Class::Effective && c.start - offset <= end && c.end - offset + 60 >= start);
        let told = Told { value, field: reading.field, span, confidence: 0.8 };
        let by_adoption =
            reading.has(n, Class::Adopt) || reading.has(n, Class::Force) || reading.has(n, Class::Call);
        if near_effective && !by_adoption {
            if found.effective.is_none() {
                found.effective = Some(told);
            }
        } else if !near_effective {
            found.announced = Some(told);
        }
        return;
    }
}

/// The last day of that name, up to the day it is said.
fn weekday(
    said: NaiveDate,
    word: &impl Fn(&[&'static str]) -> Option<(usize, usize)>,
) -> Option<(NaiveDate, (usize, usize))> {
    WEEKDAYS.iter().zip(0u32..).find_map(|(names, day)| {
        let at = word(names)?;
        let back = (said.weekday().num_days_from_monday() + 7 - day) % 7;
        Some((said - Span::new(u64::from(back)), at))
    })
}

/// Where a word stands whole.
fn whole(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let letter = |c: Option<char>| c.is_some_and(crate::script::is_spaced_letter);
        let own = |c: Option<char>| c.is_some_and(crate::script::is_spaced_letter);
        let before = letter(text[..*at].chars().next_back()) && own(word.chars().next());
        let after = letter(text[at + word.len()..].chars().next()) && own(word.chars().next_back());
        !before && !after
    })
}
