//! The password shows nowhere: not in what baton says, not in the ledger, not in the process list.

use std::fs;
use std::path::Path;

use crate::ledger;
use crate::scripted::{Scripted, Step, send};
use crate::service::wait_for;
use crate::sync::scripted_inbox;
use crate::world::{Ran, World};

const PASSWORD: &str = "Xyzzy-4711\"plugh";

/// RFC 4648 §4.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let all = three.iter().fold(0, |all, byte| all << 8 | usize::from(*byte))
            << (8 * (3 - three.len()));
        (0..4)
            .map(move |at| match at <= three.len() {
                true => char::from(LETTERS[all >> (18 - 6 * at) & 63]),
                false => '=',
            })
            .collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

/// A secret as it is, as JSON and IMAP quote it, and in base64 wherever it may begin.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![secret.to_owned(), secret.replace('"', "\\\"")];
    for before in ["", "x", "xy"] {
        let coded = base64(format!("{before}{secret}").as_bytes());
        // The first and the last letters depend on what stands around it.
        forms.push(coded[4..coded.len() - 4].to_owned());
    }
    forms.push(base64(format!("\0support\0{secret}").as_bytes()));
    forms.into_iter().map(String::into_bytes).collect()
}

#[track_caller]
fn assert_silent(what: &str, bytes: &[u8]) {
    assert_silent_about(PASSWORD, what, bytes);
}

#[track_caller]
pub fn assert_silent_about(secret: &str, what: &str, bytes: &[u8]) {
    for form in forms(secret) {
        let shown = bytes.windows(form.len()).any(|window| window == form);
        assert!(!shown, "{} in {what}", String::from_utf8_lossy(&form));
    }
}

/// What every process on this machine was started with.
pub fn command_lines() -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        // A process may end while it is looked at.
        all.extend(fs::read(entry.path().join("cmdline")).unwrap_or_default());
        all.push(b'\n');
    }
    all
}

#[test]
fn base64_is_that_of_the_standard() {
    assert_eq!(
        ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())),
        ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
    );
}

#[test]
fn the_password_shows_nowhere() {
    let refusing = |offer: &str, echo: &str| {
        vec![
            send("* OK hello\r\n"),
            Step::Expect("CAPABILITY"),
            send(format!("* CAPABILITY IMAP4rev1 {offer}\r\n{{tag}} OK done\r\n")),
            Step::Expect(if offer.is_empty() { "LOGIN" } else { "AUTHENTICATE" }),
            send(format!("{{tag}} NO [AUTHENTICATIONFAILED] not with {echo}\r\n")),
        ]
    };
    let sasl = base64(format!("\0support\0{PASSWORD}").as_bytes());
    let login = || refusing("", PASSWORD);
    let plain = || refusing("AUTH=PLAIN SASL-IR LOGINDISABLED", &sasl);
    let stalling = vec![send("* OK hello\r\n"), Step::ServeUntil("UID FETCH"), Step::Stall];
    let server = Scripted::connections(vec![login(), plain(), login(), plain(), stalling]);
    let config = scripted_inbox("support", server.port()).replace(
        "password-command = [\"echo\", \"secret\"]",
        "password-command = [\"cat\", \"password\"]",
    );
    let world = World::with_config("2026-03-02T09:00Z", &config);
    fs::write(world.path().join("password"), format!("{PASSWORD}\nand a second line\n")).unwrap();

    let heard = |ran: Ran| assert_silent(&ran.words, format!("{ran}").as_bytes());
    for command in ["-v sync", "sync --json", "-v doctor", "doctor --json"] {
        let ran = world.admin(command);
        assert!(format!("{ran}").contains("cannot log in"), "{ran}");
        heard(ran);
    }

    let mut sync = world.command("ada", "-v sync").spawn().unwrap();
    wait_for(|| (ledger::count(&world, "mailboxes")? > 0).then_some(())).expect("a sync");
    let lines = command_lines();
    assert!(lines.windows(5).any(|window| window == b"sync\0"), "the sync itself is there");
    assert_silent("/proc/*/cmdline", &lines);
    let environment = fs::read(format!("/proc/{}/environ", sync.id())).unwrap();
    assert_silent("the environment of sync", &environment);
    assert_ledger_silent(PASSWORD, &world);
    sync.kill().unwrap();
    let said = sync.wait_with_output().unwrap();
    assert_silent("what the killed sync said", &[said.stdout, said.stderr].concat());

    for command in ["list --all --json", "review", "review --json", "log --json"] {
        heard(world.admin(command));
    }
    assert_ledger_silent(PASSWORD, &world);
    let spoken = server.finish();
    assert!(
        spoken
            .iter()
            .any(|connection| connection.lines.iter().any(|line| {
                line.contains(&PASSWORD.replace('"', "\\\"")) || line.contains(&sasl)
            })),
        "the password was used at all"
    );
}

/// The ledger and all that lies beside it, but for what the secret comes from.
#[track_caller]
pub fn assert_ledger_silent(secret: &str, world: &World) {
    let folder = fs::read_dir(world.path()).unwrap();
    let files = folder.map(|entry| entry.unwrap().path());
    let sources = ["password", "tokens"].map(|name| world.path().join(name));
    for file in files.filter(|file| !sources.contains(file)) {
        if file.is_file() {
            assert_silent_about(
                secret,
                &Path::new(&file).display().to_string(),
                &fs::read(&file).unwrap(),
            );
        }
    }
}

#[test]
fn a_password_in_the_config_is_refused_and_not_repeated() {
    let world = World::with_config("2026-03-02T09:00Z", &scripted_inbox("support", 1));
    let config = scripted_inbox("support", 1)
        .replace("password-command = [\"echo\", \"secret\"]", "password = \"Xyzzy-4711\"");
    world.set_config(&config);
    let ran = world.admin("sync").fails(2);
    assert!(ran.stderr.contains("a secret never stands in this file"), "{ran}");
    assert!(!ran.stderr.contains("Xyzzy"), "{ran}");
}

#[test]
fn a_password_file_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let config = scripted_inbox("support", 1)
        .replace("password-command = [\"echo\", \"secret\"]", "password-file = \"password\"");
    let world = World::with_config("2026-03-02T09:00Z", &config);
    let file = world.path().join("password");
    fs::write(&file, PASSWORD).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = world.admin("sync").fails(2);
    assert!(ran.stderr.contains("others may read it (mode 644)"), "{ran}");
    assert!(ran.stderr.contains("hint: chmod 600 [world]/password"), "{ran}");
    assert_silent("the refusal", ran.stderr.as_bytes());
}
