use super::*;
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use shiome_model::Capture;
use std::io::{Cursor, Read, Write};

const LIMIT: usize = 1 << 20;

fn at(second: u32) -> Timestamp {
    format!("2026-03-01T10:00:{second:02}Z").parse().unwrap()
}

fn capture(url: &str, body: &[u8], second: u32) -> Capture {
    let url: url::Url = url.parse().unwrap();
    let hash = Hash::of(body);
    Capture {
        id: Capture::id_of(&url, &hash),
        source: "a/news".into(),
        final_url: url.clone(),
        url,
        fetched_at: at(second),
        memento: None,
        status: 200,
        headers: vec![("content-type".into(), "text/html".into())],
        bytes: body.len() as u64,
        body: hash,
    }
}

fn write(records: &[Record], gzip: bool) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), gzip);
    for record in records {
        writer.write(record).unwrap();
    }
    writer.finish()
}

fn read(bytes: &[u8]) -> Vec<Result<Record, Broken>> {
    let mut reader = Reader::new(Cursor::new(bytes), LIMIT).unwrap();
    let mut all = Vec::new();
    while let Some(found) = reader.next_record().unwrap() {
        all.push(found);
        assert!(all.len() < 10_000, "reading does not end");
    }
    all
}

fn blocks(found: &[Result<Record, Broken>]) -> Vec<Vec<u8>> {
    found.iter().flatten().map(|r| r.block.clone()).collect()
}

fn some(n: usize) -> Vec<Record> {
    (0..n)
        .map(|i| Record::new("resource", at(0), &i.to_string(), format!("block {i}").into_bytes()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn records_come_back_as_they_were(blocks_in in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..6), value in "\\PC{0,30}", gzip: bool) {
        let records: Vec<Record> = blocks_in.iter().enumerate()
            .map(|(i, b)| Record::new("resource", at(1), &i.to_string(), b.clone()).with("X-Note", value.trim()))
            .collect();
        let found = read(&write(&records, gzip));
        prop_assert_eq!(found.len(), records.len());
        for (found, record) in found.iter().zip(&records) {
            let found = found.as_ref().unwrap();
            prop_assert_eq!(&found.block, &record.block);
            prop_assert_eq!(found.id(), record.id());
            prop_assert_eq!(found.date(), record.date());
            prop_assert_eq!(found.field("x-note"), Some(value.trim()));
        }
    }

    /// Whatever happens to a byte, reading ends, and all records but those that were touched come back.
    #[test]
    fn a_damaged_byte_costs_no_other_record(place in 0usize..2_000, flip in 1u8..255, gzip: bool) {
        let records = some(12);
        let mut bytes = write(&records, gzip);
        let place = place % bytes.len();
        bytes[place] ^= flip;
        let found = read(&bytes);
        let whole = blocks(&found);
        // A damaged end may take the beginning of its neighbour for its own.
        prop_assert!(whole.len() >= records.len() - 2, "{} of {}: {found:?}", whole.len(), records.len());
        if whole.len() < records.len() {
            prop_assert!(found.iter().any(Result::is_err), "a loss that nobody is told of");
        }
    }

    #[test]
    fn a_file_that_was_cut_gives_what_is_whole(cut in 0usize..2_000, gzip: bool) {
        let bytes = write(&some(8), gzip);
        let cut = cut % bytes.len();
        let found = read(&bytes[..cut]);
        let expected = some(8).iter().map(|r| r.block.clone()).collect::<Vec<_>>();
        let whole = blocks(&found);
        prop_assert_eq!(&whole[..], &expected[..whole.len()]);
        prop_assert!(found.iter().filter(|f| f.is_err()).count() <= 1);
    }

    #[test]
    fn rubbish_is_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000), magic: bool) {
        let mut bytes = bytes;
        if magic && bytes.len() > 3 {
            bytes[..3].copy_from_slice(&[0x1f, 0x8b, 0x08]);
        }
        for record in read(&bytes).into_iter().flatten() {
            let _ = Answer::read(&record, LIMIT);
        }
        let record = Record { fields: vec![("WARC-Type".into(), "response".into()), ("Content-Type".into(), "application/http".into())], block: bytes, offset: 0 };
        let _ = Answer::read(&record, LIMIT);
    }

    #[test]
    fn a_capture_comes_back_whole(body in prop::collection::vec(any::<u8>(), 0..500), moved: bool, posted in proptest::option::of(("[a-z]{1,9}/[a-z; =-]{1,9}[a-z]", "\\PC{0,30}"))) {
        let mut capture = capture("https://a.example/x?y=1", &body, 7);
        if moved {
            capture.final_url = "https://b.example/moved".parse().unwrap();
        }
        let question = posted.as_ref().map(|(kind, body)| (kind.as_str(), body.as_str()));
        let written = answer(&capture, capture.taken_at(), &body, question);
        let found = read(&write(&[written.request, written.answer], true));
        let mut records = found.into_iter().map(Result::unwrap);
        let asked = Answer::read(&records.next().unwrap(), LIMIT).unwrap();
        let Answer::Whole(arrived, bytes) = Answer::read(&records.next().unwrap(), LIMIT).unwrap() else { panic!() };
        match posted {
            Some((kind, body)) => prop_assert_eq!(asked, Answer::Asked { of: arrived.record.clone(), kind, body: body.into_bytes() }),
            None => prop_assert_eq!(asked, Answer::Nothing),
        }
        prop_assert_eq!(arrived.source.clone(), Some("a/news".into()));
        prop_assert_eq!(&bytes, &body);
        let back = arrived.capture("a/news".into(), &bytes);
        prop_assert_eq!(back.taken_at(), capture.taken_at());
        let mut expected = Capture { memento: Some(capture.fetched_at), ..capture };
        expected.headers.push(("content-length".into(), body.len().to_string()));
        prop_assert_eq!(back, expected);
    }
}

