//! What `init` writes is read back as it was meant, and the manual page has every key.

use super::*;

fn server(host: &str) -> InitServer {
    InitServer {
        host: host.to_owned(),
        password_command: Some(vec!["pass".to_owned(), "a \"b\" \\ c".to_owned()]),
        ..InitServer::default()
    }
}

fn values(source: InitSource, via: Option<InitVia>) -> InitValues {
    InitValues {
        name: "support".to_owned(),
        address: "support@example.org".to_owned(),
        source,
        mail_out: via.map(|via| InitMailOut { from: "baton <b@example.org>".to_owned(), via }),
        time_zone: Some("Europe/Berlin".to_owned()),
        review_to: vec!["team@example.org".to_owned(), "lead@example.org".to_owned()],
    }
}

#[test]
fn the_commented_file_reads_back_to_what_init_was_told() {
    let imap = InitServer {
        port: Some(1143),
        tls: Some(Tls::StartTls),
        user: Some("ana".to_owned()),
        ca_file: Some("~/ca.pem".to_owned()),
        ..server("imap.example.org")
    };
    let smtp = InitServer { user: Some("baton".to_owned()), ..server("smtp.example.org") };
    let config = right(&commented(&values(InitSource::Imap(imap), Some(InitVia::Smtp(smtp)))));

    let Source::Imap(imap) = &config.inboxes[0].source else { panic!("not imap") };
    let command = SecretFrom::Command(vec!["pass".to_owned(), "a \"b\" \\ c".to_owned()]);
    assert_eq!(imap.server.host, "imap.example.org");
    assert_eq!((imap.server.port, imap.server.tls), (1143, Tls::StartTls));
    assert_eq!(imap.server.user.as_deref(), Some("ana"));
    assert_eq!(imap.server.secret.as_ref(), Some(&command));
    assert_eq!(imap.server.ca_file.as_deref(), Some(Path::new("/home/ana/ca.pem")));
    assert_eq!((imap.mailboxes.as_slice(), imap.sent.len()), (["INBOX".to_owned()].as_slice(), 0));
    assert_eq!(config.inboxes[0].name, "support");
    assert_eq!(config.inboxes[0].address, "support@example.org");
    assert_eq!(config.inboxes[0].history, Some(Span::Seconds(30 * 86_400)));

    let mail_out = config.mail_out.unwrap();
    let Via::Smtp(smtp) = mail_out.via else { panic!("not smtp") };
    assert_eq!(mail_out.from, "baton <b@example.org>");
    assert_eq!((smtp.port, smtp.tls, smtp.secret), (465, Tls::Implicit, Some(command)));
    assert_eq!(config.calendar.zone(), chrono_tz::Europe::Berlin);
    assert_eq!(config.review.to, ["team@example.org", "lead@example.org"]);
}

#[test]
fn files_and_sendmail_read_back_too() {
    let command = vec!["/usr/sbin/sendmail".to_owned(), "-i".to_owned()];
    let maildir = InitSource::Maildir {
        path: "/mail/\"odd\"\ttab".replace('\t', " "),
        sent: Some("/mail/sent".to_owned()),
    };
    let config = right(&commented(&values(maildir, Some(InitVia::Sendmail(command.clone())))));
    let path = PathBuf::from("/mail/\"odd\" tab");
    let sent = Some(PathBuf::from("/mail/sent"));
    assert_eq!(config.inboxes[0].source, Source::Maildir { path, sent });
    assert_eq!(config.mail_out.unwrap().via, Via::Sendmail(command));

    let config = right(&commented(&values(InitSource::Mbox("mbox".to_owned()), None)));
    let path = PathBuf::from("/etc/baton/mbox");
    assert_eq!(config.inboxes[0].source, Source::Mbox { path, sent: None });
    assert_eq!(config.mail_out, None);
}

#[test]
fn the_commented_file_shows_every_section_and_key_and_says_nothing_that_was_not_told() {
    let text = commented(&InitValues {
        time_zone: None,
        review_to: vec![],
        ..values(InitSource::Mbox("/var/mail/x".to_owned()), None)
    });
    for section in SECTIONS {
        assert!(section.name.is_empty() || text.contains(&section.header()));
        for key in section.keys() {
            assert!(
                text.contains(&format!("\n#{} = ", key.key))
                    || text.contains(&format!("\n{} = ", key.key)),
                "{}",
                key.key
            );
        }
    }
    let said = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let expected = [
        "[[inbox]]",
        "name = \"support\"",
        "address = \"support@example.org\"",
        "[inbox.mbox]",
        "path = \"/var/mail/x\"",
        "[calendar]",
        "[review]",
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected);
}

#[test]
fn a_commented_key_works_when_its_mark_is_taken_away() {
    let told = commented(&values(InitSource::Imap(server("imap.example.org")), None));
    let unsaid = KEYS.iter().filter(|key| key.default != Fallback::Required);
    for known in unsaid.filter(|key| ["inbox", "calendar", "review"].contains(&key.section)) {
        let marked = format!("\n#{} = ", known.key);
        right(&told.replacen(&marked, &marked.replace('#', ""), 1));
    }
}

#[test]
fn a_line_break_that_init_is_given_cannot_add_a_key() {
    let mut values = values(InitSource::Mbox("/var/mail/x".to_owned()), None);
    values.address = "a@b\"\nhistory = \"all".to_owned();
    let error = parse(&commented(&values)).unwrap_err();
    assert!(error.message.contains("a line break or another control character"), "{error}");
}

#[test]
fn the_manual_page_has_every_section_and_key() {
    let page = man_page_roff();
    for section in SECTIONS {
        assert!(page.contains(&format!("\n.SS {}\n", section.header().replace('-', "\\-"))));
        for key in section.keys() {
            assert!(
                page.contains(&format!("\n.B {}\n", key.key.replace('-', "\\-"))),
                "{}",
                key.key
            );
        }
    }
    assert!(page.is_ascii() && !page.contains("\n\n"));
}
