//! A config with `remote`: baton on a teammate's machine is baton on the host.

use std::fs::{self, File};
use std::io::{Read, Seek, Write, pipe};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::session::{asked, everything, session, two_asked};
use crate::sshd::Sshd;
use crate::terminal::Terminal;
use crate::world::World;

const NOW: &str = "2026-03-02T09:00Z";

/// A teammate's machine without a ledger, and a config of these lines.
fn machine(remote: &str, shell: &[String]) -> World {
    let world = World::empty(NOW);
    world.set_config(&format!("remote = {remote:?}\nremote-shell = {shell:?}\n"));
    world
}

/// Maya's machine, and the sshd that must live as long.
fn maya_of(world: &World) -> (World, Sshd) {
    let sshd = Sshd::start();
    let shell = sshd.client(&sshd.member(world, "maya"));
    (machine(&sshd.destination(), &shell), sshd)
}

/// A stand-in for ssh: a script.
fn script(world: &World, text: &str) {
    let path = world.path().join("shell");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
}

/// A machine whose ssh is this script.
fn scripted(text: &str) -> World {
    let world = machine("baton@host.example.org", &["./shell".to_owned()]);
    script(&world, text);
    world
}

#[test]
fn a_remote_is_used_like_a_ledger_of_ones_own() {
    let world = two_asked();
    let (client, sshd) = maya_of(&world);
    let seen = session(
        &client,
        "
        me: claim 1
        me: next 1 'Send the quote' --due fri
        me: show 1
        me: claim 9
        me: claim
        me: member add lee
        me: list --plain
        me: doctor
    ",
    );
    assert_snapshot!(seen.replace(&sshd.destination(), "[host]"), @"
    me$ baton claim 1
    1 is maya's, held until 10:45
    me$ baton next 1 'Send the quote' --due fri
    1 is maya's, held until 10:45; next: Send the quote, Fri 6 Mar
    me$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer has waited since today 09:59 (1m)
    next        Send the quote (maya), Fri 6 Mar

    tasks
      [ ] 9 Send the quote (maya, Fri 6 Mar)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    me$ baton claim 9
    [stderr] baton: the ledger has no thread 9
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    me$ baton claim
    [stderr] error: the following required arguments were not provided:
    [stderr]   <THREAD>...
    [stderr]
    [stderr] Usage: baton claim <THREAD>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    me$ baton member add lee
    [stderr] baton: only an admin may change members
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    me$ baton list --plain
    1	60	Ana Lopez	Pricing question	maya	open	Send the quote	2026-03-06T16:00:00Z
    2	0	Ben Okoro	Wrong colour	-	open	-	-
    me$ baton doctor
    ok    config  [world]/config.toml
    ok    remote  [host]: maya is agent, login maya, maya@example.org
    ");
    let local = world.maya("list --json").ok().stdout;
    assert_eq!(client.by("me", "list --json").ok().stdout, local);
    assert_eq!(world.admin("show 1 --json").ok().json()["owner"], "maya");
}

#[test]
fn every_argument_arrives_as_it_was_typed() {
    let world = asked();
    let (client, _sshd) = maya_of(&world);
    let texts = [
        "$(touch made) `touch made` ; touch made & | > made < /etc/passwd\n\
         it's \"quoted\" 'twice' \\ \\' \\\" and \\\\\ttab\n\
         * ? [a-z] {a,b} ~ ~root # ! !! ^ % = $HOME ${IFS}\n\
         Größe 漢字 🚲 e\u{301}",
        "--as",
        "-oProxyCommand=touch made",
        "' --as ada '",
        "\\",
    ];
    for text in texts {
        let mut note = client.command("me", "note 1 --for me --");
        note.arg(text);
        client.run(text, note, "").ok();
    }
    let shown = world.admin("show 1 --json").ok().json();
    let notes =
        shown["notes"].as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap());
    let mut notes: Vec<&str> = notes.collect();
    let mut sent = texts;
    notes.sort_unstable();
    sent.sort_unstable();
    assert_eq!(notes, sent);
    for folder in [world.path(), client.path()] {
        assert!(!folder.join("made").exists());
    }
}

