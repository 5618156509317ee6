//! The elements that blocks stand in, with what each holds.

use super::super::blocks::Block;
use super::hints;
use ego_tree::NodeId;
use scraper::{ElementRef, Html};
use std::collections::HashMap;

/// An element with text below it.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub parent: Option<usize>,
    pub depth: u16,
    pub tag: Tag,
    /// What its classes and its id hint at: a bit for each of [`hints::NAMES`].
    pub hints: u32,
    /// Tag and classes, as one number: elements of one kind share it.
    pub kind: u64,
    pub blocks: u32,
    pub first: usize,
    pub last: usize,
    pub chars: u32,
    pub linked: u32,
    /// Characters in sentences: blocks that are long and not mostly links.
    pub prose: u32,
    pub headings: u32,
    /// How much it looks like the container of an article.
    pub score: f32,
    /// Whether it is a message that is quoted from a network.
    pub is_message: bool,
    /// Whether it is a part that folds, by what builders of pages call it.
    pub folds: bool,
}

/// Elements that say what they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tag {
    #[default]
    Other,
    Article,
    Main,
    Section,
    Aside,
    Nav,
    Footer,
    Header,
    Form,
    Item,
    List,
    Table,
    Cell,
    Figure,
    Quote,
    Paragraph,
    Link,
    Details,
    Definitions,
    Bold,
    Pre,
    Heading,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "article" => Self::Article,
            "main" => Self::Main,
            "section" => Self::Section,
            "aside" => Self::Aside,
            "nav" | "menu" => Self::Nav,
            "footer" => Self::Footer,
            "header" => Self::Header,
            "form" => Self::Form,
            "li" => Self::Item,
            "ul" | "ol" => Self::List,
            "table" => Self::Table,
            "td" | "th" => Self::Cell,
            "figure" | "figcaption" => Self::Figure,
            "blockquote" => Self::Quote,
            "p" => Self::Paragraph,
            "a" => Self::Link,
            "details" => Self::Details,
            "dl" => Self::Definitions,
            "b" | "strong" | "em" | "i" => Self::Bold,
            "pre" | "code" => Self::Pre,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading,
            _ => Self::Other,
        }
    }
}

/// All places of a page; a parent stands before its children.
#[derive(Debug, Default)]
pub struct Places {
    pub all: Vec<Place>,
    /// The innermost place of each block.
    pub of_block: Vec<usize>,
    /// The place with the best score.
    pub best: usize,
    /// The innermost place that holds most of the sentences.
    pub bulk: usize,
}

/// Steps after which two places are as far apart as any.
const MOST_LEVELS: usize = 120;

/// Whether a block is made of sentences.
pub fn is_prose(chars: usize, linked: usize) -> bool {
    chars >= 80 && linked * 2 < chars
}

