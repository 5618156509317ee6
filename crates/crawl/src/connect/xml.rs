//! A small tree of an XML document, read as far as it can be read.
//!
//! Feeds and sitemaps in the wild close tags wrongly, use HTML's entities and stop in the middle.
//! What came before the fault is still worth having, so reading never fails.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// Deeper elements are read as if they stood at this depth.
const MAX_DEPTH: usize = 64;

/// Prefixes by which the vocabularies are known here, whatever a document calls them.
const KNOWN: [(&str, &str); 15] = [
    ("http://www.w3.org/2005/atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://purl.org/rss/1.0/", "rss"),
    ("http://my.netscape.com/rdf/simple/0.9/", "rss"),
    ("http://backend.userland.com/rss2", "rss"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.google.com/schemas/sitemap-news/0.9", "news"),
    ("http://www.sitemaps.org/schemas/sitemap/0.9", "sitemap"),
    ("http://www.openarchives.org/oai/2.0/", "oai"),
];

/// An element with its names in lower case.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Element {
    /// `prefix:name`, with the prefix of [`KNOWN`] if the vocabulary is; without any for the
    /// vocabularies of feeds, sitemaps and OAI-PMH themselves.
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug, PartialEq)]
enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// The elements directly inside.
    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }
    /// The first element of that name directly inside.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|c| c.name == name)
    }
    /// The text of the first child of any of these names, in order of preference, that has some.
    pub fn text_of(&self, names: &[&str]) -> Option<String> {
        let texts = |name: &&str| {
            let name = name.to_string();
            self.children().filter(move |c| c.name == name).find_map(Element::text)
        };
        names.iter().find_map(texts)
    }
    /// An attribute by its name in lower case.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// All text inside, trimmed; none if there is none.
    pub fn text(&self) -> Option<String> {
        let mut text = String::new();
        self.push_text(&mut text);
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }
    fn push_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.push_text(out),
            }
        }
    }
    /// What is inside as HTML: text as it is if it is all text (it may be escaped HTML itself), else
    /// the elements written out again.
    pub fn html(&self) -> Option<String> {
        if self.children().next().is_none() {
            return self.text();
        }
        let mut html = String::new();
        self.push_html(&mut html);
        let trimmed = html.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }
    fn push_html(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(&quick_xml::escape::partial_escape(text.as_str())),
                Node::Element(element) => {
                    let name = element.name.strip_prefix("xhtml:").unwrap_or(&element.name);
                    out.push('<');
                    out.push_str(name);
                    for (key, value) in element.attributes.iter().filter(|(k, _)| !k.starts_with("xmlns")) {
                        out.push_str(&format!(" {key}=\"{}\"", quick_xml::escape::escape(value.as_str())));
                    }
                    out.push('>');
                    element.push_html(out);
                    if !matches!(name, "br" | "img" | "hr") {
                        out.push_str(&format!("</{name}>"));
                    }
                }
            }
        }
    }
    /// Every element of any of these names at any depth, but none inside another; with the `xml:base`
    /// values on the way to it and its own, outermost first.
    pub fn find_all<'e>(&'e self, names: &[&str]) -> Vec<(Vec<&'e str>, &'e Element)> {
        let mut hits = Vec::new();
        self.collect(names, &mut Vec::new(), &mut hits);
        hits
    }
    fn collect<'e>(
        &'e self,
        names: &[&str],
        bases: &mut Vec<&'e str>,
        hits: &mut Vec<(Vec<&'e str>, &'e Element)>,
    ) {
        let own = self.attribute("xml:base");
        bases.extend(own);
        if names.contains(&self.name.as_str()) {
            hits.push((bases.clone(), self));
        } else {
            self.children().for_each(|c| c.collect(names, bases, hits));
        }
        if own.is_some() {
            bases.pop();
        }
    }
}

/// Reads the root element and as much inside as can be read; none if there is no element at all.
pub(super) fn parse(text: &str) -> Option<Element> {
    read(text).map(|(root, _)| root)
}

