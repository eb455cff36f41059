//! How a user names a customer.

use super::super::context::Context;
use super::super::session::Session;
use crate::config::mail_address;
use crate::domain::address::Address;
use crate::domain::ids::CustomerId;
use crate::error::Error;
use crate::mail::header;
use crate::render::safe;
use crate::store::Namesakes;
use std::str::FromStr;

/// A customer as a user names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerRef {
    Number(i64),
    /// In lower case.
    Address(String),
    Name(String),
    /// Whoever wrote the message on standard input.
    StandardInput,
}

impl FromStr for CustomerRef {
    type Err = String;

    fn from_str(text: &str) -> Result<CustomerRef, String> {
        let text = text.trim();
        let digits = text.strip_prefix(['c', 'C', '#']).unwrap_or(text);
        match digits.parse::<i64>() {
            _ if text == "-" => Ok(CustomerRef::StandardInput),
            _ if text.is_empty() => {
                Err("a customer is a number, a name, a mail address, or -".to_owned())
            }
            Ok(number) if number > 0 => Ok(CustomerRef::Number(number)),
            _ if text.contains('@') => mail_address(text).map(CustomerRef::Address),
            _ => Ok(CustomerRef::Name(text.to_owned())),
        }
    }
}

impl Session {
    /// Finds the customer that is meant: the record that it is now.
    pub fn customer(&self, reference: &CustomerRef, cx: &mut Context) -> Result<CustomerId, Error> {
        let hint = "see who there is: baton customer list";
        match reference {
            CustomerRef::Number(number) => {
                let found = self.ledger.card(CustomerId(*number))?;
                found.map(|card| card.customer.id).ok_or_else(|| {
                    Error::refused(format!("there is no customer {number}")).hint(hint)
                })
            }
            CustomerRef::Address(address) => self.with_address(address),
            CustomerRef::StandardInput => {
                let mail = header::parse(&cx.input()?);
                let with = |address: &Address| self.ledger.customer_with(&address.address);
                if let Some(found) = mail.from.as_ref().map(with).transpose()?.flatten() {
                    return Ok(found);
                }
                // Of a reply of ours, and of a mail from a form, the ledger knows whom it is about.
                if let Some(thread) = self.thread_of_mail(&mail)?
                    && let Some(customer) = self.ledger.thread(thread)?.customer
                {
                    return Ok(customer.id);
                }
                for address in mail.reply_to.iter().chain(&mail.to).chain(&mail.cc) {
                    if let Some(found) = with(address)? {
                        return Ok(found);
                    }
                }
                let from =
                    mail.from.ok_or_else(|| Error::refused("the mail does not say who wrote it"));
                self.with_address(&from?.address)
            }
            CustomerRef::Name(name) => {
                let Namesakes { whole, partly } = self.ledger.customers_named(name)?;
                match whole.as_slice() {
                    [(only, _)] => Ok(*only),
                    [] => Err(nobody(name, &partly)),
                    several => Err(ambiguous(name, several)),
                }
            }
        }
    }

    /// The same for who only looks: a part of a name is enough, where it fits one alone.
    pub fn customer_to_show(
        &self,
        reference: &CustomerRef,
        cx: &mut Context,
    ) -> Result<CustomerId, Error> {
        if let CustomerRef::Name(name) = reference {
            let Namesakes { whole, partly } = self.ledger.customers_named(name)?;
            match (whole.as_slice(), partly.as_slice()) {
                ([], [(only, _)]) => return Ok(*only),
                ([], several @ [_, _, ..]) => return Err(ambiguous(name, several)),
                _ => {}
            }
        }
        self.customer(reference, cx)
    }

    fn with_address(&self, address: &str) -> Result<CustomerId, Error> {
        self.ledger.customer_with(address)?.ok_or_else(|| {
            Error::refused(format!("no customer has written from {}", safe::line(address)))
                .hint("see who there is: baton customer list; make a record: baton customer add NAME --address ADDRESS")
        })
    }
}

/// Nobody is called so; who comes near.
fn nobody(name: &str, partly: &[(CustomerId, String)]) -> Error {
    let hint = match partly {
        [] => "see who there is: baton customer list".to_owned(),
        near => format!("did you mean {}?", named(near)),
    };
    Error::refused(format!("no customer is called \"{}\"", safe::line(name))).hint(hint)
}

/// Several could be meant: who they are.
fn ambiguous(name: &str, several: &[(CustomerId, String)]) -> Error {
    let (count, name, who) = (several.len(), safe::line(name), named(several));
    Error::refused(format!("{count} customers could be \"{name}\": {who}"))
        .hint("name one by its number or address")
}

/// "1 Ana Lopez, 3 Ana Ruiz"
fn named(customers: &[(CustomerId, String)]) -> String {
    const NAMED: usize = 10;
    let first = customers.iter().take(NAMED);
    let mut named: Vec<String> =
        first.map(|(number, name)| format!("{number} {}", safe::line(name))).collect();
    if customers.len() > NAMED {
        named.push(format!("and {} more", customers.len() - NAMED));
    }
    named.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_named_in_four_ways() {
        assert_eq!("7".parse(), Ok(CustomerRef::Number(7)));
        assert_eq!("c7".parse(), Ok(CustomerRef::Number(7)));
        assert_eq!("Ana@Example.com".parse(), Ok(CustomerRef::Address("ana@example.com".into())));
        assert_eq!("-".parse(), Ok(CustomerRef::StandardInput));
        assert_eq!("Ana Lopez".parse(), Ok(CustomerRef::Name("Ana Lopez".into())));
        assert!("".parse::<CustomerRef>().is_err());
        assert!("ana@".parse::<CustomerRef>().is_err());
    }
}
