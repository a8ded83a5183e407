//! The interpreter lock: one thread runs Python code at a time. It is handed over on request at polls, and released around
//! blocking calls.

use crate::vm::{breaker, clear_breaker, set_breaker};
use parking_lot::{Condvar, Mutex};
use std::sync::atomic::{AtomicU32, Ordering};

struct State {
    held: bool,
    /// Grows with every acquisition, so that a thread that gave way can wait for somebody else's turn.
    turn: u64,
}
static STATE: Mutex<State> = Mutex::new(State { held: false, turn: 0 });
static FREED: Condvar = Condvar::new();
static WAITING: AtomicU32 = AtomicU32::new(0);
/// `sys.setswitchinterval` in microseconds.
pub static SWITCH_INTERVAL_US: AtomicU32 = AtomicU32::new(5000);

/// Takes the lock at start-up, when nobody else can have it.
pub fn acquire_first() {
    let mut s = STATE.lock();
    s.held = true;
    s.turn += 1;
}

/// Takes the lock; after the switch interval the holder is asked to give way.
pub fn acquire() {
    let mut s = STATE.lock();
    if s.held {
        WAITING.fetch_add(1, Ordering::Relaxed);
        while s.held {
            let wait = std::time::Duration::from_micros(u64::from(SWITCH_INTERVAL_US.load(Ordering::Relaxed).max(1)));
            if FREED.wait_for(&mut s, wait).timed_out() {
                set_breaker(breaker::LOCK);
            }
        }
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }
    s.held = true;
    s.turn += 1;
}

/// Gives the lock back.
pub fn release() {
    let mut s = STATE.lock();
    debug_assert!(s.held, "lock released twice");
    s.held = false;
    clear_breaker(breaker::LOCK);
    drop(s);
    FREED.notify_one();
}

/// At a poll: lets a waiting thread run, then takes the lock again.
pub fn give_way() {
    clear_breaker(breaker::LOCK);
    if WAITING.load(Ordering::Relaxed) == 0 {
        return;
    }
    let turn = STATE.lock().turn;
    release();
    // Wait until somebody else had a turn, so that the hand-over is fair.
    for _ in 0..1000 {
        if STATE.lock().turn != turn || WAITING.load(Ordering::Relaxed) == 0 {
            break;
        }
        std::thread::yield_now();
    }
    acquire();
}

/// Runs something that may block (and touches no Python object) without the lock.
pub fn allow_threads<R>(f: impl FnOnce() -> R) -> R {
    release();
    let r = f();
    acquire();
    r
}

/// After `fork` in the child: the lock is held by the only thread left.
pub fn after_fork_in_child() {
    WAITING.store(0, Ordering::Relaxed);
    clear_breaker(breaker::LOCK);
}
