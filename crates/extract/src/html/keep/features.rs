//! What is known of each block before it is decided whether it is kept.

use super::super::blocks::Block;
use super::hints::{self, NAMES, PHRASES};
use super::places::{Place, Places, Tag, is_prose};
use super::words::Runs;
use std::collections::HashMap;
use std::fmt::Display;

/// What others say of a page.
#[derive(Debug, Default)]
pub struct Witnesses {
    /// The text that the page states to machines.
    pub stated: Runs,
    /// The description that it states.
    pub description: Runs,
    pub title: Vec<u64>,
    /// Whether it states that it is an article.
    pub is_article: bool,
}

/// Levels that are looked up for a hint; what has none is further than any.
const FAR: f32 = 25.0;

/// Levels that are looked up at all.
const MOST_LEVELS: usize = 60;

/// A list of named numbers for each block.
#[derive(Debug, Default)]
pub struct Table {
    /// Their names, each once.
    pub names: Vec<String>,
    /// The numbers of all blocks, block by block.
    pub numbers: Vec<f32>,
}

impl Table {
    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.numbers.len() / self.names.len().max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The numbers of a block.
    pub fn row(&self, block: usize) -> &[f32] {
        let width = self.names.len();
        &self.numbers[block * width..(block + 1) * width]
    }
}

struct Row<'t> {
    table: &'t mut Table,
    names: bool,
}

impl Row<'_> {
    fn put(&mut self, name: impl Display, value: f32) {
        if self.names {
            self.table.names.push(name.to_string());
        }
        self.table.numbers.push(value);
    }
    fn flag(&mut self, name: impl Display, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }
}

#[derive(Clone, Copy, Default)]
struct Kind {
    blocks: u32,
    chars: u32,
    linked: u32,
    prose: u32,
}

/// What is known of one block alone.
struct Own {
    chars: usize,
    linked: usize,
    prose: bool,
    phrases: u32,
}

fn log(value: usize) -> f32 {
    (value as f32 + 1.0).ln()
}

fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// The table of a page.
pub fn of(blocks: &[Block], chars: &[usize], words: &[Vec<u64>], places: &Places, said: &Witnesses) -> Table {
    let own: Vec<Own> = blocks
        .iter()
        .enumerate()
        .map(|(i, block)| Own {
            chars: chars[i],
            linked: block.linked,
            prose: is_prose(chars[i], block.linked),
            phrases: hints::of_text(&block.text),
        })
        .collect();
    let n = blocks.len();
    let mut repeated: HashMap<&[u64], u32> = HashMap::new();
    let mut kinds: HashMap<u64, Kind> = HashMap::new();
    let mut outer_kinds: HashMap<u64, Kind> = HashMap::new();
    let kind_of = |i: usize| places.all[places.of_block[i]].kind;
    let outer_of = |i: usize| {
        let place = &places.all[places.of_block[i]];
        place.parent.map_or(0, |p| places.all[p].kind.rotate_left(9) ^ place.kind)
    };
    for i in 0..n {
        *repeated.entry(&words[i]).or_default() += 1;
        for (map, key) in [(&mut kinds, kind_of(i)), (&mut outer_kinds, outer_of(i))] {
            let kind = map.entry(key).or_default();
            kind.blocks += 1;
            kind.chars += own[i].chars as u32;
            kind.linked += own[i].linked as u32;
            kind.prose += u32::from(own[i].prose);
        }
    }
    // Sums before each block, for windows and shares.
    let mut before = Vec::with_capacity(n + 1);
    let mut sum = [0.0f32; 3];
    before.push(sum);
    for (i, own) in own.iter().enumerate() {
        sum[0] += own.chars as f32;
        sum[1] += own.linked as f32;
        sum[2] += if own.prose && !blocks[i].chrome { own.chars as f32 } else { 0.0 };
        before.push(sum);
    }
    let total = sum;
    let titled = title_at(blocks, words, &said.title);
    let sections = sections(blocks);
    let (best, bulk) = (&places.all[places.best.min(places.all.len().saturating_sub(1))], places.bulk);
    let mut table = Table::default();
    let mut told: HashMap<&[u64], u32> = HashMap::new();
    table.numbers.reserve(n * 220);
    for i in 0..n {
        let block = &blocks[i];
        let mut row = Row { names: i == 0, table: &mut table };
        let place = &places.all[places.of_block[i]];
        text_of(&mut row, block, &own[i], &words[i]);
        above(&mut row, places, places.of_block[i]);
        // The place.
        row.put("apart from best", f32::from(places.apart(places.of_block[i], places.best)));
        row.put("apart from bulk", f32::from(places.apart(places.of_block[i], bulk)));
        let outer = place.parent.map_or(place, |p| &places.all[p]);
        let outer2 = outer.parent.map_or(outer, |p| &places.all[p]);
        let outer3 = outer2.parent.map_or(outer2, |p| &places.all[p]);
        row.put("score", place.score / best.score.max(1.0));
        row.put("score 1", outer.score / best.score.max(1.0));
        row.put("score 2", outer2.score / best.score.max(1.0));
        row.put("best share", share(best.prose as usize, total[2] as usize));
        for (number, place) in [place, outer, outer2, outer3].into_iter().enumerate() {
            held(&mut row, number, place, total[0]);
        }
        for (name, map, key) in [("kind", &kinds, kind_of(i)), ("outer kind", &outer_kinds, outer_of(i))] {
            let kind = map.get(&key).copied().unwrap_or_default();
            row.put(format_args!("{name} blocks"), log(kind.blocks as usize));
            row.put(format_args!("{name} chars"), log((kind.chars / kind.blocks.max(1)) as usize));
            row.put(format_args!("{name} linked"), share(kind.linked as usize, kind.chars as usize));
            row.put(format_args!("{name} prose"), share(kind.prose as usize, kind.blocks as usize));
        }
        let copies = told.entry(&words[i]).or_insert(0u32);
        row.put("copies before", (*copies).min(9) as f32);
        *copies += 1;
        row.put("repeated", repeated.get(words[i].as_slice()).copied().unwrap_or_default().min(9) as f32);
        // Where on the page, and where in the text.
        row.put("blocks before", share(i, n));
        row.put("chars before", before[i][0] / total[0].max(1.0));
        row.put("prose before", before[i][2] / total[2].max(1.0));
        row.put("prose after", (total[2] - before[i + 1][2]) / total[2].max(1.0));
        row.put("log prose before", log(before[i][2] as usize));
        row.put("log prose after", log((total[2] - before[i + 1][2]).max(0.0) as usize));
        row.put("from title", titled.map_or(-99.0, |t| (i as f32 - t as f32).clamp(-50.0, 50.0)));
        row.put("of best from head", (i as f32 - best.first as f32).clamp(-30.0, 60.0));
        row.put("of best from tail", (best.last as f32 - i as f32).clamp(-30.0, 60.0));
        row.put("stated", if said.stated.is_empty() { -1.0 } else { said.stated.share(&words[i]) });
        row.put("description", said.description.share(&words[i]));
        row.flag("is article", said.is_article);
        row.put("page prose", log(total[2] as usize));
        row.put("page blocks", log(n));
        row.put("page linked", total[1] / total[0].max(1.0));
        row.put("page prose share", total[2] / total[0].max(1.0));
        // Its neighbours.
        for step in [-2isize, -1, 1, 2] {
            let other = i.checked_add_signed(step).filter(|o| *o < n);
            row.put(format_args!("{step:+} chars"), other.map_or(-1.0, |o| log(own[o].chars)));
            row.put(
                format_args!("{step:+} linked"),
                other.map_or(-1.0, |o| share(own[o].linked, own[o].chars)),
            );
            row.put(format_args!("{step:+} heading"), other.map_or(-1.0, |o| f32::from(blocks[o].heading)));
            row.flag(format_args!("{step:+} chrome"), other.is_some_and(|o| blocks[o].chrome));
            row.flag(format_args!("{step:+} same kind"), other.is_some_and(|o| kind_of(o) == kind_of(i)));
            row.put(
                format_args!("{step:+} apart"),
                other.map_or(FAR, |o| {
                    f32::from(places.apart(places.of_block[i], places.of_block[o])).min(FAR)
                }),
            );
            row.put(
                format_args!("{step:+} phrases"),
                other.map_or(0.0, |o| own[o].phrases.count_ones() as f32),
            );
        }
        for width in [3usize, 8] {
            let (from, to) = (i.saturating_sub(width), (i + width + 1).min(n));
            let sum = |what: usize, from: usize, to: usize| before[to][what] - before[from][what];
            row.put(format_args!("prose in {width} before"), log(sum(2, from, i) as usize));
            row.put(format_args!("prose in {width} after"), log(sum(2, i + 1, to.max(i + 1)) as usize));
            row.put(format_args!("linked in {width}"), sum(1, from, to) / sum(0, from, to).max(1.0));
        }
        // Its section.
        let section = &sections[i];
        let heading = section.heading;
        row.put("section level", heading.map_or(0.0, |h| f32::from(blocks[h].heading)));
        row.put("section from head", heading.map_or(-1.0, |h| (i - h) as f32).min(40.0));
        let phrases = heading.map_or(0, |h| own[h].phrases);
        row.put("section phrases", phrases.count_ones() as f32);
        row.flag("section related", phrases >> 3 & 1 == 1);
        row.flag("section chrome", heading.is_some_and(|h| blocks[h].chrome));
        let (from, to) = (heading.unwrap_or(0), section.end);
        row.put("section chars", log((before[to][0] - before[from][0]) as usize));
        row.put(
            "section prose",
            (before[to][2] - before[from][2]) / (before[to][0] - before[from][0]).max(1.0),
        );
        row.put(
            "section linked",
            (before[to][1] - before[from][1]) / (before[to][0] - before[from][0]).max(1.0),
        );
        row.put("section blocks", log(to - from));
    }
    table
}

