//! How a source is, judged from what the catalog knows: so that silence is not taken for calm.

use crate::{Catalog, Error, SourceHealth, SourceState};
use chrono::TimeDelta;
use serde::Serialize;
use shiome_model::{Reason, SourceId, Timestamp, time};
use std::fmt;

/// A source that brings nothing for so long is silent, unless it never brought more often.
const SILENT_AFTER_DAYS: i64 = 45;
/// Failures in a row after which a source counts as broken, not as having a bad day.
const BROKEN_AFTER: u32 = 3;
/// Rejections are counted over so many days.
const WINDOW_DAYS: i64 = 30;

/// How a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Read, and alive.
    Ok,
    /// Read, but part of it fails.
    Degraded,
    /// Read, but nothing new for long.
    Silent,
    /// It refuses us.
    Blocked,
    /// It cannot be read.
    Broken,
    /// Not read yet.
    Unread,
}

impl State {
    /// All of them, in order of display.
    pub const ALL: [Self; 6] =
        [Self::Ok, Self::Degraded, Self::Silent, Self::Blocked, Self::Broken, Self::Unread];

    /// The name used in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Degraded => "degraded",
            Self::Silent => "silent",
            Self::Blocked => "blocked",
            Self::Broken => "broken",
            Self::Unread => "unread",
        }
    }
    /// Whether an operator should look.
    pub fn is_troubled(self) -> bool {
        matches!(self, Self::Degraded | Self::Silent | Self::Blocked | Self::Broken)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a source is as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Because {
    /// Nothing is wrong.
    Fine,
    /// It has not been asked yet.
    NotAsked,
    /// The last runs failed.
    Failing {
        /// Why.
        reason: Reason,
        /// What exactly.
        detail: String,
        /// Runs in a row.
        times: u32,
    },
    /// Nothing new since.
    NothingSince {
        /// Days.
        days: i64,
    },
    /// It never brought a document.
    NeverAnything,
    /// Many of its works could not be had.
    ManyRejected {
        /// Works refused.
        rejected: u64,
        /// The most frequent reason.
        reason: Reason,
    },
}

/// One source, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Which.
    pub source: SourceId,
    /// How it is.
    pub state: State,
    /// Why.
    pub because: Because,
    /// Documents it lists.
    pub documents: u64,
    /// The latest sign of life: a document published, or found.
    pub newest: Option<Timestamp>,
    /// When it was last asked.
    pub last_checked: Option<Timestamp>,
    /// When it was last read.
    pub last_success: Option<Timestamp>,
    /// When it will be asked again.
    pub next_check: Timestamp,
    /// Works of the last 30 days that did not become documents, by reason, most frequent first.
    pub rejected: Vec<(Reason, u64)>,
}

impl Health {
    /// Why, and what to do, in a sentence of `lang` (`ja` or anything else).
    pub fn reason_in(&self, lang: &str) -> String {
        let ja = lang == "ja";
        match &self.because {
            Because::Fine => String::new(),
            Because::NotAsked if ja => "未取得。次の収集で読み込まれます".into(),
            Because::NotAsked => "not asked yet; the next collection will".into(),
            Because::Failing { reason, detail, times } if ja => {
                format!("{}（{times}回連続、{detail}）。{}", reason_ja(*reason), advice_ja(*reason))
            }
            Because::Failing { reason, detail, times } => {
                format!("{} ({times} in a row; {detail}); {}", reason_en(*reason), advice_en(*reason))
            }
            Because::NothingSince { days } if ja => {
                format!("{days}日間新着なし。配信元のページが移転していないか確認してください")
            }
            Because::NothingSince { days } => {
                format!("nothing new for {days} days; check whether the page has moved")
            }
            Because::NeverAnything if ja => "文書が一件も見つかりません。設定を確認してください".into(),
            Because::NeverAnything => "never brought a document; check its settings".into(),
            Because::ManyRejected { rejected, reason } if ja => {
                format!("{rejected}件の文書を取得できず（主に{}）", reason_ja(*reason))
            }
            Because::ManyRejected { rejected, reason } => {
                format!("{rejected} works could not be had, mostly: {}", reason_en(*reason))
            }
        }
    }
}

/// Judges every source of the configuration, in order of id.
pub async fn of_all(catalog: &Catalog, now: Timestamp) -> Result<Vec<Health>, Error> {
    let states = catalog.source_states().await?;
    let brought = catalog.source_health(now - TimeDelta::days(WINDOW_DAYS)).await?;
    Ok(states.into_iter().zip(brought).map(|(state, brought)| judge(state, brought, now)).collect())
}

/// Judges one source.
pub fn judge(state: SourceState, brought: SourceHealth, now: Timestamp) -> Health {
    let published = brought.newest_published.map(time::midnight_in_japan).filter(|at| *at <= now);
    let newest = published.or(brought.newest_first_seen);
    let (how, because) = verdict(&state, &brought, newest, now);
    Health {
        source: state.source,
        state: how,
        because,
        documents: brought.documents,
        newest,
        last_checked: state.last_checked,
        last_success: state.last_success,
        next_check: state.next_check,
        rejected: brought.rejected,
    }
}

