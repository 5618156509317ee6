//! What is written in an office: files of text processors.

mod given;

use chrono::NaiveDate;
use given::docx;
use shiome_extract::{Input, Rejection, extract};
use shiome_model::{Capture, Channel, DateEvidence, Document, Hash, Media, Probe, Reason, Source, SourceId};

/// Media type of a text processor's file.
const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Reads a body whose server said nothing of it.
fn read(url: &str, body: &[u8]) -> Result<Document, Rejection> {
    read_as(url, "", body)
}

/// Reads a body whose server calls it `media`.
fn read_as(url: &str, media: &str, body: &[u8]) -> Result<Document, Rejection> {
    let source = Source {
        id: SourceId::from("council/memo"),
        agency: "council".into(),
        country: "JP".into(),
        title: "Memos".into(),
        url: String::new(),
        language: None,
        channel: Channel::Memo,
        connector: None,
        credibility: Default::default(),
        cadence_seconds: 3600,
        probe: Probe::Working,
        licence: None,
        note: None,
    };
    let (url, hash): (url::Url, _) = (url.parse().unwrap(), Hash::of(body));
    let capture = Capture {
        id: Capture::id_of(&url, &hash),
        source: source.id.clone(),
        final_url: url.clone(),
        url,
        fetched_at: "2024-06-01T00:00:00Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), media.into())],
        body: hash,
        bytes: body.len() as u64,
    };
    let today = NaiveDate::from_ymd_opt(2024, 6, 1).unwrap();
    extract(&Input { capture: &capture, body, item: None, source: &source, today })
}

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:styleId="a3"><w:name w:val="Title"/></w:style>
<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>"#;

const CORE: &str = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Vorlage 7</dc:title>
<dc:creator>山田花子</dc:creator><dcterms:created>2024-04-02T03:00:00Z</dcterms:created></cp:coreProperties>"#;

const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Target="https://agency.example/plan?a=1&amp;b=2"/></Relationships>"#;

fn p(style: &str, runs: &str) -> String {
    let style = if style.is_empty() {
        String::new()
    } else {
        format!(r#"<w:pPr><w:pStyle w:val="{style}"/></w:pPr>"#)
    };
    format!("<w:p>{style}{runs}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn file(body: &str) -> Vec<u8> {
    docx(&[
        ("word/document.xml", &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")),
        ("word/styles.xml", STYLES),
        ("docProps/core.xml", CORE),
        ("word/_rels/document.xml.rels", RELATIONS),
        (
            "word/footnotes.xml",
            r#"<w:footnotes xmlns:w="w"><w:footnote w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
            <w:footnote w:id="2"><w:p><w:r><w:t>Rate of 2023.</w:t></w:r></w:p></w:footnote></w:footnotes>"#,
        ),
    ])
}

#[test]
fn a_text_has_title_headings_lists_and_notes() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p("", &r(text)));
    let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|c| cell(c)).collect::<String>());
    let link = format!("<w:hyperlink r:id=\"r1\">{}</w:hyperlink>", r("the plan"));
    let ruby = "<w:r><w:ruby><w:rt><w:r><w:t>けんきゅう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>研究</w:t></w:r></w:rubyBase></w:ruby></w:r>";
    let body = [
        p("a3", &(r("Budget ") + &r("talks &amp; plans"))),
        p("", &r("令和6年3月14日")),
        p("T", &r("What was said 1")),
        p("1", &r("What was said")),
        p(
            "",
            &(r("See ")
                + &link
                + "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
                + &r(" for the rate")
                + "<w:r><w:footnoteReference w:id=\"2\"/></w:r>"
                + &r(".")),
        ),
        p("", &("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>".to_owned() + ruby + &r("の計画"))),
        p("", "<w:pPr><w:numPr/></w:pPr>") + &p("", &r("First point")),
        format!("<w:tbl>{}{}</w:tbl>", row(&["Fund", "2023", "2024"]), row(&["People", "10 | 11", ""])),
    ];
    let document = read("https://agency.example/note.docx", &file(&body.concat())).unwrap();
    assert_eq!(document.title, "Budget talks & plans");
    assert_eq!(
        document.text,
        "令和6年3月14日\nWhat was said\nSee the plan for the rate[1].\n研究の計画\nFirst point\n\
         Fund | 2023 | 2024\nPeople | 10 / 11\n[1] Rate of 2023."
    );
    let published = document.published.unwrap();
    assert_eq!(
        (published.date.to_string().as_str(), published.evidence),
        ("2024-03-14", DateEvidence::Visible)
    );
    assert_eq!(document.authors, ["山田花子"]);
    assert_eq!(document.links[0].url.as_str(), "https://agency.example/plan?a=1&b=2");
    assert_eq!(document.links[0].text, "the plan");
    assert_eq!((document.media, document.pages), (Media::Docx, vec![]));
}

