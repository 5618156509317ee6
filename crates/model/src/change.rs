//! What moved between two captures of a watched page.

use crate::{CaptureId, ChangeId, DocumentId, Hash, SourceId, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

/// One clause that was added, removed or reworded, or that stands under another heading now: then both
/// texts are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseEdit {
    /// The clause before; none if it is new.
    pub before: Option<String>,
    /// The clause after; none if it is gone.
    pub after: Option<String>,
    /// The heading it stands under (for a clause that is gone: stood under), if the page has any.
    #[serde(default)]
    pub section: Option<String>,
    /// For a clause that moved: the heading it stood under.
    #[serde(default)]
    pub moved_from: Option<String>,
}

/// What a change touches: the reasons why it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// By when something must be done.
    Deadline,
    /// What must or must not be done.
    Obligation,
    /// How much is paid.
    Money,
    /// Who may apply.
    Eligibility,
    /// From when it holds.
    Effective,
    /// What it covers.
    Scope,
    /// Whether something is so or not.
    Negation,
    /// A number in it.
    Figure,
}

impl Ground {
    /// In words of the language: Japanese, else English.
    pub fn label(self, lang: &str) -> &'static str {
        let (ja, en) = match self {
            Self::Deadline => ("締切・期限の変更", "a deadline moved"),
            Self::Obligation => ("義務・要件の変更", "an obligation moved"),
            Self::Money => ("金額の変更", "money moved"),
            Self::Eligibility => ("応募資格の変更", "eligibility moved"),
            Self::Effective => ("適用日の変更", "a date of effect moved"),
            Self::Scope => ("対象範囲の変更", "the scope moved"),
            Self::Negation => ("肯定・否定の変更", "a negation came or went"),
            Self::Figure => ("数値の変更", "a figure moved"),
        };
        if lang == "ja" { ja } else { en }
    }
}

/// What sort of thing happened to a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// Its text was edited.
    #[default]
    Edited,
    /// It is gone, seen so twice.
    Removed {
        /// What was answered instead: a status, or the page it led to.
        how: String,
        /// When it was missed first.
        missed: Timestamp,
    },
    /// It stands at another address.
    Moved {
        /// Where.
        to: Url,
    },
    /// It was gone and is back.
    Reappeared,
}

/// From when a change holds, as the new text says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The day.
    pub date: NaiveDate,
    /// The clause that says so.
    pub passage: String,
}

/// A material difference between two captures of one page, or the end, move or return of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Hash of both captures; of an event that is no edit, of its kind and moment too.
    pub id: ChangeId,
    /// The watched page.
    pub document: DocumentId,
    /// The source that watches it.
    pub source: SourceId,
    /// The capture before.
    pub before: CaptureId,
    /// The capture after; of a page that is gone, the last one there is.
    pub after: CaptureId,
    /// When the later capture was taken.
    pub seen_at: Timestamp,
    /// What happened.
    #[serde(default)]
    pub event: Event,
    /// The clauses, in order of the page.
    pub edits: Vec<ClauseEdit>,
    /// 0 (trivial) to 1: how much of the text moved and how much it matters.
    pub materiality: f32,
    /// Why it is material, in English words.
    pub reasons: Vec<String>,
    /// What it touches.
    #[serde(default)]
    pub grounds: Vec<Ground>,
    /// How much of the text moved, in per cent, rounded up.
    #[serde(default)]
    pub share: u32,
    /// From when it holds.
    #[serde(default)]
    pub effective: Option<Effective>,
}

impl Change {
    /// The id of the comparison of two captures.
    pub fn id_of(before: &CaptureId, after: &CaptureId) -> ChangeId {
        ChangeId::new(Hash::of_parts(&[before.as_str().as_bytes(), after.as_str().as_bytes()]).short())
    }

