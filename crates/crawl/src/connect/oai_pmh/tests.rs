use crate::{
    Connector, Found, Malformed, Request,
    connect::testing::{answer, connector, lines},
};
use serde_json::{Value, json};
use shiome_model::Reason;

const ADDRESS: &str = "https://repo.example/oai/request";

fn repository(settings: Value) -> Box<dyn Connector> {
    let mut all = json!({ "kind": "oai_pmh", "url": ADDRESS });
    all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    connector(all, "en")
}

/// An answer with what is between its request and its end.
fn body(response_date: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
         <responseDate>{response_date}</responseDate><request verb=\"ListRecords\">{ADDRESS}</request>{inside}</OAI-PMH>"
    )
}

fn list(response_date: &str, records: &str, token: &str) -> String {
    let token =
        if token.is_empty() { String::new() } else { format!("<resumptionToken>{token}</resumptionToken>") };
    body(response_date, &format!("<ListRecords>{records}{token}</ListRecords>"))
}

fn record(number: u32) -> String {
    format!(
        "<record><header><identifier>oai:repo.example:{number}</identifier><datestamp>2024-03-0{number}</datestamp>\
         </header><metadata><oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Work {number}</dc:title>\
         <dc:identifier>https://repo.example/{number}</dc:identifier></oai_dc:dc></metadata></record>"
    )
}

fn complaint(code: &str, words: &str) -> String {
    body("2024-03-10T12:00:00Z", &format!("<error code=\"{code}\">{words}</error>"))
}

/// What a question asks, and what it carries.
fn told(request: &Request) -> String {
    let fragment = request.url.fragment().map(|f| format!(" #{f}")).unwrap_or_default();
    format!("{}{fragment}", request.url.query().unwrap()).replacen("verb=ListRecords&", "", 1)
}

/// Answers a walk from a script, one answer after the other; what was asked, and the last answer.
fn walk(
    repository: &dyn Connector,
    cursor: Option<&str>,
    script: &[String],
) -> (Vec<String>, Result<Found, Malformed>) {
    let mut asked = Vec::new();
    let mut next = repository.seeds(cursor);
    for (n, body) in script.iter().enumerate() {
        let request = next.pop().unwrap_or_else(|| panic!("the walk ended before answer {n}: {asked:?}"));
        asked.push(told(&request));
        match answer(repository, &request, body) {
            Ok(found) if n + 1 < script.len() => {
                let place = found.cursor.as_deref().expect("where the next visit goes on");
                let told_anew: Vec<_> = repository.seeds(Some(place)).iter().map(told).collect();
                let told_now: Vec<_> = found.more.iter().map(|r| told(r).replace("&again=1", "")).collect();
                assert_eq!(told_anew, told_now, "another visit goes on as this one does");
                next = found.more;
            }
            last => {
                assert_eq!(n + 1, script.len(), "{last:?}");
                return (asked, last);
            }
        }
    }
    unreachable!("a script has answers")
}

