use super::*;
use proptest::prelude::*;

const SAID: &str = "2026-05-20";

fn place(country: &str) -> Place<'_> {
    Place { published: SAID.parse().ok(), country }
}

fn windows(country: &str, text: &str) -> Vec<String> {
    let folded = crate::fold::Folded::of(text).text;
    find(&folded, place(country))
        .iter()
        .filter_map(|w| w.days(place(country), Tense::Future))
        .map(|(from, until)| if from == until { from.to_string() } else { format!("{from}..{until}") })
        .collect()
}

#[test]
fn every_shape_compiles() {
    assert_eq!(shapes::compiled(), 16);
}

#[test]
fn days_months_seasons_and_years_in_many_languages() {
    for (country, text, expected) in [
        ("GB", "at 4pm on 24 March 2027", "2027-03-24"),
        ("US", "by September 5, 2026", "2026-09-05"),
        ("US", "on 7/4/2026", "2026-07-04"),
        ("DE", "am 15.09.2026", "2026-09-15"),
        ("DE", "bis zum 30. Juni", "2026-06-30"),
        ("AT", "ab 1. Jänner 2027", "2027-01-01"),
        ("FR", "le 1er octobre 2026", "2026-10-01"),
        ("ES", "el 14 de abril de 2027", "2027-04-14"),
        ("BR", "desde 1º de julho de 2026", "2026-07-01"),
        ("JP", "令和8年6月12日（金）正午", "2026-06-12"),
        ("JP", "9月18日に東京で", "2026-09-18"),
        ("JP", "2026年（令和8年）12月", "2026-12-01..2026-12-31"),
        ("JP", "10月上旬に公表", "2026-10-01..2026-10-10"),
        ("JP", "2027年度に見直す", "2027-04-01..2028-03-31"),
        ("JP", "夏頃に決定", "2026-06-01..2026-08-31"),
        ("JP", "来年1月に発表", "2027-01-01..2027-01-31"),
        ("JP", "2027年春に公開", "2027-03-01..2027-05-31"),
        ("CN", "2027年第一季度", "2027-01-01..2027-03-31"),
        ("CN", "于2026年7月1日起施行", "2026-07-01"),
        ("KR", "2026년 4분기", "2026-10-01..2026-12-31"),
        ("KR", "2026년 11월 19일부터", "2026-11-19"),
        ("KR", "6월 말 발표", "2026-06-21..2026-06-30"),
        ("GB", "in autumn 2026", "2026-09-01..2026-11-30"),
        ("AU", "in spring 2026", "2026-09-01..2026-11-30"),
        ("AU", "in summer 2026", "2026-12-01..2027-02-28"),
        ("GB", "in the third quarter of 2027", "2027-07-01..2027-09-30"),
        ("GB", "early 2027", "2027-01-01..2027-03-31"),
        ("DE", "bis Ende 2026", "2026-10-01..2026-12-31"),
        ("DE", "im Herbst", "2026-09-01..2026-11-30"),
        ("FR", "à l'automne 2026", "2026-09-01..2026-11-30"),
        ("ES", "en el primer semestre de 2027", "2027-01-01..2027-06-30"),
        ("PT", "no primeiro trimestre de 2027", "2027-01-01..2027-03-31"),
        ("GB", "next year", "2027-01-01..2027-12-31"),
        ("GB", "a review is due in 2029", "2029-01-01..2029-12-31"),
        ("GB", "in March 2027", "2027-03-01..2027-03-31"),
        ("GB", "the week of 16 June", "2026-06-16"),
        ("FI", "viimeistään 15. huhtikuuta 2027", "2027-04-15"),
        ("FI", "syksyllä 2026", "2026-09-01..2026-11-30"),
        ("DK", "senest den 3. marts 2027", "2027-03-03"),
        ("NO", "innen 1. oktober 2026", "2026-10-01"),
        ("NL", "uiterlijk op 3 juni 2026", "2026-06-03"),
        ("IT", "entro il 3 giugno 2026", "2026-06-03"),
        ("TH", "ภายในวันที่ 3 มิถุนายน 2569", "2026-06-03"),
        ("EG", "قبل 3 مارس 2027", "2027-03-03"),
        ("JP", "令和八年六月三日まで", "2026-06-03"),
    ] {
        assert_eq!(windows(country, text), [expected], "{text}");
    }
}

#[test]
fn what_is_no_window() {
    for text in [
        "a plan for 2026-2036",
        "they may march on",
        "30日以内に",
        "5年間支援する",
        "a fall in demand",
        "has been été",
        "Horizon 2030 aims",
    ] {
        assert_eq!(windows("GB", text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn words_around_lean_on_it() {
    let lean = |text: &str| find(&crate::fold::Folded::of(text).text, place("GB"))[0].lean;
    assert_eq!(lean("by 1 June 2026"), Lean::By);
    assert_eq!(lean("2026年6月1日までに"), Lean::By);
    assert_eq!(lean("2026년 4월 24일 18시까지"), Lean::By);
    assert_eq!(lean("before 1 June 2026"), Lean::Before);
    assert_eq!(lean("du 15 septembre au 22 septembre 2026"), Lean::From);
    assert_eq!(lean("instead of 16 October"), Lean::Instead);
    assert_eq!(lean("on 1 June 2026"), Lean::In);
}

#[test]
fn without_a_day_of_publication_only_written_years_are_placed() {
    let text = "by 3 June and in autumn 2026";
    let nowhere = Place { published: None, country: "GB" };
    let found: Vec<_> = find(text, nowhere).iter().filter_map(|w| w.days(nowhere, Tense::Future)).collect();
    assert_eq!(found.len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_read_and_windows_are_in_order(text in "[0-9a-z年月日 .,/春mayjune年度\\-]{0,60}") {
        let folded = crate::fold::Folded::of(&text).text;
        let mut last = 0;
        for when in find(&folded, place("JP")) {
            prop_assert!(when.start >= last && folded.get(when.start..when.end).is_some());
            if let Some((from, until)) = when.days(place("JP"), Tense::Near) {
                prop_assert!(from <= until);
            }
            last = when.end;
        }
    }
}
