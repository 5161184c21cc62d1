//! One connection of a client: request by request, each with its fault.
//!
//! An exchange that goes right travels on one connection to the server as long as that lasts. One that goes wrong gets a
//! connection of its own, which the server is asked to close after its reply: so a whole reply is known when it is to be
//! cut, without understanding it.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};

use super::{Fault, Shared, lock};

/// Longer heads than this are nobody's.
const MAX_HEAD: usize = 64 * 1024;

/// One request, whole.
struct Request {
    head: Vec<u8>,
    body: Vec<u8>,
}

/// Serves one client until it goes, the server goes, or a fault ends it.
pub(super) async fn serve(client: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    client.set_nodelay(true)?;
    let (mut from_client, to_client) = client.into_split();
    let mut tasks = JoinSet::new();
    let (replies, queued) = mpsc::unbounded_channel();
    tasks.spawn(deliver(to_client, queued));
    let mut rest = Vec::new();
    let mut line: Option<OwnedWriteHalf> = None;
    while let Some(request) = read_request(&mut from_client, &mut rest).await? {
        let half = shared.half_rtt();
        let fault = shared.draw();
        sleep(half).await;
        match fault {
            Fault::None => {
                let to_server = match line.take() {
                    Some(open) => open,
                    None => {
                        let (from_server, to_server) = connect(shared).await?.into_split();
                        tasks.spawn(hold_up(from_server, replies.clone(), half));
                        to_server
                    }
                };
                line = Some(send(to_server, &request).await?);
            }
            Fault::Cut(share) => {
                let bytes = [request.head, request.body].concat();
                let mut server = connect(shared).await?;
                server.write_all(&bytes[..part(bytes.len(), share)]).await?;
                return server.shutdown().await;
            }
            Fault::Truncate(share) => {
                let reply = exchange(shared, &request).await?;
                let _ = replies.send((due(half), reply[..part(reply.len(), share)].to_vec()));
                break;
            }
            Fault::Double => {
                exchange(shared, &request).await?;
                let reply = exchange(shared, &request).await?;
                let _ = replies.send((due(half), reply));
                break;
            }
            Fault::Stall => {
                exchange(shared, &request).await?;
                // Until the client gives up.
                return from_client.read(&mut [0]).await.map(drop);
            }
        }
    }
    drop(replies);
    drop(line);
    while tasks.join_next().await.is_some() {}
    Ok(())
}

/// A proper part of a whole.
fn part(whole: usize, thousandths: u32) -> usize {
    whole.saturating_sub(1) * thousandths as usize / 1000
}

#[expect(clippy::disallowed_methods, reason = "this is the network itself")]
async fn connect(shared: &Shared) -> io::Result<TcpStream> {
    let upstream = *lock(&shared.upstream);
    let server = TcpStream::connect(upstream).await?;
    server.set_nodelay(true)?;
    Ok(server)
}

async fn send(mut to_server: OwnedWriteHalf, request: &Request) -> io::Result<OwnedWriteHalf> {
    to_server.write_all(&request.head).await?;
    to_server.write_all(&request.body).await?;
    Ok(to_server)
}

/// The whole reply to a request, over a connection of its own.
async fn exchange(shared: &Shared, request: &Request) -> io::Result<Vec<u8>> {
    let mut server = connect(shared).await?;
    let first_line = request.head.windows(2).position(|pair| pair == b"\r\n").map_or(0, |at| at + 2);
    server.write_all(&request.head[..first_line]).await?;
    server.write_all(b"connection: close\r\n").await?;
    server.write_all(&request.head[first_line..]).await?;
    server.write_all(&request.body).await?;
    let mut reply = Vec::new();
    server.read_to_end(&mut reply).await?;
    Ok(reply)
}

/// When a piece may be handed over, and the piece.
type Held = (Instant, Vec<u8>);

#[expect(clippy::disallowed_methods, reason = "this is the network's own clock")]
fn due(delay: Duration) -> Instant {
    Instant::now() + delay
}

/// Queues what the server says, each piece due after the delay.
async fn hold_up(mut from_server: OwnedReadHalf, replies: mpsc::UnboundedSender<Held>, delay: Duration) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from_server.read(&mut piece).await {
        if replies.send((due(delay), piece[..length].to_vec())).is_err() {
            return;
        }
    }
    // The server closed: so does the proxy, after what is under way.
    let _ = replies.send((due(delay), Vec::new()));
}

/// Hands pieces to the client when they are due; an empty one ends the connection.
async fn deliver(mut to_client: OwnedWriteHalf, mut queued: mpsc::UnboundedReceiver<Held>) {
    while let Some((due, piece)) = queued.recv().await {
        sleep_until(due).await;
        if piece.is_empty() || to_client.write_all(&piece).await.is_err() {
            break;
        }
    }
    let _ = to_client.shutdown().await;
}

/// The next request, whole; none when the client has closed. `rest`: what was read beyond the last one.
async fn read_request(from: &mut (impl AsyncRead + Unpin), rest: &mut Vec<u8>) -> io::Result<Option<Request>> {
    let end = loop {
        if let Some(at) = rest.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if rest.len() > MAX_HEAD || from.read_buf(rest).await? == 0 {
            return Ok(None);
        }
    };
    let mut body = rest.split_off(end);
    let head = std::mem::take(rest);
    let length = content_length(&head);
    while body.len() < length {
        if from.read_buf(&mut body).await? == 0 {
            return Ok(None);
        }
    }
    *rest = body.split_off(length);
    Ok(Some(Request { head, body }))
}

fn content_length(head: &[u8]) -> usize {
    let text = String::from_utf8_lossy(head);
    let mut headers = text.lines().filter_map(|line| line.split_once(':'));
    let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0)
}
