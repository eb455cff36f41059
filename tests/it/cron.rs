//! baton where nobody looks: run by cron and systemd, with next to no environment.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use insta::assert_snapshot;
use nix::unistd::Uid;

use crate::session::asked;
use crate::world::{Ran, World};

/// Whoever mails with this finds the mail in `sent` beside the config, one line `To:` for each.
const SENDMAIL: &str = "sh -c 'grep ^To: >> \"$0\"'";

/// A world with the odd paths that a shell, a crontab and a unit read in three different ways.
fn odd_world() -> (World, PathBuf, Ran) {
    let world = World::empty("2026-03-02T09:00Z");
    let folder = world.path().join("it's 50% \"odd\" $HOME\\n");
    fs::create_dir_all(folder.join("mail/cur")).unwrap();
    for part in ["new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"] {
        fs::create_dir_all(folder.join("mail").join(part)).unwrap();
    }
    let quoted = |name: &str| shell_words::quote(folder.join(name).to_str().unwrap()).into_owned();
    let sendmail = shell_words::quote(&format!("{SENDMAIL} {}", quoted("sent"))).into_owned();
    let made = world
        .admin(&format!(
            "--config {} --ledger {} init --test-world --address support@example.org --maildir {} \
             --time-zone Europe/Berlin --member ada --member-address ada@example.org \
             --review-to lead@example.org --sendmail {sendmail}",
            quoted("config.toml"),
            quoted("baton.db"),
            quoted("mail"),
        ))
        .ok();
    (world, folder, made)
}