#[test]
fn records_in_dublin_core() {
    let records = r#"<record><header><identifier>oai:repo.example:1</identifier><datestamp>2024-03-05T01:02:03Z</datestamp>
        <setSpec>policy</setSpec></header><metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Open &amp;amp; fair</dc:title><dc:creator>Author, Ann</dc:creator>
        <dc:creator>Author, Bo</dc:creator><dc:description>What &lt;i&gt;tides&lt;/i&gt; do.</dc:description>
        <dc:date>2024-03-05T00:00:00Z</dc:date><dc:date>2023-11-02</dc:date><dc:language>jpn</dc:language>
        <dc:identifier>ISBN 1</dc:identifier><dc:identifier>https://repo.example/handle/1?utm_source=oai</dc:identifier>
        <dc:identifier>https://doi.org/10.5555/x</dc:identifier></oai_dc:dc></metadata></record>
        <record><header><identifier>oai:repo.example:2</identifier><datestamp>2024-03-06</datestamp></header>
        <metadata><dc><title>Old</title><date>1998</date><date>2024-03-06</date><identifier>doi:10.5555/old</identifier></dc></metadata></record>
        <record><header><identifier>oai:repo.example:3</identifier></header>
        <metadata><dc><title>Nowhere</title><identifier>local 3</identifier></dc></metadata></record>
        <record><header status="deleted"><identifier>oai:repo.example:4</identifier><datestamp>2024-03-07</datestamp></header></record>"#;
    let (_, found) = walk(&*repository(json!({})), None, &[list("2024-03-10T12:00:00Z", records, "")]);
    let found = found.unwrap();
    assert_eq!(
        lines(&found),
        [
            "repo.example/handle/1 | Open & fair | 2023-11-02/2024-03-05 | Author, Ann+Author, Bo | ja",
            "doi.org/10.5555/old | Old | -/2024-03-06 |  | -",
        ]
    );
    assert_eq!(found.items[0].summary.as_deref(), Some("What <i>tides</i> do."));
    assert!(found.items[0].stands_alone && found.items[0].has_page);
    assert_eq!(found.refused, [("oai:repo.example:3".into(), Reason::Malformed)]);
    assert_eq!(found.withdrawn, ["oai:repo.example:4"]);
    let names: Vec<_> = found.names.iter().map(|(name, url)| format!("{name} {url}")).collect();
    assert_eq!(
        names,
        [
            "oai:repo.example:1 https://repo.example/handle/1",
            "oai:repo.example:2 https://doi.org/10.5555/old"
        ]
    );
    assert_eq!(found.cursor.as_deref(), Some("2024-03-10T12:00:00Z"));
}

#[test]
fn other_formats_that_speak_like_dublin_core() {
    let records = r#"<o:record xmlns:o="http://www.openarchives.org/OAI/2.0/"><o:header><o:identifier>a</o:identifier></o:header><o:metadata>
        <resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5555/data</identifier>
        <creators><creator><creatorName>Author, Ann</creatorName><affiliation>Institute</affiliation></creator></creators>
        <titles><title xml:lang="en">Tide tables</title></titles><dates><date dateType="Issued">2024-02-01</date></dates>
        <descriptions><description descriptionType="Abstract">Heights by hour.</description></descriptions>
        <language>en</language></resource></o:metadata></o:record>"#;
    let settings = json!({ "metadata_prefix": "oai_datacite", "content": "entry" });
    let (asked, found) = walk(&*repository(settings), None, &[list("2024-03-10T12:00:00Z", records, "")]);
    let found = found.unwrap();
    assert_eq!(asked, ["metadataPrefix=oai_datacite"]);
    assert_eq!(lines(&found), ["doi.org/10.5555/data | Tide tables | 2024-02-01/- | Author, Ann | en"]);
    assert_eq!(found.items[0].summary.as_deref(), Some("Heights by hour."));
    assert!(!found.items[0].has_page);
}

#[test]
fn tokens_are_followed_to_the_end() {
    let script = [
        list("2024-03-10T12:00:00Z", &record(1), "t/1 &amp;"),
        list("2024-03-10T12:00:05Z", &record(2), "t2"),
        list("2024-03-10T12:00:09Z", &record(3), ""),
    ];
    let (asked, found) = walk(&*repository(json!({ "from": "2020-01-01" })), None, &script);
    assert_eq!(
        asked,
        [
            "metadataPrefix=oai_dc&from=2020-01-01",
            "resumptionToken=t%2F1+%26 #began=2024-03-10T12%3A00%3A00Z&from=2020-01-01",
            "resumptionToken=t2 #began=2024-03-10T12%3A00%3A00Z&from=2020-01-01",
        ]
    );
    let found = found.unwrap();
    assert_eq!(found.cursor.as_deref(), Some("2024-03-10T12:00:00Z"), "when the walk began");
    assert!(found.more.is_empty());
}

