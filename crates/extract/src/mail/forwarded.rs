//! The original that a message passes on, where it is plainly stated: a block of lines that name its
//! subject and its sender or date.

use super::lines::unquoted;
use crate::clean;

/// The original of a message that was passed on.
#[derive(Debug, PartialEq, Eq)]
pub struct Original {
    pub subject: String,
    pub sender: Option<String>,
    pub date: Option<String>,
    /// What the person who passed it on wrote above it.
    pub note: String,
    /// What the original says.
    pub text: String,
}

/// What is put before the subject of a message that is passed on.
const PREFIXES: [&str; 9] = ["fwd:", "fw:", "転送:", "転送：", "tr:", "wg:", "rv:", "enc:", "i:"];

/// Words in the line above the block of a message that is passed on.
const PASSED_ON: [&str; 8] = [
    "forwarded message",
    "weitergeleitete nachricht",
    "message transféré",
    "mensaje reenviado",
    "mensagem encaminhada",
    "messaggio inoltrato",
    "転送メッセージ",
    "転送されたメッセージ",
];
/// Words in the line above a block that may also belong to an answer.
const ORIGINAL: [&str; 5] = [
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
    "元のメッセージ",
];

const SUBJECT: [&str; 7] = ["subject", "件名", "betreff", "objet", "asunto", "assunto", "oggetto"];
const SENDER: [&str; 7] = ["from", "差出人", "送信者", "von", "de", "da", "expéditeur"];
const DATE: [&str; 11] =
    ["date", "sent", "日付", "送信日時", "日時", "datum", "gesendet", "envoyé", "fecha", "enviado", "data"];
const OTHER: [&str; 12] =
    ["to", "cc", "bcc", "宛先", "an", "à", "para", "reply-to", "importance", "重要度", "a", "attachments"];

/// A subject without the marks of being passed on.
pub fn without_prefix(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(prefix) = PREFIXES.iter().find(|p| starts_with(rest, p)) {
        rest = rest[prefix.len()..].trim_start();
    }
    rest
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.to_lowercase() == prefix)
}

/// Finds the original in the text of a message with that subject.
pub fn find(text: &str, subject: &str) -> Option<Original> {
    let is_forward = without_prefix(subject).len() < subject.trim().len();
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let plain = unquoted(line).trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let says = |words: &[&str]| plain.chars().count() < 60 && words.iter().any(|w| plain.contains(w));
        let (passed_on, original) = (says(&PASSED_ON), says(&ORIGINAL));
        let marked = passed_on || (original && is_forward);
        // Without a line above it a block only counts where the subject says that something follows.
        let opens = marked || (is_forward && field(line).is_some());
        if !opens {
            continue;
        }
        let start = if marked { at + 1 } else { at };
        let Some(block) = block(&lines, start) else { continue };
        let mut note = lines[..at].join("\n");
        note.push('\n');
        let text = lines[block.end..].iter().map(|l| unquoted(l)).collect::<Vec<_>>().join("\n");
        return Some(Original { subject: block.subject, sender: block.sender, date: block.date, note, text });
    }
    None
}

struct Block {
    subject: String,
    sender: Option<String>,
    date: Option<String>,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Subject,
    Sender,
    Date,
    Other,
}

/// The fields that begin within three lines of `start`, and the line after them.
fn block(lines: &[&str], start: usize) -> Option<Block> {
    let empty = |line: &&str| unquoted(line).trim().is_empty();
    let first = start + lines.get(start..)?.iter().take(3).position(|l| !empty(l))?;
    let (mut subject, mut sender, mut date) = (None, None, None);
    let mut end = first;
    for line in lines[first..].iter().take(12) {
        match field(line) {
            Some((Field::Subject, value)) => subject = Some(value),
            Some((Field::Sender, value)) => sender = Some(value),
            Some((Field::Date, value)) => date = Some(value),
            Some((Field::Other, _)) => {}
            // A long value is broken off and goes on in the next line.
            None if end > first && line.starts_with([' ', '\t']) && !empty(line) => {}
            None => break,
        }
        end += 1;
    }
    let subject = subject.filter(|s: &String| !s.is_empty())?;
    if sender.is_none() && date.is_none() {
        return None;
    }
    Some(Block {
        subject: without_prefix(&subject).to_owned(),
        sender: sender.map(|s| name_of(&s)),
        date,
        end,
    })
}

