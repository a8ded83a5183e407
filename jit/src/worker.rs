//! The compiling thread. Recorded regions go in, installed code comes out; the interpreter goes on meanwhile and looks for
//! results at its safepoints. A region in the queue holds no references: its constants are kept alive by whoever sent it.

use crate::abort::Abort;
use crate::code::{CodeCache, Flag, Installed};
use crate::engine::clock::thread_time;
use crate::engine::signals::without_signals;
use crate::ir::Region;
use crate::lower::Compiler;
use crate::lower::abi::Helpers;
use crate::opt::Passes;
use crate::region;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, unbounded};
use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// A region to compile.
pub struct Job {
    /// The sender's name for it.
    pub id: u64,
    /// The recorded paths.
    pub region: Region,
    /// Which passes run.
    pub passes: Passes,
    /// Set it to cancel the job, or to invalidate what came of it.
    pub flag: Arc<Flag>,
}

/// What became of a job.
pub struct Finished {
    /// The job's id.
    pub id: u64,
    /// The code, or why there is none.
    pub code: Result<Arc<Installed>, Abort>,
    /// Processor time it took.
    pub took: Duration,
}

/// The thread and its channels. The thread starts with the first job: most short scripts never compile anything.
pub struct Worker {
    jobs: Option<Sender<Job>>,
    finished: Receiver<Finished>,
    /// Jobs whose results haven't been taken: looking for them costs nothing when there are none.
    pending: Cell<u32>,
    idle: Cell<Option<Idle>>,
    thread: Cell<Option<JoinHandle<()>>>,
}

/// What the thread will need.
struct Idle {
    helpers: Helpers,
    cache: Arc<Mutex<CodeCache>>,
    incoming: Receiver<Job>,
    outgoing: Sender<Finished>,
}

impl Worker {
    /// A worker without jobs.
    pub fn new(helpers: Helpers, cache: Arc<Mutex<CodeCache>>, queue_max: u32) -> Worker {
        let (jobs, incoming) = bounded::<Job>(queue_max as usize);
        let (outgoing, finished) = unbounded();
        let idle = Idle { helpers, cache, incoming, outgoing };
        Worker { jobs: Some(jobs), finished, pending: Cell::new(0), idle: Cell::new(Some(idle)), thread: Cell::new(None) }
    }
    /// Sends a job; gives it back when the queue is full or no thread can be had.
    pub fn submit(&self, job: Job) -> Result<(), Box<Job>> {
        if let Some(idle) = self.idle.take() {
            let Idle { helpers, cache, incoming, outgoing } = &idle;
            let mine = Idle { helpers: *helpers, cache: cache.clone(), incoming: incoming.clone(), outgoing: outgoing.clone() };
            let builder = std::thread::Builder::new().name("naja-compiler".into()).stack_size(16 << 20);
            match without_signals(|| builder.spawn(move || mine.work())) {
                Ok(thread) => self.thread.set(Some(thread)),
                Err(_) => {
                    self.idle.set(Some(idle));
                    return Err(Box::new(job));
                }
            }
        }
        let Some(jobs) = &self.jobs else { return Err(Box::new(job)) };
        jobs.try_send(job).map_err(|e| match e {
            TrySendError::Full(job) | TrySendError::Disconnected(job) => Box::new(job),
        })?;
        self.pending.set(self.pending.get() + 1);
        Ok(())
    }
    /// A finished job, if there is one.
    pub fn poll(&self) -> Option<Finished> {
        if self.pending.get() == 0 {
            return None;
        }
        self.taken(self.finished.try_recv().ok())
    }
    /// Waits for a finished job; None if the thread is gone. For tests and for thresholds of 1.
    pub fn wait(&self) -> Option<Finished> {
        self.taken(self.finished.recv().ok())
    }
    fn taken(&self, done: Option<Finished>) -> Option<Finished> {
        if done.is_some() {
            self.pending.set(self.pending.get() - 1);
        }
        done
    }
}

impl Idle {
    /// The life of the thread.
    fn work(self) {
        let mut compiler = Compiler::new(self.helpers);
        for job in self.incoming {
            let start = thread_time();
            let code = match &mut compiler {
                Ok(compiler) => run(compiler, &self.cache, &job),
                Err(_) => Err(Abort::NoCompiler),
            };
            let took = thread_time().saturating_sub(start);
            if self.outgoing.send(Finished { id: job.id, code, took }).is_err() {
                return;
            }
        }
    }
}

fn run(compiler: &mut Compiler, cache: &Mutex<CodeCache>, job: &Job) -> Result<Arc<Installed>, Abort> {
    if job.flag.is_set() {
        return Err(Abort::Unstable);
    }
    let code = region::compile(compiler, &job.region, &job.passes, &job.flag)?;
    // A panic elsewhere leaves the cache consistent: each operation completes or changes nothing.
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    cache.install(code, job.flag.clone()).ok_or(Abort::NoCodeMemory)
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the compiler was reported by the panic hook; there is nothing to add.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::text;

    #[test]
    fn regions_are_compiled_in_the_background() {
        let cache = Arc::new(Mutex::new(CodeCache::new(1 << 20).unwrap()));
        let worker = Worker::new(Helpers::default(), cache, 4);
        let region = text::parse("b0:\n  exit !s0\ns0 = run f1@0+0 r0=None").unwrap();
        let job = |id| Job { id, region: region.clone(), passes: Passes::default(), flag: Flag::new() };
        assert!(worker.submit(job(7)).is_ok());
        let done = worker.wait().unwrap();
        assert_eq!(done.id, 7);
        assert!(done.code.unwrap().is_valid());
        let cancelled = job(8);
        cancelled.flag.set();
        assert!(worker.submit(cancelled).is_ok());
        assert_eq!(worker.wait().unwrap().code.err(), Some(Abort::Unstable));
    }
}
