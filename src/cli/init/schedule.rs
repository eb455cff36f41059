//! What runs baton by itself: lines for a crontab, units for systemd.

use std::path::Path;

/// When the review goes out, in working days' mornings. What could not be sent then goes an hour or two later; nobody
/// gets it twice.
const CRON_REVIEW: &str = "30 7-9 * * 1-5";
const CRON_PERSONAL: &str = "35 7-9 * * 1-5";
const CRON_WEEKLY: &str = "40 7-9 * * 1";
const CRON_SYNC: &str = "*/5 * * * *";

/// How baton is run by whom, whatever the environment.
pub struct Schedule<'a> {
    /// Whole path of the program.
    pub program: &'a Path,
    pub config: &'a Path,
    pub ledger: &'a Path,
    /// The operating-system user.
    pub user: &'a str,
    /// IANA time zone.
    pub zone: &'a str,
    /// Whether the config says how the review is mailed, and to whom.
    pub mails: bool,
}

impl Schedule<'_> {
    /// Lines for `crontab -e`; what is there to be chosen is a comment.
    pub fn cron(&self) -> String {
        let line = |mark: &str, at: &str, words: &[&str]| {
            // A bare % would be a line break (crontab(5)).
            let command = shell_words::join(self.command(words)).replace('%', "\\%");
            format!("{mark}{at}  {command}\n")
        };
        let off = if self.mails { "" } else { "#" };
        [
            line("", CRON_SYNC, &["sync", "--quiet"]),
            line(off, CRON_REVIEW, &["review", "--email", "--quiet"]),
            "# each member their own; and the week, on Mondays:\n".to_owned(),
            line("#", CRON_PERSONAL, &["review", "--personal", "--email", "--quiet"]),
            line("#", CRON_WEEKLY, &["review", "--weekly", "--email", "--quiet"]),
        ]
        .concat()
    }

    /// Files for /etc/systemd/system, by their names.
    pub fn systemd(&self) -> [(&'static str, String); 4] {
        let review = format!("Mon..Fri 07:30 {}", self.zone);
        let (sync_does, review_does) =
            ("baton reads the shared mailbox", "baton mails the review of the day");
        [
            (
                "baton-sync.service",
                self.service(sync_does, &[], &["NoNewPrivileges=yes"], &["sync", "--quiet"]),
            ),
            (
                "baton-sync.timer",
                timer("baton reads the shared mailbox every five minutes", "*:0/5"),
            ),
            (
                "baton-review.service",
                // 75 alone says that another try may do better. It may gain privileges: Postfix's sendmail has a group
                // of its own. After a morning of tries it is left at that: one that went on through the night would
                // mail the next day's review long before its time.
                self.service(
                    review_does,
                    &["StartLimitIntervalSec=6h", "StartLimitBurst=9"],
                    &[
                        "Restart=on-failure",
                        "RestartSec=15min",
                        "RestartPreventExitStatus=1 2 70 77",
                    ],
                    &["review", "--email", "--quiet"],
                ),
            ),
            ("baton-review.timer", timer("baton mails the review on working days", &review)),
        ]
    }

    fn service(&self, does: &str, unit: &[&str], more: &[&str], words: &[&str]) -> String {
        let command: Vec<String> = self.command(words).iter().map(|word| unit_word(word)).collect();
        let limits: String = unit.iter().map(|line| format!("{line}\n")).collect();
        let mut unit = format!(
            "[Unit]\nDescription={does}\nWants=network-online.target\nAfter=network-online.target\n{limits}\n\
             [Service]\nType=oneshot\nUser={}\nExecStart={}\n",
            self.user,
            command.join(" ")
        );
        for line in more {
            unit += &format!("{line}\n");
        }
        unit + "PrivateTmp=yes\n"
    }

    fn command(&self, words: &[&str]) -> Vec<String> {
        let whole = |path: &Path| {
            let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
            whole.to_string_lossy().into_owned()
        };
        let mut command = vec![whole(self.program), "--config".to_owned(), whole(self.config)];
        command.extend(["--ledger".to_owned(), whole(self.ledger)]);
        command.extend(words.iter().map(|word| (*word).to_owned()));
        command
    }
}

/// Made up for at the next start where the machine was off.
fn timer(does: &str, at: &str) -> String {
    format!(
        "[Unit]\nDescription={does}\n\n[Timer]\nOnCalendar={at}\nPersistent=true\n\n\
         [Install]\nWantedBy=timers.target\n"
    )
}

/// A word as ExecStart takes it (systemd.service(5), Command lines): quoted as in C, with no specifier or variable.
fn unit_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,:@=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    let mut quoted = word.replace('\\', "\\\\").replace('"', "\\\"");
    quoted = quoted.replace('%', "%%").replace('$', "$$");
    format!("\"{quoted}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_paths_are_one_word_each() {
        let schedule = Schedule {
            program: Path::new("/opt/my programs/baton"),
            config: Path::new("/srv/50%/it's $HOME.toml"),
            ledger: Path::new("/srv/\"a\\b\".db"),
            user: "support",
            zone: "Europe/Berlin",
            mails: false,
        };
        let cron = schedule.cron();
        let line = cron.lines().find(|line| line.contains("sync")).unwrap();
        let words = shell_words::split(&line[CRON_SYNC.len()..].replace("\\%", "%")).unwrap();
        let paths = ["/opt/my programs/baton", "/srv/50%/it's $HOME.toml", "/srv/\"a\\b\".db"];
        assert_eq!([&words[0], &words[2], &words[4]], paths);
        assert!(cron.lines().skip(1).all(|line| line.starts_with('#')), "{cron}");
        let [(_, sync), ..] = schedule.systemd();
        let started = "ExecStart=\"/opt/my programs/baton\" --config \"/srv/50%%/it's $$HOME.toml\" \
             --ledger \"/srv/\\\"a\\\\b\\\".db\" sync --quiet";
        assert!(sync.lines().any(|line| line == started), "{sync}");
    }
}
