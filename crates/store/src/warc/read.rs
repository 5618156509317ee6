//! Reads records, and goes on after what cannot be read.
//!
//! A file is plain or a row of gzip members, of one record each or of many. After a record that makes
//! no sense the next line that begins one is looked for; after a damaged member, the next member. The
//! search begins right behind the start of what was broken, because a wrong length may have led over
//! good records.

use super::{Digest, Record};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// The largest head of a record.
const MAX_HEAD: usize = 256 << 10;
/// How the first line of a record begins.
const VERSION: &[u8] = b"WARC/";
const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];

/// A place in a file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read the record at byte {offset}: {why}")]
pub struct Broken {
    /// Where the record or the gzip member begins.
    pub offset: u64,
    /// What is wrong.
    pub why: String,
}

/// Reads the records of one file in their order.
pub struct Reader<R> {
    stream: Stream<R>,
    /// Where the record at hand, or the member it is in, begins.
    start: u64,
    limit: usize,
    /// Whether something was broken, so that the beginning of a record must be looked for.
    lost: bool,
    /// Where a member begins of which was said that it is broken.
    named: Option<u64>,
}

enum Stream<R> {
    Plain(BufReader<R>),
    /// Before a gzip member.
    Between(BufReader<R>),
    Member(Box<BufReader<GzDecoder<BufReader<R>>>>),
    /// Only while a stream is changed into another.
    None,
}

/// What the next lines are.
enum Parsed {
    End,
    Record(Record),
    Wrong(String),
    /// Only the block is too much: what follows is not touched by that.
    TooLarge(u64),
}

impl<R: Read + Seek> Reader<R> {
    /// Reads from where `inner` stands. Blocks of more than `limit` bytes are passed over.
    pub fn new(inner: R, limit: usize) -> io::Result<Self> {
        let mut inner = BufReader::with_capacity(64 << 10, inner);
        let start = inner.stream_position()?;
        let head = inner.fill_buf()?;
        let mut gzip = head.starts_with(&GZIP[..2]);
        if !gzip && !head.starts_with(VERSION) {
            // The first bytes are damaged: what follows tells which kind it was.
            inner = next_member(inner, start)?;
            gzip = !inner.fill_buf()?.is_empty();
            inner.seek(SeekFrom::Start(start))?;
        }
        let stream = if gzip { Stream::Between(inner) } else { Stream::Plain(inner) };
        Ok(Self { stream, start, limit, lost: false, named: None })
    }

    /// Bytes of the file that lie behind.
    pub fn position(&mut self) -> u64 {
        match &mut self.stream {
            Stream::Plain(plain) | Stream::Between(plain) => plain.stream_position().unwrap_or(self.start),
            _ => self.start,
        }
    }

    /// The next record or what stands in its place; none at the end. An error is one of the disk.
    pub fn next_record(&mut self) -> io::Result<Option<Result<Record, Broken>>> {
        loop {
            match std::mem::replace(&mut self.stream, Stream::None) {
                Stream::None => return Ok(None),
                Stream::Plain(mut plain) => {
                    self.start = plain.stream_position()?;
                    let parsed = parse(&mut plain, self.limit, self.lost, &mut self.start)?;
                    let again = matches!(parsed, Parsed::Wrong(_));
                    if again {
                        plain.seek(SeekFrom::Start(self.start + 1))?;
                    }
                    self.stream = Stream::Plain(plain);
                    match self.conclude(parsed, again) {
                        Some(found) => return Ok(Some(found)),
                        None => {
                            self.stream = Stream::None;
                            return Ok(None);
                        }
                    }
                }
                Stream::Between(mut input) => {
                    self.start = input.stream_position()?;
                    let head = input.fill_buf()?;
                    if head.is_empty() {
                        return Ok(None);
                    }
                    if head.starts_with(&GZIP[..2]) {
                        self.lost = false;
                        let member = GzDecoder::new(input);
                        self.stream = Stream::Member(Box::new(BufReader::new(member)));
                        continue;
                    }
                    let broken = self.broken("no gzip member begins here");
                    self.stream = Stream::Between(next_member(input, self.start + 1)?);
                    return Ok(Some(Err(broken)));
                }
                Stream::Member(mut member) => match parse(&mut *member, self.limit, self.lost, &mut 0) {
                    Ok(Parsed::End) => self.stream = Stream::Between(member.into_inner().into_inner()),
                    Ok(parsed) => {
                        // What follows in the same member may be whole; a search begins there.
                        let again = matches!(parsed, Parsed::Wrong(_));
                        if again {
                            self.named = Some(self.start);
                        }
                        self.stream = Stream::Member(member);
                        if let Some(found) = self.conclude(parsed, again) {
                            return Ok(Some(found));
                        }
                    }
                    Err(why) => {
                        // What is wrong inside often comes from the same damage: it is told once.
                        let broken = self.broken(&format!("its gzip member is damaged: {why}"));
                        let input = member.into_inner().into_inner();
                        self.stream = Stream::Between(next_member(input, self.start + 1)?);
                        self.lost = false;
                        if self.named != Some(self.start) {
                            return Ok(Some(Err(broken)));
                        }
                    }
                },
            }
        }
    }

