//! What strangers and members wrote, in the review that is mailed: the mail stays a mail, the page a page.
//!
//! Each test compares with a twin in which the same people wrote plain words: whatever is there and not in the twin,
//! somebody smuggled in. Python reads the mail, and GitHub's own parser the Markdown: neither wrote it.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::browser::{Scheme, look};
use crate::hostile_text::{FORMULAS, HOSTILE, encoded, harmless};
use crate::session::ana;
use crate::world::{Mail, Ran, World};

/// What is markup somewhere, or must not be followed.
pub const MARKUP: [&str; 14] = [
    "</a></p><script>alert(1)</script><a href=\"javascript:alert(1)\">",
    "\" onmouseover=\"alert(1)\" style=\"position:fixed",
    "' autofocus onfocus='alert(1)",
    "<!-- <![CDATA[ <?xml ]]> -->",
    "</title></style></head><body><h1>all is well</h1>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "&lt;b&gt; &#60;i&#62; &nbsp",
    "[click](http://evil.example) ![x](http://evil.example/x.png) <http://evil.example>",
    "| a | b |\\| `code` ``` *bold* __bold__ ~~gone~~ $x$",
    "www.evil.example http://evil.example ftp://evil.example/x boss@evil.example mailto:a@evil.example",
    "# heading",
    "1. @maya see #1, and org/repo#2",
    "> quote\n\n---\n\n    code",
    "- [ ] task [^1] [ref]: http://evil.example",
];

/// All that is hostile, and a word without end.
fn texts() -> Vec<String> {
    let texts = HOSTILE.iter().chain(&FORMULAS).chain(&MARKUP).map(|text| (*text).to_owned());
    let endless = ["x".repeat(10_000), "東".repeat(1_000), "\u{301}".repeat(5_000)];
    texts.chain(endless).collect()
}

/// Strangers wrote these as their names and subjects; members typed them wherever they may.
fn world(texts: &[String]) -> World {
    let world = World::at("2026-03-02T08:59Z");
    for (n, text) in texts.iter().enumerate() {
        let mail = Mail::from(&format!("{} <evil{n}@example.com>", encoded(text)));
        world.deliver(mail.subject(&encoded(text)).id(&format!("evil{n}@example.com")));
    }
    world.sync();
    for (n, text) in texts.iter().enumerate().take(12) {
        let (thread, text) = (n + 1, text.replace('\0', ""));
        let quoted = shell_words::quote(&text).into_owned();
        world.piped("maya", &format!("note {thread} - --for jordan"), &text).ok();
        world.maya(&format!("claim {thread}")).ok();
        match n % 3 {
            0 => world.maya(&format!("next {thread} {quoted} --due +1h")).ok(),
            1 => world.maya(&format!("wait {thread} --on {quoted} --for {quoted}")).ok(),
            _ => world
                .maya(&format!("handoff {thread} jordan --asked {quoted} --next {quoted}"))
                .ok(),
        };
    }
    world.configure(
        "[mail-out]\nfrom = \"baton <baton@example.org>\"\n\
         [mail-out.sendmail]\ncommand = [\"true\"]",
    );
    let config = std::fs::read_to_string(world.config()).unwrap();
    let kept = config.replace("[review]\n", "[review]\nto = [\"lead@example.org\"]\n");
    world.set_config(&kept);
    world.later("3h");
    world
}

fn plain(texts: &[String]) -> World {
    world(&(0..texts.len()).map(|n| format!("plain words {n}")).collect::<Vec<_>>())
}

/// What another program makes of a text.
fn read_by(command: &[&str], input: &str) -> String {
    let mut program = Command::new(command[0])
        .args(&command[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}: run tests/run", command[0]));
    program.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Headers and parts of a mail, as Python reads them.
pub fn parsed(mail: &str) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/markup.py");
    serde_json::from_str(&read_by(&["/usr/bin/python3", script], mail)).unwrap()
}

fn mailed(world: &World, words: &str) -> Value {
    parsed(&world.admin(&format!("{words} --email --dry-run")).ok().stdout)
}

const HEADERS: [&str; 9] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
    "X-Auto-Response-Suppress",
];

