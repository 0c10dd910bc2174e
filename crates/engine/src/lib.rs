//! The deterministic discrete-event engine: virtual time, processes as async functions, channels
//! between them, keyed random draws and a fingerprint of what they did.
//!
//! Its rule: what a run does follows from its inputs alone. It reads no clock, starts no thread,
//! iterates over nothing unordered and uses no platform maths. It leaves to others what the
//! processes stand for.
//!
//! ```
//! use seamripper_engine::{Engine, Limits, Stop};
//!
//! let mut engine = Engine::new(Limits { events: 1_000, virtual_time_ns: u64::MAX, tasks: 100 });
//! let handle = engine.handle();
//! let upstream = engine.handle();
//! engine.handle().spawn(async move {
//!     let slow = upstream.spawn({
//!         let upstream = upstream.clone();
//!         async move { upstream.sleep(45_000).await }
//!     });
//!     assert!(handle.timeout(30_000, slow).await.is_err());
//!     assert_eq!(handle.now(), 30_000);
//! });
//! assert_eq!(engine.run(), Stop::Idle);
//! assert_eq!(engine.now(), 45_000); // the slow process was detached, and ran on
//! ```

mod agenda;
mod chacha;
mod core;
mod draws;
mod executor;
mod fingerprint;
mod handle;
mod heap;
mod key;
mod limits;
mod oneshot;
mod queue;
mod ratio;
mod running;
mod samplers;
mod task;
mod tasks;
mod timer;
mod waiter;
mod waker;

pub use draws::{Draws, StreamKey, mix_key, name_key};
pub use executor::Engine;
pub use fingerprint::Fingerprint;
pub use handle::Handle;
pub use limits::{Limit, Limits, Stop};
pub use oneshot::{Closed, Receiver, Sender, oneshot};
pub use queue::{QueueReceiver, QueueSender, Recv, queue};
pub use ratio::Ratio;
pub use samplers::Stream;
pub use task::{Cancelled, Task};
pub use timer::{Elapsed, Sleep, Timeout};
