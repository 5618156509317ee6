//! The message to the operator: which sources came into trouble, which are out of it, what to do.

use crate::{
    Edition, Error, dates,
    edition::Words,
    templates,
    view::{one_line, web_address},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shiome_model::{Hash, IssueId, SourceId, Timestamp};

/// Sources that are named of many.
const NAMED: usize = 12;

/// One incident, as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertLine {
    /// Its id.
    pub incident: String,
    /// Whose; none if it is our own trouble.
    pub source: Option<SourceId>,
    /// What it is called.
    pub name: String,
    /// Its country.
    pub country: String,
    /// How it is, by the name of the state.
    pub state: String,
    /// Why, in the language of the message.
    pub why: String,
    /// What to do, in the language of the message.
    pub advice: String,
    /// When the trouble began.
    pub since: Timestamp,
    /// When it was over.
    pub until: Option<Timestamp>,
    /// Who is affected, if it is our own trouble.
    pub sources: Vec<String>,
    /// Its page.
    pub page: Option<String>,
}

/// All that one message tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertInput {
    /// Its language.
    pub lang: Edition,
    /// When it was written.
    pub at: Timestamp,
    /// New incidents.
    pub opened: Vec<AlertLine>,
    /// Incidents that are over.
    pub closed: Vec<AlertLine>,
    /// Incidents that are open now, the new ones included.
    pub open: u32,
    /// All sources.
    pub sources: u32,
    /// The page of all sources.
    pub page: Option<String>,
}

/// An alert ready to be sealed and sent.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderedAlert {
    /// Hash of (language, incidents told of).
    pub id: IssueId,
    /// Subject line of the message.
    pub subject: String,
    /// The message as a page.
    pub html: String,
    /// The same as plain text.
    pub text: String,
    /// What it was made of.
    pub manifest: serde_json::Value,
}

#[derive(Serialize)]
struct View {
    lang: &'static str,
    w: &'static Words,
    subject: String,
    opened: Vec<LineView>,
    closed: Vec<LineView>,
    summary: String,
    page: Option<String>,
}

#[derive(Serialize)]
struct LineView {
    name: String,
    place: String,
    state: String,
    tone: String,
    why: String,
    advice: String,
    when: String,
    sources: String,
    page: Option<String>,
}

/// Renders the message.
pub fn alert(input: &AlertInput) -> Result<RenderedAlert, Error> {
    let subject = subject(input);
    let line = |l: &AlertLine| line(l, input.lang);
    let view = View {
        lang: input.lang.as_str(),
        w: input.lang.words(),
        subject: subject.clone(),
        opened: input.opened.iter().map(line).collect(),
        closed: input.closed.iter().map(line).collect(),
        summary: input.lang.say("alert_summary", &[("open", &input.open), ("sources", &input.sources)]),
        page: input.page.as_deref().and_then(web_address),
    };
    let text = templates::render("alert.txt", &view)?;
    let html = templates::render("alert.html", &view)?;
    let manifest = json!({
        "schema": 1,
        "kind": "alert",
        "opened": input.opened.iter().map(|l| &l.incident).collect::<Vec<_>>(),
        "closed": input.closed.iter().map(|l| &l.incident).collect::<Vec<_>>(),
        "html_sha256": Hash::of(html.as_bytes()),
        "text_sha256": Hash::of(text.as_bytes()),
    });
    Ok(RenderedAlert { id: id(input), subject, html, text, manifest })
}

/// The same news has the same id, whenever it is told.
fn id(input: &AlertInput) -> IssueId {
    let opened = input.opened.iter().map(|l| format!("opened {}", l.incident));
    let closed = input.closed.iter().map(|l| format!("closed {}", l.incident));
    let mut news: Vec<String> = opened.chain(closed).collect();
    news.sort_unstable();
    let news = news.join("\n");
    let parts = [b"alert", input.lang.as_str().as_bytes(), news.as_bytes()];
    IssueId::new(Hash::of_parts(&parts).short())
}

/// What happened, and to whom first.
fn subject(input: &AlertInput) -> String {
    let lang = input.lang;
    if let Some(ours) = input.opened.iter().find(|l| l.source.is_none()) {
        return lang.say("alert_subject_network", &[("n", &ours.sources.len())]);
    }
    let (name, lines) = match input.opened.first() {
        Some(first) => (("alert_subject_one", "alert_subject_many", first), input.opened.len()),
        None => match input.closed.first() {
            Some(first) if first.source.is_none() => return lang.say("alert_subject_network_over", &[]),
            Some(first) => (("alert_subject_well", "alert_subject_wells", first), input.closed.len()),
            None => return String::new(),
        },
    };
    let (one, many, first) = name;
    let state = lang.say(&format!("state_{}", first.state), &[]);
    let key = if lines == 1 { one } else { many };
    let clean = one_line(&first.name);
    lang.say(key, &[("name", &clean), ("state", &state), ("n", &(lines - 1))])
}