/// A line such as `From: A. Name <a@agency.example>`; mail programs may set its name in bold.
fn field(line: &str) -> Option<(Field, String)> {
    let line = unquoted(line).trim().trim_start_matches('*');
    let (key, value) = line.split_once([':', '：'])?;
    let key = key.trim().trim_end_matches('*').trim().to_lowercase();
    let value = clean::line(value.trim_start_matches('*'));
    let kinds: [(&[&str], Field); 4] =
        [(&SUBJECT, Field::Subject), (&SENDER, Field::Sender), (&DATE, Field::Date), (&OTHER, Field::Other)];
    kinds.into_iter().find(|(keys, _)| keys.contains(&key.as_str())).map(|(_, kind)| (kind, value))
}

/// The name in `"A. Name" <a@agency.example>`, else the address.
fn name_of(sender: &str) -> String {
    let name = sender.split(['<', '[']).next().unwrap_or_default().trim().trim_matches('"').trim();
    if name.is_empty() { sender.trim_matches(['<', '>', ' ']).to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn originals_are_found_in_the_manner_of_several_programs() {
        let cases = [
            (
                "Fwd: New call",
                "Please see below.\n\n---------- Forwarded message ---------\nFrom: Funder News <news@funder.example>\nDate: Mon, 2 Mar 2026 at 10:00\nSubject: New call\nTo: <office@house.example>\n\n\nThe call opens.",
            ),
            (
                "FW: New call",
                "Please see below.\n\n-----Original Message-----\nFrom: Funder News\nSent: Monday, March 2, 2026 10:00 AM\nTo: Office\nSubject: New call\n\nThe call opens.",
            ),
            (
                "FW: New call",
                "Please see below.\n\n________________________________\nFrom: Funder News <news@funder.example>\nSent: Monday, March 2, 2026 10:00 AM\nTo: Office\nSubject: New call\n\nThe call opens.",
            ),
            (
                "転送: New call",
                "Please see below.\n\n-------- 転送メッセージ --------\n件名: \tNew call\n日付: \tMon, 2 Mar 2026 10:00:00 +0100\n差出人: \tFunder News <news@funder.example>\n宛先: \toffice@house.example\n\nThe call opens.",
            ),
            (
                "New call",
                "Please see below.\n\nBegin forwarded message:\n\n> From: \"Funder News\" <news@funder.example>\n> Date: 2 March 2026 at 10:00:00 CET\n> Subject: New call\n>\n> The call opens.",
            ),
            (
                "WG: New call",
                "Please see below.\n\nVon: Funder News\nGesendet: Montag, 2. März 2026 10:00\nAn: Office\nBetreff: New call\n\nThe call opens.",
            ),
        ];
        for (subject, text) in cases {
            let found = find(text, subject).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (found.subject.as_str(), found.sender.as_deref()),
                ("New call", Some("Funder News")),
                "{text}"
            );
            assert!(found.date.unwrap().contains("2026"), "{text}");
            assert_eq!(found.note.trim().trim_end_matches('_').trim(), "Please see below.");
            assert_eq!(found.text.trim(), "The call opens.");
        }
    }

    #[test]
    fn answers_are_no_originals() {
        let answer = "Thank you.\n\n-----Original Message-----\nFrom: A\nSent: 2 March 2026\nSubject: Question\n\nWhy?";
        assert_eq!(find(answer, "Re: Question"), None);
        assert_eq!(find("From: here on\nSubject: to change", "A plan"), None);
        assert_eq!(find("---------- Forwarded message ---------\nThe call opens.", "Fwd: x"), None);
    }

    #[test]
    fn prefixes_go() {
        assert_eq!(without_prefix("Fwd: FW: 転送：件名"), "件名");
        assert_eq!(without_prefix("Forward planning"), "Forward planning");
    }
}
