//! Files that people put into a folder become documents. The folder is theirs: nothing in it is
//! changed, moved or removed.
//!
//! The cursor of the source holds a mark of each file that has been dealt with (its size and when it
//! was written, and those of its side-car), so a file is read when it comes and again when it changes.
//! A file whose mark moves while we look is still being written, and waits for the next look.

use super::about::About;
use super::keep::{self, Paper, media_type};
use super::letters;
use crate::Error;
use crate::ingest::run::Run;
use shiome_extract::Rejection;
use shiome_model::{Hash, Media, Reason, Sensitivity, Source};
use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, UNIX_EPOCH};

/// Which folder, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where it lies.
    pub path: PathBuf,
    /// How widely a file may be read that says nothing of it.
    pub sensitivity: Sensitivity,
    /// How long a file must not have moved while we look.
    pub settle: Duration,
    /// Larger files are counted as too large.
    pub max_bytes: u64,
}

/// How deep folders in it are looked into.
const DEEPEST: usize = 8;
/// Files looked at in one run.
const MOST_FILES: usize = 100_000;
/// Files committed at a time.
const BATCH: usize = 10;
/// Ends of the names of files that say what another one is, by what they are written in.
const SIDE_CARS: [(&str, bool); 3] = [(".toml", true), (".yaml", false), (".yml", false)];

/// A file as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    path: PathBuf,
    /// Its place in the folder, as a hash: what is recorded must not tell of it.
    key: String,
    size: u64,
    side_car: Option<(PathBuf, bool)>,
    /// Changes when it or its side-car does.
    mark: String,
}

/// What a side-car says, and whether it is TOML.
type SideCar = (Vec<u8>, bool);

/// Marks by key.
type Marks = BTreeMap<String, String>;

pub(super) async fn read(run: &mut Run<'_>, folder: &Folder) -> Result<(), Error> {
    let seen = match look(folder).await? {
        Ok(seen) => seen,
        Err(error) => {
            let detail = format!("its folder cannot be read: {}", error.kind());
            run.fail(Reason::Unreachable, detail, None);
            return Ok(());
        }
    };
    let known: Marks =
        run.state.cursor.as_deref().and_then(|c| serde_json::from_str(c).ok()).unwrap_or_default();
    run.tally.listed += seen.len() as u32;
    let is_known = |file: &Seen| known.get(&file.key) == Some(&file.mark);
    let (mut done, waiting): (Marks, Vec<Seen>) =
        seen.into_iter().fold(Default::default(), |mut all, file| {
            if is_known(&file) {
                all.0.insert(file.key, file.mark);
            } else {
                all.1.push(file);
            }
            all
        });
    let mut settled = Vec::new();
    if !waiting.is_empty() {
        tokio::time::sleep(folder.settle).await;
        if let Ok(again) = look(folder).await? {
            settled = waiting.into_iter().filter(|file| file.size > 0 && again.contains(file)).collect();
        }
    }
    let mut facts = Vec::new();
    for (number, file) in settled.into_iter().enumerate() {
        if run.stopped().load(Ordering::Relaxed) {
            break;
        }
        let (mark, key) = (file.mark.clone(), file.key.clone());
        if let Some(new) = take(run, folder, file).await? {
            facts.extend(new);
            done.insert(key, mark);
        }
        if number % BATCH == BATCH - 1 {
            run.commit(std::mem::take(&mut facts)).await?;
        }
    }
    run.commit(facts).await?;
    run.state.cursor = serde_json::to_string(&done).ok();
    Ok(())
}

