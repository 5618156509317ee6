//! The templates: part of the program, compiled in, strict about names, escaping by file name.

use crate::{Error, plain};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;
use std::sync::LazyLock;

const FILES: [(&str, &str); 3] = [
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
    env.add_filter("wrap", |text: String, first: String, rest: String| plain::wrap(&text, &first, &rest));
    for (name, source) in FILES {
        env.add_template(name, source).map_err(|e| format!("{e:#}"))?;
    }
    Ok(env)
});

/// Renders the template `name` with `view`.
pub(crate) fn render(name: &str, view: &impl Serialize) -> Result<String, Error> {
    let env = ENVIRONMENT
        .as_ref()
        .map_err(|e| minijinja::Error::new(minijinja::ErrorKind::SyntaxError, e.clone()))?;
    Ok(env.get_template(name)?.render(Value::from(Serde(view)))?)
}
