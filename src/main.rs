//! The thin binary: hands the process to `cli::run` and returns its exit code.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use whosaid::cli;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let env = cli::Environment::of_process();
    cli::run(std::env::args_os(), &env, &mut out, &mut io::stderr()).into()
}
