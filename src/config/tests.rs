//! The config as its users meet it: right files, wrong files with the exact words, and the table against the reader.

mod init;
mod wrong;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::reference::{Fallback, KEYS, Key, SECTIONS};
use super::*;

/// Reads `text` as /etc/baton/config.toml of somebody at home in /home/ana.
fn parse(text: &str) -> Result<Config, Error> {
    Config::parse(text, Path::new("/etc/baton/config.toml"), Some(Path::new("/home/ana")))
}

fn right(text: &str) -> Config {
    parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The smallest config that uses `section`; in it `key = value`, in the place of whatever it said.
fn with(section: &str, key: &str, value: &str) -> String {
    let source = if section.starts_with("inbox.") { section } else { "inbox.maildir" };
    let way = if section.starts_with("mail-out.") { section } else { "mail-out.sendmail" };
    let used: &[&str] = if section.is_empty() {
        &[""]
    } else {
        &["inbox", source, "mail-out", way, "calendar", "review", section]
    };
    let mut text = String::new();
    for doc in SECTIONS.iter().filter(|doc| used.contains(&doc.name)) {
        if !doc.name.is_empty() {
            text += &format!("{}\n", doc.header());
        }
        for known in doc.keys() {
            let asked = (doc.name, known.key) == (section, key);
            let login = match (doc.name, key) {
                (_, "password-file" | "oauth2-token-command") => known.key == "user",
                ("inbox.imap", _) => known.key == "password-command",
                ("mail-out.smtp", "user") => known.key == "password-command",
                ("mail-out.smtp", "password-command") => known.key == "user",
                ("sla", _) => known.key == "first-response",
                ("rota", _) => known.key == "starts",
                _ => false,
            };
            if asked || login || known.default == Fallback::Required {
                text += &format!("{} = {}\n", known.key, if asked { value } else { known.value });
            }
        }
    }
    text
}

fn same(one: &Config, other: &Config) -> bool {
    // A calendar has no equality: what it is made of shows in its Debug form.
    let read = |config: &Config| format!("{:?}", Config { text: String::new(), ..config.clone() });
    read(one) == read(other)
}

#[test]
fn every_key_of_the_reference_is_accepted() {
    for Key { section, key, value, .. } in KEYS {
        right(&with(section, key, value));
    }
}

#[test]
fn every_key_of_the_reference_is_read() {
    for Key { section, key, .. } in KEYS {
        let error = parse(&with(section, key, "{ no = \"use\" }")).unwrap_err();
        let place = if section.is_empty() { String::new() } else { format!(" in {section}") };
        let named = format!("for {key}{place}: it has to be");
        assert!(error.message.contains(&named), "{error}");
    }
}

// The reader asks the reference for every key it takes, and in a debug build stops on one that is not there; this
// reads every section in full.
#[test]
fn every_key_that_is_read_is_in_the_reference() {
    for section in SECTIONS {
        let first = section.keys().next().unwrap();
        right(&with(section.name, first.key, first.value));
    }
}

#[test]
fn a_default_of_the_reference_is_what_holds_without_the_key() {
    for known in KEYS.iter().filter(|known| known.default == Fallback::Shown) {
        let said = right(&with(known.section, known.key, known.value));
        assert!(same(&said, &right(&with(known.section, "", ""))), "{}", known.key);
    }
}

#[test]
fn every_key_is_listed_once_in_the_order_of_the_sections() {
    let listed = SECTIONS.iter().flat_map(|section| section.keys()).map(|k| (k.section, k.key));
    assert!(listed.eq(KEYS.iter().map(|k| (k.section, k.key))));
    let mut names = KEYS.iter().map(|k| (k.section, k.key)).collect::<Vec<_>>();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), KEYS.len());
}