#[test]
fn a_walk_begins_where_the_last_whole_one_began() {
    let cursor = Some("2024-03-10T12:34:56Z");
    let since = |settings, cursor| told(&repository(settings).seeds(cursor)[0]);
    assert_eq!(since(json!({}), cursor), "metadataPrefix=oai_dc&from=2024-03-10");
    assert_eq!(
        since(json!({ "granularity": "second", "from": "2020-01-01" }), cursor),
        "metadataPrefix=oai_dc&from=2024-03-10T12%3A34%3A56Z"
    );
    assert_eq!(since(json!({}), Some("what another kind of source left")), "metadataPrefix=oai_dc");
    let query = repository(json!({ "url": "https://repo.example/?page=oai" }));
    assert_eq!(told(&query.seeds(None)[0]), "page=oai&metadataPrefix=oai_dc");
}

#[test]
fn sets_are_walked_one_after_the_other() {
    let settings = json!({ "sets": ["policy", "a:b"] });
    let script = [
        list("2024-03-10T12:00:00Z", &record(1), "t1"),
        list("2024-03-10T12:00:01Z", &record(2), ""),
        complaint("noRecordsMatch", "None"),
    ];
    let (asked, found) = walk(&*repository(settings), Some("2024-03-09T00:00:00Z"), &script);
    assert_eq!(
        asked,
        [
            "metadataPrefix=oai_dc&from=2024-03-09&set=policy",
            "resumptionToken=t1 #began=2024-03-10T12%3A00%3A00Z&from=2024-03-09",
            "metadataPrefix=oai_dc&from=2024-03-09&set=a%3Ab #began=2024-03-10T12%3A00%3A00Z&from=2024-03-09&set=1",
        ]
    );
    assert_eq!(found.unwrap().cursor.as_deref(), Some("2024-03-10T12:00:00Z"));
}

#[test]
fn a_walk_that_was_cut_goes_on_where_it_was_cut() {
    let repo = repository(json!({ "from": "2020-01-01", "sets": ["a", "b"] }));
    let first = repo.seeds(None).remove(0);
    let found = answer(&*repo, &first, &list("2024-03-10T12:00:00Z", &record(1), "t 1")).unwrap();
    let place = found.cursor.unwrap();
    // Days later: the same walk, to be ended with its own beginning.
    let script = [list("2024-03-14T12:00:00Z", &record(2), ""), list("2024-03-14T12:00:01Z", &record(3), "")];
    let (asked, found) = walk(&*repo, Some(&place), &script);
    assert_eq!(
        asked,
        [
            "resumptionToken=t+1 #began=2024-03-10T12%3A00%3A00Z&from=2020-01-01",
            "metadataPrefix=oai_dc&from=2020-01-01&set=b #began=2024-03-10T12%3A00%3A00Z&from=2020-01-01&set=1",
        ]
    );
    assert_eq!(found.unwrap().cursor.as_deref(), Some("2024-03-10T12:00:00Z"));
    // A place that was forgotten begins the walk anew, in each visit.
    let script = [
        complaint("badResumptionToken", ""),
        list("2024-03-14T12:00:00Z", &record(1), "t2"),
        list("2024-03-14T12:00:01Z", &record(2), ""),
        list("2024-03-14T12:00:02Z", &record(3), ""),
    ];
    let (asked, _) = walk(&*repo, Some(&place), &script);
    assert!(asked[1].starts_with("metadataPrefix=oai_dc&from=2020-01-01&set=a #"), "{asked:?}");
    // With other settings it leads nowhere, and a server that says nothing of it is asked from the start.
    let other = repository(json!({ "sets": ["a"] }));
    assert_eq!(told(&other.seeds(Some(&place))[0]), "metadataPrefix=oai_dc&set=a");
    assert_eq!(repo.without_place(place).as_deref(), Some("2020-01-01T00:00:00Z"));
    assert_eq!(repo.without_place("2024-03-10T12:00:00Z".into()).as_deref(), Some("2024-03-10T12:00:00Z"));
}

