//! What a page is, as far as it decides how strictly its blocks are chosen.
//!
//! Weights are learned from articles, of which there are sets. A page of rules, of a service or of a
//! manual says as much in terms, tables and short lines, which articles do not; so there less is dropped.

use super::places::is_prose;
use crate::html::blocks::Block;

/// A kind of page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// It says that it is one.
    #[default]
    Article,
    /// Mostly sentences, but it does not say that it is an article.
    Prose,
    /// Mostly links to other pages.
    Listing,
    /// Rules, a service, a manual: terms, tables, short lines.
    Reference,
}

impl Kind {
    /// By what a page says and by what is outside its navigation.
    pub fn of(blocks: &[Block], chars: &[usize], is_article: bool) -> Self {
        if is_article {
            return Self::Article;
        }
        let (mut all, mut linked, mut prose) = (0, 0, 0);
        for (block, chars) in blocks.iter().zip(chars).filter(|(b, _)| !b.chrome) {
            all += chars;
            linked += block.linked;
            prose += if is_prose(*chars, block.linked) && block.cell.is_none() { *chars } else { 0 };
        }
        match () {
            () if prose * 2 >= all => Self::Prose,
            () if linked * 2 >= all => Self::Listing,
            () => Self::Reference,
        }
    }

    /// Above which probability a block is taken, where the best choice would be at `limit`.
    pub fn limit(self, limit: f32) -> f32 {
        match self {
            // A block must be a little likelier than it pays: what is too much is worse than what is missing.
            Self::Article | Self::Prose => (limit * 1.1).min(0.7),
            Self::Listing | Self::Reference => (limit * 0.6).min(0.3),
        }
    }

    /// The same for what is a whole in the page's own part: a table of data, terms, a part that folds.
    pub fn limit_of_units(self, limit: f32) -> f32 {
        match self {
            Self::Article => self.limit(limit),
            Self::Prose | Self::Listing | Self::Reference => 0.05,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks;
    use scraper::Html;

    fn kind(html: &str) -> Kind {
        let found = blocks::of(Html::parse_document(html).root_element());
        let chars: Vec<usize> = found.iter().map(|b| b.text.chars().count()).collect();
        Kind::of(&found, &chars, false)
    }

    #[test]
    fn pages_are_told_apart() {
        let sentence =
            "The office opens a call for all who measure tides, and closes it when the last is in.";
        assert_eq!(kind(&format!("<nav>Menu</nav><p>{sentence}</p><p>{sentence}</p>")), Kind::Prose);
        assert_eq!(
            kind("<ul><li><a href=/a>One call</a><li><a href=/b>Another call</a></ul>"),
            Kind::Listing
        );
        assert_eq!(
            kind("<h1>Rules</h1><dl><dt>Rate<dd>20 %<dt>Cap<dd>None</dl><p>See below.</p>"),
            Kind::Reference
        );
    }
}
