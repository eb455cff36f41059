//! Wrong configs, and the words each is answered with.

use super::*;

const INBOX: &str = "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n";

/// What is wrong with `text`, without the file's name, and the hint.
fn wrong(text: &str) -> String {
    let error = parse(text).expect_err(text);
    assert_eq!(error.kind, crate::error::Kind::Usage);
    let message = error.message.strip_prefix("/etc/baton/config.toml ").expect(&error.message);
    format!("{message}\nhint: {}", error.hint.as_deref().unwrap_or("none"))
}

/// What is wrong with this one value.
fn bad(section: &str, key: &str, value: &str) -> String {
    let told = wrong(&with(section, key, value));
    let (message, _) = told.split_once("\nhint: write it like this: ").expect(&told);
    message.split_once(": ").expect(message).1.to_owned()
}

#[track_caller]
fn tells(text: &str, message: &str, hint: &str) {
    assert_eq!(wrong(text), format!("{message}\nhint: {hint}"));
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest() {
    tells(
        &format!("{INBOX}history = \"30d\"\n\n[inbox.imap]\nhots = \"imap.example.org\"\n"),
        "line 7: unknown key \"hots\" in inbox.imap",
        "did you mean \"host\"?",
    );
    tells(
        &format!("{INBOX}[inbox.imap]\nhost = \"h\"\npassword_command = [\"x\"]\n"),
        "line 6: unknown key \"password_command\" in inbox.imap",
        "did you mean \"password-command\"?",
    );
    tells(
        "[calendar]\nzzz = 1\n",
        "line 2: unknown key \"zzz\" in calendar",
        "known here: time-zone, hours, holidays",
    );
    tells("[calender]\n", "line 1: unknown section \"calender\"", "did you mean \"calendar\"?");
}

#[test]
fn a_key_of_a_later_version_is_unknown() {
    tells(
        "[[rule]]\nname = \"billing\"\n",
        "line 1: unknown section \"rule\"",
        "known here: remote, remote-shell, inbox, mail-out, calendar, review, sla, level, rota, template",
    );
}

#[test]
fn a_key_in_the_wrong_section_is_sent_to_its_own() {
    tells(
        &format!("{INBOX}host = \"h\"\n"),
        "line 4: unknown key \"host\" in inbox",
        "host belongs in [inbox.imap] or [mail-out.smtp]",
    );
    tells(
        "time-zone = \"UTC\"\n",
        "line 1: unknown key \"time-zone\"",
        "time-zone belongs in [calendar]",
    );
}

#[test]
fn a_secret_is_refused_and_never_repeated() {
    let hint = "use password-command = [\"pass\", \"show\", \"mail/support\"], password-file = \"support.password\" or oauth2-token-command = [\"oama\", \"access\", \"support@example.org\"]";
    tells(
        &format!("{INBOX}[inbox.imap]\nhost = \"h\"\npassword = \"hunter2\"\n"),
        "line 6: key \"password\" in inbox.imap: a secret never stands in this file",
        hint,
    );
    for text in [
        "password = hunter2",
        "password = \"hunter2",
        "[mail-out.smtp]\ntoken = \"hunter2\"",
        &with("inbox.imap", "password-command", "\"echo hunter2\""),
        &with("inbox.imap", "password-file", "['hunter2']"),
        &with("inbox.imap", "password-file", "'~hunter2'"),
        &with("inbox.imap", "oauth2-token-command", "'hunter2'"),
        "[mail-out.smtp]\noauth2-token = \"hunter2\"",
        &with("inbox.imap", "host", "\"imap://ana:hunter2@example.org\""),
    ] {
        assert!(!wrong(text).contains("hunter2"), "{}", wrong(text));
    }
}

#[test]
fn what_is_not_toml_is_named_by_its_line() {
    tells(
        "[calendar]\ntime-zone = Europe/Berlin\n",
        "line 2: not TOML: string values must be quoted, expected literal string",
        "none",
    );
    tells("[review]\nto = []\nto = []\n", "line 3: not TOML: duplicate key", "none");
}

#[test]
fn a_section_has_its_own_brackets() {
    tells("[inbox]\nname = \"a\"\n", "line 1: inbox is a section", "write it as [[inbox]]");
    tells("[[calendar]]\n", "line 1: calendar is a section", "write it as [calendar]");
    tells("\nreview = 3\n", "line 2: review is a section", "write it as [review]");
}

#[test]
fn an_inbox_has_a_name_an_address_and_one_source() {
    let one_of = "have one of [inbox.imap], [inbox.maildir], [inbox.mbox]";
    tells("[[inbox]]\n", "line 1: missing key \"name\" in inbox", "add: name = \"support\"");
    tells(INBOX, "line 1: inbox has no mail source", one_of);
    tells(
        &format!("{INBOX}[inbox.mbox]\npath = \"a\"\n[inbox.imap]\nhost = \"h\"\n"),
        "line 6: inbox.imap beside inbox.mbox: two mail sources",
        one_of,
    );
    let inbox = format!("{INBOX}mbox.path = \"/a\"\n");
    tells(
        &format!("{inbox}{}", inbox.replace("support\"", "Support\"")),
        "line 6: bad value \"Support\" for name in inbox: another inbox has this name",
        "write it like this: name = \"support\"",
    );
    assert_eq!(
        bad("inbox", "name", "'a b'"),
        "bad value \"a b\" for name in inbox: a name is letters, digits, - and _, and does not start with -"
    );
}

#[test]
fn a_bad_address_is_told_why() {
    tells(
        &with("inbox", "address", "\"support\""),
        "line 3: bad value \"support\" for address in inbox: it has no @; an address is local@domain",
        "write it like this: address = \"support@example.org\"",
    );
    assert_eq!(
        bad("review", "to", "['a@b', '-fx@b']"),
        "bad value \"-fx@b\" for to in review: it starts with -, which programs read as an option; an address is local@domain"
    );
    assert_eq!(
        bad("review", "to", "['a@b', 'A@b']"),
        "bad value \"A@b\" for to in review: it is listed twice"
    );
    assert_eq!(
        bad("mail-out", "from", r#""a\r\nBcc: x@y <a@b>""#),
        r#"bad value "a\r\nBcc: x@y <a@b>" for from in mail-out: it holds a line break or another control character"#
    );
    assert_eq!(
        bad("mail-out", "from", "'Team, support <a@b>'"),
        "bad value \"Team, support <a@b>\" for from in mail-out: the display name holds one of ()<>[]:;@\\,\"; put it in quotes, without quotes or \\ inside"
    );
}

#[test]
fn the_line_is_that_of_the_item_in_a_list() {
    let text = "[review]\nto = [\n  \"a@b\",\n  \"c\",\n]\n";
    assert!(wrong(text).starts_with("line 4: bad value \"c\" for to in review: "));
}

#[test]
fn a_server_is_told_which_hosts_ports_and_ciphers_there_are() {
    assert_eq!(
        bad("inbox.imap", "host", "'imap.example.org:993'"),
        "bad value \"imap.example.org:993\" for host in inbox.imap: a host is a name or an IP address; port and user have keys of their own"
    );
    assert_eq!(
        bad("inbox.imap", "port", "70000"),
        "bad value 70000 for port in inbox.imap: it is a number from 1 to 65535"
    );
    assert_eq!(
        bad("inbox.imap", "port", "'993'"),
        "bad value \"993\" for port in inbox.imap: it has to be a number, without quotes"
    );
    assert_eq!(
        bad("inbox.imap", "tls", "'ssl'"),
        "bad value \"ssl\" for tls in inbox.imap: it is one of implicit, starttls, none"
    );
    assert_eq!(
        bad("inbox.imap", "tls", "'none'"),
        "bad value \"none\" for tls in inbox.imap: mail and password would cross the network in the clear; none is for localhost, 127.0.0.1 and ::1"
    );
    assert_eq!(
        bad("inbox.imap", "read-timeout", "'1bd'"),
        "bad value \"1bd\" for read-timeout in inbox.imap: a timeout is 1s to 1h, such as 45s or 2m"
    );
    assert_eq!(
        bad("inbox.imap", "mailboxes", "[]"),
        "bad value [] for mailboxes in inbox.imap: there is nothing to read"
    );
    assert_eq!(
        bad("inbox.imap", "sent", "['INBOX']"),
        "bad value […] for sent in inbox.imap: \"INBOX\" stands in mailboxes too"
    );
}

#[test]
fn a_login_has_one_secret_and_a_secret_a_login() {
    let one_of = "have one of password-command, password-file, oauth2-token-command";
    let imap = format!("{INBOX}[inbox.imap]\nhost = \"h\"\n");
    tells(&imap, "line 4: inbox.imap names a user, but not how to log in", one_of);
    tells(
        &format!("{imap}password-command = [\"x\"]\npassword-file = \"y\"\n"),
        "line 7: password-file beside password-command in inbox.imap",
        one_of,
    );
    for (key, value) in [("password-command", "[\"x\"]"), ("password-file", "\"x\"")] {
        tells(
            &format!("{imap}oauth2-token-command = [\"x\"]\n{key} = {value}\n"),
            &format!("line 6: oauth2-token-command beside {key} in inbox.imap"),
            one_of,
        );
    }
    tells(
        "[mail-out]\nfrom = \"a@b\"\n[mail-out.smtp]\nhost = \"h\"\noauth2-token-command = [\"y\"]\n",
        "line 5: oauth2-token-command without user in mail-out.smtp",
        "add: user = \"…\"",
    );
    tells(
        "[mail-out]\nfrom = \"a@b\"\n[mail-out.smtp]\nhost = \"h\"\npassword-file = \"y\"\n",
        "line 5: password-file without user in mail-out.smtp",
        "add: user = \"…\"",
    );
    assert_eq!(
        bad("inbox.imap", "password-command", "[]"),
        "bad value for password-command in inbox.imap: it names no program"
    );
}

#[test]
fn mail_out_has_a_sender_and_one_way() {
    tells(
        "[mail-out.smtp]\nhost = \"h\"\n",
        "line 1: missing key \"from\" in mail-out",
        "add: from = \"baton <baton@example.org>\"",
    );
    tells(
        "[mail-out]\nfrom = \"a@b\"\n",
        "line 1: mail-out has no way out",
        "have one of [mail-out.smtp], [mail-out.sendmail]",
    );
}

#[test]
fn a_calendar_is_told_which_zone_hours_and_dates_there_are() {
    for (written, nearest) in [
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Asia/New_York", "America/New_York"),
        ("Amercia/Chicago", "America/Chicago"),
    ] {
        assert_eq!(
            bad("calendar", "time-zone", &format!("'{written}'")),
            format!(
                "bad value \"{written}\" for time-zone in calendar: there is no such IANA time zone; did you mean {nearest}?"
            )
        );
    }
    assert_eq!(
        bad("calendar", "time-zone", "'zzzzzz'"),
        "bad value \"zzzzzz\" for time-zone in calendar: a time zone has an IANA name, such as Europe/Berlin"
    );
    let missing = wrong(&with("calendar", "holidays", "['file:holidays.ics']"));
    assert!(missing.contains("cannot read /etc/baton/holidays.ics: No such file"), "{missing}");
    assert!(missing.ends_with("holidays = [\"file:holidays.ics\"]"), "{missing}");
    assert_eq!(
        bad("calendar", "holidays", "['25.12.2026']"),
        "bad value \"25.12.2026\" for holidays in calendar: a holiday is a date, year-month-day, or file: and a calendar file"
    );
    assert!(
        bad("calendar", "hours", "['mon-fri 09:00-17:00', 'sat 9-x']")
            .starts_with("bad value \"sat 9-x\" for hours in calendar: \"9-x\" ")
    );
    assert!(
        bad("calendar", "hours", "[]")
            .starts_with("bad value [] for hours in calendar: no working hours")
    );
}

#[test]
fn a_review_is_told_which_durations_and_links_there_are() {
    assert_eq!(
        bad("review", "stale-after", "'3 days'"),
        "bad value \"3 days\" for stale-after in review: a duration is 45m, 4h, 3d, or 3bd for working days"
    );
    assert_eq!(
        bad("review", "stale-after", "3"),
        "bad value 3 for stale-after in review: it has to be a string, in quotes"
    );
    assert_eq!(
        bad("review", "stale-after", "'0bd'"),
        "bad value \"0bd\" for stale-after in review: it is no time at all; a duration is 45m, 4h, 3d, or 3bd for working days"
    );
    assert_eq!(
        bad("inbox", "history", "'ever'"),
        "bad value \"ever\" for history in inbox: it is a duration (45m, 4h, 30d, 20bd) or all"
    );
    assert_eq!(
        bad("review", "web-link", "'javascript:{message-id}'"),
        "bad value \"javascript:{message-id}\" for web-link in review: a link starts with https:// or http://"
    );
    assert_eq!(
        bad("review", "web-link", "'https://mail.example.org/'"),
        "bad value \"https://mail.example.org/\" for web-link in review: it has to hold {message-id}, where the Message-ID goes"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let error = Config::load(&path, None).unwrap_err();
    assert_eq!(error.message, format!("there is no config at {}", path.display()));
    assert_eq!(error.hint.as_deref(), Some("run: baton init"));

    std::fs::write(&path, b"[review]\n# caf\xe9\n").unwrap();
    let error = Config::load(&path, None).unwrap_err();
    assert_eq!(error.message, format!("{} line 2: not UTF-8 text", path.display()));

    let error = Config::load(folder.path(), None).unwrap_err();
    assert!(error.message.starts_with(&format!("cannot read {}: ", folder.path().display())));

    std::fs::write(&path, with("inbox.mbox", "path", "\"~/mbox\"")).unwrap();
    let error = Config::load(&path, None).unwrap_err();
    assert!(error.message.ends_with("nobody's home folder is known here: write the whole path"));
}

#[test]
fn a_template_has_a_name_to_type_and_headings() {
    let note = |line: &str| wrong(&format!("[template.note]\n\n{line}\n"));
    let like = "hint: write it like this: triage = [\"know\", \"think\", \"do\"]";
    let own = like.replace("triage", "visit");
    for (line, told) in [
        (
            "visit = \"who\"",
            format!("line 3: bad value \"who\" for visit in template.note: it has to be a list of strings, in []\n{own}"),
        ),
        (
            "visit = []",
            format!("line 3: bad value [] for visit in template.note: it has no heading\n{own}"),
        ),
        (
            "triage = [\"know\", \"\"]",
            format!("line 3: bad value \"\" for triage in template.note: it is empty\n{like}"),
        ),
        (
            "triage = [\"Know\", \"know\"]",
            format!("line 3: bad value […] for triage in template.note: two of its headings are the same\n{like}"),
        ),
        (
            "visit = [\"who: when\"]",
            format!("line 3: bad value \"who: when\" for visit in template.note: a heading is words, without # before and : behind them\n{own}"),
        ),
        (
            "\"a b\" = [\"who\"]",
            "line 3: template \"a b\": a name is letters, digits, - and _, and does not start with -\nhint: none".to_owned(),
        ),
    ] {
        assert_eq!(note(line), told);
    }
}

#[test]
fn a_section_that_holds_sections_alone_knows_their_names() {
    tells(
        "[template.nots]\n",
        "line 1: unknown section \"nots\" in template",
        "did you mean \"note\"?",
    );
    tells(
        "[templates.note]\n",
        "line 1: unknown section \"templates\"",
        "did you mean \"template\"?",
    );
    tells("template = 3\n", "line 1: template is no key", "write it as [template.note]");
    tells(
        "[template]\nnote = [\"know\"]\n",
        "line 2: template.note is a section",
        "write it as [template.note]",
    );
    tells(
        "[template]\nrefund = \"refund.txt\"\n",
        "line 2: unknown key \"refund\" in template",
        "known here: note",
    );
}

#[test]
fn a_condition_of_an_sla_is_told_what_there_is_to_write() {
    let when = |value: &str| bad("sla", "when", value);
    let is = |what: &str| format!("bad value {what}");
    assert_eq!(
        when("'priority:urgent tags:billing'"),
        is(
            "\"priority:urgent tags:billing\" for when in sla: tags:billing: known are priority:, inbox:, tag:, level: and customer-status:, and nothing for all"
        )
    );
    assert_eq!(
        when("'priority:asap'"),
        is(
            "\"priority:asap\" for when in sla: priority:asap is none of priority:low, priority:normal, priority:high, priority:urgent"
        )
    );
    assert_eq!(
        when("'inbox:sales'"),
        is("\"inbox:sales\" for when in sla: inbox:sales is none of inbox:support")
    );
    assert_eq!(
        when("'level:10'"),
        is("\"level:10\" for when in sla: level:10: a level is a number from 1 to 9, or its name")
    );
    assert_eq!(
        when("'tag:a tag:A'"),
        is("\"tag:a tag:A\" for when in sla: tag:A stands there twice")
    );
    assert!(when("'tag:<b>'").contains("is no tag"));
    assert!(when("'customer-status:'").contains("known are"));
}

#[test]
fn a_rota_has_members_a_beginning_and_a_handover() {
    let rota = |keys: &str| format!("[[rota]]\nname = 'first line'\n{keys}");
    tells(
        &rota("members = ['sam', 'maya']\n"),
        "line 1: missing key \"starts\" in rota",
        "add: starts = \"2026-11-23\"",
    );
    tells(
        &rota(""),
        "line 1: missing key \"members\" in rota",
        "add: members = [\"sam\", \"maya\", \"jordan\"]",
    );
    assert_eq!(bad("rota", "members", "[]"), "bad value [] for members in rota: nobody is on duty");
    assert_eq!(
        bad("rota", "handover", "'monday'"),
        "bad value \"monday\" for handover in rota: it is a day of the week and a time"
    );
    assert_eq!(
        bad("rota", "starts", "'next week'"),
        "bad value \"next week\" for starts in rota: it is a date, year-month-day"
    );
    assert!(bad("rota", "hours", "['9-5']").contains("in rota: "));
    assert!(bad("level", "owners", "['two words']").contains("cannot be a member's name"));
    assert!(bad("review", "load-limit", "-1").contains("it is a number from 0 to 1000000"));
}