#[test]
fn an_empty_file_has_every_default() {
    let config = right("");
    assert_eq!(config.path, PathBuf::from("/etc/baton/config.toml"));
    assert_eq!((config.inboxes.len(), config.mail_out), (0, None));
    assert_eq!(config.calendar.zone(), chrono_tz::Tz::UTC);
    assert_eq!(
        config.review,
        Review {
            to: vec![],
            leads: vec![],
            web_link: None,
            stale_after: Span::WorkingDays(3),
            confirm_after: Span::WorkingDays(10),
            follow_up_after: Span::WorkingDays(3),
            auto_close_after: Span::WorkingDays(10),
            handoff_lapse: Span::WorkingDays(1),
            sync_old_after: Span::Seconds(3600),
            load_limit: Some(30),
            expires_soon: Span::Seconds(14 * 86_400),
        }
    );
}

#[test]
fn an_imap_account_needs_a_host_and_a_password_and_has_defaults_for_the_rest() {
    let text = r#"
        [[inbox]]
        name = "support"
        address = "Support@Example.org"
        own-lists = ["Support.Example.ORG"]
        history = "all"
        [inbox.imap]
        host = "imap.example.org"
        password-command = ["~/bin/secret", "~/x", "mail/support"]
    "#;
    assert_eq!(
        right(text).inboxes,
        [Inbox {
            name: "support".to_owned(),
            address: "support@example.org".to_owned(),
            aliases: vec![],
            own_lists: vec!["support.example.org".to_owned()],
            contact_form: vec![],
            history: None,
            source: Source::Imap(Imap {
                server: Server {
                    host: "imap.example.org".to_owned(),
                    port: 993,
                    tls: Tls::Implicit,
                    user: Some("support@example.org".to_owned()),
                    secret: Some(SecretFrom::Command(
                        ["/home/ana/bin/secret", "~/x", "mail/support"].map(str::to_owned).to_vec()
                    )),
                    ca_file: None,
                    connect_timeout: Duration::from_secs(10),
                    read_timeout: Duration::from_secs(60),
                },
                mailboxes: vec!["INBOX".to_owned()],
                sent: vec![],
            }),
        }]
    );
}

#[test]
fn a_port_and_its_tls_imply_each_other() {
    let smtp = |keys: &str| {
        let text = format!("[mail-out]\nfrom = 'a@b'\n[mail-out.smtp]\nhost = 'localhost'\n{keys}");
        match right(&text).mail_out.unwrap().via {
            Via::Smtp(server) => (server.port, server.tls),
            Via::Sendmail(_) => panic!("not smtp"),
        }
    };
    assert_eq!(smtp(""), (465, Tls::Implicit));
    assert_eq!(smtp("port = 587"), (587, Tls::StartTls));
    assert_eq!(smtp("port = 2465"), (2465, Tls::Implicit));
    assert_eq!(smtp("tls = 'starttls'"), (587, Tls::StartTls));
    assert_eq!(smtp("tls = 'none'"), (25, Tls::None));
    assert_eq!(smtp("tls = 'implicit'\nport = 587"), (587, Tls::Implicit));
}

