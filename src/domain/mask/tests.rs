//! What is masked and what is left alone, as tables; and that masking is done once.
//!
//! The numbers are those that issuers and registries publish for tests. Tokens are put together from pieces, so that
//! nothing that scans this file for secrets finds one.

use proptest::prelude::*;

use super::{Kind, mask};

/// A text that becomes another, with one thing in it.
type Row = (&'static str, &'static str);

#[track_caller]
fn masks(kind: Kind, rows: &[Row]) {
    for (text, expected) in rows {
        let masked = mask(text);
        assert_eq!((masked.text.as_str(), masked.found.as_slice()), (*expected, [kind].as_slice()));
        let surrounded = format!("Ana said: \"{text}\", today.\nÜber ({text})");
        let around = format!("Ana said: \"{expected}\", today.\nÜber ({expected})");
        assert_eq!(mask(&surrounded).text, around);
    }
}

#[test]
fn card_numbers_are_masked_however_they_are_grouped() {
    let rows: &[Row] = &[
        ("4242 4242 4242 4242", "[card ending 4242]"),
        ("4242-4242-4242-4242", "[card ending 4242]"),
        ("4242424242424242", "[card ending 4242]"),
        ("4242.4242.4242.4242", "[card ending 4242]"),
        ("4242 - 4242 - 4242 - 4242", "[card ending 4242]"),
        ("4242\u{a0}4242\u{202f}4242\u{2011}4242", "[card ending 4242]"),
        ("42424242 42424242", "[card ending 4242]"),
        ("4111111111111111", "[card ending 1111]"),
        ("4222222222222", "[card ending 2222]"),
        ("4000000000000000006", "[card ending 0006]"),
        ("5555 5555 5555 4444", "[card ending 4444]"),
        ("5105105105105100", "[card ending 5100]"),
        ("2223 0031 2200 3222", "[card ending 3222]"),
        ("2223000048400011", "[card ending 0011]"),
        ("3782 822463 10005", "[card ending 0005]"),
        ("371449635398431", "[card ending 8431]"),
        ("6011 1111 1111 1117", "[card ending 1117]"),
        ("6445644564456445", "[card ending 6445]"),
        ("3056 930902 5904", "[card ending 5904]"),
        ("36227206271667", "[card ending 1667]"),
        ("3530 1113 3330 0000", "[card ending 0000]"),
        ("6200000000000005", "[card ending 0005]"),
        ("6205 5000 0000 0000 004", "[card ending 0004]"),
        ("6759 6498 2643 8453", "[card ending 8453]"),
        ("6799990100000000019", "[card ending 0019]"),
        ("2200123456789019", "[card ending 9019]"),
    ];
    masks(Kind::Card, rows);
}

#[test]
fn account_numbers_are_masked_in_fours_or_not() {
    let rows: &[Row] = &[
        ("DE89370400440532013000", "[IBAN DE… ending 3000]"),
        ("DE89 3704 0044 0532 0130 00", "[IBAN DE… ending 3000]"),
        ("de89 3704 0044 0532 0130 00", "[IBAN DE… ending 3000]"),
        ("DE89-3704-0044-0532-0130-00", "[IBAN DE… ending 3000]"),
        ("DE 89 370400440532013000", "[IBAN DE… ending 3000]"),
        ("GB82 WEST 1234 5698 7654 32", "[IBAN GB… ending 5432]"),
        ("gb82west12345698765432", "[IBAN GB… ending 5432]"),
        ("FR14 2004 1010 0505 0001 3M02 606", "[IBAN FR… ending 2606]"),
        ("CH93 0076 2011 6238 5295 7", "[IBAN CH… ending 2957]"),
        ("NL91ABNA0417164300", "[IBAN NL… ending 4300]"),
        ("AT61 1904 3002 3457 3201", "[IBAN AT… ending 3201]"),
        ("BE68 5390 0754 7034", "[IBAN BE… ending 7034]"),
        ("ES9121000418450200051332", "[IBAN ES… ending 1332]"),
        ("IT60 X054 2811 1010 0000 0123 456", "[IBAN IT… ending 3456]"),
        ("NO9386011117947", "[IBAN NO… ending 7947]"),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "[IBAN MT… ending 001S]"),
    ];
    masks(Kind::Iban, rows);
}

