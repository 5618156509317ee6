//! What is told of a source: why it is as it is, and what to do.

use super::{Because, Health};
use shiome_model::{Reason, time};

impl Health {
    /// Why, and what to do, in a sentence of `lang` (`ja` or anything else); empty where nothing is
    /// wrong.
    pub fn reason_in(&self, lang: &str) -> String {
        self.because.said_in(lang)
    }
}

impl Because {
    /// Why, and what to do, in one sentence of `lang`.
    pub fn said_in(&self, lang: &str) -> String {
        let (why, what) = (self.why_in(lang), self.advice_in(lang));
        match (what.is_empty(), lang) {
            (true, _) => why,
            (_, "ja") => format!("{why}。{what}"),
            _ => format!("{why}; {what}"),
        }
    }

    /// Why, in words of `lang` (`ja` or anything else).
    pub fn why_in(&self, lang: &str) -> String {
        if lang == "ja" { self.why_ja() } else { self.why_en() }
    }

    fn why_en(&self) -> String {
        match self {
            Self::Fine => String::new(),
            Self::QuietSeason { days, until } => {
                format!("nothing new for {days} days, as in an earlier year; expected again by {until}")
            }
            Self::NotAsked => "not asked yet".into(),
            Self::Failing { reason, detail, times } => {
                format!("{} ({times} in a row; {detail})", reason_en(*reason))
            }
            Self::OftenFailing { failed, of, reason } => {
                format!("failed {failed} separate times in the last {of} runs: {}", reason_en(*reason))
            }
            Self::ListsNothing { since } => format!("answers, but has listed nothing since {since}"),
            Self::Fallback { kind, since, reason } => {
                let day = time::day_in_japan(*since);
                let why = reason.map_or("it lists nothing any more", reason_en);
                format!("read by a fall-back ({kind}) since {day}; the preferred way: {why}")
            }
            Self::NothingSince { days, usual: Some(usual) } => {
                format!("nothing new for {days} days; usually it takes {usual}")
            }
            Self::NothingSince { days, usual: None } => format!("nothing new for {days} days"),
            Self::NeverAnything => "never brought a document".into(),
            Self::ManyRejected { rejected, reason } => {
                format!("{rejected} works could not be had, mostly: {}", reason_en(*reason))
            }
            Self::Fewer { now, usual } => format!("{now} works in four weeks, where {usual} are usual"),
            Self::More { now, usual } => format!("{now} works in four weeks, where {usual} are usual"),
        }
    }

    fn why_ja(&self) -> String {
        match self {
            Self::Fine => String::new(),
            Self::QuietSeason { days, until } => {
                format!("{days}日間新着なし（例年この時期は休止、再開は{until}頃の見込み）")
            }
            Self::NotAsked => "未取得".into(),
            Self::Failing { reason, detail, times } => {
                format!("{}（{times}回連続、{detail}）", reason_ja(*reason))
            }
            Self::OftenFailing { failed, of, reason } => {
                format!("直近{of}回の収集で断続的に{failed}度失敗（{}）", reason_ja(*reason))
            }
            Self::ListsNothing { since } => format!("応答はあるが、{since}以降一覧が空"),
            Self::Fallback { kind, since, reason } => {
                let day = time::day_in_japan(*since);
                let why = reason.map_or("一覧が空", reason_ja);
                format!("{day}から代替経路（{kind}）で収集中（本来の経路：{why}）")
            }
            Self::NothingSince { days, usual: Some(usual) } => {
                format!("{days}日間新着なし（通常は{usual}日程度）")
            }
            Self::NothingSince { days, usual: None } => format!("{days}日間新着なし"),
            Self::NeverAnything => "文書が一件も見つかりません".into(),
            Self::ManyRejected { rejected, reason } => {
                format!("{rejected}件の文書を取得できず（主に{}）", reason_ja(*reason))
            }
            Self::Fewer { now, usual } => format!("4週間で{now}件（通常は{usual}件程度）と極端に少ない"),
            Self::More { now, usual } => format!("4週間で{now}件（通常は{usual}件程度）と極端に多い"),
        }
    }

