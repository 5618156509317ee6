//! All names into one automaton.
//!
//! A pattern is a name as [`Folded`] text sees it; what it may stand for are its senses. Names of
//! bodies and programmes, words for countries and the words of our own programmes share the automaton,
//! so that a text is read once.

use crate::{error::Error, fold::Folded, script::is_run_script, words::words};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use shiome_model::{Agency, EntityKind, Knowledge, NamedThing, Names, Programmes};
use std::collections::{BTreeMap, BTreeSet};

use super::countries::COUNTRIES;

/// Something that may be named.
pub(crate) struct Thing {
    pub(crate) kind: EntityKind,
    pub(crate) id: String,
    pub(crate) ror: Option<String>,
    pub(crate) country: Option<String>,
}

/// What a word of our programmes is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cue {
    /// Our country, or ourselves.
    Home,
    /// A programme by its name.
    Programme(u32),
    /// An instrument a programme answers to.
    Instrument(u32),
    /// A place of an office.
    Place(u32),
}

/// What a name may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    /// A thing, by its number.
    Thing {
        /// Which.
        thing: u32,
        /// Whether it is an acronym or one word: then case counts.
        short: bool,
        /// Whether the name means other things too.
        ambiguous: bool,
    },
    /// A country, by its number.
    Country(u32),
    /// A word of our programmes.
    Cue(Cue),
}

/// One sense of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sense {
    pub(crate) meaning: Meaning,
    /// As it must be written, where case counts.
    pub(crate) cased: Option<String>,
    /// Whether any ending may follow.
    pub(crate) open: bool,
}

/// All names, compiled.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) things: Vec<Thing>,
    pub(crate) automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    pub(crate) senses: Vec<Vec<Sense>>,
}

impl Known {
    /// Compiles the names of bodies, of other things, and the words of our programmes.
    pub(crate) fn compile(knowledge: &Knowledge) -> Result<Self, Error> {
        let mut names = Gathering::default();
        knowledge.agencies.iter().for_each(|a| names.agency(a));
        knowledge.things.iter().for_each(|t| names.thing(t));
        names.countries();
        if let Some(programmes) = &knowledge.programmes {
            names.cues(programmes);
        }
        let Gathering { things, patterns } = names;
        let automaton = match patterns.is_empty() {
            true => None,
            false => {
                let numbered: Vec<(&String, u32)> = patterns.keys().zip(0u32..).collect();
                let built = CharwiseDoubleArrayAhoCorasick::with_values(numbered)
                    .map_err(|e| Error::Automaton(e.to_string()))?;
                Some(built)
            }
        };
        Ok(Self { things, automaton, senses: patterns.into_values().map(Vec::from_iter).collect() })
    }
}

#[derive(Default)]
struct Gathering {
    things: Vec<Thing>,
    patterns: BTreeMap<String, BTreeSet<Sense>>,
}

impl Gathering {
    fn agency(&mut self, agency: &Agency) {
        let number = self.begin(Thing {
            kind: EntityKind::Agency,
            id: agency.id.to_string(),
            ror: agency.ror.clone(),
            country: Some(agency.country.clone()),
        });
        let german = matches!(agency.country.as_str(), "DE" | "AT" | "CH");
        self.names(number, &agency.name, &agency.aliases, &agency.acronyms, &agency.ambiguous, german);
    }

    fn thing(&mut self, thing: &NamedThing) {
        let number = self.begin(Thing {
            kind: thing.kind,
            id: thing.id.clone(),
            ror: None,
            country: thing.country.clone(),
        });
        self.names(number, &thing.name, &thing.aliases, &thing.acronyms, &thing.ambiguous, true);
    }

    fn begin(&mut self, thing: Thing) -> u32 {
        self.things.push(thing);
        (self.things.len() - 1) as u32
    }

