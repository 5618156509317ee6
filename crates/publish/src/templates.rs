//! The templates: part of the program, compiled in, strict about names, escaping by file name.

use crate::{Error, plain};
use minijinja::{
    AutoEscape, Environment, Output, State, UndefinedBehavior, Value, escape_formatter, syntax::SyntaxConfig,
    value::Serde,
};
use serde::Serialize;
use std::{fmt::Write, sync::LazyLock};

const FILES: [(&str, &str); 5] = [
    ("alert.html", include_str!("../templates/alert.html")),
    ("alert.txt", include_str!("../templates/alert.txt")),
    ("digest.html", include_str!("../templates/digest.html")),
    ("digest.txt", include_str!("../templates/digest.txt")),
    ("report.html", include_str!("../templates/report.html")),
];

static ENVIRONMENT: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(|| {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    let lean = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(lean.map_err(|e| format!("{e:#}"))?);
    env.set_auto_escape_callback(
        |name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None },
    );
    env.set_formatter(write);
    env.add_filter("wrap", |text: String, first: String, rest: String| plain::wrap(&text, &first, &rest));
    for (name, source) in FILES {
        env.add_template(name, source).map_err(|e| format!("{e:#}"))?;
    }
    Ok(env)
});

/// Writes text into a page with the five characters escaped that could leave text or attribute. The
/// default also escapes slashes, which makes every address longer and protects nothing here.
fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            let failed = |_| minijinja::Error::from(minijinja::ErrorKind::WriteFailure);
            for c in text.chars() {
                match c {
                    '<' => out.write_str("&lt;"),
                    '>' => out.write_str("&gt;"),
                    '&' => out.write_str("&amp;"),
                    '"' => out.write_str("&quot;"),
                    '\'' => out.write_str("&#39;"),
                    c => out.write_char(c),
                }
                .map_err(failed)?;
            }
            Ok(())
        }
        _ => escape_formatter(out, state, value),
    }
}

/// Renders the template `name` with `view`.
pub(crate) fn render(name: &str, view: &impl Serialize) -> Result<String, Error> {
    let env = ENVIRONMENT
        .as_ref()
        .map_err(|e| minijinja::Error::new(minijinja::ErrorKind::SyntaxError, e.clone()))?;
    Ok(env.get_template(name)?.render(Value::from(Serde(view)))?)
}
