//! The ledger as a file: who may read it, where it may lie, and the locks beside it.

use crate::error::Error;
use nix::sys::statfs::{FsType, statfs};
use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Makes the folder of a private file, 0700 whatever the umask. An empty one of ours becomes 0700 too; one in which
/// something lies, or which is a group's (setgid), is left as it is: others share it on purpose.
pub fn make_folder(file: &Path) -> Result<(), Error> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let failed = |error: std::io::Error| {
        Error::temporary(format!("cannot make the folder {}: {error}", folder.display()))
            .hint("check who owns the folder above it, or name another place with --ledger")
    };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let is_shared = std::fs::metadata(folder).is_ok_and(|found| found.mode() & 0o2000 != 0);
    let is_empty = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty && !is_shared {
        // It is refused where the folder is somebody else's, and then it is theirs to say.
        let _ = std::fs::set_permissions(folder, Permissions::from_mode(0o700));
    }
    Ok(())
}

/// Makes an empty file that only its owner reads; one that exists is refused.
pub fn make_private(file: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .custom_flags(nix::libc::O_NOFOLLOW)
        .open(file)
        .map_err(|error| {
            Error::temporary(format!("cannot make {}: {error}", file.display()))
                .hint("check the folder and its permissions")
        })
}

/// Writes a private file whole or not at all: beside it, then renamed over it.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    make_folder(path)?;
    let beside = beside(path);
    let written = make_private(&beside).and_then(|mut file| {
        let done = file.write_all(bytes).and_then(|()| file.sync_all());
        done.and_then(|()| std::fs::rename(&beside, path)).map_err(|error| {
            Error::temporary(format!("cannot write {}: {error}", path.display()))
                .hint("check the folder, its permissions and the space left")
        })
    });
    if written.is_err() {
        // It may not be there at all.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// A name beside a file, for what is to take its place.
pub fn beside(path: &Path) -> PathBuf {
    with_suffix(path, &format!(".{}.new", std::process::id()))
}

/// Removes a database with its log, as far as they are there.
pub fn remove_with_log(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // What is not there needs no removing.
        let _ = std::fs::remove_file(with_suffix(path, suffix));
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    PathBuf::from(path)
}

/// The file system that this path lies on, where write-ahead logging does not work: its shared memory is not
/// shared between hosts (sqlite.org/wal.html).
pub fn network_file_system(path: &Path) -> Option<&'static str> {
    statfs(path).ok().and_then(|found| network_name(found.filesystem_type()))
}

fn network_name(kind: FsType) -> Option<&'static str> {
    // linux/magic.h and the kernel's own file systems; i64 so that every width of the field compares.
    #[allow(clippy::unnecessary_cast)]
    let magic = (kind.0 as i64) & 0xffff_ffff;
    match magic {
        0x6969 => Some("NFS"),
        0x517B | 0xFF53_4D42 | 0xFE53_4D42 => Some("SMB"),
        0x6573_5546 => Some("FUSE"),
        0x0102_1997 => Some("9P"),
        0x5346_414F => Some("AFS"),
        0x7375_7245 => Some("Coda"),
        0x00C3_6400 => Some("Ceph"),
        _ => None,
    }
}

/// A lock beside the ledger that ends with the process, however that ends.
#[derive(Debug)]
pub struct Lock(
    #[allow(dead_code, reason = "held, not read: the lock ends when the file closes")] File,
);

impl Lock {
    /// Takes the lock `name`, or `None` if another process has it.
    pub fn take(ledger: &Path, name: &str) -> Result<Option<Lock>, Error> {
        let path = lock_path(ledger, name);
        let failed = |error: std::io::Error| {
            Error::temporary(format!("cannot lock {}: {error}", path.display())).hint(
                "check owner and permissions of that file; where no baton runs it can be removed",
            )
        };
        let open = |new: bool| {
            OpenOptions::new()
                .write(true)
                .create_new(new)
                .mode(0o600)
                .custom_flags(nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK)
                .open(&path)
        };
        let file = match open(true) {
            // Whoever may write the ledger may take the lock.
            Ok(file) => same_mode(ledger, &file).map(|()| file).map_err(failed)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                open(false).map_err(failed)?
            }
            Err(error) => return Err(failed(error)),
        };
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Gives a file the permissions of the ledger: a team that shares the one shares the other.
fn same_mode(ledger: &Path, file: &File) -> std::io::Result<()> {
    match std::fs::metadata(ledger) {
        Ok(ledger) => file.set_permissions(ledger.permissions()),
        Err(_) => Ok(()),
    }
}

fn lock_path(ledger: &Path, name: &str) -> PathBuf {
    with_suffix(ledger, &format!(".{name}.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_known_by_their_magic() {
        assert_eq!(network_name(nix::sys::statfs::NFS_SUPER_MAGIC), Some("NFS"));
        assert_eq!(network_name(nix::sys::statfs::SMB_SUPER_MAGIC), Some("SMB"));
        assert_eq!(network_name(nix::sys::statfs::FUSE_SUPER_MAGIC), Some("FUSE"));
        assert_eq!(network_name(nix::sys::statfs::EXT4_SUPER_MAGIC), None);
        assert_eq!(network_name(nix::sys::statfs::TMPFS_MAGIC), None);
    }

    #[test]
    fn a_lock_is_held_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("baton.db");
        let first = Lock::take(&ledger, "sync").unwrap();
        assert!(first.is_some());
        assert!(Lock::take(&ledger, "sync").unwrap().is_none());
        drop(first);
        assert!(Lock::take(&ledger, "sync").unwrap().is_some());
    }

    #[test]
    fn a_lock_never_follows_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("baton.db");
        std::os::unix::fs::symlink("/dev/null", lock_path(&ledger, "sync")).unwrap();
        assert!(Lock::take(&ledger, "sync").is_err());
    }
}
