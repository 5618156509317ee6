use super::*;
use encoding_rs::{BIG5, EUC_JP, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1252};
use proptest::prelude::*;

fn bytes(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

#[test]
fn the_header_beats_the_document_where_both_fit() {
    let body = b"<html><meta charset=iso-8859-5><p>J\xfclich";
    assert!(decode(body, Some("text/html; charset=ISO-8859-1"), "DE").ends_with("Jülich"));
    assert!(decode(body, None, "DE").ends_with("Jќlich"));
}

#[test]
fn a_statement_that_does_not_fit_gives_way() {
    let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><t>Universit\xe9</t>";
    assert!(decode(latin, Some("text/xml; charset=utf-8"), "").contains("Université"));
    assert!(decode(latin, Some("text/xml; charset=euc-jp"), "").contains("Université"));
    assert!(decode("<t>学術</t>".as_bytes(), Some("text/xml; charset=us-ascii"), "").contains("学術"));
    let body = "<meta charset='iso-8859-1'><p>Zürich – 東京".as_bytes();
    assert!(decode(body, None, "").ends_with("Zürich – 東京"));
}

#[test]
fn documents_state_their_encoding() {
    let page = "<html><meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>研究費①";
    assert!(decode(&bytes(SHIFT_JIS, page), None, "").ends_with("研究費①"), "with the letters of Windows");
    let feed = bytes(EUC_JP, "<?xml version=\"1.0\" encoding=\"EUC-JP\"?><t>採択</t>");
    assert!(decode(&feed, Some("application/xml"), "").contains("採択"));
    let quoting = bytes(
        EUC_JP,
        "<?xml version=\"1.0\" encoding=\"EUC-JP\"?><t><![CDATA[<meta charset=utf-8>採択]]></t>",
    );
    assert!(decode(&quoting, None, "").contains("採択"));
}

#[test]
fn labels_mean_what_browsers_mean() {
    for (label, encoding) in [
        ("gb2312", GBK),
        ("x-sjis", SHIFT_JIS),
        ("windows-31j", SHIFT_JIS),
        (" CP932 ", SHIFT_JIS),
        ("iso-8859-1", WINDOWS_1252),
        ("us-ascii", WINDOWS_1252),
        ("ks_c_5601-1987", EUC_KR),
        ("big5-hkscs", BIG5),
        ("euc_jp", EUC_JP),
    ] {
        assert_eq!(of_label(label.as_bytes()), Some(encoding), "{label}");
    }
    assert_eq!(of_label(b"iso-2022-kr"), None);
    assert_eq!(of_label(b"martian"), None);
}

#[test]
fn what_states_nothing_is_read_by_its_looks() {
    let text = "<p>日本学術振興会は科学研究費助成事業の公募を開始しました。";
    assert!(decode(&bytes(EUC_JP, text), None, "JP").contains("日本学術振興会"));
    let text = "<rss><title>한국연구재단 신규과제 공모 안내</title></rss>";
    assert!(decode(&bytes(EUC_KR, text), None, "").contains("한국연구재단"));
    assert!(decode(&bytes(ISO_2022_JP, "<p>公募のお知らせ"), None, "").contains("公募のお知らせ"));
}

#[test]
fn the_place_tips_the_scales() {
    let body = b"<p>Pr\xf3ba";
    assert_eq!(decode(body, None, "hu"), "<p>Próba");
    let greek = bytes(encoding_rs::ISO_8859_7, "<p>Έρευνα και καινοτομία");
    assert!(decode(&greek, None, "GR").contains("Έρευνα"));
    // No place at all, and what is none.
    for place in ["", "xn--p1ai", "日本", "A.B", "0"] {
        assert!(!decode(&greek, None, place).is_empty());
    }
}

#[test]
fn a_byte_order_mark_beats_all() {
    let body = "\u{feff}<p>ü".as_bytes();
    assert_eq!(decode(body, Some("text/html; charset=iso-8859-1"), ""), "<p>ü");
}

#[test]
fn wide_units_are_seen_with_and_without_a_mark() {
    let of16 =
        |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
    let of32 = |text: &str, unit: fn(u32) -> [u8; 4]| -> Vec<u8> {
        text.chars().flat_map(|c| unit(u32::from(c))).collect()
    };
    let text = "<t>調😀</t>";
    let marked = format!("\u{feff}{text}");
    for body in [
        of16(&marked, u16::to_be_bytes),
        of16(&marked, u16::to_le_bytes),
        of16(text, u16::to_be_bytes),
        of16(text, u16::to_le_bytes),
        of32(&marked, u32::to_be_bytes),
        of32(&marked, u32::to_le_bytes),
        of32(text, u32::to_be_bytes),
        of32(text, u32::to_le_bytes),
    ] {
        assert_eq!(decode(&body, Some("text/xml; charset=utf-8"), ""), text);
    }
    let plain = of16("Call for proposals", u16::to_le_bytes);
    assert_eq!(decode(&plain, None, ""), "Call for proposals");
    assert_eq!(decode(b"<t>x</t>", Some("text/xml; charset=utf-16"), ""), "<t>x</t>", "it is not");
}

#[test]
fn one_damaged_byte_does_not_spoil_the_text() {
    let mut body = "<t>学術振興の基本方針</t>".as_bytes().to_vec();
    body.push(0xff);
    assert!(decode(&body, None, "").contains("学術振興"));
    assert!(decode(&body, Some("text/html; charset=utf-8"), "").contains("学術振興"));
}

#[test]
fn headers_are_read_as_people_write_them() {
    for value in [
        "text/html; charset=euc-jp",
        "text/html;CHARSET = \"EUC-JP\"",
        "text/html; charset='euc-jp'; q=1",
        "text/html; charset; charset=euc-jp",
    ] {
        assert_eq!(of_header(value), Some(EUC_JP), "{value}");
    }
    for value in ["", "text/html", "text/html; charset", "text/html; charset=\"euc-jp", "charset=no"] {
        assert_eq!(of_header(value), None, "{value}");
    }
}

#[test]
fn only_real_statements_count() {
    let stated = |head: &str| declared(head.as_bytes());
    for head in [
        "<META CHARSET = 'euc-jp'>",
        "<meta/charset=euc-jp />",
        "<!-- <meta charset=big5> --><meta charset=euc-jp>",
        "<p title='<meta charset=big5>'><meta charset=euc-jp>",
        "<meta content='text/html; charset=euc-jp' http-equiv=Content-Type>",
        "<?xml version='1.0' encoding = 'euc-jp' ?>",
        "<meta charset=martian><meta charset=euc-jp>",
    ] {
        assert_eq!(stated(head), Some(EUC_JP), "{head}");
    }
    for head in [
        "<meta content='text/html; charset=euc-jp'>",
        "<metacharset=euc-jp>",
        "<meta charset='euc-jp>",
        "<!-- <meta charset=euc-jp>",
        "<meta charset",
        "<",
        "",
    ] {
        assert_eq!(stated(head), None, "{head}");
    }
    assert_eq!(stated("<meta charset=utf-16>"), Some(UTF_8));
    assert_eq!(stated("<meta charset=x-user-defined>"), Some(WINDOWS_1252));
}

proptest! {
    #[test]
    fn any_bytes_are_text(body in proptest::collection::vec(any::<u8>(), 0..300), header in "\\PC{0,20}", place in "\\PC{0,4}") {
        decode(&body, Some(&header), &place);
        declared(&body);
    }
    #[test]
    fn any_markup_is_scanned(head in "(<meta|</?[a-z]|<[!?/]|<!--|--?>| charset| content| http-equiv|=|[\"'/> ]|utf-8|content-type|charset=){0,30}") {
        declared(head.as_bytes());
    }
    #[test]
    fn text_comes_back(text in "\\PC{0,40}") {
        prop_assert_eq!(decode(text.as_bytes(), None, ""), text.trim_start_matches('\u{feff}'));
    }
}
