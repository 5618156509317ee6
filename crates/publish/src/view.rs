//! Input turned into the words a reader sees: what the HTML, text and PDF faces of one issue share.
//! Everything here is plain text; escaping is the template's.

use crate::{
    Edition, dates,
    input::{
        ChangeInput, Coverage, CurvePoint, ItemInput, SignalInput, SilentSource, TroubledSource, Versions,
    },
    names,
};
use serde::Serialize;
use shiome_model::{CaptureId, Lang, SignalKind};

/// What turns input into words: an edition, and where captured copies are served.
pub(crate) struct Viewer<'a> {
    pub edition: Edition,
    pub base_url: Option<&'a str>,
}

#[derive(Serialize)]
pub(crate) struct ItemView {
    pub title: String,
    pub url: Option<String>,
    pub lang: String,
    pub dir: &'static str,
    pub language: String,
    pub country: String,
    pub agency: String,
    pub kind: &'static str,
    pub date: String,
    pub gist: Vec<String>,
    pub record: String,
    /// What a model wrote, in Japanese whatever the edition.
    pub model: Option<ModelView>,
    pub terms: String,
    pub also: Vec<AlsoView>,
    pub follow_up: Option<String>,
    pub copy_url: Option<String>,
    pub captured: String,
    pub capture: String,
    pub sha256: String,
}

/// Sentences of a machine, and of which.
#[derive(Serialize)]
pub(crate) struct ModelView {
    pub said: String,
    pub by: String,
}

#[derive(Serialize)]
pub(crate) struct AlsoView {
    pub agency: String,
    pub country: String,
    pub title: String,
    pub url: Option<String>,
    pub reason: String,
}

#[derive(Serialize)]
pub(crate) struct SignalView {
    pub kind: &'static str,
    pub label: String,
    pub subject: String,
    pub sentence: String,
    pub facts: String,
}

