//! Which words of a reworded clause are new?

use serde::Serialize;

/// A run of a clause that both versions have, or that only one has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The characters.
    pub text: String,
    /// Whether the other version lacks them.
    pub differs: bool,
}

/// Cells of the table up to which words are compared; beyond, all of both differs.
const CELLS: usize = 4_000_000;

/// Both clauses in runs: words where words are set apart, else characters. Joined, the runs of a side are
/// that side.
pub fn word_diff(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new) = (tokens(before), tokens(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut same_old = vec![true; old.len()];
    let mut same_new = vec![true; new.len()];
    same_old[head..old.len() - tail].fill(false);
    same_new[head..new.len() - tail].fill(false);
    if a.len().saturating_mul(b.len()) <= CELLS {
        let width = b.len() + 1;
        let mut table = vec![0u32; (a.len() + 1) * width];
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                table[i * width + j] = if a[i] == b[j] {
                    table[(i + 1) * width + j + 1] + 1
                } else {
                    table[(i + 1) * width + j].max(table[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            if a[i] == b[j] {
                (same_old[head + i], same_new[head + j]) = (true, true);
                (i, j) = (i + 1, j + 1);
            } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    (pieces(&old, &same_old), pieces(&new, &same_new))
}

fn pieces(tokens: &[&str], same: &[bool]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (token, same) in tokens.iter().zip(same) {
        match out.last_mut().filter(|last| last.differs != *same) {
            Some(last) => last.text.push_str(token),
            None => out.push(Piece { text: (*token).to_owned(), differs: !same }),
        }
    }
    out
}

/// Words with the space after them apart; numbers whole; characters of scripts without spaces one by one.
fn tokens(text: &str) -> Vec<&str> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Word,
        Space,
        Single,
    }
    let kind = |c: char| match c {
        c if c.is_whitespace() => Kind::Space,
        c if is_unspaced(c) || !c.is_alphanumeric() => Kind::Single,
        _ => Kind::Word,
    };
    let mut out = Vec::new();
    let mut start = 0;
    let mut last: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = last.is_some_and(|l| {
            let within_number = |l: char, c: char| {
                l.is_ascii_digit() && matches!(c, '.' | ',') || matches!(l, '.' | ',') && c.is_ascii_digit()
            };
            let is_number = within_number(l, c)
                && (c.is_ascii_digit() || chars.peek().is_some_and(|(_, n)| n.is_ascii_digit()))
                && text[start..at].starts_with(|d: char| d.is_ascii_digit());
            is_number || (kind(l) == kind(c) && kind(c) != Kind::Single)
        });
        if !goes_on && at > start {
            out.push(&text[start..at]);
            start = at;
        }
        last = Some(c);
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}' | '\u{0E00}'..='\u{0E7F}' | '々' | '〆')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn differing(pieces: &[Piece]) -> Vec<&str> {
        pieces.iter().filter(|p| p.differs).map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn words_numbers_and_characters_are_told_apart() {
        let (old, new) = word_diff("Grants are up to 200,000 euro.", "Grants are up to 1,300,000 euro.");
        assert_eq!((differing(&old), differing(&new)), (vec!["200,000"], vec!["1,300,000"]));
        let (old, new) = word_diff("提出は任意である。", "提出は必須である。");
        assert_eq!((differing(&old), differing(&new)), (vec!["任意"], vec!["必須"]));
        let (old, new) = word_diff("Teams may apply.", "Teams may not apply.");
        assert_eq!((differing(&old), differing(&new)), (vec![], vec!["not "]));
    }

    proptest! {
        #[test]
        fn the_runs_of_a_side_are_that_side(a in "[a-c 1,.日本]{0,24}", b in "[a-c 1,.日本]{0,24}") {
            let (old, new) = word_diff(&a, &b);
            let joined = |p: &[Piece]| p.iter().map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(joined(&old), a.clone());
            prop_assert_eq!(joined(&new), b.clone());
            let same = |p: &[Piece]| p.iter().filter(|p| !p.differs).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(same(&old), same(&new));
        }
    }
}
