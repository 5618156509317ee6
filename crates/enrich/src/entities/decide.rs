//! Which of the things that bear a name is meant, if any?
//!
//! A full name that nothing else bears needs no more. Other names are decided by evidence, the strongest
//! first: name and acronym written side by side; the document's own issuer; the country named right
//! before or after; the full name elsewhere in the document; the nearest country; the issuer's country.
//! Where a text spells an acronym out as something else (Schwartz and Hearst 2003), the acronym means
//! that in the whole of the text. What stays undecided is left out: a wrong body is worse than none.

use super::{
    countries::COUNTRIES,
    find::{At, Naming, Read},
    names::{Known, Thing},
};
use crate::words::words;
use shiome_model::{Because, Document, EntityKind, Field, Mention, Span};
use std::collections::BTreeSet;

/// How far, in bytes, a country vouches for a name.
const NEAR: usize = 90;
/// How far it stands right beside it.
const BESIDE: usize = 6;
/// Words before a bracket that may spell an acronym out.
const SPELT: usize = 10;

/// A mention that counts, with what it means.
pub(crate) struct Meant {
    pub(crate) thing: u32,
    pub(crate) mention: Mention,
}

/// The texts of a document, by field.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'d> {
    title: &'d str,
    text: &'d str,
}

impl<'d> Texts<'d> {
    pub(crate) fn of(document: &'d Document) -> Self {
        Self { title: &document.title, text: &document.text }
    }
    pub(crate) fn get(&self, field: Field) -> &'d str {
        match field {
            Field::Title => self.title,
            Field::Text => self.text,
        }
    }
}

/// What a name is written beside.
enum Beside {
    /// Its own full name, or acronym.
    Own(u32),
    /// Words that spell it out as something else.
    Other,
    Nothing,
}

/// Decides all names of a document.
pub(crate) fn decide(known: &Known, document: &Document, read: &Read) -> Vec<Meant> {
    let texts = Texts::of(document);
    let beside: Vec<Beside> =
        (0..read.namings.len()).map(|n| written_beside(texts, &read.namings, n)).collect();
    let name = |n: &Naming| n.span.of(texts.get(n.field)).to_lowercase();
    let defined: BTreeSet<String> = read
        .namings
        .iter()
        .zip(&beside)
        .filter(|(_, b)| matches!(b, Beside::Own(_)))
        .map(|(n, _)| name(n))
        .collect();
    let banned: BTreeSet<String> = read
        .namings
        .iter()
        .zip(&beside)
        .filter(|(_, b)| matches!(b, Beside::Other))
        .map(|(n, _)| name(n))
        .filter(|n| !defined.contains(n))
        .collect();
    // What is named beyond doubt vouches for the rest.
    let solid: Vec<(usize, u32)> = read
        .namings
        .iter()
        .zip(&beside)
        .enumerate()
        .filter_map(|(at, (n, b))| match (b, n.senses.as_slice()) {
            (Beside::Own(thing), _) => Some((at, *thing)),
            (_, [(thing, false, false)]) => Some((at, *thing)),
            (_, [(thing, true, false)]) if !banned.contains(&name(n)) => Some((at, *thing)),
            _ => None,
        })
        .collect();
    let judge = Judge { known, document, texts, read, solid: &solid };
    let mut meant = Vec::new();
    for (at, (naming, beside)) in read.namings.iter().zip(&beside).enumerate() {
        let other = matches!(beside, Beside::Other) || (!banned.is_empty() && banned.contains(&name(naming)));
        if other || judge.is_shouted(naming) || judge.goes_on(naming) {
            continue;
        }
        if let Some((thing, because)) = judge.one(at, naming, beside) {
            meant.push(Meant { thing, mention: Mention { field: naming.field, span: naming.span, because } });
        }
    }
    meant
}

struct Judge<'r> {
    known: &'r Known,
    document: &'r Document,
    texts: Texts<'r>,
    read: &'r Read,
    solid: &'r [(usize, u32)],
}

