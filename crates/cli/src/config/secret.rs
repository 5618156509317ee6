//! Passwords stay out of files: a file names the environment variable that holds one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `env:NAME`: the environment variable that holds a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(String);

/// The variable is not set.
#[derive(Debug, thiserror::Error)]
#[error("read a secret: the environment variable {0} is not set")]
pub struct Unset(String);

impl Secret {
    /// The name of the variable; none if this is no such name, but perhaps the secret itself.
    pub fn variable(&self) -> Option<&str> {
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        self.0.strip_prefix("env:").filter(|n| !n.is_empty() && n.chars().all(is_name))
    }

    /// The secret.
    pub fn read(&self) -> Result<String, Unset> {
        let name = self.variable().unwrap_or_default();
        secret_of(name).ok_or_else(|| Unset(name.to_owned()))
    }
}

/// The secret in the environment variable of that name.
#[expect(clippy::disallowed_methods, reason = "secrets are read in the binary, when they are used")]
pub fn secret_of(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|s| !s.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_a_variable_is_taken() {
        let variable = |text: &str| Secret(text.into()).variable().map(str::to_owned);
        assert_eq!(variable("env:SMTP_PASSWORD").as_deref(), Some("SMTP_PASSWORD"));
        assert_eq!(variable("hunter2"), None);
        assert_eq!(variable("env:"), None);
        assert_eq!(variable("env:hunter 2"), None);
    }

    #[test]
    fn an_unset_variable_is_named() {
        let error = Secret("env:SHIOME_TEST_NEVER_SET".into()).read().unwrap_err();
        assert!(error.to_string().contains("SHIOME_TEST_NEVER_SET"));
    }
}
