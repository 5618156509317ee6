//! Text as hashes of words, so that a block is found in another text whatever its white space and case.

use std::collections::HashSet;

/// Words that stand together in a run.
const RUN: usize = 3;

/// The words of a text: runs of letters and digits in lower case; a sign of Chinese or Japanese is one.
pub fn of(text: &str) -> Vec<u64> {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    let mix = |hash: u64, c: char| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    let mut words = Vec::with_capacity(text.len() / 6 + 1);
    let mut open = START;
    for c in text.chars() {
        let ends = !c.is_alphanumeric() || is_whole(c);
        if ends && open != START {
            words.push(open);
            open = START;
        }
        if c.is_alphanumeric() {
            if is_whole(c) {
                words.push(mix(START, c));
            } else {
                open = c.to_lowercase().fold(open, mix);
            }
        }
    }
    if open != START {
        words.push(open);
    }
    words
}

/// Signs that are written without spaces between words.
pub fn is_whole(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{0e00}'..='\u{0e7f}')
}

/// The runs of words of a text.
#[derive(Debug, Default)]
pub struct Runs(HashSet<u64>);

impl Runs {
    /// Of the lines of a text, each on its own: a block never reaches over two.
    pub fn of(text: &str) -> Self {
        let mut all = HashSet::new();
        for line in text.lines() {
            let words = of(line);
            all.extend(runs(&words));
            // The first and last words may stand in a short block of their own.
            if words.len() < RUN {
                all.extend(whole(&words));
            }
        }
        Self(all)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which share of the runs of a block is among them.
    pub fn share(&self, words: &[u64]) -> f32 {
        if self.0.is_empty() || words.is_empty() {
            return 0.0;
        }
        if words.len() < RUN {
            return f32::from(u8::from(whole(words).is_some_and(|w| self.0.contains(&w))));
        }
        let (mut all, mut known) = (0u32, 0u32);
        for run in runs(words) {
            all += 1;
            known += u32::from(self.0.contains(&run));
        }
        known as f32 / all as f32
    }
}

fn join(words: &[u64]) -> u64 {
    words.iter().fold(7, |hash, word| (hash ^ word).rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn runs(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.windows(RUN).map(join)
}

fn whole(words: &[u64]) -> Option<u64> {
    (!words.is_empty()).then(|| join(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_found_whatever_its_spaces_and_case() {
        let runs = Runs::of("The call is open.\nContact\n公募を開始しました。");
        assert_eq!(runs.share(&of("the  CALL is, open")), 1.0);
        assert_eq!(runs.share(&of("contact")), 1.0);
        assert_eq!(runs.share(&of("公募を開始")), 1.0);
        assert_eq!(runs.share(&of("is open contact us now")), 0.0);
        assert_eq!(runs.share(&of("call")), 0.0);
        assert_eq!(runs.share(&[]), 0.0);
        assert_eq!(Runs::of("").share(&of("a b c")), 0.0);
    }
}