#[derive(Serialize)]
pub(crate) struct ChangeView {
    pub title: String,
    pub url: Option<String>,
    pub lang: String,
    pub dir: &'static str,
    pub agency: String,
    pub country: String,
    pub seen: String,
    pub reasons: String,
    pub edits: Vec<EditView>,
    pub more: String,
    pub before_url: Option<String>,
    pub after_url: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct EditView {
    pub before: Option<String>,
    pub after: Option<String>,
    pub section: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct CoverageView {
    pub summary: String,
    pub lines: Vec<CoverageLine>,
    pub undated: String,
}

#[derive(Serialize)]
pub(crate) struct CoverageLine {
    pub label: String,
    pub text: String,
}

#[derive(Serialize)]
pub(crate) struct BarView {
    /// Height in pixels, 1 to 36.
    pub height: u32,
    pub label: String,
    pub last: bool,
}

/// How many clauses of one change are shown; the rest is behind its link.
const EDITS_SHOWN: usize = 3;
/// How many characters of one clause or quotation are shown.
const CLAUSE_SHOWN: usize = 280;

impl Viewer<'_> {
    fn say(&self, name: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        self.edition.say(name, values)
    }

    /// Where the captured copy can be seen.
    fn copy_url(&self, capture: &CaptureId) -> Option<String> {
        let base = self.base_url.and_then(web_address)?;
        let id = capture.as_str();
        let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        plain.then(|| format!("{}/capture/{id}", base.trim_end_matches('/')))
    }

    pub fn item(&self, item: &ItemInput) -> ItemView {
        let edition = self.edition;
        let date = item.published.filter(|_| !item.undated);
        ItemView {
            title: one_line(&item.title),
            url: web_address(&item.url),
            lang: language_tag(&item.language),
            dir: direction(&item.language),
            language: names::language(item.language.as_str(), edition).to_owned(),
            country: names::country(&item.country, edition).to_owned(),
            agency: one_line(item.agency.of(edition.as_str())),
            kind: item.kind.label(edition.as_str()),
            date: date.map_or_else(|| self.say("undated", &[]), |d| dates::full(d, edition)),
            gist: item.gist.iter().map(|s| shorten(&one_line(s), CLAUSE_SHOWN)).collect(),
            record: shorten(&one_line(&item.record), CLAUSE_SHOWN),
            model: item.model.as_ref().map(|m| ModelView {
                said: m.sentences.iter().map(|s| one_line(s)).collect(),
                by: one_line(&m.model),
            }),
            terms: edition.list(&item.terms.iter().map(|t| one_line(t)).collect::<Vec<_>>()),
            also: item
                .also
                .iter()
                .map(|o| AlsoView {
                    agency: one_line(o.agency.of(edition.as_str())),
                    country: names::country(&o.country, edition).to_owned(),
                    title: one_line(&o.title),
                    url: web_address(&o.url),
                    reason: shorten(&one_line(&o.reason), CLAUSE_SHOWN),
                })
                .collect(),
            follow_up: item.follow_up.as_deref().map(one_line),
            copy_url: self.copy_url(&item.capture),
            captured: dates::moment(item.captured_at, edition),
            capture: item.capture.to_string(),
            sha256: item.body_hash.to_string(),
        }
    }

    pub fn signal(&self, signal: &SignalInput) -> SignalView {
        let kind = signal.kind.as_str();
        let subject = one_line(&signal.subject);
        // “0.0 times” is no way to say that something is gone.
        let is_gone = signal.kind == SignalKind::Falling && signal.effect.is_some_and(|x| x < 0.05);
        let times = signal
            .effect
            .filter(|x| x.is_finite() && signal.kind != SignalKind::New)
            .map(|x| self.say("times", &[("x", &format!("{x:.1}"))]));
        let sentence = match (one_line(&signal.sentence), &times) {
            (sentence, _) if !sentence.is_empty() => sentence,
            _ if is_gone => self.say("signal_gone", &[("subject", &subject)]),
            (_, Some(times)) => {
                self.say(&format!("signal_{kind}"), &[("subject", &subject), ("times", times)])
            }
            (_, None) => self.say(&format!("signal_{kind}_bare"), &[("subject", &subject)]),
        };
        let countries: Vec<&str> = signal.countries.iter().map(|c| names::country(c, self.edition)).collect();
        let q = if signal.q_value < 0.001 { "< 0.001".into() } else { format!("= {:.3}", signal.q_value) };
        SignalView {
            kind,
            label: self.say(&format!("kind_{kind}"), &[]),
            subject,
            sentence,
            facts: self.say(
                "signal_facts",
                &[
                    ("documents", &self.count("document", signal.support)),
                    ("sources", &self.count("source", signal.sources)),
                    ("countries", &self.edition.list(&countries)),
                    ("q", &q),
                ],
            ),
        }
    }

    pub fn change(&self, change: &ChangeInput) -> ChangeView {
        let more = change.edits.len().saturating_sub(EDITS_SHOWN);
        let clause = |text: &Option<String>| text.as_deref().map(|t| shorten(&one_line(t), CLAUSE_SHOWN));
        ChangeView {
            title: one_line(&change.title),
            url: web_address(&change.url),
            lang: language_tag(&change.language),
            dir: direction(&change.language),
            agency: one_line(change.agency.of(self.edition.as_str())),
            country: names::country(&change.country, self.edition).to_owned(),
            seen: dates::moment(change.seen_at, self.edition),
            reasons: self.edition.list(&change.reasons.iter().map(|r| one_line(r)).collect::<Vec<_>>()),
            edits: change
                .edits
                .iter()
                .take(EDITS_SHOWN)
                .map(|e| EditView {
                    before: clause(&e.before),
                    after: clause(&e.after),
                    section: clause(&e.section),
                })
                .collect(),
            more: if more == 0 { String::new() } else { self.say("more_edits", &[("n", &more)]) },
            before_url: self.copy_url(&change.captures.0),
            after_url: self.copy_url(&change.captures.1),
        }
    }

    pub fn coverage(&self, coverage: &Coverage) -> CoverageView {
        let troubled = |sources: &[TroubledSource]| -> Vec<String> {
            let one = |s: &TroubledSource| {
                self.say("with_reason", &[("name", &one_line(&s.name)), ("reason", &one_line(&s.reason))])
            };
            sources.iter().map(one).collect()
        };
        let silent = |s: &SilentSource| {
            let reason = match s.last_new {
                Some(day) => self.say("last_new", &[("day", &dates::plain(day, self.edition))]),
                None => self.say("never_new", &[]),
            };
            self.say("with_reason", &[("name", &one_line(&s.name)), ("reason", &reason)])
        };
        let groups = [
            ("silent", coverage.silent.iter().map(silent).collect::<Vec<_>>()),
            ("degraded", troubled(&coverage.degraded)),
            ("blocked", troubled(&coverage.blocked)),
            ("broken", troubled(&coverage.broken)),
        ];
        let lines: Vec<CoverageLine> = groups
            .into_iter()
            .filter(|(_, sources)| !sources.is_empty())
            .map(|(name, sources)| CoverageLine {
                label: self.say(&format!("coverage_{name}"), &[("n", &sources.len())]),
                text: self.edition.list(&sources),
            })
            .collect();
        let all_well = lines.is_empty() && coverage.ok == coverage.sources_total;
        CoverageView {
            summary: self.say(
                if all_well { "coverage_summary_full" } else { "coverage_summary" },
                &[("total", &number(coverage.sources_total)), ("ok", &number(coverage.ok))],
            ),
            lines,
            undated: match coverage.undated {
                0 => String::new(),
                _ => {
                    self.say("coverage_undated", &[("documents", &self.count("document", coverage.undated))])
                }
            },
        }
    }

    /// `12件`, `1 document`, `12 documents`.
    pub fn count(&self, noun: &str, n: u32) -> String {
        let form = if n == 1 { "one" } else { "many" };
        self.say(&format!("{noun}_{form}"), &[("n", &number(n))])
    }

    pub fn versions(&self, versions: &Versions) -> String {
        let short = |v: &str| if v.is_empty() { "–".to_owned() } else { v.chars().take(12).collect() };
        self.say(
            "versions",
            &[
                ("thesaurus", &short(&versions.thesaurus)),
                ("rules", &short(&versions.rules)),
                ("trends", &short(&versions.trends)),
            ],
        )
    }

    /// Bars for a mail reader that draws no pictures, and a caption that says what they measure.
    pub fn bars(&self, curve: &[CurvePoint]) -> (Vec<BarView>, String) {
        let shown = &curve[curve.len().saturating_sub(13)..];
        let top = shown.iter().map(per_thousand).fold(0.0_f64, f64::max);
        let (Some(first), Some(last)) = (shown.first(), shown.last()) else {
            return (Vec::new(), String::new());
        };
        if shown.len() < 3 || top <= 0.0 {
            return (Vec::new(), String::new());
        }
        let bars = shown.iter().enumerate().map(|(i, point)| BarView {
            height: 1 + (per_thousand(point) / top * 35.0).round() as u32,
            label: self.say(
                "bar",
                &[
                    ("week", &dates::week(point.week, self.edition)),
                    ("documents", &self.count("document", point.documents)),
                    ("all", &number(point.all_documents)),
                ],
            ),
            last: i + 1 == shown.len(),
        });
        let caption = self.say(
            "bars",
            &[
                ("from", &dates::week(first.week, self.edition)),
                ("to", &dates::week(last.week, self.edition)),
                ("now", &format!("{:.1}", per_thousand(last))),
                ("documents", &number(last.documents)),
                ("all", &number(last.all_documents)),
            ],
        );
        (bars.collect(), caption)
    }
}

/// Documents with the topic per thousand of all dated documents; 0 for a week in which there was none.
pub(crate) fn per_thousand(point: &CurvePoint) -> f64 {
    match point.all_documents {
        0 => 0.0,
        all => f64::from(point.documents) * 1000.0 / f64::from(all),
    }
}

/// The address if a reader may safely follow it: `http` or `https`, in canonical form.
pub(crate) fn web_address(text: &str) -> Option<String> {
    shiome_model::url::parse(text).map(|url| url.to_string())
}

/// White space collapsed; control and direction-override characters, which could dress up a
/// headline as something else, removed.
pub(crate) fn one_line(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && !c.is_whitespace())
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = text.chars().filter(|c| !steers(*c)).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `limit` characters, with an ellipsis where something was left out.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    let at_word = kept.rfind(' ').filter(|at| at * 10 > kept.len() * 8).unwrap_or(kept.len());
    format!("{}…", kept[..at_word].trim_end())
}

