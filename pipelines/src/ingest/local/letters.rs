//! A message as papers: itself, and one for each attachment that can be read.

use super::keep::{self, Paper};
use crate::Error;
use chrono::NaiveDate;
use shiome_extract::{Attachment, Rejection};
use shiome_model::{DocumentId, Hash, Sensitivity, Source};

/// The papers of a message. Its address comes from what it says, not from its bytes, which differ in
/// each mailbox it reached, nor from its `Message-ID` alone, which anybody can forge.
pub(super) fn papers(
    source: &Source,
    body: Vec<u8>,
    sensitivity: Sensitivity,
    embargo: Option<NaiveDate>,
    is_said: bool,
) -> Result<Result<Vec<Paper>, Rejection>, Error> {
    let letter = match shiome_extract::letter(&body, &source.country) {
        Ok(letter) => letter,
        Err(refused) => return Ok(Err(refused)),
    };
    let day = letter.date.map(|d| d.to_string()).unwrap_or_default();
    let said = [
        letter.message_id.as_deref().unwrap_or_default(),
        &day,
        letter.sender.as_deref().unwrap_or_default(),
        &letter.subject,
        &letter.text,
    ];
    let hash = Hash::of_parts(&said.map(str::as_bytes));
    let path = format!("{}/{}", source.id, &hash.as_str()[..16]);
    let address = keep::address("mail", &path)?;
    let message = DocumentId::new(address.as_str());
    let paper = |address, media_type: String, body, part_of| Paper {
        address,
        media_type,
        body,
        title: None,
        author: None,
        // A file that says no day came out with its message at the latest, but that is no day of its own.
        day: None,
        sensitivity,
        embargo,
        is_said,
        part_of,
        media: None,
    };
    let mut papers = vec![paper(address, "message/rfc822".into(), body, None)];
    for Attachment { media_type, body, .. } in letter.attachments {
        let hash = Hash::of(&body);
        let address = keep::address("mail", &format!("{path}/{}", &hash.as_str()[..16]))?;
        papers.push(paper(address, media_type, body, Some(message.clone())));
    }
    Ok(Ok(papers))
}