#[test]
fn a_body_that_came_twice_is_written_once_and_found_again() {
    let first = capture("https://a.example/1", b"<p>same", 1);
    let second = capture("https://a.example/2", b"<p>same", 2);
    let whole = answer(&first, at(1), b"<p>same", None);
    let again = revisited(&second, second.taken_at(), &whole.answer, None);
    let bytes = write(&[again.answer], false);
    let Answer::Again { arrived, digest, refers } =
        Answer::read(read(&bytes)[0].as_ref().unwrap(), LIMIT).unwrap()
    else {
        panic!("{}", String::from_utf8_lossy(&bytes))
    };
    assert_eq!(digest.and_then(|d| d.hash()), Some(Hash::of(b"<p>same")));
    assert_eq!(refers, Some(("https://a.example/1".into(), at(1))));
    let back = arrived.capture_of("a/news".into(), first.body.clone(), 7);
    assert_eq!((back.taken_at(), back.id), (at(2), second.id));
    assert!(!String::from_utf8_lossy(&bytes).contains("<p>same"));
}

#[test]
fn files_of_other_writers_are_read() {
    let old = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://a.example/>\r\n\
               WARC-Date: 2019-01-02T03:04:05Z\r\nContent-Type: application/http;\r\n  msgtype=response\r\n\
               Content-Length: 24\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello\r\n\r\n\
               WARC/1.0\nWARC-Type: metadata\nContent-Length: 2\n\nab\n\n";
    let whole_in_one_member = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(old.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    for bytes in [old.as_bytes(), &whole_in_one_member] {
        let found: Vec<Record> = read(bytes).into_iter().map(Result::unwrap).collect();
        let Answer::Whole(arrived, body) = Answer::read(&found[0], LIMIT).unwrap() else { panic!() };
        assert_eq!(
            (arrived.url.as_str(), arrived.status, &body[..]),
            ("http://a.example/", 200, &b"hello"[..])
        );
        assert_eq!(Answer::read(&found[1], LIMIT), Ok(Answer::Nothing));
    }
}

#[test]
fn what_is_broken_is_named_with_its_place() {
    let mut records = some(3);
    records[1].block = vec![b'x'; LIMIT + 1];
    for gzip in [true, false] {
        let found = read(&write(&records, gzip));
        assert_eq!(blocks(&found), [b"block 0", b"block 2"]);
        let broken = found[1].as_ref().unwrap_err().to_string();
        assert!(broken.contains("more than are read"), "{broken}");
    }
    let text = String::from_utf8(write(&some(3), false)).unwrap();
    let found = read(text.replace("block 1", "bluff 1").as_bytes());
    let place = text.match_indices("WARC/1.1").nth(1).unwrap().0 as u64;
    assert_eq!(found[1], Err(Broken { offset: place, why: "its block does not match its digest".into() }));
    let longer = text.replacen("Content-Length: 7", "Content-Length: 900", 1);
    assert_eq!(blocks(&read(longer.as_bytes())), [b"block 1", b"block 2"]);
}

#[test]
fn a_wacz_holds_what_its_list_says() {
    let body = b"<p>page";
    let page = capture("https://a.example/1", body, 1);
    let written = answer(&page, at(1), body, None);
    let mut writer = Writer::new(Wacz::new(Cursor::new(Vec::new())).unwrap(), true);
    writer.write(&warcinfo(at(0), "data.warc.gz", "Shiome", "all")).unwrap();
    let span = writer.write(&written.answer).unwrap();
    let entry = Entry {
        record: &written.answer,
        span,
        url: &page.final_url,
        at: at(1),
        status: 200,
        mime: "text/html",
    };
    let pages = Page { id: &page.id, url: &page.url, at: at(1), title: Some("Page") };
    let lines = |line: String| std::iter::once(Ok(line));
    let bytes = writer
        .finish()
        .close(lines(entry.line()), lines(pages.line()), at(9), "Shiome", "All")
        .unwrap()
        .into_inner();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut file = |name: &str| {
        let mut bytes = Vec::new();
        std::io::copy(&mut zip.by_name(name).unwrap().take(1 << 20), &mut bytes).unwrap();
        bytes
    };
    let package: serde_json::Value = serde_json::from_slice(&file("datapackage.json")).unwrap();
    assert_eq!(package["wacz_version"], "1.1.1");
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 3);
    for resource in resources {
        let inside = file(resource["path"].as_str().unwrap());
        assert_eq!(resource["hash"], format!("sha256:{}", Hash::of(&inside)));
        assert_eq!(resource["bytes"], inside.len());
    }
    let digest: serde_json::Value = serde_json::from_slice(&file("datapackage-digest.json")).unwrap();
    assert_eq!(digest["hash"], format!("sha256:{}", Hash::of(&file("datapackage.json"))));
    let data = file("archive/data.warc.gz");
    let one = &data[span.offset as usize..(span.offset + span.length) as usize];
    assert_eq!(read(one)[0].as_ref().unwrap().id(), written.answer.id());
    let index = String::from_utf8(file("indexes/index.cdxj")).unwrap();
    assert!(index.starts_with("example,a)/1 20260301100001 {\"url\":\"https://a.example/1\""), "{index}");
    let listed = String::from_utf8(file("pages/pages.jsonl")).unwrap();
    assert!(listed.lines().nth(1).unwrap().contains("\"title\":\"Page\""), "{listed}");

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.wacz");
    std::fs::write(&path, &bytes).unwrap();
    let (name, section) = inside(&path).unwrap().remove(0);
    assert_eq!(name, "x.wacz/archive/data.warc.gz");
    let mut reader = Reader::new(section, LIMIT).unwrap();
    assert_eq!(reader.next_record().unwrap().unwrap().unwrap().kind(), "warcinfo");
    assert_eq!(reader.next_record().unwrap().unwrap().unwrap().id(), written.answer.id());
    assert!(reader.next_record().unwrap().is_none());
}
