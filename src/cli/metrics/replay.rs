use super::{Asked, define_if_asked, tell};
use crate::cli::context::Context;
use crate::error::Error;

/// Print the numbers as they were printed at another time
///
/// From the ledger as it was then, with the hours, holidays and promises of then: the same options give the same bytes,
/// whatever came in or was changed since. What was erased since is missing.
///
/// What was printed in the same second as something else was written may differ. A report that was printed where the
/// ledger could not be written, or right after the config was changed while another command kept writing, is replayed
/// with the settings that were kept before.
#[derive(clap::Args)]
pub struct Args {
    /// When; of a day without a time its end
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(in crate::cli) as_of: String,
    #[command(flatten)]
    pub(in crate::cli) asked: Asked,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    if define_if_asked(&args.asked, cx)? {
        return Ok(());
    }
    let session = cx.open()?;
    let (at, _) = session.gone_by(&args.as_of)?;
    let then = session.as_it_stood(at)?;
    tell(&args.asked, &then, cx)
}
