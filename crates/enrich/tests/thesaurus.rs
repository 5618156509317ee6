//! Which terms count in which texts: every language, every rule, and texts that only look alike.

use proptest::prelude::*;
use shiome_enrich::Enricher;
use shiome_model::{
    Annotations, Concept, ConceptId, Document, Field, Lang, MatchRule, Media, Names, Sensitivity, Span, Term,
    TermKind, Topic,
};

fn term(lang: &str, text: &str, rule: MatchRule, kind: TermKind, context: bool) -> Term {
    Term { lang: lang.into(), text: text.into(), rule, kind, context, setting: false, unless: vec![] }
}

fn topic(id: &str, concepts: Vec<(&str, Vec<Term>)>) -> Topic {
    let concepts = concepts
        .into_iter()
        .map(|(name, terms)| Concept { id: ConceptId::of(&id.into(), name), terms })
        .collect();
    let names = Names { en: id.into(), ja: id.into(), native: None };
    Topic { id: id.into(), name: names.clone(), description: names, threshold: 0.35, concepts }
}

fn enricher() -> Enricher {
    use MatchRule::*;
    use TermKind::*;
    let open = topic(
        "open_science",
        vec![
            (
                "open_access",
                vec![
                    term("en", "open access", Phrase, Core, false),
                    term("de", "freier Zugang zu Publikationen", Phrase, Core, false),
                    term("fr", "accès ouvert", Phrase, Core, false),
                    term("es", "acceso abierto", Phrase, Core, false),
                    term("pt", "acesso aberto", Phrase, Core, false),
                    term("it", "accesso aperto", Phrase, Core, false),
                    term("sv", "öppen tillgång", Phrase, Core, false),
                    term("ja", "オープンアクセス", SubstringNfkc, Core, false),
                    term("zh", "开放获取", SubstringNfkc, Core, false),
                    term("ko", "오픈 액세스", SubstringNfkc, Core, false),
                    term("th", "การเข้าถึงแบบเปิด", SubstringNfkc, Core, false),
                ],
            ),
            (
                "apc",
                vec![
                    term("en", "article processing charges", Phrase, Core, false),
                    term("en", "APC", WordCase, Core, true),
                ],
            ),
            (
                "preprint",
                vec![
                    term("en", "preprint", Phrase, Related, false),
                    term("de", "Vorabveröffentlichung", Phrase, Related, false),
                ],
            ),
            ("retention", vec![term("en", "open access rights retention", Phrase, Core, false)]),
        ],
    );
    let diversity = topic(
        "dei",
        vec![
            (
                "dei",
                vec![
                    term("en", "diversity, equity and inclusion", Phrase, Core, false),
                    term("en", "DEI", WordCase, Core, true),
                ],
            ),
            (
                "women",
                vec![
                    term("en", "women in science", Phrase, Core, false),
                    term("ja", "女性研究者", SubstringNfkc, Core, false),
                ],
            ),
        ],
    );
    let assessment = topic(
        "research_assessment",
        vec![
            (
                "assessment",
                vec![
                    term("en", "research assessment", Phrase, Core, false),
                    term("en", "research evaluation", Phrase, Core, false),
                    term("de", "Forschungsbewertung", Phrase, Core, false),
                    term("ja", "研究評価", SubstringNfkc, Core, false),
                    term("ko", "연구 평가", SubstringNfkc, Core, false),
                ],
            ),
            ("dora", vec![term("en", "DORA", WordCase, NamedEntity, true)]),
            ("peer_ai", vec![term("zh", "同行评议 人工智能", AllWords, Related, false)]),
            ("lab", vec![term("ja", "ラボ", SubstringNfkc, Related, false)]),
        ],
    );
    Enricher::new(&[open, diversity, assessment]).unwrap()
}

fn document(title: &str, text: &str) -> Document {
    Document {
        id: "https://example.org/1".into(),
        revision: Document::revision_of(title, text, None),
        source: "agency/news".into(),
        agency: "agency".into(),
        country: "XX".into(),
        url: "https://example.org/1".parse().unwrap(),
        capture: "c".into(),
        title: title.into(),
        text: text.into(),
        pages: vec![],
        published: None,
        modified: None,
        authors: vec![],
        stated_language: None,
        links: vec![],
        media: Media::Html,
        sensitivity: Sensitivity::Public,
        embargo: None,
        part_of: None,
    }
}