/// `1,234`.
pub(crate) fn number(n: u32) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The language as an HTML attribute takes it; undetermined where it is no plain code.
fn language_tag(language: &Lang) -> String {
    match language.as_str() {
        code if (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()) => {
            code.to_owned()
        }
        _ => "und".to_owned(),
    }
}

fn direction(language: &Lang) -> &'static str {
    if matches!(language.as_str(), "ar" | "fa" | "he" | "ur") { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(web_address("javascript:alert(1)"), None);
        assert_eq!(web_address("data:text/html,x"), None);
        assert_eq!(web_address("https://a.example/x?a=1#y").as_deref(), Some("https://a.example/x?a=1"));
    }

    #[test]
    fn a_headline_cannot_turn_the_page_around() {
        assert_eq!(one_line(" a\u{202E}b\u{0000}\n c\u{2066} "), "ab c");
    }

    #[test]
    fn long_text_ends_in_an_ellipsis_and_numbers_are_grouped() {
        assert_eq!(shorten("one two three four", 17), "one two three…");
        assert_eq!(shorten("研究資金配分機関", 4), "研究資…");
        assert_eq!(shorten("short", 5), "short");
        assert_eq!([number(7), number(1234), number(1_234_567)], ["7", "1,234", "1,234,567"]);
    }
}