#[test]
fn pages_are_those_the_file_states() {
    let turn = "<w:r><w:lastRenderedPageBreak/></w:r>";
    let body = [
        p("a3", &r("A plan")),
        p("", &(r("First page. ") + turn + &r("Second page."))),
        p("", &(turn.to_owned() + &r("Third page."))),
        p("", &r("Still the third.")),
    ];
    let document = read("https://agency.example/plan.docx", &file(&body.concat())).unwrap();
    let starts: Vec<&str> = document.pages.iter().map(|at| &document.text[*at..*at + 5]).collect();
    assert_eq!(starts, ["First", "Secon", "Third"]);
    assert_eq!(document.page_at(document.text.find("Still").unwrap()), Some(3));
    // No day is written in it: the file's own remains.
    assert_eq!(document.published.unwrap().evidence, DateEvidence::File);
}

#[test]
fn a_file_is_known_by_its_bytes() {
    let body = file(&p("", &r("A line.")));
    for stated in ["application/zip", "application/octet-stream", "text/html", DOCUMENT] {
        assert_eq!(read_as("https://agency.example/x", stated, &body).unwrap().title, "A line.");
    }
    let other = docx(&[("xl/workbook.xml", "<workbook/>")]);
    let refused = read_as("https://agency.example/x", DOCUMENT, &other).unwrap_err();
    assert_eq!(refused.reason, Reason::UnsupportedMedia);
}

#[test]
fn a_bomb_is_refused_and_a_nest_is_flattened() {
    let bomb = docx(&[("word/document.xml", &" ".repeat(65 << 20))]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read("https://agency.example/b.docx", &bomb).unwrap_err().reason, Reason::TooLarge);
    let deep = "<w:tbl><w:tr><w:tc><w:p>".repeat(50_000) + "<w:r><w:t>deep</w:t></w:r>";
    assert_eq!(read("https://agency.example/d.docx", &file(&deep)).unwrap().title, "deep");
}

const MAIL: &str = "message/rfc822";

fn letter(headers: &str, body: &str) -> Vec<u8> {
    format!("{headers}\nMIME-Version: 1.0\n{body}").replace('\n', "\r\n").into_bytes()
}

#[test]
fn a_newsletter_is_read_from_its_best_part() {
    let headers = "From: \"Funder News\" <news@funder.example>\nDate: Mon, 2 Mar 2026 23:30:00 -0500\n\
                   Subject: =?UTF-8?B?5paw44GX44GE5YWs5Yuf?=\nMessage-ID: <a@funder.example>\nList-Id: <news.funder.example>";
    let body = "Content-Type: multipart/alternative; boundary=b\n\n\
        --b\nContent-Type: text/plain; charset=us-ascii\n\nPlease open in a browser.\n\
        --b\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
        <html><body><table role=3Dpresentation><tr><td><h1>F=F6rderung</h1><p>The programme opens in May, and pays for people and travel.</p>\
        <table><tr><th>Year</th><th>Sum</th></tr><tr><td>2026</td><td>2 million</td></tr></table></td></tr></table></body></html>\n--b--\n";
    let source_day = "2024-06-01";
    let document = read_as("mail:council/memo/1", MAIL, &letter(headers, body)).unwrap();
    assert_eq!((document.title.as_str(), document.media), ("新しい公募", Media::Mail));
    assert_eq!(
        document.text,
        "Förderung\nThe programme opens in May, and pays for people and travel.\nYear | Sum\n2026 | 2 million"
    );
    assert_eq!(document.authors, ["Funder News"]);
    // It is later than the day of the run, and so no day of publication.
    assert!(source_day < "2026-03-02" && document.published.is_none());
    let read = shiome_extract::letter(&letter(headers, body), "JP").unwrap();
    assert_eq!(read.date, NaiveDate::from_ymd_opt(2026, 3, 2));
    assert_eq!((read.message_id.as_deref(), read.forwarded), (Some("a@funder.example"), false));
}

