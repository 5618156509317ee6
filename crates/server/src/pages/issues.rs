//! What was sealed: digests and reports, as they were sent.

use super::capture::file_stem;
use crate::{
    answer::Answer,
    ask::Ask,
    failure::Failure,
    guard::{ISSUE, RAW},
    links,
    names::{Named, Namer},
};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shiome_model::{IssueId, Timestamp, TopicId};
use shiome_store::{DeliveryState, IssueRecord};
use std::sync::Arc;

/// Issues of each sort that are listed.
const LISTED: usize = 60;

#[derive(Serialize)]
struct View {
    digests: Vec<IssueView>,
    reports: Vec<IssueView>,
}

#[derive(Serialize)]
struct IssueView {
    id: String,
    title: String,
    edition: String,
    language: Option<Named>,
    period: String,
    sealed_at: Timestamp,
    documents: usize,
    deliveries: Deliveries,
    files: Vec<FileView>,
}

/// How many copies went out; to whom is nobody's business here.
#[derive(Default, Serialize)]
struct Deliveries {
    sent: usize,
    pending: usize,
    failed: usize,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    href: String,
    sha256: String,
}

/// `/issues` and `/api/issues`
pub(crate) async fn issues(ask: Arc<Ask>) -> Result<Answer, Failure> {
    let view = View { digests: list(&ask, "digest").await?, reports: list(&ask, "report").await? };
    Answer::new("issues.html", ask.word("issues"), &view)
}

async fn list(ask: &Ask, what: &str) -> Result<Vec<IssueView>, Failure> {
    let mut views = Vec::new();
    for record in ask.pages.catalog.issues(what, LISTED).await? {
        let mut deliveries = Deliveries::default();
        for delivery in ask.pages.catalog.deliveries(&record.id).await? {
            match delivery.state {
                DeliveryState::Sent => deliveries.sent += 1,
                DeliveryState::Pending => deliveries.pending += 1,
                DeliveryState::Failed => deliveries.failed += 1,
            }
        }
        let subject = subject(ask, &record).await;
        views.push(issue_view(ask.names(), &record, subject, deliveries));
    }
    Ok(views)
}

/// The line a digest was sent under.
async fn subject(ask: &Ask, record: &IssueRecord) -> Option<String> {
    let (_, hash) = record.files.iter().find(|(name, _)| name == "subject.txt")?;
    String::from_utf8(ask.pages.archive.get(hash).await.ok()?).ok()
}

fn issue_view(
    names: Namer,
    record: &IssueRecord,
    subject: Option<String>,
    deliveries: Deliveries,
) -> IssueView {
    let (name, lang) = record.edition.rsplit_once('.').unwrap_or((&record.edition, ""));
    let title = subject.unwrap_or_else(|| match record.what.as_str() {
        "report" => names.topic(&TopicId::new(name)).label,
        _ => name.to_owned(),
    });
    let folder = links::under("issue", record.id.as_str());
    let files = record.files.iter().filter(|(name, _)| name != "subject.txt");
    IssueView {
        id: record.id.to_string(),
        title,
        edition: record.edition.clone(),
        language: (!lang.is_empty()).then(|| names.language(&lang.into())),
        period: record.period.clone(),
        sealed_at: record.sealed_at,
        documents: record.documents.len(),
        deliveries,
        files: files
            .map(|(name, hash)| FileView {
                href: links::in_folder(&folder, name),
                name: name.clone(),
                sha256: hash.to_string(),
            })
            .collect(),
    }
}

/// `/issue/{id}/{file}`: a file as it was sealed.
pub(crate) async fn issue_file(ask: Arc<Ask>) -> Result<Response, Failure> {
    let (id, name) = (ask.part("id"), ask.part("file"));
    let record = ask.pages.catalog.issue(&IssueId::new(id)).await?;
    let record = record.ok_or_else(|| Failure::unknown("what_issue", id))?;
    let file = record.files.iter().find(|(known, _)| known == name);
    let (name, hash) = file.ok_or_else(|| Failure::unknown("what_file", name))?;
    let body = ask.pages.archive.get(hash).await?;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let (media, policy) = match extension {
        "html" => ("text/html; charset=utf-8", ISSUE),
        // A sandbox would keep the browser's own viewer from opening; a policy without sources does not.
        "pdf" => (
            "application/pdf",
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        ),
        "json" => ("application/json", RAW),
        "txt" => ("text/plain; charset=utf-8", RAW),
        _ => ("application/octet-stream", RAW),
    };
    let edition = file_stem(&record.edition.replace('.', "-"));
    let period = file_stem(&record.period.replace('.', "-"));
    let saved =
        format!("inline; filename=\"{}-{edition}-{period}.{}\"", file_stem(stem), file_stem(extension));
    let saved = HeaderValue::from_str(&saved).unwrap_or(HeaderValue::from_static("inline"));
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, saved),
    ];
    Ok((headers, body).into_response())
}
