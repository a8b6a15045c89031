//! `whosaid people`: who is who, who is nobody yet, and who may be the same.

use crate::model::{PeopleAnswer, PeopleRequest};
use crate::output::{count, human, json};

use super::Context;
use super::exit::Outcome;

/// What is proposed, and what is written, unless asked otherwise.
const PROPOSED: f32 = 0.5;
const WRITTEN: f32 = 0.8;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
A person is a [[person]] of people.toml, in the folder that is indexed, beside it, or where whosaid.toml says
(people = \"…\"): name, names (in any script), former, misheard, called, and labels in certain interviews.
It is read at every search. To refuse a proposal, name both as persons.")]
pub(super) struct PeopleArgs {
    /// Write what is proposed into people.toml; what is there stays as it is
    #[arg(long)]
    write: bool,
    /// Propose only what is at least so likely, 0 to 1 [default: 0.5; with --write 0.8]
    #[arg(long, value_name = "N", value_parser = likelihood)]
    min: Option<f32>,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

/// A number from 0 to 1.
fn likelihood(text: &str) -> Result<f32, String> {
    let number = text.parse().ok().filter(|n| (0.0..=1.0).contains(n));
    number.ok_or_else(|| String::from("a number from 0 to 1, such as 0.7"))
}

/// Runs `whosaid people`.
pub(super) fn cmd_people(args: PeopleArgs, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let least = args.min.unwrap_or(if args.write { WRITTEN } else { PROPOSED });
    let answer = context.engine.people(&PeopleRequest { least, write: args.write })?;
    match args.json {
        true => json::people(context.out, &answer)?,
        false => human::people(context.out, &answer, &context.view)?,
    }
    context.out.flush()?;
    for notice in &answer.notices {
        context.talk.warning(notice);
    }
    context.talk.remark(&told(&answer));
    match &answer.written {
        Some(path) => context.talk.remark(&format!("written into {}", context.view.shorten(path))),
        None if args.write => context.talk.remark("nothing is proposed, so nothing was written"),
        None if answer.proposals.is_empty() => {}
        None => context
            .talk
            .hint(&format!("whosaid people --write writes those of {WRITTEN} and more into people.toml")),
    }
    Ok(Outcome::Done)
}

fn told(answer: &PeopleAnswer) -> String {
    let parts = [
        count(answer.persons.len(), "person"),
        format!("{} of nobody yet", count(answer.nobody.len(), "speaker")),
        count(answer.proposals.len(), "proposal"),
    ];
    parts.join(", ")
}