/// Takes one file. None: it moved after all, and waits.
async fn take(
    run: &mut Run<'_>,
    folder: &Folder,
    file: Seen,
) -> Result<Option<Vec<shiome_store::Fact>>, Error> {
    let source = run.plan.source.clone();
    let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let place = format!("{}/{}", source.id, file.key);
    let refuse = |run: &mut Run<'_>, reason: Reason, detail: String| {
        run.tally.reject(reason);
        let refused = Rejection { reason, detail: format!("'{name}': {detail}") };
        Some(vec![keep::rejected(&source, &format!("paper:{place}"), &refused, run.house.now())])
    };
    let Some(media_type) = media_type(&name) else {
        let detail = "only .md, .txt, .docx, .pdf and .eml are read".to_owned();
        return Ok(refuse(run, Reason::UnsupportedMedia, detail));
    };
    if file.size > folder.max_bytes {
        return Ok(refuse(run, Reason::TooLarge, format!("{} bytes", file.size)));
    }
    let (size, max_bytes) = (file.size, folder.max_bytes);
    let read = move || -> io::Result<(Vec<u8>, Option<SideCar>)> {
        let side_car = match &file.side_car {
            Some((path, toml)) => Some((bytes(path, 64 << 10)?, *toml)),
            None => None,
        };
        Ok((bytes(&file.path, max_bytes)?, side_car))
    };
    let read = tokio::task::spawn_blocking(read).await.map_err(|_| Error::Worker("reading a file"))?;
    let (body, side_car) = match read {
        Ok((body, side_car)) if body.len() as u64 == size => (body, side_car),
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Ok(refuse(run, Reason::Unreachable, error.kind().to_string())),
    };
    let said = said(media_type, &body, side_car.as_ref().map(|(b, toml)| (b.as_slice(), *toml)));
    let about = match said {
        Ok(about) => about,
        Err(why) => return Ok(refuse(run, Reason::Malformed, why)),
    };
    let papers = match papers(run, folder, &source, media_type, body, about)? {
        Ok(papers) => papers,
        Err(refused) => return Ok(refuse(run, refused.reason, refused.detail)),
    };
    Ok(Some(run.keep(papers).await?))
}

/// What the side-car says, and the front matter where that says nothing.
fn said(media_type: &str, body: &[u8], side_car: Option<(&[u8], bool)>) -> Result<About, String> {
    let beside = match side_car {
        Some((text, true)) => About::of_toml(&String::from_utf8_lossy(text)),
        Some((text, false)) => About::of_lines(&String::from_utf8_lossy(text)),
        None => Ok(About::default()),
    };
    let beside = beside.map_err(|why| format!("its side-car cannot be read: {why}"))?;
    if !media_type.starts_with("text/") {
        return Ok(beside);
    }
    let within = About::of_text(&String::from_utf8_lossy(body));
    Ok(beside.or(within.map_err(|why| format!("its front matter cannot be read: {why}"))?))
}

/// A file is a paper; a message is one, with one for each attachment.
fn papers(
    run: &Run<'_>,
    folder: &Folder,
    source: &Source,
    media_type: &'static str,
    body: Vec<u8>,
    about: About,
) -> Result<Result<Vec<(Source, Paper)>, Rejection>, Error> {
    let is_said = about.sensitivity.is_some();
    let sensitivity = about.sensitivity.unwrap_or(folder.sensitivity);
    if media_type == "message/rfc822" {
        let papers = letters::papers(source, body, sensitivity, about.embargo, is_said)?;
        return Ok(papers.map(|all| all.into_iter().map(|paper| (source.clone(), paper)).collect()));
    }
    // What an office wrote is a memo of that office, by whatever way it comes.
    let office = match &about.office {
        None => None,
        Some(office) => match super::memo::channel(run.house, office) {
            Some(known) => Some(known),
            None => {
                let why =
                    format!("there is no office '{office}'; there are {}", super::memo::offices(run.house));
                return Ok(Err(Rejection { reason: Reason::Malformed, detail: why }));
            }
        },
    };
    let hash = Hash::of(&body);
    let address = match (&office, about.met) {
        (Some(office), Some(met)) => super::memo::address(office, met, &body)?,
        _ => keep::address("paper", &format!("{}/{}", source.id, &hash.as_str()[..16]))?,
    };
    let paper = Paper {
        address,
        media_type: media_type.to_owned(),
        body,
        title: about.title,
        author: about.author,
        day: about.met,
        sensitivity,
        embargo: about.embargo,
        is_said,
        part_of: None,
        media: office.is_some().then_some(Media::Memo),
    };
    Ok(Ok(vec![(office.unwrap_or_else(|| source.clone()), paper)]))
}

