//! The small words that every sentence of a language has: they tell it faster than any model.
//!
//! A word speaks for each language that has it, and the louder the fewer those are. Letters that one
//! or two languages write speak as well, and so do endings that part Danish from Norwegian.

use crate::words::{ByHash, hash};
use std::sync::LazyLock;

/// Languages, in the order of the votes.
pub const LATIN: [&str; 11] = ["en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi"];

/// Votes for each of [`LATIN`].
pub type Votes = [f32; 11];

const WORDS: [&str; 11] = [
    "the of and to in for is on that by with as are this be it from at an or has have was were which will not its their new can more than been these between into also our we how what who about after all but they his her he she would out up over through towards call research apply here when why where should must may your you",
    "der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum kann nur sein ihr seine oder aber vor zur bis mehr durch man dann soll zwischen gegen wurde wurden unter neue neuen neuer ihre wir was haben ab beim vom ins wenn sowie jetzt mehr",
    "le la les de des et du en un une est que dans pour qui sur pas plus par au avec ce il ne se sont aux ou son sa ses cette mais comme nous leur été être ont fait entre après même ces deux aussi d l qu c n s y elle ils vous notre nos sans sous dont où peut nouveau nouvelle nouveaux appel projets recherche depuis selon chez contre vers",
    "el la los las de del y en que un una por con para es se no al lo su sus como más o pero fue este esta entre cuando muy sin sobre también hasta hay donde desde todo nos durante uno ni contra otros ese eso ha han son ser está están según tras nuevo nueva nuevos convocatoria proyectos investigación ante hacia qué cómo quién",
    "o a os as de do da dos das e em no na nos nas que um uma para com não por mais se como mas ao aos à foi ser tem são sua seu suas seus ou quando muito também só pelo pela pelos pelas até isso ele ela entre depois sem mesmo já está estão sobre este esta após novo nova novos edital pesquisa projetos você ainda",
    "il lo la i gli le di del della dei delle dello degli e in un una che per con non è si sono da dal dalla al alla ai alle nel nella nei nelle sul sulla come più anche ma o se ha hanno questo questa suo sua loro tra fra dopo essere stato ci bando ricerca nuovo nuova nuovi progetti cui quando chi quale perché",
    "de het een en van in is op te dat die voor met zijn niet aan er om ook als bij door naar uit over nog maar dan wordt worden werd deze dit heeft hebben kan meer tot of zich tegen onder tussen wel geen hun we wij hij zij onderzoek nieuwe nieuw na moet zal hoe wat wie waarom jaar jaren",
    "och i att det som en på är av för med den till inte om ett har de var kan så men från vi nu ska när hur också efter eller bli blir sin mot upp då under genom sig mellan alla andra får finns detta utan nya ny forskning vill har vid dess hos samt vad vem mycket ni du dig inom dessa denna",
    "og i at det en den til er som på de med af for ikke der var et har om han men ud efter sig kan også skal fra blev være ved nu hun over da eller nye ny mellem ind må mange hvad hvor når os dig mig nogle nogen kun ville blevet mod uden andre under meget hvis være dem gennem sådan forskning denne dette",
    "og i at det en den til er som på de med av for ikke der var et har om han men ut etter seg kan også skal fra ble være ved nå hun over da eller nye ny mellom inn må mange hva hvor når oss deg meg noen bare ville blitt mot uten andre under mye hvis bli dem gjennom slik forskning denne dette blir vil",
    "ja on ei se että oli ovat joka mutta myös kun tai hän niin kuin ole ovat olla jo sen vain jos nyt sitä tämä siitä ne sekä mukaan voi jälkeen kanssa ennen uusi uuden uutta tutkimus mitä miten miksi haku vuoden vuonna noin kaikki muun kautta sille näin tänä heidän hänen jonka jotka joiden eli kuitenkin voidaan eivät",
];

/// Letters that few languages write, and those.
const LETTERS: [(char, &[&str]); 26] = [
    ('ß', &["de"]),
    ('ñ', &["es"]),
    ('¿', &["es"]),
    ('¡', &["es"]),
    ('ã', &["pt"]),
    ('õ', &["pt"]),
    ('ç', &["fr", "pt"]),
    ('œ', &["fr"]),
    ('ê', &["fr", "pt"]),
    ('ë', &["nl", "fr"]),
    ('è', &["fr", "it"]),
    ('à', &["fr", "it", "pt"]),
    ('ù', &["it", "fr"]),
    ('ò', &["it"]),
    ('ì', &["it"]),
    ('î', &["fr"]),
    ('û', &["fr"]),
    ('ï', &["fr", "nl"]),
    ('å', &["sv", "da", "no"]),
    ('æ', &["da", "no"]),
    ('ø', &["da", "no"]),
    ('ö', &["de", "sv", "fi"]),
    ('ä', &["de", "sv", "fi"]),
    ('ü', &["de"]),
    ('í', &["es", "pt"]),
    ('ó', &["es", "pt"]),
];