    fn broken(&self, why: &str) -> Broken {
        Broken { offset: self.start, why: why.to_owned() }
    }

    fn conclude(&mut self, parsed: Parsed, lost: bool) -> Option<Result<Record, Broken>> {
        self.lost = lost;
        match parsed {
            Parsed::End => None,
            Parsed::Record(record) => Some(Ok(Record { offset: self.start, ..record })),
            Parsed::Wrong(why) => Some(Err(self.broken(&why))),
            Parsed::TooLarge(length) => {
                Some(Err(self.broken(&format!("its block has {length} bytes, more than are read"))))
            }
        }
    }
}

/// Goes to the next place at or behind `from` where a gzip member with records begins, or to the end.
fn next_member<R: Read + Seek>(mut input: BufReader<R>, mut from: u64) -> io::Result<BufReader<R>> {
    loop {
        input.seek(SeekFrom::Start(from))?;
        let Some(at) = find_magic(&mut input, from)? else { return Ok(input) };
        input.seek(SeekFrom::Start(at))?;
        let mut first = [0; VERSION.len()];
        // Three bytes are found anywhere; a member that begins a record is not.
        let is_one = GzDecoder::new(&mut input).read_exact(&mut first).is_ok() && first == VERSION;
        input.seek(SeekFrom::Start(at))?;
        if is_one {
            return Ok(input);
        }
        from = at + 1;
    }
}

/// Where the next three bytes are that begin a member, counted from `at`, where the input stands. At the
/// end of the input none.
fn find_magic(input: &mut impl BufRead, mut at: u64) -> io::Result<Option<u64>> {
    let mut matched = 0;
    loop {
        let piece = input.fill_buf()?;
        if piece.is_empty() {
            return Ok(None);
        }
        for byte in piece {
            at += 1;
            matched = match (matched, *byte) {
                (0, 0x1f) | (1 | 2, 0x1f) => 1,
                (1, 0x8b) => 2,
                (2, 0x08) => return Ok(Some(at - 3)),
                _ => 0,
            };
        }
        let length = piece.len();
        input.consume(length);
    }
}

/// Reads one record. `lost`: lines are passed over until one begins a record. `start` grows by what lies
/// before it.
fn parse(input: &mut dyn BufRead, limit: usize, lost: bool, start: &mut u64) -> io::Result<Parsed> {
    let mut line = Vec::new();
    let mut whole = true; // whether what was read last ended its line
    loop {
        line.clear();
        if read_line(input, &mut line, MAX_HEAD)? == 0 {
            return Ok(Parsed::End);
        }
        let begins = whole;
        whole = line.ends_with(b"\n");
        if begins && line.starts_with(VERSION) {
            break;
        }
        if !lost && !line.iter().all(u8::is_ascii_whitespace) {
            return Ok(Parsed::Wrong("no record begins here".into()));
        }
        *start += line.len() as u64;
    }
    let mut record = Record::default();
    let mut left = MAX_HEAD;
    loop {
        line.clear();
        let read = read_line(input, &mut line, left)?;
        if read == 0 || !line.ends_with(b"\n") {
            return Ok(Parsed::Wrong(
                if left == read { "its head is too long" } else { "it ends early" }.into(),
            ));
        }
        left -= read;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            break;
        }
        match (text.starts_with([' ', '\t']), record.fields.last_mut(), text.split_once(':')) {
            (true, Some((_, value)), _) => *value = format!("{value} {}", text.trim()),
            (false, _, Some((name, value))) => {
                record.fields.push((name.trim().to_owned(), value.trim().to_owned()));
            }
            _ => {
                return Ok(Parsed::Wrong(format!("its head holds a line without a name: '{}'", short(text))));
            }
        }
    }
    let length = record.field("Content-Length").and_then(|l| l.parse::<u64>().ok());
    let Some(length) = length else { return Ok(Parsed::Wrong("it states no length".into())) };
    if length > limit as u64 {
        let passed = io::copy(&mut input.take(length), &mut io::sink())?;
        let early = passed < length;
        return Ok(if early { Parsed::Wrong("it ends early".into()) } else { Parsed::TooLarge(length) });
    }
    let read = bounded(input, length, &mut record.block)?;
    if (read as u64) < length {
        return Ok(Parsed::Wrong("it ends early".into()));
    }
    let stated = record.field("WARC-Block-Digest").and_then(Digest::parse);
    if stated.is_some_and(|stated| stated.like(&record.block) != stated) {
        return Ok(Parsed::Wrong("its block does not match its digest".into()));
    }
    record.fields.retain(|(name, _)| !name.eq_ignore_ascii_case("Content-Length"));
    Ok(Parsed::Record(record))
}

/// One line with its end, or as much of it as `most` bytes hold.
fn read_line(input: &mut dyn BufRead, line: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    input.take(most as u64).read_until(b'\n', line)
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`, and by the reader's limit")]
fn bounded(input: &mut dyn BufRead, length: u64, block: &mut Vec<u8>) -> io::Result<usize> {
    input.take(length).read_to_end(block)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
