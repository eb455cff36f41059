use super::super::context::Context;
use super::super::session::Session;
use super::Args;
use crate::config::mail_address;
use crate::domain::customer::{Handing, NotAssigned};
use crate::domain::ids::CustomerId;
use crate::error::Error;
use crate::mail::header;
use crate::render::{customers, json};
use serde_json::json;
use std::str::FromStr;

/// A customer as a user names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerRef {
    Number(i64),
    /// In lower case.
    Address(String),
    /// Whoever wrote the message on standard input.
    StandardInput,
}

impl FromStr for CustomerRef {
    type Err = String;

    fn from_str(text: &str) -> Result<CustomerRef, String> {
        match text.parse::<i64>() {
            _ if text == "-" => Ok(CustomerRef::StandardInput),
            Ok(number) if number > 0 => Ok(CustomerRef::Number(number)),
            _ => mail_address(text).map(CustomerRef::Address).map_err(|_| {
                "a customer is a number, a mail address, or - for a mail on standard input"
                    .to_owned()
            }),
        }
    }
}

pub fn run(
    reference: &CustomerRef,
    member: &str,
    args: &Args,
    mut session: Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let owner = match member {
        // No member can have this name.
        "nobody" => None,
        name => Some(session.member(name)?.id),
    };
    let backup =
        args.backup.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    if owner.is_none() && backup.is_some() {
        return Err(Error::usage("where nobody is the owner there is no backup"));
    }
    let customer = find(reference, &session, cx)?;
    let doing = session.doing(args.reason.clone(), args.dry_run)?;
    let handing = Handing { customer, owner, backup, keep_threads: args.keep_threads };
    let done = session.ledger.assign_customer(handing, &doing)?;
    let changed = done.map_err(|refused| explain(refused, customer, &session))?;
    let view = session.view();
    if cx.globals.json {
        let threads = changed.followed.iter().map(|changed| json::thread(&changed.now, &view));
        return cx.print(&json::answer(json!({
            "customer": json::customer(&changed.customer, &view),
            "threads": threads.collect::<Vec<_>>(),
        })));
    }
    let followed: Vec<_> =
        changed.followed.iter().map(|changed| changed.now.summary.thread).collect();
    let would = if args.dry_run { "would be: " } else { "" };
    cx.say(&format!("{would}{}", customers::sentence(&changed.customer, &followed, &view)))
}

fn find(reference: &CustomerRef, session: &Session, cx: &mut Context) -> Result<CustomerId, Error> {
    let address = match reference {
        CustomerRef::Number(number) => return Ok(CustomerId(*number)),
        CustomerRef::Address(address) => address.clone(),
        CustomerRef::StandardInput => {
            let from = header::parse(&cx.input()?).from;
            from.ok_or_else(|| Error::refused("the mail does not say who wrote it"))?.address
        }
    };
    session.ledger.customer_with(&address)?.ok_or_else(|| {
        Error::refused(format!("no customer has written from {address}"))
            .hint("see their addresses: baton list --all --json")
    })
}

fn explain(refused: NotAssigned, customer: CustomerId, session: &Session) -> Error {
    match refused {
        NotAssigned::Denied { power, thread } => {
            let mut error = session.denied(power);
            if let Some(thread) = thread {
                error.message += &format!(", and {thread} is not yours; nothing was changed");
            }
            error
        }
        NotAssigned::BackupIsOwner(member) => Error::refused(format!(
            "{} cannot be owner and backup of customer {customer}",
            session.view().member(member)
        )),
        NotAssigned::Left(member) => {
            Error::refused(format!("{} has left the team", session.view().member(member)))
        }
        NotAssigned::Unknown => Error::refused(format!("there is no customer {customer}"))
            .hint("see their numbers: baton list --all --json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_named_in_three_ways() {
        assert_eq!("7".parse(), Ok(CustomerRef::Number(7)));
        assert_eq!("Ana@Example.com".parse(), Ok(CustomerRef::Address("ana@example.com".into())));
        assert_eq!("-".parse(), Ok(CustomerRef::StandardInput));
        assert!("0".parse::<CustomerRef>().is_err());
        assert!("Ana Lopez".parse::<CustomerRef>().is_err());
    }
}
