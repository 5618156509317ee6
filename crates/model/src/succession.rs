//! Bodies that take over from one another: one line of them, so that series and facets do not break
//! when a ministry gets another name.
//!
//! A document counts for the body that published it and, if that was before the hand-over, for those
//! that came after it too. Several bodies may merge into one; none passes to two, for then nobody could
//! say whose its documents are now.

use crate::{Agency, AgencyId};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Who took over from whom, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    next: BTreeMap<AgencyId, (AgencyId, NaiveDate)>,
}

/// What is wrong with a succession.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// In whose file it shows.
    pub agency: AgencyId,
    /// The key there: `successor` or `predecessor`.
    pub key: &'static str,
    /// What it is.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Lines {
    /// The lines of these bodies. Either side may say it; where they disagree the body that ended is
    /// believed, and a circle ends before it closes.
    pub fn of(agencies: &BTreeMap<AgencyId, Agency>) -> Self {
        let mut next = BTreeMap::new();
        for agency in agencies.values() {
            if let Some(before) = &agency.predecessor {
                next.entry(before.agency.clone()).or_insert((agency.id.clone(), before.from));
            }
        }
        for agency in agencies.values() {
            if let Some(after) = &agency.successor {
                next.insert(agency.id.clone(), (after.agency.clone(), after.from));
            }
        }
        Self { next }
    }

    /// Those that took over from `agency` after `day`, in order: a document of that day is theirs too.
    /// An undated one is taken for old.
    pub fn after(&self, agency: &AgencyId, day: Option<NaiveDate>) -> Vec<AgencyId> {
        let mut line: Vec<AgencyId> = Vec::new();
        let mut at = agency;
        while let Some((next, from)) = self.next.get(at) {
            if day.is_some_and(|d| d >= *from) || next == agency || line.contains(next) {
                break;
            }
            line.push(next.clone());
            at = next;
        }
        line
    }

    /// The body under which a document of `agency` and that day is counted in series: the last of its
    /// line.
    pub fn canonical(&self, agency: &AgencyId, day: Option<NaiveDate>) -> AgencyId {
        self.after(agency, day).pop().unwrap_or_else(|| agency.clone())
    }

    /// Who took over from it, and when.
    pub fn successor(&self, agency: &AgencyId) -> Option<(&AgencyId, NaiveDate)> {
        self.next.get(agency).map(|(next, from)| (next, *from))
    }

    /// From whom it took over, directly or through others, the latest first.
    pub fn predecessors(&self, agency: &AgencyId) -> Vec<(&AgencyId, NaiveDate)> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::from([agency]));
        let mut heirs = vec![agency];
        while let Some(heir) = heirs.pop() {
            for (before, (next, from)) in &self.next {
                if next == heir && seen.insert(before) {
                    found.push((before, *from));
                    heirs.push(before);
                }
            }
        }
        found.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        found
    }

    /// A body and those from whom it took over: whose words it stands for.
    pub fn heirloom(&self, agency: &AgencyId) -> Vec<AgencyId> {
        let before = self.predecessors(agency).into_iter().map(|(before, _)| before.clone());
        std::iter::once(agency.clone()).chain(before).collect()
    }
}

