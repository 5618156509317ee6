//! Which words of a text say something about an instrument, its days, its money?
//!
//! All such words stand in one table that people can read (`cues.txt`, `promises.txt`). One pass of one automaton finds
//! them all; whatever looks closer (days, amounts) reads only sentences in which they were found. So a
//! page that tells of no instrument costs one pass.

use crate::{fold::Folded, script::is_spaced_letter, sentences::sentences};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use shiome_model::{Field, InstrumentKind, Lang, Span};
use std::ops::Range;
use std::sync::LazyLock;

/// What a cue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// It is that sort of instrument.
    Kind(InstrumentKind),
    /// Applications are invited.
    Call,
    /// Somebody was chosen.
    Result,
    /// It was decided.
    Adopt,
    /// It holds or runs.
    Force,
    /// It was stopped.
    Suspend,
    /// It was taken back.
    Rescind,
    /// Comments are asked for.
    Consult,
    /// A day by which to act is near.
    Deadline,
    /// A day from which it holds is near.
    Effective,
    /// A day on which it was decided is near.
    Announce,
    /// An amount for all is near.
    Total,
    /// An amount for one is near.
    Each,
    /// An amount that nobody is given is near.
    NotMoney,
    /// It is a meeting.
    NoEvent,
    /// It is about a person.
    NoPerson,
    /// It is about a finding.
    NoFinding,
    /// It is one person's view.
    NoOpinion,
    /// Something is published.
    Publish,
    /// Something is decided.
    Decide,
    /// Something is reviewed.
    Review,
    /// Something opens.
    Open,
    /// It is to come.
    Future,
    /// It comes, but it is no act of policy.
    NotPromise,
    /// A day from which one may act is near.
    Begin,
    /// A day that was said before and no longer holds is near.
    Former,
    /// Somebody who can promise.
    Body,
    /// It is denied, doubted, or was said long ago.
    Unsure,
    /// It is only proposed.
    Propose,
}

fn class_of(name: &str) -> Option<Class> {
    Some(match name {
        "call" => Class::Call,
        "result" => Class::Result,
        "adopt" => Class::Adopt,
        "force" => Class::Force,
        "suspend" => Class::Suspend,
        "rescind" => Class::Rescind,
        "consult" => Class::Consult,
        "deadline" => Class::Deadline,
        "effective" => Class::Effective,
        "announce" => Class::Announce,
        "total" => Class::Total,
        "each" => Class::Each,
        "notmoney" => Class::NotMoney,
        "no_event" => Class::NoEvent,
        "no_person" => Class::NoPerson,
        "no_finding" => Class::NoFinding,
        "no_opinion" => Class::NoOpinion,
        "publish" => Class::Publish,
        "decide" => Class::Decide,
        "review" => Class::Review,
        "open" => Class::Open,
        "future" => Class::Future,
        "notpromise" => Class::NotPromise,
        "begin" => Class::Begin,
        "former" => Class::Former,
        "body" => Class::Body,
        "unsure" => Class::Unsure,
        "propose" => Class::Propose,
        kind => Class::Kind(kind.parse().ok()?),
    })
}

/// What one pattern says, and how it must stand.
#[derive(Debug)]
struct Entry {
    class: Class,
    weight: f32,
    /// Letters may precede.
    open_start: bool,
    /// Letters may follow.
    open_end: bool,
    /// What must follow later in the sentence.
    then: Option<String>,
    /// Of which language alone it says that.
    lang: Option<String>,
}

struct Table {
    /// By pattern.
    entries: Vec<Vec<Entry>>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

/// The whole table: what is said of instruments, and of what is to come.
const SOURCE: &str = concat!(include_str!("cues.txt"), "\n", include_str!("promises.txt"));

static TABLE: LazyLock<Table> = LazyLock::new(|| table(SOURCE));

/// A line that says something: class, weight, patterns.
fn lines(source: &str) -> impl Iterator<Item = Result<(Class, f32, Option<&str>, &str), &str>> {
    let meant = source.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    meant.map(|line| {
        let (head, patterns) = line.split_once(" : ").ok_or(line)?;
        let (name, weight) = head.split_once(' ').ok_or(line)?;
        let (weight, lang) = match weight.split_once(" [") {
            Some((weight, lang)) => (weight, Some(lang.strip_suffix(']').ok_or(line)?)),
            None => (weight, None),
        };
        Ok((class_of(name).ok_or(line)?, weight.trim().parse().map_err(|_| line)?, lang, patterns))
    })
}

fn table(source: &str) -> Table {
    let mut patterns: std::collections::BTreeMap<String, Vec<Entry>> = std::collections::BTreeMap::new();
    for (class, weight, lang, list) in lines(source).filter_map(Result::ok) {
        for pattern in list.split(" | ").map(str::trim).filter(|p| !p.is_empty()) {
            let (open_start, open_end) = (pattern.starts_with('*'), pattern.ends_with('*'));
            let inner = pattern.trim_matches('*').trim();
            let (first, then) = match inner.split_once('*') {
                Some((first, then)) => (first.trim(), Some(Folded::of(then.trim()).text)),
                None => (inner, None),
            };
            let needle = Folded::of(first).text;
            if needle.is_empty() {
                continue;
            }
            patterns.entry(needle).or_default().push(Entry {
                class,
                weight,
                open_start,
                open_end,
                then,
                lang: lang.map(str::to_owned),
            });
        }
    }
    let (keys, entries): (Vec<String>, Vec<Vec<Entry>>) = patterns.into_iter().unzip();
    let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::Standard)
        .build_with_values(keys.iter().enumerate().map(|(i, k)| (k.as_str(), i as u32)))
        .ok();
    Table { entries, automaton }
}

