//! Customers as vCard 4.0 (RFC 6350), for address books; and what came of a file of them.

use super::safe;
use super::uuid::uuid;
use crate::domain::customer::{Card, Imported};
use crate::domain::interchange::STATUS_PROPERTY;
use crate::error::Error;
use calcard::vcard::{
    VCard, VCardEntry, VCardParameter, VCardProperty as Property, VCardValue, VCardVersion,
};

/// One customer, of the ledger of this identity. The first address is the preferred one.
pub fn vcard(identity: &str, card: &Card) -> Result<String, Error> {
    let Card { customer, company, role, phone, status, addresses, tags, merged: _ } = card;
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let name = &Some(customer.name.clone());
    // RFC 6350 §6.2.1: there must be one.
    let shown = said(name).or_else(|| addresses.first().cloned()).unwrap_or_default();
    let mut entries = vec![
        one(Property::Uid, format!("urn:uuid:{}", uuid(identity, "customer", customer.id.0))),
        one(Property::Fn, shown),
    ];
    // Older programs look for nothing else. Which part of a name is the family's nobody told us.
    entries.extend(said(name).map(|name| {
        let parts = ["", &name, "", "", ""];
        many(Property::N, parts.map(str::to_owned))
    }));
    let texts = [(Property::Org, company), (Property::Title, role)];
    entries.extend(texts.into_iter().filter_map(|(is, text)| Some(one(is, said(text)?))));
    entries.extend(addresses.iter().enumerate().map(|(at, address)| {
        let preferred = (at == 0).then(|| VCardParameter::pref(1));
        one(Property::Email, address.clone()).with_param_opt(preferred)
    }));
    entries.extend(said(phone).map(|phone| one(Property::Tel, phone)));
    if !tags.is_empty() {
        entries.push(many(Property::Categories, tags.iter().cloned()));
    }
    let ours = Property::Other(STATUS_PROPERTY.to_owned());
    entries.extend(said(status).map(|status| one(ours, status)));
    written(&VCard { entries })
}

fn one(property: Property, text: String) -> VCardEntry {
    many(property, [text])
}

/// No control character reaches whoever shows it.
fn many(property: Property, texts: impl IntoIterator<Item = String>) -> VCardEntry {
    let texts = texts.into_iter().map(|text| VCardValue::Text(safe::line(&text)));
    VCardEntry::new(property).with_values(texts.collect())
}

fn written(card: &VCard) -> Result<String, Error> {
    let mut text = String::new();
    card.write_to(&mut text, VCardVersion::V4_0)
        .map_err(|error| Error::bug(format!("cannot write a vCard: {error}")))?;
    Ok(text)
}

/// "212 customers made, 14 changed, 3 as they were".
pub fn imported(done: &Imported) -> String {
    let Imported { made, changed, unchanged } = *done;
    let were = if unchanged == 1 { "as it was" } else { "as they were" };
    let kinds = [(made, "made"), (changed, "changed"), (unchanged, were)];
    let said = kinds.into_iter().filter(|(number, _)| *number > 0).enumerate();
    let parts: Vec<String> = said
        .map(|(at, (number, what))| match (at, number) {
            (0, 1) => format!("1 customer {what}"),
            (0, _) => format!("{number} customers {what}"),
            _ => format!("{number} {what}"),
        })
        .collect();
    match made + changed {
        0 => std::iter::once("nothing new".to_owned()).chain(parts).collect::<Vec<_>>().join(": "),
        _ => parts.join(", "),
    }
}
