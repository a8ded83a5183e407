//! The compiling thread. Recorded regions go in, installed code comes out; the interpreter goes on meanwhile and looks for
//! results at its safepoints. A region in the queue holds no references: its constants are kept alive by whoever sent it.

use crate::abort::Abort;
use crate::code::clock::cpu_time;
use crate::code::{CodeCache, Flag, Installed};
use crate::ir::Region;
use crate::lower::Compiler;
use crate::lower::abi::Helpers;
use crate::opt::Passes;
use crate::region;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, unbounded};
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
    /// Processor time it took: on a busy machine the clock says nothing about the work.
    pub took: Duration,
}

/// The thread and its channels.
pub struct Worker {
    jobs: Option<Sender<Job>>,
    finished: Receiver<Finished>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the thread. An error means that this machine cannot compile.
    pub fn start(helpers: Helpers, cache: Arc<Mutex<CodeCache>>, queue_max: u32) -> Result<Worker, String> {
        let mut compiler = Compiler::new(helpers)?;
        let (jobs, incoming) = bounded::<Job>(queue_max as usize);
        let (outgoing, finished) = unbounded();
        let work = move || {
            for job in incoming {
                let start = cpu_time();
                let code = run(&mut compiler, &cache, &job);
                let took = cpu_time().saturating_sub(start);
                let id = job.id;
                if outgoing.send(Finished { id, code, took }).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("naja-compiler".into()).stack_size(16 << 20).spawn(work).map_err(|e| e.to_string())?;
        Ok(Worker { jobs: Some(jobs), finished, thread: Some(thread) })
    }
    /// Sends a job; gives it back when the queue is full.
    pub fn submit(&self, job: Job) -> Result<(), Box<Job>> {
        match &self.jobs {
            Some(jobs) => jobs.try_send(job).map_err(|e| match e {
                TrySendError::Full(job) | TrySendError::Disconnected(job) => Box::new(job),
            }),
            None => Err(Box::new(job)),
        }
    }
    /// A finished job, if there is one.
    pub fn poll(&self) -> Option<Finished> {
        self.finished.try_recv().ok()
    }
    /// Waits for a finished job; None if the thread is gone. For tests and for thresholds of 1.
    pub fn wait(&self) -> Option<Finished> {
        self.finished.recv().ok()
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
        let worker = Worker::start(Helpers::default(), cache, 4).unwrap();
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
