//! Codes of countries (ISO 3166-1 alpha-2) and languages (ISO 639-1).

use shiome_model::Lang;

const COUNTRIES: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV \
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES \
ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE \
IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY \
MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU \
NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM \
SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE \
VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Bodies above countries.
const ABOVE: &str = "EU INT";

const LANGUAGES: &str = "\
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv \
dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig \
ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh \
mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru \
rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug \
uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether a code names a country, the European Union, or the international level.
pub fn is_country(code: &str) -> bool {
    COUNTRIES.split(' ').chain(ABOVE.split(' ')).any(|known| known == code)
}

/// What to do about a code that names none.
pub fn country_hint(code: &str) -> String {
    let upper = code.to_ascii_uppercase();
    match upper.as_str() {
        "UK" => "did you mean 'GB'?".into(),
        _ if is_country(&upper) => format!("did you mean '{upper}'?"),
        _ => "write ISO 3166-1 alpha-2 (JP, DE), EU or INT".into(),
    }
}

/// The language of a tag such as `de` or `zh-Hant`; none if there is no such language.
pub fn language(tag: &str) -> Option<Lang> {
    Lang::parse(tag).filter(|lang| LANGUAGES.split(' ').any(|known| known == lang.as_str()))
}

/// What to do about a tag that names none.
pub const LANGUAGE_HINT: &str = "write ISO 639-1: ja, en, de";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_standards() {
        assert_eq!(COUNTRIES.split(' ').count(), 249);
        assert!(is_country("JP") && is_country("EU") && is_country("INT"));
        assert!(!is_country("UK") && !is_country("jp") && !is_country("XX"));
        assert_eq!(language("zh-Hant"), Some(Lang::from("zh")));
        assert_eq!(language("jp"), None);
        assert!(shiome_model::lang::KNOWN.iter().all(|known| language(known).is_some()));
    }
}