fn line(line: &AlertLine, lang: Edition) -> LineView {
    let when = match line.until {
        None => lang.say("alert_since", &[("since", &dates::moment(line.since, lang))]),
        Some(until) => lang.say(
            "alert_span",
            &[("since", &dates::moment(line.since, lang)), ("until", &dates::moment(until, lang))],
        ),
    };
    let named: Vec<&str> = line.sources.iter().take(NAMED).map(String::as_str).collect();
    let rest = line.sources.len() - named.len();
    let mut sources = lang.list(&named);
    if rest > 0 {
        sources.push_str(&lang.say("alert_and_more", &[("n", &rest)]));
    }
    let ours = line.source.is_none();
    LineView {
        name: if ours { lang.say("alert_network", &[]) } else { line.name.clone() },
        place: [line.country.as_str(), line.source.as_ref().map_or("", |s| s.as_str())]
            .into_iter()
            .filter(|p| !p.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        state: lang.say(&format!("state_{}", line.state), &[]),
        tone: line.state.clone(),
        why: if ours {
            lang.say("alert_network_why", &[("n", &line.sources.len())])
        } else {
            line.why.clone()
        },
        advice: if ours { lang.say("alert_network_advice", &[]) } else { line.advice.clone() },
        when,
        sources,
        page: line.page.as_deref().and_then(web_address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn line(name: &str) -> AlertLine {
        AlertLine {
            incident: format!("incident of {name}"),
            source: Some(SourceId::new("rhein/news")),
            name: name.into(),
            country: "DE".into(),
            state: "broken".into(),
            why: "error of the server (4 in a row; status <503>)".into(),
            advice: "it is tried again by itself".into(),
            since: moment("2026-06-01T00:15:00Z"),
            until: None,
            sources: Vec::new(),
            page: Some("https://shiome.example/source?id=rhein/news".into()),
        }
    }

    fn input(lang: Edition) -> AlertInput {
        AlertInput {
            lang,
            at: moment("2026-06-01T02:00:00Z"),
            opened: vec![
                line("Rhine Foundation · News"),
                AlertLine { state: "silent".into(), ..line("Nile") },
            ],
            closed: vec![AlertLine { until: Some(moment("2026-06-01T01:50:00Z")), ..line("Boreal Fund") }],
            open: 3,
            sources: 207,
            page: Some("https://shiome.example/sources".into()),
        }
    }

    #[test]
    fn an_alert_says_who_why_and_what_to_do_in_both_languages() {
        for lang in Edition::ALL {
            let alert = alert(&input(lang)).unwrap();
            assert!(!alert.html.contains("<503>"), "what others say is never markup");
            insta::assert_snapshot!(format!("alert_{lang}"), format!("{}\n\n{}", alert.subject, alert.text));
        }
    }

    #[test]
    fn many_lost_at_once_are_told_as_our_own_trouble() {
        let ours =
            AlertLine { source: None, sources: (0..200).map(|n| format!("a/{n}")).collect(), ..line("") };
        let told = AlertInput { opened: vec![ours], closed: Vec::new(), ..input(Edition::En) };
        let alert = alert(&told).unwrap();
        insta::assert_snapshot!("alert_network", format!("{}\n\n{}", alert.subject, alert.text));
    }

    #[test]
    fn the_same_news_is_the_same_message_whenever_it_is_told() {
        let first = input(Edition::Ja);
        let later = AlertInput { at: moment("2026-06-02T00:00:00Z"), open: 9, ..first.clone() };
        assert_eq!(alert(&first).unwrap().id, alert(&later).unwrap().id);
        let other = AlertInput { closed: Vec::new(), ..first.clone() };
        assert_ne!(alert(&first).unwrap().id, alert(&other).unwrap().id);
    }

    #[test]
    fn a_name_cannot_break_the_subject() {
        let told = AlertInput { opened: vec![line("A\r\nBcc: b@c.example")], ..input(Edition::En) };
        assert!(!alert(&told).unwrap().subject.contains('\n'));
    }
}
