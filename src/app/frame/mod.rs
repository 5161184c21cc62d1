//! What surrounds the pages: the storage gate, tabs, sync line and banners.

mod banners;
mod gate;
mod shell;
mod sync_line;
mod tabs;

pub(crate) use gate::Gate;
pub(crate) use shell::Shell;
pub(crate) use sync_line::{SyncLine, SyncLineAt};
