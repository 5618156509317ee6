//! What can fail.

/// Why an issue could not be rendered or sent. Texts fit "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A template does not fit its data: a mistake of this crate, never of the input's content.
    #[error("render the template: {0:#}")]
    Template(#[from] minijinja::Error),
    /// The typesetter refused.
    #[error("typeset the report: {0}")]
    Typeset(String),
    /// Input or output is no JSON.
    #[error("read or write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// An e-mail address, header or message that no mail server would take.
    #[error("compose the message: {0}")]
    Message(String),
    /// The mail server or the folder may take it later.
    #[error("deliver the message for now: {0}")]
    Later(String),
    /// The mail server refused for good; sending again would not help.
    #[error("deliver the message: {0}")]
    Refused(String),
}
