//! PDF.
use crate::input::{Input, Rejection};
use shiome_model::Document;
pub fn read(input: &Input) -> Result<Document, Rejection> {
    Err(Rejection::new(shiome_model::Reason::UnsupportedMedia, input.capture.url.as_str()))
}
