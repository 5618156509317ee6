//! The query language: what an analyst types, as a tree.
//!
//! ```text
//! 生成AI 査読                       both words (AND may be written or left out)
//! "peer review"  「研究評価」         exactly these words in this order
//! call OR tender                    either; OR binds weaker than AND
//! -event   NOT "call for papers"    without
//! (grant OR award) fellowship       parentheses
//! title:preprint  country:DE        a field; also field:"a phrase" and field:(a OR b)
//! date:2026-04..  date:2026-01-01..2026-03  date:2025
//! ```
//!
//! Operators are upper case. Full-width letters, signs and spaces count as plain ones (NFKC). All
//! words are required, since an analyst adds a word to see less. [`parse()`] is for people who want
//! to be told (error with position), [`parse_lenient`] for a search box: it never fails, it notes.

mod parse;

use crate::DocumentKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use parse::{Lenient, Note, parse, parse_lenient};

/// Where a word is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum In {
    /// Title or text.
    #[default]
    Anywhere,
    /// `title:`
    Title,
    /// `text:`
    Text,
    /// `agency:` its id, or words of its name.
    Agency,
    /// `country:` ISO 3166 alpha-2, `EU` or `INT`.
    Country,
    /// `topic:` its id.
    Topic,
    /// `kind:` a [`DocumentKind`].
    Kind,
    /// `lang:` a language code.
    Lang,
    /// `source:` its id.
    Source,
    /// `author:` words of a name.
    Author,
    /// `url:` words of the address.
    Url,
    /// `concept:` its id.
    Concept,
    /// `sensitivity:` public, internal or restricted.
    Sensitivity,
}

impl In {
    /// Every field that can be named.
    pub const NAMED: [Self; 12] = [
        Self::Title,
        Self::Text,
        Self::Agency,
        Self::Country,
        Self::Topic,
        Self::Kind,
        Self::Lang,
        Self::Source,
        Self::Author,
        Self::Url,
        Self::Concept,
        Self::Sensitivity,
    ];
    /// The name typed before the colon; empty for [`In::Anywhere`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Anywhere => "",
            Self::Title => "title",
            Self::Text => "text",
            Self::Agency => "agency",
            Self::Country => "country",
            Self::Topic => "topic",
            Self::Kind => "kind",
            Self::Lang => "lang",
            Self::Source => "source",
            Self::Author => "author",
            Self::Url => "url",
            Self::Concept => "concept",
            Self::Sensitivity => "sensitivity",
        }
    }
    /// The field of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|field| field.name().eq_ignore_ascii_case(name))
    }
}

/// A query as a tree. Trees that [`parse()`] makes are flat (no `And` directly in an `And`, no `Or` in
/// an `Or`), have no group of fewer than two and no double negation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// One word, or one run of an unsegmented script: looked for in all its forms, and by its meaning.
    Word {
        /// Where.
        field: In,
        /// As typed, after NFKC.
        text: String,
    },
    /// Words in quotes: exactly these in this order.
    Phrase {
        /// Where.
        field: In,
        /// Without the quotes, after NFKC, single spaces.
        text: String,
    },
    /// Published from one day to another, both included; an open end is none.
    Date {
        /// First day.
        from: Option<NaiveDate>,
        /// Last day.
        to: Option<NaiveDate>,
    },
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
    /// None of what it holds.
    Not(Box<Node>),
}

impl Node {
    /// All of `nodes`, flat; none if there are none.
    pub fn all(nodes: Vec<Node>) -> Option<Node> {
        let open = |node| if let Node::And(inner) = node { inner } else { vec![node] };
        let mut flat: Vec<Node> = nodes.into_iter().flat_map(open).collect();
        if flat.len() > 1 { Some(Node::And(flat)) } else { flat.pop() }
    }
    /// Any of `nodes`, flat; none if there are none.
    pub fn any(nodes: Vec<Node>) -> Option<Node> {
        let open = |node| if let Node::Or(inner) = node { inner } else { vec![node] };
        let mut flat: Vec<Node> = nodes.into_iter().flat_map(open).collect();
        if flat.len() > 1 { Some(Node::Or(flat)) } else { flat.pop() }
    }
    /// What `self` is not; twice is nothing.
    pub fn negated(self) -> Node {
        if let Node::Not(inner) = self { *inner } else { Node::Not(Box::new(self)) }
    }
    /// The words and phrases looked for in title or text and not excluded, in order: what a
    /// thesaurus may be asked about. Words next to each other come as one list.
    pub fn wanted(&self) -> Vec<Vec<&str>> {
        let mut runs = Vec::new();
        self.collect_wanted(&mut runs);
        runs
    }

