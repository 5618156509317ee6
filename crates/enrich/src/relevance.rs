//! Which programmes of our own does a document touch, and who should follow it up?
//!
//! Few and trustworthy: three things must meet. A **partner** (it published the document, or is named in
//! it), an **instrument** the programme answers to, and **we** (our programme, ourselves, our country, close
//! to the instrument). Without us it is only possible, and only where a partner itself announces what the
//! document is about, for no other country. A fellowship of a partner for its own people is nothing.

use crate::entities::{At, COUNTRIES, Cue, Known, Meant, Read};
use shiome_model::{
    Agency, AgencyId, Document, EntityKind, Field, Grade, Programme, Programmes, Relevance, Span, TopicMatch,
    relevance::Ground,
};
use std::collections::{BTreeMap, BTreeSet};

/// Programmes told of one document.
const MOST: usize = 3;
/// Bytes within which our country belongs to an instrument.
const CLOSE: usize = 160;
/// Bytes of text that count as its opening.
const OPENING: usize = 500;
/// A sentence that names so many countries is a list.
const LIST: usize = 5;

/// Our programmes, ready to be asked.
pub(crate) struct Own {
    programmes: Programmes,
    countries: BTreeMap<AgencyId, String>,
    home: Option<String>,
}

/// A partner of a programme, as a document shows it.
#[derive(Clone)]
struct Partner {
    agency: AgencyId,
    country: String,
    at: Option<(Field, Span)>,
}

impl Own {
    pub(crate) fn of(programmes: &Programmes, agencies: &[Agency]) -> Self {
        let countries: BTreeMap<AgencyId, String> =
            agencies.iter().map(|a| (a.id.clone(), a.country.clone())).collect();
        let home = countries.get(&programmes.own).cloned();
        Self { programmes: programmes.clone(), countries, home }
    }

    /// The programmes a document touches, surest first.
    pub(crate) fn relevance(
        &self,
        document: &Document,
        known: &Known,
        read: &Read,
        meant: &[Meant],
        topics: &[TopicMatch],
    ) -> Vec<Relevance> {
        if read.cues.is_empty() {
            return Vec::new();
        }
        let asked = Asked { own: self, document, known, read, meant, topics };
        let mut all: Vec<Relevance> = (0u32..)
            .zip(&self.programmes.programmes)
            .filter_map(|(number, programme)| asked.programme(number, programme))
            .collect();
        all.sort_by_key(|r| std::cmp::Reverse(r.grade));
        // Beside what is sure, what is only possible is noise.
        if all.first().is_some_and(|r| r.grade > Grade::Possible) {
            all.retain(|r| r.grade > Grade::Possible);
        }
        all.truncate(MOST);
        all
    }

    fn is_home(&self, country: &str) -> bool {
        self.home.as_deref() == Some(country)
    }

    /// Who follows up a country; where several do, the one whose place is named.
    fn office(&self, country: &str, read: &Read) -> Option<String> {
        let offices = self.programmes.offices.iter().enumerate();
        let covering: Vec<_> = offices.filter(|(_, o)| o.countries.iter().any(|c| c == country)).collect();
        let placed = covering.iter().find(|(number, _)| {
            read.cues.iter().any(|c| matches!(c.what, Cue::Place(n) if n as usize == *number))
        });
        let office = placed.or(covering.first()).map(|(_, o)| *o).or(self.programmes.fallback.as_ref());
        office.map(|o| o.id.clone())
    }
}

struct Asked<'a> {
    own: &'a Own,
    document: &'a Document,
    known: &'a Known,
    read: &'a Read,
    meant: &'a [Meant],
    topics: &'a [TopicMatch],
}

