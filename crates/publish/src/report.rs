//! The topic report: one question, one period, every statement with its source.
//!
//! Page and PDF are two faces of one view; sources are numbered once, in order of first mention.

use crate::{
    Edition, Error, chart, dates,
    digest::evidence,
    edition::Words,
    input::{CountryInput, CurvePoint, ItemInput, ReportInput},
    names, pdf, templates,
    view::{ChangeView, CoverageView, ItemView, SignalView, Viewer, number, one_line},
};
use serde::Serialize;
use serde_json::json;
use shiome_model::{CaptureId, Hash, IssueId, TopicId};

/// A report ready to be sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderedReport {
    /// Hash of (topic, edition, period).
    pub id: IssueId,
    /// Its title.
    pub title: String,
    /// One page without outside parts.
    pub html: String,
    /// For print and circulation.
    pub pdf: Vec<u8>,
    /// What it was made of.
    pub manifest: serde_json::Value,
}

#[derive(Serialize)]
struct Cited {
    number: usize,
    item: ItemView,
}

#[derive(Serialize)]
struct EventView {
    date: String,
    cited: Cited,
}

#[derive(Serialize)]
struct CountryView {
    name: String,
    documents: String,
    all: String,
    share: String,
    small: bool,
    agencies: String,
    latest: Option<Cited>,
}

#[derive(Serialize)]
struct Figure {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct ReportView<'a> {
    lang: &'static str,
    w: &'a Words,
    title: String,
    description: String,
    period: String,
    as_of: String,
    figures: Vec<Figure>,
    summary: Vec<String>,
    chart: Option<String>,
    trend_caption: String,
    events: Vec<EventView>,
    countries: Vec<CountryView>,
    countries_caption: String,
    small_note: String,
    signals: Vec<SignalView>,
    quotations: Vec<Cited>,
    changes: Vec<ChangeView>,
    sources: Vec<Cited>,
    coverage: CoverageView,
    versions: String,
    /// How it was made; says so where a machine wrote anything.
    method: String,
    id: String,
}

impl ReportInput {
    /// The id of the report on that topic, edition and period.
    pub fn issue_id(
        topic: &TopicId,
        lang: Edition,
        from: chrono::NaiveDate,
        to: chrono::NaiveDate,
    ) -> IssueId {
        let period = format!("{from}/{to}");
        let parts = [b"report", topic.as_str().as_bytes(), lang.as_str().as_bytes(), period.as_bytes()];
        IssueId::new(Hash::of_parts(&parts).short())
    }
}

/// Renders a report.
pub fn report(input: &ReportInput) -> Result<RenderedReport, Error> {
    let id = ReportInput::issue_id(&input.topic, input.lang, input.from, input.to);
    let view = view(input, &id);
    let html = templates::render("report.html", &view)?;
    let pdf = pdf::typeset(&serde_json::to_string(&view)?, id.as_str())?;
    let manifest = manifest(input, &id, &html, &pdf)?;
    Ok(RenderedReport { id, title: view.title, html, pdf, manifest })
}

fn view<'a>(input: &'a ReportInput, id: &IssueId) -> ReportView<'a> {
    let edition = input.lang;
    let viewer = Viewer { edition, base_url: input.base_url.as_deref() };
    let mut sources = Sources { viewer: &viewer, cited: Vec::new() };
    let events = input
        .events
        .iter()
        .map(|e| EventView { date: dates::plain(e.date, edition), cited: sources.cite(&e.item) })
        .collect();
    let as_of = edition.say("as_of", &[("day", &dates::plain(input.as_of, edition))]);
    let countries: Vec<CountryView> =
        input.countries.iter().map(|c| country(c, edition, &mut sources)).collect();
    let quotations = input
        .quotations
        .iter()
        .filter(|i| !i.gist.is_empty() || i.model.is_some())
        .map(|i| sources.cite(i))
        .collect();
    let small: &[(&str, &dyn std::fmt::Display)] = &[("small", &chart::SMALL)];
    ReportView {
        lang: edition.as_str(),
        w: edition.words(),
        title: one_line(input.name.of(edition.as_str())),
        description: one_line(&input.description),
        period: format!("{} – {}", dates::plain(input.from, edition), dates::plain(input.to, edition)),
        figures: figures(input),
        summary: summary(input, &viewer),
        chart: chart::trend(&input.curve, edition),
        trend_caption: edition.say("trend_caption", small),
        countries_caption: edition.say("countries_caption", &[("day", &as_of_day(input, edition))]),
        small_note: match countries.iter().any(|c| c.small) {
            true => edition.say("small_note", small),
            false => String::new(),
        },
        as_of,
        events,
        countries,
        signals: input.signals.iter().map(|s| viewer.signal(s)).collect(),
        quotations,
        changes: input.changes.iter().map(|c| viewer.change(c)).collect(),
        sources: sources.list(),
        coverage: viewer.coverage(&input.coverage),
        versions: viewer.versions(&input.versions),
        method: edition.say(if by_machine(input) { "method_report_model" } else { "method_report" }, &[]),
        id: id.to_string(),
    }
}

/// Whether a sentence of a model is shown.
fn by_machine(input: &ReportInput) -> bool {
    input.events.iter().map(|e| &e.item).chain(&input.quotations).any(|i| i.model.is_some())
}

