//! Names of countries and languages in both editions.

use crate::Edition;

/// Code, Japanese, English. ISO 3166-1 alpha-2, and two codes for bodies above countries.
const COUNTRIES: [(&str, &str, &str); 123] = [
    ("AE", "アラブ首長国連邦", "United Arab Emirates"),
    ("AL", "アルバニア", "Albania"),
    ("AM", "アルメニア", "Armenia"),
    ("AR", "アルゼンチン", "Argentina"),
    ("AT", "オーストリア", "Austria"),
    ("AU", "オーストラリア", "Australia"),
    ("AZ", "アゼルバイジャン", "Azerbaijan"),
    ("BA", "ボスニア・ヘルツェゴビナ", "Bosnia and Herzegovina"),
    ("BD", "バングラデシュ", "Bangladesh"),
    ("BE", "ベルギー", "Belgium"),
    ("BG", "ブルガリア", "Bulgaria"),
    ("BH", "バーレーン", "Bahrain"),
    ("BN", "ブルネイ", "Brunei"),
    ("BO", "ボリビア", "Bolivia"),
    ("BR", "ブラジル", "Brazil"),
    ("BW", "ボツワナ", "Botswana"),
    ("BY", "ベラルーシ", "Belarus"),
    ("CA", "カナダ", "Canada"),
    ("CH", "スイス", "Switzerland"),
    ("CI", "コートジボワール", "Côte d'Ivoire"),
    ("CL", "チリ", "Chile"),
    ("CM", "カメルーン", "Cameroon"),
    ("CN", "中国", "China"),
    ("CO", "コロンビア", "Colombia"),
    ("CR", "コスタリカ", "Costa Rica"),
    ("CU", "キューバ", "Cuba"),
    ("CY", "キプロス", "Cyprus"),
    ("CZ", "チェコ", "Czechia"),
    ("DE", "ドイツ", "Germany"),
    ("DK", "デンマーク", "Denmark"),
    ("DO", "ドミニカ共和国", "Dominican Republic"),
    ("DZ", "アルジェリア", "Algeria"),
    ("EC", "エクアドル", "Ecuador"),
    ("EE", "エストニア", "Estonia"),
    ("EG", "エジプト", "Egypt"),
    ("ES", "スペイン", "Spain"),
    ("ET", "エチオピア", "Ethiopia"),
    ("EU", "欧州連合", "European Union"),
    ("FI", "フィンランド", "Finland"),
    ("FR", "フランス", "France"),
    ("GB", "英国", "United Kingdom"),
    ("GE", "ジョージア", "Georgia"),
    ("GH", "ガーナ", "Ghana"),
    ("GR", "ギリシャ", "Greece"),
    ("GT", "グアテマラ", "Guatemala"),
    ("HK", "香港", "Hong Kong"),
    ("HR", "クロアチア", "Croatia"),
    ("HU", "ハンガリー", "Hungary"),
    ("ID", "インドネシア", "Indonesia"),
    ("IE", "アイルランド", "Ireland"),
    ("IL", "イスラエル", "Israel"),
    ("IN", "インド", "India"),
    ("INT", "国際機関", "International"),
    ("IQ", "イラク", "Iraq"),
    ("IR", "イラン", "Iran"),
    ("IS", "アイスランド", "Iceland"),
    ("IT", "イタリア", "Italy"),
    ("JO", "ヨルダン", "Jordan"),
    ("JP", "日本", "Japan"),
    ("KE", "ケニア", "Kenya"),
    ("KH", "カンボジア", "Cambodia"),
    ("KR", "韓国", "Republic of Korea"),
    ("KW", "クウェート", "Kuwait"),
    ("KZ", "カザフスタン", "Kazakhstan"),
    ("LA", "ラオス", "Laos"),
    ("LB", "レバノン", "Lebanon"),
    ("LI", "リヒテンシュタイン", "Liechtenstein"),
    ("LK", "スリランカ", "Sri Lanka"),
    ("LT", "リトアニア", "Lithuania"),
    ("LU", "ルクセンブルク", "Luxembourg"),
    ("LV", "ラトビア", "Latvia"),
    ("MA", "モロッコ", "Morocco"),
    ("MC", "モナコ", "Monaco"),
    ("MD", "モルドバ", "Moldova"),
    ("ME", "モンテネグロ", "Montenegro"),
    ("MG", "マダガスカル", "Madagascar"),
    ("MK", "北マケドニア", "North Macedonia"),
    ("MM", "ミャンマー", "Myanmar"),
    ("MN", "モンゴル", "Mongolia"),
    ("MO", "マカオ", "Macao"),
    ("MU", "モーリシャス", "Mauritius"),
    ("MX", "メキシコ", "Mexico"),
    ("MY", "マレーシア", "Malaysia"),
    ("MZ", "モザンビーク", "Mozambique"),
    ("NA", "ナミビア", "Namibia"),
    ("NG", "ナイジェリア", "Nigeria"),
    ("NL", "オランダ", "Netherlands"),
    ("NO", "ノルウェー", "Norway"),
    ("NP", "ネパール", "Nepal"),
    ("NZ", "ニュージーランド", "New Zealand"),
    ("OM", "オマーン", "Oman"),
    ("PA", "パナマ", "Panama"),
    ("PE", "ペルー", "Peru"),
    ("PH", "フィリピン", "Philippines"),
    ("PK", "パキスタン", "Pakistan"),
    ("PL", "ポーランド", "Poland"),
    ("PT", "ポルトガル", "Portugal"),
    ("PY", "パラグアイ", "Paraguay"),
    ("QA", "カタール", "Qatar"),
    ("RO", "ルーマニア", "Romania"),
    ("RS", "セルビア", "Serbia"),
    ("RW", "ルワンダ", "Rwanda"),
    ("SA", "サウジアラビア", "Saudi Arabia"),
    ("SE", "スウェーデン", "Sweden"),
    ("SG", "シンガポール", "Singapore"),
    ("SI", "スロベニア", "Slovenia"),
    ("SK", "スロバキア", "Slovakia"),
    ("SN", "セネガル", "Senegal"),
    ("TH", "タイ", "Thailand"),
    ("TN", "チュニジア", "Tunisia"),
    ("TR", "トルコ", "Türkiye"),
    ("TW", "台湾", "Taiwan"),
    ("TZ", "タンザニア", "Tanzania"),
    ("UA", "ウクライナ", "Ukraine"),
    ("UG", "ウガンダ", "Uganda"),
    ("US", "米国", "United States"),
    ("UY", "ウルグアイ", "Uruguay"),
    ("UZ", "ウズベキスタン", "Uzbekistan"),
    ("VE", "ベネズエラ", "Venezuela"),
    ("VN", "ベトナム", "Viet Nam"),
    ("ZA", "南アフリカ", "South Africa"),
    ("ZM", "ザンビア", "Zambia"),
    ("ZW", "ジンバブエ", "Zimbabwe"),
];

