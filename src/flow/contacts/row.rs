//! One contact, put together from what a file says of it.

use super::super::table::{folded, shortened};
use super::{Row, Wrong};
use crate::domain::address::{Address, checked};
use crate::domain::customer::Contact;

/// More characters than these in a name or an address are no name and no address; mostly a quote was not closed.
const MAX_VALUE: usize = 500;
/// More addresses or tags than these are not one person's.
const MAX_LISTED: usize = 100;
/// More that is no address is not spoken of, row by row.
const MAX_LEFT_OUT: usize = 3;

/// A contact that is being read.
#[derive(Default)]
pub struct Draft {
    contact: Contact,
    left_out: Vec<String>,
}

impl Draft {
    /// The details that are one text each. What is set already stays.
    pub fn name(&mut self, text: &str) {
        set(&mut self.contact.name, text);
    }
    pub fn company(&mut self, text: &str) {
        set(&mut self.contact.company, text);
    }
    pub fn role(&mut self, text: &str) {
        set(&mut self.contact.role, text);
    }
    pub fn phone(&mut self, text: &str) {
        let number = text.trim();
        // RFC 3966, as vCard 4.0 has it.
        let is_uri = number.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"));
        set(&mut self.contact.phone, if is_uri { &number[4..] } else { number });
    }
    pub fn status(&mut self, text: &str) {
        set(&mut self.contact.status, text);
    }

    /// One address or several: with commas, semicolons or blanks between, also as `Name <local@domain>`.
    pub fn addresses(&mut self, text: &str) {
        let named = text.contains('<');
        for part in text.split([',', ';']) {
            match part.split_once('<') {
                Some((_, rest)) => self.address(rest.split('>').next().unwrap_or(rest)),
                // The first part of a name with a comma, such as `Lopez, Ana <ana@example.com>`.
                None if named && !part.contains('@') => {}
                None => part
                    .split(char::is_whitespace)
                    // Three colons stand between Google's.
                    .filter(|word| word.chars().any(|c| c != ':'))
                    .for_each(|word| self.address(word)),
            }
        }
    }

    fn address(&mut self, text: &str) {
        let text = folded(text);
        let is_uri = text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
        let spec = Address::new("", if is_uri { &text[7..] } else { &text }).address;
        match checked(&spec) {
            Ok(address) => add(&mut self.contact.addresses, address),
            Err(why) if self.left_out.len() < MAX_LEFT_OUT => {
                self.left_out.push(format!("\"{}\" is no address: {why}", shortened(&spec)));
            }
            Err(_) => {}
        }
    }

    /// With commas or semicolons between. A tag is one word: several become one.
    pub fn tags(&mut self, text: &str) {
        for tag in text.split([',', ';']).flat_map(|part| part.split(":::")).map(folded) {
            // Google's own groups, such as "* myContacts", say nothing of a person. A - would take the tag off.
            let word = tag.trim_start_matches(['+', '-']).replace(' ', "-");
            if !word.is_empty() && !tag.starts_with("* ") {
                add(&mut self.contact.tags, word);
            }
        }
    }

    /// The row; what is wrong with it where it cannot be taken.
    pub fn finish(mut self, line: usize) -> Result<Row, Wrong> {
        let wrong = |why: String| Err(Wrong { line, why });
        let contact = &mut self.contact;
        // Many programs write the address where they know no name.
        let is_address =
            |name: &String| contact.addresses.iter().any(|to| *to == name.to_lowercase());
        contact.name = contact.name.take().filter(|name| !is_address(name));
        if let Some(what) = too_long(contact) {
            return wrong(format!("its {what} is longer than {MAX_VALUE} characters"));
        }
        if contact.addresses.len().max(contact.tags.len()) > MAX_LISTED {
            return wrong(format!("it has more than {MAX_LISTED} addresses or tags"));
        }
        match (contact.addresses.is_empty(), self.left_out.first()) {
            (true, Some(why)) => wrong(why.clone()),
            (true, None) => wrong("it has no address".to_owned()),
            (false, _) => Ok(Row { line, contact: self.contact, left_out: self.left_out }),
        }
    }
}

fn set(field: &mut Option<String>, text: &str) {
    if field.is_none() {
        *field = Some(folded(text)).filter(|text| !text.is_empty());
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if list.len() <= MAX_LISTED && !list.contains(&text) {
        list.push(text);
    }
}

/// The first detail that is too long to be one.
fn too_long(contact: &Contact) -> Option<&'static str> {
    let Contact { name, company, role, phone, status, addresses, tags, .. } = contact;
    let is_long = |text: &String| text.chars().nth(MAX_VALUE).is_some();
    let texts = [
        ("name", name),
        ("company", company),
        ("role", role),
        ("phone", phone),
        ("status", status),
    ];
    let mut lists = [("address", addresses), ("tag", tags)].into_iter();
    texts
        .into_iter()
        .find(|(_, text)| text.as_ref().is_some_and(is_long))
        .map(|(what, _)| what)
        .or_else(|| lists.find(|(_, list)| list.iter().any(is_long)).map(|(what, _)| what))
}
