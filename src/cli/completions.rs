use super::context::Context;
use crate::error::Error;
use clap_complete::Shell;

/// Print completions for a shell
///
/// For bash, now: source <(baton completions bash)
#[derive(clap::Args)]
pub struct Args {
    /// bash, zsh, fish or powershell
    #[arg(value_parser = SHELLS.map(|(name, _, _)| name), hide_possible_values = true)]
    shell: String,
}

/// The shells by name, each with the file that it looks for.
pub const SHELLS: [(&str, Shell, &str); 4] = [
    ("bash", Shell::Bash, "baton.bash"),
    ("zsh", Shell::Zsh, "_baton"),
    ("fish", Shell::Fish, "baton.fish"),
    ("powershell", Shell::PowerShell, "baton.ps1"),
];

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let known = SHELLS.iter().find(|(name, _, _)| *name == args.shell);
    let (_, shell, _) = known.ok_or_else(|| Error::bug("a shell without completions"))?;
    cx.print_bytes(&script(*shell))
}

/// The completions for one shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::tree(), "baton", &mut script);
    script
}
