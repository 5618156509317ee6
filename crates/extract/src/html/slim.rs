//! A page without the markup that can say no day: half of a page's bytes are scripts, styles, drawings,
//! comments and attributes for other programs, and an HTML parser pays for each of them.
//!
//! One pass that reads tags as the HTML standard does. What it is unsure of it leaves as it is.

/// Elements that go with all they hold: their content is one text to the parser, whatever is in it.
const DROPPED: [&str; 4] = ["script", "style", "noscript", "iframe"];
/// Elements that go with all they hold if they end: drawings and fields of forms.
const FIELDS: [&str; 3] = ["svg", "button", "select"];
/// Elements that hold nothing and say nothing.
const EMPTY: [&str; 5] = ["img", "link", "input", "source", "path"];
/// Elements whose content is text and no markup.
const RAW: [&str; 2] = ["textarea", "title"];

/// Makes a page slim.
pub fn of(page: &str) -> String {
    let mut slim = String::with_capacity(page.len() / 2);
    let mut at = 0;
    while let Some(open) = page.get(at..).and_then(|rest| rest.find('<')).map(|next| at + next) {
        let text = &page[at..open];
        slim.push_str(if text.bytes().all(|b| b.is_ascii_whitespace()) {
            text.get(..1).unwrap_or("")
        } else {
            text
        });
        let rest = &page[open..];
        let name = tag_name(&rest[1..]);
        if rest.starts_with("<!--") {
            at = rest[2..].find("-->").map_or(page.len(), |end| open + end + 5);
        } else if name.is_empty() {
            slim.push('<');
            at = open + 1;
        } else {
            at = open + 1 + name.len();
            let before = slim.len();
            slim.push('<');
            slim.push_str(name);
            let Some(end) = attributes(page, at, &mut slim) else {
                slim.truncate(before);
                return slim;
            };
            at = content(page, (open, end), name, before, &mut slim);
        }
    }
    slim.push_str(page.get(at..).unwrap_or_default());
    slim
}

/// After a start tag: what of the element's content goes or stays as it is. Says where to go on.
fn content(page: &str, (open, end): (usize, usize), name: &str, before: usize, slim: &mut String) -> usize {
    let is = |known: &&&str| name.eq_ignore_ascii_case(known);
    if EMPTY.iter().any(|known| is(&known)) {
        slim.truncate(before);
        return end;
    }
    let after = |close: usize| page.get(close..).and_then(|rest| rest.find('>')).map(|next| close + next + 1);
    if let Some(dropped) = DROPPED.iter().find(is) {
        let close = end_of(page, end, dropped);
        slim.truncate(before);
        if *dropped == "script" && page[open..end].contains("json") {
            slim.push_str(&page[open..close]);
            return close;
        }
        return after(close).unwrap_or(page.len());
    }
    if let Some(field) = FIELDS.iter().find(is) {
        let draws_nothing = *field == "svg" && page[open..end].ends_with("/>");
        let close = if draws_nothing { Some(end) } else { after(end_of(page, end, field)) };
        slim.truncate(if close.is_some() { before } else { slim.len() });
        return close.unwrap_or(end);
    }
    let Some(raw) = RAW.iter().find(is) else { return end };
    let close = end_of(page, end, raw);
    slim.push_str(&page[end..close]);
    close
}

/// Where the end tag of an element begins, or the end of the page.
fn end_of(page: &str, from: usize, name: &str) -> usize {
    let ends = |at: &usize| {
        let named = page.as_bytes().get(at + 2..at + 2 + name.len());
        named.is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    };
    let mut closing = page.get(from..).unwrap_or_default().match_indices("</").map(|(at, _)| from + at);
    closing.find(ends).unwrap_or(page.len())
}

fn tag_name(rest: &str) -> &str {
    let is_name = |b: &u8| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'<');
    let begins = rest.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    let length = if begins { rest.bytes().take_while(is_name).count() } else { 0 };
    rest.get(..length).unwrap_or_default()
}

