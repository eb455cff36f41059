use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn walked(mail: &[u8], piece: usize) -> Mail {
    let mut walker = Walker::default();
    mail.chunks(piece).for_each(|piece| walker.push(piece));
    walker.finish()
}

fn read(mail: impl AsRef<[u8]>) -> Body {
    walked(mail.as_ref(), 4096).body
}

#[track_caller]
fn text(mail: impl AsRef<[u8]>) -> String {
    read(mail).text.expect("a text")
}

fn names(body: &Body) -> Vec<(Option<&str>, &str, u64)> {
    body.attachments.iter().map(|a| (a.name.as_deref(), a.kind.as_str(), a.size)).collect()
}

/// A multipart of these parts, each with its header.
fn multipart(kind: &str, parts: &[&str]) -> String {
    let boundary = format!("b-{}", kind.len());
    let parts: String = parts.iter().map(|part| format!("--{boundary}\n{part}\n")).collect();
    format!(
        "Content-Type: multipart/{kind}; boundary=\"{boundary}\"\n\npreamble\n{parts}--{boundary}--\nepilogue\n"
    )
}

const PLAIN: &str = "Content-Type: text/plain\n\nplain words";
const HTML: &str = "Content-Type: text/html\n\n<p>rich <b>words</b></p>";
const PDF: &str = "Content-Type: application/pdf; name=\"offer.pdf\"\nContent-Transfer-Encoding: base64\n\n\
                   JVBERi0xLjQK\nJcOkw7w=";

