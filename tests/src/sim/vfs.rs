//! SQLite on the simulated disks: a VFS in C's terms, and the locks between connections of one process.
//!
//! Paths below [`disk::ROOT`] are files of machines; anything else goes to the VFS that was the default before. The index
//! of the write-ahead log is memory of the process: it goes with it.
#![expect(unsafe_code, reason = "SQLite asks for a table of C functions")]

use std::{
    collections::BTreeMap,
    ffi::{CStr, c_char, c_int, c_void},
    ptr,
    sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError, Weak},
};

use rusqlite::ffi;

use super::disk::{self, Machine, Refused};

/// What all connections of one process to one file share.
#[derive(Debug, Default)]
struct Shared {
    /// Lock level of each connection.
    levels: BTreeMap<u64, c_int>,
    /// Pages of the index of the write-ahead log; boxed, since SQLite keeps pointers.
    index: Vec<Box<[u64]>>,
    /// Holders of each lock of that index: the exclusive one, the shared ones.
    slots: [(Option<u64>, Vec<u64>); ffi::SQLITE_SHM_NLOCK as usize],
    next: u64,
}

/// By path and start of the process: a lock dies with its process.
type Key = (String, u64);

static SHARED: LazyLock<Mutex<BTreeMap<Key, Weak<Mutex<Shared>>>>> = LazyLock::new(Mutex::default);

/// An open file, behind SQLite's own part.
struct Open {
    machine: Arc<Machine>,
    boot: u64,
    file: String,
    temporary: bool,
    shared: Arc<Mutex<Shared>>,
    id: u64,
}

#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

struct Before(*mut ffi::sqlite3_vfs);
// SAFETY: a VFS is made to be used by several threads; only its function pointers are read.
unsafe impl Send for Before {}
unsafe impl Sync for Before {}

static BEFORE: OnceLock<Before> = OnceLock::new();

/// Makes the simulated disks known to SQLite, once in a process.
pub(super) fn register() {
    BEFORE.get_or_init(|| {
        // SAFETY: the tables live for ever, SQLite copies nothing of them, and the name is a C string.
        unsafe {
            let before = ffi::sqlite3_vfs_find(ptr::null());
            let vfs = Box::leak(Box::new(table(before)));
            ffi::sqlite3_vfs_register(vfs, 1);
            Before(before)
        }
    });
}