#[expect(clippy::disallowed_methods, reason = "bounded by `take`")]
fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

async fn look(folder: &Folder) -> Result<io::Result<Vec<Seen>>, Error> {
    let path = folder.path.clone();
    tokio::task::spawn_blocking(move || files(&path))
        .await
        .map_err(|_| Error::Worker("looking into a folder"))
}

/// The files of a folder and the folders in it, in order of name. Links are not followed: they may lead
/// out of it.
fn files(root: &Path) -> io::Result<Vec<Seen>> {
    let mut found: BTreeMap<PathBuf, Metadata> = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            // The folder itself must be there; one inside may just have gone.
            Err(error) if depth == 0 => return Err(error),
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Ok(metadata) = entry.metadata() else { continue };
            if is_passed_over(&name.to_string_lossy()) {
                continue;
            }
            if metadata.is_dir() && depth < DEEPEST {
                folders.push((entry.path(), depth + 1));
            } else if metadata.is_file() && found.len() < MOST_FILES {
                found.insert(entry.path(), metadata);
            }
        }
    }
    let side_car_of = |path: &Path| {
        SIDE_CARS.into_iter().find_map(|(end, toml)| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            let beside = PathBuf::from(name);
            found.contains_key(&beside).then_some((beside, toml))
        })
    };
    let is_side_car = |path: &Path| {
        let text = path.to_string_lossy();
        SIDE_CARS.iter().any(|(end, _)| {
            text.strip_suffix(end)
                .is_some_and(|of| found.contains_key(Path::new(of)) || media_type(of).is_some())
        })
    };
    let seen = found.iter().filter(|(path, _)| !is_side_car(path)).map(|(path, metadata)| {
        let side_car = side_car_of(path);
        let beside = side_car.as_ref().and_then(|(path, _)| found.get(path));
        let place = path.strip_prefix(root).unwrap_or(path);
        let key = Hash::of(place.as_os_str().as_encoded_bytes()).as_str()[..16].to_owned();
        let mark = format!("{}{}", mark(metadata), beside.map(mark).unwrap_or_default());
        Seen { path: path.clone(), key, size: metadata.len(), side_car, mark }
    });
    Ok(seen.collect())
}

fn mark(metadata: &Metadata) -> String {
    let written = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    format!("{}@{};", metadata.len(), written.unwrap_or_default().as_nanos())
}

/// Hidden files, and those that programs keep beside a file while it is open or under way.
fn is_passed_over(name: &str) -> bool {
    let lower = name.to_lowercase();
    let under_way = [".tmp", ".part", ".partial", ".crdownload", ".download", ".swp", ".lock"];
    name.starts_with(['.', '~'])
        || name.ends_with('~')
        || under_way.iter().any(|end| lower.ends_with(end))
        || ["thumbs.db", "desktop.ini"].contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_with_their_side_cars_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        };
        for name in [
            "a.md",
            "a.md.toml",
            "in/b.pdf",
            "in/b.pdf.yaml",
            ".hidden.md",
            "~$a.docx",
            "c.docx.part",
            "d.toml",
        ] {
            write(name);
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("link.txt")).unwrap();
        let found = files(dir.path()).unwrap();
        let names: Vec<(String, bool)> = found
            .iter()
            .map(|s| (s.path.strip_prefix(dir.path()).unwrap().display().to_string(), s.side_car.is_some()))
            .collect();
        let expected = [("a.md", true), ("d.toml", false), ("in/b.pdf", true)];
        assert_eq!(names, expected.map(|(n, s)| (n.to_owned(), s)));
        assert!(found.iter().all(|s| !s.key.contains('.')));
        assert!(files(&dir.path().join("gone")).is_err());
    }
}
