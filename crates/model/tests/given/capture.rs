//! An answer of the web for tests of any crate: `#[path]` leads here.

use shiome_model::{Capture, Hash};

/// What `url` answered at the beginning of March 2026.
pub fn capture(source: &str, url: &str, content_type: &str, body: &[u8]) -> Capture {
    let url = shiome_model::url::parse(url).unwrap();
    let hash = Hash::of(body);
    Capture {
        id: Capture::id_of(&url, &hash),
        source: source.into(),
        final_url: url.clone(),
        url,
        fetched_at: "2026-03-01T00:00:00Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), content_type.into())],
        body: hash,
        bytes: body.len() as u64,
    }
}