/// Ends of words, and the languages that write them.
const ENDINGS: [(&str, &[&str]); 52] = [
    ("sjon", &["no"]),
    ("sjonen", &["no"]),
    ("sjoner", &["no"]),
    ("sjons", &["no"]),
    ("het", &["no", "sv", "nl"]),
    ("heten", &["no", "sv"]),
    ("heter", &["no", "sv"]),
    ("hed", &["da"]),
    ("heden", &["da", "nl"]),
    ("heder", &["da"]),
    ("tion", &["en", "fr", "de", "da", "sv"]),
    ("tionen", &["de", "da", "sv"]),
    ("tioner", &["da", "sv"]),
    ("ação", &["pt"]),
    ("ções", &["pt"]),
    ("ção", &["pt"]),
    ("ción", &["es"]),
    ("ciones", &["es"]),
    ("dad", &["es"]),
    ("dade", &["pt"]),
    ("dades", &["pt", "es"]),
    ("zione", &["it"]),
    ("zioni", &["it"]),
    ("ità", &["it"]),
    ("ung", &["de"]),
    ("ungen", &["de"]),
    ("keit", &["de"]),
    ("heit", &["de"]),
    ("lich", &["de"]),
    ("ing", &["en", "nl", "da", "no", "sv"]),
    ("ingen", &["nl", "da", "no", "sv"]),
    ("lijk", &["nl"]),
    ("elijke", &["nl"]),
    ("tie", &["nl"]),
    ("ties", &["nl", "en"]),
    ("ment", &["fr", "en"]),
    ("eur", &["fr"]),
    ("eux", &["fr"]),
    ("aux", &["fr"]),
    ("ique", &["fr"]),
    ("iques", &["fr"]),
    ("nen", &["fi", "de"]),
    ("ssa", &["fi"]),
    ("ssä", &["fi"]),
    ("lla", &["fi"]),
    ("llä", &["fi"]),
    ("sta", &["fi"]),
    ("stä", &["fi"]),
    ("ksen", &["fi"]),
    ("ity", &["en"]),
    ("ly", &["en"]),
    ("ies", &["en"]),
];

/// Pieces inside words of Danish, Norwegian and Swedish that their neighbours write in another way.
const PIECES: [(&str, &[&str]); 24] = [
    ("øj", &["da"]),
    ("ej", &["da"]),
    ("æg", &["da"]),
    ("øy", &["no"]),
    ("ei", &["no", "de"]),
    ("kj", &["no"]),
    ("sj", &["no", "sv"]),
    ("skj", &["no"]),
    ("hv", &["da", "no"]),
    ("ld", &["da", "no", "sv"]),
    ("nd", &["da"]),
    ("eg", &["da"]),
    ("ck", &["sv", "de"]),
    ("äll", &["sv"]),
    ("ör", &["sv"]),
    ("lh", &["pt"]),
    ("nh", &["pt"]),
    ("ll", &["es"]),
    ("gli", &["it"]),
    ("zz", &["it"]),
    ("ij", &["nl"]),
    ("aa", &["nl", "fi"]),
    ("sch", &["de", "nl"]),
    ("yy", &["fi"]),
];

/// The tables above as they are asked.
struct Tables {
    words: ByHash<Votes>,
    letters: Vec<(char, Votes)>,
    endings: Vec<(&'static [u8], Votes)>,
    pieces: Vec<(&'static [u8], Votes)>,
    /// Which endings end in a byte.
    by_last: [u64; 256],
    /// Which pieces begin with a byte.
    by_first: [u32; 256],
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut words: ByHash<Votes> = ByHash::default();
    for (at, of_language) in WORDS.iter().enumerate() {
        for word in of_language.split(' ') {
            if let Some(vote) = words.entry(hash(word)).or_insert([0.0; 11]).get_mut(at) {
                *vote = 1.0;
            }
        }
    }
    for vote in words.values_mut() {
        let sum: f32 = vote.iter().sum();
        // One language alone: three; two: one and a half; half of all: next to nothing.
        vote.iter_mut().for_each(|v| *v *= 3.0 / sum.max(1.0));
    }
    let mut tables = Tables {
        words,
        letters: LETTERS.iter().map(|(c, languages)| (*c, spread(languages, 1.2))).collect(),
        endings: ENDINGS.iter().map(|(e, languages)| (e.as_bytes(), spread(languages, 1.2))).collect(),
        pieces: PIECES.iter().map(|(p, languages)| (p.as_bytes(), spread(languages, 0.3))).collect(),
        by_last: [0; 256],
        by_first: [0; 256],
    };
    for (at, (ending, _)) in tables.endings.iter().enumerate() {
        tables.by_last[usize::from(ending[ending.len() - 1])] |= 1 << at;
    }
    for (at, (piece, _)) in tables.pieces.iter().enumerate() {
        tables.by_first[usize::from(piece[0])] |= 1 << at;
    }
    tables
});

/// A weight shared by some languages.
fn spread(languages: &[&str], weight: f32) -> Votes {
    LATIN.map(|own| if languages.contains(&own) { weight / languages.len() as f32 } else { 0.0 })
}

fn add(votes: &mut Votes, more: &Votes) {
    votes.iter_mut().zip(more).for_each(|(sum, vote)| *sum += vote);
}

/// The numbers of the bits that are set, from the lowest.
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = set.trailing_zeros() as usize;
        set &= set.checked_sub(1)?;
        Some(at)
    })
}

