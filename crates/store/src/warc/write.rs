//! Writes records, one after the other.

use super::{Digest, Record};
use flate2::{Compression, write::GzEncoder};
use std::io::{self, Write};

/// Where a record lies in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
}

/// Writes records into `out`; each in a gzip member of its own, so that it can be read alone.
pub struct Writer<W: Write> {
    out: W,
    at: u64,
    gzip: bool,
}

impl<W: Write> Writer<W> {
    /// Writes from the beginning of `out`.
    pub fn new(out: W, gzip: bool) -> Self {
        Self { out, at: 0, gzip }
    }

    /// Writes one record: its fields in their order, then digest and length of its block.
    pub fn write(&mut self, record: &Record) -> io::Result<Span> {
        let offset = self.at;
        let mut head = String::from("WARC/1.1\r\n");
        for (name, value) in &record.fields {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let digest = Digest::of(&record.block).label();
        head.push_str(&format!("WARC-Block-Digest: {digest}\r\n"));
        head.push_str(&format!("Content-Length: {}\r\n\r\n", record.block.len()));
        let parts = [head.as_bytes(), &record.block, b"\r\n\r\n"];
        if self.gzip {
            let mut member = GzEncoder::new(Vec::new(), Compression::new(6));
            for part in parts {
                member.write_all(part)?;
            }
            let member = member.finish()?;
            self.out.write_all(&member)?;
            self.at += member.len() as u64;
        } else {
            for part in parts {
                self.out.write_all(part)?;
                self.at += part.len() as u64;
            }
        }
        Ok(Span { offset, length: self.at - offset })
    }

    /// What was written into.
    pub fn finish(self) -> W {
        self.out
    }
}
