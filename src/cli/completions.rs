use super::context::Context;
use crate::error::Error;
use clap_complete::Shell;

/// Print completions for a shell: bash, zsh, fish or powershell
#[derive(clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell"])]
    shell: String,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let shell = match args.shell.as_str() {
        "bash" => Shell::Bash,
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        _ => Shell::PowerShell,
    };
    cx.print_bytes(&script(shell))
}

/// The completions for one shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::tree(), "baton", &mut script);
    script
}