/// The classes that networks give to what others may quote.
fn is_message(element: ElementRef) -> bool {
    const NETWORKS: [&str; 5] =
        ["twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "mastodon-embed"];
    element.value().classes().any(|class| NETWORKS.contains(&class))
}

/// The classes of parts that fold without `<details>`, each with its heading.
fn folds(element: ElementRef) -> bool {
    element.value().classes().any(|class| {
        class.eq_ignore_ascii_case("faq-item")
            || (class.len() < 60
                && class
                    .to_ascii_lowercase()
                    .split_once("accordion")
                    .is_some_and(|(_, rest)| matches!(rest, "" | "item" | "-item" | "_item" | "__item")))
    })
}

impl Places {
    pub fn of(page: &Html, blocks: &[Block], chars: &[usize]) -> Self {
        let mut places = Self::default();
        let mut known: HashMap<NodeId, usize> = HashMap::new();
        for (number, block) in blocks.iter().enumerate() {
            let at = block.at.and_then(|id| page.tree.get(id)).and_then(ElementRef::wrap);
            let innermost = places.enter(at, number, &mut known);
            places.of_block.push(innermost);
        }
        places.count(blocks, chars);
        places.weigh(blocks, chars);
        places
    }

    /// The place of an element, made with all above it where it is new.
    fn enter(
        &mut self,
        element: Option<ElementRef>,
        number: usize,
        known: &mut HashMap<NodeId, usize>,
    ) -> usize {
        let mut chain = Vec::new();
        let mut above = element;
        let mut parent = None;
        while let Some(element) = above {
            if let Some(place) = known.get(&element.id()) {
                parent = Some(*place);
                break;
            }
            chain.push(element);
            above = element.parent().and_then(ElementRef::wrap);
        }
        if chain.is_empty() && parent.is_none() {
            self.all.push(Place { first: number, last: number, ..Place::default() });
            return self.all.len() - 1;
        }
        for element in chain.into_iter().rev() {
            let depth = parent.map_or(0, |p: usize| self.all[p].depth.saturating_add(1));
            let (hints, kind) = hints::of(element);
            let tag = Tag::of(element.value().name());
            self.all.push(Place {
                parent,
                depth,
                tag,
                hints,
                kind,
                folds: folds(element),
                is_message: tag == Tag::Quote && is_message(element),
                first: number,
                last: number,
                ..Place::default()
            });
            let place = self.all.len() - 1;
            known.insert(element.id(), place);
            parent = Some(place);
        }
        parent.unwrap_or_default()
    }

    fn count(&mut self, blocks: &[Block], chars: &[usize]) {
        for (number, place) in self.of_block.iter().enumerate() {
            let block = &blocks[number];
            let place = &mut self.all[*place];
            place.last = place.last.max(number);
            place.blocks += 1;
            place.chars += chars[number] as u32;
            place.linked += block.linked as u32;
            place.headings += u32::from(block.heading > 0);
            if is_prose(chars[number], block.linked) && !block.chrome {
                place.prose += chars[number] as u32;
            }
        }
        for child in (1..self.all.len()).rev() {
            let Place { parent, last, blocks, chars, linked, prose, headings, .. } = self.all[child];
            let Some(parent) = parent else { continue };
            let above = &mut self.all[parent];
            above.last = above.last.max(last);
            above.blocks += blocks;
            above.chars += chars;
            above.linked += linked;
            above.prose += prose;
            above.headings += headings;
        }
    }

    /// Sentences speak for the elements above them, the nearest most.
    fn weigh(&mut self, blocks: &[Block], chars: &[usize]) {
        for (number, innermost) in self.of_block.iter().enumerate() {
            let block = &blocks[number];
            if block.chrome || chars[number] < 25 || block.linked * 2 >= chars[number] {
                continue;
            }
            let commas = block.text.chars().filter(|c| matches!(c, ',' | '，' | '、' | '،')).count();
            let weight = 1.0 + commas as f32 + (chars[number] as f32 / 100.0).min(3.0);
            let mut level = 0u8;
            let mut above = Some(*innermost);
            while let Some(place) = above.filter(|_| level < 6) {
                // A paragraph is no container of itself.
                let inner =
                    matches!(self.all[place].tag, Tag::Paragraph | Tag::Link | Tag::Bold | Tag::Heading);
                if !inner {
                    let share = [1.0, 0.6, 0.35, 0.2, 0.1, 0.05][usize::from(level)];
                    self.all[place].score += weight * share;
                    level += 1;
                }
                above = self.all[place].parent;
            }
        }
        let own = |p: &Place| p.score * (1.0 - p.linked as f32 / p.chars.max(1) as f32);
        let whole = self.all.first().map_or(0, |p| p.prose);
        for (number, place) in self.all.iter().enumerate() {
            if own(place) > own(&self.all[self.best]) {
                self.best = number;
            }
            // Later places that hold as much lie within earlier ones.
            if place.prose * 10 > whole * 6 {
                self.bulk = number;
            }
        }
    }

    /// The list of terms or foldable part that a place is in, or the table of data if it is a cell of one.
    pub fn unit(&self, place: usize, in_data: bool) -> Option<usize> {
        let mut at = Some(place);
        for _ in 0..12 {
            let number = at?;
            let tag = self.all[number].tag;
            let folds = self.all[number].folds || matches!(tag, Tag::Definitions | Tag::Details);
            if folds || (in_data && tag == Tag::Table) {
                return Some(number);
            }
            at = self.all[number].parent;
        }
        None
    }

    /// The innermost list that a place is in, if few of its words are links.
    pub fn list(&self, place: usize) -> Option<usize> {
        let mut at = Some(place);
        for _ in 0..8 {
            let number = at?;
            let Place { tag, linked, chars, parent, .. } = self.all[number];
            if tag == Tag::List {
                return (linked * 4 < chars).then_some(number);
            }
            at = parent;
        }
        None
    }

    /// Whether a place is in a message that is quoted from a network.
    pub fn quoted(&self, place: usize) -> bool {
        self.above(place).take(4).any(|p| p.is_message)
    }

    /// The place and all above it, the innermost first.
    pub fn above(&self, place: usize) -> impl Iterator<Item = &Place> {
        std::iter::successors(self.all.get(place), |p| p.parent.and_then(|p| self.all.get(p)))
    }

    /// How many levels above a place the first one is that also holds `other`; 0 if it lies within.
    pub fn apart(&self, place: usize, other: usize) -> u16 {
        let (mut inner, mut outer) = (place, other);
        let mut levels = 0;
        for _ in 0..MOST_LEVELS {
            if inner == outer {
                break;
            }
            if self.all[inner].depth > self.all[outer].depth {
                inner = self.all[inner].parent.unwrap_or_default();
            } else if self.all[outer].depth > self.all[inner].depth {
                outer = self.all[outer].parent.unwrap_or_default();
                levels += 1;
            } else {
                match (self.all[inner].parent, self.all[outer].parent) {
                    (Some(a), Some(b)) => (inner, outer, levels) = (a, b, levels + 1),
                    _ => return levels + 1,
                }
            }
        }
        levels
    }
}