#[test]
fn the_mail_stays_a_mail_whatever_its_texts_say() {
    let texts = texts();
    let (hostile, plain) = (world(&texts), plain(&texts));
    let (mail, twin) = (mailed(&hostile, "review"), mailed(&plain, "review"));
    let mut names: Vec<&str> = mail["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|header| header[0].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, HEADERS);
    assert_eq!(mail["defects"], json!([]));
    let of = |mail: &Value, field: &str| -> Vec<Value> {
        mail["parts"].as_array().unwrap().iter().map(|part| part[field].clone()).collect()
    };
    assert_eq!(of(&mail, "type"), ["text/plain", "text/html"]);
    assert_eq!(of(&mail, "charset"), ["utf-8", "utf-8"]);
    for text in of(&mail, "text") {
        let stdout = text.as_str().unwrap().to_owned();
        harmless(&Ran { words: "the mail".into(), stdout, stderr: String::new(), status: None });
    }
    for line in of(&mail, "text")[0].as_str().unwrap().lines() {
        let wide = unicode_width::UnicodeWidthStr::width(line);
        assert!(wide <= 78 || line.trim().starts_with("mid:"), "{wide}: {line}");
    }
    let page = (&mail["parts"][1], &twin["parts"][1]);
    same(page.0["tags"].as_array().unwrap(), page.1["tags"].as_array().unwrap());
    same(page.0["links"].as_array().unwrap(), page.1["links"].as_array().unwrap());
    assert!(page.0["text"].as_str().unwrap().len() < 100_000, "some show no more of a mail");
}

#[test]
fn a_members_own_mail_does_too() {
    let texts = texts();
    let of_jordan = |world: &World| {
        let mails = world.admin("review --personal --email --dry-run").ok().stdout;
        // They are printed one after the other, in the order of the members.
        let begins: Vec<usize> = mails.match_indices("From: baton ").map(|(at, _)| at).collect();
        assert_eq!(begins.len(), 2, "maya and jordan have something to do");
        parsed(&mails[begins[1]..])
    };
    let (mail, twin) = (of_jordan(&world(&texts)), of_jordan(&plain(&texts)));
    assert_eq!(mail["parts"].as_array().unwrap().len(), 2);
    assert_eq!(mail["headers"].as_array().unwrap().len(), HEADERS.len());
    for field in ["tags", "links"] {
        let of = |mail: &Value| mail["parts"][1][field].as_array().unwrap().clone();
        same(&of(&mail), &of(&twin));
        assert!(of(&mail).len() > 10);
    }
}

#[test]
fn the_page_stays_readable_whatever_its_texts_say() {
    let page = world(&texts()).maya("review --format html").ok().stdout;
    for width in [360, 1200] {
        let found = look(&page, width, Scheme::Light);
        assert!(found["scrollWidth"].as_u64().unwrap() <= u64::from(width), "{found:#}");
        assert_eq!(found["outside"], json!([]), "{found:#}");
        assert_eq!(found["fetched"], json!([]), "{found:#}");
        assert_eq!(found["console"], json!([]), "{found:#}");
    }
}

/// The elements of a page of Markdown, as GitHub's parser has them, without text and code; and all HTML in its lines.
pub fn elements(markdown: &str) -> (Vec<String>, Vec<String>) {
    let extensions = ["table", "autolink", "strikethrough", "tasklist", "footnotes"];
    let extensions = extensions.iter().flat_map(|name| ["--extension", name]);
    let command: Vec<&str> = ["cmark-gfm", "--to", "xml"].into_iter().chain(extensions).collect();
    let xml = read_by(&command, markdown);
    let (mut elements, mut html) = (Vec::new(), Vec::new());
    for line in xml.lines().map(str::trim).filter(|line| line.starts_with('<')) {
        match line.split(['>', ' ']).next().unwrap() {
            "<html_inline" => html.push(line.to_owned()),
            "<text" | "<code" => {}
            _ => elements.push(line.to_owned()),
        }
    }
    (elements, html)
}

#[test]
fn markdown_has_no_markup_of_others() {
    let texts = texts();
    let hostile = world(&texts).maya("review --format markdown").ok();
    harmless(&hostile);
    let twin = plain(&texts).maya("review --format markdown").ok().stdout;
    let ((elements, html), (of_twin, _)) = (self::elements(&hostile.stdout), self::elements(&twin));
    same(&elements, &of_twin);
    // Empty comments of ours part what GitHub would look for in text; there is no other HTML.
    let comment = "<html_inline xml:space=\"preserve\">&lt;!-- --&gt;</html_inline>";
    assert!(!html.is_empty() && html.iter().all(|line| line == comment), "{html:#?}");
}

/// The same, one by one; else the first that differs.
#[track_caller]
pub fn same<T: PartialEq + std::fmt::Debug>(found: &[T], twin: &[T]) {
    let differs = found.iter().zip(twin).position(|(one, other)| one != other);
    if let Some(at) = differs {
        panic!("{at}: {:#?} is not {:#?}", &found[at.saturating_sub(3)..=at], &twin[at]);
    }
    assert_eq!(found.len(), twin.len());
}

#[test]
fn of_one_sender_three_are_shown_and_the_command_has_the_rest() {
    let world = World::at("2026-03-02T08:59Z");
    for n in 0..40 {
        let mail = Mail::from("flood@example.net").subject(&format!("Buy {n}"));
        world.deliver(mail.id(&format!("flood{n}@example.net")));
    }
    for n in 0..30 {
        let mail = Mail::from(&format!("c{n}@example.com")).subject(&format!("Ask {n}"));
        world.deliver(mail.id(&format!("ask{n}@example.com")));
    }
    world.deliver(ana().id("a1@example.com").date("2026-03-01T08:00Z"));
    world.sync();
    let text = world.maya("review").ok().stdout;
    assert!(text.contains("NO OWNER (71)"), "{text}");
    assert_eq!(text.matches("flood@example.net: Buy").count(), 3, "{text}");
    assert!(
        text.contains("        and 37 more from flood@example.net: baton list flood@example.net\n"),
        "{text}"
    );
    assert!(text.contains("        and 9 more: baton review --csv\n"), "{text}");
    assert_eq!(text.matches("baton claim").count(), 25, "{text}");
    // The oldest first, also before the flood.
    assert!(text.find("Ana Lopez").unwrap() < text.find("Buy 0").unwrap(), "{text}");

    let rest = world.maya("list flood@example.net --json").ok().json();
    assert_eq!(rest["threads"].as_array().unwrap().len(), 40);
    assert_eq!(world.maya("review --csv").ok().stdout.lines().count(), 72);
    let all = world.maya("review --json").ok().json();
    assert_eq!(all["sections"][0]["items"].as_array().unwrap().len(), 71);
    for format in ["html", "markdown"] {
        let page = world.maya(&format!("review --format {format}")).ok().stdout;
        assert_eq!(page.matches("baton claim").count(), 25, "{page}");
        assert!(page.contains("baton list flood@example.net"), "{page}");
    }
}

#[test]
fn an_address_that_a_shell_would_act_on_is_in_no_command() {
    let world = World::at("2026-03-02T08:59Z");
    for n in 0..5 {
        let mail = Mail::from("\"x;reboot\"@example.net").subject("Buy");
        world.deliver(mail.id(&format!("flood{n}@example.net")));
    }
    world.sync();
    let text = world.maya("review").ok().stdout;
    assert!(text.contains("and 2 more from "), "{text}");
    assert!(text.contains(": baton review --csv\n") && !text.contains("baton list"), "{text}");
}
