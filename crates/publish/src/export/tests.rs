use super::*;

fn reference() -> Reference {
    Reference {
        id: "https://e.example/a?b=1".into(),
        title: "=Offene {Wissenschaft} & \"Daten\": 50 % mehr".into(),
        authors: vec!["Anna Müller".into(), "山田 花子".into()],
        agency: "Forschungsförderung Mitteland".into(),
        country: "DE".into(),
        language: "de".into(),
        kind: DocumentKind::Report,
        topics: vec!["オープンサイエンス".into(), "研究評価".into()],
        published: "2026-09-21".parse().ok(),
        seen: "2026-09-28".parse().unwrap(),
        url: "https://e.example/a?b=1".into(),
        capture: "0a1b".into(),
        sensitivity: "public",
        embargo: None,
    }
}

fn written(format: Format, references: &[Reference]) -> String {
    let rows = references.iter().enumerate().map(|(n, r)| format.one(n, r));
    std::iter::once(format.head()).chain(rows).chain([format.tail().to_owned()]).collect()
}

#[test]
fn each_form_says_what_is_known() {
    let bare = Reference { authors: vec![], topics: vec![], published: None, ..reference() };
    for format in Format::ALL {
        insta::assert_snapshot!(
            format!("export_{}", format.extension().replace('.', "_")),
            written(format, &[reference(), bare.clone()])
        );
    }
}

#[test]
fn a_table_reads_back_and_computes_nothing() {
    let odd = Reference { title: "+SUM(1;\r\n2)\t\"x\"".into(), ..reference() };
    let text = written(Format::Csv, &[reference(), odd]);
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let titles: Vec<String> = rows.records().map(|row| row.unwrap()[1].to_owned()).collect();
    assert_eq!(titles, ["'=Offene {Wissenschaft} & \"Daten\": 50 % mehr", "'+SUM(1;\r\n2)\t\"x\""]);
}

#[test]
fn citations_are_json_also_when_there_are_none() {
    for references in [vec![], vec![reference()], vec![reference(), reference()]] {
        let text = written(Format::CslJson, &references);
        let items: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(items.len(), references.len());
    }
}

#[test]
fn a_form_is_known_by_the_end_of_a_name() {
    for format in Format::ALL {
        assert_eq!(Format::of_file(&format!("Hits.{}", format.extension().to_uppercase())), Some(format));
    }
    assert_eq!(Format::of_file("hits.xml"), None);
    assert_eq!(Format::of_file("csv"), None);
}
