//! Reads the query language. One parser; what is wrong goes to a list, and the strict form fails if
//! the list is not empty.

use super::{In, Node, Problem, QueryError};
use crate::DocumentKind;
use chrono::{Days, Months, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// Parentheses deeper than this are refused, so that no input can exhaust the stack.
const DEEPEST: usize = 32;

/// Something that was mended.
pub type Note = QueryError;

/// A query read as well as it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lenient {
    /// The tree; none if nothing is asked for.
    pub node: Option<Node>,
    /// What was mended or left out, in order of position.
    pub notes: Vec<Note>,
}

/// Reads `text`; `Ok(None)` if it asks for nothing. Fails at the first thing that is wrong.
pub fn parse(text: &str) -> Result<Option<Node>, QueryError> {
    let Lenient { node, notes } = parse_lenient(text);
    notes.into_iter().next().map_or(Ok(node), Err)
}

/// Reads `text` as well as possible. Never fails.
pub fn parse_lenient(text: &str) -> Lenient {
    let folded: Vec<char> = text.nfkc().collect();
    let mut parser = Parser { tokens: tokens(&folded), next: 0, wrong: Vec::new() };
    let mut parts = Vec::new();
    loop {
        parts.extend(parser.any(In::Anywhere, 0));
        match parser.take() {
            Some((at, Token::Close)) => parser.wrong.push((at, Problem::StrayParenthesis)),
            Some(_) => {}
            None => break,
        }
    }
    let mut wrong = parser.wrong;
    wrong.sort_by_key(|(at, _)| *at);
    let notes = wrong.into_iter().map(|(at, problem)| locate(text, at, problem)).collect();
    Lenient { node: Node::all(parts), notes }
}

/// Finds the character of `text` that became the one at `at` after NFKC.
fn locate(text: &str, at: usize, problem: Problem) -> QueryError {
    let mut folded = 0;
    let mut place = (text.chars().count(), text.len());
    for (i, (byte, c)) in text.char_indices().enumerate() {
        folded += std::iter::once(c).nfkc().count();
        if folded > at {
            place = (i, byte);
            break;
        }
    }
    QueryError { at: place.1, character: place.0, problem }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Minus,
    And,
    Or,
    Not,
    /// A field, its name as typed; the value is the next token.
    Field(String),
    Word(String),
    Phrase(String),
    /// A quotation without end.
    Unclosed(String),
    /// A closing quotation mark alone.
    Stray,
}

fn closing(c: char) -> Option<&'static [char]> {
    match c {
        '"' => Some(&['"', '“', '”']),
        '“' | '”' => Some(&['”', '“', '"']),
        '„' => Some(&['“', '”', '"']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        '«' => Some(&['»']),
        _ => None,
    }
}

fn is_quote(c: char) -> bool {
    closing(c).is_some() || matches!(c, '」' | '』' | '»')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}')
}

fn tokens(text: &[char]) -> Vec<(usize, Token)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        let start = at;
        at += 1;
        if is_space(c) {
            continue;
        }
        let token = match c {
            '(' => Token::Open,
            ')' => Token::Close,
            '-' if text.get(at).is_some_and(|n| !is_space(*n) && *n != ')') => Token::Minus,
            _ if is_quote(c) => match closing(c) {
                None => Token::Stray,
                Some(ends) => {
                    let inside = &text[at..];
                    let length = inside.iter().position(|c| ends.contains(c));
                    let words = plain(&inside[..length.unwrap_or(inside.len())]);
                    at += length.map_or(inside.len(), |n| n + 1);
                    if length.is_some() { Token::Phrase(words) } else { Token::Unclosed(words) }
                }
            },
            _ => {
                let ends = |c: &char| is_space(*c) || is_quote(*c) || matches!(c, '(' | ')');
                let length = text[start..].iter().position(ends).unwrap_or(text.len() - start);
                let word = &text[start..start + length];
                let (token, used) = word_or_field(word);
                at = start + used;
                token
            }
        };
        found.push((start, token));
    }
    found
}

