//! The most memory a program ever held (`VmHWM`), as Linux tells it while the program lives. Elsewhere: none.
//!
//! The mark only rises, so that looking every few milliseconds misses what is taken in the last of them. A query is
//! over sooner than that: it is given a pipe that is full already, and so stops when it has its answer and wants to
//! tell it. Deliberately absent: what programs tell of themselves.

use std::fs;
use std::io::{Read, Write};
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::clock::Run;

/// What a pipe holds on Linux, in bytes.
const PIPE: usize = 64 << 10;

/// How long a program does nothing before it is taken to wait for its pipe.
const QUIET: Duration = Duration::from_millis(60);

/// Runs a program to its end: how long it takes, the most memory it held in bytes, and what it says.
pub(crate) fn watched(run: &Run) -> Result<(Duration, Option<u64>, Vec<u8>)> {
    let (over, mut said) = (AtomicBool::new(false), Vec::new());
    let start = Instant::now();
    let mut child = run.command().spawn().with_context(|| format!("{run} does not start"))?;
    let pid = child.id();
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut most = None;
            while !over.load(Ordering::Relaxed) {
                most = most.max(peak(pid));
                std::thread::sleep(Duration::from_millis(if start.elapsed().as_millis() < 200 {
                    1
                } else {
                    5
                }));
            }
            most
        });
        let ended = read_and_wait(&mut child, &mut said);
        let time = start.elapsed();
        over.store(true, Ordering::Relaxed);
        let most = watch.join().ok().flatten();
        anyhow::ensure!(ended?, "this fails; run it by hand to see why:\n  {run}");
        Ok((time, most, said))
    })
}

fn read_and_wait(child: &mut Child, said: &mut Vec<u8>) -> Result<bool> {
    if let Some(mut out) = child.stdout.take() {
        out.read_to_end(said)?;
    }
    Ok(child.wait()?.success())
}

/// The most memory a query held, in bytes, until it wants to tell its answer.
pub(crate) fn held(run: &Run) -> Result<Option<u64>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let (mut from, mut to) = std::io::pipe()?;
    to.write_all(&[b'\n'; PIPE])?;
    let mut child = run.command().stdout(to).spawn().with_context(|| format!("{run} does not start"))?;
    let (mut most, mut used, mut since) = (None, None, Instant::now());
    while since.elapsed() < QUIET && child.try_wait()?.is_none() {
        most = most.max(peak(child.id()));
        let now = ticks(child.id());
        if now != used {
            (used, since) = (now, Instant::now());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut drained = Vec::new();
    from.read_to_end(&mut drained)?;
    child.wait()?;
    Ok(most)
}

/// The mark of a process, in bytes; none once it has ended.
fn peak(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The processor time of a process so far, and whether it runs.
fn ticks(pid: u32) -> Option<(String, String, String)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().map(str::to_owned);
    let state = fields.next()?;
    Some((state, fields.nth(10)?, fields.next()?))
}
