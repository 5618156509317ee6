//! `shiome topics terms [TOPIC]`

use crate::failure::Failure;
use crate::{Common, wiring};
use serde::Serialize;
use shiome_enrich::{Seen, seen};
use shiome_model::{ConceptId, Lang, Term, Topic, topic::thesaurus_version};
use std::process::ExitCode;

#[derive(Serialize)]
struct Listed<'t> {
    /// Version of the thesaurus.
    version: String,
    terms: Vec<Row<'t>>,
}

#[derive(Serialize)]
struct Row<'t> {
    concept: &'t ConceptId,
    lang: &'t Lang,
    term: &'t str,
    /// Documents of the gold set, both parts, that carry its topic.
    right: u32,
    /// Those that do not.
    wrong: u32,
    /// Their share; none if it was never found there.
    precision: Option<f32>,
    /// What its worth is multiplied by, from the train part.
    factor: f32,
}

impl<'t> Row<'t> {
    fn of(concept: &'t ConceptId, term: &'t Term) -> Self {
        let counted = seen(concept, &term.lang, &term.text);
        let Seen { right, wrong, held_right, held_wrong } = counted;
        Self {
            concept,
            lang: &term.lang,
            term: &term.text,
            right: right + held_right,
            wrong: wrong + held_wrong,
            precision: counted.precision(),
            factor: counted.factor(),
        }
    }
}

pub fn run(common: &Common, topic: Option<&str>, wrong: bool) -> Result<ExitCode, Failure> {
    let topics = wiring::config(common)?.plan.topics;
    let chosen: Vec<&Topic> = topics.iter().filter(|t| topic.is_none_or(|id| t.id.as_str() == id)).collect();
    if let (Some(topic), true) = (topic, chosen.is_empty()) {
        let known: Vec<&str> = topics.iter().map(|t| t.id.as_str()).collect();
        let hint = known.join(", ");
        return Err(Failure::mistaken(format!("there is no topic '{topic}'; there are: {hint}")));
    }
    let concepts = chosen.iter().flat_map(|t| &t.concepts);
    let rows = concepts.flat_map(|c| c.terms.iter().map(|t| Row::of(&c.id, t)));
    let version = thesaurus_version(&topics).short()[..12].to_owned();
    let listed = Listed { version, terms: rows.filter(|r| !wrong || r.wrong > 0).collect() };
    if common.json {
        super::super::print_json(&listed)?;
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "thesaurus {}: {} terms; documents of the gold set in which each was right and wrong",
        listed.version,
        listed.terms.len()
    );
    for row in &listed.terms {
        let precision = row.precision.map_or_else(|| "not seen".to_owned(), |p| format!("{p:.2}"));
        println!(
            "{:>8}  {:>3} right {:>3} wrong  x{:.2}  {}  {}  {}",
            precision, row.right, row.wrong, row.factor, row.lang, row.term, row.concept
        );
    }
    Ok(ExitCode::SUCCESS)
}