#[test]
fn standard_input_goes_along_byte_for_byte() {
    let world = two_asked();
    let (client, _sshd) = maya_of(&world);
    let characters = ('\u{1}'..='\u{2fff}').cycle().take(40_000);
    let every_byte = characters.collect::<String>().into_bytes();
    let a_megabyte = "Größe 38\r\n".repeat((1 << 20) / 12).into_bytes();
    for input in [&every_byte, &a_megabyte] {
        client.piped("me", "note 1 -", input).ok();
        world.piped("maya", "note 2 -", input).ok();
    }
    let notes = |thread: u8| {
        let shown = world.admin(&format!("show {thread} --json")).ok().json();
        let notes = shown["notes"].as_array().unwrap().clone();
        notes.iter().map(|note| note["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(notes(1), notes(2));
    assert!(notes(1).iter().any(|text| text.len() > 1_000_000));

    let mail = "Message-ID: <new@example.org>\nIn-Reply-To: <a1@example.com>\n\nHello\n";
    assert_eq!(client.piped("me", "show - --json", mail).ok().json()["thread"], 1);
}

/// `while read thread; do baton show $thread; done < threads`
#[test]
fn a_command_that_reads_nothing_leaves_standard_input_alone() {
    let client = scripted("cat >taken; echo shown");
    let path = client.path().join("threads");
    fs::write(&path, "1\n2\n").unwrap();
    let mut threads = File::open(&path).unwrap();
    let mut show = client.command("me", "show 1");
    let output = show.stdin(threads.try_clone().unwrap()).output().unwrap();
    assert_eq!(output.stdout, b"shown\n");
    let mut left = String::new();
    threads.read_to_string(&mut left).unwrap();
    assert_eq!(left, "1\n2\n");
    threads.rewind().unwrap();
    let mut show = client.command("me", "show -");
    show.stdin(threads).output().unwrap();
    assert_eq!(fs::read_to_string(client.path().join("taken")).unwrap(), "1\n2\n");
}

#[test]
fn exit_statuses_come_through() {
    for status in [0, 1, 2, 70, 75, 77] {
        scripted(&format!("exit {status}")).by("me", "list").fails(status);
    }
    assert_snapshot!(scripted("echo 'ssh: no route to host' >&2; exit 255").by("me", "claim 1"), @"
    $ baton claim 1
    [stderr] ssh: no route to host
    [stderr] baton: ssh did not reach baton at baton@host.example.org
    [stderr] hint: ssh says why above; try it by hand: [world]/./shell baton@host.example.org baton list
    [exit 75]
    ");
    assert_snapshot!(scripted("exit 127").by("me", "claim 1"), @"
    $ baton claim 1
    [stderr] baton: there is no baton in the PATH at baton@host.example.org
    [stderr] hint: name it by its whole path in ~/.ssh/authorized_keys there
    [exit 2]
    ");
    assert_snapshot!(scripted("kill -9 $$").by("me", "claim 1"), @"
    $ baton claim 1
    [stderr] baton: ssh to baton@host.example.org was ended by a signal: 9 (SIGKILL)
    [stderr] hint: see whether it was done: baton list; then run it again
    [exit 75]
    ");
}

#[test]
fn a_host_that_is_not_there_or_another_is_a_fault_that_may_pass() {
    let world = asked();
    let before = everything(&world);
    let (client, sshd) = maya_of(&world);
    let known = sshd.directory().join("known_hosts");
    let other = fs::read_to_string(sshd.directory().join("maya.pub")).unwrap();
    fs::write(known, format!("[127.0.0.1]:{} {other}", sshd.port)).unwrap();
    let ran = client.by("me", "claim 1").fails(75);
    assert!(ran.stderr.contains("REMOTE HOST IDENTIFICATION HAS CHANGED"), "{ran}");
    assert!(ran.stderr.contains("ssh did not reach baton at"), "{ran}");

    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let nobody = machine(
        &format!("ssh://baton@127.0.0.1:{port}"),
        &["ssh", "-F", "/dev/null", "-oBatchMode=yes"].map(str::to_owned),
    );
    let ran = nobody.by("me", "claim 1").fails(75);
    assert!(ran.stderr.contains("Connection refused"), "{ran}");
    assert_snapshot!(nobody.by("me", "doctor --json").fails(1).stdout.replace(&port.to_string(), "[port]"), @r#"{"version":1,"checks":[{"check":"config","ok":true,"text":"[world]/config.toml","hint":null},{"check":"remote","ok":false,"text":"ssh did not reach baton at ssh://baton@127.0.0.1:[port]","hint":"ssh says why above; try it by hand: ssh -F /dev/null -oBatchMode=yes ssh://baton@127.0.0.1:[port] baton list"}]}"#);
    assert_eq!(everything(&world), before);
}

#[test]
fn a_remote_may_be_a_url_with_a_port() {
    let world = asked();
    let sshd = Sshd::start();
    let mut shell = sshd.client(&sshd.member(&world, "maya"));
    let port = shell.iter().position(|word| word.starts_with("Port=")).unwrap();
    shell.drain(port - 1..=port);
    let client = machine(&format!("ssh://{}:{}", sshd.destination(), sshd.port), &shell);
    client.by("me", "claim 1").ok();
}

/// What ssh is given: nothing of a config or a command line can become one of its options.
#[test]
fn ssh_is_given_two_words_that_it_cannot_mistake() {
    let client = scripted("for word; do printf '<%s>' \"$word\"; done; echo");
    let given = |words: &str| client.by("me", words).ok().stdout;
    assert_snapshot!(given("claim 1"), @"<-T><--><baton@host.example.org><baton 'claim' '1'>");
    assert_snapshot!(given("note -- 1 -oProxyCommand=x"), @"<-T><--><baton@host.example.org><baton 'note' '--' '1' '-oProxyCommand=x'>");
    let config = client.config().display().to_string();
    assert_snapshot!(given(&format!("--config '{config}' list '--config={config}' --color always")), @"<-T><--><baton@host.example.org><baton '--color' 'always' 'list'>");
    assert_snapshot!(given(&format!("note 1 -- '--config={config}'")), @"<-T><--><baton@host.example.org><baton 'note' '1' '--' '--config=[world]/config.toml'>");
    assert_snapshot!(given("--as ada list"), @"<-T><--><baton@host.example.org><baton '--as' 'ada' 'list'>");
    let shown = Terminal::start(&client.command("me", "list --color auto"), 100).ends(0);
    assert_snapshot!(shown, @"<-T><--><baton@host.example.org><baton '--width' '100' 'list' '--color' 'auto'>");
    let mut bold = client.command("me", "list");
    bold.env_remove("NO_COLOR");
    assert_snapshot!(Terminal::start(&bold, 100).ends(0), @"<-T><--><baton@host.example.org><baton '--color' 'always' '--width' '100' 'list'>");
}

/// An account with a shell of its own needs no gateway: its login is the member's.
#[test]
fn a_shell_at_the_other_end_changes_no_argument() {
    let world = asked();
    let program = Path::new(env!("CARGO_BIN_EXE_baton")).parent().unwrap().display().to_string();
    for shell in ["sh", "bash"] {
        let client = scripted(&format!(
            "export PATH={program}:$PATH BATON_LOGIN=maya BATON_LEDGER={} BATON_CONFIG={}\n\
             for last; do :; done\nexec {shell} -c \"$last\"",
            world.ledger().display(),
            world.config().display(),
        ));
        for text in ["{a,b}", "$HOME `id` \\ ' \" * ~ ! # é\n;", "~", "!!", "a^b", "x=~"] {
            let text = format!("{text}{shell}");
            let mut note = client.command("me", "note 1");
            note.arg(&text);
            client.run(&text, note, "").ok();
            let notes = world.admin("show 1 --json").ok().json()["notes"].clone();
            let mut notes = notes.as_array().unwrap().iter();
            assert!(notes.any(|note| note["text"] == *text), "{text}");
        }
    }
}

#[test]
fn what_needs_no_ledger_runs_here_and_what_makes_one_is_refused() {
    let client = scripted("echo asked >&2; exit 1");
    for words in ["man claim", "completions bash", "--help", "claim --help", "--version", "demo"] {
        let ran = client.by("me", words).ok();
        assert!(!ran.stderr.contains("asked"), "{ran}");
    }
    assert_snapshot!(client.by("me", "init --address a@example.org"), @"
    $ baton init --address a@example.org
    [stderr] baton: [world]/config.toml is for remote use, of baton@host.example.org
    [stderr] hint: to make a ledger here, name another config: --config FILE
    [exit 2]
    ");
    assert_snapshot!(client.by("me", "--ledger other.db list"), @"
    $ baton --ledger other.db list
    [stderr] baton: the ledger is at baton@host.example.org, not here
    [stderr] hint: leave --ledger out, or name a config without remote: --config FILE
    [exit 2]
    ");
    assert!(!client.ledger().exists());
    assert_snapshot!(client.by("me", "--verbose list"), @"
    $ baton --verbose list
    [stderr] config: [world]/config.toml
    [stderr] remote: baton@host.example.org
    [stderr] asked
    [exit 1]
    ");
}

#[test]
fn a_config_for_remote_use_holds_nothing_that_the_host_does() {
    let world = asked();
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&format!("remote = \"baton@host\"\n{config}"));
    let ran = world.maya("list").fails(2);
    assert!(ran.stderr.contains("inbox beside remote"), "{ran}");
}

#[test]
fn a_missing_ssh_is_named() {
    let client = machine("baton@host.example.org", &["no-such-ssh".to_owned()]);
    assert_snapshot!(client.by("me", "list"), @r#"
    $ baton list
    [stderr] baton: cannot run no-such-ssh: No such file or directory (os error 2)
    [stderr] hint: install OpenSSH's client, or name it in the config: remote-shell = ["…"]
    [exit 2]
    "#);
    // Quoted it is four times as long, and longer than any argument may be.
    let client = scripted("true");
    let mut note = client.command("me", "note 1");
    note.arg("'".repeat(50_000));
    assert_snapshot!(client.run("note 1 \"''''…\"", note, ""), @r#"
    $ baton note 1 "''''…"
    [stderr] baton: cannot run [world]/./shell: Argument list too long (os error 7)
    [stderr] hint: give a long text on standard input: -
    [exit 2]
    "#);
}

#[test]
fn a_reader_who_stops_reading_a_remote_answer_is_no_error() {
    let world = asked();
    let (client, _sshd) = maya_of(&world);
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let list = client.command("me", "log").stdout(Stdio::from(writer)).spawn().unwrap();
    let output = list.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), &*said), (Some(0), ""));
}

#[test]
fn the_editor_for_a_note_opens_here() {
    let world = asked();
    let (client, _sshd) = maya_of(&world);
    let editor = client.path().join("editor");
    let mut file = File::create(&editor).unwrap();
    write!(file, "#!/bin/sh\necho 'written here' >\"$1\"; touch -d 2099-01-01 \"$1\"\n").unwrap();
    file.set_permissions(fs::Permissions::from_mode(0o700)).unwrap();
    drop(file);
    let note = |words: &str| {
        let mut note = client.command("me", words);
        note.env("EDITOR", &editor);
        Terminal::start(&note, 80)
    };
    note("note 1 --for jordan").ends(0);
    let shown = world.admin("show 1 --json").ok().json();
    assert_eq!(shown["notes"][0]["text"], "written here");
    assert!(note("note 9").ends(1).contains("not sent:\nwritten here"));
}

#[test]
fn a_mail_is_sent_from_here_where_the_host_of_the_ledger_lets_it() {
    let world = asked();
    let (client, _sshd) = maya_of(&world);
    let reply = "From: maya@example.org\nTo: ana@example.com\nIn-Reply-To: <a1@example.com>\n\nHello \0\r\n.\n";
    let sent = |client: &World, options: &str, mail: &str| {
        let kept = client.path().join("kept");
        let _ = fs::remove_file(&kept);
        let words = format!("guard {options} dd status=none of={}", kept.display());
        (client.piped("me", &words, mail), fs::read_to_string(kept).ok())
    };
    let passes = |client: &World, options: &str, mail: &str| {
        let (ran, kept) = sent(client, options, mail);
        assert_eq!((ran.status, kept.as_deref()), (Some(0), Some(mail)), "{ran}");
    };
    passes(&client, "", reply);
    world.jordan("claim 1").ok();
    let (ran, kept) = sent(&client, "", reply);
    assert_eq!((ran.status, kept), (Some(75), None), "{ran}");
    assert_snapshot!(ran.stderr, @"baton: not sent: jordan owns it since today 10:00 (see: baton show 1; send it all the same: baton guard --force)");
    // Colleagues may be asked; who is in Bcc alone stands among the words of the command.
    let inward = reply.replace("ana@example.com\n", "jordan@example.org\n");
    passes(&client, "", &inward);
    let words = "guard true jordan@example.org ana@example.com";
    client.piped("me", words, &inward).fails(75);
    passes(&client, "--force --reason 'on the phone'", reply);
    let log = world.admin("log 1 --json").ok().json();
    let entry = log["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((&entry["kind"], &entry["actor"]), (&"forced".into(), &"maya".into()));

    let offline = scripted("exit 255");
    let (ran, kept) = sent(&offline, "", reply);
    assert_eq!((ran.status, kept), (Some(75), None), "{ran}");
    assert_snapshot!(ran.stderr, @"baton: not sent: ssh did not reach baton at baton@host.example.org; ssh says why above; try it by hand: [world]/./shell baton@host.example.org baton list (send it all the same: baton guard --force)");
    passes(&offline, "--force", reply);
    passes(&offline, "", "Subject: new\n\nHello\n");
}