/// ISO 639-1, Japanese, English.
const LANGUAGES: [(&str, &str, &str); 30] = [
    ("ar", "アラビア語", "Arabic"),
    ("bg", "ブルガリア語", "Bulgarian"),
    ("ca", "カタルーニャ語", "Catalan"),
    ("cs", "チェコ語", "Czech"),
    ("da", "デンマーク語", "Danish"),
    ("de", "ドイツ語", "German"),
    ("el", "ギリシャ語", "Greek"),
    ("en", "英語", "English"),
    ("es", "スペイン語", "Spanish"),
    ("et", "エストニア語", "Estonian"),
    ("fi", "フィンランド語", "Finnish"),
    ("fr", "フランス語", "French"),
    ("he", "ヘブライ語", "Hebrew"),
    ("hu", "ハンガリー語", "Hungarian"),
    ("id", "インドネシア語", "Indonesian"),
    ("it", "イタリア語", "Italian"),
    ("ja", "日本語", "Japanese"),
    ("ko", "韓国語", "Korean"),
    ("nl", "オランダ語", "Dutch"),
    ("no", "ノルウェー語", "Norwegian"),
    ("pl", "ポーランド語", "Polish"),
    ("pt", "ポルトガル語", "Portuguese"),
    ("ro", "ルーマニア語", "Romanian"),
    ("ru", "ロシア語", "Russian"),
    ("sv", "スウェーデン語", "Swedish"),
    ("th", "タイ語", "Thai"),
    ("tr", "トルコ語", "Turkish"),
    ("uk", "ウクライナ語", "Ukrainian"),
    ("vi", "ベトナム語", "Vietnamese"),
    ("zh", "中国語", "Chinese"),
];

/// The country's name; its code where none is known.
pub fn country(code: &str, edition: Edition) -> &str {
    find(&COUNTRIES, code, edition)
}

/// The language's name; its code where none is known.
pub fn language(code: &str, edition: Edition) -> &str {
    find(&LANGUAGES, code, edition)
}

fn find<'a>(table: &'a [(&'a str, &'a str, &'a str)], code: &'a str, edition: Edition) -> &'a str {
    match table.binary_search_by(|row| row.0.cmp(code)) {
        Ok(at) if edition == Edition::Ja => table[at].1,
        Ok(at) => table[at].2,
        Err(_) => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_so_that_every_row_is_found() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(LANGUAGES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(country("GB", Edition::Ja), "英国");
        assert_eq!(country("INT", Edition::En), "International");
        assert_eq!(country("XX", Edition::Ja), "XX");
        for code in shiome_model::lang::KNOWN {
            assert_ne!(language(code, Edition::Ja), code);
        }
    }

    #[test]
    fn every_country_of_an_office_has_a_name() {
        let lines = include_str!("../../../config/programmes.toml").lines();
        let listed = lines.filter_map(|l| l.strip_prefix("countries = "));
        let codes: Vec<&str> = listed.flat_map(|l| l.split('"').skip(1).step_by(2)).collect();
        assert!(codes.contains(&"NP") && codes.contains(&"TN"), "{codes:?}");
        for code in codes {
            assert_ne!(country(code, Edition::Ja), code);
            assert_ne!(country(code, Edition::En), code);
        }
    }
}