/// Copies the attributes that may matter. Says where the tag ends, if it does.
fn attributes(page: &str, from: usize, out: &mut String) -> Option<usize> {
    let bytes = page.as_bytes();
    let mut at = from;
    let skip = |mut at: usize, stay: &dyn Fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|b| stay(*b)) {
            at += 1;
        }
        at
    };
    loop {
        at = skip(at, &|b| b.is_ascii_whitespace() || b == b'/');
        if *bytes.get(at)? == b'>' {
            out.push_str(if bytes[at - 1] == b'/' { "/>" } else { ">" });
            return Some(at + 1);
        }
        let start = at;
        at = skip(at + 1, &|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'='));
        let name = page.get(start..at)?;
        let after_name = skip(at, &|b| b.is_ascii_whitespace());
        let mut value = "";
        if bytes.get(after_name) == Some(&b'=') {
            let begin = skip(after_name + 1, &|b| b.is_ascii_whitespace());
            match *bytes.get(begin)? {
                quote @ (b'"' | b'\'') => {
                    let length = page.get(begin + 1..)?.find(char::from(quote))?;
                    value = page.get(begin + 1..begin + 1 + length)?;
                    at = begin + length + 2;
                }
                _ => {
                    at = skip(begin, &|b| !b.is_ascii_whitespace() && b != b'>');
                    value = page.get(begin..at)?;
                }
            }
        }
        if matters(name, value) {
            out.push(' ');
            out.push_str(page.get(start..at)?);
        }
    }
}

/// Whether an attribute may say something of a day, of the place of a text, or of the page.
fn matters(name: &str, value: &str) -> bool {
    const KEPT: [&str; 13] = [
        "class",
        "id",
        "content",
        "property",
        "name",
        "itemprop",
        "datetime",
        "rel",
        "role",
        "hidden",
        "aria-hidden",
        "lang",
        "http-equiv",
    ];
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    KEPT.into_iter().any(is)
        || is("style") && (value.contains("none") || value.contains("hidden"))
        || is("title") && value.bytes().any(|b| b.is_ascii_digit())
        || is("href") && may_be_home(value)
        || is("xml:lang")
}

/// Whether a link may lead to a front page: nothing, or two letters of a language, follows the host.
/// To join each link with the address of its page would cost more than all else that is asked of them.
pub fn may_be_home(href: &str) -> bool {
    let path = href.split('#').next().unwrap_or_default();
    let path = path.split_once("//").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
    path.trim_matches(|c: char| matches!(c, '/' | '.') || c.is_whitespace()).len() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_says_no_day_goes() {
        let page = "<!doctype html><HTML lang=en><head><!-- <p>no</p> --><title>a < b<i></title><STYLE>p{}</STYLE>\
                    <script src=x>var d=\"</p>\"</script ><script type='application/ld+json'>{\"a\":1}</script></head>\
                    <body onload=\"f('>')\" class='a b'><p data-x='1' style=\"color:red\" id=i>3 &lt; May<svg a=1><path d=2></svg>\
                    <svg/><button>no</button><img src=x><select>\n  <br/>1 < 2 <a href=/x target=_blank title='no'>y</a><a href='/news/1'>n</a><b title='3 May'>z</b>";
        let expected = "<!doctype html><HTML lang=en><head><title>a < b<i></title>\
                    <script type='application/ld+json'>{\"a\":1}</script></head>\
                    <body class='a b'><p id=i>3 &lt; May<select>\n<br/>1 < 2 <a href=/x>y</a><a>n</a><b title='3 May'>z</b>";
        assert_eq!(of(page), expected);
    }

    #[test]
    fn a_tag_without_an_end_is_the_end() {
        assert_eq!(of("<p>x<a href='y"), "<p>x");
        assert_eq!(of("x<script>y"), "x");
        assert_eq!(of("x<!-- y"), "x");
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in "[a-zß][a-z ß]{0,20}", class in "[a-z]{1,5}") {
            let page = format!("<p onclick=\"x\" class='{class}'>{text}</p><!-- -->");
            prop_assert_eq!(of(&page), format!("<p class='{class}'>{text}</p>"));
        }

        #[test]
        fn any_text_is_read(text in "[<>/!a-z=\"' ß-]{0,80}") {
            of(&text);
        }
    }
}
