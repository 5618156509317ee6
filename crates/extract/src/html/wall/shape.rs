//! What a page is made of, beside words: forms, buttons, scripts.

use super::signs::Sign;
use crate::clean;
use crate::html::meta::selector;
use scraper::{ElementRef, Html, Selector};
use std::sync::LazyLock;

/// The things that tell a door from a page.
#[derive(Debug, Default)]
pub struct Shape {
    /// A field for a password in the middle of the page.
    pub password: bool,
    /// A form that carries a statement of a single sign-on.
    pub saml: bool,
    /// A button or link that accepts cookies.
    pub accepts: bool,
    /// Scripts, loaded or inline.
    pub scripts: usize,
    /// A place made for a script application, and nothing in it.
    pub empty_mount: bool,
    /// What is said to browsers without scripts.
    pub without_script: String,
    /// It asks the browser to load it once more.
    pub reloads: bool,
    /// Where it sends the browser by itself.
    pub leads: Option<String>,
}

static PARTS: LazyLock<Option<Selector>> = LazyLock::new(|| {
    selector(
        "input, button, a, script, noscript, meta[http-equiv], form[action], app-root, [id=root], [id=app], \
         [id=__next], [id=__nuxt], [id=___gatsby], [id=q-app], [id=react-root], [id=main-app], [ng-app], [ng-version]",
    )
});

impl Shape {
    /// Looks at the first thousands of parts.
    pub fn of(page: &Html) -> Self {
        let mut shape = Self::default();
        for element in PARTS.iter().flat_map(|s| page.select(s)).take(5_000) {
            shape.part(element);
        }
        shape
    }

    fn part(&mut self, element: ElementRef) {
        let value = element.value();
        let attr = |name: &str| value.attr(name).unwrap_or_default();
        match value.name() {
            "input" => {
                let kind = attr("type").to_ascii_lowercase();
                self.password |= kind == "password" && !beside(element);
                self.saml |=
                    matches!(attr("name"), "SAMLRequest" | "SAMLResponse" | "wresult" | "RelayState");
                self.accepts |= matches!(kind.as_str(), "submit" | "button") && accepts(attr("value"));
            }
            "button" | "a" => self.accepts |= accepts(&element.text().take(8).collect::<String>()),
            "script" => self.scripts += 1,
            "noscript" if self.without_script.len() < 2_000 => {
                self.without_script.push_str(&element.text().collect::<String>());
                self.without_script.push('\n');
            }
            "meta" if attr("http-equiv").eq_ignore_ascii_case("refresh") => self.refresh(attr("content")),
            "form" => self.saml |= attr("action").contains("/SAML2/"),
            "noscript" | "meta" => {}
            _ => self.empty_mount |= is_empty(element),
        }
    }

    fn refresh(&mut self, content: &str) {
        let (delay, target) = content.split_once([';', ',']).unwrap_or((content, ""));
        if delay.trim().parse::<f32>().is_ok_and(|seconds| seconds <= 15.0) {
            let target = target.trim();
            let target = target.get(..4).filter(|t| t.eq_ignore_ascii_case("url=")).map(|_| &target[4..]);
            match target.map(|t| t.trim_matches(['\'', '"', ' '])) {
                Some(target) if !target.is_empty() => self.leads = Some(target.to_owned()),
                _ => self.reloads = true,
            }
        }
    }
}

fn accepts(label: &str) -> bool {
    label.len() <= 120 && Sign::Accept.is_all_of(&clean::line(label))
}

/// In a box beside the page: many sites offer a login on every page.
fn beside(element: ElementRef) -> bool {
    let inside = |name: &str| matches!(name, "header" | "nav" | "aside" | "footer" | "dialog");
    element.ancestors().filter_map(|n| n.value().as_element()).any(|e| inside(e.name()))
}

/// Without text of its own, scripts and styles aside.
fn is_empty(element: ElementRef) -> bool {
    let mut stack = vec![*element];
    while let Some(node) = stack.pop() {
        if node.value().as_text().is_some_and(|text| !text.trim().is_empty()) {
            return false;
        }
        let silent = |name: &str| matches!(name, "script" | "style" | "noscript" | "template" | "svg");
        if !node.value().as_element().is_some_and(|e| silent(e.name())) {
            stack.extend(node.children());
        }
    }
    true
}
