//! Writes the sample web into a folder, to be looked at.

#[expect(clippy::disallowed_methods, reason = "an example parses its own command line")]
fn main() -> Result<(), e2e::Error> {
    let dir = std::env::args().nth(1).unwrap_or_else(|| "sample-web".into());
    e2e::sample::write_to(e2e::sample::SEED, std::path::Path::new(&dir))
}