#[test]
fn paths_begin_at_the_folder_of_the_config_or_at_home() {
    let sent = |path: &str| {
        let text = with("inbox.maildir", "sent", &format!("'{path}'"));
        match right(&text).inboxes.remove(0).source {
            Source::Maildir { sent, .. } => sent.unwrap(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(sent("mail/.Sent"), Path::new("/etc/baton/mail/.Sent"));
    assert_eq!(sent("~/mail"), Path::new("/home/ana/mail"));
    assert_eq!(sent("/var/mail"), Path::new("/var/mail"));
}

#[test]
fn holidays_are_dates_with_or_without_quotes() {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let calendar = right(&with("calendar", "holidays", "[\"2026-12-25\", 2026-12-24]")).calendar;
    assert!(!calendar.is_working_day(day("2026-12-24")));
    assert!(!calendar.is_working_day(day("2026-12-25")));
    assert!(calendar.is_working_day(day("2026-12-23")));
}

#[test]
fn a_sender_may_have_a_name() {
    for from in ["a@b.org", "baton <a@b.org>", "\"Team, support\" <a@b.org>", "Jürgen <a@b.org>"] {
        let text = with("mail-out", "from", &format!("'{from}'"));
        assert_eq!(right(&text).mail_out.unwrap().from, from);
    }
}

#[test]
fn a_remote_is_where_ssh_goes_and_nothing_that_it_reads_as_an_option() {
    let told = |remote: &str| {
        parse(&format!("remote = {remote:?}")).map(|config| config.remote.unwrap().destination)
    };
    for remote in [
        "host",
        "baton@host",
        "baton@host.example.org",
        "ssh://baton@host.example.org:2222",
        "_baton@192.0.2.7",
        "ana.b+c@::1",
        "ssh://[::1]:22",
    ] {
        assert_eq!(told(remote), Ok(remote.to_owned()));
    }
    for remote in [
        "",
        "-oProxyCommand=id",
        "-J@host",
        "baton@-oProxyCommand=id",
        "ssh://-oProxyCommand=id",
        "ssh://",
        "ssh://baton@",
        "@host",
        "baton@",
        "a@b@c",
        "baton@host list",
        "baton@host\n",
        "baton@host;id",
        "baton@$(id)",
        "baton@`id`",
        "baton@ho|st",
        "'baton'@host",
        "%h@host",
        "baton@host/",
    ] {
        let error = told(remote).expect_err(remote);
        assert!(error.message.contains("for remote: "), "{error}");
    }
}

#[test]
fn a_remote_has_a_shell_and_no_mail_of_its_own() {
    let remote = right("remote = \"baton@host\"\n[calendar]\n").remote.unwrap();
    assert_eq!(remote.shell, ["ssh"]);
    let remote = right("remote = \"h\"\nremote-shell = [\"~/bin/ssh\", \"-i\", \"~/key\"]").remote;
    assert_eq!(remote.unwrap().shell, ["/home/ana/bin/ssh", "-i", "~/key"]);
    assert_eq!(right("remote-shell = [\"ssh\", \"-4\"]").remote, None);
    let beside = format!("remote = \"h\"\n{}", with("mail-out", "", ""));
    let error = parse(&beside).unwrap_err();
    assert!(error.message.contains("line 2: inbox beside remote"), "{error}");
}

#[test]
fn an_address_has_one_at_sign_and_nothing_that_means_something_elsewhere() {
    let wrong =
        ["", "a", "@b", "a@", "a@b@c", "-f@b", "a b@c", "a@b c", "a@b\r\nBcc: c@d", "a@b,c@d"];
    let more =
        ["<a@b>", "\"a\"@b", "a@-b", "a@b..c", "a@[127.0.0.1]", "a@b>", "a\u{0}@b", "a(c)@b"];
    for text in wrong.into_iter().chain(more) {
        assert!(mail_address(text).is_err(), "{text:?}");
    }
    for text in ["a@localhost", "o'neil+x@mail.example.org", "ü@exämple.org", "a.b@x-y.org"] {
        assert_eq!(mail_address(text), Ok(text.to_owned()));
    }
}

#[test]
fn templates_for_notes_are_there_without_being_written_and_a_file_adds_its_own() {
    let templates = |text: &str| {
        let templates = right(text).note_templates.into_iter();
        templates
            .map(|(name, headings)| format!("{name}: {}", headings.join(", ")))
            .collect::<Vec<_>>()
    };
    let debug = "debug: context, hypothesis, tried, outcome";
    assert_eq!(templates(""), [debug, "triage: know, think, do"]);
    let own = "[template.note]\ntriage = ['what we know']\nhandover-2 = [' Prüfung ', 'next?']\n";
    assert_eq!(templates(own), [debug, "handover-2: Prüfung, next?", "triage: what we know"]);
    assert_eq!(templates("template.note = { visit = ['who'] }").len(), 3);
}
