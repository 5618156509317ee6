//! Which script is a character of?

/// Chinese characters, as used in Chinese and Japanese.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〆' | '〇')
}

/// Katakana, full or half width, with the length mark.
pub(crate) fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}

/// Hiragana or katakana.
pub(crate) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}') || is_katakana(c)
}

/// Korean syllables and letters.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7AF}' | '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}')
}

/// Thai letters, vowels and marks.
pub(crate) fn is_thai(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0E4E}')
}

/// A Thai sign that belongs to the consonant before it.
pub(crate) fn is_thai_mark(c: char) -> bool {
    matches!(c, '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}')
}

/// Written without spaces between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    is_han(c) || is_kana(c) || is_thai(c)
}

/// Of a script whose terms are looked for inside longer runs, spaces or not.
pub(crate) fn is_run_script(c: char) -> bool {
    is_unspaced(c) || is_hangul(c)
}

/// A letter or digit of a script that parts words by spaces (Latin, Greek, Arabic, ...).
pub(crate) fn is_spaced_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_run_script(c)
}

/// Whether most letters of a text belong to scripts without spaces.
pub(crate) fn mostly_unspaced(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let (mut unspaced, mut letters) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        unspaced += usize::from(is_unspaced(c));
    }
    unspaced * 2 > letters
}

/// Rough length in words: two characters of an unspaced script make one.
pub(crate) fn length_in_words(text: &str) -> usize {
    let (mut words, mut unspaced, mut inside) = (0usize, 0usize, false);
    for c in text.chars() {
        let is_unspaced = !c.is_ascii() && is_unspaced(c);
        let letter = c.is_alphanumeric() && !is_unspaced;
        unspaced += usize::from(is_unspaced);
        words += usize::from(letter && !inside);
        inside = letter;
    }
    words + unspaced / 2
}
