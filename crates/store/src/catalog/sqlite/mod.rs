//! The catalog in one SQLite file, one question a file: how it is opened, who may work, what is
//! recorded, what changed, and what is known.

mod changes;
mod commit;
mod commit_document;
mod commit_many;
mod lease;
mod model_gists;
mod open;
mod prints;
mod promises;
mod read_captures;
mod read_documents;
mod read_pages;
mod read_results;
mod read_sources;
mod read_sums;
mod robots;
mod source_state;
mod stories;
mod value;
mod watch_over;

#[cfg(test)]
mod tests;