impl Judge<'_> {
    fn one(&self, at: usize, naming: &Naming, beside: &Beside) -> Option<(u32, Because)> {
        if let Beside::Own(thing) = beside {
            return Some((*thing, Because::Defined));
        }
        if let [(thing, short, false)] = naming.senses[..] {
            return Some((thing, if short { Because::Acronym } else { Because::Name }));
        }
        let nearest = self.nearest_country(naming);
        let mut found: Vec<(u32, Because, usize)> = naming
            .senses
            .iter()
            .filter_map(|(thing, short, _)| {
                let (weight, because) = self.evidence(at, naming, *thing, *short, nearest)?;
                Some((*thing, because, weight))
            })
            .collect();
        found.sort_by_key(|(_, _, weight)| std::cmp::Reverse(*weight));
        match found[..] {
            [] => None,
            [(_, because, first), (_, _, second), ..] if first == second => {
                // Both are named in full: the one named last before this is meant.
                let last = |thing: u32| self.solid.iter().rev().find(|(n, t)| *n < at && *t == thing);
                (because == Because::NamedElsewhere).then_some(())?;
                let tied = found.iter().filter(|f| f.2 == first);
                tied.filter_map(|(thing, because, _)| last(*thing).map(|(n, _)| (*n, *thing, *because)))
                    .max_by_key(|(n, _, _)| *n)
                    .map(|(_, thing, because)| (thing, because))
            }
            [(thing, because, _), ..] => Some((thing, because)),
        }
    }

    /// Whether it is a doubtful acronym among words that are all in capitals.
    fn is_shouted(&self, naming: &Naming) -> bool {
        if !naming.senses.iter().all(|(_, short, ambiguous)| *short && *ambiguous) {
            return false;
        }
        let text = self.texts.get(naming.field);
        let capitals =
            |word: Option<&str>| word.is_some_and(|w| w.len() >= 3 && w.chars().all(|c| c.is_uppercase()));
        let before = text[..naming.span.start].trim_end().rsplit(char::is_whitespace).next();
        let after = text[naming.span.end..].trim_start().split(char::is_whitespace).next();
        capitals(before) || capitals(after)
    }

    /// Whether the words go on to the name of another body: "the Royal Society of Chemistry".
    fn goes_on(&self, naming: &Naming) -> bool {
        if naming.senses.iter().any(|(_, short, _)| *short) {
            return false;
        }
        let after = &self.texts.get(naming.field)[naming.span.end..];
        let Some(rest) = [" of ", " for "].iter().find_map(|w| after.strip_prefix(w)) else { return false };
        if !rest.starts_with(char::is_uppercase) {
            return false;
        }
        // "the Ministry of Education of China" goes on to its own country.
        let own = |thing: &u32| self.known.things.get(*thing as usize).and_then(|t| t.country.as_deref());
        let start = naming.span.end + after.len() - rest.len();
        let country = self.read.countries.iter().find(|c| c.field == naming.field && c.span.start == start);
        let code = country.and_then(|c| COUNTRIES.get(c.what as usize)).map(|c| c.0);
        code.is_none() || !naming.senses.iter().any(|(thing, ..)| own(thing) == code)
    }

    fn evidence(
        &self,
        at: usize,
        naming: &Naming,
        thing: u32,
        short: bool,
        nearest: Option<(&'static str, usize)>,
    ) -> Option<(usize, Because)> {
        let known: &Thing = self.known.things.get(thing as usize)?;
        let name = naming.span.of(self.texts.get(naming.field));
        // A single capitalised word may begin any sentence.
        let telling = !short || name.chars().filter(|c| c.is_uppercase()).count() >= 2;
        let agency = known.kind == EntityKind::Agency;
        let elsewhere = self.solid.iter().any(|(n, t)| *t == thing && *n != at);
        let country = known.country.as_deref();
        if agency && telling && known.id == self.document.agency.as_str() {
            return Some((6, Because::Issuer));
        }
        match nearest {
            Some((code, gap)) if country == Some(code) && gap <= BESIDE => {
                return Some((5, Because::CountryNear));
            }
            // "the National Science Foundation of Sri Lanka" is none of ours.
            Some((_, gap)) if country.is_some() && gap <= BESIDE && !elsewhere => return None,
            _ => {}
        }
        if elsewhere {
            return Some((4, Because::NamedElsewhere));
        }
        if let Some((code, _)) = nearest {
            return (country == Some(code)).then_some((3, Because::CountryNear));
        }
        (telling && country == Some(self.document.country.as_str())).then_some((1, Because::IssuersCountry))
    }

    /// The country named nearest in the same paragraph, and how far away.
    fn nearest_country(&self, naming: &Naming) -> Option<(&'static str, usize)> {
        let text = self.texts.get(naming.field);
        let place = (naming.field, naming.span);
        let next = self.read.countries.partition_point(|c| (c.field, c.span) < place);
        let around = [next.checked_sub(1), Some(next)];
        let gap = |c: &At<u32>| {
            let between = if c.span < naming.span {
                text.get(c.span.end..naming.span.start)
            } else {
                text.get(naming.span.end..c.span.start)
            };
            between.filter(|b| b.len() <= NEAR && !b.contains('\n')).map(str::len)
        };
        around
            .into_iter()
            .flatten()
            .filter_map(|n| self.read.countries.get(n))
            .filter(|c| c.field == naming.field)
            .filter_map(|c| Some((COUNTRIES.get(c.what as usize)?.0, gap(c)?)))
            .min_by_key(|(_, gap)| *gap)
    }
}