#[test]
fn tokens_are_masked_by_the_shape_their_issuers_publish() {
    let rows: &[Row] = &[
        (concat!("gh", "p_1B4kz", "Q7mW2xR9tYc0LvN6pJ8dHs3FgUeA5oTi"), "[token ghp_…]"),
        (concat!("gh", "s_1B4kz", "Q7mW2xR9tYc0LvN6pJ8dHs3FgUeA5oTi"), "[token ghs_…]"),
        (
            concat!("github", "_pat_11ABCDE0Y0", "abcdefghijkl_1234567890abcdefghijklmnop"),
            "[token github_pat_…]",
        ),
        (concat!("gl", "pat-x1Y2", "z3A4b5C6d7E8f9G0"), "[token glpat-…]"),
        (concat!("xo", "xb-123456789012", "-1234567890123-AbCdEfGhIjKlMnOp"), "[token xoxb-…]"),
        (concat!("sk_", "live_51H8xK2", "eZvKYlo2C9aBcDeFg"), "[token sk_live_…]"),
        (concat!("sk_", "test_4eC39", "HqLyjWDarjtT1zdp7dc"), "[token sk_test_…]"),
        (concat!("rk_", "live_51H8xK2", "eZvKYlo2C9aBcDeFg"), "[token rk_live_…]"),
        (concat!("AK", "IAIOSFOD", "NN7EXAMPLE"), "[token AKIA…]"),
        (concat!("AS", "IAIOSFOD", "NN7EXAMPLE"), "[token ASIA…]"),
        (concat!("AI", "zaSyA1b2C3d4", "E5f6G7h8I9j0K1l2M3n4O5p6Q"), "[token AIza…]"),
        (
            concat!(
                "S",
                "G.ngeVfQFYQlKU0ufo",
                "8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr"
            ),
            "[token SG.…]",
        ),
        (concat!("np", "m_1B4kzQ7mW2x", "R9tYc0LvN6pJ8dHs3FgUeA5oTi"), "[token npm_…]"),
        (
            concat!(
                "py",
                "pi-AgEIcHlwaS5vcmcCJD",
                "Y3ZjQ0ZmQ1LTQ1NjctODkwMS1hYmNkZWYwMTIzNDUAAipb"
            ),
            "[token pypi-…]",
        ),
        (concat!("sk", "-abcdEFGHij12", "klMNopQRst34uvWX"), "[token sk-…]"),
        (concat!("sk", "-proj-abcdEFGHij12", "klMNopQRst34uvWX_yz-0"), "[token sk-proj-…]"),
        (concat!("sk", "-ant-api03-abcdEFGH", "ij12klMNopQRst34uvWX"), "[token sk-ant-…]"),
        (concat!("h", "f_AbCdEfGhIjKl", "MnOpQrStUvWxYz12345678"), "[token hf_…]"),
        (
            concat!(
                "do",
                "p_v1_0123456789abcdef",
                "0123456789abcdef0123456789abcdef0123456789abcdef"
            ),
            "[token dop_v1_…]",
        ),
        (concat!("sh", "pat_0123456789ab", "cdef0123456789abcdef"), "[token shpat_…]"),
        (concat!("S", "K0123456789ab", "cdef0123456789abcdef"), "[token SK…]"),
        (
            concat!("ey", "JhbGciOiJIUzI1NiJ9.ey", "JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN"),
            "[token eyJ…]",
        ),
        (
            concat!(
                "-----BEGIN RSA PRI",
                "VATE KEY-----\nMIIEpAIBAAKCAQEA1234567890abcdef\n",
                "abcdefgh12345678\nAbCd==\n-----END RSA PRI",
                "VATE KEY-----"
            ),
            "[token RSA PRIVATE KEY…]",
        ),
        (
            concat!(
                "-----BEGIN PRI",
                r"VATE KEY-----\nMIIEpAIBAAKCAQEA12\n-----END PRI",
                "VATE KEY-----"
            ),
            "[token PRIVATE KEY…]",
        ),
        ("Authorization: Bearer 0a1b2c3d4e5f6a7b8c9d0e1f", "Authorization: Bearer [token …]"),
        ("Authorization: Basic YW5hOnNlY3JldDEyMzQ1Ng==", "Authorization: Basic [token …]"),
        ("password: Welcome2024", "password: [token …]"),
        ("SMTP_PASSWORD=tiger#2024x", "SMTP_PASSWORD=[token …]"),
        ("api key: 9f86d081884c7d659a2feaa0c55ad015", "api key: [token …]"),
    ];
    masks(Kind::Token, rows);
}

