//! Errors for people: what failed, and what to do about it.

use crate::config::Problems;
use std::fmt;

/// Whose fault it was decides the exit code.
#[derive(Debug)]
pub enum Failure {
    /// The command line or the configuration: 2.
    Use(anyhow::Error),
    /// Everything else: 3.
    Broken(anyhow::Error),
}

impl Failure {
    /// Mistaken use, with what to do instead.
    pub fn mistaken(message: impl fmt::Display) -> Self {
        Self::Use(anyhow::anyhow!("{message}"))
    }
    /// 2 mistaken use or configuration, 3 broken.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Use(_) => 2,
            Self::Broken(_) => 3,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Use(error) => write!(f, "{error:#}"),
            Self::Broken(error) => {
                write!(f, "failed to {error:#}")?;
                match hint(error) {
                    Some(hint) => write!(f, "\nhint: {hint}"),
                    None => Ok(()),
                }
            }
        }
    }
}

fn hint(error: &anyhow::Error) -> Option<&'static str> {
    use shiome_pipelines::Error as Flow;
    match error.downcast_ref::<Flow>()? {
        Flow::Busy(_) => Some("wait until the other process has finished, or stop it"),
        Flow::Unknown { what: "topic", .. } => Some("the topics are the stems of the files in config/topics"),
        Flow::Search(_) => Some("the index is a copy: `shiome rebuild index` makes it anew"),
        Flow::Trends(_) => Some("the lake is a copy: `shiome rebuild lake` makes it anew"),
        _ => None,
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error: anyhow::Error = error.into();
        match error.downcast_ref::<Problems>() {
            Some(_) => Self::Use(error),
            None => Self::Broken(error),
        }
    }
}