fn as_of_day(input: &ReportInput, edition: Edition) -> String {
    let day = dates::plain(input.as_of, edition);
    if edition == Edition::En { format!("as of {day}") } else { day }
}

/// Numbers documents in order of first mention. Two captures of one document are two sources.
struct Sources<'v, 'i> {
    viewer: &'v Viewer<'v>,
    cited: Vec<(CaptureId, &'i ItemInput)>,
}

impl<'i> Sources<'_, 'i> {
    fn cite(&mut self, item: &'i ItemInput) -> Cited {
        let known = self.cited.iter().position(|(c, i)| *c == item.capture && i.document == item.document);
        let at = known.unwrap_or_else(|| {
            self.cited.push((item.capture.clone(), item));
            self.cited.len() - 1
        });
        Cited { number: at + 1, item: self.viewer.item(item) }
    }
    fn list(&self) -> Vec<Cited> {
        let numbered = self.cited.iter().enumerate();
        numbered.map(|(at, (_, item))| Cited { number: at + 1, item: self.viewer.item(item) }).collect()
    }
}

fn country<'i>(input: &'i CountryInput, edition: Edition, sources: &mut Sources<'_, 'i>) -> CountryView {
    let small = input.all_documents < chart::SMALL;
    let agencies: Vec<String> =
        input.agencies.iter().take(3).map(|a| one_line(a.of(edition.as_str()))).collect();
    CountryView {
        name: names::country(&input.country, edition).to_owned(),
        documents: number(input.documents),
        all: number(input.all_documents),
        share: share(input.documents, input.all_documents),
        small,
        agencies: edition.list(&agencies),
        latest: input.latest.as_ref().map(|item| sources.cite(item)),
    }
}

fn share(part: u32, all: u32) -> String {
    match all {
        0 => "–".to_owned(),
        _ => format!("{:.1}", f64::from(part) * 1000.0 / f64::from(all)),
    }
}

fn figures(input: &ReportInput) -> Vec<Figure> {
    let figure = |name: &str, value: String| Figure { value, label: input.lang.say(name, &[]) };
    vec![
        figure("fig_documents", number(input.documents)),
        figure("fig_share", share(input.documents, input.all_documents)),
        figure("fig_agencies", number(input.agencies)),
        figure("fig_countries", number(input.countries.len() as u32)),
        figure("fig_languages", number(input.languages)),
        figure("fig_signals", number(input.signals.len() as u32)),
    ]
}

/// The figures in sentences: nothing here that the tables do not show.
fn summary(input: &ReportInput, viewer: &Viewer) -> Vec<String> {
    let edition = input.lang;
    if input.documents == 0 {
        return vec![edition.say("sum_none", &[])];
    }
    let mut lines = vec![edition.say(
        "sum_volume",
        &[
            ("all", &number(input.all_documents)),
            ("documents", &viewer.count("document", input.documents)),
            ("share", &share(input.documents, input.all_documents)),
            ("agencies", &viewer.count("agency", input.agencies)),
            ("countries", &viewer.count("country", input.countries.len() as u32)),
            ("languages", &viewer.count("language", input.languages)),
        ],
    )];
    if let Some(first) = input.countries.iter().max_by_key(|c| c.documents) {
        let name = names::country(&first.country, edition);
        let documents = viewer.count("document", first.documents);
        lines.push(edition.say("sum_lead", &[("country", &name), ("documents", &documents)]));
    }
    let (early, late) = input.curve.split_at(input.curve.len() / 2);
    if let (Some(before), Some(after)) = (rate(early), rate(late)) {
        let times = edition.say("times", &[("x", &format!("{:.1}", after / before))]);
        let (before, after) = (format!("{before:.1}"), format!("{after:.1}"));
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("times", &times), ("before", &before), ("after", &after)];
        lines.push(edition.say("sum_half", &values));
    }
    if !input.signals.is_empty() {
        let signals = viewer.count("signal", input.signals.len() as u32);
        lines.push(edition.say("sum_signals", &[("signals", &signals)]));
    }
    lines
}

/// Documents per thousand over some weeks, where there are enough to speak of a rate.
fn rate(weeks: &[CurvePoint]) -> Option<f64> {
    let all: u32 = weeks.iter().map(|p| p.all_documents).sum();
    let documents: u32 = weeks.iter().map(|p| p.documents).sum();
    (all >= 100 && documents >= 5).then(|| f64::from(documents) * 1000.0 / f64::from(all))
}

fn manifest(input: &ReportInput, id: &IssueId, html: &str, pdf: &[u8]) -> Result<serde_json::Value, Error> {
    let events = input.events.iter().map(|e| &e.item);
    let newest = input.countries.iter().filter_map(|c| c.latest.as_ref());
    let documents: Vec<_> = events.chain(newest).chain(&input.quotations).map(evidence).collect();
    Ok(json!({
        "schema": 1,
        "kind": "report",
        "id": id,
        "topic": input.topic,
        "from": input.from,
        "to": input.to,
        "as_of": input.as_of,
        "edition": input.lang,
        "versions": serde_json::to_value(&input.versions)?,
        "input_sha256": Hash::of(&serde_json::to_vec(input)?),
        "html_sha256": Hash::of(html.as_bytes()),
        "pdf_sha256": Hash::of(pdf),
        "documents": documents,
        "coverage": serde_json::to_value(&input.coverage)?,
    }))
}