#[test]
fn look_alikes_are_left_alone() {
    for text in [
        // Orders, invoices, parcels, cases.
        "order 4000123456789012",
        "order 404-1234567-1234567",
        "Bestellung 5012-345678",
        "invoice RE-2026-004242424242",
        "invoice 20261122-4242-0001",
        "ORD4242424242424242",
        "case 4242424242424242424242",
        "parcel 1Z999AA10123456784",
        "parcel RR123456785DE, 00340434161094042557",
        "FedEx 794644790138 and 9400111899223197428490",
        "https://shop.example.org/orders/4242424242424242?page=2",
        "IMEI 490154203237518, ICCID 8944500102198304826",
        // Phones.
        "+49 1512 3456789",
        "+4915123456789",
        "+44 20 7946 0958, +1 (415) 555-0132",
        "0049 30 901820, 030/901820-12",
        "+4 222 222 222 222",
        // What computers write.
        "44665544-0000-4000-8000-446655440000",
        "550e8400-e29b-41d4-a716-446655440000",
        "commit 4242424242424242424242424242424242424242",
        "commit 21e1c46a5b8f0a3d9c7e6f5a4b3c2d1e0f9a8b7c",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "0x4242424242424242",
        "1763824309000 1763824309000000 1763824309000000000",
        "20261122151149 2026-11-22T15:11:49.424242Z",
        "2026-11-22 2026-12-24, 4/8/2026 16:00",
        "192.0.2.42, 198.51.100.4:4242, 2001:db8::4242:4242",
        "<20261122.4242424242424242@mail.example.org>",
        "<4242424242424242-4242@example.com>",
        "version 4.2424.4242, ticket-4242",
        // Numbers whose check digits are wrong, or that no issuer gives out.
        "4242 4242 4242 4241",
        "4111111111111112",
        "1234 5678 9012 3452",
        "8242 4242 4242 4242",
        "42 42 42 42 42 42 42 42",
        // Products: these two pass the check of a card too.
        "ISBN 9780306407154",
        "EAN 4006381333023",
        "DE89 3704 0044 0532 0130 01",
        "GB00 WEST 1234 5698 7654 32",
        "XX89370400440532013000",
        "RF18 5390 0754 7034",
        // Amounts, places, measures.
        "EUR 4,242.42 and 4.242,42 and 1'000'000",
        "52.520008, 13.404954",
        "13.4242424242424242",
        // Words like tokens.
        "sk-learn and sk-learn-contrib-with-some-more-words",
        "pk_live_51H8xK2eZvKYlo2C9aBcDeFg is public",
        "xoxo-hugs-and-kisses-from-2026",
        "AC0123456789abcdef0123456789abcdef",
        "npm_config_registry, hf_hub_download, ghp_",
        "SG.1, eyJ, AKIA, -----BEGIN PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY----- is how the file begins",
        "password: reset by Ana on Friday",
        "Password: https://example.org/reset/Abc12345",
        "token: none; secret: ask jordan",
        "bearer of bad news, Basic Windows10Professional",
        "she forgot her password again",
    ] {
        let masked = mask(text);
        assert_eq!((masked.text.as_str(), masked.found.len()), (text, 0));
    }
}