/// The votes of a text, and how many words were asked.
pub fn votes(text: &str) -> (Votes, usize) {
    let tables = &*TABLES;
    let (mut votes, mut asked): (Votes, usize) = ([0.0; 11], 0);
    let mut lower = String::new();
    for word in text.split(|c: char| !c.is_alphabetic() && !matches!(c, '¿' | '¡')).filter(|w| !w.is_empty())
    {
        lower.clear();
        let is_ascii = word.is_ascii();
        if is_ascii {
            lower.push_str(word);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(word.chars().flat_map(char::to_lowercase));
        }
        asked += 1;
        if let Some(of_word) = tables.words.get(&hash(&lower)) {
            add(&mut votes, of_word);
            continue;
        }
        if !is_ascii {
            for c in lower.chars().filter(|c| !c.is_ascii()) {
                if let Some((_, more)) = tables.letters.iter().find(|(letter, _)| *letter == c) {
                    add(&mut votes, more);
                }
            }
        }
        if lower.len() > 5 {
            let bytes = lower.as_bytes();
            let ends = bits(tables.by_last[usize::from(bytes[bytes.len() - 1])])
                .filter_map(|at| tables.endings.get(at))
                .filter(|(ending, _)| bytes.ends_with(ending));
            if let Some((_, more)) = ends.max_by_key(|(ending, _)| ending.len()) {
                add(&mut votes, more);
            }
            let mut within = 0u64;
            for at in 0..bytes.len() {
                let candidates = bits(u64::from(tables.by_first[usize::from(bytes[at])]));
                let here = candidates.filter(|n| bytes[at..].starts_with(tables.pieces[*n].0));
                within |= here.fold(0, |set, n| set | 1 << n);
            }
            bits(within).for_each(|n| add(&mut votes, &tables.pieces[n].1));
        }
    }
    (votes, asked)
}

/// The language with most votes, and how far it is ahead of the next.
pub fn leader(votes: &Votes) -> (&'static str, f32, f32) {
    let mut ranked: Vec<(f32, &'static str)> = votes.iter().copied().zip(LATIN).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    match ranked[..] {
        [first, second, ..] => (first.1, first.0, first.0 - second.0),
        _ => ("en", 0.0, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, word by word and table by table.
    fn plainly(text: &str) -> (Votes, usize) {
        let (mut votes, mut asked): (Votes, usize) = ([0.0; 11], 0);
        let is_part = |c: char| c.is_alphabetic() || matches!(c, '¿' | '¡');
        for word in text.split(|c| !is_part(c)).filter(|w| !w.is_empty()) {
            let lower: String = word.chars().flat_map(char::to_lowercase).collect();
            asked += 1;
            if let Some(of_word) = TABLES.words.get(&hash(&lower)) {
                add(&mut votes, of_word);
                continue;
            }
            for (_, languages) in lower.chars().filter_map(|c| LETTERS.iter().find(|l| l.0 == c)) {
                add(&mut votes, &spread(languages, 1.2));
            }
            if lower.len() > 5 {
                let ends = ENDINGS.iter().filter(|(e, _)| lower.ends_with(e));
                let longest = ends.max_by_key(|(e, _)| e.len());
                longest.iter().for_each(|(_, languages)| add(&mut votes, &spread(languages, 1.2)));
                for (_, languages) in PIECES.iter().filter(|(piece, _)| lower.contains(piece)) {
                    add(&mut votes, &spread(languages, 0.3));
                }
            }
        }
        (votes, asked)
    }

    proptest::proptest! {
        #[test]
        fn tables_say_what_the_lists_say(text in "((sjon|heden|ação|ssä|ksen|lijk|øj|æg|skj|gli|the|Ärende|LLA|sch)|[a-zæøåßéİ¿ ,.]){0,30}") {
            proptest::prop_assert_eq!(votes(&text), plainly(&text));
        }
    }

    #[test]
    fn neighbours_are_told_apart() {
        for (expected, text) in [
            (
                "da",
                "Rådet åbner en ny ansøgningsrunde og efterlyser nogle forskere, der også vil arbejde med sundhed.",
            ),
            ("no", "Rådet åpner en ny utlysning og etterlyser noen forskere som også vil arbeide med helse."),
            ("sv", "Rådet öppnar en ny utlysning och söker några forskare som också vill arbeta med hälsa."),
            ("es", "El consejo abre una nueva convocatoria y busca investigadores que trabajen en salud."),
            ("pt", "O conselho abre um novo edital e procura pesquisadores que trabalhem em saúde."),
            ("nl", "De raad opent een nieuwe oproep en zoekt onderzoekers die aan gezondheid werken."),
        ] {
            let (votes, _) = votes(text);
            assert_eq!(leader(&votes).0, expected, "{text}: {votes:?}");
        }
    }
}