fn verdict(
    state: &SourceState,
    brought: &SourceHealth,
    newest: Option<Timestamp>,
    now: Timestamp,
) -> (State, Because) {
    if let Some((reason, detail)) = &state.last_error {
        let times = state.consecutive_failures;
        let how = match reason {
            Reason::Robots | Reason::Blocked | Reason::TooManyRequests => State::Blocked,
            _ if times >= BROKEN_AFTER || state.last_success.is_none() => State::Broken,
            _ => State::Degraded,
        };
        return (how, Because::Failing { reason: *reason, detail: detail.clone(), times });
    }
    if state.last_checked.is_none() {
        return (State::Unread, Because::NotAsked);
    }
    // Works that robots.txt keeps from us are the publisher's wish, not trouble.
    let rejected: u64 = brought.rejected.iter().filter(|(r, _)| *r != Reason::Robots).map(|(_, n)| n).sum();
    let main = brought.rejected.iter().find(|(r, _)| *r != Reason::Robots).map(|(r, _)| *r);
    if let Some(reason) = main.filter(|_| rejected >= 5 && rejected * 2 > brought.documents) {
        return (State::Degraded, Because::ManyRejected { rejected, reason });
    }
    match newest {
        None => (State::Silent, Because::NeverAnything),
        Some(at) if (now - at).num_days() > SILENT_AFTER_DAYS => {
            (State::Silent, Because::NothingSince { days: (now - at).num_days() })
        }
        Some(_) => (State::Ok, Because::Fine),
    }
}

fn reason_en(reason: Reason) -> &'static str {
    match reason {
        Reason::Robots => "robots.txt asks us not to",
        Reason::ForbiddenAddress => "the address is not public",
        Reason::NotFound => "not found",
        Reason::Blocked => "access refused",
        Reason::TooManyRequests => "too many requests",
        Reason::ClientError => "request refused",
        Reason::ServerError => "error of the server",
        Reason::Unreachable => "unreachable",
        Reason::Timeout => "no answer in time",
        Reason::TooLarge => "answer too large",
        Reason::RedirectLoop => "redirects without end",
        Reason::Malformed => "answer cannot be read",
        Reason::SoftNotFound => "error page",
        Reason::NoText => "no text",
        Reason::NoTitle => "no title",
        Reason::UnsupportedMedia => "type of file not supported",
    }
}

fn reason_ja(reason: Reason) -> &'static str {
    match reason {
        Reason::Robots => "robots.txtにより収集不可",
        Reason::ForbiddenAddress => "公開アドレスではない",
        Reason::NotFound => "ページが見つからない",
        Reason::Blocked => "アクセス拒否",
        Reason::TooManyRequests => "アクセス過多の応答",
        Reason::ClientError => "要求が拒否された",
        Reason::ServerError => "サーバーエラー",
        Reason::Unreachable => "接続できない",
        Reason::Timeout => "時間内に応答がない",
        Reason::TooLarge => "応答が大きすぎる",
        Reason::RedirectLoop => "リダイレクトの繰り返し",
        Reason::Malformed => "応答を解釈できない",
        Reason::SoftNotFound => "エラーページ",
        Reason::NoText => "本文なし",
        Reason::NoTitle => "題名なし",
        Reason::UnsupportedMedia => "未対応のファイル形式",
    }
}

fn advice_en(reason: Reason) -> &'static str {
    match reason {
        Reason::Robots => "ask the publisher, or take it out",
        Reason::Blocked | Reason::TooManyRequests => "read it more rarely, or ask the publisher",
        Reason::NotFound => "find its new address",
        Reason::Malformed => "check the connector's settings",
        _ => "it is tried again by itself",
    }
}

fn advice_ja(reason: Reason) -> &'static str {
    match reason {
        Reason::Robots => "配信元に問い合わせるか、対象から外してください",
        Reason::Blocked | Reason::TooManyRequests => "間隔を空けるか、配信元に問い合わせてください",
        Reason::NotFound => "新しいアドレスを確認してください",
        Reason::Malformed => "コネクタの設定を確認してください",
        _ => "自動的に再試行します",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-06-01T00:00:00Z".parse().unwrap()
    }

    fn state() -> SourceState {
        SourceState {
            source: SourceId::new("a/b"),
            cursor: None,
            next_check: now(),
            last_checked: Some(now()),
            last_success: Some(now()),
            last_new: Some(now()),
            consecutive_failures: 0,
            complete: true,
            interval_seconds: 3600,
            last_error: None,
        }
    }

    fn brought(published: Option<&str>) -> SourceHealth {
        SourceHealth {
            source: SourceId::new("a/b"),
            documents: 10,
            newest_published: published.map(|d| d.parse().unwrap()),
            newest_first_seen: None,
            rejected: Vec::new(),
        }
    }

    #[test]
    fn a_source_is_silent_when_its_news_is_old_even_if_it_answers() {
        let alive = judge(state(), brought(Some("2026-05-20")), now());
        assert_eq!(alive.state, State::Ok);
        let silent = judge(state(), brought(Some("2026-01-20")), now());
        assert_eq!(silent.because, Because::NothingSince { days: 132 });
        assert_eq!(judge(state(), brought(None), now()).because, Because::NeverAnything);
    }

    #[test]
    fn refusal_failure_and_a_bad_day_are_told_apart() {
        let failing = |reason, times| SourceState {
            last_error: Some((reason, "x".into())),
            consecutive_failures: times,
            ..state()
        };
        let of = |s| judge(s, brought(Some("2026-05-20")), now()).state;
        assert_eq!(of(failing(Reason::Blocked, 1)), State::Blocked);
        assert_eq!(of(failing(Reason::ServerError, 1)), State::Degraded);
        assert_eq!(of(failing(Reason::ServerError, 3)), State::Broken);
        assert_eq!(of(SourceState { last_checked: None, ..state() }), State::Unread);
    }

    #[test]
    fn pages_robots_keeps_from_us_are_no_trouble_but_missing_ones_are() {
        let with = |reason, n| SourceHealth { rejected: vec![(reason, n)], ..brought(Some("2026-05-20")) };
        assert_eq!(judge(state(), with(Reason::Robots, 31), now()).state, State::Ok);
        assert_eq!(judge(state(), with(Reason::NotFound, 31), now()).state, State::Degraded);
    }
}
