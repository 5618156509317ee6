use super::*;
use proptest::prelude::*;

fn allowed(robots: &str, path: &str) -> bool {
    allows(robots.as_bytes(), "Shiome", &format!("https://example.org{path}"))
}

#[test]
fn a_star_reaches_over_folders() {
    let robots = "User-agent: *\nDisallow: /*/draft-\nDisallow: /*.pdf$\n";
    assert!(!allowed(robots, "/notices/2026/draft-1406.html"));
    assert!(!allowed(robots, "/a/a/a/draft-"));
    assert!(allowed(robots, "/draft-1"));
    assert!(!allowed(robots, "/x.pdf.pdf"));
    assert!(allowed(robots, "/x.pdf.html"));
}

#[test]
fn the_longest_rule_wins_and_of_two_the_kinder() {
    let robots = "User-agent: *\nDisallow: /*/events/\nAllow: /en/events/open\n";
    assert!(!allowed(robots, "/en/events/closed"));
    assert!(allowed(robots, "/en/events/open-day"));
    assert!(allowed("User-agent: *\nDisallow: /a\nAllow: /a", "/a"));
    assert!(allowed("User-agent: *\nDisallow:\n", "/a"), "an empty rule forbids nothing");
}

#[test]
fn our_own_group_replaces_the_one_for_everybody() {
    let robots = "\u{feff}User-agent: shiome\r\nDisallow: /private\r\n\r\nUser-agent: *\r\nDisallow: /\r\n";
    assert!(allowed(robots, "/news"));
    assert!(!allowed(robots, "/private/x"));
    assert!(
        allowed("User-agent: *\nDisallow: /\nUser-agent: shiome/2.0 beta\n", "/news"),
        "an empty group too"
    );
    assert!(!allowed("User-agent: * (all of you)\nDisallow: /\nUser-agent: shiomebot\nAllow: /", "/news"));
}

#[test]
fn groups_of_one_name_are_one() {
    let robots =
        "User-agent: shiome\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: SHIOME\nDisallow: /c";
    assert_eq!(["/a", "/b", "/c"].map(|path| allowed(robots, path)), [false, true, false]);
}

#[test]
fn lines_of_other_meaning_do_not_end_a_group() {
    for line in ["Sitemap: https://example.org/s.xml", "Host: example.org", "", "Crawl-delay: 3", "nonsense"]
    {
        let robots = format!("User-agent: shiome\n{line}\nUser-agent: other\nDisallow: /x\n");
        assert!(!allowed(&robots, "/x"), "{line}");
    }
}

#[test]
fn what_people_mean_is_understood() {
    for robots in [
        "user-agent shiome\ndisallow /x",
        "USERAGENT: shiome\nDissallow:/x",
        "user agent : shiome\rdisallaw :\t/x # not here",
        "User-agent: shiome # us\nDisallow: /x#y",
    ] {
        assert!(!allowed(robots, "/x"), "{robots}");
    }
    for robots in ["Disallow: /x", "User-agent: shiome\nDisallow /x or /y", "User-agent: shiome\n: /x", ""] {
        assert!(allowed(robots, "/x"), "{robots}");
    }
}

#[test]
fn who_allows_an_index_allows_its_folder() {
    let robots = "User-agent: *\nDisallow: /\nAllow: /news/index.html\n";
    assert!(allowed(robots, "/news/") && allowed(robots, "/news/index.html"));
    assert!(!allowed(robots, "/news/x") && !allowed(robots, "/news") && !allowed(robots, "/news/index.htm"));
}

#[test]
fn a_place_may_be_written_in_more_than_one_way() {
    let robots = "User-agent: *\nDisallow: /公募\nDisallow: /caf%c3%a9\nDisallow: /50%\n";
    assert!(!allowed(robots, "/%E5%85%AC%E5%8B%9F/2026"));
    assert!(!allowed(robots, "/%e5%85%ac%e5%8b%9f"));
    assert!(!allowed(robots, "/caf%C3%A9"));
    assert!(!allowed(robots, "/50%25"));
}

