//! A document in a few set phrases, in Japanese or English: who, what, on which topic, from when, how
//! much, until when; beside each the words of the original.
//!
//! Composed from annotations alone: a part that no field says is not there, and each part carries the
//! passage it stands on. Names of money and programmes are those of the glossary.

use crate::{
    Annotations, Document, Expected, Field, Instrument, Money, Promise, Share, Span, Told, promise::Due,
};
use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a thing is officially called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// In English.
    pub en: String,
    /// In Japanese.
    pub ja: String,
    /// Other ways in which texts write it.
    #[serde(default)]
    pub also: Vec<String>,
}

/// Official names of money and of well-known programmes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Glossary {
    /// By ISO 4217 code.
    #[serde(default)]
    pub currency: BTreeMap<String, Official>,
    /// Programmes, laws and declarations.
    #[serde(default)]
    pub term: Vec<Official>,
}

/// What a line of a gist says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Whose it is.
    Who,
    /// Which sort of instrument.
    What,
    /// How far it has come.
    Status,
    /// On which topic.
    Topic,
    /// When it was decided or made known.
    Announced,
    /// From when it holds.
    Effective,
    /// By when to act.
    Deadline,
    /// How much.
    Money,
    /// What is to come.
    Next,
    /// A programme it names, by its official name.
    Term,
}

impl Part {
    /// The name for people: Japanese, else English.
    pub fn label(self, lang: &str) -> &'static str {
        let (en, ja) = match self {
            Self::Who => ("Who", "発行者"),
            Self::What => ("Instrument", "政策手段"),
            Self::Status => ("Status", "状態"),
            Self::Topic => ("Topic", "主題"),
            Self::Announced => ("Announced", "発表・決定日"),
            Self::Effective => ("In effect from", "適用開始"),
            Self::Deadline => ("Deadline", "締切"),
            Self::Money => ("Amount", "金額"),
            Self::Next => ("To come", "今後の予定"),
            Self::Term => ("Programme", "制度・事業名"),
        };
        if lang == "ja" { ja } else { en }
    }
}

/// One part, and what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which part.
    pub part: Part,
    /// What is said.
    pub said: String,
    /// The words of the original; empty for the publisher, who is known from the source.
    pub quote: String,
    /// In which text they are.
    pub field: Field,
    /// Where.
    pub span: Span,
}

/// A document in set phrases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gist {
    /// Its language: `ja` or `en`.
    pub lang: String,
    /// All of it in one line.
    pub sentence: String,
    /// The parts, in order of display.
    pub lines: Vec<Line>,
}

/// What a gist is made from beside the annotations.
#[derive(Clone, Copy, Debug)]
pub struct Names<'n> {
    /// What the publisher is called in the language of the gist.
    pub agency: &'n str,
    /// What the strongest topic is called, if it has one.
    pub topic: Option<&'n str>,
    /// Official names.
    pub glossary: &'n Glossary,
}

/// The gist of a document that tells of an instrument; none for others, since nothing is known to say.
pub fn gist(document: &Document, annotations: &Annotations, names: Names, lang: &str) -> Option<Gist> {
    let instrument = annotations.instruments.first()?;
    let writer = Writer { document, names, ja: lang == "ja", lang };
    let mut lines = vec![writer.whole(Part::Who, names.agency.to_owned())];
    lines.push(writer.line(Part::What, instrument.kind.value.label(lang).to_owned(), &instrument.kind));
    lines.push(writer.line(Part::Status, writer.status(instrument).to_owned(), &instrument.status));
    if let (Some(topic), Some(label)) = (&instrument.topic, names.topic) {
        lines.push(writer.line(Part::Topic, label.to_owned(), topic));
    }
    for (part, told) in [(Part::Announced, &instrument.announced), (Part::Effective, &instrument.effective)] {
        lines.extend(told.as_ref().map(|t| writer.line(part, writer.day(t.value), t)));
    }
    lines.extend(
        instrument.deadline.as_ref().map(|d| writer.line(Part::Deadline, writer.deadline(instrument), d)),
    );
    lines.extend(instrument.money.iter().map(|m| writer.line(Part::Money, writer.money(&m.value), m)));
    lines
        .extend(annotations.promises.iter().filter(|p| p.what != Expected::Close).map(|p| writer.promise(p)));
    lines.extend(writer.terms());
    // A passage that does not fit the text any more says nothing.
    lines.retain(|l| l.part == Part::Who || !l.quote.is_empty());
    let sentence = writer.sentence(&lines);
    Some(Gist { lang: lang.to_owned(), sentence, lines })
}

