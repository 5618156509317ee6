//! Edits planted into pages, in six languages, over skeletons and noise that move: all are found, each
//! under its heading, and nothing else.

#[path = "../../../crates/model/tests/given/capture.rs"]
mod capture;
mod page;
#[path = "../../../crates/model/tests/given/source.rs"]
mod source;
mod texts;

use capture::capture;
use page::{Content, Item, Rng, content, render};
use shiome_model::{Change, ClauseEdit, Ground};
use source::source;
use texts::{TEXTS, Text};

fn compare(before: &str, after: &str) -> Change {
    let of = |body: &str| {
        capture("council/terms", "https://council.example/terms", "text/html; charset=utf-8", body.as_bytes())
    };
    let (old, new) = (of(before), of(after));
    let source = source("council/terms");
    shiome_pipelines::compare::captures(&source, (old, before.as_bytes()), (new, after.as_bytes())).unwrap()
}

/// What was planted.
#[derive(Clone, Debug, Default)]
struct Planted {
    kind: &'static str,
    before: Option<String>,
    after: Option<String>,
    section: String,
}

fn shown(item: &Item) -> String {
    match item {
        Item::Clause(text) | Item::Entry(text) => text.clone(),
        Item::Row(label, value) => format!("{label} {value}"),
    }
}

/// Another number for the first one in a text.
fn renumbered(text: &str, rng: &mut Rng) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end = start + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number: usize = text[start..end].parse().ok()?;
    Some(format!("{}{}{}", &text[..start], number + 1 + rng.below(3), &text[end..]))
}

/// Plants one edit of a kind into a place that has none yet; `None` if there is no place for it.
fn plant(
    kind: &'static str,
    content: &mut Content,
    text: &Text,
    used: &mut Vec<String>,
    rng: &mut Rng,
) -> Option<Planted> {
    let places: Vec<(usize, usize)> = (0..content.len())
        .flat_map(|s| (0..content[s].1.len()).map(move |i| (s, i)))
        .filter(|(s, i)| !used.contains(&shown(&content[*s].1[*i])))
        .collect();
    let of = |is: &dyn Fn(&Item) -> bool, content: &Content| -> Vec<(usize, usize)> {
        places.iter().copied().filter(|(s, i)| is(&content[*s].1[*i])).collect()
    };
    let is_clause = |item: &Item| matches!(item, Item::Clause(_));
    let change = |content: &mut Content, (s, i): (usize, usize), new: Item| {
        let before = shown(&content[s].1[i]);
        let after = shown(&new);
        content[s].1[i] = new;
        (before, after, content[s].0.clone())
    };
    let (before, after, section) = match kind {
        "number" | "deadline" => {
            let days = ["3 March", "3. März", "3 mars", "3月3日", "3월 3일"];
            let numbered = |item: &Item| match item {
                Item::Clause(c) => {
                    c.contains(|c: char| c.is_ascii_digit())
                        && (kind == "number") != days.iter().any(|d| c.contains(d))
                }
                _ => false,
            };
            let at = *rng.pick(&Some(of(&numbered, content)).filter(|p| !p.is_empty())?);
            let old = shown(&content[at.0].1[at.1]);
            let new = if kind == "deadline" {
                [
                    ("3 March", "17 April"),
                    ("3. März", "17. April"),
                    ("3 mars", "17 avril"),
                    ("3月3日", "4月17日"),
                    ("3월 3일", "4월 17일"),
                ]
                .iter()
                .fold(old.clone(), |text, (from, to)| text.replace(from, to))
            } else {
                renumbered(&old, rng)?
            };
            let (b, a, s) = change(content, at, Item::Clause(new));
            (Some(b), Some(a), s)
        }
        "word" => {
            let (from, to) = *rng.pick(&text.swaps);
            let at = of(&|item| is_clause(item) && shown(item).contains(from), content).first().copied()?;
            let new = shown(&content[at.0].1[at.1]).replace(from, to);
            let (b, a, s) = change(content, at, Item::Clause(new));
            (Some(b), Some(a), s)
        }
        "cell" => {
            let rows = of(&|item| matches!(item, Item::Row(..)), content);
            let at = *rng.pick(&Some(rows).filter(|p| !p.is_empty())?);
            let Item::Row(label, value) = content[at.0].1[at.1].clone() else { return None };
            let new = renumbered(&value, rng).unwrap_or_else(|| text.swaps[2].1.to_owned());
            let (b, a, s) = change(content, at, Item::Row(label, new));
            (Some(b), Some(a), s)
        }
        "removed" | "entry removed" => {
            let fits = |item: &Item| {
                matches!((kind, item), ("removed", Item::Clause(_)) | ("entry removed", Item::Entry(_)))
            };
            let (s, i) = *rng.pick(&Some(of(&fits, content)).filter(|p| !p.is_empty())?);
            let gone = content[s].1.remove(i);
            (Some(shown(&gone)), None, content[s].0.clone())
        }
        "added" => {
            let fresh: Vec<&str> =
                text.extra.iter().copied().filter(|e| !used.contains(&(*e).to_owned())).collect();
            let new = *rng.pick(&Some(fresh).filter(|f| !f.is_empty())?);
            let s = rng.below(3);
            let at = rng.below(content[s].1.len() + 1);
            content[s].1.insert(at, Item::Clause(new.to_owned()));
            (None, Some(new.to_owned()), content[s].0.clone())
        }
        "moved" => {
            let (s, i) = *rng.pick(&Some(of(&is_clause, content)).filter(|p| !p.is_empty())?);
            let to = (s + 1 + rng.below(2)) % 3;
            if content[s].1.len() < 2 || s > 2 {
                return None;
            }
            let item = content[s].1.remove(i);
            content[to].1.push(item.clone());
            (Some(shown(&item)), Some(shown(&item)), content[to].0.clone())
        }
        _ => return None,
    };
    used.extend(before.iter().chain(&after).cloned());
    Some(Planted { kind, before, after, section })
}

fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_found(planted: &Planted, edit: &ClauseEdit) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| a.as_deref().map(key) == b.as_deref().map(key);
    same(&planted.before, &edit.before)
        && same(&planted.after, &edit.after)
        && edit.section.as_deref() == Some(planted.section.as_str())
}

const KINDS: [&str; 8] = ["number", "deadline", "word", "cell", "removed", "entry removed", "added", "moved"];
const SEEDS: u64 = 200;

#[test]
fn all_planted_edits_are_found_under_their_heading_and_nothing_else() {
    let (mut planted_all, mut reported, mut found_all) = (0, 0, 0);
    let mut by_kind: std::collections::BTreeMap<&str, (usize, usize)> = Default::default();
    let mut wrong = Vec::new();
    for text in &TEXTS {
        for seed in 1..=SEEDS {
            let mut rng = Rng(seed * 7919 + 13);
            (0..5).for_each(|_| _ = rng.next());
            let old = content(text);
            let mut new = old.clone();
            let (mut used, mut planted) = (Vec::new(), Vec::new());
            for _ in 0..rng.below(4) {
                let kind = *rng.pick(&KINDS);
                planted.extend(plant(kind, &mut new, text, &mut used, &mut rng));
            }
            let from = rng.below(4);
            // Every third page is set in another skeleton besides.
            let to = if seed.is_multiple_of(3) { rng.below(4) } else { from };
            let (before, after) = (render(text, &old, from, &mut rng), render(text, &new, to, &mut rng));
            let change = compare(&before, &after);
            let mut left: Vec<&ClauseEdit> = change.edits.iter().collect();
            for one in &planted {
                planted_all += 1;
                let count = by_kind.entry(one.kind).or_default();
                count.0 += 1;
                match left.iter().position(|edit| is_found(one, edit)) {
                    Some(at) => {
                        left.remove(at);
                        found_all += 1;
                        count.1 += 1;
                    }
                    None => wrong.push(format!(
                        "{} {seed} {from}->{to}: missed {one:?}; told {:#?}",
                        text.lang, change.edits
                    )),
                }
            }
            reported += change.edits.len();
            wrong.extend(left.iter().map(|edit| {
                format!("{} {seed} {from}->{to}: told {edit:?}; planted {planted:?}", text.lang)
            }));
        }
    }
    println!("planted {planted_all}, told {reported}, right {found_all}");
    println!(
        "precision {:.4}, recall {:.4}",
        found_all as f64 / reported as f64,
        found_all as f64 / planted_all as f64
    );
    println!("{by_kind:?}");
    assert!(planted_all > 300, "only {planted_all} planted");
    assert!(wrong.is_empty(), "{} wrong, the first: {}", wrong.len(), wrong[..wrong.len().min(6)].join("\n"));
}

#[test]
fn what_matters_is_said_of_edits_in_every_language() {
    for text in &TEXTS {
        let old = content(text);
        let ground = |kind, rng: &mut Rng| {
            let (mut new, mut used) = (old.clone(), Vec::new());
            let planted = plant(kind, &mut new, text, &mut used, rng).unwrap();
            let change = compare(&render(text, &old, 0, rng), &render(text, &new, 0, rng));
            assert!(
                !change.reasons_in("ja").is_empty() && change.materiality >= 0.05,
                "{} {planted:?}",
                text.lang
            );
            change.grounds
        };
        let mut rng = Rng(99);
        assert!(ground("deadline", &mut rng).contains(&Ground::Deadline), "{}", text.lang);
        assert!(ground("number", &mut rng).contains(&Ground::Figure), "{}", text.lang);
        let mut new = old.clone();
        let (from, to) = text.swaps[0];
        new[0].1[0] = Item::Clause(shown(&old[0].1[0]).replace(from, to));
        let change = compare(&render(text, &old, 0, &mut rng), &render(text, &new, 0, &mut rng));
        assert!(change.grounds.contains(&Ground::Negation), "{}: {:?}", text.lang, change.grounds);
        new[1].1.push(Item::Clause(text.extra[2].to_owned()));
        let change = compare(&render(text, &old, 1, &mut rng), &render(text, &new, 1, &mut rng));
        assert!(change.grounds.contains(&Ground::Effective), "{}: {:?}", text.lang, change.grounds);
        let effective = change.effective.unwrap();
        assert_eq!(
            (effective.date.to_string().as_str(), effective.passage.as_str()),
            ("2026-04-01", text.extra[2])
        );
    }
}