/// The words of a quotation with single spaces; quotation marks inside it are no words.
fn plain(text: &[char]) -> String {
    let spaced: String = text.iter().map(|c| if is_space(*c) || is_quote(*c) { ' ' } else { *c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn word_or_field(word: &[char]) -> (Token, usize) {
    let text: String = word.iter().collect();
    match text.as_str() {
        "AND" => return (Token::And, word.len()),
        "OR" => return (Token::Or, word.len()),
        "NOT" => return (Token::Not, word.len()),
        _ => {}
    }
    let colon = word.iter().position(|c| *c == ':').unwrap_or(0);
    let address = word[colon..].starts_with(&[':', '/', '/']);
    if colon > 0 && !address && word[..colon].iter().all(char::is_ascii_alphabetic) {
        return (Token::Field(word[..colon].iter().collect()), colon + 1);
    }
    (Token::Word(text), word.len())
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    wrong: Vec<(usize, Problem)>,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }
    fn take(&mut self) -> Option<(usize, Token)> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        token
    }
    fn here(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |(at, _)| *at)
    }

    /// `all (OR all)*`
    fn any(&mut self, field: In, depth: usize) -> Option<Node> {
        let mut nodes = Vec::new();
        let mut pending: Option<usize> = None;
        loop {
            let node = self.all(field, depth);
            if let Some(at) = pending.filter(|_| node.is_none()) {
                self.wrong.push((at, Problem::Dangling("OR")));
            }
            let empty = node.is_none();
            nodes.extend(node);
            if self.peek() != Some(&Token::Or) {
                return Node::any(nodes);
            }
            let at = self.here();
            self.next += 1;
            if empty && pending.is_none() {
                self.wrong.push((at, Problem::Dangling("OR")));
            }
            pending = Some(at);
        }
    }

    /// `not (AND? not)*`
    fn all(&mut self, field: In, depth: usize) -> Option<Node> {
        let mut nodes = Vec::new();
        let mut pending: Option<usize> = None;
        loop {
            match self.peek() {
                None | Some(Token::Or | Token::Close) => break,
                Some(Token::And) => {
                    let at = self.here();
                    self.next += 1;
                    if nodes.is_empty() || pending.is_some() {
                        self.wrong.push((at, Problem::Dangling("AND")));
                    } else {
                        pending = Some(at);
                    }
                }
                Some(_) => {
                    let node = self.unary(field, depth);
                    if node.is_some() {
                        pending = None;
                    }
                    nodes.extend(node);
                }
            }
        }
        if let Some(at) = pending {
            self.wrong.push((at, Problem::Dangling("AND")));
        }
        Node::all(nodes)
    }

    fn unary(&mut self, field: In, depth: usize) -> Option<Node> {
        let at = self.here();
        let mut odd = false;
        let mut sign = None;
        while let Some(token @ (Token::Minus | Token::Not)) = self.peek() {
            sign = Some(if *token == Token::Not { "NOT" } else { "-" });
            odd = !odd;
            self.next += 1;
        }
        if sign.is_some() && matches!(self.peek(), None | Some(Token::And | Token::Or | Token::Close)) {
            self.wrong.push((at, Problem::Dangling(sign.unwrap_or_default())));
            return None;
        }
        let node = self.primary(field, depth)?;
        Some(if odd { node.negated() } else { node })
    }

    fn primary(&mut self, field: In, depth: usize) -> Option<Node> {
        let (at, token) = self.take()?;
        match token {
            Token::Open => self.group(field, depth, at),
            Token::Field(name) => self.field(&name, depth, at),
            Token::Word(text) => self.word(field, text, at),
            Token::Phrase(text) => self.phrase(field, text, at),
            Token::Unclosed(text) => self.unclosed(field, text, at),
            Token::Stray => {
                self.wrong.push((at, Problem::StrayQuote));
                None
            }
            Token::Close | Token::Minus | Token::And | Token::Or | Token::Not => None,
        }
    }

    fn group(&mut self, field: In, depth: usize, at: usize) -> Option<Node> {
        if depth == DEEPEST {
            self.wrong.push((at, Problem::TooDeep));
            return None;
        }
        let node = self.any(field, depth + 1);
        match self.peek() {
            Some(Token::Close) => self.next += 1,
            _ => self.wrong.push((at, Problem::OpenParenthesis)),
        }
        node
    }

    fn field(&mut self, name: &str, depth: usize, at: usize) -> Option<Node> {
        // The value must touch the colon: `title: word` is more likely prose than a field.
        let touching = at + name.chars().count() + 1;
        let has_value = self.tokens.get(self.next).is_some_and(|(next, token)| {
            let value = matches!(token, Token::Word(_) | Token::Phrase(_) | Token::Unclosed(_) | Token::Open);
            *next == touching && (value || *token == Token::Minus || matches!(token, Token::Field(_)))
        });
        let is_date = name.eq_ignore_ascii_case("date");
        if !has_value {
            let problem = match In::named(name) {
                None if !is_date => Problem::UnknownField(name.to_owned()),
                _ => Problem::NoValue(name.to_owned()),
            };
            self.wrong.push((at, problem));
            return Some(Node::Word { field: In::Anywhere, text: name.to_owned() });
        }
        if is_date {
            return self.date(at);
        }
        let Some(field) = In::named(name) else {
            self.wrong.push((at, Problem::UnknownField(name.to_owned())));
            let word = Node::Word { field: In::Anywhere, text: name.to_owned() };
            let value = self.primary(In::Anywhere, depth);
            return Node::all(std::iter::once(word).chain(value).collect());
        };
        if let Some(Token::Minus) = self.peek() {
            self.next += 1;
            return self.primary(field, depth).map(Node::negated);
        }
        match self.take()? {
            (at, Token::Open) => self.group(field, depth, at),
            (at, Token::Word(text)) => self.word(field, text, at),
            (at, Token::Phrase(text)) => self.phrase(field, text, at),
            // `title:foo:bar`: the second colon belongs to the value.
            (at, Token::Field(inner)) => {
                let glued = match self.peek() {
                    Some(Token::Word(rest)) if self.here() == at + inner.chars().count() + 1 => {
                        format!("{inner}:{rest}")
                    }
                    _ => return self.word(field, inner, at),
                };
                self.next += 1;
                self.word(field, glued, at)
            }
            (at, Token::Unclosed(text)) => self.unclosed(field, text, at),
            _ => None,
        }
    }

    fn word(&mut self, field: In, text: String, at: usize) -> Option<Node> {
        // Dashes and ampersands between words are no words.
        if !text.chars().any(char::is_alphanumeric) {
            return None;
        }
        if field == In::Kind && text.to_lowercase().parse::<DocumentKind>().is_err() {
            self.wrong.push((at, Problem::UnknownKind(text.clone())));
        }
        Some(Node::Word { field, text })
    }

    fn phrase(&mut self, field: In, text: String, at: usize) -> Option<Node> {
        if !text.chars().any(char::is_alphanumeric) {
            self.wrong.push((at, Problem::EmptyQuote));
            return None;
        }
        Some(Node::Phrase { field, text })
    }

    fn unclosed(&mut self, field: In, text: String, at: usize) -> Option<Node> {
        self.wrong.push((at, Problem::OpenQuote));
        text.chars().any(char::is_alphanumeric).then_some(Node::Phrase { field, text })
    }

    fn date(&mut self, at: usize) -> Option<Node> {
        let text = match self.take()?.1 {
            Token::Word(text) | Token::Phrase(text) => text,
            _ => {
                self.wrong.push((at, Problem::BadDate(String::new())));
                return None;
            }
        };
        let (first, last) = text.split_once("..").unwrap_or((&text, &text));
        let (Some(from), Some(to)) = (bound(first), bound(last)) else {
            self.wrong.push((at, Problem::BadDate(text)));
            return None;
        };
        match (from.map(|days| days.0), to.map(|days| days.1)) {
            (None, None) => {
                self.wrong.push((at, Problem::BadDate(text)));
                None
            }
            (Some(from), Some(to)) if to < from => {
                self.wrong.push((at, Problem::Backwards(text)));
                Some(Node::Date { from: Some(from), to: Some(to) })
            }
            (from, to) => Some(Node::Date { from, to }),
        }
    }
}

/// First and last day of a year, month or day; `Some(None)` for an open end, `None` for nonsense.
fn bound(text: &str) -> Option<Option<(NaiveDate, NaiveDate)>> {
    if text.is_empty() {
        return Some(None);
    }
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let digits = |part: &str, most: usize| {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let year = digits(parts[0], 4).filter(|y| *y >= 1000)? as i32;
    let month = parts.get(1).map(|p| digits(p, 2));
    let day = parts.get(2).map(|p| digits(p, 2));
    let (first, next) = match (month, day, parts.len()) {
        (None, None, 1) => {
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            (first, first.checked_add_months(Months::new(12))?)
        }
        (Some(month), None, 2) => {
            let first = NaiveDate::from_ymd_opt(year, month?, 1)?;
            (first, first.checked_add_months(Months::new(1))?)
        }
        (Some(month), Some(day), 3) => {
            let first = NaiveDate::from_ymd_opt(year, month?, day?)?;
            (first, first.checked_add_days(Days::new(1))?)
        }
        _ => return None,
    };
    Some(Some((first, next.checked_sub_days(Days::new(1))?)))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