    fn collect_wanted<'n>(&'n self, runs: &mut Vec<Vec<&'n str>>) {
        match self {
            Node::Word { field: In::Anywhere | In::Title | In::Text, text } => runs.push(vec![text]),
            Node::And(nodes) => {
                let mut run = Vec::new();
                for node in nodes {
                    match node {
                        Node::Word { field: In::Anywhere, text } => run.push(text.as_str()),
                        other => {
                            if !run.is_empty() {
                                runs.push(std::mem::take(&mut run));
                            }
                            other.collect_wanted(runs);
                        }
                    }
                }
                if !run.is_empty() {
                    runs.push(run);
                }
            }
            Node::Or(nodes) => nodes.iter().for_each(|node| node.collect_wanted(runs)),
            _ => {}
        }
    }
}

/// Writes the query so that reading it gives the same tree.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = |f: &mut fmt::Formatter<'_>, field: &In| match field {
            In::Anywhere => Ok(()),
            named => write!(f, "{}:", named.name()),
        };
        match self {
            Node::Word { field, text } => {
                prefix(f, field)?;
                f.write_str(text)
            }
            Node::Phrase { field, text } => {
                prefix(f, field)?;
                write!(f, "\"{text}\"")
            }
            Node::Date { from, to } => {
                let day = |d: &Option<NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
                write!(f, "date:{}..{}", day(from), day(to))
            }
            Node::And(nodes) => write_joined(f, nodes, " ", |n| matches!(n, Node::Or(_))),
            Node::Or(nodes) => write_joined(f, nodes, " OR ", |_| false),
            Node::Not(inner) => match **inner {
                Node::And(_) | Node::Or(_) => write!(f, "-({inner})"),
                _ => write!(f, "-{inner}"),
            },
        }
    }
}

fn write_joined(
    f: &mut fmt::Formatter<'_>,
    nodes: &[Node],
    with: &str,
    wrap: fn(&Node) -> bool,
) -> fmt::Result {
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            f.write_str(with)?;
        }
        if wrap(node) {
            write!(f, "({node})")?;
        } else {
            write!(f, "{node}")?;
        }
    }
    Ok(())
}

/// A query that cannot be read as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read the query at character {}: {problem}", .character + 1)]
pub struct QueryError {
    /// Byte offset in the text as typed.
    pub at: usize,
    /// The same in characters, for a caret below the text.
    pub character: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A quotation without end.
    #[error("this quotation is not closed")]
    OpenQuote,
    /// A quotation of nothing.
    #[error("this quotation is empty")]
    EmptyQuote,
    /// A quotation that ends but did not begin.
    #[error("this quotation was not opened")]
    StrayQuote,
    /// A parenthesis without end.
    #[error("this parenthesis is not closed")]
    OpenParenthesis,
    /// A parenthesis that ends but did not begin.
    #[error("this parenthesis was not opened")]
    StrayParenthesis,
    /// More than 32 parentheses in one another.
    #[error("parentheses are nested too deeply")]
    TooDeep,
    /// An operator without a word on both sides, or after it.
    #[error("{0} has nothing to work on")]
    Dangling(&'static str),
    /// A field no document has.
    #[error(
        "there is no field '{0}'; fields are title, text, agency, country, topic, kind, lang, source, author, url, concept, date"
    )]
    UnknownField(String),
    /// A field and then nothing.
    #[error("a value must follow '{0}:' directly")]
    NoValue(String),
    /// A value that is no day, month or year, or a range of them.
    #[error("'{0}' is no date; write 2026, 2026-04, 2026-04-01, or two of them joined by '..'")]
    BadDate(String),
    /// A range that ends before it begins.
    #[error("the range '{0}' ends before it begins")]
    Backwards(String),
    /// A kind no document has.
    #[error("there is no kind '{0}'; kinds are {kinds}", kinds = DocumentKind::ALL.map(|k| k.as_str()).join(", "))]
    UnknownKind(String),
}
