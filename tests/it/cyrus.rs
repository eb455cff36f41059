//! A private Cyrus on a loopback port: any user, any password, mailboxes made at the first login.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::OnceLock;

use nix::unistd::{Uid, User};

use crate::dovecot::{PASSWORD, free_ports};
use crate::imap_client::Imap;
use crate::service::{self, Service};
use crate::unpacked;

pub struct Cyrus {
    _service: Service,
    port: u16,
}

impl Cyrus {
    /// The one all tests share. It stops with the test process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cyrus> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        // Somebody may take a free port before Cyrus does.
        (0..5).find_map(|_| Self::try_start()).expect("no free port for Cyrus in five attempts")
    }

    fn try_start() -> Option<Self> {
        let directory = service::directory("cyrus");
        let servers = unpacked::servers(&directory);
        let [port, _] = free_ports();
        for part in ["state", "state/socket", "mail"] {
            fs::create_dir(directory.join(part)).unwrap();
        }
        for part in ["state", "mail"] {
            service::give_to_mail_owner(&directory.join(part)).unwrap();
        }
        let programs = servers.join("usr/lib/cyrus/bin");
        let (imapd, services) = (directory.join("imapd.conf"), directory.join("cyrus.conf"));
        fs::write(&imapd, configuration(&directory)).unwrap();
        fs::write(&services, processes(&programs, &imapd, port)).unwrap();
        let words = [
            programs.join("master").display().to_string(),
            "-D".to_owned(),
            format!("-C{}", imapd.display()),
            format!("-M{}", services.display()),
            format!("-p{}", directory.join("state/pid").display()),
        ];
        let service = unpacked::start(directory, &servers, &words);
        let listens = service::wait_for(|| {
            // Its own answer: a program that took the port before it says something else, if anything.
            let said = Imap::greeting((Ipv4Addr::LOCALHOST, port).into());
            said.map(|greeting| greeting.contains("Cyrus"))
        });
        match listens {
            Some(true) => Some(Self { _service: service, port }),
            Some(false) => None,
            None => panic!("Cyrus does not start:\n{}", service.read("output")),
        }
    }

    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    pub fn imap(&self, user: &str) -> Imap {
        Imap::login(self.address(), user, PASSWORD)
    }
}

fn configuration(directory: &Path) -> String {
    let directory = directory.display();
    let user = service::mail_owner().map_or(Uid::effective(), |(user, _)| Uid::from_raw(user));
    let user = User::from_uid(user).unwrap().expect("a user name of my own").name;
    format!(
        "configdirectory: {directory}/state\n\
         defaultpartition: default\n\
         partition-default: {directory}/mail\n\
         cyrus_user: {user}\n\
         sasl_pwcheck_method: alwaystrue\n\
         sasl_mech_list: PLAIN\n\
         allowplaintext: yes\n\
         unixhierarchysep: yes\n\
         altnamespace: yes\n\
         autocreate_users: anyone\n\
         autocreate_quota: 0\n\
         autocreate_inbox_folders: Sent\n\
         xlist-sent: Sent\n"
    )
}

fn processes(programs: &Path, imapd: &Path, port: u16) -> String {
    let (programs, imapd) = (programs.display(), imapd.display());
    format!(
        "START {{\n  recover cmd=\"{programs}/ctl_cyrusdb -C {imapd} -r\"\n}}\n\
         SERVICES {{\n  imap cmd=\"{programs}/imapd -C {imapd}\" listen=\"127.0.0.1:{port}\" prefork=0\n}}\n\
         EVENTS {{\n}}\n"
    )
}
