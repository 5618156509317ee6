//! The weekly digest: four minutes of a Monday morning.
//!
//! Order of the page: what turned, then each topic's best documents, then pages that changed, then
//! what could not be read. A week in which nothing happened is one line and the coverage statement.

use crate::{
    Edition, Error, dates,
    edition::Words,
    input::{DigestInput, ItemInput, TopicInput},
    templates,
    view::{BarView, ChangeView, CoverageView, ItemView, SignalView, Viewer, number},
};
use serde::Serialize;
use serde_json::json;
use shiome_model::{Hash, IssueId, Week};

/// A digest ready to be sealed and sent.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderedDigest {
    /// Hash of (which digest, edition, week): a second rendering replaces the first.
    pub id: IssueId,
    /// Subject line of the message.
    pub subject: String,
    /// The page, as mail readers take it.
    pub html: String,
    /// The same for readers of plain text.
    pub text: String,
    /// What it was made of: enough to check every line and to make it again.
    pub manifest: serde_json::Value,
}

#[derive(Serialize)]
struct TopicView {
    name: String,
    shown: String,
    signals: Vec<SignalView>,
    bars: Vec<BarView>,
    caption: String,
    items: Vec<ItemView>,
}

#[derive(Serialize)]
struct DigestView<'a> {
    lang: &'static str,
    w: &'a Words,
    title: &'a str,
    week: String,
    span: String,
    headline: String,
    preheader: String,
    quiet: bool,
    turned: Vec<TurnedView>,
    topics: Vec<TopicView>,
    /// Topics of which nothing new was found, in one line.
    still: String,
    changes: Vec<ChangeView>,
    coverage: CoverageView,
    versions: String,
    id: &'a str,
}

/// A signal with the topic it belongs to.
#[derive(Serialize)]
struct TurnedView {
    topic: String,
    signal: SignalView,
}

impl DigestInput {
    /// The id of that digest's issue for that week and edition.
    pub fn issue_id(name: &str, lang: Edition, week: Week) -> IssueId {
        let week = week.to_string();
        let parts = [b"digest", name.as_bytes(), lang.as_str().as_bytes(), week.as_bytes()];
        IssueId::new(Hash::of_parts(&parts).short())
    }
}

/// Renders a digest.
pub fn digest(input: &DigestInput) -> Result<RenderedDigest, Error> {
    let edition = input.lang;
    let viewer = Viewer { edition, base_url: input.base_url.as_deref() };
    let id = DigestInput::issue_id(&input.name, edition, input.week);
    let documents: u32 = input.topics.iter().map(|t| t.total).sum();
    let signals: usize = input.topics.iter().map(|t| t.signals.len()).sum();
    let (lively, still): (Vec<_>, Vec<_>) =
        input.topics.iter().partition(|t| !t.items.is_empty() || !t.signals.is_empty());
    let quiet = lively.is_empty() && input.changes.is_empty();
    let headline = match quiet {
        true => edition.say("nothing_new", &[]),
        false => edition.say(
            "headline",
            &[
                ("signals", &viewer.count("signal", signals as u32)),
                ("documents", &viewer.count("document", documents)),
                ("changes", &viewer.count("change", input.changes.len() as u32)),
            ],
        ),
    };
    let turned: Vec<TurnedView> = lively
        .iter()
        .flat_map(|t| t.signals.iter().map(|s| (topic_name(t, edition), s)))
        .map(|(topic, s)| TurnedView { topic, signal: viewer.signal(s) })
        .collect();
    let still: Vec<String> = still.into_iter().map(|t| topic_name(t, edition)).collect();
    let mut view = DigestView {
        lang: edition.as_str(),
        w: edition.words(),
        title: &input.title,
        week: dates::week(input.week, edition),
        span: dates::span(input.week, edition),
        preheader: preheader(&turned, &headline),
        headline,
        quiet,
        topics: lively.iter().map(|t| topic(&viewer, t)).collect(),
        turned,
        still: match still.is_empty() || quiet {
            true => String::new(),
            false => edition.say("still", &[("topics", &edition.list(&still))]),
        },
        changes: input.changes.iter().map(|c| viewer.change(c)).collect(),
        coverage: viewer.coverage(&input.coverage),
        versions: viewer.versions(&input.versions),
        id: id.as_str(),
    };
    let subject = subject(input, &view);
    let text = templates::render("digest.txt", &view)?;
    let html = page(&mut view)?;
    let manifest = manifest(input, &id, &html, &text)?;
    Ok(RenderedDigest { id, subject, html, text, manifest })
}

