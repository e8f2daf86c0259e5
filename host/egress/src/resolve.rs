//! Names to addresses, once: what was checked here is what the connection goes to, so a name that answers differently the
//! next time gains nothing. One forbidden address among the answers refuses the name whole.

use crate::address::{Forbidden, check_public};
use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Addresses of one name that are tried; all of them are checked.
pub const ADDRESSES_MAX: usize = 8;
/// Look-ups at a time. The system's resolver holds a thread for each, up to its own time limit, also when nobody waits any
/// more; tokio has 512 of them for everybody.
pub const LOOKUPS_MAX: usize = 32;

/// How names are looked up.
pub(crate) trait Lookup: Send + Sync {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The system's resolver.
pub(crate) struct SystemLookup(Arc<Semaphore>);

impl SystemLookup {
    pub fn new() -> Self {
        SystemLookup(Arc::new(Semaphore::new(LOOKUPS_MAX)))
    }
}

impl Lookup for SystemLookup {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let turns = self.0.clone();
        Box::pin(async move {
            let turn = turns.acquire_owned().await.map_err(io::Error::other)?;
            let work = move || {
                let addresses = (name.as_str(), 0).to_socket_addrs()?.map(|address| address.ip()).collect();
                drop(turn);
                Ok(addresses)
            };
            tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
        })
    }
}

/// Lets only public addresses through.
pub(crate) struct Guard {
    pub lookup: Arc<dyn Lookup>,
    /// Addresses of this machine that tests may reach; empty in production.
    pub reachable: Vec<IpAddr>,
}

impl Guard {
    fn check(reachable: &[IpAddr], addresses: &[IpAddr]) -> Result<(), Forbidden> {
        addresses
            .iter()
            .filter(|address| !reachable.contains(address))
            .try_for_each(|address| check_public(*address))
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.lookup.lookup(name.as_str().to_owned());
        let reachable = self.reachable.clone();
        Box::pin(async move {
            let addresses = answer.await?;
            Guard::check(&reachable, &addresses)?;
            if addresses.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the answer is empty").into());
            }
            let addresses =
                addresses.into_iter().take(ADDRESSES_MAX).map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, SystemLookup};
    use crate::address::Forbidden;
    use reqwest::dns::Resolve;
    use std::sync::Arc;

    #[tokio::test]
    async fn what_the_system_resolves_is_guarded() {
        let guard = Guard { lookup: Arc::new(SystemLookup::new()), reachable: Vec::new() };
        let error = guard.resolve("localhost".parse().unwrap()).await.err().unwrap();
        assert_eq!(error.downcast_ref::<Forbidden>().unwrap().kind, "loopback");
    }
}
