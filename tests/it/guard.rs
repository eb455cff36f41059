//! The gate before sendmail: what goes through it arrives byte for byte, and what is refused is not sent.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use insta::assert_snapshot;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::dovecot::Dovecot;
use crate::service::{self, wait_for};
use crate::session::{answer, asked, everything, two_asked};
use crate::smtp::Smtp;
use crate::world::{Mail, Ran, World};

/// In place of sendmail: keeps what it is given, under the name that comes first.
fn recorder(world: &World) -> String {
    let program = world.path().join("record");
    if !program.exists() {
        fs::write(&program, "#!/bin/sh\nexec cat >\"$1\"\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    program.display().to_string()
}

/// A reply of maya's to Ana.
fn reply(header: &str) -> String {
    format!(
        "From: maya@example.org\nTo: ana@example.com\nSubject: Re: Pricing\n{header}\n\nHello Ana\n"
    )
}

fn to_ana() -> String {
    reply("In-Reply-To: <a1@example.com>")
}

/// What came of a mail that maya sent: what she saw, and what sendmail was given.
fn sent(world: &World, options: &str, mail: impl AsRef<[u8]>) -> (Ran, Option<Vec<u8>>) {
    let kept = world.path().join("kept");
    let _ = fs::remove_file(&kept);
    let words = format!("guard {options} -- {} {}", recorder(world), kept.display());
    let ran = world.piped("maya", &words, mail);
    (ran, fs::read(kept).ok())
}

#[track_caller]
fn passes(world: &World, mail: impl AsRef<[u8]>) {
    let (ran, kept) = sent(world, "", &mail);
    assert_eq!((&*ran.stdout, &*ran.stderr), ("", ""), "{ran}");
    ran.ok();
    assert_eq!(kept.as_deref(), Some(mail.as_ref()));
}

/// The one line that says why it was not sent.
#[track_caller]
fn refused(world: &World, mail: impl AsRef<[u8]>) -> String {
    let (ran, kept) = sent(world, "", mail);
    let ran = ran.fails(75);
    assert_eq!(kept, None, "{ran}");
    assert_eq!((&*ran.stdout, ran.stderr.lines().count()), ("", 1), "{ran}");
    ran.stderr.trim_end().to_owned()
}

#[test]
fn a_reply_in_somebody_elses_thread_is_refused_and_in_ones_own_it_passes() {
    let world = asked();
    passes(&world, to_ana());
    world.jordan("claim 1").ok();
    assert_snapshot!(refused(&world, to_ana()), @"baton: not sent: jordan owns it since today 10:00 (see: baton show 1; send it all the same: baton guard --force)");
    world.later("1h");
    assert_snapshot!(refused(&world, to_ana()), @"baton: not sent: jordan owns it since today 10:00 (see: baton show 1; send it all the same: baton guard --force)");
    world.jordan("release 1").ok();
    passes(&world, to_ana());
    world.maya("claim 1").ok();
    passes(&world, to_ana());
    world.piped("ada", "guard --ask", to_ana()).fails(75);
    world.piped("ada", "--as maya --quiet guard --ask", to_ana()).ok();
}

#[test]
fn a_second_answer_to_the_same_mail_is_refused_even_where_nobody_owns_the_thread() {
    let world = asked();
    world.mail(answer("maya"));
    passes(&world, to_ana());
    world.later("5m").mail(answer("jordan"));
    assert_snapshot!(refused(&world, to_ana()), @"baton: not sent: jordan answered today 10:05 (see: baton show 1; send it all the same: baton guard --force)");
    // Her next mail has no answer yet, and jordan's own is there to be seen by who replies to it.
    world.later("5m");
    world.mail(Mail::from("ana@example.com").reply_to_id("a1@example.com").id("a2@example.com"));
    passes(&world, reply("In-Reply-To: <a2@example.com>"));
    passes(&world, reply("References: <a1@example.com> <a2@example.com>"));
    refused(&world, to_ana());
}

#[test]
fn an_answer_by_nobody_knows_whom_counts_as_somebody_elses() {
    let world = asked();
    world.mail(
        Mail::from("support@example.org")
            .to("ana@example.com")
            .reply_to_id("a1@example.com")
            .id("s1@example.org")
            .sent(),
    );
    assert_snapshot!(refused(&world, to_ana()), @"baton: not sent: somebody answered today 10:00 (see: baton show 1; send it all the same: baton guard --force)");
    passes(&world, reply("In-Reply-To: <s1@example.org>"));
}

#[test]
fn in_reply_to_says_which_thread_it_is_and_the_newest_reference_where_there_is_none() {
    let world = two_asked();
    world.jordan("claim 2").ok();
    passes(&world, reply("References: <b1@example.net>\nIn-Reply-To: <a1@example.com>"));
    passes(&world, reply("References: <b1@example.net> <a1@example.com>"));
    refused(&world, reply("References: <a1@example.com> <b1@example.net>"));
    refused(&world, reply("References: <a1@example.com>\nIn-Reply-To: <b1@example.net>"));
    refused(&world, reply("In-Reply-To: <unknown@example.net>\nReferences: <b1@example.net>"));
}

#[test]
fn what_the_ledger_does_not_know_passes_whatever_its_own_message_id_is() {
    let world = asked();
    world.jordan("claim 1").ok();
    passes(&world, reply("In-Reply-To: <elsewhere@example.com>"));
    passes(&world, reply("Message-ID: <a1@example.com>"));
    passes(&world, "");
    passes(&world, "\n\nIn-Reply-To: <a1@example.com>\n");
}

#[test]
fn a_mail_to_colleagues_passes_unless_a_customer_gets_it_too() {
    let world = asked();
    world.jordan("claim 1").ok();
    let inward = |more: &str| {
        format!(
            "From: maya@example.org\nTo: jordan@example.org\n{more}In-Reply-To: <a1@example.com>\n\nYours?\n"
        )
    };
    passes(&world, inward(""));
    refused(&world, inward("Cc: ana@example.com\n"));
    refused(&world, inward("bcc: ana@example.com\n"));
    let words = format!("guard {} kept --", recorder(&world));
    world.piped("maya", &format!("{words} jordan@example.org"), inward("")).ok();
    world.piped("maya", &format!("{words} Ana@example.com"), inward("")).fails(75);
    // With Bcc alone nothing in the header says where it goes.
    refused(&world, "From: maya@example.org\nIn-Reply-To: <a1@example.com>\n\nHello\n");
}

#[test]
fn who_sends_all_the_same_is_on_record_with_what_stood_against_it() {
    let world = asked();
    let untouched = everything(&world);
    let (ran, kept) = sent(&world, "--force", to_ana());
    assert_eq!((ran.ok().stderr, kept), (String::new(), Some(to_ana().into_bytes())));
    assert_eq!(everything(&world), untouched);

    world.jordan("claim 1").ok();
    world.mail(answer("jordan"));
    let (ran, kept) = sent(&world, "--force --reason 'she is on the phone'", to_ana());
    assert_eq!((ran.ok().stderr, kept), (String::new(), Some(to_ana().into_bytes())));
    let log = world.admin("log 1 --json").ok().json();
    let entry = log["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&entry["kind"], &entry["actor"]), (&"forced".into(), &"maya".into()));
    assert_snapshot!(entry["text"].as_str().unwrap(), @"let out all the same: owned by jordan, answered by jordan (she is on the phone)");
    assert_eq!(world.maya("show 1 --json").ok().json()["owner"], "jordan");
    refused(&world, to_ana());
}

#[test]
fn a_reply_whose_ledger_cannot_be_read_is_kept_and_any_other_mail_is_sent() {
    let world = asked();
    let without_log = || {
        for end in ["db-wal", "db-shm"] {
            let _ = fs::remove_file(world.ledger().with_extension(end));
        }
    };
    let mut damaged = fs::read(world.ledger()).unwrap();
    damaged[100..].fill(0x5a);
    let mut lines = Vec::new();
    for ledger in [None, Some(b"not a ledger".to_vec()), Some(damaged)] {
        without_log();
        match ledger {
            None => fs::remove_file(world.ledger()).unwrap(),
            Some(bytes) => fs::write(world.ledger(), bytes).unwrap(),
        }
        lines.push(refused(&world, to_ana()).replace(world.path().to_str().unwrap(), "[world]"));
        passes(&world, reply("X-Other: 1"));
        let (ran, kept) = sent(&world, "--force", to_ana());
        assert_eq!(kept, Some(to_ana().into_bytes()), "{ran}");
        assert_eq!(ran.clone().ok().stderr.lines().count(), 1, "{ran}");
        lines.push(ran.stderr.trim_end().to_owned());
    }
    assert_snapshot!(lines.join("\n"), @"
    baton: not sent: there is no ledger at [world]/ledger.db; make one: baton init; or name it with --ledger or BATON_LEDGER (send it all the same: baton guard --force)
    baton: sending it, and cannot record that: there is no ledger at [world]/ledger.db; make one: baton init; or name it with --ledger or BATON_LEDGER
    baton: not sent: [world]/ledger.db is not a baton ledger; name the right file with --ledger, or make one: baton init (send it all the same: baton guard --force)
    baton: sending it, and cannot record that: [world]/ledger.db is not a baton ledger; name the right file with --ledger, or make one: baton init
    baton: not sent: the ledger [world]/ledger.db is damaged: database disk image is malformed; stop the cron jobs, keep a copy of the file, and restore the last backup (send it all the same: baton guard --force)
    baton: sending it, and cannot record that: the ledger [world]/ledger.db is damaged: database disk image is malformed; stop the cron jobs, keep a copy of the file, and restore the last backup
    ");
}

#[test]
fn a_reply_by_nobody_of_the_team_is_kept() {
    let world = asked();
    let words = format!("guard -- {} kept", recorder(&world));
    let ran = world.piped("eve", &words, to_ana()).fails(75);
    assert_snapshot!(ran.stderr, @"baton: not sent: you are logged in as eve, and no member has that login; an admin can add you: baton member add NAME --login eve (send it all the same: baton guard --force)");
    assert!(!world.path().join("kept").exists());
    world.piped("eve", &words, reply("In-Reply-To: <elsewhere@example.com>")).ok();
    let ran = world.piped("eve", &words.replace("--", "--force --"), to_ana()).ok();
    assert_snapshot!(ran.stderr, @"baton: sending it, and cannot record that: you are logged in as eve, and no member has that login; an admin can add you: baton member add NAME --login eve");
}

#[test]
fn to_ask_is_to_send_nothing() {
    let world = asked();
    world.piped("maya", "guard --ask", to_ana()).ok();
    world.jordan("claim 1").ok();
    let ran = world.piped("maya", "guard --ask", to_ana()).fails(75);
    assert_snapshot!(ran, @"
    $ baton guard --ask
    [stderr] baton: not sent: jordan owns it since today 10:00 (see: baton show 1; send it all the same: baton guard --force)
    [exit 75]
    ");
    world.piped("maya", "guard --ask", reply("X-Other: 1")).ok();
    world.piped("maya", "guard", to_ana()).fails(2);
    world.piped("maya", "guard --ask cat", to_ana()).fails(2);
}

#[test]
fn the_exit_status_is_that_of_sendmail() {
    let world = asked();
    let large = to_ana() + &"x".repeat(1 << 20);
    for (program, status) in [
        ("true", 0),
        ("false", 1),
        ("sh -c 'exit 67'", 67),
        ("sh -c 'cat >/dev/null; exit 3'", 3),
        ("sh -c 'read -r line; exit 0'", 0),
        ("sh -c 'kill -TERM $$'", 128 + 15),
        ("sh -c 'kill -KILL $$'", 128 + 9),
    ] {
        let ran = world.piped("maya", &format!("guard -- {program}"), &large);
        assert_eq!((ran.status, &*ran.stderr), (Some(status), ""), "{program}");
    }
    let ran = world.piped("maya", "guard -- /no/such/sendmail -oi", &large).fails(75);
    assert_snapshot!(ran.stderr, @"baton: not sent: cannot start /no/such/sendmail: No such file or directory (os error 2)");
    // What it says is said to the client.
    let ran = world.piped("maya", "guard sh -c 'echo out; echo err >&2'", to_ana()).ok();
    assert_eq!((&*ran.stdout, &*ran.stderr), ("out\n", "err\n"));
}

/// The exit status, where it ends by itself.
fn ended(child: &mut Child) -> Option<i32> {
    let ended = wait_for(|| child.try_wait().unwrap());
    if ended.is_none() {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    ended?.code()
}

#[test]
fn a_sendmail_that_ends_is_not_waited_for_until_the_client_writes_on() {
    let world = asked();
    let mut child = world.command("maya", "guard -- sh -c 'exit 4'").spawn().unwrap();
    let mut client = child.stdin.take().unwrap();
    client.write_all(b"Subject: half a mail\n\n").unwrap();
    // The client goes on holding its end.
    assert_eq!(ended(&mut child), Some(4));
    drop(client);
}

#[test]
fn a_guard_that_is_ended_leaves_no_half_a_mail_sent() {
    let world = asked();
    let kept = world.path().join("kept");
    let words = format!(
        "guard -- sh -c 'while read -r line; do echo $line >>{0}; done; touch {0}.whole'",
        kept.display()
    );
    let mut child = world.command("maya", &words).spawn().unwrap();
    let mut client = child.stdin.take().unwrap();
    client.write_all(b"Subject: a long mail\n\nIt begins\n").unwrap();
    // It is handed on as it comes.
    let begun = wait_for(|| fs::read(&kept).ok().filter(|bytes| bytes.ends_with(b"It begins\n")));
    assert!(begun.is_some());
    kill(Pid::from_raw(child.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    assert_eq!(ended(&mut child), Some(128 + 15));
    drop(client);
    assert!(!kept.with_extension("whole").exists());
}

#[test]
fn a_mail_that_cannot_be_read_is_not_sent() {
    let world = asked();
    let words = format!("guard -- {} kept", recorder(&world));
    let mut command = world.command("maya", &words);
    let ran = command.stdin(Stdio::from(File::open(world.path()).unwrap())).output().unwrap();
    assert_eq!(ran.status.code(), Some(75));
    assert_snapshot!(String::from_utf8(ran.stderr).unwrap(), @"baton: not sent: cannot read the mail: Is a directory (os error 21)");
    assert!(!world.path().join("kept").exists());
}

#[test]
fn a_hundred_megabytes_go_through_as_they_are() {
    let world = asked();
    let path = world.path().join("large");
    let mut large = File::create(&path).unwrap();
    large.write_all(to_ana().as_bytes()).unwrap();
    let piece: Vec<u8> =
        (0..1_000_003_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for _ in 0..100 {
        large.write_all(&piece).unwrap();
    }
    let words = format!("guard -- cmp - {}", path.display());
    let mut command = world.command("maya", &words);
    let ran = command.stdin(Stdio::from(File::open(&path).unwrap())).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
}

/// Where maya may reply, and where she may not; each with a mail that the ledger knows.
fn team_at_work() -> (World, Vec<(&'static str, bool)>) {
    let world = two_asked();
    for id in ["c1", "d1", "e1", "f1"] {
        world.deliver(Mail::from("carla@example.net").id(&format!("{id}@example.net")));
    }
    world.sync();
    let number = |id: &str| {
        let found = world.maya(&format!("show '<{id}@example.net>' --json")).ok().json();
        found["thread"].as_i64().unwrap()
    };
    world.maya("claim 1").ok();
    world.jordan("claim 2").ok();
    let answered = |from: &str, id: &str| {
        let mail = Mail::from(from).to("carla@example.net");
        mail.reply_to_id(&format!("{id}@example.net")).sent()
    };
    world.later("1m");
    world.deliver(answered("jordan@example.org", "c1"));
    world.deliver(answered("maya@example.org", "d1"));
    world.deliver(answered("support@example.org", "e1"));
    world.sync();
    world.maya(&format!("close {}", number("f1"))).ok();
    let targets = vec![
        ("a1@example.com", true),
        ("b1@example.net", false),
        ("c1@example.net", false),
        ("d1@example.net", true),
        ("e1@example.net", false),
        ("f1@example.net", true),
        ("unknown@example.net", true),
    ];
    (world, targets)
}

/// Ways to name what a mail answers.
const REFERRING: [fn(&str) -> String; 6] = [
    |id| format!("In-Reply-To: <{id}>\n"),
    |id| format!("References: <old@example.net> <{id}>\n"),
    |id| format!("References: <old@example.net>\n <older@example.net>\n\t<{id}>\n"),
    |id| format!("in-reply-to:\n <{id}>\n"),
    |id| format!("References: <a1@example.com>\nIn-Reply-To: <{id}>\n"),
    |id| format!("X-Long: {}\nIn-Reply-To: <{id}>\n", "long ".repeat(4_000)),
];

/// What else may stand in a header.
const HEADERS: [&[u8]; 5] = [
    b"From: maya@example.org\nTo: carla@example.net\nSubject: Re: Question\n",
    b"From: maya@example.org\nTo: carla@example.net\nSubject: =?utf-8?q?h=C3=A9?=\n folded\n\tmore\n",
    b"From: m\xc3\xa4ya <maya@example.org>\nTo: carla@example.net\nSubject: raw \xe9\xff\xfe 8-bit\n",
    b"From: maya@example.org\nTo: carla@example.net\nSubject: NUL\0inside\nnot a field\n",
    b"",
];

fn body(n: usize) -> Vec<u8> {
    match n % 9 {
        0 => b"Hello\n".to_vec(),
        1 => b"no end of line".to_vec(),
        2 => b".\n..\n.\nFrom here on\n>From there\n\n\n".to_vec(),
        3 => vec![],
        4 => b"NUL \0\0 and 8 bits \x80\xff\xa0\n".to_vec(),
        5 => vec![b'x'; 100_000],
        6 => (0..70_000_usize).map(|k| ((k * 31 + n) % 256) as u8).collect(),
        7 => b"\x1a\x04\x1b[2J\n\r\r\n\n\r".to_vec(),
        _ => b"In-Reply-To: <b1@example.net>\n\nin the body\n".to_vec(),
    }
}

/// The `n`th way to write a mail, and whether maya may send it, where anybody can say what it answers.
fn outgoing(n: usize, targets: &[(&str, bool)]) -> (Vec<u8>, Option<bool>) {
    // Half of them answer something.
    let (target, may) = targets[n / 2 % targets.len()];
    let answers = n.is_multiple_of(2);
    let referring =
        if answers { REFERRING[n / 14 % REFERRING.len()](target) } else { String::new() };
    let mut mail = [HEADERS[n / 3 % HEADERS.len()], referring.as_bytes(), b"\n"].concat();
    if n % 101 == 100 {
        // Longer than a guard looks; what it answers stands at the beginning.
        mail = [referring.as_bytes(), &b"X-Huge: 0123456789\n".repeat(60_000), b"\n"].concat();
    }
    let folded = |mail: &[u8], end: &[u8]| {
        let lines: Vec<&[u8]> = mail.split(|byte| *byte == b'\n').collect();
        lines.join(end)
    };
    let may = may || !answers;
    let (mail, may) = match n / 5 % 4 {
        0 => (mail, Some(may)),
        1 => (folded(&mail, b"\r\n"), Some(may)),
        // Mixed: the last line alone ends otherwise.
        2 => ([&mail[..mail.len() - 1], b"\r\n"].concat(), Some(may)),
        // A header of one line, or none at all.
        _ => (folded(&mail, b"\r"), None),
    };
    ([mail, body(n)].concat(), may)
}

#[test]
fn a_thousand_mails_of_all_shapes_reach_sendmail_byte_for_byte_or_are_not_sent() {
    let (world, targets) = team_at_work();
    let program = recorder(&world);
    let runs: Vec<(Command, PathBuf, Vec<u8>, Option<bool>)> = (0..1000)
        .map(|n| {
            let kept = world.path().join(format!("kept-{n}"));
            let command = world.command("maya", &format!("guard -- {program} {}", kept.display()));
            let (mail, may) = outgoing(n, &targets);
            (command, kept, mail, may)
        })
        .collect();
    let refused = runs.iter().filter(|(.., may)| *may == Some(false)).count();
    assert!(refused > 150, "only {refused} are to be refused");
    let mut lanes: [Vec<_>; 4] = Default::default();
    for (n, run) in runs.into_iter().enumerate() {
        lanes[n % 4].push(run);
    }
    thread::scope(|scope| {
        for lane in lanes {
            scope.spawn(|| lane.into_iter().for_each(through));
        }
    });
}

fn through((mut command, kept, mail, may): (Command, PathBuf, Vec<u8>, Option<bool>)) {
    let mut child = command.spawn().unwrap();
    // A client never meets a closed pipe, whatever comes of its mail.
    child.stdin.take().unwrap().write_all(&mail).unwrap();
    let output = child.wait_with_output().unwrap();
    let (said, name) = (String::from_utf8(output.stderr).unwrap(), kept.display());
    let begins = String::from_utf8_lossy(&mail[..mail.len().min(300)]).into_owned();
    assert!(output.stdout.is_empty());
    if may.unwrap_or(output.status.success()) {
        assert_eq!((output.status.code(), &*said), (Some(0), ""), "{name}: {begins}");
        assert!(fs::read(&kept).unwrap() == mail, "{name} was changed: {begins}");
    } else {
        assert_eq!((output.status.code(), said.lines().count()), (Some(75), 1), "{name}: {begins}");
        assert!(said.starts_with("baton: not sent: ") && !kept.exists(), "{name}: {said}");
    }
}

/// A real sendmail that sends to this server, and its arguments.
fn msmtp(world: &World, smtp: &Smtp) -> String {
    let config = world.path().join("msmtprc");
    fs::write(
        &config,
        format!("account default\nhost 127.0.0.1\nport {}\ntls off\nauth off\nset_date_header off\nset_msgid_header off\nfrom maya@example.org\n", smtp.port),
    )
    .unwrap();
    fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
    let program = service::program("msmtp", "msmtp");
    format!("{} --file={}", program.display(), config.display())
}

#[test]
fn a_real_sendmail_delivers_through_the_guard_what_it_delivers_without() {
    let smtp = Smtp::start(Dovecot::shared());
    let (world, targets) = team_at_work();
    let sendmail = msmtp(&world, &smtp);
    let mut refused = 0;
    for n in [0, 2, 4, 8, 9, 13, 26, 44, 74] {
        let (mail, may) = outgoing(n, &targets);
        let before = smtp.envelopes().len();
        let recipient = format!("guard-{n}@example.com");
        let words = format!("guard -- {sendmail} -oi -- {recipient}");
        let ran = world.piped("maya", &words, &mail);
        if may == Some(false) {
            ran.fails(75);
            assert_eq!(smtp.envelopes().len(), before);
            refused += 1;
            continue;
        }
        ran.ok();
        let words: Vec<&str> = sendmail.split(' ').chain(["-oi", "--", &recipient]).collect();
        let mut direct =
            Command::new(words[0]).args(&words[1..]).stdin(Stdio::piped()).spawn().unwrap();
        direct.stdin.take().unwrap().write_all(&mail).unwrap();
        assert!(direct.wait().unwrap().success());
        let envelopes = smtp.envelopes();
        let [guarded, direct] = &envelopes[before..] else { panic!("{n}: {envelopes:?}") };
        assert_eq!((&guarded.to, &guarded.from), (&direct.to, &direct.from));
        let text = |raw: &[u8]| String::from_utf8_lossy(raw).into_owned();
        assert_eq!(text(&guarded.raw), text(&direct.raw), "{n} was changed");
    }
    assert!(refused > 1);
}

/// Sends a draft as neomutt does it, as maya.
fn neomutt(world: &World, settings: &str, draft: &str) -> Ran {
    let write = |name: &str, text: &str| {
        let path = world.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (config, draft) = (write("neomuttrc", settings), write("draft", draft));
    let mut command = Command::new(service::program("neomutt", "neomutt"));
    let as_maya = world.command("maya", "");
    command
        .args(["-F", &config, "-H", &draft, "ana@example.com"])
        .env_clear()
        .envs(as_maya.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .current_dir(world.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    world.run("(neomutt)", command, "\n")
}

#[test]
fn neomutt_sends_through_the_guard_and_keeps_a_reply_that_is_refused() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = asked();
    let (baton, sendmail) = (env!("CARGO_BIN_EXE_baton"), msmtp(&world, &smtp));
    let settings = |guard: &str, envelope: &str| {
        format!(
            "set sendmail=\"{baton} guard {guard}{sendmail} -oem -oi\"\n\
             set use_envelope_from={envelope}\nset use_8bitmime=yes\nset copy=no\nset folder=\"{}\"\n",
            world.path().display()
        )
    };
    let draft = to_ana() + "\u{e9}\n.\nFrom here\n";
    let mut sent = 0;
    // With `--` in $sendmail it puts its own options before it.
    for guard in ["", "-- "] {
        for envelope in ["yes", "no"] {
            neomutt(&world, &settings(guard, envelope), &draft).ok();
            sent += 1;
            let envelopes = smtp.envelopes();
            assert_eq!(envelopes.len(), sent, "{guard}{envelope}");
            let mail = &envelopes[sent - 1];
            assert_eq!(
                (&*mail.from, &*mail.to),
                ("maya@example.org", &["ana@example.com".to_owned()][..])
            );
            let text = String::from_utf8_lossy(&mail.raw);
            assert!(text.contains("\r\n\r\nHello Ana\r\n\u{e9}\r\n.\r\nFrom here\r\n"), "{text}");
        }
    }
    world.jordan("claim 1").ok();
    let ran = neomutt(&world, &settings("", "yes"), &draft).fails(1);
    assert_snapshot!(ran.stderr, @"
    baton: not sent: jordan owns it since today 10:00 (see: baton show 1; send it all the same: baton guard --force)
    Error sending message, child exited 75 (Deferred.)
    ");
    assert_eq!(smtp.envelopes().len(), sent);
    neomutt(&world, &settings("--force ", "yes"), &draft).ok();
    assert_eq!(smtp.envelopes().len(), sent + 1);
}
