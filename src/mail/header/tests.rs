use super::*;
use crate::domain::address::Address;
use proptest::prelude::*;

fn subject(raw: &[u8]) -> String {
    parse(&[b"Subject: ", raw, b"\r\n\r\n"].concat()).subject
}

#[test]
fn a_whole_header_is_read() {
    let h = parse(
        b"Received: by mx; Mon, 2 Mar 2026 10:00:00 +0100\r\nReceived: by old; Mon, 2 Mar 2026 08:00:00 +0000\r\n\
        Message-ID: <a@x>\r\nFrom: =?utf-8?q?J=C3=B6rg?= <Joerg@Example.org>\r\nTo: team: a@x, \"B, C\" <b@x>;, c@x\r\n\
        Subject: Re:\r\n\t =?utf-8?q?Preis?=\r\n =?utf-8?q?liste?=   now\r\nDate: Mon, 2 Mar 2026 09:59 +0100\r\n\
        References: <r1@x> <r2@x>\r\nIn-Reply-To: <r2@x>\r\n\r\nSubject: body\r\n",
    );
    assert_eq!(h.message_id.as_deref(), Some("a@x"));
    assert_eq!(h.from, Some(Address::new("Jörg", "joerg@example.org")));
    assert_eq!(h.to.iter().map(|a| a.address.as_str()).collect::<Vec<_>>(), ["a@x", "b@x", "c@x"]);
    assert_eq!(h.subject, "Re: Preisliste now");
    assert_eq!(h.references, ["r1@x", "r2@x"]);
    assert_eq!(h.received.unwrap().to_rfc3339(), "2026-03-02T09:00:00+00:00");
    assert_eq!(h.date.unwrap().to_rfc3339(), "2026-03-02T08:59:00+00:00");
    assert!(!h.truncated);
}

#[test]
fn the_digest_is_the_same_from_a_server_and_from_a_file() {
    let server = b"Subject: a\r\n b\r\nFrom: x@y\r\n\r\n";
    let file =
        b"Return-Path: <z@z>\nReceived: by a; x\nfrom:  x@y  \nX-Spam: no\nSUBJECT : a\n b\n\nbody";
    assert_eq!(parse(server).digest, parse(file).digest);
    assert_ne!(parse(server).digest, parse(b"Subject: a\r\nFrom: x@y\r\n\r\n").digest);
    assert_eq!(parse(server).digest.len(), 64);
}

#[test]
fn a_message_id_may_be_missing_empty_bare_or_too_long() {
    let id = |value: &str| parse(format!("Message-ID: {value}\n\n").as_bytes()).message_id;
    assert_eq!(id("<>"), None);
    assert_eq!(id(""), None);
    assert_eq!(id("a@x"), Some("a@x".into()));
    assert_eq!(id("two words"), None);
    assert_eq!(id("<a\n b@x> (comment)"), Some("ab@x".into()));
    assert_eq!(id(&format!("<{}>", "a".repeat(999))), None);
    assert_eq!(id(&format!("<{}>", "a".repeat(998))).map(|id| id.len()), Some(998));
    assert_eq!(parse(b"").message_id, None);
    assert_eq!(parse(b"\r\nSubject: body\r\n").subject, "");
}

#[test]
fn a_message_id_may_stand_among_other_things() {
    let id = |value: &str| parse(format!("Message-ID: {value}\n\n").as_bytes()).message_id;
    for value in [
        "(see <c@x>) <a@x>",
        "<<a@x>>",
        "<a@x> <b@x>",
        "<a@x",
        "=?utf-8?q?=3Ca=40x=3E?=",
        "=?utf-8?q?=3Ca?=\n =?utf-8?q?=40x=3E?=",
        "\nMessage-ID: <a@x>",
        "<>\nMessage-ID: <a@x>",
        "(not closed <a@x>",
    ] {
        assert_eq!(id(value).as_deref(), Some("a@x"), "{value}");
    }
}

#[test]
fn what_stands_around_an_id_in_in_reply_to_is_no_id() {
    let refs = |value: &str| {
        let block = format!("To: Ana <Ana@example.com>\nIn-Reply-To: {value}\n\n");
        parse(block.as_bytes()).references
    };
    assert_eq!(refs("Message from Ana <ana@example.com> of \"Mon, 2 Mar\" <a@x>"), ["a@x"]);
    assert_eq!(refs("<a@x> (Ana's message of <Monday>)"), ["a@x"]);
    assert_eq!(refs("Ana <ana@example.com>'s mail"), [""; 0]);
    // Without words around it, it is an id, however it looks.
    assert_eq!(refs("<ana@example.com>"), ["ana@example.com"]);
    assert_eq!(refs("Invoice"), [""; 0]);
}

