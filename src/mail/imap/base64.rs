//! Base64 (RFC 4648 §4), and the variant of it in mailbox names (RFC 3501 §5.1.3: `,` for `/`, no
//! padding).

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Padded, for AUTHENTICATE.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = encode_with(bytes, b'/');
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Without padding, `last` for the value 63.
pub fn encode_with(bytes: &[u8], last: u8) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            let letter = match bits >> (18 - 6 * place) & 63 {
                62 => b'+',
                63 => last,
                value => LETTERS[value as usize],
            };
            text.push(char::from(letter));
        }
    }
    text
}

/// Without padding, `last` for the value 63; bits that fill no byte are dropped.
pub fn decode_with(text: &[u8], last: u8) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len()), 0u32, 0);
    for &letter in text {
        let value = match letter {
            b'+' => 62,
            letter if letter == last => 63,
            letter => LETTERS.iter().position(|&known| known == letter)?,
        };
        bits = bits << 6 | value as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in pairs {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(
                decode_with(coded.trim_end_matches('=').as_bytes(), b'/').unwrap(),
                plain.as_bytes()
            );
        }
        assert_eq!(encode_with(&[255, 255, 254], b','), ",,,+");
        assert_eq!(decode_with(b"a b", b'/'), None);
    }
}