/// Looks at the bracket beside a name: "Full Name (FN)", "FN (Full Name)".
fn written_beside(texts: Texts, namings: &[Naming], at: usize) -> Beside {
    let Some(naming) = namings.get(at) else { return Beside::Nothing };
    let text = texts.get(naming.field);
    let (before, after) = (&text[..naming.span.start], &text[naming.span.end..]);
    let same = |other: Option<&Naming>, gap: &dyn Fn(Span) -> Option<usize>| {
        let other = other.filter(|o| o.field == naming.field)?;
        gap(other.span).filter(|g| *g <= 12)?;
        let shared = naming.senses.iter().find(|(t, ..)| other.senses.iter().any(|(o, ..)| o == t));
        shared.map(|(thing, ..)| *thing)
    };
    let outer = before.trim_end().strip_suffix(['(', '（', '[', '［']);
    if let Some(outer) = outer {
        let words_end = outer.trim_end().trim_end_matches(['"', '”', '»', '」']).len();
        let gap = |span: Span| words_end.checked_sub(span.end);
        if let Some(thing) = same(at.checked_sub(1).and_then(|n| namings.get(n)), &gap) {
            return Beside::Own(thing);
        }
        let spelt = after.trim_start().starts_with([')', '）', ']', '］', ',', ';', ':'])
            && spells(&text[..words_end], naming.span.of(text), true).is_some();
        if spelt && naming.senses.iter().any(|(_, short, _)| *short) {
            return Beside::Other;
        }
    }
    let inner = after.trim_start().strip_prefix(['(', '（', '[', '［']);
    if let Some(inner) = inner {
        let start = text.len() - inner.len();
        let gap = |span: Span| span.start.checked_sub(start);
        if let Some(thing) = same(namings.get(at + 1), &gap) {
            return Beside::Own(thing);
        }
        let end = inner.find([')', '）', ']', '］']).filter(|e| *e <= 160);
        let spelt = end.is_some_and(|e| spells(&inner[..e], naming.span.of(text), false).is_some());
        if spelt && naming.senses.iter().any(|(_, short, _)| *short) {
            return Beside::Other;
        }
    }
    Beside::Nothing
}

/// Whether the words at the end of `text` (or all of it) begin with the letters of an acronym; small words
/// between may be passed over.
fn spells(text: &str, acronym: &str, at_end: bool) -> Option<()> {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_uppercase()).collect();
    if letters.len() < 2 {
        return None;
    }
    let from = text.rfind(['\n', '.', '(', '（']).map_or(0, |at| at + 1);
    let mut cut = text.len().saturating_sub(200).max(if at_end { from } else { 0 });
    while !text.is_char_boundary(cut) {
        cut += 1;
    }
    let list = words(&text[cut..]);
    let mut wanted = letters.iter().rev();
    let mut letter = wanted.next()?;
    for word in list.iter().rev().take(SPELT) {
        let first = word.cased.chars().next()?;
        let matches = first.to_uppercase().next() == Some(*letter);
        if matches {
            match wanted.next() {
                Some(next) => letter = next,
                None => return Some(()),
            }
        } else if first.is_uppercase() || word.cased.len() > 4 {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_spell_an_acronym_out_are_seen() {
        let spelt = |text: &str, acronym: &str| spells(text, acronym, true).is_some();
        assert!(spelt("a grant of the American Rocket Club", "ARC"));
        assert!(spelt("members of the Institute of Safe Chemistry", "ISC"));
        assert!(!spelt("supported by the national agency", "ARC"));
        assert!(!spelt("the funder", "UKRI"));
    }
}
