//! Taking many customers at once, in one transaction and as one command.

use super::change::Doing;
use super::customers::{begin, card, holder, not_permitted};
use super::{Ledger, members, records};
use crate::domain::customer::{Contact, Errand, Groups, Imported, Mixed, Record, Refused};
use crate::error::Error;
use rusqlite::{Connection, Result};

/// Why nothing was taken.
#[derive(Debug)]
pub enum NotImported {
    Refused(Refused),
    Mixed(Mixed),
}

impl Ledger {
    /// Takes what the rows of a file say: of the record that has one of their addresses, else of a new one. All or
    /// nothing; with each row goes where it stands.
    pub fn import_customers(
        &mut self,
        rows: impl IntoIterator<Item = (usize, Contact)>,
        doing: &Doing,
    ) -> std::result::Result<std::result::Result<Imported, NotImported>, Error> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let team = members::team(connection)?;
            let nobody = Record::default();
            if let Some(refused) = not_permitted(Errand::Help, &nobody, &team, doing) {
                return Ok(Err(NotImported::Refused(refused)));
            }
            let mut groups = Groups::default();
            for (line, contact) in rows {
                let added = groups.add(line, contact, |address| holder(connection, address))?;
                if let Err(mixed) = added {
                    return Ok(Err(NotImported::Mixed(mixed)));
                }
            }
            write(connection, groups, doing).map(Ok)
        })?;
        if let Err(NotImported::Refused(Refused::Denied { power, thread })) = &done {
            self.denied(*power, *thread, doing)?;
        }
        Ok(done)
    }
}

fn write(connection: &Connection, groups: Groups, doing: &Doing) -> Result<Imported> {
    let (pen, mut done, mut touched) = (doing.pen(connection), Imported::default(), Vec::new());
    for group in groups.all() {
        let known = group.known.map(|known| card(connection, known)).transpose()?.flatten();
        let Some(known) = known else {
            touched.push(begin(connection, &pen, &group.contact)?);
            done.made += 1;
            continue;
        };
        let decision = known.change(&group.contact);
        match decision.0.is_empty() {
            true => done.unchanged += 1,
            false => done.changed += 1,
        }
        for (event, words) in &decision.0 {
            pen.append(None, event, words)?;
            touched.push(known.customer.id);
        }
    }
    // Once for all of them: what was merged is read only once then.
    records::refresh(connection, &touched)?;
    Ok(done)
}