/// Values of one part that the sentence tells; the lines tell all.
const TOLD: usize = 3;

/// Zones that texts state most, with what people call them.
const ZONES: &[(&str, &str, &str)] = &[
    ("Asia/Tokyo", "日本時間", "Japan time"),
    ("Asia/Seoul", "韓国時間", "Korea time"),
    ("Asia/Shanghai", "北京時間", "Beijing time"),
    ("Asia/Taipei", "台湾時間", "Taiwan time"),
    ("Etc/UTC", "協定世界時", "UTC"),
    ("UTC", "協定世界時", "UTC"),
    ("Etc/GMT", "グリニッジ標準時", "GMT"),
    ("GMT", "グリニッジ標準時", "GMT"),
    ("Europe/London", "英国時間", "UK time"),
    ("Europe/Paris", "パリ時間", "Paris time"),
    ("Europe/Berlin", "ドイツ時間", "German time"),
    ("Europe/Brussels", "ブリュッセル時間", "Brussels time"),
    ("Europe/Madrid", "スペイン時間", "Spanish time"),
    ("Europe/Lisbon", "リスボン時間", "Lisbon time"),
    ("Europe/Rome", "イタリア時間", "Italian time"),
    ("America/New_York", "米国東部時間", "US Eastern time"),
    ("America/Chicago", "米国中部時間", "US Central time"),
    ("America/Denver", "米国山岳部時間", "US Mountain time"),
    ("America/Los_Angeles", "米国太平洋時間", "US Pacific time"),
    ("America/Toronto", "カナダ東部時間", "Eastern time (Canada)"),
    ("America/Sao_Paulo", "ブラジリア時間", "Brasília time"),
    ("America/Santiago", "チリ時間", "Chile time"),
    ("Australia/Sydney", "シドニー時間", "Sydney time"),
    ("UTC-12:00", "地球上のどこか（AoE）", "anywhere on Earth"),
];

struct Writer<'w> {
    document: &'w Document,
    names: Names<'w>,
    ja: bool,
    lang: &'w str,
}

