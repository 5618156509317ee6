use super::*;
use futures::TryStreamExt;
use proptest::prelude::*;
use shiome_model::url;

fn open() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&format!("file:{}", dir.path().join("a/b").display())).unwrap();
    (dir, archive)
}

fn file_of(dir: &tempfile::TempDir, hash: &Hash) -> std::path::PathBuf {
    let (start, rest) = hash.as_str().split_at(2);
    dir.path().join("a/b/blobs").join(start).join(format!("{rest}.zst"))
}

/// Bytes that are too many for a row.
fn large(n: u8) -> Vec<u8> {
    let mut state = u32::from(n) + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..SMALL + 1).map(|_| next()).collect()
}

/// Puts other bytes in the place of a small body.
async fn spoil(dir: &tempfile::TempDir, hash: &Hash, frame: &[u8]) {
    use sqlx::Connection;
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(dir.path().join("a/b/small.db"));
    let mut other = sqlx::SqliteConnection::connect_with(&file).await.unwrap();
    let spoilt = sqlx::query("UPDATE kept SET frame = ? WHERE lower(hex(hash)) = ?")
        .bind(frame)
        .bind(hash.as_str())
        .execute(&mut other)
        .await
        .unwrap();
    assert_eq!(spoilt.rows_affected(), 1);
    other.close().await.unwrap();
}

#[tokio::test]
async fn bytes_come_back_under_their_name() {
    let (dir, archive) = open();
    for body in [b"".to_vec(), b"hello".to_vec(), vec![7; 3 << 20]] {
        let hash = archive.put(&body).await.unwrap();
        assert_eq!(hash, Hash::of(&body));
        assert_eq!(archive.put(&body).await.unwrap(), hash);
        assert_eq!(archive.get(&hash).await.unwrap(), body);
        assert_eq!(file_of(&dir, &hash).exists(), body.len() > SMALL);
        assert!(archive.exists(&hash).await.unwrap());
    }
    let missing = Hash::of(b"never put");
    assert!(!archive.exists(&missing).await.unwrap());
    assert!(matches!(archive.get(&missing).await, Err(Error::Missing(h)) if h == missing));
    let mut hashes: Vec<Hash> = archive.hashes().try_collect().await.unwrap();
    hashes.sort();
    let mut expected = vec![Hash::of(b""), Hash::of(b"hello"), Hash::of(&vec![7; 3 << 20])];
    expected.sort();
    assert_eq!(hashes, expected);
}

#[tokio::test]
async fn damage_is_noticed_and_healed() {
    let (dir, archive) = open();
    let lie = zstd::bulk::compress(b"a lie", 3).unwrap();
    for damaged in [&lie[..], b"no frame", b""] {
        for body in [b"the truth, at some length".to_vec(), large(0)] {
            let hash = archive.put(&body).await.unwrap();
            assert_eq!(archive.get(&hash).await.unwrap(), body);
            match body.len() > SMALL {
                true => std::fs::write(file_of(&dir, &hash), damaged).unwrap(),
                false => spoil(&dir, &hash, damaged).await,
            }
            assert!(matches!(archive.get(&hash).await, Err(Error::Corrupt(h)) if h == hash));
        }
    }
}

#[tokio::test]
async fn no_frame_may_swell_beyond_the_limit() {
    let (_dir, archive) = open();
    let bomb = vec![0; 1 << 20];
    let hash = archive.put(&bomb).await.unwrap();
    let small = archive.clone().with_limit(1000);
    assert!(matches!(small.get(&hash).await, Err(Error::TooLarge { limit: 1000 })));
    assert!(matches!(small.put(&bomb).await, Err(Error::TooLarge { limit: 1000 })));
    let at_limit = archive.with_limit(bomb.len());
    assert_eq!(at_limit.get(&hash).await.unwrap().len(), bomb.len());
}

