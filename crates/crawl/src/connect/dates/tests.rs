use super::*;
use proptest::prelude::*;

fn shown(text: &str, language: &str) -> String {
    read(text, Lang::parse(language).as_ref()).map_or("-".into(), |d| d.to_string())
}

#[test]
fn dates_in_many_hands() {
    for (text, language, expected) in [
        ("2024-03-01T23:30:00-08:00", "en", "2024-03-01"),
        ("2024.03.01", "ja", "2024-03-01"),
        ("2024/3/1(金)", "ja", "2024-03-01"),
        ("2024. 3. 1.", "ko", "2024-03-01"),
        ("20240301T101500Z", "en", "2024-03-01"),
        ("2021年3月12日", "ja", "2021-03-12"),
        ("２０２１年３月１２日（金）", "ja", "2021-03-12"),
        ("令和6年3月1日", "ja", "2024-03-01"),
        ("令和元年5月1日", "ja", "2019-05-01"),
        ("令和８年３月１日", "ja", "2026-03-01"),
        ("令和八年三月二十三日", "ja", "2026-03-23"),
        ("R8.3.1", "ja", "2026-03-01"),
        ("（R8/3/1）", "ja", "2026-03-01"),
        ("Ｒ８．３．１", "ja", "2026-03-01"),
        ("R元.5.7", "ja", "2019-05-07"),
        ("令和8.3.1 掲載", "ja", "2026-03-01"),
        ("2026（令和8）年3月1日", "ja", "2026-03-01"),
        ("令和8年（2026年）3月1日", "ja", "2026-03-01"),
        ("二〇二六年三月一日", "ja", "2026-03-01"),
        ("平成三十一年四月三十日", "ja", "2019-04-30"),
        ("令和8年度", "ja", "-"),
        ("AR8.3.1", "ja", "-"),
        ("平成30年12月28日", "ja", "2018-12-28"),
        ("2024년 3월 1일", "ko", "2024-03-01"),
        ("2024年3月1号", "zh", "2024-03-01"),
        ("12 March 2021", "en", "2021-03-12"),
        ("February 3, 2021", "en", "2021-02-03"),
        ("Mar 27, 2025", "en", "2025-03-27"),
        ("Posted on Monday the 1st of June, 2020 by the office", "en", "2020-06-01"),
        ("Sat, 01 Mar 2004 23:59:59 -0800", "en", "2004-03-01"),
        ("Thu, 1 Jan 04 19:48 GMT", "en", "2004-01-01"),
        ("Sun Jan  4 16:29:06 PST 2004", "en", "2004-01-04"),
        ("3 mars 2024", "fr", "2024-03-03"),
        ("mar. 3 déc. 2024", "fr", "2024-12-03"),
        ("le 1er août 2023", "fr", "2023-08-01"),
        ("3. März 2024", "de", "2024-03-03"),
        ("Donnerstag, 17. Juli 2025", "de", "2025-07-17"),
        ("12 de septiembre de 2022", "es", "2022-09-12"),
        ("9 de março de 2022", "pt", "2022-03-09"),
        ("1º gennaio 2020", "it", "2020-01-01"),
        ("6 mei 2021", "nl", "2021-05-06"),
        ("6. maj 2021", "da", "2021-05-06"),
        ("5. kesäkuuta 2021", "fi", "2021-06-05"),
        ("1 มีนาคม 2567", "th", "2024-03-01"),
        ("١ مارس ٢٠٢٤", "ar", "2024-03-01"),
        ("17.07.2025", "de", "2025-07-17"),
        ("31/12/2024", "en", "2024-12-31"),
        ("12/31/2024", "en", "2024-12-31"),
        ("03/03/2024", "en", "2024-03-03"),
        ("03/01/2024", "fr", "2024-01-03"),
        // What could be two days, or is no day, is none.
        ("03/01/2024", "en", "-"),
        ("03/01/2024", "ja", "-"),
        ("December 2023", "en", "-"),
        ("2023-12", "en", "-"),
        ("2023-02-30", "en", "-"),
        ("version 1.2.2024.5", "en", "-"),
        ("call 12345678901", "en", "-"),
        ("soon", "en", "-"),
        ("", "en", "-"),
    ] {
        assert_eq!(shown(text, language), expected, "{text}");
    }
}

#[test]
fn a_format_decides_what_is_ambiguous() {
    assert_eq!(read_as(" 01/02/2020, Washington", "%m/%d/%Y"), day(2020, 1, 2));
    assert_eq!(read_as("01/02/2020", "%d/%m/%Y"), day(2020, 2, 1));
    assert_eq!(read_as("2 Jan", "%d/%m/%Y"), None);
}

#[test]
fn unix_times_are_days() {
    assert_eq!(of_unix(1_709_251_200), day(2024, 3, 1));
    assert_eq!(of_unix(1_709_251_200_000), day(2024, 3, 1));
    assert_eq!(of_unix(i64::MAX), None);
}

proptest! {
    #[test]
    fn nothing_breaks_it(text in "(\\PC|[0-9./ -]|mar|年|月){0,40}") {
        read(&text, None);
        read_as(&text, "%d/%m/%Y");
    }

    #[test]
    fn what_is_written_is_read(days in 0u64..60_000) {
        let date = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + chrono::Days::new(days);
        for format in ["%Y-%m-%d", "%Y年%m月%d日", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y 10:00:00 +0900", "%d.%m.%Y", "%Y%m%d"] {
            prop_assert_eq!(read(&date.format(format).to_string(), None), Some(date), "{}", format);
        }
    }
}