/// Mail readers clip a page past about 100 KB, and what is clipped is the coverage statement. A week
/// that is too full loses quotations first, then what stands under the headlines; never a headline.
fn page(view: &mut DigestView) -> Result<String, Error> {
    const ENOUGH: usize = 98 * 1024;
    let mut html = templates::render("digest.html", view)?;
    for quotations in [1, 0] {
        if html.len() <= ENOUGH {
            break;
        }
        for item in view.topics.iter_mut().flat_map(|t| &mut t.items) {
            item.gist.truncate(quotations);
            if quotations == 0 {
                item.model = None;
                item.terms.clear();
                item.also.clear();
            }
        }
        html = templates::render("digest.html", view)?;
    }
    Ok(html)
}

fn topic_name(topic: &TopicInput, edition: Edition) -> String {
    topic.name.of(edition.as_str()).to_owned()
}

fn topic(viewer: &Viewer, topic: &TopicInput) -> TopicView {
    let (bars, caption) = viewer.bars(&topic.curve);
    TopicView {
        name: topic_name(topic, viewer.edition),
        shown: viewer.edition.say(
            "shown",
            &[("shown", &topic.items.len()), ("total", &number(topic.total.max(topic.items.len() as u32)))],
        ),
        signals: topic.signals.iter().map(|s| viewer.signal(s)).collect(),
        bars,
        caption,
        items: topic.items.iter().map(|i| viewer.item(i)).collect(),
    }
}

/// What a mail reader shows beside the subject: the first thing that turned.
fn preheader(turned: &[TurnedView], headline: &str) -> String {
    turned.first().map_or_else(|| headline.to_owned(), |t| format!("{} {headline}", t.signal.sentence))
}

fn subject(input: &DigestInput, view: &DigestView) -> String {
    let what = match view.turned.first() {
        _ if view.quiet => view.w.get("quiet_subject").cloned().unwrap_or_default(),
        Some(first) => input
            .lang
            .say("subject_signal", &[("subject", &first.signal.subject), ("label", &first.signal.label)]),
        None => view.headline.clone(),
    };
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("title", &input.title), ("week", &view.week), ("what", &what)];
    input.lang.say("subject", &values)
}

fn manifest(input: &DigestInput, id: &IssueId, html: &str, text: &str) -> Result<serde_json::Value, Error> {
    Ok(json!({
        "schema": 1,
        "kind": "digest",
        "id": id,
        "name": input.name,
        "week": input.week,
        "edition": input.lang,
        "versions": serde_json::to_value(&input.versions)?,
        "input_sha256": Hash::of(&serde_json::to_vec(input)?),
        "html_sha256": Hash::of(html.as_bytes()),
        "text_sha256": Hash::of(text.as_bytes()),
        "topics": input.topics.iter().map(|t| json!({
            "topic": t.id,
            "total": t.total,
            "documents": t.items.iter().map(evidence).collect::<Vec<_>>(),
            "signals": t.signals.iter().map(|s| json!({
                "kind": s.kind, "subject": s.subject, "q_value": s.q_value, "support": s.support,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "changes": input.changes.iter().map(|c| json!({
            "url": c.url, "before": c.captures.0, "after": c.captures.1, "seen_at": c.seen_at,
        })).collect::<Vec<_>>(),
        "coverage": serde_json::to_value(&input.coverage)?,
    }))
}

/// What proves one shown document, and which machine wrote of it, if one did.
pub(crate) fn evidence(item: &ItemInput) -> serde_json::Value {
    json!({
        "document": item.document,
        "capture": item.capture,
        "captured_at": item.captured_at,
        "sha256": item.body_hash,
        "written_by": item.model.as_ref().map(|m| json!({ "model": m.model, "prompt": m.prompt })),
    })
}
