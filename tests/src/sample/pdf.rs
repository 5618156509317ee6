//! A small PDF writer: a heading, paragraphs, and a text layer that can be read back (PDF 1.7).
//!
//! Latin text uses Helvetica in WinAnsi; Japanese a composite font that readers supply themselves,
//! addressed in UTF-16, with a map back to Unicode. No font is embedded.

use super::docs::Doc;
use std::collections::BTreeSet;

const LINES: usize = 46;

struct Line {
    text: String,
    size: usize,
}

/// The document as a file.
pub(super) fn pdf(doc: &Doc, date_line: &str) -> Vec<u8> {
    let japanese = doc.lang == "ja";
    let lines = lines(doc, date_line, if japanese { 36 } else { 82 });
    let pages: Vec<&[Line]> = lines.chunks(LINES).collect();
    // Objects: 1 catalog, 2 pages, 3 info, 4 font, 5 descendant, 6 descriptor, 7 map; then two a page.
    let first = 8;
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", first + at * 2)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes(),
        format!(
            "<< /Title {} /Producer (Sample Press) /CreationDate (D:{}090000Z) >>",
            utf16(&doc.text.title, true),
            doc.date.format("%Y%m%d")
        )
        .into_bytes(),
    ];
    objects.extend(if japanese { japanese_font(&lines) } else { latin_font() });
    for (at, page) in pages.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents {} 0 R >>",
                first + at * 2 + 1
            )
            .into_bytes(),
        );
        objects.push(stream(&content(page, japanese)));
    }
    file(&objects)
}

fn lines(doc: &Doc, date_line: &str, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut add = |text: &str, size: usize, width: usize| {
        lines.extend(wrap(text, width, doc.lang == "ja").into_iter().map(|text| Line { text, size }));
        lines.push(Line { text: String::new(), size: 11 });
    };
    add(&doc.text.title, 16, width * 11 / 16);
    add(date_line, 9, width);
    for paragraph in &doc.text.paragraphs {
        add(paragraph, 11, width);
    }
    lines
}

fn wrap(text: &str, width: usize, anywhere: bool) -> Vec<String> {
    if anywhere {
        let letters: Vec<char> = text.chars().collect();
        return letters.chunks(width).map(|line| line.iter().collect()).collect();
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        if let Some(line) = lines.last_mut() {
            if line.is_empty() || line.chars().count() + word.chars().count() < width {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
    }
    lines
}

fn content(page: &[Line], japanese: bool) -> Vec<u8> {
    let mut bytes = b"BT\n56 780 Td\n".to_vec();
    for line in page {
        let leading = line.size + 5;
        bytes.extend(format!("/F1 {} Tf 0 -{leading} Td ", line.size).bytes());
        if japanese {
            bytes.extend(utf16(&line.text, false).bytes());
        } else {
            let (plain, _, _) = encoding_rs::WINDOWS_1252.encode(&line.text);
            bytes.push(b'(');
            for byte in plain.iter() {
                if matches!(byte, b'(' | b')' | b'\\') {
                    bytes.push(b'\\');
                }
                bytes.push(*byte);
            }
            bytes.push(b')');
        }
        bytes.extend(b" Tj\n");
    }
    bytes.extend(b"ET");
    bytes
}

/// A hexadecimal string of UTF-16 units, with a byte order mark where the format wants one.
fn utf16(text: &str, mark: bool) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<{}{units}>", if mark { "FEFF" } else { "" })
}

fn latin_font() -> Vec<Vec<u8>> {
    let font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec();
    vec![font, b"null".to_vec(), b"null".to_vec(), b"null".to_vec()]
}

fn japanese_font(lines: &[Line]) -> Vec<Vec<u8>> {
    let used: BTreeSet<u16> = lines.iter().flat_map(|line| line.text.encode_utf16()).collect();
    let used: Vec<u16> = used.into_iter().collect();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in used.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for unit in block {
            map.push_str(&format!("<{unit:04X}> <{unit:04X}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    let name = "/BaseFont /KozMinPr6N-Regular";
    vec![
        format!("<< /Type /Font /Subtype /Type0 {name} /Encoding /UniJIS-UTF16-H /DescendantFonts [5 0 R] /ToUnicode 7 0 R >>")
            .into_bytes(),
        format!(
            "<< /Type /Font /Subtype /CIDFontType0 {name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> /FontDescriptor 6 0 R /DW 1000 >>"
        )
        .into_bytes(),
        b"<< /Type /FontDescriptor /FontName /KozMinPr6N-Regular /Flags 6 /FontBBox [-437 -340 1147 1317] /ItalicAngle 0 /Ascent 1317 /Descent -349 /CapHeight 742 /StemV 80 >>".to_vec(),
        stream(map.as_bytes()),
    ]
}

fn stream(bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} >>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", at + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let trailer = format!(
        "trailer\n<< /Size {} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    bytes.extend(trailer.bytes());
    bytes
}