#[tokio::test]
async fn a_capture_can_be_had_from_the_archive_alone() {
    let (_dir, archive) = open();
    let url = url::parse("https://funder.example/call").unwrap();
    let body = b"<h1>Call";
    let capture = Capture {
        id: Capture::id_of(&url, &Hash::of(body)),
        source: "funder/calls".into(),
        final_url: url.clone(),
        url,
        fetched_at: "2026-02-18T00:00:00.5Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: vec![("etag".into(), "\"1\"".into())],
        body: Hash::of(body),
        bytes: 8,
    };
    for _ in 0..2 {
        archive.put_capture(&capture, body).await.unwrap();
    }
    let all: Vec<Capture> = archive.captures().try_collect().await.unwrap();
    assert_eq!(all, std::slice::from_ref(&capture));
    assert_eq!(archive.get(&all[0].body).await.unwrap(), body);
    assert!(matches!(archive.put_capture(&capture, b"other").await, Err(Error::WrongBody { .. })));
}

fn captured(n: usize) -> (Capture, Vec<u8>) {
    let url = url::parse(&format!("https://funder.example/{n}")).unwrap();
    let body = format!("<p>page {n}").into_bytes();
    let capture = Capture {
        id: Capture::id_of(&url, &Hash::of(&body)),
        source: "funder/news".into(),
        final_url: url.clone(),
        url,
        fetched_at: "2026-02-18T00:00:00Z".parse().unwrap(),
        memento: None,
        status: 200,
        headers: vec![],
        bytes: body.len() as u64,
        body: Hash::of(&body),
    };
    (capture, body)
}

#[tokio::test]
async fn what_is_staged_and_settled_is_kept() {
    let (dir, archive) = open();
    let pages: Vec<_> = (0..20).map(captured).collect();
    let archive = &archive;
    let all = futures::future::join_all(pages.chunks(5).map(|batch| async move {
        for (capture, body) in batch {
            archive.stage(capture, body).await.unwrap();
        }
        let captures: Vec<&Capture> = batch.iter().map(|(capture, _)| capture).collect();
        archive.settle(&captures).await.unwrap();
    }));
    all.await;
    archive.settle(&[]).await.unwrap();
    let mut kept: Vec<Capture> = archive.captures().try_collect().await.unwrap();
    kept.sort_by_key(|c| c.url.path()[1..].parse::<usize>().unwrap());
    assert_eq!(kept, pages.iter().map(|(capture, _)| capture.clone()).collect::<Vec<_>>());
    for (capture, body) in &pages {
        assert_eq!(archive.get(&capture.body).await.unwrap(), *body);
    }
    assert_eq!(archive.hashes().try_collect::<Vec<_>>().await.unwrap().len(), 20);
    let (capture, _) = &pages[0];
    assert!(matches!(archive.stage(capture, b"other").await, Err(Error::WrongBody { .. })));
    // A file that was being written when the power went is none of the archive's.
    let torn = dir.path().join(format!("a/b/blobs/{}", &capture.body.as_str()[..2]));
    std::fs::create_dir_all(&torn).unwrap();
    std::fs::write(torn.join("rest.zst#1234000000001"), b"half").unwrap();
    assert_eq!(archive.hashes().try_collect::<Vec<_>>().await.unwrap().len(), 20);
    let other = Archive::open(&format!("file:{}", dir.path().join("a/b").display())).unwrap();
    assert_eq!(other.get(&capture.body).await.unwrap(), pages[0].1, "another process sees the same");
}

#[tokio::test]
async fn a_torn_file_is_written_again() {
    let (dir, archive) = open();
    let body = large(1);
    let capture = Capture { body: Hash::of(&body), ..captured(1).0 };
    let path = file_of(&dir, &capture.body);
    for torn in [&b""[..], b"half"] {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, torn).unwrap();
        archive.stage(&capture, &body).await.unwrap();
        assert_eq!(archive.get(&capture.body).await.unwrap(), body);
        std::fs::write(&path, torn).unwrap();
        archive.put(&body).await.unwrap();
        assert_eq!(archive.get(&capture.body).await.unwrap(), body);
    }
}

#[test]
fn odd_addresses_are_refused() {
    for address in ["data/archive", "file:", "s3://bucket/x"] {
        assert!(matches!(Archive::open(address), Err(Error::Address { .. })), "{address}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn any_bytes_come_back(body in prop::collection::vec(any::<u8>(), 0..2000)) {
        let (_dir, archive) = open();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let hash = archive.put(&body).await.unwrap();
            assert_eq!(archive.get(&hash).await.unwrap(), body);
        });
    }
}
