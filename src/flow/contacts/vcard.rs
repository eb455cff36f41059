//! vCards, one or many in a file, as Outlook, Apple, Google and telephones write them.
//!
//! What stands in a card is read by calcard; here is what of it a [`Contact`](crate::domain::customer::Contact) has.

use super::cards::{Card, cards};
use super::row::Draft;
use super::{Contacts, Row, Wrong};
use crate::domain::interchange::STATUS_PROPERTY;
use crate::error::Error;
use calcard::vcard::{
    VCard, VCardEntry, VCardKind, VCardParameterName as Parameter, VCardParameterValue,
    VCardProperty as Property, VCardType, VCardValue,
};

/// Everything in a file of vCards.
pub fn read(bytes: &[u8]) -> Result<Contacts, Error> {
    let mut found = Contacts::default();
    for card in cards(bytes) {
        if let Some(row) = row(&card) {
            found.add(row)?;
        }
    }
    match found.rows.is_empty() && found.wrong.is_empty() {
        true => Err(Error::refused("the file holds no contact as vCard")
            .hint("a card begins with BEGIN:VCARD; for a table give --format csv")),
        false => Ok(found),
    }
}

/// The contact; nothing where the card is of no person, but a list of them.
fn row(card: &Card) -> Option<Result<Row, Wrong>> {
    let wrong = |why: &str| Some(Err(Wrong { line: card.line, why: why.to_owned() }));
    if card.too_long {
        return wrong("the card is longer than 1 MB without its pictures");
    }
    if !card.whole {
        return wrong("the card has no END:VCARD");
    }
    let text = card.decoded();
    // vCard 2.1 is of Latin-1 where it does not say so; telephones write UTF-8 and do not say so either.
    let found = parsed(&guessed(&text)).filter(|card| !is_garbled(card)).or_else(|| parsed(&text));
    let Some(found) = found else { return wrong("the card cannot be read") };
    if is_group(&found) {
        return None;
    }
    Some(contact(&found).finish(card.line))
}

/// With UTF-8 as the character set of what is quoted-printable and names none.
fn guessed(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let Some((head, value)) = line.split_once(':') else { return line.to_owned() };
        let upper = head.to_ascii_uppercase();
        match upper.contains("QUOTED-PRINTABLE") && !upper.contains("CHARSET") {
            true => format!("{head};CHARSET=UTF-8:{value}"),
            false => line.to_owned(),
        }
    });
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

fn parsed(lines: &str) -> Option<VCard> {
    VCard::parse(format!("BEGIN:VCARD\n{lines}END:VCARD\n")).ok()
}

/// Whether a character set was guessed wrong: then there are bytes instead of text.
fn is_garbled(card: &VCard) -> bool {
    let mut values = card.entries.iter().flat_map(|entry| &entry.values);
    values.any(|value| match value {
        VCardValue::Binary(data) => data.content_type.is_none(),
        value => value.as_text().is_some_and(|text| text.contains(char::REPLACEMENT_CHARACTER)),
    })
}

/// Apple's lists have a kind of their own.
fn is_group(card: &VCard) -> bool {
    card.entries.iter().any(|entry| match &entry.name {
        Property::Kind => entry.values.first() == Some(&VCardValue::Kind(VCardKind::Group)),
        Property::Other(name) if name.eq_ignore_ascii_case("X-ADDRESSBOOKSERVER-KIND") => {
            texts(entry).any(|text| text.eq_ignore_ascii_case("group"))
        }
        _ => false,
    })
}

/// What the card says of a person.
fn contact(card: &VCard) -> Draft {
    let mut draft = Draft::default();
    for entry in card.properties(&Property::Fn) {
        draft.name(&joined(entry));
    }
    if let Some(name) = card.property(&Property::N) {
        draft.name(&structured(name));
    }
    // Its units come behind it (RFC 6350 §6.6.4).
    for entry in card.properties(&Property::Org) {
        draft.company(texts(entry).next().unwrap_or_default());
    }
    // What is on the visiting card comes before what somebody is there for.
    for entry in card.properties(&Property::Title).chain(card.properties(&Property::Role)) {
        draft.role(&joined(entry));
    }
    for entry in preferred(card, &Property::Tel) {
        texts(entry).for_each(|number| draft.phone(number));
    }
    for entry in preferred(card, &Property::Email) {
        texts(entry).for_each(|address| draft.addresses(address));
    }
    for entry in card.properties(&Property::Categories) {
        texts(entry).for_each(|tag| draft.tags(tag));
    }
    for entry in card.properties(&Property::Other(STATUS_PROPERTY.to_owned())) {
        draft.status(&joined(entry));
    }
    draft
}

/// All of a property that is one text: semicolons in it are not always escaped.
fn joined(entry: &VCardEntry) -> String {
    texts(entry).collect::<Vec<_>>().join(" ")
}

/// The texts of a property.
fn texts(entry: &VCardEntry) -> impl Iterator<Item = &str> {
    entry.values.iter().flat_map(|value| match value {
        VCardValue::Component(parts) => parts.iter().map(String::as_str).collect(),
        value => value.as_text().into_iter().collect::<Vec<_>>(),
    })
}

/// Given, further and family name of an N, which has the family name first (RFC 6350 §6.2.2).
fn structured(name: &VCardEntry) -> String {
    let part = |at: usize| match name.values.get(at) {
        Some(VCardValue::Component(parts)) => parts.join(" "),
        Some(value) => value.as_text().unwrap_or_default().to_owned(),
        None => String::new(),
    };
    [part(1), part(2), part(0)].join(" ")
}

/// The entries that may be taken, the preferred first: `PREF=1` (4.0), `TYPE=PREF` (3.0), `PREF` (2.1).
fn preferred<'a>(card: &'a VCard, property: &'a Property) -> Vec<&'a VCardEntry> {
    let is_fax = |entry: &&VCardEntry| {
        let of = |wanted: VCardType| {
            let wanted = VCardParameterValue::Type(wanted);
            entry.parameters(&Parameter::Type).any(|is| *is == wanted)
        };
        (of(VCardType::Fax) || of(VCardType::Pager)) && !of(VCardType::Voice)
    };
    let mut entries: Vec<&VCardEntry> =
        card.properties(property).filter(|entry| !is_fax(entry)).collect();
    entries.sort_by_key(|entry| preference(entry));
    entries
}

/// From 1, the most preferred, to 100; 101 where nothing is said (RFC 6350 §5.3).
fn preference(entry: &VCardEntry) -> u32 {
    let of = |parameter: &VCardParameterValue| match parameter {
        VCardParameterValue::Integer(number) => (*number).clamp(1, 100),
        _ => 1,
    };
    let is_pref = |value: &VCardParameterValue| {
        value.as_text().is_some_and(|text| text.eq_ignore_ascii_case("pref"))
    };
    let typed = entry.parameters(&Parameter::Type).any(is_pref);
    entry.parameters(&Parameter::Pref).map(of).min().unwrap_or(if typed { 1 } else { 101 })
}
