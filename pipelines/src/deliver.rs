//! Sends what is sealed: an outbox, worked through.

use crate::{Error, House};
use shiome_publish::RenderedDigest;
use shiome_publish::mail::{self, Envelope, Letter, Mailer};
use shiome_store::{DeliveryRecord, DeliveryState, Fact, IssueRecord};
use std::sync::atomic::{AtomicBool, Ordering};

/// Name of the work that is leased, so that one process sends at a time.
pub const FLOW: &str = "deliver";
/// Attempts before a delivery is given up.
const ATTEMPTS: u32 = 8;

/// From whom messages come.
#[derive(Clone, Debug)]
pub struct Sender {
    /// `From`.
    pub from: String,
    /// `List-Id` (RFC 2919).
    pub list_id: String,
}

/// What a run of the outbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Accepted by the next hop.
    pub sent: usize,
    /// To be tried again.
    pub deferred: usize,
    /// Given up.
    pub failed: usize,
}

/// Sends every pending delivery once. A crash between the server's answer and our commit may send a
/// message twice, with the same `Message-ID`; none is lost.
pub async fn run(
    house: &House,
    mailer: &Mailer,
    sender: &Sender,
    owner: &str,
    stop: &AtomicBool,
) -> Result<Sent, Error> {
    let lease = house.catalog.claim(FLOW, owner, house.now(), crate::ingest::lease_time()).await?;
    let mut lease = lease.ok_or(Error::Busy(FLOW))?;
    let mut outcome = Sent::default();
    let mut tried = std::collections::BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        let pending = house.catalog.pending_deliveries(100).await?;
        let mut left = pending.into_iter().filter(|d| tried.insert((d.issue.clone(), d.recipient.clone())));
        let Some(delivery) = left.next() else { break };
        for delivery in std::iter::once(delivery).chain(left) {
            let record = send(house, mailer, sender, delivery).await?;
            match record.state {
                DeliveryState::Sent => outcome.sent += 1,
                DeliveryState::Pending => outcome.deferred += 1,
                DeliveryState::Failed => outcome.failed += 1,
            }
            house.catalog.commit(Some(&lease), &[Fact::Delivery(record)]).await?;
            lease = house.catalog.renew(&lease, house.now(), crate::ingest::lease_time()).await?;
            if stop.load(Ordering::Relaxed) {
                break;
            }
        }
    }
    house.catalog.release(&lease).await?;
    Ok(outcome)
}

async fn send(
    house: &House,
    mailer: &Mailer,
    sender: &Sender,
    mut delivery: DeliveryRecord,
) -> Result<DeliveryRecord, Error> {
    let missing = || Error::Unknown { what: "issue", id: delivery.issue.to_string() };
    let issue = house.catalog.issue(&delivery.issue).await?.ok_or_else(missing)?;
    let message = message(house, sender, &issue, &delivery).await?;
    let envelope = Envelope { from: address(&sender.from), to: vec![delivery.recipient.clone()] };
    delivery.attempts += 1;
    delivery.updated_at = house.now();
    delivery.state = match mailer.send(&message, &envelope).await {
        Ok(()) => DeliveryState::Sent,
        Err(shiome_publish::Error::Later(why)) if delivery.attempts < ATTEMPTS => {
            tracing::info!(issue = %delivery.issue, why, "delivery deferred");
            DeliveryState::Pending
        }
        Err(error) => {
            tracing::warn!(issue = %delivery.issue, %error, "gave up a delivery");
            DeliveryState::Failed
        }
    };
    Ok(delivery)
}

/// The message as it was sealed: its parts come from the archive, its date is the sealing's.
async fn message(
    house: &House,
    sender: &Sender,
    issue: &IssueRecord,
    delivery: &DeliveryRecord,
) -> Result<Vec<u8>, Error> {
    let part = async |name: &'static str| {
        let missing = || Error::Unknown { what: "part of an issue", id: name.to_owned() };
        let (_, hash) = issue.files.iter().find(|(n, _)| n == name).ok_or_else(missing)?;
        let bytes = house.archive.get(hash).await?;
        Ok::<String, Error>(String::from_utf8_lossy(&bytes).into_owned())
    };
    let is_alert = issue.what == "alert";
    let (html, text) = if is_alert { ("alert.html", "alert.txt") } else { ("digest.html", "digest.txt") };
    let rendered = RenderedDigest {
        id: issue.id.clone(),
        subject: part("subject.txt").await?,
        html: part(html).await?,
        text: part(text).await?,
        manifest: issue.manifest.clone(),
    };
    let letter = Letter {
        from: sender.from.clone(),
        to: delivery.recipient.clone(),
        list_id: if is_alert { alerts_list(&sender.list_id) } else { sender.list_id.clone() },
        date: issue.sealed_at,
        message_id: delivery.message_id.clone(),
        unsubscribe: None,
    };
    Ok(mail::eml(&rendered, &letter)?)
}

/// The list of alerts beside that of the digest: filters of mailboxes must not take one for the other.
fn alerts_list(digest: &str) -> String {
    format!("alerts.{}", digest.split_once('.').map_or(digest, |(_, domain)| domain))
}

/// The bare address of `Name <address>`.
fn address(sender: &str) -> String {
    let inside = sender.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or(sender, |(address, _)| address).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_a_list_of_their_own() {
        assert_eq!(alerts_list("weekly.shiome.centre.example"), "alerts.shiome.centre.example");
    }

    #[test]
    fn the_envelope_takes_the_bare_address() {
        assert_eq!(address("Shiome <shiome@centre.example>"), "shiome@centre.example");
        assert_eq!(address("shiome@centre.example"), "shiome@centre.example");
    }
}
