//! The publishers. All are invented, and so are their domains (`.example`, RFC 2606).

/// How a page shows when it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// `<meta property="article:published_time">`.
    Meta,
    /// JSON-LD `datePublished`.
    JsonLd,
    /// `<time datetime>`.
    Time,
    /// Text in the page's language.
    Visible,
    /// Text, month first.
    American,
    /// Text, in the Japanese era.
    Era,
    /// Only in the address.
    Address,
}

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Pages of links.
    Listing,
    /// RSS 2.0, the newest items.
    Rss2,
    /// RSS 2.0, all items with their whole text.
    Rss2Full,
    /// RSS 1.0 (RDF), all items.
    Rss1,
    /// Atom, the newest items.
    Atom,
    /// JSON Feed, all items.
    JsonFeed,
    /// One sitemap.
    Sitemap,
    /// An index of gzipped sitemaps.
    SitemapIndex,
    /// JSON by GET.
    ApiGet,
    /// JSON by POST.
    ApiPost,
}

/// One publisher.
pub(super) struct House {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) name_en: &'static str,
    pub(super) name_ja: &'static str,
    pub(super) country: &'static str,
    pub(super) kind: &'static str,
    pub(super) host: &'static str,
    pub(super) langs: &'static [&'static str],
    /// Documents beside the planted ones.
    pub(super) documents: usize,
    /// Which skeleton its pages have.
    pub(super) skeleton: usize,
    pub(super) shown: Shown,
    /// Encoding label of its pages.
    pub(super) charset: &'static str,
    pub(super) ways: &'static [Way],
    /// Whether its reports are PDF files.
    pub(super) pdfs: bool,
    pub(super) crawl_delay: Option<u32>,
}

use Shown::{Address, American, Era, JsonLd, Meta, Time, Visible};

macro_rules! house {
    ($id:literal, $country:literal, $kind:literal, $host:literal, [$name:literal, $en:literal, $ja:literal],
     [$($lang:literal),*], $documents:literal, $skeleton:literal, $shown:expr, $charset:literal,
     [$($way:ident),*], $pdfs:literal, $delay:expr) => {
        House {
            id: $id, name: $name, name_en: $en, name_ja: $ja, country: $country, kind: $kind, host: $host,
            langs: &[$($lang),*], documents: $documents, skeleton: $skeleton, shown: $shown, charset: $charset,
            ways: &[$(Way::$way),*], pdfs: $pdfs, crawl_delay: $delay,
        }
    };
}

/// All publishers, in order.
#[rustfmt::skip]
pub(super) const HOUSES: [House; 15] = [
    house!("albion", "GB", "funder", "www.albion-endowment.example",
        ["Albion Research Endowment", "Albion Research Endowment", "アルビオン研究基金"],
        ["en"], 46, 0, JsonLd, "utf-8", [Listing, Rss2], true, None),
    house!("fosi", "US", "ministry", "fosi.example",
        ["Federal Office for Scholarly Inquiry", "Federal Office for Scholarly Inquiry", "連邦学術調査局"],
        ["en"], 44, 1, American, "utf-8", [ApiGet], true, Some(2)),
    house!("scrt", "AU", "funder", "southerncrosstrust.example",
        ["Southern Cross Research Trust", "Southern Cross Research Trust", "南十字研究信託"],
        ["en"], 30, 2, Meta, "utf-8", [SitemapIndex, Atom], false, None),
    house!("toto", "JP", "funder", "www.toto-gakushin.example",
        ["東都学術振興会", "Toto Society for Research Promotion", "東都学術振興会"],
        ["ja"], 36, 3, Era, "shift_jis", [Listing], true, None),
    house!("minato", "JP", "institute", "minato-seisaku.example",
        ["学術政策研究機構みなと", "Minato Institute for Research Policy", "学術政策研究機構みなと"],
        ["ja"], 26, 4, Visible, "euc-jp", [Rss1], true, None),
    house!("mitteland", "DE", "funder", "www.forschung-mitteland.example",
        ["Forschungsförderung Mitteland", "Mitteland Research Funding", "ミッテラント研究助成機構"],
        ["de"], 32, 1, Visible, "iso-8859-1", [Listing, Atom], true, None),
    house!("alpenwissen", "AT", "funder", "alpenwissen.example",
        ["Stiftung Alpenwissen", "Alpenwissen Foundation", "アルペン知識財団"],
        ["de"], 20, 0, Time, "utf-8", [JsonFeed], false, None),
    house!("arvonne", "FR", "council", "www.cnr-arvonne.example",
        ["Conseil national de la recherche d'Arvonne", "National Research Council of Arvonne", "アルヴォンヌ国立研究評議会"],
        ["fr"], 34, 2, Visible, "iso-8859-1", [Listing], false, None),
    house!("iberica", "ES", "funder", "www.fundacion-iberica.example",
        ["Fundación Ibérica para la Ciencia", "Iberian Foundation for Science", "イベリア科学財団"],
        ["es"], 28, 3, Meta, "utf-8", [Rss2, Sitemap], false, None),
    house!("andino", "CL", "council", "consejo-andino.example",
        ["Consejo Andino de Investigación", "Andean Research Council", "アンデス研究評議会"],
        ["es"], 18, 4, Address, "utf-8", [Listing], false, Some(1)),
    house!("hualan", "CN", "funder", "www.hualan-kexue.example",
        ["华澜科学基金会", "Hualan Science Foundation", "華瀾科学基金会"],
        ["zh"], 28, 1, Time, "gb18030", [Listing], false, None),
    house!("hanbit", "KR", "funder", "hanbit-yeongu.example",
        ["한빛연구재단", "Hanbit Research Foundation", "ハンビッ研究財団"],
        ["ko"], 28, 0, JsonLd, "utf-8", [ApiPost], false, None),
    house!("nordisk", "SE", "funder", "nordisk-radet.example",
        ["Nordiska kunskapsrådet", "Nordic Knowledge Council", "北欧知識評議会"],
        ["sv"], 28, 2, Time, "utf-8", [Listing, Sitemap], false, None),
    house!("ecoi", "EU", "network", "open-inquiry.example",
        ["European Circle for Inquiry", "European Circle for Inquiry", "欧州探究サークル"],
        ["en", "fr"], 28, 3, Address, "utf-8", [Listing, Rss2], false, None),
    house!("courier", "NL", "news", "policycourier.example",
        ["The Research Policy Courier", "The Research Policy Courier", "リサーチ・ポリシー・クーリエ"],
        ["en"], 26, 4, Meta, "utf-8", [Rss2Full], false, None),
];

/// The publisher of that id.
pub(super) fn house(id: &str) -> Option<usize> {
    HOUSES.iter().position(|house| house.id == id)
}
