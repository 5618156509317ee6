//! Addresses: ours, made from parts; theirs, let through only if they are of the web.

use url::{Url, form_urlencoded};

/// An address of ours with its parameters.
pub(crate) fn to(path: &str, query: &[(&str, &str)]) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{path}?{query}")
}

/// The page of a document.
pub(crate) fn document(id: &str) -> String {
    to("/document", &[("id", id)])
}

/// The page of a source.
pub(crate) fn source(id: &str) -> String {
    to("/source", &[("id", id)])
}

/// The page of something named by one part of a path.
pub(crate) fn under(folder: &str, id: &str) -> String {
    in_folder(&format!("/{folder}"), id)
}

/// Something in a folder, whatever its name holds.
pub(crate) fn in_folder(folder: &str, name: &str) -> String {
    let part: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    // In a path a plus is a plus.
    format!("{folder}/{}", part.replace('+', "%20"))
}

/// Where the answer of a page is found as JSON.
pub(crate) fn rest(path: &str) -> String {
    if path == "/" { "/api/search".to_owned() } else { format!("/api{path}") }
}

/// An address of somebody else, if it is one of the web: no other scheme is ever a link.
pub(crate) fn web(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(web("https://e.org/a?b=\"><script>"), Some("https://e.org/a?b=%22%3E%3Cscript%3E".into()));
        for other in
            ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "//e.org/", "/x", "x", ""]
        {
            assert_eq!(web(other), None, "{other}");
        }
    }

    #[test]
    fn ids_survive_in_addresses() {
        assert_eq!(
            document("https://e.org/?a=1&b=ü"),
            "/document?id=https%3A%2F%2Fe.org%2F%3Fa%3D1%26b%3D%C3%BC"
        );
        assert_eq!(under("topic", "a b/../c"), "/topic/a%20b%2F..%2Fc");
        assert_eq!(rest("/"), "/api/search");
        assert_eq!(rest("/topic/x"), "/api/topic/x");
    }
}
