use super::*;
use proptest::prelude::*;

fn shown(text: &str) -> String {
    parse(text).unwrap().map(|node| node.to_string()).unwrap_or_default()
}

fn problem(text: &str) -> (usize, Problem) {
    let error = parse(text).unwrap_err();
    (error.character, error.problem)
}

#[test]
fn operators_bind_as_analysts_expect() {
    assert_eq!(shown("a b OR c AND d"), "a b OR c d");
    assert_eq!(shown("a (b OR c)"), "a (b OR c)");
    assert_eq!(shown("((a b) c)"), "a b c");
    assert_eq!(shown("NOT a -b NOT -c"), "-a -b c");
    assert_eq!(shown("-(a OR b)"), "-(a OR b)");
    assert_eq!(shown("peer-review and or not"), "peer-review and or not");
    let word = |text: &str| Node::Word { field: In::Anywhere, text: text.into() };
    assert_eq!(
        parse("a b OR c").unwrap(),
        Some(Node::Or(vec![Node::And(vec![word("a"), word("b")]), word("c")]))
    );
}

#[test]
fn every_kind_of_quotation_is_a_phrase() {
    for text in
        ["\"open data\"", "“open data”", "„open data“", "「open data」", "『open  data』", "«open data»"]
    {
        assert_eq!(shown(text), "\"open data\"", "{text}");
    }
    assert_eq!(shown("-\"open data\" NOT「研究評価」"), "-\"open data\" -\"研究評価\"");
    assert_eq!(shown("量子「技術」戦略"), "量子 \"技術\" 戦略");
}

#[test]
fn full_width_signs_are_plain_ones() {
    assert_eq!(shown("生成ＡＩ　査読"), "生成AI 査読");
    assert_eq!(shown("（ｔｉｔｌｅ：評価　ＯＲ　査読）　－人事"), "(title:評価 OR 査読) -人事");
    assert_eq!(shown("ｵｰﾌﾟﾝｻｲｴﾝｽ"), "オープンサイエンス");
}

#[test]
fn fields_take_words_phrases_and_groups() {
    assert_eq!(shown("Title:\"open data\" country:DE"), "title:\"open data\" country:DE");
    assert_eq!(shown("title:(a OR -b)"), "title:a OR -title:b");
    assert_eq!(shown("title:foo:bar"), "title:foo:bar");
    assert_eq!(shown("https://example.org/a"), "https://example.org/a");
    assert_eq!(shown("url:https://example.org/a"), "url:https://example.org/a");
    assert_eq!(shown("10:30"), "10:30");
    assert_eq!(shown("concept:open_science/preprint"), "concept:open_science/preprint");
}

#[test]
fn dates_are_years_months_days_and_ranges_of_them() {
    assert_eq!(shown("date:2024"), "date:2024-01-01..2024-12-31");
    assert_eq!(shown("date:2024-02"), "date:2024-02-01..2024-02-29");
    assert_eq!(shown("date:2026/4/1"), "date:2026-04-01..2026-04-01");
    assert_eq!(shown("date:2026-04.."), "date:2026-04-01..");
    assert_eq!(shown("date:..2026-04"), "date:..2026-04-30");
    assert_eq!(shown("date:2026-01-01..2026-03"), "date:2026-01-01..2026-03-31");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    assert_eq!(problem("研究 \"open"), (3, Problem::OpenQuote));
    assert_eq!(problem("a \"\""), (2, Problem::EmptyQuote));
    assert_eq!(problem("a 」"), (2, Problem::StrayQuote));
    assert_eq!(problem("(a"), (0, Problem::OpenParenthesis));
    assert_eq!(problem("a) b"), (1, Problem::StrayParenthesis));
    assert_eq!(problem("a OR"), (2, Problem::Dangling("OR")));
    assert_eq!(problem("AND a"), (0, Problem::Dangling("AND")));
    assert_eq!(problem("a NOT"), (2, Problem::Dangling("NOT")));
    assert_eq!(problem("㌔ titel:x"), (2, Problem::UnknownField("titel".into())));
    assert_eq!(problem("title: x"), (0, Problem::NoValue("title".into())));
    assert_eq!(problem("date:2026-13"), (0, Problem::BadDate("2026-13".into())));
    assert_eq!(problem("date:2026..2025"), (0, Problem::Backwards("2026..2025".into())));
    assert_eq!(problem("kind:cal"), (5, Problem::UnknownKind("cal".into())));
    assert_eq!(problem(&"(".repeat(100)).1, Problem::OpenParenthesis);
    assert_eq!(
        parse("a OR").unwrap_err().to_string(),
        "read the query at character 3: OR has nothing to work on"
    );
}

#[test]
fn a_search_box_takes_anything() {
    let lenient = |text: &str| parse_lenient(text).node.map(|n| n.to_string()).unwrap_or_default();
    assert_eq!(lenient("open OR"), "open");
    assert_eq!(lenient("\"open data"), "\"open data\"");
    assert_eq!(lenient("(a b) c) OR d"), "a b c d");
    assert_eq!(lenient("titel:x"), "titel x");
    assert_eq!(lenient(" & – "), "");
    assert!(parse_lenient(&"(a ".repeat(10_000)).notes.len() > 1);
}

#[test]
fn wanted_words_keep_their_neighbours() {
    let node = parse("open science -fees (policy OR title:rule) \"x y\" country:DE law").unwrap().unwrap();
    assert_eq!(node.wanted(), [vec!["open", "science"], vec!["policy"], vec!["rule"], vec!["law"]]);
}

/// Texts made of the pieces the grammar cares about.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-c]{1,3}",
        Just("査読".to_owned()),
        Just("title:".to_owned()),
        Just("foo:".to_owned()),
        Just("kind:call".to_owned()),
        Just("date:2026-0".to_owned()),
        Just("date:2025..".to_owned()),
        prop::sample::select(vec![
            " ", "　", "(", ")", "（", "\"", "「", "」", "“", "”", "-", "－", " AND ", " OR ", " NOT ", ":",
            "..", "⑴", "¨", "\u{301}"
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_typed_can_break_the_parser(text in ".{0,60}") {
        let lenient = parse_lenient(&text);
        for note in lenient.notes {
            prop_assert!(text.is_char_boundary(note.at));
        }
    }

    #[test]
    fn a_query_written_out_reads_as_the_same_query(text in prop_oneof![typed(), ".{0,40}".prop_map(String::from)]) {
        let once = parse_lenient(&text).node;
        let written = once.as_ref().map(ToString::to_string).unwrap_or_default();
        prop_assert_eq!(&parse_lenient(&written).node, &once, "written as {}", written);
    }
}