/// The table with what two other readers take for the text of the page.
pub fn heard(table: &Table, chars: &[usize], words: &[Vec<u64>], opinions: &[Runs; 2]) -> Table {
    let n = words.len();
    let shares: Vec<[f32; 2]> = words.iter().map(|w| [0, 1].map(|r| opinions[r].share(w))).collect();
    let mut before = vec![[0.0f32; 3]];
    for i in 0..n {
        let [first, second, all] = before[i];
        let here = chars[i] as f32;
        before.push([first + shares[i][0] * here, second + shares[i][1] * here, all + here]);
    }
    let total = before[n];
    let spans = [0, 1].map(|reader| {
        let taken = |i: &usize| shares[*i][reader] > 0.6 && chars[*i] > 30;
        ((0..n).find(taken).unwrap_or(n), (0..n).rev().find(taken).unwrap_or_default())
    });
    let mut out =
        Table { names: table.names.clone(), numbers: Vec::with_capacity(table.numbers.len() + 20 * n) };
    for i in 0..n {
        out.numbers.extend_from_slice(table.row(i));
        let mut row = Row { names: i == 0, table: &mut out };
        for (reader, (first, last)) in spans.iter().enumerate() {
            row.put(format_args!("opinion {reader}"), shares[i][reader]);
            row.put(
                format_args!("opinion {reader} from head"),
                (i as f32 - *first as f32).clamp(-30.0, 40.0),
            );
            row.put(format_args!("opinion {reader} from tail"), (*last as f32 - i as f32).clamp(-30.0, 40.0));
            row.put(format_args!("opinion {reader} share"), total[reader] / total[2].max(1.0));
            row.put(format_args!("opinion {reader} chars"), log(total[reader] as usize));
            for width in [2usize, 6] {
                let (from, to) = (i.saturating_sub(width), (i + width + 1).min(n));
                let sum = |what: usize| before[to][what] - before[from][what];
                row.put(format_args!("opinion {reader} around {width}"), sum(reader) / sum(2).max(1.0));
            }
            row.put(format_args!("opinion {reader} before"), before[i][reader] / total[reader].max(1.0));
        }
    }
    out
}

fn text_of(row: &mut Row, block: &Block, own: &Own, words: &[u64]) {
    let (mut stops, mut digits, mut upper, mut letters) = (0usize, 0usize, 0usize, 0usize);
    for c in block.text.chars() {
        stops += usize::from(matches!(c, '.' | ',' | ';' | '!' | '?' | '。' | '、' | '，' | '।'));
        digits += usize::from(c.is_numeric());
        upper += usize::from(c.is_uppercase());
        letters += usize::from(c.is_alphabetic());
    }
    row.put("chars", log(own.chars));
    row.put("words", log(words.len()));
    row.put("linked", share(own.linked, own.chars));
    row.put("stops", share(stops, own.chars));
    row.put("digits", share(digits, own.chars));
    row.put("upper", share(upper, letters));
    row.put("word length", share(letters, words.len()));
    let last = block.text.chars().next_back();
    row.flag(
        "ends as a sentence",
        last.is_some_and(|c| {
            matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '"' | '”' | '»' | '」' | ')')
        }),
    );
    row.flag("ends with a colon", last.is_some_and(|c| matches!(c, ':' | '：')));
    row.flag("is cut", last == Some('…') || block.text.ends_with("..."));
    let first = block.text.chars().next();
    row.flag("starts small", first.is_some_and(char::is_lowercase));
    row.flag("starts with a mark", first.is_some_and(|c| !c.is_alphanumeric()));
    row.put("heading", f32::from(block.heading));
    row.flag("in prose", block.prose);
    row.flag("chrome", block.chrome);
    row.flag("row", block.row > 0);
    row.flag("cell", block.cell.is_some());
    row.put("times", block.times.len() as f32);
    for (number, name) in PHRASES.iter().enumerate() {
        row.flag(name, own.phrases >> number & 1 == 1);
    }
}