    fn names(
        &mut self,
        thing: u32,
        names: &Names,
        aliases: &[String],
        acronyms: &[String],
        ambiguous: &[String],
        german: bool,
    ) {
        let doubtful = |name: &str| ambiguous.iter().any(|a| a == name);
        let listed = [Some(&names.en), Some(&names.ja), names.native.as_ref()];
        for name in listed.into_iter().flatten() {
            let Parts { name, acronym, qualified } = parts(name);
            self.name(thing, &name, qualified || doubtful(&name), german);
            if let Some(acronym) = acronym {
                self.acronym(thing, &acronym, doubtful(&acronym));
            }
        }
        for name in aliases {
            self.name(thing, name, doubtful(name), german);
        }
        for acronym in acronyms {
            self.acronym(thing, acronym, doubtful(acronym));
        }
        for name in ambiguous.iter().filter(|n| !aliases.contains(n) && !acronyms.contains(n)) {
            self.name(thing, name, true, german);
        }
    }

    fn name(&mut self, thing: u32, name: &str, ambiguous: bool, german: bool) {
        let list = words(name);
        let run = name.chars().any(is_run_script);
        // "Formas" and "CNRS" are no words of a sentence only while their case is kept.
        let short = !run && list.len() < 2 && !name.contains(char::is_whitespace);
        let meaning = Meaning::Thing { thing, short, ambiguous };
        if short {
            for cased in [name.to_owned(), name.to_uppercase()] {
                self.add(name, Sense { meaning, cased: Some(cased), open: false });
            }
            return;
        }
        self.add(name, Sense { meaning, cased: None, open: false });
        if german {
            for inflected in inflections(name) {
                self.add(&inflected, Sense { meaning, cased: None, open: false });
            }
        }
    }

    fn acronym(&mut self, thing: u32, acronym: &str, ambiguous: bool) {
        let meaning = Meaning::Thing { thing, short: true, ambiguous };
        self.add(acronym, Sense { meaning, cased: Some(acronym.to_owned()), open: false });
    }

    fn countries(&mut self) {
        for (number, (_, words)) in COUNTRIES.iter().enumerate() {
            for word in words.split('|') {
                self.word(word, Meaning::Country(number as u32));
            }
        }
    }

    fn cues(&mut self, programmes: &Programmes) {
        for word in &programmes.home {
            self.word(word, Meaning::Cue(Cue::Home));
        }
        for (number, programme) in (0u32..).zip(&programmes.programmes) {
            for name in &programme.aliases {
                self.word(name, Meaning::Cue(Cue::Programme(number)));
            }
            for word in &programme.words {
                self.word(word, Meaning::Cue(Cue::Instrument(number)));
            }
        }
        for (number, office) in (0u32..).zip(&programmes.offices) {
            for place in &office.places {
                self.word(place, Meaning::Cue(Cue::Place(number)));
            }
        }
    }

    /// A word of a table: with a `*` any ending may follow; in capitals only it is found so.
    fn word(&mut self, word: &str, meaning: Meaning) {
        let open = word.ends_with('*');
        let word = word.trim_end_matches('*');
        let capitals = !word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase);
        self.add(word, Sense { meaning, cased: capitals.then(|| word.to_owned()), open });
    }

    fn add(&mut self, name: &str, sense: Sense) {
        for spelling in spellings(name.trim()) {
            let folded = Folded::of(&spelling).text;
            if folded.chars().any(char::is_alphanumeric) {
                self.patterns.entry(folded).or_default().insert(sense.clone());
            }
        }
    }
}

/// A name of the configuration taken apart.
struct Parts {
    name: String,
    acronym: Option<String>,
    /// Whether a remark had to be added to tell it from others.
    qualified: bool,
}

/// "Austrian Science Fund (FWF)" is a name and an acronym; "Ministry of Education (Egypt)" is a name that
/// needs its country.
fn parts(name: &str) -> Parts {
    let end = |c: char| matches!(c, ')' | '）');
    let open = name.char_indices().find(|(_, c)| matches!(c, '(' | '（'));
    let Some((at, bracket)) = open.filter(|_| name.trim_end().ends_with(end)) else {
        return Parts { name: name.to_owned(), acronym: None, qualified: false };
    };
    let plain = name[..at].trim().to_owned();
    let remark = name[at + bracket.len_utf8()..].trim_end().trim_end_matches(end);
    let first = remark.split([',', '、']).next().unwrap_or_default().trim();
    let is_acronym = |t: &str| {
        t.chars().filter(|c| c.is_uppercase()).count() >= 2
            && !t.contains(char::is_whitespace)
            && t.is_ascii()
    };
    let acronym = Some(first).filter(|t| is_acronym(t)).map(str::to_owned);
    let qualified = acronym.is_none() && !remark.starts_with("ex-");
    Parts { name: plain, acronym, qualified }
}

