//! One writing process per data folder: leases guard work between machines, this guards a folder
//! against a second `run` started by mistake, and lets a restarted one take its own leases back.

use crate::failure::Failure;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Held while this process writes; the system releases it however the process ends.
#[derive(Debug)]
pub struct DataLock(#[expect(dead_code, reason = "held, not read")] File);

impl DataLock {
    /// Takes the lock of `data`, making the folder if need be.
    pub fn take(data: &Path) -> Result<Self, Failure> {
        let path = data.join("lock");
        let open = || {
            std::fs::create_dir_all(data)?;
            File::options().create(true).truncate(false).write(true).open(&path)
        };
        let file = open().map_err(|e| {
            Failure::mistaken(format!("failed to use the data folder '{}': {e}", data.display()))
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Failure::mistaken(format!(
                "another shiome process is writing to '{}'; stop it first, or choose another folder with --data",
                data.display()
            ))),
            Err(TryLockError::Error(e)) => {
                Err(Failure::mistaken(format!("failed to lock '{}': {e}", path.display())))
            }
        }
    }
}