#[test]
fn the_id_of_the_mail_that_bounced_is_a_reference() {
    let refs = |block: &str| parse(block.as_bytes()).references;
    assert_eq!(refs("X-Original-Message-ID: <a@x>\nReferences: <r@x>\n\n"), ["r@x", "a@x"]);
    assert_eq!(refs("Original-Message-ID: a@x\n\n"), ["a@x"]);
}

#[test]
fn references_are_read_once_without_empty_and_own_ones() {
    let refs = |block: &str| parse(block.as_bytes()).references;
    assert_eq!(refs("In-Reply-To: a@x\n\n"), ["a@x"]);
    assert_eq!(refs("In-Reply-To: Your message of Monday\n\n"), [""; 0]);
    assert_eq!(refs("In-Reply-To: mail of <a@x>\n\n"), ["a@x"]);
    assert_eq!(
        refs(
            "References: bare@x <> <a@x> <own@x>\n <b@x>\nIn-Reply-To: <a@x>\nMessage-ID: <own@x>\n\n"
        ),
        ["b@x", "a@x"]
    );
    assert_eq!(refs("References: <a<b@x> <c@x\n\n"), ["b@x"]);
}

#[test]
fn of_many_references_the_first_and_the_last_are_kept() {
    let many: String = (0..20_000).map(|n| format!("<{n}@x>\n ")).collect();
    let refs = parse(format!("References: {many}\n\n").as_bytes()).references;
    let ends = (refs[0].as_str(), refs[1].as_str(), refs[999].as_str());
    assert_eq!((refs.len(), ends), (1000, ("0@x", "19001@x", "19999@x")));
}

#[test]
fn in_reply_to_names_no_more_than_the_references_that_are_kept_and_each_once() {
    let many: String = (0..25_000).map(|n| format!("<{}@x>\n ", n % 20_000)).collect();
    let headers = parse(format!("In-Reply-To: {many}\n\n").as_bytes());
    assert_eq!(headers.in_reply_to.len(), 1000);
    assert_eq!(headers.in_reply_to, headers.references);
    let twice = parse(b"References: <a@x> <b@x>\nIn-Reply-To: <b@x> <b@x>\n\n");
    assert_eq!(twice.in_reply_to, ["b@x"]);
}

#[test]
fn the_first_of_duplicate_fields_wins() {
    let h = parse(b"Subject: one\nSubject: two\nFrom: a@x, b@x\nFrom: c@x\n\n");
    assert_eq!((h.subject.as_str(), h.from), ("one", Some(Address::new("", "a@x"))));
}

#[test]
fn text_keeps_control_characters_and_folds_white_space() {
    assert_eq!(subject(b"=?utf-8?b?G10wO3gHG1sySg==?= a\t\tb"), "\u{1b}]0;x\u{7}\u{1b}[2J a b");
    assert_eq!(subject(b"=?utf-8?q?a=0D=0ABcc:_evil@x?="), "a Bcc: evil@x");
    assert_eq!(subject(b"Gr\xfc\xdfe \x80"), "Grüße €");
    assert_eq!(subject("Grüße".as_bytes()), "Grüße");
    assert_eq!(subject(b"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?="), "日本");
}

#[test]
fn a_date_that_is_none_is_none() {
    let date = |value: &str| parse(format!("Date: {value}\n\n").as_bytes()).date;
    for nonsense in [
        "",
        "yesterday",
        "Mon, 31 Feb 2026 10:00:00 +0000",
        "Mon, 2 Mar 2026 25:00:00 +0000",
        "99999999999",
    ] {
        assert_eq!(date(nonsense), None, "{nonsense}");
    }
    assert!(
        date("2 Mar 2026 10:00:00 -0330")
            .is_some_and(|d| d.to_rfc3339() == "2026-03-02T13:30:00+00:00")
    );
}

#[test]
fn signals_of_automated_mail_are_found() {
    let s = parse(
        b"Auto-Submitted: Auto-Replied; owner-email=\"x\"\nPrecedence: BULK\nList-Id: Support <Support.Example.org>\n\
        Return-Path: <>\nContent-Type: multipart/report;\n report-type=\"Delivery-Status\"; boundary=x\n\
        X-Failed-Recipients: a@x\nX-Autorespond: y\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: z\n\n",
    )
    .signals;
    assert_eq!(s.auto_submitted.as_deref(), Some("auto-replied"));
    assert_eq!(s.precedence.as_deref(), Some("bulk"));
    assert_eq!(s.list_id.as_deref(), Some("support.example.org"));
    assert_eq!(s.return_path.as_deref(), Some(""));
    assert!(
        s.delivery_status
            && s.failed_recipients
            && s.autoresponder
            && s.response_suppress
            && s.inbox_rules_loop
    );
    let receipt =
        parse(b"Content-Type: multipart/report; report-type=disposition-notification\n\n");
    assert_eq!(receipt.signals, Signals { other_report: true, ..Signals::default() });
    let nothing = parse(b"Auto-Submitted:\nList-Id: <>\nPrecedence: \n\n");
    assert_eq!(nothing.signals, Signals::default());
}