/// # Safety
/// `before` is a registered VFS.
unsafe fn table(before: *mut ffi::sqlite3_vfs) -> ffi::sqlite3_vfs {
    // SAFETY: as the caller promises; what is not replaced below is the system's own (time, chance, sleep).
    let mut vfs = unsafe { *before };
    vfs.iVersion = 2;
    vfs.szOsFile = vfs.szOsFile.max(size_of::<Handle>() as c_int);
    vfs.pNext = ptr::null_mut();
    vfs.zName = c"simulated".as_ptr();
    vfs.xOpen = Some(open);
    vfs.xDelete = Some(delete);
    vfs.xAccess = Some(access);
    vfs.xFullPathname = Some(full_pathname);
    vfs
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn guard<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shared(path: &str, boot: u64) -> (Arc<Mutex<Shared>>, u64) {
    let mut all = guard(&SHARED);
    let key = (path.to_owned(), boot);
    let shared = all.get(&key).and_then(Weak::upgrade).unwrap_or_else(|| {
        all.retain(|_, weak| weak.strong_count() > 0);
        let new = Arc::<Mutex<Shared>>::default();
        all.insert(key, Arc::downgrade(&new));
        new
    });
    let mut inner = guard(&shared);
    inner.next += 1;
    let id = inner.next;
    drop(inner);
    (shared, id)
}

/// # Safety
/// `name` is null or a C string.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: as the caller promises.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

fn is_simulated(path: &str) -> bool {
    path.starts_with(disk::ROOT)
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a C string or null, and room for `szOsFile` bytes, which is at least a `Handle`.
    unsafe {
        let path = text(name);
        let Some(path) = path.filter(|path| is_simulated(path)) else {
            let Some((before, open)) = BEFORE.get().and_then(|before| Some((before.0, (*before.0).xOpen?))) else {
                (*file).pMethods = ptr::null();
                return ffi::SQLITE_CANTOPEN;
            };
            let _ = vfs;
            return open(before, name, file, flags, out);
        };
        (*file).pMethods = ptr::null();
        let Some((machine, own)) = disk::find(path) else { return ffi::SQLITE_CANTOPEN };
        let boot = machine.boot();
        if flags & ffi::SQLITE_OPEN_CREATE == 0 && !machine.exists(&own) {
            return ffi::SQLITE_CANTOPEN;
        }
        if machine.create(boot, &own).is_err() {
            return ffi::SQLITE_IOERR;
        }
        let (shared, id) = shared(path, boot);
        let temporary = flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0;
        let open = Box::new(Open { machine, boot, file: own, temporary, shared, id });
        (*file.cast::<Handle>()).open = Box::into_raw(open);
        (*file).pMethods = &raw const METHODS;
        if !out.is_null() {
            *out = flags;
        }
    }
    ffi::SQLITE_OK
}

/// # Safety
/// `file` was filled by [`open`] and not yet closed.
unsafe fn inner<'a>(file: *mut ffi::sqlite3_file) -> &'a Open {
    // SAFETY: as the caller promises.
    unsafe { &*(*file.cast::<Handle>()).open }
}

fn code(done: Result<(), Refused>, otherwise: c_int) -> c_int {
    match done {
        Ok(()) => ffi::SQLITE_OK,
        Err(Refused::Full) => ffi::SQLITE_FULL,
        Err(Refused::Off) => otherwise,
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes what it opened, once.
    unsafe {
        let open = Box::from_raw((*file.cast::<Handle>()).open);
        (*file).pMethods = ptr::null();
        let mut shared = guard(&open.shared);
        shared.levels.remove(&open.id);
        for (exclusive, others) in &mut shared.slots {
            if *exclusive == Some(open.id) {
                *exclusive = None;
            }
            others.retain(|id| *id != open.id);
        }
        drop(shared);
        if open.temporary {
            let _ = open.machine.delete(&open.file);
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, length: c_int, at: i64) -> c_int {
    // SAFETY: SQLite gives room for so many bytes.
    let (open, into) = unsafe { (inner(file), std::slice::from_raw_parts_mut(into.cast::<u8>(), length as usize)) };
    match open.machine.read(open.boot, &open.file, at as usize, into) {
        Ok(read) if read == into.len() => ffi::SQLITE_OK,
        Ok(read) => {
            into[read..].fill(0);
            ffi::SQLITE_IOERR_SHORT_READ
        }
        Err(_) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, length: c_int, at: i64) -> c_int {
    // SAFETY: SQLite gives so many bytes.
    let (open, from) = unsafe { (inner(file), std::slice::from_raw_parts(from.cast::<u8>(), length as usize)) };
    code(open.machine.write(open.boot, &open.file, at as usize, from), ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: i64) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { inner(file) };
    code(open.machine.truncate(open.boot, &open.file, length as usize), ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { inner(file) };
    code(open.machine.sync(open.boot, &open.file), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: an open file, and room for its size.
    unsafe {
        let open = inner(file);
        *size = open.machine.size(&open.file) as i64;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { inner(file) };
    let mut shared = guard(&open.shared);
    let highest = shared.levels.iter().filter(|(id, _)| **id != open.id).map(|(_, level)| *level).max().unwrap_or(0);
    let taken = match level {
        ffi::SQLITE_LOCK_SHARED => highest >= ffi::SQLITE_LOCK_PENDING,
        ffi::SQLITE_LOCK_EXCLUSIVE => highest >= ffi::SQLITE_LOCK_SHARED,
        _ => highest >= ffi::SQLITE_LOCK_RESERVED,
    };
    if taken {
        return ffi::SQLITE_BUSY;
    }
    let mine = shared.levels.entry(open.id).or_insert(0);
    *mine = level.max(*mine);
    ffi::SQLITE_OK
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { inner(file) };
    guard(&open.shared).levels.insert(open.id, level);
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: an open file, and room for the answer.
    unsafe {
        let open = inner(file);
        let reserved = guard(&open.shared).levels.values().any(|level| *level >= ffi::SQLITE_LOCK_RESERVED);
        *out = c_int::from(reserved);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

unsafe extern "C" fn device_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    // As SQLite takes every real disk to be: a write harms no byte beside it.
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file, and room for a pointer; the page is boxed and lives as long as any connection.
    unsafe {
        let open = inner(file);
        let mut shared = guard(&open.shared);
        let page = page as usize;
        while extend != 0 && shared.index.len() <= page {
            shared.index.push(vec![0_u64; size as usize / 8].into_boxed_slice());
        }
        *out = shared.index.get_mut(page).map_or(ptr::null_mut(), |page| page.as_mut_ptr().cast());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    // SAFETY: an open file.
    let open = unsafe { inner(file) };
    let mut shared = guard(&open.shared);
    let slots = &mut shared.slots[offset as usize..(offset + n) as usize];
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        for (exclusive, others) in slots {
            if flags & ffi::SQLITE_SHM_SHARED != 0 {
                others.retain(|id| *id != open.id);
            } else if *exclusive == Some(open.id) {
                *exclusive = None;
            }
        }
        return ffi::SQLITE_OK;
    }
    let foreign = |id: &u64| *id != open.id;
    let wants_all = flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
    let taken = slots.iter().any(|(exclusive, others)| {
        exclusive.as_ref().is_some_and(foreign) || (wants_all && others.iter().any(foreign))
    });
    if taken {
        return ffi::SQLITE_BUSY;
    }
    for (exclusive, others) in slots {
        if wants_all {
            *exclusive = Some(open.id);
        } else if !others.contains(&open.id) {
            others.push(open.id);
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_barrier(_: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(_: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // The index lives until the last connection is closed.
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, directory: c_int) -> c_int {
    // SAFETY: SQLite gives a C string.
    unsafe {
        let Some(path) = text(name).filter(|path| is_simulated(path)) else {
            let before = BEFORE.get().and_then(|before| Some((before.0, (*before.0).xDelete?)));
            return before.map_or(ffi::SQLITE_IOERR_DELETE, |(before, delete)| delete(before, name, directory));
        };
        let Some((machine, own)) = disk::find(path) else { return ffi::SQLITE_IOERR_DELETE };
        if !machine.exists(&own) {
            return ffi::SQLITE_IOERR_DELETE_NOENT;
        }
        code(machine.delete(&own), ffi::SQLITE_IOERR_DELETE)
    }
}

unsafe extern "C" fn access(_: *mut ffi::sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    // SAFETY: SQLite gives a C string and room for the answer.
    unsafe {
        let Some(path) = text(name).filter(|path| is_simulated(path)) else {
            let before = BEFORE.get().and_then(|before| Some((before.0, (*before.0).xAccess?)));
            return before.map_or(ffi::SQLITE_IOERR_ACCESS, |(before, access)| access(before, name, flags, out));
        };
        *out = c_int::from(disk::find(path).is_some_and(|(machine, own)| machine.exists(&own)));
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_pathname(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite gives a C string and room for so many bytes.
    unsafe {
        let simulated = text(name).is_some_and(is_simulated);
        if !simulated {
            let before = BEFORE.get().and_then(|before| Some((before.0, (*before.0).xFullPathname?)));
            return before.map_or(ffi::SQLITE_CANTOPEN, |(before, full)| full(before, name, length, out));
        }
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > length as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
    }
    ffi::SQLITE_OK
}
