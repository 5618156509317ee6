//! The templates: part of the program, compiled in, strict about names, escaping everything.

use crate::{
    dates,
    failure::Failure,
    marked::{self, Mark},
    words::{self, Words},
};
use chrono::NaiveDate;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value,
    syntax::SyntaxConfig,
    value::{Kwargs, Serde},
};
use serde::Serialize;
use shiome_model::Timestamp;
use shiome_publish::Edition;
use std::sync::LazyLock;

macro_rules! files {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("../templates/", $name)))),*] };
}

pub(crate) const FILES: [(&str, &str); 23] = files![
    "base.html",
    "macros.html",
    "chart.html",
    "search.html",
    "facets.html",
    "hits.html",
    "document.html",
    "compare.html",
    "capture.html",
    "copy.html",
    "topics.html",
    "topic.html",
    "promises.html",
    "model_gist.html",
    "record.html",
    "offices.html",
    "signals.html",
    "sources.html",
    "source.html",
    "spark.html",
    "issues.html",
    "status.html",
    "error.html",
];

/// What every page says around its answer.
pub(crate) struct Shell<'a> {
    /// Language of the interface.
    pub lang: Edition,
    /// Title of the page.
    pub title: &'a str,
    /// Its path.
    pub path: &'a str,
    /// The same page in the other language.
    pub switch: String,
    /// The same answer as JSON.
    pub rest: Option<String>,
}

#[derive(Serialize)]
struct Page<'a, T> {
    lang: &'static str,
    w: &'static Words,
    title: &'a str,
    path: &'a str,
    switch: &'a str,
    rest: Option<&'a str>,
    style: &'static str,
    a: &'a T,
}

static ENVIRONMENT: LazyLock<Result<Environment<'static>, String>> =
    LazyLock::new(|| environment().map_err(|e| format!("{e:#}")));

fn environment() -> Result<Environment<'static>, Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.add_filter("fill", fill);
    env.add_filter("num", num);
    env.add_filter("day", day);
    env.add_filter("moment", moment);
    env.add_filter("month", |text: String, lang: String| dates::month(&text, edition(&lang)));
    env.add_filter("pieces", |text: String, marks: Serde<Vec<Mark>>| {
        Value::from(Serde(marked::pieces(&text, marks.0)))
    });
    env.add_filter("paragraphs", |text: String, marks: Serde<Vec<Mark>>, pages: Serde<Vec<usize>>| {
        Value::from(Serde(marked::paragraphs(&text, marks.0, &pages.0)))
    });
    env.add_function("ticks", ticks);
    for (name, source) in FILES {
        env.add_template(name, source)?;
    }
    Ok(env)
}

/// Renders the template `name` with an answer.
pub(crate) fn render(name: &str, shell: &Shell, answer: &impl Serialize) -> Result<String, Failure> {
    let env = ENVIRONMENT.as_ref().map_err(|e| Error::new(ErrorKind::SyntaxError, e.clone()))?;
    let page = Page {
        lang: shell.lang.as_str(),
        w: words::table(shell.lang),
        title: shell.title,
        path: shell.path,
        switch: &shell.switch,
        rest: shell.rest.as_deref(),
        style: crate::fixed::style_address(),
        a: answer,
    };
    Ok(env.get_template(name)?.render(Value::from(Serde(page)))?)
}

fn edition(lang: &str) -> Edition {
    lang.parse().unwrap_or_default()
}

/// `{{ w.results | fill(n=12) }}`
fn fill(text: String, blanks: Kwargs) -> Result<String, Error> {
    let names: Vec<String> = blanks.args().map(str::to_owned).collect();
    let mut values = Vec::with_capacity(names.len());
    for name in &names {
        values.push((name.as_str(), blanks.get::<Value>(name)?.to_string()));
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Ok(words::fill(&text, &values))
}

/// A whole number with its thousands apart.
fn num(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = if number < 0 { "-".to_owned() } else { String::new() };
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A day; nothing for none.
fn day(date: Option<String>, lang: String) -> String {
    let date = date.and_then(|d| d.parse::<NaiveDate>().ok());
    date.map(|d| dates::day(d, edition(&lang))).unwrap_or_default()
}

/// A moment; nothing for none.
fn moment(at: Option<String>, lang: String) -> String {
    let at = at.and_then(|d| d.parse::<Timestamp>().ok());
    at.map(|d| dates::moment(d, edition(&lang))).unwrap_or_default()
}

/// Round values from 0 to `most` or just above it, for an axis: steps of 1, 2 or 5.
fn ticks(most: f64) -> Vec<f64> {
    let least = most.max(1e-6) / 4.0;
    let power = 10_f64.powf(least.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= least).unwrap_or(10.0 * power);
    let count = (most.max(1e-6) / step).ceil() as usize;
    // The division takes back what binary fractions add: 3 * 0.1 is not 0.3.
    (0..=count).map(|i| (i as f64 * step * 1e6).round() / 1e6).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_well_formed_and_says_only_words_that_exist() {
        let env = environment().unwrap();
        assert_eq!(env.templates().count(), FILES.len());
        for (file, source) in FILES {
            for after in source.split("w.").skip(1).filter(|_| file != "copy.html") {
                let name: String =
                    after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                assert!(words::table(Edition::Ja).contains_key(&name), "{file}: {name}");
            }
        }
    }

    #[test]
    fn numbers_and_axes_are_readable() {
        assert_eq!([num(0), num(999), num(1_000), num(-1_234_567)], ["0", "999", "1,000", "-1,234,567"]);
        assert_eq!(ticks(7.3), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(0.9), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(100.0), [0.0, 50.0, 100.0]);
        assert!(ticks(0.0).len() > 1);
    }
}
