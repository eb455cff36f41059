//! What a key lets in through `baton gateway`: a member, baton's own commands, and nothing else.

use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use nix::unistd::Uid;

use crate::service::mail_owner;
use crate::session::{asked, everything, two_asked};
use crate::sshd::Sshd;
use crate::terminal::Terminal;
use crate::world::{Ran, World};

/// A world, the account that keeps it, and maya's key.
struct Host {
    world: World,
    sshd: Sshd,
    maya: PathBuf,
}

impl Host {
    fn of(world: World) -> Self {
        let sshd = Sshd::start();
        let maya = sshd.member(&world, "maya");
        Self { world, sshd, maya }
    }

    /// What maya's ssh is called with, up to the host.
    fn ssh(&self) -> Command {
        let words = self.sshd.client(&self.maya);
        let mut ssh = Command::new(&words[0]);
        ssh.args(&words[1..])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .current_dir(self.world.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        ssh
    }

    /// `ssh HOST LINE`, typed by maya.
    fn asked_for(&self, line: &str) -> Ran {
        self.asked_for_with(line, "")
    }

    fn asked_for_with(&self, line: &str, input: &str) -> Ran {
        let mut ssh = self.ssh();
        ssh.args(["-T", "--", &self.sshd.destination()]);
        if !line.is_empty() {
            ssh.arg(line);
        }
        self.world.run(line.trim_start_matches("baton "), ssh, input)
    }
}

/// The gateway itself, as sshd would start it for this line.
fn behind(world: &World, words: &str, line: &str) -> Ran {
    let mut command = world.command("nobody", words);
    command.env("SSH_ORIGINAL_COMMAND", line);
    world.run(line, command, "")
}

/// How often it is on record that the gateway refused maya something.
fn refusals(world: &World) -> usize {
    let log = world.admin("log --json").ok().json();
    let entries = log["entries"].as_array().unwrap();
    let refused =
        entries.iter().filter(|entry| entry["kind"] == "denied" && entry["actor"] == "maya");
    refused
        .filter(|entry| entry["text"].as_str().unwrap().contains("is not for the gateway"))
        .count()
}

#[test]
fn what_is_done_over_ssh_is_done_by_the_member_whose_key_it_is() {
    let host = Host::of(two_asked());
    assert_snapshot!(host.asked_for("baton claim 1"), @"
    $ baton claim 1
    1 is maya's, held until 10:45
    ");
    assert_snapshot!(host.asked_for("claim 2 --quiet"), @"$ baton claim 2 --quiet");
    assert_snapshot!(host.asked_for("baton member show me"), @"
    $ baton member show me
    maya is agent, login maya, maya@example.org
    ");
    assert_snapshot!(host.asked_for("baton --csv list --owner me"), @"
    $ baton --csv list --owner me
    thread,age_working_seconds,customer,subject,owner,status,next_action,due
    1,60,Ana Lopez,Pricing question,maya,open,,
    2,0,Ben Okoro,Wrong colour,maya,open,,
    ");
    assert_snapshot!(host.asked_for("baton release 9"), @"
    $ baton release 9
    [stderr] baton: the ledger has no thread 9
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    ");
    assert_snapshot!(host.asked_for("baton clam 1"), @"
    $ baton clam 1
    [stderr] error: unrecognized subcommand 'clam'
    [stderr]
    [stderr]   tip: a similar subcommand exists: 'claim'
    [stderr]
    [stderr] Usage: baton [OPTIONS] <COMMAND>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
    host.asked_for_with("baton note 1 -", "from far away").ok();

    let log = host.world.admin("log --json").ok().json();
    let entries = log["entries"].as_array().unwrap();
    let of_maya: Vec<_> = entries.iter().filter(|entry| entry["actor"] == "maya").collect();
    assert_eq!(of_maya.len(), 3, "{log:#}");
    // Nobody stands behind her, as an admin with --as would.
    assert!(of_maya.iter().all(|entry| entry["behind"].is_null()), "{log:#}");
}

#[test]
fn a_key_runs_nothing_but_baton() {
    let host = Host::of(asked());
    let before = everything(&host.world);
    for (line, status) in [
        ("", 2),
        ("''", 2),
        (" # nothing", 2),
        ("bash", 2),
        ("sh -c 'touch made'", 2),
        ("baton; touch made", 2),
        ("baton fsck; touch made", 2),
        ("baton fsck && touch made", 2),
        ("baton fsck | tee made", 2),
        ("baton fsck > made", 2),
        ("baton fsck\ntouch made", 2),
        ("baton fsck $(touch made)", 2),
        ("baton fsck `touch made`", 2),
        ("baton claim '1; touch made'", 2),
        ("baton list 'is:open", 2),
        ("$SHELL", 2),
        ("/bin/baton list", 2),
        ("-c list", 2),
        ("/usr/lib/openssh/sftp-server", 2),
        ("internal-sftp", 2),
    ] {
        let ran = behind(&host.world, "gateway --as maya", line).fails(status);
        assert_eq!(ran.stdout, "", "{ran}");
    }
    for line in ["sh -c 'touch made'", "baton fsck; touch made", "baton fsck\ntouch made"] {
        host.asked_for(line).fails(2);
    }
    assert_snapshot!(host.asked_for(""), @"
    $ baton 
    [stderr] baton: this account runs baton commands, and none was given
    [stderr] hint: name one: ssh HOST baton list; all of them: ssh HOST baton --help
    [exit 2]
    ");
    assert_snapshot!(host.asked_for("baton list 'is:open"), @"
    $ baton list 'is:open
    [stderr] baton: the command that ssh was given has a quote without its pair
    [exit 2]
    ");
    assert_snapshot!(host.asked_for("rm -rf /"), @"
    $ baton rm -rf /
    [stderr] error: unrecognized subcommand 'rm'
    [stderr]
    [stderr] Usage: baton [OPTIONS] <COMMAND>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
    assert!(!host.world.path().join("made").exists());
    assert_eq!(everything(&host.world), before);
}

#[test]
fn files_go_neither_in_nor_out_and_no_tunnel_opens() {
    let host = Host::of(asked());
    let (destination, config) = (host.sshd.destination(), host.world.config());
    let options = host.sshd.client(&host.maya).split_off(1);
    let got = host.world.path().join("got");
    for program in [&["scp"][..], &["scp", "-O"]] {
        let mut scp = Command::new(program[0]);
        scp.args(&program[1..]).args(&options);
        scp.arg(format!("{destination}:{}", config.display())).arg(&got);
        assert!(!scp.stdin(Stdio::null()).output().unwrap().status.success(), "{scp:?}");
        let mut scp = Command::new(program[0]);
        scp.args(&program[1..]).args(&options);
        scp.arg(&config).arg(format!("{destination}:{}", got.display()));
        assert!(!scp.stdin(Stdio::null()).output().unwrap().status.success(), "{scp:?}");
    }
    let mut sftp = Command::new("sftp");
    sftp.args(&options).arg(&destination);
    assert!(!sftp.stdin(Stdio::null()).output().unwrap().status.success());
    assert!(!got.exists());

    let mut tunnel = host.ssh();
    tunnel.args(["-W", &format!("127.0.0.1:{}", host.sshd.port), &destination]);
    let ran = host.world.run("-W", tunnel, "").fails(255);
    assert!(ran.stderr.contains("forwarding failed"), "{ran}");
}

#[test]
fn who_acts_and_where_is_for_the_key_to_say() {
    let host = Host::of(asked());
    let maya = |line: &str| behind(&host.world, "gateway --as maya", line);
    let (before, _) = everything(&host.world);
    let elsewhere = asked();
    let ledger = elsewhere.ledger().display().to_string();
    for line in [
        "baton --as ada claim 1",
        "baton claim 1 --as=ada",
        "baton claim --as maya 1",
        "baton claim 1 '--as' \"jordan\"",
        r"baton claim 1 \-\-as jordan",
        &format!("baton --ledger {ledger} list"),
        &format!("baton list --ledger={ledger}"),
        "baton list --config /dev/null",
        "--config=/dev/null list",
    ] {
        let ran = maya(line).fails(77);
        assert!(ran.stderr.contains("is not for the gateway"), "{ran}");
        assert_eq!(ran.stdout, "", "{ran}");
    }
    assert_snapshot!(host.asked_for("baton --as ada claim 1"), @"
    $ baton --as ada claim 1
    [stderr] baton: --as is not for the gateway
    [stderr] hint: your key makes you maya, on this ledger alone; see baton --help
    [exit 77]
    ");
    // There are no abbreviations, and no other doors.
    for line in ["--a ada list", "--led x list", "--ledge=x list", "-C x list"] {
        maya(line).fails(2);
    }
    assert_eq!(everything(&host.world).0, before);
    assert_eq!(refusals(&host.world), 10);

    // Behind -- it is a word like any other.
    host.asked_for("baton note 1 -- --as").ok();
    assert_eq!(host.world.admin("show 1 --json").ok().json()["notes"][0]["text"], "--as");
}

#[test]
fn an_admin_is_an_admin_over_ssh_but_nobody_else() {
    let world = asked();
    let ada = |line: &str| behind(&world, "gateway --as ada", line);
    ada("member add kim").ok();
    ada("--as maya claim 1").fails(77);
    ada("claim 1 --as ada").fails(77);
    let maya = behind(&world, "gateway --as maya", "member add lee").fails(77);
    assert_snapshot!(maya, @"
    $ baton member add lee
    [stderr] baton: only an admin may change members
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ");
}

#[test]
fn a_role_holds_over_ssh_too() {
    let world = asked();
    world.admin("member set sam --role viewer").ok();
    let sam = |line: &str| behind(&world, "gateway --as sam", line);
    sam("list").ok();
    sam("show 1").ok();
    sam("claim 1").fails(77);
    sam("note 1 x").fails(77);
    let log = world.admin("log --json").ok().json();
    let denied = log["entries"].as_array().unwrap().iter().filter(|e| e["kind"] == "denied");
    assert_eq!(denied.filter(|entry| entry["actor"] == "sam").count(), 2, "{log:#}");
    assert!(world.admin("show 1 --json").ok().json()["owner"].is_null());
}

#[test]
fn what_uses_files_and_secrets_of_the_account_is_not_for_the_gateway() {
    let world = asked();
    let (before, _) = everything(&world);
    let mails = world.ledger().with_file_name("mail").display().to_string();
    for line in [
        "init",
        "init --address a@example.org",
        "doctor",
        "demo",
        "demo --keep made",
        "sync",
        "sync --watch",
        &format!("import {mails}"),
        "review --email",
        "review --email --dry-run",
        "note 1 x --ref config.toml",
        "note --customer 1 x --ref=/etc/passwd",
        "completions bash",
        "man",
        "gateway",
        "baton gateway",
    ] {
        let ran = behind(&world, "gateway --as maya", line).fails(77);
        assert!(ran.stderr.contains("is not for the gateway"), "{ran}");
        assert_eq!(ran.stdout, "", "{ran}");
    }
    assert_eq!(everything(&world).0, before);
    assert_eq!(refusals(&world), 16);
    for line in [
        "review",
        "metrics",
        "log",
        "show 1",
        "note 1 x --ref https://example.org",
        "--help",
        "claim -h",
        "--version",
    ] {
        behind(&world, "gateway --as maya", line).ok();
    }
    behind(&world, "gateway --as maya", "export messages").fails(77);
    behind(&world, "gateway --as ada", "export messages").ok();
}

#[test]
fn a_key_is_for_a_member_and_the_account_that_keeps_the_ledger() {
    let world = asked();
    assert_snapshot!(behind(&world, "gateway", "list"), @"
    $ baton list
    [stderr] baton: a gateway is for one member
    [stderr] hint: name the member: baton gateway --as MEMBER
    [exit 2]
    ");
    assert_snapshot!(behind(&world, "gateway --as eve", "list"), @r#"
    $ baton list
    [stderr] baton: this key is for "eve", who is no member
    [stderr] hint: an admin can add them: baton member add eve
    [exit 77]
    "#);
    behind(&world, "gateway --as MAYA", "claim 1").ok();

    // As root any file can be somebody else's; for anybody else, what is root's.
    let other = if Uid::effective().is_root() {
        let (user, group) = mail_owner().unwrap();
        chown(world.ledger(), Some(user), Some(group)).unwrap();
        world.ledger()
    } else {
        "/etc/passwd".into()
    };
    let words = format!("--ledger {} gateway --as maya", other.display());
    let ran = behind(&world, &words, "list").fails(77);
    assert!(ran.stderr.contains("belongs to another user"), "{ran}");
    assert_eq!(ran.stdout, "");
    let missing = behind(&world, "--ledger none.db gateway --as maya", "list").fails(2);
    assert!(missing.stderr.contains("there is no ledger"), "{missing}");
}

/// An editor has `:!`, and a key without `restrict` may ask for a terminal.
#[test]
fn no_editor_and_no_question_comes_over_ssh() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'Send it' --due tomorrow").ok();
    for (line, status) in [("note 1", 2), ("handoff 1 jordan", 2), ("done 1", 0)] {
        let mut command = world.command("nobody", "gateway --as maya");
        command.env("SSH_ORIGINAL_COMMAND", line).env("EDITOR", "touch opened");
        let shown = Terminal::start(&command, 80).ends(status);
        assert!(status == 0 || shown.contains("no editor opens over ssh"), "{shown}");
        assert!(!shown.contains("What is next"), "{shown}");
    }
    assert!(!world.path().join("opened").exists());
}
