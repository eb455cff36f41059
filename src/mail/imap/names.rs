//! Mailbox names: modified UTF-7 on the wire (RFC 3501 §5.1.3), plain text for people.

use super::base64;

/// What a person reads. A name that is no modified UTF-7 is shown as it is.
pub fn decode(raw: &[u8]) -> String {
    decoded(raw).unwrap_or_else(|| String::from_utf8_lossy(raw).into_owned())
}

fn decoded(raw: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'&' {
            // Some servers send UTF-8 as it is, though no one asked for it.
            let end = rest.iter().position(|&byte| byte == b'&').unwrap_or(rest.len());
            text.push_str(std::str::from_utf8(&rest[..end]).ok()?);
            rest = &rest[end..];
            continue;
        }
        let end = after.iter().position(|&byte| byte == b'-')?;
        match &after[..end] {
            b"" => text.push('&'),
            shifted => {
                let bytes = base64::decode_with(shifted, b',')?;
                let units =
                    bytes.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
                text.push_str(&char::decode_utf16(units).collect::<Result<String, _>>().ok()?);
            }
        }
        rest = &after[end + 1..];
    }
    Some(text)
}

/// What the server is told.
pub fn encode(name: &str) -> Vec<u8> {
    let mut raw = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let plain = is_plain(first);
        let end = rest.find(|c| is_plain(c) != plain).unwrap_or(rest.len());
        if plain {
            raw.push_str(&rest[..end].replace('&', "&-"));
        } else {
            let bytes: Vec<u8> = rest[..end].encode_utf16().flat_map(u16::to_be_bytes).collect();
            raw.push('&');
            raw.push_str(&base64::encode_with(&bytes, b','));
            raw.push('-');
        }
        rest = &rest[end..];
    }
    raw.into_bytes()
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_rfc_3501_and_of_the_world() {
        assert_eq!(decode(b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"), "~peter/mail/台北/日本語");
        assert_eq!(decode(b"Entw&APw-rfe &- mehr"), "Entwürfe & mehr");
        assert_eq!(encode("Entwürfe & mehr"), b"Entw&APw-rfe &- mehr");
        assert_eq!(decode("Entwürfe".as_bytes()), "Entwürfe");
        for bad in ["&", "&&-x&APw", "&2D0-", "a&!!-"] {
            assert_eq!(decode(bad.as_bytes()), bad);
        }
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in any::<String>()) {
            let raw = encode(&name);
            prop_assert!(raw.iter().all(|byte| (0x20..0x7f).contains(byte)));
            prop_assert_eq!(decode(&raw), name);
        }

        #[test]
        fn any_bytes_are_decoded_without_panic(raw in prop::collection::vec(any::<u8>(), 0..100)) {
            decode(&raw);
        }
    }
}
