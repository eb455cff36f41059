//! Names for address books and calendars: the same thing has the same name in every export, and no other has it.

use sha2::{Digest, Sha256};

/// What kind of thing, and its number in the ledger of this identity, as a UUID (RFC 9562 §5.8, of our own making).
pub fn uuid(identity: &str, kind: &str, number: i64) -> String {
    let digest = Sha256::digest(format!("{identity}/{kind}/{number}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_of_each_ledger_has_a_name_of_its_own_that_stays() {
        let name = uuid("a", "customer", 7);
        assert_eq!(name, uuid("a", "customer", 7));
        for other in [uuid("b", "customer", 7), uuid("a", "task", 7), uuid("a", "customer", 71)] {
            assert_ne!(name, other);
        }
        let (version, variant) = (&name[14..15], &name[19..20]);
        assert_eq!((name.len(), version), (36, "8"));
        assert!("89ab".contains(variant), "{name}");
    }
}