/// Everything that is wrong with the successions of these bodies.
pub fn flaws(agencies: &BTreeMap<AgencyId, Agency>) -> Vec<Flaw> {
    let lines = Lines::of(agencies);
    let mut flaws = Vec::new();
    let mut flaw = |agency: &AgencyId, key, message: String, hint: &str| {
        flaws.push(Flaw { agency: agency.clone(), key, message, hint: hint.to_owned() });
    };
    for agency in agencies.values() {
        let Some(before) = &agency.predecessor else { continue };
        match lines.successor(&before.agency) {
            Some((next, from)) if *next == agency.id && from != before.from => flaw(
                &agency.id,
                "predecessor",
                format!("began on {}, but '{}' says {from}", before.from, before.agency),
                "say the day once, in the file of the body that ended",
            ),
            Some((next, _)) if *next != agency.id => flaw(
                &agency.id,
                "predecessor",
                format!("'{}' passed to '{next}' already", before.agency),
                "a body passes to one other: name the one that took over most, and say the rest in a note",
            ),
            _ => {}
        }
    }
    for (agency, (next, from)) in &lines.next {
        // Whose file it stands in.
        let own = agencies.get(agency).is_some_and(|a| a.successor.is_some());
        let (file, key) = if own { (agency, "successor") } else { (next, "predecessor") };
        let (mut at, mut seen) = (next, BTreeSet::from([agency]));
        let mut circle = agency == next;
        while let Some((further, _)) = lines.next.get(at).filter(|_| seen.insert(at)) {
            circle |= further == agency;
            at = further;
        }
        if circle && agency != next {
            let message = format!("leads back to '{agency}'");
            flaw(file, key, message, "a body cannot take over from itself: remove one of the successions");
        }
        if let Some((third, later)) = lines.next.get(next).filter(|(_, later)| !circle && later <= from) {
            let message =
                format!("'{next}' took over on {from}, but passed to '{third}' on {later}, no later");
            flaw(file, key, message, "mend the days, or name the body that really came next");
        }
    }
    flaws.sort();
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Succession;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// `a>b@2020-01-01`: a says so; `a<b@…`: a says that it took over from b.
    fn bodies(told: &[&str]) -> BTreeMap<AgencyId, Agency> {
        let mut all: BTreeMap<AgencyId, Agency> = BTreeMap::new();
        for one in told {
            let (pair, from) = one.split_once('@').unwrap();
            let ends = pair.contains('>');
            let (own, other) = pair.split_once(['>', '<']).unwrap();
            for id in [own, other] {
                all.entry(id.into()).or_insert_with(|| Agency { id: id.into(), ..Agency::default() });
            }
            let succession = Some(Succession { agency: other.into(), from: day(from) });
            let agency = all.get_mut(&own.into()).unwrap();
            if ends { agency.successor = succession } else { agency.predecessor = succession }
        }
        all
    }

    fn messages(told: &[&str]) -> Vec<String> {
        flaws(&bodies(told)).into_iter().map(|f| format!("{} {}: {}", f.agency, f.key, f.message)).collect()
    }

    #[test]
    fn documents_from_before_the_hand_over_count_for_both() {
        let lines = Lines::of(&bodies(&["bmbf>bmftr@2025-05-06"]));
        let after = |day: Option<&str>| lines.after(&"bmbf".into(), day.map(self::day));
        assert_eq!(after(Some("2025-05-05")), ["bmftr".into()]);
        assert_eq!(after(Some("2025-05-06")), []);
        assert_eq!(after(None), ["bmftr".into()]);
        assert!(lines.after(&"bmftr".into(), None).is_empty());
        assert_eq!(lines.canonical(&"bmbf".into(), Some(day("2019-01-01"))), "bmftr".into());
        assert_eq!(lines.canonical(&"dfg".into(), None), "dfg".into());
    }

    #[test]
    fn either_side_may_say_it_and_lines_may_be_long_and_merge() {
        let lines = Lines::of(&bodies(&["b<a@2000-01-01", "b>c@2010-01-01", "x>c@2010-01-01"]));
        assert_eq!(lines.after(&"a".into(), Some(day("1999-01-01"))), ["b".into(), "c".into()]);
        assert_eq!(lines.after(&"a".into(), Some(day("2005-01-01"))), []);
        assert_eq!(lines.after(&"b".into(), Some(day("2005-01-01"))), ["c".into()]);
        let c = AgencyId::from("c");
        let names: Vec<&str> = lines.predecessors(&c).into_iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(names, ["b", "x", "a"]);
        assert_eq!(messages(&["b<a@2000-01-01", "b>c@2010-01-01", "x>c@2010-01-01"]), [""; 0]);
    }

    #[test]
    fn circles_forks_and_days_out_of_order_are_named() {
        assert_eq!(
            messages(&["a>b@2000-01-01", "b>a@2010-01-01"]),
            ["a successor: leads back to 'a'", "b successor: leads back to 'b'"]
        );
        assert_eq!(
            messages(&["a>b@2000-01-01", "b>c@2005-01-01", "c>a@2010-01-01"]).len(),
            3,
            "every body of a longer circle"
        );
        assert_eq!(
            messages(&["a>b@2010-01-01", "b>c@2005-01-01"]),
            ["a successor: 'b' took over on 2010-01-01, but passed to 'c' on 2005-01-01, no later"]
        );
        assert_eq!(
            messages(&["b<a@2000-01-01", "c<a@2000-01-01"]),
            ["c predecessor: 'a' passed to 'b' already"]
        );
        assert_eq!(
            messages(&["a>b@2000-01-01", "b<a@2001-01-01"]),
            ["b predecessor: began on 2001-01-01, but 'a' says 2000-01-01"]
        );
        assert_eq!(messages(&["a>b@2000-01-01", "b<a@2000-01-01"]), [""; 0]);
    }

    proptest! {
        /// Whatever files say, a line ends, holds nobody twice, and only shrinks as time goes on.
        #[test]
        fn lines_end(told in proptest::collection::vec((0_u8..6, 0_u8..6, 0_i64..4000, any::<bool>()), 0..9)) {
            let told: Vec<String> = told
                .into_iter()
                .map(|(a, b, ago, ends)| {
                    let from = day("2020-01-01") - chrono::Days::new(ago as u64);
                    format!("a{a}{}a{b}@{from}", if ends { '>' } else { '<' })
                })
                .collect();
            let told: Vec<&str> = told.iter().map(String::as_str).collect();
            let bodies = bodies(&told);
            let lines = Lines::of(&bodies);
            flaws(&bodies);
            for id in bodies.keys() {
                let all = lines.after(id, None);
                let unique: BTreeSet<_> = all.iter().collect();
                prop_assert_eq!(unique.len(), all.len());
                prop_assert!(!all.contains(id));
                let late = lines.after(id, Some(day("2015-01-01")));
                prop_assert_eq!(&all[..late.len()], &late[..]);
                prop_assert!(lines.predecessors(id).len() < bodies.len());
            }
        }
    }
}
