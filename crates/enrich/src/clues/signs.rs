//! What layout, commands and first persons say of a kind.
//!
//! Phrases run out, but guides command and opinions speak of oneself in ways that grammar fixes: `-ez` opens
//! a French sentence, `…en Sie` a German one, `십시오` ends a Korean one. What counts is the share of
//! sentences.

/// Signs that are no words of a facet.
pub(super) const SIGNS: [&str; 10] = [
    "title asks",
    "title quotes",
    "title has a colon",
    "text quotes",
    "text has shares",
    "text asks",
    "text exclaims",
    "text has digits",
    "text commands",
    "text speaks of oneself",
];

/// How strongly each sign is there, in the order of [`SIGNS`].
pub(super) fn signs(title: &str, text: &str, lang: &str, sentences: &[(usize, usize)]) -> [f32; SIGNS.len()] {
    let is = |yes: bool| f32::from(u8::from(yes));
    let count = |text: &str, of: fn(char) -> bool| text.chars().filter(|c| of(*c)).count() as f32;
    let length = text.chars().count().max(1) as f32;
    let share = |of: fn(&str, &str) -> bool| {
        let said = sentences.iter().filter_map(|(start, end)| text.get(*start..*end));
        said.filter(|s| of(s.trim(), lang)).count() as f32 / sentences.len().max(1) as f32
    };
    [
        is(title.contains(['?', '？', '¿'])),
        is(title.contains(['"', '“', '「', '«', '”', '„'])),
        is(title.contains([':', '：'])),
        is(text.contains(['"', '“', '「', '«', '”', '„'])),
        count(text, |c| matches!(c, '%' | '％')).min(3.0) / 3.0,
        is(text.contains(['?', '？'])),
        is(text.contains(['!', '！'])),
        (count(text, |c| c.is_ascii_digit()) / length * 10.0).min(1.0),
        (share(commands) * 2.0).min(1.0),
        (share(speaks_of_oneself) * 2.0).min(1.0),
    ]
}

/// Words that open a command in English, Spanish and Portuguese, whose form tells little.
const COMMANDS: [(&str, &[&str]); 3] = [
    (
        "en",
        &[
            "add",
            "agree",
            "answer",
            "ask",
            "avoid",
            "be",
            "bring",
            "call",
            "check",
            "choose",
            "cite",
            "compare",
            "complete",
            "consider",
            "consult",
            "contact",
            "decide",
            "declare",
            "delete",
            "describe",
            "disclose",
            "discuss",
            "do",
            "don't",
            "download",
            "encourage",
            "ensure",
            "explain",
            "fill",
            "find",
            "follow",
            "get",
            "give",
            "include",
            "inform",
            "keep",
            "leave",
            "list",
            "look",
            "make",
            "mark",
            "mention",
            "name",
            "never",
            "note",
            "offer",
            "plan",
            "please",
            "prepare",
            "provide",
            "put",
            "read",
            "record",
            "remember",
            "report",
            "review",
            "save",
            "seek",
            "send",
            "set",
            "share",
            "sign",
            "start",
            "state",
            "store",
            "submit",
            "take",
            "talk",
            "tell",
            "think",
            "treat",
            "turn",
            "use",
            "verify",
            "write",
        ],
    ),
    (
        "es",
        &[
            "acuda",
            "adjunte",
            "anote",
            "aporte",
            "aproveche",
            "archive",
            "asegure",
            "asegúrese",
            "avise",
            "busque",
            "cite",
            "compare",
            "complete",
            "compruebe",
            "conserve",
            "consulte",
            "cuide",
            "declare",
            "decida",
            "describa",
            "descargue",
            "elija",
            "envíe",
            "escriba",
            "especifique",
            "evite",
            "explique",
            "firme",
            "guarde",
            "haga",
            "hable",
            "incluya",
            "indique",
            "informe",
            "invite",
            "justifique",
            "lea",
            "marque",
            "mencione",
            "observe",
            "pida",
            "ponga",
            "pregunte",
            "prepare",
            "presente",
            "recuerde",
            "registre",
            "rellene",
            "responda",
            "reúna",
            "revise",
            "seleccione",
            "siga",
            "solicite",
            "tenga",
            "use",
            "utilice",
            "verifique",
        ],
    ),
    (
        "pt",
        &[
            "ajude",
            "anexe",
            "anote",
            "aproveite",
            "arquive",
            "assine",
            "avise",
            "busque",
            "cite",
            "combine",
            "compare",
            "confira",
            "conserve",
            "consulte",
            "converse",
            "declare",
            "decida",
            "descreva",
            "escolha",
            "escreva",
            "especifique",
            "evite",
            "explique",
            "faça",
            "fale",
            "guarde",
            "incentive",
            "inclua",
            "indique",
            "informe",
            "leia",
            "lembre",
            "marque",
            "mencione",
            "nunca",
            "ofereça",
            "peça",
            "pergunte",
            "prepare",
            "preencha",
            "procure",
            "registe",
            "registre",
            "responda",
            "reúna",
            "revise",
            "saiba",
            "selecione",
            "siga",
            "solicite",
            "tenha",
            "traga",
            "use",
            "utilize",
            "verifique",
        ],
    ),
];

