//! Labelled digests: `sha1:` and `sha256:`, in base 32 or in hexadecimal.

use sha1::Sha1;
use sha2::Sha256;
use shiome_model::Hash;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A digest that a record states.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Digest {
    /// What most writers use.
    Sha1([u8; 20]),
    /// What we use: the name of the body in the archive.
    Sha256([u8; 32]),
}

impl Digest {
    /// Reads a label; none for a digest or a form that is not known.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, value) = text.trim().split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "sha1" | "sha-1" => Some(Self::Sha1(bytes(value)?)),
            "sha256" | "sha-256" => Some(Self::Sha256(bytes(value)?)),
            _ => None,
        }
    }
    /// The digest of `body` that can be compared with this one.
    pub fn like(&self, body: &[u8]) -> Self {
        match self {
            Self::Sha1(_) => Self::Sha1(<Sha1 as sha1::Digest>::digest(body).into()),
            Self::Sha256(_) => Self::Sha256(<Sha256 as sha2::Digest>::digest(body).into()),
        }
    }
    /// The one we write.
    pub fn of(body: &[u8]) -> Self {
        Self::Sha256([0; 32]).like(body)
    }
    /// The name of the archived body it belongs to, where it says that.
    pub fn hash(&self) -> Option<Hash> {
        let Self::Sha256(bytes) = self else { return None };
        Hash::parse(&hex(bytes))
    }
    /// The digest of the archived body of that name.
    pub fn of_archived(hash: &Hash) -> Option<Self> {
        Self::parse(&format!("sha256:{hash}"))
    }
    /// As it stands in a record: in base 32, which checkers compare letter by letter.
    pub fn label(&self) -> String {
        match self {
            Self::Sha1(bytes) => format!("sha1:{}", base32(bytes)),
            Self::Sha256(bytes) => format!("sha256:{}", base32(bytes)),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// `N` bytes in either form.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.trim().trim_end_matches('=');
    let mut out = Vec::with_capacity(N);
    let (size, digit): (u32, fn(u8) -> Option<u32>) = if text.len() == N * 2 {
        (4, |c| char::from(c).to_digit(16))
    } else {
        (5, |c| ALPHABET.iter().position(|a| *a == c.to_ascii_uppercase()).map(|at| at as u32))
    };
    let (mut held, mut bits) = (0u32, 0);
    for letter in text.bytes() {
        held = (held << size) | digit(letter)?;
        bits += size;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    out.try_into().ok()
}

fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    for group in bytes.chunks(5) {
        let held = group.iter().fold(0u64, |held, byte| (held << 8) | u64::from(*byte));
        let held = held << (8 * (5 - group.len()));
        let letters = (group.len() * 8).div_ceil(5);
        for n in 0..8 {
            let digit = (held >> (35 - 5 * n)) & 31;
            out.push(if n < letters { char::from(ALPHABET[digit as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_both_digests_are_read() {
        let empty = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ";
        let sha1 = Digest::parse(empty).unwrap();
        assert_eq!(sha1, sha1.like(b""));
        assert_eq!(sha1.label(), empty);
        assert_eq!(Digest::parse("SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709"), Some(sha1));
        let ours = Digest::of(b"abc");
        assert_eq!(Digest::parse(&ours.label()), Some(ours.clone()));
        assert_eq!(ours.hash(), Some(Hash::of(b"abc")));
        assert_eq!(Digest::of_archived(&Hash::of(b"abc")), Some(ours));
        for odd in ["md5:abc", "sha1", "sha1:xyz", "sha256:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "sha1:é"] {
            assert_eq!(Digest::parse(odd), None, "{odd}");
        }
    }
}
