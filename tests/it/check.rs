//! Five questions before a reply, and the notes that are to be read first.

use insta::assert_snapshot;

use crate::session::{answer, asked, everything, question, session};
use crate::world::{Mail, World};

#[test]
fn five_answers_say_whether_to_reply() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: check 1
        maya: claim 1
        maya: check 1
        jordan: check 1
        later 46m
        jordan: check 1
        maya: release 1
        maya: note 1 'She needs it before the fair' --for jordan
        jordan: check 1
        sam: check 1
    "), @"
    maya$ baton check 1
    owner     nobody
    at it     nobody
    note      none for you to read
    customer  waits for a reply since today 09:59 (1m)
    answered  by nobody yet
    go ahead; claim it: baton claim 1
    maya$ baton claim 1
    1 is maya's, held until 10:45
    maya$ baton check 1
    owner     you since today 10:00
    at it     you until today 10:45
    note      none for you to read
    customer  waits for a reply since today 09:59 (1m)
    answered  by nobody yet
    go ahead
    jordan$ baton check 1
    owner     maya since today 10:00
    at it     maya until today 10:45
    note      none for you to read
    customer  waits for a reply since today 09:59 (1m)
    answered  by nobody yet
    stop: maya owns it since today 10:00; maya can pass it on: baton handoff 1 jordan
    [exit 1]
    (46m later)
    jordan$ baton check 1
    owner     maya since today 10:00
    at it     nobody
    note      none for you to read
    customer  waits for a reply since today 09:59 (47m)
    answered  by nobody yet
    stop: maya owns it since today 10:00; maya can pass it on: baton handoff 1 jordan
    [exit 1]
    maya$ baton release 1
    1 has no owner
    maya$ baton note 1 'She needs it before the fair' --for jordan
    1 has no owner; noted for jordan
    jordan$ baton check 1
    owner     nobody
    at it     nobody
    note      unread, maya today 10:46: She needs it before the fair
    customer  waits for a reply since today 09:59 (47m)
    answered  by nobody yet
    stop: a note for you is unread; once read: baton ack 1
    [exit 1]
    sam$ baton check 1
    owner     nobody
    at it     nobody
    note      none for you to read
    customer  waits for a reply since today 09:59 (47m)
    answered  by nobody yet
    go ahead; claim it: baton claim 1
    ");
}

