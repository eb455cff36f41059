//! Accounts that demand OAuth: the token, its one retry, and what is said when it does not help.
//!
//! SECURITY-CASES 21 and 22: a token shows nowhere, and its command is run without a shell.

use std::fs;
use std::sync::OnceLock;

use crate::certificates::Certificate;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::ledger;
use crate::privacy::{assert_ledger_silent, assert_silent_about, base64, command_lines};
use crate::scripted::{Scripted, Step, send};
use crate::service::wait_for;
use crate::session::asked as asked_world;
use crate::smtp::Smtp;
use crate::sync::scripted_inbox;
use crate::tokens::{TOKEN_COMMAND, asked, expired, prints, valid};
use crate::world::{Ran, World, time};

const NOW: &str = "2026-03-02T09:00Z";
const QUESTION: &str = "Message-ID: <a@x>\nFrom: Ana <ana@example.com>\nTo: support@example.org\n\
                        Subject: Pricing\n\nHow much?\n";

/// A Dovecot that takes tokens by both mechanisms; passwords too, by which mail is delivered.
fn both() -> &'static Dovecot {
    static BOTH: OnceLock<Dovecot> = OnceLock::new();
    BOTH.get_or_init(|| {
        Dovecot::start_configured(Certificate::Good, "plain login xoauth2 oauthbearer", "")
    })
}

/// With a token in the place of the password.
fn with_token(config: &str) -> String {
    config.replace(&format!("password-command = [\"echo\", \"{PASSWORD}\"]"), TOKEN_COMMAND)
}

/// A world whose inbox has one question on this server.
fn world(dovecot: &Dovecot, user: &str) -> World {
    dovecot.deliver(user, "INBOX", QUESTION, time("2026-03-02T08:00Z"));
    World::with_config(NOW, &with_token(&dovecot.inbox("support", user)))
}

/// How this user logged in, and how often they were refused.
fn logins(dovecot: &Dovecot, user: &str, method: &str) -> (usize, usize) {
    let log = dovecot.log();
    let of_user = format!("user=<{user}>, method={method}");
    let lines = || log.lines().filter(|line| line.contains(&of_user));
    let count = |word: &str| lines().filter(|line| line.contains(word)).count();
    (count("Login: "), count("auth failed"))
}

#[track_caller]
fn assert_says(ran: &Ran, says: &[&str]) {
    let said = format!("{ran}");
    for words in says {
        assert!(said.contains(words), "no {words:?} in\n{ran}");
    }
}

#[test]
fn a_token_logs_in_by_the_mechanism_that_the_server_has() {
    let bearer = Dovecot::start_configured(Certificate::Good, "plain login oauthbearer", "");
    for (dovecot, method) in [(both(), "XOAUTH2"), (&bearer, "OAUTHBEARER")] {
        let world = world(dovecot, "oauth-in");
        prints(&world, &[&valid("oauth-in")]);
        assert_says(&world.sync(), &["support: INBOX 1 of 1, 1 new"]);
        assert_eq!((logins(dovecot, "oauth-in", method), asked(&world)), ((1, 0), 1));
        prints(&world, &[&valid("oauth-in")]);
        assert_says(&world.admin("doctor"), &["ok    support mail in"]);
    }
}

#[test]
fn a_refused_token_is_fetched_afresh_once() {
    let (dovecot, user) = (both(), "oauth-fresh");
    let world = world(dovecot, user);
    prints(&world, &[&expired(user), &valid(user)]);
    assert_says(&world.sync(), &["support: INBOX 1 of 1, 1 new"]);
    assert_eq!(asked(&world), 2);
    prints(&world, &[&expired(user), &valid("somebody-else"), &valid(user)]);
    let ran = world.admin("sync").fails(75);
    assert_says(
        &ran,
        &[
            "cannot log in to 127.0.0.1 as oauth-fresh: the token was refused: the server said \"",
            "AUTHENTICATIONFAILED",
            "hint: oauth2-token-command has to print an access token for this user",
        ],
    );
    assert!(!ran.stderr.contains("the same one"), "{ran}");
    assert_eq!(asked(&world), 2);
    prints(&world, &[&expired(user), &expired(user)]);
    let ran = world.admin("sync").fails(75);
    let says =
        ["(status 401, scope mail); asked for a fresh token, the command printed the same one"];
    assert_says(&ran, &says);
    wait_for(|| (logins(dovecot, user, "XOAUTH2") == (1, 5)).then_some(())).expect("five refusals");
}

