use super::*;
use proptest::prelude::*;

fn row_of(line: &str) -> Option<Row<'_>> {
    match parse(line.as_bytes()) {
        Response::Row(row) => Some(row),
        Response::Stray(Kind::Fetch) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_status_is_understood_in_any_charset() {
    let Response::Tagged(tag, status) =
        parse("A1 NO [AUTHENTICATIONFAILED] Paßwort falsch\r\n".as_bytes())
    else {
        panic!()
    };
    assert_eq!(
        (tag, status.condition, status.is("authenticationfailed")),
        (&b"A1"[..], Condition::No, true)
    );
    assert_eq!(status.quote(), "[AUTHENTICATIONFAILED] Paßwort falsch");
    let Response::Untagged(status) = parse(b"* ok [UIDNEXT 7]\r\n") else { panic!() };
    assert_eq!((status.number("UIDNEXT"), status.number("UIDVALIDITY")), (Some(7), None));
    let Response::Untagged(long) =
        parse(format!("* BYE {}\r\n", "ü".repeat(5000)).as_bytes()).clone_untagged()
    else {
        panic!()
    };
    assert_eq!(long.quote().chars().count(), 201);
    assert_eq!(parse(b"+\r\n"), Response::Continue);
}

impl Response<'_> {
    fn clone_untagged(&self) -> Response<'static> {
        match self {
            Response::Untagged(status) => Response::Untagged(status.clone()),
            _ => Response::Other,
        }
    }
}

#[test]
fn a_row_is_read_whatever_its_order() {
    let row = row_of(
        "* 7 FETCH (FLAGS (\\Seen $x) RFC822.SIZE 99999999999 X (a (b {3}\r\n)() \"c\\\")\")) BODY[HEADER.FIELDS (TO \
         CC)]<0> {9}\r\nTo: a@x\r\n INTERNALDATE \" 2-Mar-2026 09:00:00 +0100\" UID 12 )\r\n",
    )
    .unwrap();
    assert_eq!(
        (row.uid, row.size, row.header.as_deref()),
        (Some(12), Some(99_999_999_999), Some(&b"To: a@x\r\n"[..]))
    );
    assert_eq!(row.internal_date.as_deref(), Some(&b" 2-Mar-2026 09:00:00 +0100"[..]));
    let nil = row_of(
        "* 7 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (TO)] NIL RFC822.SIZE 99999999999999999999)\r\n",
    );
    assert_eq!(
        nil,
        Some(Row {
            uid: Some(1),
            size: Some(u64::MAX),
            header: Some(Cow::Borrowed(b"")),
            ..Row::default()
        })
    );
    assert_eq!(row_of("* 7 FETCH (FLAGS ())\r\n"), Some(Row::default()));
    for stray in [
        "(UID 99999999999)",
        "(UID x)",
        "(UID 1",
        "UID 1",
        "(UID 1) x",
        "(BODY[HEADER.FIELDS (TO) \"x\")",
        "(UID 1 X \"a)",
    ] {
        assert_eq!(row_of(&format!("* 7 FETCH {stray}\r\n")), None, "{stray}");
    }
}

#[test]
fn no_nesting_is_too_deep() {
    let line = format!(
        "* 1 FETCH (UID 1 BODYSTRUCTURE {}{})\r\n",
        "(".repeat(400_000),
        ")".repeat(400_000)
    );
    assert!(row_of(&line).is_none_or(|row| row.uid == Some(1)));
    assert_eq!(
        parse(format!("* 1 FETCH ({}\r\n", "BODY (".repeat(100_000)).as_bytes()),
        Response::Stray(Kind::Fetch)
    );
}

