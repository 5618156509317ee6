//! Typesets a report: an in-memory world of one source, one JSON text and the fonts of this crate.
//! No file, network or clock can be reached from it. Crawled text enters as data, never as markup.

use crate::Error;
use std::sync::LazyLock;
use typst::{
    Library, LibraryExt, World, comemo,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Dict, Duration, Smart, Str, Value},
    syntax::{FileId, Source},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

macro_rules! fonts {
    ($($name:literal),* $(,)?) => {
        [$(include_bytes!(concat!("../fonts/", $name, ".ttf")) as &[u8]),*]
    };
}

/// Subsets made by `fonts/make.sh`; see `fonts/OFL.txt`.
const FONTS: [&[u8]; 9] = fonts![
    "NotoSans-Regular",
    "NotoSans-Bold",
    "NotoSansJP-Regular",
    "NotoSansJP-Bold",
    "NotoSansSC-Regular",
    "NotoSansTC-Regular",
    "NotoSansKR-Regular",
    "NotoSansThai-Regular",
    "NotoSansArabic-Regular",
];

static STORE: LazyLock<FontStore> = LazyLock::new(|| {
    let mut store = FontStore::new();
    for data in FONTS {
        store.extend(Font::iter(Bytes::new(data)).map(|font| {
            let info = font.info().clone();
            (font, info)
        }));
    }
    store.extend(typst_kit::fonts::embedded()); // for the digits of hashes
    store
});

const TEMPLATE: &str = include_str!("../templates/report.typ");

struct Paper {
    library: LazyHash<Library>,
    main: Source,
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        STORE.book()
    }
    fn main(&self) -> FileId {
        self.main.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }
    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        STORE.font(index)
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Typesets the view of a report, given as JSON. `ident` names the document inside the file.
pub(crate) fn typeset(view: &str, ident: &str) -> Result<Vec<u8>, Error> {
    let mut inputs = Dict::new();
    inputs.insert(Str::from("view"), Value::Str(Str::from(view)));
    let paper = Paper {
        library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
        main: Source::detached(TEMPLATE),
    };
    let compiled = typst::compile::<PagedDocument>(&paper);
    for warning in &compiled.warnings {
        tracing::warn!(message = %warning.message, "typesetting a report");
    }
    let document = compiled.output.map_err(|e| Error::Typeset(first(&e)))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some("Shiome".to_owned())),
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|e| Error::Typeset(first(&e)));
    comemo::evict(0); // another report shares hardly anything with this one
    pdf
}

fn first(diagnostics: &[SourceDiagnostic]) -> String {
    diagnostics.first().map_or_else(String::new, |d| d.message.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one of the crate's fonts draws the character.
    fn drawn(c: char) -> bool {
        (0..FONTS.len()).filter_map(|i| STORE.font(i)).any(|f| f.info().coverage.contains(c as u32))
    }

    #[test]
    fn headlines_of_all_our_languages_have_glyphs() {
        let kana = ('ぁ'..='ゖ').chain('ァ'..='ヺ').chain("ー々〆〇「」『』【】〜、。".chars());
        let kanji = "研究評価資金配分機関学術振興会政策転換潮目繋鬱鷗髙﨑謄顴".chars();
        let hangul = "한국연구재단학술지원사업공고".chars().chain(['가', '힝']);
        let chinese = "国家自然科学基金委员会发布项目指南國家科學及技術委員會徵求計畫補助".chars();
        let thai = "สำนักงานการวิจัยแห่งชาติ".chars();
        let arabic = "الهيئة الوطنية للبحث العلمي".chars();
        let europe = "ÄÖÜäöüßéèêçñõãåøæœŒłżřšğışțșđőű„“”«»–—…€’ΑΩЯщїґ·•×≥".chars();
        let all = kana.chain(kanji).chain(hangul).chain(chinese).chain(thai).chain(arabic).chain(europe);
        let tofu: String = all.filter(|c| !c.is_whitespace() && !drawn(*c)).collect();
        assert_eq!(tofu, "");
    }
}
