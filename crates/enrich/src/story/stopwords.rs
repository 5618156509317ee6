//! Words that say nothing of what a text is about: neither names at the start of a sentence nor
//! evidence in it. Frequent words of our field need no list: they are counted.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const LIST: &[(&str, &str)] = &[
    (
        "en",
        "a an the and or of in on at to for from by with as is are was were be been being has have had do does did not no it its he she they his her their him them this that these those will would can could should may might about after before into over under than then there here who which what when where how why all any some more most other such also just up out one two new we our you your if but so says said say while during between both each per via us i my me n s t",
    ),
    (
        "de",
        "der die das den dem des ein eine einer eines einem einen und oder von zu im in am an auf für mit als ist sind war waren wird werden wurde wurden sein hat haben nicht auch bei nach über unter um aus durch bis sie er es wir ihr sich dass wie so nur noch mehr zum zur vom beim diese dieser dieses",
    ),
    (
        "fr",
        "le la les l un une des du de d et ou en au aux à dans par pour sur avec sans est sont était sera seront a ont été être ce cette ces son sa ses leur leurs il elle ils elles nous vous qui que qu dont où ne pas plus se s y comme",
    ),
    (
        "es",
        "el la los las un una unos unas y o de del al a en por para con sin es son fue será serán ha han ser se su sus este esta estos estas que como más no lo le les",
    ),
    (
        "pt",
        "o a os as um uma uns umas e ou de do da dos das ao à em no na nos nas por para com sem é são foi será serão tem têm ser se seu sua seus suas este esta que como mais não",
    ),
    (
        "it",
        "il lo la i gli le un una uno e o di del della dei delle degli al alla ai alle a in nel nella per con su da dal è sono era sarà saranno ha hanno essere si suo sua questo questa che come più non",
    ),
    (
        "nl",
        "de het een en of van in op te aan voor met als is zijn was waren wordt worden werd niet ook bij naar over onder om uit door tot ze hij zij we wij dat die dit deze er",
    ),
    (
        "sv",
        "en ett den det de och eller av i på till för med som är var har blir inte också vid efter över under om från till vi du han hon att sig ny nya",
    ),
    (
        "da",
        "en et den det de og eller af i på til for med som er var har bliver ikke også ved efter over under om fra vi du han hun at sig ny nye",
    ),
    (
        "no",
        "en et ei den det de og eller av i på til for med som er var har blir ikke også ved etter over under om fra vi du han hun at seg ny nye",
    ),
    ("fi", "ja tai on ovat oli se ne että joka kun kuin myös ei sekä mutta tämä nämä hän he"),
];

static SETS: LazyLock<HashMap<&str, HashSet<&str>>> =
    LazyLock::new(|| LIST.iter().map(|(lang, words)| (*lang, words.split(' ').collect())).collect());

/// The empty words of a language.
pub(super) fn of(lang: &str) -> Option<&'static HashSet<&'static str>> {
    SETS.get(lang)
}
