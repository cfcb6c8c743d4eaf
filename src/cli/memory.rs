//! How the process asks the system for memory, where the document decides it.

use crate::document::Document;
use crate::pipeline;

/// Called before a document is laid out. The allocator asks for huge pages, which a short document
/// gains by: few of them hold all. A long one fills and frees memory over and over, and loses by
/// clearing so much at once; for it the kernel is asked for small pages only, from here on.
#[cfg(target_os = "linux")]
pub(super) fn prepare_for(document: &Document) {
    if pipeline::is_long(document) {
        // Only speed is lost where the kernel cannot.
        let _ = rustix::thread::disable_transparent_huge_pages(true);
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn prepare_for(_: &Document) {}
