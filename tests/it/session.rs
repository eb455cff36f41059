//! A session of several people as one text: what each typed, what each saw, how long passed between.

use crate::world::{Mail, World};

/// Runs line by line. `maya: claim 1` is typed by maya, `later 2h` lets time pass, `customer: text` lets a reply of
/// Ana's to the first mail of [`asked`] arrive, and a sync with it.
pub fn session(world: &World, lines: &str) -> String {
    let mut transcript = String::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(duration) = line.strip_prefix("later ") {
            world.later(duration);
            transcript += &format!("({duration} later)\n");
            continue;
        }
        let (login, words) = line.split_once(": ").expect("login: words");
        if login == "customer" {
            world.mail(ana().subject(words).reply_to_id("a1@example.com"));
            transcript += &format!("(ana writes: {words})\n");
            continue;
        }
        transcript += &format!("{login}{}", world.by(login, words));
    }
    transcript
}

/// A mail of Ana's.
pub fn ana() -> Mail {
    Mail::from("Ana Lopez <ana@example.com>")
}

/// Ana's first question, thread 1 in the worlds of [`asked`].
pub fn question() -> Mail {
    ana().subject("Pricing question").id("a1@example.com")
}

/// Ben's, thread 2 in the worlds of [`two_asked`].
pub fn complaint() -> Mail {
    Mail::from("Ben Okoro <ben@example.net>").subject("Wrong colour").id("b1@example.net")
}

/// What a teammate wrote to Ana.
pub fn answer(login: &str) -> Mail {
    Mail::from(&format!("{login}@example.org"))
        .to("ana@example.com")
        .subject("Re: Pricing question")
        .reply_to_id("a1@example.com")
        .sent()
}

/// Monday 10:00 in Berlin; Ana asked a minute ago.
pub fn asked() -> World {
    let world = World::at("2026-03-02T08:59Z").and(question());
    world.later("1m");
    world
}

/// The same, and Ben asked too: thread 2.
pub fn two_asked() -> World {
    let world = asked();
    world.mail(complaint());
    world
}

/// Everything the ledger says of itself: what a refused or rehearsed command must leave alone.
pub fn everything(world: &World) -> (String, String) {
    (world.admin("list --all --json").ok().stdout, world.admin("log --json").ok().stdout)
}

/// What stands in a section of the review: each thread, and why.
pub fn section(world: &World, name: &str) -> Vec<(i64, String)> {
    let review = world.maya("review --json").ok().json();
    let sections = review["sections"].as_array().unwrap().iter();
    let items = sections.filter(|section| section["section"] == name);
    items
        .flat_map(|section| section["items"].as_array().unwrap().clone())
        .map(|item| (item["thread"].as_i64().unwrap(), item["reason"].as_str().unwrap().to_owned()))
        .collect()
}

/// Sets a key that the config of a new world has as a comment.
pub fn set(world: &World, key: &str, value: &str) {
    let config = std::fs::read_to_string(world.config()).unwrap();
    let comment = config.lines().find(|line| line.starts_with(&format!("#{key} = "))).expect(key);
    world.set_config(&config.replacen(comment, &format!("{key} = {value}"), 1));
}