/// The same, and whether that is the whole document: it was read to its end, and its root was closed
/// there. For answers whose end means something.
pub(super) fn read(text: &str) -> Option<(Element, bool)> {
    let text = &text[text.find('<')?..];
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut open = Open::default();
    let mut is_whole = false;
    // An error is where reading ends: everything before it is kept.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => open.start(&start),
            Event::Empty(start) => {
                open.start(&start);
                open.end(start.name().0);
            }
            Event::End(end) => open.end(end.name().0),
            Event::Text(text) => open.text(&text.into_inner()),
            Event::CData(data) => open.text(&data.into_inner()),
            Event::GeneralRef(name) => open.text(&reference(&name.into_inner())),
            Event::Eof => {
                is_whole = open.stack.is_empty();
                break;
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    open.finish().map(|root| (root, is_whole))
}

/// Prefixes and the vocabularies they stand for.
type Spaces = Vec<(String, String)>;

/// Elements that are not closed yet, outermost first, each with its name as written and the
/// namespaces it declares.
#[derive(Default)]
struct Open {
    stack: Vec<(String, Spaces, Element)>,
    root: Option<Element>,
}

impl Open {
    fn start(&mut self, start: &BytesStart<'_>) {
        let written = start.name().0.to_owned();
        let mut attributes = Vec::new();
        let mut spaces = Vec::new();
        for attribute in start.html_attributes().with_checks(false).flatten() {
            let key = attribute.key.0.to_ascii_lowercase();
            let value = expand(&attribute.value);
            if let Some(prefix) = key.strip_prefix("xmlns") {
                spaces.push((prefix.trim_start_matches(':').to_owned(), value.trim().to_ascii_lowercase()));
            }
            attributes.push((key, value));
        }
        let name = self.common_name(&written.to_ascii_lowercase(), &spaces);
        if self.stack.len() >= MAX_DEPTH {
            self.end_top();
        }
        self.stack.push((written, spaces, Element { name, attributes, children: Vec::new() }));
    }
    fn common_name(&self, name: &str, own: &[(String, String)]) -> String {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let scopes = self.stack.iter().map(|(_, spaces, _)| spaces.as_slice()).chain([own]).rev();
        let space = scopes.flatten().find(|(p, _)| p == prefix).map(|(_, uri)| uri.as_str());
        let known = space.and_then(|uri| KNOWN.iter().find(|(u, _)| *u == uri)).map(|(_, p)| *p);
        match known.unwrap_or(prefix) {
            "" | "atom" | "rss" | "sitemap" | "oai" => local.to_owned(),
            prefix => format!("{prefix}:{local}"),
        }
    }
    /// Closes the innermost element of that name and all inside it; an end without a start is nothing.
    fn end(&mut self, written: &str) {
        if let Some(at) = self.stack.iter().rposition(|(name, ..)| name == written) {
            while self.stack.len() > at {
                self.end_top();
            }
        }
    }
    fn end_top(&mut self) {
        let Some((_, _, element)) = self.stack.pop() else { return };
        match self.stack.last_mut() {
            Some((_, _, parent)) => parent.children.push(Node::Element(element)),
            None => self.root = self.root.take().or(Some(element)),
        }
    }
    fn text(&mut self, text: &str) {
        let Some((_, _, element)) = self.stack.last_mut() else { return };
        match element.children.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => element.children.push(Node::Text(text.to_owned())),
        }
    }
    fn finish(mut self) -> Option<Element> {
        // Text that stops in the middle may be half an address.
        if let Some((_, _, innermost)) = self.stack.last_mut()
            && matches!(innermost.children.last(), Some(Node::Text(_)))
        {
            innermost.children.pop();
        }
        while !self.stack.is_empty() {
            self.end_top();
        }
        self.root
    }
}

/// What `&name;` stands for: a number, one of XML's five, or one of HTML's; else itself.
fn reference(name: &str) -> String {
    let written = format!("&{name};");
    match quick_xml::escape::unescape(&written) {
        Ok(text) => text.into_owned(),
        Err(_) => scraper::Html::parse_fragment(&written).root_element().text().collect(),
    }
}

fn expand(value: &str) -> String {
    match quick_xml::escape::unescape(value) {
        Ok(text) => text.into_owned(),
        Err(_) => scraper::Html::parse_fragment(value).root_element().text().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn vocabularies_get_their_usual_prefix() {
        let root = parse(
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xmlns:x='http://purl.org/dc/elements/1.1/'>\
             <a:entry><x:date>2024-01-02</x:date></a:entry></a:feed>",
        )
        .unwrap();
        assert_eq!(root.name, "feed");
        assert_eq!(root.child("entry").unwrap().text_of(&["dc:date"]).unwrap(), "2024-01-02");
    }

    #[test]
    fn faults_do_not_lose_what_came_before() {
        let root = parse("\n<r><i>one &eacute; & two</i></x><i>three</i>").unwrap();
        let texts: Vec<_> = root.children().filter_map(Element::text).collect();
        assert_eq!(texts, ["one é & two", "three"]);
    }

    #[test]
    fn text_that_stops_in_the_middle_is_dropped() {
        let (root, is_whole) = read("<r><i>https://e.org/a</i><i>https://e.org/ab").unwrap();
        assert_eq!(root.children().filter_map(Element::text).collect::<Vec<_>>(), ["https://e.org/a"]);
        assert!(!is_whole && !read("<r>a").unwrap().1 && read("<r>a</r>\n").unwrap().1);
        assert!(!read("<r>a</r").unwrap().1);
    }

    #[test]
    fn markup_inside_is_written_out_again() {
        let root = parse("<r><d xmlns='http://www.w3.org/1999/xhtml'><p class='a'>x &lt; y<br/></p></d></r>")
            .unwrap();
        assert_eq!(root.html().unwrap(), "<d><p class=\"a\">x &lt; y<br></p></d>");
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse(&"<a>".repeat(100_000)).is_some());
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(text in "(<[a-c]{1,2}[^<]{0,6}|</[a-c]>|&[a-z#;]{0,5}|<!\\[CDATA\\[|\\PC){0,40}") {
            parse(&text);
        }
    }
}