#[test]
fn what_a_teammate_answered_need_not_be_answered_again() {
    let world = asked();
    world.later("5m").mail(answer("jordan"));
    assert_snapshot!(session(&world, "
        maya: check 1
        jordan: check 1
        later 5m
        customer: One more question
        maya: check 1
    "), @"
    maya$ baton check 1
    owner     nobody
    at it     nobody
    note      none for you to read
    customer  waits for no reply
    answered  by jordan today 10:05
    stop: jordan answered today 10:05; read it: baton show 1 --mail
    [exit 1]
    jordan$ baton check 1
    owner     nobody
    at it     nobody
    note      none for you to read
    customer  waits for no reply
    answered  by you today 10:05
    go ahead; claim it: baton claim 1
    (5m later)
    (ana writes: One more question)
    maya$ baton check 1
    owner     nobody
    at it     nobody
    note      none for you to read
    customer  waits for a reply since today 10:10 (0s)
    answered  by nobody yet
    go ahead; claim it: baton claim 1
    ");
    world.later("1m");
    world.mail(
        Mail::from("support@example.org")
            .to("ana@example.com")
            .reply_to_id("a1@example.com")
            .sent(),
    );
    assert_snapshot!(world.jordan("check 1").fails(1), @"
    $ baton check 1
    owner     nobody
    at it     nobody
    note      none for you to read
    customer  waits for no reply
    answered  by somebody today 10:11
    stop: somebody answered today 10:11; read it: baton show 1 --mail
    [exit 1]
    ");
}

#[test]
fn who_is_offered_a_thread_is_told_to_take_it() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("handoff 1 jordan --next 'send quote'").ok();
    let said = world.jordan("check 1").fails(1).stdout;
    assert_snapshot!(said.lines().last().unwrap(), @"stop: maya owns it since today 10:00; take it: baton accept 1");
}

#[test]
fn a_check_changes_nothing_and_quietly_it_is_its_exit_status() {
    let world = asked();
    world.maya("claim 1").ok();
    let before = everything(&world);
    for (login, words, status) in [
        ("maya", "check 1 --quiet", 0),
        ("jordan", "check 1 --quiet", 1),
        ("jordan", "check '<a1@example.com>' --quiet", 1),
    ] {
        let ran = world.by(login, words).fails(status);
        assert_eq!((&*ran.stdout, &*ran.stderr), ("", ""), "{login}: {words}");
    }
    assert_eq!(everything(&world), before);
    world.maya("check 9").fails(1);
    world.by("eve", "check 1").fails(77);
}

#[test]
fn the_open_mail_of_a_mail_client_is_checked_from_standard_input() {
    let world = asked();
    world.jordan("claim 1").ok();
    for mail in
        ["Message-ID: <a1@example.com>\n\nHello\n", "In-Reply-To: <a1@example.com>\n\nDraft\n"]
    {
        let ran = world.piped("maya", "check -", mail).fails(1);
        assert_eq!(ran.stdout, world.maya("check 1").fails(1).stdout);
    }
}

#[test]
fn a_note_is_unread_for_its_reader_until_they_say_otherwise() {
    let world = asked();
    world.maya("note 1 'for everybody'").ok();
    world.jordan("ack 1").fails(1);
    world.maya("note 1 'first' --for jordan").ok();
    world.later("1m").maya("note 1 'second' --for jordan").ok();
    world.maya("note 1 'another' --for sam").ok();
    assert_snapshot!(session(&world, "
        jordan: show 1
        jordan: check 1
        maya: ack 1
        jordan: ack 1
        jordan: ack 1
        jordan: check 1
        jordan: show 1
        jordan: log 1
        maya: note 1 'third' --for jordan
    "), @"
    jordan$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (2m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    notes
      today 10:00 maya, note for jordan, unread: first
      today 10:01 maya, note for jordan, unread: second
      today 10:00 maya, note: for everybody
      today 10:01 maya, note for sam, unread: another

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    jordan$ baton check 1
    owner     nobody
    at it     nobody
    note      unread, maya today 10:01: second
    customer  waits for a reply since today 09:59 (2m)
    answered  by nobody yet
    stop: a note for you is unread; once read: baton ack 1
    [exit 1]
    maya$ baton ack 1
    [stderr] baton: 1 has no unread note for you
    [stderr] hint: see its notes: baton show 1
    [exit 1]
    jordan$ baton ack 1
    1 has no owner; notes read
    jordan$ baton ack 1
    [stderr] baton: 1 has no unread note for you
    [stderr] hint: see its notes: baton show 1
    [exit 1]
    jordan$ baton check 1
    owner     nobody
    at it     nobody
    note      none for you to read
    customer  waits for a reply since today 09:59 (2m)
    answered  by nobody yet
    go ahead; claim it: baton claim 1
    jordan$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (2m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    notes
      today 10:00 maya, note: for everybody
      today 10:00 maya, note for jordan, read: first
      today 10:01 maya, note for jordan, read: second
      today 10:01 maya, note for sam, unread: another

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    jordan$ baton log 1
    ENTRY  AT                THREAD  WHO     WHAT
    7      2026-03-02 10:00  1       maya    noted: for everybody
    8      2026-03-02 10:00  1       maya    noted for jordan: first
    9      2026-03-02 10:01  1       maya    noted for jordan: second
    10     2026-03-02 10:01  1       maya    noted for sam: another
    11     2026-03-02 10:01  1       jordan  notes read
    maya$ baton note 1 'third' --for jordan
    1 has no owner; noted for jordan
    ");
    let notes = world.maya("show 1 --json").ok().json()["notes"].clone();
    let unread: Vec<bool> =
        notes.as_array().unwrap().iter().map(|note| note["unread"].as_bool().unwrap()).collect();
    assert_eq!(unread, [false, false, false, true, true]);
}

#[test]
fn of_several_threads_all_notes_are_read_or_none() {
    let world = crate::session::two_asked();
    world.maya("note 1 'one' --for jordan").ok();
    assert_snapshot!(session(&world, "
        jordan: ack 1 2
        jordan: check 1 --quiet
        maya: note 2 'two' --for jordan
        jordan: ack 1 2 --dry-run
        jordan: ack 1 2
    "), @"
    jordan$ baton ack 1 2
    [stderr] baton: 2 has no unread note for you; none of the threads was changed
    [stderr] hint: see its notes: baton show 2
    [exit 1]
    jordan$ baton check 1 --quiet
    [exit 1]
    maya$ baton note 2 'two' --for jordan
    2 has no owner; noted for jordan
    jordan$ baton ack 1 2 --dry-run
    would be: 1 has no owner; notes read
    would be: 2 has no owner; notes read
    jordan$ baton ack 1 2
    1 has no owner; notes read
    2 has no owner; notes read
    ");
}

#[test]
fn what_people_wrote_is_harmless_and_fits_the_line() {
    let world = World::at("2026-03-02T08:59Z").and(question());
    let note = format!("\u{1b}[2J\u{202e}東京{}\nsecond line", "タワー".repeat(40));
    world.maya(&format!("note 1 '{note}' --for jordan")).ok();
    let said = world.jordan("check 1").fails(1).stdout;
    assert_snapshot!(said, @r"
    owner     nobody
    at it     nobody
    note      unread, maya today 09:59: \u{1b}[2J\u{202e}東京タワータワータワータワ…
    customer  waits for a reply since today 09:59 (0s)
    answered  by nobody yet
    stop: a note for you is unread; once read: baton ack 1
    ");
    assert_eq!(world.jordan("check 1 --json").fails(1).json()["unread_note"], note.as_str());
    for line in said.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}