#[test]
fn names_are_read_quoted_literal_and_bare() {
    let name = |line: &str| match parse(line.as_bytes()) {
        Response::Listed(listed) => Some(String::from_utf8(listed.raw).unwrap()),
        _ => None,
    };
    assert_eq!(name("* LIST () \"/\" INBOX\r\n").unwrap(), "INBOX");
    assert_eq!(name("* LIST (\\Marked) NIL \"a \\\"b\\\" \\\\c\"\r\n").unwrap(), "a \"b\" \\c");
    assert_eq!(name("* LIST () \"/\" \"Entwürfe\"\r\n").unwrap(), "Entwürfe");
    assert_eq!(name("* LIST () \"/\" {7}\r\nINBOX\r\n\r\n").unwrap(), "INBOX\r\n");
    assert_eq!(name("* LIST () \"/\" Sent(2026)\r\n").unwrap(), "Sent(2026)");
    assert_eq!(name("* LIST x\r\n"), None);
    let Response::Listed(sent) = parse(b"* LIST (\\sent \\NOSELECT ) \"/\" x\r\n") else {
        panic!()
    };
    assert!(sent.sent && !sent.opens);
}

#[test]
fn both_kinds_of_search_are_read() {
    let sets = |line: &str| match parse(line.as_bytes()) {
        Response::Found(uids) => uids.sets(1000).join(","),
        other => format!("{other:?}"),
    };
    assert_eq!(sets("* SEARCH 3 1 2 0 7 (MODSEQ 9)\r\n"), "1:3,7");
    assert_eq!(sets("* SEARCH\r\n"), "");
    assert_eq!(sets("* ESEARCH (TAG \"A3\") UID COUNT 9 ALL 4,1:2,9:7 MODSEQ 5\r\n"), "1:2,4,7:9");
    assert_eq!(sets("* ESEARCH (TAG \"A3\") UID\r\n"), "");
    assert_eq!(sets("* SEARCH 99999999999\r\n"), "Stray(Search)");
}

#[test]
fn what_qresync_says_is_read() {
    let gone = |line: &str| match parse(line.as_bytes()) {
        Response::Vanished(uids) => uids.sets(1000).join(","),
        other => format!("{other:?}"),
    };
    assert_eq!(gone("* VANISHED (EARLIER) 41,43:116\r\n"), "41,43:116");
    assert_eq!(gone("* VANISHED 1:3\r\n"), "1:3");
    // Whatever it means, it is not taken for everything.
    assert_eq!(gone("* VANISHED (EARLIER) 1:*\r\n"), "Stray(Other)");
    assert_eq!(parse(b"* ENABLED qresync\r\n"), Response::Enabled(vec!["QRESYNC".into()]));
}

#[test]
fn what_comes_unasked_is_borne() {
    for line in ["* 3 EXPUNGE", "* 0 RECENT", "* FLAGS (\\Seen)", "* XYZ \"a", "* LSUB () NIL a"] {
        assert_eq!(parse(format!("{line}\r\n").as_bytes()), Response::Other, "{line}");
    }
    assert_eq!(parse(b"* 23 EXISTS\r\n"), Response::Exists(23));
    let counts =
        Counts { raw: b"Sent".to_vec(), messages: 5, uid_next: 9, validity: 7, modseq: Some(3) };
    assert_eq!(
        parse(b"* STATUS \"Sent\" (MESSAGES 5 UIDNEXT 9 UIDVALIDITY 7 HIGHESTMODSEQ 3 X 1) \r\n"),
        Response::Counts(counts)
    );
    assert_eq!(parse(b"garbage\r\n"), Response::Stray(Kind::Other));
}

proptest! {
    #[test]
    fn any_response_is_read_without_panic(
        begin in prop::sample::select(vec!["* 1 FETCH (", "* LIST ", "* SEARCH ", "* ESEARCH ", "* STATUS ", "* ", ""]),
        body in r#"([ -~]|UID |INTERNALDATE |RFC822\.SIZE |BODY\[HEADER\.FIELDS |NIL|\{[0-9]{1,2}\}\r\n|\r\n|é|\x00){0,60}"#,
    ) {
        parse(format!("{begin}{body}\r\n").as_bytes());
    }
}
