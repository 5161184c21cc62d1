//! Objects on a disk that somebody else brings: whole ones under keys, kept, read, deleted, listed.
//!
//! The simulator brings one that ends at any operation. What is put is durable and appears whole; that is the disk's word.
//! Parts of large objects wait in memory until all are there.

use std::{fmt, io, pin::Pin, sync::Arc};

use axum::body::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, UploadPart, memory::InMemory, path::Path,
};

/// A disk for whole objects.
pub trait Disk: fmt::Debug + Send + Sync + 'static {
    /// Keeps an object in place of the one of that key; durable when this returns.
    ///
    /// # Errors
    /// When it is not kept.
    fn put(&self, key: &str, bytes: &[u8]) -> io::Result<()>;

    /// Reads an object; none if there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    fn get(&self, key: &str) -> io::Result<Option<Vec<u8>>>;

    /// Deletes an object; there may be none.
    ///
    /// # Errors
    /// When it is still there.
    fn delete(&self, key: &str) -> io::Result<()>;

    /// The keys of all objects.
    ///
    /// # Errors
    /// When they cannot be read.
    fn keys(&self) -> io::Result<Vec<String>>;
}

/// Such a disk as a store of objects.
#[derive(Clone, Debug)]
pub(super) struct OnDisk(pub(super) Arc<dyn Disk>);

type Soon<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

impl fmt::Display for OnDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a disk")
    }
}

impl OnDisk {
    fn keep(&self, location: &Path, payload: &PutPayload) -> Result<PutResult> {
        self.0.put(location.as_ref(), &Bytes::from(payload.clone())).map_err(failed)?;
        Ok(PutResult { e_tag: None, version: None, extensions: Default::default() })
    }

    /// These objects, as another store holds and lists them.
    async fn shown(&self, is_wanted: impl Fn(&Path) -> bool) -> Result<InMemory> {
        let shown = InMemory::new();
        for key in self.0.keys().map_err(failed)?.into_iter().map(Path::from).filter(is_wanted) {
            if let Some(bytes) = self.0.get(key.as_ref()).map_err(failed)? {
                shown.put(&key, bytes.into()).await?;
            }
        }
        Ok(shown)
    }
}

fn failed(source: io::Error) -> Error {
    Error::Generic { store: "disk", source: Box::new(source) }
}

impl ObjectStore for OnDisk {
    fn put_opts<'a, 'b, 'c>(&'a self, at: &'b Path, payload: PutPayload, _: PutOptions) -> Soon<'c, PutResult>
    where
        'a: 'c,
        'b: 'c,
    {
        Box::pin(async move { self.keep(at, &payload) })
    }

    fn put_multipart_opts<'a, 'b, 'c>(
        &'a self,
        at: &'b Path,
        _: PutMultipartOptions,
    ) -> Soon<'c, Box<dyn MultipartUpload>>
    where
        'a: 'c,
        'b: 'c,
    {
        let upload: Box<dyn MultipartUpload> = Box::new(Parts { to: self.clone(), at: at.clone(), parts: Vec::new() });
        Box::pin(async move { Ok(upload) })
    }

    fn get_opts<'a, 'b, 'c>(&'a self, at: &'b Path, options: GetOptions) -> Soon<'c, GetResult>
    where
        'a: 'c,
        'b: 'c,
    {
        Box::pin(async move { self.shown(|key| key == at).await?.get_opts(at, options).await })
    }

    fn delete_stream(&self, all: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let disk = Arc::clone(&self.0);
        let delete = move |at: Result<Path>| at.and_then(|at| disk.delete(at.as_ref()).map(|()| at).map_err(failed));
        all.map(delete).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let (disk, prefix) = (self.clone(), prefix.cloned());
        let wanted = async move {
            let within = prefix.clone();
            let shown = disk.shown(move |key| within.as_ref().is_none_or(|within| key.prefix_matches(within))).await;
            match shown {
                Ok(shown) => shown.list(prefix.as_ref()),
                Err(error) => futures_util::stream::iter([Err(error)]).boxed(),
            }
        };
        futures_util::stream::once(wanted).flatten().boxed()
    }

    fn list_with_delimiter<'a, 'b, 'c>(&'a self, prefix: Option<&'b Path>) -> Soon<'c, ListResult>
    where
        'a: 'c,
        'b: 'c,
    {
        Box::pin(async move { self.shown(|_| true).await?.list_with_delimiter(prefix).await })
    }

    fn copy_opts<'a, 'b, 'e, 'c>(&'a self, from: &'b Path, to: &'e Path, _: CopyOptions) -> Soon<'c, ()>
    where
        'a: 'c,
        'b: 'c,
        'e: 'c,
    {
        Box::pin(async move {
            let bytes = self.get_opts(from, GetOptions::default()).await?.bytes().await?;
            self.keep(to, &bytes.into()).map(drop)
        })
    }
}

/// A large object that is being written.
#[derive(Debug)]
struct Parts {
    to: OnDisk,
    at: Path,
    parts: Vec<Bytes>,
}

impl MultipartUpload for Parts {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.parts.push(data.into());
        Box::pin(async { Ok(()) })
    }

    fn complete<'a, 'c>(&'a mut self) -> Soon<'c, PutResult>
    where
        'a: 'c,
    {
        Box::pin(async move { self.to.keep(&self.at, &std::mem::take(&mut self.parts).into_iter().collect()) })
    }

    fn abort<'a, 'c>(&'a mut self) -> Soon<'c, ()>
    where
        'a: 'c,
    {
        self.parts.clear();
        Box::pin(async { Ok(()) })
    }
}