impl Writer<'_> {
    fn passage(&self, field: Field, span: Span) -> String {
        let text = if field == Field::Title { &self.document.title } else { &self.document.text };
        span.of(text).to_owned()
    }

    fn line<T>(&self, part: Part, said: String, told: &Told<T>) -> Line {
        let quote = self.passage(told.field, told.span);
        Line { part, said, quote, field: told.field, span: told.span }
    }

    fn whole(&self, part: Part, said: String) -> Line {
        Line { part, said, quote: String::new(), field: Field::Title, span: Span { start: 0, end: 0 } }
    }

    /// How far it has come. Nobody applies to a law that was announced.
    fn status(&self, instrument: &Instrument) -> &'static str {
        use crate::{InstrumentKind as Kind, Status};
        let applied_for = !matches!(
            instrument.kind.value,
            Kind::Strategy
                | Kind::GovernanceBody
                | Kind::Assessment
                | Kind::Standard
                | Kind::TaxRelief
                | Kind::Mandate
                | Kind::Guidelines
                | Kind::DataServices
                | Kind::Awareness
                | Kind::Networks
        );
        match (instrument.status.value, self.ja) {
            (Status::Announced, true) if !applied_for => "予告・発表",
            (Status::Announced, false) if !applied_for => "announced",
            (status, _) => status.label(self.lang),
        }
    }

    fn day(&self, day: NaiveDate) -> String {
        if self.ja {
            return format!("{}年{}月{}日", day.year(), day.month(), day.day());
        }
        day.format("%-d %B %Y").to_string()
    }

    fn deadline(&self, instrument: &Instrument) -> String {
        let Some(told) = &instrument.deadline else { return String::new() };
        let deadline = &told.value;
        let mut said = self.day(deadline.day);
        if let Some(time) = deadline.time {
            said.push_str(&time.format(" %H:%M").to_string());
        }
        // A zone that the text does not name is not said.
        if let Some(zone) = deadline.zone.as_ref().filter(|z| z.stated) {
            let (open, close) = if self.ja { ("（", "）") } else { (" (", ")") };
            said.push_str(&format!("{open}{}{close}", self.zone(&zone.name)));
        }
        said
    }

    /// A zone as people call it.
    fn zone(&self, name: &str) -> String {
        let known = ZONES.iter().find(|(zone, ..)| *zone == name);
        match (known, self.ja) {
            (Some((_, ja, _)), true) => (*ja).to_owned(),
            (Some((_, _, en)), false) => (*en).to_owned(),
            // "America/Sao_Paulo" is the time of a city.
            (None, _) => match (name.rsplit_once('/'), self.ja) {
                (Some((_, city)), true) => format!("{}時間", city.replace('_', " ")),
                (Some((_, city)), false) => format!("{} time", city.replace('_', " ")),
                (None, _) => name.to_owned(),
            },
        }
    }

    fn money(&self, money: &Money) -> String {
        let amount = match money.from {
            Some(from) if self.ja => format!("{}～{}", self.amount(from), self.amount(money.amount)),
            Some(from) => format!("{} to {}", self.amount(from), self.amount(money.amount)),
            None => self.amount(money.amount),
        };
        let official = self.names.glossary.currency.get(&money.currency);
        let name = official.map_or(money.currency.as_str(), |o| if self.ja { &o.ja } else { &o.en });
        let space = if self.ja && official.is_some() { "" } else { " " };
        let share = match (money.share, self.ja) {
            (Share::Total, true) => "総額",
            (Share::Each, true) => "1件・1人当たり",
            (Share::Total, false) => "total ",
            (Share::Each, false) => "each ",
        };
        format!("{share}{amount}{space}{name}")
    }

    /// `1億2,000万` or `120,000,000`.
    fn amount(&self, amount: u64) -> String {
        if !self.ja {
            return grouped(amount);
        }
        let mut rest = amount;
        let mut said = String::new();
        for (unit, name) in [(1_000_000_000_000, "兆"), (100_000_000, "億"), (10_000, "万")] {
            if rest >= unit {
                said.push_str(&format!("{}{name}", grouped(rest / unit)));
                rest %= unit;
            }
        }
        if rest > 0 || said.is_empty() {
            said.push_str(&grouped(rest));
        }
        said
    }

    fn promise(&self, promise: &Promise) -> Line {
        let due = self.due(promise.due);
        let what = promise.what.label(self.lang);
        // The label of the part says already that it is planned.
        let said = match self.ja {
            true => format!("{due}に{}", what.trim_end_matches("予定")),
            false => format!("{what}: {due}"),
        };
        let quote = self.passage(promise.field, promise.span);
        Line { part: Part::Next, said, quote, field: promise.field, span: promise.span }
    }

    fn due(&self, due: Due) -> String {
        let last = |day: NaiveDate| day.succ_opt().is_none_or(|next| next.day() == 1);
        let year = |day: NaiveDate| day.year();
        let until = due.until;
        match due.from {
            // Whole months and years are called by their names.
            Some(from) if self.ja && from.day() == 1 && last(until) && year(from) == year(until) => {
                match (from.month(), until.month()) {
                    (1, 12) => format!("{}年", year(from)),
                    (a, b) if a == b => format!("{}年{a}月", year(from)),
                    (a, b) => format!("{}年{a}～{b}月", year(from)),
                }
            }
            Some(from) if !self.ja && from.day() == 1 && last(until) && year(from) == year(until) => {
                match (from.month(), until.month()) {
                    (1, 12) => year(from).to_string(),
                    (a, b) if a == b => from.format("%B %Y").to_string(),
                    _ => format!("{} to {}", from.format("%B"), until.format("%B %Y")),
                }
            }
            // The fiscal year of Japan.
            Some(from)
                if (from.month(), from.day(), until.month(), until.day()) == (4, 1, 3, 31)
                    && year(until) == year(from) + 1 =>
            {
                match self.ja {
                    true => format!("{}年度", year(from)),
                    false => format!("fiscal year {} (from April)", year(from)),
                }
            }
            None if self.ja && (until.month(), until.day()) == (12, 31) => format!("{}年末まで", year(until)),
            None if self.ja && last(until) => format!("{}年{}月末まで", year(until), until.month()),
            Some(from) if from == due.until => self.day(from),
            Some(from) if self.ja => format!("{}～{}", self.day(from), self.day(due.until)),
            Some(from) => format!("{} to {}", self.day(from), self.day(due.until)),
            None if self.ja => format!("{}まで", self.day(due.until)),
            None => format!("by {}", self.day(due.until)),
        }
    }

    /// Programmes that the document names, by their official names.
    fn terms(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for term in &self.names.glossary.term {
            let ways = [&term.en, &term.ja].into_iter().chain(&term.also);
            let place = ways.filter(|w| !w.is_empty()).find_map(|way| {
                let found = |field, text: &str| {
                    whole(text, way).map(|start| (field, Span { start, end: start + way.len() }))
                };
                found(Field::Title, &self.document.title).or_else(|| found(Field::Text, &self.document.text))
            });
            if let Some((field, span)) = place {
                let said = if self.ja { term.ja.clone() } else { term.en.clone() };
                lines.push(Line { part: Part::Term, said, quote: self.passage(field, span), field, span });
            }
        }
        lines
    }

    fn sentence(&self, lines: &[Line]) -> String {
        let of = |part: Part| lines.iter().find(|l| l.part == part).map(|l| l.said.as_str());
        let all = |part: Part| -> Vec<&str> {
            lines.iter().filter(|l| l.part == part).map(|l| l.said.as_str()).collect()
        };
        let who = of(Part::Who).unwrap_or_default();
        let what = of(Part::What).unwrap_or_default();
        let status = of(Part::Status).unwrap_or_default();
        let mut said = match (of(Part::Topic), self.ja) {
            (Some(topic), true) => format!("{who}：「{topic}」に関する{what}（{status}）"),
            (None, true) => format!("{who}：{what}（{status}）"),
            (Some(topic), false) => format!("{who}: {what} on {topic} ({status})"),
            (None, false) => format!("{who}: {what} ({status})"),
        };
        for part in [Part::Effective, Part::Money, Part::Deadline, Part::Next] {
            let values = all(part);
            if values.is_empty() {
                continue;
            }
            // A page that lists many amounts is not about each of them.
            let (told, more) = values.split_at(values.len().min(TOLD));
            let (stop, comma) = if self.ja { ("。", "、") } else { (". ", ", ") };
            said.push_str(stop);
            let colon = if self.ja { "：" } else { ": " };
            said.push_str(&format!("{}{colon}{}", part.label(self.lang), told.join(comma)));
            if !more.is_empty() {
                said.push_str(if self.ja { "ほか" } else { " and more" });
            }
        }
        said.push(if self.ja { '。' } else { '.' });
        said
    }
}