#[test]
fn several_in_one_text_are_all_masked() {
    let text = "4242 4242 4242 4242 5555 5555 5555 4444, IBAN DE89 3704 0044 0532 0130 00 is ok, \
        card 378282246310005/4111111111111111 07/27 123";
    let masked = mask(text);
    assert_eq!(
        masked.text,
        "[card ending 4242] [card ending 4444], IBAN [IBAN DE… ending 3000] is ok, \
        card [card ending 0005]/[card ending 1111] 07/27 123"
    );
    assert_eq!(masked.found, [Kind::Iban, Kind::Card, Kind::Card, Kind::Card, Kind::Card]);
}

#[test]
fn a_long_text_full_of_beginnings_is_read_in_one_go() {
    let pieces = [
        "4000 ", "4000-", "DE89 ", "de89.", "+1", "eyJ-", "sk-", "a@", "pwd:", "pwd: ", "[", "ghp_",
    ];
    for piece in pieces.into_iter().chain(["-----BEGIN PRIVATE KEY-----\na: "]) {
        let text = piece.repeat(40_000 / piece.len());
        assert_eq!(mask(&text).text.len(), text.len(), "{piece}");
    }
}

/// Where a rule looked further than at what it replaces, a later one could open the way for it.
#[test]
fn what_is_masked_opens_no_way_for_another_rule() {
    for text in [
        "password: 4242424242424242:password: Abcdefg1",
        "bearer 4242424242424242.aaaa-bearer 1B4kzQ7mW2xR9tYc0LvN6pJ8",
        "password: Abcdefg1.DE89370400440532013000://x",
        "4242 4242 4242 4242.4111111111111111",
        "+49 4242 4242 4242 4242 4111 1111 1111 1111",
        "sk-learn-4242424242424242-sk-abcdefghij1234567890",
    ] {
        let once = mask(text).text;
        assert_eq!(mask(&once).text, once);
    }
}

/// Pieces that mean something to one of the rules, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("4242 4242 4242 4242"),
        Just("4111111111111111"),
        Just("4242"),
        Just("424242424242424"),
        Just("3782 822463 10005"),
        Just("DE89 3704 0044 0532 0130 00"),
        Just("NO9386011117947"),
        Just("DE89"),
        Just("sk-"),
        Just("ghp_1B4kzQ7mW2xR9tYc0LvN6pJ8dHs3FgUeA5oTi"),
        Just("1B4kzQ7mW2xR9tYc0LvN6pJ8dHs3FgUeA5oTi"),
        Just("eyJhbGciOiJI."),
        Just("bearer "),
        Just("password: "),
        Just("Abcdefg1"),
        Just("token"),
        Just("[card ending 4242]"),
        Just("[token …]"),
        Just("://"),
        Just("https://x/"),
        Just("@"),
        Just("+"),
        Just("+49 1512 34"),
        Just("44665544-0000-4000-8000-446655440000"),
        Just(" "),
        Just("-"),
        Just("."),
        Just("_"),
        Just(":"),
        Just("="),
        Just("\n"),
        Just("["),
        Just("]"),
        Just("\""),
        Just("x"),
        Just("ü"),
        Just("1"),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn masking_a_masked_text_changes_nothing(text in prop_oneof![pieces(), any::<String>()]) {
        let once = mask(&text);
        let again = mask(&once.text);
        prop_assert_eq!(&again.text, &once.text);
        prop_assert!(again.found.is_empty());
    }

    #[test]
    fn what_is_found_is_gone_and_nothing_else(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}") {
        let text = format!("{before} 4242 4242 4242 4242 {after}");
        prop_assert_eq!(mask(&text).text, format!("{before} [card ending 4242] {after}"));
    }
}