/// Whether a sentence tells its reader to do something.
fn commands(sentence: &str, lang: &str) -> bool {
    let mut words =
        sentence.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|w| !w.is_empty());
    let (first, second) = (words.next().unwrap_or_default().to_lowercase(), words.next().unwrap_or_default());
    match lang {
        "de" => (second == "Sie" && first.ends_with('n')) || first == "bitte",
        "fr" => {
            first.chars().count() > 4 && first.ends_with("ez")
                || matches!(first.as_str(), "ne" | "n'oubliez" | "n’oubliez")
        }
        "ja" => {
            ["ください。", "ましょう。", "下さい。", "ないこと。"].iter().any(|end| sentence.ends_with(end))
        }
        "ko" => {
            ["십시오.", "하세요.", "시오.", "바랍니다.", "마세요."].iter().any(|end| sentence.ends_with(end))
        }
        "zh" => {
            sentence.contains(['须', '勿', '请'])
                || ["不得", "不要", "应当", "应主动", "建议您"].iter().any(|w| sentence.contains(w))
        }
        _ => {
            let listed = COMMANDS.iter().find(|(l, _)| *l == lang).map(|(_, list)| *list).unwrap_or_default();
            let negated = matches!((lang, first.as_str()), ("es", "no") | ("pt", "não"));
            let word = if negated { second.to_lowercase() } else { first };
            listed.contains(&word.as_str())
        }
    }
}

/// Whether a sentence is one of somebody who speaks of himself.
fn speaks_of_oneself(sentence: &str, lang: &str) -> bool {
    let list: &[&str] = match lang {
        "en" => &["i", "my", "me", "i'm", "i've", "i’m", "i’ve", "myself"],
        "de" => &["ich", "mein", "meine", "meinen", "meiner", "mir", "mich"],
        "fr" => &["je", "j", "mon", "ma", "mes", "moi", "me", "m"],
        "es" => &["yo", "mi", "mis", "me", "conmigo"],
        "pt" => &["eu", "meu", "minha", "meus", "minhas", "me", "mim"],
        "ja" => {
            return ["私は", "私も", "私の", "私が", "私に", "僕", "思う。", "ではないか。", "だろうか。"]
                .iter()
                .any(|w| sentence.contains(w));
        }
        "zh" => return sentence.replace("我们", "").replace("我国", "").contains('我'),
        "ko" => return ["나는", "나도", "내가", "내 ", "나의", "필자"].iter().any(|w| sentence.contains(w)),
        _ => return false,
    };
    let mut words = sentence.split(|c: char| !c.is_alphanumeric());
    words.any(|w| list.contains(&w.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_known_by_their_form() {
        for (lang, sentence) in [
            ("en", "Keep a copy of the form."),
            ("de", "Begründen Sie jede Note."),
            ("fr", "Donnez le nom et la version."),
            ("es", "No incluya índices."),
            ("pt", "Registre o que foi decidido."),
            ("ja", "事務室に届け出てください。"),
            ("ko", "법무팀의 확인을 거치십시오."),
            ("zh", "记录不得涂改。"),
        ] {
            assert!(commands(sentence, lang), "{sentence}");
        }
        for (lang, sentence) in [
            ("en", "The council keeps a copy."),
            ("de", "Der Rat hat begonnen."),
            ("fr", "Chez nous, rien ne change."),
            ("ja", "事務室が移転した。"),
            ("ko", "사무실을 옮겼다."),
            ("zh", "记录已经公布。"),
        ] {
            assert!(!commands(sentence, lang), "{sentence}");
        }
    }

    #[test]
    fn first_persons_are_words_of_their_own() {
        assert!(speaks_of_oneself("Last year I wrote to the dean.", "en"));
        assert!(speaks_of_oneself("L'an dernier j'ai écrit.", "fr"));
        assert!(speaks_of_oneself("我不反对。", "zh"));
        assert!(!speaks_of_oneself("我国科学家发表论文。", "zh"));
        assert!(!speaks_of_oneself("The institute is large.", "en"));
    }
}