impl Asked<'_> {
    fn programme(&self, number: u32, programme: &Programme) -> Option<Relevance> {
        let named = self.cues(|c| c == Cue::Programme(number)).next();
        let instruments: Vec<At<Cue>> = self.cues(|c| c == Cue::Instrument(number)).collect();
        if named.is_none() && instruments.is_empty() {
            return None;
        }
        let partners = self.partners(programme);
        let ourselves = self.ourselves();
        let home = ourselves.or_else(|| self.home_beside(&instruments));
        let (grade, partner) = match (named, partners.first(), home) {
            (Some(_), Some(partner), _) => (Grade::Direct, partner.clone()),
            (Some(_), None, _) => (Grade::Direct, self.abroad()?),
            (None, Some(partner), Some(_)) if ourselves.is_some() => (Grade::Direct, partner.clone()),
            (None, Some(partner), Some(_)) => (Grade::Likely, partner.clone()),
            (None, Some(partner), None) if self.announces(partner, programme, &instruments) => {
                (Grade::Possible, partner.clone())
            }
            _ => return None,
        };
        let office = self.own.office(&partner.country, self.read)?;
        // What an office wrote itself it need not be told.
        if office == self.document.agency.as_str() {
            return None;
        }
        let mut grounds = Vec::new();
        grounds.extend(named.map(|at| Ground::Programme { field: at.field, span: at.span }));
        match partner.at {
            Some((field, span)) => {
                grounds.push(Ground::Partner { agency: partner.agency.clone(), field, span })
            }
            None if self.own.is_home(&self.document.country) => {}
            None => grounds.push(Ground::Issuer { agency: partner.agency.clone() }),
        }
        grounds.extend(home.map(|(field, span)| Ground::Home { field, span }));
        grounds.extend(
            instruments.iter().take(2).map(|at| Ground::Instrument { field: at.field, span: at.span }),
        );
        grounds.extend(self.topic(programme).map(|topic| Ground::Topic { topic: topic.topic.clone() }));
        Some(Relevance { programme: programme.id.clone(), grade, country: partner.country, office, grounds })
    }

    fn cues(&self, wanted: impl Fn(Cue) -> bool) -> impl Iterator<Item = At<Cue>> {
        self.read.cues.iter().filter(move |c| wanted(c.what)).copied()
    }

    fn topic(&self, programme: &Programme) -> Option<&TopicMatch> {
        self.topics.iter().find(|t| programme.topics.contains(&t.topic))
    }

    /// Partners abroad: the issuer first, then in the order in which they are named.
    fn partners(&self, programme: &Programme) -> Vec<Partner> {
        let mut found = Vec::new();
        let issuer = &self.document.agency;
        if programme.partners.contains(issuer) && !self.own.is_home(&self.document.country) {
            found.push(Partner { agency: issuer.clone(), country: self.document.country.clone(), at: None });
        }
        for one in self.meant {
            let Some(thing) = self.known.things.get(one.thing as usize) else { continue };
            let agency = AgencyId::new(thing.id.as_str());
            let sure = one.mention.because.confidence() >= 0.85;
            if !sure || thing.kind != EntityKind::Agency || !programme.partners.contains(&agency) {
                continue;
            }
            let Some(country) = self.own.countries.get(&agency).filter(|c| !self.own.is_home(c)) else {
                continue;
            };
            if !found.iter().any(|p| p.agency == agency) {
                let at = Some((one.mention.field, one.mention.span));
                found.push(Partner { agency, country: country.clone(), at });
            }
        }
        found
    }

    /// Where our own agency is named, in a document of somebody else.
    fn ourselves(&self) -> Option<(Field, Span)> {
        let own = self.own.programmes.own.as_str();
        let named = self.meant.iter().find(|m| {
            self.known
                .things
                .get(m.thing as usize)
                .is_some_and(|t| t.kind == EntityKind::Agency && t.id == own)
        });
        named.map(|m| (m.mention.field, m.mention.span))
    }

    /// Where our country is named beside an instrument, and not in a list of many.
    fn home_beside(&self, instruments: &[At<Cue>]) -> Option<(Field, Span)> {
        let homes: Vec<At<Cue>> = self.cues(|c| c == Cue::Home).collect();
        let beside = |home: &At<Cue>| {
            instruments.iter().any(|i| i.field == home.field && gap(i.span, home.span) <= CLOSE)
                || (home.field == Field::Title && instruments.iter().any(is_prominent))
        };
        homes.into_iter().find(|h| beside(h) && !self.in_a_list(h)).map(|h| (h.field, h.span))
    }

    fn in_a_list(&self, at: &At<Cue>) -> bool {
        let around =
            self.read.countries.iter().filter(|c| c.field == at.field && gap(c.span, at.span) <= CLOSE);
        around.map(|c| c.what).collect::<BTreeSet<u32>>().len() >= LIST
    }

    /// Whether a partner itself announces what the programme answers to, open to any country.
    fn announces(&self, partner: &Partner, programme: &Programme, instruments: &[At<Cue>]) -> bool {
        let names: BTreeSet<String> = instruments.iter().map(|i| self.text(i)).collect();
        let told = instruments.iter().any(|i| i.field == Field::Title) || names.len() >= 2;
        let foreign = |country: &u32| {
            let code = COUNTRIES.get(*country as usize).map_or("", |c| c.0);
            code != partner.country && !self.own.is_home(code) && code != "EU"
        };
        let opening = |c: &&At<u32>| c.field == Field::Title || c.span.end <= OPENING;
        let elsewhere = self.read.countries.iter().filter(opening).any(|c| foreign(&c.what));
        partner.at.is_none() && told && self.topic(programme).is_some() && !elsewhere
    }

    fn text(&self, at: &At<Cue>) -> String {
        let text = if at.field == Field::Title { &self.document.title } else { &self.document.text };
        at.span.of(text).to_lowercase()
    }

    /// Another country as the issuer's, or as what the title is about.
    fn abroad(&self) -> Option<Partner> {
        if !self.own.is_home(&self.document.country) && self.document.country.len() == 2 {
            let (agency, country) = (self.document.agency.clone(), self.document.country.clone());
            return Some(Partner { agency, country, at: None });
        }
        let titled = self.read.countries.iter().filter(|c| c.field == Field::Title);
        let code =
            titled.filter_map(|c| Some(COUNTRIES.get(c.what as usize)?.0)).find(|c| !self.own.is_home(c))?;
        Some(Partner { agency: self.document.agency.clone(), country: code.to_owned(), at: None })
    }
}

fn is_prominent(at: &At<Cue>) -> bool {
    at.field == Field::Title || at.span.end <= OPENING
}

fn gap(one: Span, other: Span) -> usize {
    let (first, last) = if one.start <= other.start { (one, other) } else { (other, one) };
    last.start.saturating_sub(first.end)
}