    /// The end, move or return of a page: an event without edits.
    pub fn of_event(
        event: Event,
        document: &DocumentId,
        source: &SourceId,
        captures: (&CaptureId, &CaptureId),
        seen_at: Timestamp,
    ) -> Self {
        let name = match &event {
            Event::Edited => "edited",
            Event::Removed { .. } => "removed",
            Event::Moved { .. } => "moved",
            Event::Reappeared => "reappeared",
        };
        let (before, after) = captures;
        let at = seen_at.to_rfc3339();
        let parts = [before.as_str(), after.as_str(), name, &at].map(str::as_bytes);
        let mut change = Self {
            id: ChangeId::new(Hash::of_parts(&parts).short()),
            document: document.clone(),
            source: source.clone(),
            before: before.clone(),
            after: after.clone(),
            seen_at,
            materiality: match &event {
                Event::Removed { .. } => 1.0,
                Event::Reappeared => 0.8,
                Event::Moved { .. } | Event::Edited => 0.5,
            },
            event,
            edits: Vec::new(),
            reasons: Vec::new(),
            grounds: Vec::new(),
            share: 0,
            effective: None,
        };
        change.reasons = change.reasons_in("en");
        change
    }

    /// Why it is told, in words of the language: Japanese, else English. The event comes first, then
    /// how many clauses, then what they touch.
    pub fn reasons_in(&self, lang: &str) -> Vec<String> {
        let ja = lang == "ja";
        let mut said = Vec::new();
        match &self.event {
            Event::Edited => {}
            Event::Removed { how, .. } if ja => {
                said.push(format!("ページが削除されました（{how}、2回確認）"))
            }
            Event::Removed { how, .. } => said.push(format!("the page is gone ({how}, seen twice)")),
            Event::Moved { to } if ja => said.push(format!("ページが移転しました：{to}")),
            Event::Moved { to } => said.push(format!("the page moved to {to}")),
            Event::Reappeared if ja => said.push("削除されたページが再び公開されました".into()),
            Event::Reappeared => said.push("the page is back".into()),
        }
        // A change of an earlier version of the program has its reasons in English only.
        let is_old = self.share == 0 && self.grounds.is_empty() && self.event == Event::Edited;
        if is_old && !self.reasons.is_empty() {
            return self.reasons.clone();
        }
        let moved = |e: &&ClauseEdit| e.before.is_some() && e.before == e.after;
        let count = |is: &dyn Fn(&ClauseEdit) -> bool| self.edits.iter().filter(|e| is(e)).count();
        for (n, en, word) in [
            (count(&|e| e.before.is_none()), "added", "追加"),
            (count(&|e| e.after.is_none()), "removed", "削除"),
            (count(&|e| e.before.is_some() && e.after.is_some() && !moved(&e)), "reworded", "変更"),
            (count(&|e| moved(&e)), "moved", "移動"),
        ] {
            match n {
                0 => {}
                n if ja => said.push(format!("{n}項目を{word}")),
                1 => said.push(format!("1 clause {en}")),
                n => said.push(format!("{n} clauses {en}")),
            }
        }
        match self.share {
            0 => {}
            n if ja => said.push(format!("本文の{n}%が変化")),
            n => said.push(format!("{n} % of the text moved")),
        }
        said.extend(self.grounds.iter().map(|g| g.label(lang).to_owned()));
        match &self.effective {
            None => {}
            Some(e) if ja => said.push(format!("適用日：{}", e.date.format("%Y年%-m月%-d日"))),
            Some(e) => said.push(format!("effective {}", e.date)),
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_an_earlier_program_is_read() {
        let old = r#"{"id":"x","document":"https://e.example/","source":"a/b","before":"c","after":"d",
            "seen_at":"2026-03-01T00:00:00Z","edits":[{"before":"may","after":"must"}],"materiality":0.5,
            "reasons":["1 clause reworded","an obligation moved"]}"#;
        let change: Change = serde_json::from_str(old).unwrap();
        assert_eq!(change.event, Event::Edited);
        assert_eq!(change.reasons_in("ja"), ["1 clause reworded", "an obligation moved"]);
    }

    #[test]
    fn an_event_is_told_in_both_languages_and_has_its_own_id() {
        let at = "2026-03-01T00:00:00Z".parse().unwrap();
        let of = |event| Change::of_event(event, &"d".into(), &"a/b".into(), (&"c".into(), &"c".into()), at);
        let gone = of(Event::Removed { how: "status 404".into(), missed: at });
        assert_eq!(gone.reasons, ["the page is gone (status 404, seen twice)"]);
        assert_eq!(gone.reasons_in("ja"), ["ページが削除されました（status 404、2回確認）"]);
        assert_ne!(gone.id, of(Event::Reappeared).id);
        let stored = serde_json::to_string(&gone).unwrap();
        assert_eq!(serde_json::from_str::<Change>(&stored).unwrap(), gone);
    }
}