/// Where a name stands whole.
fn whole(text: &str, name: &str) -> Option<usize> {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = letter(text[..*at].chars().next_back()) && letter(name.chars().next());
        let after = letter(text[at + name.len()..].chars().next()) && letter(name.chars().next_back());
        !before && !after
    })
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InstrumentKind, Lang, Status};

    fn told<T>(value: T, text: &str, words: &str) -> Told<T> {
        let start = text.find(words).unwrap();
        Told { value, field: Field::Text, span: Span { start, end: start + words.len() }, confidence: 1.0 }
    }

    fn example() -> (Document, Annotations) {
        let old = r#"{"id":"https://e.org/a","revision":"r","source":"e/news","agency":"e","country":"GB",
            "url":"https://e.org/a","capture":"c","title":"A call","text":"Horizon Europe grants of £1,200,000 are open until 3 March 2026.",
            "pages":[],"published":null,"modified":null,"authors":[],"stated_language":null,"links":[],"media":"html"}"#;
        let document: Document = serde_json::from_str(old).unwrap();
        let text = document.text.clone();
        let instrument = Instrument {
            agency: "e".into(),
            country: "GB".into(),
            kind: told(InstrumentKind::ProjectGrants, &text, "grants"),
            status: told(Status::Announced, &text, "open"),
            topic: None,
            announced: None,
            effective: None,
            deadline: Some(told(
                crate::Deadline { day: "2026-03-03".parse().unwrap(), time: None, zone: None },
                &text,
                "3 March 2026",
            )),
            money: vec![told(
                Money { amount: 1_200_000, from: None, currency: "GBP".into(), share: Share::Total },
                &text,
                "£1,200,000",
            )],
        };
        let annotations = Annotations {
            document: document.id.clone(),
            revision: document.revision.clone(),
            version: "v".into(),
            language: Lang::from("en"),
            language_confidence: 1.0,
            kind: Default::default(),
            kind_because: String::new(),
            topics: Vec::new(),
            concepts: Vec::new(),
            summary: Vec::new(),
            instruments: vec![instrument],
            promises: Vec::new(),
            fingerprint: Default::default(),
            other_languages: Vec::new(),
            mentions: Vec::new(),
            entities: Vec::new(),
            relevance: Vec::new(),
        };
        (document, annotations)
    }

    fn glossary() -> Glossary {
        let official = |en: &str, ja: &str| Official { en: en.into(), ja: ja.into(), also: Vec::new() };
        Glossary {
            currency: [("GBP".to_owned(), official("pounds sterling", "ポンド"))].into(),
            term: vec![
                official("Horizon Europe", "ホライズン・ヨーロッパ"),
                official("Horizon", "ホライズン計画X"),
            ],
        }
    }

    #[test]
    fn each_part_stands_beside_its_words() {
        let (document, annotations) = example();
        let glossary = glossary();
        let names = Names { agency: "英国の会", topic: None, glossary: &glossary };
        let gist = gist(&document, &annotations, names, "ja").unwrap();
        assert_eq!(
            gist.sentence,
            "英国の会：研究プロジェクト助成（発表・募集）。金額：総額120万ポンド。締切：2026年3月3日。"
        );
        for line in gist.lines.iter().filter(|l| l.part != Part::Who) {
            assert_eq!(line.quote, line.span.of(&document.text));
        }
        let term = gist.lines.iter().find(|l| l.part == Part::Term).unwrap();
        assert_eq!((term.said.as_str(), term.quote.as_str()), ("ホライズン・ヨーロッパ", "Horizon Europe"));
    }

    #[test]
    fn it_says_nothing_that_no_field_says() {
        let (document, mut annotations) = example();
        annotations.instruments[0].money.clear();
        annotations.instruments[0].deadline = None;
        let glossary = Glossary::default();
        let names = Names { agency: "Council", topic: Some("Open science"), glossary: &glossary };
        let said = gist(&document, &annotations, names, "en").unwrap();
        assert_eq!(said.sentence, "Council: Grants for research projects (announced).");
        annotations.instruments.clear();
        assert_eq!(gist(&document, &annotations, names, "en"), None);
    }

    #[test]
    fn what_is_to_come_is_said_as_people_do() {
        let (document, mut annotations) = example();
        let promise = |what, from: Option<&str>, until: &str| Promise {
            what,
            due: Due { from: from.map(|d| d.parse().unwrap()), until: until.parse().unwrap() },
            field: Field::Text,
            span: Span { start: 0, end: 14 },
            when: Span { start: 0, end: 7 },
            confidence: 0.9,
        };
        annotations.promises = vec![
            promise(Expected::Publish, Some("2026-09-01"), "2026-09-30"),
            promise(Expected::Decide, None, "2026-12-31"),
            promise(Expected::Review, Some("2029-04-01"), "2030-03-31"),
            promise(Expected::Open, Some("2027-03-01"), "2027-05-31"),
        ];
        let instrument = &mut annotations.instruments[0];
        instrument.kind.value = InstrumentKind::Mandate;
        instrument.money.clear();
        let deadline = &mut instrument.deadline.as_mut().unwrap().value;
        deadline.zone = Some(crate::Zone { name: "Asia/Tokyo".into(), stated: true });
        let glossary = glossary();
        let names = Names { agency: "会", topic: None, glossary: &glossary };
        let said = gist(&document, &annotations, names, "ja").unwrap().sentence;
        assert_eq!(
            said,
            "会：義務・規制（予告・発表）。締切：2026年3月3日（日本時間）。今後の予定：2026年9月に公表、\
             2026年末までに決定、2029年度に見直し・評価ほか。"
        );
        let said = gist(&document, &annotations, names, "en").unwrap().sentence;
        assert!(
            said.contains("To come: to publish: September 2026, to decide: by 31 December 2026"),
            "{said}"
        );
    }

    #[test]
    fn amounts_are_grouped_as_in_japan() {
        let (document, _) = example();
        let glossary = Glossary::default();
        let names = Names { agency: "", topic: None, glossary: &glossary };
        let writer = Writer { document: &document, names, ja: true, lang: "ja" };
        assert_eq!(writer.amount(29_700_000_000_000), "29兆7,000億");
        assert_eq!(writer.amount(120_000_050), "1億2,000万50");
        assert_eq!(writer.amount(0), "0");
    }
}
