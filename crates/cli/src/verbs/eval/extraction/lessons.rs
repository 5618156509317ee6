//! What is learned from pages whose text is known, and how well it holds on sites that were not among them.

use super::label::{Truth, label};
use super::learn::{Plan, Rows, learn};
use shiome_extract::keep::{Sample, Trees, probabilities};

/// A page to learn from.
#[derive(Debug)]
pub struct Lesson {
    /// Its site: pages of one site are alike, so they are never on both sides of a test.
    pub site: String,
    pub sample: Sample,
    pub truth: Truth,
}

/// Parts into which sites are divided for a test.
pub const FOLDS: u64 = 5;

const PLAN: Plan = Plan { trees: 120, depth: 5, rate: 0.1, least: 2.0, calm: 2.0 };

impl Lesson {
    /// The part its site belongs to; another seed divides them another way.
    pub fn fold(&self, seed: u64) -> u64 {
        let hash = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        (self.site.bytes().fold(seed, hash) >> 20) % FOLDS
    }

    /// The text that is taken by what was learned.
    pub fn text(&self, trees: &[Trees; 2]) -> String {
        let tables = self.sample.tables();
        self.sample.text([0, 1].map(|which| probabilities(&trees[which], tables[which])))
    }
}

/// Learns both files from some pages.
pub fn learn_from<'l>(lessons: impl Iterator<Item = &'l Lesson>) -> [Trees; 2] {
    let mut rows = [Rows::default(), Rows::default()];
    for lesson in lessons {
        let blocks: Vec<(&str, bool)> = lesson.sample.blocks().collect();
        for (block, known) in label(&blocks, &lesson.truth).into_iter().enumerate() {
            let Some((kept, weight)) = known else { continue };
            for (rows, table) in rows.iter_mut().zip(lesson.sample.tables()) {
                rows.push(table.row(block), kept, weight);
            }
        }
    }
    let [alone, heard] = rows;
    std::thread::scope(|scope| {
        let other = scope.spawn(move || learn(&heard, PLAN));
        let alone = learn(&alone, PLAN);
        [alone, other.join().unwrap_or_default()]
    })
}

/// The text of each page by what was learned from the other parts only.
pub fn crossed(lessons: &[Lesson], seed: u64) -> Vec<String> {
    let mut texts = vec![String::new(); lessons.len()];
    for fold in 0..FOLDS {
        let trees = learn_from(lessons.iter().filter(|l| l.fold(seed) != fold));
        for (text, lesson) in texts.iter_mut().zip(lessons).filter(|(_, l)| l.fold(seed) == fold) {
            *text = lesson.text(&trees);
        }
    }
    texts
}