#[test]
fn html_is_shown_as_a_person_reads_it() {
    let html = "<html><head><style>p {color: red}</style><title>t</title></head><body>\
        <div>Hello Maya,</div><div><br></div><div>two <b>bikes</b> &amp; a <a href=\"http://x.example/\">lamp</a>.\
        </div><script>alert(1)</script><ul><li>red</li><li>blue</li></ul><blockquote>old text</blockquote>\
        <table><tr><td>a</td><td>b</td></tr></table><p>Bye<p>Ana</body></html>\n";
    let mail = format!("Content-Type: text/html; charset=utf-8\n\n{html}");
    insta::assert_snapshot!(text(mail), @"
    Hello Maya,

    two bikes & a [lamp][1].
    * red
    * blue

    > old text

    a
    b

    Bye

    Ana

    [1]: http://x.example/
    ");
}

#[test]
fn of_alternatives_the_plain_one_is_shown_unless_it_says_nothing() {
    assert_eq!(text(multipart("alternative", &[PLAIN, HTML])), "plain words");
    assert_eq!(text(multipart("alternative", &[HTML, PLAIN])), "plain words");
    let blank = "Content-Type: text/plain\n\n \n";
    assert_eq!(text(multipart("alternative", &[blank, HTML])), "rich words");
    let related = multipart("related", &[HTML, "Content-Type: image/png\n\nabc"]);
    let body = read(multipart("alternative", &[PLAIN, &related]));
    assert_eq!(body.text.as_deref(), Some("plain words"));
    assert_eq!(names(&body), [(None, "image/png", 3)]);
    // One choice within another is the same text once more.
    let inner = multipart("alternative", &[PLAIN, HTML]).replace("b-11", "inner");
    assert_eq!(text(multipart("alternative", &[&inner, HTML])), "plain words");
}

#[test]
fn texts_of_one_message_stand_one_below_the_other() {
    let footer = "\nThe list's footer";
    let body = read(multipart("mixed", &[HTML, PDF, footer]));
    assert_eq!(body.text.as_deref(), Some("rich words\n\nThe list's footer"));
    assert_eq!(names(&body), [(Some("offer.pdf"), "application/pdf", 14)]);
    let alternative = multipart("alternative", &[PLAIN, HTML]);
    let body = read(multipart("mixed", &[&alternative, footer]));
    assert_eq!(body.text.as_deref(), Some("plain words\n\nThe list's footer"));
}

#[test]
fn what_is_attached_is_named_and_measured() {
    let forwarded =
        "Content-Type: message/rfc822\n\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\nthe other mail";
    let text = "Content-Type: text/plain\nContent-Disposition: attachment; filename=notes.txt\n\none\ntwo\n";
    let quoted = "Content-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: quoted-printable\n\na=3Db,c=\n d\n";
    let long = "Content-Type: image/jpeg\nContent-Disposition: inline; filename*0*=utf-8''Gr%C3%BC; filename*1=n.jpg\n\n";
    let word = "Content-Type: image/jpeg; name=\"=?utf-8?Q?Gr=C3=BCn.jpg?=\"\n\n";
    let body = read(multipart("mixed", &[forwarded, text, quoted, long, word]));
    assert_eq!(body.text, None);
    assert_eq!(
        names(&body),
        [
            (Some("Grüße"), "message/rfc822", 52),
            (Some("notes.txt"), "text/plain", 8),
            (Some("a.csv"), "text/csv", 8),
            (Some("Grün.jpg"), "image/jpeg", 0),
            (Some("Grün.jpg"), "image/jpeg", 0),
        ]
    );
    let whole = read("Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBE\n");
    assert_eq!((whole.text.as_deref(), names(&whole)), (None, vec![(None, "application/pdf", 3)]));
}

#[test]
fn a_digest_holds_messages_unless_it_says_otherwise() {
    let body = read(multipart("digest", &["\nSubject: one\n\na", "\nSubject: two\n\nb"]));
    assert_eq!(
        names(&body),
        [(Some("one"), "message/rfc822", 15), (Some("two"), "message/rfc822", 15)]
    );
}

#[test]
fn every_character_set_becomes_utf_8_and_a_wrong_one_is_guessed() {
    let mail = |charset: &str, bytes: &[u8]| {
        text(
            [format!("Content-Type: text/plain; charset={charset}\n\n").as_bytes(), bytes].concat(),
        )
    };
    assert_eq!(mail("iso-8859-1", b"Gr\xfc\xdfe"), "Grüße");
    assert_eq!(mail("gb2312", b"\xc4\xe3\xba\xc3"), "你好");
    assert_eq!(mail("iso-2022-jp", b"\x1b$B$3$s\x1b(B"), "こん");
    assert_eq!(mail("utf-8", "Grüße".as_bytes()), "Grüße");
    for wrong in ["utf-8", "us-ascii", "x-nonsense", "\"\""] {
        assert_eq!(mail(wrong, b"Gr\xfc\xdfe"), "Grüße", "{wrong}");
    }
    assert_eq!(mail("us-ascii", "Grüße".as_bytes()), "Grüße");
    assert_eq!(text([&b"Subject: x\n\n"[..], "Grüße".as_bytes()].concat()), "Grüße");
}

#[test]
fn what_is_not_encoded_as_it_says_is_shown_all_the_same() {
    let mail = |encoding: &str, words: &str| {
        text(format!("Content-Transfer-Encoding: {encoding}\n\n{words}"))
    };
    assert_eq!(mail("Quoted-Printable", "Gr=C3=BC=\n=C3=9Fe\n100% = all\n"), "Grüße\n100% = all");
    assert_eq!(mail("base64", "SGVs\nbG8g \n*d29ybGQ=\n"), "Hello world");
    assert_eq!(mail("x-unknown", "as it is"), "as it is");
    assert_eq!(mail("7bit", "one\r\ntwo\r\n"), "one\ntwo");
}

#[test]
fn flowed_lines_are_joined_as_deep_as_they_are_quoted() {
    let mail = "Content-Type: text/plain; format=flowed\n\nHello \nMaya\n> a quote \n> goes on\n>> deeper \n\
                back\n From here\n-- \nAna\n";
    assert_eq!(text(mail), "Hello Maya\n> a quote goes on\n>> deeper \nback\nFrom here\n-- \nAna");
    let deleted = "Content-Type: text/plain; format=flowed; delsp=yes\n\nこん \nにちは\n";
    assert_eq!(text(deleted), "こんにちは");
}

#[test]
fn a_message_without_text_has_none() {
    for mail in ["", "Subject: x\n", "Subject: x\n\n", "Subject: x\n\n \n\n", "\n"] {
        assert_eq!(read(mail), Body::default(), "{mail:?}");
    }
    assert_eq!(text("\nno header"), "no header");
    assert_eq!(text("Content-Type: multipart/mixed\n\nno boundary"), "no boundary");
    assert_eq!(text("Content-Type: multipart/mixed; boundary=\"\"\n\nno boundary"), "no boundary");
}

#[test]
fn a_mail_that_breaks_off_is_shown_as_far_as_it_goes() {
    let whole = multipart("mixed", &[PLAIN, PDF]);
    let cut = &whole[..whole.find("JVBERi").unwrap() + 4];
    let body = read(cut);
    assert_eq!(body.text.as_deref(), Some("plain words"));
    assert_eq!(names(&body), [(Some("offer.pdf"), "application/pdf", 3)]);
}

#[test]
fn the_boundary_of_an_outer_part_ends_the_inner_ones() {
    let inner = "Content-Type: multipart/mixed; boundary=inner\n\n--inner\n\nfirst";
    let mail = format!(
        "Content-Type: multipart/mixed; boundary=outer\n\n--outer\n{inner}\n--outer  \n\nsecond\n--inner\nthird\n--outer--\n"
    );
    assert_eq!(text(mail), "first\n\nsecond\n--inner\nthird");
}

/// Longer than this is as good as never.
const AT_ONCE: Duration = Duration::from_secs(20);

#[test]
fn ten_thousand_nested_parts_and_a_hundred_thousand_in_a_row_are_read_at_once() {
    let start = Instant::now();
    let nested: String = (0..10_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    let body = read(nested + "\nthe innermost\n");
    assert_eq!((body.text, body.attachments.len()), (None, 1));
    let forwarded = "Content-Type: message/rfc822\n\n".repeat(10_000);
    assert_eq!(read(forwarded).attachments.len(), 1);

    let many = "--b\nContent-Type: image/png; name=a.png\n\nx\n".repeat(100_000);
    let body = read(format!("Content-Type: multipart/mixed; boundary=b\n\n{many}--b--\n"));
    assert_eq!((body.attachments.len(), body.more_attachments), (100, 99_900));
    let empty = "--b\n\n".repeat(100_000);
    assert_eq!(read(format!("Content-Type: multipart/mixed; boundary=b\n\n{empty}")).text, None);
    assert!(start.elapsed() < AT_ONCE);
}

#[test]
fn html_of_a_hundred_thousand_tags_is_read_at_once() {
    let start = Instant::now();
    for tag in
        ["<div>", "<b>", "<a href=x>", "<table><tr><td>", "<blockquote>", "<ul><li>", "<font>"]
    {
        for times in [30, 45, 95, 100_000] {
            let mail = format!("Content-Type: text/html\n\n{}words", tag.repeat(times));
            let text = read(mail).text.unwrap_or_default();
            assert!(text.contains("words"), "{tag} {times}: {text:.100}");
        }
    }
    let unclosed = format!("Content-Type: text/html\n\n{}", "<p>words<br>".repeat(100_000));
    assert!(text(unclosed).contains("words\n"));
    assert!(start.elapsed() < AT_ONCE);
}

#[test]
fn more_text_and_more_mail_than_fits_is_cut_and_says_so() {
    let long = "0123456789abcde\n".repeat(100_000);
    let body = read(format!("Subject: x\n\n{long}"));
    assert_eq!((body.text.map(|text| text.len()), body.truncated), (Some(MAX_TEXT), true));
    let mut walker = Walker::default();
    walker.push(b"Content-Type: application/zip\n\n");
    let piece = vec![b'x'; 1 << 20];
    while !walker.is_full() {
        walker.push(&piece);
    }
    walker.push(b"more");
    let body = walker.finish().body;
    assert!(body.truncated && body.attachments[0].size < MAX_MESSAGE);
    assert_eq!(body.text, None);
}

#[test]
fn a_line_without_end_is_counted_and_held_no_longer_than_its_pieces() {
    let mut walker = Walker::default();
    walker.push(b"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n");
    for _ in 0..40_000 {
        walker.push(b"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD");
        assert!(walker.line.len() <= MAX_LINE + 32);
    }
    assert_eq!(walker.finish().body.attachments[0].size, 40_000 * 24);
}

proptest! {
    #[test]
    fn any_mail_is_read_and_the_pieces_it_comes_in_do_not_matter(
        lines in prop::collection::vec(prop_oneof![
            Just("Content-Type: multipart/mixed; boundary=a"), Just("Content-Type: multipart/alternative; boundary=b"),
            Just("--a"), Just("--a--"), Just("--b"), Just("--b--"), Just(""), Just("Content-Type: text/html"),
            Just("Content-Type: message/rfc822; name=x"), Just("Content-Transfer-Encoding: base64"), Just("SGVsbG8="),
            Just("Content-Transfer-Encoding: quoted-printable"), Just("=C3=BC="), Just("<p>a<br>&uuml;</p"), Just(" x"),
            Just("Content-Type: text/plain; charset=gb18030; format=flowed"), Just("\u{fc}\u{4f60} > "), Just("=\r"),
        ], 0..40),
        piece in 1usize..50,
    ) {
        let mail = lines.join("\n");
        let (whole, pieces) = (walked(mail.as_bytes(), 1 << 20), walked(mail.as_bytes(), piece));
        prop_assert_eq!(whole.body, pieces.body);
        prop_assert_eq!(whole.headers, pieces.headers);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(bytes);
    }

    #[test]
    fn any_html_is_read_without_panic(
        html in prop::collection::vec(prop_oneof![
            Just("<table>"), Just("</table>"), Just("<tr>"), Just("<td colspan=9999>"), Just("<td>"), Just("</p>"),
            Just("<ul>"), Just("<ol start=-5>"), Just("<li>"), Just("<pre>"), Just("</pre>"), Just("<blockquote>"),
            Just("<h1>"), Just("<a href=\"javascript:x\">"), Just("<img alt='x' src=y>"), Just("<br/>"), Just("<!--"),
            Just("-->"), Just("<script>"), Just("</script>"), Just("<style>"), Just("</style>"), Just("<sup>"),
            Just("&#0;"), Just("&#x110000;"), Just("&nope;"), Just("\u{4f60}\u{597d}"), Just("\u{301}"), Just("<"),
            Just("words and words"), Just("<dl><dt>"), Just("<dd>"), Just("<svg>"), Just("<template>"), Just("\t"),
            Just("averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongword"), Just("\0"),
        ], 0..60),
    ) {
        html::to_text(&html.concat());
    }
}