fn read(lang: &str, title: &str, text: &str) -> Annotations {
    enricher().annotate(&document(title, text), Some(&Lang::from(lang)))
}

fn concepts(lang: &str, text: &str) -> Vec<String> {
    read(lang, "", text).concepts.iter().map(ToString::to_string).collect()
}

#[test]
fn one_concept_in_eleven_languages() {
    for (lang, text) in [
        ("en", "The council will pay for Open-Access articles from next year on."),
        ("de", "Der Rat verlangt künftig den freien Zugang zu Publikationen aus geförderten Vorhaben."),
        ("fr", "Le conseil exige désormais la publication en accès ouvert de tous les articles."),
        ("es", "El consejo exige publicar en acceso abierto todos los artículos financiados."),
        ("pt", "O conselho exige a publicação em acesso aberto de todos os artigos financiados."),
        ("it", "Il consiglio chiede la pubblicazione ad accesso aperto di tutti gli articoli."),
        ("sv", "Rådet kräver öppen tillgång till alla artiklar som har fått stöd."),
        ("ja", "本会は来年度からオープン・アクセスの費用を支援する。"),
        ("zh", "本委员会要求所有论文实行开放获取。"),
        ("ko", "재단은 모든 논문의 오픈액세스를 의무화한다."),
        ("th", "สำนักงานสนับสนุนการเข้าถึงแบบเปิดของบทความวิจัย"),
    ] {
        assert_eq!(concepts(lang, text), ["open_science/open_access"], "{text}");
    }
}

#[test]
fn variants_of_writing_meet() {
    for text in ["本会はｵｰﾌﾟﾝｱｸｾｽを支援する。", "本会はオープン アクセスを支援する。"]
    {
        assert_eq!(concepts("ja", text), ["open_science/open_access"], "{text}");
    }
    for text in [
        "We welcome pre-prints from all.",
        "We welcome PREPRINTS from all.",
        "We welcome pre\u{2011}prints from all.",
    ] {
        assert_eq!(concepts("en", text), ["open_science/preprint"], "{text}");
    }
    let oxford = "The council strengthens diversity, equity, and inclusion in panels.";
    assert_eq!(concepts("en", oxford), ["dei/dei"]);
    assert_eq!(concepts("en", "Diversity, Equity & Inclusion in panels."), ["dei/dei"]);
}

