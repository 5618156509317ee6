//! Standing pages that are watched: clauses that change, and noise that does not count.

use super::{
    cast::{HOUSES, house},
    docs::Doc,
    material::{Language, Standing, Version},
    page::{Middle, escape, page},
    press::{Press, midnight},
};
use crate::web::{EntryKind, SiteEntry, Truth};
use std::collections::BTreeMap;

/// Publishes every version of a standing page; gives its publisher, its entry and its truth.
pub(super) fn publish(
    press: &mut Press,
    standing: &Standing,
    languages: &BTreeMap<&str, Language>,
    docs: &[Doc],
) -> Option<(usize, SiteEntry, Truth)> {
    let at = house(&standing.house)?;
    let (house, language) = (&HOUSES[at], languages.get(standing.lang.as_str())?);
    let url = format!("https://{}{}", house.host, standing.path);
    let mut clauses = standing.clauses.clone();
    for (number, version) in standing.version.iter().enumerate() {
        edit(&mut clauses, version);
        let items: String = clauses.iter().map(|clause| format!("<li>{}</li>\n", escape(clause))).collect();
        let html = format!("<p>{}</p>\n<ol class=\"clauses\">\n{items}</ol>\n", escape(&standing.intro));
        let related: Vec<&Doc> = docs
            .iter()
            .filter(|doc| doc.house == at && doc.date < version.at && doc.counts())
            .take(3)
            .collect();
        let token = format!("{:08x}", 0x5eed_0000 + number * 40_503);
        let middle = Middle {
            title: &standing.title,
            date: None,
            tags: &[],
            html,
            related: &related,
            address: &url,
            token,
        };
        press.html(house, &url, midnight(version.at), "page", &page(house, language, &middle));
    }
    let noise = standing.version.iter().skip(1).filter(|version| version.is_noise()).count();
    let versions = standing.version.len() - noise;
    let entry = SiteEntry {
        kind: EntryKind::Watch,
        url: url.clone(),
        name: Some(standing.title.clone()),
        language: Some(standing.lang.clone()),
        pages: Some(1),
        links: Some(1),
        documents: Some(1),
        captures: Some(standing.version.len() as u64),
        versions: Some(versions as u64),
        expect: Some(format!("{} changes of clauses, {noise} of noise only", versions - 1)),
        ..SiteEntry::default()
    };
    let truth = Truth {
        url,
        title: standing.title.clone(),
        site: house.id.into(),
        lang: Some(standing.lang.clone()),
        page: true,
        kind: Some("policy".into()),
        ..Truth::default()
    };
    Some((at, entry, truth))
}

fn edit(clauses: &mut Vec<String>, version: &Version) {
    for (number, text) in &version.set {
        let place = number.parse::<usize>().ok().and_then(|number| clauses.get_mut(number.wrapping_sub(1)));
        if let Some(place) = place {
            place.clone_from(text);
        }
    }
    let mut number = 0;
    clauses.retain(|_| {
        number += 1;
        !version.drop.contains(&number)
    });
    clauses.extend(version.add.iter().cloned());
}
