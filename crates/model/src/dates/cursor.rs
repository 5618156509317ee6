//! A place in a text, from which small things are read: numbers, words, marks.

/// A number as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// What it says.
    pub value: u32,
    /// How many characters it is written with.
    pub width: usize,
    /// Whether it is written in Chinese numerals.
    pub is_han: bool,
}

/// A place in a text. Copied to try a reading; put back by dropping the copy.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'t> {
    /// The whole text.
    pub text: &'t str,
    /// The next byte.
    pub at: usize,
}

/// Zeros of the digits people write: ASCII, full width, Thai, Arabic, Persian.
const ZEROS: [u32; 5] = [0x30, 0xFF10, 0x0E50, 0x0660, 0x06F0];
const HAN: &str = "〇一二三四五六七八九";

/// The value of a digit of any of these alphabets.
pub fn digit(c: char) -> Option<u32> {
    let code = u32::from(c);
    if code < 0x80 {
        return c.to_digit(10);
    }
    ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|d| *d < 10))
}

/// The value of a Chinese numeral; ten is 10.
pub fn han_digit(c: char) -> Option<u32> {
    match c {
        '零' => Some(0),
        '十' => Some(10),
        c if u32::from(c) < 0x3000 => None,
        c => HAN.chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok()),
    }
}

impl<'t> Cursor<'t> {
    /// What is still to be read.
    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
    /// The character before this place.
    pub fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }
    pub fn eat(&mut self, wanted: char) -> bool {
        self.eat_any(&[wanted]).is_some()
    }
    pub fn eat_any(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.peek().filter(|c| wanted.contains(c))?;
        self.at += next.len_utf8();
        Some(next)
    }
    pub fn eat_str(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }
    /// The first of `wanted` that stands here.
    pub fn eat_one_of<'w>(&mut self, wanted: &[&'w str]) -> Option<&'w str> {
        wanted.iter().find(|w| self.eat_str(w)).copied()
    }
    /// Spaces of a line, at most three. Says whether there were any.
    pub fn space(&mut self) -> bool {
        let start = self.at;
        for _ in 0..3 {
            match self.peek() {
                Some(c) if c.is_whitespace() && c != '\n' => self.at += c.len_utf8(),
                _ => break,
            }
        }
        self.at > start
    }
    /// A number in digits of one alphabet, or in Chinese numerals: 二十三, 二〇二六.
    pub fn number(&mut self) -> Option<Number> {
        let first = self.peek()?;
        if digit(first).is_some() {
            let (mut value, mut width) = (0u32, 0);
            while let Some(next) = self.peek()
                && let Some(d) = digit(next)
            {
                value = value.saturating_mul(10).saturating_add(d);
                width += 1;
                self.at += next.len_utf8();
            }
            return Some(Number { value, width, is_han: false });
        }
        han_digit(first)?;
        let (mut whole, mut open, mut width, mut is_valid) = (0u32, None::<u32>, 0, true);
        while let Some(next) = self.peek()
            && let Some(d) = han_digit(next)
        {
            if d == 10 {
                is_valid &= whole == 0 && open.is_none_or(|o| o < 10);
                whole = open.take().unwrap_or(1).saturating_mul(10);
            } else {
                open = Some(open.unwrap_or(0).saturating_mul(10).saturating_add(d));
            }
            width += 1;
            self.at += next.len_utf8();
        }
        is_valid &= whole == 0 || open.is_none_or(|o| o < 10);
        let value = whole.saturating_add(open.unwrap_or(0));
        is_valid.then_some(Number { value, width, is_han: true })
    }
    /// A run of letters with the marks that Thai and Arabic write on them; signs of East Asia end one.
    pub fn word(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let is_sign = rest.chars().next().is_some_and(is_sign);
        let ends = |c: char| !is_letter(c) || self::is_sign(c) != is_sign;
        let end = rest.char_indices().find(|(_, c)| ends(*c)).map_or(rest.len(), |(at, _)| at);
        self.at += end;
        rest.get(..end).filter(|w| !w.is_empty())
    }
}

/// Whether a character is part of a word.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (!c.is_ascii() && (c.is_alphabetic() || matches!(c, '\u{0E31}'..='\u{0E4E}')))
}

/// Whether a character is one of those that East Asia writes without spaces.
pub fn is_sign(c: char) -> bool {
    let code = u32::from(c);
    code >= 0x2E80 && !(0xFF21..=0xFF5A).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<u32> {
        Cursor { text, at: 0 }.number().map(|n| n.value)
    }

    #[test]
    fn numbers_of_many_alphabets_are_read() {
        for text in ["23", "２３", "๒๓", "٢٣", "二十三", "二三"] {
            assert_eq!(number(text), Some(23), "{text}");
        }
        assert_eq!(number("二〇二六"), Some(2026));
        assert_eq!(number("十"), Some(10));
        assert_eq!(number("十十"), None);
        assert_eq!(number("x"), None);
    }
}
