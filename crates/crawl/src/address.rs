//! Which addresses belong to the public web.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Names under these never leave a building (RFC 6761, RFC 6762, RFC 8375 and ICANN's `.internal`).
const LOCAL_DOMAINS: [&str; 5] = ["localhost", "local", "internal", "intranet", "home.arpa"];

/// Whether the address is `http` or `https` on a host that can be public: no literal private address,
/// no local name, no name without a dot. What the name resolves to is checked when it is connected to.
pub fn is_public_host(url: &Url) -> bool {
    if !matches!(url.scheme(), "http" | "https") {
        return false;
    }
    match url.host() {
        None => false,
        Some(Host::Ipv4(ip)) => is_public_ip(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => is_public_ip(IpAddr::V6(ip)),
        Some(Host::Domain(name)) => is_public_name(name),
    }
}

fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_under = |domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    name.contains('.') && !LOCAL_DOMAINS.into_iter().any(is_under)
}

/// Whether packets to it leave for the public internet (IANA special-purpose registries).
pub(crate) fn is_public_ip(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_protocol = a == 192 && b == 0 && c == 0;
    let is_benchmark = a == 198 && (b == 18 || b == 19);
    !(a == 0
        || a >= 224 // multicast, reserved, broadcast
        || ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || is_shared
        || is_protocol
        || is_benchmark)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    match segments {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low), // NAT64
        [0x2002, high, low, ..] => embedded(high, low),               // 6to4
        [0x2001, 0, ..] | [0x2001, 0xdb8, ..] => false,               // Teredo, documentation
        [first, ..] => first & 0xe000 == 0x2000,                      // global unicast only
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public_host(&Url::parse(text).unwrap())
    }

    #[test]
    fn public_hosts_pass() {
        for url in
            ["https://www.example.org/a", "http://8.8.8.8/", "http://[2606:4700::1111]/", "http://例え.jp/"]
        {
            assert!(public(url), "{url}");
        }
    }

    #[test]
    fn private_hosts_do_not() {
        for url in [
            "http://localhost:4000/post",
            "http://printer/",
            "http://nas.local/",
            "http://a.internal./",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "ftp://example.org/",
            "mailto:a@example.org",
            "javascript:void(0)",
        ] {
            assert!(!public(url), "{url}");
        }
    }
}