#[test]
fn look_alikes_do_not_count() {
    for (lang, text) in [
        ("it", "I RISULTATI DEI PROGETTI FINANZIATI DALLA REGIONE"),
        ("it", "La selezione dei progetti sarà conclusa entro giugno."),
        ("en", "Banks must follow DORA, the regulation on digital operational resilience, from January."),
        ("en", "The card has an annual percentage rate (APC) of nineteen per cent."),
        ("en", "We do research, evaluate markets and sell the results."),
        ("en", "The doors open. Access is through the garden."),
        ("en", "The dorado is a fish; dora is a name."),
        ("ja", "企業とのコラボを進める。"),
        ("ko", "연구 결과의 평가를 진행한다."),
        ("de", "Der Zugang zum Gebäude ist frei."),
    ] {
        assert_eq!(concepts(lang, text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn ambiguous_terms_count_in_company() {
    let text = "Signatories of DORA reform research assessment together.";
    assert_eq!(concepts("en", text), ["research_assessment/assessment", "research_assessment/dora"]);
    let far = format!(
        "DORA applies. {} Reform of research assessment is due.",
        "The bank reports its figures. ".repeat(30)
    );
    assert_eq!(concepts("en", &far), ["research_assessment/assessment"]);
    let titled = read("en", "Reform of research assessment", "DORA has new signatories.");
    assert_eq!(titled.concepts.len(), 2);
    assert_eq!(concepts("ja", "オープンアクセスのAPCを支援する。").len(), 2);
}

#[test]
fn the_longest_term_wins_and_words_may_be_scattered() {
    let marks = read(
        "en",
        "",
        "The new open access rights retention policy applies to every article of our grantees.",
    );
    let hits: Vec<&str> = marks.topics[0].hits.iter().map(|h| h.term.as_str()).collect();
    assert_eq!(hits, ["open access rights retention"]);
    assert_eq!(concepts("zh", "专家在同行评议中不得上传人工智能工具。"), ["research_assessment/peer_ai"]);
    assert_eq!(concepts("zh", "同行评议已开始。人工智能是热点。"), [] as [&str; 0]);
}

#[test]
fn english_terms_count_in_other_languages_and_acronyms_have_plurals() {
    assert_eq!(
        concepts("de", "Der Rat fördert Open Access und Preprints in allen Fächern der Forschung.").len(),
        1
    );
    let text = "Der Rat bezahlt künftig die article processing charges und begrenzt APCs in Zeitschriften.";
    assert_eq!(concepts("de", text), ["open_science/apc"]);
}

#[test]
fn a_passing_mention_carries_no_topic() {
    let filler =
        "The regional office opened a new building for its staff and guests near the river. ".repeat(60);
    let long = format!("{filler}One speaker named open access. {filler}");
    let marks = read("en", "New building", &long);
    assert_eq!(marks.concepts.len(), 1);
    assert!(marks.topics.is_empty());
    let titled = read("en", "Open access policy adopted", &filler);
    assert_eq!(titled.topics.len(), 1);
    let short = read("en", "New rules", "The council adopts open access for all articles from its grants.");
    assert_eq!(short.topics.len(), 1);
    let more = read(
        "en",
        "New rules",
        "The council adopts open access, pays article processing charges and welcomes preprints.",
    );
    assert!(more.topics[0].score > short.topics[0].score);
    let sum: f32 = more.topics[0].hits.iter().map(|h| h.weight).sum();
    assert!((sum - more.topics[0].score).abs() < 1e-5);
}

#[test]
fn a_topic_beside_another_matter_is_mentioned() {
    let text = "The telescope saw its first light on Sunday. The image shows a galaxy. Engineers will tune the \
                mirrors until autumn. A second dome follows next year. Guests came from afar. Pictures are \
                free. One speaker praised open access.";
    let marks = read("en", "New telescope", text);
    assert!(marks.topics.is_empty());
    let named: Vec<&str> = marks.mentions.iter().map(|m| m.topic.as_str()).collect();
    assert_eq!(named, ["open_science"]);
    assert!(marks.mentions[0].share > 0.1 && marks.mentions[0].share < 0.2);
    assert_eq!(marks.mentions[0].hits[0].span.of(text), "open access");
}

/// An enricher of one topic with these terms.
fn of(terms: Vec<Term>) -> Enricher {
    Enricher::new(&[topic("open_science", vec![("data", terms)])]).unwrap()
}

fn found(enricher: &Enricher, lang: &str, text: &str) -> bool {
    !enricher.annotate(&document("", text), Some(&Lang::from(lang))).concepts.is_empty()
}

#[test]
fn some_terms_need_a_setting_of_research() {
    let mut data = term("en", "open data", MatchRule::Phrase, TermKind::Core, false);
    data.setting = true;
    let enricher = of(vec![data]);
    assert!(found(&enricher, "en", "Universities agree to share open data from next year on."));
    assert!(!found(&enricher, "en", "The city offers open data of buses and parking places."));
}

#[test]
fn look_alikes_rule_a_term_out() {
    let mut dora = term("en", "DORA", MatchRule::WordCase, TermKind::Core, false);
    dora.unless = vec!["Financial entities".into()];
    let enricher = of(vec![dora]);
    assert!(found(&enricher, "en", "The council has signed DORA together with others."));
    assert!(!found(&enricher, "en", "Under DORA, all financial entities have to report incidents."));
}

#[test]
fn parts_of_compounds_are_found_in_their_language() {
    let enricher = of(vec![term("de", "forschungsdaten", MatchRule::Compound, TermKind::Core, false)]);
    let text = "Das Nationale Forschungsdatenzentrum und die Landesforschungsdatenstelle arbeiten zusammen.";
    let marks = enricher.annotate(&document("", text), Some(&Lang::from("de")));
    let hits = marks.topics.iter().flat_map(|t| &t.hits);
    let told: Vec<&str> = hits.map(|h| h.span.of(text)).collect();
    assert_eq!(told, ["Forschungsdaten", "forschungsdaten"]);
    let fr = "Le centre ouvre ses portes aux chercheurs de toute la région, et son nom est écrit sur la façade : Forschungsdaten.";
    assert!(!found(&enricher, "fr", fr));
}

#[test]
fn queries_expand_in_any_language_and_case() {
    let enricher = enricher();
    let names = |query: &str| -> Vec<(String, String)> {
        enricher.expand(query).into_iter().map(|e| (e.concept.to_string(), e.matched)).collect()
    };
    let access = |matched: &str| vec![("open_science/open_access".to_owned(), matched.to_owned())];
    assert_eq!(names("Open Access Japan"), access("Open Access"));
    assert_eq!(names("オープンアクセス 方針"), access("オープンアクセス"));
    assert_eq!(names("accesso aperto"), access("accesso aperto"));
    assert_eq!(names("dora")[0].0, "research_assessment/dora");
    assert_eq!(names("forschungsbewertung in Europa")[0].1, "forschungsbewertung");
    assert_eq!(names("open access rights retention").len(), 1);
    assert!(names("quantum").is_empty());
    assert!(enricher.expand("開放").is_empty());
    assert_eq!(enricher.expand("open access")[0].terms.len(), 11);
}

#[test]
fn an_annotation_as_people_see_it() {
    let text = "The council has adopted an open access policy for all its grants. Articles must be free to read on the day they \
                appear, and article processing charges are paid by the council. Preprints are welcome in every field.\n\
                Subscribe to our newsletter.\nThe policy takes effect in April 2027.";
    let marks = read("en", "Council adopts open access policy", text);
    let shown = serde_json::json!({
        "language": marks.language, "kind": marks.kind, "because": marks.kind_because,
        "topics": marks.topics.iter().map(|t| serde_json::json!({
            "topic": t.topic,
            "score": format!("{:.2}", t.score),
            "hits": t.hits.iter().map(|h| format!("{:?} {} {:.2}", h.field, h.term, h.weight)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "concepts": marks.concepts,
        "summary": marks.summary.iter().map(|s| s.of(text)).collect::<Vec<_>>(),
        "marks": marks.fingerprint.marks,
    });
    insta::assert_json_snapshot!(shown);
}

#[test]
fn an_empty_thesaurus_and_an_empty_term() {
    let none = Enricher::new(&[]).unwrap();
    assert!(none.annotate(&document("Open access", "Open access."), None).topics.is_empty());
    assert_ne!(none.version(), enricher().version());
    let empty = topic("t", vec![("c", vec![term("en", " - ", MatchRule::Phrase, TermKind::Core, false)])]);
    assert!(Enricher::new(&[empty]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_offset_slices_its_text_and_twice_is_once(
        title in "[a-zA-Z ]{0,20}(open access|オープンアクセス|研究評価|DORA)?[あ-ん 。]{0,5}",
        pieces in prop::collection::vec(
            prop_oneof![
                Just("open-access policies. "), Just("ｵｰﾌﾟﾝ・ｱｸｾｽ"), Just("연구  평가\n"), Just("DORA (research assessment) "), Just("é\u{301}ﬁ "),
                Just("การเข้าถึงแบบเปิด "), Just("研究 評価。"), Just("article\nprocessing charges "), Just("同行评议 人工智能。"), Just("Pre-prints! "),
            ], 0..20),
    ) {
        let text = pieces.concat();
        let enricher = enricher();
        let document = document(&title, &text);
        let marks = enricher.annotate(&document, None);
        for hit in marks.topics.iter().flat_map(|t| &t.hits) {
            let within = if hit.field == Field::Title { &title } else { &text };
            prop_assert!(!hit.span.of(within).is_empty());
        }
        let mut last = Span { start: 0, end: 0 };
        for span in &marks.summary {
            prop_assert!(span.start >= last.end && !span.of(&text).is_empty());
            last = *span;
        }
        prop_assert!(marks.summary.len() <= 3);
        prop_assert_eq!(enricher.annotate(&document, None), marks);
    }
}
