//! What happens on a terminal alone: questions, the editor, colour, width, the bar. Each test has a
//! pseudo terminal of its own, types only after it was asked, and waits for nothing but what it
//! needs to see.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use nix::fcntl::OFlag;
use nix::libc::O_NOCTTY;
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};
use unicode_width::UnicodeWidthStr;

use crate::dovecot::Dovecot;
use crate::service::{PATIENCE, wait_for};
use crate::session::asked;
use crate::world::{Mail, World, started_by, time};

/// A program on a terminal of 24 lines.
pub struct Terminal {
    child: Child,
    keyboard: PtyMaster,
    shown: Receiver<Vec<u8>>,
    screen: Vec<u8>,
    /// How much of the screen was waited for already.
    seen: usize,
}

impl Terminal {
    pub fn start(command: &Command, columns: u16) -> Self {
        let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
        let keyboard = posix_openpt(flags).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname_r(&keyboard).unwrap();
        let open = || {
            OpenOptions::new().read(true).write(true).custom_flags(O_NOCTTY).open(&name).unwrap()
        };
        // Until the program has it: a terminal that nobody holds is at its end.
        let held: [File; 3] = [open(), open(), open()];
        let sized = Command::new("stty")
            .args(["-F", &name, "rows", "24", "cols", &columns.to_string()])
            .status()
            .unwrap();
        assert!(sized.success());
        let [input, output, talk] = held;
        let child = started_by(&["setsid", "--ctty"], command)
            .env("TERM", "xterm")
            .stdin(input)
            .stdout(output)
            .stderr(talk)
            .spawn()
            .unwrap();
        let mut master =
            File::from(std::os::fd::AsFd::as_fd(&keyboard).try_clone_to_owned().unwrap());
        let (show, shown) = mpsc::channel();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            // At the end Linux says EIO.
            while let Ok(read @ 1..) = master.read(&mut piece) {
                if show.send(piece[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard, shown, screen: Vec::new(), seen: 0 }
    }

    /// Waits until this stands below what was waited for before.
    fn expect(&mut self, text: &str) -> &mut Self {
        loop {
            let found = self.screen[self.seen..]
                .windows(text.len())
                .position(|window| window == text.as_bytes());
            if let Some(found) = found {
                self.seen += found + text.len();
                return self;
            }
            match self.shown.recv_timeout(PATIENCE) {
                Ok(piece) => self.screen.extend(piece),
                Err(_) => panic!("no {text:?} on the terminal:\n{}", self.text()),
            }
        }
    }

    fn answer(&mut self, question: &str, line: &str) -> &mut Self {
        self.expect(question);
        self.keyboard.write_all(format!("{line}\r").as_bytes()).unwrap();
        self
    }

    /// All that was shown until the program ended with this status.
    #[track_caller]
    pub fn ends(mut self, status: i32) -> String {
        loop {
            match self.shown.recv_timeout(PATIENCE) {
                Ok(piece) => self.screen.extend(piece),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(_) => panic!("it does not end:\n{}", self.text()),
            }
        }
        let ended = wait_for(|| self.child.try_wait().unwrap()).expect("an end");
        assert_eq!(ended.code(), Some(status), "{}", self.text());
        self.text()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.screen).replace("\r\n", "\n")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Most often it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn on_terminal(world: &World, login: &str, words: &str) -> Terminal {
    Terminal::start(&world.command(login, words), 80)
}

/// An editor that keeps what it was given as `given`, and then does this to the file "$1".
pub fn with_editor(world: &World, login: &str, words: &str, does: &str) -> Terminal {
    let editor = world.path().join("editor");
    fs::write(&editor, format!("#!/bin/sh\ncp \"$1\" given\n{does}\n")).unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let mut command = world.command(login, words);
    command.env("EDITOR", &editor);
    Terminal::start(&command, 80)
}

/// Whether the file was saved shows in its time, and a script is faster than some clocks tick.
pub const SAVED: &str = "touch -d 2099-01-01 \"$1\"";

#[test]
fn init_asks_for_what_the_flags_leave_open() {
    let world = World::empty("2026-03-02T09:00Z");
    let mut terminal = on_terminal(
        &world,
        "ada",
        "init --test-world --time-zone Europe/Berlin --member-address ada@example.org",
    );
    terminal
        .answer("Address of the shared inbox", "support@example.org")
        .answer("IMAP server", "imap.example.org:1993")
        .answer("Command that prints the password", "pass show 'mail support'")
        .answer("Who gets the morning review?", "lead@example.org, sam@example.org")
        .answer("SMTP server", "smtp.example.org")
        .expect("review --email --quiet");
    terminal.ends(0);
    let config = fs::read_to_string(world.config()).unwrap();
    for line in [
        "address = \"support@example.org\"",
        "host = \"imap.example.org\"",
        "port = 1993",
        "password-command = [\"pass\", \"show\", \"mail support\"]",
        "time-zone = \"Europe/Berlin\"",
        "to = [\"lead@example.org\", \"sam@example.org\"]",
        "host = \"smtp.example.org\"",
    ] {
        assert!(config.lines().any(|written| written.contains(line)), "no {line} in\n{config}");
    }
}

#[test]
fn init_asks_again_where_an_answer_cannot_be_right() {
    let world = World::empty("2026-03-02T09:00Z");
    let mut terminal = on_terminal(&world, "ada", "init --test-world --imap-host imap.example.org");
    terminal
        .answer("Address of the shared inbox", "")
        .answer("this one is needed", "support")
        .answer("it has no @", "support@example.org")
        .answer("Command that prints the password", "pass 'mail")
        .answer("is no command line", "pass mail")
        .answer("Who gets the morning review?", "")
        .expect("#30 7-9 * * 1-5");
    let screen = terminal.ends(0);
    assert!(!screen.contains("SMTP server"), "{screen}");
}

#[test]
fn a_note_without_text_is_written_in_the_editor() {
    let world = asked();
    let does = format!("printf 'She called\\ntwice\\n\\n' > \"$1\"; {SAVED}");
    with_editor(&world, "maya", "note 1", &does).ends(0);
    assert_eq!(fs::read_to_string(world.path().join("given")).unwrap(), "");
    let shown = world.maya("show 1").ok().stdout;
    assert!(shown.contains("She called") && shown.contains("twice"), "{shown}");
}

#[test]
fn an_editor_that_saves_nothing_or_fails_changes_nothing() {
    let world = asked();
    let before = world.maya("show 1 --json").ok().stdout;
    for does in ["true".to_owned(), SAVED.to_owned(), "exit 3".to_owned()] {
        let screen = with_editor(&world, "maya", "note 1", &does).ends(1);
        assert!(screen.contains("baton: "), "{does}: {screen}");
    }
    assert_eq!(world.maya("show 1 --json").ok().stdout, before);
}

#[test]
fn a_handoff_opens_the_editor_with_the_five_headings_and_what_is_known() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("note 1 'she is in a hurry --> # next'").ok();
    world.maya("next 1 'ask sales' --due fri").ok();
    let does = format!(
        "sed -i -e '/^# asked/a a quote for two' -e '/^# next/a send it by noon' \"$1\"; {SAVED}"
    );
    with_editor(&world, "maya", "handoff 1 jordan", &does).ends(0);
    assert_eq!(
        fs::read_to_string(world.path().join("given")).unwrap(),
        "# asked\n<!-- 1: Pricing question (Ana Lopez) -->\n<!-- last mail from outside today 09:59 -->\n\n\
         # done\n<!-- today 10:00 maya: she is in a hurry --> # next -->\n\n# waiting\n\n# risk\n\n\
         # next\n<!-- open task: ask sales, Fri 6 Mar -->\n\n"
    );
    let shown = world.jordan("show 1").ok().stdout;
    assert!(!shown.contains("<!--") && !shown.contains("  done "), "{shown}");
    assert!(shown.contains("a quote for two") && shown.contains("send it by noon"), "{shown}");
}

#[test]
fn done_asks_what_is_next() {
    let world = asked();
    for words in ["claim 1", "next 1 'send the quote'"] {
        world.maya(words).ok();
    }
    let next = || world.maya("show 1 --json").ok().stdout;
    let mut terminal = on_terminal(&world, "maya", "done 1");
    terminal.answer("What is next?", "ring Ana up");
    terminal.ends(0);
    assert!(next().contains("ring Ana up"), "{}", next());
    let mut terminal = on_terminal(&world, "maya", "done 1");
    terminal.answer("What is next?", "");
    terminal.ends(0);
    let list = world.maya("list").ok().stdout;
    assert!(!list.contains("ring Ana up"), "{list}");
}

#[test]
fn colour_is_for_terminals_and_those_who_want_it() {
    let world = asked();
    let shown = |words: &str, no_color: bool| {
        let mut command = world.command("maya", words);
        if !no_color {
            command.env_remove("NO_COLOR");
        }
        Terminal::start(&command, 80).ends(0)
    };
    let bold = "\u{1b}[1m";
    assert!(shown("show 1", false).contains(bold));
    for (words, no_color) in [("show 1", true), ("show 1 --color never", false)] {
        let screen = shown(words, no_color);
        assert!(!screen.contains('\u{1b}'), "{words}: {screen:?}");
    }
    assert!(shown("show 1 --color always", true).contains(bold));
    let mut piped = world.command("maya", "show 1");
    piped.env_remove("NO_COLOR");
    assert!(!world.run("show 1", piped, "").ok().stdout.contains('\u{1b}'));
}

#[test]
fn a_list_is_no_wider_than_the_terminal() {
    let world = asked();
    let texts = [
        "A subject that goes on and on and on, and then a little more, until nobody reads it",
        "見積もりのお願い：大阪支店の新しいプリンターについて、至急ご返信いただけますでしょうか",
        "👩‍👩‍👧‍👦 family plan 👍🏽 🇩🇪 🇩🇪 🇩🇪 does it cover four people who live in two homes e\u{301}e\u{301}?",
    ];
    for text in texts {
        world.deliver(Mail::from(&format!("\"{text}\" <x@example.com>")).subject(text));
    }
    world.sync();
    world.maya("claim 2").ok();
    world.maya(&format!("next 2 '{}'", texts[0])).ok();
    for columns in [80, 60, 132] {
        for words in ["list", "list --all"] {
            let screen = Terminal::start(&world.command("maya", words), columns).ends(0);
            assert!(screen.lines().count() >= 4, "{screen}");
            for line in screen.lines() {
                assert!(line.width() <= usize::from(columns), "{columns}: {line}\n{screen}");
            }
        }
    }
}

#[test]
fn a_watch_on_a_terminal_says_that_it_waits_and_how_it_ends() {
    let world = World::at("2026-03-02T09:00Z");
    let mut terminal = on_terminal(&world, "ada", "sync --watch");
    terminal.expect("support: waiting for mail; ^C ends it");
    terminal.keyboard.write_all(b"\x03").unwrap();
    terminal.ends(0);
}

#[test]
fn a_sync_draws_a_bar_on_a_terminal_alone() {
    let dovecot = Dovecot::shared();
    let user = "terminal-bar";
    dovecot.imap(user).create("Sent");
    let config = dovecot.inbox("support", user) + "[calendar]\ntime-zone = \"Europe/Berlin\"\n";
    let world = World::with_config("2026-03-02T09:00Z", &config);
    let arrive = || dovecot.fill(user, "INBOX", 3, time("2026-03-02T08:00Z"));
    let on_terminal = |words: &str| {
        let mut command = world.command("ada", words);
        command.env_remove("NO_COLOR");
        Terminal::start(&command, 80).ends(0)
    };

    arrive();
    let screen = on_terminal("sync");
    let (bar, rest) = screen.rsplit_once(" left").expect(&screen);
    assert!(bar.contains("INBOX") && bar.contains('█') && bar.contains("3 of 3"), "{screen:?}");
    // Before the first batch is in, nobody knows how fast it goes.
    assert!(!screen.contains("0 of 3,") && !screen.contains(" 0/s"), "{screen:?}");
    // Wiped before the answer.
    assert!(rest.contains("\u{1b}[2K") && rest.contains("support: INBOX 3 of 3"), "{screen:?}");
    dovecot.deliver(user, "INBOX", "Subject: one more\r\n\r\nHello\r\n", time("2026-03-02T08:30Z"));
    assert_eq!(on_terminal("sync --quiet"), "");
    dovecot.deliver(user, "INBOX", "Subject: the last\r\n\r\nHello\r\n", time("2026-03-02T08:31Z"));
    let ran = world.admin("sync").ok();
    assert!(ran.stdout.contains("1 new"), "{ran}");
    assert!(!format!("{ran}").contains(['█', '\r', '\u{1b}']), "{ran}");
}

#[test]
fn a_template_that_comes_back_as_it_was_offers_nothing_and_what_would_be_refused_opens_no_editor() {
    let world = asked();
    world.maya("claim 1").ok();
    let screen = with_editor(&world, "maya", "handoff 1 jordan", SAVED).ends(1);
    assert!(screen.contains("the brief is empty, so nothing was offered"), "{screen}");
    fs::remove_file(world.path().join("given")).unwrap();
    let screen = with_editor(&world, "maya", "handoff 1 maya", SAVED).ends(1);
    assert!(screen.contains("1 is yours already"), "{screen}");
    assert!(!world.path().join("given").exists());
}