#[test]
fn an_expired_token_begins_the_walk_anew_once() {
    let expired = || complaint("badResumptionToken", "The token has expired.");
    let mut script = vec![
        list("2024-03-10T12:00:00Z", &record(1), "t1"),
        expired(),
        list("2024-03-10T12:05:00Z", &record(1), "t9"),
    ];
    let restarted = [
        "metadataPrefix=oai_dc",
        "resumptionToken=t1 #began=2024-03-10T12%3A00%3A00Z",
        "metadataPrefix=oai_dc #began=2024-03-10T12%3A00%3A00Z&again=1",
        "resumptionToken=t9 #began=2024-03-10T12%3A00%3A00Z&again=1",
    ];
    script.push(list("2024-03-10T12:05:01Z", &record(2), ""));
    let (asked, found) = walk(&*repository(json!({})), None, &script);
    assert_eq!(asked, restarted);
    assert_eq!(found.unwrap().cursor.as_deref(), Some("2024-03-10T12:00:00Z"));

    script[3] = expired();
    let (asked, error) = walk(&*repository(json!({})), None, &script);
    assert_eq!(asked, restarted);
    assert_eq!(
        error.unwrap_err().to_string(),
        "read the repository: the server says badResumptionToken: The token has expired."
    );
}

#[test]
fn nothing_new_is_an_empty_answer_and_other_complaints_are_faults() {
    let (_, found) = walk(&*repository(json!({})), None, &[complaint("noRecordsMatch", "")]);
    let found = found.unwrap();
    assert!(found.items.is_empty() && found.more.is_empty());
    assert_eq!(found.cursor.as_deref(), Some("2024-03-10T12:00:00Z"));

    let (_, error) = walk(
        &*repository(json!({})),
        None,
        &[complaint("cannotDisseminateFormat", "mods is\n not available")],
    );
    assert_eq!(error.unwrap_err().why, "the server says cannotDisseminateFormat: mods is not available");
    for body in ["", "<html><body>Moved</body></html>", "<OAI-PMH></OAI-PMH>"] {
        assert!(walk(&*repository(json!({})), None, &[body.into()]).1.is_err(), "{body}");
    }
}

#[test]
fn a_part_is_not_taken_for_the_end() {
    let whole = list("2024-03-10T12:00:00Z", &record(1), "t1");
    let cut = &whole[..whole.find("<resumptionToken>").unwrap()];
    let (_, error) = walk(&*repository(json!({})), None, &[cut.to_owned()]);
    assert_eq!(error.unwrap_err().why, "the answer stops in the middle");
}

#[test]
fn the_clock_of_a_server_does_not_take_us_back() {
    let early = list("2024-01-01T00:00:00Z", &record(1), "");
    let (_, found) = walk(&*repository(json!({})), Some("2024-03-10T12:00:00Z"), &[early]);
    assert_eq!(found.unwrap().cursor.as_deref(), Some("2024-03-10T00:00:00Z"));
    let undated = list("", &record(7), "");
    let (_, found) = walk(&*repository(json!({})), None, &[undated]);
    assert_eq!(found.unwrap().cursor.as_deref(), Some("2024-03-07T00:00:00Z"), "the latest datestamp");
}

#[test]
fn senseless_settings_are_refused() {
    for (settings, message) in [
        (json!({ "metadata_prefix": " " }), "use ' ' as `metadata_prefix`"),
        (json!({ "sets": [""] }), "use '' as `sets`"),
        (json!({ "from": "last year" }), "use 'last year' as `from`"),
        (json!({ "max_pages": 0 }), "use '0' as `max_pages`"),
    ] {
        let mut all = json!({ "kind": "oai_pmh", "url": ADDRESS });
        all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let config: crate::connect::Config = serde_json::from_value(all).unwrap();
        let error = config.build(None).err().unwrap().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}