/// How many levels up a hint stands first.
fn above(row: &mut Row, places: &Places, place: usize) {
    const TAGS: [(&str, Tag); 16] = [
        ("<article>", Tag::Article),
        ("<main>", Tag::Main),
        ("<section>", Tag::Section),
        ("<aside>", Tag::Aside),
        ("<nav>", Tag::Nav),
        ("<footer>", Tag::Footer),
        ("<header>", Tag::Header),
        ("<form>", Tag::Form),
        ("<li>", Tag::Item),
        ("<table>", Tag::Table),
        ("<figure>", Tag::Figure),
        ("<blockquote>", Tag::Quote),
        ("<p>", Tag::Paragraph),
        ("<a>", Tag::Link),
        ("<details>", Tag::Details),
        ("<b>", Tag::Bold),
    ];
    let mut names = [FAR; NAMES.len()];
    let mut tags = [FAR; TAGS.len()];
    let mut links = 0;
    for (level, above) in places.above(place).take(MOST_LEVELS).enumerate() {
        for (number, found) in names.iter_mut().enumerate() {
            if *found == FAR && above.hints >> number & 1 == 1 {
                *found = (level as f32).min(FAR - 1.0);
            }
        }
        for (number, (_, tag)) in TAGS.iter().enumerate() {
            if tags[number] == FAR && above.tag == *tag {
                tags[number] = (level as f32).min(FAR - 1.0);
            }
        }
        links += above.hints.count_ones();
    }
    for (number, name) in NAMES.iter().enumerate() {
        row.put(format_args!(".{name}"), names[number]);
    }
    for (number, (name, _)) in TAGS.iter().enumerate() {
        row.put(name, tags[number]);
    }
    row.put("hints", links as f32);
    row.put("depth", f32::from(places.all[place].depth));
    row.put("own hints", places.all[place].hints.count_ones() as f32);
}

fn held(row: &mut Row, number: usize, place: &Place, total: f32) {
    row.put(format_args!("place {number} chars"), log(place.chars as usize));
    row.put(format_args!("place {number} linked"), share(place.linked as usize, place.chars as usize));
    row.put(format_args!("place {number} prose"), share(place.prose as usize, place.chars as usize));
    row.put(format_args!("place {number} share"), place.chars as f32 / total.max(1.0));
    row.put(format_args!("place {number} blocks"), log(place.blocks as usize));
    row.put(format_args!("place {number} headings"), share(place.headings as usize, place.blocks as usize));
}

/// The block that is the title: a heading before anything else that says the same.
fn title_at(blocks: &[Block], words: &[Vec<u64>], title: &[u64]) -> Option<usize> {
    if title.is_empty() {
        return None;
    }
    let same = |i: &usize| words[*i] == title;
    (0..blocks.len()).filter(|i| blocks[*i].heading > 0 && !blocks[*i].chrome).find(same).or_else(|| {
        (0..blocks.len())
            .filter(|i| !blocks[*i].chrome)
            .find(same)
            .or_else(|| (0..blocks.len()).find(|i| blocks[*i].heading == 1))
    })
}

#[derive(Clone, Copy, Default)]
struct Section {
    heading: Option<usize>,
    end: usize,
}

/// The section of each block: from a heading to the next.
fn sections(blocks: &[Block]) -> Vec<Section> {
    let mut all = vec![Section::default(); blocks.len()];
    let mut heading = None;
    for (i, block) in blocks.iter().enumerate() {
        if block.heading > 0 {
            heading = Some(i);
        }
        all[i].heading = heading;
    }
    let mut end = blocks.len();
    for i in (0..blocks.len()).rev() {
        all[i].end = end;
        if blocks[i].heading > 0 {
            end = i;
        }
    }
    all
}
