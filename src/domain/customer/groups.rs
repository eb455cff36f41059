//! Which rows of a file are of one customer: those that share an address, with each other or with a record.

use super::Contact;
use crate::domain::ids::CustomerId;
use std::collections::HashMap;

/// What the rows of a file say of one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The record that has one of the addresses already.
    pub known: Option<CustomerId>,
    /// What the first row says, and what later ones add to it.
    pub contact: Contact,
}

/// A row that would make one of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mixed {
    /// Where it stands in the file.
    pub line: usize,
    pub records: [CustomerId; 2],
}

/// What became of the groups of a file: how many customers of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub made: usize,
    pub changed: usize,
    /// What the file says of them is so already.
    pub unchanged: usize,
}

/// The groups of a file, row by row.
#[derive(Debug, Default)]
pub struct Groups {
    /// In the order of their first rows; `None` where one turned out to be another's.
    groups: Vec<Option<Group>>,
    by_address: HashMap<String, usize>,
    by_record: HashMap<CustomerId, usize>,
}

impl Groups {
    /// Takes up a row. `holder` says which record has an address.
    pub fn add<E>(
        &mut self,
        line: usize,
        contact: Contact,
        mut holder: impl FnMut(&str) -> Result<Option<CustomerId>, E>,
    ) -> Result<Result<(), Mixed>, E> {
        let mut meant = Vec::new();
        for address in &contact.addresses {
            let at = match self.by_address.get(address) {
                Some(at) => Some(*at),
                None => holder(address)?.map(|record| self.of_record(record)),
            };
            meant.extend(at);
        }
        meant.sort_unstable();
        meant.dedup();
        let known: Vec<CustomerId> =
            meant.iter().filter_map(|at| self.groups[*at].as_ref()?.known).collect();
        if let [one, other, ..] = known[..] {
            return Ok(Err(Mixed { line, records: [one, other] }));
        }
        let first = meant.first().copied().unwrap_or_else(|| self.begin(None));
        for other in meant.into_iter().skip(1) {
            if let Some(group) = self.groups[other].take() {
                self.absorb(first, group);
            }
        }
        self.absorb(first, Group { known: None, contact });
        Ok(Ok(()))
    }

    pub fn all(self) -> impl Iterator<Item = Group> {
        self.groups.into_iter().flatten()
    }

    fn begin(&mut self, known: Option<CustomerId>) -> usize {
        self.groups.push(Some(Group { known, contact: Contact::default() }));
        self.groups.len() - 1
    }

    fn of_record(&mut self, record: CustomerId) -> usize {
        match self.by_record.get(&record) {
            Some(at) => *at,
            None => {
                let at = self.begin(Some(record));
                self.by_record.insert(record, at);
                at
            }
        }
    }

    /// Adds to a group what another says, where it does not say so itself.
    fn absorb(&mut self, at: usize, other: Group) {
        let Some(group) = &mut self.groups[at] else { return };
        if let Some(record) = other.known {
            group.known = Some(record);
            self.by_record.insert(record, at);
        }
        let Contact { name, company, role, phone, status, addresses, tags, tags_removed: _ } =
            other.contact;
        let contact = &mut group.contact;
        let fields = [
            (&mut contact.name, name),
            (&mut contact.company, company),
            (&mut contact.role, role),
            (&mut contact.phone, phone),
            (&mut contact.status, status),
        ];
        for (said, more) in fields {
            *said = said.take().or(more);
        }
        for address in addresses {
            if self.by_address.insert(address.clone(), at) != Some(at) {
                contact.addresses.push(address);
            }
        }
        for tag in tags {
            if !contact.tags.contains(&tag) {
                contact.tags.push(tag);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, addresses: &[&str]) -> Contact {
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
        Contact { name, addresses, tags: vec!["t".to_owned()], ..Contact::default() }
    }

    /// Each group in one line; `known@N` is an address of record N.
    fn groups(rows: &[(&str, &[&str])]) -> Result<Vec<String>, Mixed> {
        let mut groups = Groups::default();
        for (at, (name, addresses)) in rows.iter().enumerate() {
            let holder = |address: &str| {
                let number = address.strip_prefix("known@").map(|n| n.parse().map(CustomerId));
                number.transpose()
            };
            let added = groups.add::<std::num::ParseIntError>(at + 1, row(name, addresses), holder);
            added.unwrap()?;
        }
        let shown = groups.all().map(|Group { known, contact }| {
            let known = known.map_or("-".to_owned(), |known| known.to_string());
            assert_eq!(contact.tags, ["t"]);
            let name = contact.name.unwrap_or_default();
            format!("{known} {name}: {}", contact.addresses.join(" "))
        });
        Ok(shown.collect())
    }

    #[test]
    fn rows_that_share_an_address_are_one_customer_and_the_first_has_the_say() {
        let rows: &[(&str, &[&str])] =
            &[("", &["a", "b"]), ("Bob", &["c"]), ("Ana", &["b", "d"]), ("Anna", &["d"])];
        assert_eq!(groups(rows).unwrap(), ["- Ana: a b d", "- Bob: c"]);
    }

    #[test]
    fn a_later_row_may_show_that_two_were_one() {
        let rows: &[(&str, &[&str])] = &[("Ana", &["a"]), ("Al", &["b"]), ("", &["b", "a"])];
        assert_eq!(groups(rows).unwrap(), ["- Ana: a b"]);
        let rows: &[(&str, &[&str])] =
            &[("Ana", &["a"]), ("", &["a", "known@7"]), ("", &["known@7"])];
        assert_eq!(groups(rows).unwrap(), ["7 Ana: a known@7"]);
    }

    #[test]
    fn a_row_that_is_of_two_records_is_named() {
        let mixed = Mixed { line: 2, records: [CustomerId(7), CustomerId(8)] };
        assert_eq!(groups(&[("", &["a"]), ("", &["known@7", "known@8"])]), Err(mixed));
        let rows: &[(&str, &[&str])] = &[("", &["a", "known@7"]), ("", &["a", "known@8"])];
        assert_eq!(groups(rows), Err(mixed));
    }
}