/// A cue where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cue {
    pub class: Class,
    pub weight: f32,
    /// Bytes of the folded text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Which sentence.
    pub sentence: usize,
    /// Which pattern: the same words again.
    pub pattern: u32,
}

/// A title or a text, folded, cut into sentences, with the cues in it.
pub(crate) struct Reading<'f> {
    pub field: Field,
    pub folded: &'f Folded,
    /// The sentences, as bytes of the folded text.
    pub sentences: Vec<Range<usize>>,
    /// The same, as bytes of the original.
    pub spans: Vec<Span>,
    /// In order of position.
    pub cues: Vec<Cue>,
}

impl<'f> Reading<'f> {
    /// Reads a text; `spans` are its sentences.
    pub fn of(field: Field, folded: &'f Folded, lang: &Lang, spans: Vec<Span>) -> Self {
        let sentences: Vec<Range<usize>> = spans.iter().map(|s| folded.range(*s)).collect();
        let cues = cues(&folded.text, lang, &sentences);
        Self { field, folded, sentences, spans, cues }
    }

    /// Reads a title: one sentence, whatever its stops.
    pub fn of_title(title: &str, folded: &'f Folded, lang: &Lang) -> Self {
        let spans = sentences(title);
        let whole = spans.first().zip(spans.last()).map(|(a, b)| Span { start: a.start, end: b.end });
        Self::of(Field::Title, folded, lang, whole.into_iter().collect())
    }

    /// The folded sentence.
    pub fn sentence(&self, n: usize) -> &str {
        self.sentences.get(n).and_then(|r| self.folded.text.get(r.clone())).unwrap_or_default()
    }

    /// Cues of a sentence.
    pub fn cues_of(&self, n: usize) -> &[Cue] {
        let from = self.cues.partition_point(|c| c.sentence < n);
        let to = self.cues.partition_point(|c| c.sentence <= n);
        &self.cues[from..to]
    }

    /// Whether a sentence has such a cue.
    pub fn has(&self, n: usize, class: Class) -> bool {
        self.cues_of(n).iter().any(|c| c.class == class)
    }

    /// The passage of the original that bytes of the folded text came from.
    pub fn passage(&self, start: usize, end: usize) -> Span {
        self.folded.span(start, end).unwrap_or(Span { start: 0, end: 0 })
    }
}

fn cues(text: &str, lang: &Lang, sentences: &[Range<usize>]) -> Vec<Cue> {
    let Some(automaton) = &TABLE.automaton else { return Vec::new() };
    let mut found = Vec::new();
    let mut sentence = 0;
    for hit in automaton.find_overlapping_iter(text) {
        let (start, end) = (hit.start(), hit.end());
        while sentences.get(sentence).is_some_and(|s| s.end < end) {
            sentence += 1;
        }
        let Some(within) = sentences.get(sentence).filter(|s| s.start <= start) else { continue };
        for entry in TABLE.entries.get(hit.value() as usize).into_iter().flatten() {
            let whole = (entry.open_start || !continues(text, start, true))
                && (entry.open_end || !continues(text, end, false));
            let spoken = entry.lang.as_ref().is_none_or(|own| own == lang.as_str());
            let followed = || {
                entry.then.as_ref().is_none_or(|then| {
                    text.get(end..within.end).is_some_and(|rest| rest.contains(then.as_str()))
                })
            };
            if whole && spoken && followed() {
                found.push(Cue {
                    class: entry.class,
                    weight: entry.weight,
                    start,
                    end,
                    sentence,
                    pattern: hit.value(),
                });
            }
        }
    }
    found.sort_by_key(|c| (c.sentence, c.start, c.end));
    found
}

/// Whether a word goes on across `at`: letters of an alphabet on both sides.
fn continues(text: &str, at: usize, backwards: bool) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    let (Some(before), Some(after)) = (before, after) else { return false };
    let inner = if backwards { after } else { before };
    let outer = if backwards { before } else { after };
    is_spaced_letter(inner) && is_spaced_letter(outer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let bad: Vec<&str> = lines(SOURCE).filter_map(Result::err).collect();
        assert_eq!(bad, Vec::<&str>::new());
        assert!(TABLE.automaton.is_some());
        let has = |class| TABLE.entries.iter().flatten().any(|e| e.class == class);
        for kind in InstrumentKind::ALL {
            assert!(has(Class::Kind(*kind)), "{kind}");
        }
    }

    fn classes(text: &str) -> Vec<Class> {
        let folded = Folded::of(text);
        let reading = Reading::of(Field::Text, &folded, &Lang::from("xx"), sentences(text));
        let mut found: Vec<Class> = reading.cues.iter().map(|c| c.class).collect();
        found.dedup();
        found
    }

    #[test]
    fn words_are_whole_and_gaps_stay_in_a_sentence() {
        assert!(classes("Der Rat setzt das Programm aus.").contains(&Class::Suspend));
        assert!(!classes("Der Rat setzt ein Zeichen. Der Termin fällt aus.").contains(&Class::Suspend));
        assert!(
            !classes("He is a forecaster of equityless things.")
                .contains(&Class::Kind(InstrumentKind::Equity))
        );
        assert!(classes("研究費の公募を開始した。").contains(&Class::Call));
        assert!(classes("신청 마감은 금요일이다.").contains(&Class::Deadline));
    }
}