#[test]
fn a_header_over_the_limit_is_cut_and_marked() {
    let mut block = b"Subject: first\n".to_vec();
    block.extend(b"To: a@x\n".repeat(40_000));
    let h = parse(&block);
    assert!(h.truncated);
    assert_eq!(h.subject, "first");
}

#[test]
fn a_header_is_cut_at_the_same_place_whatever_its_line_ends() {
    let lf = format!("Subject: first\n{}Message-ID: <late@x>\n\n", "To: a@x\n".repeat(40_000));
    let crlf = lf.replace('\n', "\r\n");
    let (file, mut server) = (parse(lf.as_bytes()), parse(crlf.as_bytes()));
    assert_eq!(file, server);
    assert_eq!(file.message_id, None);
    server = parse(&crlf.as_bytes()[..MAX_HEADER + 1]);
    assert_eq!(file, server);
}

#[test]
fn what_is_not_kept_takes_no_room() {
    let junk = "X-Junk: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n".repeat(20_000);
    let h = parse(format!("{junk}Received: {junk}Subject: late\n\n").as_bytes());
    assert_eq!((h.subject.as_str(), h.truncated), ("late", false));
}

#[test]
fn pieces_of_lines_are_one_line() {
    let whole = b"Subject: one\r\n two\r\nFrom: a@x\r\n\r\nTo: b@x\r\n";
    let mut block = Block::default();
    for (from, to) in [(0, 10), (10, 14), (14, 17), (17, 20), (20, 28), (28, 31), (31, 33)] {
        block.push(&whole[from..to]);
    }
    assert!(!block.push(&whole[33..]));
    assert_eq!(read(&block).subject, "one two");
}

#[test]
fn hostile_fields_take_no_long_time() {
    let started = std::time::Instant::now();
    for piece in [
        "=?utf-8?q?a",
        "=?",
        "(",
        "\"",
        "<",
        ",",
        "a:",
        ";",
        "\\",
        "=?x?b?",
        "<a@b>,",
        "=?utf-8?q??=",
    ] {
        let value = piece.repeat(MAX_HEADER / piece.len());
        for name in ["Subject", "From", "To", "Date", "Content-Type", "References", "Received"] {
            parse(format!("{name}: {value}\n\n").as_bytes());
        }
    }
    assert!(started.elapsed().as_secs() < 20, "took {:?}", started.elapsed());
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        parse(&bytes);
    }

    #[test]
    fn any_field_value_is_read_without_panic(
        field in prop::sample::select(FIELDS),
        value in r#"([ -~]|[<>"(),:;@\\=?]|\r\n |\x00|=\?utf-8\?[qb]\?|\?=|é|Mon, 2 Mar|[0-9]{1,20}){0,60}"#,
    ) {
        parse(format!("{field}: {value}\r\n\r\n").as_bytes());
        parse(format!("Received: x; {value}\r\n\r\n").as_bytes());
    }
}

#[test]
fn what_a_subject_is_about_stands_behind_any_reply_prefix() {
    for subject in ["Pricing", "Re: pricing", "AW: Pricing ", "RE[2]: Pricing", "Fwd: Re: Pricing"]
    {
        assert_eq!(base_subject(subject), "pricing", "{subject}");
    }
    assert_eq!(base_subject("Re:"), "");
}

#[test]
fn what_in_reply_to_names_is_the_parent_wherever_references_has_it() {
    let references = |text: &str| parse(text.as_bytes()).references;
    let both = "References: <a@x> <b@x> <c@x>\nIn-Reply-To: <b@x>\n\n";
    assert_eq!(references(both), ["a@x", "c@x", "b@x"]);
    let several = "References: <a@x> <b@x>\nIn-Reply-To: <a@x> <b@x>\n\n";
    assert_eq!(references(several), ["a@x", "b@x"]);
}

#[test]
fn no_white_space_of_any_alphabet_is_in_an_id() {
    let headers =
        parse(b"Message-ID: <a\xa0b@x>\nReferences: <c\xc2\x85d@x> <e\x0bf@x> <\xe3\x80\x80>\n\n");
    assert_eq!(headers.message_id.as_deref(), Some("ab@x"));
    assert_eq!(headers.references, ["cd@x", "ef@x"]);
}
