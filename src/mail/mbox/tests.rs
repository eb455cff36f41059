use super::*;

fn items(mbox: &[u8]) -> Vec<Arrival> {
    read(mbox, Timestamp::UNIX_EPOCH).map(Result::unwrap).collect()
}

#[test]
fn messages_are_told_apart_by_from_lines_after_empty_lines() {
    let found = items(
        b"From a@x Mon Mar  2 09:00:00 2026\nMessage-ID: <1@x>\n\nFrom here on\nFrom there\n\n>From a friend\n\n\
        From b@x Mon Mar  2 10:00:00 +0100 2026\r\nMessage-ID: <2@x>\r\n\r\nbody\r\n\r\n\
        From MAILER-DAEMON\nMessage-ID: <1@x>\nDate: Tue, 3 Mar 2026 09:00:00 +0000\n\nx\n\nFrom nobody\n\n",
    );
    let names: Vec<_> =
        found.iter().map(|a| (a.item.as_str(), a.received_at.to_rfc3339())).collect();
    assert_eq!(names[0], ("1@x", "2026-03-02T09:00:00+00:00".into()));
    // "From here on" follows the empty line that ends the header: quoting it was the writer's duty.
    assert!(names[1].0.len() == 64 && names[1].1.starts_with("1970"));
    assert_eq!(names[2], ("2@x", "2026-03-02T09:00:00+00:00".into()));
    assert_eq!(names[3], ("1@x#2", "2026-03-03T09:00:00+00:00".into()));
    assert_eq!(names.len(), 5);
}

#[test]
fn an_empty_file_and_a_file_without_from_lines_hold_nothing() {
    assert!(items(b"").is_empty());
    assert!(items(b"Subject: x\n\nbody\n").is_empty());
    assert_eq!(items(b"\n\nFrom a@x x\nSubject: y\n").len(), 1);
}

#[test]
fn a_line_without_end_is_read_in_pieces() {
    let mut mbox = b"From a@x x\nSubject: y\n\n".to_vec();
    mbox.extend(std::iter::repeat_n(b'a', 3_000_000));
    mbox.extend(b"\n\nFrom b@x x\nSubject: z\n\n");
    let found = items(&mbox);
    assert_eq!(found.iter().map(|a| a.headers.subject.as_str()).collect::<Vec<_>>(), ["y", "z"]);
    assert!(found[0].size > 3_000_000);
}

#[test]
fn a_hostile_header_is_cut_and_the_next_message_is_read() {
    let mut mbox = b"From a@x x\nSubject: y\n".to_vec();
    mbox.extend(b"To: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n".repeat(20_000));
    mbox.extend(b"\n\nFrom b@x x\nSubject: z\n\n");
    let found = items(&mbox);
    assert!(found[0].headers.truncated);
    assert_eq!(found[1].headers.subject, "z");
}

#[test]
fn messages_are_fetched_by_name_also_after_the_file_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mbox");
    let one = "From a@x x\nMessage-ID: <1@x>\nSubject: one\n\nbody\n\n";
    let two = "From a@x x\nMessage-ID: <2@x>\nSubject: two\n\nbody\n\n";
    std::fs::write(&path, format!("{one}{two}{one}")).unwrap();
    let mut mbox = Mbox::open(&path, None).unwrap();
    assert_eq!(mbox.select(INBOX).unwrap().exists, 3);
    assert_eq!(mbox.items(), ["1@x", "2@x", "1@x#2"]);
    let subjects = |batch: Batch| {
        batch.arrivals.into_iter().map(|a| a.item + " " + &a.headers.subject).collect::<Vec<_>>()
    };
    assert_eq!(
        subjects(mbox.fetch(&["2@x".into(), "1@x#2".into()]).unwrap()),
        ["2@x two", "1@x#2 one"]
    );
    std::fs::write(&path, two).unwrap();
    assert_eq!(subjects(mbox.fetch(&["2@x".into(), "1@x#2".into()]).unwrap()), ["2@x two"]);
}

#[test]
fn the_date_of_a_from_line_may_be_written_in_several_ways() {
    let date = |line: &str| from_line::date(line.as_bytes()).map(|date| date.to_rfc3339());
    let nine = Some("2026-03-02T09:00:00+00:00".to_owned());
    assert_eq!(date("From - Mon Mar  2 09:00:00 2026\n"), nine);
    assert_eq!(date("From Mon Day@x Mon Mar 2 09:00 2026\r\n"), nine);
    assert_eq!(date("From 17@xxx Mon Mar 02 09:00:00 +0000 2026"), nine);
    assert_eq!(date("From a Mon Mar 02 11:00:00 2026 +0200"), nine);
    assert_eq!(date("From a@x"), None);
    assert_eq!(date("From a Mon Feb 31 09:00:00 2026"), None);
}

#[test]
fn any_bytes_are_read_without_panic() {
    use proptest::prelude::*;
    proptest!(|(bytes in prop::collection::vec(any::<u8>(), 0..500), from in 0usize..3)| {
        let mbox = [b"From a\n".repeat(from), bytes].concat();
        assert!(read(mbox.as_slice(), Timestamp::UNIX_EPOCH).all(|a| a.is_ok()));
    });
}