#[test]
fn of_an_address_only_path_and_query_count() {
    for (url, path) in [
        ("", "/"),
        ("http://e.org", "/"),
        ("http://e.org#a/b", "/"),
        ("http://e.org/a?b#c", "/a?b"),
        ("http://e.org?b", "/?b"),
        ("http://e.org;x", "/;x"),
        ("e.org/a", "/a"),
        ("e.org/a?u=http://f.org/", "/a?u=http://f.org/"),
        ("//e.org/a/b", "/a/b"),
        ("a", "/"),
        ("/a/b", "/a/b"),
    ] {
        assert_eq!(path_of(url), path, "{url}");
    }
}

#[test]
fn a_line_is_read_up_to_a_bound() {
    let long = format!("/{}", "a".repeat(MAX_LINE));
    let robots = format!("User-agent: *\nDisallow: {long}/rest\nDisallow: /x\n");
    assert!(!allowed(&robots, &long), "the rule is cut, not lost");
    assert!(!allowed(&robots, "/x"));
}

#[test]
fn the_pause_is_that_of_our_group() {
    let delay = |text: &str| Robots::parse(text.as_bytes()).crawl_delay("Shiome");
    assert_eq!(delay("User-agent: *\nCrawl-delay: 5"), Some(Duration::from_secs(5)));
    assert_eq!(delay("User-agent: *\nCrawl-delay: 5\nUser-agent: shiome/1\nDisallow: /x"), None);
    let both = "User-agent: a\nUser-agent: Shiome\nCrawl-delay: 0.5 # slow\n\nUser-agent: *\nCrawl-delay: 9";
    assert_eq!(delay(both), Some(Duration::from_millis(500)));
    assert_eq!(
        delay("User-agent: *\nCrawl-delay: 2\nDisallow: /x\nCrawl-delay: 1"),
        Some(Duration::from_secs(2))
    );
    assert_eq!(delay("User-agent: *\nCrawl-delay: -1"), None);
    assert_eq!(delay("User-agent: *\nCrawl-delay: soon"), None);
    assert_eq!(delay("Crawl-delay: 5"), None);
}

proptest! {
    #[test]
    fn stars_match_as_a_regular_expression_would(path in "/[ab/]{0,12}", pattern in "/[ab/*]{0,8}[$]?") {
        let mut expression = String::from("^");
        for c in pattern.trim_end_matches('$').chars() {
            if c == '*' { expression.push_str(".*") } else { expression.push(c) }
        }
        if pattern.ends_with('$') {
            expression.push('$');
        }
        let expected = regex::Regex::new(&expression).unwrap().is_match(&path);
        prop_assert_eq!(matches(path.as_bytes(), pattern.as_bytes()), expected);
    }
    #[test]
    fn the_end_of_lines_does_not_matter(lines in proptest::collection::vec("(user-agent: (shiome|\\*|other)|disallow: /[ab]{0,2}|allow: /[ab]{0,2}|sitemap: x| )", 0..8), path in "/[ab]{0,3}") {
        let with = |end: &str| allowed(&lines.join(end), &path);
        prop_assert_eq!(with("\n"), with("\r\n"));
        prop_assert_eq!(with("\n"), with("\r"));
        prop_assert_eq!(with("\n"), with(" # why\n\n"));
    }
    #[test]
    fn an_allowance_more_forbids_nothing(lines in proptest::collection::vec("(user-agent: (shiome|\\*|other)|disallow: /[ab]{0,2}|allow: /[ab]{0,2})", 0..8), path in "/[ab]{0,3}") {
        let text = lines.join("\n");
        let more = format!("{text}\nallow: /");
        prop_assert!(!allowed(&text, &path) || allowed(&more, &path));
    }
    #[test]
    fn nothing_breaks_it(body in proptest::collection::vec(any::<u8>(), 0..200), agent in "\\PC{0,8}", url in "\\PC{0,20}") {
        allows(&body, &agent, &url);
        Robots::parse(&body).crawl_delay(&agent);
    }
    #[test]
    fn odd_lines_do_not_break_it(text in "((user-agent|disallow|allow|crawl-delay)[: ]{0,2}\\PC{0,20}[\r\n]){0,8}") {
        allowed(&text, "/a?b");
    }
}
