//! Text that was encoded twice: `â€™` in place of an apostrophe, with signs that no text holds.

use std::borrow::Cow;

/// Mends what was written as UTF-8, read as Latin-1 and written again. The marks of it are control signs
/// beyond ASCII, so a text without them is returned as it is.
pub fn mended(html: &str) -> Cow<'_, str> {
    let is_mark = |c: char| matches!(c, '\u{80}'..='\u{9f}');
    if !html.as_bytes().windows(2).any(|w| w[0] == 0xc2 && matches!(w[1], 0x80..=0x9f)) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut run = String::new();
    let close = |run: &mut String, out: &mut String| {
        let bytes: Vec<u8> = run.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        match String::from_utf8(bytes) {
            Ok(meant) if run.contains(is_mark) => out.push_str(&meant),
            _ => out.push_str(run),
        }
        run.clear();
    };
    for c in html.chars() {
        if matches!(c, '\u{80}'..='\u{ff}') {
            run.push(c);
        } else {
            close(&mut run, &mut out);
            out.push(c);
        }
    }
    close(&mut run, &mut out);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_encoded_twice_is_read() {
        let twice = |text: &str| text.bytes().map(char::from).collect::<String>();
        assert_eq!(mended(&twice("The council’s call – “tides”")), "The council’s call – “tides”");
        assert_eq!(mended(&format!("{} 潮目", twice("’"))), "’ 潮目");
        // What is no such text is left, whatever it is.
        assert_eq!(mended("Él dijo: «sí» \u{85} õ\u{80}"), "Él dijo: «sí» \u{85} õ\u{80}");
    }

    proptest! {
        #[test]
        fn text_without_marks_stays(text in "[^\u{80}-\u{9f}]{0,40}") {
            prop_assert_eq!(mended(&text), text.as_str());
        }
    }
}
