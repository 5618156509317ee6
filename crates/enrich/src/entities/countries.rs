//! Countries as texts name them: the country itself, its people, its adjective, in the languages we
//! read. A `*` stands for any ending. Countries are no entities of ours: they tell which of two bodies
//! of one name is meant, and which country an agreement is with.

/// Code and words. `EU` and `INT` stand above countries.
pub(crate) const COUNTRIES: &[(&str, &str)] = &[
    ("AE", "United Arab Emirates|Emirati|アラブ首長国連邦|阿联酋"),
    ("AR", "Argentin*|アルゼンチン|阿根廷|아르헨티나"),
    ("AT", "Austria*|Österreich*|Autriche|autrichien*|Áustria|Österrik*|オーストリア|奥地利|오스트리아"),
    (
        "AU",
        "Australia*|Australien|Australie|australien*|australisch*|Austrália|オーストラリア|豪州|澳大利亚|澳洲|호주",
    ),
    ("BD", "Bangladesh*|バングラデシュ|孟加拉国"),
    (
        "BE",
        "Belgium|Belgian*|Belgien|Belgique|belge*|belgisch*|Bélgica|België|Flemish|Flanders|Wallonia*|ベルギー|比利时|벨기에",
    ),
    ("BG", "Bulgaria*|ブルガリア"),
    ("BR", "Brazil*|Brasil*|Brésil*|brésilien*|brasilian*|ブラジル|巴西|브라질"),
    (
        "CA",
        "Canada|Canadian*|canadien*|kanadisch*|Kanada|kanadensisk*|Canadá|canadiense*|canadense*|Québec|Quebec|カナダ|加拿大|캐나다",
    ),
    (
        "CH",
        "Switzerland|Swiss|Schweiz*|Suisse*|suisse*|Suiza|suizo*|Suíça|suíço*|Svizzera|スイス|瑞士|스위스",
    ),
    ("CL", "Chile|Chilean*|chileno*|チリ|智利"),
    (
        "CN",
        "China|Chinese|PRC|chinesisch*|Chine|chinois*|chino|china|chinês|chinesa|Kina|kinesisk*|中国|中华|중국|จีน|الصين",
    ),
    ("CO", "Colombia*|コロンビア"),
    ("CY", "Cyprus|Cypriot*"),
    ("CZ", "Czech*|Tschechi*|tchèque*|チェコ|捷克"),
    (
        "DE",
        "German|Germany|Germans|deutsch|deutsche|deutscher|deutschen|deutsches|Deutschland*|Allemagne|allemand*|Alemania|alemán|alemana|Alemanha|alemão|alemã|Tyskland*|tysk*|ドイツ|独国|德国|독일|เยอรมนี|ألمانيا",
    ),
    (
        "DK",
        "Denmark|Danish|Dänemark|dänisch*|Danemark|danois*|Dinamarca|Danmark*|dansk*|デンマーク|丹麦|덴마크",
    ),
    ("EE", "Estonia*|Estland*|estnisch*|Estonie|エストニア"),
    ("EG", "Egypt|Egyptian*|Ägypten|ägyptisch*|Égypte|égyptien*|Egipto|エジプト|埃及|이집트|مصر|المصري*"),
    (
        "ES",
        "Spain|Spanish|Spanien|spanisch*|Espagne|espagnol*|España|español*|Espanha|espanhol*|spansk*|スペイン|西班牙|스페인",
    ),
    ("ET", "Ethiopia*|エチオピア"),
    (
        "EU",
        "EU|European Union|European|Europäische Union|europäisch*|Union européenne|européen*|Unión Europea|europeo*|União Europeia|europeu*|欧州|欧盟|欧洲|유럽",
    ),
    (
        "FI",
        "Finland|Finnish|Finnland|finnisch*|Finlande|finlandais*|Finlandia|Suomi|Suomen|finländsk*|フィンランド|芬兰|핀란드",
    ),
    (
        "FR",
        "France|French|Frankreich*|französisch*|français*|Francia|francés|francesa|França|francês|Frankrike*|fransk*|フランス|仏国|法国|프랑스|ฝรั่งเศส",
    ),
    (
        "GB",
        "UK|U.K.|United Kingdom|British|Britain|England|English|Scotland|Scottish|Wales|Northern Ireland|Großbritannien|britisch*|Vereinigtes Königreich|Vereinigten Königreich*|Royaume-Uni|britannique*|Reino Unido|británic*|britânic*|Storbritannien|brittisk*|英国|イギリス|영국",
    ),
    ("GH", "Ghana|Ghanaian*"),
    ("GR", "Greece|Greek|Griechenland|Grèce|Grecia|ギリシャ|希腊"),
    ("HK", "Hong Kong|香港|홍콩"),
    ("HR", "Croatia*|Kroati*"),
    ("HU", "Hungary|Hungarian*|Ungarn|ungarisch*|Hongrie|ハンガリー|匈牙利"),
    ("ID", "Indonesia*|indonesisch*|インドネシア|印度尼西亚|인도네시아"),
    ("IE", "Ireland|Irish|Irland|irisch*|Irlande|irlandais*|Irlanda|アイルランド|爱尔兰|아일랜드"),
    ("IL", "Israel|Israeli*|israelisch*|Israël|israélien*|イスラエル|以色列|이스라엘"),
    ("IN", "India|Indian|Indians|Indien|indisch*|Inde|indien|indienne*|インド|印度|인도"),
    ("IS", "Iceland*|Island|isländisch*|アイスランド|冰岛"),
    (
        "IT",
        "Italy|Italian|Italians|Italien|italienisch*|Italie|italien|italienne*|Italia|italiano|italiana|Itália|イタリア|意大利|이탈리아",
    ),
    (
        "JP",
        "Japan|Japanese|Japans|japanisch*|Japon|japonais*|Japón|japonés|japonesa*|japoneses|Japão|japonês|japansk*|日本|일본|ญี่ปุ่น|اليابان*",
    ),
    ("KE", "Kenya|Kenyan*|Kenia|kenianisch*|ケニア|肯尼亚|케냐"),
    (
        "KR",
        "Korea|Korean|Koreans|Südkorea*|koreanisch*|Corée*|coréen*|Corea*|coreano*|Coreia|Sydkorea*|sydkoreansk*|韓国|韩国|한국|대한민국",
    ),
    ("KZ", "Kazakhstan*|カザフスタン"),
    ("LT", "Lithuania*|Litauen|リトアニア"),
    ("LU", "Luxembourg*|Luxemburg*|ルクセンブルク|卢森堡"),
    ("LV", "Latvia*|Lettland|ラトビア"),
    ("MA", "Morocc*|Maroc|marocain*|モロッコ"),
    ("MX", "Mexico|Mexican*|México|mexicano*|メキシコ|墨西哥"),
    ("MY", "Malaysia*|マレーシア|马来西亚|말레이시아"),
    ("NA", "Namibia*|ナミビア"),
    ("NG", "Nigeria*|ナイジェリア|尼日利亚"),
    (
        "NL",
        "Netherlands|Dutch|Niederlande*|niederländisch*|Pays-Bas|néerlandais*|Países Bajos|neerland*|Países Baixos|Nederland*|nederländsk*|オランダ|荷兰|네덜란드",
    ),
    (
        "NO",
        "Norway|Norwegian*|Norwegen|norwegisch*|Norvège|norvégien*|Noruega|norueg*|Norge|norsk*|ノルウェー|挪威|노르웨이",
    ),
    ("NP", "Nepal*|ネパール"),
    (
        "NZ",
        "New Zealand*|Neuseeland*|Nouvelle-Zélande|Nueva Zelanda|Aotearoa|ニュージーランド|新西兰|뉴질랜드",
    ),
    ("PE", "Peru|Peruvian*|ペルー"),
    ("PH", "Philippine*|Filipino|フィリピン|菲律宾|필리핀"),
    ("PK", "Pakistan*|パキスタン|巴基斯坦"),
    (
        "PL",
        "Poland|Polish|Polen|polnisch*|Pologne|polonais*|Polonia|Polônia|Polska|polsk*|polish|ポーランド|波兰|폴란드",
    ),
    (
        "PT",
        "Portugal|Portuguese|portugiesisch*|portugais*|portugués|português|portuguesa*|ポルトガル|葡萄牙|포르투갈",
    ),
    ("QA", "Qatar*|カタール"),
    ("RO", "Romania*|Rumäni*|Roumanie|ルーマニア"),
    ("RU", "Russia|Russian*|russisch*|Russie|russe*|Rusia|ロシア|俄罗斯|러시아"),
    ("RW", "Rwanda*|ルワンダ"),
    ("SA", "Saudi*|サウジアラビア|沙特"),
    (
        "SE",
        "Sweden|Swedish|Schweden|schwedisch*|Suède|suédois*|Suecia|sueco*|Suécia|Sverige*|svensk*|スウェーデン|瑞典|스웨덴",
    ),
    ("SG", "Singapore*|Singapur|Singapour|シンガポール|新加坡|싱가포르"),
    ("SI", "Slovenia*|Slowenien|スロベニア"),
    ("SK", "Slovak*|Slowak*|スロバキア"),
    ("SN", "Senegal*|Sénégal*|セネガル"),
    (
        "TH",
        "Thai|Thailand*|thailändisch*|Thaïlande|thaïlandais*|Tailandia|Tailândia|タイ王国|タイの|タイ国|泰国|태국|ไทย",
    ),
    ("TN", "Tunisia*|チュニジア"),
    ("TR", "Turkey|Türkiye|Turkish|Türkei|türkisch*|Turquie|トルコ|土耳其|튀르키예|터키"),
    ("TW", "Taiwan*|Taïwan|台湾|臺灣|대만"),
    ("TZ", "Tanzania*|タンザニア"),
    ("UA", "Ukrain*|ukrainisch*|ウクライナ|乌克兰|우크라이나"),
    ("UG", "Uganda*|ウガンダ"),
    (
        "US",
        "US|U.S.|USA|United States|American|Americans|Vereinigte Staaten|Vereinigten Staaten|US-amerikanisch*|amerikanisch*|États-Unis|américain*|Estados Unidos|estadounidense*|norte-americano*|americano*|amerikansk*|USA:s|米国|アメリカ|全米|美国|미국|สหรัฐ*|الولايات المتحدة",
    ),
    ("VN", "Vietnam*|Viet Nam|ベトナム|越南|베트남"),
    (
        "ZA",
        "South Africa*|Südafrika*|südafrikanisch*|Afrique du Sud|sud-africain*|Sudáfrica|África do Sul|Sydafrika*|南アフリカ|南非|남아프리카*",
    ),
];