/// What doctor says about the mail of the inbox.
fn diagnosis(world: &World) -> (String, String) {
    let doctor = world.admin("doctor --json").fails(1).json();
    let checks = doctor["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["check"] == "support mail in").unwrap();
    assert_eq!(check["ok"], false, "{check}");
    let text = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
    (text("text"), text("hint"))
}

#[test]
fn doctor_names_the_step_that_failed() {
    let user = "oauth-doctor";
    let world = world(both(), user);
    let config = fs::read_to_string(world.config()).unwrap();
    let token = valid(user);
    let check = |config: &str, tokens: &[&str], says: &str, to_do: &str| {
        world.set_config(config);
        prints(&world, tokens);
        let (text, hint) = diagnosis(&world);
        assert!(text.contains(says), "no {says:?} in {text}");
        assert!(hint.contains(to_do), "no {to_do:?} in {hint}");
    };
    let tls_port = format!("port = {}", both().tls_port);
    let plain_port = config.replace(&tls_port, &format!("port = {}", both().port));
    check(&plain_port, &[&token], "cannot start TLS with 127.0.0.1", "check host, port and tls");
    let passwords = with_token(&Dovecot::shared().inbox("support", user));
    check(
        &passwords,
        &[&token],
        "the server offers neither XOAUTH2 nor OAUTHBEARER, but PLAIN, LOGIN",
        "use password-command with an app password",
    );
    check(&config, &[], "cannot get a token from the command", "run the command by hand");
    check(&config, &["no"], "refused", "run the command by hand");
    check(&config, &["no", "no"], "the token was refused", "access token for this user");
    check(
        &format!("{config}mailboxes = [\"Anfragen\"]\n"),
        &[&token],
        "cannot open the mailbox Anfragen",
        "the mailboxes are: ",
    );
    world.set_config(&config);
    prints(&world, &[&token]);
    assert_says(&world.admin("doctor"), &["ok    support mail in"]);
}

/// A server that offers these mechanisms and refuses a token for this reason.
fn refusing(
    offers: &str,
    mechanism: &'static str,
    reason: &str,
    answer: &'static str,
) -> Vec<Step> {
    vec![
        send("* OK hello\r\n"),
        Step::Expect("CAPABILITY"),
        send(format!("* CAPABILITY IMAP4rev1 {offers}\r\n{{tag}} OK done\r\n")),
        Step::Expect(mechanism),
        send("+ \r\n"),
        Step::Expect(""),
        send(format!("+ {}\r\n", base64(reason.as_bytes()))),
        Step::Expect(answer),
    ]
}

#[test]
fn without_sasl_ir_the_token_waits_until_it_is_asked_for() {
    for (offers, mechanism, answer, token) in [
        (
            "AUTH=OAUTHBEARER",
            "AUTHENTICATE OAUTHBEARER",
            "AQ==",
            "n,a=support,\x01host=127.0.0.1\x01port=",
        ),
        (
            "AUTH=XOAUTH2 AUTH=OAUTHBEARER",
            "AUTHENTICATE XOAUTH2",
            "",
            "user=support\x01auth=Bearer t",
        ),
    ] {
        let reason = r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;
        let refuse = || {
            let mut script = refusing(offers, mechanism, reason, answer);
            // The tag of the login, which was the second command: what came after it is no command.
            script.push(send("B2 NO [AUTHENTICATIONFAILED] Invalid credentials\r\n"));
            script
        };
        let server = Scripted::connections(vec![refuse(), refuse()]);
        let world = World::with_config(NOW, &with_token(&scripted_inbox("support", server.port())));
        prints(&world, &["t-1", "t-2"]);
        let ran = world.admin("sync").fails(75);
        let why = "\"[AUTHENTICATIONFAILED] Invalid credentials\" (status 400, scope https://mail.google.com/)";
        assert_says(&ran, &[why]);
        for connection in server.finish() {
            let [capability, authenticate, response, after] = connection.lines.as_slice() else {
                panic!("{connection:?}")
            };
            assert!(capability.ends_with("CAPABILITY"), "{connection:?}");
            assert!(authenticate.ends_with(mechanism), "{connection:?}");
            // The first bytes of a message in base64, three by three.
            let first = base64(&token.as_bytes()[..token.len() / 3 * 3]);
            assert!(response.starts_with(&first), "{connection:?}");
            assert_eq!(after, answer);
        }
    }
}

#[test]
fn a_hostile_reason_is_made_harmless_and_short() {
    let long = "x".repeat(5000);
    let reasons = [
        format!(r#"{{"status":"\u001b[2J\u202e","scope":"{long}"}}"#),
        format!("\u{1b}]0;x\u{7}{long}"),
        "[".repeat(100_000),
    ];
    for reason in reasons {
        let refuse = || {
            let mut script = refusing("AUTH=XOAUTH2", "AUTHENTICATE XOAUTH2", &reason, "");
            script.push(send("B2 NO no\u{1b}[2J\r\n"));
            script
        };
        let server = Scripted::connections(vec![refuse(), refuse()]);
        let world = World::with_config(NOW, &with_token(&scripted_inbox("support", server.port())));
        prints(&world, &["t-1", "t-2"]);
        let ran = world.admin("sync").fails(75);
        assert_says(&ran, &["the token was refused: the server said \"no\\u{1b}[2J\" ("]);
        assert!(!ran.stderr.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{ran:?}");
        assert!(ran.stderr.len() < 1000, "{ran}");
    }
}

#[test]
fn the_token_shows_nowhere() {
    let token =
        valid("a user whose name makes the token as long as those of the big providers are");
    // As it is, in JSON in base64, and as the client sent it; cut off where a limit may fall.
    let message = format!("user=support\x01auth=Bearer {token}\x01\x01");
    let (whole, sasl) = (format!("not with {token}"), base64(message.as_bytes()));
    let padded = format!("{}{token}", "-".repeat(180));
    let json = format!(r#"{{"status":"401","scope":"{token}"}}"#);
    let refuse = |echo: &str| {
        let mut script = refusing("AUTH=XOAUTH2", "AUTHENTICATE XOAUTH2", &json, "");
        script.push(send(format!("B2 NO {echo}\r\n")));
        script
    };
    let hang_up = |echo: &str| {
        vec![
            send("* OK hello\r\n"),
            Step::Expect("CAPABILITY"),
            send("* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n{tag} OK done\r\n"),
            Step::Expect("AUTHENTICATE"),
            send(format!("* BYE {echo}\r\n")),
        ]
    };
    let slow = vec![
        send("* OK hello\r\n"),
        Step::Expect("CAPABILITY"),
        send("* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n{tag} OK done\r\n"),
        Step::Expect("AUTHENTICATE"),
        send("{tag} OK in\r\n"),
        Step::ServeUntil("UID FETCH"),
        Step::Stall,
    ];
    let twice = |echo: &str| [refuse(echo), refuse(echo)];
    let mut scripts = [twice(&whole), twice(&sasl), twice(&padded)].concat();
    scripts.extend([hang_up(&whole), hang_up(&padded), hang_up(&sasl), slow]);
    let server = Scripted::connections(scripts);
    let world = World::with_config(NOW, &with_token(&scripted_inbox("support", server.port())));
    let heard = |ran: Ran| assert_silent_about(&token, &ran.words, format!("{ran:?}").as_bytes());
    for command in ["-v sync", "doctor --json", "sync --json", "-v sync", "-v doctor", "sync"] {
        prints(&world, &[&token, &token]);
        let ran = world.admin(command);
        assert_says(&ran, &["cannot log in to 127.0.0.1", "…"]);
        heard(ran);
    }
    prints(&world, &[&token]);
    let mut sync = world.command("ada", "-v sync").spawn().unwrap();
    wait_for(|| (ledger::count(&world, "mailboxes")? > 0).then_some(())).expect("a sync");
    let lines = command_lines();
    assert!(lines.windows(5).any(|window| window == b"sync\0"), "the sync itself is there");
    assert_silent_about(&token, "/proc/*/cmdline", &lines);
    let environment = fs::read(format!("/proc/{}/environ", sync.id())).unwrap();
    assert_silent_about(&token, "the environment of sync", &environment);
    sync.kill().unwrap();
    let said = sync.wait_with_output().unwrap();
    assert_silent_about(&token, "the killed sync", &[said.stdout, said.stderr].concat());
    for command in ["list --all --json", "review", "review --json", "log --json"] {
        heard(world.admin(command));
    }
    assert_ledger_silent(&token, &world);
    let spoken: Vec<String> =
        server.finish().into_iter().flat_map(|connection| connection.lines).collect();
    assert!(spoken.iter().any(|line| line.contains(&sasl)), "the token was used at all");
}

#[test]
fn init_writes_the_command_for_mail_in_and_out() {
    let world = World::empty(NOW);
    let init = "init --test-world --address support@example.org --imap-host imap.example.org \
                --imap-user ana --oauth2-token-command './token \"a b\"' --time-zone UTC \
                --review-to lead@example.org --smtp-host smtp.example.org --member ada";
    world.by("ada", &format!("{init} --password-file x")).fails(2);
    world.by("ada", init).ok();
    let config = fs::read_to_string(world.config()).unwrap();
    let line = "\noauth2-token-command = [\"./token\", \"a b\"]\n";
    assert_eq!(
        (config.matches(line).count(), config.contains("\npassword-")),
        (2, false),
        "{config}"
    );
}

#[test]
fn a_token_is_never_said_in_the_clear_to_another_machine() {
    let config = with_token(&scripted_inbox("support", 143));
    let world = World::with_config(NOW, &config);
    world.set_config(&config.replace("127.0.0.1", "imap.example.org"));
    prints(&world, &["t-1"]);
    let ran = world.admin("sync").fails(2);
    assert_says(&ran, &["mail and password would cross the network in the clear"]);
    assert_eq!(asked(&world), 0);
}

/// The review goes by this `[mail-out]`.
fn mailing(mail_out: &str) -> World {
    let world = asked_world();
    let config = fs::read_to_string(world.config()).unwrap();
    let kept = config.split("# who gets it").next().unwrap();
    world.set_config(&format!(
        "{kept}# who gets it\nto = [\"oauth-lead@example.org\"]\n{}",
        with_token(mail_out)
    ));
    world
}

#[test]
fn the_review_is_mailed_with_a_token() {
    let smtp = Smtp::start(Dovecot::shared());
    let long = format!("valid-token{}", "x".repeat(600));
    for (n, (tokens, times)) in
        [(vec!["valid-token"], 1), (vec!["old", "valid-token"], 2), (vec!["old", &long], 2)]
            .into_iter()
            .enumerate()
    {
        let world = mailing(&smtp.mail_out());
        prints(&world, &tokens);
        world.admin("review --email").ok();
        let envelopes = smtp.envelopes();
        assert_eq!((envelopes.len(), asked(&world)), (n + 1, times), "{tokens:?}");
        assert_eq!((envelopes[n].user.as_deref(), envelopes[n].tls), (Some("baton"), true));
    }
}

#[test]
fn a_token_that_smtp_refuses_leaves_the_review_to_the_next_run() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = mailing(&smtp.mail_out());
    prints(&world, &["old-1", "old-2"]);
    let ran = world.admin("review --email").fails(75);
    assert_says(
        &ran,
        &[
            "cannot log in to 127.0.0.1 as baton: the token was refused: \
             the server said \"535 5.7.8 Authentication credentials invalid\" (status 400)",
            "hint: oauth2-token-command under [mail-out.smtp] has to print an access token",
        ],
    );
    let doctor = world.admin("doctor");
    assert_says(&doctor, &["FAIL  mail out", "cannot get a token from the command"]);
    assert_eq!(smtp.envelopes().len(), 0);
    prints(&world, &["valid-token"]);
    assert_says(&world.admin("doctor"), &["ok    mail out", "logged in as baton"]);
    prints(&world, &["valid-token"]);
    world.admin("review --email").ok();
    assert_eq!(smtp.envelopes().len(), 1);
}

#[test]
fn smtp_by_oauthbearer_answers_the_error_and_shows_no_token() {
    let token = valid("support");
    let json = format!(r#"{{"status":"invalid_token","scope":"{token}"}}"#);
    let refuse = |offers: &str| {
        vec![
            send("220 x\r\n"),
            Step::Expect("EHLO"),
            send(format!("250-x\r\n250 AUTH {offers}\r\n")),
            Step::Expect("AUTH OAUTHBEARER "),
            send(format!("334 {}\r\n", base64(json.as_bytes()))),
            Step::Expect("AQ=="),
            send(format!("535-not with\r\n535 {token}\r\n")),
        ]
    };
    let none = vec![send("220 x\r\n"), Step::Expect("EHLO"), send("250-x\r\n250 AUTH PLAIN\r\n")];
    let server = Scripted::connections(vec![refuse("OAUTHBEARER"), refuse("OAUTHBEARER"), none]);
    let world = mailing(&format!(
        "[mail-out]\nfrom = \"baton@example.org\"\n[mail-out.smtp]\nhost = \"127.0.0.1\"\n\
         port = {}\ntls = \"none\"\nuser = \"baton\"\n{TOKEN_COMMAND}\n",
        server.port()
    ));
    prints(&world, &[&token, &token]);
    let ran = world.admin("-v review --email").fails(75);
    assert_says(&ran, &["535 not with …", "(status invalid_token, scope …)"]);
    assert_silent_about(&token, "review", format!("{ran:?}").as_bytes());
    assert_ledger_silent(&token, &world);
    prints(&world, &[&token]);
    let says = "cannot log in to 127.0.0.1 as baton with a token: \
                the server offers neither XOAUTH2 nor OAUTHBEARER, but PLAIN";
    assert_says(&world.admin("doctor"), &[says]);
    let heard = server.finish();
    assert!(heard[2].lines.iter().all(|line| line.starts_with("EHLO")), "{heard:?}");
}
