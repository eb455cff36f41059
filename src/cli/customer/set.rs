use super::super::context::Context;
use super::reference::CustomerRef;
use super::{Details, not_ours, refused, show, tell};
use crate::domain::customer::{Contact, Errand, Handing, Refused};
use crate::error::Error;
use crate::render::customer::set_company;

/// Say what is known of a customer: name, company, role, phone, status, addresses, tags, owner
///
/// What is said here goes before what mail shows, and no mail changes it. Threads stay whose they are when the owner
/// changes; assign --customer takes them along.
#[derive(clap::Args)]
pub struct Args {
    /// Number, name or address of the customer, or - for a mail on standard input
    #[arg(value_name = "CUSTOMER")]
    customer: CustomerRef,
    /// Their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[command(flatten)]
    details: Details,
    /// Who owns them; nobody takes the owner away
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
    /// Who may step in
    #[arg(long, value_name = "MEMBER")]
    backup: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let contact =
        args.details.contact(args.name.as_ref().map(|name| name.trim().to_owned()), cx)?;
    let customer = session.customer(&args.customer, cx)?;
    not_ours(&contact, &session)?;
    let says = contact != Contact::default();
    if !says && args.owner.is_none() && args.backup.is_none() {
        let such_as = match show::suggested_for(&session, customer)? {
            Some(found) => set_company(customer, &found.company),
            None => "--company \"Example\"".to_owned(),
        };
        return Err(Error::usage("nothing is to be set")
            .hint(format!("name something, such as {such_as}; see baton customer set --help")));
    }
    let doing = session.doing(None, args.dry_run)?;
    let (owner, keeps_owner) = match args.owner.as_deref() {
        None => (None, true),
        // No member can have this name.
        Some("nobody") => (None, false),
        Some(name) => (Some(session.member(name)?.id), false),
    };
    let backup = args.backup.as_deref();
    let backup = backup.map(|name| session.member(name).map(|member| member.id)).transpose()?;
    let hands = args.owner.is_some() || args.backup.is_some();
    let changed =
        session.ledger.change_customer(customer, Errand::Help, &doing, |card, _, team| {
            let mut decision = card.change(&contact);
            if hands {
                let owner = if keeps_owner { card.whose().owner } else { owner };
                if owner.is_none() && backup.is_some() {
                    return Err(Refused::NoOwner);
                }
                let handing =
                    Handing { customer: card.customer.id, owner, backup, keep_threads: true };
                handing.permitted(card.whose(), team, doing.actor, doing.now)?;
                let event = handing.of(card.whose(), team, doing.now)?;
                decision.0.extend(event.map(|event| (event, Default::default())));
            }
            Ok(decision)
        })?;
    let changed = changed.map_err(|why| refused(why, &session))?;
    tell(&changed, args.dry_run, &session, cx)
}
