//! Which words name months, seasons and parts of a time, where no year need stand beside them.

/// Names of months as alternatives, and each by its number.
pub(super) const MONTHS: [&str; 12] = [
    "january|jan|januar|jänner|januari|janvier|janv|enero|ene|janeiro|gennaio",
    "february|feb|februar|februari|février|févr|febrero|fevereiro|fev|febbraio",
    "march|mar|märz|mars|marzo|março|maart|marts",
    "april|apr|avril|avr|abril|abr|aprile",
    "may|mai|mayo|maio|maggio|maj|mei",
    "june|jun|juni|juin|junio|junho|giugno",
    "july|jul|juli|juillet|juil|julio|julho|luglio",
    "august|aug|août|aout|agosto|ago|augusti|augustus",
    "september|sep|sept|septembre|septiembre|setiembre|setembro|settembre",
    "october|oct|oktober|okt|octobre|octubre|outubro|ottobre",
    "november|nov|novembre|noviembre|novembro",
    "december|dec|dezember|dez|décembre|déc|diciembre|dic|dezembro|dicembre",
];

/// Spring first.
pub(super) const SEASONS: [&str; 4] = [
    "spring|frühjahr|frühling|printemps|primavera|vår|春|봄",
    "summer|sommer|frühsommer|spätsommer|été|verano|verão|estate|sommar|夏|여름",
    "autumn|fall|herbst|automne|otoño|outono|autunno|höst|秋|가을",
    "winter|hiver|invierno|inverno|冬|겨울",
];

/// Words for the beginning.
pub(super) const EARLY: &str = "early|early in|beginning of|the beginning of|start of|the start of|anfang|beginn|début|au début de|au début|principios de|comienzos de|início de|começo de|inizio";
/// Words for the middle.
pub(super) const MID: &str = "mid|mid-|middle of|mitte|mi-|à la mi-|mediados de|meados de|metà";
/// Words for the end.
pub(super) const LATE: &str = "late|late in|end of|the end of|end|ende|fin|la fin de|la fin|fin de|finales de|fines de|finalizar|final de|ao final de|fim de|o fim de|o final de|fine";

/// The place of a name in a list of alternatives.
pub(super) fn named(list: &[&str], name: &str) -> Option<u32> {
    let at = list.iter().position(|names| names.split('|').any(|n| n == name))?;
    u32::try_from(at).ok()
}
