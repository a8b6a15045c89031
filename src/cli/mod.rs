//! The command line: arguments, settings and environment become requests, answers go to `output`.
//!
//! A subcommand is a file with its `XArgs` and `cmd_x`, and a line in the table below. Everything is written
//! through the writers handed to [`run`], progress bars aside. Deliberately absent: knowing anything about
//! transcripts, queries or indexes; the engine is asked.

mod deferred;
mod environment;
mod exit;
mod filters;
mod index;
mod list;
mod parse;
mod people;
mod progress;
mod query;
mod remove;
mod search;
mod settings;
mod show;
mod speakers;
mod talk;

use std::ffi::OsString;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::engine::Engine;
use crate::engine::LocalEngine;
use crate::output::View;

pub use environment::Environment;

use deferred::Deferred;
use environment::Colour;
use exit::Outcome;
use settings::Settings;
use talk::Talk;

/// Find who said what in interview transcripts, in English and Chinese
#[derive(Debug, Parser)]
#[command(name = "whosaid", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "whosaid help query describes the query language.")]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Everywhere")]
struct GlobalArgs {
    /// The folder of the index [default: $WHOSAID_INDEX, else what whosaid.toml says, else ./index]
    #[arg(long, global = true, value_name = "DIR", hide_default_value = true)]
    index: Option<PathBuf>,
    /// When to colour: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: Colour,
    /// Name every file that is skipped, and every warning
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// The table of commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// Index transcripts: add what is new, replace what changed, drop what is gone
    Index(Deferred<index::IndexArgs>),
    /// Find turns, best first
    Search(Deferred<search::SearchArgs>),
    /// Read an interview, or one turn with turns around it
    Show(Deferred<show::ShowArgs>),
    /// Show how files are split into turns, without touching the index
    Parse(Deferred<parse::ParseArgs>),
    /// List the indexed interviews
    List(Deferred<list::ListArgs>),
    /// List who spoke: interviews, turns, words; most words first
    Speakers(Deferred<speakers::SpeakersArgs>),
    /// List persons (people.toml) and who may be the same
    People(Deferred<people::PeopleArgs>),
    /// Forget interviews, and keep them forgotten; their files stay where they are
    Remove(Deferred<remove::RemoveArgs>),
    /// The page of the query language, as a command without options, whose help it is
    #[command(hide = true)]
    Query(Deferred<query::QueryArgs>),
}

/// What a command works with.
struct Context<'a> {
    engine: &'a dyn Engine,
    env: &'a Environment,
    settings: Settings,
    verbose: bool,
    view: View,
    out: &'a mut dyn Write,
    talk: Talk<'a>,
}

/// Runs the command line and returns its exit code: 0 hits or done, 1 no hit, 2 error, 3 the index must be
/// rebuilt, 75 another writer holds the index, 130 interrupted. A closed pipe is success.
///
/// `args` begin with the name of the program. Results go to `out`, everything else to `err`.
pub fn run<I>(args: I, env: &Environment, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    I: IntoIterator<Item = OsString>,
{
    let engine = |index, people| -> Box<dyn Engine> { Box::new(LocalEngine::new(index).with_people(people)) };
    run_on(&engine, args, env, out, err)
}

/// Makes an engine for the folder of an index and the `people.toml` that is settled, if one is.
type MakeEngine<'a> = &'a dyn Fn(PathBuf, Option<PathBuf>) -> Box<dyn Engine>;

/// The same on any engine.
fn run_on<I>(
    engine: MakeEngine<'_>,
    args: I,
    env: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8
where
    I: IntoIterator<Item = OsString>,
{
    let cli = match parsed(args.into_iter().collect()) {
        Ok(cli) => cli,
        Err(usage) => return told_usage(&usage, env, out, err),
    };
    let mut talk = Talk::new(err, env.theme(cli.global.color, env.stderr_terminal));
    match execute(cli, engine, env, out, &mut talk) {
        Ok(outcome) => outcome.code(),
        Err(error) => {
            let code = exit::failure(&error);
            if code.is_some() {
                talk.error(&error);
            }
            code.unwrap_or(0)
        }
    }
}

/// What was typed. The help of a search, which has a table of the syntax, is made only for somebody who may see it.
fn parsed(args: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut command = ManuallyDrop::new(Cli::command());
    if args.iter().any(asks_for_help) {
        *command = std::mem::take(&mut *command).mut_subcommand("search", search::with_help);
    }
    let mut matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|e| e.format(&mut command))
}

/// Whether an argument may be, or hold, the flag or the command that asks for help.
fn asks_for_help(arg: &OsString) -> bool {
    let arg = arg.as_encoded_bytes();
    arg == b"help" || (arg.starts_with(b"-") && arg.contains(&b'h'))
}

fn execute(
    cli: Cli,
    engine: MakeEngine<'_>,
    env: &Environment,
    out: &mut dyn Write,
    talk: &mut Talk<'_>,
) -> anyhow::Result<Outcome> {
    let GlobalArgs { index, color, verbose } = cli.global;
    let settings = Settings::find(&env.folder)?;
    let index = index.or_else(|| env.index.clone()).map(|index| env.resolve(&index));
    let index = index.unwrap_or_else(|| settings.index(&env.folder));
    // What a command took to describe and what it opened is left to the end of the process, which has it done at once.
    let engine = ManuallyDrop::new(engine(index, settings.people()));
    let view = env.view(color);
    let mut context =
        Context { engine: engine.as_ref(), env, settings, verbose, view, out, talk: talk.again() };
    let outcome = match cli.command {
        Command::Index(Deferred(args)) => index::cmd_index(args, &mut context),
        Command::Search(Deferred(args)) => search::cmd_search(args, &mut context),
        Command::Show(Deferred(args)) => show::cmd_show(args, &mut context),
        Command::Parse(Deferred(args)) => parse::cmd_parse(args, &mut context),
        Command::List(Deferred(args)) => list::cmd_list(args, &mut context),
        Command::Speakers(Deferred(args)) => speakers::cmd_speakers(args, &mut context),
        Command::People(Deferred(args)) => people::cmd_people(args, &mut context),
        Command::Remove(Deferred(args)) => remove::cmd_remove(args, &mut context),
        Command::Query(Deferred(args)) => query::cmd_query(args, &mut context),
    }?;
    context.out.flush()?;
    Ok(outcome)
}

/// Help and version are data, a usage error is talk.
fn told_usage<'a>(
    usage: &clap::Error,
    env: &Environment,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
) -> u8 {
    let to_stderr = usage.use_stderr();
    let (stream, terminal): (&'a mut dyn Write, bool) =
        if to_stderr { (err, env.stderr_terminal) } else { (out, env.stdout_terminal) };
    let text = usage.render();
    let coloured = env.theme(Colour::Auto, terminal) != Default::default();
    let written = if coloured { write!(stream, "{}", text.ansi()) } else { write!(stream, "{text}") };
    match written.and_then(|()| stream.flush()) {
        Err(e) => exit::failure(&e.into()).unwrap_or(0),
        Ok(()) if to_stderr => 2,
        Ok(()) => 0,
    }
}

#[cfg(test)]
mod tests;
