//! Text from mail is untrusted: what a stranger writes reaches no terminal, spreadsheet or mail header as it is.
//! Cases 1 to 4 and 27 of the security cases.

use insta::assert_snapshot;

use crate::world::{Mail, Ran, World};

const TITLE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2Jhi";
const CLIPBOARD: &str = "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}]8;;http://evil\u{1b}\\click";

/// One hostile text a mail.
pub const HOSTILE: [&str; 10] = [
    TITLE,
    CLIPBOARD,
    "C1 \u{9b}31m red",
    "overwrite\rbaton: all is well",
    "two\r\nBcc: evil@example.com",
    "lone\nline",
    "bidi \u{202e}gnp.exe\u{2066}",
    "zero\u{200b}width \u{feff}and \u{e0041}tag",
    "DEL \u{7f} NUL \u{0}",
    "<img src=http://evil.example/x><script>alert(1)</script> &amp; \"quoted\"",
];

pub const FORMULAS: [&str; 9] = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "a,\"b\"\r\n=c",
];

/// As an encoded word says it: nothing of it is visible on the wire (RFC 2047).
pub fn encoded(text: &str) -> String {
    let words: Vec<String> = text
        .chars()
        .collect::<Vec<_>>()
        .chunks(8)
        .map(|chunk| {
            let bytes = chunk.iter().collect::<String>();
            let quoted: String = bytes.bytes().map(|byte| format!("={byte:02X}")).collect();
            format!("=?utf-8?Q?{quoted}?=")
        })
        .collect();
    words.join("\n ")
}

pub fn hostile(texts: &[&str]) -> World {
    let world = World::at("2026-03-02T08:59Z");
    for (n, text) in texts.iter().enumerate() {
        world.deliver(
            Mail::from(&format!("{} <evil{n}@example.com>", encoded(text)))
                .subject(&encoded(text))
                .id(&format!("evil{n}@example.com")),
        );
    }
    world.sync();
    world.later("1m");
    world
}

/// Nothing that a terminal acts on: line ends, and what is visible.
#[track_caller]
pub fn harmless(ran: &Ran) {
    for text in [&ran.stdout, &ran.stderr] {
        let bad = text.replace("\r\n", "\n").chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}'..='\u{2029}'
                    | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
        });
        assert_eq!(bad, None, "in the answer to {:?}", ran.words);
    }
}

#[test]
fn what_a_terminal_would_act_on_is_shown_as_its_number() {
    let world = hostile(&HOSTILE);
    assert_snapshot!(world.maya("list"), @r"
    $ baton list
    NO  AGE  CUSTOMER              SUBJECT                               OWNER  STATUS  NEXT ACTION  DUE
    1   1m   \u{1b}]0;owned\u{7}…  \u{1b}]0;owned\u{7}\u{1b}[2Jhi        -      open    -            -
    2   1m   \u{1b}]52;c;ZXZpbA=…  \u{1b}]52;c;ZXZpbA==\u{7}\u{1b}]8;;…  -      open    -            -
    3   1m   C1 \u{9b}31m red      C1 \u{9b}31m red                      -      open    -            -
    4   1m   overwrite baton: al…  overwrite baton: all is well          -      open    -            -
    5   1m   evil4@example.com     two Bcc: evil@example.com             -      open    -            -
    6   1m   lone line             lone line                             -      open    -            -
    7   1m   bidi \u{202e}gnp.ex…  bidi \u{202e}gnp.exe\u{2066}          -      open    -            -
    8   1m   zero\u{200b}width \…  zero\u{200b}width \u{feff}and \u{e0…  -      open    -            -
    9   1m   DEL \u{7f} NUL \u{0}  DEL \u{7f} NUL \u{0}                  -      open    -            -
    10  1m   <img src=http://evi…  <img src=http://evil.example/x><scr…  -      open    -            -
    ");
}

#[test]
fn no_command_prints_an_escape_sequence() {
    let world = hostile(&HOSTILE);
    for thread in 1..=HOSTILE.len() {
        harmless(&world.maya(&format!("show {thread}")).ok());
        harmless(&world.maya(&format!("show {thread} --json")).ok());
    }
    for text in HOSTILE {
        let text = text.replace('\0', "");
        for words in ["note 1 -", "next 1 - --due fri"] {
            harmless(&world.piped("maya", words, &text).ok());
        }
        let quoted = shell_words::quote(&text).into_owned();
        harmless(&world.maya(&format!("close 2 --reason {quoted}")));
        harmless(&world.maya(&format!("wait 3 --on {quoted} --for {quoted}")));
        harmless(&world.maya(&format!("handoff 4 jordan --asked {quoted} --next {quoted}")));
        // Errors repeat what was typed.
        for words in [
            "claim",
            "assign 1",
            "list --inbox",
            "list --owner",
            "log",
            "sync",
            "list --status",
            "next 1 x --due",
        ] {
            harmless(&world.maya(&format!("{words} {quoted}")));
        }
        harmless(&world.maya(&format!("show {}@x", quoted.replace(' ', ""))));
        harmless(&world.admin(&format!("member add {quoted}")));
        harmless(&world.admin(&format!("import {quoted}")));
    }
    for words in [
        "list",
        "list --json",
        "list --all",
        "log",
        "log --json",
        "review",
        "review --json",
        "metrics",
        "doctor",
    ] {
        harmless(&world.maya(words));
    }
    for words in ["list --csv", "log --csv", "review --csv"] {
        harmless(&world.maya(words).ok());
    }
    let plain = world.maya("list --plain").ok();
    harmless(&Ran { stdout: plain.stdout.replace('\t', " "), ..plain });
}

#[test]
fn a_cell_of_csv_starts_no_formula_and_reads_back() {
    let world = hostile(&FORMULAS);
    for words in ["list --csv", "review --csv"] {
        let answer = world.maya(words).ok().stdout;
        let mut reader = csv::Reader::from_reader(answer.as_bytes());
        let columns = reader.headers().unwrap().len();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), FORMULAS.len());
        for row in &rows {
            assert_eq!(row.len(), columns, "{row:?}");
            for cell in row {
                let starts = cell.trim_start().chars().next();
                let formula = starts.is_some_and(|c| "=+-@＝＋－＠".contains(c));
                assert!(!formula && !cell.starts_with(['\t', '\r']), "{cell:?}");
            }
        }
    }
    let first = world.maya("list --csv").ok().stdout;
    assert!(first.contains("'=cmd|' /C calc'!A0"), "{first}");
}

#[test]
fn a_name_never_stands_for_another_address() {
    let world = World::at("2026-03-02T09:00Z").and(
        Mail::from("\"boss@example.org\" <x@evil.example>")
            .subject("Pay this")
            .id("a1@example.com"),
    );
    assert_snapshot!(world.maya("list"), @"
    $ baton list
    NO  AGE  CUSTOMER        SUBJECT   OWNER  STATUS  NEXT ACTION  DUE
    1   0s   x@evil.example  Pay this  -      open    -            -
    ");
    assert_snapshot!(world.maya("show 1"), @"
    $ baton show 1
    1  Pay this
    customer    x@evil.example
    to act now  nobody owns it
    status      open, the customer has waited since today 10:00 (0s)
    attention   nobody owns it, the customer has waited since today 10:00: baton claim 1

    messages
      2026-03-02 10:00 <- boss@example.org <x@evil.example>: Pay this
    ");
}
