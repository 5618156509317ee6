//! From moulds and matter to a text: a small grammar whose slots name rules.

use super::{
    dates::in_words,
    material::{Language, Matter},
    rng::Rng,
};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;

/// Rules that keep their value within one text.
const KEPT: [&str; 9] = ["np", "person", "other", "role", "scheme", "programme", "deadline", "event", "year"];
/// Rules may name rules, but not for ever.
const DEPTH: usize = 6;

/// A text without its page.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) author: String,
}

struct Composer<'a> {
    language: &'a Language,
    matter: &'a Matter,
    agency: &'a str,
    date: NaiveDate,
    rng: Rng,
    kept: BTreeMap<String, String>,
}

/// Writes a text of `kind` (or of news, if the language lacks it) on a matter.
pub(super) fn compose(
    language: &Language,
    matter: &Matter,
    kind: &str,
    agency: &str,
    date: NaiveDate,
    rng: Rng,
) -> Option<Text> {
    let mould = language.kinds.get(kind).or_else(|| language.kinds.get("news"))?;
    let mut composer = Composer { language, matter, agency, date, rng, kept: BTreeMap::new() };
    let contexts = language.rules.get("context").map_or(&[][..], Vec::as_slice);
    let title = composer.one(&mould.title);
    let says: Vec<&String> = composer.rng.sample(&matter.say, 5);
    let context: Vec<&String> = composer.rng.sample(contexts, 4);
    let body: Vec<&String> = composer.rng.sample(&mould.body, 3);
    let open = composer.rng.pick(&mould.open);
    let close = composer.rng.pick(&mould.close);
    let plan: [Vec<Option<&String>>; 5] = [
        vec![open, body.first().copied()],
        vec![says.first().copied(), says.get(1).copied(), context.first().copied()],
        vec![body.get(1).copied(), says.get(2).copied(), context.get(1).copied()],
        vec![says.get(3).copied(), context.get(2).copied(), says.get(4).copied()],
        vec![body.get(2).copied(), context.get(3).copied(), close],
    ];
    let gap = if matches!(language.code, "ja" | "zh") { "" } else { " " };
    let paragraphs = plan
        .into_iter()
        .map(|sentences| {
            let sentences: Vec<String> =
                sentences.into_iter().flatten().map(|sentence| composer.sentence(sentence)).collect();
            sentences.join(gap)
        })
        .collect();
    let author = composer.slot("other", 0);
    Some(Text { title, paragraphs, author })
}

impl Composer<'_> {
    fn one(&mut self, from: &[String]) -> String {
        let template = self.rng.pick(from).cloned().unwrap_or_default();
        self.sentence(&template)
    }

    fn sentence(&mut self, template: &str) -> String {
        let text = self.expand(template, 0);
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    fn expand(&mut self, template: &str, depth: usize) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else { break };
            let value = self.slot(name, depth);
            text.push_str(&value);
            rest = after;
        }
        text.push_str(rest);
        text
    }

    fn slot(&mut self, name: &str, depth: usize) -> String {
        if let Some(value) = self.kept.get(name) {
            return value.clone();
        }
        let value = match name {
            "agency" => self.agency.to_owned(),
            "year" => (self.date.year() + 1).to_string(),
            "deadline" => self.later(21, 60),
            "event" => self.later(61, 95),
            _ => match name.split_once("..") {
                Some((first, last)) => self.number(first, last),
                None => self.rule(name, depth),
            },
        };
        if KEPT.contains(&name) {
            self.kept.insert(name.to_owned(), value.clone());
        }
        value
    }

    fn later(&mut self, first: usize, last: usize) -> String {
        let days = self.rng.between(first, last) as u64;
        in_words(self.language.code, self.date + Days::new(days))
    }

    fn number(&mut self, first: &str, last: &str) -> String {
        let read = |text: &str| text.trim().parse::<usize>().unwrap_or_default();
        self.rng.between(read(first), read(last)).to_string()
    }

    fn rule(&mut self, name: &str, depth: usize) -> String {
        let choices = if name == "np" { Some(&self.matter.np) } else { self.language.rules.get(name) };
        let template = choices.and_then(|choices| self.rng.pick(choices)).cloned();
        match template {
            Some(template) if depth < DEPTH => self.expand(&template, depth + 1),
            _ => format!("{{{name}}}"), // shows in the text, and a test looks for braces
        }
    }
}