    /// What to do, in words of `lang`; empty where there is nothing to do.
    pub fn advice_in(&self, lang: &str) -> &'static str {
        let (en, ja) = match self {
            Self::Fine | Self::QuietSeason { .. } => ("", ""),
            Self::NotAsked => ("the next collection will ask", "次の収集で読み込まれます"),
            Self::Failing { reason, .. } => return advice(*reason, lang),
            Self::OftenFailing { .. } => (
                "read it more rarely, and see whether it fails at certain hours",
                "間隔を空け、失敗する時間帯を確認してください",
            ),
            Self::ListsNothing { .. } => (
                "the page may be built otherwise now: check the connector's selectors",
                "ページ構成が変わった可能性があります。コネクタの設定を確認してください",
            ),
            Self::Fallback { .. } => ("mend the settings of the preferred way", "設定を確認してください"),
            Self::NothingSince { .. } => {
                ("check whether the page has moved", "配信元のページが移転していないか確認してください")
            }
            Self::NeverAnything => ("check its settings", "設定を確認してください"),
            Self::ManyRejected { reason, .. } => return advice(*reason, lang),
            Self::Fewer { .. } => (
                "check whether part of it has moved to another page or feed",
                "一部が別のページやフィードに移っていないか確認してください",
            ),
            Self::More { .. } => (
                "check whether it picks up links that are no works",
                "文書以外のリンクを拾っていないか確認してください",
            ),
        };
        if lang == "ja" { ja } else { en }
    }
}

fn advice(reason: Reason, lang: &str) -> &'static str {
    if lang == "ja" { advice_ja(reason) } else { advice_en(reason) }
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
        Reason::Firewall => "a firewall's page instead of the answer",
        Reason::Consent => "a question for consent instead of the answer",
        Reason::Login => "a form to log in instead of the answer",
        Reason::NeedsScript => "a page that only scripts would fill",
        Reason::Maintenance => "closed for maintenance",
        Reason::Parked => "nobody publishes at the address",
        Reason::Repeated => "the same text at many addresses",
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
        Reason::Firewall => "ファイアウォールの画面が返された",
        Reason::Consent => "Cookie同意画面が返された",
        Reason::Login => "ログイン画面が返された",
        Reason::NeedsScript => "スクリプトの実行が必要なページ",
        Reason::Maintenance => "メンテナンス中",
        Reason::Parked => "運用されていないアドレス",
        Reason::Repeated => "多数のアドレスで同一の本文",
        Reason::NoText => "本文なし",
        Reason::NoTitle => "題名なし",
        Reason::UnsupportedMedia => "未対応のファイル形式",
    }
}

fn advice_en(reason: Reason) -> &'static str {
    match reason {
        Reason::Robots => "ask the publisher, or take it out",
        Reason::Blocked | Reason::TooManyRequests => "read it more rarely, or ask the publisher",
        Reason::NotFound | Reason::SoftNotFound | Reason::Parked => "find its new address",
        Reason::Firewall => {
            "ask the publisher to let our client through, or for a feed; do not work around it"
        }
        Reason::Consent => "look for a feed, an API or an address that asks no consent",
        Reason::Login => "it is not public: look for a public address, or take it out",
        Reason::NeedsScript => "look for a feed or an API, or have it rendered",
        Reason::Repeated => "look at one of the addresses and mend what is listed",
        Reason::Malformed => "check the connector's settings",
        Reason::NoText | Reason::NoTitle | Reason::UnsupportedMedia => "check which links it takes for works",
        Reason::ForbiddenAddress => "check its address",
        _ => "it is tried again by itself",
    }
}

fn advice_ja(reason: Reason) -> &'static str {
    match reason {
        Reason::Robots => "配信元に問い合わせるか、対象から外してください",
        Reason::Blocked | Reason::TooManyRequests => "間隔を空けるか、配信元に問い合わせてください",
        Reason::NotFound | Reason::SoftNotFound | Reason::Parked => "新しいアドレスを確認してください",
        Reason::Firewall => {
            "配信元に当方のクライアントの許可またはフィードの提供を依頼してください（回避はしません）"
        }
        Reason::Consent => "同意を求めないアドレス、フィード、APIを探してください",
        Reason::Login => "非公開です。公開アドレスを探すか、対象から外してください",
        Reason::NeedsScript => "フィードやAPIを探すか、レンダリングサービスを設定してください",
        Reason::Repeated => "該当アドレスを開き、一覧の設定を見直してください",
        Reason::Malformed => "コネクタの設定を確認してください",
        Reason::NoText | Reason::NoTitle | Reason::UnsupportedMedia => {
            "文書以外のリンクを拾っていないか確認してください"
        }
        Reason::ForbiddenAddress => "アドレスを確認してください",
        _ => "自動的に再試行します",
    }
}
