//! Notes: on threads and customers, what they keep and what they mask, and whom they wait for.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::session::{asked, session, two_asked};
use crate::terminal::{SAVED, on_terminal, with_editor};
use crate::world::World;

/// Numbers that card issuers and banks publish for tests, and a token put together from pieces.
const CARD: &str = "4242 4242 4242 4242";
const IBAN: &str = "DE89 3704 0044 0532 0130 00";
const TOKEN: &str = concat!("gh", "p_1B4kzQ7mW2xR9tYc0LvN6pJ8dHs3FgUeA5oTi");

fn notes(world: &World, thread: i64) -> Value {
    world.maya(&format!("show {thread} --json")).ok().json()["notes"].clone()
}

/// Without the last line of reviews, which is another in each ledger.
fn without_proof(transcript: &str) -> String {
    let is_hash = |line: &str| line.trim().len() == 64 && !line.trim().contains(' ');
    let is_proof = |line: &str| line.starts_with("ledger proof: ") || is_hash(line);
    let lines = transcript.lines().filter(|line| !is_proof(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Whether these words stand anywhere in the files of the ledger.
fn is_on_file(world: &World, words: &str) -> bool {
    let files = fs::read_dir(world.path()).unwrap().map(|file| file.unwrap().path());
    let mut ledger = files.filter(|file| file.to_str().unwrap().contains("ledger.db"));
    ledger.any(|file| {
        let bytes = fs::read(file).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[test]
fn a_text_that_is_too_long_or_no_text_is_refused_as_a_whole() {
    let world = asked();
    let long = "many words\n".repeat(200_000);
    assert_snapshot!(world.piped("maya", "note 1 -", long), @"
    $ baton note 1 -
    [stderr] baton: the text is longer than 1 MiB, so nothing was changed
    [stderr] hint: keep it in a file, and name that: baton note THREAD TEXT --ref FILE
    [exit 2]
    ");
    assert_snapshot!(world.piped("maya", "note 1 -", b"caf\xe9"), @"
    $ baton note 1 -
    [stderr] baton: the text on standard input is not UTF-8, so nothing was changed
    [stderr] hint: convert it first, such as with iconv -f latin1 -t utf-8
    [exit 2]
    ");
    assert_snapshot!(world.maya("note 1 --customer 1"), @r#"
    $ baton note 1 --customer 1
    [stderr] baton: "1" is a thread, and a note on a customer has none
    [stderr] hint: say what is to be noted; on the thread leave --customer out
    [exit 2]
    "#);
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!(shown["notes"], serde_json::json!([]));
}

#[test]
fn what_a_link_a_reference_and_a_record_say_is_masked_too() {
    let world = asked();
    let token = concat!("sk_", "live_4eC39HqLyjWDarjtT1zdp7dc");
    for line in [
        format!("note 1 see --ref 'https://example.org/?key={token}'"),
        format!("link 1 'https://example.org/?key={token}'"),
        format!("customer link 1 'document:{token}'"),
        format!("customer set 1 --role 'key {token}'"),
        "note 1 'try postgres://u:Secret123@db.example.org/x'".to_owned(),
    ] {
        let ran = world.maya(&line).ok();
        assert!(ran.stderr.contains("masked"), "{ran}");
    }
    let log = world.admin("log").ok().stdout;
    assert!(!log.contains(token) && !log.contains("Secret123"), "{log}");
}

#[test]
fn a_note_is_on_threads_or_on_a_customer() {
    let world = two_asked();
    assert_snapshot!(session(&world, "
        maya: note --customer ana@example.com 'she moves to Hamburg in May' --for jordan --kind call
        maya: note --customer 1 2 'both of them'
        maya: note --customer nobody@example.com 'hello'
        maya: note 1 2 'the same supplier'
        jordan: ack --customer 1 --dry-run
        jordan: ack --customer ana@example.com
        jordan: ack --customer 1
        jordan: ack 1 --customer 1
    "), @"
    maya$ baton note --customer ana@example.com 'she moves to Hamburg in May' --for jordan --kind call
    customer 1 (Ana Lopez; ana@example.com) has no owner; noted for jordan
    maya$ baton note --customer 1 2 'both of them'
    [stderr] baton: a note is on threads or on a customer, not on both
    [stderr] hint: put the text in quotes; on a thread leave --customer out
    [exit 2]
    maya$ baton note --customer nobody@example.com 'hello'
    [stderr] baton: no customer has written from nobody@example.com
    [stderr] hint: see who there is: baton customer list; make a record: baton customer add NAME --address ADDRESS
    [exit 1]
    maya$ baton note 1 2 'the same supplier'
    1 has no owner; noted
    2 has no owner; noted
    jordan$ baton ack --customer 1 --dry-run
    would be: customer 1 (Ana Lopez; ana@example.com) has no owner; notes read
    jordan$ baton ack --customer ana@example.com
    customer 1 (Ana Lopez; ana@example.com) has no owner; notes read
    jordan$ baton ack --customer 1
    [stderr] baton: there is no unread note for you on this customer
    [exit 1]
    jordan$ baton ack 1 --customer 1
    [stderr] error: the argument '[THREAD]...' cannot be used with '--customer <CUSTOMER>'
    [stderr]
    [stderr] Usage: baton ack <THREAD>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
    assert_eq!(notes(&world, 2)[0]["text"], "the same supplier");
}

#[test]
fn card_numbers_account_numbers_and_tokens_are_masked_before_they_are_kept() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("note 1 'so far so good'").ok();
    assert!(is_on_file(&world, "so far so good"));
    let told = |words: &str| world.maya(words).ok().stderr;
    let note = format!("note 1 'card {CARD}, {CARD}, account {IBAN}, key {TOKEN}'");
    assert_eq!(
        told(&note),
        "note: masked a token or password and an IBAN and a card number; a lead can keep it with --raw\n"
    );
    assert_eq!(
        notes(&world, 1)[1]["text"],
        "card [card ending 4242], [card ending 4242], account [IBAN DE… ending 3000], key [token ghp_…]"
    );
    let masked = "note: masked a card number\n";
    for words in [
        format!("next 1 'charge {CARD}' --due fri"),
        format!("done 1 --next 'charge {CARD} again'"),
        format!("task add 'refund {CARD}' --owner me --thread 1"),
        format!("task add 'refund {CARD}' --owner me --customer 1"),
        format!("wait 1 --on internal --for 'news of {CARD}'"),
        format!("reopen 1 --reason '{CARD}'"),
        format!("handoff 1 jordan --asked 'to pay with {CARD}' --next call"),
        format!("withdraw 1 --reason 'not {CARD}'"),
        format!("assign 1 maya --backup sam --next 'call about {CARD}' --due fri"),
        format!("away --until fri --note '{CARD}'"),
        format!("close 1 --drop-tasks --reason 'paid with {CARD}'"),
        format!("undo --reason 'it was {CARD}'"),
    ] {
        assert_eq!(told(&words), masked, "{words}");
    }
    let task = world.maya("task list --json").ok().json()["tasks"][0]["task"].clone();
    assert_eq!(told(&format!("task set {task} --comment 'it is {CARD}'")), masked);
    let customer = format!("note --customer 1 'pays with {CARD}' -q");
    assert!(told(&customer).starts_with("note: masked a card number"));
    assert!(world.piped("maya", "note 1 -", CARD).ok().stderr.starts_with("note: masked"));
    for secret in [CARD, IBAN, TOKEN] {
        assert!(!is_on_file(&world, secret), "{secret}");
    }
}

#[test]
fn a_lead_keeps_what_would_be_masked_and_nobody_else() {
    let world = asked();
    world.admin("member add lee --role lead").ok();
    assert_snapshot!(session(&world, "
        maya: note 1 '4242 4242 4242 4242' --raw --dry-run
        maya: log 1
        maya: note 1 '4242 4242 4242 4242' --raw
        lee: note 1 'test card 4242 4242 4242 4242' --raw
        lee: log
    "), @"
    maya$ baton note 1 '4242 4242 4242 4242' --raw --dry-run
    [stderr] baton: only a lead may keep what is masked otherwise
    [stderr] hint: ask ada or lee; what you may: baton member access
    [exit 77]
    maya$ baton log 1
    ENTRY  AT  THREAD  WHO  WHAT
    maya$ baton note 1 '4242 4242 4242 4242' --raw
    [stderr] baton: only a lead may keep what is masked otherwise
    [stderr] hint: ask ada or lee; what you may: baton member access
    [exit 77]
    lee$ baton note 1 'test card 4242 4242 4242 4242' --raw
    1 has no owner; noted
    lee$ baton log
    ENTRY  AT                THREAD  WHO    WHAT
    1      2026-03-02 09:59  -       baton  ledger made, for tests
    2      2026-03-02 09:59  -       ada    member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada    member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada    member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada    member added: sam (login sam, agent, sam@example.org)
    7      2026-03-02 10:00  -       ada    member added: lee (login lee, lead)
    8      2026-03-02 10:00  -       maya   denied: may not change threads and customers of others (note --raw)
    9      2026-03-02 10:00  1       lee    noted: test card 4242 4242 4242 4242
    ");
    assert_eq!(notes(&world, 1)[0]["text"], format!("test card {CARD}"));
}

#[test]
fn a_note_keeps_the_name_and_the_hash_of_a_file_or_an_address() {
    let world = asked();
    fs::create_dir(world.path().join("folder")).unwrap();
    fs::write(world.path().join("folder/contract.pdf"), "abc").unwrap();
    assert_snapshot!(session(&world, "
        maya: note 1 'signed' --ref folder/contract.pdf
        maya: note 1 'her terms' --ref https://example.com/terms?v=2
        maya: note 1 'gone' --ref folder/contrct.pdf
        maya: note 1 'all of it' --ref folder
        maya: show 1
    "), @"
    maya$ baton note 1 'signed' --ref folder/contract.pdf
    1 has no owner; noted
    maya$ baton note 1 'her terms' --ref https://example.com/terms?v=2
    1 has no owner; noted
    maya$ baton note 1 'gone' --ref folder/contrct.pdf
    [stderr] baton: there is no file folder/contrct.pdf
    [stderr] hint: name one that this host has, or a URL: https://…
    [exit 1]
    maya$ baton note 1 'all of it' --ref folder
    [stderr] baton: cannot read folder: it is no file
    [exit 1]
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (1m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    notes
      today 10:00 maya, note: signed
        about contract.pdf
        sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
      today 10:00 maya, note: her terms
        about https://example.com/terms?v=2

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
    // FIPS 180-4, the example of one block.
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(notes(&world, 1)[0]["reference"], json!({"name": "contract.pdf", "sha256": sha256}));
    let url = json!({"name": "https://example.com/terms?v=2", "sha256": null});
    assert_eq!(notes(&world, 1)[1]["reference"], url);
}

#[test]
fn what_is_for_whoever_looks_stands_first() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: note 1 'for everybody'
        maya: note 1 'your turn' --for jordan --review-after fri
        jordan: show 1
        sam: show 1
    "), @"
    maya$ baton note 1 'for everybody'
    1 has no owner; noted
    maya$ baton note 1 'your turn' --for jordan --review-after fri
    1 has no owner; noted for jordan
    jordan$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (1m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    notes
      today 10:00 maya, note for jordan, unread, to look at again Fri 6 Mar: your turn
      today 10:00 maya, note: for everybody

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    sam$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (1m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    notes
      today 10:00 maya, note: for everybody
      today 10:00 maya, note for jordan, unread, to look at again Fri 6 Mar: your turn

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
    let first = world.jordan("show 1 --json").ok().json()["notes"][0].clone();
    assert_eq!(
        first,
        json!({
            "entry": 8, "at": "2026-03-02T09:00:00Z", "author": "maya", "kind": "note", "for": "jordan",
            "text": "your turn", "unread": true, "review_after": "2026-03-06T16:00:00Z", "reference": null,
        })
    );
}

#[test]
fn the_digest_begins_with_the_notes_for_its_reader_until_they_have_read_them() {
    let world = two_asked();
    assert_snapshot!(without_proof(&session(&world, "
        maya: note 1 'ask for a discount code' --for jordan
        maya: note --customer ben@example.net 'he is hard of hearing' --for jordan --kind call
        maya: close 1
        jordan: review --personal
        jordan: review --personal --plain
        jordan: review --personal --check -q
        sam: review --personal
        jordan: ack 1
        jordan: ack --customer 2
        jordan: review --personal
    ")), @"
    maya$ baton note 1 'ask for a discount code' --for jordan
    1 has no owner; noted for jordan
    maya$ baton note --customer ben@example.net 'he is hard of hearing' --for jordan --kind call
    customer 2 (Ben Okoro; ben@example.net) has no owner; noted for jordan
    maya$ baton close 1
    1 has no owner; closed
    jordan$ baton review --personal
    Review for jordan of Mon 2 Mar 2026, 10:00:
      complete to 10:00 (2 mailboxes, 2 messages)
    2 notes for you; 0 to act on

    NOTES FOR YOU (2)
         1  Ana Lopez: Pricing question
            maya, note of today 10:00: ask for a discount code
            baton ack 1
        c2  Ben Okoro
            maya, call of today 10:00: he is hard of hearing
            baton ack --customer 2

    jordan$ baton review --personal --plain
    notes-for-you	1	Ana Lopez	Pricing question	-	maya, note of today 10:00: ask for a discount code	-
    notes-for-you	c2	Ben Okoro	-	-	maya, call of today 10:00: he is hard of hearing	-
    jordan$ baton review --personal --check -q
    [stderr] baton: not clear: 2 notes for you
    [exit 1]
    sam$ baton review --personal
    Review for sam of Mon 2 Mar 2026, 10:00:
      complete to 10:00 (2 mailboxes, 2 messages)
    nothing waits for you; 0 to act on

    jordan$ baton ack 1
    1 has no owner; closed; notes read
    jordan$ baton ack --customer 2
    customer 2 (Ben Okoro; ben@example.net) has no owner; notes read
    jordan$ baton review --personal
    Review for jordan of Mon 2 Mar 2026, 10:00:
      complete to 10:00 (2 mailboxes, 2 messages)
    nothing waits for you; 0 to act on
    ");
}

#[test]
fn notes_for_a_member_are_no_part_of_the_teams_review() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri").ok();
    world.maya("note 1 'ask for a discount code' --for jordan").ok();
    let team = world.maya("review").ok().stdout;
    assert!(!team.contains("discount") && !team.to_lowercase().contains("notes"), "{team}");
}

#[test]
fn json_has_the_notes_as_the_first_section() {
    let world = two_asked();
    world.maya("note 1 'ask for a discount code' --for jordan").ok();
    world.maya("note --customer 2 'he is hard of hearing' --for jordan").ok();
    let sections = world.jordan("review --personal --json").ok().json()["sections"].clone();
    let item = |thread: Value, customer: i64, entry: i64, text: &str| {
        json!({
            "thread": thread, "customer": customer, "entry": entry,
            "reason": format!("maya, note of today 10:00: {text}"), "also": [], "since": "2026-03-02T09:00:00Z",
            "asked_as": null, "command": if customer == 1 { "baton ack 1" } else { "baton ack --customer 2" },
        })
    };
    assert_eq!(
        sections[0],
        json!({"section": "notes-for-you", "items": [
            item(json!(1), 1, 8, "ask for a discount code"),
            item(Value::Null, 2, 9, "he is hard of hearing"),
        ]})
    );
}

#[test]
fn whoever_wanted_to_look_at_a_note_again_is_told_from_that_day_on() {
    let world = asked();
    world.maya("note 1 'the trial ends: ask whether they stay' --review-after fri").ok();
    world.maya("note --customer 1 'birthday' --review-after +2d --for jordan").ok();
    let digest = |login: &str| world.by(login, "review --personal").ok().stdout;
    assert!(!digest("maya").contains("NOTES FOR YOU"));
    world.now("2026-03-06T16:30Z");
    assert_snapshot!(without_proof(&world.maya("review --personal").ok().stdout), @"
    Review for maya of Fri 6 Mar 2026, 17:30:
      MAIL NOT COMPLETE: support/INBOX was last read Mon 2 Mar 09:59; support/Sent
      was last read Mon 2 Mar 09:59
    2 notes for you; 0 to act on
    not closed in the team, 5 days: █···█  1 on Mon 2 Mar, 1 now; 3 days were not
      counted

    NOTES FOR YOU (2)
         1  Ana Lopez: Pricing question
            look again at your note of Mon 2 Mar 10:00: the trial ends: ask
              whether they stay
            baton ack 1
        c1  Ana Lopez
            look again at your note of Mon 2 Mar 10:00: birthday
            baton ack --customer 1
    ");
    // What is for jordan is jordan's to read, whenever maya looks at it again.
    assert!(digest("jordan").contains("birthday"));
    world.maya("ack 1").ok();
    world.maya("ack --customer 1").ok();
    assert!(!digest("maya").contains("NOTES FOR YOU"));
    assert!(digest("jordan").contains("birthday"));
    assert_eq!(world.maya("ack 1").fails(1).stdout, "");
}

#[test]
fn a_note_goes_where_its_customer_goes() {
    let world = two_asked();
    world.admin("member add lee --role lead").ok();
    world.maya("note --customer 2 'he is hard of hearing' --for jordan").ok();
    world.by("lee", "customer merge 1 2").ok();
    let digest = world.jordan("review --personal").ok().stdout;
    assert!(
        digest.contains("  c1  Ana Lopez\n") && digest.contains("ack --customer 1"),
        "{digest}"
    );
    world.by("lee", "undo").ok();
    let digest = world.jordan("review --personal").ok().stdout;
    assert!(digest.contains("  c2  Ben Okoro\n"), "{digest}");
    world.jordan("ack --customer 2").ok();
    world.admin("fsck").ok();
}

#[test]
fn who_has_only_a_note_to_read_is_mailed_it() {
    let world = asked();
    world.configure(
        "[mail-out]\nfrom = \"baton@example.org\"\n[mail-out.sendmail]\ncommand = [\"/bin/true\"]",
    );
    let mails = || world.admin("review --personal --email --dry-run").ok().stdout;
    assert_eq!(mails(), "");
    world.maya("note --customer 1 'call her <b>Ana</b>' --for jordan").ok();
    let mail = mails();
    assert_eq!(mail.matches("To: ").count(), 1);
    assert!(mail.contains("To: jordan@example.org") && mail.contains("1 note for you"), "{mail}");
    assert!(mail.contains("&lt;b&gt;Ana"), "{mail}");
}

#[test]
fn a_template_opens_the_editor_with_its_headings() {
    let world = asked();
    world.configure(
        "[template.note]\nvisit = [\"who came\", \"what they want\"]\ntriage = [\"facts\"]",
    );
    let given = || fs::read_to_string(world.path().join("given")).unwrap();
    let does = format!("sed -i '/^# context/a the mail server' \"$1\"; {SAVED}");
    let screen = with_editor(&world, "maya", "note 1 --template debug", &does).ends(0);
    assert_eq!(given(), "# context\n\n# hypothesis\n\n# tried\n\n# outcome\n\n");
    assert!(screen.contains("hint: nothing under hypothesis, tried, outcome"), "{screen}");
    assert!(notes(&world, 1)[0]["text"].as_str().unwrap().contains("# context\nthe mail server"));
    let screen = with_editor(&world, "maya", "note 1 --template visit", SAVED).ends(1);
    assert_eq!(given(), "# who came\n\n# what they want\n\n");
    assert!(screen.contains("nothing was written, so nothing was changed"), "{screen}");
    assert_snapshot!(session(&world, "
        maya: note 1 'facts: it is down' --template triage
        maya: note 1 'what now' --template triag
    "), @r#"
    maya$ baton note 1 'facts: it is down' --template triage
    1 has no owner; noted
    maya$ baton note 1 'what now' --template triag
    [stderr] baton: there is no template "triag" for notes
    [stderr] hint: there are debug, triage, visit; another goes into [template.note] of the config
    [exit 2]
    "#);
}

#[test]
fn a_note_that_leaves_something_open_is_kept_and_its_writer_is_asked() {
    let world = asked();
    let screen = |words: &str| on_terminal(&world, "maya", words).ends(0);
    assert_eq!(
        screen("note 1 'called customer'"),
        "1 has no owner; noted\nhint: the next reader will ask: what was said, and what was agreed?\n"
    );
    assert!(
        screen("note 1 'know: it is down' --template triage")
            .contains("hint: nothing under think, do")
    );
    assert_eq!(screen("note 1 'called customer' -q"), "");
    assert_eq!(screen("note 1 'she takes two, from May on'"), "1 has no owner; noted\n");
    assert_eq!(world.maya("note 1 'called customer' --template triage").ok().stderr, "");
    assert_eq!(notes(&world, 1).as_array().unwrap().len(), 5);
}
