//! Evidence of ownership: an owner who does nothing is asked, and so is one for whom others answer.

use insta::assert_snapshot;
use serde_json::json;

use crate::session::{ana, answer, asked, session};
use crate::world::{Mail, World};

fn reply(login: &str, id: &str) -> Mail {
    answer(login).id(id)
}

fn customer() -> Mail {
    ana().subject("Re: Pricing question").reply_to_id("a1@example.com")
}

/// Why thread 1 is in the review.
fn reasons(world: &World) -> Vec<String> {
    let shown = world.sam("show 1 --json").ok().json();
    let words = shown["reasons"].as_array().unwrap().iter();
    words.map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn is_asked(world: &World) -> bool {
    reasons(world).contains(&"owner-check".to_owned())
}

/// Maya owns Ana's question since Monday 10:00, with a task for later.
fn owned() -> World {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send the sample' --due +40bd").ok();
    world
}

fn page(world: &World) -> String {
    let review = world.maya("review").ok().stdout;
    review.lines().filter(|line| !line.starts_with("ledger ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn after_ten_working_days_of_nothing_the_owner_is_asked() {
    let world = owned();
    world.now("2026-03-16T08:59Z").sync();
    assert!(!is_asked(&world));
    world.now("2026-03-16T09:00Z").sync();
    // Somebody else's note, or an admin's in the owner's name, is no sign of the owner.
    world.jordan("note 1 'seen in the shop'").ok();
    world.admin("--as maya note 1 'she is on it'").ok();
    assert_eq!(reasons(&world), ["owner-check"]);
    assert_snapshot!(page(&world));
    assert_snapshot!(session(
        &world,
        "
        jordan: confirm 1
        ada: --as maya confirm 1
        maya: confirm 1
    "
    ));
    assert!(!is_asked(&world));
    world.now("2026-03-30T07:59Z");
    assert!(!is_asked(&world));
    world.now("2026-03-30T08:00Z");
    assert!(is_asked(&world));
}

#[test]
fn whatever_the_owner_does_there_is_evidence() {
    for does in ["note 1 'called her'", "next 1 'call again' --due +30bd", "claim 1", "confirm 1"] {
        let world = owned();
        world.now("2026-03-12T09:00Z").maya(does).ok();
        world.now("2026-03-16T09:00Z");
        assert!(!is_asked(&world), "{does}");
    }
    let world = owned();
    world.now("2026-03-12T09:00Z").mail(reply("maya", "m1@example.org"));
    world.mail(customer()).now("2026-03-16T09:00Z");
    assert!(!is_asked(&world));
}

#[test]
fn where_others_answer_the_owner_is_one_on_paper() {
    let world = owned();
    world.later("1h").mail(reply("jordan", "j1@example.org"));
    world.later("1h").mail(customer());
    assert!(!is_asked(&world));
    world.later("1h").mail(reply("jordan", "j2@example.org"));
    assert_eq!(reasons(&world), ["owner-check"]);
    assert_snapshot!(page(&world));
    world.maya("handoff 1 jordan --next 'go on'").ok();
    world.jordan("accept 1").ok();
    assert_eq!(reasons(&world), [] as [String; 0]);
}

#[test]
fn nobody_is_asked_while_they_are_away_nor_as_soon_as_they_are_back() {
    let world = owned();
    world.maya("away --until 2026-03-20 --cover jordan").ok();
    world.later("1h").mail(reply("jordan", "j1@example.org"));
    world.later("1h").mail(customer());
    world.later("1h").mail(reply("jordan", "j2@example.org"));
    assert!(!is_asked(&world));
    world.now("2026-03-18T09:00Z");
    assert!(!is_asked(&world));
    world.now("2026-03-23T09:00Z");
    assert!(!is_asked(&world));
    world.now("2026-04-07T09:00Z");
    assert!(is_asked(&world));
}

#[test]
fn the_config_says_after_how_long() {
    let world = owned();
    let config = std::fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("[review]", "[review]\nconfirm-after = \"2bd\""));
    world.now("2026-03-04T08:59Z");
    assert!(!is_asked(&world));
    world.now("2026-03-04T09:00Z");
    assert!(is_asked(&world));
}

#[test]
fn what_is_closed_or_nobodys_is_not_confirmed() {
    let world = asked();
    let said = session(
        &world,
        "
        maya: confirm 1
        maya: claim 1
        maya: close 1
        maya: confirm 1
    ",
    );
    assert_snapshot!(said);
    assert_eq!(world.maya("review --json").ok().json()["sections"], json!([]));
}
