//! The forms of addresses: web, mail, research organisation.

use url::Url;

/// A web address that may stand in a file.
pub fn web(text: &str) -> Result<(), String> {
    match Url::parse(text) {
        Ok(url) if url.password().is_some() => Err("a password stands in the address".into()),
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        _ => Err(format!("'{text}' is no http or https address")),
    }
}

/// `name@domain`, bare.
pub fn is_mail(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c);
    let parts = text.split_once('@').filter(|(name, domain)| !name.is_empty() && !domain.contains('@'));
    let domain = parts.map_or("", |(_, domain)| domain);
    !domain.is_empty() && !domain.starts_with('.') && !domain.ends_with('.') && !text.contains(odd)
}

/// `name@domain` or `Person <name@domain>`.
pub fn is_sender(text: &str) -> bool {
    match text.strip_suffix('>').and_then(|t| t.rsplit_once('<')) {
        Some((_, bare)) => is_mail(bare),
        None => is_mail(text),
    }
}

/// A record of the Research Organization Registry: `https://ror.org/` and nine characters, the last two
/// of which check the others (ISO/IEC 7064 MOD 97-10).
pub fn is_ror(text: &str) -> bool {
    const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    let Some(id) = text.strip_prefix("https://ror.org/0").filter(|id| id.len() == 8 && id.is_ascii()) else {
        return false;
    };
    let (number, check) = id.split_at(6);
    let mut digits = number.chars().map(|c| ALPHABET.find(c).map(|d| d as u64));
    let number = digits.try_fold(0, |sum, digit| Some(sum * 32 + digit?));
    let is_digits = check.bytes().all(|b| b.is_ascii_digit());
    number.is_some_and(|n| is_digits && check.parse() == Ok(98 - n * 100 % 97))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_record_checks_itself() {
        assert!(is_ror("https://ror.org/018mejw64"));
        assert!(is_ror("https://ror.org/00hhkn466"));
        assert!(!is_ror("https://ror.org/018mejw46"));
        assert!(!is_ror("https://ror.org/018mejw6"));
        assert!(!is_ror("http://ror.org/018mejw64"));
        assert!(!is_ror("https://ror.org/0１8mejw"));
    }

    #[test]
    fn web_addresses_carry_no_password() {
        assert!(web("https://www.dfg.de/de").is_ok());
        assert!(web("ftp://www.dfg.de").is_err());
        assert!(web("www.dfg.de").is_err());
        assert!(web("https://me:secret@proxy.example/").unwrap_err().contains("password"));
    }

    #[test]
    fn mail_addresses_are_bare_or_named() {
        assert!(is_mail("reader@centre.example"));
        assert!(!is_mail("Reader <reader@centre.example>"));
        assert!(is_sender("潮目 <shiome@centre.example>"));
        assert!(!is_sender("潮目 <shiome>"));
        assert!(!is_mail("reader@centre.example\nBcc: x@y.example"));
    }
}
