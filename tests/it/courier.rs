//! A private Courier on a loopback port: any user, password "secret", mail in Maildirs.
//!
//! courier.py beside this file takes the login, as Courier's imaplogin does; the server is Courier's imapd.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::OnceLock;

use crate::dovecot::PASSWORD;
use crate::imap_client::Imap;
use crate::service::{self, Service};
use crate::unpacked;

pub struct Courier {
    _service: Service,
    port: u16,
}

impl Courier {
    /// The one all tests share. It stops with the test process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Courier> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        let directory = service::directory("courier");
        let servers = unpacked::servers(&directory);
        let (script, mail) = (directory.join("courier.py"), directory.join("mail"));
        fs::write(&script, include_str!("courier.py")).unwrap();
        fs::create_dir(&mail).unwrap();
        service::give_to_mail_owner(&mail).unwrap();
        let words = [
            "/usr/bin/python3".to_owned(),
            script.display().to_string(),
            servers.join("usr/bin/imapd").display().to_string(),
            mail.display().to_string(),
            PASSWORD.to_owned(),
        ];
        let service = unpacked::start(directory, &servers, &words);
        let port = service::wait_for(|| service.read("output").lines().next()?.parse().ok());
        let Some(port) = port else {
            panic!("Courier does not start:\n{}", service.read("output"))
        };
        Self { _service: service, port }
    }

    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    pub fn imap(&self, user: &str) -> Imap {
        Imap::login(self.address(), user, PASSWORD)
    }
}
