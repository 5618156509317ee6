//! Is this the page, or something that stands in front of it?
//!
//! A firewall, a question for consent, a login, an empty shell, a parked domain: each answers 200 and
//! has a title. Words alone convict no page, since articles are written about all of these. A page is
//! refused for what it **is**: the mark its maker leaves in the markup, or a title that says nothing
//! else beside hardly any text and the form, button or address that belongs to it. A page that says
//! when it was published is an article, whatever it is about.

mod shape;
mod signs;

use super::blocks::Block;
use crate::input::Rejection;
use scraper::Html;
use shape::Shape;
use shiome_model::{Capture, Reason};
use signs::Sign;

pub use signs::segments;

/// What is looked at.
pub struct Page<'p> {
    /// The markup, decoded.
    pub html: &'p str,
    /// The same as a tree.
    pub tree: &'p Html,
    /// The same as blocks.
    pub blocks: &'p [Block],
    /// What the page calls itself, in any of its title statements.
    pub titles: &'p [&'p str],
    /// Its main text.
    pub text: &'p str,
    /// Whether machines are told a day of publication or the body of an article.
    pub is_article: bool,
    /// How it was answered.
    pub capture: &'p Capture,
}

/// Own text beyond which nothing is a wall.
const MOST: usize = 2_500;
/// Own text of a page that is made of one statement.
const SHORT: usize = 800;
/// Own text of a page that says next to nothing.
const BARE: usize = 250;

/// Why the page is no page of the site, if it is none.
pub fn reason(page: &Page<'_>) -> Option<Rejection> {
    if let Some(mark) = signs::header(page.capture) {
        return Some(Rejection::new(Reason::Firewall, mark));
    }
    let own = own_text(page);
    if own > MOST {
        return None;
    }
    if let Some(maker) = signs::maker(page.html, own) {
        return Some(Rejection::new(Reason::Firewall, format!("a page of {maker}")));
    }
    if page.is_article {
        return None;
    }
    let shape = Shape::of(page.tree);
    let door = Door { page, own, shape: &shape };
    door.firewall()
        .or_else(|| door.login())
        .or_else(|| door.consent())
        .or_else(|| door.parked())
        .or_else(|| door.maintenance())
        .or_else(|| door.shell())
}

/// Letters outside navigation and footers, or of the main text if that is more.
fn own_text(page: &Page<'_>) -> usize {
    let blocks = page.blocks.iter().filter(|b| !b.chrome && b.heading == 0);
    let outside: usize = blocks.map(|b| b.text.chars().count()).sum();
    outside.max(page.text.chars().count())
}

struct Door<'d> {
    page: &'d Page<'d>,
    own: usize,
    shape: &'d Shape,
}

impl Door<'_> {
    /// The title or first headings that consist of a sign and nothing else. The headings of banners and
    /// boxes are not the page's, but for the first of all: a form may be all there is.
    fn titled(&self, sign: Sign) -> Option<String> {
        let own = |b: &&Block| if b.chrome { b.heading == 1 } else { matches!(b.heading, 1 | 2) };
        let headings = self.page.blocks.iter().filter(own).take(3);
        let all = self.page.titles.iter().copied().chain(headings.map(|b| b.text.as_str()));
        all.flat_map(segments).find(|segment| sign.is_all_of(segment)).map(str::to_owned)
    }

    fn says(&self, sign: Sign) -> bool {
        sign.is_in(self.page.text) || self.page.blocks.iter().take(60).any(|b| sign.is_in(&b.text))
    }

    fn firewall(&self) -> Option<Rejection> {
        let refuse = |detail: String| Some(Rejection::new(Reason::Firewall, detail));
        if self.own <= BARE && self.shape.reloads && self.shape.scripts > 0 {
            return refuse("a page that only loads itself again".into());
        }
        let title = self.titled(Sign::Firewall)?;
        let told = self.own <= 120 || (self.own <= SHORT && self.says(Sign::FirewallText));
        if told { refuse(title) } else { None }
    }

    fn login(&self) -> Option<Rejection> {
        let refuse = |detail: String| Some(Rejection::new(Reason::Login, detail));
        if self.own > SHORT {
            return None;
        }
        if self.shape.saml {
            return refuse("a form of a single sign-on".into());
        }
        let capture = self.page.capture;
        let led = signs::is_login(&capture.final_url) && !signs::is_login(&capture.url);
        let title = self.titled(Sign::Login);
        match title {
            Some(title) if self.shape.password || led || self.own <= 120 => refuse(title),
            None if led && (self.shape.password || self.own <= BARE) => {
                refuse(format!("led to {}", capture.final_url.path()))
            }
            None if self.shape.leads.as_deref().is_some_and(signs::leads_to_login) && self.own <= BARE => {
                refuse("leads to a login".into())
            }
            _ => None,
        }
    }

    fn consent(&self) -> Option<Rejection> {
        let capture = self.page.capture;
        if !self.shape.accepts || !self.says(Sign::ConsentText) {
            return None;
        }
        let led = signs::is_consent(&capture.final_url) && !signs::is_consent(&capture.url);
        let title = self.titled(Sign::Consent);
        let about = |b: &Block| match b.heading {
            0 => Sign::ConsentText.is_in(&b.text),
            _ => Sign::Consent.is_all_of(&b.text),
        };
        let other = |b: &&Block| !b.chrome && !about(b);
        let others = || self.page.blocks.iter().filter(other);
        let letters: usize = others().filter(|b| b.heading == 0).map(|b| b.text.chars().count()).sum();
        let only = match &title {
            Some(_) => letters <= BARE && self.own <= SHORT,
            None => (led && letters <= BARE) || (self.own <= SHORT && others().next().is_none()),
        };
        let detail = || title.unwrap_or_else(|| "nothing but a question for consent".into());
        only.then(|| Rejection::new(Reason::Consent, detail()))
    }

    fn parked(&self) -> Option<Rejection> {
        let title = self.titled(Sign::Parked);
        let mark = signs::parking(self.page.html).filter(|_| self.own <= SHORT);
        let named = title.filter(|_| self.own <= SHORT && (self.own <= 120 || self.says(Sign::ParkedText)));
        Some(Rejection::new(Reason::Parked, mark.map(str::to_owned).or(named)?))
    }

    fn maintenance(&self) -> Option<Rejection> {
        let title = self.titled(Sign::Maintenance).filter(|_| self.own <= 400)?;
        Some(Rejection::new(Reason::Maintenance, title))
    }

    /// Nothing but a place for scripts to fill.
    fn shell(&self) -> Option<Rejection> {
        let refuse = |detail: &str| Some(Rejection::new(Reason::NeedsScript, detail));
        if self.own > BARE || self.shape.scripts == 0 {
            return None;
        }
        let asked = self.page.blocks.iter().filter(|b| Sign::Script.is_in(&b.text));
        let asking: usize = asked.map(|b| b.text.chars().count()).sum();
        if asking > 0 && self.own <= asking + 60 {
            return refuse("it asks to enable JavaScript");
        }
        if self.own > 60 {
            return None;
        }
        if self.shape.empty_mount {
            return refuse("an empty frame for scripts");
        }
        (self.own == 0 && Sign::Script.is_in(&self.shape.without_script))
            .then(|| Rejection::new(Reason::NeedsScript, "it asks to enable JavaScript"))
    }
}

#[cfg(test)]
mod tests;
