//! A policy instrument as one document tells of it: what sort, since when, until when, how much.
//!
//! A field is never without its passage: [`Told`] carries the bytes that say it. What nothing says is
//! not there.

use crate::{AgencyId, Field, Span, TopicId};
use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal $en:literal $ja:literal,)*) => {
        /// What sort of instrument: a taxonomy after the EC-OECD STIP Compass, whose rarest classes are
        /// folded into their neighbours.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum InstrumentKind { $($(#[$doc])* $variant,)* }

        impl InstrumentKind {
            /// All kinds, in order of display.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];
            /// The name used in facets, files and addresses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
            /// The name for people: Japanese, else English.
            pub fn label(self, lang: &str) -> &'static str {
                match (self, lang) { $((Self::$variant, "ja") => $ja, (Self::$variant, _) => $en,)* }
            }
        }
    };
}

kinds! {
    /// National strategies, agendas and plans.
    Strategy "strategy" "Strategy or plan" "戦略・計画",
    /// Creation or reform of a governing, advising or overseeing body.
    GovernanceBody "governance_body" "Governance body" "推進・助言機関",
    /// Assessment exercises, evaluations, monitoring.
    Assessment "assessment" "Assessment or evaluation" "評価",
    /// Formal consultation of stakeholders or experts.
    Consultation "consultation" "Consultation" "意見募集",
    /// Standards, labels and certification.
    Standard "standard" "Standard or certification" "標準・認証",
    /// Public awareness and outreach.
    Awareness "awareness" "Public awareness" "普及・啓発",
    /// Institutional funding, block grants.
    InstitutionalFunding "institutional_funding" "Institutional funding" "機関助成（運営費）",
    /// Project grants for research.
    ProjectGrants "project_grants" "Grants for research projects" "研究プロジェクト助成",
    /// Grants for research and innovation in firms.
    BusinessGrants "business_grants" "Grants for firms" "企業向け研究開発助成",
    /// Schemes that bring science and industry together.
    ScienceIndustry "science_industry" "Science-industry scheme" "産学連携事業",
    /// Centres of excellence.
    Centres "centres" "Centres of excellence" "卓越拠点形成",
    /// Procurement of research and innovation.
    Procurement "procurement" "Procurement" "研究開発・革新調達",
    /// Fellowships, scholarships, mobility.
    Fellowships "fellowships" "Fellowships and scholarships" "フェローシップ・奨学金",
    /// Loans, credits and guarantees.
    Loans "loans" "Loans and guarantees" "融資・債務保証",
    /// Equity financing.
    Equity "equity" "Equity financing" "出資",
    /// Innovation vouchers.
    Vouchers "vouchers" "Innovation vouchers" "イノベーション・バウチャー",
    /// Tax relief.
    TaxRelief "tax_relief" "Tax relief" "税制優遇",
    /// Networking and collaborative platforms.
    Networks "networks" "Networks and platforms" "ネットワーク・協働基盤",
    /// Support of research infrastructures.
    Infrastructure "infrastructure" "Research infrastructure" "研究基盤・施設整備",
    /// Information services and access to data.
    DataServices "data_services" "Information and data services" "情報・データ提供",
    /// Mandates, laws, regulation, conditions of funding.
    Mandate "mandate" "Mandate or regulation" "義務・規制",
    /// Guidelines, codes, recommendations.
    Guidelines "guidelines" "Guidelines" "指針・ガイドライン",
    /// Challenges, prizes and awards.
    Awards "awards" "Prizes and awards" "表彰・懸賞",
}

impl fmt::Display for InstrumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InstrumentKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().copied().find(|k| k.as_str() == text);
        known.ok_or_else(|| format!("read '{text}' as a kind of instrument"))
    }
}

/// How far an instrument has come, as of the day of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Planned, invited, opened.
    Announced,
    /// Open for comments.
    Consultation,
    /// Decided, not yet in force.
    Adopted,
    /// Holds, runs, has been awarded.
    InForce,
    /// Stopped for a time.
    Suspended,
    /// Taken back, repealed, ended.
    Rescinded,
}

impl Status {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Announced, Self::Consultation, Self::Adopted, Self::InForce, Self::Suspended, Self::Rescinded];
    /// The name used in facets, files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Consultation => "consultation",
            Self::Adopted => "adopted",
            Self::InForce => "in_force",
            Self::Suspended => "suspended",
            Self::Rescinded => "rescinded",
        }
    }
    /// The name for people: Japanese, else English.
    pub fn label(self, lang: &str) -> &'static str {
        let (en, ja) = match self {
            Self::Announced => ("announced", "発表・募集"),
            Self::Consultation => ("under consultation", "意見募集中"),
            Self::Adopted => ("adopted", "決定"),
            Self::InForce => ("in force", "実施中"),
            Self::Suspended => ("suspended", "停止"),
            Self::Rescinded => ("rescinded", "廃止・撤回"),
        };
        if lang == "ja" { ja } else { en }
    }
}

/// A value and the passage that says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told<T> {
    /// What is said.
    pub value: T,
    /// In which text.
    pub field: Field,
    /// Where.
    pub span: Span,
    /// 0 to 1: how sure the reading is.
    pub confidence: f32,
}

impl<T> Told<T> {
    /// The words that say it.
    pub fn passage<'d>(&self, title: &'d str, text: &'d str) -> &'d str {
        self.span.of(if self.field == Field::Title { title } else { text })
    }
}

/// A zone of time as a text names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// A name of the zone database, or `UTC±hh:mm`.
    pub name: String,
    /// Whether the text names it; else it is that of the publisher's country.
    pub stated: bool,
}

/// By when something must be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The day, in that zone.
    pub day: NaiveDate,
    /// The hour; `23:59:59` stands for the end of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<NaiveTime>,
    /// Whose clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// What an amount is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// All of it.
    Total,
    /// One award, loan, prize or voucher.
    Each,
}

/// An amount in whole units of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The amount; of a range its upper end.
    pub amount: u64,
    /// The lower end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// ISO 4217.
    pub currency: String,
    /// What it is for.
    pub share: Share,
}

/// What a document says of one instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Whose: the publisher of the document.
    pub agency: AgencyId,
    /// Country of the agency.
    pub country: String,
    /// What sort.
    pub kind: Told<InstrumentKind>,
    /// How far it has come.
    pub status: Told<Status>,
    /// What it is about: the document's strongest topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Told<TopicId>>,
    /// The day on which it was decided or made known, if the text says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<Told<NaiveDate>>,
    /// From when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Told<NaiveDate>>,
    /// By when to apply or comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Told<Deadline>>,
    /// What it pays, in order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub money: Vec<Told<Money>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_come_back() {
        for kind in InstrumentKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_ne!(kind.label("ja"), kind.label("en"));
        }
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert!("grant".parse::<InstrumentKind>().is_err());
    }
}