/// A German name as it stands in other cases: its adjectives and its first noun change their endings.
fn inflections(name: &str) -> Vec<String> {
    const FORMS: [[(&str, &str); 4]; 2] = [
        [("sche", "schen"), ("scher", "schen"), ("sches", "schen"), ("nale", "nalen")],
        [("sche", "scher"), ("scher", "sche"), ("sches", "sche"), ("nale", "naler")],
    ];
    const GENITIVES: [(&str, &str); 3] =
        [("ministerium", "ministeriums"), ("sekretariat", "sekretariats"), ("verband", "verbands")];
    let list: Vec<&str> = name.split(' ').collect();
    if list.len() < 2 {
        return Vec::new();
    }
    let mut all = Vec::new();
    for form in FORMS {
        let adjectives = |word: &str| {
            form.iter().find_map(|(end, other)| Some(format!("{}{other}", word.strip_suffix(end)?)))
        };
        let capital = |word: &&&str| word.chars().next().is_some_and(char::is_uppercase);
        let leading = list.iter().take_while(|w| capital(w) && adjectives(w).is_some()).count();
        if leading > 0 {
            let changed = list.iter().enumerate().map(|(n, w)| match n < leading {
                true => adjectives(w).unwrap_or_default(),
                false => (*w).to_owned(),
            });
            all.push(changed.collect::<Vec<_>>().join(" "));
        }
    }
    if let Some((first, rest)) = name.split_once(' ') {
        let genitive =
            GENITIVES.iter().find_map(|(end, other)| Some(format!("{}{other}", first.strip_suffix(end)?)));
        all.extend(genitive.map(|g| format!("{g} {rest}")));
    }
    all
}

/// The same name with other apostrophes, dashes and conjunctions.
fn spellings(name: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([name.to_owned()]);
    let pairs = [
        ("'", "’"),
        ("’", "'"),
        ("–", "-"),
        ("-", "\u{2010}"),
        ("-", "–"),
        (" & ", " and "),
        (" and ", " & "),
        ("＝", "="),
        ("＝", "・"),
    ];
    for (from, to) in pairs {
        let others: Vec<String> =
            all.iter().filter(|n| n.contains(from)).map(|n| n.replace(from, to)).collect();
        all.extend(others);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_configuration_come_apart() {
        let of = |name| {
            let Parts { name, acronym, qualified } = parts(name);
            (name, acronym.unwrap_or_default(), qualified)
        };
        assert_eq!(of("Austrian Science Fund (FWF)"), ("Austrian Science Fund".into(), "FWF".into(), false));
        assert_eq!(of("Ministry of Education (Egypt)"), ("Ministry of Education".into(), "".into(), true));
        assert_eq!(of("SSC (NSTC, ex-MOST)"), ("SSC".into(), "NSTC".into(), false));
        assert_eq!(of("経済協力開発機構（OECD）"), ("経済協力開発機構".into(), "OECD".into(), false));
        assert_eq!(of("Council (ex-Academy)"), ("Council".into(), "".into(), false));
        assert_eq!(of("CNRS"), ("CNRS".into(), "".into(), false));
    }

    #[test]
    fn german_names_are_known_in_other_cases() {
        assert!(
            inflections("Deutsche Forschungsgemeinschaft")
                .contains(&"Deutschen Forschungsgemeinschaft".into())
        );
        let ministry = inflections("Bundesministerium für Bildung und Forschung");
        assert_eq!(ministry, ["Bundesministeriums für Bildung und Forschung"]);
        let service = inflections("Deutscher Akademischer Austauschdienst");
        assert!(service.contains(&"Deutschen Akademischen Austauschdienst".into()));
        assert!(service.contains(&"Deutsche Akademische Austauschdienst".into()));
        assert!(inflections("Agence nationale de la recherche").is_empty());
    }

    #[test]
    fn spellings_of_one_name_meet() {
        let all = spellings("Ministère de l'Enseignement & co");
        assert!(all.contains("Ministère de l’Enseignement and co"));
    }
}
