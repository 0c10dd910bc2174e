//! The retry storm: five clients call a slow upstream, give up after a while, and try again.
//!
//! An upstream that is given up runs on all the same, as a supplier does behind a balancer. All
//! numbers come from small generators, one for each client, so that engines with other ways to order
//! events at one instant come to the same tally.

/// One second, in the nanoseconds that all engines count in.
pub const SECOND: u64 = 1_000_000_000;

/// How many clients there are.
pub const CLIENTS: u64 = 5;

/// How many times each of them calls.
pub const ATTEMPTS: u32 = 23;

/// How long a client waits for an answer, in nanoseconds.
pub const PATIENCE_NS: u64 = 30 * SECOND;

/// How long it rests after it gave up, in nanoseconds.
pub const REST_NS: u64 = SECOND;

/// What came of a storm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls that were answered in time.
    pub answered: u64,
    /// Calls that were given up.
    pub given_up: u64,
    /// Upstreams that came to their end, early or late.
    pub served: u64,
    /// When the clients were done, summed over them, in nanoseconds.
    pub done_ns: u64,
}

/// An engine: its name, and one storm on it.
pub type Peer = (&'static str, fn() -> Tally);

/// The numbers of one client.
#[derive(Clone, Copy, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Starts the numbers of a client.
    pub fn of(client: u64) -> Numbers {
        Numbers(client)
    }

    /// Steps the generator: 40 bits, more than any time here has.
    pub fn step(&mut self) -> u64 {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 24
    }

    /// Gives the time before the first call, in nanoseconds.
    pub fn start_ns(&mut self) -> u64 {
        // No engine has to schedule for this very instant: some cannot.
        1 + self.step() % (10 * SECOND)
    }

    /// Gives how long the upstream works on the next call, in nanoseconds.
    pub fn latency_ns(&mut self) -> u64 {
        20 * SECOND + self.step() % (25 * SECOND)
    }
}