#[test]
fn a_circular_that_was_passed_on_is_what_it_was() {
    let headers = "From: Office <office@house.example>\nDate: Fri, 8 Mar 2024 10:00:00 +0900\nSubject: =?ISO-2022-JP?B?GyRCRT5BdxsoQjo=?= Neue Ausschreibung";
    let body = "Content-Type: text/plain; charset=utf-8\n\n回覧します。\n\n-------- 転送メッセージ --------\n\
        件名: \tNeue Ausschreibung\n日付: \t2024年3月4日 9:00\n差出人: \tFörderer <news@funder.example>\n宛先: \toffice@house.example\n\n\
        Die Ausschreibung ist offen: https://funder.example/call\n-- \nFörderer\n";
    let document = read_as("mail:council/memo/2", MAIL, &letter(headers, body)).unwrap();
    assert_eq!(
        (document.title.as_str(), document.authors.as_slice()),
        ("Neue Ausschreibung", ["Förderer".to_owned()].as_slice())
    );
    let published = document.published.unwrap();
    assert_eq!(
        (published.date.to_string().as_str(), published.passage.as_str()),
        ("2024-03-04", "2024年3月4日")
    );
    assert_eq!(published.evidence, DateEvidence::Visible);
    assert_eq!(document.text, "回覧します。\nDie Ausschreibung ist offen: https://funder.example/call");
    assert_eq!(document.links[0].url.as_str(), "https://funder.example/call");
}

#[test]
fn what_is_attached_is_handed_out_and_pictures_are_not() {
    let note = file(&p("", &r("A note that was attached.")));
    let encoded = {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let quad = |c: &[u8]| {
            let n = c.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - c.len()));
            (0..4)
                .map(
                    move |i| {
                        if i <= c.len() { ALPHABET[(n >> (18 - 6 * i) & 63) as usize] as char } else { '=' }
                    },
                )
                .collect::<String>()
        };
        note.chunks(3)
            .map(quad)
            .collect::<Vec<_>>()
            .chunks(18)
            .map(|l| l.concat())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let body = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee below.\n\
         --b\nContent-Type: {DOCUMENT}; name=note.docx\nContent-Disposition: attachment; filename=\"../note.docx\"\nContent-Transfer-Encoding: base64\n\n{encoded}\n\
         --b\nContent-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\
         --b\nContent-Type: message/rfc822\n\nFrom: a@b.example\nSubject: Inner\n\nInner text.\n--b--\n"
    );
    let bytes = letter("From: a@b.example\nSubject: With a note", &body);
    let read = shiome_extract::letter(&bytes, "JP").unwrap();
    let kinds: Vec<&str> = read.attachments.iter().map(|a| a.media_type.as_str()).collect();
    assert_eq!(kinds, [DOCUMENT, MAIL]);
    assert_eq!((read.text.as_str(), &read.attachments[0].body), ("See below.", &note));
    let inner = read_as("mail:council/memo/3", MAIL, &read.attachments[1].body).unwrap();
    assert_eq!((inner.title.as_str(), inner.text.as_str()), ("Inner", "Inner text."));
    assert_eq!(shiome_extract::letter(b"no message", "JP").unwrap_err().reason, Reason::Malformed);
}