/// Run by a shell with what cron gives it, somewhere else.
fn by_cron(line: &str) -> Ran {
    let output = Command::new("sh")
        .args(["-c", line])
        .env_clear()
        .envs([("HOME", "/nonexistent"), ("PATH", "/usr/bin:/bin"), ("SHELL", "/bin/sh")])
        .current_dir("/")
        .output()
        .unwrap();
    Ran {
        words: line.to_owned(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code(),
    }
}

#[test]
fn the_lines_for_cron_run_as_they_are_printed() {
    let (_world, folder, made) = odd_world();
    let said = made.stdout.replace("[world]", folder.parent().unwrap().to_str().unwrap());
    let commands: Vec<String> = said
        .lines()
        .map(|line| line.trim_start_matches('#'))
        .filter(|line| line.starts_with("*/5 *") || line.contains(" * * 1"))
        .map(|line| line.splitn(6, ' ').last().unwrap().trim().replace("\\%", "%"))
        .collect();
    let [sync, review, personal, weekly] = &commands[..] else { panic!("{said}") };
    for line in [sync, review, review, personal, weekly, weekly] {
        let ran = by_cron(line).ok();
        assert_eq!((&*ran.stdout, &*ran.stderr), ("", ""), "{ran}");
    }
    // The review of the day and that of the week, each once.
    let sent = fs::read_to_string(folder.join("sent")).unwrap();
    assert_eq!(sent.lines().collect::<Vec<_>>(), ["To: lead@example.org"; 2]);
}

#[test]
fn systemd_takes_the_units_as_they_are_printed() {
    let (world, folder, made) = odd_world();
    let said = made.stdout.replace("[world]", folder.parent().unwrap().to_str().unwrap());
    let (_, units) = said.split_once("in /etc/systemd/system").unwrap();
    let mut files = Vec::new();
    for unit in units.split("\n# ").skip(1) {
        let (name, text) = unit.split_once('\n').unwrap();
        let file = world.path().join(name);
        fs::write(&file, text).unwrap();
        files.push(file);
    }
    assert_eq!(files.len(), 4);
    let verified = verify(&files);
    assert_eq!(verified, "", "{units}");
    // It does find faults.
    let broken =
        fs::read_to_string(&files[2]).unwrap().replace("ExecStart=", "ExecStart=/nonexistent");
    fs::write(&files[2], broken).unwrap();
    assert!(verify(&files).contains("is not executable"));
}

/// What `systemd-analyze verify` has against these, and nothing of what else is on this machine.
fn verify(files: &[PathBuf]) -> String {
    let output = Command::new("systemd-analyze")
        .args(["verify", "--man=no", "--recursive-errors=no"])
        .args(files)
        .output()
        .expect("systemd-analyze is not installed: run tests/run, or install systemd");
    String::from_utf8_lossy(&output.stderr).lines().filter(|line| line.contains("baton")).collect()
}

#[test]
fn init_prints_what_cron_and_systemd_need() {
    let world = World::empty("2026-03-02T09:00Z");
    let made = world.admin(
        "init --test-world --address support@example.org --maildir mail --time-zone Europe/Berlin \
         --member ada --member-address ada@example.org --review-to lead@example.org --sendmail true",
    );
    let user = nix::unistd::User::from_uid(Uid::current()).unwrap().unwrap().name;
    let shown = made.ok().stdout.replace(env!("CARGO_BIN_EXE_baton"), "/usr/local/bin/baton");
    assert_snapshot!(shown.replace(&format!("User={user}"), "User=support"), @"
    wrote the config [world]/config.toml (time zone Europe/Berlin)
    made the ledger [world]/ledger.db; ada is its admin

    Next: baton doctor, then baton sync, then baton list. For cron (crontab -e):

    */5 * * * *  /usr/local/bin/baton --config [world]/config.toml --ledger [world]/ledger.db sync --quiet
    30 7-9 * * 1-5  /usr/local/bin/baton --config [world]/config.toml --ledger [world]/ledger.db review --email --quiet
    # each member their own; and the week, on Mondays:
    #35 7-9 * * 1-5  /usr/local/bin/baton --config [world]/config.toml --ledger [world]/ledger.db review --personal --email --quiet
    #40 7-9 * * 1  /usr/local/bin/baton --config [world]/config.toml --ledger [world]/ledger.db review --weekly --email --quiet

    Or for systemd, these files in /etc/systemd/system; then: systemctl enable --now baton-sync.timer baton-review.timer

    # baton-sync.service
    [Unit]
    Description=baton reads the shared mailbox
    Wants=network-online.target
    After=network-online.target

    [Service]
    Type=oneshot
    User=support
    ExecStart=/usr/local/bin/baton --config [world]/config.toml --ledger [world]/ledger.db sync --quiet
    NoNewPrivileges=yes
    PrivateTmp=yes

    # baton-sync.timer
    [Unit]
    Description=baton reads the shared mailbox every five minutes

    [Timer]
    OnCalendar=*:0/5
    Persistent=true

    [Install]
    WantedBy=timers.target

    # baton-review.service
    [Unit]
    Description=baton mails the review of the day
    Wants=network-online.target
    After=network-online.target
    StartLimitIntervalSec=6h
    StartLimitBurst=9

    [Service]
    Type=oneshot
    User=support
    ExecStart=/usr/local/bin/baton --config [world]/config.toml --ledger [world]/ledger.db review --email --quiet
    Restart=on-failure
    RestartSec=15min
    RestartPreventExitStatus=1 2 70 77
    PrivateTmp=yes

    # baton-review.timer
    [Unit]
    Description=baton mails the review on working days

    [Timer]
    OnCalendar=Mon..Fri 07:30 Europe/Berlin
    Persistent=true

    [Install]
    WantedBy=timers.target
    ");
}

/// A world where Ana asked, whose review goes by a program into a file.
fn mailing_world() -> World {
    let world = asked();
    world.configure("to = [\"lead@example.org\"]\n[mail-out]\nfrom = \"baton@example.org\"");
    let sent = world.path().join("sent");
    world.configure(&format!(
        "[mail-out.sendmail]\ncommand = [\"sh\", \"-c\", \"cat >> {}\"]",
        sent.display()
    ));
    world
}

/// The program in this environment alone, in the root.
fn bare(world: &World, words: &str, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command
        .arg("--config")
        .arg(world.config())
        .arg("--ledger")
        .arg(world.ledger())
        .args(words.split(' '))
        .env_clear()
        .envs(environment.iter().copied())
        .current_dir("/");
    command
}

#[test]
fn whatever_the_environment_the_review_is_the_same() {
    let world = mailing_world();
    let now = ("BATON_NOW", "2026-03-02T09:00:00Z");
    let rehearse = |environment: &[(&str, &str)]| {
        let all = [&[now], environment].concat();
        let ran = bare(&world, "review --email --dry-run", &all).output().unwrap();
        assert!(ran.status.success(), "{environment:?}: {ran:?}");
        ran.stdout
    };
    let as_usual = world.admin("review --email --dry-run").ok().stdout;
    for environment in [
        &[][..],
        &[("HOME", "/nonexistent")],
        // Nothing can be written there.
        &[("HOME", "/proc/self"), ("XDG_CONFIG_HOME", "/proc"), ("XDG_DATA_HOME", "relative")],
        &[("TZ", "America/New_York")],
        &[("TZ", "Nowhere/At_All")],
        &[("LANG", "C"), ("LC_ALL", "C")],
        &[("LANG", "xx_YY.\u{e9}"), ("LC_ALL", "de_DE@nonsense"), ("LANGUAGE", "?")],
        &[("COLUMNS", "20"), ("TERM", "dumb"), ("CLICOLOR_FORCE", "1")],
        &[("PATH", "")],
    ] {
        assert_eq!(String::from_utf8(rehearse(environment)).unwrap(), as_usual, "{environment:?}");
    }
}

#[test]
fn a_locale_that_is_no_utf_8_changes_nothing() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = mailing_world();
    let mut command = bare(&world, "review --email", &[]);
    for name in ["LANG", "HOME", "PATH", "XDG_DATA_HOME"] {
        command.env(name, OsStr::from_bytes(b"/usr/bin:/bin:\xff\xfe"));
    }
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert!(world.path().join("sent").exists());
}

#[test]
fn without_standard_streams_the_review_goes_out_all_the_same() {
    let world = mailing_world();
    let sent = world.path().join("sent");
    let mut again = "";
    for streams in ["<&- >&- 2>&-", "</dev/null >&- 2>/dev/null", ">/dev/full 2>/dev/full"] {
        // What nobody is told is done all the same; only that it could not be told is a failure.
        let script = format!("cd / && exec env -i \"$@\" {streams}");
        let usual = bare(&world, &format!("review --email{again}"), &[]);
        let status = Command::new("sh")
            .args(["-c", &script, "sh"])
            .arg(usual.get_program())
            .args(usual.get_args())
            .status()
            .unwrap();
        let expected = if streams.contains("full") { 1 } else { 0 };
        assert_eq!(status.code(), Some(expected), "{streams}");
        let mail = fs::read_to_string(&sent).unwrap_or_default();
        assert!(mail.contains("Pricing question"), "{streams}");
        fs::remove_file(&sent).unwrap();
        again = " --again";
    }
    // It is on record.
    let mails = world.admin("review --status --json --since 2020-01-01").ok().json();
    assert!(
        mails["mails"].as_array().unwrap().iter().all(|mail| mail["state"] == "sent"),
        "{mails}"
    );
    assert_eq!(mails["mails"].as_array().unwrap().len(), 3);
}

#[test]
fn without_home_and_paths_it_says_what_to_name() {
    // Whoever is in no list of users has no home that could be known.
    let nobody = |words: &[&str]| {
        Command::new("unshare")
            .args(["--user", "--map-user=54321", env!("CARGO_BIN_EXE_baton")])
            .args(words)
            .env_clear()
            .current_dir("/")
            .output()
            .unwrap()
    };
    let ran = nobody(&["review", "--email"]);
    assert_eq!(ran.status.code(), Some(2), "{ran:?}");
    assert_snapshot!(String::from_utf8(ran.stderr).unwrap(), @"
    baton: cannot tell where config.toml is: this user has no home folder
    hint: name it with --config or BATON_CONFIG
    ");
    let world = mailing_world();
    let (config, ledger) = (world.config(), world.ledger());
    let named = ["--config", config.to_str().unwrap(), "--ledger", ledger.to_str().unwrap()];
    let ran = nobody(&[&named[..], &["review", "--email"]].concat());
    assert!(ran.status.success(), "{ran:?}");
    assert!(world.path().join("sent").exists());
}

#[test]
fn a_folder_that_is_gone_is_no_matter() {
    let world = mailing_world();
    let gone = world.path().join("gone");
    fs::create_dir(&gone).unwrap();
    let usual = bare(&world, "review --email", &[]);
    let script = "cd \"$0\" && rmdir \"$0\" && exec env -i \"$@\"";
    let ran = Command::new("sh")
        .args(["-c", script])
        .arg(&gone)
        .arg(usual.get_program())
        .args(usual.get_args())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert!(world.path().join("sent").exists());
}

#[test]
fn the_lines_are_printed_once_more_for_what_is_there() {
    let world = World::at("2026-03-02T09:00Z");
    let lines = world.maya("init --schedule").ok().stdout;
    assert!(lines.starts_with("For cron (crontab -e):"), "{lines}");
    for part in ["--ledger [world]/ledger.db sync --quiet", "baton-sync.timer"] {
        assert!(lines.contains(part), "{part}: {lines}");
    }
    // And nothing is made anew.
    let refused = world.maya("init --test-world").fails(1);
    assert!(refused.stderr.contains("baton init --schedule"), "{refused:?}");
}
