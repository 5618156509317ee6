//! Damage to real input: bytes changed, cut out, put in, repeated and mixed with other input. The same
//! seed does the same damage, so what failed once fails again.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long one target is tried, in seconds, unless `SHIOME_MUTATIONS` says otherwise.
const WHILE: u64 = 3;

/// No input may take longer, without what the machine does for others meanwhile.
const BOUND: Duration = Duration::from_secs(10);

/// Larger inputs are cut: many small ones find more.
const LARGEST: usize = 48 * 1024;

/// Inputs to damage, and words of their language to damage them with.
pub struct Mutations {
    state: u64,
    corpus: Vec<Vec<u8>>,
    words: &'static [&'static str],
}

impl Mutations {
    pub fn new(seed: u64, corpus: Vec<Vec<u8>>, words: &'static [&'static str]) -> Self {
        assert!(!corpus.is_empty() && !words.is_empty());
        let cut = |mut body: Vec<u8>| {
            body.truncate(LARGEST);
            body
        };
        Self { state: seed | 1, corpus: corpus.into_iter().map(cut).collect(), words }
    }

    /// Gives `target` one damaged input after the other.
    ///
    /// # Panics
    /// If the target does, or if it takes too long: the message tells which input to look at.
    pub fn run(mut self, name: &str, target: impl Fn(&[u8])) {
        #[expect(clippy::disallowed_methods, reason = "a test may be told to go on for longer")]
        let told = std::env::var("SHIOME_MUTATIONS").ok().and_then(|seconds| seconds.parse().ok());
        let (begun, enough) = (Instant::now(), Duration::from_secs(told.unwrap_or(WHILE)));
        let mut count = 0;
        while begun.elapsed() < enough {
            let body = self.damaged();
            let asked = worked(begun);
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| target(&body))).is_err();
            let took = worked(begun).saturating_sub(asked);
            let shown = || String::from_utf8_lossy(&body[..body.len().min(2000)]).into_owned();
            assert!(!panicked, "{name}: input {count} ({} bytes) panics: {}", body.len(), shown());
            assert!(took < BOUND, "{name}: input {count} ({} bytes) takes {took:?}: {}", body.len(), shown());
            count += 1;
        }
        println!("{name}: {count} inputs");
        assert!(count > 10, "{name}: {count} inputs are no test");
    }

    /// A number below `end` (xorshift64*).
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        number as usize % end.max(1)
    }

    fn damaged(&mut self) -> Vec<u8> {
        let at = self.below(self.corpus.len());
        let mut body = self.corpus[at].clone();
        for _ in 0..=self.below(6) {
            self.damage(&mut body);
        }
        body
    }

    fn damage(&mut self, body: &mut Vec<u8>) {
        let at = self.below(body.len() + 1);
        let to = at + self.below((body.len() - at).min(400) + 1);
        match self.below(8) {
            0 => body.truncate(at),
            1 => drop(body.drain(at..to)),
            2 => body[at..to].reverse(),
            3 => {
                let byte = self.below(256) as u8;
                body[at..to].iter_mut().take(4).for_each(|b| *b = byte);
            }
            4 => {
                let times = if self.below(20) == 0 { 3000 } else { 1 + self.below(5) };
                let part = body[at..to.min(at + 60)].repeat(times);
                body.splice(at..at, part);
            }
            5 => {
                let other = self.below(self.corpus.len());
                let from = self.below(self.corpus[other].len() + 1);
                let part: Vec<u8> = self.corpus[other][from..].iter().take(600).copied().collect();
                body.splice(at..to, part);
            }
            _ => {
                let word = self.words[self.below(self.words.len())];
                body.splice(at..at, word.bytes());
            }
        }
    }
}

/// How long this thread has been at work: on Linux the time it had a processor, elsewhere all of it.
fn worked(begun: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|line| line.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}

/// Files from all over a folder of the shared data, unpacked; none if there is no such folder.
pub fn shared(folder: &str, most: usize) -> Vec<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "tests are told where the shared data is")]
    let named = std::env::var_os("SHIOME_SHARED").map(PathBuf::from);
    let root = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    if files.is_empty() {
        println!("{folder}: skipped: no shared data");
    }
    let step = files.len().div_ceil(most).max(1);
    files.iter().step_by(step).filter_map(|path| unpacked(path)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn unpacked(path: &Path) -> Option<Vec<u8>> {
    let stored = std::fs::File::open(path).ok()?;
    let mut body = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
    let read = if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(stored).take(LARGEST as u64).read_to_end(&mut body)
    } else {
        stored.take(LARGEST as u64).read_to_end(&mut body)
    };
    read.ok().map(|_| body)
}
